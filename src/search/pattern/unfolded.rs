//! `=JRC`: places whose original characters are those typed, in case, width and script. White space and
//! characters that are not seen are nothing, on both sides.

use memchr::memmem::Finder;

use super::super::script::is_ignorable;
use super::{Occurrence, Paragraph, all_places, count, leftmost};

#[derive(Debug)]
pub(super) struct Unfolded {
    typed: Vec<char>,
    finder: Finder<'static>,
    len: u32,
}

impl Unfolded {
    /// `literal` is what the typed characters become normalised.
    pub fn of(typed: &str, literal: &str) -> Self {
        let finder = Finder::new(literal.as_bytes()).into_owned();
        Self { typed: visible(typed).collect(), finder, len: literal.chars().count() as u32 }
    }

    pub fn add(&self, paragraph: Paragraph<'_>, found: &mut Vec<Occurrence>) {
        let (mut byte, mut at) = (0, paragraph.first);
        let starts = all_places(&self.finder, paragraph.bytes).map(|place| {
            at += count(paragraph.bytes.get(byte..place).unwrap_or_default());
            byte = place;
            at
        });
        let is_as_typed = |&start: &u32| {
            let span = paragraph.normalised.original(start, start + self.len);
            span.is_some_and(|span| visible(paragraph.document.text.slice(span)).eq(self.typed.iter().copied()))
        };
        found.extend(leftmost(starts.filter(is_as_typed), self.len));
    }
}

fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| !c.is_whitespace() && !is_ignorable(c))
}
