//! Import through the real child process: what a stranger's file can do to it, and what it cannot do to us.

use std::path::{Path, PathBuf};

use tianye::import::{Cancel, Death, ImportError, Options, Refusal, Worker};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tianye"))
}

/// A folder with one file in it.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    put(&path, bytes);
    (folder, path)
}

#[allow(clippy::disallowed_methods, reason = "a test prepares the file that it imports")]
fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn the_child_reads_what_this_process_reads() {
    let (_folder, path) = file("札记.md", "# 𠮷\n\n**正文**在此。".as_bytes());
    let there = Worker::process(program()).read_file(&path, &Options::default(), &Cancel::new()).unwrap();
    let here = Worker::in_process().read_file(&path, &Options::default(), &Cancel::new()).unwrap();
    assert_eq!(there, here);
    assert_eq!(there.documents[0].text.as_str(), "𠮷\n正文在此。");
    assert_eq!(there.bytes[..], *"# 𠮷\n\n**正文**在此。".as_bytes());
}

#[test]
fn a_refusal_of_the_child_comes_back_as_it_is() {
    let (_folder, path) = file("论文.txt", b"\x89PNG\r\n\x1A\n0000");
    let error = Worker::process(program()).read_file(&path, &Options::default(), &Cancel::new()).unwrap_err();
    assert_eq!(error, ImportError::Refused { name: "论文.txt".into(), what: Refusal::Image });
}

#[test]
fn a_folder_and_a_missing_file_are_said_to_be_so() {
    let (folder, path) = file("a.txt", b"a");
    let worker = Worker::process(program());
    let read = |path: &Path| worker.read_file(path, &Options::default(), &Cancel::new()).unwrap_err();
    assert!(matches!(read(folder.path()), ImportError::Folder { .. }));
    assert!(matches!(read(&path.with_extension("gone")), ImportError::Missing { .. }));
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let (_folder, path) = file("长.txt", &vec![b'a'; 5000]);
    let mut options = Options::default();
    options.limits.text_bytes = 4999;
    let error = Worker::in_process().read_file(&path, &options, &Cancel::new()).unwrap_err();
    assert_eq!(error, ImportError::TooLarge { name: "长.txt".into(), bytes: 5000, limit: 4999 });
}

#[test]
fn a_pdf_may_be_larger_than_a_text() {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(5000, b' ');
    let (_folder, path) = file("论文.txt", &bytes);
    let mut options = Options::default();
    options.limits.text_bytes = 4999;
    let error = Worker::in_process().read_file(&path, &options, &Cancel::new()).unwrap_err();
    assert!(!matches!(error, ImportError::TooLarge { .. }), "{error}");
    options.limits.file_bytes = 4998;
    let error = Worker::in_process().read_file(&path, &options, &Cancel::new()).unwrap_err();
    assert_eq!(error, ImportError::TooLarge { name: "论文.txt".into(), bytes: 5000, limit: 4998 });
}

#[test]
fn what_was_cancelled_is_not_begun() {
    let (_folder, path) = file("a.txt", "正文。".as_bytes());
    let cancel = Cancel::new();
    cancel.cancel();
    let error = Worker::process(program()).read_file(&path, &Options::default(), &cancel).unwrap_err();
    assert_eq!(error, ImportError::Cancelled { name: "a.txt".into() });
}

#[test]
fn a_program_that_is_not_there_is_said_to_be_so() {
    let (folder, path) = file("a.txt", "正文。".as_bytes());
    let error =
        Worker::process(folder.path().join("none")).read_file(&path, &Options::default(), &Cancel::new()).unwrap_err();
    assert!(matches!(error, ImportError::NoWorker { .. }));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A worker that behaves as this line of shell does.
    fn stand_in(folder: &Path, line: &str) -> Worker {
        let path = folder.join("worker.sh");
        put(&path, format!("#!/bin/sh\n{line}\n").as_bytes());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Worker::process(path)
    }

    fn outcome(line: &str, options: &Options, cancel: &Cancel) -> ImportError {
        let (folder, path) = file("坏.txt", "正文。".as_bytes());
        let worker = stand_in(folder.path(), line);
        // A file that was just written cannot be started while another test's child still holds it open.
        loop {
            match worker.read_file(&path, options, cancel).unwrap_err() {
                ImportError::NoWorker { .. } => std::thread::yield_now(),
                error => return error,
            }
        }
    }

    #[test]
    fn a_crashed_or_babbling_child_is_an_error_that_names_the_file() {
        for line in [
            "exit 3",
            "kill -SEGV $$",
            "cat > /dev/null; echo rubbish",
            "printf '\\001\\000\\000\\000\\000\\000\\000\\000x'",
        ] {
            let error = outcome(line, &Options::default(), &Cancel::new());
            assert!(matches!(&error, ImportError::Crashed { name, .. } if name == "坏.txt"), "{line}: {error}");
        }
    }

    #[test]
    fn a_child_that_never_answers_is_stopped_when_its_time_is_up() {
        let mut options = Options::default();
        options.limits.base_milliseconds = 50;
        assert!(matches!(outcome("exec tail -f /dev/null", &options, &Cancel::new()), ImportError::TimedOut { .. }));
    }

    #[test]
    fn a_child_that_is_at_work_stops_when_it_is_cancelled() {
        let cancel = Cancel::new();
        let folder = tempfile::tempdir().unwrap();
        let started = folder.path().join("started");
        let line = format!("touch '{}'; exec tail -f /dev/null", started.display());
        let error = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !started.exists() {
                    std::thread::yield_now();
                }
                cancel.cancel();
            });
            outcome(&line, &Options::default(), &cancel)
        });
        assert_eq!(error, ImportError::Cancelled { name: "坏.txt".into() });
    }

    #[test]
    fn a_child_without_memory_dies_alone() {
        let (_folder, path) = file("大.txt", "村里的食堂。\n".repeat(400_000).as_bytes());
        let mut options = Options::default();
        options.limits.memory_bytes = 40 << 20;
        let error = Worker::process(program()).read_file(&path, &options, &Cancel::new()).unwrap_err();
        assert!(matches!(error, ImportError::Crashed { death: Death::Memory, .. }), "{error}");
    }

    #[test]
    fn what_a_dying_child_says_is_understood() {
        let of = |line: &str| match outcome(line, &Options::default(), &Cancel::new()) {
            ImportError::Crashed { death, .. } => death,
            other => panic!("{other}"),
        };
        assert_eq!(of("echo \"thread 'main' has overflowed its stack\" >&2; kill -ABRT $$"), Death::Depth);
        assert_eq!(of("kill -KILL $$"), Death::Killed);
        assert_eq!(of("yes babble | head -c 300000 >&2; exit 4"), Death::Unknown);
    }
}
