//! Word documents (and those of WPS): our own reader over `zip` and `quick-xml`.
//!
//! Document type definitions are refused, and nesting is followed with a stack of our own. Kept:
//! automatic numbers, tabs and breaks, tables within tables, text boxes (once), content controls, the
//! results of fields, links, insertions and moves, notes, the base of ruby, formulas as their
//! characters, symbols, bold and italic. Tracked changes are accepted or rejected as was chosen;
//! comments are counted. Running heads are not read.

mod body;
mod numbering;
mod styles;

use super::draft::Draft;
use super::finding::counted;
use super::formats::Source;
use super::packed::Package;
use super::packed::xml;
use super::{ImportError, properties};

/// Reads a document.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let mut package = Package::open(source.name, source.bytes, source.options)?;
    let main = package.main_part()?.unwrap_or_else(|| "word/document.xml".to_owned());
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let beside = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let styles = package.part(&beside("styles.xml"))?.map(|xml| styles::read(&xml)).unwrap_or_default();
    let numbering = package.part(&beside("numbering.xml"))?.map(|xml| numbering::read(&xml)).unwrap_or_default();
    let setting = body::Setting { styles: &styles, numbering: &numbering, options: source.options };
    let mut notes = |file: &str, element: &str| {
        let part = package.part(&beside(file))?;
        Ok::<_, ImportError>(part.map(|xml| body::notes(&xml, element, setting)).unwrap_or_default())
    };
    let notes = body::Notes { foot: notes("footnotes.xml", "footnote")?, end: notes("endnotes.xml", "endnote")? };
    let comments = package.part(&beside("comments.xml"))?.map_or(0, |xml| xml::count(&xml, "comment"));
    let core = package.part("docProps/core.xml")?.unwrap_or_default();
    let document = package
        .part(&main)?
        .ok_or_else(|| ImportError::Unreadable { name: source.name.to_owned(), reason: format!("no {main} inside") })?;
    let mut reader = body::Body::new(setting, &notes);
    reader.read(&document);
    let mut draft = reader.finish();
    draft.title = draft.title.or_else(|| xml::text_of(&core, "title"));
    draft.bibliography.authors = xml::text_of(&core, "creator").map(|who| properties::people(&who)).unwrap_or_default();
    draft.bibliography.keywords =
        xml::text_of(&core, "keywords").map(|words| properties::keywords(&words)).unwrap_or_default();
    draft.findings.splice(0..0, counted("import.finding.comments", comments));
    Ok(draft)
}
