//! Terms of every wording, and what is near, at every place of random texts.

use proptest::prelude::*;

use super::{Naive, agree, leftmost};
use crate::model::{Edit, ShelfItem};
use crate::search::fixture::{Fixture, text_of};
use crate::search::script::{is_han, is_run};
use crate::search::words::{Lexicon, Segmenter, stem};
use crate::search::{BORDER, Occurrence, Query, Term, Wording, normalise_query};

/// A place of a wildcard pattern.
#[derive(Clone, Copy, PartialEq)]
enum Symbol {
    Is(char),
    One,
    Some,
}

impl Naive<'_> {
    pub(super) fn occurrences(&self, term: &Term) -> Vec<Occurrence> {
        let literal: Vec<char> = normalise_query(&term.text).chars().collect();
        let len = literal.len();
        let windows = || (0..=self.text.len().saturating_sub(len)).filter(|_| len > 0 && len <= self.text.len());
        let window = |at: usize| Occurrence { start: at as u32, end: (at + len) as u32 };
        let exact = |at: &usize| self.text[*at..*at + len] == literal[..];
        let all = |places: Vec<Occurrence>| leftmost(&places);
        match term.wording {
            Wording::Exact => all(windows().filter(exact).map(window).collect()),
            Wording::Open => self.open(&term.text),
            Wording::Unfolded => {
                let visible = |text: &str| -> String {
                    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
                };
                let as_typed = |place: &Occurrence| {
                    let span = self.normalised.original(place.start, place.end).unwrap();
                    visible(self.document.text.slice(span)) == visible(&term.text)
                };
                all(windows().filter(exact).map(window).filter(as_typed).collect())
            }
            Wording::Wrong => {
                let exact = all(windows().filter(exact).map(window).collect());
                let one_wrong = |at: &usize| {
                    let own = &self.text[*at..*at + len];
                    let others: Vec<char> = own.iter().zip(&literal).filter(|(a, b)| a != b).map(|(a, _)| *a).collect();
                    !own.contains(&BORDER) && others.len() == 1 && others[0].is_alphanumeric()
                };
                let is_free = |place: &Occurrence| exact.iter().all(|e| e.end <= place.start || place.end <= e.start);
                let wrong: Vec<Occurrence> = windows().filter(one_wrong).map(window).filter(is_free).collect();
                let mut found = [exact.clone(), all(wrong)].concat();
                found.sort_unstable();
                found
            }
            Wording::Synonyms => {
                let item = self.project.shelf_item(crate::model::Shelf::Synonyms, &term.text);
                let mut words: Vec<Vec<char>> = item
                    .into_iter()
                    .flat_map(ShelfItem::words)
                    .chain([term.text.as_str()])
                    .map(|word| normalise_query(word).chars().collect())
                    .collect();
                words.sort_by_key(|word| std::cmp::Reverse(word.len()));
                self.each_start(|at| {
                    let word = words.iter().find(|word| !word.is_empty() && self.text[at..].starts_with(word))?;
                    Some(at + word.len())
                })
            }
            Wording::Word => {
                let segmenter = Segmenter::of(&Lexicon::of(self.project));
                // What cannot be one word, being of more than one kind of character, may be several.
                let is_one = literal.iter().all(|c| is_han(*c)) || literal.iter().all(|c| is_run(*c));
                let borders = |start: usize, end: usize| {
                    let (from, to) = self.paragraph(start);
                    let paragraph: String = self.text[from..to].iter().collect();
                    let words = segmenter.words(&paragraph);
                    let (start, end) = ((start - from) as u32, (end - from) as u32);
                    let begins = words.iter().any(|word| word.start == start);
                    let ends = words.iter().any(|word| word.end == end);
                    begins && ends && (!is_one || words.contains(&(start..end)))
                };
                all(windows().filter(exact).filter(|at| borders(*at, at + len)).map(window).collect())
            }
            Wording::Stem => {
                let is_letter = |at: usize| self.text.get(at).is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
                let wanted = stem(&normalise_query(&term.text)).unwrap();
                self.each_start(|at| {
                    let end = (at..=self.text.len()).find(|&end| !is_letter(end)).unwrap();
                    let word: String = self.text[at..end].iter().collect();
                    let begins = at == 0 || !is_letter(at - 1);
                    (begins && end > at && stem(&word).as_ref() == Some(&wanted)).then_some(end)
                })
            }
            Wording::Regex => self.regex(&Expression::read(&term.text)),
        }
    }

    /// At each place from left to right the end that is found, then on from there.
    fn each_start(&self, end_at: impl Fn(usize) -> Option<usize>) -> Vec<Occurrence> {
        let (mut at, mut found) = (0, Vec::new());
        while at < self.text.len() {
            match end_at(at).filter(|&end| end > at) {
                Some(end) => {
                    found.push(Occurrence { start: at as u32, end: end as u32 });
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn paragraph(&self, at: usize) -> (usize, usize) {
        let start = (0..at).rev().find(|&before| self.text[before] == BORDER).map_or(0, |border| border + 1);
        let end = (at..self.text.len()).find(|&after| self.text[after] == BORDER).unwrap_or(self.text.len());
        (start, end)
    }

    fn open(&self, text: &str) -> Vec<Occurrence> {
        let mut symbols: Vec<Symbol> = Vec::new();
        for c in text.chars() {
            match c {
                '?' | '？' => symbols.push(Symbol::One),
                '*' | '＊' => symbols.push(Symbol::Some),
                c => symbols.extend(normalise_query(&c.to_string()).chars().map(Symbol::Is)),
            }
        }
        // A star among the wildcards at either end stands for nothing.
        let is_wild = |symbol: &Symbol| !matches!(symbol, Symbol::Is(_));
        let first = symbols.iter().position(|symbol| !is_wild(symbol)).unwrap_or(symbols.len());
        let last = symbols.iter().rposition(|symbol| !is_wild(symbol)).unwrap_or(0);
        let kept = symbols.iter().enumerate();
        let kept = kept.filter(|(at, symbol)| **symbol != Symbol::Some || (first..last).contains(at));
        let mut kept: Vec<Symbol> = kept.map(|(_, symbol)| *symbol).collect();
        // Of two stars with no character between them the first counts.
        for at in (1..kept.len()).rev() {
            let before = kept[..at].iter().rev().take_while(|symbol| is_wild(symbol));
            if kept[at] == Symbol::Some && before.clone().any(|symbol| *symbol == Symbol::Some) {
                kept.remove(at);
            }
        }
        self.each_start(|at| self.ends(&kept, at))
    }

    /// Where the symbols end that begin here, stars as short as will do.
    fn ends(&self, symbols: &[Symbol], at: usize) -> Option<usize> {
        let Some((symbol, rest)) = symbols.split_first() else { return Some(at) };
        let here = self.text.get(at).copied();
        match symbol {
            Symbol::Is(c) => (here == Some(*c)).then(|| self.ends(rest, at + 1)).flatten(),
            Symbol::One => here.filter(|c| *c != BORDER).and_then(|_| self.ends(rest, at + 1)),
            Symbol::Some => (0..=6).find_map(|count| {
                let skipped = self.text.get(at..at + count)?;
                let is_clause = skipped.iter().all(|c| !"，。！？；：,!?;:.\n".contains(*c));
                is_clause.then(|| self.ends(rest, at + count)).flatten()
            }),
        }
    }

    fn regex(&self, expression: &Expression) -> Vec<Occurrence> {
        self.each_start(|at| expression.ends(&self.text, at).first().copied())
    }
}

/// A small part of the syntax of regular expressions, with its own matcher: all ways, the preferred one first.
#[derive(Clone, Debug)]
enum Expression {
    Is(char),
    Any,
    One(Vec<char>),
    Sequence(Vec<Expression>),
    Either(Vec<Expression>),
    Repeat(Box<Expression>, usize, usize),
}

impl Expression {
    fn ends(&self, text: &[char], at: usize) -> Vec<usize> {
        let one = |fits: &dyn Fn(char) -> bool| match text.get(at) {
            Some(&c) if c != BORDER && fits(c) => vec![at + 1],
            _ => Vec::new(),
        };
        let same = |own: char, c: char| own == c || normalise_query(&own.to_string()) == c.to_string();
        match self {
            Self::Is(own) => one(&|c| same(*own, c)),
            Self::Any => one(&|_| true),
            Self::One(several) => one(&|c| several.iter().any(|own| same(*own, c))),
            Self::Either(ways) => ways.iter().flat_map(|way| way.ends(text, at)).collect(),
            Self::Sequence(parts) => {
                let step = |ends: Vec<usize>, part: &Self| ends.iter().flat_map(|&end| part.ends(text, end)).collect();
                parts.iter().fold(vec![at], step)
            }
            Self::Repeat(part, least, most) => {
                let mut ends = Vec::new();
                if *most > 0 {
                    let rest = Self::Repeat(part.clone(), least.saturating_sub(1), most - 1);
                    ends.extend(part.ends(text, at).into_iter().flat_map(|end| rest.ends(text, end)));
                }
                if *least == 0 {
                    ends.push(at);
                }
                ends
            }
        }
    }

    fn write(&self) -> String {
        let all = |parts: &[Self]| parts.iter().map(Self::write).collect::<Vec<_>>();
        match self {
            Self::Is(c) => c.to_string(),
            Self::Any => ".".to_owned(),
            Self::One(several) => format!("[{}]", several.iter().collect::<String>()),
            Self::Sequence(parts) => all(parts).concat(),
            Self::Either(ways) => format!("({})", all(ways).join("|")),
            Self::Repeat(part, least, most) => format!("{}{{{least},{most}}}", part.write()),
        }
    }

    /// Of what [`Expression::write`] wrote.
    fn read(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        let read = Self::read_ways(&characters, &mut at);
        assert_eq!(at, characters.len(), "{text}");
        read
    }

    fn read_ways(text: &[char], at: &mut usize) -> Self {
        let mut ways = vec![Vec::new()];
        while let Some(&c) = text.get(*at) {
            *at += 1;
            let part = match c {
                ')' => {
                    *at -= 1;
                    break;
                }
                '|' => {
                    ways.push(Vec::new());
                    continue;
                }
                '(' => {
                    let inside = Self::read_ways(text, at);
                    *at += 1;
                    inside
                }
                '[' => {
                    let end = *at + text[*at..].iter().position(|c| *c == ']').unwrap();
                    let several = text[*at..end].to_vec();
                    *at = end + 1;
                    Self::One(several)
                }
                '.' => Self::Any,
                c => Self::Is(c),
            };
            let part = if text.get(*at) == Some(&'{') {
                let digit = |c: char| c.to_digit(10).unwrap() as usize;
                let (least, most) = (digit(text[*at + 1]), digit(text[*at + 3]));
                *at += 5;
                Self::Repeat(Box::new(part), least, most)
            } else {
                part
            };
            ways.last_mut().unwrap().push(part);
        }
        Self::Either(ways.into_iter().map(Self::Sequence).collect())
    }
}

fn expression() -> impl Strategy<Value = String> {
    let letters: Vec<char> = "内卷捲購Ａb２,，😀".chars().collect();
    let letter = proptest::sample::select(letters.clone());
    let several = proptest::collection::vec(proptest::sample::select(letters), 1..4);
    let one = prop_oneof![
        4 => letter.prop_map(Expression::Is),
        1 => Just(Expression::Any),
        1 => several.prop_map(Expression::One),
    ];
    let repeated = (one.clone(), 0_usize..3, 0_usize..3)
        .prop_map(|(part, least, more)| Expression::Repeat(Box::new(part), least, least + more));
    let part = prop_oneof![3 => one, 1 => repeated].boxed();
    let tree = part.prop_recursive(2, 8, 3, |part| {
        let sequence = proptest::collection::vec(part, 1..4).prop_map(Expression::Sequence).boxed();
        prop_oneof![sequence.clone(), proptest::collection::vec(sequence, 1..3).prop_map(Expression::Either)].boxed()
    });
    tree.prop_map(|tree| format!("/{}/", tree.write()))
}

/// Literals with gaps between them, by wildcards and as an expression.
fn gapped() -> impl Strategy<Value = Vec<String>> {
    let wild = proptest::sample::select(vec!["?", "??", "*", "?*", "*？", "1*", "?a?"]);
    let gaps = vec![".{0,4}", ".{2,2}", ".", "[内卷，]{1,2}", "(内|卷买){0,1}", "a{0,1}", "(.{0,3}|1)"];
    let joined = |gap: BoxedStrategy<&'static str>| {
        let more = proptest::collection::vec((gap, text_of("内卷買1", 2)), 1..3);
        (text_of("内卷買a", 2), more).prop_map(|(first, more)| {
            more.into_iter().fold(format!("内{first}"), |whole, (gap, literal)| format!("{whole}{gap}{literal}"))
        })
    };
    let expressions = joined(proptest::sample::select(gaps).boxed()).prop_map(|text| format!("/{text}/"));
    proptest::collection::vec(prop_oneof![joined(wild.boxed()), expressions], 24)
}

const TEXT: &str = "内内卷捲购購买aAbB1２ \u{3000},，。！ﬁ\u{301}😀\u{200B}\n\n街";
const TYPED: &str = "内卷捲購买aAbB1２,ﬁ😀";

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(text_of(TEXT, 60), 1..4)
}

fn fixture_of(texts: &[String]) -> Fixture {
    Fixture::of(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn typed(before: &'static str, after: &'static str, most: usize) -> impl Strategy<Value = Vec<String>> {
    let one = text_of(TYPED, most).prop_map(move |text| format!("{before}{text}{after}"));
    proptest::collection::vec(one, 8)
}

fn near() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        3 => text_of(TYPED, 2).prop_map(|text| format!("内{text}")),
        2 => proptest::sample::select(TYPED.chars().collect::<Vec<_>>()).prop_map(|c| c.to_string()),
        1 => Just("(内 OR 卷a OR 卷)".to_owned()),
        1 => Just("/[内a].{0,2}/".to_owned()),
        1 => Just("\"买。\"".to_owned()),
    ];
    let operator = proptest::sample::select(vec![
        "NEAR/0", "NEAR/1", "PRE/1", "近/3", "PRE/5", "NEAR/9", "NEAR/s", "PRE/s", "NEAR/p", "先/段", "NEAR/t", "先/轮",
    ]);
    let pair = (term.clone(), operator.clone(), term.clone()).prop_map(|(a, near, b)| format!("{a} {near} {b}"));
    prop_oneof![
        2 => pair.clone(),
        1 => (pair.clone(), operator.clone(), term).prop_map(|(a, near, b)| format!("{a} {near} {b}")),
        1 => (pair.clone(), operator, pair).prop_map(|(a, near, b)| format!("({a}) {near} ({b})")),
    ]
}

fn settings(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(settings(24))]

    #[test]
    fn wildcards(texts in texts(), queries in proptest::collection::vec(text_of("内卷買aB1??**＊？", 6), 16)) {
        agree(&fixture_of(&texts), &queries)?;
    }

    #[test]
    fn literals_with_gaps(
        texts in proptest::collection::vec(text_of("内内卷捲買a1，\n", 60), 1..5),
        queries in gapped(),
    ) {
        agree(&fixture_of(&texts), &queries)?;
    }

    #[test]
    fn one_wrong_character_in_dense_texts(
        texts in proptest::collection::vec(text_of("内卷化买，\na", 60), 1..4),
        queries in proptest::collection::vec(text_of("内卷化买a", 6), 12),
    ) {
        let queries: Vec<String> = queries.iter().map(|text| format!("内{text}~1")).collect();
        agree(&fixture_of(&texts), &queries)?;
    }

    #[test]
    fn one_wrong_character(texts in texts(), bare in typed("", "~1", 4), quoted in typed("\"", "内\"～1", 3)) {
        agree(&fixture_of(&texts), &[bare, quoted].concat())?;
    }

    #[test]
    fn as_typed(texts in texts(), bare in typed("=", "", 3), spaced in typed("=\"内 ", "\"", 2)) {
        agree(&fixture_of(&texts), &[bare, spaced].concat())?;
    }

    #[test]
    fn expressions(texts in texts(), queries in proptest::collection::vec(expression(), 16)) {
        agree(&fixture_of(&texts), &queries)?;
    }

    #[test]
    fn runs_and_the_spaces_beside_them(
        texts in proptest::collection::vec(text_of("aab  内,\n", 40), 1..4),
        runs in proptest::collection::vec(text_of("ab", 3), 4),
    ) {
        let queries = runs.iter().filter(|run| !run.is_empty()).flat_map(|run| {
            [format!("/{run} [ab]/"), format!("/[ab] {run}/"), format!("\"{run} b\"~1"), format!("\"a {run} b\"~1")]
        });
        agree(&fixture_of(&texts), &queries.collect::<Vec<_>>())?;
    }

    #[test]
    fn what_is_near(texts in texts(), queries in proptest::collection::vec(near(), 16)) {
        let mut fixture = fixture_of(&texts);
        fixture.talk(0);
        agree(&fixture, &queries)?;
    }

    #[test]
    fn synonyms(texts in texts(), words in proptest::collection::vec(text_of("内卷買aA１ ", 3), 1..4)) {
        let mut fixture = fixture_of(&texts);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["买内"]).collect();
        Edit::AddItem(ShelfItem::synonyms("内", &words)).apply(&mut fixture.project).unwrap();
        agree(&fixture, &["@内".to_owned(), "@内 近/2 卷".to_owned(), "@内 -a".to_owned()])?;
    }

    #[test]
    fn and_or_not(texts in texts(), parts in proptest::collection::vec(typed("", "", 2), 3)) {
        let queries = parts[0].iter().zip(&parts[1]).zip(&parts[2]).enumerate().map(|(at, ((a, b), c))| match at % 4 {
            0 => format!("{a} ({b} OR -{c})"),
            1 => format!("{a} NOT {b} OR {c}"),
            2 => format!("({a} 或 {b}) 且 {c}"),
            _ => format!("{a} -({b} {c})"),
        });
        agree(&fixture_of(&texts), &queries.collect::<Vec<_>>())?;
    }

    #[test]
    fn words_of_their_own(
        texts in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(vec![
                "社会", "组织", "內捲", "内卷化", "的", "，", "\n", "购买服务", "S协会", "social work ", "在", "老人家",
            ]), 0..14),
            1..4,
        ),
    ) {
        let texts: Vec<String> = texts.into_iter().map(|parts| parts.concat()).collect();
        let words = ["社会", "社会组织", "内卷", "会组", "服务", "买服", "work", "wor", "老人", "\"S 协会\""];
        agree(&fixture_of(&texts), &words.map(|word| format!("word:{word}")))?;
    }

    #[test]
    fn words_of_a_stem(
        texts in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(vec![
                "Organised", "organises ", "organ", "happy ", "happily，", "dying ", "dies", "die ", "内", " 2", "abilities ",
                "ability\n", "Ｗork ", "works ", "working", "worker ",
            ]), 0..14),
            1..4,
        ),
    ) {
        let texts: Vec<String> = texts.into_iter().map(|parts| parts.concat()).collect();
        let words = ["organise", "organising", "happy", "die", "dying", "ability", "WORK", "ｗorks", "worker"];
        agree(&fixture_of(&texts), &words.map(|word| format!("stem:{word}")))?;
    }
}

#[test]
fn a_run_before_a_space_may_be_the_end_of_a_longer_one() {
    let fixture = Fixture::of(&["psychosocial support", "on homework plane", "social work"]);
    for (typed, count) in [("/social [a-z]{1,9}/", 2), ("\"work place\"~1", 1), ("\"social w\"", 1)] {
        let query = Query::parse(typed).unwrap();
        let options = super::Options {
            limit: usize::MAX,
            count: crate::search::Count::All,
            order: crate::search::Order::Documents,
            cancel: &std::sync::atomic::AtomicBool::new(false),
        };
        let engine = super::Engine::open(None);
        engine.follow(std::sync::Arc::new(fixture.project.clone()), crate::model::Revision(1), None);
        engine.wait_for(crate::model::Revision(1));
        assert_eq!(engine.search(&fixture.project, &query, options).unwrap().total, count, "{typed}");
    }
}

#[test]
fn the_oracle_finds_what_it_should() {
    let mut fixture =
        Fixture::of(&["政社互动、政府与社会的互动。谋合，合某，合。JRC与ＪＲＣ，購買服务，购买了服务", "内卷"]);
    Edit::AddItem(ShelfItem::synonyms("机构", &["政府", "社会", "协会"])).apply(&mut fixture.project).unwrap();
    let counts = [
        ("政*互动", 2),
        ("政?互动", 1),
        ("合谋~1", 1),
        ("=JRC", 1),
        ("=購買", 1),
        ("/购买.{0,1}服务/", 2),
        ("@机构", 2),
        ("word:服务", 2),
        ("政府 NEAR/1 社会", 1),
        ("政府 NEAR/s 互动", 1),
        ("互动 PRE/s 政府", 1),
        ("服务 NEAR/p 政府", 1),
    ];
    for (typed, count) in counts {
        assert_eq!(agree(&fixture, &[typed.to_owned()]).unwrap(), count, "{typed}");
    }
}
