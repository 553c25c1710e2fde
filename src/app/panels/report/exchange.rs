//! Codebook and codings as CSV, out and in. What comes in is shown as a report before anything changes.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Ui;

use crate::app::actions::{Action, Actions};
use crate::app::dialogs::{Dialog, ExchangeReport, Planned};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::save_file::{self, Made};
use crate::app::picker::{Purpose, Then};
use crate::app::shell::{Shell, ShellView};
use crate::exchange::{codebook, codings};
use crate::export::table::Reader;
use crate::model::{Message, Tell};
use crate::store::SystemMint;

/// What goes in and out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Codebook,
    Codings,
}

/// The menu.
pub fn menu_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let shown = ui.menu_button(view.text("report.exchange"), |ui| {
        ui.set_min_width(200.0);
        if ui.button(view.text("report.export_codebook")).clicked() {
            export(view, What::Codebook, actions);
            ui.close();
        }
        if ui.button(view.text("report.export_codings")).clicked() {
            export(view, What::Codings, actions);
            ui.close();
        }
        if view.writing() {
            ui.separator();
            if ui.button(view.text("report.import_codebook")).clicked() {
                import(What::Codebook, actions);
                ui.close();
            }
            if ui.button(view.text("report.import_codings")).clicked() {
                import(What::Codings, actions);
                ui.close();
            }
        }
    });
    shown.response.on_hover_text(view.text("report.exchange_line"));
}

fn export(view: &ShellView, what: What, actions: &mut Actions) {
    let project = Arc::clone(&view.project);
    let (title, name) = match what {
        What::Codebook => ("report.export_codebook", view.text("report.codebook_name")),
        What::Codings => ("report.export_codings", view.text("report.codings_name")),
    };
    let name = save_file::name(view, name);
    save_file::ask(actions, title, &name, "csv", move |_| {
        let mut bytes = Vec::new();
        let done = match what {
            What::Codebook => codebook::export(&project, Reader::Spreadsheet, &mut bytes),
            What::Codings => {
                codings::export(&project, codings::Columns::All, Reader::Spreadsheet, &mut bytes).map(|_| ())
            }
        };
        done.map_err(|error| Message::new("export.not_made").with("reason", error))?;
        Ok(Made::whole(bytes))
    });
}

fn import(what: What, actions: &mut Actions) {
    let title = match what {
        What::Codebook => "report.import_codebook",
        What::Codings => "report.import_codings",
    };
    let then = Then::new(move |shell: &mut Shell, path| plan(shell, what, path));
    actions.push(Action::Pick(Purpose::ReadFile { title, endings: vec!["csv", "txt"], then }));
}

/// Reads the file and works out what it would do, in the background; the report asks before it is done.
fn plan(shell: &mut Shell, what: What, path: PathBuf) {
    let Some(session) = shell.session() else { return };
    let (project, revision, now) = (Arc::clone(session.project()), session.revision().0, session.now());
    let fs = Arc::clone(&shell.environment().fs);
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let label = Message::new("report.job_read").with("name", &name);
    // A plan for an older state of the project is of no use to anybody.
    let request = JobRequest::new(JobKind::Exchange, label, move |_| {
        let read = fs
            .read(&path)
            .map_err(|error| Message::new("report.not_read").with("path", path.display()).with("reason", error));
        let planned = read.and_then(|bytes| {
            let mut mint = SystemMint;
            match what {
                What::Codebook => codebook::import(&project, &bytes, &mut mint).map(Planned::Codebook),
                What::Codings => codings::import(&project, &bytes, now, &mut mint).map(Planned::Codings),
            }
            .map_err(|error| error.tell())
        });
        let then: Continuation<Shell> = Box::new(move |shell| match planned {
            Ok(planned) => {
                shell.ask_in_turn(Dialog::ExchangeReport(ExchangeReport::new(name, planned, revision)));
            }
            Err(message) => shell.notices.problem(message),
        });
        then
    });
    shell.jobs.start(request.of_revision(revision));
}
