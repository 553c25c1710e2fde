//! What stands above the passages: name, place in the tree, numbers, and what is said of the code: what it means, to
//! be written here, or the memos about it. In a low page the passages have the room until somebody asks otherwise.

use std::collections::BTreeSet;

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, Vec2};

use super::{CodePage, Said};
use crate::app::actions::{Action, Actions, Centre};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::inspector::{InspectorView, definition_ui, memos_of_code_ui};
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, MemoOn, Message};

/// Of the page's height so much may be what is said of the code.
const SHARE: f32 = 0.34;
/// So much of a page is left to the passages and what stands around them.
const REST: f32 = 460.0;
/// In a page lower than this nothing is said of the code unless somebody asks for it.
const LOW: f32 = 660.0;
/// In a page narrower than this what is to be said is chosen in a line of its own.
const NARROW: f32 = 560.0;

pub(super) fn head_ui(
    ui: &mut Ui,
    view: &ShellView,
    code: &Code,
    state: &mut CodePage,
    inspector: &mut InspectorView,
    actions: &mut Actions,
) {
    let height = ui.available_height();
    let most = (height * SHARE).min((height - REST).max(96.0));
    let said = match state.shown.said {
        Said::AsRoomIs if height < LOW => Said::Folded,
        Said::AsRoomIs => Said::Shown,
        said => said,
    };
    let wide = ui.available_width() >= NARROW;
    state.memos.attend(view, MemoOn::Code(code.id));
    path_ui(ui, view, code, actions);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        let (dot, _) = ui.allocate_exact_size(Vec2::new(16.0, 28.0), Sense::hover());
        let colour = theme::stripe(code.colour, theme::theme_of(ui));
        ui.painter().circle_filled(dot.center(), 7.0, colour);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = view.text("code_page.close");
            if widgets::icon_button(ui, Icon::Cross, close).clicked() {
                actions.push(Action::ShowCentre(Centre::Text));
            }
            if wide {
                tabs_ui(ui, view, said, state);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(&code.name).family(fonts::bold()).size(theme::size::TITLE);
                ui.add(egui::Label::new(name).truncate());
                if let Some(gathered) = &state.gathered {
                    let counts = Message::new("code_page.counts")
                        .with("codings", grouped(gathered.codings as u64))
                        .with("documents", grouped(gathered.documents as u64))
                        .with("coders", gathered.coders);
                    ui.add(egui::Label::new(widgets::quiet(ui, view.say(&counts))).truncate());
                    if gathered.hidden > 0 {
                        let hidden = Message::new("code_page.hidden").with("count", gathered.hidden);
                        if widgets::link_button(ui, &view.say(&hidden)).clicked() {
                            actions.push(Action::With(Box::new(|shell| shell.hide_coders(BTreeSet::new()))));
                        }
                    }
                }
            });
        });
    });
    if !wide {
        tabs_ui(ui, view, said, state);
    }
    let area = |salt: &'static str| ScrollArea::vertical().id_salt(salt).max_height(most).auto_shrink([false, true]);
    match said {
        Said::Memos => {
            ui.add_space(space::TINY);
            area("memos of the code").show(ui, |ui| {
                memos_of_code_ui(ui, view, &mut state.memos, MemoOn::Code(code.id), actions);
            });
        }
        Said::Shown => {
            ui.add_space(space::TINY);
            area("said of the code").show(ui, |ui| definition_ui(ui, view, inspector, code, actions));
        }
        Said::Folded | Said::AsRoomIs => {
            // In one line, so that whoever reads the passages still knows what the code means.
            if let Some(line) = code.definition.lines().map(str::trim).find(|line| !line.is_empty()) {
                let said = egui::Label::new(widgets::quiet(ui, line)).truncate();
                ui.add(said).on_hover_text(code.definition.trim());
            }
        }
    }
    ui.add_space(space::TINY);
}

/// What is to be said of the code: chosen once, kept for the project.
fn tabs_ui(ui: &mut Ui, view: &ShellView, said: Said, state: &mut CodePage) {
    let memos = match state.memos.count() {
        0 => view.text("code_page.memos").to_owned(),
        count => format!("{} {count}", view.text("code_page.memos")),
    };
    let mut tabs = [
        (Said::Shown, view.text("code_page.said")),
        (Said::Memos, memos.as_str()),
        (Said::Folded, view.text("code_page.fold")),
    ];
    let mut chosen = said;
    if ui.layout().prefer_right_to_left() {
        // They are laid out from the edge of the page, and read from left to right all the same.
        tabs.reverse();
    }
    if parts::segments_ui(ui, &tabs, &mut chosen) {
        state.shown.said = chosen;
    }
}

/// The codes above, each of which opens.
fn path_ui(ui: &mut Ui, view: &ShellView, code: &Code, actions: &mut Actions) {
    let mut above = view.project.code_ancestors(code.id);
    if above.is_empty() {
        return;
    }
    above.reverse();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 2.0;
        for id in above {
            let Some(parent) = view.project.code(id) else { continue };
            let name = RichText::new(&parent.name).size(theme::size::SMALL).color(theme::tokens(ui).accent);
            if ui.add(egui::Button::new(name).frame_when_inactive(false)).clicked() {
                actions.push(Action::ShowCentre(Centre::Code(id)));
            }
            ui.label(widgets::caption(ui, "›"));
        }
    });
}
