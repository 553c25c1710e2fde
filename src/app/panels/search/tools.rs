//! What is done with hits: how they are set out, which are ticked, how much around them is coded.

use std::collections::BTreeSet;

use egui::{Ui, Vec2};

use super::{Listing, SearchView};
use crate::app::actions::{Actions, Passage};
use crate::app::dialogs::{CodePicker, Dialog};
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::{Message, Project};
use crate::search::Hit;
use crate::search::concordance::Sort;
use crate::search::unit::{Unit, widen};

/// The passages of hits, in order; what several hits share is one passage.
#[must_use]
pub fn passages<'a>(project: &Project, hits: impl IntoIterator<Item = &'a Hit>, unit: Unit) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    for hit in hits {
        let Some(document) = project.document(hit.document) else { continue };
        if hit.span.end.0 > document.text.char_len() {
            continue;
        }
        let passage = Passage { document: hit.document, span: widen(document, hit.span, unit) };
        if found.last() != Some(&passage) {
            found.push(passage);
        }
    }
    found
}

/// How results are set out, what is ticked, and what is done with it.
pub(super) fn tools_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        let listings = [
            (Listing::Documents, view.text("search.ui.by_document")),
            (Listing::Concordance, view.text("search.ui.concordance")),
        ];
        parts::segments_ui(ui, &listings, &mut state.listing);
        if state.listing == Listing::Concordance {
            let sorts = [Sort::Document, Sort::Left, Sort::Right];
            let ids = sorts.map(|sort| (sort, format!("search.ui.sort.{}", sort.name())));
            let sorts: Vec<_> = ids.iter().map(|(sort, id)| (*sort, view.text(id))).collect();
            if parts::choice_ui(ui, view.text("search.ui.sort"), &sorts, &mut state.sort) {
                state.rows.rewind();
            }
        }
        ui.add_space(space::SMALL);
        let tick = Tick::of(state.ticked.len(), state.hits.len());
        if parts::tick_line(ui, tick, view.text("search.ui.tick_all")).clicked() {
            state.ticked = if tick == Tick::On { BTreeSet::new() } else { state.hits.iter().copied().collect() };
        }
        if !view.writing() {
            return;
        }
        ui.add_space(space::SMALL);
        let ids = Unit::ALL.map(|unit| (unit, format!("search.ui.unit.{}", unit.name())));
        let units: Vec<_> = ids.iter().map(|(unit, id)| (*unit, view.text(id))).collect();
        parts::choice_ui(ui, view.text("search.ui.unit"), &units, &mut state.unit.0);
        let deed = match state.ticked.len() {
            0 => view.text("search.ui.code_ticked_none").to_owned(),
            count => view.say(&Message::new("search.ui.code_ticked").with("count", grouped(count as u64))),
        };
        let button = ui.add_enabled_ui(!state.ticked.is_empty(), |ui| widgets::primary_button(ui, &deed)).inner;
        if button.clicked() {
            let passages = passages(&view.project, &state.ticked, state.unit.0);
            actions.ask(Dialog::CodePicker(CodePicker::for_passages(passages)));
        }
        button.on_disabled_hover_text(view.text("search.ui.tick_first"));
    });
}
