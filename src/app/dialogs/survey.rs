//! A survey before it comes in: the table as it is, a choice above each column, and the first document
//! that these choices make.
//!
//! It only shows and chooses: the table was read before, what a plan makes is counted behind the window, and the
//! documents are made by the shell afterwards.

mod columns;
mod sample;

use std::sync::Arc;

use egui::{DragValue, Ui};

use super::{Dialog, DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest, Jobs};
use crate::app::panels::parts;
use crate::app::shell::{Shell, SurveyImport};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::survey::{Survey, guess, guess_sheet, guess_under, headings, preview, sheet_of};
use crate::import::table::Sheet;
use crate::import::{Cases, Imported, OneDocument, Options, SurveyPlan, TableReading};
use crate::model::Message;

/// More header rows than these nobody has.
const MOST_HEADER_ROWS: usize = 20;

/// The open dialog.
pub struct SurveyDialog {
    /// The table, and what is chosen but for the plan.
    import: SurveyImport,
    plan: SurveyPlan,
    headings: Vec<String>,
    /// Of columns, where there are more than fit beside each other.
    page: usize,
    made: Made,
    /// The plan whose documents are being counted.
    asked: Option<SurveyPlan>,
}

/// What a plan makes.
struct Made {
    /// `None` before anything is known.
    plan: Option<SurveyPlan>,
    counts: Message,
    documents: usize,
    first: Option<Imported>,
}

impl Made {
    /// Looks at every row: not for the interface's thread.
    fn of(table: &TableReading, options: &Options, plan: SurveyPlan) -> Self {
        let Some(survey) = Survey::of(table, &plan) else {
            return Self { plan: Some(plan), counts: Message::new("survey.no_answers"), documents: 0, first: None };
        };
        let counts = Message::new("survey.counts")
            .with("respondents", survey.respondents.len())
            .with("questions", survey.texts.len())
            .with("answers", survey.answers())
            .with("silent", survey.silent());
        let documents = survey.documents(plan.one);
        Self { counts, documents, first: preview(table, options).ok(), plan: Some(plan) }
    }
}

impl SurveyDialog {
    /// Of a table that was read; the plan is that of its options, otherwise guessed.
    #[must_use]
    pub fn new(import: SurveyImport) -> Self {
        let plan = import.options.survey.clone().unwrap_or_else(|| guess(&import.table.workbook));
        let made = Made { plan: None, counts: Message::new("survey.counting"), documents: 0, first: None };
        let mut dialog = Self { import, plan, headings: Vec::new(), page: 0, made, asked: None };
        dialog.follow_plan();
        dialog
    }

    /// What is chosen.
    #[must_use]
    pub fn plan(&self) -> &SurveyPlan {
        &self.plan
    }

    /// To be called whenever the plan changed.
    fn follow_plan(&mut self) {
        let sheet = sheet_of(&self.import.table.workbook, &self.plan);
        self.headings = sheet.map(|sheet| headings(sheet, self.plan.header_rows)).unwrap_or_default();
        self.plan.columns.resize(self.headings.len(), crate::import::ColumnUse::Leave);
        self.import.options.survey = Some(self.plan.clone());
    }

    /// Whether what is shown was made of another plan.
    fn is_behind(&self) -> bool {
        self.made.plan.as_ref() != Some(&self.plan)
    }

    /// Has counted what the plan makes, where that is not known yet.
    pub fn attend(&mut self, jobs: &mut Jobs<Shell>) {
        if !self.is_behind() || self.asked.as_ref() == Some(&self.plan) {
            return;
        }
        self.asked = Some(self.plan.clone());
        let (table, options, plan) = (Arc::clone(&self.import.table), self.import.options.clone(), self.plan.clone());
        let label = Message::new("importing.job_look").with("name", &table.name);
        jobs.start(JobRequest::new(JobKind::ImportPreview, label, move |_| {
            let made = Made::of(&table, &options, plan);
            let then: Continuation<Shell> = Box::new(move |shell| {
                if let Some(Dialog::Survey(dialog)) = &mut shell.dialog
                    && Arc::ptr_eq(&dialog.import.table, &table)
                {
                    if dialog.asked == made.plan {
                        dialog.asked = None;
                    }
                    dialog.made = made;
                }
            });
            then
        }));
    }

    fn sheet(&self) -> Option<&Sheet> {
        sheet_of(&self.import.table.workbook, &self.plan)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("survey.title"));
        ui.label(widgets::caption(ui, &self.import.table.name));
        let before = self.plan.clone();
        self.choices_ui(ui, view);
        ui.label(widgets::caption(ui, view.text("survey.use_hint")));
        let height = (ui.ctx().content_rect().height() - 380.0).max(180.0);
        self.columns_ui(ui, view, height * 0.55);
        if self.plan != before {
            self.follow_plan();
        }
        ui.label(view.language.say(&self.made.counts));
        sample::sample_ui(ui, view, self.made.first.as_ref(), height * 0.45);
        self.foot_ui(ui, view, actions)
    }

    fn choices_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::SMALL;
            if self.import.table.workbook.sheets.len() > 1 {
                self.sheets_ui(ui, view);
            }
            let label = view.text("survey.header_rows");
            ui.label(label);
            let mut rows = self.plan.header_rows;
            let response = ui.add(DragValue::new(&mut rows).range(0..=MOST_HEADER_ROWS).speed(0.1));
            widgets::name_field(ui, &response, label);
            if rows != self.plan.header_rows {
                self.set_header_rows(rows);
            }
            ui.add_space(space::MEDIUM);
            let ones = [
                (OneDocument::PerRespondent, view.text("survey.per_respondent")),
                (OneDocument::PerQuestion, view.text("survey.per_question")),
            ];
            parts::segments_ui(ui, &ones, &mut self.plan.one);
            ui.add_space(space::MEDIUM);
            let mut wanted = self.import.cases != Cases::None;
            if ui.checkbox(&mut wanted, view.text("survey.cases")).changed() {
                self.import.cases = if wanted { Cases::Respondents } else { Cases::None };
            }
            ui.add_space(space::MEDIUM);
            if widgets::link_button(ui, view.text("survey.guess_again")).clicked()
                && let Some(sheet) = self.sheet()
            {
                self.plan = SurveyPlan { one: self.plan.one, ..guess_sheet(sheet) };
            }
        });
    }

    fn sheets_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let table = Arc::clone(&self.import.table);
        let names: Vec<(usize, &str)> =
            table.workbook.sheets.iter().enumerate().map(|(place, sheet)| (place, sheet.name.as_str())).collect();
        let mut chosen =
            table.workbook.sheets.iter().position(|sheet| sheet.name == self.plan.sheet).unwrap_or_default();
        let label = view.text("survey.sheet");
        ui.label(label);
        if parts::choice_ui(ui, label, &names, &mut chosen)
            && let Some(sheet) = table.workbook.sheets.get(chosen)
        {
            self.plan = SurveyPlan { one: self.plan.one, ..guess_sheet(sheet) };
            self.page = 0;
        }
        ui.add_space(space::MEDIUM);
    }

    /// Other rows are respondents then, so columns look otherwise.
    fn set_header_rows(&mut self, rows: usize) {
        if let Some(sheet) = self.sheet() {
            self.plan = SurveyPlan { one: self.plan.one, ..guess_under(sheet, rows) };
        }
    }

    fn foot_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let mut stay = Stay::Open;
        let t = theme::tokens(ui);
        widgets::dialog_foot(ui, |ui| {
            let any = self.made.documents > 0;
            let behind = self.is_behind();
            let may = any && !behind;
            let import = ui.add_enabled_ui(may, |ui| widgets::primary_button(ui, view.text("survey.import"))).inner;
            if import.clicked() {
                let survey = self.import.clone();
                actions.push(Action::With(Box::new(move |shell| shell.import_survey(survey))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
            ui.add_space(space::MEDIUM);
            if behind {
                ui.add(egui::Spinner::new().size(14.0));
            } else if any {
                let count = Message::new("survey.documents").with("count", self.made.documents);
                ui.label(widgets::bold(view.language.say(&count)));
            } else {
                ui.colored_label(t.warning, view.text("survey.no_answers"));
            }
        });
        stay
    }
}
