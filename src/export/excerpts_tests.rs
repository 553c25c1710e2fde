//! What a selection gathers.

use super::*;
use crate::export::sample::Sample;
use crate::model::CodeChange;
use crate::model::{CharIndex, Edit, Mint, Moment, PageStart, Role, Speaker, Structure, Turn};

fn headings(excerpts: &Excerpts) -> Vec<(&str, usize)> {
    excerpts.groups.iter().map(|group| (group.heading.as_str(), group.excerpts.len())).collect()
}

fn code_named(project: &Project, name: &str) -> CodeId {
    project.codes().find(|code| code.name == name).unwrap().id
}

#[test]
fn passages_of_a_merged_code_come_under_the_code_it_stands_for() {
    let found = excerpts(&Sample::study().project, &Selection::default());
    assert_eq!(headings(&found), [("陷阱/合谋", 3), ("陷阱/内卷化", 2)]);
    assert_eq!((found.selected.passages, found.selected.sources), (5, 2));
    assert_eq!(found.groups[0].definition, "双方默许的不合规做法。");
}

#[test]
fn an_excerpt_says_where_it_stands_and_what_else_lies_on_it() {
    let found = excerpts(&Sample::study().project, &Selection { context: 3, ..Selection::default() });
    let second = &found.groups[0].excerpts[1];
    assert_eq!(second.quote, "早就定好了。\n后来大家都这么做，谁也不吭");
    assert_eq!((second.before.as_str(), second.after.as_str()), ("，名单", "声。"));
    assert_eq!(second.paragraphs.to_string(), "1–2");
    assert_eq!((second.title.as_str(), second.coder.as_str()), ("老人 03", "编码者乙"));
    assert_eq!(second.time.unwrap().to_string(), "2024-05-03T08:30:00");
    assert!(second.other_codes.is_empty(), "the merged code and its target are one");
    assert_eq!(found.groups[0].excerpts[0].memo.as_deref(), Some("“早就定好”：程序走形式"));
}

#[test]
fn other_codes_are_told_on_both_passages_that_share_a_character() {
    let mut sample = Sample::study();
    let document = sample.project.documents_in_order()[1].id;
    let coder = sample.project.coders().next().unwrap().id;
    let trap = code_named(&sample.project, "陷阱");
    sample.coding(document, trap, coder, 11, 14, None);
    let found = excerpts(&sample.project, &Selection::default());
    let others: Vec<_> = found
        .groups
        .iter()
        .flat_map(|group| &group.excerpts)
        .filter(|excerpt| excerpt.document == document)
        .map(|excerpt| (excerpt.quote.as_str(), excerpt.other_codes.clone()))
        .collect();
    assert_eq!(
        others,
        [
            ("么。\n", vec!["陷阱/合谋".to_owned()]),
            ("上面要什么，我们就填什么", vec!["陷阱".to_owned()]),
            ("评估一到，全员加班", vec![]),
        ]
    );
}

#[test]
fn a_chosen_code_brings_those_below_it_only_if_asked() {
    let sample = Sample::study();
    let codes = vec![code_named(&sample.project, "陷阱")];
    let chosen = |below| Selection { codes: Codes::Chosen { codes: codes.clone(), below }, ..Selection::default() };
    let with = excerpts(&sample.project, &chosen(Below::Include));
    assert_eq!(headings(&with), [("陷阱", 0), ("陷阱/合谋", 3), ("陷阱/内卷化", 2)]);
    let without = excerpts(&sample.project, &chosen(Below::Leave));
    assert_eq!(headings(&without), [("陷阱", 0)]);
    assert_eq!(without.selected.codes, Some((vec!["陷阱".to_owned()], Below::Leave)));
}

#[test]
fn choosing_a_merged_code_chooses_what_it_stands_for() {
    let sample = Sample::study();
    let codes = Codes::Chosen { codes: vec![code_named(&sample.project, "串通")], below: Below::Leave };
    let found = excerpts(&sample.project, &Selection { codes, ..Selection::default() });
    assert_eq!(headings(&found), [("陷阱/合谋", 3)]);
}

#[test]
fn documents_and_coders_narrow_the_selection() {
    let sample = Sample::study();
    let second = sample.project.documents_in_order()[1].id;
    let anna = sample.project.coders().next().unwrap().id;
    let found = excerpts(
        &sample.project,
        &Selection {
            documents: Chosen::Only([second].into()),
            coders: Chosen::Only([anna].into()),
            group_by: GroupBy::Document,
            ..Selection::default()
        },
    );
    assert_eq!(headings(&found), [("社工 01", 1)]);
    assert_eq!(found.groups[0].excerpts[0].code, "陷阱/内卷化");
    assert_eq!(found.selected.documents.as_deref(), Some(&["社工 01".to_owned()][..]));
    assert_eq!(found.selected.coders.as_deref(), Some(&["编码者甲".to_owned()][..]));
}

#[test]
fn a_passage_that_ends_with_its_line_end_stays_in_its_paragraph() {
    let text = Text::new("一\n二\n三").unwrap();
    assert_eq!(Paragraphs::of(&text, Span::new(0, 2).unwrap()).to_string(), "1");
    assert_eq!(Paragraphs::of(&text, Span::new(0, 3).unwrap()).to_string(), "1–2");
}

#[test]
fn a_code_that_is_gone_is_passed_over() {
    let mut sample = Sample::study();
    let gone = sample.code("临时", None);
    sample.apply(vec![Edit::SetCode(gone, CodeChange::Name("改名".into())), Edit::RemoveCode(gone)]);
    let codes = Codes::Chosen { codes: vec![gone], below: Below::Include };
    assert_eq!(headings(&excerpts(&sample.project, &Selection { codes, ..Selection::default() })), []);
}

#[test]
fn programs_can_read_excerpts_as_json() {
    let found = excerpts(&Sample::study().project, &Selection::default());
    let json = serde_json::to_value(&found).unwrap();
    let first = &json["groups"][0]["excerpts"][0];
    assert_eq!(
        (first["quote"].as_str(), first["time"].as_str()),
        (Some("名单早就定好了。"), Some("2024-05-03T08:30:00"))
    );
    assert_eq!((&first["span"]["start"], &first["paragraphs"]["first"]), (&7.into(), &1.into()));
}

#[test]
fn a_passage_of_a_conversation_says_who_speaks_and_when() {
    let mut sample = Sample::new();
    let text = "问：哪年开的？\n答：前年秋天。";
    let id = DocumentId(sample.mint.mint());
    let mut document = Document::of_text(id, "老人 03", Text::new(text).unwrap(), Timestamp(0));
    let turn = |start, end, speaker, at| Turn {
        span: Span::new(start, end).unwrap(),
        said: CharIndex(start + 2),
        speaker: Some(speaker),
        at,
        until: None,
    };
    document.structure = std::sync::Arc::new(Structure {
        speakers: ["问", "答"].map(|name| Speaker { name: name.into(), role: Role::default() }).into(),
        turns: vec![turn(0, 7, 0, None), turn(8, 15, 1, Some(Moment::Recording(83_400)))],
        ..Structure::default()
    });
    sample.apply(vec![Edit::AddDocument(document.into())]);
    let (coder, code) = (sample.coder("编码者甲"), sample.code("开办", None));
    sample.coding(id, code, coder, 2, 12, None);
    sample.coding(id, code, coder, 10, 15, None);
    let found = excerpts(&sample.project, &Selection::default());
    let said: Vec<_> =
        found.groups[0].excerpts.iter().map(|one| (one.speakers.join("、"), one.said_at.clone())).collect();
    assert_eq!(said, [("问、答".to_owned(), None), ("答".to_owned(), Some("1:23".to_owned()))]);
    let line =
        crate::export::wording::attribution(&found.groups[0].excerpts[1], &found, crate::i18n::Language::Chinese);
    assert!(line.starts_with("（老人 03，答，第 2 段，1:23；"), "{line}");
    let headers: Vec<_> = crate::export::wording::Field::of(&found)
        .into_iter()
        .map(|field| field.header(crate::i18n::Language::Chinese))
        .collect();
    assert_eq!(headers[..4], ["文档", "段落", "说话人", "发言时间"]);
}

/// A text of two pages, 48 and 49, asked and answered; the code is on a question, an answer, and both.
fn paged_interview() -> Sample {
    let mut sample = Sample::new();
    let id = DocumentId(sample.mint.mint());
    let text = Text::new("问：哪年开的？\n答：前年秋天。").unwrap();
    let mut document = Document::of_text(id, "老人 03", text, Timestamp(0));
    let turn = |start, end, speaker| Turn {
        span: Span::new(start, end).unwrap(),
        said: CharIndex(start + 2),
        speaker: Some(speaker),
        at: None,
        until: None,
    };
    let page = |start, label: &str| PageStart { start: CharIndex(start), label: label.to_owned() };
    document.structure = std::sync::Arc::new(Structure {
        speakers: [("问", Role::Interviewer), ("答", Role::Respondent)]
            .map(|(name, role)| Speaker { name: name.into(), role })
            .into(),
        turns: vec![turn(0, 7, 0), turn(8, 15, 1)],
        pages: vec![page(0, "48"), page(12, "49")],
        ..Structure::default()
    });
    sample.apply(vec![Edit::AddDocument(document.into())]);
    let (coder, code) = (sample.coder("编码者甲"), sample.code("开办", None));
    for (start, end) in [(2, 6), (2, 12), (10, 14), (12, 14)] {
        sample.coding(id, code, coder, start, end, None);
    }
    sample
}

#[test]
fn a_passage_says_on_which_printed_pages_it_stands() {
    use crate::export::wording::{Field, attribution};
    use crate::i18n::Language::{Chinese, English};
    let found = excerpts(&paged_interview().project, &Selection::default());
    let all = &found.groups[0].excerpts;
    let pages: Vec<_> = all.iter().map(|one| Field::Page.value(one, Chinese)).collect();
    assert_eq!(pages, ["48", "48", "48–49", "49"]);
    assert!(attribution(&all[0], &found, Chinese).starts_with("（老人 03，问，第 1 段，第 48 页；"));
    assert!(attribution(&all[2], &found, English).contains("para. 2, pp. 48–49; "));
    let headers: Vec<_> = Field::of(&found).into_iter().map(|field| field.header(Chinese)).collect();
    assert_eq!(headers[..4], ["文档", "段落", "页码", "说话人"]);
    for (format, said) in [
        (crate::export::Format::Csv, ",2,48–49,"),
        (crate::export::Format::Markdown, "第 48–49 页"),
        (crate::export::Format::Html, "第 48–49 页"),
    ] {
        let written = crate::export::write(&found, format, Chinese).unwrap();
        assert!(String::from_utf8(written).unwrap().contains(said), "{format:?}");
    }
    for (format, part, said) in [
        (crate::export::Format::Docx, "word/document.xml", "第 48–49 页"),
        (crate::export::Format::Xlsx, "xl/sharedStrings.xml", "48–49"),
    ] {
        let written = crate::export::write(&found, format, Chinese).unwrap();
        assert!(crate::export::parts::part(&written, part).contains(said), "{format:?}");
    }
    let plain = excerpts(&Sample::study().project, &Selection::default());
    assert!(!Field::of(&plain).contains(&Field::Page), "no column where no original has pages");
    assert!(!attribution(&plain.groups[0].excerpts[0], &plain, Chinese).contains('页'));
}

#[test]
fn what_only_an_interviewer_says_can_be_left_out_and_the_file_says_so() {
    let sample = paged_interview();
    let quotes = |interviewers| {
        let found = excerpts(&sample.project, &Selection { interviewers, ..Selection::default() });
        let quotes: Vec<_> = found.groups[0].excerpts.iter().map(|one| one.quote.clone()).collect();
        assert_eq!(quotes.len(), found.selected.passages);
        (quotes, crate::export::wording::selected(&found, crate::i18n::Language::Chinese))
    };
    let (all, said) = quotes(Interviewers::Include);
    assert_eq!((all.len(), said.len()), (4, 4));
    let (left, said) = quotes(Interviewers::Leave);
    assert_eq!(left, ["哪年开的？\n答：前年", "前年秋天", "秋天"]);
    assert!(said.contains(&("访谈者", "不含访谈者的话".to_owned())), "{said:?}");
}
