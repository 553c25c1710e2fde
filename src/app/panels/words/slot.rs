//! Something that is counted behind the window: what was asked for, how it goes, what came of it.
//!
//! A figure stays until a newer one is there. What is stopped by hand is not begun again by itself.

use std::sync::Arc;

use egui::Ui;

use super::WordsView;
use super::counting::{Counter, Fault};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobContext, JobKind, JobRequest, Underway};
use crate::app::shell::{Shell, ShellView};
use crate::app::widgets;
use crate::model::Message;

/// What was asked for, and of which state of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked<K> {
    what: K,
    revision: u64,
}

/// One figure.
pub struct Slot<K, T> {
    asked: Option<Asked<K>>,
    underway: Underway,
    came: Option<(Asked<K>, Arc<T>)>,
    fault: Option<(Asked<K>, Fault)>,
    is_new: bool,
}

impl<K, T> Default for Slot<K, T> {
    fn default() -> Self {
        Self { asked: None, underway: Underway::default(), came: None, fault: None, is_new: false }
    }
}

/// Where a slot is found when its figure has been made.
pub type Find<K, T> = fn(&mut WordsView) -> &mut Slot<K, T>;

impl<K: Clone + PartialEq + Send + 'static, T: Send + Sync + 'static> Slot<K, T> {
    /// The figure, of now or of before.
    #[must_use]
    pub fn get(&self) -> Option<&Arc<T>> {
        self.came.as_ref().map(|(_, figure)| figure)
    }

    /// A figure that has not been looked at.
    pub fn take_new(&mut self) -> Option<Arc<T>> {
        std::mem::take(&mut self.is_new).then(|| self.came.as_ref().map(|(_, figure)| Arc::clone(figure)))?
    }

    /// What is wrong with what was asked for last.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        let (of, fault) = self.fault.as_ref()?;
        (self.asked.as_ref() == Some(of)).then_some(fault)
    }

    /// Whether it is being made.
    pub fn is_busy(&mut self) -> bool {
        self.underway.goes_on()
    }

    /// Whether what was asked for was stopped before it came.
    pub fn is_stopped(&mut self) -> bool {
        let ready = self.came.as_ref().map(|(of, _)| of) == self.asked.as_ref();
        self.asked.is_some() && !ready && self.fault().is_none() && !self.is_busy()
    }

    /// Has it begun again.
    pub fn again(&mut self) {
        self.asked = None;
    }

    /// Lets go of what is not there yet: another tab is looked at.
    pub fn put_off(&mut self) {
        if self.is_busy() {
            self.asked = None;
        }
    }

    /// Has it made where it is not of what is wanted now.
    pub fn want(
        &mut self,
        view: &ShellView,
        what: K,
        find: Find<K, T>,
        make: impl FnOnce(&Counter, &JobContext) -> Result<T, Fault> + Send + 'static,
        counter: &Counter,
        actions: &mut Actions,
    ) {
        let wanted = Asked { what, revision: view.revision };
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.asked = Some(wanted.clone());
        // It was put off, and came nevertheless.
        if self.came.as_ref().is_some_and(|(of, _)| *of == wanted) {
            return;
        }
        let (held, counter) = (self.underway.begin(), counter.clone());
        actions.push(Action::Start(JobRequest::new(JobKind::Words, Message::new("words.job"), move |context| {
            let made = make(&counter, context);
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                let slot = find(&mut shell.views.words);
                match made {
                    Ok(figure) => {
                        slot.came = Some((wanted, Arc::new(figure)));
                        slot.fault = None;
                        slot.is_new = true;
                    }
                    Err(Fault::Stopped) => {}
                    Err(fault) => slot.fault = Some((wanted, fault)),
                }
            });
            then
        })));
    }

    /// How it goes, where that is worth saying: being counted, stopped, or what is wrong.
    pub fn state_ui(&mut self, ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
        if self.is_busy() {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(14.0));
                ui.label(widgets::caption(ui, view.text("words.counting")));
                if widgets::link_button(ui, view.text("words.stop")).clicked() {
                    actions.push(Action::CancelJob(JobKind::Words));
                }
            });
        } else if self.is_stopped() {
            ui.horizontal(|ui| {
                ui.label(widgets::caption(ui, view.text("words.stopped")));
                if widgets::link_button(ui, view.text("words.again")).clicked() {
                    self.again();
                }
            });
        } else if let Some(fault) = self.fault() {
            for message in fault.messages() {
                let text = egui::RichText::new(view.say(&message)).color(crate::app::theme::tokens(ui).danger);
                ui.add(egui::Label::new(text).wrap());
            }
        }
    }
}
