//! Files that commands read and write beside projects: CSV in, results out. `-` is the terminal's stream.
//!
//! Results are put on the disk by [`crate::export::file`]; here stands what the command line adds: `-`,
//! `--force`, and the refusal before the work is done.

use std::io::Read;
use std::path::Path;

use super::console::Console;
use super::outcome::Failure;
use crate::export::{
    self,
    file::{Existing, FileError},
};
use crate::model::Message;

/// Whether a path means the standard stream.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// All bytes of a file, or of standard input.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if is_stream(path) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| unreadable(path, &error))
}

/// A file, or standard input, to be read as it comes.
pub(super) fn stream(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if is_stream(path) {
        return Ok(Box::new(std::io::stdin()));
    }
    Ok(Box::new(std::fs::File::open(path).map_err(|error| unreadable(path, &error))?))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let message = Message::new("cli.file_unreadable").with("path", path.display());
    Failure::Refused(message.with("error", error))
}

/// As `--force` says.
pub(super) fn existing(matches: &clap::ArgMatches) -> Existing {
    if matches.get_flag("force") { Existing::Replace } else { Existing::Refuse }
}

/// Refuses before the work is done what would be refused after it.
pub(super) fn may_write(path: &Path, existing: Existing) -> Result<(), Failure> {
    if !is_stream(path) && existing == Existing::Refuse && path.exists() {
        return Err(FileError::Exists(path.to_owned()).into());
    }
    Ok(())
}

/// Writes a result to a file, or to standard output.
pub(super) fn write(console: &mut Console, path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Failure> {
    if is_stream(path) {
        console.bytes(bytes);
        return Ok(());
    }
    Ok(export::file::save(path, bytes, existing)?)
}

/// Writes a result where `--out` says, or to standard output.
pub(super) fn result(
    console: &mut Console,
    out: Option<&Path>,
    bytes: &[u8],
    matches: &clap::ArgMatches,
) -> Result<(), Failure> {
    let Some(out) = out else {
        console.bytes(bytes);
        return Ok(());
    };
    write(console, out, bytes, existing(matches))?;
    if !is_stream(out) {
        console.note(&Message::new("cli.written").with("path", out.display()));
    }
    Ok(())
}

/// A value as the bytes of one JSON document with a line end.
pub(super) fn json_bytes(value: &impl serde::Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Failure::Refused(Message::new("cli.no_json").with("error", error)))?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn an_existing_file_is_replaced_only_when_told_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut console = Console::of_process(Language::English);
        write(&mut console, &path, b"one", Existing::Refuse).unwrap();
        assert!(matches!(write(&mut console, &path, b"two", Existing::Refuse), Err(Failure::Refused(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&mut console, &path, b"two", Existing::Replace).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file stayed behind");
    }

    #[test]
    fn a_file_that_cannot_be_read_or_written_is_said_by_name() {
        let Err(Failure::Refused(message)) = read(Path::new("/nowhere/x.csv")) else { panic!("read") };
        assert!(Language::Chinese.say(&message).contains("/nowhere/x.csv"));
        let mut console = Console::of_process(Language::English);
        let refused = write(&mut console, Path::new("/nowhere/x.csv"), b"", Existing::Refuse);
        assert!(matches!(refused, Err(Failure::Refused(_))));
    }
}
