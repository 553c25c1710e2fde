//! Other programs on the same texts, where they are installed: `rg` over files, `SQLite`'s `FTS5` with trigrams.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tianye::model::Project;

use super::{Figures, measure, said};

/// Texts for `SQLite`, at most: its index is two and a half times as large and takes long to build.
const SQLITE_BYTES: usize = 100_000_000;

/// The texts as files in a temporary folder, gone when this is dropped.
pub struct Beside {
    root: tempfile::TempDir,
    sqlite: Option<f64>,
}

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Beside {
    /// Writes the texts.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("texts");
        std::fs::create_dir(&folder).expect("a folder");
        for (n, document) in project.documents_in_order().into_iter().enumerate() {
            let mut file =
                std::fs::File::options().create_new(true).write(true).open(folder.join(format!("{n:06}.txt")));
            let file = file.as_mut().expect("a new file");
            file.write_all(document.text.as_str().as_bytes()).expect("written");
        }
        let mut beside = Self { root, sqlite: None };
        if installed("sqlite3") {
            beside.sqlite = Some(beside.fill_sqlite(project));
        }
        beside
    }

    fn database(&self) -> PathBuf {
        self.root.path().join("texts.sqlite")
    }

    fn ask_sqlite(&self, sql: &str) -> usize {
        let answer = Command::new("sqlite3").arg(self.database()).arg(sql).output().expect("sqlite3 runs");
        String::from_utf8_lossy(&answer.stdout).trim().parse().unwrap_or(0)
    }

    /// How much of the corpus it holds.
    fn fill_sqlite(&self, project: &Project) -> f64 {
        let begun = Instant::now();
        let mut child =
            Command::new("sqlite3").arg(self.database()).stdin(Stdio::piped()).spawn().expect("sqlite3 runs");
        let mut sql = std::io::BufWriter::new(child.stdin.take().expect("a pipe"));
        let start = "pragma journal_mode=off; pragma synchronous=off; create virtual table t using fts5(body, tokenize='trigram'); begin;";
        writeln!(sql, "{start}").expect("written");
        let (mut bytes, mut all) = (0, 0);
        for document in project.documents_in_order() {
            let text = document.text.as_str();
            all += text.len();
            if bytes < SQLITE_BYTES {
                bytes += text.len();
                writeln!(sql, "insert into t values('{}');", text.replace('\'', "''")).expect("written");
            }
        }
        writeln!(sql, "commit;").expect("written");
        drop(sql);
        child.wait().expect("sqlite3 ends");
        let disk = std::fs::metadata(self.database()).map_or(0, |data| data.len());
        println!(
            "  SQLite FTS5 trigram: {:.0} MB in {} ({:.1} MB/s), {:.2} of the text on disk",
            bytes as f64 / 1e6,
            said(begun.elapsed()),
            bytes as f64 / 1e6 / begun.elapsed().as_secs_f64(),
            disk as f64 / bytes as f64
        );
        bytes as f64 / all as f64
    }

    /// All hits of a literal by the others, beside ours.
    pub fn print(&self, literal: &str, ours: &Figures) {
        let ratio = |taken: Duration| taken.as_secs_f64() / ours.median().as_secs_f64().max(1e-9);
        if installed("rg") {
            let folder = self.root.path().join("texts");
            let run =
                || Command::new("rg").args(["--count-matches", "-F", literal]).arg(&folder).output().expect("rg runs");
            let taken = measure(3, run).median();
            println!("    ripgrep, as typed, warm: {} ({:.1} x ours)", said(taken), ratio(taken));
        }
        if let Some(share) = self.sqlite {
            let quoted = literal.replace('\'', "''");
            let sql = if literal.chars().count() < 3 {
                // Trigrams know nothing of fewer characters than three.
                format!("select count(*) from t where instr(body, '{quoted}') > 0")
            } else {
                format!("select count(*) from t where t match '\"{quoted}\"'")
            };
            let bare = measure(3, || self.ask_sqlite("select 1")).median();
            let taken = measure(3, || self.ask_sqlite(&sql)).median().saturating_sub(bare);
            println!(
                "    SQLite, documents only, {:.0} % of the texts: {} ({:.1} x ours on all of them)",
                share * 100.0,
                said(taken),
                ratio(taken)
            );
        }
    }
}
