//! The start page: new, open, recent projects, samples.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::theme::{self, size, space};
use crate::app::time;
use crate::app::view_state::{Recent, Settings};
use crate::app::widgets;
use crate::i18n::Language;
use crate::session::samples::SAMPLES;
use crate::store::{Environment, Fs};

/// What it remembers while it is shown.
#[derive(Default)]
pub struct StartView {
    /// Whether the folders of recent projects are there: looked at when the page opens, since a folder on
    /// another machine may take its time.
    there: BTreeMap<PathBuf, bool>,
}

impl StartView {
    fn is_there(&mut self, folder: &Path, fs: &dyn Fs) -> bool {
        if let Some(there) = self.there.get(folder) {
            return *there;
        }
        let there = fs.exists(folder);
        self.there.insert(folder.to_owned(), there);
        there
    }
}

/// Draws it.
pub fn start_ui(
    ui: &mut Ui,
    state: &mut StartView,
    language: Language,
    settings: &Settings,
    environment: &Environment,
    actions: &mut Actions,
) {
    let corner = Rect::from_min_size(ui.max_rect().right_top() + Vec2::new(-112.0, 12.0), Vec2::new(100.0, 32.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(corner), |ui| {
        ui.horizontal(|ui| {
            let icon = if ui.visuals().dark_mode { Icon::Sun } else { Icon::Moon };
            if widgets::icon_button(ui, icon, &UiCommand::SwitchTheme.name(language)).clicked() {
                actions.run(UiCommand::SwitchTheme);
            }
            super::top_bar::language_button_ui(ui, language, actions);
        });
    });
    let width = 720.0_f32.min(ui.max_rect().width() - 2.0 * space::HUGE);
    let column = Rect::from_center_size(ui.max_rect().center(), Vec2::new(width, ui.max_rect().height() - 60.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(column), |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(column.height() * 0.06);
            ui.label(egui::RichText::new(language.text("app.name")).size(36.0).family(fonts::bold()));
            ui.label(widgets::quiet(ui, language.text("start.line")));
            ui.add_space(space::HUGE);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::MEDIUM;
                if card_ui(ui, Icon::Plus, language.text("start.new"), language.text("start.new_line"), width).clicked()
                {
                    actions.run(UiCommand::NewProject);
                }
                let open =
                    card_ui(ui, Icon::Folder, language.text("start.open"), language.text("start.open_line"), width);
                if open.clicked() {
                    actions.run(UiCommand::OpenProject);
                }
            });
            ui.add_space(space::TINY);
            ui.label(widgets::caption(ui, language.text("start.drop_hint")));
            ui.add_space(space::MEDIUM);
            if !settings.recent.is_empty() {
                widgets::section(ui, language.text("start.recent"));
                for recent in &settings.recent {
                    let there = state.is_there(&recent.folder, &*environment.fs);
                    recent_ui(ui, language, recent, there, actions);
                }
                ui.add_space(space::LARGE);
            }
            widgets::section(ui, language.text("start.samples"));
            for sample in &SAMPLES {
                let (title, about) = (language.say(&sample.title()), language.say(&sample.about()));
                let response = line_ui(ui, Icon::Document, &title, &about, 2, "");
                if response.clicked() {
                    actions.push(Action::OpenSample(sample.name.to_owned()));
                }
                response.on_hover_text(about);
            }
            ui.add_space(space::HUGE);
            ui.label(widgets::caption(ui, language.text("start.local")));
        });
    });
}

fn card_ui(ui: &mut Ui, icon: Icon, title: &str, line: &str, width: f32) -> egui::Response {
    let t = theme::tokens(ui);
    let side = Vec2::new((width - space::MEDIUM) / 2.0 - 1.0, 84.0);
    let (rect, response) = ui.allocate_exact_size(side, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    let lit = response.hovered() || response.has_focus();
    let edge = if lit { t.accent } else { t.edge };
    ui.painter().rect(rect, 10, if lit { t.hover } else { t.field }, Stroke::new(1.0, edge), StrokeKind::Inside);
    let picture = Rect::from_center_size(rect.left_center() + Vec2::new(36.0, 0.0), Vec2::splat(28.0));
    widgets::focus_ring(ui, &response);
    icon.paint(ui.painter(), picture, 26.0, t.accent);
    let text = Rect::from_min_max(pos2(rect.left() + 68.0, rect.top() + 18.0), rect.max - Vec2::new(12.0, 16.0));
    let (upper, lower) = text.split_top_bottom_at_fraction(0.5);
    widgets::text_in(ui, upper, title, FontId::new(16.0, fonts::bold()), t.ink, Align::Min);
    widgets::text_in(ui, lower, line, FontId::proportional(size::SMALL), t.quiet, Align::Min);
    response
}

/// A row with a title, and below it what is said of it, in so many rows at most: a path is known by its ends, a
/// description is read.
fn line_ui(ui: &mut Ui, icon: Icon, title: &str, line: &str, rows: usize, right: &str) -> egui::Response {
    let t = theme::tokens(ui);
    let small = FontId::proportional(size::SMALL);
    let mut job = egui::text::LayoutJob::simple(line.to_owned(), small.clone(), t.quiet, ui.available_width() - 84.0);
    job.wrap.max_rows = rows;
    let below = ui.painter().layout_job(job);
    let height = 30.0 + below.size().y.max(ui.fonts_mut(|fonts| fonts.row_height(&small)));
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), title));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS, t.hover);
    }
    widgets::focus_ring(ui, &response);
    let mark = Rect::from_center_size(rect.left_top() + Vec2::new(20.0, 23.0), Vec2::splat(18.0));
    icon.paint(ui.painter(), mark, 18.0, t.quiet);
    let inner = Rect::from_min_max(pos2(rect.left() + 40.0, rect.top() + 5.0), rect.max - Vec2::new(44.0, 5.0));
    let (upper, lower) = inner.split_top_bottom_at_y(inner.top() + 18.0);
    let taken = widgets::text_in(ui, upper, right, small.clone(), t.quiet, Align::Max);
    let name = Rect::from_min_max(upper.min, pos2(upper.right() - taken - space::SMALL, upper.bottom()));
    widgets::text_in(ui, name, title, FontId::proportional(size::BODY), t.ink, Align::Min);
    ui.painter().galley(lower.left_top() + Vec2::new(0.0, 1.0), below, t.quiet);
    response
}

fn recent_ui(ui: &mut Ui, language: Language, recent: &Recent, there: bool, actions: &mut Actions) {
    let path = recent.folder.display().to_string();
    let line = if there { path } else { format!("{}  {path}", language.text("start.gone")) };
    let when = if there { time::date(recent.opened) } else { String::new() };
    let response = line_ui(ui, Icon::Folder, &recent.title, &line, 1, &when);
    let mut restores = false;
    if !there {
        let place = Rect::from_min_max(
            response.rect.right_top() - Vec2::new(210.0, 0.0),
            response.rect.right_bottom() - Vec2::new(44.0, 0.0),
        );
        let place = egui::UiBuilder::new().max_rect(place).layout(egui::Layout::right_to_left(Align::Center));
        restores =
            ui.scope_builder(place, |ui| widgets::link_button(ui, language.text("backup.from_backup")).clicked()).inner;
    }
    let cross = Rect::from_center_size(response.rect.right_center() - Vec2::new(22.0, 0.0), Vec2::splat(24.0));
    let forget = language.say(&crate::model::Message::new("start.forget").with("title", &recent.title));
    let forgotten = ui
        .scope_builder(egui::UiBuilder::new().max_rect(cross), |ui| {
            widgets::icon_button_of(ui, Icon::Cross, &forget, 24.0, None).clicked()
        })
        .inner;
    if forgotten {
        actions.push(Action::ForgetRecent(recent.folder.clone()));
    } else if restores {
        let (folder, title) = (recent.folder.clone(), recent.title.clone());
        actions.push(Action::With(Box::new(move |shell| shell.show_backups(folder, title))));
    } else if response.clicked() {
        actions.push(Action::OpenProject(recent.folder.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryFs;

    #[test]
    fn the_folder_of_a_recent_project_is_looked_for_once() {
        let fs = MemoryFs::default();
        let folder = Path::new("/研究/甲.tianye");
        let mut state = StartView::default();
        assert!(!state.is_there(folder, &fs));
        fs.create_folder(folder).unwrap();
        assert!(!state.is_there(folder, &fs), "the disk is not asked again while the page is open");
        assert!(StartView::default().is_there(folder, &fs));
    }
}
