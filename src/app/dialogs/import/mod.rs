//! The import dialog: files at the left, the text as read beside the clean text, choices at the right.
//!
//! It changes nothing of the project. What a person chooses stands in each file's `Options`; threads behind the
//! dialog make documents of it again and again (`work`), and the one button at the foot hands all of them over
//! at once. Closing it leaves nothing behind.

mod choices;
mod files;
mod foot;
mod layout;
mod list;
mod marks;
mod panes;
mod people;
mod place;
mod preview;
mod profile;
mod speakers;
mod work;

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::{Ui, Vec2};

use super::{DialogView, Reach, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::shell::{Shell, TableFile};
use crate::app::theme::space;
use crate::app::widgets;
use crate::import::batch::Origin;
use crate::import::{Cancel, ImportedFile, Options, Worker};
use crate::model::Message;
use files::{FileRow, Tally};
use panes::PanesView;
use preview::Preview;
use work::{Arrival, Opened};

/// What became of the files when the button was pressed.
pub struct Chosen {
    /// Read, with titles and cases as chosen: the file's name and its documents.
    pub files: Vec<(String, ImportedFile)>,
    /// Tables, of which it is still to be asked which columns are text.
    pub tables: Vec<TableFile>,
    /// Ticked and not read, with the reason: refused, or left out because the reading was stopped.
    pub refused: Vec<(String, Message)>,
    /// Whether the reading was stopped and files were left out.
    pub reach: Reach,
    /// The group for all of them; may be empty.
    pub group: String,
    /// Whether later imports go without this dialog.
    pub directly: bool,
    /// The profile that was chosen last.
    pub profile: Option<String>,
}

/// What is done with what was chosen.
type Deed = Box<dyn FnOnce(&mut Shell, Chosen)>;

/// The tabs at the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    /// Steps and what readers do.
    #[default]
    Choices,
    /// Who speaks.
    Speakers,
    /// Who becomes a case.
    Cases,
    /// What was understood, what is to be checked.
    Report,
}

/// The open dialog.
pub struct ImportDialog {
    files: Vec<FileRow>,
    selected: usize,
    worker: Worker,
    sender: Sender<Arrival>,
    receiver: Receiver<Arrival>,
    batch_runs: bool,
    batch_flag: Option<Cancel>,
    look_flag: Option<Cancel>,
    /// Somebody stopped the reading of the list.
    stopped: bool,
    /// Of the last look at a file, and under which choices: asked for once, be there something to show or not.
    last_look: Option<(usize, Options)>,
    /// The look at one file that is under way.
    asked: Option<(usize, Options)>,
    opened: VecDeque<Opened>,
    /// What the panes show: of which file, under which choices.
    shown: Option<(usize, Options, Preview)>,
    panes: PanesView,
    list: crate::app::panels::rows::Rows,
    tab: Tab,
    title: TitleField,
    profiles: profile::Profiles,
    people: people::PeopleView,
    group: String,
    begun_group: String,
    all_cases: bool,
    directly: bool,
    /// The button was pressed: it is done as soon as everything is up to date.
    importing: bool,
    /// It was to be closed although something was chosen or corrected.
    giving_up: bool,
    /// How many files lost corrections when choices went to all.
    lost: usize,
    purpose: Purpose,
    deed: Option<Deed>,
}

/// The title while somebody writes it.
#[derive(Default)]
struct TitleField {
    of: Option<usize>,
    text: widgets::Settled,
}

/// What the dialog is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// New documents, in this group to begin with.
    Import {
        /// May be empty.
        group: String,
    },
    /// A document's own file once more: no group, no list, another name on the button.
    Again {
        /// Of the document.
        title: String,
    },
}

impl ImportDialog {
    /// For files that lie somewhere, or bytes at hand, under choices to begin with. `deed` is called with what was
    /// chosen when the button is pressed, and never otherwise.
    #[must_use]
    pub fn new(
        origins: Vec<Origin>,
        options: &Options,
        worker: Worker,
        purpose: Purpose,
        deed: impl FnOnce(&mut Shell, Chosen) + 'static,
    ) -> Self {
        let (sender, receiver) = channel();
        let group = match &purpose {
            Purpose::Import { group } => group.clone(),
            Purpose::Again { .. } => String::new(),
        };
        let mut files = Vec::new();
        list_anew(&mut files, origins, options);
        Self {
            files,
            begun_group: group.clone(),
            selected: 0,
            worker,
            sender,
            receiver,
            batch_runs: false,
            batch_flag: None,
            look_flag: None,
            stopped: false,
            last_look: None,
            asked: None,
            opened: VecDeque::new(),
            shown: None,
            panes: PanesView::default(),
            list: crate::app::panels::rows::Rows::default(),
            tab: Tab::default(),
            title: TitleField::default(),
            profiles: profile::Profiles::default(),
            people: people::PeopleView::default(),
            group,
            all_cases: false,
            directly: false,
            importing: false,
            giving_up: false,
            lost: 0,
            purpose,
            deed: Some(Box::new(deed)),
        }
    }

    /// The same with profiles to choose from, and the one that was chosen last time.
    #[must_use]
    pub fn with_profiles(mut self, environment: &crate::store::Environment, chosen: Option<String>) -> Self {
        self.profiles = profile::Profiles::of(environment, chosen);
        self
    }

    /// More files, as when they are dropped on the open dialog. Those that are in the list already are passed over.
    pub fn add(&mut self, origins: Vec<Origin>) {
        let options = self.files.get(self.selected).map_or_else(Options::default, |file| {
            file.options.clone().with_corrections(crate::import::Corrections::default())
        });
        list_anew(&mut self.files, origins, &options);
        self.stopped = false;
    }

    /// Whether there is something that would be lost with the dialog: then it asks before it closes.
    pub fn gives_way(&mut self) -> bool {
        let chosen =
            self.files.iter().any(FileRow::has_choices) || self.all_cases || self.group.trim() != self.begun_group;
        let asks = chosen && !self.giving_up;
        self.giving_up |= asks;
        !asks
    }

    fn purpose_is_import(&self) -> bool {
        matches!(self.purpose, Purpose::Import { .. })
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let area = ui.ctx().content_rect().size();
        let height = (area.y - 88.0).clamp(320.0, 860.0);
        ui.set_height(height);
        let foot = 44.0;
        ui.allocate_ui_with_layout(
            Vec2::new(ui.available_width(), height - foot - space::SMALL),
            egui::Layout::left_to_right(egui::Align::Min),
            |ui| {
                ui.spacing_mut().item_spacing.x = space::MEDIUM;
                let whole = ui.available_size();
                if self.files.len() > 1 {
                    column(ui, if whole.x < 1_100.0 { 176.0 } else { 216.0 }, |ui| self.list_ui(ui, view));
                }
                let side = if whole.x < 1_100.0 { 236.0 } else { 268.0 };
                let middle = ui.available_width() - side - space::MEDIUM;
                column(ui, middle, |ui| self.middle_ui(ui, view));
                column(ui, side, |ui| self.side_ui(ui, view, actions));
            },
        );
        widgets::hairline(ui);
        self.foot_ui(ui, view, actions)
    }

    /// Everything is up to date: what was chosen goes to where it was wanted.
    fn hand_over(&mut self, actions: &mut Actions) -> Stay {
        let Some(deed) = self.deed.take() else { return Stay::Close };
        let chosen = self.chosen();
        actions.push(Action::With(Box::new(move |shell| deed(shell, chosen))));
        Stay::Close
    }

    /// What was chosen; the list is empty then.
    fn chosen(&mut self) -> Chosen {
        let (mut files, mut tables, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut reach = Reach::Whole;
        let asks = self.purpose_is_import();
        for file in std::mem::take(&mut self.files).into_iter().filter(|file| file.ticked) {
            let name = file.name.clone();
            if self.stopped && file.refusal().is_none() && !file.is_current() {
                reach = Reach::Stopped;
                refused.push((name, Message::new("importing.left_out")));
            } else if asks && file.is_table() {
                tables.extend(file.into_table(self.all_cases));
            } else {
                match file.into_chosen(self.all_cases) {
                    Ok(file) => files.push((name, file)),
                    Err(reason) => refused.push((name, reason)),
                }
            }
        }
        Chosen {
            files,
            tables,
            refused,
            reach,
            group: self.group.trim().to_owned(),
            directly: self.directly,
            profile: self.profiles.chosen.clone(),
        }
    }

    fn tally(&self) -> Tally {
        Tally::of(&self.files)
    }

    fn row(&self) -> Option<&FileRow> {
        self.files.get(self.selected)
    }

    /// The choices of the file that is looked at, to be changed.
    fn options_mut(&mut self) -> Option<&mut Options> {
        self.files.get_mut(self.selected).map(|file| &mut file.options)
    }

    /// What the panes show, where it is of the file that is looked at.
    fn preview(&self) -> Option<&Preview> {
        self.shown.as_ref().filter(|(number, ..)| *number == self.selected).map(|(.., preview)| preview)
    }
}

/// Adds files to the list, but for those that are in it already: nobody wants one twice.
fn list_anew(files: &mut Vec<FileRow>, origins: Vec<Origin>, options: &Options) {
    let mut known: BTreeSet<PathBuf> = files.iter().filter_map(|file| file.path.clone()).collect();
    for origin in origins {
        let is_new = match &origin {
            Origin::Path(path) => known.insert(path.clone()),
            Origin::Bytes { .. } => true,
        };
        if is_new {
            files.push(FileRow::new(origin, options.clone()));
        }
    }
}

impl Drop for ImportDialog {
    fn drop(&mut self) {
        self.batch_flag.iter().chain(&self.look_flag).for_each(Cancel::cancel);
    }
}

/// A column of a width, over the whole height.
fn column(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    let size = Vec2::new(width.max(80.0), ui.available_height());
    ui.allocate_ui_with_layout(size, egui::Layout::top_down(egui::Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_width(size.x);
        ui.spacing_mut().item_spacing = Vec2::splat(space::SMALL);
        contents(ui);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tell;

    fn dialog(files: &[&str]) -> ImportDialog {
        let origin =
            |name: &&str| Origin::Bytes { name: (*name).to_owned(), bytes: "正文在此。".as_bytes().into() };
        let purpose = Purpose::Import { group: String::new() };
        let origins = files.iter().map(origin).collect();
        ImportDialog::new(origins, &Options::default(), Worker::in_process(), purpose, |_, _| {})
    }

    fn read(row: &mut FileRow) {
        let Origin::Bytes { name, bytes } = row.origin.clone() else { panic!("bytes") };
        let documents = Worker::in_process().read_bytes(&name, &bytes, &row.options, &Cancel::new());
        let file = documents.map(|documents| ImportedFile { documents, bytes });
        row.take(row.options.clone(), file.map_err(|error| error.tell()));
    }

    #[test]
    fn what_was_not_read_before_somebody_stopped_is_named_as_left_out() {
        let mut dialog = dialog(&["一.txt", "二.txt", "三.txt"]);
        read(&mut dialog.files[0]);
        dialog.files[2].ticked = false;
        dialog.stop_reading();
        let chosen = dialog.chosen();
        assert_eq!(chosen.files.len(), 1);
        let names: Vec<&str> = chosen.refused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, chosen.reach), (vec!["二.txt"], Reach::Stopped));
    }

    #[test]
    fn whatever_was_chosen_is_asked_about_before_it_is_lost_and_nothing_else() {
        let changes: [fn(&mut ImportDialog); 5] = [
            |dialog| dialog.files[0].ticked = false,
            |dialog| dialog.files[0].set_title(0, "老人 03"),
            |dialog| dialog.files[0].options.encoding = Some("big5".to_owned()),
            |dialog| "访谈".clone_into(&mut dialog.group),
            |dialog| dialog.all_cases = true,
        ];
        assert!(dialog(&["一.txt"]).gives_way());
        for (number, change) in changes.iter().enumerate() {
            let mut dialog = dialog(&["一.txt"]);
            change(&mut dialog);
            assert!(!dialog.gives_way(), "change {number} is lost without a word");
            assert!(dialog.gives_way(), "asked once");
        }
    }
}
