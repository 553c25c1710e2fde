//! The corrected text as it is shown: with what an input method is composing, and with the codings that moved along.
//!
//! Nothing of it is the text. What is composed stands in a copy that nobody saves.

use std::ops::Range;
use std::sync::Arc;

use super::fates::Fates;
use crate::app::text_view::Shown;
use crate::model::{CharIndex, Document, Span, Text};
use crate::session::Draft;

/// What an input method is composing, and what it is to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Composition {
    /// The letters.
    pub text: String,
    /// The stretch of the draft's text in whose place they stand.
    pub place: Range<u32>,
    /// What was selected when it began.
    pub held: (CharIndex, CharIndex),
    /// Where the caret was put in what is shown: where it stands elsewhere, somebody clicked.
    pub caret: CharIndex,
}

impl Composition {
    fn len(&self) -> u32 {
        self.text.chars().count() as u32
    }

    /// Where the letters stand in what is shown.
    pub fn shown(&self) -> Option<Span> {
        Span::new(self.place.start, self.place.start + self.len())
    }

    /// The place of the draft's text at a place of what is shown.
    pub fn back(&self, at: CharIndex) -> CharIndex {
        let end = self.place.start + self.len();
        CharIndex(if at.0 <= self.place.start {
            at.0
        } else if at.0 >= end {
            at.0 - end + self.place.end
        } else {
            self.place.start
        })
    }

    /// Where a passage of the draft's text is shown; `None` where the letters stand in its place.
    fn forth(&self, span: Span) -> Option<Span> {
        if span.end.0 <= self.place.start {
            return Some(span);
        }
        let moved = |at: u32| at - self.place.end + self.place.start + self.len();
        (span.start.0 >= self.place.end).then(|| Span::new(moved(span.start.0), moved(span.end.0))).flatten()
    }
}

/// What the column shows.
#[derive(Default)]
pub(super) struct Screen {
    made_of: Option<(u64, Option<Composition>)>,
    composed: Option<Draft>,
    document: Option<Document>,
    /// Grows whenever another text is shown.
    pub looks: u64,
    /// The codings, by start.
    pub codings: Vec<Shown>,
    codings_of: Option<(u64, u64, u64)>,
    /// Grows whenever `codings` differ.
    pub revision: u64,
    /// The composed letters, to be underlined.
    pub underlined: Vec<Span>,
}

impl Screen {
    /// Follows the draft and what is composed.
    pub fn follow(&mut self, draft: &Draft, composing: Option<&Composition>) {
        let made_of = (draft.generation(), composing.cloned());
        if self.made_of.as_ref() == Some(&made_of) {
            return;
        }
        self.composed = composing.map(|composing| draft.with(composing.place.clone(), &composing.text));
        let mut document = self.composed.as_ref().unwrap_or(draft).document().clone();
        let said = document.text.as_str();
        if said.ends_with('\n')
            // After a line end that closes the text stands a row to write on in, too.
            && let Ok(text) = Text::new(format!("{said}\n"))
        {
            document.text = Arc::new(text);
        }
        self.document = Some(document);
        self.underlined = composing.and_then(Composition::shown).into_iter().collect();
        self.made_of = Some(made_of);
        self.looks += 1;
    }

    /// Follows where codings stand; `read` are those that reading shows, with a number that grows when they differ.
    pub fn follow_codings(&mut self, fates: &Fates, (read, generation): (&[Shown], u64)) {
        let Some((looks, revision)) = fates.of else { return };
        let of = Some((looks, revision, generation));
        if self.codings_of == of {
            return;
        }
        let stands = |shown: &Shown| Some(Shown { span: fates.place_of(shown.id)?, ..shown.clone() });
        self.codings = read.iter().filter_map(stands).collect();
        self.codings.sort_by_key(|shown| (shown.span.start, std::cmp::Reverse(shown.span.end)));
        self.codings_of = of;
        self.revision += 1;
    }

    /// The document with the text that is shown.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The draft with what is composed.
    pub fn draft<'a>(&'a self, draft: &'a Draft) -> &'a Draft {
        self.composed.as_ref().unwrap_or(draft)
    }

    /// Where passages of the draft's text are shown.
    pub fn passages(&self, spans: &[Span]) -> Vec<Span> {
        match self.made_of.as_ref().and_then(|(_, composing)| composing.as_ref()) {
            None => spans.to_vec(),
            Some(composing) => spans.iter().filter_map(|span| composing.forth(*span)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_around_what_is_composed_lead_back_to_the_text() {
        let at = CharIndex(2);
        let composing = Composition { text: "qi'shi".into(), place: 2..4, held: (at, at), caret: CharIndex(8) };
        let back: Vec<u32> = [0, 2, 5, 8, 9].map(|at| composing.back(CharIndex(at)).0).to_vec();
        assert_eq!(back, [0, 2, 2, 4, 5]);
        assert_eq!(composing.forth(Span::new(4, 6).unwrap()), Span::new(8, 10));
        assert_eq!(composing.forth(Span::new(0, 2).unwrap()), Span::new(0, 2));
        assert_eq!(composing.forth(Span::new(3, 6).unwrap()), None);
    }
}
