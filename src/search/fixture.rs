//! Small projects for the tests of this module.

use std::sync::Arc;

use crate::model::{
    Code, CodeId, Coder, CoderId, Coding, CodingId, Colour, CountingMint, Document, DocumentId, Edit, Project,
    ProjectId, QuoteHash, Rank, Span, Structure, Text, Timestamp,
};

use proptest::prelude::*;

use super::{Query, scan};

/// A project of documents named 文档1, 文档2 and so on, and one coder, 社工01.
pub(super) struct Fixture {
    pub project: Project,
    pub ids: Vec<DocumentId>,
    coder: CoderId,
    mint: CountingMint,
}

impl Fixture {
    pub fn of(texts: &[&str]) -> Self {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "试", Timestamp(0));
        let coder = CoderId::new(&mut mint);
        Edit::AddCoder(Coder::named(coder, "社工 01")).apply(&mut project).unwrap();
        let mut fixture = Self { project, ids: Vec::new(), coder, mint };
        for text in texts {
            fixture.import(text);
        }
        fixture
    }

    pub fn import(&mut self, text: &str) -> DocumentId {
        let id = DocumentId::new(&mut self.mint);
        self.put(id, text);
        self.ids.push(id);
        id
    }

    /// Takes a document out and puts it back with another text, as a correction does.
    pub fn correct(&mut self, id: DocumentId, text: &str) {
        self.remove(id);
        self.put(id, text);
    }

    pub fn remove(&mut self, id: DocumentId) {
        Edit::RemoveDocument(id).apply(&mut self.project).unwrap();
    }

    fn put(&mut self, id: DocumentId, text: &str) {
        let title = format!("文档{}", self.ids.iter().position(|&i| i == id).unwrap_or(self.ids.len()) + 1);
        let document = Document::of_text(id, &title, Text::new(text).unwrap(), Timestamp(0));
        Edit::AddDocument(Arc::new(document)).apply(&mut self.project).unwrap();
    }

    /// Says what stands where in a document.
    pub fn structured(&mut self, document: usize, structure: Structure) {
        let id = self.ids[document];
        let held = self.project.document(id).unwrap();
        let structured = Arc::new(Document { structure: Arc::new(structure), ..(**held).clone() });
        self.remove(id);
        Edit::AddDocument(structured).apply(&mut self.project).unwrap();
    }

    /// Codes a passage, making the codes of the path where they are missing.
    pub fn code(&mut self, path: &str, document: usize, start: u32, end: u32) {
        let mut parent: Option<CodeId> = None;
        for name in path.split('/') {
            parent = Some(self.project.child_named(parent, name).unwrap_or_else(|| {
                let id = CodeId::new(&mut self.mint);
                let code = Code { parent, rank: Rank(0), ..Code::named(id, name, Colour::nth(0)) };
                Edit::AddCode(code).apply(&mut self.project).unwrap();
                id
            }));
        }
        let (document, span) = (self.ids[document], Span::new(start, end).unwrap());
        let quote = QuoteHash::of(&self.project.document(document).unwrap().text, span);
        let coding = Coding {
            id: CodingId::new(&mut self.mint),
            code: parent.unwrap(),
            coder: self.coder,
            span,
            at: Timestamp(0),
            quote,
            on: None,
            memo: None,
            weight: None,
        };
        Edit::AddCoding(document, coding).apply(&mut self.project).unwrap();
    }
}

/// What the hits of a query say.
pub(super) fn hits_of(project: &Project, query: &str) -> Vec<String> {
    let hits = scan(project, &Query::parse(query).unwrap(), usize::MAX).hits;
    hits.iter().map(|hit| project.document(hit.document).unwrap().text.slice(hit.span).to_owned()).collect()
}

/// Random texts of these characters.
pub(super) fn text_of(characters: &str, most: usize) -> impl Strategy<Value = String> + use<> {
    let characters: Vec<char> = characters.chars().collect();
    proptest::collection::vec(proptest::sample::select(characters), 0..=most)
        .prop_map(|text| text.into_iter().collect())
}
