//! The reading column by pointer and keys: what is painted, what is selected, what is said back.
#![allow(clippy::float_cmp, reason = "what stays where it is does not move by a hair")]

mod coding;
mod ends;
mod margin;
mod scrolling;
mod selecting;

use std::fmt::Write as _;
use std::sync::Arc;

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Theme, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tianye::app::raster::Picture;
use tianye::app::text_view::{
    ContextMenu, DocumentView, DraggedCode, DraggedPassage, Dropped, Finished, Shown, Style, TextView,
};
use tianye::model::{
    Block, BlockKind, CharIndex, CodeId, CodingId, Colour, CountingMint, Document, DocumentId, Mark, MarkKind, Mint,
    Moment, Role, Span, Speaker, Structure, Text, Timestamp, Turn,
};

use crate::support::window::{Canvas, whole, window};

const INTERVIEW: &str = "访谈：老人 03\n\
    访谈者：您在这里住了多少年？\n\
    老人 03：快三十年了。本来对政府给予我们的这种关怀，大家是很感激的；可是后来事情慢慢变了，表格越填越多，\
    来看我们的人却越来越少。他们说“都是上面的要求”，我们也不好说什么……\n\
    \n\
    The quick brown fox jumps over the lazy dog, which didn’t mind at all.\n\
    访谈者：那么您觉得，是谁变了呢？\n";

/// A desk with one document and what the column said last.
struct Desk {
    view: TextView,
    document: Document,
    shown: Vec<Shown>,
    selected: Option<CodingId>,
    hits: Vec<Span>,
    style: Style,
    words: fn(&str, usize) -> std::ops::Range<usize>,
    code_on_its_way: Option<CodeId>,
    may_resize: bool,
    resizing: Option<(CodingId, Span)>,
    said: Said,
}

/// All that happened since it was last looked at.
#[derive(Default)]
struct Said {
    finished: Option<Finished>,
    clicked: Vec<CodingId>,
    hovered: Option<CodingId>,
    menu: Option<ContextMenu>,
    resized: Option<(CodingId, Span)>,
    dropped: Option<Dropped>,
    passage: Option<DraggedPassage>,
    changes: usize,
    rows: usize,
    rect: Option<Rect>,
    at_caret: Vec<CodingId>,
    rested: Vec<CodingId>,
}

impl Desk {
    fn of(text: &str) -> Self {
        let mut mint = CountingMint::default();
        let id = DocumentId::new(&mut mint);
        let document = Document::of_text(id, "访谈 03", Text::new(text).unwrap(), Timestamp(0));
        Self {
            view: TextView::default(),
            document,
            shown: Vec::new(),
            selected: None,
            hits: Vec::new(),
            style: Style::of(Theme::Light),
            words: |clause, _| 0..clause.chars().count(),
            code_on_its_way: None,
            may_resize: true,
            resizing: None,
            said: Said::default(),
        }
    }

    fn coded(mut self, passage: &str, name: &str) -> Self {
        let span = self.find(passage);
        let id = CodingId(CountingMint::after(100 + self.shown.len() as u128).mint());
        let colour = Colour::nth(self.shown.len());
        self.shown.push(Shown { id, span, colour, name: name.into(), coder: "社工 01".into() });
        self.shown.sort_by_key(|shown| (shown.span.start, shown.id));
        self
    }

    fn find(&self, passage: &str) -> Span {
        let text = &self.document.text;
        let byte = text.as_str().find(passage).expect("the passage stands in the text");
        let start = text.char_at(byte).0;
        Span::new(start, start + passage.chars().count() as u32).unwrap()
    }

    fn coding(&self, name: &str) -> CodingId {
        self.shown.iter().find(|shown| &*shown.name == name).unwrap().id
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        if let Some(code) = self.code_on_its_way {
            egui::DragAndDrop::set_payload(ui, DraggedCode(code));
        }
        let view = DocumentView {
            codings: &self.shown,
            selected: self.selected,
            hits: &self.hits,
            current_hit: Some(0),
            words: Some(&self.words),
            may_resize: self.may_resize,
            resizing: self.resizing,
            ..DocumentView::new(&self.document, &self.style)
        };
        let response = self.view.ui(ui, &view);
        let said = &mut self.said;
        said.finished = response.selection_finished.or(said.finished);
        said.clicked.extend(response.clicked_coding);
        self.selected = response.clicked_coding.or(self.selected);
        said.hovered = response.hovered_coding;
        said.menu = response.context_menu.or(said.menu.take());
        said.resized = response.resized.or(said.resized);
        if response.dropped.is_some() {
            said.dropped = response.dropped;
            self.code_on_its_way = None;
        }
        said.passage = egui::DragAndDrop::payload::<DraggedPassage>(ui).map(|passage| *passage).or(said.passage);
        said.changes += usize::from(response.selection_changed);
        said.rows = response.rows_painted;
        said.rect = response.selection_rect;
        said.at_caret = response.codings_at_caret;
        said.rested = response.rested;
        assert_eq!(response.selection, self.view.selection());
    }
}

struct Column {
    harness: Harness<'static, Desk>,
    canvas: Canvas,
}

fn column(desk: Desk) -> Column {
    column_of(desk, [1000.0, 640.0])
}

fn column_of(desk: Desk, size: [f32; 2]) -> Column {
    let (builder, canvas) = window(size, desk.style.theme);
    let mut harness =
        builder.with_step_dt(0.05).build_ui_state(|ui, desk: &mut Desk| whole(ui, |ui| desk.ui(ui)), desk);
    harness.run();
    Column { harness, canvas }
}

impl Column {
    fn desk(&mut self) -> &mut Desk {
        self.harness.state_mut()
    }

    fn run(&mut self) {
        self.harness.run();
    }

    fn say(&mut self) -> Said {
        std::mem::take(&mut self.desk().said)
    }

    /// The middle of the left half of a passage's first character.
    fn start_of(&self, passage: &str) -> Pos2 {
        let span = self.harness.state().find(passage);
        let rect = self.harness.state().view.rect_on_screen(&self.harness.ctx, span.start).unwrap();
        pos2(rect.left() + rect.width() * 0.25, rect.center().y)
    }

    /// The middle of the right half of a passage's last character.
    fn end_of(&self, passage: &str) -> Pos2 {
        let span = self.harness.state().find(passage);
        let rect = self.harness.state().view.rect_on_screen(&self.harness.ctx, CharIndex(span.end.0 - 1)).unwrap();
        pos2(rect.left() + rect.width() * 0.75, rect.center().y)
    }

    fn move_to(&mut self, at: Pos2) {
        self.harness.event(Event::PointerMoved(at));
        self.harness.step();
    }

    fn button(&mut self, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        let button = PointerButton::Primary;
        let event = Event::PointerButton { pos, button, pressed, modifiers };
        if modifiers == Modifiers::NONE {
            self.harness.event(event);
        } else {
            self.harness.event_modifiers(event, modifiers);
        }
        self.harness.step();
    }

    fn click_with(&mut self, at: Pos2, times: u32, modifiers: Modifiers) {
        self.move_to(at);
        for _ in 0..times {
            self.button(at, true, modifiers);
            self.button(at, false, modifiers);
        }
        self.run();
    }

    fn click(&mut self, at: Pos2) {
        // Long after the click before.
        self.harness.run_steps(20);
        self.click_with(at, 1, Modifiers::NONE);
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.harness.run_steps(20);
        self.move_to(from);
        self.button(from, true, Modifiers::NONE);
        self.move_to(from.lerp(to, 0.5));
        self.move_to(to);
        self.button(to, false, Modifiers::NONE);
        self.run();
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    fn selected(&self) -> &str {
        let desk = self.harness.state();
        desk.view.selection().map_or("", |span| desk.document.text.slice(span))
    }

    fn caret(&self) -> u32 {
        self.harness.state().view.caret().0
    }

    fn picture(&self) -> Picture {
        self.canvas.picture(&self.harness)
    }
}

const SHIFT: Modifiers = Modifiers::SHIFT;
const NONE: Modifiers = Modifiers::NONE;

fn ctrl() -> Modifiers {
    Modifiers { ctrl: true, command: true, ..NONE }
}

impl Column {
    fn desk_rect(&self, at: u32) -> Rect {
        self.harness.state().view.rect_on_screen(&self.harness.ctx, CharIndex(at)).unwrap()
    }
}

/// 500,000 characters in paragraphs of 240.
fn long_text() -> String {
    let sentence = "在这次访谈里，他提到了表格、检查和来访的人；后来又说起三十年前的事。";
    let paragraph: String = sentence.chars().cycle().take(240).collect();
    let mut text = String::new();
    for number in 0..500_000 / 250 {
        writeln!(text, "{number:08}：{paragraph}").unwrap();
    }
    text
}
