//! A repair that is cut off at any write: everything readable is still there, and repairing again finishes.

use rayon::prelude::*;

use super::{Study, folder, on, study};
use tianye::session::Session;
use tianye::store::repair::repair;

/// Everything at once: records, journal, checkpoint, texts and two files that changed places.
fn wreck() -> (Study, tianye::model::Project) {
    let study = study();
    let shards = study.with(&["/codings/"]);
    study.swap(&shards[0], &shards[1]);
    let texts = study.with(&["text.1.txt"]);
    study.swap(&texts[0], &texts[1]);
    let codebook = study.one(&["/codebook/"]);
    study.change(&codebook, |bytes| bytes.truncate(bytes.len() * 2 / 3));
    let archived = study.one(&["/archive/00000001"]);
    study.change(&archived, |bytes| bytes[30] ^= 1);
    let open = study
        .with(&["/journal/", ".log"])
        .into_iter()
        .find(|path| !path.to_string_lossy().contains("archive"))
        .unwrap();
    study.change(&open, |bytes| {
        let at = bytes.windows(6).position(|window| window == "共谋".as_bytes()).unwrap();
        bytes[at] ^= 1;
    });
    study.put(&folder().join("codebook/.x.ron.tmp"), b"half");
    let whole = Study { fs: study.fs.after_a_crash(), expected: study.expected.clone() };
    whole.repair();
    let expected = whole.is_writable("the wreck");
    (study, expected)
}

#[test]
fn at_every_write_and_by_a_power_cut() {
    let (study, expected) = wreck();
    let ended = (0_usize..200).into_par_iter().filter(|&calls| {
        let cut = study.fs.after_a_crash();
        cut.fill_up_after(Some(calls));
        let whole = repair(&on(&cut), folder(), &Study::wishes()).is_ok();
        cut.fill_up_after(None);
        for (how, fs) in [("a crash", cut.after_a_crash()), ("a power cut", cut.after_a_power_cut())] {
            let why = format!("after {calls} calls and {how}");
            let again = Study { fs, expected: expected.clone() };
            again.repair();
            let session = Session::open(&on(&again.fs), folder()).unwrap();
            assert_eq!(session.read_only(), None, "{why}");
            assert!(**session.project() == expected, "{why}");
            session.close().unwrap();
            again.is_sound(&why);
        }
        whole
    });
    assert!(ended.count() > 0, "a repair takes more calls than were tried");
}

#[test]
fn an_interrupted_repair_says_where_and_that_it_can_be_gone_on_with() {
    let (study, _) = wreck();
    study.fs.fill_up_after(Some(12));
    let refused = repair(&on(&study.fs), folder(), &Study::wishes()).unwrap_err();
    assert_eq!(tianye::model::Tell::tell(&refused).id, "inspect.repair_interrupted");
}
