//! `tianye export`: coded excerpts as a file for a paper.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::arguments::{self, Words};
use super::files;
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::export::{self, Below, Codes, Format, GroupBy, Interviewers, Selection};
use crate::model::{Message, Project};

const FORMATS: &[&str] = &["docx", "xlsx", "csv", "md", "html"];

pub(super) fn describe(words: Words) -> Command {
    words
        .command("export")
        .arg(words.project())
        .arg(words.out().required(true).help(words.get("arg.out_required")))
        .arg(words.choice("format", "format", FORMATS))
        .arg(words.option("codes", "codes_exported", "codes"))
        .arg(words.choice("group-by", "group_by", &["code", "document"]))
        .arg(words.flag("without-interviewer", "without_interviewer"))
        .arg(words.force())
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let out = arguments::path(matches, "out");
    let format = format(arguments::word(matches, "format"), &out)?;
    files::may_write(&out, files::existing(matches))?;
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let selection = Selection {
        codes: codes(session.project(), arguments::word(matches, "codes"))?,
        group_by: match arguments::word(matches, "group-by") {
            Some("document") => GroupBy::Document,
            _ => GroupBy::Code,
        },
        interviewers: interviewers(matches),
        zone: jiff::tz::TimeZone::system(),
        ..Selection::default()
    };
    let excerpts = export::excerpts(session.project(), &selection);
    let bytes = export::write(&excerpts, format, context.console.language)?;
    files::write(&mut context.console, &out, &bytes, files::existing(matches))?;
    if !files::is_stream(&out) {
        let count = excerpts.selected.passages;
        context.console.tell(&Message::new("cli.exported.excerpts").with("count", count).with("path", out.display()));
    }
    let losses = export::losses(&excerpts, format);
    for loss in &losses {
        context.console.note(loss);
    }
    Ok(if losses.is_empty() { project::done(&session) } else { Done::WithFindings })
}

/// Whether what interviewers say goes along.
pub(super) fn interviewers(matches: &ArgMatches) -> Interviewers {
    if matches.get_flag("without-interviewer") { Interviewers::Leave } else { Interviewers::Include }
}

/// The codes of `--codes`, each with what lies below it; all where nothing was chosen.
pub(super) fn codes(project: &Project, chosen: Option<&str>) -> Result<Codes, Failure> {
    Ok(match chosen {
        None => Codes::All,
        Some(list) => Codes::Chosen { codes: project::codes(project, list)?, below: Below::Include },
    })
}

/// The format asked for, or the one that the file's name says.
fn format(asked: Option<&str>, out: &Path) -> Result<Format, Failure> {
    let extension = out.extension().and_then(|extension| extension.to_str());
    asked
        .or(extension)
        .and_then(|name| name.parse().ok())
        .ok_or_else(|| Failure::Usage(Message::new("cli.wrong.format_unknown").with("file", out.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_asked_for_or_the_one_of_the_name() {
        assert_eq!(format(None, Path::new("a/摘录.DOCX")), Ok(Format::Docx));
        assert_eq!(format(Some("csv"), Path::new("摘录.txt")), Ok(Format::Csv));
        assert!(matches!(format(None, Path::new("摘录.pdf")), Err(Failure::Usage(_))));
        assert!(FORMATS.iter().all(|name| format(Some(name), Path::new("-")).is_ok()));
    }
}
