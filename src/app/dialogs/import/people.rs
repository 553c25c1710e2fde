//! Who becomes a case: those whom the file lets speak or quotes, each with a tick.

use egui::Ui;

use super::speakers::Names;
use super::{DialogView, ImportDialog};
use crate::app::theme::space;
use crate::app::widgets;
use crate::import::{CandidateOf, Cases};
use crate::model::Message;

/// What the tabs of people remember.
#[derive(Default)]
pub(super) struct PeopleView {
    pub names: Names,
}

impl ImportDialog {
    pub(super) fn people_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        ui.checkbox(&mut self.all_cases, view.text("importing.all_cases"));
        ui.label(widgets::caption(ui, view.text("importing.all_cases_hint")));
        let all = self.all_cases;
        let number = self.selected;
        let Some(file) = self.files.get_mut(number) else { return };
        let people = file.people();
        if people.listed.is_empty() {
            ui.add_space(space::SMALL);
            ui.label(widgets::quiet(ui, view.text("importing.no_candidates")));
            return;
        }
        widgets::section(ui, view.text("importing.candidates"));
        for (document, candidate) in &people.listed {
            let covered = all && Cases::Respondents.takes(candidate);
            let mut on = covered || file.is_case(*document, candidate);
            let of = match &candidate.of {
                CandidateOf::Document => view.text("importing.of_document").to_owned(),
                CandidateOf::Speaker(name) => {
                    view.language.say(&Message::new("importing.of_speaker").with("name", name))
                }
                CandidateOf::Passages(spans) => {
                    view.language.say(&Message::new("importing.of_passages").with("count", spans.len()))
                }
            };
            let changed = ui.add_enabled_ui(!covered, |ui| ui.checkbox(&mut on, &candidate.name).changed()).inner;
            let attributes: Vec<String> =
                candidate.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let line = if attributes.is_empty() { of } else { format!("{of} · {}", attributes.join("；")) };
            ui.indent(("candidate", *document, &candidate.name), |ui| ui.label(widgets::caption(ui, line)));
            if changed {
                file.set_case(*document, candidate, on);
            }
        }
        let more = people.count - people.listed.len();
        if more > 0 {
            let said = Message::new("importing.more_candidates").with("count", more);
            ui.label(widgets::caption(ui, view.language.say(&said)));
        }
    }
}
