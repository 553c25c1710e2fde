//! Every character found, every hit codable.
//!
//! Two ways to the same hits. [`scan()`] reads everything, sees every edit at once and is the oracle;
//! the index (tantivy; outside the project, rebuilt at will) answers large corpora and ranks. Both feed
//! one evaluation ([`Plan`]), so boolean operators, filters and ranges are the same code. What a hit
//! is, is defined on normalised text ([`Normalised`]); where it is, on the original (invariant 7).
//!
//! Codes, coders and groups are never in the index: they are joined at query time, so coding does not
//! re-index. tantivy's own query parser is not used: it silently reads `*`, `?` and full-width
//! punctuation as nothing.
//!
//! ```
//! use tianye::model::{CountingMint, Document, DocumentId, Edit, Project, ProjectId, Text, Timestamp};
//! use tianye::search::{Query, scan};
//! use std::sync::Arc;
//!
//! let mut mint = CountingMint::default();
//! let mut project = Project::new(ProjectId::new(&mut mint), "试", Timestamp(0));
//! let text = Text::new("服务的內捲化，同內捲。").unwrap();
//! let document = Document::of_text(DocumentId::new(&mut mint), "札记", text, Timestamp(0));
//! Edit::AddDocument(Arc::new(document)).apply(&mut project).unwrap();
//! let hits = scan(&project, &Query::parse("内卷").unwrap(), 10);
//! assert_eq!(hits.total, 2);
//! ```

pub mod border;
pub mod concordance;
pub mod counts;
mod engine;
#[cfg(test)]
mod fixture;
mod follow;
mod follow_words;
mod found;
mod hits;
mod index;
mod indexed;
mod linked;
mod live;
mod names;
mod normalise;
mod normalised;
mod notes;
mod pack;
mod roll;
mod texts;
#[cfg(test)]
mod oracle;
mod parse;
mod pattern;
pub mod pinyin;
pub mod pinyin_order;
mod plan;
mod postings;
mod query;
mod region;
mod scan;
mod script;
mod starts;
mod tokens;
pub mod unit;
mod within;
pub mod words;

pub use engine::Engine;
pub use follow::IndexStatus;
pub use hits::{Cancelled, Count, DocumentCount, Extent, Hit, Hits, Options, Order};
pub use live::{Answer, Live, Request};
pub use normalise::{BORDER, Fingerprint, NORMALISER, Normalised, Scope, normalise_query};
pub use notes::{CodeText, NoteHit, NoteOwner, any_notes, misplaced, note_places, notes, notes_until, owners};
pub use pattern::{Chain, Clue, Gap, Link, Occurrence, Pattern, Sought};
pub use plan::{About, Plan, places_in};
pub use query::{
    Field, Filter, Mistake, Near, NearOrder, Node, Operators, Query, QueryError, Reach, RegexFault, Target, Term,
    Wording,
};
pub use scan::{scan, scan_with};
pub use script::{half_columns, is_han, is_run};
pub use texts::Cache;
pub use within::scan_document;
