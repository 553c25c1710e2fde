//! What the reader needs of a font: how codes are parted, how far each advances, which characters they are.
//!
//! Outlines are never looked at, so one empty font stands for all that are not embedded. Codes of the old
//! Chinese encodings are decoded as what they are, GBK or Big5, before anything else is asked: the glyph
//! numbers that a PDF goes by lose the difference between a mark and its vertical form.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs::{BIG5, Encoding, GB18030};
use hayro_cmap::{BfString, CMap, CMapName, CharacterCollection, CidFamily};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontResolverFn, GlyphId, StandardFont};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::budget;
use super::encodings::encoding_of;
use super::widths::has_bearable_widths;

/// An `OpenType` font without a single table.
static EMPTY_FONT: [u8; 12] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// Fonts kept of one file.
const FONTS: usize = 20_000;

/// The fonts of a file.
pub struct Fonts<'a> {
    cache: FontCache<'a>,
    faces: HashMap<&'a [u8], Option<Rc<Face<'a>>>>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
}

/// A font.
pub struct Face<'a> {
    font: Font<'a>,
    codes: Codes,
    /// Its own name, without the mark of a subset.
    pub name: String,
    /// Whether its name or its descriptor says bold.
    pub bold: bool,
    /// Whether its name or its descriptor says italic.
    pub italic: bool,
    /// Whether it writes from top to bottom.
    pub vertical: bool,
}

/// How codes become characters where the file brings no map of its own.
pub enum Codes {
    /// As the font library knows.
    Plain,
    /// They are bytes of this encoding.
    Encoded(&'static Encoding),
    /// They are UTF-16.
    Utf16,
    /// They are glyph numbers of a Chinese, Japanese or Korean collection.
    Collected {
        /// From codes to numbers; `None` where they are the same.
        encoding: Option<Box<CMap>>,
        /// From numbers to characters.
        characters: Box<CMap>,
    },
}

impl<'a> Fonts<'a> {
    /// Of a file whose fonts nobody has asked for yet.
    pub fn new() -> Self {
        Self {
            cache: FontCache::new(),
            faces: HashMap::new(),
            programs: Arc::new(|_| Some((Arc::new(EMPTY_FONT), 0))),
            maps: Arc::new(hayro_cmap::load_embedded),
        }
    }

    /// The font that a dictionary describes.
    pub fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        if let Some(face) = self.faces.get(dict.data()) {
            return face.clone();
        }
        if self.faces.len() >= FONTS {
            return None;
        }
        let face = self.load(dict).map(Rc::new);
        self.faces.insert(dict.data(), face.clone());
        face
    }

    /// What is used where a file names no font, or none that can be read.
    pub fn fallback(&mut self) -> Option<Rc<Face<'a>>> {
        if let Some(face) = self.faces.get(&b""[..]) {
            return face.clone();
        }
        let face = self.cache.standard_font(StandardFont::Helvetica, &self.programs).map(|font| {
            Rc::new(Face {
                font,
                codes: Codes::Plain,
                name: String::new(),
                bold: false,
                italic: false,
                vertical: false,
            })
        });
        self.faces.insert(b"", face.clone());
        face
    }

    fn load(&self, dict: &Dict<'a>) -> Option<Face<'a>> {
        let is_composite = dict.get::<Name>(keys::SUBTYPE).is_some_and(|kind| kind.as_str() == "Type0");
        let descendant = dict
            .get::<Array>(keys::DESCENDANT_FONTS)
            .filter(|_| is_composite)
            .and_then(|fonts| fonts.iter::<Dict>().next());
        let descriptor = descendant
            .as_ref()
            .and_then(|font| font.get::<Dict>(keys::FONT_DESC))
            .or_else(|| dict.get::<Dict>(keys::FONT_DESC))
            .unwrap_or_default();
        let streams = [
            dict.get::<Stream>(keys::TO_UNICODE),
            dict.get::<Stream>(keys::ENCODING),
            descriptor.get::<Stream>(keys::FONT_FILE),
            descriptor.get::<Stream>(keys::FONT_FILE2),
            descriptor.get::<Stream>(keys::FONT_FILE3),
        ];
        let widths = descendant.as_ref().is_none_or(has_bearable_widths)
            && dict.get::<u32>(keys::FIRST_CHAR).is_none_or(|first| first <= 0xFFFF);
        if !widths || !streams.iter().flatten().all(budget::is_of_bearable_size) {
            return None;
        }
        let font = self.cache.font(dict, &self.programs, &self.maps)?;
        let name = dict.get::<Name>(keys::BASE_FONT).map_or_else(String::new, |name| plain_name(name.as_str()));
        let lower = name.to_lowercase();
        let flags = descriptor.get::<u32>(keys::FLAGS).unwrap_or(0);
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        Some(Face {
            bold: says(&["bold", "heavy", "black", "demi"])
                || flags & (1 << 18) != 0
                || descriptor.get::<f32>(keys::FONT_WEIGHT).is_some_and(|weight| weight >= 600.0),
            italic: says(&["italic", "oblique"])
                || flags & (1 << 6) != 0
                || descriptor.get::<f32>(keys::ITALIC_ANGLE).is_some_and(|angle| angle.abs() > 1.0),
            vertical: !font.is_horizontal(),
            codes: descendant.map_or(Codes::Plain, |descendant| self.codes(dict, &descendant)),
            font,
            name,
        })
    }

    /// How a composite font's codes are to be understood.
    fn codes(&self, dict: &Dict<'a>, descendant: &Dict<'a>) -> Codes {
        let name = dict.get::<Name>(keys::ENCODING);
        let name = name.as_ref().map_or("", Name::as_str);
        if let Some(known) = encoding_of(name) {
            return known;
        }
        if dict.get::<Object>(keys::TO_UNICODE).is_some() {
            return Codes::Plain;
        }
        let family = collection(descendant).map(|collection| collection.family);
        let map = |name: CMapName| {
            let maps = self.maps.clone();
            (self.maps)(name).and_then(|data| CMap::parse(data, move |name| maps(name)))
        };
        let characters = family.and_then(|family| family.ucs2_cmap()).and_then(map);
        let encoding = match name {
            "Identity-H" | "Identity-V" => Some(None),
            "" => None,
            _ => map(CMapName::from_bytes(name.as_bytes())).map(|map| Some(Box::new(map))),
        };
        match (characters, encoding) {
            (Some(characters), Some(encoding)) => Codes::Collected { encoding, characters: Box::new(characters) },
            _ => Codes::Plain,
        }
    }
}

impl Face<'_> {
    /// The next code of a string, and how many bytes it has; at least one.
    pub fn next_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        if at >= bytes.len() {
            return (0, 1);
        }
        let byte = |place: usize| bytes.get(at + place).copied().map(u32::from);
        let two = byte(0).zip(byte(1)).map(|(a, b)| a << 8 | b);
        if matches!(self.codes, Codes::Utf16) {
            // Maps of UCS-2 know no pairs, and writers use them all the same.
            return match (two, byte(2).zip(byte(3))) {
                (Some(high @ 0xD800..0xDC00), Some((c, d))) => (high << 16 | c << 8 | d, 4),
                (Some(code), _) => (code, 2),
                (None, _) => (0, 1),
            };
        }
        let (code, length) = self.font.read_code(bytes, at);
        match (&self.codes, two) {
            // A character that the map does not name still has two bytes.
            (Codes::Encoded(encoding), Some(two @ 0x8140..))
                if code == 0 && length < 2 && (*encoding == GB18030 || *encoding == BIG5) =>
            {
                (two, 2)
            }
            _ => (code, length.max(1)),
        }
    }

    /// How far a code advances, in thousandths of the size: to the right, or down.
    pub fn advance(&self, code: u32) -> f64 {
        let advance = self.font.code_advance(code);
        if self.vertical { advance.y } else { advance.x }
    }

    /// The characters of a code, given by its bytes as well; `None` where nothing says which.
    pub fn characters(&self, code: u32, bytes: &[u8]) -> Option<BfString> {
        let encoded = match &self.codes {
            Codes::Encoded(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .and_then(|text| single(&text))
                .filter(|c| !c.is_control()),
            Codes::Utf16 => {
                let units: Vec<u16> =
                    bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, &b| unit << 8 | u16::from(b))).collect();
                String::from_utf16(&units).ok().and_then(|text| single(&text))
            }
            Codes::Plain | Codes::Collected { .. } => None,
        };
        if let Some(character) = encoded {
            return Some(BfString::Char(character));
        }
        let own = match self.font.glyph(GlyphId::NOTDEF, code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        own.or_else(|| match &self.codes {
            Codes::Collected { encoding, characters } => {
                let number = match encoding {
                    None => code,
                    Some(map) => map.lookup_cid_code(code, bytes.len() as u8)?,
                };
                characters.lookup_bf_string(number)
            }
            _ => None,
        })
    }
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn collection(descendant: &Dict) -> Option<CharacterCollection> {
    let info = descendant.get::<Dict>(keys::CIDSYSTEMINFO)?;
    let part = |key: &[u8]| info.get::<PdfString>(key).map(|text| text.as_bytes().to_vec());
    let family = CidFamily::from_registry_ordering(&part(keys::REGISTRY)?, &part(keys::ORDERING)?);
    Some(CharacterCollection { family, supplement: 0 })
}

/// `ABCDEF+SimSun,Bold` without the six letters that name a subset.
fn plain_name(name: &str) -> String {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest.to_owned(),
        _ => name.to_owned(),
    }
}
