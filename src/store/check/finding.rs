//! One thing that a check has to say: how bad, about what, what is wrong, what is safe, what to do.

use std::path::{Path, PathBuf};

use crate::model::Message;
use crate::store::layout::Layout;
use crate::store::read_files::{Trouble, What, Whose};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something that was saved may be missing, or the project can only be read.
    Damage,
    /// Nothing is lost, and somebody should look at it.
    Notable,
    /// Harmless.
    Note,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::Damage, Self::Notable, Self::Note];

    /// As programs read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::Notable => "notable",
            Self::Note => "note",
        }
    }

    /// As a heading.
    #[must_use]
    pub fn heading(self) -> Message {
        Message::new(match self {
            Self::Damage => "inspect.damage",
            Self::Notable => "inspect.notable",
            Self::Note => "inspect.note",
        })
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about, inside the project's folder or outside.
    pub path: PathBuf,
    /// What is wrong.
    pub what: Message,
    /// What is safe all the same.
    pub safe: Message,
    /// What to do.
    pub todo: Message,
}

impl Finding {
    /// One about a path, its texts named by their ids.
    #[must_use]
    pub fn new(severity: Severity, path: &Path, what: Message, safe: &'static str, todo: &'static str) -> Self {
        Self { severity, path: path.to_owned(), what, safe: Message::new(safe), todo: Message::new(todo) }
    }

    /// A harmless one.
    #[must_use]
    pub fn note(path: &Path, what: Message) -> Self {
        Self::new(Severity::Note, path, what, "inspect.safe_all", "inspect.todo_nothing")
    }

    /// What opening found wrong with a file.
    #[must_use]
    pub fn of_trouble(trouble: &Trouble, layout: &Layout) -> Self {
        let is_text = trouble.path.starts_with(layout.documents_folder())
            && trouble.path.extension().is_some_and(|extension| extension == "txt");
        let (severity, safe, todo) = match (trouble.whose, trouble.what) {
            (_, What::Newer) => (Severity::Damage, "inspect.safe_kept", "inspect.todo_newer_program"),
            (Whose::Ours, _) if is_text => (Severity::Damage, "inspect.safe_codings", "inspect.todo_text"),
            (Whose::Ours, _) => (Severity::Damage, "inspect.safe_kept", "inspect.todo_repair"),
            (Whose::Theirs, What::OfAnotherProject) => {
                (Severity::Notable, "inspect.safe_own", "inspect.todo_move_away")
            }
            (Whose::Theirs, _) => (Severity::Notable, "inspect.safe_own", "inspect.todo_wait_for_others"),
        };
        Self::new(severity, &trouble.path, trouble.told.clone(), safe, todo)
    }

    /// What opening said that is no trouble with a file.
    #[must_use]
    pub fn of_message(message: &Message, layout: &Layout) -> Self {
        let (severity, safe, todo) = match &*message.id {
            "store.torn" | "store.line_ends" => (Severity::Note, "inspect.safe_all", "inspect.todo_nothing"),
            "store.edited_by_hand" | "store.stray" | "store.move_skipped" | "store.said_twice" => {
                (Severity::Notable, "inspect.safe_taken", "inspect.todo_open_once")
            }
            "store.text_given_up" => (Severity::Notable, "inspect.safe_codings", "inspect.todo_put_text_back"),
            "check.other_text" => (Severity::Notable, "inspect.safe_kept", "inspect.todo_code_again"),
            "check.case_passage" => (Severity::Notable, "inspect.safe_kept", "inspect.todo_case_passage"),
            _ => (Severity::Notable, "inspect.safe_kept", "inspect.todo_repair"),
        };
        let file = message.args.iter().find(|(name, _)| name == "file").map(|(_, value)| layout.root().join(value));
        let path = file.unwrap_or_else(|| layout.root().to_owned());
        Self::new(severity, &path, message.clone(), safe, todo)
    }

    /// Its lines as people read them: where, unless that is said; what; what is safe, unless that is said
    /// or goes without saying; what to do, where anything is.
    #[must_use]
    pub fn lines(&self, folder: &Path) -> Lines<'_> {
        let name = self.name(folder);
        let is_said = self.what.args.iter().any(|(_, value)| value.contains(&name));
        // What opening says of a file says what is safe too.
        let says_safe = self.what.id.starts_with("store.") || self.severity == Severity::Note;
        Lines {
            path: (!is_said).then_some(name),
            what: &self.what,
            safe: (!says_safe).then_some(&self.safe),
            todo: (self.todo.id != "inspect.todo_nothing").then_some(&self.todo),
        }
    }

    /// Its path as people read it: inside the project's folder without the folder.
    #[must_use]
    pub fn name(&self, folder: &Path) -> String {
        let inside = self.path.strip_prefix(folder).ok().filter(|inside| !inside.as_os_str().is_empty());
        inside.unwrap_or(&self.path).display().to_string()
    }
}

/// A finding as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<'a> {
    /// Where.
    pub path: Option<String>,
    /// What is wrong.
    pub what: &'a Message,
    /// What is safe.
    pub safe: Option<&'a Message>,
    /// What to do.
    pub todo: Option<&'a Message>,
}

/// Sorts findings, the worst first, and says each once.
#[must_use]
pub fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.path.clone(), finding.what.clone())));
    findings.sort_by(|a, b| (a.severity, &a.path).cmp(&(b.severity, &b.path)));
    findings
}
