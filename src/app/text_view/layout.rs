//! A document laid out: where each row of the whole text stands, at one width and style.
//!
//! Only positions are kept, 20 bytes a row; glyphs are laid out for the rows on screen, each frame
//! anew ([`Layout::galley`]), because egui's atlas may be cleared under a kept galley. A change of
//! codings, selection or hits never comes here.
//!
//! Coordinates are the layout's own: x from the column's left edge, y from the top of the text.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::FontsView;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Galley, Pos2, Rect, pos2};

use super::line_break::{Line, Row, break_paragraph};
use super::quotes::latin_marks;
use super::runs::{Emphasis, Run, labels, pieces, runs_of};
use super::style::{Alignment, BlockStyle, Style};
use super::tables::{self, Stops};
use super::widths::Widths;
use crate::app::fonts;
use crate::model::{BlockKind, CharIndex, Document, Moment, Structure, Text};

/// A place between two characters, and on which row where a row ends between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caret {
    /// The place.
    pub at: CharIndex,
    /// Which row.
    pub side: Side,
}

/// Where a row ends and the next begins at the same place: which of the two is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The row that begins here.
    #[default]
    Next,
    /// The row that ends here.
    Previous,
}

impl Caret {
    /// At the place, on the row that begins there.
    #[must_use]
    pub fn at(position: CharIndex) -> Self {
        Self { at: position, side: Side::Next }
    }
}

/// Where every row of a document stands.
pub struct Layout {
    text: Arc<Text>,
    structure: Arc<Structure>,
    style: Style,
    column: f32,
    /// Grows with each building anew: what is computed from rows is stale where it differs.
    generation: u64,
    rows: Vec<Row>,
    /// y of each row's upper edge.
    tops: Vec<f32>,
    /// The first row of each paragraph.
    first_rows: Vec<u32>,
    blocks: Vec<(BlockKind, BlockStyle)>,
    runs: Vec<Run>,
    /// Tabs of tables, and how much wider than a plain tab each is.
    tabs: Vec<(u32, f32)>,
    /// Marks among Latin words: they are painted in a face of their own.
    marks: Vec<u32>,
    height: f32,
}

impl Layout {
    /// Lays a document out in a column of so many points.
    #[must_use]
    pub fn new(
        document: &Document,
        style: &Style,
        column: f32,
        generation: u64,
        widths: &mut Widths,
        fonts: &mut FontsView<'_>,
    ) -> Self {
        let text = Arc::clone(&document.text);
        let mut layout = Self {
            structure: Arc::clone(&document.structure),
            style: style.clone(),
            column,
            generation,
            rows: Vec::with_capacity(text.char_len() as usize / 24 + text.paragraph_count()),
            tops: Vec::new(),
            first_rows: Vec::with_capacity(text.paragraph_count()),
            blocks: Vec::new(),
            runs: runs_of(&document.structure.marks, labels(&document.structure)),
            tabs: Vec::new(),
            marks: Vec::new(),
            height: 0.0,
            text,
        };
        layout.build(widths, fonts);
        layout
    }

    fn build(&mut self, widths: &mut Widths, fonts: &mut FontsView<'_>) {
        let text = Arc::clone(&self.text);
        let mut characters: Vec<char> = Vec::new();
        let mut measured: Vec<f32> = Vec::new();
        let mut table = Table::default();
        let (mut y, mut start, mut below) = (0.0_f32, 0_u32, None::<f32>);
        let body = text.as_str();
        let lines = body.strip_suffix('\n').unwrap_or(body).split('\n');
        for (paragraph, line) in lines.enumerate() {
            let kind = self.structure.kind_of(paragraph);
            let block = self.block_style(kind);
            let len = self.measure(line, start, &block, (&mut characters, &mut measured), widths, fonts);
            self.marks.extend(latin_marks(&characters).into_iter().map(|at| start + at as u32));
            if kind == BlockKind::TableRow {
                if paragraph >= table.end {
                    table = self.table_from(paragraph, start, &block, widths, fonts);
                }
                self.align(&table, start, &characters, &mut measured);
            }
            if let Some(below) = below {
                y += block.above.max(below);
            }
            let first = self.rows.len();
            self.first_rows.push(first as u32);
            let column = (self.column - block.indent).max(block.font.size);
            let line = Line { characters: &characters, widths: &measured, paragraph: paragraph as u32, start };
            break_paragraph(line, column, &mut self.rows);
            // An empty line is a breath, not a row.
            let row_height = if len == 0 { (block.row_height * 0.5).round() } else { block.row_height };
            for _ in first..self.rows.len() {
                self.tops.push(y);
                y += row_height;
            }
            below = Some(block.below);
            start += len + 1;
        }
        self.height = y;
    }

    /// The characters of a paragraph and the width of each; says how many.
    fn measure(
        &self,
        line: &str,
        start: u32,
        block: &BlockStyle,
        (characters, measured): (&mut Vec<char>, &mut Vec<f32>),
        widths: &mut Widths,
        fonts: &mut FontsView<'_>,
    ) -> u32 {
        characters.clear();
        characters.extend(line.chars());
        measured.clear();
        let len = characters.len() as u32;
        for (range, emphasis) in pieces(&self.runs, start..start + len) {
            let font = font_of(&self.style, block, emphasis);
            let mut table = widths.table(&font);
            let piece = &characters[(range.start - start) as usize..(range.end - start) as usize];
            measured.extend(piece.iter().map(|&character| table.width(fonts, character)));
        }
        for at in latin_marks(characters) {
            let position = start + at as u32;
            let emphasis = pieces(&self.runs, position..position + 1).next().map_or_else(Emphasis::default, |(_, e)| e);
            let font = latin_of(&font_of(&self.style, block, emphasis));
            measured[at] = widths.table(&font).width(fonts, characters[at]);
        }
        len
    }

    /// The table whose first row is a paragraph.
    fn table_from(
        &self,
        first: usize,
        start: u32,
        block: &BlockStyle,
        widths: &mut Widths,
        fonts: &mut FontsView<'_>,
    ) -> Table {
        let (mut characters, mut measured) = (Vec::new(), Vec::new());
        let (mut rows, mut end, mut at) = (Vec::new(), first, start);
        while end < self.text.paragraph_count() && self.structure.kind_of(end) == BlockKind::TableRow {
            let line = self.text.paragraph(end);
            at += self.measure(line, at, block, (&mut characters, &mut measured), widths, fonts) + 1;
            rows.push(tables::cells(&characters, &measured));
            end += 1;
        }
        Table { end, stops: Stops::of(&rows, 1.5 * block.font.size, self.column) }
    }

    /// Makes the tabs of a table's row as wide as its columns ask, and notes what is added to each.
    fn align(&mut self, table: &Table, start: u32, characters: &[char], measured: &mut [f32]) {
        let Some(stops) = &table.stops else { return };
        for (at, width) in stops.tabs(characters, measured) {
            self.tabs.push((start + at as u32, (width - measured[at]).max(0.0)));
            measured[at] = width;
        }
    }

    /// Looks a kind up, or makes its style: there are a dozen at most.
    fn block_style(&mut self, kind: BlockKind) -> BlockStyle {
        if let Some((_, style)) = self.blocks.iter().find(|(known, _)| *known == kind) {
            return style.clone();
        }
        let style = self.style.block(kind);
        self.blocks.push((kind, style.clone()));
        style
    }

    /// Whether it is still the layout of this document at this width and style.
    #[must_use]
    pub fn fits(&self, document: &Document, style: &Style, column: f32) -> bool {
        Arc::ptr_eq(&self.text, &document.text)
            && Arc::ptr_eq(&self.structure, &document.structure)
            && (self.column - column).abs() < 0.01
            && self.style == *style
    }

    /// Whether it is a layout of this text, whatever the width and style.
    #[must_use]
    pub fn is_of(&self, document: &Document) -> bool {
        Arc::ptr_eq(&self.text, &document.text)
    }

    /// See the field.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The text laid out.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// All rows, at least one.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// From the first row's upper edge to the last one's lower edge.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.height
    }

    /// How the paragraph of a row is set.
    #[must_use]
    pub fn block_of(&self, row: usize) -> &BlockStyle {
        let kind = self.structure.kind_of(self.rows[row].paragraph as usize);
        // Every kind that occurs was met when the layout was built.
        self.blocks.iter().find(|(known, _)| *known == kind).map_or(&self.blocks[0].1, |(_, style)| style)
    }

    /// What the paragraph of a row is.
    #[must_use]
    pub fn kind_of(&self, row: usize) -> BlockKind {
        self.structure.kind_of(self.rows[row].paragraph as usize)
    }

    /// The row's upper edge.
    #[must_use]
    pub fn top(&self, row: usize) -> f32 {
        self.tops[row]
    }

    /// The row's height.
    #[must_use]
    pub fn row_height(&self, row: usize) -> f32 {
        let height = self.block_of(row).row_height;
        let paragraph = self.rows[row].paragraph as usize;
        if self.text.paragraph_range(paragraph).is_empty() { (height * 0.5).round() } else { height }
    }

    /// The row's lower edge.
    #[must_use]
    pub fn bottom(&self, row: usize) -> f32 {
        self.top(row) + self.row_height(row)
    }

    /// The rows of a paragraph.
    #[must_use]
    pub fn rows_of(&self, paragraph: usize) -> Range<usize> {
        let row = |paragraph: usize| self.first_rows.get(paragraph).map_or(self.rows.len(), |&row| row as usize);
        row(paragraph)..row(paragraph + 1)
    }

    /// The row at a height: the one above where it falls between two, the nearest outside.
    #[must_use]
    pub fn row_at(&self, y: f32) -> usize {
        self.tops.partition_point(|&top| top <= y).max(1) - 1
    }

    /// The rows that reach into a window.
    #[must_use]
    pub fn rows_between(&self, upper: f32, lower: f32) -> Range<usize> {
        let first = self.row_at(upper);
        let end = self.tops.partition_point(|&top| top < lower);
        first..end.max(first)
    }

    /// The row of a place.
    #[must_use]
    pub fn row_of(&self, caret: Caret) -> usize {
        let row = self.rows.partition_point(|row| row.start <= caret.at.0).max(1) - 1;
        let before = row.checked_sub(1).filter(|&before| self.rows[before].end == caret.at.0);
        match (caret.side, before) {
            (Side::Previous, Some(before)) => before,
            _ => row,
        }
    }

    /// The last place of the text that a caret can stand at: a line end that closes it is not one.
    #[must_use]
    pub fn end(&self) -> CharIndex {
        CharIndex(self.rows.last().map_or(0, |row| row.end))
    }

    /// When the turn begins that begins on a row.
    #[must_use]
    pub fn moment_of(&self, row: usize) -> Option<Moment> {
        let Row { start, end, .. } = self.rows[row];
        let turns = &self.structure.turns;
        let turn = turns.get(turns.partition_point(|turn| turn.span.start.0 < start))?;
        turn.at.filter(|_| turn.span.start.0 < end)
    }

    /// The row's text with its faces and sizes, ready for egui. A galley's height is the row's.
    #[must_use]
    pub fn job(&self, row: usize) -> LayoutJob {
        let block = self.block_of(row);
        let Row { start, end, width, .. } = self.rows[row];
        let spacing = self.spacing(row, width);
        let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
        let mut leading = 0.0;
        for (range, emphasis) in pieces(&self.runs, start..end) {
            let font = font_of(&self.style, block, emphasis);
            for (range, kind) in self.by_face(range) {
                let format = TextFormat {
                    font_id: if kind == Marks::Latin { latin_of(&font) } else { font.clone() },
                    color: self.style.colour(block.ink, emphasis),
                    italics: emphasis.italic,
                    line_height: Some(block.row_height),
                    extra_letter_spacing: spacing,
                    valign: Align::Center,
                    ..TextFormat::default()
                };
                leading = self.append(&mut job, self.slice(range.start, range.end), range.start, leading, &format);
            }
        }
        job
    }

    /// A range cut where marks among Latin words begin and end.
    fn by_face(&self, range: Range<u32>) -> Vec<(Range<u32>, Marks)> {
        let from = self.marks.partition_point(|&mark| mark < range.start);
        let mut parts = Vec::new();
        let mut at = range.start;
        for &mark in self.marks[from..].iter().take_while(|&&mark| mark < range.end) {
            if at < mark {
                parts.push((at..mark, Marks::Chinese));
            }
            parts.push((mark..mark + 1, Marks::Latin));
            at = mark + 1;
        }
        if at < range.end {
            parts.push((at..range.end, Marks::Chinese));
        }
        parts
    }

    /// Adds a run to a row; the tabs of a table push what follows them to its column. Gives what is left to push.
    fn append(&self, job: &mut LayoutJob, piece: &str, start: u32, mut leading: f32, format: &TextFormat) -> f32 {
        let mut at = start;
        for part in piece.split_inclusive('\t') {
            job.append(part, leading, format.clone());
            at += part.chars().count() as u32;
            let tab = self.tabs.binary_search_by_key(&(at - 1), |&(tab, _)| tab);
            leading = tab.map_or(0.0, |tab| self.tabs[tab].1);
        }
        leading
    }

    /// What is added between characters so that a Chinese row ends flush.
    fn spacing(&self, row: usize, width: f32) -> f32 {
        let Row { start, end, paragraph, .. } = self.rows[row];
        let last_of_paragraph = self.rows.get(row + 1).is_none_or(|next| next.paragraph != paragraph);
        if self.style.alignment == Alignment::Ragged || last_of_paragraph || self.kind_of(row) == BlockKind::TableRow {
            return 0.0;
        }
        let block = self.block_of(row);
        let slack = self.column - block.indent - width;
        let ink = self.slice(start, end).trim_end();
        let (mut count, mut han) = (0_u32, 0_u32);
        for character in ink.chars() {
            count += 1;
            han += u32::from(character >= '\u{2E80}');
        }
        if slack <= 0.0 || slack > 3.0 * block.font.size || han * 2 < count || count < 2 {
            return 0.0;
        }
        slack / (count - 1) as f32
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        &self.text.as_str()[self.text.byte_at(CharIndex(start))..self.text.byte_at(CharIndex(end))]
    }

    /// The row's text.
    #[must_use]
    pub fn row_text(&self, row: usize) -> &str {
        self.slice(self.rows[row].start, self.rows[row].end)
    }

    /// The row's glyphs, of this frame only.
    pub fn galley(&self, row: usize, fonts: &mut FontsView<'_>) -> Arc<Galley> {
        fonts.layout_job(self.job(row))
    }

    /// x of a place on a row.
    pub fn x_of(&self, row: usize, position: CharIndex, galley: &Galley) -> f32 {
        let column = position.0.saturating_sub(self.rows[row].start) as usize;
        let indent = self.block_of(row).indent;
        indent + galley.rows.first().map_or(0.0, |placed| placed.x_offset(column.into()))
    }

    /// The place nearest to a point: above the text it is the first row's, below it the last one's.
    pub fn position_at(&self, point: Pos2, fonts: &mut FontsView<'_>) -> Caret {
        let row = self.row_near(point.y);
        let galley = self.galley(row, fonts);
        self.position_on(row, point.x, &galley)
    }

    /// The place on a row nearest to an x.
    #[must_use]
    pub fn position_on(&self, row: usize, x: f32, galley: &Galley) -> Caret {
        let Row { start, end, .. } = self.rows[row];
        let x = x - self.block_of(row).indent;
        // Half-way to the next glyph, not half-way through this one: a tab of a table is wider than its glyph.
        let column = galley.rows.first().map_or(0, |placed| {
            let middle = |at: usize| f32::midpoint(placed.x_offset(at.into()), placed.x_offset((at + 1).into()));
            (0..placed.glyphs.len()).find(|&at| x < middle(at)).unwrap_or(placed.glyphs.len())
        }) as u32;
        let at = CharIndex((start + column).min(end));
        let side = if at.0 == end && end > start { Side::Previous } else { Side::Next };
        Caret { at, side }
    }

    /// The character under a point or nearest to it on its row; an empty row has none.
    pub fn character_at(&self, point: Pos2, fonts: &mut FontsView<'_>) -> Option<CharIndex> {
        let row = self.row_near(point.y);
        let Row { start, end, .. } = self.rows[row];
        if start == end {
            return None;
        }
        let galley = self.galley(row, fonts);
        let x = point.x - self.block_of(row).indent;
        let glyphs = &galley.rows.first()?.glyphs;
        let column = glyphs.partition_point(|glyph| glyph.pos.x <= x).max(1) - 1;
        Some(CharIndex((start + column as u32).min(end - 1)))
    }

    /// The row at a height; in the space between two paragraphs the nearer one.
    fn row_near(&self, y: f32) -> usize {
        let row = self.row_at(y);
        let below = row + 1 < self.rows.len() && y > f32::midpoint(self.bottom(row), self.tops[row + 1]);
        if below { row + 1 } else { row }
    }

    /// Where a place stands: a rectangle of no width, as high as its row.
    pub fn caret_rect(&self, caret: Caret, fonts: &mut FontsView<'_>) -> Rect {
        let row = self.row_of(caret);
        let galley = self.galley(row, fonts);
        let x = self.x_of(row, caret.at, &galley);
        Rect::from_min_max(pos2(x, self.top(row)), pos2(x, self.bottom(row)))
    }

    /// The rectangle of the character after a place, as high as its row.
    pub fn rect_of(&self, position: CharIndex, fonts: &mut FontsView<'_>) -> Rect {
        let row = self.row_of(Caret::at(position));
        let galley = self.galley(row, fonts);
        let (left, right) = (self.x_of(row, position, &galley), self.x_of(row, CharIndex(position.0 + 1), &galley));
        Rect::from_min_max(pos2(left, self.top(row)), pos2(right, self.bottom(row)))
    }
}

/// Which face writes a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    Chinese,
    Latin,
}

/// The face of marks among Latin words, in a run of a face.
fn latin_of(font: &FontId) -> FontId {
    FontId::new(font.size, fonts::latin_beside(&font.family))
}

/// A table: the paragraph after its last row, and its columns where they fit.
#[derive(Default)]
struct Table {
    end: usize,
    stops: Option<Stops>,
}

/// The face of a run within a paragraph.
fn font_of(style: &Style, block: &BlockStyle, emphasis: Emphasis) -> FontId {
    match &style.bold {
        Some(bold) if emphasis.bold || emphasis.label.is_some() => FontId::new(block.font.size, bold.clone()),
        _ => block.font.clone(),
    }
}
