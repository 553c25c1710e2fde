//! Opens what a power cut left, works on it, opens it again, and says what is wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::desk::{Desk, FOLDER, environment};
use super::history::{History, Moment};
use super::machine::Machine;
use super::recording::RecordingFs;
use super::workload::{new_code, project_file};
use crate::model::{CountingMint, Edit, Hash, Project, Sequence, Transaction, invariants};
use crate::store::archive;
use crate::store::fault::Fault;
use crate::store::frame::{self, Frame};
use crate::store::{OpenError, Stacks, Store};

/// What must hold of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The oldest state that it may hold: the newest that was called saved.
    pub floor: usize,
    /// The newest state that had been begun.
    pub ceiling: usize,
    /// Which installation opens it.
    pub who: usize,
}

/// What is wrong with a disk.
pub type Violation = String;

/// What a disk held.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// `None` where there is no project, and one can be made.
    project: Option<Arc<Project>>,
    stacks: Stacks,
}

/// Opens the disk, makes two changes, closes, opens again. What must hold of every disk is looked at
/// here, whatever had been done before; [`compare`] does the rest.
pub fn judge(machine: Machine, who: usize, fault: Option<Fault>) -> Result<Recovered, Violation> {
    let fs = RecordingFs::over(machine, fault);
    let mint = CountingMint::after(900_000);
    let (desk, was_there) = match Desk::open(&fs, who, mint.clone()) {
        Ok(desk) => (desk, true),
        // What was never called made may be absent or half there; then it can be made again.
        Err(OpenError::NotThere(_) | OpenError::NotAProject(_)) => {
            Store::create(&environment(&fs, who), Path::new(FOLDER), &project_file())
                .map_err(|error| format!("what was half made cannot be made again: {error}"))?;
            let again = Desk::open(&fs, who, mint);
            (again.map_err(|error| format!("what was made again does not open: {error}"))?, false)
        }
        Err(error) => return Err(format!("it does not open: {error}")),
    };
    if let Some(reason) = desk.store.read_only() {
        return Err(format!("it is taken for damaged: {reason:?} {:?}", desk.findings));
    }
    sound(&desk, &fs)?;
    let project = was_there.then(|| Arc::clone(&desk.project));
    let recovered = Recovered { project, stacks: desk.store.history().clone() };
    work_goes_on(&fs, desk, who)?;
    match fs.read_so_far().iter().find(|name| name.ends_with(".tmp")) {
        Some(name) => Err(format!("{name} was read, which nobody had finished")),
        None => Ok(recovered),
    }
}

/// Whether it is a state that may be there, with what could be undone in it.
pub fn compare(recovered: &Recovered, terms: Terms, history: &History) -> Result<(), Violation> {
    let is = |state: &Moment| state.project == recovered.project;
    // After an undo the project is as it was before; so there may be more than one such state.
    let candidates = (terms.floor..=terms.ceiling).map(|state| &history.states[state]).filter(|state| is(state));
    let stacks: Vec<&Option<(usize, Stacks)>> = candidates.map(|state| &state.stacks).collect();
    let fits = |held: &Option<(usize, Stacks)>| match held {
        Some((whose, stacks)) => *whose != terms.who || *stacks == recovered.stacks,
        None => true,
    };
    match (history.states.iter().rposition(is), &recovered.project) {
        _ if stacks.iter().any(|held| fits(held)) => Ok(()),
        _ if !stacks.is_empty() => Err(format!("what can be undone is {:?}, not {stacks:?}", recovered.stacks)),
        (Some(state), _) => Err(format!("state {state} is there, but {} was called saved", terms.floor)),
        (None, Some(project)) => Err(format!("a mixture that never was: {}", told(project))),
        (None, None) => Err("the project is gone".to_owned()),
    }
}

/// What the project itself says, and what was found on the way.
fn sound(desk: &Desk, fs: &RecordingFs) -> Result<(), Violation> {
    let broken = invariants::check(&desk.project);
    if !broken.is_empty() {
        return Err(format!("it is not sound: {broken:?}"));
    }
    // That something unsaved was torn off is told; anything else would be a false alarm.
    if let Some(finding) = desk.findings.iter().find(|finding| finding.id != "store.torn") {
        return Err(format!("a false alarm: {finding:?}"));
    }
    let machine = fs.machine();
    for source in desk.project.documents().filter_map(|document| document.source.as_ref()) {
        let path = desk.store.layout().source(&source.hash, &source.extension);
        let held = machine.content(path.to_str().unwrap()).map(|content| Hash::of(&content.bytes));
        if held.as_ref() != Some(&source.hash) {
            return Err(format!("the imported file {} is not there", source.name));
        }
    }
    Ok(())
}

fn work_goes_on(fs: &RecordingFs, mut desk: Desk, who: usize) -> Result<(), Violation> {
    let mut unused = History::default();
    for name in ["之后", "再后"] {
        let (_, edits) = new_code(&mut desk, name);
        let title = Edit::SetTitle(format!("养老 {name}"));
        if !desk.commit([edits, vec![title]].concat(), &mut unused) {
            return Err("a change after it is not saved".to_owned());
        }
    }
    let expected = desk.project.clone();
    if !desk.close() {
        return Err("it does not close".to_owned());
    }
    let again = Desk::open(fs, who, CountingMint::default()).map_err(|error| format!("not a second time: {error}"))?;
    if let Some(reason) = again.store.read_only() {
        return Err(format!("the second time it is taken for damaged: {reason:?} {:?}", again.findings));
    }
    if let Some(finding) = again.findings.first() {
        return Err(format!("an alarm that does not end: {finding:?}"));
    }
    if again.project != expected {
        return Err(format!("the second time it holds {}, not {}", told(&again.project), told(&expected)));
    }
    numbers_are_used_once(fs, &again)
}

/// Every number up to the newest stands in the journal or its archive, always for the same transaction.
fn numbers_are_used_once(fs: &RecordingFs, desk: &Desk) -> Result<(), Violation> {
    let (layout, replica) = (desk.store.layout(), &desk.store.replica);
    let mut known: BTreeMap<Sequence, Arc<Transaction>> = BTreeMap::new();
    for number in archive::segment_numbers(fs, layout, replica).unwrap_or_default() {
        let bytes = archive::read_segment(fs, layout, replica, number).map_err(|e| format!("segment {number}: {e}"))?;
        for frame in frame::read(&bytes).frames {
            let Frame::Transaction(transaction) = frame else { continue };
            let seq = transaction.seq;
            if known.insert(seq, Arc::clone(&transaction)).is_some_and(|held| held != transaction) {
                return Err(format!("the number {} was used twice", seq.0));
            }
        }
    }
    match (1..=desk.store.seq.0).find(|&seq| !known.contains_key(&Sequence(seq))) {
        Some(missing) => Err(format!("transaction {missing} is in no segment")),
        None => Ok(()),
    }
}

fn told(project: &Project) -> String {
    let codes: Vec<&str> = project.codes().map(|code| code.name.as_str()).collect();
    let (documents, codings) = (project.documents().len(), project.coding_count());
    format!("{:?} with {documents} documents, {codings} codings, {codes:?}", project.title)
}
