//! How often hits stand in each document, group, value, speaker, code and so on: small bars at the side. A
//! click narrows the query to that. Counted behind the window, anew with every answer.

use std::sync::Arc;

use egui::accesskit::Role as Part;
use egui::{Align, Direction, FontId, Layout, Rect, Ui, Vec2, WidgetInfo, pos2};

use super::SearchView;
use super::builder::operators;
use super::pending::Pending;
use super::results::Pane;
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::parts;
use crate::app::panels::rows::Rows;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::{Message, Role};
use crate::search::counts::{By, Count, CountId, counts};
use crate::search::{Extent, Field, Filter, Node, Operators, Query};

/// Height of a row.
const ROW: f32 = 36.0;

/// In which order counts stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountOrder {
    /// The most hits first.
    #[default]
    Hits,
    /// The most in a thousand characters first.
    Density,
    /// By name, as a dictionary has them.
    Name,
}

/// What it remembers between frames.
pub struct CountsView {
    /// Whether it is shown.
    pub pane: Pane,
    /// By what.
    pub by: By,
    /// In which order.
    pub order: CountOrder,
    counted: Option<(Wanted, Arc<[Count]>)>,
    counting: Pending<Wanted>,
    sorted: Option<(Wanted, CountOrder, Vec<usize>)>,
    rows: Rows,
}

/// Which answer, at which revision, by what.
type Wanted = (u64, u64, By);

impl Default for CountsView {
    fn default() -> Self {
        Self {
            pane: Pane::Hidden,
            by: By::Document,
            order: CountOrder::Hits,
            counted: None,
            counting: Pending::default(),
            sorted: None,
            rows: Rows::default(),
        }
    }
}

impl CountsView {
    /// Whether something is being counted.
    pub(super) fn is_busy(&self) -> bool {
        self.counting.is_busy()
    }
}

/// Has hits counted where that is wanted and not known.
pub(super) fn follow(view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let results = &mut state.results;
    let wanted = (results.generation, view.revision, results.counts.by);
    let known = results.counts.counted.as_ref().is_some_and(|(counted, _)| *counted == wanted);
    // Of a first page nothing can be said yet; what was counted before stays until then.
    if results.counts.pane == Pane::Hidden || known || results.extent == Extent::Beginning {
        return;
    }
    let Some(held) = results.counts.counting.begin(wanted) else { return };
    let (project, hits) = (view.project.clone(), Arc::clone(&results.hits));
    let label = Message::new("search.ui.job_count");
    actions.push(Action::Start(JobRequest::new(JobKind::Counts, label, move |context| {
        let counted = counts(&project, &hits, wanted.2, &context.cancel_flag());
        let then: Continuation<Shell> = Box::new(move |shell| {
            drop(held);
            let view = &mut shell.views.search.results.counts;
            if let Ok(counted) = counted
                && view.counting.is_for(&wanted)
            {
                view.counted = Some((wanted, counted.into()));
            }
        });
        then
    })));
}

/// Draws it.
pub fn counts_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    ui.spacing_mut().item_spacing = Vec2::new(space::SMALL, space::TINY);
    let counts = &mut state.results.counts;
    let ways = ways(view);
    let named: Vec<(By, &str)> = ways.iter().map(|(by, name)| (*by, name.as_str())).collect();
    let orders = [
        (CountOrder::Hits, view.text("search.ui.count_order.hits")),
        (CountOrder::Density, view.text("search.ui.count_order.density")),
        (CountOrder::Name, view.text("search.ui.count_order.name")),
    ];
    // Below each other where one of them would be cut off. A choice has a margin on either side.
    let wide = parts::choice_width(ui, &named) + parts::choice_width(ui, &orders) + space::SMALL + 32.0;
    let along = if wide <= ui.available_width() { Direction::LeftToRight } else { Direction::TopDown };
    let layout = Layout::from_main_dir_and_cross_align(along, Align::Min);
    let size = Vec2::new(ui.available_width(), 0.0);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        if parts::choice_ui(ui, view.text("search.ui.count_by"), &named, &mut counts.by) {
            counts.rows.rewind();
        }
        if parts::choice_ui(ui, view.text("search.ui.count_order"), &orders, &mut counts.order) {
            counts.rows.rewind();
        }
    });
    ui.add_space(space::TINY);
    let wanted = (state.results.generation, view.revision, state.results.counts.by);
    let counts = &mut state.results.counts;
    let known = counts.counted.as_ref().is_some_and(|(counted, _)| *counted == wanted);
    if !known && counts.counting.is_over(&wanted) {
        stopped_ui(ui, view, &mut counts.counting);
    }
    let Some((wanted, counted)) = counts.counted.clone() else { return };
    let order = counts.order;
    if counts.sorted.as_ref().is_none_or(|(of, by, _)| (*of, *by) != (wanted, order)) {
        counts.sorted = Some((wanted, order, sorted(&counted, order)));
    }
    let Some((.., numbers)) = counts.sorted.take() else { return };
    let measure = |count: &Count| match order {
        CountOrder::Density => count.per_thousand_characters.unwrap_or(0.0),
        CountOrder::Hits | CountOrder::Name => count.hits as f64,
    };
    let most = counted.iter().map(measure).fold(0.0, f64::max);
    let mut rows = std::mem::take(&mut counts.rows);
    let chosen = rows.ui(ui, "counts", numbers.len(), ROW, |ui, rect, row, response| {
        let Some(count) = numbers.get(row).and_then(|&n| counted.get(n)) else { return };
        let said = row_ui(ui, view, rect, response, count, measure(count) / most.max(f64::MIN_POSITIVE), order);
        response.clone().on_hover_text(said);
    });
    let counts = &mut state.results.counts;
    counts.rows = rows;
    let picked = chosen.and_then(|row| numbers.get(row)).and_then(|&n| counted.get(n));
    let filter = picked.and_then(|count| filter_of(view, counts.by, count));
    counts.sorted = Some((wanted, order, numbers));
    if let Some(filter) = filter {
        let narrowed = narrowed(&state.results.query, Node::Filter(filter), operators(view.language));
        actions.push(Action::With(Box::new(move |shell| {
            if let Some(text) = narrowed {
                shell.views.search.look_for(&text);
            }
        })));
    }
}

/// Says that it was stopped, and begins again when told.
pub(super) fn stopped_ui<W: PartialEq>(ui: &mut Ui, view: &ShellView, pending: &mut Pending<W>) {
    ui.horizontal(|ui| {
        ui.label(widgets::caption(ui, view.text("search.ui.stopped")));
        if widgets::link_button(ui, view.text("search.ui.again")).clicked() {
            pending.again();
            ui.ctx().request_repaint();
        }
    });
}

fn sorted(counts: &[Count], order: CountOrder) -> Vec<usize> {
    use crate::search::pinyin::collation;
    let mut numbers: Vec<usize> = (0..counts.len()).collect();
    match order {
        // So the counts come.
        CountOrder::Hits => {}
        CountOrder::Density => numbers.sort_by(|&a, &b| {
            let of = |n: usize| counts[n].per_thousand_characters.unwrap_or(0.0);
            of(b).total_cmp(&of(a))
        }),
        CountOrder::Name => {
            numbers.sort_by_cached_key(|&n| counts[n].label.chars().map(collation).collect::<Vec<_>>());
        }
    }
    numbers
}

/// What the project has to count by, with names.
fn ways(view: &ShellView) -> Vec<(By, String)> {
    let fixed = [
        (By::Document, "search.ui.count_by.document"),
        (By::Group, "search.ui.count_by.group"),
        (By::Speaker, "search.ui.count_by.speaker"),
        (By::Role, "search.ui.count_by.role"),
        (By::Code, "search.ui.count_by.code"),
        (By::Case, "search.ui.count_by.case"),
        (By::Coder, "search.ui.count_by.coder"),
    ];
    let fixed = fixed.into_iter().map(|(by, id)| (by, view.text(id).to_owned()));
    let attributes = view.project.attributes_in_order();
    fixed.chain(attributes.into_iter().map(|held| (By::Attribute(held.id()), held.name.clone()))).collect()
}

/// What a count is of, in words.
fn label_of(view: &ShellView, count: &Count) -> String {
    let id = match count.id {
        CountId::None => "search.ui.count_none",
        CountId::Role(Role::Interviewer) => "search.ui.count_role.interviewer",
        CountId::Role(Role::Respondent) => "search.ui.count_role.respondent",
        CountId::Role(Role::Unknown) => "search.ui.count_role.unknown",
        _ => return count.label.clone(),
    };
    view.text(id).to_owned()
}

/// A name, a number, a bar. Gives what it says in full.
fn row_ui(
    ui: &Ui,
    view: &ShellView,
    rect: Rect,
    response: &egui::Response,
    count: &Count,
    share: f64,
    order: CountOrder,
) -> String {
    let t = theme::tokens(ui);
    let label = label_of(view, count);
    let density = count.per_thousand_characters.map_or("–".to_owned(), |value| format!("{value:.2}"));
    let said = Message::new("search.ui.count_said")
        .with("label", &label)
        .with("hits", grouped(count.hits as u64))
        .with("documents", grouped(count.documents as u64))
        .with("characters", grouped(count.characters))
        .with("density", &density);
    let said = view.say(&said);
    response.widget_info(|| WidgetInfo::labeled(Part::ListItem, true, &said));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), RADIUS, t.hover);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(rect.shrink2(Vec2::new(0.0, 1.0)), RADIUS, stroke, egui::StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(6.0, 4.0));
    let number = match order {
        CountOrder::Density => density,
        CountOrder::Hits | CountOrder::Name => grouped(count.hits as u64),
    };
    let words = Rect::from_min_max(inner.min, pos2(inner.right(), inner.bottom() - 7.0));
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, words, &number, small.clone(), t.quiet, Align::Max);
    let name = words.with_max_x(words.right() - taken - space::SMALL);
    widgets::text_in(ui, name, &label, small, t.ink, Align::Min);
    let bar = Rect::from_min_max(pos2(inner.left(), inner.bottom() - 4.0), inner.max);
    ui.painter().rect_filled(bar, 2.0, t.line.gamma_multiply(0.5));
    let filled = bar.with_max_x(bar.left() + (bar.width() * share as f32).max(2.0));
    ui.painter().rect_filled(filled, 2.0, t.accent);
    said
}

/// The filter that a count stands for; `None` of what belongs to none.
fn filter_of(view: &ShellView, by: By, count: &Count) -> Option<Filter> {
    let label = || count.label.clone();
    let (field, value) = match (by, count.id) {
        (By::Role, CountId::Role(Role::Interviewer)) => {
            (Field::Speaker, role_name(view.language, Role::Interviewer).to_owned())
        }
        (By::Role, CountId::Role(Role::Respondent)) => {
            (Field::Speaker, role_name(view.language, Role::Respondent).to_owned())
        }
        (By::Role, _) | (_, CountId::None) => return None,
        (By::Document, _) => return Some(Filter::titled(&count.label)),
        (By::Group, _) => (Field::Group, label()),
        (By::Attribute(id), _) => (Field::Attribute, format!("{}={}", view.project.attribute(id)?.name, count.label)),
        (By::Speaker, _) => (Field::Speaker, label()),
        (By::Code, _) => (Field::Code, label()),
        (By::Case, _) => (Field::Case, label()),
        (By::Coder, _) => (Field::Coder, label()),
    };
    Some(Filter { field, value, at: 0..0 })
}

/// The name of a role as it is typed.
fn role_name(language: Language, role: Role) -> &'static str {
    match (language, role) {
        (Language::Chinese, Role::Interviewer) => "访谈者",
        (Language::Chinese, _) => "受访者",
        (Language::English, Role::Interviewer) => "interviewer",
        (Language::English, _) => "respondent",
    }
}

/// The query with one more condition, as it would be typed; `None` where it has that already.
pub(super) fn narrowed(text: &str, condition: Node, operators: Operators) -> Option<String> {
    let mut parts = match Query::parse(text).ok()?.root {
        Node::All(parts) => parts,
        other => vec![other],
    };
    let printed = condition.print();
    if parts.iter().any(|part| part.print() == printed) {
        return None;
    }
    parts.push(condition);
    Some(Query::written(Node::All(parts), operators).text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_narrowed_once_and_keeps_what_it_said() {
        let group = || Filter { field: Field::Group, value: "农村 一组".to_owned(), at: 0..0 };
        let narrow = |text: &str| narrowed(text, Node::Filter(group()), Operators::English);
        let once = narrow("合谋 OR 内卷").unwrap();
        let Node::All(parts) = Query::parse(&once).unwrap().root else { panic!("{once}") };
        assert!(matches!(&parts[0], Node::Any(either) if either.len() == 2), "{once}");
        assert!(matches!(&parts[1], Node::Filter(filter) if filter.value == "农村 一组"), "{once}");
        assert_eq!(narrow(&once), None);
        assert_eq!(narrow("合谋 AND"), None);
    }

    #[test]
    fn a_bar_of_a_document_means_this_title_and_speaks_the_language_of_the_window() {
        let narrow = |operators| narrowed("合谋 OR 内卷", Node::Filter(Filter::titled("访谈 1")), operators).unwrap();
        assert_eq!(narrow(Operators::Chinese), "(合谋 或 内卷) 且 文档:=\"访谈 1\"");
        assert_eq!(narrow(Operators::English), "(合谋 OR 内卷) AND doc:=\"访谈 1\"");
        let of_role = |language, role| {
            let speaker = Filter { field: Field::Speaker, value: role_name(language, role).to_owned(), at: 0..0 };
            narrowed("合谋", Node::Filter(speaker), operators(language)).unwrap()
        };
        assert_eq!(of_role(Language::Chinese, Role::Respondent), "合谋 且 说话人:受访者");
        assert_eq!(of_role(Language::English, Role::Interviewer), "合谋 AND speaker:interviewer");
    }

    #[test]
    fn counts_stand_by_hits_by_density_or_by_name() {
        let count = |label: &str, hits, characters: u64| Count {
            label: label.to_owned(),
            id: CountId::Name,
            hits,
            documents: 1,
            characters,
            per_thousand_characters: Some(hits as f64 * 1000.0 / characters as f64),
        };
        let counts = [count("中", 9, 9_000), count("安", 5, 100), count("把", 1, 10)];
        assert_eq!(sorted(&counts, CountOrder::Hits), [0, 1, 2]);
        assert_eq!(sorted(&counts, CountOrder::Density), [2, 1, 0]);
        assert_eq!(sorted(&counts, CountOrder::Name), [1, 2, 0]);
    }
}
