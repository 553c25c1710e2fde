//! Importing: every format beside reading the same bytes, a long PDF, and a study of transcripts with its index.
//!
//! `cargo bench --bench import`; `characters=` for another length of the files, `pages=` for another PDF,
//! `documents=` for another number of transcripts.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use common::files::{self, MadeFile};
use common::{measure, said};
use tianye::import::batch::{self, Event, Origin, Task};
use tianye::import::{self, Cancel, Options, Worker};
use tianye::search::Engine;
use tianye::session::generate::{Shape, generate};
use tianye::session::{NewDocument, Session};

fn main() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let text = words(argument("characters").unwrap_or(600_000));
    let paragraphs: Vec<&str> = text.lines().collect();
    println!("\n{} characters in {} paragraphs, in every format", text.chars().count(), paragraphs.len());
    for file in files::all(&paragraphs) {
        one_format(root.path(), &file, &text);
    }
    long_pdf(root.path(), argument("pages").unwrap_or(330));
    study(root.path(), argument("documents").unwrap_or(200));
}

fn argument(name: &str) -> Option<usize> {
    std::env::args().find_map(|argument| argument.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

/// What the generator's interviews say, without their labels.
fn words(characters: usize) -> String {
    let shape =
        Shape { documents: 1, characters_per_document: characters as u32, codes: 2, codings: 0, ..Shape::STUDY };
    let project = generate(&shape);
    let text = project.documents().next().expect("a document").text.as_str();
    let said: Vec<&str> = text.lines().map(|line| line.split_once('：').map_or(line, |(_, said)| said)).collect();
    said.join("\n")
}

/// Han characters, letters and digits: what must come through.
fn substance(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn one_format(root: &Path, file: &MadeFile, text: &str) {
    let path = write(&root.join("made"), file.name, &file.bytes);
    let name = file.name;
    let bytes = std::fs::read(&path).expect("its bytes");
    let documents = import::read(name, &bytes, &Options::default()).expect("read");
    let held: usize = documents.iter().map(|document| substance(document.text.as_str())).sum();
    let bare = measure(20, || std::fs::read(&path).expect("its bytes"));
    let opened = measure(5, || import::open(name, &bytes, &Options::default()).expect("opened"));
    let whole = measure(5, || import::read(name, &bytes, &Options::default()).expect("read"));
    let rate = text.len() as f64 / 1e6 / whole.median().as_secs_f64();
    println!(
        "{name}: {:.2} MB, {} documents, {:.1} % of the letters; {rate:.1} MB of text a second",
        bytes.len() as f64 / 1e6,
        documents.len(),
        100.0 * held as f64 / substance(text) as f64,
    );
    bare.print("reading the same bytes", None);
    opened.print("its reader", Some(&bare));
    whole.print("reader and steps", Some(&bare));
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(folder).expect("a folder");
    let mut file = std::fs::File::options().create(true).truncate(true).write(true).open(&path).expect("a file");
    file.write_all(bytes).expect("written");
    path
}

fn long_pdf(root: &Path, pages: usize) {
    let text = words(files::characters_of_pages(pages));
    let paragraphs: Vec<&str> = text.lines().collect();
    let path = write(&root.join("made"), "long.pdf", &files::pdf(&paragraphs));
    let worker = Worker::process(env!("CARGO_BIN_EXE_tianye"));
    let bare = measure(5, || std::fs::read(&path).expect("its bytes"));
    let whole = measure(3, || worker.read_file(&path, &Options::default(), &Cancel::new()).expect("read"));
    let read = worker.read_file(&path, &Options::default(), &Cancel::new()).expect("read");
    println!(
        "\na PDF of {} pages, {} characters, through the worker",
        read.documents[0].structure.pages.len(),
        text.chars().count()
    );
    whole.print("read, joined and cleaned", Some(&bare));
}

/// From files on the disk to documents that are saved and found.
fn study(root: &Path, documents: usize) {
    let shape = Shape { documents, codings: 0, ..Shape::STUDY };
    let made = generate(&shape);
    let folder = root.join("study");
    let tasks: Vec<Task> = made
        .documents()
        .enumerate()
        .map(|(at, document)| {
            let path = write(&folder, &format!("访谈 {at:03}.txt"), document.text.as_str().as_bytes());
            Task { origin: Origin::Path(path), options: Options::default(), wanted: import::worker::Wanted::Documents }
        })
        .collect();
    let environment = common::environment(root);
    let mut session = Session::create(&environment, &root.join("study.tianye"), "研究", "甲").expect("a project");
    let engine = Engine::open(Some(&root.join("index")));
    let worker = Worker::process(env!("CARGO_BIN_EXE_tianye"));
    println!("\n{documents} transcripts of {} characters", shape.characters_per_document);
    let begun = Instant::now();
    let mut read = Vec::new();
    batch::read(&worker, &tasks, batch::children(), &Cancel::new(), |event| {
        if let Event::Ended(number, outcome) = event {
            read.push((number, outcome.expect("read").file));
        }
    });
    println!("  read and cleaned by {} children in {}", batch::children(), said(begun.elapsed()));
    read.sort_by_key(|(number, _)| *number);
    let turns: usize = read.iter().flat_map(|(_, file)| &file.documents).map(|one| one.structure.turns.len()).sum();
    println!("  with {turns} turns");
    let new: Vec<NewDocument> = read.into_iter().flat_map(|(_, file)| NewDocument::of_file(file)).collect();
    session.add_documents(new, None).expect("added");
    session.wait_until_saved().expect("saved");
    println!("  and saved after {}", said(begun.elapsed()));
    engine.follow(Arc::clone(session.project()), session.revision(), None);
    engine.wait_for(session.revision());
    println!("  and in the index after {}", said(begun.elapsed()));
    session.close().expect("closed");
}
