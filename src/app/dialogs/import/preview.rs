//! A file as read and as cleaned, made ready for two panes: made by a job, only looked at by the window.

use std::sync::Arc;

use super::work::text_of;
use crate::import::alignment::Alignment;
use crate::import::{Content, Imported, ImportedFile, Options};
use crate::model::{CharIndex, Span, Turn};

/// What both panes show. Shared, since the layout keeps it too.
pub(super) struct Preview {
    pub content: Arc<Content>,
    pub imported: Imported,
    pub alignment: Arc<Alignment>,
}

impl Preview {
    /// Of a file that made one document of a text.
    pub fn of(content: &Arc<Content>, file: &ImportedFile) -> Option<Self> {
        let [imported] = file.documents.as_slice() else { return None };
        let alignment = Arc::new(Alignment::of(text_of(content)?, imported));
        Some(Self { content: Arc::clone(content), imported: imported.clone(), alignment })
    }

    /// The text as read.
    pub fn raw(&self) -> &str {
        text_of(&self.content).unwrap_or_default()
    }

    /// Where the line of the text as read begins that a correction of turns at a paragraph names: its own, or that
    /// of the label above it.
    pub fn line_start_of(&self, paragraph: usize) -> Option<u32> {
        let own = self.alignment.clean.characters(paragraph).start;
        let start = self.turn_beginning(paragraph).map_or(own, |turn| turn.span.start.0);
        let source = self.imported.record.map.source_of(CharIndex(start))?;
        Some(self.alignment.raw.characters(self.alignment.raw.at(source.0)).start)
    }

    /// The turn that begins with a paragraph, or whose label stands alone in the one above it.
    pub fn turn_beginning(&self, paragraph: usize) -> Option<&Turn> {
        let range = self.alignment.clean.characters(paragraph);
        let turns = &self.imported.structure.turns;
        let turn = turns.get(turns.partition_point(|turn| turn.span.end.0 <= range.start))?;
        let first = self.alignment.clean.at(turn.span.start.0);
        // Where what was said begins, be that behind a line end.
        let said = self.alignment.clean.at(turn.said.0.min(turn.span.end.0 - 1));
        let said = if turn.said.0 >= self.alignment.clean.characters(said).end { said + 1 } else { said };
        (first..=said).contains(&paragraph).then_some(turn)
    }

    /// Where a paragraph begins in the text as read.
    pub fn source_of(&self, paragraph: usize) -> Option<u32> {
        let start = self.alignment.clean.characters(paragraph).start;
        self.imported.record.map.source_of(CharIndex(start)).map(|source| source.0)
    }

    /// The paragraph in which a place of the text as read stands.
    pub fn paragraph_at(&self, source: u32) -> Option<usize> {
        let line = self.alignment.raw.at(source);
        let at = self.alignment.blocks.partition_point(|block| block.raw.end <= line);
        let block = self.alignment.blocks.get(at)?;
        let before = |paragraph: &usize| self.source_of(*paragraph).is_some_and(|start| start <= source);
        block.clean.clone().rev().find(before).or_else(|| block.clean.clone().next())
    }

    /// The place of the speaker in the list of speakers, for their colour.
    pub fn speaker_place(&self, paragraph: usize) -> Option<usize> {
        let start = self.alignment.clean.characters(paragraph).start;
        self.imported.structure.turn_at(CharIndex(start))?.speaker.map(usize::from)
    }

    /// Who speaks in a paragraph.
    pub fn speaker_of(&self, paragraph: usize) -> Option<&str> {
        let start = self.alignment.clean.characters(paragraph).start;
        self.imported.structure.speaker_at(CharIndex(start)).map(|speaker| speaker.name.as_str())
    }

    /// Lines of the text as read that a paragraph came from, counted from 1.
    pub fn lines_of(&self, paragraph: usize) -> Option<(usize, usize)> {
        let range = self.alignment.clean.characters(paragraph);
        let span = Span::new(range.start, range.end)?;
        let source = self.imported.record.map.source_span(span)?;
        Some((self.alignment.raw.at(source.start.0) + 1, self.alignment.raw.at(source.end.0 - 1) + 1))
    }

    /// The page of the original on which a paragraph begins.
    pub fn page_of(&self, paragraph: usize) -> Option<&str> {
        let start = self.alignment.clean.characters(paragraph).start;
        self.imported.structure.page_at(CharIndex(start)).map(|page| page.label.as_str())
    }

    /// Paragraphs that hold a line end in doubt that nobody decided, ascending.
    pub fn doubtful(&self, options: &Options) -> Vec<usize> {
        let open = self.alignment.line_ends.iter().filter(|end| end.in_doubt);
        let undecided = open.filter(|end| !options.corrections.joints.contains_key(&end.source));
        let mut found: Vec<usize> = undecided.map(|end| self.alignment.clean.at(end.clean)).collect();
        found.dedup();
        found
    }

    /// Where the turn at a paragraph was corrected: at its own line, or at that of the label above it, which is no
    /// label any more.
    pub fn corrected_at(&self, paragraph: usize, options: &Options) -> Option<u32> {
        let line = |paragraph: usize| {
            let source = self.source_of(paragraph)?;
            Some(self.alignment.raw.characters(self.alignment.raw.at(source)).start)
        };
        let places = [self.line_start_of(paragraph), line(paragraph), paragraph.checked_sub(1).and_then(line)];
        places.into_iter().flatten().find(|place| options.corrections.turns.contains_key(place))
    }
}
