//! The cloud as a file: drawn as letters (SVG) or as pixels (PNG), on light ground, with what was counted below it.

use std::fmt::Write as _;

use egui::{Align2, Color32, FontFamily, FontId, Theme, Vec2, pos2};

use super::Laid;
use crate::app::fonts::Fonts;
use crate::app::offscreen::Offscreen;
use crate::app::theme::{self, Tokens, space};
use crate::app::widgets;

/// Of a picture, in points.
const WIDTH: f32 = 1_200.0;
const HEIGHT: f32 = 800.0;
/// Pixels a point.
const SCALE: f32 = 2.0;
/// The largest word is at most this high.
pub const LARGEST: f32 = 110.0;
/// Around it and below it.
const MARGIN: f32 = 32.0;
const FOOT: f32 = 56.0;

/// A word in the picture.
struct Mark<'a> {
    word: &'a str,
    x: f32,
    y: f32,
    size: f32,
    width: f32,
    ink: Color32,
}

fn marks(laid: &Laid) -> Vec<Mark<'_>> {
    let (scale, [x, y]) = laid.cloud.fit(WIDTH - 2.0 * MARGIN, HEIGHT - 2.0 * MARGIN - FOOT, LARGEST);
    let lines = laid.lines();
    let mark = |placed: &super::layout::Placed| {
        let line = lines.get(placed.word)?;
        Some(Mark {
            word: &line.word,
            x: MARGIN + placed.x.mul_add(scale, x),
            y: MARGIN + placed.y.mul_add(scale, y),
            size: placed.size * scale,
            width: laid.width(placed.word) * placed.size * scale,
            ink: theme::word_ink(placed.word, Theme::Light),
        })
    };
    laid.cloud.placed.iter().filter_map(mark).collect()
}

/// As SVG. Each word is text of the length it was measured, whatever face the reader has.
#[must_use]
pub fn svg(laid: &Laid, title: &str, foot: &str) -> String {
    let ground = hex(Tokens::of(Theme::Light).paper);
    let quiet = hex(Tokens::of(Theme::Light).quiet);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif\">\n\
         <title>{}</title>\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{ground}\"/>\n",
        escaped(title)
    );
    for mark in marks(laid) {
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{:.1}\" fill=\"{}\" text-anchor=\"middle\" \
             dominant-baseline=\"central\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            mark.x,
            mark.y,
            mark.size,
            hex(mark.ink),
            mark.width,
            escaped(mark.word)
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"{}\" font-size=\"14\" fill=\"{quiet}\">{}</text>\n</svg>",
        HEIGHT - MARGIN,
        escaped(foot)
    );
    out
}

/// As PNG.
///
/// # Errors
/// What the encoder says.
pub fn png(laid: &Laid, foot: &str) -> Result<Vec<u8>, String> {
    let mut sheet = Offscreen::new([WIDTH as u32, HEIGHT as u32], SCALE, Theme::Light);
    Fonts::of_system().install(sheet.ctx());
    let picture = sheet.draw(|ui| {
        egui::CentralPanel::no_frame().frame(egui::Frame::new()).show(ui, |ui| {
            for mark in marks(laid) {
                let font = FontId::new(mark.size, FontFamily::Proportional);
                ui.painter().text(pos2(mark.x, mark.y), Align2::CENTER_CENTER, mark.word, font, mark.ink);
            }
            let place = egui::Rect::from_min_size(
                pos2(MARGIN, HEIGHT - MARGIN - FOOT + space::LARGE),
                Vec2::new(WIDTH - 2.0 * MARGIN, FOOT),
            );
            ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
                ui.add(egui::Label::new(widgets::caption(ui, foot)).wrap());
            });
        });
    });
    picture.png().map_err(|error| error.to_string())
}

fn hex(colour: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r(), colour.g(), colour.b())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_never_breaks_out_of_its_element() {
        assert_eq!(escaped("a<b>&\"c\"\n"), "a&lt;b&gt;&amp;&quot;c&quot; ");
    }
}
