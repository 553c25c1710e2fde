//! What other windows and other people's synchronised folders wrote, taken in while the project is open.
//!
//! A look is a job: it reads names and sizes, and the folder only where these have changed. It is taken
//! once a minute and whenever somebody comes back to the window. A project that is open elsewhere can be
//! read here, or be written to as well, under a name of its own.

use crate::model::{Message, Tell};
use crate::session::{BETWEEN_LOOKS, Session};

use super::Shell;
use super::project::{Arrived, Origin};
use crate::app::jobs::{JobKind, JobRequest};
use crate::app::notices::{Offer, Remedy};

/// When the window last looked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looks {
    at: f64,
    had_focus: bool,
    /// How long it waited for the next look, where the last one could not be taken in.
    waited: Option<f64>,
}

/// After a look that could not be taken in, another is taken this soon.
const SOON: f64 = 2.0;

impl Looks {
    fn due(&self) -> f64 {
        self.at + BETWEEN_LOOKS.as_secs_f64()
    }

    /// Another look is worth while before its time: soon, and each time again not as soon as the time before.
    fn again_soon(&mut self, now: f64) {
        let between = BETWEEN_LOOKS.as_secs_f64();
        let wait = self.waited.map_or(SOON, |waited| waited * 2.0).min(between);
        self.waited = Some(wait);
        self.at = now + wait - between;
    }

    /// A look told all there is.
    fn settled(&mut self) {
        self.waited = None;
    }
}

impl Shell {
    /// Looks when it is time. Says nothing where nothing is new.
    pub(super) fn attend_others(&mut self) {
        let (now, focused) = self.ctx.input(|input| (input.time, input.focused));
        let came_back = focused && !std::mem::replace(&mut self.looks.had_focus, focused);
        if self.session.is_none() {
            self.looks.at = now;
            return;
        }
        let due = self.looks.due();
        if came_back || now >= due {
            self.looks.at = now;
            self.look_for_others();
        } else {
            self.ctx.request_repaint_after(std::time::Duration::from_secs_f64(due - now));
        }
    }

    /// Looks now.
    pub fn look_for_others(&mut self) {
        let Some(session) = &self.session else { return };
        if self.jobs.is_running(JobKind::Look) {
            return;
        }
        let rescan = session.rescan();
        let folder = session.folder().to_owned();
        self.jobs.start(JobRequest::new(JobKind::Look, Message::new("app.job_look"), move |_| {
            let found = rescan.run();
            Box::new(move |shell: &mut Self| {
                let Some(session) = shell.session.as_mut().filter(|session| session.folder() == folder) else { return };
                let found = match found {
                    Ok(found) => found,
                    // The folder may be away for a moment: a stick, a network. The next look tells.
                    Err(error) => return log::warn!("the folder could not be looked at: {error}"),
                };
                let known = session.findings().to_vec();
                let worth_another = found.is_worth_another();
                let Some(news) = session.take_in(found) else {
                    if worth_another {
                        // Work went on here meanwhile, or there: what is new is not left for a minute.
                        shell.looks.again_soon(shell.ctx.input(|input| input.time));
                    } else {
                        shell.looks.settled();
                    }
                    return;
                };
                shell.looks.settled();
                shell.desk.follow(session.project());
                let revision = session.revision().0;
                for finding in news.findings.into_iter().filter(|finding| !known.contains(finding)) {
                    shell.notices.problem(finding);
                }
                let came = Message::new("app.others_came_in").with("count", news.documents.len());
                shell.notices.tell(came, Offer::Nothing, revision);
            })
        }));
    }

    /// Opens the project that another window writes to so that this one writes as well.
    pub fn write_here_too(&mut self) {
        let Some(folder) = self.session.as_ref().map(|session| session.folder().to_owned()) else { return };
        let environment = self.environment.clone();
        self.jobs.start(JobRequest::new(JobKind::Open, Message::new("app.job_open"), move |_| {
            let opened = Session::open_beside(&environment, &folder);
            Box::new(move |shell: &mut Self| match opened {
                Ok(session) if session.read_only().is_some() => {
                    if let Some(reason) = session.read_only() {
                        shell.notices.problem(reason.clone());
                    }
                }
                Ok(session) => {
                    shell.arrive(Arrived { folder, opened: Ok(session), origin: Origin::Found { backed_up: None } });
                }
                Err(error) => shell.notices.problem(error.tell()),
            })
        }));
    }

    /// What can be done about a project that can only be read.
    pub(super) fn remedy_of(session: &Session) -> Remedy {
        match session.read_only() {
            Some(reason) if reason.id == "store.locked" => Remedy::WriteToo,
            // What could not be read in full can be repaired. A copy of what could be read would pass for the whole.
            Some(_) if !session.findings().is_empty() => Remedy::Check(session.folder().to_owned()),
            _ => Remedy::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_that_cannot_be_taken_in_come_ever_more_seldom() {
        let mut looks = Looks::default();
        let mut now = 1_000.0;
        let mut waits = Vec::new();
        for _ in 0..7 {
            looks.again_soon(now);
            waits.push((looks.due() - now) as u32);
            now = looks.due();
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
        looks.settled();
        looks.again_soon(now);
        assert!((looks.due() - now - SOON).abs() < 0.001);
    }
}
