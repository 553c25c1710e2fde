//! History on the command line.
