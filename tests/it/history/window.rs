//! History in the window.
