//! One passage with where it stands, to be pasted into a paper: in a line, or as a block of Markdown.
//!
//! It says the same of a passage as the excerpts of an export do ([`super::wording`]).

use super::excerpts::Place;
use super::{markdown, wording};
use crate::i18n::Language;
use crate::model::{Document, Span};

/// How a citation is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CitationForm {
    /// In quotation marks, the source behind it in brackets, all on one line.
    Line,
    /// A block quote with the source as its last paragraph.
    Markdown,
}

/// Cites a passage. Words of the source are those of `language`; the marks are those of the passage's own.
#[must_use]
pub fn cite(document: &Document, span: Span, form: CitationForm, language: Language) -> String {
    let words = document.text.slice(span).trim();
    let source = wording::in_brackets(&wording::source(&Place::of(document, span), language), language);
    match form {
        CitationForm::Line => {
            let quoted = in_quotation_marks(&on_one_line(words));
            let gap = if source.starts_with('(') { " " } else { "" };
            format!("{quoted}{gap}{source}")
        }
        CitationForm::Markdown => markdown::block_quote(&[words, &source]),
    }
}

/// Paragraphs one behind the other; a space only where words would grow together.
fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let joins =
            out.ends_with(|c: char| c.is_ascii()) || (!out.is_empty() && line.starts_with(|c: char| c.is_ascii()));
        if joins && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// “……”, with ‘……’ for what is quoted inside; 「……」 with 『……』 where a text quotes so itself.
fn in_quotation_marks(text: &str) -> String {
    let corners = text.contains('「') && !text.contains('“');
    let (outer, inner, held) = if corners {
        (['「', '」'], ['『', '』'], ['「', '」'])
    } else {
        (['“', '”'], ['‘', '’'], ['“', '”'])
    };
    let inside: String =
        text.chars().map(|c| held.iter().position(|held| *held == c).map_or(c, |at| inner[at])).collect();
    format!("{}{inside}{}", outer[0], outer[1])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        CharIndex, CountingMint, DocumentId, PageStart, Role, Speaker, Structure, Text, Timestamp, Turn,
    };

    fn document(text: &str) -> Document {
        let id = DocumentId::new(&mut CountingMint::default());
        let mut document = Document::of_text(id, "访谈 02", Text::new(text).unwrap(), Timestamp(0));
        let end = document.text.char_len();
        document.structure = Arc::new(Structure {
            speakers: vec![Speaker { name: "老人 02".to_owned(), role: Role::Respondent }],
            turns: vec![Turn {
                span: Span::new(0, end).unwrap(),
                said: CharIndex(0),
                speaker: Some(0),
                at: None,
                until: None,
            }],
            ..Structure::default()
        });
        document
    }

    fn whole(document: &Document) -> Span {
        Span::new(0, document.text.char_len()).unwrap()
    }

    #[test]
    fn a_passage_is_cited_in_a_line_in_both_languages() {
        let document = document("他们说“办了”，\n也就办了。");
        let line = |language| cite(&document, whole(&document), CitationForm::Line, language);
        assert_eq!(line(Language::Chinese), "“他们说‘办了’，也就办了。”（访谈 02，老人 02，第 1–2 段）");
        assert_eq!(line(Language::English), "“他们说‘办了’，也就办了。” (访谈 02, 老人 02, paras. 1–2)");
    }

    #[test]
    fn english_words_of_two_paragraphs_stay_apart_and_corners_stay_corners() {
        assert_eq!(on_one_line("one\n\n  two"), "one two");
        assert_eq!(on_one_line("来了\n走了"), "来了走了");
        assert_eq!(in_quotation_marks("所謂「合謀」"), "「所謂『合謀』」");
    }

    #[test]
    fn pages_are_told_where_they_are_known() {
        let mut document = document("合谋");
        let mut structure = (*document.structure).clone();
        structure.pages = vec![PageStart { start: CharIndex(0), label: "48".to_owned() }];
        document.structure = Arc::new(structure);
        let line = cite(&document, whole(&document), CitationForm::Line, Language::Chinese);
        assert_eq!(line, "“合谋”（访谈 02，老人 02，第 1 段，第 48 页）");
    }

    #[test]
    fn a_block_of_markdown_holds_the_words_as_words() {
        let document = document("# 不是标题\n*也不是*");
        let block = cite(&document, whole(&document), CitationForm::Markdown, Language::Chinese);
        assert_eq!(block, "> \\# 不是标题\\\n> \\*也不是\\*\n>\n> （访谈 02，老人 02，第 1–2 段）\n");
    }
}
