//! SRT and VTT: cues with times, of films, meetings and recognisers. Both are read by one rule, because
//! programs mix them: a line with `-->` begins a cue, an empty line ends it.
//!
//! Teams names speakers by `<v Name>`, Zoom by `Name: ` in the text. Settings, notes, styles and tags of
//! type are passed over. A line of times that cannot be read is counted and its text kept.

use super::cues::{self, Cue};
use crate::import::draft::Draft;
use crate::import::finding::counted;
use crate::import::formats::Source;
use crate::import::{ImportError, encoding};

/// Reads captions in either format.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let (cues, broken) = cues(&decoded.text);
    let mut draft = cues::draft(cues);
    draft.encoding = Some(decoded.encoding.to_owned());
    draft.findings.splice(0..0, decoded.findings);
    draft.findings.extend(counted("import.finding.broken_cues", broken));
    Ok(draft)
}

/// Whether a text is captions whatever its name says.
pub fn looks_like(text: &str) -> Option<Kind> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    if first == "WEBVTT" || first.starts_with("WEBVTT ") || first.starts_with("WEBVTT\t") {
        return Some(Kind::Vtt);
    }
    let number = !first.is_empty() && first.len() <= 6 && first.chars().all(|c| c.is_ascii_digit());
    (number && lines.next().and_then(timing).is_some()).then_some(Kind::Srt)
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `SubRip`.
    Srt,
    /// `WebVTT`.
    Vtt,
}

/// `00:01:02,500`, `01:02.5`, in milliseconds.
pub fn time(text: &str) -> Option<u32> {
    let (clock, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let numbers: Vec<u32> = clock.split(':').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    let seconds = match *numbers.as_slice() {
        [minutes, seconds] => minutes.checked_mul(60)?.checked_add(seconds)?,
        [hours, minutes, seconds] => {
            hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?
        }
        _ => return None,
    };
    let digits: String = part.chars().take_while(char::is_ascii_digit).chain("000".chars()).take(3).collect();
    seconds.checked_mul(1000)?.checked_add(digits.parse().ok()?)
}

fn timing(line: &str) -> Option<(u32, u32)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    let start = time(start.trim())?;
    Some((start, time(end)?.max(start)))
}

fn cues(text: &str) -> (Vec<Cue>, usize) {
    let mut found: Vec<Cue> = Vec::new();
    let mut broken = 0;
    let mut passing = false;
    let mut in_cue = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            in_cue = false;
            passing = false;
        } else if line.contains("-->") {
            // A cue's number, where no empty line stands before it, was taken for text.
            if let Some(last) = found.last_mut().filter(|_| in_cue)
                && last.lines.last().is_some_and(|line| line.chars().all(|c| c.is_ascii_digit()))
            {
                last.lines.pop();
            }
            let (start, end) = timing(line).unwrap_or_else(|| {
                broken += 1;
                let end = found.last().map_or(0, |cue| cue.end);
                (end, end)
            });
            found.push(Cue { start, end, ..Cue::default() });
            (in_cue, passing) = (true, false);
        } else if in_cue {
            take(line, &mut found);
        } else if is_aside(line) {
            passing = true;
        } else if !passing && !found.is_empty() && !line.chars().all(|c| c.is_ascii_digit()) && !is_id(line) {
            // Captions with an empty line inside: the text goes on.
            take(line, &mut found);
        }
    }
    (found, broken)
}

/// A block that is no cue.
fn is_aside(line: &str) -> bool {
    ["WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP"]
        .iter()
        .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '='])))
}

/// The id of a cue: Teams writes `6f1c…/12-0` above each.
fn is_id(line: &str) -> bool {
    line.len() >= 8 && line.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '/' | '_'))
}

/// Adds a line to the last cue. Another voice in it is another cue at the same time.
fn take(line: &str, found: &mut Vec<Cue>) {
    for (voice, text) in voices(line) {
        let Some(last) = found.last_mut() else { return };
        if let Some(voice) = voice {
            if last.speaker.is_some() && !last.lines.is_empty() && last.speaker.as_deref() != Some(voice.as_str()) {
                let (start, end) = (last.start, last.end);
                found.push(Cue { start, end, speaker: Some(voice), lines: Vec::from([text]) });
                continue;
            }
            last.speaker = Some(voice);
        }
        if !text.is_empty() {
            last.lines.push(text);
        }
    }
}

/// A line cut where `<v Name>` stands, without tags and with its entities read.
fn voices(line: &str) -> Vec<(Option<String>, String)> {
    let mut found: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if let Some(last) = found.last_mut() {
            last.1.push_str(head);
        }
        let close = if tail.starts_with('<') { '>' } else { '}' };
        let is_tag = tail
            .get(1..)
            .is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '\\')));
        // A tag is short; what opens and never closes must not be searched to the end again and again.
        let near = tail.get(..tail.floor_char_boundary(300)).unwrap_or("");
        let end = near.find(close).filter(|_| is_tag && (tail.starts_with('<') || tail.starts_with("{\\")));
        let Some(end) = end else {
            if let Some(last) = found.last_mut() {
                last.1.push_str(tail.get(..1).unwrap_or(""));
            }
            rest = tail.get(1..).unwrap_or("");
            continue;
        };
        let tag = tail.get(1..end).unwrap_or("");
        if let Some(name) = voice(tag) {
            found.push((Some(entities(name)), String::new()));
        }
        rest = tail.get(end + 1..).unwrap_or("");
    }
    if let Some(last) = found.last_mut() {
        last.1.push_str(rest);
    }
    for (_, text) in &mut found {
        *text = entities(text).trim().into();
    }
    found.retain(|(voice, text)| voice.is_some() || !text.is_empty());
    found
}

/// The name in `v Name` and `v.loud Name`.
fn voice(tag: &str) -> Option<&str> {
    let rest = tag.strip_prefix('v')?;
    let (classes, name) = rest.split_once([' ', '\t'])?;
    (classes.is_empty() || classes.starts_with('.')).then_some(name.trim()).filter(|name| !name.is_empty())
}

/// The few entities that captions have.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn voices_settings_notes_and_entities_of_vtt() {
        let text = "WEBVTT - 食堂\n\nNOTE 一条\n说明\n\nSTYLE\n::cue { color: red }\n\n6f1c2d3e-1/2-0\n00:00:01.000 --> 00:00:02.500 align:start position:10%\n<v Ann Lee>Rice &amp; <i>soup</i></v>\n\n00:03.000 --> 00:04.000\n<v.loud 王>好</v><v Ann Lee>Good.</v>\n";
        let (cues, broken) = cues(text);
        assert_eq!(broken, 0);
        let said: Vec<_> = cues.iter().map(|cue| (cue.start, cue.speaker.as_deref(), cue.lines.concat())).collect();
        assert_eq!(
            said,
            [
                (1_000, Some("Ann Lee"), "Rice & soup".into()),
                (3_000, Some("王"), "好".into()),
                (3_000, Some("Ann Lee"), "Good.".into())
            ]
        );
    }

    #[test]
    fn srt_with_missing_lines_and_broken_times_loses_no_word() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<font color=\"red\">开饭</font>了\n2\n00:00:03,000 --> 00:00:04,000\n来\n\n了 < 三\n\n3\n00:xx:05 --> ?\n好\n";
        let (cues, broken) = cues(text);
        assert_eq!(broken, 1);
        let said: Vec<String> = cues.iter().map(|cue| cue.lines.join("|")).collect();
        assert_eq!(said, ["开饭了", "来|了 < 三", "好"]);
        assert_eq!(cues[2].start, 4_000);
    }

    #[test]
    fn captions_are_known_by_their_first_lines() {
        assert_eq!(looks_like("WEBVTT\n\n00:01.000 --> 00:02.000\n好"), Some(Kind::Vtt));
        assert_eq!(looks_like("1\n00:00:01,000 --> 00:00:02,000\n好"), Some(Kind::Srt));
        assert_eq!(looks_like("1\n食堂 --> 鼓楼"), None);
    }
}
