//! What the field proposes while a name is being typed: after `code:`, `doc:`, `attr:地区=`, `@` and the like.
//!
//! Where the caret stands decides. It looks at characters only, since what is being typed is seldom a whole
//! query yet; it proposes nothing within quotes that no filter opened.

use std::ops::Range;

use super::offers::Source;
use crate::search::Field;

/// A name that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of what.
    pub source: Source,
    /// What of it stands there, without its quote.
    pub typed: String,
    /// The characters that a proposal replaces.
    pub at: Range<usize>,
}

/// The signs of a comparison with an attribute's value.
const SIGNS: [char; 7] = ['=', '＝', '>', '＞', '<', '＜', '!'];

const QUOTES: [char; 7] = ['"', '“', '”', '＂', '「', '」', '『'];

/// Which name the caret stands in, if in one.
#[must_use]
pub fn asked(text: &str, caret: usize) -> Option<Asked> {
    let characters: Vec<char> = text.chars().collect();
    let caret = caret.min(characters.len());
    // The brackets that are open, each with the filter that stands before it: code:(内卷化 AND …
    let mut brackets: Vec<Option<Field>> = Vec::new();
    let mut start = 0;
    let mut quote = None;
    for (at, &c) in characters.iter().enumerate().take(caret) {
        match c {
            _ if quote.is_some_and(|open| closes(open, c)) => {
                quote = None;
                start = at + 1;
            }
            _ if quote.is_some() => {}
            c if QUOTES.contains(&c) => quote = Some(c),
            c if c.is_whitespace() => start = at + 1,
            '(' | '（' => {
                let before: String = characters[start..at].iter().collect();
                let field = split(&before).filter(|(_, rest)| rest.is_empty()).map(|(field, _)| field);
                brackets.push(field.or(brackets.last().copied().flatten()));
                start = at + 1;
            }
            ')' | '）' => {
                brackets.pop();
                start = at + 1;
            }
            _ => {}
        }
    }
    let mut from = start;
    let token: String = characters[start..caret].iter().collect();
    let positive = token.trim_start_matches(['-', '－', '−']);
    from += token.chars().count() - positive.chars().count();
    if let Some(rest) = positive.strip_prefix(['@', '＠']) {
        return Some(found(Source::Synonyms, rest, from + 1, caret, &characters));
    }
    if let Some((field, rest)) = split(positive) {
        let from = caret - rest.chars().count();
        return Some(of_field(field, rest, from, caret, &characters));
    }
    let within = brackets.last().copied().flatten()?;
    let operator = matches!(positive, "" | "A" | "AN" | "AND" | "O" | "OR" | "N" | "NO" | "NOT" | "且" | "或" | "非");
    (!operator).then(|| of_field(within, positive, from, caret, &characters))
}

fn of_field(field: Field, rest: &str, from: usize, caret: usize, characters: &[char]) -> Asked {
    if field == Field::Attribute
        && let Some(sign) = rest.find(SIGNS)
    {
        let name = rest[..sign].trim_start_matches(QUOTES);
        let value = rest[sign..].trim_start_matches(SIGNS);
        let from = from + rest.chars().count() - value.chars().count();
        return found(Source::Values(name.to_owned()), value, from, caret, characters);
    }
    // doc:=标题 is the document of this very title.
    let name = rest.strip_prefix(['=', '＝']).filter(|_| field == Field::Document).unwrap_or(rest);
    let from = from + rest.chars().count() - name.chars().count();
    found(Source::Field(field), name, from, caret, characters)
}

fn found(source: Source, rest: &str, from: usize, caret: usize, characters: &[char]) -> Asked {
    let open = rest.chars().next().filter(|c| QUOTES.contains(c));
    let typed = rest.trim_start_matches(QUOTES).to_owned();
    // What stands behind the caret of the same name goes with it; of a quoted one up to its closing quote.
    let rest = &characters[caret..];
    let after = match open {
        Some(open) => rest.iter().position(|&c| closes(open, c)).map_or(0, |at| at + 1),
        None => rest.iter().take_while(|c| !c.is_whitespace() && !matches!(c, ')' | '）' | '(' | '（')).count(),
    };
    Asked { source, typed, at: from..caret + after }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '「' => c == '」',
        '『' => c == '』',
        _ => matches!(c, '"' | '“' | '”' | '＂'),
    }
}

/// The field and what stands after the colon.
fn split(token: &str) -> Option<(Field, &str)> {
    let (name, rest) = token.split_once([':', '：'])?;
    let field = Field::ALL.into_iter().find(|field| field.names().iter().any(|n| n.eq_ignore_ascii_case(name)))?;
    Some((field, rest))
}

/// The text with a proposal in it, and where the caret stands then. After an attribute's name its value is
/// still to come; after everything else a space.
#[must_use]
pub fn complete(text: &str, asked: &Asked, value: &str) -> (String, usize) {
    let characters: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = characters[..asked.at.start].to_vec();
    out.extend(quoted(value).chars());
    let rest = &characters[asked.at.end..];
    if asked.source == Source::Field(Field::Attribute) {
        out.push('=');
    } else if rest.first().is_none_or(|c| !c.is_whitespace() && !matches!(c, ')' | '）')) {
        out.push(' ');
    }
    let caret = out.len();
    out.extend(rest);
    (out.into_iter().collect(), caret)
}

/// In quotes where it must be.
fn quoted(value: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '（' | ')' | '）') || QUOTES.contains(&c);
    if !value.contains(ends) {
        return value.to_owned();
    }
    let pairs = [('"', '"'), ('「', '」'), ('『', '』')];
    let (open, close) =
        pairs.into_iter().find(|(open, _)| !value.chars().any(|c| closes(*open, c))).unwrap_or(pairs[2]);
    format!("{open}{value}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The caret stands at `|`.
    fn at(text: &str) -> Option<(Source, String)> {
        let caret = text.chars().position(|c| c == '|').unwrap();
        asked(&text.replace('|', ""), caret).map(|asked| (asked.source, asked.typed))
    }

    fn completed(text: &str, value: &str) -> String {
        let caret = text.chars().position(|c| c == '|').unwrap();
        let text = text.replace('|', "");
        let (mut out, caret) = complete(&text, &asked(&text, caret).unwrap(), value);
        let byte = out.char_indices().nth(caret).map_or(out.len(), |(byte, _)| byte);
        out.insert(byte, '|');
        out
    }

    #[test]
    fn a_name_is_being_typed_after_a_filter_and_after_an_at_sign() {
        let field = |field, typed: &str| Some((Source::Field(field), typed.to_owned()));
        assert_eq!(at("政府 code:nj|"), field(Field::Code, "nj"));
        assert_eq!(at("政府 -代码：内| 合谋"), field(Field::Code, "内"));
        assert_eq!(at("doc:\"访谈 0|"), field(Field::Document, "访谈 0"));
        assert_eq!(at("doc:=|"), field(Field::Document, ""));
        assert_eq!(at("文档：＝\"访谈 0|\""), field(Field::Document, "访谈 0"));
        assert_eq!(at("code:=内|"), field(Field::Code, "=内"));
        assert_eq!(at("code:(内卷化 AND he|"), field(Field::Code, "he"));
        assert_eq!(at("@lao|"), Some((Source::Synonyms, "lao".to_owned())));
        assert_eq!(at("attr:|"), field(Field::Attribute, ""));
        assert_eq!(at("attr:地区=农|"), Some((Source::Values("地区".to_owned()), "农".to_owned())));
        assert_eq!(at("attr:年龄>=6|"), Some((Source::Values("年龄".to_owned()), "6".to_owned())));
    }

    #[test]
    fn where_no_name_is_being_typed_nothing_is_proposed() {
        for text in [
            "|",
            "政府|",
            "code:合谋 |",
            "\"code:合|",
            "code:合谋 政府|",
            "(政|",
            "code:(合谋) 政|",
            "时间:|",
            "code:(合谋 AN|",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn a_proposal_takes_the_place_of_the_whole_name() {
        assert_eq!(completed("code:nj|", "内卷"), "code:内卷 |");
        assert_eq!(completed("code:内|卷化 政府", "内卷"), "code:内卷| 政府");
        assert_eq!(completed("doc:fang|", "访谈 03"), "doc:\"访谈 03\" |");
        assert_eq!(completed("doc:\"访|谈 03\" 政府", "他说“好”"), "doc:「他说“好”」| 政府");
        assert_eq!(completed("doc:=fang|", "访谈 03"), "doc:=\"访谈 03\" |");
        assert_eq!(completed("doc:=\"访|谈\" 政府", "访谈"), "doc:=访谈| 政府");
        assert_eq!(completed("(code:nj|)", "内卷"), "(code:内卷|)");
        assert_eq!(completed("attr:di|", "地区"), "attr:地区=|");
        assert_eq!(completed("attr:地区=n|", "农村"), "attr:地区=农村 |");
        assert_eq!(completed("@lao|", "老人"), "@老人 |");
    }

    #[test]
    fn brackets_that_were_never_opened_do_no_harm() {
        assert_eq!(at(")))code:a|").map(|(source, _)| source), Some(Source::Field(Field::Code)));
        assert_eq!(asked("code:", 99).map(|asked| asked.at), Some(5..5));
    }
}
