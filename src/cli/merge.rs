//! `tianye merge`: brings another copy of the project in, after saying what that does.

use std::sync::atomic::AtomicBool;

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::{Edit, Message};
use crate::session::Consent;
use crate::store::merge::{LeftOut, MergeReport};

pub(super) fn describe(words: Words) -> Command {
    let other = words.positional("other", "merge_other", "project").value_parser(value_parser!(std::path::PathBuf));
    words
        .command("merge")
        .arg(words.project())
        .arg(other)
        .arg(words.dry_run("merge_dry_run", None))
        .arg(words.flag("readable-part", "merge_readable_part"))
        .arg(words.coder())
        .arg(words.json())
}

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer {
    merged: bool,
    damaged: bool,
    findings: Vec<String>,
    coders: Vec<String>,
    documents: Vec<String>,
    codes: Vec<String>,
    codings: usize,
    codings_removed: usize,
    codings_taken_along: usize,
    removed: Vec<String>,
    changes: Vec<String>,
    both: Vec<Both>,
    left_out: Vec<String>,
}

/// One field that was written on both sides.
#[derive(Serialize)]
struct Both {
    name: String,
    field: String,
    here: String,
    there: String,
    stands: &'static str,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let only_looks = matches.get_flag("dry-run");
    let path = arguments::path(matches, "project");
    let mut session =
        if only_looks { project::open(context, &path)? } else { project::open_to_change(context, &path)? };
    let other = project::found(&arguments::path(matches, "other"), &|path| context.environment.fs.exists(path));
    let plan = session.plan_merge(&other).run(&|_, _| {}, &AtomicBool::new(false))?;
    let report = plan.report.clone();
    let (is_empty, wants, name) = (plan.is_empty(), !only_looks, plan.name());
    let consent = if matches.get_flag("readable-part") { Consent::AsFarAsReadable } else { Consent::OnlyWhole };
    let refused = report.damaged && consent == Consent::OnlyWhole;
    if !matches.get_flag("json") {
        tell(context, &report, &plan.summary());
    }
    if wants && !refused && !is_empty {
        let mut plan = plan;
        // Somebody who coded there as well comes in as who they are there, not a second time.
        let named = arguments::word(matches, "coder").map(str::trim).and_then(|name| plan.new_coder(name)).cloned();
        if let Some(coder) = named {
            let label = Message::new("label.join").with("name", &coder.name);
            session.commit(label, vec![Edit::AddCoder(coder)])?;
            plan = session.plan_merge(&other).run(&|_, _| {}, &AtomicBool::new(false))?;
        }
        if project::join(&mut session, matches)? == project::Joined::New {
            // The revision has moved on by the one who has just joined.
            plan = session.plan_merge(&other).run(&|_, _| {}, &AtomicBool::new(false))?;
        }
        session.merge(plan, consent)?;
        session.close()?;
    }
    if matches.get_flag("json") {
        let answer = answer(context, &report, wants && !refused && !is_empty);
        context.console.json(&answer);
    } else if wants && !refused && !is_empty {
        context.console.tell(&Message::new("merge.done").with("name", name));
    }
    if wants && refused {
        return Err(Failure::Refused(Message::new("merge.refused_damaged")));
    }
    let is_whole = report.left_out.is_empty() && !report.damaged;
    Ok(if is_whole { Done::Whole } else { Done::WithFindings })
}

fn tell(context: &mut Context, report: &MergeReport, summary: &Message) {
    let lines = report.lines();
    for line in &lines {
        context.console.tell(line);
    }
    context.console.tell(summary);
}

fn answer(context: &Context, report: &MergeReport, merged: bool) -> Answer {
    let say = |message: Message| context.console.say(&message);
    let sum = |list: &[crate::store::merge::CodingCount]| list.iter().map(|codings| codings.count).sum();
    Answer {
        merged,
        damaged: report.damaged,
        findings: report.findings.iter().map(|finding| context.console.say(finding)).collect(),
        coders: report.coders.clone(),
        documents: report.documents.clone(),
        codes: report.codes.clone(),
        codings: report.coding_count(),
        codings_removed: sum(&report.removed_codings),
        codings_taken_along: sum(&report.taken_along),
        removed: report.removed.iter().map(|(_, name)| name.clone()).collect(),
        changes: report.changes.iter().map(|change| say(change.message())).collect(),
        both: report
            .both
            .iter()
            .map(|two| Both {
                name: two.name.clone(),
                field: two.field_name().map(say).unwrap_or_default(),
                here: two.here.clone(),
                there: two.there.clone(),
                stands: two.stands.word(),
            })
            .collect(),
        left_out: report.left_out.iter().map(LeftOut::message).map(say).collect(),
    }
}
