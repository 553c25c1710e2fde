//! What a query finds and what its filters let through.

use super::*;
use crate::model::{Coder, CoderId, CountingMint, DocumentChange, Edit, ShelfItem};
use crate::search::fixture::{Fixture, hits_of};
use crate::search::{Field, Mistake, Query, scan};

fn project() -> Fixture {
    let mut fixture = Fixture::of(&["老人说好。社工说老人好。", "老老人去\n社在食堂\n老都走了", "街道"]);
    fixture.talk(1);
    fixture.attribute(0, "地区", "农村");
    fixture.group(2, "一组");
    fixture.case("王奶奶", &[("年龄", "65")]);
    fixture.code("评价", 0, 0, 9);
    fixture.code_by("甲", "服务", 0, 5, 12);
    fixture
}

#[test]
fn two_codes_alone_give_the_text_that_has_both() {
    let fixture = project();
    assert_eq!(hits_of(&fixture.project, "code:(评价 AND 服务)"), ["社工说老"]);
    assert_eq!(hits_of(&fixture.project, "code:(评价 OR 服务)"), ["老人说好。社工说老", "社工说老人好。"]);
    assert_eq!(hits_of(&fixture.project, "code:评价 coder:甲"), [""; 0]);
}

#[test]
fn what_nobody_coded_is_given_without_the_space_around_it() {
    let mut fixture = Fixture::of(&["老人 说好。 社工\n\n食堂 "]);
    fixture.code("评价", 0, 3, 6);
    fixture.code_by("甲", "评价", 0, 11, 12);
    assert_eq!(hits_of(&fixture.project, "uncoded:"), ["老人", "社工", "堂"]);
    assert_eq!(hits_of(&fixture.project, "uncoded:甲"), ["老人 说好。 社工", "堂"]);
    assert_eq!(hits_of(&fixture.project, "好 -uncoded:"), ["好"]);
}

#[test]
fn a_case_gives_what_belongs_to_it_and_its_attributes_too() {
    let fixture = project();
    assert_eq!(hits_of(&fixture.project, "老 case:王奶奶").len(), 3);
    assert_eq!(hits_of(&fixture.project, "走 案例：王奶奶"), ["走"]);
    assert_eq!(hits_of(&fixture.project, "食 attr:年龄>60"), [""; 0]);
    assert_eq!(hits_of(&fixture.project, "走 attr:年龄>60"), ["走"]);
    assert_eq!(hits_of(&fixture.project, "走 attr:年龄>70"), [""; 0]);
    assert_eq!(hits_of(&fixture.project, "case:王奶奶 -doc:文档1"), ["老人去", "都走了"]);
}

#[test]
fn a_filter_of_documents_beside_one_of_segments_lets_either_be_looked_at() {
    let mut fixture = Fixture::of(&["老人老人", "老人"]);
    fixture.code("评价", 0, 0, 2);
    assert_eq!(hits_of(&fixture.project, "老人 (doc:文档2 OR code:评价)").len(), 2);
    assert_eq!(hits_of(&fixture.project, "老人 -(doc:文档2 OR code:评价)").len(), 1);
    let alone = scan(&fixture.project, &Query::parse("doc:文档2 OR code:评价").unwrap(), 9);
    assert_eq!((alone.total, alone.documents.len()), (1, 2));
}

#[test]
fn a_whole_title_leaves_out_longer_ones_and_those_that_only_look_alike() {
    let mut fixture = Fixture::of(&["老人", "老人老人", "老人老人老人"]);
    let retitle = |fixture: &mut Fixture, titles: [&str; 3]| {
        let ids: Vec<_> = fixture.project.documents_in_order().into_iter().map(|document| document.id).collect();
        for (id, title) in ids.into_iter().zip(titles) {
            Edit::SetDocument(id, DocumentChange::Title(title.to_owned())).apply(&mut fixture.project).unwrap();
        }
    };
    let found = |fixture: &Fixture, query: &str| hits_of(&fixture.project, query).len();
    retitle(&mut fixture, ["访谈 1", "访谈 10", "访谈"]);
    assert_eq!(found(&fixture, "老人 doc:\"访谈 1\""), 3);
    assert_eq!(found(&fixture, "老人 doc:=\"访谈 1\""), 1);
    assert_eq!(found(&fixture, "老人 doc:=訪談1"), 1, "compared as text is");
    assert_eq!(found(&fixture, "老人 -doc:=访谈"), 3);
    retitle(&mut fixture, ["访谈 1", "访谈1", "=访谈1"]);
    assert_eq!(found(&fixture, "老人 doc:=访谈1"), 2, "as it was typed before what is alike");
    assert_eq!(found(&fixture, "老人 doc:==访谈1"), 3);
}

#[test]
fn what_is_near_is_narrowed_as_a_whole() {
    let fixture = project();
    assert_eq!(hits_of(&fixture.project, "社工 NEAR/9 好"), ["好。社工"]);
    assert_eq!(hits_of(&fixture.project, "说 PRE/9 好 code:服务"), ["说老人好"]);
    assert_eq!(hits_of(&fixture.project, "老 NEAR/9 工 code:服务"), [""; 0]);
}

#[test]
fn a_name_that_is_not_there_is_told_with_the_one_that_was_meant() {
    let mut fixture = project();
    Edit::AddItem(ShelfItem::synonyms("老人", &["长者"])).apply(&mut fixture.project).unwrap();
    let wrong = |typed: &str| {
        let errors = Query::parse(typed).unwrap().check(&fixture.project);
        errors.into_iter().map(|error| (error.kind, error.at)).collect::<Vec<_>>()
    };
    let unknown = |field, value: &str, nearest: Option<&str>| Mistake::Unknown {
        field,
        value: value.to_owned(),
        nearest: nearest.map(str::to_owned),
    };
    assert_eq!(wrong("老人 code:平价"), [(unknown(Field::Code, "平价", Some("评价")), 3..10)]);
    assert_eq!(
        wrong("case:王乃乃 doc:没有"),
        [(unknown(Field::Case, "王乃乃", Some("王奶奶")), 0..8), (unknown(Field::Document, "没有", None), 9..15),]
    );
    assert_eq!(wrong("doc:=\"文档 12\""), [(unknown(Field::Document, "文档 12", Some("文档1")), 0..12)]);
    assert_eq!(wrong("attr:年纪>60"), [(unknown(Field::Attribute, "年纪", Some("年龄")), 0..10)]);
    assert_eq!(wrong("uncoded:丙"), [(unknown(Field::Uncoded, "丙", None), 0..9)]);
    assert_eq!(wrong("speaker:老仁"), [(unknown(Field::Speaker, "老仁", Some("老人")), 0..10)]);
    let value = |value: &str, nearest: Option<&str>| Mistake::UnknownValue {
        attribute: "地区".to_owned(),
        value: value.to_owned(),
        nearest: nearest.map(str::to_owned),
    };
    assert_eq!(wrong("attr:地区=农民"), [(value("农民", Some("农村")), 0..10)]);
    let number = Mistake::NotComparable { attribute: "年龄".to_owned(), value: "老".to_owned() };
    assert_eq!(wrong("attr:年龄>老"), [(number, 0..9)]);
    let list = Mistake::UnknownSynonyms { name: "老年".to_owned(), nearest: Some("老人".to_owned()) };
    assert_eq!(wrong("@老年 @老人"), [(list, 0..3)]);
    for known in
        ["code:評價", "attr:地区=農村", "attr:年龄>=60", "attr:年龄=70", "uncoded:", "in:memo 老人", "part:正文"]
    {
        assert_eq!(wrong(known), [], "{known}");
    }
}

#[test]
fn a_query_on_a_note_finds_places_and_asks_filters_what_the_note_is_about() {
    let fixture = project();
    let on = |typed: &str, note: &str, about| {
        let plan = Plan::new(&Query::parse(typed).unwrap(), &fixture.project);
        let places = plan.places_in(&fixture.project, note, about)?;
        Some(places.into_iter().map(|place| (place.start, place.end)).collect::<Vec<_>>())
    };
    let note = "此处\r\n合 謀，与评价有关";
    assert_eq!(on("in:memo 合谋", note, About::Nothing), Some(vec![(4, 7)]));
    assert_eq!(on("in:memo 合谋 有关", note, About::Nothing), Some(vec![(4, 7), (11, 13)]));
    assert_eq!(on("in:memo 没有", note, About::Nothing), None);
    assert_eq!(on("in:memo", note, About::Nothing), Some(vec![]));
    let first = fixture.project.document(fixture.ids[0]).unwrap();
    let coding = fixture.project.codings(first.id).iter().next().unwrap();
    let about = About::Coding(first, coding);
    for (typed, fits) in [
        ("合谋 code:评价", true),
        ("合谋 code:服务", false),
        ("合谋 -code:服务", true),
        ("合谋 coder:社工01 doc:文档1", true),
        ("合谋 group:一组", false),
        ("合谋 attr:地区=农村", true),
        ("合谋 case:王奶奶", true),
        ("code:评价", true),
        ("code:服务", false),
    ] {
        assert_eq!(on(typed, note, about).is_some(), fits, "{typed}");
    }
    assert!(on("合谋 code:评价", note, About::Code(coding.code)).is_some());
    assert!(on("合谋 speaker:老人", note, About::Code(coding.code)).is_none());
    let case = fixture.project.cases().next().unwrap().id;
    assert!(on("合谋 attr:年龄>60", note, About::Case(case)).is_some());
    assert!(on("合谋 attr:年龄<60", note, About::Case(case)).is_none());
}

#[test]
fn a_code_with_the_name_of_two_coders_is_told_apart_by_who_coded() {
    let mut fixture = Fixture::of(&["老人"]);
    Edit::AddCoder(Coder::named(CoderId::new(&mut CountingMint::after(900)), "乙"))
        .apply(&mut fixture.project)
        .unwrap();
    fixture.code_by("甲", "评价", 0, 0, 2);
    assert_eq!(hits_of(&fixture.project, "老人 code:评价 coder:甲").len(), 1);
    assert_eq!(hits_of(&fixture.project, "老人 code:评价 coder:乙").len(), 0);
}
