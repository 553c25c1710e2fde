//! What happens when the program meets something that its authors did not foresee.
//!
//! A report goes to the data folder. It never carries the panic's own words: Rust quotes the text that
//! it stumbled over, and that may be an interview. Place, thread, version and call stack are enough.

use std::backtrace::Backtrace;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use crate::i18n::Language;
use crate::model::Message;
use crate::store::Environment;

/// From now on a panic leaves a report and a sentence for people instead of Rust's own words.
pub fn install(language: Language) {
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map_or_else(|| "?".to_owned(), ToString::to_string);
        let message = match write_report(info, &place) {
            Ok(path) => Message::new("cli.crash.report").with("path", path.display()),
            Err(error) => {
                log::error!("no crash report could be written: {error}");
                Message::new("cli.crash.no_report").with("place", &place)
            }
        };
        // Nobody is left to tell where even this cannot be written.
        let _ = writeln!(std::io::stderr(), "{}", language.say(&message));
    }));
}

fn write_report(_: &PanicHookInfo<'_>, place: &str) -> std::io::Result<PathBuf> {
    let environment = Environment::of_system()?;
    let folder = environment.data_dir.join("crashes");
    std::fs::create_dir_all(&folder)?;
    let path = free_name(&folder, environment.clock.now().0);
    let thread = std::thread::current().name().unwrap_or("?").to_owned();
    let stack = Backtrace::force_capture().to_string();
    crate::store::fs::replace(environment.fs.as_ref(), &path, report(place, &thread, &stack).as_bytes())?;
    Ok(path)
}

fn free_name(folder: &Path, millis: i64) -> PathBuf {
    (0..u16::MAX)
        .map(|n| folder.join(format!("crash-{millis}-{n}.txt")))
        .find(|path| !path.exists())
        .unwrap_or_default()
}

fn report(place: &str, thread: &str, stack: &str) -> String {
    format!(
        "Tianye {} stopped unexpectedly.\nsystem: {} {}\nplace: {place}\nthread: {thread}\n\n{stack}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_version_and_place() {
        let report = report("src/model/text.rs:9:5", "main", "0: start");
        assert!(
            report.contains(env!("CARGO_PKG_VERSION")) && report.contains("text.rs:9") && report.contains("0: start")
        );
    }

    #[test]
    fn two_reports_of_one_moment_have_two_names() {
        let folder = tempfile::tempdir().unwrap();
        let first = free_name(folder.path(), 5);
        std::fs::create_dir(&first).unwrap();
        assert_ne!(free_name(folder.path(), 5), first);
    }
}
