//! What is done to the dictionary and the stop words: each one change, which undo takes back.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest};
use crate::app::notices::Offer;
use crate::app::panels::save_file::{self, Made};
use crate::app::panels::words::deeds::commit;
use crate::app::picker::{Purpose, Then};
use crate::app::shell::{Shell, ShellView};
use crate::model::{Edit, Message, Project, Shelf, ShelfItem, gesture};
use crate::search::words::Lexicon;

/// Stands in an entry where a word is to be parted.
pub const CUT: char = '|';
/// No file of words is larger than this, in bytes.
const LARGEST_FILE: usize = 8_000_000;

/// What an entry says, without its bars: `中国|社会` speaks of 中国社会.
fn whole_of(entry: &str) -> String {
    entry.chars().filter(|c| !matches!(c, '|' | '｜')).collect()
}

/// Adds an entry. What the dictionary said of the same characters before is taken out.
fn put_entry(project: &Project, entry: &str) -> Vec<Edit> {
    let item = ShelfItem::new(Shelf::Word, entry, "");
    let speaks_of = whole_of(&item.name).to_lowercase();
    let others = project.shelf(Shelf::Word).filter(|other| other.id() != item.id());
    let others = others.filter(|other| whole_of(&other.name).to_lowercase() == speaks_of);
    let mut edits: Vec<Edit> = others.map(|other| Edit::RemoveItem(other.id())).collect();
    edits.extend(gesture::put_on_shelf(project, item));
    edits
}

/// Makes one word of what was several.
pub fn join(view: &ShellView, word: &str, actions: &mut Actions) {
    commit(Message::new("words.label.add").with("word", word), put_entry(&view.project, word), actions);
}

/// Parts a word in two. One that is one word only because the dictionary says so is taken out of it.
pub fn part(view: &ShellView, left: &str, right: &str, actions: &mut Actions) {
    let label = Message::new("words.label.part").with("left", left).with("right", right);
    let edits = put_entry(&view.project, &format!("{left}{CUT}{right}"));
    commit(label, edits, actions);
}

/// Adds words, as many as there are; those that the dictionary has stay as they are.
pub fn add(view: &ShellView, words: &[String], actions: &mut Actions) {
    let (label, edits) = adding(&view.project, words);
    commit(label, edits, actions);
}

/// What adding words changes, and what that is called.
#[must_use]
pub fn adding(project: &Project, words: &[String]) -> (Message, Vec<Edit>) {
    let label = match words {
        [word] => Message::new("words.label.add").with("word", word),
        _ => Message::new("words.label.add_many").with("count", words.len()),
    };
    (label, words.iter().flat_map(|word| put_entry(project, word)).collect())
}

/// Takes a word out.
pub fn remove(view: &ShellView, word: &str, actions: &mut Actions) {
    let label = Message::new("words.label.remove").with("word", word);
    commit(label, gesture::take_off_shelf(&view.project, Shelf::Word, word), actions);
}

/// Whether a word is left out of lists from now on.
pub fn switch_stop_word(view: &ShellView, word: &str, is_bundled: bool, stops: bool, actions: &mut Actions) {
    let label = Message::new(if stops { "words.label.stop" } else { "words.label.unstop" }).with("word", word);
    let edits = match (is_bundled, stops) {
        (true, false) => {
            gesture::put_on_shelf(&view.project, ShelfItem::new(Shelf::StopWord, word, ShelfItem::TAKEN_OFF))
        }
        (false, true) => gesture::put_on_shelf(&view.project, ShelfItem::new(Shelf::StopWord, word, "")),
        (true, true) | (false, false) => gesture::take_off_shelf(&view.project, Shelf::StopWord, word),
    };
    commit(label, edits, actions);
}

/// The words of a text, one a line: without white space around them, none twice, nothing that is no word. A line of a
/// dictionary of jieba's, with a frequency and a part of speech, gives its word.
#[must_use]
pub fn words_in(text: &str) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let lines = text.trim_start_matches('\u{FEFF}').lines().filter(|line| !line.trim_start().starts_with('#'));
    let word = |line: &str| {
        let mut pieces = line.split_whitespace();
        let first = pieces.next()?;
        let line = if pieces.next().is_some_and(|next| next.parse::<u64>().is_ok()) { first } else { line };
        let name = Shelf::Word.tidy(line);
        let fits = name.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some()
            && name.chars().count() <= ShelfItem::LONGEST_NAME;
        (fits && seen.insert(name.to_lowercase())).then_some(name)
    };
    lines.filter_map(word).collect()
}

/// Asks for a file of words and adds them.
pub fn import(actions: &mut Actions) {
    let then = Then::new(read);
    actions.push(Action::Pick(Purpose::ReadFile {
        title: "words.import_words",
        endings: vec!["txt", "dic", "csv"],
        then,
    }));
}

fn read(shell: &mut Shell, path: PathBuf) {
    let fs = Arc::clone(&shell.environment().fs);
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let label = Message::new("report.job_read").with("name", &name);
    shell.jobs.start(JobRequest::new(JobKind::Exchange, label, move |_| {
        let read = fs
            .read(&path)
            .map_err(|error| Message::new("report.not_read").with("path", path.display()).with("reason", error));
        let words = read.and_then(|bytes| {
            let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= LARGEST_FILE);
            text.map(|text| words_in(&text)).ok_or_else(|| Message::new("words.not_text").with("name", &name))
        });
        let then: Continuation<Shell> = Box::new(move |shell| match words {
            Err(problem) => shell.notices.problem(problem),
            Ok(words) => {
                let Some(session) = shell.session() else { return };
                let (label, edits) = adding(session.project(), &words);
                if edits.is_empty() {
                    shell.notices.tell(Message::new("words.nothing_new").with("name", name), Offer::Nothing, 0);
                } else {
                    shell.commit_and_tell(label, edits);
                }
            }
        });
        then
    }));
}

/// Writes the dictionary as a text file.
pub fn export_words(view: &ShellView, actions: &mut Actions) {
    let words: Vec<String> = view.project.shelf(Shelf::Word).map(|item| item.name.clone()).collect();
    export(view, "words.own", words, actions);
}

/// Writes the words that are left out as a text file.
pub fn export_stop_words(view: &ShellView, actions: &mut Actions) {
    let words = Lexicon::of(&view.project).stop_words().map(str::to_owned).collect();
    export(view, "words.stop_words", words, actions);
}

fn export(view: &ShellView, what: &'static str, words: Vec<String>, actions: &mut Actions) {
    let name = save_file::name(view, view.text(what));
    save_file::ask(actions, "words.save_title", &name, "txt", move |_| {
        Ok(Made::whole((words.join("\n") + "\n").into_bytes()))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, ProjectId, Timestamp, apply_all};

    #[test]
    fn words_of_a_file_are_taken_one_a_line_with_or_without_the_columns_of_a_dictionary() {
        let text = "\u{FEFF}社会组织\n# 备注\n 枢纽型社会组织 10 n\n\n社会组织\n政\nsocial work\n中国|社会\n";
        assert_eq!(words_in(text), ["社会组织", "枢纽型社会组织", "social work", "中国|社会"]);
    }

    #[test]
    fn the_dictionary_says_one_thing_of_the_same_characters() {
        let mut project = Project::new(ProjectId::new(&mut CountingMint::default()), "样例", Timestamp(0));
        let names = |project: &Project| project.shelf(Shelf::Word).map(|item| item.name.clone()).collect::<Vec<_>>();
        for (entry, after) in [("中国社会", "中国社会"), ("中国|社会", "中国|社会"), ("中|国|社会", "中|国|社会")]
        {
            let edits = put_entry(&project, entry);
            apply_all(&mut project, &edits).unwrap();
            assert_eq!(names(&project), [after]);
        }
        assert_eq!(put_entry(&project, "中|国|社会"), []);
    }
}
