//! Passages with where they stand, under headings: what a search or a list found, for writing about it.
//!
//! It takes words that are ready to be read and knows neither codes nor queries; what is coded goes out as
//! [`super::Excerpts`]. Everything is escaped as there (invariant 9), and the same input gives the same bytes.

use super::{ExportError, docx, html};
use crate::i18n::Language;

/// All that goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotes {
    /// Of the whole.
    pub title: String,
    /// Name and value: how these passages came to be chosen.
    pub about: Vec<(String, String)>,
    /// In the order in which to read them.
    pub groups: Vec<QuoteGroup>,
}

/// The passages under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteGroup {
    /// As a document's title.
    pub heading: String,
    /// In the order in which to read them.
    pub quotes: Vec<Quote>,
}

/// One passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Its words.
    pub text: String,
    /// Where it stands, as it is cited.
    pub source: String,
    /// What else is said of it.
    pub note: Option<String>,
}

/// What quotes can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteFormat {
    /// A Word document.
    Docx,
    /// One self-contained page without scripts.
    Html,
}

/// Quotes as the bytes of a file.
///
/// # Errors
/// [`ExportError`] where a library refuses, which no text should make it do.
pub fn write(quotes: &Quotes, format: QuoteFormat, language: Language) -> Result<Vec<u8>, ExportError> {
    match format {
        QuoteFormat::Docx => docx::write_quotes(quotes, language),
        QuoteFormat::Html => Ok(html::write_quotes(quotes, language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::parts::{part, texts};

    fn found() -> Quotes {
        let quote = |text: &str, note: Option<&str>| Quote {
            text: text.to_owned(),
            source: "访谈 03，老人 03，第 2 段".to_owned(),
            note: note.map(str::to_owned),
        };
        let quotes = vec![quote("来的都是\n那几位。", Some("代码：做样子")), quote("<b>=1+1</b>", None)];
        Quotes {
            title: "社区互动 检索结果".to_owned(),
            about: vec![("查询".to_owned(), "来 & <去>".to_owned())],
            groups: vec![QuoteGroup { heading: "访谈 03".to_owned(), quotes }],
        }
    }

    #[test]
    fn a_passage_stands_above_its_source_and_its_note_in_a_word_document() {
        let file = write(&found(), QuoteFormat::Docx, Language::Chinese).unwrap();
        let lines = texts(&part(&file, "word/document.xml"), "w:p");
        assert_eq!(lines[..2], ["社区互动 检索结果", "查询：来 & <去>"]);
        let expected =
            ["访谈 03", "来的都是", "那几位。", "（访谈 03，老人 03，第 2 段）", "代码：做样子", "<b>=1+1</b>"];
        assert_eq!(lines[2..8], expected);
        assert!(part(&file, "docProps/core.xml").contains("社区互动 检索结果"));
    }

    #[test]
    fn words_are_words_on_a_page_too() {
        let page = String::from_utf8(write(&found(), QuoteFormat::Html, Language::Chinese).unwrap()).unwrap();
        assert!(page.contains("来的都是<br>那几位。") && page.contains("（访谈 03，老人 03，第 2 段）"));
        assert!(page.contains("&lt;b&gt;=1+1") && !page.contains("<b>") && page.contains("default-src 'none'"));
        assert!(page.contains("<dt>查询</dt><dd><bdi>来 &amp; &lt;去&gt;</bdi></dd>"), "{page}");
    }
}
