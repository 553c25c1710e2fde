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
use super::view_state::Settings;
use super::window_place::{Extent, LEAST_SIZE, Screen, WindowPlace};

/// By which the system knows whose window it is: the name of the entry in its menu.
const APP_ID: &str = "arpa.home.tianye";

/// What eframe calls.
pub struct TianyeApp {
    shell: Shell,
    title: String,
    place: WindowPlace,
    /// How often the window was put where it stood.
    put: u8,
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
    /// Over a shell, in a window that is to stand there.
    #[must_use]
    pub fn new(shell: Shell, place: WindowPlace) -> Self {
        Self { shell, title: String::new(), place, put: 0, writing: Writing::default() }
    }

    /// Winit does not tell the input method at once that a field has the keyboard now, or that the caret went elsewhere,
    /// but before it looks at the next event of the X server. In a window at rest that would be the first letter, which
    /// then goes in as it is while the method is only waking up. A title that is set again changes nothing, and makes
    /// the server send an event.
    fn let_input_method_in(&mut self, ui: &Ui) {
        let (writing, moved) = ui.output(|output| match &output.ime {
            Some(ime) => (Writing::Field, ime.should_interrupt_composition),
            None => (Writing::Nothing, false),
        });
        if self.writing != writing || moved {
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
        // Before it is shown, and once more after that: managers of windows on X11 then choose a place themselves.
        if self.put < 2 {
            self.put += 1;
            put_at(frame, &self.place);
            ui.ctx().request_repaint();
        }
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

/// Puts the window where it stood, where that can still be seen. X11 hears of a window that fills the screen only once
/// it is shown.
fn put_at(frame: &eframe::Frame, place: &WindowPlace) {
    let Some(window) = frame.winit_window() else { return };
    if place.extent == Extent::Maximised {
        return window.set_maximized(true);
    }
    let screens: Vec<Screen> = window
        .available_monitors()
        .map(|monitor| {
            let (corner, size) = (monitor.position(), monitor.size().cast::<i32>());
            Screen { corner: [corner.x, corner.y], size: [size.width, size.height] }
        })
        .collect();
    let any = window.available_monitors().next().map(|monitor| monitor.position());
    if let (Some([x, y]), Some(mut corner)) = (place.corner_on(&screens), any) {
        (corner.x, corner.y) = (x, y);
        window.set_outer_position(corner);
    }
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
    let place = Settings::load(&environment).window.unwrap_or_default().sane();
    let viewport = ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_icon(app_icon())
        .with_inner_size(place.size)
        .with_maximized(place.extent == Extent::Maximised)
        .with_min_inner_size(LEAST_SIZE)
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
            Ok(Box::new(TianyeApp::new(shell, place)))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::APP_ID;

    #[test]
    fn the_menu_the_software_centre_and_the_window_call_the_program_the_same() {
        // The paths name it too: they would not be found otherwise.
        let entry = include_str!("../../assets/linux/arpa.home.tianye.desktop");
        let about = include_str!("../../assets/linux/arpa.home.tianye.metainfo.xml");
        assert!(entry.lines().any(|line| line == format!("StartupWMClass={APP_ID}")));
        assert!(about.contains(&format!("<id>{APP_ID}</id>")));
        assert!(about.contains(&format!("<launchable type=\"desktop-id\">{APP_ID}.desktop</launchable>")));
        assert!(include_str!("../../assets/linux/install.sh").contains(&format!("id={APP_ID}\n")));
    }
}
