//! The look: every colour, distance, radius and text size of the interface, in light and in dark.
//!
//! Nothing else in `app` names a colour. Contrast of each pair that carries text is at least 4.5:1,
//! which the tests measure (WCAG 2.1, success criterion 1.4.3).

use egui::{Color32, CornerRadius, FontId, Margin, Stroke, Style, TextStyle, Theme, Vec2, Visuals};

use crate::model::Colour;

use super::fonts;

/// Distances. There are no others.
pub mod space {
    /// Within a group.
    pub const TINY: f32 = 4.0;
    /// Between neighbours.
    pub const SMALL: f32 = 8.0;
    /// Between groups; the margin of panels.
    pub const MEDIUM: f32 = 12.0;
    /// Between sections.
    pub const LARGE: f32 = 16.0;
    /// Around a page.
    pub const HUGE: f32 = 24.0;
}

/// Corners of buttons, fields, cards and windows.
pub const RADIUS: u8 = 6;

/// Text sizes of the interface. The reading column has its own.
pub mod size {
    /// Notes, counts, captions.
    pub const SMALL: f32 = 12.0;
    /// Everything.
    pub const BODY: f32 = 14.0;
    /// Titles.
    pub const TITLE: f32 = 20.0;
}

/// Height of a row in trees and lists.
pub const ROW_HEIGHT: f32 = 26.0;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Under what is read.
    pub paper: Color32,
    /// Under lists, bars and side panels.
    pub panel: Color32,
    /// Inside text fields; cards on a panel.
    pub field: Color32,
    /// Hairlines between panels.
    pub line: Color32,
    /// Around what can be written in or pressed: 3:1 against what it stands on (WCAG 2.1, 1.4.11).
    pub edge: Color32,
    /// Under what the pointer is on.
    pub hover: Color32,
    /// Under what is pressed.
    pub pressed: Color32,
    /// Text.
    pub ink: Color32,
    /// Text that steps back: counts, captions, hints.
    pub quiet: Color32,
    /// The one accent: what is chosen, what to press.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Under what is chosen.
    pub chosen: Color32,
    /// What removes, what failed.
    pub danger: Color32,
    /// What wants attention.
    pub warning: Color32,
    /// What went well.
    pub success: Color32,
}

const LIGHT: Tokens = Tokens {
    paper: hex(0x00FB_FAF7),
    panel: hex(0x00F3_F1EB),
    field: hex(0x00FF_FFFF),
    line: hex(0x00DD_D9CF),
    edge: hex(0x008C_887E),
    hover: hex(0x00E9_E6DE),
    pressed: hex(0x00DE_DACF),
    ink: hex(0x001F_2328),
    quiet: hex(0x0059_5F68),
    accent: hex(0x002F_5D8A),
    on_accent: hex(0x00FF_FFFF),
    chosen: hex(0x00D9_E5F0),
    danger: hex(0x00A6_2C2B),
    warning: hex(0x0081_5300),
    success: hex(0x0028_6A3E),
};

const DARK: Tokens = Tokens {
    paper: hex(0x001B_1D21),
    panel: hex(0x0022_252A),
    field: hex(0x0015_171A),
    line: hex(0x0038_3C43),
    edge: hex(0x006A_707A),
    hover: hex(0x002C_3036),
    pressed: hex(0x0036_3B42),
    ink: hex(0x00E6_E4DF),
    quiet: hex(0x00A9_ADB4),
    accent: hex(0x008F_B4DC),
    on_accent: hex(0x0014_1A21),
    chosen: hex(0x0029_3A4B),
    danger: hex(0x00F1_9A94),
    warning: hex(0x00E2_B45C),
    success: hex(0x008A_CB9C),
};

const fn hex(value: u32) -> Color32 {
    Color32::from_rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
}

impl Tokens {
    /// Of a theme.
    #[must_use]
    pub const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// The colours of the theme that is drawn.
#[must_use]
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    Tokens::of(theme_of(ui))
}

/// The theme that is drawn.
#[must_use]
pub fn theme_of(ui: &egui::Ui) -> Theme {
    if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light }
}

/// Opacity of one highlight: four of them over each other still let the text be read.
const HIGHLIGHT_OPACITY: f32 = 0.22;

/// What lies under a coded passage. A colour that is too dark (in the light theme) or too bright
/// (in the dark one) to be read upon is moved until it is not.
#[must_use]
pub fn highlight(colour: Colour, theme: Theme) -> Color32 {
    under_text(colour, theme).gamma_multiply(HIGHLIGHT_OPACITY)
}

/// The same for the passage that is chosen or pointed at.
#[must_use]
pub fn highlight_strong(colour: Colour, theme: Theme) -> Color32 {
    under_text(colour, theme).gamma_multiply(0.5)
}

/// Stripes in the margin and dots in lists: at least 3:1 against paper, panel and what is chosen.
#[must_use]
pub fn stripe(colour: Colour, theme: Theme) -> Color32 {
    let tokens = Tokens::of(theme);
    let toward = if theme == Theme::Light { Color32::BLACK } else { Color32::WHITE };
    let seen = |c| [tokens.paper, tokens.panel, tokens.chosen].into_iter().all(|ground| contrast(c, ground) >= 3.0);
    moved_until(plain(colour), toward, seen)
}

/// The n-th word of a cloud: a few hues that can be read on paper, told apart by their neighbours.
#[must_use]
pub fn word_ink(n: usize, theme: Theme) -> Color32 {
    const HUES: [usize; 5] = [7, 0, 4, 9, 2];
    let tokens = Tokens::of(theme);
    if n.is_multiple_of(3) {
        return tokens.accent;
    }
    let toward = if theme == Theme::Light { Color32::BLACK } else { Color32::WHITE };
    let hue = HUES[(n * 7 + n / 3) % HUES.len()];
    moved_until(plain(Colour::nth(hue)), toward, |c| contrast(c, tokens.paper) >= 4.6)
}

fn under_text(colour: Colour, theme: Theme) -> Color32 {
    let tokens = Tokens::of(theme);
    let toward = if theme == Theme::Light { Color32::WHITE } else { Color32::BLACK };
    // Four layers of it let this much through; what is left must carry text.
    let through = (1.0 - HIGHLIGHT_OPACITY).powi(4).min(0.5);
    moved_until(plain(colour), toward, |c| contrast(tokens.ink, mix(c, tokens.paper, through)) >= 4.6)
}

fn moved_until(colour: Color32, toward: Color32, good: impl Fn(Color32) -> bool) -> Color32 {
    (0..=20_u8).map(|step| mix(colour, toward, f32::from(step) / 20.0)).find(|c| good(*c)).unwrap_or(toward)
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    from.lerp_to_gamma(to, share)
}

/// A code's colour as it is, for swatches.
#[must_use]
pub const fn plain(colour: Colour) -> Color32 {
    Color32::from_rgb(colour.red, colour.green, colour.blue)
}

/// Contrast of two opaque colours, 1 to 21 (WCAG 2.1, relative luminance).
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.0722_f32.mul_add(linear(c.b()), 0.2126_f32.mul_add(linear(c.r()), 0.7152 * linear(c.g())))
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Gives a window both themes.
pub fn install(ctx: &egui::Context) {
    ctx.set_style_of(Theme::Light, style(Theme::Light));
    ctx.set_style_of(Theme::Dark, style(Theme::Dark));
    // Where the system does not say what it likes: paper.
    ctx.options_mut(|options| {
        options.fallback_theme = Theme::Light;
        // The size of the interface is a command of our own.
        options.zoom_with_keyboard = false;
    });
}

/// egui's style made of the tokens.
#[must_use]
pub fn style(theme: Theme) -> Style {
    let text_styles = [
        (TextStyle::Small, FontId::proportional(size::SMALL)),
        (TextStyle::Body, FontId::proportional(size::BODY)),
        (TextStyle::Button, FontId::proportional(size::BODY)),
        (TextStyle::Monospace, FontId::monospace(size::BODY)),
        (TextStyle::Heading, FontId::new(size::TITLE, fonts::bold())),
    ]
    .into();
    let mut style = Style { text_styles, visuals: visuals(theme), animation_time: 0.1, ..Style::default() };
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(space::SMALL);
    spacing.button_padding = Vec2::new(space::MEDIUM, 5.0);
    spacing.interact_size = Vec2::new(40.0, 28.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(20);
    spacing.indent = space::LARGE;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 6.0;
    spacing.text_edit_width = 240.0;
    spacing.combo_width = 120.0;
    spacing.tooltip_width = 360.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    // Its spring pulls a list that is shown at a place back to where the list before ended.
    spacing.scroll.kinetic.rubber_band = false;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.tooltip_grace_time = 0.2;
    style
}

fn visuals(theme: Theme) -> Visuals {
    let t = Tokens::of(theme);
    let mut v = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    let corner = CornerRadius::same(RADIUS);
    v.weak_text_color = Some(t.quiet);
    v.hyperlink_color = t.accent;
    v.faint_bg_color = t.panel;
    v.extreme_bg_color = t.field;
    v.text_edit_bg_color = Some(t.field);
    v.code_bg_color = t.hover;
    v.warn_fg_color = t.warning;
    v.error_fg_color = t.danger;
    v.window_fill = t.paper;
    v.panel_fill = t.panel;
    v.window_stroke = Stroke::new(1.0, t.line);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    let shade = if theme == Theme::Dark { 110 } else { 36 };
    let shadow =
        |blur, offset| egui::Shadow { offset: [0, offset], blur, spread: 0, color: Color32::from_black_alpha(shade) };
    v.window_shadow = shadow(32, 10);
    v.popup_shadow = shadow(14, 4);
    v.selection.bg_fill = t.chosen;
    v.selection.stroke = Stroke::new(1.5, t.accent);
    v.slider_trailing_fill = true;
    v.striped = false;
    v.button_frame = true;
    v.indent_has_left_vline = false;
    v.text_cursor.stroke = Stroke::new(2.0, t.accent);
    v.disabled_alpha = 0.55;

    let still = &mut v.widgets.noninteractive;
    still.bg_fill = t.panel;
    still.weak_bg_fill = t.panel;
    still.bg_stroke = Stroke::new(1.0, t.line);
    still.fg_stroke = Stroke::new(1.0, t.ink);
    still.corner_radius = corner;
    for (state, fill, line) in [
        (&mut v.widgets.inactive, t.field, t.edge),
        (&mut v.widgets.hovered, t.hover, t.edge),
        (&mut v.widgets.active, t.pressed, t.accent),
        (&mut v.widgets.open, t.hover, t.edge),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.2, t.ink);
        state.corner_radius = corner;
        state.expansion = 0.0;
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_ground_it_stands_on() {
        for theme in [Theme::Light, Theme::Dark] {
            let t = Tokens::of(theme);
            let grounds = [t.paper, t.panel, t.field, t.hover, t.chosen];
            for ground in grounds {
                for (name, text) in [
                    ("ink", t.ink),
                    ("quiet", t.quiet),
                    ("accent", t.accent),
                    ("danger", t.danger),
                    ("warning", t.warning),
                    ("success", t.success),
                ] {
                    assert!(
                        contrast(text, ground) >= 4.5,
                        "{theme:?}: {name} on {ground:?}: {}",
                        contrast(text, ground)
                    );
                }
            }
            assert!(contrast(t.ink, t.pressed) >= 4.5);
            assert!(contrast(t.on_accent, t.accent) >= 4.5, "{theme:?}: on the accent");
        }
    }

    /// What is no text: the edge of what can be written in or pressed, and the ring of what has the keyboard.
    #[test]
    fn controls_and_the_keyboards_ring_are_seen_on_every_ground_they_stand_on() {
        for theme in [Theme::Light, Theme::Dark] {
            let t = Tokens::of(theme);
            for (name, mark, grounds) in [
                ("edge", t.edge, vec![t.paper, t.panel, t.field]),
                ("ring", t.accent, vec![t.paper, t.panel, t.field, t.hover, t.pressed, t.chosen]),
                ("ring beside a filled button", t.accent, vec![t.paper, t.panel]),
                ("icon", t.quiet, vec![t.paper, t.panel, t.field, t.hover]),
                ("box to tick", t.quiet, vec![t.paper, t.panel, t.field]),
                ("ticked box", t.accent, vec![t.paper, t.panel, t.chosen]),
                ("mark in a ticked box", t.on_accent, vec![t.accent]),
                ("edge of a button that removes", t.danger, vec![t.paper, t.panel]),
            ] {
                for ground in grounds {
                    let seen = contrast(mark, ground);
                    assert!(seen >= 3.0, "{theme:?}: {name} on {ground:?}: {seen}");
                }
            }
            let v = visuals(theme);
            for state in [&v.widgets.inactive, &v.widgets.hovered, &v.widgets.open] {
                assert_eq!(state.bg_stroke.color, t.edge, "egui draws its own controls with it");
            }
            assert_eq!(v.widgets.active.bg_stroke.color, t.accent, "and what has the keyboard with the accent");
        }
    }

    #[test]
    fn four_highlights_over_each_other_leave_the_text_readable_whatever_their_colours() {
        let mut colours: Vec<Colour> = Colour::palette().collect();
        colours.extend([0, 0x00FF_FFFF, 0x00FF_0000, 0x0000_FF00, 0x0000_00FF, 0x0080_8080].map(Colour::hex));
        for theme in [Theme::Light, Theme::Dark] {
            let t = Tokens::of(theme);
            for colour in &colours {
                let layer = highlight(*colour, theme);
                let four = (0..4).fold(t.paper, |under, _| under.blend(layer));
                assert!(contrast(t.ink, four) >= 4.5, "{theme:?} {colour}: {}", contrast(t.ink, four));
                let strong = t.paper.blend(highlight_strong(*colour, theme));
                assert!(contrast(t.ink, strong) >= 4.5, "{theme:?} {colour} strong: {}", contrast(t.ink, strong));
            }
        }
    }

    #[test]
    fn stripes_are_seen_and_codes_of_the_palette_stay_apart() {
        for theme in [Theme::Light, Theme::Dark] {
            let stripes: Vec<Color32> = Colour::palette().map(|colour| stripe(colour, theme)).collect();
            for (n, one) in stripes.iter().enumerate() {
                assert!(contrast(*one, Tokens::of(theme).panel) >= 3.0);
                assert!(!stripes[..n].contains(one), "two codes look the same in {theme:?}");
            }
            assert!(contrast(stripe(Colour::hex(0x00FF_FFFF), theme), Tokens::of(theme).paper) >= 3.0);
        }
    }
}
