//! The two ends of a coding, and where a pull or a step takes one of them.
//!
//! At least one character always remains, and an end that is stepped along never rests behind or
//! before a line end: nobody codes the break between two paragraphs. Pure; what is painted of it and
//! how the pointer takes hold of it stands in `handles`.

use super::boundaries::Words;
use super::caret::{next, previous, word_after, word_before};
use crate::model::{CharIndex, Span, Text};

/// One of the two ends of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Before its first character.
    Start,
    /// After its last character.
    Finish,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the beginning of the text.
    Back,
    /// Towards its end.
    On,
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// What a reader sees as one character.
    Character,
    /// By segmentation in Chinese.
    Word,
}

/// A passage one end of which was pulled to a place; one character remains.
#[must_use]
pub fn pulled(span: Span, end: End, to: CharIndex) -> Span {
    match end {
        End::Start => Span { start: to.min(CharIndex(span.end.0.saturating_sub(1))), ..span },
        End::Finish => Span { end: to.max(CharIndex(span.start.0 + 1)), ..span },
    }
}

/// A passage one end of which went a step; the same where there is no way on.
#[must_use]
pub fn stepped(text: &Text, span: Span, (end, way, stride): (End, Way, Stride), words: Option<Words<'_>>) -> Span {
    let limit = text.paragraph_range(text.paragraph_count().saturating_sub(1)).end;
    let here = match end {
        End::Start => span.start.0,
        End::Finish => span.end.0,
    };
    let once = |here: u32| match (way, stride) {
        (Way::Back, Stride::Character) => previous(text, here),
        (Way::On, Stride::Character) => next(text, here, limit),
        (Way::Back, Stride::Word) => word_before(text, here, words),
        (Way::On, Stride::Word) => word_after(text, here, limit, words),
    };
    // The character that would be the outermost one inside.
    let at_line_end = |at: u32| match end {
        End::Start => text.paragraph_range(text.paragraph_of(CharIndex(at))).end == at,
        End::Finish => at > 0 && text.paragraph_range(text.paragraph_of(CharIndex(at - 1))).end == at - 1,
    };
    let mut at = once(here);
    while at_line_end(at) && at > 0 && at < limit {
        at = match way {
            Way::Back => at - 1,
            Way::On => at + 1,
        };
    }
    if at_line_end(at) { span } else { pulled(span, end, CharIndex(at)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "老人说人不来。\n\n他叫不动，cafe\u{301} 也关了\n";

    fn said(text: &Text, span: Span) -> &str {
        text.slice(span)
    }

    #[test]
    fn an_end_steps_over_line_ends_and_stays_where_the_text_ends() {
        let text = Text::new(TEXT).unwrap();
        let span = Span::new(3, 7).unwrap();
        let finish = |span, way, stride| stepped(&text, span, (End::Finish, way, stride), None);
        assert_eq!(said(&text, finish(span, Way::Back, Stride::Character)), "人不来");
        let on = finish(span, Way::On, Stride::Character);
        assert_eq!(said(&text, on), "人不来。\n\n他");
        assert_eq!(finish(on, Way::Back, Stride::Character), span, "and back");
        assert_eq!(said(&text, finish(on, Way::On, Stride::Word)), "人不来。\n\n他叫不动");
        let whole = Span::new(9, text.char_len() - 1).unwrap();
        assert_eq!(finish(whole, Way::On, Stride::Character), whole);
        let start = |span, way| stepped(&text, span, (End::Start, way, Stride::Character), None);
        let second = Span::new(9, 13).unwrap();
        assert_eq!(said(&text, start(second, Way::Back)), "。\n\n他叫不动");
        assert_eq!(said(&text, start(second, Way::On)), "叫不动");
        let first = Span::new(0, 2).unwrap();
        assert_eq!(start(first, Way::Back), first);
    }

    #[test]
    fn an_accent_is_never_torn_from_its_letter() {
        let text = Text::new(TEXT).unwrap();
        let at = TEXT.chars().position(|c| c == 'f').unwrap() as u32;
        let span = Span::new(9, at + 1).unwrap();
        let on = stepped(&text, span, (End::Finish, Way::On, Stride::Character), None);
        assert!(said(&text, on).ends_with("cafe\u{301}"));
    }

    proptest! {
        #[test]
        fn whatever_is_pulled_or_stepped_one_character_remains(
            start in 0_u32..20, len in 1_u32..10, to in 0_u32..40, steps in proptest::collection::vec(0_u8..8, 0..12),
        ) {
            let text = Text::new(TEXT).unwrap();
            let end = (start + len).min(text.char_len() - 1);
            prop_assume!(start < end);
            let mut span = Span::new(start, end).unwrap();
            for at in [End::Start, End::Finish] {
                let span = pulled(span, at, CharIndex(to));
                prop_assert!(span.start < span.end);
            }
            for step in steps {
                let end = if step & 1 == 0 { End::Start } else { End::Finish };
                let way = if step & 2 == 0 { Way::Back } else { Way::On };
                let stride = if step & 4 == 0 { Stride::Character } else { Stride::Word };
                span = stepped(&text, span, (end, way, stride), None);
                prop_assert!(span.start < span.end && span.end.0 < text.char_len());
            }
        }
    }
}
