//! The judge sees: nine faults of the protocol, each found, and for the reason that one expects; and
//! nothing where none is planted.

use super::bit_flips;
use super::enumerate::{Docket, Until};
use super::images::Sampling;
use super::machine::Call;
use super::recording::Failing;
use super::workload::{Extent, run};
use crate::store::fault::Fault;

/// Less than of the protocol itself: this is enough to find every fault.
const ENOUGH: Sampling = Sampling { all_subsets_up_to: 2, one_by_one_up_to: 0, by_chance: 3, with_every_fate: 0 };

/// Cuts the power at every call until something is wrong for this reason.
fn found(fault: Fault, failing: Failing, reason: &'static str) -> Option<String> {
    let run = run(Extent::Short, Some(fault), failing);
    let mut docket = Docket::default();
    docket.add(&run, ENOUGH);
    let violations = docket.violations(Some(fault), Until::Found(reason));
    let (call, what) = violations.into_iter().find(|(_, what)| what.contains(reason))?;
    Some(format!("{fault:?}, power cut after call {call}: {what}"))
}

fn caught(fault: Fault, reason: &'static str) {
    let violation = found(fault, Failing::Never, reason);
    println!("{violation:?}");
    assert!(violation.is_some(), "{fault:?} was not found");
}

#[test]
fn nothing_is_found_where_no_fault_is_planted() {
    let run = run(Extent::Short, None, Failing::Never);
    let mut docket = Docket::default();
    docket.add(&run, ENOUGH);
    assert_eq!(docket.violations(None, Until::Judged), []);
}

#[test]
fn a_journal_that_is_not_synced_is_caught() {
    caught(Fault::NoJournalSync, "was called saved");
}

#[test]
fn a_file_that_takes_its_name_before_it_is_synced_is_caught() {
    caught(Fault::NoSyncBeforeRename, "store.hollow");
}

#[test]
fn a_folder_that_is_not_synced_is_caught() {
    caught(Fault::NoFolderSync, "state 0 is there");
}

#[test]
fn segments_that_are_archived_before_the_checkpoint_stands_are_caught() {
    caught(Fault::ArchiveFirst, "store.journal_gap");
}

#[test]
fn frames_that_are_not_checked_are_caught() {
    let violation = bit_flips::first_silent_change(Some(Fault::NoCrc), ".log");
    println!("{violation:?}");
    assert!(violation.is_some_and(|violation| violation.contains("silently")));
}

#[test]
fn a_session_that_appends_to_the_segment_of_another_is_caught() {
    caught(Fault::AppendToOldSegment, "store.journal_damaged");
}

#[test]
fn record_files_that_are_written_in_place_are_caught() {
    caught(Fault::OverwriteInPlace, "store.hollow");
}

#[test]
fn a_number_that_is_taken_before_the_journal_is_read_is_caught() {
    caught(Fault::SeqBeforeReplay, "was used twice");
}

#[test]
fn a_failed_sync_that_is_asked_again_is_caught() {
    let whole = run(Extent::Short, None, Failing::Never);
    let journals: Vec<usize> = whole
        .calls
        .iter()
        .filter_map(|call| match call {
            Call::Create(name) => Some(name.ends_with(".log")),
            _ => None,
        })
        .enumerate()
        .filter_map(|(created, is_journal)| is_journal.then_some(whole.start.files.len() + created))
        .collect();
    // The sync after the journal's second append: the first is that of a new segment.
    let mut syncs = whole.calls.iter().enumerate().filter(|(_, call)| **call == Call::Sync(journals[0]));
    let (at, _) = syncs.nth(1).unwrap();
    let violation = found(Fault::RetryFailedSync, Failing::Once(at), "was called saved");
    println!("{violation:?}");
    assert!(violation.is_some());
}
