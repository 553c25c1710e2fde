//! Papers from end to end: what stands around them, their record, and whom they quote.

use super::*;
use crate::model::BlockKind::{Body, FrontMatter, Heading, Reference};

/// An invented paper about a canteen, as a copy from a journal gives it.
const PAPER: &str = "村庄食堂里的人情与规矩：
一个比较研究
——以甲村和乙村为例
某甲1，某 乙2*
（1. 某某大学社会学院，某地 100000；2. 某某研究院，某地 200000）
【摘 要】食堂开在鼓楼底下。文章比较两个村的食堂，说明人情怎样变成规矩，规矩又怎样被人情改写。
【关键词】村庄食堂；人情；规矩
中图分类号：C912　文献标识码：A　文章编号：1000-0000（2024）03-0045-08
基金项目：某某基金项目“村庄食堂研究”（00000001）
作者简介：某甲，某某大学社会学院讲师；某乙，某某研究院研究员。
一、问题的提出
村里的食堂办了两年，从十几个人吃到六十个人吃，账目从一张纸变成三本册子，规矩也从没有变成有。
二、两个村的食堂
（一）甲村
厨师这样说，“一天做四十份，多了做不动，少了又可惜”（厨师，20240601）。社工的看法不同：“规矩是大家坐下来定的，不是我们写的。”（社工A，2024年6月2日）
规矩定下来以后又改过三次（2015），每次都有人不同意（某丙，2019）。
三、结论
人情不会因为规矩而消失。
参考文献：
[1] 某丙. 村庄里的饭[J]. 某某学刊, 2019, 36(3): 76-90.
[2] Brown, A. (2015) Canteens of Villages. Journal of Meals, 9, 1-9. https://doi.org/10.99999/not.ours
3. 某丁. 灶台[M]. 某地: 某某出版社, 2020
收稿日期：2024-01-05
责任编辑：某戊
Favours and Rules in Village Canteens: A Comparative Study
Jia Mou, Yi Mou
Abstract: The canteen stands under the drum tower. The article compares two villages.
Key words: village canteen; favours; rules
";

fn paper(text: &str) -> Imported {
    read("下载 (3).txt", text.as_bytes(), &Options::default()).unwrap()
}

fn kind_of(imported: &Imported, words: &str) -> BlockKind {
    let lines: Vec<&str> = imported.text.as_str().lines().collect();
    let at = lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words} is missing"));
    imported.structure.kind_of(at)
}

#[test]
fn a_chinese_paper_tells_its_record() {
    let imported = paper(PAPER);
    let found = &imported.bibliography;
    assert_eq!(found.title, "村庄食堂里的人情与规矩：一个比较研究——以甲村和乙村为例");
    assert_eq!(imported.title, found.title);
    assert_eq!(found.title_translated, "Favours and Rules in Village Canteens: A Comparative Study");
    assert_eq!(found.authors, ["某甲", "某乙"]);
    assert_eq!(found.keywords, ["村庄食堂", "人情", "规矩"]);
    assert_eq!(
        (found.year.as_str(), found.doi.as_str()),
        ("", ""),
        "the year of a reference or of a manuscript is not its own"
    );
}

#[test]
fn a_citation_line_and_running_heads_fill_the_record() {
    let cited = PAPER.replace("基金项目", "引用本文：某甲，某乙. 村庄食堂里的人情与规矩：一个比较研究——以甲村和乙村为例[J]. 某某学报, 2024, 12(3): 45-52. DOI:10.12345/abc.2024.03.005\n基金项目");
    let found = paper(&cited).bibliography;
    assert_eq!((found.journal.as_str(), found.year.as_str()), ("某某学报", "2024"));
    assert_eq!((found.volume.as_str(), found.issue.as_str(), found.pages.as_str()), ("12", "3", "45-52"));
    assert_eq!((found.doi.as_str(), found.authors.len()), ("10.12345/abc.2024.03.005", 2));
    // The same from what is printed above and below the text of each page.
    let line = "村里的食堂每天中午十一点半开门，老人们提前半小时就坐在鼓楼下面等着了，一边等一边说话，也有人";
    let page =
        |number: usize| format!("第 12 卷第 3 期 某某学报 2024 年\n{}{number}\n", format!("{line}\n").repeat(12));
    let long =
        PAPER.replace("（一）甲村\n", &format!("（一）甲村\n{}", (45..49).map(page).collect::<Vec<_>>().concat()));
    let found = paper(&long).bibliography;
    assert_eq!((found.journal.as_str(), found.year.as_str()), ("某某学报", "2024"));
    assert_eq!((found.volume.as_str(), found.issue.as_str()), ("12", "3"));
    assert!(found.pages.starts_with("45-"), "{}", found.pages);
}

#[test]
fn an_english_paper_tells_its_record() {
    let text = "Journal of Meals, Vol. 12, No. 3, 2020\nCooking for the Old: Canteens and Kinship in Two Villages\nAnna Brown1 and John van Green2*\n1 School of Social Work, University of the Village\n2 Department of Kitchens, College of the Town\nAbstract\nThe canteen stands under the drum tower, and people come at noon. We compare two of them.\nKeywords: canteen, kinship, co-production\nhttps://doi.org/10.12345/meals.12.3\n1. Introduction\nPeople come at noon and leave at one.\n“We cook what we are given, and nobody complains” (Interview 3, cook).\nReferences\nBrown, A. (2015). Soup. Journal of Meals, 4, 1-9.\nGreen, J. (2016). Bread. Journal of Meals, 5, 2-3.\nGreen, J. (2017). Salt. Journal of Meals, 6, 2-3.\n";
    let imported = paper(text);
    let found = &imported.bibliography;
    assert_eq!(found.title, "Cooking for the Old: Canteens and Kinship in Two Villages");
    assert_eq!(imported.title, found.title);
    assert_eq!(found.authors, ["Anna Brown", "John van Green"]);
    assert_eq!(found.keywords, ["canteen", "kinship", "co-production"]);
    assert_eq!((found.journal.as_str(), found.year.as_str()), ("Journal of Meals", "2020"));
    assert_eq!((found.volume.as_str(), found.issue.as_str()), ("12", "3"));
    assert_eq!(found.doi, "10.12345/meals.12.3");
    assert_eq!(kind_of(&imported, "Bread"), Reference);
    assert_eq!(imported.candidates.len(), 1);
    assert_eq!(imported.candidates[0].name, "Interview 3, cook");
}

#[test]
fn what_stands_around_a_paper_is_marked_and_its_text_is_not() {
    let imported = paper(PAPER);
    for words in
        ["人情与规矩：", "某 乙", "摘 要", "关键词", "中图分类号", "基金项目", "收稿日期", "Favours", "Key words"]
    {
        assert_eq!(kind_of(&imported, words), FrontMatter, "{words}");
    }
    for words in ["[1] 某丙", "Brown", "某丁"] {
        assert_eq!(kind_of(&imported, words), Reference, "{words}");
    }
    assert_eq!(kind_of(&imported, "参考文献"), Heading(1));
    assert_eq!(kind_of(&imported, "问题的提出"), Heading(1));
    assert_eq!(kind_of(&imported, "办了两年"), Body);
    assert_eq!(kind_of(&imported, "厨师这样说"), Body);
    let mut options = Options::default();
    options.off.insert(Step::FrontMatter);
    let plain = read("a.txt", PAPER.as_bytes(), &options).unwrap();
    assert_eq!(plain.text, imported.text, "kinds change no character");
    assert!(!kinds(&plain).contains(&FrontMatter));
}

#[test]
fn interviews_in_a_paper_are_offered_as_cases_and_citations_are_not() {
    let imported = paper(PAPER);
    let names: Vec<&str> = imported.candidates.iter().map(|candidate| candidate.name.as_str()).collect();
    assert_eq!(names, ["厨师，20240601", "社工A，2024年6月2日"]);
    let CandidateOf::Passages(spans) = &imported.candidates[1].of else { panic!("a quotation is a passage") };
    assert_eq!(imported.text.slice(spans[0]), "规矩是大家坐下来定的，不是我们写的。");
    assert_eq!(
        imported.candidates[1].attributes,
        [("身份".into(), "社工A".into()), ("日期".into(), "2024-06-02".into())]
    );
}

#[test]
fn an_interview_is_no_paper_whatever_its_head_says() {
    let text = "鼓楼食堂访谈\n摘要\n谈食堂怎么办起来。\n关键词\n食堂；老人\n访谈者：您老今年多大岁数了\n受访者：七十三了\n访谈者：平时谁做饭\n受访者：自己做，有时候不想做就不吃\n访谈者：食堂开了以后呢\n受访者：天天来，老李说：“汤好喝，人也多，比家里热闹。”\n";
    let imported = paper(text);
    assert!(!kinds(&imported).contains(&FrontMatter));
    assert!(imported.bibliography.is_empty());
    assert!(!imported.candidates.iter().any(|candidate| matches!(candidate.of, CandidateOf::Passages(_))));
}

#[test]
fn a_reprint_on_a_web_page_names_its_paper() {
    let text = "食堂为什么办得下去\n本文原载《某某学刊》2021年第4期，原题为《人情与规矩》，作者：某甲 某乙，转载时有删节。\n村里的食堂办了两年。\n食堂负责人说：“账是大家一起看的，谁也没有话说。”\n";
    let found = paper(text);
    let record = &found.bibliography;
    assert_eq!((record.title.as_str(), record.journal.as_str()), ("人情与规矩", "某某学刊"));
    assert_eq!((record.year.as_str(), record.issue.as_str()), ("2021", "4"));
    assert_eq!(record.authors, ["某甲", "某乙"]);
    assert_eq!(found.candidates[0].name, "食堂负责人");
}

#[test]
fn what_programs_leave_in_a_file_does_not_win_over_the_paper() {
    let mut content = open("a.txt", PAPER.as_bytes(), &Options::default()).unwrap();
    let Content::Text(reading) = &mut content else { panic!("a text is read as one") };
    reading.draft.bibliography = crate::model::Bibliography {
        title: "Microsoft Word - 终稿3.doc".into(),
        authors: vec!["lenovo".into()],
        journal: "某某学报".into(),
        year: "D:20240315".into(),
        ..Default::default()
    };
    let found = content.documents(&Options::default()).unwrap().remove(0).bibliography;
    assert!(found.title.starts_with("村庄食堂里"));
    assert_eq!(found.authors, ["某甲", "某乙"]);
    assert_eq!((found.journal.as_str(), found.year.as_str()), ("某某学报", ""));
}
