//! Where the reading of a page stands: its blocks, its open elements, its row, its marks.
//!
//! It is driven by tags and text, or by the Markdown reader with blocks directly. A missing end tag
//! costs nothing: whatever is open is closed by what follows or by the end.

mod links;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, TokenSinkResult};

use super::notes::{self, Extent, NoteBook};
use crate::import::draft::{Draft, DraftBuilder, Piece};
use crate::import::finding::counted;
use crate::import::flow::left_out;
use crate::import::numerals::formatted;
use crate::import::{Notes, Options, Tables, Tracked};
use crate::model::{BlockKind, MarkKind};

/// Elements of which nothing is read. The first are such that their content is no markup.
const RAW: [&str; 6] = ["script", "style", "noscript", "iframe", "noembed", "noframes"];
const DROPPED: [&str; 8] = ["template", "svg", "canvas", "object", "select", "datalist", "audio", "video"];
/// Elements without content and end tag.
pub const VOID: [&str; 14] =
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
    /// Open lists: the next number of an ordered one and how it is said.
    lists: Vec<Option<(u32, &'static str)>>,
    /// How long the number of the item is that begins the paragraph, until text follows it.
    lead: u32,
    in_item: bool,
    preformatted: usize,
    marks: Vec<Open>,
    /// Element being dropped, how deep in others of its name, and characters dropped with it.
    dropping: Option<(String, usize)>,
    swallowed: usize,
    pending_space: bool,
    pending_line_end: bool,
    /// A block ended inside a cell: a blank parts it from the next, however the source is broken into lines.
    pending_part: bool,
    title: String,
    in_title: bool,
    first_headings: Vec<String>,
    pictures: usize,
    scripts: usize,
    ruby: usize,
    changes: usize,
    notes: Notes,
    table_choice: Tables,
    tracked: Tracked,
    /// Whether `<p/>` is an empty paragraph, as in XML, or begins one, as in HTML.
    is_xml: bool,
    /// Notes that the text refers to, and the file being read, for a book of several.
    book: Arc<NoteBook>,
    file: String,
    /// The element of a note that is passed over, since it goes to where it is referred to.
    extent: Option<Extent>,
    /// Whether what is read is a note, and where in its paragraph a link began.
    is_note: bool,
    link: Option<u32>,
    cited: Vec<Piece>,
    /// Keys of notes that were passed over where they stand, and of those that the text refers to.
    passed_over: BTreeSet<String>,
    referred_to: BTreeSet<String>,
    notes_left_out: usize,
    tables_left_out: usize,
    metadata: Vec<(String, String)>,
}

impl Default for State {
    fn default() -> Self {
        Self::new(&Options::default(), Arc::default())
    }
}

impl State {
    /// At the beginning, for these choices.
    pub fn new(options: &Options, book: Arc<NoteBook>) -> Self {
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
            lead: 0,
            in_item: false,
            preformatted: 0,
            marks: Vec::new(),
            dropping: None,
            swallowed: 0,
            pending_space: false,
            pending_line_end: false,
            pending_part: false,
            title: String::new(),
            in_title: false,
            first_headings: Vec::new(),
            pictures: 0,
            scripts: 0,
            ruby: 0,
            changes: 0,
            notes: options.notes,
            table_choice: options.tables,
            tracked: options.tracked,
            is_xml: false,
            book,
            file: String::new(),
            extent: None,
            is_note: false,
            link: None,
            cited: Vec::new(),
            passed_over: BTreeSet::new(),
            referred_to: BTreeSet::new(),
            notes_left_out: 0,
            tables_left_out: 0,
            metadata: Vec::new(),
        }
    }

    /// The same for a note by itself, which is one line: a cell of a table that holds no others.
    pub fn of_note(is_xml: bool) -> Self {
        Self { is_note: true, is_xml, row: Some(Piece::default()), tables: 2, ..Self::default() }
    }

    /// Begins a file: in a book nothing stays open from one to the next.
    pub fn begin_file(&mut self, file: &str, is_xml: bool) {
        (self.is_xml, self.file) = (is_xml, file.to_owned());
        self.dropping = None;
        self.swallowed = 0;
        self.extent = None;
        self.end_row();
        self.row = None;
        (self.heading, self.caption, self.in_item, self.in_title) = (None, false, false, false);
        (self.quotes, self.preformatted, self.tables) = (0, 0, 0);
        self.end_block();
        self.drop_lead();
        self.lists.clear();
        self.marks.clear();
    }

    /// Name and value of what the page says of itself, in its order.
    pub fn metadata(&self) -> &[(String, String)] {
        &self.metadata
    }

    /// Hands out what was read.
    pub fn finish(mut self) -> Draft {
        self.end_row();
        self.end_block();
        self.drop_lead();
        let title = self.own_title();
        for note in std::mem::take(&mut self.cited) {
            self.builder.push(note, BlockKind::Note);
        }
        let mut draft = self.builder.finish();
        draft.title = title;
        draft.findings.extend(counted("import.finding.pictures", self.pictures));
        draft.findings.extend(counted("import.finding.scripts", self.scripts));
        draft.findings.extend(counted("import.finding.ruby", self.ruby));
        let uncited = self.passed_over.difference(&self.referred_to).count();
        draft.findings.extend(counted("import.finding.notes_uncited", uncited));
        draft.findings.extend(left_out(self.notes_left_out, self.tables_left_out));
        let changes = match self.tracked {
            Tracked::Accepted => "import.finding.deletions",
            Tracked::Rejected => "import.finding.insertions",
        };
        draft.findings.extend(counted(changes, self.changes));
        draft.findings.extend(counted("import.finding.unclosed", self.swallowed));
        draft
    }

    /// What was read as one line: a note.
    pub fn into_line(mut self) -> Piece {
        self.end_row();
        self.end_block();
        let lines = self.builder.finish().text;
        let mut line = Piece::default();
        line.push(&lines.replace('\n', " "), &[]);
        line
    }

    /// Takes a tag.
    pub fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some(extent) = &mut self.extent {
            match extent.see(tag) {
                notes::Seen::Inside => return TokenSinkResult::Continue,
                notes::Seen::Last => {
                    self.extent = None;
                    return TokenSinkResult::Continue;
                }
                notes::Seen::Beyond => self.extent = None,
            }
        }
        match tag.kind {
            TagKind::StartTag => self.start(name, tag),
            TagKind::EndTag => {
                self.end(name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, name: &str, tag: &Tag) -> TokenSinkResult<()> {
        let is_empty = tag.self_closing && self.is_xml;
        if let Some((dropped, depth)) = &mut self.dropping {
            *depth += usize::from(dropped == name && !tag.self_closing);
            return TokenSinkResult::Continue;
        }
        let note = Extent::of_known(tag, &self.file, &self.book);
        if let Some((extent, key)) = note.filter(|_| !self.is_note && !is_empty) {
            self.extent = Some(extent);
            self.passed_over.insert(key);
            return TokenSinkResult::Continue;
        }
        if is_empty && !VOID.contains(&name) {
            // An anchor, or a block of no height.
            if BLOCKS.contains(&name) {
                self.end_block();
            }
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
            "img" | "image" => self.pictures += 1,
            "meta" => self.take_metadata(tag),
            "a" => self.begin_link(tag),
            "ol" => {
                let start = attribute(tag, "start").and_then(|value| value.trim().parse().ok());
                let format = match attribute(tag, "type") {
                    Some("a") => "lowerLetter",
                    Some("A") => "upperLetter",
                    Some("i") => "lowerRoman",
                    Some("I") => "upperRoman",
                    _ => "decimal",
                };
                self.open_numbered(Some((start.unwrap_or(1), format)));
            }
            "ul" | "menu" => self.open_list(None),
            _ => self.open(name),
        }
        TokenSinkResult::Continue
    }

    /// Opens an element that needs no attributes.
    pub fn open(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropping {
            *depth += usize::from(dropped == name);
            return;
        }
        let undone = match self.tracked {
            Tracked::Accepted => "del",
            Tracked::Rejected => "ins",
        };
        if name == undone || name == "table" && self.table_choice == Tables::Off {
            *(if name == undone { &mut self.changes } else { &mut self.tables_left_out }) += 1;
            self.dropping = Some((name.to_owned(), 1));
            return;
        }
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
                self.drop_lead();
                self.in_item = true;
                if let Some(Some((next, format))) = self.lists.last_mut() {
                    let number = format!("{}. ", formatted(*next, format));
                    *next = next.saturating_add(1);
                    self.piece.push(&number, &[]);
                    self.lead = self.piece.char_len();
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
            "tr" | "td" | "th" => self.part(),
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
            "a" => self.end_link(),
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
                self.drop_lead();
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
        let start = start.map(|start| u32::try_from(start).unwrap_or(1));
        self.open_numbered(start.map(|start| (start, "decimal")));
    }

    fn open_numbered(&mut self, start: Option<(u32, &'static str)>) {
        self.end_block();
        self.lists.push(start);
    }

    /// An item without a word leaves no number behind.
    fn drop_lead(&mut self) {
        if self.has_only_lead() {
            self.piece = Piece::default();
        }
        self.lead = 0;
    }

    fn has_only_lead(&self) -> bool {
        self.lead > 0 && self.piece.char_len() == self.lead
    }

    /// Closes the innermost list.
    pub fn close_list(&mut self) {
        self.end_block();
        self.drop_lead();
        self.lists.pop();
        self.in_item = !self.lists.is_empty();
    }

    /// Whether the paragraphs that follow are notes.
    pub fn set_note(&mut self, note: bool) {
        self.end_block();
        self.note = note;
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
        self.nothing_pending();
    }

    fn end_row(&mut self) {
        if self.row.is_some() {
            let cell = std::mem::take(&mut self.piece);
            if let Some(mut row) = self.row.take() {
                row.append(&cell);
                self.builder.push(row, BlockKind::TableRow);
            }
        }
        self.nothing_pending();
    }

    /// Ends the paragraph being read; inside a row it is a blank, for a cell is one line.
    pub fn end_block(&mut self) {
        if self.row.is_some() {
            self.part();
            return;
        }
        // `<li><p>`: the paragraph goes on from its number.
        if self.has_only_lead() && self.heading.is_none() {
            self.nothing_pending();
            return;
        }
        self.lead = 0;
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
        self.nothing_pending();
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

/// An attribute of a tag.
pub fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}
