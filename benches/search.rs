//! Searching: indexing, as one types, all hits, one changed document until it is found.
//!
//! `cargo bench --bench search`; `-- largest` for the largest project of the design. The bare pass looks
//! for the same characters with `str::matches` in the original texts, one thread: what a program does
//! that knows nothing of Chinese.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use common::{measure, said};
use tianye::model::{CharIndex, CountingMint, Document, DocumentId, Edit, Project, Revision, Span, Text, Timestamp};
use tianye::search::{Cache, Count, Engine, Options, Order, Query, scan_with};

/// Frequent, rare, absent; one character, several; across forms.
const QUERIES: [&str; 8] =
    ["的", "购买服务", "年度考核", "購買", "助餐", "老人 03", "不在这里的字样", "街道 AND 考核 NOT 补贴"];

fn main() {
    for (name, shape) in common::shapes() {
        let mut project = common::project(&name, &shape);
        let texts = Cache::default();
        let begun = Instant::now();
        for document in project.documents() {
            std::hint::black_box(texts.get(document));
        }
        println!("  all texts normalised on one thread in {}", said(begun.elapsed()));

        let root = tempfile::tempdir().expect("a temporary folder");
        let engine = Engine::open(Some(root.path()));
        let megabytes = project.documents().map(|d| d.text.as_str().len()).sum::<usize>() as f64 / 1e6;
        let begun = Instant::now();
        engine.follow(Arc::new(project.clone()), Revision(1), None);
        engine.wait_for(Revision(1));
        let taken = begun.elapsed();
        println!("  indexed {megabytes:.1} MB in {} ({:.1} MB/s)", said(taken), megabytes / taken.as_secs_f64());

        let go_on = AtomicBool::new(false);
        for text in QUERIES {
            let query = Query::parse(text).expect("a query");
            let all = Options { limit: usize::MAX, count: Count::All, order: Order::Documents, cancel: &go_on };
            let hits = engine.search(&project, &query, all).expect("hits");
            let read = scan_with(&project, &texts, &query, all).expect("hits");
            assert_eq!(hits.total, read.total, "the index and the scan agree on {text}");
            println!("  {text}: {} hits in {} documents", hits.total, hits.documents.len());
            let bare = measure(5, || bare_pass(&project, text));
            bare.print("bare pass over the original texts", None);
            measure(20, || scan_with(&project, &texts, &query, all)).print("scan, all hits", Some(&bare));
            measure(20, || engine.search(&project, &query, all)).print("index, all hits", Some(&bare));
            let first = Options { limit: 50, count: Count::Listed, ..all };
            measure(20, || engine.search(&project, &query, first)).print("index, the first 50 hits", Some(&bare));
        }
        as_one_types(&engine, &project);
        one_new_document(&engine, &mut project);
    }
}

fn bare_pass(project: &Project, text: &str) -> usize {
    project.documents().map(|document| document.text.as_str().matches(text).count()).sum()
}

/// 200 passages of the texts themselves, typed character by character.
fn as_one_types(engine: &Engine, project: &Project) {
    let documents: Vec<&Arc<Document>> = project.documents().collect();
    let mut typed = Vec::new();
    for n in 0..200_u32 {
        let text = &documents[n as usize * 31 % documents.len()].text;
        let start = n * 7_919 % text.char_len().saturating_sub(6).max(1);
        let Some(line) = Span::new(start, start + 5) else { continue };
        let words: String = text.slice(line).chars().filter(|c| c.is_alphanumeric()).collect();
        for end in 1..=words.chars().count() {
            typed.extend(Query::exact(&words.chars().take(end).collect::<String>()));
        }
    }
    let go_on = AtomicBool::new(false);
    let first = Options { limit: 50, count: Count::Listed, order: Order::Documents, cancel: &go_on };
    let mut next = 0;
    let figures = measure(typed.len(), || {
        next = (next + 1) % typed.len();
        engine.search(project, &typed[next], first)
    });
    figures.print("as one types: the first 50 hits", None);
}

/// A document that came in is found at once, before the index has it; then until the index has it.
fn one_new_document(engine: &Engine, project: &mut Project) {
    let id = DocumentId::new(&mut CountingMint::after(1 << 40));
    let text = Text::new("一句从前没有的话：鹞子翻身。").expect("a text");
    let place = text.char_at(text.as_str().find('鹞').expect("it is there"));
    assert!(place > CharIndex(0));
    let document = Arc::new(Document::of_text(id, "新来的", text, Timestamp(0)));
    Edit::AddDocument(document).apply(project).expect("added");
    let snapshot = Arc::new(project.clone());
    let begun = Instant::now();
    engine.follow(Arc::clone(&snapshot), Revision(2), Some(BTreeSet::from([id])));
    let query = Query::exact("鹞子翻身").expect("a query");
    let go_on = AtomicBool::new(false);
    let all = Options { limit: usize::MAX, count: Count::All, order: Order::Documents, cancel: &go_on };
    assert_eq!(engine.search(&snapshot, &query, all).expect("hits").total, 1);
    println!("  a new document is found after {}", said(begun.elapsed()));
    engine.wait_for(Revision(2));
    println!("  and is in the index after {}", said(begun.elapsed()));
}
