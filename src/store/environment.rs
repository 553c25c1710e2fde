//! What the store needs of the world: a file system, a clock, ids, and where data are kept outside projects.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use uuid::Uuid;

use super::fs::{Fs, RealFs};
use super::memory_fs::MemoryFs;
use crate::model::{Mint, Timestamp};

/// The folder of the search index in a project's folder of the cache: `search` keeps it, the check looks at it.
pub const SEARCH_INDEX: &str = "search-index";

/// The world as the program meets it; tests hand in another one.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Where files live.
    pub fs: Arc<dyn Fs>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Kept over restarts: recent projects, view state, locks, this installation's id. May be deleted.
    pub data_dir: PathBuf,
    /// Made again at will: search indexes.
    pub cache_dir: PathBuf,
}

impl Environment {
    /// The real one: the disk, the system's clock, the user's data and cache folders.
    ///
    /// # Errors
    /// Where the system names no home folder.
    pub fn of_system() -> std::io::Result<Self> {
        use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
        let strategy = choose_base_strategy().map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self {
            fs: Arc::new(RealFs),
            clock: Arc::new(SystemClock),
            data_dir: strategy.data_dir().join("tianye"),
            cache_dir: strategy.cache_dir().join("tianye"),
        })
    }

    /// One in memory, at a fixed time that moves one second at each look.
    #[must_use]
    pub fn in_memory() -> (Self, MemoryFs) {
        let fs = MemoryFs::new();
        let environment = Self {
            fs: Arc::new(fs.clone()),
            clock: Arc::new(SteppingClock::default()),
            data_dir: PathBuf::from("/data"),
            cache_dir: PathBuf::from("/cache"),
        };
        (environment, fs)
    }
}

/// What time it is.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the program asks the clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock for tests: begins on 2026-01-01 and goes on one second at each look.
#[derive(Debug, Default)]
pub struct SteppingClock {
    seconds: AtomicI64,
}

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_767_225_600_000 + 1_000 * self.seconds.fetch_add(1, Ordering::Relaxed))
    }
}

/// Mints `UUIDv7` ids by clock and randomness: the only place where ids come from in a running program.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemMint;

impl Mint for SystemMint {
    fn mint(&mut self) -> Uuid {
        Uuid::now_v7()
    }
}
