//! How the desk is looked at: colours, hidden coders, the setting of the text, citations, narrow windows.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Vec2};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::panels::reading::ColourBy;
use tianye::app::shell::Side;
use tianye::app::view_state::Settings;
use tianye::i18n::Language;
use tianye::model::{Attribute, AttributeKind, Case, CaseId, CaseMember, CharIndex, Edit, Message, Rank, Text};
use tianye::session::{NewDocument, Session};

use super::{Desk, TEXT};

const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// 社工 01 coded one passage, 社工 02 another; the second one codes now.
fn two_coders() -> Desk {
    let mut desk = Desk::open();
    desk.select("来的都是那几位");
    desk.key(Modifiers::NONE, Key::V);
    desk.click("编码者：社工 01");
    desk.click("新编码者…");
    desk.write("社工 02");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::SelectPassage(None));
    desk
}

/// Whether the stripe of a code stands in the margin.
fn stripe(desk: &Desk, code: &str) -> bool {
    let label = format!("{code}，第");
    desk.harness.query_all_by_label_contains(&label).next().is_some()
}

fn press(desk: &mut Desk, role: Role, label: &str) {
    desk.harness.get_by_role_and_label(role, label).click();
    desk.run();
}

fn resize(desk: &mut Desk, size: [f32; 2]) {
    desk.harness.set_size(Vec2::from(size));
    desk.run();
}

/// A window with these documents.
fn with_documents(documents: Vec<NewDocument>) -> Desk {
    let mut desk = Desk::closed();
    let environment = desk.shell().environment().clone();
    let mut session = Session::create(&environment, Path::new("/研究/互动.tianye"), "社区互动", "社工 01").unwrap();
    session.add_documents(documents, None).unwrap();
    desk.harness.state_mut().take(session);
    desk.run();
    let first = desk.shell().session().unwrap().project().documents_in_order()[0].id;
    desk.act(Action::OpenDocument(first));
    desk
}

fn typed(title: &str, text: &str) -> NewDocument {
    NewDocument::typed(title, Text::new(text).unwrap())
}

fn copied(desk: &Desk) -> Option<String> {
    let commands = &desk.harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Runs a command and gives what it put on the clipboard.
fn copy(desk: &mut Desk, command: UiCommand) -> Option<String> {
    desk.harness.state_mut().carry_out(Action::Run(command));
    desk.harness.step();
    let text = copied(desk);
    desk.run();
    text
}

#[test]
fn codings_of_others_are_hidden_by_their_box_and_come_back_with_one_click() {
    let mut desk = two_coders();
    assert!(stripe(&desk, "来的都是那几位") && stripe(&desk, "上面要看照片"));
    desk.click("显示");
    desk.click("显示 社工 01 的编码");
    assert!(!stripe(&desk, "来的都是那几位") && stripe(&desk, "上面要看照片"));
    desk.key(Modifiers::NONE, Key::Escape);
    desk.click("已隐藏 1 位编码者");
    assert!(stripe(&desk, "来的都是那几位"));
    desk.click("显示");
    desk.click("只看我的");
    assert!(!stripe(&desk, "来的都是那几位"));
    desk.click("全部显示");
    assert!(stripe(&desk, "来的都是那几位"));
}

#[test]
fn what_is_hidden_is_not_chosen_by_keys_nor_removed() {
    let mut desk = two_coders();
    let project = desk.shell().session().unwrap().project().clone();
    let first = project.codings(desk.document()).iter().next().unwrap().place(desk.document());
    desk.act(Action::Choose(Choice::Coding(first)));
    desk.act(Action::Run(UiCommand::OnlyOwnCodings));
    assert_eq!(desk.shell().desk.choice, Choice::Nothing);
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.coded().len(), 2);
    // The caret stands in the hidden passage: Enter goes through what lies there, and finds nothing.
    let at = TEXT[..TEXT.find("来的都是").unwrap()].chars().count() as u32 + 2;
    let ctx = desk.harness.ctx.clone();
    let column = desk.harness.state_mut().views.reading.column();
    let place = column.rect_on_screen(&ctx, CharIndex(at)).unwrap().center();
    desk.harness.drag_at(place);
    desk.harness.drop_at(place);
    desk.run();
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.shell().desk.choice, Choice::Nothing);
}

#[test]
fn whoever_codes_is_seen() {
    let mut desk = two_coders();
    let own = desk.shell().session().unwrap().coder();
    desk.harness.state_mut().hide_coders([own].into());
    desk.run();
    assert!(!stripe(&desk, "上面要看照片"));
    desk.select("叫也叫不动");
    desk.key(Modifiers::NONE, Key::V);
    assert!(stripe(&desk, "叫也叫不动") && stripe(&desk, "上面要看照片"));
}

#[test]
fn colours_say_who_coded_or_where_the_speaker_lives_and_a_legend_tells() {
    let mut desk = two_coders();
    desk.click("显示");
    press(&mut desk, Role::RadioButton, "编码者");
    assert_eq!(desk.shell().desk.colour_by, ColourBy::Coder);
    desk.harness.get_by_label("社工 01 1");
    desk.harness.get_by_label("社工 02 1");
    desk.key(Modifiers::NONE, Key::Escape);
    desk.click("恢复按代码着色");
    assert_eq!(desk.shell().desk.colour_by, ColourBy::Code);
    desk.act(Action::Run(UiCommand::ColourByAttribute));
    assert_eq!(desk.shell().desk.colour_by, ColourBy::Code, "there is no attribute yet");

    let mut case = Case::named(CaseId::new(&mut tianye::model::CountingMint::after(9_000)), "老人甲");
    case.members.insert(CaseMember::Document(desk.document()));
    case.attributes.insert("居住地".to_owned(), "东街".to_owned());
    let attribute = Attribute::new("居住地", AttributeKind::Text, Rank(1));
    let edits = vec![Edit::AddAttribute(attribute), Edit::AddCase(case)];
    desk.act(Action::Commit { label: Message::new("label.add_code"), edits });
    desk.click("显示");
    press(&mut desk, Role::RadioButton, "属性");
    assert_eq!(desk.shell().desk.colour_by, ColourBy::Attribute("居住地".to_owned()));
    desk.harness.get_by_label("东街 2");
    desk.key(Modifiers::NONE, Key::Escape);
    desk.act(Action::Run(UiCommand::ColourByCoder));
    desk.act(Action::Run(UiCommand::ColourByCode));
    assert!(desk.harness.query_by_label("恢复按代码着色").is_none());
}

#[test]
fn what_is_shown_is_kept_with_the_project_and_the_setting_with_the_reader() {
    let mut desk = two_coders();
    desk.act(Action::Run(UiCommand::ColourByCoder));
    desk.act(Action::Run(UiCommand::OnlyOwnCodings));
    desk.act(Action::Run(UiCommand::WiderColumn));
    let hidden = desk.shell().desk.hidden_coders.clone();
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    assert_eq!(desk.shell().desk.colour_by, ColourBy::Coder);
    assert_eq!((desk.shell().desk.hidden_coders.len(), &desk.shell().desk.hidden_coders), (1, &hidden));
    assert_eq!(Settings::load(desk.shell().environment()).reading.width, 44);
    desk.act(Action::Run(UiCommand::ShowAllCoders));
    assert!(desk.shell().desk.hidden_coders.is_empty());
}

#[test]
fn the_text_is_set_by_the_buttons_of_the_sheet() {
    let mut desk = Desk::open();
    desk.key(CTRL_SHIFT, Key::D);
    for (button, expected) in [
        ("增大字号", (21, 18, 42)),
        ("减小字号", (20, 18, 42)),
        ("增大行距", (20, 19, 42)),
        ("收窄正文栏", (20, 19, 40)),
    ] {
        desk.click(button);
        let reading = desk.shell().settings.reading;
        assert_eq!((reading.size, reading.line_height, reading.width), expected, "{button}");
    }
    desk.click("减小行距");
    desk.click("加宽正文栏");
    desk.click("增大字号");
    desk.click("恢复默认");
    assert_eq!(desk.shell().settings.reading, tianye::app::reading_settings::ReadingSettings::default());
    // The fonts of the tests have no Chinese face with serifs, and that is said.
    desk.harness.get_by_label_contains("没有可用的中文宋体");
    desk.act(Action::Run(UiCommand::SwitchFace));
    assert_eq!(desk.shell().settings.reading.face, tianye::app::reading_settings::Face::Sans);
    desk.click("标出分词");
    assert!(desk.shell().desk.word_marks);
}

#[test]
fn keys_and_the_wheel_make_the_letters_larger_and_the_reader_keeps_the_place() {
    let long = "老人 03：慢慢说下去，说到天黑也没有说完。\n".repeat(400);
    let mut desk = with_documents(vec![typed("长谈", &long)]);
    desk.harness.state_mut().views.reading.column().scroll_to(CharIndex(6_000));
    desk.run();
    let top = |desk: &mut Desk| desk.harness.state_mut().views.reading.column().on_screen().unwrap().start.0;
    let before = top(&mut desk);
    assert!(before > 3_000, "{before}");
    for _ in 0..6 {
        desk.key(Modifiers::COMMAND, Key::Plus);
    }
    assert_eq!(desk.shell().settings.reading.size, 26);
    let after = top(&mut desk);
    assert!(before.abs_diff(after) <= 60, "the reader was at {before} and is at {after}");
    desk.key(Modifiers::COMMAND, Key::Minus);
    assert_eq!(desk.shell().settings.reading.size, 25);
    desk.key(Modifiers::COMMAND, Key::Num0);
    assert_eq!(desk.shell().settings.reading.size, 20);
    desk.harness.hover_at(egui::pos2(700.0, 400.0));
    desk.harness.step();
    let wheel = egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: Vec2::new(0.0, 1.0),
        modifiers: Modifiers::COMMAND | Modifiers::CTRL,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    };
    desk.harness.event_modifiers(wheel, Modifiers::COMMAND | Modifiers::CTRL);
    desk.run();
    let size = desk.shell().settings.reading.size;
    assert!((21..=24).contains(&size), "{size}");
    assert!(top(&mut desk).abs_diff(before) <= 60);
}

#[test]
fn a_passage_is_copied_with_where_it_stands_and_so_is_a_chosen_coding() {
    let mut desk = Desk::open();
    desk.select("办总要办的");
    assert_eq!(copy(&mut desk, UiCommand::CopyCitation).as_deref(), Some("“办总要办的”（访谈 03，第 4 段）"));
    desk.key(Modifiers::NONE, Key::V);
    desk.act(Action::SelectPassage(None));
    let block = copy(&mut desk, UiCommand::CopyMarkdown);
    assert_eq!(block.as_deref(), Some("> 办总要办的\n>\n> （访谈 03，第 4 段）\n"));
    desk.harness.state_mut().settings.language = Some(Language::English);
    desk.run();
    assert_eq!(copy(&mut desk, UiCommand::CopyCitation).as_deref(), Some("“办总要办的” (访谈 03, para. 4)"));
    desk.act(Action::Choose(Choice::Nothing));
    assert_eq!(copy(&mut desk, UiCommand::CopyCitation), None);
}

#[test]
fn ctrl_shift_c_copies_the_citation_and_codes_nothing() {
    let mut desk = Desk::open();
    desk.select("办总要办的");
    let (pressed, repeat, physical_key) = (true, false, None);
    let key = egui::Event::Key { key: Key::C, physical_key, pressed, repeat, modifiers: CTRL_SHIFT };
    desk.harness.input_mut().events.push(key);
    desk.harness.step();
    assert!(copied(&desk).is_some_and(|text| text.contains("第 4 段")));
    desk.run();
    assert!(desk.shell().dialog.is_none());
}

#[test]
fn in_a_narrow_window_the_panels_lie_over_the_text_when_asked_for() {
    let mut desk = two_coders();
    assert!(desk.harness.query_by_label("筛选代码").is_some());
    resize(&mut desk, [1024.0, 700.0]);
    assert!(desk.harness.query_by_label("筛选代码").is_some(), "the lists have room beside the text");
    resize(&mut desk, [900.0, 600.0]);
    assert!(desk.harness.query_by_label("筛选代码").is_none());

    desk.key(Modifiers::NONE, Key::F8);
    assert_eq!(desk.shell().desk.drawer, Some(Side::Lists));
    desk.harness.get_by_label("筛选代码");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(desk.shell().desk.drawer, None);
    assert!(desk.shell().desk.lists, "in a wide window they stand where they stood");

    desk.click("显示或隐藏文档与代码");
    desk.harness.get_by_label("筛选代码");
    press(&mut desk, Role::ListItem, "访谈 03");
    assert_eq!(desk.shell().desk.drawer, None, "whoever opened a document wants to read it");

    let place = desk
        .shell()
        .session()
        .unwrap()
        .project()
        .codings(desk.document())
        .iter()
        .next()
        .unwrap()
        .place(desk.document());
    desk.act(Action::Choose(Choice::Coding(place)));
    desk.click("显示或隐藏详情");
    desk.enter("备忘");
    desk.write("以后再问");
    let beside = egui::pos2(200.0, 300.0);
    desk.harness.drag_at(beside);
    desk.harness.drop_at(beside);
    desk.run();
    assert_eq!(desk.shell().desk.drawer, None);
    let project = desk.shell().session().unwrap().project().clone();
    let memos: Vec<_> = project.codings(desk.document()).iter().filter_map(|coding| coding.memo.clone()).collect();
    assert_eq!(memos.len(), 1, "what was written in a panel that goes is kept");

    desk.click("显示或隐藏详情");
    desk.click("收起面板");
    assert_eq!(desk.shell().desk.drawer, None);
    resize(&mut desk, [1300.0, 800.0]);
    desk.harness.get_by_label("筛选代码");
    desk.key(Modifiers::NONE, Key::F8);
    assert!(!desk.shell().desk.lists && desk.harness.query_by_label("筛选代码").is_none());
}

#[test]
fn beside_a_search_the_lists_come_over_it_and_elsewhere_the_command_is_off() {
    let mut desk = two_coders();
    resize(&mut desk, [1024.0, 700.0]);
    desk.act(Action::Run(UiCommand::ShowSearch));
    assert!(desk.harness.query_by_label("筛选代码").is_none());
    desk.act(Action::Run(UiCommand::ToggleLists));
    desk.harness.get_by_label("筛选代码");
    desk.act(Action::Run(UiCommand::ShowReport));
    assert_eq!(desk.shell().desk.drawer, None);
    let situation = desk.shell().situation();
    assert!(!UiCommand::ToggleLists.possible(&situation) && !UiCommand::ToggleInspector.possible(&situation));
}

#[test]
fn a_line_of_text_keeps_twenty_four_characters_in_every_window() {
    let mut desk = with_documents(vec![typed("访谈 03", &"慢慢说下去".repeat(60))]);
    for size in [[1440.0, 900.0], [1200.0, 800.0], [1024.0, 700.0], [900.0, 600.0]] {
        resize(&mut desk, size);
        let row = desk.harness.state_mut().views.reading.column().layout().unwrap().rows()[0];
        assert!(row.end - row.start >= 24, "{size:?}: {}", row.end - row.start);
    }
}

#[test]
fn the_title_line_leads_to_the_documents_before_and_after_and_keeps_what_tells_them_apart() {
    let titles = ["访谈 03", "访谈 04", "社区居家养老服务供给中的合谋与内卷化问题访谈整理稿 (2)"];
    let mut desk = with_documents(titles.map(|title| typed(title, "完。")).to_vec());
    let title = |desk: &Desk| {
        let project = desk.shell().session().unwrap().project();
        project.document(desk.shell().desk.document.unwrap()).unwrap().title.clone()
    };
    let first = title(&desk);
    desk.click("下一个文档");
    assert_ne!(title(&desk), first);
    desk.click("上一个文档");
    assert_eq!(title(&desk), first);
    for size in [[1440.0, 900.0], [1024.0, 700.0], [900.0, 600.0]] {
        resize(&mut desk, size);
        let window = Rect::from_min_size(egui::Pos2::ZERO, Vec2::from(size));
        for label in ["显示", "显示或隐藏文档与代码", "显示或隐藏详情", "下一个文档"] {
            let rect = desk.harness.get_by_label(label).rect();
            assert!(window.contains_rect(rect) && rect.width() >= 20.0, "{size:?} {label}: {rect:?}");
        }
    }
}

#[test]
fn a_card_tells_what_a_stripe_means_after_a_while() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    let meaning = tianye::model::CodeChange::Definition("为了检查而办\n第二行".to_owned());
    desk.act(Action::SetCode(code, meaning));
    let place = desk
        .shell()
        .session()
        .unwrap()
        .project()
        .codings(desk.document())
        .iter()
        .next()
        .unwrap()
        .place(desk.document());
    desk.act(Action::SetMemo(place, "迎检".to_owned()));
    desk.act(Action::SelectPassage(None));
    desk.act(Action::Choose(Choice::Nothing));
    let stripe = desk.harness.get_by_label("上面要看照片，第 4 段").rect().center();
    desk.harness.hover_at(stripe);
    desk.harness.step();
    assert!(desk.harness.query_by_label("为了检查而办").is_none(), "not at once");
    for _ in 0..20 {
        desk.harness.step();
    }
    desk.harness.get_by_label("为了检查而办");
    desk.harness.get_by_label("备忘：迎检");
    desk.harness.hover_at(egui::pos2(600.0, 700.0));
    desk.run();
    assert!(desk.harness.query_by_label("为了检查而办").is_none());
}

#[test]
fn going_from_coding_to_coding_leaves_out_those_of_hidden_coders() {
    let mut desk = two_coders();
    desk.act(Action::Run(UiCommand::OnlyOwnCodings));
    let own = desk.shell().session().unwrap().coder();
    for _ in 0..3 {
        desk.act(Action::Run(UiCommand::NextCoding));
        let Choice::Coding(place) = desk.shell().desk.choice else { panic!("nothing is chosen") };
        let project = desk.shell().session().unwrap().project();
        assert_eq!(project.codings(place.document).get(place.start, place.id).unwrap().coder, own);
    }
}

#[test]
fn the_passages_of_a_code_leave_hidden_coders_out_and_say_so() {
    let mut desk = two_coders();
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Run(UiCommand::OnlyOwnCodings));
    desk.act(Action::ShowCentre(tianye::app::actions::Centre::Code(code)));
    desk.click("另有 1 个属于已隐藏的编码者，全部显示");
    assert!(desk.shell().desk.hidden_coders.is_empty());
    assert!(desk.harness.query_by_label_contains("另有 1 个属于").is_none());
}

#[test]
fn the_sheet_of_switches_tells_how_wide_the_column_is_and_a_step_narrower_is_seen() {
    let mut desk = Desk::open();
    desk.act(Action::Run(UiCommand::ToggleInspector));
    resize(&mut desk, [1240.0, 700.0]);
    desk.click("显示");
    desk.harness.get_by_label_contains("窗口现在只放得下");
    let before = desk.harness.state_mut().views.reading.column().em();
    assert!(before < 42.0);
    desk.act(Action::Run(UiCommand::NarrowerColumn));
    desk.run();
    let after = desk.harness.state_mut().views.reading.column().em();
    assert!(after < before, "{after} of {before}");
}

#[test]
fn a_coded_passage_tells_all_its_codings_where_the_pointer_rests() {
    let mut desk = Desk::open();
    for (words, definition) in [("来的都是那几位，别人叫也叫不动", "总是那几位"), ("叫也叫不动", "请不来人")]
    {
        desk.select(words);
        desk.key(Modifiers::NONE, Key::V);
        let Choice::Coding(place) = desk.shell().desk.choice else { panic!("nothing was coded") };
        let project = desk.shell().session().unwrap().project();
        let code = project.codings(place.document).get(place.start, place.id).unwrap().code;
        desk.act(Action::SetCode(code, tianye::model::CodeChange::Definition(definition.to_owned())));
    }
    desk.act(Action::SelectPassage(None));
    desk.act(Action::Choose(Choice::Nothing));
    let at = TEXT[..TEXT.find("叫不动").unwrap()].chars().count() as u32;
    let ctx = desk.harness.ctx.clone();
    let place = desk.harness.state_mut().views.reading.column().rect_on_screen(&ctx, CharIndex(at)).unwrap();
    desk.harness.hover_at(place.center());
    desk.harness.run_steps(60);
    let told = ["请不来人", "总是那几位"].map(|said| desk.harness.get_by_label(said).rect());
    assert!(told[0].bottom() <= told[1].top(), "the shortest first");
    assert!(told.iter().all(|rect| !rect.intersects(place)), "the passage stays in sight");
}
