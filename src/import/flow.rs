//! Paragraphs, tables, text boxes and notes as formats with a running text know them: Word,
//! `OpenDocument`, RTF. A reader says what begins and ends; where it all goes is decided here, once.
//!
//! A row is one line, its cells parted by tabs, and tables inside a row follow it. Text boxes follow
//! the paragraph that holds them. Notes go where [`Notes`] says. Nesting is a stack, never a call.

use super::draft::{Draft, DraftBuilder, Piece};
use super::finding::counted;
use super::{Notes, Options, Tables, encoding};
use crate::model::{BlockKind, MarkKind, Message};

/// Tables in tables and boxes in boxes beyond this are read as text of what holds them.
const DEEPEST: usize = 64;

/// A paragraph in the making; text boxes and notes put one inside another.
#[derive(Default)]
struct Paragraph {
    piece: Piece,
    /// Paragraphs of text boxes that hang on it.
    after: Vec<(Piece, BlockKind)>,
}

#[derive(Default)]
struct Table {
    row: Piece,
    cell: Piece,
    cells: usize,
    /// Rows of tables inside the row being read.
    after: Vec<(Piece, BlockKind)>,
}

/// Where finished paragraphs go.
enum Level {
    Table(Table),
    /// A text box: its paragraphs hang on the one that holds it.
    Box(Vec<(Piece, BlockKind)>),
    /// A note that stands in the text where it is referred to.
    Note(Vec<(Piece, BlockKind)>),
}

/// What a finished level is closed as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closed {
    Table,
    Box,
    Note,
}

/// Whether the end of a paragraph counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It does.
    Here,
    /// The end was deleted, or inserted and rejected: the next paragraph goes on.
    Merges,
}

/// Whether a row of a table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// It does.
    Kept,
    /// It was deleted, or inserted and rejected.
    Dropped,
}

/// The text in the making.
#[derive(Default)]
pub struct Flow {
    notes: Notes,
    tables: Tables,
    levels: Vec<Level>,
    /// Levels that were too deep to be followed.
    beyond: usize,
    open_tables: usize,
    paragraphs: Vec<Paragraph>,
    done: Vec<(Piece, BlockKind)>,
    /// Piece of a paragraph whose end does not count.
    carried: Option<Piece>,
    cited: Vec<Piece>,
    references: usize,
    notes_left_out: usize,
    notes_unplaced: usize,
    notes_uncited: usize,
    tables_left_out: usize,
}

impl Flow {
    /// An empty text, for these choices.
    pub fn new(options: &Options) -> Self {
        Self { notes: options.notes, tables: options.tables, ..Self::default() }
    }

    /// Opens a paragraph, perhaps inside another one.
    pub fn begin_paragraph(&mut self) {
        self.paragraphs.push(Paragraph::default());
    }

    /// The innermost open paragraph so far.
    pub fn open_piece(&self) -> Option<&Piece> {
        self.paragraphs.last().map(|paragraph| &paragraph.piece)
    }

    /// Whether the paragraph that ends next goes on with an earlier one.
    pub fn is_carrying(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| !carried.is_blank())
    }

    /// Adds characters to the innermost open paragraph. Line ends inside it are the author's.
    pub fn text(&mut self, text: &str, marks: &[MarkKind]) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            let (clean, _) = encoding::without_controls(text);
            paragraph.piece.push(&clean, marks);
        }
    }

    /// Adds a piece to the innermost open paragraph.
    pub fn piece(&mut self, piece: &Piece) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.piece.append(piece);
        }
    }

    /// Ends the innermost paragraph; `lead` is the automatic number before it. Hands out its text.
    pub fn end_paragraph(&mut self, lead: &str, kind: BlockKind, end: End) -> Option<String> {
        let Paragraph { piece, after } = self.paragraphs.pop()?;
        let mut whole = self.carried.take().unwrap_or_default();
        if !piece.is_blank() && whole.is_blank() {
            whole.push(lead, &[]);
        }
        whole.append(&piece);
        let text = whole.text().to_owned();
        match end {
            End::Merges => self.carried = Some(whole),
            End::Here => self.emit(whole, kind),
        }
        for (piece, kind) in after {
            self.emit(piece, kind);
        }
        Some(text)
    }

    fn emit(&mut self, piece: Piece, kind: BlockKind) {
        if piece.is_blank() || self.is_left_out() {
            return;
        }
        match self.levels.last_mut() {
            Some(Level::Table(table)) => {
                if !table.cell.text().is_empty() {
                    table.cell.push(" ", &[]);
                }
                table.cell.append(&one_line(piece));
            }
            Some(Level::Box(held) | Level::Note(held)) => held.push((piece, kind)),
            None => self.done.push((piece, kind)),
        }
    }

    fn is_left_out(&self) -> bool {
        self.tables == Tables::Off && self.open_tables > 0
    }

    fn begin(&mut self, level: Level) {
        if self.beyond > 0 || self.levels.len() >= DEEPEST {
            self.beyond += 1;
        } else {
            self.open_tables += usize::from(matches!(level, Level::Table(_)));
            self.levels.push(level);
        }
    }

    /// Opens a table.
    pub fn begin_table(&mut self) {
        if self.tables == Tables::Off && self.open_tables == 0 {
            self.tables_left_out += 1;
        }
        self.begin(Level::Table(Table::default()));
    }

    fn table(&mut self) -> Option<&mut Table> {
        match self.levels.last_mut() {
            Some(Level::Table(table)) if self.beyond == 0 => Some(table),
            _ => None,
        }
    }

    /// Opens a row.
    pub fn begin_row(&mut self) {
        if let Some(table) = self.table() {
            (table.row, table.cell, table.cells) = (Piece::default(), Piece::default(), 0);
        }
    }

    /// Opens a cell.
    pub fn begin_cell(&mut self) {
        if let Some(table) = self.table() {
            if table.cells > 0 {
                table.row.push("\t", &[]);
            }
            table.cells += 1;
        }
    }

    /// Ends a cell.
    pub fn end_cell(&mut self) {
        if let Some(table) = self.table() {
            let cell = std::mem::take(&mut table.cell);
            table.row.append(&cell);
        }
    }

    /// Ends a row.
    pub fn end_row(&mut self, row: Row) {
        if let Some(table) = self.table() {
            let piece = std::mem::take(&mut table.row);
            let after = std::mem::take(&mut table.after);
            if row == Row::Kept {
                self.out(piece, after);
            }
        }
    }

    /// A finished row goes past the table itself to what holds it.
    fn out(&mut self, row: Piece, after: Vec<(Piece, BlockKind)>) {
        if self.is_left_out() {
            return;
        }
        let rows = std::iter::once((row, BlockKind::TableRow)).chain(after).filter(|(piece, _)| !piece.is_blank());
        match self.levels.iter_mut().rev().nth(1) {
            Some(Level::Table(outer)) => outer.after.extend(rows),
            Some(Level::Box(held) | Level::Note(held)) => held.extend(rows),
            None => self.done.extend(rows),
        }
    }

    /// Ends a table.
    pub fn end_table(&mut self) {
        self.end(Closed::Table);
    }

    /// Opens a text box.
    pub fn begin_box(&mut self) {
        self.begin(Level::Box(Vec::new()));
    }

    /// Ends a text box.
    pub fn end_box(&mut self) {
        self.end(Closed::Box);
    }

    /// Opens a note that stands where it is referred to.
    pub fn begin_note(&mut self) {
        self.begin(Level::Note(Vec::new()));
    }

    /// Ends such a note.
    pub fn end_note(&mut self) {
        self.end(Closed::Note);
    }

    fn end(&mut self, as_what: Closed) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // Damaged markup may leave levels open: what was opened inside ends with what held it.
        let fits = |level: &Level| match level {
            Level::Table(_) => as_what == Closed::Table,
            Level::Box(_) => as_what == Closed::Box,
            Level::Note(_) => as_what == Closed::Note,
        };
        let Some(at) = self.levels.iter().rposition(fits) else { return };
        while self.levels.len() > at {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            // A row that was never closed.
            let Table { mut row, cell, after, .. } = std::mem::take(table);
            row.append(&cell);
            self.out(row, after);
            self.open_tables -= 1;
        }
        match self.levels.pop() {
            Some(Level::Box(held)) => match self.paragraphs.last_mut() {
                Some(paragraph) => paragraph.after.extend(held),
                None => held.into_iter().for_each(|(piece, kind)| self.emit(piece, kind)),
            },
            Some(Level::Note(held)) => {
                let note = joined(held);
                self.cite(Some(&note));
            }
            Some(Level::Table(_)) | None => {}
        }
    }

    /// A reference to a note stands here. `None` where its text is missing.
    pub fn cite(&mut self, note: Option<&Piece>) {
        if self.is_left_out() {
            self.notes_uncited += 1;
            return;
        }
        let note = note.filter(|note| !note.is_blank());
        match self.notes {
            Notes::Off => self.notes_left_out += 1,
            Notes::End => {
                self.references += 1;
                let label = format!("[^{}]", self.references);
                self.text(&label, &[MarkKind::Citation]);
                if let Some(note) = note {
                    self.cited.push(labelled(&label, note));
                }
            }
            Notes::Inline => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some(note) = note
                {
                    paragraph.piece.append(&bracketed(note));
                }
            }
        }
    }

    /// Notes of which the file does not tell where they belong stand at the end. Counted where none are wanted.
    pub fn place_loose(&mut self, notes: &[&Piece]) {
        if self.notes == Notes::Off {
            self.notes_left_out += notes.len();
            return;
        }
        self.notes_unplaced += notes.len();
        for note in notes {
            self.begin_paragraph();
            self.piece(note);
            self.end_paragraph("", BlockKind::Note, End::Here);
        }
    }

    /// Notes whose only references were in what was left out.
    pub fn count_uncited(&mut self, notes: usize) {
        self.notes_uncited += notes;
    }

    /// Closes what was left open and hands everything out.
    pub fn finish(mut self) -> Draft {
        while !self.paragraphs.is_empty() {
            self.end_paragraph("", BlockKind::Body, End::Here);
        }
        while !self.levels.is_empty() {
            self.close();
        }
        if let Some(piece) = self.carried.take() {
            self.emit(piece, BlockKind::Body);
        }
        let mut builder = DraftBuilder::of_paragraphs();
        for (piece, kind) in self.done {
            builder.push(piece, kind);
        }
        for note in self.cited {
            builder.push(note, BlockKind::Note);
        }
        let mut draft = builder.finish();
        draft.findings.extend(counted("import.finding.notes_unplaced", self.notes_unplaced));
        draft.findings.extend(counted("import.finding.notes_uncited", self.notes_uncited));
        draft.findings.extend(left_out(self.notes_left_out, self.tables_left_out));
        draft
    }

    /// Closes what was left open and hands out one line: the text of a note that stands elsewhere.
    pub fn into_line(mut self) -> Piece {
        while !self.paragraphs.is_empty() {
            self.end_paragraph("", BlockKind::Body, End::Here);
        }
        while !self.levels.is_empty() {
            self.close();
        }
        joined(self.done)
    }
}

/// What was left out because somebody wished so.
pub fn left_out(notes: usize, tables: usize) -> impl Iterator<Item = Message> {
    let notes = counted("import.finding.notes_left_out", notes);
    notes.into_iter().chain(counted("import.finding.tables_left_out", tables))
}

/// A note with its mark before it.
pub fn labelled(label: &str, note: &Piece) -> Piece {
    let mut piece = Piece::default();
    piece.push(label, &[MarkKind::Citation]);
    piece.push(" ", &[]);
    piece.append(note);
    piece.trim_end();
    piece
}

/// A note in the text: 〔…〕, which papers hardly use, so that nobody takes it for the author's own brackets.
pub fn bracketed(note: &Piece) -> Piece {
    let mut inner = note.clone();
    inner.trim_end();
    let mut piece = Piece::default();
    piece.push("〔", &[]);
    piece.append(&one_line(inner));
    piece.push("〕", &[]);
    piece
}

/// Paragraphs as one line, parted by blanks.
fn joined(pieces: Vec<(Piece, BlockKind)>) -> Piece {
    let mut line = Piece::default();
    for (piece, _) in pieces {
        if !line.is_blank() {
            line.push(" ", &[]);
        }
        // Word sets a blank or a tab between the mark of a note and its text.
        let piece = one_line(piece);
        line.append(&if line.is_blank() { piece.trimmed_start() } else { piece });
    }
    line
}

/// A paragraph inside a cell or a note: its line ends are blanks, for a row is one line.
fn one_line(piece: Piece) -> Piece {
    if piece.text().contains(['\n', '\t']) {
        piece.map(|character| if matches!(character, '\n' | '\t') { ' ' } else { character })
    } else {
        piece
    }
}
