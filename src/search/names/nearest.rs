//! The name that was meant: one that differs by a single character or sounds the same.

use super::super::normalise::normalise_query;
use super::super::pinyin::sounds_alike;

/// The nearest of some names to what was typed; of equally near ones the first.
pub(super) fn nearest<T: AsRef<str>>(typed: &str, names: impl Iterator<Item = T>) -> Option<String> {
    let wanted: Vec<char> = normalise_query(typed).chars().collect();
    let mut sounding = None;
    for name in names {
        let name = name.as_ref();
        let own: Vec<char> = normalise_query(name).chars().collect();
        if is_one_edit_away(&wanted, &own) {
            return Some(name.to_owned());
        }
        if sounding.is_none() && sounds_alike(&wanted, &own) {
            sounding = Some(name.to_owned());
        }
    }
    sounding
}

/// Whether one character is another one, missing, too many, or two neighbours changed places. Two different names
/// of one character are not near.
fn is_one_edit_away(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() < 2 || long.len() > short.len() + 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([a, b, short @ ..], [c, d, long @ ..]) if a == d && b == c && short == long => true,
        ([_, short @ ..], [_, long @ ..]) if short == long => true,
        (short, [_, long @ ..]) => short == long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_one_character_or_of_the_ear_is_near() {
        let names = ["合谋", "行政依附", "內卷化", "collusion", "甲"];
        let near = |typed| nearest(typed, names.iter());
        assert_eq!(near("合某").as_deref(), Some("合谋"));
        assert_eq!(near("行政依赋").as_deref(), Some("行政依附"));
        assert_eq!(near("型正衣服").as_deref(), Some("行政依附"));
        assert_eq!(near("内卷").as_deref(), Some("內卷化"));
        assert_eq!(near("collusoin").as_deref(), Some("collusion"));
        assert_eq!(near("Colusion").as_deref(), Some("collusion"));
        for far in ["老人", "乙", "行依", "dependence", ""] {
            assert_eq!(near(far), None, "{far}");
        }
    }
}
