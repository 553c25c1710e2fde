//! What all benchmarks share: sizes by argument, timing, and lines that can be compared.
//!
//! `cargo bench --bench NAME` takes the study; `-- largest` the largest project of the design; further
//! arguments `documents=`, `characters=`, `codes=`, `codings=`, `coders=`, `seed=` change single sizes.
//! Every figure stands beside a bare pass over the same data in the same run, since the machines that
//! run this differ and ratios do not.

#![allow(dead_code, reason = "each benchmark uses some of this")]
#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

pub mod beside;
pub mod files;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tianye::model::Project;
use tianye::session::generate::{Shape, generate};
use tianye::store::{Environment, RealFs, SystemClock, write_copy};

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

/// The project of a shape in a folder on the disk, gone when this is dropped.
pub struct OnDisk {
    /// Holds the folder.
    pub root: tempfile::TempDir,
    /// Where it is kept.
    pub folder: PathBuf,
    /// The world as a window meets it, but for the data folder.
    pub environment: Environment,
}

/// Writes a project into a new folder.
#[must_use]
pub fn on_disk(project: &Arc<Project>) -> OnDisk {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = root.path().join("bench.tianye");
    let environment = environment(root.path());
    let begun = Instant::now();
    write_copy(&environment, &folder, project, &|_| None).expect("written");
    println!("  written whole into a new folder in {}", said(begun.elapsed()));
    OnDisk { root, folder, environment }
}

/// The disk and the clock of the system, and a data folder below `root`.
#[must_use]
pub fn environment(root: &Path) -> Environment {
    Environment {
        fs: Arc::new(RealFs),
        clock: Arc::new(SystemClock),
        data_dir: root.join("data"),
        cache_dir: root.join("cache"),
    }
}

/// Every file below a folder.
#[must_use]
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let list = if entry.file_type().expect("a kind").is_dir() { &mut open } else { &mut found };
            list.push(entry.path());
        }
    }
    found
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

    /// Of durations taken elsewhere.
    #[must_use]
    pub fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    /// Of a hundred, the worst but one.
    #[must_use]
    pub fn p99(&self) -> Duration {
        self.0[(self.0.len() * 99 / 100).min(self.0.len() - 1)]
    }

    /// The worst.
    #[must_use]
    pub fn max(&self) -> Duration {
        self.0[self.0.len() - 1]
    }

    /// Prints the middle, the worst but one in a hundred, and the worst: what somebody waits for is not the middle.
    pub fn print_tail(&self, what: &str, beside: Option<&Self>) {
        let times = |figure: fn(&Self) -> Duration| {
            beside.map_or_else(String::new, |bare| {
                format!(" ({:.1} x)", figure(self).as_secs_f64() / figure(bare).as_secs_f64().max(1e-9))
            })
        };
        println!(
            "  {what:<46} p50 {:>9}{}  p99 {:>9}{}  max {:>9}",
            said(self.median()),
            times(Self::median),
            said(self.p99()),
            times(Self::p99),
            said(self.max())
        );
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
    Figures::of((0..times).map(once).collect())
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
    Figures::of((1..=times).map(once).collect())
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
