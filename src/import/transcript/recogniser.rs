//! What recognisers of speech write as JSON: `{"segments": [{"start": 0.0, "end": 2.5, "text": "…",
//! "speaker": "SPEAKER_00"}]}`, as Whisper and its kin do, or the list alone.
//!
//! Any other JSON is read as a plain text.

use serde::Deserialize;

use super::cues::{self, Cue};
use crate::import::draft::Draft;
use crate::import::formats::Source;
use crate::import::{ImportError, encoding, txt};

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Whole { segments: Vec<Segment> },
    List(Vec<Segment>),
}

#[derive(Deserialize)]
struct Segment {
    start: f64,
    #[serde(default)]
    end: Option<f64>,
    text: String,
    #[serde(default)]
    speaker: Option<String>,
}

/// Reads it.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let Ok(File::Whole { segments } | File::List(segments)) =
        serde_json::from_str::<File>(decoded.text.trim_start_matches('\u{FEFF}'))
    else {
        return txt::read(source);
    };
    let milliseconds = |seconds: f64| (seconds.clamp(0.0, 4.0e6) * 1000.0).round() as u32;
    let cues = segments.into_iter().map(|Segment { start, end, text, speaker }| {
        let start = milliseconds(start);
        Cue { start, end: end.map_or(start, milliseconds).max(start), speaker, lines: vec![text] }
    });
    let mut draft = cues::draft(cues.collect());
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    Ok(draft)
}
