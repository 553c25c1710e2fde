//! Tables of answers as documents: every answer once, nothing added, everything counted.

use proptest::prelude::*;

use super::super::read;
use super::ColumnUse::{Leave, Text, Title};
use super::*;
use crate::import::survey::guess;
use crate::import::table::{Sheet, Workbook};
use crate::model::Role;

const SURVEY: &str = "编号;村;1、为什么来食堂？;2、有什么建议？\n\
    老人 03;甲村;\"便宜，离家也近。\n\n还能说说话。\";菜再软一点，牙不好的人咬不动。\n\
    老人 04;甲村;;\n\
    老人 05;乙村┋甲村;一个人不想做饭，在家里也没有人说话。;  \n";

fn survey(one: OneDocument) -> Vec<Imported> {
    let columns = vec![Title, ColumnUse::Attribute, Text, Text];
    let plan = SurveyPlan { sheet: String::new(), header_rows: 1, columns, one };
    read("食堂.csv", SURVEY.as_bytes(), &Options { survey: Some(plan), ..Options::default() }).unwrap()
}

#[test]
fn each_respondent_is_a_document_with_questions_as_headings_and_the_rest_as_attributes() {
    let documents = survey(OneDocument::PerRespondent);
    let titles: Vec<&str> = documents.iter().map(|document| document.title.as_str()).collect();
    assert_eq!(titles, ["老人 03", "老人 05"]);
    assert_eq!(
        documents[0].text.as_str(),
        "1、为什么来食堂？\n便宜，离家也近。\n还能说说话。\n2、有什么建议？\n菜再软一点，牙不好的人咬不动。"
    );
    let heading = BlockKind::Heading(2);
    assert_eq!(kinds(&documents[0]), [heading, BlockKind::Body, BlockKind::Body, heading, BlockKind::Body]);
    assert_eq!(documents[1].text.as_str(), "1、为什么来食堂？\n一个人不想做饭，在家里也没有人说话。");
    // A choice of several stays one value, as the table has it.
    assert_eq!(documents[1].attributes, [("村".to_owned(), "乙村┋甲村".to_owned())]);
    assert_eq!(documents[1].candidates[0].of, CandidateOf::Document);
    assert_eq!((documents[0].record.part.as_str(), documents[1].record.part.as_str()), ("2", "4"));
}

#[test]
fn what_was_made_and_what_was_blank_is_said_once_a_file() {
    for one in [OneDocument::PerRespondent, OneDocument::PerQuestion] {
        let documents = survey(one);
        let made = &documents[0].record.findings[0];
        assert_eq!(made.id, "import.finding.survey_made");
        let counts: Vec<&str> = made.args.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(counts, ["3", "2", "3"]);
        assert_eq!(finding_ids(&documents[0])[1..], ["import.finding.survey_blank", "import.finding.survey_silent"]);
        assert!(documents[1].record.findings.is_empty());
    }
}

#[test]
fn each_question_is_a_document_with_a_turn_a_respondent() {
    let documents = survey(OneDocument::PerQuestion);
    let first = &documents[0];
    assert_eq!(first.title, "1、为什么来食堂？");
    assert_eq!(
        first.text.as_str(),
        "老人 03：便宜，离家也近。\n还能说说话。\n老人 05：一个人不想做饭，在家里也没有人说话。"
    );
    let said: Vec<(&str, &str)> = first
        .structure
        .turns
        .iter()
        .map(|turn| {
            let speaker = &first.structure.speakers[usize::from(turn.speaker.unwrap())];
            assert_eq!(speaker.role, Role::Respondent);
            (speaker.name.as_str(), first.text.slice(Span { start: turn.said, end: turn.span.end }))
        })
        .collect();
    assert_eq!(
        said,
        [("老人 03", "便宜，离家也近。\n还能说说话。"), ("老人 05", "一个人不想做饭，在家里也没有人说话。")]
    );
    assert_eq!(first.record.part, "C");
    assert_eq!(first.candidates[1].of, CandidateOf::Speaker("老人 05".into()));
    assert_eq!(first.candidates[1].attributes, [("村".to_owned(), "乙村┋甲村".to_owned())]);
}

#[test]
fn a_record_keeps_the_plan_so_that_the_same_can_be_done_again() {
    for one in [OneDocument::PerRespondent, OneDocument::PerQuestion] {
        for options in [Options::default(), Options { survey: None, ..Options::untouched() }] {
            let mut plan = guess(&table(SURVEY).workbook);
            plan.one = one;
            let options = Options { survey: Some(plan), ..options };
            let first = read("食堂.csv", SURVEY.as_bytes(), &options).unwrap();
            let again = Options::of_choices(&first[0].record.choices).unwrap();
            assert_eq!(read("食堂.csv", SURVEY.as_bytes(), &again).unwrap(), first);
        }
    }
}

#[test]
fn a_table_without_a_column_of_words_is_refused_with_words_in_both_languages() {
    let error = read("数.csv", b"a,b\n1,2\n3,4\n", &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::NoAnswers { name: "数.csv".into() });
    for language in crate::i18n::Language::ALL {
        assert!(language.tell(&error).contains("数.csv"));
    }
}

#[test]
fn numbers_alone_are_no_titles_and_names_used_twice_are_told_apart() {
    let plan = |columns| SurveyPlan { header_rows: 1, columns, ..SurveyPlan::default() };
    let titles = |columns| {
        let options = Options { survey: Some(plan(columns)), ..Options::default() };
        let documents = read("食堂.csv", "序号,姓名,看法\n1,匿名,好\n2,匿名,远\n".as_bytes(), &options).unwrap();
        documents.into_iter().map(|document| document.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(vec![Title, Leave, Text]), ["食堂 1", "食堂 2"]);
    assert_eq!(titles(vec![Leave, Title, Text]), ["匿名", "匿名 (2)"]);
    assert_eq!(titles(vec![Title, Title, Text]), ["1 匿名", "2 匿名"]);
    assert_eq!(titles(vec![Leave, Leave, Text]), ["食堂 1", "食堂 2"]);
}

#[test]
fn more_respondents_than_a_file_may_make_documents_are_counted() {
    let rows: Vec<String> = (0..20_005).map(|number| format!("{number},答{number}")).collect();
    let plan = SurveyPlan { header_rows: 1, columns: vec![Title, Text], ..SurveyPlan::default() };
    let options = Options { survey: Some(plan), ..Options::default() };
    let documents = read("大.csv", format!("编号,看法\n{}", rows.join("\n")).as_bytes(), &options).unwrap();
    assert_eq!(documents.len(), 20_000);
    let last = documents[0].record.findings.last().unwrap();
    assert_eq!((last.id.as_ref(), last.args[0].1.as_str()), ("import.finding.survey_beyond", "5"));
}

fn table(text: &str) -> TableReading {
    match open("a.csv", text.as_bytes(), &Options::default()) {
        Ok(Content::Table(table)) => *table,
        other => panic!("{other:?}"),
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("  ".to_owned()),
        "[甲乙丙丁 a-z，。：\n┋#0-9]{0,24}",
        Just("第 1 页".to_owned()),
        Just("访谈者：您好".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Whatever the cells hold: each answer stands in exactly one document, in its place, and leads back to its characters.
    #[test]
    fn every_answer_is_found_again_in_exactly_one_document(
        cells in prop::collection::vec(prop::collection::vec(cell(), 3), 1..12),
        per_question in any::<bool>(),
    ) {
        // A mark of its own before each answer makes it unlike all others.
        let marked: Vec<Vec<String>> = cells
            .iter()
            .enumerate()
            .map(|(row, cells)| {
                let mark = |(column, cell): (usize, &String)| {
                    if cell.trim().is_empty() { cell.clone() } else { format!("«{row}.{column}»{cell}") }
                };
                cells.iter().enumerate().map(mark).collect()
            })
            .collect();
        let rows = std::iter::once(vec!["甲".into(), "乙".into(), "丙".into()]).chain(marked.clone()).collect();
        let reading = TableReading {
            workbook: Workbook { sheets: vec![Sheet { name: "S".into(), rows }], ..Workbook::default() },
            ..table("a,b\n1,2\n")
        };
        let one = if per_question { OneDocument::PerQuestion } else { OneDocument::PerRespondent };
        let plan = SurveyPlan { sheet: "S".into(), header_rows: 1, columns: vec![Text; 3], one };
        let options = Options { survey: Some(plan), ..Options::untouched() };
        let documents = Content::Table(Box::new(reading)).documents(&options).unwrap_or_default();
        for (row, cells) in marked.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let mark = format!("«{row}.{column}»");
                let holding: Vec<&Imported> =
                    documents.iter().filter(|document| document.text.as_str().contains(&mark)).collect();
                prop_assert_eq!(holding.len(), usize::from(!cell.trim().is_empty()));
                let Some(document) = holding.first() else { continue };
                prop_assert_eq!(document.text.as_str().matches(&mark).count(), 1);
                let lines: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                prop_assert!(document.text.as_str().contains(&lines.join("\n")), "{}", document.text.as_str());
            }
        }
        for document in &documents {
            let len = document.text.char_len();
            prop_assert_eq!(document.record.map.source_of(CharIndex(len - 1)), Some(CharIndex(len - 1)));
        }
    }
}
