//! Cases: the people, groups or places that are studied, and what of the documents belongs to each.
//!
//! To a case belong whole documents, what one speaker says in a document, and passages. What belongs to it may
//! name a document that is not there (yet): another copy that is merged may bring it. Whoever lists what
//! belongs to a case leaves that out; nothing is taken away for it. A passage says in which text it stands: where the
//! document has been given another since, it is looked for along the way between both, each time somebody asks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::anchor::{Anchor, TextMark};
use super::{AttributeId, Attributes, CaseId, CharIndex, Document, DocumentId, MemberId, Project, QuoteHash, Span};

/// Somebody or something that is studied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Stable over renames.
    pub id: CaseId,
    /// Not empty, one line.
    pub name: String,
    /// What the researcher notes about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What of the documents belongs to it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<CaseMember>,
    /// What is known of it: values by the attribute's name.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

/// What belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CaseMember {
    /// All of a document.
    Document(DocumentId),
    /// What a speaker says in a document.
    Speaker {
        /// Which document.
        document: DocumentId,
        /// As the document's list of speakers calls them.
        name: String,
    },
    /// A passage.
    Passage {
        /// Of which document.
        document: DocumentId,
        /// Where.
        span: Span,
        /// What it says there.
        quote: QuoteHash,
        /// In which of the document's texts; `None` for the one that was imported.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<TextMark>,
    },
}

/// Whether something belongs to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Membership {
    /// It does.
    In,
    /// It does not, or no longer.
    Out,
}

/// A field of a case. What belongs to it and each attribute are fields of their own, so that two people may
/// write different ones and both stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseChange {
    /// Not empty, one line.
    Name(String),
    /// What the researcher notes about it.
    Note(String),
    /// Something comes to belong to it or goes.
    Member(CaseMember, Membership),
    /// A value; `None` takes it away.
    Attribute {
        /// Of which attribute.
        name: String,
        /// Not empty.
        value: Option<String>,
    },
}

impl Case {
    /// One to which nothing belongs yet.
    #[must_use]
    pub fn named(id: CaseId, name: &str) -> Self {
        Self { id, name: name.to_owned(), note: String::new(), members: BTreeSet::new(), attributes: Attributes::new() }
    }

    /// The member of an id.
    #[must_use]
    pub fn member(&self, id: MemberId) -> Option<&CaseMember> {
        self.members.iter().find(|member| member.id() == id)
    }

    /// Its members whose documents are there.
    pub fn members_in<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = (&'a CaseMember, &'a Document)> {
        self.members.iter().filter_map(|member| Some((member, &**project.document(member.document())?)))
    }

    /// Whether what stands at a place of a document belongs to it.
    #[must_use]
    pub fn holds(&self, document: &Document, place: CharIndex) -> bool {
        self.members.iter().any(|member| member.holds(document, place))
    }
}

impl CaseMember {
    /// A passage of a document.
    #[must_use]
    pub fn passage(document: &Document, span: Span) -> Option<Self> {
        let lies_inside = span.start < span.end && span.end.0 <= document.text.char_len();
        lies_inside.then(|| Self::anchored(document.id, document.anchor(span)))
    }

    /// A passage that stands there.
    #[must_use]
    pub fn anchored(document: DocumentId, anchor: Anchor) -> Self {
        let Anchor { span, quote, on } = anchor;
        Self::Passage { document, span, quote, on }
    }

    /// Where a passage stands in the text that its document has now. `None` for anything else, and where nothing of
    /// it is left or the text says something else.
    #[must_use]
    pub fn span_in(&self, document: &Document) -> Option<Span> {
        let Self::Passage { document: id, span, quote, on } = self else { return None };
        let anchor = Anchor { span: *span, quote: *quote, on: *on };
        let brought = Some(anchor).filter(|_| *id == document.id)?.brought_to(document)?;
        brought.fits(&document.text).then_some(brought.span)
    }

    /// Whether its document has it: the speaker speaks there, the passage stands there.
    #[must_use]
    pub fn stands_in(&self, document: &Document) -> bool {
        match self {
            Self::Document(id) => *id == document.id,
            Self::Speaker { document: id, name } => {
                *id == document.id && document.structure.speakers.iter().any(|speaker| speaker.name == *name)
            }
            Self::Passage { .. } => self.span_in(document).is_some(),
        }
    }

    /// In which document it lies.
    #[must_use]
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Document(document) | Self::Speaker { document, .. } | Self::Passage { document, .. } => *document,
        }
    }

    /// What tells it from others.
    #[must_use]
    pub fn id(&self) -> MemberId {
        MemberId::of(&match self {
            Self::Document(document) => document.to_string(),
            Self::Speaker { document, name } => format!("{document}\n{name}"),
            Self::Passage { document, span, quote, on } => {
                let place = format!("{document}\n{}\n{}\n{:016x}", span.start.0, span.end.0, quote.0);
                on.map_or(place.clone(), |on| format!("{place}\n{:016x}", on.0))
            }
        })
    }

    /// Whether a passage can be found in the text of today. Of a document that is not there nobody knows.
    #[must_use]
    pub fn fits(&self, project: &Project) -> bool {
        let Self::Passage { document, .. } = self else { return true };
        project.document(*document).is_none_or(|held| self.span_in(held).is_some())
    }

    /// Whether what stands at a place of a document belongs to it.
    #[must_use]
    pub fn holds(&self, document: &Document, place: CharIndex) -> bool {
        self.document() == document.id
            && match self {
                Self::Document(_) => true,
                Self::Speaker { name, .. } => {
                    document.structure.speaker_at(place).is_some_and(|speaker| speaker.name == *name)
                }
                Self::Passage { .. } => {
                    self.span_in(document).is_some_and(|span| (span.start..span.end).contains(&place))
                }
            }
    }
}

/// Puts a value in, or takes it away, and gives back what stood there.
pub(super) fn put_attribute(held: &mut Attributes, name: &str, value: Option<&String>) -> Option<String> {
    match value {
        Some(value) => held.insert(name.to_owned(), value.clone()),
        None => held.remove(name),
    }
}

/// The name and value of an attribute among these.
pub(super) fn attribute_of(held: &Attributes, id: AttributeId) -> Option<(&String, &String)> {
    held.iter().find(|(name, _)| AttributeId::of(name) == id)
}

impl CaseChange {
    /// Puts the field in and gives back what stood there.
    #[allow(clippy::return_self_not_must_use, reason = "what stood there matters to an inverse only")]
    pub fn put_into(&self, held: &mut Case) -> Self {
        match self {
            Self::Name(name) => Self::Name(std::mem::replace(&mut held.name, name.clone())),
            Self::Note(note) => Self::Note(std::mem::replace(&mut held.note, note.clone())),
            Self::Member(member, membership) => {
                let was_in = match membership {
                    Membership::In => !held.members.insert(member.clone()),
                    Membership::Out => held.members.remove(member),
                };
                Self::Member(member.clone(), if was_in { Membership::In } else { Membership::Out })
            }
            Self::Attribute { name, value } => {
                let before = put_attribute(&mut held.attributes, name, value.as_ref());
                Self::Attribute { name: name.clone(), value: before }
            }
        }
    }
}
