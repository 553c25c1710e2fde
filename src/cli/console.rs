//! Where commands speak: results to stdout, everything else to stderr.
//!
//! A reader that goes away (`| head`) ends the talking, never the work: a change that was begun is
//! carried through and saved. Nothing here decides what is said; texts come as messages.

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::i18n::Language;
use crate::model::Message;

/// The two streams of a command and the language in which it speaks.
pub struct Console {
    /// Of every sentence.
    pub language: Language,
    out: Stream,
    err: Stream,
    /// Progress is for eyes only.
    terminal: bool,
    progress_shown: bool,
}

struct Stream {
    to: Box<dyn Write>,
    gone: bool,
}

impl Stream {
    fn write(&mut self, bytes: &[u8]) {
        if !self.gone && self.to.write_all(bytes).and_then(|()| self.to.flush()).is_err() {
            self.gone = true;
        }
    }
}

impl Console {
    /// On the process's own streams.
    #[must_use]
    pub fn of_process(language: Language) -> Self {
        Self {
            language,
            out: Stream { to: Box::new(std::io::stdout()), gone: false },
            err: Stream { to: Box::new(std::io::stderr()), gone: false },
            terminal: std::io::stderr().is_terminal(),
            progress_shown: false,
        }
    }

    /// A sentence as it reads in the console's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.language.say(message)
    }

    /// A line of the result.
    pub fn line(&mut self, text: &str) {
        self.bytes(format!("{text}\n").as_bytes());
    }

    /// A sentence of the result.
    pub fn tell(&mut self, message: &Message) {
        let text = self.say(message);
        self.line(&text);
    }

    /// A result that is no text for people: a file's content.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.end_progress();
        self.out.write(bytes);
    }

    /// A result for a program: one JSON document and a line end.
    pub fn json(&mut self, value: &impl Serialize) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.line(&text),
            Err(error) => log::error!("a result could not be written as JSON: {error}"),
        }
    }

    /// A sentence beside the result.
    pub fn note(&mut self, message: &Message) {
        let text = self.say(message);
        self.note_text(&text);
    }

    /// A line beside the result that is in the reader's language already.
    pub fn note_text(&mut self, text: &str) {
        self.end_progress();
        self.err.write(format!("{text}\n").as_bytes());
    }

    /// How far a long work is; shown only on a terminal, each over the last.
    pub fn progress(&mut self, message: &Message) {
        if self.terminal {
            let text = format!("\r\u{1b}[2K{}", self.say(message));
            self.err.write(text.as_bytes());
            self.progress_shown = true;
        }
    }

    fn end_progress(&mut self) {
        if std::mem::take(&mut self.progress_shown) {
            self.err.write(b"\r\x1b[2K");
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.end_progress();
    }
}
