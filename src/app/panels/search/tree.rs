//! What follows or precedes the hits as a tree of words: the hit at one edge, branches as thick as they are
//! frequent. A click on a branch looks for the phrase from the hit up to there. Made behind the window.

use std::borrow::Cow;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::epaint::CubicBezierShape;
use egui::{Color32, FontId, Pos2, Rect, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::builder::operators;
use super::pending::Pending;
use super::results::Listing;
use super::{SearchView, counts};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::panels::parts;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets;
use crate::model::Message;
use crate::search::words::{Branch, Lexicon, Side, TreeOptions, word_tree};
use crate::search::{Extent, Hits, Node, Operators, Query, Term, Wording};

/// Between a word and its branches.
const GAP: f32 = 44.0;
/// Text sizes of the rarest and of the most frequent branch.
const SMALLEST: f32 = size::BODY;
const LARGEST: f32 = 26.0;
/// A tree has no more leaves than about this many, so that it can be read.
const LEAVES: u32 = 300;

/// What it remembers between frames.
#[derive(Default)]
pub struct TreeView {
    /// To which side of the hits.
    pub side: Side,
    made: Option<(Wanted, Arc<Laid>)>,
    /// The one that was shown last: another one opens with its root in the middle.
    shown: Option<Wanted>,
    making: Pending<Wanted>,
}

/// Which answer, at which revision, to which side.
type Wanted = (u64, u64, Side);

/// A tree and the place of each of its words, without a window.
struct Laid {
    root: Branch,
    total: u32,
}

impl TreeView {
    /// Whether one is being made.
    pub(super) fn is_busy(&self) -> bool {
        self.making.is_busy()
    }
}

/// Has a tree made where that is wanted and not known.
pub(super) fn follow(view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let Some(engine) = state.engine().cloned() else { return };
    let results = &mut state.results;
    let wanted = (results.generation, view.revision, results.tree.side);
    let known = results.tree.made.as_ref().is_some_and(|(made, _)| *made == wanted);
    if results.listing != Listing::Tree || known || results.extent == Extent::Beginning {
        return;
    }
    let Some(held) = results.tree.making.begin(wanted) else { return };
    let (project, hits) = (view.project.clone(), Arc::clone(&results.hits));
    let label = Message::new("search.ui.job_tree");
    actions.push(Action::Start(JobRequest::new(JobKind::WordTree, label, move |context| {
        let cancel = context.cancel_flag();
        let total = hits.len() as u32;
        let options = TreeOptions { side: wanted.2, depth: 6, branches: 10, minimum: (total / LEAVES).max(1) };
        let lexicon = Lexicon::of(&project);
        let made = engine.columns().get(&project, engine.texts(), &lexicon, &cancel, &|_| {});
        let hits = Hits { total: hits.len(), hits: hits.to_vec(), ..Hits::default() };
        let made = made.and_then(|columns| word_tree(&project, engine.texts(), &columns, &hits, options, &cancel));
        let then: Continuation<Shell> = Box::new(move |shell| {
            drop(held);
            let tree = &mut shell.views.search.results.tree;
            if let Ok(root) = made
                && tree.making.is_for(&wanted)
            {
                tree.made = Some((wanted, Arc::new(Laid { root: root.joined(wanted.2), total })));
            }
        });
        then
    })));
}

/// A word in its place.
struct Placed<'a> {
    text: &'a str,
    /// The same with the mark of what is cut off behind it.
    shown: Cow<'a, str>,
    count: u32,
    font: f32,
    rect: Rect,
    /// The place of the word that it branches from.
    from: Option<usize>,
    /// How many branches beside it are not drawn.
    more: u32,
}

/// Draws it.
pub fn tree_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let wanted = (state.results.generation, view.revision, state.results.tree.side);
    let tree = &mut state.results.tree;
    let known = tree.made.as_ref().is_some_and(|(made, _)| *made == wanted);
    if !known && tree.making.is_over(&wanted) {
        counts::stopped_ui(ui, view, &mut tree.making);
        if tree.made.is_none() {
            return;
        }
    }
    let Some((made, laid)) = state.results.tree.made.clone() else {
        ui.centered_and_justified(|ui| ui.add(egui::Spinner::new().size(24.0)));
        return;
    };
    let side = made.2;
    let placed = place(ui, &laid, side);
    let bounds = placed.iter().fold(Rect::NOTHING, |all, word| all.union(word.rect)).expand(space::LARGE);
    let t = theme::tokens(ui);
    let mut narrowed = None;
    let mut area = ScrollArea::both().id_salt(("word tree", side == Side::Left)).auto_shrink([false, false]);
    if state.results.tree.shown.replace(made) != Some(made) {
        area = area.scroll_offset(opening(&placed, bounds, ui.available_size(), side));
    }
    area.show(ui, |ui| {
        let room = ui.available_size();
        let (whole, _) = ui.allocate_exact_size(bounds.size().max(room), Sense::hover());
        // The hit stands at the edge from which the branches go.
        let shift_x = match side {
            Side::Right => whole.left() - bounds.left(),
            Side::Left => whole.right() - bounds.right(),
        };
        let shift = Vec2::new(shift_x, whole.center().y - bounds.center().y);
        for word in &placed {
            if let Some(from) = word.from.and_then(|from| placed.get(from)) {
                let share = f32::max(word.count as f32 / laid.total.max(1) as f32, 0.0);
                branch_ui(ui, from.rect.translate(shift), word.rect.translate(shift), side, 1.0 + 7.0 * share.sqrt());
            }
        }
        for (number, word) in placed.iter().enumerate() {
            let rect = word.rect.translate(shift);
            if !ui.is_rect_visible(rect) {
                continue;
            }
            let response = ui.interact(rect, ui.scope_id().with(("branch", number)), Sense::click());
            let count = view.say(&Message::new("search.ui.hits_here").with("count", grouped(word.count.into())));
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{}, {count}", word.text.trim())));
            let lit = response.hovered() || response.has_focus();
            if lit {
                ui.painter().rect_filled(rect.expand(2.0), RADIUS, t.hover);
            }
            if response.has_focus() {
                let stroke = Stroke::new(1.5, t.accent);
                ui.painter().rect_stroke(rect.expand(2.0), RADIUS, stroke, egui::StrokeKind::Inside);
            }
            let ink = if word.from.is_none() || lit { t.accent } else { t.ink };
            let font = FontId::proportional(word.font);
            widgets::text_in(ui, rect, &word.shown, font, ink, egui::Align::Min);
            let more = (word.more > 0).then(|| view.say(&Message::new("search.ui.tree_more").with("count", word.more)));
            let said = more.map_or(count.clone(), |more| format!("{count}\n{more}"));
            if response.on_hover_text(said).clicked() && word.from.is_some() {
                narrowed = Some(phrase(&placed, number, side));
            }
        }
    });
    if let Some(phrase) = narrowed {
        let text = narrowed_to(&state.results.query, phrase, operators(view.language));
        actions.push(Action::With(Box::new(move |shell| shell.views.search.look_for(&text))));
    }
}

/// Where a tree opens: its root in the middle of the view, at the edge from which the branches go.
fn opening(placed: &[Placed<'_>], bounds: Rect, room: Vec2, side: Side) -> Vec2 {
    let whole = bounds.size().max(room);
    let root = placed.first().map_or(bounds.center(), |root| root.rect.center());
    let y = whole.y / 2.0 + (root.y - bounds.center().y) - room.y / 2.0;
    let x = if side == Side::Right { 0.0 } else { whole.x - room.x };
    Vec2::new(x.max(0.0), y.clamp(0.0, (whole.y - room.y).max(0.0)))
}

/// The line from one word to the next, thick where it is frequent.
fn branch_ui(ui: &Ui, from: Rect, to: Rect, side: Side, width: f32) {
    let (start, end) = match side {
        Side::Right => (from.right_center() + Vec2::new(6.0, 0.0), to.left_center() - Vec2::new(6.0, 0.0)),
        Side::Left => (from.left_center() - Vec2::new(6.0, 0.0), to.right_center() + Vec2::new(6.0, 0.0)),
    };
    if !ui.clip_rect().intersects(Rect::from_two_pos(start, end)) {
        return;
    }
    let middle = f32::midpoint(start.x, end.x);
    let colour = theme::tokens(ui).accent.gamma_multiply(0.35);
    let points: [Pos2; 4] = [start, pos2(middle, start.y), pos2(middle, end.y), end];
    ui.painter().add(CubicBezierShape::from_points_stroke(
        points,
        false,
        Color32::TRANSPARENT,
        Stroke::new(width, colour),
    ));
}

/// Every word in its place, the root first; the middle of the root is the origin of y.
fn place<'a>(ui: &Ui, laid: &'a Laid, side: Side) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    let mut top = 0.0;
    put(ui, &laid.root, None, 0.0, &mut top, laid.total, side, &mut placed);
    placed
}

#[allow(clippy::too_many_arguments, reason = "the state of one walk over the tree")]
fn put<'a>(
    ui: &Ui,
    branch: &'a Branch,
    from: Option<usize>,
    x: f32,
    top: &mut f32,
    total: u32,
    side: Side,
    placed: &mut Vec<Placed<'a>>,
) {
    let share = branch.count as f32 / total.max(1) as f32;
    let font = if from.is_none() { LARGEST } else { SMALLEST + (LARGEST - SMALLEST) * share.sqrt() };
    let goes_on = branch.branches.is_empty() && branch.more > 0;
    let shown = match side {
        _ if !goes_on => Cow::Borrowed(branch.text.as_str()),
        Side::Right => Cow::Owned(format!("{}…", branch.text)),
        Side::Left => Cow::Owned(format!("…{}", branch.text)),
    };
    let width = parts::text_width(ui, &shown, &FontId::proportional(font)) + 2.0;
    let height = (font * 1.5).round();
    let number = placed.len();
    let left = if side == Side::Right { x } else { x - width };
    let rect = Rect::from_min_size(pos2(left, *top), Vec2::new(width, height));
    placed.push(Placed { text: &branch.text, shown, count: branch.count, font, rect, from, more: branch.more });
    if branch.branches.is_empty() {
        *top += height;
        return;
    }
    let began = *top;
    let next = if side == Side::Right { rect.right() + GAP } else { rect.left() - GAP };
    for below in &branch.branches {
        put(ui, below, Some(number), next, top, total, side, placed);
    }
    // A word stands in the middle of what it branches into, or the other way round where it is taller.
    let spare = *top - began - height;
    *top = top.max(began + height);
    if spare >= 0.0 {
        if let Some(own) = placed.get_mut(number) {
            own.rect = rect.translate(Vec2::new(0.0, spare / 2.0));
        }
    } else {
        for below in placed.iter_mut().skip(number + 1) {
            below.rect = below.rect.translate(Vec2::new(0.0, -spare / 2.0));
        }
    }
}

/// The characters from the hit to a word.
fn phrase(placed: &[Placed<'_>], number: usize, side: Side) -> String {
    let mut words = Vec::new();
    let mut at = Some(number);
    while let Some(word) = at.and_then(|at| placed.get(at)) {
        words.push(word.text);
        at = word.from;
    }
    if side == Side::Right {
        words.reverse();
    }
    words.concat()
}

/// The query of a phrase, with the conditions of the query before: its filters, and what is denied.
fn narrowed_to(query: &str, phrase: String, operators: Operators) -> String {
    let term = Node::Term(Term { text: phrase, wording: Wording::Exact, at: 0..0 });
    let parts = match Query::parse(query).map(|query| query.root) {
        Ok(Node::All(parts)) => parts,
        Ok(other) => vec![other],
        Err(_) => Vec::new(),
    };
    let conditions = parts.into_iter().filter(|part| matches!(part, Node::Not(_)) || part.terms().is_empty());
    Query::written(Node::All([term].into_iter().chain(conditions).collect()), operators).text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, from: Option<usize>) -> Placed<'_> {
        Placed { text, shown: text.into(), count: 1, font: 14.0, rect: Rect::NOTHING, from, more: 0 }
    }

    #[test]
    fn a_tree_opens_with_its_root_in_the_middle_of_the_view() {
        let mut root = word("合谋", None);
        root.rect = Rect::from_center_size(pos2(20.0, 900.0), Vec2::new(40.0, 40.0));
        let bounds = Rect::from_min_max(pos2(0.0, 0.0), pos2(1_000.0, 3_000.0));
        let room = Vec2::new(400.0, 600.0);
        assert_eq!(opening(std::slice::from_ref(&root), bounds, room, Side::Right), Vec2::new(0.0, 600.0));
        assert_eq!(opening(std::slice::from_ref(&root), bounds, room, Side::Left), Vec2::new(600.0, 600.0));
        let small = Rect::from_min_max(pos2(0.0, 800.0), pos2(100.0, 1_000.0));
        assert_eq!(opening(&[root], small, room, Side::Right), Vec2::ZERO, "all of it is seen");
    }

    #[test]
    fn a_phrase_reads_from_the_hit_to_the_branch_or_from_the_branch_to_the_hit() {
        let placed = [word("合谋", None), word("的", Some(0)), word("街道", Some(1))];
        assert_eq!(phrase(&placed, 2, Side::Right), "合谋的街道");
        assert_eq!(phrase(&placed, 2, Side::Left), "街道的合谋");
    }

    #[test]
    fn the_filters_of_a_query_stay_when_it_is_narrowed_to_a_phrase() {
        let narrow = |text: &str| narrowed_to(text, "合谋的".to_owned(), Operators::English);
        let text = narrow("合谋 group:农村");
        let Node::All(parts) = Query::parse(&text).unwrap().root else { panic!("{text}") };
        assert_eq!(parts.len(), 2);
        assert!(matches!(&parts[0], Node::Term(term) if term.text == "合谋的"), "{text}");
        assert!(matches!(&parts[1], Node::Filter(filter) if filter.value == "农村"), "{text}");
        assert_eq!(
            narrow("合谋 -part:参考文献 -(group:甲 OR doc:乙)"),
            "\"合谋的\" AND NOT part:参考文献 AND NOT (group:甲 OR doc:乙)"
        );
        assert_eq!(narrow("合谋 (code:甲 OR code:乙) -政府"), "\"合谋的\" AND (code:甲 OR code:乙) AND NOT 政府");
        assert_eq!(narrow("合谋 OR 内卷"), "\"合谋的\"");
        assert_eq!(narrowed_to("code:甲", "好".to_owned(), Operators::Chinese), "\"好\" 且 代码:甲");
    }
}
