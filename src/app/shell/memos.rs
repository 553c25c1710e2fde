//! What is done with memos: begun, written, moved, deleted, followed through their links, filled with quotes.

use crate::model::link::LinkTarget;
use crate::model::{CodingKey, Edit, MemoChange, MemoId, MemoOn, Message, gesture};

use super::Shell;
use crate::app::actions::{Action, Centre, Choice, Passage, Workspace};
use crate::app::notices::Offer;
use crate::app::panels::memos::{MemoAction, Shown, Wants};

impl Shell {
    pub(super) fn memo_action(&mut self, action: MemoAction) {
        match action {
            MemoAction::New(on, title) => {
                if let Some(id) = self.new_memo(on, &title, "") {
                    let wants = if title.is_empty() { Wants::Title } else { Wants::Text };
                    self.open_memo(Shown::Memo(id), Some(wants));
                }
            }
            MemoAction::Open(shown) => self.open_memo(shown, None),
            MemoAction::Set(id, change) => self.set_memo_field(id, change),
            MemoAction::Delete(id) => self.delete_memo(id),
            MemoAction::Follow(target) => self.follow_link(target),
        }
    }

    /// Begins a memo about what is chosen; about the project where nothing is, or where all memos are looked at.
    pub(super) fn new_memo_here(&mut self) {
        let coding = |place| {
            let project = self.session.as_ref()?.project();
            project.code_of(project.coding(CodingKey(place))?).map(|code| code.id)
        };
        let on = match (self.desk.workspace, self.desk.centre, self.desk.choice) {
            (Workspace::Code, Centre::Code(code), _) | (Workspace::Code, _, Choice::Code(code)) => MemoOn::Code(code),
            (Workspace::Code, _, Choice::Coding(place)) => coding(place).map_or(MemoOn::Project, MemoOn::Code),
            (Workspace::Code, _, Choice::Document(id)) => MemoOn::Document(id),
            (Workspace::Code, _, Choice::Case(id)) => MemoOn::Case(id),
            _ => MemoOn::Project,
        };
        self.memo_action(MemoAction::New(on, String::new()));
    }

    fn new_memo(&mut self, on: MemoOn, title: &str, text: &str) -> Option<MemoId> {
        self.flush_drafts();
        let session = self.session.as_mut()?;
        let (coder, now) = (session.coder(), session.now());
        let (id, edits) = gesture::add_memo(on, title, text, coder, now, session.mint());
        self.commit(Message::new("label.add_memo"), edits).map(|_| id)
    }

    fn open_memo(&mut self, shown: Shown, wants: Option<Wants>) {
        self.flush_drafts();
        if self.desk.workspace != Workspace::Memos {
            self.show(Workspace::Memos);
        }
        self.views.memos.open(shown, wants);
    }

    fn set_memo_field(&mut self, id: MemoId, change: MemoChange) {
        let Some(session) = &self.session else { return };
        let (project, now) = (session.project(), session.now());
        let Some(memo) = project.memo(id) else { return };
        let name = super::coding::short(&memo.name());
        let edits = gesture::set_memo(project, id, change.clone(), now);
        let label = match &change {
            MemoChange::Title(title) => Message::new("label.rename_memo").with("to", super::coding::short(title)),
            MemoChange::Labels(_) => Message::new("label.label_memo").with("memo", name),
            MemoChange::On(_) => Message::new("label.move_memo").with("memo", name),
            MemoChange::Text(_) | MemoChange::Changed(_) => Message::new("label.write_memo").with("memo", name),
        };
        self.commit(label, edits);
    }

    fn delete_memo(&mut self, id: MemoId) {
        self.flush_drafts();
        let Some(session) = &self.session else { return };
        let Some(memo) = session.project().memo(id) else { return };
        let label = Message::new("label.delete_memo").with("memo", super::coding::short(&memo.name()));
        self.commit_and_tell(label, vec![Edit::RemoveMemo(id)]);
    }

    /// Goes where a link leads.
    pub(super) fn follow_link(&mut self, target: LinkTarget) {
        let Some(session) = &self.session else { return };
        let project = std::sync::Arc::clone(session.project());
        match target {
            LinkTarget::Memo(id) => self.open_memo(Shown::Memo(id), None),
            LinkTarget::Code(id) => {
                self.carry_out(Action::ShowCentre(Centre::Code(id)));
                self.carry_out(Action::Choose(Choice::Code(id)));
            }
            LinkTarget::Document(id, None) => self.carry_out(Action::OpenDocument(id)),
            LinkTarget::Document(id, Some(paragraph)) => {
                let Some(document) = project.document(id) else { return };
                let at = (paragraph as usize).saturating_sub(1);
                if at >= document.text.paragraph_count() {
                    self.carry_out(Action::OpenDocument(id));
                    let told = Message::new("memos.no_such_paragraph").with("title", &document.title);
                    self.notices.tell(told.with("paragraph", paragraph), Offer::Nothing, 0);
                    return;
                }
                let range = document.text.paragraph_range(at);
                match crate::model::Span::new(range.start, range.end) {
                    Some(span) => self.carry_out(Action::Reveal(Passage { document: id, span })),
                    None => self.carry_out(Action::OpenDocument(id)),
                }
            }
            LinkTarget::Case(id) => {
                self.carry_out(Action::Show(Workspace::Code));
                self.carry_out(Action::Choose(Choice::Case(id)));
                self.desk.show_inspector();
            }
        }
    }

    /// Puts the selected passage, with where it stands, at the end of the memo that is open; into a new one about the
    /// document where none is.
    pub(super) fn quote_into_memo(&mut self) {
        self.flush_drafts();
        let (Some(session), Some(passage)) = (&self.session, self.desk.passage) else { return };
        let project = std::sync::Arc::clone(session.project());
        let now = session.now();
        let Some(document) = project.document(passage.document) else { return };
        let quoted = quote(&project, document, passage);
        let open = self.views.memos.memo().and_then(|id| project.memo(id));
        let (id, name, done) = if let Some(memo) = open {
            let held = memo.text.trim_end();
            let text = if held.is_empty() { quoted } else { format!("{held}\n\n{quoted}") };
            let edits = gesture::set_memo(&project, memo.id, MemoChange::Text(text), now);
            let name = super::coding::short(&memo.name());
            let label = Message::new("label.quote_into_memo").with("memo", &name);
            (memo.id, name, self.commit(label, edits).map(|done| done.revision.0))
        } else {
            let title = self.language().say(&Message::new("memos.quotes_from").with("title", &document.title));
            let Some(id) = self.new_memo(MemoOn::Document(document.id), &title, &quoted) else { return };
            (id, super::coding::short(&title), self.session.as_ref().map(|session| session.revision().0))
        };
        if let Some(revision) = done {
            self.views.memos.open(Shown::Memo(id), None);
            self.notices.tell(Message::new("memos.quoted").with("memo", name), Offer::Undo, revision);
        }
    }
}

/// A passage as a block quote with a link to its paragraph.
fn quote(project: &crate::model::Project, document: &crate::model::Document, passage: Passage) -> String {
    let paragraph = document.text.paragraph_of(passage.span.start) as u32 + 1;
    let target = LinkTarget::Document(document.id, Some(paragraph));
    let source = target.written(project).unwrap_or_else(|| format!("{} #{paragraph}", document.title));
    let lines: Vec<String> = document.text.slice(passage.span).trim().lines().map(|line| format!("> {line}")).collect();
    format!("{}\n>\n> —— {source}\n", lines.join("\n>\n"))
}
