//! EPUB, 2 and 3: the container names the package, the package names the order of the files, and the
//! files are web pages. Title, authors, year and publisher come from the package.
//!
//! The table of contents is not read where it is a file of its own, for it repeats the headings. A book
//! whose files are locked by a seller is refused; locked fonts alone are no hindrance.

mod book;

use std::sync::Arc;

use super::draft::Draft;
use super::error::Refusal;
use super::finding::counted;
use super::formats::Source;
use super::html::{NoteBook, Page};
use super::packed::{Package, xml};
use super::{ImportError, properties};

/// Reads a book.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let mut package = Package::open(source.name, source.bytes, source.options)?;
    let unreadable = |reason: &str| ImportError::Unreadable { name: source.name.to_owned(), reason: reason.to_owned() };
    let container = package.markup("META-INF/container.xml")?.unwrap_or_default();
    let main = book::main_file(&container).ok_or_else(|| unreadable("the container names no book"))?;
    let opf = package.markup(&main)?.ok_or_else(|| unreadable("the book's own list of files is missing"))?;
    let book = book::read(&opf, &main);
    let locked = package.markup("META-INF/encryption.xml")?.map(|xml| book::locked(&xml)).unwrap_or_default();
    if book.files.iter().any(|file| locked.iter().any(|other| other.eq_ignore_ascii_case(file))) {
        return Err(ImportError::Refused { name: source.name.to_owned(), what: Refusal::Encrypted });
    }
    let (mut files, mut missing) = (Vec::new(), 0);
    for file in &book.files {
        match package.markup(file) {
            Ok(Some(markup)) => files.push((file.clone(), markup)),
            Err(bomb @ ImportError::Bomb { .. }) => return Err(bomb),
            // One damaged chapter does not take the others with it.
            Ok(None) | Err(_) => missing += 1,
        }
    }
    let notes = Arc::new(NoteBook::of(&files));
    let mut page = Page::new(source.options, notes);
    for (file, markup) in &files {
        page.feed_file(file, markup);
    }
    let mut draft = page.finish();
    draft.findings.extend(counted("import.finding.parts_missing", missing));
    take_record(&opf, &mut draft);
    Ok(draft)
}

fn take_record(opf: &str, draft: &mut Draft) {
    let first = |name: &str| xml::text_of(opf, name).map(|text| properties::one_line(&text)).unwrap_or_default();
    draft.title = Some(first("title")).filter(|title| !title.is_empty());
    let record = &mut draft.bibliography;
    record.title = first("title");
    // A book names its authors on purpose: they are taken as they stand.
    record.authors = xml::texts_of(opf, "creator").iter().map(|who| properties::one_line(who)).collect();
    record.authors.dedup();
    record.journal = first("publisher");
    record.year = xml::texts_of(opf, "date").iter().find_map(|date| properties::year(date)).unwrap_or_default();
    record.keywords = xml::texts_of(opf, "subject").iter().flat_map(|words| properties::keywords(words)).collect();
    record.doi = xml::texts_of(opf, "identifier").iter().find_map(|id| properties::doi(id)).unwrap_or_default();
}
