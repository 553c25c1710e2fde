//! From bytes to characters: which encoding, and what could not be read.
//!
//! In this order: the encoding asked for; a byte order mark; UTF-16 by its own test; valid UTF-8; what
//! the file says of itself; then the choice between GB18030 and Big5 by how common the characters
//! are that each would give, and `chardetng`, without a hint of the country, for everything else.
//! GBK and GB2312 are read as GB18030, which holds both. Refused: dropping what cannot be read in
//! silence; it is replaced by U+FFFD and counted.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::ImportError;
use super::finding::counted;
use super::script::is_han;
use crate::model::Message;

/// Characters with what was found while reading them.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Line ends are LF, no control characters but tab.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Replaced and dropped characters, counted.
    pub findings: Vec<Message>,
    /// Code points before which a form feed stood: a new page.
    pub page_breaks: Vec<u32>,
}

/// The encodings that a picker offers, the likely ones first.
pub const CHOICES: [&str; 8] =
    ["UTF-8", "GB18030", "Big5", "UTF-16LE", "UTF-16BE", "Shift_JIS", "EUC-KR", "windows-1252"];

/// The hundred and some most common characters of written Chinese, with their traditional shapes.
const COMMON: &str = "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產新己制身果加西斯月话話合回特代内信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運访訪谈談采採研究村组織织，。、：；？！“”「」（）《》";

/// Finds out the encoding and reads the bytes. `declared` is the label by which the file itself names
/// its encoding, as a web page does.
///
/// # Errors
/// [`ImportError::UnknownEncoding`] where one is asked for that nobody knows.
pub fn decode(bytes: &[u8], wanted: Option<&str>, declared: Option<&str>) -> Result<Decoded, ImportError> {
    let encoding = match wanted {
        Some(label) => Encoding::for_label(label.trim().as_bytes())
            .ok_or_else(|| ImportError::UnknownEncoding { label: label.to_owned() })?,
        None => detect(bytes, declared),
    };
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    // With BOM removal but no sniffing: the choice above stands.
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    let genuine = if had_errors && encoding == UTF_8 { count_replacements_in(bytes) } else { 0 };
    let Plain { text, dropped, page_breaks } = plain(&text);
    let replaced = if had_errors { text.matches('\u{FFFD}').count().saturating_sub(genuine) } else { 0 };
    let findings = counted("import.finding.replaced", replaced)
        .map(|message| message.with("encoding", encoding.name()))
        .into_iter()
        .chain(counted("import.finding.controls", dropped))
        .collect();
    Ok(Decoded { text, encoding: encoding.name(), findings, page_breaks })
}

/// How many U+FFFD stand in UTF-8 bytes as characters of their own.
fn count_replacements_in(bytes: &[u8]) -> usize {
    bytes.windows(3).filter(|window| *window == [0xEF, 0xBF, 0xBD]).count()
}

/// LF for every kind of line end; control characters dropped and counted.
pub fn without_controls(text: &str) -> (String, usize) {
    let Plain { text, dropped, .. } = plain(text);
    (text, dropped)
}

struct Plain {
    text: String,
    dropped: usize,
    page_breaks: Vec<u32>,
}

fn plain(text: &str) -> Plain {
    let mut out = Plain { text: String::with_capacity(text.len()), dropped: 0, page_breaks: Vec::new() };
    let mut len = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let kept = match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                '\n'
            }
            '\u{0C}' => {
                out.page_breaks.push(len + 1);
                '\n'
            }
            '\u{0B}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => character,
            _ if character.is_control() || matches!(character, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}') => {
                out.dropped += 1;
                continue;
            }
            _ => character,
        };
        out.text.push(kept);
        len += 1;
    }
    out
}

/// The encoding of bytes that name none, or a likely one: `exchange` reads other programs' files by it too.
#[must_use]
pub fn detect(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(encoding) = declared.and_then(|label| Encoding::for_label(label.as_bytes()))
        && encoding != UTF_16LE
        && encoding != UTF_16BE
        && encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    {
        return encoding;
    }
    // A mebibyte tells as much as the whole file; it is cut at a line end lest a character be halved.
    let sample = sample(bytes);
    // Nearly all UTF-8 with a few broken bytes is UTF-8.
    if broken_share(sample) < 0.01 {
        return UTF_8;
    }
    let (mainland, taiwan) = (commonness(GB18030, sample), commonness(BIG5, sample));
    if mainland.max(taiwan) >= 0.35 {
        return if mainland >= taiwan { GB18030 } else { BIG5 };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn sample(bytes: &[u8]) -> &[u8] {
    let head = bytes.get(..1 << 20).unwrap_or(bytes);
    if head.len() == bytes.len() {
        return bytes;
    }
    head.iter().rposition(|&byte| byte == b'\n').and_then(|at| head.get(..at)).unwrap_or(head)
}

/// Share of bytes beyond ASCII that are broken as UTF-8.
fn broken_share(bytes: &[u8]) -> f64 {
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count().max(1);
    let broken: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    broken as f64 / foreign as f64
}

/// Among the characters beyond ASCII that an encoding gives, the share of common ones; 0 where most is broken.
fn commonness(encoding: &'static Encoding, bytes: &[u8]) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    share_of_common(&text)
}

fn share_of_common(text: &str) -> f64 {
    let (mut foreign, mut common) = (0_usize, 0_usize);
    for character in text.chars().filter(|c| !c.is_ascii()).take(20_000) {
        foreign += 1;
        common += usize::from(is_common(character));
    }
    if foreign == 0 { 0.0 } else { common as f64 / foreign as f64 }
}

fn is_common(character: char) -> bool {
    static TABLE: std::sync::LazyLock<std::collections::BTreeSet<char>> =
        std::sync::LazyLock::new(|| COMMON.chars().collect());
    TABLE.contains(&character)
}

/// UTF-16 without a mark: noughts on one side of each pair, or characters that are nearly all Chinese
/// and often common ones. GBK read so gives Hangul, Yi and halves of pairs, never that.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    [UTF_16LE, UTF_16BE].into_iter().find(|&encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(head);
        let total = text.chars().count().max(1) as f64;
        if broken && text.matches('\u{FFFD}').count() > 1 {
            return false;
        }
        let plain = |c: char| matches!(c, '\n' | '\r' | '\t' | ' '..='~');
        let of_text = |c: char| plain(c) || is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '\u{2010}'..='\u{2027}' | '\u{A0}'..='\u{24F}');
        let ascii = text.chars().filter(|&c| plain(c)).count() as f64 / total;
        let readable = text.chars().filter(|&c| of_text(c)).count() as f64 / total;
        readable > 0.9 && (ascii > 0.6 || share_of_common(&text) > 0.2)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    const SIMPLIFIED: &str = "我们在村里住了两个月，每天跟着社工走访老人。\n老人说：“饭菜比以前好多了。”";
    const TRADITIONAL: &str = "我們在村裡住了兩個月，每天跟著社工走訪老人。\n老人說：「飯菜比以前好多了。」";

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None, None).unwrap();
        assert_eq!(decoded.findings, [], "{}", decoded.encoding);
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn each_encoding_is_found_out_and_read_without_loss() {
        for text in [SIMPLIFIED, TRADITIONAL] {
            assert_eq!(read(text.as_bytes()), (text.to_owned(), "UTF-8"));
            assert_eq!(read(format!("\u{FEFF}{text}").as_bytes()), (text.to_owned(), "UTF-8"));
            for little in [true, false] {
                let name = if little { "UTF-16LE" } else { "UTF-16BE" };
                assert_eq!(read(&utf_16(text, little)), (text.to_owned(), name));
                assert_eq!(read(&utf_16(&format!("\u{FEFF}{text}"), little)), (text.to_owned(), name));
            }
            assert_eq!(read(&GB18030.encode(text).0), (text.to_owned(), "gb18030"));
        }
        assert_eq!(read(&BIG5.encode(TRADITIONAL).0), (TRADITIONAL.to_owned(), "Big5"));
    }

    #[test]
    fn a_dozen_characters_are_enough_to_tell_gb18030_from_big5() {
        for text in ["社区居委会的工作人员", "他们都是村里的老人", "我不知道怎么说"] {
            assert_eq!(read(&GB18030.encode(text).0), (text.to_owned(), "gb18030"));
        }
        for text in ["社區居委會的工作人員", "他們都是村裡的老人", "我不知道怎麼說"] {
            assert_eq!(read(&BIG5.encode(text).0), (text.to_owned(), "Big5"));
        }
    }

    #[test]
    fn english_in_utf_16_and_characters_beyond_the_basic_plane_are_read() {
        let english = "The canteen opened in the drum tower.\r\n";
        assert_eq!(read(&utf_16(english, true)).0, "The canteen opened in the drum tower.\n");
        let rare = "姓𠮷的老人在〇八年来的，住①号楼┋二单元。";
        assert_eq!(read(&GB18030.encode(rare).0), (rare.to_owned(), "gb18030"));
        assert_eq!(read(&utf_16(rare, false)), (rare.to_owned(), "UTF-16BE"));
    }

    #[test]
    fn the_encoding_that_is_asked_for_is_used_even_against_the_evidence() {
        let bytes = GB18030.encode(SIMPLIFIED).0;
        assert_eq!(decode(&bytes, Some("gbk"), None).unwrap().text, SIMPLIFIED);
        assert_ne!(decode(&bytes, Some("big5"), None).unwrap().text, SIMPLIFIED);
        assert_eq!(
            decode(&bytes, Some("klingon"), None),
            Err(ImportError::UnknownEncoding { label: "klingon".into() })
        );
    }

    #[test]
    fn what_cannot_be_read_is_replaced_and_counted() {
        let mut bytes = SIMPLIFIED.repeat(20).into_bytes();
        bytes.push(0xFF);
        bytes.extend("\u{0}\u{7}完".as_bytes());
        let decoded = decode(&bytes, None, None).unwrap();
        assert!(decoded.text.ends_with("\u{FFFD}完"));
        let ids: Vec<_> = decoded.findings.iter().map(|f| (f.id.as_ref(), f.args[0].1.as_str())).collect();
        assert_eq!(ids, [("import.finding.replaced", "1"), ("import.finding.controls", "2")]);
    }

    #[test]
    fn western_letters_of_one_byte_are_read_as_such() {
        let text = "Après l'été, les aînés déjeunent ensemble à la cantine, où l'on parle de tout.";
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        assert_eq!(read(&bytes), (text.to_owned(), "windows-1252"));
    }

    #[test]
    fn a_page_that_names_its_encoding_is_believed_where_it_can_be_true() {
        let bytes = encoding_rs::SHIFT_JIS.encode("日本語のページです").0;
        assert_eq!(decode(&bytes, None, Some("shift_jis")).unwrap().text, "日本語のページです");
        let lying = GB18030.encode(SIMPLIFIED).0;
        assert_eq!(decode(&lying, None, Some("utf-8")).unwrap().text, SIMPLIFIED);
    }
}
