//! The matrix taken out: to the clipboard, as a table, as a picture.

use egui::{Theme, Ui, Vec2};

use super::figure::{Figure, Measure};
use super::heat_map::{self, Lit, Plan, Zoom};
use super::{CooccurrenceView, definition};
use crate::app::actions::{Action, Actions};
use crate::app::fonts::Fonts;
use crate::app::offscreen::Offscreen;
use crate::app::panels::save_file::{self, Made};
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::export::cooccurrence::{Meeting, Row, table as table_of_matrix};
use crate::export::table::{Cell, Reader, Table, TableFormat};
use crate::export::{escape, table};
use crate::model::{Message, Tell};

/// No picture has a longer side, in pixels.
const LONGEST_SIDE: f32 = 8_000.0;

/// The button with its menu.
pub fn save_menu_ui(ui: &mut Ui, view: &ShellView, state: &CooccurrenceView, figure: &Figure, actions: &mut Actions) {
    let label = view.text("analyse.take_out");
    let shown = ui.menu_button(label, |ui| {
        if ui.button(view.text("analyse.copy")).clicked() {
            ui.ctx().copy_text(tab_separated(&as_table(view, state, figure)));
            actions.push(Action::Notice(Message::new("analyse.copied")));
            ui.close();
        }
        ui.separator();
        let formats = [
            ("analyse.save_csv", "csv", TableFormat::Csv(Reader::Spreadsheet)),
            ("analyse.save_xlsx", "xlsx", TableFormat::Xlsx),
            ("analyse.save_json", "json", TableFormat::Json),
        ];
        for (name, ending, format) in formats {
            if ui.button(view.text(name)).clicked() {
                let (table, language) = (as_table(view, state, figure), view.language);
                let name = save_file::name(view, view.text("analyse.cooccurrence"));
                save_file::ask(actions, "analyse.save_title", &name, ending, move |_| {
                    let bytes = table::write(&table, format, language).map_err(|error| error.tell())?;
                    Ok(Made::whole(bytes))
                });
                ui.close();
            }
        }
        ui.separator();
        if ui.button(view.text("analyse.save_png")).clicked() {
            let (view, figure) = (view.clone(), figure.clone());
            let lines = definition(&view, state);
            let name = save_file::name(&view, view.text("analyse.cooccurrence"));
            save_file::ask(actions, "analyse.save_title", &name, "png", move |_| {
                let bytes = picture(&view, &figure, &lines)
                    .map_err(|error| Message::new("export.not_made").with("reason", error))?;
                Ok(Made::whole(bytes))
            });
            ui.close();
        }
    });
    shown.response.on_hover_text(label);
}

/// The matrix as it stands on screen, with what its numbers mean.
#[must_use]
pub fn as_table(view: &ShellView, state: &CooccurrenceView, figure: &Figure) -> Table {
    let size = figure.size();
    let meeting = |row: usize, column: usize| match (figure.measure, figure.value(row, column)) {
        (_, None) => Meeting::Unmeasured,
        (Measure::Count, Some(value)) => Meeting::Count(value.count),
        (Measure::Coefficient, Some(_)) if row == column => Meeting::Unmeasured,
        (Measure::Coefficient, Some(value)) => Meeting::Coefficient(value.coefficient.value),
    };
    let rows = figure.heads.iter().enumerate().map(|(row, head)| Row {
        first: vec![Cell::Text(head.path.clone()), Meeting::Count(head.n).into()],
        meetings: (0..size).map(|column| meeting(row, column)).collect(),
    });
    let paths = figure.heads.iter().map(|head| head.path.as_str());
    let matrix = table_of_matrix([view.text("analyse.column_code"), "n"], paths, rows);
    let measure = match figure.measure {
        Measure::Count => "analyse.measure.count",
        Measure::Coefficient => "analyse.measure.coefficient",
    };
    let parameters = state.parameters(view);
    let mut notes = vec![
        (view.text("analyse.note_project").to_owned(), view.project.title.clone()),
        (view.text("analyse.measure").to_owned(), view.text(measure).to_owned()),
        (view.text("analyse.unit").to_owned(), parameters.unit.name().to_owned()),
        (view.text("analyse.note_definition").to_owned(), definition(view, state).join(" ")),
        (view.text("analyse.note_revision").to_owned(), view.revision.to_string()),
    ];
    if let Some(coder) = state.coder.and_then(|id| view.project.coder(id)) {
        notes.push((view.text("analyse.coder").to_owned(), coder.name.clone()));
    }
    Table { title: view.text("analyse.cooccurrence").to_owned(), notes, ..matrix }
}

/// For the clipboard: a spreadsheet takes it cell by cell.
#[must_use]
pub fn tab_separated(table: &Table) -> String {
    let text = |text: &str| escape::guard(&text.replace(['\t', '\n', '\r'], " ")).into_owned();
    let cell = |cell: &Cell| match cell {
        Cell::Text(words) => text(words),
        Cell::Integer(number) => number.to_string(),
        Cell::Decimal(number) => format!("{number:.6}"),
        Cell::Empty => String::new(),
    };
    let mut lines = vec![table.columns.iter().map(|column| text(column)).collect::<Vec<_>>().join("\t")];
    lines.extend(table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t")));
    lines.join("\n") + "\n"
}

/// The whole map on a light ground with its title, scale and definition, however much of it is on screen.
fn picture(view: &ShellView, figure: &Figure, lines: &[String]) -> Result<Vec<u8>, String> {
    let side = if figure.size() <= 30 { 32.0 } else { 20.0 };
    let cells = side * figure.size() as f32;
    let size = Vec2::new((cells + 260.0).max(560.0), cells + 330.0);
    let scale = (LONGEST_SIDE / size.max_elem()).clamp(0.5, 2.0);
    let mut sheet = Offscreen::new([size.x as u32, size.y as u32], scale, Theme::Light);
    Fonts::of_system().install(sheet.ctx());
    let picture = sheet.draw(|ui| {
        egui::CentralPanel::no_frame().frame(egui::Frame::new().inner_margin(24)).show(ui, |ui| {
            ui.heading(view.text("analyse.cooccurrence"));
            ui.label(widgets::caption(ui, &view.project.title));
            ui.add_space(space::SMALL);
            let whole = ui.available_rect_before_wrap();
            let plan = Plan { cell: side, ..Plan::of(ui, figure, whole.size(), Zoom::Readable) };
            let body = egui::Rect::from_min_size(whole.min + Vec2::new(plan.left, plan.top), plan.body(figure));
            let image = heat_map::image(figure, Theme::Light);
            let texture = ui.ctx().load_texture("heat map", image, egui::TextureOptions::NEAREST);
            heat_map::paint_cells(ui.painter(), body, texture.id(), figure, &plan, Theme::Light, Lit::default());
            let whole = whole.with_max_x(body.right()).with_max_y(body.bottom());
            heat_map::paint_heads(ui, whole, body, body.min, figure, &plan, Lit::default());
            ui.allocate_rect(whole, egui::Sense::hover());
            // Kept until the frame is drawn: a texture that is dropped is gone at once.
            ui.data_mut(|data| data.insert_temp(egui::Id::unique("heat map"), texture));
            ui.add_space(space::SMALL);
            heat_map::legend_ui(ui, view, figure);
            for line in lines {
                ui.add(egui::Label::new(widgets::caption(ui, line.as_str())).wrap());
            }
        });
    });
    picture.png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_for_the_clipboard_has_a_line_a_row_and_no_formulas() {
        let table = Table {
            columns: vec!["代码".into(), "=1+1".into()],
            rows: vec![vec![Cell::Text("合\t谋".into()), Cell::Integer(3)], vec![Cell::Empty, Cell::Decimal(0.5)]],
            ..Table::default()
        };
        let text = tab_separated(&table);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1..], ["合 谋\t3", "\t0.500000"]);
        assert!(!lines[0].contains("\t=1"), "{text}");
    }
}
