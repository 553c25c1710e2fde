//! Where the reader was in each document, as far as it is kept for next time: the character at the top.
//!
//! How far its row was scrolled out is not kept: rows break elsewhere in another window.

use std::collections::BTreeMap;

use super::{PADDING, Place, TextView};
use crate::model::{CharIndex, DocumentId};

impl TextView {
    /// The character at the top of each document that was read, that of the open one as it stands now.
    #[must_use]
    pub fn reading_places(&self) -> BTreeMap<DocumentId, CharIndex> {
        let mut places: BTreeMap<_, _> = self.places.iter().map(|(id, place)| (*id, place.top)).collect();
        if let (Some(id), Some(layout), None) = (self.document, &self.layout, self.target) {
            let row = layout.row_at(self.offset - PADDING);
            places.insert(id, CharIndex(layout.rows()[row].start));
        }
        places
    }

    /// Documents will be shown from these characters on.
    pub fn come_back_to(&mut self, places: &BTreeMap<DocumentId, CharIndex>) {
        self.places = places.iter().map(|(id, top)| (*id, Place::at(*top))).collect();
    }
}

impl Place {
    /// With a character's row at the top; of the first one with the air above it.
    fn at(top: CharIndex) -> Self {
        Self { top, within: if top.0 == 0 { -PADDING } else { 0.0 }, ..Self::default() }
    }
}
