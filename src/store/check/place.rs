//! What a path inside a project's folder is, by its name alone.

use std::path::{Component, Path};

use crate::model::{DocumentId, Replica};
use crate::store::archive::segment_number;
use crate::store::layout::Layout;
use crate::store::read_files::is_no_text;
use crate::store::record::Kind;

/// What lies at a path, or should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `project.ron`.
    Project,
    /// Records of a kind, written by this replica.
    Records(Kind, Replica),
    /// Records under a name that no replica writes to.
    OtherRecords,
    /// A document's text of some revision.
    Text(DocumentId, u32),
    /// An imported file.
    Source,
    /// A replica's checkpoint.
    Checkpoint(Replica),
    /// A segment of a journal.
    Segment(Replica, u32),
    /// The same in the archive.
    Archived(Replica, u32),
    /// A copy of a segment.
    OtherSegment(Replica),
    /// What was being written when the program was interrupted: the name that it was to have.
    Leftover(String),
    /// Locks, git's own files and the like.
    Housekeeping,
    /// None of ours.
    Unknown,
}

/// Names that stand in a folder beside the project and are no part of it.
const HOUSEKEEPING: [&str; 4] = [".git", ".gitattributes", ".gitignore", ".DS_Store"];

impl Place {
    /// Of a path inside the folder of `layout`.
    #[must_use]
    pub fn of(layout: &Layout, path: &Path) -> Self {
        let Ok(inside) = path.strip_prefix(layout.root()) else { return Self::Unknown };
        let parts: Option<Vec<&str>> = inside
            .components()
            .map(|part| if let Component::Normal(name) = part { name.to_str() } else { None })
            .collect();
        let Some(parts) = parts else { return Self::Unknown };
        let Some(name) = parts.last().filter(|name| !is_no_text(name)) else { return Self::Unknown };
        if let Some(of) = name.strip_prefix('.').and_then(|name| name.strip_suffix(".tmp")) {
            return Self::Leftover(of.to_owned());
        }
        let replica = |stem: &str| Replica(stem.to_owned());
        let stem = name.strip_suffix(".ron");
        match *parts.as_slice() {
            ["project.ron"] => Self::Project,
            [name] if HOUSEKEEPING.contains(&name) || name.starts_with(".lock") => Self::Housekeeping,
            [".git", ..] => Self::Housekeeping,
            ["codebook", _] if stem.is_some() => Self::Records(Kind::Codebook, replica(stem.unwrap_or_default())),
            ["people", _] if stem.is_some() => Self::Records(Kind::People, replica(stem.unwrap_or_default())),
            ["checkpoints", _] if stem.is_some() => Self::Checkpoint(replica(stem.unwrap_or_default())),
            ["codings", document, _] => match (document.parse(), stem) {
                (Ok(id), Some(stem)) => Self::Records(Kind::Codings(id), replica(stem)),
                (_, Some(_)) => Self::OtherRecords,
                _ => Self::Unknown,
            },
            ["documents", document, name] => Self::in_document(document.parse().ok(), name),
            ["sources", name] if is_hash(name.split_once('.').map_or(name, |(hash, _)| hash)) => Self::Source,
            ["journal", of, name] => match segment_number(name) {
                Some(number) if !name.contains(".zst") => Self::Segment(replica(of), number),
                _ if name.contains(".log") => Self::OtherSegment(replica(of)),
                _ => Self::Unknown,
            },
            ["journal", of, "archive", name] => {
                segment_number(name).map_or(Self::Unknown, |number| Self::Archived(replica(of), number))
            }
            _ => Self::Unknown,
        }
    }

    fn in_document(document: Option<DocumentId>, name: &str) -> Self {
        let revision = name.strip_prefix("text.").and_then(|rest| rest.strip_suffix(".txt"));
        let number = |text: &str| text.split_once('.').map_or(text, |(number, _)| number).parse().ok();
        if let (Some(id), Some(revision)) = (document, revision.and_then(number)) {
            return Self::Text(id, revision);
        }
        let replica = name.strip_prefix("meta.").and_then(|rest| rest.strip_suffix(".ron"));
        match (document, replica) {
            (Some(id), Some(replica)) => Self::Records(Kind::Document(id), Replica(replica.to_owned())),
            _ if Path::new(name).extension().is_some_and(|e| e == "ron") => Self::OtherRecords,
            _ => Self::Unknown,
        }
    }

    /// Whose file it is, where it is one replica's.
    #[must_use]
    pub fn replica(&self) -> Option<&Replica> {
        match self {
            Self::Records(_, replica)
            | Self::Checkpoint(replica)
            | Self::Segment(replica, _)
            | Self::Archived(replica, _)
            | Self::OtherSegment(replica) => Some(replica),
            _ => None,
        }
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Hash};

    #[test]
    fn every_path_that_is_written_is_known_by_its_name() {
        let layout = Layout::of(Path::new("/p.tianye"));
        let document = DocumentId::new(&mut CountingMint::default());
        let own = Replica("0123456789ab".into());
        for kind in [Kind::Codebook, Kind::People, Kind::Document(document), Kind::Codings(document)] {
            let path = layout.records(&kind, &own);
            assert_eq!(Place::of(&layout, &path), Place::Records(kind, own.clone()));
        }
        let cases = [
            (layout.project_file(), Place::Project),
            (layout.text(document, 1, &Hash::of(b"x")), Place::Text(document, 1)),
            (layout.text(document, 3, &Hash::of(b"x")), Place::Text(document, 3)),
            (layout.source(&Hash::of(b"x"), "docx"), Place::Source),
            (layout.segment(&own, 7), Place::Segment(own.clone(), 7)),
            (layout.archived_segment(&own, 7), Place::Archived(own.clone(), 7)),
            (layout.archived_uncompressed(&own, 7), Place::Archived(own.clone(), 7)),
            (layout.checkpoint(&own), Place::Checkpoint(own.clone())),
            (layout.lock(".2"), Place::Housekeeping),
            ("/p.tianye/codebook/.r.ron.tmp".into(), Place::Leftover("r.ron".into())),
            ("/p.tianye/notes.docx".into(), Place::Unknown),
            ("/p.tianye/journal/r/00000001 (1).log".into(), Place::OtherSegment(Replica("r".into()))),
        ];
        for (path, place) in cases {
            assert_eq!(Place::of(&layout, &path), place, "{}", path.display());
        }
    }
}
