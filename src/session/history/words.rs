//! What a transaction of the past did, and why it cannot be taken back, as messages for people.
//!
//! Names are today's; what is gone is called as it was called last. Long texts are cut: this is to be read.

mod memo;
mod shelf;

use jiff::tz::TimeZone;

use memo::{say_memo, say_new_memo};
use shelf::{say_item, say_item_gone};

use crate::model::fact::{CaseField, CodeField, CodingField, DocumentField, Fact, MemoField, Thing};
use crate::model::take_back::{Obstacle, Refusal};
use crate::model::{
    AttributeId, CaseChange, CaseId, CaseMember, CodeChange, CodeId, CoderId, Coding, CodingChange, CodingKey,
    CodingPlace, DocumentChange, DocumentId, Edit, Membership, MemoChange, MemoId, MemoOn, Message, Project, Shelf,
    ShelfItem, ShelfItemId, Span, Tell, Timestamp, Transaction,
};
use crate::session::revise::correct::{CorrectedPlace, places_of};
use crate::store::chronicle::LostNames;

/// What is told of one transaction at most; the rest is counted.
const MOST: usize = 200;
/// Places of a corrected text that are told.
const MOST_PLACES: usize = 60;
/// Characters of a quote or a text.
const LONGEST: usize = 40;

/// Names for people.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Of what is there.
    pub today: &'a Project,
    /// Of what is gone.
    pub lost: &'a LostNames,
}

impl Names<'_> {
    /// A code's.
    #[must_use]
    pub fn code(&self, id: CodeId) -> String {
        let today = self.today.code(id).map(|code| code.name.clone());
        today.or_else(|| self.lost.codes.get(&id).cloned()).unwrap_or_else(|| short_id(&id))
    }

    /// A document's title.
    #[must_use]
    pub fn document(&self, id: DocumentId) -> String {
        let today = self.today.document(id).map(|document| document.title.clone());
        today.or_else(|| self.lost.documents.get(&id).cloned()).unwrap_or_else(|| short_id(&id))
    }

    /// A coder's.
    #[must_use]
    pub fn coder(&self, id: CoderId) -> String {
        let today = self.today.coder(id).map(|coder| coder.name.clone());
        today.or_else(|| self.lost.coders.get(&id).cloned()).unwrap_or_else(|| short_id(&id))
    }

    /// A case's.
    #[must_use]
    pub fn case(&self, id: CaseId) -> String {
        let today = self.today.case(id).map(|case| case.name.clone());
        today.or_else(|| self.lost.cases.get(&id).cloned()).unwrap_or_else(|| short_id(&id))
    }

    /// An attribute's.
    #[must_use]
    pub fn attribute(&self, id: AttributeId) -> String {
        let today = self.today.attribute(id).map(|attribute| attribute.name.clone());
        today.or_else(|| self.lost.attributes.get(&id).cloned()).unwrap_or_else(|| short_id(&id))
    }

    /// A memo's title, or what it begins with; enough of its id where it says nothing.
    #[must_use]
    pub fn memo(&self, id: MemoId) -> String {
        let name = self.today.memo(id).map(|memo| memo.name()).or_else(|| self.lost.memos.get(&id).cloned());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| short_id(&id))
    }

    /// What a memo is about, by name; of the project nothing.
    fn memo_on(&self, on: MemoOn) -> Option<String> {
        match on {
            MemoOn::Project => None,
            MemoOn::Document(id) => Some(self.document(id)),
            MemoOn::Code(id) => Some(self.code(id)),
            MemoOn::Case(id) => Some(self.case(id)),
        }
    }

    /// What stands on a shelf, or stood there last.
    fn item(&self, id: ShelfItemId) -> Option<&ShelfItem> {
        self.today.item(id).or_else(|| self.lost.items.get(&id))
    }

    /// What belongs to a case, in words.
    fn member(&self, member: &CaseMember) -> Message {
        match member {
            CaseMember::Document(id) => {
                Message::new("history.member_document").with("document", short(&self.document(*id)))
            }
            CaseMember::Speaker { document, name } => Message::new("history.member_speaker")
                .with("document", short(&self.document(*document)))
                .with("speaker", short(name)),
            CaseMember::Passage { document, span, .. } => {
                let today = self.today.document(*document);
                let stands = today.and_then(|held| Some(short(held.text.slice(member.span_in(held)?))));
                let quote = stands.unwrap_or_else(|| format!("{}–{}", span.start.0, span.end.0));
                Message::new("history.member_passage")
                    .with("document", short(&self.document(*document)))
                    .with("quote", quote)
            }
        }
    }

    /// What a passage says; its place where the text is not there.
    fn quote(&self, document: DocumentId, span: Span) -> String {
        let text = self.today.document(document).map(|document| &document.text);
        match text.filter(|text| span.end.0 <= text.char_len()) {
            Some(text) => short(text.slice(span)),
            None => format!("{}–{}", span.start.0, span.end.0),
        }
    }

    fn coding(&self, place: CodingPlace) -> Option<&Coding> {
        self.today.coding(CodingKey(place))
    }

    /// What a coding is on, where that is known.
    fn passage(&self, place: CodingPlace) -> String {
        let span = self.coding(place).map(|coding| coding.span);
        span.map_or_else(|| format!("{}–", place.start.0), |span| self.quote(place.document, span))
    }
}

/// An id that nothing is known of any more: enough of it to tell two apart.
fn short_id(id: &impl ToString) -> String {
    let id = id.to_string();
    let tail: String = id.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
    format!("…{tail}")
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

/// A time of history: `2026-01-02 12:03`, in the zone of this machine.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    let zoned = jiff::Timestamp::from_millisecond(at.0).map(|time| time.to_zoned(TimeZone::system()));
    zoned.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}

/// Each thing that a transaction did, what was and what is; a long one is cut and says how much more there is.
#[must_use]
pub fn say_transaction(transaction: &Transaction, names: &Names<'_>) -> Vec<Message> {
    let count = transaction.edits.len();
    let paired = transaction.inverses.len() == count;
    let mut said: Vec<Message> = Vec::new();
    for (at, edit) in transaction.edits.iter().take(MOST).enumerate() {
        // When a memo was written in is said with the step itself.
        if matches!(edit, Edit::SetMemo(_, MemoChange::Changed(_))) && count > 1 {
            continue;
        }
        // The last edit is undone first.
        let inverse = paired.then(|| transaction.inverses.get(count - 1 - at)).flatten();
        said.push(say_edit(edit, inverse, names));
        said.extend(say_places(edit, inverse));
    }
    if count > MOST {
        said.push(Message::new("history.edit.more").with("count", count - MOST));
    }
    said
}

fn say_edit(edit: &Edit, inverse: Option<&Edit>, names: &Names<'_>) -> Message {
    match edit {
        Edit::SetTitle(title) => {
            let was = if let Some(Edit::SetTitle(was)) = inverse { was.as_str() } else { "—" };
            Message::new("history.edit.title").with("was", short(was)).with("is", short(title))
        }
        Edit::AddCoder(coder) => Message::new("history.edit.add_coder").with("name", &coder.name),
        Edit::RemoveCoder(id) => Message::new("history.edit.remove_coder").with("name", names.coder(*id)),
        Edit::SetCoder(coder) => {
            let was = if let Some(Edit::SetCoder(was)) = inverse { was.name.as_str() } else { "—" };
            Message::new("history.edit.set_coder").with("was", was).with("is", &coder.name)
        }
        Edit::AddDocument(document) => Message::new("history.edit.add_document").with("title", short(&document.title)),
        Edit::RemoveDocument(id) => Message::new("history.edit.remove_document").with("title", names.document(*id)),
        Edit::SetDocument(id, change) => say_document(*id, change, inverse, names),
        Edit::AddCode(code) => Message::new("history.edit.add_code").with("code", short(&code.name)),
        Edit::RemoveCode(id) => Message::new("history.edit.remove_code").with("code", names.code(*id)),
        Edit::SetCode(id, change) => say_code(*id, change, inverse, names),
        Edit::AddCoding(document, coding) => say_coding("history.edit.coded", *document, coding, names),
        Edit::RemoveCoding(place) => match inverse {
            Some(Edit::AddCoding(document, coding)) => say_coding("history.edit.uncoded", *document, coding, names),
            _ => Message::new("history.edit.uncoded_unknown").with("document", names.document(place.document)),
        },
        Edit::AddAttribute(attribute) => {
            Message::new("history.edit.add_attribute").with("name", short(&attribute.name))
        }
        Edit::SetAttribute(attribute) => {
            Message::new("history.edit.set_attribute").with("name", short(&attribute.name))
        }
        Edit::RemoveAttribute(id) => Message::new("history.edit.remove_attribute").with("name", names.attribute(*id)),
        Edit::AddCase(case) => Message::new("history.edit.add_case").with("case", short(&case.name)),
        Edit::RemoveCase(id) => Message::new("history.edit.remove_case").with("case", names.case(*id)),
        Edit::SetCase(id, change) => say_case(*id, change, inverse, names),
        Edit::AddMemo(memo) => say_new_memo("history.edit.add_memo", memo),
        Edit::RemoveMemo(id) => match inverse {
            Some(Edit::AddMemo(memo)) => say_new_memo("history.edit.remove_memo", memo),
            _ => Message::new("history.edit.remove_memo").with("memo", names.memo(*id)).with("text", "—"),
        },
        Edit::SetMemo(id, change) => say_memo(*id, change, inverse, names),
        Edit::AddItem(item) => say_item(item, None),
        Edit::SetItem(item) => say_item(item, inverse),
        Edit::RemoveItem(id) => match (inverse, names.item(*id)) {
            (Some(Edit::AddItem(item)), _) | (_, Some(item)) => say_item_gone(item),
            _ => Message::new("history.edit.remove_item").with("name", short_id(id)),
        },
        Edit::SetCoding(place, change) => {
            let was = if let Some(Edit::SetCoding(_, was)) = inverse { Some(was) } else { None };
            let (id, was, is) = match (change, was) {
                (CodingChange::Memo(memo), was) => {
                    let was = if let Some(CodingChange::Memo(was)) = was { was.as_deref() } else { None };
                    ("history.edit.memo", was.map(short), memo.as_deref().map(short))
                }
                (CodingChange::Anchor(_), _) => {
                    let message = Message::new("history.edit.coding_moved");
                    return message
                        .with("document", names.document(place.document))
                        .with("quote", names.passage(*place));
                }
                (CodingChange::Weight(weight), was) => {
                    let was = if let Some(CodingChange::Weight(was)) = was { *was } else { None };
                    ("history.edit.weight", was.map(|w| w.to_string()), weight.map(|w| w.to_string()))
                }
            };
            let message = Message::new(id).with("document", names.document(place.document));
            message.with("quote", names.passage(*place)).with("was", or_none(was)).with("is", or_none(is))
        }
    }
}

fn say_case(id: CaseId, change: &CaseChange, inverse: Option<&Edit>, names: &Names<'_>) -> Message {
    let was = if let Some(Edit::SetCase(_, was)) = inverse { Some(was) } else { None };
    let case = short(&names.case(id));
    let (message, was, is) = match (change, was) {
        (CaseChange::Member(member, Membership::In), _) => {
            return Message::new("history.edit.case_member").with("case", case).around(&names.member(member));
        }
        (CaseChange::Member(member, Membership::Out), _) => {
            return Message::new("history.edit.case_member_out").with("case", case).around(&names.member(member));
        }
        (CaseChange::Attribute { name, value }, was) => {
            let was = if let Some(CaseChange::Attribute { value, .. }) = was { value.as_deref() } else { None };
            let message = Message::new("history.edit.case_attribute").with("name", short(name));
            (message, was.map(short), value.as_deref().map(short))
        }
        (CaseChange::Name(is), was) => {
            let was = if let Some(CaseChange::Name(was)) = was { Some(short(was)) } else { None };
            (Message::new("history.edit.case_name"), was, Some(short(is)))
        }
        (CaseChange::Note(is), was) => {
            let was = if let Some(CaseChange::Note(was)) = was { Some(short(was)) } else { None };
            (Message::new("history.edit.case_note"), was, Some(short(is)))
        }
    };
    message.with("case", case).with("was", or_none(was)).with("is", or_none(is))
}

/// Nothing is written as a dash, which is so in every language.
fn or_none(text: Option<String>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "—".to_owned())
}

fn say_coding(id: &'static str, document: DocumentId, coding: &Coding, names: &Names<'_>) -> Message {
    let message = Message::new(id).with("document", names.document(document));
    message.with("quote", names.quote(document, coding.span)).with("code", names.code(coding.code))
}

fn say_document(id: DocumentId, change: &DocumentChange, inverse: Option<&Edit>, names: &Names<'_>) -> Message {
    let was = if let Some(Edit::SetDocument(_, was)) = inverse { Some(was) } else { None };
    let groups = |groups: &std::collections::BTreeSet<String>| {
        or_none(Some(groups.iter().map(String::as_str).collect::<Vec<_>>().join(" · ")))
    };
    match (change, was) {
        (DocumentChange::Title(is), was) => {
            let was = if let Some(DocumentChange::Title(was)) = was { Some(short(was)) } else { None };
            Message::new("history.edit.document_title").with("was", or_none(was)).with("is", short(is))
        }
        (DocumentChange::Groups(is), was) => {
            let was = if let Some(DocumentChange::Groups(was)) = was { groups(was) } else { or_none(None) };
            let message = Message::new("history.edit.document_groups").with("title", names.document(id));
            message.with("was", was).with("is", groups(is))
        }
        (DocumentChange::Attribute { name, value }, was) => {
            let was = if let Some(DocumentChange::Attribute { value, .. }) = was { value.as_deref() } else { None };
            let message = Message::new("history.edit.document_attribute").with("title", names.document(id));
            let message = message.with("name", short(name)).with("was", or_none(was.map(short)));
            message.with("is", or_none(value.as_deref().map(short)))
        }
        (DocumentChange::Text(wording), _) => Message::new("history.edit.document_text")
            .with("title", names.document(id))
            .with("revision", wording.revision),
        (DocumentChange::Bibliography(_), _) => {
            Message::new("history.edit.document_bibliography").with("title", names.document(id))
        }
        (DocumentChange::Rank(_), _) => Message::new("history.edit.document_moved").with("title", names.document(id)),
    }
}

/// What a new text says at each place where it differs from the one before.
fn say_places(edit: &Edit, inverse: Option<&Edit>) -> Vec<Message> {
    let Edit::SetDocument(_, DocumentChange::Text(is)) = edit else { return Vec::new() };
    let Some(Edit::SetDocument(_, DocumentChange::Text(was))) = inverse else { return Vec::new() };
    let Some(earlier) = is.earlier.last().filter(|earlier| earlier.text_hash == was.text_hash) else {
        return Vec::new();
    };
    // Texts are files of their own: where one is not at hand, no words of it can be told.
    let at_hand = earlier.changes.old_len() == was.text.char_len() && is.text.char_len() > 0;
    if !at_hand {
        return Vec::new();
    }
    let places = places_of(&was.text, &is.text, &earlier.changes.places());
    let one = |place: &CorrectedPlace| {
        let message = Message::new("history.edit.text_place").with("paragraph", place.paragraph + 1);
        let said = |text: &str| or_none(Some(short(&text.replace('\n', "⏎"))));
        message.with("was", said(&place.before)).with("is", said(&place.after))
    };
    let mut said: Vec<_> = places.iter().take(MOST_PLACES).map(one).collect();
    if places.len() > MOST_PLACES {
        said.push(Message::new("history.edit.text_more").with("count", places.len() - MOST_PLACES));
    }
    said
}

fn say_code(id: CodeId, change: &CodeChange, inverse: Option<&Edit>, names: &Names<'_>) -> Message {
    let was = if let Some(Edit::SetCode(_, was)) = inverse { Some(was) } else { None };
    let code = names.code(id);
    let top = || "/".to_owned();
    let (message, was, is) = match (change, was) {
        (CodeChange::Place { parent, .. }, was) => {
            let place = |parent: Option<CodeId>| parent.map_or_else(top, |parent| names.code(parent));
            let before = if let Some(CodeChange::Place { parent, .. }) = was { Some(*parent) } else { None };
            if before == Some(*parent) {
                return Message::new("history.edit.code_reordered").with("code", code);
            }
            (Message::new("history.edit.code_moved"), before.map(place), Some(place(*parent)))
        }
        (CodeChange::AliasOf(Some(target)), _) => {
            return Message::new("history.edit.code_merged").with("code", code).with("into", names.code(*target));
        }
        (CodeChange::Groups(is), was) => {
            let groups = |groups: &std::collections::BTreeSet<String>| {
                groups.iter().map(String::as_str).collect::<Vec<_>>().join(" · ")
            };
            let was = if let Some(CodeChange::Groups(was)) = was { Some(groups(was)) } else { None };
            (Message::new("history.edit.code_groups"), was, Some(groups(is)))
        }
        (CodeChange::AliasOf(None), _) => return Message::new("history.edit.code_unmerged").with("code", code),
        (CodeChange::Colour(is), was) => {
            let was = if let Some(CodeChange::Colour(was)) = was { Some(was.to_string()) } else { None };
            (Message::new("history.edit.code_colour"), was, Some(is.to_string()))
        }
        (change, was) => {
            let id = match change.field() {
                CodeField::Definition => "history.edit.code_definition",
                CodeField::Inclusion => "history.edit.code_inclusion",
                CodeField::Exclusion => "history.edit.code_exclusion",
                CodeField::Example => "history.edit.code_example",
                _ => "history.edit.code_name",
            };
            (Message::new(id), was.and_then(code_text), code_text(change))
        }
    };
    message.with("code", code).with("was", or_none(was)).with("is", or_none(is))
}

fn code_text(change: &CodeChange) -> Option<String> {
    match change {
        CodeChange::Name(text)
        | CodeChange::Definition(text)
        | CodeChange::Inclusion(text)
        | CodeChange::Exclusion(text)
        | CodeChange::Example(text) => Some(short(text)),
        _ => None,
    }
}

/// Why a transaction cannot be taken back, with who is behind it, where that is known.
#[must_use]
pub fn why_not(refusal: &Refusal, names: &Names<'_>, writer: Option<&Transaction>) -> Message {
    let (what, more) = match refusal {
        Refusal::OnlyANote => (Message::new("history.refused.only_a_note"), 0),
        Refusal::TakenBackAlready { .. } => (Message::new("history.refused.already"), 0),
        Refusal::Obstructed { first, more } => (say_obstacle(first, names), *more),
    };
    let what = match writer {
        Some(writer) => {
            let by = Message::new("history.refused.by").with("coder", names.coder(writer.coder));
            by.with("time", moment(writer.at)).around(&what)
        }
        None => what,
    };
    if more == 0 { what } else { Message::new("history.refused.and_more").with("count", more).around(&what) }
}

fn say_obstacle(obstacle: &Obstacle, names: &Names<'_>) -> Message {
    match obstacle {
        Obstacle::Gone(thing) => say_thing(*thing, names, Presence::Gone),
        Obstacle::ThereAgain(thing) => say_thing(*thing, names, Presence::ThereAgain),
        Obstacle::Changed(fact) => say_changed(*fact, names),
        Obstacle::CodeInUse { code, codings } => {
            Message::new("history.refused.code_in_use").with("code", names.code(*code)).with("count", codings)
        }
        Obstacle::CodeHolds { code, other } => {
            Message::new("history.refused.code_holds").with("code", names.code(*code)).with("other", names.code(*other))
        }
        Obstacle::InCase { case, document, .. } => {
            let message = Message::new("history.refused.in_case").with("document", names.document(*document));
            message.with("case", names.case(*case))
        }
        Obstacle::DocumentCoded { document, codings } => {
            let message = Message::new("history.refused.document_coded").with("document", names.document(*document));
            message.with("count", codings)
        }
        Obstacle::CoderCoded(coder) => Message::new("history.refused.coder_coded").with("coder", names.coder(*coder)),
        Obstacle::Circle(code) => Message::new("history.refused.circle").with("code", names.code(*code)),
        Obstacle::OtherText(document) => {
            Message::new("history.refused.other_text").with("document", names.document(*document))
        }
        Obstacle::Refused(error) => error.tell(),
    }
}

#[derive(Clone, Copy)]
enum Presence {
    Gone,
    ThereAgain,
}

fn say_thing(thing: Thing, names: &Names<'_>, presence: Presence) -> Message {
    let pick = |gone, again| match presence {
        Presence::Gone => gone,
        Presence::ThereAgain => again,
    };
    match thing {
        Thing::Coder(id) => {
            let id_of = pick("history.refused.gone_coder", "history.refused.again_coder");
            Message::new(id_of).with("coder", names.coder(id))
        }
        Thing::Document(id) => {
            let id_of = pick("history.refused.gone_document", "history.refused.again_document");
            Message::new(id_of).with("document", names.document(id))
        }
        Thing::Code(id) => {
            let id_of = pick("history.refused.gone_code", "history.refused.again_code");
            Message::new(id_of).with("code", names.code(id))
        }
        Thing::Coding(CodingKey(place)) => {
            let id_of = pick("history.refused.gone_coding", "history.refused.again_coding");
            Message::new(id_of).with("document", names.document(place.document))
        }
        Thing::Attribute(id) => {
            let id_of = pick("history.refused.gone_attribute", "history.refused.again_attribute");
            Message::new(id_of).with("name", names.attribute(id))
        }
        Thing::Case(id) => {
            let id_of = pick("history.refused.gone_case", "history.refused.again_case");
            Message::new(id_of).with("case", names.case(id))
        }
        Thing::Item(id) => about_item(pick("gone", "again"), id, names),
        Thing::Memo(id) => {
            let id_of = pick("history.refused.gone_memo", "history.refused.again_memo");
            Message::new(id_of).with("memo", names.memo(id))
        }
    }
}

/// That something on a shelf went, came back or changed; `how` ends the id.
fn about_item(how: &str, id: ShelfItemId, names: &Names<'_>) -> Message {
    let Some(item) = names.item(id) else {
        return Message::new("history.refused.item").with("name", short_id(&id));
    };
    let id_of = match (item.shelf, how) {
        (Shelf::Search, "gone") => "history.refused.gone_search",
        (Shelf::Search, "again") => "history.refused.again_search",
        (Shelf::Search, _) => "history.refused.search_changed",
        (Shelf::Synonyms, "gone") => "history.refused.gone_synonyms",
        (Shelf::Synonyms, "again") => "history.refused.again_synonyms",
        (Shelf::Synonyms, _) => "history.refused.synonyms_changed",
        (Shelf::Word, "gone") => "history.refused.gone_word",
        (Shelf::Word, _) => "history.refused.again_word",
        (Shelf::StopWord, _) => "history.refused.stop_word_changed",
    };
    Message::new(id_of).with("name", short(&item.name))
}

fn say_changed(fact: Fact, names: &Names<'_>) -> Message {
    match fact {
        Fact::Title => Message::new("history.refused.title_changed").with("is", short(&names.today.title)),
        Fact::Coder(id) => Message::new("history.refused.coder_changed").with("coder", names.coder(id)),
        Fact::Document(id) | Fact::OfDocument(id, DocumentField::Title) => {
            Message::new("history.refused.document_title_changed").with("is", names.document(id))
        }
        Fact::OfDocument(id, DocumentField::Groups) => {
            Message::new("history.refused.document_groups_changed").with("document", names.document(id))
        }
        Fact::OfDocument(id, DocumentField::Rank) => {
            Message::new("history.refused.document_moved").with("document", names.document(id))
        }
        Fact::OfDocument(id, DocumentField::Text) => {
            Message::new("history.refused.other_text").with("document", names.document(id))
        }
        Fact::OfDocument(id, DocumentField::Bibliography) => {
            Message::new("history.refused.document_bibliography_changed").with("document", names.document(id))
        }
        Fact::OfDocument(id, DocumentField::Attribute(attribute)) => {
            let message = Message::new("history.refused.document_attribute_changed");
            message.with("document", names.document(id)).with("name", names.attribute(attribute))
        }
        Fact::Attribute(id) => Message::new("history.refused.attribute_changed").with("name", names.attribute(id)),
        Fact::Item(id) => about_item("changed", id, names),
        Fact::Memo(id) | Fact::OfMemo(id, MemoField::Text | MemoField::Changed) => {
            Message::new("history.refused.memo_text_changed").with("memo", names.memo(id))
        }
        Fact::OfMemo(id, MemoField::Title) => {
            Message::new("history.refused.memo_title_changed").with("is", names.memo(id))
        }
        Fact::OfMemo(id, MemoField::Labels) => {
            Message::new("history.refused.memo_labels_changed").with("memo", names.memo(id))
        }
        Fact::OfMemo(id, MemoField::On) => Message::new("history.refused.memo_moved").with("memo", names.memo(id)),
        Fact::Case(id) | Fact::OfCase(id, CaseField::Name) => {
            Message::new("history.refused.case_name_changed").with("is", names.case(id))
        }
        Fact::OfCase(id, CaseField::Note) => {
            Message::new("history.refused.case_note_changed").with("case", names.case(id))
        }
        Fact::OfCase(id, CaseField::Member(_)) => {
            Message::new("history.refused.case_members_changed").with("case", names.case(id))
        }
        Fact::OfCase(id, CaseField::Attribute(attribute)) => {
            let message = Message::new("history.refused.case_attribute_changed");
            message.with("case", names.case(id)).with("name", names.attribute(attribute))
        }
        Fact::Code(id) => Message::new("history.refused.code_name_changed").with("is", names.code(id)),
        Fact::OfCode(id, field) => {
            let id_of = match field {
                CodeField::Name => {
                    return Message::new("history.refused.code_name_changed").with("is", names.code(id));
                }
                CodeField::Colour => "history.refused.code_colour_changed",
                CodeField::Definition => "history.refused.code_definition_changed",
                CodeField::Inclusion => "history.refused.code_inclusion_changed",
                CodeField::Exclusion => "history.refused.code_exclusion_changed",
                CodeField::Example => "history.refused.code_example_changed",
                CodeField::Place => "history.refused.code_moved",
                CodeField::Groups => "history.refused.code_groups_changed",
                CodeField::AliasOf => "history.refused.code_merged",
            };
            Message::new(id_of).with("code", names.code(id))
        }
        Fact::OfCoding(CodingKey(place), CodingField::Anchor) => {
            Message::new("history.refused.other_text").with("document", names.document(place.document))
        }
        Fact::Coding(CodingKey(place)) | Fact::OfCoding(CodingKey(place), CodingField::Memo) => {
            let message = Message::new("history.refused.memo_changed").with("document", names.document(place.document));
            message.with("quote", names.passage(place))
        }
        Fact::OfCoding(CodingKey(place), CodingField::Weight) => {
            let message =
                Message::new("history.refused.weight_changed").with("document", names.document(place.document));
            message.with("quote", names.passage(place))
        }
    }
}
