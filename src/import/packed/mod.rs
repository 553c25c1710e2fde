//! The zip around a document, read with distrust: Word, `OpenDocument`, EPUB and FB2 share it.
//!
//! Nothing is unpacked to disk, parts are read by name, and sizes are capped whatever the directory
//! claims: each part by its own size, all parts together by what a document may hold.

pub mod path;
pub mod xml;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{ImportError, Options, encoding};

/// How far a part may unpack beyond its packed size before it counts as a bomb, and from what size on.
const RATIO: u64 = 250;
const RATIO_FROM: u64 = 8 << 20;

/// Names of the entries; empty where the directory cannot be read.
pub fn names(bytes: &[u8]) -> Vec<String> {
    ZipArchive::new(Cursor::new(bytes))
        .map(|archive| archive.file_names().flatten().take(10_000).map(|name| name.replace('\\', "/")).collect())
        .unwrap_or_default()
}

/// What the file called `mimetype` says, which is how `OpenDocument` and EPUB name themselves.
pub fn own_type(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut said = String::new();
    archive.by_name("mimetype").ok()?.take(200).read_to_string(&mut said).ok()?;
    Some(said.trim().to_owned())
}

/// An open document.
pub struct Package<'a> {
    name: &'a str,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    cap: u64,
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Opens it.
    pub fn open(name: &'a str, bytes: &'a [u8], options: &Options) -> Result<Self, ImportError> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| ImportError::Unreadable { name: name.to_owned(), reason: error.to_string() })?;
        // Markup is many times its text.
        let cap = options.limits.text_bytes.saturating_mul(8).max(1 << 20);
        Ok(Self { name, archive, cap, unpacked: 0 })
    }

    /// Names of the parts as they stand, at most so many as any document has.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().take(10_000).map(std::borrow::Cow::into_owned).collect()
    }

    /// The part that Word's and Excel's packages name as the document itself.
    pub fn main_part(&mut self) -> Result<Option<String>, ImportError> {
        let Some(relations) = self.part("_rels/.rels")? else { return Ok(None) };
        let mut target = None;
        xml::walk(&relations, |seen| {
            if let xml::Seen::Start("Relationship", element) = seen
                && xml::attribute(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                target = target.take().or_else(|| xml::attribute(element, "Target"));
            }
        });
        Ok(target.map(|target| target.trim_start_matches('/').to_owned()))
    }

    /// Bytes of a part; `None` where there is none of that name.
    pub fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ImportError> {
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
        let left = self.cap.saturating_sub(self.unpacked);
        let cap = left.min(packed.saturating_mul(RATIO).max(RATIO_FROM));
        let mut bytes = Vec::new();
        let outcome = entry.take(cap + 1).read_to_end(&mut bytes);
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        if bytes.len() as u64 > cap {
            return Err(ImportError::Bomb { name: self.name.to_owned(), part: part.to_owned() });
        }
        // A broken end is cut off, what came before it is read (invariant 8).
        match outcome {
            Err(error) if bytes.is_empty() => Err(unreadable(self.name, format!("{part}: {error}"))),
            _ => Ok(Some(bytes)),
        }
    }

    /// A part as text, for formats that never declare entities of their own; `None` where there is none of that name.
    pub fn part(&mut self, part: &str) -> Result<Option<String>, ImportError> {
        let Some(text) = self.markup(part)? else { return Ok(None) };
        if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
            let reason = format!("{part} holds a document type definition, which no office program writes");
            return Err(ImportError::Unreadable { name: self.name.to_owned(), reason });
        }
        Ok(Some(text))
    }

    /// A part as text, whatever it declares: entities of its own are never put in.
    pub fn markup(&mut self, part: &str) -> Result<Option<String>, ImportError> {
        self.bytes(part)?.map(|bytes| text_of_xml(&bytes)).transpose()
    }
}

/// Characters of an XML file: by its mark, by the encoding that it declares, otherwise UTF-8.
pub fn text_of_xml(bytes: &[u8]) -> Result<String, ImportError> {
    let is_marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let declared = xml::declared_encoding(bytes).filter(|label| !label.eq_ignore_ascii_case("utf-8"));
    if is_marked || declared.is_some() {
        return encoding::decode(bytes, None, declared.as_deref()).map(|decoded| decoded.text);
    }
    let text = String::from_utf8_lossy(bytes);
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
}
