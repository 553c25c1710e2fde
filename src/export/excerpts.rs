//! Which coded passages go out, and everything that is said of each: pure, before any format.
//!
//! One excerpt is one coding. Passages of a merged code come under the code that it stands for. What was
//! selected is carried along ([`Selected`]), so that a reader of the paper can be told how it came to be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp as Instant;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use crate::model::{
    CharIndex, CodeId, Codebook, CoderId, Coding, CodingId, Colour, Document, DocumentId, PageStart, Project, Span,
    Structure, Text, Timestamp,
};

/// What to export and how to set it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Passages of which codes.
    pub codes: Codes,
    /// From which documents.
    pub documents: Chosen<DocumentId>,
    /// Coded by whom.
    pub coders: Chosen<CoderId>,
    /// Whether what interviewers say is among them.
    pub interviewers: Interviewers,
    /// What the headings are.
    pub group_by: GroupBy,
    /// What is said of each passage beside its words and its code.
    pub with: BTreeSet<Column>,
    /// How many characters of the text around a passage stand on either side, greyed.
    pub context: u32,
    /// In which dates are told; the window and the command line hand in the system's.
    pub zone: TimeZone,
}

impl Default for Selection {
    /// Every coded passage, by code, with everything that can be said of it.
    fn default() -> Self {
        Self {
            codes: Codes::All,
            documents: Chosen::All,
            coders: Chosen::All,
            interviewers: Interviewers::Include,
            group_by: GroupBy::Code,
            with: Column::ALL.into(),
            context: 0,
            zone: TimeZone::UTC,
        }
    }
}

/// Which codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// The whole codebook.
    All,
    /// These, each with or without what lies below it.
    Chosen {
        /// In any order; the codebook's holds.
        codes: Vec<CodeId>,
        /// What of the codes below them.
        below: Below,
    },
}

/// Whether choosing a code chooses those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Below {
    /// It does.
    Include,
    /// Only the code itself.
    Leave,
}

/// What of passages that lie wholly in what an interviewer says. One that reaches into an answer always stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Interviewers {
    /// They go out with the others.
    Include,
    /// They are left out, and counted nowhere.
    Leave,
}

/// All of a kind, or some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen<T> {
    /// No choice was made.
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Ord> Chosen<T> {
    fn holds(&self, item: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(item),
        }
    }
}

/// What the headings of an export are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum GroupBy {
    /// One code a heading, in the codebook's order: how findings are written up.
    Code,
    /// One document a heading, in the list's order: how a case is told.
    Document,
}

/// What may be said of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Column {
    /// Title of its document.
    Document,
    /// Number of its paragraph, from 1.
    Paragraph,
    /// Other codes that lie on it.
    OtherCodes,
    /// Who coded it.
    Coder,
    /// When it was coded.
    Date,
    /// The coder's remark.
    Memo,
}

impl Column {
    /// All of them, in the order of a table's columns.
    pub const ALL: [Self; 6] = [Self::Document, Self::Paragraph, Self::OtherCodes, Self::Coder, Self::Date, Self::Memo];
}

/// The passages of a selection with all that the writers need. As JSON it is what `segments --format json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpts {
    /// The project's.
    pub title: String,
    /// What was asked for.
    pub selected: Selected,
    /// What the headings are.
    pub group_by: GroupBy,
    /// What is said of each passage.
    pub with: BTreeSet<Column>,
    /// In the order of the codebook or of the list of documents.
    pub groups: Vec<Group>,
}

/// The selection in words, as names instead of ids; `None` where no choice was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Selected {
    /// Paths of the codes chosen, and whether those below them came along.
    pub codes: Option<(Vec<String>, Below)>,
    /// Titles.
    pub documents: Option<Vec<String>>,
    /// Names.
    pub coders: Option<Vec<String>>,
    /// Whether what interviewers say is among them.
    pub interviewers: Interviewers,
    /// How many passages came of it.
    pub passages: usize,
    /// From how many documents.
    pub sources: usize,
}

/// The passages under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// A code's path or a document's title.
    pub heading: String,
    /// Of the code.
    pub colour: Option<Colour>,
    /// Of the code; may be empty.
    pub definition: String,
    /// In the order of documents and of the text. Empty where a code was chosen by name and nothing is coded with it.
    pub excerpts: Vec<Excerpt>,
}

/// One coded passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// Where it stands.
    pub document: DocumentId,
    /// Which coding it is.
    pub coding: CodingId,
    /// Code points in the document's text.
    pub span: Span,
    /// Title of the document.
    pub title: String,
    /// Where in the document a reader finds it.
    pub paragraphs: Paragraphs,
    /// On which pages of the original it stands; `None` where that has none.
    pub pages: Option<Pages>,
    /// Who speaks there, in the order of the passage. Empty where it stands in no turn.
    pub speakers: Vec<String>,
    /// When the first of its turns begins, as `12:03`; `None` where the transcript says no times.
    pub said_at: Option<String>,
    /// The passage itself.
    pub quote: String,
    /// The text before it, as far as was asked for.
    pub before: String,
    /// The text after it.
    pub after: String,
    /// Path of the code.
    pub code: String,
    /// Of the code.
    pub colour: Colour,
    /// Paths of other codes that share a character with it, in the codebook's order.
    pub other_codes: Vec<String>,
    /// Name of the coder.
    pub coder: String,
    /// When it was coded; `None` of a time that no calendar holds.
    #[serde(serialize_with = "minute")]
    pub time: Option<DateTime>,
    /// The coder's remark.
    pub memo: Option<String>,
}

#[allow(clippy::ref_option, reason = "the shape that serde asks for")]
fn minute<S: Serializer>(time: &Option<DateTime>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => to.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%S")),
        None => to.serialize_none(),
    }
}

/// Paragraph numbers, from 1, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Paragraphs {
    /// Where the passage begins.
    pub first: usize,
    /// Where it ends; often the same.
    pub last: usize,
}

impl Paragraphs {
    /// Of a span; a line end at its very end does not reach into the next paragraph.
    #[must_use]
    pub fn of(text: &Text, span: Span) -> Self {
        let last = CharIndex(span.end.0.saturating_sub(1).max(span.start.0));
        Self { first: text.paragraph_of(span.start) + 1, last: text.paragraph_of(last) + 1 }
    }
}

impl std::fmt::Display for Paragraphs {
    /// `12`, or `12–14`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}–{}", self.first, self.last) }
    }
}

/// Pages of the original as they are to be cited: printed numbers where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// Where the passage begins.
    pub first: String,
    /// Where it ends; often the same.
    pub last: String,
}

impl Pages {
    /// Of a span; `None` where it begins before every page or the original has none.
    #[must_use]
    pub fn of(structure: &Structure, span: Span) -> Option<Self> {
        let last = CharIndex(span.end.0.saturating_sub(1).max(span.start.0));
        let (first, last) = (structure.page_at(span.start)?, structure.page_at(last)?);
        let label = |page: &PageStart| page.label.clone();
        (!first.label.is_empty()).then(|| Self { first: label(first), last: label(last) })
    }
}

impl std::fmt::Display for Pages {
    /// `48`, or `48–49`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last { f.write_str(&self.first) } else { write!(f, "{}–{}", self.first, self.last) }
    }
}

/// Where a passage stands, as it is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) title: String,
    pub(super) paragraphs: Paragraphs,
    pub(super) pages: Option<Pages>,
    pub(super) speakers: Vec<String>,
    pub(super) said_at: Option<String>,
}

impl Place {
    /// Of a passage, coded or not.
    pub(super) fn of(document: &Document, span: Span) -> Self {
        let turns = document.structure.turns_in(span);
        let mut speakers: Vec<String> = Vec::new();
        for at in turns.iter().filter_map(|turn| turn.speaker) {
            if let Some(speaker) = document.structure.speakers.get(usize::from(at))
                && !speakers.contains(&speaker.name)
            {
                speakers.push(speaker.name.clone());
            }
        }
        Self {
            title: document.title.clone(),
            paragraphs: Paragraphs::of(&document.text, span),
            pages: Pages::of(&document.structure, span),
            speakers,
            said_at: turns.first().and_then(|turn| turn.at).map(|moment| moment.to_string()),
        }
    }
}

/// Gathers the passages of a selection. Codes, documents and coders that are no longer there are passed over.
#[must_use]
pub fn excerpts(project: &Project, selection: &Selection) -> Excerpts {
    let book = Codebook::of(project);
    let order: BTreeMap<CodeId, usize> = book.rows().iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    let paths: BTreeMap<CodeId, String> = book.rows().iter().map(|row| (row.id, project.code_path(row.id))).collect();
    let wanted = wanted_codes(project, &book, &selection.codes);

    let mut by_code: BTreeMap<usize, Vec<Excerpt>> = BTreeMap::new();
    let mut by_document = Vec::new();
    let mut passages = 0;
    let mut sources = 0;
    for document in project.documents_in_order() {
        if !selection.documents.holds(&document.id) {
            continue;
        }
        let mut found = Vec::new();
        for Placed { coding, code, others } in placed_codings(project, document, selection, &order) {
            let (Some(path), Some(held)) = (paths.get(&code), project.code(code)) else { continue };
            if wanted.contains(&code) {
                let others = others.iter().filter_map(|id| paths.get(id).cloned()).collect();
                let excerpt = excerpt(project, document, coding, (path, held.colour), others, selection);
                found.push((order.get(&code).copied().unwrap_or_default(), excerpt));
            }
        }
        passages += found.len();
        sources += usize::from(!found.is_empty());
        match selection.group_by {
            GroupBy::Code => found.into_iter().for_each(|(at, excerpt)| by_code.entry(at).or_default().push(excerpt)),
            GroupBy::Document if found.is_empty() => {}
            GroupBy::Document => by_document.push(Group {
                heading: document.title.clone(),
                colour: None,
                definition: String::new(),
                excerpts: found.into_iter().map(|(_, excerpt)| excerpt).collect(),
            }),
        }
    }
    let groups = match selection.group_by {
        GroupBy::Document => by_document,
        GroupBy::Code => {
            // A code chosen by name shows that it is empty; one of all does not.
            if let Codes::Chosen { codes, .. } = &selection.codes {
                for code in codes {
                    if let Some(&at) = order.get(&project.resolve(*code)) {
                        by_code.entry(at).or_default();
                    }
                }
            }
            let group = |(at, excerpts): (usize, Vec<Excerpt>)| {
                let code = project.code(book.rows().get(at)?.id)?;
                Some(Group {
                    heading: paths.get(&code.id)?.clone(),
                    colour: Some(code.colour),
                    definition: code.definition.clone(),
                    excerpts,
                })
            };
            by_code.into_iter().filter_map(group).collect()
        }
    };
    let selected = selected(project, selection, &paths, passages, sources);
    Excerpts {
        title: project.title.clone(),
        selected,
        group_by: selection.group_by,
        with: selection.with.clone(),
        groups,
    }
}

fn wanted_codes(project: &Project, book: &Codebook, codes: &Codes) -> BTreeSet<CodeId> {
    match codes {
        Codes::All => book.rows().iter().map(|row| row.id).collect(),
        Codes::Chosen { codes, below: Below::Leave } => codes.iter().map(|&id| project.resolve(id)).collect(),
        Codes::Chosen { codes, below: Below::Include } => {
            codes.iter().flat_map(|&id| book.with_below(project.resolve(id))).collect()
        }
    }
}

/// A coding with the code that it counts for and the other codes on its passage.
struct Placed<'a> {
    coding: &'a Coding,
    code: CodeId,
    others: Vec<CodeId>,
}

/// The chosen coders' codings of a document, in order. One sweep from the first to the last character: those that
/// are still open when the next begins are those that it overlaps.
fn placed_codings<'a>(
    project: &'a Project,
    document: &Document,
    selection: &Selection,
    order: &BTreeMap<CodeId, usize>,
) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed<'a>> = Vec::new();
    let mut on: Vec<BTreeSet<(usize, CodeId)>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let rank = |code: CodeId| (order.get(&code).copied().unwrap_or(usize::MAX), code);
    let is_chosen = |coding: &&Coding| {
        let leave = selection.interviewers == Interviewers::Leave;
        selection.coders.holds(&coding.coder) && !(leave && document.structure.is_all_asked(coding.span))
    };
    for coding in project.codings(document.id).iter().filter(is_chosen) {
        let code = project.resolve(coding.code);
        open.retain(|&at| placed[at].coding.span.end > coding.span.start);
        let mut others = BTreeSet::new();
        for &at in open.iter().filter(|&&at| placed[at].code != code) {
            others.insert(rank(placed[at].code));
            on[at].insert(rank(code));
        }
        open.push(placed.len());
        placed.push(Placed { coding, code, others: Vec::new() });
        on.push(others);
    }
    for (coding, others) in placed.iter_mut().zip(on) {
        coding.others = others.into_iter().map(|(_, code)| code).collect();
    }
    placed
}

fn excerpt(
    project: &Project,
    document: &Document,
    coding: &Coding,
    (code, colour): (&str, Colour),
    other_codes: Vec<String>,
    selection: &Selection,
) -> Excerpt {
    let (before, after) = document.text.context(coding.span, selection.context);
    let Place { title, paragraphs, pages, speakers, said_at } = Place::of(document, coding.span);
    Excerpt {
        document: document.id,
        coding: coding.id,
        span: coding.span,
        title,
        paragraphs,
        pages,
        speakers,
        said_at,
        quote: document.text.slice(coding.span).to_owned(),
        before: before.trim_start_matches('\n').to_owned(),
        after: after.trim_end_matches('\n').to_owned(),
        code: code.to_owned(),
        colour,
        other_codes,
        coder: project.coder(coding.coder).map(|coder| coder.name.clone()).unwrap_or_default(),
        time: civil(coding.at, &selection.zone),
        memo: coding.memo.as_deref().map(str::to_owned),
    }
}

/// A time on a calendar and a clock; `None` beyond the year 9999.
fn civil(at: Timestamp, zone: &TimeZone) -> Option<DateTime> {
    Some(zone.to_datetime(Instant::from_millisecond(at.0).ok()?))
}

fn selected(
    project: &Project,
    selection: &Selection,
    paths: &BTreeMap<CodeId, String>,
    passages: usize,
    sources: usize,
) -> Selected {
    let codes = match &selection.codes {
        Codes::All => None,
        Codes::Chosen { codes, below } => {
            Some((codes.iter().filter_map(|&id| paths.get(&project.resolve(id)).cloned()).collect(), *below))
        }
    };
    let documents = match &selection.documents {
        Chosen::All => None,
        Chosen::Only(some) => {
            let chosen = project.documents_in_order().into_iter().filter(|document| some.contains(&document.id));
            Some(chosen.map(|document| document.title.clone()).collect())
        }
    };
    let coders = match &selection.coders {
        Chosen::All => None,
        Chosen::Only(some) => {
            Some(some.iter().filter_map(|&id| project.coder(id)).map(|coder| coder.name.clone()).collect())
        }
    };
    Selected { codes, documents, coders, interviewers: selection.interviewers, passages, sources }
}

#[cfg(test)]
#[path = "excerpts_tests.rs"]
mod tests;
