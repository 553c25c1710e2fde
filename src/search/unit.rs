//! Widens a hit to what is worth coding: its clause, its sentence, its paragraph, its turn.
//!
//! Sentences end as Chinese and Latin writing end them, closing quotes and brackets included; never
//! across the end of a paragraph. A semicolon parts clauses, not sentences (GB/T 15834). Whole grammar is
//! not attempted: "Dr. Li" is two sentences, though "J. Smith" is one.

use serde::{Deserialize, Serialize};

use crate::model::{CharIndex, Document, Span, Text};

use super::border::{ends_paragraph, is_closer, paragraph_around};
use super::script::is_han;

/// How much around a hit is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Just the hit.
    #[default]
    Hit,
    /// Between commas, semicolons and colons, without the one at its end.
    Clause,
    /// Between full stops, question marks and exclamation marks, with the one at its end.
    Sentence,
    /// Between the ends of paragraphs.
    Paragraph,
    /// What a speaker says without a break, the label left out; where nobody is known to speak, the paragraph.
    Turn,
}

impl Unit {
    /// All of them, from narrow to wide.
    pub const ALL: [Self; 5] = [Self::Hit, Self::Clause, Self::Sentence, Self::Paragraph, Self::Turn];

    /// Stable name, for commands and for the ids of texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Clause => "clause",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Turn => "turn",
        }
    }
}

/// How many characters on either side are looked at first.
const FIRST_LOOK: u32 = 200;

/// The unit that holds a span; of several units that it touches, all of them. White space at its ends is left out.
#[must_use]
pub fn widen(document: &Document, span: Span, unit: Unit) -> Span {
    let wide = match unit {
        Unit::Hit => None,
        Unit::Clause | Unit::Sentence => unit_within(&document.text, paragraph_of(document, span), span, unit),
        Unit::Paragraph => trimmed(&document.text, paragraph_of(document, span)),
        Unit::Turn => turn_of(document, span).or_else(|| trimmed(&document.text, paragraph_of(document, span))),
    };
    wide.map_or(span, |wide| wide.union(span))
}

/// The sentence that holds a character within a paragraph, without the white space around it; `None` of white
/// space alone.
#[must_use]
pub fn sentence_within(text: &Text, paragraph: Span, at: CharIndex) -> Option<Span> {
    let at = at.0.clamp(paragraph.start.0, paragraph.end.0.saturating_sub(1));
    unit_within(text, paragraph, Span::new(at, at + 1)?, Unit::Sentence)
}

/// The clauses or sentences of a paragraph that a span in it touches.
fn unit_within(text: &Text, paragraph: Span, span: Span, unit: Unit) -> Option<Span> {
    let mut look = FIRST_LOOK;
    loop {
        let from = span.start.0.saturating_sub(look).max(paragraph.start.0);
        let to = span.end.0.saturating_add(look).min(paragraph.end.0);
        let window = Span::new(from, to)?;
        let characters: Vec<char> = text.slice(window).chars().collect();
        let (inner_start, inner_end) = ((span.start.0 - from) as usize, (span.end.0 - from) as usize);
        let start = (1..=inner_start).rev().find(|&at| begins(&characters, at, unit));
        let end = (inner_end..characters.len()).find(|&at| begins(&characters, at, unit));
        let start_known = start.is_some() || from == paragraph.start.0;
        let end_known = end.is_some() || to == paragraph.end.0;
        if start_known && end_known {
            let wide = Span::new(from + start.unwrap_or(0) as u32, from + end.unwrap_or(characters.len()) as u32)?;
            let whole = trimmed(text, wide)?;
            return Some(if unit == Unit::Clause { without_its_mark(text, whole) } else { whole });
        }
        look = look.saturating_mul(4);
    }
}

/// A clause without the comma, semicolon or colon that parts it from the next; it says nothing of its own.
fn without_its_mark(text: &Text, clause: Span) -> Span {
    let marks = text.slice(clause).chars().rev().take_while(|&c| is_inner_mark(c)).count() as u32;
    Span::new(clause.start.0, clause.end.0 - marks).unwrap_or(clause)
}

/// What the speakers of a span say; `None` where one of its ends lies outside every turn.
fn turn_of(document: &Document, span: Span) -> Option<Span> {
    let last = CharIndex(span.end.0.saturating_sub(1));
    let (first, last) = (document.structure.turn_at(span.start)?, document.structure.turn_at(last)?);
    trimmed(&document.text, Span::new(first.said.0.min(last.span.end.0), last.span.end.0)?)
}

/// Where every sentence of a document begins, paragraphs included: code points, ascending.
#[must_use]
pub fn sentence_starts(document: &Document) -> Vec<u32> {
    let text = &document.text;
    let mut starts = Vec::new();
    let mut line = 0;
    while line < text.paragraph_count() {
        let mut last = line;
        while !ends_paragraph(text, &document.structure, last) {
            last += 1;
        }
        let (start, end) = (text.paragraph_range(line).start, text.paragraph_range(last).end);
        if let Some(paragraph) = Span::new(start, end) {
            starts.push(start);
            let characters: Vec<char> = text.slice(paragraph).chars().collect();
            starts.extend(
                (1..characters.len()).filter(|&at| begins(&characters, at, Unit::Sentence)).map(|at| start + at as u32),
            );
        }
        line = last + 1;
    }
    starts
}

/// The paragraphs that a span touches, without the last line end.
fn paragraph_of(document: &Document, span: Span) -> Span {
    let text = &document.text;
    let last_inside = CharIndex(span.end.0.saturating_sub(1));
    let (first, _) = paragraph_around(text, &document.structure, text.paragraph_of(span.start));
    let (_, last) = paragraph_around(text, &document.structure, text.paragraph_of(last_inside));
    let whole = Span::new(text.paragraph_range(first).start, text.paragraph_range(last).end);
    whole.map_or(span, |whole| whole.union(span))
}

fn trimmed(text: &Text, span: Span) -> Option<Span> {
    let slice = text.slice(span);
    let before = slice.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let after = slice.chars().rev().take_while(|c| c.is_whitespace()).count() as u32;
    Span::new(span.start.0 + before, span.end.0.saturating_sub(after))
}

/// Whether a unit begins at this character: it follows an end, that end's closing marks and white space.
fn begins(characters: &[char], at: usize, unit: Unit) -> bool {
    let Some(&here) = characters.get(at) else { return false };
    if here.is_whitespace() || is_closer(here) || is_end(here, unit) {
        return false;
    }
    let spaces = characters[..at].iter().rev().take_while(|c| c.is_whitespace()).count();
    let rest = &characters[..at - spaces];
    // A straight quote after a space opens; it closes nothing.
    let closers = rest.iter().rev().take_while(|&&c| is_closer(c)).count();
    let Some((&end, before)) = rest[..rest.len() - closers].split_last() else { return false };
    if !is_end(end, unit) {
        return false;
    }
    let between_digits = || before.last().is_some_and(char::is_ascii_digit) && here.is_ascii_digit();
    match end {
        '.' => (spaces > 0 && !is_initial(before)) || is_han(here),
        ',' | ':' if spaces + closers == 0 => !between_digits(),
        _ => true,
    }
}

/// Whether characters end with one Latin capital alone, as before the full stop of "J. Smith".
fn is_initial(before: &[char]) -> bool {
    matches!(before, [.., c] if c.is_ascii_uppercase())
        && !matches!(before, [.., letter, _] if letter.is_alphanumeric() && !is_han(*letter))
}

fn is_end(c: char, unit: Unit) -> bool {
    match c {
        '。' | '！' | '？' | '!' | '?' | '.' | '｡' | '．' => true,
        '…' => unit == Unit::Clause,
        c => unit == Unit::Clause && is_inner_mark(c),
    }
}

/// Marks that part clauses; 、 parts words of a list only.
fn is_inner_mark(c: char) -> bool {
    matches!(c, '，' | ',' | '；' | ';' | '：' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, DocumentId, Structure, Timestamp, Turn};

    fn widened(text: &str, hit: &str, unit: Unit) -> String {
        let id = DocumentId::new(&mut CountingMint::default());
        let document = Document::of_text(id, "札记", Text::new(text).unwrap(), Timestamp(0));
        let start = text[..text.find(hit).unwrap()].chars().count() as u32;
        let span = Span::new(start, start + hit.chars().count() as u32).unwrap();
        document.text.slice(widen(&document, span, unit)).to_owned()
    }

    const TALK: &str = "前一段。\n老人说：“我们不来了，太远。”社工记下了。Then 3.5 km, they left. So what?\n后一段";

    #[test]
    fn a_sentence_takes_its_closing_quote_with_it() {
        assert_eq!(widened(TALK, "不来", Unit::Sentence), "老人说：“我们不来了，太远。”");
        assert_eq!(widened(TALK, "社工", Unit::Sentence), "社工记下了。");
        assert_eq!(widened(TALK, "km", Unit::Sentence), "Then 3.5 km, they left.");
        assert_eq!(widened(TALK, "what", Unit::Sentence), "So what?");
        assert_eq!(widened(TALK, "后", Unit::Sentence), "后一段");
    }

    #[test]
    fn a_clause_ends_at_a_comma_but_not_inside_a_number() {
        assert_eq!(widened(TALK, "太远", Unit::Clause), "太远。”");
        assert_eq!(widened(TALK, "不来", Unit::Clause), "“我们不来了");
        assert_eq!(widened("花了1,000元，没有报", "000", Unit::Clause), "花了1,000元");
        assert_eq!(widened("老人、社工和街道都来；后来散了", "社工", Unit::Clause), "老人、社工和街道都来");
        assert_eq!(widened("钱不够，人也不够", "够，", Unit::Clause), "钱不够，", "what was found stays in");
    }

    #[test]
    fn initials_and_semicolons_end_no_sentence() {
        let text = "See J. Smith. Then we left; so did they. 他去了；我没去。";
        assert_eq!(widened(text, "Smith", Unit::Sentence), "See J. Smith.");
        assert_eq!(widened(text, "left", Unit::Sentence), "Then we left; so did they.");
        assert_eq!(widened(text, "去了", Unit::Sentence), "他去了；我没去。");
        assert_eq!(widened("我们到了A. 然后走", "走", Unit::Sentence), "然后走", "before Chinese it does");
    }

    #[test]
    fn a_turn_is_what_is_said_without_the_label_and_else_the_paragraph() {
        let said = "老人 03：不去。\n太远了。\n社工 01：好。\n记录完。";
        let mut document = Document::of_text(
            DocumentId::new(&mut CountingMint::default()),
            "访谈",
            Text::new(said).unwrap(),
            Timestamp(0),
        );
        let span = |start, end| Span::new(start, end).unwrap();
        let turn = |from, said, end| Turn {
            span: span(from, end),
            said: CharIndex(said),
            speaker: None,
            at: None,
            until: None,
        };
        let turns = vec![turn(0, 6, 14), turn(15, 21, 23)];
        document.structure = Structure { turns, ..Structure::default() }.into();
        let taken = |start, end| document.text.slice(widen(&document, span(start, end), Unit::Turn));
        assert_eq!(taken(10, 11), "不去。\n太远了。");
        assert_eq!(taken(0, 2), "老人 03：不去。\n太远了。", "a hit in the label takes it along");
        assert_eq!(taken(12, 22), "不去。\n太远了。\n社工 01：好。", "over two turns, both");
        assert_eq!(taken(25, 26), "记录完。");
    }

    #[test]
    fn a_paragraph_goes_over_hard_line_ends_and_no_further() {
        assert_eq!(widened("前。\n街道购\n买服务，\n就好。\n后", "买", Unit::Paragraph), "街道购\n买服务，\n就好。");
        assert_eq!(widened("前。\n街道购\n买服务，\n就好。\n后", "买", Unit::Sentence), "街道购\n买服务，\n就好。");
        assert_eq!(widened("　　街道购买。  \n后", "买", Unit::Paragraph), "街道购买。");
    }

    #[test]
    fn what_spans_two_sentences_takes_both_and_long_ones_are_found_whole() {
        assert_eq!(widened("甲一。乙二。丙三。", "一。乙", Unit::Sentence), "甲一。乙二。");
        let long = format!("短。{}目标{}。完", "长".repeat(3_000), "远".repeat(3_000));
        assert_eq!(widened(&long, "目标", Unit::Sentence).chars().count(), 6_003);
        assert_eq!(widened(&long, "目标", Unit::Hit), "目标");
    }
}
