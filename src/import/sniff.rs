//! What a file is: by its bytes first, by its name second.
//!
//! A name is a promise that many files break: a DOCX called `.txt` is read as what it is, with a
//! finding that says so. What Tianye does not read is recognised all the same, so that the refusal can
//! say what to do instead of showing rubbish.

use super::error::{ImportError, Refusal};
use super::formats::{self, Format};
use super::transcript::heads_turn_columns;
use super::transcript::subtitles::{self, Kind};
use super::{Transcript, markdown, packed, table};
use crate::model::Message;

/// A file's format, and what was odd about its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is to be read as.
    pub format: Format,
    /// The name's broken promise.
    pub findings: Vec<Message>,
}

/// The ending of a name in lower case without its dot; empty where there is none.
#[must_use]
pub fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 12 => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// First bytes of formats that are not read.
static SIGNATURES: &[(usize, &[u8], Refusal)] = &[
    (0, b"CAJ", Refusal::Caj),
    (0, b"HN\x02", Refusal::Caj),
    (0, b"\xC8\x00\x00\x00", Refusal::Caj),
    (0, b"KDH ", Refusal::Caj),
    (0, b"TEB", Refusal::Caj),
    (0, b"\x89PNG\r\n\x1A\n", Refusal::Image),
    (0, b"\xFF\xD8\xFF", Refusal::Image),
    (0, b"GIF8", Refusal::Image),
    (0, b"II*\x00", Refusal::Image),
    (0, b"MM\x00*", Refusal::Image),
    (8, b"WEBP", Refusal::Image),
    (4, b"ftypheic", Refusal::Image),
    (4, b"ftypmif1", Refusal::Image),
    (4, b"ftypavif", Refusal::Image),
    (4, b"ftypM4A", Refusal::Audio),
    (0, b"ID3", Refusal::Audio),
    (0, b"\xFF\xFB", Refusal::Audio),
    (0, b"\xFF\xF3", Refusal::Audio),
    (0, b"fLaC", Refusal::Audio),
    (0, b"OggS", Refusal::Audio),
    (0, b"#!AMR", Refusal::Audio),
    (8, b"WAVE", Refusal::Audio),
    (4, b"ftyp", Refusal::Video),
    (8, b"AVI ", Refusal::Video),
    (0, b"\x1A\x45\xDF\xA3", Refusal::Video),
    (0, b"FLV\x01", Refusal::Video),
    (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", Refusal::Video),
    (0, b"Rar!", Refusal::Archive),
    (0, b"7z\xBC\xAF\x27\x1C", Refusal::Archive),
    (0, b"\x1F\x8B", Refusal::Archive),
    (0, b"\xFD7zXZ", Refusal::Archive),
    (0, b"MZ", Refusal::Program),
    (0, b"\x7FELF", Refusal::Program),
    (0, b"\xCF\xFA\xED\xFE", Refusal::Program),
];

/// Finds out what the bytes are. Where a person says that they are a conversation, a text is no table, though its
/// turns stand in columns.
///
/// # Errors
/// [`ImportError::Empty`], or [`ImportError::Refused`] with what the file is.
pub fn sniff(name: &str, bytes: &[u8], transcript: Transcript) -> Result<Sniffed, ImportError> {
    let promised = formats::of_extension(&extension(name));
    let refused = |what| ImportError::Refused { name: name.to_owned(), what };
    if bytes.is_empty() {
        return Err(ImportError::Empty { name: name.to_owned() });
    }
    let format = if let Some(container) = container(bytes) {
        match container {
            Container::Zip => packed(bytes).map_err(refused)?,
            Container::Ole => old_office(bytes).map_err(refused)?,
            Container::Pdf => Format::Pdf,
            Container::Rtf => Format::Rtf,
        }
    } else if let Some(what) = signature(bytes) {
        return Err(refused(what));
    } else if promised.is_some_and(|promised| !formats::entry(promised).is_text) {
        // The name says DOCX and the bytes are no zip: a web page or a text saved under that name, or damage.
        let promised = promised.filter(|promised| formats::is_table(*promised));
        text_format(promised, bytes, transcript).ok_or(Refusal::Binary).flatten().map_err(refused)?
    } else {
        text_format(promised, bytes, transcript).ok_or(Refusal::Binary).flatten().map_err(refused)?
    };
    let findings = promised
        .filter(|&promised| promised != format)
        .map(|promised| {
            Message::new("import.finding.name_lies")
                .with("promised", formats::entry(promised).name)
                .with("format", formats::entry(format).name)
        })
        .into_iter()
        .collect();
    Ok(Sniffed { format, findings })
}

/// How many bytes from its beginning tell a file that holds more than text.
pub const HEAD: usize = 4096;

/// Whether a file that begins so may hold pictures and fonts beside its text, and so be far larger than it.
#[must_use]
pub fn holds_more_than_text(head: &[u8]) -> bool {
    let is_xml =
        || matches!(of_xml(&String::from_utf8_lossy(head)), Some(Ok(format)) if !formats::entry(format).is_text);
    container(head).is_some() || is_xml()
}

/// What a file's text is wrapped in, as its first bytes say.
#[derive(Clone, Copy)]
enum Container {
    Zip,
    Ole,
    Pdf,
    /// It holds its pictures as letters.
    Rtf,
}

fn container(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Some(Container::Zip)
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        Some(Container::Ole)
    } else if is_pdf(bytes) {
        Some(Container::Pdf)
    } else if is_rtf(bytes) {
        Some(Container::Rtf)
    } else {
        None
    }
}

/// Whether a PDF begins here, perhaps after a few bytes that a server or a mail program put before it.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    bytes.starts_with(b"%PDF-") || looks_binary(bytes) && head.windows(5).any(|window| window == b"%PDF-")
}

fn signature(bytes: &[u8]) -> Option<Refusal> {
    let found = SIGNATURES.iter().find(|(at, mark, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark)))?;
    // Short marks made of letters may begin a text as well; a text has no noughts and reads as UTF-8 or GBK.
    let is_letters = found.1.iter().all(|byte| matches!(byte, b' '..=b'~')) && found.1.len() <= 4;
    (!(is_letters && found.0 == 0) || looks_binary(bytes)).then_some(found.2)
}

/// Whether a text begins as XML does.
pub fn is_xml(text: &str) -> bool {
    text.trim_start_matches('\u{FEFF}').trim_start().starts_with("<?xml")
}

/// Whether bytes are rich text, perhaps after a mark or a blank line.
fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// What an OLE container holds, by the UTF-16 names of its streams. A text or slides may have a workbook inside.
fn old_office(bytes: &[u8]) -> Result<Format, Refusal> {
    let holds = |stream: &str| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    if holds("EncryptedPackage") {
        Err(Refusal::Encrypted)
    } else if holds("WordDocument") {
        Ok(Format::Doc)
    } else if holds("PowerPoint Document") {
        Err(Refusal::Slides)
    } else if holds("Workbook") || holds("Book") {
        Ok(Format::Xls)
    } else {
        Err(Refusal::OldOffice)
    }
}

/// What a zip holds.
fn packed(bytes: &[u8]) -> Result<Format, Refusal> {
    let names = packed::names(bytes);
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("word/") {
        Ok(Format::Docx)
    } else if has("xl/workbook.bin") {
        Err(Refusal::Spreadsheet)
    } else if has("xl/") {
        Ok(Format::Xlsx)
    } else if has("ppt/") {
        Err(Refusal::Slides)
    } else if has("META-INF/container.xml") {
        Ok(Format::Epub)
    } else if has("content.xml") {
        open_document(&packed::own_type(bytes).unwrap_or_default())
    } else if names.iter().any(|name| name.to_lowercase().ends_with(".fb2")) {
        Ok(Format::FictionBook)
    } else if names.is_empty() && memchr::memmem::find(bytes, b"word/").is_some() {
        // A damaged DOCX: its reader says what is wrong.
        Ok(Format::Docx)
    } else {
        Err(Refusal::Archive)
    }
}

/// What kind of `OpenDocument` a type names. Drawings and whatever names nothing may hold text.
fn open_document(own_type: &str) -> Result<Format, Refusal> {
    if own_type.contains("spreadsheet") {
        Ok(Format::Ods)
    } else if own_type.contains("presentation") {
        Err(Refusal::Slides)
    } else {
        Ok(Format::Odt)
    }
}

/// Formats that are one file of XML, by the element that they begin with.
fn of_xml(text: &str) -> Option<Result<Format, Refusal>> {
    let head = text.trim_start_matches('\u{FEFF}').trim_start();
    let head = head.get(..head.floor_char_boundary(4000)).unwrap_or(head);
    if !head.starts_with('<') {
        return None;
    }
    if let Some((_, rest)) = head.split_once("<office:document") {
        let kind = rest.split_once("mimetype=").map_or("", |(_, kind)| kind);
        return Some(open_document(kind.get(..kind.floor_char_boundary(90)).unwrap_or_default()));
    }
    head.contains("<FictionBook").then_some(Ok(Format::FictionBook))
}

/// Whether bytes are no text: noughts or control characters beyond what a slip explains.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    let controls =
        head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A | 0x1B)).count();
    controls * 20 > head.len()
}

fn text_format(promised: Option<Format>, bytes: &[u8], transcript: Transcript) -> Option<Result<Format, Refusal>> {
    let decoded = super::encoding::decode(bytes.get(..bytes.len().min(1 << 16)).unwrap_or(bytes), None, None).ok()?;
    let utf_16 = decoded.encoding.starts_with("UTF-16");
    if !utf_16 && looks_binary(bytes) {
        return None;
    }
    let total = decoded.text.chars().count();
    if decoded.text.matches('\u{FFFD}').count() * 5 > total.max(5) {
        return None;
    }
    if let Some(format) = of_xml(&decoded.text) {
        return Some(format);
    }
    let (front, body) = markdown::split_front_matter(&decoded.text);
    if promised == Some(Format::Markdown) {
        return promised.map(Ok);
    }
    // Captions that were saved as a text; what other names promise is left to them.
    match subtitles::looks_like(&decoded.text) {
        Some(Kind::Vtt) if !matches!(promised, Some(Format::Srt)) => return Some(Ok(Format::Vtt)),
        Some(Kind::Srt) if !matches!(promised, Some(Format::Vtt)) => return Some(Ok(Format::Srt)),
        _ => {}
    }
    if matches!(promised, Some(Format::Srt | Format::Vtt | Format::Lrc | Format::Otr | Format::Json)) {
        return promised.map(Ok);
    }
    if looks_like_html(body) {
        return Some(Ok(Format::Html));
    }
    if promised == Some(Format::Html) {
        // A page without a single block is still a page where it has any tag.
        let is_tag = |pair: &[u8]| matches!(pair, [b'<', next] if next.is_ascii_alphabetic() || *next == b'/');
        return Some(Ok(if body.as_bytes().windows(2).any(is_tag) { Format::Html } else { Format::Text }));
    }
    if front.is_some() {
        return Some(Ok(Format::Markdown));
    }
    let extent = if bytes.len() > 1 << 16 { table::Extent::Head } else { table::Extent::Whole };
    Some(Ok(match promised {
        Some(Format::Csv) => Format::Csv,
        // What survey sites call a spreadsheet is often a text with tabs; and a CSV file may be called .txt.
        Some(other) if formats::is_table(other) && table::is_table(body, table::Evidence::Promised, extent) => {
            Format::Csv
        }
        Some(Format::Text) | None if transcript == Transcript::Yes || heads_turns(body) => Format::Text,
        Some(Format::Text) | None if table::is_table(body, table::Evidence::None, extent) => Format::Csv,
        Some(other) if formats::is_table(other) => Format::Text,
        other => other.unwrap_or(Format::Text),
    }))
}

/// Whether the first line that can be seen names the columns of a transcript.
fn heads_turns(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(heads_turn_columns)
}

/// Whether a text begins as a page or a piece of one and goes on so.
fn looks_like_html(text: &str) -> bool {
    let start = text.trim_start();
    let start = match start.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => start,
    };
    let lower: String = start.chars().take(400).collect::<String>().to_ascii_lowercase();
    let begins = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| lower.starts_with(tag));
    let block =
        ["<div", "<p>", "<p ", "<article", "<section", "<h1", "<h2", "<h3", "<table", "<ul", "<ol", "<meta", "<!--"]
            .iter()
            .any(|tag| lower.starts_with(tag));
    begins || (block && start.matches("</").take(3).count() >= 2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn format(name: &str, bytes: &[u8]) -> Format {
        sniff(name, bytes, Transcript::Found).unwrap().format
    }

    fn refusal(name: &str, bytes: &[u8]) -> Refusal {
        match sniff(name, bytes, Transcript::Found) {
            Err(ImportError::Refused { what, .. }) => what,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_bytes_are_believed_before_the_name() {
        assert_eq!(format("访谈.txt", b"%PDF-1.7\n%\xE2\xE3"), Format::Pdf);
        assert_eq!(refusal("访谈.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0"), Refusal::OldOffice);
        let mut word = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        word.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(format("访谈.txt", &word), Format::Doc);
        let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(refusal("访谈.docx", &locked), Refusal::Encrypted);
        assert_eq!(refusal("photo.md", b"\x89PNG\r\n\x1A\n0000"), Refusal::Image);
        assert_eq!(refusal("录音.txt", b"ID3\x04\0\0\0\0\0\0\0\0"), Refusal::Audio);
        let page = sniff("page.txt", "<!DOCTYPE html><html><p>你好</p></html>".as_bytes(), Transcript::Found).unwrap();
        assert_eq!(page.format, Format::Html);
        assert_eq!(page.findings.len(), 1);
    }

    #[test]
    fn what_is_saved_under_the_name_of_an_old_word_document_is_read_as_what_it_is() {
        assert_eq!(format("访谈.doc", b"{\\rtf1\\ansi a}"), Format::Rtf);
        assert_eq!(format("访谈.doc", b"\xEF\xBB\xBF\n{\\rtf1\\ansi a}"), Format::Rtf);
        assert_eq!(format("访谈.doc", "<html><body><p>你好</p></body></html>".as_bytes()), Format::Html);
        assert_eq!(format("访谈.doc", "访谈者：您好。".as_bytes()), Format::Text);
        assert_eq!(format("a.xhtml", b"<?xml version=\"1.0\"?>\n<html><p>a</p></html>"), Format::Html);
        let flat = |kind: &str| {
            format!(
                "<?xml version=\"1.0\"?><office:document xmlns:office=\"o\" office:mimetype=\"application/vnd.oasis.opendocument.{kind}\">"
            )
        };
        assert_eq!(format("a.xml", flat("text").as_bytes()), Format::Odt);
        assert_eq!(refusal("a.xml", flat("presentation").as_bytes()), Refusal::Slides);
        assert_eq!(
            format("a.xml", b"<?xml version=\"1.0\"?><FictionBook xmlns=\"f\"><body/></FictionBook>"),
            Format::FictionBook
        );
    }

    #[test]
    fn files_that_may_hold_pictures_are_told_by_their_first_bytes() {
        let office =
            b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">";
        let heads: [&[u8]; 5] = [b"%PDF-1.7", b"PK\x03\x04", b"\xEF\xBB\xBF{\\rtf1", b"\0\0\0%PDF-1.4", office];
        assert!(heads.iter().all(|head| holds_more_than_text(head)));
        let texts = ["访谈者：您好。", "<html><p>a</p>", "", "% PDF"];
        assert!(!texts.iter().any(|text| holds_more_than_text(text.as_bytes())));
    }

    #[test]
    fn a_text_that_begins_like_a_signature_is_a_text() {
        assert_eq!(format("a.txt", "CAJ 格式的论文怎么打开？".as_bytes()), Format::Text);
        assert_eq!(format("a.txt", "MZ 村的访谈".as_bytes()), Format::Text);
        assert_eq!(format("没有后缀", "访谈者：您好。".as_bytes()), Format::Text);
    }

    #[test]
    fn front_matter_makes_markdown_and_front_matter_with_a_page_makes_html() {
        assert_eq!(format("a.txt", "---\ntitle: 札记\n---\n\n正文".as_bytes()), Format::Markdown);
        assert_eq!(format("a.txt", "---\ntitle: 札记\n---\n\n<div><p>正文</p></div>".as_bytes()), Format::Html);
    }

    #[test]
    fn a_transcript_in_columns_is_no_survey() {
        let rows = "00:02\t甲\t哪年开的？\n00:09\t乙\t前年。\n00:15\t甲\t现在呢？\n";
        assert_eq!(format("a.txt", format!("时间\t说话人\t内容\n{rows}").as_bytes()), Format::Text);
        let other = format!("列一\t列二\t列三\n{rows}");
        assert_eq!(format("a.txt", other.as_bytes()), Format::Csv);
        assert_eq!(sniff("a.txt", other.as_bytes(), Transcript::Yes).unwrap().format, Format::Text);
    }

    #[test]
    fn rubbish_and_nothing_are_refused() {
        let rubbish: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(refusal("a.txt", &rubbish), Refusal::Binary);
        assert_eq!(refusal("a.docx", &[0; 64]), Refusal::Binary);
        assert_eq!(sniff("a.txt", b"", Transcript::Found), Err(ImportError::Empty { name: "a.txt".into() }));
    }

    #[test]
    fn an_ending_is_the_part_after_the_last_dot() {
        assert_eq!(extension("访谈.第1次.TXT"), "txt");
        assert_eq!(extension(".profile"), "");
        assert_eq!(extension("无"), "");
    }
}
