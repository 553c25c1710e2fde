//! The text itself: one walk over the content with stacks of our own.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::changes::{self, Change, Changes};
use super::lists::{Counts, Lists};
use super::styles::{Look, Role, Styles};
use crate::import::draft::{Draft, marks};
use crate::import::finding::counted;
use crate::import::flow::{End, Flow, Row};
use crate::import::packed::xml::{self, Seen};
use crate::import::{Options, Tracked};
use crate::model::BlockKind;

/// What an open element means for the characters inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Characters count, blanks of any number as one.
    Text,
    /// Only elements count; what stands between them sets the markup out.
    Elements,
}

/// A paragraph that is open.
struct Paragraph {
    kind: BlockKind,
    is_title: bool,
    lead: String,
    look: Look,
    /// Whether a blank may follow: not at the beginning and not after a blank.
    takes_blank: bool,
}

/// A list that is open.
struct List {
    style: String,
    id: String,
    /// Whether the item's first paragraph, which bears the number, is still to come.
    numbers_next: bool,
    from: Option<u32>,
}

/// The walk.
pub struct Body<'a> {
    styles: &'a Styles,
    lists: &'a Lists,
    changes: &'a Changes,
    tracked: Tracked,
    flow: Flow,
    holds: Vec<Holds>,
    /// How many elements of a part that is passed over are open.
    skipping: usize,
    paragraphs: Vec<Paragraph>,
    looks: Vec<Look>,
    open_lists: Vec<List>,
    counts: BTreeMap<String, Counts>,
    /// Which counts the lists of a style went on with last.
    of_style: BTreeMap<String, String>,
    /// Which counts a list with an id has.
    of_list: BTreeMap<String, String>,
    lists_seen: usize,
    heading_counts: Counts,
    /// Open changes whose text is passed over.
    undone: Vec<String>,
    in_text: bool,
    /// Boxes hang on paragraphs; those of the page come outside of any.
    notes: Vec<usize>,
    title: Option<String>,
    comments: usize,
    changed: usize,
    hidden: usize,
    pictures: usize,
    ruby: usize,
}

/// Elements whose content is not read.
const PASSED_OVER: [&str; 12] = [
    "tracked-changes",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "forms",
    "note-citation",
    "ruby-text",
    "bibliography-configuration",
    "index-title-template",
    "table-of-content-source",
    "alphabetical-index-source",
    "desc",
];

impl<'a> Body<'a> {
    /// At the beginning.
    pub fn new(styles: &'a Styles, lists: &'a Lists, changes: &'a Changes, options: &Options) -> Self {
        Self {
            styles,
            lists,
            changes,
            tracked: options.tracked,
            flow: Flow::new(options),
            holds: Vec::new(),
            skipping: 0,
            paragraphs: Vec::new(),
            looks: Vec::new(),
            open_lists: Vec::new(),
            counts: BTreeMap::new(),
            of_style: BTreeMap::new(),
            of_list: BTreeMap::new(),
            lists_seen: 0,
            heading_counts: Counts::default(),
            undone: Vec::new(),
            in_text: false,
            notes: Vec::new(),
            title: None,
            comments: 0,
            changed: 0,
            hidden: 0,
            pictures: 0,
            ruby: 0,
        }
    }

    /// Closes what the markup left open and hands everything out.
    pub fn finish(mut self) -> Draft {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        let mut draft = self.flow.finish();
        draft.title = self.title;
        let changes = match self.tracked {
            Tracked::Accepted => "import.finding.deletions",
            Tracked::Rejected => "import.finding.insertions",
        };
        draft.findings.splice(0..0, counted("import.finding.comments", self.comments));
        draft.findings.extend(counted(changes, self.changed));
        draft.findings.extend(counted("import.finding.hidden", self.hidden));
        draft.findings.extend(counted("import.finding.pictures", self.pictures));
        draft.findings.extend(counted("import.finding.ruby", self.ruby));
        draft
    }

    /// Takes what the walk reports.
    pub fn see(&mut self, seen: Seen) {
        match seen {
            Seen::Start(_, _) if self.skipping > 0 => self.skipping += 1,
            Seen::End(_) if self.skipping > 0 => self.skipping -= 1,
            Seen::Start(name, element) => self.start(name, element),
            Seen::End(name) => {
                self.holds.pop();
                self.end(name);
            }
            Seen::Text(text) if self.skipping == 0 && self.holds.last() == Some(&Holds::Text) => self.text(text),
            Seen::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        // Texts, and drawings and presentations where somebody called them texts.
        if name == "body" {
            self.in_text = true;
        }
        let is_comment = name == "annotation";
        self.comments += usize::from(is_comment);
        self.ruby += usize::from(name == "ruby-text");
        if is_comment || self.in_text && PASSED_OVER.contains(&name) || self.is_hidden_section(name, element) {
            self.skipping = 1;
            return;
        }
        let of = |name: &str| xml::attribute(element, name);
        let inherited = self.holds.last().copied().unwrap_or(Holds::Elements);
        let mut holds = inherited;
        if !self.in_text {
            self.holds.push(Holds::Elements);
            return;
        }
        match name {
            "p" | "h" => {
                self.begin_paragraph(name, element);
                holds = Holds::Text;
            }
            "span" => {
                let look = of("style-name").map(|style| self.styles.look("text", &style)).unwrap_or_default();
                let around = self.look();
                self.looks.push(Look {
                    bold: look.bold.or(around.bold),
                    italic: look.italic.or(around.italic),
                    hidden: look.hidden.or(around.hidden),
                });
            }
            "s" | "tab" | "line-break" if inherited == Holds::Text => {
                self.verbatim(&changes::blank(name, of("c").as_deref()));
                holds = Holds::Elements;
            }
            "list" => self.begin_list(of("style-name"), of("id"), of("continue-list"), of("continue-numbering")),
            "list-item" | "list-header" => {
                let from = of("start-value").and_then(|start| start.parse().ok());
                if let Some(list) = self.open_lists.last_mut() {
                    (list.numbers_next, list.from) = (name == "list-item", from);
                }
            }
            "table" => {
                self.flow.begin_table();
                holds = Holds::Elements;
            }
            "table-row" => self.flow.begin_row(),
            "table-cell" | "covered-table-cell" => {
                self.flow.begin_cell();
                holds = Holds::Elements;
            }
            "note" => {
                self.notes.push(self.paragraphs.len());
                self.flow.begin_note();
                holds = Holds::Elements;
            }
            // A shape of its own may hold words as a box does.
            "text-box" | "custom-shape" | "rect" | "ellipse" | "caption" => {
                self.flow.begin_box();
                holds = Holds::Elements;
            }
            "frame" | "g" | "object" => holds = Holds::Elements,
            "image" => {
                self.pictures += 1;
                holds = Holds::Elements;
            }
            "change" => self.put_back(&of("change-id").unwrap_or_default()),
            "change-start" => {
                let id = of("change-id").unwrap_or_default();
                if self.is_undone(&id) {
                    self.changed += 1;
                    self.undone.push(id);
                }
            }
            "change-end" => {
                let id = of("change-id").unwrap_or_default();
                self.undone.retain(|undone| *undone != id);
            }
            _ => {}
        }
        self.holds.push(holds);
    }

    fn end(&mut self, name: &str) {
        match name {
            "body" => self.in_text = false,
            _ if !self.in_text => {}
            "p" | "h" => self.end_paragraph(),
            "span" => {
                self.looks.pop();
            }
            "list" => {
                self.open_lists.pop();
            }
            "table" => self.flow.end_table(),
            "table-row" => self.flow.end_row(Row::Kept),
            "table-cell" | "covered-table-cell" => self.flow.end_cell(),
            "note" => {
                let outside = self.notes.pop().unwrap_or_default();
                while self.paragraphs.len() > outside {
                    self.end_paragraph();
                }
                self.flow.end_note();
            }
            "text-box" | "custom-shape" | "rect" | "ellipse" | "caption" => self.flow.end_box(),
            _ => {}
        }
    }

    fn is_hidden_section(&mut self, name: &str, element: &BytesStart) -> bool {
        let is_hidden = match name {
            "section" => xml::attribute(element, "display").is_some_and(|display| display == "none"),
            "hidden-text" | "hidden-paragraph" => xml::attribute(element, "is-hidden").is_some_and(|is| is == "true"),
            _ => false,
        };
        self.hidden += usize::from(is_hidden);
        is_hidden
    }

    fn look(&self) -> Look {
        self.looks
            .last()
            .copied()
            .or_else(|| self.paragraphs.last().map(|paragraph| paragraph.look))
            .unwrap_or_default()
    }

    /// Whether the text of a change that stands in its place leaves nothing.
    fn is_undone(&self, id: &str) -> bool {
        match self.changes.get(id) {
            Some(Change::Insertion) => self.tracked == Tracked::Rejected,
            Some(Change::Deletion(_)) => self.tracked == Tracked::Accepted,
            Some(Change::Format) | None => false,
        }
    }

    /// The point where something was deleted.
    fn put_back(&mut self, id: &str) {
        if let Some(Change::Deletion(paragraphs)) = self.changes.get(id) {
            match self.tracked {
                Tracked::Accepted => self.changed += 1,
                Tracked::Rejected => self.flow.piece(&changes::restored(paragraphs)),
            }
        }
    }

    fn begin_paragraph(&mut self, name: &str, element: &BytesStart) {
        let style = xml::attribute(element, "style-name").unwrap_or_default();
        let role = self.styles.role(&style);
        let mut kind = match role {
            Some(Role::Kind(kind)) => kind,
            Some(Role::Title) => BlockKind::Heading(1),
            None => BlockKind::Body,
        };
        let mut lead = String::new();
        let level = xml::attribute(element, "outline-level").and_then(|level| level.parse::<u8>().ok());
        if name == "h" {
            kind = BlockKind::Heading(level.unwrap_or(1).clamp(1, 6));
        }
        let depth = self.open_lists.len();
        if let Some(list) = self.open_lists.last_mut() {
            if std::mem::take(&mut list.numbers_next) {
                let (from, id) = (list.from.take(), list.id.clone());
                let own =
                    if list.style.is_empty() { self.styles.list(&style).unwrap_or_default() } else { &list.style };
                lead = self.lists.label(own, depth.min(10) as u8, from, self.counts.entry(id).or_default());
            }
            if kind == BlockKind::Body {
                kind = BlockKind::ListItem((depth - 1).min(255) as u8);
            }
        } else if name == "h" && xml::attribute(element, "is-list-header").as_deref() != Some("true") {
            let restart = xml::attribute(element, "restart-numbering").is_some_and(|restart| restart == "true");
            let from = xml::attribute(element, "start-value").and_then(|start| start.parse().ok()).filter(|_| restart);
            lead = self.lists.label("", level.unwrap_or(1), from, &mut self.heading_counts);
        }
        self.paragraphs.push(Paragraph {
            kind,
            is_title: role == Some(Role::Title),
            lead,
            look: self.styles.look("paragraph", &style),
            takes_blank: false,
        });
        // A run that is open outside goes on outside.
        self.looks.push(self.paragraphs.last().map(|paragraph| paragraph.look).unwrap_or_default());
        self.flow.begin_paragraph();
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        self.looks.pop();
        let end = if self.undone.is_empty() { End::Here } else { End::Merges };
        let text = self.flow.end_paragraph(&paragraph.lead, paragraph.kind, end);
        if paragraph.is_title && self.title.is_none() {
            self.title = text.map(|text| text.trim().to_owned()).filter(|title| !title.is_empty());
        }
    }

    /// A list counts on where it says so; otherwise from its beginning. One inside another counts with it.
    fn begin_list(
        &mut self,
        style: Option<String>,
        id: Option<String>,
        goes_on: Option<String>,
        numbering: Option<String>,
    ) {
        self.lists_seen += 1;
        let around = self.open_lists.last();
        let style = style.or_else(|| around.map(|list| list.style.clone())).unwrap_or_default();
        let same_style = self.of_style.get(&style).cloned();
        let counts = match around {
            Some(list) => list.id.clone(),
            None => goes_on
                .and_then(|id| self.of_list.get(&id).cloned())
                .or_else(|| same_style.filter(|_| numbering.as_deref() == Some("true")))
                .unwrap_or_else(|| id.clone().unwrap_or_else(|| format!("list {}", self.lists_seen))),
        };
        if around.is_none() {
            self.of_style.insert(style.clone(), counts.clone());
            // The next list may name this one as what it goes on with.
            self.of_list.extend(id.map(|id| (id, counts.clone())));
        }
        self.open_lists.push(List { style, id: counts, numbers_next: false, from: None });
    }

    /// Characters of markup: blanks of any number count as one, and none at the beginning.
    fn text(&mut self, text: &str) {
        let mut run = String::with_capacity(text.len());
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                if std::mem::take(&mut paragraph.takes_blank) {
                    run.push(' ');
                }
            } else {
                run.push(character);
                paragraph.takes_blank = true;
            }
        }
        self.push(&run);
    }

    fn verbatim(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.takes_blank = true;
        }
        self.push(text);
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() || !self.undone.is_empty() {
            return;
        }
        let look = self.look();
        if look.hidden == Some(true) {
            self.hidden += 1;
            return;
        }
        let marks = marks(look.bold == Some(true), look.italic == Some(true));
        self.flow.text(text, marks);
    }
}
