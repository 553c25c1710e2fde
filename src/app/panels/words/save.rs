//! The tables taken out: onto the clipboard, as CSV and as XLSX, with what their numbers mean.

use std::sync::Arc;

use egui::Ui;

use super::counting::{Collocations, Frequencies, Keyness};
use crate::app::actions::{Action, Actions};
use crate::app::panels::save_file::{self, Made};
use crate::app::shell::ShellView;
use crate::export::table::{self, Cell, Reader, Table, TableFormat};
use crate::model::{Message, Tell};
use crate::search::words::{Collocate, Frequency, Key};

/// What is said beside a table: which project, which texts, which definitions.
pub type Notes = Vec<(String, String)>;

/// The button with its menu. `make` makes the table, in the order in which it is seen.
pub fn table_menu_ui(
    ui: &mut Ui,
    view: &ShellView,
    name: &'static str,
    actions: &mut Actions,
    make: impl Fn(&ShellView) -> Table + Send + Sync + 'static,
) {
    let make = Arc::new(make);
    let shown = ui.menu_button(view.text("words.take_out"), |ui| {
        let formats = [
            ("words.save_csv", "csv", TableFormat::Csv(Reader::Spreadsheet)),
            ("words.save_xlsx", "xlsx", TableFormat::Xlsx),
        ];
        for (text, ending, format) in formats {
            if ui.button(view.text(text)).clicked() {
                let file = save_file::name(view, view.text(name));
                let (view, make) = (view.clone(), Arc::clone(&make));
                save_file::ask(actions, "words.save_title", &file, ending, move |_| {
                    let table = Table { title: view.text(name).to_owned(), ..make(&view) };
                    let bytes = table::write(&table, format, view.language).map_err(|error| error.tell())?;
                    Ok(Made::whole(bytes))
                });
                ui.close();
            }
        }
        if ui.button(view.text("words.copy_table")).clicked() {
            let (view, make) = (view.clone(), Arc::clone(&make));
            ui.ctx().copy_text(crate::app::panels::cooccurrence::tab_separated(&make(&view)));
            actions.push(Action::Notice(Message::new("words.copied")));
            ui.close();
        }
    });
    shown.response.on_hover_text(view.text("words.take_out"));
}

fn columns(view: &ShellView, ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| view.text(id).to_owned()).collect()
}

fn whole(number: u64) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Of frequencies.
pub fn frequencies(view: &ShellView, figures: &Frequencies, order: &[u32], mut notes: Notes) -> Table {
    let lines = order.iter().filter_map(|&at| figures.lines.get(at as usize));
    let row = |line: &Frequency| {
        vec![
            Cell::Text(line.word.to_string()),
            whole(line.count),
            Cell::Decimal(line.per_million),
            whole(line.documents.into()),
            Cell::Decimal(line.dispersion),
        ]
    };
    notes.push((view.text("words.note_tokens").to_owned(), figures.totals.words.to_string()));
    notes.push((view.text("words.column.dispersion").to_owned(), view.text("words.define.dispersion").to_owned()));
    Table {
        columns: columns(
            view,
            &[
                "words.column.word",
                "words.column.count",
                "words.column.per_million",
                "words.column.documents",
                "words.column.dispersion",
            ],
        ),
        rows: lines.map(row).collect(),
        notes,
        ..Table::default()
    }
}

/// Of collocations.
pub fn collocations(view: &ShellView, figures: &Collocations, order: &[u32], mut notes: Notes) -> Table {
    let lines = order.iter().filter_map(|&at| figures.lines.get(at as usize));
    let row = |line: &Collocate| {
        vec![
            Cell::Text(line.word.to_string()),
            whole(line.together),
            whole(line.left),
            whole(line.right),
            whole(line.alone),
            Cell::Decimal(line.log_dice),
            Cell::Decimal(line.mutual_information),
            Cell::Decimal(line.log_likelihood),
            Cell::Decimal(line.t_score),
        ]
    };
    let ids = [
        "words.column.word",
        "words.column.together",
        "words.column.left",
        "words.column.right",
        "words.column.alone",
        "words.column.log_dice",
        "words.column.mi",
        "words.column.log_likelihood",
        "words.column.t_score",
    ];
    for measure in ["log_dice", "mi", "log_likelihood", "t_score"] {
        let (name, means) = (format!("words.column.{measure}"), format!("words.define.{measure}"));
        notes.push((view.text(&name).to_owned(), view.text(&means).to_owned()));
    }
    Table { columns: columns(view, &ids), rows: lines.map(row).collect(), notes, ..Table::default() }
}

/// Of keyness.
pub fn keyness(view: &ShellView, figures: &Keyness, order: &[u32], mut notes: Notes) -> Table {
    let lines = order.iter().filter_map(|&at| figures.lines.get(at as usize));
    let row = |line: &Key| {
        vec![
            Cell::Text(line.word.to_string()),
            Cell::Decimal(line.log_likelihood),
            Cell::Decimal(line.log_ratio),
            whole(line.focus),
            Cell::Decimal(line.focus_per_million),
            whole(line.reference),
            Cell::Decimal(line.reference_per_million),
        ]
    };
    let ids = [
        "words.column.word",
        "words.column.log_likelihood",
        "words.column.log_ratio",
        "words.column.focus",
        "words.column.focus_rate",
        "words.column.reference",
        "words.column.reference_rate",
    ];
    for (name, means) in [("log_likelihood", "key_likelihood"), ("log_ratio", "log_ratio")] {
        let (name, means) = (format!("words.column.{name}"), format!("words.define.{means}"));
        notes.push((view.text(&name).to_owned(), view.text(&means).to_owned()));
    }
    Table { columns: columns(view, &ids), rows: lines.map(row).collect(), notes, ..Table::default() }
}
