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
use crate::app::shell::ShellView;
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::Side;
use crate::model::{AttributeKind, Edit, Message};

pub use column_menu::{define, holders, remove_attribute};
pub use content::{Column, Content, Looks};
pub use paste::{Grown, Head, Pasted};
pub use selection::{Place, Reach, Selection};

/// What it remembers between frames.
#[derive(Default)]
pub struct SheetView {
    /// Which rows are shown.
    pub side: Side,
    filter: Settled,
    looks: [Looks; 2],
    content: Content,
    built_for: Option<(u64, Side, String, Looks)>,
    /// Which cells are chosen.
    pub selection: Selection,
    editor: editor::Editor,
    widths: BTreeMap<(Side, Column), f32>,
    scroll: grid::Scroll,
    /// Values that do not fit, counted once for what is shown.
    unfit: usize,
    column_filter: Settled,
}

impl SheetView {
    /// Saves what is being written in a cell.
    pub fn flush(&mut self, actions: &mut Actions) {
        self.editor.leave(actions);
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

    fn build(&mut self, view: &ShellView) {
        let filter = self.filter.get().trim().to_owned();
        let looks = self.looks().clone();
        let key = (view.revision, self.side, filter, looks);
        if self.built_for.as_ref() == Some(&key) {
            return;
        }
        let same = self.built_for.as_ref().is_some_and(|held| (held.1, &held.2, &held.3) == (key.1, &key.2, &key.3));
        let content = Content::build(view, self.side, &key.3, &key.2, same.then_some(&self.content));
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
        if self.built_for.is_none() {
            // One comes from reading: the row of that document is chosen.
            let open = view.desk.document.map(crate::exchange::attributes::RowId::Document);
            let row = self.content.rows.iter().position(|row| Some(*row) == open).unwrap_or(0);
            self.selection = Selection::of(Place { row, column: 0 });
        }
        self.selection.clamp(self.content.rows.len(), self.content.columns.len());
        let places = (0..self.content.rows.len())
            .flat_map(|row| (0..self.content.columns.len()).map(move |column| (row, column)));
        self.unfit = places.filter(|(row, column)| self.content.unfit(view, *row, *column).is_some()).count();
        self.built_for = Some(key);
    }

    /// Shows the documents or the cases.
    pub fn show(&mut self, side: Side) {
        if self.side != side {
            self.side = side;
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
    state.build(view);
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

/// Wants these edits done, if there are any.
fn commit(label: Message, edits: Vec<Edit>, actions: &mut Actions) {
    if !edits.is_empty() {
        actions.push(Action::Commit { label, edits });
    }
}
