//! Speakers as a whole: what they are called after corrections, what they do, what is said of them, and who
//! of them could become a case.

use std::collections::BTreeMap;

use super::header::Header;
use super::roles::{self, Part};
use super::{Talk, names, stamp};
use crate::import::steps::Working;
use crate::import::{CandidateOf, CaseCandidate};
use crate::model::{Role, Structure};

/// What is known of a speaker beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeakerNotes {
    /// What they do.
    pub role: Role,
    /// What the head calls a speaker whose label names nobody.
    pub called: Option<String>,
    /// What the label and the head say of them.
    pub attributes: Vec<(String, String)>,
}

/// The name under which a speaker goes on, after corrections.
pub fn corrected_name(working: &Working, name: &str) -> String {
    let correction = working.options().corrections.speakers.get(name);
    let chosen =
        correction.and_then(|correction| correction.name.as_deref()).map(names::fold).filter(|n| !n.is_empty());
    chosen.unwrap_or_else(|| names::fold(name))
}

/// Finds out what the speakers of a talk do, and notes what the head says of them.
pub fn give_roles(working: &Working, talk: &mut Talk, header: &Header) {
    let text = working.text();
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    let mut characters = text.chars();
    let mut place = 0_u32;
    for turn in &talk.turns {
        let Some(name) = &turn.speaker else { continue };
        let (start, end) = (turn.said.max(place), turn.span.end.0.max(place));
        let said: String = characters.by_ref().skip((start - place) as usize).take((end - start) as usize).collect();
        place = end.max(start);
        let said = said.trim_end();
        let said = stamp::at_end(said).and_then(|(from, _)| said.get(..from)).unwrap_or(said);
        let part = parts.entry(name.clone()).or_default();
        part.turns += 1;
        part.questions += usize::from(roles::is_question(said));
    }
    let found = roles::of(&parts, header);
    for name in parts.keys() {
        talk.speakers.entry(name.clone()).or_default().role = found.get(name).copied().unwrap_or_default();
    }
    for (name, correction) in &working.options().corrections.speakers {
        if let (Some(role), Some(notes)) = (correction.role, talk.speakers.get_mut(&corrected_name(working, name))) {
            notes.role = role;
        }
    }
    introduce(talk, header);
}

/// Words of the head that speak of the person and not of the talk.
const OF_THE_PERSON: &str = "性别|年龄|民族|职业|学历|文化程度|教育程度|婚姻状况|工作年限|单位|所在单位|职务|职位|身份|籍贯|住址|\
    受访者编号|受访人编号|访谈对象编号|受访者背景|受访者简介|村庄|age|gender|sex|occupation";

/// What the head says of those who answer goes to them.
fn introduce(talk: &mut Talk, header: &Header) {
    let answering: Vec<String> = talk
        .speakers
        .iter()
        .filter(|(_, notes)| notes.role == Role::Respondent)
        .map(|(name, _)| name.clone())
        .collect();
    let mut add = |name: &str, attributes: &[(String, String)], called: Option<&str>| {
        let Some(notes) = talk.speakers.get_mut(name) else { return };
        for (key, value) in attributes {
            if !notes.attributes.iter().any(|(known, _)| known == key) {
                notes.attributes.push((key.clone(), value.clone()));
            }
        }
        notes.called = called.map(str::to_owned).or(notes.called.take());
    };
    for person in &header.respondents {
        add(&person.name, &person.attributes, None);
    }
    let [only] = answering.as_slice() else { return };
    if let [person] = header.respondents.as_slice() {
        let generic = names::is_generic(only).then_some(person.name.as_str());
        add(only, &person.attributes, generic);
    }
    let of_person: Vec<(String, String)> = header
        .attributes
        .iter()
        .filter(|(key, _)| names::words(OF_THE_PERSON).any(|word| word == key.to_lowercase()))
        .cloned()
        .collect();
    add(only, &of_person, None);
}

/// Who could become a case: everybody who speaks and does not ask. Where a label names nobody (受访者), the head's
/// name does, and where there is none the document's title.
#[must_use]
pub fn case_candidates(
    structure: &Structure,
    speakers: &BTreeMap<String, SpeakerNotes>,
    title: &str,
) -> Vec<CaseCandidate> {
    let answering = || structure.speakers.iter().filter(|speaker| speaker.role != Role::Interviewer);
    let alone = answering().count() == 1;
    answering()
        .map(|speaker| {
            let notes = speakers.get(&speaker.name).cloned().unwrap_or_default();
            let name = match notes.called {
                Some(called) => called,
                None if !names::is_generic(&speaker.name) => speaker.name.clone(),
                None if alone => title.to_owned(),
                None => format!("{title} {}", speaker.name),
            };
            CaseCandidate { name, of: CandidateOf::Speaker(speaker.name.clone()), attributes: notes.attributes }
        })
        .collect()
}
