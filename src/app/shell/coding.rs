//! What people do to the project, as commits: each gesture one label and one list of edits.

use crate::model::link;
use crate::model::{
    CodeChange, CodeId, CodingChange, CodingPlace, DocumentChange, DocumentId, Edit, Message, Tell, gesture,
};
use crate::session::Committed;

use super::Shell;
use super::view::coding_at;
use crate::app::actions::{Choice, Passage, Workspace};
use crate::app::notices::Offer;

/// What is kept in a label of a name or a quote.
const LABEL_LENGTH: usize = 24;

pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= LABEL_LENGTH {
        text.to_owned()
    } else {
        text.chars().take(LABEL_LENGTH).chain(['…']).collect()
    }
}

impl Shell {
    /// Changes the project, or says why not. Nothing done is `None` too.
    pub fn commit(&mut self, label: Message, edits: Vec<Edit>) -> Option<Committed> {
        if self.past_is_shown() {
            // Everything that could ask for this is switched off there; whatever still does changes nothing.
            self.notices.tell(Message::new("history.only_reading"), Offer::Nothing, 0);
            return None;
        }
        let session = self.session.as_mut()?;
        // What is renamed takes the links of memos along.
        let edits = link::follow_renames(session.project(), edits);
        match session.commit(label, edits) {
            Ok(committed) if committed.edits > 0 => {
                self.desk.follow(session.project());
                Some(committed)
            }
            Ok(_) => None,
            Err(error) => {
                self.notices.problem(error.tell());
                None
            }
        }
    }

    /// The same for what takes something away: the status bar says so and offers to undo.
    pub fn commit_and_tell(&mut self, label: Message, edits: Vec<Edit>) {
        if let Some(committed) = self.commit(label.clone(), edits) {
            self.notices.tell(label, Offer::Undo, committed.revision.0);
        }
    }

    pub(super) fn code_name(&self, id: CodeId) -> String {
        let project = self.session.as_ref().map(crate::session::Session::project);
        short(project.and_then(|project| project.code(id)).map_or("", |code| &code.name))
    }

    /// Codes passages with a code.
    pub fn code(&mut self, passages: &[Passage], code: CodeId) {
        let Some(session) = self.session.as_mut() else { return };
        let project = std::sync::Arc::clone(session.project());
        let edits = code_edits(session, &project, passages, code);
        let skipped = coded_before(session, &project, passages, code);
        self.desk.used(code);
        if edits.is_empty() {
            let told = match passages.len() {
                1 => Message::new("app.coded_already"),
                count => Message::new("app.coded_already_all").with("count", count).with("code", self.code_name(code)),
            };
            self.notices.tell(told, Offer::Nothing, 0);
            self.after_coding(passages, code);
            return;
        }
        let coded = coded_by(&edits);
        let label = match coded.0 {
            1 => Message::new("label.code"),
            count => Message::new("label.code_many").with("count", count),
        };
        let label = label.with("code", self.code_name(code));
        if let Some(committed) = self.commit(label, edits) {
            self.keep_coder();
            self.after_coding(passages, code);
            self.tell_of_many(passages.len(), coded, skipped, code, committed.revision.0);
        }
    }

    /// Makes a code, below another or at the top, and codes passages with it.
    pub fn code_as_new(&mut self, passages: &[Passage], name: &str, parent: Option<CodeId>, label: &'static str) {
        let Some(session) = self.session.as_mut() else { return };
        let project = std::sync::Arc::clone(session.project());
        let known = project.child_named(parent, name.trim());
        if let Some(code) = known {
            if passages.is_empty() {
                self.desk.choice = Choice::Code(code);
                self.notices.tell(Message::new("app.code_exists").with("code", short(name)), Offer::Nothing, 0);
            } else {
                self.code(passages, code);
            }
            return;
        }
        let (code, mut edits) = gesture::add_code(&project, name, parent, session.mint());
        let mut after = (*project).clone();
        if let Err(error) = crate::model::apply_all(&mut after, &edits) {
            self.notices.problem(error.tell());
            return;
        }
        edits.extend(code_edits(session, &after, passages, code));
        let coded = coded_by(&edits);
        let label = match (label, coded.0) {
            ("label.add_code", 1..) => Message::new("label.add_code_for").with("count", coded.0),
            _ => Message::new(label),
        };
        if let Some(committed) = self.commit(label.with("code", short(name)), edits) {
            if !passages.is_empty() {
                self.keep_coder();
            }
            if let Some(parent) = parent {
                self.views.codes.folded.remove(&parent);
            }
            self.views.codes.show(code);
            if passages.is_empty() {
                self.desk.choice = Choice::Code(code);
            } else {
                self.desk.used(code);
                self.after_coding(passages, code);
                self.tell_of_many(passages.len(), coded, 0, code, committed.revision.0);
            }
        }
    }

    /// Says how many passages were coded in one go, and offers to take it back.
    /// One passage is seen where it stands; of many, of what is coded from a list of hits, or where earlier
    /// codings were taken in, it is said.
    fn tell_of_many(
        &mut self,
        passages: usize,
        (coded, merged): (usize, usize),
        skipped: usize,
        code: CodeId,
        revision: u64,
    ) {
        if merged == 0 && passages <= 1 && self.desk.workspace != Workspace::Search {
            return;
        }
        let id = match (merged, skipped) {
            (0, 0) => "search.ui.coded",
            (0, _) => "search.ui.coded_some",
            (_, 0) => "app.coded_merged",
            (_, _) => "app.coded_merged_some",
        };
        let told = Message::new(id).with("code", self.code_name(code)).with("count", coded);
        let told = if merged > 0 { told.with("merged", merged) } else { told };
        let told = if skipped > 0 { told.with("skipped", skipped) } else { told };
        self.notices.tell(told, Offer::Undo, revision);
    }

    /// Shows the coding that was just made; the passage stays selected for the next code.
    fn after_coding(&mut self, passages: &[Passage], code: CodeId) {
        let (Some(session), [passage]) = (&self.session, passages) else { return };
        let project = session.project();
        let coder = session.coder();
        // Nobody codes unseen.
        self.desk.hidden_coders.remove(&coder);
        let made = project
            .codings(passage.document)
            .overlapping(passage.span)
            .filter(|coding| coding.coder == coder && project.resolve(coding.code) == project.resolve(code))
            .max_by_key(|coding| coding.id);
        if let Some(coding) = made {
            self.desk.choice = Choice::Coding(coding.place(passage.document));
        }
        self.views.codes.flash(code);
        self.views.reading.hide_bar();
    }

    /// Codes a passage with its own words.
    pub fn in_vivo(&mut self, passage: Passage) {
        let Some(session) = &self.session else { return };
        let Some(document) = session.project().document(passage.document) else { return };
        let name = gesture::in_vivo_name(document.text.slice(passage.span));
        if name.is_empty() {
            self.notices.tell(Message::new("app.no_words"), Offer::Nothing, 0);
        } else {
            self.code_as_new(&[passage], &name, None, "label.in_vivo");
        }
    }

    /// Takes codings away.
    pub fn remove_codings(&mut self, places: Vec<CodingPlace>) {
        let label = match places.as_slice() {
            [place] => {
                let Some(session) = &self.session else { return };
                let code = coding_at(session.project(), *place).map(|coding| session.project().resolve(coding.code));
                Message::new("label.remove_coding")
                    .with("code", code.map_or(String::new(), |code| self.code_name(code)))
            }
            many => Message::new("label.remove_codings").with("count", many.len()),
        };
        self.commit_and_tell(label, places.into_iter().map(Edit::RemoveCoding).collect());
    }

    /// Writes, changes or removes a coding's memo.
    pub fn set_memo(&mut self, place: CodingPlace, memo: &str) {
        let Some(edit) = self.edit_of_memo(place, memo) else { return };
        if memo.trim().is_empty() {
            self.commit_and_tell(Message::new("label.remove_memo"), vec![edit]);
        } else {
            self.commit(Message::new("label.memo"), vec![edit]);
        }
    }

    /// The same where somebody did not ask for it in so many words: it is said, with a way back.
    pub fn keep_memo(&mut self, place: CodingPlace, memo: &str) {
        let Some(edit) = self.edit_of_memo(place, memo) else { return };
        let (label, told) = if memo.trim().is_empty() {
            ("label.remove_memo", "label.remove_memo")
        } else {
            ("label.memo", "app.memo_kept")
        };
        if let Some(committed) = self.commit(Message::new(label), vec![edit]) {
            self.notices.tell(Message::new(told), Offer::Undo, committed.revision.0);
        }
    }

    /// What writes a coding's memo, unless it says that already.
    fn edit_of_memo(&self, place: CodingPlace, memo: &str) -> Option<Edit> {
        let coding = coding_at(self.session.as_ref()?.project(), place)?;
        let memo = memo.trim();
        let value: Option<_> = (!memo.is_empty()).then(|| memo.into());
        (coding.memo.as_deref().unwrap_or("") != memo).then_some(Edit::SetCoding(place, CodingChange::Memo(value)))
    }

    /// Adds the codes of an indented text.
    pub fn paste_codes(&mut self, outline: &str, parent: Option<CodeId>) {
        let Some(session) = self.session.as_mut() else { return };
        let project = std::sync::Arc::clone(session.project());
        let edits = gesture::add_codes_from_outline(&project, outline, parent, session.mint());
        let count = edits.len();
        if count == 0 {
            self.notices.tell(Message::new("app.no_codes_added"), Offer::Nothing, 0);
            return;
        }
        if let Some(committed) = self.commit(Message::new("label.paste_codes").with("count", count), edits) {
            let told = Message::new("app.codes_added").with("count", count);
            self.notices.tell(told, Offer::Undo, committed.revision.0);
        }
    }

    /// Changes a field of a code.
    pub fn set_code(&mut self, id: CodeId, change: CodeChange) {
        let Some(session) = &self.session else { return };
        let Some(code) = session.project().code(id) else { return };
        let same = match &change {
            CodeChange::Name(name) => *name == code.name,
            CodeChange::Colour(colour) => *colour == code.colour,
            CodeChange::Definition(text) => *text == code.definition,
            CodeChange::Inclusion(text) => *text == code.inclusion,
            CodeChange::Exclusion(text) => *text == code.exclusion,
            CodeChange::Example(text) => *text == code.example,
            CodeChange::Place { parent, rank } => (*parent, *rank) == (code.parent, code.rank),
            CodeChange::Groups(groups) => *groups == code.groups,
            CodeChange::AliasOf(target) => *target == code.alias_of,
        };
        if same {
            return;
        }
        let before = short(&code.name);
        let label = match &change {
            CodeChange::Name(name) => Message::new("label.rename_code").with("from", before).with("to", short(name)),
            CodeChange::Colour(_) => Message::new("label.recolour").with("code", before),
            CodeChange::Place { .. } => Message::new("label.move_code").with("code", before),
            CodeChange::AliasOf(_) => Message::new("label.merge_alias").with("code", before),
            CodeChange::Groups(_) => Message::new("label.group_code").with("code", before),
            _ => Message::new("label.define").with("code", before),
        };
        self.commit(label, vec![Edit::SetCode(id, change)]);
    }

    /// Renames a document.
    pub fn rename_document(&mut self, id: DocumentId, title: &str) {
        let title = title.trim();
        let Some(document) = self.session.as_ref().and_then(|session| session.project().document(id)) else { return };
        if document.title != title {
            let label =
                Message::new("label.rename_document").with("from", short(&document.title)).with("to", short(title));
            self.commit(label, vec![Edit::SetDocument(id, DocumentChange::Title(title.to_owned()))]);
        }
    }

    /// Renames the project.
    pub fn rename_project(&mut self, title: &str) {
        let Some(session) = &self.session else { return };
        let title = title.trim();
        if session.project().title != title {
            let label = Message::new("label.rename_project").with("to", short(title));
            if self.commit(label, vec![Edit::SetTitle(title.to_owned())]).is_some()
                && let Some(session) = &self.session
            {
                self.settings.remember(session.folder(), title, session.now());
                self.keep_settings();
            }
        }
    }
}

/// How many codings the edits make, and how many earlier ones are taken into them.
fn coded_by(edits: &[Edit]) -> (usize, usize) {
    let made = edits.iter().filter(|edit| matches!(edit, Edit::AddCoding(..))).count();
    (made, edits.iter().filter(|edit| matches!(edit, Edit::RemoveCoding(_))).count())
}

/// How many passages lie in a coding of this code by whoever codes here: they are not coded again.
fn coded_before(
    session: &crate::session::Session,
    project: &crate::model::Project,
    passages: &[Passage],
    code: CodeId,
) -> usize {
    let (coder, code) = (session.coder(), project.resolve(code));
    let has = |passage: &&Passage| {
        let mut codings = project.codings(passage.document).overlapping(passage.span);
        codings.any(|coding| {
            coding.coder == coder && project.resolve(coding.code) == code && coding.span.encloses(passage.span)
        })
    };
    passages.iter().filter(has).count()
}

fn code_edits(
    session: &mut crate::session::Session,
    project: &crate::model::Project,
    passages: &[Passage],
    code: CodeId,
) -> Vec<Edit> {
    let (coder, now) = (session.coder(), session.now());
    let passages: Vec<gesture::Passage> =
        passages.iter().map(|p| gesture::Passage { document: p.document, span: p.span, code }).collect();
    gesture::code_passages(project, &passages, coder, gesture::Overlap::Merge, now, session.mint())
}
