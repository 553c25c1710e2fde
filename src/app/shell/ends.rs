//! Moving the ends of a coding: at once by the mouse, step by step by keys; and going from one
//! coding of a document to the next.
//!
//! Steps of keys are gathered: the coding is shown as it will be, and one change is made of them when
//! the keys rest, something else is done or the window is left. Escape drops them.

use crate::model::{Coding, CodingPlace, Message, Span, gesture};

use super::Shell;
use super::view::coding_at;
use crate::app::actions::{Action, Centre, Choice, Passage};
use crate::app::commands::UiCommand;
use crate::app::notices::Offer;
use crate::app::text_view::ends::{End, Stride, Way, stepped};

/// How long keys rest before their steps become a change, in seconds.
const RESTED: f64 = 1.2;

/// A coding whose ends are being moved by keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resizing {
    /// Where it stands in the project.
    pub place: CodingPlace,
    /// Where it will stand.
    pub span: Span,
    /// When the last step was made, by the window's clock.
    since: f64,
}

/// Among which codings one goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// All that are shown.
    All,
    /// Those of the code of the one that is chosen.
    SameCode,
}

impl Shell {
    /// Moves the ends of a coding; the coding is chosen afterwards.
    pub fn resize_coding(&mut self, place: CodingPlace, span: Span) {
        // What was written about the old one belongs to the new one.
        self.flush_drafts();
        let Some(session) = self.session.as_mut() else { return };
        let (project, now) = (std::sync::Arc::clone(session.project()), session.now());
        let Some(resized) = gesture::resize_coding(&project, place, span, now, session.mint()) else { return };
        let code = coding_at(&project, place).and_then(|coding| project.code_of(coding));
        let name = code.map_or(String::new(), |code| super::coding::short(&code.name));
        let Some(committed) = self.commit(Message::new("label.resize_coding").with("code", &name), resized.edits)
        else {
            return;
        };
        self.desk.choice = Choice::Coding(resized.coding);
        self.let_go_of_passage();
        if resized.merged > 0 {
            let told = Message::new("app.resized_merged").with("code", name).with("count", resized.merged);
            self.notices.tell(told, Offer::Undo, committed.revision.0);
        }
    }

    /// The keys mean the coding now, not the passage that may still be selected.
    fn let_go_of_passage(&mut self) {
        self.desk.passage = None;
        self.views.reading.clear_selection();
    }

    /// Moves an end of the chosen coding a step; the project changes when the keys rest.
    pub(super) fn step_end(&mut self, end: End, way: Way, stride: Stride) {
        let (Choice::Coding(place), Some(session)) = (self.desk.choice, &self.session) else { return };
        let project = session.project();
        let (Some(coding), Some(document)) = (coding_at(project, place), project.document(place.document)) else {
            return;
        };
        let held = self.desk.resizing.filter(|held| held.place == place).map_or(coding.span, |held| held.span);
        let segmenter = self.views.reading.borders.of(project.id);
        let around = |clause: &str, at: usize| segmenter.map_or(at..at + 1, |segmenter| segmenter.around(clause, at));
        let words: Option<crate::app::text_view::Words<'_>> = if segmenter.is_some() { Some(&around) } else { None };
        let span = stepped(&document.text, held, (end, way, stride), words);
        if place.document != self.desk.document.unwrap_or(place.document) {
            return;
        }
        let since = self.ctx.input(|input| input.time);
        self.desk.resizing = Some(Resizing { place, span, since });
        self.let_go_of_passage();
        self.ctx.request_repaint();
    }

    /// Makes one change of the steps that were gathered.
    pub(super) fn settle_ends(&mut self) {
        if let Some(Resizing { place, span, .. }) = self.desk.resizing.take() {
            self.resize_coding(place, span);
        }
    }

    /// The same before something else is done; what that was to be done to is the coding as it stands then.
    pub(super) fn settled_before(&mut self, action: Action) -> Action {
        let stays = matches!(action, Action::Run(_) | Action::With(_) | Action::SelectPassage(None));
        let Some(Resizing { place: old, .. }) = self.desk.resizing.filter(|_| !stays) else { return action };
        self.settle_ends();
        let Choice::Coding(new) = self.desk.choice else { return action };
        let now = |place: CodingPlace| if place == old { new } else { place };
        match action {
            Action::Choose(Choice::Coding(place)) => Action::Choose(Choice::Coding(now(place))),
            Action::SetMemo(place, memo) => Action::SetMemo(now(place), memo),
            Action::ResizeCoding(place, span) => Action::ResizeCoding(now(place), span),
            Action::RemoveCodings(places) => Action::RemoveCodings(places.into_iter().map(now).collect()),
            action => action,
        }
    }

    /// The same where the keys have rested or the window was left.
    pub(super) fn attend_ends(&mut self) {
        let Some(held) = self.desk.resizing else { return };
        let (now, focused) = self.ctx.input(|input| (input.time, input.focused));
        let wait = held.since + RESTED - now;
        // Whoever begins to write means the coding as it is shown.
        if wait <= 0.0 || !focused || self.ctx.text_edit_focused() {
            self.settle_ends();
        } else {
            self.ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait));
        }
    }

    /// Goes to the next coding of the document that is read, or the one before; round at its ends.
    pub(super) fn step_coding(&mut self, way: Way, among: Among) {
        let (Some(session), Some(document)) = (&self.session, self.desk.document) else { return };
        // What is read may be the past.
        let past = self.desk.past.clone();
        let project = past.as_ref().map_or_else(|| session.project(), |past| &past.project);
        let chosen = match self.desk.choice {
            Choice::Coding(place) if place.document == document => coding_at(project, place),
            _ => None,
        };
        let code = match among {
            Among::All => None,
            Among::SameCode => chosen.map(|coding| project.resolve(coding.code)),
        };
        // What is hidden is not gone to: nobody could see where they are.
        let hidden = &self.desk.hidden_coders;
        let fits = |coding: &&Coding| {
            !hidden.contains(&coding.coder) && code.is_none_or(|code| project.resolve(coding.code) == code)
        };
        let all: Vec<&Coding> = project.codings(document).iter().filter(fits).collect();
        let caret = self.views.reading.column().caret();
        let at = match (chosen, way) {
            (Some(chosen), Way::On) => all.partition_point(|c| (c.span.start, c.id) <= (chosen.span.start, chosen.id)),
            (Some(chosen), Way::Back) => all.partition_point(|c| (c.span.start, c.id) < (chosen.span.start, chosen.id)),
            (None, _) => all.partition_point(|c| c.span.start < caret),
        };
        let at = match way {
            Way::On if at == all.len() => 0,
            Way::On => at,
            Way::Back => at.checked_sub(1).unwrap_or(all.len().saturating_sub(1)),
        };
        let Some(coding) = all.get(at) else {
            let id = if project.codings(document).is_empty() { "app.no_codings_here" } else { "app.no_codings_shown" };
            self.notices.tell(Message::new(id), Offer::Nothing, 0);
            return;
        };
        let text = project.document(document).map(|document| document.text.slice(coding.span));
        let told = Message::new("documents.coding_of")
            .with("at", at + 1)
            .with("count", all.len())
            .with("code", project.code_of(coding).map_or("", |code| &code.name))
            .with("coder", project.coder(coding.coder).map_or("", |coder| &coder.name))
            .with("quote", super::coding::short(text.unwrap_or("")));
        let (place, span) = (coding.place(document), coding.span);
        let said = self.language().say(&told);
        self.desk.centre = Centre::Text;
        self.desk.choice = Choice::Coding(place);
        self.desk.passage = None;
        self.desk.reveal = Some(Passage { document, span });
        self.views.reading.column().announce(said);
        self.ctx.request_repaint();
    }

    /// Runs a command that moves an end of the chosen coding; says whether it was one.
    pub(super) fn run_on_ends(&mut self, command: UiCommand) -> bool {
        use UiCommand as C;
        let (end, way, stride) = match command {
            C::EndLater => (End::Finish, Way::On, Stride::Character),
            C::EndEarlier => (End::Finish, Way::Back, Stride::Character),
            C::StartEarlier => (End::Start, Way::Back, Stride::Character),
            C::StartLater => (End::Start, Way::On, Stride::Character),
            C::EndLaterByWord => (End::Finish, Way::On, Stride::Word),
            C::EndEarlierByWord => (End::Finish, Way::Back, Stride::Word),
            C::StartEarlierByWord => (End::Start, Way::Back, Stride::Word),
            C::StartLaterByWord => (End::Start, Way::On, Stride::Word),
            _ => return false,
        };
        self.step_end(end, way, stride);
        true
    }
}
