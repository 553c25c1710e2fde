//! Profiles in the dialog: choose one, save the choices of now under a name, delete one.

use egui::Ui;

use super::{DialogView, ImportDialog, files};
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::widgets;
use crate::model::{Message, Tell};
use crate::session::profiles::{self, Profile};
use crate::store::Environment;

/// What the dialog knows of profiles.
#[derive(Default)]
pub(super) struct Profiles {
    known: Vec<Profile>,
    /// Said once: what could not be read.
    wrong: Vec<Message>,
    pub chosen: Option<String>,
    /// The name while somebody writes it.
    naming: Option<String>,
}

impl Profiles {
    pub fn of(environment: &Environment, chosen: Option<String>) -> Self {
        let (known, wrong) = profiles::list(environment);
        let chosen = chosen.filter(|name| known.iter().any(|profile| profile.name == *name));
        Self { known, wrong: wrong.iter().map(Tell::tell).collect(), chosen, naming: None }
    }
}

impl ImportDialog {
    pub(super) fn profile_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) {
        widgets::section(ui, view.text("importing.profile"));
        for wrong in &self.profiles.wrong {
            ui.label(widgets::caption(ui, view.language.say(wrong)));
        }
        if self.profiles.naming.is_some() {
            self.naming_ui(ui, view, actions);
            return;
        }
        let mut names: Vec<(usize, &str)> = vec![(0, view.text("importing.profile_usual"))];
        names.extend(self.profiles.known.iter().enumerate().map(|(at, profile)| (at + 1, profile.name.as_str())));
        let place = |name: &String| self.profiles.known.iter().position(|profile| profile.name == *name);
        let mut chosen = self.profiles.chosen.as_ref().and_then(place).map_or(0, |at| at + 1);
        let (mut save, mut delete, mut changed) = (false, false, false);
        ui.horizontal(|ui| {
            let room = ui.available_width() - 2.0 * widgets::ICON_BUTTON - 20.0;
            ui.allocate_ui(egui::vec2(room, 28.0), |ui| {
                changed = parts::choice_ui(ui, view.text("importing.profile"), &names, &mut chosen);
            });
            save = widgets::icon_button(ui, Icon::Plus, view.text("importing.profile_save")).clicked();
            let may = chosen > 0;
            let text = view.text("importing.profile_delete");
            delete = ui.add_enabled_ui(may, |ui| widgets::icon_button(ui, Icon::Bin, text)).inner.clicked();
        });
        if changed {
            self.choose_profile(chosen.checked_sub(1));
        }
        if save {
            self.profiles.naming = Some(self.profiles.chosen.clone().unwrap_or_default());
        }
        if delete && let Some(name) = self.profiles.chosen.take() {
            if let Err(error) = profiles::delete(view.environment, &name) {
                actions.push(Action::Problem(error.tell()));
            }
            self.profiles = Profiles::of(view.environment, None);
        }
    }

    /// The choices of a profile for all files; their corrections stay.
    fn choose_profile(&mut self, place: Option<usize>) {
        let profile = place.and_then(|at| self.profiles.known.get(at));
        let options = profile.map(|profile| profile.options.clone()).unwrap_or_default();
        self.profiles.chosen = profile.map(|profile| profile.name.clone());
        self.lost = files::apply_to_all(&mut self.files, &options);
        self.begin_anew();
    }

    fn naming_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) {
        let Some(mut name) = self.profiles.naming.take() else { return };
        let label = view.text("importing.profile_name");
        let response = widgets::line_field(ui, label, &mut name, label);
        let entered = response.lost_focus() && super::super::entered(ui);
        let (mut save, mut leave) = (entered, false);
        ui.horizontal(|ui| {
            save |= widgets::primary_button(ui, view.text("importing.profile_keep")).clicked();
            leave = widgets::plain_button(ui, view.text("dialog.cancel")).clicked();
        });
        if leave {
            return;
        }
        if !save {
            self.profiles.naming = Some(name);
            return;
        }
        let options = self.row().map(|file| file.options.clone()).unwrap_or_default();
        let profile = Profile::new(&name, &options);
        match profile.save(view.environment) {
            Ok(()) => self.profiles = Profiles::of(view.environment, Some(profile.name)),
            Err(error) => {
                actions.push(Action::Problem(error.tell()));
                self.profiles.naming = Some(name);
            }
        }
    }
}
