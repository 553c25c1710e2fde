//! Find anything: what is found at once, what comes from behind the window, and what is remembered.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice, Workspace};
use tianye::app::commands::UiCommand;
use tianye::app::dialogs::Recalled;
use tianye::app::panels::memos::Shown;
use tianye::model::{Case, CaseId, CaseMember, Edit, Memo, MemoId, MemoOn, Message, Shelf, ShelfItem};

use super::Desk;

impl Desk {
    fn find_anything(&mut self, typed: &str) {
        self.key(Modifiers::COMMAND, Key::K);
        self.write(typed);
    }

    fn choose_first(&mut self) {
        self.key(Modifiers::NONE, Key::Enter);
        assert!(self.shell().dialog.is_none(), "something was chosen");
    }
}

#[test]
fn a_passage_is_found_in_the_texts_and_enter_goes_to_it() {
    let mut desk = Desk::open();
    desk.act(Action::Show(Workspace::Report));
    desk.find_anything("看照片");
    desk.harness.get_by_label("原文");
    desk.harness.get_by_label_contains("办总要办的，上面要看照片");
    desk.choose_first();
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
    assert_eq!(desk.shell().desk.document, Some(desk.document()));
}

#[test]
fn all_places_of_what_was_found_are_one_row_further_in_the_search_workspace() {
    let mut desk = Desk::open();
    desk.find_anything("活动");
    desk.click("在“检索”里查看“活动”的全部结果");
    assert_eq!(desk.shell().desk.workspace, Workspace::Search);
    assert_eq!(desk.shell().views.search.query.text, "活动");
}

#[test]
fn characters_that_mean_something_in_a_query_are_found_as_they_stand() {
    let mut desk = Desk::open();
    desk.find_anything("“03：来的");
    assert_eq!(desk.harness.query_all_by_label_contains("来的都是那几位").count(), 2, "in the text and in the list");
}

#[test]
fn a_memo_is_found_by_its_words_and_shown_with_its_coding() {
    let mut desk = Desk::open();
    desk.select("上面要看照片");
    desk.key(Modifiers::NONE, Key::V);
    let Choice::Coding(place) = desk.shell().desk.choice else { panic!("the coding is chosen") };
    desk.act(Action::SetMemo(place, "迎检的说法".to_owned()));
    desk.act(Action::Choose(Choice::Nothing));
    desk.act(Action::Show(Workspace::Report));
    desk.find_anything("迎检");
    desk.choose_first();
    assert_eq!(desk.shell().desk.choice, Choice::Coding(place));
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);
}

#[test]
fn a_memo_is_opened_among_the_memos() {
    let mut desk = Desk::open();
    let document = desk.document();
    let session = desk.shell().session().unwrap();
    let (coder, at) = (session.coder(), session.now());
    let mut memo = Memo::new(MemoId(uuid::Uuid::from_u128(9)), MemoOn::Document(document), coder, at);
    memo.text = "进村第一天，先去了食堂。".to_owned();
    desk.act(Action::Commit { label: Message::new("label.memo"), edits: vec![Edit::AddMemo(memo)] });
    desk.act(Action::Show(Workspace::Report));
    desk.find_anything("食堂");
    desk.choose_first();
    assert_eq!(desk.shell().desk.workspace, Workspace::Memos);
    let shown = desk.shell().views.memos.shown;
    assert_eq!(shown, Some(Shown::Memo(MemoId(uuid::Uuid::from_u128(9)))));
}

#[test]
fn cases_saved_searches_and_codes_are_found_by_initials() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "内卷化".to_owned(), parent: None });
    let document = desk.document();
    let mut case = Case::named(CaseId(uuid::Uuid::from_u128(7)), "新村机构");
    case.members.insert(CaseMember::Document(document));
    let search = ShelfItem::new(Shelf::Search, "台账往来", "照片");
    let edits = vec![Edit::AddCase(case), Edit::AddItem(search)];
    desk.act(Action::Commit { label: Message::new("label.shelves"), edits });
    desk.act(Action::Show(Workspace::Report));

    desk.find_anything("njh");
    desk.choose_first();
    assert!(matches!(desk.shell().desk.choice, Choice::Code(_)), "{:?}", desk.shell().desk.choice);
    assert_eq!(desk.shell().desk.workspace, Workspace::Code, "where codes are seen");

    desk.act(Action::Show(Workspace::Report));
    desk.find_anything("xcjg");
    desk.choose_first();
    assert_eq!(desk.shell().desk.document, Some(document));
    assert_eq!(desk.shell().desk.workspace, Workspace::Code);

    desk.find_anything("tzwl");
    desk.choose_first();
    assert_eq!(desk.shell().views.search.query.text, "照片");
}

#[test]
fn a_sign_asks_for_one_kind_alone() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "报告里说的".to_owned(), parent: None });
    desk.find_anything(">报告");
    assert!(desk.harness.query_by_label("报告里说的").is_none_or(|row| row.rect().left() < 300.0), "only in the tree");
    desk.choose_first();
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    desk.key(Modifiers::COMMAND, Key::K);
    desk.click("# 代码");
    desk.write("bg");
    desk.choose_first();
    assert!(matches!(desk.shell().desk.choice, Choice::Code(_)));
}

#[test]
fn a_command_that_is_looked_for_by_name_says_what_it_still_needs() {
    let mut desk = Desk::open();
    desk.act(Action::PasteCodes { outline: "合谋".to_owned(), parent: None });
    desk.act(Action::Choose(Choice::Nothing));
    desk.find_anything(">颜色");
    desk.choose_first();
    desk.harness.get_by_label_contains("先选一个代码");
    let code = desk.shell().session().unwrap().codebook().rows()[0].id;
    desk.act(Action::Choose(Choice::Code(code)));
    desk.find_anything(">颜色");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.shell().dialog.is_some(), "now it asks which colour");
}

#[test]
fn what_was_used_lately_stands_first_and_is_remembered_with_the_project() {
    let mut desk = Desk::open();
    desk.find_anything(">报告");
    desk.choose_first();
    let recent = [Recalled::Command("show_report".to_owned())];
    assert_eq!(desk.shell().desk.recent, recent);
    desk.act(Action::Show(Workspace::Code));
    desk.key(Modifiers::COMMAND, Key::K);
    desk.harness.get_by_label("最近用过");
    desk.choose_first();
    assert_eq!(desk.shell().desk.workspace, Workspace::Report);
    let folder = desk.shell().session().unwrap().folder().to_owned();
    desk.act(Action::Run(UiCommand::CloseProject));
    desk.act(Action::OpenProject(folder));
    assert_eq!(desk.shell().desk.recent, recent);
}
