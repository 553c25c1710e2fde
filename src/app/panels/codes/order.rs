//! In which order the tree stands and what its numbers count: what people choose, and the order itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{CodeId, CodeRow, Project, Timestamp};
use crate::search::pinyin_order::NameOrder;

/// The order among siblings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeSort {
    /// As people put them.
    #[default]
    Own,
    /// By name, Chinese ones by sound.
    Name,
    /// The most used first, with what is below.
    Count,
    /// The one used last first.
    LastUse,
}

impl CodeSort {
    /// All, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Own, Self::Name, Self::Count, Self::LastUse];

    /// Whether it is the one that people make, so that they can change it.
    #[must_use]
    pub fn is_own(self) -> bool {
        self == Self::Own
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Own => "codes.sort_own",
            Self::Name => "codes.sort_name",
            Self::Count => "codes.sort_count",
            Self::LastUse => "codes.sort_last_use",
        }
    }
}

/// What the numbers behind the codes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeCounts {
    /// Codings.
    #[default]
    Codings,
    /// Documents that have any.
    Documents,
}

impl CodeCounts {
    pub(super) const ALL: [Self; 2] = [Self::Codings, Self::Documents];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Codings => "codes.count_codings",
            Self::Documents => "codes.count_documents",
        }
    }
}

/// Whether the groups of codes are listed above the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupsShown {
    /// They are.
    #[default]
    Open,
    /// Only the one whose codes are shown.
    Folded,
}

/// How the tree is shown; kept for each project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodesShown {
    /// The order among siblings.
    pub sort: CodeSort,
    /// What the numbers count.
    pub counts: CodeCounts,
    /// Whether groups are listed.
    pub groups: GroupsShown,
}

/// Own, and with all below.
pub(super) type Counts = (usize, usize);

/// What the codebook itself does not know of the codes.
#[derive(Debug, Default)]
pub(super) struct Uses {
    last: BTreeMap<CodeId, Timestamp>,
    documents: BTreeMap<CodeId, Counts>,
}

impl Uses {
    /// One pass over all codings: where something is asked that needs it.
    pub(super) fn of(project: &Project) -> Self {
        let mut uses = Self::default();
        for (_, codings) in project.all_codings() {
            let mut own: BTreeSet<CodeId> = BTreeSet::new();
            for coding in codings.iter() {
                let code = project.resolve(coding.code);
                own.insert(code);
                let last = uses.last.entry(code).or_insert(coding.at);
                *last = coding.at.max(*last);
            }
            let above = own.iter().flat_map(|&code| project.code_ancestors(code));
            for code in own.iter().copied().chain(above).collect::<BTreeSet<_>>() {
                let counts = uses.documents.entry(code).or_default();
                counts.1 += 1;
                counts.0 += usize::from(own.contains(&code));
            }
        }
        uses
    }

    pub(super) fn documents(&self, code: CodeId) -> Counts {
        self.documents.get(&code).copied().unwrap_or_default()
    }

    /// When one of these was used last.
    fn last(&self, rows: &[CodeRow]) -> Option<Timestamp> {
        rows.iter().filter_map(|row| self.last.get(&row.id)).max().copied()
    }
}

/// The places of the rows of a codebook in another order: siblings change, what is below a code stays below it.
pub(super) fn sorted(project: &Project, rows: &[CodeRow], sort: CodeSort, uses: &Uses) -> Vec<usize> {
    let mut order = Vec::with_capacity(rows.len());
    let name = |at: usize| NameOrder::of(project.code(rows[at].id).map_or("", |code| &code.name));
    let arrange = |siblings: &mut Vec<usize>| match sort {
        CodeSort::Own => {}
        CodeSort::Name => siblings.sort_by_cached_key(|&at| name(at)),
        CodeSort::Count => siblings.sort_by_key(|&at| Reverse(rows[at].total)),
        CodeSort::LastUse => {
            siblings.sort_by_cached_key(|&at| Reverse(uses.last(&rows[at..=at + rows[at].below])));
        }
    };
    let siblings = |from: usize, to: usize| {
        let mut found = Vec::new();
        let mut at = from;
        while at < to {
            found.push(at);
            at += rows[at].below + 1;
        }
        found
    };
    let mut waiting = siblings(0, rows.len());
    arrange(&mut waiting);
    waiting.reverse();
    while let Some(at) = waiting.pop() {
        order.push(at);
        let mut below = siblings(at + 1, at + 1 + rows[at].below);
        arrange(&mut below);
        waiting.extend(below.into_iter().rev());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::gesture::add_codes_from_outline;
    use crate::model::{Codebook, CountingMint, Mint, ProjectId, apply_all};

    #[test]
    fn siblings_change_places_and_what_is_below_a_code_stays_below_it() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId(mint.mint()), "互动", Timestamp(0));
        let outline = "内卷\n  合谋\n  阿附\n陷阱\n  b\n  a\n依附";
        let edits = add_codes_from_outline(&project, outline, None, &mut mint);
        apply_all(&mut project, &edits).unwrap();
        let book = Codebook::of(&project);
        let names = |sort| -> Vec<String> {
            let order = sorted(&project, book.rows(), sort, &Uses::default());
            order.into_iter().map(|at| project.code(book.rows()[at].id).unwrap().name.clone()).collect()
        };
        assert_eq!(names(CodeSort::Own), ["内卷", "合谋", "阿附", "陷阱", "b", "a", "依附"]);
        assert_eq!(names(CodeSort::Name), ["内卷", "阿附", "合谋", "陷阱", "a", "b", "依附"]);
        assert_eq!(names(CodeSort::Count), names(CodeSort::Own), "nothing is coded");
    }
}
