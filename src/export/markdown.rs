//! Excerpts as Markdown: a heading a group, block quotes with their attribution.

use std::fmt::Write;

use super::{Excerpt, Excerpts, escape, wording};
use crate::i18n::Language;

/// The whole document, ending in a line end.
pub fn write(excerpts: &Excerpts, language: Language) -> Vec<u8> {
    let mut out = format!("# {}\n\n", one_line(&wording::title(excerpts, language)));
    for (label, value) in wording::selected(excerpts, language) {
        let _ = writeln!(out, "- {}", one_line(&wording::labelled(label, &value, language)));
    }
    for group in &excerpts.groups {
        let _ = write!(out, "\n## {}\n", one_line(&group.heading));
        if !group.definition.trim().is_empty() {
            let _ = write!(out, "\n{}\n", escape::markdown(&group.definition));
        }
        if group.excerpts.is_empty() {
            let _ = write!(out, "\n{}\n", escape::markdown(wording::nothing_coded(language)));
        }
        for excerpt in &group.excerpts {
            let _ = write!(out, "\n{}", block(excerpt, excerpts, language));
        }
    }
    out.into_bytes()
}

/// A heading ends with its line, so line ends become spaces.
fn one_line(text: &str) -> String {
    escape::markdown(&text.replace('\n', " "))
}

fn block(excerpt: &Excerpt, excerpts: &Excerpts, language: Language) -> String {
    let quote = format!("{}{}{}", excerpt.before, excerpt.quote, excerpt.after);
    let quote =
        if quote.len() == excerpt.quote.len() { escape::markdown(&excerpt.quote) } else { with_context(excerpt) };
    let mut parts = vec![quote, escape::markdown(&wording::attribution(excerpt, excerpts, language))];
    parts.extend(wording::other_codes_line(excerpt, excerpts, language).map(|line| escape::markdown(&line)));
    parts.extend(wording::memo_line(excerpt, excerpts, language).map(|memo| format!("*{}*", escape::markdown(&memo))));
    quoted(&parts)
}

/// Parts of a block quote, each a paragraph; their words are words, whatever they look like.
pub fn block_quote(parts: &[&str]) -> String {
    quoted(&parts.iter().map(|part| escape::markdown(part)).collect::<Vec<_>>())
}

/// Paragraphs of Markdown as one block quote.
fn quoted(parts: &[String]) -> String {
    let mut out = String::new();
    for (place, part) in parts.iter().filter(|part| !part.is_empty()).enumerate() {
        if place > 0 {
            out.push_str(">\n");
        }
        for line in part.lines() {
            let _ = writeln!(out, "> {line}");
        }
    }
    out
}

/// Context stands on lines of its own, so that nobody takes it for the passage: emphasis marks would hang on
/// whatever characters they meet.
fn with_context(excerpt: &Excerpt) -> String {
    let before = Some(format!("…{}", excerpt.before)).filter(|_| !excerpt.before.is_empty());
    let after = Some(format!("{}…", excerpt.after)).filter(|_| !excerpt.after.is_empty());
    let mark = |text: String| format!("[{}]", text.trim());
    let lines: Vec<String> =
        [before.map(mark), Some(excerpt.quote.clone()), after.map(mark)].into_iter().flatten().collect();
    escape::markdown(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::export::sample::{HOSTILE, Sample};
    use crate::export::{Selection, excerpts};

    #[test]
    fn a_code_is_a_heading_and_its_passages_are_block_quotes() {
        let found = excerpts(&Sample::study().project, &Selection::default());
        let text = String::from_utf8(write(&found, Language::Chinese)).unwrap();
        let expected = "\
## 陷阱/合谋

双方默许的不合规做法。

> 名单早就定好了。
>
> （老人 03，第 1 段；编码者甲，2024-05-03）
>
> *备忘：“早就定好”：程序走形式*

> 早就定好了。\\
> 后来大家都这么做，谁也不吭
>
> （老人 03，第 1–2 段；编码者乙，2024-05-03）
";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn hostile_text_makes_no_html_links_code_or_headings() {
        let found = excerpts(&Sample::hostile().project, &Selection { context: 5, ..Selection::default() });
        let text = String::from_utf8(write(&found, Language::English)).unwrap();
        let mut headings = 0;
        let mut quotes = 0;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Start(Tag::Heading { .. }) => headings += 1,
                Event::Start(Tag::BlockQuote(_)) => quotes += 1,
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Code(_)
                | Event::InlineMath(_)
                | Event::Rule
                | Event::Start(
                    Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_),
                ) => panic!("{event:?} in {text}"),
                _ => {}
            }
        }
        assert_eq!((headings, quotes), (HOSTILE.len() + 1, HOSTILE.len()));
    }

    #[test]
    fn context_is_set_off_from_the_passage() {
        let found = excerpts(&Sample::study().project, &Selection { context: 3, ..Selection::default() });
        let text = String::from_utf8(write(&found, Language::Chinese)).unwrap();
        assert!(text.contains("> \\[…那年，\\]\\\n> 名单早就定好了。\\\n> \\[后来…\\]\n"), "{text}");
    }
}
