//! What stands on the shelves of the other copy: saved searches, lists of synonyms, words of its dictionary.

use super::super::ledger::Entity;
use super::super::stamps::Stamps;
use super::entities::{Known, Pair};
use super::plan::Planner;
use super::{Reason, Thing};
use crate::model::{Edit, ShelfItem};

impl Planner<'_> {
    /// Puts on the shelves what stands there only, takes over what was written there later, and takes off what was
    /// taken off there. `merged` is what stands on them in the end.
    pub(super) fn items(&mut self, merged: &[ShelfItem]) {
        for item in merged {
            let entity = Entity::Item(item.id());
            let thing = Thing::of(item.shelf);
            if self.here.item(item.id()).is_none() {
                let added = self.added(entity);
                if self.push(Edit::AddItem(item.clone()), Some(added)).is_err() {
                    self.leave_out(thing, &item.name, Reason::Unfit, 1);
                    continue;
                }
                self.report.items.push((thing, item.name.clone()));
            }
            let (here, stamps, known) = match self.here.item(item.id()) {
                Some(held) => (held.clone(), self.stamps_here(entity), Known::Here),
                None => (item.clone(), Stamps::added(self.stamps(entity).added), Known::New),
            };
            let pair = Pair { entity, here: (&here, &stamps), merged: item, known, thing, name: here.name.as_str() };
            let edit = |_, value: &ShelfItem| Some(Edit::SetItem(value.clone()));
            self.fields(&pair, edit, |_, value, text| ShelfItem { value: text.to_owned(), ..value.clone() });
        }
        let here = self.here;
        let gone: Vec<&ShelfItem> =
            here.items().filter(|held| self.merged.is_removed(Entity::Item(held.id()))).collect();
        for item in gone {
            let removed = self.removed(Entity::Item(item.id()));
            if self.push(Edit::RemoveItem(item.id()), removed).is_ok() {
                self.report.removed.push((Thing::of(item.shelf), item.name.clone()));
            }
        }
    }
}
