//! How the window of an open project is laid out: bars, lists, the workspace, the inspector.
//!
//! The text comes first: a panel for which there is no room beside a line of 24 em lies over it when its command
//! asks for it, as a drawer that a click beside it or Escape puts away.

use egui::{Area, CentralPanel, Frame, Id, Order, Panel, Rect, Stroke, Ui, UiBuilder, Vec2, pos2};

use super::stations::Station;
use super::{Cramped, Shell, ShellView, Side, Views};
use crate::app::actions::{Action, Actions, Centre, Choice, Workspace};
use crate::app::icons::Icon;
use crate::app::panels;
use crate::app::sized_panel::{Edge, SizedPanel};
use crate::app::theme;
use crate::app::widgets;
use crate::session::Session;
use crate::store::SaveState;

/// Widths between which the panels can be drawn.
const LISTS: [f32; 2] = [200.0, 640.0];
const INSPECTOR: [f32; 2] = [220.0, 460.0];
/// What stays to be seen of the text beside a drawer.
const BESIDE_DRAWER: f32 = 56.0;

impl Shell {
    pub(super) fn project_ui(&mut self, ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
        let t = theme::tokens(ui);
        let bar = Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 6));
        self.stations.begin();
        let top = Panel::top("top bar").frame(bar).show(ui, |ui| panels::top_bar::top_bar_ui(ui, view, actions));
        self.stations.stand(Station::TopBar, top.response.rect);
        self.problems_ui(ui);
        let status = Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 4));
        // Tab goes through widgets in the order in which they are drawn: top bar, lists, text, inspector, status.
        // So the places at the edges are taken first, and those two are drawn last.
        let status = Panel::bottom("status bar")
            .frame(status)
            .show(ui, |ui| ui.allocate_space(Vec2::new(ui.available_width(), panels::status_bar::HEIGHT)).1);
        let past_view = self.past_view(view);
        let read = past_view.as_ref().unwrap_or(view);
        let inside = ui.available_rect_before_wrap();
        self.share_out(inside.width(), view, actions);
        let inspector = self.sides_ui(ui, view, actions);
        self.workspace_ui(ui, view, read, actions);
        if let Some(place) = inspector {
            ui.scope_builder(UiBuilder::new().id_salt("inspector").max_rect(place), |ui| {
                ui.set_clip_rect(place.intersect(ui.clip_rect()));
                self.beside_ui(ui, read, actions);
            });
        }
        ui.scope_builder(UiBuilder::new().id_salt("status bar").max_rect(status.inner), |ui| {
            let mut save = self.session.as_ref().map(Session::save_state);
            // What still stands in a field only is not saved.
            let writing = self.views.inspector.is_writing() || self.views.memos.is_writing();
            if writing && matches!(save, Some(SaveState::Saved(_))) {
                save = Some(SaveState::Saving);
            }
            panels::status_bar::status_bar_ui(ui, view, save.as_ref(), &self.jobs, &mut self.notices, actions);
        });
        self.stations.stand(Station::StatusBar, status.response.rect);
        self.drawer_ui(ui, inside, (view, read), actions);
    }

    /// Which panels there is room for.
    fn share_out(&mut self, width: f32, view: &ShellView, actions: &mut Actions) {
        let before = self.desk.cramped;
        let text = view.reading.least_room();
        self.desk.cramped = match self.desk.workspace {
            // A table wants the whole width of a narrow window.
            Workspace::Code if self.desk.centre == Centre::Sheet => {
                Cramped { lists: width < 1_200.0, inspector: width < 1_400.0 }
            }
            Workspace::Code => {
                let lists = width - LISTS[0] < text;
                let beside = if lists || !self.desk.lists { width } else { width - LISTS[0] };
                Cramped { lists, inspector: beside - INSPECTOR[0] < text }
            }
            // Beside a concordance there is room for lists only in a wide window, and for the inspector never.
            Workspace::Search => Cramped { lists: width < 1_200.0, inspector: false },
            Workspace::Analyse | Workspace::Report | Workspace::History | Workspace::Memos => Cramped::default(),
        };
        if self.desk.drawer.is_some_and(|side| !self.desk.cramped.holds(side)) {
            self.desk.drawer = None;
        }
        let codes = self.desk.workspace == Workspace::Code;
        if codes && self.desk.takes_inspector() && self.desk.cramped.inspector {
            self.desk.drawer = Some(Side::Inspector);
        }
        if self.desk.cramped.inspector && !before.inspector {
            // What was being written in it is kept when the window grows narrow.
            actions.push(Action::With(Box::new(Self::flush_drafts)));
        }
    }

    /// The panels that stand beside what is read; of the inspector only the place, which is drawn later.
    fn sides_ui(&mut self, ui: &mut Ui, view: &ShellView, actions: &mut Actions) -> Option<Rect> {
        let side = Frame::new().fill(theme::tokens(ui).panel).inner_margin(egui::Margin::same(0));
        let (workspace, cramped) = (self.desk.workspace, self.desk.cramped);
        let codes = workspace == Workspace::Code;
        let inspector = codes && self.desk.inspector && !cramped.inspector;
        // Neither may be drawn so wide that the other would have to go, or the text.
        let text = if codes { view.reading.least_room() } else { 600.0 };
        if matches!(workspace, Workspace::Code | Workspace::Search) && self.desk.lists && !cramped.lists {
            let others = text + if inspector { INSPECTOR[0] } else { 0.0 };
            let widest = (ui.available_width() - others).clamp(LISTS[0], LISTS[1]);
            let name = view.text("app.edge_lists");
            let range = LISTS[0]..=widest;
            let panel = SizedPanel { edge: Edge::Left, salt: "lists", name, frame: side, range };
            let mut wanted = self.desk.lists_width;
            let shown =
                panel.show(ui, &mut wanted, |ui| panels::lists_ui(ui, view, &mut self.views, &mut self.desk, actions));
            self.desk.lists_width = wanted;
            let (documents, codes) = shown.response.rect.split_top_bottom_at_y(shown.inner);
            self.stations.stand(Station::Documents, documents);
            self.stations.stand(Station::Codes, codes);
        }
        inspector.then(|| {
            let widest = (ui.available_width() - text).clamp(INSPECTOR[0], INSPECTOR[1]);
            let name = view.text("app.edge_inspector");
            let range = INSPECTOR[0]..=widest;
            let panel = SizedPanel { edge: Edge::Right, salt: "inspector", name, frame: side, range };
            let wanted = &mut self.desk.inspector_width;
            let shown = panel.show(ui, wanted, |ui| ui.allocate_space(ui.available_size()).1);
            self.stations.stand(Station::Inspector, shown.response.rect);
            shown.inner
        })
    }

    /// What is chosen; while a text is corrected and no coding is asked for, what that does to codings.
    fn beside_ui(&mut self, ui: &mut Ui, read: &ShellView, actions: &mut Actions) {
        if self.is_correcting() && !matches!(self.desk.choice, Choice::Coding(_)) {
            panels::correct::beside_ui(ui, read, &self.views.correct, actions);
        } else {
            panels::inspector::inspector_ui(ui, read, &mut self.views.inspector, actions);
        }
    }

    fn workspace_ui(&mut self, ui: &mut Ui, view: &ShellView, read: &ShellView, actions: &mut Actions) {
        let paper = Frame::new().fill(theme::tokens(ui).paper);
        let centre = CentralPanel::no_frame().frame(paper).show(ui, |ui| match self.desk.workspace {
            Workspace::Code if self.is_correcting() => {
                let Views { correct, reading, .. } = &mut self.views;
                panels::correct::correct_ui(ui, view, correct, reading, actions);
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
        self.stations.stand(Station::Centre, centre.response.rect);
    }

    /// A panel for which there is no room, over the text at its own edge.
    fn drawer_ui(&mut self, ui: &Ui, inside: Rect, (view, read): (&ShellView, &ShellView), actions: &mut Actions) {
        let Some(side) = self.desk.drawer else { return };
        let t = theme::tokens(ui);
        let wanted = match side {
            Side::Lists => self.desk.lists_width,
            Side::Inspector => self.desk.inspector_width.max(280.0),
        };
        let size = Vec2::new(wanted.min(inside.width() - BESIDE_DRAWER), inside.height());
        let corner = match side {
            Side::Lists => inside.min,
            Side::Inspector => pos2(inside.right() - size.x, inside.top()),
        };
        let place = Rect::from_min_size(corner, size);
        // One id each: what scrolls in them keeps its place.
        let id = Id::unique(match side {
            Side::Lists => "drawer of lists",
            Side::Inspector => "drawer of the inspector",
        });
        Area::new(id).order(Order::Middle).fixed_pos(corner).constrain(false).show(ui.ctx(), |ui| {
            // What lies under it steps back.
            ui.painter().rect_filled(inside, 0, t.paper.gamma_multiply(0.6));
            ui.painter().add(ui.visuals().window_shadow.as_shape(place, 0));
            ui.painter().rect_filled(place, 0, t.panel);
            let inner = match side {
                Side::Lists => place.right_top(),
                Side::Inspector => place.left_top(),
            };
            ui.painter().vline(inner.x, place.y_range(), Stroke::new(1.0, t.line));
            ui.allocate_rect(place, egui::Sense::click());
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                ui.set_clip_rect(place);
                match side {
                    Side::Lists => {
                        panels::lists_ui(ui, view, &mut self.views, &mut self.desk, actions);
                    }
                    Side::Inspector => self.beside_ui(ui, read, actions),
                }
            });
            // Outside, where it lies on nothing of the panel.
            let left = if side == Side::Lists { place.right() + 8.0 } else { place.left() - 36.0 };
            let cross = Rect::from_min_size(pos2(left, place.top() + 9.0), Vec2::splat(28.0));
            ui.painter().rect(cross, 14, t.panel, Stroke::new(1.0, t.line), egui::StrokeKind::Inside);
            ui.scope_builder(UiBuilder::new().max_rect(cross), |ui| {
                if widgets::icon_button_of(ui, Icon::Cross, view.text("reading.close_drawer"), 28.0, None).clicked() {
                    actions.push(Action::With(Box::new(Self::close_drawer)));
                }
            });
        });
        if beside(ui, inside, place) {
            actions.push(Action::With(Box::new(Self::close_drawer)));
        }
    }
}

/// Whether somebody clicked on what lies under a drawer, and not on a menu over it.
fn beside(ui: &Ui, inside: Rect, drawer: Rect) -> bool {
    let (clicked, at) = ui.input(|input| (input.pointer.primary_pressed(), input.pointer.interact_pos()));
    let Some(at) = at.filter(|at| clicked && inside.contains(*at) && !drawer.contains(*at)) else { return false };
    ui.ctx().layer_id_at(at).is_none_or(|layer| layer.order == Order::Background)
}
