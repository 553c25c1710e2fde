//! The menu beside the field: searches that the project keeps, with how much each finds now, and what was searched
//! for on this computer.

use egui::{Align, FontId, Popup, PopupCloseBehavior, Rect, ScrollArea, Ui, Vec2, pos2};

use super::SearchView;
use super::count::{Count, Counts, For};
use crate::app::actions::Actions;
use crate::app::dialogs::{Dialog, ShelfDialog};
use crate::app::icons::Icon;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook};
use crate::model::{Message, Shelf};
use crate::search::Query;

/// Width of the menu.
const WIDTH: f32 = 400.0;

/// What the menu remembers.
#[derive(Default)]
pub struct SavedView {
    counts: Counts,
}

impl SavedView {
    /// Of the saved searches.
    pub fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }
}

/// The button and its menu.
pub fn saved_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let label = view.text("query.saved");
    let button = super::head::square_button(ui, Icon::Clock, false, label);
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
        ui.spacing_mut().item_spacing.y = 2.0;
        saved_list_ui(ui, view, state, actions);
        ui.add_space(space::SMALL);
        widgets::hairline(ui);
        ui.add_space(space::TINY);
        recent_ui(ui, view, state);
    });
}

fn saved_list_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let items: Vec<_> = view.project.shelf(Shelf::Search).collect();
    let queries = items.iter().map(|item| item.value.clone()).collect();
    state.saved.counts.follow(view.revision, queries, For::Menu, actions);
    head_ui(ui, view.text("query.saved_searches"), |ui| {
        if !items.is_empty() && widgets::link_button(ui, view.text("query.manage")).clicked() {
            actions.ask(Dialog::Shelf(Box::new(ShelfDialog::open(Shelf::Search, None))));
            ui.close();
        }
        let query = state.query.get().trim();
        let whole = view.writing() && Query::parse(query).is_ok();
        let save = ui.add_enabled_ui(whole, |ui| widgets::link_button(ui, view.text("query.save_this"))).inner;
        if save.on_disabled_hover_text(view.text("query.save_this_first")).clicked() {
            actions.ask(Dialog::Shelf(Box::new(ShelfDialog::save_search(query))));
            ui.close();
        }
    });
    if items.is_empty() {
        ui.label(widgets::caption(ui, view.text("query.saved_none")));
    }
    let mut chosen = None;
    let most = ROW_HEIGHT * 7.5;
    ScrollArea::vertical().id_salt("saved searches").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
        for item in &items {
            let count = match state.saved.counts.of(&item.value) {
                Some(Count::Hits(count)) => grouped(count as u64),
                Some(Count::Mistake) => view.text("query.cannot_run").to_owned(),
                None => String::new(),
            };
            let heard = Message::new("query.saved_row").with("name", &item.name).with("count", &count);
            let (rect, response) = widgets::row(ui, &view.say(&heard), RowLook::Plain, ROW_HEIGHT + 2.0);
            row_ui(ui, rect, &item.name, &count);
            if response.clicked() {
                chosen = Some(item.value.clone());
            }
            response.on_hover_text(&item.value);
        }
    });
    run(ui, state, chosen);
}

fn recent_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let mut empties = false;
    let any = !state.recent.queries().is_empty();
    head_ui(ui, view.text("query.recent"), |ui| {
        empties = any && widgets::link_button(ui, view.text("query.recent_clear")).clicked();
    });
    if empties {
        state.recent.clear();
    }
    if state.recent.queries().is_empty() {
        ui.label(widgets::caption(ui, view.text("query.recent_none")));
    }
    let mut chosen = None;
    let most = ROW_HEIGHT * 8.5;
    ScrollArea::vertical().id_salt("recent searches").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
        for query in state.recent.queries() {
            let (rect, response) = widgets::row(ui, query, RowLook::Plain, ROW_HEIGHT);
            row_ui(ui, rect, query, "");
            if response.clicked() {
                chosen = Some(query.clone());
            }
        }
    });
    run(ui, state, chosen);
}

fn run(ui: &Ui, state: &mut SearchView, query: Option<String>) {
    if let Some(query) = query {
        state.look_for(&query);
        state.take_keyboard();
        ui.close();
        ui.ctx().request_repaint();
    }
}

fn head_ui(ui: &mut Ui, title: &str, deeds: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.label(widgets::caption(ui, title).family(crate::app::fonts::bold()));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), deeds);
    });
}

fn row_ui(ui: &Ui, rect: Rect, name: &str, detail: &str) {
    let t = theme::tokens(ui);
    let inner = rect.shrink2(Vec2::new(space::SMALL, 0.0));
    let taken = widgets::text_in(ui, inner, detail, FontId::proportional(size::SMALL), t.quiet, Align::Max);
    let words = Rect::from_min_max(inner.min, pos2(inner.right() - taken - space::SMALL, inner.bottom()));
    widgets::text_in(ui, words, name, FontId::proportional(size::BODY), t.ink, Align::Min);
}
