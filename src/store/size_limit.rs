//! A limit of file size (`ulimit -f`, quotas of some clusters) is an error to be told, not the program's end.
//!
//! Unix ends a program that writes past the limit, without a word, unless it takes the signal. Taken, the
//! write fails with "file too large" and goes the way of every other failure: the journal is poisoned,
//! the person is told, what was saved is intact.

/// From now on writing past a limit fails instead of ending the program. To be called once, at the start.
pub fn size_limit_is_an_error() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;
        // Nobody asks whether it came: the write that failed says so itself.
        let came = Arc::new(AtomicBool::new(false));
        if let Err(error) = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, came) {
            log::warn!("a limit of file size will end the program: {error}");
        }
    }
}
