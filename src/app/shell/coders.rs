//! Who codes: choosing, joining, and the question where nobody on this machine has said.

use crate::model::{CoderId, Message};

use super::Shell;
use crate::app::dialogs::{Dialog, WhoDialog};
use crate::app::notices::Offer;

impl Shell {
    /// Codes as another coder of the project.
    pub fn code_as(&mut self, coder: CoderId) {
        if let Some(session) = self.session.as_mut() {
            session.code_as(coder);
            self.tell_coder();
        }
    }

    /// Codes as somebody of this name, who joins where nobody bears it.
    pub fn join(&mut self, name: &str) {
        if let Some(session) = self.session.as_mut() {
            session.join(name);
            if self.settings.coder.is_empty() {
                name.trim().clone_into(&mut self.settings.coder);
                self.keep_settings();
            }
            self.tell_coder();
        }
    }

    /// Whoever works here without having been asked, in a sample or because they went on without an answer, is who
    /// sits here: nobody is asked later who they are.
    pub(super) fn keep_coder(&mut self) {
        if let Some(session) = self.session.as_mut()
            && !session.coder_is_known()
            && session.read_only().is_none()
        {
            session.code_as(session.coder());
        }
    }

    fn tell_coder(&mut self) {
        let Some(session) = &self.session else { return };
        if let Some(coder) = session.project().coder(session.coder()) {
            self.notices.tell(Message::new("app.coding_as").with("name", &coder.name), Offer::Nothing, 0);
        }
    }

    /// Asks who codes, where the project has coders and this installation has not said which of them it is.
    pub(super) fn ask_who(&mut self) {
        let Some(session) = &self.session else { return };
        let has_coders = session.project().coders().len() > 0;
        if has_coders && session.read_only().is_none() && !session.coder_is_known() {
            // Who works here is asked before anything else.
            let waiting = self.dialog.replace(Dialog::Who(WhoDialog::new(&self.settings.coder)));
            self.questions.extend(waiting);
        }
    }
}
