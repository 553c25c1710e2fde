//! Web pages: the tokens of html5ever become blocks. No tree is built and nothing recurses, so
//! neither a million nested tags nor a missing end tag can hurt.
//!
//! Scripts, styles, forms' menus and templates are dropped whole; what a reader sees is kept, with
//! headings, lists, quotes, rows of tables, bold and italic. Pictures are counted, not read.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::draft::{Draft, DraftBuilder, Piece};
use super::finding::counted;
use super::formats::Source;
use super::script::is_wide;
use super::{ImportError, encoding, markdown};
use crate::model::{BlockKind, MarkKind};

/// Reads a page or a piece of one, with or without front matter.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let declared = declared_encoding(source.bytes);
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), declared.as_deref())?;
    let (front, body) = markdown::split_front_matter(&decoded.text);
    let mut page = Page::default();
    page.feed(body);
    let mut draft = page.finish();
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    if let Some(front) = front {
        markdown::take_front_matter(front, &mut draft);
    }
    Ok(draft)
}

/// The label in `<meta charset=…>` or `content="text/html; charset=…"` near the beginning.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Elements of which nothing is read. The first are such that their content is no markup.
const RAW: [&str; 6] = ["script", "style", "noscript", "iframe", "noembed", "noframes"];
const DROPPED: [&str; 8] = ["template", "svg", "canvas", "object", "select", "datalist", "audio", "video"];
/// Elements without content and end tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "head",
    "header",
    "html",
    "legend",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "ul",
    "hr",
    "menu",
];

/// A page in the making: fed with markup or, by the Markdown reader, with blocks and text directly.
#[derive(Default)]
pub struct Page {
    state: RefCell<State>,
}

impl Page {
    /// Reads markup. Elements left open stay open for the next call.
    pub fn feed(&mut self, markup: &str) {
        let queue = BufferQueue::default();
        // In pieces, so that a tendril (32 bit) holds each.
        let mut rest = markup;
        while !rest.is_empty() {
            let cut = rest.floor_char_boundary(rest.len().min(1 << 20)).max(1);
            let (head, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            queue.push_back(StrTendril::from_slice(head));
            rest = tail;
        }
        let tokenizer = Tokenizer::new(Sink { state: &self.state }, TokenizerOpts::default());
        // The sink never hands out a script to run, so one call takes everything.
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
    }

    /// Hands out what was read.
    pub fn finish(self) -> Draft {
        let mut state = self.state.into_inner();
        state.end_block();
        let title = state.own_title();
        let mut draft = state.builder.finish();
        draft.title = title;
        draft.findings.extend(counted("import.finding.pictures", state.pictures));
        draft.findings.extend(counted("import.finding.scripts", state.scripts));
        draft.findings.extend(counted("import.finding.ruby", state.ruby));
        draft.findings.extend(counted("import.finding.unclosed", state.swallowed));
        draft
    }

    /// The blocks and runs, for a reader that drives them itself.
    pub fn state(&mut self) -> &mut State {
        self.state.get_mut()
    }
}

struct Sink<'a> {
    state: &'a RefCell<State>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// An inline element that is open and sets off its content.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Open {
    tag: &'static str,
    mark: MarkKind,
}

const MARKING: [(&str, MarkKind); 8] = [
    ("b", MarkKind::Bold),
    ("strong", MarkKind::Bold),
    ("i", MarkKind::Italic),
    ("em", MarkKind::Italic),
    ("cite", MarkKind::Italic),
    ("dfn", MarkKind::Italic),
    ("var", MarkKind::Italic),
    ("sup", MarkKind::Citation),
];

/// Where the reading stands.
pub struct State {
    builder: DraftBuilder,
    piece: Piece,
    /// Row of a table in the making: the cells before the one being read.
    row: Option<Piece>,
    cells: usize,
    tables: usize,
    heading: Option<u8>,
    caption: bool,
    note: bool,
    quotes: usize,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    in_item: bool,
    preformatted: usize,
    marks: Vec<Open>,
    /// Element being dropped, how deep in others of its name, and characters dropped with it.
    dropping: Option<(String, usize)>,
    swallowed: usize,
    pending_space: bool,
    pending_line_end: bool,
    title: String,
    in_title: bool,
    first_headings: Vec<String>,
    pictures: usize,
    scripts: usize,
    ruby: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            builder: DraftBuilder::of_paragraphs(),
            piece: Piece::default(),
            row: None,
            cells: 0,
            tables: 0,
            heading: None,
            caption: false,
            note: false,
            quotes: 0,
            lists: Vec::new(),
            in_item: false,
            preformatted: 0,
            marks: Vec::new(),
            dropping: None,
            swallowed: 0,
            pending_space: false,
            pending_line_end: false,
            title: String::new(),
            in_title: false,
            first_headings: Vec::new(),
            pictures: 0,
            scripts: 0,
            ruby: 0,
        }
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        match tag.kind {
            TagKind::StartTag => self.start(name, tag),
            TagKind::EndTag => {
                self.end(name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, name: &str, tag: &Tag) -> TokenSinkResult<()> {
        if let Some((dropped, depth)) = &mut self.dropping {
            *depth += usize::from(dropped == name && !tag.self_closing);
            return TokenSinkResult::Continue;
        }
        if RAW.contains(&name) || DROPPED.contains(&name) || name == "rt" || name == "rp" {
            self.scripts += usize::from(name == "script");
            self.ruby += usize::from(name == "rt");
            let raw = RAW.contains(&name);
            if raw || !tag.self_closing {
                self.dropping = Some((name.to_owned(), 1));
            }
            return match name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                _ if raw => TokenSinkResult::RawData(RawKind::Rawtext),
                _ => TokenSinkResult::Continue,
            };
        }
        match name {
            "title" => {
                self.in_title = self.title.is_empty();
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "br" => self.line_end(),
            "img" => self.pictures += 1,
            "ol" => {
                let start = attribute(tag, "start").and_then(|value| value.trim().parse().ok());
                self.open_list(Some(start.unwrap_or(1)));
            }
            "ul" | "menu" => self.open_list(None),
            _ => self.open(name),
        }
        TokenSinkResult::Continue
    }

    /// Opens an element that needs no attributes.
    pub fn open(&mut self, name: &str) {
        if let Some(&(tag, mark)) = MARKING.iter().find(|(tag, _)| *tag == name) {
            // A hundred nested bolds say no more than one.
            if self.marks.len() < 64 {
                self.marks.push(Open { tag, mark });
            }
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_block();
                self.heading = name.as_bytes().get(1).map(|digit| digit - b'0');
            }
            "li" => {
                self.end_block();
                self.in_item = true;
                if let Some(Some(next)) = self.lists.last_mut() {
                    let number = format!("{next}. ");
                    *next = next.saturating_add(1);
                    self.piece.push(&number, &[]);
                }
            }
            "blockquote" => {
                self.end_block();
                self.quotes += 1;
            }
            "pre" => {
                self.end_block();
                self.preformatted += 1;
            }
            "table" => {
                if self.tables == 0 {
                    self.end_block();
                }
                self.tables += 1;
            }
            "tr" if self.tables <= 1 => {
                self.end_row();
                self.row = Some(Piece::default());
                self.cells = 0;
            }
            "td" | "th" if self.tables <= 1 && self.row.is_some() => self.begin_cell(),
            "tr" | "td" | "th" => self.space(),
            "caption" | "figcaption" => {
                self.end_block();
                self.caption = true;
            }
            "dd" | "dt" => self.end_block(),
            _ if BLOCKS.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    /// Closes an element; one that was never opened is passed over.
    pub fn end(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropping {
            if dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropping = None;
                    self.swallowed = 0;
                }
            }
            return;
        }
        if let Some(at) = self.marks.iter().rposition(|open| open.tag == name) {
            self.marks.truncate(at);
            return;
        }
        match name {
            "title" => self.in_title = false,
            "br" => self.line_end(),
            "p" if self.row.is_none() => self.end_block(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if self.heading.is_some_and(|level| level <= 2) && self.first_headings.len() < 3 {
                    self.first_headings.push(self.piece.text().trim().to_owned());
                }
                self.end_block();
                self.heading = None;
            }
            "li" => {
                self.end_block();
                self.in_item = false;
            }
            "ul" | "ol" | "menu" => self.close_list(),
            "blockquote" => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.end_block();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "tr" if self.tables <= 1 => self.end_row(),
            "table" => {
                if self.tables <= 1 {
                    self.end_row();
                }
                self.tables = self.tables.saturating_sub(1);
            }
            "caption" | "figcaption" => {
                self.end_block();
                self.caption = false;
            }
            _ if BLOCKS.contains(&name) && !VOID.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    /// Opens a list: ordered from a number, or with dots.
    pub fn open_list(&mut self, start: Option<u64>) {
        self.end_block();
        self.lists.push(start);
    }

    /// Closes the innermost list.
    pub fn close_list(&mut self) {
        self.end_block();
        self.lists.pop();
        self.in_item = !self.lists.is_empty();
    }

    /// Whether the paragraphs that follow are notes.
    pub fn set_note(&mut self, note: bool) {
        self.end_block();
        self.note = note;
    }

    /// Adds text as markup has it: blanks of any number count as one.
    pub fn text(&mut self, text: &str) {
        if self.dropping.is_some() {
            self.swallowed += text.chars().count();
            return;
        }
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        if self.preformatted > 0 {
            self.verbatim(text.strip_prefix('\n').filter(|_| self.piece.text().is_empty()).unwrap_or(text));
            return;
        }
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}');
            let end = if blank(first) { rest.find(|c| !blank(c)) } else { rest.find(blank) };
            let (run, tail) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            rest = tail;
            if blank(first) {
                self.pending_line_end |= run.contains('\n');
                self.pending_space = true;
            } else {
                self.word(run, first);
            }
        }
    }

    fn word(&mut self, word: &str, first: char) {
        if self.pending_space {
            // Browsers show no blank where the source broke a line between Chinese characters.
            let joined = self.pending_line_end && is_wide(first) && self.piece.last().is_some_and(is_wide);
            if !joined && self.piece.last().is_some_and(|last| !last.is_whitespace()) {
                self.piece.push(" ", &[]);
            }
        }
        (self.pending_space, self.pending_line_end) = (false, false);
        self.verbatim(word);
    }

    /// Adds text as it stands.
    pub fn verbatim(&mut self, text: &str) {
        let mut marks: Vec<MarkKind> = Vec::new();
        for open in &self.marks {
            let is_number =
                || text.starts_with("[^") || text.chars().all(|c| c.is_ascii_digit() || "[]［］,，-–* ".contains(c));
            if !marks.contains(&open.mark) && (open.mark != MarkKind::Citation || is_number()) {
                marks.push(open.mark);
            }
        }
        self.piece.push(text, &marks);
    }

    /// A blank that may turn out to be none.
    pub fn space(&mut self) {
        self.pending_space = true;
    }

    /// A line end inside a block.
    pub fn line_end(&mut self) {
        (self.pending_space, self.pending_line_end) = (false, false);
        if self.row.is_some() {
            self.pending_space = true;
        } else if !self.piece.is_blank() {
            self.piece.push("\n", &[]);
        }
    }

    fn begin_cell(&mut self) {
        let cell = std::mem::take(&mut self.piece);
        if let Some(row) = &mut self.row {
            row.append(&cell);
            if self.cells > 0 {
                row.push("\t", &[]);
            }
        }
        self.cells += 1;
        (self.pending_space, self.pending_line_end) = (false, false);
    }

    fn end_row(&mut self) {
        if self.row.is_some() {
            let cell = std::mem::take(&mut self.piece);
            if let Some(mut row) = self.row.take() {
                row.append(&cell);
                self.builder.push(row, BlockKind::TableRow);
            }
        }
        (self.pending_space, self.pending_line_end) = (false, false);
    }

    /// Ends the paragraph being read; inside a row it is a blank, for a cell is one line.
    pub fn end_block(&mut self) {
        if self.row.is_some() {
            self.pending_space = true;
            return;
        }
        let kind = if let Some(level) = self.heading {
            BlockKind::Heading(level)
        } else if self.note {
            BlockKind::Note
        } else if self.caption {
            BlockKind::Caption
        } else if self.in_item && !self.lists.is_empty() {
            BlockKind::ListItem((self.lists.len() - 1).min(255) as u8)
        } else if self.quotes > 0 {
            BlockKind::Quote
        } else {
            BlockKind::Body
        };
        self.builder.push(std::mem::take(&mut self.piece), kind);
        (self.pending_space, self.pending_line_end) = (false, false);
    }

    /// The one great heading where there is exactly one; otherwise the page's own title.
    fn own_title(&self) -> Option<String> {
        let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.first_headings.as_slice() {
            [only] if !only.is_empty() && self.title.contains(only.as_str()) => Some(clean(only)),
            _ => Some(clean(&self.title)).filter(|title| !title.is_empty()),
        }
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}
