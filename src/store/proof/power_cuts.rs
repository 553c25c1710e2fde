//! The power fails at every call: of the work itself, of the recovery after it, of a second start
//! after the program was killed, and after a call that failed.

use std::path::Path;
use std::sync::Mutex;

use super::desk::{Desk, environment};
use super::enumerate::{Docket, Until, moments, on_all_cores};
use super::history::History;
use super::images::{Sampling, images};
use super::machine::{Call, Machine};
use super::recording::{Failing, RecordingFs};
use super::workload::{Extent, Run, create, new_code, run};
use crate::model::CountingMint;
use crate::store::{Fs, Store, Window, write_copy};

/// Of the work itself.
const FULL: Sampling = Sampling { all_subsets_up_to: 9, one_by_one_up_to: 32, by_chance: 300, with_every_fate: 500 };

/// Of runs of which there are many.
const FEW: Sampling = Sampling { all_subsets_up_to: 2, one_by_one_up_to: 0, by_chance: 2, with_every_fate: 0 };

/// Judges everything, prints how much it was, and shows what is wrong.
fn acquitted(docket: &Docket, what: &str) -> usize {
    let count = docket.count();
    let found = docket.violations(None, Until::Judged);
    println!("{what}: {} power cuts, {} disks, {} told apart", count.images, count.distinct, count.judged);
    let first: Vec<String> = found.iter().take(20).map(|(call, what)| format!("after call {call}: {what}")).collect();
    assert!(found.is_empty(), "{} violations\n{}", found.len(), first.join("\n"));
    count.images
}

#[test]
fn what_was_called_saved_survives_a_power_cut_at_every_call() {
    let whole = run(Extent::Whole, None, Failing::Never);
    let mut docket = Docket::default();
    docket.add(&whole, FULL);
    let at_every_call = acquitted(&docket, "at every call");

    // Once more, while what the power cut left is being recovered.
    let left: Vec<(usize, Machine)> = moments(&whole)
        .iter()
        .enumerate()
        .skip(4)
        .step_by(10)
        .map(|(call, machine)| {
            let mut disks = images(machine, FEW, call as u64);
            (call, disks.swap_remove(call / 10 % disks.len()).machine())
        })
        .collect();
    let again = recoveries(&left, &whole, Promise::AsFound);
    let in_recovery = acquitted(&again.docket(), "in recovery");

    // A killed program leaves everything to the system, and the system has not written it yet.
    let killed: Vec<(usize, Machine)> = moments(&whole).into_iter().enumerate().step_by(10).collect();
    let started_again = recoveries(&killed, &whole, Promise::AsGiven);
    let after_a_kill = acquitted(&started_again.docket(), "after a kill");
    let all = at_every_call + in_recovery + after_a_kill;
    println!("{all} power cuts in all");
    assert!(all >= 25_000, "only {all} power cuts");
}

/// What must last through a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// What was called saved before.
    AsGiven,
    /// What the recovery finds: all of it is on disk.
    AsFound,
}

struct Recoveries(Vec<Run>);

impl Recoveries {
    fn docket(&self) -> Docket<'_> {
        let mut docket = Docket::default();
        for run in &self.0 {
            docket.add(run, FEW);
        }
        docket
    }
}

fn recoveries(machines: &[(usize, Machine)], whole: &Run, promise: Promise) -> Recoveries {
    let runs = Mutex::new(Vec::new());
    on_all_cores(machines, |(call, machine)| {
        let history = &whole.history;
        let states = &history.states[..=history.ceiling(*call)];
        let run = recover(machine.clone(), History::after(states, history.floor(*call), history.who(*call)), promise);
        runs.lock().unwrap().push((*call, run));
    });
    let mut runs = runs.into_inner().unwrap();
    runs.sort_by_key(|(call, _)| *call);
    Recoveries(runs.into_iter().map(|(_, run)| run).collect())
}

/// Opens, makes a change, closes: what a person does after a crash.
fn recover(machine: Machine, mut history: History, promise: Promise) -> Run {
    let start = machine.clone();
    let fs = RecordingFs::over(machine, None);
    let who = history.who(0);
    let mint = CountingMint::after(800_000);
    let opened = Desk::open(&fs, who, mint.clone());
    if promise == Promise::AsFound {
        let found = opened.as_ref().ok().map(|desk| &desk.project);
        let state = history.states.iter().rposition(|state| state.project.as_ref() == found).unwrap();
        history = History::after(&history.states[..=state], state, who);
    }
    let opened =
        opened.or_else(|error| if create(&fs, &mut history) { Desk::open(&fs, who, mint) } else { Err(error) });
    let mut desk = opened.unwrap();
    let (_, edits) = new_code(&mut desk, "又来");
    assert!(desk.commit(edits, &mut history));
    assert!(desk.close());
    Run { start, calls: fs.calls(), history }
}

#[test]
fn a_copy_that_was_written_elsewhere_survives_a_power_cut() {
    let machine = moments(&run(Extent::Short, None, Failing::Never)).pop().unwrap();
    let fs = RecordingFs::over(machine, None);
    let desk = Desk::open(&fs, 0, CountingMint::default()).unwrap();
    let folder = Path::new("/elsewhere/new/copy.tianye");
    let environment = environment(&fs, 0);
    write_copy(&environment, folder, &desk.project, &|_| Some(b"as it came".to_vec())).unwrap();
    for disk in images(&fs.machine(), FULL, 0) {
        let left = RecordingFs::over(disk.machine(), None);
        let opened = Store::open(&self::environment(&left, 0), folder, Window::First).unwrap();
        assert_eq!(opened.project, *desk.project);
        assert_eq!((opened.store.read_only(), opened.findings), (None, Vec::new()));
        let source = opened.project.documents().find_map(|document| document.source.clone()).unwrap();
        let path = opened.store.layout().source(&source.hash, &source.extension);
        assert_eq!(left.read(&path).unwrap(), b"as it came");
    }
}

#[test]
fn a_call_that_fails_costs_nothing_that_was_saved_and_poisons_the_journal() {
    let calls = run(Extent::Short, None, Failing::Never).calls.len();
    let failing: Vec<Failing> = (0..calls).flat_map(|at| [Failing::Once(at), Failing::From(at)]).collect();
    let runs = Mutex::new(Vec::new());
    on_all_cores(&failing, |failing| runs.lock().unwrap().push(run(Extent::Short, None, *failing)));
    let runs = runs.into_inner().unwrap();
    assert!(runs.iter().any(|run| run.calls.iter().any(|call| matches!(call, Call::FailedSync(_)))));
    let mut docket = Docket::default();
    for run in &runs {
        nothing_follows_a_failed_sync(run);
        docket.add_some(run, FEW, |call| call + 2 > run.calls.len());
    }
    acquitted(&docket, "after a failed call");
}

/// A sync that failed once may answer well the second time with the data gone: the file is left alone.
fn nothing_follows_a_failed_sync(run: &Run) {
    for (at, call) in run.calls.iter().enumerate() {
        let Call::FailedSync(failed) = call else { continue };
        let later = run.calls[at + 1..].iter().find(|call| match call {
            Call::Append(file, _) | Call::Sync(file) => file == failed,
            _ => false,
        });
        assert_eq!(later, None, "file {failed} was used again after its sync had failed");
    }
}
