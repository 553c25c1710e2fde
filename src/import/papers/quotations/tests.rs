//! Who is quoted in a paper, and what is no quotation of an interview.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

/// Name, passages and attributes of a candidate.
type Found = (String, Vec<String>, Vec<(String, String)>);

fn found(text: &str) -> Vec<Found> {
    let text = Text::new(text).unwrap();
    let candidates = find(&text, &Structure::default(), true);
    candidates
        .into_iter()
        .map(|CaseCandidate { name, of, attributes }| {
            let CandidateOf::Passages(spans) = of else { unreachable!("quotations are passages") };
            (name, spans.into_iter().map(|span| text.slice(span).to_owned()).collect(), attributes)
        })
        .collect()
}

fn attributes(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn each_source_is_one_case_with_all_it_says() {
    let found = found(
        "厨房里的人说，“一天做四十份，多了做不动”(厨师,20240601)。后来又说：“现在好了，有人来帮手。”（厨师，20240601）另一位说，“我就来吃饭，别的不管”（村民，20240602）。",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].0, "厨师，20240601");
    assert_eq!(found[0].1, ["一天做四十份，多了做不动", "现在好了，有人来帮手。"]);
    assert_eq!(found[0].2, attributes(&[("身份", "厨师"), ("日期", "2024-06-01")]));
    assert_eq!(found[1].1, ["我就来吃饭，别的不管"]);
}

#[test]
fn a_code_is_a_source_and_the_paragraph_before_says_who_it_is() {
    let found = found(
        "问到原因时，甲村社区食堂的老人 03 是这么回答的:\n“刚开的时候天天有汤，后来就没有了，打电话也没人接。”( 访谈资料: 20230710YJ2)\n甲村。\n“汤又有了。”（访谈编号：20230710YJ2）",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "20230710YJ2");
    assert_eq!(found[0].1.len(), 2);
    let expected = [("身份", "甲村社区食堂的老人 03"), ("日期", "2023-07-10"), ("编号", "20230710YJ2")];
    assert_eq!(found[0].2, attributes(&expected));
}

#[test]
fn a_quotation_over_several_paragraphs_and_one_without_marks_are_whole() {
    let found_in_two = found("社工这样说：\n“先去敲门。\n敲不开就明天再来。”（社工A，2023年5月）");
    assert_eq!(found_in_two[0].1, ["先去敲门。", "敲不开就明天再来。"]);
    let block = found("一位老人说：\n食堂的饭软，牙不好也吃得动。（访谈记录，老人，2023年5月）");
    assert_eq!(block[0].1, ["食堂的饭软，牙不好也吃得动。"]);
    assert_eq!(block[0].2, attributes(&[("身份", "老人"), ("日期", "2023-05")]));
}

#[test]
fn codes_of_interviews_are_letters_with_numbers_or_a_date() {
    for code in ["YJ2", "S-03", "F2-01", "20160710YJ2", "YJ-20160710"] {
        let found = found(&format!("她说“汤又有了，人也多了”（{code}）。"));
        assert_eq!(found.first().map(|(name, ..)| name.as_str()), Some(code));
    }
}

#[test]
fn english_sources_are_known() {
    let found = found("They said “we cook what we are given, and nobody complains” (Interview 3, official).");
    assert_eq!(found[0].0, "Interview 3, official");
    assert_eq!(found[0].1, ["we cook what we are given, and nobody complains"]);
    assert_eq!(found[0].2, attributes(&[("Role", "official"), ("Code", "Interview 3")]));
}

#[test]
fn words_that_lead_in_name_the_speaker() {
    let found = found(
        "这不算少。食堂的站点负责人表示：“项目按要求做完了，可以结项，但是村里人不愿意。”而村委会主任则指出：“那不行，那样太频繁了。”该食堂的提案人对人来人往十分不满：“人都走光了，谁来做饭。”一位送饭的老人毫不避讳地说：“谈钱不伤感情，谈感情才伤。”",
    );
    let names: Vec<&str> = found.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["食堂的站点负责人", "村委会主任", "食堂的提案人", "送饭的老人"]);
}

#[test]
fn a_mark_that_is_never_closed_hides_no_later_words() {
    let found = found("所谓“规矩，是这样。食堂的厨师说：“一天做四十份，多了做不动。”");
    assert_eq!(found[0].0, "食堂的厨师");
}

#[test]
fn years_statutes_terms_and_documents_are_no_interviews() {
    for text in [
        "所谓“在地化的、低成本的养老服务共同体”（2015）。",
        "他写道“食堂是人情的延伸，也是规矩的延伸”（某甲，2015）。",
        "he wrote “the kitchen is the heart of it, and the hearth” (Smith, 2003).",
        "he wrote “the kitchen is the heart of it, and the hearth” (Smith, 2003a: 45).",
        "要求“有效动员社会力量，构建多层次服务体系”（国办发〔2013〕96号）。",
        "某部发布的意见提出，“引导社会组织发展，发挥独特优势，优化供给”。",
        "工作报告指出：“要支持社会组织、志愿服务健康发展，重视老人。”",
        "即“枢纽型组织”（简称“枢纽”）。",
        "所谓“新冠肺炎”（COVID-19）。",
        "也就是“企业对企业”（B2B）。",
        "食堂里叫“小饭桌”（YJ2）。",
        "他们说“疫情一来，食堂就关了门”（COVID-19）。",
        "提出“要加快发展老年助餐服务，扩大覆盖面”（国务院，2015年7月）。",
        "提出“要加快发展老年助餐服务，扩大覆盖面”（某某市人民政府，2015年7月）。",
        "报道称“村里的食堂开了，老人有饭吃”（某某日报，2015年7月3日）。",
        "服务满意度很高，“好”（97%）。",
        "有学者认为：“食堂不是食堂，而是一种关系，一种秩序。”",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}
