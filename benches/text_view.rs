//! What a frame of the reading column costs: 500,000 characters with 10,000 codings.
//!
//! `cargo bench --bench text_view`. Processor time of the whole egui pass (run and tessellate) on
//! one thread, in the bundled fonts, at 1280 x 900. The goal is 4 ms a frame.
#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

use std::hint::black_box;
use std::time::Instant;

use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, Theme,
    TouchPhase, Vec2, pos2,
};
use tianye::app::fonts::Fonts;
use tianye::app::text_view::line_break::{Line, break_paragraph};
use tianye::app::text_view::{DocumentView, Shown, Style, TextView};
use tianye::app::theme;
use tianye::model::{
    CharIndex, CodingId, Colour, CountingMint, Document, DocumentId, Mint as _, Span, Text, Timestamp,
};

const CHARACTERS: u32 = 500_000;
const CODINGS: usize = 10_000;
const SIZE: Vec2 = Vec2::new(1280.0, 900.0);

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

/// The 3,755 characters of the first level of GB 2312: what Chinese is mostly written with.
fn common_characters() -> Vec<char> {
    let pairs = (0xB0_u8..=0xD7).flat_map(|row| (0xA1_u8..=0xFE).map(move |cell| [row, cell]));
    let decoded = pairs.filter_map(|pair| encoding_rs::GBK.decode(&pair).0.chars().next());
    decoded.filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).take(3_755).collect()
}

fn text() -> String {
    let characters = common_characters();
    let mut dice = Dice(7);
    let mut text = String::new();
    let mut count = 0;
    while count < CHARACTERS {
        let end = count + 40 + dice.below(360);
        while count < end {
            let piece = match dice.below(60) {
                0..=3 => "，",
                4 => "。",
                5 => "“",
                6 => "”",
                7 => "village ",
                8 => "2003",
                _ => "",
            };
            text.push_str(piece);
            count += piece.chars().count() as u32;
            // Few characters are written often, many seldom.
            let rare = f64::from(dice.below(1_000)) / 1_000.0;
            text.push(characters[(rare.powi(3) * characters.len() as f64) as usize]);
            count += 1;
        }
        text.push('\n');
        count += 1;
    }
    text
}

fn codings(len: u32) -> Vec<Shown> {
    let mut dice = Dice(11);
    let mut mint = CountingMint::default();
    let mut shown: Vec<Shown> = (0..CODINGS)
        .map(|n| {
            let start = dice.below(len - 600);
            // Most are a sentence, some are pages.
            let long = if dice.below(50) == 0 { 3_000 } else { 120 };
            let end = (start + 4 + dice.below(long)).min(len);
            Shown {
                id: CodingId(mint.mint()),
                span: Span { start: CharIndex(start), end: CharIndex(end) },
                colour: Colour::nth(n),
                name: format!("编码 {}", n % 80).into(),
                coder: "社工 01".into(),
            }
        })
        .collect();
    shown.sort_by_key(|shown| (shown.span.start, shown.id));
    shown
}

struct Bench {
    ctx: Context,
    view: TextView,
    document: Document,
    shown: Vec<Shown>,
    revision: u64,
    style: Style,
    seconds: f64,
}

impl Bench {
    /// Milliseconds of a frame in which these events arrive.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.seconds += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            max_texture_side: Some(8192),
            time: Some(self.seconds),
            focused: true,
            events,
            ..RawInput::default()
        };
        let view = DocumentView {
            codings: &self.shown,
            revision: self.revision,
            ..DocumentView::new(&self.document, &self.style)
        };
        let began = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| {
            black_box(self.view.ui(ui, &view).rows_painted);
        });
        let triangles = self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let spent = began.elapsed().as_secs_f64() * 1000.0;
        black_box(triangles.len());
        output.drop_without_applying_deltas();
        spent
    }
}

fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what:<44} median {:>7.2} ms   p95 {:>7.2} ms   worst {:>7.2} ms", at(0.5), at(0.95), at(1.0));
}

fn height(bench: &Bench) -> f32 {
    bench.view.layout().map_or(0.0, tianye::app::text_view::Layout::height)
}

fn line_breaking(text: &str) {
    let lines: Vec<(Vec<char>, Vec<f32>)> = text
        .lines()
        .map(|line| {
            let characters: Vec<char> = line.chars().collect();
            let widths = characters.iter().map(|c| if c.is_ascii() { 11.0 } else { 20.0 }).collect();
            (characters, widths)
        })
        .collect();
    let times = (0..40)
        .map(|_| {
            let began = Instant::now();
            let mut rows = Vec::new();
            for (paragraph, (characters, widths)) in lines.iter().enumerate() {
                let line = Line { characters, widths, paragraph: paragraph as u32, start: 0 };
                break_paragraph(line, 800.0, &mut rows);
            }
            black_box(rows.len());
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    tell("line breaking alone", times);
}

fn main() {
    let body = text();
    line_breaking(&body);
    let id = DocumentId::new(&mut CountingMint::default());
    let document = Document::of_text(id, "访谈", Text::new(body).unwrap_or_else(|_| Text::empty()), Timestamp(0));
    let len = document.text.char_len();
    let ctx = Context::default();
    Fonts::bundled_only().install(&ctx);
    theme::install(&ctx);
    let style = Style::of(Theme::Light);
    let mut bench =
        Bench { ctx, view: TextView::default(), document, shown: codings(len), revision: 1, style, seconds: 0.0 };

    println!("{len} characters, {CODINGS} codings");
    tell("first frame (layout, lanes, cold glyphs)", vec![bench.frame(vec![])]);
    for _ in 0..10 {
        bench.frame(vec![]);
    }
    tell("standing still", (0..200).map(|_| bench.frame(vec![])).collect());

    let over = pos2(500.0, 450.0);
    let wheel = || Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -90.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Trackpad,
        modifiers: Modifiers::NONE,
    };
    bench.frame(vec![Event::PointerMoved(over)]);
    let warm = (0..1000).map(|_| bench.frame(vec![wheel()])).collect();
    tell("scrolling by the wheel", warm);
    println!("  which went over {:.0} of {:.0} points", bench.view.offset(), height(&bench));

    let mut dice = Dice(3);
    let jumps = (0..300)
        .map(|_| {
            bench.view.scroll_to(CharIndex(dice.below(len)));
            bench.frame(vec![])
        })
        .collect();
    tell("jumping anywhere", jumps);

    let button = |pressed| Event::PointerButton {
        pos: over,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    bench.frame(vec![button(true)]);
    let drags = (0..300)
        .map(|n| bench.frame(vec![Event::PointerMoved(pos2(200.0 + (n % 60) as f32 * 10.0, 200.0 + n as f32 * 2.0))]))
        .collect();
    tell("dragging a selection", drags);
    let runs = (0..300).map(|_| bench.frame(vec![Event::PointerMoved(pos2(500.0, 980.0))])).collect();
    tell("dragging below the window", runs);
    bench.frame(vec![button(false)]);

    let changes = (0..100)
        .map(|_| {
            bench.revision += 1;
            bench.frame(vec![])
        })
        .collect();
    tell("a coding changed (lanes anew)", changes);
    let widths = (0..40)
        .map(|n| {
            bench.style.max_width = if n % 2 == 0 { 30.0 } else { 31.0 };
            bench.frame(vec![])
        })
        .collect();
    tell("the width changed (rows and lanes anew)", widths);
}
