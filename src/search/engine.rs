//! The search of an open project: the index where it knows, reading where it does not, equal hits always.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::model::{DocumentId, Project, Revision};

use super::follow::{Follower, IndexStatus, Order, Shared};
use super::hits::{self, Cancelled, Hits, Options, gather};
use super::index::Snapshot;
use super::indexed::{Alignment, Indexed, guarded};
use super::pattern::{Clue, Pattern};
use super::plan::Plan;
use super::postings::word_counts;
use super::query::Query;
use super::roll::{Entry, Roll};
use super::scan::{Reading, evaluate};
use super::texts::Cache;
use super::words::ColumnCache;

/// Searches a project and keeps an index of it up to date on a thread of its own.
///
/// Its functions are the seam for a backend on another machine, which a project may one day need: changes go in
/// with a revision ([`Engine::follow`]) that says later what was seen ([`Engine::status`]); a question is a tree
/// that can be sent ([`Query`]) and can be stopped ([`Options::cancel`]); what comes back is in the code points of
/// documents. Nobody outside `search` knows of tantivy. A trait with one implementation would add nothing.
///
/// Dropping it ends the thread. The index may be deleted at any time, also while it is in use (invariant 6).
pub struct Engine {
    shared: Arc<Shared>,
    orders: Sender<Order>,
    thread: Option<JoinHandle<()>>,
    alignment: Mutex<Option<Arc<Alignment>>>,
    columns: ColumnCache,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine whose index lies below this folder of the project's cache, or in memory without one.
    /// Never fails: what cannot be opened is made anew, and until then everything is read.
    #[must_use]
    pub fn open(cache_folder: Option<&Path>) -> Self {
        let shared = Arc::new(Shared::default());
        let (orders, inbox) = channel();
        let follower = Follower::new(Arc::clone(&shared), inbox, cache_folder.map(Path::to_owned));
        // Where the system gives no thread, there is no index, and everything is read.
        let thread = std::thread::Builder::new().name("search index".to_owned()).spawn(|| follower.run());
        let thread = thread.inspect_err(|error| log::error!("no thread for the search index: {error}")).ok();
        Self { shared, orders, thread, alignment: Mutex::default(), columns: ColumnCache::default() }
    }

    /// Tells of a new state of the project. `changed` are the documents that may have changed since the
    /// state told before; `None` where that is not known. Returns at once.
    pub fn follow(&self, snapshot: Arc<Project>, revision: Revision, changed: Option<BTreeSet<DocumentId>>) {
        // A thread that is gone takes no orders; then everything is read.
        let _ = self.orders.send(Order::Follow { project: snapshot, revision, changed });
    }

    /// How far the index is.
    #[must_use]
    pub fn status(&self) -> IndexStatus {
        if self.thread.as_ref().is_none_or(JoinHandle::is_finished) { IndexStatus::Off } else { self.shared.status() }
    }

    /// Waits until the index holds a revision that was followed. For tests, benchmarks and commands; searching
    /// does not need it.
    pub fn wait_for(&self, revision: Revision) -> IndexStatus {
        if self.thread.is_none() { IndexStatus::Off } else { self.shared.wait_for(revision) }
    }

    /// The same for the words that ranking asks for; they follow behind.
    pub fn wait_for_words(&self, revision: Revision) -> IndexStatus {
        if self.thread.is_none() { IndexStatus::Off } else { self.shared.wait_for_words(revision) }
    }

    /// The normalised texts, for concordances and others that compare as the search does.
    #[must_use]
    pub fn texts(&self) -> &Cache {
        &self.shared.cache
    }

    /// The words that the texts were cut into, as far as somebody asked for them: the one place where they are kept.
    #[must_use]
    pub fn columns(&self) -> &ColumnCache {
        &self.columns
    }

    /// Searches exactly this state of the project, whatever the index holds.
    ///
    /// # Errors
    /// [`Cancelled`], soon after `options.cancel` was set.
    pub fn search(&self, project: &Project, query: &Query, options: Options<'_>) -> Result<Hits, Cancelled> {
        let plan = Plan::new(query, project);
        let cache = &self.shared.cache;
        let roll = cache.roll(project);
        let alignment = self.alignment(&roll);
        let indexed = alignment.as_ref().map(|alignment| Indexed::new(alignment, &plan, options.cancel));
        let (found, extent) = match indexed {
            Some(Some(mut indexed)) => {
                let outcome = evaluate(project, &roll, cache, &plan, options, &mut indexed)?;
                if indexed.failed {
                    self.make_anew();
                }
                outcome
            }
            failed => {
                if failed.is_some() {
                    self.make_anew();
                }
                evaluate(project, &roll, cache, &plan, options, &mut Reading)?
            }
        };
        let known = if options.order == hits::Order::Relevance { self.whole_words(&plan) } else { None };
        let whole_words = |document: DocumentId, term: usize| {
            let entry = roll.find(document).and_then(|at| roll.entries().get(at));
            known.as_ref().zip(entry).and_then(|(known, entry)| known.count(entry, term)).unwrap_or(0)
        };
        Ok(gather(project, &found, options, extent, &whole_words))
    }

    /// How the documents stand in the index; kept until either is another.
    fn alignment(&self, roll: &Arc<Roll>) -> Option<Arc<Alignment>> {
        let snapshot = self.shared.snapshot()?;
        let mut last = self.alignment.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if last.as_ref().is_none_or(|last| !last.is_of(roll, &snapshot)) {
            last = Some(Arc::new(Alignment::of(roll, &snapshot)));
            self.alignment.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&last);
        }
        last
    }

    fn make_anew(&self) {
        self.shared.forget_snapshot();
        let _ = self.orders.send(Order::MakeAnew);
    }

    fn whole_words(&self, plan: &Plan) -> Option<WholeWords> {
        let snapshot = self.shared.words()?;
        let count = |pattern: &Pattern| match pattern.clue() {
            Clue::Literal(literal) => word_counts(&snapshot, &literal),
            Clue::Holds(_) | Clue::Apart(_) | Clue::Nothing => Ok(Vec::new()),
        };
        let counts = guarded(|| plan.patterns.iter().map(count).collect::<tantivy::Result<_>>())?;
        Some(WholeWords { snapshot, counts })
    }
}

/// How often documents hold the terms of a query as words of their own: by term, by segment.
struct WholeWords {
    snapshot: Arc<Snapshot>,
    counts: Vec<Vec<Vec<(u32, u32)>>>,
}

impl WholeWords {
    fn count(&self, entry: &Entry, term: usize) -> Option<u32> {
        let place = self.snapshot.place(entry.document.id, entry.fingerprint())?;
        let counts = self.counts.get(term)?.get(place.segment as usize)?;
        let at = counts.binary_search_by_key(&place.doc, |(doc, _)| *doc).ok()?;
        counts.get(at).map(|(_, count)| *count)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the thread of the search index failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use proptest::prelude::*;

    use super::*;
    use crate::model::Span;
    use crate::search::fixture::{Fixture, text_of};
    use crate::search::follow::{CHARACTERS, TEXTS as TEXTS_FOLDER};
    use crate::search::{Count, DocumentCount, Extent, Hit, Order as By, scan, scan_with};
    use crate::search::{Fingerprint, Normalised};

    static GO: AtomicBool = AtomicBool::new(false);

    fn by_index(engine: &Engine, project: &Project, query: &str) -> Hits {
        let options = Options { limit: usize::MAX, count: Count::All, order: By::Documents, cancel: &GO };
        engine.search(project, &Query::parse(query).unwrap(), options).unwrap()
    }

    fn by_reading(project: &Project, query: &str) -> Hits {
        scan(project, &Query::parse(query).unwrap(), usize::MAX)
    }

    fn followed(folder: Option<&Path>, fixture: &Fixture) -> Engine {
        let engine = Engine::open(folder);
        engine.follow(Arc::new(fixture.project.clone()), Revision(1), None);
        assert_eq!(engine.wait_for(Revision(1)), IndexStatus::Current(Revision(1)));
        engine
    }

    /// Whether the index, not the reader, answers for every document.
    fn holds_all(engine: &Engine, project: &Project) -> bool {
        let Some(snapshot) = engine.shared.snapshot() else { return false };
        project.documents().all(|d| snapshot.place(d.id, Fingerprint::of(d)).is_some())
    }

    const QUERIES: [&str; 15] = [
        "内卷",
        "购买服务",
        "S协会",
        "jrc",
        "2016",
        "social work",
        "cial wor",
        "内?",
        "\"，\"",
        "内卷 -jrc",
        "😀",
        "协会s",
        "编号2016",
        "0yj2,",
        "购买服务,jr",
    ];
    const TEXTS: [&str; 4] = [
        "服务的内捲化，\n街道向S 协会購\n買服务，JＲC 也来。😀",
        "编号 20160710YJ2，Social work and social  workers；内卷",
        "",
        "协会SOS协会，內卷內卷",
    ];

    #[test]
    fn the_index_gives_the_hits_that_reading_gives() {
        let fixture = Fixture::of(&TEXTS);
        let engine = followed(None, &fixture);
        assert!(holds_all(&engine, &fixture.project));
        for query in QUERIES {
            let read = by_reading(&fixture.project, query);
            assert_eq!(by_index(&engine, &fixture.project, query), read, "{query}");
            assert!(read.total > 0, "{query} finds nothing");
        }
    }

    #[test]
    fn the_index_follows_imports_corrections_and_removals() {
        let mut fixture = Fixture::of(&TEXTS);
        let engine = followed(None, &fixture);
        let imported = fixture.import("又一份内卷");
        // Found at once, before the index has heard of it.
        assert_eq!(by_index(&engine, &fixture.project, "又一份").total, 1);
        fixture.correct(fixture.ids[0], "改过的文字，购买服务");
        fixture.remove(fixture.ids[3]);
        let changed = Some([imported, fixture.ids[0], fixture.ids[3]].into());
        engine.follow(Arc::new(fixture.project.clone()), Revision(2), changed);
        assert_eq!(engine.wait_for(Revision(2)), IndexStatus::Current(Revision(2)));
        assert!(holds_all(&engine, &fixture.project));
        assert_eq!(engine.shared.snapshot().unwrap().places.len(), 4);
        for query in QUERIES {
            assert_eq!(by_index(&engine, &fixture.project, query), by_reading(&fixture.project, query), "{query}");
        }
    }

    #[test]
    fn coding_puts_nothing_into_the_index_and_is_seen_at_once() {
        let mut fixture = Fixture::of(&TEXTS);
        let engine = followed(None, &fixture);
        let before = engine.shared.snapshot().unwrap();
        fixture.code("合谋", 0, 0, 6);
        assert_eq!(by_index(&engine, &fixture.project, "内卷 code:合谋").total, 1);
        engine.follow(Arc::new(fixture.project.clone()), Revision(2), None);
        engine.wait_for(Revision(2));
        assert!(Arc::ptr_eq(&before, &engine.shared.snapshot().unwrap()));
    }

    #[test]
    fn an_index_in_a_folder_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&TEXTS);
        drop(followed(Some(folder.path()), &fixture));
        let engine = Engine::open(Some(folder.path()));
        let mut fewer = Fixture::of(&TEXTS);
        fewer.remove(fewer.ids[1]);
        engine.follow(Arc::new(fewer.project.clone()), Revision(1), Some([fewer.ids[1]].into()));
        engine.wait_for(Revision(1));
        assert!(holds_all(&engine, &fewer.project));
        assert_eq!(by_index(&engine, &fewer.project, "内卷"), by_reading(&fewer.project, "内卷"));
    }

    #[test]
    fn a_deleted_index_is_made_anew_also_while_it_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let mut fixture = Fixture::of(&TEXTS);
        let engine = followed(Some(folder.path()), &fixture);
        std::fs::remove_dir_all(folder.path().join(CHARACTERS)).unwrap();
        assert_eq!(by_index(&engine, &fixture.project, "内卷"), by_reading(&fixture.project, "内卷"));
        fixture.import("又一份内卷");
        engine.follow(Arc::new(fixture.project.clone()), Revision(2), None);
        assert_eq!(engine.wait_for(Revision(2)), IndexStatus::Current(Revision(2)));
        assert!(holds_all(&engine, &fixture.project));
        drop(engine);
        assert!(folder.path().join(CHARACTERS).join("meta.json").exists());
        std::fs::remove_dir_all(folder.path().join(CHARACTERS)).unwrap();
        assert!(holds_all(&followed(Some(folder.path()), &fixture), &fixture.project));
    }

    #[test]
    fn a_damaged_index_is_made_anew_whichever_file_is_damaged_and_however() {
        let fixture = Fixture::of(&TEXTS);
        let folder = tempfile::tempdir().unwrap();
        let files = || -> Vec<_> {
            let list = std::fs::read_dir(folder.path().join(CHARACTERS)).unwrap().map(|entry| entry.unwrap().path());
            let mut kinds = std::collections::BTreeMap::new();
            for path in list.filter(|path| path.extension().is_none_or(|e| e != "lock")) {
                kinds.insert(path.extension().map(std::ffi::OsStr::to_owned), path);
            }
            kinds.into_values().collect()
        };
        drop(followed(Some(folder.path()), &fixture));
        for number in 0..files().len() {
            for damage in [Vec::new(), b"nothing of an index".to_vec(), vec![0; 100_000]] {
                let path = files().into_iter().nth(number).unwrap();
                #[allow(clippy::disallowed_methods, reason = "damages a file of the index on purpose")]
                std::fs::write(&path, damage).unwrap();
                let engine = followed(Some(folder.path()), &fixture);
                assert!(holds_all(&engine, &fixture.project), "{} damaged", path.display());
                for query in QUERIES {
                    assert_eq!(by_index(&engine, &fixture.project, query), by_reading(&fixture.project, query));
                }
            }
        }
    }

    #[test]
    fn what_another_program_keeps_is_not_emptied_however_damaged_it_looks() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&TEXTS);
        let first = followed(Some(folder.path()), &fixture);
        first.wait_for_words(Revision(1));
        let files = || -> Vec<_> {
            let kept = [CHARACTERS, "search-words"].map(|name| std::fs::read_dir(folder.path().join(name)).unwrap());
            let mut all: Vec<_> = kept.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
            all.sort();
            all
        };
        // As it may look while the first one merges.
        let damaged = files().into_iter().filter(|path| path.file_name().is_some_and(|name| name == "meta.json"));
        for path in damaged {
            #[allow(clippy::disallowed_methods, reason = "damages a file of the index on purpose")]
            std::fs::write(&path, b"half").unwrap();
        }
        let before = files();
        let second = followed(Some(folder.path()), &fixture);
        second.wait_for_words(Revision(1));
        assert_eq!(files(), before);
        for query in QUERIES {
            assert_eq!(by_index(&second, &fixture.project, query), by_reading(&fixture.project, query), "{query}");
        }
        drop((first, second));
        assert!(holds_all(&followed(Some(folder.path()), &fixture), &fixture.project));
    }

    #[test]
    fn texts_damaged_on_the_disk_are_made_again_and_found_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&TEXTS);
        drop(followed(Some(folder.path()), &fixture));
        let packs = || std::fs::read_dir(folder.path().join(TEXTS_FOLDER)).unwrap().map(|entry| entry.unwrap().path());
        let pack = packs().find(|path| path.extension().is_some_and(|kind| kind == "pack")).unwrap();
        let sound = std::fs::read(&pack).unwrap();
        let damages: [fn(&mut Vec<u8>); 4] = [
            |bytes| bytes.iter_mut().take(1_000).for_each(|byte| *byte ^= 1),
            |bytes| bytes.truncate(bytes.len() - 9),
            Vec::clear,
            // Another version.
            |bytes| *bytes.last_mut().unwrap() += 1,
        ];
        for damage in damages {
            let mut bytes = sound.clone();
            damage(&mut bytes);
            packs().filter(|path| path.extension().is_some()).for_each(|path| std::fs::remove_file(path).unwrap());
            #[allow(clippy::disallowed_methods, reason = "damages a file of texts on purpose")]
            std::fs::write(&pack, bytes).unwrap();
            let engine = followed(Some(folder.path()), &fixture);
            for query in QUERIES {
                assert_eq!(by_index(&engine, &fixture.project, query), by_reading(&fixture.project, query));
            }
        }
    }

    #[test]
    fn texts_lost_from_the_disk_are_put_there_again_though_the_index_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&TEXTS);
        let used = || {
            let engine = followed(Some(folder.path()), &fixture);
            engine.wait_for_words(Revision(1));
            drop(engine);
            let files = std::fs::read_dir(folder.path().join(TEXTS_FOLDER)).unwrap().map(|entry| entry.unwrap().path());
            files.filter(|path| path.extension().is_some_and(|kind| kind == "pack")).collect::<Vec<_>>()
        };
        let packs = used();
        assert_eq!(packs.len(), 1);
        for path in packs {
            std::fs::remove_file(path).unwrap();
        }
        assert_eq!(used().len(), 1);
    }

    #[test]
    fn the_index_of_the_first_versions_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        #[allow(clippy::disallowed_methods, reason = "leaves behind what another version left behind")]
        for name in ["meta.json", "0f.idx", ".managed.json"] {
            std::fs::write(folder.path().join(name), "{}").unwrap();
        }
        drop(followed(Some(folder.path()), &Fixture::of(&TEXTS)));
        let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        assert!(left.into_iter().all(|path| path.is_dir() || path.extension().is_some_and(|kind| kind == "lock")));
    }

    #[test]
    fn the_text_of_a_deleted_document_is_in_no_pack_after_closing() {
        let folder = tempfile::tempdir().unwrap();
        let mut fixture = Fixture::of(&["老人不愿说出名字", &"他们说的话很长，留着。".repeat(40)]);
        let holds = || {
            let files = std::fs::read_dir(folder.path().join(TEXTS_FOLDER)).unwrap().map(|entry| entry.unwrap().path());
            files
                .map(|path| std::fs::read(path).unwrap())
                .any(|bytes| memchr::memmem::find(&bytes, "老人不愿说出名字".as_bytes()).is_some())
        };
        drop(followed(Some(folder.path()), &fixture));
        assert!(holds());
        let engine = followed(Some(folder.path()), &fixture);
        fixture.remove(fixture.ids[0]);
        engine.follow(Arc::new(fixture.project.clone()), Revision(2), Some([fixture.ids[0]].into()));
        engine.wait_for(Revision(2));
        drop(engine);
        assert!(!holds());
    }

    #[test]
    fn a_second_program_on_the_same_folder_keeps_its_own_index() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture::of(&TEXTS);
        let (first, second) = (followed(Some(folder.path()), &fixture), followed(Some(folder.path()), &fixture));
        assert!(holds_all(&first, &fixture.project) && holds_all(&second, &fixture.project));
    }

    #[test]
    fn a_document_with_an_endless_word_is_found_by_reading() {
        let fixture = Fixture::of(&[&format!("{}x内卷", "a".repeat(70_000)), "内卷"]);
        let engine = followed(None, &fixture);
        assert!(!holds_all(&engine, &fixture.project));
        assert_eq!(by_index(&engine, &fixture.project, "ax内卷").total, 1);
        assert_eq!(by_index(&engine, &fixture.project, "内卷").total, 2);
    }

    #[test]
    fn a_document_where_it_is_a_word_of_its_own_is_the_more_relevant() {
        let fixture = Fixture::of(&["他们不来社会化的服务", "他们不来社会上的服务"]);
        let engine = followed(None, &fixture);
        engine.wait_for_words(Revision(1));
        let options = Options { limit: 9, count: Count::All, order: By::Relevance, cancel: &GO };
        let query = Query::parse("社会").unwrap();
        let ranked = engine.search(&fixture.project, &query, options).unwrap();
        assert_eq!(ranked.documents[0], DocumentCount { document: fixture.ids[1], count: 1 });
        let read = scan_with(&fixture.project, &Cache::default(), &query, options).unwrap();
        assert_eq!(read.documents[0].document, fixture.ids[0], "reading knows no words");
    }

    #[test]
    fn a_first_page_is_the_beginning_of_the_whole_by_index_and_by_reading() {
        let texts: Vec<String> = (0..700).map(|n| format!("第{n}份，{}", "购买服务".repeat(n % 3))).collect();
        let mut fixture = Fixture::of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let engine = followed(None, &fixture);
        // Edited documents stand elsewhere in the index than in the list.
        for n in [3, 690, 65] {
            fixture.correct(fixture.ids[n], "改过：购买服务");
        }
        engine.follow(Arc::new(fixture.project.clone()), Revision(2), None);
        engine.wait_for(Revision(2));
        fixture.correct(fixture.ids[10], "还没有进索引的购买服务");
        for (query, least) in [("购买服务", 0), ("第69", 10), ("务 NOT 改", 5), ("第699份", 1), ("没有这个", 0)]
        {
            let query = Query::parse(query).unwrap();
            let all = Options { limit: usize::MAX, count: Count::All, order: By::Documents, cancel: &GO };
            let whole = engine.search(&fixture.project, &query, all).unwrap();
            assert!(whole.total >= least);
            for limit in [1, 5, 60, 300] {
                let first = Options { limit, count: Count::Listed, ..all };
                let page = engine.search(&fixture.project, &query, first).unwrap();
                let read = scan_with(&fixture.project, &Cache::default(), &query, first).unwrap();
                assert_eq!(page, read);
                assert_eq!(page.hits, whole.hits[..limit.min(whole.total)]);
                assert!(whole.documents.starts_with(&page.documents));
                assert_eq!(page.extent == Extent::Whole, page.documents.len() == whole.documents.len());
            }
        }
        let first = Options { limit: 5, count: Count::Listed, order: By::Documents, cancel: &GO };
        let page = engine.search(&fixture.project, &Query::parse("购买服务").unwrap(), first).unwrap();
        assert_eq!(page.extent, Extent::Beginning, "not everything was looked at");
    }

    /// All leftmost places of a literal in normalised characters, by trying every one.
    fn naive(project: &Project, literal: &str) -> Vec<Hit> {
        let wanted: Vec<char> = literal.chars().collect();
        let mut hits = Vec::new();
        for document in project.documents_in_order() {
            let normalised = Normalised::of(document);
            let text: Vec<char> = normalised.slice(0, normalised.char_len()).chars().collect();
            let mut at = 0;
            while at + wanted.len() <= text.len() {
                if text[at..at + wanted.len()] == wanted[..] {
                    let place: Option<Span> = normalised.original(at as u32, (at + wanted.len()) as u32);
                    hits.extend(place.map(|span| Hit { document: document.id, span }));
                    at += wanted.len();
                } else {
                    at += 1;
                }
            }
        }
        hits.dedup();
        hits
    }

    const ALPHABET: &str = "内内卷捲购買aabB1２　 ,，ﬁf\u{301}😀\n";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn index_reading_and_trying_every_place_agree(
            texts in proptest::collection::vec(text_of(ALPHABET, 60), 1..5),
            later in text_of(ALPHABET, 60),
            queries in proptest::collection::vec(text_of("内卷買aab12 ,ﬁf😀", 4), 12),
            open in proptest::collection::vec(text_of("内卷a1b?? ", 4), 6),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut fixture = Fixture::of(&texts);
            // Now in memory, now from a folder that was closed and opened again.
            let folder = tempfile::tempdir().unwrap();
            let folder = texts.len().is_multiple_of(2).then(|| {
                drop(followed(Some(folder.path()), &fixture));
                folder.path()
            });
            let engine = followed(folder, &fixture);
            fixture.import(&later);
            for literal in queries {
                let Ok(query) = Query::exact(&literal) else { continue };
                let options = Options { limit: usize::MAX, count: Count::All, order: By::Documents, cancel: &GO };
                let hits = engine.search(&fixture.project, &query, options).unwrap();
                prop_assert_eq!(&hits, &scan(&fixture.project, &query, usize::MAX), "{:?}", literal);
                prop_assert_eq!(hits.hits, naive(&fixture.project, &crate::search::normalise_query(&literal)), "{:?}", literal);
            }
            for open in open {
                let Ok(query) = Query::parse(&open) else { continue };
                let options = Options { limit: usize::MAX, count: Count::All, order: By::Documents, cancel: &GO };
                let hits = engine.search(&fixture.project, &query, options).unwrap();
                prop_assert_eq!(&hits, &scan(&fixture.project, &query, usize::MAX), "{:?}", open);
            }
        }
    }
}
