//! A file system in memory that writes down every call that writes, so that the disk can be put
//! together as a power cut at any of them would leave it.
//!
//! It can fail at a call, it can hold calls back (so that what two threads do comes in one order, in
//! every run), and it carries the fault that is planted into the protocol, if any. Locks are not
//! recorded: correctness never depends on them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::machine::{Call, FileNumber, Machine, Node, parent};
use crate::store::fault::Fault;
use crate::store::fs::{Appender, Entry, Fs, LockGuard};

/// Which calls that write fail, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// None.
    Never,
    /// One; the next answers well again.
    Once(usize),
    /// One and all after it, as on a full disk.
    From(usize),
}

/// The recording file system; clones share everything.
#[derive(Clone, Debug)]
pub struct RecordingFs {
    shared: Arc<Shared>,
    fault: Option<Fault>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    let_go: Condvar,
}

#[derive(Debug)]
struct State {
    machine: Machine,
    calls: Vec<Call>,
    attempts: usize,
    failing: Failing,
    /// Part of a name: calls about such a name wait.
    held: Option<&'static str>,
    waiting: usize,
    locks: BTreeSet<String>,
    read: BTreeSet<String>,
}

impl RecordingFs {
    /// Over a machine as it is: what hangs between program and disk goes on hanging there.
    pub fn over(machine: Machine, fault: Option<Fault>) -> Self {
        let state = State {
            machine,
            calls: Vec::new(),
            attempts: 0,
            failing: Failing::Never,
            held: None,
            waiting: 0,
            locks: BTreeSet::new(),
            read: BTreeSet::new(),
        };
        Self { shared: Arc::new(Shared { state: Mutex::new(state), let_go: Condvar::new() }), fault }
    }

    /// Lets calls fail.
    pub fn fail(&self, failing: Failing) {
        self.state().failing = failing;
    }

    /// Holds back every call about a name with this in it.
    pub fn hold(&self, part: &'static str) {
        self.state().held = Some(part);
    }

    /// Whether a call is held back.
    pub fn is_holding(&self) -> bool {
        self.state().waiting > 0
    }

    /// Lets all go on.
    pub fn let_go(&self) {
        self.state().held = None;
        self.shared.let_go.notify_all();
    }

    /// How many calls were done.
    pub fn count(&self) -> usize {
        self.state().calls.len()
    }

    /// All calls, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The machine as it is now.
    pub fn machine(&self) -> Machine {
        self.state().machine.clone()
    }

    /// The files that were read.
    pub fn read_so_far(&self) -> BTreeSet<String> {
        self.state().read.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }

    /// The state, once a call about `name` may go on; an error where it is to fail.
    fn attempt(&self, name: &str) -> (MutexGuard<'_, State>, io::Result<()>) {
        let mut state = self.state();
        while state.held.is_some_and(|part| name.contains(part)) {
            state.waiting += 1;
            state = self.shared.let_go.wait(state).unwrap();
            state.waiting -= 1;
        }
        let fails = match state.failing {
            Failing::Never => false,
            Failing::Once(at) => state.attempts == at,
            Failing::From(at) => state.attempts >= at,
        };
        state.attempts += 1;
        let answer = if fails { Err(io::Error::other("the disk answered with an error")) } else { Ok(()) };
        (state, answer)
    }
}

impl State {
    fn call(&mut self, call: Call) {
        self.machine.apply(&call);
        self.calls.push(call);
    }
}

fn name_of(path: &Path) -> String {
    path.to_str().unwrap().trim_end_matches('/').to_owned()
}

fn not_found(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{name} is not there"))
}

impl Fs for RecordingFs {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let name = name_of(path);
        let mut state = self.state();
        let content = state.machine.content(&name).ok_or_else(|| not_found(&name))?.bytes.clone();
        state.read.insert(name);
        Ok(content)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let name = name_of(folder);
        let state = self.state();
        if !name.is_empty() && state.machine.live.get(name.as_str()) != Some(&Node::Folder) {
            return Err(not_found(&name));
        }
        let above = format!("{name}/");
        let below =
            state.machine.live.range(Arc::from(above.as_str())..).take_while(|(name, _)| name.starts_with(&above));
        let mut entries: Vec<Entry> = below
            .filter(|(name, _)| !name[above.len()..].contains('/'))
            .map(|(name, node)| Entry { name: name[above.len()..].to_owned(), is_folder: *node == Node::Folder })
            .collect();
        entries.sort();
        Ok(entries)
    }

    fn exists(&self, path: &Path) -> bool {
        let name = name_of(path);
        name.is_empty() || self.state().machine.live.contains_key(name.as_str())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let name = name_of(path);
        let mut missing = Vec::new();
        let mut at = name.as_str();
        while !at.is_empty() && !self.exists(Path::new(at)) {
            missing.push(at.to_owned());
            at = parent(at);
        }
        for name in missing.into_iter().rev() {
            let (mut state, answer) = self.attempt(&name);
            answer?;
            state.call(Call::MakeFolder(name));
        }
        Ok(())
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Appender>> {
        let name = name_of(path);
        let (mut state, answer) = self.attempt(&name);
        answer?;
        let file = match state.machine.live.get(name.as_str()) {
            Some(Node::File(file)) if self.fault == Some(Fault::AppendToOldSegment) => *file,
            Some(_) => return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{name} is there"))),
            None if state.machine.live.get(parent(&name)) != Some(&Node::Folder) => return Err(not_found(&name)),
            None => {
                state.call(Call::Create(name.clone()));
                state.machine.files.len() - 1
            }
        };
        Ok(Box::new(RecordingAppender { fs: self.clone(), name, file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (name_of(from), name_of(to));
        let (mut state, answer) = self.attempt(&to);
        answer?;
        state.machine.content(&from).ok_or_else(|| not_found(&from))?;
        state.call(Call::Rename(from, to));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let name = name_of(path);
        let (mut state, answer) = self.attempt(&name);
        answer?;
        state.machine.content(&name).ok_or_else(|| not_found(&name))?;
        state.call(Call::Remove(name));
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let name = name_of(folder);
        let (mut state, answer) = self.attempt(&name);
        answer?;
        if !name.is_empty() && state.machine.live.get(name.as_str()) != Some(&Node::Folder) {
            return Err(not_found(&name));
        }
        state.call(Call::SyncFolder(name));
        Ok(())
    }

    fn try_lock(&self, path: &Path) -> io::Result<Option<LockGuard>> {
        let name = name_of(path);
        if !self.state().locks.insert(name.clone()) {
            return Ok(None);
        }
        Ok(Some(Box::new(RecordingLock { fs: self.clone(), name })))
    }

    fn planted(&self) -> Option<Fault> {
        self.fault
    }
}

struct RecordingAppender {
    fs: RecordingFs,
    name: String,
    file: FileNumber,
}

impl Appender for RecordingAppender {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (mut state, answer) = self.fs.attempt(&self.name);
        // An append that fails has written some of it.
        let written = if answer.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        state.call(Call::Append(self.file, written.into()));
        answer
    }

    fn sync(&mut self) -> io::Result<()> {
        let (mut state, answer) = self.fs.attempt(&self.name);
        state.call(if answer.is_ok() { Call::Sync(self.file) } else { Call::FailedSync(self.file) });
        answer
    }
}

struct RecordingLock {
    fs: RecordingFs,
    name: String,
}

impl Drop for RecordingLock {
    fn drop(&mut self) {
        self.fs.state().locks.remove(&self.name);
    }
}
