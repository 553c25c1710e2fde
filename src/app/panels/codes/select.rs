//! Which codes are chosen together: with Ctrl one more or one less, with Shift all up to there.

use std::collections::BTreeSet;

use egui::Modifiers;

use super::tree::Laid;
use crate::app::actions::{Action, Actions, Choice};
use crate::model::{CodeId, Codebook};

/// The codes that are chosen together. The one chosen last is what the inspector shows, [`Choice::Code`].
#[derive(Clone, Debug, Default)]
pub(super) struct Selected {
    codes: BTreeSet<CodeId>,
    /// From where Shift reaches.
    anchor: Option<CodeId>,
}

impl Selected {
    /// Follows what was chosen elsewhere.
    pub(super) fn follow(&mut self, choice: Choice) {
        match choice {
            Choice::Code(code) if self.codes.contains(&code) => {}
            Choice::Code(code) => self.only(code),
            _ => *self = Self::default(),
        }
    }

    pub(super) fn only(&mut self, code: CodeId) {
        self.codes = BTreeSet::from([code]);
        self.anchor = Some(code);
    }

    pub(super) fn holds(&self, code: CodeId) -> bool {
        self.codes.contains(&code)
    }

    /// In the order of the tree; those that are not in it any more are left out.
    pub(super) fn in_order(&self, book: &Codebook) -> Vec<CodeId> {
        if self.codes.len() == 1 {
            return self.codes.iter().copied().filter(|id| book.row(*id).is_some()).collect();
        }
        book.rows().iter().map(|row| row.id).filter(|id| self.codes.contains(id)).collect()
    }

    /// A row was clicked, or the keyboard came to it.
    pub(super) fn take(&mut self, code: CodeId, modifiers: Modifiers, laid: &Laid, actions: &mut Actions) {
        if modifiers.shift {
            self.reach(code, modifiers, laid);
        } else if modifiers.command {
            self.anchor = Some(code);
            if self.codes.remove(&code) {
                let left = self.codes.last().copied();
                actions.push(Action::Choose(left.map_or(Choice::Nothing, Choice::Code)));
                return;
            }
            self.codes.insert(code);
        } else {
            self.only(code);
        }
        actions.push(Action::Choose(Choice::Code(code)));
    }

    fn reach(&mut self, code: CodeId, modifiers: Modifiers, laid: &Laid) {
        let to = laid.at(code);
        let from = self.anchor.and_then(|anchor| laid.at(anchor)).or(to);
        if let (Some(from), Some(to)) = (from, to) {
            let range = &laid.rows[from.min(to)..=from.max(to)];
            if !modifiers.command {
                self.codes.clear();
            }
            self.codes.extend(range.iter().map(|row| row.id));
        }
    }

    /// All rows that are shown.
    pub(super) fn all(&mut self, laid: &Laid) {
        self.codes = laid.rows.iter().map(|row| row.id).collect();
    }
}
