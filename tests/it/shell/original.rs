//! A coded passage leads back to the page of the file it came from.

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Passage;
use tianye::import::{ImportedFile, Options, read};
use tianye::model::Span;
use tianye::session::{NewDocument, Session};

use super::Desk;
use crate::support::WRAPPED;

#[test]
fn a_passage_is_shown_on_the_lines_of_the_file_it_came_from() {
    let mut desk = Desk::closed();
    let environment = desk.shell().environment().clone();
    let folder = Path::new("/研究/互动.tianye");
    let mut session = Session::create(&environment, folder, "社区互动", "社工 01").unwrap();
    let documents = read("札记.txt", WRAPPED.as_bytes(), &Options::default()).unwrap();
    let file = ImportedFile { documents, bytes: WRAPPED.as_bytes().into() };
    let id = session.add_documents(NewDocument::of_file(file), None).unwrap()[0];
    session.wait_until_saved().unwrap();
    let text = session.project().document(id).unwrap().text.as_str().to_owned();
    let record = session.project().document(id).unwrap().source.clone().unwrap();
    desk.harness.state_mut().take(session);
    desk.run();
    let start = text[..text.find("地坐在门口等").unwrap()].chars().count() as u32;
    let span = Span::new(start, start + 6).unwrap();
    desk.harness.state_mut().views.reading.column().select(span);
    desk.run();
    assert_eq!(desk.shell().desk.passage, Some(Passage { document: id, span }));
    desk.key(Modifiers::NONE, Key::O);
    desk.harness.get_by_label("《札记.txt》第 3–4 行");
    desk.harness.get_by_label("在门口等着，谁也不说话。天冷的时候，社工会先把门打开，让他们");
    desk.click("关闭");

    // A kept file that is not the one that was imported is not passed off as it.
    let layout = tianye::store::Layout::of(folder);
    let kept = layout.source(&record.hash, &record.extension);
    tianye::store::fs::replace(&*environment.fs, &kept, b"other").unwrap();
    desk.key(Modifiers::NONE, Key::O);
    desk.harness.get_by_label_contains("与导入时不一样了");
}
