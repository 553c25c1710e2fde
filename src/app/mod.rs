//! What is seen: the window, and the same interface drawn without one.
//!
//! Functions that draw end in `_ui`, take state in and push [`actions::Action`]s out; nothing here
//! changes the project while drawing. This is the only module that knows egui.
//! [`shell::Shell`] is the window's inside; [`TianyeApp`] hands eframe's calls to it.

pub mod actions;
pub mod amounts;
pub mod commands;
pub mod dialogs;
pub mod finding;
pub mod fonts;
pub mod heat_scale;
pub mod icons;
pub mod jobs;
pub mod markdown;
pub mod notices;
pub mod offscreen;
pub mod panels;
pub mod picker;
pub mod pictures;
pub mod raster;
pub mod reading_settings;
pub mod scale;
pub mod shell;
mod show_in_folder;
pub mod text_view;
pub mod theme;
pub mod time;
pub mod sized_panel;
pub mod unsaved_corrections;
pub mod view_state;
pub mod widgets;
mod window;
pub mod window_place;

pub use window::{TianyeApp, display_is_there, run_window};
