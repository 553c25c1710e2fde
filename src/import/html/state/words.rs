//! Characters of a page: blanks of any number count as one, and none stands where a line of the
//! source ended between two Chinese characters.

use super::State;
use crate::import::script::is_wide;
use crate::model::MarkKind;

impl State {
    /// Adds text as markup has it: blanks of any number count as one.
    pub fn text(&mut self, text: &str) {
        if self.extent.is_some() {
            return;
        }
        if self.dropping.is_some() {
            self.swallowed += text.chars().count();
            return;
        }
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        if self.preformatted > 0 {
            self.verbatim(text.strip_prefix('\n').filter(|_| self.piece.text().is_empty()).unwrap_or(text));
            return;
        }
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}');
            let end = if blank(first) { rest.find(|c| !blank(c)) } else { rest.find(blank) };
            let (run, tail) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            rest = tail;
            if blank(first) {
                self.pending_line_end |= run.contains('\n');
                self.pending_space = true;
            } else {
                self.word(run, first);
            }
        }
    }

    pub(super) fn word(&mut self, word: &str, first: char) {
        if self.pending_space {
            // Browsers show no blank where the source broke a line between Chinese characters.
            let joined =
                self.pending_line_end && !self.pending_part && is_wide(first) && self.piece.last().is_some_and(is_wide);
            if !joined && self.piece.last().is_some_and(|last| !last.is_whitespace()) {
                self.piece.push(" ", &[]);
            }
        }
        self.nothing_pending();
        self.verbatim(word);
    }

    /// Adds text as it stands.
    pub fn verbatim(&mut self, text: &str) {
        let mut marks: Vec<MarkKind> = Vec::new();
        for open in &self.marks {
            let is_number =
                || text.starts_with("[^") || text.chars().all(|c| c.is_ascii_digit() || "[]［］,，-–* ".contains(c));
            if !marks.contains(&open.mark) && (open.mark != MarkKind::Citation || is_number()) {
                marks.push(open.mark);
            }
        }
        self.piece.push(text, &marks);
    }

    /// A blank between two blocks of a cell, unless one of them is empty.
    pub(super) fn part(&mut self) {
        (self.pending_space, self.pending_part) = (true, true);
    }

    pub(super) fn nothing_pending(&mut self) {
        (self.pending_space, self.pending_line_end, self.pending_part) = (false, false, false);
    }

    /// A line end inside a block.
    pub fn line_end(&mut self) {
        self.nothing_pending();
        if self.row.is_some() {
            self.pending_space = true;
        } else if !self.piece.is_blank() {
            self.piece.push("\n", &[]);
        }
    }
}
