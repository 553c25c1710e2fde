//! How the window of an open project is laid out: bars, lists, the workspace, the inspector.

use egui::{CentralPanel, Frame, Panel, Ui};

use super::{Shell, ShellView, Views};
use crate::app::actions::{Actions, Centre, Choice, Workspace};
use crate::app::panels;
use crate::app::theme;
use crate::session::Session;
use crate::store::SaveState;

impl Shell {
    pub(super) fn project_ui(&mut self, ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
        let t = theme::tokens(ui);
        let bar = Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 6));
        Panel::top("top bar").frame(bar).show(ui, |ui| panels::top_bar::top_bar_ui(ui, view, actions));
        self.problems_ui(ui);
        let status = Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 4));
        Panel::bottom("status bar").frame(status).show(ui, |ui| {
            let mut save = self.session.as_ref().map(Session::save_state);
            // What still stands in a field only is not saved.
            if self.views.inspector.is_writing() && matches!(save, Some(SaveState::Saved(_))) {
                save = Some(SaveState::Saving);
            }
            panels::status_bar::status_bar_ui(ui, view, save.as_ref(), &self.jobs, &mut self.notices, actions);
        });
        let side = Frame::new().fill(t.panel).inner_margin(egui::Margin::same(0));
        // Beside a concordance there is room for lists only in a wide window, and for the inspector never.
        // In a narrow window the text comes first.
        let lists = match self.desk.workspace {
            // A table wants the whole width of a narrow window.
            Workspace::Code if self.desk.centre == Centre::Sheet => ui.available_width() >= 1_200.0,
            Workspace::Code => ui.available_width() >= 820.0,
            Workspace::Search => ui.available_width() >= 1_200.0,
            Workspace::Analyse | Workspace::Report | Workspace::History | Workspace::Memos => false,
        };
        if lists && self.desk.lists {
            let panel = Panel::left("lists").frame(side).default_size(self.desk.lists_width).size_range(200.0..=640.0);
            let shown = panel.show(ui, |ui| {
                panels::lists_ui(ui, view, &mut self.views, &mut self.desk, actions);
            });
            self.desk.lists_width = shown.response.rect.width();
        }
        let past_view = self.past_view(view);
        let read = past_view.as_ref().unwrap_or(view);
        let something = self.desk.choice != Choice::Nothing;
        let room = ui.available_width() >= if something { 640.0 } else { 900.0 };
        if self.desk.workspace == Workspace::Code && self.desk.inspector && room {
            let panel =
                Panel::right("inspector").frame(side).default_size(self.desk.inspector_width).size_range(220.0..=460.0);
            let shown = panel.show(ui, |ui| {
                panels::inspector::inspector_ui(ui, read, &mut self.views.inspector, actions);
            });
            self.desk.inspector_width = shown.response.rect.width();
        }
        CentralPanel::no_frame().frame(Frame::new().fill(t.paper)).show(ui, |ui| match self.desk.workspace {
            Workspace::Code if self.is_correcting() => {
                panels::correct::correct_ui(ui, view, &mut self.views.correct, actions);
            }
            Workspace::Code if self.desk.centre != Centre::Text => match self.desk.centre {
                Centre::Code(code) => {
                    let Views { code_page, inspector, .. } = &mut self.views;
                    panels::code_page::code_page_ui(ui, view, code, code_page, inspector, actions);
                }
                Centre::Sheet | Centre::Text => panels::sheet::sheet_ui(ui, view, &mut self.views.sheet, actions),
            },
            Workspace::Code => {
                if let Some(code) = self.way_back() {
                    panels::code_page::way_back_ui(ui, view, code, actions);
                }
                panels::history::past_bar_ui(ui, read, actions);
                let Views { reading, find, .. } = &mut self.views;
                panels::reading::reading_ui(ui, read, reading, find, actions);
            }
            Workspace::Search => panels::search_sides_ui(ui, view, &mut self.views, &mut self.desk, actions),
            Workspace::Analyse => {
                panels::cooccurrence::cooccurrence_ui(ui, view, &mut self.views.cooccurrence, actions);
            }
            Workspace::Report => panels::report::report_ui(ui, view, &mut self.views.report, actions),
            Workspace::Memos => panels::memos::memos_ui(ui, view, &mut self.views.memos, actions),
            Workspace::History => panels::history::history_ui(ui, view, &mut self.views.history, actions),
        });
    }
}
