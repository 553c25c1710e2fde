//! Above the list of documents: its title, how it is arranged, and what several that are chosen offer.

use egui::{Align, Layout, Popup, PopupCloseBehavior, ScrollArea, Ui};

use super::order::{Arrangement, Coded, SortBy, Way};
use super::{DocumentsView, menu, row};
use crate::app::actions::{Action, Actions, Centre};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::Message;

const BUTTON: f32 = 26.0;

/// Title, count, buttons.
pub(super) fn head_ui(ui: &mut Ui, view: &ShellView, state: &mut DocumentsView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        ui.label(widgets::bold(view.text("documents.title")));
        // With a filter on: so many of all.
        let (shown, all) = (state.listed.len(), view.project.documents().len());
        let count = if shown == all { all.to_string() } else { format!("{shown} / {all}") };
        ui.label(widgets::caption(ui, count));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_enabled_ui(view.writing(), |ui| {
                let tip = UiCommand::ImportFiles.name(view.language);
                if widgets::icon_button_of(ui, Icon::Import, &tip, BUTTON, None).clicked() {
                    actions.run(UiCommand::ImportFiles);
                }
            });
            let on = view.desk.centre == Centre::Sheet;
            let ink = if on { theme::tokens(ui).accent } else { theme::tokens(ui).quiet };
            let words = egui::RichText::new(view.text("documents.sheet_short")).size(theme::size::SMALL).color(ink);
            let button = ui.add(egui::Button::new(words).frame_when_inactive(false).min_size(egui::vec2(0.0, BUTTON)));
            button.widget_info(|| {
                let role = egui::accesskit::Role::Button;
                egui::WidgetInfo::selected(role, true, on, view.text("documents.sheet"))
            });
            widgets::focus_ring(ui, &button);
            let tip = UiCommand::ShowSheet.tooltip(view.language, ui.ctx());
            if button.on_hover_text(tip).clicked() {
                actions.push(Action::ShowCentre(if on { Centre::Text } else { Centre::Sheet }));
            }
            if view.project.documents().len() > 0 {
                let changed = state.arrangement.coded != Coded::All || state.arrangement.sort != SortBy::Own;
                let colour = changed.then(|| theme::tokens(ui).accent);
                let button = widgets::icon_button_of(ui, Icon::Lines, view.text("documents.arrange"), BUTTON, colour);
                Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
                    arrange_ui(ui, view, &mut state.arrangement);
                });
            }
        });
    });
}

/// What the menu offers: which documents, in which order, with which columns.
fn arrange_ui(ui: &mut Ui, view: &ShellView, arrangement: &mut Arrangement) {
    ui.set_min_width(180.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    widgets::section(ui, view.text("documents.show"));
    for coded in Coded::ALL {
        ui.radio_value(&mut arrangement.coded, coded, view.text(coded.name()));
    }
    widgets::section(ui, view.text("documents.sort"));
    for sort in SortBy::ALL {
        ui.radio_value(&mut arrangement.sort, sort, view.text(sort.name()));
    }
    let mut down = arrangement.way == Way::Down;
    if ui.checkbox(&mut down, view.text("documents.sort_down")).changed() {
        arrangement.way = if down { Way::Down } else { Way::Up };
    }
    let known = attribute_names(view);
    if known.is_empty() {
        return;
    }
    widgets::section(ui, view.text("documents.columns"));
    let shown = columns(view, arrangement);
    ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
        for name in known {
            let mut on = shown.contains(&name);
            if ui.checkbox(&mut on, &name).changed() {
                let mut chosen = shown.clone();
                chosen.retain(|held| *held != name);
                if on {
                    chosen.push(name);
                }
                arrangement.columns = Some(chosen);
            }
        }
    });
    if ui.available_width() > 0.0 {
        ui.label(widgets::caption(ui, view.text("documents.columns_line")));
    }
}

/// Attributes of which a document has a value, in the order of the project.
fn attribute_names(view: &ShellView) -> Vec<String> {
    let filled = |(name, value): (&'_ String, &'_ String)| (!value.trim().is_empty()).then(|| name.clone());
    let used: std::collections::BTreeSet<String> =
        view.project.documents().flat_map(|document| document.attributes.iter().filter_map(filled)).collect();
    let known = view.project.attributes_in_order();
    known.into_iter().filter(|held| used.contains(&held.name)).map(|held| held.name.clone()).collect()
}

/// Attributes that stand as columns in a wide list.
pub(super) fn columns(view: &ShellView, arrangement: &Arrangement) -> Vec<String> {
    match &arrangement.columns {
        // Nobody has a value of one that was chosen then: it would be an empty column.
        Some(chosen) => {
            let known = attribute_names(view);
            chosen.iter().filter(|name| known.contains(name)).cloned().collect()
        }
        None => attribute_names(view).into_iter().take(2).collect(),
    }
}

/// As many of them as there is room for.
pub(super) fn columns_in(view: &ShellView, arrangement: &Arrangement, width: f32) -> Vec<String> {
    let mut columns = columns(view, arrangement);
    columns.truncate(row::most_columns(width));
    columns
}

/// A line that says what is left out of the list, and how many are chosen with what can be done to them.
pub(super) fn chosen_ui(ui: &mut Ui, view: &ShellView, state: &mut DocumentsView, actions: &mut Actions) {
    if state.arrangement.coded != Coded::All {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::TINY;
            let only = view.text(state.arrangement.coded.name());
            ui.label(widgets::caption(ui, view.say(&Message::new("documents.only").with("what", only))));
            let tip = view.text("documents.show_all");
            if widgets::icon_button_of(ui, Icon::Cross, tip, 20.0, None).clicked() {
                state.arrangement.coded = Coded::All;
            }
        });
    }
    if state.selected.len() < 2 {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let count = Message::new("documents.chosen").with("count", state.selected.len());
        ui.label(widgets::caption(ui, view.say(&count)).color(theme::tokens(ui).accent));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button_of(ui, Icon::Cross, view.text("documents.choose_none"), 22.0, None).clicked() {
                state.selected.clear();
            }
            if view.writing()
                && let Some(first) = state.selected.first().copied()
            {
                let meant = state.meant(first);
                menu::deeds_ui(ui, view, &meant, actions);
            }
        });
    });
}
