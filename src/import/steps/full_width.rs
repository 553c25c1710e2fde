//! Full-width letters and digits become half-width: KＲB is KRB, ２０１６ is 2016, 23． 51% is 23.51%.
//! Full-width marks stay: they are how Chinese is set.

use std::collections::BTreeMap;

use super::pen::{Pen, Working};

/// Replaces one for one, so every character keeps its place.
pub fn act(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    let mut exchanged: BTreeMap<char, u32> = BTreeMap::new();
    for character in text.chars().filter(|&c| half(c).is_some()) {
        *exchanged.entry(character).or_default() += 1;
    }
    for (character, count) in exchanged {
        working.note_detail(&character.to_string(), count);
    }
    working.rewrite(|_, pen| rewrite(&text, pen))
}

fn half(character: char) -> Option<char> {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(character as u32 - 0xFEE0),
        _ => None,
    }
}

fn rewrite(text: &str, pen: &mut Pen) -> u32 {
    let mut count = 0;
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c.is_numeric() && half(c).is_some());
    let mut before = None;
    for (at, character) in text.char_indices() {
        if let Some(plain) = half(character) {
            pen.copy_to(at);
            pen.replace(plain);
            count += 1;
        } else if character == '．' && is_digit(before) {
            let rest = text.get(at + character.len_utf8()..).unwrap_or("");
            let digits = rest.strip_prefix(' ').unwrap_or(rest);
            if is_digit(digits.chars().next()) {
                pen.copy_to(at);
                pen.replace('.');
                pen.drop_to(at + character.len_utf8() + (rest.len() - digits.len()));
                count += 1;
            }
        }
        before = Some(character);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;

    #[test]
    fn letters_digits_and_decimal_points_become_half_width_and_marks_stay() {
        let draft = Draft {
            text: "KＲB 社区２０１６年占 23． 51%，约 20．46 万。第一．".into(), ..Draft::default()
        };
        let mut working = Working::new(draft);
        assert_eq!(act(&mut working), 7);
        assert_eq!(working.text(), "KRB 社区2016年占 23.51%，约 20.46 万。第一．");
        assert_eq!(act(&mut working), 0);
    }
}
