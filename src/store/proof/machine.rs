//! A machine between a program and its disk: what programs see, what would survive a power cut, and
//! what hangs between the two.
//!
//! The model is that of POSIX without a journal: bytes last when their file was synced, names last
//! when their folder was synced, and until then each change of a folder may survive or not, whatever
//! became of the others. A rename is one change, so it never leaves half of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A call that writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// One folder; its parent is there.
    MakeFolder(String),
    /// A new, empty file; the next number.
    Create(String),
    /// Bytes at the end of a file.
    Append(FileNumber, Arc<[u8]>),
    /// A file's bytes last from now on.
    Sync(FileNumber),
    /// The system could not write a file's bytes and forgot that it should (as Linux does): another
    /// sync will answer well and change nothing.
    FailedSync(FileNumber),
    /// The old name goes, the new one comes.
    Rename(String, String),
    /// A name goes.
    Remove(String),
    /// The names in a folder last from now on.
    SyncFolder(String),
}

/// Which of all files that were ever made.
pub type FileNumber = usize;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A folder; what is in it begins with its name.
    Folder,
    /// A file.
    File(FileNumber),
}

/// Names with their folders, in full.
pub type Names = BTreeMap<Arc<str>, Node>;

/// A change of a folder that no sync has made last yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The folder that must be synced.
    pub folder: Arc<str>,
    /// What changes in it.
    pub change: Change,
}

/// How a folder changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// A name comes.
    Put(Arc<str>, Node),
    /// A file takes another name.
    Rename(Arc<str>, Arc<str>, FileNumber),
    /// A name goes.
    Remove(Arc<str>),
}

impl Change {
    /// Makes the change in names that may lack what other changes would have brought.
    pub fn make(&self, names: &mut Names) {
        match self {
            Self::Put(name, node) => {
                names.insert(Arc::clone(name), *node);
            }
            Self::Rename(from, to, file) => {
                if names.get(from) == Some(&Node::File(*file)) {
                    names.remove(from);
                }
                names.insert(Arc::clone(to), Node::File(*file));
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

/// Whether a stretch of a file is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is.
    Synced,
    /// The next sync brings it there.
    Waiting,
    /// A sync failed: nothing will bring it there any more.
    Forgotten,
}

/// A file's bytes.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// As programs read them.
    pub bytes: Vec<u8>,
    /// Ends of stretches, ascending, with what becomes of each.
    pub stretches: Vec<(usize, Fate)>,
}

impl Content {
    /// Whether a power cut cannot change it.
    pub fn is_synced(&self) -> bool {
        self.stretches.iter().all(|(_, fate)| *fate == Fate::Synced)
    }
}

/// The machine at one moment. Clones share the contents of files.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// What programs see.
    pub live: Names,
    /// What is on disk for good.
    pub durable: Names,
    /// What is on its way.
    pub pending: Vec<Pending>,
    /// All files that were ever made.
    pub files: Vec<Arc<Content>>,
}

/// The folder of a name.
pub fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Machine {
    /// Puts a file there for good, with the folders above it.
    pub fn put(&mut self, name: &str, bytes: &[u8]) {
        self.put_folder(parent(name));
        let stretches = vec![(bytes.len(), Fate::Synced)];
        self.files.push(Arc::new(Content { bytes: bytes.to_vec(), stretches }));
        let node = Node::File(self.files.len() - 1);
        self.live.insert(name.into(), node);
        self.durable.insert(name.into(), node);
    }

    /// Puts a folder there for good, with those above it.
    pub fn put_folder(&mut self, name: &str) {
        let mut name = name;
        while !name.is_empty() && !self.durable.contains_key(name) {
            self.live.insert(name.into(), Node::Folder);
            self.durable.insert(name.into(), Node::Folder);
            name = parent(name);
        }
    }

    /// The content of a file that programs see.
    pub fn content(&self, name: &str) -> Option<&Arc<Content>> {
        match self.live.get(name)? {
            Node::File(number) => self.files.get(*number),
            Node::Folder => None,
        }
    }

    /// Does what a call does.
    pub fn apply(&mut self, call: &Call) {
        match call {
            Call::MakeFolder(name) => self.change(Change::Put(name.as_str().into(), Node::Folder), name),
            Call::Create(name) => {
                self.files.push(Arc::default());
                self.change(Change::Put(name.as_str().into(), Node::File(self.files.len() - 1)), name);
            }
            Call::Append(file, bytes) => {
                let content = Arc::make_mut(&mut self.files[*file]);
                content.bytes.extend_from_slice(bytes);
                content.stretches.push((content.bytes.len(), Fate::Waiting));
            }
            Call::Sync(file) => self.settle(*file, Fate::Synced),
            Call::FailedSync(file) => self.settle(*file, Fate::Forgotten),
            Call::Rename(from, to) => {
                if let Some(Node::File(file)) = self.live.get(from.as_str()).copied()
                    && from != to
                {
                    self.change(Change::Rename(from.as_str().into(), to.as_str().into(), file), to);
                }
            }
            Call::Remove(name) => self.change(Change::Remove(name.as_str().into()), name),
            Call::SyncFolder(folder) => {
                let Self { pending, durable, .. } = self;
                pending.retain(|waiting| {
                    let stays = *waiting.folder != **folder;
                    if !stays {
                        waiting.change.make(durable);
                    }
                    stays
                });
            }
        }
    }

    fn change(&mut self, change: Change, name: &str) {
        change.make(&mut self.live);
        self.pending.push(Pending { folder: parent(name).into(), change });
    }

    fn settle(&mut self, file: FileNumber, fate: Fate) {
        let content = Arc::make_mut(&mut self.files[file]);
        for (_, held) in content.stretches.iter_mut().filter(|(_, held)| *held == Fate::Waiting) {
            *held = fate;
        }
    }
}
