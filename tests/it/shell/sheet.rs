//! The table of attributes, as somebody with a list in Excel uses it.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Centre, Choice, Workspace};
use tianye::exchange::attributes::Side;
use tianye::model::{AttributeId, AttributeKind, Project, Text};
use tianye::session::NewDocument;

use super::Desk;

fn with_documents(titles: &[&str]) -> Desk {
    let document = |title: &&str| NewDocument::typed(title, Text::new("老人 03：来的都是那几位。").unwrap());
    let mut desk = Desk::open_with(titles.iter().map(document).collect());
    desk.act(Action::ShowCentre(Centre::Sheet));
    desk
}

fn project(desk: &Desk) -> &Project {
    desk.shell().session().unwrap().project()
}

fn value(desk: &Desk, title: &str, attribute: &str) -> String {
    let document = project(desk).documents().find(|document| document.title == title).unwrap();
    document.attributes.get(attribute).cloned().unwrap_or_default()
}

fn paste(desk: &mut Desk, text: &str) {
    desk.harness.event(Event::Paste(text.to_owned()));
    desk.run();
}

fn new_attribute(desk: &mut Desk, name: &str) {
    let labels: Vec<_> = desk.harness.get_all_by_label("新属性…").collect();
    labels.last().unwrap().click();
    desk.run();
    desk.write(name);
    desk.key(Modifiers::NONE, Key::Enter);
}

#[test]
fn cells_are_filled_in_by_typing_with_enter_and_tab_and_arrows_and_taken_back_one_by_one() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "地区");
    new_attribute(&mut desk, "年龄");
    desk.click("访谈 03 · 地区");
    desk.write("农村");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.write("城里");
    desk.key(Modifiers::NONE, Key::Tab);
    desk.write("71");
    desk.key(Modifiers::NONE, Key::ArrowUp);
    assert_eq!((value(&desk, "访谈 03", "地区"), value(&desk, "访谈 04", "地区")), ("农村".into(), "城里".into()));
    assert_eq!(value(&desk, "访谈 04", "年龄"), "71", "an arrow leaves a cell that was typed into");
    desk.write("忘了");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(value(&desk, "访谈 03", "年龄"), "", "Escape takes back what was being written");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!((value(&desk, "访谈 04", "年龄"), value(&desk, "访谈 04", "地区")), (String::new(), "城里".into()));
    desk.key(Modifiers::COMMAND, Key::Y);
    assert_eq!(value(&desk, "访谈 04", "年龄"), "71");
}

#[test]
fn f2_opens_the_value_that_stands_there_and_letters_of_commands_are_only_letters() {
    let mut desk = with_documents(&[]);
    new_attribute(&mut desk, "地区");
    desk.act(Action::ShowCentre(Centre::Text));
    desk.select("来的都是那几位");
    desk.act(Action::ShowCentre(Centre::Sheet));
    desk.click("访谈 03 · 地区");
    for letter in ["c", "v", "l"] {
        desk.harness.key_press(match letter {
            "c" => Key::C,
            "v" => Key::V,
            _ => Key::L,
        });
        desk.write(letter);
    }
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!((value(&desk, "访谈 03", "地区"), desk.coded().len()), ("cvl".into(), 0), "nothing was coded");
    desk.click("访谈 03 · 地区");
    desk.key(Modifiers::NONE, Key::F2);
    desk.write("村");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&desk, "访谈 03", "地区"), "cvl村");
    desk.click("访谈 03 · 标题");
    desk.key(Modifiers::NONE, Key::F2);
    desk.write("（改）");
    desk.click("访谈 03 · 地区");
    assert_eq!(project(&desk).documents().next().unwrap().title, "访谈 03（改）", "a click elsewhere keeps it");
}

#[test]
fn a_block_from_excel_is_pasted_as_one_step_and_what_does_not_fit_its_kind_is_kept_and_marked() {
    let mut desk = with_documents(&["访谈 04", "访谈 05"]);
    new_attribute(&mut desk, "年龄");
    new_attribute(&mut desk, "话");
    let kind = |kind| {
        let held = project(&desk).attribute(AttributeId::of("年龄")).unwrap();
        tianye::model::Edit::SetAttribute(tianye::model::Attribute { kind, ..held.clone() })
    };
    let edit = kind(AttributeKind::Integer);
    desk.act(Action::Commit { label: tianye::model::Message::new("label.set_attribute_kind"), edits: vec![edit] });
    desk.click("访谈 03 · 年龄");
    // As Excel puts it there: CRLF, marks around a cell of two lines, a line end after the last row.
    paste(&mut desk, "71\t\"第一行\n他说\"\"好\"\"\"\r\n七十多\t\r\n\t再见\r\n");
    assert_eq!(value(&desk, "访谈 03", "话"), "第一行\n他说\"好\"");
    assert_eq!((value(&desk, "访谈 04", "年龄"), value(&desk, "访谈 05", "话")), ("七十多".into(), "再见".into()));
    desk.harness.get_by_label("1 个值与类型不符");
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!((value(&desk, "访谈 03", "年龄"), value(&desk, "访谈 05", "话")), (String::new(), String::new()));
}

#[test]
fn what_reaches_beyond_the_table_makes_attributes_only_on_a_yes() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "地区");
    desk.click("访谈 03 · 地区");
    paste(&mut desk, "农村\t71\n城里\t30\n多出\t1\n");
    desk.click("取消");
    assert_eq!((value(&desk, "访谈 03", "地区"), project(&desk).attributes().len()), (String::new(), 1));
    desk.click("访谈 03 · 地区");
    paste(&mut desk, "农村\t71\n城里\t30\n");
    desk.enter("第 1 个新属性的名称");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("年龄");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!((value(&desk, "访谈 04", "地区"), value(&desk, "访谈 04", "年龄")), ("城里".into(), "30".into()));
    assert_eq!(project(&desk).attribute(AttributeId::of("年龄")).unwrap().kind, AttributeKind::Integer);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(project(&desk).attributes().len(), 1, "one step");
    desk.click("访谈 03 · 地区");
    paste(&mut desk, "农村\t71\n城里\t30\n");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(project(&desk).attributes().len(), 2, "the usual answer has the keyboard");
}

#[test]
fn a_table_with_its_head_is_asked_about_and_finds_its_rows_by_title() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "年龄");
    desk.click("访谈 03 · 年龄");
    paste(&mut desk, "70");
    let before = project(&desk).clone();
    let table = "性别\t标题\t年龄\n女\t访谈 04\t30\n男\t访谈 09\t50\n男\t访谈 03\t71\n";
    desk.click("访谈 03 · 标题");
    paste(&mut desk, table);
    desk.harness.get_by_label_contains("1 个会覆盖原有的值");
    desk.harness.get_by_label_contains("访谈 09");
    desk.click("取消");
    assert_eq!(*project(&desk), before, "nothing is written before a yes");
    desk.click("访谈 03 · 标题");
    paste(&mut desk, table);
    desk.click("导入");
    let held = |title| (value(&desk, title, "性别"), value(&desk, title, "年龄"));
    assert_eq!((held("访谈 03"), held("访谈 04")), (("男".into(), "71".into()), ("女".into(), "30".into())));
    assert_eq!(project(&desk).documents().count(), 2);
}

#[test]
fn a_head_without_titles_is_asked_about_and_not_written() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "年龄");
    desk.click("访谈 03 · 年龄");
    paste(&mut desk, "年龄\n71\n30\n");
    assert_eq!(value(&desk, "访谈 03", "年龄"), "");
    desk.click("粘贴");
    assert_eq!((value(&desk, "访谈 03", "年龄"), value(&desk, "访谈 04", "年龄")), ("71".into(), "30".into()));
}

#[test]
fn a_list_of_people_pasted_among_the_cases_makes_them() {
    let mut desk = with_documents(&[]);
    desk.click("个案");
    assert_eq!(desk.shell().views.sheet.side, Side::Cases);
    paste(&mut desk, "老人 03\r\n老人 04\r\n");
    desk.click("新建并粘贴");
    let names: Vec<_> = project(&desk).cases().map(|case| case.name.clone()).collect();
    assert_eq!(names, ["老人 03", "老人 04"]);
    desk.click("老人 04 · 名称");
    assert!(matches!(desk.shell().desk.choice, Choice::Case(_)), "its details are chosen");
    // Beside the table there is no room for them.
    desk.key(Modifiers::NONE, Key::F9);
    desk.click("删除个案…");
    desk.click("删除");
    assert_eq!(project(&desk).cases().len(), 1);
}

#[test]
fn a_rectangle_is_chosen_with_shift_copied_filled_down_and_cleared() {
    let mut desk = with_documents(&["访谈 04", "访谈 05"]);
    new_attribute(&mut desk, "地区");
    desk.click("访谈 03 · 地区");
    desk.write("农村");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.key(Modifiers::NONE, Key::ArrowUp);
    desk.key(Modifiers::SHIFT, Key::ArrowDown);
    desk.key(Modifiers::SHIFT, Key::ArrowDown);
    desk.key(Modifiers::COMMAND, Key::D);
    assert_eq!((value(&desk, "访谈 04", "地区"), value(&desk, "访谈 05", "地区")), ("农村".into(), "农村".into()));
    desk.harness.event(Event::Copy);
    desk.harness.step();
    let copied = desk.harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some("农村\r\n农村\r\n农村"));
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!((value(&desk, "访谈 03", "地区"), value(&desk, "访谈 05", "地区")), (String::new(), String::new()));
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&desk, "访谈 05", "地区"), "农村");
}

#[test]
fn a_rectangle_is_drawn_with_the_mouse() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "地区");
    let at = |desk: &Desk, label: &str| desk.harness.get_by_label(label).rect().center();
    let (from, to) = (at(&desk, "访谈 03 · 标题"), at(&desk, "访谈 04 · 地区"));
    desk.harness.drag_at(from);
    desk.harness.run();
    desk.harness.hover_at(from.lerp(to, 0.5));
    desk.harness.run();
    desk.harness.hover_at(to);
    desk.harness.run();
    desk.harness.drop_at(to);
    desk.run();
    let selection = desk.shell().views.sheet.selection;
    assert_eq!((selection.rows(), selection.columns()), (0..=1, 0..=2));
}

#[test]
fn a_column_is_sorted_filtered_renamed_and_deleted_from_its_menu() {
    let mut desk = with_documents(&["访谈 04", "访谈 05"]);
    new_attribute(&mut desk, "年龄");
    desk.click("访谈 03 · 年龄");
    paste(&mut desk, "71\n9\n");
    desk.click("“年龄”列…");
    desk.click("升序排列");
    let order = |desk: &Desk| {
        ["访谈 03 · 标题", "访谈 04 · 标题", "访谈 05 · 标题"]
            .map(|label| desk.harness.get_by_label(label).rect().top() as i32)
    };
    let [third, fourth, fifth] = order(&desk);
    assert!(fourth < third && third < fifth, "9 before 71, and what has no value at the end");
    desk.click("“年龄”列…");
    desk.click("改名…");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("岁数");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!((value(&desk, "访谈 03", "岁数"), value(&desk, "访谈 03", "年龄")), ("71".into(), String::new()));
    desk.click("“岁数”列…");
    desk.click("删除这一列…");
    desk.click("删除");
    assert_eq!((value(&desk, "访谈 03", "岁数"), project(&desk).attributes().len()), (String::new(), 0));
    desk.click("撤销这一步");
    assert_eq!(value(&desk, "访谈 03", "岁数"), "71");
}

#[test]
fn values_of_the_column_are_offered_while_one_writes() {
    let mut desk = with_documents(&["访谈 04"]);
    new_attribute(&mut desk, "地区");
    desk.click("访谈 03 · 地区");
    desk.write("农村");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.write("nc");
    desk.key(Modifiers::NONE, Key::ArrowDown);
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&desk, "访谈 04", "地区"), "农村");
}

#[test]
fn pasting_filling_and_clearing_say_how_many_cells_and_offer_the_way_back() {
    let mut desk = with_documents(&["访谈 04", "访谈 05"]);
    new_attribute(&mut desk, "地区");
    desk.click("访谈 03 · 地区");
    paste(&mut desk, "农村\n城里\n");
    desk.harness.get_by_label("已粘贴 2 格");
    desk.click("撤销这一步");
    assert_eq!(value(&desk, "访谈 03", "地区"), "");
    paste(&mut desk, "农村\n城里\n");
    desk.key(Modifiers::SHIFT, Key::ArrowDown);
    desk.key(Modifiers::COMMAND, Key::D);
    desk.harness.get_by_label("已向下填充 2 格");
    desk.click("撤销这一步");
    assert_eq!((value(&desk, "访谈 04", "地区"), value(&desk, "访谈 05", "地区")), ("城里".into(), String::new()));
    desk.click("访谈 03 · 地区");
    desk.key(Modifiers::NONE, Key::Delete);
    desk.harness.get_by_label("已清空 1 格");
    // What stayed out is said, with the way back for what did not.
    desk.click("访谈 05 · 地区");
    paste(&mut desk, "海边\n山里\n");
    desk.harness.get_by_label_contains("1 行超出表格");
    desk.click("撤销这一步");
    assert_eq!(value(&desk, "访谈 05", "地区"), "");
}

#[test]
fn a_new_attribute_is_scrolled_to_and_its_cells_are_written_into_at_once() {
    let mut desk = with_documents(&[]);
    for n in 0..14 {
        new_attribute(&mut desk, &format!("很长很长的一个属性名称 {n}"));
    }
    let head = desk.harness.get_by_label("“很长很长的一个属性名称 13”列…").rect();
    assert!(head.right() <= 1200.0, "the column that was just made is in sight: {head:?}");
    desk.write("是");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&desk, "访谈 03", "很长很长的一个属性名称 13"), "是");
}

#[test]
fn the_table_is_opened_by_a_key_and_from_anywhere() {
    let mut desk = Desk::open();
    desk.act(Action::Show(tianye::app::actions::Workspace::Memos));
    desk.key(Modifiers::COMMAND, Key::Num8);
    assert_eq!(desk.shell().desk.centre, Centre::Sheet);
    assert_eq!(desk.shell().desk.workspace, tianye::app::actions::Workspace::Code);
    desk.click("回到阅读");
    desk.click("属性表");
    assert_eq!(desk.shell().desk.centre, Centre::Sheet, "by the button above the documents");
}

#[test]
fn a_table_that_writes_over_values_says_so_first_and_enter_imports_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名单.csv");
    let text = "标题,地区,年龄\n访谈 03,城里,71\n";
    tianye::export::file::save(&path, text.as_bytes(), tianye::export::file::Existing::Refuse).unwrap();
    let mut desk = with_documents(&[]);
    new_attribute(&mut desk, "年龄");
    new_attribute(&mut desk, "地区");
    desk.click("访谈 03 · 地区");
    paste(&mut desk, "农村");
    let read = |desk: &mut Desk| {
        let path = path.clone();
        desk.act(Action::With(Box::new(move |shell| shell.read_attributes(path, Side::Documents))));
    };
    read(&mut desk);
    desk.harness.get_by_label_contains("1 个会覆盖原有的值");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!((value(&desk, "访谈 03", "地区"), desk.shell().dialog.is_none()), ("农村".into(), true));
    read(&mut desk);
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!((value(&desk, "访谈 03", "地区"), value(&desk, "访谈 03", "年龄")), ("城里".into(), "71".into()));
}

#[test]
fn a_table_comes_in_after_a_preview_and_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名单.csv");
    let text = "标题,地区,年龄\n访谈 03,农村,71\n访谈 09,城里,30\n";
    tianye::export::file::save(&path, text.as_bytes(), tianye::export::file::Existing::Refuse).unwrap();
    let mut desk = with_documents(&[]);
    desk.act(Action::With(Box::new(move |shell| shell.read_attributes(path, Side::Documents))));
    desk.harness.get_by_label("将填写 1 行中的 2 个值");
    desk.harness.get_by_label_contains("访谈 09");
    assert_eq!(value(&desk, "访谈 03", "地区"), "");
    desk.click("导入");
    assert_eq!((value(&desk, "访谈 03", "地区"), value(&desk, "访谈 03", "年龄")), ("农村".into(), "71".into()));
    desk.click("撤销这一步");
    assert_eq!(value(&desk, "访谈 03", "年龄"), "");
}

#[test]
fn the_keyboard_comes_to_the_table_with_its_command_and_leaves_it_for_the_text_in_every_usual_way() {
    let mut desk = with_documents(&["访谈 04", "访谈 05"]);
    let of = |desk: &Desk, title: &str| project(desk).documents().find(|held| held.title == title).unwrap().id;
    let [first, last] = ["访谈 03", "访谈 05"].map(|title| of(&desk, title));
    new_attribute(&mut desk, "地区");
    let open = |desk: &mut Desk| {
        desk.key(Modifiers::COMMAND, Key::Num8);
        assert_eq!(desk.shell().desk.centre, Centre::Sheet);
    };
    let leaves = |desk: &mut Desk, modifiers, key| {
        desk.key(modifiers, key);
        assert_eq!((desk.shell().desk.workspace, desk.shell().desk.centre), (Workspace::Code, Centre::Text), "{key:?}");
    };
    desk.click("访谈 03 · 地区");
    desk.write("忘了");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.shell().desk.centre, Centre::Sheet, "Escape leaves first what is being written");
    leaves(&mut desk, Modifiers::NONE, Key::Escape);
    open(&mut desk);
    leaves(&mut desk, Modifiers::COMMAND, Key::Num1);
    // The keyboard is somewhere else, and comes back with the command.
    open(&mut desk);
    desk.enter("筛选文档");
    open(&mut desk);
    desk.write("农村");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&desk, "访谈 03", "地区"), "农村");
    leaves(&mut desk, Modifiers::NONE, Key::Escape);
    desk.act(Action::OpenDocument(first));
    open(&mut desk);
    // It stands last: groups come below what is in none.
    leaves(&mut desk, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.shell().desk.document, Some(first));
    desk.act(Action::OpenDocument(of(&desk, "访谈 04")));
    open(&mut desk);
    leaves(&mut desk, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.shell().desk.document, Some(last));
}
