//! The places where two texts differ, as a person counts them.
//!
//! Who puts 清洁工 where 保洁员 stood has changed one place, though the two words share a letter and a comparison finds
//! two. How it was typed tells which belong together. Pure; what was put back as it was is no place.

use crate::model::ChangeSet;
use crate::model::kept::ChangedPlace;

/// The way from one text to another, with the places that change.
#[derive(Clone, Debug)]
pub struct Way {
    /// Letter by letter: codings move by it.
    pub changes: ChangeSet,
    /// For people.
    pub places: Vec<ChangedPlace>,
}

impl Way {
    /// Where nothing is known of how the one became the other.
    #[must_use]
    pub fn found(changes: ChangeSet) -> Self {
        Self { places: changes.places(), changes }
    }
}

/// Joins the places that were typed as one. Both lists are in order, and each of `apart` lies in one of `typed`; where
/// one does not, it stands for itself.
#[must_use]
pub fn together(apart: &[ChangedPlace], typed: &[ChangedPlace]) -> Vec<ChangedPlace> {
    let mut joined: Vec<ChangedPlace> = Vec::with_capacity(apart.len());
    let mut at = 0;
    let mut of_last = None;
    for place in apart {
        let behind = |whole: &ChangedPlace| whole.old.end < place.old.start || whole.new.end < place.new.start;
        while typed.get(at).is_some_and(behind) {
            at += 1;
        }
        let holds = |whole: &&ChangedPlace| {
            whole.old.start <= place.old.start
                && place.old.end <= whole.old.end
                && whole.new.start <= place.new.start
                && place.new.end <= whole.new.end
        };
        let of = typed.get(at).filter(holds).map(|_| at);
        match joined.last_mut() {
            Some(last) if of.is_some() && of == of_last => {
                (last.old.end, last.new.end) = (place.old.end, place.new.end);
            }
            _ => joined.push(place.clone()),
        }
        of_last = of;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_two_words_share_do_not_make_two_places_of_one() {
        let one = |old: std::ops::Range<u32>, new: std::ops::Range<u32>| ChangedPlace { old, new };
        // 保洁员 to 清洁工, twice, and a word that was typed anew as it was.
        let apart = [one(0..1, 0..1), one(2..3, 2..3), one(10..11, 10..11), one(12..13, 12..13)];
        let typed = [one(0..3, 0..3), one(5..7, 5..7), one(10..13, 10..13)];
        assert_eq!(together(&apart, &typed), [one(0..3, 0..3), one(10..13, 10..13)]);
        assert_eq!(together(&apart, &apart), apart);
        assert_eq!(together(&apart, &[]).len(), 4, "what nobody typed stands for itself");
    }
}
