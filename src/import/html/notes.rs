//! Notes of a page or a book: links that say of themselves that they lead to a note, and the elements
//! that they lead to, in the same file or in another one.
//!
//! EPUB marks them (`epub:type`), `LibreOffice`, Word and pandoc have classes and names of their own.
//! What is not marked as a note stays where it stands.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::page::tokenize;
use super::state::{State, attribute};
use crate::import::draft::Piece;
use crate::import::packed::path::beside;
use crate::import::sniff;

/// Notes by the file and the id under which they are referred to.
#[derive(Debug, Default)]
pub struct NoteBook {
    notes: BTreeMap<String, Piece>,
}

impl NoteBook {
    /// Finds the notes of these files: name and markup.
    pub fn of(files: &[(String, String)]) -> Self {
        // Most pages have none, and are not looked at twice.
        let may_refer =
            |markup: &str| ["noteref", "footnote", "endnote", "_ftn", "_edn"].iter().any(|word| markup.contains(word));
        let mut targets = BTreeSet::new();
        for (file, markup) in files.iter().filter(|(_, markup)| may_refer(markup)) {
            let sink = References { file, targets: RefCell::new(BTreeSet::new()) };
            let found = std::rc::Rc::new(sink);
            tokenize(markup, Shared(std::rc::Rc::clone(&found)));
            targets.append(&mut found.targets.borrow_mut());
        }
        let mut book = Self::default();
        if targets.is_empty() {
            return book;
        }
        for (file, markup) in files {
            let sink = Collector {
                file,
                is_xml: sniff::is_xml(markup),
                targets: &targets,
                found: RefCell::new(Found::default()),
            };
            let collector = std::rc::Rc::new(sink);
            tokenize(markup, Shared(std::rc::Rc::clone(&collector)));
            let mut found = collector.found.take();
            found.close();
            book.notes.append(&mut found.notes);
        }
        book
    }

    /// A note.
    pub fn note(&self, key: &str) -> Option<&Piece> {
        self.notes.get(key)
    }
}

/// The file and id that a link to a note leads to.
pub fn reference(tag: &Tag, file: &str) -> Option<String> {
    let href = attribute(tag, "href")?;
    let (path, id) = href.split_once('#')?;
    let says = |name: &str, words: &[&str]| {
        attribute(tag, name).is_some_and(|value| words.iter().any(|word| value.to_ascii_lowercase().contains(word)))
    };
    let is_back = says("class", &["back", "sym"])
        || says("role", &["backlink"])
        || id.contains("ftnref")
        || id.contains("ednref");
    let is_reference = says("epub:type", &["noteref"])
        || says("role", &["doc-noteref"])
        || says("class", &["noteref", "footnote", "endnote"])
        || id.starts_with("_ftn")
        || id.starts_with("_edn");
    (is_reference && !is_back && !id.is_empty()).then(|| {
        // LibreOffice and Word lead to an anchor inside the note, whose element bears nearly the same name.
        let id = id.strip_suffix("sym").unwrap_or(id);
        let id = if id.starts_with("_ftn") || id.starts_with("_edn") { id.trim_start_matches('_') } else { id };
        if path.is_empty() { key(file, id) } else { key(&beside(file, path), id) }
    })
}

/// A note by the whole path of its file: chapters in several folders may bear the same name.
fn key(file: &str, id: &str) -> String {
    format!("{file}#{id}")
}

/// Whether what a link in a note says is only the way back: its number, an arrow.
pub fn is_way_back(said: &str) -> bool {
    let said = said.trim();
    said.chars().count() <= 6
        && said
            .chars()
            .all(|c| c.is_ascii_digit() || "[]()［］（）.*†‡^↩↑←⤴︎\u{FE0E}ivxlc".contains(c) || matches!(c, '①'..='⑳'))
}

/// What a tag is to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Of its inside.
    Inside,
    /// Its end.
    Last,
    /// The element ended without an end tag; this one comes after it.
    Beyond,
}

/// How far an element goes.
#[derive(Clone, Debug)]
pub struct Extent {
    name: String,
    depth: usize,
    lists: usize,
}

impl Extent {
    /// Of an element that has just begun.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), depth: 1, lists: 0 }
    }

    /// Of a note that the book has, where this tag begins it, with the key of the note.
    pub fn of_known(tag: &Tag, file: &str, book: &NoteBook) -> Option<(Self, String)> {
        if book.notes.is_empty() || &*tag.name == "a" || &*tag.name == "sup" {
            return None;
        }
        let key = key(file, attribute(tag, "id")?);
        book.notes.get(&key).map(|_| (Self::new(&tag.name), key))
    }

    /// Takes the next tag.
    pub fn see(&mut self, tag: &Tag) -> Seen {
        let name: &str = &tag.name;
        let is_list = matches!(name, "ul" | "ol" | "dl");
        let ends_by_next = matches!(self.name.as_str(), "li" | "p" | "dd" | "dt");
        match tag.kind {
            TagKind::StartTag if name == self.name && ends_by_next && self.lists == 0 => return Seen::Beyond,
            TagKind::StartTag if tag.self_closing => {}
            TagKind::StartTag => {
                self.lists += usize::from(is_list);
                self.depth += usize::from(name == self.name);
            }
            TagKind::EndTag if is_list && self.lists == 0 && ends_by_next => return Seen::Beyond,
            TagKind::EndTag => {
                self.lists = self.lists.saturating_sub(usize::from(is_list));
                self.depth -= usize::from(name == self.name);
            }
        }
        if self.depth == 0 { Seen::Last } else { Seen::Inside }
    }
}

/// A sink that stays with the one who asked.
struct Shared<T>(std::rc::Rc<T>);

impl<T: TokenSink> TokenSink for Shared<T> {
    type Handle = T::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        self.0.process_token(token, line)
    }
}

struct References<'a> {
    file: &'a str,
    targets: RefCell<BTreeSet<String>>,
}

impl TokenSink for References<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
            && &*tag.name == "a"
        {
            self.targets.borrow_mut().extend(reference(&tag, self.file));
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Found {
    notes: BTreeMap<String, Piece>,
    open: Option<(String, Extent, State)>,
}

impl Found {
    fn close(&mut self) {
        if let Some((key, _, state)) = self.open.take() {
            self.notes.entry(key).or_insert_with(|| state.into_line());
        }
    }
}

struct Collector<'a> {
    file: &'a str,
    is_xml: bool,
    targets: &'a BTreeSet<String>,
    found: RefCell<Found>,
}

impl Collector<'_> {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut found = self.found.borrow_mut();
        if let Some((_, extent, state)) = &mut found.open {
            match extent.see(tag) {
                Seen::Inside => return state.tag(tag),
                Seen::Last => {
                    found.close();
                    return TokenSinkResult::Continue;
                }
                Seen::Beyond => found.close(),
            }
        }
        if tag.kind == TagKind::StartTag {
            let is_empty = tag.self_closing && self.is_xml;
            if !matches!(&*tag.name, "a" | "sup")
                && !is_empty
                && let Some(key) = attribute(tag, "id").map(|id| key(self.file, id))
                && self.targets.contains(&key)
            {
                found.open = Some((key, Extent::new(&tag.name), State::of_note(self.is_xml)));
            } else if !is_empty {
                // What is no markup must not be taken for some here either.
                match &*tag.name {
                    "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "noscript" | "iframe" => return TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => {}
                }
            }
        }
        TokenSinkResult::Continue
    }
}

impl TokenSink for Collector<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) => {
                if let Some((_, _, state)) = &mut self.found.borrow_mut().open {
                    state.text(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
