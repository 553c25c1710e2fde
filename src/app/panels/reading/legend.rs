//! A line below the title that says what the colours stand for, where they stand for no codes.

use egui::{Align, FontId, Frame, Layout, Margin, Sense, Ui, Vec2, WidgetInfo};

use super::{ColourBy, LegendRow, display};
use crate::app::actions::Actions;
use crate::app::commands::UiCommand;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::Message;

const HEIGHT: f32 = 24.0;

/// Draws it, as many entries as there is room for.
pub(super) fn legend_ui(ui: &mut Ui, view: &ShellView, legend: &[LegendRow], actions: &mut Actions) {
    let what = match &view.desk.colour_by {
        ColourBy::Code => return,
        ColourBy::Coder => view.text("reading.by_coder").to_owned(),
        ColourBy::Attribute(name) => view.say(&Message::new("reading.by_attribute_of").with("name", name)),
    };
    // It belongs to the title: no gap between them.
    ui.add_space(-ui.spacing().item_spacing.y);
    Frame::new().fill(theme::tokens(ui).panel).inner_margin(Margin::symmetric(24, 3)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(HEIGHT);
            ui.spacing_mut().item_spacing.x = space::MEDIUM;
            ui.label(widgets::caption(ui, what));
            let back = view.text("reading.back_to_codes");
            let end = parts::text_width(ui, back, &FontId::proportional(size::SMALL)) + 60.0;
            for (at, row) in legend.iter().enumerate() {
                let (name, count) = (name_of(view, row), row.count.to_string());
                let font = FontId::proportional(size::SMALL);
                let [wide, digits] = [name.as_str(), count.as_str()].map(|text| parts::text_width(ui, text, &font));
                let wide = wide.min(160.0);
                if ui.available_width() < wide + digits + 22.0 + end {
                    let rest: Vec<String> = legend[at..].iter().map(|row| name_of(view, row)).collect();
                    ui.label(widgets::caption(ui, format!("+{}", rest.len()))).on_hover_text(rest.join("\n"));
                    break;
                }
                let (rect, response) = ui.allocate_exact_size(Vec2::new(wide + digits + 20.0, HEIGHT), Sense::hover());
                response
                    .widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, format!("{name} {count}")));
                let t = theme::tokens(ui);
                let dot = egui::pos2(rect.left() + 5.0, rect.center().y);
                ui.painter().circle_filled(dot, 4.5, theme::stripe(row.colour, theme::theme_of(ui)));
                let mut words = rect;
                words.min.x += 14.0;
                words.max.x -= digits + 5.0;
                widgets::text_in(ui, words, &name, font.clone(), t.ink, Align::Min);
                widgets::text_in(ui, rect, &count, font, t.quiet, Align::Max);
                response.on_hover_text(name);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if display::link_ui(ui, back) {
                    actions.run(UiCommand::ColourByCode);
                }
            });
        });
    });
    ui.add_space(-ui.spacing().item_spacing.y);
    widgets::hairline(ui);
}

/// What a colour stands for.
fn name_of(view: &ShellView, row: &LegendRow) -> String {
    row.name.as_deref().map_or_else(|| view.text("reading.no_value").to_owned(), str::to_owned)
}
