//! The disks that a power cut may leave of a machine at one moment.
//!
//! Any subset of the changes of folders that were not synced survives, each on its own; of the bytes
//! that were not synced nothing, all, a part, their length without them, or all but a hole. Where the
//! subsets are few they are all made, otherwise some of every kind, always the same ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::machine::{Content, Fate, FileNumber, Machine, Names, Node, parent};

/// A disk: every name with its file's bytes, or none for a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk(pub BTreeMap<Arc<str>, Option<Arc<Blob>>>);

/// Of a disk.
pub type Fingerprint = [u8; 32];

/// Bytes with their hash.
#[derive(Debug, PartialEq, Eq)]
pub struct Blob {
    /// What a file holds.
    pub bytes: Vec<u8>,
    hash: [u8; 32],
}

impl Blob {
    fn of(bytes: Vec<u8>) -> Arc<Self> {
        let hash = *blake3::hash(&bytes).as_bytes();
        Arc::new(Self { bytes, hash })
    }
}

impl Disk {
    /// Equal for equal disks, and for no others.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint_with(|_| true)
    }

    /// Equal for disks that the store cannot tell apart: what is in a temporary file is never read,
    /// and the judge sees to it that this is so.
    pub fn fingerprint_as_read(&self) -> Fingerprint {
        self.fingerprint_with(|name| !name.ends_with(".tmp"))
    }

    fn fingerprint_with(&self, counts: impl Fn(&str) -> bool) -> Fingerprint {
        let mut hasher = blake3::Hasher::new();
        for (name, blob) in &self.0 {
            hasher.update(name.as_bytes());
            hasher.update(&[0]);
            hasher.update(blob.as_ref().filter(|_| counts(name)).map_or(&[0; 32], |blob| &blob.hash));
        }
        *hasher.finalize().as_bytes()
    }

    /// A machine that starts from this disk.
    pub fn machine(&self) -> Machine {
        let mut machine = Machine::default();
        for (name, blob) in &self.0 {
            match blob {
                Some(blob) => machine.put(name, &blob.bytes),
                None => machine.put_folder(name),
            }
        }
        machine
    }
}

/// How many images are made of one moment.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// Up to so many changes of folders, every subset is made.
    pub all_subsets_up_to: usize,
    /// Up to so many, every change is the only one that survives, or that is lost, or the last that survives.
    pub one_by_one_up_to: usize,
    /// Besides, so many subsets by chance.
    pub by_chance: usize,
    /// So many subsets meet every fate of the bytes; the others meet three.
    pub with_every_fate: usize,
}

/// The disk of this machine if everything survives.
pub fn everything(machine: &Machine) -> Disk {
    Painter::of(machine).disk(&machine.live, &BTreeMap::new())
}

/// The disks that a power cut may leave, the same one more than once perhaps.
pub fn images(machine: &Machine, sampling: Sampling, seed: u64) -> Vec<Disk> {
    let mut painter = Painter::of(machine);
    let mut disks = Vec::new();
    for (n, survives) in subsets(machine.pending.len(), sampling, seed).into_iter().enumerate() {
        let mut names = machine.durable.clone();
        for (waiting, _) in machine.pending.iter().zip(&survives).filter(|(_, survives)| **survives) {
            waiting.change.make(&mut names);
        }
        let unsynced: Vec<FileNumber> = unsynced_files(machine, &names);
        let lost: BTreeMap<FileNumber, Survival> = unsynced.iter().map(|&file| (file, Survival::Nothing)).collect();
        disks.push(painter.disk(&names, &BTreeMap::new()));
        if unsynced.is_empty() {
            continue;
        }
        disks.push(painter.disk(&names, &lost));
        let fates = if n < sampling.with_every_fate { &EVERY_FATE[..] } else { &EVERY_FATE[..2] };
        for &file in &unsynced {
            for &fate in fates {
                // One file meets this fate; the others survive, or are lost.
                disks.push(painter.disk(&names, &BTreeMap::from([(file, fate)])));
                if unsynced.len() > 1 {
                    let mut others = lost.clone();
                    others.insert(file, fate);
                    disks.push(painter.disk(&names, &others));
                }
            }
        }
    }
    disks
}

fn unsynced_files(machine: &Machine, names: &Names) -> Vec<FileNumber> {
    let files = names.values().filter_map(|node| match node {
        Node::File(file) => Some(*file),
        Node::Folder => None,
    });
    let mut found: Vec<FileNumber> = files.filter(|&file| !machine.files[file].is_synced()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What becomes of the bytes of a file that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Survival {
    Nothing,
    /// The file ends after so many 64ths of them.
    Torn(usize),
    /// All but the last byte.
    AllButOne,
    /// The file is as long as it was, with zeros for them.
    Zeros,
    /// Zeros from one 64th to another, the rest is there.
    Hole(usize, usize),
}

const EVERY_FATE: [Survival; 27] = [
    Survival::Zeros,
    Survival::Torn(32),
    Survival::AllButOne,
    Survival::Torn(0),
    Survival::Torn(4),
    Survival::Torn(8),
    Survival::Torn(12),
    Survival::Torn(16),
    Survival::Torn(20),
    Survival::Torn(24),
    Survival::Torn(28),
    Survival::Torn(36),
    Survival::Torn(40),
    Survival::Torn(44),
    Survival::Torn(48),
    Survival::Torn(52),
    Survival::Torn(56),
    Survival::Torn(60),
    Survival::Hole(0, 16),
    Survival::Hole(0, 32),
    Survival::Hole(8, 24),
    Survival::Hole(16, 32),
    Survival::Hole(30, 34),
    Survival::Hole(32, 48),
    Survival::Hole(32, 56),
    Survival::Hole(32, 64),
    Survival::Hole(48, 64),
];

fn render(content: &Content, survival: Option<Survival>) -> Vec<u8> {
    let Some(survival) = survival else { return content.bytes.clone() };
    let mut bytes = content.bytes.clone();
    let last_synced = content.stretches.iter().rev().find(|(_, fate)| *fate == Fate::Synced).map_or(0, |(end, _)| *end);
    let tail = bytes.len() - last_synced;
    // What was never synced before the last stretch that was: there is length for it, and nothing to fill it.
    let mut start = 0;
    for &(end, fate) in &content.stretches {
        if fate != Fate::Synced {
            let length = end - start;
            let (from, to) = match survival {
                Survival::Hole(from, to) => (start + length * from / 64, start + length * to / 64),
                Survival::Zeros => (start, end),
                _ if end <= last_synced => (start, end),
                _ => (end, end),
            };
            bytes[from..to].fill(0);
        }
        start = end;
    }
    match survival {
        Survival::Nothing => bytes.truncate(last_synced),
        // Torn at nothing would be nothing: one byte stays.
        Survival::Torn(part) => bytes.truncate(last_synced + (tail * part / 64).clamp(1, tail.max(1)).min(tail)),
        Survival::AllButOne => bytes.truncate(last_synced + tail.saturating_sub(1)),
        Survival::Zeros | Survival::Hole(..) => {}
    }
    bytes
}

/// Makes disks, each content once.
struct Painter<'a> {
    machine: &'a Machine,
    painted: BTreeMap<(FileNumber, Option<Survival>), Arc<Blob>>,
}

impl<'a> Painter<'a> {
    fn of(machine: &'a Machine) -> Self {
        Self { machine, painted: BTreeMap::new() }
    }

    fn disk(&mut self, names: &Names, fates: &BTreeMap<FileNumber, Survival>) -> Disk {
        let mut disk = Disk::default();
        for (name, node) in names {
            // In the order of names a folder comes before what is in it.
            let above = parent(name);
            if !above.is_empty() && !disk.0.contains_key(above) {
                continue;
            }
            let blob = match node {
                Node::Folder => None,
                Node::File(file) => {
                    let fate = fates.get(file).copied();
                    let paint = || Blob::of(render(&self.machine.files[*file], fate));
                    Some(Arc::clone(self.painted.entry((*file, fate)).or_insert_with(paint)))
                }
            };
            disk.0.insert(Arc::clone(name), blob);
        }
        disk
    }
}

/// Which of so many changes survive: all and none first.
fn subsets(count: usize, sampling: Sampling, seed: u64) -> Vec<Vec<bool>> {
    if count <= sampling.all_subsets_up_to {
        let every = (0..1_usize << count).rev();
        let mut all: Vec<Vec<bool>> = every.map(|bits| (0..count).map(|n| bits >> n & 1 == 1).collect()).collect();
        if count > 0 {
            let none = all.pop().unwrap();
            all.insert(1, none);
        }
        return all;
    }
    let mut all = vec![vec![true; count], vec![false; count]];
    for n in (0..count).filter(|_| count <= sampling.one_by_one_up_to) {
        all.push((0..count).map(|m| m == n).collect());
        all.push((0..count).map(|m| m != n).collect());
        all.push((0..count).map(|m| m <= n).collect());
    }
    let mut stream = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for _ in 0..sampling.by_chance {
        // Xorshift (Marsaglia 2003): any stream of bits will do, if it is the same one each time.
        stream ^= stream << 13;
        stream ^= stream >> 7;
        stream ^= stream << 17;
        all.push((0..count).map(|n| stream >> (n % 64) & 1 == 1).collect());
    }
    all
}

#[test]
fn a_power_cut_leaves_names_and_bytes_each_on_their_own() {
    use super::machine::Call;
    let mut machine = Machine::default();
    machine.put_folder("/p");
    machine.put("/p/old", b"old");
    for call in [
        Call::Create("/p/new".into()),
        Call::Append(1, b"new bytes".as_slice().into()),
        Call::Rename("/p/new".into(), "/p/old".into()),
    ] {
        machine.apply(&call);
    }
    let sampling = Sampling { all_subsets_up_to: 4, one_by_one_up_to: 0, by_chance: 0, with_every_fate: 1 };
    let held = |disk: &Disk, name: &str| disk.0.get(name).and_then(Clone::clone).map(|blob| blob.bytes.clone());
    let disks = images(&machine, sampling, 1);
    let has = |old: &[u8], new: Option<&[u8]>| {
        disks.iter().any(|d| held(d, "/p/old").as_deref() == Some(old) && held(d, "/p/new").as_deref() == new)
    };
    assert!(has(b"new bytes", None) && has(b"old", None) && has(b"old", Some(b"new bytes")));
    assert!(has(b"", None) && has(b"new ", None) && has(&[0; 9], None) && has(b"\0\0w bytes", None));
    machine.apply(&Call::Sync(1));
    machine.apply(&Call::SyncFolder("/p".into()));
    let settled = images(&machine, sampling, 1);
    assert_eq!(settled, [everything(&machine)]);
    assert_eq!(held(&settled[0], "/p/old").unwrap(), b"new bytes");
}
