//! Foreign bytes are read in a child process: this same program, called with `--import-worker`.
//!
//! A reader may be perfect and still meet a file that makes it run for ever, eat all memory or
//! overflow the stack; none of these can be caught inside a process. So the parent reads the file
//! from disk, hands its bytes over a pipe, waits for the answer no longer than it granted, and kills
//! the child on time-out or cancel. What went wrong becomes an [`ImportError`] that names the file.
//! The child is given no path and writes nothing.
//!
//! On the pipes: eight bytes of length (little endian), then so many bytes; first a header in JSON,
//! then the file. The answer is one such frame of JSON.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Content, Death, ImportError, Imported, ImportedFile, Options, open, sniff};

/// The argument by which `main` knows that it is a worker.
pub const ARGUMENT: &str = "--import-worker";

/// A wish to stop, shared between the one who waits and the one who has had enough.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Not yet wished.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops whatever watches this.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl From<Arc<AtomicBool>> for Cancel {
    /// The same wish under another name: background jobs carry it as a bare flag.
    fn from(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }
}

/// A file that was opened for a preview.
#[derive(Clone, Debug)]
pub struct OpenedFile {
    /// As read, before any step.
    pub content: Content,
    /// What the choices made of it. Of a table it may be nothing, until somebody chooses columns.
    pub file: ImportedFile,
}

/// Reads files, each in a process of its own.
#[derive(Clone, Debug)]
pub struct Worker {
    program: Option<PathBuf>,
}

impl Worker {
    /// Reads in children of this program, which must know [`ARGUMENT`].
    #[must_use]
    pub fn process(program: impl Into<PathBuf>) -> Self {
        Self { program: Some(program.into()) }
    }

    /// Reads here: for tests, and where no program is known. No limit of time or memory holds then.
    #[must_use]
    pub fn in_process() -> Self {
        Self { program: None }
    }

    /// Reads a file from disk and makes documents of it.
    ///
    /// # Errors
    /// [`ImportError`]: of the path (a folder, missing, forbidden, too large), or of what is in the file.
    pub fn read_file(&self, path: &Path, options: &Options, cancel: &Cancel) -> Result<ImportedFile, ImportError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let bytes = load(path, &name, options)?;
        let documents = self.read_bytes(&name, &bytes, options, cancel)?;
        Ok(ImportedFile { documents, bytes: bytes.into() })
    }

    /// Reads a file from disk for a preview: with what the steps began with.
    ///
    /// # Errors
    /// As of [`Worker::read_file`].
    pub fn open_file(&self, path: &Path, options: &Options, cancel: &Cancel) -> Result<OpenedFile, ImportError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let bytes = load(path, &name, options)?;
        let (content, documents) = self.open_bytes(&name, &bytes, options, cancel)?;
        Ok(OpenedFile { content, file: ImportedFile { documents, bytes: bytes.into() } })
    }

    /// Opens bytes that are at hand for a preview. The documents were made in the other process, so its
    /// limits hold for the steps too; made again here, they are made of a text that is known to be harmless.
    ///
    /// # Errors
    /// As of [`Worker::read_bytes`].
    pub fn open_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        options: &Options,
        cancel: &Cancel,
    ) -> Result<(Content, Vec<Imported>), ImportError> {
        let answer = self.ask(name, bytes, options, Wanted::ContentToo, cancel)?;
        match answer.content {
            Some(content) => Ok((content, answer.documents)),
            None => Err(half_an_answer(name)),
        }
    }

    /// Makes documents of bytes that are at hand.
    ///
    /// # Errors
    /// [`ImportError`] as of [`super::read`], and where the child crashed, took too long or was cancelled.
    pub fn read_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        options: &Options,
        cancel: &Cancel,
    ) -> Result<Vec<Imported>, ImportError> {
        self.ask(name, bytes, options, Wanted::Documents, cancel).map(|answer| answer.documents)
    }

    fn ask(
        &self,
        name: &str,
        bytes: &[u8],
        options: &Options,
        wanted: Wanted,
        cancel: &Cancel,
    ) -> Result<Answer, ImportError> {
        if cancel.is_cancelled() {
            return Err(ImportError::Cancelled { name: name.to_owned() });
        }
        match &self.program {
            None => carry_out(name, bytes, options, wanted),
            Some(program) => {
                let request = Request { name: name.to_owned(), options: options.clone(), wanted };
                ask_child(program, &request, bytes, cancel)
            }
        }
    }
}

/// The bytes of a file, read no further than the limit.
fn load(path: &Path, name: &str, options: &Options) -> Result<Vec<u8>, ImportError> {
    let named = || name.to_owned();
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ImportError::Missing { name: path.display().to_string() },
        io::ErrorKind::PermissionDenied => ImportError::Forbidden { name: path.display().to_string() },
        io::ErrorKind::IsADirectory => ImportError::Folder { name: named() },
        _ => ImportError::Unreadable { name: named(), reason: error.to_string() },
    };
    // Before opening: to open a pipe would wait for its other end.
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(ImportError::Folder { name: named() });
    }
    if !metadata.is_file() {
        return Err(ImportError::NotAFile { name: named() });
    }
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::with_capacity(sniff::HEAD);
    (&mut file).take(sniff::HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let limits = &options.limits;
    let limit = if sniff::holds_more_than_text(&head) { limits.file_bytes } else { limits.text_bytes };
    let too_large = |bytes| ImportError::TooLarge { name: named(), bytes, limit };
    if metadata.len() > limit {
        // What the file is says more than that it is large: a film, a PDF of scans.
        let mut start = head;
        file.take(1 << 16).read_to_end(&mut start).map_err(failed)?;
        return Err(match sniff::sniff(name, &start, options.transcript) {
            Err(error @ ImportError::Refused { .. }) => error,
            _ => too_large(metadata.len()),
        });
    }
    let mut bytes = head;
    // The file may grow while it is read.
    let room = (limit + 1).saturating_sub(bytes.len() as u64);
    file.take(room).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Its documents.
    Documents,
    /// For a preview: what the steps began with as well.
    ContentToo,
}

#[derive(Serialize, Deserialize)]
struct Request {
    name: String,
    options: Options,
    wanted: Wanted,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    content: Option<Content>,
    documents: Vec<Imported>,
}

fn carry_out(name: &str, bytes: &[u8], options: &Options, wanted: Wanted) -> Result<Answer, ImportError> {
    let content = open(name, bytes, options)?;
    let documents = match (&content, content.documents(options)) {
        // Which columns are to be read is what the preview is for.
        (Content::Table(_), Err(ImportError::NoAnswers { .. })) if wanted == Wanted::ContentToo => Vec::new(),
        (_, documents) => documents?,
    };
    Ok(Answer { content: (wanted == Wanted::ContentToo).then_some(content), documents })
}

fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

fn read_frame(from: &mut impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut len = [0; 8];
    from.read_exact(&mut len)?;
    let len = u64::from_le_bytes(len);
    if len > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is longer than allowed"));
    }
    // Grows with what really comes, not with what was promised.
    let mut bytes = Vec::new();
    from.take(len).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == len { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// How often the one who waits looks whether to stop.
const LOOK: Duration = Duration::from_millis(25);

/// How long a child that has fallen silent may take to end.
const LAST_WORDS: Duration = Duration::from_millis(500);

fn ask_child(program: &Path, request: &Request, bytes: &[u8], cancel: &Cancel) -> Result<Answer, ImportError> {
    let Request { name, options, .. } = request;
    let no_worker = |reason: String| ImportError::NoWorker { name: name.to_owned(), reason };
    let header = serde_json::to_vec(request).map_err(|error| no_worker(error.to_string()))?;
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| no_worker(error.to_string()))?;
    let granted = options.limits.time_for(bytes.len() as u64);
    let (outcome, last_words) = converse(&mut child, &header, bytes, options, granted, cancel);
    // Whatever happened, no child is left behind.
    let _ = child.kill();
    let status = child.wait();
    let named = || name.to_owned();
    match outcome {
        Outcome::Answer(answer) => match serde_json::from_slice::<Result<Answer, ImportError>>(&answer) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(error),
            Err(error) => Err(ImportError::Crashed { name: named(), death: Death::Unknown, reason: error.to_string() }),
        },
        Outcome::Cancelled => Err(ImportError::Cancelled { name: named() }),
        Outcome::TimedOut => Err(ImportError::TimedOut { name: named(), seconds: granted.as_secs() }),
        Outcome::Died => {
            let death = Death::of(&last_words, status.as_ref().ok().copied().and_then(signal));
            let reason = status.map_or_else(|error| error.to_string(), |status| status.to_string());
            log::info!("the import worker died ({reason}): {last_words}");
            Err(ImportError::Crashed { name: named(), death, reason })
        }
    }
}

enum Outcome {
    Answer(Vec<u8>),
    Cancelled,
    TimedOut,
    Died,
}

/// One thread talks to the child; this one watches the clock and the wish to stop.
fn converse(
    child: &mut Child,
    header: &[u8],
    bytes: &[u8],
    options: &Options,
    granted: Duration,
    cancel: &Cancel,
) -> (Outcome, String) {
    let (Some(mut stdin), Some(mut stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return (Outcome::Died, String::new());
    };
    // Text twice, map, places and structure in JSON: never more than this for a text within the limit.
    let longest = options.limits.text_bytes.saturating_mul(48).saturating_add(1 << 20);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        // What a dying child says tells of what it died. It is read all the time, lest the child wait to be heard.
        let listener = scope.spawn(move || last_of(stderr));
        scope.spawn(move || {
            // A child that refuses early may close its end before it has taken everything: the answer counts.
            let _ = write_frame(&mut stdin, header).and_then(|()| write_frame(&mut stdin, bytes));
            drop(stdin);
            let _ = sender.send(read_frame(&mut stdout, longest).ok());
        });
        let outcome = loop {
            match receiver.recv_timeout(LOOK) {
                Ok(Some(answer)) => break Outcome::Answer(answer),
                Ok(None) | Err(RecvTimeoutError::Disconnected) => break Outcome::Died,
                Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() => break Outcome::Cancelled,
                Err(RecvTimeoutError::Timeout) if started.elapsed() >= granted => break Outcome::TimedOut,
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        if matches!(outcome, Outcome::Died) {
            // How it ended by itself is worth a moment; a child that only closed its end is ended here.
            let since = Instant::now();
            while since.elapsed() < LAST_WORDS && matches!(child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        // Frees the talking thread, which the scope waits for.
        let _ = child.kill();
        (outcome, listener.join().unwrap_or_default())
    })
}

/// The end of what comes, as text.
fn last_of(mut from: impl Read) -> String {
    const KEPT: usize = 2_048;
    let (mut kept, mut piece) = (Vec::new(), [0; 4_096]);
    while let Ok(got @ 1..) = from.read(&mut piece) {
        kept.extend_from_slice(piece.get(..got).unwrap_or_default());
        let before = kept.len().saturating_sub(KEPT);
        kept.drain(..before);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// The signal that ended a process.
#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// Elsewhere there are none.
#[cfg(not(unix))]
fn signal(_: std::process::ExitStatus) -> Option<i32> {
    None
}

fn half_an_answer(name: &str) -> ImportError {
    ImportError::Crashed { name: name.to_owned(), death: Death::Unknown, reason: "half an answer".to_owned() }
}

/// The child's side: reads one request from standard input, answers on standard output.
pub fn serve() {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    // The parent sees that no answer came; why, it hears here.
    if let Err(error) = answer(&mut input, &mut output) {
        let _ = writeln!(io::stderr(), "{error}");
    }
}

fn answer(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let header = read_frame(input, 1 << 20)?;
    let request: Request = serde_json::from_slice(&header)?;
    limit_memory(request.options.limits.memory_bytes);
    let largest = request.options.limits.file_bytes.max(request.options.limits.text_bytes);
    let bytes = read_frame(input, largest)?;
    let answer = carry_out(&request.name, &bytes, &request.options, request.wanted);
    write_frame(output, &serde_json::to_vec(&answer)?)?;
    output.flush()
}

/// Memory beyond this is not granted to the child: it dies instead of the desktop.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
fn limit_memory(bytes: u64) {
    if bytes > 0
        && let Err(error) = rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes)
    {
        log::warn!("the import worker's memory could not be limited: {error}");
    }
}

/// Elsewhere the system has no such limit that holds.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
fn limit_memory(_: u64) {}
