//! The outline: what a file's own table of contents calls its parts, and on which pages they begin.

use std::collections::{BTreeSet, HashMap};

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, ObjectIdentifier, String as PdfString};

use super::info::{one_line, text_of};

/// Entries that are read, and how deep.
const OUTLINE: usize = 20_000;
const OUTLINE_DEPTH: u8 = 6;

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 is the outermost.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// The page that it leads to, counted from 0, where it says so plainly.
    pub page: Option<usize>,
}

/// The outline, in its order.
pub fn outline(pdf: &Pdf) -> Vec<Heading> {
    let mut out = Vec::new();
    let root = pdf
        .xref()
        .get::<Dict>(pdf.xref().root_id())
        .and_then(|catalog| catalog.get::<Dict>(keys::OUTLINES))
        .and_then(|outlines| outlines.get::<Dict>(keys::FIRST));
    let pages: HashMap<ObjectIdentifier, usize> =
        pdf.pages().iter().enumerate().filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect();
    let mut seen: BTreeSet<ObjectIdentifier> = BTreeSet::new();
    let mut waiting: Vec<(Dict, u8)> = root.map(|first| (first, 1)).into_iter().collect();
    while let Some((entry, level)) = waiting.pop() {
        if out.len() >= OUTLINE || entry.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let title =
            entry.get::<PdfString>(keys::TITLE).map(|text| one_line(text_of(text.as_bytes()))).unwrap_or_default();
        let target = entry
            .get::<Array>(keys::DEST)
            .or_else(|| entry.get::<Dict>(keys::A).and_then(|action| action.get::<Array>(keys::D)));
        let page = target
            .and_then(|target| target.raw_iter().next())
            .and_then(|page| page.as_obj_ref())
            .and_then(|page| pages.get(&page.into()).copied());
        if !title.is_empty() {
            out.push(Heading { level, title, page });
        }
        if let Some(next) = entry.get::<Dict>(keys::NEXT) {
            waiting.push((next, level));
        }
        if level < OUTLINE_DEPTH
            && let Some(first) = entry.get::<Dict>(keys::FIRST)
        {
            waiting.push((first, level + 1));
        }
    }
    out
}
