//! What is kept of a transaction of the past while it is not looked at, and what things that are gone were called.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{
    Attribute, AttributeId, CaseChange, CaseId, CodeId, CoderId, CodingChange, CodingId, DocumentChange, DocumentId,
    Edit, MemoChange, MemoId, Message, Project, Replica, Sequence, ShelfItem, ShelfItemId, Timestamp, Transaction,
};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Passages were coded.
    Coded,
    /// Codings were taken away.
    Uncoded,
    /// Memos, and a coding's remark or weight.
    Memos,
    /// The codebook.
    Codes,
    /// Documents came, went, were renamed or grouped.
    Documents,
    /// Coders and the project itself.
    People,
    /// Cases, what belongs to them, and attributes.
    Cases,
    /// Saved searches, synonyms, the dictionary and stop words.
    Shelves,
}

impl Kind {
    /// All, in the order of a list.
    pub const ALL: [Self; 8] = [
        Self::Coded,
        Self::Uncoded,
        Self::Memos,
        Self::Codes,
        Self::Documents,
        Self::Cases,
        Self::Shelves,
        Self::People,
    ];

    fn of(edit: &Edit) -> Self {
        match edit {
            Edit::AddCoding(..) => Self::Coded,
            Edit::RemoveCoding(_) => Self::Uncoded,
            Edit::SetCoding(_, CodingChange::Anchor(_)) => Self::Documents,
            Edit::SetCoding(..) | Edit::AddMemo(_) | Edit::SetMemo(..) | Edit::RemoveMemo(_) => Self::Memos,
            Edit::AddCode(_) | Edit::RemoveCode(_) | Edit::SetCode(..) => Self::Codes,
            Edit::SetDocument(_, DocumentChange::Attribute { .. })
            | Edit::AddAttribute(_)
            | Edit::SetAttribute(_)
            | Edit::RemoveAttribute(_)
            | Edit::AddCase(_)
            | Edit::RemoveCase(_)
            | Edit::SetCase(..) => Self::Cases,
            Edit::AddItem(_) | Edit::SetItem(_) | Edit::RemoveItem(_) => Self::Shelves,
            Edit::AddDocument(_) | Edit::RemoveDocument(_) | Edit::SetDocument(..) => Self::Documents,
            Edit::SetTitle(_) | Edit::AddCoder(_) | Edit::SetCoder(_) | Edit::RemoveCoder(_) => Self::People,
        }
    }
}

/// Which transaction: whose, and which of theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Who wrote it.
    pub replica: Arc<Replica>,
    /// Which of theirs.
    pub seq: Sequence,
}

/// One transaction of the past, without its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: EntryId,
    /// Logical time over all replicas.
    pub lamport: u64,
    /// Wall clock.
    pub at: Timestamp,
    /// Who did it.
    pub coder: CoderId,
    /// What it is called; equal ones are shared.
    pub label: Arc<Message>,
    /// Which one of the same replica it takes back.
    pub undoes: Option<Sequence>,
    /// How many edits.
    pub edits: usize,
    /// A bit for each kind of change in it.
    kinds: u8,
    /// Documents that it touched, ascending.
    pub documents: Box<[DocumentId]>,
    /// Codes that it touched, or whose codings it did, as they were applied, ascending.
    pub codes: Box<[CodeId]>,
    /// Codings that it touched, ascending.
    pub codings: Box<[CodingId]>,
}

impl Entry {
    /// Of a transaction. `code_of` says of a coding that stands in no edit which code it has.
    #[must_use]
    pub fn of(transaction: &Transaction, code_of: impl Fn(&crate::model::CodingPlace) -> Option<CodeId>) -> Self {
        let (mut documents, mut codes, mut codings) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut kinds = 0;
        for edit in &transaction.edits {
            kinds |= 1 << Kind::of(edit) as u8;
        }
        for edit in transaction.edits.iter().chain(&transaction.inverses) {
            documents.extend(edit.document());
            match edit {
                Edit::AddCode(code) => {
                    codes.insert(code.id);
                }
                Edit::RemoveCode(id) => {
                    codes.insert(*id);
                }
                Edit::SetCode(id, change) => {
                    codes.insert(*id);
                    if let crate::model::CodeChange::AliasOf(target) = change {
                        codes.extend(*target);
                    }
                }
                Edit::AddCoding(_, coding) => {
                    codes.insert(coding.code);
                    codings.insert(coding.id);
                }
                Edit::RemoveCoding(place) => {
                    codings.insert(place.id);
                }
                Edit::SetCoding(place, _) => {
                    codings.insert(place.id);
                    codes.extend(code_of(place));
                }
                _ => {}
            }
        }
        Self {
            id: EntryId { replica: Arc::new(transaction.replica.clone()), seq: transaction.seq },
            lamport: transaction.lamport,
            at: transaction.at,
            coder: transaction.coder,
            label: Arc::new(transaction.label.clone()),
            undoes: transaction.undoes,
            edits: transaction.edits.len(),
            kinds,
            documents: documents.into_iter().collect(),
            codes: codes.into_iter().collect(),
            codings: codings.into_iter().collect(),
        }
    }

    /// Whether it holds a change of this kind.
    #[must_use]
    pub fn is_of(&self, kind: Kind) -> bool {
        self.kinds & (1 << kind as u8) != 0
    }
}

/// Names of what is no longer in the project, as it was called last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostNames {
    /// Codes.
    pub codes: BTreeMap<CodeId, String>,
    /// Documents.
    pub documents: BTreeMap<DocumentId, String>,
    /// Coders.
    pub coders: BTreeMap<CoderId, String>,
    /// Cases.
    pub cases: BTreeMap<CaseId, String>,
    /// Attributes of which nothing is said any more, or was.
    pub attributes: BTreeMap<AttributeId, String>,
    /// What stands on no shelf any more.
    pub items: BTreeMap<ShelfItemId, ShelfItem>,
    /// Memos: their titles, or what they began with.
    pub memos: BTreeMap<MemoId, String>,
}

impl LostNames {
    /// Takes in what another knows and this one does not.
    pub fn add(&mut self, other: Self) {
        for (id, name) in other.codes {
            self.codes.entry(id).or_insert(name);
        }
        for (id, name) in other.documents {
            self.documents.entry(id).or_insert(name);
        }
        for (id, name) in other.coders {
            self.coders.entry(id).or_insert(name);
        }
        for (id, name) in other.cases {
            self.cases.entry(id).or_insert(name);
        }
        for (id, name) in other.attributes {
            self.attributes.entry(id).or_insert(name);
        }
        for (id, name) in other.memos {
            self.memos.entry(id).or_insert(name);
        }
        for (id, item) in other.items {
            self.items.entry(id).or_insert(item);
        }
    }

    /// Takes the names out of a transaction, unless a newer one has told them.
    pub fn note(&mut self, today: &Project, transaction: &Transaction) {
        // What an edit adds was called so; what it took away was called so until then.
        for edit in transaction.edits.iter().rev().chain(&transaction.inverses) {
            match edit {
                Edit::AddCode(code) if today.code(code.id).is_none() => {
                    self.codes.entry(code.id).or_insert_with(|| code.name.clone());
                }
                Edit::SetCode(id, crate::model::CodeChange::Name(name)) if today.code(*id).is_none() => {
                    self.codes.entry(*id).or_insert_with(|| name.clone());
                }
                Edit::AddDocument(document) if today.document(document.id).is_none() => {
                    self.documents.entry(document.id).or_insert_with(|| document.title.clone());
                }
                Edit::AddCoder(coder) | Edit::SetCoder(coder) if today.coder(coder.id).is_none() => {
                    self.coders.entry(coder.id).or_insert_with(|| coder.name.clone());
                }
                Edit::AddCase(case) if today.case(case.id).is_none() => {
                    self.cases.entry(case.id).or_insert_with(|| case.name.clone());
                }
                Edit::SetCase(id, CaseChange::Name(name)) if today.case(*id).is_none() => {
                    self.cases.entry(*id).or_insert_with(|| name.clone());
                }
                Edit::AddItem(item) | Edit::SetItem(item) if today.item(item.id()).is_none() => {
                    self.items.entry(item.id()).or_insert_with(|| item.clone());
                }
                Edit::AddMemo(memo) if today.memo(memo.id).is_none() => {
                    self.memos.entry(memo.id).or_insert_with(|| memo.name());
                }
                Edit::SetMemo(id, MemoChange::Title(title)) if today.memo(*id).is_none() && !title.is_empty() => {
                    self.memos.entry(*id).or_insert_with(|| title.clone());
                }
                Edit::SetCase(_, CaseChange::Attribute { name, .. })
                | Edit::SetDocument(_, DocumentChange::Attribute { name, .. })
                | Edit::AddAttribute(Attribute { name, .. }) => {
                    self.attributes.entry(AttributeId::of(name)).or_insert_with(|| name.clone());
                }
                _ => {}
            }
        }
    }
}
