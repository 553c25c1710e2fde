//! The invariants that one project can be checked for, each as a function.
//!
//! Edits keep them; [`check`] is for what came from a disk, another program or a person's editor.

use super::{CaseId, CodeId, CoderId, CodingId, DocumentId, MemoId, Project, QuoteHash};

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Invariant 1: a span lies inside its document's text.
    OutsideText {
        /// In which document.
        document: DocumentId,
        /// Which coding.
        coding: CodingId,
    },
    /// Invariant 1: the text at the span is the one that was coded.
    OtherText {
        /// In which document.
        document: DocumentId,
        /// Which coding.
        coding: CodingId,
    },
    /// A coding of a code, coder or document that is not there.
    Dangling {
        /// In which document.
        document: DocumentId,
        /// Which coding.
        coding: CodingId,
    },
    /// A code whose parent or alias is missing or leads back to itself.
    BrokenTree(CodeId),
    /// A document whose text is not the one that its record names.
    TextChanged(DocumentId),
    /// A second coder with the id of another.
    CoderTwice(CoderId),
    /// A second code with the id of another.
    CodeTwice(CodeId),
    /// A second document with the id of another.
    DocumentTwice(DocumentId),
    /// A second case with the id of another.
    CaseTwice(CaseId),
    /// A second memo with the id of another.
    MemoTwice(MemoId),
    /// A passage of a case that does not say what it said when it was put in.
    CasePassage {
        /// Of which case.
        case: CaseId,
        /// In which document.
        document: DocumentId,
    },
    /// Something on a shelf that has no name: nobody could find it.
    ItemWithoutName,
    /// Something on a shelf that is not as its kind must be: too long, empty, or with more than belongs to it.
    UnfitItem {
        /// Which.
        name: String,
    },
    /// A second coding with the place and id of another.
    CodingTwice {
        /// In which document.
        document: DocumentId,
        /// Which coding.
        coding: CodingId,
    },
}

impl Violation {
    /// For people.
    #[must_use]
    pub fn tell(&self) -> super::Message {
        use super::Message;
        match self {
            Self::OutsideText { document, coding } => {
                Message::new("check.outside_text").with("document", document).with("coding", coding)
            }
            Self::OtherText { document, coding } => {
                Message::new("check.other_text").with("document", document).with("coding", coding)
            }
            Self::Dangling { document, coding } => {
                Message::new("check.dangling").with("document", document).with("coding", coding)
            }
            Self::BrokenTree(code) => Message::new("check.broken_tree").with("code", code),
            Self::TextChanged(document) => Message::new("check.text_changed").with("document", document),
            Self::CoderTwice(coder) => Message::new("check.coder_twice").with("coder", coder),
            Self::CodeTwice(code) => Message::new("check.code_twice").with("code", code),
            Self::DocumentTwice(document) => Message::new("check.document_twice").with("document", document),
            Self::CaseTwice(case) => Message::new("check.case_twice").with("case", case),
            Self::MemoTwice(memo) => Message::new("check.memo_twice").with("memo", memo),
            Self::CasePassage { case, document } => {
                Message::new("check.case_passage").with("case", case).with("document", document)
            }
            Self::ItemWithoutName => Message::new("check.item_without_name"),
            Self::UnfitItem { name } => Message::new("check.unfit_item").with("name", name),
            Self::CodingTwice { document, coding } => {
                Message::new("check.coding_twice").with("document", document).with("coding", coding)
            }
        }
    }
}

/// Everything that is wrong with a project; empty when it is sound.
#[must_use]
pub fn check(project: &Project) -> Vec<Violation> {
    let mut found = spans_lie_in_their_texts(project);
    found.extend(codes_form_a_tree(project));
    found.extend(texts_are_the_ones_recorded(project));
    found.extend(passages_of_cases_say_what_they_said(project));
    found.extend(shelves_hold_what_belongs_there(project));
    found
}

fn shelves_hold_what_belongs_there(project: &Project) -> Vec<Violation> {
    let unfit = project.items().filter(|item| !item.is_good());
    let mut names: Vec<String> = unfit.map(|item| item.name.clone()).collect();
    names.sort();
    names.into_iter().map(|name| Violation::UnfitItem { name }).collect()
}

fn passages_of_cases_say_what_they_said(project: &Project) -> Vec<Violation> {
    let members = project.cases().flat_map(|case| case.members.iter().map(move |member| (case.id, member)));
    let strayed = members.filter(|(_, member)| !member.fits(project));
    strayed.map(|(case, member)| Violation::CasePassage { case, document: member.document() }).collect()
}

fn spans_lie_in_their_texts(project: &Project) -> Vec<Violation> {
    let mut found = Vec::new();
    for (document, codings) in project.all_codings() {
        let held = project.document(document);
        for coding in codings.iter() {
            let known = project.code(coding.code).is_some() && project.coder(coding.coder).is_some();
            match held {
                Some(held) if known => {
                    if coding.span.start >= coding.span.end || coding.span.end.0 > held.text.char_len() {
                        found.push(Violation::OutsideText { document, coding: coding.id });
                    } else if coding.on != held.mark() || QuoteHash::of(&held.text, coding.span) != coding.quote {
                        found.push(Violation::OtherText { document, coding: coding.id });
                    }
                }
                _ => found.push(Violation::Dangling { document, coding: coding.id }),
            }
        }
    }
    found
}

fn codes_form_a_tree(project: &Project) -> Vec<Violation> {
    let known = |other: Option<CodeId>| other.is_none_or(|other| project.code(other).is_some());
    let sound = |code: &super::Code| {
        let resolved = project.resolve(code.id);
        // Of a circle of aliases nothing is the end.
        let ends = project.code(resolved).is_some_and(|end| end.alias_of.is_none());
        known(code.parent) && known(code.alias_of) && ends && project.leads_to_the_top(resolved)
    };
    project.codes().filter(|code| !sound(code)).map(|code| Violation::BrokenTree(code.id)).collect()
}

fn texts_are_the_ones_recorded(project: &Project) -> Vec<Violation> {
    project
        .documents()
        .filter(|document| super::Hash::of(document.text.as_str().as_bytes()) != document.text_hash)
        .map(|document| Violation::TextChanged(document.id))
        .collect()
}
