//! The codes of a project by their paths, with those that a plan adds.

use std::collections::HashMap;

use crate::model::{Code, CodeId, Codebook, Colour, Mint, Project, Rank, split_path};

/// Finds codes by path and adds those that are missing, with their parents, after their siblings.
pub struct CodeTree {
    by_path: HashMap<String, CodeId>,
    children: HashMap<(Option<CodeId>, String), CodeId>,
    next_rank: HashMap<Option<CodeId>, Rank>,
    known: usize,
    added: Vec<Code>,
    place_of_added: HashMap<CodeId, usize>,
}

/// Why a path names no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPath {
    /// No name in it.
    Empty,
    /// A name of several lines.
    LineEnd,
}

impl CodeTree {
    /// The codes of a project as they stand.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let mut tree = Self {
            by_path: HashMap::new(),
            children: HashMap::new(),
            next_rank: HashMap::new(),
            known: project.codes().len(),
            added: Vec::new(),
            place_of_added: HashMap::new(),
        };
        let book = Codebook::of(project);
        let mut above: Vec<CodeId> = Vec::new();
        for row in book.rows() {
            above.truncate(row.depth);
            let Some(code) = project.code(row.id) else { continue };
            let parent = above.last().copied();
            // Of twins the first counts, as everywhere.
            tree.by_path.entry(project.code_path(row.id)).or_insert(row.id);
            tree.by_path.entry(row.id.to_string()).or_insert(row.id);
            tree.children.entry((parent, code.name.clone())).or_insert(row.id);
            tree.next_rank.insert(parent, code.rank.next());
            above.push(row.id);
        }
        tree
    }

    /// The code at a path or of an id, or, where there is none, the names of which to make one.
    ///
    /// # Errors
    /// [`BadPath`].
    pub fn find(&self, path: &str) -> Result<Result<CodeId, Vec<String>>, BadPath> {
        if let Some(&id) = self.by_path.get(path) {
            return Ok(Ok(id));
        }
        let names = split_path(path);
        if names.is_empty() {
            return Err(BadPath::Empty);
        }
        if names.iter().any(|name| name.contains(['\n', '\r'])) {
            return Err(BadPath::LineEnd);
        }
        let mut at = None;
        for name in &names {
            match self.children.get(&(at, name.clone())) {
                Some(&child) => at = Some(child),
                None => return Ok(Err(names)),
            }
        }
        Ok(at.ok_or(names))
    }

    /// The code at a path; it and those above it are added where they are missing.
    ///
    /// # Errors
    /// [`BadPath`].
    pub fn find_or_add(&mut self, path: &str, mint: &mut dyn Mint) -> Result<CodeId, BadPath> {
        let id = match self.find(path)? {
            Ok(id) => id,
            Err(names) => {
                let mut parent = None;
                for name in names {
                    parent = Some(self.child_or_add(parent, name, mint));
                }
                parent.ok_or(BadPath::Empty)?
            }
        };
        if !self.by_path.contains_key(path) {
            self.by_path.insert(path.to_owned(), id);
        }
        Ok(id)
    }

    fn child_or_add(&mut self, parent: Option<CodeId>, name: String, mint: &mut dyn Mint) -> CodeId {
        if let Some(&id) = self.children.get(&(parent, name.clone())) {
            return id;
        }
        let id = CodeId::new(mint);
        let mut code = Code::named(id, &name, Colour::nth(self.known + self.added.len()));
        code.parent = parent;
        let rank = self.next_rank.entry(parent).or_default();
        code.rank = *rank;
        *rank = rank.next();
        self.children.insert((parent, name), id);
        self.place_of_added.insert(id, self.added.len());
        self.added.push(code);
        id
    }

    /// A code that the plan adds, to be filled in.
    pub fn added_mut(&mut self, id: CodeId) -> Option<&mut Code> {
        let place = *self.place_of_added.get(&id)?;
        self.added.get_mut(place)
    }

    /// What was added, parents before children.
    pub fn into_added(mut self) -> Vec<Code> {
        self.take_added()
    }

    /// What was added since it was last asked for, parents before children. The tree knows them from now on.
    pub fn take_added(&mut self) -> Vec<Code> {
        self.known += self.added.len();
        self.place_of_added.clear();
        std::mem::take(&mut self.added)
    }
}
