//! A document as it stood on some day: today's project walked back, transaction by transaction.
//!
//! [`AsOf::take`] is given the transactions of all replicas, newest first by (lamport, replica). Of each
//! replica those after its newest one at or before the wanted moment are undone, the others stand. A fact
//! then says what the last of those that stand wrote; where none of them is known to have written it, what
//! the undone ones found before them. So what two people wrote without knowing of each other comes out as it
//! stood, whichever of them won in the end.
//!
//! The codebook and the coders are walked back with the document: a code that is gone since is there, under
//! the name that it had. The text of a revision never changes and is not walked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fact::{DocumentField, Fact, Value, written};
use super::{
    AttributeId, Code, CodeChange, CodeId, Coder, CoderId, Coding, CodingChange, CodingKey, Document, DocumentChange,
    DocumentId, Parts, Project, Replica, Timestamp, Transaction,
};

/// A document being walked back.
#[derive(Clone, Debug)]
pub struct AsOf {
    today: Arc<Project>,
    document: DocumentId,
    end: Timestamp,
    facts: BTreeMap<Fact, Found>,
    /// Replicas whose transactions stand from here on.
    reached: BTreeSet<Replica>,
}

/// What is known so far of a fact on that day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    /// What an undone transaction found; an older one may know better.
    Before(Value),
    /// What the newest of those that stand wrote.
    Stands(Value),
    /// Nothing that was undone wrote it; one that stands did: today's value holds.
    Untouched,
}

impl AsOf {
    /// Begins with today.
    #[must_use]
    pub fn new(today: &Arc<Project>, document: DocumentId, end: Timestamp) -> Self {
        Self { today: Arc::clone(today), document, end, facts: BTreeMap::new(), reached: BTreeSet::new() }
    }

    /// Walks back over one transaction, each older than the one before.
    pub fn take(&mut self, transaction: &Transaction) {
        if transaction.at <= self.end {
            self.reached.insert(transaction.replica.clone());
        }
        if self.reached.contains(&transaction.replica) {
            for (fact, value) in written(&transaction.edits) {
                self.stands(fact, value);
            }
        } else {
            for (fact, value) in written(&transaction.inverses) {
                if self.concerns(fact) && !matches!(self.facts.get(&fact), Some(Found::Stands(_) | Found::Untouched)) {
                    self.facts.insert(fact, Found::Before(value));
                }
            }
        }
    }

    fn stands(&mut self, fact: Fact, value: Value) {
        if !self.concerns(fact) {
            return;
        }
        match self.facts.get(&fact) {
            None => self.facts.insert(fact, Found::Untouched),
            Some(Found::Before(_)) => self.facts.insert(fact, Found::Stands(value)),
            Some(Found::Stands(_) | Found::Untouched) => None,
        };
    }

    fn concerns(&self, fact: Fact) -> bool {
        match fact {
            Fact::Title
            | Fact::Attribute(_)
            | Fact::Case(_)
            | Fact::OfCase(..)
            | Fact::Item(_)
            | Fact::Memo(_)
            | Fact::OfMemo(..) => false,
            Fact::Coder(_) | Fact::Code(_) | Fact::OfCode(..) => true,
            Fact::Document(id) | Fact::OfDocument(id, _) => id == self.document,
            Fact::Coding(key) | Fact::OfCoding(key, _) => key.0.document == self.document,
        }
    }

    /// Whether a transaction was met that stands: history reaches back as far as that day.
    #[must_use]
    pub fn reaches(&self) -> bool {
        !self.reached.is_empty()
    }

    /// Whether older transactions cannot tell anything more, where so many replicas have written.
    #[must_use]
    pub fn is_enough(&self, replicas: usize) -> bool {
        let alone = replicas <= 1;
        self.reached.len() >= replicas && (alone || !self.facts.iter().any(|(fact, found)| self.is_open(*fact, found)))
    }

    /// Whether an older transaction of another replica may know better.
    fn is_open(&self, fact: Fact, found: &Found) -> bool {
        let Found::Before(value) = found else { return false };
        // What was made after that day was not there on it, whoever is asked.
        let made_later = match fact {
            Fact::Coding(key) if *value == Value::Absent => {
                let coding = self.today.coding(key);
                coding.is_some_and(|coding| coding.at > self.end)
            }
            _ => false,
        };
        !made_later
    }

    /// The document with the text of that day, where today's project does not have that: it must be found by its hash.
    #[must_use]
    pub fn lost_document(&self) -> Option<Arc<Document>> {
        let today = self.today.document(self.document);
        let came = match self.facts.get(&Fact::Document(self.document)) {
            Some(Found::Before(Value::Document(document)) | Found::Stands(Value::Document(document))) => Some(document),
            _ => None,
        };
        let mut document = today.or(came).map(|held| Document::clone(held))?;
        if let Some(
            Found::Before(Value::OfDocument(DocumentChange::Text(wording)))
            | Found::Stands(Value::OfDocument(DocumentChange::Text(wording))),
        ) = self.facts.get(&Fact::OfDocument(self.document, DocumentField::Text))
        {
            document.reword(wording);
        }
        let is_todays = today.is_some_and(|today| today.text_hash == document.text_hash);
        (!is_todays).then(|| Arc::new(document))
    }

    /// The document of that day with its codings, and the coders and codes of that day; `None` where it was not
    /// in the project. `found` is what was found of a [`AsOf::lost_document`].
    #[must_use]
    pub fn parts(mut self, found: Option<Arc<Document>>) -> Option<Parts> {
        let today = Arc::clone(&self.today);
        let mut coders: BTreeMap<CoderId, Coder> = today.coders().map(|coder| (coder.id, coder.clone())).collect();
        let mut codes: BTreeMap<CodeId, Code> = today.codes().map(|code| (code.id, code.clone())).collect();
        let mut document = today.document(self.document).map(|held| Document::clone(held));
        let held = today.codings(self.document).iter();
        let mut codings: BTreeMap<CodingKey, Coding> =
            held.map(|coding| (CodingKey(coding.place(self.document)), coding.clone())).collect();
        // Whether something is there comes before what is said of it.
        for (fact, found_value) in std::mem::take(&mut self.facts) {
            let (Found::Before(value) | Found::Stands(value)) = found_value else { continue };
            match (fact, value) {
                (Fact::Coder(id), Value::Coder(coder)) => {
                    coders.insert(id, coder);
                }
                (Fact::Coder(id), _) => {
                    coders.remove(&id);
                }
                (Fact::Code(id), Value::Code(code)) => {
                    codes.entry(id).or_insert(*code);
                }
                (Fact::Code(id), _) => {
                    codes.remove(&id);
                }
                (Fact::Coding(place), Value::Coding(coding)) => {
                    codings.entry(place).or_insert(*coding);
                }
                (Fact::Coding(place), _) => {
                    codings.remove(&place);
                }
                (Fact::Document(_), Value::Document(_)) => {
                    document = document.or_else(|| found.as_ref().map(|found| Document::clone(found)));
                }
                (Fact::Document(_), _) => document = None,
                (Fact::OfDocument(..), Value::OfDocument(change)) => set_document(document.as_mut(), &change),
                (Fact::OfDocument(_, DocumentField::Attribute(id)), Value::Unsaid) => {
                    if let Some(document) = &mut document {
                        document.attributes.retain(|name, _| AttributeId::of(name) != id);
                    }
                }
                (Fact::OfCode(id, _), Value::OfCode(change)) => set_code(codes.get_mut(&id), change),
                (Fact::OfCoding(place, _), Value::OfCoding(change)) => set_coding(codings.get_mut(&place), change),
                _ => {}
            }
        }
        // The text of that day was looked for by its hash; what is said of a text goes without it.
        if let (Some(document), Some(found)) = (&mut document, &found)
            && document.text_hash == found.text_hash
        {
            document.text = Arc::clone(&found.text);
        }
        Some(Parts {
            id: today.id,
            title: today.title.clone(),
            created: today.created,
            coders: coders.into_values().collect(),
            codes: codes.into_values().collect(),
            documents: vec![document?],
            codings: vec![(self.document, codings.into_values().collect())],
            attributes: Vec::new(),
            cases: Vec::new(),
            items: Vec::new(),
            memos: Vec::new(),
        })
    }
}

fn set_document(document: Option<&mut Document>, change: &DocumentChange) {
    let Some(document) = document else { return };
    change.put_into(document);
}

fn set_code(code: Option<&mut Code>, change: CodeChange) {
    let Some(code) = code else { return };
    match change {
        CodeChange::Name(text) => code.name = text,
        CodeChange::Colour(colour) => code.colour = colour,
        CodeChange::Definition(text) => code.definition = text,
        CodeChange::Inclusion(text) => code.inclusion = text,
        CodeChange::Exclusion(text) => code.exclusion = text,
        CodeChange::Example(text) => code.example = text,
        CodeChange::Place { parent, rank } => (code.parent, code.rank) = (parent, rank),
        CodeChange::Groups(groups) => code.groups = groups,
        CodeChange::AliasOf(target) => code.alias_of = target,
    }
}

fn set_coding(coding: Option<&mut Coding>, change: CodingChange) {
    let Some(coding) = coding else { return };
    match change {
        CodingChange::Memo(memo) => coding.memo = memo,
        CodingChange::Weight(weight) => coding.weight = weight,
        CodingChange::Anchor(anchor) => coding.put(anchor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Colour, CountingMint, Edit, Message, ProjectId, Sequence, Text, apply_all, assemble};

    const DAY: i64 = 86_400_000;

    fn transaction(replica: &str, lamport: u64, day: i64, edits: Vec<Edit>, inverses: Vec<Edit>) -> Transaction {
        Transaction {
            replica: Replica(replica.into()),
            seq: Sequence(lamport),
            lamport,
            at: Timestamp(day * DAY),
            coder: CoderId::new(&mut CountingMint::default()),
            label: Message::new("label.define"),
            undoes: None,
            edits,
            inverses,
            over: Vec::new(),
            passed_on: Vec::new(),
            forgets: Vec::new(),
        }
    }

    fn study() -> (Project, DocumentId, CodeId) {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let document =
            Document::of_text(DocumentId::new(&mut mint), "访谈", Text::new("一二三").unwrap(), Timestamp(0));
        let code = Code::named(CodeId::new(&mut mint), "合谋", Colour::nth(0));
        let ids = (document.id, code.id);
        apply_all(&mut project, &[Edit::AddDocument(document.into()), Edit::AddCode(code)]).unwrap();
        (project, ids.0, ids.1)
    }

    fn name(code: CodeId, name: &str) -> Edit {
        Edit::SetCode(code, CodeChange::Name(name.into()))
    }

    #[test]
    fn a_name_that_lost_to_one_written_elsewhere_before_is_back_on_its_day() {
        // On day 1 乙 renamed the code far away; on day 3 甲, who had not seen that, renamed it too, and won.
        let (mut today, document, code) = study();
        let theirs = transaction("乙", 5, 1, vec![name(code, "默许")], vec![name(code, "合谋")]);
        let ours = transaction("甲", 9, 3, vec![name(code, "共谋")], vec![name(code, "合谋")]);
        let early = transaction("甲", 1, 0, vec![name(code, "合谋")], vec![name(code, "串通")]);
        apply_all(&mut today, &[name(code, "共谋")]).unwrap();
        let mut walk = AsOf::new(&Arc::new(today), document, Timestamp(2 * DAY));
        for past in [&ours, &theirs, &early] {
            assert!(!walk.is_enough(2), "乙 may know better");
            walk.take(past);
        }
        assert!(walk.reaches() && walk.is_enough(2));
        let project = assemble(walk.parts(None).unwrap()).project;
        assert_eq!(project.code(code).unwrap().name, "默许");
    }

    #[test]
    fn a_document_was_not_there_before_it_came_and_one_deleted_since_was() {
        let (project, document, _) = study();
        let held = Arc::clone(project.document(document).unwrap());
        let (add, remove) = (Edit::AddDocument(Arc::clone(&held)), Edit::RemoveDocument(document));
        let came = transaction("甲", 2, 2, vec![add.clone()], vec![remove.clone()]);
        let went = transaction("甲", 3, 4, vec![remove.clone()], vec![add]);
        let mut today = project.clone();
        apply_all(&mut today, &[remove]).unwrap();
        let today = Arc::new(today);
        let on = |day: i64| {
            let mut walk = AsOf::new(&today, document, Timestamp(day * DAY));
            walk.take(&went);
            walk.take(&came);
            let lost = walk.lost_document();
            walk.parts(lost).map(|parts| parts.documents.len())
        };
        assert_eq!((on(1), on(3)), (None, Some(1)));
    }
}
