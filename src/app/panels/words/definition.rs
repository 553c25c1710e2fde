//! What the figures of a tab mean: a question mark with each figure's formula and where it comes from.

use egui::{Popup, RichText, Ui};

use crate::app::fonts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;

/// A figure: ids of its name and of its definition.
pub type Definition = (&'static str, &'static str);

/// The button and what it opens.
pub fn definitions_ui(ui: &mut Ui, view: &ShellView, definitions: &[Definition], parameters: &str) {
    let label = view.text("words.definitions");
    let button = ui.add(egui::Button::new("?").min_size(egui::Vec2::splat(28.0)));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, label));
    Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_max_width(480.0);
        ui.spacing_mut().item_spacing.y = space::TINY;
        ui.label(widgets::bold(label));
        for (name, text) in definitions {
            ui.add_space(space::TINY);
            ui.label(RichText::new(view.text(name)).family(fonts::bold()).size(size::SMALL));
            ui.add(egui::Label::new(widgets::caption(ui, view.text(text))).wrap());
        }
        if !parameters.is_empty() {
            ui.add_space(space::SMALL);
            let ink = theme::tokens(ui).ink;
            ui.add(egui::Label::new(RichText::new(parameters).size(size::SMALL).color(ink)).wrap());
        }
    });
    button.on_hover_text(label);
}
