//! What people do to codes, several at once or one, and to many codings of a code: questions before, commits after.

use std::collections::BTreeSet;

use super::Shell;
use super::coding::short;
use crate::app::actions::{Action, Centre, Choice, Workspace};
use crate::app::dialogs::{CodeColour, CodeGroups, CodeKey, Dialog, NameDialog, Naming, New, PickCode, Target, Top};
use crate::app::notices::Offer;
use crate::app::panels::codes;
use crate::model::{CodeChange, CodeId, CodingPlace, Colour, Edit, Message, Tell, gesture};

/// Where a new code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Beside the one that is chosen.
    Beside,
    /// Below it.
    Below,
}

/// One step within the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Before the sibling above.
    Up,
    /// After the sibling below.
    Down,
    /// Beside the parent, after it.
    Out,
    /// Below the sibling above, at its end.
    In,
}

impl Shell {
    /// The codes that are chosen in the tree, in its order.
    #[must_use]
    pub fn chosen_codes(&self) -> Vec<CodeId> {
        self.session
            .as_ref()
            .map_or_else(Vec::new, |session| self.views.codes.chosen(session.codebook(), self.desk.choice))
    }

    /// Of one code by its name, of several by their number.
    fn of_codes(&self, (one, many): (&'static str, &'static str), codes: &[CodeId]) -> Message {
        match codes {
            [code] => Message::new(one).with("code", self.code_name(*code)),
            codes => Message::new(many).with("count", codes.len()),
        }
    }

    /// Moves codes in the tree.
    pub fn move_codes(&mut self, codes: &[CodeId], parent: Option<CodeId>, before: Option<CodeId>) {
        let Some(session) = &self.session else { return };
        let project = session.project();
        let edits = gesture::move_codes(project, codes, parent, before);
        let label = self.of_codes(("label.move_code", "label.move_codes"), &gesture::topmost(project, codes));
        if self.commit(label, edits).is_some() {
            if let Some(parent) = parent {
                self.views.codes.folded.remove(&parent);
            }
            if let Some(&first) = codes.first() {
                self.views.codes.show(first);
            }
        }
    }

    /// Merges codes into another.
    pub fn merge_codes(&mut self, from: &[CodeId], into: CodeId) {
        let Some(session) = &self.session else { return };
        let edits = gesture::merge_all(session.project(), from, into);
        let label = match from {
            [from] => Message::new("label.merge").with("from", self.code_name(*from)),
            many => Message::new("label.merge_many").with("count", many.len()),
        };
        self.commit_and_tell(label.with("into", self.code_name(into)), edits);
        self.desk.choice = Choice::Code(into);
        self.views.codes.show(into);
    }

    /// Gives codes a colour.
    pub fn colour_codes(&mut self, codes: &[CodeId], colour: Colour) {
        let Some(session) = &self.session else { return };
        let project = session.project();
        let other = |id: &&CodeId| project.code(**id).is_some_and(|code| code.colour != colour);
        let changed: Vec<CodeId> = codes.iter().filter(other).copied().collect();
        let edits = changed.iter().map(|&id| Edit::SetCode(id, CodeChange::Colour(colour))).collect();
        let label = self.of_codes(("label.recolour", "label.recolour_many"), &changed);
        self.commit(label, edits);
    }

    /// Puts codes into groups and takes them out of others.
    pub fn group_codes(&mut self, codes: &[CodeId], put: &BTreeSet<String>, take: &BTreeSet<String>) {
        let Some(session) = &self.session else { return };
        let edits = gesture::group_codes(session.project(), codes, put, take);
        let label = self.of_codes(("label.group_code", "label.group_codes"), codes);
        if put.is_empty() {
            self.commit_and_tell(label, edits);
        } else {
            self.commit(label, edits);
        }
    }

    pub(super) fn ask_groups_of_codes(&mut self) {
        let codes = self.chosen_codes();
        if let (Some(session), false) = (&self.session, codes.is_empty()) {
            let title = self.of_codes(("codes.ask_groups", "codes.ask_groups_many"), &codes);
            self.dialog = Some(Dialog::CodeGroups(CodeGroups::of(session.project(), title, codes)));
        }
    }

    pub(super) fn ask_key_of_code(&mut self) {
        if let Choice::Code(code) = self.desk.choice {
            self.dialog = Some(Dialog::CodeKey(CodeKey::of(code, &self.desk.pins)));
        }
    }

    pub(super) fn ask_colour_of_codes(&mut self) {
        let codes = self.chosen_codes();
        if !codes.is_empty() {
            let title = self.of_codes(("codes.ask_colour", "codes.ask_colour_many"), &codes);
            self.dialog = Some(Dialog::CodeColour(CodeColour::of(title, codes)));
        }
    }

    /// Deletes codes with what is below them.
    pub fn delete_codes(&mut self, codes: &[CodeId]) {
        let Some(session) = &self.session else { return };
        let edits = gesture::delete_codes(session.project(), codes);
        let label = self.of_codes(("label.delete_code", "label.delete_codes"), codes);
        self.commit_and_tell(label, edits);
    }

    /// Gives codings another code.
    pub fn recode(&mut self, places: &[CodingPlace], into: CodeId) {
        let Some(session) = self.session.as_mut() else { return };
        let (project, now) = (std::sync::Arc::clone(session.project()), session.now());
        let edits = gesture::recode(&project, places, into, now, session.mint());
        self.commit_recoding(places.len(), into, edits);
    }

    /// Makes a code and gives it to codings.
    pub fn recode_as_new(&mut self, places: &[CodingPlace], name: &str, parent: Option<CodeId>) {
        let Some(session) = self.session.as_mut() else { return };
        let (project, now) = (std::sync::Arc::clone(session.project()), session.now());
        if let Some(known) = project.child_named(parent, name.trim()) {
            self.recode(places, known);
            return;
        }
        let (code, mut edits) = gesture::add_code(&project, name, parent, session.mint());
        let mut after = (*project).clone();
        if let Err(error) = crate::model::apply_all(&mut after, &edits) {
            self.notices.problem(error.tell());
            return;
        }
        edits.extend(gesture::recode(&after, places, code, now, session.mint()));
        self.commit_recoding(places.len(), code, edits);
    }

    fn commit_recoding(&mut self, count: usize, into: CodeId, edits: Vec<Edit>) {
        if edits.is_empty() {
            let told = Message::new("codes.recoded_already").with("code", self.code_name(into));
            self.notices.tell(told, Offer::Nothing, 0);
            return;
        }
        // A code that is made here has its name in the edits only.
        let name = edits.iter().find_map(|edit| match edit {
            Edit::AddCode(code) if code.id == into => Some(short(&code.name)),
            _ => None,
        });
        let name = name.unwrap_or_else(|| self.code_name(into));
        self.desk.last_code = Some(into);
        self.commit_and_tell(Message::new("label.recode").with("count", count).with("code", name), edits);
    }

    pub(super) fn ask_new_code(&mut self, level: Level) {
        let chosen = match (self.desk.choice, &self.session) {
            (Choice::Code(code), Some(session)) => Some((code, session.project())),
            _ => None,
        };
        let parent = match (level, chosen) {
            (Level::Below, Some((code, _))) => Some(code),
            (Level::Beside, Some((code, project))) => project.code_ancestors(code).first().copied(),
            (_, None) => None,
        };
        self.dialog = Some(Dialog::Name(NameDialog::new(Naming::NewCode(parent), "")));
    }

    pub(super) fn rename_chosen_code(&mut self) {
        let (Choice::Code(id), Some(session)) = (self.desk.choice, &self.session) else { return };
        if let Some(code) = session.project().code(id) {
            // Where the tree is hidden there is no row to write in.
            self.desk.lists = true;
            self.desk.workspace = Workspace::Code;
            self.views.codes.rename(code);
            self.views.codes.show(id);
        }
    }

    pub(super) fn ask_where_codes_go(&mut self) {
        let codes = self.chosen_codes();
        let (Some(session), false) = (&self.session, codes.is_empty()) else { return };
        let inside: BTreeSet<CodeId> = codes.iter().flat_map(|&code| session.codebook().with_below(code)).collect();
        let title = self.of_codes(("codes.ask_move", "codes.ask_move_many"), &codes);
        let dialog = PickCode::new(title, inside, (New::Refused, Top::Allowed), move |target| {
            let parent = if let Target::Known(code) = target { Some(code) } else { None };
            Action::MoveCodes { codes, parent, before: None }
        });
        self.dialog = Some(Dialog::PickCode(dialog));
    }

    pub(super) fn ask_what_codes_become(&mut self) {
        let codes = self.chosen_codes();
        if codes.is_empty() {
            return;
        }
        let title = self.of_codes(("codes.ask_merge", "codes.ask_merge_many"), &codes);
        let leave_out = codes.iter().copied().collect();
        let dialog = PickCode::new(title, leave_out, (New::Refused, Top::Refused), move |target| {
            Action::With(Box::new(move |shell| {
                if let (Target::Known(into), Some(view)) = (target, shell.view()) {
                    shell.ask_in_turn(codes::confirm_merge(&view, codes, into));
                }
            }))
        });
        self.dialog = Some(Dialog::PickCode(dialog));
    }

    pub(super) fn ask_to_delete_codes(&mut self) {
        let codes = self.chosen_codes();
        if let (Some(view), false) = (self.view(), codes.is_empty()) {
            self.dialog = Some(codes::confirm_delete(&view, codes));
        }
    }

    /// Moves the chosen codes one step. Only in their own order does a step up or down mean anything.
    pub(super) fn step_codes(&mut self, way: Way) {
        let chosen = self.chosen_codes();
        let Some(session) = &self.session else { return };
        let project = session.project();
        let codes = gesture::topmost(project, &chosen);
        let (Some(&first), Some(&last)) = (codes.first(), codes.last()) else { return };
        if matches!(way, Way::Up | Way::Down) && !self.desk.codes_shown.sort.is_own() {
            self.notices.tell(Message::new("codes.sorted_not_moved"), Offer::Nothing, 0);
            return;
        }
        let parent = project.code_ancestors(first).first().copied();
        let siblings: Vec<CodeId> = project.children(parent).iter().map(|code| code.id).collect();
        let at = |id: CodeId| siblings.iter().position(|sibling| *sibling == id);
        let above = at(first).and_then(|at| at.checked_sub(1)).and_then(|at| siblings.get(at).copied());
        let to = match way {
            Way::Up => above.map(|above| (parent, Some(above))),
            Way::Down => {
                at(last).filter(|at| at + 1 < siblings.len()).map(|at| (parent, siblings.get(at + 2).copied()))
            }
            Way::In => above.map(|above| (Some(above), None)),
            Way::Out => parent.map(|parent| {
                let grand = project.code_ancestors(parent).first().copied();
                let beside: Vec<CodeId> = project.children(grand).iter().map(|code| code.id).collect();
                let after = beside.iter().position(|id| *id == parent).and_then(|at| beside.get(at + 1).copied());
                (grand, after)
            }),
        };
        if let Some((parent, before)) = to {
            self.move_codes(&codes, parent, before);
        }
    }

    /// Shows something in the middle of the Code workspace.
    pub(super) fn show_centre(&mut self, centre: Centre) {
        self.show(Workspace::Code);
        self.leave_centre();
        if let Centre::Code(code) = centre {
            self.views.code_page.come_to(code);
            self.desk.choice = Choice::Code(code);
            self.views.codes.show(code);
        }
        if centre == Centre::Sheet {
            self.views.sheet.take_keyboard();
        }
        self.desk.centre = centre;
    }

    /// What is written in the middle and not left yet is saved before something else stands there.
    pub(super) fn leave_centre(&mut self) {
        if self.desk.centre != Centre::Text {
            self.flush_drafts();
        }
    }

    pub(super) fn open_code_page(&mut self) {
        let code = match (self.desk.choice, &self.session) {
            (Choice::Code(code), _) => Some(code),
            (Choice::Coding(place), Some(session)) => {
                let project = session.project();
                super::view::coding_at(project, place).map(|coding| project.resolve(coding.code))
            }
            _ => None,
        };
        if let Some(code) = code {
            self.show_centre(Centre::Code(code));
        }
    }

    /// The code from whose passages the text was opened, while the text is read.
    #[must_use]
    pub fn way_back(&self) -> Option<CodeId> {
        let reads = self.desk.workspace == Workspace::Code && self.desk.centre == Centre::Text;
        let code = self.views.code_page.left_for_the_text().filter(|_| reads)?;
        let project = self.session.as_ref()?.project();
        project.code(code).filter(|code| code.alias_of.is_none()).map(|code| code.id)
    }

    pub(super) fn back_to_code_page(&mut self) {
        if let Some(code) = self.way_back() {
            self.show(Workspace::Code);
            self.views.code_page.come_back();
            self.desk.choice = Choice::Code(code);
            self.desk.centre = Centre::Code(code);
        }
    }
}
