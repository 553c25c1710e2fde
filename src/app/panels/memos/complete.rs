//! What is proposed while a link is being typed: after `[[` the codes, documents, cases and memos whose names fit, by
//! characters or by the initials of their pinyin.

use std::cmp::Reverse;
use std::ops::Range;

use crate::app::finding::fit;
use crate::model::Project;
use crate::model::link::{LinkKind, LinkTarget};

/// The most that are proposed.
const MOST: usize = 8;

/// A link that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// What stands after the brackets.
    pub typed: String,
    /// The characters that a proposal replaces, with the brackets.
    pub at: Range<usize>,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub kind: LinkKind,
    pub name: String,
    /// The whole link.
    pub written: String,
}

/// The link that the caret stands in, if in one that is not closed before it. Brackets as a Chinese input method
/// writes them count too.
pub(super) fn asked(text: &str, caret: usize) -> Option<Asked> {
    let characters: Vec<char> = text.chars().collect();
    let caret = caret.min(characters.len());
    let is_open = |pair: &[char]| matches!(pair, ['[', '['] | ['【', '【']);
    let line = characters[..caret].iter().rposition(|&c| c == '\n').map_or(0, |at| at + 1);
    let from = (line..caret.saturating_sub(1)).rev().find(|&at| is_open(&characters[at..at + 2]))?;
    let typed: String = characters[from + 2..caret].iter().collect();
    if typed.contains([']', '】', '|']) {
        return None;
    }
    // Brackets that an editor or a person closed already go with it.
    let rest = &characters[caret..];
    let closed = rest.iter().take_while(|c| matches!(c, ']' | '】')).count().min(2);
    Some(Asked { typed, at: from..caret + closed })
}

/// What fits, the best first; of names that fit alike codes before documents, cases and memos.
pub(super) fn proposals(project: &Project, typed: &str) -> Vec<Proposal> {
    let codes = project.codes().filter(|code| code.alias_of.is_none()).map(|code| LinkTarget::Code(code.id));
    let documents = project.documents().map(|document| LinkTarget::Document(document.id, None));
    let cases = project.cases().map(|case| LinkTarget::Case(case.id));
    let memos = project.memos().map(|memo| LinkTarget::Memo(memo.id));
    let (name, place) = match typed.rsplit_once(['#', '＃']) {
        Some((name, place)) => (name, place.trim().parse::<u32>().ok().filter(|place| *place > 0)),
        None => (typed, None),
    };
    let mut found: Vec<(Reverse<i32>, LinkTarget, String)> = codes
        .chain(documents)
        .chain(cases)
        .chain(memos)
        .filter_map(|target| {
            let called = target.name(project).filter(|called| !called.is_empty())?;
            let score = fit(&called, name.trim())?;
            let target =
                if let LinkTarget::Document(id, _) = target { LinkTarget::Document(id, place) } else { target };
            Some((Reverse(score), target, called))
        })
        .collect();
    found.sort_by_key(|(score, ..)| *score);
    let written = found.into_iter().filter_map(|(_, target, name)| {
        Some(Proposal { kind: target.kind(), name, written: target.written(project)? })
    });
    written.take(MOST).collect()
}

/// The text with a link in the place of what was typed, and where the caret stands then.
pub(super) fn put(text: &str, asked: &Asked, written: &str) -> (String, usize) {
    let before: String = text.chars().take(asked.at.start).collect();
    let after: String = text.chars().skip(asked.at.end).collect();
    let caret = asked.at.start + written.chars().count();
    (format!("{before}{written}{after}"), caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_asked_for_after_its_brackets_and_not_once_they_are_closed() {
        let at = |text: &str| asked(text, text.chars().count()).map(|asked| (asked.typed, asked.at));
        assert_eq!(at("见 [[合"), Some(("合".to_owned(), 2..5)));
        assert_eq!(at("见【【"), Some((String::new(), 1..3)));
        assert_eq!(at("见 [[合谋]]，"), None);
        assert_eq!(
            [at("[["), at("["), at(""), at("[[一\n二")].map(|found| found.is_some()),
            [true, false, false, false]
        );
        assert_eq!(asked("[[合]]", 3).map(|asked| asked.at), Some(0..5));
    }

    #[test]
    fn a_proposal_takes_the_place_of_what_was_typed() {
        let text = "见 [[hm]]。";
        let asked = asked(text, 6).unwrap();
        assert_eq!(put(text, &asked, "[[合谋]]"), ("见 [[合谋]]。".to_owned(), 8));
    }
}
