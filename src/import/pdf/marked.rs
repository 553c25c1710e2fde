//! Marked content: what a file says of a run of its characters. Three things count: that a layer is switched
//! off, that it is a running head or foot, and which words a run of glyphs really is.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};

use super::glyph::Glyph;
use super::unicode::{Meaning, meaning};

/// How deep marked content is kept apart; beyond it everything is plain.
const DEPTH: usize = 256;
/// Layers looked at.
const LAYERS: usize = 100_000;

/// What begins.
#[derive(Clone, Debug)]
pub enum Marked {
    /// Nothing that counts here.
    Plain,
    /// A layer that is switched off.
    Hidden,
    /// A running head or foot, a line, a background.
    Artifact,
    /// Glyphs from here on stand for this text.
    Actual {
        /// The first of them.
        from: usize,
        /// What they stand for.
        text: String,
    },
}

/// Marked content that is open.
#[derive(Debug)]
pub struct MarkedContent<'m> {
    off: &'m BTreeSet<ObjectIdentifier>,
    open: Vec<Marked>,
    deeper: usize,
    hidden: usize,
    artifacts: usize,
}

impl<'m> MarkedContent<'m> {
    /// Of a page; `off` are the layers that are switched off.
    pub fn new(off: &'m BTreeSet<ObjectIdentifier>) -> Self {
        Self { off, open: Vec::new(), deeper: 0, hidden: 0, artifacts: 0 }
    }

    /// Whether a layer is switched off.
    pub fn is_off(&self, layer: ObjectIdentifier) -> bool {
        self.off.contains(&layer)
    }

    /// Whether what comes now is not to be seen.
    pub fn is_hidden(&self) -> bool {
        self.hidden > 0
    }

    /// Whether what comes now is a running head or foot.
    pub fn is_artifact(&self) -> bool {
        self.artifacts > 0
    }

    /// Opens a run.
    pub fn begin(&mut self, marked: Marked) {
        if self.open.len() >= DEPTH {
            self.deeper += 1;
            return;
        }
        self.hidden += usize::from(matches!(marked, Marked::Hidden));
        self.artifacts += usize::from(matches!(marked, Marked::Artifact));
        self.open.push(marked);
    }

    /// Closes the run opened last.
    pub fn end(&mut self, glyphs: &mut Vec<Glyph>) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        match self.open.pop() {
            Some(Marked::Hidden) => self.hidden -= 1,
            Some(Marked::Artifact) => self.artifacts -= 1,
            Some(Marked::Actual { from, text }) => replace(glyphs, from, &text),
            Some(Marked::Plain) | None => {}
        }
    }
}

/// Puts the words in the place of glyphs that stand for them, where both are about as many on one line.
fn replace(glyphs: &mut Vec<Glyph>, from: usize, text: &str) {
    let Some(run) = glyphs.get(from..) else { return };
    let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
    let words: Vec<char> = text
        .chars()
        .flat_map(|character| match meaning(character) {
            Meaning::Character(character) => vec![character],
            Meaning::Ligature(letters) => letters.chars().collect(),
            Meaning::Blank => vec![' '],
            Meaning::SoftHyphen => vec!['\u{AD}'],
            Meaning::Nothing | Meaning::Unknown => Vec::new(),
        })
        .collect();
    let one_line = first.turn == last.turn
        && run.iter().all(|glyph| (glyph.y - first.y).abs() < first.size && glyph.turn == first.turn);
    if words.is_empty() || !one_line || words.len() > run.len() * 4 + 4 || run.len() > words.len() * 4 + 4 {
        return;
    }
    if words.len() == run.len() {
        for (glyph, word) in glyphs.iter_mut().skip(from).zip(words) {
            glyph.character = word;
        }
        return;
    }
    let (right, down) = ((last.x - first.x), (last.y - first.y));
    let width = right.hypot(down) + last.width;
    let share = 1.0 / words.len() as f32;
    let (unit_x, unit_y) =
        if right.hypot(down) > 0.0 { (right / right.hypot(down), down / right.hypot(down)) } else { (1.0, 0.0) };
    glyphs.truncate(from);
    glyphs.extend(words.into_iter().enumerate().map(|(at, character)| {
        let along = width * share * at as f32;
        Glyph { character, x: first.x + unit_x * along, y: first.y + unit_y * along, width: width * share, ..first }
    }));
}

/// The layers that are switched off when the file is opened.
pub fn layers_off(pdf: &Pdf) -> BTreeSet<ObjectIdentifier> {
    let mut off = BTreeSet::new();
    let layers =
        pdf.xref().get::<Dict>(pdf.xref().root_id()).and_then(|catalog| catalog.get::<Dict>(keys::OCPROPERTIES));
    let Some(layers) = layers else { return off };
    let Some(usual) = layers.get::<Dict>(keys::D) else { return off };
    let named = |array: Option<Array>| -> Vec<ObjectIdentifier> {
        array
            .map(|array| array.raw_iter().take(LAYERS).filter_map(|layer| layer.as_obj_ref()).map(Into::into).collect())
            .unwrap_or_default()
    };
    if usual.get::<Name>(keys::BASE_STATE).is_some_and(|state| state.as_str() == "OFF") {
        off.extend(named(layers.get::<Array>(keys::OCGS)));
        for layer in named(usual.get::<Array>(keys::ON)) {
            off.remove(&layer);
        }
    }
    off.extend(named(usual.get::<Array>(keys::OFF)));
    off
}
