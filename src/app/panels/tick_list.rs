//! A list of codes or documents to tick, with all and none; long ones scroll.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{Align, FontId, Rect, Ui, Vec2, WidgetInfo, pos2};

use super::parts::{self, Tick};
use super::rows::Rows;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::{CodeId, Colour, DocumentId};

/// What is ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ticked<T> {
    /// Everything, also what comes later.
    #[default]
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Copy + Ord> Ticked<T> {
    /// Whether one is ticked.
    #[must_use]
    pub fn holds(&self, id: T) -> bool {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(&id),
        }
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Only(some) if some.is_empty())
    }

    fn toggle(&mut self, id: T, all: impl Iterator<Item = T>) {
        let all: BTreeSet<T> = all.collect();
        let mut some = match std::mem::take(self) {
            Self::All => all.clone(),
            Self::Only(some) => some,
        };
        if !some.remove(&id) {
            some.insert(id);
        }
        *self = if all.is_subset(&some) { Self::All } else { Self::Only(some) };
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct TickRow<'a, T> {
    /// Of what.
    pub id: T,
    /// How far in.
    pub depth: usize,
    /// Its name.
    pub name: &'a str,
    /// What is said of it when pointed at.
    pub path: String,
    /// Of a code.
    pub colour: Option<Colour>,
    /// How often.
    pub count: usize,
}

/// The codes in the order of the tree.
#[must_use]
pub fn code_rows(view: &ShellView) -> Vec<TickRow<'_, CodeId>> {
    let row = |row: &crate::model::CodeRow| {
        let code = view.project.code(row.id)?;
        let path = view.project.code_path(row.id);
        Some(TickRow {
            id: row.id,
            depth: row.depth,
            name: &code.name,
            path,
            colour: Some(code.colour),
            count: row.own,
        })
    };
    view.codebook.rows().iter().filter_map(row).collect()
}

/// The documents in the order of the list.
#[must_use]
pub fn document_rows(view: &ShellView) -> Vec<TickRow<'_, DocumentId>> {
    let row = |document: &&'_ std::sync::Arc<crate::model::Document>| document.id;
    let ids: Vec<DocumentId> = view.project.documents_in_order().iter().map(row).collect();
    ids.into_iter()
        .filter_map(|id| {
            let document = view.project.document(id)?;
            let count = view.project.codings(id).len();
            let (name, path) = (document.title.as_str(), document.title.clone());
            Some(TickRow { id, depth: 0, name, path, colour: None, count })
        })
        .collect()
}

const LINE: f32 = 24.0;

/// Draws the heading with all and none, and the list below it. Says whether anything changed.
pub fn tick_list_ui<T: Copy + Ord>(
    ui: &mut Ui,
    view: &ShellView,
    heading: &str,
    rows: &[TickRow<'_, T>],
    ticked: &mut Ticked<T>,
    list: &mut Rows,
    height: f32,
) -> bool {
    let before = ticked.clone();
    ui.horizontal(|ui| {
        ui.label(widgets::caption(ui, heading).family(crate::app::fonts::bold()));
        let count = rows.iter().filter(|row| ticked.holds(row.id)).count();
        ui.label(widgets::caption(ui, format!("{count}/{}", rows.len())));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().button_padding.x = space::TINY;
            ui.spacing_mut().item_spacing.x = 0.0;
            let link = |ui: &mut Ui, text: &str| {
                let response = widgets::link_button(ui, text);
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{heading}: {text}")));
                response.clicked()
            };
            if link(ui, view.text("report.none")) {
                *ticked = Ticked::Only(BTreeSet::new());
            }
            if link(ui, view.text("report.all")) {
                *ticked = Ticked::All;
            }
        });
    });
    let height = height.min(rows.len().max(1) as f32 * LINE);
    ui.allocate_ui(Vec2::new(ui.available_width(), height), |ui| {
        let mut toggled = None;
        let clicked = list.ui(ui, heading, rows.len(), LINE, |ui, rect, at, response| {
            let row = &rows[at];
            let t = theme::tokens(ui);
            let on = ticked.holds(row.id);
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &row.path));
            if response.hovered() {
                ui.painter().rect_filled(rect, RADIUS, t.hover);
            }
            let left = rect.left() + 2.0 + (row.depth.min(6) as f32) * 14.0;
            let place = Rect::from_min_size(pos2(left, rect.top()), Vec2::new(22.0, LINE));
            let tick = if on { Tick::On } else { Tick::Off };
            // The row itself is what is heard and pressed; the box only shows.
            parts::paint_tick(ui, place, tick, response.hovered() || response.has_focus());
            let mut x = place.right() + 2.0;
            if let Some(colour) = row.colour {
                let colour = theme::stripe(colour, theme::theme_of(ui));
                ui.painter().circle_filled(pos2(x + 5.0, rect.center().y), 4.0, colour);
                x += 15.0;
            }
            let right = rect.right() - 14.0;
            let end = Rect::from_min_max(pos2(x, rect.top()), pos2(right, rect.bottom()));
            let small = FontId::proportional(size::SMALL);
            let taken = widgets::text_in(ui, end, &row.count.to_string(), small, t.quiet, Align::Max);
            let name = Rect::from_min_max(end.min, pos2(right - taken - 6.0, rect.bottom()));
            let ink = if on { t.ink } else { t.quiet };
            widgets::text_in(ui, name, row.name, FontId::proportional(size::BODY), ink, Align::Min);
            if row.depth > 0 {
                response.clone().on_hover_text(&row.path);
            }
        });
        if let Some(at) = clicked {
            toggled = rows.get(at).map(|row| row.id);
        }
        if let Some(id) = toggled {
            ticked.toggle(id, rows.iter().map(|row| row.id));
        }
    });
    *ticked != before
}
