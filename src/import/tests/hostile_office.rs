//! Office formats, books and pages that mean harm or were harmed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::docx::{document, package};
use super::hostile::{Dice, mutant};
use super::*;

const FODT: &[u8] = include_bytes!("../../../tests/golden/import/village.fodt");
const ODT: &[u8] = include_bytes!("../../../tests/golden/import/village.odt");
const RTF: &[u8] = include_bytes!("../../../tests/golden/import/village.rtf");
const EPUB: &[u8] = include_bytes!("../../../tests/golden/import/village.epub");
const DOC: &[u8] = include_bytes!("../../../tests/golden/import/village.doc");
const HTML: &[u8] = include_bytes!("../../../tests/golden/import/village.html");
const FB2: &str = "<FictionBook xmlns:l=\"l\"><body><section><title><p>章</p></title><p>甲<a l:href=\"#n\" type=\"note\">1</a></p><table><tr><td>乙</td></tr></table></section></body><body name=\"notes\"><section id=\"n\"><p>注</p></section></body></FictionBook>";

/// Every choice that makes a reader do more.
fn choices(at: usize) -> Options {
    Options {
        notes: [Notes::End, Notes::Inline, Notes::Off][at % 3],
        tables: [Tables::Rows, Tables::Off][at / 3 % 2],
        tracked: [Tracked::Accepted, Tracked::Rejected][at / 2 % 2],
        page: [WebPage::Whole, WebPage::Article][at / 5 % 2],
        ..Options::default()
    }
}

#[test]
fn two_hundred_mutants_of_each_office_format_are_read_or_refused() {
    let mut dice = Dice(23);
    for (name, bytes, at_least) in [
        ("a.fodt", FODT, 70),
        ("a.odt", ODT, 10),
        ("a.rtf", RTF, 100),
        ("a.epub", EPUB, 10),
        ("a.doc", DOC, 8),
        ("a.html", HTML, 150),
        ("a.fb2", FB2.as_bytes(), 130),
    ] {
        let read_well = (0..200).filter(|at| read(name, &mutant(bytes, &mut dice), &choices(*at)).is_ok()).count();
        assert!(read_well >= at_least, "only {read_well} mutants of {name} were read at all");
    }
}

#[test]
fn an_old_document_with_a_few_wrong_bytes_is_read_or_refused() {
    // Its sectors stay where they are, so that the reader meets what is wrong inside them.
    let mut dice = Dice(59);
    let mut flipped = || {
        let mut bytes = DOC.to_vec();
        for _ in 0..=dice.below(8) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.below(256) as u8;
        }
        bytes
    };
    let read_well = (0..200).filter(|at| read("a.doc", &flipped(), &choices(*at)).is_ok()).count();
    assert!(read_well >= 150, "only {read_well} were read at all");
}

/// The parts of a package, with one of them changed.
fn repacked(bytes: &[u8], changed: &str, change: &mut impl FnMut(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let content = if name == changed { change(&content) } else { content };
        parts.push((name, String::from_utf8_lossy(&content).into_owned()));
    }
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    package(&parts)
}

#[test]
fn mutants_of_the_markup_inside_a_package_are_read_or_refused() {
    let mut dice = Dice(41);
    for (name, bytes, part, at_least) in [
        ("a.odt", ODT, "content.xml", 30),
        ("a.odt", ODT, "styles.xml", 90),
        ("a.epub", EPUB, "OEBPS/content.opf", 30),
        ("a.epub", EPUB, "OEBPS/sections/section0001.xhtml", 90),
    ] {
        let read_well = (0..100)
            .filter(|at| {
                let bytes = repacked(bytes, part, &mut |content| mutant(content, &mut dice));
                read(name, &bytes, &choices(*at)).is_ok()
            })
            .count();
        assert!(read_well >= at_least, "only {read_well} mutants of {part} in {name} were read at all");
    }
}

#[test]
fn three_hundred_thousand_attributes_on_one_tag_cost_nothing() {
    let attributes: String = (0..300_000).map(|at| format!(" a{at}=\"\"")).collect();
    let page = format!("<p>前</p><p{attributes}>字</p>");
    let imported = read("a.html", page.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "前\n字");
    assert_eq!(finding_ids(&imported), ["import.finding.overloaded"]);
    let article = Options { page: WebPage::Article, ..Options::default() };
    assert!(read("a.html", page.as_bytes(), &article).is_ok());
    assert!(text("a.md", page.as_bytes()).contains('字'));
    let flat = String::from_utf8_lossy(FODT).replacen("<text:p>", &format!("<text:p{attributes}>"), 1);
    assert!(text("a.fodt", flat.as_bytes()).contains("最後一句"));
    let body = format!("<w:p{attributes}><w:r><w:t>字</w:t></w:r></w:p>");
    assert_eq!(text("a.docx", &package(&[("word/document.xml", &document(&body))])), "字");
    let book = format!("<FictionBook><body><section{attributes}><p>字</p></section></body></FictionBook>");
    assert_eq!(text("a.fb2", book.as_bytes()), "字");
}

#[test]
fn nesting_without_end_ends() {
    let flat = |inside: &str, before: &str| {
        let head = "<?xml version=\"1.0\"?><office:document xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:body><office:text>";
        format!("{head}<text:p>{before}</text:p>{}", inside.repeat(100_000))
    };
    for inside in [
        "<text:list><text:list-item>",
        "<table:table><table:table-row><table:table-cell>",
        "<text:p><text:note><text:note-body>",
        "<text:p><draw:text-box>",
        "<text:span>",
    ] {
        let imported = read("a.fodt", flat(inside, "前").as_bytes(), &Options::default()).unwrap();
        assert_eq!(imported.text.as_str().lines().next(), Some("前"), "{inside}");
        assert!(finding_ids(&imported).contains(&"import.finding.damaged"));
    }
    for inside in
        ["{", "{\\footnote ", "{\\b ", "{\\*\\shpinst{\\shptxt ", "\\pard\\intbl\\itap9 a\\nestcell ", "{\\upr{"]
    {
        let rtf = format!("{{\\rtf1 a\\par {}", inside.repeat(100_000));
        assert!(text("a.rtf", rtf.as_bytes()).starts_with('a'), "{inside}");
    }
    let tables = format!("{{\\rtf1 {}", "\\pard\\intbl\\itap30 a\\nestcell \\pard b\\par ".repeat(20_000));
    assert!(text("a.rtf", tables.as_bytes()).starts_with('a'));
    let book = format!("<FictionBook><body><p>前</p>{}", "<section><table><tr><td>".repeat(50_000));
    assert!(text("a.fb2", book.as_bytes()).starts_with('前'));
    let page = format!("<p>前</p>{}字", "<div><b><table><tr><td>".repeat(50_000));
    let article = Options { page: WebPage::Article, ..Options::default() };
    let imported = read("a.html", page.as_bytes(), &article).unwrap();
    assert!(finding_ids(&imported).contains(&"import.finding.no_article"));
    assert!(imported.text.as_str().ends_with('字'));
}

#[test]
fn a_hundred_thousand_notes_and_links_are_read_in_time() {
    let page: String = (0..20_000)
        .map(|at| format!("<p>甲<a class=footnote href=#n{at}>1</a></p><li id=n{at}><b>注</b><a href=#r>1</a><a href=#r>2</a></li>"))
        .collect();
    assert!(text("a.html", page.as_bytes()).contains("[^20000] 注"));
    let note = format!(
        "<p>甲<a class=footnote href=#n>1</a></p><div id=n>{}</div>",
        "<a href=#r><b>1</b></a>乙".repeat(50_000)
    );
    assert!(text("a.html", note.as_bytes()).contains("乙乙"));
    let rtf = format!("{{\\rtf1 {}}}", "a{\\footnote b}".repeat(50_000));
    assert!(text("a.rtf", rtf.as_bytes()).contains("[^50000] b"));
    let open = format!("{{\\rtf1\\ansicpg936 {}}}", "\\'d6\\b\\'d0\\b0 ".repeat(100_000));
    assert!(text("a.rtf", open.as_bytes()).starts_with("中中"));
}

#[test]
fn many_parts_that_unpack_to_little_each_are_a_bomb_together() {
    let chapter = format!("<p>{}</p>", "<i></i>".repeat(600_000));
    let items: String = (0..200)
        .map(|at| format!("<item id=\"c{at}\" href=\"c{at}.xhtml\" media-type=\"application/xhtml+xml\"/>"))
        .collect();
    let spine: String = (0..200).map(|at| format!("<itemref idref=\"c{at}\"/>")).collect();
    let opf = format!("<package><manifest>{items}</manifest><spine>{spine}</spine></package>");
    let names: Vec<String> = (0..200).map(|at| format!("c{at}.xhtml")).collect();
    let container = "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>";
    let mut parts = vec![("META-INF/container.xml", container), ("b.opf", opf.as_str())];
    parts.extend(names.iter().take(4).map(|name| (name.as_str(), chapter.as_str())));
    let mut options = Options::default();
    options.limits.text_bytes = 1 << 20;
    let error = read("a.epub", &package(&parts), &options).unwrap_err();
    assert!(matches!(error, ImportError::Bomb { .. }), "{error}");
}
