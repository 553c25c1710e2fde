//! The text of a document: immutable, UTF-8, LF line ends, no byte order mark.
//!
//! A paragraph is a line of the text. Every 128th code point has its byte in a table, so that
//! going from code point to byte and back costs a look-up and a walk of at most 127 characters,
//! whether the text has a thousand paragraphs or one of half a million characters.

use std::ops::Range;

use super::span::{CharIndex, Span};

const STRIDE: usize = 128;

/// One revision of a document's text with the tables that make positions cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    body: Box<str>,
    char_len: u32,
    /// Byte offset of code point `i * STRIDE`.
    strides: Box<[u32]>,
    /// First code point of each paragraph, ascending, never empty.
    paragraphs: Box<[u32]>,
}

/// Why a string cannot be a document's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Positions are 32 bit.
    #[error("the text has {0} bytes; a document can hold at most 4 GB")]
    TooLong(usize),
    /// The importer turns CRLF and CR into LF; a CR here means that it was passed by.
    #[error("the text holds a carriage return at byte {0}; line ends must be LF")]
    CarriageReturn(usize),
}

impl Text {
    /// Takes a string with LF line ends.
    ///
    /// # Errors
    /// [`TextError`] where the string is longer than 4 GB or still holds a carriage return.
    pub fn new(body: impl Into<String>) -> Result<Self, TextError> {
        let body: String = body.into();
        if u32::try_from(body.len()).is_err() {
            return Err(TextError::TooLong(body.len()));
        }
        if let Some(at) = body.find('\r') {
            return Err(TextError::CarriageReturn(at));
        }
        let mut strides = Vec::with_capacity(body.len() / (STRIDE * 3) + 1);
        let mut paragraphs = vec![0];
        let mut count = 0_u32;
        for (byte, character) in body.char_indices() {
            if (count as usize).is_multiple_of(STRIDE) {
                strides.push(byte as u32);
            }
            count += 1;
            if character == '\n' {
                paragraphs.push(count);
            }
        }
        // A line end at the very end closes the last paragraph; it does not open an empty one.
        if paragraphs.len() > 1 && paragraphs.last() == Some(&count) {
            paragraphs.pop();
        }
        Ok(Self { body: body.into(), char_len: count, strides: strides.into(), paragraphs: paragraphs.into() })
    }

    /// A text of no characters.
    #[must_use]
    pub fn empty() -> Self {
        Self { body: "".into(), char_len: 0, strides: Box::new([]), paragraphs: Box::new([0]) }
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// How many code points it has.
    #[must_use]
    pub fn char_len(&self) -> u32 {
        self.char_len
    }

    /// The span of everything, where there is anything.
    #[must_use]
    pub fn whole(&self) -> Option<Span> {
        Span::new(0, self.char_len)
    }

    /// The byte at which a code point begins; a position past the end is the end.
    #[must_use]
    pub fn byte_at(&self, position: CharIndex) -> usize {
        if position.0 >= self.char_len {
            return self.body.len();
        }
        let base = self.strides[position.get() / STRIDE] as usize;
        self.body[base..].char_indices().nth(position.get() % STRIDE).map_or(self.body.len(), |(byte, _)| base + byte)
    }

    /// The code point that holds a byte; a byte past the end is the end.
    #[must_use]
    pub fn char_at(&self, byte: usize) -> CharIndex {
        if byte >= self.body.len() {
            return CharIndex(self.char_len);
        }
        let slot = self.strides.partition_point(|&start| start as usize <= byte) - 1;
        let base = self.strides[slot] as usize;
        let walked = self.body[base..].char_indices().take_while(|(at, _)| base + at <= byte).count() - 1;
        CharIndex((slot * STRIDE + walked) as u32)
    }

    /// The bytes of a span.
    #[must_use]
    pub fn bytes_of(&self, span: Span) -> Range<usize> {
        self.byte_at(span.start)..self.byte_at(span.end)
    }

    /// The characters of a span; what reaches past the end is left out.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.body[self.bytes_of(span)]
    }

    /// How many paragraphs there are: at least one.
    #[must_use]
    pub fn paragraph_count(&self) -> usize {
        self.paragraphs.len()
    }

    /// The paragraph, counted from 0, that holds a position.
    #[must_use]
    pub fn paragraph_of(&self, position: CharIndex) -> usize {
        self.paragraphs.partition_point(|&start| start <= position.0).max(1) - 1
    }

    /// The code points of a paragraph without its line end; may be empty.
    #[must_use]
    pub fn paragraph_range(&self, paragraph: usize) -> Range<u32> {
        let Some(&start) = self.paragraphs.get(paragraph) else {
            return self.char_len..self.char_len;
        };
        let end = match self.paragraphs.get(paragraph + 1) {
            Some(&next) => next - 1,
            None if self.body.ends_with('\n') => self.char_len - 1,
            None => self.char_len,
        };
        start..end
    }

    /// The characters of a paragraph without its line end.
    #[must_use]
    pub fn paragraph(&self, paragraph: usize) -> &str {
        let range = self.paragraph_range(paragraph);
        Span::new(range.start, range.end).map_or("", |span| self.slice(span))
    }

    /// Up to `count` characters before a span and after it: what tells a passage from another of the same words.
    #[must_use]
    pub fn context(&self, span: Span, count: u32) -> (&str, &str) {
        let before = Span::new(span.start.0.saturating_sub(count), span.start.0);
        let after = Span::new(span.end.0, span.end.0.saturating_add(count).min(self.char_len));
        (before.map_or("", |s| self.slice(s)), after.map_or("", |s| self.slice(s)))
    }
}

impl std::fmt::Debug for Text {
    /// Never the words themselves: a log must not carry an interview.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} characters, {} paragraphs)", self.char_len, self.paragraphs.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).unwrap()
    }

    #[test]
    fn positions_are_code_points_and_come_back_from_bytes() {
        let text = Text::new("a合谋𠮷\n内卷化 b".repeat(60)).unwrap();
        for (count, (byte, _)) in text.as_str().char_indices().enumerate() {
            assert_eq!(text.byte_at(CharIndex(count as u32)), byte);
            assert_eq!(text.char_at(byte), CharIndex(count as u32));
        }
        assert_eq!(text.byte_at(CharIndex(u32::MAX)), text.as_str().len());
        assert_eq!(text.slice(span(1, 4)), "合谋𠮷");
    }

    #[test]
    fn a_byte_inside_a_character_belongs_to_it() {
        let text = Text::new("合谋").unwrap();
        assert_eq!(text.char_at(1), CharIndex(0));
        assert_eq!(text.char_at(4), CharIndex(1));
    }

    #[test]
    fn paragraphs_are_lines_and_a_last_line_end_opens_none() {
        let text = Text::new("一\n\n二三\n").unwrap();
        assert_eq!(text.paragraph_count(), 3);
        assert_eq!(
            (text.paragraph(0), text.paragraph(1), text.paragraph(2), text.paragraph(3)),
            ("一", "", "二三", "")
        );
        assert_eq!(text.paragraph_of(CharIndex(1)), 0);
        assert_eq!(text.paragraph_of(CharIndex(3)), 2);
    }

    #[test]
    fn context_stops_at_the_ends() {
        let text = Text::new("甲乙丙丁").unwrap();
        assert_eq!(text.context(span(1, 2), 32), ("甲", "丙丁"));
    }

    #[test]
    fn a_carriage_return_is_refused_with_its_place() {
        assert_eq!(Text::new("一\r\n"), Err(TextError::CarriageReturn(3)));
    }
}
