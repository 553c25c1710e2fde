//! Backups that come by themselves: at most one an hour, and only of what has changed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tianye::model::Timestamp;
use tianye::session::{BETWEEN_BACKUPS, Session};
use tianye::store::backup::{self, Going, Reason};
use tianye::store::{Clock, Environment};

use crate::session::{FOLDER, add_code};

/// A clock that stands until it is told to go on.
#[derive(Debug)]
struct Told(AtomicI64);

impl Told {
    fn go_on(&self, for_: Duration) {
        self.0.fetch_add(i64::try_from(for_.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl Clock for Told {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

fn project() -> (Session, Environment, Arc<Told>) {
    let (environment, _) = Environment::in_memory();
    let clock = Arc::new(Told(AtomicI64::new(1_767_225_600_000)));
    let environment = Environment { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..environment };
    let session = Session::create(&environment, Path::new(FOLDER), "养老服务调查", "李").unwrap();
    (session, environment, clock)
}

/// Lets time pass as a window does: asks when it was told to, until nothing is left or `time` is over.
fn pass(session: &mut Session, clock: &Told, time: Duration) {
    let mut left = time;
    while let Some(wait) = session.tick() {
        if wait > left {
            break;
        }
        // Threads have no clock of ours: what runs is given its turn.
        std::thread::yield_now();
        if wait > Duration::from_secs(1) {
            clock.go_on(wait);
            left -= wait;
        }
    }
    clock.go_on(left);
}

fn reasons(environment: &Environment) -> Vec<Reason> {
    backup::list(environment, Path::new(FOLDER)).backups.iter().map(|backup| backup.header.reason).collect()
}

#[test]
fn a_project_that_is_worked_on_is_backed_up_every_hour_and_a_quiet_one_is_not() {
    let (mut session, environment, clock) = project();
    add_code(&mut session, "合谋");
    assert_eq!(session.backup_is_due(clock.now()), Some(Reason::Hourly));
    pass(&mut session, &clock, Duration::from_mins(1));
    assert_eq!(reasons(&environment).len(), 1, "the first one after the first checkpoint");
    assert!(session.ended_backup().is_some_and(|ended| ended.is_ok()));
    pass(&mut session, &clock, BETWEEN_BACKUPS * 5);
    assert_eq!(reasons(&environment).len(), 1, "nothing has changed");
    add_code(&mut session, "内卷化");
    pass(&mut session, &clock, Duration::from_mins(1));
    assert_eq!(reasons(&environment), [Reason::Hourly; 2]);
    for n in 0..30 {
        add_code(&mut session, &format!("代码 {n}"));
        pass(&mut session, &clock, Duration::from_mins(2));
    }
    assert_eq!(reasons(&environment).len(), 2 + 1, "one in an hour of work");
}

#[test]
fn the_last_change_of_an_hour_is_backed_up_when_the_hour_is_over() {
    let (mut session, environment, clock) = project();
    add_code(&mut session, "合谋");
    pass(&mut session, &clock, Duration::from_mins(1));
    add_code(&mut session, "内卷化");
    pass(&mut session, &clock, Duration::from_mins(50));
    assert_eq!(reasons(&environment).len(), 1);
    assert_eq!(session.backup_is_due(clock.now()), None);
    pass(&mut session, &clock, Duration::from_mins(30));
    assert_eq!(reasons(&environment).len(), 2);
}

#[test]
fn one_that_was_asked_for_puts_off_the_hourly_one() {
    let (mut session, environment, clock) = project();
    add_code(&mut session, "合谋");
    session.back_up(Reason::BeforeMerging).unwrap();
    add_code(&mut session, "内卷化");
    pass(&mut session, &clock, Duration::from_mins(10));
    assert_eq!(reasons(&environment), [Reason::BeforeMerging]);
}

#[test]
fn a_project_opened_again_knows_its_backups_and_another_program_makes_one_first() {
    let (mut session, environment, clock) = project();
    session.back_up(Reason::AskedFor).unwrap();
    session.close().unwrap();
    clock.go_on(Duration::from_mins(10));
    let mut session = Session::open(&environment, Path::new(FOLDER)).unwrap();
    add_code(&mut session, "合谋");
    assert_eq!(session.backup_is_due(clock.now()), None, "the last one is ten minutes old");
    session.close().unwrap();
    let newest = backup::latest(&environment, Path::new(FOLDER)).unwrap();
    let (mut header, files) = backup::manifest::read(&environment.fs.read(&newest.manifest).unwrap()).unwrap();
    header.program = "0.0.1".into();
    let bytes = backup::manifest::encode(&mut header, &files).unwrap();
    tianye::store::fs::replace(&*environment.fs, &newest.manifest, &bytes).unwrap();
    let mut session = Session::open(&environment, Path::new(FOLDER)).unwrap();
    assert_eq!(session.backup_is_due(clock.now()), Some(Reason::NewProgram));
    pass(&mut session, &clock, Duration::from_mins(1));
    assert_eq!(reasons(&environment), [Reason::NewProgram, Reason::AskedFor]);
}

#[test]
fn a_project_of_an_older_format_is_backed_up_once_before_it_is_brought_forward() {
    let (environment, fs) = Environment::in_memory();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1.tianye");
    crate::replicas::copy_into(&fs, &golden, Path::new(FOLDER));
    for _ in 0..2 {
        Session::open(&environment, Path::new(FOLDER)).unwrap().close().unwrap();
    }
    let mut session = Session::open(&environment, Path::new(FOLDER)).unwrap();
    add_code(&mut session, "合谋");
    session.close().unwrap();
    assert_eq!(reasons(&environment), [Reason::BeforeMigrating]);
    let before = backup::latest(&environment, Path::new(FOLDER)).unwrap();
    let restored = backup::restore(&environment, &before, Path::new("/before.tianye"), &mut |_, _| Going::On).unwrap();
    assert_eq!(restored.findings, []);
    let file = String::from_utf8(fs.files()[Path::new("/before.tianye/project.ron")].clone()).unwrap();
    assert!(file.contains("version: (1, 0)") || file.contains("version: (1,0)"), "{file}");
}

#[test]
fn a_project_that_is_only_read_is_not_backed_up_by_itself() {
    let (mut session, environment, clock) = project();
    add_code(&mut session, "合谋");
    session.wait_until_saved().unwrap();
    let mut second = Session::open(&environment, Path::new(FOLDER)).unwrap();
    assert!(second.read_only().is_some());
    assert_eq!((second.backup_is_due(clock.now()), second.tick()), (None, None));
}
