//! The frame of the clean-up: raw text -> steps -> clean text with its source map.
//!
//! A step looks at the text, moves a [`Pen`] over it, and says how often it acted. The pen can copy,
//! replace one character for one, drop, and insert a space or a line end; nothing else, so no step can
//! put words into anybody's mouth, and the map back to the source comes by itself. Kinds of lines
//! and marked runs are carried along.

mod citation_marks;
mod front_matter;
mod full_width;
mod headings;
mod join_lines;
pub(super) mod lines;
mod page_furniture;
mod pen;
pub(super) mod references;
mod spaces;
mod tables;
mod turns;
mod web_remains;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use page_furniture::{has_time, is_page_number, is_shaped_as_head, names_a_speaker};
pub use pen::{Glue, Pen, Working};

use super::draft::DraftTurn;
use super::transcript::SpeakerNotes;
use super::{Doubt, Draft, Options};
use crate::model::{
    Block, BlockKind, CharIndex, Mark, Message, PageStart, SourceMap, Speaker, StepEffect, Structure, Text, Turn,
};

/// A step of the clean-up. They run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Step {
    /// Remains of scripts and links in texts copied from web pages are dropped.
    WebRemains,
    /// Running heads and page numbers are dropped.
    PageFurniture,
    /// Turns of a conversation are told apart, with speakers and times.
    Turns,
    /// Lines that a page's width had broken are joined to paragraphs.
    JoinLines,
    /// Full-width letters and digits become half-width.
    FullWidth,
    /// Headings, captions, rows of tables and references are recognised.
    Headings,
    /// Title, authors, abstract and keywords of papers and their references are recognised.
    FrontMatter,
    /// Runs of blanks, blanks beside brackets and at line ends, and empty lines are dropped.
    Spaces,
    /// Marks of citations are set off; nothing is dropped.
    CitationMarks,
}

impl Step {
    /// All steps in the order in which they run.
    pub const ALL: [Self; 9] = [
        Self::WebRemains,
        Self::PageFurniture,
        Self::Turns,
        Self::JoinLines,
        Self::FullWidth,
        Self::Headings,
        Self::FrontMatter,
        Self::Spaces,
        Self::CitationMarks,
    ];

    /// The name in records: stable over versions. Its words for people are `import.step.<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WebRemains => "web_remains",
            Self::PageFurniture => "page_furniture",
            Self::Turns => "turns",
            Self::JoinLines => "join_lines",
            Self::FullWidth => "full_width",
            Self::Spaces => "spaces",
            Self::Headings => "headings",
            Self::FrontMatter => "front_matter",
            Self::CitationMarks => "citation_marks",
        }
    }

    /// Does its work and says how often it acted.
    fn act(self, working: &mut Working) -> u32 {
        match self {
            Self::WebRemains => web_remains::act(working),
            Self::PageFurniture => page_furniture::act(working),
            Self::Turns => turns::act(working),
            Self::JoinLines => join_lines::act(working),
            Self::FullWidth => full_width::act(working),
            Self::Spaces => spaces::act(working),
            Self::Headings => headings::act(working),
            Self::FrontMatter => front_matter::act(working),
            Self::CitationMarks => citation_marks::act(working),
        }
    }
}

/// What the steps made of a draft.
#[derive(Debug)]
pub struct Cleaned {
    /// The clean text.
    pub text: String,
    /// Kinds of its lines, by the code point at which a line begins.
    pub kinds: Vec<(u32, BlockKind)>,
    /// Marked runs in it.
    pub marks: Vec<Mark>,
    /// From it back to the draft.
    pub map: SourceMap,
    /// What each step did.
    pub effects: Vec<StepEffect>,
    /// What else stands at places of the text.
    pub places: Places,
    /// Line ends about which a step was in doubt.
    pub doubts: Vec<Doubt>,
    /// What the steps left out.
    pub findings: Vec<Message>,
}

/// Pages and turns, by code points of the clean text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Where pages begin, and their numbers.
    pub pages: Vec<(u32, String)>,
    /// Who speaks where.
    pub turns: Vec<DraftTurn>,
    /// What is known of speakers, by name.
    pub speakers: BTreeMap<String, SpeakerNotes>,
    /// What the text says of itself.
    pub attributes: Vec<(String, String)>,
}

/// Runs the steps that are switched on.
#[must_use]
pub fn run(draft: Draft, options: &Options) -> Cleaned {
    let mut working = Working::new(draft).with_options(options);
    let mut effects = Vec::with_capacity(Step::ALL.len() + 1);
    for step in Step::ALL {
        let on = !options.off.contains(&step);
        let count = if on { step.act(&mut working) } else { 0 };
        effects.push(StepEffect { step: step.name().to_owned(), on, count, details: working.take_details() });
        if step == Step::Headings {
            effects.extend(of_tables(&mut working));
        }
    }
    Cleaned { effects, ..working.into_cleaned() }
}

/// What is done with tables hangs on the choice about tables, which is no switch of a step. Counted only where
/// something was done.
fn of_tables(working: &mut Working) -> Option<StepEffect> {
    let count = tables::act(working);
    let details = working.take_details();
    (count > 0).then(|| StepEffect { step: "tables".to_owned(), on: true, count, details })
}

/// Whether a line is a heading by its number or its name.
pub(super) fn is_heading(line: &str) -> bool {
    lines::heading_level(line).is_some()
}

/// The label before a colon at the beginning of a line, where it is short.
pub(super) fn label(line: &str) -> Option<&str> {
    lines::label(line)
}

/// Kinds, pages and turns by code point as the model wants them.
#[must_use]
pub fn structure(text: &Text, kinds: &[(u32, BlockKind)], marks: Vec<Mark>, places: Places) -> Structure {
    let mut blocks: Vec<Block> = kinds
        .iter()
        .filter(|(_, kind)| *kind != BlockKind::Body)
        .map(|&(start, kind)| Block { paragraph: text.paragraph_of(CharIndex(start)) as u32, kind })
        .collect();
    blocks.dedup_by_key(|block| block.paragraph);
    let pages = places.pages.into_iter().map(|(start, label)| PageStart { start: CharIndex(start), label }).collect();
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut known: BTreeMap<String, u16> = BTreeMap::new();
    let mut place_of = |name: String| {
        if let Some(&at) = known.get(&name) {
            return Some(at);
        }
        let at = u16::try_from(speakers.len()).ok()?;
        let role = places.speakers.get(&name).map(|notes| notes.role).unwrap_or_default();
        known.insert(name.clone(), at);
        speakers.push(Speaker { name, role });
        Some(at)
    };
    let turns = places
        .turns
        .into_iter()
        .map(|DraftTurn { span, said, speaker, at, until }| Turn {
            span,
            said: CharIndex(said),
            speaker: speaker.and_then(&mut place_of),
            at,
            until,
        })
        .collect();
    Structure { blocks, marks, speakers, turns, pages }
}
