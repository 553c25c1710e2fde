//! Writing a file that somebody asked for: where to, as a job, never over a file without a yes, and then where it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::actions::{Action, Actions};
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::app::picker::{Purpose, Then};
use crate::app::shell::{Shell, ShellView};
use crate::export::escape;
use crate::export::file::{Existing, FileError, save};
use crate::model::{Message, Tell};

/// The contents of a file that is ready.
pub struct Made {
    /// All of it.
    pub bytes: Vec<u8>,
    /// What the format could not hold, to be said beside it.
    pub losses: Vec<Message>,
}

impl Made {
    /// Nothing is missing from these bytes.
    #[must_use]
    pub fn whole(bytes: Vec<u8>) -> Self {
        Self { bytes, losses: Vec::new() }
    }
}

type Make = Arc<dyn Fn(&JobContext) -> Result<Made, Message> + Send + Sync>;

/// What a file is called to begin with: the project's title and what is in it.
#[must_use]
pub fn name(view: &ShellView, what: &str) -> String {
    let title = view.project.title.trim();
    if title.is_empty() { what.to_owned() } else { format!("{title} {what}") }
}

/// Asks where to write what `make` makes, and has it made and written in the background.
pub fn ask(
    actions: &mut Actions,
    title: &'static str,
    name: &str,
    ending: &'static str,
    make: impl Fn(&JobContext) -> Result<Made, Message> + Send + Sync + 'static,
) {
    let make: Make = Arc::new(make);
    let then = Then::new(move |shell: &mut Shell, path: PathBuf| {
        let path = with_ending(path, ending);
        write(shell, path, Existing::Refuse, &make);
    });
    actions.push(Action::Pick(Purpose::WriteFile { title, name: escape::file_name(name, ending), ending, then }));
}

fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending)) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ending);
    name.into()
}

fn write(shell: &mut Shell, path: PathBuf, existing: Existing, make: &Make) {
    let again = Arc::clone(make);
    let make = Arc::clone(make);
    let label = Message::new("report.job").with("name", file_name(&path));
    shell.jobs.start(JobRequest::new(JobKind::Export, label, move |context| {
        let refused = existing == Existing::Refuse && path.exists();
        let done = if refused { Err(Failure::Exists) } else { carry_out(&path, existing, &make, context) };
        let then: Continuation<Shell> = Box::new(move |shell| match done {
            Ok(losses) => {
                let told = Message::new("report.written").with("path", path.display());
                shell.notices.tell(told, Offer::File(path), 0);
                for loss in losses {
                    shell.notices.problem(loss);
                }
            }
            Err(Failure::Stopped) => shell.notices.tell(Message::new("report.stopped"), Offer::Nothing, 0),
            Err(Failure::Exists) => {
                let text = Message::new("report.replace_text").with("path", path.display());
                let then = Action::With(Box::new(move |shell| write(shell, path, Existing::Replace, &again)));
                shell.ask_in_turn(Dialog::Confirm(Confirm {
                    title: Message::new("report.replace"),
                    text,
                    deed: "report.replace_deed",
                    gravity: Gravity::Overwrites,
                    then: Some(then),
                }));
            }
            Err(Failure::Other(message)) => shell.notices.problem(message),
        });
        then
    }));
}

enum Failure {
    Stopped,
    Exists,
    Other(Message),
}

fn carry_out(path: &Path, existing: Existing, make: &Make, context: &JobContext) -> Result<Vec<Message>, Failure> {
    let made = make(context).map_err(Failure::Other)?;
    if context.cancelled() {
        return Err(Failure::Stopped);
    }
    match save(path, &made.bytes, existing) {
        Ok(()) => Ok(made.losses),
        Err(FileError::Exists(_)) => Err(Failure::Exists),
        Err(error) => Err(Failure::Other(error.tell())),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_its_ending_unless_it_has_it() {
        assert_eq!(with_ending("/表".into(), "csv"), Path::new("/表.csv"));
        assert_eq!(with_ending("/表.CSV".into(), "csv"), Path::new("/表.CSV"));
        assert_eq!(with_ending("/结果 v1.2".into(), "docx"), Path::new("/结果 v1.2.docx"));
    }
}
