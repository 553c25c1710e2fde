//! Which format a project has, and which this program can read.

use serde::{Deserialize, Serialize};

use crate::model::{ProjectId, Timestamp};

/// Version of the format on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub u32, pub u32);

/// The format that this program writes. RON drops fields that it does not know without a word, so the
/// gate is not optional: a newer minor version opens read-only, a newer major one not at all.
///
/// 1.0 stamped entities as wholes and kept the archive unpacked; `store/v1.rs` reads it. 2.0 stamps
/// fields, packs the archive and lists in each checkpoint which files there must be. 2.1 knows cases and
/// attributes, 2.2 saved searches, synonyms, dictionary words and stop words, 2.3 memos and groups of codes; each reads
/// what the one before wrote as it stands.
pub const CURRENT: Version = Version(2, 3);

/// What this program may do with a project of some version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Read and write.
    Open,
    /// Read; writing could drop what a newer program wrote.
    ReadOnly,
    /// Nothing.
    Refuse,
}

impl Version {
    /// What this program may do with it.
    #[must_use]
    pub fn gate(self) -> Gate {
        if self.0 > CURRENT.0 {
            Gate::Refuse
        } else if self > CURRENT {
            Gate::ReadOnly
        } else {
            Gate::Open
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// `project.ron`: written when the project is made, and when it is brought to a newer format. The title may change later; see the people records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// Of the folder.
    pub version: Version,
    /// Stable over copies.
    pub id: ProjectId,
    /// As it was first called.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
}

impl ProjectFile {
    /// The bytes of `project.ron`.
    ///
    /// # Errors
    /// What RON says; nothing in it gives it reason to.
    pub fn encode(&self) -> Result<Vec<u8>, ron::Error> {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new().new_line("\n"))?;
        let body = format!("{text}\n");
        Ok(format!("{SEAL}{:08x}\n{body}", crc32c::crc32c(body.as_bytes())).into_bytes())
    }

    /// Whether the bytes of `project.ron` are as they were written. Those without a seal are older than
    /// seals, and believed.
    #[must_use]
    pub fn seal_fits(bytes: &[u8]) -> bool {
        let Some(rest) = bytes.strip_prefix(SEAL.as_bytes()) else { return true };
        match rest.split_at_checked(9) {
            Some((crc, body)) => crc == format!("{:08x}\n", crc32c::crc32c(body)).as_bytes(),
            None => false,
        }
    }
}

/// The first line of `project.ron` tells whether it was changed: a comment, so that the file stays RON.
const SEAL: &str = "// tianye project ";

/// Only the version, readable in files of every future format.
#[derive(Deserialize)]
pub(super) struct OnlyVersion {
    pub version: Version,
}
