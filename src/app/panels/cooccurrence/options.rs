//! The list of analyses, and what the chosen one is asked.

use egui::Ui;

use super::{CooccurrenceView, Measure, Sort};
use crate::analysis::cooccurrence::{Coders, Count, Unit};
use crate::analysis::scope::Aggregate;
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::panels::tick_list::{self, code_rows};
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, RowLook};

/// Draws both.
pub fn options_ui(ui: &mut Ui, view: &ShellView, state: &mut CooccurrenceView) {
    widgets::section(ui, view.text("analyse.analyses"));
    let name = view.text("analyse.cooccurrence");
    let (rect, _) = widgets::row(ui, name, RowLook::Chosen, theme::ROW_HEIGHT + 4.0);
    let t = theme::tokens(ui);
    let icon = egui::Rect::from_min_size(rect.min, egui::Vec2::new(32.0, rect.height()));
    Icon::Grid.paint(ui.painter(), icon, 15.0, t.accent);
    let words = rect.with_min_x(rect.left() + 32.0);
    let font = egui::FontId::proportional(size::BODY);
    widgets::text_in(ui, words, name, font, t.ink, egui::Align::Min);
    ui.add_space(space::SMALL);

    let measures = [
        (Measure::Count, view.text("analyse.measure.count")),
        (Measure::Coefficient, view.text("analyse.measure.coefficient")),
    ];
    option_ui(ui, view.text("analyse.measure"), &measures, &mut state.measure);
    let units = Unit::ALL.map(|unit| {
        let id = match unit {
            Unit::Overlap => "analysis.unit.overlap",
            Unit::Paragraph => "analysis.unit.paragraph",
            Unit::Document => "analysis.unit.document",
        };
        (unit, view.text(id))
    });
    option_ui(ui, view.text("analyse.unit"), &units, &mut state.unit);
    let sorts =
        [(Sort::Codebook, view.text("analyse.sort.codebook")), (Sort::Frequency, view.text("analyse.sort.frequency"))];
    option_ui(ui, view.text("analyse.sort"), &sorts, &mut state.sort);
    if state.unit == Unit::Overlap {
        let counts =
            [(Count::Merged, view.text("analysis.count.merged")), (Count::Raw, view.text("analysis.count.raw"))];
        option_ui(ui, view.text("analyse.count"), &counts, &mut state.count);
    }
    let levels = [
        (Aggregate::Direct, view.text("analysis.aggregate.direct")),
        (Aggregate::WithBelow, view.text("analysis.aggregate.below")),
    ];
    option_ui(ui, view.text("analyse.aggregate"), &levels, &mut state.aggregate);
    if view.project.coders().len() > 1 {
        let coders =
            [(Coders::Pooled, view.text("analysis.coders.pooled")), (Coders::Each, view.text("analysis.coders.each"))];
        option_ui(ui, view.text("analyse.coders"), &coders, &mut state.coders);
        if state.coders == Coders::Each {
            let people = view.project.coders().map(|coder| (Some(coder.id), coder.name.as_str()));
            let people: Vec<_> = std::iter::once((None, view.text("analyse.all_coders"))).chain(people).collect();
            option_ui(ui, view.text("analyse.coder"), &people, &mut state.coder);
        }
    }
    ui.add_space(space::SMALL);
    let rows = code_rows(view);
    let height = ui.available_height().max(240.0);
    let heading = view.text("analyse.codes");
    tick_list::tick_list_ui(ui, view, heading, &rows, &mut state.codes, &mut state.code_list, height);
}

fn option_ui<T: Copy + PartialEq>(ui: &mut Ui, label: &str, options: &[(T, &str)], chosen: &mut T) {
    ui.spacing_mut().item_spacing.y = space::TINY;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::Vec2::new(92.0, 28.0), egui::Sense::hover());
        let font = egui::FontId::proportional(size::SMALL);
        widgets::text_in(ui, rect, label, font, theme::tokens(ui).quiet, egui::Align::Min);
        parts::choice_ui(ui, label, options, chosen);
    });
}
