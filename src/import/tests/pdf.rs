//! PDF files made by hand and by other programs, and what they must read as.

use super::pdf_file::{File, coded, put, put_encoded, put_lines, utf_16};
use super::*;
use crate::import::draft::LinePlace;

fn imported(bytes: &[u8]) -> Imported {
    read("稿.pdf", bytes, &Options::default()).unwrap()
}

/// The text as the reader gives it, before any step.
fn raw(bytes: &[u8]) -> String {
    draft(bytes).text
}

fn draft(bytes: &[u8]) -> Draft {
    match open("稿.pdf", bytes, &Options::default()).unwrap() {
        Content::Text(reading) => reading.draft,
        Content::Table(_) => panic!("a PDF is no table"),
    }
}

fn finding(imported: &Imported, id: &str) -> Option<String> {
    imported.record.findings.iter().find(|finding| finding.id == id).map(|finding| format!("{finding:?}"))
}

/// Lines of 20 characters as a page of a paper has them; the last one is short.
const LINES: [&str; 7] = [
    "村里的老人每天中午都到鼓楼下面的食堂吃饭，",
    "饭菜由妇女小组轮流来做，账目贴在墙上，谁都",
    "可以看。社工站的工作人员起初担心大家不愿意",
    "出钱，后来发现他们更在意的是菜够不够热，有",
    "没有人说话。到了秋天，食堂的锅换成了大的，",
    "在外面打工的年轻人寄回来一台冰箱，会计把这",
    "件事写在了账本的第一页。",
];

#[test]
fn chinese_fonts_that_are_not_in_the_file_are_read_in_every_encoding() {
    let page = put("食堂里的饭菜，𠮷伯说好。NGO 3", 12.0, 72.0, 700.0)
        + &put_encoded("G", encoding_rs::GBK, "按 GBK 编码的旧文件，“引号”与①", 670.0)
        + &put_encoded("B", encoding_rs::BIG5, "按大五碼編的舊檔案，「引號」", 640.0)
        + "BT /H 12 Tf 72 610 Td (caf\\351 and tea) Tj ET\n";
    let bytes = File::new().page(&page).finish();
    assert_eq!(
        raw(&bytes),
        "食堂里的饭菜，𠮷伯说好。NGO 3\n按 GBK 编码的旧文件，“引号”与①\n按大五碼編的舊檔案，「引號」\ncafé and tea"
    );
}

#[test]
fn lines_that_run_downwards_are_read_from_right_to_left() {
    let page = coded("V", &utf_16("第一行说食堂。"), 12.0, 500.0, 750.0)
        + &coded("V", &utf_16("第二行说老人︒"), 12.0, 480.0, 750.0)
        + &coded("V", &utf_16("第三行，完。"), 12.0, 460.0, 750.0);
    let draft = draft(&File::new().page(&page).finish());
    assert_eq!(draft.text, "第一行说食堂。\n第二行说老人。\n第三行，完。");
    let places: Vec<LinePlace> = draft.places.iter().map(|(_, place)| *place).collect();
    assert_eq!(places[0].left, 920);
    assert!(places.windows(2).all(|pair| pair[0].baseline + 200 == pair[1].baseline), "{places:?}");
}

#[test]
fn letters_put_one_below_the_other_make_a_line_that_runs_downwards() {
    let column = |text: &str, x: f32| -> String {
        text.chars().enumerate().map(|(at, c)| put(&c.to_string(), 12.0, x, 700.0 - 14.0 * at as f32)).collect()
    };
    let page = put("题目在上面横着写", 12.0, 72.0, 800.0)
        + &column("右边的一行从上往下写着这些字", 500.0)
        + &column("左边的一行接在它的后面再写完", 476.0);
    let bytes = File::new().page(&page).finish();
    assert_eq!(raw(&bytes), "右边的一行从上往下写着这些字\n左边的一行接在它的后面再写完\n题目在上面横着写");
}

#[test]
fn a_page_on_its_side_reads_like_any_other() {
    let upright = put("第一行。", 12.0, 72.0, 500.0) + &put("第二行。", 12.0, 72.0, 480.0);
    let turned = format!("q 0 1 -1 0 595 0 cm\n{upright}Q\n");
    for bytes in [
        File::new().page_with("/Rotate 90", &upright).finish(),
        File::new().page_with("/Rotate 180", &upright).finish(),
        File::new().page(&turned).finish(),
        File::new().page_with("/Rotate 90", &turned).finish(),
    ] {
        assert_eq!(raw(&bytes), "第一行。\n第二行。");
    }
}

#[test]
fn columns_are_read_one_after_the_other_however_they_were_written() {
    let left: Vec<String> = (0..14).map(|at| format!("左栏第{at:02}行的字一直写到这一栏的边上")).collect();
    let right: Vec<String> = (0..14).map(|at| format!("右栏第{at:02}行的字也一直写到栏的边上为")).collect();
    let at = |text: &str, column: f32, line: usize| put(text, 10.0, 72.0 + 240.0 * column, 700.0 - 16.0 * line as f32);
    let title = put("一间食堂的故事", 18.0, 220.0, 760.0);
    let lines = |side: &[String], column: f32| -> Vec<String> {
        side.iter().enumerate().map(|(line, text)| at(text, column, line)).collect()
    };
    let (a, b) = (lines(&left, 0.0), lines(&right, 1.0));
    let in_order = a.concat() + &b.concat();
    let across: String = a.iter().zip(&b).map(|(a, b)| a.clone() + b).collect();
    let backwards: String = a.iter().rev().chain(b.iter().rev()).cloned().collect();
    let expected = format!("一间食堂的故事\n{}\n{}", left.join("\n"), right.join("\n"));
    for content in [in_order, across, backwards] {
        let draft = draft(&File::new().page(&(title.clone() + &content)).finish());
        let lines: Vec<&str> = draft.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.join("\n"), expected);
        let columns: Vec<u32> = draft.places.iter().map(|(_, place)| place.column).collect();
        assert!(columns[1..15].iter().all(|c| *c == columns[1]) && columns[15..].iter().all(|c| *c == columns[1] + 1));
    }
}

#[test]
fn cells_of_a_table_stay_in_their_row() {
    let cells = [["村名", "户数", "老人"], ["甲村", "120", "45"], ["乙村", "88", "31"], ["丙村", "64", "20"]];
    let page: String = cells
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| {
            cells
                .iter()
                .enumerate()
                .map(move |(column, cell)| put(cell, 10.0, 72.0 + 150.0 * column as f32, 600.0 - 18.0 * row as f32))
        })
        .collect();
    assert_eq!(raw(&File::new().page(&page).finish()), "村名\t户数\t老人\n甲村\t120\t45\n乙村\t88\t31\n丙村\t64\t20");
}

fn with_heads(pages: std::ops::Range<usize>) -> Vec<u8> {
    pages
        .fold(File::new(), |file, number| {
            let head = put("村庄研究", 9.0, 270.0, 800.0);
            let foot = put(&format!("- {number} -"), 9.0, 285.0, 40.0);
            // The number is often written first, and must not stand in the middle of a sentence.
            file.page(&(foot + &head + &put_lines(&LINES[..6], 12.0, 72.0, 740.0, 20.0)))
        })
        .finish()
}

#[test]
fn running_heads_go_and_the_printed_numbers_name_the_pages() {
    let imported = imported(&with_heads(45..50));
    let text = imported.text.as_str();
    assert!(!text.contains("村庄研究") && !text.contains("- 4"), "{text}");
    assert_eq!(imported.text.paragraph_count(), 1, "{text}");
    let labels: Vec<&str> = imported.structure.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, ["45", "46", "47", "48", "49"]);
    let fourth = text.match_indices("村里的老人").nth(3).unwrap().0;
    let place = CharIndex(text[..fourth].chars().count() as u32);
    assert_eq!(imported.structure.page_at(place).unwrap().label, "48");
}

/// A paper that has a little of everything and nothing packed, for those who want to harm it.
pub fn paper() -> Vec<u8> {
    let mut file = File::new();
    let form =
        file.stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", put("表单里的字。", 12.0, 72.0, 400.0).as_bytes());
    let page = put_lines(&LINES, 10.0, 72.0, 700.0, 16.0)
        + &put_lines(&LINES, 10.0, 312.0, 700.0, 16.0)
        + &coded("V", &utf_16("竖着写的一行"), 12.0, 550.0, 700.0)
        + &coded("I", "0001000200030004", 12.0, 72.0, 300.0)
        + "/F Do q 0.7 0.7 -0.7 0.7 200 200 cm BT /H 12 Tf 2 Tr [(askew) -200 (words)] TJ ET Q\n"
        + "/Span <</ActualText(fi)>> BDC BT /H 12 Tf 72 200 Td (x) Tj T* (y) ' 1 2 (z) \" ET EMC\n";
    file.with_resources(&format!("/XObject<</F {form} 0 R>>"))
        .with_info("/Title(A paper)")
        .with_catalog("/PageLabels<</Nums[0<</S/D/St 5>>]>>/Outlines<</First 4 0 R>>")
        .page(&page)
        .page_with("/Rotate 90", &page)
        .page(&page)
        .finish()
}

#[test]
fn running_heads_stay_where_somebody_wants_them() {
    let mut options = Options::default();
    options.off.insert(Step::PageFurniture);
    let imported = read("稿.pdf", &with_heads(1..5), &options).unwrap();
    assert_eq!(imported.text.as_str().matches("村庄研究").count(), 4);
}

#[test]
fn labels_that_the_file_gives_its_pages_are_used_where_nothing_is_printed() {
    let labels = "/PageLabels<</Nums[0<</S/r>>2<</S/D/St 7>>]>>";
    let file =
        (0..4).fold(File::new(), |file, at| file.page(&put(["甲。", "乙。", "丙。", "丁。"][at], 12.0, 72.0, 400.0)));
    let imported = imported(&file.with_catalog(labels).finish());
    let labels: Vec<&str> = imported.structure.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, ["i", "ii", "7", "8"]);
}

#[test]
fn marks_of_notes_stand_in_their_line_though_written_at_the_end() {
    let line = put("他们把账目贴在墙上", 12.0, 72.0, 700.0) + &put("，谁都可以看。", 12.0, 190.0, 700.0);
    let mark = put("[3]", 7.0, 180.5, 705.0);
    let next = put("下一行在这里。", 12.0, 72.0, 680.0);
    for content in [line.clone() + &mark + &next, line.clone() + &next + &mark, mark.clone() + &line + &next] {
        let imported = imported(&File::new().page(&content).finish());
        assert!(
            imported.text.as_str().starts_with("他们把账目贴在墙上[3]，谁都可以看。"),
            "{}",
            imported.text.as_str()
        );
        assert_eq!(marked(&imported, MarkKind::Citation), ["[3]"]);
    }
}

#[test]
fn what_is_painted_twice_to_look_bold_is_read_once_and_is_bold() {
    let plain = put("普通的话，哈哈哈哈，看 ll 00", 12.0, 72.0, 660.0);
    let doubled = put("加粗的话", 12.0, 72.0, 700.0) + &put("加粗的话", 12.0, 72.3, 700.0);
    let stroked = format!("2 Tr {} 0 Tr\n", put("描粗的话", 12.0, 72.0, 680.0));
    let imported = imported(&File::new().page(&(doubled + &stroked + &plain)).finish());
    assert_eq!(imported.text.as_str(), "加粗的话\n描粗的话\n普通的话，哈哈哈哈，看 ll 00");
    assert_eq!(marked(&imported, MarkKind::Bold), ["加粗的话", "描粗的话"]);
}

#[test]
fn spaces_are_seen_between_words_and_never_between_chinese_characters() {
    let words = "BT /H 12 Tf 72 700 Td [(Social) -278 (work) -300 (in) -30 (side)] TJ ET\n";
    let spread = format!("BT /U 12 Tf 72 680 Td 2.5 Tc <{}> Tj 0 Tc ET\n", utf_16("排得松一些的汉字"));
    let apart = put("张", 12.0, 72.0, 660.0) + &put("甲", 12.0, 96.0, 660.0);
    let far = put("左", 12.0, 72.0, 640.0) + &put("右", 12.0, 200.0, 640.0);
    let bytes = File::new().page(&(words.to_owned() + &spread + &apart + &far)).finish();
    assert_eq!(raw(&bytes), "Social work inside\n排得松一些的汉字\n张 甲\n左\t右");
}

#[test]
fn radicals_ligatures_and_soft_hyphens_become_what_people_type() {
    let line = coded("I", "0001 0002 0006 0003 006E 0004 0064 0005 0078 0004", 12.0, 72.0, 700.0);
    let bytes = File::new().page(&line).finish();
    assert_eq!(raw(&bytes), "人长𠮷findfix-");
}

#[test]
fn paragraphs_of_one_column_and_of_two_come_out_whole() {
    let whole = LINES.concat();
    let one = put_lines(&LINES, 12.0, 72.0, 700.0, 20.0)
        + &put("　　", 12.0, 72.0, 560.0)
        + &put("另起一段的第一行要缩进两个字，一直写到", 12.0, 96.0, 560.0)
        + &put("边上为止，然后结束。", 12.0, 72.0, 540.0);
    let imported = imported(&File::new().page(&one).finish());
    assert_eq!(imported.text.paragraph(0), whole);
    assert_eq!(imported.text.paragraph(1), "另起一段的第一行要缩进两个字，一直写到边上为止，然后结束。");
    let two: String = [72.0, 312.0].iter().map(|x| put_lines(&LINES, 10.0, *x, 700.0, 16.0)).collect();
    let two = super::super::read("稿.pdf", &File::new().page(&two).finish(), &Options::default()).unwrap();
    assert_eq!(two[0].text.as_str(), format!("{whole}\n{whole}"));
}

#[test]
fn a_gap_between_paragraphs_shows_as_a_blank_line() {
    let page = put_lines(&LINES[..5], 12.0, 72.0, 740.0, 20.0) + &put_lines(&LINES[5..], 12.0, 72.0, 600.0, 20.0);
    let text = raw(&File::new().page(&page).finish());
    assert_eq!(text.split("\n\n").count(), 2, "{text}");
}

#[test]
fn forms_are_read_and_a_tree_of_forms_without_end_is_not_followed() {
    let mut file = File::new();
    let form = |resources: &str| format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{resources}");
    let mut last = file.stream(&form(""), put("表单里的字。", 12.0, 72.0, 600.0).as_bytes());
    let plain = last;
    for _ in 0..30 {
        let resources = format!("/Resources<</XObject<</A {last} 0 R>>>>");
        last = file.stream(&form(&resources), b"/A Do /A Do /A Do /A Do");
    }
    let file = file.with_resources(&format!("/XObject<</P {plain} 0 R /T {last} 0 R>>"));
    let page = put("页上的字。", 12.0, 72.0, 700.0) + "/P Do\n/T Do\n" + &put("最后的字。", 12.0, 72.0, 500.0);
    let imported = imported(&file.page(&page).finish());
    assert_eq!(imported.text.as_str(), "页上的字。\n表单里的字。\n最后的字。");
    assert!(finding(&imported, "import.finding.pdf_cut_short").is_some());
}

#[test]
fn a_form_that_holds_itself_is_read_once() {
    let mut file = File::new();
    let before = file.add("");
    let content = put("自己套自己。", 12.0, 72.0, 600.0) + "/A Do";
    let own = file.stream(
        &format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</U 4 0 R>>/XObject<</A {} 0 R>>>>",
            before + 1
        ),
        content.as_bytes(),
    );
    let bytes = file.with_resources(&format!("/XObject<</A {own} 0 R>>")).page("/A Do").finish();
    assert_eq!(imported(&bytes).text.as_str(), "自己套自己。");
}

#[test]
fn maps_without_end_and_streams_packed_twice_do_no_harm() {
    let map = "begincmap 1 beginbfrange <00000000> <FFFFFFFF> <4E00> endbfrange 1 beginbfrange <0000> <FFFFFFFF> [<4E00>] endbfrange endcmap";
    let mut file = File::new();
    let map = file.stream("", map.as_bytes());
    let font = file.add(&format!(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode {map} 0 R/DescendantFonts[<</Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4294967295 500]>>]>>"
    ));
    let packed =
        file.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter[/FlateDecode/FlateDecode]", &vec![0x78; 400_000]);
    let content = format!("BT /M 12 Tf 72 700 Td <0001> Tj ET /Z Do\n{}", put("照样读得到。", 12.0, 72.0, 600.0));
    let bytes = file
        .with_resources("/XObject<<>>")
        .page_with(&format!("/Resources<</Font<</M {font} 0 R/U 4 0 R>>/XObject<</Z {packed} 0 R>>>>"), &content)
        .finish();
    let imported = imported(&bytes);
    assert!(imported.text.as_str().ends_with("照样读得到。"));
    assert!(finding(&imported, "import.finding.pdf_cut_short").is_some());
}

const PICTURE: &str = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8";

#[test]
fn a_scan_is_refused_with_its_pages_and_a_layer_of_recognised_text_is_kept_and_said() {
    let with_picture = || {
        let mut file = File::new();
        let picture = file.stream(PICTURE, &[0]);
        file.with_resources(&format!("/XObject<</P {picture} 0 R>>"))
    };
    let scan = "q 595 0 0 842 0 0 cm /P Do Q\n";
    let error = read("稿.pdf", &with_picture().page(scan).page(scan).finish(), &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::Scanned { name: "稿.pdf".into(), pages: 2 });
    let words = put("识别出来的字，也许有错，请对照原文核对。", 12.0, 72.0, 700.0);
    let layer = format!("{scan}3 Tr {words}");
    let imported = imported(&with_picture().page(&layer).page(scan).finish());
    assert_eq!(imported.text.as_str(), "识别出来的字，也许有错，请对照原文核对。");
    assert!(finding(&imported, "import.finding.pdf_ocr_layer").unwrap().contains("20"));
    assert!(finding(&imported, "import.finding.pdf_scans").unwrap().contains('1'));
}

#[test]
fn fonts_that_do_not_name_their_characters_are_told_with_figures() {
    let mute = coded("X", &"00010002000300040005".repeat(4), 12.0, 72.0, 700.0);
    let error = read("稿.pdf", &File::new().page(&mute).finish(), &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::Unmapped { name: "稿.pdf".into(), unknown: 20, letters: 20 });
    let mostly = put_lines(&LINES, 12.0, 72.0, 700.0, 20.0) + &coded("X", "0001", 12.0, 72.0, 500.0);
    let imported = imported(&File::new().page(&mostly).finish());
    assert!(imported.text.as_str().contains('\u{FFFD}'));
    assert!(finding(&imported, "import.finding.pdf_unknown").is_some());
}

#[test]
fn pictures_watermarks_and_layers_switched_off_are_counted_and_not_read() {
    let mut file = File::new();
    let picture = file.stream(PICTURE, &[0]);
    let layer = file.add("<</Type/OCG/Name(off)>>");
    let file = file
        .with_resources(&format!("/XObject<</P {picture} 0 R>>/Properties<</L {layer} 0 R>>"))
        .with_catalog(&format!("/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>"));
    let water = format!("q 0.7 0.7 -0.7 0.7 200 200 cm {}Q\n", put("内部资料", 40.0, 0.0, 0.0));
    let hidden = format!("/OC /L BDC {}EMC\n", put("看不见", 12.0, 72.0, 500.0));
    let page = put("看得见的字。", 12.0, 72.0, 700.0) + &water + &hidden + "q 50 0 0 50 0 0 cm /P Do Q\n";
    let imported = imported(&file.page(&page).finish());
    assert_eq!(imported.text.as_str(), "看得见的字。");
    assert_eq!(
        finding_ids(&imported),
        ["import.finding.pictures", "import.finding.pdf_askew", "import.finding.pdf_hidden"]
    );
}

#[test]
fn what_a_file_says_of_itself_is_kept_and_what_its_program_says_is_not() {
    let page = || File::new().page(&put("正文在这里，写得不长。", 12.0, 72.0, 700.0));
    let titled = page().with_info(&format!("/Title<FEFF{}>/Author(Li Si; Wang Wu)", utf_16("鼓楼食堂观察记")));
    let titled = imported(&titled.finish());
    assert_eq!(titled.title, "鼓楼食堂观察记");
    assert_eq!(titled.bibliography.authors, ["Li Si", "Wang Wu"]);
    let program = page().with_info("/Title(Microsoft Word - 1.doc)/Author(Administrator)");
    let program = imported(&program.finish());
    assert_eq!((program.title.as_str(), program.bibliography.is_empty()), ("稿", true));
}

#[test]
fn entries_of_the_outline_are_headings_where_they_stand() {
    let mut file =
        File::new().page(&(put("开门的日子", 16.0, 72.0, 700.0) + &put_lines(&LINES, 12.0, 72.0, 670.0, 20.0)));
    let page = file.page_number(0);
    let root = file.add("");
    let entry = root + 1;
    file.add(&format!(
        "<</Title<FEFF{}>/Parent {root} 0 R/Dest[{page} 0 R /Fit]/Next {entry} 0 R>>",
        utf_16("开门的日子")
    ));
    let outline = file.add(&format!("<</Type/Outlines/First {entry} 0 R>>"));
    let imported = imported(&file.with_catalog(&format!("/Outlines {outline} 0 R")).finish());
    assert_eq!(kinds(&imported)[..2], [BlockKind::Heading(1), BlockKind::Body]);
    assert_eq!(imported.text.paragraph(0), "开门的日子");
}

#[test]
fn a_file_cut_off_or_without_its_table_is_read_as_far_as_it_goes() {
    let file = File::new().page(&put_lines(&LINES, 12.0, 72.0, 700.0, 20.0)).page(&put("第二页。", 12.0, 72.0, 700.0));
    let bytes = file.finish();
    let table = bytes.windows(4).position(|window| window == b"xref").unwrap();
    let imported = imported(&bytes[..table]);
    assert!(imported.text.as_str().starts_with(&LINES.concat()), "{}", imported.text.as_str());
    for stop in [10, 500, 1500] {
        let error = read("稿.pdf", &bytes[..stop], &Options::default()).unwrap_err();
        assert!(matches!(error, ImportError::Unreadable { .. } | ImportError::NoText { .. }), "{error:?}");
    }
}

#[test]
fn a_pdf_under_another_name_is_read_as_what_it_is() {
    let bytes = File::new().page(&put("照样读。", 12.0, 72.0, 700.0)).finish();
    let imported = read("稿.txt", &bytes, &Options::default()).unwrap();
    assert_eq!((imported.text.as_str(), imported.record.format.as_str()), ("照样读。", "pdf"));
    assert_eq!(finding_ids(&imported), ["import.finding.name_lies"]);
}

#[test]
fn every_passage_of_a_page_knows_where_it_stands() {
    let draft = draft(&File::new().page(&put_lines(&LINES[..2], 12.0, 72.0, 700.0, 20.0)).finish());
    let first = LinePlace { page: 0, column: 0, left: 720, right: 720 + 120 * 21, baseline: 1420, size: 120 };
    assert_eq!(draft.places[0], (0, first));
    assert_eq!(draft.places[1].0, LINES[0].chars().count() as u32 + 1);
    assert_eq!(draft.places[1].1.baseline, 1620);
}

pub fn golden(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pdf");
    std::fs::read(folder.join(name)).unwrap()
}

/// The characters alone.
fn characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn pages_of_other_programs_give_back_what_was_written() {
    let written = String::from_utf8(golden("text.txt")).unwrap();
    for name in ["chromium_one_column.pdf", "chromium_vertical.pdf"] {
        let imported = imported(&golden(name));
        assert_eq!(characters(imported.text.as_str()), characters(&written), "{name}");
        assert_eq!((imported.title.as_str(), imported.structure.pages.len()), ("食堂与村庄", 7));
        let marks = marked(&imported, MarkKind::Citation).concat();
        assert!(marks.starts_with("[1][2][3]"), "{marks}");
    }
    // That program leaves out a mark that would hang over the edge of a column.
    let columns = imported(&golden("libreoffice_two_columns.pdf"));
    let (read, written) = (characters(columns.text.as_str()), characters(&written));
    let marks = |text: &str| text.chars().filter(|c| !matches!(c, '，' | '。')).collect::<String>();
    assert_eq!(marks(&read), marks(&written));
    assert!(written.chars().count() - read.chars().count() <= 4);
}

#[test]
fn a_password_is_asked_for_elsewhere_and_none_is_none() {
    let error = read("稿.pdf", &golden("password.pdf"), &Options::default()).unwrap_err();
    assert_eq!(error, ImportError::Refused { name: "稿.pdf".into(), what: Refusal::Encrypted });
    let open = imported(&golden("no_printing.pdf"));
    assert!(open.text.as_str().starts_with("食堂与村庄\n一、食堂的价格"), "{}", open.text.as_str());
}

#[test]
fn every_reason_to_refuse_a_pdf_has_its_words_and_figures() {
    use crate::i18n::Language;
    let scanned = ImportError::Scanned { name: "稿.pdf".into(), pages: 12 };
    let unmapped = ImportError::Unmapped { name: "稿.pdf".into(), unknown: 30, letters: 40 };
    for language in Language::ALL {
        assert!(language.tell(&scanned).contains("12") && language.tell(&scanned).contains("OCR"));
        assert!(language.tell(&unmapped).contains("75%"), "{}", language.tell(&unmapped));
    }
}
