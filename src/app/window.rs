//! The window of the system, thin over the shell.

use std::path::PathBuf;

use egui::{Context, Ui, ViewportBuilder};

use crate::i18n::Language;
use crate::store::Environment;

use super::actions::Action;
use super::fonts::Fonts;
use super::picker::SystemPicker;
use super::shell::{ImportWith, Shell};
use super::theme;

/// What eframe calls.
pub struct TianyeApp {
    shell: Shell,
    title: String,
    writing: Writing,
}

/// Whether something has the keyboard that input methods write into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Writing {
    /// A field.
    Field,
    /// Keys are commands.
    #[default]
    Nothing,
}

impl TianyeApp {
    /// Over a shell.
    #[must_use]
    pub fn new(shell: Shell) -> Self {
        Self { shell, title: String::new(), writing: Writing::default() }
    }

    /// Winit does not tell the input method at once that a field has the keyboard now, but before it looks at the next
    /// event of the X server. In a window at rest that would be the first letter, which then goes in as it is while
    /// the method is only waking up. A title that is set again changes nothing, and makes the server send an event.
    fn let_input_method_in(&mut self, ui: &Ui) {
        let writing = if ui.output(|output| output.ime.is_some()) { Writing::Field } else { Writing::Nothing };
        if self.writing != writing {
            self.writing = writing;
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Title(self.title.clone()));
        }
    }

    /// The window's title follows the project's.
    fn follow_title(&mut self, ctx: &Context) {
        let name = self.shell.language().text("app.window");
        let title = match self.shell.session() {
            // The X server takes no title with a zero in it, and winit ends the program over one.
            Some(session) => format!("{} — {name}", session.project().title.replace('\0', "")),
            None => name.to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for TianyeApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.shell.logic();
        self.follow_title(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        if is_x11(frame) {
            ui.output_mut(|output| {
                if let Some(ime) = &mut output.ime {
                    ime.cursor_rect = below(ime.cursor_rect);
                }
            });
            self.let_input_method_in(ui);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.shell.leave();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.window_fill.to_normalized_gamma_f32()
    }
}

/// X11 takes one point for the window of candidates, and input methods open it below that point.
fn is_x11(frame: &eframe::Frame) -> bool {
    use raw_window_handle::{HasWindowHandle as _, RawWindowHandle};
    let handle = frame.window_handle().map(|handle| handle.as_raw());
    matches!(handle, Ok(RawWindowHandle::Xlib(_) | RawWindowHandle::Xcb(_)))
}

/// The lower edge of a caret: candidates that open there leave what is being written in sight.
fn below(caret: egui::Rect) -> egui::Rect {
    egui::Rect::from_min_max(caret.left_bottom(), caret.right_bottom())
}

/// Of the window, in task bars and switchers; systems that take it from the `.desktop` file ignore it.
fn app_icon() -> egui::IconData {
    const PNG: &[u8] = include_bytes!("../../assets/icon/tianye-256.png");
    eframe::icon_data::from_png_bytes(PNG).unwrap_or_else(|error| {
        log::warn!("the icon of the window cannot be read: {error}");
        egui::IconData::default()
    })
}

/// Whether there is a display to open a window on. Windows and macOS always have one.
#[must_use]
pub fn display_is_there() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY") || named("WAYLAND_SOCKET")
}

/// Opens the window and stays until it is closed. `open` is a project to begin with; `language`
/// overrides what was chosen before.
///
/// # Errors
/// Where the system has no display or no usable OpenGL.
pub fn run_window(open: Option<PathBuf>, language: Option<Language>) -> Result<(), eframe::Error> {
    let environment = Environment::of_system().map_err(|error| eframe::Error::AppCreation(Box::new(error)))?;
    let viewport = ViewportBuilder::default()
        .with_app_id("tianye")
        .with_icon(app_icon())
        .with_inner_size([1360.0, 840.0])
        .with_min_inner_size([800.0, 560.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "Tianye 田野",
        options,
        Box::new(move |creation| {
            let ctx = &creation.egui_ctx;
            Fonts::of_system().install(ctx);
            theme::install(ctx);
            // A window that does not know itself reads foreign files in its own process.
            let import_with = std::env::current_exe().map_or(ImportWith::ThisProcess, ImportWith::Children);
            let picker = Box::new(SystemPicker::of_window(creation));
            let mut shell = Shell::new(ctx, environment, picker, import_with, language);
            if let Some(folder) = open {
                shell.carry_out(Action::OpenProject(folder));
            }
            Ok(Box::new(TianyeApp::new(shell)))
        }),
    )
}
