//! Excerpts as one page: no scripts, nothing loaded from anywhere, readable on a screen and in print.
//!
//! A policy in the page forbids what escaping should already have made impossible.

mod memos;

use std::fmt::Write;

use super::escape::html;
use super::quotes::Quotes;
use super::{Excerpt, Excerpts, wording};
use crate::i18n::Language;

const STYLE: &str = include_str!("page.css");

/// The whole page.
pub fn write(excerpts: &Excerpts, language: Language) -> Vec<u8> {
    let about = wording::selected(excerpts, language);
    let mut out = head(&wording::title(excerpts, language), about.iter().map(|(l, v)| (*l, v.as_str())), language);
    for group in &excerpts.groups {
        let colour = group.colour.map(|colour| format!(" style=\"border-color:{colour}\"")).unwrap_or_default();
        let _ = writeln!(out, "<section>\n<h2 dir=\"auto\"{colour}>{}</h2>", html(&group.heading));
        if !group.definition.trim().is_empty() {
            let _ = writeln!(out, "<p class=\"definition\" dir=\"auto\">{}</p>", lines(group.definition.trim()));
        }
        if group.excerpts.is_empty() {
            let _ = writeln!(out, "<p class=\"nothing\">{}</p>", html(wording::nothing_coded(language)));
        }
        for excerpt in &group.excerpts {
            figure(&mut out, excerpt, excerpts, language);
        }
        out.push_str("</section>\n");
    }
    out.push_str(FOOT);
    out.into_bytes()
}

/// The same of quotes.
pub fn write_quotes(quotes: &Quotes, language: Language) -> Vec<u8> {
    let about = quotes.about.iter().map(|(label, value)| (label.as_str(), value.as_str()));
    let mut out = head(&quotes.title, about, language);
    for group in &quotes.groups {
        let _ = writeln!(out, "<section>\n<h2 dir=\"auto\">{}</h2>", html(&group.heading));
        for quote in &group.quotes {
            let words = lines(quote.text.trim_end_matches('\n'));
            let source = html(&wording::in_brackets(&quote.source, language));
            let _ = writeln!(out, "<figure>\n<blockquote dir=\"auto\">{words}</blockquote>");
            let _ = writeln!(out, "<figcaption>\n<p class=\"attribution\"><bdi>{source}</bdi></p>");
            if let Some(note) = &quote.note {
                let _ = writeln!(out, "<p><bdi>{}</bdi></p>", html(note));
            }
            out.push_str("</figcaption>\n</figure>\n");
        }
        out.push_str("</section>\n");
    }
    out.push_str(FOOT);
    out.into_bytes()
}

pub use memos::write_memos;

const FOOT: &str = "</main>\n</body>\n</html>\n";

/// Everything up to the first heading: what the page is and how it came to be.
fn head<'a>(title: &str, about: impl Iterator<Item = (&'a str, &'a str)>, language: Language) -> String {
    head_styled(title, about, language, "")
}

/// The same with rules of its own for what only this page has.
fn head_styled<'a>(
    title: &str,
    about: impl Iterator<Item = (&'a str, &'a str)>,
    language: Language,
    rules: &str,
) -> String {
    let tag = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let title = html(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{rules}</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{title}</h1>\n"
    );
    let mut facts = String::new();
    for (label, value) in about {
        let _ = writeln!(facts, "<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", html(label), html(value));
    }
    if !facts.is_empty() {
        let _ = writeln!(out, "<dl>\n{facts}</dl>");
    }
    out
}

fn figure(out: &mut String, excerpt: &Excerpt, excerpts: &Excerpts, language: Language) {
    let _ = writeln!(out, "<figure style=\"border-color:{}\">", excerpt.colour);
    let context = |text: &str, before: bool| match (text.is_empty(), before) {
        (true, _) => String::new(),
        (false, true) => format!("<span class=\"context\">…{}</span>", lines(text)),
        (false, false) => format!("<span class=\"context\">{}…</span>", lines(text)),
    };
    // A line end at the very end of a passage is a break only where something follows.
    let quote = if excerpt.after.is_empty() { excerpt.quote.trim_end_matches('\n') } else { &excerpt.quote };
    let (before, after) = (context(&excerpt.before, true), context(&excerpt.after, false));
    let _ = writeln!(out, "<blockquote dir=\"auto\">{before}{}{after}</blockquote>", lines(quote));
    let mut caption = String::new();
    let attribution = wording::attribution(excerpt, excerpts, language);
    if !attribution.is_empty() {
        let _ = writeln!(caption, "<p class=\"attribution\"><bdi>{}</bdi></p>", html(&attribution));
    }
    if let Some(codes) = wording::other_codes_line(excerpt, excerpts, language) {
        let _ = writeln!(caption, "<p><bdi>{}</bdi></p>", html(&codes));
    }
    if let Some(memo) = wording::memo_line(excerpt, excerpts, language) {
        let _ = writeln!(caption, "<p class=\"memo\" dir=\"auto\">{}</p>", lines(&memo));
    }
    if !caption.is_empty() {
        let _ = writeln!(out, "<figcaption>\n{caption}</figcaption>");
    }
    out.push_str("</figure>\n");
}

/// Escaped, with line ends as breaks.
fn lines(text: &str) -> String {
    html(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use html5ever::tendril::StrTendril;
    use html5ever::tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
    };
    use std::cell::RefCell;

    use super::*;
    use crate::export::sample::{HOSTILE, Sample};
    use crate::export::{Below, Codes, Selection, excerpts};

    #[derive(Default)]
    struct Seen {
        tags: RefCell<Vec<Tag>>,
        text: RefCell<String>,
    }

    impl TokenSink for &Seen {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            match token {
                Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.tags.borrow_mut().push(tag),
                Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }

    fn seen(page: &[u8]) -> Seen {
        let seen = Seen::default();
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(std::str::from_utf8(page).unwrap()));
        let tokenizer = Tokenizer::new(&seen, TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        seen
    }

    #[test]
    fn hostile_text_brings_no_element_and_no_attribute_of_its_own() {
        let found = excerpts(&Sample::hostile().project, &Selection { context: 4, ..Selection::default() });
        let seen = seen(&write(&found, Language::Chinese));
        let ours = [
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "main",
            "h1",
            "dl",
            "div",
            "dt",
            "dd",
            "bdi",
            "section",
            "h2",
            "p",
            "figure",
            "blockquote",
            "span",
            "figcaption",
            "br",
        ];
        for tag in seen.tags.borrow().iter() {
            assert!(ours.contains(&&*tag.name), "{tag:?}");
            assert!(tag.attrs.iter().all(|attribute| !attribute.name.local.starts_with("on")), "{tag:?}");
        }
        let text = seen.text.borrow();
        assert!(text.contains("<script>alert(1)</script>") && text.contains("]]><b>") && text.contains("a\"b'c&amp;"));
        assert!(!text.contains('\0') && !text.contains('\u{FFFE}'));
        assert_eq!(seen.tags.borrow().iter().filter(|tag| &*tag.name == "figure").count(), HOSTILE.len());
    }

    #[test]
    fn a_paragraph_of_context_does_not_run_into_the_passage() {
        let found = excerpts(&Sample::study().project, &Selection { context: 3, ..Selection::default() });
        let page = String::from_utf8(write(&found, Language::Chinese)).unwrap();
        assert!(page.contains("<span class=\"context\">…声。<br></span>表格"), "{page}");
        assert!(!page.contains("<br></blockquote>"));
    }

    #[test]
    fn the_page_forbids_scripts_and_loads_nothing() {
        let page =
            String::from_utf8(write(&excerpts(&Sample::study().project, &Selection::default()), Language::Chinese));
        let page = page.unwrap();
        assert!(page.contains("default-src 'none'") && !page.contains("<script") && !page.contains("src="));
        assert!(!page.contains("url(") && !page.contains("http://") && !page.contains("https://"));
    }

    #[test]
    fn a_chosen_code_without_passages_says_so() {
        let mut sample = Sample::study();
        let empty = sample.code("空码", None);
        let codes = Codes::Chosen { codes: vec![empty], below: Below::Include };
        let page = write(&excerpts(&sample.project, &Selection { codes, ..Selection::default() }), Language::Chinese);
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("空码") && page.contains("class=\"nothing\"") && !page.contains("<figure"));
    }
}
