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
use crate::search::normalise_query;
use crate::search::words::Lexicon;
use crate::session::shelf::{self, Listing};

/// Stands in an entry where a word is to be parted.
pub const CUT: char = '|';
/// No file of words is larger than this, in bytes.
const LARGEST_FILE: usize = 8_000_000;

/// Makes one word of what was several.
pub fn join(view: &ShellView, word: &str, actions: &mut Actions) {
    add(view, &[word.to_owned()], actions);
}

/// Parts a word in two. One that is one word only because the dictionary says so is taken out of it.
pub fn part(view: &ShellView, left: &str, right: &str, actions: &mut Actions) {
    let label = Message::new("words.label.part").with("left", left).with("right", right);
    let edits = shelf::entry_edits(&view.project, [format!("{left}{CUT}{right}").as_str()]);
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
    let items: Vec<ShelfItem> = words.iter().map(|word| ShelfItem::new(Shelf::Word, word, "")).collect();
    (shelf::putting(&items), shelf::entry_edits(project, words.iter().map(String::as_str)))
}

/// Takes a word out.
pub fn remove(view: &ShellView, word: &str, actions: &mut Actions) {
    let edits = gesture::take_off_shelf(&view.project, Shelf::Word, word);
    commit(shelf::taking_off(Shelf::Word, &[word]), edits, actions);
}

/// Leaves words out of lists from now on, or lists them again.
pub fn switch_stop_words(view: &ShellView, words: &[&str], listing: Listing, actions: &mut Actions) {
    let edits = shelf::stop_word_edits(&view.project, words.iter().map(|word| (*word, listing)));
    commit(shelf::switching(words, listing), edits, actions);
}

/// Leaves a word out of lists from now on, or says that it is already.
pub fn add_stop_word(view: &ShellView, word: &str, actions: &mut Actions) {
    if Lexicon::of(&view.project).is_stop_word(&normalise_query(word)) {
        let told = Message::new("words.known_stop_word").with("word", word);
        actions.push(Action::With(Box::new(move |shell| shell.notices.tell(told, Offer::Nothing, 0))));
    } else {
        switch_stop_words(view, &[word], Listing::LeftOut, actions);
    }
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
            text.map(|text| shelf::words_in(&text).0).ok_or_else(|| Message::new("words.not_text").with("name", &name))
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
