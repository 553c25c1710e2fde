//! Opening a project, and one coding until it is saved.
//!
//! `cargo bench --bench project`; `-- largest` for the largest project of the design. Opening stands
//! beside reading the same files' bytes, saving beside a bare append and sync of as many bytes.

#![allow(clippy::print_stdout, reason = "benchmarks print their figures")]

mod common;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tianye::model::gesture::{Overlap, Passage, code_passages};
use tianye::model::{Message, Span};
use tianye::session::Session;
use tianye::store::{Environment, RealFs, SystemClock, write_copy};

use common::{measure, said};

fn main() {
    for (name, shape) in common::shapes() {
        let project = Arc::new(common::project(&name, &shape));
        let root = tempfile::tempdir().expect("a temporary folder");
        let environment = Environment {
            fs: Arc::new(RealFs),
            clock: Arc::new(SystemClock),
            data_dir: root.path().join("data"),
            cache_dir: root.path().join("cache"),
        };
        let folder = root.path().join("bench.tianye");
        let begun = Instant::now();
        write_copy(&environment, &folder, &project, &|_| None).expect("written");
        println!("  written whole into a new folder in {}", said(begun.elapsed()));

        let bare = measure(5, || read_all(&folder));
        bare.print("bare pass: all its files read, one thread", None);
        measure(5, || Session::open(&environment, &folder).expect("opened"))
            .print("opened, ready to code", Some(&bare));

        let mut session = Session::open(&environment, &folder).expect("opened");
        assert_eq!(session.project(), &project, "what was opened is what was written");
        one_coding(&mut session, root.path());
        let begun = Instant::now();
        session.close().expect("closed");
        println!("  closed with a checkpoint of what changed in {}", said(begun.elapsed()));
    }
}

fn read_all(folder: &Path) -> usize {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        bytes += if path.is_dir() { read_all(&path) } else { std::fs::read(&path).expect("a file").len() };
    }
    bytes
}

fn one_coding(session: &mut Session, beside: &Path) {
    let document = session.project().documents().next().expect("a document").id;
    let code = session.project().codes().next().expect("a code").id;
    let mut at = 0;
    let saved = measure(200, || {
        at += 3;
        let project = Arc::clone(session.project());
        let passage = Passage { document, span: Span::new(at, at + 2).expect("a span"), code };
        let (coder, now) = (session.coder(), session.now());
        let edits = code_passages(&project, &[passage], coder, Overlap::KeepBoth, now, session.mint());
        drop(project);
        session.commit(Message::new("label.code"), edits).expect("coded");
        session.wait_until_saved().expect("saved");
    });
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(beside.join("bare")).expect("a file");
    let bytes = [b'x'; 700];
    let bare = measure(200, || {
        file.write_all(&bytes).expect("written");
        file.sync_data().expect("synced");
    });
    bare.print("bare append and sync of 700 bytes", None);
    saved.print("one coding until it is saved", Some(&bare));
}
