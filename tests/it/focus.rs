//! What has the keyboard is seen: every kind of widget looks different with it, in both themes, by more than a hair.

use egui::{ComboBox, Response, Ui};
use tianye::app::icons::Icon;
use tianye::app::panels::parts::{self, Tick};
use tianye::app::theme;
use tianye::app::widgets::{self, RowLook, Settled};

use crate::support::window::{whole, window};

/// Each kind of widget, by a name for the message.
const KINDS: [&str; 12] = [
    "icon button",
    "primary",
    "danger",
    "plain",
    "link",
    "line",
    "text",
    "filter",
    "row",
    "chosen row",
    "drop down",
    "box to tick",
];

#[derive(Clone, Copy, Default, PartialEq)]
enum Keyboard {
    #[default]
    Elsewhere,
    Here,
}

#[derive(Default)]
struct State {
    keyboard: Keyboard,
    line: String,
    text: String,
    filter: Settled,
}

fn widget_ui(ui: &mut Ui, kind: usize, state: &mut State) -> Response {
    match KINDS[kind] {
        "icon button" => widgets::icon_button(ui, Icon::Plus, "add"),
        "primary" => widgets::primary_button(ui, "Save"),
        "danger" => widgets::danger_button(ui, "Delete"),
        "plain" => widgets::plain_button(ui, "Cancel"),
        "link" => widgets::link_button(ui, "More"),
        "line" => widgets::line_field(ui, "name", &mut state.line, ""),
        "text" => widgets::text_field(ui, "memo", &mut state.text, "", 2),
        "filter" => widgets::filter_field_response(ui, "filter", &mut state.filter).0,
        "row" => widgets::row(ui, "row", RowLook::Plain, 26.0).1,
        "chosen row" => widgets::row(ui, "chosen row", RowLook::Chosen, 26.0).1,
        "drop down" => widgets::drop_down(ui, ComboBox::from_id_salt("choice").selected_text("one"), "choice", |_| ()),
        _ => parts::tick_line(ui, Tick::On, "with codes below"),
    }
}

#[test]
fn every_kind_of_widget_shows_that_it_has_the_keyboard() {
    for look in [egui::Theme::Light, egui::Theme::Dark] {
        for (kind, name) in KINDS.iter().enumerate() {
            let (builder, canvas) = window::<State>([300.0, 90.0], look);
            let draw = move |ui: &mut Ui, state: &mut State| {
                ui.ctx().all_styles_mut(|style| style.visuals.text_cursor.blink = false);
                whole(ui, |ui| {
                    ui.add_space(20.0);
                    ui.horizontal(|ui| {
                        ui.add_space(20.0);
                        ui.vertical(|ui| {
                            ui.set_width(220.0);
                            let response = widget_ui(ui, kind, state);
                            if state.keyboard == Keyboard::Here {
                                response.request_focus();
                            }
                        });
                    });
                });
            };
            let mut harness = builder.build_ui_state(draw, State::default());
            harness.run();
            let without = canvas.picture(&harness);
            harness.state_mut().keyboard = Keyboard::Here;
            // What asks for the keyboard in one frame shows it in the next.
            harness.run_steps(3);
            let with = canvas.picture(&harness);
            let pixels = (0..with.width * with.height).map(|n| (n % with.width, n / with.width));
            let colour = |[r, g, b]: [u8; 3]| egui::Color32::from_rgb(r, g, b);
            let changed = pixels.filter(|&(x, y)| {
                let (before, after) = (colour(without.pixel(x, y)), colour(with.pixel(x, y)));
                theme::contrast(before, after) >= 2.0
            });
            let changed = changed.count();
            assert!(changed >= 60, "{look:?}: {name} changes only {changed} pixels clearly");
        }
    }
}
