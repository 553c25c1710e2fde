//! What the colours of codings stand for: codes, coders, or what is known of who speaks.
//!
//! Pure: from a project to colours. A value of an attribute has one colour in all documents of a project: its
//! place among the choices of the attribute, then among the other values in their order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{CaseMember, CharIndex, CoderId, Colour, Document, Project, Span};

/// What the colour of a coding says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColourBy {
    /// Which code it is.
    #[default]
    Code,
    /// Who coded.
    Coder,
    /// The value of this attribute: of the case to which the speaker belongs, otherwise of the document.
    Attribute(String),
}

/// Of a passage about which an attribute says nothing.
pub const NO_VALUE: Colour = Colour::hex(0x008C_9097);

/// A colour for each coder: their own, and another where somebody before has the same.
#[must_use]
pub fn coder_colours(project: &Project) -> BTreeMap<CoderId, Colour> {
    let mut colours: BTreeMap<CoderId, Colour> = BTreeMap::new();
    for coder in project.coders() {
        let taken = |colour: Colour| colours.values().any(|held| *held == colour);
        let free = Colour::palette().find(|colour| !taken(*colour));
        let colour = if taken(coder.colour) { free.unwrap_or(coder.colour) } else { coder.colour };
        colours.insert(coder.id, colour);
    }
    colours
}

/// A colour for each value of an attribute that stands anywhere in the project.
#[must_use]
pub fn value_colours(project: &Project, attribute: &str) -> BTreeMap<String, Colour> {
    let choices = project.attributes_in_order().into_iter().find(|held| held.name == attribute);
    let mut order: Vec<&str> = choices.map_or_else(Vec::new, |held| held.choices.iter().map(String::as_str).collect());
    let of_documents = project.documents().map(|document| &document.attributes);
    let of_cases = project.cases().map(|case| &case.attributes);
    let values: BTreeSet<&str> =
        of_documents.chain(of_cases).filter_map(|held| held.get(attribute)).map(String::as_str).collect();
    let others: Vec<&str> = values.into_iter().filter(|value| !order.contains(value)).collect();
    order.extend(others);
    order.into_iter().enumerate().map(|(at, value)| (value.to_owned(), Colour::nth(at))).collect()
}

/// What an attribute says at each place of a document.
pub struct Values<'a> {
    document: &'a Document,
    passages: Vec<(Span, &'a str)>,
    speakers: BTreeMap<&'a str, &'a str>,
    whole: Option<&'a str>,
}

impl<'a> Values<'a> {
    /// Looks the members of cases up once, so that ten thousand codings ask cheaply.
    #[must_use]
    pub fn of(project: &'a Project, document: &'a Document, attribute: &str) -> Self {
        let mut values = Self { document, passages: Vec::new(), speakers: BTreeMap::new(), whole: None };
        for (case, member) in project.members_in(document.id) {
            let Some(value) = case.attributes.get(attribute).map(String::as_str) else { continue };
            match member {
                CaseMember::Document(_) => values.whole = values.whole.or(Some(value)),
                CaseMember::Speaker { name, .. } => {
                    values.speakers.entry(name).or_insert(value);
                }
                CaseMember::Passage { .. } => {
                    values.passages.extend(member.span_in(document).map(|span| (span, value)));
                }
            }
        }
        values.whole = values.whole.or_else(|| document.attributes.get(attribute).map(String::as_str));
        values
    }

    /// At the beginning of a passage: of its own case, of its speaker's, of the document's, of the document.
    #[must_use]
    pub fn at(&self, place: CharIndex) -> Option<&'a str> {
        let own = self.passages.iter().find(|(span, _)| span.contains(place)).map(|(_, value)| *value);
        let speaker = || self.document.structure.speaker_at(place);
        own.or_else(|| speaker().and_then(|speaker| self.speakers.get(speaker.name.as_str()).copied())).or(self.whole)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Attribute, AttributeKind, Case, CaseId, Coder, CountingMint, DocumentId, Edit, ProjectId, Rank, Role, Speaker,
        Structure, Text, Timestamp, Turn, apply_all,
    };

    fn project() -> (Project, DocumentId) {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "互动", Timestamp(0));
        let id = DocumentId::new(&mut mint);
        let mut document =
            Document::of_text(id, "座谈", Text::new("甲：好。\n乙：不好。\n完。").unwrap(), Timestamp(0));
        let speaker = |name: &str| Speaker { name: name.to_owned(), role: Role::Respondent };
        let turn = |start, end, speaker| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(start + 2),
            speaker: Some(speaker),
            at: None,
            until: None,
        };
        document.structure = Arc::new(Structure {
            speakers: vec![speaker("甲"), speaker("乙")],
            turns: vec![turn(0, 4, 0), turn(5, 10, 1)],
            ..Structure::default()
        });
        document.attributes.insert("村".to_owned(), "东".to_owned());
        let mut case = Case::named(CaseId::new(&mut mint), "老人乙");
        case.attributes.insert("村".to_owned(), "西".to_owned());
        case.members.insert(CaseMember::Speaker { document: id, name: "乙".to_owned() });
        let mut attribute = Attribute::new("村", AttributeKind::Choice, Rank(1));
        attribute.choices = vec!["西".to_owned()];
        let edits = [Edit::AddAttribute(attribute), Edit::AddDocument(Arc::new(document)), Edit::AddCase(case)];
        apply_all(&mut project, &edits).unwrap();
        (project, id)
    }

    #[test]
    fn the_case_of_the_speaker_says_more_than_the_document() {
        let (project, id) = project();
        let values = Values::of(&project, project.document(id).unwrap(), "村");
        assert_eq!([1, 7, 11].map(|at| values.at(CharIndex(at))), [Some("东"), Some("西"), Some("东")]);
        assert_eq!(Values::of(&project, project.document(id).unwrap(), "年龄").at(CharIndex(1)), None);
    }

    #[test]
    fn values_keep_their_colours_and_choices_come_first() {
        let (project, _) = project();
        let colours = value_colours(&project, "村");
        assert_eq!(colours.get("西"), Some(&Colour::nth(0)));
        assert_eq!(colours.get("东"), Some(&Colour::nth(1)));
    }

    #[test]
    fn two_coders_with_the_same_colour_are_told_apart() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "互动", Timestamp(0));
        for name in ["甲", "甲"] {
            let coder = Coder::named(CoderId::new(&mut mint), name);
            apply_all(&mut project, &[Edit::AddCoder(coder)]).unwrap();
        }
        let colours: BTreeSet<String> = coder_colours(&project).values().map(ToString::to_string).collect();
        assert_eq!(colours.len(), 2);
    }
}
