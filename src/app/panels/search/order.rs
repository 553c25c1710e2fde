//! The order of a concordance: by what stands left or right of the hits, as a dictionary would have it.
//!
//! Chinese neighbours are ordered by their pinyin, then by character; others by letter. What stands at the
//! edge of a paragraph has no neighbour and comes first.

use std::cmp::Ordering;

use pinyin::ToPinyin;
use rayon::slice::ParallelSliceMut;

use crate::model::{CharIndex, Project, Span, Text};
use crate::search::Hit;

/// In which order the lines of a concordance stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// As documents and texts run.
    #[default]
    Document,
    /// By what stands before the hit, read backwards.
    Left,
    /// By what stands after the hit.
    Right,
}

impl Sort {
    /// All of them with the ids of their names.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Document, "search.ui.sort.document"),
        (Self::Left, "search.ui.sort.left"),
        (Self::Right, "search.ui.sort.right"),
    ];
}

/// How many neighbours count.
const NEIGHBOURS: usize = 6;

/// The numbers of the hits in the order asked for; equal neighbours keep the order of the text.
#[must_use]
pub fn order(project: &Project, hits: &[Hit], sort: Sort) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..hits.len() as u32).collect();
    if sort == Sort::Document {
        return numbers;
    }
    let keys: Vec<Vec<char>> = hits
        .iter()
        .map(|hit| project.document(hit.document).map_or_else(Vec::new, |d| neighbours(&d.text, hit.span, sort)))
        .collect();
    numbers.par_sort_by(|&a, &b| compare(&keys[a as usize], &keys[b as usize]).then(a.cmp(&b)));
    numbers
}

fn neighbours(text: &Text, span: Span, sort: Sort) -> Vec<char> {
    let reach = NEIGHBOURS as u32 * 2;
    let word = |c: &char| c.is_alphanumeric();
    match sort {
        Sort::Document => Vec::new(),
        Sort::Left => {
            let first = text.paragraph_range(text.paragraph_of(span.start)).start;
            let from = span.start.0.saturating_sub(reach).max(first);
            let before = Span::new(from, span.start.0).map_or("", |before| text.slice(before));
            before.chars().rev().filter(word).take(NEIGHBOURS).collect()
        }
        Sort::Right => {
            let last = text.paragraph_range(text.paragraph_of(CharIndex(span.end.0.saturating_sub(1)))).end;
            let to = span.end.0.saturating_add(reach).min(last);
            let after = Span::new(span.end.0, to).map_or("", |after| text.slice(after));
            after.chars().filter(word).take(NEIGHBOURS).collect()
        }
    }
}

fn compare(a: &[char], b: &[char]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| compare_characters(*a, *b)).find(|o| o.is_ne()).unwrap_or(a.len().cmp(&b.len()))
}

fn compare_characters(a: char, b: char) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    // Letters and digits before Han, as dictionaries have them.
    match (a.to_pinyin(), b.to_pinyin()) {
        (Some(p), Some(q)) => p.plain().cmp(q.plain()).then(p.with_tone_num().cmp(q.with_tone_num())).then(a.cmp(&b)),
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (None, None) => a.to_lowercase().cmp(b.to_lowercase()).then(a.cmp(&b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Document, DocumentId, Edit, ProjectId, Timestamp};
    use std::sync::Arc;

    #[test]
    fn neighbours_stand_in_the_order_of_pinyin_and_edges_first() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "试", Timestamp(0));
        let text = Text::new("请政府办\n在政府，帮\n政府\n阿政府A").unwrap();
        let document = Document::of_text(DocumentId::new(&mut mint), "札记", text, Timestamp(0));
        let id = document.id;
        Edit::AddDocument(Arc::new(document)).apply(&mut project).unwrap();
        let hits = crate::search::scan(&project, &crate::search::Query::parse("政府").unwrap(), 9).hits;
        assert_eq!(hits.len(), 4);
        assert!(hits.iter().all(|hit| hit.document == id));
        // Right: nothing, A, bàn, bāng (a mark is no neighbour).
        assert_eq!(order(&project, &hits, Sort::Right), [2, 3, 0, 1]);
        // Left: nothing, ā, qǐng, zài.
        assert_eq!(order(&project, &hits, Sort::Left), [2, 3, 0, 1]);
        assert_eq!(order(&project, &hits, Sort::Document), [0, 1, 2, 3]);
    }
}
