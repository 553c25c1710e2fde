//! Turns of a conversation: found, set, and the times that stand in the text taken aside.
//!
//! What a turn looks like is known to [`crate::import::transcript`]; here its findings meet the pen.

use super::pen::{Glue, Working};
use crate::import::Transcript;
use crate::import::transcript::{self, Behind};
use crate::model::BlockKind;

/// Sets turns, speakers and attributes, and says how many turns there are.
pub fn act(working: &mut Working) -> u32 {
    if working.options().transcript == Transcript::No {
        working.set_turns(Vec::new(), std::collections::BTreeMap::new());
        return 0;
    }
    let Some(talk) = transcript::parse(working) else { return 0 };
    let count = talk.turns.len() as u32;
    working.set_turns(talk.turns, talk.speakers);
    working.add_attributes(talk.attributes);
    let mut kinds = working.kinds().to_vec();
    kinds.retain(|(start, _)| talk.metadata.binary_search(start).is_err());
    kinds.extend(talk.metadata.into_iter().map(|start| (start, BlockKind::Metadata)));
    working.set_kinds(kinds);
    if talk.verbatim {
        working.keep_verbatim();
    }
    working.rewrite(|_, pen| {
        for (from, to, behind) in talk.drops {
            pen.copy_to(from);
            pen.drop_to(to);
            if behind == Behind::LineEnd {
                pen.insert(Glue::LineEnd);
            }
        }
        count
    })
}
