//! Styles: which runs are bold, italic or hidden, and what a paragraph's style makes of it.

use std::collections::BTreeMap;

use crate::import::packed::xml::{self, Seen};
use crate::model::BlockKind;

#[derive(Clone, Debug, Default)]
struct Style {
    display: String,
    parent: Option<String>,
    outline: Option<u8>,
    bold: Option<bool>,
    italic: Option<bool>,
    hidden: Option<bool>,
    list: Option<String>,
}

/// All styles by family and name; a document's own come after those that it shares and win.
#[derive(Debug, Default)]
pub struct Styles {
    styles: BTreeMap<(String, String), Style>,
}

/// What a paragraph style makes of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The document's title.
    Title,
    /// Anything the model knows.
    Kind(BlockKind),
}

/// How a run is set off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Bold, where the style says so.
    pub bold: Option<bool>,
    /// Italic, where the style says so.
    pub italic: Option<bool>,
    /// Hidden, where the style says so.
    pub hidden: Option<bool>,
}

impl Styles {
    /// Reads the styles of a part.
    pub fn read(&mut self, xml: &str) {
        let mut now: Option<((String, String), Style)> = None;
        xml::walk(xml, |seen| match seen {
            Seen::Start("style", element) => {
                let of = |name: &str| xml::attribute(element, name);
                let key = (of("family").unwrap_or_default(), of("name").unwrap_or_default());
                let style = Style {
                    display: of("display-name").unwrap_or_else(|| key.1.clone()),
                    parent: of("parent-style-name"),
                    outline: of("default-outline-level").and_then(|level| level.parse().ok()),
                    list: of("list-style-name"),
                    ..Style::default()
                };
                now = Some((key, style));
            }
            Seen::End("style") => self.styles.extend(now.take()),
            Seen::Start("text-properties", element) => {
                let Some((_, style)) = &mut now else { return };
                let of = |names: [&str; 2]| names.iter().find_map(|name| xml::attribute(element, name));
                let is_bold = |weight: String| weight == "bold" || weight.parse::<u16>().is_ok_and(|w| w >= 600);
                style.bold = of(["font-weight", "font-weight-asian"]).map(is_bold);
                style.italic =
                    of(["font-style", "font-style-asian"]).map(|slant| matches!(slant.as_str(), "italic" | "oblique"));
                style.hidden = xml::attribute(element, "display").map(|display| display == "none");
            }
            _ => {}
        });
    }

    /// A style and its ancestors, the nearest first. A ring ends after sixteen.
    fn chain(&self, family: &str, name: &str) -> impl Iterator<Item = &Style> {
        let find = move |name: &str| self.styles.get(&(family.to_owned(), name.to_owned()));
        let family = family.to_owned();
        let mut next = find(name);
        std::iter::from_fn(move || {
            let this = next?;
            next = this.parent.as_ref().and_then(|parent| self.styles.get(&(family.clone(), parent.clone())));
            Some(this)
        })
        .take(16)
    }

    /// What a style says of the runs in it.
    pub fn look(&self, family: &str, name: &str) -> Look {
        let pick = |of: fn(&Style) -> Option<bool>| self.chain(family, name).find_map(of);
        Look { bold: pick(|style| style.bold), italic: pick(|style| style.italic), hidden: pick(|style| style.hidden) }
    }

    /// The list that a paragraph style belongs to.
    pub fn list(&self, name: &str) -> Option<&str> {
        self.chain("paragraph", name).find_map(|style| style.list.as_deref()).filter(|list| !list.is_empty())
    }

    /// What a style makes of its paragraphs, by its name or its outline level.
    pub fn role(&self, name: &str) -> Option<Role> {
        self.chain("paragraph", name).find_map(|style| {
            if let Some(level) = style.outline.filter(|level| *level > 0) {
                return Some(Role::Kind(BlockKind::Heading(level.min(6))));
            }
            let name = style.display.replace("_20_", " ").to_lowercase();
            Some(match name.trim() {
                "title" | "标题" | "標題" => Role::Title,
                "quotations" | "quote" | "intense quote" | "block text" | "引用" | "块引用" => {
                    Role::Kind(BlockKind::Quote)
                }
                "caption" | "illustration" | "table" | "drawing" | "figure" | "题注" | "題注" => {
                    Role::Kind(BlockKind::Caption)
                }
                "bibliography 1" | "bibliography" | "参考文献" | "參考文獻" => Role::Kind(BlockKind::Reference),
                _ => return None,
            })
        })
    }
}
