//! What an exchange file held that was not taken, row by row: for people on standard error, for programs as JSON.

use serde::Serialize;

use super::console::Console;
use crate::exchange::Finding;
use crate::model::Message;

/// Something about a row; keys stay.
#[derive(Serialize)]
pub(super) struct Row {
    /// From 1, the header's line being the first; none of the whole file.
    line: Option<u64>,
    message: String,
}

/// How many rows are told to people; programs get all of them.
const MOST_TOLD: usize = 50;

/// The rows that stayed out, and the remarks on the others.
pub(super) fn rows(console: &Console, findings: &[Finding]) -> (Vec<Row>, Vec<Row>) {
    let row = |finding: &&Finding| Row { line: finding.line, message: console.say(&finding.tell()) };
    let (out, remarks): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.problem.leaves_row_out());
    (out.iter().map(row).collect(), remarks.iter().map(row).collect())
}

/// Says them, the first ones at least.
pub(super) fn tell(console: &mut Console, refused: &[Row], remarks: &[Row]) {
    for row in refused.iter().chain(remarks).take(MOST_TOLD) {
        console.note_text(&row.message);
    }
    let more = (refused.len() + remarks.len()).saturating_sub(MOST_TOLD);
    if more > 0 {
        console.note(&Message::new("cli.exchange.more").with("count", more));
    }
}
