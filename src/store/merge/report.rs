//! What a merge would do, in lists and counts: shown before anything is changed.

use std::path::PathBuf;

use super::super::stamps::Field;
use crate::model::{Message, Shelf};

/// What comes in, what changes, what goes, what stays away and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// The other copy.
    pub other: PathBuf,
    /// What is not as it should be in the other copy; not all of it is damage.
    pub findings: Vec<Message>,
    /// Whether something that was saved there may be missing from what could be read.
    pub damaged: bool,
    /// Coders who join.
    pub coders: Vec<String>,
    /// Documents that come in, by title.
    pub documents: Vec<String>,
    /// Codes that come in, by name.
    pub codes: Vec<String>,
    /// Cases that come in, by name.
    pub cases: Vec<String>,
    /// Attributes of which it comes in how their values are read.
    pub attributes: Vec<String>,
    /// Saved searches, lists of synonyms and words that come in, by name.
    pub items: Vec<(Thing, String)>,
    /// Memos that come in, by name.
    pub memos: Vec<String>,
    /// Codings that come in, by document and coder.
    pub codings: Vec<CodingCount>,
    /// Codings that were removed there and go here, by document and coder.
    pub removed_codings: Vec<CodingCount>,
    /// Codings made here that go because their code, document or coder was removed there by somebody who
    /// did not know them.
    pub taken_along: Vec<CodingCount>,
    /// Codes, documents, coders, cases, attributes, memos and what stood on shelves, that were removed there and go here.
    pub removed: Vec<(Thing, String)>,
    /// Fields that were written there later than here.
    pub changes: Vec<Change>,
    /// Texts that were written on both sides without knowing of each other.
    pub both: Vec<TwoTexts>,
    /// What stays away.
    pub left_out: Vec<LeftOut>,
}

/// What something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The project itself.
    Project,
    /// A coder.
    Coder,
    /// A code.
    Code,
    /// A document.
    Document,
    /// Codings, with their document's title for a name.
    Coding,
    /// How an attribute's values are read.
    Attribute,
    /// A case.
    Case,
    /// A saved search.
    Search,
    /// A list of synonyms.
    Synonyms,
    /// A word of the dictionary.
    Word,
    /// A stop word.
    StopWord,
    /// A memo.
    Memo,
}

/// So many codings of one coder in one document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodingCount {
    /// Its title.
    pub document: String,
    /// The name.
    pub coder: String,
    /// How many.
    pub count: usize,
}

/// A field that takes another value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Of what.
    pub thing: Thing,
    /// What that is called.
    pub name: String,
    /// Which of its fields.
    pub field: Field,
}

/// Which copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is open.
    Here,
    /// The other one.
    There,
}

/// One field with the text of each side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoTexts {
    /// Of what.
    pub thing: Thing,
    /// What that is called here.
    pub name: String,
    /// Which of its fields.
    pub field: Field,
    /// As it stands here.
    pub here: String,
    /// As it stands there.
    pub there: String,
    /// Whose text stands after the merge, because it was written later; the other one is kept beside it.
    pub stands: Side,
}

/// Why something stays away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It was removed here, or a merge that brought it was taken back.
    RemovedHere,
    /// The code that it carries was removed.
    CodeRemoved,
    /// Its document was removed.
    DocumentRemoved,
    /// Its coder was removed.
    CoderRemoved,
    /// Its document's text is not in the other copy, or not the one that its record names.
    TextMissing,
    /// The text here says something else at its place.
    OtherText,
    /// The imported file is not in the other copy; the document comes without it.
    SourceMissing,
    /// The other copy does not hold all that it takes.
    Incomplete,
    /// Put together with what was done here it would make a circle in the tree of codes.
    Circle,
    /// Something here still hangs on it, so that it is not removed.
    StillUsed,
    /// It is not as its kind must be: somebody wrote it into a file by hand.
    Unfit,
}

/// Something of the other copy that stays away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// What it is.
    pub thing: Thing,
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: usize,
}

impl MergeReport {
    /// How many codings come in.
    #[must_use]
    pub fn coding_count(&self) -> usize {
        self.codings.iter().map(|codings| codings.count).sum()
    }

    /// Everything in words, a line each, in the order in which it matters.
    #[must_use]
    pub fn lines(&self) -> Vec<Message> {
        let sum = |list: &[CodingCount]| list.iter().map(|codings| codings.count).sum::<usize>();
        let mut lines = Vec::new();
        if self.damaged {
            lines.push(Message::new("merge.damaged").with("count", self.findings.len()));
        }
        lines.extend(self.findings.iter().cloned());
        lines.extend(self.coders.iter().map(|name| Message::new("merge.coder").with("name", name)));
        lines.extend(self.documents.iter().map(|title| Message::new("merge.document").with("name", title)));
        lines.extend(self.codes.iter().map(|name| Message::new("merge.code").with("name", name)));
        lines.extend(self.cases.iter().map(|name| Message::new("merge.case").with("name", name)));
        lines.extend(self.attributes.iter().map(|name| Message::new("merge.attribute").with("name", name)));
        lines.extend(self.items.iter().map(|(thing, name)| Message::new(thing.new_id()).with("name", name)));
        lines.extend(self.memos.iter().map(|name| Message::new("merge.memo").with("name", name)));
        for (list, head) in [
            (&self.codings, "merge.codings"),
            (&self.removed_codings, "merge.codings_removed"),
            (&self.taken_along, "merge.codings_taken_along"),
        ] {
            if !list.is_empty() {
                lines.push(Message::new(head).with("count", sum(list)));
                lines.extend(list.iter().map(CodingCount::message));
            }
        }
        lines.extend(self.removed_lines());
        lines.extend(self.changes.iter().map(Change::message));
        lines.extend(self.both.iter().map(TwoTexts::message));
        lines.extend(self.left_out.iter().map(LeftOut::message));
        lines
    }

    /// What goes beside codings, a line each.
    #[must_use]
    pub fn removed_lines(&self) -> Vec<Message> {
        self.removed.iter().map(|(thing, name)| Message::new(thing.removed_id()).with("name", name)).collect()
    }

    /// One line that says how much it is.
    #[must_use]
    pub fn summary(&self) -> Message {
        Message::new("merge.summary")
            .with("documents", self.documents.len())
            .with("codes", self.codes.len())
            .with("codings", self.coding_count())
            .with("changes", self.changes.len() + self.both.iter().filter(|two| two.stands == Side::There).count())
            .with(
                "removed",
                self.removed.len()
                    + self.removed_codings.iter().chain(&self.taken_along).map(|codings| codings.count).sum::<usize>(),
            )
    }
}

impl CodingCount {
    /// In words.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new("merge.codings_of")
            .with("document", &self.document)
            .with("coder", &self.coder)
            .with("count", self.count)
    }
}

impl Change {
    /// In words.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(field_id(self.thing, self.field)).with("name", &self.name)
    }
}

impl TwoTexts {
    /// What people call the field.
    #[must_use]
    pub fn field_name(&self) -> Option<Message> {
        match self.thing {
            Thing::Search => Some(Message::new("merge.field_query")),
            Thing::Synonyms => Some(Message::new("merge.field_synonyms")),
            _ => field_name(self.field),
        }
    }

    /// In words.
    #[must_use]
    pub fn message(&self) -> Message {
        let id = match self.stands {
            Side::Here => "merge.both_here",
            Side::There => "merge.both_there",
        };
        let message = Message::new(id).with("name", &self.name);
        message.with("here", &self.here).with("there", &self.there)
    }
}

/// What people call a field that holds words; `None` of one that holds none.
#[must_use]
pub fn field_name(field: Field) -> Option<Message> {
    Some(Message::new(match field {
        Field::Name => "merge.field_name",
        Field::Definition => "merge.field_definition",
        Field::Inclusion => "merge.field_inclusion",
        Field::Exclusion => "merge.field_exclusion",
        Field::Example => "merge.field_example",
        Field::Title => "merge.field_title",
        Field::Memo => "merge.field_memo",
        Field::Note => "merge.field_note",
        Field::Attribute(_) => "merge.field_attribute",
        _ => return None,
    }))
}

impl Side {
    /// For programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::There => "there",
        }
    }
}

impl LeftOut {
    /// In words.
    #[must_use]
    pub fn message(&self) -> Message {
        let id = match (self.thing, self.reason) {
            (Thing::Coding, Reason::RemovedHere) => "merge.left_codings_removed_here",
            (_, Reason::RemovedHere) => "merge.left_removed_here",
            (_, Reason::CodeRemoved) => "merge.left_code_removed",
            (_, Reason::DocumentRemoved) => "merge.left_document_removed",
            (_, Reason::CoderRemoved) => "merge.left_coder_removed",
            (Thing::Document, Reason::TextMissing) => "merge.left_text_missing",
            (_, Reason::TextMissing) => "merge.left_codings_text_missing",
            (Thing::Document, Reason::OtherText) => "merge.left_other_text",
            (Thing::Case, Reason::OtherText) => "merge.left_members_other_text",
            (_, Reason::OtherText) => "merge.left_codings_other_text",
            (_, Reason::SourceMissing) => "merge.left_source_missing",
            (_, Reason::Incomplete) => "merge.left_incomplete",
            (_, Reason::Circle) => "merge.left_circle",
            (_, Reason::StillUsed) => "merge.left_still_used",
            (_, Reason::Unfit) => "merge.left_unfit",
        };
        Message::new(id).with("name", &self.name).with("count", self.count)
    }
}

impl Thing {
    /// What stands on a shelf.
    #[must_use]
    pub fn of(shelf: Shelf) -> Self {
        match shelf {
            Shelf::Search => Self::Search,
            Shelf::Synonyms => Self::Synonyms,
            Shelf::Word => Self::Word,
            Shelf::StopWord => Self::StopWord,
        }
    }

    /// What it is called that something on a shelf comes in.
    fn new_id(self) -> &'static str {
        match self {
            Self::Synonyms => "merge.synonyms",
            Self::Word => "merge.word",
            Self::StopWord => "merge.stop_word",
            _ => "merge.search",
        }
    }

    fn removed_id(self) -> &'static str {
        match self {
            Self::Document => "merge.removed_document",
            Self::Coder => "merge.removed_coder",
            Self::Attribute => "merge.removed_attribute",
            Self::Case => "merge.removed_case",
            Self::Search => "merge.removed_search",
            Self::Synonyms => "merge.removed_synonyms",
            Self::Word => "merge.removed_word",
            Self::StopWord => "merge.removed_stop_word",
            Self::Memo => "merge.removed_memo",
            _ => "merge.removed_code",
        }
    }
}

/// What it is called that a field takes another value.
fn field_id(thing: Thing, field: Field) -> &'static str {
    match (thing, field) {
        (Thing::Project, _) => "merge.changed_project_title",
        (Thing::Coder, _) => "merge.changed_coder",
        (Thing::Document, Field::Title) => "merge.changed_title",
        (Thing::Document, Field::Groups) => "merge.changed_groups",
        (Thing::Document, Field::Attribute(_)) => "merge.changed_document_attribute",
        (Thing::Document, Field::Text) => "merge.changed_text",
        (Thing::Document, Field::Bibliography) => "merge.changed_bibliography",
        (Thing::Document, _) => "merge.changed_rank",
        (Thing::Attribute, _) => "merge.changed_attribute",
        (Thing::Search, _) => "merge.changed_search",
        (Thing::Synonyms, _) => "merge.changed_synonyms",
        (Thing::Word, _) => "merge.changed_word",
        (Thing::StopWord, _) => "merge.changed_stop_word",
        (Thing::Memo, Field::Title) => "merge.changed_memo_title",
        (Thing::Memo, Field::Labels) => "merge.changed_memo_labels",
        (Thing::Memo, Field::On) => "merge.changed_memo_place",
        (Thing::Memo, _) => "merge.changed_memo_text",
        (Thing::Case, Field::Name) => "merge.changed_case_name",
        (Thing::Case, Field::Note) => "merge.changed_case_note",
        (Thing::Case, Field::Member(_)) => "merge.changed_case_members",
        (Thing::Case, _) => "merge.changed_case_attribute",
        (Thing::Coding, Field::Anchor) => "merge.changed_place_of_coding",
        (Thing::Coding, Field::Memo) => "merge.changed_memo",
        (Thing::Coding, _) => "merge.changed_weight",
        (_, Field::Name) => "merge.changed_name",
        (_, Field::Colour) => "merge.changed_colour",
        (_, Field::Definition) => "merge.changed_definition",
        (_, Field::Inclusion) => "merge.changed_inclusion",
        (_, Field::Exclusion) => "merge.changed_exclusion",
        (_, Field::Example) => "merge.changed_example",
        (_, Field::Groups) => "merge.changed_code_groups",
        (_, Field::Alias) => "merge.changed_alias",
        _ => "merge.changed_place",
    }
}
