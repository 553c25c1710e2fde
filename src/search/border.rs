//! Where a paragraph truly ends, so that nothing is found across it.
//!
//! A paragraph of a [`Text`] is a line. Most line ends are ends of paragraphs; but a text that was
//! brought in with its hard line ends, or typed so, cuts sentences and words by them, and a word cut in
//! two must be found. A line end counts as *inside* a paragraph only where everything speaks for it:
//! both lines are plain body, neither is empty, the first does not end a sentence and is not a short line
//! before a much longer one (an unmarked heading), the second is not indented and no item of a list, and
//! they are not both turns of a conversation. One empty line between is not enough to part two lines of a
//! text that has them after every line, as pages copied out of a PDF do: the first is long and full, the
//! rest as above. Where all this is wrong, it errs towards finding.

use crate::model::{BlockKind, Structure, Text};

use super::script::half_columns;

/// A line as long as this many times the line before it is not its continuation: that was a heading.
const HEADING_FACTOR: usize = 3;
/// Half columns of a line that is cut by the page, not by the writer.
const FULL: usize = 60;
/// The longest label of a speaker, in characters, its colon included.
const LABEL: usize = 12;

/// Whether the line end after this line (counted from 0) ends a paragraph. The last line always does.
#[must_use]
pub fn ends_paragraph(text: &Text, structure: &Structure, line: usize) -> bool {
    if line + 1 >= text.paragraph_count() {
        return true;
    }
    if structure.kind_of(line) != BlockKind::Body || structure.kind_of(line + 1) != BlockKind::Body {
        return true;
    }
    let (this, next) = (text.paragraph(line), text.paragraph(line + 1));
    match (this.trim().is_empty(), next.trim().is_empty()) {
        (false, false) => parts(this, next),
        (false, true) => over_a_gap(text, structure, line, line + 2),
        (true, false) if line > 0 => over_a_gap(text, structure, line - 1, line + 1),
        _ => true,
    }
}

/// Whether a paragraph ends between two lines with one empty line between them.
fn over_a_gap(text: &Text, structure: &Structure, line: usize, after: usize) -> bool {
    if after >= text.paragraph_count() || structure.kind_of(line) != BlockKind::Body {
        return true;
    }
    let (this, next) = (text.paragraph(line), text.paragraph(after));
    let (own, following) = (width(this.trim(), 200), width(next.trim(), 200));
    next.trim().is_empty()
        || structure.kind_of(after) != BlockKind::Body
        || own < FULL
        || own * 10 < following * 9
        || parts(this, next)
}

/// Whether what two lines say speaks for the end of a paragraph between them.
fn parts(this: &str, next: &str) -> bool {
    let (shown, begun) = (this.trim(), next.trim());
    next.starts_with(['\u{3000}', '\t'])
        || next.starts_with("  ")
        || ends_sentence(shown)
        || is_item(begun)
        || (has_label(shown) && has_label(begun))
        || width(begun, HEADING_FACTOR * 200) > HEADING_FACTOR * width(shown, 200)
}

/// The lines, first and last, of the paragraph that a line lies in.
#[must_use]
pub fn paragraph_around(text: &Text, structure: &Structure, line: usize) -> (usize, usize) {
    let (mut first, mut last) = (line, line);
    while first > 0 && !ends_paragraph(text, structure, first - 1) {
        first -= 1;
    }
    while !ends_paragraph(text, structure, last) {
        last += 1;
    }
    (first, last)
}

/// Whether a line ends with the end of a sentence, its closing quotes and brackets left aside.
fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closer).ends_with(['。', '！', '？', '!', '?', '.', '…', '．', '｡'])
}

/// Quotes and brackets that close after the end of a sentence.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | '」' | '』' | '）' | ')' | '】' | '》' | '〉' | '］' | ']' | '»')
}

/// Whether a line begins as an item of a list: `- `, `• `, `1. `, `2、`, `（三）`, `四、`.
fn is_item(line: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十〇零".contains(c);
    if line.starts_with(['•', '·', '●', '■', '◆', '○', '▪'])
        || ["- ", "* ", "+ ", "— "].iter().any(|b| line.starts_with(b))
    {
        return true;
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let after = rest.trim_start_matches(numeral);
        return after.len() < rest.len() && after.starts_with(['）', ')']);
    }
    let after = line.trim_start_matches(numeral);
    let digits = line.len() - after.len();
    digits > 0 && digits <= 12 && (after.starts_with('、') || after.starts_with(". ") || after.starts_with("．"))
}

/// Whether a line begins as a turn of a conversation: `老人 03：…`.
fn has_label(line: &str) -> bool {
    line.chars().take(LABEL).position(|c| matches!(c, '：' | ':')).is_some_and(|at| at > 0)
}

/// Width in half columns, counted up to a bound.
fn width(line: &str, bound: usize) -> usize {
    line.chars().take(bound).map(half_columns).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;

    fn ends(text: &str) -> Vec<bool> {
        let text = Text::new(text).unwrap();
        (0..text.paragraph_count()).map(|line| ends_paragraph(&text, &Structure::default(), line)).collect()
    }

    #[test]
    fn a_line_end_inside_a_word_is_inside_the_paragraph() {
        assert_eq!(ends("街道向社会组织购\n买服务已有三年。\n第二年换了"), [false, true, true]);
    }

    #[test]
    fn empty_lines_indents_items_and_headings_begin_a_paragraph() {
        assert_eq!(ends("购\n\n买"), [true, true, true]);
        assert_eq!(ends("街道购\n　　买服务"), [true, true]);
        assert_eq!(ends("我们问了三件事\n一、谁来付钱"), [true, true]);
        assert_eq!(ends("我们问了三件事\n（二）谁来做"), [true, true]);
        assert_eq!(ends("前言\n这一段写的是街道办事处怎样同社会组织打交道"), [true, true]);
        assert_eq!(ends("老人 03：他们没有来\n社工 01：后来来了"), [true, true]);
    }

    #[test]
    fn an_empty_line_after_every_line_of_a_page_parts_nothing() {
        let full = "街道办事处每年同三家机构签一次合同，老人们说他们只认得常来的那一家，别的机构他们叫不出名";
        assert_eq!(
            ends(&format!("{full}\n\n{full}\n\n字。\n\n{full}")),
            [false, false, false, false, true, true, true]
        );
        assert_eq!(ends(&format!("{full}\n\n\n{full}")), [true, true, true, true]);
        assert_eq!(ends(&format!("{full}。\n\n{full}")), [true, true, true]);
        assert_eq!(ends(&format!("{full}\n\n一、{full}")), [true, true, true]);
    }

    #[test]
    fn what_the_structure_calls_a_heading_is_no_beginning_of_the_next_line() {
        let text = Text::new("社会组织的行政\n依附").unwrap();
        let heading =
            Structure { blocks: vec![Block { paragraph: 0, kind: BlockKind::Heading(1) }], ..Structure::default() };
        assert!(ends_paragraph(&text, &heading, 0));
        assert!(!ends_paragraph(&text, &Structure::default(), 0));
        assert_eq!(paragraph_around(&text, &Structure::default(), 1), (0, 1));
    }
}
