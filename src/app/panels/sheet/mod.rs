//! Documents or cases with their attributes, as a table.

use egui::Ui;

use crate::app::actions::Actions;
use crate::app::shell::ShellView;

/// What it remembers between frames.
#[derive(Default)]
pub struct SheetView {}

/// Draws it.
pub fn sheet_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    let _ = (ui, view, state, actions);
}
