//! What stands in the middle beside a text: pages, tables and workspaces.

use egui::{Key, Modifiers};
use tianye::app::actions::{Action, Centre, Workspace};
use tianye::app::panels::memos::{MemoAction, Mode, Shown};
use tianye::app::panels::search::Listing;
use tianye::app::raster::Picture;
use tianye::i18n::Language;
use tianye::model::{MemoChange, MemoOn};

use super::stage::{Setting, Stage};
use super::study::Study;

/// A workspace below the bar above, of a window of this height.
fn workspace(stage: &Stage, bottom: f32) -> Picture {
    stage.part(0.0, 48.0, stage.harness.ctx.content_rect().width(), bottom)
}

pub fn code_page() -> Picture {
    let mut stage = Stage::study(Setting::light([820.0, 620.0])).alone();
    let code = stage.code("合谋");
    stage.act(Action::ShowCentre(Centre::Code(code)));
    workspace(&stage, 540.0)
}

pub fn sheet() -> Picture {
    let mut stage = Stage::study(Setting::light([820.0, 420.0])).alone();
    stage.act(Action::ShowCentre(Centre::Sheet));
    workspace(&stage, 392.0)
}

pub fn correct_mode() -> Picture {
    let mut stage = Stage::study(Setting::light([820.0, 520.0])).alone();
    stage.key(Modifiers::NONE, Key::F4);
    assert!(stage.shell().is_correcting());
    stage.write("（");
    stage.write("续）");
    workspace(&stage, 400.0)
}

pub fn memos() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 560.0]));
    for (title, text) in Study::in_language(Language::Chinese).memos {
        stage.later(4);
        stage.act(Action::Memo(MemoAction::New(MemoOn::Project, (*title).to_owned())));
        let project = stage.shell().session().unwrap().project().clone();
        let memo = project.memos().find(|memo| memo.title == *title).unwrap().id;
        stage.act(Action::Memo(MemoAction::Set(memo, MemoChange::Text((*text).to_owned()))));
    }
    stage.act(Action::Show(Workspace::Memos));
    let title = Study::in_language(Language::Chinese).memos[0].0;
    let project = stage.shell().session().unwrap().project().clone();
    let memo = project.memos().find(|memo| memo.title == title).unwrap().id;
    stage.act(Action::Memo(MemoAction::Open(Shown::Memo(memo))));
    stage.shell_mut().views.memos.mode = Mode::Both;
    stage.run();
    workspace(&stage, 480.0)
}

/// The search workspace after this was looked for.
fn looking_for(setting: Setting, query: &str, listing: Listing) -> Stage {
    let mut stage = Stage::study(setting);
    stage.shell_mut().views.search.look_for(query);
    stage.shell_mut().views.search.results.listing = listing;
    stage.act(Action::Show(Workspace::Search));
    stage
}

pub fn search() -> Picture {
    workspace(&looking_for(Setting::light([1_000.0, 520.0]), "照片", Listing::Documents), 492.0)
}

pub fn concordance() -> Picture {
    let stage = looking_for(Setting::light([1_000.0, 520.0]), "照片", Listing::Concordance);
    workspace(&stage, 400.0)
}

pub fn matrix_dark() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 600.0]).dark());
    stage.shell_mut().views.cooccurrence.cell = Some((stage.code("迎检"), stage.code("拍照")));
    stage.act(Action::Show(Workspace::Analyse));
    workspace(&stage, 520.0)
}

pub fn report() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 600.0]));
    stage.act(Action::Show(Workspace::Report));
    workspace(&stage, 540.0)
}

pub fn history() -> Picture {
    let mut stage = Stage::study(Setting::light([1_000.0, 560.0]));
    stage.act(Action::Show(Workspace::History));
    workspace(&stage, 480.0)
}
