//! Undo and redo from the keys, the menu and the status bar.
//!
//! History has no end, so undo could run on into work of another day without a word, and redo into what was taken
//! back then. The first step that was made before the project was opened, or by another coder, is shown and asked
//! about, once for each and either way; what was done is said every time.

use super::Shell;
use crate::app::actions::Action;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::notices::Offer;
use crate::app::time;
use crate::model::{Message, Tell};
use crate::session::{Made, NextStep};

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
pub(super) struct Agreed(Vec<(Which, Foreign)>);

impl Shell {
    /// Takes back the last change, or makes again the one taken back last.
    pub fn undo_or_redo(&mut self, which: Which) {
        if self.asks_before(which) {
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

    fn next_step(&mut self, which: Which) -> Option<NextStep> {
        let session = self.session.as_mut()?;
        match which {
            Which::Undo => session.next_undo(),
            Which::Redo => session.next_redo(),
        }
    }

    /// Asks where the next step is one that somebody may not mean; says whether it does.
    fn asks_before(&mut self, which: Which) -> bool {
        let Some(next) = self.next_step(which) else { return false };
        let foreign = match next.made {
            Made::Before => Foreign::Before,
            Made::InThisSession if self.session.as_ref().is_some_and(|held| held.coder() != next.coder) => {
                Foreign::OfAnother
            }
            Made::InThisSession => return false,
        };
        if self.agreed.0.contains(&(which, foreign)) {
            return false;
        }
        let question = self.question_before(which, foreign, &next);
        self.ask_in_turn(question);
        true
    }

    fn question_before(&self, which: Which, foreign: Foreign, next: &NextStep) -> Dialog {
        let language = self.language();
        let now = self.session.as_ref().map_or(next.at, crate::session::Session::now);
        let coder = self.session.as_ref().and_then(|session| session.project().coder(next.coder));
        let (title, text) = match (which, foreign) {
            (Which::Undo, Foreign::Before) => ("app.undo_earlier", "app.undo_earlier_text"),
            (Which::Undo, Foreign::OfAnother) => ("app.undo_other", "app.undo_other_text"),
            (Which::Redo, Foreign::Before) => ("app.redo_earlier", "app.redo_earlier_text"),
            (Which::Redo, Foreign::OfAnother) => ("app.redo_other", "app.redo_other_text"),
        };
        let text = Message::new(text)
            .with("when", time::in_words(language, next.at, now))
            .with("what", language.say(&next.label))
            .with("coder", coder.map_or("", |coder| &coder.name));
        let shown = next.sequence;
        let then = Action::With(Box::new(move |shell: &mut Self| {
            if shell.next_step(which).is_some_and(|next| next.sequence == shown) {
                shell.agreed.0.push((which, foreign));
                shell.undo_or_redo(which);
            } else {
                // Something was done while the question stood: what was agreed to is not what comes next.
                shell.asks_before(which);
            }
        }));
        let (deed, gravity) = match which {
            Which::Undo => ("app.undo_deed", Gravity::StepsBack),
            Which::Redo => ("app.redo_deed", Gravity::StepsForth),
        };
        Dialog::Confirm(Confirm { title: Message::new(title), text, deed, gravity, then: Some(then) })
    }
}
