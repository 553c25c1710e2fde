//! Marks of citations, `[3]`, `［4］( P80)`, `[8]-[10]`, set off as runs, so that a reader may pale
//! them and a count of words pass them over. Nothing is dropped.

use super::lines;
use super::pen::Working;
use crate::model::{Mark, MarkKind, Span};

/// Marks them and says how many there are. At the beginning of a line a number in brackets is that of an entry.
pub fn act(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    let mut marks = Vec::new();
    for line in lines::lines(&text) {
        let characters: Vec<char> = line.text.chars().collect();
        let mut at = 0;
        while at < characters.len() {
            let Some(end) = mark_end(&characters, at).filter(|_| at > 0) else {
                at += 1;
                continue;
            };
            marks.extend(
                Span::new(line.start + at as u32, line.start + end as u32)
                    .map(|span| Mark { span, kind: MarkKind::Citation }),
            );
            at = end;
        }
    }
    let count = marks.len() as u32;
    working.add_marks(marks);
    count
}

/// The end of a mark that begins here.
fn mark_end(characters: &[char], at: usize) -> Option<usize> {
    let close = match characters.get(at)? {
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        _ => return None,
    };
    let rest = characters.get(at + 1..)?;
    let len = rest.iter().take(24).position(|&c| c == close)?;
    let inside = rest.get(..len)?;
    let is_number = inside.first().is_some_and(|&c| c.is_ascii_digit() || c == '^')
        && inside
            .iter()
            .all(|&c| c.is_ascii_digit() || matches!(c, '^' | ',' | '，' | '、' | '-' | '–' | '—' | '－' | ' '));
    // 〔2015〕 and [2015] name years, of laws for instance.
    let is_year = inside.len() == 4 && inside.iter().all(char::is_ascii_digit);
    (is_number && !is_year).then(|| page_end(characters, at + 1 + len + 1))
}

/// Takes a page in brackets, `( P80)`, along.
fn page_end(characters: &[char], end: usize) -> usize {
    let rest = characters.get(end..).unwrap_or(&[]);
    let page: String = rest.iter().take(16).collect();
    let inside = page.trim_start().strip_prefix(['(', '（']).map(str::trim_start);
    match (inside, page.find([')', '）'])) {
        (Some(inside), Some(close)) if inside.starts_with(['P', 'p']) => {
            end + page.get(..close).map_or(0, |head| head.chars().count()) + 1
        }
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;
    use crate::import::steps::Cleaned;

    #[test]
    fn marks_are_set_off_and_numbers_of_entries_and_years_are_not() {
        let text = "开饭［4］( P80) 。另见[8]-[10]见〔2015〕号[^2]\n[12] 某某. 研究";
        let mut working = Working::new(Draft { text: text.into(), ..Draft::default() });
        assert_eq!(act(&mut working), 4);
        let Cleaned { text, marks, .. } = working.into_cleaned();
        let shown: Vec<String> = marks
            .iter()
            .map(|mark| text.chars().skip(mark.span.start.get()).take(mark.span.len() as usize).collect())
            .collect();
        assert_eq!(shown, ["［4］( P80)", "[8]", "[10]", "[^2]"]);
    }
}
