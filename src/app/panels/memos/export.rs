//! Memos out of the window: those that the list shows, as one file.

use std::sync::Arc;

use egui::Ui;
use jiff::tz::TimeZone;

use super::super::save_file::{self, Made};
use super::Shown;
use super::list::Line;
use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::export::memos::{MemoFormat, MemoPages, MemoSource, pages, write};
use crate::model::{Message, Tell};

/// The formats, to choose one.
pub(super) fn menu_ui(ui: &mut Ui, view: &ShellView, lines: &[Line], actions: &mut Actions) {
    ui.set_min_width(200.0);
    let count = view.say(&Message::new("memos.export_count").with("count", lines.len()));
    ui.label(crate::app::widgets::caption(ui, count));
    for (format, id) in [
        (MemoFormat::Docx, "memos.export_docx"),
        (MemoFormat::Markdown, "memos.export_markdown"),
        (MemoFormat::Html, "memos.export_html"),
    ] {
        if ui.add_enabled(!lines.is_empty(), egui::Button::new(view.text(id))).clicked() {
            let sources: Vec<MemoSource> = lines.iter().map(source).collect();
            let (project, language) = (Arc::clone(&view.project), view.language);
            let title = save_file::name(view, view.text("memos.file"));
            let name = title.clone();
            save_file::ask(actions, "memos.export_title", &name, format.extension(), move |_| {
                let memos = pages(&project, &sources, &TimeZone::system(), language);
                let file = MemoPages { title: title.clone(), memos };
                write(&file, format, language).map(Made::whole).map_err(|error| error.tell())
            });
            ui.close();
        }
    }
}

fn source(line: &Line) -> MemoSource {
    match line.shown {
        Shown::Memo(id) => MemoSource::Memo(id),
        Shown::Remark(place) => MemoSource::Remark(place),
    }
}
