//! The table of formats: to add one, write its reader in a file of its own and add a row here.

use serde::{Deserialize, Serialize};

use super::table::{self, Workbook};
use super::transcript::{lrc, otr, recogniser, subtitles};
use super::{Draft, ImportError, Options, doc, docx, epub, fb2, html, markdown, odt, pdf, rtf, txt};

/// A format that Tianye reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Plain text in any encoding.
    Text,
    /// Markdown with or without YAML front matter.
    Markdown,
    /// A web page or a piece of one.
    Html,
    /// Word 2007 and later, WPS.
    Docx,
    /// Captions of films and recognisers.
    Srt,
    /// Captions of the web and of meetings.
    Vtt,
    /// Lines with times.
    Lrc,
    /// oTranscribe.
    Otr,
    /// What recognisers of speech write.
    Json,
    /// Word 97 to 2003, WPS.
    Doc,
    /// `OpenDocument` text, packed or as one file of XML.
    Odt,
    /// Rich text.
    Rtf,
    /// A book: EPUB 2 or 3.
    Epub,
    /// A book: `FictionBook`, plain or in a zip.
    FictionBook,
    /// A table of cells parted by commas, semicolons, tabs or bars.
    Csv,
    /// Excel 2007 and later, WPS.
    Xlsx,
    /// Excel 97 to 2003, WPS.
    Xls,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// A PDF with text in it.
    Pdf,
}

/// What a reader is given.
pub struct Source<'a> {
    /// The file's own name.
    pub name: &'a str,
    /// All of it.
    pub bytes: &'a [u8],
    /// What was chosen.
    pub options: &'a Options,
}

/// One row of the table.
pub struct Entry {
    /// Which format.
    pub format: Format,
    /// Its name in records.
    pub name: &'static str,
    /// Endings of names, lower case.
    pub extensions: &'static [&'static str],
    /// Whether the bytes are the text itself, so that its encoding can be chosen.
    pub is_text: bool,
    /// Its reader.
    pub reader: Reader,
}

/// Pure, and never panicking.
#[derive(Clone, Copy)]
pub enum Reader {
    /// Of a text.
    Text(fn(&Source) -> Result<Draft, ImportError>),
    /// Of a table.
    Table(fn(&Source) -> Result<Workbook, ImportError>),
}

/// All formats, in the order of [`Format`]. The first of the texts is what an unknown name is taken for.
pub static FORMATS: [Entry; 19] = [
    Entry {
        format: Format::Text,
        name: "txt",
        extensions: &["txt", "text", "log"],
        is_text: true,
        reader: Reader::Text(txt::read),
    },
    Entry {
        format: Format::Markdown,
        name: "md",
        extensions: &["md", "markdown", "mdown", "mkd"],
        is_text: true,
        reader: Reader::Text(markdown::read),
    },
    Entry {
        format: Format::Html,
        name: "html",
        extensions: &["html", "htm", "xhtml", "shtml"],
        is_text: true,
        reader: Reader::Text(html::read),
    },
    Entry {
        format: Format::Docx,
        name: "docx",
        extensions: &["docx", "docm", "dotx"],
        is_text: false,
        reader: Reader::Text(docx::read),
    },
    Entry {
        format: Format::Srt,
        name: "srt",
        extensions: &["srt"],
        is_text: true,
        reader: Reader::Text(subtitles::read),
    },
    Entry {
        format: Format::Vtt,
        name: "vtt",
        extensions: &["vtt"],
        is_text: true,
        reader: Reader::Text(subtitles::read),
    },
    Entry { format: Format::Lrc, name: "lrc", extensions: &["lrc"], is_text: true, reader: Reader::Text(lrc::read) },
    Entry { format: Format::Otr, name: "otr", extensions: &["otr"], is_text: true, reader: Reader::Text(otr::read) },
    Entry {
        format: Format::Json,
        name: "json",
        extensions: &["json"],
        is_text: true,
        reader: Reader::Text(recogniser::read),
    },
    Entry {
        format: Format::Doc,
        name: "doc",
        extensions: &["doc", "dot", "wps", "wpt"],
        is_text: false,
        reader: Reader::Text(doc::read),
    },
    Entry {
        format: Format::Odt,
        name: "odt",
        extensions: &["odt", "ott", "fodt"],
        is_text: false,
        reader: Reader::Text(odt::read),
    },
    Entry { format: Format::Rtf, name: "rtf", extensions: &["rtf"], is_text: false, reader: Reader::Text(rtf::read) },
    Entry {
        format: Format::Epub,
        name: "epub",
        extensions: &["epub"],
        is_text: false,
        reader: Reader::Text(epub::read),
    },
    Entry {
        format: Format::FictionBook,
        name: "fb2",
        extensions: &["fb2", "fbz"],
        is_text: false,
        reader: Reader::Text(fb2::read),
    },
    Entry {
        format: Format::Csv,
        name: "csv",
        extensions: &["csv", "tsv", "tab"],
        is_text: true,
        reader: Reader::Table(table::read_delimited),
    },
    Entry {
        format: Format::Xlsx,
        name: "xlsx",
        extensions: &["xlsx", "xlsm", "xltx"],
        is_text: false,
        reader: Reader::Table(table::read_xlsx),
    },
    Entry {
        format: Format::Xls,
        name: "xls",
        extensions: &["xls", "xlt", "et"],
        is_text: false,
        reader: Reader::Table(table::read_xls),
    },
    Entry {
        format: Format::Ods,
        name: "ods",
        extensions: &["ods", "ots", "fods"],
        is_text: false,
        reader: Reader::Table(table::read_ods),
    },
    Entry { format: Format::Pdf, name: "pdf", extensions: &["pdf"], is_text: false, reader: Reader::Text(pdf::read) },
];

/// The row of a format.
///
/// # Panics
/// Never: a test asks for every format's row.
#[must_use]
#[allow(clippy::indexing_slicing, reason = "the rows stand in the order of the formats, which a test holds them to")]
pub fn entry(format: Format) -> &'static Entry {
    &FORMATS[format as usize]
}

/// Whether a format is one of tables.
#[must_use]
pub fn is_table(format: Format) -> bool {
    matches!(entry(format).reader, Reader::Table(_))
}

/// The format that a record names.
#[must_use]
pub fn of_name(name: &str) -> Option<Format> {
    FORMATS.iter().find(|entry| entry.name == name).map(|entry| entry.format)
}

/// The format that a name's ending promises.
#[must_use]
pub fn of_extension(extension: &str) -> Option<Format> {
    FORMATS.iter().find(|entry| entry.extensions.contains(&extension)).map(|entry| entry.format)
}

/// Endings of all names that can be opened, for file dialogs.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().flat_map(|entry| entry.extensions.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_formats() {
        for (place, row) in FORMATS.iter().enumerate() {
            assert_eq!(row.format as usize, place, "{:?}", row.format);
        }
    }
}
