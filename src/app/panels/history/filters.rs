//! What of the history is wanted: by whom, about which code and document, of which kind, when, called what.

use egui::{ComboBox, Ui, Vec2};

use super::{HistoryView, Reach, Reading};
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::Message;
use crate::session::history::{Filter, Line};
use crate::store::chronicle::Kind;

/// Draws them.
pub(super) fn filters_ui(ui: &mut Ui, view: &ShellView, state: &mut HistoryView) {
    ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::SMALL);
    ui.horizontal(|ui| {
        ui.set_min_height(30.0);
        ui.label(widgets::bold(view.text("history.title")).size(16.0));
        let count = state.lines.iter().filter(|line| matches!(line, Line::Entry(_))).count();
        let said = Message::new("history.counts").with("count", grouped(count as u64));
        ui.label(widgets::quiet(ui, view.say(&said)));
        if matches!(state.reading, Reading::Pages(_)) {
            ui.add(egui::Spinner::new().size(14.0));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let open = state.filter == Filter::default() && state.reach == Reach::All;
            if !open && widgets::link_button(ui, view.text("history.show_all")).clicked() {
                state.filter = Filter::default();
                state.text.clear();
                state.reach = Reach::All;
            }
            ui.allocate_ui(Vec2::new(200.0, 30.0), |ui| {
                widgets::filter_field(ui, view.text("history.filter_text"), &mut state.text);
            });
        });
    });
    ui.horizontal_wrapped(|ui| {
        // All five on one line where that can be.
        ui.style_mut().spacing.combo_width = ((ui.available_width() - 190.0) / 4.0).clamp(84.0, 150.0);
        let coders: Vec<_> = view.project.coders().map(|coder| (coder.id, coder.name.clone())).collect();
        one_of(ui, view, "history.coder", "history.any_coder", &coders, &mut state.filter.coder);
        let codes: Vec<_> = view.codebook.rows().iter().map(|row| (row.id, view.project.code_path(row.id))).collect();
        one_of(ui, view, "history.code", "history.any_code", &codes, &mut state.filter.code);
        let documents: Vec<_> =
            view.project.documents_in_order().into_iter().map(|held| (held.id, held.title.clone())).collect();
        one_of(ui, view, "history.document", "history.any_document", &documents, &mut state.filter.document);
        let kinds = Kind::ALL.map(|kind| (kind, view.text(kind_name(kind)).to_owned()));
        one_of(ui, view, "history.kind", "history.any_kind", &kinds, &mut state.filter.kind);
        let reaches = [
            (Reach::All, view.text("history.reach_all")),
            (Reach::Today, view.text("history.reach_today")),
            (Reach::Week, view.text("history.reach_week")),
            (Reach::Month, view.text("history.reach_month")),
        ];
        parts::choice_ui(ui, view.text("history.reach"), &reaches, &mut state.reach);
    });
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Coded => "history.kind_coded",
        Kind::Uncoded => "history.kind_uncoded",
        Kind::Memos => "history.kind_memos",
        Kind::Codes => "history.kind_codes",
        Kind::Documents => "history.kind_documents",
        Kind::People => "history.kind_people",
        Kind::Cases => "history.kind_cases",
        Kind::Shelves => "history.kind_shelves",
    }
}

/// One of many, or any. There may be thousands of codes: only those that can be seen are laid out.
fn one_of<T: Copy + PartialEq>(
    ui: &mut Ui,
    view: &ShellView,
    label: &'static str,
    any: &'static str,
    options: &[(T, String)],
    chosen: &mut Option<T>,
) {
    let (label, any) = (view.text(label), view.text(any));
    let now = chosen.and_then(|chosen| options.iter().find(|(value, _)| *value == chosen));
    let now = now.map_or(any, |(_, name)| name.as_str());
    let combo = ComboBox::from_id_salt(label).selected_text(now).truncate();
    let shown = widgets::drop_down(ui, combo, label, |ui| {
        ui.set_min_width(180.0);
        widgets::option_ui(ui, chosen, None, any);
        for (value, name) in options {
            widgets::option_ui(ui, chosen, Some(*value), name);
        }
    });
    shown.on_hover_text(label);
}
