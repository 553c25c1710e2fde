//! A survey before it comes in: the table as it is, a choice above each column, and the first document
//! that these choices make.
//!
//! It only shows and chooses: the table was read before, the documents are made by the shell afterwards.

mod columns;
mod sample;

use std::sync::Arc;

use egui::{DragValue, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::parts;
use crate::app::shell::SurveyImport;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::survey::{Survey, guess, guess_sheet, guess_under, headings, preview, sheet_of};
use crate::import::table::Sheet;
use crate::import::{Imported, OneDocument, Options, SurveyPlan, TableReading};
use crate::model::Message;

/// More header rows than these nobody has.
const MOST_HEADER_ROWS: usize = 20;

/// The open dialog.
pub struct SurveyDialog {
    table: Arc<TableReading>,
    bytes: Arc<[u8]>,
    options: Options,
    group: Option<String>,
    plan: SurveyPlan,
    headings: Vec<String>,
    /// Of columns, where there are more than fit beside each other.
    page: usize,
    made: Made,
}

/// What the plan makes.
struct Made {
    counts: Message,
    documents: usize,
    first: Option<Imported>,
}

impl SurveyDialog {
    /// Of a table that was read; the plan is that of the options, otherwise guessed.
    #[must_use]
    pub fn new(table: TableReading, bytes: Arc<[u8]>, options: Options, group: Option<String>) -> Self {
        let plan = options.survey.clone().unwrap_or_else(|| guess(&table.workbook));
        let made = Made { counts: Message::new("survey.no_answers"), documents: 0, first: None };
        let table = Arc::new(table);
        let mut dialog = Self { table, bytes, options, group, plan, headings: Vec::new(), page: 0, made };
        dialog.look();
        dialog
    }

    /// What is chosen.
    #[must_use]
    pub fn plan(&self) -> &SurveyPlan {
        &self.plan
    }

    /// Looks again at what the plan makes; to be called whenever it changed.
    fn look(&mut self) {
        let sheet = sheet_of(&self.table.workbook, &self.plan);
        self.headings = sheet.map(|sheet| headings(sheet, self.plan.header_rows)).unwrap_or_default();
        self.plan.columns.resize(self.headings.len(), crate::import::ColumnUse::Leave);
        self.options.survey = Some(self.plan.clone());
        let Some(survey) = Survey::of(&self.table, &self.plan) else { return };
        self.made = Made {
            counts: Message::new("survey.counts")
                .with("respondents", survey.respondents.len())
                .with("questions", survey.texts.len())
                .with("answers", survey.answers())
                .with("silent", survey.silent()),
            documents: survey.documents(self.plan.one),
            first: preview(&self.table, &self.options).ok(),
        };
    }

    fn sheet(&self) -> Option<&Sheet> {
        sheet_of(&self.table.workbook, &self.plan)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("survey.title"));
        ui.label(widgets::caption(ui, &self.table.name));
        let before = self.plan.clone();
        self.choices_ui(ui, view);
        ui.label(widgets::caption(ui, view.text("survey.use_hint")));
        let height = (ui.ctx().content_rect().height() - 380.0).max(180.0);
        self.columns_ui(ui, view, height * 0.55);
        if self.plan != before {
            self.look();
        }
        ui.label(view.language.say(&self.made.counts));
        sample::sample_ui(ui, view, self.made.first.as_ref(), height * 0.45);
        self.foot_ui(ui, view, actions)
    }

    fn choices_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::SMALL;
            if self.table.workbook.sheets.len() > 1 {
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
            if widgets::link_button(ui, view.text("survey.guess_again")).clicked()
                && let Some(sheet) = self.sheet()
            {
                self.plan = SurveyPlan { one: self.plan.one, ..guess_sheet(sheet) };
            }
        });
    }

    fn sheets_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let table = Arc::clone(&self.table);
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
            let import = ui.add_enabled_ui(any, |ui| widgets::primary_button(ui, view.text("survey.import"))).inner;
            if import.clicked() {
                let survey = SurveyImport {
                    table: Arc::clone(&self.table),
                    bytes: Arc::clone(&self.bytes),
                    options: self.options.clone(),
                    group: self.group.take(),
                };
                actions.push(Action::With(Box::new(move |shell| shell.import_survey(survey))));
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
            ui.add_space(space::MEDIUM);
            if any {
                let count = Message::new("survey.documents").with("count", self.made.documents);
                ui.label(widgets::bold(view.language.say(&count)));
            } else {
                ui.colored_label(t.warning, view.text("survey.no_answers"));
            }
        });
        stay
    }
}
