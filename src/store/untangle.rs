//! Moves and merges of codes that two replicas made without knowing of each other, put together.
//!
//! Each is sound where it was made; together they may make a circle, or hang a code on one that is
//! gone. They are gone through in the order of their stamps, and one that would make a circle is
//! skipped: its code then stands at the top of the tree, where it is seen. Every replica skips the same.

use std::collections::BTreeMap;

use super::ledger::{Entity, Ledger};
use super::stamps::Field;
use crate::model::{Code, CodeChange, CodeId, Edit};

/// Takes out what cannot stand, and says by which edits that is settled. What was written is kept by the
/// ledger until then. A code that hangs on one whose file has not arrived yet is shown at the top too, but
/// nothing is settled: it goes to its place when the file comes.
pub(super) fn untangle(codes: &mut [Code], ledger: &mut Ledger) -> Vec<Edit> {
    let mut alias: BTreeMap<CodeId, CodeId> = BTreeMap::new();
    let mut parent: BTreeMap<CodeId, CodeId> = BTreeMap::new();
    let known: std::collections::BTreeSet<CodeId> = codes.iter().map(|code| code.id).collect();
    let mut edits = Vec::new();
    for at in in_order(codes, ledger, Field::Alias) {
        let Some(code) = codes.get_mut(at) else { continue };
        let Some(target) = code.alias_of else { continue };
        if known.contains(&target) && end_of(&alias, target) != code.id {
            alias.insert(code.id, target);
        } else {
            ledger.skipped.entry(code.id).or_default().alias_of = code.alias_of.take();
            if known.contains(&target) || ledger.is_removed(Entity::Code(target)) {
                edits.push(Edit::SetCode(code.id, CodeChange::AliasOf(None)));
            }
        }
    }
    for at in in_order(codes, ledger, Field::Place) {
        let Some(code) = codes.get_mut(at) else { continue };
        let Some(above) = code.parent else { continue };
        // Where a merged code stood is remembered for when it is taken out again; no way up leads through it.
        let is_merged = alias.contains_key(&code.id);
        if known.contains(&above) && (is_merged || !leads_to(&alias, &parent, above, code.id)) {
            if !is_merged {
                parent.insert(code.id, above);
            }
        } else {
            ledger.skipped.entry(code.id).or_default().parent = code.parent.take();
            if known.contains(&above) || ledger.is_removed(Entity::Code(above)) {
                edits.push(Edit::SetCode(code.id, CodeChange::Place { parent: None, rank: code.rank }));
            }
        }
    }
    edits
}

/// Places in `codes`, the field's earliest write first.
fn in_order(codes: &[Code], ledger: &Ledger, field: Field) -> Vec<usize> {
    let mut order: Vec<usize> = (0..codes.len()).collect();
    let key = |&at: &usize| {
        let id = codes.get(at).map(|code| code.id);
        (id.and_then(|id| ledger.entities.get(&Entity::Code(id))).map(|stamps| stamps.at(field)), id)
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}

fn end_of(alias: &BTreeMap<CodeId, CodeId>, mut id: CodeId) -> CodeId {
    // Only ways without circles are noted, so this ends.
    while let Some(&next) = alias.get(&id) {
        id = next;
    }
    id
}

fn leads_to(alias: &BTreeMap<CodeId, CodeId>, parent: &BTreeMap<CodeId, CodeId>, from: CodeId, to: CodeId) -> bool {
    let mut at = end_of(alias, from);
    loop {
        if at == to {
            return true;
        }
        match parent.get(&at) {
            Some(&above) => at = end_of(alias, above),
            None => return false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::{Colour, CountingMint, Replica, Stamp};
    use crate::store::stamps::{Stamps, Written};

    fn three(places: [(Option<usize>, u64); 3]) -> (Vec<Code>, Ledger) {
        let mut mint = CountingMint::default();
        let ids: Vec<CodeId> = (0..3).map(|_| CodeId::new(&mut mint)).collect();
        let mut ledger = Ledger::of(Replica("r".into()));
        let codes = (0..3)
            .map(|at| {
                let written = Written { at: Stamp(places[at].1, "r".into()), over: None };
                let stamps = Stamps { fields: [(Field::Place, written)].into(), ..Stamps::added(Stamp(1, "r".into())) };
                ledger.entities.insert(Entity::Code(ids[at]), stamps);
                let parent = places[at].0.map(|above| ids[above]);
                Code { parent, ..Code::named(ids[at], "码", Colour::nth(0)) }
            })
            .collect();
        (codes, ledger)
    }

    #[test]
    fn of_a_circle_the_move_that_came_last_is_skipped() {
        // 0 below 1 at time 9, 1 below 2 at 4, 2 below 0 at 6.
        let (mut codes, mut ledger) = three([(Some(1), 9), (Some(2), 4), (Some(0), 6)]);
        let edits = untangle(&mut codes, &mut ledger);
        assert_eq!(codes.iter().map(|code| code.parent.is_some()).collect::<Vec<_>>(), [false, true, true]);
        assert_eq!(edits.len(), 1);
    }

    #[test]
    fn a_code_whose_parent_has_not_arrived_waits_for_it_and_nothing_is_settled() {
        let (codes, mut ledger) = three([(None, 9), (Some(0), 4), (Some(1), 6)]);
        let mut without = codes[1..].to_vec();
        assert_eq!(untangle(&mut without, &mut ledger), []);
        assert_eq!(without[0].parent, None, "it is shown at the top");
        assert_eq!(ledger.skipped[&codes[1].id].parent, Some(codes[0].id), "and where it belongs is kept");
        ledger.entities.insert(Entity::Code(codes[0].id), Stamps::removed(Stamp(12, "r".into())));
        assert_eq!(untangle(&mut codes[1..].to_vec(), &mut ledger).len(), 1, "one that is gone is waited for no more");
    }

    #[test]
    fn a_tree_is_left_as_it_is() {
        let (mut codes, mut ledger) = three([(None, 9), (Some(0), 4), (Some(1), 6)]);
        let before = codes.clone();
        assert_eq!(untangle(&mut codes, &mut ledger), []);
        assert_eq!(codes, before);
    }
}
