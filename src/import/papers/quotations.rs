//! Quotations of interviews in a paper, by source: each source can become a case.
//!
//! A source is known by the bracket behind the quotation, `（机构负责人，20250115）`, `(访谈资料: 20160710YJ2)`,
//! `(Interview 3, official)`, or, in papers, by the words that lead in: 某某说：“…”.
//!
//! Refused: years of citations, （2015） and (Smith, 2003), numbers of statutes, quoted terms, and
//! what documents, authorities and scholars say.

mod attribution;
mod lead_in;

use std::ops::Range;

use crate::import::{CandidateOf, CaseCandidate};
use crate::model::{BlockKind, Span, Structure, Text};

use attribution::Source;

/// A paragraph with its place in the text.
struct Paragraph {
    start: u32,
    kind: BlockKind,
    characters: Vec<char>,
}

/// Everybody whom the text quotes, in the order in which they first speak. `is_paper`: whether words
/// that lead in are believed without a bracket.
pub fn find(text: &Text, structure: &Structure, is_paper: bool) -> Vec<CaseCandidate> {
    if !structure.turns.is_empty() {
        return Vec::new();
    }
    let paragraphs = paragraphs(text, structure);
    let mut found: Vec<(String, Source, Vec<Span>)> = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if !matches!(paragraph.kind, BlockKind::Body | BlockKind::Quote | BlockKind::ListItem(_) | BlockKind::Note) {
            continue;
        }
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (bracket, mut source) in attribution::brackets(&paragraph.characters) {
            let Some(Quoted { passages, before, inside }) = quoted(&paragraphs, at, bracket.start, source.is_explicit)
            else {
                continue;
            };
            // `“企业对企业”（B2B）` sets a term beside another; who was asked said something.
            if !source.is_explicit && !says_something(text, &passages) {
                continue;
            }
            taken.extend(inside);
            if source.role.is_none() {
                source.role = lead_in::speaker(&before);
            }
            add(&mut found, source, passages);
        }
        if is_paper {
            for (inside, speaker) in lead_in::inline(&paragraph.characters) {
                let is_taken = taken.iter().any(|range| range.start < inside.end && inside.start < range.end);
                if !is_taken && let Some(span) = paragraph.span(inside) {
                    add(&mut found, Source::of_speaker(speaker), vec![span]);
                }
            }
        }
    }
    let chinese = text.as_str().chars().any(crate::import::script::is_han);
    found.into_iter().map(|(_, source, passages)| candidate(source, passages, chinese)).collect()
}

/// Whether a quotation is a clause at least, and not a term: it has a mark that parts clauses, or is long.
fn says_something(text: &Text, passages: &[Span]) -> bool {
    let said: String = passages.iter().map(|passage| text.slice(*passage)).collect();
    let letters = said.chars().filter(|c| c.is_alphanumeric()).count();
    let han = said.chars().filter(|c| crate::import::script::is_han(*c)).count();
    let parted = said.contains(['，', '。', '！', '？', '；', ',', '.', '!', '?', ';']);
    letters >= 2 && parted || han >= 8 || han == 0 && said.split_whitespace().count() >= 4
}

/// More sources than any paper has.
const MOST: usize = 500;

fn add(found: &mut Vec<(String, Source, Vec<Span>)>, source: Source, passages: Vec<Span>) {
    if found.len() >= MOST {
        return;
    }
    let key = source.key();
    match found.iter_mut().find(|(known, ..)| *known == key) {
        Some((_, known, all)) => {
            known.role = known.role.take().or(source.role);
            all.extend(passages);
        }
        None => found.push((key, source, passages)),
    }
}

fn candidate(source: Source, mut passages: Vec<Span>, chinese: bool) -> CaseCandidate {
    passages.sort_by_key(|span| (span.start, span.end));
    passages.dedup();
    let names = if chinese { ["身份", "日期", "编号"] } else { ["Role", "Date", "Code"] };
    let values = [source.role, source.date, source.code];
    let attributes =
        names.into_iter().zip(values).filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    CaseCandidate { name: source.name, of: CandidateOf::Passages(passages), attributes }
}

impl Paragraph {
    fn span(&self, range: Range<usize>) -> Option<Span> {
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }

    /// The words before a place: as many as may name somebody.
    fn words_before(&self, end: usize) -> String {
        self.characters.get(end.saturating_sub(120)..end).unwrap_or(&[]).iter().collect()
    }

    fn words(&self) -> String {
        self.words_before(self.characters.len())
    }

    fn ends_with_colon(&self) -> bool {
        self.characters.iter().rev().find(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, ':' | '：'))
    }
}

fn paragraphs(text: &Text, structure: &Structure) -> Vec<Paragraph> {
    let mut start = 0;
    text.as_str()
        .split('\n')
        .enumerate()
        .map(|(at, line)| {
            let characters: Vec<char> = line.chars().collect();
            let paragraph = Paragraph { start, kind: structure.kind_of(at), characters };
            start += paragraph.characters.len() as u32 + 1;
            paragraph
        })
        .collect()
}

/// What a bracket says the source of.
struct Quoted {
    passages: Vec<Span>,
    /// The words before the quotation.
    before: String,
    /// Where it stands in the paragraph of the bracket.
    inside: Option<Range<usize>>,
}

/// Most characters of a quotation in one paragraph.
const LONGEST_PASSAGE: usize = 3000;
/// Most paragraphs that a quotation goes back.
const LONGEST: usize = 6;

fn quoted(paragraphs: &[Paragraph], at: usize, bracket: usize, is_explicit: bool) -> Option<Quoted> {
    let paragraph = paragraphs.get(at)?;
    let before = || at.checked_sub(1).and_then(|before| paragraphs.get(before));
    let head = paragraph.characters.get(..bracket)?;
    let last = head.iter().rposition(|c| !c.is_whitespace() && !matches!(c, '。' | '.' | '，' | ',' | '；' | '…'))?;
    let closing = *head.get(last)?;
    if let Some(opening) = opening_of(closing) {
        if let Some(open) = matching(head.get(..last)?, opening, closing) {
            let lead = match before() {
                Some(above) if open == 0 => above.words(),
                _ => paragraph.words_before(open),
            };
            let inside = open + 1..last;
            return Some(Quoted {
                passages: vec![paragraph.span(inside.clone())?],
                before: lead,
                inside: Some(inside),
            });
        }
        // The quotation began in a paragraph before.
        for back in 1..=LONGEST.min(at) {
            let above = paragraphs.get(at - back)?;
            let Some(open) = matching(&above.characters, opening, closing) else { continue };
            let mut passages: Vec<Span> = above.span(open + 1..above.characters.len()).into_iter().collect();
            let between = paragraphs.get(at - back + 1..at)?;
            passages.extend(between.iter().filter_map(|whole| whole.span(0..whole.characters.len())));
            passages.extend(paragraph.span(0..last));
            let lead = (at - back).checked_sub(1).filter(|_| open == 0).and_then(|at| paragraphs.get(at));
            let lead = lead.map_or_else(|| above.words_before(open), Paragraph::words);
            return Some(Quoted { passages, before: lead, inside: Some(0..last) });
        }
    }
    // A block without quotation marks: set in, or led in by a colon.
    let is_block = paragraph.kind == BlockKind::Quote || before().is_some_and(Paragraph::ends_with_colon);
    let end = head.iter().rposition(|c| !c.is_whitespace())? + 1;
    let start = if is_block {
        0
    } else if is_explicit {
        let from = last.saturating_sub(LONGEST_PASSAGE);
        let stop = head.get(from..last)?.iter().rposition(|c| matches!(c, '。' | '！' | '？' | '；' | '：' | '.'));
        stop.map_or(from, |stop| from + stop + 1)
    } else {
        return None;
    };
    let rest_of_block =
        paragraph.characters.get(bracket..)?.iter().take(400).filter(|c| c.is_alphanumeric()).count() <= 80;
    let lead = before().filter(|_| start == 0).map_or_else(String::new, Paragraph::words);
    let passages = vec![paragraph.span(start..end)?];
    (!is_block || rest_of_block).then_some(Quoted { passages, before: lead, inside: Some(start..end) })
}

fn opening_of(closing: char) -> Option<char> {
    Some(match closing {
        '”' => '“',
        '」' => '「',
        '』' => '『',
        '’' => '‘',
        '"' => '"',
        _ => return None,
    })
}

/// The opening mark that belongs to a closing one behind these characters.
fn matching(characters: &[char], opening: char, closing: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, &character) in characters.iter().enumerate().rev().take(LONGEST_PASSAGE) {
        if character == opening {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            }
        } else if character == closing {
            depth += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests;
