//! Markdown: the events of pulldown-cmark drive the same blocks as a web page does, and pieces of
//! HTML inside go through the same reader. YAML front matter gives the title and is not text.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Options as Dialect, Parser, Tag, TagEnd};

use super::draft::{Draft, Piece};
use super::finding::counted;
use super::formats::Source;
use super::html::{Page, State};
use super::{ImportError, Notes, Options, encoding};
use crate::model::Message;

/// Reads a Markdown text.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let (front, body) = split_front_matter(&decoded.text);
    let mut draft = read_body(body, source.options);
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    if let Some(front) = front {
        take_front_matter(front, &mut draft);
    }
    Ok(draft)
}

fn events(body: &str) -> Parser<'_> {
    let dialect =
        Dialect::ENABLE_TABLES | Dialect::ENABLE_FOOTNOTES | Dialect::ENABLE_STRIKETHROUGH | Dialect::ENABLE_TASKLISTS;
    Parser::new_ext(body, dialect)
}

/// Notes by their labels, for choices that move them.
fn notes(body: &str) -> BTreeMap<String, Piece> {
    let mut found = BTreeMap::new();
    let mut open: Option<(String, State)> = None;
    for event in events(body) {
        match (event, &mut open) {
            (Event::Start(Tag::FootnoteDefinition(label)), None) => {
                open = Some((label.to_string(), State::of_note(false)));
            }
            (Event::End(TagEnd::FootnoteDefinition), Some(_)) => {
                found.extend(open.take().map(|(label, state)| (label, state.into_line())));
            }
            (event, Some((_, state))) => drive(state, event),
            _ => {}
        }
    }
    found
}

fn read_body(body: &str, options: &Options) -> Draft {
    let mut page = Page::new(options, Arc::default());
    let moved = (options.notes != Notes::End).then(|| notes(body));
    let mut passing = false;
    let mut pictures = 0;
    let mut html = String::new();
    for event in events(body) {
        if let Some(notes) = &moved {
            match &event {
                Event::Start(Tag::FootnoteDefinition(_)) => passing = true,
                Event::End(TagEnd::FootnoteDefinition) => {
                    passing = false;
                    continue;
                }
                Event::FootnoteReference(label) if !passing => {
                    if let Some(note) = notes.get(label.as_ref()) {
                        page.state().cite(note);
                    }
                    continue;
                }
                _ => {}
            }
            if passing {
                continue;
            }
        }
        if let Event::Html(markup) = &event {
            html.push_str(markup);
            continue;
        }
        if !html.is_empty() && !matches!(event, Event::End(TagEnd::HtmlBlock) | Event::Start(Tag::HtmlBlock)) {
            page.feed(&std::mem::take(&mut html));
        }
        match event {
            Event::InlineHtml(markup) => page.feed(&markup),
            Event::Start(Tag::Image { .. }) => pictures += 1,
            event => drive(page.state(), event),
        }
    }
    page.feed(&html);
    let mut draft = page.finish();
    draft.findings.extend(counted("import.finding.pictures", pictures));
    draft
}

fn drive(state: &mut State, event: Event) {
    match event {
        Event::Start(tag) => match tag {
            Tag::Heading { level, .. } => state.open(heading(level)),
            Tag::BlockQuote(_) => state.open("blockquote"),
            Tag::CodeBlock(_) => state.open("pre"),
            Tag::List(start) => state.open_list(start),
            Tag::Item => state.open("li"),
            Tag::FootnoteDefinition(label) => {
                state.set_note(true);
                state.verbatim(&format!("[^{label}] "));
            }
            Tag::Table(_) => state.open("table"),
            Tag::TableHead | Tag::TableRow => state.open("tr"),
            Tag::TableCell => state.open("td"),
            Tag::Emphasis => state.open("em"),
            Tag::Strong => state.open("strong"),
            _ => {}
        },
        Event::End(tag) => match tag {
            TagEnd::Paragraph => state.end_block(),
            TagEnd::Heading(level) => state.end(heading(level)),
            TagEnd::BlockQuote(_) => state.end("blockquote"),
            TagEnd::CodeBlock => state.end("pre"),
            TagEnd::List(_) => state.close_list(),
            TagEnd::Item => state.end("li"),
            TagEnd::FootnoteDefinition => state.set_note(false),
            TagEnd::Table => state.end("table"),
            TagEnd::TableHead | TagEnd::TableRow => state.end("tr"),
            TagEnd::Emphasis => state.end("em"),
            TagEnd::Strong => state.end("strong"),
            _ => {}
        },
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => state.text(&text),
        Event::FootnoteReference(label) => {
            state.open("sup");
            state.verbatim(&format!("[^{label}]"));
            state.end("sup");
        }
        Event::SoftBreak => state.text("\n"),
        Event::HardBreak => state.line_end(),
        Event::TaskListMarker(done) => state.verbatim(if done { "☑ " } else { "☐ " }),
        Event::Rule | Event::Html(_) | Event::InlineHtml(_) => {}
    }
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}

/// Parts YAML front matter, `---` to `---` with at least one `key:`, from the text after it.
pub fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let start = text.trim_start();
    let Some(rest) = start.strip_prefix("---\n") else { return (None, text) };
    let Some(end) = rest.find("\n---\n").or_else(|| rest.strip_suffix("\n---").map(str::len)) else {
        return (None, text);
    };
    let (front, body) = rest.split_at_checked(end).unwrap_or(("", rest));
    let is_yaml = front.lines().any(|line| {
        line.split_once(':').is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
        })
    });
    if !is_yaml || front.len() > 1 << 16 {
        return (None, text);
    }
    (Some(front), body.trim_start_matches("\n---"))
}

/// Takes the title out of front matter; the rest is named in a finding, not read as text.
pub fn take_front_matter(front: &str, draft: &mut Draft) {
    let mut keys = Vec::new();
    for line in front.lines().filter(|line| !line.starts_with([' ', '\t', '-', '#'])) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let plain = value
            .strip_prefix('\'')
            .and_then(|v| v.strip_suffix('\''))
            .map(|v| v.replace("''", "'"))
            .or_else(|| value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).map(|v| v.replace("\\\"", "\"")))
            .unwrap_or_else(|| value.to_owned());
        if key.trim().eq_ignore_ascii_case("title") && !plain.is_empty() {
            draft.title = Some(plain);
        } else {
            keys.push(key.trim().to_owned());
        }
    }
    if !keys.is_empty() {
        draft.findings.push(Message::new("import.finding.front_matter").with("keys", keys.join(", ")));
    }
}
