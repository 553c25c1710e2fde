//! Rows, drawn only where they can be seen: a hundred thousand of them scroll. They are of one height, or their
//! heights are known beforehand.
//!
//! All rows together are one stop of the keyboard: the row that had it last, or the first that is seen. From it
//! the arrows, Page Up and Down, Home and End go on to rows that are not on screen yet, which egui alone would
//! not do, since it only knows what is drawn. Escape lets go of what is chosen, not of the row.

use egui::accesskit::Action;
use egui::{DragAndDrop, EventFilter, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2};

use crate::app::widgets;

/// What can be done with rows beside clicking them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Nothing.
    #[default]
    List,
    /// They can be dragged, and the arrows to the sides belong to them.
    Tree,
}

/// Where rows begin and end. Far down a float would lose parts of a point.
#[derive(Clone, Copy)]
enum Heights<'a> {
    /// So many of this height.
    Equal(usize, f32),
    /// Where each ends, from the top.
    Ends(&'a [f64]),
}

impl Heights<'_> {
    fn count(self) -> usize {
        match self {
            Self::Equal(count, _) => count,
            Self::Ends(ends) => ends.len(),
        }
    }

    /// Where a row begins; of the number of rows, where the last one ends.
    fn top(self, row: usize) -> f64 {
        match self {
            Self::Equal(_, height) => row as f64 * f64::from(height),
            Self::Ends(ends) => row.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0.0),
        }
    }

    /// The row at a height; the number of rows below the last one.
    fn row_at(self, y: f64) -> usize {
        match self {
            Self::Equal(count, height) => ((y / f64::from(height)).floor().max(0.0) as usize).min(count),
            Self::Ends(ends) => ends.partition_point(|end| *end <= y),
        }
    }
}

/// Where a list stands; may be dropped.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    offset: f32,
    height: f32,
    jump: Option<f32>,
    focused: Option<usize>,
    /// Where the keyboard comes in.
    stop: usize,
    wanted: Option<usize>,
    carried: Option<(usize, usize)>,
    kind: Kind,
    /// To be seen, without the keyboard.
    seen: Option<usize>,
    /// So much is left free after the last row, and where that stood.
    tail: f32,
    tail_place: Option<Rect>,
    /// How wide rows were when they were drawn last.
    width: Option<f32>,
}

/// So near to an edge of a list something that is dragged scrolls it, in points.
const EDGE: f32 = 30.0;
/// And so fast at the edge itself, in points a second.
const FASTEST: f32 = 900.0;

impl Rows {
    /// Rows of a tree: they can be dragged and folded, and below the last one is room to drop something.
    #[must_use]
    pub fn of_tree(tail: f32) -> Self {
        Self { kind: Kind::Tree, tail, ..Self::default() }
    }

    /// Scrolls to a row without giving it the keyboard; there the keyboard comes in.
    pub fn show(&mut self, row: usize) {
        self.seen = Some(row);
        self.stop = row;
    }

    /// Where the room after the last row stood when the list was drawn, as far as it was seen.
    #[must_use]
    pub fn tail_place(&self) -> Option<Rect> {
        self.tail_place
    }

    /// How wide a row is, as of the last frame: a scroll bar takes its room.
    #[must_use]
    pub fn width(&self) -> Option<f32> {
        self.width
    }

    /// Goes back to the first row: the list shows something else now.
    pub fn rewind(&mut self) {
        self.jump = Some(0.0);
    }

    /// Scrolls to a row and gives it the keyboard, when it is drawn next.
    pub fn focus(&mut self, row: usize) {
        self.wanted = Some(row);
    }

    /// What one row stood for now stands in another: the keyboard goes there too, if the row still has it.
    pub fn carry(&mut self, from: usize, to: usize) {
        if self.wanted == Some(from) {
            self.wanted = Some(to);
            return;
        }
        let from = self.carried.filter(|(_, at)| *at == from).map_or(from, |(first, _)| first);
        self.carried = Some((from, to));
    }

    /// The row that has the keyboard, or will have it when the list is drawn next.
    #[must_use]
    pub fn with_keyboard(&self) -> Option<usize> {
        self.wanted.or(self.carried.map(|(_, to)| to)).or(self.focused)
    }

    /// The row that has the keyboard.
    #[must_use]
    pub fn focused(&self) -> Option<usize> {
        self.focused
    }

    /// Draws the rows that can be seen; gives the one that was clicked or on which Enter was pressed.
    /// `draw` paints a row into its place and gives its widget its label.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        salt: &str,
        count: usize,
        row_height: f32,
        draw: impl FnMut(&mut Ui, Rect, usize, &Response),
    ) -> Option<usize> {
        self.draw(ui, salt, Heights::Equal(count, row_height), draw)
    }

    /// The same with rows of different heights: `ends` says where each one ends, from the top, in points.
    pub fn ui_of_ends(
        &mut self,
        ui: &mut Ui,
        salt: &str,
        ends: &[f64],
        draw: impl FnMut(&mut Ui, Rect, usize, &Response),
    ) -> Option<usize> {
        self.draw(ui, salt, Heights::Ends(ends), draw)
    }

    fn draw(
        &mut self,
        ui: &mut Ui,
        salt: &str,
        heights: Heights<'_>,
        mut draw: impl FnMut(&mut Ui, Rect, usize, &Response),
    ) -> Option<usize> {
        let id = ui.scope_id().with(salt);
        let count = heights.count();
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
        if let Some(jump) = self.jump.take() {
            area = area.vertical_scroll_offset(jump);
        }
        let mut chosen = None;
        let carried =
            self.carried.take().filter(|(from, to)| from != to && ui.memory(|memory| memory.has_focus(id.with(from))));
        let mut step = self.wanted.take().or(carried.map(|(_, to)| to)).filter(|row| *row < count);
        let mut focused = None;
        if let Some(row) = step {
            self.stop = row;
        }
        let shown = area.show_viewport(ui, |ui, viewport| {
            // Room to drop something is no reason to scroll where all rows fit.
            let rows = heights.top(count) as f32;
            let tail = if rows <= viewport.height() { self.tail.min(viewport.height() - rows) } else { self.tail };
            ui.set_height(rows + tail);
            let left_top = ui.max_rect().left_top();
            let end = left_top.y + heights.top(count) as f32;
            let free = Rect::from_min_max(pos2(left_top.x, end), ui.clip_rect().max.max(pos2(left_top.x, end)));
            self.tail_place = (free.height() > 0.0).then_some(free);
            let width = ui.available_width();
            self.width = Some(width);
            let first = heights.row_at(f64::from(viewport.min.y));
            let below = heights.row_at(f64::from(viewport.max.y));
            let stop = if (first..=below).contains(&self.stop) { self.stop } else { first };
            for row in first..count {
                // The difference is taken first.
                let y = (heights.top(row) - f64::from(viewport.min.y)) as f32;
                if y >= viewport.height() {
                    break;
                }
                let top = left_top.y + viewport.min.y + y;
                let height = (heights.top(row + 1) - heights.top(row)) as f32;
                let rect = Rect::from_min_size(pos2(left_top.x, top), Vec2::new(width, height));
                let own = id.with(row);
                if ui.input(|input| input.has_accesskit_action_request(own, Action::Focus)) {
                    ui.memory_mut(|memory| memory.request_focus(own));
                }
                let is_stop = row == stop || ui.memory(|memory| memory.has_focus(own));
                let sense = if is_stop { Sense::click() } else { Sense::CLICK };
                let sense = if self.kind == Kind::Tree { sense | Sense::DRAG } else { sense };
                let response = ui.interact(rect, own, sense);
                if is_stop {
                    widgets::note_list_stop(ui.ctx(), own);
                }
                draw(ui, rect, row, &response);
                if response.clicked() {
                    response.request_focus();
                    ui.ctx().request_repaint();
                    chosen = Some(row);
                }
                if response.has_focus() {
                    focused = Some(row);
                    step = self.step(ui, response.id, row, heights).or(step);
                }
            }
        });
        self.offset = shown.state.clamped_offset().y;
        self.height = shown.inner_rect.height();
        if self.kind == Kind::Tree {
            self.scroll_at_edges(ui, shown.inner_rect, heights.top(count) as f32 + self.tail);
        }
        self.focused = focused;
        self.stop = focused.unwrap_or(self.stop);
        if let Some(row) = self.seen.take().filter(|row| *row < count) {
            self.scroll_to(row, heights);
            ui.ctx().request_repaint();
        }
        if let Some(row) = step {
            self.reveal(ui, id, row, heights);
            self.focused = Some(row);
            self.stop = row;
        }
        chosen
    }

    /// Whoever holds something at the upper or lower edge wants to drop it further on.
    fn scroll_at_edges(&mut self, ui: &Ui, area: Rect, whole: f32) {
        let Some(pointer) = ui.ctx().pointer_interact_pos().filter(|pointer| area.expand(EDGE).contains(*pointer))
        else {
            return;
        };
        if !DragAndDrop::has_any_payload(ui.ctx()) {
            return;
        }
        let (above, below) = (area.top() + EDGE - pointer.y, pointer.y - (area.bottom() - EDGE));
        let reach = if above > 0.0 { -above } else { below.max(0.0) };
        let seconds = ui.input(|input| input.stable_dt).min(0.05);
        let step = (reach / EDGE).clamp(-1.0, 1.0) * FASTEST * seconds;
        let to = (self.offset + step).clamp(0.0, (whole - area.height()).max(0.0));
        if (to - self.offset).abs() > 0.5 {
            self.jump = Some(to);
            ui.ctx().request_repaint();
        }
    }

    /// Scrolls as far as needed to see a row.
    fn scroll_to(&mut self, row: usize, heights: Heights<'_>) {
        let (top, bottom) = (heights.top(row) as f32, heights.top(row + 1) as f32);
        if top < self.offset {
            self.jump = Some(top);
        } else if bottom > self.offset + self.height {
            self.jump = Some((bottom - self.height).max(0.0));
        }
    }

    /// The same, and gives it the keyboard.
    fn reveal(&mut self, ui: &Ui, id: Id, row: usize, heights: Heights<'_>) {
        self.scroll_to(row, heights);
        ui.memory_mut(|memory| memory.request_focus(id.with(row)));
        // The arrows are held back from egui only once a row has been drawn with the keyboard.
        ui.ctx().request_repaint();
    }

    fn step(&self, ui: &Ui, id: Id, row: usize, heights: Heights<'_>) -> Option<usize> {
        let horizontal_arrows = self.kind == Kind::Tree;
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = heights.count().saturating_sub(1);
        let to = if pressed(Key::ArrowDown) {
            row + 1
        } else if pressed(Key::ArrowUp) {
            row.saturating_sub(1)
        } else if pressed(Key::PageDown) {
            heights.row_at(heights.top(row) + f64::from(self.height)).saturating_sub(1).max(row + 1)
        } else if pressed(Key::PageUp) {
            let above = heights.top(row + 1) - f64::from(self.height);
            if above <= 0.0 { 0 } else { (heights.row_at(above) + 1).min(row.saturating_sub(1)) }
        } else if pressed(Key::Home) {
            0
        } else if pressed(Key::End) {
            last
        } else {
            return None;
        };
        Some(to.min(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_height_and_of_known_heights_stand_where_they_should() {
        let ends: Vec<f64> = (1..=5).map(|row| f64::from(row) * 30.0).collect();
        for heights in [Heights::Equal(5, 30.0), Heights::Ends(&ends)] {
            assert_eq!([0, 1, 5].map(|row| heights.top(row) as u32), [0, 30, 150]);
            assert_eq!([0.0, 29.9, 30.0, 149.0, 150.0, 900.0].map(|y| heights.row_at(y)), [0, 0, 1, 4, 5, 5]);
        }
        let uneven = Heights::Ends(&[20.0, 100.0, 130.0]);
        assert_eq!((uneven.row_at(60.0), uneven.top(1) as u32, uneven.top(3) as u32), (1, 20, 130));
    }
}
