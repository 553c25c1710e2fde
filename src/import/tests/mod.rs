//! Readers and steps together: golden texts of our own, hostile bytes, properties of the clean-up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::format_collect)]

mod any_talk;
mod books;
mod docx;
mod golden;
mod hostile;
mod hostile_office;
mod joints;
mod pages;
mod papers;
mod pdf;
mod pdf_file;
mod reflow;
mod rtf;
mod surveys;
mod tables;
mod transcripts;
mod village;
mod web;

use super::*;
use crate::model::{BlockKind, CharIndex, MarkKind};

/// The one document of a file.
fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    super::read(name, bytes, options).map(|mut documents| {
        assert_eq!(documents.len(), 1, "{name}");
        documents.remove(0)
    })
}

/// Text of an import with the default options.
fn text(name: &str, bytes: &[u8]) -> String {
    read(name, bytes, &Options::default()).unwrap().text.as_str().to_owned()
}

/// Kinds of all paragraphs.
fn kinds(imported: &Imported) -> Vec<BlockKind> {
    (0..imported.text.paragraph_count()).map(|at| imported.structure.kind_of(at)).collect()
}

/// What the marks of a kind cover.
fn marked(imported: &Imported, kind: MarkKind) -> Vec<&str> {
    imported
        .structure
        .marks
        .iter()
        .filter(|mark| mark.kind == kind)
        .map(|mark| imported.text.slice(mark.span))
        .collect()
}

fn finding_ids(imported: &Imported) -> Vec<&str> {
    imported.record.findings.iter().map(|finding| finding.id.as_ref()).collect()
}
