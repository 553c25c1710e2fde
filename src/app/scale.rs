//! How large the whole interface is drawn, 80 to 200 %.
//!
//! Not the size of the text that is read: that is a setting of the reading column.

use serde::{Deserialize, Serialize};

/// A size of the interface, in per cent of the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scale(u16);

impl Default for Scale {
    fn default() -> Self {
        Self(100)
    }
}

impl Scale {
    /// All that can be chosen, the smallest first.
    pub const STEPS: [Self; 8] = [Self(80), Self(90), Self(100), Self(110), Self(125), Self(150), Self(175), Self(200)];

    /// The next larger one; the largest stays.
    #[must_use]
    pub fn larger(self) -> Self {
        Self::STEPS.into_iter().find(|step| step.0 > self.0).unwrap_or(Self::STEPS[Self::STEPS.len() - 1])
    }

    /// The next smaller one; the smallest stays.
    #[must_use]
    pub fn smaller(self) -> Self {
        Self::STEPS.into_iter().rev().find(|step| step.0 < self.0).unwrap_or(Self::STEPS[0])
    }

    /// In per cent.
    #[must_use]
    pub fn per_cent(self) -> u16 {
        self.0
    }

    /// For egui. What a file says is brought into the range that can be used.
    #[must_use]
    pub fn factor(self) -> f32 {
        f32::from(self.0.clamp(80, 200)) / 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_up_and_down_and_stop_at_the_ends() {
        let all: Vec<u16> = Scale::STEPS.map(Scale::per_cent).to_vec();
        assert!(all.is_sorted() && all.contains(&Scale::default().per_cent()));
        assert_eq!(Scale(100).larger(), Scale(110));
        assert_eq!(Scale(100).smaller(), Scale(90));
        assert_eq!((Scale(200).larger(), Scale(80).smaller()), (Scale(200), Scale(80)));
        assert_eq!(Scale(130).larger(), Scale(150), "a size that somebody wrote into the settings by hand");
        assert_eq!(Scale(9_000).factor().to_bits(), 2.0_f32.to_bits());
    }
}
