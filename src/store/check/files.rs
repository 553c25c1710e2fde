//! Everything that lies in a project's folder, each file by what it is.

use std::path::{Path, PathBuf};

use super::place::Place;
use crate::store::fs::Fs;
use crate::store::layout::Layout;

/// Folders in folders: no project has more.
const DEEPEST: usize = 6;

/// What lies in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Files with what they are, by path. Links are not followed.
    pub known: Vec<(PathBuf, Place)>,
    /// Folders, by path.
    pub folders: Vec<PathBuf>,
    /// Folders that could not be looked into, and why.
    pub closed: Vec<(PathBuf, String)>,
}

impl Files {
    /// Looks through a folder.
    #[must_use]
    pub fn of(fs: &dyn Fs, layout: &Layout) -> Self {
        let mut files = Self::default();
        files.look(fs, layout, layout.root(), DEEPEST);
        files.known.sort_by(|a, b| a.0.cmp(&b.0));
        files.folders.sort();
        files
    }

    fn look(&mut self, fs: &dyn Fs, layout: &Layout, folder: &Path, deeper: usize) {
        let entries = match fs.list(folder) {
            Ok(entries) => entries,
            Err(error) => return self.closed.push((folder.to_owned(), error.to_string())),
        };
        for entry in entries {
            let path = folder.join(&entry.name);
            let place = Place::of(layout, &path);
            if !entry.is_folder {
                self.known.push((path, place));
            } else if place != Place::Housekeeping && deeper > 0 {
                self.look(fs, layout, &path, deeper - 1);
                self.folders.push(path);
            }
        }
    }

    /// The files of a sort.
    pub fn of_place<'a>(&'a self, is: impl Fn(&Place) -> bool + 'a) -> impl Iterator<Item = (&'a Path, &'a Place)> {
        self.known.iter().filter(move |(_, place)| is(place)).map(|(path, place)| (path.as_path(), place))
    }
}
