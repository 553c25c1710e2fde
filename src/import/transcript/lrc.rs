//! LRC: lines with times, as recorders and players of songs write them: `[00:12.34]开饭了`.

use super::cues::{self, Cue};
use super::subtitles::time;
use crate::import::draft::Draft;
use crate::import::formats::Source;
use crate::import::{ImportError, encoding};

/// How long the last line is taken to last.
const LAST: u32 = 3_000;

/// Reads it.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let mut found: Vec<Cue> = Vec::new();
    let (mut title, mut earlier) = (None, 0_i64);
    for line in decoded.text.lines() {
        let (times, text) = times(line.trim());
        if times.is_empty() {
            if let Some(own) = tag(text, "ti") {
                title = Some(own.to_owned());
            } else if let Some(offset) = tag(text, "offset") {
                // Milliseconds by which everything comes sooner.
                earlier = offset.parse().unwrap_or(earlier);
            } else if !is_tag(text) && !text.is_empty() {
                // A line without a time goes on with the one before.
                if found.is_empty() {
                    found.push(Cue::default());
                }
                if let Some(last) = found.last_mut() {
                    last.lines.push(without_words(text));
                }
            }
            continue;
        }
        let text = without_words(text);
        found.extend(times.into_iter().map(|start| Cue {
            start,
            end: start,
            speaker: None,
            lines: vec![text.clone()],
        }));
    }
    for cue in &mut found {
        cue.start = u32::try_from(i64::from(cue.start).saturating_sub(earlier).max(0)).unwrap_or(u32::MAX);
    }
    found.sort_by_key(|cue| cue.start);
    let nexts: Vec<u32> = found.iter().skip(1).map(|cue| cue.start).collect();
    for (cue, next) in found.iter_mut().zip(nexts.into_iter().map(Some).chain([None])) {
        cue.end = next.unwrap_or(cue.start.saturating_add(LAST));
    }
    let mut draft = cues::draft(found);
    draft.title = title;
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    Ok(draft)
}

/// The times before a line: a refrain has several.
fn times(line: &str) -> (Vec<u32>, &str) {
    let (mut found, mut rest) = (Vec::new(), line);
    while let Some((inside, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        // No line of a song comes back a hundred times.
        let Some(at) = time(inside).filter(|_| found.len() < 100) else { break };
        found.push(at);
        rest = after.trim_start();
    }
    (found, rest)
}

fn tag<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix('[')?.strip_suffix(']')?.strip_prefix(name)?.strip_prefix(':').map(str::trim)
}

fn is_tag(line: &str) -> bool {
    ["ti", "ar", "al", "by", "offset", "au", "re", "ve", "length", "la"].iter().any(|name| tag(line, name).is_some())
}

/// Without the times of single words: `<00:12.50>`.
fn without_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('<') {
        out.push_str(head);
        let near = tail.get(..tail.floor_char_boundary(16)).unwrap_or("");
        let end = near.find('>').filter(|&end| near.get(..end).is_some_and(|inside| time(inside).is_some()));
        if end.is_none() {
            out.push('<');
        }
        rest = end.map_or(tail, |end| tail.get(end + 1..).unwrap_or(""));
    }
    out.push_str(rest);
    out
}
