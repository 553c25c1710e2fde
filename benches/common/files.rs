//! Files of every format that hold the same paragraphs, made here so that nothing has to be carried along.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

/// A file in memory.
pub struct MadeFile {
    /// With the ending by which it is known.
    pub name: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// The paragraphs in every format.
#[must_use]
pub fn all(paragraphs: &[&str]) -> Vec<MadeFile> {
    let file = |name, bytes| MadeFile { name, bytes };
    vec![
        file("a.txt", paragraphs.join("\n").into_bytes()),
        file("a.gb18030.txt", encoding_rs::GB18030.encode(&paragraphs.join("\n")).0.into_owned()),
        file("a.wrapped.txt", wrapped(paragraphs).into_bytes()),
        file("a.md", paragraphs.join("\n\n").into_bytes()),
        file("a.html", html(paragraphs).into_bytes()),
        file("a.docx", docx(paragraphs)),
        file("a.odt", odt(paragraphs)),
        file("a.epub", epub(paragraphs)),
        file("a.rtf", rtf(paragraphs).into_bytes()),
        file("a.vtt", vtt(paragraphs).into_bytes()),
        file("a.srt", srt(paragraphs).into_bytes()),
        file("a.csv", csv(paragraphs).into_bytes()),
        file("a.xlsx", xlsx(paragraphs)),
        file("a.pdf", pdf(paragraphs)),
    ]
}

/// Characters in a line of a page.
const LINE: usize = 38;
/// Lines on a page.
const LINES: usize = 40;

/// The lines of a page's width that the paragraphs make, the first of each indented.
fn page_lines(paragraphs: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let characters: Vec<char> = "　　".chars().chain(paragraph.chars()).collect();
        lines.extend(characters.chunks(LINE).map(|chunk| chunk.iter().collect::<String>()));
    }
    lines
}

fn wrapped(paragraphs: &[&str]) -> String {
    page_lines(paragraphs).join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn each_between(paragraphs: &[&str], open: &str, close: &str) -> String {
    paragraphs.iter().flat_map(|text| [open.to_owned(), escaped(text), close.to_owned()]).collect()
}

fn html(paragraphs: &[&str]) -> String {
    let body = each_between(paragraphs, "<p>", "</p>\n");
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{body}</body></html>")
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body = each_between(paragraphs, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>");
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    zipped(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("word/document.xml", &format!("<w:document xmlns:w=\"{namespace}\"><w:body>{body}</w:body></w:document>")),
    ])
}

fn odt(paragraphs: &[&str]) -> Vec<u8> {
    let body = each_between(paragraphs, "<text:p>", "</text:p>");
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

fn epub(paragraphs: &[&str]) -> Vec<u8> {
    let container = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
        full-path=\"a.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";
    let package = "<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest><item id=\"a\" href=\"a.xhtml\" \
        media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>";
    zipped(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("a.opf", package),
        ("a.xhtml", &html(paragraphs)),
    ])
}

fn rtf(paragraphs: &[&str]) -> String {
    let mut out = String::from("{\\rtf1\\ansi\\uc1 ");
    for text in paragraphs {
        for unit in text.encode_utf16() {
            let _ = write!(out, "\\u{}?", unit as i16);
        }
        out.push_str("\\par\n");
    }
    out.push('}');
    out
}

fn clock(seconds: usize, parted: char) -> String {
    format!("{:02}:{:02}:{:02}{parted}000", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn vtt(paragraphs: &[&str]) -> String {
    let mut out = String::from("WEBVTT\n\n");
    for (at, text) in paragraphs.iter().enumerate() {
        let (begun, ended) = (clock(at * 5, '.'), clock(at * 5 + 4, '.'));
        let _ = write!(out, "{begun} --> {ended}\n<v 说话人{}>{text}</v>\n\n", at % 2 + 1);
    }
    out
}

fn srt(paragraphs: &[&str]) -> String {
    let mut out = String::new();
    for (at, text) in paragraphs.iter().enumerate() {
        let (begun, ended) = (clock(at * 5, ','), clock(at * 5 + 4, ','));
        let _ = write!(out, "{}\n{begun} --> {ended}\n{text}\n\n", at + 1);
    }
    out
}

fn csv(paragraphs: &[&str]) -> String {
    let mut out = String::from("序号,年龄,对食堂有什么看法？\n");
    for (at, text) in paragraphs.iter().enumerate() {
        let _ = writeln!(out, "{},{},\"{}\"", at + 1, 60 + at % 30, text.replace('"', "\"\""));
    }
    out
}

fn xlsx(paragraphs: &[&str]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in ["序号", "年龄", "对食堂有什么看法？"].iter().enumerate() {
        sheet.write(0, column as u16, *title).expect("a title");
    }
    for (at, text) in paragraphs.iter().enumerate() {
        let row = at as u32 + 1;
        sheet.write(row, 0, row).expect("a number");
        sheet.write(row, 1, 60 + row % 30).expect("a number");
        sheet.write(row, 2, *text).expect("an answer");
    }
    book.save_to_buffer().expect("a workbook")
}

/// Pages of one column with a running head and a page number, in a font that is named and not embedded.
#[must_use]
pub fn pdf(paragraphs: &[&str]) -> Vec<u8> {
    let lines = page_lines(paragraphs);
    let pages: Vec<&[String]> = lines.chunks(LINES).collect();
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &[u8]| {
        places.push(out.len());
        let _ = writeln!(out, "{} 0 obj", places.len());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    };
    let first = 5;
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", first + 2 * page)).collect();
    let kids = kids.join(" ");
    object(&mut out, b"<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut out, format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len()).as_bytes());
    object(
        &mut out,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    );
    object(
        &mut out,
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) \
          /Ordering (GB1) /Supplement 4 >> >>",
    );
    for (at, page) in pages.iter().enumerate() {
        let body = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {} 0 R >>",
            first + 2 * at + 1
        );
        object(&mut out, body.as_bytes());
        let mut drawn = String::from("BT /F 12 Tf\n");
        let mut line = |left: usize, below: usize, text: &str| {
            let _ = write!(drawn, "1 0 0 1 {left} {below} Tm <");
            for unit in text.encode_utf16() {
                let _ = write!(drawn, "{unit:04X}");
            }
            drawn.push_str("> Tj\n");
        };
        line(220, 810, "社区食堂研究");
        for (row, text) in page.iter().enumerate() {
            line(70, 770 - row * 18, text);
        }
        line(290, 30, &(at + 1).to_string());
        drawn.push_str("ET");
        object(&mut out, format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()).as_bytes());
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", places.len() + 1);
    out
}

/// Characters that fill so many pages.
#[must_use]
pub fn characters_of_pages(pages: usize) -> usize {
    pages * LINES * LINE
}
