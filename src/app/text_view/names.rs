//! Names that are too long for their place: the middle goes, because the ends tell codes apart.
//!
//! 情感劳动：积极 and 情感劳动：消极 become 情感…积极 and 情感…消极. Where even that has no room, the end
//! goes. Pure; the full name stands in the tip.

/// A name as it fits into so many points, given the width of each of its characters and of the ellipsis.
#[must_use]
pub fn elided(name: &str, widths: &[f32], ellipsis: f32, room: f32) -> String {
    if widths.iter().sum::<f32>() <= room + 0.01 {
        return name.to_owned();
    }
    let room = room - ellipsis;
    let fitting = |room: f32, widths: &mut dyn Iterator<Item = f32>| {
        let mut used = 0.0;
        widths
            .take_while(|width| {
                used += width;
                used <= room
            })
            .count()
    };
    // A tail of fewer than two characters tells nothing.
    let tail = fitting(room * 0.4, &mut widths.iter().rev().copied());
    let tail = if tail < 2 || room < ellipsis * 4.0 { 0 } else { tail };
    let kept: f32 = widths[widths.len() - tail..].iter().sum();
    let head = fitting(room - kept, &mut widths.iter().copied());
    let characters: Vec<char> = name.chars().collect();
    let head: String = characters[..head.min(characters.len())].iter().collect();
    let tail: String = characters[characters.len() - tail..].iter().collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(name: &str, room: f32) -> String {
        elided(name, &vec![10.0; name.chars().count()], 10.0, room)
    }

    #[test]
    fn the_middle_of_a_long_name_goes_and_of_a_very_short_place_the_end() {
        assert_eq!(cut("情感劳动：积极", 70.0), "情感劳动：积极");
        assert_eq!(cut("情感劳动：积极", 60.0), "情感劳…积极");
        assert_eq!(cut("情感劳动：消极", 60.0), "情感劳…消极");
        assert_eq!(cut("情感劳动：积极", 40.0), "情感劳…");
        assert_eq!(cut("合谋", 10.0), "…");
        assert_eq!(cut("", 10.0), "");
    }

    proptest! {
        #[test]
        fn what_is_cut_fits_and_begins_as_the_name_does(name in "[合谋a：]{1,30}", room in 10_u16..300) {
            let room = f32::from(room);
            let short = cut(&name, room);
            prop_assert!(short.chars().count() as f32 * 10.0 <= room + 0.02);
            let head: String = short.chars().take_while(|&c| c != '…').collect();
            prop_assert!(name.starts_with(&head));
        }
    }
}
