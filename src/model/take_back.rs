//! Whether a change of the past can be taken back by itself, with everything that came after it left standing.
//!
//! It can where what it wrote is still what the project says: then its inverses apply and overwrite
//! nobody's work. What somebody has written over since, taken away since or built upon since is never
//! undone silently; it is an [`Obstacle`], and the whole change is refused with it.

use super::fact::{CaseField, CodeField, DocumentField, Fact, MemoField, Thing, Value, written};
use super::{CaseId, CaseMember, CodeId, CoderId, DocumentId, Edit, EditError, MemberId, Project, Transaction};

/// Why a change of the past cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It changed nothing: it only notes that something happened.
    OnlyANote,
    /// All that it did is as it was before it.
    TakenBackAlready {
        /// One of the facts that say so.
        fact: Option<Fact>,
    },
    /// Something stands in the way.
    Obstructed {
        /// The first thing.
        first: Obstacle,
        /// How many more there are at least.
        more: usize,
    },
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// What it is about has been taken away since.
    Gone(Thing),
    /// What it took away has come back since.
    ThereAgain(Thing),
    /// What it wrote has been written over since.
    Changed(Fact),
    /// A code that it added has been used since.
    CodeInUse {
        /// Which.
        code: CodeId,
        /// On how many passages.
        codings: usize,
    },
    /// A code that it added has another one below it, or merged into it, since.
    CodeHolds {
        /// Which.
        code: CodeId,
        /// The other one.
        other: CodeId,
    },
    /// A document that it added has been coded since.
    DocumentCoded {
        /// Which.
        document: DocumentId,
        /// How often.
        codings: usize,
    },
    /// Something of a document's text belongs to a case since, and would not be there without that text.
    InCase {
        /// Which case.
        case: CaseId,
        /// What belongs to it.
        member: MemberId,
        /// Which document.
        document: DocumentId,
    },
    /// A coder whom it added has coded, or begun a memo, since.
    CoderCoded(CoderId),
    /// The codes have been moved since, so that one would come to stand below itself.
    Circle(CodeId),
    /// The text says something else.
    OtherText(DocumentId),
    /// The model refuses for another reason.
    Refused(EditError),
}

impl Obstacle {
    /// The fact whose last writer is to blame, where there is one.
    #[must_use]
    pub fn fact(&self) -> Option<Fact> {
        match self {
            Self::Gone(thing) | Self::ThereAgain(thing) => Some(thing.presence()),
            Self::Changed(fact) => Some(*fact),
            Self::CodeHolds { other, .. } => Some(Fact::OfCode(*other, CodeField::Place)),
            Self::InCase { case, member, .. } => Some(Fact::OfCase(*case, CaseField::Member(*member))),
            Self::Circle(code) => Some(Fact::OfCode(*code, CodeField::Place)),
            _ => None,
        }
    }
}

/// The edits that take a change back, or why it must stand. `transaction.inverses` must carry the texts of
/// documents that come back; a frame of the journal goes without them.
///
/// # Errors
/// [`Refusal`].
pub fn can_take_back(project: &Project, transaction: &Transaction) -> Result<Vec<Edit>, Refusal> {
    if transaction.edits.is_empty() {
        return Err(Refusal::OnlyANote);
    }
    let (left, before) = (written(&transaction.edits), written(&transaction.inverses));
    let mut obstacles = Vec::new();
    let mut restored = None;
    let mut as_before = 0;
    let mut written_count = 0;
    for (&fact, wrote) in &left {
        let was = before.get(&fact);
        if !matters(fact, was.is_some()) || was.is_some_and(|was| was.agrees(wrote)) {
            continue;
        }
        written_count += 1;
        let now = project.value(fact);
        if now.agrees(wrote) {
            continue;
        }
        if was.map_or(now == Value::Absent, |was| now.agrees(was)) {
            as_before += 1;
            restored = restored.or(Some(fact));
        }
        let obstacle = match fact.thing() {
            Some(thing) if now == Value::Absent => Obstacle::Gone(thing),
            Some(thing) if fact.is_presence() && *wrote == Value::Absent => Obstacle::ThereAgain(thing),
            _ => Obstacle::Changed(fact),
        };
        if !obstacles.contains(&obstacle) {
            obstacles.push(obstacle);
        }
    }
    for (fact, wrote) in &left {
        // What it added and has been given values since is not taken away with them.
        let Some(thing) = fact.thing().filter(|_| fact.is_presence() && *wrote != Value::Absent) else { continue };
        let since = project.said_of(thing).into_iter().find(|said| !left.contains_key(said));
        obstacles.extend(since.filter(|_| before.get(fact) == Some(&Value::Absent)).map(Obstacle::Changed));
    }
    if written_count > 0 && as_before == written_count {
        return Err(Refusal::TakenBackAlready { fact: restored });
    }
    let mut obstacles = obstacles.into_iter();
    if let Some(first) = obstacles.next() {
        return Err(Refusal::Obstructed { first, more: obstacles.len() });
    }
    let mut trial = project.clone();
    let mut edits = Vec::with_capacity(transaction.inverses.len());
    for inverse in &transaction.inverses {
        let inverse = &where_it_stands(&trial, inverse);
        let applied = match obstacle_to(&trial, inverse) {
            Some(obstacle) => Err(obstacle),
            None => inverse.apply(&mut trial).map_err(|error| of_error(inverse, error)),
        };
        if let Err(first) = applied {
            return Err(Refusal::Obstructed { first, more: 0 });
        }
        edits.push(inverse.clone());
    }
    // What was coded since on the text that goes would stand on other words.
    for inverse in &transaction.inverses {
        let Edit::SetDocument(id, super::DocumentChange::Text(wording)) = inverse else { continue };
        let mark = super::anchor::mark_of(wording.revision, &wording.text_hash);
        let codings = trial.codings(*id).iter().filter(|coding| coding.on != mark).count();
        if codings > 0 {
            let first = Obstacle::DocumentCoded { document: *id, codings };
            return Err(Refusal::Obstructed { first, more: 0 });
        }
        let (Some(held), Some(then)) = (project.document(*id), trial.document(*id)) else { continue };
        let strays = |member: &CaseMember| member.stands_in(held) && !member.stands_in(then);
        let strayed = trial.members_in(*id).find(|(_, member)| strays(member));
        if let Some((case, member)) = strayed {
            let first = Obstacle::InCase { case: case.id, member: member.id(), document: *id };
            return Err(Refusal::Obstructed { first, more: 0 });
        }
    }
    Ok(edits)
}

/// The same edit of a coding that has moved with its words since.
fn where_it_stands(project: &Project, edit: &Edit) -> Edit {
    let now = |place: &super::CodingPlace| {
        project.coding(super::CodingKey(*place)).map_or(*place, |coding| coding.place(place.document))
    };
    match edit {
        Edit::RemoveCoding(place) => Edit::RemoveCoding(now(place)),
        Edit::SetCoding(place, change) => Edit::SetCoding(now(place), change.clone()),
        other => other.clone(),
    }
}

/// Where something stands and in which colour is nobody's work to lose, unless the change itself was about that. When
/// a memo was last written in follows from what was written.
fn matters(fact: Fact, was_said: bool) -> bool {
    if matches!(fact, Fact::OfMemo(_, MemoField::Changed)) {
        return false;
    }
    let looks = matches!(
        fact,
        Fact::OfCode(_, CodeField::Colour | CodeField::Place) | Fact::OfDocument(_, DocumentField::Rank)
    );
    was_said || !looks
}

/// What the project holds against an edit, in terms that can be told better than an error's.
fn obstacle_to(project: &Project, edit: &Edit) -> Option<Obstacle> {
    let needs =
        |things: &[Thing]| things.iter().find(|thing| !project.has(**thing)).map(|&thing| Obstacle::Gone(thing));
    match edit {
        Edit::AddCode(code) => {
            needs(&[code.parent, code.alias_of].into_iter().flatten().map(Thing::Code).collect::<Vec<_>>())
        }
        Edit::SetCode(id, change) => {
            let other = match change {
                super::CodeChange::Place { parent, .. } => *parent,
                super::CodeChange::AliasOf(target) => *target,
                _ => None,
            };
            needs(&[Some(*id), other].into_iter().flatten().map(Thing::Code).collect::<Vec<_>>())
        }
        Edit::RemoveCode(id) => {
            let codings = project.uses_as_applied(*id);
            let other = project.codes().find(|code| code.parent == Some(*id) || code.alias_of == Some(*id));
            match (codings, other) {
                (1.., _) => Some(Obstacle::CodeInUse { code: *id, codings }),
                (0, Some(other)) => Some(Obstacle::CodeHolds { code: *id, other: other.id }),
                (0, None) => needs(&[Thing::Code(*id)]),
            }
        }
        Edit::SetDocument(id, _) => needs(&[Thing::Document(*id)]),
        Edit::RemoveDocument(id) => match project.codings(*id).len() {
            0 => needs(&[Thing::Document(*id)]),
            codings => Some(Obstacle::DocumentCoded { document: *id, codings }),
        },
        Edit::AddCoding(document, coding) => {
            needs(&[Thing::Document(*document), Thing::Code(coding.code), Thing::Coder(coding.coder)])
        }
        Edit::RemoveCoding(place) | Edit::SetCoding(place, _) => {
            needs(&[Thing::Document(place.document), Thing::Coding(super::CodingKey(*place))])
        }
        Edit::RemoveCoder(id) => {
            let coded = project.all_codings().any(|(_, codings)| codings.iter().any(|coding| coding.coder == *id));
            let wrote = project.memos().any(|memo| memo.coder == *id);
            if coded || wrote { Some(Obstacle::CoderCoded(*id)) } else { needs(&[Thing::Coder(*id)]) }
        }
        Edit::SetCoder(coder) => needs(&[Thing::Coder(coder.id)]),
        Edit::SetAttribute(attribute) => needs(&[Thing::Attribute(attribute.id())]),
        Edit::RemoveAttribute(id) => needs(&[Thing::Attribute(*id)]),
        Edit::RemoveCase(id) | Edit::SetCase(id, _) => needs(&[Thing::Case(*id)]),
        Edit::SetItem(item) => needs(&[Thing::Item(item.id())]),
        Edit::RemoveItem(id) => needs(&[Thing::Item(*id)]),
        Edit::RemoveMemo(id) | Edit::SetMemo(id, _) => needs(&[Thing::Memo(*id)]),
        Edit::SetTitle(_)
        | Edit::AddCoder(_)
        | Edit::AddDocument(_)
        | Edit::AddAttribute(_)
        | Edit::AddCase(_)
        | Edit::AddItem(_)
        | Edit::AddMemo(_) => None,
    }
}

fn of_error(edit: &Edit, error: EditError) -> Obstacle {
    match (error, edit.document()) {
        (EditError::Circle(code), _) => Obstacle::Circle(code),
        (EditError::OtherText { .. } | EditError::OutsideText { .. }, Some(document)) => Obstacle::OtherText(document),
        (error, _) => Obstacle::Refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Code, CodeChange, Coder, Coding, CodingChange, CodingId, CodingKey, Colour, CountingMint, Document, Message,
        ProjectId, QuoteHash, Replica, Sequence, Span, Text, Timestamp, apply_all, gesture,
    };

    struct Study {
        project: Project,
        mint: CountingMint,
        document: DocumentId,
        coder: CoderId,
    }

    impl Study {
        fn new() -> Self {
            let mut mint = CountingMint::default();
            let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
            let coder = Coder::named(CoderId::new(&mut mint), "甲");
            let text = Text::new("老人 03：他们一起瞒着上面。").unwrap();
            let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(1));
            let (coder_id, document_id) = (coder.id, document.id);
            apply_all(&mut project, &[Edit::AddCoder(coder), Edit::AddDocument(document.into())]).unwrap();
            Self { project, mint, document: document_id, coder: coder_id }
        }

        fn make(&mut self, edits: Vec<Edit>) -> Transaction {
            let inverses = apply_all(&mut self.project, &edits).unwrap();
            Transaction {
                replica: Replica("r".into()),
                seq: Sequence(1),
                lamport: 1,
                at: Timestamp(0),
                coder: self.coder,
                label: Message::new("label.memo"),
                undoes: None,
                edits,
                inverses,
                over: Vec::new(),
                passed_on: Vec::new(),
                forgets: Vec::new(),
            }
        }

        fn add_code(&mut self, name: &str) -> (CodeId, Transaction) {
            let id = CodeId::new(&mut self.mint);
            let transaction = self.make(vec![Edit::AddCode(Code::named(id, name, Colour::nth(0)))]);
            (id, transaction)
        }

        fn add_coding(&mut self, code: CodeId) -> (super::super::CodingPlace, Transaction) {
            let span = Span::new(7, 11).unwrap();
            let quote = QuoteHash::of(&self.project.document(self.document).unwrap().text, span);
            let (coder, id) = (self.coder, CodingId::new(&mut self.mint));
            let coding = Coding { id, code, coder, span, at: Timestamp(2), quote, on: None, memo: None, weight: None };
            let place = coding.place(self.document);
            (place, self.make(vec![Edit::AddCoding(self.document, coding)]))
        }

        fn refusal(&self, transaction: &Transaction) -> Refusal {
            can_take_back(&self.project, transaction).unwrap_err()
        }

        fn obstacle(&self, transaction: &Transaction) -> Obstacle {
            match self.refusal(transaction) {
                Refusal::Obstructed { first, .. } => first,
                other => panic!("{other:?}"),
            }
        }

        fn take_back(&mut self, transaction: &Transaction) -> Transaction {
            let edits = can_take_back(&self.project, transaction).unwrap();
            self.make(edits)
        }
    }

    #[test]
    fn one_from_the_middle_is_taken_back_and_what_came_after_it_stands() {
        let mut study = Study::new();
        let (code, _) = study.add_code("合谋");
        let (place, coded) = study.add_coding(code);
        let (other, _) = study.add_code("内卷化");
        let renamed = study.make(vec![Edit::SetCode(code, CodeChange::Name("共谋".into()))]);
        study.take_back(&coded);
        assert!(!study.project.has(Thing::Coding(CodingKey(place))));
        assert!(study.project.has(Thing::Code(other)));
        study.take_back(&renamed);
        assert_eq!(study.project.code(code).unwrap().name, "合谋");
    }

    #[test]
    fn what_was_written_over_since_is_not_overwritten() {
        let mut study = Study::new();
        let (code, _) = study.add_code("合谋");
        let renamed = study.make(vec![Edit::SetCode(code, CodeChange::Name("共谋".into()))]);
        study.make(vec![Edit::SetCode(code, CodeChange::Name("默许".into()))]);
        assert_eq!(study.obstacle(&renamed), Obstacle::Changed(Fact::OfCode(code, CodeField::Name)));
    }

    #[test]
    fn a_coding_that_carries_a_memo_by_now_is_not_taken_away_with_it() {
        let mut study = Study::new();
        let (code, _) = study.add_code("合谋");
        let (place, coded) = study.add_coding(code);
        study.make(vec![Edit::SetCoding(place, CodingChange::Memo(Some("为何？".into())))]);
        assert_eq!(study.obstacle(&coded), Obstacle::Changed(Fact::OfCoding(CodingKey(place), CodingField::Memo)));
    }

    use super::super::fact::CodingField;

    #[test]
    fn a_coding_does_not_come_back_without_its_code() {
        let mut study = Study::new();
        let (code, added) = study.add_code("合谋");
        let (place, _) = study.add_coding(code);
        let removed = study.make(vec![Edit::RemoveCoding(place)]);
        study.take_back(&added);
        assert_eq!(study.obstacle(&removed), Obstacle::Gone(Thing::Code(code)));
    }

    #[test]
    fn a_code_that_is_used_or_holds_others_by_now_stays() {
        let mut study = Study::new();
        let (code, added) = study.add_code("合谋");
        study.add_coding(code);
        assert_eq!(study.obstacle(&added), Obstacle::CodeInUse { code, codings: 1 });
        let (above, above_added) = study.add_code("陷阱");
        let moved = gesture::move_code(&study.project, code, Some(above), None);
        study.make(moved);
        assert_eq!(study.obstacle(&above_added), Obstacle::CodeHolds { code: above, other: code });
    }

    #[test]
    fn a_document_that_is_coded_by_now_stays() {
        let mut study = Study::new();
        let text = Text::new("社工 01：上面要看照片。").unwrap();
        let id = DocumentId::new(&mut study.mint);
        let added = study.make(vec![Edit::AddDocument(Document::of_text(id, "访谈 02", text, Timestamp(3)).into())]);
        assert!(can_take_back(&study.project, &added).is_ok());
        let (code, _) = study.add_code("合谋");
        study.document = id;
        study.add_coding(code);
        assert_eq!(study.obstacle(&added), Obstacle::DocumentCoded { document: id, codings: 1 });
    }

    #[test]
    fn taking_back_twice_says_that_it_is_so_already_and_taking_back_the_taking_back_makes_it_again() {
        let mut study = Study::new();
        let (code, _) = study.add_code("合谋");
        let (place, coded) = study.add_coding(code);
        let taken_back = study.take_back(&coded);
        assert_eq!(study.refusal(&coded), Refusal::TakenBackAlready { fact: Some(Fact::Coding(CodingKey(place))) });
        study.take_back(&taken_back);
        assert!(study.project.has(Thing::Coding(CodingKey(place))));
        assert_eq!(
            study.refusal(&taken_back),
            Refusal::TakenBackAlready { fact: Some(Fact::Coding(CodingKey(place))) }
        );
    }

    #[test]
    fn a_merge_is_taken_back_though_its_code_was_coloured_since_and_not_once_its_children_were_moved() {
        let mut study = Study::new();
        let (from, _) = study.add_code("串通");
        let (into, _) = study.add_code("合谋");
        let (child, _) = study.add_code("默许");
        let below = gesture::move_code(&study.project, child, Some(from), None);
        study.make(below);
        let edits = gesture::merge_codes(&study.project, from, into);
        let merged = study.make(edits);
        study.make(vec![Edit::SetCode(into, CodeChange::Colour(Colour::nth(5)))]);
        let mut other = study.project.clone();
        assert!(can_take_back(&other, &merged).is_ok());
        let moved = gesture::move_code(&other, child, None, None);
        apply_all(&mut other, &moved).unwrap();
        study.project = other;
        assert_eq!(study.obstacle(&merged), Obstacle::Changed(Fact::OfCode(child, CodeField::Place)));
    }
}
