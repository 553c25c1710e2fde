//! A page in the making: markup goes in, in as many pieces as it comes, and a draft comes out.

use std::cell::RefCell;
use std::sync::Arc;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::notes::NoteBook;
use super::state::State;
use super::tame;
use crate::import::draft::Draft;
use crate::import::finding::counted;
use crate::import::{Options, sniff};

/// Fed with markup or, by the Markdown reader, with blocks and text directly.
#[derive(Default)]
pub struct Page {
    state: RefCell<State>,
    /// Tags with more attributes than any author writes.
    overloaded: usize,
}

impl Page {
    /// An empty page, for these choices. The notes are those that its text refers to.
    pub fn new(options: &Options, book: Arc<NoteBook>) -> Self {
        Self { state: RefCell::new(State::new(options, book)), overloaded: 0 }
    }

    /// Reads a whole file of a page or a book.
    pub fn feed_file(&mut self, file: &str, markup: &str) {
        self.state().begin_file(file, sniff::is_xml(markup));
        self.feed(markup);
    }

    /// Reads markup. Elements left open stay open for the next call.
    pub fn feed(&mut self, markup: &str) {
        self.overloaded += tokenize(markup, Sink { state: &self.state });
    }

    /// Hands out what was read.
    pub fn finish(self) -> Draft {
        let mut draft = self.state.into_inner().finish();
        draft.findings.extend(counted("import.finding.overloaded", self.overloaded));
        draft
    }

    /// The blocks and runs, for a reader that drives them itself.
    pub fn state(&mut self) -> &mut State {
        self.state.get_mut()
    }
}

/// Hands the tokens of markup to a sink. Says how many tags were stripped of attributes that no author wrote.
pub fn tokenize(markup: &str, sink: impl TokenSink) -> usize {
    let (markup, overloaded) = tame::without_overloads(markup);
    let queue = BufferQueue::default();
    // In pieces, so that a tendril (32 bit) holds each.
    let mut rest: &str = &markup;
    while !rest.is_empty() {
        let cut = rest.floor_char_boundary(rest.len().min(1 << 20)).max(1);
        let (head, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        queue.push_back(StrTendril::from_slice(head));
        rest = tail;
    }
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // The sink never hands out a script to run, so one call takes everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    overloaded
}

struct Sink<'a> {
    state: &'a RefCell<State>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
