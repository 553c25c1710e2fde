//! What only a real disk knows: permissions, links, folders in the place of files, names that are no text.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Study, study};
use tianye::model::Project;
use tianye::session::Session;
use tianye::store::check::{Writer, check};
use tianye::store::repair::repair;
use tianye::store::{Environment, RealFs};

/// The study written to a disk, with a data folder beside it.
struct Disk {
    _place: tempfile::TempDir,
    environment: Environment,
    folder: PathBuf,
    expected: Project,
    /// The name of this machine in the folder.
    own: String,
}

fn disk() -> Disk {
    let study = study();
    let place = tempfile::tempdir().unwrap();
    let root = place.path().canonicalize().unwrap();
    let (environment, _) = Environment::in_memory();
    let environment =
        Environment { fs: Arc::new(RealFs), data_dir: root.join("data"), cache_dir: root.join("cache"), ..environment };
    let folder = root.join("study.tianye");
    for (path, bytes) in study.files() {
        let to = folder.join(path.strip_prefix(super::folder()).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    let codebooks = || walk(&folder.join("codebook"));
    let before = codebooks();
    // On this disk the study is the work of another machine; some work of our own goes on top.
    let mut session = Session::open(&environment, &folder).unwrap();
    crate::session::add_code(&mut session, "这台电脑加的");
    let expected = Project::clone(session.project());
    session.close().unwrap();
    let own = codebooks().into_iter().find(|path| !before.contains(path)).unwrap();
    let own = own.file_stem().unwrap().to_string_lossy().into_owned();
    Disk { _place: place, environment, folder, expected, own }
}

impl Disk {
    /// A file of ours in a folder of the project.
    fn own(&self, below: &str) -> PathBuf {
        self.folder.join(below).join(format!("{}.ron", self.own))
    }

    fn is_mended(&self, name: &str) {
        let report = check(&self.environment, &self.folder, Writer::Nobody).unwrap();
        assert!(!report.findings.is_empty(), "{name}: nothing was said");
        repair(&self.environment, &self.folder, &Study::wishes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let session = Session::open(&self.environment, &self.folder).unwrap();
        assert_eq!(session.read_only(), None, "{name}: {:#?}", session.findings());
        assert!(**session.project() == self.expected, "{name}");
        session.close().unwrap();
        let report = check(&self.environment, &self.folder, Writer::Nobody).unwrap();
        assert!(report.is_sound(), "{name}: {:#?}", report.findings);
    }
}

fn folder_for_file(path: &Path) {
    fs::remove_file(path).unwrap();
    fs::create_dir(path).unwrap();
    fs::write(path.join("inside.txt"), "somebody's").unwrap();
}

#[test]
fn a_folder_stands_where_a_file_should_and_a_file_where_a_folder_should() {
    for below in ["codebook", "checkpoints"] {
        let disk = disk();
        folder_for_file(&disk.own(below));
        disk.is_mended(below);
        let kept = walk(&disk.environment.data_dir).into_iter().any(|path| path.ends_with("inside.txt"));
        assert!(kept, "{below}: what was in the folder is kept");
    }
    let disk = disk();
    let _ = fs::remove_dir_all(disk.folder.join("sources")); // nothing was imported
    fs::write(disk.folder.join("sources"), "a file").unwrap();
    disk.is_mended("sources");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_moved_aside_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let disk = disk();
    let path = disk.own("codebook");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // whoever may read everything cannot be kept from it
    }
    disk.is_mended("no permission");
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_names_that_are_no_text_end_nowhere_and_harm_nothing() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let disk = disk();
    symlink("loop.ron", disk.folder.join("codebook/loop.ron")).unwrap();
    symlink("..", disk.folder.join("documents/up")).unwrap();
    symlink(".", disk.folder.join("codings/here")).unwrap();
    fs::write(disk.folder.join("codebook").join(std::ffi::OsStr::from_bytes(b"\xFF\xFE.ron")), "x").unwrap();
    let report = check(&disk.environment, &disk.folder, Writer::Nobody).unwrap();
    assert!(report.read_only.is_none(), "{:#?}", report.findings);
    assert!(report.findings.iter().any(|finding| finding.path.ends_with("loop.ron")), "{:#?}", report.findings);
    assert!(report.findings.iter().any(|finding| finding.path.to_string_lossy().contains('\u{FFFD}')));
    repair(&disk.environment, &disk.folder, &Study::wishes()).unwrap();
    let session = Session::open(&disk.environment, &disk.folder).unwrap();
    assert_eq!(session.read_only(), None);
    assert!(**session.project() == disk.expected);
}
