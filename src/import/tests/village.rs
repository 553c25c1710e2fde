//! One text in every office format, written by `LibreOffice` from one source: simplified, traditional,
//! both mixed, characters beyond the basic plane, `〇①┋`, automatic numbers, notes, a comment, tracked
//! changes, a table in a table, a text box, hidden words. The files are in `tests/golden/import`.
//!
//! What a format's own writer left out is missing from that format's expected text and nowhere else:
//! `LibreOffice` writes no numbers into EPUB, keeps deleted text in it, and makes a picture of a text box in HTML.

use super::*;
use crate::model::BlockKind::{Body, Heading, ListItem, Note, TableRow};

macro_rules! village {
    ($ending:literal) => {
        (
            concat!("village.", $ending),
            include_bytes!(concat!("../../../tests/golden/import/village.", $ending)) as &[u8],
        )
    };
}

const TEXT: &str = include_str!("../../../tests/golden/import/village.txt");

/// Everything that tells the text whole.
const WHOLE: [(&str, &[u8]); 4] = [village!("fodt"), village!("odt"), village!("docx"), village!("rtf")];

fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().collect()
}

fn as_read(name: &str, bytes: &[u8], options: &Options) -> Draft {
    match open(name, bytes, options).unwrap() {
        Content::Text(reading) => reading.draft,
        other @ Content::Table(_) => panic!("{other:?}"),
    }
}

fn ids(draft: &Draft) -> Vec<&str> {
    draft.findings.iter().map(|finding| finding.id.as_ref()).collect()
}

#[test]
fn the_same_text_is_read_from_every_format_that_tells_it_whole() {
    for (name, bytes) in WHOLE {
        let draft = as_read(name, bytes, &Options::default());
        assert_eq!(lines(&draft.text), lines(TEXT), "{name}");
        assert_eq!(draft.title.as_deref(), Some("鼓楼食堂札记"), "{name}");
        assert_eq!(draft.bibliography.authors, ["王社工"], "{name}");
        assert_eq!(draft.bibliography.keywords, ["食堂", "养老"], "{name}");
        let expected = ["import.finding.comments", "import.finding.deletions", "import.finding.hidden"];
        assert_eq!(ids(&draft), expected, "{name}");
    }
}

#[test]
fn headings_lists_rows_notes_and_marks_are_known_in_each() {
    for (name, bytes) in WHOLE {
        let imported = read(name, bytes, &Options::default()).unwrap();
        let expected = [
            Heading(1),
            Body,
            Heading(2),
            Body,
            ListItem(0),
            ListItem(1),
            ListItem(1),
            ListItem(0),
            ListItem(0),
            Heading(2),
            Body,
            Body,
            Heading(1),
            TableRow,
            TableRow,
            TableRow,
            Body,
            Body,
            Body,
            Body,
            Note,
            Note,
        ];
        assert_eq!(kinds(&imported), expected, "{name}");
        assert_eq!(marked(&imported, MarkKind::Bold), ["每天"], "{name}");
        assert_eq!(marked(&imported, MarkKind::Italic), ["热饭"], "{name}");
        assert_eq!(marked(&imported, MarkKind::Citation), ["[^1]", "[^2]", "[^1]", "[^2]"], "{name}");
    }
}

#[test]
fn changes_that_are_rejected_leave_the_text_as_it_was() {
    let options = Options { tracked: Tracked::Rejected, ..Options::default() };
    for (name, bytes) in WHOLE {
        let draft = as_read(name, bytes, &options);
        assert_eq!(lines(&draft.text), lines(&TEXT.replace("添上的", "删去的")), "{name}");
        assert!(ids(&draft).contains(&"import.finding.insertions"), "{name}");
    }
}

#[test]
fn notes_go_into_the_text_or_away_as_was_chosen() {
    let body = TEXT.split("[^1] ").next().unwrap();
    let inline = body.replacen("[^1]", "〔资料来自二〇一六年的访谈。〕", 1).replacen("[^2]", "〔尾注的字。〕", 1);
    let off = body.replace("[^1]", "").replace("[^2]", "");
    for (name, bytes) in WHOLE {
        let options = Options { notes: Notes::Inline, ..Options::default() };
        assert_eq!(lines(&as_read(name, bytes, &options).text), lines(&inline), "{name}");
        let options = Options { notes: Notes::Off, ..Options::default() };
        let draft = as_read(name, bytes, &options);
        assert_eq!(lines(&draft.text), lines(&off), "{name}");
        let left_out = draft.findings.iter().find(|finding| finding.id == "import.finding.notes_left_out").unwrap();
        assert_eq!(left_out.args[0].1, "2", "{name}");
    }
}

#[test]
fn tables_go_away_as_was_chosen_and_nothing_else_does() {
    let without: Vec<&str> =
        lines(TEXT).into_iter().filter(|line| !["村\t人數", "甲村\t十二", "内表一格"].contains(line)).collect();
    for (name, bytes) in WHOLE {
        let options = Options { tables: Tables::Off, ..Options::default() };
        let draft = as_read(name, bytes, &options);
        assert_eq!(lines(&draft.text), without, "{name}");
        assert!(ids(&draft).contains(&"import.finding.tables_left_out"), "{name}");
    }
}

#[test]
fn an_old_word_document_is_read_and_what_is_not_told_is_said() {
    let (name, bytes) = village!("doc");
    let draft = as_read(name, bytes, &Options::default());
    assert_eq!(lines(&draft.text), lines(include_str!("../../../tests/golden/import/village.doc.txt")));
    assert_eq!(
        (draft.title.as_deref(), draft.bibliography.authors.as_slice()),
        (Some("鼓楼食堂札记"), &["王社工".to_owned()][..])
    );
    assert_eq!(
        ids(&draft),
        ["import.finding.notes_unplaced", "import.finding.comments", "import.finding.numbers_missing"]
    );
    let imported = read(name, bytes, &Options::default()).unwrap();
    assert_eq!(marked(&imported, MarkKind::Bold), ["每天"]);
    assert_eq!(kinds(&imported).iter().filter(|kind| matches!(kind, Heading(_))).count(), 4);
    // Its title in another program's name does not make it something else.
    assert_eq!(as_read("稿.txt", bytes, &Options::default()).text, draft.text);
    let off = Options { notes: Notes::Off, tables: Tables::Off, ..Options::default() };
    assert_eq!(lines(&as_read(name, bytes, &off).text).len(), 17);
}

#[test]
fn a_book_is_read_with_its_notes_across_chapters() {
    let (name, bytes) = village!("epub");
    let draft = as_read(name, bytes, &Options::default());
    assert_eq!(lines(&draft.text), lines(include_str!("../../../tests/golden/import/village.epub.txt")));
    assert_eq!(draft.bibliography.title, "鼓楼食堂札记");
    assert_eq!(draft.bibliography.authors, ["王社工"]);
    let inline = Options { notes: Notes::Inline, ..Options::default() };
    assert!(as_read(name, bytes, &inline).text.ends_with("最後一句。〔尾注的字。〕"));
}

#[test]
fn a_page_saved_from_a_document_has_its_notes_too() {
    let (name, bytes) = village!("html");
    let draft = as_read(name, bytes, &Options::default());
    assert_eq!(lines(&draft.text), lines(include_str!("../../../tests/golden/import/village.html.txt")));
    assert_eq!(draft.bibliography.authors, ["王社工"]);
    assert_eq!(draft.bibliography.keywords, ["食堂", "养老"]);
}
