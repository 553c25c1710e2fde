//! Something that is made behind the window from what was found: what was asked for, and whether it is still made.
//!
//! What was asked for is asked for once. A job that was stopped by hand, or that broke off, is not begun again by
//! itself in the next frame: only when something else is wanted, or when somebody says so.

use std::sync::Arc;

use crate::app::jobs::Underway;

/// What was asked for last.
#[derive(Debug)]
pub struct Pending<W> {
    asked: Option<W>,
    underway: Underway,
}

impl<W> Default for Pending<W> {
    fn default() -> Self {
        Self { asked: None, underway: Underway::default() }
    }
}

impl<W: PartialEq> Pending<W> {
    /// Asks for something; the job is to hold what this gives. `None` where it was asked for already.
    pub fn begin(&mut self, wanted: W) -> Option<Arc<()>> {
        if self.is_for(&wanted) {
            return None;
        }
        self.asked = Some(wanted);
        Some(self.underway.begin())
    }

    /// Whether this is what was asked for last.
    pub fn is_for(&self, wanted: &W) -> bool {
        self.asked.as_ref() == Some(wanted)
    }

    /// Whether a job still works on it.
    pub fn is_busy(&self) -> bool {
        self.underway.goes_on()
    }

    /// Whether this was asked for and no job works on it any more: it is there, or was stopped, or broke off.
    pub fn is_over(&self, wanted: &W) -> bool {
        self.is_for(wanted) && !self.is_busy()
    }

    /// Has it begun again, or lets go of what nobody wants any more.
    pub fn again(&mut self) {
        self.asked = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stopped_or_broke_off_is_over_and_begins_again_only_when_told() {
        let mut pending = Pending::default();
        let job = pending.begin("by code").unwrap();
        assert!(pending.is_busy() && !pending.is_over(&"by code"));
        assert!(pending.begin("by code").is_none(), "once");
        // A job that is cancelled, panics or is never begun lets go of what it holds.
        drop(job);
        assert!(!pending.is_busy() && pending.is_over(&"by code"));
        assert!(pending.begin("by code").is_none(), "not by itself");
        pending.again();
        assert!(pending.begin("by code").is_some(), "but when told");
        let newer = pending.begin("by case").unwrap();
        assert!(pending.is_busy() && !pending.is_for(&"by code"));
        drop(newer);
        assert!(pending.begin("by code").is_some(), "and when something else was wanted meanwhile");
    }
}
