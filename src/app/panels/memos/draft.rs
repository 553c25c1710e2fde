//! A text that is being written and not saved yet, with the rules of the inspector: saved as one step once nobody has
//! typed for a while or the field is left, never letter by letter, and never what an input method still composes.

use egui::Context;

use crate::app::widgets::Settled;

/// A text that has not been touched for so long is saved, in seconds.
const RESTED: f64 = 2.0;

/// A text being written.
pub(super) struct Draft {
    pub text: Settled,
    /// As the project has it.
    held: String,
    /// What was given to be saved last: from then on the project goes on with it.
    given: Option<String>,
    /// What stood in it at the last look, and since when.
    rests: (String, f64),
}

impl Draft {
    pub fn of(held: &str) -> Self {
        Self { text: Settled::of(held), held: held.to_owned(), given: None, rests: (held.to_owned(), 0.0) }
    }

    /// Takes over what the project has by now, unless something else is being written.
    pub fn follow(&mut self, held: &str) {
        if self.held != held {
            let text = self.text.text.trim_end();
            if text == self.held.trim_end() || self.given.as_deref() == Some(text) {
                self.text = Settled::of(held);
            }
            held.clone_into(&mut self.held);
        }
    }

    /// What is to be saved, where there is something.
    pub fn unsaved(&self) -> Option<String> {
        let text = self.text.get().trim_end();
        (text != self.held.trim_end()).then(|| text.to_owned())
    }

    /// Whether something stands in it that was not even given to be saved. Whoever leaves the memos gives what they
    /// wrote and draws no memo any more: the project has it, though nothing followed it yet.
    pub fn is_being_written(&self) -> bool {
        self.unsaved().is_some_and(|text| self.given.as_ref() != Some(&text))
    }

    /// What is unsaved, to be saved now.
    pub fn give(&mut self) -> Option<String> {
        let unsaved = self.unsaved()?;
        self.given = Some(unsaved.clone());
        Some(unsaved)
    }

    /// The same once it has rested; wakes the window for the moment when it will have.
    pub fn rested(&mut self, ctx: &Context) -> Option<String> {
        let now = ctx.input(|input| input.time);
        if self.rests.0 != self.text.get() {
            self.rests = (self.text.get().to_owned(), now);
        }
        let unsaved = self.unsaved()?;
        let due = self.rests.1 + RESTED;
        if now < due {
            ctx.request_repaint_after_secs((due - now) as f32);
            return None;
        }
        self.rests.1 = now;
        self.given = Some(unsaved.clone());
        Some(unsaved)
    }
}
