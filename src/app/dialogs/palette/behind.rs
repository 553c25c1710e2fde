//! What the palette looks for behind the window: passages of the texts, and what researchers wrote beside them.
//!
//! The newest question takes the place of the one that waits; an answer to other words is thrown away. Only a page
//! is asked for: whoever wants all goes on to the search workspace.

use std::ops::Range;
use std::sync::Arc;

use super::find::most;
use super::kind::Kind;
use super::{Found, Palette};
use crate::app::actions::Passage;
use crate::app::dialogs::{Dialog, Item, Mark};
use crate::app::jobs::{JobContext, JobKind, JobRequest, Jobs};
use crate::app::panels::search::notes::Whose;
use crate::app::shell::{Shell, ShellView};
use crate::model::{CharIndex, Document, MemoId, Message, Project, Span, plain};
use crate::search::{
    About, Count, Engine, Field, Filter, Node, NoteHit, Options, Order, Plan, Query, Target, Term, Wording,
    normalise_query, notes_until,
};

/// Characters shown before what was found.
const BEFORE: u32 = 14;
/// Characters shown from there on.
const AFTER: u32 = 70;

/// What is asked: which kind, which words, of which state of the project.
type Question = (Option<Kind>, String, u64);

/// The newest question and the newest answer.
#[derive(Default)]
pub(super) struct Behind {
    asked: Option<Question>,
    answered: Option<Question>,
    answer: Answer,
}

/// What was found.
#[derive(Default)]
struct Answer {
    passages: Vec<Quoted>,
    memos: Vec<(MemoId, Cutting)>,
    notes: Vec<NoteHit>,
}

/// A few words with what was found among them.
struct Cutting {
    text: String,
    lit: Range<usize>,
}

/// A passage with a little around it.
struct Quoted {
    passage: Passage,
    text: String,
    lit: Range<usize>,
    place: String,
}

impl Behind {
    /// Asks what stands in the field, where that is new and enough to look for.
    pub(super) fn attend(
        &mut self,
        (only, words): (Option<Kind>, &str),
        project: &Arc<Project>,
        revision: u64,
        engine: Option<&Arc<Engine>>,
        jobs: &mut Jobs<Shell>,
    ) {
        let question = (only, words.to_owned(), revision);
        if self.asked.as_ref() == Some(&question) {
            return;
        }
        self.asked = Some(question.clone());
        let looks = [Kind::Memo, Kind::Passage].map(|kind| only.is_none_or(|only| only == kind));
        let (Some(engine), true) = (engine, is_enough(words) && looks.contains(&true)) else {
            jobs.cancel(JobKind::Anything);
            self.take(question, Answer::default());
            return;
        };
        let (engine, project) = (Arc::clone(engine), Arc::clone(project));
        let work = move |context: &JobContext| -> crate::app::jobs::Continuation<Shell> {
            let [memos, texts] = looks;
            let most = most(question.0);
            let mut answer = Answer::default();
            if memos {
                answer.memos = memos_with(&project, &question.1, most);
                answer.notes = notes(&project, &question.1, most - answer.memos.len(), context);
            }
            if texts {
                answer.passages = passages(&project, &engine, &question.1, most, context);
            }
            Box::new(move |shell| {
                if let Some(Dialog::Palette(palette)) = &mut shell.dialog {
                    palette.take(question, answer);
                }
            })
        };
        jobs.start(JobRequest::new(JobKind::Anything, Message::new("palette.looking"), work));
    }

    /// Whether an answer is still to come.
    pub(super) fn waits(&self) -> bool {
        self.asked.is_some() && self.asked != self.answered
    }

    /// What the sections of the list were made of, so that they are made anew when it changes.
    pub(super) fn answered(&self) -> Option<&Question> {
        self.answered.as_ref()
    }

    fn take(&mut self, question: Question, answer: Answer) {
        if self.asked.as_ref() == Some(&question) {
            self.answer = answer;
            self.answered = Some(question);
        }
    }

    /// What was found of a kind; nothing while what is typed is not yet answered.
    pub(super) fn items(&self, shell: &ShellView, kind: Kind) -> Vec<Item<Found>> {
        match kind {
            Kind::Memo => {
                let memos = self.answer.memos.iter().filter_map(|(id, cutting)| memo_item(shell, *id, cutting));
                memos.chain(self.answer.notes.iter().filter_map(|hit| note_item(shell, hit))).collect()
            }
            Kind::Passage => self.answer.passages.iter().map(passage_item).collect(),
            _ => Vec::new(),
        }
    }
}

impl Palette {
    fn take(&mut self, question: Question, answer: Answer) {
        self.behind.take(question, answer);
    }
}

/// A single letter stands in every line; a single Han character is a word.
fn is_enough(words: &str) -> bool {
    let letters = normalise_query(words);
    let mut letters = letters.chars().filter(|c| c.is_alphanumeric());
    match (letters.next(), letters.next()) {
        (Some(_), Some(_)) => true,
        (Some(one), None) => !one.is_ascii(),
        (None, _) => false,
    }
}

/// What is typed as a query where it is one, otherwise these very characters.
pub(super) fn query_of(project: &Project, words: &str) -> Option<Query> {
    let whole = Query::parse(words).ok();
    let whole = whole.filter(|query| query.target() == Target::Texts && query.check(project).is_empty());
    whole.or_else(|| Query::exact(words).ok())
}

fn passages(project: &Project, engine: &Engine, words: &str, most: usize, context: &JobContext) -> Vec<Quoted> {
    let Some(query) = query_of(project, words) else { return Vec::new() };
    let cancel = context.cancel_flag();
    let options = Options { limit: most, count: Count::Listed, order: Order::Documents, cancel: &cancel };
    let Ok(found) = engine.search(project, &query, options) else { return Vec::new() };
    let hits = found.hits.iter().take(most);
    hits.filter_map(|hit| Some(quoted(project.document(hit.document)?, hit.span))).collect()
}

/// A passage with what stands around it in its paragraph.
fn quoted(document: &Document, span: Span) -> Quoted {
    let text = &document.text;
    let paragraph = text.paragraph_of(span.start);
    let line = text.paragraph_range(paragraph);
    let from = span.start.0.saturating_sub(BEFORE).max(line.start);
    let found = span.end.0.min(line.end).min(span.start.0 + AFTER);
    let to = (span.start.0 + AFTER).max(found).min(line.end);
    let piece = |start: u32, end: u32| {
        let span = Span { start: CharIndex(start), end: CharIndex(end.max(start)) };
        text.slice(span).trim_end_matches('\n')
    };
    let mut shown = String::new();
    if from > line.start {
        shown.push('…');
    }
    shown.push_str(piece(from, span.start.0).trim_start());
    let start = shown.len();
    shown.push_str(piece(span.start.0, found));
    let lit = start..shown.len();
    shown.push_str(piece(found, to));
    let place = format!("{} · {}", document.title, paragraph + 1);
    Quoted { passage: Passage { document: document.id, span }, text: shown, lit, place }
}

fn notes(project: &Project, words: &str, most: usize, context: &JobContext) -> Vec<NoteHit> {
    if normalise_query(words).is_empty() {
        return Vec::new();
    }
    let of_all = Node::Filter(Filter { field: Field::In, value: "note".to_owned(), at: 0..0 });
    let term = Node::Term(Term { text: words.to_owned(), wording: Wording::Exact, at: 0..0 });
    let query = Query::of(Node::All(vec![of_all, term]));
    let mut found = notes_until(project, &query, &context.cancel_flag()).unwrap_or_default();
    found.truncate(most);
    found
}

/// The memos with these words in their title or text, the one changed last first.
fn memos_with(project: &Project, words: &str, most: usize) -> Vec<(MemoId, Cutting)> {
    let Ok(query) = Query::exact(words) else { return Vec::new() };
    let plan = Plan::new(&query, project);
    let found = project.memos().filter_map(|memo| {
        let title = memo.name();
        let said = plain(&memo.text);
        let text = if memo.title.is_empty() { said } else { format!("{title}\n{said}") };
        let places = plan.places_in(project, &text, About::Memo(memo))?;
        let first = places.first().cloned().unwrap_or(0..0);
        Some((std::cmp::Reverse(memo.changed), memo.id, Cutting::of(&text, &first)))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(changed, id, _)| (*changed, *id));
    found.into_iter().take(most).map(|(_, id, cutting)| (id, cutting)).collect()
}

impl Cutting {
    /// Of a longer text, from a little before what was found.
    fn of(text: &str, found: &Range<u32>) -> Self {
        let from = found.start.saturating_sub(BEFORE);
        let take = |range: Range<u32>| -> String {
            let text = text.chars().skip(range.start as usize).take(range.len());
            text.map(|c| if c == '\n' { ' ' } else { c }).collect()
        };
        let mut words = if from > 0 { "…".to_owned() } else { String::new() };
        words.push_str(&take(from..found.start));
        let start = words.len();
        words.push_str(&take(found.clone()));
        let lit = start..words.len();
        words.push_str(&take(found.end..found.start + AFTER));
        Self { text: words, lit }
    }
}

/// A memo and what it is on.
fn memo_item(shell: &ShellView, id: MemoId, cutting: &Cutting) -> Option<Item<Found>> {
    let memo = shell.project.memo(id)?;
    let on = shell.project.memo_on(memo);
    let place = shell.project.name_of(on).unwrap_or(&shell.project.title);
    Some(Item {
        value: Found::Memo(id),
        mark: Mark::Icon(Kind::Memo.icon()),
        title: cutting.text.clone(),
        lit: vec![cutting.lit.clone()],
        place: place.to_owned(),
        keys: String::new(),
    })
}

fn passage_item(quoted: &Quoted) -> Item<Found> {
    Item {
        value: Found::Passage(quoted.passage),
        mark: Mark::Icon(Kind::Passage.icon()),
        title: quoted.text.clone(),
        lit: vec![quoted.lit.clone()],
        place: quoted.place.clone(),
        keys: String::new(),
    }
}

/// Whose note it is, and its words from a little before the first that was found.
fn note_item(shell: &ShellView, hit: &NoteHit) -> Option<Item<Found>> {
    let whose = Whose::of(shell, hit.owner)?;
    let first = hit.places.first().cloned().unwrap_or(0..0);
    let Cutting { text: title, lit } = Cutting::of(&hit.text, &first);
    let mark = whose.colour.map_or(Mark::Icon(Kind::Memo.icon()), Mark::Dot);
    let kind = shell.text(whose.kind);
    Some(Item {
        value: Found::Note(hit.owner),
        mark,
        title,
        lit: vec![lit],
        place: format!("{kind} · {}", whose.name),
        keys: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, DocumentId, Mint, Text, Timestamp};

    #[test]
    fn a_passage_is_shown_with_what_stands_around_it_in_its_paragraph() {
        let text = Text::new("第一段在前。\n他说办总要办的，上面要看照片，台账也要补。\n第三段。").unwrap();
        let start = text.char_at(text.as_str().find("照片").unwrap()).0;
        let id = DocumentId(CountingMint::default().mint());
        let document = Document::of_text(id, "访谈 03", text, Timestamp(0));
        let shown = quoted(&document, Span::new(start, start + 2).unwrap());
        assert_eq!(shown.text, "他说办总要办的，上面要看照片，台账也要补。");
        assert_eq!(&shown.text[shown.lit.clone()], "照片");
        assert_eq!(shown.place, "访谈 03 · 2");
        let long = Text::new(format!("{}照片{}", "前".repeat(40), "后".repeat(400))).unwrap();
        let document = Document::of_text(id, "长", long, Timestamp(0));
        let shown = quoted(&document, Span::new(40, 42).unwrap());
        assert!(shown.text.starts_with('…') && shown.text.chars().count() < 90, "{}", shown.text);
        assert_eq!(&shown.text[shown.lit], "照片");
    }

    #[test]
    fn one_letter_is_too_little_to_look_for_and_one_character_is_not() {
        assert!(!is_enough("a") && !is_enough("") && !is_enough("，。"));
        assert!(is_enough("卷") && is_enough("nj"));
    }
}
