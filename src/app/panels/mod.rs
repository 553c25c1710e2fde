//! What the window is made of, one file a panel.
//!
//! Each is a function that ends in `_ui`: it draws a [`ShellView`], remembers what it must in a view
//! state of its own, and pushes actions.

pub mod codes;
pub mod code_page;
pub mod cooccurrence;
pub mod correct;
pub mod documents;
pub mod find;
mod floating_bar;
mod group_names;
pub mod history;
pub mod inspector;
pub mod memos;
mod other_versions;
pub mod parts;
pub mod reading;
pub mod report;
pub mod rows;
pub mod save_file;
pub mod search;
pub mod sheet;
pub mod start;
pub mod tick_list;
pub mod status_bar;
pub mod top_bar;
pub mod words;

use egui::{Frame, Margin, Ui};

use super::actions::{Actions, SearchSide};
use super::shell::{Desk, ShellView, Views};
use super::sized_panel::{Edge, SizedPanel};
use super::theme;
use super::view_state::ProjectView;

/// Documents above codes, with an edge between them that can be moved; gives where that is.
pub fn lists_ui(ui: &mut Ui, view: &ShellView, views: &mut Views, desk: &mut Desk, actions: &mut Actions) -> f32 {
    let height = ui.available_height().max(1.0);
    if (desk.documents_share - ProjectView::default().documents_share).abs() < f32::EPSILON {
        // Nobody has moved the edge yet: each gets what it needs, and neither is squeezed.
        let (documents, codes) = (views.documents.wanted_height(view), codes::CodesView::wanted_height(&view.codebook));
        desk.documents_share = (documents / (documents + codes)).clamp(0.3, 0.55);
    }
    let frame = Frame::new().fill(theme::tokens(ui).panel).inner_margin(Margin::symmetric(8, 8));
    let name = view.text("app.edge_documents");
    let range = 96.0..=(height - 140.0).max(97.0);
    let upper = SizedPanel { edge: Edge::Top, salt: "documents", name, frame, range };
    let before = height * desk.documents_share;
    let mut wanted = before;
    let documents = &mut views.documents;
    let shown = upper.show(ui, &mut wanted, |ui| documents::documents_ui(ui, view, documents, actions));
    desk.listed = std::sync::Arc::clone(views.documents.listed());
    if (wanted - before).abs() > 0.5 {
        desk.documents_share = (wanted / height).clamp(0.1, 0.9);
    }
    frame.show(ui, |ui| codes::codes_ui(ui, view, &mut views.codes, actions));
    shown.response.rect.bottom()
}

/// The search workspace: which of its two sides is shown, and that side below.
pub fn search_sides_ui(ui: &mut Ui, view: &ShellView, views: &mut Views, desk: &mut Desk, actions: &mut Actions) {
    let sides = [(SearchSide::Find, view.text("words.side.find")), (SearchSide::Words, view.text("words.side.words"))];
    let strip = Frame::new().inner_margin(Margin { left: 24, right: 24, top: 8, bottom: 0 });
    strip.show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            parts::segments_ui(ui, &sides, &mut desk.search_side);
            if view.desk.search_side == SearchSide::Words {
                words::tabs_ui(ui, view, &mut views.words);
            }
        });
    });
    match view.desk.search_side {
        SearchSide::Find => search::search_ui(ui, view, &mut views.search, actions),
        SearchSide::Words => words::words_ui(ui, view, views.search.engine(), &mut views.words, actions),
    }
}
