//! How often hits stand in each document, in each group, in what each speaker says, under each code.
//!
//! A hit is counted under something where narrowing the query to it (`group:`, `speaker:`, `code:`) would
//! leave the hit: inside one turn, one coded segment, what belongs to the case. The one exception is a hit in the
//! label before a turn (老人 03：): it is that speaker's, though `speaker:` leaves what they say only. Beside each count
//! stands how much text that is, so that a long document does not seem to speak of something more than a short one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{
    AttributeId, CaseId, CaseMember, CodeId, CoderId, Document, DocumentId, Project, Role, Span, Structure, Turn,
};

use super::hits::{Cancelled, Hit};
use super::normalise::normalise_query;
use super::region::Region;

/// What hits are counted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// Each document.
    #[default]
    Document,
    /// Groups of documents; a document may be in several.
    Group,
    /// Values of an attribute: of documents, and of cases for what belongs to them.
    Attribute(AttributeId),
    /// Who speaks, by name, through all documents.
    Speaker,
    /// Who asks and who answers.
    Role,
    /// Coded segments that hold the hit, those of the codes below included.
    Code,
    /// What belongs to each case.
    Case,
    /// What each coder has coded.
    Coder,
}

/// What a count is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum CountId {
    /// A document.
    Document(DocumentId),
    /// A code with those below it.
    Code(CodeId),
    /// A case.
    Case(CaseId),
    /// A coder.
    Coder(CoderId),
    /// A role in conversations.
    Role(Role),
    /// A group, a value or a speaker: known by its name.
    Name,
    /// Hits that belong to none of the others.
    None,
}

/// How often hits stand in something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Count {
    /// Its name; a code's with its path. Empty of a role and of what belongs to none.
    pub label: String,
    /// What it is.
    pub id: CountId,
    /// How many.
    pub hits: usize,
    /// In how many documents.
    pub documents: usize,
    /// How much text it has in the whole project, in code points.
    pub characters: u64,
    /// Hits in a thousand characters of that text; `None` where it has none.
    pub per_thousand_characters: Option<f64>,
}

/// What tells counts apart: names as they are compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Id(CountId),
    Name(String),
}

#[derive(Default)]
struct Sum {
    label: String,
    hits: usize,
    documents: usize,
    characters: u64,
}

/// Counts hits by something, the most first; of equals by name. What has no hit is left out.
///
/// # Errors
/// [`Cancelled`], soon after `cancel` was set.
pub fn counts(project: &Project, hits: &[Hit], by: By, cancel: &AtomicBool) -> Result<Vec<Count>, Cancelled> {
    let names = Names::of(project, by);
    let mut by_document: BTreeMap<DocumentId, Vec<Span>> = BTreeMap::new();
    for hit in hits {
        by_document.entry(hit.document).or_default().push(hit.span);
    }
    let documents = project.documents_in_order();
    let of_document = |document: &&std::sync::Arc<Document>| {
        if cancel.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        let hits = by_document.get(&document.id).map_or(&[][..], Vec::as_slice);
        Ok(names.sums(project, document, hits))
    };
    let sums = documents.par_iter().map(of_document).collect::<Result<Vec<_>, _>>()?;
    let mut all: BTreeMap<Key, Sum> = BTreeMap::new();
    for (key, sum) in sums.into_iter().flatten() {
        let held = all.entry(key).or_default();
        if held.label.is_empty() {
            held.label = sum.label;
        }
        held.hits += sum.hits;
        held.documents += sum.documents;
        held.characters += sum.characters;
    }
    let found = all.into_iter().filter(|(_, sum)| sum.hits > 0).map(|(key, sum)| Count {
        id: match key {
            Key::Id(id) => id,
            Key::Name(_) => CountId::Name,
        },
        per_thousand_characters: (sum.characters > 0).then(|| sum.hits as f64 * 1000.0 / sum.characters as f64),
        label: sum.label,
        hits: sum.hits,
        documents: sum.documents,
        characters: sum.characters,
    });
    let mut found: Vec<Count> = found.collect();
    found.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.label.cmp(&b.label)));
    Ok(found)
}

/// What is looked up once for all documents.
struct Names<'a> {
    by: By,
    /// Each code as it was applied, with those that it counts for.
    codes: BTreeMap<CodeId, BTreeSet<CodeId>>,
    /// What of each document belongs to which case.
    members: BTreeMap<DocumentId, Vec<(CaseId, &'a CaseMember)>>,
}

impl<'a> Names<'a> {
    fn of(project: &'a Project, by: By) -> Self {
        let mut codes = BTreeMap::new();
        if by == By::Code {
            for code in project.codes() {
                let stands_for = project.resolve(code.id);
                let above = project.code_ancestors(stands_for);
                codes.insert(code.id, above.into_iter().chain([stands_for]).collect());
            }
        }
        let mut members: BTreeMap<DocumentId, Vec<_>> = BTreeMap::new();
        if matches!(by, By::Case | By::Attribute(_)) {
            for (case, member) in project.cases().flat_map(|case| case.members.iter().map(move |m| (case, m))) {
                members.entry(member.document()).or_default().push((case.id, member));
            }
        }
        Self { by, codes, members }
    }

    /// Whose label each hit stands in.
    fn labels(&self, document: &Document, hits: &[Span]) -> Vec<Option<Key>> {
        let structure = &document.structure;
        let of = |hit: &Span| {
            let turn = structure.turn_at(hit.start).filter(|turn| hit.start < turn.said)?;
            let speaker = structure.speakers.get(usize::from(turn.speaker?))?;
            Some(match self.by {
                By::Speaker => Key::Name(normalise_query(&speaker.name)),
                By::Role => Key::Id(CountId::Role(speaker.role)),
                _ => return None,
            })
        };
        if matches!(self.by, By::Speaker | By::Role) { hits.iter().map(of).collect() } else { vec![None; hits.len()] }
    }

    /// The sums of one document.
    fn sums(&self, project: &Project, document: &Document, hits: &[Span]) -> Vec<(Key, Sum)> {
        let regions = self.regions(project, document);
        let labels = self.labels(document, hits);
        let mut sums = Vec::with_capacity(regions.len() + 1);
        let mut held = vec![false; hits.len()];
        let mut spans = Vec::new();
        for (key, (label, region)) in regions {
            let mut count = 0;
            for ((hit, label), held) in hits.iter().zip(&labels).zip(&mut held) {
                let inside = region.holds(*hit) || label.as_ref() == Some(&key);
                count += usize::from(inside);
                *held |= inside;
            }
            let documents = usize::from(count > 0);
            sums.push((key, Sum { label, hits: count, documents, characters: region.characters() }));
            spans.extend_from_slice(region.spans());
        }
        let rest = held.iter().filter(|held| !**held).count();
        let characters = u64::from(document.text.char_len()) - Region::of(spans).characters();
        let rest = Sum { label: String::new(), hits: rest, documents: usize::from(rest > 0), characters };
        sums.push((Key::Id(CountId::None), rest));
        sums
    }

    fn regions(&self, project: &Project, document: &Document) -> BTreeMap<Key, (String, Region)> {
        let mut spans: BTreeMap<Key, (String, Vec<Span>)> = BTreeMap::new();
        let mut put = |key: Key, label: &str, some: &mut dyn Iterator<Item = Span>| {
            spans.entry(key).or_insert_with(|| (label.to_owned(), Vec::new())).1.extend(some);
        };
        let named = |name: &str| Key::Name(normalise_query(name));
        let whole = || document.text.whole().into_iter();
        let codings = project.codings(document.id);
        match self.by {
            By::Document => put(Key::Id(CountId::Document(document.id)), &document.title, &mut whole()),
            By::Group => document.groups.iter().for_each(|group| put(named(group), group, &mut whole())),
            By::Attribute(id) => {
                let value = |held: &'_ crate::model::Attributes| {
                    held.iter().find(|(name, _)| AttributeId::of(name) == id).map(|(_, value)| value.clone())
                };
                if let Some(value) = value(&document.attributes) {
                    put(named(&value), &value, &mut whole());
                }
                for (case, member) in self.members_of(document) {
                    if let Some(value) = project.case(case).and_then(|case| value(&case.attributes)) {
                        put(named(&value), &value, &mut belonging(document, member).into_iter());
                    }
                }
            }
            By::Speaker => {
                for (speaker, turns) in turns_by_speaker(document) {
                    put(named(&speaker.name), &speaker.name, &mut turns.filter_map(said));
                }
            }
            By::Role => {
                for (speaker, turns) in turns_by_speaker(document) {
                    put(Key::Id(CountId::Role(speaker.role)), "", &mut turns.filter_map(said));
                }
            }
            By::Code => {
                for coding in codings.iter() {
                    for &code in self.codes.get(&coding.code).into_iter().flatten() {
                        put(Key::Id(CountId::Code(code)), "", &mut std::iter::once(coding.span));
                    }
                }
            }
            By::Coder => {
                for coding in codings.iter() {
                    put(Key::Id(CountId::Coder(coding.coder)), "", &mut std::iter::once(coding.span));
                }
            }
            By::Case => {
                for (case, member) in self.members_of(document) {
                    put(Key::Id(CountId::Case(case)), "", &mut belonging(document, member).into_iter());
                }
            }
        }
        let label = |key: &Key, label: String| match key {
            Key::Id(CountId::Code(code)) => project.code_path(*code),
            Key::Id(CountId::Coder(coder)) => project.coder(*coder).map_or(label, |coder| coder.name.clone()),
            Key::Id(CountId::Case(case)) => project.case(*case).map_or(label, |case| case.name.clone()),
            _ => label,
        };
        spans.into_iter().map(|(key, (name, spans))| (key.clone(), (label(&key, name), Region::of(spans)))).collect()
    }

    fn members_of(&self, document: &Document) -> impl Iterator<Item = (CaseId, &'a CaseMember)> {
        self.members.get(&document.id).into_iter().flatten().copied()
    }
}

/// How many hits begin in the label before a turn, which says who speaks and is said by nobody.
#[must_use]
pub fn in_labels(project: &Project, hits: &[Hit]) -> usize {
    let of = |same: &[Hit]| {
        let document = same.first().and_then(|hit| project.document(hit.document));
        let structure = document.map(|document| &document.structure).filter(|structure| !structure.turns.is_empty());
        let is_label = |structure: &Structure, hit: &Hit| {
            structure.turn_at(hit.span.start).is_some_and(|turn| hit.span.start < turn.said)
        };
        structure.map_or(0, |structure| same.iter().filter(|hit| is_label(structure, hit)).count())
    };
    hits.chunk_by(|a, b| a.document == b.document).map(of).sum()
}

/// What a turn says, its label left out.
fn said(turn: &Turn) -> Option<Span> {
    Span::new(turn.said.0, turn.span.end.0)
}

/// Each speaker with their turns.
fn turns_by_speaker(
    document: &Document,
) -> impl Iterator<Item = (&crate::model::Speaker, impl Iterator<Item = &Turn>)> {
    let structure = &document.structure;
    structure.speakers.iter().zip(0_u16..).map(move |(speaker, at)| {
        let turns = structure.turns.iter().filter(move |turn| turn.speaker == Some(at));
        (speaker, turns)
    })
}

/// Where a member of a case stands in its document.
fn belonging(document: &Document, member: &CaseMember) -> Vec<Span> {
    match member {
        CaseMember::Document(_) => document.text.whole().into_iter().collect(),
        CaseMember::Speaker { name, .. } => turns_by_speaker(document)
            .filter(|(speaker, _)| speaker.name == *name)
            .flat_map(|(_, turns)| turns.filter_map(said))
            .collect(),
        CaseMember::Passage { .. } => member.span_in(document).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Case, CharIndex, CountingMint, DocumentChange, Edit, Speaker};
    use crate::search::fixture::Fixture;
    use crate::search::{Query, scan};

    static GO: AtomicBool = AtomicBool::new(false);

    fn counted(fixture: &Fixture, query: &str, by: By) -> Vec<(String, usize, usize, u64)> {
        let hits = scan(&fixture.project, &Query::parse(query).unwrap(), 1_000).hits;
        let counts = counts(&fixture.project, &hits, by, &GO).unwrap();
        counts.into_iter().map(|c| (c.label, c.hits, c.documents, c.characters)).collect()
    }

    fn row(label: &str, hits: usize, documents: usize, characters: u64) -> (String, usize, usize, u64) {
        (label.to_owned(), hits, documents, characters)
    }

    /// Two talks of 甲 (asks) and 老人 (answers), ten characters each.
    fn talks() -> Fixture {
        let mut fixture = Fixture::of(&["甲：食堂？\n老：食堂", "老：没食堂\n记食堂录"]);
        let turn = |start, end, speaker| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(start + 2),
            speaker: Some(speaker),
            at: None,
            until: None,
        };
        let speaker = |name: &str, role| Speaker { name: name.to_owned(), role };
        let (asks, answers) = (speaker("甲", Role::Interviewer), speaker("老", Role::Respondent));
        let speakers = vec![asks, answers.clone()];
        let turns = vec![turn(0, 5, 0), turn(6, 10, 1)];
        fixture.structured(0, Structure { speakers, turns, ..Structure::default() });
        let turns = vec![turn(0, 5, 0)];
        fixture.structured(1, Structure { speakers: vec![answers], turns, ..Structure::default() });
        fixture
    }

    #[test]
    fn documents_are_counted_with_how_much_text_they_have() {
        let fixture = Fixture::of(&["合谋与合谋", "合谋", "无"]);
        assert_eq!(counted(&fixture, "合谋", By::Document), [row("文档1", 2, 1, 5), row("文档2", 1, 1, 2)]);
        let hits = scan(&fixture.project, &Query::parse("合谋").unwrap(), 9).hits;
        let first = counts(&fixture.project, &hits, By::Document, &GO).unwrap().remove(0);
        assert_eq!(first.per_thousand_characters, Some(400.0));
    }

    #[test]
    fn groups_that_are_written_alike_are_one_and_what_is_in_none_is_told() {
        let mut fixture = Fixture::of(&["合谋", "合谋合谋", "合谋"]);
        for (at, group) in [(0, "农村"), (1, "農村")] {
            let groups = DocumentChange::Groups([group.to_owned()].into());
            Edit::SetDocument(fixture.ids[at], groups).apply(&mut fixture.project).unwrap();
        }
        assert_eq!(counted(&fixture, "合谋", By::Group), [row("农村", 3, 2, 6), row("", 1, 1, 2)]);
    }

    #[test]
    fn speakers_are_counted_by_what_they_say_and_a_label_is_its_speakers() {
        let fixture = talks();
        assert_eq!(counted(&fixture, "食堂", By::Speaker), [row("老", 2, 2, 5), row("", 1, 1, 12), row("甲", 1, 1, 3)]);
        // Of the labels no character is said.
        assert_eq!(counted(&fixture, "老", By::Speaker), [row("老", 2, 2, 5)]);
        let labels =
            |query: &str| in_labels(&fixture.project, &scan(&fixture.project, &Query::parse(query).unwrap(), 9).hits);
        assert_eq!((labels("老"), labels("食堂"), labels("老 -part:标签")), (2, 0, 0));
        let hits = scan(&fixture.project, &Query::parse("食堂").unwrap(), 9).hits;
        let roles = counts(&fixture.project, &hits, By::Role, &GO).unwrap();
        let of: Vec<_> = roles.iter().map(|count| (count.id, count.hits)).collect();
        let expected = [(Role::Respondent, 2), (Role::Interviewer, 1)].map(|(role, hits)| (CountId::Role(role), hits));
        assert!(expected.iter().all(|role| of.contains(role)), "{of:?}");
        // As many as the query finds when it is narrowed.
        assert_eq!(counted(&fixture, "食堂 speaker:老", By::Speaker), [row("老", 2, 2, 5)]);
    }

    #[test]
    fn a_code_counts_hits_inside_one_of_its_segments_and_of_those_below_it() {
        let mut fixture = Fixture::of(&["街道合谋，社区合谋，合谋"]);
        fixture.code("陷阱/合谋", 0, 0, 4);
        fixture.code("陷阱", 0, 5, 8);
        fixture.code("陷阱", 0, 8, 9);
        let found = counted(&fixture, "合谋", By::Code);
        // The second hit lies over two segments and in neither.
        assert_eq!(found, [row("", 2, 1, 4), row("陷阱", 1, 1, 8), row("陷阱/合谋", 1, 1, 4)]);
        assert_eq!(counted(&fixture, "合谋 code:陷阱", By::Code)[0].1, 1);
        assert_eq!(counted(&fixture, "合谋", By::Coder)[1], row("社工 01", 1, 1, 8));
    }

    #[test]
    fn a_value_counts_its_documents_and_what_belongs_to_cases_that_have_it() {
        let mut fixture = talks();
        let value = |value: &str| Some(value.to_owned());
        let change = DocumentChange::Attribute { name: "地区".to_owned(), value: value("城市") };
        Edit::SetDocument(fixture.ids[1], change).apply(&mut fixture.project).unwrap();
        let id = CaseId::new(&mut CountingMint::default());
        let member = CaseMember::Speaker { document: fixture.ids[0], name: "老".to_owned() };
        let case = Case {
            members: [member].into(),
            attributes: [("地区".to_owned(), "农村".to_owned())].into(),
            ..Case::named(id, "老人 03")
        };
        Edit::AddCase(case).apply(&mut fixture.project).unwrap();
        let attribute = By::Attribute(AttributeId::of("地区"));
        assert_eq!(
            counted(&fixture, "食堂", attribute),
            [row("城市", 2, 1, 10), row("", 1, 1, 8), row("农村", 1, 1, 2)]
        );
        assert_eq!(counted(&fixture, "食堂", By::Case)[1], row("老人 03", 1, 1, 2));
        // As many as the query finds when it is narrowed: a label is not what somebody says.
        for (query, by) in [("老", By::Case), ("老", attribute), ("食堂", By::Case), ("食堂", attribute)] {
            let counts = counted(&fixture, query, by);
            for (label, hits, ..) in &counts {
                let filter = match label.as_str() {
                    "老人 03" => "case:\"老人 03\"".to_owned(),
                    "" => continue,
                    value => format!("attr:地区={value}"),
                };
                let narrowed = Query::parse(&format!("{query} {filter}")).unwrap();
                assert_eq!(scan(&fixture.project, &narrowed, 9).total, *hits, "{query} {filter}");
            }
        }
        assert_eq!(counted(&fixture, "老", By::Case).len(), 1, "one label is in no case, nor is the other");
        assert_eq!(counted(&fixture, "老", attribute), [row("", 1, 1, 8), row("城市", 1, 1, 10)]);
    }

    #[test]
    fn nobody_waits_for_counts_that_were_given_up() {
        let fixture = Fixture::of(&["合谋"]);
        let stopped = AtomicBool::new(true);
        assert_eq!(counts(&fixture.project, &[], By::Document, &stopped), Err(Cancelled));
    }
}
