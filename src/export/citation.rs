//! One passage with where it stands, to be pasted into a paper: in a line, or as a block of Markdown.
//!
//! A paper is cited by its authors and year where its record has both; everything else as the excerpts of an
//! export are ([`super::wording`]). Refused: guessing which part of a name is the surname.

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
    let place = Place::of(document, span);
    let source = by_authors(document, &place, language).unwrap_or_else(|| wording::source(&place, language));
    let source = wording::in_brackets(&source, language);
    match form {
        CitationForm::Line => {
            let quoted = in_quotation_marks(&on_one_line(words));
            let gap = if source.starts_with('(') { " " } else { "" };
            format!("{quoted}{gap}{source}")
        }
        CitationForm::Markdown => markdown::block_quote(&[words, &source]),
    }
}

/// `张凯博、高晨昊，2026，第 15 段`, or the page where it is known; `None` for what has no authors and year, and for
/// conversations, whose speakers are said.
fn by_authors(document: &Document, place: &Place, language: Language) -> Option<String> {
    let record = document.bibliography.as_ref().filter(|_| document.structure.turns.is_empty())?;
    let year = Some(record.year.trim()).filter(|year| !year.is_empty())?;
    let names: Vec<&str> = record.authors.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    let authors = wording::authors(&names, language)?;
    let within = place
        .pages
        .as_ref()
        .map_or_else(|| wording::paragraphs(place.paragraphs, language), |pages| wording::pages(pages, language));
    Some([authors.as_str(), year, &within].join(language.text("export.between.parts")))
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
        Bibliography, CharIndex, CountingMint, DocumentId, PageStart, Role, Speaker, Structure, Text, Timestamp, Turn,
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

    fn paper(authors: &[&str], year: &str) -> Document {
        let mut document = document("合谋");
        document.structure = Arc::default();
        document.bibliography = Some(Arc::new(Bibliography {
            authors: authors.iter().map(|&name| name.to_owned()).collect(),
            year: year.to_owned(),
            ..Bibliography::default()
        }));
        document
    }

    fn line(document: &Document, language: Language) -> String {
        cite(document, whole(document), CitationForm::Line, language)
    }

    #[test]
    fn a_paper_is_cited_by_its_authors_and_year() {
        let mut two = paper(&["作者甲", "作者乙"], "2026");
        assert_eq!(line(&two, Language::Chinese), "“合谋”（作者甲、作者乙，2026，第 1 段）");
        assert_eq!(line(&two, Language::English), "“合谋” (作者甲 & 作者乙, 2026, para. 1)");
        let block = cite(&two, whole(&two), CitationForm::Markdown, Language::Chinese);
        assert_eq!(block, "> 合谋\n>\n> （作者甲、作者乙，2026，第 1 段）\n");
        let pages = vec![PageStart { start: CharIndex(0), label: "3".to_owned() }];
        two.structure = Arc::new(Structure { pages, ..Structure::default() });
        assert_eq!(line(&two, Language::Chinese), "“合谋”（作者甲、作者乙，2026，第 3 页）");
        assert_eq!(line(&two, Language::English), "“合谋” (作者甲 & 作者乙, 2026, p. 3)");
    }

    #[test]
    fn many_authors_are_told_by_the_first() {
        let three = paper(&["甲", "乙", "王"], "2026");
        assert_eq!(line(&three, Language::Chinese), "“合谋”（甲、乙、王，2026，第 1 段）");
        assert_eq!(line(&three, Language::English), "“合谋” (甲 et al., 2026, para. 1)");
        let four = paper(&["甲", "乙", "王", "丁"], "2026");
        assert_eq!(line(&four, Language::Chinese), "“合谋”（甲等，2026，第 1 段）");
        let latin = paper(&["Author A", "B", "C", "D"], "2026");
        assert_eq!(line(&latin, Language::Chinese), "“合谋”（Author A 等，2026，第 1 段）");
    }

    #[test]
    fn without_authors_and_year_and_in_conversations_the_title_is_said() {
        assert_eq!(line(&paper(&[], "2026"), Language::Chinese), "“合谋”（访谈 02，第 1 段）");
        assert_eq!(line(&paper(&["甲"], ""), Language::Chinese), "“合谋”（访谈 02，第 1 段）");
        let mut interview = document("合谋");
        interview.bibliography = paper(&["甲"], "2026").bibliography;
        assert_eq!(line(&interview, Language::Chinese), "“合谋”（访谈 02，老人 02，第 1 段）");
    }

    #[test]
    fn a_block_of_markdown_holds_the_words_as_words() {
        let document = document("# 不是标题\n*也不是*");
        let block = cite(&document, whole(&document), CitationForm::Markdown, Language::Chinese);
        assert_eq!(block, "> \\# 不是标题\\\n> \\*也不是\\*\n>\n> （访谈 02，老人 02，第 1–2 段）\n");
    }
}
