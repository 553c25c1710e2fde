//! Normalised texts on the disk: pack files in the cache folder, mapped and never changed.
//!
//! A pack is written whole under another name and then given its own: records one after the other, at its
//! end a table of them (fingerprint, place, checksum) with a checksum of its own. A record is compared with
//! its checksum when it is first used. A file without a sound table, a record that is not what was written,
//! a file of another version: all are as good as absent, and the texts are made again (invariant 6). New
//! texts make a new pack; what no document has any more is left behind when packs are put together.
//!
//! One program writes; a second one on the same folder reads what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::{MmapDirectory, OwnedBytes};

use crate::store::fs::{Appender, LockGuard};
use crate::store::{Fs, RealFs};

use super::normalised::{Fingerprint, Normalised};

/// Ends a pack; another one with every change of the format.
const MARK: &[u8; 8] = b"TyPack01";
/// Bytes of a table's row: fingerprint, place, length, checksum.
const ROW: usize = 16 + 8 + 4 + 4;
/// Bytes after the table: how many rows, their checksum, the mark.
const TAIL: usize = 4 + 4 + MARK.len();
const EXTENSION: &str = ".pack";
const UNFINISHED: &str = "unfinished";
/// Packs of fewer bytes than this are put together once there are too many of them.
const SMALL: usize = 4_000_000;
const MOST_SMALL: usize = 8;
/// No pack is made larger than about this many bytes.
const LARGEST: usize = 128_000_000;

/// The packs of a folder.
pub(super) struct Packs {
    folder: PathBuf,
    directory: MmapDirectory,
    /// Held by the one who writes.
    lock: Option<LockGuard>,
    files: BTreeMap<u64, OwnedBytes>,
    /// How many texts were written into each.
    rows: BTreeMap<u64, usize>,
    /// The number of the next pack. It never goes back: the directory hands out the mapping of a removed file for as
    /// long as somebody reads there.
    next: u64,
    records: BTreeMap<Fingerprint, Record>,
}

/// What becomes of texts that no document has any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dead {
    /// They may stay where taking them out is not worth the work.
    MayStay,
    /// They are taken out: people deleted them.
    Leaves,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    pack: u64,
    at: u64,
    len: u32,
    checksum: u32,
}

impl Packs {
    /// Opens the packs of a folder, which is made where there is none.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        RealFs.create_folder(folder)?;
        let directory = MmapDirectory::open(folder).map_err(std::io::Error::other)?;
        let lock = RealFs.try_lock(&folder.join("lock"))?;
        let mut packs = Self {
            folder: folder.to_owned(),
            directory,
            lock,
            files: BTreeMap::new(),
            rows: BTreeMap::new(),
            next: 0,
            records: BTreeMap::new(),
        };
        for entry in RealFs.list(folder)?.iter().filter(|entry| !entry.is_folder) {
            if entry.name == UNFINISHED {
                packs.discard(&entry.name);
            } else if let Some(number) = entry.name.strip_suffix(EXTENSION).and_then(|name| name.parse().ok())
                && !packs.take_in(number)
            {
                log::warn!("texts kept for searching were damaged or of another version: {}", entry.name);
                packs.discard(&entry.name);
            }
        }
        Ok(packs)
    }

    /// Whether this program may write.
    pub fn may_write(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether a text is kept, as far as the tables tell.
    pub fn has(&self, fingerprint: Fingerprint) -> bool {
        self.records.contains_key(&fingerprint)
    }

    /// A text as it lies in its pack; `None` where none is kept or what is kept is not what was written.
    pub fn get(&self, fingerprint: Fingerprint) -> Option<Normalised> {
        let record = self.records.get(&fingerprint)?;
        let bytes = self.bytes(record)?;
        if crc32c::crc32c(&bytes) != record.checksum {
            return None;
        }
        Normalised::read(bytes).filter(|normalised| normalised.fingerprint() == fingerprint)
    }

    fn bytes(&self, record: &Record) -> Option<OwnedBytes> {
        let (from, len) = (usize::try_from(record.at).ok()?, record.len as usize);
        let pack = self.files.get(&record.pack)?;
        (from.checked_add(len)? <= pack.len()).then(|| pack.slice(from..from + len))
    }

    /// Forgets a record that turned out to be damaged, so that it is written anew.
    pub fn forget(&mut self, fingerprint: Fingerprint) {
        self.records.remove(&fingerprint);
    }

    /// Writes texts into new packs.
    pub fn add<'a>(&mut self, texts: impl IntoIterator<Item = &'a Normalised>) -> std::io::Result<()> {
        let mut writer: Option<Writer> = None;
        for text in texts {
            if writer.as_ref().is_some_and(|writer| writer.len > LARGEST)
                && let Some(full) = writer.take()
            {
                self.finish(full)?;
            }
            let open = match writer.as_mut() {
                Some(open) => open,
                None => writer.insert(self.begin()?),
            };
            open.add(text.fingerprint(), text.record())?;
        }
        writer.map_or(Ok(()), |last| self.finish(last))
    }

    fn begin(&mut self) -> std::io::Result<Writer> {
        if !self.may_write() {
            return Err(std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                "another program writes these packs",
            ));
        }
        let path = self.folder.join(UNFINISHED);
        if RealFs.exists(&path) {
            RealFs.remove(&path)?;
        }
        Ok(Writer { file: RealFs.create_new(&path)?, table: Vec::new(), len: 0 })
    }

    fn finish(&mut self, mut writer: Writer) -> std::io::Result<()> {
        writer.close()?;
        let number = self.next;
        self.next = number.saturating_add(1);
        RealFs.rename(&self.folder.join(UNFINISHED), &self.folder.join(name_of(number)))?;
        if self.take_in(number) { Ok(()) } else { Err(std::io::Error::other("a pack cannot be read back")) }
    }

    /// Maps a pack and learns its table. False: it is none.
    fn take_in(&mut self, number: u64) -> bool {
        self.next = self.next.max(number.saturating_add(1));
        let slice = self.directory.open_read(Path::new(&name_of(number)));
        let Some(bytes) = slice.ok().and_then(|slice| slice.read_bytes().ok()) else { return false };
        let Some(rows) = table(&bytes) else { return false };
        let rows: Vec<_> = rows.map(|(fingerprint, record)| (fingerprint, Record { pack: number, ..record })).collect();
        self.rows.insert(number, rows.len());
        self.records.extend(rows);
        self.files.insert(number, bytes);
        true
    }

    /// Leaves behind what is not asked for, where that is worth the work: puts together the packs that are
    /// mostly dead and, where there are many, the small ones; where nothing dead may stay, all that hold any.
    pub fn compact(&mut self, wanted: &BTreeSet<Fingerprint>, dead: Dead) -> std::io::Result<()> {
        if !self.may_write() {
            return Ok(());
        }
        // Bytes and texts.
        let mut alive: BTreeMap<u64, (usize, usize)> = self.files.keys().map(|&number| (number, (0, 0))).collect();
        for (_, record) in self.records.iter().filter(|(fingerprint, _)| wanted.contains(fingerprint)) {
            let (bytes, texts) = alive.entry(record.pack).or_default();
            *bytes += record.len as usize;
            *texts += 1;
        }
        let size = |number: &u64| self.files.get(number).map_or(0, OwnedBytes::len);
        let many = self.files.keys().filter(|number| size(number) < SMALL).count() > MOST_SMALL;
        let worth = |(number, (bytes, texts)): &(&u64, &(usize, usize))| {
            let holds_dead = self.rows.get(number).is_some_and(|rows| texts < rows);
            *bytes * 2 < size(number) || (many && size(number) < SMALL) || (dead == Dead::Leaves && holds_dead)
        };
        let old: BTreeSet<u64> = alive.iter().filter(worth).map(|(&number, _)| number).collect();
        if old.is_empty() {
            return Ok(());
        }
        let moved = self.records.iter().filter(|(f, record)| wanted.contains(f) && old.contains(&record.pack));
        let moved: Vec<Normalised> = moved.filter_map(|(&fingerprint, _)| self.get(fingerprint)).collect();
        self.add(&moved)?;
        self.records.retain(|_, record| !old.contains(&record.pack));
        for number in old {
            self.files.remove(&number);
            self.rows.remove(&number);
            self.discard(&name_of(number));
        }
        Ok(())
    }

    /// Takes a file away; where that fails (Windows, while it is mapped), the next opening finds it dead.
    fn discard(&self, name: &str) {
        if self.may_write()
            && let Err(error) = RealFs.remove(&self.folder.join(name))
        {
            log::warn!("{name} of the texts kept for searching could not be removed: {error}");
        }
    }

    /// How many bytes all packs have.
    pub fn len(&self) -> usize {
        self.files.values().map(OwnedBytes::len).sum()
    }
}

fn name_of(number: u64) -> String {
    format!("{number:08}{EXTENSION}")
}

/// A pack in the making.
struct Writer {
    file: Box<dyn Appender>,
    table: Vec<u8>,
    len: usize,
}

impl Writer {
    fn add(&mut self, fingerprint: Fingerprint, record: &[u8]) -> std::io::Result<()> {
        let len = u32::try_from(record.len()).map_err(std::io::Error::other)?;
        self.file.append(record)?;
        self.table.extend_from_slice(&fingerprint.0.to_le_bytes());
        self.table.extend_from_slice(&(self.len as u64).to_le_bytes());
        self.table.extend_from_slice(&len.to_le_bytes());
        self.table.extend_from_slice(&crc32c::crc32c(record).to_le_bytes());
        self.len += record.len();
        Ok(())
    }

    fn close(&mut self) -> std::io::Result<()> {
        let mut tail = std::mem::take(&mut self.table);
        let (rows, checksum) = ((tail.len() / ROW) as u32, crc32c::crc32c(&tail));
        tail.extend_from_slice(&rows.to_le_bytes());
        tail.extend_from_slice(&checksum.to_le_bytes());
        tail.extend_from_slice(MARK);
        self.file.append(&tail)
    }
}

/// The table of a pack; `None` where it has no sound one. The number of the pack is left open.
fn table(pack: &[u8]) -> Option<impl Iterator<Item = (Fingerprint, Record)>> {
    let (rest, tail) = pack.split_at_checked(pack.len().checked_sub(TAIL)?)?;
    let (rows, tail) = tail.split_first_chunk::<4>()?;
    let (checksum, mark) = tail.split_first_chunk::<4>()?;
    let len = (u32::from_le_bytes(*rows) as usize).checked_mul(ROW)?;
    let table = rest.get(rest.len().checked_sub(len)?..)?;
    if mark != MARK || crc32c::crc32c(table) != u32::from_le_bytes(*checksum) {
        return None;
    }
    Some(table.chunks_exact(ROW).filter_map(|row| {
        let (fingerprint, row) = row.split_first_chunk::<16>()?;
        let (at, row) = row.split_first_chunk::<8>()?;
        let (len, row) = row.split_first_chunk::<4>()?;
        let checksum = row.first_chunk::<4>()?;
        let record = Record {
            pack: 0,
            at: u64::from_le_bytes(*at),
            len: u32::from_le_bytes(*len),
            checksum: u32::from_le_bytes(*checksum),
        };
        Some((Fingerprint(u128::from_le_bytes(*fingerprint)), record))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Document, DocumentId, Text, Timestamp};

    fn text(words: &str) -> Normalised {
        let id = DocumentId::new(&mut CountingMint::default());
        Normalised::of(&Document::of_text(id, "札记", Text::new(words).unwrap(), Timestamp(0)))
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = RealFs.list(folder).unwrap().into_iter();
        entries.filter(|entry| entry.name.ends_with(EXTENSION)).map(|entry| folder.join(entry.name)).collect()
    }

    fn wanted(texts: &[&Normalised]) -> BTreeSet<Fingerprint> {
        texts.iter().map(|text| text.fingerprint()).collect()
    }

    #[test]
    fn what_was_put_in_comes_back_equal_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let texts = [text("服务的内捲化，\n㈱"), text(""), text("S 协会")];
        Packs::open(folder.path()).unwrap().add(&texts[..2]).unwrap();
        Packs::open(folder.path()).unwrap().add(&texts[2..]).unwrap();
        let packs = Packs::open(folder.path()).unwrap();
        for text in &texts {
            assert_eq!(packs.get(text.fingerprint()).as_ref(), Some(text));
        }
        assert_eq!(packs.get(Fingerprint(1)), None);
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "damages files on purpose")]
    fn every_damaged_byte_and_every_cut_gives_the_right_text_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let texts = [text("内捲化，\n㈱"), text("S 协会")];
        Packs::open(folder.path()).unwrap().add(&texts).unwrap();
        let path = files(folder.path()).remove(0);
        let sound = std::fs::read(&path).unwrap();
        let flipped = (0..sound.len()).map(|at| {
            let mut bytes = sound.clone();
            bytes[at] ^= 0x24;
            bytes
        });
        let cut = (0..sound.len()).map(|len| sound[..len].to_vec());
        for damaged in flipped.chain(cut) {
            std::fs::write(&path, &damaged).unwrap();
            let packs = Packs::open(folder.path()).unwrap();
            let right = texts.iter().filter(|text| packs.get(text.fingerprint()).as_ref() == Some(text)).count();
            let none = texts.iter().filter(|text| packs.get(text.fingerprint()).is_none()).count();
            assert!(right + none == 2 && none > 0);
            drop(packs);
            if !path.exists() {
                assert!(files(folder.path()).is_empty(), "a file without a table is taken away");
            }
        }
    }

    #[test]
    fn what_nobody_wants_any_more_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, gone) = (text("留下来的"), text(&"不要了的字".repeat(50)));
        let mut packs = Packs::open(folder.path()).unwrap();
        packs.add([&kept, &gone]).unwrap();
        let used = packs.get(kept.fingerprint()).unwrap();
        let before = packs.len();
        packs.compact(&wanted(&[&kept, &gone]), Dead::Leaves).unwrap();
        assert_eq!(packs.len(), before);
        packs.compact(&wanted(&[&kept]), Dead::MayStay).unwrap();
        assert!(packs.len() < before && files(folder.path()).len() == 1);
        assert_eq!(packs.get(kept.fingerprint()), Some(used));
        assert_eq!(packs.get(gone.fingerprint()), None);
    }

    #[test]
    fn a_small_text_leaves_a_large_pack_where_nothing_dead_may_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, gone) = (text(&"留下来的".repeat(50)), text("不要了的字"));
        let mut packs = Packs::open(folder.path()).unwrap();
        packs.add([&kept, &gone]).unwrap();
        let holds_gone = || {
            let bytes = std::fs::read(files(folder.path()).remove(0)).unwrap();
            memchr::memmem::find(&bytes, "不要了的字".as_bytes()).is_some()
        };
        packs.compact(&wanted(&[&kept]), Dead::MayStay).unwrap();
        assert!(holds_gone());
        packs.compact(&wanted(&[&kept]), Dead::Leaves).unwrap();
        assert!(!holds_gone() && packs.get(kept.fingerprint()).as_ref() == Some(&kept));
    }

    #[test]
    fn a_pack_has_a_number_that_no_pack_before_had() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (text("不要了的字"), text("另外的一些字"));
        let mut packs = Packs::open(folder.path()).unwrap();
        packs.add([&first]).unwrap();
        // Still read by somebody, so still mapped.
        let used = packs.get(first.fingerprint()).unwrap();
        packs.compact(&wanted(&[]), Dead::MayStay).unwrap();
        packs.add([&second]).unwrap();
        assert_eq!(packs.get(second.fingerprint()), Some(second));
        assert_eq!(used, first);
    }

    #[test]
    fn many_small_packs_become_one() {
        let folder = tempfile::tempdir().unwrap();
        let texts: Vec<Normalised> = (0..=MOST_SMALL).map(|n| text(&format!("第{n}份"))).collect();
        let mut packs = Packs::open(folder.path()).unwrap();
        for text in &texts {
            packs.add([text]).unwrap();
        }
        packs.compact(&wanted(&texts.iter().collect::<Vec<_>>()), Dead::MayStay).unwrap();
        assert_eq!(files(folder.path()).len(), 1);
        assert!(texts.iter().all(|text| packs.get(text.fingerprint()).as_ref() == Some(text)));
    }

    #[test]
    fn a_second_program_reads_and_does_not_write() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (text("一"), text("二"));
        let mut first = Packs::open(folder.path()).unwrap();
        first.add([&one]).unwrap();
        let mut second = Packs::open(folder.path()).unwrap();
        assert_eq!(second.get(one.fingerprint()).as_ref(), Some(&one));
        assert!(!second.may_write() && second.add([&other]).is_err());
        assert_eq!(files(folder.path()).len(), 1);
    }
}
