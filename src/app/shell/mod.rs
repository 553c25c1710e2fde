//! The shell: one window with an open project, its workspaces, dialogs and jobs.
//!
//! It owns everything that panels look at, hands them [`ShellView`]s, and after each frame carries
//! out what they want ([`Action`]). Panels draw; only the shell changes anything, and only through
//! the session.

mod backups;
mod carry_out;
mod coders;
mod codes;
mod coding;
mod correct;
mod desk;
mod ends;
mod documents;
mod drops;
mod history;
mod import;
mod keep;
mod keys;
mod memos;
mod mend;
mod merge;
mod original;
mod others;
mod problems;
mod project;
mod reading;
mod reimport;
mod rescue;
mod stations;
mod survey;
mod undo;
mod unsaved_correction;
mod view;
mod words;

use std::collections::VecDeque;

use egui::{CentralPanel, Context, Frame, Panel, Ui};

use crate::i18n::Language;
use crate::model::Message;
use crate::session::{Draft, Session};
use crate::store::Environment;

use super::actions::{Action, Actions, Centre, SearchSide, Workspace};
use super::commands::{Situation, UiCommand};
use super::dialogs::{Dialog, DialogView, PathDialog, dialog_ui};
use super::fonts;
use super::jobs::{Ended, JobKind, Jobs};
use super::notices::Notices;
use super::offscreen::Work;
use super::panels;
use super::picker::{FilePicker, Picked, Purpose};
use super::theme::{self};
use super::view_state::{ProjectView, Settings};
use super::widgets;

use project::Arrived;

pub(in crate::app) use correct::Asking;
pub use ends::{Among, Resizing};
pub use import::ImportWith;
pub(in crate::app) use keys::DIGITS;
pub use rescue::Lost;
pub(in crate::app) use survey::is_table;
pub use survey::{SurveyImport, TableFile};
pub use view::{Cramped, Desk, ShellView, Side, Together, Views, coding_at};

/// One window.
pub struct Shell {
    environment: Environment,
    ctx: Context,
    /// Of the program on this machine.
    pub settings: Settings,
    session: Option<Session>,
    /// What is open, chosen and selected.
    pub desk: Desk,
    /// What each panel remembers.
    pub views: Views,
    start: panels::start::StartView,
    /// Where the panels stand, for going from one to another.
    stations: stations::Stations,
    /// The open question.
    pub dialog: Option<Dialog>,
    /// Questions that came up by themselves while another one was open; they wait until it is answered.
    questions: VecDeque<Dialog>,
    /// Projects that were opened; they wait likewise.
    arrived: VecDeque<Arrived>,
    /// What is being said.
    pub notices: Notices,
    /// What goes on behind the window.
    pub jobs: Jobs<Shell>,
    picker: Box<dyn FilePicker>,
    picking: Option<Purpose>,
    import_with: ImportWith,
    /// Imports with tables, the first one being asked about.
    surveys: VecDeque<survey::Round>,
    /// Files that were dropped where no project was open: they come into the one that is being made for them.
    dropped: Vec<std::path::PathBuf>,
    /// Imports that the project could not take.
    unsaved: Vec<import::Unsaved>,
    kept_view: ProjectView,
    kept_at: f64,
    /// What of the correction is on the disk.
    written_down: unsaved_correction::WrittenDown,
    leaving: bool,
    saving: rescue::Saving,
    looks: others::Looks,
    /// Which undos were agreed to, of the open project.
    agreed: undo::Agreed,
    /// Whether it was said that this disk is not as safe as it should be.
    warned: bool,
}

impl Shell {
    /// A window with the start page. `language` overrides what was chosen before.
    #[must_use]
    pub fn new(
        ctx: &Context,
        environment: Environment,
        picker: Box<dyn FilePicker>,
        import_with: ImportWith,
        language: Option<Language>,
    ) -> Self {
        let mut settings = Settings::load(&environment);
        settings.language = language.or(settings.language);
        ctx.set_theme(settings.look.preference());
        ctx.set_zoom_factor(settings.scale.factor());
        Self {
            stations: stations::Stations::default(),
            environment,
            ctx: ctx.clone(),
            settings,
            session: None,
            desk: Desk::default(),
            views: Views::default(),
            start: panels::start::StartView::default(),
            dialog: None,
            questions: VecDeque::new(),
            arrived: VecDeque::new(),
            notices: Notices::default(),
            jobs: Jobs::waking(ctx),
            picker,
            picking: None,
            import_with,
            surveys: VecDeque::new(),
            dropped: Vec::new(),
            unsaved: Vec::new(),
            kept_view: ProjectView::default(),
            kept_at: 0.0,
            written_down: unsaved_correction::WrittenDown::default(),
            leaving: false,
            saving: rescue::Saving::default(),
            looks: others::Looks::default(),
            agreed: undo::Agreed::default(),
            warned: false,
        }
    }

    /// The open project.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// In which the interface speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        self.settings.language()
    }

    /// The world.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Wakes and repaints the window.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.ctx
    }

    /// Whether the program is to end.
    #[must_use]
    pub fn leaving(&self) -> bool {
        self.leaving
    }

    /// Takes in what happened behind the window: results of jobs, answers of file dialogs.
    /// It draws nothing, so it also runs while the window is hidden.
    pub fn logic(&mut self) {
        let revision = self.session.as_ref().map(|session| session.revision().0);
        for end in self.jobs.drain(revision) {
            match end {
                Ended::Done(then) => then(self),
                Ended::Broken(label) => {
                    let what = self.language().say(&label);
                    self.notices.problem(Message::new("app.job_broken").with("what", what));
                }
            }
        }
        while self.dialog.is_none()
            && let Some(arrived) = self.arrived.pop_front()
        {
            self.opened(arrived);
        }
        self.jobs.advance();
        if let Some(picked) = self.picker.answer()
            && let Some(purpose) = self.picking.take()
        {
            self.picked(&purpose, picked);
        }
        if let Some(session) = &self.session {
            let looks = self.desk.workspace == Workspace::Search && self.desk.search_side == SearchSide::Find;
            let eye = if looks { panels::search::Eye::Looks } else { panels::search::Eye::Away };
            self.views.search.attend(session, &self.ctx, eye);
            self.views.reading.borders.attend(session.project(), session.revision().0, &mut self.jobs);
            if self.desk.workspace == Workspace::Code && self.desk.word_marks && self.desk.past.is_none() {
                let document = self.desk.document.and_then(|id| session.project().document(id));
                let on_screen = self.views.reading.column().on_screen();
                if let (Some(document), Some(span)) = (document, on_screen) {
                    let (revision, engine) = (session.revision().0, self.views.search.engine());
                    let cut = &mut self.views.reading.cut;
                    cut.attend(session.project(), revision, document, span, engine, &mut self.jobs);
                }
            }
            if self.desk.workspace == Workspace::History {
                self.views.history.attend(session, self.settings.language(), &mut self.jobs);
            }
        }
        // The journal holds every change at once; the record files follow when it is quiet.
        if let Some(wait) = self.session.as_mut().and_then(Session::tick) {
            self.ctx.request_repaint_after(wait);
        }
        self.attend_ends();
        match (&mut self.dialog, &self.session) {
            (Some(Dialog::Import(dialog)), _) => dialog.attend(&mut self.jobs, &self.ctx),
            (Some(Dialog::Palette(palette)), Some(session)) => {
                palette.attend(session, self.views.search.engine(), &mut self.jobs);
            }
            _ => {}
        }
        self.attend_correction();
        self.attend_unsaved_correction();
        self.attend_surveys();
        self.attend_others();
        self.attend_saving();
        self.attend_backups();
        self.attend_close_request();
        self.keep();
    }

    /// Runs until nothing goes on behind the window: for pictures, the tour and tests.
    pub fn finish_jobs(&mut self) {
        self.logic();
        while self.jobs.busy() {
            self.jobs.wait();
            self.logic();
        }
    }

    /// A shell may be made before its window, as tests and pictures do: from the first frame on it belongs to this one.
    fn move_to(&mut self, ctx: &Context) {
        if self.ctx != *ctx {
            self.ctx = ctx.clone();
            self.jobs.wake_instead(ctx);
            ctx.set_theme(self.settings.look.preference());
            ctx.set_zoom_factor(self.settings.scale.factor());
        }
    }

    /// Whether a picture must wait.
    #[must_use]
    pub fn work(&self) -> Work {
        if self.jobs.busy() || self.views.search.is_busy() { Work::GoesOn } else { Work::Done }
    }

    /// Draws a frame and carries out what it wanted.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.move_to(ui.ctx());
        fonts::speak(ui.ctx(), self.language());
        widgets::watch_composition(ui.ctx());
        widgets::watch_escape(ui.ctx());
        let mut actions = Actions::default();
        let view = self.view();
        let mut in_vain = None;
        if self.dialog.is_none() {
            self.views.reading.column().take_escape(ui.ctx());
            let situation = self.situation();
            in_vain = Some((situation, keys::keys(ui.ctx(), situation, view.as_ref(), &mut actions)));
        }
        self.take_dropped_files(ui.ctx(), &mut actions);
        match view {
            Some(view) => self.project_ui(ui, &view, &mut actions),
            None => self.start_ui(ui, &mut actions),
        }
        if let Some((situation, taken)) = in_vain {
            keys::in_vain(ui.ctx(), situation, taken, &mut actions);
        }
        let shell_view = self.view();
        let dialog_view =
            DialogView { language: self.language(), shell: shell_view.as_ref(), environment: &self.environment };
        dialog_ui(ui.ctx(), &mut self.dialog, &dialog_view, &mut actions);
        self.hover_ui(ui);
        for action in actions.take() {
            self.carry_out(action);
        }
        widgets::remember_field(ui.ctx());
        self.stations.remember(ui.ctx());
        let over = if self.dialog.is_some() { stations::Over::Dialog } else { stations::Over::Nothing };
        self.stations.give_back(ui.ctx(), over);
        if self.dialog.is_none() {
            self.dialog = self.questions.pop_front();
            if self.dialog.is_some() || !self.arrived.is_empty() {
                ui.ctx().request_repaint();
            }
        }
    }

    /// Asks something that came up by itself, as when a job has ended. What somebody is writing in another
    /// dialog stays: this one waits until that is answered.
    pub fn ask_in_turn(&mut self, dialog: Dialog) {
        if self.dialog.is_none() {
            self.dialog = Some(dialog);
        } else {
            self.questions.push_back(dialog);
        }
    }

    fn start_ui(&mut self, ui: &mut Ui, actions: &mut Actions) {
        let t = theme::tokens(ui);
        let language = self.language();
        self.problems_ui(ui);
        let says = self.notices.current(ui.ctx(), 0).is_some();
        if self.jobs.busy() || says {
            let status = Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 4));
            Panel::bottom("status bar").frame(status).show(ui, |ui| {
                panels::status_bar::jobs_only_ui(ui, language, &self.jobs, &mut self.notices, actions);
            });
        }
        CentralPanel::no_frame().frame(Frame::new().fill(t.paper)).show(ui, |ui| {
            panels::start::start_ui(ui, &mut self.start, language, &self.settings, &self.environment, actions);
        });
    }

    /// Asks for files or folders.
    fn pick(&mut self, purpose: Purpose) {
        if self.picking.is_some() {
            // A second one over the first would answer for it.
            self.notices.tell(Message::new("app.picker_is_open"), super::notices::Offer::Nothing, 0);
            return;
        }
        let folder = match (&purpose, &self.session) {
            (Purpose::WriteFile { .. }, Some(session)) => session.folder().parent().map(ToOwned::to_owned),
            _ => self.settings.folder.clone(),
        };
        let language = self.language();
        self.picker.ask(&purpose, folder.as_deref(), language);
        self.picking = Some(purpose);
    }

    /// Somebody chose, in the system's dialog or by typing a path.
    pub fn picked(&mut self, purpose: &Purpose, picked: Picked) {
        let paths = match picked {
            Picked::Paths(paths) => paths,
            Picked::Cancelled => return,
            Picked::Unavailable if matches!(purpose, Purpose::NewProjectFolder) => {
                self.notices.problem(Message::new("dialog.no_file_dialog"));
                return;
            }
            Picked::Unavailable => {
                let path = Dialog::Path(PathDialog::new(purpose.clone()));
                if matches!(self.dialog, Some(Dialog::Backups(_))) {
                    // It was asked for from there, and comes back when the path is known.
                    self.questions.extend(self.dialog.replace(path));
                } else {
                    self.ask_in_turn(path);
                }
                return;
            }
        };
        let Some(first) = paths.first().cloned() else { return };
        match purpose {
            Purpose::OpenProject => self.carry_out(Action::OpenProject(first)),
            Purpose::NewProjectFolder => {
                if let Some(Dialog::NewProject(dialog)) = &mut self.dialog {
                    dialog.folder = widgets::Settled::of(&first.to_string_lossy());
                }
                self.settings.folder = Some(first);
                self.keep_settings();
            }
            Purpose::Import => self.carry_out(Action::Import { paths, group: None }),
            Purpose::Folder { then, .. } | Purpose::ReadFile { then, .. } | Purpose::WriteFile { then, .. } => {
                then.run(self, first);
            }
        }
    }

    /// Where things stand, as far as commands care.
    #[must_use]
    pub fn situation(&self) -> Situation {
        let Some(session) = &self.session else { return Situation::default() };
        let open = self.desk.document.and_then(|id| session.project().document(id));
        let correcting = self.is_correcting();
        let draft = self.views.correct.draft().filter(|_| correcting);
        Situation {
            project: true,
            writing: session.read_only().is_none() && !self.past_is_shown(),
            reading: self.reads(),
            text: self.desk.document.is_some() && self.reads() && !correcting,
            lists: matches!(self.desk.workspace, Workspace::Code | Workspace::Search),
            desk: self.desk.workspace == Workspace::Code,
            document: self.desk.document.is_some(),
            finding: (self.desk.found.is_some() || correcting && self.views.correct.has_found()) && self.reads(),
            source: open.is_some_and(|document| document.source.is_some()),
            // Elsewhere it cannot be seen, and keys mean what is seen.
            passage: self.desk.passage.is_some() && self.reads(),
            coding: matches!(self.desk.choice, super::actions::Choice::Coding(_))
                && self.desk.centre != Centre::Sheet
                && !correcting,
            code: matches!(self.desk.choice, super::actions::Choice::Code(_)),
            codes_keyboard: self.views.codes.has_keyboard(&self.ctx),
            way_back: self.way_back().is_some(),
            last_code: self.desk.last_code.is_some(),
            done: draft.map_or(session.undo_label().is_some() || self.desk.resizing.is_some(), Draft::can_undo),
            undone: draft.map_or(session.redo_label().is_some(), Draft::can_redo),
        }
    }

    /// Whether a text stands in the middle.
    fn reads(&self) -> bool {
        self.desk.workspace == Workspace::Code && self.desk.centre == Centre::Text
    }

    /// Whether a command makes sense now.
    #[must_use]
    pub fn possible(&self, command: UiCommand) -> bool {
        command.possible(&self.situation())
    }

    /// Draws the whole interface in another size.
    fn set_scale(&mut self, scale: super::scale::Scale) {
        self.settings.scale = scale;
        self.ctx.set_zoom_factor(scale.factor());
        let told = Message::new("app.scale").with("per_cent", scale.per_cent());
        self.notices.tell(told, super::notices::Offer::Nothing, 0);
        self.keep_settings();
    }

    /// Whether a job of this kind runs.
    #[must_use]
    pub fn is_running(&self, kind: JobKind) -> bool {
        self.jobs.is_running(kind)
    }
}
