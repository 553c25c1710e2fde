//! Curly quotes, dashes and ellipses among Latin words.
//!
//! “ ” ‘ ’ — … are one character for both typographies. The Chinese face, which comes first so that they are full
//! width in Chinese, tears English apart with them (“didn’ t”). egui cannot choose a face by context, so here is
//! decided which of them stand among Latin words: those are painted in a face of their own
//! ([`crate::app::fonts::latin`]). Both quotes of a pair are of one kind. No character is ever replaced.

/// The places of the marks of a paragraph that stand among Latin words, ascending.
#[must_use]
pub fn latin_marks(characters: &[char]) -> Vec<usize> {
    let mut latin: Vec<usize> = (0..characters.len()).filter(|&at| is_among_latin(characters, at)).collect();
    if latin.is_empty() {
        return latin;
    }
    let mut open: Vec<usize> = Vec::new();
    for (at, &character) in characters.iter().enumerate() {
        match character {
            '“' => open.push(at),
            '”' => {
                let Some(begun) = open.pop() else { continue };
                let (first, last) = (latin.binary_search(&begun), latin.binary_search(&at));
                if let (Ok(odd), Err(_)) | (Err(_), Ok(odd)) = (first, last) {
                    latin.remove(odd);
                }
            }
            _ => {}
        }
    }
    latin
}

/// So many marks in a row are looked past, as in “No…”.
const MOST_MARKS: usize = 4;

fn is_among_latin(characters: &[char], at: usize) -> bool {
    let here = characters[at];
    if !is_mark(here) {
        return false;
    }
    let next_to = |other: Option<usize>| other.and_then(|other| characters.get(other)) == Some(&here);
    // —— and …… are Chinese.
    if matches!(here, '—' | '…') && (next_to(at.checked_sub(1)) || next_to(Some(at + 1))) {
        return false;
    }
    let before = characters[..at].iter().rev().take(MOST_MARKS).copied().find(|&c| !is_mark(c));
    let after = characters[at + 1..].iter().take(MOST_MARKS).copied().find(|&c| !is_mark(c));
    let sides = [before, after];
    sides.iter().flatten().all(|&c| is_latin(c)) && sides.iter().flatten().any(|&c| is_latin(c) && !c.is_whitespace())
}

fn is_mark(character: char) -> bool {
    matches!(character, '‘' | '’' | '“' | '”' | '—' | '…')
}

/// Letters, digits and marks before the radicals, kana and ideographs.
fn is_latin(character: char) -> bool {
    character < '\u{2E80}'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paragraph with * for each mark among Latin words.
    fn marked(text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for at in latin_marks(&characters) {
            characters[at] = '*';
        }
        characters.into_iter().collect()
    }

    #[test]
    fn only_marks_among_latin_words_are_latin() {
        for (text, found) in [
            ("didn’t", "didn*t"),
            ("he said “no”.", "he said *no*."),
            ("“No…” – he said", "*No** – he said"),
            ("a word—another", "a word*another"),
            ("Él dijo “no”", "Él dijo *no*"),
            ("他说“合谋”。", "他说“合谋”。"),
            ("所谓“fox”是", "所谓“fox”是"),
            ("内卷化——involution", "内卷化——involution"),
            ("A——B……", "A——B……"),
            ("“”", "“”"),
        ] {
            assert_eq!(marked(text), found);
        }
    }

    #[test]
    fn both_quotes_of_a_pair_are_of_one_kind() {
        assert_eq!(marked("“fox是狐狸”"), "“fox是狐狸”");
        assert_eq!(marked("“狐狸 fox”"), "“狐狸 fox”");
        assert_eq!(marked("“a “b” c”"), "*a *b* c*");
    }
}
