//! What of a normalised text goes into the index.
//!
//! Field `chars`: every character that stands for itself is a token, every run of Latin letters or
//! digits one; **the position is the index in the normalised text**, so positions are hit ranges. Spaces
//! and borders are tokens too, so nothing that a phrase holds is ever guessed. Field `words`: jieba's
//! words with their frequencies, for ranking only; they find 内卷 at one place in nine, since 内卷化 is
//! one word to them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::script::is_run;
use super::words::plain_dictionary;

/// A document with a longer run than this is read, not indexed: the index would drop its tail in silence.
pub(super) const LONGEST_RUN: usize = 1_000;

/// Splits for the field `chars`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Characters;

/// The tokens of one text.
#[derive(Debug)]
pub(super) struct CharacterStream<'a> {
    text: &'a str,
    at: usize,
    position: usize,
    token: Token,
}

impl Tokenizer for Characters {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharacterStream<'a> {
        CharacterStream { text, at: 0, position: 0, token: Token::default() }
    }
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(token) = first_token(rest) else { return false };
        self.token.text.clear();
        self.token.text.push_str(token);
        self.token.position = self.position;
        (self.token.offset_from, self.token.offset_to) = (self.at, self.at + token.len());
        self.at += token.len();
        self.position += token.chars().count();
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The run or the character at the beginning of a text; `None` of an empty one.
pub(super) fn first_token(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let len = if is_run(first) { text.find(|c| !is_run(c)).unwrap_or(text.len()) } else { first.len_utf8() };
    text.get(..len)
}

/// The longest run of a text, in characters.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| !is_run(c))
        .map(|run| if run.len() > LONGEST_RUN { run.chars().count() } else { run.len() })
        .max()
        .unwrap_or(0)
}

/// Parts words that were found before they are put into the index.
const BETWEEN: char = '\u{1F}';

/// The words of a text, by jieba, a paragraph at a time, as [`Split`] reads them. Marks are none.
pub(super) fn words_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 4 / 3);
    for line in text.lines() {
        for token in plain_dictionary().cut(line, true) {
            if token.word.len() < LONGEST_RUN && token.word.chars().any(char::is_alphanumeric) {
                out.push_str(token.word);
                out.push(BETWEEN);
            }
        }
    }
    out
}

/// Splits for the field `words`: what [`words_of`] gave. Looking for words takes longer than indexing them and is
/// done before, where it can be stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Split;

/// The words of one text.
pub(super) struct SplitStream<'a> {
    words: std::str::SplitTerminator<'a, char>,
    token: Token,
}

impl Tokenizer for Split {
    type TokenStream<'a> = SplitStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SplitStream<'a> {
        SplitStream { words: text.split_terminator(BETWEEN), token: Token::default() }
    }
}

impl TokenStream for SplitStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(mut tokenizer: impl Tokenizer, text: &str) -> Vec<(usize, String)> {
        let mut stream = tokenizer.token_stream(text);
        let mut list = Vec::new();
        stream.process(&mut |token| list.push((token.position, token.text.clone())));
        list
    }

    #[test]
    fn a_position_is_the_index_of_a_character() {
        let list = tokens(Characters, "内卷s12协，ab c\n𠮷");
        let list: Vec<_> = list.iter().map(|(at, text)| (*at, text.as_str())).collect();
        let expected = [
            (0, "内"),
            (1, "卷"),
            (2, "s12"),
            (5, "协"),
            (6, "，"),
            (7, "ab"),
            (9, " "),
            (10, "c"),
            (11, "\n"),
            (12, "𠮷"),
        ];
        assert_eq!(list, expected);
    }

    #[test]
    fn words_are_those_of_a_dictionary_and_marks_are_none() {
        let list: Vec<_> =
            tokens(Split, &words_of("老人，社工\nsocial work")).into_iter().map(|(_, word)| word).collect();
        assert_eq!(list, ["老人", "社工", "social", "work"]);
    }

    #[test]
    fn the_longest_run_is_counted_in_characters() {
        assert_eq!(longest_run("内ab，abcd 2016"), 4);
        assert_eq!(longest_run(""), 0);
        assert_eq!(longest_run(&"é".repeat(900)), 900);
    }
}
