//! The bar between the head and the passages: what is shown of them and how, and what to do with those ticked.

use egui::{Ui, Vec2};

use super::gather::{Around, PageSort, Reach};
use super::{CodePage, deeds};
use crate::app::actions::Actions;
use crate::app::panels::codes;
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::{Code, Message};

/// In a page as wide as this, what to do with passages stands beside what is ticked.
const BESIDE: f32 = 620.0;

pub(super) fn bar_ui(ui: &mut Ui, view: &ShellView, code: &Code, state: &mut CodePage, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        ui.allocate_ui(Vec2::new(200.0_f32.min(ui.available_width()), 28.0), |ui| {
            widgets::filter_field(ui, view.text("code_page.filter"), &mut state.filter);
        });
        let around = [
            (Around::None, view.text("code_page.around_none")),
            (Around::Sentence, view.text("code_page.around_sentence")),
            (Around::Paragraph, view.text("code_page.around_paragraph")),
        ];
        parts::choice_ui(ui, view.text("code_page.around"), &around, &mut state.shown.around);
        let sorts = [
            (PageSort::Documents, view.text("code_page.sort_documents")),
            (PageSort::Time, view.text("code_page.sort_time")),
            (PageSort::Coder, view.text("code_page.sort_coder")),
        ];
        parts::choice_ui(ui, view.text("code_page.sort"), &sorts, &mut state.shown.sort);
        if view.codebook.row(code.id).is_some_and(|row| row.below > 0) {
            let tick = if state.shown.reach == Reach::Below { Tick::On } else { Tick::Off };
            if parts::tick_line(ui, tick, view.text("code_page.with_below")).clicked() {
                state.shown.reach = if tick == Tick::On { Reach::Own } else { Reach::Below };
            }
        }
    });
    let Some(gathered) = state.gathered.clone().filter(|gathered| gathered.codings > 0) else { return };
    let deeds_beside = ui.available_width() >= BESIDE;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        ui.set_min_height(30.0);
        let (ticked, all) = (state.ticked.len(), gathered.entries.len());
        let said = if ticked > 0 {
            Message::new("code_page.ticked").with("ticked", grouped(ticked as u64))
        } else if all < gathered.codings {
            Message::new("code_page.shown_of").with("shown", grouped(all as u64)).with("all", gathered.codings)
        } else {
            Message::new("code_page.tick_all")
        };
        if all > 0 && parts::tick_line(ui, Tick::of(ticked, all), &view.say(&said)).clicked() {
            if ticked == all {
                state.ticked.clear();
            } else {
                state.ticked = gathered.entries.iter().map(|entry| entry.place).collect();
            }
        }
        if deeds_beside {
            // As wide as it was in the frame before, so that it ends at the edge of the page.
            let id = ui.scope_id().with("deeds");
            let before: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
            ui.add_space((ui.available_width() - before).max(0.0));
            let shown = ui.scope(|ui| ui.horizontal(|ui| deeds_ui(ui, view, code, state, actions)));
            let now = shown.response.rect.width();
            if (now - before).abs() > 0.5 {
                ui.data_mut(|data| data.insert_temp(id, now));
                ui.ctx().request_repaint();
            }
        }
    });
    if !deeds_beside {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(space::TINY);
            deeds_ui(ui, view, code, state, actions);
        });
    }
}

/// What to do with the passages that are ticked; taking out is about all that are shown.
fn deeds_ui(ui: &mut Ui, view: &ShellView, code: &Code, state: &CodePage, actions: &mut Actions) {
    ui.add_enabled_ui(view.writing() && !state.ticked.is_empty(), |ui| {
        if ui.button(view.text("code_page.also")).clicked() {
            deeds::ask_also(view, code, state, actions);
        }
        if ui.button(view.text("code_page.recode")).clicked() {
            deeds::ask_recode(view, code, state, actions);
        }
        if ui.button(view.text("code_page.remove")).clicked() {
            deeds::remove(view, state, actions);
        }
    });
    if ui.button(view.text("code_page.export")).clicked() {
        codes::export(codes_shown(view, code, state), actions);
    }
}

fn codes_shown(view: &ShellView, code: &Code, state: &CodePage) -> Vec<crate::model::CodeId> {
    match state.shown.reach {
        Reach::Own => vec![code.id],
        Reach::Below => view.codebook.with_below(code.id),
    }
}
