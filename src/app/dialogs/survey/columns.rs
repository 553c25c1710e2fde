//! The table with a choice above each column. Rows are drawn as far as they are seen, columns by pages.

use egui::style::ScrollStyle;
use egui::{Align, ComboBox, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::SurveyDialog;
use crate::app::dialogs::DialogView;
use crate::app::icons::Icon;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets;
use crate::import::ColumnUse;
use crate::import::table::column_name;
use crate::model::Message;

/// Columns of one page.
const PAGE: usize = 40;
const WIDTH: f32 = 150.0;
const HEAD: f32 = 62.0;

impl SurveyDialog {
    pub(super) fn columns_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, height: f32) {
        let pages = self.headings.len().div_ceil(PAGE).max(1);
        self.page = self.page.min(pages - 1);
        let first = self.page * PAGE;
        let last = (first + PAGE).min(self.headings.len());
        if pages > 1 {
            self.pages_ui(ui, view, pages, first, last);
        }
        let uses = ColumnUse::ALL.map(|one| (one, view.language.text(use_id(one))));
        let table = std::sync::Arc::clone(&self.import.table);
        let Some(sheet) = crate::import::survey::sheet_of(&table.workbook, &self.plan) else { return };
        let (headings, columns, header_rows) = (&self.headings, &mut self.plan.columns, self.plan.header_rows);
        let rows = sheet.rows.len().saturating_sub(header_rows);
        let t = theme::tokens(ui);
        ui.push_id((&sheet.name, first), |ui| {
            // Seen at rest too: answers often stand far to the right.
            ui.spacing_mut().scroll =
                ScrollStyle { dormant_handle_opacity: 0.4, foreground_color: true, ..ScrollStyle::thin() };
            let bar = egui::scroll_area::ScrollBarVisibility::AlwaysVisible;
            ScrollArea::horizontal().scroll_bar_visibility(bar).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing = egui::Vec2::new(space::SMALL, 2.0);
                TableBuilder::new(ui)
                    .id_salt("survey columns")
                    .striped(true)
                    .auto_shrink([true, true])
                    .min_scrolled_height(height - HEAD)
                    .max_scroll_height(height - HEAD)
                    .cell_layout(Layout::left_to_right(Align::Center))
                    .columns(Column::exact(WIDTH).clip(true), last - first)
                    .header(HEAD, |mut head| {
                        for column in first..last {
                            head.col(|ui| {
                                let (Some(heading), Some(chosen)) = (headings.get(column), columns.get_mut(column))
                                else {
                                    return;
                                };
                                ui.vertical(|ui| head_ui(ui, view, column, heading, &uses, chosen));
                            });
                        }
                    })
                    .body(|body| {
                        body.rows(ROW_HEIGHT, rows, |mut row| {
                            let at = header_rows + row.index();
                            for column in first..last {
                                let left_out = columns.get(column) == Some(&ColumnUse::Leave);
                                row.col(|ui| {
                                    let ink = if left_out { t.quiet.gamma_multiply(0.7) } else { t.ink };
                                    cell_ui(ui, sheet.cell(at, column), ink);
                                });
                            }
                        });
                    });
            });
        });
    }

    fn pages_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, pages: usize, first: usize, last: usize) {
        ui.horizontal(|ui| {
            let before = widgets::icon_button(ui, Icon::Left, view.text("survey.columns_before"));
            if before.clicked() {
                self.page = self.page.saturating_sub(1);
            }
            let said = Message::new("survey.columns")
                .with("first", column_name(first))
                .with("last", column_name(last.saturating_sub(1)))
                .with("count", self.headings.len());
            ui.label(widgets::caption(ui, view.language.say(&said)));
            let after = widgets::icon_button(ui, Icon::Right, view.text("survey.columns_after"));
            if after.clicked() {
                self.page = (self.page + 1).min(pages - 1);
            }
        });
    }
}

fn use_id(column: ColumnUse) -> &'static str {
    match column {
        ColumnUse::Text => "survey.use.text",
        ColumnUse::Attribute => "survey.use.attribute",
        ColumnUse::Title => "survey.use.title",
        ColumnUse::Leave => "survey.use.leave",
    }
}

fn head_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    column: usize,
    heading: &str,
    uses: &[(ColumnUse, &str)],
    chosen: &mut ColumnUse,
) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = space::TINY;
    let ink = match chosen {
        ColumnUse::Text => t.accent,
        ColumnUse::Attribute | ColumnUse::Title => t.ink,
        ColumnUse::Leave => t.quiet,
    };
    ui.add(Label::new(widgets::bold(heading).color(ink)).truncate()).on_hover_text(heading);
    let label = Message::new("survey.use_of").with("column", column_name(column)).with("heading", heading);
    let label = view.language.say(&label);
    let now = uses.iter().find(|(one, _)| one == chosen).map_or("", |(_, name)| name);
    let combo = ComboBox::from_id_salt(column).selected_text(now).width(WIDTH - 40.0);
    let shown = widgets::drop_down(ui, combo, &label, |ui| {
        for (one, name) in uses {
            widgets::option_ui(ui, chosen, *one, name);
        }
    });
    // Who goes from choice to choice by the keyboard sees each of them.
    if shown.gained_focus() {
        shown.scroll_to_me(None);
    }
}

/// One line of a cell; all of it where the pointer rests.
fn cell_ui(ui: &mut Ui, cell: &str, ink: egui::Color32) {
    if cell.is_empty() {
        return;
    }
    let line: String =
        cell.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim().chars().take(60).collect();
    let shown = ui.add(Label::new(RichText::new(&line).color(ink).size(size::SMALL)).truncate());
    if line.len() < cell.len() || line.chars().count() > 10 {
        shown.on_hover_ui(|ui| {
            ui.set_max_width(420.0);
            ui.label(cell.chars().take(1_000).collect::<String>());
        });
    }
}
