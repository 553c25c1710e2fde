//! Tables among imported files: each is asked about in a dialog, then its documents are made in the
//! background and come in as any others.

use std::sync::Arc;

use crate::import::survey::documents;
use crate::import::{Cancel, Content, ImportedFile, OpenedFile, Options, TableReading, formats};
use crate::model::{Message, Tell};

use super::Shell;
use super::import::{Outcome, without_cases};
use crate::app::dialogs::{Dialog, Reach, SurveyDialog};
use crate::app::jobs::{Continuation, JobKind, JobRequest};

/// Of one import so many tables are asked about; more come in as they are guessed, and the report says how.
const MOST_QUESTIONS: usize = 10;

/// A table whose columns were chosen.
#[derive(Clone, Debug)]
pub struct SurveyImport {
    /// The table.
    pub table: Arc<TableReading>,
    /// The file, byte for byte.
    pub bytes: Arc<[u8]>,
    /// With the plan.
    pub options: Options,
    /// Into which group.
    pub group: Option<String>,
}

/// Whether a file holds a table, whose documents are a guess so far.
pub(super) fn is_table(file: &ImportedFile) -> bool {
    let format = file.documents.first().and_then(|document| formats::of_name(&document.record.format));
    format.is_some_and(formats::is_table)
}

impl Shell {
    /// Opens tables once more, to ask what their columns are; those beyond [`MOST_QUESTIONS`] come in as guessed.
    pub(super) fn look_at_tables(&mut self, mut tables: Vec<Outcome>, group: Option<&str>) {
        let guessed = tables.split_off(tables.len().min(MOST_QUESTIONS));
        if !guessed.is_empty() {
            self.imported(guessed, group, Reach::Whole);
        }
        if tables.is_empty() {
            return;
        }
        let (worker, group) = (self.import_with.worker(), group.map(str::to_owned));
        let project = self.session.as_ref().map(|session| session.project().id);
        self.jobs.start(JobRequest::new(JobKind::Import, Message::new("app.job_import"), move |context| {
            let cancel = Cancel::from(context.cancel_flag());
            let files = tables.into_iter().filter_map(|(name, file)| Some((name, file.ok()?)));
            let open = |(name, file): (String, ImportedFile)| {
                let (content, documents) = worker.open_bytes(&name, &file.bytes, &Options::default(), &cancel).ok()?;
                Some(OpenedFile { content, file: ImportedFile { documents, ..file } })
            };
            let opened: Vec<OpenedFile> = files.filter_map(open).collect();
            let then: Continuation<Self> = Box::new(move |shell| {
                if shell.session.as_ref().map(|session| session.project().id) == project {
                    shell.ask_about_surveys(opened, group.as_deref());
                }
            });
            then
        }));
    }

    /// Asks what the columns of tables are, one table after another.
    pub fn ask_about_surveys(&mut self, tables: Vec<OpenedFile>, group: Option<&str>) {
        for opened in tables {
            if let Content::Table(table) = opened.content {
                let dialog = SurveyDialog::new(*table, opened.file.bytes, Options::default(), group.map(str::to_owned));
                self.ask_in_turn(Dialog::Survey(Box::new(dialog)));
            }
        }
    }

    /// Makes the documents of a table and adds them as one change.
    pub fn import_survey(&mut self, survey: SurveyImport) {
        let project = self.session.as_ref().map(|session| session.project().id);
        let label = Message::new("survey.job").with("name", &survey.table.name);
        self.jobs.start(JobRequest::new(JobKind::Import, label, move |context| {
            let SurveyImport { table, bytes, options, group } = survey;
            let made = documents(&table, &options).map_err(|error| error.tell());
            let made = made.map(|documents| without_cases(ImportedFile { documents, bytes }));
            let stopped = context.cancelled();
            let then: Continuation<Self> = Box::new(move |shell| {
                // The project may have been closed meanwhile; another one gets nothing.
                if !stopped && shell.session.as_ref().map(|session| session.project().id) == project {
                    shell.imported(vec![(table.name.clone(), made)], group.as_deref(), Reach::Whole);
                }
            });
            then
        }));
    }
}
