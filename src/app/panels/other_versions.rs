//! Below a field: what somebody else wrote into it at the same time, with a way to take it or to leave it.
//!
//! Nothing is lost when two people write one field without knowing of each other: the later text stands,
//! the other is shown here until somebody decides, by either button or by writing something else.

use egui::{Frame, Label, Margin, Ui};

use crate::app::actions::{Action, Actions};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Edit, Message};
use crate::store::stamps::Field;

/// Draws the other versions of a field of what is chosen; `write` makes the edit that writes a text into
/// it, `held` is the text that stands there.
pub fn other_versions_ui(
    ui: &mut Ui,
    view: &ShellView,
    field: Field,
    held: &str,
    write: impl Fn(&str) -> Edit,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    for other in view.versions.iter().filter(|other| other.field == field) {
        let look = Frame::new()
            .fill(t.field)
            .stroke(egui::Stroke::new(1.0, t.line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(8, 6));
        look.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(widgets::caption(ui, view.text("merge.other_version")).color(t.warning));
            let text = if other.text.is_empty() { view.text("merge.empty_text") } else { &other.text };
            ui.add(Label::new(text).wrap().selectable(true));
            ui.add_enabled_ui(view.writing(), |ui| {
                ui.horizontal_wrapped(|ui| {
                    for (id, tip, text) in [
                        ("merge.adopt", "merge.adopt_tip", other.text.as_str()),
                        ("merge.keep", "merge.keep_tip", held),
                    ] {
                        if widgets::plain_button(ui, view.text(id)).on_hover_text(view.text(tip)).clicked() {
                            let label = Message::new("label.settle_version");
                            actions.push(Action::Commit { label, edits: vec![write(text)] });
                        }
                    }
                });
            });
        });
        ui.add_space(space::TINY);
    }
}
