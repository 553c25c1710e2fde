//! Where the words of a cloud stand: the most frequent one in the middle, the others around it on a spiral, none
//! over another. Pure: the same words give the same cloud everywhere.
//!
//! It reckons in units of the largest word's size; whoever paints scales that to the room there is.

use std::f32::consts::TAU;

/// At most so many words.
pub const MOST: usize = 150;
/// No word is smaller than this share of the largest: it could not be read.
pub const SMALLEST: f32 = 0.17;
/// Height of a line of a font of size 1.
const LINE: f32 = 1.18;
/// Air around a word, in its own sizes.
const AIR: f32 = 0.1;
/// The spiral gives up after so many steps; a cloud of [`MOST`] words never comes near it.
const STEPS: u32 = 60_000;

/// A word before it has a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// How often it stands in the texts.
    pub count: u64,
    /// How wide it is at size 1: in Chinese the number of its characters.
    pub width: f32,
}

/// A word in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Which of the words that were given.
    pub word: usize,
    /// Its size, the largest being 1.
    pub size: f32,
    /// Its middle.
    pub x: f32,
    /// Its middle, downwards.
    pub y: f32,
    /// Of the room it takes.
    pub width: f32,
    /// Of the room it takes.
    pub height: f32,
}

impl Placed {
    fn meets(&self, other: &Self) -> bool {
        (self.x - other.x).abs() * 2.0 < self.width + other.width
            && (self.y - other.y).abs() * 2.0 < self.height + other.height
    }
}

/// A cloud.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloud {
    /// The words, the most frequent first.
    pub placed: Vec<Placed>,
    /// Left, top, right and bottom of all of them.
    pub bounds: [f32; 4],
}

/// The size of a word: the square root of its count, so that its area goes with the count.
#[must_use]
pub fn size_of(count: u64, most: u64) -> f32 {
    let share = (count as f64 / most.max(1) as f64).sqrt() as f32;
    // Few different sizes: every size of a font costs room in the atlas of glyphs.
    ((share * 24.0).round() / 24.0).clamp(SMALLEST, 1.0)
}

/// Places words, the most frequent first, in a cloud about so many times as wide as high. Gives what could be placed
/// until `stopped` says that nobody waits any more.
#[must_use]
pub fn lay_out(words: &[Word], aspect: f32, stopped: &dyn Fn() -> bool) -> Cloud {
    let most = words.first().map_or(1, |word| word.count);
    let mut placed: Vec<Placed> = Vec::with_capacity(words.len().min(MOST));
    for (at, word) in words.iter().take(MOST).enumerate() {
        if stopped() {
            break;
        }
        let size = size_of(word.count, most);
        let air = size * AIR;
        let mut here =
            Placed { word: at, size, x: 0.0, y: 0.0, width: word.width * size + 2.0 * air, height: LINE * size + air };
        // Each begins in another direction, so that the cloud grows evenly: by the golden angle.
        let turn = TAU * 0.381_966 * at as f32;
        let mut angle = 0.0_f32;
        for _ in 0..STEPS {
            let radius = angle * 0.028;
            here.x = radius * (angle + turn).cos() * aspect.max(0.2).sqrt();
            here.y = radius * (angle + turn).sin() / aspect.max(0.2).sqrt();
            // Of those placed last one is most likely in the way.
            if !placed.iter().rev().any(|other| here.meets(other)) {
                placed.push(here);
                break;
            }
            angle += (0.05 / radius.max(0.05)).min(0.6);
        }
    }
    let edge =
        |pick: fn(&Placed) -> f32, best: fn(f32, f32) -> f32| placed.iter().map(pick).reduce(best).unwrap_or(0.0);
    let bounds = [
        edge(|p| p.x - p.width / 2.0, f32::min),
        edge(|p| p.y - p.height / 2.0, f32::min),
        edge(|p| p.x + p.width / 2.0, f32::max),
        edge(|p| p.y + p.height / 2.0, f32::max),
    ];
    Cloud { placed, bounds }
}

impl Cloud {
    /// By how much it is multiplied to fit a room, and where its own zero then stands.
    #[must_use]
    pub fn fit(&self, width: f32, height: f32, largest: f32) -> (f32, [f32; 2]) {
        let [left, top, right, bottom] = self.bounds;
        let scale = (width / (right - left).max(0.1)).min(height / (bottom - top).max(0.1)).min(largest);
        let middle = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
        (scale, [scale.mul_add(-middle[0], width / 2.0), scale.mul_add(-middle[1], height / 2.0)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vec<Word> {
        (1..=MOST as u64 + 20).map(|n| Word { count: 4_000 / n, width: 2.0 + (n % 3) as f32 }).collect()
    }

    #[test]
    fn no_word_lies_over_another_and_all_are_there() {
        let cloud = lay_out(&words(), 1.6, &|| false);
        assert_eq!(cloud.placed.len(), MOST);
        for (n, word) in cloud.placed.iter().enumerate() {
            assert!(cloud.placed[..n].iter().all(|other| !word.meets(other)), "{n}");
        }
    }

    #[test]
    fn the_same_words_give_the_same_cloud_and_the_first_stands_in_the_middle() {
        let cloud = lay_out(&words(), 1.6, &|| false);
        assert_eq!(cloud, lay_out(&words(), 1.6, &|| false));
        assert_eq!((cloud.placed[0].x, cloud.placed[0].y, cloud.placed[0].size), (0.0, 0.0, 1.0));
    }

    #[test]
    fn a_wide_room_gives_a_wide_cloud() {
        let shape = |aspect| {
            let [left, top, right, bottom] = lay_out(&words(), aspect, &|| false).bounds;
            (right - left) / (bottom - top)
        };
        assert!(shape(2.0) > 1.3 * shape(1.0), "{} {}", shape(2.0), shape(1.0));
    }

    #[test]
    fn a_word_four_times_as_frequent_is_twice_as_high_and_none_is_too_small_to_read() {
        assert!((size_of(100, 400) - 0.5).abs() < 1e-6);
        assert!((size_of(1, 1_000_000) - SMALLEST).abs() < 1e-6);
        assert!((size_of(0, 0) - SMALLEST).abs() < 1e-6);
    }

    #[test]
    fn a_cloud_fits_its_room_whatever_it_holds() {
        for words in [Vec::new(), vec![Word { count: 1, width: 80.0 }], words()] {
            let cloud = lay_out(&words, 1.5, &|| false);
            let (scale, [x, y]) = cloud.fit(600.0, 400.0, 96.0);
            for p in &cloud.placed {
                assert!(p.x.mul_add(scale, x) - p.width * scale / 2.0 > -0.5, "{p:?}");
                assert!(p.y.mul_add(scale, y) + p.height * scale / 2.0 < 400.5, "{p:?}");
            }
        }
    }
}
