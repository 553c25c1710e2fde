//! Looks up what the filters of a query name: codes, documents, groups, coders, speakers, parts of texts.
//!
//! Names are compared as text is ([`normalise_query`]): 購買 names the code 购买. A code's name takes in
//! all codes of that name, the codes below them and the codes merged into them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{BlockKind, CodeId, Codebook, CoderId, DocumentId, Project, Role, split_path};

use super::normalise::normalise_query;
use super::query::{Field, Filter};

/// What a filter stands for in a project.
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
}

/// What paragraphs are, as people ask for it.
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
}

/// The names that can be typed for each part.
const PARTS: [(Part, &[&str]); 8] = [
    (Part::Body, &["正文", "body", "text"]),
    (Part::Heading, &["标题", "heading"]),
    (Part::Quote, &["引文", "quote"]),
    (Part::Table, &["表格", "table"]),
    (Part::Note, &["注释", "note"]),
    (Part::Reference, &["参考文献", "references", "reference"]),
    (Part::FrontMatter, &["题头", "front"]),
    (Part::Metadata, &["访谈信息", "metadata"]),
];

impl Part {
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

impl Resolved {
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Codes(ids) => !ids.is_empty(),
            Self::Documents(ids) => !ids.is_empty(),
            Self::Coders(ids) => !ids.is_empty(),
            Self::Speakers(named) => !named.is_empty(),
            Self::Part(part) => part.is_some(),
        }
    }
}

pub(super) fn resolve(filter: &Filter, project: &Project) -> Resolved {
    let wanted = normalise_query(&filter.value);
    let same = |name: &str| normalise_query(name) == wanted;
    match filter.field {
        Field::Code => Resolved::Codes(codes_named(&filter.value, project)),
        Field::Document => Resolved::Documents(
            project.documents().filter(|d| normalise_query(&d.title).contains(&wanted)).map(|d| d.id).collect(),
        ),
        Field::Group => Resolved::Documents(
            project.documents().filter(|d| d.groups.iter().any(|group| same(group))).map(|d| d.id).collect(),
        ),
        Field::Coder => Resolved::Coders(
            project.coders().filter(|coder| same(&coder.name) || same(&coder.initials)).map(|coder| coder.id).collect(),
        ),
        Field::Speaker => Resolved::Speakers(speakers_named(&wanted, project)),
        Field::Part => {
            let named = PARTS.iter().find(|(_, names)| names.iter().any(|name| same(name)));
            Resolved::Part(named.map(|(part, _)| *part))
        }
    }
}

/// Speakers of that name; and where the name is that of a role, all who have it.
fn speakers_named(wanted: &str, project: &Project) -> BTreeMap<DocumentId, BTreeSet<u16>> {
    let role = match wanted {
        "访谈者" | "采访者" | "interviewer" => Some(Role::Interviewer),
        "受访者" | "被访者" | "respondent" => Some(Role::Respondent),
        _ => None,
    };
    let named = project.documents().map(|document| {
        let speakers = document.structure.speakers.iter().enumerate();
        let those = speakers.filter(|(_, s)| Some(s.role) == role || normalise_query(&s.name) == wanted);
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
