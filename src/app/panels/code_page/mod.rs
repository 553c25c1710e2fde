//! A code with all its passages.

use egui::Ui;

use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::model::CodeId;

/// What it remembers between frames.
#[derive(Default)]
pub struct CodePage {
    /// From whose passages the text was opened.
    left: Option<CodeId>,
}

impl CodePage {
    /// Shows a code from its first passage on.
    pub fn come_to(&mut self, _code: CodeId) {
        self.left = None;
    }

    /// Shows the code again from which the text was opened, as it was left.
    pub fn come_back(&mut self) {
        self.left = None;
    }

    /// The code from whose passages the text was opened.
    #[must_use]
    pub fn left_for_the_text(&self) -> Option<CodeId> {
        self.left
    }
}

/// Draws it.
pub fn code_page_ui(ui: &mut Ui, view: &ShellView, code: CodeId, state: &mut CodePage, actions: &mut Actions) {
    let _ = (ui, view, code, state, actions);
}
