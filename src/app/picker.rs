//! Choosing files and folders with the system's own dialog.
//!
//! The window never waits for it: a request is made, and the answer is asked for each frame. Where a
//! Linux system has neither a desktop portal nor zenity the dialog would come back as if cancelled;
//! that is found out beforehand and said ([`Picked::Unavailable`]), and the shell offers a field for
//! the path instead. Tests and pictures have a fake.

use std::path::{Path, PathBuf};

use std::sync::Arc;

use crate::i18n::Language;

use super::shell::Shell;

/// What a panel does with the file that was chosen for it.
#[derive(Clone)]
pub struct Then(Arc<Deed>);

type Deed = dyn Fn(&mut Shell, PathBuf);

impl Then {
    /// This.
    pub fn new(then: impl Fn(&mut Shell, PathBuf) + 'static) -> Self {
        Self(Arc::new(then))
    }

    /// Does it.
    pub fn run(&self, shell: &mut Shell, path: PathBuf) {
        (self.0)(shell, path);
    }
}

impl std::fmt::Debug for Then {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Then")
    }
}

/// What is to be chosen, and so what happens with it.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// The folder of a project.
    OpenProject,
    /// The folder in which a new project's folder is made.
    NewProjectFolder,
    /// A folder in which something is put.
    Folder {
        /// Text id of the dialog's title.
        title: &'static str,
        /// What to do with it.
        then: Then,
    },
    /// Files to import.
    Import,
    /// One file to read, for a panel.
    ReadFile {
        /// Text id of the dialog's title.
        title: &'static str,
        /// Allowed endings, without the dot.
        endings: Vec<&'static str>,
        /// What to do with it.
        then: Then,
    },
    /// A file to write, for a panel.
    WriteFile {
        /// Text id of the dialog's title.
        title: &'static str,
        /// A name to begin with.
        name: String,
        /// Its ending, without the dot.
        ending: &'static str,
        /// What to do with it.
        then: Then,
    },
}

impl Purpose {
    /// Text id of the dialog's title.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::OpenProject => "dialog.pick_project",
            Self::NewProjectFolder => "dialog.pick_folder",
            Self::Import => "dialog.pick_import",
            Self::Folder { title, .. } | Self::ReadFile { title, .. } | Self::WriteFile { title, .. } => title,
        }
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// These.
    Paths(Vec<PathBuf>),
    /// Nothing.
    Cancelled,
    /// This system has no dialog to show.
    Unavailable,
}

/// Asks a person for files and folders.
pub trait FilePicker {
    /// Shows the dialog. `folder` is where it begins.
    fn ask(&mut self, purpose: &Purpose, folder: Option<&Path>, language: Language);
    /// The answer, once there is one.
    fn answer(&mut self) -> Option<Picked>;
}

/// The system's dialogs.
pub struct SystemPicker {
    answer: std::sync::mpsc::Receiver<Picked>,
    sender: std::sync::mpsc::Sender<Picked>,
    wake: super::jobs::Wake,
    /// Knows the window that dialogs stand in front of.
    dialog: rfd::AsyncFileDialog,
}

impl SystemPicker {
    /// A picker for a window: it wakes it, and its dialogs stand in front of it. Under X11 and Wayland only the
    /// desktop portal can do that; zenity opens a window of its own.
    #[must_use]
    pub fn of_window(window: &eframe::CreationContext<'_>) -> Self {
        let (sender, answer) = std::sync::mpsc::channel();
        let ctx = window.egui_ctx.clone();
        let dialog = rfd::AsyncFileDialog::new().set_parent(window);
        Self { answer, sender, wake: Arc::new(move || ctx.request_repaint()), dialog }
    }
}

impl FilePicker for SystemPicker {
    fn ask(&mut self, purpose: &Purpose, folder: Option<&Path>, language: Language) {
        if !dialogs_are_there() {
            let _ = self.sender.send(Picked::Unavailable);
            (self.wake)();
            return;
        }
        let mut dialog = self.dialog.clone().set_title(language.text(purpose.title()));
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        // The dialog is made here, on the main thread, as macOS wants it; only its answer is waited for elsewhere.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<Vec<PathBuf>>> + Send>> = match purpose {
            Purpose::OpenProject | Purpose::NewProjectFolder | Purpose::Folder { .. } => {
                let future = dialog.pick_folder();
                Box::pin(async move { future.await.map(|one| vec![one.path().to_owned()]) })
            }
            Purpose::Import => {
                let endings: Vec<&str> = crate::import::formats::extensions().collect();
                let dialog = dialog.add_filter(language.text("dialog.filter_texts"), &endings);
                // What cannot be read is refused with what can be done instead.
                let future = dialog.add_filter(language.text("dialog.filter_all"), &["*"]).pick_files();
                Box::pin(async move { future.await.map(|all| all.iter().map(|one| one.path().to_owned()).collect()) })
            }
            Purpose::ReadFile { endings, .. } => {
                let future = dialog.add_filter(endings.join(", "), endings).pick_file();
                Box::pin(async move { future.await.map(|one| vec![one.path().to_owned()]) })
            }
            Purpose::WriteFile { name, ending, .. } => {
                let future = dialog.set_file_name(name).add_filter(*ending, &[*ending]).save_file();
                Box::pin(async move { future.await.map(|one| vec![one.path().to_owned()]) })
            }
        };
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let waiting = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let _ = sender.send(wait_for(answer).map_or(Picked::Cancelled, Picked::Paths));
            wake();
        });
        if let Err(error) = waiting {
            log::error!("no thread to wait for the file dialog: {error}");
            let _ = self.sender.send(Picked::Unavailable);
        }
    }

    fn answer(&mut self) -> Option<Picked> {
        self.answer.try_recv().ok()
    }
}

/// Waits for a future on this thread.
fn wait_for<T>(mut future: std::pin::Pin<Box<dyn Future<Output = T> + Send>>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

/// Whether this system can show a file dialog. Windows and macOS always can.
fn dialogs_are_there() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    linux_dialogs(&variable, &|path| path.exists())
}

/// A portal that the session bus can start, or zenity on the path.
fn linux_dialogs(variable: &dyn Fn(&str) -> String, exists: &dyn Fn(&Path) -> bool) -> bool {
    let path = variable("PATH");
    if path.split(':').filter(|folder| !folder.is_empty()).any(|folder| exists(&Path::new(folder).join("zenity"))) {
        return true;
    }
    let runtime = variable("XDG_RUNTIME_DIR");
    let bus = !variable("DBUS_SESSION_BUS_ADDRESS").is_empty()
        || (!runtime.is_empty() && exists(&Path::new(&runtime).join("bus")));
    let shared = Some(variable("XDG_DATA_DIRS")).filter(|dirs| !dirs.is_empty());
    let shared = shared.unwrap_or_else(|| "/usr/local/share:/usr/share".to_owned());
    let service = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    bus && shared.split(':').any(|folder| exists(&Path::new(folder).join(service)))
}

/// A picker for tests and pictures: answers what it was told to, in order, and remembers what it was asked.
#[derive(Default)]
pub struct FakePicker {
    /// The next answers.
    pub answers: std::collections::VecDeque<Picked>,
    /// What was asked.
    pub asked: Vec<Purpose>,
    ready: Option<Picked>,
}

impl FilePicker for FakePicker {
    fn ask(&mut self, purpose: &Purpose, _: Option<&Path>, _: Language) {
        self.asked.push(purpose.clone());
        self.ready = Some(self.answers.pop_front().unwrap_or(Picked::Cancelled));
    }

    fn answer(&mut self) -> Option<Picked> {
        self.ready.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_linux_has_no_dialog_and_zenity_or_a_portal_gives_one() {
        let variables = |name: &str| match name {
            "PATH" => "/usr/bin:/bin".to_owned(),
            "XDG_RUNTIME_DIR" => "/run/user/1000".to_owned(),
            _ => String::new(),
        };
        let with = |files: &[&str]| linux_dialogs(&variables, &|path| files.iter().any(|file| path == Path::new(file)));
        let portal = "/usr/share/dbus-1/services/org.freedesktop.portal.Desktop.service";
        assert!(!with(&[]));
        assert!(with(&["/bin/zenity"]));
        assert!(with(&["/run/user/1000/bus", portal]));
        assert!(!with(&[portal]), "a portal without a session bus cannot answer");
    }

    #[test]
    fn waiting_for_a_future_ends_when_another_thread_wakes_it() {
        assert_eq!(wait_for(Box::pin(async { 7 })), 7);
    }
}
