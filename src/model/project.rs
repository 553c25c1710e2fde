//! The project: everything that is true of a study, in memory.
//!
//! It is changed by [`super::Edit::apply`] and by nothing else. Documents and their codings are
//! shared by reference count, so that a snapshot for a background job costs a few thousand pointers
//! and an edit copies only the document that it touches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    Attribute, AttributeId, Case, CaseId, CaseMember, Code, CodeId, Coder, CoderId, Coding, Codings, Document,
    DocumentId, Memo, MemoId, ProjectId, ShelfItem, ShelfItemId, Timestamp,
};

/// A study: its documents, codebook, coders, codings, cases, attributes, memos, and what stands on its shelves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Stable over copies and renames.
    pub id: ProjectId,
    /// As the researcher calls it.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
    pub(super) coders: BTreeMap<CoderId, Coder>,
    pub(super) codes: BTreeMap<CodeId, Code>,
    pub(super) documents: BTreeMap<DocumentId, Arc<Document>>,
    pub(super) codings: BTreeMap<DocumentId, Arc<Codings>>,
    /// How many codings carry each code, aliases counted where they stand. Follows from `codings`.
    pub(super) uses: BTreeMap<CodeId, usize>,
    pub(super) attributes: BTreeMap<AttributeId, Attribute>,
    pub(super) cases: BTreeMap<CaseId, Arc<Case>>,
    pub(super) memos: BTreeMap<MemoId, Arc<Memo>>,
    /// Shared as a whole: a dictionary may hold thousands of words.
    pub(super) shelves: Arc<BTreeMap<ShelfItemId, ShelfItem>>,
}

static NO_CODINGS: std::sync::LazyLock<Codings> = std::sync::LazyLock::new(Codings::default);

impl Project {
    /// A project with nothing in it.
    #[must_use]
    pub fn new(id: ProjectId, title: &str, created: Timestamp) -> Self {
        Self {
            id,
            title: title.to_owned(),
            created,
            coders: BTreeMap::new(),
            codes: BTreeMap::new(),
            documents: BTreeMap::new(),
            codings: BTreeMap::new(),
            uses: BTreeMap::new(),
            attributes: BTreeMap::new(),
            cases: BTreeMap::new(),
            memos: BTreeMap::new(),
            shelves: Arc::default(),
        }
    }

    /// All coders, in the order in which they came.
    pub fn coders(&self) -> impl ExactSizeIterator<Item = &Coder> {
        self.coders.values()
    }

    /// A coder by id.
    #[must_use]
    pub fn coder(&self, id: CoderId) -> Option<&Coder> {
        self.coders.get(&id)
    }

    /// All codes, merged ones too, in the order in which they came. For the tree see [`super::Codebook`].
    pub fn codes(&self) -> impl ExactSizeIterator<Item = &Code> {
        self.codes.values()
    }

    /// A code by id, as it stands: a merged one is not followed.
    #[must_use]
    pub fn code(&self, id: CodeId) -> Option<&Code> {
        self.codes.get(&id)
    }

    /// The code that `id` stands for after merging: itself, or the end of its aliases.
    #[must_use]
    pub fn resolve(&self, id: CodeId) -> CodeId {
        let mut at = id;
        // Edits refuse circles; the bound keeps a damaged codebook from hanging the program.
        for _ in 0..self.codes.len() {
            match self.codes.get(&at).and_then(|code| code.alias_of) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// The code that a coding counts for today.
    #[must_use]
    pub fn code_of(&self, coding: &Coding) -> Option<&Code> {
        self.code(self.resolve(coding.code))
    }

    /// How the values of each attribute are read, in no order of meaning; see [`Project::attributes_in_order`].
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = &Attribute> {
        self.attributes.values()
    }

    /// All attributes as a list shows them: by rank, then by name.
    #[must_use]
    pub fn attributes_in_order(&self) -> Vec<&Attribute> {
        let mut list: Vec<_> = self.attributes.values().collect();
        list.sort_by(|a, b| (a.rank, &a.name).cmp(&(b.rank, &b.name)));
        list
    }

    /// An attribute by id.
    #[must_use]
    pub fn attribute(&self, id: AttributeId) -> Option<&Attribute> {
        self.attributes.get(&id)
    }

    /// The rank after the last attribute's.
    #[must_use]
    pub fn next_attribute_rank(&self) -> super::Rank {
        self.attributes.values().map(|attribute| attribute.rank).max().map_or(super::Rank(0), super::Rank::next)
    }

    /// All cases, in the order in which they came.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = &Arc<Case>> {
        self.cases.values()
    }

    /// A case by id.
    #[must_use]
    pub fn case(&self, id: CaseId) -> Option<&Arc<Case>> {
        self.cases.get(&id)
    }

    /// The first case of a name.
    #[must_use]
    pub fn case_named(&self, name: &str) -> Option<&Arc<Case>> {
        self.cases.values().find(|case| case.name == name)
    }

    /// What of a document belongs to cases.
    pub fn members_in(&self, document: DocumentId) -> impl Iterator<Item = (&Arc<Case>, &CaseMember)> {
        let all = self.cases.values().flat_map(|case| case.members.iter().map(move |member| (case, member)));
        all.filter(move |(_, member)| member.document() == document)
    }

    /// All documents by id; [`Project::documents_in_order`] gives the order of the list.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// All documents as the list shows them: by rank, then by when they came.
    #[must_use]
    pub fn documents_in_order(&self) -> Vec<&Arc<Document>> {
        let mut list: Vec<_> = self.documents.values().collect();
        list.sort_by_key(|document| (document.rank, document.id));
        list
    }

    /// A document by id.
    #[must_use]
    pub fn document(&self, id: DocumentId) -> Option<&Arc<Document>> {
        self.documents.get(&id)
    }

    /// The codings of a document; none of a document that is not there.
    #[must_use]
    pub fn codings(&self, document: DocumentId) -> &Codings {
        self.codings.get(&document).map_or(&NO_CODINGS, |codings| codings)
    }

    /// A coding, wherever it stands by now.
    #[must_use]
    pub fn coding(&self, key: super::CodingKey) -> Option<&Coding> {
        let super::CodingPlace { document, start, id } = key.0;
        let codings = self.codings(document);
        codings.get(start, id).or_else(|| {
            let is_revised = self.document(document).is_some_and(|held| held.revision > 1);
            is_revised.then(|| codings.iter().find(|coding| coding.id == id)).flatten()
        })
    }

    /// Every document that has codings, with them.
    pub fn all_codings(&self) -> impl Iterator<Item = (DocumentId, &Arc<Codings>)> {
        self.codings.iter().map(|(&id, codings)| (id, codings))
    }

    /// How many codings there are.
    #[must_use]
    pub fn coding_count(&self) -> usize {
        self.uses.values().sum()
    }

    /// How many codings carry exactly this code, without its aliases and without the codes below it.
    #[must_use]
    pub fn uses_as_applied(&self, code: CodeId) -> usize {
        self.uses.get(&code).copied().unwrap_or(0)
    }

    /// How many characters all documents have.
    #[must_use]
    pub fn char_count(&self) -> u64 {
        self.documents.values().map(|document| u64::from(document.text.char_len())).sum()
    }

    /// The rank after the last document's.
    #[must_use]
    pub fn next_document_rank(&self) -> super::Rank {
        self.documents.values().map(|document| document.rank).max().map_or(super::Rank(0), super::Rank::next)
    }

    /// Takes over what is equal in an earlier state, so that both share it, and says which documents
    /// are not what they were there, or whose codings are not.
    pub fn share_with(&mut self, earlier: &Self) -> BTreeSet<DocumentId> {
        let mut touched: BTreeSet<DocumentId> =
            earlier.documents.keys().filter(|id| !self.documents.contains_key(id)).copied().collect();
        for (id, document) in &mut self.documents {
            match earlier.documents.get(id) {
                Some(held) if held == document => *document = Arc::clone(held),
                _ => {
                    touched.insert(*id);
                }
            }
        }
        for (id, codings) in &mut self.codings {
            match earlier.codings.get(id) {
                Some(held) if held == codings => *codings = Arc::clone(held),
                _ => {
                    touched.insert(*id);
                }
            }
        }
        touched.extend(earlier.codings.keys().filter(|id| !self.codings.contains_key(id)));
        touched
    }
}
