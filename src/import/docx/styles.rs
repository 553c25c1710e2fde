//! Styles: which paragraphs are headings, quotes, captions; which runs are bold or italic; which
//! paragraphs are numbered by their style.

use std::collections::BTreeMap;

use crate::import::packed::xml::{self, Seen};
use crate::model::BlockKind;

/// What a style means for reading.
#[derive(Clone, Debug, Default)]
pub struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    /// Bold, where the style says so.
    pub bold: Option<bool>,
    /// Italic, where the style says so.
    pub italic: Option<bool>,
    /// Number and level of its list.
    pub list: (Option<String>, Option<u8>),
}

/// All styles by their ids.
#[derive(Debug, Default)]
pub struct Styles {
    styles: BTreeMap<String, Style>,
}

/// What a paragraph style makes of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The document's title.
    Title,
    /// Anything the model knows.
    Kind(BlockKind),
}

impl Styles {
    /// A style and those it is based on, the nearest first. A ring ends after sixteen.
    pub fn chain(&self, id: &str) -> impl Iterator<Item = &Style> {
        let mut next = self.styles.get(id);
        std::iter::from_fn(move || {
            let this = next?;
            next = this.based_on.as_deref().and_then(|base| self.styles.get(base));
            Some(this)
        })
        .take(16)
    }

    /// What a style makes of its paragraphs.
    pub fn role(&self, id: &str) -> Option<Role> {
        self.chain(id).find_map(|style| {
            let name = style.name.to_lowercase();
            let name = name.trim();
            if matches!(name, "title" | "标题" | "標題") {
                return Some(Role::Title);
            }
            let numbered = ["heading ", "标题 ", "標題 ", "heading", "标题", "標題"]
                .iter()
                .find_map(|start| name.strip_prefix(start)?.trim().parse::<u8>().ok());
            let kind = match name {
                "quote" | "quotations" | "intense quote" | "引用" | "明显引用" | "明顯引用" | "block text" => {
                    Some(BlockKind::Quote)
                }
                "caption" | "题注" | "題注" | "標號" => Some(BlockKind::Caption),
                "bibliography" | "书目" | "參考文獻" | "参考文献" => Some(BlockKind::Reference),
                _ => None,
            };
            numbered
                .or(style.outline.filter(|level| *level < 9).map(|level| level + 1))
                .filter(|level| *level > 0)
                .map(|level| BlockKind::Heading(level.min(6)))
                .or(kind)
                .map(Role::Kind)
        })
    }
}

/// Reads `styles.xml`.
pub fn read(xml: &str) -> Styles {
    let mut styles = Styles::default();
    let mut now: Option<(String, Style)> = None;
    xml::walk(xml, |seen| match seen {
        Seen::Start("style", element) => {
            now = xml::attribute(element, "styleId").map(|id| (id, Style::default()));
        }
        Seen::End("style") => {
            if let Some((id, style)) = now.take() {
                styles.styles.insert(id, style);
            }
        }
        Seen::Start(name, element) => {
            let Some((_, style)) = &mut now else { return };
            let value = || xml::attribute(element, "val");
            match name {
                "name" => style.name = value().unwrap_or_default(),
                "basedOn" => style.based_on = value(),
                "outlineLvl" => style.outline = value().and_then(|level| level.parse().ok()),
                "b" => style.bold = Some(xml::is_on(element)),
                "i" => style.italic = Some(xml::is_on(element)),
                "numId" => style.list.0 = value(),
                "ilvl" => style.list.1 = value().and_then(|level| level.parse().ok()),
                _ => {}
            }
        }
        _ => {}
    });
    styles
}
