//! `<time>.ron`: one backup. A comment line with a checksum, as record files have, then one file of the project a line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Hash, Message, ProjectId, Timestamp};
use crate::store::format::{OnlyVersion, Version};

/// The format of manifests that this program writes.
pub const MANIFEST: Version = Version(1, 0);

const MARK: &str = "// tianye backup ";

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// Somebody asked for it.
    AskedFor,
    /// By itself, while the project was open and changed.
    Hourly,
    /// By itself, when another version of the program wrote to the project for the first time.
    NewProgram,
    /// Before another copy of the project was merged into it.
    BeforeMerging,
    /// Before its folder was brought to a newer format.
    BeforeMigrating,
    /// Before its folder was repaired.
    BeforeRepairing,
    /// Before something was replaced in all texts.
    BeforeReplacing,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AskedFor,
        Self::Hourly,
        Self::NewProgram,
        Self::BeforeMerging,
        Self::BeforeMigrating,
        Self::BeforeRepairing,
        Self::BeforeReplacing,
    ];

    /// In words.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::AskedFor => "backup.reason_asked_for",
            Self::Hourly => "backup.reason_hourly",
            Self::NewProgram => "backup.reason_new_program",
            Self::BeforeMerging => "backup.reason_before_merging",
            Self::BeforeMigrating => "backup.reason_before_migrating",
            Self::BeforeRepairing => "backup.reason_before_repairing",
            Self::BeforeReplacing => "backup.reason_before_replacing",
        })
    }

    /// As programs read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AskedFor => "asked_for",
            Self::Hourly => "hourly",
            Self::NewProgram => "new_program",
            Self::BeforeMerging => "before_merging",
            Self::BeforeMigrating => "before_migrating",
            Self::BeforeRepairing => "before_repairing",
            Self::BeforeReplacing => "before_replacing",
        }
    }
}

/// How a backup opened when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Soundness {
    /// Whole.
    Sound,
    /// As the project itself: that was damaged already.
    AsDamaged,
    /// It showed damage that the project did not have, or not all of the project could be read.
    Unsound,
}

impl Soundness {
    /// As programs read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::AsDamaged => "as_damaged",
            Self::Unsound => "unsound",
        }
    }

    /// In words.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Sound => "backup.sound",
            Self::AsDamaged => "backup.as_damaged",
            Self::Unsound => "backup.unsound",
        })
    }
}

/// How much was in a backup when it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Codes.
    pub codes: usize,
    /// Codings.
    pub codings: usize,
    /// Characters of all texts.
    pub characters: u64,
}

impl Counts {
    /// In words.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new("backup.counts").with("documents", self.documents).with("codings", self.codings)
    }
}

/// The first line of a manifest: all that a list of backups shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Of the manifest's format.
    pub version: Version,
    /// Of which project.
    pub project: ProjectId,
    /// As it was called.
    pub title: String,
    /// When the backup was begun.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// Where the project's folder was.
    pub place: String,
    /// The version of the program that made it.
    pub program: String,
    /// What was in it.
    pub counts: Counts,
    /// How it opened.
    pub soundness: Soundness,
    /// What was not as it should be.
    pub findings: Vec<Message>,
    /// How many files follow.
    pub files: usize,
    /// Their bytes, unpacked.
    pub bytes: u64,
    /// CRC-32C of all that follows the first line, as 8 hexadecimal digits.
    pub crc: String,
}

/// One file of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Inside the project, parted by `/`.
    pub path: String,
    /// Bytes, unpacked.
    pub size: u64,
    /// Of its bytes; the name of its object.
    pub hash: Hash,
}

/// Files by their path inside the project.
pub type Files = BTreeMap<String, KeptFile>;

/// A backup that was found: its manifest and what its first line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The manifest.
    pub manifest: PathBuf,
    /// Its first line.
    pub header: Header,
}

/// The bytes of a manifest. `files`, `bytes` and `crc` of the header are filled in.
///
/// # Errors
/// What RON says; nothing in it gives it reason to.
pub fn encode(header: &mut Header, files: &Files) -> Result<Vec<u8>, ron::Error> {
    let mut body = String::from("[\n");
    for file in files.values() {
        body.push_str(&ron::to_string(file)?);
        body.push_str(",\n");
    }
    body.push_str("]\n");
    header.files = files.len();
    header.bytes = files.values().map(|file| file.size).sum();
    header.crc = format!("{:08x}", crc32c::crc32c(body.as_bytes()));
    let first = ron::to_string(header)?;
    let crc = crc32c::crc32c(first.as_bytes());
    Ok(format!("{MARK}{first} {crc:08x}\n{body}").into_bytes())
}

/// Reads the first line of a manifest.
///
/// # Errors
/// In words for the log, where it was changed or cut, or is of a newer program.
pub fn read_header(bytes: &[u8]) -> Result<Header, String> {
    split(bytes).map(|(header, _)| header)
}

/// Reads a whole manifest.
///
/// # Errors
/// As [`read_header`]: a list of files is whole or worth nothing.
pub fn read(bytes: &[u8]) -> Result<(Header, Files), String> {
    let (header, body) = split(bytes)?;
    if format!("{:08x}", crc32c::crc32c(body.as_bytes())) != header.crc {
        return Err("its checksum does not fit".to_owned());
    }
    let files: Vec<KeptFile> = ron::from_str(body).map_err(|error| error.to_string())?;
    if let Some(file) = files.iter().find(|file| !stays_inside(&file.path)) {
        return Err(format!("it names a file outside the project: {}", file.path));
    }
    Ok((header, files.into_iter().map(|file| (file.path.clone(), file)).collect()))
}

fn split(bytes: &[u8]) -> Result<(Header, &str), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let (first, body) = text.split_once('\n').ok_or("it is cut short")?;
    let (header, crc) = first
        .strip_prefix(MARK)
        .and_then(|line| line.rsplit_once(' '))
        .ok_or("its first line is not that of a backup")?;
    if format!("{:08x}", crc32c::crc32c(header.as_bytes())) != crc {
        return Err("its first line was changed".to_owned());
    }
    let only: OnlyVersion = ron::from_str(header).map_err(|error| error.to_string())?;
    if only.version > MANIFEST {
        return Err(format!("it has format {}", only.version));
    }
    Ok((ron::from_str(header).map_err(|error| error.to_string())?, body))
}

/// Whether a path names a file inside the folder that it is put into, on every system.
fn stays_inside(path: &str) -> bool {
    let good = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']);
    // A colon is a drive on Windows; elsewhere people may well have put one into a name.
    path.split('/').all(good) && !(cfg!(windows) && path.contains(':'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::CountingMint;

    fn file(path: &str) -> KeptFile {
        KeptFile { path: path.to_owned(), size: 3, hash: Hash::of(path.as_bytes()) }
    }

    fn written(paths: &[&str]) -> Vec<u8> {
        let mut header = Header {
            version: MANIFEST,
            project: ProjectId::new(&mut CountingMint::default()),
            title: "社区互动 \" \\".into(),
            at: Timestamp(5),
            reason: Reason::Hourly,
            place: "/研究/互动.tianye".into(),
            program: "0.1.0".into(),
            counts: Counts { documents: 1, codes: 2, codings: 3, characters: 4 },
            soundness: Soundness::Sound,
            findings: vec![Message::new("store.torn").with("file", "a b")],
            files: 0,
            bytes: 0,
            crc: String::new(),
        };
        encode(&mut header, &paths.iter().map(|path| ((*path).to_owned(), file(path))).collect()).unwrap()
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let bytes = written(&["project.ron", "sources/一 二.docx"]);
        let (header, files) = read(&bytes).unwrap();
        assert_eq!((header.files, header.bytes, files.len()), (2, 6, 2));
        assert_eq!(read_header(&bytes).unwrap(), header);
        assert_eq!(files.get("sources/一 二.docx"), Some(&file("sources/一 二.docx")));
    }

    #[test]
    fn no_flipped_bit_goes_unseen() {
        let bytes = written(&["project.ron"]);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            if let Some(byte) = flipped.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
            assert!(read(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_manifest_that_names_a_place_outside_is_refused() {
        for path in ["../evil", "/etc/evil", "a/../../evil", "a//b", "", "a\\..\\b"] {
            assert!(read(&written(&[path])).is_err(), "{path}");
        }
    }
}
