//! Side panels that keep the size somebody gave them.
//!
//! egui remembers the size at which a panel was drawn last: after a narrow moment of the window that is the narrow
//! one. Here the size that was chosen is kept apart from the one there is room for, and comes back when there is
//! room again. The edge is heard under a name in the language of the interface, which egui alone would not give it; while
//! it has the keyboard it is lit, and arrows move it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use egui::accesskit::Action;
use egui::containers::panel::PanelState;
use egui::{
    Context, EventFilter, Frame, Id, InnerResponse, Key, LayerId, Modifiers, Order, Panel, Rect, Stroke, Ui, Vec2, pos2,
};

use super::theme;

/// So far an arrow moves an edge, in points.
const STEP: f32 = 16.0;

/// At which edge a panel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// On the left.
    Left,
    /// On the right.
    Right,
    /// Above.
    Top,
    /// Below.
    Bottom,
}

/// A panel whose edge can be moved.
pub struct SizedPanel<'a> {
    /// Where.
    pub edge: Edge,
    /// Of its id, and under which its size is kept.
    pub salt: &'static str,
    /// What its edge is called.
    pub name: &'a str,
    /// How it is filled.
    pub frame: Frame,
    /// Between which sizes there is room for it.
    pub range: RangeInclusive<f32>,
}

impl SizedPanel<'_> {
    /// Draws it in the size that is wanted, or as near to it as there is room; where somebody moves its edge,
    /// that becomes what is wanted.
    pub fn show<R>(self, ui: &mut Ui, wanted: &mut f32, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
        let id = ui.scope_id().with(self.salt);
        let edge = id.with("__resize");
        let (least, most) = (*self.range.start(), self.range.end().max(*self.range.start()));
        if let Some(step) = self.step(ui.ctx(), edge) {
            *wanted = (wanted.clamp(least, most) + step).clamp(least, most);
        }
        let fitting = wanted.clamp(least, most);
        let state = PanelState { outer_rect: Rect::from_min_size(pos2(0.0, 0.0), Vec2::splat(fitting)) };
        ui.data_mut(|data| data.insert_persisted(id, state));
        let moved = is_moved(ui.ctx(), edge);
        let panel = match self.edge {
            Edge::Left => Panel::left(self.salt),
            Edge::Right => Panel::right(self.salt),
            Edge::Top => Panel::top(self.salt),
            Edge::Bottom => Panel::bottom(self.salt),
        };
        let panel = panel.frame(self.frame).resizable(true).size_range(least..=most);
        let shown = panel.show(ui, contents);
        if moved {
            let size = shown.response.rect.size();
            *wanted = if matches!(self.edge, Edge::Left | Edge::Right) { size.x } else { size.y };
        }
        ui.ctx().accesskit_node_builder(edge, |node| node.set_label(self.name));
        if ui.memory(|memory| memory.has_focus(edge)) {
            light(ui, self.edge, shown.response.rect);
        }
        shown
    }

    /// How far an arrow moves the edge that has the keyboard: to the side to which it points.
    fn step(&self, ctx: &Context, edge: Id) -> Option<f32> {
        if !ctx.memory(|memory| memory.has_focus(edge)) {
            return None;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ctx.memory_mut(|memory| memory.set_focus_lock_filter(edge, filter));
        let (larger, smaller) = match self.edge {
            Edge::Left => (Key::ArrowRight, Key::ArrowLeft),
            Edge::Right => (Key::ArrowLeft, Key::ArrowRight),
            Edge::Top => (Key::ArrowDown, Key::ArrowUp),
            Edge::Bottom => (Key::ArrowUp, Key::ArrowDown),
        };
        let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(larger) {
            Some(STEP)
        } else if pressed(smaller) {
            Some(-STEP)
        } else {
            None
        }
    }

    /// The same with a size that is kept with those of the other panels.
    pub fn show_of<R>(self, ui: &mut Ui, usual: f32, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
        let salt = self.salt;
        let before = Sizes::of(ui.ctx()).0.get(salt).copied();
        let mut wanted = before.unwrap_or(usual);
        let shown = self.show(ui, &mut wanted, contents);
        if (wanted - before.unwrap_or(usual)).abs() > 0.5 {
            let mut sizes = Sizes::of(ui.ctx());
            sizes.0.insert(salt.to_owned(), wanted.round());
            sizes.install(ui.ctx());
        }
        shown
    }
}

/// Shows that an edge has the keyboard, above both of its neighbours.
fn light(ui: &Ui, edge: Edge, panel: Rect) {
    let layer = LayerId::new(Order::Middle, Id::unique("lit edge"));
    let painter = ui.ctx().layer_painter(layer);
    let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
    match edge {
        Edge::Left => painter.vline(panel.right(), panel.y_range(), stroke),
        Edge::Right => painter.vline(panel.left(), panel.y_range(), stroke),
        Edge::Top => painter.hline(panel.x_range(), panel.bottom(), stroke),
        Edge::Bottom => painter.hline(panel.x_range(), panel.top(), stroke),
    };
}

/// Whether somebody moves an edge in this frame, by the pointer or by what reads the screen to them.
fn is_moved(ctx: &Context, edge: Id) -> bool {
    let by_pointer = ctx.read_response(edge).is_some_and(|edge| edge.dragged() || edge.drag_stopped());
    let asked = |action| ctx.input(|input| input.has_accesskit_action_request(edge, action));
    by_pointer || [Action::Increment, Action::Decrement, Action::SetValue].into_iter().any(asked)
}

/// The sizes that were chosen, by the salts of their panels.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Sizes(BTreeMap<String, f32>);

impl Sizes {
    /// As they are.
    #[must_use]
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Id::unique("sizes of panels"))).unwrap_or_default()
    }

    /// From now on.
    pub fn install(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::unique("sizes of panels"), self));
    }
}
