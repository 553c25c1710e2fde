//! Counting words: columns made, frequencies, collocations, keyness.
//!
//! `cargo bench --bench words -- study documents=2000 characters=17000` counts about 20 million words. The bare
//! pass adds one to a table for every word of every column, on one thread: nothing that counts can do less.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use common::{measure, said};
use tianye::search::words::{
    CollocationOptions, ColumnCache, Columns, FrequencyOptions, KeynessOptions, Lexicon, TreeOptions, WordScope,
    collocations, frequencies, keyness, word_tree,
};
use tianye::search::{Cache, Query, scan};

fn main() {
    let go_on = AtomicBool::new(false);
    for (name, shape) in common::shapes() {
        let project = common::project(&name, &shape);
        let (texts, cache) = (Cache::default(), ColumnCache::default());
        for document in project.documents() {
            std::hint::black_box(texts.get(document));
        }
        let lexicon = Lexicon::new(["社会组织", "购买服务"], [], []);
        let begun = Instant::now();
        let columns = cache.get(&project, &texts, &lexicon, &go_on, &|_| {}).expect("columns");
        let taken = begun.elapsed();
        let megabytes = project.documents().map(|d| d.text.as_str().len()).sum::<usize>() as f64 / 1e6;
        let words: u64 = columns.iter().map(|(_, column)| u64::from(column.len())).sum();
        println!(
            "  {words} words and marks, {} different, cut in {} ({:.1} MB/s)",
            columns.vocabulary().len(),
            said(taken),
            megabytes / taken.as_secs_f64()
        );
        let bare = measure(10, || bare_pass(&columns));
        bare.print("bare pass over the columns, one thread", None);
        measure(20, || cache.get(&project, &texts, &lexicon, &go_on, &|_| {})).print("columns, nothing changed", None);

        let whole = WordScope::whole().corpus(&project, &texts, &columns, &go_on).expect("a corpus");
        let first = FrequencyOptions { limit: 1_000, ..FrequencyOptions::default() };
        measure(20, || frequencies(&whole, &lexicon, &first)).print("frequencies, the first 1,000", Some(&bare));
        let all = FrequencyOptions::default();
        measure(20, || frequencies(&whole, &lexicon, &all)).print("frequencies, all words", Some(&bare));

        let hits = scan(&project, &Query::parse("购买服务").expect("a query"), usize::MAX);
        println!("  购买服务: {} hits", hits.total);
        let options = CollocationOptions { limit: 1_000, ..CollocationOptions::default() };
        measure(20, || collocations(&project, &texts, &whole, &hits, &lexicon, &options, &go_on))
            .print("collocations", Some(&bare));
        measure(10, || word_tree(&project, &texts, &columns, &hits, TreeOptions::default(), &go_on))
            .print("word tree", Some(&bare));

        let scope = WordScope::parse("-speaker:访谈者").expect("a scope");
        measure(5, || scope.corpus(&project, &texts, &columns, &go_on)).print("a scope by speakers", Some(&bare));
        let focus = scope.corpus(&project, &texts, &columns, &go_on).expect("a corpus");
        let rest = whole.without(&focus);
        measure(10, || keyness(&focus, &rest, &lexicon, &KeynessOptions::default())).print("keyness", Some(&bare));
    }
}

fn bare_pass(columns: &Columns) -> Vec<u32> {
    let mut counts = vec![0; columns.vocabulary().len()];
    for (_, column) in columns.iter() {
        column.words().for_each(|word| counts[word.0 as usize] += 1);
    }
    counts
}
