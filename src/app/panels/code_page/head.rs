//! What stands above the passages: name, place in the tree, numbers, and what the code means, to be written here.

use std::collections::BTreeSet;

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, Vec2};

use super::{CodePage, Said};
use crate::app::actions::{Action, Actions, Centre};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::inspector::{InspectorView, definition_ui};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{Code, Message};

/// Of the page's height so much may be what is said of the code.
const SHARE: f32 = 0.34;
/// In a low page so much is left to the passages and what stands around them.
const REST: f32 = 460.0;

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
            let (icon, label) = match state.shown.said {
                Said::Shown => (Icon::Up, "code_page.fold"),
                Said::Folded => (Icon::Down, "code_page.unfold"),
            };
            if widgets::icon_button(ui, icon, view.text(label)).clicked() {
                state.shown.said = if state.shown.said == Said::Shown { Said::Folded } else { Said::Shown };
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
    if state.shown.said == Said::Shown {
        ui.add_space(space::TINY);
        ScrollArea::vertical().id_salt("said of the code").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
            definition_ui(ui, view, inspector, code, actions);
        });
    }
    ui.add_space(space::TINY);
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
