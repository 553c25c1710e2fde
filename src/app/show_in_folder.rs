//! Opens the system's file manager on a finished file.

use std::path::Path;
use std::process::{Command, Stdio};

/// Shows a file where it lies. What the system cannot show is logged; the path stays on screen to be copied.
pub fn show(path: &Path) {
    let mut command = if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg("-R").arg(path);
        command
    } else if cfg!(windows) {
        let mut argument = std::ffi::OsString::from("/select,");
        argument.push(path);
        let mut command = Command::new("explorer");
        command.arg(argument);
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(path.parent().unwrap_or(path));
        command
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        // Somebody must wait for a child, or it stays in the table of processes.
        Ok(mut child) => {
            let waiting = std::thread::Builder::new().name("file manager".to_owned()).spawn(move || child.wait());
            if let Err(error) = waiting {
                log::warn!("no thread to wait for the file manager: {error}");
            }
        }
        Err(error) => log::warn!("the file manager was not opened: {error}"),
    }
}
