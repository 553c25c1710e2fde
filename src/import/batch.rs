//! Many files at once: as many children as are good for the machine, each file heard of as it ends.
//!
//! The command line and the window read through this one door. One bad file never stops the others: it
//! ends with its error, and the next one is taken up. Refused here: deciding what becomes of a file.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

pub use super::worker::Wanted;
use super::{Cancel, Content, ImportError, ImportedFile, Options, Worker, formats};
use crate::store::Fs;

/// Where a file's bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The disk.
    Path(PathBuf),
    /// They are at hand: a file that was read before, or one that the project keeps.
    Bytes {
        /// The file's own name.
        name: String,
        /// All of it.
        bytes: Arc<[u8]>,
    },
}

impl Origin {
    /// The file's own name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }
}

/// One file to read.
#[derive(Clone, Debug)]
pub struct Task {
    /// Where from.
    pub origin: Origin,
    /// Under which choices.
    pub options: Options,
    /// What of it.
    pub wanted: Wanted,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// Where it was wanted.
    pub content: Option<Content>,
    /// The documents and the original.
    pub file: ImportedFile,
}

/// What is heard of a batch. Numbers are those of the tasks.
#[derive(Debug)]
pub enum Event {
    /// A child has begun with it.
    Begun(usize),
    /// It is done, well or not.
    Ended(usize, Result<Read, ImportError>),
}

/// As many children as there are cores, but one: the window and the one who waits need it.
#[must_use]
pub fn children() -> NonZeroUsize {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(cores.saturating_sub(1)).unwrap_or(NonZeroUsize::MIN)
}

/// Reads files, several at once, and tells of each on this thread, in the order in which they end. After
/// a wish to stop no file is begun, and what was cancelled is not told of.
pub fn read(worker: &Worker, tasks: &[Task], at_once: NonZeroUsize, cancel: &Cancel, mut tell: impl FnMut(Event)) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Handed over one by one: a wish to stop counts before anything more is begun.
        let (sender, receiver) = mpsc::sync_channel(0);
        for _ in 0..at_once.get().min(tasks.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while !cancel.is_cancelled() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(number) else { return };
                    // The receiver lives as long as this scope.
                    let _ = sender.send(Event::Begun(number));
                    let outcome = one(worker, task, cancel);
                    if !matches!(outcome, Err(ImportError::Cancelled { .. })) {
                        let _ = sender.send(Event::Ended(number, outcome));
                    }
                }
            });
        }
        drop(sender);
        for event in receiver {
            tell(event);
        }
    });
}

/// What a task ended with, but a table without answers as a file without documents: it can be read, and a person
/// can still say which of its columns are text.
///
/// # Errors
/// As the task ended, and as of [`Worker::open_bytes`].
pub fn or_table(
    worker: &Worker,
    task: &Task,
    outcome: Result<Read, ImportError>,
    cancel: &Cancel,
) -> Result<ImportedFile, ImportError> {
    let read = match outcome {
        Err(ImportError::NoAnswers { .. }) => one(worker, &Task { wanted: Wanted::ContentToo, ..task.clone() }, cancel),
        other => other,
    };
    read.map(|read| read.file)
}

fn one(worker: &Worker, task: &Task, cancel: &Cancel) -> Result<Read, ImportError> {
    let Task { origin, options, wanted } = task;
    match (origin, wanted) {
        (Origin::Path(path), Wanted::Documents) => {
            worker.read_file(path, options, cancel).map(|file| Read { content: None, file })
        }
        (Origin::Path(path), Wanted::ContentToo) => {
            let opened = worker.open_file(path, options, cancel)?;
            Ok(Read { content: Some(opened.content), file: opened.file })
        }
        (Origin::Bytes { name, bytes }, Wanted::Documents) => {
            let documents = worker.read_bytes(name, bytes, options, cancel)?;
            Ok(Read { content: None, file: ImportedFile { documents, bytes: Arc::clone(bytes) } })
        }
        (Origin::Bytes { name, bytes }, Wanted::ContentToo) => {
            let (content, documents) = worker.open_bytes(name, bytes, options, cancel)?;
            Ok(Read { content: Some(content), file: ImportedFile { documents, bytes: Arc::clone(bytes) } })
        }
    }
}

/// Endings of files that lie among interviews and papers and cannot be read. They are taken from folders too, so that
/// each is refused with what can be done instead and nobody thinks that it came in.
const ADVISED: [&str; 30] = [
    "caj", "kdh", "nh", "teb", "png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic", "mp3", "m4a", "wav",
    "amr", "wma", "aac", "ogg", "flac", "mp4", "mov", "avi", "mkv", "wmv", "ppt", "pptx", "zip", "rar",
];

/// The files themselves, and those of folders that have a known ending, by name; a folder without any stands
/// for itself, so that it is refused by name.
#[must_use]
pub fn files_of(fs: &dyn Fs, paths: &[PathBuf]) -> Vec<PathBuf> {
    /// Folders in folders; a circle of links ends here.
    const DEEPEST: usize = 8;
    fn known(name: &str) -> bool {
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        ending.is_some_and(|ending| formats::of_extension(&ending).is_some() || ADVISED.contains(&ending.as_str()))
    }
    fn below(fs: &dyn Fs, folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
        for entry in fs.list(folder).unwrap_or_default() {
            let path = folder.join(&entry.name);
            if entry.name.starts_with(['.', '~']) || depth >= DEEPEST {
                continue;
            }
            if entry.is_folder {
                below(fs, &path, depth + 1, files);
            } else if known(&entry.name) {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    for path in paths {
        if fs.list(path).is_ok() {
            let before = files.len();
            below(fs, path, 0, &mut files);
            if files.len() == before {
                // Reading it will say that there is nothing in it.
                files.push(path.clone());
            }
        } else {
            files.push(path.clone());
        }
    }
    files
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn task(name: &str, text: &str) -> Task {
        let origin = Origin::Bytes { name: name.to_owned(), bytes: text.as_bytes().into() };
        Task { origin, options: Options::default(), wanted: Wanted::Documents }
    }

    #[test]
    fn a_bad_file_among_forty_is_told_and_the_others_are_read() {
        let tasks: Vec<Task> = (0..40)
            .map(|n| if n == 17 { task("扫描.png", "") } else { task(&format!("{n}.txt"), "正文。") })
            .map(|mut task| {
                if let Origin::Bytes { name, bytes } = &mut task.origin
                    && name == "扫描.png"
                {
                    *bytes = b"\x89PNG\r\n\x1A\n".as_slice().into();
                }
                task
            })
            .collect();
        let mut ended = vec![None; tasks.len()];
        let four = NonZeroUsize::new(4).unwrap();
        read(&Worker::in_process(), &tasks, four, &Cancel::new(), |event| {
            if let Event::Ended(number, outcome) = event {
                assert!(ended[number].is_none(), "told twice");
                ended[number] = Some(outcome.is_ok());
            }
        });
        assert_eq!(ended.iter().position(|ok| *ok == Some(false)), Some(17));
        assert_eq!(ended.iter().filter(|ok| **ok == Some(true)).count(), 39);
    }

    #[test]
    fn after_a_wish_to_stop_nothing_is_begun() {
        let tasks: Vec<Task> = (0..10).map(|n| task(&format!("{n}.txt"), "正文。")).collect();
        let cancel = Cancel::new();
        let mut begun = 0;
        read(&Worker::in_process(), &tasks, NonZeroUsize::MIN, &cancel, |event| {
            begun += usize::from(matches!(event, Event::Begun(_)));
            cancel.cancel();
        });
        assert!(begun < 10, "all were begun");
        read(&Worker::in_process(), &tasks, NonZeroUsize::MIN, &cancel, |event| panic!("{event:?}"));
    }

    #[test]
    fn a_folder_gives_its_readable_files_those_that_need_advice_and_no_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        let fs = crate::store::RealFs;
        for name in ["乙.TXT", "甲.docx", "~$甲.docx", ".隐.txt", "图.png", "数据.bin", "里/丙.md"] {
            let path = folder.path().join(name);
            fs.create_folder(path.parent().unwrap()).unwrap();
            fs.create_new(&path).unwrap().append(b"x").unwrap();
        }
        let given = vec![folder.path().to_owned(), PathBuf::from("/没有.png")];
        let found: Vec<String> = files_of(&fs, &given).iter().map(|p| Origin::Path(p.clone()).name()).collect();
        let mut sorted = found.clone();
        sorted.sort();
        assert_eq!(sorted, ["丙.md", "乙.TXT", "图.png", "没有.png", "甲.docx"]);
        assert_eq!(found.last().map(String::as_str), Some("没有.png"));
    }
}
