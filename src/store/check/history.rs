//! The journals behind the record files: is every segment there and whole, and do both say the same?

use std::collections::BTreeSet;

use super::files::Files;
use super::finding::{Finding, Severity};
use super::place::Place;
use super::segments::{Fault, SegmentState, gaps, survey};
use crate::model::{DocumentId, Message, Project, Replica, Sequence};
use crate::store::checkpoint::{ArchivedSegment, Checkpoint};
use crate::store::environment::Environment;
use crate::store::layout::Layout;
use crate::store::open::Loaded;

/// What the whole journal says beside what opening reads of it.
pub(super) fn findings(
    environment: &Environment,
    layout: &Layout,
    own: &Replica,
    opened: &Loaded,
    whole: &Loaded,
    files: &Files,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = lost_from_records(opened, whole, layout).into_iter().collect();
    let replicas: BTreeSet<&Replica> = files.known.iter().filter_map(|(_, place)| place.replica()).collect();
    for replica in replicas {
        let listed = listed(environment, layout, replica);
        let segments = survey(&*environment.fs, layout, opened.file.id, replica, &listed);
        let is_own = replica == own;
        for segment in &segments {
            findings.extend(of_segment(segment, layout, replica, is_own));
            let is_listed = listed.iter().any(|held| held.number == segment.number);
            if !segment.is_open && !segment.paths.is_empty() && !is_listed && segment.range.is_some() {
                let what = Message::new("inspect.segment_unlisted");
                findings.extend(segment.paths.first().map(|path| Finding::note(path, what)));
            }
        }
        let missing = gaps(&segments, top(&segments, &listed));
        if let (Some((first, _)), Some((_, last))) = (missing.first(), missing.last()) {
            let count: u64 = missing.iter().map(|(first, last)| last.0 - first.0 + 1).sum();
            let what = Message::new("inspect.history_gap").with("count", count);
            let what = what.with("first", first.0).with("last", last.0);
            let path = layout.replica_journal(replica);
            let todo = if is_own { "inspect.todo_repair" } else { "inspect.todo_wait_for_others" };
            findings.push(Finding::new(Severity::Notable, &path, what, "inspect.safe_state", todo));
        }
        let last = segments.last().filter(|segment| segment.is_open && segment.range.is_some());
        if let Some(path) = last.filter(|segment| !segment.ends_in_order).and_then(|segment| segment.paths.first()) {
            findings.push(Finding::note(path, Message::new("inspect.not_closed")));
        }
    }
    findings
}

fn listed(environment: &Environment, layout: &Layout, replica: &Replica) -> Vec<ArchivedSegment> {
    let bytes = environment.fs.read(&layout.checkpoint(replica)).ok();
    bytes.and_then(|bytes| Checkpoint::read(&bytes).ok()).map(|checkpoint| checkpoint.archived).unwrap_or_default()
}

/// Up to which number there must be transactions.
pub(in crate::store) fn top(segments: &[SegmentState], listed: &[ArchivedSegment]) -> Sequence {
    let known = segments.iter().filter_map(|segment| segment.known.last().map(|(_, last)| *last));
    let closed = segments.iter().filter_map(|segment| segment.closed);
    known.chain(closed).chain(listed.iter().map(|segment| segment.last)).max().unwrap_or_default()
}

fn of_segment(segment: &SegmentState, layout: &Layout, replica: &Replica, is_own: bool) -> Vec<Finding> {
    let archived = layout.archived_segment(replica, segment.number);
    let path = segment.paths.first().unwrap_or(&archived);
    let name = path.strip_prefix(layout.root()).unwrap_or(path).display().to_string();
    let todo = if is_own { "inspect.todo_repair" } else { "inspect.todo_wait_for_others" };
    let about = |id: &'static str, reason: String, safe| {
        let what = Message::new(id).with("file", &name).with("reason", reason);
        Finding::new(Severity::Notable, path, what, safe, todo)
    };
    let none = String::new;
    // Those that are not archived are read when the project is opened, which has said the rest.
    let in_archive = !segment.is_open;
    segment
        .faults
        .iter()
        .filter_map(|fault| match fault {
            Fault::Missing => Some(about("inspect.segment_missing", none(), "inspect.safe_state")),
            Fault::Unreadable(reason) if in_archive => {
                Some(about("inspect.segment_unreadable", reason.clone(), "inspect.safe_state"))
            }
            Fault::Damaged(good) if in_archive => {
                Some(about("inspect.segment_damaged", good.to_string(), "inspect.safe_state"))
            }
            Fault::Hollow if !segment.may_be_hollow => {
                Some(about("inspect.segment_hollow", none(), "inspect.safe_state"))
            }
            Fault::Hollow => Some(Finding::note(path, Message::new("inspect.segment_begun").with("file", &name))),
            Fault::NotOurs if in_archive => Some(about("store.of_another_project", none(), "inspect.safe_state")),
            Fault::Misplaced if in_archive => Some(about("store.journal_swapped", none(), "inspect.safe_state")),
            Fault::Twice => Some(about("inspect.segment_twice", none(), "inspect.safe_kept")),
            Fault::Unreadable(_) | Fault::Damaged(_) | Fault::NotOurs | Fault::Misplaced => None,
        })
        .collect()
}

/// What the journals know and the record files have lost.
fn lost_from_records(opened: &Loaded, whole: &Loaded, layout: &Layout) -> Option<Finding> {
    let lost = Lost::between(&opened.project, &whole.project);
    if lost == Lost::default() {
        return None;
    }
    // What a broken file has lost was told with the file.
    let is_told = opened.damaged;
    let mut known = whole.dirty.clone();
    known.merge(opened.dirty.clone());
    let (severity, todo) = if is_told || known == opened.dirty {
        (Severity::Note, "inspect.todo_nothing")
    } else {
        (Severity::Damage, "inspect.todo_repair")
    };
    let what = Message::new("inspect.journal_knows_more")
        .with("codes", lost.codes)
        .with("codings", lost.codings)
        .with("documents", lost.documents)
        .with("others", lost.others);
    Some(Finding::new(severity, layout.root(), what, "inspect.safe_in_journal", todo))
}

/// How much one state lacks that another has, or has otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lost {
    codes: usize,
    codings: usize,
    documents: usize,
    others: usize,
}

impl Lost {
    fn between(opened: &Project, whole: &Project) -> Self {
        let others = whole.coders().filter(|coder| opened.coder(coder.id) != Some(coder)).count()
            + usize::from(opened.title != whole.title)
            + whole.attributes().filter(|held| opened.attribute(held.id()) != Some(held)).count()
            + whole.cases().filter(|case| opened.case(case.id) != Some(case)).count()
            + whole.items().filter(|item| opened.item(item.id()) != Some(item)).count();
        let is_known = |id: &DocumentId| opened.document(*id).is_some();
        let codings = whole.all_codings().filter(|(document, _)| is_known(document));
        let codings = codings.map(|(document, codings)| {
            let held = opened.codings(document);
            codings.iter().filter(|coding| held.get(coding.span.start, coding.id) != Some(coding)).count()
        });
        Self {
            codes: whole.codes().filter(|code| opened.code(code.id) != Some(code)).count(),
            codings: codings.sum(),
            documents: whole.documents().filter(|document| !is_known(&document.id)).count(),
            others,
        }
    }
}

/// Whether a path is of a journal: told here, not again with the other files.
pub(super) fn is_journal(place: &Place) -> bool {
    matches!(place, Place::Segment(..) | Place::Archived(..) | Place::OtherSegment(_))
}
