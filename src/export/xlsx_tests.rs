//! Workbooks, unpacked and read again.

use super::*;
use crate::export::parts::{names, part, texts};
use crate::export::sample::{HOSTILE, Sample};
use crate::export::{Selection, excerpts};

fn strings(file: &[u8]) -> Vec<String> {
    texts(&part(file, "xl/sharedStrings.xml"), "t")
}

#[test]
fn text_is_text_and_numbers_and_dates_are_numbers() {
    let found = excerpts(&Sample::study().project, &Selection::default());
    let file = write(&found, Language::Chinese).unwrap();
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(texts(&sheet, "f").is_empty(), "no formulas");
    let values = texts(&sheet, "v");
    // 2024-05-03 08:30 as days since 1900, and paragraph 1.
    assert!(values.iter().any(|value| value.starts_with("45415.354")), "{values:?}");
    assert!(sheet.contains("<autoFilter ref=\"A1:H6\"/>") && sheet.contains("state=\"frozen\""));
    assert!(strings(&file).contains(&"早就定好了。\n后来大家都这么做，谁也不吭".to_owned()));
}

#[test]
fn hostile_text_stays_text_and_the_parts_stay_well_formed() {
    let found = excerpts(&Sample::hostile().project, &Selection::default());
    let file = write(&found, Language::English).unwrap();
    for name in names(&file).iter().filter(|name| name.ends_with("xml") || name.ends_with("rels")) {
        texts(&part(&file, name), "f");
    }
    assert!(texts(&part(&file, "xl/worksheets/sheet1.xml"), "f").is_empty());
    let strings = strings(&file);
    for text in HOSTILE {
        assert!(strings.contains(&escape::xml_characters(text).into_owned()), "{text:?}");
    }
    assert!(part(&file, "xl/styles.xml").contains("quotePrefix=\"1\""));
}

#[test]
fn the_same_excerpts_give_the_same_bytes() {
    let found = excerpts(&Sample::study().project, &Selection::default());
    assert_eq!(write(&found, Language::Chinese).unwrap(), write(&found, Language::Chinese).unwrap());
    assert!(part(&write(&found, Language::Chinese).unwrap(), "docProps/core.xml").contains("2000-01-01"));
}

#[test]
fn a_passage_too_long_for_a_cell_is_cut_and_said() {
    let mut sample = Sample::new();
    let text = "田".repeat(CELL_LIMIT - 1) + "👩‍🌾野";
    let document = sample.document("长文", &text);
    let (code, coder) = (sample.code("码", None), sample.coder("甲"));
    sample.coding(document, code, coder, 0, text.chars().count() as u32, None);
    let found = excerpts(&sample.project, &Selection::default());
    assert_eq!(losses(&found).len(), 1);
    let file = write(&found, Language::Chinese).unwrap();
    let longest = strings(&file).into_iter().max_by_key(String::len).unwrap();
    assert_eq!((units(&longest), longest.ends_with("田…")), (CELL_LIMIT, true));
}

#[test]
fn a_cell_just_full_is_not_cut() {
    let full = "田".repeat(CELL_LIMIT);
    assert_eq!(cut(&full), full);
    assert_eq!(units(&cut(&(full + "野"))), CELL_LIMIT);
}

#[test]
fn an_empty_selection_is_a_header_and_says_that_it_is_empty() {
    let found = excerpts(&Sample::new().project, &Selection::default());
    let strings = strings(&write(&found, Language::Chinese).unwrap());
    assert!(
        strings.contains(&"编码片段".to_owned()) && strings.iter().any(|text| text.contains("0 段")),
        "{strings:?}"
    );
}

#[test]
fn a_row_is_as_tall_as_its_longest_cell_when_wrapped() {
    assert_eq!(lines_in("", 20.0), 1);
    assert_eq!(lines_in("田".repeat(19).as_str(), 20.0), 2);
    assert_eq!(lines_in("a\nb", 20.0), 2);
}
