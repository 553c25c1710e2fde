//! What of a document's text was corrected by hand since its file was read last, and what of that a new reading of the
//! file would replace.
//!
//! The project does not say of a revision whether a person or a file made it. The way back to the file does: what a
//! file brought in leads to a place in it, what was typed leads nowhere. A step that only took something away counts
//! as made by hand: to warn once too often is better than to lose an hour's work without a word.

use crate::model::kept::{ChangedPlace, Kept};
use crate::model::{ChangeSet, CharIndex, Document, SourceMap, Span};

/// Corrections made by hand, seen from a text that is to take their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByHand {
    /// So many are in the new text too.
    pub kept: usize,
    /// These go.
    pub replaced: Vec<HandPlace>,
}

/// One place that was corrected by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandPlace {
    /// Counted from 0.
    pub paragraph: usize,
    /// What was put there; empty where something was only taken away.
    pub says: String,
}

impl ByHand {
    /// Of a document that is to get another text; `changes` lead from its text to that one.
    #[must_use]
    pub fn of(document: &Document, changes: &ChangeSet) -> Self {
        let kept = Kept::of(changes);
        let len = document.text.char_len();
        let mut found = Self::default();
        for place in corrected_by_hand(document) {
            // Where something was taken away its neighbours tell whether it is still gone.
            let (start, end) = if place.new.is_empty() {
                (place.new.start.saturating_sub(1), (place.new.end + 1).min(len))
            } else {
                (place.new.start, place.new.end)
            };
            if Span::new(start, end).is_none_or(|span| kept.is_untouched(span)) {
                found.kept += 1;
                continue;
            }
            let says = Span::new(place.new.start, place.new.end).map_or("", |span| document.text.slice(span));
            let paragraph = document.text.paragraph_of(CharIndex(place.new.start));
            found.replaced.push(HandPlace { paragraph, says: says.to_owned() });
        }
        found
    }
}

/// The places that differ from the text as it was read last, back to the step that read it.
fn corrected_by_hand(document: &Document) -> Vec<ChangedPlace> {
    let nothing = SourceMap::default();
    let map = document.source.as_ref().map_or(&nothing, |source| &source.map);
    let mut way = ChangeSet::default();
    way.retain(document.text.char_len());
    for step in document.earlier.iter().rev() {
        let later = Kept::of(&way);
        let came = step.changes.places().into_iter().filter_map(|place| Span::new(place.new.start, place.new.end));
        let from_file = came.filter_map(|span| later.map_span(span)).any(|span| leads_to_file(map, span));
        let Some(longer) = (!from_file).then(|| step.changes.compose(&way).ok()).flatten() else { break };
        way = longer;
    }
    way.places()
}

/// Whether a character of a passage stands in the file.
fn leads_to_file(map: &SourceMap, span: Span) -> bool {
    let after = map.segments.partition_point(|segment| segment.clean < span.end);
    after.checked_sub(1).is_some_and(|at| {
        let segment = map.segments[at];
        segment.clean.0 + segment.len > span.start.0
    })
}
