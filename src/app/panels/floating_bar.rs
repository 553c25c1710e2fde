//! The small bar by a selection: the codes at hand, without a trip to the tree.

use egui::{Area, Button, Frame, Id, Margin, Order, Rect, RichText, Stroke, Ui, Vec2, pos2};

use crate::app::actions::{Action, Actions, Passage};
use crate::app::commands::UiCommand;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::CodeId;

/// At most this many pinned codes stand in it.
const MOST: usize = 4;
/// About how wide a code is in it, and how wide the commands are.
const CODE_WIDTH: f32 = 104.0;
const COMMANDS_WIDTH: f32 = 270.0;
/// In characters; a longer passage is none.
const LONGEST_WORD: u32 = 16;

/// Draws it above the selection, or below where there is no room above.
pub fn floating_bar_ui(
    ui: &Ui,
    view: &ShellView,
    passage: Passage,
    selection: Rect,
    column: Rect,
    actions: &mut Actions,
) {
    let t = theme::tokens(ui);
    let height = 44.0;
    let above = selection.top() - height - 4.0;
    let y = if above > column.top() { above } else { selection.bottom() + 6.0 };
    let x = selection.left().clamp(column.left() + 8.0, (column.right() - 360.0).max(column.left() + 8.0));
    Area::new(Id::unique("floating bar")).order(Order::Middle).fixed_pos(pos2(x, y)).constrain_to(column).show(
        ui.ctx(),
        |ui| {
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.line))
                .corner_radius(8)
                .shadow(ui.visuals().popup_shadow)
                .inner_margin(Margin::symmetric(6, 4))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        for (key, code) in codes_at_hand(view, column.width()) {
                            code_ui(ui, view, key, code, passage, actions);
                        }
                        for command in [UiCommand::PickCode, UiCommand::InVivo] {
                            command_ui(ui, view, command, actions);
                        }
                        if may_be_a_word(view, passage) {
                            command_ui(ui, view, UiCommand::OneWord, actions);
                        }
                    });
                });
        },
    );
}

/// The pinned codes with their keys, as many as there is room for; the one used last where it has none.
fn codes_at_hand(view: &ShellView, room: f32) -> Vec<(Option<usize>, CodeId)> {
    let pinned = view.desk.pins.iter().enumerate().filter_map(|(key, pin)| Some((Some(key + 1), (*pin)?)));
    let mut codes: Vec<_> = pinned.take(MOST).collect();
    if let Some(last) = view.desk.last_code
        && !codes.iter().any(|(_, code)| *code == last)
    {
        codes.push((None, last));
    }
    codes.truncate(((room - COMMANDS_WIDTH) / CODE_WIDTH).max(1.0) as usize);
    codes
}

/// Whether so little is selected that it can be one word.
fn may_be_a_word(view: &ShellView, passage: Passage) -> bool {
    (2..=LONGEST_WORD).contains(&passage.span.len())
        && view
            .project
            .document(passage.document)
            .is_some_and(|document| document.text.slice(passage.span).chars().all(|c| c.is_alphanumeric() || c == ' '))
}

fn code_ui(ui: &mut Ui, view: &ShellView, key: Option<usize>, code: CodeId, passage: Passage, actions: &mut Actions) {
    let Some(code) = view.project.code(code) else { return };
    let key = key.map_or_else(|| "L".to_owned(), |key| key.to_string());
    widgets::dot(ui, code.colour);
    let name: String = if code.name.chars().count() > 8 {
        code.name.chars().take(7).chain(['…']).collect()
    } else {
        code.name.clone()
    };
    let button = Button::new(name).shortcut_text(key).frame_when_inactive(false).min_size(Vec2::new(0.0, 28.0));
    let response = ui.add(button);
    let said = view.say(&crate::model::Message::new("codes.code_with").with("code", &code.name));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &said));
    if response.clicked() {
        actions.push(Action::Code { passages: vec![passage], code: code.id });
    }
    ui.add_space(space::TINY);
}

fn command_ui(ui: &mut Ui, view: &ShellView, command: UiCommand, actions: &mut Actions) {
    let keys = command.keys(ui.ctx()).unwrap_or_default();
    let name = command.name(view.language);
    let text = RichText::new(name.trim_end_matches(['…', '.'])).color(theme::tokens(ui).accent);
    let button = Button::new(text).shortcut_text(keys).frame_when_inactive(false).min_size(Vec2::new(0.0, 28.0));
    let response = ui.add(button);
    if response.clicked() {
        actions.run(command);
    }
    response.on_hover_text(command.tooltip(view.language, ui.ctx()));
}
