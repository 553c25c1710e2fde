//! The tree of codes, laid out: order, depth, paths and counts.
//!
//! A [`Codebook`] is a view of one state of a project, made in one pass and kept until the codes change.
//! Merged codes are not in it; their codings count for the code that they stand for.

use std::collections::BTreeMap;

use super::{Code, CodeId, Project, Rank};

/// Parts the names in a path; a name that holds it writes it twice, and one that begins with it has a space before it.
pub const PATH_SEPARATOR: char = '/';

/// The tree of one state of a project's codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codebook {
    /// Depth first, siblings by rank.
    rows: Vec<CodeRow>,
    place: BTreeMap<CodeId, usize>,
}

/// One code in its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// Which.
    pub id: CodeId,
    /// 0 at the top.
    pub depth: usize,
    /// How many rows right after this one lie below it.
    pub below: usize,
    /// Codings of this code itself and of codes merged into it.
    pub own: usize,
    /// `own` and that of all codes below.
    pub total: usize,
}

impl Codebook {
    /// Lays out the codes of a project. A code whose parent is missing, merged away or below itself stands at the top.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let mut children: BTreeMap<Option<CodeId>, Vec<&Code>> = BTreeMap::new();
        let mut own: BTreeMap<CodeId, usize> = BTreeMap::new();
        for code in project.codes() {
            *own.entry(project.resolve(code.id)).or_default() += project.uses_as_applied(code.id);
            if code.alias_of.is_none() {
                children.entry(parent_in_tree(project, code)).or_default().push(code);
            }
        }
        for list in children.values_mut() {
            list.sort_by_key(|code| (code.rank, code.id));
        }
        let mut book = Self::default();
        book.lay(None, 0, &children, &own);
        book
    }

    fn lay(
        &mut self,
        parent: Option<CodeId>,
        depth: usize,
        children: &BTreeMap<Option<CodeId>, Vec<&Code>>,
        own: &BTreeMap<CodeId, usize>,
    ) -> usize {
        let mut sum = 0;
        for code in children.get(&parent).into_iter().flatten() {
            let at = self.rows.len();
            let mine = own.get(&code.id).copied().unwrap_or(0);
            self.place.insert(code.id, at);
            self.rows.push(CodeRow { id: code.id, depth, below: 0, own: mine, total: mine });
            let total = mine + self.lay(Some(code.id), depth + 1, children, own);
            let below = self.rows.len() - at - 1;
            if let Some(row) = self.rows.get_mut(at) {
                row.below = below;
                row.total = total;
            }
            sum += total;
        }
        sum
    }

    /// All codes, depth first, siblings by rank.
    #[must_use]
    pub fn rows(&self) -> &[CodeRow] {
        &self.rows
    }

    /// The row of a code; `None` of one merged away.
    #[must_use]
    pub fn row(&self, id: CodeId) -> Option<&CodeRow> {
        self.place.get(&id).and_then(|&at| self.rows.get(at))
    }

    /// A code and all codes below it, in order.
    #[must_use]
    pub fn with_below(&self, id: CodeId) -> Vec<CodeId> {
        let Some(&at) = self.place.get(&id) else { return Vec::new() };
        let below = self.rows.get(at).map_or(0, |row| row.below);
        self.rows.iter().skip(at).take(below + 1).map(|row| row.id).collect()
    }
}

/// The parent that the tree shows: merged ones followed, missing ones and circles cut.
fn parent_in_tree(project: &Project, code: &Code) -> Option<CodeId> {
    let parent = project.resolve(code.parent?);
    project.code(parent)?;
    let mut at = Some(parent);
    for _ in 0..=project.codes().len() {
        match at {
            None => return Some(parent),
            Some(id) if id == code.id => return None,
            Some(id) => at = project.code(id).and_then(|c| c.parent).map(|p| project.resolve(p)),
        }
    }
    None
}

impl Project {
    /// Whether the parents of a code, merged ones followed, come to an end.
    #[must_use]
    pub fn leads_to_the_top(&self, id: CodeId) -> bool {
        let mut at = Some(id);
        for _ in 0..=self.codes().len() {
            match at.and_then(|id| self.code(id)) {
                Some(code) => at = code.parent.map(|parent| self.resolve(parent)),
                None => return true,
            }
        }
        false
    }

    /// The names from the top of the tree to a code.
    #[must_use]
    pub fn code_names(&self, id: CodeId) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = self.code(self.resolve(id));
        while let Some(code) = at {
            names.push(code.name.as_str());
            at = parent_in_tree(self, code).and_then(|parent| self.code(parent));
        }
        names.reverse();
        names
    }

    /// The names from the top of the tree to a code, as `陷阱/合谋`; a `/` inside a name is doubled.
    #[must_use]
    pub fn code_path(&self, id: CodeId) -> String {
        join_path(&self.code_names(id))
    }

    /// The code at a path of names, from the top. Letters must match exactly.
    #[must_use]
    pub fn code_at_path(&self, names: &[String]) -> Option<CodeId> {
        let mut at = None;
        for name in names {
            at = Some(self.child_named(at, name)?);
        }
        at
    }

    /// The first child of `parent` (or code at the top) with this name.
    #[must_use]
    pub fn child_named(&self, parent: Option<CodeId>, name: &str) -> Option<CodeId> {
        self.codes()
            .filter(|code| code.alias_of.is_none() && code.name == name && parent_in_tree(self, code) == parent)
            .min_by_key(|code| (code.rank, code.id))
            .map(|code| code.id)
    }

    /// The children of a code, or the codes at the top, by rank.
    #[must_use]
    pub fn children(&self, parent: Option<CodeId>) -> Vec<&Code> {
        let mut list: Vec<_> =
            self.codes().filter(|code| code.alias_of.is_none() && parent_in_tree(self, code) == parent).collect();
        list.sort_by_key(|code| (code.rank, code.id));
        list
    }

    /// The rank after the last child's.
    #[must_use]
    pub fn next_rank_below(&self, parent: Option<CodeId>) -> Rank {
        self.children(parent).last().map_or(Rank(0), |code| code.rank.next())
    }
}

/// Writes a path of names; a `/` inside a name is doubled, and a space stands before a name that begins
/// with one, so that it is told from the end of the name before it.
#[must_use]
pub fn join_path(names: &[&str]) -> String {
    let mut path = String::new();
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            path.push(PATH_SEPARATOR);
            if name.starts_with(PATH_SEPARATOR) {
                path.push(' ');
            }
        }
        path.push_str(&name.replace(PATH_SEPARATOR, "//"));
    }
    path
}

/// Reads a path of names; `//` is a `/` inside a name. Names are trimmed, empty ones dropped.
#[must_use]
pub fn split_path(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = path.chars().peekable();
    while let Some(c) = rest.next() {
        let doubled = c == PATH_SEPARATOR && rest.next_if_eq(&PATH_SEPARATOR).is_some();
        if c == PATH_SEPARATOR && !doubled {
            names.push(String::new());
        } else if let Some(name) = names.last_mut() {
            name.push(c);
        }
    }
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_wherever_its_names_hold_slashes() {
        let names = [&["陷阱", "合谋"][..], &["a/", "b"], &["a", "/b"], &["/a//", "//b/c", "/"], &["/"]];
        for names in names {
            assert_eq!(split_path(&join_path(names)), names);
        }
        assert_eq!(join_path(&["输入/输出", "合谋"]), "输入//输出/合谋");
    }
}
