//! The walk over the tokens.

mod paragraphs;

use std::collections::BTreeMap;

use super::charset::{Charsets, Font, Reading, Written};
use super::groups::{Destination, Frame, Group, Property, Script, destination};
use super::text::Characters;
use super::tokens::Token;
use crate::import::draft::{Draft, marks};
use crate::import::finding::counted;
use crate::import::flow::Flow;
use crate::import::{Options, Tracked, properties};

/// Deeper groups, tables and frames than any author's are not told apart.
const DEEPEST: usize = 4_000;
const DEEPEST_TABLE: usize = 30;
const MOST_FRAMES: usize = 40;

/// A style of the table.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    outline: Option<u8>,
}

/// What is open of a table.
#[derive(Clone, Copy, Debug, Default)]
struct OpenTable {
    row: bool,
    cell: bool,
}

/// The text, or a note or a box in it, which has paragraphs and tables of its own.
#[derive(Debug, Default)]
struct Place {
    has_paragraph: bool,
    lead: String,
    tables: Vec<OpenTable>,
}

/// The walk.
pub struct Reader {
    tracked: Tracked,
    charsets: Charsets,
    default_font: i32,
    groups: Vec<Group>,
    now: Group,
    /// Groups that were too deep to be followed.
    beyond: usize,
    /// Whether the next word is the first of its group, and whether a star stands before it.
    is_first: bool,
    is_optional: bool,
    /// Characters still to be passed over after a `\u`.
    passing: usize,
    characters: Characters,
    flow: Flow,
    places: Vec<Place>,
    in_styles: bool,
    in_fonts: bool,
    entry: i32,
    styles: BTreeMap<i32, Style>,
    said: BTreeMap<Property, String>,
    comments: usize,
    changed: usize,
    was_undone: bool,
    hidden: usize,
    pictures: usize,
}

impl Reader {
    /// At the beginning.
    pub fn new(charsets: Charsets, options: &Options) -> Self {
        Self {
            tracked: options.tracked,
            charsets,
            default_font: 0,
            groups: Vec::new(),
            now: Group::default(),
            beyond: 0,
            is_first: false,
            is_optional: false,
            passing: 0,
            characters: Characters::default(),
            flow: Flow::new(options),
            places: vec![Place::default()],
            in_styles: false,
            in_fonts: false,
            entry: 0,
            styles: BTreeMap::new(),
            said: BTreeMap::new(),
            comments: 0,
            changed: 0,
            was_undone: false,
            hidden: 0,
            pictures: 0,
        }
    }

    /// Takes the next token.
    pub fn take(&mut self, token: Token) {
        let is_first = std::mem::take(&mut self.is_first);
        if matches!(token, Token::Open | Token::Close) {
            self.passing = 0;
        } else if self.passing > 0 && self.passes(token) {
            return;
        }
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Symbol(b'*') if is_first => (self.is_first, self.is_optional) = (true, true),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Hex(byte) => self.bytes(&[byte], Written::Escaped),
            Token::Bytes(bytes) => self.bytes(bytes, Written::Raw),
            Token::Word(word, number) => {
                let is_optional = std::mem::take(&mut self.is_optional);
                if !(is_first && self.begin_destination(word, is_optional)) {
                    self.word(word, number);
                }
            }
        }
    }

    /// Passes over what stands after a `\u`; of a run of bytes only the first ones.
    fn passes(&mut self, token: Token) -> bool {
        match token {
            Token::Bytes(bytes) => {
                let passed = self.passing.min(bytes.len());
                self.passing -= passed;
                let rest = bytes.get(passed..).unwrap_or_default();
                if !rest.is_empty() {
                    self.bytes(rest, Written::Raw);
                }
                true
            }
            // A program that writes fewer than it said goes on with words of another kind.
            Token::Word(word, _) if character_of(word).is_none() => {
                self.passing = 0;
                false
            }
            _ => {
                self.passing -= 1;
                true
            }
        }
    }

    fn open(&mut self) {
        if self.beyond > 0 || self.groups.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        self.groups.push(self.now);
        self.now.frame = Frame::Plain;
        (self.is_first, self.is_optional) = (true, false);
    }

    fn close(&mut self) {
        self.is_optional = false;
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(around) = self.groups.pop() else { return };
        // A pair parted between two runs of the same text waits; into another place nothing is carried.
        let goes_elsewhere = around.destination != self.now.destination || self.now.frame != Frame::Plain;
        self.flush(goes_elsewhere);
        match self.now.frame {
            Frame::Note | Frame::Box => self.end_frame(),
            Frame::Plain => {}
        }
        self.now = around;
        if self.groups.len() < 2 {
            (self.in_fonts, self.in_styles) = (false, false);
        }
    }

    /// Whether a word makes its group go somewhere else.
    fn begin_destination(&mut self, word: &str, is_optional: bool) -> bool {
        if self.now.destination == Destination::Skipped {
            return true;
        }
        let into = match word {
            "fonttbl" | "stylesheet" => {
                self.flush(true);
                (self.in_fonts, self.in_styles) = (word == "fonttbl", word == "stylesheet");
                let table = if self.in_fonts { Destination::FontName } else { Destination::StyleName };
                self.now.destination = table;
                return true;
            }
            // Styles of characters and tables stand in the same table.
            "cs" | "ds" | "ts" | "tsrowd" if is_optional && self.in_styles => Destination::Skipped,
            _ if self.in_fonts || self.in_styles => match destination(word, is_optional) {
                Some(_) if is_optional => Destination::Skipped,
                _ => return false,
            },
            _ => match destination(word, is_optional) {
                Some(destination) => destination,
                None => return false,
            },
        };
        self.flush(true);
        match word {
            "annotation" => self.comments += 1,
            "pict" => self.pictures += 1,
            "footnote" => self.begin_frame(Frame::Note),
            "shptxt" | "dptxbxtext" => self.begin_frame(Frame::Box),
            // LibreOffice names the author twice.
            "author" => self.said.entry(Property::Author).or_default().push(';'),
            _ => {}
        }
        let is_box = matches!(word, "shptxt" | "dptxbxtext" | "footnote");
        self.now.destination = match (into, self.now.destination) {
            (_, Destination::Twice) if word != "ud" => Destination::Twice,
            (Destination::Body, Destination::Twice) => self.around_twice(),
            // What is read like any group goes where its surroundings go.
            (Destination::Body, around) if !is_box => around,
            (into, _) => into,
        };
        true
    }

    /// Where the text of `\upr` was to go.
    fn around_twice(&self) -> Destination {
        let around = self.groups.iter().rev().map(|group| group.destination);
        around.into_iter().find(|destination| *destination != Destination::Twice).unwrap_or_default()
    }

    fn begin_frame(&mut self, frame: Frame) {
        if self.places.len() >= MOST_FRAMES {
            return;
        }
        if !self.now.in_table && self.now.depth < 2 {
            // What hangs on a paragraph after a table is not of the table.
            self.settle(0);
        }
        self.need_paragraph();
        self.now.frame = frame;
        self.now.plain_paragraph();
        match frame {
            Frame::Note => self.flow.begin_note(),
            _ => self.flow.begin_box(),
        }
        self.places.push(Place::default());
    }

    fn end_frame(&mut self) {
        if self.place().is_some_and(|place| place.has_paragraph) {
            self.end_paragraph();
        }
        self.settle(0);
        self.places.pop();
        match self.now.frame {
            Frame::Note => self.flow.end_note(),
            _ => self.flow.end_box(),
        }
    }

    fn place(&mut self) -> Option<&mut Place> {
        self.places.last_mut()
    }

    fn bytes(&mut self, bytes: &[u8], written: Written) {
        if matches!(self.now.destination, Destination::Skipped | Destination::Shell | Destination::Twice) {
            return;
        }
        if self.in_fonts || self.in_styles {
            return self.entry_name(bytes, written);
        }
        let reading = self.charsets.reading(self.now.font, written);
        let font = self.charsets.fonts.get(&self.now.font).map_or("", |font| font.name.as_str());
        self.characters.bytes(bytes, reading, font);
    }

    /// The name of a font or a style ends with a semicolon.
    fn entry_name(&mut self, bytes: &[u8], written: Written) {
        let font = if self.in_fonts { self.entry } else { self.now.font };
        let reading = match self.charsets.reading(font, written) {
            Reading::Symbols => Reading::In(encoding_rs::WINDOWS_1252),
            reading => reading,
        };
        self.characters.bytes(bytes, reading, "");
        if bytes.contains(&b';') {
            self.end_entry();
        }
    }

    fn end_entry(&mut self) {
        let name = self.characters.all();
        let name = name.trim().trim_end_matches(';').trim().chars().take(100).collect::<String>();
        if self.in_fonts {
            self.charsets.fonts.entry(self.entry).or_default().name = name;
        } else {
            let outline = self.now.outline;
            self.styles.insert(self.now.style.unwrap_or(0), Style { name, outline });
            self.now.plain_paragraph();
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'~' => self.character('\u{A0}'),
            b'_' => self.character('-'),
            b'{' | b'}' | b'\\' => self.bytes(&[symbol], Written::Escaped),
            b'\n' | b'\r' => self.word("par", None),
            b'\t' => self.character('\t'),
            _ => {}
        }
    }

    fn character(&mut self, character: char) {
        if !matches!(self.now.destination, Destination::Skipped | Destination::Shell | Destination::Twice) {
            self.characters.character(character);
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if self.now.destination == Destination::Skipped {
            return;
        }
        let is_on = number != Some(0);
        let count = number.unwrap_or(0);
        match word {
            "u" => {
                if !matches!(self.now.destination, Destination::Shell | Destination::Twice) {
                    let font = self.charsets.fonts.get(&self.now.font);
                    let is_symbol = font.is_some_and(|font| font.set == Some(2));
                    self.characters.unit(count, is_symbol, font.map_or("", |font| font.name.as_str()));
                }
                self.passing = self.now.fallbacks;
            }
            "uc" => self.now.fallbacks = count.clamp(0, 64) as usize,
            "ansicpg" => self.charsets.declare(count),
            "mac" => self.charsets.declare(10000),
            "deff" => (self.default_font, self.now.font) = (count, count),
            "f" if self.in_fonts => {
                self.entry = count;
                self.charsets.fonts.entry(count).or_default();
            }
            "fcharset" => self.font(|font| font.set = number),
            "cpg" => self.font(|font| font.code_page = number),
            "f" => self.change(|group| group.font = count),
            "b" => self.change(|group| group.bold = is_on),
            "i" => self.change(|group| group.italic = is_on),
            "ab" if self.now.script == Script::EastAsian => self.change(|group| group.bold = is_on),
            "ai" if self.now.script == Script::EastAsian => self.change(|group| group.italic = is_on),
            "loch" | "hich" | "ltrch" => self.now.script = Script::Western,
            "dbch" => self.now.script = Script::EastAsian,
            "rtlch" => self.now.script = Script::Complex,
            "v" => self.change(|group| group.hidden = is_on),
            "deleted" | "mvf" => self.change(|group| group.deleted = is_on),
            "revised" | "mvt" => self.change(|group| group.inserted = is_on),
            "plain" => {
                let font = self.default_font;
                self.change(|group| group.plain_characters(font));
            }
            "pard" => self.now.plain_paragraph(),
            "s" => self.now.style = number,
            "outlinelevel" => self.now.outline = u8::try_from(count).ok(),
            "ls" => self.now.list.1 = is_on,
            "ilvl" => self.now.list.0 = count.clamp(0, 8) as u8,
            "intbl" => self.now.in_table = is_on,
            "itap" => self.now.depth = count.clamp(0, DEEPEST_TABLE as i32) as usize,
            _ => self.mark(word),
        }
    }

    /// Words that stand for characters or end something.
    fn mark(&mut self, word: &str) {
        match word {
            "nestrow" => return self.end_row(),
            "par" | "sect" | "cell" | "nestcell" | "row" if !matches!(self.now.destination, Destination::Body) => {}
            "par" | "sect" => {
                self.flush(true);
                self.end_paragraph();
            }
            "cell" | "nestcell" => {
                self.flush(true);
                self.end_cell(word == "nestcell");
            }
            "row" => {
                self.flush(true);
                self.settle(1);
                self.end_row();
            }
            _ => {}
        }
        if let Some(character) = character_of(word) {
            self.character(character);
        }
    }

    fn font(&mut self, set: impl FnOnce(&mut Font)) {
        if self.in_fonts {
            set(self.charsets.fonts.entry(self.entry).or_default());
        }
    }

    /// Changes the look of what follows: what came before goes out as it looked.
    fn change(&mut self, set: impl FnOnce(&mut Group)) {
        let mut after = self.now;
        set(&mut after);
        if after.font != self.now.font || self.look_of(&after) != self.look_of(&self.now) {
            self.flush(false);
        }
        self.now = after;
    }

    fn look_of(&self, group: &Group) -> (bool, bool, bool, bool) {
        (group.bold, group.italic, group.hidden, self.is_undone(group))
    }

    fn is_undone(&self, group: &Group) -> bool {
        match self.tracked {
            Tracked::Accepted => group.deleted,
            Tracked::Rejected => group.inserted,
        }
    }

    /// Sends the characters so far to where they go.
    fn flush(&mut self, is_last: bool) {
        let text = if is_last { self.characters.all() } else { self.characters.certain() };
        if text.is_empty() {
            return;
        }
        match self.now.destination {
            Destination::Body => self.text(&text),
            Destination::Lead => {
                if let Some(place) = self.place()
                    && place.lead.len() < 200
                {
                    place.lead.push_str(&text);
                }
            }
            Destination::Property(property) => {
                let said = self.said.entry(property).or_default();
                if said.len() < 2_000 {
                    said.push_str(&text);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_undone(&self.now) {
            self.changed += usize::from(!std::mem::replace(&mut self.was_undone, true));
            return;
        }
        self.was_undone = false;
        if self.now.hidden {
            self.hidden += 1;
            return;
        }
        self.need_paragraph();
        self.flow.text(text, marks(self.now.bold, self.now.italic));
    }

    /// Closes what was left open and hands everything out.
    pub fn finish(mut self) -> Draft {
        self.flush(true);
        let is_damaged = !self.groups.is_empty();
        self.beyond = 0;
        while !self.groups.is_empty() {
            self.close();
        }
        if self.places.last().is_some_and(|place| place.has_paragraph) {
            self.end_paragraph();
        }
        self.settle(0);
        let mut draft = self.flow.finish();
        let mut said = self.said;
        draft.title = said.remove(&Property::Title).map(|title| properties::one_line(&title)).filter(|t| !t.is_empty());
        draft.bibliography.authors = said.get(&Property::Author).map(|who| properties::people(who)).unwrap_or_default();
        draft.bibliography.keywords =
            said.get(&Property::Keywords).map(|words| properties::keywords(words)).unwrap_or_default();
        let changes = match self.tracked {
            Tracked::Accepted => "import.finding.deletions",
            Tracked::Rejected => "import.finding.insertions",
        };
        draft.findings.splice(0..0, counted("import.finding.comments", self.comments));
        draft.findings.extend(counted(changes, self.changed));
        draft.findings.extend(counted("import.finding.hidden", self.hidden));
        draft.findings.extend(counted("import.finding.pictures", self.pictures));
        draft.findings.extend(counted("import.finding.symbols", self.characters.unknown_symbols));
        draft.findings.extend(counted("import.finding.damaged", usize::from(is_damaged)));
        draft
    }
}

/// The character that a word stands for.
fn character_of(word: &str) -> Option<char> {
    Some(match word {
        "tab" => '\t',
        "line" => '\n',
        // A page ends wherever the paper does; only a line end is the author's.
        "page" | "column" | "emspace" | "enspace" | "qmspace" => ' ',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        _ => return None,
    })
}
