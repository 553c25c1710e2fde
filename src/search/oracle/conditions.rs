//! Filters of every kind, alone and combined, on random codings.

use proptest::prelude::*;

use super::{Naive, agree};
use crate::model::{BlockKind, CharIndex, Coding, Span};
use crate::search::fixture::{Fixture, text_of};
use crate::search::{Field, Filter, Node};

impl Naive<'_> {
    /// Whether a span stands where a condition wants it. `affirmed`: an even number of NOTs stands before it.
    pub(super) fn fits(&self, node: &Node, span: Span, affirmed: bool) -> bool {
        match node {
            Node::All(nodes) => {
                let of_field = |field: Field| {
                    nodes.iter().filter_map(move |node| match node {
                        Node::Filter(filter) if filter.field == field => Some(filter.value.as_str()),
                        _ => None,
                    })
                };
                // `code:` and `coder:` side by side speak of the same segment.
                let pairs_fit = of_field(Field::Code).all(|code| {
                    of_field(Field::Coder).all(|coder| {
                        self.coded(span, |coding| self.has_code(coding, code) && self.is_by(coding, coder))
                    })
                });
                pairs_fit && nodes.iter().all(|node| self.fits(node, span, affirmed))
            }
            Node::Any(nodes) => nodes.iter().any(|node| self.fits(node, span, affirmed)),
            Node::Not(node) => !self.fits(node, span, !affirmed),
            Node::Filter(filter) => self.fits_filter(filter, span, affirmed),
            Node::Term(_) | Node::Near(_) => unreachable!("no condition"),
        }
    }

    fn coded(&self, span: Span, fits: impl Fn(&Coding) -> bool) -> bool {
        let codings = self.project.codings(self.document.id);
        codings.iter().any(|coding| coding.span.start <= span.start && span.end <= coding.span.end && fits(coding))
    }

    fn has_code(&self, coding: &Coding, name: &str) -> bool {
        let path = self.project.code_path(coding.code);
        path == name || path.starts_with(&format!("{name}/")) || path.ends_with(&format!("/{name}"))
    }

    fn is_by(&self, coding: &Coding, name: &str) -> bool {
        self.project.coder(coding.coder).is_some_and(|coder| coder.name.replace(' ', "") == name)
    }

    fn is_said_by(&self, name: &str, span: Span, affirmed: bool) -> bool {
        let structure = &self.document.structure;
        structure.turns.iter().any(|turn| {
            let speaker = turn.speaker.map(|at| structure.speakers[usize::from(at)].name.as_str());
            let start = if affirmed { turn.said } else { turn.span.start };
            speaker == Some(name) && start <= span.start && span.end <= turn.span.end
        })
    }

    fn fits_filter(&self, Filter { field, value, .. }: &Filter, span: Span, affirmed: bool) -> bool {
        let is_first = self.document.title == "文档1";
        match (field, value.as_str()) {
            (Field::Code, name) => self.coded(span, |coding| self.has_code(coding, name)),
            (Field::Coder, name) => self.coded(span, |coding| self.is_by(coding, name)),
            (Field::Document, "=文档1") | (Field::Attribute, "地区=农村") => is_first,
            (Field::Document, title) => self.document.title.contains(title),
            (Field::Group, name) => self.document.groups.contains(name),
            (Field::Speaker, name) => self.is_said_by(name, span, affirmed),
            (Field::Part, _) => (span.start.0..span.end.0).all(|at| {
                let paragraph = self.document.text.paragraph_of(CharIndex(at));
                self.document.structure.kind_of(paragraph) == BlockKind::Reference
            }),
            (Field::Uncoded, name) => {
                let codings = self.project.codings(self.document.id);
                let by = |coding: &&Coding| name.is_empty() || self.is_by(coding, name);
                !codings.iter().filter(by).any(|c| c.span.start < span.end && span.start < c.span.end)
            }
            // What `Fixture::case` says: all of the first document, what 老人 says in the second.
            (Field::Case, _) => is_first || (self.document.title == "文档2" && self.is_said_by("老人", span, affirmed)),
            (Field::Attribute, "年龄>60" | "年龄") => self.fits_case(span, affirmed),
            (Field::Attribute, "年龄<60") => false,
            (Field::Attribute, "地区!=农村") => self.document.title == "文档2",
            other => unreachable!("{other:?} is not asked"),
        }
    }

    fn fits_case(&self, span: Span, affirmed: bool) -> bool {
        let case = Filter { field: Field::Case, value: "甲案".to_owned(), at: 0..0 };
        self.fits_filter(&case, span, affirmed)
    }
}

fn condition() -> impl Strategy<Value = String> {
    let one = proptest::sample::select(vec![
        "code:评价",
        "code:正面",
        "code:服务",
        "coder:社工01",
        "coder:王",
        "doc:文档1",
        "doc:=文档1",
        "doc:文档",
        "group:一组",
        "speaker:老人",
        "speaker:社工",
        "part:参考文献",
        "uncoded:",
        "uncoded:王",
        "case:甲案",
        "attr:年龄>60",
        "attr:年龄<60",
        "attr:年龄",
        "attr:地区=农村",
        "attr:地区!=农村",
    ]);
    one.prop_map(str::to_owned).boxed().prop_recursive(3, 8, 2, |part| {
        prop_oneof![
            (part.clone(), part.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (part.clone(), part.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            part.prop_map(|part| format!("NOT {part}")),
        ]
        .boxed()
    })
}

/// Codings as code, document, start and length.
fn codings() -> impl Strategy<Value = Vec<(usize, usize, u32, u32)>> {
    proptest::collection::vec((0_usize..3, 0_usize..3, 0_u32..40, 1_u32..16), 0..10)
}

fn project(texts: &[String], codings: &[(usize, usize, u32, u32)]) -> Fixture {
    let mut fixture = Fixture::of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    fixture.talk(1);
    fixture.references(2);
    fixture.attribute(0, "地区", "农村");
    fixture.attribute(1, "地区", "城市");
    fixture.group(2, "一组");
    for (at, (code, document, start, len)) in codings.iter().enumerate() {
        let most = fixture.project.document(fixture.ids[*document]).unwrap().text.char_len();
        let (start, end) = (*start.min(&most), (start + len).min(most));
        if start < end {
            let coder = if at % 2 == 0 { "社工 01" } else { "王" };
            fixture.code_by(coder, ["评价", "评价/正面", "服务"][*code], *document, start, end);
        }
    }
    fixture.case("甲案", &[("年龄", "65")]);
    fixture
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filters_narrow_to_what_they_say(
        texts in proptest::collection::vec(text_of("内卷a ，。\n內", 50), 3),
        codings in codings(),
        conditions in proptest::collection::vec((condition(), condition()), 24),
    ) {
        let fixture = project(&texts, &codings);
        let queries = conditions.into_iter().enumerate().map(|(at, (one, other))| match at % 4 {
            0 => format!("内 {one}"),
            1 => format!("(内 OR 卷) {one} {other}"),
            2 => format!("内 近/2 卷 {one}"),
            _ => format!("内 {one} ((卷 OR 内) {other})"),
        });
        agree(&fixture, &queries.collect::<Vec<_>>())?;
    }
}
