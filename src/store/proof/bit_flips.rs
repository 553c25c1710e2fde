//! Every single bit of every file of a small project flips: opening refuses, or tells, or nothing has changed.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::desk::{Desk, FOLDER, environment};
use super::enumerate::on_all_cores;
use super::history::History;
use super::machine::{Content, Machine, Node};
use super::recording::RecordingFs;
use super::workload::{coding, create, join, new_code, new_machine, project_file};
use crate::model::{CountingMint, Hash};
use crate::store::fault::Fault;
use crate::store::installation::Identity;
use crate::store::open::{Loaded, load};
use crate::store::{OpenError, archive, frame};

/// A project with a code, two codings, a document and its source; checkpointed, archived, and opened
/// again for a change that stands in the journal alone.
fn small_project() -> Machine {
    let fs = RecordingFs::over(new_machine(), None);
    let mut history = History::default();
    assert!(create(&fs, &mut history));
    let mut desk = Desk::open(&fs, 0, CountingMint::after(1_000)).unwrap();
    join(&mut desk, "甲", &mut history);
    let document = desk.add_document("访谈", "老人 03：一起瞒着。", Some(b"source"), &mut history);
    let (code, edits) = new_code(&mut desk, "合谋");
    desk.commit(edits, &mut history);
    let edits = coding(&mut desk, document, (0, 5), code);
    desk.commit(edits, &mut history);
    assert!(desk.close());
    let mut desk = Desk::open(&fs, 0, CountingMint::after(2_000)).unwrap();
    let edits = coding(&mut desk, document, (6, 8), code);
    assert!(desk.commit(edits, &mut history));
    drop(desk);
    fs.machine()
}

fn read(machine: Machine, fault: Option<Fault>) -> (Result<Loaded, OpenError>, RecordingFs) {
    let fs = RecordingFs::over(machine, fault);
    let environment = environment(&fs, 0);
    let own = Identity::of(&environment, Path::new(FOLDER), project_file().id, 1).replica();
    (load(&environment, Path::new(FOLDER), &own), fs)
}

/// The files of the project whose names end like this.
fn files(machine: &Machine, ending: &str) -> Vec<String> {
    let all = machine.live.iter().filter(|(_, node)| matches!(node, Node::File(_)));
    all.map(|(name, _)| name.to_string()).filter(|n| n.starts_with(FOLDER) && n.ends_with(ending)).collect()
}

fn with_flipped_bit(machine: &Machine, name: &str, bit: usize) -> Machine {
    let mut machine = machine.clone();
    let Some(Node::File(number)) = machine.live.get(name).copied() else { panic!("{name} is a file") };
    let Content { bytes, stretches } = &*machine.files[number];
    let (mut bytes, stretches) = (bytes.clone(), stretches.clone());
    bytes[bit / 8] ^= 1 << (bit % 8);
    machine.files[number] = Arc::new(Content { bytes, stretches });
    machine
}

/// What a flipped bit did without a word.
fn silent_change(flipped: &Machine, whole: &Loaded, fault: Option<Fault>) -> Option<String> {
    let (Ok(loaded), _) = read(flipped.clone(), fault) else { return None };
    let is_told = loaded.damaged || loaded.findings != whole.findings || loaded.version != whole.version;
    let is_same = loaded.project == whole.project
        && (loaded.seq, loaded.lamport) == (whole.seq, whole.lamport)
        && loaded.history == whole.history
        && loaded.ledger == whole.ledger;
    (!is_told && !is_same).then(|| "silently another project".to_owned())
}

/// The first of all bits whose flip changes the project without a word.
pub fn first_silent_change(fault: Option<Fault>, ending: &str) -> Option<String> {
    let machine = small_project();
    let (whole, fs) = read(machine.clone(), fault);
    let (whole, read_at_opening) = (whole.unwrap(), fs.read_so_far());
    let mut flips: Vec<(String, usize)> = Vec::new();
    for name in files(&machine, ending).into_iter().filter(|name| read_at_opening.contains(name)) {
        let bits = machine.content(&name).unwrap().bytes.len() * 8;
        flips.extend((0..bits).map(|bit| (name.clone(), bit)));
    }
    let found = Mutex::new(Vec::new());
    on_all_cores(&flips, |(name, bit)| {
        if found.lock().unwrap().is_empty()
            && let Some(change) = silent_change(&with_flipped_bit(&machine, name, *bit), &whole, fault)
        {
            found.lock().unwrap().push(format!("bit {bit} of {name}: {change}"));
        }
    });
    found.into_inner().unwrap().pop()
}

#[test]
fn no_flipped_bit_makes_another_project_without_a_word() {
    assert_eq!(first_silent_change(None, ""), None);
}

#[test]
fn what_is_not_read_at_opening_is_checked_when_it_is_read() {
    let machine = small_project();
    let (_, fs) = read(machine.clone(), None);
    let read_at_opening = fs.read_so_far();
    let unread: Vec<String> = files(&machine, "").into_iter().filter(|name| !read_at_opening.contains(name)).collect();
    assert!(unread.iter().any(|name| name.ends_with(".zst")) && unread.iter().any(|name| name.contains("/sources/")));
    for name in unread {
        let bytes = machine.content(&name).unwrap().bytes.clone();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if name.ends_with(".zst") {
                let read = |bytes: &[u8]| archive::unpack(bytes).ok().map(|unpacked| frame::read(&unpacked));
                assert!([None, read(&bytes)].contains(&read(&flipped)), "bit {bit} of {name}");
            } else if name.contains("/sources/") {
                assert!(!name.contains(&Hash::of(&flipped).0), "bit {bit} of {name}");
            } else {
                // These say nothing of the project.
                assert!(name.ends_with(".gitattributes") || name.ends_with(".gitignore"), "{name} is not read");
            }
        }
    }
}
