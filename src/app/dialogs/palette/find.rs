//! What of the project and the program fits the words in the palette: pure, and at once.

use std::cmp::Reverse;

use super::kind::Kind;
use super::{Found, Recalled};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{Item, Mark, Section};
use crate::app::finding::{self, lit};
use crate::app::shell::ShellView;
use crate::i18n::Language;
use crate::model::{Case, Code, Document, Message, Shelf, ShelfItem};

/// At most this many of each kind while all kinds are shown.
const FEW: usize = 6;
/// At most this many of the one kind that is asked for.
const MANY: usize = 200;
/// At most so many that were used lately.
const RECENT: usize = 6;

/// How many of a kind are shown.
pub(super) fn most(only: Option<Kind>) -> usize {
    if only.is_some() { MANY } else { FEW }
}

/// What fits, kind by kind; with nothing typed what was used lately comes first.
pub(super) fn find(ctx: &egui::Context, shell: &ShellView, only: Option<Kind>, words: &str) -> Vec<Section<Found>> {
    let mut sections = Vec::new();
    if only.is_none() && words.is_empty() {
        let recent = shell.desk.recent.iter().filter_map(|recalled| recalled_item(ctx, shell, recalled));
        let items: Vec<_> = recent.take(RECENT).collect();
        if !items.is_empty() {
            let name = shell.text("palette.recent").to_owned();
            sections.push(Section { name, items, more: None });
        }
    }
    for kind in Kind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)) {
        let most = most(only);
        let (items, count) = match kind {
            Kind::Document => {
                let found = finding::documents(shell, words);
                (found.iter().take(most).map(|document| document_item(document, words)).collect(), found.len())
            }
            Kind::Code => {
                let found = finding::codes(shell, words);
                (found.iter().take(most).map(|code| code_item(shell, code, words)).collect(), found.len())
            }
            Kind::Case => {
                let found = best(shell.project.cases().map(|case| &**case), words, |case| case.name.clone());
                (found.iter().take(most).map(|case| case_item(shell, case, words)).collect(), found.len())
            }
            Kind::Search => {
                let found = best(shell.project.shelf(Shelf::Search), words, |item| item.name.clone());
                (found.iter().take(most).map(|item| search_item(item, words)).collect(), found.len())
            }
            Kind::Command => {
                let mut found = commands(shell, words, |command| command.possible(&shell.situation));
                if only.is_some() && !words.is_empty() {
                    // Whoever looks for a command by its name is told what it still needs.
                    found.extend(commands(shell, words, |command| command.missing(&shell.situation).is_some()));
                }
                let items = found.iter().take(most.max(FEW + 2));
                (items.map(|command| command_item(ctx, shell, *command, words)).collect(), found.len())
            }
            Kind::Memo | Kind::Passage => (Vec::new(), 0),
        };
        push(&mut sections, shell.language, kind, items, count);
    }
    sections
}

/// A section, where there is anything in it.
pub(super) fn push(
    sections: &mut Vec<Section<Found>>,
    language: Language,
    kind: Kind,
    items: Vec<Item<Found>>,
    count: usize,
) {
    if items.is_empty() {
        return;
    }
    let more = count.saturating_sub(items.len());
    let sign = kind.signs().first().copied().unwrap_or(' ');
    let said = Message::new("palette.more").with("count", more).with("sign", sign);
    sections.push(Section {
        name: kind.name(language).to_owned(),
        items,
        more: (more > 0).then(|| language.say(&said)),
    });
}

fn best<'a, T: ?Sized>(all: impl Iterator<Item = &'a T>, words: &str, name: impl Fn(&T) -> String) -> Vec<&'a T> {
    let mut found: Vec<(Reverse<i32>, String, &T)> = all
        .filter_map(|one| {
            let name = name(one);
            Some((Reverse(finding::fit(&name, words)?), name, one))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.into_iter().map(|(.., one)| one).collect()
}

/// Commands that are possible now and fit by their name, or by their name in the other language: who knows the
/// word from elsewhere finds it here too. They stand in the order of the menu where they fit alike.
fn commands(shell: &ShellView, words: &str, wanted: impl Fn(UiCommand) -> bool) -> Vec<UiCommand> {
    let fits = |command: UiCommand| {
        let name = |language: Language| finding::fit(&command.name(language), words);
        let others = Language::ALL.into_iter().filter(|language| *language != shell.language);
        let other = others.filter_map(name).max().map(|score| score - 1_000);
        name(shell.language).or(other)
    };
    let wanted = UiCommand::all().filter(|command| *command != UiCommand::FindAnything && wanted(*command));
    let mut found: Vec<_> = wanted.filter_map(|command| Some((Reverse(fits(command)?), command))).collect();
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().map(|(_, command)| command).collect()
}

/// What was used lately, as it is called now; `None` where it is gone.
fn recalled_item(ctx: &egui::Context, shell: &ShellView, recalled: &Recalled) -> Option<Item<Found>> {
    let project = &shell.project;
    Some(match recalled {
        Recalled::Document(id) => document_item(project.document(*id)?, ""),
        Recalled::Code(id) => code_item(shell, project.code(*id).filter(|code| code.alias_of.is_none())?, ""),
        Recalled::Case(id) => case_item(shell, project.case(*id)?, ""),
        Recalled::Search(name) => search_item(project.shelf(Shelf::Search).find(|item| item.name == *name)?, ""),
        Recalled::Command(id) => {
            let command = UiCommand::of_id(id).filter(|command| command.possible(&shell.situation))?;
            command_item(ctx, shell, command, "")
        }
    })
}

fn document_item(document: &Document, words: &str) -> Item<Found> {
    Item {
        value: Found::Recalled(Recalled::Document(document.id)),
        mark: Mark::Icon(Kind::Document.icon()),
        lit: lit(&document.title, words),
        title: document.title.clone(),
        place: document.groups.iter().cloned().collect::<Vec<_>>().join("  "),
        keys: String::new(),
    }
}

fn code_item(shell: &ShellView, code: &Code, words: &str) -> Item<Found> {
    let pin = shell.desk.pins.iter().position(|pin| *pin == Some(code.id));
    Item {
        value: Found::Recalled(Recalled::Code(code.id)),
        mark: Mark::Dot(code.colour),
        lit: lit(&code.name, words),
        title: code.name.clone(),
        place: finding::code_detail(shell, code.id),
        keys: pin.map_or(String::new(), |pin| shell.say(&Message::new("palette.pin").with("key", pin + 1))),
    }
}

fn case_item(shell: &ShellView, case: &Case, words: &str) -> Item<Found> {
    let values = case.attributes.iter().take(3).map(|(_, value)| value.as_str());
    let known = values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" · ");
    let members = Message::new("palette.case_members").with("count", case.members_in(&shell.project).count());
    Item {
        value: Found::Recalled(Recalled::Case(case.id)),
        mark: Mark::Icon(Kind::Case.icon()),
        lit: lit(&case.name, words),
        title: case.name.clone(),
        place: if known.is_empty() { shell.say(&members) } else { known },
        keys: String::new(),
    }
}

fn search_item(item: &ShelfItem, words: &str) -> Item<Found> {
    Item {
        value: Found::Recalled(Recalled::Search(item.name.clone())),
        mark: Mark::Icon(Kind::Search.icon()),
        lit: lit(&item.name, words),
        title: item.name.clone(),
        place: item.value.replace('\n', " "),
        keys: String::new(),
    }
}

/// A command with its group, or with what it needs where it is not possible now.
fn command_item(ctx: &egui::Context, shell: &ShellView, command: UiCommand, words: &str) -> Item<Found> {
    let language = shell.language;
    let title = command.name(language);
    let keys = command.keys(ctx).unwrap_or_default();
    let place = match command.missing(&shell.situation) {
        Some(missing) => shell.say(&Message::new(missing).with("keys", &keys)),
        None => command.group().name(language).to_owned(),
    };
    Item {
        value: Found::Recalled(Recalled::Command(command.id().to_owned())),
        mark: Mark::Icon(Kind::Command.icon()),
        lit: lit(&title, words),
        title,
        place,
        keys,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_matched_is_set_off_also_by_its_initials() {
        let text = |name: &'static str, words| lit(name, words).into_iter().map(|at| &name[at]).collect::<Vec<_>>();
        assert_eq!(text("反内卷化", "nj"), ["内卷"]);
        assert_eq!(text("访谈 03", "访03"), ["访", "03"]);
        assert_eq!(text("合谋", ""), Vec::<&str>::new());
        assert_eq!(text("合谋", "nj"), Vec::<&str>::new());
    }
}
