//! Looks up what the filters of a query name: codes, documents, groups, coders.
//!
//! Names are compared as text is ([`normalise_query`]): 購買 names the code 购买. A code's name takes in
//! all codes of that name, the codes below them and the codes merged into them.

use std::collections::BTreeSet;

use crate::model::{CodeId, Codebook, CoderId, DocumentId, Project, split_path};

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
}

impl Resolved {
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Codes(ids) => !ids.is_empty(),
            Self::Documents(ids) => !ids.is_empty(),
            Self::Coders(ids) => !ids.is_empty(),
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
    }
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
