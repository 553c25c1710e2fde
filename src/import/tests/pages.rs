//! Furniture of pages: it goes, it is listed, and the printed numbers stay as the pages' numbers.

use super::*;
use crate::model::StepDetail;

const LINE: &str = "村里的食堂每天中午十一点半开门，老人们提前半小时就坐在鼓楼下面等着了，一边等一边说话，也有人";

/// The lines of a page, no two alike.
fn lines_of(number: usize) -> String {
    (0..9).map(|line| format!("{LINE}第{number}页第{line}行\n")).collect::<Vec<_>>().concat()
}

fn details(imported: &Imported, step: Step) -> Vec<(&str, u32)> {
    let effect = imported.record.steps.iter().find(|effect| effect.step == step.name()).unwrap();
    effect.details.iter().map(|detail| (detail.text.as_str(), detail.count)).collect()
}

fn page_of<'a>(imported: &'a Imported, words: &str) -> &'a str {
    let byte = imported.text.as_str().find(words).unwrap_or_else(|| panic!("{words} is missing"));
    let place = imported.text.as_str()[..byte].chars().count() as u32;
    &imported.structure.page_at(CharIndex(place)).unwrap().label
}

#[test]
fn numbers_at_the_foot_of_plain_pages_become_the_pages_numbers() {
    let page = |number: usize| {
        let lines = lines_of(number);
        format!("某某大学硕士学位论文\n{lines}- {number} -\n")
    };
    let imported = read("a.txt", (21..25).map(page).collect::<String>().as_bytes(), &Options::default()).unwrap();
    assert_eq!(details(&imported, Step::PageFurniture), [("某某大学硕士学位论文", 4), ("- 21 - … - 24 -", 4)]);
    assert_eq!(page_of(&imported, "第21页第0行"), "21");
    assert_eq!(page_of(&imported, "第23页第8行"), "23");
    assert_eq!(page_of(&imported, "第24页第3行"), "24");
    let labels: Vec<&str> = imported.structure.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, ["21", "22", "23", "24"]);
}

#[test]
fn numbers_in_running_heads_belong_to_the_text_below_them() {
    let page = |number: usize| {
        let lines = lines_of(number);
        format!("{number} 某某学报 2020 年第 3 期\n{lines}")
    };
    let text = format!("{LINE}第30页第0行\n{}", (31..35).map(page).collect::<String>());
    let imported = read("a.txt", text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(details(&imported, Step::PageFurniture), [("31 某某学报 2020 年第 3 期", 4)]);
    assert_eq!(page_of(&imported, "第30页第0行"), "30");
    assert_eq!(page_of(&imported, "第31页第0行"), "31");
    assert_eq!(page_of(&imported, "第34页第8行"), "34");
}

#[test]
fn form_feeds_part_pages_and_printed_numbers_name_them() {
    let page = |number: usize| lines_of(number) + &format!("{number}\n\u{C}");
    let imported = read("a.txt", (7..11).map(page).collect::<String>().as_bytes(), &Options::default()).unwrap();
    assert_eq!(page_of(&imported, "第7页第1行"), "7");
    assert_eq!(page_of(&imported, "第10页第1行"), "10");
    assert_eq!(imported.structure.pages.len(), 4);
    let bare = read("a.txt", format!("{LINE}甲。\n\u{C}{LINE}乙。").as_bytes(), &Options::default()).unwrap();
    assert_eq!((page_of(&bare, "甲。"), page_of(&bare, "乙。")), ("1", "2"));
}

#[test]
fn front_pages_before_the_first_printed_number_are_called_by_their_place_in_brackets() {
    let front: String = (0..2).map(|page| lines_of(90 + page) + "\u{C}").collect();
    let page = |number: usize| lines_of(number) + &format!("{number}\n\u{C}");
    let text = front + &(1..5).map(page).collect::<String>();
    let imported = read("a.txt", text.as_bytes(), &Options::default()).unwrap();
    let labels: Vec<&str> = imported.structure.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, ["[1]", "[2]", "1", "2", "3", "4"]);
}

#[test]
fn details_are_few_and_short() {
    let detail = StepDetail::new(&"很长 的一行 ".repeat(40), 1);
    assert_eq!(detail.text.chars().count(), StepDetail::LONGEST);
    assert!(detail.text.ends_with('…'));
    let scripts: String =
        (0..90).map(|at| format!("var a{at} = function() {{ return {at}; }};\n")).collect::<Vec<_>>().concat();
    let imported = read("a.txt", format!("{scripts}正文。").as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "正文。");
    assert_eq!(details(&imported, Step::WebRemains).len(), StepDetail::MOST);
}
