//! Searching: indexing, as one types, all hits, one changed document until it is found.
//!
//! `cargo bench --bench search -- study documents=40000 characters=8300` is the corpus of the goals: 1 GB.
//! `rg` and `SQLite`'s `FTS5` (trigrams) run over the same texts in the same run, where they are installed.
//! Memory is what the process holds that no file backs (`RssAnon`), and its peak with mapped files (`VmHWM`),
//! both beyond what the project itself took; Linux only.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use common::beside::Beside;
use common::{Figures, files_below, measure, said};
use tianye::model::{CountingMint, Document, DocumentId, Edit, Project, Revision, Span, Text, Timestamp};
use tianye::search::concordance::{Sort, lines, order};
use tianye::search::{Cache, Count, Engine, Hit, Hits, Normalised, Options, Order, Query, scan_with};

/// Frequent, rare and absent literals; across forms; then the operators.
const LITERALS: [&str; 9] =
    ["的", "购买服务", "年度考核", "購買", "助餐", "老人 03", "霞马铺", "青宁村", "不在这里的字样"];
const OPERATORS: [&str; 10] = [
    "街道 AND 考核 NOT 补贴",
    "购买服务 OR 助餐 OR 老人",
    "街道 NEAR/20 考核",
    "街道 NEAR/s 考核",
    "购买?服务",
    "政*合同",
    "/购买.{0,4}合同/",
    "\"年度考核\"~1",
    "\"年度合同\"~1",
    "word:考核",
];

static GO: AtomicBool = AtomicBool::new(false);

const ALL: Options<'static> = Options { limit: 100_000, count: Count::All, order: Order::Documents, cancel: &GO };
const FIRST: Options<'static> = Options { limit: 100, count: Count::Listed, ..ALL };

fn main() {
    for (name, shape) in common::shapes() {
        let mut project = common::project(&name, &shape);
        let megabytes = project.documents().map(|d| d.text.as_str().len()).sum::<usize>() as f64 / 1e6;
        let some: Vec<&Arc<Document>> = project.documents().step_by(20).collect();
        let begun = Instant::now();
        for document in &some {
            drop(std::hint::black_box(Normalised::of(document)));
        }
        let part = some.iter().map(|d| d.text.as_str().len()).sum::<usize>() as f64 / 1e6;
        println!("  normalising on one thread: {:.0} MB/s", part / begun.elapsed().as_secs_f64());

        let root = tempfile::tempdir().expect("a temporary folder");
        let engine = indexing(&project, megabytes, root.path());
        let beside = Beside::of(&project);
        let texts = engine.texts();
        for text in LITERALS {
            let ours = one_query(&engine, texts, &project, text);
            beside.print(text, &ours);
        }
        drop(beside);
        for text in OPERATORS {
            one_query(&engine, texts, &project, text);
        }
        as_one_types(&engine, &project);
        a_concordance(&engine, &project);
        one_new_document(&engine, &mut project);
        drop(engine);
        opening(&project, root.path());
    }
}

fn searched(engine: &Engine, project: &Project, query: &Query, options: Options<'_>) -> Hits {
    engine.search(project, query, options).expect("hits")
}

fn indexing(project: &Project, megabytes: f64, folder: &Path) -> Engine {
    let before = (memory("RssAnon"), memory("VmHWM"));
    let peak = AtomicU64::new(0);
    let done = AtomicBool::new(false);
    let engine = Engine::open(Some(folder));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                peak.fetch_max(memory("RssAnon"), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let begun = Instant::now();
        engine.follow(Arc::new(project.clone()), Revision(1), None);
        engine.wait_for(Revision(1));
        let taken = begun.elapsed();
        println!("  characters: {megabytes:.0} MB in {} ({:.1} MB/s)", said(taken), megabytes / taken.as_secs_f64());
        println!(
            "  memory meanwhile: {} MB, with mapped files {} MB",
            beyond(&peak, before.0),
            memory("VmHWM") - before.1
        );
        let begun = Instant::now();
        engine.wait_for_words(Revision(1));
        let taken = begun.elapsed();
        println!("  words behind them: {} ({:.1} MB/s)", said(taken), megabytes / taken.as_secs_f64());
        println!("  memory with words: {} MB", beyond(&peak, before.0));
        done.store(true, Ordering::Relaxed);
    });
    for part in ["search-texts", "search-index", "search-words"] {
        let bytes: u64 =
            files_below(&folder.join(part)).iter().filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum();
        println!("  {part} on disk: {:.2} of the text", bytes as f64 / 1e6 / megabytes);
    }
    engine
}

fn beyond(peak: &AtomicU64, before: u64) -> u64 {
    peak.load(Ordering::Relaxed).saturating_sub(before)
}

/// A line of what the system says of this process, in MB; 0 where it says nothing.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of =
        status.lines().find_map(|l| l.strip_prefix(line)?.trim_matches([':', ' ', '\t', 'k', 'B']).trim().parse().ok());
    of.unwrap_or(0_u64) / 1_024
}

fn one_query(engine: &Engine, texts: &Cache, project: &Project, text: &str) -> Figures {
    let query = Query::parse(text).expect("a query");
    let hits = searched(engine, project, &query, ALL);
    let read = scan_with(project, texts, &query, ALL).expect("hits");
    assert_eq!(hits, read, "the index and the scan agree on {text}");
    println!("  {text}: {} hits in {} documents", hits.total, hits.documents.len());
    measure(5, || scan_with(project, texts, &query, ALL)).print("  scan, all hits", None);
    let all = measure(20, || searched(engine, project, &query, ALL));
    all.print("  index, all hits", None);
    measure(20, || searched(engine, project, &query, FIRST)).print("  index, the first page", None);
    all
}

/// 100 passages of the texts themselves, typed character by character.
fn as_one_types(engine: &Engine, project: &Project) {
    let documents: Vec<&Arc<Document>> = project.documents().collect();
    let mut typed = Vec::new();
    for n in 0..100_u32 {
        let text = &documents[n as usize * 31 % documents.len()].text;
        let start = n * 7_919 % text.char_len().saturating_sub(6).max(1);
        let Some(line) = Span::new(start, start + 5) else { continue };
        let words: String = text.slice(line).chars().filter(|c| c.is_alphanumeric()).collect();
        for end in 1..=words.chars().count() {
            typed.extend(Query::exact(&words.chars().take(end).collect::<String>()));
        }
    }
    for (what, options) in [("as one types: the first page", FIRST), ("as one types: all hits", ALL)] {
        let mut taken = Vec::new();
        for query in &typed {
            let begun = Instant::now();
            let hits = searched(engine, project, query, options);
            taken.push((begun.elapsed(), query.text.clone(), hits.total));
        }
        Figures::of(taken.iter().map(|(taken, ..)| *taken).collect()).print_tail(what, None);
        taken.sort_by_key(|(taken, ..)| std::cmp::Reverse(*taken));
        let slowest = taken.iter().take(6).map(|(taken, text, total)| format!("{text} {} {total}", said(*taken)));
        println!("    the slowest: {}", slowest.collect::<Vec<_>>().join("; "));
    }
}

/// 100,000 hits sorted by their neighbours, lines made for what a window shows.
fn a_concordance(engine: &Engine, project: &Project) {
    let hits = searched(engine, project, &Query::exact("服务").expect("a query"), ALL).hits;
    for by in [Sort::Left, Sort::Right] {
        let begun = Instant::now();
        let sorted = order(project, &hits, &[by], &GO).expect("sorted");
        println!("  {} hits sorted, {by:?}: {}", sorted.len(), said(begun.elapsed()));
        let shown: Vec<Hit> = sorted.iter().take(50).map(|&at| hits[at as usize]).collect();
        measure(20, || lines(project, &shown, 40)).print("  50 lines of them", None);
    }
}

/// A document that came in is found at once, before the index has it; then until the index has it.
fn one_new_document(engine: &Engine, project: &mut Project) {
    let query = Query::exact("鹞子翻身").expect("a query");
    let (mut found, mut indexed) = (Vec::new(), Vec::new());
    for n in 0..20_u64 {
        let id = DocumentId::new(&mut CountingMint::after((1 << 40) + u128::from(n)));
        let text = Text::new("一句从前没有的话：鹞子翻身。").expect("a text");
        let document = Arc::new(Document::of_text(id, "新来的", text, Timestamp(0)));
        Edit::AddDocument(document).apply(project).expect("added");
        let snapshot = Arc::new(project.clone());
        // What came before has been quiet for a while, as when somebody edits.
        std::thread::sleep(Duration::from_millis(300));
        let begun = Instant::now();
        engine.follow(Arc::clone(&snapshot), Revision(2 + n), Some(BTreeSet::from([id])));
        assert_eq!(searched(engine, &snapshot, &query, ALL).total, n as usize + 1);
        found.push(begun.elapsed());
        engine.wait_for(Revision(2 + n));
        indexed.push(begun.elapsed());
    }
    Figures::of(found).print_tail("a new document until it is found", None);
    Figures::of(indexed).print_tail("a new document until it is in the index", None);
}

/// Closed and opened again: until the index is there, and until the first hits are.
fn opening(project: &Project, folder: &Path) {
    let project = Arc::new(project.clone());
    let begun = Instant::now();
    let engine = Engine::open(Some(folder));
    engine.follow(Arc::clone(&project), Revision(1), None);
    engine.wait_for(Revision(1));
    println!("  opened, checked and current, warm, in {}", said(begun.elapsed()));
    let begun = Instant::now();
    searched(&engine, &project, &Query::exact("购买服务").expect("a query"), FIRST);
    println!("  the first page after opening in {}", said(begun.elapsed()));
}
