//! What several integration tests need: a small study, windows that nobody sees, and pictures of them.

mod interviews;
pub mod window;

pub use interviews::interviews;
