//! `FictionBook` (FB2), plain or in a zip: sections with titles, poems, quotes, tables and notes.
//!
//! Its notes stand in a body of their own and go to where they are referred to; those that nothing refers
//! to stand at the end. Pictures are counted.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::draft::{Draft, Piece, marks};
use super::finding::counted;
use super::flow::{End, Flow, Row};
use super::formats::Source;
use super::packed::xml::{self, Seen};
use super::packed::{Package, text_of_xml};
use super::{ImportError, Options, properties};
use crate::model::BlockKind;

/// Reads a book.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let text = if source.bytes.starts_with(b"PK") {
        let mut package = Package::open(source.name, source.bytes, source.options)?;
        let inside = package.names().into_iter().find(|name| name.to_lowercase().ends_with(".fb2"));
        let inside = inside.and_then(|name| package.markup(&name).transpose()).transpose()?;
        inside.ok_or_else(|| ImportError::Unreadable {
            name: source.name.to_owned(),
            reason: "no book inside".to_owned(),
        })?
    } else {
        text_of_xml(source.bytes)?
    };
    let notes = notes(&text, source.options);
    let mut book = Book::new(source.options, &notes, Part::Text);
    let whole = xml::walk(&text, |seen| book.see(seen));
    let mut draft = book.finish();
    draft.findings.extend(counted("import.finding.damaged", usize::from(!whole)));
    take_record(&text, &mut draft);
    Ok(draft)
}

fn take_record(text: &str, draft: &mut Draft) {
    // The description of the original of a translation comes after that of the book.
    let of = |name: &str| {
        let from = text.find(&format!("<{name}>")).unwrap_or(text.len());
        let rest = text.get(from..).unwrap_or_default();
        rest.split(&format!("</{name}>")).next().unwrap_or_default()
    };
    let (title, publisher) = (of("title-info"), of("publish-info"));
    let mut authors = Vec::new();
    let mut now: Option<Vec<String>> = None;
    let mut is_name = false;
    xml::walk(title, |seen| match seen {
        Seen::Start("author", _) => now = Some(Vec::new()),
        Seen::End("author") => {
            let name = now.take().map(|parts| parts.join(" ")).map(|name| properties::one_line(&name));
            authors.extend(name.filter(|name| !name.is_empty()));
        }
        Seen::Start("first-name" | "middle-name" | "last-name" | "nickname", _) => {
            is_name = true;
            if let Some(parts) = &mut now {
                parts.push(String::new());
            }
        }
        Seen::End("first-name" | "middle-name" | "last-name" | "nickname") => is_name = false,
        Seen::Text(text) if is_name => {
            if let Some(part) = now.as_mut().and_then(|parts| parts.last_mut()) {
                part.push_str(text.trim());
            }
        }
        _ => {}
    });
    let first =
        |xml: &str, name: &str| xml::text_of(xml, name).map(|text| properties::one_line(&text)).unwrap_or_default();
    draft.title = Some(first(title, "book-title")).filter(|title| !title.is_empty());
    let record = &mut draft.bibliography;
    record.title = first(title, "book-title");
    record.authors = authors;
    record.journal = first(publisher, "publisher");
    record.year = properties::year(&first(publisher, "year"))
        .or_else(|| properties::year(&first(title, "date")))
        .unwrap_or_default();
    record.keywords = properties::keywords(&first(title, "keywords"));
}

/// Notes in the order of the file, and where those with an id stand among them.
#[derive(Default)]
struct Notes {
    all: Vec<Piece>,
    by_id: BTreeMap<String, usize>,
}

/// Notes, from the bodies that hold them.
fn notes(text: &str, options: &Options) -> Notes {
    let mut found = Notes::default();
    let none = Notes::default();
    let mut in_notes = false;
    let mut now: Option<(Option<String>, usize, Book)> = None;
    xml::walk(text, |seen| {
        match (&seen, &mut now) {
            (Seen::Start("body", element), _) => in_notes = is_of_notes(element),
            (Seen::End("body"), _) => in_notes = false,
            (Seen::Start("section", element), None) if in_notes => {
                now = Some((xml::attribute(element, "id"), 1, Book::new(options, &none, Part::Note)));
                return;
            }
            (Seen::Start("section", _), Some((_, depth, _))) => *depth += 1,
            (Seen::End("section"), Some((_, depth, _))) => {
                *depth -= 1;
                if *depth == 0
                    && let Some((id, _, book)) = now.take()
                {
                    if let Some(id) = id {
                        found.by_id.insert(id, found.all.len());
                    }
                    found.all.push(book.into_line());
                    return;
                }
            }
            _ => {}
        }
        if let Some((_, _, book)) = &mut now {
            book.see(seen);
        }
    });
    found
}

fn is_of_notes(element: &BytesStart) -> bool {
    xml::attribute(element, "name").is_some_and(|name| matches!(name.as_str(), "notes" | "comments" | "footnotes"))
}

/// What of the file a walk reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The bodies with the text.
    Text,
    /// One note.
    Note,
}

struct Book<'a> {
    part: Part,
    notes: &'a Notes,
    /// Which of them were referred to.
    cited: BTreeSet<usize>,
    flow: Flow,
    /// Whether a body is being read, and how deep in it sections are.
    in_body: bool,
    sections: usize,
    titles: usize,
    quotes: usize,
    open: usize,
    bold: usize,
    italic: usize,
    /// Elements open inside one that is passed over: the number of a note.
    skipping: usize,
    pictures: usize,
}

impl<'a> Book<'a> {
    fn new(options: &Options, notes: &'a Notes, part: Part) -> Self {
        Self {
            part,
            notes,
            cited: BTreeSet::new(),
            flow: Flow::new(options),
            in_body: part == Part::Note,
            sections: 0,
            titles: 0,
            quotes: 0,
            open: 0,
            bold: 0,
            italic: 0,
            skipping: 0,
            pictures: 0,
        }
    }

    fn see(&mut self, seen: Seen) {
        match seen {
            Seen::Start(_, _) if self.skipping > 0 => self.skipping += 1,
            Seen::End(_) if self.skipping > 0 => self.skipping -= 1,
            Seen::Start("body", element) => self.in_body = !is_of_notes(element),
            Seen::End("body") => self.in_body = false,
            Seen::Start(name, element) if self.in_body => self.start(name, element),
            Seen::End(name) if self.in_body => self.end(name),
            Seen::Text(text) if self.in_body && self.open > 0 && self.skipping == 0 => {
                let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
                let text: String = text.chars().map(blank).collect();
                self.flow.text(&text, marks(self.bold > 0, self.italic > 0));
            }
            _ => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        match name {
            "section" => self.sections += 1,
            // The title of a note is its number.
            "title" if self.part == Part::Note => self.skipping = 1,
            "title" => self.titles += 1,
            "epigraph" | "cite" => self.quotes += 1,
            "p" | "v" | "subtitle" | "text-author" | "th" | "td" => {
                if matches!(name, "th" | "td") {
                    self.flow.begin_cell();
                }
                self.open += 1;
                self.flow.begin_paragraph();
            }
            "table" => self.flow.begin_table(),
            "tr" => self.flow.begin_row(),
            "strong" => self.bold += 1,
            "emphasis" => self.italic += 1,
            "image" => self.pictures += 1,
            "a" => {
                let id = xml::attribute(element, "href").unwrap_or_default();
                if let Some(&at) = self.notes.by_id.get(id.trim_start_matches('#')) {
                    self.flow.cite(self.notes.all.get(at));
                    self.cited.insert(at);
                    self.skipping = 1;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "section" => self.sections = self.sections.saturating_sub(1),
            "title" => self.titles = self.titles.saturating_sub(1),
            "epigraph" | "cite" => self.quotes = self.quotes.saturating_sub(1),
            "p" | "v" | "subtitle" | "text-author" | "th" | "td" if self.open > 0 => {
                self.open -= 1;
                let level = self.sections.clamp(1, 6) as u8;
                let kind = match name {
                    _ if self.titles > 0 => BlockKind::Heading(level),
                    "subtitle" => BlockKind::Heading((level + 1).min(6)),
                    _ if self.quotes > 0 => BlockKind::Quote,
                    _ => BlockKind::Body,
                };
                self.flow.end_paragraph("", kind, End::Here);
                if matches!(name, "th" | "td") {
                    self.flow.end_cell();
                }
            }
            "table" => self.flow.end_table(),
            "tr" => self.flow.end_row(Row::Kept),
            "strong" => self.bold = self.bold.saturating_sub(1),
            "emphasis" => self.italic = self.italic.saturating_sub(1),
            _ => {}
        }
    }

    fn finish(mut self) -> Draft {
        let all = self.notes.all.iter().enumerate();
        let loose: Vec<&Piece> =
            all.filter(|(at, note)| !self.cited.contains(at) && !note.is_blank()).map(|(_, note)| note).collect();
        self.flow.place_loose(&loose);
        let pictures = self.pictures;
        let mut draft = self.flow.finish();
        draft.findings.extend(counted("import.finding.pictures", pictures));
        draft
    }

    fn into_line(self) -> Piece {
        self.flow.into_line()
    }
}
