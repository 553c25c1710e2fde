//! Bringing documents in: their texts and originals are on disk before the journal speaks of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cases::{Brought, attributes_of, define_attributes};
use super::{CommitError, NewCase, Session};
use crate::import::{Imported, ImportedFile};
use crate::model::{
    Attributes, Bibliography, Document, DocumentId, Edit, Hash, Message, SourceRecord, Structure, Text,
};
use crate::store::journal::FileFirst;

/// A document that is not in the project yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Not empty, one line; a number is added where the project has a document of that title.
    pub title: String,
    /// Clean text.
    pub text: Text,
    /// Headings, lists, marked runs.
    pub structure: Structure,
    /// The file it came from with all its bytes; `None` for a text typed into Tianye.
    pub source: Option<(SourceRecord, Arc<[u8]>)>,
    /// What is known of it: values by the attribute's name.
    pub attributes: Attributes,
    /// What a paper says of itself; empty for everything else.
    pub bibliography: Bibliography,
    /// Cases to which something of it is to belong: the candidates that somebody ticked.
    pub cases: Vec<NewCase>,
}

impl NewDocument {
    /// A text that was typed or pasted.
    #[must_use]
    pub fn typed(title: &str, text: Text) -> Self {
        Self {
            title: title.to_owned(),
            text,
            structure: Structure::default(),
            source: None,
            attributes: Attributes::new(),
            bibliography: Bibliography::default(),
            cases: Vec::new(),
        }
    }
}

impl NewDocument {
    /// The documents of a file, all with the same original. The candidates that were left in it become cases: see
    /// [`crate::import::cases::choose`], which takes out those that nobody chose.
    #[must_use]
    pub fn of_file(file: ImportedFile) -> Vec<Self> {
        let ImportedFile { documents, bytes } = file;
        let with_source = |imported: Imported| {
            let Imported { title, text, structure, record, attributes, bibliography, candidates, .. } = imported;
            let cases = candidates.into_iter().map(NewCase::from).collect();
            let (source, attributes) = (Some((record, Arc::clone(&bytes))), attributes_of(attributes));
            Self { title, text, structure, source, attributes, bibliography, cases }
        };
        documents.into_iter().map(with_source).collect()
    }
}

impl Session {
    /// Says of a file that is to be imported whether its bytes are in the project already, under which title.
    /// It may still be wanted twice; but nobody should count its passages twice without knowing.
    pub fn note_twin(&self, file: &mut ImportedFile) {
        // All documents of a file have its bytes: once is enough to say it, and to look.
        let Some(first) = file.documents.first_mut() else { return };
        let hash = &first.record.hash;
        let twin = self.project().documents().find(|d| d.source.as_ref().is_some_and(|s| s.hash == *hash));
        if let Some(twin) = twin {
            first.record.findings.push(Message::new("session.same_file").with("title", &twin.title));
        }
    }

    /// Adds documents at the end of the list, with their cases, as one change that undo takes back. Attributes that
    /// the project does not know are defined, their kinds guessed from the values.
    ///
    /// # Errors
    /// [`CommitError`]; then none is added.
    pub fn add_documents(
        &mut self,
        documents: Vec<NewDocument>,
        group: Option<&str>,
    ) -> Result<Vec<DocumentId>, CommitError> {
        let added = self.now();
        let mut titles: BTreeSet<String> = self.project().documents().map(|d| d.title.clone()).collect();
        let mut rank = self.project().next_document_rank();
        let (mut added_documents, mut files, mut brought) = (Vec::new(), Vec::new(), Brought::default());
        // A survey makes thousands of documents of one original, which is kept once.
        let mut originals = BTreeSet::new();
        for document in documents {
            let NewDocument { title, text, structure, source, attributes, bibliography, cases } = document;
            let own_title = super::one_line(&title, "—");
            let title = unused_title(&own_title, &titles);
            let cases = renamed(cases, &own_title, &title);
            titles.insert(title.clone());
            let id = DocumentId::new(self.mint());
            let hash = Hash::of(text.as_str().as_bytes());
            files.push(FileFirst { path: self.layout().text(id, 1, &hash), bytes: text.as_str().as_bytes().into() });
            let source = source.map(|(record, bytes)| {
                let path = self.layout().source(&record.hash, &record.extension);
                if originals.insert(path.clone()) {
                    files.push(FileFirst { path, bytes });
                }
                Arc::new(record)
            });
            let document = Arc::new(Document {
                id,
                title,
                groups: group
                    .map(|name| super::one_line(name, ""))
                    .filter(|name| !name.is_empty())
                    .into_iter()
                    .collect(),
                rank,
                revision: 1,
                text_hash: hash,
                text: Arc::new(text),
                earlier: Arc::default(),
                structure: Arc::new(structure),
                source,
                attributes,
                bibliography: (!bibliography.is_empty()).then(|| Arc::new(bibliography)),
                added,
            });
            brought.take(&document, cases, self.mint());
            rank = rank.next();
            added_documents.push(document);
        }
        self.make_sure_of_room(files.iter().map(|file| file.bytes.len() as u64).sum())?;
        let label = match added_documents.as_slice() {
            [one] => Message::new("label.import_one").with("title", &one.title),
            _ => Message::new("label.import").with("count", added_documents.len()),
        };
        let ids = added_documents.iter().map(|document| document.id).collect();
        let said = added_documents.iter().map(|document| &document.attributes).chain(brought.attributes());
        let mut edits = define_attributes(self.project(), said);
        edits.extend(added_documents.into_iter().map(Edit::AddDocument));
        edits.extend(brought.edits(self.project()));
        self.commit_with_files(label, edits, None, files)?;
        Ok(ids)
    }
}

/// Left free beside what is brought in: the journal, the record files and the search index grow with it.
const SPARE_ROOM: u64 = 16 << 20;

impl Session {
    /// Before anything is written, so that a disk is not filled half way through an import.
    pub(super) fn make_sure_of_room(&self, bytes: u64) -> Result<(), CommitError> {
        let needed = bytes + bytes / 4 + SPARE_ROOM;
        match self.environment().fs.room(self.folder()) {
            Some(room) if room < needed => Err(CommitError::NoRoom { needed, room }),
            _ => Ok(()),
        }
    }
}

/// A case that is called as its document is follows when the document gets a number, so that two interviews of one
/// title do not make one person of two.
fn renamed(cases: Vec<NewCase>, own_title: &str, title: &str) -> Vec<NewCase> {
    let follow = |case: NewCase| match case.name.strip_prefix(own_title) {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => NewCase { name: format!("{title}{rest}"), ..case },
        _ => case,
    };
    cases.into_iter().map(follow).collect()
}

fn unused_title(title: &str, used: &BTreeSet<String>) -> String {
    if !used.contains(title) {
        return title.to_owned();
    }
    let mut number = 2;
    loop {
        let candidate = format!("{title} ({number})");
        if !used.contains(&candidate) {
            return candidate;
        }
        number += 1;
    }
}
