//! The Report workspace: which coded passages go into the paper, how they will look, and as which file.
//!
//! What is chosen stands on the left, what will come of it in the middle. Gathering and writing are jobs;
//! a file that is there is never written over without a yes. Codebook and codings go in and out as CSV here too.

mod exchange;
mod preview;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, Panel, ScrollArea, Ui};
use jiff::tz::TimeZone;

use self::preview::Preview;
use super::parts::{self, Tick};
use super::rows::Rows;
use super::save_file::{self, Made};
use super::status_bar::grouped;
use super::tick_list::{self, Ticked, code_rows, document_rows};
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::shell::{Shell, ShellView};
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::export::{self, Below, Chosen, Codes, Column, Excerpts, Format, GroupBy, Interviewers, Selection};
use crate::model::{CodeId, DocumentId, Message, Role, Tell};

/// What it remembers between frames.
pub struct ReportView {
    /// Passages of which codes.
    pub codes: Ticked<CodeId>,
    /// Whether choosing a code chooses those below it.
    pub below: Below,
    /// From which documents.
    pub documents: Ticked<DocumentId>,
    /// Whether what interviewers say is among them.
    pub interviewers: Interviewers,
    /// What the headings are.
    pub group_by: GroupBy,
    /// What is said of each passage.
    pub with: BTreeSet<Column>,
    /// Characters of context on either side.
    pub context: u32,
    /// What the file will be.
    pub format: Format,
    gathered: Option<Arc<Excerpts>>,
    asked: Option<(Selection, u64)>,
    running: Option<Arc<()>>,
    preview: Preview,
    code_list: Rows,
    document_list: Rows,
}

impl Default for ReportView {
    fn default() -> Self {
        Self {
            codes: Ticked::All,
            below: Below::Leave,
            documents: Ticked::All,
            interviewers: Interviewers::Include,
            group_by: GroupBy::Code,
            with: Column::ALL.into(),
            context: 0,
            format: Format::Docx,
            gathered: None,
            asked: None,
            running: None,
            preview: Preview::default(),
            code_list: Rows::default(),
            document_list: Rows::default(),
        }
    }
}

impl ReportView {
    /// What is asked for.
    #[must_use]
    pub fn selection(&self, view: &ShellView) -> Selection {
        let codes = match &self.codes {
            Ticked::All => Codes::All,
            Ticked::Only(some) => {
                let codes = view.codebook.rows().iter().map(|row| row.id).filter(|id| some.contains(id)).collect();
                Codes::Chosen { codes, below: self.below }
            }
        };
        let documents = match &self.documents {
            Ticked::All => Chosen::All,
            Ticked::Only(some) => Chosen::Only(some.clone()),
        };
        Selection {
            codes,
            documents,
            coders: Chosen::All,
            interviewers: self.interviewers,
            group_by: self.group_by,
            with: self.with.clone(),
            context: self.context,
            zone: TimeZone::system(),
        }
    }

    /// What the preview shows.
    #[must_use]
    pub fn gathered(&self) -> Option<&Excerpts> {
        self.gathered.as_deref()
    }

    /// Has the passages gathered behind the window where the choice or the project has changed.
    fn follow(&mut self, view: &ShellView, actions: &mut Actions) {
        // A job that broke off lets its token go without an answer.
        if self.running.as_ref().is_some_and(|token| Arc::strong_count(token) == 1) {
            self.running = None;
        }
        let wanted = (self.selection(view), view.revision);
        if self.running.is_some() || self.asked.as_ref() == Some(&wanted) {
            return;
        }
        let token = Arc::new(());
        self.running = Some(Arc::clone(&token));
        self.asked = Some(wanted.clone());
        let project = Arc::clone(&view.project);
        actions.push(Action::Start(JobRequest::new(JobKind::Preview, Message::new("report.job_gather"), move |_| {
            let held = token;
            let gathered = Arc::new(export::excerpts(&project, &wanted.0));
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                shell.views.report.preview.show(&gathered);
                shell.views.report.gathered = Some(gathered);
            });
            then
        })));
    }
}

/// Draws it.
pub fn report_ui(ui: &mut Ui, view: &ShellView, state: &mut ReportView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    state.follow(view, actions);
    let side = Frame::new().fill(t.panel).inner_margin(Margin::same(12));
    let name = view.text("app.edge_report");
    let panel = SizedPanel { edge: Edge::Left, salt: "report options", name, frame: side, range: 230.0..=420.0 };
    panel.show_of(ui, 276.0, |ui| {
        Panel::bottom("report deed").frame(Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO })).show(
            ui,
            |ui| {
                deed_ui(ui, view, state, actions);
            },
        );
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| options_ui(ui, view, state));
    });
    egui::CentralPanel::no_frame().show(ui, |ui| {
        let bar = Frame::new().inner_margin(Margin { left: 24, right: 16, top: 10, bottom: 6 });
        bar.show(ui, |ui| head_ui(ui, view, state, actions));
        widgets::hairline(ui);
        let Some(gathered) = state.gathered.clone() else { return };
        if gathered.selected.passages == 0 {
            ui.add_space(ui.available_height() * 0.2);
            let none = view.project.coding_count() == 0;
            let (title, line) = if none {
                ("report.no_codings", "report.no_codings_line")
            } else {
                ("report.nothing_chosen", "report.nothing_chosen_line")
            };
            widgets::empty_state(ui, Icon::Quote, view.text(title), view.text(line));
            if none {
                parts::next_step_ui(ui, view, actions);
            }
            return;
        }
        if let Some(place) = state.preview.ui(ui, view, &gathered) {
            actions.push(Action::Reveal(place));
        }
    });
}

fn head_ui(ui: &mut Ui, view: &ShellView, state: &ReportView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.set_min_height(30.0);
        ui.label(widgets::bold(view.text("report.preview")).size(16.0));
        if let Some(gathered) = &state.gathered {
            let said = Message::new("report.counts")
                .with("passages", grouped(gathered.selected.passages as u64))
                .with("documents", grouped(gathered.selected.sources as u64));
            ui.label(widgets::quiet(ui, view.say(&said)));
        }
        if state.running.is_some() {
            ui.add(egui::Spinner::new().size(14.0));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| exchange::menu_ui(ui, view, actions));
    });
}

fn options_ui(ui: &mut Ui, view: &ShellView, state: &mut ReportView) {
    ui.spacing_mut().item_spacing.y = space::TINY;
    // In a low window the lists give way first.
    let high = ui.ctx().content_rect().height();
    let rows = code_rows(view);
    tick_list::tick_list_ui(
        ui,
        view,
        view.text("report.codes"),
        &rows,
        &mut state.codes,
        &mut state.code_list,
        (high * 0.24).min(216.0),
    );
    if state.codes != Ticked::All {
        let tick = if state.below == Below::Include { Tick::On } else { Tick::Off };
        if parts::tick_line(ui, tick, view.text("report.with_below")).clicked() {
            state.below = if tick == Tick::On { Below::Leave } else { Below::Include };
        }
    }
    ui.add_space(space::SMALL);
    let rows = document_rows(view);
    let heading = view.text("report.documents");
    tick_list::tick_list_ui(
        ui,
        view,
        heading,
        &rows,
        &mut state.documents,
        &mut state.document_list,
        (high * 0.15).min(144.0),
    );
    let mut speakers = view.project.documents().flat_map(|document| &document.structure.speakers);
    if speakers.any(|speaker| speaker.role == Role::Interviewer) {
        let tick = if state.interviewers == Interviewers::Leave { Tick::On } else { Tick::Off };
        if parts::tick_line(ui, tick, view.text("report.without_interviewers")).clicked() {
            state.interviewers = if tick == Tick::On { Interviewers::Include } else { Interviewers::Leave };
        }
    }
    ui.add_space(space::SMALL);
    widgets::section(ui, view.text("report.group_by"));
    let groups = [(GroupBy::Code, view.text("report.by_code")), (GroupBy::Document, view.text("report.by_document"))];
    parts::segments_ui(ui, &groups, &mut state.group_by);
    ui.add_space(space::TINY);
    widgets::section(ui, view.text("report.columns"));
    egui::Grid::new("columns").num_columns(2).spacing([space::MEDIUM, 0.0]).show(ui, |ui| {
        for (at, column) in Column::ALL.into_iter().enumerate() {
            let tick = if state.with.contains(&column) { Tick::On } else { Tick::Off };
            if parts::tick_line(ui, tick, view.text(column_name(column))).clicked() && !state.with.remove(&column) {
                state.with.insert(column);
            }
            if at % 2 == 1 {
                ui.end_row();
            }
        }
    });
    ui.add_space(space::TINY);
    widgets::section(ui, view.text("report.context"));
    let names = [20, 50, 100].map(|n| view.say(&Message::new("report.context_of").with("count", n)));
    let contexts = [
        (0, view.text("report.context_none")),
        (20, names[0].as_str()),
        (50, names[1].as_str()),
        (100, names[2].as_str()),
    ];
    parts::choice_ui(ui, view.text("report.context"), &contexts, &mut state.context);
}

fn column_name(column: Column) -> &'static str {
    match column {
        Column::Document => "export.column.document",
        Column::Paragraph => "export.column.paragraph",
        Column::OtherCodes => "export.column.other_codes",
        Column::Coder => "export.column.coder",
        Column::Date => "export.column.date",
        Column::Memo => "export.column.memo",
    }
}

/// As which file, and the button.
fn deed_ui(ui: &mut Ui, view: &ShellView, state: &mut ReportView, actions: &mut Actions) {
    let formats = Format::ALL.map(|format| {
        let id = match format {
            Format::Docx => "report.format.docx",
            Format::Xlsx => "report.format.xlsx",
            Format::Csv => "report.format.csv",
            Format::Markdown => "report.format.markdown",
            Format::Html => "report.format.html",
        };
        (format, view.text(id))
    });
    ui.horizontal(|ui| {
        parts::choice_ui(ui, view.text("report.format"), &formats, &mut state.format);
        let some = state.gathered.as_ref().is_some_and(|gathered| gathered.selected.passages > 0);
        let deed = view.text("report.export");
        let button = ui.add_enabled_ui(some, |ui| widgets::primary_button(ui, deed)).inner;
        if button.clicked() {
            let (project, selection) = (Arc::clone(&view.project), state.selection(view));
            let (format, language) = (state.format, view.language);
            let name = save_file::name(view, view.text("report.file_name"));
            save_file::ask(actions, "report.save_title", &name, format.extension(), move |context| {
                context.progress(0, 2, "");
                let excerpts = export::excerpts(&project, &selection);
                context.progress(1, 2, "");
                if context.cancelled() {
                    return Ok(Made::whole(Vec::new()));
                }
                let bytes = export::write(&excerpts, format, language).map_err(|error| error.tell())?;
                Ok(Made { bytes, losses: export::losses(&excerpts, format) })
            });
        }
    });
}
