//! What is true: the project and the edits that change it.
//!
//! No files, no clock, no randomness, no threads, no window. Everything here can be tested by
//! calling it. Times and ids are handed in ([`Timestamp`], [`Mint`]).

pub mod anchor;
pub mod arrange;
pub mod as_of;
mod assemble;
pub mod attribute;
mod bibliography;
mod case;
pub mod change_set;
mod code;
mod codebook;
mod coder;
mod coding;
mod conversation;
mod document;
mod edit;
pub mod fact;
pub mod gesture;
mod id;
pub mod invariants;
pub mod link;
mod memo;
pub mod kept;
mod message;
mod plain;
mod project;
mod resize;
mod revision;
mod shelf;
mod span;
pub mod take_back;
mod text;
mod time;
mod transaction;

pub use anchor::{Anchor, Earlier, TextMark};
pub use assemble::{Assembled, Parts, assemble};
pub use attribute::{Attribute, AttributeKind, Attributes};
pub use bibliography::Bibliography;
pub use case::{Case, CaseChange, CaseMember, Membership};
pub use change_set::{Assoc, ChangeSet, Step};
pub use code::{Code, Colour, ColourError, Rank};
pub use codebook::{CodeRow, Codebook, PATH_SEPARATOR, join_path, split_path};
pub use coder::Coder;
pub use coding::{Coding, CodingKey, CodingPlace, Codings, QuoteHash};
pub use conversation::{Moment, PageStart, Role, Speaker, Turn};
pub use document::{
    Block, BlockKind, Document, Hash, Mark, MarkKind, Segment, SourceMap, SourceRecord, StepDetail, StepEffect,
    Structure, Wording,
};
pub use edit::{CodeChange, CodingChange, DocumentChange, Edit, EditError, apply_all, good_members};
pub use id::{
    AttributeId, CaseId, CodeId, CoderId, CodingId, CountingMint, DocumentId, IdError, MemberId, MemoId, Mint,
    ProjectId, ShelfItemId,
};
pub use memo::{Memo, MemoChange, MemoOn, first_line};
pub use message::{Message, Tell};
pub use plain::plain;
pub use project::Project;
pub use revision::Revision;
pub use shelf::{Shelf, ShelfItem};
pub use span::{CharIndex, Span};
pub use text::{Text, TextError};
pub use time::Timestamp;
pub use transaction::{Replica, Sequence, Stamp, Transaction};
