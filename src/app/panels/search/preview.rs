//! The hit that is looked at, in its whole paragraph: all hits marked, what is coded there, and the keys to
//! code it and go on.

use egui::{Align, FontId, Label, Layout, ScrollArea, Stroke, Ui};

use super::tools::{self, Go};
use super::{SearchView, list};
use crate::app::actions::Actions;
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Piece};
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{CodeId, Coding, Document, Span};
use crate::search::{Hit, concordance};

/// Of a paragraph longer than this, so many characters on either side of the hit are shown.
const REACH: u32 = 1_500;

/// Draws it.
pub fn preview_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::SMALL;
    let shown = state.results.looked_at().and_then(|hit| Some((hit, view.project.document(hit.document)?)));
    let line = shown.and_then(|(hit, document)| concordance::line(document, hit, 0));
    let (Some((hit, document)), Some(line)) = (shown, line) else {
        ui.label(widgets::quiet(ui, view.text("search.ui.preview_none")));
        ui.allocate_space(ui.available_size());
        return;
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = view.text("search.ui.preview_hide");
            if widgets::icon_button_of(ui, Icon::Cross, close, 24.0, None).clicked() {
                state.results.preview.switch();
            }
            if widgets::link_button(ui, view.text("search.ui.open_here")).clicked()
                && let Some(number) = state.results.current
            {
                list::open(state, number, actions);
            }
            if widgets::link_button(ui, view.text("search.ui.copy_citation")).clicked() {
                tools::copy_citation(ui, view, hit, state.results.unit, actions);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let place = [Some(list::number_text(view, &line)), line.speaker.clone()];
                let place = place.into_iter().flatten().collect::<Vec<_>>().join("  ");
                ui.add(Label::new(widgets::bold(&document.title)).truncate());
                ui.add(Label::new(widgets::caption(ui, place)).truncate());
            });
        });
    });
    if view.writing() {
        ui.add_enabled_ui(!state.is_stale(), |ui| coding_ui(ui, view, state, hit, actions));
    }
    let key = (hit.document, hit.span);
    ScrollArea::vertical().id_salt(("paragraph", key)).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::TINY;
        paragraph_ui(ui, view, state, hit, document);
    });
}

/// One hit after the other: each button codes this one and goes on to the next.
fn coding_ui(ui: &mut Ui, view: &ShellView, state: &SearchView, hit: Hit, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::TINY, space::TINY);
        let passages = || tools::passages(&view.project, [&hit], state.results.unit);
        let next = view.text("search.ui.code_and_go_on");
        let name = view.text("search.ui.code_next");
        let button = ui.add(egui::Button::new(name).shortcut_text("C"));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
        if button.on_hover_text(next).clicked() {
            tools::code(passages(), tools::With::Choice, Go::On, actions);
        }
        for offer in tools::offers(view, state.first_term().as_deref()) {
            if offer.ui(ui).on_hover_text(next).clicked() {
                tools::code(passages(), offer.with.clone(), Go::On, actions);
            }
        }
    });
}

/// The words, cut where a hit or a coding begins or ends.
fn paragraph_ui(ui: &mut Ui, view: &ShellView, state: &SearchView, hit: Hit, document: &Document) {
    let t = theme::tokens(ui);
    let look = theme::theme_of(ui);
    let whole = concordance::paragraph(document, hit);
    let start = whole.start.0.max(hit.span.start.0.saturating_sub(REACH));
    let end = whole.end.0.min(hit.span.start.0.saturating_add(REACH));
    let Some(shown) = Span::new(start, end.max(start + 1)) else { return };
    let hits: Vec<Span> =
        list::spans_in(&state.results, document.id).into_iter().filter(|span| span.overlaps(shown)).collect();
    let codings: Vec<&Coding> = view.project.codings(document.id).overlapping(shown).collect();
    let mut cuts: Vec<u32> = vec![shown.start.0, shown.end.0];
    let borders = hits.iter().copied().chain(codings.iter().map(|coding| coding.span));
    cuts.extend(borders.flat_map(|span| [span.start.0, span.end.0]));
    cuts.retain(|cut| (shown.start.0..=shown.end.0).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces = Vec::new();
    if start > whole.start.0 {
        pieces.push(Piece::plain("…", t.quiet));
    }
    for pair in cuts.windows(2) {
        let Some(span) = Span::new(pair[0], pair[1]) else { continue };
        let found = hits.iter().any(|hit| hit.encloses(span));
        let here = hit.span.encloses(span);
        let codes = codings.iter().filter(|coding| coding.span.encloses(span));
        let colours = codes.filter_map(|coding| view.project.code_of(coding)).map(|code| code.colour);
        let ground = colours.fold(t.panel, |under, colour| under.blend(theme::highlight(colour, look)));
        let line = if found { Stroke::new(1.0, t.accent) } else { Stroke::NONE };
        let (ink, ground) = match (here, found) {
            (true, _) => (t.on_accent, t.accent),
            (false, true) if ground == t.panel => (t.ink, t.chosen),
            (false, _) => (t.ink, ground),
        };
        pieces.push(Piece { text: document.text.slice(span), ink, ground, line });
    }
    if end < whole.end.0 {
        pieces.push(Piece::plain("…", t.quiet));
    }
    let font = FontId::proportional(size::BODY + 1.0);
    let galley = parts::passage(ui, &pieces, &font, ui.available_width(), usize::MAX);
    ui.add(Label::new(galley));
    codes_ui(ui, view, &codings);
}

/// The names of the codes on the paragraph.
fn codes_ui(ui: &mut Ui, view: &ShellView, codings: &[&Coding]) {
    let mut codes: Vec<CodeId> = Vec::new();
    for coding in codings {
        if let Some(code) = view.project.code_of(coding)
            && !codes.contains(&code.id)
        {
            codes.push(code.id);
        }
    }
    if codes.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        for code in codes.into_iter().filter_map(|id| view.project.code(id)) {
            widgets::dot(ui, code.colour);
            ui.label(widgets::caption(ui, &code.name));
            ui.add_space(space::TINY);
        }
    });
}
