//! Tables among imported files: each is asked about in a dialog, then its documents are made in the
//! background and come in as any others.

use std::path::Path;
use std::sync::Arc;

use crate::import::survey::documents;
use crate::import::{Cancel, Content, ImportError, ImportedFile, OpenedFile, Options, TableReading, Worker, formats};
use crate::model::{Message, Tell};

use super::Shell;
use crate::app::dialogs::{Dialog, SurveyDialog};
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

/// The table behind a file that was read, to be asked about; `None` for any other file.
pub(super) fn table_of(
    worker: &Worker,
    path: &Path,
    read: &Result<ImportedFile, ImportError>,
    asked: &[OpenedFile],
    cancel: &Cancel,
) -> Option<OpenedFile> {
    let is_table = match read {
        Ok(file) => {
            let format = file.documents.first().and_then(|document| formats::of_name(&document.record.format));
            format.is_some_and(formats::is_table)
        }
        Err(error) => matches!(error, ImportError::NoAnswers { .. }),
    };
    if !is_table || asked.len() >= MOST_QUESTIONS {
        return None;
    }
    let opened = worker.open_file(path, &Options::default(), cancel).ok()?;
    matches!(opened.content, Content::Table(_)).then_some(opened)
}

impl Shell {
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
            let made = made.map(|documents| ImportedFile { documents, bytes });
            let stopped = context.cancelled();
            let then: Continuation<Self> = Box::new(move |shell| {
                // The project may have been closed meanwhile; another one gets nothing.
                if !stopped && shell.session.as_ref().map(|session| session.project().id) == project {
                    shell.imported(vec![(table.name.clone(), made)], group.as_deref(), stopped);
                }
            });
            then
        }));
    }
}
