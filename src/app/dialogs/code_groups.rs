//! The groups that codes are in: those that there are, to tick for all of the codes, and a new one to name.

use std::collections::{BTreeMap, BTreeSet};

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::panels::parts::{self, Tick};
use crate::app::widgets::{self, Settled};
use crate::model::{CodeId, Message, Project};

/// The open question.
pub struct CodeGroups {
    title: Message,
    codes: Vec<CodeId>,
    /// What each was at first, and what it is now.
    ticks: BTreeMap<String, (Tick, Tick)>,
    new: Settled,
}

impl CodeGroups {
    /// Of these codes.
    #[must_use]
    pub fn of(project: &Project, title: Message, codes: Vec<CodeId>) -> Self {
        let all: BTreeSet<&String> = project.codes().flat_map(|code| &code.groups).collect();
        let tick = |group: &String| {
            let held = codes.iter().filter_map(|&id| project.code(id)).filter(|code| code.groups.contains(group));
            let tick = Tick::of(held.count(), codes.len());
            (group.clone(), (tick, tick))
        };
        let ticks = all.into_iter().map(tick).collect();
        Self { title, codes, ticks, new: Settled::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, &view.language.say(&self.title));
        ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for (group, (_, tick)) in &mut self.ticks {
                if parts::tick_line(ui, *tick, group).clicked() {
                    *tick = if *tick == Tick::On { Tick::Off } else { Tick::On };
                }
            }
        });
        let entered = super::entered(ui);
        let (label, hint) = (view.text("codes.new_group"), view.text("codes.new_group_hint"));
        let field = widgets::labelled_line(ui, label, &mut self.new.text, hint);
        if self.ticks.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        self.new.settle(ui.ctx());
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if widgets::primary_button(ui, view.text("dialog.ok")).clicked() || entered {
                actions.push(self.deed());
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    /// Only what was changed: a group that some of the codes are in stays theirs.
    fn deed(&self) -> Action {
        let changed = |to: Tick| {
            let these = self.ticks.iter().filter(move |(_, (before, now))| before != now && *now == to);
            these.map(|(group, _)| group.clone())
        };
        let new = self.new.get().split_whitespace().collect::<Vec<_>>().join(" ");
        let put = changed(Tick::On).chain(Some(new).filter(|new| !new.is_empty())).collect();
        Action::GroupCodes { codes: self.codes.clone(), put, take: changed(Tick::Off).collect() }
    }
}
