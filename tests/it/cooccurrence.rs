//! The matrix against its definition, written out the slow way.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tianye::analysis::cooccurrence::{
    Coders, Coefficient, Cooccurrence, Count, Finding, LiveCooccurrence, Parameters, Unit, Warning, cooccurrence,
};
use tianye::analysis::counts::counts;
use tianye::analysis::passages;
use tianye::analysis::scope::{Aggregate, Scope};
use tianye::analysis::segments::{Selection, segments};
use tianye::i18n::Language;
use tianye::model::gesture;
use tianye::model::{
    CharIndex, CodeId, Codebook, Coder, CoderId, Coding, CountingMint, Document, DocumentId, Edit, Project, ProjectId,
    Span, Text, Timestamp, apply_all, split_path,
};

use super::arbitrary;

/// Whether a coding counts for a code.
fn counts_for(project: &Project, parameters: &Parameters, coding: &Coding, code: CodeId) -> bool {
    let resolved = project.resolve(coding.code);
    match parameters.aggregate {
        Aggregate::Direct => resolved == code,
        Aggregate::WithBelow => Codebook::of(project).with_below(code).contains(&resolved),
    }
}

fn codings_of<'a>(
    project: &'a Project,
    parameters: &Parameters,
    document: &Document,
    code: CodeId,
    voice: Option<CoderId>,
) -> Vec<&'a Coding> {
    project
        .codings(document.id)
        .iter()
        .filter(|coding| parameters.scope.coders.is_empty() || parameters.scope.coders.contains(&coding.coder))
        .filter(|coding| voice.is_none_or(|voice| voice == coding.coder))
        .filter(|coding| counts_for(project, parameters, coding, code))
        .collect()
}

/// The spans that count, united until no two of one coder overlap.
fn spans(codings: &[&Coding], count: Count) -> Vec<Span> {
    let mut spans: Vec<(CoderId, Span)> = codings.iter().map(|coding| (coding.coder, coding.span)).collect();
    if count == Count::Raw {
        return spans.into_iter().map(|(_, span)| span).collect();
    }
    loop {
        let pair = (0..spans.len())
            .flat_map(|a| (a + 1..spans.len()).map(move |b| (a, b)))
            .find(|&(a, b)| spans[a].0 == spans[b].0 && spans[a].1.overlaps(spans[b].1));
        let Some((a, b)) = pair else { break };
        let (_, gone) = spans.remove(b);
        spans[a].1 = spans[a].1.union(gone);
    }
    spans.into_iter().map(|(_, span)| span).collect()
}

/// The paragraphs (or the document) that codings touch, character by character.
fn containers(codings: &[&Coding], document: &Document, unit: Unit) -> BTreeSet<usize> {
    let positions = codings.iter().flat_map(|coding| coding.span.start.0..coding.span.end.0);
    match unit {
        Unit::Document => positions.map(|_| 0).collect(),
        _ => positions.map(|at| document.text.paragraph_of(CharIndex(at))).collect(),
    }
}

/// The definition of a cell, and of the diagonal where both codes are one.
fn naive(project: &Project, parameters: &Parameters, first: CodeId, second: CodeId, voice: Option<CoderId>) -> u64 {
    let scope = &parameters.scope;
    let open = scope.documents.is_empty() && scope.groups.is_empty();
    let mut sum = 0;
    for document in project.documents() {
        let named = scope.documents.contains(&document.id) || document.groups.iter().any(|g| scope.groups.contains(g));
        if !open && !named {
            continue;
        }
        let [one, other] = [first, second].map(|code| codings_of(project, parameters, document, code, voice));
        sum += match parameters.unit {
            Unit::Overlap if first == second => spans(&one, parameters.count).len(),
            Unit::Overlap => {
                let others = spans(&other, parameters.count);
                let pairs = |span: Span| others.iter().filter(|other| span.overlaps(**other)).count();
                spans(&one, parameters.count).into_iter().map(pairs).sum()
            }
            unit => containers(&one, document, unit).intersection(&containers(&other, document, unit)).count(),
        } as u64;
    }
    sum
}

fn parameters(project: Project) -> impl Strategy<Value = (Project, Parameters)> {
    let codes: Vec<CodeId> = project.codes().map(|code| code.id).collect();
    let coders: Vec<CoderId> = project.coders().map(|coder| coder.id).collect();
    let documents: Vec<_> = project.documents().map(|document| document.id).collect();
    let chosen = prop::sample::subsequence(codes.clone(), 0..=codes.len()).prop_shuffle();
    let few_coders = prop::sample::subsequence(coders.clone(), 0..=coders.len());
    let few_documents = prop::sample::subsequence(documents.clone(), 0..=documents.len());
    let groups = prop::sample::subsequence(vec!["城".to_owned(), "乡".to_owned()], 0..=2);
    let unit = prop::sample::select(Unit::ALL.to_vec());
    (chosen, few_coders, few_documents, groups, unit, any::<[bool; 4]>()).prop_map(
        move |(codes, coders, documents, groups, unit, [merged, pooled, direct, whole])| {
            let narrowed = Scope {
                documents: documents.into_iter().collect(),
                groups: groups.into_iter().collect(),
                coders: coders.into_iter().collect(),
            };
            let parameters = Parameters {
                codes,
                unit,
                count: if merged { Count::Merged } else { Count::Raw },
                coders: if pooled { Coders::Pooled } else { Coders::Each },
                aggregate: if direct { Aggregate::Direct } else { Aggregate::WithBelow },
                scope: if whole { Scope::default() } else { narrowed },
            };
            (project.clone(), parameters)
        },
    )
}

fn asked() -> impl Strategy<Value = (Project, Parameters)> {
    arbitrary::project().prop_flat_map(parameters)
}

/// Every number of a result against the definition.
fn agrees(project: &Project, table: &Cooccurrence) {
    let parameters = &table.parameters;
    let voices: Vec<Option<CoderId>> = match parameters.coders {
        Coders::Pooled => vec![None],
        Coders::Each => table.coders().map(Some).collect(),
    };
    for (first, a) in table.codes.iter().enumerate() {
        for (second, b) in table.codes.iter().enumerate() {
            let expected: Vec<u64> = voices.iter().map(|&v| naive(project, parameters, a.id, b.id, v)).collect();
            assert_eq!(table.pairs(first, second), expected.iter().sum::<u64>(), "{} x {}", a.path, b.path);
            for (voice, expected) in voices.iter().zip(expected) {
                if let Some(coder) = voice {
                    assert_eq!(table.of_coder(*coder).unwrap().pairs(first, second), expected);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_is_what_the_definition_says((project, parameters) in asked()) {
        agrees(&project, &cooccurrence(&project, &parameters));
    }

    #[test]
    fn a_cell_opens_as_many_passages_as_it_says((project, parameters) in asked()) {
        let table = cooccurrence(&project, &parameters);
        for (first, a) in table.codes.iter().enumerate() {
            for (second, b) in table.codes.iter().enumerate() {
                let behind = passages::of_pair(&project, &parameters, a.id, b.id);
                prop_assert_eq!(behind.len() as u64, table.pairs(first, second));
                for passage in behind {
                    prop_assert!(!passage.quote(&project).is_empty());
                    let marked: Vec<_> = passage.first.iter().chain(&passage.second).collect();
                    prop_assert!(marked.iter().all(|m| passage.extent.encloses(m.span) && !m.codings.is_empty()));
                    if parameters.unit == Unit::Overlap && first != second {
                        prop_assert_eq!(passage.shared, passage.first[0].span.intersection(passage.second[0].span));
                        prop_assert!(passage.shared.is_some());
                    }
                }
            }
        }
    }

    #[test]
    fn the_order_of_the_codes_changes_only_the_order((project, parameters) in asked()) {
        let table = cooccurrence(&project, &parameters);
        let mut turned = parameters.clone();
        turned.codes = table.codes.iter().rev().map(|row| row.id).collect();
        if turned.codes.is_empty() {
            return Ok(());
        }
        let other = cooccurrence(&project, &turned);
        let last = table.codes.len() - 1;
        for first in 0..=last {
            for second in 0..=last {
                prop_assert_eq!(table.pairs(first, second), table.pairs(second, first));
                prop_assert_eq!(table.pairs(first, second), other.pairs(last - first, last - second));
                prop_assert_eq!(table.coefficient(first, second), table.coefficient(second, first));
            }
        }
    }

    #[test]
    fn following_edits_gives_what_counting_anew_gives(
        (project, parameters) in asked(),
        gestures in prop::collection::vec(arbitrary::gesture(), 1..12),
    ) {
        let mut project = project;
        let mut mint = CountingMint::after(arbitrary::IDS);
        let mut live = LiveCooccurrence::new(&project, &parameters);
        for gesture in gestures {
            // A gesture may be refused, as moving a code below itself is; then nothing has changed.
            let edits = gesture.edits(&project, &mut mint);
            let _ = apply_all(&mut project, &edits);
            live.update(&project);
            prop_assert_eq!(&**live.result(), &cooccurrence(&project, &parameters));
        }
    }

    #[test]
    fn segments_and_counts_name_every_coding_once((project, parameters) in asked()) {
        let Parameters { codes, aggregate, scope, .. } = parameters;
        let table = counts(&project, &codes, aggregate, &scope);
        let list = segments(&project, &Selection { codes, aggregate, scope });
        let distinct: BTreeSet<_> = list.iter().map(|segment| segment.place).collect();
        prop_assert_eq!(distinct.len(), list.len());
        for (column, &document) in table.documents.iter().enumerate() {
            let here: Vec<_> = list.iter().filter(|segment| segment.document() == document).collect();
            prop_assert_eq!(table.of_document(document) as usize, here.len());
            for (row, &code) in table.codes.iter().enumerate() {
                let own = here.iter().filter(|segment| segment.code == code).count();
                match aggregate {
                    Aggregate::Direct => prop_assert_eq!(table.get(row, column) as usize, own),
                    Aggregate::WithBelow => prop_assert!(table.get(row, column) as usize >= own),
                }
            }
        }
    }
}

#[test]
fn atlas_ti_marks_codes_of_unequal_use_and_coefficients_out_of_range() {
    let of = |n1, n2, n12| (Coefficient::of(n1, n2, n12).value, Coefficient::of(n1, n2, n12).warnings);
    assert_eq!(of(4, 6, 2), (Some(0.25), vec![]));
    assert_eq!(of(10, 50, 5), (Some(5.0 / 55.0), vec![]));
    assert_eq!(of(10, 51, 5).1, [Warning::UnequalFrequencies]);
    assert_eq!(of(0, 51, 0), (Some(0.0), vec![]));
    assert_eq!(of(0, 0, 0), (None, vec![]));
    // Two long codings of one code, three short ones of the other inside both: six pairs of five codings.
    assert_eq!(of(2, 3, 6), (Some(-6.0), vec![Warning::OutOfRange]));
    assert_eq!(of(2, 3, 5), (None, vec![Warning::OutOfRange]));
    assert_eq!(of(2, 3, 4), (Some(4.0), vec![Warning::OutOfRange]));
}

#[test]
fn a_chosen_code_that_is_gone_is_named_and_merged_ones_are_shown_once() {
    let mut mint = CountingMint::default();
    let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
    let (old, added) = gesture::add_code(&project, "旧", None, &mut mint);
    apply_all(&mut project, &added).unwrap();
    let (new, added) = gesture::add_code(&project, "新", None, &mut mint);
    apply_all(&mut project, &added).unwrap();
    let (gone, _) = gesture::add_code(&project, "无", None, &mut mint);
    let merge = gesture::merge_codes(&project, old, new);
    apply_all(&mut project, &merge).unwrap();
    let parameters = Parameters { codes: vec![old, gone, new], ..Parameters::default() };
    let table = cooccurrence(&project, &parameters);
    assert_eq!(table.codes.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["新"]);
    assert_eq!(table.findings, [Finding::MissingCode(gone)]);
}

#[test]
fn raw_counts_name_what_one_coder_said_twice_and_follow_a_merge_of_codes_below_a_row() {
    let mut mint = CountingMint::default();
    let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
    let coder = Coder::named(CoderId::new(&mut mint), "甲");
    let text = Text::new("访谈者：谁？\n老人 03：街道和机构一起。").unwrap();
    let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
    let (coder_id, document_id) = (coder.id, document.id);
    apply_all(&mut project, &[Edit::AddCoder(coder), Edit::AddDocument(document.into())]).unwrap();
    let edits = gesture::add_codes_from_outline(&project, "陷阱\n  合谋\n  默契", None, &mut mint);
    apply_all(&mut project, &edits).unwrap();
    let code = |project: &Project, path: &str| project.code_at_path(&split_path(path)).unwrap();
    let (above, first, second) = (code(&project, "陷阱"), code(&project, "陷阱/合谋"), code(&project, "陷阱/默契"));
    let passage =
        |code, start, end| gesture::Passage { document: document_id, span: Span::new(start, end).unwrap(), code };
    let passages = [passage(first, 7, 14), passage(second, 12, 18)];
    let edits =
        gesture::code_passages(&project, &passages, coder_id, gesture::Overlap::KeepBoth, Timestamp(1), &mut mint);
    apply_all(&mut project, &edits).unwrap();

    let parameters =
        Parameters { codes: vec![above], count: Count::Raw, aggregate: Aggregate::WithBelow, ..Parameters::default() };
    let mut live = LiveCooccurrence::new(&project, &parameters);
    assert_eq!(live.result().findings, [], "two codes on one passage are two findings");
    let merge = gesture::merge_codes(&project, second, first);
    apply_all(&mut project, &merge).unwrap();
    live.update(&project);
    let span = Span::new(7, 18).unwrap();
    let doubled = Finding::Doubled { document: document_id, code: first, coder: coder_id, span, codings: 2 };
    assert_eq!(live.result().findings, std::slice::from_ref(&doubled));
    assert_eq!(live.result().n(0), 2, "and raw counts both");
    let said = Language::English.say(&doubled.tell(&project));
    assert!(["访谈", "paragraph 2", "甲", "陷阱/合谋"].iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn a_code_and_the_one_above_it_are_warned_of_where_what_is_below_counts_in() {
    let mut mint = CountingMint::default();
    let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
    let edits = gesture::add_codes_from_outline(&project, "陷阱\n  合谋\n依附", None, &mut mint);
    apply_all(&mut project, &edits).unwrap();
    let codes: Vec<CodeId> = project.codes().map(|code| code.id).collect();
    let parameters = Parameters { codes, aggregate: Aggregate::WithBelow, ..Parameters::default() };
    let table = cooccurrence(&project, &parameters);
    assert_eq!(table.coefficient(0, 1).warnings, [Warning::Nested]);
    assert_eq!(table.coefficient(0, 2).warnings, []);
    let direct = cooccurrence(&project, &Parameters { aggregate: Aggregate::Direct, ..parameters });
    assert_eq!(direct.coefficient(0, 1).warnings, []);
}
