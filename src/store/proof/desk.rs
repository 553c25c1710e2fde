//! Somebody at work in a project: what `Session` does with a store, with ids that are the same in
//! every run, and with a history of what was done and what was called saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::history::{History, Moment};
use super::recording::RecordingFs;
use crate::model::{
    CoderId, CountingMint, DocumentId, Edit, Hash, Message, Project, Sequence, SourceRecord, Timestamp, apply_all,
};
use crate::store::journal::FileFirst;
use crate::store::{Environment, Gesture, OpenError, SaveState, SteppingClock, Store, Window};

/// Where the project is.
pub const FOLDER: &str = "/studies/study.tianye";

/// The world of one of several installations that share a file system.
pub fn environment(fs: &RecordingFs, who: usize) -> Environment {
    Environment {
        fs: Arc::new(fs.clone()),
        clock: Arc::new(SteppingClock::default()),
        data_dir: PathBuf::from(format!("/data{who}")),
        cache_dir: PathBuf::from("/cache"),
    }
}

/// An open project.
pub struct Desk {
    fs: RecordingFs,
    who: usize,
    /// What is open.
    pub store: Store,
    /// What is true.
    pub project: Arc<Project>,
    /// What was not as it should be.
    pub findings: Vec<Message>,
    /// Where ids come from.
    pub mint: CountingMint,
    /// Who codes.
    pub coder: CoderId,
    /// Whether something could not be saved; then nothing will be.
    failed: std::cell::Cell<bool>,
}

impl Desk {
    /// Opens the project as one of the installations.
    pub fn open(fs: &RecordingFs, who: usize, mint: CountingMint) -> Result<Self, OpenError> {
        let opened = Store::open(&environment(fs, who), Path::new(FOLDER), Window::First)?;
        let nobody = CoderId(uuid::Uuid::nil());
        let coder = opened.coder.or_else(|| opened.project.coders().next().map(|c| c.id)).unwrap_or(nobody);
        // Nobody edits by hand here, and nothing contradicts: whoever says so is wrong.
        let mut findings = opened.findings;
        findings.extend(opened.edited.iter().map(|name| Message::new("edited").with("file", name)));
        findings
            .extend(opened.untangled.iter().map(|edit| Message::new("untangled").with("edit", format!("{edit:?}"))));
        Ok(Self {
            fs: fs.clone(),
            who,
            store: opened.store,
            project: Arc::new(opened.project),
            findings,
            mint,
            coder,
            failed: std::cell::Cell::new(false),
        })
    }

    /// Makes a change and hands it to the journal.
    pub fn keep(&mut self, edits: Vec<Edit>, files: Vec<FileFirst>, undoes: Option<Sequence>, history: &mut History) {
        let inverses = apply_all(Arc::make_mut(&mut self.project), &edits).unwrap();
        let gesture = Gesture {
            at: Timestamp(1_767_225_600_000 + history.states.len() as i64),
            coder: self.coder,
            label: Message::new("label.code"),
            undoes,
            edits,
            inverses,
            learnt: crate::store::Learnt::default(),
        };
        let call = self.fs.count();
        let mut stacks = self.store.history().clone();
        let seq = self.store.seq.0 + 1;
        stacks.note(&transaction_of(&gesture, seq));
        history.begin(call, Moment { project: Some(Arc::clone(&self.project)), stacks: Some((self.who, stacks)) });
        self.store.keep(gesture, files);
    }

    /// Waits until everything is saved; whether it is.
    pub fn wait(&self, history: &mut History) -> bool {
        let saved = self.store.wait_until_saved().is_ok();
        let told = matches!(self.store.save_state(), SaveState::Saved(_));
        assert_eq!(saved, told, "the status says the same as who waited for it");
        assert!(!(saved && self.failed.get()), "a journal that failed once is never believed again");
        self.failed.set(!saved);
        if saved {
            history.saved(self.fs.count());
        }
        saved
    }

    /// Makes a change and waits until it is saved; whether it is.
    pub fn commit(&mut self, edits: Vec<Edit>, history: &mut History) -> bool {
        self.keep(edits, Vec::new(), None, history);
        self.wait(history)
    }

    /// Takes a transaction back; the last undo, where it is one, is thereby done again.
    pub fn take_back(&mut self, target: Option<Sequence>, history: &mut History) -> bool {
        let Some(target) = target else { return false };
        let Ok(transaction) = self.store.transaction(target) else { return false };
        let edits = self.store.with_texts(transaction.inverses.clone()).unwrap();
        self.keep(edits, Vec::new(), Some(target), history);
        self.wait(history)
    }

    /// Adds a document, with the file it came from where there is one.
    pub fn add_document(
        &mut self,
        title: &str,
        text: &str,
        source: Option<&[u8]>,
        history: &mut History,
    ) -> DocumentId {
        let id = DocumentId::new(&mut self.mint);
        let mut document = crate::model::Document::of_text(
            id,
            title,
            crate::model::Text::new(text.to_owned()).unwrap(),
            Timestamp(history.states.len() as i64),
        );
        document.rank = self.project.next_document_rank();
        let layout = self.store.layout();
        let mut files =
            vec![FileFirst { path: layout.text(id, 1, &Hash::of(text.as_bytes())), bytes: text.as_bytes().into() }];
        if let Some(bytes) = source {
            let record = record_of(bytes);
            files.push(FileFirst { path: layout.source(&record.hash, &record.extension), bytes: bytes.into() });
            document.source = Some(Arc::new(record));
        }
        self.keep(vec![Edit::AddDocument(Arc::new(document))], files, None, history);
        self.wait(history);
        id
    }

    /// Writes a checkpoint, and `meanwhile` does something while it is being written, held back before
    /// the first name that contains `part`.
    pub fn checkpoint(&mut self, part: &'static str, meanwhile: impl FnOnce(&mut Self)) {
        self.fs.hold(part);
        self.store.start_checkpoint(&self.project);
        while !self.fs.is_holding() && self.checkpoint_is_running() {
            std::thread::yield_now();
        }
        meanwhile(self);
        self.fs.let_go();
        while self.checkpoint_is_running() {
            std::thread::yield_now();
        }
    }

    fn checkpoint_is_running(&mut self) -> bool {
        self.store.collect_checkpoint();
        self.store.running.is_some()
    }

    /// Two changes in one write of the journal: they gather while the one before them is held back.
    pub fn commit_together(&mut self, edits: [Vec<Edit>; 3], history: &mut History) -> bool {
        self.fs.hold(".log");
        let [first, second, third] = edits;
        self.keep(first, Vec::new(), None, history);
        while !self.fs.is_holding() && !matches!(self.store.save_state(), SaveState::Failed(_)) {
            std::thread::yield_now();
        }
        self.keep(second, Vec::new(), None, history);
        self.keep(third, Vec::new(), None, history);
        self.fs.let_go();
        self.wait(history)
    }

    /// Ends in order; whether that worked.
    pub fn close(self) -> bool {
        self.store.close(&self.project).is_ok()
    }
}

fn transaction_of(gesture: &Gesture, seq: u64) -> crate::model::Transaction {
    crate::model::Transaction {
        replica: crate::model::Replica(String::new()),
        seq: Sequence(seq),
        lamport: 0,
        at: gesture.at,
        coder: gesture.coder,
        label: gesture.label.clone(),
        undoes: gesture.undoes,
        edits: gesture.edits.clone(),
        inverses: Vec::new(),
        over: Vec::new(),
        passed_on: Vec::new(),
        forgets: Vec::new(),
    }
}

fn record_of(bytes: &[u8]) -> SourceRecord {
    SourceRecord {
        hash: Hash::of(bytes),
        extension: "txt".into(),
        name: "访谈.txt".into(),
        bytes: bytes.len() as u64,
        format: "txt".into(),
        encoding: None,
        part: String::new(),
        choices: String::new(),
        importer: 1,
        steps: Vec::new(),
        findings: Vec::new(),
        map: crate::model::SourceMap::default(),
    }
}
