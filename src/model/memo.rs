//! A memo: what the researcher thinks, in Markdown, of the project, a document, a code or a case.
//!
//! A memo is never lost by what happens to the thing that it hangs on: deleting that moves its memos to the project
//! in the same step ([`move_memos`]), and one whose thing is gone all the same, because somebody else deleted it
//! meanwhile or its file has not arrived, counts for the project ([`Project::memo_on`]). A coding's remark is not one
//! of these: it stays a field of the coding.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::edit::{exists, missing};
use super::{CaseId, CodeId, CoderId, DocumentId, Edit, EditError, MemoId, Mint, Project, Timestamp};

/// What somebody thinks, with a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// Stable over renames and moves.
    pub id: MemoId,
    /// What it is about.
    #[serde(default, skip_serializing_if = "MemoOn::is_project")]
    pub on: MemoOn,
    /// One line; may be empty, then its first words stand for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// As the researcher sorts memos: theoretical, methodological. Each one line and not empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<String>,
    /// Who began it.
    pub coder: CoderId,
    /// When it was begun.
    pub made: Timestamp,
    /// When it was last written in.
    pub changed: Timestamp,
}

/// What a memo is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MemoOn {
    /// The study as a whole.
    #[default]
    Project,
    /// A document.
    Document(DocumentId),
    /// A code.
    Code(CodeId),
    /// A case.
    Case(CaseId),
}

/// A field of a memo. Each is written on its own, so that two people may write different ones and both stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemoChange {
    /// No line ends.
    Title(String),
    /// Markdown.
    Text(String),
    /// All labels that it has.
    Labels(BTreeSet<String>),
    /// What it is about.
    On(MemoOn),
    /// When it was last written in; goes with the others, see [`set_memo`].
    Changed(Timestamp),
}

impl MemoOn {
    fn is_project(&self) -> bool {
        *self == Self::Project
    }
}

impl Memo {
    /// One with nothing in it.
    #[must_use]
    pub fn new(id: MemoId, on: MemoOn, coder: CoderId, at: Timestamp) -> Self {
        let (title, text, labels) = (String::new(), String::new(), BTreeSet::new());
        Self { id, on, title, text, labels, coder, made: at, changed: at }
    }

    /// What it is called in a list: its title, or the first words of its text without the marks of Markdown; empty
    /// where it has neither.
    #[must_use]
    pub fn name(&self) -> String {
        if self.title.trim().is_empty() { in_short(&first_line(&self.text), 40) } else { self.title.trim().to_owned() }
    }
}

fn in_short(line: &str, longest: usize) -> String {
    if line.chars().count() <= longest { line.to_owned() } else { line.chars().take(longest).chain(['…']).collect() }
}

/// The first line that says something, as it reads: without the marks of Markdown.
#[must_use]
pub fn first_line(text: &str) -> String {
    let marks = |c: char| c.is_whitespace() || matches!(c, '#' | '>' | '*' | '-' | '+' | '`');
    let lines = text.lines().map(super::plain::plain_line);
    let said = lines.map(|line| line.trim_start_matches(marks).trim_end().to_owned());
    said.into_iter().find(|line| !line.is_empty()).unwrap_or_default()
}

impl MemoChange {
    /// Puts the field in and gives back what stood there.
    #[allow(clippy::return_self_not_must_use, reason = "what stood there matters to an inverse only")]
    pub fn put_into(&self, held: &mut Memo) -> Self {
        match self {
            Self::Title(title) => Self::Title(std::mem::replace(&mut held.title, title.clone())),
            Self::Text(text) => Self::Text(std::mem::replace(&mut held.text, text.clone())),
            Self::Labels(labels) => Self::Labels(std::mem::replace(&mut held.labels, labels.clone())),
            Self::On(on) => Self::On(std::mem::replace(&mut held.on, *on)),
            Self::Changed(at) => Self::Changed(std::mem::replace(&mut held.changed, *at)),
        }
    }
}

impl Project {
    /// All memos, in the order in which they were begun.
    pub fn memos(&self) -> impl ExactSizeIterator<Item = &Arc<Memo>> {
        self.memos.values()
    }

    /// A memo by id.
    #[must_use]
    pub fn memo(&self, id: MemoId) -> Option<&Arc<Memo>> {
        self.memos.get(&id)
    }

    /// What a memo is about today: of a merged code the one that it stands for now; of what is gone the project.
    #[must_use]
    pub fn memo_on(&self, memo: &Memo) -> MemoOn {
        match self.stands_for(memo.on) {
            MemoOn::Document(id) if self.document(id).is_none() => MemoOn::Project,
            MemoOn::Code(id) if self.code(id).is_none() => MemoOn::Project,
            MemoOn::Case(id) if self.case(id).is_none() => MemoOn::Project,
            on => on,
        }
    }

    fn stands_for(&self, on: MemoOn) -> MemoOn {
        if let MemoOn::Code(id) = on { MemoOn::Code(self.resolve(id)) } else { on }
    }

    /// The memos about something, in the order in which they were begun. Those about codes that were merged into a
    /// code are about it.
    pub fn memos_on(&self, on: MemoOn) -> impl Iterator<Item = &Arc<Memo>> {
        let on = self.stands_for(on);
        self.memos.values().filter(move |memo| self.memo_on(memo) == on)
    }

    /// What a memo may be about is called so; the project by its title.
    #[must_use]
    pub fn name_of(&self, on: MemoOn) -> Option<&str> {
        Some(match on {
            MemoOn::Project => &self.title,
            MemoOn::Document(id) => &self.document(id)?.title,
            MemoOn::Code(id) => &self.code(id)?.name,
            MemoOn::Case(id) => &self.case(id)?.name,
        })
    }

    /// Every label that a memo has.
    #[must_use]
    pub fn memo_labels(&self) -> BTreeSet<&str> {
        self.memos.values().flat_map(|memo| memo.labels.iter().map(String::as_str)).collect()
    }
}

/// Begins a memo.
pub fn add_memo(
    on: MemoOn,
    title: &str,
    text: &str,
    coder: CoderId,
    at: Timestamp,
    mint: &mut dyn Mint,
) -> (MemoId, Vec<Edit>) {
    let id = MemoId::new(mint);
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let memo = Memo { title, text: text.to_owned(), ..Memo::new(id, on, coder, at) };
    (id, vec![Edit::AddMemo(memo)])
}

/// Writes a field of a memo and notes when. Nothing is done where it says so already.
#[must_use]
pub fn set_memo(project: &Project, id: MemoId, change: MemoChange, at: Timestamp) -> Vec<Edit> {
    let Some(held) = project.memo(id) else { return Vec::new() };
    let mut changed = Memo::clone(held);
    if change.put_into(&mut changed) == change {
        return Vec::new();
    }
    let mut edits = vec![Edit::SetMemo(id, change)];
    if held.changed != at {
        edits.push(Edit::SetMemo(id, MemoChange::Changed(at)));
    }
    edits
}

/// The edits that move the memos about things elsewhere. When they were written in stays.
#[must_use]
pub fn move_memos(project: &Project, from: impl Fn(MemoOn) -> bool, to: MemoOn) -> Vec<Edit> {
    let moved = project.memos().filter(|memo| from(memo.on) && memo.on != to);
    moved.map(|memo| Edit::SetMemo(memo.id, MemoChange::On(to))).collect()
}

/// Removes a case; its memos move to the project.
#[must_use]
pub fn delete_case(project: &Project, id: CaseId) -> Vec<Edit> {
    let mut edits = move_memos(project, |on| on == MemoOn::Case(id), MemoOn::Project);
    edits.push(Edit::RemoveCase(id));
    edits
}

/// Applies [`Edit::AddMemo`].
pub(super) fn add(project: &mut Project, memo: &Memo) -> Result<Edit, EditError> {
    good_title(&memo.title)?;
    good_labels(&memo.labels)?;
    if project.memos.contains_key(&memo.id) {
        return Err(exists(memo.id));
    }
    project.memos.insert(memo.id, Arc::new(memo.clone()));
    Ok(Edit::RemoveMemo(memo.id))
}

/// Applies [`Edit::SetMemo`].
pub(super) fn set(project: &mut Project, id: MemoId, change: &MemoChange) -> Result<Edit, EditError> {
    match change {
        MemoChange::Title(title) => good_title(title)?,
        MemoChange::Labels(labels) => good_labels(labels)?,
        MemoChange::Text(_) | MemoChange::On(_) | MemoChange::Changed(_) => {}
    }
    let held = project.memos.get_mut(&id).ok_or_else(|| missing(id))?;
    Ok(Edit::SetMemo(id, change.put_into(Arc::make_mut(held))))
}

/// Applies [`Edit::RemoveMemo`].
pub(super) fn remove(project: &mut Project, id: MemoId) -> Result<Edit, EditError> {
    let held = project.memos.remove(&id).ok_or_else(|| missing(id))?;
    Ok(Edit::AddMemo(Arc::unwrap_or_clone(held)))
}

fn good_title(title: &str) -> Result<(), EditError> {
    if title.contains(['\n', '\r']) { Err(EditError::BadName) } else { Ok(()) }
}

fn good_labels(labels: &BTreeSet<String>) -> Result<(), EditError> {
    let is_bad = |label: &String| label.trim().is_empty() || label.contains(['\n', '\r']);
    if labels.iter().any(is_bad) { Err(EditError::BadName) } else { Ok(()) }
}

/// As it may stand: what a hand wrote into a file may have line ends in its title.
pub(super) fn tidied(mut memo: Memo) -> Memo {
    if good_title(&memo.title).is_err() {
        memo.title = memo.title.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    memo.labels.retain(|label| good_labels(&[label.clone()].into()).is_ok());
    memo
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Case, Code, Coder, Colour, CountingMint, Document, ProjectId, Text, apply_all, gesture};

    struct Desk {
        project: Project,
        mint: CountingMint,
        coder: CoderId,
    }

    impl Desk {
        fn new() -> Self {
            let mut mint = CountingMint::default();
            let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
            let coder = Coder::named(CoderId::new(&mut mint), "甲");
            let id = coder.id;
            apply_all(&mut project, &[Edit::AddCoder(coder)]).unwrap();
            Self { project, mint, coder: id }
        }

        fn apply(&mut self, edits: &[Edit]) -> Vec<Edit> {
            apply_all(&mut self.project, edits).unwrap()
        }

        fn code(&mut self, name: &str) -> CodeId {
            let id = CodeId::new(&mut self.mint);
            self.apply(&[Edit::AddCode(Code::named(id, name, Colour::nth(0)))]);
            id
        }

        fn memo(&mut self, on: MemoOn) -> MemoId {
            let (id, edits) = add_memo(on, "想法", "机构为何不说？", self.coder, Timestamp(5), &mut self.mint);
            self.apply(&edits);
            id
        }

        fn on(&self, id: MemoId) -> MemoOn {
            self.project.memo_on(self.project.memo(id).unwrap())
        }
    }

    #[test]
    fn no_memo_goes_with_what_it_hangs_on_and_undo_hangs_it_there_again() {
        let mut desk = Desk::new();
        let code = desk.code("合谋");
        let document = DocumentId::new(&mut desk.mint);
        let text = Text::new("老人 03：他们一起瞒着。").unwrap();
        let held = Document::of_text(document, "访谈", text, Timestamp(1));
        let case = Case::named(CaseId::new(&mut desk.mint), "老人 03");
        let case_id = case.id;
        desk.apply(&[Edit::AddDocument(held.into()), Edit::AddCase(case)]);
        let places = [MemoOn::Code(code), MemoOn::Document(document), MemoOn::Case(case_id)];
        for (on, delete) in places.into_iter().zip([
            gesture::delete_code(&desk.project, code),
            gesture::delete_document(&desk.project, document),
            gesture::delete_case(&desk.project, case_id),
        ]) {
            let memo = desk.memo(on);
            let before = desk.project.clone();
            // Worked out before the memo was there: it is not lost even so.
            let inverses = desk.apply(&delete);
            assert_eq!(desk.on(memo), MemoOn::Project, "{on:?}");
            desk.apply(&inverses);
            let delete = match on {
                MemoOn::Code(id) => gesture::delete_code(&desk.project, id),
                MemoOn::Document(id) => gesture::delete_document(&desk.project, id),
                MemoOn::Case(id) => gesture::delete_case(&desk.project, id),
                MemoOn::Project => Vec::new(),
            };
            let inverses = desk.apply(&delete);
            assert_eq!(desk.project.memo(memo).unwrap().on, MemoOn::Project, "{on:?}");
            assert_eq!(desk.project.memo(memo).unwrap().changed, Timestamp(5), "nobody wrote in it");
            desk.apply(&inverses);
            assert_eq!(desk.project, before);
        }
    }

    #[test]
    fn memos_of_a_merged_code_are_memos_of_the_one_that_stays() {
        let mut desk = Desk::new();
        let (from, into) = (desk.code("共谋"), desk.code("合谋"));
        let memo = desk.memo(MemoOn::Code(from));
        let inverses = desk.apply(&gesture::merge_codes(&desk.project, from, into));
        assert_eq!(desk.project.memos_on(MemoOn::Code(into)).map(|memo| memo.id).collect::<Vec<_>>(), [memo]);
        // Whoever asks for the one that was merged away means the one that stays.
        assert_eq!(desk.project.memos_on(MemoOn::Code(from)).count(), 1);
        let deleted = desk.apply(&gesture::delete_code(&desk.project, into));
        assert_eq!(desk.on(memo), MemoOn::Project);
        desk.apply(&deleted);
        desk.apply(&inverses);
        assert_eq!(desk.on(memo), MemoOn::Code(from));
    }

    #[test]
    fn writing_a_field_notes_when_and_writing_the_same_is_no_step() {
        let mut desk = Desk::new();
        let memo = desk.memo(MemoOn::Project);
        let edits = set_memo(&desk.project, memo, MemoChange::Text("合谋不是一次谈成的。".into()), Timestamp(9));
        desk.apply(&edits);
        let held = desk.project.memo(memo).unwrap();
        assert_eq!((held.text.as_str(), held.made, held.changed), ("合谋不是一次谈成的。", Timestamp(5), Timestamp(9)));
        let again = set_memo(&desk.project, memo, MemoChange::Text(held.text.clone()), Timestamp(10));
        assert_eq!(again, []);
        let broken = Edit::SetMemo(memo, MemoChange::Title("两\n行".into()));
        assert_eq!(broken.apply(&mut desk.project), Err(EditError::BadName));
        assert!(matches!(Edit::RemoveCoder(desk.coder).apply(&mut desk.project), Err(EditError::InUse { .. })));
    }

    #[test]
    fn a_memo_without_a_title_is_called_by_its_first_words() {
        let mut memo =
            Memo::new(MemoId::new(&mut CountingMint::default()), MemoOn::Project, Desk::new().coder, Timestamp(0));
        assert_eq!(memo.name(), "");
        memo.text = "\n## 为什么不说\n\n他们怕。".into();
        assert_eq!(memo.name(), "为什么不说");
        memo.title = "沉默".into();
        assert_eq!(memo.name(), "沉默");
    }
}
