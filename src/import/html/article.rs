//! Only the article of a page, as browsers' reading views guess it (`dom_smoothie`, after Mozilla's
//! readability).
//!
//! It is a guess, and now and then it drops a twentieth of a paper in silence. So what it drops is
//! measured against the whole page and said: how many characters, what share, and how the pieces
//! begin. It builds a tree, so a page that is too deep or too large is read whole.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use dom_smoothie::{Config, Readability};
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};

use super::notes::NoteBook;
use super::page::{Page, tokenize};
use super::state::VOID;
use super::tame;
use crate::import::Options;
use crate::import::draft::Draft;
use crate::model::Message;

/// Bounds of the tree: open elements and tags.
const DEEPEST: usize = 200;
const MOST: usize = 40_000;

/// How many dropped pieces are quoted, and how far each.
const QUOTED: usize = 6;
const QUOTE: usize = 16;

/// The article of a page that was read whole, with what is missing from it among the findings.
pub fn of(whole: Draft, markup: &str, options: &Options, book: &Arc<NoteBook>) -> Draft {
    let Some(article) = fits(markup).then(|| article(markup)).flatten() else {
        return said(whole, Message::new("import.finding.no_article"));
    };
    let mut page = Page::new(options, Arc::clone(book));
    page.feed_file("", &article);
    let mut draft = page.finish();
    if draft.text.trim().is_empty() {
        return said(whole, Message::new("import.finding.no_article"));
    }
    let dropped = dropped(&whole.text, &draft.text);
    draft.title = whole.title;
    if !dropped.is_empty() {
        draft.findings.push(finding(&dropped, &whole.text));
    }
    draft
}

fn said(mut draft: Draft, message: Message) -> Draft {
    draft.findings.push(message);
    draft
}

fn article(markup: &str) -> Option<String> {
    let (tamed, _) = tame::without_overloads(markup);
    let config = Config { max_elements_to_parse: MOST, disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::new(tamed.as_ref(), None, Some(config)).ok()?;
    Some(readability.parse().ok()?.content.to_string())
}

/// Whether a tree of this markup stays within bounds.
fn fits(markup: &str) -> bool {
    let measure = Measure { depth: Cell::new(0), deepest: Cell::new(0), tags: Cell::new(0) };
    let measure = std::rc::Rc::new(measure);
    tokenize(markup, Counter(std::rc::Rc::clone(&measure)));
    measure.deepest.get() <= DEEPEST && measure.tags.get() <= MOST
}

struct Measure {
    depth: Cell<usize>,
    deepest: Cell<usize>,
    tags: Cell<usize>,
}

struct Counter(std::rc::Rc<Measure>);

impl TokenSink for Counter {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            let Measure { depth, deepest, tags } = &*self.0;
            tags.set(tags.get() + 1);
            // Elements that are closed by the next of their kind hardly nest, but none is trusted to.
            match tag.kind {
                TagKind::StartTag if !VOID.contains(&&*tag.name) && !tag.self_closing => depth.set(depth.get() + 1),
                TagKind::StartTag => {}
                TagKind::EndTag => depth.set(depth.get().saturating_sub(1)),
            }
            deepest.set(deepest.get().max(depth.get()));
        }
        TokenSinkResult::Continue
    }
}

/// The lines of the whole page that its article lacks. Lines that it only joined or parted are not among them.
fn dropped<'a>(whole: &'a str, article: &str) -> Vec<&'a str> {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for line in article.lines() {
        *lines.entry(bare(line)).or_default() += 1;
    }
    let article = bare(article);
    // So that a page of many short lines is not searched for each of them.
    let mut searches = 2_000;
    whole
        .lines()
        .filter(|line| {
            let line = bare(line);
            if let Some(count) = lines.get_mut(&line).filter(|count| **count > 0) {
                *count -= 1;
                return false;
            }
            if line.chars().count() >= 10 && searches > 0 {
                searches -= 1;
                return memchr::memmem::find(article.as_bytes(), line.as_bytes()).is_none();
            }
            !line.is_empty()
        })
        .collect()
}

fn finding(dropped: &[&str], whole: &str) -> Message {
    let count: usize = dropped.iter().map(|line| line.chars().count()).sum();
    let total = whole.chars().count().max(1);
    // Rounded up, since a part is never nothing.
    let share = (count * 100).div_ceil(total).min(100);
    let mut pieces: Vec<&&str> = dropped.iter().collect();
    // The longest first: what a person would miss most.
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.chars().count()));
    let quotes: Vec<String> = pieces
        .iter()
        .take(QUOTED)
        .map(|piece| {
            let quote: String = piece.chars().take(QUOTE).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
            if piece.chars().count() > QUOTE { format!("{quote}…") } else { quote }
        })
        .collect();
    Message::new("import.finding.article")
        .with("count", count)
        .with("share", share)
        .with("pieces", dropped.len())
        .with("quotes", quotes.join(" | "))
}
