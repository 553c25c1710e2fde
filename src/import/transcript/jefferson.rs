//! Whether a transcript is written in Jefferson's notation: pauses (0.5), overlaps [ ], latching =,
//! lengthened `so:::unds`. Its lines and blanks are part of what it says, so nothing may move them.

use crate::import::steps::lines::Line;

/// `(0.5)`, `(.)`.
fn has_pause(line: &str) -> bool {
    line.split(['(', '（']).skip(1).any(|rest| {
        let Some((inside, _)) = rest.split_once([')', '）']) else { return false };
        inside == "."
            || inside.contains('.') && inside.len() <= 5 && inside.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

/// Signs that no other writing has.
fn has_sign(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.contains("::")
        || trimmed.ends_with('=') && trimmed.len() > 1
        || trimmed.contains(['↑', '↓', '°'])
        || trimmed.contains(".hh")
        || trimmed.contains("((") && trimmed.contains("))")
        || trimmed.contains('[') && trimmed.contains(']')
}

/// Whether the text is written so.
pub fn is_used(all: &[Line]) -> bool {
    let visible = all.iter().filter(|line| !line.is_blank()).count();
    let pauses = all.iter().filter(|line| has_pause(line.text)).count();
    let signs = all.iter().filter(|line| has_sign(line.text)).count();
    pauses >= 2 && signs >= 2 && (pauses + signs) * 4 >= visible
}
