//! `tianye history`: who did what when, and a document's codings as they stood on a day; `tianye take-back`:
//! any step of it undone by itself.

use clap::{ArgMatches, Command, value_parser};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::exchange::codings::{self, Columns};
use crate::export::{ExportError, table};
use crate::model::{CoderId, Message, Replica, Sequence};
use crate::session::Session;
use crate::session::history::{Filter, Labels, Names, TakenBack, end_of_day, moment, start_of_day};
use crate::store::chronicle::{Entry, EntryId, Kind, LostNames, Order};

/// As many entries are listed where nothing else is asked.
const LIMIT: usize = 100;

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    listed: usize,
    entries: Vec<Row>,
    findings: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    /// What `take-back` takes.
    entry: String,
    /// UTC.
    time: String,
    coder: String,
    what: String,
    kinds: Vec<&'static str>,
    edits: usize,
    documents: Vec<String>,
    codes: Vec<String>,
    taken_back: bool,
}

pub(super) fn describe(words: Words) -> Command {
    words
        .command("history")
        .arg(words.project())
        .arg(words.option("coder", "history_coder", "coder"))
        .arg(words.option("code", "history_code", "code"))
        .arg(words.option("document", "history_document", "document"))
        .arg(words.option("since", "history_since", "date"))
        .arg(words.option("until", "history_until", "date"))
        .arg(words.option("limit", "history_limit", "number").value_parser(value_parser!(u32)))
        .arg(words.json())
        .arg(
            words
                .option("on", "history_on", "date")
                .requires("document")
                .conflicts_with_all(["coder", "code", "since", "until", "limit", "json"]),
        )
        .arg(words.out())
        .arg(words.force())
}

pub(super) fn describe_take_back(words: Words) -> Command {
    words.command("take-back").arg(words.project()).arg(words.positional("entry", "entry", "entry")).arg(words.coder())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let zone = TimeZone::system();
    if let Some(day) = date(matches, "on")? {
        return on(context, matches, &session, day, &zone);
    }
    let filter = filter(&session, matches, &zone)?;
    let limit = matches.get_one::<u32>("limit").map_or(LIMIT, |&limit| limit as usize);
    let today = session.project().clone();
    let mut labels = Labels::in_language(context.console.language);
    let mut taken_back = TakenBack::default();
    let mut chronicle = session.history().everything(Order::Time);
    let mut lost = LostNames::default();
    let mut found = Vec::new();
    // What an undo took back says whether it was an undo itself: that is read too, though it is not listed.
    let mut asked = std::collections::BTreeSet::new();
    while (found.len() < limit || !asked.is_empty())
        && let Some(transaction) = chronicle.next_transaction()
    {
        let entry = chronicle.entry(&transaction);
        if filter.since.is_some_and(|since| entry.at < since) && chronicle.replica_count() == 1 {
            break;
        }
        taken_back.note(&entry);
        asked.remove(&(Replica::clone(&entry.id.replica), entry.id.seq));
        if found.len() < limit && filter.admits(&entry, &today, &mut labels) {
            asked.extend(entry.undoes.map(|undone| (Replica::clone(&entry.id.replica), undone)));
            found.push(entry);
        }
    }
    lost.add(chronicle.take_names());
    let names = Names { today: &today, lost: &lost };
    let findings: Vec<String> = chronicle.findings().iter().map(|finding| context.console.say(finding)).collect();
    let out = arguments::path_given(matches, "out");
    let bytes = if matches.get_flag("json") {
        let row = |entry: &Entry| row(context, entry, &names, &taken_back);
        let entries: Vec<Row> = found.iter().map(row).collect();
        files::json_bytes(&Answer { listed: entries.len(), entries, findings: findings.clone() })?
    } else {
        found.iter().map(|entry| line(context, entry, &names, &taken_back)).collect::<String>().into_bytes()
    };
    files::result(&mut context.console, out.as_deref(), &bytes, matches)?;
    for finding in &findings {
        context.console.note_text(finding);
    }
    if !matches.get_flag("json") {
        let id = if found.is_empty() { "cli.history.none" } else { "cli.history.summary" };
        context.console.note(&Message::new(id).with("count", found.len()));
    }
    Ok(if findings.is_empty() { project::done(&session) } else { Done::WithFindings })
}

fn filter(session: &Session, matches: &ArgMatches, zone: &TimeZone) -> Result<Filter, Failure> {
    let today = session.project();
    let code = arguments::word(matches, "code").map(|path| project::code(today, path)).transpose()?;
    let document = arguments::word(matches, "document").map(|name| project::document(today, name)).transpose()?;
    let coder = arguments::word(matches, "coder").map(|name| coder(session, name)).transpose()?;
    let since = date(matches, "since")?.and_then(|day| start_of_day(day, zone));
    let until = date(matches, "until")?.and_then(|day| end_of_day(day, zone));
    Ok(Filter { coder, code, document, since, until, ..Filter::default() })
}

fn coder(session: &Session, name: &str) -> Result<CoderId, Failure> {
    let found = session.project().coders().find(|coder| coder.name == name.trim());
    found.map(|coder| coder.id).ok_or_else(|| Failure::Usage(Message::new("cli.no_such_coder").with("name", name)))
}

fn date(matches: &ArgMatches, name: &str) -> Result<Option<Date>, Failure> {
    let Some(given) = arguments::word(matches, name) else { return Ok(None) };
    let wrong = |_| Failure::Usage(Message::new("cli.wrong.date").with("given", given));
    given.trim().parse::<Date>().map(Some).map_err(wrong)
}

/// `3f2a…:12`, or the number alone of a step of this installation.
fn name_of(id: &EntryId) -> String {
    format!("{}:{}", id.replica.0, id.seq.0)
}

fn line(context: &Context, entry: &Entry, names: &Names<'_>, taken_back: &TakenBack) -> String {
    let what = context.console.say(&taken_back.called(entry));
    let id = if taken_back.holds(&entry.id) { "cli.history.line_taken_back" } else { "cli.history.line" };
    let message = Message::new(id).with("time", moment(entry.at)).with("coder", names.coder(entry.coder));
    format!("{}  {}\n", name_of(&entry.id), context.console.say(&message.with("what", what)))
}

fn row(context: &Context, entry: &Entry, names: &Names<'_>, taken_back: &TakenBack) -> Row {
    let kinds = Kind::ALL.into_iter().filter(|kind| entry.is_of(*kind)).map(kind_name);
    let time = jiff::Timestamp::from_millisecond(entry.at.0).map(|time| time.to_string()).unwrap_or_default();
    Row {
        entry: name_of(&entry.id),
        time,
        coder: names.coder(entry.coder),
        what: context.console.say(&taken_back.called(entry)),
        kinds: kinds.collect(),
        edits: entry.edits,
        documents: entry.documents.iter().map(|id| names.document(*id)).collect(),
        codes: entry.codes.iter().map(|id| names.code(*id)).collect(),
        taken_back: taken_back.holds(&entry.id),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Coded => "coded",
        Kind::Uncoded => "uncoded",
        Kind::Memos => "memos",
        Kind::Codes => "codes",
        Kind::Documents => "documents",
        Kind::People => "people",
        Kind::Cases => "cases",
        Kind::Shelves => "searches",
    }
}

/// The codings of a document at the end of a day, as CSV.
fn on(
    context: &mut Context,
    matches: &ArgMatches,
    session: &Session,
    day: Date,
    zone: &TimeZone,
) -> Result<Done, Failure> {
    let name = arguments::word(matches, "document").unwrap_or_default();
    let document = project::document(session.project(), name)?;
    let past = session.history().document_on(document, day, zone).map_err(Failure::Refused)?;
    let mut bytes = Vec::new();
    let count =
        codings::export(&past.project, Columns::Six, table::Reader::Program, &mut bytes).map_err(ExportError::Write)?;
    let out = arguments::path_given(matches, "out");
    files::result(&mut context.console, out.as_deref(), &bytes, matches)?;
    for finding in &past.findings {
        context.console.note(finding);
    }
    let title = past.project.document(document).map_or_else(String::new, |document| document.title.clone());
    let said = Message::new("cli.history.on").with("document", title).with("date", day).with("count", count);
    context.console.note(&said);
    Ok(if past.findings.is_empty() { project::done(session) } else { Done::WithFindings })
}

pub(super) fn run_take_back(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let given = arguments::word(matches, "entry").unwrap_or_default();
    let id = entry_id(&session, given)?;
    // Who cannot take it back is told so before anybody joins.
    let examined = session.history().examine(&id, None, &LostNames::default()).map_err(Failure::Refused)?;
    if let Some(reason) = examined.refused {
        let why = context.console.say(&reason);
        return Err(Failure::Refused(Message::new("cli.take_back.refused").with("why", why)));
    }
    project::join(&mut session, matches)?;
    let label = session.take_back_this(&examined.transaction)?;
    session.close()?;
    let what = context.console.say(&label);
    context.console.tell(&Message::new("cli.take_back.done").with("what", what));
    Ok(Done::Whole)
}

/// What people copy from the list. The beginning of a replica's name will do where it is the only one.
fn entry_id(session: &Session, given: &str) -> Result<EntryId, Failure> {
    let wrong = || Failure::Usage(Message::new("cli.wrong.entry").with("given", given));
    let (replica, number) = given.trim().split_once(':').unwrap_or(("", given.trim()));
    let seq = Sequence(number.parse().map_err(|_| wrong())?);
    let history = session.history();
    if replica.is_empty() {
        // In a project that only one has written to so far, theirs is meant.
        let replicas = history.replicas();
        let own = if let [only] = replicas.as_slice() { only.clone() } else { history.own().clone() };
        return Ok(EntryId { replica: own.into(), seq });
    }
    let alike: Vec<_> = history.replicas().into_iter().filter(|known| known.0.starts_with(replica)).collect();
    match alike.as_slice() {
        [only] => Ok(EntryId { replica: only.clone().into(), seq }),
        _ => Err(wrong()),
    }
}
