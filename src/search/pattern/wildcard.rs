//! `内?化` and `政*互动`: `?` is one character, `*` nought to six within a clause, as few as will do.
//!
//! Both are compiled to an expression on one paragraph. `*` at either end stands for nothing, so it is dropped.

use ::regex::bytes::Regex;

use super::super::normalise::normalise_query;

/// How many characters `*` stands for at most.
const MOST: usize = 6;
/// What ends a clause in normalised text.
const CLAUSE_ENDS: &str = ",;:。!?.";

/// Characters, with the wildcards before them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stretch {
    /// How many `?`.
    any: usize,
    /// Whether there is a `*`.
    some: bool,
    pub literal: String,
}

/// Cuts a term at its wildcards. One without them is a single stretch.
pub(super) fn stretches(text: &str) -> Vec<Stretch> {
    let mut all = vec![Stretch::default()];
    let mut rest = text;
    loop {
        let end = rest.find(['?', '？', '*', '＊']).unwrap_or(rest.len());
        let literal = normalise_query(&rest[..end]);
        if let Some(last) = all.last_mut() {
            last.literal.push_str(&literal);
        }
        let mut characters = rest[end..].chars();
        let Some(wildcard) = characters.next() else { break };
        rest = characters.as_str();
        if all.last().is_some_and(|last| !last.literal.is_empty() || all.len() == 1) {
            all.push(Stretch::default());
        }
        if let Some(last) = all.last_mut() {
            match wildcard {
                '?' | '？' => last.any += 1,
                _ => last.some = true,
            }
        }
    }
    // `*` at either end stands for nothing.
    if let Some(last) = all.last_mut().filter(|last| last.literal.is_empty()) {
        last.some = false;
    }
    if all.last().is_some_and(|last| all.len() > 1 && *last == Stretch::default()) {
        all.pop();
    }
    if let [first, second, ..] = all.as_mut_slice()
        && first.literal.is_empty()
    {
        second.some = false;
    }
    if all.len() > 1 && all.first() == Some(&Stretch::default()) && all.get(1).is_some_and(|second| second.any == 0) {
        all.remove(0);
    }
    all
}

/// `None` where there are only wildcards.
pub(super) fn expression(stretches: &[Stretch]) -> Option<Regex> {
    if stretches.iter().all(|stretch| stretch.literal.is_empty()) {
        return None;
    }
    let mut source = String::from("(?s)");
    for Stretch { any, some, literal } in stretches {
        for _ in 0..*any {
            source.push('.');
        }
        if *some {
            source.push_str(&format!("[^{CLAUSE_ENDS}]{{0,{MOST}}}?"));
        }
        source.push_str(&::regex::escape(literal));
    }
    Regex::new(&source).ok()
}

/// The longest stretch: wherever the pattern stands, this does.
pub(super) fn required(stretches: &[Stretch]) -> Option<Vec<String>> {
    let longest = stretches.iter().max_by_key(|stretch| stretch.literal.len())?;
    Some(vec![longest.literal.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, bool, String)> {
        stretches(text).into_iter().map(|stretch| (stretch.any, stretch.some, stretch.literal)).collect()
    }

    #[test]
    fn a_term_is_cut_at_its_wildcards_and_stars_at_its_ends_are_nothing() {
        let is = |any, some, literal: &str| (any, some, literal.to_owned());
        assert_eq!(cut("內捲"), [is(0, false, "内卷")]);
        assert_eq!(cut("内？化"), [is(0, false, "内"), is(1, false, "化")]);
        assert_eq!(cut("政**?互"), [is(0, false, "政"), is(1, true, "互")]);
        assert_eq!(cut("*政*"), [is(0, false, "政")]);
        assert_eq!(cut("*?政*?"), [is(0, false, ""), is(1, false, "政"), is(1, false, "")]);
    }
}
