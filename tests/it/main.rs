//! The integration tests, one module a feature, in one binary.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they hand to the program")]

mod arbitrary;
mod architecture;
mod backup;
mod cases;
mod cli;
mod cli_code;
mod cli_import;
mod cli_search;
mod cli_words;
mod cooccurrence;
mod correct;
mod damage;
mod exchange;
mod export;
mod focus;
mod history;
mod import;
mod memos;
mod merge;
mod model;
mod offscreen;
mod pictures;
mod query;
mod readme;
mod reimport;
mod replicas;
mod searching_page;
mod session;
mod shelf;
mod shell;
mod store;
mod support;
mod surveys;
mod text_view;
mod workspaces;
