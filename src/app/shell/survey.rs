//! Tables among imported files: each is asked about in a dialog, its documents are made in the background, and
//! when all have been answered everything of that import comes in as one change.
//!
//! Nothing is ordered: each frame looks how far the foremost import is and does what comes next. So a dialog that
//! is closed in whatever way, or a job that breaks off, holds up neither the other tables nor the texts.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::import::survey::{documents, guess};
use crate::import::{Cancel, Cases, Content, ImportedFile, Options, TableReading, Worker, cases, formats};
use crate::model::{Message, ProjectId, Tell};

use super::Shell;
use super::import::{Arriving, Outcome};
use crate::app::dialogs::{Dialog, Reach, SurveyDialog};
use crate::app::jobs::{Continuation, JobKind, JobRequest};

/// Of one import so many tables are asked about; more come in as they are guessed, and the report says how.
const MOST_QUESTIONS: usize = 10;

/// A table among imported files, with what was chosen for it so far.
#[derive(Clone, Debug)]
pub struct TableFile {
    /// The file's name.
    pub name: String,
    /// With its documents as they are guessed; none where no answers were found.
    pub file: ImportedFile,
    /// Under which it was read.
    pub options: Options,
    /// That a person gave its only document.
    pub title: Option<String>,
    /// Who becomes a case.
    pub cases: Cases,
    /// Who was ticked one by one.
    pub ticked: BTreeSet<String>,
}

impl TableFile {
    /// Of which nothing was chosen but how it is read.
    #[must_use]
    pub fn new(name: String, file: ImportedFile, options: Options) -> Self {
        Self { name, file, options, title: None, cases: Cases::None, ticked: BTreeSet::new() }
    }

    /// The documents as they are guessed: nobody is asked about this one.
    fn guessed(self) -> Outcome {
        let Self { name, mut file, title, cases, ticked, .. } = self;
        if file.documents.is_empty() {
            let reason = Message::new("import.no_answers").with("name", &name);
            return (name, Err(reason));
        }
        finish(&mut file, title, cases, &ticked);
        (name, Ok(file))
    }
}

/// A table whose columns were chosen.
#[derive(Clone, Debug)]
pub struct SurveyImport {
    /// The table.
    pub table: Arc<TableReading>,
    /// The file, byte for byte.
    pub bytes: Arc<[u8]>,
    /// With the plan.
    pub options: Options,
    /// For the case that one document comes of it.
    pub title: Option<String>,
    /// Who becomes a case.
    pub cases: Cases,
    /// Who was ticked one by one.
    pub ticked: BTreeSet<String>,
}

/// An import with tables, until all of them are answered.
pub(super) struct Round {
    project: ProjectId,
    /// What comes in, or was refused.
    outcomes: Vec<Outcome>,
    group: Option<String>,
    reach: Reach,
    /// Not opened yet: it is not this import's turn.
    unopened: Vec<TableFile>,
    /// Opened and not asked about yet.
    opened: VecDeque<SurveyImport>,
    /// Of which something is being made behind the window.
    under_way: Vec<String>,
}

/// Whether a file holds a table, whose documents are a guess so far.
pub(in crate::app) fn is_table(file: &ImportedFile) -> bool {
    let format = file.documents.first().map(|document| formats::of_name(&document.record.format));
    format.is_none_or(|format| format.is_some_and(formats::is_table))
}

fn finish(file: &mut ImportedFile, title: Option<String>, wanted: Cases, ticked: &BTreeSet<String>) {
    for imported in &mut file.documents {
        cases::choose(imported, |candidate| wanted.takes(candidate) || ticked.contains(&candidate.name));
    }
    if let ([only], Some(title)) = (file.documents.as_mut_slice(), title) {
        only.title = title;
    }
}

impl Shell {
    /// Asks about the tables of an import; those beyond [`MOST_QUESTIONS`] come in as guessed.
    pub(super) fn look_at_tables(&mut self, arriving: Arriving) {
        let Arriving { mut outcomes, tables: mut unopened, group, reach } = arriving;
        let Some(project) = self.session.as_ref().map(|session| session.project().id) else { return };
        let guessed = unopened.split_off(unopened.len().min(MOST_QUESTIONS));
        outcomes.extend(guessed.into_iter().map(TableFile::guessed));
        let (opened, under_way) = (VecDeque::new(), Vec::new());
        self.surveys.push_back(Round { project, outcomes, group, reach, unopened, opened, under_way });
    }

    /// Takes the next step of the foremost import with tables.
    pub(super) fn attend_surveys(&mut self) {
        if let Some(Dialog::Survey(dialog)) = &mut self.dialog {
            dialog.attend(&mut self.jobs);
        }
        let project = self.session.as_ref().map(|session| session.project().id);
        let is_survey = |dialog: &Dialog| matches!(dialog, Dialog::Survey(_));
        let is_asked = self.dialog.as_ref().is_some_and(is_survey) || self.questions.iter().any(is_survey);
        let Some(round) = self.surveys.front_mut() else { return };
        if project != Some(round.project) {
            self.surveys.pop_front();
            return;
        }
        if is_asked || (!round.under_way.is_empty() && self.jobs.is_running(JobKind::Import)) {
            return;
        }
        // A job that gave nothing back broke off.
        let broken = |name| (name, Err(Message::new("importing.broken")));
        round.outcomes.extend(std::mem::take(&mut round.under_way).into_iter().map(broken));
        let unopened = std::mem::take(&mut round.unopened);
        if !unopened.is_empty() {
            round.under_way = unopened.iter().map(|table| table.name.clone()).collect();
            self.open_tables(unopened);
        } else if let Some(survey) = round.opened.pop_front() {
            self.ask_in_turn(Dialog::Survey(Box::new(SurveyDialog::new(survey))));
        } else if let Some(Round { outcomes, group, reach, .. }) = self.surveys.pop_front() {
            self.imported(outcomes, group, reach);
        }
    }

    fn open_tables(&mut self, tables: Vec<TableFile>) {
        let (worker, project) = (self.import_with.worker(), self.session.as_ref().map(|session| session.project().id));
        self.jobs.start(JobRequest::new(JobKind::Import, Message::new("app.job_import"), move |context| {
            let cancel = Cancel::from(context.cancel_flag());
            let answers: Vec<_> = tables.into_iter().map(|table| opened(&worker, table, &cancel)).collect();
            let then: Continuation<Self> = Box::new(move |shell| {
                if let Some(round) = shell.surveys.front_mut().filter(|round| Some(round.project) == project) {
                    round.under_way.clear();
                    for answer in answers {
                        match answer {
                            Ok(survey) => round.opened.push_back(survey),
                            Err(outcome) => round.outcomes.push(outcome),
                        }
                    }
                }
            });
            then
        }));
    }

    /// Makes the documents of a table; they come in with the others of the same import.
    pub fn import_survey(&mut self, survey: SurveyImport) {
        let Some(round) = self.surveys.front_mut() else { return };
        let (name, project) = (survey.table.name.clone(), round.project);
        round.under_way.push(name.clone());
        let label = Message::new("survey.job").with("name", &name);
        self.jobs.start(JobRequest::new(JobKind::Import, label, move |context| {
            let SurveyImport { table, bytes, options, title, cases, ticked } = survey;
            let made = documents(&table, &options).map_err(|error| error.tell());
            let made = made.map(|documents| {
                let mut file = ImportedFile { documents, bytes };
                finish(&mut file, title, cases, &ticked);
                file
            });
            let outcome = if context.cancelled() { Err(Message::new("importing.left_out")) } else { made };
            let then: Continuation<Self> = Box::new(move |shell| {
                // The project may have been closed meanwhile; another one gets nothing.
                if let Some(round) = shell.surveys.front_mut().filter(|round| round.project == project) {
                    round.under_way.clear();
                    round.outcomes.push((name, outcome));
                }
            });
            then
        }));
    }
}

/// A table with a plan to begin with; otherwise what is to be said of it.
fn opened(worker: &Worker, table: TableFile, cancel: &Cancel) -> Result<SurveyImport, Outcome> {
    let TableFile { name, file, mut options, title, cases, ticked } = table;
    match worker.open_bytes(&name, &file.bytes, &options, cancel) {
        Ok((Content::Table(reading), _)) => {
            options.survey = Some(options.survey.unwrap_or_else(|| guess(&reading.workbook)));
            Ok(SurveyImport { table: Arc::new(*reading), bytes: file.bytes, options, title, cases, ticked })
        }
        Ok((Content::Text(_), documents)) => {
            let mut file = ImportedFile { documents, bytes: file.bytes };
            finish(&mut file, title, cases, &ticked);
            Err((name, Ok(file)))
        }
        Err(error) => Err((name, Err(error.tell()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_can_no_longer_be_opened_is_refused_by_name() {
        let file = ImportedFile { documents: Vec::new(), bytes: Arc::from(&b"PK\x03\x04"[..]) };
        let table = TableFile::new("食堂.xlsx".to_owned(), file, Options::default());
        let answer = opened(&Worker::in_process(), table, &Cancel::new());
        assert!(matches!(answer, Err((name, Err(_))) if name == "食堂.xlsx"));
    }
}
