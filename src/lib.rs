//! Tianye (田野): qualitative coding for interviews and papers, Chinese first, local and private.
//!
//! The crate is a house; modules stand below in the order of dependency, and a test walks `src/` to
//! keep it so: `model <- store <- {import, search, analysis, export} <- exchange <- session <- {cli, app}`;
//! `exchange` takes its escaping from `export` and its encodings from `import`. `i18n` stands beside `model` and knows nothing but messages.
//!
//! # Invariants
//! 1. Every span lies inside its document's current revision, start < end, on code point borders.
//! 2. Applying an edit and then its inverse gives back an equal project.
//! 3. An edit whose status says saved is on disk.
//! 4. A removed coding never comes back by merging; coding again mints a new id.
//! 5. Every file in a project folder has one writer.
//! 6. The search index, view state, locks and backups live outside the project folder and may be deleted at any time.
//! 7. A hit of a search maps to exact code point ranges of the original text.
//! 8. Reading never fails whole: a reader returns what it understood and a list of findings with places.
//! 9. Nothing is exported unescaped.
//! 10. An analysis is a pure function of the project and its parameters; its result carries both, so that a
//!     figure in a paper can be made again.

// In the order of dependency.
pub mod model;
pub mod i18n;
pub mod store;
pub mod import;
pub mod search;
pub mod analysis;
pub mod export;
pub mod exchange;
pub mod session;
pub mod cli;
pub mod app;
