//! What a query is put to: texts, memos or definitions. The choice writes `in:memo` into the query and takes it
//! out again, so that what is saved and what is typed are the same.

use egui::Ui;

use super::SearchView;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::i18n::Language;
use crate::search::{Field, Filter, Node, Operators, Query, Target};

/// The choices in their order.
const CHOICES: [(Target, &str); 4] = [
    (Target::Texts, "query.scope_texts"),
    (Target::Memos, "query.scope_memos"),
    (Target::Definitions, "query.scope_definitions"),
    (Target::Notes, "query.scope_notes"),
];

/// Draws it.
pub fn scope_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let text = state.query.get();
    let before = lit(text, state.scope);
    let mut chosen = before;
    let options = CHOICES.map(|(target, id)| (target, view.text(id)));
    if parts::segments_ui(ui, &options, &mut chosen) {
        let text = with_target(text, chosen, view.language);
        state.look_for(&text);
        state.take_keyboard();
        ui.ctx().request_repaint();
    }
    state.scope = chosen;
}

/// What a text in the field is put to. While a query is unfinished, what the one before it was put to; an empty field
/// is put to texts, for that is where the next words go.
fn lit(text: &str, before: Target) -> Target {
    if text.trim().is_empty() { Target::Texts } else { Query::parse(text).map_or(before, |query| query.target()) }
}

/// The same query, put to something else. What was typed stays as it was typed.
#[must_use]
pub fn with_target(text: &str, target: Target, language: Language) -> String {
    let mut rest: Vec<char> = text.chars().collect();
    // The filter on its own is a mistake where nothing stands beside it, but it can be read.
    if let Ok(query) = Query::parse(text) {
        let mut filters: Vec<&Filter> =
            query.root.filters().into_iter().filter(|filter| filter.field == Field::In).collect();
        filters.sort_by_key(|filter| std::cmp::Reverse(filter.at.start));
        for filter in filters {
            let (from, to) = (filter.at.start as usize, (filter.at.end as usize).min(rest.len()));
            rest.drain(from..to);
            let is_gap = |at: usize| rest.get(at).is_some_and(|c| c.is_whitespace());
            if from > 0 && is_gap(from - 1) && is_gap(from) {
                rest.remove(from);
            }
        }
    }
    let rest: String = rest.into_iter().collect();
    let rest = without_loose_operators(rest.trim());
    if target == Target::Texts {
        return rest;
    }
    let operators = super::builder::operators(language);
    let names = Target::NAMES.iter().find(|(of, _)| *of == target).map_or(&[] as &[&str], |(_, names)| names);
    let place = usize::from(operators == Operators::Chinese);
    let value = names.get(place).or(names.first()).copied().unwrap_or_default().to_owned();
    let filter = Node::Filter(Filter { field: Field::In, value, at: 0..0 }).print_with(operators);
    if rest.is_empty() {
        return format!("{filter} ");
    }
    let beside = format!("{rest} {filter}");
    // Of 甲 OR 乙 the filter would belong to 乙 alone, which is a mistake.
    let in_brackets = format!("({rest}) {filter}");
    let is_read = |text: &str| Query::parse(text).is_ok();
    if is_read(&rest) && !is_read(&beside) && is_read(&in_brackets) { in_brackets } else { beside }
}

/// `政府 AND in:memo` without its filter ends in an operator that has lost its other side.
fn without_loose_operators(text: &str) -> String {
    let is_and = |word: &str| matches!(word, "AND" | "且");
    let mut words: Vec<&str> = text.split(' ').collect();
    while words.last().is_some_and(|word| word.is_empty() || is_and(word)) {
        words.pop();
    }
    while words.first().is_some_and(|word| word.is_empty() || is_and(word)) {
        words.remove(0);
    }
    // In the middle two meet.
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        let last = kept.iter().rev().find(|word| !word.is_empty());
        if !(is_and(word) && last.is_some_and(|last| is_and(last))) {
            kept.push(word);
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_written_into_the_query_and_taken_out_again() {
        let put = |text, target| with_target(text, target, Language::English);
        assert_eq!(put("合谋   -政府", Target::Memos), "合谋   -政府 in:memo");
        assert_eq!(put("合谋   -政府 in:memo", Target::Definitions), "合谋   -政府 in:definition");
        assert_eq!(put("in:definition 合谋", Target::Texts), "合谋");
        assert_eq!(put("合谋 AND in:memo AND 政府", Target::Texts), "合谋 AND 政府");
        assert_eq!(put("合谋 AND in:memo", Target::Texts), "合谋");
        assert_eq!(put("合谋 OR 政府", Target::Memos), "(合谋 OR 政府) in:memo");
        assert_eq!(with_target("合谋", Target::Memos, Language::Chinese), "合谋 范围:备忘");
        for target in [Target::Memos, Target::Definitions, Target::Notes] {
            let text = with_target("合谋", target, Language::Chinese);
            assert_eq!(Query::parse(&text).unwrap().target(), target, "{text}");
        }
    }

    #[test]
    fn before_anything_is_typed_the_choice_stands_there_already() {
        assert_eq!(with_target("", Target::Memos, Language::English), "in:memo ");
        assert_eq!(with_target("in:memo ", Target::Texts, Language::English), "");
    }

    #[test]
    fn what_is_lit_is_what_the_next_words_are_put_to() {
        assert_eq!(lit(" ", Target::Memos), Target::Texts);
        assert_eq!(lit("in:memo ", Target::Texts), Target::Memos);
        assert_eq!(lit("合谋 in:memo AND", Target::Memos), Target::Memos, "not yet finished");
        assert_eq!(lit("合谋", Target::Memos), Target::Texts);
    }

    #[test]
    fn a_query_with_a_mistake_keeps_every_character() {
        assert_eq!(with_target("合谋 AND (", Target::Memos, Language::English), "合谋 AND ( in:memo");
    }
}
