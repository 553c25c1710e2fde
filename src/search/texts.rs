//! The one home of normalised texts: where they are asked for, they are made, mapped or still there.
//!
//! With a folder they lie in packs ([`super::pack`]) and memory holds only what was typed or brought in since
//! the last pack was written. Without one (an encrypted project, a test) they are kept in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rayon::prelude::*;

use crate::model::{Document, DocumentId, Project, Structure, Text};

use super::normalised::{Fingerprint, Normalised};
use super::pack::{Dead, Packs};
use super::roll::Roll;

/// The most bytes of texts that are in no pack and yet kept, where there are packs. More are made again when asked for.
const MOST_LOOSE: usize = 96_000_000;
/// From so many bytes on, loose texts are worth a pack of their own.
const WORTH_A_PACK: usize = 4_000_000;

/// The normalised texts of a project's documents, kept by document and made again where the text is another.
#[derive(Default)]
pub struct Cache {
    held: RwLock<BTreeMap<DocumentId, Arc<Held>>>,
    packs: RwLock<Option<Packs>>,
    loose: Arc<AtomicUsize>,
    roll: Mutex<Option<Arc<Roll>>>,
}

/// One document's text.
pub(super) struct Held {
    text: Arc<Text>,
    structure: Arc<Structure>,
    fingerprint: OnceLock<Fingerprint>,
    kept: RwLock<Option<Kept>>,
}

enum Kept {
    Loose(Loose),
    Packed(Arc<Normalised>),
}

/// A text that is in memory only, on the account for as long as it is kept: a roll or a search may still use a
/// place that the cache has already given to another text.
struct Loose {
    text: Arc<Normalised>,
    account: Arc<AtomicUsize>,
}

impl Loose {
    /// Keeps a text unless the account then held more than this.
    fn within(most: usize, text: &Arc<Normalised>, account: &Arc<AtomicUsize>) -> Option<Self> {
        let size = text.record().len();
        if account.fetch_add(size, Ordering::Relaxed).saturating_add(size) > most {
            account.fetch_sub(size, Ordering::Relaxed);
            return None;
        }
        Some(Self { text: Arc::clone(text), account: Arc::clone(account) })
    }
}

impl Drop for Loose {
    fn drop(&mut self) {
        self.account.fetch_sub(self.text.record().len(), Ordering::Relaxed);
    }
}

impl Kept {
    fn normalised(&self) -> &Arc<Normalised> {
        match self {
            Self::Loose(loose) => &loose.text,
            Self::Packed(normalised) => normalised,
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("documents", &read(&self.held).len()).finish_non_exhaustive()
    }
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    fn of(document: &Document) -> Self {
        let (text, structure) = (Arc::clone(&document.text), Arc::clone(&document.structure));
        Self { text, structure, fingerprint: OnceLock::new(), kept: RwLock::default() }
    }

    fn is_of(&self, document: &Document) -> bool {
        let same_text = Arc::ptr_eq(&self.text, &document.text) || self.text == document.text;
        same_text && (Arc::ptr_eq(&self.structure, &document.structure) || self.structure == document.structure)
    }

    /// Which text it is.
    pub fn fingerprint(&self, document: &Document) -> Fingerprint {
        *self.fingerprint.get_or_init(|| Fingerprint::of(document))
    }

    fn kept(&self) -> Option<Arc<Normalised>> {
        read(&self.kept).as_ref().map(|kept| Arc::clone(kept.normalised()))
    }
}

impl Cache {
    /// Keeps texts in packs below a folder. Where that cannot be, memory keeps them.
    pub(super) fn keep_in(&self, folder: &Path) {
        match Packs::open(folder) {
            Ok(packs) => *write(&self.packs) = Some(packs),
            Err(error) => log::warn!("texts for searching are kept in memory: {error}"),
        }
    }

    /// The normalised text of a document.
    #[must_use]
    pub fn get(&self, document: &Document) -> Arc<Normalised> {
        self.normalised(document, &self.held(document))
    }

    /// The place of a document's text.
    pub(super) fn held(&self, document: &Document) -> Arc<Held> {
        if let Some(held) = read(&self.held).get(&document.id).filter(|held| held.is_of(document)) {
            return Arc::clone(held);
        }
        let new = Arc::new(Held::of(document));
        // Dropped after the lock is free again; who still uses it keeps it.
        let _old = write(&self.held).insert(document.id, Arc::clone(&new));
        new
    }

    /// The text in its place.
    pub(super) fn normalised(&self, document: &Document, held: &Held) -> Arc<Normalised> {
        if let Some(kept) = held.kept() {
            return kept;
        }
        if let Some(packed) = self.packed(held.fingerprint(document)) {
            let packed = Arc::new(packed);
            *write(&held.kept) = Some(Kept::Packed(Arc::clone(&packed)));
            return packed;
        }
        let made = Arc::new(Normalised::of(document));
        self.keep_loose(held, &made);
        made
    }

    fn packed(&self, fingerprint: Fingerprint) -> Option<Normalised> {
        let (has, packed) = {
            let packs = read(&self.packs);
            let packs = packs.as_ref()?;
            (packs.has(fingerprint), packs.get(fingerprint))
        };
        if has && packed.is_none() {
            log::warn!("a text kept for searching was damaged and is made again");
            if let Some(packs) = write(&self.packs).as_mut() {
                packs.forget(fingerprint);
            }
        }
        packed
    }

    fn keep_loose(&self, held: &Held, made: &Arc<Normalised>) {
        let most = if read(&self.packs).is_some() { MOST_LOOSE } else { usize::MAX };
        let mut kept = write(&held.kept);
        if kept.is_none() {
            *kept = Loose::within(most, made, &self.loose).map(Kept::Loose);
        }
    }

    /// The documents of a project, in its order, whose texts should be in a pack and are in none: packs were
    /// lost or damaged. None where nothing is kept on the disk.
    pub(super) fn unpacked<'a>(&self, project: &'a Project) -> Vec<&'a Arc<Document>> {
        if !read(&self.packs).as_ref().is_some_and(Packs::may_write) {
            return Vec::new();
        }
        let documents = project.documents_in_order();
        let fingerprints: Vec<Fingerprint> =
            documents.par_iter().map(|document| self.held(document).fingerprint(document)).collect();
        let packs = read(&self.packs);
        let is_packed = |fingerprint| packs.as_ref().is_some_and(|packs| packs.has(fingerprint));
        let both = documents.into_iter().zip(fingerprints);
        both.filter(|(_, fingerprint)| !is_packed(*fingerprint)).map(|(document, _)| document).collect()
    }

    /// Makes the texts of documents, in parallel, and where there are packs, puts them there. Damaged or
    /// missing ones are made again.
    pub(super) fn prepare(&self, documents: &[&Arc<Document>]) -> Vec<Arc<Normalised>> {
        let made: Vec<(Arc<Held>, Arc<Normalised>, bool)> = documents
            .par_iter()
            .map(|document| {
                let held = self.held(document);
                if let Some(kept) = held.kept() {
                    let loose = matches!(*read(&held.kept), Some(Kept::Loose(_)));
                    return (held, kept, loose);
                }
                let packed = self.packed(held.fingerprint(document));
                let fresh = packed.is_none();
                let normalised = Arc::new(packed.unwrap_or_else(|| Normalised::of(document)));
                if !fresh {
                    *write(&held.kept) = Some(Kept::Packed(Arc::clone(&normalised)));
                }
                (held, normalised, fresh)
            })
            .collect();
        let fresh: Vec<(Arc<Held>, Arc<Normalised>)> = made
            .iter()
            .filter(|(.., fresh)| *fresh)
            .map(|(held, text, _)| (Arc::clone(held), Arc::clone(text)))
            .collect();
        let size: usize = fresh.iter().map(|(_, text)| text.record().len()).sum();
        if size < WORTH_A_PACK || !self.write_pack(&fresh) {
            for (held, text) in &fresh {
                self.keep_loose(held, text);
            }
            return made.into_iter().map(|(_, text, _)| text).collect();
        }
        made.into_iter().map(|(held, text, _)| held.kept().unwrap_or(text)).collect()
    }

    /// Puts texts into packs and lets go of them in memory. False: it cannot be done.
    fn write_pack(&self, texts: &[(Arc<Held>, Arc<Normalised>)]) -> bool {
        if texts.is_empty() {
            return false;
        }
        let written = match write(&self.packs).as_mut().filter(|packs| packs.may_write()) {
            Some(open) => open.add(texts.iter().map(|(_, text)| text.as_ref())),
            None => return false,
        };
        if let Err(error) = written {
            log::warn!("texts for searching could not be kept on the disk: {error}");
            return false;
        }
        // The lock is free again here: the threads that help may be searching meanwhile.
        texts.par_iter().for_each(|(held, text)| {
            if let Some(packed) = self.packed(text.fingerprint()) {
                *write(&held.kept) = Some(Kept::Packed(Arc::new(packed)));
            }
        });
        true
    }

    /// Writes what is only in memory into a pack, where that is worth one or this is the last occasion.
    pub(super) fn put_away(&self, occasion: Occasion) {
        let loose = self.loose.load(Ordering::Relaxed);
        if loose == 0 || (occasion == Occasion::Passing && loose < WORTH_A_PACK) {
            return;
        }
        let held: Vec<Arc<Held>> = read(&self.held).values().cloned().collect();
        let loose: Vec<(Arc<Held>, Arc<Normalised>)> = held
            .into_iter()
            .filter_map(|held| {
                let text = match read(&held.kept).as_ref() {
                    Some(Kept::Loose(loose)) => Arc::clone(&loose.text),
                    _ => return None,
                };
                Some((held, text))
            })
            .collect();
        self.write_pack(&loose);
    }

    /// Leaves behind packed texts that no document of a project has.
    pub(super) fn compact(&self, project: &Project, dead: Dead) {
        let documents: Vec<&Arc<Document>> = project.documents().collect();
        let wanted: BTreeSet<Fingerprint> =
            documents.par_iter().map(|document| self.held(document).fingerprint(document)).collect();
        if let Some(packs) = write(&self.packs).as_mut()
            && let Err(error) = packs.compact(&wanted, dead)
        {
            log::warn!("texts kept for searching could not be put together: {error}");
        }
    }

    /// How many bytes of the disk the packs take.
    #[must_use]
    pub fn disk(&self) -> usize {
        read(&self.packs).as_ref().map_or(0, Packs::len)
    }

    /// The documents of a project in the order of the list, each with the place of its text. Cheap where the
    /// documents are those of the last time.
    pub(super) fn roll(&self, project: &Project) -> Arc<Roll> {
        let last = self.roll.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.as_ref().filter(|last| last.is_of(project)) {
            return Arc::clone(last);
        }
        let roll = Arc::new(Roll::of(project, self, last.as_deref()));
        *self.roll.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&roll));
        roll
    }

    /// Forgets documents that a project no longer has.
    pub fn keep_only(&self, project: &Project) {
        write(&self.held).retain(|id, _| project.document(*id).is_some());
    }
}

/// When texts are put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// Something was just indexed.
    Passing,
    /// The project is being closed.
    Last,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fixture::Fixture;

    fn said(normalised: &Normalised) -> &str {
        normalised.slice(0, normalised.char_len())
    }

    fn in_memory(cache: &Cache) -> usize {
        cache.loose.load(Ordering::Relaxed)
    }

    #[test]
    fn a_kept_text_is_made_again_only_when_the_document_is_another() {
        let mut fixture = Fixture::of(&["一", "二"]);
        let cache = Cache::default();
        let document = |fixture: &Fixture, n: usize| Arc::clone(fixture.project.document(fixture.ids[n]).unwrap());
        let first = cache.get(&document(&fixture, 0));
        assert!(Arc::ptr_eq(&first, &cache.get(&document(&fixture, 0))));
        assert_eq!(said(&cache.get(&document(&fixture, 1))), "二");
        let id = fixture.ids[0];
        fixture.correct(id, "改");
        assert_eq!(said(&cache.get(&document(&fixture, 0))), "改");
    }

    #[test]
    fn texts_put_away_are_mapped_and_no_longer_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&["服务的内捲化", "S 协会"]);
        let cache = Cache::default();
        cache.keep_in(folder.path());
        let made: Vec<_> = fixture.project.documents().map(|document| cache.get(document)).collect();
        assert!(in_memory(&cache) > 0 && cache.disk() == 0);
        cache.put_away(Occasion::Passing);
        assert!(in_memory(&cache) > 0, "too little for a pack of its own");
        cache.put_away(Occasion::Last);
        assert!(in_memory(&cache) == 0 && cache.disk() > 0);
        let again = Cache::default();
        drop(cache);
        again.keep_in(folder.path());
        let read: Vec<_> = fixture.project.documents().map(|document| again.get(document)).collect();
        assert_eq!(made, read);
        assert_eq!(in_memory(&again), 0, "nothing was normalised");
    }

    #[test]
    fn what_documents_leave_behind_is_let_go_of() {
        let mut fixture = Fixture::of(&["一", "二"]);
        let cache = Cache::default();
        fixture.project.documents().for_each(|document| drop(cache.get(document)));
        let before = in_memory(&cache);
        fixture.remove(fixture.ids[0]);
        cache.keep_only(&fixture.project);
        assert_eq!(in_memory(&cache) * 2, before);
        fixture.correct(fixture.ids[1], "三");
        fixture.project.documents().for_each(|document| drop(cache.get(document)));
        assert_eq!(in_memory(&cache) * 2, before);
    }

    #[test]
    fn a_text_that_a_roll_still_uses_is_let_go_of_with_the_roll() {
        let mut fixture = Fixture::of(&["一", "二"]);
        let cache = Cache::default();
        let roll = Roll::of(&fixture.project, &cache, None);
        fixture.correct(fixture.ids[0], "三");
        fixture.remove(fixture.ids[1]);
        fixture.project.documents().for_each(|document| drop(cache.get(document)));
        cache.keep_only(&fixture.project);
        let own = in_memory(&cache);
        // A search that began before goes on with what it began with.
        let texts: Vec<String> = roll.entries().iter().map(|e| said(&e.normalised(&cache)).to_owned()).collect();
        assert_eq!(texts, ["一", "二"]);
        assert_eq!(in_memory(&cache), own * 3);
        drop(roll);
        assert_eq!(in_memory(&cache), own);
    }

    #[test]
    fn a_roll_is_made_again_only_when_a_document_is_another() {
        let mut fixture = Fixture::of(&["一", "二", "三"]);
        let cache = Cache::default();
        let first = cache.roll(&fixture.project);
        fixture.code("合谋", 0, 0, 1);
        assert!(Arc::ptr_eq(&first, &cache.roll(&fixture.project)));
        fixture.correct(fixture.ids[1], "改");
        let second = cache.roll(&fixture.project);
        let texts: Vec<String> = second.entries().iter().map(|e| said(&e.normalised(&cache)).to_owned()).collect();
        assert_eq!(texts, ["一", "改", "三"]);
        assert_eq!(second.find(fixture.ids[2]), Some(2));
    }
}
