//! Tests of the dialog.
