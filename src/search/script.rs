//! What kind of character it is, as far as searching cares.
//!
//! Two kinds: characters that stand for themselves (Han, kana, Thai, punctuation, emoji) and characters
//! that make up a *run*, a word or number of a script that writes spaces (Latin, Cyrillic, Greek,
//! Hangul, digits). No segmentation into Chinese words here; see [`super::words`].

/// Whether a character is a Han ideograph (simplified, traditional or beyond the basic plane).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3021..=0x3029 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD)
}

/// Whether a letter belongs to a script that is written without spaces between words.
fn writes_no_spaces(c: char) -> bool {
    is_han(c)
        || matches!(u32::from(c),
            0x0E00..=0x0FFF   // Thai, Lao, Tibetan
            | 0x1000..=0x109F // Myanmar
            | 0x1780..=0x17FF // Khmer
            | 0x3031..=0x3035 | 0x3040..=0x312F | 0x31A0..=0x31BF | 0x31F0..=0x31FF) // kana, Bopomofo
}

/// Whether a character is part of a run: a letter or digit of a script that writes spaces, or a mark on one.
#[must_use]
pub fn is_run(c: char) -> bool {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '\u{300}'..='\u{36F}' => true,
        // The second is by far the most of a Chinese text; the rule below says the same of it.
        '\0'..='\x7F' | '\u{3400}'..='\u{9FFF}' => false,
        _ => c.is_alphanumeric() && !writes_no_spaces(c),
    }
}

/// Whether a character is not seen and not meant: joiners, direction marks, variation selectors, soft hyphens.
#[must_use]
pub fn is_ignorable(c: char) -> bool {
    matches!(u32::from(c),
        0x00..=0x08 | 0x0E..=0x1B | 0x7F | 0xAD | 0x034F | 0x061C | 0x180B..=0x180E | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
}

/// How many half columns a character takes on a page set in a Chinese font.
#[must_use]
pub fn half_columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ if is_ignorable(c) => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_letters_and_digits_of_scripts_that_write_spaces() {
        assert!("aZ9éжα한".chars().all(is_run));
        assert!("内〇々かカㄅก，。-_😀 \n".chars().all(|c| !is_run(c)));
        assert!(is_han('𠮷') && is_han('〇') && !is_han('，'));
    }
}
