//! The History workspace: who did what when, and what can be done about it.
//!
//! Filters stand on top, the steps below them under the head of their day, what the chosen step did on the right
//! with its deeds. Journals are read behind the window and the steps come in page by page; what is done in this
//! session is added as it happens. A document of the past is read in the Code workspace, under a bar that says so.

mod detail;
mod filters;
mod list;
mod past_bar;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use egui::{Frame, Margin, Ui};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::rows::Rows;
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::jobs::{JobKind, JobRequest, Jobs};
use crate::app::shell::{Shell, ShellView};
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme;
use crate::app::widgets::{self, Settled};
use crate::i18n::Language;
use crate::model::{Message, Timestamp};
use crate::session::Session;
use crate::session::history::{Days, Examined, Filter, Labels, Line, Names, TakenBack, group_by_day, start_of_day};
use crate::store::chronicle::{Entry, EntryId, LostNames};

pub use past_bar::past_bar_ui;

/// Steps in the first page: more than a window shows, and there at once.
const FIRST_PAGE: usize = 200;
/// Steps in each further one.
const PAGE: usize = 4_000;

/// How far back the list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// To the beginning.
    #[default]
    All,
    /// Today.
    Today,
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
}

impl Reach {
    fn since(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let days = match self {
            Self::All => return None,
            Self::Today => 0,
            Self::Week => 6,
            Self::Month => 29,
        };
        let today = Days::in_zone(zone.clone()).of(now);
        start_of_day(today.checked_sub(jiff::Span::new().days(days)).ok()?, zone)
    }
}

/// What it remembers between frames.
#[derive(Default)]
pub struct HistoryView {
    /// What is wanted; its text and times are set by the fields below.
    pub filter: Filter,
    text: Settled,
    reach: Reach,
    /// Of this session, the newest last.
    recent: Vec<Entry>,
    /// From the journals, the newest first.
    read: Vec<Entry>,
    lost: Arc<LostNames>,
    findings: Vec<Message>,
    reading: Reading,
    /// The revision that the list shows.
    revision: u64,
    lines: Vec<Line>,
    /// What the lines were made for, and how many of this session's steps and of those read are in them.
    made_for: Option<MadeFor>,
    made_of: (usize, usize),
    taken_back: TakenBack,
    list: Rows,
    chosen: Option<Entry>,
    asked: Option<(EntryId, u64)>,
    answer: Option<(EntryId, Result<Examined, Message>)>,
    /// Whether the answer is of today's project.
    answer_is_new: bool,
}

/// How far the reading of the journals is.
#[derive(Default)]
enum Reading {
    #[default]
    NotBegun,
    Pages(Receiver<Page>),
    Done,
}

#[derive(Default)]
struct Page {
    entries: Vec<Entry>,
    names: LostNames,
    findings: Vec<Message>,
}

/// Lines are made anew where any of this changes, and only added to where more is read.
struct MadeFor {
    filter: Filter,
    language: Language,
    revision: u64,
    recent: usize,
    labels: Labels,
    days: Days,
}

impl HistoryView {
    /// The wanted steps, newest first.
    #[must_use]
    pub fn entries(&self) -> Vec<&Entry> {
        let places = self.lines.iter().filter_map(|line| match line {
            Line::Entry(place) => self.entry(*place),
            Line::Day { .. } => None,
        });
        places.collect()
    }

    fn entry(&self, place: usize) -> Option<&Entry> {
        match place.checked_sub(self.recent.len()) {
            None => self.recent.get(self.recent.len() - 1 - place),
            Some(older) => self.read.get(older),
        }
    }

    /// Takes in what was done and what was read, and has read what is wanted: called once a frame while the
    /// workspace is shown, before it is drawn.
    pub fn attend(&mut self, session: &Session, language: Language, jobs: &mut Jobs<Shell>) {
        let (revision, recent) = (session.revision().0, session.recent_changes());
        let added = recent.len().saturating_sub(self.recent.len());
        // A change that is not of this session came from elsewhere: the journals know more than was read.
        let elsewhere = revision.saturating_sub(self.revision) != added as u64;
        if matches!(self.reading, Reading::NotBegun) || elsewhere {
            self.begin(session, jobs);
        }
        self.revision = revision;
        self.recent.extend(recent.iter().skip(self.recent.len()).cloned());
        self.take_pages();
        let zone = TimeZone::system();
        self.filter.since = self.reach.since(session.now(), &zone);
        self.filter.text = self.text.get().trim().to_owned();
        self.make_lines(session, language, zone);
        if self.chosen.is_none() {
            let newest = self.lines.iter().find_map(|line| match line {
                Line::Entry(place) => self.entry(*place),
                Line::Day { .. } => None,
            });
            self.chosen = newest.cloned();
        }
        self.examine(session, jobs);
    }

    fn begin(&mut self, session: &Session, jobs: &mut Jobs<Shell>) {
        let (sender, receiver) = channel();
        self.read.clear();
        self.findings.clear();
        self.made_for = None;
        self.reading = Reading::Pages(receiver);
        let reader = session.history();
        jobs.start(JobRequest::new(JobKind::History, Message::new("history.job_read"), move |context| {
            let mut chronicle = reader.before_this_session();
            let mut told = 0;
            let mut count = FIRST_PAGE;
            let mut read = 0;
            loop {
                let entries = chronicle.page(count);
                let end = entries.len() < count;
                read += entries.len() as u64;
                let findings = chronicle.findings()[told..].to_vec();
                told += findings.len();
                let page = Page { entries, names: chronicle.take_names(), findings };
                // Nobody listens any more where the project was left or the list began anew.
                if sender.send(page).is_err() || end {
                    break;
                }
                if context.cancelled() {
                    let stopped = vec![Message::new("history.stopped").with("count", read)];
                    let _ = sender.send(Page { findings: stopped, ..Page::default() }); // as above
                    break;
                }
                context.progress(read, 0, "");
                count = PAGE;
            }
            Box::new(|_: &mut Shell| {})
        }));
    }

    fn take_pages(&mut self) {
        let Reading::Pages(pages) = &self.reading else { return };
        loop {
            match pages.try_recv() {
                Ok(page) => {
                    self.read.extend(page.entries);
                    Arc::make_mut(&mut self.lost).add(page.names);
                    self.findings.extend(page.findings);
                }
                Err(std::sync::mpsc::TryRecvError::Empty) => return,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                    self.reading = Reading::Done;
                    // What came in late may belong between what is listed.
                    self.made_for = None;
                    return;
                }
            }
        }
    }

    fn make_lines(&mut self, session: &Session, language: Language, zone: TimeZone) {
        let fits = self.made_for.as_ref().is_some_and(|made| {
            made.filter == self.filter
                && made.language == language
                && made.revision == self.revision
                && made.recent == self.recent.len()
        });
        if !fits {
            if self.made_for.as_ref().is_some_and(|made| made.filter != self.filter) {
                self.list.rewind();
            }
            self.lines.clear();
            self.made_of = (0, 0);
            self.taken_back = TakenBack::default();
            self.made_for = Some(MadeFor {
                filter: self.filter.clone(),
                language,
                revision: self.revision,
                recent: self.recent.len(),
                labels: Labels::in_language(language),
                days: Days::in_zone(zone),
            });
        }
        let Some(mut made) = self.made_for.take() else { return };
        let mut wanted = Vec::new();
        let mut taken_back = std::mem::take(&mut self.taken_back);
        while let Some(place) = self.next_place() {
            let Some(entry) = self.entry(place) else { continue };
            taken_back.note(entry);
            if self.filter.admits(entry, session.project(), &mut made.labels) {
                wanted.push((place, entry.at));
            }
        }
        self.taken_back = taken_back;
        group_by_day(&mut self.lines, wanted.into_iter(), &mut made.days);
        self.made_for = Some(made);
    }

    /// The newest entry that is not in the lines yet: of this session, or of others who worked meanwhile.
    fn next_place(&mut self) -> Option<usize> {
        let (recent, read) = self.made_of;
        let of_session = (recent < self.recent.len()).then(|| self.entry(recent)).flatten();
        let key = |entry: &Entry| (entry.at, entry.lamport);
        match (of_session, self.read.get(read)) {
            (Some(of_session), Some(other)) if key(of_session) < key(other) => {}
            (Some(_), _) => {
                self.made_of.0 += 1;
                return Some(recent);
            }
            (None, None) => return None,
            (None, Some(_)) => {}
        }
        self.made_of.1 += 1;
        Some(self.recent.len() + read)
    }

    /// Has the chosen step looked at, again whenever the project has changed.
    fn examine(&mut self, session: &Session, jobs: &mut Jobs<Shell>) {
        let Some(chosen) = &self.chosen else { return };
        let wanted = (chosen.id.clone(), session.revision().0);
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.asked = Some(wanted.clone());
        self.answer_is_new = false;
        let (id, _) = wanted.clone();
        let (reader, held, lost) = (session.history(), session.change_in_memory(&id), Arc::clone(&self.lost));
        jobs.start(JobRequest::new(JobKind::Examine, Message::new("history.job_examine"), move |_| {
            let examined = reader.examine(&id, held, &lost);
            Box::new(move |shell: &mut Shell| {
                let state = &mut shell.views.history;
                if state.asked.as_ref() == Some(&wanted) {
                    state.answer = Some((wanted.0, examined));
                    state.answer_is_new = true;
                }
            })
        }));
    }
}

/// A day in words: `2026年3月2日 星期一`.
fn day_said(language: Language, date: Date) -> String {
    let weekday = language.text(match date.weekday() {
        jiff::civil::Weekday::Monday => "history.monday",
        jiff::civil::Weekday::Tuesday => "history.tuesday",
        jiff::civil::Weekday::Wednesday => "history.wednesday",
        jiff::civil::Weekday::Thursday => "history.thursday",
        jiff::civil::Weekday::Friday => "history.friday",
        jiff::civil::Weekday::Saturday => "history.saturday",
        jiff::civil::Weekday::Sunday => "history.sunday",
    });
    language.say(&Message::new("history.day").with("date", short_day(language, date)).with("weekday", weekday))
}

/// The same without the day of the week.
fn short_day(language: Language, date: Date) -> String {
    date.strftime(language.text("history.date_pattern")).to_string()
}

/// Draws it.
pub fn history_ui(ui: &mut Ui, view: &ShellView, state: &mut HistoryView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let side = Frame::new().fill(t.panel).inner_margin(Margin::same(0));
    let name = view.text("app.edge_history");
    let panel = SizedPanel { edge: Edge::Right, salt: "history detail", name, frame: side, range: 260.0..=520.0 };
    panel.show_of(ui, 340.0, |ui| {
        detail::detail_ui(ui, view, state, actions);
    });
    egui::CentralPanel::no_frame().show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 24, right: 16, top: 12, bottom: 6 }).show(ui, |ui| {
            filters::filters_ui(ui, view, state);
        });
        widgets::hairline(ui);
        if !state.findings.is_empty() {
            findings_ui(ui, view, state);
        }
        if state.lines.is_empty() {
            if matches!(state.reading, Reading::Done) {
                ui.add_space(ui.available_height() * 0.2);
                let filtered = !state.filter.is_open();
                let (title, line) = if filtered {
                    ("history.nothing_found", "history.nothing_found_line")
                } else {
                    ("history.empty", "history.empty_line")
                };
                widgets::empty_state(ui, Icon::Clock, view.text(title), view.text(line));
            }
            return;
        }
        Frame::new().inner_margin(Margin { left: 16, right: 8, top: 4, bottom: 0 }).show(ui, |ui| {
            list::list_ui(ui, view, state);
        });
    });
}

fn findings_ui(ui: &mut Ui, view: &ShellView, state: &HistoryView) {
    let t = theme::tokens(ui);
    let all = state.findings.iter().map(|finding| view.say(finding)).collect::<Vec<_>>().join("\n");
    Frame::new().fill(t.field).inner_margin(Margin::symmetric(24, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(18.0), egui::Sense::hover());
            Icon::Warning.paint(ui.painter(), rect, 15.0, t.warning);
            let said = Message::new("history.findings").with("count", state.findings.len());
            let text = egui::RichText::new(view.say(&said)).color(t.warning);
            ui.label(text).on_hover_text(all);
        });
    });
}

/// Names as the list and the detail show them.
fn names<'a>(view: &'a ShellView, state: &'a HistoryView) -> Names<'a> {
    Names { today: &view.project, lost: &state.lost }
}
