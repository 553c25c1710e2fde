//! How much work a file may make, whatever it asks for: forms that hold forms thirty levels deep, a stream
//! that unpacks to two gigabytes, a page of a hundred million operators. What is left out is said.

use std::borrow::Cow;
use std::io::Read;

use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

/// Pages read of one file.
pub const PAGES: usize = 20_000;
/// Characters read of one page.
const PAGE_GLYPHS: usize = 400_000;
/// Characters read of one file.
const GLYPHS: usize = 24_000_000;
/// Operators carried out on one page.
const PAGE_OPERATORS: usize = 6_000_000;
/// Operators carried out in one file.
const OPERATORS: usize = 80_000_000;
/// Forms drawn on one page, and how deep one may stand in another.
const PAGE_FORMS: usize = 20_000;
/// How deep a form may stand in another.
pub const FORM_DEPTH: usize = 12;
/// Bytes of one stream when unpacked.
pub const STREAM_BYTES: usize = 192 << 20;
/// Bytes of all streams of one file when unpacked, each time that it is.
const BYTES: usize = 3 << 30;

/// What is left to spend.
#[derive(Debug)]
pub struct Budget {
    glyphs: usize,
    page_glyphs: usize,
    operators: usize,
    page_operators: usize,
    page_forms: usize,
    bytes: usize,
    /// Whether anything was left out on this page.
    pub spent: bool,
}

impl Budget {
    /// For one file.
    pub fn new() -> Self {
        Self {
            glyphs: GLYPHS,
            page_glyphs: 0,
            operators: OPERATORS,
            page_operators: 0,
            page_forms: 0,
            bytes: BYTES,
            spent: false,
        }
    }

    /// Grants a new page what a page may use.
    pub fn turn_page(&mut self) {
        self.page_glyphs = PAGE_GLYPHS;
        self.page_operators = PAGE_OPERATORS;
        self.page_forms = PAGE_FORMS;
        self.spent = false;
    }

    /// Whether one more operator may be carried out.
    pub fn operator(&mut self) -> bool {
        let (page, all) = (take(&mut self.page_operators, 1), take(&mut self.operators, 1));
        self.note(page && all)
    }

    /// Whether one more character may be read.
    pub fn glyph(&mut self) -> bool {
        let (page, all) = (take(&mut self.page_glyphs, 1), take(&mut self.glyphs, 1));
        self.note(page && all)
    }

    /// Whether one more form may be drawn.
    pub fn form(&mut self) -> bool {
        let granted = take(&mut self.page_forms, 1);
        self.note(granted)
    }

    /// A stream's bytes, unpacked; `None` where they are damaged or too many.
    pub fn unpack<'a>(&mut self, stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
        if self.bytes == 0 || !is_of_bearable_size(stream) {
            self.spent = true;
            return None;
        }
        let data = stream.decoded_data().ok()?;
        let granted = take(&mut self.bytes, data.len());
        self.note(granted).then_some(data)
    }

    fn note(&mut self, granted: bool) -> bool {
        self.spent |= !granted;
        granted
    }
}

fn take(left: &mut usize, count: usize) -> bool {
    let enough = *left >= count;
    *left = left.saturating_sub(count);
    enough
}

/// Whether a stream surely unpacks to no more than [`STREAM_BYTES`]. Where its filters leave that open,
/// it is unpacked once without keeping a byte.
pub fn is_of_bearable_size(stream: &Stream) -> bool {
    let filters = stream.filters();
    let raw = stream.raw_data();
    let most = filters.iter().fold(raw.len(), |bytes, filter| {
        bytes.saturating_mul(match filter {
            Filter::FlateDecode => 1032,
            Filter::LzwDecode => 2731,
            Filter::RunLengthDecode => 64,
            _ => 1,
        })
    });
    if most <= STREAM_BYTES {
        return true;
    }
    if let [Filter::FlateDecode] = filters.as_slice() {
        return measured(flate2::read::ZlibDecoder::new(raw.as_ref()))
            && measured(flate2::read::DeflateDecoder::new(raw.as_ref()));
    }
    // Old files wrap Flate or LZW in a layer of letters; nobody packs twice but to do harm.
    let packs = |filter: &&Filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode);
    filters.iter().filter(packs).count() < 2 && raw.len() < 1 << 20
}

/// Whether a packed stream ends, or breaks off, before it grows too large.
fn measured(unpacking: impl Read) -> bool {
    let mut unpacking = unpacking.take(STREAM_BYTES as u64 + 1);
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    while let Ok(count @ 1..) = unpacking.read(&mut buffer) {
        bytes += count;
    }
    bytes <= STREAM_BYTES
}
