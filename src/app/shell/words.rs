//! What is done with the words of a passage: they become one word of the dictionary, or are searched for.

use crate::model::{CharIndex, Message, Span};

use super::Shell;
use super::view::coding_at;
use crate::app::actions::{Choice, SearchSide};
use crate::app::notices::Offer;
use crate::app::panels::find::as_query;
use crate::app::panels::search::Listing;
use crate::app::panels::words::dictionary::edits;
use crate::session::shelf::words_in;

/// At most so many characters of a passage are searched for.
const LONGEST_QUERY: u32 = 120;
/// No word is longer.
const LONGEST_WORD: u32 = 40;

impl Shell {
    /// What is selected, or the words of the chosen coding.
    fn passage_text(&self, most: u32) -> Option<String> {
        let project = self.shown_project()?;
        let (document, span) = match (self.desk.passage, self.desk.choice) {
            (Some(passage), _) => (passage.document, passage.span),
            (None, Choice::Coding(place)) => (place.document, coding_at(project, place)?.span),
            _ => return None,
        };
        let text = &project.document(document)?.text;
        let end = CharIndex(span.end.0.min(span.start.0.saturating_add(most)));
        // What stands in another paragraph is no part of a word, and no query finds both at once.
        let line = text.slice(Span { start: span.start, end }).lines().find(|line| !line.trim().is_empty())?;
        Some(line.trim().to_owned())
    }

    /// Makes one word of the selected characters.
    pub(super) fn one_word(&mut self) {
        let text = self.passage_text(LONGEST_WORD + 1).unwrap_or_default();
        let whole = text.chars().count() <= LONGEST_WORD as usize;
        if whole && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’')) {
            self.add_word(&text);
        } else {
            self.notices.tell(Message::new("words.no_word").with("text", text), Offer::Nothing, 0);
        }
    }

    /// Puts an entry into the dictionary, or says why there is nothing to put.
    pub fn add_word(&mut self, text: &str) {
        let words = words_in(text).0;
        let ([word], Some(session)) = (words.as_slice(), &self.session) else {
            self.notices.tell(Message::new("words.no_word").with("text", text), Offer::Nothing, 0);
            return;
        };
        let (label, changes) = edits::adding(session.project(), &words);
        if changes.is_empty() {
            let told = Message::new("words.known_word").with("word", word);
            self.notices.tell(told, Offer::Nothing, 0);
        } else {
            self.commit_and_tell(label, changes);
        }
    }

    /// Searches all texts for the selected characters.
    pub(super) fn search_passage(&mut self, listing: Listing) {
        let Some(text) = self.passage_text(LONGEST_QUERY) else { return };
        self.look_up(&as_query(&text), listing);
    }

    /// Shows what a query finds.
    pub fn look_up(&mut self, query: &str, listing: Listing) {
        self.views.search.look_for_and_read(query);
        self.views.search.results.listing = listing;
        self.show_side(SearchSide::Find);
    }
}
