//! Keys that stand in no field: commands, and the pinned codes on 1 to 9.

use egui::{Context, Key, Modifiers};

use super::Shell;
use super::view::ShellView;
use crate::app::actions::{Action, Actions, Centre, Choice, Workspace};
use crate::app::commands::{Situation, UiCommand};
use crate::app::widgets;
use crate::model::Message;

/// The keys of the pinned codes.
pub const DIGITS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// As they are written.
const NUMBERS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Says what is missing where a digit codes and nothing is there to be coded, or no code is on it.
fn without_passage(ctx: &Context, situation: Situation, view: &ShellView, actions: &mut Actions) {
    if !(situation.writing && situation.text) {
        return;
    }
    let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let mut digits = DIGITS.into_iter().zip(NUMBERS).zip(view.desk.pins);
    let missing = digits.find(|((key, _), pin)| (!situation.passage || pin.is_none()) && pressed(*key));
    if let Some(((_, keys), _)) = missing {
        actions.push(Action::Notice(if situation.passage {
            Message::new("app.no_pin").with("key", keys)
        } else {
            Message::new("app.select_first").with("keys", keys)
        }));
    }
}

/// Says why a key did nothing: `taken` were held back from everybody else, others are left over once everything has
/// been drawn.
pub fn in_vain(ctx: &Context, situation: Situation, taken: Vec<UiCommand>, actions: &mut Actions) {
    if widgets::composing(ctx) || egui::Popup::is_any_open(ctx) {
        return;
    }
    let mut all = taken.into_iter().chain(UiCommand::left_over(ctx, &situation));
    if let Some((command, missing)) = all.find_map(|command| Some((command, command.missing(&situation)?))) {
        let keys = command.keys(ctx).unwrap_or_default();
        actions.push(Action::Notice(Message::new(missing).with("keys", keys)));
    }
}

/// Takes the keys of this frame; gives the commands that were meant but are not possible.
pub fn keys(ctx: &Context, situation: Situation, view: Option<&ShellView>, actions: &mut Actions) -> Vec<UiCommand> {
    if widgets::composing(ctx) {
        return Vec::new();
    }
    let (possible, in_vain) = UiCommand::run_and_in_vain(ctx, &situation);
    for command in possible {
        actions.run(command);
    }
    if let Some(view) = view.filter(|_| !ctx.text_edit_focused()) {
        keys_of_desk(ctx, situation, view, actions);
    }
    in_vain
}

fn keys_of_desk(ctx: &Context, situation: Situation, view: &ShellView, actions: &mut Actions) {
    if situation.writing
        && situation.passage
        && let Some(passage) = view.desk.passage
    {
        for (key, pin) in DIGITS.into_iter().zip(view.desk.pins) {
            if let Some(code) = pin
                && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key))
            {
                actions.push(Action::Code { passages: vec![passage], code });
            }
        }
    }
    without_passage(ctx, situation, view, actions);
    // Backspace does what Delete does: small keyboards have no other.
    if UiCommand::RemoveCoding.possible(&situation)
        && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Backspace))
    {
        actions.run(UiCommand::RemoveCoding);
    }
    // A panel that lies over everything goes first.
    if view.desk.drawer.is_some()
        && !widgets::escaped_from_field(ctx)
        && !egui::Popup::is_any_open(ctx)
        && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    {
        actions.push(Action::With(Box::new(Shell::close_drawer)));
        return;
    }
    // Steps of an end that are not a change yet are dropped.
    if view.desk.resizing.is_some() && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        actions.push(Action::With(Box::new(|shell| shell.desk.resizing = None)));
    }
    // On the passages of a code Escape lets go of what is ticked, then leads back to the text, as it does from the
    // table; in a text that was opened from the passages, back to them.
    let beside_text = view.desk.workspace == Workspace::Code && view.desk.centre != Centre::Text;
    let escape = |ctx: &Context| {
        !widgets::escaped_from_field(ctx)
            && !egui::Popup::is_any_open(ctx)
            && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    };
    if beside_text && escape(ctx) {
        actions.push(Action::With(Box::new(|shell| {
            let on_page = matches!(shell.desk.centre, Centre::Code(_));
            if !(on_page && shell.views.code_page.untick()) {
                shell.carry_out(Action::ShowCentre(Centre::Text));
            }
        })));
    }
    // Escape leaves: first a field, then what was looked for, then the selection, then what is chosen.
    let leaves = !widgets::escaped_from_field(ctx)
        && view.desk.workspace == Workspace::Code
        && !egui::Popup::is_any_open(ctx)
        && (view.desk.finding || view.desk.passage.is_some() || view.desk.choice != Choice::Nothing);
    if leaves && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        if view.desk.finding {
            actions.push(Action::With(Box::new(Shell::end_finding)));
        } else if view.desk.passage.is_some() {
            actions.push(Action::SelectPassage(None));
        } else {
            actions.push(Action::Choose(Choice::Nothing));
        }
    }
    if situation.way_back && escape(ctx) {
        actions.run(UiCommand::BackToCodePage);
    }
}
