//! What is asked of the codings: which codes go together, where, how often.
//!
//! Every analysis is a pure function of the project and its parameters, and its result carries the
//! parameters, so that a figure in a paper can be made again (invariant 10). Every number can be
//! opened to the passages behind it: [`passages`] follows the same definitions as [`cooccurrence`],
//! and the tests hold the two against each other. Here is no clock, no randomness, no file and no
//! order of a hash table; threads are used only where the sum does not depend on who adds first.
//!
//! - [`scope`]: which documents, coders and codes an analysis looks at.
//! - [`dense`]: all codings packed for sweeps, kept up to date edit by edit.
//! - [`cooccurrence`]: the matrix of codes that meet, its coefficient and its warnings.
//! - [`passages`]: what stands behind a cell of the matrix.
//! - [`segments`]: the coded segments of chosen codes, in reading order.
//! - [`counts`]: codings of each code in each document.
//!
//! # A worked example
//! One interview of twelve characters. 合谋 is coded on 0..4 and on 3..6, 内卷化 on 5..9, 依附 on 9..12.
//! The two codings of 合谋 overlap, so the coder said it once: they count as 0..6. It meets 内卷化 on
//! 5..6. 内卷化 and 依附 only touch at 9, and that is no meeting.
//! ```
//! use tianye::analysis::cooccurrence::{Count, Parameters, cooccurrence};
//! use tianye::model::*;
//!
//! let mut mint = CountingMint::default();
//! let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
//! let coder = Coder::named(CoderId::new(&mut mint), "甲");
//! let codes: Vec<Code> = ["合谋", "内卷化", "依附"]
//!     .iter()
//!     .map(|name| Code::named(CodeId::new(&mut mint), name, Colour::nth(0)))
//!     .collect();
//! let text = Text::new("一二三四五六七八九十百千").unwrap();
//! let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
//! let mut edits = vec![Edit::AddCoder(coder.clone())];
//! edits.extend(codes.iter().cloned().map(Edit::AddCode));
//! for (code, start, end) in [(0, 0, 4), (0, 3, 6), (1, 5, 9), (2, 9, 12)] {
//!     let span = Span::new(start, end).unwrap();
//!     edits.push(Edit::AddCoding(document.id, Coding {
//!         id: CodingId::new(&mut mint),
//!         code: codes[code].id,
//!         coder: coder.id,
//!         span,
//!         at: Timestamp(0),
//!         quote: QuoteHash::of(&document.text, span),
//!         on: None,
//!         memo: None,
//!         weight: None,
//!     }));
//! }
//! edits.insert(0, Edit::AddDocument(std::sync::Arc::new(document)));
//! apply_all(&mut project, &edits).unwrap();
//!
//! let table = cooccurrence(&project, &Parameters::default());
//! assert_eq!([table.n(0), table.n(1), table.n(2)], [1, 1, 1]);
//! assert_eq!([table.pairs(0, 1), table.pairs(1, 2), table.pairs(0, 2)], [1, 0, 0]);
//! // n12 / (n1 + n2 - n12) = 1 / (1 + 1 - 1)
//! assert_eq!(table.coefficient(0, 1).value, Some(1.0));
//!
//! // Raw, 合谋 counts twice and its second coding alone meets 内卷化: 1 / (2 + 1 - 1).
//! let raw = cooccurrence(&project, &Parameters { count: Count::Raw, ..Parameters::default() });
//! assert_eq!((raw.n(0), raw.pairs(0, 1), raw.coefficient(0, 1).value), (2, 1, Some(0.5)));
//! assert_eq!(raw.findings.len(), 1, "the doubled coding is named");
//! ```

pub mod cooccurrence;
pub mod counts;
pub mod dense;
mod live;
mod matrix;
pub mod passages;
pub mod scope;
pub mod segments;
mod sweep;

pub use matrix::Symmetric;
