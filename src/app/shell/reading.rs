//! How the desk is looked at: what colours say, whose codings are shown, how text is set, which panel lies over it.

use std::collections::BTreeSet;

use super::view::coding_at;
use super::{Shell, Side};
use crate::app::actions::Choice;
use crate::app::dialogs::CodePicker;
use crate::app::fonts;
use crate::app::notices::Offer;
use crate::app::panels::reading::ColourBy;
use crate::app::reading_settings::{Face, LEAST_WIDTH, ReadingChange};
use crate::export::{CitationForm, cite};
use crate::model::{CoderId, Message};

impl Shell {
    /// Lets colours say something else.
    pub fn colour_by(&mut self, by: ColourBy) {
        self.desk.colour_by = by;
    }

    /// The first attribute, and the one after it each time it is asked again.
    pub(super) fn colour_by_next_attribute(&mut self) {
        let Some(session) = &self.session else { return };
        let names: Vec<&str> = session.project().attributes_in_order().iter().map(|held| held.name.as_str()).collect();
        let at = match &self.desk.colour_by {
            ColourBy::Attribute(name) => names.iter().position(|held| held == name).map(|at| (at + 1) % names.len()),
            _ => None,
        };
        match names.get(at.unwrap_or(0)) {
            Some(name) => self.desk.colour_by = ColourBy::Attribute((*name).to_owned()),
            None => self.notices.tell(Message::new("reading.no_attributes"), Offer::Nothing, 0),
        }
    }

    /// Hides the codings of these coders and of no others. A coding that can no longer be seen is no longer chosen:
    /// no key may change it.
    pub fn hide_coders(&mut self, coders: BTreeSet<CoderId>) {
        self.desk.hidden_coders = coders;
        if let (Choice::Coding(place), Some(session)) = (self.desk.choice, &self.session)
            && coding_at(session.project(), place).is_some_and(|coding| self.desk.hidden_coders.contains(&coding.coder))
        {
            self.flush_drafts();
            self.desk.choice = Choice::Nothing;
        }
    }

    pub(super) fn show_only_own_codings(&mut self) {
        let Some(session) = &self.session else { return };
        let own = session.coder();
        let others = session.project().coders().map(|coder| coder.id).filter(|id| *id != own).collect();
        self.hide_coders(others);
    }

    /// Sets text differently, and keeps that.
    pub fn change_reading(&mut self, change: ReadingChange) {
        let mut held = self.settings.reading.within_limits();
        // A step is to be seen: what the window has no room for is no width to step from.
        let em = self.views.reading.column().em().ceil() as u8;
        if change == ReadingChange::Narrower && em > LEAST_WIDTH {
            held.width = held.width.min(em);
        }
        let changed = held.after(change);
        if changed != self.settings.reading {
            self.settings.reading = changed;
            self.keep_settings();
        }
    }

    pub(super) fn switch_face(&mut self) {
        let face = match self.settings.reading.face {
            Face::Serif => Face::Sans,
            Face::Sans if fonts::serif_name(&self.ctx).is_none() => {
                self.notices.tell(Message::new("reading.no_serif"), Offer::Nothing, 0);
                return;
            }
            Face::Sans => Face::Serif,
        };
        self.change_reading(ReadingChange::Face(face));
    }

    /// Copies the selected passage, or that of the chosen coding, with where it stands.
    pub(super) fn copy_citation(&mut self, form: CitationForm) {
        let Some(project) = self.shown_project() else { return };
        let chosen = match self.desk.choice {
            Choice::Coding(place) => coding_at(project, place).map(|coding| (place.document, coding.span)),
            _ => None,
        };
        let passage = self.desk.passage.map(|passage| (passage.document, passage.span)).or(chosen);
        let cited = passage.and_then(|(id, span)| Some(cite(project.document(id)?, span, form, self.language())));
        if let Some(text) = cited {
            self.ctx.copy_text(text);
            self.notices.tell(Message::new("reading.citation_copied"), Offer::Nothing, 0);
        }
    }

    /// Asks for a code for what is selected, beside it.
    pub(super) fn code_picker(&mut self) -> CodePicker {
        let near = self.views.reading.selection_on_screen();
        CodePicker::for_passages(self.desk.passage.into_iter().collect()).near(near)
    }

    /// Shows or hides a panel: beside what is read where there is room, over it where there is none.
    pub(super) fn toggle_side(&mut self, side: Side) {
        if side == Side::Inspector || self.desk.drawer == Some(Side::Inspector) {
            self.flush_drafts();
        }
        if self.desk.cramped.holds(side) {
            self.desk.drawer = (self.desk.drawer != Some(side)).then_some(side);
            return;
        }
        match side {
            Side::Lists => self.desk.lists = !self.desk.lists,
            Side::Inspector => self.desk.inspector = !self.desk.inspector,
        }
    }

    /// Takes the panel away that lies over the text; what was written in it is kept.
    pub(in crate::app) fn close_drawer(&mut self) {
        if self.desk.drawer.is_some() {
            self.flush_drafts();
            self.desk.drawer = None;
        }
    }
}
