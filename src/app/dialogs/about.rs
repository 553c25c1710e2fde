//! What this program is.

use egui::Ui;

use super::{DialogView, Stay, shortcuts};
use crate::app::widgets;
use crate::model::Message;

pub(super) fn about_ui(ui: &mut Ui, view: &DialogView<'_>) -> Stay {
    super::title(ui, view.text("app.name"));
    let version = Message::new("dialog.version").with("version", env!("CARGO_PKG_VERSION"));
    ui.label(widgets::quiet(ui, view.language.say(&version)));
    for id in ["dialog.about", "dialog.about_local", "dialog.about_licence", "dialog.about_fonts"] {
        ui.label(view.text(id));
    }
    shortcuts::close(ui, view)
}
