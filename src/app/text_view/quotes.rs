//! Curly quotes among Latin words, painted straight.
//!
//! “ ” ‘ ’ are one character for both typographies. The Chinese face, which comes first so that
//! they are full width in Chinese, tears English apart with them (“didn’ t”). egui cannot choose a
//! face by context, so where both neighbours are Latin the straight quote is painted instead:
//! one character for one, hence every position stays; what is copied and coded is the text itself.

/// Replaces, in place, the quotes that stand among Latin characters.
pub fn straighten(characters: &mut [char]) {
    let latin = |character: Option<char>| character.is_none_or(|c| c.is_ascii() || is_quote(c));
    for at in 0..characters.len() {
        let straight = match characters[at] {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            _ => continue,
        };
        let before = at.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(at + 1).copied();
        let word = [before, after].into_iter().flatten().any(|c| c.is_ascii_graphic());
        if word && latin(before) && latin(after) {
            characters[at] = straight;
        }
    }
}

fn is_quote(character: char) -> bool {
    matches!(character, '‘' | '’' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_among_latin_characters_become_straight() {
        let cases = [
            ("didn’t", "didn't"),
            ("he said “no”.", "he said \"no\"."),
            ("他说“合谋”。", "他说“合谋”。"),
            ("所谓“fox”是", "所谓“fox”是"),
            ("“”", "“”"),
        ];
        for (text, painted) in cases {
            let mut characters: Vec<char> = text.chars().collect();
            straighten(&mut characters);
            assert_eq!(characters.iter().collect::<String>(), painted);
        }
    }
}
