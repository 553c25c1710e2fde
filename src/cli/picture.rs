//! `tianye picture`: the real interface, drawn without a display.

use clap::{ArgMatches, Command};

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, files, project};
use crate::app::actions::Workspace;
use crate::app::panels::search::Listing;
use crate::app::panels::words::Tab;
use crate::app::pictures::{Request, Subject, draw};
use crate::app::view_state::Look;
use crate::model::Message;
use crate::session::Session;

/// What can be drawn by its name on the command line: the workspaces with what else each of
/// them shows.
pub(super) const VIEWS: [(&str, Subject); 17] = [
    ("start", Subject::Start),
    ("code", Subject::Workspace(Workspace::Code)),
    ("code-page", Subject::CodePage),
    ("sheet", Subject::Sheet),
    ("correct", Subject::Correcting),
    ("search", Subject::Workspace(Workspace::Search)),
    ("concordance", Subject::Hits(Listing::Concordance)),
    ("tree", Subject::Hits(Listing::Tree)),
    ("words", Subject::Words(Tab::Frequencies)),
    ("cloud", Subject::Words(Tab::Cloud)),
    ("collocations", Subject::Words(Tab::Collocations)),
    ("keyness", Subject::Words(Tab::Keyness)),
    ("dictionary", Subject::Words(Tab::Dictionary)),
    ("memos", Subject::Workspace(Workspace::Memos)),
    ("analyse", Subject::Workspace(Workspace::Analyse)),
    ("report", Subject::Workspace(Workspace::Report)),
    ("history", Subject::Workspace(Workspace::History)),
];

/// The names alone.
const NAMES: [&str; VIEWS.len()] = {
    let mut names = [""; VIEWS.len()];
    let mut at = 0;
    while at < VIEWS.len() {
        names[at] = VIEWS[at].0;
        at += 1;
    }
    names
};

/// Of a side, in points: smaller than a telephone nothing can be read, larger than a wall nobody looks.
const LEAST: u32 = 320;
const MOST: u32 = 4_096;

pub(super) fn describe(words: Words) -> Command {
    words
        .command("picture")
        .arg(words.project())
        .arg(words.choice("view", "view", &NAMES).required(true))
        .arg(words.out().required(true).help(words.get("arg.picture_out")))
        .arg(words.choice("theme", "theme", &["light", "dark"]))
        .arg(words.option("size", "size", "size"))
        .arg(words.option("document", "picture_document", "document"))
        .arg(words.option("query", "picture_query", "query"))
        .arg(words.force())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let out = arguments::path(matches, "out");
    files::may_write(&out, files::existing(matches))?;
    let size = arguments::word(matches, "size").map_or(Ok([1440, 900]), size)?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let folder = session.folder().to_owned();
    let document =
        arguments::word(matches, "document").map(|name| project::document(session.project(), name)).transpose()?;
    let query = arguments::word(matches, "query").map_or_else(|| likely_query(&session), str::to_owned);
    // Drawing opens the project itself, as a window does.
    session.close()?;
    let view = arguments::word(matches, "view");
    let shown = VIEWS.iter().find(|(name, _)| Some(*name) == view);
    let request = Request {
        subject: shown.map_or(Subject::Workspace(Workspace::Code), |(_, subject)| *subject),
        look: if arguments::word(matches, "theme") == Some("dark") { Look::Dark } else { Look::Light },
        language: context.console.language,
        size,
        document,
        query,
    };
    let png = draw(&context.environment, &folder, &request)?;
    files::write(&mut context.console, &out, &png, files::existing(matches))?;
    if !files::is_stream(&out) {
        context.console.tell(&Message::new("cli.written").with("path", out.display()));
    }
    Ok(Done::Whole)
}

fn size(text: &str) -> Result<[u32; 2], Failure> {
    let side = |part: &str| part.trim().parse::<u32>().ok().filter(|side| (LEAST..=MOST).contains(side));
    let sides = text.split_once(['x', 'X', '×']).and_then(|(width, height)| Some([side(width)?, side(height)?]));
    sides.ok_or_else(|| {
        let message = Message::new("cli.wrong.size").with("given", text);
        Failure::Usage(message.with("least", LEAST).with("most", MOST))
    })
}

/// What the search workspace looks for where nothing was asked: the name of the code most used, so that
/// the picture shows hits.
fn likely_query(session: &Session) -> String {
    let most = session.codebook().rows().iter().max_by_key(|row| row.own);
    most.and_then(|row| session.project().code(row.id)).map_or_else(String::new, |code| code.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_sides_that_can_be_looked_at() {
        assert_eq!(size("1440x900"), Ok([1440, 900]));
        assert_eq!(size("1024×700"), Ok([1024, 700]));
        for wrong in ["", "1440", "0x0", "99999x10", "ax900", "-5x900"] {
            assert!(matches!(size(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
