//! Small projects for the tests of this module.

use std::sync::Arc;

use crate::model::{
    Attribute, Block, BlockKind, Case, CaseId, CaseMember, CharIndex, Code, CodeId, Coder, CoderId, Coding, CodingId,
    Colour, CountingMint, Document, DocumentId, Edit, Project, ProjectId, QuoteHash, Rank, Role, Span, Speaker,
    Structure, Text, Timestamp, Turn,
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
        self.changed(document, |held| held.structure = Arc::new(structure));
    }

    /// Before anything is coded.
    fn changed(&mut self, document: usize, change: impl FnOnce(&mut Document)) {
        let id = self.ids[document];
        let mut held = Document::clone(self.project.document(id).unwrap());
        change(&mut held);
        self.remove(id);
        Edit::AddDocument(Arc::new(held)).apply(&mut self.project).unwrap();
    }

    /// Every line that is not empty is a turn, by 老人 and 社工 in turns; its first character is the label, where
    /// it has more than that.
    pub fn talk(&mut self, document: usize) {
        let text = Arc::clone(&self.project.document(self.ids[document]).unwrap().text);
        let lines = (0..text.paragraph_count()).map(|line| text.paragraph_range(line));
        let spans = lines.filter_map(|range| Span::new(range.start, range.end)).enumerate();
        let turns = spans.map(|(at, span)| Turn {
            span,
            said: CharIndex(span.start.0 + u32::from(span.len() > 1)),
            speaker: Some((at % 2) as u16),
            at: None,
            until: None,
        });
        let speaker = |name: &str| Speaker { name: name.to_owned(), role: Role::Unknown };
        let speakers = vec![speaker("老人"), speaker("社工")];
        self.structured(document, Structure { turns: turns.collect(), speakers, ..Structure::default() });
    }

    /// Every third line is an entry of a list of references.
    pub fn references(&mut self, document: usize) {
        let lines = self.project.document(self.ids[document]).unwrap().text.paragraph_count();
        let blocks = (1..lines as u32).step_by(3).map(|paragraph| Block { paragraph, kind: BlockKind::Reference });
        self.structured(document, Structure { blocks: blocks.collect(), ..Structure::default() });
    }

    /// A case of the first document and what 老人 says in the second.
    pub fn case(&mut self, name: &str, attributes: &[(&str, &str)]) -> CaseId {
        let mut case = Case::named(CaseId::new(&mut self.mint), name);
        case.members.insert(CaseMember::Document(self.ids[0]));
        case.members.insert(CaseMember::Speaker { document: self.ids[1], name: "老人".to_owned() });
        case.attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for (name, value) in attributes {
            let attribute = Attribute::guessed(name, &[value], Rank(0));
            Edit::AddAttribute(attribute).apply(&mut self.project).unwrap();
        }
        let id = case.id;
        Edit::AddCase(case).apply(&mut self.project).unwrap();
        id
    }

    pub fn attribute(&mut self, document: usize, name: &str, value: &str) {
        self.changed(document, |held| {
            held.attributes.insert(name.to_owned(), value.to_owned());
        });
    }

    pub fn group(&mut self, document: usize, name: &str) {
        self.changed(document, |held| {
            held.groups.insert(name.to_owned());
        });
    }

    /// Codes a passage as somebody of this name, who is there or comes.
    pub fn code_by(&mut self, coder: &str, path: &str, document: usize, start: u32, end: u32) {
        let own = self.coder;
        let named = self.project.coders().find(|held| held.name == coder).map(|held| held.id);
        self.coder = named.unwrap_or_else(|| {
            let id = CoderId::new(&mut self.mint);
            Edit::AddCoder(Coder::named(id, coder)).apply(&mut self.project).unwrap();
            id
        });
        self.code(path, document, start, end);
        self.coder = own;
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
