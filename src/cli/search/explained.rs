//! `tianye search --explain`: what a query means, in words, and as it would be written with every bracket it needs.

use clap::ArgMatches;
use serde::Serialize;

use super::asked::Asked;
use super::written::{self, Format};
use crate::cli::outcome::Failure;
use crate::cli::{Context, files};
use crate::i18n::Language;
use crate::model::Message;
use crate::search::{Field, Filter, Near, NearOrder, Node, Operators, Reach, Scope, Target, Term, Wording};

/// The answer for programs; keys stay.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    /// The same in English operators.
    english: String,
    /// The same in Chinese operators.
    chinese: String,
    /// A line each, indented by two blanks a level.
    words: Vec<String>,
    tree: &'a Node,
}

/// Writes what a query means.
pub fn tell(context: &mut Context, matches: &ArgMatches, asked: &Asked, format: Format) -> Result<(), Failure> {
    let language = context.console.language;
    let root = &asked.query.root;
    let mut words = vec![language.text(target(asked.query.target())).to_owned()];
    describe(root, language, 1, &mut words);
    let bytes = if format == Format::Json {
        let [english, chinese] = [Operators::English, Operators::Chinese].map(|operators| root.print_with(operators));
        files::json_bytes(&Answer { query: &asked.text, english, chinese, words, tree: root })?
    } else {
        let operators = if language == Language::Chinese { Operators::Chinese } else { Operators::English };
        format!("{}\n\n{}\n", root.print_with(operators), words.join("\n")).into_bytes()
    };
    written::write(context, matches, &bytes)
}

fn target(target: Target) -> &'static str {
    match target {
        Target::Texts => "cli.explain.texts",
        Target::Memos => "cli.explain.memos",
        Target::Definitions => "cli.explain.definitions",
        Target::Notes => "cli.explain.notes",
    }
}

/// A node and what is below it, a line each.
fn describe(node: &Node, language: Language, depth: usize, lines: &mut Vec<String>) {
    let mut line = |message: &Message| lines.push(format!("{}{}", "  ".repeat(depth), language.say(message)));
    match node {
        Node::Term(own) => line(&term(own)),
        // Said by the first line.
        Node::Filter(Filter { field: Field::In, .. }) => {}
        Node::Filter(own) => line(&filter(own)),
        Node::All(parts) => {
            line(&Message::new("cli.explain.all"));
            for part in parts {
                describe(part, language, depth + 1, lines);
            }
        }
        Node::Any(parts) => {
            line(&Message::new("cli.explain.any"));
            for part in parts {
                describe(part, language, depth + 1, lines);
            }
        }
        Node::Not(part) => {
            line(&Message::new("cli.explain.not"));
            describe(part, language, depth + 1, lines);
        }
        Node::Near(Near { left, right, order, reach, .. }) => {
            line(&nearness(*order, *reach));
            describe(left, language, depth + 1, lines);
            describe(right, language, depth + 1, lines);
        }
    }
}

fn nearness(order: NearOrder, reach: Reach) -> Message {
    let id = match (order, reach) {
        (NearOrder::Either, Reach::Characters(_)) => "cli.explain.near",
        (NearOrder::Before, Reach::Characters(_)) => "cli.explain.before",
        (NearOrder::Either, Reach::Within(Scope::Sentence)) => "cli.explain.near_sentence",
        (NearOrder::Before, Reach::Within(Scope::Sentence)) => "cli.explain.before_sentence",
        (NearOrder::Either, Reach::Within(Scope::Paragraph)) => "cli.explain.near_paragraph",
        (NearOrder::Before, Reach::Within(Scope::Paragraph)) => "cli.explain.before_paragraph",
        (NearOrder::Either, Reach::Within(Scope::Turn)) => "cli.explain.near_turn",
        (NearOrder::Before, Reach::Within(Scope::Turn)) => "cli.explain.before_turn",
    };
    match reach {
        Reach::Characters(count) => Message::new(id).with("count", count),
        Reach::Within(_) => Message::new(id),
    }
}

fn term(term: &Term) -> Message {
    let id = match term.wording {
        Wording::Open if term.text.contains(['?', '？', '*', '＊']) => "cli.explain.wildcards",
        Wording::Open => "cli.explain.characters",
        Wording::Exact => "cli.explain.exact",
        Wording::Unfolded => "cli.explain.unfolded",
        Wording::Wrong => "cli.explain.wrong",
        Wording::Regex => "cli.explain.regex",
        Wording::Synonyms => "cli.explain.synonyms",
        Wording::Word => "cli.explain.word",
        Wording::Stem => "cli.explain.stem",
    };
    Message::new(id).with("text", &term.text)
}

fn filter(filter: &Filter) -> Message {
    let id = match filter.field {
        Field::Code => "cli.explain.code",
        Field::Document if filter.title().is_some() => "cli.explain.document_titled",
        Field::Document => "cli.explain.document",
        Field::Group => "cli.explain.group",
        Field::Case => "cli.explain.case",
        Field::Attribute => "cli.explain.attribute",
        Field::Speaker => "cli.explain.speaker",
        Field::Coder => "cli.explain.coder",
        Field::Part => "cli.explain.part",
        Field::Uncoded if filter.value.is_empty() => return Message::new("cli.explain.uncoded"),
        Field::Uncoded => "cli.explain.uncoded_by",
        Field::In => "cli.explain.all",
    };
    Message::new(id).with("value", filter.title().unwrap_or(&filter.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    fn words(query: &str, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        describe(&Query::parse(query).unwrap().root, language, 0, &mut lines);
        lines
    }

    #[test]
    fn every_part_of_a_query_is_said_at_its_depth() {
        let said = words("(老人 OR 阿姨) NEAR/5 签字 -code:合谋", Language::English);
        let depths: Vec<usize> = said.iter().map(|line| line.len() - line.trim_start().len()).collect();
        assert_eq!(depths, [0, 2, 4, 6, 6, 4, 2, 4]);
        assert!(said[1].contains('5') && said[3].contains("老人") && said[7].contains("合谋"), "{said:?}");
    }

    #[test]
    fn every_operator_has_words_in_both_languages() {
        let all = "内卷 内?卷 \"内 卷\" =JRC 合谋~1 /[a-z]+/ @老人 word:内卷 stem:organise 甲 NEAR/3 乙 甲 PRE/3 乙 \
                   甲 NEAR/s 乙 甲 PRE/s 乙 甲 NEAR/p 乙 甲 PRE/p 乙 甲 NEAR/t 乙 甲 PRE/t 乙 (甲 OR 乙) -甲 code:甲 doc:甲 \
                   group:甲 case:甲 attr:甲=1 speaker:甲 coder:甲 part:body uncoded: uncoded:甲";
        for language in Language::ALL {
            for line in words(all, language) {
                assert!(!line.contains("cli.") && !line.contains('{'), "{line}");
            }
        }
        assert_eq!(words("甲 in:memo", Language::English).len(), 2);
    }
}
