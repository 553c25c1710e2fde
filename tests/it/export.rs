//! Excerpts as a paper needs them: every format against a file that was looked at, and onto the disk.
//!
//! Where a change of a format is meant, run with `TIANYE_GOLDEN=write` and look at the difference.

use std::io::Read;
use std::path::Path;

use tianye::export::file::{Existing, FileError, save};
use tianye::export::{Below, Codes, Format, GroupBy, Selection, excerpts, write};
use tianye::i18n::Language;
use tianye::model::Project;

use crate::support::interviews;

/// Compares with `tests/golden/export/<name>`.
fn golden(name: &str, made: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/export").join(name);
    if std::env::var_os("TIANYE_GOLDEN").is_some_and(|wish| wish == "write") {
        save(&path, made, Existing::Replace).unwrap();
    }
    let kept = std::fs::read(&path).unwrap();
    assert_eq!(String::from_utf8_lossy(made), String::from_utf8_lossy(&kept), "{name}");
}

fn part(file: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn by_code(project: &Project) -> Selection {
    let trap = project.codes().find(|code| code.name == "陷阱").unwrap().id;
    Selection { codes: Codes::Chosen { codes: vec![trap], below: Below::Include }, ..Selection::default() }
}

#[test]
fn every_format_is_written_as_the_one_that_was_looked_at() {
    let project = interviews();
    let found = excerpts(&project, &by_code(&project));
    for (format, name) in
        [(Format::Markdown, "by_code.md"), (Format::Html, "by_code.html"), (Format::Csv, "by_code.csv")]
    {
        golden(name, &write(&found, format, Language::Chinese).unwrap());
    }
    golden(
        "by_code.document.xml",
        &part(&write(&found, Format::Docx, Language::Chinese).unwrap(), "word/document.xml"),
    );
    let sheet = part(&write(&found, Format::Xlsx, Language::Chinese).unwrap(), "xl/worksheets/sheet1.xml");
    golden("by_code.sheet1.xml", &sheet);
}

#[test]
fn by_document_with_context_in_english() {
    let project = interviews();
    let found = excerpts(&project, &Selection { group_by: GroupBy::Document, context: 6, ..Selection::default() });
    golden("by_document.md", &write(&found, Format::Markdown, Language::English).unwrap());
}

#[test]
fn every_format_goes_to_the_disk_and_none_over_a_file_unasked() {
    let project = interviews();
    let found = excerpts(&project, &Selection::default());
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let target = folder.path().join(tianye::export::escape::file_name(&found.title, format.extension()));
        let bytes = write(&found, format, Language::Chinese).unwrap();
        save(&target, &bytes, Existing::Refuse).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), bytes);
        assert!(matches!(save(&target, b"", Existing::Refuse), Err(FileError::Exists(_))));
        assert_eq!(format.extension().parse(), Ok(format));
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), Format::ALL.len());
}
