//! The table as a file, out and in. What comes in is shown before anything changes.

use std::sync::Arc;

use egui::Ui;

use super::SheetView;
use super::content::Column;
use crate::app::actions::{Action, Actions};
use crate::app::panels::save_file::{self, Made};
use crate::app::picker::{Purpose, Then};
use crate::app::shell::{Shell, ShellView};
use crate::exchange::attributes::{Side, table};
use crate::export::table::{Reader, TableFormat, write};
use crate::model::Tell;

/// As which file.
pub(super) fn export_menu_ui(ui: &mut Ui, view: &ShellView, state: &mut SheetView, actions: &mut Actions) {
    ui.set_min_width(140.0);
    for (text, ending, format) in [
        ("sheet.take_out_xlsx", "xlsx", TableFormat::Xlsx),
        ("sheet.take_out_csv", "csv", TableFormat::Csv(Reader::Spreadsheet)),
    ] {
        if ui.button(view.text(text)).clicked() {
            state.flush(actions);
            export(view, state, ending, format, actions);
            ui.close();
        }
    }
}

/// What is shown: these rows in this order, these columns.
fn export(view: &ShellView, state: &SheetView, ending: &'static str, format: TableFormat, actions: &mut Actions) {
    let names = state.content.columns.iter().filter_map(|column| match column {
        Column::Attribute(name) => Some(name.clone()),
        Column::Name | Column::Aside => None,
    });
    let columns: Vec<String> = names.collect();
    let rows = state.content.rows.clone();
    let side = view.text(side_name(state.side)).to_owned();
    let head = state.content.head(view, 0).to_owned();
    let (project, language) = (Arc::clone(&view.project), view.language);
    let name = save_file::name(view, &format!("{side}{}", joint(view)));
    save_file::ask(actions, "sheet.take_out", &name, ending, move |_| {
        let table = table(&project, side.clone(), head.clone(), &rows, &columns);
        Ok(Made::whole(write(&table, format, language).map_err(|error| error.tell())?))
    });
}

/// What follows the side in a file's name: `个案属性表`, `Cases attributes`.
fn joint(view: &ShellView) -> String {
    let name = view.text("sheet.export_name");
    if name.is_ascii() { format!(" {name}") } else { name.to_owned() }
}

/// Text id of the name of a side.
#[must_use]
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::Documents => "sheet.documents",
        Side::Cases => "sheet.cases",
    }
}

/// Asks for a file to bring in.
pub(super) fn pick(side: Side, actions: &mut Actions) {
    let then = Then::new(move |shell: &mut Shell, path| shell.read_attributes(path, side));
    let endings = vec!["xlsx", "csv", "xls", "ods", "tsv", "txt"];
    actions.push(Action::Pick(Purpose::ReadFile { title: "sheet.bring_in", endings, then }));
}
