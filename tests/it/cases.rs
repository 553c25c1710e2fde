//! Cases and attributes: brought in with documents, undone, merged, kept over closing; and that a project of
//! format 2.0 is read as it is.

use std::path::Path;

use tianye::import::CandidateOf;
use tianye::model::{
    AttributeKind, Attributes, Bibliography, Case, CaseChange, CaseId, CaseMember, DocumentChange, DocumentId, Edit,
    Membership, Project, Span, Tell, Text, gesture, invariants,
};
use tianye::session::{Consent, NewCase, NewDocument, Session};
use tianye::store::MemoryFs;
use tianye::store::ledger::Entity;
use tianye::store::stamps::Field;

use crate::merge::{copy_folder, on, plan};
use crate::session::label;

const A: &str = "/a/s.tianye";
const B: &str = "/b/s.tianye";

fn interview(title: &str, said: &[(&str, &str)]) -> NewDocument {
    let text = Text::new("社工 01：饭菜怎么样？\n老人 03：清淡，我们都愿意来。".to_owned()).unwrap();
    let attributes = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    NewDocument { attributes, ..NewDocument::typed(title, text) }
}

fn case(name: &str, of: CandidateOf, said: &[(&str, &str)]) -> NewCase {
    let attributes = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    NewCase { name: name.to_owned(), of, attributes }
}

fn open(fs: &MemoryFs, data: &str, folder: &str) -> Session {
    Session::open(&on(fs, data), Path::new(folder)).unwrap()
}

fn create(fs: &MemoryFs) -> Session {
    Session::create(&on(fs, "/data/a"), Path::new(A), "样例", "甲").unwrap()
}

fn set_attribute(session: &mut Session, document: DocumentId, name: &str, value: &str) {
    let edits = session.attribute_edits(name, value, |name, value| {
        Edit::SetDocument(document, DocumentChange::Attribute { name, value })
    });
    session.commit(label(), edits).unwrap();
}

fn case_of(project: &Project, name: &str) -> Case {
    Case::clone(project.case_named(name).unwrap())
}

#[test]
fn two_people_of_one_name_are_two_cases_and_two_interviews_of_one_title_are_two_people() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let of = |speaker: &str| CandidateOf::Speaker(speaker.to_owned());
    let with = |title: &str, cases: Vec<NewCase>| NewDocument { cases, ..interview(title, &[]) };
    let first =
        with("食堂访谈", vec![case("食堂访谈", of("说话人2"), &[]), case("王奶奶", of("王奶奶"), &[("年龄", "71")])]);
    let second =
        with("食堂访谈", vec![case("食堂访谈", of("说话人2"), &[]), case("王奶奶", of("王奶奶"), &[("年龄", "82")])]);
    session.add_documents(vec![first, second], None).unwrap();
    // Later ones join whom they can be.
    let third = with(
        "补谈",
        vec![case("王奶奶", of("王奶奶"), &[("年龄", "82")]), case("王奶奶", of("她"), &[("年龄", "65")])],
    );
    session.add_documents(vec![third], None).unwrap();
    let held: Vec<(String, usize, String)> = session
        .project()
        .cases()
        .map(|case| (case.name.clone(), case.members.len(), case.attributes.get("年龄").cloned().unwrap_or_default()))
        .collect();
    let expected = [
        ("食堂访谈", 1, ""),
        ("王奶奶", 1, "71"),
        ("食堂访谈 (2)", 1, ""),
        ("王奶奶 (2)", 2, "82"),
        ("王奶奶 (3)", 1, "65"),
    ];
    assert_eq!(held, expected.map(|(name, count, age)| (name.to_owned(), count, age.to_owned())));
}

#[test]
fn documents_bring_their_attributes_and_cases_and_one_undo_takes_all_back() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let before = session.project().clone();
    let span = Span::new(13, 18).unwrap();
    let mut first = interview("访谈 01", &[("访谈时间", "2016年7月3日"), ("地点", "活动室")]);
    first.cases = vec![
        case("老人 03", CandidateOf::Speaker("老人 03".into()), &[("年龄", "71")]),
        case("食堂", CandidateOf::Passages(vec![span, Span::new(90, 99).unwrap()]), &[]),
    ];
    first.bibliography = Bibliography { title: "社区食堂".into(), year: "2016".into(), ..Bibliography::default() };
    let mut second = interview("访谈 02", &[("访谈时间", "2016-07-04"), ("地点", "家里")]);
    second.cases = vec![case("老人 03", CandidateOf::Document, &[("年龄", "71"), ("性别", "女")])];
    let ids = session.add_documents(vec![first, second], None).unwrap();

    let project = session.project().clone();
    assert_eq!(invariants::check(&project), []);
    let kinds: Vec<_> = project.attributes_in_order().iter().map(|held| (held.name.clone(), held.kind)).collect();
    assert!(
        kinds.contains(&("访谈时间".into(), AttributeKind::Date))
            && kinds.contains(&("年龄".into(), AttributeKind::Integer))
    );
    assert_eq!(project.document(ids[0]).unwrap().attributes["地点"], "活动室");
    assert_eq!(project.document(ids[0]).unwrap().bibliography.as_ref().unwrap().year, "2016");
    let old = case_of(&project, "老人 03");
    assert!(old.members.contains(&CaseMember::Speaker { document: ids[0], name: "老人 03".into() }));
    assert!(old.members.contains(&CaseMember::Document(ids[1])));
    assert_eq!(
        (old.attributes["年龄"].as_str(), old.attributes["性别"].as_str()),
        ("71", "女"),
        "what both say is said once"
    );
    let canteen = case_of(&project, "食堂");
    assert_eq!(canteen.members.len(), 1, "a passage that does not lie in the text is left out");
    assert!(canteen.holds(project.document(ids[0]).unwrap(), span.start));

    session.undo().unwrap();
    assert_eq!(session.project(), &before);
    session.redo().unwrap();
    assert_eq!(session.project(), &project);
    session.close().unwrap();
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len()), (&project, 0));
}

#[test]
fn a_document_that_comes_later_is_added_to_the_case_that_is_there() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let mut first = interview("访谈 01", &[]);
    first.cases = vec![case("老人 03", CandidateOf::Document, &[("年龄", "71")])];
    session.add_documents(vec![first], None).unwrap();
    let before = session.project().clone();
    let mut second = interview("访谈 02", &[]);
    second.cases = vec![case("老人 03", CandidateOf::Document, &[("年龄", "71"), ("性别", "女")])];
    session.add_documents(vec![second], None).unwrap();
    assert_eq!(session.project().cases().len(), 1);
    let held = case_of(session.project(), "老人 03");
    assert_eq!((held.members.len(), held.attributes["年龄"].as_str()), (2, "71"));
    session.undo().unwrap();
    assert_eq!(session.project(), &before);
}

#[test]
fn what_belongs_to_a_case_goes_with_its_document_and_comes_back_with_it() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let mut new = interview("访谈 01", &[]);
    new.cases = vec![case("老人 03", CandidateOf::Document, &[])];
    let id = session.add_documents(vec![new], None).unwrap()[0];
    let before = session.project().clone();
    session.commit(label(), gesture::delete_document(&before, id)).unwrap();
    assert!(case_of(session.project(), "老人 03").members.is_empty());
    session.undo().unwrap();
    assert_eq!(session.project(), &before);
}

/// Two copies of a project with an interview and a case.
fn two_copies(fs: &MemoryFs) -> (Session, Session, DocumentId, CaseId) {
    let mut here = create(fs);
    let mut new = interview("访谈 01", &[("地点", "活动室")]);
    new.cases = vec![case("老人 03", CandidateOf::Document, &[])];
    let document = here.add_documents(vec![new], None).unwrap()[0];
    let case = case_of(here.project(), "老人 03").id;
    here.close().unwrap();
    copy_folder(fs, A, B);
    (open(fs, "/data/a", A), open(fs, "/data/b", B), document, case)
}

fn merge_both(fs: &MemoryFs, mut here: Session, there: Session) -> Session {
    there.close().unwrap();
    let plan = plan(&here, B).unwrap();
    assert_eq!(plan.report.findings, []);
    here.merge(plan, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(here.project()), []);
    // What was merged says the same to whoever reads the folder next.
    let merged = here.project().clone();
    here.close().unwrap();
    let again = open(fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len()), (&merged, 0));
    again
}

#[test]
fn two_who_fill_in_different_attributes_both_win_and_of_one_attribute_the_later_value_stands() {
    let fs = MemoryFs::new();
    let (mut here, mut there, document, _) = two_copies(&fs);
    set_attribute(&mut here, document, "年龄", "71");
    set_attribute(&mut here, document, "地点", "食堂");
    set_attribute(&mut there, document, "性别", "女");
    set_attribute(&mut there, document, "身份", "居民");
    set_attribute(&mut there, document, "地点", "家里");
    let here = merge_both(&fs, here, there);
    let held = here.project().document(document).unwrap();
    let expected = [("年龄", "71"), ("性别", "女"), ("身份", "居民"), ("地点", "家里")];
    let expected: Attributes = expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(held.attributes, expected);
    let field = Field::Attribute(tianye::model::AttributeId::of("地点"));
    let lost: Vec<_> =
        here.other_versions(Entity::Document(document), field).map(|lost| lost.text.to_owned()).collect();
    assert_eq!(lost, ["食堂"], "the value that lost is kept as another version");
    let known: Vec<&str> = here.project().attributes_in_order().iter().map(|held| held.name.as_str()).collect();
    assert_eq!(known.len(), 4, "each is defined once, wherever it was: {known:?}");
}

#[test]
fn what_two_people_put_into_a_case_is_in_it_and_what_one_took_out_is_not() {
    let fs = MemoryFs::new();
    let (mut here, mut there, document, case) = two_copies(&fs);
    let held = here.project().document(document).unwrap().clone();
    let passage = |start, end| CaseMember::passage(&held, Span::new(start, end).unwrap()).unwrap();
    let put = |session: &mut Session, member: &CaseMember, membership| {
        let change = CaseChange::Member(member.clone(), membership);
        session.commit(label(), vec![Edit::SetCase(case, change)]).unwrap();
    };
    put(&mut here, &passage(0, 5), Membership::In);
    put(&mut there, &passage(6, 10), Membership::In);
    put(&mut there, &passage(0, 5), Membership::In);
    put(&mut there, &CaseMember::Document(document), Membership::Out);
    let here = merge_both(&fs, here, there);
    let members = &here.project().case(case).unwrap().members;
    assert_eq!(members, &[passage(0, 5), passage(6, 10)].into());
}

#[test]
fn a_case_that_was_removed_elsewhere_goes_and_one_removed_here_does_not_come_back() {
    let fs = MemoryFs::new();
    let (mut here, mut there, document, case) = two_copies(&fs);
    there.commit(label(), vec![Edit::RemoveCase(case)]).unwrap();
    set_attribute(&mut here, document, "年龄", "71");
    let mut here = merge_both(&fs, here, there);
    assert_eq!(here.project().cases().len(), 0);
    here.undo().unwrap();
    assert_eq!(here.project().cases().len(), 1, "a merge is taken back whole");
    here.redo().unwrap();
    assert!(plan(&here, B).unwrap().is_empty());
}

#[test]
fn a_step_that_brought_a_document_is_not_taken_back_over_a_value_that_somebody_filled_in_since() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let document = session.add_documents(vec![interview("访谈 01", &[])], None).unwrap()[0];
    let step = session.recent_changes().last().unwrap().id.clone();
    set_attribute(&mut session, document, "年龄", "71");
    let refused = session.take_back(&step).unwrap_err().tell();
    assert!(format!("{refused:?}").contains("history.refused.document_attribute_changed"), "{refused:?}");
    assert_eq!(session.project().documents().len(), 1);
}

#[test]
fn what_the_format_before_wrote_is_read_as_it_stands_and_told_to_older_programs_with_the_first_change() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v2.0.tianye");
    let fs = MemoryFs::new();
    crate::replicas::copy_into(&fs, &golden, Path::new(A));
    let mut session = open(&fs, "/data/a", A);
    assert_eq!((session.read_only(), session.findings().len()), (None, 0), "{:?}", session.findings());
    let project = session.project().clone();
    assert_eq!((project.documents().len(), project.codes().len(), project.coding_count()), (2, 3, 3));
    assert_eq!(invariants::check(&project), []);
    let document = project.documents().next().unwrap().id;
    set_attribute(&mut session, document, "地点", "活动室");
    let expected = session.project().clone();
    session.close().unwrap();
    let file = String::from_utf8(fs.files()[&Path::new(A).join("project.ron")].clone()).unwrap();
    assert!(file.contains("version: (2, 3)"), "a program of 2.0 must not write here any more: {file}");
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len()), (&expected, 0));
}

#[test]
fn attributes_are_set_and_listed_from_the_command_line() {
    let desk = crate::cli::Desk::new();
    desk.study();
    desk.run(&["attributes", "study.tianye", "--document", "访谈", "--set", "年龄=71", "--set", "地点=活动室"]).ends(0);
    desk.run(&["attributes", "study.tianye", "--set", "年龄=71"]).ends(2);
    desk.run(&["attributes", "study.tianye", "--document", "访谈", "--set", "年龄"]).ends(2);
    let json = desk.run(&["attributes", "study.tianye", "--json"]).ends(0).json();
    let kinds: Vec<_> = json["attributes"].as_array().unwrap().iter().map(|held| held["kind"].clone()).collect();
    assert_eq!(kinds, ["integer", "text"]);
    let csv = desk.run(&["attributes", "study.tianye", "--csv"]).ends(0);
    assert!(csv.text().contains(",71,活动室"), "{}", csv.text());
    desk.run(&["attributes", "study.tianye", "--document", "访谈", "--set", "年龄="]).ends(0);
    desk.run(&["undo", "study.tianye"]).ends(0);
    assert!(desk.run(&["attributes", "study.tianye", "--document", "访谈"]).ends(0).text().contains("71"));
    desk.run(&["cases", "study.tianye", "--json"]).ends(0);
    // Several values are one change.
    desk.run(&["attributes", "study.tianye", "--document", "访谈", "--set", "性别=女", "--set", "身份=居民"]).ends(0);
    desk.run(&["undo", "study.tianye"]).ends(0);
    let left = desk.run(&["attributes", "study.tianye", "--document", "访谈"]).ends(0).text();
    assert!(!left.contains('女') && !left.contains("居民"), "{left}");
}

#[test]
fn nobody_puts_into_a_case_what_the_text_does_not_say() {
    let fs = MemoryFs::new();
    let mut session = create(&fs);
    let document = session.add_documents(vec![interview("访谈 01", &[])], None).unwrap()[0];
    let quote = tianye::model::QuoteHash(7);
    let strayed = CaseMember::Passage { document, span: Span::new(0, 4).unwrap(), quote, on: None };
    let mut case = Case::named(CaseId::new(session.mint()), "食堂");
    case.members.insert(strayed);
    let before = session.project().clone();
    assert!(session.commit(label(), vec![Edit::AddCase(case)]).is_err());
    assert_eq!(session.project(), &before);
}

#[test]
fn a_table_of_attributes_goes_out_and_comes_back_by_command_with_a_plan_first() {
    let desk = crate::cli::Desk::new();
    desk.study();
    desk.file("people.csv", "个案,年龄,地区\n老人 03,71,农村\n老人 04,七十,城里\n");
    let all = ["--of", "cases", "--add-cases"];
    let with = |more: &[&str]| -> Vec<String> {
        let head = ["attributes", "import", "study.tianye", "people.csv"];
        head.iter().chain(&all).chain(more).map(|word| (*word).to_owned()).collect()
    };
    let run = |words: Vec<String>| desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let plan = run(with(&["--dry-run", "--json"])).ends(0).json();
    assert_eq!((plan["values"].as_u64(), plan["new_cases"].as_array().map(Vec::len)), (Some(4), Some(2)));
    assert!(!desk.run(&["cases", "study.tianye"]).ends(0).text().contains("老人 04"), "a plan changes nothing");
    run(with(&[])).ends(0);
    assert!(desk.run(&["cases", "study.tianye"]).ends(0).text().contains("七十"), "what does not fit is kept");
    // What went out comes back as the same, from a spreadsheet too.
    for name in ["out.xlsx", "out.csv"] {
        desk.run(&["attributes", "export", "study.tianye", name, "--of", "cases"]).ends(0);
        let again = desk.run(&["attributes", "import", "study.tianye", name, "--of", "cases", "--json"]).ends(0).json();
        assert_eq!((again["values"].as_u64(), again["same"].as_u64()), (Some(0), Some(4)), "{name}");
    }
    desk.file("others.csv", "个案,年龄\n没有这人,5\n");
    let told = desk.run(&["attributes", "import", "study.tianye", "others.csv", "--of", "cases", "--json"]);
    assert_eq!(told.ends(1).json()["unmatched"][0], "没有这人");
}
