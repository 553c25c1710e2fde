//! Queries as people type them, and what is said of those that mean nothing.

use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::search::fixture::text_of;
use crate::search::normalise::Scope;
use crate::search::query::{Near, NearOrder, Operators, Reach, RegexFault, Term};

fn shape(node: &Node) -> String {
    let list = |parts: &[Node]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
    match node {
        Node::Term(Term { text, wording, .. }) => match wording {
            Wording::Open => text.clone(),
            Wording::Exact => format!("\"{text}\""),
            Wording::Unfolded => format!("={text}"),
            Wording::Wrong => format!("{text}~1"),
            Wording::Regex => format!("/{text}/"),
            Wording::Synonyms => format!("@{text}"),
            Wording::Word => format!("word:{text}"),
            Wording::Stem => format!("stem:{text}"),
        },
        Node::All(parts) => format!("all({})", list(parts)),
        Node::Any(parts) => format!("any({})", list(parts)),
        Node::Not(part) => format!("not({})", shape(part)),
        Node::Near(Near { left, right, order, reach, .. }) => {
            format!("{}({} {})", Operators::English.near(*order, *reach), shape(left), shape(right))
        }
        Node::Filter(Filter { field, value, .. }) => format!("{}={value}", field.names()[0]),
    }
}

fn read(text: &str) -> String {
    Query::parse(text).map_or_else(|error| format!("{error}"), |query| shape(&query.root))
}

fn mistake(text: &str) -> (Mistake, Range<u32>) {
    let error = Query::parse(text).expect_err(text);
    (error.kind, error.at)
}

#[test]
fn words_operators_quotes_and_brackets_are_read_in_both_languages() {
    assert_eq!(read("内卷"), "内卷");
    assert_eq!(read(" 合谋  内卷 "), "all(合谋 内卷)");
    assert_eq!(read("合谋 AND 内卷 OR 依附 NOT 老人"), "any(all(合谋 内卷) all(依附 not(老人)))");
    assert_eq!(read("合谋 且 （内卷 或 依附） 非 老人"), "all(合谋 any(内卷 依附) not(老人))");
    assert_eq!(read("合谋 -内卷"), "all(合谋 not(内卷))");
    assert_eq!(read("“枢纽型 社会组织” 「为什么?」"), "all(\"枢纽型 社会组织\" \"为什么?\")");
    assert_eq!(read("政?互动"), "政?互动");
}

#[test]
fn operators_inside_words_are_only_characters() {
    assert_eq!(read("非营利"), "非营利");
    assert_eq!(read("and 或许 co-occurrence 12:30"), "all(and 或许 co-occurrence 12:30)");
}

#[test]
fn filters_are_known_by_either_name_and_either_colon() {
    assert_eq!(read("政府 code:陷阱/合谋 代码：\"行政 依附\""), "all(政府 code=陷阱/合谋 code=行政 依附)");
    assert_eq!(read("doc:访谈 -group：机构 coder:甲"), "all(doc=访谈 not(group=机构) coder=甲)");
}

#[test]
fn a_mistake_is_explained_at_its_place() {
    assert_eq!(mistake("  "), (Mistake::Empty, 0..2));
    assert_eq!(mistake("合谋 \"内卷"), (Mistake::OpenQuote, 3..6));
    assert_eq!(mistake("(合谋 内卷"), (Mistake::OpenBracket, 0..6));
    assert_eq!(mistake("合谋 ("), (Mistake::OpenBracket, 3..4));
    assert_eq!(mistake("合谋）"), (Mistake::StrayBracket, 2..3));
    assert_eq!(mistake("）合谋"), (Mistake::StrayBracket, 0..1));
    assert_eq!(mistake("合谋 AND"), (Mistake::Operand("AND".into()), 3..6));
    assert_eq!(mistake("合谋 AND OR 内卷"), (Mistake::Operand("OR".into()), 7..9));
    assert_eq!(mistake("或 内卷"), (Mistake::Operand("或".into()), 0..1));
    assert_eq!(mistake("(合谋 且)"), (Mistake::Operand("且".into()), 4..5));
    assert_eq!(mistake("合谋 - "), (Mistake::Operand("-".into()), 3..4));
    assert_eq!(mistake("合谋 （）"), (Mistake::Nothing, 3..5));
    assert_eq!(mistake("合谋 \"　\""), (Mistake::Nothing, 3..6));
    assert_eq!(mistake("合谋 ？?"), (Mistake::OnlyWildcards, 3..5));
    assert_eq!(mistake("合谋 code："), (Mistake::FilterValue("code".into()), 3..8));
}

#[test]
fn a_pasted_page_or_a_thousand_brackets_are_refused() {
    assert!(matches!(mistake(&"(".repeat(1_000)).0, Mistake::TooDeep));
    assert!(matches!(mistake(&"-".repeat(1_000)).0, Mistake::TooDeep | Mistake::Operand(_)));
    assert!(matches!(mistake(&"字".repeat(3_000)).0, Mistake::TooLong(_)));
}

#[test]
fn a_query_is_saved_and_read_back_with_its_places() {
    let query = Query::parse("合谋 OR (code:内卷 -\"老 人\")").unwrap();
    assert_eq!(ron::from_str::<Query>(&ron::to_string(&query).unwrap()), Ok(query));
}

#[test]
fn what_is_near_binds_tighter_than_and_and_is_written_in_both_languages() {
    assert_eq!(read("合谋 老人 NEAR/20 食堂"), "all(合谋 NEAR/20(老人 食堂))");
    assert_eq!(read("老人 近/20 食堂 先／句 钱"), "PRE/s(NEAR/20(老人 食堂) 钱)");
    assert_eq!(read("老人 near/２０ 食堂"), "NEAR/20(老人 食堂)");
    assert_eq!(read("老人 近/段 （食堂 或 饭堂）"), "NEAR/p(老人 any(食堂 饭堂))");
    assert_eq!(read("老人 PRE/t (食堂 NEAR/S 钱)"), "PRE/t(老人 NEAR/s(食堂 钱))");
    assert_eq!(read("非 老人 近/轮 食堂"), "not(NEAR/t(老人 食堂))");
    assert_eq!(read("近/远期 near/far 先后"), "all(近/远期 near/far 先后)");
}

#[test]
fn signs_before_and_after_a_term_say_how_it_is_read() {
    assert_eq!(read("=JRC ＝“購買 S” @老人 ＠\"老 人\""), "all(=JRC =購買 S @老人 @老 人)");
    assert_eq!(read("合谋~1 “社会组织”～１ \"为什么?\"~1"), "all(合谋~1 社会组织~1 为什么?~1)");
    assert_eq!(read("word:内卷 词：“社会 组织” 词干:organise"), "all(word:内卷 word:社会 组织 stem:organise)");
    assert_eq!(read("词:(内卷 或 “合 谋”)"), "any(word:内卷 word:合 谋)");
    assert_eq!(read("政*互动 内？化"), "all(政*互动 内？化)");
    assert_eq!(read("-@老人 -=JRC -/a/"), "all(not(@老人) not(=JRC) not(/a/))");
}

#[test]
fn signs_inside_words_are_only_characters() {
    for word in ["和/或", "2016/05", "12~15岁", "2010～2015", "a=b", "甲@乙", "3/4/", "AND/OR", "老人：好", "近远"]
    {
        assert_eq!(read(word), word);
    }
}

#[test]
fn an_expression_ends_at_a_slash_that_nothing_follows() {
    assert_eq!(read("/购买.{0,4}(服务|产品)/ 政府"), "all(/购买.{0,4}(服务|产品)/ 政府)");
    assert_eq!(read("(／a b／ OR /1/2/)"), "any(/a b/ /1/2/)");
    assert_eq!(read(r"/a\/b\\\d/"), r"/a/b\\\d/");
}

#[test]
fn a_name_before_a_bracket_goes_with_all_that_stands_inside() {
    assert_eq!(
        read("code:(内卷化 AND (合谋 或 -\"行政 依附\"))"),
        "all(code=内卷化 any(code=合谋 not(code=行政 依附)))"
    );
    assert_eq!(read("attr:(年龄 > 60 OR 地区=农村)"), "any(attr=年龄> 60 attr=地区=农村)".replace("> ", ">"));
    assert_eq!(read("代码：（合谋）政府"), "all(code=合谋 政府)");
}

#[test]
fn attributes_are_read_with_their_sign_and_value() {
    assert_eq!(read("attr:年龄>60"), "attr=年龄>60");
    assert_eq!(read("属性：年龄 ≥ 60 政府"), "all(attr=年龄≥60 政府)");
    assert_eq!(read("attr:\"居住 地\"=“城 郊”"), "attr=居住 地=城 郊");
    assert_eq!(read("attr:地区= 农村"), "attr=地区=农村");
    assert_eq!(read("attr:年龄 =JRC"), "all(attr=年龄 =JRC)");
}

#[test]
fn uncoded_may_stand_alone_and_in_speaks_of_the_whole_query() {
    assert_eq!(read("政府 uncoded: 未编码：甲"), "all(政府 uncoded= uncoded=甲)");
    let target = |text| Query::parse(text).unwrap().target();
    assert_eq!(target("政府"), Target::Texts);
    assert_eq!(target("政府 in:memo"), Target::Memos);
    assert_eq!(target("范围：定义"), Target::Definitions);
    assert_eq!(target("in:(note) 政府"), Target::Notes);
}

#[test]
fn whatever_is_not_understood_is_explained_at_its_place() {
    let near = |typed: &str| Mistake::Reach(typed.into());
    assert_eq!(mistake("老人 NEAR/ 食堂"), (near("NEAR/"), 3..8));
    assert_eq!(mistake("老人 NEAR/x 食堂"), (near("NEAR/x"), 3..9));
    assert_eq!(mistake("老人 近/x 食堂"), (near("近/x"), 3..6));
    assert_eq!(mistake("老人 NEAR 食堂"), (near("NEAR"), 3..7));
    assert_eq!(mistake("老人 NEAR/99999999999 食堂"), (Mistake::FarReach(10_000), 3..19));
    assert_eq!(mistake("老人 NEAR/5"), (Mistake::Operand("NEAR/5".into()), 3..9));
    assert_eq!(mistake("老人 NEAR/5 -食堂"), (Mistake::NearOperand, 10..11));
    assert_eq!(mistake("(合谋 老人) NEAR/5 食堂"), (Mistake::NearOperand, 1..6));
    assert_eq!(mistake("老人 NEAR/5 (食堂 OR doc:一)"), (Mistake::NearOperand, 17..22));
    assert_eq!(mistake("老人~2"), (Mistake::WrongCount("~2".into()), 0..4));
    assert_eq!(mistake("好～"), (Mistake::WrongCount("～".into()), 0..2));
    assert_eq!(mistake("\"社会 组织\"~5"), (Mistake::WrongCount("~5".into()), 0..9));
    assert_eq!(mistake("谋~1"), (Mistake::WrongShort, 0..3));
    assert_eq!(mistake("合谋 *"), (Mistake::OnlyWildcards, 3..4));
    assert_eq!(mistake("合谋 ="), (Mistake::Sign("=".into()), 3..4));
    assert_eq!(mistake("@ 合谋"), (Mistake::Sign("@".into()), 0..1));
    for typed in ["=政?", "词:内*", "政?~1", "stem:organi*"] {
        assert_eq!(mistake(typed), (Mistake::Wildcards, 0..typed.chars().count() as u32), "{typed}");
    }
    assert_eq!(mistake("stem:老人"), (Mistake::StemWord, 0..7));
    assert_eq!(mistake("合谋 /购买"), (Mistake::OpenSlash, 3..6));
    assert_eq!(mistake("/"), (Mistake::OpenSlash, 0..1));
    assert_eq!(mistake("//"), (Mistake::Nothing, 0..2));
    assert_eq!(mistake("attr:年龄>"), (Mistake::Comparison("年龄>".into()), 0..8));
    assert_eq!(mistake("attr:>60"), (Mistake::FilterValue("attr".into()), 0..8));
    assert_eq!(mistake("词:"), (Mistake::FilterValue("词".into()), 0..2));
    assert_eq!(mistake("合谋 OR in:memo"), (Mistake::InPlace, 6..13));
    assert_eq!(mistake("in:memo 合谋 in:note"), (Mistake::InTwice, 11..18));
    assert_eq!(mistake("in:标题"), (Mistake::UnknownTarget("标题".into()), 0..5));
}

#[test]
fn a_wrong_expression_is_explained_at_the_character_that_is_wrong() {
    let fault = |typed: &str| match mistake(typed) {
        (Mistake::Regex(fault), at) => (fault, at),
        other => panic!("{typed}: {other:?}"),
    };
    assert_eq!(fault("合谋 /购(买/"), (RegexFault::OpenGroup, 5..6));
    assert_eq!(fault(r"/a\/b)/"), (RegexFault::StrayGroup, 5..6));
    assert_eq!(fault("/购[买/"), (RegexFault::OpenClass, 2..3));
    assert_eq!(fault("/[z-a]/"), (RegexFault::Range, 2..5));
    assert_eq!(fault("/购|*/"), (RegexFault::NothingToRepeat, 3..4));
    assert_eq!(fault("/购{2/").0, RegexFault::Count);
    assert_eq!(fault(r"/购\y/"), (RegexFault::Escape, 2..4));
    assert_eq!(fault("/(?=购)/").0, RegexFault::Unsupported);
    assert_eq!(fault(r"/(购)\1/").0, RegexFault::Unsupported);
    assert_eq!(fault(r"/\w{900}{900}/").0, RegexFault::TooLarge);
    assert_eq!(fault("/^$/").0, RegexFault::MatchesNothing);
    assert!(matches!(fault(r"/(?-u:\xFF)/").0, RegexFault::Malformed));
}

#[test]
fn everything_is_printed_as_it_would_be_typed() {
    let typed = |text: &str, operators| Query::parse(text).unwrap().root.print_with(operators);
    let all = "(合谋 或 “枢纽型 组织”) -老人 near/s =jrc code:(甲 -“乙 丙”) uncoded: 词:内卷 /a\\/b/ 合谋~1";
    assert_eq!(
        typed(all, Operators::English),
        "(合谋 OR \"枢纽型 组织\") AND NOT (老人 NEAR/s =jrc) AND (code:甲 AND NOT code:\"乙 丙\") AND uncoded: \
         AND word:内卷 AND /a\\/b/ AND 合谋~1"
    );
    assert_eq!(
        typed(all, Operators::Chinese),
        "(合谋 或 \"枢纽型 组织\") 且 非 (老人 近/句 =jrc) 且 (代码:甲 且 非 代码:\"乙 丙\") 且 未编码: \
         且 词:内卷 且 /a\\/b/ 且 合谋~1"
    );
    assert_eq!(Query::exact("“a」『b』").unwrap().root.print(), "/“a」『b』/");
    assert_eq!(Query::of(Query::parse("合谋  老人").unwrap().root).text, "合谋 AND 老人");
}

#[test]
fn a_whole_title_stands_after_an_equals_sign() {
    assert_eq!(read("老人 doc:=访谈1"), "all(老人 doc==访谈1)");
    assert_eq!(read("文档：＝“访谈 1”"), "doc==访谈 1");
    assert_eq!(read("doc:(=\"访谈 1\" OR =甲 OR 乙)"), "any(doc==访谈 1 doc==甲 doc=乙)");
    assert_eq!(mistake("老人 doc:="), (Mistake::FilterValue("doc".into()), 3..8));
    assert_eq!(mistake("doc:=\"访谈"), (Mistake::OpenQuote, 5..8));
    let written = |title: &str| Node::Filter(Filter::titled(title)).print_with(Operators::Chinese);
    assert_eq!([written("访谈1"), written("访谈 1")], ["文档:=访谈1", "文档:=\"访谈 1\""]);
}

/// The same without places, which are another where a tree was printed.
fn unplaced(node: &Node) -> Node {
    let all = |parts: &[Node]| parts.iter().map(unplaced).collect();
    match node.clone() {
        Node::Term(term) => Node::Term(Term { at: 0..0, ..term }),
        Node::Filter(filter) => Node::Filter(Filter { at: 0..0, ..filter }),
        Node::All(parts) => Node::All(all(&parts)),
        Node::Any(parts) => Node::Any(all(&parts)),
        Node::Not(part) => Node::Not(Box::new(unplaced(&part))),
        Node::Near(near) => Node::Near(Near {
            left: Box::new(unplaced(&near.left)),
            right: Box::new(unplaced(&near.right)),
            at: 0..0,
            ..near
        }),
    }
}

fn term() -> impl Strategy<Value = Node> {
    let free = "内卷aＢ \"「『”/\\()~1=@-:>?*且";
    let term = |wording, text: String| Node::Term(Term { text, wording, at: 0..0 });
    prop_oneof![
        text_of("内卷aＢ?*", 4).prop_map(move |text| term(Wording::Open, format!("{text}x"))),
        text_of(free, 6).prop_map(move |text| term(Wording::Exact, format!("{text}x").replace(['「', '『'], ""))),
        text_of("内卷aＢ 「/()~1=@-:?*且", 6).prop_map(move |text| term(Wording::Unfolded, format!("{text}x"))),
        text_of("内卷aＢ 「/()~1=@-:?*且", 6).prop_map(move |text| term(Wording::Wrong, format!("{text}xy"))),
        text_of("内卷aＢ 「()", 6).prop_map(move |text| term(Wording::Synonyms, format!("{text}x"))),
        text_of("内卷aＢ 「()", 6).prop_map(move |text| term(Wording::Word, format!("{text}x"))),
        text_of("abC", 6).prop_map(move |text| term(Wording::Stem, format!("{text}x"))),
        text_of("内卷aＢ /｜.", 6).prop_map(move |text| term(Wording::Regex, format!("{text}x"))),
    ]
}

fn filter() -> impl Strategy<Value = Node> {
    let fields: Vec<Field> = Field::ALL.into_iter().filter(|field| *field != Field::In).collect();
    (proptest::sample::select(fields), text_of("内卷a ()「/~1@-:且=", 6)).prop_map(|(field, value)| {
        let value = if field == Field::Attribute { format!("内{value}>6x") } else { format!("{value}x") };
        Node::Filter(Filter { field, value, at: 0..0 })
    })
}

fn near_of(part: impl Strategy<Value = Node> + Clone) -> impl Strategy<Value = Node> {
    let reaches = [
        Reach::Characters(0),
        Reach::Characters(20),
        Reach::Within(Scope::Sentence),
        Reach::Within(Scope::Paragraph),
        Reach::Within(Scope::Turn),
    ];
    let orders = [NearOrder::Either, NearOrder::Before];
    (part.clone(), part, proptest::sample::select(orders.to_vec()), proptest::sample::select(reaches.to_vec()))
        .prop_map(|(left, right, order, reach)| {
            let (left, right) = (Box::new(left), Box::new(right));
            Node::Near(Near { left, right, order, reach, at: 0..0 })
        })
}

fn tree() -> impl Strategy<Value = Node> {
    let near = term().boxed().prop_recursive(2, 6, 2, |part| {
        let any = proptest::collection::vec(part.clone(), 2..3).prop_map(Node::Any);
        prop_oneof![near_of(prop_oneof![part.clone(), any].boxed()), part].boxed()
    });
    prop_oneof![3 => near, 1 => filter()].boxed().prop_recursive(3, 16, 3, |part| {
        prop_oneof![
            proptest::collection::vec(part.clone(), 2..4).prop_map(Node::All),
            proptest::collection::vec(part.clone(), 2..4).prop_map(Node::Any),
            part.prop_map(|part| Node::Not(Box::new(part))),
        ]
        .boxed()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_printed_reads_as_the_same_tree(tree in tree()) {
        for operators in [Operators::English, Operators::Chinese] {
            let printed = tree.print_with(operators);
            let read = Query::parse(&printed);
            prop_assert_eq!(read.map(|query| unplaced(&query.root)), Ok(tree.clone()), "{}", printed);
        }
    }

    #[test]
    fn whatever_is_typed_is_read_or_explained_inside_it(
        text in text_of("内卷 aNEARD/近先句段且或非0159()（）\"“”「」=＝@~～1?*/／-:：attr>codeind[{.\\|^$", 24),
    ) {
        match Query::parse(&text) {
            Ok(query) => {
                let places = query.root.terms().into_iter().map(|term| term.at.clone());
                for at in places.chain(query.root.filters().into_iter().map(|filter| filter.at.clone())) {
                    prop_assert!(at.start < at.end && at.end <= text.chars().count() as u32);
                }
                let again = Query::parse(&query.root.print());
                prop_assert_eq!(again.map(|again| unplaced(&again.root)), Ok(unplaced(&query.root)));
            }
            Err(error) => prop_assert!(error.at.end <= text.chars().count() as u32, "{:?}", error),
        }
    }
}
