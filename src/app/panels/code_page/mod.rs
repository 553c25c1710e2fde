//! A code with all its passages.

use egui::Ui;

use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::model::CodeId;

/// What it remembers between frames.
#[derive(Default)]
pub struct CodePage {}

/// Draws it.
pub fn code_page_ui(ui: &mut Ui, view: &ShellView, code: CodeId, state: &mut CodePage, actions: &mut Actions) {
    let _ = (ui, view, code, state, actions);
}
