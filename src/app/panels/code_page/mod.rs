//! A code with all its passages: what it means above, below it everything that is coded with it, to be read again,
//! compared, and given other codes.
//!
//! A click on a passage chooses it, a double click, Enter or its place reads it where it stands; Space, Ctrl, Shift
//! and Ctrl+A tick several. Passages are gathered behind the window and drawn where they can be seen. Taking them
//! out is what the report does.

mod back;
mod bar;
mod deeds;
mod gather;
mod head;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use egui::{Frame, Margin, Ui};
use serde::{Deserialize, Serialize};

use self::gather::{Asked, Gathered};
use super::inspector::{InspectorView, KnownMemos};
use super::rows::Rows;
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};
use crate::model::{CodeId, CodingPlace, Message};

pub use back::way_back_ui;
pub(in crate::app) use deeds::removal;
pub use gather::{Around, PageSort, Reach};

/// What is said of the code above its passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// What it means, unless the page is so low that the passages need the room.
    #[default]
    AsRoomIs,
    /// What it means.
    Shown,
    /// The memos about it.
    Memos,
    /// Only its name and its numbers.
    Folded,
}

/// How passages are shown; kept for each project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageShown {
    /// Whether those of the codes below are among them.
    pub reach: Reach,
    /// In which order.
    pub sort: PageSort,
    /// With how much around them.
    pub around: Around,
    /// What is said of the code above them.
    pub said: Said,
}

/// What it remembers between frames.
#[derive(Default)]
pub struct CodePage {
    /// How passages are shown.
    pub shown: PageShown,
    code: Option<CodeId>,
    filter: Settled,
    gathered: Option<Arc<Gathered>>,
    asked: Option<Asked>,
    underway: Underway,
    ticked: BTreeSet<CodingPlace>,
    /// From where Shift reaches.
    anchor: Option<CodingPlace>,
    current: Option<CodingPlace>,
    rows: Rows,
    heights: Heights,
    /// From whose passages the text was opened.
    left: Option<CodeId>,
    memos: KnownMemos,
}

/// How high the lines are: estimated, and exact once they were drawn.
#[derive(Default)]
struct Heights {
    width: f32,
    lines: Vec<f32>,
    ends: Vec<f64>,
    exact: BTreeMap<CodingPlace, f32>,
}

impl CodePage {
    /// Shows a code from its first passage on.
    pub fn come_to(&mut self, code: CodeId) {
        self.left = None;
        if self.code != Some(code) {
            let shown = self.shown;
            *self = Self { shown, code: Some(code), ..Self::default() };
            self.rows.rewind();
        }
    }

    /// Shows the code again from which the text was opened, as it was left.
    pub fn come_back(&mut self) {
        self.left = None;
        let at = self.current.and_then(|place| self.line_of(place));
        if let Some(line) = at {
            self.rows.focus(line);
        }
    }

    /// The text is read at one of its passages: the way back is kept.
    pub fn leave_for_the_text(&mut self) {
        self.left = self.code;
    }

    /// The code from whose passages the text was opened.
    #[must_use]
    pub fn left_for_the_text(&self) -> Option<CodeId> {
        self.left
    }

    /// The text is read for its own sake from now on.
    pub fn forget_way_back(&mut self) {
        self.left = None;
    }

    /// Lets go of what is ticked. Says whether anything was.
    pub fn untick(&mut self) -> bool {
        !std::mem::take(&mut self.ticked).is_empty()
    }

    /// The codings that a command is about: those that are ticked, or the one that is looked at.
    #[must_use]
    pub fn chosen(&self) -> Vec<CodingPlace> {
        if self.ticked.is_empty() { self.current.into_iter().collect() } else { self.ticked.iter().copied().collect() }
    }

    fn line_of(&self, place: CodingPlace) -> Option<usize> {
        let gathered = self.gathered.as_ref()?;
        gathered.lines.iter().position(|line| match line {
            gather::Line::Entry(number) => gathered.entries[*number].place == place,
            gather::Line::Heading(..) => false,
        })
    }

    /// Has the passages gathered anew where something else is wanted.
    fn follow(&mut self, view: &ShellView, code: CodeId, actions: &mut Actions) {
        let wanted = Asked {
            code,
            revision: view.revision,
            reach: self.shown.reach,
            sort: self.shown.sort,
            around: self.shown.around,
            filter: self.filter.get().trim().to_owned(),
            hidden: view.desk.hidden_coders.clone(),
        };
        // A job that was stopped by something newer is asked for again only where nobody has what is wanted.
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.asked = Some(wanted.clone());
        let (token, project) = (self.underway.begin(), Arc::clone(&view.project));
        let label = Message::new("code_page.job");
        actions.push(Action::Start(JobRequest::new(JobKind::CodePage, label, move |context| {
            let stop: Arc<AtomicBool> = context.cancel_flag();
            let gathered = gather::gather(&project, wanted, &stop);
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(token);
                if let Some(gathered) = gathered {
                    shell.views.code_page.take(gathered);
                }
            });
            then
        })));
    }

    fn take(&mut self, gathered: Gathered) {
        if self.code != Some(gathered.asked.code) {
            return;
        }
        let there: BTreeSet<CodingPlace> = gathered.entries.iter().map(|entry| entry.place).collect();
        self.ticked.retain(|place| there.contains(place));
        self.anchor = self.anchor.filter(|place| there.contains(place));
        if self.current.is_some_and(|place| !there.contains(&place)) {
            self.current = None;
        }
        if self.gathered.as_ref().is_some_and(|before| before.asked.around != gathered.asked.around) {
            self.heights.exact.clear();
        }
        let same = |before: &Arc<Gathered>| {
            (before.asked.sort, &before.asked.filter) == (gathered.asked.sort, &gathered.asked.filter)
        };
        if self.gathered.as_ref().is_some_and(|before| !same(before)) {
            self.rows.rewind();
        }
        self.heights.width = 0.0;
        self.gathered = Some(Arc::new(gathered));
    }
}

/// Draws it.
pub fn code_page_ui(
    ui: &mut Ui,
    view: &ShellView,
    code: CodeId,
    state: &mut CodePage,
    inspector: &mut InspectorView,
    actions: &mut Actions,
) {
    state.come_to(code);
    state.follow(view, code, actions);
    let Some(held) = view.project.code(code) else { return };
    let side = Margin { left: 24, right: 24, top: 16, bottom: 4 };
    Frame::new().inner_margin(side).show(ui, |ui| {
        head::head_ui(ui, view, held, state, inspector, actions);
        bar::bar_ui(ui, view, held, state, actions);
    });
    widgets::hairline(ui);
    let Some(gathered) = state.gathered.clone() else { return };
    if gathered.entries.is_empty() {
        ui.add_space(space::HUGE);
        let (title, line) = if gathered.codings == 0 {
            ("code_page.empty", "code_page.empty_line")
        } else {
            ("code_page.none_fits", "code_page.none_fits_line")
        };
        widgets::empty_state(ui, Icon::Quote, view.text(title), view.text(line));
        let below = view.codebook.row(code).map_or(0, |row| row.total - row.own);
        if gathered.codings == 0 && below > 0 && state.shown.reach == Reach::Own {
            ui.vertical_centered(|ui| {
                let offer = Message::new("code_page.show_below").with("count", below);
                if widgets::link_button(ui, &view.say(&offer)).clicked() {
                    state.shown.reach = Reach::Below;
                }
            });
        }
        return;
    }
    list::keys(ui, view, &gathered, state, actions);
    list::list_ui(ui, view, &gathered, state, actions);
}
