//! Paragraphs and tables: which of them end where. RTF says of a paragraph that it is in a table, and
//! of a table only where its cells and rows end; what is open follows from that.

use std::cmp::Ordering;

use super::{OpenTable, Reader};
use crate::import::flow::{End, Row};
use crate::import::script;
use crate::model::BlockKind;

impl Reader {
    pub(super) fn need_paragraph(&mut self) {
        if let Some(place) = self.places.last_mut()
            && !place.has_paragraph
        {
            place.has_paragraph = true;
            self.flow.begin_paragraph();
        }
    }

    /// Opens and closes tables until so many are open here.
    pub(super) fn settle(&mut self, depth: usize) {
        while let Some(open) = self.places.last().map(|place| place.tables.len()) {
            match open.cmp(&depth) {
                Ordering::Greater => {
                    self.end_row();
                    self.flow.end_table();
                    self.place().and_then(|place| place.tables.pop());
                }
                Ordering::Less => {
                    self.open_cell();
                    self.flow.begin_table();
                    if let Some(place) = self.place() {
                        place.tables.push(OpenTable::default());
                    }
                }
                Ordering::Equal => return,
            }
        }
    }

    /// A cell of the innermost table is open after this.
    pub(super) fn open_cell(&mut self) {
        let Some(table) = self.places.last_mut().and_then(|place| place.tables.last_mut()) else { return };
        if !std::mem::replace(&mut table.row, true) {
            self.flow.begin_row();
        }
        if !std::mem::replace(&mut table.cell, true) {
            self.flow.begin_cell();
        }
    }

    pub(super) fn end_row(&mut self) {
        let Some(table) = self.places.last_mut().and_then(|place| place.tables.last_mut()) else { return };
        let OpenTable { row, cell } = std::mem::take(table);
        if cell {
            self.flow.end_cell();
        }
        if row {
            self.flow.end_row(Row::Kept);
        }
    }

    pub(super) fn end_cell(&mut self, is_nested: bool) {
        let depth = match (is_nested, self.now.depth) {
            (true, depth) => depth.max(2),
            (false, _) => 1,
        };
        self.settle(depth);
        self.open_cell();
        self.finish_paragraph();
        if let Some(table) = self.places.last_mut().and_then(|place| place.tables.last_mut()) {
            table.cell = false;
            self.flow.end_cell();
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let has_paragraph = self.places.last().is_some_and(|place| place.has_paragraph);
        let depth = match (self.now.in_table, self.now.depth) {
            (false, depth) if depth < 2 => 0,
            (_, depth) => depth.max(1),
        };
        // An empty paragraph between two tables parts them.
        self.settle(depth);
        if has_paragraph {
            self.open_cell();
            self.finish_paragraph();
        } else if let Some(place) = self.place() {
            place.lead.clear();
        }
    }

    /// Ends the paragraph where it stands.
    pub(super) fn finish_paragraph(&mut self) {
        let undone = self.is_undone(&self.now);
        let Some(place) = self.places.last_mut() else { return };
        let lead = number(&std::mem::take(&mut place.lead));
        if !std::mem::take(&mut place.has_paragraph) {
            return;
        }
        let style = self.now.style.and_then(|style| self.styles.get(&style));
        let outline = self.now.outline.or_else(|| style.and_then(|style| style.outline)).filter(|level| *level < 9);
        let kind = match (outline, style.and_then(|style| kind_of(&style.name))) {
            (Some(level), _) => BlockKind::Heading((level + 1).min(6)),
            (None, Some(kind)) => kind,
            (None, None) if self.now.list.1 || !lead.is_empty() => BlockKind::ListItem(self.now.list.0),
            (None, None) => BlockKind::Body,
        };
        self.flow.end_paragraph(&lead, kind, if undone { End::Merges } else { End::Here });
    }
}

/// The number of a paragraph as it stands before it; empty for a dot.
fn number(lead: &str) -> String {
    let lead = lead.trim();
    let says = |c: char| c.is_alphanumeric() || matches!(c, '①'..='⓿' | '㈠'..='㊰' | '〇');
    if !lead.contains(says) || lead.len() == 1 && lead.chars().all(char::is_alphabetic) {
        return String::new();
    }
    // After 一、 and （一） no blank is set; after 1. it is.
    let blank = if lead.chars().next_back().is_some_and(script::is_wide) { "" } else { " " };
    format!("{lead}{blank}")
}

/// What a style makes of its paragraphs, by its name.
fn kind_of(name: &str) -> Option<BlockKind> {
    let name = name.to_lowercase();
    let level = ["heading ", "标题 ", "標題 ", "heading", "标题", "標題"]
        .iter()
        .find_map(|start| name.strip_prefix(start)?.trim().parse::<u8>().ok());
    if let Some(level) = level.filter(|level| *level > 0) {
        return Some(BlockKind::Heading(level.min(6)));
    }
    match name.trim() {
        "title" | "标题" | "標題" => Some(BlockKind::Heading(1)),
        "quote" | "quotations" | "intense quote" | "block text" | "引用" | "明显引用" => Some(BlockKind::Quote),
        "caption" | "题注" | "題注" => Some(BlockKind::Caption),
        "bibliography" | "书目" | "参考文献" | "參考文獻" => Some(BlockKind::Reference),
        _ => None,
    }
}
