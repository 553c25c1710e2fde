//! Where a paragraph is broken into rows, by the Chinese rules (kinsoku, 避头尾) and for Latin words.
//!
//! No row begins with a closing mark or ends with an opening one; a dash —— and an ellipsis ……
//! stay whole; words and numbers are not torn while they fit a row; spaces hang out at the row's
//! end. Our own, because the breakers at hand either end rows with “ or never break beside curly
//! quotes in Chinese. Pure: characters and widths in, rows out. It knows no font and no egui, does
//! not hyphenate and does not order right-to-left scripts.

/// A row of a paragraph: code points of the text, half open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// First code point.
    pub start: u32,
    /// After the last one, spaces that hang at the end included; a line end never is.
    pub end: u32,
    /// Counted from 0.
    pub paragraph: u32,
    /// Without the spaces at its end.
    pub width: f32,
}

/// What breaking has to know of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Hangs at the row's end, never begins a row.
    Space,
    /// Letters and digits of scripts that part words by spaces.
    Word,
    /// Closing mark of Chinese typesetting: begins no row.
    Close,
    /// Mark of Latin typesetting that begins no row and clings to a word that follows, as in 3.14.
    LatinClose,
    /// Opening mark: ends no row.
    Open,
    /// Neither begins nor ends a row: straight quotes, ／, no-break spaces.
    Glue,
    /// Dash: clings to its like.
    Dash,
    /// Belongs to the character before, whatever that is.
    Combining,
    /// Han, kana, hangul, symbols: may be parted on both sides.
    Ideograph,
}

/// How bad a break between two characters is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    /// Here rows end.
    Free,
    /// Inside a word: only where the word is longer than a row.
    Torn,
    /// Against the rules: only where a row holds nothing else.
    Never,
}

fn class_of(character: char) -> Class {
    match character {
        ' ' | '\t' | '\u{3000}' | '\u{2002}'..='\u{2006}' | '\u{2008}'..='\u{200B}' => Class::Space,
        '\u{4E00}'..='\u{9FFF}' => Class::Ideograph,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | '」' | '』' | '）' | '】' | '》' | '〉' | '”' | '’' | '〕'
        | '｝' | '］' | '〗' | '〙' | '〞' | '〟' | '»' | '›' | '％' | '‰' | '°' | '℃' | '℉' | '′' | '″' | '·'
        | '‧' | '•' | '・' | '～' | '〜' | '–' | '．' | '｡' | '､' | '｣' | '‼' | '⁇' | '⁈' | '⁉' | '…' | '⋯' | '々'
        | '〻' | 'ー' | '゠' | 'ヽ' | 'ヾ' | 'ゝ' | 'ゞ' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ'
        | 'ょ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | '¢' | '￠' => Class::Close,
        ',' | '.' | ':' | ';' | '!' | '?' | '%' | ')' | ']' | '}' => Class::LatinClose,
        '「' | '『' | '（' | '【' | '《' | '〈' | '“' | '‘' | '〔' | '｛' | '［' | '〖' | '〘' | '〝' | '«' | '‹'
        | '｢' | '(' | '[' | '{' | '$' | '￥' | '¥' | '€' | '£' | '＄' | '￡' | '№' | '＃' => Class::Open,
        '"' | '\'' | '／' | '\u{A0}' | '\u{2007}' | '\u{202F}' | '\u{2060}' | '\u{FEFF}' => Class::Glue,
        '—' | '―' | '─' | '⸺' | '━' => Class::Dash,
        '\u{0300}'..='\u{036F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}'
        | '\u{3099}'..='\u{309A}'
        | '\u{1F3FB}'..='\u{1F3FF}'
        | '\u{E0100}'..='\u{E01EF}'
        | '\u{200C}'..='\u{200F}'
        | '\u{AD}' => Class::Combining,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
            Class::Ideograph
        }
        'a'..='z'
        | 'A'..='Z'
        | '0'..='9'
        | '#'
        | '&'
        | '*'
        | '+'
        | '-'
        | '/'
        | '<'
        | '='
        | '>'
        | '@'
        | '\\'
        | '^'
        | '_'
        | '`'
        | '|'
        | '~' => Class::Word,
        other if other.is_alphanumeric() => Class::Word,
        _ => Class::Ideograph,
    }
}

/// Whether a character belongs to the one before it, as accents do: no caret stands between them.
#[must_use]
pub fn clings(character: char) -> bool {
    class_of(character) == Class::Combining
}

/// The characters around a place where a row might end.
struct Neighbours {
    /// Class of the character before.
    before: Class,
    /// Class of the last one before that is no space; `None` at the paragraph's start.
    ink: Option<Class>,
    /// The character before.
    last: char,
    /// The one before that.
    last_but_one: char,
}

/// What a break before `next` would be.
fn break_before(place: &Neighbours, next: char, class: Class) -> Break {
    use Class::{Close, Combining, Dash, Glue, Ideograph, LatinClose, Open, Space, Word};
    let joined = place.last == '\u{200D}';
    if joined || matches!(class, Space | Close | LatinClose | Combining) {
        return Break::Never;
    }
    match place.before {
        Space => match place.ink {
            Some(Open) => Break::Never,
            Some(_) => Break::Free,
            // A row of nothing but the indent.
            None => Break::Torn,
        },
        Open | Glue => Break::Never,
        _ if class == Glue => Break::Never,
        Dash if class == Dash => Break::Never,
        // Between hyphenated words and after a stroke, but not inside 2003-2005.
        Word if place.last == '-' && place.last_but_one.is_alphabetic() && next.is_alphabetic() => Break::Free,
        Word if place.last == '/' && next.is_alphabetic() => Break::Free,
        // 3.14 and (s)he too.
        Word | LatinClose if class == Word => Break::Torn,
        // f(x) stays whole, 组织（见下） may be parted.
        Word if class == Open && next.is_ascii() => Break::Torn,
        // don’t
        Close if place.last == '’' && class == Word && class_of(place.last_but_one) == Word => Break::Torn,
        Word | LatinClose | Close | Dash | Ideograph | Combining => Break::Free,
    }
}

/// A paragraph's characters and how wide each is.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Without its line end.
    pub characters: &'a [char],
    /// One for each character, in points.
    pub widths: &'a [f32],
    /// Counted from 0.
    pub paragraph: u32,
    /// The code point of its first character.
    pub start: u32,
}

/// Breaks a paragraph into rows of at most `column` points and adds them to `rows`.
///
/// An empty paragraph gives one empty row. A row is wider than the column only where a single
/// character is; a word or a run of marks longer than a row is torn at the least bad place.
pub fn break_paragraph(line: Line<'_>, column: f32, rows: &mut Vec<Row>) {
    // Sums of widths come out a hair differently in another order; a row must not flip over for it.
    let column = column + 0.01;
    let Line { characters, widths, paragraph, start: offset } = line;
    let mut start = 0;
    // Width from the row's start, and the same at its last visible character.
    let (mut x, mut ink_x) = (0.0_f32, 0.0_f32);
    // The last places where a row might end: the character after it, x there, width of the ink before it.
    let mut free: Option<(usize, f32, f32)> = None;
    let mut torn: Option<(usize, f32, f32)> = None;
    let mut place = Neighbours { before: Class::Space, ink: None, last: '\0', last_but_one: '\0' };
    for (at, (&next, &width)) in characters.iter().zip(widths).enumerate() {
        let class = class_of(next);
        if at > start {
            match break_before(&place, next, class) {
                Break::Free => free = Some((at, x, ink_x)),
                Break::Torn => torn = Some((at, x, ink_x)),
                Break::Never => {}
            }
        }
        if class != Class::Space {
            while x + width > column && at > start {
                let (end, x_there, ink) = free.take().or_else(|| torn.take()).unwrap_or((at, x, ink_x));
                torn = torn.filter(|&(place, ..)| place > end).map(|(at, x, ink)| (at, x - x_there, ink - x_there));
                rows.push(Row { start: offset + start as u32, end: offset + end as u32, paragraph, width: ink });
                start = end;
                x -= x_there;
                ink_x -= x_there;
            }
        }
        x += width;
        if class != Class::Space {
            ink_x = x;
            place.ink = Some(class);
        }
        place.last_but_one = place.last;
        place.last = next;
        // What is combined counts as the character that it belongs to.
        if class != Class::Combining || place.ink.is_none() {
            place.before = class;
        }
    }
    rows.push(Row { start: offset + start as u32, end: offset + characters.len() as u32, paragraph, width: ink_x });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Han and full-width marks are two wide, the rest one.
    fn width(character: char) -> f32 {
        if character as u32 > 0x2E80 || "“”‘’…—".contains(character) { 2.0 } else { 1.0 }
    }

    fn rows_of(text: &str, column: f32) -> (Vec<char>, Vec<Row>) {
        let characters: Vec<char> = text.chars().collect();
        let widths: Vec<f32> = characters.iter().map(|&c| width(c)).collect();
        let mut rows = Vec::new();
        let line = Line { characters: &characters, widths: &widths, paragraph: 0, start: 0 };
        break_paragraph(line, column, &mut rows);
        (characters, rows)
    }

    fn broken(text: &str, column: f32) -> Vec<String> {
        let (characters, rows) = rows_of(text, column);
        rows.iter().map(|row| characters[row.start as usize..row.end as usize].iter().collect()).collect()
    }

    #[test]
    fn rows_end_where_a_chinese_typesetter_would_end_them() {
        let cases: [(&str, f32, &[&str]); 22] = [
            ("基层政府合谋", 8.0, &["基层政府", "合谋"]),
            ("基层政府，合谋", 8.0, &["基层政", "府，合谋"]),
            ("他说：“合谋”。", 10.0, &["他说：“合", "谋”。"]),
            ("他说了“合谋", 8.0, &["他说了", "“合谋"]),
            ("他（们）（都）", 10.0, &["他（们）", "（都）"]),
            ("我不知道……真的", 10.0, &["我不知", "道……真的"]),
            ("内卷化——即增长", 8.0, &["内卷化", "——即增", "长"]),
            ("增长约３０％以上", 8.0, &["增长约", "３０％以", "上"]),
            ("in the village", 7.0, &["in the ", "village"]),
            ("in the    village", 6.0, &["in the    ", "villag", "e"]),
            ("乡镇government制", 8.0, &["乡镇", "governme", "nt制"]),
            ("增长了2003.5万", 10.0, &["增长了", "2003.5万"]),
            ("见well-known制", 8.0, &["见well-", "known制"]),
            ("从2003-2005年", 10.0, &["从", "2003-2005", "年"]),
            ("don’t shout", 8.0, &["don’t ", "shout"]),
            ("他说\"合谋\"吗", 8.0, &["他说\"合", "谋\"吗"]),
            ("", 8.0, &[""]),
            ("　　合谋", 8.0, &["　　合谋"]),
            ("，，，，，，", 8.0, &["，，，，", "，，"]),
            ("合", 1.0, &["合"]),
            ("合谋", 1.0, &["合", "谋"]),
            ("共￥300元", 6.0, &["共", "￥300", "元"]),
        ];
        for (text, column, expected) in cases {
            assert_eq!(broken(text, column), expected, "{text} at {column}");
        }
    }

    #[test]
    fn a_row_knows_its_width_without_the_spaces_at_its_end() {
        let (_, rows) = rows_of("in the    village", 7.0);
        assert_eq!(rows.iter().map(|row| row.width).collect::<Vec<_>>(), [6.0, 7.0]);
    }

    /// Whether a row could have ended before `at` without going against the rules.
    fn lawful(characters: &[char], at: usize) -> bool {
        let class = |i: usize| class_of(characters[i]);
        let ink = (0..at).rev().map(class).find(|&c| c != Class::Space);
        let before = (0..at).rev().find(|&i| class(i) != Class::Combining).map_or(Class::Space, class);
        let place = Neighbours {
            before,
            ink,
            last: characters[at - 1],
            last_but_one: if at > 1 { characters[at - 2] } else { '\0' },
        };
        break_before(&place, characters[at], class(at)) != Break::Never
    }

    /// What no row of a Chinese book begins with, and what none ends with.
    const NEVER_FIRST: &str = "，。、；：！？」』）】》〉”’…";
    const NEVER_LAST: &str = "（「『“‘《〈【";

    /// Chinese as it is written: clauses of at least one character, quoted, bracketed or plain, with their marks.
    fn prose() -> impl Strategy<Value = String> {
        let clause = prop_oneof![
            4 => "[合谋内卷化基层政府]{1,12}",
            1 => "[a-z]{1,7}",
            1 => "[0-9]{1,4}",
            2 => "“[合谋内卷化]{1,6}[。！？]?”",
            2 => "（[合谋内卷化]{1,6}）",
            1 => "《[合谋内卷化]{1,6}》",
            1 => "「[合谋内卷化]{1,5}」",
            1 => "[合谋]{1,3}：“《[内卷化]{1,4}》[合谋]{0,4}”",
        ];
        let mark = prop_oneof![5 => Just(""), 3 => Just("，"), 1 => Just("。"), 1 => Just("、"), 1 => Just("；"),
            1 => Just("……"), 1 => Just("——"), 1 => Just("？！"), 1 => Just(" ")];
        proptest::collection::vec((clause, mark), 1..14)
            .prop_map(|parts| parts.into_iter().flat_map(|(clause, mark)| [clause, mark.to_owned()]).collect())
    }

    proptest! {
        #[test]
        fn no_row_of_prose_begins_with_a_closing_mark_or_ends_with_an_opening_one(text in prose(), column in 16_u8..60) {
            let rows = broken(&text, f32::from(column));
            for (at, row) in rows.iter().enumerate() {
                let (first, last) = (row.chars().next().unwrap_or(' '), row.trim_end().chars().last().unwrap_or(' '));
                prop_assert!(at == 0 || !NEVER_FIRST.contains(first), "{row} begins a row of {text} at {column}");
                prop_assert!(at + 1 == rows.len() || !NEVER_LAST.contains(last), "{row} ends a row of {text} at {column}");
                let torn = row.ends_with('—') && rows.get(at + 1).is_some_and(|next| next.starts_with('—'));
                prop_assert!(!torn, "a dash is torn after {row} at {column}");
            }
        }

        #[test]
        fn rows_hold_every_character_once_fit_the_column_and_keep_the_rules(
            text in "[合谋内卷化，。：“”（）《》—…a-c0-9 .’'/-]{0,60}",
            column in 2_u8..24,
        ) {
            let column = f32::from(column);
            let (characters, rows) = rows_of(&text, column);
            prop_assert_eq!(rows[0].start, 0);
            prop_assert_eq!(rows[rows.len() - 1].end as usize, characters.len());
            for pair in rows.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
                prop_assert!(pair[0].start < pair[0].end);
            }
            for row in &rows {
                let inside = &characters[row.start as usize..row.end as usize];
                let ink = inside.len() - inside.iter().rev().take_while(|&&c| class_of(c) == Class::Space).count();
                let wide: f32 = inside[..ink].iter().map(|&c| width(c)).sum();
                prop_assert!((wide - row.width).abs() < 0.001, "a row says {} but is {}", row.width, wide);
                prop_assert!(wide <= column + 0.02 || ink <= 1, "a row is {} wide", wide);
                let end = row.end as usize;
                if end < characters.len() && !lawful(&characters, end) {
                    // Only where the row had no lawful end anywhere inside.
                    let had_one = (row.start as usize + 1..end).any(|at| lawful(&characters, at));
                    prop_assert!(!had_one, "a row ends against the rules before {}", end);
                }
            }
        }
    }
}
