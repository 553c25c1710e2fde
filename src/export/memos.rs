//! Memos as a file: each with its title, what it is about, who wrote it and when; as Markdown its text stands as it
//! was written, in a Word document it is set.
//!
//! It takes words that are ready to be read; which memos and in which order is chosen by who asks.

use std::fmt::Write as _;

use super::{ExportError, docx, escape};
use crate::i18n::Language;
use crate::model::{Message, Timestamp};

/// All that goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoPages {
    /// Of the whole.
    pub title: String,
    /// In the order in which to read them.
    pub memos: Vec<MemoPage>,
}

/// One memo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoPage {
    /// Its title.
    pub title: String,
    /// Lines below the title: what it is about, who wrote it, its labels.
    pub about: Vec<String>,
    /// Markdown.
    pub text: String,
}

/// What memos can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemoFormat {
    /// As they were written.
    Markdown,
    /// A Word document.
    Docx,
}

impl MemoFormat {
    /// What its files end in, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Docx => "docx",
        }
    }
}

/// The line below a title that says whose it is and when it was written.
#[must_use]
pub fn byline(coder: &str, changed: Timestamp, zone: &jiff::tz::TimeZone, language: Language) -> String {
    let zoned = jiff::Timestamp::from_millisecond(changed.0).map(|time| time.to_zoned(zone.clone()));
    let day = zoned.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d").to_string());
    language.say(&Message::new("export.memo_byline").with("coder", coder).with("day", day))
}

/// Memos as the bytes of a file.
///
/// # Errors
/// [`ExportError`] where a library refuses, which no text should make it do.
pub fn write(pages: &MemoPages, format: MemoFormat) -> Result<Vec<u8>, ExportError> {
    match format {
        MemoFormat::Markdown => Ok(markdown(pages)),
        MemoFormat::Docx => docx::write_memos(pages),
    }
}

/// Headings within a memo stand below its title: they go down by two.
fn markdown(pages: &MemoPages) -> Vec<u8> {
    let one_line = |text: &str| escape::markdown(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = format!("# {}\n", one_line(&pages.title));
    for page in &pages.memos {
        let _ = write!(out, "\n## {}\n\n", one_line(&page.title));
        for line in &page.about {
            let _ = writeln!(out, "- {}", one_line(line));
        }
        let text = lowered(page.text.trim());
        if !text.is_empty() {
            let _ = write!(out, "\n{text}\n");
        }
    }
    out.into_bytes()
}

fn lowered(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let begins = line.trim_start();
        if begins.starts_with("```") || begins.starts_with("~~~") {
            fenced = !fenced;
        }
        let level = line.chars().take_while(|&c| c == '#').count();
        let is_heading = !fenced && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']);
        if is_heading { format!("{}{}", "#".repeat((level + 2).min(6)), &line[level..]) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> MemoPages {
        let page = MemoPage {
            title: "沉默 *一*".into(),
            about: vec!["关于代码“合谋”".into()],
            text: "# 为何\n**注意：**先问\n\n> 他们怕。\n\n- 一\n- 二\n\n```\n# 不是标题\n```".into(),
        };
        MemoPages { title: "备忘".into(), memos: vec![page] }
    }

    #[test]
    fn as_markdown_a_memo_stands_below_its_title_as_it_was_written() {
        let text = String::from_utf8(write(&pages(), MemoFormat::Markdown).unwrap()).unwrap();
        let expected = "# 备忘\n\n## 沉默 \\*一\\*\n\n- 关于代码“合谋”\n\n### 为何\n**注意：**先问\n";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("\n# 不是标题\n"), "{text}");
    }

    #[test]
    fn as_a_document_it_is_set_and_comes_out_the_same_each_time() {
        let bytes = write(&pages(), MemoFormat::Docx).unwrap();
        assert_eq!(bytes, write(&pages(), MemoFormat::Docx).unwrap());
        let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut body = String::new();
        std::io::Read::read_to_string(&mut file.by_name("word/document.xml").unwrap(), &mut body).unwrap();
        assert!(body.contains("<w:b/>") && body.contains("注意：") && !body.contains("**"), "{body}");
        assert!(body.contains("Heading1") && body.contains("他们怕。") && body.contains("• 一"), "{body}");
    }
}
