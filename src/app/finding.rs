//! Finding codes and documents by what a person types: characters of the name, or the initials of its pinyin.

use std::cmp::Reverse;
use std::ops::Range;

use crate::model::{Code, CodeId, Document, Message};
use crate::search::pinyin::match_name;

use super::shell::ShellView;

/// A code that fits only by the name of a code above it comes after all that fit themselves.
const ABOVE: i32 = -10_000;

/// How well a name fits what was typed, higher is better; `None` where it does not. An empty query fits everything.
#[must_use]
pub fn fit(name: &str, query: &str) -> Option<i32> {
    match_name(query, name).map(|found| found.score)
}

/// Which bytes of a name were matched: to be set off.
#[must_use]
pub fn lit(name: &str, words: &str) -> Vec<Range<usize>> {
    let Some(found) = match_name(words, name) else { return Vec::new() };
    let mut bytes: Vec<Range<usize>> = Vec::new();
    for (at, (byte, c)) in name.char_indices().enumerate() {
        if found.positions.contains(&(at as u32)) {
            match bytes.last_mut() {
                Some(last) if last.end == byte => last.end = byte + c.len_utf8(),
                _ => bytes.push(byte..byte + c.len_utf8()),
            }
        }
    }
    bytes
}

/// The codes that fit, the best first. Of those that fit alike the ones used lately come first, then the pinned ones,
/// then the others in the order of the tree.
#[must_use]
pub fn codes<'a>(shell: &'a ShellView, query: &str) -> Vec<&'a Code> {
    let pinned = |id: CodeId| shell.desk.pins.iter().position(|pin| *pin == Some(id)).unwrap_or(usize::MAX);
    let recent = |id: CodeId| shell.desk.recent_codes.iter().position(|used| *used == id).unwrap_or(usize::MAX);
    let mut found: Vec<_> = shell
        .codebook
        .rows()
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let code = shell.project.code(row.id)?;
            let above = || {
                let names = shell.project.code_names(row.id);
                names.iter().filter_map(|name| fit(name, query)).max().map(|score| score + ABOVE)
            };
            let score = fit(&code.name, query).or_else(above)?;
            Some((Reverse(score), recent(row.id), pinned(row.id), at, code))
        })
        .collect();
    found.sort_by_key(|(score, used, pin, at, _)| (*score, *used, *pin, *at));
    found.into_iter().map(|(.., code)| code).collect()
}

/// Where a code stands and how often it was used.
#[must_use]
pub fn code_detail(shell: &ShellView, id: CodeId) -> String {
    let mut names = shell.project.code_names(id);
    names.pop();
    let count = shell.codebook.row(id).map_or(0, |row| row.own);
    // A bare number would be taken for the key beside it.
    let count = shell.say(&Message::new("codes.detail_count").with("count", count));
    if names.is_empty() { count } else { format!("{}   {count}", names.join(" › ")) }
}

/// The documents that fit, the best first; those that fit alike stand in the order of the list.
#[must_use]
pub fn documents<'a>(shell: &'a ShellView, query: &str) -> Vec<&'a Document> {
    let mut found: Vec<(i32, &Document)> = shell
        .project
        .documents_in_order()
        .into_iter()
        .filter_map(|document| Some((fit(&document.title, query)?, &**document)))
        .collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    found.into_iter().map(|(_, document)| document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_characters_and_by_initials_of_their_pinyin() {
        assert!(fit("内卷化", "nj") > fit("反内卷", "nj"));
        assert!(fit("内卷化", "内").is_some() && fit("Collusion", "collu").is_some());
        assert_eq!(fit("合谋", "内"), None);
        assert_eq!(fit("合谋", ""), fit("内卷化", ""));
    }
}
