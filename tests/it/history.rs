//! Who did what when, taking back any of it, and documents as they stood on a day.

mod cli;
mod window;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use proptest::prelude::*;
use tianye::i18n::Language;
use tianye::model::as_of::AsOf;
use tianye::model::take_back::can_take_back;
use tianye::model::{
    Assembled, CodeChange, CodeId, CoderId, Coding, CodingChange, CountingMint, DocumentId, Edit, Message, Mint, Parts,
    Project, Replica, Sequence, Tell, Timestamp, Transaction, apply_all, assemble, gesture, invariants,
};
use tianye::session::Session;
use tianye::session::history::{PastDocument, Reader};
use tianye::store::chronicle::{Entry, EntryId, Order};
use tianye::store::{Clock, Environment, MemoryFs, write_copy};

use crate::arbitrary;
use crate::session::{FOLDER, add_code, add_document, code_passage, new_project};

/// A clock that stands still until somebody moves it.
#[derive(Debug, Default)]
pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

impl SetClock {
    /// At noon of a day of March 2026, in the zone of this machine.
    pub fn march(&self, day: i8) {
        let noon = jiff::civil::date(2026, 3, day).at(12, 0, 0, 0).to_zoned(TimeZone::system()).unwrap();
        self.0.store(noon.timestamp().as_millisecond(), Ordering::Relaxed);
    }
}

/// A project that begins on the first of March.
pub fn in_march() -> (Session, Environment, Arc<SetClock>, MemoryFs) {
    let (environment, fs) = Environment::in_memory();
    let clock = Arc::new(SetClock::default());
    clock.march(1);
    let environment = Environment { clock: clock.clone(), ..environment };
    let session = Session::create(&environment, Path::new(FOLDER), "养老服务调查", "甲").unwrap();
    (session, environment, clock, fs)
}

fn reopen(session: Session, environment: &Environment) -> Session {
    session.close().unwrap();
    Session::open(environment, Path::new(FOLDER)).unwrap()
}

fn rename(session: &mut Session, code: CodeId, to: &str) {
    let from = session.project().code(code).unwrap().name.clone();
    let label = Message::new("label.rename_code").with("from", from).with("to", to);
    session.commit(label, vec![Edit::SetCode(code, CodeChange::Name(to.into()))]).unwrap();
}

/// All of history, newest first.
fn entries(session: &Session) -> Vec<Entry> {
    let mut entries: Vec<Entry> = session.recent_changes().iter().rev().cloned().collect();
    let mut chronicle = session.history().before_this_session();
    entries.extend(chronicle.page(usize::MAX));
    assert_eq!(chronicle.findings(), []);
    entries
}

fn newest(session: &Session) -> EntryId {
    entries(session)[0].id.clone()
}

fn said(message: &Message) -> String {
    Language::Chinese.say(message)
}

#[test]
fn history_holds_what_was_done_in_this_session_and_before_it_newest_first() {
    let (mut session, environment, clock, _) = in_march();
    add_document(&mut session, "访谈 01", "一二三");
    let code = add_code(&mut session, "合谋");
    let mut session = reopen(session, &environment);
    clock.march(2);
    rename(&mut session, code, "共谋");
    let entries = entries(&session);
    let labels: Vec<&str> = entries.iter().map(|entry| &*entry.label.id).collect();
    assert_eq!(labels, ["label.rename_code", "label.join", "label.import_one", "label.join"]);
    assert_eq!(entries[0].codes.to_vec(), [code]);
    assert!(entries[0].at > entries[1].at);
    assert_eq!(session.recent_changes().len(), 1);
}

#[test]
fn one_from_the_middle_is_taken_back_and_undo_and_redo_still_go_all_the_way() {
    let (mut session, environment, ..) = in_march();
    let mut states = vec![session.project().clone()];
    let mut kept = |session: &Session| states.push(session.project().clone());
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    kept(&session);
    let code = add_code(&mut session, "合谋");
    kept(&session);
    code_passage(&mut session, document, 0, 2, code);
    let coded = newest(&session);
    kept(&session);
    rename(&mut session, code, "共谋");
    kept(&session);
    add_code(&mut session, "内卷化");
    session.undo().unwrap();
    assert!(session.redo_label().is_some());
    let label = session.take_back(&coded).unwrap();
    assert_eq!(label.id, "label.join");
    assert_eq!(session.redo_label(), None, "something new ends what could be redone");
    assert_eq!(session.project().coding_count(), 0);
    assert_eq!(session.project().code(code).unwrap().name, "共谋", "what came after it stands");
    let taken_back = session.project().clone();
    assert_eq!(said(session.undo_label().unwrap()), "撤回：编码者“test”加入");
    // Back to the beginning, over restarts, and forth again to the taking back.
    let to_the_middle: Vec<_> = states.iter().rev().cloned().collect();
    for expected in &to_the_middle {
        session = reopen(session, &environment);
        session.undo().unwrap().unwrap();
        assert_eq!(session.project(), expected);
    }
    for expected in to_the_middle.iter().rev().skip(1).chain([&taken_back]) {
        session = reopen(session, &environment);
        session.redo().unwrap().unwrap();
        assert_eq!(session.project(), expected);
    }
}

#[test]
fn taking_back_the_newest_is_an_undo_that_can_be_redone() {
    let (mut session, ..) = in_march();
    let code = add_code(&mut session, "合谋");
    rename(&mut session, code, "共谋");
    let renamed = newest(&session);
    session.take_back(&renamed).unwrap();
    assert_eq!(session.project().code(code).unwrap().name, "合谋");
    assert!(session.redo_label().is_some());
    let undo = newest(&session);
    session.take_back(&undo).unwrap();
    assert_eq!(session.project().code(code).unwrap().name, "共谋", "taking back an undo is a redo");
    assert!(session.undo_label().is_some() && session.redo_label().is_none());
}

#[test]
fn what_another_coder_changed_again_is_not_overwritten_and_it_is_said_who_and_when() {
    let (mut first, environment, clock, _) = in_march();
    let code = add_code(&mut first, "合谋");
    rename(&mut first, code, "共谋");
    let renamed = newest(&first);
    let mut first = reopen(first, &environment);
    clock.march(2);
    add_code(&mut first, "内卷化");
    first.close().unwrap();
    let elsewhere = Environment { data_dir: "/other/data".into(), ..environment.clone() };
    let mut second = Session::open(&elsewhere, Path::new(FOLDER)).unwrap();
    second.join("乙");
    clock.march(3);
    rename(&mut second, code, "默许");
    let theirs = newest(&second);
    second.close().unwrap();
    let mut first = Session::open(&environment, Path::new(FOLDER)).unwrap();
    let before = first.project().clone();
    let refused = said(&first.take_back(&renamed).unwrap_err().tell());
    assert_eq!(refused, "代码后来又改过名，现在叫“默许”。改动者：乙，2026-03-03 12:00。");
    assert_eq!(*first.project(), before);
    // 乙's own renaming still stands as it was made, and can be taken back by anybody.
    first.take_back(&theirs).unwrap();
    assert_eq!(first.project().code(code).unwrap().name, "共谋");
    assert_eq!(said(&entries(&first)[0].label), "撤回：代码“共谋”改名为“默许”");
    first.undo().unwrap();
    assert_eq!(first.project().code(code).unwrap().name, "默许");
}

#[test]
fn what_another_removed_comes_back_and_stays_back_over_restarts_on_both_sides() {
    let (mut first, environment, clock, _) = in_march();
    let document = add_document(&mut first, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut first, "合谋");
    code_passage(&mut first, document, 0, 2, code);
    let before = first.project().clone();
    first.close().unwrap();
    let elsewhere = Environment { data_dir: "/other/data".into(), ..environment.clone() };
    clock.march(2);
    let mut second = Session::open(&elsewhere, Path::new(FOLDER)).unwrap();
    second.join("乙");
    let place = second.project().codings(document).iter().next().unwrap().place(document);
    second.commit(Message::new("label.remove_coding").with("code", "合谋"), vec![Edit::RemoveCoding(place)]).unwrap();
    let removed = newest(&second);
    second.close().unwrap();
    let mut first = Session::open(&environment, Path::new(FOLDER)).unwrap();
    assert_eq!(first.project().coding_count(), 0);
    first.take_back(&removed).unwrap();
    assert_eq!(first.project().codings(document), before.codings(document));
    first.close().unwrap();
    for side in [&elsewhere, &environment] {
        let session = Session::open(side, Path::new(FOLDER)).unwrap();
        assert_eq!(session.project().codings(document), before.codings(document), "{:?}", session.findings());
        session.close().unwrap();
    }
}

#[test]
fn what_was_taken_back_already_is_not_taken_back_twice() {
    let (mut session, ..) = in_march();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 0, 2, code);
    let coded = newest(&session);
    add_code(&mut session, "内卷化");
    session.take_back(&coded).unwrap();
    let refused = said(&session.take_back(&coded).unwrap_err().tell());
    assert!(refused.starts_with("这一步做的事，现在都已经是它之前的样子了"), "{refused}");
    assert!(refused.contains("改动者：甲"), "{refused}");
}

#[test]
fn a_deleted_document_comes_back_with_its_text_and_codings_however_long_ago_it_was() {
    let (mut session, environment, clock, _) = in_march();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 3, 6, code);
    let before = session.project().clone();
    let edits = gesture::delete_document(session.project(), document);
    session.commit(Message::new("label.delete_document").with("title", "访谈 01"), edits).unwrap();
    let deleted = newest(&session);
    let mut session = reopen(session, &environment);
    clock.march(9);
    add_code(&mut session, "内卷化");
    let mut session = reopen(session, &environment);
    session.take_back(&deleted).unwrap();
    let project = session.project();
    assert_eq!(project.document(document).unwrap().text.as_str(), "一二三四五六七八九十");
    assert_eq!(project.codings(document), before.codings(document), "with the same ids");
    assert_eq!(invariants::check(project), []);
}

#[test]
fn what_is_still_on_its_way_to_the_disk_can_be_examined_and_is_in_the_history_of_the_day() {
    let (mut session, _, clock, fs) = in_march();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    clock.march(2);
    session.wait_until_saved().unwrap();
    fs.fill_up_after(Some(0));
    code_passage(&mut session, document, 0, 2, code);
    assert!(session.wait_until_saved().is_err());
    let id = newest(&session);
    let held = session.change_in_memory(&id);
    let examined = session.history().examine(&id, held, &tianye::store::chronicle::LostNames::default()).unwrap();
    assert_eq!(examined.refused, None);
    assert_eq!(said(&examined.words[0]), "《访谈 01》“一二”编码为“合谋”");
}

fn on(reader: &Reader, document: DocumentId, day: i8) -> Result<PastDocument, Message> {
    reader.document_on(document, jiff::civil::date(2026, 3, day), &TimeZone::system())
}

#[test]
fn a_document_is_shown_as_it_stood_on_a_day_with_codes_that_are_gone_since() {
    let (mut session, environment, clock, _) = in_march();
    let document = add_document(&mut session, "访谈 01", "一二三四五六七八九十");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 0, 2, code);
    let place = session.project().codings(document).iter().next().unwrap().place(document);
    clock.march(3);
    let memo = Edit::SetCoding(place, CodingChange::Memo(Some("为何？".into())));
    session.commit(Message::new("label.memo"), vec![memo]).unwrap();
    rename(&mut session, code, "共谋");
    let mut session = reopen(session, &environment);
    clock.march(5);
    let edits = gesture::delete_code(session.project(), code);
    session.commit(Message::new("label.delete_code").with("code", "共谋"), edits).unwrap();
    let reader = session.history();
    let shown = |day| {
        let past = on(&reader, document, day).unwrap();
        assert_eq!(past.findings, []);
        let codings = past.project.codings(document).iter();
        codings.map(|c| (past.project.code_path(c.code), c.memo.as_deref().map(str::to_owned))).collect::<Vec<_>>()
    };
    assert_eq!(shown(1), [("合谋".to_owned(), None)]);
    assert_eq!(shown(2), shown(1));
    assert_eq!(shown(4), [("共谋".to_owned(), Some("为何？".to_owned()))]);
    assert_eq!(shown(5), []);
    clock.march(6);
    let edits = gesture::delete_document(session.project(), document);
    session.commit(Message::new("label.delete_document").with("title", "访谈 01"), edits).unwrap();
    let past = on(&session.history(), document, 4).unwrap();
    assert_eq!(past.project.document(document).unwrap().text.as_str(), "一二三四五六七八九十", "deleted since");
}

#[test]
fn where_history_does_not_reach_it_says_so() {
    let (mut session, environment, clock, _) = in_march();
    clock.march(2);
    let document = add_document(&mut session, "访谈 01", "一二三");
    let refusal = |reader: &Reader, day| on(reader, document, day).unwrap_err().id.into_owned();
    let reader = session.history();
    let february = reader.document_on(document, jiff::civil::date(2026, 2, 27), &TimeZone::system());
    assert_eq!(february.unwrap_err().id, "history.before_project");
    assert_eq!(refusal(&reader, 1), "history.document_not_there");
    let copy = Path::new("/backup/copy.tianye");
    write_copy(&environment, copy, session.project(), &|_| None).unwrap();
    let mut copy = Session::open(&environment, copy).unwrap();
    assert_eq!(refusal(&copy.history(), 3), "history.none");
    clock.march(5);
    add_code(&mut copy, "合谋");
    copy.wait_until_saved().unwrap();
    assert_eq!(refusal(&copy.history(), 3), "history.not_reached");
    assert!(on(&copy.history(), document, 5).is_ok());
}

/// Only a document and what is about it, as a walk back leaves it.
fn only(project: &Project, document: DocumentId) -> Option<Project> {
    let codings: Vec<Coding> = project.codings(document).iter().cloned().collect();
    let parts = Parts {
        id: project.id,
        title: project.title.clone(),
        created: project.created,
        coders: project.coders().cloned().collect(),
        codes: project.codes().cloned().collect(),
        documents: vec![(**project.document(document)?).clone()],
        codings: vec![(document, codings)],
        attributes: Vec::new(),
        cases: Vec::new(),
        items: Vec::new(),
        memos: Vec::new(),
    };
    let Assembled { project, violations, .. } = assemble(parts);
    assert_eq!(violations, []);
    Some(project)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_walked_back_to_any_day_equals_what_was_kept_of_that_day(
        start in arbitrary::project(),
        gestures in prop::collection::vec((arbitrary::gesture(), any::<bool>(), 0..2_i64, 0..4_u8), 1..24),
    ) {
        let mut project = start.clone();
        let mut mint = CountingMint::after(arbitrary::IDS);
        let coder = CoderId(mint.mint());
        let mut day = 1;
        let mut past: Vec<Transaction> = Vec::new();
        let mut snapshots = vec![(day, start.clone())];
        // The very first transaction changes nothing and marks where history begins.
        let mut gestures: Vec<_> = gestures.into_iter().map(Some).collect();
        gestures.insert(0, None);
        for gesture in gestures {
            let (edits, replica) = match &gesture {
                None => (vec![Edit::SetTitle(start.title.clone())], "甲"),
                Some((gesture, second, days, undo)) => {
                    day += days;
                    let undone = past.last().filter(|_| *undo == 0).map(|last| last.inverses.clone());
                    let edits = undone.unwrap_or_else(|| gesture.edits(&project, &mut mint));
                    (edits, if *second { "乙" } else { "甲" })
                }
            };
            let Ok(inverses) = apply_all(&mut project, &edits) else { continue };
            let lamport = past.len() as u64 + 1;
            past.push(Transaction {
                replica: Replica(replica.into()),
                seq: Sequence(lamport),
                lamport,
                at: Timestamp(day * 10),
                coder,
                label: Message::new("label.memo"),
                undoes: None,
                edits,
                inverses,
                over: Vec::new(),
                passed_on: Vec::new(),
 forgets: Vec::new(),
            });
            snapshots.retain(|(of, _)| *of != day);
            snapshots.push((day, project.clone()));
        }
        let replicas = if past.iter().any(|t| t.replica.0 == "乙") { 2 } else { 1 };
        let today = Arc::new(project.clone());
        let documents = start.documents().map(|document| document.id);
        for document in documents {
            for (of, snapshot) in &snapshots {
                let mut walk = AsOf::new(&today, document, Timestamp(of * 10));
                for transaction in past.iter().rev() {
                    if walk.is_enough(replicas) {
                        break;
                    }
                    walk.take(transaction);
                }
                prop_assert!(walk.reaches());
                let lost = walk.lost_document();
                let found = walk.parts(lost).map(|parts| assemble(parts).project);
                let expected = only(snapshot, document).map(|mut expected| {
                    expected.title.clone_from(&today.title);
                    expected
                });
                prop_assert_eq!(&found, &expected, "on day {}", of);
            }
        }
    }

    #[test]
    fn whatever_is_taken_back_undo_goes_to_the_beginning_and_redo_to_the_end(
        gestures in prop::collection::vec((arbitrary::gesture(), prop::option::of(any::<prop::sample::Index>())), 1..14),
        start in arbitrary::project(),
    ) {
        let (mut session, ..) = new_project();
        let begin = session.project().clone();
        let edits = making(&start);
        session.commit(Message::new("label.memo"), edits).unwrap();
        let mut mint = CountingMint::after(arbitrary::IDS);
        for (gesture, taken) in gestures {
            let ids: Vec<EntryId> = session.recent_changes().iter().skip(2).map(|entry| entry.id.clone()).collect();
            let before = session.project().clone();
            if let Some(index) = taken.filter(|_| !ids.is_empty()) {
                let transaction = session.change_in_memory(index.get(&ids)).unwrap();
                let possible = can_take_back(&before, &transaction);
                let done = session.take_back(index.get(&ids));
                prop_assert_eq!(done.is_ok(), possible.is_ok());
                prop_assert!(done.is_ok() || *session.project() == before);
            } else if gesture.kind != arbitrary::Kind::AddCoder {
                // That somebody joins is nothing that undo takes back.
                let edits = gesture.edits(&before, &mut mint);
                let _ = session.commit(Message::new("label.memo"), edits); // a move may ask for a circle
            }
            prop_assert_eq!(invariants::check(session.project()), []);
        }
        let end = session.project().clone();
        let mut undone = 0;
        while session.undo().unwrap().is_some() {
            undone += 1;
        }
        prop_assert_eq!(session.project(), &begin);
        // What had been undone before could be redone beyond the end: so far and no further.
        for _ in 0..undone {
            prop_assert!(session.redo().unwrap().is_some());
        }
        prop_assert_eq!(session.project(), &end);
    }
}

/// Edits that make a project out of nothing.
fn making(project: &Project) -> Vec<Edit> {
    let mut edits: Vec<Edit> = project.coders().cloned().map(Edit::AddCoder).collect();
    edits.extend(project.codes().cloned().map(Edit::AddCode));
    edits.extend(project.documents().cloned().map(Edit::AddDocument));
    for (document, codings) in project.all_codings() {
        edits.extend(codings.iter().cloned().map(|coding| Edit::AddCoding(document, coding)));
    }
    edits
}

#[test]
fn a_long_history_is_read_page_by_page_and_nothing_comes_twice() {
    let (mut session, environment, ..) = in_march();
    for round in 0..4 {
        for n in 0..5 {
            add_code(&mut session, &format!("代码 {round}.{n}"));
        }
        session = reopen(session, &environment);
    }
    let mut chronicle = session.history().everything(Order::Time);
    let mut seen = Vec::new();
    loop {
        let page = chronicle.page(3);
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|entry| entry.id.seq.0));
    }
    assert_eq!(seen, (1..=21).rev().collect::<Vec<_>>());
    assert_eq!(chronicle.findings(), []);
}
