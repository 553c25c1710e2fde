//! Opening a project: how long until one can work, where the time goes, and how much memory it takes.
//!
//! `cargo bench --bench project`; `-- largest` for the largest project of the design. Opening stands beside
//! reading the same files' bytes with as many threads. It is measured in a process of its own, so that
//! its memory is what an opened project takes and nothing else.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tianye::model::{Code, Coder, Coding, Document, DocumentId, Hash, Parts, Text, assemble};
use tianye::session::Session;
use tianye::store::record::{self, Kind, Record, RecordFile};

use common::{Figures, OnDisk, files_below, measure, said};

/// Before the folder that a process of its own is to open.
const OPEN_ONLY: &str = "open-only=";

fn main() {
    if let Some(root) = std::env::args().find_map(|argument| argument.strip_prefix(OPEN_ONLY).map(PathBuf::from)) {
        open_only(&root);
        return;
    }
    for (name, shape) in common::shapes() {
        let project = Arc::new(common::project(&name, &shape));
        let disk = common::on_disk(&project);
        let files = files_below(&disk.folder);
        let bytes = read(&files);
        println!("  {} files, {:.0} MB", files.len(), bytes as f64 / 1e6);
        let bare = measure(5, || read(&files));
        bare.print("bare pass: all its bytes read, all threads", None);

        let opened: Vec<Opened> = (0..5).map(|_| opened_elsewhere(&disk)).collect();
        let took = Figures::of(opened.iter().map(|opened| opened.took).collect());
        took.print("opened, whole and ready to code", Some(&bare));
        if let Some(memory) = opened.iter().map(|opened| opened.peak_kilobytes).max().filter(|&peak| peak > 0) {
            let share = memory as f64 * 1e3 / bytes as f64;
            println!("  most memory at any time: {} MB, {share:.1} x the bytes read", memory / 1000);
        }
        steps(&disk.folder);

        let session = Session::open(&disk.environment, &disk.folder).expect("opened");
        assert_eq!(session.project(), &project, "what was opened is what was written");
    }
}

/// How an opening in a process of its own went.
struct Opened {
    took: Duration,
    peak_kilobytes: u64,
}

fn opened_elsewhere(disk: &OnDisk) -> Opened {
    let this = std::env::current_exe().expect("this program");
    let argument = format!("{OPEN_ONLY}{}", disk.root.path().display());
    let output = Command::new(this).arg(argument).output().expect("run");
    let text = String::from_utf8(output.stdout).expect("text");
    let numbers: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [took, peak_kilobytes] = numbers[..] else { panic!("{text}{}", String::from_utf8_lossy(&output.stderr)) };
    Opened { took: Duration::from_micros(took), peak_kilobytes }
}

/// Opens the project and prints how many microseconds that took and the most kilobytes of memory at any time.
fn open_only(root: &Path) {
    let environment = common::environment(root);
    let begun = Instant::now();
    let session = Session::open(&environment, &root.join("bench.tianye")).expect("opened");
    let took = begun.elapsed();
    println!("{} {}", took.as_micros(), peak_kilobytes());
    // Letting everything go one by one is not what is measured.
    std::mem::forget(session);
}

/// 0 where the system does not say.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn read(files: &[PathBuf]) -> usize {
    files.par_iter().map(|path| std::fs::read(path).expect("a file").len()).sum()
}

/// The steps of opening one after another, each alone: what they add up to, and which to look at first.
/// (Opening itself lets the first ones run together.)
fn steps(folder: &Path) {
    let mut all = Duration::ZERO;
    let mut step = |what: &str, took: Duration| {
        all += took;
        println!("    {what:<44} {:>9}", said(took));
    };
    println!("  step by step:");
    let begun = Instant::now();
    let files = files_below(folder);
    step("list all folders, one thread", begun.elapsed());
    let (texts, records): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|path| path.extension().is_some_and(|extension| extension == "txt"));

    let begun = Instant::now();
    let bytes: Vec<Vec<u8>> = records.par_iter().map(|path| std::fs::read(path).expect("a file")).collect();
    step(&format!("read {} record files", records.len()), begun.elapsed());
    let begun = Instant::now();
    let read: Vec<RecordFile> = bytes.par_iter().filter_map(|bytes| record::read(bytes).ok()).collect();
    let count: usize = read.iter().map(|file| file.records.len()).sum();
    step(&format!("parse their {count} records"), begun.elapsed());

    let begun = Instant::now();
    let bytes: Vec<Vec<u8>> = texts.par_iter().map(|path| std::fs::read(path).expect("a file")).collect();
    step(&format!("read {} texts", texts.len()), begun.elapsed());
    let begun = Instant::now();
    let hashes: Vec<Hash> = bytes.par_iter().map(|bytes| Hash::of(bytes)).collect();
    step("hash them", begun.elapsed());
    let begun = Instant::now();
    let of_hash: BTreeMap<Hash, Arc<Text>> = bytes
        .into_par_iter()
        .zip(hashes)
        .map(|(bytes, hash)| (hash, Arc::new(Text::new(String::from_utf8(bytes).expect("text")).expect("a text"))))
        .collect();
    step("index them by character", begun.elapsed());

    let begun = Instant::now();
    let parts = parts(read, &of_hash);
    step("sort records by what they are", begun.elapsed());
    let begun = Instant::now();
    let assembled = assemble(parts);
    step("assemble and check", begun.elapsed());
    println!("    {:<44} {:>9}", "together", said(all));
    std::mem::forget((assembled, of_hash));
}

fn parts(files: Vec<RecordFile>, texts: &BTreeMap<Hash, Arc<Text>>) -> Parts {
    let first = files.first().expect("a record file").header.project;
    let (mut coders, mut codes, mut documents): (Vec<Coder>, Vec<Code>, Vec<Document>) = Default::default();
    let mut codings: Vec<(DocumentId, Vec<Coding>)> = Vec::new();
    for file in files {
        let mut here = Vec::new();
        for record in file.records {
            match record {
                Record::Coder(_, coder) => coders.push(coder),
                Record::Code(_, code) => codes.push(code),
                Record::Document(_, mut document) => {
                    document.text = Arc::clone(&texts[&document.text_hash]);
                    documents.push(*document);
                }
                Record::Coding(coding) => here.push(coding),
                _ => {}
            }
        }
        if let Kind::Codings(id) = file.header.kind {
            codings.push((id, here));
        }
    }
    let created = documents.first().map_or(tianye::model::Timestamp(0), |document| document.added);
    let (attributes, cases, items, memos) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (id, title) = (first, String::new());
    Parts { id, title, created, coders, codes, documents, codings, attributes, cases, items, memos }
}
