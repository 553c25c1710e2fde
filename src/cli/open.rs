//! `tianye open`: the window on a project. What opens it is `main`; here stands only how it is asked for.

use std::path::PathBuf;

use clap::{Command, value_parser};

use super::arguments::Words;
use super::project;

pub(super) fn describe(words: Words) -> Command {
    words.command("open").arg(
        words
            .positional("project", "project_to_open", "project")
            .required(false)
            .value_parser(value_parser!(std::path::PathBuf)),
    )
}

/// The folder to open, whole: the window remembers it, and is started from elsewhere next time.
pub(super) fn folder(path: PathBuf) -> PathBuf {
    let path = project::found(&path, &|path| path.exists());
    std::path::absolute(&path).unwrap_or(path)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the test makes the folder that is asked for")]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_given_a_whole_path_with_its_ending() {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("研究.tianye")).unwrap();
        assert_eq!(folder(place.path().join("研究")), place.path().join("研究.tianye"));
        assert_eq!(folder("nowhere".into()), std::env::current_dir().unwrap().join("nowhere"));
    }
}
