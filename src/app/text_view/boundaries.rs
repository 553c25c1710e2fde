//! What a double, a triple and a fourth click take: the word, the sentence, the paragraph.
//!
//! Chinese has no spaces between words; the shell may hand in a segmenter ([`Words`]). Without one
//! a run of Han up to the next mark is taken: a clause, never half of a word.

use std::ops::Range;

use crate::model::{CharIndex, Span, Structure, Text};
use crate::search::unit::sentence_within;

/// Finds the word that holds a character: a clause and a place in it, both in characters, to a range of it.
pub type Words<'a> = &'a dyn Fn(&str, usize) -> Range<usize>;

/// How much of a paragraph is looked at on either side: a whole book may stand in one.
const REACH: u32 = 2_000;

/// What one gesture takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Exactly what was dragged over.
    #[default]
    Character,
    /// By segmentation in Chinese.
    Word,
    /// With its closing mark.
    Sentence,
    /// Without its line end.
    Paragraph,
}

impl Unit {
    /// That of so many clicks at one place; the fifth begins anew.
    #[must_use]
    pub fn of_clicks(clicks: u32) -> Self {
        match clicks.saturating_sub(1) % 4 {
            0 => Self::Character,
            1 => Self::Word,
            2 => Self::Sentence,
            _ => Self::Paragraph,
        }
    }

    /// The unit that holds a character; `None` in an empty paragraph and for [`Unit::Character`].
    #[must_use]
    pub fn around(self, text: &Text, position: CharIndex, words: Option<Words<'_>>) -> Option<Span> {
        match self {
            Self::Character => None,
            Self::Word => word_at(text, position, words),
            Self::Sentence => sentence_at(text, position),
            Self::Paragraph => {
                let range = text.paragraph_range(text.paragraph_of(position));
                Span::new(range.start, range.end)
            }
        }
    }
}

impl Unit {
    /// A passage, or the empty place between two characters, grown to whole units at both ends.
    #[must_use]
    pub fn widened(self, text: &Text, (start, end): (CharIndex, CharIndex), words: Option<Words<'_>>) -> Option<Span> {
        let last = CharIndex(end.0.saturating_sub(1)).max(start);
        match (self.around(text, start, words), self.around(text, last, words)) {
            (Some(first), Some(last)) => Some(first.union(last)),
            // One end lies in an empty paragraph.
            (Some(found), None) | (None, Some(found)) => {
                let held = Span::new(start.0, end.0);
                Some(held.map_or(found, |held| held.union(found)))
            }
            (None, None) => None,
        }
    }
}

impl Unit {
    /// A unit that was taken from a place on, without the speaker's label before its first sentence: a coding knows who
    /// speaks without it. Whoever points at the label means it.
    #[must_use]
    pub fn without_label(self, structure: &Structure, span: Span, place: CharIndex) -> Span {
        let said = structure.turn_at(span.start).filter(|turn| turn.span.start == span.start).map(|turn| turn.said);
        match said.filter(|said| self == Self::Sentence && *said <= place && *said < span.end) {
            Some(said) => Span { start: said, ..span },
            None => span,
        }
    }
}

/// What parts words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Space,
    Han,
    Letters,
    Mark,
}

fn script_of(character: char) -> Script {
    match character {
        c if c.is_whitespace() => Script::Space,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
            Script::Han
        }
        c if c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36F}').contains(&c) => Script::Letters,
        _ => Script::Mark,
    }
}

/// The characters around a place, and the code point of the first of them.
fn surroundings(text: &Text, position: CharIndex) -> (Vec<char>, u32) {
    let range = text.paragraph_range(text.paragraph_of(position));
    let start = range.start.max(position.0.saturating_sub(REACH));
    let end = range.end.min(position.0.saturating_add(REACH));
    let characters = Span::new(start, end).map_or_else(Vec::new, |span| text.slice(span).chars().collect());
    (characters, start)
}

/// The word that holds a character; at a paragraph's end the last one.
#[must_use]
pub fn word_at(text: &Text, position: CharIndex, words: Option<Words<'_>>) -> Option<Span> {
    let (characters, start) = surroundings(text, position);
    let at = (position.0.saturating_sub(start) as usize).min(characters.len().checked_sub(1)?);
    // don’t, 3.14, well-known
    let letters = |i: usize| characters.get(i).is_some_and(|&c| script_of(c) == Script::Letters);
    let joins = |i: usize| "'’.-".contains(characters[i]) && i > 0 && letters(i - 1) && letters(i + 1);
    let script = if joins(at) { Script::Letters } else { script_of(characters[at]) };
    let within = |i: usize| match script {
        Script::Mark => i == at,
        Script::Letters => letters(i) || joins(i),
        _ => script_of(characters[i]) == script,
    };
    let first = (0..at).rev().take_while(|&i| within(i)).last().unwrap_or(at);
    let end = (at + 1..characters.len()).take_while(|&i| within(i)).last().unwrap_or(at) + 1;
    let (first, end) = match words {
        Some(words) if script == Script::Han => {
            let clause: String = characters[first..end].iter().collect();
            let found = words(&clause, at - first);
            // A segmenter that answers with something else is not believed.
            if found.start <= at - first && at - first < found.end && found.end <= end - first {
                (first + found.start, first + found.end)
            } else {
                (first, end)
            }
        }
        _ => (first, end),
    };
    Span::new(start + first as u32, start + end as u32)
}

/// The sentence that holds a character, as search has it; at a paragraph's end the last one.
fn sentence_at(text: &Text, position: CharIndex) -> Option<Span> {
    let range = text.paragraph_range(text.paragraph_of(position));
    sentence_within(text, Span::new(range.start, range.end)?, position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Turn;

    fn taken(span: Option<Span>, text: &Text) -> &str {
        span.map_or("", |span| text.slice(span))
    }

    #[test]
    fn a_word_is_a_latin_word_a_number_or_a_clause_of_chinese() {
        let text = Text::new("他说don’t，约3.14%；基层政府合谋。\n\n末").unwrap();
        let word = |at| taken(word_at(&text, CharIndex(at), None), &text);
        assert_eq!(word(0), "他说");
        assert_eq!(word(4), "don’t");
        assert_eq!(word(7), "，");
        assert_eq!(word(10), "3.14");
        assert_eq!(word(16), "基层政府合谋");
        assert_eq!(word(22), "。", "at the end of a paragraph the last one");
        assert_eq!(word_at(&text, CharIndex(23), None), None, "an empty paragraph has no word");
    }

    #[test]
    fn a_segmenter_is_asked_about_the_clause_and_believed_only_where_it_answers_sense() {
        let text = Text::new("说，基层政府合谋").unwrap();
        let two = |clause: &str, at: usize| {
            assert_eq!(clause, "基层政府合谋");
            at / 2 * 2..at / 2 * 2 + 2
        };
        assert_eq!(taken(word_at(&text, CharIndex(5), Some(&two)), &text), "政府");
        let nonsense = |_: &str, _: usize| 40..50;
        assert_eq!(taken(word_at(&text, CharIndex(5), Some(&nonsense)), &text), "基层政府合谋");
    }

    #[test]
    fn a_sentence_keeps_its_closing_marks_and_leaves_the_spaces() {
        let text = Text::new("他说：“不去。”我也不去！ See J. Smith. Then go... home").unwrap();
        let sentence = |at| taken(sentence_at(&text, CharIndex(at)), &text);
        assert_eq!(sentence(3), "他说：“不去。”");
        assert_eq!(sentence(9), "我也不去！");
        assert_eq!(sentence(16), "See J. Smith.");
        assert_eq!(sentence(30), "Then go...");
        assert_eq!(sentence(200), "home");
    }

    #[test]
    fn a_selection_grows_to_whole_words_sentences_and_paragraphs_at_both_ends() {
        let text = Text::new("他说不去。我也不去！\n\n谁去 home\n").unwrap();
        let grown =
            |unit: Unit, start, end| taken(unit.widened(&text, (CharIndex(start), CharIndex(end)), None), &text);
        assert_eq!(grown(Unit::Word, 16, 17), "home");
        assert_eq!(grown(Unit::Word, 16, 16), "home", "a caret takes the word that it stands in");
        assert_eq!(grown(Unit::Sentence, 2, 3), "他说不去。");
        assert_eq!(grown(Unit::Sentence, 4, 6), "他说不去。我也不去！");
        assert_eq!(grown(Unit::Sentence, 0, 5), "他说不去。", "what ends with the sentence does not take the next");
        assert_eq!(grown(Unit::Paragraph, 6, 13), "他说不去。我也不去！\n\n谁去 home");
        assert_eq!(grown(Unit::Paragraph, 6, 11), "他说不去。我也不去！");
        assert_eq!(grown(Unit::Word, 11, 11), "", "an empty paragraph has nothing to take");
    }

    #[test]
    fn four_clicks_widen_and_the_fifth_begins_anew() {
        let units: Vec<_> = (1..=5).map(Unit::of_clicks).collect();
        assert_eq!(units, [Unit::Character, Unit::Word, Unit::Sentence, Unit::Paragraph, Unit::Character]);
    }

    #[test]
    fn a_sentence_leaves_the_label_of_its_speaker_to_the_speaker() {
        let text = Text::new("王：来了两家。都熟。").unwrap();
        let whole = Span::new(0, text.char_len()).unwrap();
        let turn = Turn { span: whole, said: CharIndex(2), speaker: None, at: None, until: None };
        let structure = Structure { turns: vec![turn], ..Structure::default() };
        let taken_at = |unit: Unit, at| {
            let place = CharIndex(at);
            let span = unit.without_label(&structure, unit.around(&text, place, None).unwrap(), place);
            taken(Some(span), &text)
        };
        assert_eq!(taken_at(Unit::Sentence, 4), "来了两家。");
        assert_eq!(taken_at(Unit::Sentence, 0), "王：来了两家。", "whoever points at the label means it");
        assert_eq!(taken_at(Unit::Sentence, 8), "都熟。");
        assert_eq!(taken_at(Unit::Paragraph, 4), "王：来了两家。都熟。");
    }
}
