//! What another text of a document does to its codings, told in the terminal and to programs: the same for a file that
//! is read again and for a correction.

use serde::Serialize;

use super::Context;
use crate::model::Message;
use crate::session::{CodingFate, Effect, Whose};

/// The answer for programs; keys stay.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    kept: usize,
    moved: usize,
    changed: Vec<Line<'a>>,
    lost: Vec<Line<'a>>,
    lost_passages: usize,
    lost_speakers: &'a [String],
}

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    coder: &'a str,
    own: bool,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    becomes: Option<&'a str>,
}

impl<'a> Answer<'a> {
    /// All of it.
    pub(super) fn of(effect: &'a Effect) -> Self {
        Self {
            kept: effect.kept,
            moved: effect.moved,
            changed: effect.changed.iter().map(line).collect(),
            lost: effect.lost.iter().map(line).collect(),
            lost_passages: effect.lost_passages,
            lost_speakers: &effect.lost_speakers,
        }
    }
}

fn line(fate: &CodingFate) -> Line<'_> {
    Line {
        code: &fate.coding.code,
        coder: &fate.coding.coder,
        own: fate.whose == Whose::Own,
        quote: &fate.coding.quote,
        becomes: fate.becomes.as_deref(),
    }
}

/// How many codings stay, move, change and go.
pub(super) fn tell_counts(context: &mut Context, effect: &Effect) {
    let codings = Message::new("cli.reimport.codings").with("kept", effect.kept).with("moved", effect.moved);
    context.console.tell(&codings.with("changed", effect.changed.len()).with("lost", effect.lost.len()));
}

/// Those that change or go, one by one.
pub(super) fn tell_each(context: &mut Context, effect: &Effect) {
    for fate in effect.changed.iter().chain(&effect.lost) {
        let id = if fate.becomes.is_some() { "cli.reimport.changed" } else { "cli.reimport.lost" };
        let message = Message::new(id).with("code", &fate.coding.code).with("coder", &fate.coding.coder);
        let message = message.with("quote", fate.coding.quote.replace('\n', " "));
        let becomes = fate.becomes.as_deref().unwrap_or_default().replace('\n', " ");
        context.console.tell(&message.with("becomes", becomes));
    }
    if effect.lost_passages > 0 {
        context.console.tell(&Message::new("cli.reimport.lost_passages").with("count", effect.lost_passages));
    }
    for speaker in &effect.lost_speakers {
        context.console.tell(&Message::new("cli.reimport.lost_speaker").with("speaker", speaker));
    }
}
