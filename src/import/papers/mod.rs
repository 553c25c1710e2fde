//! What a paper says of itself and whom it lets speak: its front matter, the record for a list of
//! references, and quotations of interviews.
//!
//! All of it reads a text and changes nothing. Refused: taking an interview for a paper. Two signs
//! are needed, an abstract or keywords among them, and no turns of a conversation.

mod bibliography;
mod citation;
pub mod front;
mod names;
mod quotations;

use super::{CaseCandidate, Step};
use crate::model::{Bibliography, StepEffect, Structure, Text};

/// What a text says of itself as a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Its record, with what the file says of itself.
    pub bibliography: Bibliography,
    /// Its title, where that is surely the title of the text.
    pub title: Option<String>,
    /// Whom it quotes.
    pub candidates: Vec<CaseCandidate>,
}

/// Reads a clean text. `effects` tell which running heads were dropped: journals print their names there.
pub fn read(text: &Text, structure: &Structure, effects: &[StepEffect], given: Bibliography) -> Paper {
    let lines: Vec<&str> = text.as_str().split('\n').filter(|line| !line.trim().is_empty()).collect();
    if !structure.turns.is_empty() {
        return Paper { bibliography: given, ..Paper::default() };
    }
    let furniture = effects.iter().filter(|effect| effect.step == Step::PageFurniture.name());
    let heads: Vec<&str> = furniture.flat_map(|effect| &effect.details).map(|detail| detail.text.as_str()).collect();
    // Pages are printed numbers where some were found; otherwise they only count the pages of the file.
    let pages: Vec<&str> =
        structure.pages.iter().map(|page| page.label.as_str()).filter(|_| !heads.is_empty()).collect();
    let record = bibliography::read(&lines, &heads, &pages, given);
    let candidates = quotations::find(text, structure, record.is_paper);
    Paper { bibliography: record.bibliography, title: record.title, candidates }
}
