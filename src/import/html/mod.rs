//! Web pages: the tokens of html5ever become blocks. No tree is built and nothing recurses, so
//! neither a million nested tags nor a missing end tag can hurt.
//!
//! Scripts, styles, forms' menus and templates are dropped whole; what a reader sees is kept, with
//! headings, lists, quotes, rows of tables, notes, bold and italic. Pictures are counted, not read.
//! Only where somebody asks for the article alone is a tree built, after its size was looked at.

mod article;
mod metadata;
mod notes;
mod page;
mod state;
mod tame;

use std::sync::Arc;

pub use notes::NoteBook;
pub use page::Page;
pub use state::State;

use super::draft::Draft;
use super::formats::Source;
use super::packed::xml;
use super::{ImportError, WebPage, encoding, markdown};

/// Reads a page or a piece of one, with or without front matter.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let declared = declared_encoding(source.bytes);
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), declared.as_deref())?;
    let (front, body) = markdown::split_front_matter(&decoded.text);
    let mut files = [(String::new(), body.to_owned())];
    let book = Arc::new(NoteBook::of(&files));
    let [(_, body)] = &mut files;
    let mut page = Page::new(source.options, Arc::clone(&book));
    page.feed_file("", body);
    let said = page.state().metadata().to_vec();
    let mut draft = page.finish();
    if source.options.page == WebPage::Article {
        draft = article::of(draft, body, source.options, &book);
    }
    metadata::take(&said, &mut draft);
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    if let Some(front) = front {
        markdown::take_front_matter(front, &mut draft);
    }
    Ok(draft)
}

/// The label in `<meta charset=…>`, in `content="text/html; charset=…"` or in the prolog of XML.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    if let Some(label) = xml::declared_encoding(bytes) {
        return Some(label);
    }
    let head = bytes.get(..bytes.len().min(1 << 14))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    // A script or a link may name the encoding of something else.
    let mut tags = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    let rest = tags.find_map(|tag| tag.split_once("charset")?.1.trim_start().strip_prefix('='))?;
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}
