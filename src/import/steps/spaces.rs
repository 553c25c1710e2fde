//! Blanks that say nothing: runs of them, those at the ends of lines and beside brackets, empty
//! lines, characters without width. Rows of tables keep theirs, for there they part the cells.

use super::lines;
use super::pen::{Pen, Working};
use crate::import::script::{is_wide, never_begins_line};
use crate::model::BlockKind;

/// Drops them; a blank of another kind (no-break, full-width) becomes a plain one.
pub fn act(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    working.rewrite(|working, pen| {
        let mut count = 0;
        let mut any = false;
        let mut waiting_line_end: Option<usize> = None;
        for line in lines::lines(&text) {
            if line.is_blank() && !line.text.contains('\t') || line.text.trim().is_empty() {
                // Its own line end goes with it; the one before it is settled by the next line.
                count += u32::from(line.byte < text.len());
                continue;
            }
            if any {
                // Of all line ends since the last line the first is kept.
                if let Some(end) = waiting_line_end {
                    pen.copy_to(end + 1);
                }
            }
            // In Jefferson's notation blanks show where voices overlap.
            if !working.is_verbatim() {
                pen.drop_to(line.content_start());
                count += u32::from(line.content_start() > line.byte);
                let kind = working.kind_at(line.start);
                count += within(line.text.trim(), line.content_start(), kind, pen);
            }
            pen.copy_to(line.content_end());
            let end = line.byte + line.text.len();
            count += u32::from(end > line.content_end());
            pen.drop_to(end);
            waiting_line_end = Some(end);
            any = true;
        }
        pen.drop_to(text.len());
        count
    })
}

fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\u{A0}' | '\u{3000}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

fn has_no_width(character: char) -> bool {
    matches!(character, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

fn within(line: &str, base: usize, kind: BlockKind, pen: &mut Pen) -> u32 {
    let is_row = kind == BlockKind::TableRow || line.contains('\t');
    let mut count = 0;
    let mut last = None;
    let mut characters = line.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if has_no_width(character) {
            pen.copy_to(base + at);
            pen.drop_to(base + at + character.len_utf8());
            count += 1;
            continue;
        }
        if !is_blank(character) || is_row {
            last = Some(character);
            continue;
        }
        let mut end = at + character.len_utf8();
        let mut several = false;
        while let Some((more, next)) = characters.next_if(|(_, c)| is_blank(*c) || has_no_width(*c)) {
            end = more + next.len_utf8();
            several = true;
        }
        let next = characters.peek().map(|(_, c)| *c);
        pen.copy_to(base + at);
        if useless_between(last, next) {
            pen.drop_to(base + end);
            count += 1;
        } else {
            if character == ' ' {
                pen.copy_to(base + at + 1);
            } else {
                pen.replace(' ');
                count += 1;
            }
            count += u32::from(several);
            pen.drop_to(base + end);
        }
    }
    count
}

/// Inside a bracket, before a full-width mark, after one: type sets no blank there.
fn useless_between(before: Option<char>, after: Option<char>) -> bool {
    let opening = |c: char| matches!(c, '(' | '（' | '【' | '「' | '『' | '《' | '〈' | '［' | '〔');
    let closing = |c: char| matches!(c, ')' | '）' | '】' | '」' | '』' | '》' | '〉' | '］' | '〕');
    let wide_mark = |c: char| is_wide(c) && never_begins_line(c);
    before.is_some_and(opening)
        || after.is_some_and(closing)
        || after.is_some_and(wide_mark)
        || before == Some('－') && after.is_some_and(is_wide)
        || before.is_some_and(|c| matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;

    fn cleaned(text: &str) -> (String, u32) {
        let mut working = Working::new(Draft { text: text.into(), ..Draft::default() });
        let count = act(&mut working);
        let once = working.text().to_owned();
        assert_eq!((act(&mut working), working.text()), (0, once.as_str()), "a second time changes nothing");
        (once, count)
    }

    #[test]
    fn blanks_that_say_nothing_go_and_those_between_words_stay() {
        assert_eq!(cleaned("  ( 一) 在 W 区 ， 有  人\u{3000}说 \n\n\n\n好 \n\n").0, "(一) 在 W 区，有 人 说\n好");
        assert_eq!(cleaned("a\u{A0}b\u{200B}c  d").0, "a bc d");
        assert_eq!(cleaned("甲\t 乙\t丙").0, "甲\t 乙\t丙");
    }

    #[test]
    fn nothing_but_blanks_leaves_nothing() {
        assert_eq!(cleaned("  \n \n").0, "");
        assert_eq!(cleaned("").0, "");
        assert_eq!(cleaned("甲\n乙"), ("甲\n乙".into(), 0));
    }
}
