//! Small knowledge about characters: what is Chinese, how wide it stands, what closes a sentence.

/// Chinese characters, beyond the basic plane too.
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{2FDF}' | '〇' | '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Characters that need no space beside them: Chinese, Japanese syllables, full-width signs.
pub fn is_wide(character: char) -> bool {
    is_han(character)
        || matches!(character,
            '\u{3000}'..='\u{30FF}' | '\u{3100}'..='\u{312F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Marks that Chinese type sets a full column wide though Unicode calls them ambiguous.
fn is_wide_mark(character: char) -> bool {
    matches!(character, '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '←' | '→' | '①'..='⑳' | '×' | '℃' | '‰')
}

/// Columns of a character in half columns: Chinese two, others one, combining marks none.
pub fn columns(character: char) -> usize {
    match character {
        '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => 0,
        _ if is_wide(character) || is_wide_mark(character) || ('\u{AC00}'..='\u{D7A3}').contains(&character) => 2,
        _ => 1,
    }
}

/// Columns of a text.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Marks that never begin a line in good typesetting, so that a line beginning with one goes on.
pub fn never_begins_line(character: char) -> bool {
    matches!(
        character,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '．'
            | '）'
            | '】'
            | '」'
            | '』'
            | '》'
            | '〉'
            | '］'
            | '”'
            | '’'
            | '…'
            | '%'
            | '％'
    )
}

/// Opening marks: no space after them.
pub fn opens(character: char) -> bool {
    matches!(character, '(' | '[' | '{' | '（' | '【' | '「' | '『' | '《' | '〈' | '［' | '“' | '‘' | '"' | '\'')
}

/// Marks that end a sentence.
pub fn ends_sentence(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '.' | '!' | '?' | '…' | '；' | ';' | '：' | ':')
}

/// Closing quotes and brackets that may stand after the mark that ends a sentence.
pub fn closes(character: char) -> bool {
    matches!(character, ')' | ']' | '）' | '】' | '」' | '』' | '》' | '〉' | '］' | '”' | '’' | '"' | '\'')
}

/// Whether a line's end is the end of a sentence: its last mark, closing quotes passed over.
pub fn is_sentence_end(line: &str) -> bool {
    line.trim_end().chars().rev().find(|&c| !closes(c)).is_some_and(ends_sentence)
}

/// Letters of alphabets that part words by spaces.
pub fn is_latin(character: char) -> bool {
    character.is_alphanumeric() && !is_wide(character) && !('\u{AC00}'..='\u{D7A3}').contains(&character)
}

/// Chinese numerals as in headings.
pub fn is_chinese_numeral(character: char) -> bool {
    matches!(character, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百')
}
