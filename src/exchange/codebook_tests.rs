//! Codebooks that go out and come back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::*;
use crate::export::sample::{HOSTILE, Sample};
use crate::model::{CountingMint, apply_all};

fn exported(project: &Project, reader: Reader) -> String {
    let mut out = Vec::new();
    export(project, reader, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn take_in(project: &mut Project, text: &str) -> Plan {
    let plan = import(project, text.as_bytes(), &mut CountingMint::after(1_000_000)).unwrap();
    apply_all(project, &plan.edits).unwrap();
    plan
}

fn lines(project: &Project) -> Vec<(String, String, String, String, String, String)> {
    let book = Codebook::of(project);
    let line = |id| {
        let code = project.code(id).unwrap();
        let [definition, inclusion, exclusion, example] =
            [&code.definition, &code.inclusion, &code.exclusion, &code.example].map(Clone::clone);
        (project.code_path(id), code.colour.to_string(), definition, inclusion, exclusion, example)
    };
    book.rows().iter().map(|row| line(row.id)).collect()
}

#[test]
fn a_codebook_is_written_as_path_colour_and_description() {
    assert_eq!(
        exported(&Sample::study().project, Reader::Program),
        "path,color,description\n陷阱,#C86265,\n陷阱/合谋,#009CA5,双方默许的不合规做法。\n陷阱/内卷化,#AF7C00,\n",
    );
    assert!(exported(&Sample::study().project, Reader::Spreadsheet).starts_with("\u{FEFF}path,"));
}

#[test]
fn an_exported_codebook_makes_an_equal_one_in_an_empty_project() {
    let mut sample = Sample::hostile();
    let parent = sample.code("输入/输出", None);
    let child = sample.code("/合谋", Some(parent));
    sample.apply(vec![
        Edit::SetCode(child, CodeChange::Inclusion("双方都知道,\n且“不说”".into())),
        Edit::SetCode(child, CodeChange::Example("=名单".into())),
    ]);
    for reader in [Reader::Program, Reader::Spreadsheet] {
        let mut copy = Sample::new().project;
        let plan = take_in(&mut copy, &exported(&sample.project, reader));
        assert_eq!(plan.findings, []);
        assert_eq!(plan.added, HOSTILE.len() + 2);
        assert_eq!(lines(&copy), lines(&sample.project));
    }
}

#[test]
fn importing_twice_changes_nothing() {
    let mut project = Sample::study().project;
    let text = exported(&project, Reader::Program);
    let plan = take_in(&mut project, &text);
    assert_eq!((plan.edits.len(), plan.added, plan.changed, plan.kept), (0, 0, 0, 3));
}

#[test]
fn only_what_the_file_gives_is_changed() {
    let mut project = Sample::study().project;
    let plan = take_in(&mut project, "说明;代码;颜色\n新定义;陷阱/合谋;\n;陷阱/内卷化;#102030\n;陷阱/形式主义/留痕;\n");
    assert_eq!((plan.added, plan.changed, plan.kept, plan.findings.len()), (2, 2, 0, 0));
    let told: Vec<_> = lines(&project).into_iter().map(|line| (line.0, line.1, line.2)).collect();
    let line = |path: &str, colour: &str, text: &str| (path.to_owned(), colour.to_owned(), text.to_owned());
    assert_eq!(
        told[..3],
        [line("陷阱", "#C86265", ""), line("陷阱/合谋", "#009CA5", "新定义"), line("陷阱/内卷化", "#102030", "")],
    );
    assert_eq!((told[3].0.as_str(), told[4].0.as_str()), ("陷阱/形式主义", "陷阱/形式主义/留痕"));
}

#[test]
fn a_parents_own_row_may_come_after_its_childs() {
    let mut project = Sample::new().project;
    let plan = take_in(&mut project, "path,colour,definition,inclusion\n甲/乙,#111111,,\n甲,#222222,总的,用于一切\n");
    assert_eq!((plan.added, plan.findings.len()), (2, 0));
    assert_eq!(lines(&project)[0].1, "#222222");
    assert_eq!((lines(&project)[0].2.as_str(), lines(&project)[0].3.as_str()), ("总的", "用于一切"));
}

#[test]
fn rows_that_cannot_be_used_are_told_with_their_line_and_the_others_go_in() {
    let mut project = Sample::new().project;
    let text = "path,color,description,notes\n甲,#111111,\n,,只有说明\n乙,红色,x\n甲,,又一次\n\"丙\n丁\",,\n戊,\"x\"y,\n己,,\n";
    let plan = take_in(&mut project, text);
    assert_eq!(
        plan.findings,
        [
            Finding::of_file(Problem::UnknownColumns(vec!["notes".into()])),
            Finding::at(3, Problem::NoCode),
            Finding::at(4, Problem::NotAColour("红色".into())),
            Finding::at(5, Problem::CodeTwice { path: "甲".into(), first: 2 }),
            Finding::at(6, Problem::NameWithLineEnd("丙\n丁".into())),
            Finding::at(8, Problem::Quotes),
        ],
    );
    assert_eq!(lines(&project).into_iter().map(|line| line.0).collect::<Vec<_>>(), ["甲", "乙", "己"]);
    assert_eq!((lines(&project)[1].2.as_str(), plan.added), ("x", 3));
}

#[test]
fn a_file_without_paths_is_refused_whole() {
    let import = |bytes: &[u8]| import(&Sample::new().project, bytes, &mut CountingMint::default());
    assert_eq!(import(b"name,color\nx,#111111\n"), Err(ExchangeError::NoColumn("path")));
    assert_eq!(import(b""), Err(ExchangeError::Empty));
}

#[test]
fn groups_of_codes_go_out_and_come_back_and_none_is_taken_away() {
    let mut sample = Sample::study();
    let named = |project: &Project, name: &str| project.codes().find(|code| code.name == name).unwrap().id;
    let (collusion, involution) = (named(&sample.project, "合谋"), named(&sample.project, "内卷化"));
    let groups = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    sample.apply(vec![
        Edit::SetCode(collusion, CodeChange::Groups(groups(&["初始编码", "街道; 机构"]))),
        Edit::SetCode(involution, CodeChange::Groups(groups(&["初始编码"]))),
    ]);
    let text = exported(&sample.project, Reader::Program);
    assert!(text.starts_with("path,color,description,groups\n"), "{text}");
    assert!(text.contains("初始编码;\"\"街道; 机构\"\"\"\n"), "{text}");
    let mut copy = Sample::new().project;
    take_in(&mut copy, &text);
    let held = |project: &Project, name: &str| project.code(named(project, name)).unwrap().groups.clone();
    assert_eq!(held(&copy, "合谋"), held(&sample.project, "合谋"));
    assert_eq!(take_in(&mut copy, &text).edits, [], "the same again changes nothing");
    let plan = take_in(&mut copy, "path,代码组\n陷阱/合谋,第二轮；初始编码\n陷阱/内卷化,\n");
    assert_eq!((plan.changed, plan.kept), (1, 1));
    assert_eq!(held(&copy, "合谋"), groups(&["初始编码", "第二轮", "街道; 机构"]));
    assert_eq!(held(&copy, "内卷化"), groups(&["初始编码"]));
}

#[test]
fn groups_are_read_as_people_write_them() {
    let groups = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    for plain in ["初始编码;第二轮", "第二轮；初始编码", " 初始编码 ;; \"第二轮\" ；"] {
        assert_eq!(read(plain), groups(&["初始编码", "第二轮"]), "{plain}");
    }
    assert_eq!(read("所谓\"自愿\";\"半句;乙"), groups(&["所谓\"自愿\"", "\"半句", "乙"]));
    assert_ne!(written(&groups(&["甲;", "乙"])), written(&groups(&["甲", ";乙"])));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_come_back_as_they_were_written(
        groups in prop::collection::btree_set("[甲乙a;；\"]{1,5}( [甲a;；\"]{1,3})?", 0..4)
    ) {
        prop_assert_eq!(read(&written(&groups)), groups);
    }
}
