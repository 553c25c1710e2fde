//! The text of a document, of its notes: one walk over the markup with a stack of our own.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::numbering::{Counters, Label, Numbering};
use super::styles::{Role, Styles};
use crate::import::draft::{Draft, Piece, marks};
use crate::import::finding::counted;
use crate::import::flow::{End, Flow, Row};
use crate::import::packed::xml::{self, Seen};
use crate::import::{Options, Tracked, symbols};
use crate::model::BlockKind;

/// Notes of a document by their ids.
#[derive(Default)]
pub struct Notes {
    /// At the foot of pages.
    pub foot: BTreeMap<String, Piece>,
    /// At the end.
    pub end: BTreeMap<String, Piece>,
}

/// What was left out, counted.
#[derive(Default)]
struct Counts {
    changes: usize,
    hidden: usize,
    pictures: usize,
    ruby: usize,
    symbols: usize,
    damaged: bool,
}

/// What a paragraph says of itself; text boxes put one inside another.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    list: (Option<String>, Option<u8>),
    outline: Option<u8>,
    end: Option<End>,
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

/// What the styles, lists and choices of a document say.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Its styles.
    pub styles: &'a Styles,
    /// Its lists.
    pub numbering: &'a Numbering,
    /// What was chosen.
    pub options: &'a Options,
}

/// The walk.
pub struct Body<'a> {
    setting: Setting<'a>,
    notes: &'a Notes,
    /// Notes that were referred to: whether at the end of the document, and their ids.
    cited: BTreeSet<(bool, String)>,
    counters: Counters,
    stack: Vec<String>,
    /// Depth of the element whose content is passed over.
    skipping: Option<usize>,
    flow: Flow,
    properties: Vec<Properties>,
    rows: Vec<Row>,
    fields: Vec<Field>,
    run: Run,
    /// Whether an alternative was taken, for each `AlternateContent` that is open.
    alternatives: Vec<bool>,
    placeholder: Vec<bool>,
    in_text: bool,
    title: Option<String>,
    counts: Counts,
}

impl<'a> Body<'a> {
    /// At the beginning.
    pub fn new(setting: Setting<'a>, notes: &'a Notes) -> Self {
        Self {
            setting,
            notes,
            cited: BTreeSet::new(),
            counters: Counters::default(),
            stack: Vec::new(),
            skipping: None,
            flow: Flow::new(setting.options),
            properties: Vec::new(),
            rows: Vec::new(),
            fields: Vec::new(),
            run: Run::default(),
            alternatives: Vec::new(),
            placeholder: Vec::new(),
            in_text: false,
            title: None,
            counts: Counts::default(),
        }
    }

    /// Walks over a part.
    pub fn read(&mut self, xml: &str) {
        let whole = xml::walk(xml, |seen| self.see(seen));
        self.counts.damaged |= !whole;
    }

    /// Closes what the markup left open and hands everything out.
    pub fn finish(mut self) -> Draft {
        while !self.properties.is_empty() {
            self.end_paragraph();
        }
        let words = |notes: &BTreeMap<String, Piece>| notes.values().filter(|note| !note.is_blank()).count();
        let blank = |(is_end, id): &&(bool, String)| {
            let notes = if *is_end { &self.notes.end } else { &self.notes.foot };
            notes.get(id).is_some_and(Piece::is_blank)
        };
        let cited = self.cited.len() - self.cited.iter().filter(blank).count();
        self.flow.count_uncited((words(&self.notes.foot) + words(&self.notes.end)).saturating_sub(cited));
        let mut draft = self.flow.finish();
        draft.title = self.title;
        let changes = match self.setting.options.tracked {
            Tracked::Accepted => "import.finding.deletions",
            Tracked::Rejected => "import.finding.insertions",
        };
        draft.findings.extend(counted(changes, self.counts.changes));
        draft.findings.extend(counted("import.finding.hidden", self.counts.hidden));
        draft.findings.extend(counted("import.finding.pictures", self.counts.pictures));
        draft.findings.extend(counted("import.finding.ruby", self.counts.ruby));
        draft.findings.extend(counted("import.finding.symbols", self.counts.symbols));
        draft.findings.extend(counted("import.finding.damaged", usize::from(self.counts.damaged)));
        draft
    }

    /// The same of a note: one line.
    fn into_line(mut self) -> Piece {
        while !self.properties.is_empty() {
            self.end_paragraph();
        }
        self.flow.into_line()
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
            // In properties these are flags, elsewhere they hold what was changed.
            ("del" | "moveFrom" | "ins" | "moveTo", "rPr") => {
                let ends_paragraph = self.stack.iter().rev().nth(2).is_some_and(|holder| holder == "pPr");
                if ends_paragraph && self.is_undone(name) {
                    self.property(|paragraph| paragraph.end = Some(End::Merges));
                }
            }
            ("del" | "ins", "trPr") => {
                if self.is_undone(name)
                    && let Some(row) = self.rows.last_mut()
                {
                    *row = Row::Dropped;
                    self.counts.changes += 1;
                }
            }
            ("del" | "moveFrom" | "ins" | "moveTo", _) if self.is_undone(name) => {
                self.counts.changes += 1;
                self.skip();
            }
            ("rt", "ruby") => {
                self.counts.ruby += 1;
                self.skip();
            }
            (
                // The last ones: descriptions and positions inside drawings are no text.
                "instrText" | "delInstrText" | "rubyPr" | "sectPr" | "pPrChange" | "rPrChange" | "tblPr" | "tblGrid"
                | "positionH" | "positionV" | "docPr" | "nvSpPr" | "spPr",
                _,
            ) => self.skip(),
            ("blip" | "imagedata", _) => self.counts.pictures += 1,
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
            ("txbxContent", _) => self.flow.begin_box(),
            ("tbl", _) => self.flow.begin_table(),
            ("tr", _) => {
                self.rows.push(Row::Kept);
                self.flow.begin_row();
            }
            ("tc", _) => self.flow.begin_cell(),
            ("p", _) if parent != "rPr" && parent != "pPr" && Self::is_word_paragraph(element) => {
                self.properties.push(Properties::default());
                self.flow.begin_paragraph();
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
            // Deleted text has a name of its own; where deletions are passed over, this is never reached.
            ("t" | "delText", _) => self.in_text = true,
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
                    self.counts.symbols += 1;
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
            ("footnoteReference" | "endnoteReference", _) if !self.is_hidden() => {
                let is_end = name == "endnoteReference";
                let notes = if is_end { &self.notes.end } else { &self.notes.foot };
                let id = xml::attribute(element, "id").unwrap_or_default();
                let note = notes.get(&id);
                self.flow.cite(note);
                if note.is_some() {
                    self.cited.insert((is_end, id));
                }
            }
            _ => {}
        }
    }

    /// `DrawingML` has paragraphs of its own (`a:p`) in charts and shapes; those are read like Word's.
    fn is_word_paragraph(element: &BytesStart) -> bool {
        let name = element.name().into_inner();
        name == "p" || name.ends_with(":p")
    }

    fn property(&mut self, set: impl FnOnce(&mut Properties)) {
        if let Some(paragraph) = self.properties.last_mut() {
            set(paragraph);
        }
    }

    /// Whether a tracked change of this name leaves nothing: deletions where they are accepted, insertions where not.
    fn is_undone(&self, name: &str) -> bool {
        match self.setting.options.tracked {
            Tracked::Accepted => matches!(name, "del" | "moveFrom"),
            Tracked::Rejected => matches!(name, "ins" | "moveTo"),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" | "delText" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" => self.flow.end_cell(),
            "tr" => {
                let row = self.rows.pop().unwrap_or(Row::Kept);
                self.flow.end_row(row);
            }
            "tbl" => self.flow.end_table(),
            "txbxContent" => self.flow.end_box(),
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

    fn is_hidden(&self) -> bool {
        self.run.hidden || self.fields.contains(&Field::Instruction)
    }

    fn text(&mut self, text: &str) {
        if self.fields.contains(&Field::Instruction) {
            return;
        }
        if self.run.hidden {
            self.counts.hidden += 1;
            return;
        }
        let of_style = |pick: fn(&super::styles::Style) -> Option<bool>| {
            self.run.style.as_deref().and_then(|id| self.setting.styles.chain(id).find_map(pick))
        };
        let bold = self.run.bold.or_else(|| of_style(|style| style.bold)).unwrap_or(false);
        let italic = self.run.italic.or_else(|| of_style(|style| style.italic)).unwrap_or(false);
        self.flow.text(text, marks(bold, italic));
    }

    fn end_paragraph(&mut self) {
        let Some(Properties { style, list, outline, end }) = self.properties.pop() else { return };
        let styles = self.setting.styles;
        let role = style.as_deref().and_then(|id| styles.role(id));
        let mut kind = match role {
            Some(Role::Kind(kind)) => kind,
            Some(Role::Title) => BlockKind::Heading(1),
            None => outline.filter(|level| *level < 6).map_or(BlockKind::Body, |level| BlockKind::Heading(level + 1)),
        };
        let mut lead = String::new();
        if self.flow.open_piece().is_some_and(|piece| !piece.is_blank()) && !self.flow.is_carrying() {
            let inherited = |pick: fn(&super::styles::Style) -> bool| {
                style.as_deref().and_then(|id| styles.chain(id).find(|style| pick(style)))
            };
            let id =
                list.0.or_else(|| inherited(|style| style.list.0.is_some()).and_then(|style| style.list.0.clone()));
            let level = list
                .1
                .or_else(|| inherited(|style| style.list.1.is_some()).and_then(|style| style.list.1))
                .unwrap_or(0);
            if let Some(id) = id
                && let Some(label) = self.setting.numbering.label(&id, level, &mut self.counters)
            {
                if let Label::Number(number) = label {
                    lead = number;
                }
                if kind == BlockKind::Body {
                    kind = BlockKind::ListItem(level);
                }
            }
        }
        let whole = self.flow.end_paragraph(&lead, kind, end.unwrap_or(End::Here));
        if role == Some(Role::Title) && self.title.is_none() {
            self.title = whole.map(|text| text.trim().to_owned()).filter(|title| !title.is_empty());
        }
    }
}

/// Notes by their ids.
pub fn notes(xml: &str, element: &str, setting: Setting) -> BTreeMap<String, Piece> {
    let none = Notes::default();
    let mut out: BTreeMap<String, Piece> = BTreeMap::new();
    let mut now: Option<(String, Body)> = None;
    xml::walk(xml, |seen| match seen {
        Seen::Start(name, start) if name == element => {
            // The lines that part notes from text are notes of a type of their own.
            let is_note = !matches!(
                xml::attribute(start, "type").as_deref(),
                Some("separator" | "continuationSeparator" | "continuationNotice")
            );
            now = xml::attribute(start, "id").filter(|_| is_note).map(|id| (id, Body::new(setting, &none)));
        }
        Seen::End(name) if name == element => {
            if let Some((id, body)) = now.take() {
                out.insert(id, body.into_line());
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
