//! `tianye undo` and `tianye redo`: the same history as the window's, over restarts.

use clap::{ArgMatches, Command};

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::Message;
use crate::session::{CommitError, Session};

pub(super) fn describe_undo(words: Words) -> Command {
    words.command("undo").arg(words.project()).arg(words.coder())
}

pub(super) fn describe_redo(words: Words) -> Command {
    words.command("redo").arg(words.project()).arg(words.coder())
}

pub(super) fn run_undo(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let step =
        Step { label: Session::undo_label, go: Session::undo, done: "cli.undo.done", nothing: "cli.undo.nothing" };
    step.take(context, matches)
}

pub(super) fn run_redo(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let step =
        Step { label: Session::redo_label, go: Session::redo, done: "cli.redo.done", nothing: "cli.redo.nothing" };
    step.take(context, matches)
}

/// One way through history.
struct Step {
    label: fn(&Session) -> Option<&Message>,
    go: fn(&mut Session) -> Result<Option<Message>, CommitError>,
    done: &'static str,
    nothing: &'static str,
}

impl Step {
    fn take(self, context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
        let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
        if (self.label)(&session).is_some() {
            project::join(&mut session, matches)?;
        }
        let label = (self.go)(&mut session)?;
        session.close()?;
        let said = match label {
            Some(label) => Message::new(self.done).with("what", context.console.say(&label)),
            None => Message::new(self.nothing),
        };
        context.console.tell(&said);
        Ok(Done::Whole)
    }
}
