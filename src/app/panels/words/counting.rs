//! What is counted behind the window: texts cut into words once and kept, then counted as often as somebody asks.
//!
//! Nothing here runs on the window's thread.

use std::sync::Arc;

use super::scope::{LeftOut, Scope};
use crate::app::jobs::JobContext;
use crate::model::{Message, Project, Role, Tell};
use crate::search::words::{
    self as counted, Collocate, CollocationOptions, Columns, Corpus, Forms, Frequency, FrequencyOptions, Key, KeyOrder,
    KeynessOptions, Lexicon, Measure, Numbers, Progress, ScopeError, StopWords, Totals, Window, WindowUnit, WordScope,
};
use crate::search::{Cancelled, Count, Engine, Options, Order, Query, QueryError, Target};

/// At most so many words are listed; all are counted.
const MOST: usize = 100_000;

/// The texts of the open project, as the search keeps them, and the words they were cut into.
#[derive(Clone)]
pub struct Counter {
    engine: Arc<Engine>,
}

impl Counter {
    /// Counts the texts of this engine.
    #[must_use]
    pub fn of(engine: &Arc<Engine>) -> Self {
        Self { engine: Arc::clone(engine) }
    }

    /// Whether it counts for this engine.
    #[must_use]
    pub fn is_of(&self, engine: &Arc<Engine>) -> bool {
        Arc::ptr_eq(&self.engine, engine)
    }

    fn columns(&self, project: &Project, lexicon: &Lexicon, context: &JobContext) -> Result<Columns, Fault> {
        let cancel = context.cancel_flag();
        let tell = |progress: Progress| context.progress(progress.done as u64, progress.total as u64, "");
        Ok(self.engine.columns().get(project, self.engine.texts(), lexicon, &cancel, &tell)?)
    }

    fn corpus(
        &self,
        project: &Project,
        columns: &Columns,
        scope: &WordScope,
        context: &JobContext,
    ) -> Result<Corpus, Fault> {
        Ok(scope.corpus(project, self.engine.texts(), columns, &context.cancel_flag())?)
    }
}

/// Why there is no figure.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nobody waits for it any more.
    Stopped,
    /// The filters are no query, or look for something.
    Scope(ScopeError),
    /// They, or the node, name something that the project does not have, or are no query.
    Query(Vec<QueryError>),
    /// The node asks about memos or definitions.
    NotTexts,
}

impl From<Cancelled> for Fault {
    fn from(_: Cancelled) -> Self {
        Self::Stopped
    }
}

impl From<ScopeError> for Fault {
    fn from(error: ScopeError) -> Self {
        Self::Scope(error)
    }
}

impl Fault {
    /// What to say of it.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        match self {
            Self::Stopped => Vec::new(),
            Self::Scope(error) => vec![error.tell()],
            Self::NotTexts => vec![Message::new("words.node.not_texts")],
            Self::Query(errors) => errors.iter().map(Tell::tell).collect(),
        }
    }
}

/// Words and how often they stand there.
pub struct Frequencies {
    /// The most frequent first.
    pub lines: Arc<[Frequency]>,
    /// What the counts are of.
    pub totals: Totals,
    /// The filters that say which text was counted.
    pub scope: WordScope,
    /// What was counted as one word.
    pub forms: Forms,
}

impl Frequencies {
    /// The query that finds the places of words that were counted.
    #[must_use]
    pub fn places_of<T: AsRef<str>>(&self, words: &[T]) -> String {
        self.scope.concordance(words, self.forms)
    }
}

/// The words beside the hits of a query.
pub struct Collocations {
    /// By log-Dice, the strongest first.
    pub lines: Arc<[Collocate]>,
    /// Hits that were counted.
    pub nodes: u64,
    /// Words in all windows.
    pub window_words: u64,
    /// The query of the node.
    node: String,
    window: Window,
    scope: WordScope,
    /// What was counted as one word.
    pub forms: Forms,
}

/// What tells one part of the texts from another.
pub struct Keyness {
    /// In both directions, by evidence.
    pub lines: Arc<[Key]>,
    /// What is looked at.
    pub focus: Totals,
    /// What it is compared with.
    pub reference: Totals,
    /// Words that are in both parts.
    pub shared_words: u64,
    /// The filters of what is looked at.
    focus_scope: WordScope,
    /// Those of what it is compared with.
    reference_scope: WordScope,
    /// Those of both.
    scope: WordScope,
    /// What was counted as one word.
    pub forms: Forms,
}

impl Keyness {
    /// The query that finds words where there are more of them: in the part looked at, in the other one, or, of
    /// words of both kinds, in either.
    #[must_use]
    pub fn places_of<T: AsRef<str>>(&self, words: &[T]) -> String {
        let is_asked = |line: &&Key| words.iter().any(|word| word.as_ref() == &*line.word);
        let mut more = self.lines.iter().filter(is_asked).map(|line| line.log_likelihood >= 0.0);
        let first = more.next().unwrap_or(true);
        let scope = if more.any(|more| more != first) {
            &self.scope
        } else if first {
            &self.focus_scope
        } else {
            &self.reference_scope
        };
        scope.concordance(words, self.forms)
    }
}

/// What collocations are asked of.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// As typed.
    pub query: String,
    /// How far from its hits.
    pub window: Window,
    /// Together at least so often.
    pub least: u64,
}

/// What is compared with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Filters.
    pub focus: String,
    /// Filters; empty for the rest.
    pub reference: String,
    /// The least evidence.
    pub evidence: f64,
}

/// Filters as they are typed, in a project that has what they name.
fn checked(project: &Project, typed: &str) -> Result<(), Fault> {
    let errors = WordScope::parse(typed)?.check(project);
    if errors.is_empty() { Ok(()) } else { Err(Fault::Query(errors)) }
}

/// Filters typed, one beside the other, with what is left out beside them.
fn word_scope(project: &Project, typed: &[&str], scope: &Scope) -> Result<WordScope, Fault> {
    let mut parts = Vec::new();
    for &typed in typed.iter().filter(|typed| !typed.is_empty()) {
        checked(project, typed)?;
        parts.push(if typed.split_whitespace().nth(1).is_some() { format!("({typed})") } else { typed.to_owned() });
    }
    // A filter that names nobody of this project would be a mistake in the query that leads to the places.
    let is_interviewer = |speaker: &crate::model::Speaker| speaker.role == Role::Interviewer;
    if scope.left_out.contains(&LeftOut::Interviewers)
        && project.documents().any(|document| document.structure.speakers.iter().any(is_interviewer))
    {
        parts.push(INTERVIEWERS.to_owned());
    }
    if scope.left_out.contains(&LeftOut::Apparatus) {
        parts.push(WordScope::USUAL.to_owned());
    }
    Ok(WordScope::parse(&parts.join(" "))?)
}

const INTERVIEWERS: &str = "-speaker:访谈者";

fn stop_words(scope: &Scope) -> StopWords {
    if scope.left_out.contains(&LeftOut::StopWords) { StopWords::LeaveOut } else { StopWords::List }
}

fn unless_stopped<T>(context: &JobContext, figure: T) -> Result<T, Fault> {
    if context.cancelled() { Err(Fault::Stopped) } else { Ok(figure) }
}

/// Counts the words.
///
/// # Errors
/// [`Fault`].
pub fn frequencies(
    counter: &Counter,
    project: &Project,
    scope: &Scope,
    context: &JobContext,
) -> Result<Frequencies, Fault> {
    let lexicon = Lexicon::of(project);
    let words = word_scope(project, &[&scope.filters], scope)?;
    let columns = counter.columns(project, &lexicon, context)?;
    let corpus = counter.corpus(project, &columns, &words, context)?;
    let options = FrequencyOptions {
        forms: scope.forms,
        stop_words: stop_words(scope),
        minimum: scope.least,
        limit: MOST,
        ..FrequencyOptions::default()
    };
    let made = counted::frequencies(&corpus, &lexicon, &options);
    unless_stopped(
        context,
        Frequencies { lines: made.list.into(), totals: made.totals, scope: words, forms: scope.forms },
    )
}

/// Counts what stands beside the hits of a query.
///
/// # Errors
/// [`Fault`].
pub fn collocations(
    counter: &Counter,
    project: &Project,
    scope: &Scope,
    node: &Node,
    context: &JobContext,
) -> Result<Collocations, Fault> {
    let cancel = context.cancel_flag();
    let query = Query::parse(&node.query).map_err(|error| Fault::Query(vec![error]))?;
    let unknown = query.check(project);
    if !unknown.is_empty() {
        return Err(Fault::Query(unknown));
    }
    if query.target() != Target::Texts {
        return Err(Fault::NotTexts);
    }
    let lexicon = Lexicon::of(project);
    let words = word_scope(project, &[&scope.filters], scope)?;
    let columns = counter.columns(project, &lexicon, context)?;
    let corpus = counter.corpus(project, &columns, &words, context)?;
    let options = Options { limit: usize::MAX, count: Count::All, order: Order::Documents, cancel: &cancel };
    let hits = counter.engine.search(project, &query, options)?;
    let options = CollocationOptions {
        window: node.window,
        forms: scope.forms,
        stop_words: stop_words(scope),
        numbers: Numbers::LeaveOut,
        minimum: node.least,
        measure: Measure::LogDice,
        limit: MOST,
    };
    let made = counted::collocations(project, counter.engine.texts(), &corpus, &hits, &lexicon, &options, &cancel)?;
    Ok(Collocations {
        lines: made.list.into(),
        nodes: made.nodes,
        window_words: made.window_words,
        node: node.query.clone(),
        window: node.window,
        scope: words,
        forms: scope.forms,
    })
}

impl Collocations {
    /// The query that finds the node together with any of some words, in the unit that the window never leaves.
    ///
    /// A window of so many words has no query of its own; then this finds what stands further away in the unit too.
    #[must_use]
    pub fn places_of<T: AsRef<str>>(&self, words: &[T]) -> String {
        let unit = match self.window.unit {
            WindowUnit::Sentence => "s",
            WindowUnit::Paragraph => "p",
        };
        let node =
            if self.node.split_whitespace().nth(1).is_some() { format!("({})", self.node) } else { self.node.clone() };
        let rest = self.scope.concordance(words, self.forms);
        let near = format!("{node} NEAR/{unit} {rest}");
        // Of a node with filters or with AND in it there is no NEAR: both, then.
        if Query::parse(&near).is_ok() { near } else { format!("{node} {rest}") }
    }
}

/// Compares two parts of the texts.
///
/// # Errors
/// [`Fault`].
pub fn keyness(
    counter: &Counter,
    project: &Project,
    scope: &Scope,
    compared: &Comparison,
    context: &JobContext,
) -> Result<Keyness, Fault> {
    let lexicon = Lexicon::of(project);
    let focus_scope = word_scope(project, &[&scope.filters, &compared.focus], scope)?;
    let mut reference_scope = word_scope(project, &[&scope.filters, &compared.reference], scope)?;
    let both = word_scope(project, &[&scope.filters], scope)?;
    let columns = counter.columns(project, &lexicon, context)?;
    let focus = counter.corpus(project, &columns, &focus_scope, context)?;
    let mut reference = counter.corpus(project, &columns, &reference_scope, context)?;
    let is_rest = compared.reference.is_empty();
    if is_rest {
        reference = reference.without(&focus);
        reference_scope = word_scope(project, &[&scope.filters, &format!("-({})", compared.focus)], scope)?;
    }
    let options = KeynessOptions {
        forms: scope.forms,
        stop_words: stop_words(scope),
        numbers: Numbers::LeaveOut,
        minimum: scope.least,
        evidence: compared.evidence,
        order: KeyOrder::LogLikelihood,
        limit: MOST,
    };
    let made = counted::keyness(&focus, &reference, &lexicon, &options);
    let lines = made.more.into_iter().chain(made.less).collect();
    unless_stopped(
        context,
        Keyness {
            lines,
            focus: made.focus,
            reference: made.reference,
            shared_words: made.shared_words,
            focus_scope,
            reference_scope,
            scope: both,
            forms: scope.forms,
        },
    )
}
