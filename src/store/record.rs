//! Record files: codebook, people, documents and codings as one replica knows them.
//!
//! The first line is a RON comment that says what the file is, so that a copy is known for what it
//! is whatever a cloud client calls it; then a RON list with one record a line, which git can merge
//! and people can read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coding_line;
use super::format::Version;
use super::ledger::{Entity, entity_of};
use super::stamps::{Field, Stamps};
use super::v1;
use crate::model::{
    Attribute, AttributeId, Case, CaseId, Code, CodeId, Coder, CoderId, Coding, CodingId, Document, DocumentId, Edit,
    Memo, MemoId, ProjectId, Replica, Sequence, ShelfItem, ShelfItemId, Stamp,
};

/// One fact. Removals are facts too: a file that is missing is never taken for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// The project's title.
    Title(Stamp, String),
    /// The project's title, written over what another replica had written.
    StampedTitle(Stamps, String),
    /// A coder.
    Coder(Stamps, Coder),
    /// A coder who left.
    RemovedCoder(Stamp, CoderId),
    /// A code.
    Code(Stamps, Code),
    /// A code that was removed.
    RemovedCode(Stamp, CodeId),
    /// A document, without its text.
    Document(Stamps, Box<Document>),
    /// A document that was removed.
    RemovedDocument(Stamp, DocumentId),
    /// A coding as its maker made it.
    Coding(Coding),
    /// A coding that was changed, or removed and added again.
    StampedCoding(Stamps, Coding),
    /// A coding that was removed (invariant 4).
    RemovedCoding(Stamp, CodingId),
    /// A text that lost against a later one whose writer did not know it.
    Version(Entity, Field, Stamp, String),
    /// How an attribute's values are read.
    Attribute(Stamps, Attribute),
    /// Of an attribute nothing is said any more.
    RemovedAttribute(Stamp, AttributeId),
    /// A case.
    Case(Stamps, Case),
    /// A case that was removed.
    RemovedCase(Stamp, CaseId),
    /// Something on a shelf.
    Item(Stamps, ShelfItem),
    /// Something that was taken off its shelf.
    RemovedItem(Stamp, ShelfItemId),
    /// A memo.
    Memo(Stamps, Memo),
    /// A memo that was removed.
    RemovedMemo(Stamp, MemoId),
}

impl Record {
    /// What it is about; a coding's record needs its file's document. A removal or a lost text is none of its own.
    pub(super) fn entity(&self, document: Option<DocumentId>) -> Option<Entity> {
        Some(match self {
            Self::Title(..) | Self::StampedTitle(..) => Entity::Title,
            Self::Coder(_, coder) => Entity::Coder(coder.id),
            Self::Code(_, code) => Entity::Code(code.id),
            Self::Document(_, document) => Entity::Document(document.id),
            Self::Attribute(_, attribute) => Entity::Attribute(attribute.id()),
            Self::Case(_, case) => Entity::Case(case.id),
            Self::Item(_, item) => Entity::Item(item.id()),
            Self::Memo(_, memo) => Entity::Memo(memo.id),
            Self::Coding(coding) | Self::StampedCoding(_, coding) => Entity::Coding(document?, coding.id),
            _ => return None,
        })
    }
}

/// What a record file is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Codes.
    Codebook,
    /// Title, coders, attributes, cases, shelves and memos.
    People,
    /// One document's record.
    Document(DocumentId),
    /// One document's codings.
    Codings(DocumentId),
}

/// Which of a replica's transactions each of its files covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covers {
    /// The codebook file.
    pub codebook: Sequence,
    /// The people file.
    pub people: Sequence,
    /// Files of documents' records.
    pub documents: BTreeMap<DocumentId, Sequence>,
    /// Files of codings.
    pub codings: BTreeMap<DocumentId, Sequence>,
}

impl Covers {
    /// Notes what a file covers.
    pub fn note(&mut self, kind: &Kind, seq: Sequence) {
        match kind {
            Kind::Codebook => self.codebook = seq,
            Kind::People => self.people = seq,
            Kind::Document(id) => {
                self.documents.insert(*id, seq);
            }
            Kind::Codings(id) => {
                self.codings.insert(*id, seq);
            }
        }
    }

    /// What the file that an edit is written to covers.
    #[must_use]
    pub fn of(&self, edit: &Edit) -> Sequence {
        self.of_kind(&match entity_of(edit) {
            Entity::Title
            | Entity::Coder(_)
            | Entity::Attribute(_)
            | Entity::Case(_)
            | Entity::Item(_)
            | Entity::Memo(_) => Kind::People,
            Entity::Code(_) => Kind::Codebook,
            Entity::Document(id) => Kind::Document(id),
            Entity::Coding(document, _) => Kind::Codings(document),
        })
    }

    /// What a file covers; nothing where there is none.
    #[must_use]
    pub fn of_kind(&self, kind: &Kind) -> Sequence {
        match kind {
            Kind::Codebook => self.codebook,
            Kind::People => self.people,
            Kind::Document(id) => self.documents.get(id).copied().unwrap_or_default(),
            Kind::Codings(id) => self.codings.get(id).copied().unwrap_or_default(),
        }
    }

    /// All files.
    pub fn all(&self) -> impl Iterator<Item = (Kind, Sequence)> {
        let single = [(Kind::Codebook, self.codebook), (Kind::People, self.people)];
        let documents = self.documents.iter().map(|(&id, &seq)| (Kind::Document(id), seq));
        let codings = self.codings.iter().map(|(&id, &seq)| (Kind::Codings(id), seq));
        single.into_iter().chain(documents).chain(codings)
    }
}

/// The first line of a record file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Of the format.
    pub version: Version,
    /// Of which project.
    pub project: ProjectId,
    /// Its only writer.
    pub replica: Replica,
    /// What it is about.
    pub kind: Kind,
    /// The replica's last transaction that is in it.
    pub covers: Sequence,
    /// How many records follow.
    pub count: usize,
    /// CRC-32C of all that follows the first line, as 8 hexadecimal digits. The line's own stands at its end.
    pub crc: String,
}

const MARK: &str = "// tianye records ";

/// No logical time is later: it would take a change a microsecond for nine years.
pub(super) const LATEST: u64 = 1 << 48;

impl Record {
    /// The highest logical time in it.
    fn lamport(&self) -> u64 {
        match self {
            Self::Title(at, _)
            | Self::RemovedCoder(at, _)
            | Self::RemovedCode(at, _)
            | Self::RemovedDocument(at, _)
            | Self::RemovedCoding(at, _)
            | Self::RemovedAttribute(at, _)
            | Self::RemovedCase(at, _)
            | Self::RemovedItem(at, _)
            | Self::RemovedMemo(at, _)
            | Self::Version(_, _, at, _) => at.0,
            Self::StampedTitle(stamps, _)
            | Self::Coder(stamps, _)
            | Self::Code(stamps, _)
            | Self::Document(stamps, _)
            | Self::Attribute(stamps, _)
            | Self::Case(stamps, _)
            | Self::Item(stamps, _)
            | Self::Memo(stamps, _)
            | Self::StampedCoding(stamps, _) => stamps.highest(),
            Self::Coding(_) => 0,
        }
    }
}

/// The bytes of a record file. `header.count` and `header.crc` are filled in.
///
/// # Errors
/// What RON says; no record gives it reason to.
pub fn encode(mut header: Header, records: &[Record]) -> Result<Vec<u8>, ron::Error> {
    let mut body = String::from("[\n");
    for record in records {
        body.push_str(&ron::to_string(record)?);
        body.push_str(",\n");
    }
    body.push_str("]\n");
    header.count = records.len();
    header.crc = format!("{:08x}", crc32c::crc32c(body.as_bytes()));
    let header = ron::to_string(&header)?;
    let crc = crc32c::crc32c(header.as_bytes());
    Ok(format!("{MARK}{header} {crc:08x}\n{body}").into_bytes())
}

/// A record file as read.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// Its first line.
    pub header: Header,
    /// All records that could be read.
    pub records: Vec<Record>,
    /// Whether the records' CRC fits; where it does not, a person or git changed them.
    pub crc_fits: bool,
    /// Lines that are no records, counted from 1.
    pub bad_lines: Vec<usize>,
}

/// Why a file is no record file at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRecords {
    /// Zero bytes or nothing but NULs: damage, or a placeholder that a cloud client has not filled yet.
    #[error("it is empty or filled with zeros")]
    Hollow,
    /// The first line is not ours, or cut.
    #[error("its first line is not that of a Tianye record file")]
    NoHeader,
    /// The first line was changed; what it says of the journal cannot be trusted.
    #[error("its first line was changed")]
    HeaderChanged,
    /// Of a newer program.
    #[error("it has format {0}")]
    Newer(Version),
}

/// Bytes as this program writes them: an editor or git may have put carriage returns before line ends,
/// and a byte order mark at the beginning.
pub(super) fn as_written(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let mut unified = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            unified.push(byte);
        }
    }
    Cow::Owned(unified)
}

/// How many records say again, and otherwise, what one before them says: a person or git put them there. One of them counts.
pub(super) fn said_twice(records: &[Record]) -> usize {
    let mut seen: BTreeMap<Entity, &Record> = BTreeMap::new();
    let nil = DocumentId(uuid::Uuid::nil());
    let said = records.iter().filter_map(|record| Some((record.entity(Some(nil))?, record)));
    said.filter(|(entity, record)| seen.insert(*entity, record).is_some_and(|before| before != *record)).count()
}

/// Reads a record file; lines that are no records are told, not fatal.
///
/// # Errors
/// [`NotRecords`] where not even the first line can be read.
pub fn read(bytes: &[u8]) -> Result<RecordFile, NotRecords> {
    if bytes.iter().all(|&b| b == 0) {
        return Err(NotRecords::Hollow);
    }
    let bytes = &*as_written(bytes);
    let end = bytes.iter().position(|&b| b == b'\n').ok_or(NotRecords::NoHeader)?;
    let (first, body) = bytes.split_at_checked(end).ok_or(NotRecords::NoHeader)?;
    let body = body.get(1..).unwrap_or_default();
    let first = std::str::from_utf8(first).map_err(|_| NotRecords::NoHeader)?;
    let (header_text, crc) =
        first.trim_end().strip_prefix(MARK).and_then(|line| line.rsplit_once(' ')).ok_or(NotRecords::NoHeader)?;
    let only: super::format::OnlyVersion = ron::from_str(header_text).map_err(|_| NotRecords::NoHeader)?;
    if only.version.gate() == super::format::Gate::Refuse {
        return Err(NotRecords::Newer(only.version));
    }
    if format!("{:08x}", crc32c::crc32c(header_text.as_bytes())) != crc {
        return Err(NotRecords::HeaderChanged);
    }
    let header: Header = ron::from_str(header_text).map_err(|_| NotRecords::NoHeader)?;
    let crc_fits = format!("{:08x}", crc32c::crc32c(body)) == header.crc;
    let by_ron = if header.version.0 == 1 { v1::record } else { |line: &str| ron::from_str(line).ok() };
    let record_of = |line: &str| coding_line::read(line).map(Record::Coding).or_else(|| by_ron(line));
    let mut records = Vec::with_capacity(header.count.min(1 << 20));
    let mut bad_lines = Vec::new();
    let mut is_closed = false;
    let mut lines = 1;
    for line in body.split(|&b| b == b'\n') {
        lines += 1;
        let line = line.trim_ascii();
        let line = line.strip_suffix(b",").unwrap_or(line);
        is_closed |= line == b"]";
        if line.is_empty() || line == b"[" || line == b"]" {
            continue;
        }
        // A line with a byte that is no UTF-8 is damage, not somebody's edit.
        let record = std::str::from_utf8(line).ok().and_then(record_of);
        // Nor is a time that nobody can have reached: all later work would lose against it.
        match record.filter(|record| record.lamport() <= LATEST) {
            Some(record) => records.push(record),
            None => bad_lines.push(lines),
        }
    }
    // A file cut at a line end reads well as far as it goes; the bracket that closes it tells.
    if !is_closed {
        bad_lines.push(lines);
    }
    Ok(RecordFile { header, records, crc_fits, bad_lines })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::{Colour, CountingMint};

    fn header() -> Header {
        Header {
            version: super::super::format::CURRENT,
            project: ProjectId::new(&mut CountingMint::default()),
            replica: Replica("r1".into()),
            kind: Kind::Codebook,
            covers: Sequence(7),
            count: 0,
            crc: String::new(),
        }
    }

    fn code() -> Record {
        let id = CodeId::new(&mut CountingMint::after(5));
        Record::Code(Stamps::added(Stamp(3, "r1".into())), Code::named(id, "合谋\\\"，\u{2028}", Colour::nth(0)))
    }

    #[test]
    fn records_come_back_with_their_header() {
        let bytes = encode(header(), &[code(), code()]).unwrap();
        let file = read(&bytes).unwrap();
        assert_eq!((file.records, file.crc_fits, file.header.count), (vec![code(), code()], true, 2));
        let whole = String::from_utf8(bytes).unwrap();
        assert_eq!(ron::from_str::<Vec<Record>>(&whole).unwrap().len(), 2, "the whole file is RON");
    }

    #[test]
    fn a_file_edited_by_hand_is_read_and_known_for_it() {
        let text = String::from_utf8(encode(header(), &[code()]).unwrap()).unwrap();
        let file = read(text.replace("合谋", "合作").as_bytes()).unwrap();
        assert_eq!((file.records.len(), file.crc_fits), (1, false));
    }

    #[test]
    fn a_file_cut_at_a_line_end_is_not_a_shorter_one() {
        let text = String::from_utf8(encode(header(), &[code(), code()]).unwrap()).unwrap();
        let cut: String = text.split_inclusive('\n').take(3).collect();
        assert_eq!(read(cut.as_bytes()).unwrap().bad_lines.len(), 1);
    }

    #[test]
    fn no_flipped_bit_goes_unseen() {
        let bytes = encode(header(), &[code()]).unwrap();
        let good = read(&bytes).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(read(&flipped).as_ref(), Ok(&good), "bit {bit}");
        }
    }

    #[test]
    fn zeros_are_damage_and_never_an_empty_codebook() {
        assert_eq!(read(b""), Err(NotRecords::Hollow));
        assert_eq!(read(&[0; 64]), Err(NotRecords::Hollow));
        assert_eq!(read(b"[\n]\n"), Err(NotRecords::NoHeader));
    }
}
