//! The backups of a project: which there are, one more, and one of them into a new folder.
//!
//! It only shows: what takes time are jobs of the shell (`shell/backups.rs`), which tell it how they went.

use std::path::{Path, PathBuf};

use egui::{Align, FontId, Key, Modifiers, Rect, ScrollArea, Ui, Vec2, pos2};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, RowLook};
use crate::app::{amounts, fonts, show_in_folder, time};
use crate::model::Message;
use crate::store::backup::{Backup, Listing, Soundness};

/// Height of a backup in the list.
const ROW: f32 = 50.0;
/// Findings of a backup that are shown; the others are as many more of the same.
const FINDINGS: usize = 3;

/// Whether there is something to back up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// The project's folder is there.
    There,
    /// It is gone.
    Gone,
}

/// How something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Well.
    Good,
    /// It was done, but wants attention.
    Doubtful,
    /// Not.
    Bad,
}

/// The open list.
pub struct BackupsDialog {
    folder: PathBuf,
    title: String,
    there: Folder,
    /// `None` while it is looked for.
    listing: Option<Listing>,
    chosen: usize,
    /// What is being done.
    busy: Option<&'static str>,
    /// What was done last, and how it went.
    said: Option<(Mood, Message)>,
    restored: Option<PathBuf>,
}

impl BackupsDialog {
    /// Of the project in a folder, which may be gone.
    #[must_use]
    pub fn new(folder: PathBuf, title: String) -> Self {
        let busy = Some("backup.loading");
        Self { folder, title, there: Folder::Gone, listing: None, chosen: 0, busy, said: None, restored: None }
    }

    /// Whose backups they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// These were found. The newest of this place is chosen; another copy of the project is another state of it.
    pub fn found(&mut self, listing: Listing, there: Folder) {
        let here = self.folder.display().to_string();
        self.chosen = listing.backups.iter().position(|backup| backup.header.place == here).unwrap_or(0);
        (self.listing, self.there, self.busy) = (Some(listing), there, None);
    }

    /// Something is being done.
    pub fn begin(&mut self, what: &'static str) {
        (self.busy, self.said, self.restored) = (Some(what), None, None);
    }

    /// It was done.
    pub fn say(&mut self, mood: Mood, message: Message) {
        (self.busy, self.said) = (None, Some((mood, message)));
    }

    /// One was restored into this folder.
    pub fn restored(&mut self, folder: PathBuf) {
        self.restored = Some(folder);
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("backup.title"));
        self.head_ui(ui, view);
        ui.label(widgets::caption(ui, view.text("backup.line")));
        ui.add_space(space::TINY);
        self.list_ui(ui, view);
        self.chosen_ui(ui, view);
        self.said_ui(ui, view);
        self.foot_ui(ui, view, actions)
    }

    /// Whose backups they are, and where they lie.
    fn head_ui(&self, ui: &mut Ui, view: &DialogView<'_>) {
        let row = Vec2::new(ui.available_width(), 24.0);
        ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(Align::Center), |ui| {
            if let Some(backup) = self.chosen_backup()
                && widgets::link_button(ui, view.text("backup.show_folder")).clicked()
            {
                show_in_folder::show(&backup.manifest);
            }
            ui.with_layout(egui::Layout::left_to_right(Align::Center), |ui| {
                let of = format!("{}   {}", self.title, self.folder.display());
                ui.add(egui::Label::new(widgets::quiet(ui, of)).truncate());
            });
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let height = 6.0 * ROW;
        let Some(listing) = &self.listing else {
            ui.allocate_ui(Vec2::new(ui.available_width(), height), |ui| {
                ui.centered_and_justified(|ui| ui.add(egui::Spinner::new()));
            });
            return;
        };
        for finding in &listing.findings {
            line_ui(ui, Mood::Doubtful, &view.language.say(finding));
        }
        if listing.backups.is_empty() {
            let text = match self.there {
                Folder::There => "backup.none_text",
                Folder::Gone => "backup.none_text_closed",
            };
            ui.allocate_ui(Vec2::new(ui.available_width(), 200.0), |ui| {
                widgets::empty_state(ui, Icon::Folder, view.text("backup.none_title"), view.text(text));
            });
            return;
        }
        let moved = self.moved(ui, listing.backups.len());
        if let Some(to) = moved {
            self.chosen = to;
        }
        let chosen = &mut self.chosen;
        ui.spacing_mut().item_spacing.y = 2.0;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (at, backup) in listing.backups.iter().enumerate() {
                let label = Message::new("backup.choose")
                    .with("time", time::date(backup.header.at))
                    .with("reason", view.language.say(&backup.header.reason.message()));
                let look = if at == *chosen { RowLook::Chosen } else { RowLook::Plain };
                let (rect, response) = widgets::row(ui, &view.language.say(&label), look, ROW);
                if moved == Some(at) {
                    response.scroll_to_me(None);
                }
                backup_ui(ui, rect.shrink2(Vec2::new(12.0, 6.0)), view, backup);
                if response.clicked() {
                    *chosen = at;
                }
            }
        });
        ui.spacing_mut().item_spacing.y = space::SMALL;
        ui.add_space(space::TINY);
    }

    /// Where the arrow keys lead.
    fn moved(&self, ui: &Ui, count: usize) -> Option<usize> {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let to = match (pressed(Key::ArrowDown), pressed(Key::ArrowUp)) {
            (true, false) => self.chosen + 1,
            (false, true) => self.chosen.saturating_sub(1),
            _ => return None,
        };
        Some(to.min(count.saturating_sub(1)))
    }

    fn chosen_backup(&self) -> Option<&Backup> {
        self.listing.as_ref()?.backups.get(self.chosen)
    }

    /// What there is to know of the chosen one beyond its line.
    fn chosen_ui(&self, ui: &mut Ui, view: &DialogView<'_>) {
        let Some(backup) = self.chosen_backup() else { return };
        let header = &backup.header;
        if header.place != self.folder.display().to_string() {
            let place = Message::new("backup.at_place").with("path", &header.place);
            ui.add(egui::Label::new(widgets::caption(ui, view.language.say(&place))).truncate());
        }
        let tip = match header.soundness {
            Soundness::Sound => return,
            Soundness::AsDamaged => "backup.as_damaged_tip",
            Soundness::Unsound => "backup.unsound_tip",
        };
        line_ui(ui, Mood::Doubtful, view.text(tip));
        for finding in header.findings.iter().take(FINDINGS) {
            ui.label(widgets::caption(ui, view.language.say(finding)));
        }
        if let Some(more) = header.findings.len().checked_sub(FINDINGS + 1) {
            let more = Message::new("backup.more_findings").with("count", more + 1);
            ui.label(widgets::caption(ui, view.language.say(&more)));
        }
    }

    fn said_ui(&self, ui: &mut Ui, view: &DialogView<'_>) {
        if let Some(what) = self.busy.filter(|_| self.listing.is_some()) {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(16.0));
                ui.label(widgets::quiet(ui, view.text(what)));
            });
        }
        if let Some((mood, message)) = &self.said {
            ui.add_space(space::TINY);
            line_ui(ui, *mood, &view.language.say(message));
        }
    }

    fn foot_ui(&self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if let Some(restored) = &self.restored
                && widgets::primary_button(ui, view.text("backup.open_restored")).clicked()
            {
                actions.push(Action::OpenProject(restored.clone()));
                stay = Stay::Close;
            }
            let idle = self.busy.is_none();
            if let Some(backup) = self.chosen_backup() {
                let text = view.text("backup.restore");
                let button = if self.restored.is_some() { widgets::plain_button } else { widgets::primary_button };
                if ui.add_enabled_ui(idle, |ui| button(ui, text)).inner.clicked() {
                    let backup = backup.clone();
                    actions.push(Action::With(Box::new(move |shell| shell.pick_restore(backup))));
                }
            }
            if self.there == Folder::There {
                let make = ui.add_enabled_ui(idle, |ui| widgets::plain_button(ui, view.text("backup.make_now"))).inner;
                if make.clicked() {
                    let folder = self.folder.clone();
                    actions.push(Action::With(Box::new(move |shell| shell.make_backup(folder))));
                }
            }
            if widgets::plain_button(ui, view.text("dialog.close")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

/// When and why, how it opened; below that how much is in it.
fn backup_ui(ui: &Ui, rect: Rect, view: &DialogView<'_>, backup: &Backup) {
    let t = theme::tokens(ui);
    let header = &backup.header;
    let (upper, lower) = rect.split_top_bottom_at_fraction(0.5);
    let small = FontId::proportional(size::SMALL);
    let (icon, colour) = match header.soundness {
        Soundness::Sound => (Icon::Check, t.success),
        Soundness::AsDamaged => (Icon::Warning, t.warning),
        Soundness::Unsound => (Icon::Warning, t.danger),
    };
    let opened = view.language.say(&header.soundness.message());
    let taken = widgets::text_in(ui, upper, &opened, small.clone(), colour, Align::Max);
    let mark = Rect::from_center_size(pos2(upper.right() - taken - 11.0, upper.center().y), Vec2::splat(14.0));
    icon.paint(ui.painter(), mark, 13.0, colour);
    let left = Rect::from_min_max(upper.min, pos2(mark.left() - space::SMALL, upper.bottom()));
    let when = time::date(header.at);
    let taken = widgets::text_in(ui, left, &when, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    let why = Rect::from_min_max(pos2(left.left() + taken + space::MEDIUM, left.top()), left.max);
    let reason = view.language.say(&header.reason.message());
    widgets::text_in(ui, why, &reason, FontId::proportional(size::BODY), t.ink, Align::Min);
    let bytes = Message::new("backup.size").with("size", amounts::bytes(header.bytes)).with("files", header.files);
    let taken = widgets::text_in(ui, lower, &view.language.say(&bytes), small.clone(), t.quiet, Align::Max);
    let left = Rect::from_min_max(lower.min, pos2(lower.right() - taken - space::MEDIUM, lower.bottom()));
    widgets::text_in(ui, left, &view.language.say(&header.counts.message()), small, t.quiet, Align::Min);
}

/// A sentence with a sign of how things went.
fn line_ui(ui: &mut Ui, mood: Mood, text: &str) {
    let t = theme::tokens(ui);
    let (icon, colour) = match mood {
        Mood::Good => (Icon::Check, t.success),
        Mood::Doubtful => (Icon::Warning, t.warning),
        Mood::Bad => (Icon::Warning, t.danger),
    };
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(20.0), egui::Sense::hover());
        icon.paint(ui.painter(), rect, 15.0, colour);
        ui.add(egui::Label::new(text).wrap().selectable(true));
    });
}
