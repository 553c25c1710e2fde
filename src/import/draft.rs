//! What a reader hands over: text in paragraphs, their kinds, marked runs, findings.
//!
//! A draft is the file's own words as they stand; it refuses to improve them. That is the steps' work.

use serde::{Deserialize, Serialize};

use crate::model::{Bibliography, BlockKind, Mark, MarkKind, Message, Moment, Span};

/// Whether a line of the draft is known to be a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Lines may be pieces of paragraphs: a plain text, perhaps copied from a PDF.
    #[default]
    Lines,
    /// The format told paragraphs apart.
    Paragraphs,
}

/// Text as read, before any clean-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Line ends are LF; no byte order mark, no control characters.
    pub text: String,
    /// Kind of each line that is not plain body: code point at which the line begins, ascending.
    pub kinds: Vec<(u32, BlockKind)>,
    /// Marked runs, ascending by start.
    pub marks: Vec<Mark>,
    /// Whether lines are paragraphs.
    pub layout: Layout,
    /// Where pages begin: code point and the number printed there, or what [`page_label`] says. Ascending.
    pub pages: Vec<(u32, String)>,
    /// Where lines stand on their pages: code point at which a line begins, ascending. Empty where nothing is known.
    pub places: Vec<(u32, LinePlace)>,
    /// Lines that are running heads, feet or numbers of pages by where they stand: where each begins, ascending.
    pub furniture: Vec<u32>,
    /// Turns that the format itself tells apart, ascending.
    pub turns: Vec<DraftTurn>,
    /// What the file says of its text beside title and authors: name and value, in the order of the file.
    pub attributes: Vec<(String, String)>,
    /// What the file's own data say of the work that it holds.
    pub bibliography: Bibliography,
    /// The title that the file gives itself.
    pub title: Option<String>,
    /// Name of the encoding, where the format leaves a choice.
    pub encoding: Option<String>,
    /// What was left out or doubtful.
    pub findings: Vec<Message>,
}

/// Where a line stands on its page, in tenths of a point from the page's top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePlace {
    /// Page in the file, counted from 0.
    pub page: u32,
    /// Column on the page, counted from 0 in reading order.
    pub column: u32,
    /// Left edge of the first character.
    pub left: i32,
    /// Right edge of the last one.
    pub right: i32,
    /// The line on which the characters stand.
    pub baseline: i32,
    /// Size of the type.
    pub size: i32,
}

/// What a page is called in a file that prints numbers on its pages: by its number, by a label of its own that
/// is no number, as iv, or by its place in the file in brackets, so that no two pages are called 1.
pub fn page_label(printed: Option<i64>, own: Option<&str>, place: usize) -> String {
    let own = own.filter(|own| !own.chars().all(|c| c.is_ascii_digit()));
    match (printed.filter(|number| *number > 0), own) {
        (Some(number), _) => number.to_string(),
        (None, Some(own)) => own.to_owned(),
        (None, None) => format!("[{}]", place + 1),
    }
}

/// A turn as a format gives it. Places are code points of the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTurn {
    /// The whole turn with the label that stands in the text, if any.
    pub span: Span,
    /// Where what was said begins.
    pub said: u32,
    /// Who speaks, where the format says so.
    pub speaker: Option<String>,
    /// When it begins.
    pub at: Option<Moment>,
    /// When it ends.
    pub until: Option<Moment>,
}

/// The marks of a run that a format calls bold or italic.
pub fn marks(bold: bool, italic: bool) -> &'static [MarkKind] {
    match (bold, italic) {
        (true, true) => &[MarkKind::Bold, MarkKind::Italic],
        (true, false) => &[MarkKind::Bold],
        (false, true) => &[MarkKind::Italic],
        (false, false) => &[],
    }
}

/// A paragraph in the making: its characters and marked runs.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    text: String,
    len: u32,
    marks: Vec<(u32, u32, MarkKind)>,
}

impl Piece {
    /// Adds characters, set off by these marks.
    pub fn push(&mut self, text: &str, marks: &[MarkKind]) {
        let start = self.len;
        self.text.push_str(text);
        self.len += text.chars().count() as u32;
        for &kind in marks {
            // Two runs that touch are one: Word cuts a bold sentence into a dozen runs.
            match self.marks.iter_mut().rev().find(|mark| mark.2 == kind) {
                Some(mark) if mark.1 == start => mark.1 = self.len,
                _ if start < self.len => self.marks.push((start, self.len, kind)),
                _ => {}
            }
        }
    }

    /// The last character so far.
    pub fn last(&self) -> Option<char> {
        self.text.chars().next_back()
    }

    /// Whether there is nothing to see.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// The characters so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends another piece: its characters and marks.
    pub fn append(&mut self, other: &Self) {
        let base = self.len;
        self.text.push_str(&other.text);
        self.len += other.len;
        self.marks.extend(other.marks.iter().map(|&(start, end, kind)| (start + base, end + base, kind)));
    }

    /// The same with characters exchanged one for one.
    #[must_use]
    pub fn map(&self, exchange: impl FnMut(char) -> char) -> Self {
        Self { text: self.text.chars().map(exchange).collect(), len: self.len, marks: self.marks.clone() }
    }

    /// The same without the blanks it begins with.
    #[must_use]
    pub fn trimmed_start(&self) -> Self {
        let text = self.text.trim_start().to_owned();
        let len = text.chars().count() as u32;
        let gone = self.len - len;
        let moved = |&(start, end, kind): &(u32, u32, MarkKind)| {
            (end > gone).then(|| (start.saturating_sub(gone), end - gone, kind))
        };
        Self { text, len, marks: self.marks.iter().filter_map(moved).collect() }
    }

    /// How many characters there are.
    pub fn char_len(&self) -> u32 {
        self.len
    }

    /// The last characters, where there are no more than so many after a place.
    pub fn tail(&self, from: u32, most: u32) -> Option<&str> {
        let count = self.len.checked_sub(from).filter(|count| (1..=most).contains(count))?;
        let at = self.text.char_indices().rev().nth(count as usize - 1)?.0;
        self.text.get(at..)
    }

    /// Takes so many characters off the end.
    pub fn drop_last(&mut self, count: u32) {
        for _ in 0..count {
            self.len -= u32::from(self.text.pop().is_some());
        }
        self.end_marks();
    }

    /// Takes blanks off the end.
    pub fn trim_end(&mut self) {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.len = self.text.chars().count() as u32;
        for mark in &mut self.marks {
            mark.1 = mark.1.min(self.len);
        }
        self.marks.retain(|mark| mark.0 < mark.1);
    }

    fn end_marks(&mut self) {
        // Of each of the three kinds only the last one can reach the end.
        let len = self.len;
        for mark in self.marks.iter_mut().rev().take(8) {
            mark.1 = mark.1.min(len);
        }
        while self.marks.pop_if(|mark| mark.0 >= mark.1).is_some() {}
    }
}

/// Puts pieces one below the other.
#[derive(Debug, Default)]
pub struct DraftBuilder {
    draft: Draft,
    len: u32,
}

impl DraftBuilder {
    /// For a format that tells paragraphs apart.
    pub fn of_paragraphs() -> Self {
        Self { draft: Draft { layout: Layout::Paragraphs, ..Draft::default() }, len: 0 }
    }

    /// Adds a paragraph; line ends inside it make several of one kind. A blank one is passed over.
    pub fn push(&mut self, mut piece: Piece, kind: BlockKind) {
        piece.trim_end();
        if piece.is_blank() {
            return;
        }
        if self.len > 0 {
            self.draft.text.push('\n');
            self.len += 1;
        }
        let base = self.len;
        if kind != BlockKind::Body {
            self.draft.kinds.push((base, kind));
            for (at, character) in piece.text.chars().enumerate() {
                if character == '\n' {
                    self.draft.kinds.push((base + at as u32 + 1, kind));
                }
            }
        }
        self.draft.text.push_str(&piece.text);
        self.len += piece.len;
        let marks = piece
            .marks
            .iter()
            .filter_map(|&(start, end, kind)| Span::new(base + start, base + end).map(|span| Mark { span, kind }));
        self.draft.marks.extend(marks);
    }

    /// Whether anything was added.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The draft.
    pub fn finish(mut self) -> Draft {
        self.draft.marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
        self.draft
    }
}
