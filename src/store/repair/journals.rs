//! Mending a journal: each damaged segment becomes one in the archive that holds all its good frames.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{ProjectId, Replica, Sequence, Transaction};
use crate::store::archive;
use crate::store::check::{Fault, SegmentState};
use crate::store::checkpoint::ArchivedSegment;
use crate::store::format::CURRENT;
use crate::store::frame::{self, Frame};
use crate::store::layout::Layout;

/// What becomes of a journal.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// Files that are broken: to be kept, and taken away where they do not stand where a mended one comes.
    pub broken: Vec<PathBuf>,
    /// Mended segments, as the archive keeps them.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Segments whose header says that another replica wrote them, and where its journal is.
    pub elsewhere: Vec<(PathBuf, PathBuf)>,
    /// Sound ones that are not archived yet.
    pub finished: Vec<ArchivedSegment>,
    /// All others that hold transactions.
    pub archived: Vec<ArchivedSegment>,
}

/// Mends a journal. `lost` is noted in a segment of its own.
pub(super) fn mend(
    layout: &Layout,
    project: ProjectId,
    replica: &Replica,
    segments: &[SegmentState],
    lost: &[(Sequence, Sequence)],
) -> std::io::Result<Mended> {
    let mut mended = Mended::default();
    for segment in segments {
        let entry = segment.range.map(|(first, last)| ArchivedSegment { number: segment.number, first, last });
        if segment.is_sound() {
            if segment.faults.contains(&Fault::Hollow) {
                mended.broken.extend(segment.paths.iter().cloned());
            } else if segment.is_open {
                mended.finished.extend(entry);
            } else {
                mended.archived.extend(entry);
            }
            continue;
        }
        mended.broken.extend(segment.paths.iter().cloned());
        mended.elsewhere.extend(written_by_another(layout, replica, segment));
        let frames = good(replica, segment);
        let path = layout.archived_segment(replica, segment.number);
        mended.files.push((path, encode(project, replica, segment.number, &frames)?));
        mended.archived.extend(entry);
    }
    if !lost.is_empty() {
        let number = segments.iter().map(|segment| segment.number).max().unwrap_or_default() + 1;
        let frames: Vec<Frame> = lost.iter().map(|&(first, last)| Frame::Lost { first, last }).collect();
        let path = layout.archived_segment(replica, number);
        mended.files.push((path, encode(project, replica, number, &frames)?));
    }
    Ok(mended)
}

/// The good frames of a segment that this replica wrote, in order, each once.
fn good(replica: &Replica, segment: &SegmentState) -> Vec<Frame> {
    let mut transactions: Vec<Arc<Transaction>> = Vec::new();
    let mut others = Vec::new();
    for frame in &segment.frames {
        match frame {
            Frame::Transaction(transaction) if transaction.replica == *replica => {
                transactions.push(Arc::clone(transaction));
            }
            Frame::Lost { .. } | Frame::Migrated { .. } => others.push(frame.clone()),
            _ => {}
        }
    }
    transactions.sort_by_key(|transaction| transaction.seq);
    transactions.dedup();
    others.into_iter().chain(transactions.into_iter().map(Frame::Transaction)).collect()
}

fn encode(project: ProjectId, replica: &Replica, number: u32, frames: &[Frame]) -> std::io::Result<Vec<u8>> {
    let header = Frame::Segment { version: CURRENT, project, replica: replica.clone(), number };
    let mut bytes = Vec::new();
    for frame in std::iter::once(&header).chain(frames) {
        bytes.extend(frame::encode(std::slice::from_ref(frame)).map_err(std::io::Error::other)?);
    }
    archive::pack(&bytes)
}

fn written_by_another(layout: &Layout, replica: &Replica, segment: &SegmentState) -> Option<(PathBuf, PathBuf)> {
    let writer = segment.frames.iter().find_map(|frame| match frame {
        Frame::Segment { replica: writer, number, .. } if writer != replica => Some((writer, *number)),
        _ => None,
    });
    let (writer, number) = writer?;
    let from = segment.paths.first()?;
    Some((from.clone(), layout.replica_journal(writer).join(format!("{number:08} moved.log"))))
}
