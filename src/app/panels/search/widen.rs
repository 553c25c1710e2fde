//! From a hit to the passage that is coded: the hit itself, its clause, its sentence, its paragraph.

use crate::app::actions::Passage;
use crate::app::text_view::boundaries::sentence_at;
use crate::model::{CharIndex, Project, Span, Text};
use crate::search::Hit;

/// How much around a hit is coded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Extent {
    /// The characters found.
    Hit,
    /// Up to the next mark on either side, without it.
    Clause,
    /// With its closing mark.
    #[default]
    Sentence,
    /// Without its line end.
    Paragraph,
}

impl Extent {
    /// All of them with the ids of their names.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Hit, "search.ui.extent.hit"),
        (Self::Clause, "search.ui.extent.clause"),
        (Self::Sentence, "search.ui.extent.sentence"),
        (Self::Paragraph, "search.ui.extent.paragraph"),
    ];
}

/// The passages of hits, in order; what several hits share is one passage.
#[must_use]
pub fn passages<'a>(project: &Project, hits: impl IntoIterator<Item = &'a Hit>, extent: Extent) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    for hit in hits {
        let Some(document) = project.document(hit.document) else { continue };
        let passage = Passage { document: hit.document, span: widen(&document.text, hit.span, extent) };
        if found.last() != Some(&passage) {
            found.push(passage);
        }
    }
    found
}

/// The whole units that a span reaches into.
#[must_use]
pub fn widen(text: &Text, span: Span, extent: Extent) -> Span {
    let last = CharIndex(span.end.0.saturating_sub(1));
    let unit = |at| match extent {
        Extent::Hit => None,
        Extent::Clause => clause_at(text, at),
        Extent::Sentence => sentence_at(text, at),
        Extent::Paragraph => {
            let range = text.paragraph_range(text.paragraph_of(at));
            Span::new(range.start, range.end)
        }
    };
    [unit(span.start), unit(last)].into_iter().flatten().fold(span, Span::union)
}

/// Between the marks on either side; nothing where a mark itself stands at the place.
fn clause_at(text: &Text, at: CharIndex) -> Option<Span> {
    /// A paragraph without marks is not read to its ends.
    const REACH: u32 = 400;
    let range = text.paragraph_range(text.paragraph_of(at));
    let (from, to) = (range.start.max(at.0.saturating_sub(REACH)), range.end.min(at.0.saturating_add(REACH)));
    let before: Vec<char> = text.slice(Span::new(from, at.0 + 1)?).chars().collect();
    if before.last().copied().is_none_or(ends_clause) {
        return None;
    }
    let start = at.0 - before.iter().rev().skip(1).take_while(|c| !ends_clause(**c)).count() as u32;
    let after =
        Span::new(at.0 + 1, to).map_or(0, |rest| text.slice(rest).chars().take_while(|c| !ends_clause(*c)).count());
    let begin =
        start + text.slice(Span::new(start, at.0 + 1)?).chars().take_while(|c| c.is_whitespace()).count() as u32;
    Span::new(begin.min(at.0), at.0 + 1 + after as u32)
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '！'
            | '？'
            | '、'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '—'
            | '\n'
            | '“'
            | '”'
            | '"'
            | '（'
            | '）'
            | '('
            | ')'
            | '《'
            | '》'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).unwrap()
    }

    #[test]
    fn a_hit_grows_to_its_clause_its_sentence_and_its_paragraph() {
        let text = Text::new("甲说：钱不够，人也不够。后来好了。\n另一段").unwrap();
        let hit = span(4, 6);
        let words = |extent| text.slice(widen(&text, hit, extent)).to_owned();
        assert_eq!(words(Extent::Hit), "不够");
        assert_eq!(words(Extent::Clause), "钱不够");
        assert_eq!(words(Extent::Sentence), "甲说：钱不够，人也不够。");
        assert_eq!(words(Extent::Paragraph), "甲说：钱不够，人也不够。后来好了。");
    }

    #[test]
    fn a_hit_over_a_border_takes_both_sides() {
        let text = Text::new("一句完。二句完。三句完。").unwrap();
        assert_eq!(text.slice(widen(&text, span(2, 6), Extent::Sentence)), "一句完。二句完。");
        assert_eq!(text.slice(widen(&text, span(3, 4), Extent::Clause)), "。", "a mark alone is no clause");
    }
}
