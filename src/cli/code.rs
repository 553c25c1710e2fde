//! `tianye code`: codes passages, each a change of its own that undo takes back, and says of each when it is saved.
//!
//! `saved <change> <coding>` on standard output means that this coding is on disk: it survives the end of
//! the program, of the machine, and a disk that is full by then. `already <coding>` means that this coder
//! had coded exactly this so. So a script whose run broke off may simply be run again.
//!
//! Lines that have come in together are synced together; every answer waits for its sync all the same.

mod lines;

use std::sync::Arc;

use clap::{ArgAction, ArgMatches, Command, value_parser};

use self::lines::{Line, Lines};
use super::arguments::{self, Words};
use super::console::Console;
use super::outcome::{Done, Failure};
use super::project::Named;
use super::{Context, files, project};
use crate::exchange::CodeTree;
use crate::exchange::codings::{Match, Names};
use crate::model::gesture::{Overlap, Passage, code_passages};
use crate::model::{CodeId, CodingId, Document, DocumentId, Edit, Message, Project, Sequence, Span, apply_all};
use crate::session::Session;
use crate::store::SaveError;

/// So many lines are saved together at most.
const TOGETHER: usize = 256;

pub(super) fn describe(words: Words) -> Command {
    words
        .command("code")
        .arg(words.project())
        .arg(words.option("document", "code_document", "document").required_unless_present("lines"))
        .arg(words.option("code", "code_as", "code").required_unless_present("lines"))
        .arg(words.option("at", "at", "span").required_unless_present_any(["lines", "quote"]).conflicts_with("quote"))
        .arg(words.option("quote", "quote", "text"))
        .arg(words.flag("every", "every").requires("quote").conflicts_with_all(["at", "lines"]))
        .arg(
            words
                .option("lines", "lines", "file")
                .value_parser(value_parser!(std::path::PathBuf))
                .action(ArgAction::Set)
                .conflicts_with_all(["document", "code", "at", "quote"]),
        )
        .arg(words.flag("create-codes", "create_codes"))
        .arg(words.coder())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    // Before the project is opened: what cannot be read needs no lock.
    let lines = arguments::path_given(matches, "lines").map(|path| files::stream(&path)).transpose()?;
    let place = match place(matches)? {
        Place::First(quote) if matches.get_flag("every") => Place::Every(quote),
        place => place,
    };
    let session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let mut desk = Desk::of(session, matches);
    if let Some(lines) = lines {
        desk.many(&mut context.console, Lines::of(lines))?;
    } else {
        let document = arguments::word(matches, "document").unwrap_or_default();
        let asked = Asked { document, place, code: arguments::word(matches, "code").unwrap_or_default() };
        let found = desk.find(&asked).map_err(Failure::Usage)?;
        desk.code(found)?;
        desk.answer(&mut context.console)?;
    }
    let Desk { session, saved, already, refused, .. } = desk;
    session.close().map_err(|error| broke_off(&error, saved))?;
    let summary = Message::new("cli.code.summary").with("saved", saved).with("already", already);
    context.console.note(&summary.with("refused", refused));
    Ok(if refused == 0 { Done::Whole } else { Done::WithFindings })
}

/// Which passage is meant by `--at` or `--quote`.
pub(super) fn place(matches: &ArgMatches) -> Result<Place<'_>, Failure> {
    Ok(match arguments::word(matches, "at") {
        Some(at) => Place::At(span(at).ok_or_else(|| {
            Failure::Usage(Message::new("cli.wrong.value").with("argument", "--at").with("given", at))
        })?),
        None => Place::First(arguments::word(matches, "quote").unwrap_or_default()),
    })
}

/// What is to be coded, as people and scripts write it.
struct Asked<'a> {
    document: &'a str,
    place: Place<'a>,
    code: &'a str,
}

pub(super) enum Place<'a> {
    /// Code points, the end outside.
    At((u32, u32)),
    /// The first place that says so.
    First(&'a str),
    /// Every place that says so.
    Every(&'a str),
}

/// The same, found in the project.
struct Found {
    document: DocumentId,
    spans: Vec<Span>,
    code: CodeId,
    /// What makes the code, where it is new.
    new_codes: Vec<Edit>,
}

/// What is told of a passage once everything before is on disk.
enum Answer {
    Saved(Sequence, CodingId),
    Already(CodingId),
}

struct Desk<'a> {
    session: Session,
    matches: &'a ArgMatches,
    documents: Names<DocumentId>,
    codes: CodeTree,
    has_joined: bool,
    waiting: Vec<Answer>,
    saved: usize,
    already: usize,
    refused: usize,
}

impl<'a> Desk<'a> {
    fn of(session: Session, matches: &'a ArgMatches) -> Self {
        let documents = Names::of(session.project().documents().map(|document| (document.id, &*document.title)));
        let codes = CodeTree::of(session.project());
        let waiting = Vec::new();
        Self { session, matches, documents, codes, has_joined: false, waiting, saved: 0, already: 0, refused: 0 }
    }

    /// Codes line by line: `document`, `start`, `end` and `code`, parted by tabs.
    fn many(&mut self, console: &mut Console, mut lines: Lines) -> Result<(), Failure> {
        loop {
            let (number, line) = match lines.next() {
                Ok(Some(next)) => next,
                // What was coded so far is answered whatever becomes of the rest.
                Ok(None) => return self.answer(console),
                Err(error) => {
                    self.answer(console)?;
                    let message = Message::new("cli.code.unreadable").with("error", error);
                    return Err(Failure::Refused(message.with("saved", self.saved)));
                }
            };
            match self.find_line(&line) {
                Ok(Some(found)) => self.code(found)?,
                Ok(None) => {}
                Err(why) => {
                    self.refused += 1;
                    let why = console.say(&why);
                    console.note(&Message::new("cli.code.line").with("line", number).with("why", why));
                }
            }
            if self.waiting.len() >= TOGETHER || !lines.another_is_there() {
                self.answer(console)?;
            }
        }
    }

    fn find_line(&mut self, line: &Line) -> Result<Option<Found>, Message> {
        let text = match line {
            Line::Text(text) => text.trim_start_matches('\u{feff}').trim_end_matches('\r'),
            Line::NotText => return Err(Message::new("cli.code.not_text")),
            Line::TooLong => return Err(Message::new("cli.code.too_long")),
        };
        if text.trim().is_empty() {
            return Ok(None);
        }
        let cells: Vec<&str> = text.splitn(4, '\t').collect();
        let [document, start, end, code] = cells.as_slice() else {
            return Err(Message::new("cli.code.columns").with("count", cells.len()));
        };
        let place = Place::At((position(start)?, position(end)?));
        self.find(&Asked { document, place, code }).map(Some)
    }

    /// Looks everything up; the code last, since it may be made.
    fn find(&mut self, asked: &Asked) -> Result<Found, Message> {
        let project = Arc::clone(self.session.project());
        let missing = || Message::new("cli.no_such_document").with("name", asked.document);
        let document = match self.documents.find(asked.document) {
            Match::One(id) => project.document(id).ok_or_else(missing)?,
            Match::Several(_) => return Err(Message::new("cli.code.several_documents").with("name", asked.document)),
            Match::None => return Err(missing()),
        };
        let spans = spans(document, &asked.place)?;
        let (code, new_codes) = self.find_code(&project, asked.code)?;
        Ok(Found { document: document.id, spans, code, new_codes })
    }

    fn find_code(&mut self, project: &Project, path: &str) -> Result<(CodeId, Vec<Edit>), Message> {
        let missing = |near| project::no_such_code(project, path, near);
        if let Ok(Ok(id)) = self.codes.find(path) {
            return Ok((id, Vec::new()));
        }
        let near = match project::named(project, path) {
            Named::One(id) => return Ok((id, Vec::new())),
            // One more of the same name is hardly what was meant.
            Named::Several(near) => return Err(missing(Some(near))),
            Named::Nothing(near) => near,
        };
        if !self.matches.get_flag("create-codes") {
            return Err(missing(near));
        }
        let id = self.codes.find_or_add(path, self.session.mint()).map_err(|_| missing(None))?;
        Ok((id, self.codes.take_added().into_iter().map(Edit::AddCode).collect()))
    }

    /// Codes what was found, a change each.
    fn code(&mut self, found: Found) -> Result<(), Failure> {
        if !self.has_joined {
            project::join(&mut self.session, self.matches)?;
            self.has_joined = true;
        }
        let mut new_codes = found.new_codes;
        for span in found.spans {
            self.code_one(found.document, span, found.code, std::mem::take(&mut new_codes))?;
        }
        Ok(())
    }

    fn code_one(&mut self, document: DocumentId, span: Span, code: CodeId, codes: Vec<Edit>) -> Result<(), Failure> {
        let (coder, now) = (self.session.coder(), self.session.now());
        let mut project = Arc::clone(self.session.project());
        if !codes.is_empty() {
            apply_all(Arc::make_mut(&mut project), &codes)?;
        }
        let passage = [Passage { document, span, code }];
        // As an import does: what a script has coded is not ours to mend.
        let codings = code_passages(&project, &passage, coder, Overlap::KeepBoth, now, self.session.mint());
        let made = codings.iter().find_map(|edit| match edit {
            Edit::AddCoding(_, coding) => Some(coding.id),
            _ => None,
        });
        let Some(made) = made else {
            let code = project.resolve(code);
            let mut held = project.codings(document).overlapping(span);
            let same = held.find(|c| c.span == span && c.coder == coder && project.resolve(c.code) == code);
            self.waiting.extend(same.map(|coding| Answer::Already(coding.id)));
            return Ok(());
        };
        let label = Message::new("label.code").with("code", project.code(code).map_or("", |code| &code.name));
        // Let go first: a change copies what somebody else holds.
        drop(project);
        self.session.commit(label, codes.into_iter().chain(codings).collect())?;
        self.waiting.push(Answer::Saved(self.session.last_change(), made));
        Ok(())
    }

    /// Waits until everything is on disk, and says so of each.
    fn answer(&mut self, console: &mut Console) -> Result<(), Failure> {
        self.session.wait_until_saved().map_err(|error| broke_off(&error, self.saved))?;
        for answer in self.waiting.drain(..) {
            match answer {
                Answer::Saved(change, coding) => {
                    self.saved += 1;
                    console.line(&format!("saved {} {coding}", change.0));
                }
                Answer::Already(coding) => {
                    self.already += 1;
                    console.line(&format!("already {coding}"));
                }
            }
        }
        Ok(())
    }
}

fn broke_off(error: &SaveError, saved: usize) -> Failure {
    log::error!("{error}");
    let message = Message::new("cli.code.broke_off").with("path", error.folder.display());
    Failure::Refused(message.with("reason", &error.reason).with("saved", saved))
}

pub(super) fn spans(document: &Document, place: &Place) -> Result<Vec<Span>, Message> {
    let text = &document.text;
    let said = |quote: &str, most: usize| -> Result<Vec<Span>, Message> {
        let places = text.as_str().match_indices(quote).take(most);
        let spans = places.filter_map(|(byte, _)| {
            let end = byte + quote.len();
            Span::new(text.char_at(byte).0, text.char_at(end).0)
        });
        let spans: Vec<Span> = spans.collect();
        let missing = || Message::new("cli.code.no_such_quote").with("document", &document.title);
        if spans.is_empty() { Err(missing()) } else { Ok(spans) }
    };
    match *place {
        Place::First(quote) => said(quote, 1),
        Place::Every(quote) => said(quote, usize::MAX),
        Place::At((start, end)) => {
            let length = text.char_len();
            let span = Span::new(start, end).filter(|span| span.end.0 <= length).map(|span| vec![span]);
            let outside = || Message::new("cli.code.outside").with("start", start).with("end", end);
            span.ok_or_else(|| outside().with("length", length).with("document", &document.title))
        }
    }
}

/// `START..END`.
fn span(text: &str) -> Option<(u32, u32)> {
    let (start, end) = text.split_once("..")?;
    Some((position(start).ok()?, position(end).ok()?))
}

fn position(text: &str) -> Result<u32, Message> {
    let digits = text.trim();
    let wrong = || Message::new("cli.code.not_a_position").with("given", text.chars().take(40).collect::<String>());
    // `parse` takes a plus sign, which no position has.
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_two_positions_with_two_dots_between() {
        assert_eq!(span("3..17"), Some((3, 17)));
        for wrong in ["", "3", "3-17", "..", "3..", "+3..4", "3..=4", "a..b", "99999999999..3"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }
}
