//! `OpenDocument` texts, packed (ODT) or as one file of XML (FODT): `LibreOffice`, WPS, Word.
//!
//! Kept: headings and lists with their automatic numbers, tables within tables, text boxes, notes,
//! sections, fields as they are shown, the base of ruby, blanks, tabs and line ends, bold and italic
//! by styles. Tracked changes are accepted or rejected as was chosen; comments are counted. Running
//! heads are not read.

mod body;
mod changes;
mod lists;
mod styles;

use super::draft::Draft;
use super::error::Refusal;
use super::finding::counted;
use super::formats::Source;
use super::packed::{Package, text_of_xml, xml};
use super::{ImportError, properties};

/// Reads a text, packed or not.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    if !source.bytes.starts_with(b"PK") {
        let whole = text_of_xml(source.bytes)?;
        if whole.contains("<!DOCTYPE") || whole.contains("<!ENTITY") {
            let reason = "it holds a document type definition, which no office program writes".to_owned();
            return Err(ImportError::Unreadable { name: source.name.to_owned(), reason });
        }
        return Ok(text(source, &[&whole], &whole, &whole));
    }
    let mut package = Package::open(source.name, source.bytes, source.options)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if xml::count(&manifest, "encryption-data") > 0 {
        return Err(ImportError::Refused { name: source.name.to_owned(), what: Refusal::Encrypted });
    }
    let styles = package.part("styles.xml")?.unwrap_or_default();
    let meta = package.part("meta.xml")?.unwrap_or_default();
    let content = package.part("content.xml")?.ok_or_else(|| ImportError::Unreadable {
        name: source.name.to_owned(),
        reason: "no content.xml inside".to_owned(),
    })?;
    Ok(text(source, &[&styles, &content], &content, &meta))
}

fn text(source: &Source, style_parts: &[&str], content: &str, meta: &str) -> Draft {
    let (mut styles, mut lists) = (styles::Styles::default(), lists::Lists::default());
    for part in style_parts {
        styles.read(part);
        lists.read(part);
    }
    let changes = changes::read(content);
    let mut body = body::Body::new(&styles, &lists, &changes, source.options);
    let whole = xml::walk(content, |seen| body.see(seen));
    let mut draft = body.finish();
    draft.findings.extend(counted("import.finding.damaged", usize::from(!whole)));
    // The text may hold elements of these names too, as fields: only the head counts.
    let head = meta.split("</office:meta>").next().unwrap_or_default();
    draft.title = draft.title.or_else(|| xml::text_of(head, "title"));
    let creator = xml::text_of(head, "initial-creator").or_else(|| xml::text_of(head, "creator"));
    draft.bibliography.authors = creator.map(|who| properties::people(&who)).unwrap_or_default();
    draft.bibliography.keywords =
        xml::texts_of(head, "keyword").iter().flat_map(|words| properties::keywords(words)).collect();
    draft
}
