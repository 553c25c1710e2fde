//! What a frame of the whole coding desk costs: one document of 500,000 characters with 10,000 codings
//! and a codebook of 500 codes.
//!
//! `cargo bench --bench desk`; sizes by argument, see `common`. Processor time of a frame as the window
//! has it: what came in behind it, lists, inspector, text, margin and codeline, and the triangles, on one
//! thread, in the bundled fonts, at 1440 x 900. The goal is 4 ms a frame; a frame of 60 a second has 16.
//! The column alone is measured by `text_view`. Figures are printed, nothing is asserted.
#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

mod common;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{
    Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase,
    Vec2, ViewportId, pos2,
};
use tianye::app::actions::{Action, Choice};
use tianye::app::commands::UiCommand;
use tianye::app::fonts::Fonts;
use tianye::app::picker::FakePicker;
use tianye::app::shell::{ImportWith, Shell};
use tianye::app::theme;
use tianye::i18n::Language;
use tianye::model::{CharIndex, CodingPlace};
use tianye::session::Session;
use tianye::session::generate::Shape;

use common::Figures;

const SIZE: Vec2 = Vec2::new(1440.0, 900.0);

struct Desk {
    ctx: Context,
    shell: Shell,
    seconds: f64,
    /// How soon the last frame wanted another one.
    wants: Duration,
}

impl Desk {
    /// How long a frame takes in which these events arrive.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.seconds += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            max_texture_side: Some(8192),
            time: Some(self.seconds),
            focused: true,
            events,
            ..RawInput::default()
        };
        let (ctx, shell) = (&self.ctx, &mut self.shell);
        let begun = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            shell.logic();
            shell.ui(ui);
        });
        let triangles = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let taken = begun.elapsed();
        black_box(triangles.len());
        self.wants = output.viewport_output.get(&ViewportId::ROOT).map_or(Duration::MAX, |root| root.repaint_delay);
        output.drop_without_applying_deltas();
        taken
    }

    fn frames(&mut self, count: usize, mut events: impl FnMut(usize) -> Vec<Event>) -> Figures {
        Figures::of((0..count).map(|n| self.frame(events(n))).collect())
    }

    fn settle(&mut self) {
        for _ in 0..30 {
            self.frame(Vec::new());
            self.shell.finish_jobs();
        }
    }

    /// Where a widget of this label stands.
    fn find(&mut self, label: &str) -> Option<Rect> {
        self.ctx.enable_accesskit();
        let mut found = None;
        for _ in 0..3 {
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
                time: Some(self.seconds),
                ..RawInput::default()
            };
            let shell = &mut self.shell;
            let output = self.ctx.run_ui(input, |ui| shell.ui(ui));
            let nodes = output.platform_output.accesskit_update.iter().flat_map(|update| &update.nodes);
            for bounds in nodes.filter(|(_, node)| node.label() == Some(label)).filter_map(|(_, node)| node.bounds()) {
                found = Some(Rect::from_min_max(
                    pos2(bounds.x0 as f32, bounds.y0 as f32),
                    pos2(bounds.x1 as f32, bounds.y1 as f32),
                ));
            }
            output.drop_without_applying_deltas();
        }
        self.ctx.disable_accesskit();
        found
    }

    fn rect(&mut self, at: u32) -> Option<Rect> {
        let ctx = self.ctx.clone();
        self.shell.views.reading.column().rect_on_screen(&ctx, CharIndex(at))
    }

    /// The codings of the document that is open.
    fn codings(&self) -> Vec<(CodingPlace, u32)> {
        let Some(document) = self.shell.desk.document else { return Vec::new() };
        let Some(session) = self.shell.session() else { return Vec::new() };
        session.project().codings(document).iter().map(|c| (c.place(document), c.span.end.0)).collect()
    }
}

fn moved(x: f32, y: f32) -> Vec<Event> {
    vec![Event::PointerMoved(pos2(x, y))]
}

fn button(pos: Pos2, pressed: bool) -> Vec<Event> {
    vec![
        Event::PointerMoved(pos),
        Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE },
    ]
}

fn wheel() -> Vec<Event> {
    vec![Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -90.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Trackpad,
        modifiers: Modifiers::NONE,
    }]
}

fn main() {
    let mut shapes = common::shapes();
    let asked = std::env::args().any(|argument| argument.contains('=') || argument == "study" || argument == "largest");
    if !asked {
        let shape =
            Shape { documents: 1, characters_per_document: 500_000, codes: 500, codings: 10_000, ..Shape::STUDY };
        shapes = vec![("desk".to_owned(), shape)];
    }
    for (name, shape) in shapes {
        let project = Arc::new(common::project(&name, &shape));
        let disk = common::on_disk(&project);
        let Ok(session) = Session::open(&disk.environment, &disk.folder) else { continue };
        let ctx = Context::default();
        Fonts::bundled_only().install(&ctx);
        theme::install(&ctx);
        let picker = Box::new(FakePicker::default());
        let mut shell =
            Shell::new(&ctx, disk.environment.clone(), picker, ImportWith::ThisProcess, Some(Language::Chinese));
        let begun = Instant::now();
        shell.take(session);
        let mut desk = Desk { ctx, shell, seconds: 0.0, wants: Duration::ZERO };
        println!("  taken into the window in {}", common::said(begun.elapsed()));
        println!("  first frame in {}", common::said(desk.frame(Vec::new())));
        desk.settle();
        measure(&mut desk);
    }
}

fn measure(desk: &mut Desk) {
    desk.frames(200, |_| Vec::new()).print("standing still", None);
    let idle = desk.wants;
    let said = if idle == Duration::MAX { "never".to_owned() } else { common::said(idle) };
    println!("  left alone it wants the next frame: {said}");

    desk.frame(moved(600.0, 450.0));
    desk.frames(600, |_| wheel()).print("scrolling by the wheel", None);
    let places = desk.codings();
    let mut at = 0;
    let mut jumps = Vec::new();
    for _ in 0..200 {
        // A step that shares no divisor with most lengths goes everywhere.
        at = (at + 6_151) % places.len().max(1);
        if let Some((place, _)) = places.get(at) {
            desk.shell.views.reading.column().scroll_to(place.start);
        }
        jumps.push(desk.frame(Vec::new()));
    }
    Figures::of(jumps).print("a page anywhere", None);
    desk.frames(400, |n| moved(300.0 + (n * 7 % 600) as f32, 140.0 + (n * 13 % 700) as f32)).print("hovering", None);

    desk.frame(button(pos2(600.0, 450.0), true));
    let drag = |n: usize| moved(330.0 + (n * 11 % 500) as f32, 300.0 + n as f32);
    desk.frames(300, drag).print("dragging a selection", None);
    desk.frame(button(pos2(600.0, 600.0), false));

    picker(desk);
    codes(desk);
    resize(desk, &places);
    steps(desk);

    correct(desk);

    let strip = pos2(0.0, 0.0).lerp(SIZE.to_pos2(), 1.0) - Vec2::new(288.0, 450.0);
    desk.frame(button(strip, true));
    desk.frames(300, |n| moved(strip.x, 150.0 + n as f32 * 2.0)).print("dragging along the codeline", None);
    desk.frame(button(strip, false));
}

fn key(key: Key, modifiers: Modifiers) -> Vec<Event> {
    vec![Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }]
}

/// What a person types in a list of names: two letters, a look, and both away again.
fn typed(n: usize) -> Vec<Event> {
    match n % 4 {
        0 => vec![Event::Text("h".to_owned())],
        1 => vec![Event::Text("m".to_owned())],
        _ => key(Key::Backspace, Modifiers::NONE),
    }
}

/// Which code for this passage?
fn picker(desk: &mut Desk) {
    desk.shell.run(UiCommand::PickCode);
    println!("  the picker opens in {}", common::said(desk.frame(Vec::new())));
    desk.frames(20, |_| Vec::new());
    if desk.shell.dialog.is_none() {
        println!("  (no picker opened: these are figures of something else)");
    }
    desk.frames(200, typed).print("typing in the picker", None);
    desk.frames(200, |_| key(Key::ArrowDown, Modifiers::NONE)).print("down its list", None);
    desk.frame(key(Key::Escape, Modifiers::NONE));
    desk.settle();
}

/// Letters typed into the text in the correct mode, and taken away again.
fn correct(desk: &mut Desk) {
    desk.shell.carry_out(Action::SelectPassage(None));
    desk.shell.run(UiCommand::CorrectText);
    println!("  the correct mode opens in {}", common::said(desk.frame(Vec::new())));
    desk.settle();
    if !desk.shell.is_correcting() {
        println!("  (it did not open: these are figures of something else)");
    }
    desk.frame(button(pos2(600.0, 450.0), true));
    desk.frame(button(pos2(600.0, 450.0), false));
    desk.settle();
    desk.frames(60, typed).print("typing in the correct mode", None);
    desk.frames(60, |_| key(Key::ArrowDown, Modifiers::NONE)).print("down in it", None);
    desk.frame(key(Key::Escape, Modifiers::NONE));
    desk.settle();
    if desk.shell.is_correcting() {
        println!("  (the correct mode is still open: what follows is something else)");
    }
}

/// The panel of all codes.
fn codes(desk: &mut Desk) {
    let filter = desk.shell.language().text("codes.filter").to_owned();
    let Some(field) = desk.find(&filter) else {
        println!("  (no panel of codes is there)");
        return;
    };
    let below = field.center_bottom() + Vec2::new(0.0, 150.0);
    desk.frame(moved(below.x, below.y));
    desk.frames(400, |n| {
        let mut events = wheel();
        if n / 100 % 2 == 1
            && let Some(Event::MouseWheel { delta, .. }) = events.first_mut()
        {
            *delta = -*delta;
        }
        events
    })
    .print("scrolling the codes", None);
    desk.frames(200, |n| moved(below.x, field.bottom() + 20.0 + (n % 30) as f32 * 7.0))
        .print("hovering over them", None);
    desk.frame(button(field.center(), true));
    desk.frame(button(field.center(), false));
    desk.frames(200, typed).print("typing in their filter", None);
    desk.frame(key(Key::Escape, Modifiers::NONE));
    desk.settle();
}

/// An end of a coding, dragged over the page.
fn resize(desk: &mut Desk, places: &[(CodingPlace, u32)]) {
    let Some(&(place, end)) = places.get(places.len() / 2) else { return };
    desk.shell.carry_out(Action::SelectPassage(None));
    desk.shell.carry_out(Action::Choose(Choice::Coding(place)));
    desk.shell.views.reading.column().scroll_to(place.start);
    desk.settle();
    let Some(rect) = desk.rect(end.saturating_sub(1)) else { return };
    let knob = pos2(rect.right(), rect.center().y + 15.0);
    desk.frame(moved(knob.x, knob.y));
    desk.frame(moved(knob.x, knob.y));
    desk.frame(button(knob, true));
    let before = desk.shell.session().map(Session::revision);
    desk.frames(300, |n| moved(330.0 + (n * 11 % 500) as f32, 300.0 + n as f32))
        .print("dragging an end of a coding", None);
    println!("  letting go of it in {}", common::said(desk.frame(button(pos2(500.0, 600.0), false))));
    println!("  the frame after it in {}", common::said(desk.frame(Vec::new())));
    if desk.shell.session().map(Session::revision) == before {
        println!("  (no end was taken hold of: these are figures of something else)");
    }
    desk.settle();
}

/// From coding to coding, and an end by keys.
fn steps(desk: &mut Desk) {
    desk.shell.run(UiCommand::NextCoding);
    desk.settle();
    desk.frames(200, |_| key(Key::N, Modifiers::NONE)).print("on to the next coding", None);
    desk.frames(60, |_| key(Key::ArrowRight, Modifiers::ALT)).print("an end by keys", None);
    desk.settle();
}
