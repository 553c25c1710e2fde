//! What is done with hits: how they are set out, which are ticked, how much around them is coded and with what.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Button, Layout, Response, RichText, Stroke, Ui, Vec2};

use super::results::{Listing, Pane, Results};
use super::{SearchView, export};
use crate::app::actions::{Action, Actions, Passage};
use crate::app::dialogs::{CodePicker, Dialog, Next};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::model::{CodeId, Colour, Message, Project};
use crate::search::concordance::{self, Sort};
use crate::search::unit::{Unit, widen};
use crate::search::words::Side;
use crate::search::{Hit, Node, Query};

pub(super) use crate::app::shell::DIGITS;

/// Characters on either side of a hit, to choose from.
pub(super) const CONTEXTS: [u32; 5] = [10, 20, 40, 80, 160];

/// The passages of hits, in order; what several hits share is one passage.
#[must_use]
pub fn passages<'a>(project: &Project, hits: impl IntoIterator<Item = &'a Hit>, unit: Unit) -> Vec<Passage> {
    passages_while(project, hits, unit, |_| true).unwrap_or_default()
}

/// The same, for as long as `goes_on` says so of the number of hits that are done; `None` where it did not.
fn passages_while<'a>(
    project: &Project,
    hits: impl IntoIterator<Item = &'a Hit>,
    unit: Unit,
    goes_on: impl Fn(usize) -> bool,
) -> Option<Vec<Passage>> {
    let mut found: Vec<Passage> = Vec::new();
    for (done, hit) in hits.into_iter().enumerate() {
        if done % 256 == 0 && !goes_on(done) {
            return None;
        }
        let Some(document) = project.document(hit.document) else { continue };
        if hit.span.end.0 > document.text.char_len() {
            continue;
        }
        let passage = Passage { document: hit.document, span: widen(document, hit.span, unit) };
        if found.last() != Some(&passage) {
            found.push(passage);
        }
    }
    Some(found)
}

/// With what hits are coded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// One that is there.
    Code(CodeId),
    /// A new one of this name.
    New(String),
    /// The one that is asked for now.
    Choice,
}

/// What comes after a hit was coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// The next hit.
    On,
    /// The same.
    Stay,
}

/// Codes passages as one change.
pub(super) fn code(passages: Vec<Passage>, with: With, go: Go, actions: &mut Actions) {
    let on = || Action::With(Box::new(|shell| shell.views.search.results.go_on()));
    match with {
        With::Code(code) => actions.push(Action::Code { passages, code }),
        With::New(name) => actions.push(Action::CodeAsNew { passages, name, parent: None }),
        With::Choice => {
            let picker = CodePicker::for_passages(passages);
            let picker = if go == Go::On { picker.and_then(on(), Next::Hit) } else { picker };
            actions.ask(Dialog::CodePicker(picker));
            return;
        }
    }
    if go == Go::On {
        actions.push(on());
    }
}

/// Codes all hits that are ticked as one change. How much around them is coded is worked out behind the window.
pub(super) fn code_ticked(view: &ShellView, results: &Results, with: With, actions: &mut Actions) {
    let hits: Vec<Hit> = results.ticked.iter().copied().collect();
    let (project, unit) = (Arc::clone(&view.project), results.unit);
    let label = Message::new("search.ui.job_widen").with("count", grouped(hits.len() as u64));
    actions.push(Action::Start(JobRequest::new(JobKind::Widen, label, move |context| {
        let of = hits.len() as u64;
        let passages = passages_while(&project, &hits, unit, |done| {
            context.progress(done as u64, of, "");
            !context.cancelled()
        });
        let then: Continuation<Shell> = Box::new(move |shell| {
            let Some(passages) = passages else { return };
            let now = shell.session().map(|session| Arc::clone(session.project()));
            if shell.dialog.is_some() || !now.is_some_and(|now| same_texts(&project, &now, &passages)) {
                shell.carry_out(Action::Notice(Message::new("search.ui.not_coded")));
                return;
            }
            let mut actions = Actions::default();
            let coded = Action::With(Box::new(move |shell: &mut Shell| {
                let Some(now) = shell.session().map(|session| Arc::clone(session.project())) else { return };
                shell.views.search.results.untick(project, &now, hits);
            }));
            if with == With::Choice {
                actions.ask(Dialog::CodePicker(CodePicker::for_passages(passages).and_then(coded, Next::Nothing)));
            } else {
                code(passages, with, Go::Stay, &mut actions);
                actions.push(coded);
            }
            actions.take().into_iter().for_each(|action| shell.carry_out(action));
        });
        then
    })));
}

/// Whether the texts of passages are still those that they were found in.
fn same_texts(before: &Project, now: &Project, passages: &[Passage]) -> bool {
    let documents = passages.chunk_by(|a, b| a.document == b.document).filter_map(|same| same.first());
    documents.map(|passage| passage.document).all(|id| match (before.document(id), now.document(id)) {
        (Some(before), Some(now)) => Arc::ptr_eq(before, now) || before.text == now.text,
        _ => false,
    })
}

/// A code that is at hand.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// What it does, as it is heard and stands in menus.
    pub label: String,
    /// Its name.
    name: String,
    /// With what.
    pub with: With,
    colour: Option<Colour>,
    key: String,
}

impl Offer {
    /// A small button with the code's colour at its left.
    pub fn ui(&self, ui: &mut Ui) -> Response {
        let name: String = self.name.chars().take(16).collect();
        let shown = if self.colour.is_some() { name } else { self.label.clone() };
        let response = ui.add(Button::new(shown).shortcut_text(self.key.as_str()));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &self.label));
        if let Some(colour) = self.colour {
            let edge = response.rect.with_max_x(response.rect.left() + 4.0).shrink2(Vec2::new(0.0, 4.0));
            ui.painter().rect_filled(edge, 2.0, theme::stripe(colour, theme::theme_of(ui)));
        }
        response
    }
}

/// The code used last, those on the keys 1 to 9, and one by the name of what was looked for.
pub(super) fn offers(view: &ShellView, term: Option<&str>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    let mut put = |id: CodeId, key: String| {
        let with = With::Code(id);
        if let Some(code) = view.project.code(id)
            && offers.iter().all(|offer| offer.with != with)
        {
            let label = view.say(&Message::new("search.ui.code_with").with("code", &code.name));
            offers.push(Offer { label, name: code.name.clone(), with, colour: Some(code.colour), key });
        }
    };
    if let Some(last) = view.desk.last_code {
        put(last, "L".to_owned());
    }
    for (at, pin) in view.desk.pins.iter().enumerate() {
        if let Some(pin) = *pin {
            put(pin, (at + 1).to_string());
        }
    }
    let Some(term) = term.map(str::trim).filter(|term| !term.is_empty()) else { return offers };
    if let Some(code) = view.project.child_named(None, term) {
        put(code, String::new());
    } else {
        let label = view.say(&Message::new("search.ui.code_as_new").with("name", term));
        let name = term.to_owned();
        offers.push(Offer { label, name: name.clone(), with: With::New(name), colour: None, key: String::new() });
    }
    offers
}

impl SearchView {
    /// The first words of the query, for a code of their name.
    pub(super) fn first_term(&self) -> Option<String> {
        fn first(node: &Node) -> Option<&str> {
            match node {
                Node::Term(term) => Some(&term.text),
                Node::All(parts) | Node::Any(parts) => parts.iter().find_map(first),
                _ => None,
            }
        }
        let query = Query::parse(&self.answer.as_ref()?.text).ok()?;
        first(&query.root).map(str::to_owned)
    }
}

/// Puts the passage of a hit on the clipboard.
pub(super) fn copy_text(ui: &Ui, view: &ShellView, hit: Hit, unit: Unit, actions: &mut Actions) {
    if let Some((words, _)) = quoted(view, hit, unit) {
        ui.ctx().copy_text(words);
        actions.push(Action::Notice(Message::new("search.ui.copied")));
    }
}

/// The same in quotation marks with where it stands, as it is cited.
pub(super) fn copy_citation(ui: &Ui, view: &ShellView, hit: Hit, unit: Unit, actions: &mut Actions) {
    if let Some((words, source)) = quoted(view, hit, unit) {
        ui.ctx().copy_text(view.say(&Message::new("search.ui.citation").with("words", words).with("source", source)));
        actions.push(Action::Notice(Message::new("search.ui.copied")));
    }
}

fn quoted(view: &ShellView, hit: Hit, unit: Unit) -> Option<(String, String)> {
    let document = view.project.document(hit.document)?;
    let line = concordance::line(document, hit, 0)?;
    let words = concordance::on_one_line(document.text.slice(widen(document, hit.span, unit)));
    Some((words, export::source(view.language, &document.title, &line)))
}

/// Both rows: how hits are set out, and what is done with those that are ticked.
pub(super) fn tools_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::SMALL;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let results = &mut state.results;
            let (room, view_text) = (results.room, |id| view.text(id));
            let narrow = (!room.counts).then(|| view_text("search.ui.counts_no_room"));
            pane_ui(ui, view_text("search.ui.counts_pane"), &mut results.counts.pane, narrow);
            if results.listing != Listing::Tree {
                let low = (!room.preview).then(|| view_text("search.ui.preview_no_room"));
                pane_ui(ui, view_text("search.ui.preview_pane"), &mut results.preview, low);
            }
            export::menu_ui(ui, view, state, actions);
            ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                set_out_ui(ui, view, &mut state.results);
            });
        });
    });
    if state.results.listing == Listing::Tree {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
        coding_ui(ui, view, state, actions);
    });
}

/// A part of the workspace to be shown or hidden; `no_room` says why it cannot be shown.
fn pane_ui(ui: &mut Ui, name: &str, pane: &mut Pane, no_room: Option<&str>) {
    let t = theme::tokens(ui);
    let on = *pane == Pane::Shown && no_room.is_none();
    let text = RichText::new(name).color(if on { t.accent } else { t.quiet });
    let fill = if on { t.chosen } else { egui::Color32::TRANSPARENT };
    let button = Button::new(text).fill(fill).stroke(Stroke::NONE).min_size(Vec2::new(0.0, 28.0));
    let response = ui.add_enabled(no_room.is_none(), button);
    let enabled = no_room.is_none();
    response.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Button, enabled, on, name));
    if response.clicked() {
        pane.switch();
    }
    if let Some(reason) = no_room {
        response.on_disabled_hover_text(reason);
    }
}

fn set_out_ui(ui: &mut Ui, view: &ShellView, results: &mut Results) {
    let listings = [
        (Listing::Documents, view.text("search.ui.by_document")),
        (Listing::Concordance, view.text("search.ui.concordance")),
        (Listing::Tree, view.text("search.ui.word_tree")),
    ];
    parts::segments_ui(ui, &listings, &mut results.listing);
    let name = |sort: Sort| (sort, view.language.text(sort_id(sort)));
    match results.listing {
        Listing::Documents => {
            // Under their documents, the sides of a hit order nothing.
            let mut order = if results.sort == Sort::Relevance { Sort::Relevance } else { Sort::Document };
            let orders = [Sort::Document, Sort::Relevance].map(name);
            if parts::choice_ui(ui, view.text("search.ui.sort"), &orders, &mut order) {
                results.sort = order;
            }
        }
        Listing::Concordance => {
            parts::choice_ui(ui, view.text("search.ui.sort"), &Sort::ALL.map(name), &mut results.sort);
            if matches!(results.sort, Sort::Left | Sort::Right) {
                let rest = [Sort::Document, Sort::Left, Sort::Right].into_iter().filter(|sort| *sort != results.sort);
                let rest: Vec<_> = rest.map(|sort| (sort, then_id(sort))).map(|(s, id)| (s, view.text(id))).collect();
                if results.second == results.sort {
                    results.second = Sort::Document;
                }
                parts::choice_ui(ui, view.text("search.ui.sort_then"), &rest, &mut results.second);
            }
        }
        Listing::Tree => {}
    }
    if results.listing == Listing::Tree {
        let sides = [(Side::Right, view.text("search.ui.tree_right")), (Side::Left, view.text("search.ui.tree_left"))];
        parts::choice_ui(ui, view.text("search.ui.tree_side"), &sides, &mut results.tree.side);
        return;
    }
    let contexts = CONTEXTS.map(|n| (n, view.say(&Message::new("search.ui.context_of").with("count", n))));
    let contexts = [0, 1, 2, 3, 4].map(|at: usize| (contexts[at].0, contexts[at].1.as_str()));
    parts::choice_ui(ui, view.text("search.ui.context"), &contexts, &mut results.context);
    if results.listing == Listing::Documents {
        let all = results.listed.chunk_by(|a, b| a.document == b.document).map(|same| same[0].document);
        let id = if results.folded.is_empty() { "search.ui.fold_all" } else { "search.ui.unfold_all" };
        if widgets::link_button(ui, view.text(id)).clicked() {
            results.folded = if results.folded.is_empty() { all.collect() } else { BTreeSet::new() };
            results.anchor = None;
            results.make_lines();
        }
    }
}

fn sort_id(sort: Sort) -> &'static str {
    match sort {
        Sort::Document => "search.ui.sort.document",
        Sort::Left => "search.ui.sort.left",
        Sort::Right => "search.ui.sort.right",
        Sort::Relevance => "search.ui.sort.relevance",
    }
}

fn then_id(sort: Sort) -> &'static str {
    match sort {
        Sort::Document | Sort::Relevance => "search.ui.sort_then.document",
        Sort::Left => "search.ui.sort_then.left",
        Sort::Right => "search.ui.sort_then.right",
    }
}

pub(super) fn unit_id(unit: Unit) -> &'static str {
    match unit {
        Unit::Hit => "search.ui.unit.hit",
        Unit::Clause => "search.ui.unit.clause",
        Unit::Sentence => "search.ui.unit.sentence",
        Unit::Paragraph => "search.ui.unit.paragraph",
        Unit::Turn => "search.ui.unit.turn",
    }
}

fn coding_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let results = &mut state.results;
    let tick = Tick::of(results.ticked.len(), results.hits.len());
    if parts::tick_line(ui, tick, view.text("search.ui.tick_all")).clicked() {
        results.ticked = if tick == Tick::On { BTreeSet::new() } else { results.hits.iter().copied().collect() };
    }
    if !view.writing() {
        return;
    }
    ui.add_space(space::SMALL);
    let units = Unit::ALL.map(|unit| (unit, view.text(unit_id(unit))));
    parts::choice_ui(ui, view.text("search.ui.unit"), &units, &mut results.unit);
    let deed = match results.ticked.len() {
        0 => view.text("search.ui.code_ticked_none").to_owned(),
        count => view.say(&Message::new("search.ui.code_ticked").with("count", grouped(count as u64))),
    };
    let some = !results.ticked.is_empty();
    let button = ui.add_enabled_ui(some, |ui| widgets::primary_button(ui, &deed)).inner;
    if button.clicked() {
        code_ticked(view, &state.results, With::Choice, actions);
    }
    button.on_disabled_hover_text(view.text("search.ui.tick_first"));
    let offers = if some { offers(view, state.first_term().as_deref()) } else { Vec::new() };
    if !offers.is_empty() {
        ui.menu_button(view.text("search.ui.code_at_hand"), |ui| {
            for offer in &offers {
                let button = ui.add(Button::new(&offer.label).shortcut_text(offer.key.as_str()));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &offer.label));
                if button.clicked() {
                    code_ticked(view, &state.results, offer.with.clone(), actions);
                    ui.close();
                }
            }
        });
    }
}
