//! Books, built here file by file: EPUB with what sellers and tools do to it, FB2 with its notes.

use super::docx::package;
use super::*;
use crate::model::BlockKind::{Body, Heading, Note, Quote, TableRow};

const CONTAINER: &str = "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";

const OPF: &str = "<?xml version=\"1.0\"?><!DOCTYPE package [<!ENTITY x \"y\">]><package><metadata xmlns:dc=\"dc\"><dc:title>鼓楼 &amp; 食堂</dc:title>\
    <dc:creator>王社工</dc:creator><dc:creator>某社</dc:creator><dc:publisher>村庄出版社</dc:publisher><dc:date>2019-05-01</dc:date></metadata>\
    <manifest><item id=\"one\" href=\"text/1.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"notes\" href=\"text/notes.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"two\" href=\"text/2.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"gone\" href=\"text/3.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
    <spine><itemref idref=\"one\"/><itemref idref=\"two\"/><itemref idref=\"gone\"/><itemref idref=\"notes\" linear=\"no\"/></spine></package>";

const ONE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE html><html xmlns:epub=\"e\"><head><title/><script src=\"a.js\"/></head><body>\
    <h1>第一章</h1><p>姓𠮷的老人<b/>说&#x20BB7;<a epub:type=\"noteref\" href=\"notes.xhtml#n1\">1</a>。</p><div><ul><li>未完</body></html>";
const TWO: &str = "<html xmlns:epub=\"e\"><body><h2>第二章</h2><p>後來<a epub:type=\"noteref\" href=\"#n1\">*</a>。</p>\
    <aside epub:type=\"footnote\" id=\"n1\"><p><a href=\"#r\">*</a> 同章的注</p></aside><p>章末。</p></body></html>";
const NOTES: &str =
    "<html><body><h2>注释</h2><ol><li id=\"n1\"><p>出處一。<a href=\"1.xhtml#r1\">↩</a></p></li></ol></body></html>";

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", OPF),
        ("OEBPS/text/1.xhtml", ONE),
        ("OEBPS/text/2.xhtml", TWO),
        ("OEBPS/text/notes.xhtml", NOTES),
    ];
    parts.extend_from_slice(more);
    package(&parts)
}

#[test]
fn a_book_is_read_in_its_own_order_and_notes_of_the_same_id_are_not_mixed_up() {
    let imported = read("书.epub", &book(&[]), &Options::default()).unwrap();
    assert_eq!(
        imported.text.as_str(),
        "第一章\n姓𠮷的老人说𠮷[^1]。\n未完\n第二章\n後來[^2]。\n章末。\n注释\n[^1] 出處一。\n[^2] 同章的注"
    );
    assert_eq!(kinds(&imported)[..2], [Heading(1), Body]);
    assert_eq!(kinds(&imported)[3..], [Heading(2), Body, Body, Heading(2), Note, Note]);
    assert_eq!(imported.title, "鼓楼 & 食堂");
    let work = &imported.bibliography;
    assert_eq!((work.title.as_str(), work.journal.as_str(), work.year.as_str()), ("鼓楼 & 食堂", "村庄出版社", "2019"));
    assert_eq!(work.authors, ["王社工", "某社"]);
    assert_eq!(finding_ids(&imported), ["import.finding.parts_missing"]);
}

#[test]
fn notes_of_chapters_with_one_name_in_several_folders_stay_with_their_chapters() {
    let chapter = |folder: &str| {
        format!(
            "<html><body><p>{folder}<a class=\"noteref\" href=\"../{folder}/c.xhtml#n\">1</a>。</p><p id=\"n\">{folder}的注</p></body></html>"
        )
    };
    let item = |id: &str| format!("<item id=\"{id}\" href=\"{id}/c.xhtml\" media-type=\"application/xhtml+xml\"/>");
    let opf = format!(
        "<package><manifest>{}{}</manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
        item("a"),
        item("b")
    );
    let bytes = package(&[
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", &opf),
        ("OEBPS/a/c.xhtml", &chapter("a")),
        ("OEBPS/b/c.xhtml", &chapter("b")),
    ]);
    assert_eq!(text("书.epub", &bytes), "a[^1]。\nb[^2]。\n[^1] a的注\n[^2] b的注");
}

#[test]
fn notes_that_nothing_refers_to_stand_at_the_end_of_a_fiction_book() {
    let more = FB2.replace(
        "</body><binary",
        "<section id=\"n9\"><p>无人引用。</p></section><section><p>无号。</p></section></body><binary",
    );
    let imported = read("书.fb2", more.as_bytes(), &Options::default()).unwrap();
    assert!(imported.text.as_str().ends_with("村\t人\n无人引用。\n无号。\n[^1] 出处。"), "{}", imported.text.as_str());
    assert!(finding_ids(&imported).contains(&"import.finding.notes_unplaced"));
    let off = Options { notes: Notes::Off, ..Options::default() };
    let imported = read("书.fb2", more.as_bytes(), &off).unwrap();
    assert!(!imported.text.as_str().contains("无人引用"));
    let count = imported.record.findings.iter().find(|finding| finding.id == "import.finding.notes_left_out").unwrap();
    assert_eq!(count.args[0].1, "3");
}

#[test]
fn a_book_that_its_seller_locked_is_refused_and_one_with_locked_fonts_is_read() {
    let lock = |algorithm: &str, uri: &str| {
        format!(
            "<encryption><EncryptedData><EncryptionMethod Algorithm=\"{algorithm}\"/><CipherReference URI=\"{uri}\"/></EncryptedData></encryption>"
        )
    };
    let locked = book(&[(
        "META-INF/encryption.xml",
        &lock("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/text/1.xhtml"),
    )]);
    let error = read("书.epub", &locked, &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::Refused { name: "书.epub".into(), what: Refusal::Encrypted });
    let fonts = book(&[("META-INF/encryption.xml", &lock("http://www.idpf.org/2008/embedding", "OEBPS/font.ttf"))]);
    assert!(read("书.epub", &fonts, &Options::default()).is_ok());
}

const FB2: &str = "<FictionBook xmlns:l=\"l\"><description><title-info><author><first-name>一</first-name><last-name>王</last-name></author>\
    <book-title>鼓楼记事</book-title><date>2011</date><keywords>食堂, 养老</keywords></title-info><publish-info><publisher>村社</publisher><year>2012</year></publish-info></description>\
    <body><section><title><p>第一章</p></title><epigraph><p>題詞</p></epigraph><p>姓𠮷的<strong>老人</strong><a l:href=\"#n1\" type=\"note\">[1]</a>说&amp;笑。</p>\
    <section><title><p>一节</p></title><poem><stanza><v>床前</v><v>明月</v></stanza></poem><table><tr><td>村</td><td>人</td></tr></table><image l:href=\"#p\"/></section></section></body>\
    <body name=\"notes\"><section id=\"n1\"><title><p>1</p></title><p>出处。</p></section></body><binary id=\"p\">AAAA</binary></FictionBook>";

#[test]
fn a_fiction_book_is_read_plain_and_packed_and_in_its_own_encoding() {
    let plain = read("书.fb2", FB2.as_bytes(), &Options::default()).unwrap();
    assert_eq!(plain.text.as_str(), "第一章\n題詞\n姓𠮷的老人[^1]说&笑。\n一节\n床前\n明月\n村\t人\n[^1] 出处。");
    assert_eq!(kinds(&plain), [Heading(1), Quote, Body, Heading(2), Body, Body, TableRow, Note]);
    assert_eq!(marked(&plain, MarkKind::Bold), ["老人"]);
    let work = &plain.bibliography;
    assert_eq!((work.title.as_str(), work.journal.as_str(), work.year.as_str()), ("鼓楼记事", "村社", "2012"));
    assert_eq!((work.authors.as_slice(), plain.title.as_str()), (&["一 王".to_owned()][..], "鼓楼记事"));
    let packed = read("书.fb2.zip", &package(&[("书.fb2", FB2)]), &Options::default()).unwrap();
    assert_eq!(packed.text, plain.text);
    let (gbk, _, _) = encoding_rs::GB18030.encode(FB2);
    let mut declared = b"<?xml version=\"1.0\" encoding=\"gb18030\"?>".to_vec();
    declared.extend_from_slice(&gbk);
    assert_eq!(read("书.fb2", &declared, &Options::default()).unwrap().text, plain.text);
}
