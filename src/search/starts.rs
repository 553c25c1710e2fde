//! Where something begins, in thousands of documents at once, and what two such lists have in common.

use std::ops::Range;

use tantivy::DocId;

/// Where a literal or a chain begins in some documents of a segment: `places` up to the first of `ends` are of the first
/// document, and so on. One list for thousands of documents.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Starts {
    pub documents: Vec<DocId>,
    pub ends: Vec<u32>,
    pub places: Vec<u32>,
}

impl Starts {
    /// Of places in any order. They are dealt out to their documents first: a single digit stands in millions of
    /// places, and sorting them all at once takes as long as everything else.
    pub fn of(all: Vec<(DocId, u32)>, documents: &Range<DocId>) -> Self {
        let slot = |document: DocId| (document - documents.start) as usize;
        let mut next = vec![0; documents.len() + 1];
        for (document, _) in &all {
            if let Some(count) = next.get_mut(slot(*document) + 1) {
                *count += 1;
            }
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut dealt = vec![0; all.len()];
        for (document, place) in all {
            let at = &mut next[slot(document)];
            dealt[*at] = place;
            *at += 1;
        }
        // Each document's end has become the next one's beginning.
        let (mut found, mut begin) = (Self::default(), 0);
        for (document, end) in documents.clone().zip(next) {
            let own = &mut dealt[begin..end];
            begin = end;
            own.sort_unstable();
            let first = found.places.len();
            for &place in &*own {
                if found.places[first..].last() != Some(&place) {
                    found.places.push(place);
                }
            }
            found.finish(document);
        }
        found
    }

    /// The places of one of its documents.
    pub fn of_document(&self, at: usize) -> &[u32] {
        let end = self.ends.get(at).copied().unwrap_or(0);
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.places.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// What is in both.
    pub fn common(&self, other: &Self) -> Self {
        let mut found = Self::default();
        let mut theirs = 0;
        for (own, &document) in self.documents.iter().enumerate() {
            while other.documents.get(theirs).is_some_and(|&there| there < document) {
                theirs += 1;
            }
            if other.documents.get(theirs) == Some(&document) {
                let mut starts = self.of_document(own).to_vec();
                keep_common(&mut starts, other.of_document(theirs), 0);
                found.places.extend(starts);
                found.finish(document);
            }
        }
        found
    }

    /// All places of a document are in; one without any is none.
    pub fn finish(&mut self, document: DocId) {
        let end = self.places.len() as u32;
        if self.ends.last().copied().unwrap_or(0) < end {
            self.documents.push(document);
            self.ends.push(end);
        }
    }
}

/// Keeps the starts for which a position stands `offset` further; both ascend.
pub(super) fn keep_common(starts: &mut Vec<u32>, positions: &[u32], offset: u32) {
    if starts.len() * 16 < positions.len() {
        starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        return;
    }
    let mut rest = positions;
    starts.retain(|start| {
        let wanted = start + offset;
        while let Some((&at, more)) = rest.split_first() {
            if at >= wanted {
                return at == wanted;
            }
            rest = more;
        }
        false
    });
}

/// Keeps the starts that have one of the next ones at least and at most so far behind them; both ascend.
pub(super) fn keep_followed(starts: &mut Vec<u32>, next: &[u32], least: u32, most: u32) {
    let mut rest = next;
    starts.retain(|start| {
        let first = start.saturating_add(least);
        while let Some((_, more)) = rest.split_first().filter(|(at, _)| **at < first) {
            rest = more;
        }
        rest.first().is_some_and(|&at| at <= start.saturating_add(most))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_dealt_out_to_their_documents_in_order_and_once() {
        let all = vec![(7, 4), (7, 9), (5, 9), (7, 1), (7, 9), (9, 9), (5, 2)];
        let starts = Starts::of(all, &(5..11));
        let expected = Starts { documents: vec![5, 7, 9], ends: vec![2, 5, 6], places: vec![2, 9, 1, 4, 9, 9] };
        assert_eq!(starts, expected);
        assert_eq!(Starts::of(Vec::new(), &(0..3)), Starts::default());
    }

    #[test]
    fn a_start_stays_where_another_one_follows_soon_enough_and_not_too_soon() {
        let kept = |least, most| {
            let mut starts = vec![0, 1, 5, 9, 20];
            keep_followed(&mut starts, &[0, 3, 6, 11, 30], least, most);
            starts
        };
        assert_eq!(kept(2, 2), [1, 9]);
        assert_eq!(kept(0, 1), [0, 5]);
        assert_eq!(kept(3, 9), [0, 1, 5]);
        assert_eq!(kept(10, u32::MAX), [0, 1, 5, 9, 20]);
        assert_eq!(kept(11, u32::MAX), [0, 1, 5, 9]);
    }
}
