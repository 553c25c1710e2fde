//! The text that is read, with its codings.

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Choice, Passage};
use tianye::app::panels::reading::ColourBy;
use tianye::app::raster::Picture;

use super::stage::{Setting, Stage};
use super::study::typed;

/// Of a window that shows only a text: below the bar above, above the line below.
fn text_of(stage: &Stage, bottom: f32) -> Picture {
    let width = stage.harness.ctx.content_rect().width();
    stage.part(0.0, 48.0, width, bottom)
}

fn study(setting: Setting) -> Stage {
    Stage::study(setting).alone()
}

pub fn text_light() -> Picture {
    text_of(&study(Setting::light([820.0, 620.0])), 470.0)
}

pub fn text_dark_english() -> Picture {
    text_of(&study(Setting::light([820.0, 560.0]).dark().english()), 400.0)
}

pub fn four_codes_overlap() -> Picture {
    let setting = Setting::light([760.0, 420.0]);
    let text = "老人 03：表格一年比一年多，真正办事的时间反而少了；大家心里都有数，谁也不说破。";
    let mut stage = Stage::of(setting, vec![typed("访谈 03", text)]).alone();
    for (words, code) in [
        ("表格一年比一年多，真正办事的时间反而少了", "内卷化"),
        ("真正办事的时间反而少了；大家心里都有数", "陷阱"),
        ("反而少了；大家心里都有数，谁也不说破", "合谋"),
        ("时间反而少了；大家", "填表"),
    ] {
        let passages = vec![stage.passage(words)];
        stage.act(Action::CodeAsNew { passages, name: code.to_owned(), parent: None });
    }
    stage.act(Action::SelectPassage(None));
    stage.act(Action::Choose(Choice::Nothing));
    stage.part(0.0, 90.0, 760.0, 220.0)
}

pub fn selection_with_bar() -> Picture {
    let mut stage = study(Setting::light([860.0, 620.0]));
    let pinned = stage.code("填表");
    stage.act(Action::Pin(pinned, Some(0)));
    stage.select("大家心里都有数");
    stage.part(0.0, 350.0, 680.0, 510.0)
}

pub fn hovered_coding() -> Picture {
    let mut stage = study(Setting::light([860.0, 620.0]));
    let place = stage.place("真正办事");
    stage.hover(place);
    stage.part(0.0, 240.0, 860.0, 470.0)
}

pub fn narrow_column() -> Picture {
    let text = "# 一、“合谋”\n研究者（按语）：“上面要什么，我们就填什么。”他说；“评估一到，全员加班！”——这话（他后来又说了一遍）并不新鲜：《社区工作日志》里，“填表”“拍照”“迎检”，几乎天天都有……\n老人 03：是吗？“我不知道”（笑）。";
    let stage = Stage::of(Setting::light([480.0, 560.0]), vec![typed("访谈 03", text)]).alone();
    text_of(&stage, 460.0)
}

pub fn coloured_by_coder() -> Picture {
    let mut stage = study(Setting::light([860.0, 620.0]));
    stage.shell_mut().desk.colour_by = ColourBy::Coder;
    stage.run();
    text_of(&stage, 340.0)
}

pub fn find_marks() -> Picture {
    let mut stage = study(Setting::light([860.0, 620.0]));
    stage.key(Modifiers::COMMAND, Key::F);
    stage.write("照片");
    text_of(&stage, 340.0)
}

pub fn ends_of_a_coding() -> Picture {
    let mut stage = study(Setting::light([860.0, 620.0]).dark());
    let coding = stage.coding("真正办事的时间反而少了");
    stage.act(Action::Choose(Choice::Coding(coding)));
    stage.part(0.0, 350.0, 860.0, 480.0)
}

pub fn margin_and_codeline() -> Picture {
    let mut stage = Stage::sample(Setting::light([900.0, 700.0])).alone();
    let project = stage.shell().session().unwrap().project().clone();
    let interview = project.documents_in_order().into_iter().max_by_key(|held| project.codings(held.id).len()).unwrap();
    let coding = project.codings(interview.id).iter().nth(12).unwrap();
    stage.act(Action::Reveal(Passage { document: interview.id, span: coding.span }));
    stage.act(Action::Choose(Choice::Nothing));
    stage.part(480.0, 90.0, 900.0, 560.0)
}
