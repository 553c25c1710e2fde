//! Records as format 1.0 wrote them, frozen: every project that was ever made opens for ever.
//!
//! Nothing here is written any more and nothing here changes. A sample of that format stands in
//! `tests/golden/v1.tianye`.

use serde::Deserialize;

use super::record::Record;
use super::stamps::{Field, Stamps, Written};
use crate::model::{Code, CodeId, Coder, CoderId, Coding, CodingId, Document, DocumentId, Stamp};

#[derive(Deserialize)]
enum Record1 {
    Title(Stamp, String),
    Coder(Stamp, Coder),
    RemovedCoder(Stamp, CoderId),
    Code(Stamp, Code),
    RemovedCode(Stamp, CodeId),
    Document(Stamp, Box<Document>),
    RemovedDocument(Stamp, DocumentId),
    Coding(Coding),
    ChangedCoding(Stamp, Coding),
    RemovedCoding(Stamp, CodingId),
}

/// One line of a record file of format 1.0 as we keep it today; `None` where it is none.
pub(super) fn record(line: &str) -> Option<Record> {
    Some(match ron::from_str(line).ok()? {
        Record1::Title(at, title) => Record::Title(at, title),
        Record1::Coder(at, coder) => Record::Coder(Stamps::added(at), coder),
        Record1::RemovedCoder(at, id) => Record::RemovedCoder(at, id),
        // The one stamp of an entity counts for each of its fields.
        Record1::Code(at, code) => Record::Code(Stamps::added(at), code),
        Record1::RemovedCode(at, id) => Record::RemovedCode(at, id),
        Record1::Document(at, document) => Record::Document(Stamps::added(at), document),
        Record1::RemovedDocument(at, id) => Record::RemovedDocument(at, id),
        Record1::Coding(coding) => Record::Coding(coding),
        Record1::ChangedCoding(at, coding) => {
            let written = Written { at, over: None };
            let fields = [(Field::Memo, written.clone()), (Field::Weight, written)].into();
            Record::StampedCoding(Stamps { fields, ..Stamps::default() }, coding)
        }
        Record1::RemovedCoding(at, id) => Record::RemovedCoding(at, id),
    })
}
