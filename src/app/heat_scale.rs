//! The sequential colours of heat maps: from next to nothing to much, in both themes, made of the theme's accent.
//!
//! Lightness goes one way only, so that the order can be seen without colours and in grey print. Nothing at
//! all is no step of the scale: it is the paper.

use egui::{Color32, Theme};

use super::theme::{Tokens, contrast};

/// The colour of a share of the highest value, 0 to 1.
#[must_use]
pub fn colour(share: f32, theme: Theme) -> Color32 {
    let t = Tokens::of(theme);
    let share = share.clamp(0.0, 1.0);
    let low = t.paper.lerp_to_gamma(t.accent, 0.14);
    // Half of the way to the accent, the other half beyond it.
    if share < 0.6 {
        low.lerp_to_gamma(t.accent, share / 0.6)
    } else {
        let far = if theme == Theme::Light { Color32::BLACK } else { Color32::WHITE };
        t.accent.lerp_to_gamma(t.accent.lerp_to_gamma(far, 0.45), (share - 0.6) / 0.4)
    }
}

/// Text on a colour: the one of the theme's inks that is read best on it.
#[must_use]
pub fn ink_on(ground: Color32, theme: Theme) -> Color32 {
    let t = Tokens::of(theme);
    let inks = [t.ink, t.paper, t.on_accent, Color32::BLACK, Color32::WHITE];
    if contrast(t.ink, ground) >= 4.5 {
        return t.ink;
    }
    inks.into_iter().max_by(|a, b| contrast(*a, ground).total_cmp(&contrast(*b, ground))).unwrap_or(t.ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_always_farther_from_the_paper_and_its_number_can_be_read() {
        for theme in [Theme::Light, Theme::Dark] {
            let paper = Tokens::of(theme).paper;
            let steps: Vec<Color32> = (0..=50_u8).map(|n| colour(f32::from(n) / 50.0, theme)).collect();
            for pair in steps.windows(2) {
                assert!(contrast(pair[1], paper) >= contrast(pair[0], paper), "{theme:?}: {pair:?}");
            }
            assert!(contrast(steps[0], paper) > 1.1, "{theme:?}: the least is seen");
            assert!(contrast(steps[50], paper) > 7.0, "{theme:?}: the most stands out");
            for step in steps {
                assert!(contrast(ink_on(step, theme), step) >= 4.5, "{theme:?}: {step:?}");
            }
        }
    }
}
