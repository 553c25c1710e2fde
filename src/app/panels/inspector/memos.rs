//! The memos about what is chosen: listed, opened with a click, begun with a button.

use egui::Ui;

use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::panels::memos::{MemoAction, memo_rows_ui};
use crate::app::shell::ShellView;
use crate::app::widgets;
use crate::model::link::{self, LinkTarget};
use crate::model::{MemoId, MemoOn};

/// Which memos there are, as of a revision.
#[derive(Default)]
pub(in crate::app::panels) struct Known {
    of: Option<(MemoOn, u64)>,
    on: Vec<MemoId>,
    mentions: Vec<MemoId>,
}

impl Known {
    /// How many there are about it, as of the last look.
    pub fn count(&self) -> usize {
        self.on.len()
    }

    /// Reads every memo for its links: once a revision, never in every frame.
    pub fn attend(&mut self, view: &ShellView, on: MemoOn) {
        let key = Some((on, view.revision));
        if self.of == key {
            return;
        }
        self.of = key;
        self.on = view.project.memos_on(on).map(|memo| memo.id).collect();
        let target = match on {
            MemoOn::Project => None,
            MemoOn::Document(id) => Some(LinkTarget::Document(id, None)),
            MemoOn::Code(id) => Some(LinkTarget::Code(id)),
            MemoOn::Case(id) => Some(LinkTarget::Case(id)),
        };
        let mentions = target.map(|target| link::mentions(&view.project, target)).unwrap_or_default();
        self.mentions = mentions.into_iter().filter(|id| !self.on.contains(id)).collect();
    }
}

/// Draws them where nothing else names them: on the page of a code, whose tabs do.
pub(in crate::app::panels) fn memos_of_code_ui(
    ui: &mut Ui,
    view: &ShellView,
    known: &mut Known,
    on: MemoOn,
    actions: &mut Actions,
) {
    known.attend(view, on);
    ui.spacing_mut().item_spacing.y = 0.0;
    rows_ui(ui, view, known, actions);
    ui.horizontal(|ui| {
        if known.on.is_empty() {
            ui.label(widgets::caption(ui, view.text("memos.none_on_code")));
        }
        ui.add_enabled_ui(view.writing(), |ui| {
            if widgets::link_button(ui, view.text("memos.add_about")).clicked() {
                actions.push(Action::Memo(MemoAction::New(on, String::new())));
            }
        });
    });
}

/// Draws them.
pub(super) fn memos_ui(ui: &mut Ui, view: &ShellView, known: &mut Known, on: MemoOn, actions: &mut Actions) {
    known.attend(view, on);
    ui.horizontal(|ui| {
        widgets::section(ui, view.text("memos.section"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(view.writing(), |ui| {
                if widgets::icon_button(ui, Icon::Plus, view.text("memos.add_about")).clicked() {
                    actions.push(Action::Memo(MemoAction::New(on, String::new())));
                }
            });
        });
    });
    rows_ui(ui, view, known, actions);
}

fn rows_ui(ui: &mut Ui, view: &ShellView, known: &Known, actions: &mut Actions) {
    memo_rows_ui(ui, view, &known.on, actions);
    if !known.mentions.is_empty() {
        ui.label(widgets::caption(ui, view.text("memos.mentioned_in")));
        memo_rows_ui(ui, view, &known.mentions, actions);
    }
}
