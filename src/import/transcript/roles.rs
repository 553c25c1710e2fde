//! Who asks and who answers: by what a person said, by the head of the transcript, by the labels, and
//! where those say nothing by the share of turns that end in a question.

use std::collections::BTreeMap;

use super::header::Header;
use super::names;
use crate::model::Role;

/// What a speaker did in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many turns.
    pub turns: usize,
    /// How many of them end in a question.
    pub questions: usize,
}

/// Whether what was said ends in a question, in writing that may have lost its marks.
pub fn is_question(said: &str) -> bool {
    let said = said.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '”' | '"' | '）' | ')'));
    said.ends_with(['？', '?']) || said.trim_end_matches(['。', '，', '.', ',']).ends_with(['吗', '嗎', '呢', '么'])
}

/// A role for each speaker, without those about whom nothing can be said.
pub fn of(parts: &BTreeMap<String, Part>, header: &Header) -> BTreeMap<String, Role> {
    let mut roles: BTreeMap<String, Role> = BTreeMap::new();
    for name in parts.keys() {
        let role = by_name(name, parts, header);
        if role != Role::Unknown {
            roles.insert(name.clone(), role);
        }
    }
    let has = |roles: &BTreeMap<String, Role>, role| roles.values().any(|other| *other == role);
    if !has(&roles, Role::Interviewer)
        && let Some(asking) = asking(parts, &roles)
    {
        roles.insert(asking, Role::Interviewer);
    }
    // Where somebody asks, the others answer.
    if has(&roles, Role::Interviewer) && !has(&roles, Role::Respondent) {
        for name in parts.keys() {
            roles.entry(name.clone()).or_insert(Role::Respondent);
        }
    }
    roles
}

fn by_name(name: &str, parts: &BTreeMap<String, Part>, header: &Header) -> Role {
    if header.interviewers.iter().any(|asking| asking == name) {
        return Role::Interviewer;
    }
    if header.respondents.iter().any(|answering| answering.name == name) {
        return Role::Respondent;
    }
    let there = |other: &str| parts.contains_key(other);
    match name {
        // A letter alone may be anybody's initial.
        "A" if !there("Q") && !there("问") => Role::Unknown,
        "I" if parts.len() < 2 => Role::Unknown,
        // A1, A2, B1 are members of a group; the answers to Q1, Q2 were counted as those of A before.
        name if name.len() > 1 && name.starts_with('A') && name.chars().skip(1).all(|c| c.is_ascii_digit()) => {
            Role::Unknown
        }
        "R" if there("P") || there("P1") => Role::Interviewer,
        "R" if !there("I") && !there("Q") => Role::Unknown,
        "P" if !there("I") && !there("R") && !there("Q") => Role::Unknown,
        _ => names::role_of(name),
    }
}

/// The one who asks far more than the others, among those of whom nothing is known.
fn asking(parts: &BTreeMap<String, Part>, roles: &BTreeMap<String, Role>) -> Option<String> {
    let share = |part: &Part| part.questions as f64 / part.turns.max(1) as f64;
    let mut shares: Vec<(f64, &String)> = parts
        .iter()
        .filter(|(name, part)| !roles.contains_key(*name) && part.turns >= 2)
        .map(|(name, part)| (share(part), name))
        .collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (most, name) = *shares.first()?;
    let known = parts.iter().filter(|(name, _)| roles.contains_key(*name)).map(|(_, part)| share(part));
    let second = shares.get(1).map(|(share, _)| *share).into_iter().chain(known).fold(0.0, f64::max);
    (most >= 0.3 && most >= second * 1.5 && parts.len() >= 2).then(|| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(parts: &[(&str, usize, usize)]) -> Vec<(String, Role)> {
        let part = |&(name, turns, questions): &(&str, usize, usize)| (name.to_owned(), Part { turns, questions });
        of(&parts.iter().map(part).collect(), &Header::default()).into_iter().collect()
    }

    #[test]
    fn labels_tell_roles_and_letters_only_beside_their_partner() {
        use Role::{Interviewer, Respondent};
        assert_eq!(roles(&[("Q", 4, 4), ("A", 4, 0)]), [("A".into(), Respondent), ("Q".into(), Interviewer)]);
        assert_eq!(roles(&[("P", 4, 0), ("R", 4, 0)]), [("P".into(), Respondent), ("R".into(), Interviewer)]);
        assert_eq!(roles(&[("A", 4, 0), ("B", 4, 0)]), []);
        assert_eq!(
            roles(&[("访谈者", 4, 0), ("李大爷", 4, 3)]),
            [("李大爷".into(), Respondent), ("访谈者".into(), Interviewer)]
        );
    }

    #[test]
    fn who_asks_most_is_the_interviewer() {
        use Role::{Interviewer, Respondent};
        assert_eq!(
            roles(&[("说话人1", 10, 7), ("说话人2", 10, 1), ("说话人3", 3, 0)]),
            [("说话人1".into(), Interviewer), ("说话人2".into(), Respondent), ("说话人3".into(), Respondent)]
        );
        assert_eq!(roles(&[("说话人1", 10, 4), ("说话人2", 10, 3)]), []);
        assert!(is_question("饭菜合口味吗") && is_question("Where?”") && !is_question("合口味。"));
    }
}
