//! Word 97 to 2003 and WPS before 2012 (DOC), by `office_oxide`, which keeps text, tables, notes, text
//! boxes, headings, bold and italic.
//!
//! It is somebody else's reader: it runs only in the worker process, a panic of it is a refusal, and
//! what it does not tell is said: automatic numbers, the places of notes, and tracked changes other
//! than as accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use office_oxide::doc::DocError;
use office_oxide::ir::{Element, InlineContent, List, Metadata, Note, Table, inline_to_text};
use office_oxide::{Document, DocumentFormat, OfficeError};

use super::draft::{Draft, Piece, marks};
use super::error::Refusal;
use super::finding::counted;
use super::flow::{End, Flow, Row};
use super::formats::Source;
use super::{ImportError, Options, Tracked, encoding, properties};
use crate::model::{BlockKind, Message};

/// Tables in tables and lists in lists beyond this are no author's.
const DEEPEST: usize = 32;

/// Reads a document.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let refused = |what| ImportError::Refused { name: source.name.to_owned(), what };
    let bytes = source.bytes.to_vec();
    let read = move || {
        let document = Document::from_reader(Cursor::new(bytes), DocumentFormat::Doc)?;
        let is_word = document.format() == DocumentFormat::Doc;
        Ok::<_, OfficeError>(is_word.then(|| document.to_ir()))
    };
    // The worker process is the guard against what cannot be caught.
    let outcome = catch_unwind(AssertUnwindSafe(read)).map_err(|_| refused(Refusal::OldOffice))?;
    let read = match outcome {
        Ok(Some(read)) => read,
        Err(OfficeError::Doc(DocError::Encrypted)) => return Err(refused(Refusal::Encrypted)),
        Ok(None) | Err(_) => return Err(refused(Refusal::OldOffice)),
    };
    let mut reader = Reader::new(source.options);
    for section in &read.sections {
        reader.collect_notes(&section.elements);
    }
    for section in &read.sections {
        reader.elements(&section.elements, 0, BlockKind::Body);
    }
    let mut draft = reader.finish();
    take_properties(&read.metadata, &mut draft);
    draft.findings.extend(counted("import.finding.damaged", usize::from(read.metadata.text_truncated)));
    if source.options.tracked == Tracked::Rejected {
        draft.findings.push(Message::new("import.finding.only_accepted"));
    }
    Ok(draft)
}

fn take_properties(said: &Metadata, draft: &mut Draft) {
    let mended = |text: &Option<String>| text.as_deref().map(mended).unwrap_or_default();
    draft.title = Some(mended(&said.title)).filter(|title| !title.trim().is_empty());
    draft.bibliography.authors = properties::people(&mended(&said.author));
    draft.bibliography.keywords =
        said.keywords.iter().flat_map(|words| properties::keywords(&self::mended(words))).collect();
}

/// A property whose bytes were taken for western letters, as happens where a program wrote no code page.
fn mended(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes {
        Some(bytes) if !bytes.is_ascii() => {
            encoding::decode(&bytes, None, None).map_or_else(|_| text.to_owned(), |decoded| decoded.text)
        }
        _ => text.to_owned(),
    }
}

struct Reader<'a> {
    options: &'a Options,
    flow: Flow,
    notes: BTreeMap<u32, Piece>,
    cited: BTreeSet<u32>,
    comments: usize,
    pictures: usize,
    numbers: usize,
    too_deep: bool,
}

impl<'a> Reader<'a> {
    fn new(options: &'a Options) -> Self {
        Self {
            options,
            flow: Flow::new(options),
            notes: BTreeMap::new(),
            cited: BTreeSet::new(),
            comments: 0,
            pictures: 0,
            numbers: 0,
            too_deep: false,
        }
    }

    fn collect_notes(&mut self, elements: &[Element]) {
        for element in elements {
            let (Element::Footnote(note) | Element::Endnote(note)) = element else { continue };
            if is_comment(note) {
                self.comments += 1;
                continue;
            }
            let mut inner = Reader::new(self.options);
            inner.elements(&note.content, DEEPEST / 2, BlockKind::Body);
            self.notes.insert(note.id, inner.flow.into_line());
        }
    }

    fn elements(&mut self, elements: &[Element], depth: usize, kind: BlockKind) {
        if depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        for element in elements {
            match element {
                Element::Heading(heading) => {
                    // It takes paragraphs after a box or a section for headings now and then.
                    let text = inline_to_text(&heading.content);
                    let is_sentence = text.trim_end().ends_with(['。', '！', '？', '…', '；']);
                    let kind = if is_sentence { kind } else { BlockKind::Heading(heading.level.clamp(1, 6)) };
                    self.paragraph(&heading.content, kind);
                }
                // Its outline level is not to be trusted: LibreOffice leaves that of the heading before.
                Element::Paragraph(paragraph) => self.paragraph(&paragraph.content, kind),
                Element::Table(table) => self.table(table, depth),
                Element::List(list) => self.list(list, depth, 0),
                Element::TextBox(text_box) => {
                    self.flow.begin_box();
                    self.elements(&text_box.content, depth + 1, kind);
                    self.flow.end_box();
                }
                Element::CodeBlock(code) => {
                    self.flow.begin_paragraph();
                    self.flow.text(&code.content, &[]);
                    self.flow.end_paragraph("", kind, End::Here);
                }
                Element::Image(_) => self.pictures += 1,
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, content: &[InlineContent], kind: BlockKind) {
        self.flow.begin_paragraph();
        for inline in content {
            match inline {
                InlineContent::Text(span) => self.flow.text(&span.text, marks(span.bold, span.italic)),
                InlineContent::LineBreak => self.flow.text("\n", &[]),
                InlineContent::FootnoteRef(reference) | InlineContent::EndnoteRef(reference) => {
                    self.cited.insert(reference.note_id);
                    let note = self.notes.get(&reference.note_id);
                    self.flow.cite(note);
                }
                _ => {}
            }
        }
        self.flow.end_paragraph("", kind, End::Here);
    }

    fn table(&mut self, table: &Table, depth: usize) {
        self.flow.begin_table();
        for row in &table.rows {
            self.flow.begin_row();
            for cell in &row.cells {
                self.flow.begin_cell();
                self.elements(&cell.content, depth + 1, BlockKind::Body);
                self.flow.end_cell();
            }
            self.flow.end_row(Row::Kept);
        }
        self.flow.end_table();
    }

    fn list(&mut self, list: &List, depth: usize, level: u8) {
        // The numbers that it would have are not told, or told of lists that were one in no program.
        self.numbers += if list.ordered { list.items.len() } else { 0 };
        let kind = BlockKind::ListItem(level);
        for item in &list.items {
            self.elements(&item.content, depth + 1, kind);
            if let Some(nested) = &item.nested {
                if depth < DEEPEST {
                    self.list(nested, depth + 1, level.saturating_add(1));
                } else {
                    self.too_deep = true;
                }
            }
        }
    }

    fn finish(self) -> Draft {
        let loose: Vec<&Piece> =
            self.notes.iter().filter(|(id, _)| !self.cited.contains(id)).map(|(_, note)| note).collect();
        let mut flow = self.flow;
        flow.place_loose(&loose);
        let mut draft = flow.finish();
        draft.findings.extend(counted("import.finding.comments", self.comments));
        draft.findings.extend(counted("import.finding.pictures", self.pictures));
        draft.findings.extend(counted("import.finding.numbers_missing", self.numbers));
        draft.findings.extend(counted("import.finding.damaged", usize::from(self.too_deep)));
        draft
    }
}

fn is_comment(note: &Note) -> bool {
    note.marker.as_deref().is_some_and(|marker| marker.to_ascii_lowercase().starts_with("comment"))
}
