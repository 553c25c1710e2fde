//! Stamps: who wrote which field last, so that replicas can be put together in any order.
//!
//! An entity has two marks, when it was last added and when it was last removed; it is there while the
//! first is later. Each of its fields carries the stamp of its own last write. Putting two records
//! together takes the later of each mark and field, so the order in which files arrive makes no
//! difference, nor does reading one twice.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{
    Attribute, AttributeId, Attributes, Case, CaseChange, CaseMember, Code, CodeChange, Coder, Coding, CodingChange,
    Document, DocumentChange, Edit, MemberId, Memo, MemoChange, Shelf, ShelfItem, Stamp,
};

/// A part of an entity that is written on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// All that is said of a coder, of how an attribute's values are read, or of what is on a shelf.
    Whole,
    /// Of a code or case.
    Name,
    /// Of highlights and stripes.
    Colour,
    /// What a code means.
    Definition,
    /// When to apply it.
    Inclusion,
    /// When not to.
    Exclusion,
    /// An anchor example.
    Example,
    /// Where a code stands in the tree.
    Place,
    /// Which code it was merged into.
    Alias,
    /// Of a document, of a memo or of the project.
    Title,
    /// Of a document or code.
    Groups,
    /// Of a document.
    Rank,
    /// Of a coding; of a memo what it says.
    Memo,
    /// Of a coding.
    Weight,
    /// Of a document.
    Bibliography,
    /// Of a document: which revision it has.
    Text,
    /// Of a coding: where it stands.
    Anchor,
    /// Of a case.
    Note,
    /// Of a memo.
    Labels,
    /// Of a memo: what it is about.
    On,
    /// Of a memo: when it was last written in.
    Changed,
    /// One value of a document or case.
    Attribute(AttributeId),
    /// Whether one thing belongs to a case.
    Member(MemberId),
}

impl Field {
    /// The field that an edit writes, where it writes one and not the whole.
    #[must_use]
    pub fn of(edit: &Edit) -> Option<Self> {
        Some(match edit {
            Edit::SetTitle(_) => Self::Title,
            Edit::SetCoder(_) | Edit::SetAttribute(_) | Edit::SetItem(_) => Self::Whole,
            Edit::SetDocument(_, change) => match change {
                DocumentChange::Title(_) => Self::Title,
                DocumentChange::Groups(_) => Self::Groups,
                DocumentChange::Rank(_) => Self::Rank,
                DocumentChange::Attribute { name, .. } => Self::Attribute(AttributeId::of(name)),
                DocumentChange::Bibliography(_) => Self::Bibliography,
                DocumentChange::Text(_) => Self::Text,
            },
            Edit::SetCase(_, change) => match change {
                CaseChange::Name(_) => Self::Name,
                CaseChange::Note(_) => Self::Note,
                CaseChange::Member(member, _) => Self::Member(member.id()),
                CaseChange::Attribute { name, .. } => Self::Attribute(AttributeId::of(name)),
            },
            Edit::SetCode(_, change) => match change {
                CodeChange::Name(_) => Self::Name,
                CodeChange::Colour(_) => Self::Colour,
                CodeChange::Definition(_) => Self::Definition,
                CodeChange::Inclusion(_) => Self::Inclusion,
                CodeChange::Exclusion(_) => Self::Exclusion,
                CodeChange::Example(_) => Self::Example,
                CodeChange::Place { .. } => Self::Place,
                CodeChange::Groups(_) => Self::Groups,
                CodeChange::AliasOf(_) => Self::Alias,
            },
            Edit::SetCoding(_, change) => match change {
                CodingChange::Memo(_) => Self::Memo,
                CodingChange::Weight(_) => Self::Weight,
                CodingChange::Anchor(_) => Self::Anchor,
            },
            Edit::SetMemo(_, change) => match change {
                MemoChange::Title(_) => Self::Title,
                MemoChange::Text(_) => Self::Memo,
                MemoChange::Labels(_) => Self::Labels,
                MemoChange::On(_) => Self::On,
                MemoChange::Changed(_) => Self::Changed,
            },
            _ => return None,
        })
    }
}

/// A field's last write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// When.
    pub at: Stamp,
    /// Up to which stamp of other replicas its writer knew the field; `None`: as it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Stamp>,
}

/// The stamps of one entity or coding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamps {
    /// When it was last added, with all its fields.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub added: Stamp,
    /// When it was last removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Stamp>,
    /// Fields that were written after it was added.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Field, Written>,
}

fn is_zero(stamp: &Stamp) -> bool {
    stamp.0 == 0
}

impl Stamps {
    /// Of something added then.
    #[must_use]
    pub fn added(at: Stamp) -> Self {
        Self { added: at, ..Self::default() }
    }

    /// Of something removed then.
    #[must_use]
    pub fn removed(at: Stamp) -> Self {
        Self { removed: Some(at), ..Self::default() }
    }

    /// Whether it is there. What was added and removed by one gesture carries one stamp and is gone.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.removed.as_ref().is_none_or(|removed| *removed < self.added)
    }

    /// Whether there is nothing to say: a coding as its maker made it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The last write of a field.
    #[must_use]
    pub fn written(&self, field: Field) -> Written {
        self.fields.get(&field).cloned().unwrap_or_else(|| Written { at: self.added.clone(), over: None })
    }

    /// When a field was last written.
    #[must_use]
    pub fn at(&self, field: Field) -> &Stamp {
        self.fields.get(&field).map_or(&self.added, |written| &written.at)
    }

    /// Notes that it was added again with all its fields.
    pub fn add(&mut self, at: &Stamp) {
        if *at >= self.added {
            self.added = at.clone();
            self.fields.retain(|_, written| written.at > *at);
            // Added and removed by one gesture, in this order or the other: the last word counts.
            if self.removed.as_ref() == Some(at) {
                self.removed = None;
            }
        }
    }

    /// Notes that it was removed.
    pub fn remove(&mut self, at: &Stamp) {
        if self.removed.as_ref() < Some(at) {
            self.removed = Some(at.clone());
        }
    }

    /// Notes that a field was written.
    pub fn write(&mut self, field: Field, written: Written) {
        self.fields.insert(field, written);
    }

    /// The highest logical time in it.
    #[must_use]
    pub fn highest(&self) -> u64 {
        let removed = self.removed.as_ref().map_or(0, |stamp| stamp.0);
        self.fields.values().map(|written| written.at.0).fold(self.added.0.max(removed), u64::max)
    }
}

/// Something that is kept field by field.
pub trait Fielded: Clone + PartialEq {
    /// The fields that each of its kind has; what is in none never changes after it was added.
    const FIELDS: &'static [Field];

    /// Those that this one has beside them: values of attributes, what belongs to a case.
    fn more_fields(&self) -> BTreeSet<Field> {
        BTreeSet::new()
    }

    /// Takes one field from another.
    fn take(&mut self, field: Field, from: &Self);

    /// A field that holds a person's words, so that a lost version is worth keeping.
    fn words(&self, field: Field) -> Option<&str>;
}

/// All fields that any of these has, or of which a stamp tells that it had them.
pub fn fields_of<T: Fielded>(values: &[&T], stamps: &[&Stamps]) -> Vec<Field> {
    let mut more: BTreeSet<Field> = values.iter().flat_map(|value| value.more_fields()).collect();
    let told = stamps.iter().flat_map(|stamps| stamps.fields.keys());
    more.extend(told.filter(|field| matches!(field, Field::Attribute(_) | Field::Member(_))));
    T::FIELDS.iter().copied().chain(more).collect()
}

fn attribute_fields(attributes: &Attributes) -> impl Iterator<Item = Field> {
    attributes.keys().map(|name| Field::Attribute(AttributeId::of(name)))
}

fn value_of(attributes: &Attributes, id: AttributeId) -> Option<(&String, &String)> {
    attributes.iter().find(|(name, _)| AttributeId::of(name) == id)
}

fn take_attribute(held: &mut Attributes, id: AttributeId, from: &Attributes) {
    held.retain(|name, _| AttributeId::of(name) != id);
    held.extend(value_of(from, id).map(|(name, value)| (name.clone(), value.clone())));
}

/// Words of an attribute: none are words too, so that a value that loses against its removal is kept.
fn attribute_words(held: &Attributes, id: AttributeId) -> &str {
    value_of(held, id).map_or("", |(_, value)| value)
}

impl Fielded for Attribute {
    const FIELDS: &'static [Field] = &[Field::Whole];

    fn take(&mut self, _: Field, from: &Self) {
        self.clone_from(from);
    }

    fn words(&self, _: Field) -> Option<&str> {
        None
    }
}

impl Fielded for ShelfItem {
    const FIELDS: &'static [Field] = &[Field::Whole];

    fn take(&mut self, _: Field, from: &Self) {
        self.clone_from(from);
    }

    /// A query or a list of synonyms is a person's work; that a word is on a list is no more than that.
    fn words(&self, _: Field) -> Option<&str> {
        matches!(self.shelf, Shelf::Search | Shelf::Synonyms).then_some(self.value.as_str())
    }
}

impl Fielded for Case {
    const FIELDS: &'static [Field] = &[Field::Name, Field::Note];

    fn more_fields(&self) -> BTreeSet<Field> {
        let members = self.members.iter().map(|member| Field::Member(member.id()));
        attribute_fields(&self.attributes).chain(members).collect()
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Name => self.name.clone_from(&from.name),
            Field::Note => self.note.clone_from(&from.note),
            Field::Attribute(id) => take_attribute(&mut self.attributes, id, &from.attributes),
            Field::Member(id) => {
                let is_other = |member: &CaseMember| member.id() != id;
                self.members.retain(is_other);
                self.members.extend(from.member(id).cloned());
            }
            _ => {}
        }
    }

    fn words(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => Some(&self.name),
            Field::Note => Some(&self.note),
            Field::Attribute(id) => Some(attribute_words(&self.attributes, id)),
            _ => None,
        }
    }
}

impl Fielded for String {
    const FIELDS: &'static [Field] = &[Field::Title];

    fn take(&mut self, _: Field, from: &Self) {
        self.clone_from(from);
    }

    fn words(&self, _: Field) -> Option<&str> {
        Some(self)
    }
}

impl Fielded for Coder {
    const FIELDS: &'static [Field] = &[Field::Whole];

    fn take(&mut self, _: Field, from: &Self) {
        self.clone_from(from);
    }

    fn words(&self, _: Field) -> Option<&str> {
        None
    }
}

impl Fielded for Code {
    const FIELDS: &'static [Field] = &[
        Field::Name,
        Field::Colour,
        Field::Definition,
        Field::Inclusion,
        Field::Exclusion,
        Field::Example,
        Field::Place,
        Field::Groups,
        Field::Alias,
    ];

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Name => self.name.clone_from(&from.name),
            Field::Colour => self.colour = from.colour,
            Field::Definition => self.definition.clone_from(&from.definition),
            Field::Inclusion => self.inclusion.clone_from(&from.inclusion),
            Field::Exclusion => self.exclusion.clone_from(&from.exclusion),
            Field::Example => self.example.clone_from(&from.example),
            Field::Place => (self.parent, self.rank) = (from.parent, from.rank),
            Field::Groups => self.groups.clone_from(&from.groups),
            Field::Alias => self.alias_of = from.alias_of,
            _ => {}
        }
    }

    fn words(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => Some(&self.name),
            Field::Definition => Some(&self.definition),
            Field::Inclusion => Some(&self.inclusion),
            Field::Exclusion => Some(&self.exclusion),
            Field::Example => Some(&self.example),
            _ => None,
        }
    }
}

impl Fielded for Memo {
    const FIELDS: &'static [Field] = &[Field::Title, Field::Memo, Field::Labels, Field::On, Field::Changed];

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Title => self.title.clone_from(&from.title),
            Field::Memo => self.text.clone_from(&from.text),
            Field::Labels => self.labels.clone_from(&from.labels),
            Field::On => self.on = from.on,
            Field::Changed => self.changed = from.changed,
            _ => {}
        }
    }

    fn words(&self, field: Field) -> Option<&str> {
        match field {
            Field::Title => Some(&self.title),
            Field::Memo => Some(&self.text),
            _ => None,
        }
    }
}

impl Fielded for Document {
    const FIELDS: &'static [Field] = &[Field::Title, Field::Groups, Field::Rank, Field::Bibliography, Field::Text];

    fn more_fields(&self) -> BTreeSet<Field> {
        attribute_fields(&self.attributes).collect()
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Title => self.title.clone_from(&from.title),
            Field::Groups => self.groups.clone_from(&from.groups),
            Field::Rank => self.rank = from.rank,
            Field::Bibliography => self.bibliography.clone_from(&from.bibliography),
            Field::Text => self.reword(&from.wording()),
            Field::Attribute(id) => take_attribute(&mut self.attributes, id, &from.attributes),
            _ => {}
        }
    }

    fn words(&self, field: Field) -> Option<&str> {
        match field {
            Field::Title => Some(&self.title),
            Field::Attribute(id) => Some(attribute_words(&self.attributes, id)),
            _ => None,
        }
    }
}

impl Fielded for Coding {
    // What moves it comes last: until then it is found where it stood.
    const FIELDS: &'static [Field] = &[Field::Memo, Field::Weight, Field::Anchor];

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Memo => self.memo.clone_from(&from.memo),
            Field::Weight => self.weight = from.weight,
            Field::Anchor => (self.span, self.quote, self.on) = (from.span, from.quote, from.on),
            _ => {}
        }
    }

    fn words(&self, field: Field) -> Option<&str> {
        (field == Field::Memo).then(|| self.memo.as_deref().unwrap_or_default())
    }
}
