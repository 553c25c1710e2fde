//! Every call of a run, every image of the moment after it: each is judged once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::images::{Disk, Fingerprint, Sampling, everything, images};
use super::judge::{Recovered, Terms, Violation, compare, judge};
use super::machine::Machine;
use super::workload::Run;
use crate::store::fault::Fault;

/// How many power cuts were looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Images made.
    pub images: usize,
    /// Those that differ from each other in any byte.
    pub distinct: usize,
    /// Those that differ in more than what a temporary file holds, which nobody reads: so many were judged.
    pub judged: usize,
}

/// The machine after each number of calls, from none to all.
pub fn moments(run: &Run) -> Vec<Machine> {
    let mut machine = run.start.clone();
    let mut moments = vec![machine.clone()];
    for call in &run.calls {
        machine.apply(call);
        moments.push(machine.clone());
    }
    moments
}

/// Disks to be judged, each with all that must hold of it.
#[derive(Default)]
pub struct Docket<'a> {
    disks: BTreeMap<(Fingerprint, usize), (Disk, Vec<Charge<'a>>)>,
    distinct: BTreeSet<Fingerprint>,
    images: usize,
}

/// What must hold of a disk, in which run, after how many calls.
#[derive(Clone, Copy)]
struct Charge<'a> {
    run: &'a Run,
    call: usize,
    terms: Terms,
}

impl<'a> Docket<'a> {
    /// Adds the images of every moment of a run.
    pub fn add(&mut self, run: &'a Run, sampling: Sampling) {
        self.add_some(run, sampling, |_| true);
    }

    /// Adds the images of some moments of a run, by the number of calls before them.
    pub fn add_some(&mut self, run: &'a Run, sampling: Sampling, wanted: impl Fn(usize) -> bool) {
        let wanted: Vec<(usize, Machine)> =
            moments(run).into_iter().enumerate().filter(|(call, _)| wanted(*call)).collect();
        let per_call: Vec<(usize, Vec<(Fingerprint, Disk)>)> = wanted
            .into_par_iter()
            .map(|(call, machine)| {
                let mut made = images(&machine, sampling, call as u64);
                made.push(everything(&machine));
                (call, made.into_iter().map(|disk| (disk.fingerprint(), disk)).collect())
            })
            .collect();
        for (call, made) in per_call {
            let history = &run.history;
            let terms = Terms { floor: history.floor(call), ceiling: history.ceiling(call), who: history.who(call) };
            self.images += made.len();
            let mut here = BTreeSet::new();
            for (print, disk) in made {
                self.distinct.insert(print);
                let as_read = disk.fingerprint_as_read();
                if !here.insert(as_read) {
                    continue;
                }
                let charge = Charge { run, call, terms };
                match self.disks.entry((as_read, terms.who)) {
                    Entry::Vacant(place) => {
                        place.insert((disk, vec![charge]));
                    }
                    Entry::Occupied(mut held) => held.get_mut().1.push(charge),
                }
            }
        }
    }

    /// How much there is.
    pub fn count(&self) -> Count {
        Count { images: self.images, distinct: self.distinct.len(), judged: self.disks.len() }
    }

    /// Judges everything, or until the reason that is looked for is found: what is wrong, after which call.
    pub fn violations(&self, fault: Option<Fault>, until: Until) -> Vec<(usize, Violation)> {
        let cases: Vec<_> = self.disks.iter().collect();
        let found = Mutex::new(Vec::new());
        on_all_cores(&cases, |((_, who), (disk, charges))| {
            if let Until::Found(reason) = until
                && found.lock().unwrap().iter().any(|(_, what): &(usize, Violation)| what.contains(reason))
            {
                return;
            }
            let violations = condemn(judge(disk.machine(), *who, fault), charges);
            found.lock().unwrap().extend(violations);
        });
        let mut found = found.into_inner().unwrap();
        found.sort();
        found
    }
}

/// How long to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To the end.
    Judged,
    /// Until something is wrong for this reason.
    Found(&'static str),
}

fn condemn(verdict: Result<Recovered, Violation>, charges: &[Charge]) -> Vec<(usize, Violation)> {
    match verdict {
        Err(violation) => vec![(charges[0].call, violation)],
        Ok(recovered) => charges
            .iter()
            .filter_map(|charge| Some((charge.call, compare(&recovered, charge.terms, &charge.run.history).err()?)))
            .collect(),
    }
}

/// Works on all cores. Every hand has a pool of its own for what the store does in parallel: on a
/// common one, a hand that waits would begin another piece of work on top of its own.
pub fn on_all_cores<T: Sync>(pieces: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    // A hand often waits for a thread of the store; so there are more hands than cores.
    let hands = 2 * std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
                pool.install(|| {
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                        work(piece);
                    }
                });
            });
        }
    });
}
