//! The line above all tabs: which texts are counted, and which of their words.
//!
//! What it holds is what was asked for; which characters that is in which document is found out behind
//! the window. Interviewers, front matter, references and stop words are left out until somebody wants them in.

use std::collections::BTreeSet;

use egui::{Align, Layout, TextEdit, Ui, Vec2};

use crate::app::panels::parts::{self, Tick};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::model::Message;
use crate::search::words::Forms;

/// What of the texts is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// Turns of interviewers.
    Interviewers,
    /// References, front matter and the head of an interview: nobody says or argues them.
    Apparatus,
    /// Words that every text is full of.
    StopWords,
}

impl LeftOut {
    /// All, in the order of the line.
    pub const ALL: [Self; 3] = [Self::Interviewers, Self::Apparatus, Self::StopWords];

    fn name(self) -> &'static str {
        match self {
            Self::Interviewers => "words.scope.interviewers",
            Self::Apparatus => "words.scope.apparatus",
            Self::StopWords => "words.scope.stop_words",
        }
    }

    fn tip(self) -> &'static str {
        match self {
            Self::Interviewers => "words.scope.interviewers_tip",
            Self::Apparatus => "words.scope.apparatus_tip",
            Self::StopWords => "words.scope.stop_words_tip",
        }
    }
}

/// Where a tab asks how often a word must stand there to be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// In the line above all tabs.
    Here,
    /// In a field of its own.
    Elsewhere,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// A query of filters; empty for all documents.
    pub filters: String,
    /// What is not counted.
    pub left_out: BTreeSet<LeftOut>,
    /// A word is listed from so many times on.
    pub least: u64,
    /// In which form.
    pub forms: Forms,
}

/// The line and what stands in it.
pub struct ScopeView {
    /// A query of filters.
    pub filters: Settled,
    /// What is not counted.
    pub left_out: BTreeSet<LeftOut>,
    /// A word is listed from so many times on.
    pub least: u64,
    /// In which form.
    pub forms: Forms,
}

impl Default for ScopeView {
    fn default() -> Self {
        Self { filters: Settled::default(), left_out: LeftOut::ALL.into(), least: 2, forms: Forms::AsWritten }
    }
}

/// From how many times on a word may be listed.
const LEAST: [u64; 7] = [1, 2, 3, 5, 10, 20, 50];

impl ScopeView {
    /// What is asked for.
    #[must_use]
    pub fn get(&self) -> Scope {
        Scope {
            filters: self.filters.get().trim().to_owned(),
            left_out: self.left_out.clone(),
            least: self.least,
            forms: self.forms,
        }
    }

    /// What is counted, in a sentence: below pictures and beside tables.
    #[must_use]
    pub fn said(&self, view: &ShellView) -> String {
        let typed = self.filters.get().trim();
        let filters = if typed.is_empty() { view.text("words.scope.everything") } else { typed };
        let out: Vec<&str> = self.left_out.iter().map(|part| view.text(part.name())).collect();
        let out = if out.is_empty() { view.text("words.scope.nothing_out").to_owned() } else { out.join(" · ") };
        let mut said = view
            .say(&Message::new("words.scope.said").with("filters", filters).with("out", out).with("least", self.least));
        if self.forms == Forms::ByStem {
            said.push_str(view.text("words.scope.said_stems"));
        }
        said
    }

    /// The same as notes of a table, with the project and its revision.
    #[must_use]
    pub fn notes(&self, view: &ShellView) -> Vec<(String, String)> {
        vec![
            (view.text("words.note_project").to_owned(), view.project.title.clone()),
            (view.text("words.note_scope").to_owned(), self.said(view)),
            (view.text("words.note_revision").to_owned(), view.revision.to_string()),
        ]
    }

    /// Draws the line; `least` is drawn behind it where it decides what is listed.
    pub fn ui(&mut self, ui: &mut Ui, view: &ShellView, least: Least) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(space::MEDIUM, space::TINY);
            filters_ui(ui, view, &mut self.filters, "words.scope.filters", "words.scope.filters_hint");
            for part in LeftOut::ALL {
                let out = self.left_out.contains(&part);
                let tick = if out { Tick::On } else { Tick::Off };
                let response = parts::tick_line(ui, tick, view.text(part.name()));
                if response.clicked() && !self.left_out.remove(&part) {
                    self.left_out.insert(part);
                }
                response.on_hover_text(view.text(part.tip()));
            }
            let stems = if self.forms == Forms::ByStem { Tick::On } else { Tick::Off };
            let response = parts::tick_line(ui, stems, view.text("words.scope.stems"));
            if response.clicked() {
                self.forms = if self.forms == Forms::ByStem { Forms::AsWritten } else { Forms::ByStem };
            }
            response.on_hover_text(view.text("words.scope.stems_tip"));
            if least == Least::Elsewhere {
                return;
            }
            ui.allocate_ui_with_layout(Vec2::new(120.0, 28.0), Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::SMALL;
                let label = view.text("words.scope.least");
                ui.label(widgets::caption(ui, label));
                let names = LEAST.map(|least| least.to_string());
                let options: Vec<(u64, &str)> = LEAST.iter().copied().zip(names.iter().map(String::as_str)).collect();
                parts::choice_ui(ui, label, &options, &mut self.least);
            });
        });
    }
}

/// A field for a query of filters, with a lens.
pub fn filters_ui(ui: &mut Ui, view: &ShellView, text: &mut Settled, label: &str, hint: &str) {
    let t = theme::tokens(ui);
    let width = (ui.max_rect().width() * 0.26).clamp(200.0, 340.0);
    let response = ui.add_sized(
        Vec2::new(width, 28.0),
        TextEdit::singleline(&mut text.text)
            .hint_text(widgets::caption(ui, view.text(hint)))
            .desired_width(width)
            .margin(egui::Margin { left: 28, right: 8, top: 5, bottom: 5 }),
    );
    widgets::name_field(ui, &response, view.text(label));
    let place = egui::Rect::from_center_size(response.rect.left_center() + Vec2::new(15.0, 0.0), Vec2::splat(16.0));
    crate::app::icons::Icon::Lens.paint(ui.painter(), place, 14.0, t.quiet);
    if widgets::left_by_escape(&response) {
        text.text.clear();
    }
    if text.settle(ui.ctx()) {
        ui.ctx().request_repaint();
    }
    response.on_hover_text(view.text("words.scope.filters_tip"));
}
