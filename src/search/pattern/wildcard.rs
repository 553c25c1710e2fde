//! `内?化` and `政*互动`: `?` is one character, `*` nought to six within a clause, as few as will do.
//!
//! Both are compiled to an expression on one paragraph. `*` at either end stands for nothing, so it is dropped.

use ::regex::bytes::{Regex, RegexBuilder};

use super::super::normalise::normalise_query;
use super::chain::{Chain, Chains, Gap};

/// How many characters `*` stands for at most.
const MOST: usize = 6;
/// Bytes that a compiled expression may take: that of the longest query takes a tenth.
const LARGEST: usize = 100 << 20;
/// What ends a clause in normalised text.
const CLAUSE_ENDS: &str = ",;:。!?.";

/// Characters, with the wildcards before them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stretch {
    wildcards: Vec<Wildcard>,
    pub literal: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Wildcard {
    /// `?`
    One,
    /// `*`
    Some,
}

/// Cuts a term at its wildcards. One without them is a single stretch. Of several `*` without a character between
/// them the first counts.
pub(super) fn stretches(text: &str) -> Vec<Stretch> {
    let mut all = vec![Stretch::default()];
    let mut rest = text;
    loop {
        let end = rest.find(['?', '？', '*', '＊']).unwrap_or(rest.len());
        let literal = normalise_query(&rest[..end]);
        let mut characters = rest[end..].chars();
        let wildcard = characters.next();
        rest = characters.as_str();
        if let Some(last) = all.last_mut() {
            last.literal.push_str(&literal);
        }
        let wildcard = match wildcard {
            Some('?' | '？') => Wildcard::One,
            Some(_) => Wildcard::Some,
            None => break,
        };
        if all.last().is_some_and(|last| !last.literal.is_empty()) {
            all.push(Stretch::default());
        }
        if let Some(last) = all.last_mut()
            && (wildcard == Wildcard::One || !last.wildcards.contains(&Wildcard::Some))
        {
            last.wildcards.push(wildcard);
        }
    }
    // `*` at either end stands for nothing.
    if let Some(first) = all.first_mut() {
        first.wildcards.retain(|wildcard| *wildcard == Wildcard::One);
    }
    if let Some(last) = all.last_mut().filter(|last| last.literal.is_empty()) {
        last.wildcards.retain(|wildcard| *wildcard == Wildcard::One);
    }
    all.retain(|stretch| *stretch != Stretch::default());
    all
}

/// The literal of a term without wildcards.
pub(super) fn literal(stretches: &[Stretch]) -> Option<&str> {
    match stretches {
        [] => Some(""),
        [Stretch { wildcards, literal }] if wildcards.is_empty() => Some(literal),
        _ => None,
    }
}

/// `None` where there are only wildcards.
pub(super) fn expression(stretches: &[Stretch]) -> Option<Regex> {
    if stretches.iter().all(|stretch| stretch.literal.is_empty()) {
        return None;
    }
    let some = format!("[^{CLAUSE_ENDS}]{{0,{MOST}}}?");
    let mut source = String::from("(?s)");
    for Stretch { wildcards, literal } in stretches {
        for wildcard in wildcards {
            match wildcard {
                Wildcard::One => source.push('.'),
                Wildcard::Some => source.push_str(&some),
            }
        }
        source.push_str(&::regex::escape(literal));
    }
    RegexBuilder::new(&source).size_limit(LARGEST).build().ok()
}

/// The longest stretch: wherever the pattern stands, this does.
pub(super) fn required(stretches: &[Stretch]) -> Option<Vec<String>> {
    let longest = stretches.iter().max_by_key(|stretch| stretch.literal.len())?;
    Some(vec![longest.literal.clone()])
}

/// All that every occurrence holds, where that is more than the longest stretch.
pub(super) fn chain(stretches: &[Stretch]) -> Option<Chain> {
    let mut chains = Chains::default();
    for Stretch { wildcards, literal } in stretches {
        for wildcard in wildcards {
            chains.gap(match wildcard {
                Wildcard::One => Gap::of(1),
                Wildcard::Some => Gap { least: 0, most: MOST as u32 },
            });
        }
        chains.literal(literal);
    }
    let longest = stretches.iter().map(|stretch| stretch.literal.chars().count()).max()?;
    chains.better_than(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let show = |stretch: Stretch| {
            let wildcards = stretch.wildcards.iter().map(|w| if *w == Wildcard::One { '?' } else { '*' });
            format!("[{}{}]", wildcards.collect::<String>(), stretch.literal)
        };
        stretches(text).into_iter().map(show).collect()
    }

    #[test]
    fn a_term_is_cut_at_its_wildcards_and_stars_at_its_ends_are_nothing() {
        assert_eq!(cut("內捲"), "[内卷]");
        assert_eq!(cut("内？化"), "[内][?化]");
        assert_eq!(cut("政**?*互"), "[政][*?互]");
        assert_eq!(cut("*政*"), "[政]");
        assert_eq!(cut("*?政*?"), "[?政][?]");
    }

    #[test]
    fn as_many_stars_as_a_query_may_have_are_still_found() {
        let typed = "政*".repeat(999) + "政";
        let regex = expression(&stretches(&typed)).unwrap();
        assert!(regex.is_match("政".repeat(1_000).as_bytes()));
        assert!(!regex.is_match("政".repeat(999).as_bytes()));
    }
}
