//! Findings: what a reader left out or doubted, counted, in words that a person can act on.

use crate::model::Message;

/// A counter that becomes a finding where it is not nought.
pub fn counted(id: &'static str, count: usize) -> Option<Message> {
    (count > 0).then(|| Message::new(id).with("count", count))
}
