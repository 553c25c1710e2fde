//! What becomes of a document's codings while its text is corrected: where each stands in the text as it is now, and
//! which move, change or lose all their words. Worked out anew with every change, so it takes a look-up a coding.

use std::collections::BTreeMap;

use crate::model::{CoderId, Coding, CodingId, Colour, Project, Span, gesture};
use crate::session::Draft;

/// Emptied codings that are looked for elsewhere in the text; more than these are seldom cut and put in again.
const MOST_LOOKED_FOR: usize = 40;
/// Codings of one kind that are told one by one.
const MOST_TOLD: usize = 40;
/// Characters of a coding that are told.
const LONGEST: usize = 60;

/// The codings of a draft.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// Of which state: of the text on screen, and of the project.
    pub of: Option<(u64, u64)>,
    /// Where those stand that have words still.
    standing: BTreeMap<CodingId, Span>,
    /// Say what they said, elsewhere.
    pub moved: usize,
    /// Say something else.
    pub changed: usize,
    /// Have no words left.
    pub emptied: usize,
    /// Of those that say something else or nothing, how many a colleague made.
    pub of_others: usize,
    /// Those without words, as far as they are told one by one.
    pub gone: Vec<Told>,
    /// Those with other words, likewise.
    pub altered: Vec<Told>,
}

/// A coding whose words change, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its code.
    pub code: String,
    /// Of its code.
    pub colour: Colour,
    /// Who made it, where that was a colleague.
    pub coder: Option<String>,
    /// Where it stands in the project's text.
    pub span: Span,
    /// Where it stands now; `None` where nothing is left of it.
    pub now: Option<Span>,
    /// What it says now; what it said, where it says nothing any more.
    pub quote: String,
}

impl Fates {
    /// Of a draft, against the codings that the project has now.
    #[must_use]
    pub fn of(draft: &Draft, project: &Project, of: (u64, u64), coder: CoderId) -> Self {
        let mut fates = Self { of: Some(of), ..Self::default() };
        let mark = draft.base().mark();
        for coding in project.codings(draft.base().id).iter().filter(|coding| coding.on == mark) {
            let now = fates.follow(draft, coding);
            if let Some(now) = now {
                fates.standing.insert(coding.id, now);
            }
            let altered = !draft.kept().is_untouched(coding.span) && now.is_none_or(|now| says(draft, coding, now));
            if !altered {
                continue;
            }
            fates.of_others += usize::from(coding.coder != coder);
            let list = if now.is_some() { &mut fates.altered } else { &mut fates.gone };
            if list.len() < MOST_TOLD {
                list.push(told(draft, project, coding, now, coder));
            }
        }
        fates
    }

    /// Where a coding stands now, counted as what became of it.
    fn follow(&mut self, draft: &Draft, coding: &Coding) -> Option<Span> {
        if let Some(span) = draft.kept().map_span(coding.span) {
            if !draft.kept().is_untouched(coding.span) {
                self.changed += 1;
            } else if span != coding.span {
                self.moved += 1;
            }
            return Some(span);
        }
        let looked_for = self.emptied < MOST_LOOKED_FOR;
        let found = looked_for.then(|| gesture::found_again(draft.base(), coding.span, draft.document())).flatten();
        if found.is_some() {
            self.moved += 1;
        } else {
            self.emptied += 1;
        }
        found.map(|anchor| anchor.span)
    }

    /// Where a coding stands now; `None` where it has no words.
    #[must_use]
    pub fn place_of(&self, id: CodingId) -> Option<Span> {
        self.standing.get(&id).copied()
    }

    /// Whether something goes, or a colleague's coding comes to say something else.
    #[must_use]
    pub fn warn(&self) -> bool {
        self.emptied > 0 || self.of_others > 0
    }
}

/// Whether a coding says something else now: one that was cut out and put in elsewhere does not.
fn says(draft: &Draft, coding: &Coding, now: Span) -> bool {
    draft.text().slice(now) != draft.base().text.slice(coding.span)
}

fn told(draft: &Draft, project: &Project, coding: &Coding, now: Option<Span>, coder: CoderId) -> Told {
    let code = project.code_of(coding);
    let by = (coding.coder != coder).then(|| project.coder(coding.coder)).flatten();
    let quote = now.map_or_else(|| draft.base().text.slice(coding.span), |now| draft.text().slice(now));
    let mut line: String = quote.chars().take(LONGEST).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if line.len() < quote.len() {
        line.push('…');
    }
    Told {
        code: code.map(|code| code.name.clone()).unwrap_or_default(),
        colour: code.map_or(Colour::nth(0), |code| code.colour),
        coder: by.map(|by| by.name.clone()),
        span: coding.span,
        now,
        quote: line,
    }
}
