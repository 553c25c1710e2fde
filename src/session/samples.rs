//! The sample projects: in the program itself, so that an installed one has them too.
//!
//! A sample is never opened where it lies. [`materialise`] writes a working copy, whole or not at
//! all: `project.ron` comes last, and a folder without it is no project.

use std::path::{Path, PathBuf};

use crate::i18n::Language;
use crate::model::{Message, Tell};
use crate::store::Environment;

mod trap_of_interaction;

/// A project that is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Stable; names it on the command line and in `sample_projects/<name>.tianye`.
    pub name: &'static str,
    /// Paths with `/` and contents, `project.ron` among them.
    files: &'static [(&'static str, &'static [u8])],
    title: &'static str,
    about: &'static str,
}

/// All samples, in the order in which they are offered.
pub const SAMPLES: [Sample; 1] = [Sample {
    name: "trap-of-interaction",
    files: trap_of_interaction::FILES,
    title: "tour.sample.trap_of_interaction.title",
    about: "tour.sample.trap_of_interaction.about",
}];

impl Sample {
    /// What it is called.
    #[must_use]
    pub fn title(&self) -> Message {
        Message::new(self.title)
    }

    /// A line about it.
    #[must_use]
    pub fn about(&self) -> Message {
        Message::new(self.about)
    }

    /// The sample of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SAMPLES.iter().find(|sample| sample.name == name)
    }
}

/// Why no working copy was made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// No sample is called so.
    #[error("there is no sample project \"{0}\"")]
    Unknown(String),
    /// The disk refused; what was begun is no project and may be deleted.
    #[error("the sample project could not be copied to {path}: {error}")]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl Tell for SampleError {
    fn tell(&self) -> Message {
        match self {
            Self::Unknown(name) => Message::new("tour.sample.unknown").with("name", name),
            Self::Io { path, error } => {
                Message::new("tour.sample.not_copied").with("path", path.display()).with("error", error)
            }
        }
    }
}

/// Writes a working copy of a sample into `folder` under a name that is free there, and says which.
///
/// # Errors
/// [`SampleError`]; then there is no project at that place.
pub fn materialise(environment: &Environment, name: &str, folder: &Path) -> Result<PathBuf, SampleError> {
    let sample = Sample::named(name).ok_or_else(|| SampleError::Unknown(name.to_owned()))?;
    let fs = &environment.fs;
    let title = Language::Chinese.say(&sample.title());
    let mut copy = folder.join(format!("{title}.tianye"));
    for n in 2..u32::MAX {
        if !fs.exists(&copy) {
            break;
        }
        copy = folder.join(format!("{title} {n}.tianye"));
    }
    let (gate, rest): (Vec<_>, Vec<_>) = sample.files.iter().partition(|(path, _)| *path == "project.ron");
    for (path, bytes) in rest.into_iter().chain(gate) {
        let path = path.split('/').fold(copy.clone(), |folder, part| folder.join(part));
        let above = path.parent().unwrap_or(&copy);
        fs.create_folder(above)
            .and_then(|()| crate::store::fs::replace(&**fs, &path, bytes))
            .map_err(|error| SampleError::Io { path: path.clone(), error })?;
    }
    Ok(copy)
}

/// The working copy of a sample that was made before in the usual place, or a new one there.
///
/// # Errors
/// As [`materialise`].
pub fn working_copy(environment: &Environment, name: &str) -> Result<PathBuf, SampleError> {
    let sample = Sample::named(name).ok_or_else(|| SampleError::Unknown(name.to_owned()))?;
    let folder = usual_place(environment);
    let copy = folder.join(format!("{}.tianye", Language::Chinese.say(&sample.title())));
    if environment.fs.exists(&copy.join("project.ron")) {
        return Ok(copy);
    }
    materialise(environment, name, &folder)
}

/// Where working copies go: the user's folder for documents where there is one, otherwise beside the data.
#[must_use]
pub fn usual_place(environment: &Environment) -> PathBuf {
    let named = std::env::var_os("XDG_DOCUMENTS_DIR").map(PathBuf::from);
    let home = etcetera::home_dir().ok();
    let usual = ["Documents", "文档"].into_iter().filter_map(|name| home.as_ref().map(|home| home.join(name)));
    named
        .into_iter()
        .chain(usual)
        .find(|folder| folder.is_absolute() && environment.fs.exists(folder))
        .map_or_else(|| environment.data_dir.join("samples"), |folder| folder.join("Tianye"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::invariants;
    use crate::session::Session;

    /// Every file below a folder, as paths with `/`.
    fn files_below(folder: &Path, above: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{above}{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                files_below(&entry.path(), &format!("{path}/"), found);
            } else if entry.file_name() != ".lock" {
                found.insert(path);
            }
        }
    }

    #[test]
    fn the_program_carries_every_file_of_its_samples() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_projects");
        for sample in &SAMPLES {
            let mut there = BTreeSet::new();
            files_below(&root.join(format!("{}.tianye", sample.name)), "", &mut there);
            let carried: BTreeSet<String> = sample.files.iter().map(|(path, _)| (*path).to_owned()).collect();
            assert_eq!(carried, there, "docs/samples.md tells how to list the files of {}", sample.name);
        }
    }

    #[test]
    fn a_working_copy_opens_without_findings_and_leaves_the_next_one_alone() {
        let (environment, _) = Environment::in_memory();
        for sample in &SAMPLES {
            let first = materialise(&environment, sample.name, Path::new("/home")).unwrap();
            let second = materialise(&environment, sample.name, Path::new("/home")).unwrap();
            assert_ne!(first, second);
            let session = Session::open(&environment, &first).unwrap();
            assert_eq!((session.read_only(), session.findings()), (None, &[][..]));
            assert_eq!(invariants::check(session.project()), []);
            assert!(session.project().coding_count() >= 45 && session.project().coders().len() == 2);
        }
    }

    #[test]
    fn an_unknown_sample_is_refused_by_name() {
        let (environment, _) = Environment::in_memory();
        let error = materialise(&environment, "nothing", Path::new("/home")).unwrap_err();
        assert!(Language::English.tell(&error).contains("nothing"));
    }
}
