//! One entity being read: its value as far as it is known, with its stamps.

use super::ledger::{Entity, Versions};
use super::loose::note_version;
use super::stamps::{Field, Fielded, Stamps, Written, fields_of};
use crate::model::Stamp;

/// A value and its stamps; the value of one that was removed is kept for as long as it is being read,
/// because what is read later may add it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<T> {
    pub value: Option<T>,
    pub stamps: Stamps,
}

impl<T> Default for Entry<T> {
    fn default() -> Self {
        Self { value: None, stamps: Stamps::default() }
    }
}

/// Whose value stays where both carry one stamp. Records of one stamp say the same; within one
/// transaction the later edit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ties {
    Ours,
    Theirs,
}

impl Ties {
    fn theirs_win(self, ours: &Stamp, theirs: &Stamp) -> bool {
        theirs > ours || (self == Self::Theirs && theirs == ours)
    }
}

impl<T: Fielded> Entry<T> {
    /// Its stamps and the words that stand in one of its fields.
    pub fn words(&self, field: Field) -> (&Stamps, Option<&str>) {
        (&self.stamps, self.value.as_ref().and_then(|value| value.words(field)))
    }

    /// Puts in what another file says of the same entity.
    pub fn join(&mut self, entity: Entity, value: Option<T>, theirs: Stamps, ties: Ties, versions: &mut Versions) {
        if let Some(removed) = &theirs.removed {
            self.stamps.remove(removed);
        }
        let Some(value) = value else { return };
        let Some(mine) = &mut self.value else {
            let removed = self.stamps.removed.take().filter(|at| ties == Ties::Ours || *at != theirs.added);
            self.stamps = Stamps { removed, ..theirs };
            self.value = Some(value);
            return;
        };
        let mut fields = std::collections::BTreeMap::new();
        let added = self.stamps.added.clone().max(theirs.added.clone());
        for field in fields_of(&[&*mine, &value], &[&self.stamps, &theirs]) {
            let (ours, other) = (self.stamps.written(field), theirs.written(field));
            note_both(versions, (entity, field), (&ours.at, &*mine), (&other.at, &value));
            // Where a coding stands is no matter of who is read last: what a person wrote there by hand may lie
            // outside the text.
            let ties = if field == Field::Anchor { Ties::Ours } else { ties };
            let later = if ties.theirs_win(&ours.at, &other.at) {
                mine.take(field, &value);
                other
            } else {
                ours
            };
            if later.at > added || later.over.is_some() {
                fields.insert(field, later);
            }
        }
        let removed = self.stamps.removed.take().filter(|at| ties == Ties::Ours || *at != theirs.added);
        self.stamps = Stamps { added, removed, fields };
    }

    /// Writes one field by `change`. Where the entity has not been read, its stamp is noted all the same.
    pub fn write<R>(
        &mut self,
        entity: Entity,
        field: Field,
        written: Written,
        ties: Ties,
        versions: &mut Versions,
        change: impl FnOnce(&mut T) -> R,
    ) {
        if let Some(mine) = &mut self.value {
            let mut changed = mine.clone();
            change(&mut changed);
            note_both(versions, (entity, field), (self.stamps.at(field), &*mine), (&written.at, &changed));
            if ties.theirs_win(self.stamps.at(field), &written.at) {
                mine.take(field, &changed);
            }
        }
        if ties.theirs_win(self.stamps.at(field), &written.at) {
            self.stamps.write(field, written);
        }
    }
}

/// Notes the texts of one field by different hands: whether the earlier one was known to the writer of
/// the last one is asked when everything has been read.
fn note_both<T: Fielded>(versions: &mut Versions, key: (Entity, Field), ours: (&Stamp, &T), theirs: (&Stamp, &T)) {
    if ours.0.1 == theirs.0.1 {
        return;
    }
    // Equal ones too: a replica's last word takes the place of what it had written before.
    if let (Some(mine), Some(other)) = (ours.1.words(key.1), theirs.1.words(key.1)) {
        note_version(versions, key, ours.0, mine);
        note_version(versions, key, theirs.0, other);
    }
}
