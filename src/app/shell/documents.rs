//! What people do to several documents at once, and to cases: each gesture one step of history.

use std::path::PathBuf;

use crate::exchange::attributes::Side;
use crate::import::{Cancel, Content, Options};
use crate::model::{Case, CaseId, CaseMember, DocumentId, Edit, Message, Tell as _, gesture};

use super::Shell;
use super::coding::short;
use crate::app::actions::Choice;
use crate::app::dialogs::{Dialog, SheetImport};
use crate::app::jobs::{Continuation, JobKind, JobRequest};

impl Shell {
    /// Deletes documents with their codings; where the open one goes, the next that stays is opened.
    pub fn delete_documents(&mut self, ids: &[DocumentId]) {
        let Some(session) = &self.session else { return };
        let project = session.project();
        let list = project.documents_in_order();
        let there: Vec<DocumentId> = ids.iter().copied().filter(|id| project.document(*id).is_some()).collect();
        let label = match there.as_slice() {
            [] => return,
            [one] => {
                let title = project.document(*one).map_or("", |document| &document.title);
                Message::new("label.delete_document").with("title", short(title))
            }
            many => Message::new("label.delete_documents").with("count", many.len()),
        };
        let open = self.desk.document.filter(|id| there.contains(id));
        let at = open.and_then(|open| list.iter().position(|document| document.id == open));
        let stays = |document: &&&std::sync::Arc<crate::model::Document>| !there.contains(&document.id);
        let beside = at.and_then(|at| {
            let (before, after) = list.split_at(at);
            after.iter().find(stays).or_else(|| before.iter().rev().find(stays)).map(|document| document.id)
        });
        let edits = there.iter().flat_map(|id| gesture::delete_document(project, *id)).collect();
        self.commit_and_tell(label, edits);
        if open.is_some() && self.desk.document.is_none() {
            self.desk.document = beside;
        }
    }

    /// Makes a case to which this belongs, and shows it.
    pub fn add_case(&mut self, name: &str, members: Vec<CaseMember>) {
        let Some(session) = self.session.as_mut() else { return };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return;
        }
        let mut case = Case::named(CaseId::new(session.mint()), &name);
        case.members.extend(members);
        let id = case.id;
        if self.commit(Message::new("label.add_case").with("name", short(&name)), vec![Edit::AddCase(case)]).is_some() {
            // What a document's inspector shows goes on being shown: somebody links one speaker after another there.
            if !matches!(self.desk.choice, Choice::Document(_)) {
                self.desk.choice = Choice::Case(id);
            }
        }
    }
}

impl Shell {
    /// Reads a table of attributes, as every file from elsewhere in a process of its own, and shows what it would
    /// change.
    pub fn read_attributes(&mut self, path: PathBuf, side: Side) {
        let worker = self.import_with.worker();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let label = Message::new("sheet.import_job").with("name", &name);
        self.jobs.start(JobRequest::new(JobKind::Exchange, label, move |context| {
            let cancel = Cancel::from(context.cancel_flag());
            let read = match worker.open_file(&path, &Options::default(), &cancel).map(|opened| opened.content) {
                Ok(Content::Table(table)) => Ok(table.workbook),
                Ok(Content::Text(_)) => Err(Message::new("sheet.import_no_table").with("name", &name)),
                Err(error) => Err(error.tell()),
            };
            let then: Continuation<Self> = Box::new(move |shell| match read {
                Ok(workbook) => {
                    shell.ask_in_turn(Dialog::SheetImport(Box::new(SheetImport::new(name, workbook, side))));
                }
                Err(message) => shell.notices.problem(message),
            });
            then
        }));
    }
}
