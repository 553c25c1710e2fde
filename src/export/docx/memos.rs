//! Memos as a Word document: a heading a memo, then its Markdown as paragraphs. Tables come as lines of cells with
//! tabs between them; links are words.

use super::super::ExportError;
use super::super::marked::{Block, Item, Look, Run, blocks};
use super::super::memos::MemoPages;
use super::{Body, Setting, Style, pack};
use crate::i18n::Language;

/// The whole file.
pub fn write_memos(pages: &MemoPages) -> Result<Vec<u8>, ExportError> {
    // Nothing is said of how these came to be chosen, so that no words of a language are needed.
    let mut body = Body::begun(&pages.title, std::iter::empty(), Language::Chinese)?;
    for page in &pages.memos {
        body.paragraph(Style::Heading, Setting::default(), &[super::Run::plain(&page.title)])?;
        for line in &page.about {
            body.paragraph(Style::Remark, Setting::default(), &[super::Run::plain(line)])?;
        }
        body.blocks(&blocks(&page.text), Style::Text, 0)?;
    }
    pack(&pages.title, &body.ended()?)
}

impl Body {
    fn blocks(&mut self, blocks: &[Block], style: Style, indent: usize) -> Result<(), ExportError> {
        for block in blocks {
            self.block(block, style, indent)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, style: Style, indent: usize) -> Result<(), ExportError> {
        match block {
            Block::Heading(_, runs) => {
                let bold: Vec<Run> =
                    runs.iter().map(|run| Run { look: Look { bold: true, ..run.look }, ..run.clone() }).collect();
                self.set("", &bold, style, indent)
            }
            Block::Paragraph(runs) => self.set("", runs, style, indent),
            Block::Quote(inner) => self.blocks(inner, Style::Excerpt, indent),
            Block::List { first, items } => {
                for (at, item) in (0..).zip(items) {
                    let mark = first.map_or_else(|| "• ".to_owned(), |first| format!("{}. ", first.saturating_add(at)));
                    self.item(&mark, item, style, indent)?;
                }
                Ok(())
            }
            Block::Code(text) => {
                let run = Run { text: text.clone(), ..Run::default() };
                self.set("", &[run], style, indent + 1)
            }
            Block::Rule => self.set("", &[Run { text: "———".into(), ..Run::default() }], style, indent),
            Block::Table(rows) => {
                for row in rows {
                    let mut cells: Vec<Run> = Vec::new();
                    for (at, cell) in row.iter().enumerate() {
                        if at > 0 {
                            cells.push(Run { text: "\t".into(), ..Run::default() });
                        }
                        cells.extend(cell.iter().cloned());
                    }
                    self.set("", &cells, style, indent)?;
                }
                Ok(())
            }
        }
    }

    fn item(&mut self, mark: &str, item: &Item, style: Style, indent: usize) -> Result<(), ExportError> {
        let mark = match item.done {
            Some(true) => "☑ ",
            Some(false) => "☐ ",
            None => mark,
        };
        let mut rest = &item.blocks[..];
        if let Some((Block::Paragraph(runs), after)) = item.blocks.split_first() {
            self.set(mark, runs, style, indent)?;
            rest = after;
        } else {
            self.set(mark, &[], style, indent)?;
        }
        self.blocks(rest, style, indent + 1)
    }

    fn set(&mut self, mark: &str, runs: &[Run], style: Style, indent: usize) -> Result<(), ExportError> {
        // Two characters of ten and a half points a level, in twentieths of a point.
        const LEVEL: usize = 420;
        self.start("w:p", &[])?;
        self.start("w:pPr", &[])?;
        self.empty("w:pStyle", &[("w:val", style.id())])?;
        if indent > 0 {
            self.empty("w:ind", &[("w:left", &(indent * LEVEL).to_string())])?;
        }
        self.end("w:pPr")?;
        let first = runs.first().map_or("", |run| run.text.as_str());
        let merged = Run { text: format!("{mark}{first}"), ..runs.first().cloned().unwrap_or_default() };
        self.marked(&merged)?;
        for run in runs.iter().skip(1) {
            self.marked(run)?;
        }
        self.end("w:p")
    }

    fn marked(&mut self, run: &Run) -> Result<(), ExportError> {
        let look = [(run.look.bold, "w:b"), (run.look.italic, "w:i"), (run.look.struck, "w:strike")];
        let set: Vec<&str> = look.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
        self.start("w:r", &[])?;
        if !set.is_empty() {
            self.start("w:rPr", &[])?;
            for name in set {
                self.empty(name, &[])?;
            }
            self.end("w:rPr")?;
        }
        self.text(&run.text)?;
        self.end("w:r")
    }
}
