//! RTF in the flavours that Chinese programs write, each built here byte by byte.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS};

use super::*;
use crate::model::BlockKind::{Body, Heading, ListItem, TableRow};

fn lines(rtf: &[u8]) -> Vec<String> {
    text("稿.rtf", rtf).lines().map(str::to_owned).collect()
}

/// Bytes as `\'hh`, and ASCII as it stands, as Word does.
fn escaped(encoding: &'static Encoding, text: &str) -> String {
    let (bytes, _, _) = encoding.encode(text);
    bytes
        .iter()
        .map(|byte| if byte.is_ascii() { char::from(*byte).to_string() } else { format!("\\'{byte:02x}") })
        .collect()
}

/// Every byte as `\'hh`, as some programs do.
fn all_escaped(encoding: &'static Encoding, text: &str) -> String {
    encoding.encode(text).0.iter().map(|byte| format!("\\'{byte:02x}")).collect()
}

fn units(text: &str, fallback: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{}{fallback}", unit as i16)).collect()
}

const RARE: &str = "姓𠮷的老人〇八年搬来，住①号楼┋二单元。";

#[test]
fn a_font_says_which_encoding_its_bytes_are_in() {
    let fonts = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fcharset134 SimSun;}{\\f2\\fcharset136 MingLiU;}{\\f3\\fcharset128 MS Mincho;}{\\f4\\fnil\\fcharset2 Wingdings;}}";
    let rtf = format!(
        "{fonts}\\f1 {}\\par\\f2 {}\\par\\f3 {}\\par\\f0 caf\\'e9 \\'93a\\'94\\par\\f4 \\'fe\\f1 {}\\par}}",
        escaped(GB18030, "村里的食堂①"),
        all_escaped(BIG5, "村裡的食堂功許"),
        all_escaped(SHIFT_JIS, "食堂のソ"),
        escaped(GB18030, "对")
    );
    assert_eq!(lines(rtf.as_bytes()), ["村里的食堂①", "村裡的食堂功許", "食堂のソ", "café “a”", "☑对"]);
}

#[test]
fn a_western_font_in_a_chinese_file_may_hold_either() {
    let rtf = format!(
        "{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f0\\fcharset0 Arial;}}}}\\f0 {} caf\\'e9\\par {}\\par}}",
        "\\'93quoted\\'94",
        escaped(GB18030, "社区居委会")
    );
    assert_eq!(lines(rtf.as_bytes()), ["“quoted” café", "社区居委会"]);
}

#[test]
fn raw_bytes_are_read_in_whatever_encoding_they_are() {
    let body = "我们在村里住了两个月，每天跟着社工走访老人。";
    let taiwan = "我們在村裡住了兩個月，每天跟著社工走訪老人，功課也許不多。";
    for (encoding, body) in [(GB18030, body), (BIG5, taiwan), (encoding_rs::UTF_8, RARE)] {
        for head in ["{\\rtf1\\ansi ", "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil Arial;}}\\f0 "] {
            let mut rtf = head.as_bytes().to_vec();
            if head.contains("1252") && encoding != encoding_rs::UTF_8 {
                // A page that is declared is believed, unless the bytes are plainly UTF-8.
                continue;
            }
            rtf.extend_from_slice(&encoding.encode(body).0);
            rtf.extend_from_slice(b"\\par}");
            assert_eq!(lines(&rtf), [body], "{}", encoding.name());
        }
    }
    let mut chosen = b"{\\rtf1\\ansi\\ansicpg1252 ".to_vec();
    chosen.extend_from_slice(&GB18030.encode(body).0);
    chosen.extend_from_slice(b"\\par}");
    let options = Options { encoding: Some("gbk".into()), ..Options::default() };
    assert_eq!(read("稿.rtf", &chosen, &options).unwrap().text.as_str(), body);
}

#[test]
fn code_units_are_read_with_any_number_of_stand_ins() {
    let rtf = |head: &str, fallback: &str| format!("{{\\rtf1\\ansi\\ansicpg936 {head}{}\\par}}", units(RARE, fallback));
    for (head, fallback) in
        [("", "?"), ("\\uc0 ", " "), ("\\uc1 ", "\\'3f"), ("\\uc2 ", "\\'81\\'40"), ("\\uc1", "\\emdash ")]
    {
        assert_eq!(lines(rtf(head, fallback).as_bytes()), [RARE], "{head} {fallback}");
    }
    // The number is that of the group, and ends with it.
    assert_eq!(lines(b"{\\rtf1{\\uc0\\u30002 }\\u20057?\\u19993 a}"), ["甲乙丙"]);
    // Half of a pair stands for nothing.
    assert_eq!(lines(b"{\\rtf1\\uc0 a\\u-10178 b}"), ["a\u{FFFD}b"]);
}

#[test]
fn a_pair_that_two_runs_share_is_one_character() {
    let rtf = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 {\\b \\'b4}{\\'e5}\\'c0\r\n\\'ef}";
    assert_eq!(lines(rtf), ["村里"]);
}

#[test]
fn what_is_no_text_is_passed_over() {
    let rtf = "{\\rtf1\\ansi{\\*\\unknown {\\b x}}{\\pict\\pngblip 89504e47}{\\*\\shppict{\\pict\\bin5 {}}\\}}}{\\nonshppict{\\pict 00}}{\\header 眉}{\\object{\\*\\objdata 0105}{\\result 結果}}\
        {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt 链接}}\\~a\\_b\\-c{\\v 藏}{\\*\\annotation 批}{\\xe 索引}\\par}";
    let imported = read("稿.rtf", rtf.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "結果链接 a-bc");
    assert_eq!(finding_ids(&imported), ["import.finding.comments", "import.finding.hidden", "import.finding.pictures"]);
}

#[test]
fn tables_are_rows_and_tables_inside_follow_their_row() {
    let rtf = "{\\rtf1\\ansi \\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell\\pard\\intbl b\\par c\\cell\\row\
        \\pard\\intbl d\\cell\\pard\\intbl\\itap2 e\\nestcell f\\nestcell{\\*\\nesttableprops\\trowd\\cellx1\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 g\\cell\\row\
        \\pard h\\par x\\cell y\\cell\\row\\pard z\\par}";
    let imported = read("稿.rtf", rtf.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "a\tb c\nd\tg\ne\tf\nh\nx\ty\nz");
    assert_eq!(kinds(&imported), [TableRow, TableRow, TableRow, Body, TableRow, Body]);
}

#[test]
fn headings_are_known_by_style_or_level_and_numbers_as_they_were_written() {
    let rtf = format!(
        "{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f0\\fcharset134 SimSun;}}}}{{\\stylesheet{{\\s0 Normal;}}{{\\s7\\b\\f0 {} 2;}}{{\\*\\cs9 Strong;}}}}\
         \\pard\\s7\\f0{{\\listtext\\f0 {}\\tab}}{}\\par\\pard\\outlinelevel0 a\\par\\pard\\ls1\\ilvl1{{\\pntext 1.\\tab}}b\\par{{\\listtext\\'b7\\tab}}c\\par\\pard d\\par}}",
        escaped(GB18030, "标题"),
        escaped(GB18030, "一、"),
        escaped(GB18030, "背景")
    );
    let imported = read("稿.rtf", rtf.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "一、背景\na\n1. b\nc\nd");
    assert_eq!(kinds(&imported), [Heading(2), Heading(1), ListItem(1), ListItem(1), Body]);
}

#[test]
fn a_paragraph_whose_end_was_deleted_goes_on() {
    let rtf = "{\\rtf1\\ansi a{\\deleted b\\par}c{\\revised d}\\par e\\par}";
    assert_eq!(lines(rtf.as_bytes()), ["acd", "e"]);
    let options = Options { tracked: Tracked::Rejected, ..Options::default() };
    assert_eq!(read("稿.rtf", rtf.as_bytes(), &options).unwrap().text.as_str(), "ab\nc\ne");
}
