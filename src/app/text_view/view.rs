//! What goes into the reading column and what comes out of it: plain values.

use std::sync::Arc;

use egui::{Pos2, Rect};

use super::boundaries::Words;
use super::style::Style;
use crate::i18n::Language;
use crate::model::{CharIndex, CodeId, CodingId, Colour, Document, DocumentId, Span};

/// What is to be shown. The view never changes any of it.
#[derive(Clone, Copy)]
pub struct DocumentView<'a> {
    /// The text.
    pub document: &'a Document,
    /// Those that are not hidden, by start.
    pub codings: &'a [Shown],
    /// Grows whenever `codings` differ: lanes are computed once for each.
    pub revision: u64,
    /// The coding that the inspector shows.
    pub selected: Option<CodingId>,
    /// A coding pointed at elsewhere, to be lit here.
    pub lit: Option<CodingId>,
    /// Passages that a search found, by start.
    pub hits: &'a [Span],
    /// Which of the hits is being looked at.
    pub current_hit: Option<usize>,
    /// Words as they were cut, by start, to be marked; none where that is not asked for.
    pub cut: &'a [Span],
    /// Colours, faces and sizes.
    pub style: &'a Style,
    /// Of labels for screen readers.
    pub language: Language,
    /// Finds words in Chinese.
    pub words: Option<Words<'a>>,
    /// Whether codings have handles at their ends.
    pub may_resize: bool,
    /// A coding that is being moved by keys, and where it will stand.
    pub resizing: Option<(CodingId, Span)>,
    /// What the column is called as a field, where somebody types in it: then nothing is carried to codes or from them.
    pub field: Option<&'a str>,
}

impl<'a> DocumentView<'a> {
    /// A document alone.
    #[must_use]
    pub fn new(document: &'a Document, style: &'a Style) -> Self {
        Self {
            document,
            codings: &[],
            revision: 0,
            selected: None,
            lit: None,
            hits: &[],
            current_hit: None,
            cut: &[],
            style,
            language: Language::default(),
            words: None,
            may_resize: false,
            resizing: None,
            field: None,
        }
    }
}

/// A coding as it is shown: its place with the name and colour that the shell chose for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The coding.
    pub id: CodingId,
    /// Where.
    pub span: Span,
    /// Of the code, the coder or an attribute.
    pub colour: Colour,
    /// Of the code; stands beside the stripe.
    pub name: Arc<str>,
    /// Who coded; shown when hovered.
    pub coder: Arc<str>,
}

/// What happened in the column this frame.
pub struct TextViewResponse {
    /// Of the text area, for context menus and focus.
    pub response: egui::Response,
    /// What is selected now.
    pub selection: Option<Span>,
    /// Whether that differs from the frame before.
    pub selection_changed: bool,
    /// The pointer was released and left a passage selected: time for the floating bar.
    pub selection_finished: Option<Finished>,
    /// The visible part of the selection on screen.
    pub selection_rect: Option<Rect>,
    /// A stripe, a name or a highlight was clicked.
    pub clicked_coding: Option<CodingId>,
    /// Under the pointer.
    pub hovered_coding: Option<CodingId>,
    /// Whose stripe or name the pointer is on: time for a card.
    pub pointed_stripe: Option<CodingId>,
    /// The codings of the text on which the pointer rests, the shortest first: time for a card too.
    pub rested: Vec<CodingId>,
    /// The rows that are pointed at, on screen: a card does not lie on them.
    pub pointed_rows: Option<Rect>,
    /// Stripes and names, on screen: nor on these.
    pub margin: Rect,
    /// The secondary button asks for a menu.
    pub context_menu: Option<ContextMenu>,
    /// An end of a coding was dragged: where it is to stand.
    pub resized: Option<(CodingId, Span)>,
    /// A code was dropped on the text.
    pub dropped: Option<Dropped>,
    /// The codings that lie under the caret, the shortest first.
    pub codings_at_caret: Vec<CodingId>,
    /// How many rows were laid out and painted: a test holds it against the size of the document.
    pub rows_painted: usize,
}

/// A passage selected by the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    /// The passage.
    pub span: Span,
    /// Where its visible part stands on screen.
    pub rect: Rect,
}

/// Where a menu is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextMenu {
    /// On screen.
    pub at: Pos2,
    /// In the text.
    pub position: CharIndex,
    /// The codings under the pointer, the shortest first.
    pub codings: Vec<CodingId>,
}

/// A code dropped on the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The code.
    pub code: CodeId,
    /// The selection where it was dropped on it, otherwise the sentence under the pointer; it was outlined before.
    pub span: Span,
}

/// Payload of a drag from the code tree to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraggedCode(pub CodeId);

/// Payload of a drag of the selected passage to the code tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraggedPassage {
    /// Whose text.
    pub document: DocumentId,
    /// What was selected.
    pub span: Span,
}
