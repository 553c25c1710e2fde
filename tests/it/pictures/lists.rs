//! The panels beside the text: documents, codes, and what is chosen.

use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice};
use tianye::app::raster::Picture;
use tianye::app::view_state::ProjectView;

use super::stage::{Setting, Stage};

const WINDOW: [f32; 2] = [1_300.0, 760.0];

/// The codes, with most of the height.
fn codes(setting: Setting) -> Stage {
    let mut stage = Stage::study_left(setting, &ProjectView { documents_share: 0.2, ..ProjectView::default() });
    for (key, code) in ["合谋", "填表"].into_iter().enumerate() {
        let code = stage.code(code);
        stage.act(Action::Pin(code, Some(key)));
    }
    stage.run();
    stage
}

fn of_codes(stage: &Stage) -> Picture {
    let top = stage.harness.get_by_label("筛选代码").rect().top();
    stage.part(0.0, top - 70.0, 270.0, top + 340.0)
}

pub fn codes_tree() -> Picture {
    of_codes(&codes(Setting::light(WINDOW)))
}

pub fn codes_filtered() -> Picture {
    let mut stage = codes(Setting::light(WINDOW));
    stage.enter("筛选代码");
    stage.write("pz");
    of_codes(&stage)
}

pub fn codes_chosen_dark() -> Picture {
    let mut stage = codes(Setting::light(WINDOW).dark());
    stage.click("合谋");
    stage.click_with("填表", Modifiers::COMMAND);
    stage.click_with("沉默", Modifiers::COMMAND);
    of_codes(&stage)
}

pub fn documents_narrow() -> Picture {
    let stage = Stage::study(Setting::light(WINDOW));
    stage.part(0.0, 48.0, 270.0, 280.0)
}

pub fn documents_with_attributes() -> Picture {
    let wide = ProjectView { lists_width: 520.0, inspector: false, ..ProjectView::default() };
    let stage = Stage::study_left(Setting::light(WINDOW), &wide);
    stage.part(0.0, 48.0, 526.0, 280.0)
}

fn of_inspector(stage: &Stage, bottom: f32) -> Picture {
    stage.part(1_018.0, 48.0, 1_300.0, bottom)
}

pub fn inspector_of_coding() -> Picture {
    let mut stage = Stage::study(Setting::light(WINDOW));
    let coding = stage.coding("上面要看照片");
    stage.act(Action::Choose(Choice::Coding(coding)));
    of_inspector(&stage, 520.0)
}

pub fn inspector_of_code() -> Picture {
    let mut stage = Stage::study(Setting::light(WINDOW));
    let code = stage.code("合谋");
    stage.act(Action::Choose(Choice::Code(code)));
    of_inspector(&stage, 672.0)
}

pub fn inspector_of_document_english() -> Picture {
    let mut stage = Stage::study(Setting::light(WINDOW).english());
    let document = stage.document("Interview 03");
    stage.act(Action::Choose(Choice::Document(document)));
    of_inspector(&stage, 672.0)
}
