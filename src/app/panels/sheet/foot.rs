//! Below the table: how large it is, what is chosen, what does not fit.

use egui::{Align, Layout, Ui};

use super::SheetView;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::AttributeKind;
use crate::model::Message;
use crate::model::attribute::{Reading, reads_as};

/// More cells than this are not added up in each frame.
const MOST_ADDED: usize = 20_000;

pub(super) fn foot_ui(ui: &mut Ui, view: &ShellView, state: &SheetView) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::MEDIUM;
        let content = &state.content;
        let size = Message::new("sheet.counted").with("rows", content.rows.len());
        let size = size.with("columns", content.columns.len().saturating_sub(2));
        ui.label(widgets::caption(ui, view.say(&size)));
        if state.unfit > 0 {
            let said = view.say(&Message::new("sheet.unfit").with("count", state.unfit));
            ui.label(widgets::caption(ui, said).color(theme::tokens(ui).danger));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !state.selection.is_many() || content.rows.is_empty() {
                return;
            }
            if let Some((sum, mean)) = sum(view, state) {
                let said = Message::new("sheet.sum").with("sum", sum).with("mean", mean);
                ui.label(widgets::caption(ui, view.say(&said)));
            }
            let (rows, columns) = (state.selection.rows().count(), state.selection.columns().count());
            let said = Message::new("sheet.selected").with("rows", rows).with("columns", columns);
            ui.label(widgets::caption(ui, view.say(&said)));
        });
    });
}

/// Sum and mean of the chosen cells that hold numbers, where all that hold something do.
fn sum(view: &ShellView, state: &SheetView) -> Option<(String, String)> {
    let cells = state.selection.rows().count() * state.selection.columns().count();
    if cells > MOST_ADDED {
        return None;
    }
    let (mut sum, mut count) = (0.0_f64, 0_u32);
    for place in state.selection.places() {
        let value = state.content.text(view, place.row, place.column);
        if value.is_empty() {
            continue;
        }
        match reads_as(AttributeKind::Decimal, &value) {
            Some(Reading::Decimal(number)) => sum += number,
            _ => return None,
        }
        count += 1;
    }
    let short = |number: f64| {
        let text = format!("{number:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    (count > 1).then(|| (short(sum), short(sum / f64::from(count))))
}
