//! What can be wrong with a query, each with its place and with what to write instead.

use std::ops::Range;

use super::{Field, Target};
use crate::model::{Message, Tell};

/// A mistake in a query, with its place in what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (characters {} to {})", at.start, at.end)]
pub struct QueryError {
    /// What is wrong.
    pub kind: Mistake,
    /// Code points of the query that it is about.
    pub at: Range<u32>,
}

/// What can be wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Nothing was typed.
    #[error("nothing to look for")]
    Empty,
    /// No closing quote.
    #[error("the quote is not closed")]
    OpenQuote,
    /// No closing bracket.
    #[error("the bracket is not closed")]
    OpenBracket,
    /// Nothing was opened.
    #[error("the bracket closes nothing")]
    StrayBracket,
    /// `/购买`.
    #[error("the regular expression is not closed")]
    OpenSlash,
    /// `合谋 AND`.
    #[error("\"{0}\" needs something beside it")]
    Operand(String),
    /// `()`, `""`.
    #[error("there is nothing inside")]
    Nothing,
    /// `??`, `*`.
    #[error("only wildcards")]
    OnlyWildcards,
    /// `=政?`, `内*~1`, `word:内?`: a wildcard where it has no meaning.
    #[error("wildcards mean nothing here")]
    Wildcards,
    /// `=` or `@` with nothing after it.
    #[error("\"{0}\" needs characters after it")]
    Sign(String),
    /// `合谋~2`.
    #[error("only one wrong character can be looked for, not \"{0}\"")]
    WrongCount(String),
    /// `谋~1`.
    #[error("a single character cannot have a wrong one")]
    WrongShort,
    /// `stem:老人`, `stem:"social work"`.
    #[error("only a single English word has a stem")]
    StemWord,
    /// A regular expression that is none.
    #[error("the regular expression cannot be read: {0}")]
    Regex(RegexFault),
    /// `NEAR/`, `NEAR/x`.
    #[error("\"{0}\" needs a distance")]
    Reach(String),
    /// `NEAR/99999999`.
    #[error("the distance is greater than {0}")]
    FarReach(u32),
    /// `(合谋 AND 街道) NEAR/5 老人`.
    #[error("only words and OR of words can be near each other")]
    NearOperand,
    /// `code:`.
    #[error("the filter \"{0}\" needs a name")]
    FilterValue(String),
    /// `attr:年龄>`.
    #[error("\"{0}\" needs a value after it")]
    Comparison(String),
    /// `in:memo` inside OR, NOT or brackets.
    #[error("\"in:\" belongs to the whole query")]
    InPlace,
    /// `in:memo in:definition`.
    #[error("\"in:\" can be said once only")]
    InTwice,
    /// `in:标题`.
    #[error("there is no \"in:{0}\"")]
    UnknownTarget(String),
    /// `in:definition speaker:老人`: nobody speaks there.
    #[error("{field:?} means nothing in {target:?}")]
    Misplaced {
        /// What was asked.
        field: Field,
        /// Of what.
        target: Target,
    },
    /// Brackets in brackets in brackets.
    #[error("too deeply nested")]
    TooDeep,
    /// A whole page was pasted.
    #[error("the query is longer than {0} characters")]
    TooLong(usize),
    /// Not in this project.
    #[error("no {field:?} is named \"{value}\"")]
    Unknown {
        /// What was looked for.
        field: Field,
        /// By this name.
        value: String,
        /// A name that is there and differs by one character or sounds the same.
        nearest: Option<String>,
    },
    /// No document and no case has this value of an attribute.
    #[error("nothing has the {attribute} \"{value}\"")]
    UnknownValue {
        /// The attribute's name.
        attribute: String,
        /// What it was compared with.
        value: String,
        /// A value that is there and differs by one character or sounds the same.
        nearest: Option<String>,
    },
    /// `attr:年龄>老`, where 年龄 is a number.
    #[error("\"{value}\" cannot be compared with the {attribute}")]
    NotComparable {
        /// The attribute's name.
        attribute: String,
        /// What it was to be compared with.
        value: String,
    },
    /// No synonym list has this name.
    #[error("no list of synonyms is named \"{name}\"")]
    UnknownSynonyms {
        /// As typed.
        name: String,
        /// A list that is there and is named nearly so.
        nearest: Option<String>,
    },
    /// No mistake of the query: searching for it broke off. Others can still be asked.
    #[error("searching failed")]
    Failed,
}

/// What can be wrong with a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegexFault {
    /// `(a`
    #[error("a group is not closed")]
    OpenGroup,
    /// `a)`
    #[error("a closing bracket closes nothing")]
    StrayGroup,
    /// `[a`
    #[error("a class is not closed")]
    OpenClass,
    /// `[z-a]`
    #[error("a range runs backwards")]
    Range,
    /// `*a`
    #[error("there is nothing to repeat")]
    NothingToRepeat,
    /// `a{2`, `a{x}`, `a{3,2}`
    #[error("a count cannot be read")]
    Count,
    /// `\y`, a backslash at the end.
    #[error("a backslash before a character that means nothing so")]
    Escape,
    /// `(?=a)`, `\1`
    #[error("look-around and references back are not supported")]
    Unsupported,
    /// Would need too much memory.
    #[error("it is too large")]
    TooLarge,
    /// `a*` and other ones that find nothing at every place.
    #[error("it matches nothing at all everywhere")]
    MatchesNothing,
    /// Any other.
    #[error("it is malformed")]
    Malformed,
}

/// What to write after a filter's name, with an example that fits it.
fn example(name: &str) -> &'static str {
    match Field::ALL.into_iter().find(|field| field.names().contains(&name)) {
        Some(Field::Document) => "search.mistake.filter_value_document",
        Some(Field::Group) => "search.mistake.filter_value_group",
        Some(Field::Case) => "search.mistake.filter_value_case",
        Some(Field::Attribute) => "search.mistake.filter_value_attribute",
        Some(Field::Speaker) => "search.mistake.filter_value_speaker",
        Some(Field::Coder) => "search.mistake.filter_value_coder",
        Some(Field::Part) => "search.mistake.filter_value_part",
        Some(Field::In) => "search.mistake.filter_value_in",
        Some(Field::Code | Field::Uncoded) | None => "search.mistake.filter_value",
    }
}

impl Tell for QueryError {
    fn tell(&self) -> Message {
        match &self.kind {
            Mistake::Empty => Message::new("search.mistake.empty"),
            Mistake::OpenQuote => Message::new("search.mistake.open_quote"),
            Mistake::OpenBracket => Message::new("search.mistake.open_bracket"),
            Mistake::StrayBracket => Message::new("search.mistake.stray_bracket"),
            Mistake::OpenSlash => Message::new("search.mistake.open_slash"),
            Mistake::Operand(operator) => Message::new("search.mistake.operand").with("operator", operator),
            Mistake::Nothing => Message::new("search.mistake.nothing"),
            Mistake::OnlyWildcards => Message::new("search.mistake.only_wildcards"),
            Mistake::Wildcards => Message::new("search.mistake.wildcards"),
            Mistake::Sign(sign) => {
                let is_synonyms = matches!(sign.as_str(), "@" | "＠");
                Message::new(if is_synonyms { "search.mistake.synonyms_name" } else { "search.mistake.unfolded_word" })
            }
            Mistake::WrongCount(typed) => Message::new("search.mistake.wrong_count").with("typed", typed),
            Mistake::WrongShort => Message::new("search.mistake.wrong_short"),
            Mistake::StemWord => Message::new("search.mistake.stem_word"),
            Mistake::Regex(fault) => Message::new(match fault {
                RegexFault::OpenGroup => "search.mistake.regex_open_group",
                RegexFault::StrayGroup => "search.mistake.regex_stray_group",
                RegexFault::OpenClass => "search.mistake.regex_open_class",
                RegexFault::Range => "search.mistake.regex_range",
                RegexFault::NothingToRepeat => "search.mistake.regex_nothing_to_repeat",
                RegexFault::Count => "search.mistake.regex_count",
                RegexFault::Escape => "search.mistake.regex_escape",
                RegexFault::Unsupported => "search.mistake.regex_unsupported",
                RegexFault::TooLarge => "search.mistake.regex_too_large",
                RegexFault::MatchesNothing => "search.mistake.regex_matches_nothing",
                RegexFault::Malformed => "search.mistake.regex_malformed",
            }),
            Mistake::Reach(operator) => Message::new("search.mistake.reach").with("operator", operator),
            Mistake::FarReach(most) => Message::new("search.mistake.far_reach").with("most", most),
            Mistake::NearOperand => Message::new("search.mistake.near_operand"),
            Mistake::FilterValue(name) => Message::new(example(name)).with("name", name),
            Mistake::Comparison(typed) => Message::new("search.mistake.comparison").with("typed", typed),
            Mistake::InPlace => Message::new("search.mistake.in_place"),
            Mistake::InTwice => Message::new("search.mistake.in_twice"),
            Mistake::UnknownTarget(value) => Message::new("search.mistake.unknown_target").with("value", value),
            Mistake::Misplaced { field, target } => Message::new(match target {
                Target::Definitions => "search.mistake.misplaced_in_definitions",
                Target::Texts | Target::Memos | Target::Notes => "search.mistake.misplaced_in_memos",
            })
            .with("filter", field.names()[0]),
            Mistake::TooDeep => Message::new("search.mistake.too_deep"),
            Mistake::TooLong(most) => Message::new("search.mistake.too_long").with("most", most),
            Mistake::Unknown { field, value, nearest } => {
                let (plain, near) = unknown(*field);
                named(plain, near, nearest.as_deref()).with("value", value)
            }
            Mistake::UnknownValue { attribute, value, nearest } => {
                let (plain, near) = ("search.mistake.unknown_value", "search.mistake.unknown_value_near");
                named(plain, near, nearest.as_deref()).with("attribute", attribute).with("value", value)
            }
            Mistake::NotComparable { attribute, value } => {
                Message::new("search.mistake.not_comparable").with("attribute", attribute).with("value", value)
            }
            Mistake::UnknownSynonyms { name, nearest } => {
                let (plain, near) = ("search.mistake.unknown_synonyms", "search.mistake.unknown_synonyms_near");
                named(plain, near, nearest.as_deref()).with("value", name)
            }
            Mistake::Failed => Message::new("search.mistake.failed"),
        }
    }
}

/// The message for a name that is not there, and the one where a similar name is.
fn unknown(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Code => ("search.mistake.unknown_code", "search.mistake.unknown_code_near"),
        Field::Document => ("search.mistake.unknown_document", "search.mistake.unknown_document_near"),
        Field::Group => ("search.mistake.unknown_group", "search.mistake.unknown_group_near"),
        Field::Case => ("search.mistake.unknown_case", "search.mistake.unknown_case_near"),
        Field::Attribute => ("search.mistake.unknown_attribute", "search.mistake.unknown_attribute_near"),
        Field::Coder | Field::Uncoded => ("search.mistake.unknown_coder", "search.mistake.unknown_coder_near"),
        Field::Speaker => ("search.mistake.unknown_speaker", "search.mistake.unknown_speaker_near"),
        Field::Part | Field::In => ("search.mistake.unknown_part", "search.mistake.unknown_part"),
    }
}

fn named(plain: &'static str, near: &'static str, nearest: Option<&str>) -> Message {
    match nearest {
        Some(nearest) => Message::new(near).with("nearest", nearest),
        None => Message::new(plain),
    }
}
