//! The text of a document, of its notes: one walk over the markup with stacks of our own.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::numbering::{Counters, Label, Numbering};
use super::styles::{Role, Styles};
use super::symbols;
use super::xml::{self, Seen};
use crate::import::draft::Piece;
use crate::model::{BlockKind, MarkKind};

/// A reference to a note, in the order in which they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteMark {
    /// At the foot of its page.
    Foot(String),
    /// At the end.
    End(String),
}

/// What was read.
#[derive(Default)]
pub struct Read {
    /// Paragraphs and rows in their order.
    pub paragraphs: Vec<(Piece, BlockKind)>,
    /// The paragraph set in the style of titles.
    pub title: Option<String>,
    /// References to notes.
    pub notes: Vec<NoteMark>,
    /// Tracked deletions left out.
    pub deletions: usize,
    /// Hidden runs left out.
    pub hidden: usize,
    /// Pictures left out.
    pub pictures: usize,
    /// Readings beside characters left out.
    pub ruby: usize,
    /// Symbols that no table knows.
    pub symbols: usize,
    /// Whether the markup broke off.
    pub damaged: bool,
}

/// A paragraph in the making; text boxes put one inside another.
#[derive(Default)]
struct Paragraph {
    piece: Piece,
    style: Option<String>,
    list: (Option<String>, Option<u8>),
    outline: Option<u8>,
    /// Its end was deleted: the next one goes on.
    merges: bool,
    /// Paragraphs of text boxes that hang on it.
    after: Vec<(Piece, BlockKind)>,
}

#[derive(Default)]
struct Table {
    row: Piece,
    cell: Piece,
    cells: usize,
    row_deleted: bool,
    /// Rows of tables inside the row being read.
    after: Vec<(Piece, BlockKind)>,
}

/// Where finished paragraphs go.
enum Level {
    Table(Table),
    /// A text box: its paragraphs hang on the one that holds it.
    TextBox(Vec<(Piece, BlockKind)>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Instruction,
    Result,
}

#[derive(Default)]
struct Run {
    bold: Option<bool>,
    italic: Option<bool>,
    style: Option<String>,
    hidden: bool,
}

/// The walk.
pub struct Body<'a> {
    styles: &'a Styles,
    numbering: &'a Numbering,
    counters: Counters,
    stack: Vec<String>,
    /// Depth of the element whose content is passed over.
    skipping: Option<usize>,
    paragraphs: Vec<Paragraph>,
    levels: Vec<Level>,
    fields: Vec<Field>,
    run: Run,
    /// Whether an alternative was taken, for each `AlternateContent` that is open.
    alternatives: Vec<bool>,
    /// Piece of a paragraph whose end was deleted.
    carried: Option<Piece>,
    placeholder: Vec<bool>,
    in_text: bool,
    read: Read,
}

impl<'a> Body<'a> {
    /// At the beginning.
    pub fn new(styles: &'a Styles, numbering: &'a Numbering) -> Self {
        Self {
            styles,
            numbering,
            counters: Counters::default(),
            stack: Vec::new(),
            skipping: None,
            paragraphs: Vec::new(),
            levels: Vec::new(),
            fields: Vec::new(),
            run: Run::default(),
            alternatives: Vec::new(),
            carried: None,
            placeholder: Vec::new(),
            in_text: false,
            read: Read::default(),
        }
    }

    /// Walks over a part.
    pub fn read(&mut self, xml: &str) {
        let whole = xml::walk(xml, |seen| self.see(seen));
        self.read.damaged |= !whole;
    }

    /// Closes what the markup left open and hands everything out.
    pub fn finish(mut self) -> Read {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        while let Some(level) = self.levels.pop() {
            self.close(level);
        }
        if let Some(piece) = self.carried.take() {
            self.read.paragraphs.push((piece, BlockKind::Body));
        }
        self.read
    }

    fn see(&mut self, seen: Seen) {
        match seen {
            Seen::Start(name, element) => {
                let parent = self.stack.last().cloned().unwrap_or_default();
                self.stack.push(name.to_owned());
                if self.skipping.is_none() {
                    self.start(name, &parent, element);
                }
            }
            Seen::End(name) => {
                let depth = self.stack.len();
                self.stack.pop();
                if let Some(skipped) = self.skipping {
                    if depth <= skipped {
                        self.skipping = None;
                    }
                    // The skipped element itself was never opened here, except an alternative's frame.
                    return;
                }
                self.end(name);
            }
            Seen::Text(text) if self.skipping.is_none() && self.in_text => self.text(text),
            Seen::Text(_) => {}
        }
    }

    fn skip(&mut self) {
        self.skipping = Some(self.stack.len());
    }

    fn start(&mut self, name: &str, parent: &str, element: &BytesStart) {
        let value = || xml::attribute(element, "val");
        match (name, parent) {
            // In properties these are flags, elsewhere they hold what was deleted.
            ("del" | "moveFrom", "rPr") => {
                if self.stack.iter().rev().nth(2).is_some_and(|holder| holder == "pPr")
                    && let Some(paragraph) = self.paragraphs.last_mut()
                {
                    paragraph.merges = true;
                }
            }
            ("del", "trPr") => {
                if let Some(Level::Table(table)) = self.levels.last_mut() {
                    table.row_deleted = true;
                    self.read.deletions += 1;
                }
            }
            ("del" | "moveFrom", _) => {
                self.read.deletions += 1;
                self.skip();
            }
            ("rt", "ruby") => {
                self.read.ruby += 1;
                self.skip();
            }
            (
                // The last ones: descriptions and positions inside drawings are no text.
                "instrText" | "delText" | "delInstrText" | "rubyPr" | "sectPr" | "pPrChange" | "rPrChange" | "tblPr"
                | "tblGrid" | "positionH" | "positionV" | "docPr" | "nvSpPr" | "spPr",
                _,
            ) => self.skip(),
            ("blip" | "imagedata", _) => self.read.pictures += 1,
            ("AlternateContent", _) => self.alternatives.push(false),
            ("Choice" | "Fallback", "AlternateContent") => match self.alternatives.last_mut() {
                Some(taken) if !*taken => *taken = true,
                _ => self.skip(),
            },
            ("sdt", _) => self.placeholder.push(false),
            ("showingPlcHdr", "sdtPr") => {
                if let Some(placeholder) = self.placeholder.last_mut() {
                    *placeholder = xml::is_on(element);
                }
            }
            ("sdtContent", _) if self.placeholder.last() == Some(&true) => self.skip(),
            ("txbxContent", _) => self.levels.push(Level::TextBox(Vec::new())),
            ("tbl", _) => self.levels.push(Level::Table(Table::default())),
            ("tr", _) => self.begin_row(),
            ("tc", _) => self.begin_cell(),
            ("p", _) if parent != "rPr" && parent != "pPr" && Self::is_word_paragraph(element) => {
                self.paragraphs.push(Paragraph::default());
            }
            ("pStyle", "pPr") => self.property(|paragraph| paragraph.style = value()),
            ("outlineLvl", "pPr") => {
                self.property(|paragraph| paragraph.outline = value().and_then(|v| v.parse().ok()));
            }
            ("numId", "numPr") => self.property(|paragraph| paragraph.list.0 = value()),
            ("ilvl", "numPr") => self.property(|paragraph| paragraph.list.1 = value().and_then(|v| v.parse().ok())),
            ("r", _) => self.run = Run::default(),
            ("b", "rPr") => self.run.bold = Some(xml::is_on(element)),
            ("i", "rPr") => self.run.italic = Some(xml::is_on(element)),
            ("rStyle", "rPr") => self.run.style = value(),
            ("vanish", "rPr") => self.run.hidden = xml::is_on(element),
            ("t", _) => self.in_text = true,
            ("tab" | "ptab", "r") => self.text("\t"),
            ("br", "r") => {
                // A page ends wherever the paper does; only a line end is the author's.
                let kind = xml::attribute(element, "type");
                self.text(if matches!(kind.as_deref(), Some("page" | "column")) { " " } else { "\n" });
            }
            ("cr", "r") => self.text("\n"),
            ("noBreakHyphen", "r") => self.text("-"),
            ("sym", "r") => {
                let code = xml::attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let font = xml::attribute(element, "font").unwrap_or_default();
                if let Some(character) = code.and_then(|code| symbols::character(&font, code)) {
                    self.text(&character.to_string());
                } else {
                    self.read.symbols += 1;
                    self.text("\u{FFFD}");
                }
            }
            ("fldChar", _) => match xml::attribute(element, "fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::Instruction),
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        *field = Field::Result;
                    }
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            ("footnoteReference", _) => {
                let id = xml::attribute(element, "id").unwrap_or_default();
                self.note(NoteMark::Foot(id));
            }
            ("endnoteReference", _) => {
                let id = xml::attribute(element, "id").unwrap_or_default();
                self.note(NoteMark::End(id));
            }
            _ => {}
        }
    }

    /// `DrawingML` has paragraphs of its own (`a:p`) in charts and shapes; those are read like Word's.
    fn is_word_paragraph(element: &BytesStart) -> bool {
        let name = element.name().into_inner();
        name == "p" || name.ends_with(":p")
    }

    fn property(&mut self, set: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            set(paragraph);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" => self.end_cell(),
            "tr" => self.end_row(),
            "tbl" | "txbxContent" => {
                let fits = match self.levels.last() {
                    Some(Level::Table(_)) => name == "tbl",
                    Some(Level::TextBox(_)) => name == "txbxContent",
                    None => false,
                };
                if fits && let Some(level) = self.levels.pop() {
                    self.close(level);
                }
            }
            "AlternateContent" => {
                self.alternatives.pop();
            }
            "sdt" => {
                self.placeholder.pop();
            }
            "r" => self.run = Run::default(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.fields.contains(&Field::Instruction) {
            return;
        }
        if self.run.hidden {
            self.read.hidden += 1;
            return;
        }
        let of_style = |pick: fn(&super::styles::Style) -> Option<bool>| {
            self.run.style.as_deref().and_then(|id| self.styles.chain(id).find_map(pick))
        };
        let bold = self.run.bold.or_else(|| of_style(|style| style.bold)).unwrap_or(false);
        let italic = self.run.italic.or_else(|| of_style(|style| style.italic)).unwrap_or(false);
        let marks: &[MarkKind] = match (bold, italic) {
            (true, true) => &[MarkKind::Bold, MarkKind::Italic],
            (true, false) => &[MarkKind::Bold],
            (false, true) => &[MarkKind::Italic],
            (false, false) => &[],
        };
        if let Some(paragraph) = self.paragraphs.last_mut() {
            let (clean, _) = crate::import::encoding::without_controls(text);
            paragraph.piece.push(&clean, marks);
        }
    }

    fn note(&mut self, mark: NoteMark) {
        self.read.notes.push(mark);
        let label = format!("[^{}]", self.read.notes.len());
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.piece.push(&label, &[MarkKind::Citation]);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let Paragraph { piece, style, list, outline, merges, after } = paragraph;
        let mut whole = self.carried.take().unwrap_or_default();
        let role = style.as_deref().and_then(|id| self.styles.role(id));
        let mut kind = match role {
            Some(Role::Kind(kind)) => kind,
            Some(Role::Title) => BlockKind::Heading(1),
            None => outline.filter(|level| *level < 6).map_or(BlockKind::Body, |level| BlockKind::Heading(level + 1)),
        };
        if !piece.is_blank() && whole.is_blank() {
            let inherited = |pick: fn(&super::styles::Style) -> bool| {
                style.as_deref().and_then(|id| self.styles.chain(id).find(|style| pick(style)))
            };
            let id = list
                .0
                .clone()
                .or_else(|| inherited(|style| style.list.0.is_some()).and_then(|style| style.list.0.clone()));
            let level = list
                .1
                .or_else(|| inherited(|style| style.list.1.is_some()).and_then(|style| style.list.1))
                .unwrap_or(0);
            if let Some(id) = id
                && let Some(label) = self.numbering.label(&id, level, &mut self.counters)
            {
                if let Label::Number(number) = label {
                    whole.push(&number, &[]);
                }
                if kind == BlockKind::Body {
                    kind = BlockKind::ListItem(level);
                }
            }
        }
        whole.append(&piece);
        if role == Some(Role::Title) && self.read.title.is_none() && !whole.is_blank() {
            self.read.title = Some(whole.text().trim().to_owned());
        }
        if merges {
            self.carried = Some(whole);
        } else {
            self.emit(whole, kind);
        }
        for (piece, kind) in after {
            self.emit(piece, kind);
        }
    }

    fn emit(&mut self, piece: Piece, kind: BlockKind) {
        if piece.is_blank() {
            return;
        }
        match self.levels.last_mut() {
            Some(Level::Table(table)) => {
                if !table.cell.text().is_empty() {
                    table.cell.push(" ", &[]);
                }
                table.cell.append(&one_line(&piece));
            }
            Some(Level::TextBox(held)) => held.push((piece, kind)),
            None => self.read.paragraphs.push((piece, kind)),
        }
    }

    fn begin_row(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            (table.row, table.cell, table.cells, table.row_deleted) = (Piece::default(), Piece::default(), 0, false);
        }
    }

    fn begin_cell(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            if table.cells > 0 {
                table.row.push("\t", &[]);
            }
            table.cells += 1;
        }
    }

    fn end_cell(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            let cell = std::mem::take(&mut table.cell);
            table.row.append(&cell);
        }
    }

    fn end_row(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            let row = std::mem::take(&mut table.row);
            let after = std::mem::take(&mut table.after);
            let deleted = table.row_deleted;
            if !deleted {
                self.out((row, BlockKind::TableRow));
                for inner in after {
                    self.out(inner);
                }
            }
        }
    }

    /// A finished row goes past the table itself to what holds it.
    fn out(&mut self, row: (Piece, BlockKind)) {
        if row.0.is_blank() {
            return;
        }
        match self.levels.iter_mut().rev().nth(1) {
            Some(Level::Table(outer)) => outer.after.push(row),
            Some(Level::TextBox(held)) => held.push(row),
            None => self.read.paragraphs.push(row),
        }
    }

    fn close(&mut self, level: Level) {
        match level {
            Level::Table(table) => {
                // A row that was never closed.
                let mut row = table.row;
                row.append(&table.cell);
                self.levels.push(Level::Table(Table::default()));
                self.out((row, BlockKind::TableRow));
                for inner in table.after {
                    self.out(inner);
                }
                self.levels.pop();
            }
            Level::TextBox(held) => match self.paragraphs.last_mut() {
                Some(paragraph) => paragraph.after.extend(held),
                None => self.read.paragraphs.extend(held),
            },
        }
    }
}

/// A paragraph inside a cell: its line ends are blanks, for a row is one line.
fn one_line(piece: &Piece) -> Piece {
    if !piece.text().contains(['\n', '\t']) {
        return piece.clone();
    }
    piece.map(|character| if matches!(character, '\n' | '\t') { ' ' } else { character })
}

/// Notes by their ids.
pub fn notes(xml: &str, element: &str, styles: &Styles, numbering: &Numbering) -> BTreeMap<String, Piece> {
    let mut out: BTreeMap<String, Piece> = BTreeMap::new();
    let mut now: Option<(String, Body)> = None;
    xml::walk(xml, |seen| match seen {
        Seen::Start(name, start) if name == element => {
            // The lines that part notes from text are notes of a type of their own.
            let is_note = !matches!(
                xml::attribute(start, "type").as_deref(),
                Some("separator" | "continuationSeparator" | "continuationNotice")
            );
            now = xml::attribute(start, "id").filter(|_| is_note).map(|id| (id, Body::new(styles, numbering)));
        }
        Seen::End(name) if name == element => {
            if let Some((id, body)) = now.take() {
                let mut note = Piece::default();
                for (piece, _) in body.finish().paragraphs {
                    if !note.is_blank() {
                        note.push(" ", &[]);
                    }
                    note.append(&one_line(&piece));
                }
                out.insert(id, note);
            }
        }
        seen => {
            if let Some((_, body)) = &mut now {
                body.see(seen);
            }
        }
    });
    out
}

/// The notes that the text refers to, in its order, each with its mark.
pub fn cited(
    marks: &[NoteMark],
    footnotes: Option<&BTreeMap<String, Piece>>,
    endnotes: Option<&BTreeMap<String, Piece>>,
) -> Vec<Piece> {
    let find = |mark: &NoteMark| match mark {
        NoteMark::Foot(id) => footnotes?.get(id),
        NoteMark::End(id) => endnotes?.get(id),
    };
    marks
        .iter()
        .enumerate()
        .filter_map(|(at, mark)| {
            let note = find(mark).filter(|note| !note.is_blank())?;
            let mut piece = Piece::default();
            piece.push(&format!("[^{}]", at + 1), &[MarkKind::Citation]);
            piece.push(" ", &[]);
            let mut trimmed = note.clone();
            trimmed.trim_end();
            piece.append(&trimmed);
            Some(piece)
        })
        .collect()
}
