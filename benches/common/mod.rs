//! What all benchmarks share: sizes by argument, timing, and lines that can be compared.
//!
//! `cargo bench --bench NAME` takes the study; `-- largest` the largest project of the design; further
//! arguments `documents=`, `characters=`, `codes=`, `codings=`, `coders=`, `seed=` change single sizes.
//! Every figure stands beside a bare pass over the same data in the same run, since the machines that
//! run this differ and ratios do not.

#![allow(dead_code, reason = "each benchmark uses some of this")]
#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use tianye::model::Project;
use tianye::session::generate::{Shape, generate};

/// The shapes asked for on the command line; the study where none is.
#[must_use]
pub fn shapes() -> Vec<(String, Shape)> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let named = |name: &str| match name {
        "study" => Some(Shape::STUDY),
        "largest" => Some(Shape::LARGEST),
        _ => None,
    };
    let mut shapes: Vec<(String, Shape)> =
        arguments.iter().filter_map(|argument| Some((argument.clone(), named(argument)?))).collect();
    if shapes.is_empty() {
        shapes.push(("study".to_owned(), Shape::STUDY));
    }
    for (key, value) in arguments.iter().filter_map(|argument| argument.split_once('=')) {
        let Ok(number) = value.parse::<usize>() else {
            println!("{key}={value} is no number and is passed over");
            continue;
        };
        for (_, shape) in &mut shapes {
            match key {
                "documents" => shape.documents = number,
                "characters" => shape.characters_per_document = number as u32,
                "codes" => shape.codes = number,
                "codings" => shape.codings = number,
                "coders" => shape.coders = number,
                "seed" => shape.seed = number as u64,
                _ => println!("{key} is not a size; see benches/common/mod.rs"),
            }
        }
    }
    shapes
}

/// Makes a project and says what it is and how long it took.
#[must_use]
pub fn project(name: &str, shape: &Shape) -> Project {
    let begun = Instant::now();
    let project = generate(shape);
    println!(
        "\n{name}: {} documents, {} characters, {} codes, {} codings, {} coders; {} threads; generated in {}",
        project.documents().len(),
        project.char_count(),
        project.codes().len(),
        project.coding_count(),
        project.coders().len(),
        rayon::current_num_threads(),
        said(begun.elapsed()),
    );
    project
}

/// Durations of the same thing done again and again, ascending.
#[derive(Clone, Debug)]
pub struct Figures(Vec<Duration>);

impl Figures {
    /// The middle one.
    #[must_use]
    pub fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    /// Of a hundred, the fifth from the worst.
    #[must_use]
    pub fn p95(&self) -> Duration {
        self.0[(self.0.len() * 95 / 100).min(self.0.len() - 1)]
    }

    /// Prints one line; `beside` is the bare pass that it is compared with.
    pub fn print(&self, what: &str, beside: Option<&Self>) {
        let ratio = beside.map_or_else(String::new, |bare| {
            format!("  {:7.1} x bare", self.median().as_secs_f64() / bare.median().as_secs_f64().max(1e-9))
        });
        println!("  {what:<46} median {:>9}  p95 {:>9}{ratio}", said(self.median()), said(self.p95()));
    }
}

/// Does something `times` times after once to warm up.
pub fn measure<T>(times: usize, mut work: impl FnMut() -> T) -> Figures {
    black_box(work());
    let once = |_| {
        let begun = Instant::now();
        black_box(work());
        begun.elapsed()
    };
    let mut all: Vec<Duration> = (0..times).map(once).collect();
    all.sort_unstable();
    Figures(all)
}

/// Does something `times` times, each time after a preparation that is not measured.
pub fn measure_after<S, T>(times: usize, mut prepare: impl FnMut(usize) -> S, mut work: impl FnMut(S) -> T) -> Figures {
    black_box(work(prepare(0)));
    let once = |n| {
        let ready = prepare(n);
        let begun = Instant::now();
        let made = black_box(work(ready));
        let taken = begun.elapsed();
        drop(made);
        taken
    };
    let mut all: Vec<Duration> = (1..=times).map(once).collect();
    all.sort_unstable();
    Figures(all)
}

/// A duration with a unit that suits it.
#[must_use]
pub fn said(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    match micros {
        micros if micros < 1e3 => format!("{micros:.1} us"),
        micros if micros < 1e6 => format!("{:.2} ms", micros / 1e3),
        micros => format!("{:.2} s", micros / 1e6),
    }
}
