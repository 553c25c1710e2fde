//! Rows of equal height, drawn only where they can be seen: a hundred thousand of them scroll.
//!
//! A row is one stop of the keyboard. From it the arrows, Page Up and Down, Home and End go on to rows
//! that are not on screen yet, which egui alone would not do, since it only knows what is drawn.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2};

/// Where a list stands; may be dropped.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    offset: f32,
    height: f32,
    jump: Option<f32>,
    focused: Option<usize>,
    wanted: Option<usize>,
}

impl Rows {
    /// Goes back to the first row: the list shows something else now.
    pub fn rewind(&mut self) {
        self.jump = Some(0.0);
    }

    /// Scrolls to a row and gives it the keyboard, when it is drawn next.
    pub fn focus(&mut self, row: usize) {
        self.wanted = Some(row);
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
        mut draw: impl FnMut(&mut Ui, Rect, usize, &Response),
    ) -> Option<usize> {
        let id = ui.scope_id().with(salt);
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
        if let Some(jump) = self.jump.take() {
            area = area.vertical_scroll_offset(jump);
        }
        let mut chosen = None;
        let mut step = self.wanted.take().filter(|row| *row < count);
        let mut focused = None;
        let shown = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(count as f32 * row_height);
            let first = (viewport.min.y / row_height).floor().max(0.0) as usize;
            let last = ((viewport.max.y / row_height).ceil().max(0.0) as usize).min(count);
            let left_top = ui.max_rect().left_top();
            let width = ui.available_width();
            for row in first..last {
                // Far down a float would lose parts of a point: the difference is taken first.
                let y = (row as f64 * f64::from(row_height) - f64::from(viewport.min.y)) as f32;
                let top = left_top.y + viewport.min.y + y;
                let rect = Rect::from_min_size(pos2(left_top.x, top), Vec2::new(width, row_height));
                let response = ui.interact(rect, id.with(row), Sense::click());
                draw(ui, rect, row, &response);
                if response.clicked() {
                    response.request_focus();
                    chosen = Some(row);
                }
                if response.has_focus() {
                    focused = Some(row);
                    step = self.step(ui, response.id, row, count, row_height).or(step);
                }
            }
        });
        self.offset = shown.state.clamped_offset().y;
        self.height = shown.inner_rect.height();
        self.focused = focused;
        if let Some(row) = step {
            self.reveal(ui, id, row, row_height);
            self.focused = Some(row);
        }
        chosen
    }

    /// Scrolls as far as needed to see a row and gives it the keyboard.
    fn reveal(&mut self, ui: &Ui, id: Id, row: usize, row_height: f32) {
        let (top, bottom) = (row as f32 * row_height, (row + 1) as f32 * row_height);
        if top < self.offset {
            self.jump = Some(top);
        } else if bottom > self.offset + self.height {
            self.jump = Some(bottom - self.height);
        }
        ui.memory_mut(|memory| memory.request_focus(id.with(row)));
    }

    fn step(&self, ui: &Ui, id: Id, row: usize, count: usize, row_height: f32) -> Option<usize> {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let page = ((self.height / row_height) as usize).max(2) - 1;
        let last = count.saturating_sub(1);
        let to = if pressed(Key::ArrowDown) {
            row + 1
        } else if pressed(Key::ArrowUp) {
            row.saturating_sub(1)
        } else if pressed(Key::PageDown) {
            row + page
        } else if pressed(Key::PageUp) {
            row.saturating_sub(page)
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
