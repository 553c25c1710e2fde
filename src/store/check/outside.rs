//! What an installation keeps of a project outside its folder. None of it is part of the project (invariant 6).

use std::path::Path;

use serde_json::Value;

use super::finding::Finding;
use crate::model::{Message, Project};
use crate::store::backup;
use crate::store::environment::{Environment, SEARCH_INDEX};

/// What is to be said of all that.
pub(super) fn findings(environment: &Environment, folder: &Path, project: &Project) -> Vec<Finding> {
    index(environment, project).into_iter().chain(newest_backup(environment, folder, project)).collect()
}

/// How old the newest backup is.
fn newest_backup(environment: &Environment, folder: &Path, project: &Project) -> Option<Finding> {
    let backups = backup::list(environment, folder).backups;
    let newest = backups.into_iter().find(|backup| backup.header.project == project.id)?;
    let at = jiff::Timestamp::from_millisecond(newest.header.at.0).ok()?.to_zoned(jiff::tz::TimeZone::system());
    let what = Message::new("inspect.backup_newest").with("at", at.strftime("%Y-%m-%d %H:%M"));
    Some(Finding::note(&newest.manifest, what))
}

/// What is to be said of the search index: it is made again whenever it does not fit.
fn index(environment: &Environment, project: &Project) -> Option<Finding> {
    let folder = environment.cache_dir.join(project.id.to_string()).join(SEARCH_INDEX);
    let meta = folder.join("meta.json");
    if !environment.fs.exists(&meta) {
        // Small projects have none, and a new one gets its own when it is searched.
        return None;
    }
    let held = environment.fs.read(&meta).ok().and_then(|bytes| documents_in(&bytes));
    let expected = project.documents().len() as u64;
    let what = match held {
        Some(held) if held == expected => return None,
        Some(held) => Message::new("inspect.index_older").with("held", held).with("expected", expected),
        None => Message::new("inspect.index_damaged"),
    };
    Some(Finding::note(&folder, what))
}

/// How many documents an index holds, by what it says of itself.
fn documents_in(meta: &[u8]) -> Option<u64> {
    let meta: Value = serde_json::from_slice(meta).ok()?;
    let segments = meta.get("segments")?.as_array()?;
    let alive = |segment: &Value| {
        let all = segment.get("max_doc")?.as_u64()?;
        let deleted = segment.get("deletes").and_then(|d| d.get("num_deleted_docs")).and_then(Value::as_u64);
        all.checked_sub(deleted.unwrap_or(0))
    };
    segments.iter().map(alive).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, ProjectId, Timestamp};

    #[test]
    fn an_index_that_holds_something_else_is_told_and_harmless() {
        let (environment, fs) = Environment::in_memory();
        let project = Project::new(ProjectId::new(&mut CountingMint::default()), "试", Timestamp(0));
        assert_eq!(index(&environment, &project), None);
        // Where the first versions had it: nobody reads that, so nothing is to be said of it.
        let own = environment.cache_dir.join(project.id.to_string());
        fs.put(&own.join("meta.json"), b"{");
        assert_eq!(index(&environment, &project), None);
        let meta = own.join(SEARCH_INDEX).join("meta.json");
        let cases = [
            (r#"{"segments":[]}"#, None),
            (r#"{"segments":[{"max_doc":3,"deletes":{"num_deleted_docs":1}}]}"#, Some("inspect.index_older")),
            ("{", Some("inspect.index_damaged")),
        ];
        for (text, id) in cases {
            fs.put(&meta, text.as_bytes());
            assert_eq!(index(&environment, &project).map(|finding| finding.what.id.into_owned()).as_deref(), id);
        }
    }
}
