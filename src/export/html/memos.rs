//! Memos as one page: a section a memo, its Markdown set. What is no address of the web or of mail is words.

use std::fmt::Write as _;

use super::super::escape::html;
use super::super::marked::{Block, Item, Leads, Run, blocks};
use super::super::memos::MemoPages;
use super::{FOOT, head_styled, lines};
use crate::i18n::Language;

const STYLE: &str = include_str!("../memos.css");
/// Headings within a memo stand below its title: they go down by so many levels.
const BELOW_TITLE: u8 = 2;

/// The whole page.
pub fn write_memos(pages: &MemoPages, language: Language) -> Vec<u8> {
    let mut out = head_styled(&pages.title, std::iter::empty(), language, STYLE);
    for page in &pages.memos {
        let _ = writeln!(out, "<section>\n<h2 dir=\"auto\">{}</h2>", html(&page.title));
        for line in &page.about {
            let _ = writeln!(out, "<p class=\"about\"><bdi>{}</bdi></p>", html(line));
        }
        blocks_into(&mut out, &blocks(&page.text));
        out.push_str("</section>\n");
    }
    out.push_str(FOOT);
    out.into_bytes()
}

fn blocks_into(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        block_into(out, block);
    }
}

fn block_into(out: &mut String, block: &Block) {
    match block {
        Block::Heading(level, runs) => {
            let level = level.saturating_add(BELOW_TITLE).min(6);
            let _ = writeln!(out, "<h{level} dir=\"auto\">{}</h{level}>", runs_as_html(runs));
        }
        Block::Paragraph(runs) => {
            let _ = writeln!(out, "<p dir=\"auto\">{}</p>", runs_as_html(runs));
        }
        Block::Quote(inner) => {
            out.push_str("<blockquote class=\"quoted\" dir=\"auto\">\n");
            blocks_into(out, inner);
            out.push_str("</blockquote>\n");
        }
        Block::List { first, items } => {
            let (begin, end) = match first {
                Some(first) => (format!("<ol start=\"{first}\">"), "</ol>"),
                None => ("<ul>".to_owned(), "</ul>"),
            };
            let _ = writeln!(out, "{begin}");
            for item in items {
                item_into(out, item);
            }
            let _ = writeln!(out, "{end}");
        }
        Block::Code(text) => {
            let _ = writeln!(out, "<pre>{}</pre>", html(text));
        }
        Block::Rule => out.push_str("<hr/>\n"),
        Block::Table(rows) => {
            out.push_str("<table>\n");
            for (at, row) in rows.iter().enumerate() {
                let cell = if at == 0 { "th" } else { "td" };
                out.push_str("<tr>");
                for runs in row {
                    let _ = write!(out, "<{cell}>{}</{cell}>", runs_as_html(runs));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
        }
    }
}

fn item_into(out: &mut String, item: &Item) {
    let mark = match item.done {
        Some(true) => "☑ ",
        Some(false) => "☐ ",
        None => "",
    };
    let _ = write!(out, "<li>{mark}");
    match item.blocks.as_slice() {
        // A single line needs no paragraph around it.
        [Block::Paragraph(runs), rest @ ..] => {
            out.push_str(&runs_as_html(runs));
            blocks_into(out, rest);
        }
        blocks => blocks_into(out, blocks),
    }
    out.push_str("</li>\n");
}

fn runs_as_html(runs: &[Run]) -> String {
    runs.iter().map(run_as_html).collect()
}

fn run_as_html(run: &Run) -> String {
    let mut text = lines(&run.text);
    let look = run.look;
    for (on, tag) in [(look.code, "code"), (look.struck, "s"), (look.italic, "i"), (look.bold, "b")] {
        if on {
            text = format!("<{tag}>{text}</{tag}>");
        }
    }
    match &run.leads {
        Some(Leads::Address(address)) if is_safe(address) => format!("<a href=\"{}\">{text}</a>", html(address)),
        Some(Leads::Address(_) | Leads::Inside(_)) | None => text,
    }
}

/// Only what a browser or a mail program opens.
fn is_safe(address: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|begin| address.starts_with(begin))
}
