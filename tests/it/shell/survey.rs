//! A survey in the window: its table is shown, columns are chosen by their labels, documents come in.

use super::*;

const SURVEY: &str = "编号,村,1、为什么来食堂？,2、有什么建议？\n\
    老人 03,甲村,便宜，离家也近，一个人不想做饭。,菜再软一点，牙不好的人咬不动。\n\
    老人 04,乙村,可以和老朋友说说话，一坐就是半天。,\n\
    老人 05,乙村,子女不在身边，来这里热闹一些。,希望周末也能开门，价格不要再涨。\n\
    老人 06,甲村,,\n";

/// A window in which a survey was dropped, and the folder that holds its file.
fn asked() -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("食堂.csv");
    put(&path, SURVEY.replace(',', ";").as_bytes());
    let mut desk = Desk::open();
    desk.act(Action::Import { paths: vec![path], group: Some("问卷".to_owned()) });
    desk.click("导入 1 个文件");
    (desk, folder)
}

#[allow(clippy::disallowed_methods, reason = "a test prepares the file that it imports")]
fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

fn titles(desk: &Desk) -> Vec<String> {
    let project = desk.shell().session().unwrap().project();
    project.documents_in_order().iter().map(|document| document.title.clone()).collect()
}

#[test]
fn a_survey_is_asked_about_before_anything_comes_in_and_cancel_changes_nothing() {
    let (mut desk, _folder) = asked();
    assert_eq!(titles(&desk), ["访谈 03"]);
    desk.harness.get_by_label("导入问卷");
    // What the plan makes is counted, and its first document stands there as it will be.
    desk.harness.get_by_label("4 位受访者，2 道文字题，5 条回答；1 位没有任何回答");
    desk.harness.get_by_label("3 篇文档");
    for shown in ["老人 03", "便宜，离家也近，一个人不想做饭。"] {
        assert_eq!(
            desk.harness.query_all_by_label(shown).count(),
            2,
            "{shown} stands in the table and in the document"
        );
    }
    desk.click("取消");
    assert_eq!(titles(&desk), ["访谈 03"]);
    assert!(desk.shell().dialog.is_none());
}

#[test]
fn columns_are_chosen_by_their_labels_and_the_documents_come_in_as_one_step() {
    let (mut desk, _folder) = asked();
    desk.click("第 C 列“1、为什么来食堂？”的用途");
    desk.click("不导入");
    desk.harness.get_by_label("4 位受访者，1 道文字题，2 条回答；2 位没有任何回答");
    desk.click("导入");
    assert_eq!(titles(&desk), ["访谈 03", "老人 03", "老人 05"]);
    let project = desk.shell().session().unwrap().project().clone();
    let last = project.documents_in_order()[2];
    assert_eq!(last.text.as_str(), "2、有什么建议？\n希望周末也能开门，价格不要再涨。");
    assert_eq!(last.source.as_ref().unwrap().part, "4");
    assert!(last.groups.contains("问卷"));
    // The report says what was left out.
    assert!(desk.shell().dialog.is_some());
    desk.key(Modifiers::NONE, Key::Escape);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(titles(&desk), ["访谈 03"]);
}

#[test]
fn one_document_a_question_and_other_header_rows_are_one_press_away() {
    let (mut desk, _folder) = asked();
    desk.click("每道题一篇文档");
    desk.harness.get_by_label("2 篇文档");
    desk.click("导入");
    assert_eq!(titles(&desk), ["访谈 03", "1、为什么来食堂？", "2、有什么建议？"]);
    let project = desk.shell().session().unwrap().project().clone();
    let answers = project.documents_in_order()[2];
    assert_eq!(answers.structure.speakers[1].name, "老人 05");
    assert_eq!(answers.structure.turns.len(), 2);
}

#[test]
fn without_a_column_of_text_nothing_can_be_imported_and_it_is_said_why() {
    let (mut desk, _folder) = asked();
    for column in ["C 列“1、为什么来食堂？”", "D 列“2、有什么建议？”"] {
        desk.click(&format!("第 {column}的用途"));
        desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "属性").click();
        desk.run();
    }
    desk.click("导入");
    assert_eq!(titles(&desk), ["访谈 03"]);
    assert!(matches!(desk.shell().dialog, Some(tianye::app::dialogs::Dialog::Survey(_))));
    desk.click("重新判断");
    desk.harness.get_by_label("3 篇文档");
}

/// A window in which these files are shown before they come in.
fn shown(files: &[(&str, &[u8])]) -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        put(&path, bytes);
        path
    });
    let paths = paths.collect();
    let mut desk = Desk::open();
    desk.act(Action::Import { paths, group: None });
    desk.run();
    (desk, folder)
}

fn cases(desk: &Desk) -> Vec<String> {
    desk.shell().session().unwrap().project().cases().map(|case| case.name.clone()).collect()
}

#[test]
fn texts_and_tables_come_in_together_and_go_together() {
    let table = SURVEY.replace(',', ";");
    let (mut desk, _folder) = shown(&[("札记.txt", "今天是第一天。".as_bytes()), ("食堂.csv", table.as_bytes())]);
    desk.click("导入 2 个文件");
    assert_eq!(titles(&desk), ["访谈 03"], "the table is not answered yet");
    desk.click("为每位受访者建立个案");
    desk.click("导入");
    assert_eq!(titles(&desk), ["访谈 03", "札记", "老人 03", "老人 04", "老人 05"]);
    assert_eq!(cases(&desk), ["老人 03", "老人 04", "老人 05"]);
    desk.key(Modifiers::NONE, Key::Escape);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(titles(&desk), ["访谈 03"]);
    assert_eq!(cases(&desk), Vec::<String>::new());
}

#[test]
fn a_table_that_is_not_answered_leaves_the_texts_beside_it_alone() {
    let table = SURVEY.replace(',', ";");
    let (mut desk, _folder) = shown(&[("札记.txt", "今天是第一天。".as_bytes()), ("食堂.csv", table.as_bytes())]);
    desk.click("导入 2 个文件");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(titles(&desk), ["访谈 03", "札记"]);
}

#[test]
fn a_table_is_asked_about_under_the_encoding_and_for_the_cases_that_were_chosen_before() {
    let table = SURVEY.replace(',', ";");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&table);
    let (mut desk, _folder) = shown(&[("食堂.csv", &bytes)]);
    desk.harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "编码").click();
    desk.run();
    desk.click("简体中文 GB18030 / GBK");
    desk.click("个案");
    desk.click("为受访者建立个案");
    desk.click("导入 1 个文件");
    desk.click("导入");
    let project = desk.shell().session().unwrap().project().clone();
    let last = project.documents_in_order().last().map(|document| (***document).clone()).unwrap();
    let options = tianye::import::Options::of_choices(&last.source.as_ref().unwrap().choices).unwrap();
    assert_eq!(options.encoding.as_deref(), Some("GB18030"));
    assert_eq!(cases(&desk), ["老人 03", "老人 04", "老人 05"]);
}

#[test]
fn a_table_without_answers_is_offered_all_the_same() {
    let table = "编号,年龄\n1,60\n2,70\n3,65\n4,72\n";
    let (mut desk, _folder) = shown(&[("数.csv", table.as_bytes())]);
    desk.click("导入 1 个文件");
    desk.click("第 B 列“年龄”的用途");
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "文本").click();
    desk.run();
    desk.click("导入");
    assert_eq!(titles(&desk).len(), 5);
}

#[test]
fn a_table_of_one_document_is_looked_at_once() {
    let table = "编号,1、为什么来食堂？\n老人 03,便宜，离家也近，一个人不想做饭。\n".replace(',', ";");
    let (desk, _folder) = shown(&[("食堂.csv", table.as_bytes())]);
    assert!(!desk.shell().jobs.busy());
}

#[test]
fn escape_in_an_open_list_closes_only_the_list() {
    let (mut desk, _folder) = asked();
    desk.click("第 C 列“1、为什么来食堂？”的用途");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(matches!(desk.shell().dialog, Some(tianye::app::dialogs::Dialog::Survey(_))));
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.shell().dialog.is_none());
}
