//! Lines from a script, one after another as they come: a line is answered before the next one is waited for.
//!
//! No line costs more memory than the longest that is understood, and none that is not text ends the reading.

use std::io::{self, BufRead, BufReader, Read};

/// Longer than any title, path and two positions.
const LONGEST: usize = 64 << 10;

/// What a line holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Without its end.
    Text(String),
    /// Bytes that are no UTF-8.
    NotText,
    /// More than [`LONGEST`] bytes; all of it was passed over.
    TooLong,
}

/// The lines of a stream, counted from 1.
pub(super) struct Lines {
    from: BufReader<Box<dyn Read>>,
    number: usize,
}

impl Lines {
    pub(super) fn of(from: Box<dyn Read>) -> Self {
        Self { from: BufReader::with_capacity(LONGEST, from), number: 0 }
    }

    /// Whether another line has come already, so that it can be saved together with the last.
    pub(super) fn another_is_there(&self) -> bool {
        self.from.buffer().contains(&b'\n')
    }

    /// The next line with its number; `None` at the end. Waits for it.
    pub(super) fn next(&mut self) -> io::Result<Option<(usize, Line)>> {
        let (mut bytes, mut is_long, mut is_there) = (Vec::new(), false, false);
        loop {
            let held = match self.from.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                held => held?,
            };
            if held.is_empty() {
                break;
            }
            is_there = true;
            let end = held.iter().position(|&byte| byte == b'\n');
            let taken = end.unwrap_or(held.len());
            is_long |= bytes.len() + taken > LONGEST;
            if !is_long {
                bytes.extend_from_slice(&held[..taken]);
            }
            self.from.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                break;
            }
        }
        if !is_there {
            return Ok(None);
        }
        self.number += 1;
        let line = if is_long { Line::TooLong } else { String::from_utf8(bytes).map_or(Line::NotText, Line::Text) };
        Ok(Some((self.number, line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<(usize, Line)> {
        let mut lines = Lines::of(Box::new(io::Cursor::new(bytes.to_vec())));
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn lines_are_counted_and_the_last_needs_no_end() {
        let text = |text: &str| Line::Text(text.to_owned());
        assert_eq!(all("一\n\n三".as_bytes()), [(1, text("一")), (2, text("")), (3, text("三"))]);
        assert_eq!(all(b""), []);
    }

    #[test]
    fn a_line_that_is_no_text_or_has_no_end_does_not_cost_the_next() {
        let mut bytes = vec![b'x'; LONGEST * 3];
        bytes.extend(b"\n\xff\xfe\ngood\n");
        assert_eq!(all(&bytes), [(1, Line::TooLong), (2, Line::NotText), (3, Line::Text("good".to_owned()))]);
    }
}
