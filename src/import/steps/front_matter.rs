//! What stands around a paper and not in it: title, authors, abstract, keywords, dates, and the list
//! of references, so that searches and counts of words can leave them out.
//!
//! Only in texts that look like papers; never in conversations.

use super::lines::{self, Line};
use super::pen::Working;
use super::references;
use crate::import::papers::front;
use crate::model::BlockKind;

/// Sets the kinds and says how many lines got one. The text stays as it is.
pub fn act(working: &mut Working) -> u32 {
    if !working.turns().is_empty() {
        return 0;
    }
    let text = working.text().to_owned();
    let rows: Vec<Line> = lines::lines(&text).into_iter().filter(|line| !line.is_blank()).collect();
    let texts: Vec<&str> = rows.iter().map(|line| line.text.trim()).collect();
    let Some(found) = front::find(&texts) else { return 0 };
    let zones = references::zones(texts.iter().copied());
    let mut kinds = working.kinds().to_vec();
    let mut count = 0;
    let mut set = |start: u32, kind: BlockKind| {
        match kinds.binary_search_by_key(&start, |(at, _)| *at) {
            Ok(at) => {
                if let Some(known) = kinds.get_mut(at) {
                    known.1 = kind;
                }
            }
            Err(at) => kinds.insert(at, (start, kind)),
        }
        count += 1;
    };
    let mut labels: Vec<&str> = Vec::new();
    for (at, (line, in_list)) in rows.iter().zip(zones).enumerate() {
        let given = working.kind_at(line.start);
        if found.head.contains(&at) || found.elsewhere.contains(&at) {
            labels.extend(front::labelled(line.text).map(|found| found.label));
            if given != BlockKind::TableRow {
                set(line.start, BlockKind::FrontMatter);
            }
        } else if in_list && matches!(given, BlockKind::Body | BlockKind::ListItem(_)) {
            set(line.start, BlockKind::Reference);
        }
    }
    working.set_kinds(kinds);
    for label in labels {
        working.note_detail(label, 1);
    }
    count
}
