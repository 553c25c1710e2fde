//! A coded passage leads back to the page of the file it came from.

use std::path::Path;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::Passage;
use tianye::import::{ImportedFile, Options, read};
use tianye::model::Span;
use tianye::session::{NewDocument, Session};

use super::Desk;

const WRAPPED: &str = "食堂的事

　　饭菜是街道送来的，每天十一点以前一定会到，老人们早早地坐
在门口等着，谁也不说话。天冷的时候，社工会先把门打开，让他们
进屋里坐，再去把炉子上的水烧开，一人倒上一杯。
　　志愿者是附近学校的学生，每个月换一批，刚认得人就要走了。
老人们问过几回，能不能让他们多留些日子，社工说这要看学校怎样
安排，她做不了主。后来来的学生都在纸上写下名字，贴在墙上，谁
走了就在后面画一个小小的太阳，墙上慢慢就满了。
　　到了年底，街道要看台账，社工把一年里的单子都翻出来重新填
过一遍，签字的地方空着，等老人们来吃饭的时候再补。他们不大问
写的是什么，拿起笔就签，说是帮她一个忙。
";

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
