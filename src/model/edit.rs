//! Every change of a project is an [`Edit`]; applying one gives back its inverse.
//!
//! Edits are small and refuse what would break an invariant: a code that is in use is not removed,
//! its codings must go first. What a person does in one gesture is a list of edits, made by
//! [`super::gesture`], that applies whole or not at all. Undo, redo, history and merge are all made of them.

mod error;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::case::put_attribute;
use super::{
    Anchor, Attribute, AttributeId, Attributes, Bibliography, Case, CaseChange, CaseId, CaseMember, Code, CodeId,
    Coder, CoderId, Coding, CodingPlace, Colour, Document, DocumentId, Membership, Memo, MemoChange, MemoId, Project,
    Rank, ShelfItem, ShelfItemId, Span, Wording,
};
use super::{memo, shelf};

pub use error::EditError;

/// One change of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// Renames the project.
    SetTitle(String),
    /// A coder joins.
    AddCoder(Coder),
    /// A coder's name, initials or colour change.
    SetCoder(Coder),
    /// A coder without codings and memos leaves.
    RemoveCoder(CoderId),
    /// A document comes in; its text must be with it.
    AddDocument(Arc<Document>),
    /// A document without codings goes.
    RemoveDocument(DocumentId),
    /// What is said about a document changes; its text does not.
    SetDocument(DocumentId, DocumentChange),
    /// A code is added below its parent.
    AddCode(Code),
    /// A code without codings, children and aliases goes.
    RemoveCode(CodeId),
    /// One field of a code changes.
    SetCode(CodeId, CodeChange),
    /// A passage is coded.
    AddCoding(DocumentId, Coding),
    /// A coding is taken away.
    RemoveCoding(CodingPlace),
    /// What a coding carries changes; another span or code is a new coding.
    SetCoding(CodingPlace, CodingChange),
    /// How an attribute's values are to be read is said for the first time.
    AddAttribute(Attribute),
    /// How its values are to be read changes. Its name cannot: that is another attribute.
    SetAttribute(Attribute),
    /// Nothing is said of how its values are to be read any more; they stay.
    RemoveAttribute(AttributeId),
    /// A case comes in with what belongs to it.
    AddCase(Case),
    /// A case goes; what belonged to it stays.
    RemoveCase(CaseId),
    /// One field of a case changes.
    SetCase(CaseId, CaseChange),
    /// Something is put on a shelf.
    AddItem(ShelfItem),
    /// What stands on a shelf under that name changes.
    SetItem(ShelfItem),
    /// Something is taken off its shelf.
    RemoveItem(ShelfItemId),
    /// A memo is begun.
    AddMemo(Memo),
    /// One field of a memo changes.
    SetMemo(MemoId, MemoChange),
    /// A memo goes.
    RemoveMemo(MemoId),
}

/// A field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentChange {
    /// Not empty, no line ends.
    Title(String),
    /// All groups that it is in.
    Groups(std::collections::BTreeSet<String>),
    /// Place in the list.
    Rank(Rank),
    /// A value; `None` takes it away.
    Attribute {
        /// Of which attribute.
        name: String,
        /// Not empty.
        value: Option<String>,
    },
    /// What a paper says of itself.
    Bibliography(Option<Arc<Bibliography>>),
    /// Another revision of its text. Its codings move with their words in the same change, see
    /// [`super::gesture::revise`].
    Text(Box<Wording>),
}

/// A field of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeChange {
    /// Not empty, no line ends.
    Name(String),
    /// Of highlights and stripes.
    Colour(Colour),
    /// What the code means.
    Definition(String),
    /// When to apply it.
    Inclusion(String),
    /// When not to.
    Exclusion(String),
    /// An anchor example.
    Example(String),
    /// Where it stands in the tree.
    Place {
        /// `None` for the top.
        parent: Option<CodeId>,
        /// Among its siblings.
        rank: Rank,
    },
    /// All groups that it is in.
    Groups(std::collections::BTreeSet<String>),
    /// Merged into another code, or taken out again.
    AliasOf(Option<CodeId>),
}

/// What a coding carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodingChange {
    /// `None` takes the memo away.
    Memo(Option<Box<str>>),
    /// 0 to 100.
    Weight(Option<u8>),
    /// Where it stands, since the text was corrected.
    Anchor(Anchor),
}

impl DocumentChange {
    /// Puts the field in and gives back what stood there.
    #[allow(clippy::return_self_not_must_use, reason = "what stood there matters to an inverse only")]
    pub fn put_into(&self, held: &mut Document) -> Self {
        match self {
            Self::Title(title) => Self::Title(std::mem::replace(&mut held.title, title.clone())),
            Self::Groups(groups) => Self::Groups(std::mem::replace(&mut held.groups, groups.clone())),
            Self::Rank(rank) => Self::Rank(std::mem::replace(&mut held.rank, *rank)),
            Self::Attribute { name, value } => {
                let before = put_attribute(&mut held.attributes, name, value.as_ref());
                Self::Attribute { name: name.clone(), value: before }
            }
            Self::Bibliography(record) => Self::Bibliography(std::mem::replace(&mut held.bibliography, record.clone())),
            Self::Text(wording) => {
                let before = held.wording();
                held.reword(wording);
                Self::Text(Box::new(before))
            }
        }
    }
}

impl CodeChange {
    /// Puts the field in and gives back what stood there. Whether the tree stays whole is asked by [`Edit::apply`].
    #[allow(clippy::return_self_not_must_use, reason = "what stood there matters to an inverse only")]
    pub fn put_into(&self, held: &mut Code) -> Self {
        let swap = |held: &mut String, new: &String| std::mem::replace(held, new.clone());
        match self {
            Self::Name(name) => Self::Name(swap(&mut held.name, name)),
            Self::Colour(colour) => Self::Colour(std::mem::replace(&mut held.colour, *colour)),
            Self::Definition(text) => Self::Definition(swap(&mut held.definition, text)),
            Self::Inclusion(text) => Self::Inclusion(swap(&mut held.inclusion, text)),
            Self::Exclusion(text) => Self::Exclusion(swap(&mut held.exclusion, text)),
            Self::Example(text) => Self::Example(swap(&mut held.example, text)),
            Self::Place { parent, rank } => Self::Place {
                parent: std::mem::replace(&mut held.parent, *parent),
                rank: std::mem::replace(&mut held.rank, *rank),
            },
            Self::Groups(groups) => Self::Groups(std::mem::replace(&mut held.groups, groups.clone())),
            Self::AliasOf(target) => Self::AliasOf(std::mem::replace(&mut held.alias_of, *target)),
        }
    }
}

impl CodingChange {
    /// Puts the field in and gives back what stood there.
    #[allow(clippy::return_self_not_must_use, reason = "what stood there matters to an inverse only")]
    pub fn put_into(&self, held: &mut Coding) -> Self {
        match self {
            Self::Memo(memo) => Self::Memo(std::mem::replace(&mut held.memo, memo.clone())),
            Self::Weight(weight) => Self::Weight(std::mem::replace(&mut held.weight, *weight)),
            Self::Anchor(anchor) => {
                let before = held.anchor();
                held.put(*anchor);
                Self::Anchor(before)
            }
        }
    }
}

pub(super) fn exists(what: impl std::fmt::Debug) -> EditError {
    EditError::Exists(format!("{what:?}"))
}

pub(super) fn missing(what: impl std::fmt::Debug) -> EditError {
    EditError::Missing(format!("{what:?}"))
}

fn in_use(what: impl std::fmt::Debug, by: impl std::fmt::Debug) -> EditError {
    EditError::InUse { what: format!("{what:?}"), by: format!("{by:?}") }
}

fn good_name(name: &str) -> Result<(), EditError> {
    if name.trim().is_empty() || name.contains(['\n', '\r']) { Err(EditError::BadName) } else { Ok(()) }
}

fn good_attribute(name: &str, value: Option<&String>) -> Result<(), EditError> {
    let is_bad = good_name(name).is_err() || value.is_some_and(|value| value.trim().is_empty());
    if is_bad { Err(EditError::BadAttribute(name.to_owned())) } else { Ok(()) }
}

fn good_attributes(attributes: &Attributes) -> Result<(), EditError> {
    attributes.iter().try_for_each(|(name, value)| good_attribute(name, Some(value)))
}

/// Applies edits in order and gives back those that undo them, in the order in which they undo.
///
/// # Errors
/// The first refusal; what was applied before it is taken back, so the project is as it was.
pub fn apply_all(project: &mut Project, edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match edit.apply(project) {
            Ok(inverse) => inverses.push(inverse),
            Err(error) => {
                for inverse in inverses.iter().rev() {
                    let undone = inverse.apply(project);
                    debug_assert!(undone.is_ok(), "invariant 2: an inverse applies where its edit did");
                }
                return Err(error);
            }
        }
    }
    inverses.reverse();
    Ok(inverses)
}

impl Edit {
    /// The document that the edit is about, where it is about one.
    #[must_use]
    pub fn document(&self) -> Option<DocumentId> {
        match self {
            Self::AddDocument(document) => Some(document.id),
            Self::RemoveDocument(id) | Self::SetDocument(id, _) | Self::AddCoding(id, _) => Some(*id),
            Self::RemoveCoding(place) | Self::SetCoding(place, _) => Some(place.document),
            _ => None,
        }
    }

    /// Whether something goes by it.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        matches!(
            self,
            Self::RemoveCoder(_)
                | Self::RemoveDocument(_)
                | Self::RemoveCode(_)
                | Self::RemoveCoding(_)
                | Self::RemoveAttribute(_)
                | Self::RemoveCase(_)
                | Self::RemoveItem(_)
                | Self::RemoveMemo(_)
        )
    }

    /// Applies the edit and gives back its inverse (invariant 2).
    ///
    /// # Errors
    /// [`EditError`]; then nothing has changed.
    pub fn apply(&self, project: &mut Project) -> Result<Edit, EditError> {
        match self {
            Self::SetTitle(title) => {
                good_name(title)?;
                Ok(Self::SetTitle(std::mem::replace(&mut project.title, title.clone())))
            }
            Self::AddCoder(coder) => {
                good_name(&coder.name)?;
                if project.coders.contains_key(&coder.id) {
                    return Err(exists(coder.id));
                }
                project.coders.insert(coder.id, coder.clone());
                Ok(Self::RemoveCoder(coder.id))
            }
            Self::SetCoder(coder) => {
                good_name(&coder.name)?;
                let held = project.coders.get_mut(&coder.id).ok_or_else(|| missing(coder.id))?;
                Ok(Self::SetCoder(std::mem::replace(held, coder.clone())))
            }
            Self::RemoveCoder(id) => {
                let held = project.coders.get(id).ok_or_else(|| missing(id))?.clone();
                let coded = project.codings.values().flat_map(|codings| codings.iter()).find(|c| c.coder == *id);
                if let Some(coding) = coded {
                    return Err(in_use(id, coding.id));
                }
                if let Some(memo) = project.memos.values().find(|memo| memo.coder == *id) {
                    return Err(in_use(id, memo.id));
                }
                project.coders.remove(id);
                Ok(Self::AddCoder(held))
            }
            Self::AddDocument(document) => {
                good_name(&document.title)?;
                good_attributes(&document.attributes)?;
                if project.documents.contains_key(&document.id) {
                    return Err(exists(document.id));
                }
                project.documents.insert(document.id, Arc::clone(document));
                Ok(Self::RemoveDocument(document.id))
            }
            Self::RemoveDocument(id) => {
                let held = Arc::clone(project.documents.get(id).ok_or_else(|| missing(id))?);
                if let Some(coding) = project.codings(*id).iter().next() {
                    return Err(in_use(id, coding.id));
                }
                project.documents.remove(id);
                project.codings.remove(id);
                Ok(Self::AddDocument(held))
            }
            Self::SetDocument(id, change) => {
                match change {
                    DocumentChange::Title(title) => good_name(title)?,
                    DocumentChange::Attribute { name, value } => good_attribute(name, value.as_ref())?,
                    _ => {}
                }
                let held = Arc::make_mut(project.documents.get_mut(id).ok_or_else(|| missing(id))?);
                let before = change.put_into(held);
                Ok(Self::SetDocument(*id, before))
            }
            Self::AddCode(code) => add_code(project, code),
            Self::RemoveCode(id) => remove_code(project, *id),
            Self::SetCode(id, change) => set_code(project, *id, change),
            Self::AddCoding(document, coding) => add_coding(project, *document, coding),
            Self::RemoveCoding(place) => remove_coding(project, *place),
            Self::SetCoding(place, change) => {
                if let CodingChange::Weight(Some(weight)) = change
                    && *weight > 100
                {
                    return Err(EditError::BadWeight(*weight));
                }
                if let CodingChange::Anchor(anchor) = change {
                    return move_coding(project, *place, *anchor);
                }
                let held = project
                    .codings
                    .get_mut(&place.document)
                    .and_then(|codings| Arc::make_mut(codings).get_mut(place.start, place.id))
                    .ok_or_else(|| missing(place.id))?;
                let before = change.put_into(held);
                Ok(Self::SetCoding(*place, before))
            }
            Self::AddAttribute(attribute) => {
                good_attribute(&attribute.name, None)?;
                let id = attribute.id();
                if project.attributes.contains_key(&id) {
                    return Err(exists(id));
                }
                project.attributes.insert(id, attribute.clone());
                Ok(Self::RemoveAttribute(id))
            }
            Self::SetAttribute(attribute) => {
                let id = attribute.id();
                let held = project.attributes.get_mut(&id).ok_or_else(|| missing(id))?;
                Ok(Self::SetAttribute(std::mem::replace(held, attribute.clone())))
            }
            Self::RemoveAttribute(id) => {
                project.attributes.remove(id).map(Self::AddAttribute).ok_or_else(|| missing(id))
            }
            Self::AddCase(case) => {
                good_name(&case.name)?;
                good_attributes(&case.attributes)?;
                if project.cases.contains_key(&case.id) {
                    return Err(exists(case.id));
                }
                project.cases.insert(case.id, Arc::new(case.clone()));
                Ok(Self::RemoveCase(case.id))
            }
            Self::RemoveCase(id) => {
                let held = project.cases.remove(id).ok_or_else(|| missing(id))?;
                Ok(Self::AddCase(Arc::unwrap_or_clone(held)))
            }
            Self::SetCase(id, change) => {
                match change {
                    CaseChange::Name(name) => good_name(name)?,
                    CaseChange::Attribute { name, value } => good_attribute(name, value.as_ref())?,
                    CaseChange::Note(_) | CaseChange::Member(..) => {}
                }
                let held = project.cases.get_mut(id).ok_or_else(|| missing(id))?;
                let before = change.put_into(Arc::make_mut(held));
                Ok(Self::SetCase(*id, before))
            }
            Self::AddItem(item) => shelf::add(project, item),
            Self::SetItem(item) => shelf::set(project, item),
            Self::RemoveItem(id) => shelf::remove(project, *id),
            Self::AddMemo(memo) => memo::add(project, memo),
            Self::SetMemo(id, change) => memo::set(project, *id, change),
            Self::RemoveMemo(id) => memo::remove(project, *id),
        }
    }
}

/// That passages which edits put into cases stand in the texts that the project has. Edits themselves do not ask: one
/// that takes a removal back always applies, whatever the text says by now. Of a document that is not there nobody can
/// tell: it may yet come.
///
/// # Errors
/// [`EditError::OtherText`] of the first that does not.
pub fn good_members(project: &Project, edits: &[Edit]) -> Result<(), EditError> {
    let put_in = edits.iter().flat_map(|edit| match edit {
        Edit::AddCase(case) => case.members.iter().collect(),
        Edit::SetCase(_, CaseChange::Member(member, Membership::In)) => vec![member],
        _ => Vec::new(),
    });
    for member in put_in {
        if let CaseMember::Passage { span, .. } = member
            && !member.fits(project)
        {
            return Err(EditError::OtherText { start: span.start.0, end: span.end.0 });
        }
    }
    Ok(())
}

fn add_code(project: &mut Project, code: &Code) -> Result<Edit, EditError> {
    good_name(&code.name)?;
    if project.codes.contains_key(&code.id) {
        return Err(exists(code.id));
    }
    for other in [code.parent, code.alias_of].into_iter().flatten() {
        if other == code.id {
            return Err(EditError::Circle(code.id));
        }
        project.code(other).ok_or_else(|| missing(other))?;
    }
    project.codes.insert(code.id, code.clone());
    Ok(Edit::RemoveCode(code.id))
}

fn remove_code(project: &mut Project, id: CodeId) -> Result<Edit, EditError> {
    let held = project.code(id).ok_or_else(|| missing(id))?.clone();
    if project.uses_as_applied(id) > 0 {
        return Err(in_use(id, format!("{} codings", project.uses_as_applied(id))));
    }
    if let Some(other) = project.codes.values().find(|c| c.parent == Some(id) || c.alias_of == Some(id)) {
        return Err(in_use(id, other.id));
    }
    project.codes.remove(&id);
    Ok(Edit::AddCode(held))
}

fn set_code(project: &mut Project, id: CodeId, change: &CodeChange) -> Result<Edit, EditError> {
    match change {
        CodeChange::Name(name) => good_name(name)?,
        CodeChange::Groups(groups) => groups.iter().try_for_each(|group| good_name(group))?,
        CodeChange::Place { parent: Some(other), .. } => {
            project.code(*other).ok_or_else(|| missing(other))?;
        }
        CodeChange::AliasOf(Some(target)) => {
            let mut at = Some(*target);
            while let Some(here) = at {
                if here == id {
                    return Err(EditError::Circle(id));
                }
                at = project.code(here).ok_or_else(|| missing(here))?.alias_of;
            }
        }
        _ => {}
    }
    let held = project.codes.get_mut(&id).ok_or_else(|| missing(id))?;
    let before = change.put_into(held);
    // New ways up the tree all lead through what the code now stands for, so a circle would too.
    let moved = matches!(change, CodeChange::Place { .. } | CodeChange::AliasOf(_));
    if moved && !project.leads_to_the_top(project.resolve(id)) {
        if let Some(held) = project.codes.get_mut(&id) {
            before.put_into(held);
        }
        return Err(EditError::Circle(id));
    }
    Ok(Edit::SetCode(id, before))
}

fn add_coding(project: &mut Project, document: DocumentId, coding: &Coding) -> Result<Edit, EditError> {
    let held = project.document(document).ok_or_else(|| missing(document))?;
    good_anchor(held, coding.anchor())?;
    let start = coding.span.start;
    if coding.weight.is_some_and(|weight| weight > 100) {
        return Err(EditError::BadWeight(coding.weight.unwrap_or_default()));
    }
    project.code(coding.code).ok_or_else(|| missing(coding.code))?;
    project.coder(coding.coder).ok_or_else(|| missing(coding.coder))?;
    let codings = Arc::make_mut(project.codings.entry(document).or_default());
    if codings.get(start, coding.id).is_some() {
        return Err(exists(coding.id));
    }
    codings.insert(coding.clone());
    *project.uses.entry(coding.code).or_default() += 1;
    Ok(Edit::RemoveCoding(coding.place(document)))
}

/// Invariant 1: a span lies inside its document's current revision and says there what it said. While a change of
/// the text is being made or taken back, codings may stand on an earlier one of its texts for a moment.
fn good_anchor(document: &Document, anchor: Anchor) -> Result<(), EditError> {
    let Span { start, end } = anchor.span;
    let length = document.text.char_len();
    if anchor.on != document.mark() {
        let is_known = document.knows(anchor.on) && start < end;
        return if is_known { Ok(()) } else { Err(EditError::OtherText { start: start.0, end: end.0 }) };
    }
    if start >= end || end.0 > length {
        return Err(EditError::OutsideText { start: start.0, end: end.0, length });
    }
    if anchor.fits(&document.text) { Ok(()) } else { Err(EditError::OtherText { start: start.0, end: end.0 }) }
}

fn move_coding(project: &mut Project, place: CodingPlace, anchor: Anchor) -> Result<Edit, EditError> {
    let document = project.documents.get(&place.document).ok_or_else(|| missing(place.document))?;
    good_anchor(document, anchor)?;
    let codings = project.codings.get_mut(&place.document).ok_or_else(|| missing(place.id))?;
    let codings = Arc::make_mut(codings);
    let held = codings.remove(place.start, place.id).ok_or_else(|| missing(place.id))?;
    let before = held.anchor();
    let moved = held.anchored(anchor);
    let now = moved.place(place.document);
    codings.insert(moved);
    Ok(Edit::SetCoding(now, CodingChange::Anchor(before)))
}

fn remove_coding(project: &mut Project, place: CodingPlace) -> Result<Edit, EditError> {
    let codings = project.codings.get_mut(&place.document).ok_or_else(|| missing(place.id))?;
    let removed = Arc::make_mut(codings).remove(place.start, place.id).ok_or_else(|| missing(place.id))?;
    if codings.is_empty() {
        project.codings.remove(&place.document);
    }
    if let Some(uses) = project.uses.get_mut(&removed.code) {
        *uses -= 1;
        if *uses == 0 {
            project.uses.remove(&removed.code);
        }
    }
    Ok(Edit::AddCoding(place.document, removed))
}
