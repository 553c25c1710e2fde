//! Looks up what the filters of a query name: codes, documents, groups, cases, attributes, coders, speakers,
//! parts of texts.
//!
//! Names are compared as text is ([`normalise_query`]): 購買 names the code 购买. A code's name takes in
//! all codes of that name, the codes below them and the codes merged into them. A name that is not there is
//! told with the nearest one that is ([`check`]), never a silent empty list.

mod attribute;
mod check;
mod nearest;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::{
    BlockKind, Case, CaseId, CaseMember, CodeId, Codebook, CoderId, DocumentId, Project, Role, Span, split_path,
};

use super::normalise::normalise_query;
use super::query::{Field, Filter};
use super::region::Region;

/// What a filter stands for in a project.
#[derive(Clone)]
pub(super) enum Resolved {
    /// Codes as they were applied.
    Codes(BTreeSet<CodeId>),
    /// Whole documents.
    Documents(BTreeSet<DocumentId>),
    /// People.
    Coders(BTreeSet<CoderId>),
    /// Who speaks, by document: places in its list of speakers.
    Speakers(BTreeMap<DocumentId, BTreeSet<u16>>),
    /// A part of any text.
    Part(Option<Part>),
    /// What belongs to cases.
    Belonging(Belonging),
    /// What these people did not code.
    Uncoded(Uncoded),
    /// What the whole query is put to; narrows nothing.
    Target,
}

/// Those who did not code; `None`: nobody did.
pub(super) type Uncoded = Option<BTreeSet<CoderId>>;

/// What of a project's texts belongs to cases, and which cases these are.
#[derive(Clone, Debug, Default)]
pub(super) struct Belonging {
    pub cases: BTreeSet<CaseId>,
    /// By document; where nothing belongs there is none.
    pub stretches: BTreeMap<DocumentId, Stretch>,
}

/// What of one document belongs to cases.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretch {
    /// All of it.
    pub is_whole: bool,
    /// What these say: places in its list of speakers.
    pub speakers: BTreeSet<u16>,
    /// Original code points.
    pub passages: Region,
}

impl Belonging {
    /// What belongs to these cases.
    fn of<'a>(cases: impl Iterator<Item = &'a Arc<Case>>, project: &Project) -> Self {
        let mut belonging = Self::default();
        let mut passages = BTreeMap::new();
        cases.for_each(|case| belonging.add(case, project, &mut passages));
        for (document, spans) in passages {
            belonging.stretches.entry(document).or_default().passages = Region::of(spans);
        }
        belonging
    }

    fn add(&mut self, case: &Case, project: &Project, passages: &mut BTreeMap<DocumentId, Vec<Span>>) {
        self.cases.insert(case.id);
        for (member, document) in case.members_in(project).filter(|(member, document)| member.stands_in(document)) {
            let stretch = self.stretches.entry(document.id).or_default();
            match member {
                CaseMember::Document(_) => stretch.is_whole = true,
                CaseMember::Speaker { name, .. } => {
                    let speakers = document.structure.speakers.iter().enumerate();
                    let those = speakers.filter(|(_, speaker)| speaker.name == *name);
                    stretch.speakers.extend(those.filter_map(|(at, _)| u16::try_from(at).ok()));
                }
                CaseMember::Passage { .. } => passages.entry(document.id).or_default().extend(member.span_in(document)),
            }
        }
    }
}

/// What paragraphs are, or beginnings of them, as people ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Body,
    Heading,
    Quote,
    Table,
    Note,
    Reference,
    FrontMatter,
    Metadata,
    /// What a transcript writes before each turn: who speaks, and when. No paragraph but its beginning.
    Label,
}

/// The names that can be typed for each part.
const PARTS: [(Part, &[&str]); 9] = [
    (Part::Body, &["正文", "body", "text"]),
    (Part::Heading, &["标题", "heading"]),
    (Part::Quote, &["引文", "quote"]),
    (Part::Table, &["表格", "table"]),
    (Part::Note, &["注释", "note"]),
    (Part::Reference, &["参考文献", "references", "reference"]),
    (Part::FrontMatter, &["题头", "front"]),
    (Part::Metadata, &["访谈信息", "metadata"]),
    (Part::Label, &["标签", "label"]),
];

impl Part {
    /// Whether it is a part by the kind of a paragraph; a label is one by its turn.
    pub(super) fn holds(self, kind: BlockKind) -> bool {
        self == match kind {
            BlockKind::Body | BlockKind::ListItem(_) => Self::Body,
            BlockKind::Heading(_) => Self::Heading,
            BlockKind::Quote => Self::Quote,
            BlockKind::TableRow | BlockKind::Caption => Self::Table,
            BlockKind::Note => Self::Note,
            BlockKind::Reference => Self::Reference,
            BlockKind::FrontMatter => Self::FrontMatter,
            BlockKind::Metadata => Self::Metadata,
        }
    }
}

pub(super) fn resolve(filter: &Filter, project: &Project) -> Resolved {
    let wanted = normalise_query(&filter.value);
    let mut same = Same::to(&wanted);
    match filter.field {
        Field::Code => Resolved::Codes(codes_named(&filter.value, project)),
        Field::Document => Resolved::Documents(documents_named(filter, project)),
        Field::Group => Resolved::Documents(
            project.documents().filter(|d| d.groups.iter().any(|group| same.is(group))).map(|d| d.id).collect(),
        ),
        Field::Case => {
            let cases = project.cases().filter(|case| normalise_query(&case.name) == wanted);
            Resolved::Belonging(Belonging::of(cases, project))
        }
        Field::Attribute => attribute::resolve(&filter.value, project),
        Field::Coder => Resolved::Coders(coders_named(&wanted, project)),
        Field::Uncoded => Resolved::Uncoded((!wanted.is_empty()).then(|| coders_named(&wanted, project))),
        Field::Speaker => Resolved::Speakers(speakers_named(&wanted, project)),
        Field::Part => Resolved::Part(part_named(&wanted)),
        Field::In => Resolved::Target,
    }
}

/// Those whose title holds the words, or is them. Of titles that are alike as text is compared, the one as it was
/// typed goes before the others: 访谈 1 and 访谈1 may be two documents.
fn documents_named(filter: &Filter, project: &Project) -> BTreeSet<DocumentId> {
    let those = |fits: &dyn Fn(&str) -> bool| -> BTreeSet<DocumentId> {
        project.documents().filter(|document| fits(&document.title)).map(|document| document.id).collect()
    };
    let Some(title) = filter.title() else {
        let wanted = normalise_query(&filter.value);
        return those(&|title| normalise_query(title).contains(&wanted));
    };
    let typed = those(&|own| own == title);
    if !typed.is_empty() {
        return typed;
    }
    let wanted = normalise_query(title);
    those(&|own| normalise_query(own) == wanted)
}

/// Names that are compared with one. Thousands of documents have the same few, and each is normalised once.
struct Same<'a> {
    wanted: &'a str,
    seen: HashMap<&'a str, bool>,
}

impl<'a> Same<'a> {
    fn to(wanted: &'a str) -> Self {
        Self { wanted, seen: HashMap::new() }
    }

    fn is(&mut self, name: &'a str) -> bool {
        *self.seen.entry(name).or_insert_with(|| normalise_query(name) == self.wanted)
    }
}

fn part_named(wanted: &str) -> Option<Part> {
    let named = PARTS.iter().find(|(_, names)| names.contains(&wanted));
    named.map(|(part, _)| *part)
}

fn coders_named(wanted: &str, project: &Project) -> BTreeSet<CoderId> {
    let same = |name: &str| normalise_query(name) == wanted;
    project.coders().filter(|coder| same(&coder.name) || same(&coder.initials)).map(|coder| coder.id).collect()
}

/// Speakers of that name; and where the name is that of a role, all who have it.
fn speakers_named(wanted: &str, project: &Project) -> BTreeMap<DocumentId, BTreeSet<u16>> {
    let role = match wanted {
        "访谈者" | "采访者" | "interviewer" => Some(Role::Interviewer),
        "受访者" | "被访者" | "respondent" => Some(Role::Respondent),
        _ => None,
    };
    let mut same = Same::to(wanted);
    let named = project.documents().map(|document| {
        let speakers = document.structure.speakers.iter().enumerate();
        let those = speakers.filter(|(_, s)| Some(s.role) == role || same.is(&s.name));
        (document.id, those.filter_map(|(at, _)| u16::try_from(at).ok()).collect::<BTreeSet<u16>>())
    });
    named.filter(|(_, speakers)| !speakers.is_empty()).collect()
}

fn codes_named(value: &str, project: &Project) -> BTreeSet<CodeId> {
    let path: Vec<String> = split_path(value).iter().map(|name| normalise_query(name)).collect();
    let whole = normalise_query(value);
    let named = project.codes().filter(|code| code.alias_of.is_none()).filter(|code| {
        let names: Vec<String> = project.code_names(code.id).iter().map(|name| normalise_query(name)).collect();
        names.last() == Some(&whole) || (!path.is_empty() && names.ends_with(&path))
    });
    let book = Codebook::of(project);
    let live: BTreeSet<CodeId> = named.flat_map(|code| book.with_below(code.id)).collect();
    project.codes().map(|code| code.id).filter(|&id| live.contains(&project.resolve(id))).collect()
}
