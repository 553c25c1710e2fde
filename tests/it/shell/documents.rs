//! The list of documents, and who speaks in them.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tianye::app::actions::{Action, Choice};
use tianye::app::panels::documents::order::{Coded, SortBy};
use tianye::model::{CharIndex, Project, Role, Span, Speaker, Text, Turn};
use tianye::session::NewDocument;

use super::Desk;

fn with_documents(titles: &[&str]) -> Desk {
    let document = |title: &&str| NewDocument::typed(title, Text::new("老人 03：来的都是那几位。").unwrap());
    Desk::open_with(titles.iter().map(document).collect())
}

fn project(desk: &Desk) -> &Project {
    desk.shell().session().unwrap().project()
}

fn titles(desk: &Desk) -> Vec<String> {
    project(desk).documents_in_order().iter().map(|document| document.title.clone()).collect()
}

fn groups(desk: &Desk, title: &str) -> Vec<String> {
    let document = project(desk).documents().find(|document| document.title == title).unwrap();
    document.groups.iter().cloned().collect()
}

fn click_with(desk: &mut Desk, label: &str, modifiers: Modifiers) {
    desk.harness.get_by_label(label).click_modifiers(modifiers);
    desk.run();
}

fn drag(desk: &mut Desk, from: &str, to: &str, share: f32) {
    let from = desk.harness.get_by_label(from).rect().center();
    let place = desk.harness.get_by_label(to).rect();
    let to = egui::pos2(place.center().x, place.top() + place.height() * share);
    desk.harness.drag_at(from);
    desk.harness.run();
    for part in [0.3, 0.7, 1.0] {
        desk.harness.hover_at(from.lerp(to, part));
        desk.harness.run();
    }
    desk.harness.drop_at(to);
    desk.run();
}

#[test]
fn the_next_document_is_the_one_below_in_the_list() {
    let mut desk = with_documents(&["甲村", "乙村", "丙村"]);
    let of = |desk: &Desk, title: &str| project(desk).documents().find(|held| held.title == title).unwrap().id;
    let first = of(&desk, "甲村");
    let edits =
        tianye::model::arrange::group_documents(project(&desk), &[first], &["第二轮".to_owned()].into(), &[].into());
    assert!(!edits.is_empty());
    desk.act(Action::Commit { label: tianye::model::Message::new("label.groups"), edits });
    // Groups stand below what is in none.
    desk.click("丙村");
    desk.key(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.shell().desk.document, Some(first));
    desk.key(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.shell().desk.document, Some(of(&desk, "丙村")));
}

#[test]
fn several_documents_are_chosen_grouped_given_an_attribute_and_deleted_together() {
    let mut desk = with_documents(&["甲村", "乙村", "丙村"]);
    desk.click("甲村");
    click_with(&mut desk, "丙村", Modifiers::SHIFT);
    desk.harness.get_by_label("已选 3 个文档");
    click_with(&mut desk, "乙村", Modifiers::COMMAND);
    desk.click("为 2 个文档分组…");
    desk.enter("新的分组");
    desk.write("第二轮");
    desk.click("确定");
    assert_eq!((groups(&desk, "甲村"), groups(&desk, "乙村")), (vec!["第二轮".to_owned()], vec![]));
    desk.click("设置属性…");
    desk.write("地区");
    desk.enter("值");
    desk.write("农村");
    desk.key(Modifiers::NONE, Key::Enter);
    let with: Vec<_> = project(&desk).documents().filter(|d| d.attributes.contains_key("地区")).collect();
    assert_eq!(with.len(), 2);
    desk.click("删除 2 个文档…");
    desk.click("删除");
    assert_eq!(titles(&desk), ["访谈 03", "乙村"]);
    desk.click("撤销这一步");
    assert_eq!(titles(&desk).len(), 4);
}

#[test]
fn arrows_walk_enter_opens_f2_renames_in_the_row_and_delete_asks() {
    let mut desk = with_documents(&["甲村", "乙村"]);
    desk.click("甲村");
    desk.key(Modifiers::NONE, Key::ArrowDown);
    let second = project(&desk).documents().find(|document| document.title == "乙村").unwrap().id;
    assert_eq!(desk.shell().desk.choice, Choice::Document(second), "the row that is reached is chosen");
    assert_ne!(desk.shell().desk.document, Some(second), "and opened only by Enter");
    desk.key(Modifiers::NONE, Key::F2);
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("丁村");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(titles(&desk).contains(&"丁村".to_owned()));
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.document, Some(second));
    // The title stands above the text too.
    let row = |desk: &mut Desk| {
        desk.harness.get_by_role_and_label(egui::accesskit::Role::ListItem, "甲村").click();
        desk.run();
    };
    row(&mut desk);
    desk.key(Modifiers::NONE, Key::Delete);
    desk.click("取消");
    assert_eq!(titles(&desk).len(), 3);
    row(&mut desk);
    desk.key(Modifiers::NONE, Key::Delete);
    desk.click("删除");
    assert_eq!(titles(&desk), ["访谈 03", "丁村"]);
}

#[test]
fn documents_are_dragged_to_another_place_and_into_a_group_and_out_of_it() {
    let mut desk = with_documents(&["甲村", "乙村", "丙村"]);
    drag(&mut desk, "丙村", "甲村", 0.1);
    assert_eq!(titles(&desk), ["访谈 03", "丙村", "甲村", "乙村"]);
    drag(&mut desk, "乙村", "访谈", 0.5);
    assert_eq!(groups(&desk, "乙村"), ["访谈"]);
    drag(&mut desk, "乙村", "甲村", 0.9);
    assert_eq!(
        (groups(&desk, "乙村"), titles(&desk)),
        (vec![], ["访谈 03", "丙村", "甲村", "乙村"].map(str::to_owned).to_vec())
    );
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(groups(&desk, "乙村"), ["访谈"], "place and group are one step");
}

#[test]
fn the_list_is_filtered_by_attribute_and_by_coding_and_sorted_and_comes_back_so() {
    let mut desk = with_documents(&["乙村", "甲村"]);
    desk.click("筛选与排序");
    desk.click("标题（拼音）");
    desk.key(Modifiers::NONE, Key::Escape);
    let top = |desk: &Desk, label: &str| desk.harness.get_by_label(label).rect().top();
    assert!(top(&desk, "甲村") < top(&desk, "乙村"));
    desk.click("筛选与排序");
    desk.click("已编码的");
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.harness.query_by_label("甲村").is_none(), "nothing of it is coded");
    assert_eq!(desk.shell().views.documents.arrangement.coded, Coded::Coded);
    desk.click("显示全部文档");
    assert!(desk.harness.query_by_label("甲村").is_some());
    assert_eq!(desk.shell().views.documents.arrangement.sort, SortBy::Title);
}

#[test]
fn speakers_have_a_share_a_role_another_name_and_a_case() {
    let document = NewDocument {
        structure: tianye::model::Structure {
            speakers: ["社工 01", "老人 03", "老人"]
                .map(|name| Speaker { name: name.to_owned(), role: Role::Unknown })
                .to_vec(),
            turns: [(0, 6, 9, 0), (10, 16, 19, 1), (20, 23, 25, 2)]
                .map(|(start, said, end, speaker)| Turn {
                    span: Span::new(start, end).unwrap(),
                    said: CharIndex(said),
                    speaker: Some(speaker),
                    at: None,
                    until: None,
                })
                .to_vec(),
            ..tianye::model::Structure::default()
        },
        ..NewDocument::typed("座谈", Text::new("社工 01：来吗？\n老人 03：来的。\n老人：好。").unwrap())
    };
    let mut desk = Desk::open_with(vec![document]);
    let id = project(&desk).documents().find(|document| document.title == "座谈").unwrap().id;
    desk.click("座谈");
    desk.harness.get_all_by_label("1 轮 · 3 字").next().unwrap();
    let speakers = |desk: &Desk| {
        let structure = &project(desk).document(id).unwrap().structure;
        structure.speakers.iter().map(|speaker| (speaker.name.clone(), speaker.role)).collect::<Vec<_>>()
    };
    desk.click("“社工 01”的角色");
    desk.click("访谈者");
    assert_eq!(speakers(&desk)[0], ("社工 01".to_owned(), Role::Interviewer));
    desk.click("“老人 03”的操作");
    desk.click("新建个案“老人 03”");
    assert_eq!(project(&desk).case_named("老人 03").unwrap().members.len(), 1);
    desk.click("“老人”的操作");
    desk.click("与其他说话人合并");
    desk.click("并入“老人 03”");
    assert_eq!(speakers(&desk).len(), 2, "both are one now");
    desk.click("“老人 03”的操作");
    desk.click("改名…");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("王奶奶");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(speakers(&desk)[1].0, "王奶奶");
    let case = project(&desk).case_named("老人 03").unwrap().id;
    let document = project(&desk).document(id).unwrap();
    assert!(project(&desk).case(case).unwrap().holds(document, CharIndex(23)), "both stay in the case");
    desk.act(Action::Choose(Choice::Case(case)));
    desk.click("移出“王奶奶 · 座谈”");
    assert!(project(&desk).case(case).unwrap().members.is_empty());
    // What was said of speakers is on disk: the project comes back as it is.
    let expected = project(&desk).clone();
    let environment = desk.shell().environment().clone();
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.harness.state_mut().leave();
    let again = tianye::session::Session::open(&environment, &folder).unwrap();
    assert_eq!((&**again.project(), again.findings().len()), (&expected, 0));
}

#[test]
fn with_a_filter_on_the_head_says_how_many_of_all_are_shown() {
    let mut desk = with_documents(&["访谈 04", "街道会议"]);
    desk.enter("筛选文档");
    desk.write("街道");
    desk.harness.get_by_label("1 / 3");
    desk.key(Modifiers::COMMAND, Key::A);
    desk.write("访谈");
    desk.harness.get_by_label("2 / 3");
}

#[test]
fn a_group_is_renamed_in_its_place_and_two_of_one_name_become_one_after_a_question() {
    let mut desk = with_documents(&["街道会议"]);
    let meeting = project(&desk).documents().find(|held| held.title == "街道会议").unwrap().id;
    let edits =
        tianye::model::arrange::group_documents(project(&desk), &[meeting], &["第二轮".to_owned()].into(), &[].into());
    desk.act(Action::Commit { label: tianye::model::Message::new("label.groups"), edits });
    desk.menu_of("访谈");
    desk.click("重命名分组…");
    desk.write("老人访谈");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(groups(&desk, "访谈 03"), ["老人访谈"]);
    // By the keyboard, and into the name of another.
    desk.harness.get_by_label("第二轮").focus();
    desk.run();
    desk.key(Modifiers::NONE, Key::F2);
    desk.write("老人访谈");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.harness.get_by_label("把“第二轮”并入“老人访谈”？");
    assert_eq!(groups(&desk, "街道会议"), ["第二轮"], "nothing has changed yet");
    desk.click("合并");
    assert_eq!(groups(&desk, "街道会议"), ["老人访谈"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(groups(&desk, "街道会议"), ["第二轮"]);
    desk.menu_of("第二轮");
    desk.click("解散分组");
    assert_eq!(groups(&desk, "街道会议"), Vec::<String>::new());
}

#[test]
fn a_short_list_beside_many_codes_is_seen_whole_and_folding_a_group_moves_nothing_above_it() {
    let mut desk = with_documents(&["甲村", "乙村"]);
    let ids: Vec<_> = project(&desk).documents().filter(|held| held.title != "访谈 03").map(|held| held.id).collect();
    let edits =
        tianye::model::arrange::group_documents(project(&desk), &ids, &["第二轮".to_owned()].into(), &[].into());
    desk.act(Action::Commit { label: tianye::model::Message::new("label.groups"), edits });
    let outline: Vec<String> = (1..=60).map(|n| format!("代码 {n}")).collect();
    desk.act(Action::PasteCodes { outline: outline.join("\n"), parent: None });
    desk.harness.set_size(egui::vec2(1_024.0, 600.0));
    desk.run();
    let place = |desk: &Desk, label: &str| {
        let role = egui::accesskit::Role::ListItem;
        desk.harness.query_by_role_and_label(role, label).map(|row| row.rect())
    };
    let filter = desk.harness.get_by_label("筛选文档").rect();
    let first =
        place(&desk, "第二轮").into_iter().chain(place(&desk, "访谈")).map(|rect| rect.top()).fold(9e9, f32::min);
    assert!(first >= filter.bottom(), "the first row is whole");
    desk.click("乙村");
    for row in ["第二轮", "甲村", "乙村", "访谈", "访谈 03"] {
        let rect = place(&desk, row).unwrap();
        assert!(rect.top() >= filter.bottom() && (rect.height() - 26.0).abs() < 0.1, "{row}: {rect:?}");
    }
    let before = place(&desk, "访谈").unwrap();
    desk.harness.get_by_role_and_label(egui::accesskit::Role::ListItem, "访谈").click();
    desk.run();
    assert!(place(&desk, "访谈 03").is_none() && place(&desk, "访谈") == Some(before));
}

#[test]
fn on_the_head_of_a_group_what_is_lit_is_what_is_open() {
    let mut desk = with_documents(&["甲村", "乙村"]);
    let lit = |desk: &Desk| -> Vec<String> {
        let rows = desk.harness.get_all_by_role(egui::accesskit::Role::ListItem);
        let lit = rows.filter(|row| row.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True));
        lit.filter_map(|row| row.accesskit_node().label()).filter(|label| label.ends_with('村')).collect()
    };
    desk.harness.get_by_role_and_label(egui::accesskit::Role::ListItem, "甲村").click();
    desk.run();
    desk.key(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(lit(&desk), ["甲村", "乙村"], "the one that is open, and the one that was walked to");
    desk.key(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(lit(&desk), ["甲村"]);
}
