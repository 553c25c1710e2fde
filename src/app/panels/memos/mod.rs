//! All memos, to read, write and find.

use egui::Ui;

use crate::app::actions::Actions;
use crate::app::shell::ShellView;

/// What it remembers between frames.
#[derive(Default)]
pub struct MemosView {}

/// Draws it.
pub fn memos_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, actions: &mut Actions) {
    let _ = (ui, view, state, actions);
}
