//! A picture beside the one that is kept of it.
//!
//! Rounding differs by a shade between kinds of processor, and an edge may fall on the other side of a pixel; what a
//! person would see does not pass: a letter, a hue, a line that stands one pixel off.

use std::fmt;
use std::path::{Path, PathBuf};

use tianye::app::raster::Picture;

/// Levels, of 256, by which a channel may differ.
const SHADE: u8 = 3;
/// So many pixels of any picture may differ by more,
const FEW: usize = 2;
/// and one of so many beyond that.
const ONE_IN: usize = 300_000;
/// Set, and pictures that differ are kept as they are now.
const ACCEPT: &str = "TIANYE_ACCEPT_PICTURES";

/// How two pictures differ by more than they may.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// One is larger.
    Size { kept: [u32; 2], now: [u32; 2] },
    /// Of the same size.
    Pixels { beyond: usize, allowed: usize },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { kept, now } => write!(f, "{kept:?} pixels are kept, {now:?} were drawn"),
            Self::Pixels { beyond, allowed } => write!(f, "{beyond} pixels differ, {allowed} may"),
        }
    }
}

/// How many of so many pixels may differ.
fn allowed(pixels: usize) -> usize {
    FEW + pixels / ONE_IN
}

/// Whether two pixels may pass for one.
fn alike(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(*other) <= SHADE)
}

/// Compares a picture with the one that is kept.
///
/// # Errors
/// How they differ.
pub fn compare(kept: &Picture, now: &Picture) -> Result<(), Difference> {
    if (kept.width, kept.height) != (now.width, now.height) {
        return Err(Difference::Size { kept: [kept.width, kept.height], now: [now.width, now.height] });
    }
    let pixels = kept.rgba.chunks_exact(4).zip(now.rgba.chunks_exact(4));
    let (beyond, allowed) = (pixels.filter(|(kept, now)| !alike(kept, now)).count(), allowed(kept.rgba.len() / 4));
    if beyond > allowed { Err(Difference::Pixels { beyond, allowed }) } else { Ok(()) }
}

/// What is kept, faintly, with every pixel in red that is not so now.
fn difference(kept: &Picture, now: &Picture) -> Picture {
    let mut drawn = kept.clone();
    for (at, pixel) in drawn.rgba.chunks_exact_mut(4).enumerate() {
        let (x, y) = (at as u32 % kept.width, at as u32 / kept.width);
        let same = x < now.width && y < now.height && alike(&now.pixel(x, y), &pixel[..3]);
        let grey = 160 + ((u32::from(pixel[0]) + u32::from(pixel[1]) + u32::from(pixel[2])) / 9) as u8;
        pixel[..3].copy_from_slice(&if same { [grey; 3] } else { [220, 0, 0] });
    }
    drawn
}

/// As a small file: without opacity, and its rows as they are, since words on an even ground pack best so.
fn packed(picture: &Picture) -> Vec<u8> {
    let rgb: Vec<[u8; 3]> = picture.rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(rgb.as_flattened()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn read(path: &Path) -> Option<Picture> {
    let file = std::io::BufReader::new(std::fs::File::open(path).ok()?);
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgba).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgba, "{}", path.display());
    Some(Picture { width: info.width, height: info.height, rgba })
}

/// The folder of the pictures that are kept.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pictures")
}

/// Compares a picture with the one that is kept under this name. Where they differ, both the picture and what is
/// different are written down to be looked at.
pub fn expect(name: &str, now: &Picture) {
    let path = folder().join(format!("{name}.png"));
    let kept = read(&path);
    let wrong = match &kept {
        None => "none is kept".to_owned(),
        Some(kept) => match compare(kept, now) {
            Ok(()) => return,
            Err(difference) => difference.to_string(),
        },
    };
    if std::env::var_os(ACCEPT).is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&path, packed(now)).unwrap();
        return;
    }
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&beside).unwrap();
    let (drawn, different) = (beside.join(format!("{name}.png")), beside.join(format!("{name}.different.png")));
    std::fs::write(&drawn, packed(now)).unwrap();
    let mut seen = format!("drawn:     {}", drawn.display());
    if let Some(kept) = kept {
        std::fs::write(&different, packed(&difference(&kept, now))).unwrap();
        seen = format!("{seen}\ndifferent: {}", different.display());
    }
    panic!(
        "{name} is not as it is kept: {wrong}\nkept:      {}\n{seen}\nto keep what is drawn: {ACCEPT}=1 cargo test --test it pictures",
        path.display()
    );
}

#[cfg(test)]
mod tests {
    use egui::{Pos2, Rect, Theme, Vec2};
    use tianye::app::offscreen::Offscreen;
    use tianye::app::theme;
    use tianye::model::Colour;

    use super::*;

    const SIZE: [u32; 2] = [480, 320];
    /// So many pixels has the largest picture that is kept.
    const LARGEST: usize = 1_000 * 640;

    /// A passage under a highlight, with small words and a fine line below.
    fn drawn(words: &str, small: &str, colour: Colour, line: f32, look: Theme) -> Picture {
        Offscreen::new(SIZE, 1.0, look).draw(|ui| {
            egui::CentralPanel::default().show(ui, |ui| {
                let t = theme::tokens(ui);
                let highlight = Rect::from_min_size(Pos2::new(40.0, 40.0), Vec2::new(160.0, 30.0));
                ui.painter().rect_filled(highlight, 3, theme::highlight(colour, look));
                ui.add_space(40.0);
                ui.label(egui::RichText::new(words).size(20.0));
                ui.label(egui::RichText::new(small).size(theme::size::SMALL));
                ui.painter().hline(20.0..=460.0, line, egui::Stroke::new(1.0, t.edge));
            });
        })
    }

    /// How many pixels are not as they were.
    fn beyond(kept: &Picture, now: &Picture) -> usize {
        match compare(kept, now) {
            Err(Difference::Pixels { beyond, .. }) => beyond,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_letter_a_hue_or_a_line_one_pixel_off_does_not_pass() {
        for look in [Theme::Light, Theme::Dark] {
            let draw = |words, small, colour, line| drawn(words, small, colour, line, look);
            let (words, small) = ("上面要什么，我们就填什么。", "Interview 03, ill");
            let kept = draw(words, small, Colour::nth(0), 200.5);
            assert_eq!(compare(&kept, &draw(words, small, Colour::nth(0), 200.5)), Ok(()));
            for (what, changed) in [
                ("a character", draw("上面要什么，他们就填什么。", small, Colour::nth(0), 200.5)),
                ("a mark", draw("上面要什么，我们就填什么，", small, Colour::nth(0), 200.5)),
                ("a thin letter", draw(words, "Interview 03, ili", Colour::nth(0), 200.5)),
                ("a line", draw(words, small, Colour::nth(0), 201.5)),
            ] {
                assert!(beyond(&kept, &changed) > allowed(LARGEST), "{what} was changed in {look:?} and would pass");
            }
            for n in 0..12 {
                let of = |n| draw(words, small, Colour::nth(n), 200.5);
                assert!(
                    beyond(&of(n), &of(n + 1)) > allowed(LARGEST),
                    "hues {n} and {} pass for one in {look:?}",
                    n + 1
                );
            }
        }
    }

    #[test]
    fn a_shade_passes_and_a_pixel_here_and_there_in_a_large_picture() {
        let kept = drawn("上面要什么", "Interview 03", Colour::nth(0), 200.5, Theme::Light);
        let mut noise = kept.clone();
        for (at, level) in noise.rgba.iter_mut().enumerate().filter(|(at, _)| at % 4 < 3) {
            *level = if at % 2 == 0 { level.saturating_add(SHADE) } else { level.saturating_sub(SHADE) };
        }
        let allowed = allowed(kept.rgba.len() / 4);
        for at in 0..allowed {
            noise.rgba[at * 4_000] = 0;
        }
        assert_eq!(compare(&kept, &noise), Ok(()));
        noise.rgba[allowed * 4_000] = 0;
        assert_eq!(compare(&kept, &noise), Err(Difference::Pixels { beyond: allowed + 1, allowed }));
        let other = Offscreen::new([480, 321], 1.0, Theme::Light).draw(|_| {});
        assert!(matches!(compare(&kept, &other), Err(Difference::Size { .. })));
    }

    #[test]
    fn what_is_packed_is_read_again() {
        let kept = drawn("上面要什么", "Interview 03", Colour::nth(0), 200.5, Theme::Dark);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), packed(&kept)).unwrap();
        assert!(read(file.path()).unwrap() == kept);
        let changed = drawn("上面要什么", "Interview 08", Colour::nth(0), 200.5, Theme::Dark);
        let red = |picture: &Picture| picture.rgba.chunks_exact(4).filter(|pixel| pixel[..3] == [220, 0, 0]).count();
        assert_eq!(red(&difference(&kept, &kept)), 0);
        assert!(red(&difference(&kept, &changed)) > 0);
    }
}
