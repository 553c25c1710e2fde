//! Walks the postings of characters that stand together, at fixed distances or within a gap.
//!
//! A literal is one link, `购买?服务` too, `政*合同` is two. The rarest character leads: where any of them is missing,
//! the rest skip the document, and once a link stands nowhere in it, no more positions are read.

use std::ops::Range;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

use super::pattern::{Chain, Gap};
use super::starts::{Starts, keep_common, keep_followed};

/// What is walked together.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// The rarest first.
    lists: Vec<Listed>,
    /// Between the beginning of a link and that of the next.
    steps: Vec<Gap>,
}

/// A token and where its list is.
#[derive(Debug)]
struct Listed {
    info: TermInfo,
    /// The link that it belongs to, and how far it stands from its beginning.
    link: usize,
    offset: u32,
    /// Whether it is the rarest of its link.
    leads: bool,
}

impl Linked {
    /// Tokens at their offsets; nothing to walk where one of them stands nowhere.
    pub fn literal(postings: &InvertedIndexReader, field: Field, tokens: &[(&str, u32)]) -> tantivy::Result<Self> {
        let tokens = tokens.iter().map(|(text, offset)| (*text, 0, *offset));
        Self::of(postings, field, tokens, Vec::new())
    }

    /// The characters of a chain.
    pub fn chain(postings: &InvertedIndexReader, field: Field, chain: &Chain) -> tantivy::Result<Self> {
        let characters: Vec<(String, usize, u32)> = chain
            .links
            .iter()
            .enumerate()
            .flat_map(|(at, link)| link.characters.iter().map(move |(c, offset)| (c.to_string(), at, *offset)))
            .collect();
        let behind =
            |gap: Gap, len: u32| Gap { least: gap.least.saturating_add(len), most: gap.most.saturating_add(len) };
        let steps = chain.links.windows(2).filter_map(|pair| Some(behind(pair.get(1)?.before, pair.first()?.len())));
        let tokens = characters.iter().map(|(text, link, offset)| (text.as_str(), *link, *offset));
        Self::of(postings, field, tokens, steps.collect())
    }

    fn of<'a>(
        postings: &InvertedIndexReader,
        field: Field,
        tokens: impl Iterator<Item = (&'a str, usize, u32)>,
        steps: Vec<Gap>,
    ) -> tantivy::Result<Self> {
        let mut lists: Vec<Listed> = Vec::new();
        for (text, link, offset) in tokens {
            match postings.get_term_info(&Term::from_field_text(field, text))? {
                Some(info) => lists.push(Listed { info, link, offset, leads: false }),
                None => return Ok(Self::default()),
            }
        }
        // By how often, not by in how many documents: in a long document everything common stands.
        lists.sort_by_key(|list| list.info.positions_range.len());
        for link in 0..=steps.len() {
            if let Some(first) = lists.iter_mut().find(|list| list.link == link) {
                first.leads = true;
            }
        }
        Ok(Self { lists, steps })
    }

    /// Nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Where they begin.
    pub fn starts(&self, postings: &InvertedIndexReader, documents: Range<DocId>) -> tantivy::Result<Starts> {
        let mut found = Starts::default();
        let mut open = Vec::with_capacity(self.lists.len());
        for list in &self.lists {
            open.push(postings.read_postings_from_terminfo(&list.info, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let (mut links, mut positions) = (vec![Vec::new(); self.steps.len() + 1], Vec::new());
        let mut document = open.first_mut().map_or(TERMINATED, |lead| seek(lead, documents.start));
        while document < documents.end {
            let mut next = document;
            for list in open.iter_mut().skip(1) {
                next = seek(list, document);
                if next != document {
                    break;
                }
            }
            if next == document {
                if self.stand(&mut open, &mut links, &mut positions) {
                    found.places.extend_from_slice(links.first().map(Vec::as_slice).unwrap_or_default());
                    found.finish(document);
                }
                document = open.first_mut().map_or(TERMINATED, DocSet::advance);
            } else {
                // Wherever one of them is missing, the rest may skip too.
                document = match open.first_mut() {
                    Some(lead) if next != TERMINATED => seek(lead, next),
                    _ => TERMINATED,
                };
            }
        }
        Ok(found)
    }

    /// Whether they stand in the document that all lists have come to: then the first link has the places of all.
    fn stand(&self, open: &mut [SegmentPostings], links: &mut [Vec<u32>], positions: &mut Vec<u32>) -> bool {
        for (postings, list) in open.iter_mut().zip(&self.lists) {
            let Some(starts) = links.get_mut(list.link) else { return false };
            if list.leads {
                postings.positions(starts);
                starts.retain_mut(|at| at.checked_sub(list.offset).map(|start| *at = start).is_some());
            } else {
                postings.positions(positions);
                keep_common(starts, positions, list.offset);
            }
            if starts.is_empty() {
                return false;
            }
        }
        for (at, step) in self.steps.iter().enumerate().rev() {
            if let Some([starts, next, ..]) = links.get_mut(at..) {
                keep_followed(starts, next, step.least, step.most);
            }
        }
        links.first().is_some_and(|starts| !starts.is_empty())
    }
}

/// The first document from there on.
pub(super) fn seek(postings: &mut SegmentPostings, document: DocId) -> DocId {
    let here = postings.doc();
    if here < document { postings.seek(document) } else { here }
}
