//! Replicas put together, over many shapes: files delivered in any order, old ones, twice, deleted and
//! delivered again; copies merged both ways.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tianye::model::gesture::{self, Overlap, Passage};
use tianye::model::{
    CodeChange, CodeId, CoderId, CodingChange, CodingId, CountingMint, DocumentChange, DocumentId, Edit, Project, Span,
    Text, Timestamp, invariants,
};
use tianye::session::{Consent, NewDocument, Session};
use tianye::store::ledger::Entity;
use tianye::store::stamps::Field;
use tianye::store::{Fs, MemoryFs};

use super::{copy_folder, on, plan};
use crate::arbitrary::{self, Gesture};
use crate::session::label;

/// What somebody does in a copy.
#[derive(Clone, Debug)]
enum Step {
    Gesture(Gesture),
    Name(u8, u8),
    Define(u8, u8),
    Memo(u8, u8),
    Title(u8),
    DocumentTitle(u8, u8),
    NewDocument,
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => arbitrary::gesture().prop_map(Step::Gesture),
        2 => any::<(u8, u8)>().prop_map(|(code, text)| Step::Name(code, text % 4)),
        2 => any::<(u8, u8)>().prop_map(|(code, text)| Step::Define(code, text % 4)),
        3 => any::<(u8, u8)>().prop_map(|(coding, text)| Step::Memo(coding, text % 4)),
        1 => any::<u8>().prop_map(|text| Step::Title(text % 4)),
        1 => any::<(u8, u8)>().prop_map(|(document, text)| Step::DocumentTitle(document, text % 4)),
        1 => Just(Step::NewDocument),
        3 => Just(Step::Undo),
    ]
}

/// Words that two people may well both write.
fn words(number: u8) -> String {
    ["甲说", "乙说", "都这么说", "不知道"][usize::from(number) % 4].to_owned()
}

impl Step {
    fn carry_out(&self, session: &mut Session, mint: &mut CountingMint) {
        let project = Project::clone(session.project());
        let nth_code = |n: u8| project.codes().nth(usize::from(n) % project.codes().len().max(1)).map(|code| code.id);
        let nth_document =
            |n: u8| project.documents().nth(usize::from(n) % project.documents().len().max(1)).map(|held| held.id);
        let edits = match *self {
            Self::Gesture(gesture) => gesture.edits(&project, mint),
            Self::Name(code, text) => {
                nth_code(code).map(|code| Edit::SetCode(code, CodeChange::Name(words(text)))).into_iter().collect()
            }
            Self::Define(code, text) => nth_code(code)
                .map(|code| Edit::SetCode(code, CodeChange::Definition(words(text))))
                .into_iter()
                .collect(),
            Self::Memo(coding, text) => {
                let places: Vec<_> = project
                    .all_codings()
                    .flat_map(|(document, codings)| codings.iter().map(move |coding| coding.place(document)))
                    .collect();
                let place = places.get(usize::from(coding) % places.len().max(1));
                place
                    .map(|&place| Edit::SetCoding(place, CodingChange::Memo(Some(words(text).into()))))
                    .into_iter()
                    .collect()
            }
            Self::Title(text) => vec![Edit::SetTitle(words(text))],
            Self::DocumentTitle(document, text) => nth_document(document)
                .map(|document| Edit::SetDocument(document, DocumentChange::Title(words(text))))
                .into_iter()
                .collect(),
            Self::NewDocument => {
                let text = Text::new("后来又谈了一次，说得不一样。".to_owned()).unwrap();
                session.add_documents(vec![NewDocument::typed("补谈", text)], None).unwrap();
                Vec::new()
            }
            Self::Undo => {
                // What another replica did meanwhile may stand in its way.
                let _ = session.undo();
                Vec::new()
            }
        };
        // A gesture may be refused, as that of moving a code below itself; then nothing happens.
        let _ = session.commit(label(), edits);
    }
}

/// A first copy with two documents, at `folder`, closed.
fn first_copy(fs: &MemoryFs, folder: &str, steps: &[Step]) {
    let mut session = Session::create(&on(fs, "/data/a"), Path::new(folder), "样例", "甲").unwrap();
    let text = |text: &str| Text::new(text.to_owned()).unwrap();
    let texts = ["一二三四五六七八九十一二三四五六七八九十", "机构与街道形成合谋，老人并不知情。"];
    let documents = texts.map(|body| NewDocument::typed("访谈", text(body)));
    session.add_documents(documents.to_vec(), None).unwrap();
    let mut mint = CountingMint::after(1_000_000);
    let outline =
        gesture::add_codes_from_outline(session.project(), "合谋\n  - 明的\n  - 暗的\n不知情", None, &mut mint);
    session.commit(label(), outline).unwrap();
    let passages: Vec<Passage> = session
        .project()
        .documents()
        .flat_map(|held| session.project().codes().map(move |code| (held.id, code.id)))
        .enumerate()
        .filter_map(|(at, (document, code))| {
            let at = u32::try_from(at).unwrap();
            Some(Passage { document, span: Span::new(at, at + 3)?, code })
        })
        .collect();
    let coder = session.coder();
    let edits = gesture::code_passages(session.project(), &passages, coder, Overlap::KeepBoth, Timestamp(1), &mut mint);
    session.commit(label(), edits).unwrap();
    for step in steps {
        step.carry_out(&mut session, &mut mint);
    }
    session.close().unwrap();
}

fn open(fs: &MemoryFs, data: &str, folder: &str) -> Session {
    Session::open(&on(fs, data), Path::new(folder)).unwrap()
}

const A: &str = "/a/s.tianye";
const B: &str = "/b/s.tianye";
const BEFORE: &str = "/before/s.tianye";

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_copies_merged_into_each_other_say_the_same(
        base in prop::collection::vec(step(), 0..10),
        first in prop::collection::vec(step(), 0..10),
        second in prop::collection::vec(step(), 0..10),
        closes in any::<bool>(),
    ) {
        let fs = MemoryFs::new();
        first_copy(&fs, A, &base);
        copy_folder(&fs, A, B);
        let mut here = open(&fs, "/data/a", A);
        let mut there = open(&fs, "/data/b", B);
        let (mut mint_here, mut mint_there) = (CountingMint::after(2_000_000), CountingMint::after(3_000_000));
        for step in &first {
            step.carry_out(&mut here, &mut mint_here);
        }
        for step in &second {
            step.carry_out(&mut there, &mut mint_there);
        }
        if closes {
            here.close().unwrap();
            there.close().unwrap();
            here = open(&fs, "/data/a", A);
            there = open(&fs, "/data/b", B);
        }
        here.wait_until_saved().unwrap();
        there.wait_until_saved().unwrap();
        copy_folder(&fs, A, BEFORE);
        let before = Project::clone(here.project());
        let merge = |session: &mut Session, other: &str| {
            let plan = plan(session, other).unwrap();
            prop_assert!(!plan.report.damaged, "{:?}", plan.report.findings);
            session.merge(plan, Consent::OnlyWhole).unwrap();
            prop_assert_eq!(invariants::check(session.project()), []);
            Ok(())
        };
        merge(&mut here, B)?;
        merge(&mut there, BEFORE)?;
        prop_assert_eq!(here.project(), there.project());
        let merged = Project::clone(here.project());
        prop_assert!(plan(&here, B).unwrap().is_empty(), "again: {:?}", plan(&here, B).unwrap());
        there.wait_until_saved().unwrap();
        merge(&mut here, B)?;
        prop_assert_eq!(&**here.project(), &merged, "what she merged is no news");
        here.wait_until_saved().unwrap();
        let crashed = open(&fs.after_a_crash(), "/data/a", A);
        prop_assert_eq!((&**crashed.project(), crashed.read_only()), (&merged, None));
        if here.undo_label().is_some_and(|label| label.id == "label.merge_copy") {
            here.undo().unwrap();
            prop_assert_eq!(&**here.project(), &before);
            merge(&mut here, BEFORE)?;
            prop_assert_eq!(&**here.project(), &before, "an older copy of its own brings nothing");
        }
        let last = Project::clone(here.project());
        here.close().unwrap();
        let reopened = open(&fs, "/data/a", A);
        prop_assert_eq!(&**reopened.project(), &last);
    }
}

/// What happens to folders that a sync client keeps alike, more or less.
#[derive(Clone, Debug)]
enum Event {
    /// Somebody works in a folder and closes it, or the program is killed.
    Work(u8, Vec<Step>, bool),
    /// One file of one folder arrives in another, as it is now.
    Deliver(u8, u8, u8),
    /// Half of the files of one folder arrive in another.
    DeliverMany(u8, u8, u8),
    /// The client takes a file away that another folder wrote.
    Lose(u8, u8),
    /// Somebody copies a folder to keep.
    Keep(u8),
    /// An old version of a file arrives.
    DeliverOld(u8, u8),
    /// The copy that was kept is put into a new folder, and somebody goes on there.
    Restore,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (any::<u8>(), prop::collection::vec(step(), 1..5), any::<bool>())
            .prop_map(|(folder, steps, closes)| Event::Work(folder, steps, closes)),
        3 => any::<(u8, u8, u8)>().prop_map(|(from, to, file)| Event::Deliver(from, to, file)),
        4 => any::<(u8, u8, u8)>().prop_map(|(from, to, which)| Event::DeliverMany(from, to, which)),
        1 => any::<(u8, u8)>().prop_map(|(folder, file)| Event::Lose(folder, file)),
        1 => any::<u8>().prop_map(Event::Keep),
        2 => any::<(u8, u8)>().prop_map(|(to, file)| Event::DeliverOld(to, file)),
        1 => Just(Event::Restore),
    ]
}

/// Folders on several machines, and what became of everything.
struct World {
    fs: MemoryFs,
    /// Each with its machine's data folder.
    folders: Vec<(String, String)>,
    /// Which folder writes a file, by its path inside.
    writers: BTreeMap<PathBuf, usize>,
    kept: BTreeMap<PathBuf, Vec<u8>>,
    mint: u128,
    /// With the code and the coder that each names.
    added: BTreeMap<(DocumentId, CodingId), (CodeId, CoderId)>,
    added_codes: BTreeSet<CodeId>,
    removed: BTreeSet<(DocumentId, CodingId)>,
    removed_codes: BTreeSet<CodeId>,
    came_back: BTreeSet<(DocumentId, CodingId)>,
}

fn codings(project: &Project) -> BTreeSet<(DocumentId, CodingId)> {
    project.all_codings().flat_map(|(id, codings)| codings.iter().map(move |coding| (id, coding.id))).collect()
}

fn codes(project: &Project) -> BTreeSet<CodeId> {
    project.codes().map(|code| code.id).collect()
}

impl World {
    fn new() -> Self {
        let fs = MemoryFs::new();
        first_copy(&fs, A, &[]);
        let folders = [A, B, "/c/s.tianye"].map(str::to_owned);
        let data = ["/data/a", "/data/b", "/data/c"].map(str::to_owned);
        let mut world = Self {
            fs,
            folders: folders.into_iter().zip(data).collect(),
            writers: BTreeMap::new(),
            kept: BTreeMap::new(),
            mint: 10_000_000,
            added: BTreeMap::new(),
            added_codes: BTreeSet::new(),
            removed: BTreeSet::new(),
            removed_codes: BTreeSet::new(),
            came_back: BTreeSet::new(),
        };
        world.note_writer(0, &BTreeMap::new());
        world.note_added(open(&world.fs, "/other", A).project());
        copy_folder(&world.fs, A, B);
        copy_folder(&world.fs, A, "/c/s.tianye");
        world
    }

    /// What lies in a folder, by path inside.
    fn inside(&self, folder: usize) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = &self.folders[folder].0;
        let files = self.fs.files().into_iter();
        files
            .filter_map(|(path, bytes)| Some((path.strip_prefix(root).ok()?.to_owned(), bytes)))
            .filter(|(path, _)| !path.to_string_lossy().starts_with('.'))
            .collect()
    }

    fn put(&self, folder: usize, path: &Path, bytes: &[u8]) {
        self.fs.put(&Path::new(&self.folders[folder].0).join(path), bytes);
    }

    fn note_writer(&mut self, folder: usize, before: &BTreeMap<PathBuf, Vec<u8>>) {
        for (path, bytes) in self.inside(folder) {
            if before.get(&path) != Some(&bytes) {
                let writer = *self.writers.entry(path.clone()).or_insert(folder);
                assert_eq!(writer, folder, "invariant 5: {} has two writers", path.display());
            }
        }
    }

    fn note_added(&mut self, project: &Project) {
        for (document, codings) in project.all_codings() {
            self.added.extend(codings.iter().map(|coding| ((document, coding.id), (coding.code, coding.coder))));
        }
    }

    fn work(&mut self, folder: usize, steps: &[Step], closes: bool) {
        let before = self.inside(folder);
        let (path, data) = self.folders[folder].clone();
        let Ok(mut session) = Session::open(&on(&self.fs, &data), Path::new(&path)) else { return };
        if session.read_only().is_none() {
            self.mint += 100_000;
            let mut mint = CountingMint::after(self.mint);
            for step in steps {
                let was = Project::clone(session.project());
                step.carry_out(&mut session, &mut mint);
                let (was_coded, is_coded) = (codings(&was), codings(session.project()));
                let (was_there, is_there) = (codes(&was), codes(session.project()));
                for &coding in is_coded.difference(&was_coded) {
                    if self.removed.contains(&coding) {
                        self.came_back.insert(coding);
                    }
                }
                self.note_added(session.project());
                self.removed.extend(was_coded.difference(&is_coded));
                self.added_codes.extend(is_there.difference(&was_there));
                self.removed_codes.extend(was_there.difference(&is_there));
            }
        }
        session.wait_until_saved().unwrap();
        if closes {
            session.close().unwrap();
        } else {
            drop(session);
        }
        self.note_writer(folder, &before);
    }

    /// Whether a file may come from one folder to another: nobody overwrites its writer.
    fn may_arrive(&self, path: &Path, to: usize) -> bool {
        self.writers.get(path) != Some(&to)
    }

    fn happen(&mut self, event: &Event) {
        let count = self.folders.len();
        let folder = |n: u8| usize::from(n) % count;
        match event {
            Event::Work(at, steps, closes) => self.work(folder(*at), steps, *closes),
            Event::Deliver(from, to, nth) => {
                let files = self.inside(folder(*from));
                if let Some((path, bytes)) = files.iter().nth(usize::from(*nth) % files.len().max(1))
                    && self.may_arrive(path, folder(*to))
                {
                    self.put(folder(*to), path, bytes);
                }
            }
            Event::DeliverMany(from, to, which) => {
                for (at, (path, bytes)) in self.inside(folder(*from)).iter().enumerate() {
                    if (at + usize::from(*which)) % 2 == 0 && self.may_arrive(path, folder(*to)) {
                        self.put(folder(*to), path, bytes);
                    }
                }
            }
            Event::Lose(at, nth) => {
                let files = self.inside(folder(*at));
                let path = files.keys().nth(usize::from(*nth) % files.len().max(1));
                if let Some(path) = path
                    && self.may_arrive(path, folder(*at))
                    && !path.ends_with("project.ron")
                {
                    self.fs.remove(&Path::new(&self.folders[folder(*at)].0).join(path)).unwrap();
                }
            }
            Event::Keep(at) => self.kept = self.inside(folder(*at)),
            Event::DeliverOld(to, nth) => {
                let kept = self.kept.iter().nth(usize::from(*nth) % self.kept.len().max(1));
                if let Some((path, bytes)) = kept
                    && self.may_arrive(path, folder(*to))
                {
                    self.put(folder(*to), path, bytes);
                }
            }
            Event::Restore => {
                if count < 4 && !self.kept.is_empty() {
                    self.folders.push(("/d/s.tianye".to_owned(), "/data/a".to_owned()));
                    for (path, bytes) in &self.kept {
                        self.put(count, path, bytes);
                    }
                }
            }
        }
    }

    /// Everything arrives everywhere, as its writer has it.
    fn deliver_all(&self) {
        let inside: Vec<_> = (0..self.folders.len()).map(|folder| self.inside(folder)).collect();
        for (path, &writer) in &self.writers {
            for to in (0..self.folders.len()).filter(|&to| to != writer) {
                match inside[writer].get(path) {
                    Some(bytes) => self.put(to, path, bytes),
                    None if inside[to].contains_key(path) => {
                        self.fs.remove(&Path::new(&self.folders[to].0).join(path)).unwrap();
                    }
                    None => {}
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folders_that_were_synchronised_in_any_order_say_the_same_in_the_end(
        events in prop::collection::vec(event(), 1..14),
    ) {
        let mut world = World::new();
        for event in &events {
            world.happen(event);
        }
        // Opening settles what two people moved at once; what that writes arrives too.
        for _ in 0..3 {
            world.deliver_all();
            for folder in 0..world.folders.len() {
                world.work(folder, &[], true);
            }
        }
        world.deliver_all();
        let (mut states, mut lost) = (Vec::new(), Vec::new());
        for (path, data) in world.folders.clone() {
            let session = open(&world.fs, &data, &path);
            prop_assert_eq!(session.read_only(), None, "{:?}", session.findings());
            prop_assert_eq!(invariants::check(session.project()), []);
            let versions: Vec<_> = session
                .project()
                .codes()
                .flat_map(|code| [Field::Name, Field::Definition].map(|field| (code.id, field)))
                .flat_map(|(code, field)| session.other_versions(Entity::Code(code), field).map(move |v| (code, field, v.text.to_owned())))
                .collect();
            lost.push(versions);
            states.push(Project::clone(session.project()));
        }
        for state in &states[1..] {
            prop_assert_eq!(&states[0], state);
        }
        for texts in &lost[1..] {
            prop_assert_eq!(&lost[0], texts, "the other versions");
        }
        let (coded, there) = (codings(&states[0]), codes(&states[0]));
        for code in world.added_codes.difference(&world.removed_codes) {
            prop_assert!(there.contains(code), "a code that nobody removed is gone");
        }
        for coding in world.removed.difference(&world.came_back) {
            prop_assert!(!coded.contains(coding), "invariant 4: a coding that was removed is back");
        }
        for (&(document, coding), &(code, coder)) in &world.added {
            // Where something that it names was removed elsewhere, a coding is put aside, and only there.
            let state = &states[0];
            let stands = state.code(code).is_some() && state.coder(coder).is_some() && state.document(document).is_some();
            if stands && !world.removed.contains(&(document, coding)) {
                prop_assert!(coded.contains(&(document, coding)), "a coding that nobody removed is gone");
            }
        }
    }
}
