//! What pointer and keys do to the selection.

use egui::{DragAndDrop, Event, EventFilter, Id, Key, PointerButton, Pos2, Response, Ui};

use super::boundaries::Unit;
use super::caret::{Ground, Motion};
use super::ends::{End, pulled};
use super::handles::Handle;
use super::layout::{Caret, Layout};
use super::page::Page;
use super::paint::Frame;
use super::selection::{Anchor, Press, Pull, Selection, dragged};
use super::view::{DocumentView, DraggedPassage};
use super::{Target, TextView, next_of};
use crate::model::{CharIndex, CodingId, Span};

/// What a pointer did this frame that others want to know.
#[derive(Default)]
pub(super) struct Pointed {
    /// Released after selecting.
    pub finished: Option<Span>,
    /// A coded passage was clicked.
    pub clicked: Option<CodingId>,
    /// An end of a coding was pulled and let go.
    pub resized: Option<(CodingId, Span)>,
}

impl TextView {
    /// Keys of the caret and of copying; those that are ours are taken out of the input.
    pub(super) fn keys(&mut self, ui: &Ui, id: Id, view: &DocumentView<'_>, layout: &Layout) {
        self.take_escape(ui.ctx());
        for unit in std::mem::take(&mut self.wishes) {
            self.widen(view, unit);
        }
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let mut ours = Vec::new();
        ui.input_mut(|input| {
            input.events.retain(|event| {
                let taken = match event {
                    Event::Copy => true,
                    Event::Key { key, pressed: true, modifiers, .. } => {
                        Motion::of_key(*key, *modifiers).is_some() || *key == Key::A && modifiers.command_only()
                    }
                    _ => false,
                };
                if taken {
                    ours.push(event.clone());
                }
                !taken
            });
        });
        for event in ours {
            match event {
                Event::Copy => self.copy(ui, view),
                Event::Key { key: Key::A, .. } => {
                    if let Some(whole) = Span::new(0, layout.end().0) {
                        self.selection = Selection::of(whole);
                    }
                }
                Event::Key { key, modifiers, .. } => {
                    if let Some(motion) = Motion::of_key(key, modifiers) {
                        let anchor = if modifiers.shift { Anchor::Held } else { Anchor::Follows };
                        self.move_caret(ui, view, layout, motion, anchor);
                    }
                }
                _ => {}
            }
        }
    }

    /// Grows the selection, or the caret, to whole units.
    fn widen(&mut self, view: &DocumentView<'_>, unit: Unit) {
        let head = self.selection.head.at;
        let ends = self.selection.span().map_or((head, head), |span| (span.start, span.end));
        if let Some(span) = unit.widened(&view.document.text, ends, view.words) {
            let span = unit.without_label(&view.document.structure, span, ends.0);
            self.selection = Selection::of(span);
        }
    }

    /// Lets go of an end that is being pulled, where Escape was pressed.
    pub fn take_escape(&mut self, ctx: &egui::Context) {
        let pulling = matches!(self.press, Press::Pulling(_));
        if pulling && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape)) {
            self.press = Press::None;
        }
    }

    fn copy(&self, ui: &Ui, view: &DocumentView<'_>) {
        if let Some(span) = self.selection.span() {
            ui.copy_text(view.document.text.slice(span).to_owned());
        }
    }

    pub(super) fn move_caret(
        &mut self,
        ui: &Ui,
        view: &DocumentView<'_>,
        layout: &Layout,
        motion: Motion,
        anchor: Anchor,
    ) {
        let selected = self.selection.span().filter(|_| anchor == Anchor::Follows);
        let (head, column) = match (selected, motion) {
            // Without Shift the arrows first let go of what is selected.
            (Some(span), Motion::Left) => (Caret::at(span.start), None),
            (Some(span), Motion::Right) => (Caret::at(span.end), None),
            _ => {
                let page = self.viewport;
                let (head, column) = (self.selection.head, self.selection.column);
                ui.fonts_mut(|fonts| Ground { layout, fonts, page, words: view.words }.moved(head, motion, column))
            }
        };
        self.selection = self.selection.moved(head, column, anchor);
        self.follow_caret(layout);
    }

    /// Presses, drags and releases on the text.
    pub(super) fn pointer(&mut self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, response: &Response) -> Pointed {
        let mut out = Pointed::default();
        let delay = ui.options(|options| options.input_options.max_double_click_delay);
        let (pressed, released, modifiers, time, at) = ui.input(|input| {
            (
                input.pointer.primary_pressed(),
                input.pointer.primary_released(),
                input.modifiers,
                input.time,
                input.pointer.interact_pos(),
            )
        });
        let Some(at) = at else { return out };
        let ours = response.is_pointer_button_down_on() || response.clicked_by(PointerButton::Primary);
        if pressed && ours {
            response.request_focus();
            let clicks = self.clicks.press(time, at, delay);
            if let Some(handle) = self.handles.iter().find(|handle| handle.is_under(at)) {
                let Handle { coding, end, span, .. } = *handle;
                self.press = Press::Pulling(Pull { coding, end, span, now: span });
            } else {
                self.press_at(ui, frame, page, at, clicks, modifiers.shift);
            }
        }
        match self.press {
            Press::None => {}
            Press::Pulling(mut pull) => {
                let far = self.clicks.is_left(at);
                if far && !pressed {
                    pull.now = pull_to(ui, frame, page, at, pull, modifiers.alt);
                    self.press = Press::Pulling(pull);
                    self.scroll_at_edges(ui, page, at.y);
                }
                if released {
                    self.press = Press::None;
                    match pull.now == pull.span {
                        true if !far => out.clicked = Some(pull.coding),
                        true => {}
                        false => out.resized = Some((pull.coding, pull.now)),
                    }
                }
            }
            Press::Selecting { unit, origin, under } => {
                let by_word = modifiers.alt && unit == Unit::Character;
                let (unit, origin) = if by_word {
                    let word = Unit::Word.around(&frame.view.document.text, under, frame.view.words);
                    (Unit::Word, word.map_or(origin, |word| (word.start, word.end)))
                } else {
                    (unit, origin)
                };
                let far = self.clicks.is_left(at);
                if far && !pressed || unit != Unit::Character && !by_word {
                    self.drag_to(ui, frame, page, at, (unit, origin));
                }
                if released {
                    self.press = Press::None;
                    out.finished = self.selection.span();
                    if out.finished.is_none() {
                        out.clicked = click_coding(frame, page, at);
                    }
                } else {
                    self.scroll_at_edges(ui, page, at.y);
                }
            }
            Press::Carrying { caret, moved } => {
                if !moved && ui.input(|input| input.pointer.is_decidedly_dragging()) {
                    if let Some(span) = self.selection.span() {
                        let document = frame.view.document.id;
                        DragAndDrop::set_payload(ui, DraggedPassage { document, span });
                    }
                    self.press = Press::Carrying { caret, moved: true };
                }
                if released {
                    self.press = Press::None;
                    if !moved {
                        self.selection = Selection::caret(caret);
                        out.clicked = click_coding(frame, page, at);
                    }
                }
            }
        }
        out
    }

    fn press_at(&mut self, ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, at: Pos2, clicks: u32, shift: bool) {
        let (caret, under) = reached(ui, page, at);
        let (text, words) = (&frame.view.document.text, frame.view.words);
        if shift {
            self.selection = self.selection.moved(caret, None, Anchor::Held);
            let anchor = self.selection.anchor;
            self.press = Press::Selecting { unit: Unit::Character, origin: (anchor, anchor), under: anchor };
            return;
        }
        let on_selection = page
            .character_under(at)
            .is_some_and(|character| self.selection.span().is_some_and(|span| span.contains(character)));
        if on_selection && clicks == 1 && frame.view.field.is_none() {
            self.press = Press::Carrying { caret, moved: false };
            return;
        }
        // A paragraph's number stands for the paragraph.
        let numbers = at.x < frame.left + frame.columns.numbers + 4.0;
        let unit = if numbers { Unit::Paragraph } else { Unit::of_clicks(clicks) };
        if let Some(span) = unit.around(text, under, words) {
            let span = unit.without_label(&frame.view.document.structure, span, under);
            self.selection = Selection::of(span);
            self.press = Press::Selecting { unit, origin: (span.start, span.end), under };
        } else {
            self.selection = Selection::caret(caret);
            self.press = Press::Selecting { unit: Unit::Character, origin: (caret.at, caret.at), under };
        }
    }

    fn drag_to(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        page: &Page<'_>,
        at: Pos2,
        (unit, origin): (Unit, (CharIndex, CharIndex)),
    ) {
        // Outside the window the rows at its edge are meant; scrolling brings the others.
        let inside = at.clamp(page.clip.left_top(), page.clip.right_bottom());
        let (caret, under) = reached(ui, page, inside);
        let words = frame.view.words;
        self.selection = dragged(&frame.view.document.text, origin, unit, (caret, under), words);
    }

    /// The further out the pointer is, the faster the text runs.
    pub(super) fn scroll_at_edges(&mut self, ui: &Ui, page: &Page<'_>, y: f32) {
        let edge = 12.0;
        let out = if y < page.clip.top() + edge {
            y - page.clip.top() - edge
        } else if y > page.clip.bottom() - edge {
            y - page.clip.bottom() + edge
        } else {
            return;
        };
        if !ui.input(|input| input.pointer.is_decidedly_dragging()) {
            return;
        }
        let step = out.clamp(-120.0, 120.0) * 12.0 * ui.input(|input| input.stable_dt.min(0.1));
        self.target = Some(Target::Offset(self.offset + step));
        ui.request_repaint();
    }
}

/// Where a coding stands when the end that is pulled is let go at a point; by words with Alt.
fn pull_to(ui: &Ui, frame: &Frame<'_>, page: &Page<'_>, at: Pos2, pull: Pull, by_word: bool) -> Span {
    let inside = at.clamp(page.clip.left_top(), page.clip.right_bottom());
    let (caret, under) = reached(ui, page, inside);
    let word = by_word.then(|| Unit::Word.around(&frame.view.document.text, under, frame.view.words)).flatten();
    let to = match (word, pull.end) {
        (Some(word), End::Start) => word.start,
        (Some(word), End::Finish) => word.end,
        (None, _) => caret.at,
    };
    pulled(pull.span, pull.end, to)
}

/// A click on a coded passage: the shortest coding there, and with each further click the next one.
fn click_coding(frame: &Frame<'_>, page: &Page<'_>, at: Pos2) -> Option<CodingId> {
    next_of(&frame.codings_at(page, page.character_under(at)?), frame.view.selected)
}

/// The place nearest to a point of the screen, and the character under it or nearest to it.
pub(super) fn reached(ui: &Ui, page: &Page<'_>, at: Pos2) -> (Caret, CharIndex) {
    let local = page.local(at);
    ui.fonts_mut(|fonts| {
        let caret = page.layout.position_at(local, fonts);
        let under = page.layout.character_at(local, fonts).unwrap_or(caret.at);
        (caret, under)
    })
}
