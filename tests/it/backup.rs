//! Backups: taken while the project is worked on, opened before they count, restored beside the original.

mod commands;
mod film;
mod folder;
mod hourly;
