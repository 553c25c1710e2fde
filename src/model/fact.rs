//! What an edit writes, value by value.
//!
//! A [`Fact`] is one thing that a project says and that can be said anew on its own: the name of a
//! code, whether a coding is there, its memo. Edits write facts, projects hold them. With that,
//! whether an old change can still be taken back, and how things stood on some day, are questions
//! of comparing values ([`super::take_back`], [`super::as_of`]); neither needs to know any edit by name.

mod written;

use std::sync::Arc;

use super::case::attribute_of;
use super::{
    Attribute, AttributeId, Case, CaseChange, CaseId, Code, CodeChange, CodeId, Coder, CoderId, Coding, CodingChange,
    CodingKey, Document, DocumentChange, DocumentId, MemberId, Membership, Memo, MemoChange, MemoId, Project,
    ShelfItem, ShelfItemId,
};

pub use written::written;

/// One thing that a project says. Whether something is there comes before what is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The project's title.
    Title,
    /// Whether a coder is there, and all that is said of them.
    Coder(CoderId),
    /// Whether a document is there.
    Document(DocumentId),
    /// Whether a code is there.
    Code(CodeId),
    /// Whether a coding is there.
    Coding(CodingKey),
    /// Whether it is said how an attribute's values are read, and how.
    Attribute(AttributeId),
    /// Whether a case is there.
    Case(CaseId),
    /// Whether something stands on a shelf, and all that is said of it.
    Item(ShelfItemId),
    /// Whether a memo is there.
    Memo(MemoId),
    /// Something about a document.
    OfDocument(DocumentId, DocumentField),
    /// Something about a code.
    OfCode(CodeId, CodeField),
    /// Something that a coding carries.
    OfCoding(CodingKey, CodingField),
    /// Something about a case.
    OfCase(CaseId, CaseField),
    /// Something about a memo.
    OfMemo(MemoId, MemoField),
}

/// What is said of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentField {
    /// Its title.
    Title,
    /// Its groups.
    Groups,
    /// Its place in the list.
    Rank,
    /// What a paper says of itself.
    Bibliography,
    /// Its text.
    Text,
    /// A value.
    Attribute(AttributeId),
}

/// What is said of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseField {
    /// Its name.
    Name,
    /// The researcher's note.
    Note,
    /// Whether something belongs to it.
    Member(MemberId),
    /// A value.
    Attribute(AttributeId),
}

/// What is said of a memo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemoField {
    /// Its title.
    Title,
    /// What it says.
    Text,
    /// Its labels.
    Labels,
    /// What it is about.
    On,
    /// When it was last written in.
    Changed,
}

/// What is said of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeField {
    /// Its name.
    Name,
    /// Its colour.
    Colour,
    /// What it means.
    Definition,
    /// When to apply it.
    Inclusion,
    /// When not to.
    Exclusion,
    /// An anchor example.
    Example,
    /// Where it stands in the tree.
    Place,
    /// The groups that it is in.
    Groups,
    /// What it was merged into.
    AliasOf,
}

/// What a coding carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodingField {
    /// The coder's remark.
    Memo,
    /// 0 to 100.
    Weight,
    /// Where it stands.
    Anchor,
}

/// Something that is there or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Who codes.
    Coder(CoderId),
    /// What is read.
    Document(DocumentId),
    /// Of the codebook.
    Code(CodeId),
    /// A code on a passage.
    Coding(CodingKey),
    /// How values are read.
    Attribute(AttributeId),
    /// What is studied.
    Case(CaseId),
    /// On a shelf.
    Item(ShelfItemId),
    /// What somebody thinks.
    Memo(MemoId),
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is not there.
    Absent,
    /// What it is about is there and nothing is said: no value of an attribute, nothing that belongs to a case.
    Unsaid,
    /// The project's title.
    Title(String),
    /// It is there: this coder.
    Coder(Coder),
    /// It is there; as it came, with or without its text.
    Document(Arc<Document>),
    /// It is there; as it came.
    Code(Box<Code>),
    /// It is there; as it came.
    Coding(Box<Coding>),
    /// A field of a document.
    OfDocument(DocumentChange),
    /// A field of a code.
    OfCode(CodeChange),
    /// What a coding carries.
    OfCoding(CodingChange),
    /// It is there, and so are its values to be read.
    Attribute(Attribute),
    /// It is there; as it came.
    Case(Box<Case>),
    /// A field of a case.
    OfCase(CaseChange),
    /// It is there: this on a shelf.
    Item(ShelfItem),
    /// It is there; as it came.
    Memo(Box<Memo>),
    /// A field of a memo.
    OfMemo(MemoChange),
}

impl Value {
    /// Whether both say the same. Of things that are there only that counts: what is said of them are facts of their own.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Document(_), Self::Document(_))
            | (Self::Code(_), Self::Code(_))
            | (Self::Coding(_), Self::Coding(_))
            | (Self::Case(_), Self::Case(_))
            | (Self::Memo(_), Self::Memo(_)) => true,
            // A frame goes without the text; its hash says which it is.
            (Self::OfDocument(DocumentChange::Text(one)), Self::OfDocument(DocumentChange::Text(other))) => {
                (one.revision, &one.text_hash) == (other.revision, &other.text_hash)
            }
            _ => self == other,
        }
    }
}

impl Fact {
    /// What the fact is about; the title is about none.
    #[must_use]
    pub fn thing(self) -> Option<Thing> {
        match self {
            Self::Title => None,
            Self::Coder(id) => Some(Thing::Coder(id)),
            Self::Document(id) | Self::OfDocument(id, _) => Some(Thing::Document(id)),
            Self::Code(id) | Self::OfCode(id, _) => Some(Thing::Code(id)),
            Self::Coding(place) | Self::OfCoding(place, _) => Some(Thing::Coding(place)),
            Self::Attribute(id) => Some(Thing::Attribute(id)),
            Self::Case(id) | Self::OfCase(id, _) => Some(Thing::Case(id)),
            Self::Item(id) => Some(Thing::Item(id)),
            Self::Memo(id) | Self::OfMemo(id, _) => Some(Thing::Memo(id)),
        }
    }

    /// Whether it says that something is there.
    #[must_use]
    pub fn is_presence(self) -> bool {
        matches!(
            self,
            Self::Coder(_)
                | Self::Document(_)
                | Self::Code(_)
                | Self::Coding(_)
                | Self::Attribute(_)
                | Self::Case(_)
                | Self::Item(_)
                | Self::Memo(_)
        )
    }
}

impl Thing {
    /// The fact that it is there.
    #[must_use]
    pub fn presence(self) -> Fact {
        match self {
            Self::Coder(id) => Fact::Coder(id),
            Self::Document(id) => Fact::Document(id),
            Self::Code(id) => Fact::Code(id),
            Self::Coding(place) => Fact::Coding(place),
            Self::Attribute(id) => Fact::Attribute(id),
            Self::Case(id) => Fact::Case(id),
            Self::Item(id) => Fact::Item(id),
            Self::Memo(id) => Fact::Memo(id),
        }
    }
}

impl DocumentField {
    const ALWAYS: [Self; 5] = [Self::Title, Self::Groups, Self::Rank, Self::Bibliography, Self::Text];

    /// Everything that is said of a document.
    pub(super) fn all(document: &Document) -> impl Iterator<Item = Self> {
        let values = document.attributes.keys().map(|name| Self::Attribute(AttributeId::of(name)));
        Self::ALWAYS.into_iter().chain(values)
    }

    fn of(self, document: &Document) -> Value {
        Value::OfDocument(match self {
            Self::Title => DocumentChange::Title(document.title.clone()),
            Self::Groups => DocumentChange::Groups(document.groups.clone()),
            Self::Rank => DocumentChange::Rank(document.rank),
            Self::Bibliography => DocumentChange::Bibliography(document.bibliography.clone()),
            Self::Text => DocumentChange::Text(Box::new(document.wording())),
            Self::Attribute(id) => match attribute_of(&document.attributes, id) {
                Some((name, value)) => DocumentChange::Attribute { name: name.clone(), value: Some(value.clone()) },
                None => return Value::Unsaid,
            },
        })
    }
}

impl CaseField {
    /// Everything that is said of a case.
    pub(super) fn all(case: &Case) -> impl Iterator<Item = Self> {
        let members = case.members.iter().map(|member| Self::Member(member.id()));
        let values = case.attributes.keys().map(|name| Self::Attribute(AttributeId::of(name)));
        [Self::Name, Self::Note].into_iter().chain(members).chain(values)
    }

    fn of(self, case: &Case) -> Value {
        Value::OfCase(match self {
            Self::Name => CaseChange::Name(case.name.clone()),
            Self::Note => CaseChange::Note(case.note.clone()),
            Self::Member(id) => match case.member(id) {
                Some(member) => CaseChange::Member(member.clone(), Membership::In),
                None => return Value::Unsaid,
            },
            Self::Attribute(id) => match attribute_of(&case.attributes, id) {
                Some((name, value)) => CaseChange::Attribute { name: name.clone(), value: Some(value.clone()) },
                None => return Value::Unsaid,
            },
        })
    }
}

impl CodeField {
    const ALL: [Self; 9] = [
        Self::Name,
        Self::Colour,
        Self::Definition,
        Self::Inclusion,
        Self::Exclusion,
        Self::Example,
        Self::Place,
        Self::Groups,
        Self::AliasOf,
    ];

    fn of(self, code: &Code) -> CodeChange {
        match self {
            Self::Name => CodeChange::Name(code.name.clone()),
            Self::Colour => CodeChange::Colour(code.colour),
            Self::Definition => CodeChange::Definition(code.definition.clone()),
            Self::Inclusion => CodeChange::Inclusion(code.inclusion.clone()),
            Self::Exclusion => CodeChange::Exclusion(code.exclusion.clone()),
            Self::Example => CodeChange::Example(code.example.clone()),
            Self::Place => CodeChange::Place { parent: code.parent, rank: code.rank },
            Self::Groups => CodeChange::Groups(code.groups.clone()),
            Self::AliasOf => CodeChange::AliasOf(code.alias_of),
        }
    }
}

impl MemoField {
    const ALL: [Self; 5] = [Self::Title, Self::Text, Self::Labels, Self::On, Self::Changed];

    fn of(self, memo: &Memo) -> MemoChange {
        match self {
            Self::Title => MemoChange::Title(memo.title.clone()),
            Self::Text => MemoChange::Text(memo.text.clone()),
            Self::Labels => MemoChange::Labels(memo.labels.clone()),
            Self::On => MemoChange::On(memo.on),
            Self::Changed => MemoChange::Changed(memo.changed),
        }
    }
}

impl CodingField {
    const ALL: [Self; 3] = [Self::Memo, Self::Weight, Self::Anchor];

    fn of(self, coding: &Coding) -> CodingChange {
        match self {
            Self::Memo => CodingChange::Memo(coding.memo.clone()),
            Self::Weight => CodingChange::Weight(coding.weight),
            Self::Anchor => CodingChange::Anchor(coding.anchor()),
        }
    }
}

impl DocumentChange {
    /// Which field it changes.
    #[must_use]
    pub fn field(&self) -> DocumentField {
        match self {
            Self::Title(_) => DocumentField::Title,
            Self::Groups(_) => DocumentField::Groups,
            Self::Rank(_) => DocumentField::Rank,
            Self::Bibliography(_) => DocumentField::Bibliography,
            Self::Text(_) => DocumentField::Text,
            Self::Attribute { name, .. } => DocumentField::Attribute(AttributeId::of(name)),
        }
    }

    fn value(&self) -> Value {
        if let Self::Attribute { value: None, .. } = self { Value::Unsaid } else { Value::OfDocument(self.clone()) }
    }
}

impl CaseChange {
    /// Which field it changes.
    #[must_use]
    pub fn field(&self) -> CaseField {
        match self {
            Self::Name(_) => CaseField::Name,
            Self::Note(_) => CaseField::Note,
            Self::Member(member, _) => CaseField::Member(member.id()),
            Self::Attribute { name, .. } => CaseField::Attribute(AttributeId::of(name)),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Attribute { value: None, .. } | Self::Member(_, Membership::Out) => Value::Unsaid,
            _ => Value::OfCase(self.clone()),
        }
    }
}

impl CodeChange {
    /// Which field it changes.
    #[must_use]
    pub fn field(&self) -> CodeField {
        match self {
            Self::Name(_) => CodeField::Name,
            Self::Colour(_) => CodeField::Colour,
            Self::Definition(_) => CodeField::Definition,
            Self::Inclusion(_) => CodeField::Inclusion,
            Self::Exclusion(_) => CodeField::Exclusion,
            Self::Example(_) => CodeField::Example,
            Self::Place { .. } => CodeField::Place,
            Self::Groups(_) => CodeField::Groups,
            Self::AliasOf(_) => CodeField::AliasOf,
        }
    }
}

impl MemoChange {
    /// Which field it changes.
    #[must_use]
    pub fn field(&self) -> MemoField {
        match self {
            Self::Title(_) => MemoField::Title,
            Self::Text(_) => MemoField::Text,
            Self::Labels(_) => MemoField::Labels,
            Self::On(_) => MemoField::On,
            Self::Changed(_) => MemoField::Changed,
        }
    }
}

impl CodingChange {
    /// Which field it changes.
    #[must_use]
    pub fn field(&self) -> CodingField {
        match self {
            Self::Memo(_) => CodingField::Memo,
            Self::Weight(_) => CodingField::Weight,
            Self::Anchor(_) => CodingField::Anchor,
        }
    }
}

impl Project {
    /// What the project says of a fact; of what is not there, that.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Value {
        let coding = |key: CodingKey| self.coding(key);
        let value = match fact {
            Fact::Title => Some(Value::Title(self.title.clone())),
            Fact::Coder(id) => self.coder(id).map(|coder| Value::Coder(coder.clone())),
            Fact::Document(id) => self.document(id).map(|document| Value::Document(Arc::clone(document))),
            Fact::OfDocument(id, field) => self.document(id).map(|document| field.of(document)),
            Fact::Code(id) => self.code(id).map(|code| Value::Code(Box::new(code.clone()))),
            Fact::OfCode(id, field) => self.code(id).map(|code| Value::OfCode(field.of(code))),
            Fact::Coding(place) => coding(place).map(|coding| Value::Coding(Box::new(coding.clone()))),
            Fact::OfCoding(place, field) => coding(place).map(|coding| Value::OfCoding(field.of(coding))),
            Fact::Attribute(id) => self.attribute(id).map(|attribute| Value::Attribute(attribute.clone())),
            Fact::Case(id) => self.case(id).map(|case| Value::Case(Box::new(Case::clone(case)))),
            Fact::OfCase(id, field) => self.case(id).map(|case| field.of(case)),
            Fact::Item(id) => self.item(id).map(|item| Value::Item(item.clone())),
            Fact::Memo(id) => self.memo(id).map(|memo| Value::Memo(Box::new(Memo::clone(memo)))),
            Fact::OfMemo(id, field) => self.memo(id).map(|memo| Value::OfMemo(field.of(memo))),
        };
        value.unwrap_or(Value::Absent)
    }

    /// What is said of a thing beside what is said of all of its kind: values of attributes, what belongs to a case.
    #[must_use]
    pub fn said_of(&self, thing: Thing) -> Vec<Fact> {
        match thing {
            Thing::Document(id) => self.document(id).map_or_else(Vec::new, |document| {
                DocumentField::all(document).map(|field| Fact::OfDocument(id, field)).collect()
            }),
            Thing::Case(id) => self
                .case(id)
                .map_or_else(Vec::new, |case| CaseField::all(case).map(|field| Fact::OfCase(id, field)).collect()),
            _ => Vec::new(),
        }
    }

    /// Whether a thing is there.
    #[must_use]
    pub fn has(&self, thing: Thing) -> bool {
        match thing {
            Thing::Coder(id) => self.coder(id).is_some(),
            Thing::Document(id) => self.document(id).is_some(),
            Thing::Code(id) => self.code(id).is_some(),
            Thing::Coding(key) => self.coding(key).is_some(),
            Thing::Attribute(id) => self.attribute(id).is_some(),
            Thing::Case(id) => self.case(id).is_some(),
            Thing::Item(id) => self.item(id).is_some(),
            Thing::Memo(id) => self.memo(id).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Colour, CountingMint, Edit, ProjectId, Timestamp};

    #[test]
    fn what_edits_write_is_what_the_project_says_afterwards() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let (first, second) = (CodeId::new(&mut mint), CodeId::new(&mut mint));
        let edits = [
            Edit::SetTitle("改名".into()),
            Edit::AddCode(Code::named(first, "合谋", Colour::nth(0))),
            Edit::SetCode(first, CodeChange::Name("共谋".into())),
            Edit::AddCode(Code::named(second, "内卷化", Colour::nth(1))),
            Edit::RemoveCode(second),
        ];
        let inverses = crate::model::apply_all(&mut project, &edits).unwrap();
        let facts = written(&edits);
        assert!(facts.iter().all(|(fact, value)| project.value(*fact).agrees(value)), "{facts:?}");
        assert_eq!(facts[&Fact::Code(second)], Value::Absent);
        assert!(!facts.contains_key(&Fact::OfCode(second, CodeField::Name)), "nothing is said of what is gone");
        let back = written(&inverses);
        assert_eq!(back[&Fact::Title], Value::Title("样例".into()));
        assert_eq!(back[&Fact::Code(first)], Value::Absent);
    }
}
