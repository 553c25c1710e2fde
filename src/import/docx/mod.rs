//! Word documents (and those of WPS): our own reader over `zip` and `quick-xml`.
//!
//! Nothing is unpacked to disk, parts are read by name with a cap on their size, document type
//! definitions are refused, and nesting is followed with a stack of our own. Kept: automatic
//! numbers, tabs and breaks, tables within tables, text boxes (once), content controls, the results
//! of fields, links, insertions and moves, notes at the end, the base of ruby, symbols, bold and
//! italic. Deletions are accepted as deleted; comments are counted. Running heads are not read.

mod body;
mod numbering;
pub(super) mod package;
mod styles;
mod symbols;
pub(super) mod xml;

use super::draft::{Draft, DraftBuilder};
use super::finding::counted;
use super::formats::Source;
use super::{ImportError, Options};

/// Names of what a zip holds; empty where it is damaged.
pub fn entry_names(bytes: &[u8]) -> Vec<String> {
    package::names(bytes)
}

/// Reads a document.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let mut package = package::Package::open(source.name, source.bytes, source.options)?;
    let main = package.main_part()?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let beside = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let styles = package.part(&beside("styles.xml"))?.map(|xml| styles::read(&xml)).unwrap_or_default();
    let numbering = package.part(&beside("numbering.xml"))?.map(|xml| numbering::read(&xml)).unwrap_or_default();
    let notes = [
        package.part(&beside("footnotes.xml"))?.map(|xml| body::notes(&xml, "footnote", &styles, &numbering)),
        package.part(&beside("endnotes.xml"))?.map(|xml| body::notes(&xml, "endnote", &styles, &numbering)),
    ];
    let comments = package.part(&beside("comments.xml"))?.map_or(0, |xml| xml::count(&xml, "comment"));
    let core = package.part("docProps/core.xml")?.and_then(|xml| xml::text_of(&xml, "title"));
    let document = package
        .part(&main)?
        .ok_or_else(|| ImportError::Unreadable { name: source.name.to_owned(), reason: format!("no {main} inside") })?;
    let mut reader = body::Body::new(&styles, &numbering);
    reader.read(&document);
    let read = reader.finish();
    let mut builder = DraftBuilder::of_paragraphs();
    for (piece, kind) in read.paragraphs {
        builder.push(piece, kind);
    }
    let [footnotes, endnotes] = notes;
    for note in body::cited(&read.notes, footnotes.as_ref(), endnotes.as_ref()) {
        builder.push(note, crate::model::BlockKind::Note);
    }
    let mut draft = builder.finish();
    draft.title = read.title.or(core);
    draft.findings.extend(counted("import.finding.comments", comments));
    draft.findings.extend(counted("import.finding.deletions", read.deletions));
    draft.findings.extend(counted("import.finding.hidden", read.hidden));
    draft.findings.extend(counted("import.finding.pictures", read.pictures));
    draft.findings.extend(counted("import.finding.ruby", read.ruby));
    draft.findings.extend(counted("import.finding.symbols", read.symbols));
    draft.findings.extend(counted("import.finding.damaged", usize::from(read.damaged)));
    Ok(draft)
}

/// What a part may unpack to.
fn cap(options: &Options) -> u64 {
    // Markup is many times its text.
    options.limits.text_bytes.saturating_mul(8).max(1 << 20)
}
