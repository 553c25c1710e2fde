//! How wide each character is, asked of the fonts once for each face and size.
//!
//! A table of pages of 256 characters, filled as they are met: a look-up is two indexings, which
//! is what lets half a million characters be broken in a few milliseconds.

use egui::FontId;
use egui::epaint::text::FontsView;

type Page = Box<[f32; 256]>;

/// Not asked yet.
const UNKNOWN: f32 = f32::NAN;

/// Widths of the characters of the faces and sizes in use.
#[derive(Default)]
pub struct Widths {
    fonts: Vec<(FontId, Vec<Option<Page>>)>,
    signature: Vec<f32>,
}

impl Widths {
    /// Forgets everything where the fonts behind the names have changed; says whether they have.
    ///
    /// Fonts arrive late (a system face is found after the first frame). Instead of a message that
    /// could be forgotten, a few tell-tale characters are measured: widths are all that layout asks.
    pub fn follow(&mut self, fonts: &mut FontsView<'_>, samples: &[FontId]) -> bool {
        const TELLTALE: [char; 6] = ['中', '，', '“', 'W', 'i', '1'];
        let measured = samples.iter().flat_map(|font| TELLTALE.map(|character| (font, character)));
        let signature: Vec<f32> = measured.map(|(font, character)| fonts.glyph_width(font, character)).collect();
        if signature == self.signature {
            return false;
        }
        self.signature = signature;
        self.fonts.clear();
        true
    }

    /// The table of a face and size, for asking many widths in a row.
    pub fn table(&mut self, font: &FontId) -> Table<'_> {
        let at = self.fonts.iter().position(|(known, _)| known == font).unwrap_or_else(|| {
            self.fonts.push((font.clone(), Vec::new()));
            self.fonts.len() - 1
        });
        let (font, pages) = &mut self.fonts[at];
        Table { font, pages }
    }
}

/// The widths of one face and size.
pub struct Table<'a> {
    font: &'a FontId,
    pages: &'a mut Vec<Option<Page>>,
}

impl Table<'_> {
    /// In points.
    pub fn width(&mut self, fonts: &mut FontsView<'_>, character: char) -> f32 {
        let (page, slot) = (character as usize / 256, character as usize % 256);
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        let known = &mut self.pages[page].get_or_insert_with(|| Box::new([UNKNOWN; 256]))[slot];
        if known.is_nan() {
            *known = fonts.glyph_width(self.font, character);
        }
        *known
    }
}
