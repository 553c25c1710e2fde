//! The Memos workspace: all memos on the left, the one that is written or read in the middle, what it is about and
//! what links to it on the right.
//!
//! A coding's remark is listed with the memos and written in the same editor, and stays the coding's own. What is
//! written is saved when it has rested or is left, as one step (`draft`).

mod complete;
mod draft;
mod editor;
mod export;
mod kept;
mod list;
mod side;

use egui::{CentralPanel, Frame, Ui};

use super::rows::Rows;
use crate::app::actions::Actions;
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::link::LinkTarget;
use crate::model::{CodingKey, CodingPlace, MemoChange, MemoId, MemoOn, Project};

pub use kept::MemosKept;
pub(in crate::app) use list::about;
pub use list::{Filter, Kind, Remarks, Sort};
pub(in crate::app::panels) use side::memo_rows_ui;

/// What stands in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A memo.
    Memo(MemoId),
    /// The remark on a coding.
    Remark(CodingPlace),
}

/// What is wanted of a memo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemoAction {
    /// Begin one, with this title.
    New(MemoOn, String),
    /// Show it in the workspace.
    Open(Shown),
    /// Write a field.
    Set(MemoId, MemoChange),
    /// Delete it.
    Delete(MemoId),
    /// Go where a link leads.
    Follow(LinkTarget),
}

/// How the text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Mode {
    /// As it is written.
    #[default]
    Write,
    /// As it reads.
    Read,
    /// Both, side by side.
    Both,
}

/// Where the keyboard goes in a memo that was just opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Wants {
    /// To its title.
    Title,
    /// To its text.
    Text,
}

/// What it remembers between frames.
#[derive(Default)]
pub struct MemosView {
    /// What stands in the middle.
    pub shown: Option<Shown>,
    /// Which memos are listed, and in which order.
    pub filter: Filter,
    /// How the text is shown.
    pub mode: Mode,
    listed: list::Listed,
    rows: Rows,
    editor: Option<editor::Editor>,
    side: side::Side,
    wants: Option<Wants>,
}

impl MemosView {
    /// Shows a memo or remark; what is written of the one before must have been saved.
    pub(in crate::app) fn open(&mut self, shown: Shown, wants: Option<Wants>) {
        if self.shown != Some(shown) {
            self.editor = None;
        }
        self.shown = Some(shown);
        self.wants = wants;
        if wants.is_some() && self.mode == Mode::Read {
            self.mode = Mode::Write;
        }
    }

    /// The memo that stands in the middle.
    #[must_use]
    pub fn memo(&self) -> Option<MemoId> {
        if let Some(Shown::Memo(id)) = self.shown { Some(id) } else { None }
    }

    /// Saves what was written and not saved yet; what an input method still composes was not written.
    pub fn flush(&mut self, actions: &mut Actions) {
        if let Some(editor) = &mut self.editor {
            editor.flush(actions);
        }
    }

    /// Whether something was written that is not saved yet.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.editor.as_ref().is_some_and(editor::Editor::is_writing)
    }

    /// Lets go of what is gone; shows the first of the list where nothing is shown.
    fn attend(&mut self, view: &ShellView) {
        self.listed.attend(view, &self.filter);
        if self.shown.is_some_and(|shown| !is_there(&view.project, shown)) {
            self.shown = None;
            self.editor = None;
        }
        if self.shown.is_none() {
            self.shown = self.listed.lines.first().map(|line| line.shown);
        }
    }
}

fn is_there(project: &Project, shown: Shown) -> bool {
    match shown {
        Shown::Memo(id) => project.memo(id).is_some(),
        Shown::Remark(place) => project.coding(CodingKey(place)).is_some(),
    }
}

/// Draws it.
pub fn memos_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, actions: &mut Actions) {
    state.attend(view);
    if state.listed.is_empty() {
        empty_ui(ui, view, actions);
        return;
    }
    let t = theme::tokens(ui);
    let side = Frame::new().fill(t.panel);
    let width = ui.available_width();
    let name = view.text("app.edge_memos");
    let range = 240.0..=(width * 0.45).max(241.0);
    let list = SizedPanel { edge: Edge::Left, salt: "memo list", name, frame: side, range };
    list.show_of(ui, 320.0, |ui| list::list_ui(ui, view, state, actions));
    if view.desk.inspector && width >= 1_040.0 {
        let name = view.text("app.edge_memo_side");
        let panel = SizedPanel { edge: Edge::Right, salt: "memo side", name, frame: side, range: 200.0..=420.0 };
        panel.show_of(ui, 264.0, |ui| side::side_ui(ui, view, state, actions));
    }
    CentralPanel::no_frame().frame(Frame::new().fill(t.paper)).show(ui, |ui| match state.shown {
        Some(shown) => editor::editor_ui(ui, view, state, shown, actions),
        None => widgets::empty_state(ui, Icon::Note, view.text("memos.none_shown"), view.text("memos.none_shown_line")),
    });
}

/// What memos are for, and how to begin.
fn empty_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.vertical_centered(|ui| {
        ui.set_max_width(460.0);
        ui.add_space((ui.available_height() * 0.16).min(120.0));
        widgets::empty_state(ui, Icon::Note, view.text("memos.empty"), view.text("memos.empty_line"));
        ui.add_space(space::LARGE);
        for id in ["memos.empty_about", "memos.empty_link", "memos.empty_quote"] {
            ui.label(widgets::caption(ui, view.text(id)));
        }
        ui.add_space(space::LARGE);
        ui.add_enabled_ui(view.writing(), |ui| {
            if widgets::primary_button(ui, view.text("memos.new")).clicked() {
                actions.run(UiCommand::NewMemo);
            }
        });
    });
}
