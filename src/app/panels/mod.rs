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
    let share = if (desk.documents_share - ProjectView::default().documents_share).abs() < f32::EPSILON {
        // Nobody has moved the edge yet: each gets what it needs, and neither is squeezed.
        usual_share(height, views.documents.wanted_height(view), codes::CodesView::wanted_height(&view.codebook))
    } else {
        desk.documents_share
    };
    let frame = Frame::new().fill(theme::tokens(ui).panel).inner_margin(Margin::symmetric(8, 8));
    let name = view.text("app.edge_documents");
    let range = 96.0..=(height - 140.0).max(97.0);
    let upper = SizedPanel { edge: Edge::Top, salt: "documents", name, frame, range };
    let before = height * share;
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

/// How much of a height the documents get, where both lists want so much: what they need as long as there is room.
fn usual_share(height: f32, documents: f32, codes: f32) -> f32 {
    let most = (1.0 - codes / height).max(0.55);
    // In a low window what stands above the codes leaves no row of them: then both are squeezed alike.
    let whole = (1.0 - codes::LEAST_HEIGHT / height).clamp(0.0, 0.55);
    (documents / (documents + codes)).max((documents / height).min(whole)).clamp(0.3, most)
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

#[cfg(test)]
mod tests {
    use super::usual_share;

    #[test]
    fn few_documents_are_seen_whole_beside_many_codes_and_many_leave_room_for_few_codes() {
        assert!(usual_share(600.0, 220.0, 3_000.0) * 600.0 >= 220.0);
        assert!(usual_share(600.0, 3_000.0, 3_000.0) <= 0.55);
        assert!(usual_share(600.0, 400.0, 200.0) * 600.0 >= 399.9);
        assert!((usual_share(600.0, 3_000.0, 150.0) * 600.0 - 450.0).abs() < 0.1);
        assert!(usual_share(600.0, 60.0, 3_000.0) >= 0.3);
        assert!(usual_share(320.0, 260.0, 450.0) < 0.4, "in a low window some codes are seen too");
    }
}
