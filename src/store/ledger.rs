//! Who wrote what last: the bookkeeping that lets several replicas share a folder.
//!
//! The model knows what is true; the ledger knows since when and by whose hand, field by field, and
//! keeps what was removed as facts of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stamps::{Field, Stamps, Written};
use crate::model::{
    AttributeId, CaseId, CodeId, CoderId, Coding, CodingId, CodingPlace, DocumentId, Edit, MemoId, Replica,
    ShelfItemId, Stamp,
};

/// Something that is there or not, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Entity {
    /// The project's title.
    Title,
    /// A coder.
    Coder(CoderId),
    /// A code.
    Code(CodeId),
    /// A document.
    Document(DocumentId),
    /// A coding in its document.
    Coding(DocumentId, CodingId),
    /// How an attribute's values are read.
    Attribute(AttributeId),
    /// A case.
    Case(CaseId),
    /// Something on a shelf.
    Item(ShelfItemId),
    /// A memo.
    Memo(MemoId),
}

impl Entity {
    /// Whether several replicas may add it, each without knowing of the others: it follows from its name. Then even
    /// the words that came with it may lose against others that their writer did not know.
    pub(super) fn has_many_makers(self) -> bool {
        matches!(self, Self::Item(_))
    }
}

/// Stamps of everything, and what else the record files hold beside what is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Whose ledger this is.
    pub own: Replica,
    /// Of everything but codings, those that are gone too.
    pub entities: BTreeMap<Entity, Stamps>,
    /// Of codings. Shared, so that a snapshot for a checkpoint is cheap.
    pub codings: BTreeMap<DocumentId, Arc<CodingLedger>>,
    /// Texts that lost against a later one whose writer did not know them, by replica.
    pub versions: Versions,
    /// Moves and merges of codes that were taken out so that the rest can stand, as they were written:
    /// what another replica writes may yet let them stand.
    pub skipped: BTreeMap<CodeId, Skipped>,
    /// Documents whose text is lost for good, as far as a repair could tell: they are hidden, and that
    /// is no reason to refuse work on the others.
    pub given_up: BTreeSet<DocumentId>,
}

/// What untangling took out of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Below which code it was moved.
    pub parent: Option<CodeId>,
    /// Into which code it was merged.
    pub alias_of: Option<CodeId>,
}

/// What is known of one document's codings beyond what is true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodingLedger {
    /// Of those that were removed, added again or changed; the others are as their makers made them.
    pub stamps: BTreeMap<CodingId, Stamps>,
    /// Those that stand in another replica's file.
    pub foreign: BTreeSet<CodingId>,
    /// This replica's own that cannot be shown, because what they name is not there (yet): written back as they were read.
    pub aside: Vec<Coding>,
}

/// Of edits of one transaction, by their number: what was written in another copy, and when.
pub type PassedOn = BTreeMap<u32, Written>;

/// By field, the newest text of each replica that lost.
pub type Versions = BTreeMap<(Entity, Field), BTreeMap<Arc<str>, (Stamp, String)>>;

/// Which files of this replica no longer say what is true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Codes.
    pub codebook: bool,
    /// Title, coders, attributes, cases, shelves and memos.
    pub people: bool,
    /// Records of documents.
    pub documents: BTreeSet<DocumentId>,
    /// Codings of documents.
    pub codings: BTreeSet<DocumentId>,
}

impl Dirty {
    /// Whether all files say what is true.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another has.
    pub fn merge(&mut self, other: Self) {
        self.codebook |= other.codebook;
        self.people |= other.people;
        self.documents.extend(other.documents);
        self.codings.extend(other.codings);
    }

    /// The file that an edit is written to.
    pub fn mark(&mut self, edit: &Edit) {
        self.mark_entity(entity_of(edit));
    }

    /// The file that something is written to.
    pub fn mark_entity(&mut self, entity: Entity) {
        match entity {
            Entity::Title
            | Entity::Coder(_)
            | Entity::Attribute(_)
            | Entity::Case(_)
            | Entity::Item(_)
            | Entity::Memo(_) => {
                self.people = true;
            }
            Entity::Code(_) => self.codebook = true,
            Entity::Document(id) => {
                self.documents.insert(id);
            }
            Entity::Coding(document, _) => {
                self.codings.insert(document);
            }
        }
    }
}

/// What an edit is about.
#[must_use]
pub fn entity_of(edit: &Edit) -> Entity {
    match edit {
        Edit::SetTitle(_) => Entity::Title,
        Edit::AddCoder(coder) | Edit::SetCoder(coder) => Entity::Coder(coder.id),
        Edit::RemoveCoder(id) => Entity::Coder(*id),
        Edit::AddDocument(document) => Entity::Document(document.id),
        Edit::SetDocument(id, _) | Edit::RemoveDocument(id) => Entity::Document(*id),
        Edit::AddCode(code) => Entity::Code(code.id),
        Edit::SetCode(id, _) | Edit::RemoveCode(id) => Entity::Code(*id),
        Edit::AddCoding(document, coding) => Entity::Coding(*document, coding.id),
        Edit::RemoveCoding(CodingPlace { document, id, .. }) | Edit::SetCoding(CodingPlace { document, id, .. }, _) => {
            Entity::Coding(*document, *id)
        }
        Edit::AddAttribute(attribute) | Edit::SetAttribute(attribute) => Entity::Attribute(attribute.id()),
        Edit::RemoveAttribute(id) => Entity::Attribute(*id),
        Edit::AddCase(case) => Entity::Case(case.id),
        Edit::RemoveCase(id) | Edit::SetCase(id, _) => Entity::Case(*id),
        Edit::AddItem(item) | Edit::SetItem(item) => Entity::Item(item.id()),
        Edit::RemoveItem(id) => Entity::Item(*id),
        Edit::AddMemo(memo) => Entity::Memo(memo.id),
        Edit::RemoveMemo(id) | Edit::SetMemo(id, _) => Entity::Memo(*id),
    }
}

impl Ledger {
    /// An empty one.
    #[must_use]
    pub fn of(own: Replica) -> Self {
        Self {
            own,
            entities: BTreeMap::new(),
            codings: BTreeMap::new(),
            versions: BTreeMap::new(),
            skipped: BTreeMap::new(),
            given_up: BTreeSet::new(),
        }
    }

    /// What is known of a document's codings.
    #[must_use]
    pub fn of_codings(&self, document: DocumentId) -> Option<&CodingLedger> {
        self.codings.get(&document).map(|ledger| &**ledger)
    }

    fn of_codings_mut(&mut self, document: DocumentId) -> &mut CodingLedger {
        Arc::make_mut(self.codings.entry(document).or_default())
    }

    /// Notes edits that were just applied at one stamp, and which files they make dirty; `passed_on` are
    /// those that bear another copy's stamp. Says of texts up to which stamp of others their writer knew
    /// them, see [`crate::model::Transaction::over`].
    pub fn note(
        &mut self,
        edits: &[Edit],
        stamp: &Stamp,
        passed_on: &PassedOn,
        forgets: &BTreeSet<u32>,
        dirty: &mut Dirty,
    ) -> Vec<(u32, Stamp)> {
        let mut over = Vec::new();
        for (number, edit) in (0_u32..).zip(edits) {
            dirty.mark(edit);
            if forgets.contains(&number) && self.forget(entity_of(edit)) {
                continue;
            }
            let noted = match passed_on.get(&number) {
                Some(written) => {
                    self.note_passed_on(edit, written);
                    written.over.clone()
                }
                None => self.note_edit(edit, stamp),
            };
            over.extend(noted.map(|stamp| (number, stamp)));
        }
        over
    }

    /// Lets go of something that came by a merge, as if it had never come. What was removed here before
    /// stays removed: then there is something to remember, and it says no.
    fn forget(&mut self, entity: Entity) -> bool {
        let known = match entity {
            Entity::Coding(document, id) => self.of_codings(document).and_then(|held| held.stamps.get(&id)),
            _ => self.entities.get(&entity),
        };
        if known.is_some_and(|stamps| stamps.removed.is_some()) {
            return false;
        }
        if let Entity::Coding(document, id) = entity {
            let held = self.of_codings_mut(document);
            held.stamps.remove(&id);
            held.foreign.remove(&id);
        } else {
            self.entities.remove(&entity);
        }
        self.versions.retain(|(of, _), _| *of != entity);
        true
    }

    fn note_edit(&mut self, edit: &Edit, stamp: &Stamp) -> Option<Stamp> {
        let entity = entity_of(edit);
        let Some(field) = Field::of(edit) else {
            self.note_whole(edit, stamp);
            return None;
        };
        // Whoever writes a field again has seen its other versions.
        let had_versions = self.versions.remove(&(entity, field)).is_some();
        let own: Arc<str> = Arc::clone(&stamp.1);
        let stamps = self.stamps_of(entity);
        let held = stamps.written(field);
        let over = if held.at.1 != own || had_versions { Some(held.at) } else { held.over };
        // What anybody may add unknown to others is not known for having been there.
        let over = over.filter(|over| entity.has_many_makers() || *over != stamps.added);
        stamps.write(field, Written { at: stamp.clone(), over: over.clone() });
        self.forget_skipped(entity, field);
        over
    }

    /// Notes what was written elsewhere as it was written there. The texts that lose by it are known to
    /// whoever made the edits, see [`super::merge`].
    fn note_passed_on(&mut self, edit: &Edit, written: &Written) {
        let entity = entity_of(edit);
        let Some(field) = Field::of(edit) else { return self.note_whole(edit, &written.at) };
        let stamps = self.stamps_of(entity);
        if written.at >= *stamps.at(field) {
            stamps.write(field, written.clone());
        }
        self.forget_skipped(entity, field);
    }

    /// Notes that something was added or removed.
    fn note_whole(&mut self, edit: &Edit, stamp: &Stamp) {
        let entity = entity_of(edit);
        match edit {
            Edit::AddCoding(document, coding) => {
                let ledger = self.of_codings_mut(*document);
                ledger.foreign.remove(&coding.id);
                // One that was never there before needs no stamp; undoing a removal does.
                if let Some(stamps) = ledger.stamps.get_mut(&coding.id) {
                    stamps.add(stamp);
                }
            }
            edit if edit.is_removal() => {
                self.stamps_of(entity).remove(stamp);
            }
            _ => self.stamps_of(entity).add(stamp),
        }
        if let Entity::Code(id) = entity {
            self.skipped.remove(&id);
        }
    }

    fn stamps_of(&mut self, entity: Entity) -> &mut Stamps {
        if let Entity::Coding(document, id) = entity {
            let ledger = self.of_codings_mut(document);
            // From now on it stands in the file of whoever changed it last, too.
            ledger.foreign.remove(&id);
            ledger.stamps.entry(id).or_default()
        } else {
            self.entities.entry(entity).or_default()
        }
    }

    fn forget_skipped(&mut self, entity: Entity, field: Field) {
        let Entity::Code(id) = entity else { return };
        if let Some(skipped) = self.skipped.get_mut(&id) {
            match field {
                Field::Place => skipped.parent = None,
                Field::Alias => skipped.alias_of = None,
                _ => {}
            }
            if *skipped == Skipped::default() {
                self.skipped.remove(&id);
            }
        }
    }

    /// Whether a document was brought in by another replica.
    pub(super) fn is_of_another(&self, document: DocumentId) -> bool {
        self.entities.get(&Entity::Document(document)).is_some_and(|stamps| *stamps.added.1 != *self.own.0)
    }

    /// Whether something was removed and not added again.
    #[must_use]
    pub fn is_removed(&self, entity: Entity) -> bool {
        let stamps = match entity {
            Entity::Coding(document, id) => self.of_codings(document).and_then(|held| held.stamps.get(&id)),
            _ => self.entities.get(&entity),
        };
        stamps.is_some_and(|stamps| !stamps.is_there())
    }

    /// Keeps a coding of this replica that cannot be shown; another's stands in its own file.
    pub(super) fn put_aside(&mut self, document: DocumentId, coding: Coding) {
        let held = self.of_codings_mut(document);
        if !held.foreign.contains(&coding.id) && held.aside.iter().all(|other| other.id != coding.id) {
            held.aside.push(coding);
        }
    }

    /// Whether a coding stands in another replica's file alone.
    #[must_use]
    pub fn is_foreign(&self, document: DocumentId, coding: CodingId) -> bool {
        self.of_codings(document).is_some_and(|held| held.foreign.contains(&coding))
    }

    /// Lets go of all that is known of a coding that is nowhere to be found, or cannot stand.
    pub(super) fn let_go(&mut self, document: DocumentId, coding: CodingId) {
        let held = self.of_codings_mut(document);
        held.stamps.remove(&coding);
        held.aside.retain(|aside| aside.id != coding);
    }

    /// Takes a coding of another replica into this one's file.
    pub(super) fn adopt(&mut self, document: DocumentId, coding: CodingId) {
        self.of_codings_mut(document).foreign.remove(&coding);
    }

    /// The highest logical time in it.
    #[must_use]
    pub fn highest_lamport(&self) -> u64 {
        let codings = self.codings.values().flat_map(|held| held.stamps.values());
        self.entities.values().chain(codings).map(Stamps::highest).max().unwrap_or_default()
    }

    /// The texts that were written elsewhere and lost, of one field.
    pub fn versions_of(&self, entity: Entity, field: Field) -> impl Iterator<Item = (&Stamp, &str)> {
        self.versions
            .get(&(entity, field))
            .into_iter()
            .flat_map(|all| all.values().map(|(at, text)| (at, text.as_str())))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{CodeChange, CountingMint};

    fn rename(code: CodeId, name: &str) -> [Edit; 1] {
        [Edit::SetCode(code, CodeChange::Name(name.into()))]
    }

    #[test]
    fn a_run_of_own_writes_remembers_what_of_others_it_began_on() {
        let code = CodeId::new(&mut CountingMint::default());
        let mut ledger = Ledger::of(Replica("b".into()));
        let theirs = Stamp(5, "a".into());
        ledger.entities.insert(
            Entity::Code(code),
            Stamps {
                fields: [(Field::Name, Written { at: theirs.clone(), over: None })].into(),
                ..Stamps::added(Stamp(1, "a".into()))
            },
        );
        let mut dirty = Dirty::default();
        let first =
            ledger.note(&rename(code, "共谋"), &Stamp(6, "b".into()), &PassedOn::new(), &BTreeSet::new(), &mut dirty);
        let second =
            ledger.note(&rename(code, "合谋"), &Stamp(7, "b".into()), &PassedOn::new(), &BTreeSet::new(), &mut dirty);
        assert_eq!(first, [(0, theirs.clone())]);
        assert_eq!(second, [(0, theirs)]);
        assert!(dirty.codebook);
    }

    #[test]
    fn writing_a_field_again_settles_its_other_versions() {
        let code = CodeId::new(&mut CountingMint::default());
        let mut ledger = Ledger::of(Replica("b".into()));
        let mut dirty = Dirty::default();
        ledger.note(&rename(code, "共谋"), &Stamp(6, "b".into()), &PassedOn::new(), &BTreeSet::new(), &mut dirty);
        let lost = (Stamp(5, "a".into()), "串通".to_owned());
        ledger.versions.insert((Entity::Code(code), Field::Name), [("a".into(), lost)].into());
        let over =
            ledger.note(&rename(code, "共谋"), &Stamp(7, "b".into()), &PassedOn::new(), &BTreeSet::new(), &mut dirty);
        assert_eq!(over, [(0, Stamp(6, "b".into()))], "everything up to here was known");
        assert_eq!(ledger.versions_of(Entity::Code(code), Field::Name).count(), 0);
    }
}
