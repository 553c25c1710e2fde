//! Folders as they should never be: what is said, what still opens, and what a repair makes of them.
//!
//! One study is damaged in every way of a table, and each time the same is asked: nothing panics, the
//! file is named, what is repaired is what it was and can be written to, a check then finds nothing more,
//! and everything that was replaced is kept.

mod cases;
mod hand;
mod interrupted;
mod lost;
mod others;
mod real_disk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::session::{FOLDER, add_code, add_document, code_passage, label, new_project};
use tianye::model::{CodeChange, CodingChange, Edit, Project, Shelf, ShelfItem};
use tianye::session::Session;
use tianye::store::check::{Report, Writer, check};
use tianye::store::repair::{Others, Repaired, Wishes, repair};
use tianye::store::{Environment, Fs, MemoryFs};

/// A folder with its world, and what it should say.
struct Study {
    fs: MemoryFs,
    expected: Project,
}

fn on(fs: &MemoryFs) -> Environment {
    let (environment, _) = Environment::in_memory();
    Environment { fs: Arc::new(fs.clone()), ..environment }
}

fn folder() -> &'static Path {
    Path::new(FOLDER)
}

/// Two documents, codes in a tree, codings with memos, over three sessions, the last of which was never closed: its
/// changes stand in the journal alone.
fn study() -> Study {
    let (mut session, environment, fs) = new_project();
    let first = add_document(&mut session, "访谈 01", "机构与街道形成合谋。\n老人 03：他们一起瞒着上面。");
    let second = add_document(&mut session, "访谈 02", "社工 01：检查来的时候大家都有默契。");
    let above = add_code(&mut session, "陷阱");
    let code = add_code(&mut session, "合谋");
    session.commit(label(), vec![Edit::SetCode(code, place_below(&session, above))]).unwrap();
    code_passage(&mut session, first, 6, 8, code);
    code_passage(&mut session, first, 18, 22, code);
    code_passage(&mut session, second, 6, 10, above);
    session.close().unwrap();
    let mut session = Session::open(&environment, folder()).unwrap();
    let place = session.project().codings(first).iter().next().unwrap().place(first);
    let memo = CodingChange::Memo(Some("谁先提出来的？".into()));
    session.commit(label(), vec![Edit::SetCoding(place, memo)]).unwrap();
    session.commit(label(), vec![Edit::SetTitle("养老院的默契".into())]).unwrap();
    session.put_on_shelf(vec![ShelfItem::new(Shelf::Search, "默契", "合谋 OR 默契")]).unwrap();
    session.put_on_shelf(vec![ShelfItem::new(Shelf::Word, "养老院", "")]).unwrap();
    let gone = add_code(&mut session, "误加的");
    session.commit(label(), vec![Edit::RemoveCode(gone)]).unwrap();
    session.close().unwrap();
    let mut session = Session::open(&environment, folder()).unwrap();
    session.commit(label(), vec![Edit::SetCode(code, CodeChange::Name("共谋".into()))]).unwrap();
    session.wait_until_saved().unwrap(); // so that each is a write of its own
    code_passage(&mut session, second, 11, 14, code);
    session.wait_until_saved().unwrap();
    let expected = Project::clone(session.project());
    Study { fs: fs.after_a_crash(), expected }
}

fn place_below(session: &Session, above: tianye::model::CodeId) -> CodeChange {
    CodeChange::Place { parent: Some(above), rank: session.project().code(above).unwrap().rank }
}

impl Study {
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.fs.files().into_iter().filter(|(path, _)| path.starts_with(FOLDER)).collect()
    }

    /// The files with all of these in their paths.
    fn with(&self, parts: &[&str]) -> Vec<PathBuf> {
        let has = |path: &PathBuf| parts.iter().all(|part| path.to_string_lossy().contains(part));
        let found: Vec<PathBuf> = self.files().into_keys().filter(has).collect();
        assert!(!found.is_empty(), "no file with {parts:?} in {:#?}", self.files().keys());
        found
    }

    fn one(&self, parts: &[&str]) -> PathBuf {
        self.with(parts).swap_remove(0)
    }

    fn bytes(&self, path: &Path) -> Vec<u8> {
        self.fs.read(path).unwrap()
    }

    fn put(&self, path: &Path, bytes: &[u8]) {
        self.fs.put(path, bytes);
    }

    fn change(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.bytes(path);
        change(&mut bytes);
        self.put(path, &bytes);
    }

    fn remove(&self, path: &Path) {
        self.fs.remove(path).unwrap();
    }

    fn swap(&self, a: &Path, b: &Path) {
        let (first, second) = (self.bytes(a), self.bytes(b));
        self.put(a, &second);
        self.put(b, &first);
    }

    fn check(&self) -> Report {
        check(&on(&self.fs), folder(), Writer::Nobody).unwrap()
    }

    fn wishes() -> Wishes {
        Wishes { lost_name: "名称丢失".into(), ..Wishes::default() }
    }

    fn repair(&self) -> Repaired {
        repair(&on(&self.fs), folder(), &Self::wishes()).unwrap()
    }

    fn adopt(&self) -> Repaired {
        repair(&on(&self.fs), folder(), &Wishes { others: Others::Adopt, ..Self::wishes() }).unwrap()
    }

    /// Opens, asks that it can be written to, writes, and closes.
    fn is_writable(&self, why: &str) -> Project {
        let mut session = Session::open(&on(&self.fs), folder()).unwrap();
        assert_eq!(session.read_only(), None, "{why}: {:#?}", session.findings());
        let before = Project::clone(session.project());
        let code = add_code(&mut session, "修复以后");
        session.close().unwrap_or_else(|error| panic!("{why}: {error}"));
        let mut session = Session::open(&on(&self.fs), folder()).unwrap();
        assert_eq!(session.read_only(), None, "{why}: {:#?}", session.findings());
        session.commit(label(), vec![Edit::RemoveCode(code)]).unwrap();
        assert_eq!(*session.project(), Arc::new(before.clone()), "{why}: {:#?}", session.findings());
        session.close().unwrap();
        before
    }

    fn is_sound(&self, why: &str) {
        let report = self.check();
        assert!(
            report.is_sound() && report.read_only.is_none(),
            "{why}: {:?} {:#?}",
            report.read_only,
            report.findings
        );
    }

    /// Every file that is not what it was is kept somewhere, as it was.
    fn keeps(&self, before: &BTreeMap<PathBuf, Vec<u8>>, why: &str) {
        let all = self.fs.files();
        let packed = |bytes: &Vec<u8>| tianye::store::archive::unpack(bytes).unwrap_or_default();
        for (path, bytes) in before {
            let is_half_written = path.to_string_lossy().ends_with(".tmp");
            let same = |held: &Vec<u8>| {
                held == bytes || (path.to_string_lossy().contains("/journal/") && packed(held) == *bytes)
            };
            assert!(is_half_written || bytes.is_empty() || all.values().any(same), "{why}: {} is gone", path.display());
        }
    }
}

#[test]
fn a_sound_project_is_left_as_it_is() {
    let study = study();
    study.is_sound("as it was written");
    let before = study.files();
    let repaired = study.repair();
    assert_eq!((repaired.done, repaired.lost, repaired.set_aside), (vec![], vec![], None));
    let unlocked = |files: BTreeMap<PathBuf, Vec<u8>>| files;
    assert_eq!(unlocked(study.files()), before);
    assert_eq!(study.is_writable("a sound one"), study.expected);
    study.is_sound("after it was opened");
}
