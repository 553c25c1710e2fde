//! The integration tests, one module a feature, in one binary.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they hand to the program")]

mod arbitrary;
mod architecture;
mod cooccurrence;
mod model;
mod session;
mod store;
