//! Who of a document becomes a case: what a person, or an option of the command line, chose of those who could.
//!
//! Readers and steps find candidates; speakers of a conversation are candidates too, but for those who only
//! ask. Nothing becomes a case by itself: what was not chosen is taken out before a document goes on.

use std::collections::BTreeSet;

use super::{CandidateOf, CaseCandidate, Imported};
use crate::model::Role;

/// Which candidates are to become cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cases {
    /// None.
    #[default]
    None,
    /// Those who answer: speakers, and respondents of a survey.
    Respondents,
    /// Those whom a paper quotes.
    Quotations,
    /// All.
    All,
}

impl Cases {
    /// Whether this one is meant.
    #[must_use]
    pub fn takes(self, candidate: &CaseCandidate) -> bool {
        let is_quotation = matches!(candidate.of, CandidateOf::Passages(_));
        match self {
            Self::None => false,
            Self::Respondents => !is_quotation,
            Self::Quotations => is_quotation,
            Self::All => true,
        }
    }
}

/// Everybody who could become a case: those found by readers and steps, and speakers who do not only ask.
#[must_use]
pub fn candidates(imported: &Imported) -> Vec<CaseCandidate> {
    let mut all = imported.candidates.clone();
    let found = imported.candidates.iter().filter_map(|candidate| match &candidate.of {
        CandidateOf::Speaker(name) => Some(name),
        CandidateOf::Document | CandidateOf::Passages(_) => None,
    });
    let mut known: BTreeSet<&String> = found.collect();
    for speaker in &imported.structure.speakers {
        if speaker.role != Role::Interviewer && known.insert(&speaker.name) {
            let of = CandidateOf::Speaker(speaker.name.clone());
            all.push(CaseCandidate { name: speaker.name.clone(), of, attributes: Vec::new() });
        }
    }
    all
}

/// Leaves in a document the candidates that were chosen, and no others.
pub fn choose(imported: &mut Imported, mut chosen: impl FnMut(&CaseCandidate) -> bool) {
    imported.candidates = candidates(imported);
    imported.candidates.retain(|candidate| chosen(candidate));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::import::{Options, read};
    use crate::model::{Span, Speaker};

    #[test]
    fn who_answers_and_who_is_quoted_can_be_chosen_and_who_asks_is_nobody() {
        let mut imported = read("a.txt", "正文。".as_bytes(), &Options::default()).unwrap().remove(0);
        let speaker = |name: &str, role| Speaker { name: name.to_owned(), role };
        imported.structure.speakers = vec![
            speaker("社工 01", Role::Interviewer),
            speaker("老人 03", Role::Respondent),
            speaker("说话人1", Role::Unknown),
        ];
        let quoted = CandidateOf::Passages(vec![Span::new(0, 2).unwrap()]);
        imported.candidates =
            vec![CaseCandidate { name: "机构负责人".to_owned(), of: quoted, attributes: Vec::new() }];
        let of = |cases: Cases| {
            let mut imported = imported.clone();
            choose(&mut imported, |candidate| cases.takes(candidate));
            imported.candidates.into_iter().map(|candidate| candidate.name).collect::<Vec<_>>()
        };
        assert_eq!(of(Cases::None), Vec::<String>::new());
        assert_eq!(of(Cases::Respondents), ["老人 03", "说话人1"]);
        assert_eq!(of(Cases::Quotations), ["机构负责人"]);
        assert_eq!(of(Cases::All).len(), 3);
    }
}
