//! Corrections of single lines from the command line: `--join`, `--part`, `--turn` and `--no-turn`.
//!
//! A line is named by its number in the text as it was read, as `--show joins` tells it and `--show raw` counts.
//! What was meant of one file means nothing in another: so there may be only one.

use clap::{Arg, ArgAction, ArgMatches};

use crate::cli::arguments::Words;
use crate::cli::outcome::Failure;
use crate::import::alignment::Lines;
use crate::import::batch::Read;
use crate::import::{Content, Corrections, Joint, Options, TurnCorrection};
use crate::model::{Message, Tell};

/// What a person said of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    End(Joint),
    Turn(TurnCorrection),
}

/// Options of this file, and what each says of a line that is named by its number alone.
const ENDS: [(&str, &str, Said); 3] = [
    ("join", "import_join", Said::End(Joint::Join)),
    ("part", "import_part", Said::End(Joint::Break)),
    ("no-turn", "import_no_turn", Said::Turn(TurnCorrection::GoesOn)),
];

pub(super) fn describe(words: Words) -> Vec<Arg> {
    let line = |name, help| words.option(name, help, "line").action(ArgAction::Append).conflicts_with("plan");
    let mut all: Vec<Arg> = ENDS.iter().map(|(name, help, _)| line(name, help)).collect();
    all.push(words.option("turn", "import_turn", "turn").action(ArgAction::Append).conflicts_with("plan"));
    all
}

/// A line, counted from 0, and what was said of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line(usize, Said);

/// What was asked for.
pub(super) fn given(matches: &ArgMatches) -> Result<Vec<Line>, Failure> {
    let mut all = Vec::new();
    let wrong = |given: &str| Failure::Usage(Message::new("cli.wrong.line").with("given", given));
    for (name, _, said) in &ENDS {
        for given in matches.get_many::<String>(name).into_iter().flatten() {
            all.push(Line(number(given).ok_or_else(|| wrong(given))?, said.clone()));
        }
    }
    for given in matches.get_many::<String>("turn").into_iter().flatten() {
        all.push(turn(given).ok_or_else(|| wrong(given))?);
    }
    Ok(all)
}

fn number(given: &str) -> Option<usize> {
    given.trim().parse::<usize>().ok()?.checked_sub(1)
}

/// `12=老人 03`.
fn turn(given: &str) -> Option<Line> {
    let (line, speaker) = given.split_once('=')?;
    let speaker = speaker.trim().to_owned();
    let line = number(line)?;
    (!speaker.is_empty()).then_some(Line(line, Said::Turn(TurnCorrection::Begins { speaker })))
}

/// A file that was read, cleaned once more with these corrections.
pub(super) fn corrected(read: Read, name: &str, options: &Options, given: &[Line]) -> Result<Read, Message> {
    if given.is_empty() {
        return Ok(read);
    }
    let Read { content: Some(Content::Text(reading)), mut file } = read else {
        return Err(Message::new("cli.import.no_lines").with("name", name));
    };
    let corrections = places(reading.draft.text.as_str(), options.corrections.clone(), given)?;
    let options = options.clone().with_corrections(corrections);
    let content = Content::Text(reading);
    file.documents = content.documents(&options).map_err(|error| {
        log::info!("{error}");
        error.tell()
    })?;
    Ok(Read { content: Some(content), file })
}

/// The same by place in the text as read.
fn places(raw: &str, mut corrections: Corrections, given: &[Line]) -> Result<Corrections, Message> {
    let lines = Lines::of(raw);
    for Line(line, said) in given {
        // The last line has no end.
        let there = lines.count() - usize::from(matches!(said, Said::End(_)));
        if *line >= there {
            return Err(Message::new("cli.import.no_line").with("line", line + 1).with("count", lines.count()));
        }
        let place = lines.characters(*line);
        match said {
            Said::End(joint) => drop(corrections.joints.insert(place.end, *joint)),
            Said::Turn(turn) => drop(corrections.turns.insert(place.start, turn.clone())),
        }
    }
    Ok(corrections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_number_and_become_places_of_the_text_as_read() {
        let said = [Line(0, Said::End(Joint::Join)), Line(1, Said::End(Joint::Break)), turn("3= 老人 03").unwrap()];
        let found = places("一二\n三四\n五六", Corrections::default(), &said).unwrap();
        assert_eq!(found.joints.into_iter().collect::<Vec<_>>(), [(2, Joint::Join), (5, Joint::Break)]);
        let begins = TurnCorrection::Begins { speaker: "老人 03".to_owned() };
        assert_eq!(found.turns.into_iter().collect::<Vec<_>>(), [(6, begins)]);
    }

    #[test]
    fn a_line_that_is_not_there_is_refused_and_the_last_has_no_end() {
        let of = |line, said| places("一二\n三四", Corrections::default(), &[Line(line, said)]).is_ok();
        assert!(of(0, Said::End(Joint::Join)) && !of(1, Said::End(Joint::Join)));
        assert!(of(1, Said::Turn(TurnCorrection::GoesOn)) && !of(2, Said::Turn(TurnCorrection::GoesOn)));
        for wrong in ["", "0=甲", "甲=1", "3=", "3"] {
            assert_eq!(turn(wrong), None, "{wrong}");
        }
    }
}
