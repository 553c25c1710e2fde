//! The files of a folder that opening does not look at: originals, texts of nobody, leftovers, strangers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::Files;
use super::finding::{Finding, Severity};
use super::history::is_journal;
use super::place::Place;
use crate::model::{DocumentId, Hash, Message, Replica};
use crate::store::environment::Environment;
use crate::store::layout::Layout;
use crate::store::ledger::Entity;
use crate::store::open::Loaded;
use crate::store::record;

/// What is to be said of them.
pub(super) fn findings(
    environment: &Environment,
    layout: &Layout,
    opened: &Loaded,
    files: &Files,
    own: &Replica,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let texts: BTreeMap<DocumentId, std::path::PathBuf> = opened
        .project
        .documents()
        .map(|document| &**document)
        .chain(&opened.hidden)
        .map(|document| (document.id, layout.text(document.id, document.revision, &document.text_hash)))
        .collect();
    for (path, place) in &files.known {
        let name = path.strip_prefix(layout.root()).unwrap_or(path).display().to_string();
        let say = |id: &'static str| Message::new(id).with("file", &name);
        match place {
            Place::Text(document, _) => match texts.get(document) {
                Some(current) if current == path => {}
                Some(_) => findings.push(Finding::note(path, say("inspect.text_earlier"))),
                None if opened.ledger.is_removed(Entity::Document(*document)) => {
                    findings.push(Finding::note(path, say("inspect.text_of_deleted")));
                }
                None => findings.push(Finding::note(path, say("inspect.text_orphan"))),
            },
            Place::Leftover(_) => {
                let what = say("inspect.leftover");
                let todo =
                    if is_removable(place, own) { "inspect.todo_repair_removes" } else { "inspect.todo_nothing" };
                findings.push(Finding::new(Severity::Note, path, what, "inspect.safe_all", todo));
            }
            Place::Unknown => findings.push(stranger(environment, opened, path, say)),
            Place::OtherRecords | Place::Records(..) | Place::Checkpoint(_) | Place::Project => {}
            place if is_journal(place) => {}
            _ => {}
        }
    }
    for (path, reason) in &files.closed {
        let what = Message::new("store.unreadable").with("file", path.display()).with("reason", reason);
        findings.push(Finding::new(Severity::Damage, path, what, "inspect.safe_kept", "inspect.todo_permission"));
    }
    findings.extend(sources(environment, layout, opened, files));
    for folder in missing_folders(environment, layout) {
        let name = folder.strip_prefix(layout.root()).unwrap_or(&folder).display().to_string();
        let what = Message::new("inspect.folder_missing").with("file", name);
        findings.push(Finding::new(Severity::Note, &folder, what, "inspect.safe_all", "inspect.todo_made_when_needed"));
    }
    for (path, _) in missing_git_files(environment, layout) {
        let name = path.strip_prefix(layout.root()).unwrap_or(&path).display().to_string();
        let what = Message::new("inspect.git_file_missing").with("file", name);
        findings.push(Finding::new(Severity::Note, &path, what, "inspect.safe_all", "inspect.todo_repair_writes"));
    }
    findings
}

/// A file that is not where any of ours lies: perhaps one of ours all the same.
fn stranger(environment: &Environment, opened: &Loaded, path: &Path, say: impl Fn(&'static str) -> Message) -> Finding {
    let is_ron = path.extension().is_some_and(|extension| extension == "ron");
    let file = is_ron.then(|| environment.fs.read(path).ok().and_then(|bytes| record::read(&bytes).ok())).flatten();
    match file {
        Some(file) if file.header.project == opened.file.id => Finding::new(
            Severity::Notable,
            path,
            say("inspect.records_elsewhere"),
            "inspect.safe_kept",
            "inspect.todo_repair",
        ),
        Some(_) => Finding::note(path, say("inspect.records_of_another")),
        None => Finding::note(path, say("inspect.stranger")),
    }
}

fn sources(environment: &Environment, layout: &Layout, opened: &Loaded, files: &Files) -> Vec<Finding> {
    let mut findings = Vec::new();
    let named: BTreeSet<&str> = opened
        .project
        .documents()
        .filter_map(|document| document.source.as_ref())
        .map(|source| source.hash.0.as_str())
        .collect();
    let mut held = BTreeSet::new();
    for (path, _) in files.of_place(|place| *place == Place::Source) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let hash = name.split_once('.').map_or(name.as_str(), |(hash, _)| hash).to_owned();
        let say = |id: &'static str| Message::new(id).with("file", format!("sources/{name}"));
        match environment.fs.read(path) {
            Ok(bytes) if Hash::of(&bytes).0 == hash => {
                if !named.contains(hash.as_str()) {
                    findings.push(Finding::note(path, say("inspect.source_orphan")));
                }
            }
            Ok(_) => findings.push(Finding::new(
                Severity::Notable,
                path,
                say("inspect.source_changed"),
                "inspect.safe_texts",
                "inspect.todo_source",
            )),
            Err(error) => {
                let what = say("store.unreadable").with("reason", error);
                let todo = "inspect.todo_source";
                findings.push(Finding::new(Severity::Notable, path, what, "inspect.safe_texts", todo));
            }
        }
        held.insert(hash);
    }
    for document in opened.project.documents() {
        let Some(source) = &document.source else { continue };
        if !held.contains(&source.hash.0) {
            let path = layout.source(&source.hash, &source.extension);
            let what = Message::new("inspect.source_missing").with("title", &document.title);
            findings.push(Finding::new(Severity::Note, &path, what, "inspect.safe_texts", "inspect.todo_source"));
        }
    }
    findings
}

/// Whether something half written may be taken away: what this replica or nobody in particular writes.
/// Another's may be on its way.
pub(in crate::store) fn is_removable(place: &Place, own: &Replica) -> bool {
    let Place::Leftover(of) = place else { return false };
    let stem = of.strip_suffix(".ron").unwrap_or(of);
    let replica = stem.strip_prefix("meta.").unwrap_or(stem);
    replica == own.0 || !crate::store::read_files::is_replica(replica)
}

/// Folders that every project has.
pub(in crate::store) fn missing_folders(environment: &Environment, layout: &Layout) -> Vec<std::path::PathBuf> {
    let all = layout.folders();
    all.into_iter().filter(|folder| !environment.fs.exists(folder)).collect()
}

/// Files that keep git from mending what is not to be mended.
pub(in crate::store) fn missing_git_files(
    environment: &Environment,
    layout: &Layout,
) -> Vec<(std::path::PathBuf, &'static str)> {
    let all = crate::store::layout::GIT_FILES.into_iter().map(|(name, text)| (layout.root().join(name), text));
    all.filter(|(path, _)| !environment.fs.exists(path)).collect()
}
