//! What is kept for next time: settings of the program, the place of its window, how a project was left.
//!
//! None of it goes into the project's folder, which others share.

use super::{Shell, Views};
use crate::app::actions::Centre;
use crate::app::panels::search::Recent;
use crate::app::sized_panel::Sizes;
use crate::app::view_state::{ProjectView, Settings};
use crate::session::Session;

/// How often what has changed is written down while the window is open, in seconds.
const EVERY: f64 = 2.0;

impl Shell {
    pub(super) fn keep_settings(&mut self) {
        self.note_window();
        if let Err(error) = self.settings.save(&self.environment) {
            log::warn!("settings were not kept: {error}");
        }
    }

    /// Where the window stands; says whether it stands elsewhere than when it was looked at last.
    fn note_window(&mut self) -> bool {
        let before = self.settings.window;
        let place = before.unwrap_or_default();
        let now = self.ctx.input(|input| {
            let window = input.viewport();
            window.inner_rect.map(|_| place.after(window, input.pixels_per_point()))
        });
        self.settings.window = now.or(before);
        self.settings.window != before
    }

    pub(super) fn keep(&mut self) {
        let now = self.ctx.input(|input| input.time);
        if now - self.kept_at >= EVERY {
            self.kept_at = now;
            if self.note_window()
                && let Err(error) = Settings::save_window(&self.environment, self.settings.window)
            {
                log::warn!("the place of the window was not kept: {error}");
            }
            self.keep_view_now();
        }
    }

    pub(super) fn keep_view_now(&mut self) {
        let Some(session) = &self.session else { return };
        let view = ProjectView { panels: Sizes::of(&self.ctx), ..self.desk.kept(&self.views) };
        if view != self.kept_view {
            match view.save(&self.environment, session.project().id) {
                Ok(()) => self.kept_view = view,
                Err(error) => log::warn!("view state was not kept: {error}"),
            }
        }
    }

    /// Lays out a project as it was left.
    pub(super) fn look_as_left(&mut self, session: &Session) {
        let project = session.project();
        let mut kept = ProjectView::load(&self.environment, project.id);
        kept.reading_places.retain(|id, _| project.document(*id).is_some());
        let group = kept.codes_filter.group.as_deref();
        let group = group.filter(|name| project.codes().any(|code| code.groups.contains(*name)));
        self.desk = super::Desk::of(&kept);
        self.views = Views::default();
        let Views { reading, documents, codes, memos, search, words, code_page, sheet, .. } = &mut self.views;
        reading.column().come_back_to(&kept.reading_places);
        documents.folded.clone_from(&kept.folded_groups);
        documents.arrangement.clone_from(&kept.documents);
        documents.filter_by(&kept.documents_filter);
        codes.folded.clone_from(&kept.folded);
        codes.filter_by(&kept.codes_filter.text, group);
        memos.look_as(&kept.memos, project);
        search.recent = Recent::of(&kept.searches);
        search.results.look_as(kept.listing, kept.context);
        words.tab = kept.words_tab;
        sheet.look_as(&kept.sheet);
        code_page.shown = kept.code_page;
        kept.panels.clone().install(&self.ctx);
        self.kept_view = kept;
        self.desk.follow(project);
        if let Centre::Code(code) = self.desk.centre {
            code_page.come_to(code);
        }
        if self.desk.document.is_none() {
            self.desk.document = project.documents_in_order().first().map(|document| document.id);
        }
    }
}
