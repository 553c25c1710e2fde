//! Where a passage stands in the file it came from: page, line numbers, and the lines as they were read.

use egui::{FontId, Label, RichText, ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::panels::parts::{Piece, passage};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::origin::{Origin, OriginLine};
use crate::model::Message;

/// The open page of an original.
pub struct OriginalDialog {
    file: String,
    origin: Origin,
}

impl OriginalDialog {
    /// Of a file of this name.
    #[must_use]
    pub fn new(file: String, origin: Origin) -> Self {
        Self { file, origin }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) -> Stay {
        super::title(ui, view.text("dialog.original"));
        let (first, last) = self.origin.line_numbers().unwrap_or_default();
        let id = if self.origin.page.is_some() { "dialog.original_page" } else { "dialog.original_lines" };
        let place = Message::new(id).with("file", &self.file).with("first", first).with("last", last);
        ui.label(view.language.say(&place.with("page", self.origin.page.clone().unwrap_or_default())));
        ui.label(widgets::quiet(ui, view.text("dialog.original_as_read")));
        ui.add_space(space::TINY);
        ScrollArea::vertical().max_height(340.0).auto_shrink([false, true]).show(ui, |ui| {
            for line in &self.origin.lines {
                line_ui(ui, line);
            }
        });
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            if widgets::primary_button(ui, view.text("dialog.close")).clicked() || super::entered(ui) {
                stay = Stay::Close;
            }
        });
        stay
    }
}

/// Its number, and what it says; what is the passage's stands on the colour of selections.
fn line_ui(ui: &mut Ui, line: &OriginLine) {
    let t = theme::tokens(ui);
    ui.horizontal_top(|ui| {
        let number = RichText::new(line.number.to_string()).color(t.quiet).size(theme::size::SMALL);
        let cell = egui::Layout::right_to_left(egui::Align::Min);
        ui.allocate_ui_with_layout(egui::vec2(52.0, theme::ROW_HEIGHT), cell, |ui| ui.label(number));
        let pieces: Vec<Piece> = pieces(line)
            .into_iter()
            .map(|(text, within)| {
                let ground = if within { t.chosen } else { egui::Color32::TRANSPARENT };
                Piece { ground, ..Piece::plain(text, t.ink) }
            })
            .collect();
        let font = FontId::proportional(theme::size::BODY);
        let galley = passage(ui, &pieces, &font, ui.available_width(), usize::MAX);
        ui.add(Label::new(galley).selectable(true));
    });
}

/// The line in pieces that are the passage's or are not, in order.
fn pieces(line: &OriginLine) -> Vec<(&str, bool)> {
    let byte = |at: u32| line.text.char_indices().nth(at as usize).map_or(line.text.len(), |(byte, _)| byte);
    let mut pieces = Vec::new();
    let mut from = 0;
    for range in &line.covered {
        let (start, end) = (byte(range.start), byte(range.end));
        pieces.push((&line.text[from..start], false));
        pieces.push((&line.text[start..end], true));
        from = end;
    }
    pieces.push((&line.text[from..], false));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dropped_within_a_passage_stands_apart() {
        let line = OriginLine { number: 1, text: "饭菜［1］很好。".into(), covered: vec![0..2, 5..7] };
        assert_eq!(pieces(&line), [("饭菜", true), ("［1］", false), ("很好", true), ("。", false)]);
    }
}
