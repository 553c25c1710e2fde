//! Documents or cases with their attributes, as a small spreadsheet.
//!
//! One cell always has the keyboard, as a text field that is not seen until something is written: so an input method
//! can compose into it at once. Keys that walk, copy, paste, fill and clear are taken before that field sees them
//! (`keys`); what is written becomes one step of history when the cell is left (`editor`). What is pasted becomes
//! one step too, and asks before it makes attributes or cases. A value that does not fit the kind of its column is
//! kept and marked where it stands.

mod clipboard;
mod column_menu;
mod content;
mod editor;
mod foot;
mod grid;
mod head;
mod keys;
mod paste;
mod selection;
mod transfer;

use std::collections::BTreeMap;

use egui::{Frame, Margin, Ui};

use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::notices::Offer;
use crate::app::shell::{Shell, ShellView};
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::{RowId, Side};
use crate::model::{AttributeKind, DocumentId, Edit, Message};

pub use column_menu::{define, holders, remove_attribute};
pub use content::{Column, Content, Looks};
pub use paste::{Grown, Head, Pasted, lay};
pub use selection::{Place, Reach, Selection};

/// What the table follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    revision: u64,
    side: Side,
    filter: String,
    looks: Looks,
}

impl Asked {
    /// Whether both list the same rows in the same order, but for what was written meanwhile.
    fn lists_the_same(&self, other: &Self) -> bool {
        (self.side, &self.filter, &self.looks) == (other.side, &other.filter, &other.looks)
    }
}

/// What it remembers between frames.
#[derive(Default)]
pub struct SheetView {
    /// Which rows are shown.
    pub side: Side,
    filter: Settled,
    looks: [Looks; 2],
    content: Content,
    asked: Option<Asked>,
    laid_for: Option<Asked>,
    underway: Underway,
    /// Which cells are chosen.
    pub selection: Selection,
    editor: editor::Editor,
    widths: BTreeMap<(Side, Column), f32>,
    scroll: grid::Scroll,
    /// Values that do not fit, counted once for what is shown.
    unfit: usize,
    column_filter: Settled,
    /// An attribute whose column is to be seen.
    wanted: Option<String>,
}

impl SheetView {
    /// Saves what is being written in a cell.
    pub fn flush(&mut self, actions: &mut Actions) {
        self.editor.leave(actions);
    }

    /// Somebody asks for the table: the keyboard goes to its chosen cell, wherever it was.
    pub fn take_keyboard(&mut self) {
        self.editor.take_keyboard();
    }

    /// How its two sides are looked at: order, columns, filters.
    #[must_use]
    pub fn kept(&self) -> [Looks; 2] {
        self.looks.clone()
    }

    /// Looks at both sides as they were left.
    pub fn look_as(&mut self, looks: &[Looks; 2]) {
        self.looks.clone_from(looks);
    }

    fn looks(&mut self) -> &mut Looks {
        &mut self.looks[usize::from(self.side == Side::Cases)]
    }

    /// Has rows and columns laid out anew where something has changed: of 2,000 documents with 40 attributes that takes
    /// longer than a frame may. Until then the table stands as it was, and its cells say what they say now.
    fn follow(&mut self, view: &ShellView, actions: &mut Actions) {
        let filter = self.filter.get().trim().to_owned();
        let asked = Asked { revision: view.revision, side: self.side, filter, looks: self.looks().clone() };
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        let same = self.laid_for.as_ref().is_some_and(|held| held.lists_the_same(&asked));
        let held = same.then(|| self.content.clone());
        self.asked = Some(asked.clone());
        let (token, view) = (self.underway.begin(), view.clone());
        actions.push(Action::Start(JobRequest::new(JobKind::Sheet, Message::new("sheet.job"), move |_| {
            let content = Content::build(&view, asked.side, &asked.looks, &asked.filter, held.as_ref());
            let unfit = content.count_unfit(&view);
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(token);
                let open = shell.desk.document;
                shell.views.sheet.take(asked, content, unfit, open);
            });
            then
        })));
    }

    /// What was laid out, unless something else is wanted by now.
    fn take(&mut self, asked: Asked, content: Content, unfit: usize, open: Option<DocumentId>) {
        if self.asked.as_ref() != Some(&asked) {
            return;
        }
        // The cell that is chosen goes where its row and column have gone.
        let row =
            self.content.rows.get(self.selection.cursor.row).and_then(|row| content.rows.iter().position(|r| r == row));
        let column = self.content.columns.get(self.selection.cursor.column);
        let column = column.and_then(|column| content.columns.iter().position(|c| c == column));
        let stays = content.columns == self.content.columns && content.rows == self.content.rows;
        self.content = content;
        if let (false, Some(row), Some(column)) = (stays, row, column) {
            self.selection = Selection::of(Place { row, column });
        }
        if self.laid_for.is_none() {
            // One comes from reading: the row of that document is chosen.
            let open = open.map(RowId::Document);
            let row = self.content.rows.iter().position(|row| Some(*row) == open).unwrap_or(0);
            self.selection = Selection::of(Place { row, column: 0 });
        }
        self.selection.clamp(self.content.rows.len(), self.content.columns.len());
        self.unfit = unfit;
        self.laid_for = Some(asked);
    }

    /// Whether what is to be shown has not been laid out yet.
    fn is_waiting(&self) -> bool {
        self.laid_for.as_ref().is_none_or(|held| held.side != self.side)
    }

    /// Shows the column of an attribute once it is there, wherever it stands: one that was just made.
    pub fn go_to(&mut self, attribute: &str) {
        self.wanted = Some(attribute.to_owned());
        // Whoever made it wants to see it, though it was hidden under this name before.
        self.looks().hidden.remove(attribute);
    }

    fn find_wanted(&mut self) {
        let Some(wanted) = &self.wanted else { return };
        let column =
            self.content.columns.iter().position(|held| matches!(held, Column::Attribute(name) if name == wanted));
        if let Some(column) = column {
            self.wanted = None;
            self.selection = Selection::of(Place { row: self.selection.cursor.row, column });
            self.selection.clamp(self.content.rows.len(), self.content.columns.len());
            self.scroll.follow();
            self.editor.take_keyboard();
        }
    }

    /// Shows the documents or the cases.
    pub fn show(&mut self, side: Side) {
        if self.side != side {
            self.side = side;
            // Nobody writes into rows of the other side.
            self.content = Content { side, ..Content::default() };
            self.selection = Selection::default();
            self.scroll.rewind();
        }
    }
}

/// Draws it.
pub fn sheet_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    let strip = Frame::new().inner_margin(Margin { left: 16, right: 12, top: 8, bottom: 6 });
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    strip.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = spacing;
        head::head_ui(ui, view, state, actions);
    });
    state.follow(view, actions);
    state.find_wanted();
    widgets::hairline(ui);
    let foot = egui::Panel::bottom("sheet foot").frame(Frame::new().inner_margin(Margin::symmetric(16, 4)));
    foot.show(ui, |ui| foot::foot_ui(ui, view, state));
    keys::keys(ui, view, state, actions);
    grid::grid_ui(ui, view, state, actions);
}

/// What is said of a value that does not read as the kind of its column.
#[must_use]
pub fn unfit_text(view: &ShellView, kind: AttributeKind, value: &str) -> String {
    let id = match kind {
        AttributeKind::Integer => "sheet.not_a_number",
        AttributeKind::Decimal => "sheet.not_a_decimal",
        AttributeKind::Date => "sheet.not_a_date",
        AttributeKind::Boolean => "sheet.not_a_boolean",
        AttributeKind::Choice | AttributeKind::Text => "sheet.not_a_choice",
    };
    view.say(&Message::new(id).with("value", value))
}

/// Text id of the name of a kind.
#[must_use]
pub fn kind_name(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "sheet.kind_text",
        AttributeKind::Integer => "sheet.kind_integer",
        AttributeKind::Decimal => "sheet.kind_decimal",
        AttributeKind::Boolean => "sheet.kind_boolean",
        AttributeKind::Date => "sheet.kind_date",
        AttributeKind::Choice => "sheet.kind_choice",
    }
}

/// Wants these edits, of many cells, done, and what was done said with a way back.
pub fn commit_many(label: Message, told: Message, edits: Vec<Edit>, actions: &mut Actions) {
    if !edits.is_empty() {
        actions.push(Action::With(Box::new(move |shell| {
            if let Some(committed) = shell.commit(label, edits) {
                shell.notices.tell(told, Offer::Undo, committed.revision.0);
            }
        })));
    }
}

/// How many cells edits write.
#[must_use]
pub fn cells_of(edits: &[Edit]) -> usize {
    let of = |edit: &Edit| match edit {
        Edit::AddAttribute(_) => 0,
        // Its name and its values.
        Edit::AddCase(case) => 1 + case.attributes.len(),
        _ => 1,
    };
    edits.iter().map(of).sum()
}

/// Wants these edits done, if there are any.
fn commit(label: Message, edits: Vec<Edit>, actions: &mut Actions) {
    if !edits.is_empty() {
        actions.push(Action::Commit { label, edits });
    }
}
