//! What a file says of itself: title, authors, journal.
//!
//! Programs write titles of their own (`Microsoft Word - 论文3.doc`), and computers name authors
//! (`Administrator`); those are not believed.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Stream};

use super::{budget, xmp};
use crate::model::Bibliography;

/// A text string: UTF-16 or UTF-8 where it says so, otherwise Latin, or GBK as many Chinese programs write.
pub fn text_of(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ if bytes.is_ascii() => bytes.iter().map(|&b| char::from(b)).collect(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .filter(|text| text.chars().filter(|c| !c.is_ascii()).all(crate::import::script::is_wide))
                .map_or_else(|| bytes.iter().map(|&b| char::from(b)).collect(), std::borrow::Cow::into_owned),
        },
    };
    // A language tag stands between two escapes.
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// The title and what else is known of the work.
pub fn work(pdf: &Pdf) -> (Option<String>, Bibliography) {
    let info = pdf.metadata();
    let own = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(text_of).unwrap_or_default();
    let packet = pdf
        .xref()
        .get::<Dict>(pdf.xref().root_id())
        .and_then(|catalog| catalog.get::<Stream>(keys::METADATA))
        .filter(budget::is_of_bearable_size)
        .and_then(|stream| stream.decoded_data().ok())
        .map(|data| xmp::read(&data))
        .unwrap_or_default();
    let title = [packet.title.clone(), own(&info.title)].into_iter().map(one_line).find(|title| is_a_title(title));
    let mut authors: Vec<String> =
        packet.authors.iter().map(|a| one_line(a.clone())).filter(|a| is_a_name(a)).collect();
    if authors.is_empty() {
        authors = parted(&own(&info.author)).into_iter().filter(|author| is_a_name(author)).collect();
    }
    let keywords = if packet.keywords.is_empty() { parted(&own(&info.keywords)) } else { packet.keywords.clone() };
    let bibliography =
        Bibliography { title: title.clone().unwrap_or_default(), authors, keywords, ..packet.bibliography() };
    (title, bibliography)
}

/// The words of a text on one line.
pub fn one_line(text: String) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

fn parted(text: &str) -> Vec<String> {
    text.split([';', '；', ',', '，', '、', '\n'])
        .map(|part| one_line(part.to_owned()))
        .filter(|part| !part.is_empty())
        .take(100)
        .collect()
}

fn is_a_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let endings = [
        ".doc", ".docx", ".wps", ".pdf", ".indd", ".cdr", ".tex", ".dvi", ".qxd", ".fm", ".ppt", ".pptx", ".txt",
        ".s92", ".ps",
    ];
    let programs = [
        "microsoft word",
        "microsoft powerpoint",
        "powerpoint",
        "untitled",
        "无标题",
        "未命名",
        "新建",
        "文档1",
        "幻灯片",
        "slide 1",
        "http://",
        "https://",
        "file:",
        "cnki",
        "about:blank",
        "print",
    ];
    title.chars().filter(|c| c.is_alphanumeric()).count() >= 2
        && title.chars().any(char::is_alphabetic)
        && !endings.iter().any(|ending| lower.ends_with(ending))
        && !programs.iter().any(|program| lower.starts_with(program))
        && !title.contains('\u{FFFD}')
        && !title.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}'))
}

fn is_a_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let machines = [
        "admin",
        "user",
        "windows",
        "微软",
        "microsoft",
        "lenovo",
        "dell",
        "hp",
        "asus",
        "cnki",
        "ttkn",
        "thinkpad",
        "pc",
        "owner",
        "unknown",
        "未知",
        "用户",
        "雨林木风",
        "番茄花园",
        "深度",
        "系统",
        "china",
        "root",
        "test",
    ];
    let long_enough = name.chars().count() >= 2 && name.chars().count() <= 60;
    long_enough
        && name.chars().any(char::is_alphabetic)
        && !machines.iter().any(|m| {
            lower == *m
                || lower.starts_with(&format!("{m} "))
                || lower.starts_with("administrator")
                || lower.contains("微软")
                || lower.contains("用户")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_authors_that_programs_write_are_not_believed() {
        for title in ["Microsoft Word - 论文3.doc", "untitled", "稿件.pdf", "", "12", "新建 DOC 文档"] {
            assert!(!is_a_title(title), "{title}");
        }
        assert!(is_a_title("鼓楼食堂观察记") && is_a_title("A study of canteens"));
        for name in ["Administrator", "微软用户", "User", "Windows 用户", "dell", "CNKI"] {
            assert!(!is_a_name(name), "{name}");
        }
        assert!(is_a_name("社工 01") && is_a_name("甲乙"));
    }

    #[test]
    fn strings_are_read_in_every_encoding_that_programs_write() {
        assert_eq!(text_of(b"\xFE\xFF\x98\xDF\x58\x02"), "食堂");
        assert_eq!(text_of("食堂".as_bytes()), "食堂");
        assert_eq!(text_of(b"\xCA\xB3\xCC\xC3"), "食堂");
        assert_eq!(text_of(b"Caf\xE9"), "Café");
    }
}
