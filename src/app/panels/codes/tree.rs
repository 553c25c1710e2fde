//! Which rows the tree shows: made once for each state of the project, of the filter and of the folds, and not in
//! every frame.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::order::{CodeCounts, CodeSort, CodesShown, Counts, Uses, sorted};
use crate::app::finding;
use crate::app::shell::ShellView;
use crate::model::{Code, CodeId, CodeRow};

/// What the rows follow from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) revision: u64,
    pub(super) filter: String,
    /// Whether what is looked for may also stand in the definitions.
    pub(super) deep: Deep,
    pub(super) shown: CodesShown,
    pub(super) folded: BTreeSet<CodeId>,
    /// Only codes of this group.
    pub(super) group: Option<String>,
}

/// Where the filter looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Deep {
    /// In the names.
    #[default]
    Names,
    /// In the definitions too.
    Definitions,
}

/// A row that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) id: CodeId,
    pub(super) depth: usize,
    /// How many codes lie below it.
    pub(super) below: usize,
    pub(super) counts: Counts,
    pub(super) folded: bool,
    pub(super) why: Why,
}

/// Why a row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It fits, or nothing is looked for.
    Fits,
    /// Only something below it fits.
    Above,
}

/// The rows.
#[derive(Default)]
pub(super) struct Laid {
    asked: Option<Asked>,
    pub(super) rows: Vec<Shown>,
    place: BTreeMap<CodeId, usize>,
    /// How many more codes the filter would find in the definitions.
    pub(super) offered: usize,
    /// All groups with their codes, in the order of the codebook.
    pub(super) groups: Arc<BTreeMap<String, Vec<CodeId>>>,
}

impl Laid {
    /// Whether they are what is asked for.
    pub(super) fn is_for(&self, asked: &Asked) -> bool {
        self.asked.as_ref() == Some(asked)
    }

    /// Where a code is shown.
    pub(super) fn at(&self, code: CodeId) -> Option<usize> {
        self.place.get(&code).copied()
    }

    /// Lays them out. While something is looked for nothing is folded, and what stands above a code that fits is
    /// shown too.
    pub(super) fn of(view: &ShellView, asked: Asked) -> Self {
        let (project, all) = (&view.project, view.codebook.rows());
        let needs_uses = asked.shown.sort == CodeSort::LastUse || asked.shown.counts == CodeCounts::Documents;
        let uses = if needs_uses { Uses::of(project) } else { Uses::default() };
        let order = sorted(project, all, asked.shown.sort, &uses);
        let mut groups: BTreeMap<String, Vec<CodeId>> = BTreeMap::new();
        for code in all.iter().filter_map(|row| project.code(row.id)) {
            for group in &code.groups {
                groups.entry(group.clone()).or_default().push(code.id);
            }
        }
        // A group that nobody is in any more hides nothing.
        let group = asked.group.as_ref().filter(|group| groups.contains_key(*group));
        let looks = !asked.filter.is_empty() || group.is_some();
        let mut offered = 0;
        let mut fit_one = |row: &CodeRow| {
            let Some(code) = project.code(row.id) else { return false };
            if group.is_some_and(|group| !code.groups.contains(group)) {
                return false;
            }
            if finding::fit(&code.name, &asked.filter).is_some() {
                return true;
            }
            let deep = defined_with(code, &asked.filter);
            offered += usize::from(deep);
            deep && asked.deep == Deep::Definitions
        };
        let fits: Vec<bool> = all.iter().map(&mut fit_one).collect();
        // How many fit before each row, so that what lies below one is a difference.
        let mut before = vec![0_usize];
        for fit in &fits {
            before.push(before.last().copied().unwrap_or(0) + usize::from(*fit));
        }
        let mut laid = Self { offered: if asked.deep == Deep::Names { offered } else { 0 }, ..Self::default() };
        // In the order that is shown a folded code is followed by all that it hides.
        let mut hidden = 0;
        for at in order {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            let row = &all[at];
            let folded = !looks && row.below > 0 && asked.folded.contains(&row.id);
            if folded {
                hidden = row.below;
            }
            if before[at + 1 + row.below] == before[at] {
                continue;
            }
            let counts = match asked.shown.counts {
                CodeCounts::Codings => (row.own, row.total),
                CodeCounts::Documents => uses.documents(row.id),
            };
            let why = if fits[at] { Why::Fits } else { Why::Above };
            laid.place.insert(row.id, laid.rows.len());
            laid.rows.push(Shown { id: row.id, depth: row.depth, below: row.below, counts, folded, why });
        }
        laid.groups = Arc::new(groups);
        laid.asked = Some(asked);
        laid
    }
}

/// Whether something stands in what is said of a code. A single letter stands everywhere.
fn defined_with(code: &Code, what: &str) -> bool {
    let letters = what.to_lowercase();
    let enough = letters.chars().count() > 1 || !letters.is_ascii();
    enough
        && [&code.definition, &code.inclusion, &code.exclusion, &code.example]
            .iter()
            .any(|text| text.to_lowercase().contains(&letters))
}
