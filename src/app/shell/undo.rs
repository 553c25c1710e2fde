//! Undo and redo from the keys, the menu and the status bar.
//!
//! History has no end, so undo could run on into work of another day without a word. The first step that was made
//! before the project was opened, or by another coder, is shown and asked about, once for each; what was taken back
//! is said every time.

use super::Shell;
use crate::app::actions::Action;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::notices::Offer;
use crate::app::time;
use crate::model::{Message, Tell};
use crate::session::{Made, NextUndo};

/// The two directions of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Back.
    Undo,
    /// Forth.
    Redo,
}

/// Steps that somebody may not mean to take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Foreign {
    /// Made before the project was opened.
    Before,
    /// Made by another coder.
    OfAnother,
}

/// What was agreed to since the project was opened.
#[derive(Debug, Default)]
pub(super) struct Agreed(Vec<Foreign>);

impl Shell {
    /// Takes back the last change, or makes again the one taken back last.
    pub fn undo_or_redo(&mut self, which: Which) {
        if which == Which::Undo && self.asks_before_undoing() {
            return;
        }
        let Some(session) = self.session.as_mut() else { return };
        let (done, told) = match which {
            Which::Undo => (session.undo(), "app.undone"),
            Which::Redo => (session.redo(), "app.redone"),
        };
        match done {
            Ok(Some(label)) => {
                self.desk.follow(session.project());
                let what = self.settings.language().say(&label);
                self.notices.tell(Message::new(told).with("what", what), Offer::Nothing, 0);
                if self.desk.document.is_none()
                    && let Some(session) = &self.session
                {
                    self.desk.document = session.project().documents_in_order().first().map(|document| document.id);
                }
            }
            Ok(None) => {}
            Err(error) => self.notices.problem(error.tell()),
        }
    }

    /// Asks where the next step is one that somebody may not mean; says whether it does.
    fn asks_before_undoing(&mut self) -> bool {
        let Some(session) = self.session.as_mut() else { return false };
        let Some(next) = session.next_undo() else { return false };
        let foreign = match next.made {
            Made::Before => Foreign::Before,
            Made::InThisSession if next.coder != session.coder() => Foreign::OfAnother,
            Made::InThisSession => return false,
        };
        if self.agreed.0.contains(&foreign) {
            return false;
        }
        let question = self.question_before_undoing(foreign, &next);
        self.ask_in_turn(question);
        true
    }

    fn question_before_undoing(&self, foreign: Foreign, next: &NextUndo) -> Dialog {
        let language = self.language();
        let now = self.session.as_ref().map_or(next.at, crate::session::Session::now);
        let coder = self.session.as_ref().and_then(|session| session.project().coder(next.coder));
        let (title, text) = match foreign {
            Foreign::Before => ("app.undo_earlier", "app.undo_earlier_text"),
            Foreign::OfAnother => ("app.undo_other", "app.undo_other_text"),
        };
        let text = Message::new(text)
            .with("when", time::in_words(language, next.at, now))
            .with("what", language.say(&next.label))
            .with("coder", coder.map_or("", |coder| &coder.name));
        let then = Action::With(Box::new(move |shell: &mut Self| {
            shell.agreed.0.push(foreign);
            shell.undo_or_redo(Which::Undo);
        }));
        Dialog::Confirm(Confirm {
            title: Message::new(title),
            text,
            deed: "app.undo_deed",
            gravity: Gravity::StepsBack,
            then: Some(then),
        })
    }
}
