//! What the program says by itself: notices that go away, problems that stay until read.
//!
//! Neither covers the text. A notice stands in the status bar, with Undo where something was removed;
//! a problem is a strip below the top bar.

use std::path::PathBuf;

use super::shell::Lost;
use crate::model::Message;

/// Seconds that a notice stays.
const STAYS: f64 = 8.0;
/// Seconds that an offer to undo stays: whoever reaches it by keyboard takes longer.
const OFFER_STAYS: f64 = 20.0;
/// Seconds that the path of a finished file stays.
const FILE_STAYS: f64 = 30.0;

/// Whether a notice offers to take back what it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It only tells.
    Nothing,
    /// With a button that undoes, as long as nothing else has been done since.
    Undo,
    /// The path of a file that was written: to be shown in its folder, to be copied.
    File(PathBuf),
}

/// What a problem offers beside having been read.
#[derive(Clone, Default)]
pub enum Remedy {
    /// Nothing.
    #[default]
    None,
    /// A copy elsewhere, of a project that is no longer open or of the one that is.
    Copy(Option<Lost>),
    /// Files that were read and that the project could not take: to be tried again, or given up.
    ImportAgain,
    /// The project is open elsewhere; it can be written to from here as well.
    WriteToo,
    /// What a project that cannot be opened was before.
    Backups {
        /// Where it is, or was.
        folder: PathBuf,
        /// As it was called.
        title: String,
    },
    /// A check of the project in this folder.
    Check(PathBuf),
    /// A check, or what it was before.
    CheckOrBackups {
        /// Where it is.
        folder: PathBuf,
        /// As it was called.
        title: String,
    },
}

impl Remedy {
    /// The folder that a check is offered of.
    #[must_use]
    pub fn check(&self) -> Option<&PathBuf> {
        match self {
            Self::Check(folder) | Self::CheckOrBackups { folder, .. } => Some(folder),
            Self::None | Self::Copy(_) | Self::ImportAgain | Self::WriteToo | Self::Backups { .. } => None,
        }
    }

    /// The project of which a copy elsewhere is offered; within, `None` for the open one.
    #[must_use]
    pub fn copy(&self) -> Option<Option<&Lost>> {
        match self {
            Self::Copy(lost) => Some(lost.as_ref()),
            _ => None,
        }
    }

    /// The folder and title of the project whose backups are offered.
    #[must_use]
    pub fn backups(&self) -> Option<(&PathBuf, &String)> {
        match self {
            Self::Backups { folder, title } | Self::CheckOrBackups { folder, title } => Some((folder, title)),
            _ => None,
        }
    }
}

/// Something that went wrong.
#[derive(Clone)]
pub struct Problem {
    /// What happened.
    pub message: Message,
    /// What can be done.
    pub remedy: Remedy,
}

/// Something that went well.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What happened.
    pub message: Message,
    /// What it offers.
    pub offer: Offer,
    /// The revision that it tells of.
    pub revision: u64,
    until: Option<f64>,
}

/// What is being said.
#[derive(Default)]
pub struct Notices {
    notice: Option<Notice>,
    problems: Vec<Problem>,
}

impl Notices {
    /// Says something that goes away by itself; it takes the place of the one before.
    pub fn tell(&mut self, message: Message, offer: Offer, revision: u64) {
        self.notice = Some(Notice { message, offer, revision, until: None });
    }

    /// Says something that stays until read. The same twice is said once.
    pub fn problem(&mut self, message: Message) {
        self.problem_with(message, Remedy::None);
    }

    /// The same, with something that can be done about it.
    pub fn problem_with(&mut self, message: Message, remedy: Remedy) {
        if self.problems.iter().all(|problem| problem.message != message) {
            self.problems.push(Problem { message, remedy });
        }
    }

    /// Forgets the problems of a project that is no longer open, but for those of one that can still be saved.
    pub fn forget_problems(&mut self) {
        self.problems.retain(|problem| matches!(problem.remedy, Remedy::Copy(Some(_))));
    }

    /// Takes away the problems whose remedy has been taken.
    pub fn forget_remedies(&mut self) {
        self.problems.retain(|problem| !matches!(problem.remedy, Remedy::Copy(_)));
    }

    /// Takes away the problems of imports that are tried again or given up.
    pub fn forget_imports(&mut self) {
        self.problems.retain(|problem| !matches!(problem.remedy, Remedy::ImportAgain));
    }

    /// The problems that nobody has read yet, oldest first.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problem was read.
    pub fn read(&mut self, at: usize) {
        if at < self.problems.len() {
            self.problems.remove(at);
        }
    }

    /// The notice to show; asks for the frame in which it goes. One that offers undo goes when something else is done.
    pub fn current(&mut self, ctx: &egui::Context, revision: u64) -> Option<&Notice> {
        let now = ctx.input(|input| input.time);
        let over = self.notice.as_mut().is_some_and(|notice| {
            let stays = match notice.offer {
                Offer::Nothing => STAYS,
                Offer::Undo => OFFER_STAYS,
                Offer::File(_) => FILE_STAYS,
            };
            let until = *notice.until.get_or_insert(now + stays);
            now >= until || (notice.offer == Offer::Undo && notice.revision != revision)
        });
        if over {
            self.notice = None;
        }
        if let Some(until) = self.notice.as_ref().and_then(|notice| notice.until) {
            ctx.request_repaint_after_secs((until - now) as f32);
        }
        self.notice.as_ref()
    }

    /// Takes the notice away.
    pub fn dismiss(&mut self) {
        self.notice = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ctx: &egui::Context, time: f64, look: impl FnOnce(&egui::Context)) {
        let mut look = Some(look);
        let input = egui::RawInput { time: Some(time), max_texture_side: Some(8192), ..egui::RawInput::default() };
        ctx.run_ui(input, |ui| {
            if let Some(look) = look.take() {
                look(ui.ctx());
            }
        })
        .drop_without_applying_deltas();
    }

    #[test]
    fn a_notice_goes_by_itself_and_a_problem_stays_until_read() {
        let ctx = egui::Context::default();
        let mut notices = Notices::default();
        notices.tell(Message::new("app.saved"), Offer::Nothing, 1);
        notices.problem(Message::new("store.full"));
        notices.problem(Message::new("store.full"));
        at(&ctx, 1.0, |ctx| assert!(notices.current(ctx, 2).is_some()));
        at(&ctx, 20.0, |ctx| assert!(notices.current(ctx, 2).is_none()));
        assert_eq!(notices.problems().len(), 1);
        notices.read(0);
        assert!(notices.problems().is_empty());
    }

    #[test]
    fn undo_is_offered_only_for_the_last_change() {
        let ctx = egui::Context::default();
        let mut notices = Notices::default();
        notices.tell(Message::new("app.saved"), Offer::Undo, 7);
        at(&ctx, 1.0, |ctx| assert!(notices.current(ctx, 7).is_some()));
        at(&ctx, 1.1, |ctx| assert!(notices.current(ctx, 8).is_none()));
    }
}
