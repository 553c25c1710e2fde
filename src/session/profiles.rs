//! Choices of imports under a name: what one team does with all its transcripts, once said.
//!
//! A profile holds [`Options`] without what belongs to one file (corrections) and to one machine (limits).
//! Each is a file of its own in the program's data folder, outside every project, so that it can be handed to
//! colleagues. A profile that a newer program wrote is refused, never read by half.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::import::{Corrections, Limits, Options};
use crate::model::{Message, Tell};
use crate::store::{Environment, fs};

/// What this program writes, and the newest that it reads.
const VERSION: u32 = 1;
/// More than any list of choices needs: what is larger is no profile.
const LARGEST: usize = 1 << 20;

/// Choices under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// As a person calls it; one line, not empty.
    pub name: String,
    /// Without corrections and limits.
    pub options: Options,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    name: String,
    options: Options,
}

/// Only what can be read of any version.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

/// Why a profile was not read or kept.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// None of this name.
    #[error("there is no import profile called {name}")]
    Missing {
        /// Which.
        name: String,
    },
    /// A later version of the program wrote it.
    #[error("the import profile {path} was written by a newer version ({version})")]
    Newer {
        /// Where it lies.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// It is no profile, or was damaged.
    #[error("the import profile {path} cannot be read: {reason}")]
    Broken {
        /// Where it lies.
        path: PathBuf,
        /// For the log and the curious.
        reason: String,
    },
    /// The name is empty.
    #[error("an import profile needs a name")]
    NoName,
    /// Of the disk.
    #[error("the import profile {path} could not be kept: {error}")]
    Disk {
        /// Where it should lie.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl Tell for ProfileError {
    fn tell(&self) -> Message {
        match self {
            Self::Missing { name } => Message::new("session.profile.missing").with("name", name),
            Self::Newer { path, .. } => Message::new("session.profile.newer").with("path", path.display()),
            Self::Broken { path, reason } => {
                Message::new("session.profile.broken").with("path", path.display()).with("reason", reason)
            }
            Self::NoName => Message::new("session.profile.no_name"),
            Self::Disk { path, error } => {
                Message::new("session.profile.disk").with("path", path.display()).with("error", error)
            }
        }
    }
}

impl Profile {
    /// These choices, under a name.
    #[must_use]
    pub fn new(name: &str, options: &Options) -> Self {
        let options = Options { corrections: Corrections::default(), limits: Limits::default(), ..options.clone() };
        Self { name: super::one_line(name, ""), options }
    }

    /// Keeps it; another one of the same name is replaced.
    ///
    /// # Errors
    /// [`ProfileError`]; an earlier one is then as it was.
    pub fn save(&self, environment: &Environment) -> Result<(), ProfileError> {
        if self.name.is_empty() {
            return Err(ProfileError::NoName);
        }
        let path = free_or_own(environment, &self.name);
        let file = File { version: VERSION, name: self.name.clone(), options: self.options.clone() };
        let disk = |error| ProfileError::Disk { path: path.clone(), error };
        let text = ron::ser::to_string_pretty(&file, ron::ser::PrettyConfig::default())
            .map_err(|error| disk(io::Error::other(error)))?;
        environment.fs.create_folder(&folder(environment)).map_err(disk)?;
        fs::replace(&*environment.fs, &path, text.as_bytes()).map_err(disk)
    }
}

/// Where profiles lie.
fn folder(environment: &Environment) -> PathBuf {
    environment.data_dir.join("import-profiles")
}

/// The file of a name: its own, or one that is free.
fn free_or_own(environment: &Environment, name: &str) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { '_' };
    let stem: String = name.chars().take(40).map(plain).collect();
    let stem = stem.trim();
    let nth = |number: u32| if number == 1 { format!("{stem}.ron") } else { format!("{stem}-{number}.ron") };
    let mut paths = (1..).map(|number| folder(environment).join(nth(number)));
    let fits = |path: &PathBuf| match read(environment, path) {
        Ok(known) => known.name == name,
        Err(_) => !environment.fs.exists(path),
    };
    paths.find(fits).unwrap_or_else(|| folder(environment).join(nth(1)))
}

/// Reads one from a file, wherever it lies.
///
/// # Errors
/// [`ProfileError`].
pub fn read(environment: &Environment, path: &Path) -> Result<Profile, ProfileError> {
    let broken = |reason: String| ProfileError::Broken { path: path.to_owned(), reason };
    let bytes = environment.fs.read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ProfileError::Missing { name: path.display().to_string() },
        _ => broken(error.to_string()),
    })?;
    if bytes.len() > LARGEST {
        return Err(broken(format!("{} bytes", bytes.len())));
    }
    let head: Head = ron::de::from_bytes(&bytes).map_err(|error| broken(error.to_string()))?;
    if head.version > VERSION {
        return Err(ProfileError::Newer { path: path.to_owned(), version: head.version });
    }
    let file: File = ron::de::from_bytes(&bytes).map_err(|error| broken(error.to_string()))?;
    Ok(Profile::new(&file.name, &file.options))
}

fn paths(environment: &Environment) -> Vec<PathBuf> {
    let entries = environment.fs.list(&folder(environment)).unwrap_or_default();
    let is_profile = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "ron");
    entries.into_iter().filter(|entry| is_profile(&entry.name)).map(|e| folder(environment).join(e.name)).collect()
}

/// All that can be read, by name, and what is wrong with the others.
#[must_use]
pub fn list(environment: &Environment) -> (Vec<Profile>, Vec<ProfileError>) {
    let (mut profiles, mut wrong) = (Vec::new(), Vec::new());
    for path in paths(environment) {
        match read(environment, &path) {
            Ok(profile) => profiles.push(profile),
            Err(error) => wrong.push(error),
        }
    }
    profiles.sort_by(|one, other| one.name.cmp(&other.name));
    (profiles, wrong)
}

/// The one of this name.
///
/// # Errors
/// [`ProfileError`]; where it cannot be read, why.
pub fn load(environment: &Environment, name: &str) -> Result<Profile, ProfileError> {
    let (profiles, wrong) = list(environment);
    let own = free_or_own(environment, name);
    let refused = |error: &ProfileError| {
        matches!(error, ProfileError::Newer { path, .. } | ProfileError::Broken { path, .. }
            if path.file_stem() == own.file_stem() || path.file_stem().is_some_and(|stem| stem == name))
    };
    match profiles.into_iter().find(|profile| profile.name == name) {
        Some(profile) => Ok(profile),
        None => Err(wrong.into_iter().find(refused).unwrap_or_else(|| ProfileError::Missing { name: name.to_owned() })),
    }
}

/// Takes one away; none of this name is as good.
///
/// # Errors
/// [`ProfileError::Disk`].
pub fn delete(environment: &Environment, name: &str) -> Result<(), ProfileError> {
    for path in paths(environment) {
        if read(environment, &path).is_ok_and(|profile| profile.name == name) {
            environment.fs.remove(&path).map_err(|error| ProfileError::Disk { path, error })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Joint, Step};

    fn tidy() -> Options {
        let mut options = Options::default();
        options.off.insert(Step::JoinLines);
        options.corrections.joints.insert(7, Joint::Break);
        options.limits.text_bytes = 9;
        options
    }

    #[test]
    fn a_profile_keeps_choices_and_nothing_of_one_file_or_machine() {
        let (environment, _) = Environment::in_memory();
        Profile::new("课题组 / 逐字稿", &tidy()).save(&environment).unwrap();
        let kept = load(&environment, "课题组 / 逐字稿").unwrap();
        assert_eq!(kept.options.off, tidy().off);
        assert!(kept.options.corrections.is_empty());
        assert_eq!(kept.options.limits, Limits::default());
        Profile::new("课题组 / 逐字稿", &Options::default()).save(&environment).unwrap();
        Profile::new("课题组 _ 逐字稿", &tidy()).save(&environment).unwrap();
        let names: Vec<String> = list(&environment).0.into_iter().map(|profile| profile.name).collect();
        assert_eq!(names, ["课题组 / 逐字稿", "课题组 _ 逐字稿"], "a name that looks alike is another one");
        assert_eq!(load(&environment, "课题组 / 逐字稿").unwrap().options, Options::default());
        delete(&environment, "课题组 / 逐字稿").unwrap();
        assert!(matches!(load(&environment, "课题组 / 逐字稿"), Err(ProfileError::Missing { .. })));
        assert_eq!(list(&environment).0.len(), 1);
    }

    #[test]
    fn a_newer_or_broken_profile_is_refused_and_stays() {
        let (environment, _) = Environment::in_memory();
        environment.fs.create_folder(&folder(&environment)).unwrap();
        for (name, text) in [("新", "(version: 2, name: \"新\", options: (colours: 7), more: [1])"), ("坏", "(versio")]
        {
            let path = folder(&environment).join(format!("{name}.ron"));
            environment.fs.create_new(&path).unwrap().append(text.as_bytes()).unwrap();
        }
        assert!(matches!(load(&environment, "新"), Err(ProfileError::Newer { version: 2, .. })));
        assert!(matches!(load(&environment, "坏"), Err(ProfileError::Broken { .. })));
        Profile::new("新", &tidy()).save(&environment).unwrap();
        assert!(environment.fs.exists(&folder(&environment).join("新.ron")));
        assert_eq!(load(&environment, "新").unwrap().options.off, tidy().off, "beside the newer one");
        assert_eq!(list(&environment).1.len(), 2);
        assert!(matches!(Profile::new(" ", &tidy()).save(&environment), Err(ProfileError::NoName)));
    }
}
