//! The zip around a document, read with distrust: sizes are capped whatever the directory claims.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::encoding;
use super::super::{ImportError, Options};
use super::xml;

/// How far a part may unpack beyond its packed size before it counts as a bomb, and from what size on.
const RATIO: u64 = 250;
const RATIO_FROM: u64 = 8 << 20;

/// Names of the entries; empty where the directory cannot be read.
pub fn names(bytes: &[u8]) -> Vec<String> {
    ZipArchive::new(Cursor::new(bytes))
        .map(|archive| archive.file_names().flatten().take(10_000).map(|name| name.replace('\\', "/")).collect())
        .unwrap_or_default()
}

/// What an `OpenDocument` package or a book says that it is: its entry of that name, which is short.
pub fn mimetype(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    archive.by_name("mimetype").ok()?.take(256).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

/// An open document.
pub struct Package<'a> {
    name: &'a str,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    cap: u64,
}

impl<'a> Package<'a> {
    /// Opens it.
    pub fn open(name: &'a str, bytes: &'a [u8], options: &Options) -> Result<Self, ImportError> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| ImportError::Unreadable { name: name.to_owned(), reason: error.to_string() })?;
        Ok(Self { name, archive, cap: super::cap(options) })
    }

    /// The part with the text, as the package's relations name it.
    pub fn main_part(&mut self) -> Result<String, ImportError> {
        let relations = self.part("_rels/.rels")?;
        let named = relations.and_then(|xml| xml::main_target(&xml));
        Ok(named.map_or_else(|| "word/document.xml".to_owned(), |target| target.trim_start_matches('/').to_owned()))
    }

    /// A part as text; `None` where there is none of that name.
    pub fn part(&mut self, part: &str) -> Result<Option<String>, ImportError> {
        let unreadable = |name: &str, reason: String| ImportError::Unreadable { name: name.to_owned(), reason };
        let is_it = |name: &str| name.replace('\\', "/").eq_ignore_ascii_case(part);
        let found = self.archive.file_names().position(|name| name.is_ok_and(|name| is_it(&name)));
        let Some(at) = found else { return Ok(None) };
        let entry = match self.archive.by_index(at) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(unreadable(self.name, format!("{part}: {error}"))),
        };
        let packed = entry.compressed_size().max(1);
        let cap = self.cap.min(packed.saturating_mul(RATIO).max(RATIO_FROM));
        let mut bytes = Vec::new();
        let outcome = entry.take(cap + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > cap {
            return Err(ImportError::Bomb { name: self.name.to_owned(), part: part.to_owned() });
        }
        if let Err(error) = outcome
            && bytes.is_empty()
        {
            return Err(unreadable(self.name, format!("{part}: {error}")));
        }
        // A broken end is cut off, what came before it is read (invariant 8).
        let text = if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            encoding::decode(&bytes, None, None).map(|decoded| decoded.text)?
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
            return Err(unreadable(
                self.name,
                format!("{part} holds a document type definition, which Word never writes"),
            ));
        }
        Ok(Some(text))
    }
}
