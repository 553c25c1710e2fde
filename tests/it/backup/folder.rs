//! The folder of backups: what is kept, for how long, and that all of it comes back.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use tianye::model::{Message, Project, Timestamp};
use tianye::session::Session;
use tianye::store::backup::{self, Backup, BackupError, Going, Reason, Restored, Soundness};
use tianye::store::{Clock, Environment, Fs, MemoryFs};

use super::film::{Camera, Film};
use crate::session::{FOLDER, add_code, add_document, code_passage, new_project};

const ELSEWHERE: &str = "/elsewhere/study.tianye";

fn worked_on() -> (Session, Environment, MemoryFs) {
    let (mut session, environment, fs) = new_project();
    let document = add_document(&mut session, "访谈 01", "机构与街道形成合谋。");
    let code = add_code(&mut session, "合谋");
    code_passage(&mut session, document, 6, 9, code);
    session.wait_until_saved().unwrap();
    (session, environment, fs)
}

fn make(environment: &Environment) -> backup::Made {
    backup::make(environment, Path::new(FOLDER), Reason::AskedFor).unwrap()
}

fn backups(environment: &Environment) -> Vec<Backup> {
    let listing = backup::list(environment, Path::new(FOLDER));
    assert_eq!(listing.findings, []);
    listing.backups
}

fn restore(environment: &Environment, backup: &Backup, to: &str) -> Result<Restored, BackupError> {
    backup::restore(environment, backup, Path::new(to), &mut |_, _| Going::On)
}

fn project_in(environment: &Environment, folder: &str) -> Project {
    let session = Session::open(environment, Path::new(folder)).unwrap();
    assert_eq!((session.findings(), session.read_only()), (&[][..], None));
    Project::clone(session.project())
}

fn files_below(fs: &MemoryFs, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs.files().into_iter();
    let inside = files.filter_map(|(path, bytes)| Some((path.strip_prefix(folder).ok()?.to_owned(), bytes)));
    inside.filter(|(path, _)| path != Path::new(".lock")).collect()
}

/// The same disk after somebody deleted the project's folder.
fn without_the_project(environment: &Environment, fs: &MemoryFs) -> (Environment, MemoryFs) {
    let left = MemoryFs::new();
    for (path, bytes) in fs.files().into_iter().filter(|(path, _)| !path.starts_with(FOLDER)) {
        left.put(&path, &bytes);
    }
    (Environment { fs: Arc::new(left.clone()), ..environment.clone() }, left)
}

fn objects(fs: &MemoryFs) -> Vec<PathBuf> {
    fs.files()
        .into_keys()
        .filter(|path| path.extension().is_some_and(|ending| ending == "zst"))
        .filter(|path| path.starts_with("/data/backups"))
        .collect()
}

/// The bytes of the backup as the newest manifest holds them: of a file of the project, its object.
fn object_of(fs: &MemoryFs, text: &[u8]) -> PathBuf {
    let hash = tianye::model::Hash::of(text).0;
    objects(fs).into_iter().find(|path| path.to_string_lossy().contains(&hash)).unwrap()
}

#[test]
fn a_backup_of_an_open_project_comes_back_as_it_was() {
    let (mut session, environment, fs) = worked_on();
    let made = make(&environment);
    assert_eq!(made.backup.header.soundness, Soundness::Sound, "{:?}", made.backup.header.findings);
    let counts = made.backup.header.counts;
    assert_eq!((counts.documents, counts.codes, counts.codings), (1, 1, 1));
    let then = session.project().clone();
    add_code(&mut session, "后来的");
    session.wait_until_saved().unwrap();
    let restored = restore(&environment, &made.backup, ELSEWHERE).unwrap();
    assert_eq!((restored.findings, restored.counts), (vec![], counts));
    assert_eq!(project_in(&environment, ELSEWHERE), *then);
    assert_eq!(session.project().codes().len(), 2, "the original goes on");
    assert!(fs.exists(&Path::new(ELSEWHERE).join(".gitattributes")), "everything of the folder is kept");
}

#[test]
fn a_restored_copy_is_another_replica_even_at_the_place_of_the_one_that_is_gone() {
    let (session, environment, fs) = worked_on();
    let replicas = |fs: &MemoryFs, folder: &str| -> Vec<String> {
        let entries = fs.list(&Path::new(folder).join("journal")).unwrap();
        entries.into_iter().map(|entry| entry.name).collect()
    };
    let made = make(&environment);
    session.close().unwrap();
    let (environment, fs) = without_the_project(&environment, &fs);
    restore(&environment, &made.backup, FOLDER).unwrap();
    let old = replicas(&fs, FOLDER);
    let mut session = Session::open(&environment, Path::new(FOLDER)).unwrap();
    add_code(&mut session, "恢复之后");
    session.close().unwrap();
    assert_eq!(replicas(&fs, FOLDER).len(), old.len() + 1, "the old one's numbers may be known to others");
    assert_eq!(project_in(&environment, FOLDER).codes().len(), 2);
}

#[test]
fn only_what_changed_is_written_again() {
    let (mut session, environment, fs) = worked_on();
    make(&environment);
    let before = objects(&fs);
    add_code(&mut session, "内卷化");
    session.wait_until_saved().unwrap();
    make(&environment);
    let after = objects(&fs);
    assert!(before.iter().all(|path| after.contains(path)));
    assert_eq!(after.len(), before.len() + 1, "the segment that grew");
    make(&environment);
    assert_eq!(objects(&fs), after);
    assert_eq!(backups(&environment).len(), 3);
}

#[test]
fn a_backup_is_there_after_a_power_cut() {
    let (session, environment, fs) = worked_on();
    make(&environment);
    let after = fs.after_a_power_cut();
    let environment = Environment { fs: Arc::new(after), ..environment };
    let [backup] = &backups(&environment)[..] else { panic!("not one backup") };
    restore(&environment, backup, ELSEWHERE).unwrap();
    assert_eq!(project_in(&environment, ELSEWHERE), **session.project());
}

#[test]
fn a_backup_that_breaks_off_is_none_and_harms_no_other() {
    let (mut session, environment, fs) = worked_on();
    make(&environment);
    add_code(&mut session, "内卷化");
    session.wait_until_saved().unwrap();
    for calls in 0..60 {
        let disk = fs.after_a_crash();
        let environment = Environment { fs: Arc::new(disk.clone()), ..environment.clone() };
        disk.fill_up_after(Some(calls));
        let made = backup::make(&environment, Path::new(FOLDER), Reason::AskedFor);
        disk.fill_up_after(None);
        for disk in [disk.after_a_crash(), disk.after_a_power_cut()] {
            let environment = Environment { fs: Arc::new(disk), ..environment.clone() };
            let found = backups(&environment);
            // One whose last sync failed may be there or not; what is there is whole.
            assert!(found.len() == 2 || (made.is_err() && found.len() == 1), "after {calls} calls");
            for (n, backup) in found.iter().enumerate() {
                let to = format!("/elsewhere/{n}.tianye");
                assert_eq!(restore(&environment, backup, &to).unwrap().findings, [], "after {calls} calls");
            }
            make(&environment);
        }
        if made.is_ok() {
            assert!(calls > 10, "it was tried at too few calls");
            return;
        }
    }
    panic!("a backup of a small project takes more than sixty calls");
}

#[test]
fn the_folder_that_is_restored_into_must_be_empty_and_elsewhere() {
    let (_session, environment, fs) = worked_on();
    let made = make(&environment);
    fs.put(Path::new("/full/mine.txt"), b"mine");
    assert!(matches!(restore(&environment, &made.backup, "/full"), Err(BackupError::Occupied(_))));
    assert!(matches!(restore(&environment, &made.backup, FOLDER), Err(BackupError::Occupied(_))));
    for inside in [format!("{FOLDER}/inside"), "/data/backups/here".to_owned()] {
        assert!(matches!(restore(&environment, &made.backup, &inside), Err(BackupError::Inside(_))));
        assert!(!fs.exists(Path::new(&inside)));
    }
}

#[test]
fn a_restore_onto_a_full_disk_names_the_file_and_leaves_nothing_that_looks_like_a_project() {
    let (_session, environment, fs) = worked_on();
    let made = make(&environment);
    fs.fill_up_after(Some(12));
    let error = restore(&environment, &made.backup, ELSEWHERE).unwrap_err();
    fs.fill_up_after(None);
    assert!(matches!(&error, BackupError::Restore { path, .. } if path.starts_with(ELSEWHERE)), "{error}");
    assert!(!fs.exists(&Path::new(ELSEWHERE).join("project.ron")));
    assert_eq!(restore(&environment, &made.backup, "/elsewhere/2.tianye").unwrap().findings, []);
}

#[test]
fn a_file_that_rotted_in_the_backup_is_named_and_the_others_are_restored() {
    let (session, environment, fs) = worked_on();
    let made = make(&environment);
    fs.put(&object_of(&fs, "机构与街道形成合谋。".as_bytes()), b"rotten");
    let restored = restore(&environment, &made.backup, ELSEWHERE).unwrap();
    let ids: Vec<&str> = restored.findings.iter().map(|finding| &*finding.id).collect();
    assert_eq!(ids[0], "backup.file_lost", "{ids:?}");
    let Some((_, file)) = restored.findings[0].args.iter().find(|(name, _)| name == "file") else { panic!() };
    assert!(file.starts_with("documents/") && file.contains("text."), "{file}");
    assert_eq!(restored.counts.codes, session.project().codes().len(), "the codebook is there");
    // The next backup mends it: what is stored is not trusted where it does not open.
    let again = make(&environment);
    assert_eq!((again.backup.header.soundness, again.attempts), (Soundness::Sound, 2));
    assert_eq!(restore(&environment, &made.backup, "/elsewhere/2.tianye").unwrap().findings, []);
}

#[test]
fn a_damaged_project_is_backed_up_as_it_is_and_marked_for_it() {
    let (session, environment, fs) = worked_on();
    session.close().unwrap();
    make(&environment);
    let codebook = fs
        .files()
        .into_keys()
        .find(|path| path.starts_with(FOLDER) && path.to_string_lossy().contains("codebook"))
        .unwrap();
    fs.put(&codebook, &[0; 64]);
    let made = backup::make(&environment, Path::new(FOLDER), Reason::BeforeRepairing).unwrap();
    assert_eq!(made.backup.header.soundness, Soundness::AsDamaged);
    assert!(made.backup.header.findings.iter().any(|finding| finding.id == "store.hollow"));
    let restored = restore(&environment, &made.backup, ELSEWHERE).unwrap();
    assert_eq!(restored.findings, [], "it is as it was");
    assert_eq!(files_below(&fs, ELSEWHERE).len(), files_below(&fs, FOLDER).len());
}

#[test]
fn a_project_that_is_gone_is_found_in_its_backups_by_its_place() {
    let (session, environment, fs) = worked_on();
    session.close().unwrap();
    let expected = project_in(&environment, FOLDER);
    make(&environment);
    let (environment, _) = without_the_project(&environment, &fs);
    let [backup] = &backups(&environment)[..] else { panic!("not one backup") };
    restore(&environment, backup, ELSEWHERE).unwrap();
    assert_eq!(project_in(&environment, ELSEWHERE), expected);
    // And the copy knows the backups of the project that it is.
    assert_eq!(backup::list(&environment, Path::new(ELSEWHERE)).backups.len(), 1);
    assert_eq!(backup::list(&environment, Path::new("/other.tianye")), backup::Listing::default());
}

#[test]
fn a_manifest_that_was_changed_is_named_and_what_it_may_need_is_kept() {
    let (mut session, environment, fs) = worked_on();
    let first = make(&environment);
    let mut bytes = fs.files()[&first.backup.manifest].clone();
    bytes[30] ^= 1;
    fs.put(&first.backup.manifest, &bytes);
    let before = objects(&fs);
    for n in 0..14 {
        add_code(&mut session, &format!("代码 {n}"));
        session.wait_until_saved().unwrap();
        make(&environment);
    }
    let listing = backup::list(&environment, Path::new(FOLDER));
    assert_eq!((listing.backups.len(), listing.findings.len()), (10, 1), "pruned to the last ten");
    assert_eq!(listing.findings[0].id, "backup.damaged");
    assert!(before.iter().all(|path| objects(&fs).contains(path)));
    assert!(matches!(restore(&environment, &first.backup, ELSEWHERE), Err(BackupError::Damaged { .. })));
}

#[test]
fn what_no_backup_needs_any_more_is_removed_and_what_one_needs_is_not() {
    let (mut session, environment, fs) = worked_on();
    let mut most = 0;
    for n in 0..25 {
        add_code(&mut session, &format!("代码 {n}"));
        session.wait_until_saved().unwrap();
        make(&environment);
        most = most.max(objects(&fs).len());
    }
    let left = backups(&environment);
    assert_eq!(left.len(), 10, "all of one hour");
    assert!(most < 20, "{most} objects for ten backups of a small project");
    for (n, backup) in left.iter().enumerate() {
        let to = format!("/elsewhere/{n}.tianye");
        assert_eq!(restore(&environment, backup, &to).unwrap().findings, []);
        assert_eq!(project_in(&environment, &to).codes().len(), 26 - n);
    }
}

#[test]
fn an_hourly_backup_gives_way_to_one_that_is_being_made() {
    let (_session, environment, fs) = worked_on();
    let first = make(&environment);
    let lock = first.backup.manifest.with_file_name(".lock");
    let held = fs.try_lock(&lock).unwrap().unwrap();
    let refused = backup::make(&environment, Path::new(FOLDER), Reason::Hourly);
    assert!(matches!(refused, Err(BackupError::Busy(_))));
    drop(held);
    backup::make(&environment, Path::new(FOLDER), Reason::Hourly).unwrap();
}

#[test]
fn a_cancelled_backup_leaves_none() {
    let (_session, environment, _) = worked_on();
    let stopped = backup::back_up(&environment, Path::new(FOLDER), Reason::AskedFor, &mut |_, _| Going::Stop);
    assert!(matches!(stopped, Err(BackupError::Cancelled)));
    assert_eq!(backups(&environment), []);
}

#[test]
fn every_reason_and_error_is_said_in_words() {
    use tianye::i18n::Language;
    use tianye::model::Tell;
    let path = PathBuf::from("/some/where");
    let error = || std::io::Error::other("no");
    let errors = [
        BackupError::Busy(path.clone()),
        BackupError::Cancelled,
        BackupError::Keep { path: path.clone(), error: error() },
        BackupError::Restore { path: path.clone(), error: error() },
        BackupError::Restore { path: path.clone(), error: std::io::ErrorKind::StorageFull.into() },
        BackupError::RestoreStopped(path.clone()),
        BackupError::Damaged { path: path.clone(), reason: "no".into() },
        BackupError::Occupied(path.clone()),
        BackupError::Inside(path),
    ];
    let messages: Vec<Message> = errors.iter().map(Tell::tell).chain(Reason::ALL.map(Reason::message)).collect();
    for message in messages {
        for language in Language::ALL {
            let said = language.say(&message);
            assert!(!said.contains(&*message.id) && !said.contains('{'), "{said}");
        }
    }
}

/// What a session did while its disk was filmed.
struct Shot {
    camera: Camera,
    /// The project after each change, and how many pictures there were when it was called saved.
    states: Vec<(Project, usize)>,
}

/// Three checkpoints with work before, between and after them.
static SHOT: LazyLock<Shot> = LazyLock::new(|| {
    let camera = Camera::default();
    let (environment, _) = Environment::in_memory();
    let environment = Environment { fs: Arc::new(camera.clone()), ..environment };
    let mut session = Session::create(&environment, Path::new(FOLDER), "养老服务调查", "李").unwrap();
    let mut states = Vec::new();
    let mut saved = |session: &Session| {
        session.wait_until_saved().unwrap();
        states.push((Project::clone(session.project()), camera.taken()));
    };
    saved(&session);
    for round in 0..3 {
        let document = add_document(&mut session, &format!("访谈 {round}"), "机构与街道形成合谋。");
        saved(&session);
        for n in 0..2 {
            let code = add_code(&mut session, &format!("代码 {round}.{n}"));
            saved(&session);
            code_passage(&mut session, document, 6 - n, 9, code);
            saved(&session);
        }
        for _ in 0..40 {
            environment.clock.now();
        }
        // A quiet half minute: a checkpoint begins, and work goes on while it runs.
        session.tick();
        add_code(&mut session, &format!("其间 {round}"));
        saved(&session);
        while session.tick().is_some() {
            std::thread::yield_now();
        }
    }
    Shot { camera, states }
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_backup_of_a_project_that_is_being_written_to_is_one_of_its_states(
        begin in 0.0..1.0_f64,
        // After how many looks at the disk it has gone on by how many pictures.
        jumps in prop::collection::btree_map(0..70_usize, 1..50_usize, 1..5),
    ) {
        let shot = &*SHOT;
        let pictures = shot.camera.pictures.lock().unwrap().clone();
        let first = shot.states[0].1;
        let begin = first + ((pictures.len() - first) as f64 * begin) as usize;
        let data = MemoryFs::new();
        let film = Film::new(pictures, begin, jumps, data);
        let (environment, _) = Environment::in_memory();
        let environment = Environment { fs: Arc::new(film), ..environment };
        let made = make(&environment);
        prop_assert_eq!(made.backup.header.soundness, Soundness::Sound, "{:?}", made.backup.header.findings);
        prop_assert_eq!(made.attempts, 1, "the order alone must do");
        let project = opened(&environment, &made.backup);
        let state = shot.states.iter().rposition(|(state, _)| *state == project);
        prop_assert!(state.is_some(), "no state of the project: {:?}", project);
        // Nothing is missing that was called saved when the backup began.
        let saved = shot.states.iter().filter(|(_, pictures)| *pictures <= begin).count();
        prop_assert!(state.unwrap() + 1 >= saved, "state {:?} of {} saved ones", state, saved);
    }
}

/// What a backup holds, without restoring it.
fn opened(environment: &Environment, backup: &Backup) -> Project {
    let (_, files) = backup::manifest::read(&environment.fs.read(&backup.manifest).unwrap()).unwrap();
    let place = backup.manifest.parent().unwrap();
    let view = backup::BackupFs::new(Arc::clone(&environment.fs), place, Path::new(FOLDER), files);
    let environment = Environment { fs: Arc::new(view), ..environment.clone() };
    let replica = tianye::model::Replica("reader".into());
    tianye::store::open::load(&environment, Path::new(FOLDER), &replica).unwrap().project
}

/// A clock that stands still.
#[derive(Debug)]
struct Still;
impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(1_767_225_600_000)
    }
}

#[test]
fn the_time_of_a_backup_is_when_it_was_begun_and_no_two_share_one() {
    let (_session, environment, _) = worked_on();
    let environment = Environment { clock: Arc::new(Still), ..environment };
    let times: Vec<i64> = [(); 3].map(|()| make(&environment).backup.header.at.0).to_vec();
    assert_eq!(times, [1_767_225_600_000, 1_767_225_600_001, 1_767_225_600_002]);
    assert_eq!(backups(&environment).len(), 3);
}
