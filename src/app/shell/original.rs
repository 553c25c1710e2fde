//! Showing a passage in the file it came from: the file is read again in the background.

use crate::app::actions::Choice;
use crate::app::dialogs::{Dialog, OriginalDialog};
use crate::app::jobs::{JobKind, JobRequest};
use crate::import::origin::{Origin, locate};
use crate::import::{Cancel, Options, Worker};
use crate::model::{Document, Message, Span, Tell};
use crate::session::Original;

use super::Shell;

/// Lines before and after the passage.
const AROUND: usize = 3;

impl Shell {
    /// Shows the selected passage, or that of the chosen coding, in the original file.
    pub(super) fn show_original(&mut self) {
        let Some(session) = self.session.as_ref() else { return };
        let chosen = match self.desk.choice {
            Choice::Coding(place) => {
                let coding = session.project().codings(place.document).get(place.start, place.id);
                coding.map(|coding| (place.document, coding.span))
            }
            _ => None,
        };
        let passage = self.desk.passage.map(|passage| (passage.document, passage.span)).or(chosen);
        let Some((id, span)) = passage else { return };
        let Some(document) = session.project().document(id).cloned() else { return };
        let original = match session.original(id) {
            Ok(original) => original,
            Err(error) => return self.notices.problem(error.tell()),
        };
        let worker = self.import_with.worker();
        let label = Message::new("app.job_original").with("name", &original.record.name);
        self.jobs.start(JobRequest::new(JobKind::Past, label, move |context| {
            let found = place_of(&worker, &original, &document, span, &Cancel::from(context.cancel_flag()));
            Box::new(move |shell: &mut Self| match found {
                Ok(origin) => {
                    let name = original.record.name.clone();
                    shell.ask_in_turn(Dialog::Original(OriginalDialog::new(name, origin)));
                }
                Err(reason) => shell.notices.problem(reason),
            })
        }));
    }
}

fn place_of(
    worker: &Worker,
    original: &Original,
    document: &Document,
    span: Span,
    cancel: &Cancel,
) -> Result<Origin, Message> {
    let record = &original.record;
    let other = || Message::new("session.original.other").with("name", &record.name);
    let bytes = original.read().map_err(|error| error.tell())?;
    let options = Options::of_choices(&record.choices).map_err(|_| other())?;
    let opened = worker.open_bytes(&record.name, &bytes, &options, cancel);
    let (content, _) = opened.map_err(|error| error.tell())?;
    let part = || Message::new("session.original.part").with("name", &record.name).with("part", &record.part);
    let draft = &content.reading().ok_or_else(part)?.draft;
    locate(&document.text, &record.map, span, &draft.text, &document.structure.pages, AROUND).ok_or_else(other)
}
