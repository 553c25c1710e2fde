//! What follows or precedes the hits of a search, as a tree of words (Wattenberg and Viégas 2008).
//!
//! A branch is one word with the marks between it and the hit, so its characters stand in the texts as
//! they are: `"合谋，老人"` as a query finds its places. Nothing goes past the end of a sentence, and the label of
//! who speaks is no part of it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::{Document, DocumentId, Project, Span};
use crate::search::Cache;
use crate::search::concordance::on_one_line;
use crate::search::hits::{Cancelled, Hits};
use crate::search::normalise::{Normalised, Scope};

use super::columns::{Column, Columns};
use super::vocabulary::Vocabulary;

/// To which side of a hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// What stands before it.
    Left,
    /// What stands after it.
    #[default]
    Right,
}

/// How large a tree may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeOptions {
    /// Which side.
    pub side: Side,
    /// The most words from the hit to the end of a branch, at most 20.
    pub depth: usize,
    /// The most branches of one branch; the most frequent ones are given.
    pub branches: usize,
    /// The least count of a branch.
    pub minimum: u32,
}

/// The most words that a branch can be away from the hit.
const DEEPEST: usize = 20;

impl Default for TreeOptions {
    fn default() -> Self {
        Self { side: Side::Right, depth: 6, branches: 12, minimum: 1 }
    }
}

/// A word of a tree with what follows it (or, to the left, precedes it).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// The characters as they stand in the texts; of forms that mean the same to a search, the most frequent.
    pub text: String,
    /// How many hits have it there.
    pub count: u32,
    /// The most frequent first. Their counts make up less than `count` where sentences end.
    pub branches: Vec<Branch>,
    /// How many branches are not given.
    pub more: u32,
}

impl Branch {
    /// The same with branches that have only one continuation, of the same count, put together with it.
    #[must_use]
    pub fn joined(mut self, side: Side) -> Self {
        self.branches = self.branches.into_iter().map(|branch| branch.joined_below(side)).collect();
        self
    }

    fn joined_below(mut self, side: Side) -> Self {
        while self.more == 0 && self.branches.len() == 1 && self.branches.iter().all(|only| only.count == self.count) {
            let Some(only) = self.branches.pop() else { break };
            self.text = match side {
                Side::Right => self.text + &only.text,
                Side::Left => only.text + &self.text,
            };
            self.branches = only.branches;
            self.more = only.more;
        }
        self.joined(side)
    }
}

/// The tree of the hits of a query, on one side of them.
///
/// # Errors
/// [`Cancelled`], soon after `cancel` was set.
pub fn word_tree(
    project: &Project,
    texts: &Cache,
    columns: &Columns,
    hits: &Hits,
    options: TreeOptions,
    cancel: &AtomicBool,
) -> Result<Branch, Cancelled> {
    let mut places: BTreeMap<DocumentId, Vec<Span>> = BTreeMap::new();
    for hit in &hits.hits {
        places.entry(hit.document).or_default().push(hit.span);
    }
    let mut steps = Steps::default();
    let mut roots: HashMap<String, u32> = HashMap::new();
    let mut paths: Vec<Vec<u32>> = Vec::new();
    for (document, column) in columns.iter() {
        let Some((spans, document)) = places.get(&document).zip(project.document(document)) else { continue };
        let normalised = texts.get(document);
        if normalised.fingerprint() != column.fingerprint() {
            continue;
        }
        let walk = Walk { vocabulary: columns.vocabulary(), column, normalised: &normalised, document };
        for span in spans {
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            let hit = normalised.first_at(span.start.0)..normalised.first_at(span.end.0);
            *roots.entry(on_one_line(document.text.slice(*span))).or_default() += 1;
            paths.push(walk.path(*span, &hit, options, &mut steps));
        }
    }
    paths.sort_unstable();
    let mut root = Branch { text: most_frequent(&roots), count: paths.len() as u32, ..Branch::default() };
    grow(&mut root, &paths, 0, &steps, options);
    Ok(root)
}

/// A line end between two words is a blank between them.
fn with_blanks(written: String, alike: &str) -> String {
    let blank = |wanted: bool, is: bool| if wanted && !is { " " } else { "" };
    let before = blank(alike.starts_with(' '), written.starts_with(char::is_whitespace));
    let after = blank(alike.ends_with(' '), written.ends_with(char::is_whitespace));
    format!("{before}{written}{after}")
}

/// Of equally frequent forms the first in the order of characters.
fn most_frequent(forms: &HashMap<String, u32>) -> String {
    let best = forms.iter().max_by(|(a, more), (b, than)| more.cmp(than).then_with(|| b.cmp(a)));
    best.map(|(text, _)| text.clone()).unwrap_or_default()
}

/// Steps of paths as numbers: those that are alike to a search are one, and each knows how it is written.
#[derive(Default)]
struct Steps {
    ids: HashMap<String, u32>,
    written: Vec<HashMap<String, u32>>,
}

impl Steps {
    fn id(&mut self, text: &str, written: String) -> u32 {
        let id = if let Some(&id) = self.ids.get(text) {
            id
        } else {
            let id = self.written.len() as u32;
            self.ids.insert(text.to_owned(), id);
            self.written.push(HashMap::new());
            id
        };
        if let Some(forms) = self.written.get_mut(id as usize) {
            *forms.entry(written).or_default() += 1;
        }
        id
    }

    fn text(&self, id: u32) -> String {
        self.written.get(id as usize).map(most_frequent).unwrap_or_default()
    }
}

struct Walk<'a> {
    vocabulary: &'a Vocabulary,
    column: &'a Column,
    normalised: &'a Normalised,
    document: &'a Document,
}

impl Walk<'_> {
    /// The steps away from a hit, up to the end of its sentence, and one more than the tree is deep: then it goes on.
    fn path(&self, span: Span, hit: &Range<u32>, options: TreeOptions, steps: &mut Steps) -> Vec<u32> {
        let (side, depth) = (options.side, options.depth.min(DEEPEST) + 1);
        let mut path = Vec::with_capacity(depth);
        let inside = if side == Side::Right { hit.end.saturating_sub(1).max(hit.start) } else { hit.start };
        let Some(sentence) = self.normalised.unit_around(Scope::Sentence, inside) else { return path };
        let Some(sentence) = self.without_label(span, sentence) else { return path };
        // What is between the last word taken and where the walk stands.
        let mut from = if side == Side::Right { hit.end } else { hit.start };
        let mut at = from;
        while path.len() < depth {
            let next = match side {
                Side::Right if at < sentence.end => self.column.word_at(self.vocabulary, at).0,
                Side::Left if at > sentence.start => self.column.word_at(self.vocabulary, at - 1).0,
                _ => break,
            };
            let place = self.column.characters_of(self.vocabulary, next);
            let is_word = self.column.ids(next..next + 1).first().is_some_and(|&id| self.vocabulary.is_counted(id));
            at = if side == Side::Right { place.end } else { place.start };
            if is_word {
                let step = if side == Side::Right { from..at } else { at..from };
                let original = self.normalised.original(step.start, step.end);
                let written = original.map(|span| on_one_line(self.document.text.slice(span))).unwrap_or_default();
                let alike = self.normalised.slice(step.start, step.end);
                path.push(steps.id(alike, with_blanks(written, alike)));
                from = at;
            }
        }
        path
    }
}

impl Walk<'_> {
    /// What of a sentence somebody says; `None` where the hit stands in the label.
    fn without_label(&self, span: Span, sentence: Range<u32>) -> Option<Range<u32>> {
        let Some(turn) = self.document.structure.turn_at(span.start) else { return Some(sentence) };
        let said = self.normalised.first_at(turn.said.0);
        let end = self.normalised.first_at(turn.span.end.0);
        (turn.said <= span.start).then(|| sentence.start.max(said)..sentence.end.min(end.max(said)))
    }
}

/// Puts branches on a branch; the paths begin alike up to the depth and are sorted.
fn grow(branch: &mut Branch, paths: &[Vec<u32>], depth: usize, steps: &Steps, options: TreeOptions) {
    let going_on = paths.partition_point(|path| path.len() <= depth);
    let rest = paths.get(going_on..).unwrap_or_default();
    let mut groups: Vec<&[Vec<u32>]> = rest.chunk_by(|a, b| a.get(depth) == b.get(depth)).collect();
    let text = |group: &[Vec<u32>]| {
        let step = group.first().and_then(|path| path.get(depth)).copied().unwrap_or_default();
        steps.text(step)
    };
    let all = groups.len();
    if depth >= options.depth.min(DEEPEST) {
        groups.clear();
    }
    groups.retain(|group| group.len() as u32 >= options.minimum);
    groups.sort_by_cached_key(|group| (std::cmp::Reverse(group.len()), text(group)));
    groups.truncate(options.branches);
    branch.more = (all - groups.len()) as u32;
    for group in groups {
        let mut next = Branch { text: text(group), count: group.len() as u32, ..Branch::default() };
        grow(&mut next, group, depth + 1, steps, options);
        branch.branches.push(next);
    }
}
