//! The order in which a Chinese reader looks for names: marks, numbers by their value, letters, then characters by
//! their sound, its tone and, where both are alike, their place in Unicode.
//!
//! A character of several readings stands by its commonest one: names are too short to tell by their sense.

use std::cmp::Ordering;

use pinyin::ToPinyin;

use super::normalise::normalise_query;

/// One place of a name, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Mark(char),
    /// How many digits without leading zeros, and these: so 2 stands before 10, however long.
    Number(usize, String),
    Letter(char),
    Character(&'static str, &'static str, char),
}

/// What a name is ordered by: to be made once for each name of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameOrder(Vec<Place>);

impl NameOrder {
    /// Of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut places = Vec::new();
        let mut digits = String::new();
        for c in normalise_query(name).chars() {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            end_number(&mut places, &mut digits);
            places.push(match c.to_pinyin() {
                Some(sound) => Place::Character(sound.plain(), sound.with_tone_num_end(), c),
                None if c.is_alphabetic() => Place::Letter(c),
                None => Place::Mark(c),
            });
        }
        end_number(&mut places, &mut digits);
        Self(places)
    }
}

fn end_number(places: &mut Vec<Place>, digits: &mut String) {
    if !digits.is_empty() {
        let value = digits.trim_start_matches('0').to_owned();
        places.push(Place::Number(value.len(), value));
        digits.clear();
    }
}

/// Which of two names comes first.
#[must_use]
pub fn compare_names(one: &str, other: &str) -> Ordering {
    NameOrder::of(one).cmp(&NameOrder::of(other)).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_by_sound_and_tone_after_letters_and_numbers_by_value() {
        let mut names =
            ["内卷化", "访谈 10", "合谋", "B 组", "访谈 2", "3 月", "a 组", "阿婆", "访谈", "《论》", "和", "河"];
        names.sort_by(|one, other| compare_names(one, other));
        let expected =
            ["《论》", "3 月", "a 组", "B 组", "阿婆", "访谈", "访谈 2", "访谈 10", "合谋", "和", "河", "内卷化"];
        assert_eq!(names, expected);
    }
}
