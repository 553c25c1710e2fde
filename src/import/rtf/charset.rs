//! Which encoding bytes are in: by the font's character set, by the file's code page, by themselves.

use std::collections::BTreeMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

use super::tokens::RawPairs;
use crate::import::encoding;

/// The encoding of a code page of Windows.
pub fn of_code_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        936 | 54936 | 20936 | 10008 => GB18030,
        950 | 10002 => BIG5,
        932 | 10001 => SHIFT_JIS,
        949 | 10003 => EUC_KR,
        65001 => UTF_8,
        10000 => MACINTOSH,
        874 => WINDOWS_874,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 | 437 | 850 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        _ => return None,
    })
}

/// A font of the table.
#[derive(Clone, Debug, Default)]
pub struct Font {
    /// `\fcharset`.
    pub set: Option<i32>,
    /// `\cpg`.
    pub code_page: Option<i32>,
    /// Its name, where the bytes are symbols.
    pub name: String,
}

impl Font {
    fn encoding(&self) -> Option<&'static Encoding> {
        if let Some(encoding) = self.code_page.and_then(of_code_page) {
            return Some(encoding);
        }
        of_code_page(match self.set? {
            77 => 10000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            _ => return None,
        })
    }
}

/// What a file says of its bytes.
#[derive(Debug)]
pub struct Charsets {
    /// Fonts by their numbers.
    pub fonts: BTreeMap<i32, Font>,
    /// The file's own encoding, if it names one.
    declared: Option<&'static Encoding>,
    /// What raw bytes are, where they are text beyond ASCII by themselves.
    raw: Option<&'static Encoding>,
    /// What a person chose.
    chosen: Option<&'static Encoding>,
}

/// Where bytes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As `\'d6`.
    Escaped,
    /// As they are.
    Raw,
}

/// What bytes are to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// In this encoding.
    In(&'static Encoding),
    /// In the file's encoding where they are pairs of it, otherwise as western letters: a western font
    /// in a Chinese file may hold either.
    PairsOr(&'static Encoding),
    /// Places in a font of symbols.
    Symbols,
}

impl Charsets {
    /// Of a file. The choice of a person wins over what the file says.
    pub fn of(bytes: &[u8], chosen: Option<&str>) -> Self {
        let is_foreign = bytes.iter().any(|byte| !byte.is_ascii());
        // A file of raw bytes beyond ASCII that reads as UTF-8 is UTF-8, whatever a program claims.
        let raw = is_foreign.then(|| encoding::detect(bytes, None));
        Self {
            fonts: BTreeMap::new(),
            declared: None,
            raw,
            chosen: chosen.and_then(|label| Encoding::for_label(label.as_bytes())),
        }
    }

    /// Whether raw bytes come in pairs.
    pub fn raw_pairs(&self) -> RawPairs {
        match self.chosen.or(self.raw) {
            Some(raw) if raw == GB18030 || raw == BIG5 || raw == SHIFT_JIS || raw == EUC_KR => RawPairs::Yes,
            _ => RawPairs::No,
        }
    }

    /// `\ansicpg`, `\mac`.
    pub fn declare(&mut self, code_page: i32) {
        self.declared = of_code_page(code_page).or(self.declared);
    }

    /// What bytes in a font are to be read as.
    pub fn reading(&self, font: i32, written: Written) -> Reading {
        if let Some(chosen) = self.chosen {
            return Reading::In(chosen);
        }
        let font = self.fonts.get(&font);
        if font.is_some_and(|font| font.set == Some(2)) {
            return Reading::Symbols;
        }
        if written == Written::Raw && self.raw == Some(UTF_8) {
            return Reading::In(UTF_8);
        }
        if let Some(encoding) = font.and_then(Font::encoding) {
            return Reading::In(encoding);
        }
        let own = self.declared.or(if written == Written::Raw { self.raw } else { None });
        match own {
            Some(own) if !own.is_single_byte() && font.is_some_and(|font| font.set == Some(0)) => Reading::PairsOr(own),
            Some(own) => Reading::In(own),
            None => Reading::In(self.raw.filter(|raw| *raw != UTF_8).unwrap_or(WINDOWS_1252)),
        }
    }
}

/// Whether bytes are pairs of high bytes among ASCII, as Chinese is in GB 2312 and western letters hardly are.
pub fn are_pairs(bytes: &[u8]) -> bool {
    let mut run = 0_usize;
    for byte in bytes.iter().chain(b" ") {
        if *byte >= 0xA1 {
            run += 1;
        } else if run % 2 == 1 || *byte >= 0x80 {
            return false;
        } else {
            run = 0;
        }
    }
    true
}
