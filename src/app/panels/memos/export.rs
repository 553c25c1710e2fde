//! Memos out of the window: those that the list shows, as one file.

use egui::Ui;
use jiff::tz::TimeZone;

use super::super::save_file::{self, Made};
use super::Shown;
use super::list::{Line, about};
use crate::app::actions::Actions;
use crate::app::shell::ShellView;
use crate::export::memos::{MemoFormat, MemoPage, MemoPages, byline, write};
use crate::model::{CodingKey, Message, Tell};

/// The formats, to choose one.
pub(super) fn menu_ui(ui: &mut Ui, view: &ShellView, lines: &[Line], actions: &mut Actions) {
    ui.set_min_width(200.0);
    let count = view.say(&Message::new("memos.export_count").with("count", lines.len()));
    ui.label(crate::app::widgets::caption(ui, count));
    for (format, id) in [(MemoFormat::Docx, "memos.export_docx"), (MemoFormat::Markdown, "memos.export_markdown")] {
        if ui.add_enabled(!lines.is_empty(), egui::Button::new(view.text(id))).clicked() {
            let pages = pages(view, lines);
            let name = save_file::name(view, view.text("memos.file"));
            save_file::ask(actions, "memos.export_title", &name, format.extension(), move |_| {
                write(&pages, format).map(Made::whole).map_err(|error| error.tell())
            });
            ui.close();
        }
    }
}

fn pages(view: &ShellView, lines: &[Line]) -> MemoPages {
    let project = &view.project;
    let zone = TimeZone::system();
    let coder = |id| project.coder(id).map_or("", |coder| coder.name.as_str());
    let memos = lines.iter().filter_map(|line| match line.shown {
        Shown::Memo(id) => {
            let memo = project.memo(id)?;
            let on = Message::new("memos.export_about").with("what", about(view, project.memo_on(memo)));
            let mut lines = vec![view.say(&on), byline(coder(memo.coder), memo.changed, &zone, view.language)];
            if !memo.labels.is_empty() {
                let labels = memo.labels.iter().map(String::as_str).collect::<Vec<_>>().join("、");
                lines.push(view.say(&Message::new("memos.export_labels").with("labels", labels)));
            }
            Some(MemoPage { title: line.title.clone(), about: lines, text: memo.text.clone() })
        }
        Shown::Remark(place) => {
            let coding = project.coding(CodingKey(place))?;
            let document = project.document(place.document)?;
            let code = project.code_of(coding)?;
            let paragraph = document.text.paragraph_of(coding.span.start) + 1;
            let quote = document.text.slice(coding.span).replace('\n', "\n> ");
            let title = format!("{} · {} #{paragraph}", code.name, document.title);
            let text = format!("> {quote}\n\n{}", coding.memo.as_deref().unwrap_or_default());
            let about = vec![byline(coder(coding.coder), coding.at, &zone, view.language)];
            Some(MemoPage { title, about, text })
        }
    });
    MemoPages { title: save_file::name(view, view.text("memos.file")), memos: memos.collect() }
}
