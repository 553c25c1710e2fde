//! The bar below everything: how much there is, whether it is saved, what goes on, what just happened.

use egui::{Align, Layout, ProgressBar, Ui};

use crate::app::actions::{Action, Actions, Workspace};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::jobs::{Jobs, Running};
use crate::app::notices::{Notices, Offer};
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, space};
use crate::app::time;
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::Message;
use crate::store::SaveState;

/// Height of what stands in it.
pub const HEIGHT: f32 = 24.0;

/// Draws it.
pub fn status_bar_ui(
    ui: &mut Ui,
    view: &ShellView,
    save: Option<&SaveState>,
    jobs: &Jobs<Shell>,
    notices: &mut Notices,
    actions: &mut Actions,
) {
    ui.horizontal(|ui| {
        ui.set_min_height(HEIGHT);
        // First, where nothing that changes its width moves it.
        if widgets::icon_button_of(ui, Icon::Clock, view.text("history.open"), 22.0, None).clicked() {
            actions.run(UiCommand::ShowHistory);
        }
        let past = view.desk.past.as_ref().filter(|_| view.desk.workspace == Workspace::Code);
        let project = past.map_or(&view.project, |past| &past.project);
        if let Some(document) = view.desk.document.and_then(|id| project.document(id)) {
            let said = Message::new("app.characters").with("count", grouped(u64::from(document.text.char_len())));
            ui.label(widgets::caption(ui, view.say(&said)));
            let count = project.codings(document.id).len();
            ui.label(widgets::caption(ui, view.say(&Message::new("app.codings").with("count", grouped(count as u64)))));
        }
        if let Some(save) = save {
            save_ui(ui, view, save, actions);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = Words::fitting(ui, jobs.shown().count());
            for running in jobs.shown() {
                job_ui(ui, view.language, running, words, actions);
            }
            notice_ui(ui, view, notices, actions);
        });
    });
}

/// The same while no project is open: only what goes on and what just happened.
pub fn jobs_only_ui(ui: &mut Ui, language: Language, jobs: &Jobs<Shell>, notices: &mut Notices, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.set_min_height(24.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = Words::fitting(ui, jobs.shown().count());
            for running in jobs.shown() {
                job_ui(ui, language, running, words, actions);
            }
            let said = notices.current(ui.ctx(), 0).map(|notice| language.say(&notice.message));
            if let Some(text) = said {
                if widgets::icon_button_of(ui, Icon::Cross, language.text("app.dismiss"), 22.0, None).clicked() {
                    notices.dismiss();
                }
                words_ui(ui, text);
            }
        });
    });
}

/// What a notice says, cut where there is no room for it.
fn words_ui(ui: &mut Ui, text: String) {
    if ui.available_width() < 32.0 {
        return;
    }
    let words = egui::RichText::new(&text).size(theme::size::SMALL).color(theme::tokens(ui).ink);
    ui.add(egui::Label::new(words).truncate()).on_hover_text(text);
}

fn save_ui(ui: &mut Ui, view: &ShellView, save: &SaveState, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let (text, colour) = match save {
        SaveState::Saved(Some(at)) => {
            (view.say(&Message::new("app.saved_at").with("time", time::of_day(*at))), t.quiet)
        }
        SaveState::Saved(None) => (view.text("app.saved").to_owned(), t.quiet),
        SaveState::Saving => (view.text("app.saving").to_owned(), t.quiet),
        SaveState::Failed(_) => (view.text("app.not_saved").to_owned(), t.danger),
        SaveState::ReadOnly(_) => (view.text("app.read_only").to_owned(), t.warning),
    };
    let response = ui.label(widgets::caption(ui, text).color(colour));
    if let SaveState::ReadOnly(message) | SaveState::Failed(message) = save {
        response.on_hover_text(view.say(message));
    }
    if matches!(save, SaveState::Failed(_)) && widgets::link_button(ui, view.text("app.save_copy")).clicked() {
        actions.push(Action::With(Box::new(|shell| shell.save_copy(None))));
    }
}

/// How much is said of what goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// What it is and how far.
    Said,
    /// They are told while the pointer rests there: what just happened needs the room.
    Told,
}

impl Words {
    /// What there is room for beside a notice, of so many jobs.
    fn fitting(ui: &Ui, jobs: usize) -> Self {
        const NOTICE: f32 = 280.0;
        const JOB: f32 = 290.0;
        if ui.available_width() - NOTICE >= JOB * jobs as f32 { Self::Said } else { Self::Told }
    }
}

fn job_ui(ui: &mut Ui, language: Language, running: &Running, words: Words, actions: &mut Actions) {
    let cancel = language.say(&Message::new("app.cancel_job").with("what", language.say(&running.label)));
    let side = 22.0;
    ui.add_enabled_ui(!running.stopping, |ui| {
        if widgets::icon_button_of(ui, Icon::Cross, &cancel, side, None).clicked() {
            actions.push(Action::CancelJob(running.kind));
        }
    });
    let progress = &running.progress;
    let bar = if progress.of > 0 {
        let share = progress.done as f32 / progress.of as f32;
        let width = if words == Words::Said { 120.0 } else { 72.0 };
        ui.add(ProgressBar::new(share).desired_width(width).desired_height(8.0))
    } else {
        ui.add(egui::Spinner::new().size(14.0))
    };
    let mut text = language.say(&running.label);
    if running.stopping {
        language.text("app.stopping").clone_into(&mut text);
    } else if progress.of > 0 {
        let at = (progress.done + 1).min(progress.of);
        text = language.say(&Message::new("app.progress").with("what", text).with("at", at).with("of", progress.of));
    }
    let tip = if progress.what.is_empty() { text.clone() } else { format!("{text}\n{}", progress.what) };
    if words == Words::Said {
        ui.add(egui::Label::new(widgets::caption(ui, text)).truncate()).on_hover_text(&tip);
    }
    bar.on_hover_text(tip);
    ui.add_space(space::SMALL);
}

fn notice_ui(ui: &mut Ui, view: &ShellView, notices: &mut Notices, actions: &mut Actions) {
    let Some(notice) = notices.current(ui.ctx(), view.revision) else { return };
    let (text, offer) = (view.say(&notice.message), notice.offer.clone());
    let mut read = false;
    if widgets::icon_button_of(ui, Icon::Cross, view.text("app.dismiss"), 22.0, None).clicked() {
        read = true;
    }
    if offer == Offer::Undo && view.undo.is_some() && widgets::link_button(ui, view.text("app.undo_this")).clicked() {
        actions.run(UiCommand::Undo);
        read = true;
    }
    if let Offer::File(path) = &offer {
        if widgets::link_button(ui, view.text("report.copy_path")).clicked() {
            ui.ctx().copy_text(path.display().to_string());
        }
        if widgets::link_button(ui, view.text("report.show_in_folder")).clicked() {
            crate::app::show_in_folder::show(path);
        }
    }
    words_ui(ui, text);
    if read {
        notices.dismiss();
    }
}

/// A number with a thin mark every three digits.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_are_read_in_groups_of_three() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234), "1,234");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
