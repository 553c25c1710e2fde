//! Markdown as blocks and runs: what a memo says, ready to be drawn in the window or set in a document.
//!
//! `CommonMark` with tables, strikethrough, task lists and `[[links]]`. One thing is kinder than the standard: bold that
//! touches Chinese, as in `**注意：**先问`, is bold, though by the letter of the standard its marks would stand there as
//! they are. HTML in a memo is text. Depth is bounded: what is nested deeper than [`DEEPEST`] is drawn at that depth.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// How deep quotes and lists may be nested in each other.
pub const DEEPEST: usize = 8;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level from 1 to 6.
    Heading(u8, Vec<Run>),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// Quoted blocks.
    Quote(Vec<Block>),
    /// A list.
    List {
        /// The first number; `None` of a list with bullets.
        first: Option<u64>,
        /// Its items.
        items: Vec<Item>,
    },
    /// Lines set as they are.
    Code(String),
    /// A line across.
    Rule,
    /// A table: rows of cells, the first row is its head.
    Table(Vec<Vec<Vec<Run>>>),
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Of a task: whether it is done.
    pub done: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A stretch of text that is set in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The words; a line end is a break.
    pub text: String,
    /// How they are set.
    pub look: Look,
    /// Where they lead.
    pub leads: Option<Leads>,
}

/// How a run is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Strong.
    pub bold: bool,
    /// Emphasised.
    pub italic: bool,
    /// Struck through.
    pub struck: bool,
    /// As it is, in code.
    pub code: bool,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To something of the project, as the link names it.
    Inside(String),
    /// To an address.
    Address(String),
}

/// What is open while events come in.
enum Open {
    Quote(Vec<Block>),
    List {
        first: Option<u64>,
        items: Vec<Item>,
    },
    Item(Item),
    /// Of a nesting that is too deep: its blocks go to what is around it.
    Through,
}

#[derive(Default)]
struct Builder {
    done: Vec<Block>,
    open: Vec<Open>,
    runs: Vec<Run>,
    look: Look,
    leads: Option<Leads>,
    rows: Vec<Vec<Vec<Run>>>,
    code: Option<String>,
}

/// The blocks of a text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let dialect =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_WIKILINKS;
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, dialect) {
        builder.take(event);
    }
    builder.paragraph();
    while !builder.open.is_empty() {
        builder.close();
    }
    builder.done
}

/// The words of runs, without how they are set.
#[must_use]
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.begin(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text),
            },
            Event::Code(text) => {
                let look = Look { code: true, ..self.look };
                self.runs.push(Run { text: text.to_string(), look, leads: self.leads.clone() });
            }
            Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.push(&text),
            Event::SoftBreak | Event::HardBreak => self.push("\n"),
            Event::Rule => self.put(Block::Rule),
            Event::TaskListMarker(done) => {
                if let Some(Open::Item(item)) = self.open.iter_mut().rev().find(|open| matches!(open, Open::Item(_))) {
                    item.done = Some(done);
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        match self.runs.last_mut() {
            Some(last) if last.look == self.look && last.leads == self.leads => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), look: self.look, leads: self.leads.clone() }),
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => {
                self.paragraph();
                self.enter(Open::Quote(Vec::new()));
            }
            Tag::List(first) => {
                self.paragraph();
                self.enter(Open::List { first, items: Vec::new() });
            }
            Tag::Item => {
                let inside = matches!(self.open.last(), Some(Open::List { .. }));
                self.open.push(if inside { Open::Item(Item::default()) } else { Open::Through });
            }
            Tag::CodeBlock(_) => {
                self.paragraph();
                self.code = Some(String::new());
            }
            Tag::Table(_) => {
                self.paragraph();
                self.rows.clear();
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Heading { .. } => self.paragraph(),
            Tag::Strong => self.look.bold = true,
            Tag::Emphasis => self.look.italic = true,
            Tag::Strikethrough => self.look.struck = true,
            Tag::Link { link_type, dest_url, .. } => {
                let address = dest_url.to_string();
                self.leads = Some(match link_type {
                    LinkType::WikiLink { .. } => Leads::Inside(address),
                    _ => Leads::Address(address),
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let runs = self.line();
                self.put(Block::Heading(depth(level), runs));
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.paragraph(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.paragraph();
                self.close();
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.put(Block::Code(code.trim_end_matches('\n').to_owned()));
                }
            }
            TagEnd::TableCell => {
                let runs = self.line();
                if let Some(row) = self.rows.last_mut() {
                    row.push(runs);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.put(Block::Table(rows));
            }
            TagEnd::Strong => self.look.bold = false,
            TagEnd::Emphasis => self.look.italic = false,
            TagEnd::Strikethrough => self.look.struck = false,
            TagEnd::Link => self.leads = None,
            _ => {}
        }
    }

    fn enter(&mut self, open: Open) {
        let depth = self.open.iter().filter(|open| matches!(open, Open::Quote(_) | Open::List { .. })).count();
        self.open.push(if depth < DEEPEST { open } else { Open::Through });
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Quote(blocks)) => self.put(Block::Quote(blocks)),
            Some(Open::List { first, items }) => self.put(Block::List { first, items }),
            Some(Open::Item(item)) => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(item);
                }
            }
            Some(Open::Through) | None => {}
        }
    }

    fn line(&mut self) -> Vec<Run> {
        bold_in_chinese(std::mem::take(&mut self.runs))
    }

    fn paragraph(&mut self) {
        let runs = self.line();
        if !runs.is_empty() {
            self.put(Block::Paragraph(runs));
        }
    }

    fn put(&mut self, block: Block) {
        let holder = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Quote(blocks) => Some(blocks),
            Open::Item(item) => Some(&mut item.blocks),
            Open::List { .. } | Open::Through => None,
        });
        holder.unwrap_or(&mut self.done).push(block);
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Marks of bold that are left over and stand in pairs are bold after all.
fn bold_in_chinese(runs: Vec<Run>) -> Vec<Run> {
    let is_text = |run: &Run| !run.look.code;
    let marks: usize = runs.iter().filter(|run| is_text(run)).map(|run| run.text.matches("**").count()).sum();
    let mut left = marks - marks % 2;
    if left == 0 {
        return runs;
    }
    let mut set = Vec::new();
    let mut bold = false;
    for run in runs {
        if !is_text(&run) {
            set.push(run);
            continue;
        }
        let mut rest = run.text.as_str();
        loop {
            let at = rest.find("**").filter(|_| left > 0);
            let (text, after) = at.map_or((rest, None), |at| (&rest[..at], Some(&rest[at + 2..])));
            if !text.is_empty() {
                let look = Look { bold: run.look.bold || bold, ..run.look };
                set.push(Run { text: text.to_owned(), look, leads: run.leads.clone() });
            }
            let Some(after) = after else { break };
            bold = !bold;
            left -= 1;
            rest = after;
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bold(text: &str) -> Vec<String> {
        let all = blocks(text);
        let Some(Block::Paragraph(runs)) = all.first() else { panic!("{all:?}") };
        runs.iter().filter(|run| run.look.bold).map(|run| run.text.clone()).collect()
    }

    #[test]
    fn bold_that_touches_chinese_is_bold_and_a_single_mark_stays() {
        assert_eq!(bold("**注意：**先问机构"), ["注意："]);
        assert_eq!(bold("他说**“合谋”**不是合作，**怕**才是"), ["“合谋”", "怕"]);
        assert_eq!(bold("2 ** 3，`a ** b ** c`"), [""; 0]);
    }

    #[test]
    fn blocks_keep_their_order_and_nesting() {
        let text = "# 为何\n\n> 他们怕。\n>\n> —— [[访谈02#5]]\n\n1. 一\n   - [x] 二\n2. 三\n\n| 甲 | 乙 |\n|---|---|\n| 1 | **2** |\n\n```\n[[x]]\n```\n---\n";
        let all = blocks(text);
        assert!(matches!(&all[0], Block::Heading(1, runs) if plain(runs) == "为何"), "{all:?}");
        let Block::Quote(quoted) = &all[1] else { panic!("{all:?}") };
        let Block::Paragraph(runs) = &quoted[1] else { panic!("{quoted:?}") };
        let link = runs.iter().find_map(|run| run.leads.clone());
        assert_eq!(link, Some(Leads::Inside("访谈02#5".into())));
        let Block::List { first: Some(1), items } = &all[2] else { panic!("{all:?}") };
        assert_eq!(items.len(), 2);
        let Block::List { first: None, items } = &items[0].blocks[1] else { panic!("{items:?}") };
        assert_eq!(items[0].done, Some(true));
        let Block::Table(rows) = &all[3] else { panic!("{all:?}") };
        assert_eq!((rows.len(), plain(&rows[1][1])), (2, "2".to_owned()));
        assert_eq!(all[4..], [Block::Code("[[x]]".into()), Block::Rule]);
    }

    #[test]
    fn a_thousand_quotes_in_each_other_end_at_the_deepest() {
        let text = format!("{}底", "> ".repeat(1_000));
        let mut at = &blocks(&text)[..];
        let mut deep = 0;
        while let Some(Block::Quote(inner)) = at.first() {
            deep += 1;
            at = inner;
        }
        assert_eq!(deep, DEEPEST);
        assert!(matches!(at.first(), Some(Block::Paragraph(runs)) if plain(runs).contains('底')), "{at:?}");
    }

    #[test]
    fn html_is_text() {
        let all = blocks("<script>alert(1)</script>\n\n一 <b>二</b>");
        let said: String = all
            .iter()
            .map(|block| if let Block::Paragraph(runs) = block { plain(runs) } else { String::new() })
            .collect();
        assert!(said.contains("<script>") && said.contains("<b>二</b>"), "{said}");
    }
}
