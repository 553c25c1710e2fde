//! Bytes that mean harm, and bytes that were harmed: an answer or a refusal, never a panic.

use super::docx::{document, package};
use super::pdf::{golden, paper};
use super::*;

/// A small generator of numbers, so that each run tries the same mutants.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count.max(1)
    }
}

/// Bytes with a few of them flipped, cut, doubled or lost.
pub fn mutant(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(out.len());
        match dice.below(4) {
            0 => out[at] = dice.below(256) as u8,
            1 => out.truncate(at.max(1)),
            2 => {
                let end = (at + dice.below(40)).min(out.len());
                let piece: Vec<u8> = out[at..end].to_vec();
                let to = dice.below(out.len());
                out.splice(to..to, piece);
            }
            _ => {
                let end = (at + dice.below(20)).min(out.len());
                out.drain(at..end);
            }
        }
        if out.is_empty() {
            out.push(b'<');
        }
    }
    out
}

#[test]
fn two_hundred_mutants_of_each_format_are_read_or_refused() {
    let markdown = "---\ntitle: a\n---\n# 题\n\n- 甲 **乙**\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |\n\n[^1]: 注\n";
    let html = "<!doctype html><meta charset=utf-8><title>题</title><h1>题</h1><p>甲<b>乙</b><table><tr><td>1<td>2</table><script>x</script><ul><li>丙</ul>";
    let utf_16: Vec<u8> = "村里的老人说食堂好。".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲&amp;乙</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>丙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let word = package(&[("word/document.xml", &document(body)), ("word/styles.xml", "<w:styles/>")]);
    let mut dice = Dice(7);
    let mut read_well = 0;
    for (name, bytes) in
        [("a.md", markdown.as_bytes()), ("a.html", html.as_bytes()), ("a.txt", &utf_16), ("a.docx", &word)]
    {
        for _ in 0..200 {
            read_well += usize::from(read(name, &mutant(bytes, &mut dice), &Options::default()).is_ok());
        }
    }
    assert!(read_well > 200, "only {read_well} mutants were read at all");
}

#[test]
fn two_hundred_mutants_of_each_table_are_read_or_refused() {
    let csv = "编号;看法\n1;\"甲;\"\"乙\"\"\n丙\"\n2;\n".as_bytes();
    let xlsx = super::tables::xlsx();
    let mut dice = Dice(13);
    let mut read = 0;
    for (name, bytes) in
        [("a.csv", csv), ("a.xlsx", &xlsx), ("a.ods", super::tables::ODS), ("a.xls", super::tables::XLS)]
    {
        let mutants = (0..200).map(|_| mutant(bytes, &mut dice));
        read += mutants.filter(|mutant| super::super::read(name, mutant, &Options::default()).is_ok()).count();
    }
    assert!(read > 150, "only {read} mutants were read at all");
}

#[test]
fn mutants_of_the_markup_inside_a_workbook_are_read_or_refused() {
    let mut dice = Dice(17);
    let xlsx = super::tables::xlsx();
    for (name, bytes, part, at_least) in
        [("a.xlsx", xlsx.as_slice(), "xl/worksheets/sheet1.xml", 100), ("a.ods", super::tables::ODS, "content.xml", 30)]
    {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
        let parts: Vec<(String, String)> = names
            .into_iter()
            .map(|name| {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut archive.by_name(&name).unwrap(), &mut text).unwrap();
                (name, text)
            })
            .collect();
        let mut read_well = 0;
        for _ in 0..200 {
            let changed: Vec<(&str, String)> = parts
                .iter()
                .map(|(name, text)| {
                    let mutated = name == part;
                    let text = if mutated { mutant(text.as_bytes(), &mut dice) } else { text.clone().into_bytes() };
                    (name.as_str(), String::from_utf8_lossy(&text).into_owned())
                })
                .collect();
            let pieces: Vec<(&str, &str)> = changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
            read_well += usize::from(super::super::read(name, &package(&pieces), &Options::default()).is_ok());
        }
        assert!(read_well >= at_least, "only {read_well} mutants inside {name} were read at all");
    }
}

#[test]
fn mutants_of_the_markup_inside_a_document_are_read_or_refused() {
    let body = document(
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>丙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    let mut dice = Dice(11);
    let mut read_well = 0;
    for _ in 0..200 {
        let inner = String::from_utf8_lossy(&mutant(body.as_bytes(), &mut dice)).into_owned();
        let bytes = package(&[("word/document.xml", &inner)]);
        read_well += usize::from(read("a.docx", &bytes, &Options::default()).is_ok());
    }
    assert!(read_well >= 100, "only {read_well} mutants were read at all");
}

#[test]
fn four_hundred_mutants_of_pdfs_are_read_or_refused() {
    let mut dice = Dice(13);
    let mut read_well = 0;
    let files =
        [paper(), golden("chromium_one_column.pdf"), golden("libreoffice_two_columns.pdf"), golden("no_printing.pdf")];
    for (nth, bytes) in files.iter().enumerate() {
        for _ in 0..if nth == 0 { 200 } else { 70 } {
            let mut mutant = mutant(bytes, &mut dice);
            // Numbers changed for others: lengths, offsets, sizes, references.
            for _ in 0..dice.below(4) {
                let from = dice.below(mutant.len());
                if let Some(at) = mutant.iter().skip(from).position(u8::is_ascii_digit) {
                    mutant[from + at] = b'0' + dice.below(10) as u8;
                }
            }
            read_well += usize::from(read("a.pdf", &mutant, &Options::default()).is_ok());
        }
    }
    assert!(read_well > 150, "only {read_well} mutants were read at all");
}

#[test]
fn a_part_that_unpacks_to_a_thousand_times_its_size_is_a_bomb() {
    let huge = document(&" ".repeat(12 << 20));
    let error = read("a.docx", &package(&[("word/document.xml", &huge)]), &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::Bomb { name: "a.docx".into(), part: "word/document.xml".into() });
}

#[test]
fn entities_of_its_own_are_refused() {
    let inner = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><w:document><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>";
    let error = read("a.docx", &package(&[("word/document.xml", inner)]), &Options::default()).unwrap_err();
    assert!(matches!(error, ImportError::Unreadable { .. }));
}

#[test]
fn nesting_without_end_is_followed_only_so_far() {
    let deep = document(&"<w:tbl><w:tr><w:tc>".repeat(50_000));
    let error = read("a.docx", &package(&[("word/document.xml", &deep)]), &Options::default());
    assert!(matches!(error, Err(ImportError::NoText { .. } | ImportError::Bomb { .. })));
    let html = "<div><b><ul><li><blockquote>".repeat(20_000) + "字";
    assert!(text("a.html", html.as_bytes()) == "字", "the nested page was not read");
    let markdown = ">".repeat(20_000) + "字";
    assert!(text("a.md", markdown.as_bytes()).contains('字'));
}

#[test]
fn an_entry_that_points_outside_is_only_a_name() {
    let bytes =
        package(&[("../../evil.txt", "x"), ("word/document.xml", &document("<w:p><w:r><w:t>字</w:t></w:r></w:p>"))]);
    assert_eq!(text("a.docx", &bytes), "字");
}
