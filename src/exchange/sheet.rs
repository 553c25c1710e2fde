//! CSV as people and programs really write it: any of three separators, a byte order mark or none, the encodings
//! of Chinese Excel, cells over several lines, quotation marks that do not match.
//!
//! Our own reader because its findings must name the exact line and one stray quotation mark must not swallow the
//! rest of a file: a row whose marks do not match is told, and reading goes on with the next line.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::{ExchangeError, Finding, Problem};
use crate::export::escape;
use crate::import::encoding::detect;

/// A file's text with LF line ends and what its header says.
pub struct Sheet {
    text: String,
    separator: u8,
    /// Byte at which the first row after the header begins, and its line.
    body: (usize, u64),
    header: Vec<String>,
    findings: Vec<Finding>,
}

/// A column that we understand: what we call it when we write, and what others call it.
pub struct Known {
    /// As written by us.
    pub name: &'static str,
    /// In lower case, blanks as `_`.
    pub others: &'static [&'static str],
}

impl Known {
    fn is(&self, header: &str) -> bool {
        self.name == header || self.others.contains(&header)
    }
}

/// Excel writes and reads this line to choose a separator.
const SEPARATOR_LINE: &str = "sep=";

impl Sheet {
    /// Decodes a file, finds its separator by which header names it brings out, and reads the header.
    pub fn read(bytes: &[u8], known: &[Known]) -> Result<Self, ExchangeError> {
        let (text, findings) = decode(bytes)?;
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        let mut start = (0, 1);
        let mut separators = vec![b',', b';', b'\t'];
        if let Some((line, _)) = text.split_once('\n').filter(|(line, _)| line.starts_with(SEPARATOR_LINE)) {
            start = (line.len() + 1, 2);
            if let Some(&separator) = line.as_bytes().get(SEPARATOR_LINE.len()).filter(|byte| byte.is_ascii()) {
                separators = vec![separator];
            }
        }
        let mut best: Option<(usize, Self)> = None;
        for separator in separators {
            let mut records = Records { text: &text, at: start.0, line: start.1, separator };
            let mut cells = Vec::new();
            let header = match records.next(&mut cells) {
                None => return Err(ExchangeError::Empty),
                Some(Ok(_)) => cells.iter().map(|cell| key(cell)).collect::<Vec<_>>(),
                Some(Err(_)) => Vec::new(),
            };
            let understood = header.iter().filter(|name| known.iter().any(|column| column.is(name))).count();
            if best.as_ref().is_none_or(|(most, _)| understood > *most) {
                let body = (records.at, records.line);
                best = Some((understood, Self { text: String::new(), separator, body, header, findings: Vec::new() }));
            }
        }
        let (_, mut sheet) = best.ok_or(ExchangeError::Empty)?;
        sheet.text = text;
        sheet.findings = findings;
        sheet.look_at_header(known);
        Ok(sheet)
    }

    fn look_at_header(&mut self, known: &[Known]) {
        let named = self.header.iter().filter(|name| !name.is_empty());
        let unknown: Vec<String> = named.filter(|name| !known.iter().any(|column| column.is(name))).cloned().collect();
        for column in known {
            if self.header.iter().filter(|name| column.is(name)).count() > 1 {
                self.findings.push(Finding::of_file(Problem::ColumnTwice(column.name.to_owned())));
            }
        }
        if !unknown.is_empty() {
            self.findings.push(Finding::of_file(Problem::UnknownColumns(unknown)));
        }
    }

    /// Takes out what was found about the file as a whole.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// Which cell of a row holds a column.
    pub fn column(&self, column: &Known) -> Option<usize> {
        self.header.iter().position(|name| column.is(name))
    }

    /// The same, of a column without which rows mean nothing.
    pub fn required(&self, column: &Known) -> Result<usize, ExchangeError> {
        self.column(column).ok_or(ExchangeError::NoColumn(column.name))
    }

    /// The rows after the header.
    pub fn rows(&self) -> Records<'_> {
        Records { text: &self.text, at: self.body.0, line: self.body.1, separator: self.separator }
    }
}

/// A header as it is compared.
fn key(header: &str) -> String {
    escape::unguard(header).trim_matches(['\u{FEFF}', ' ', '\t']).to_lowercase().replace([' ', '-'], "_")
}

/// A row's cell as it was before it was guarded; empty where the row is short.
pub fn text<'c>(cells: &'c [Cow<'_, str>], column: Option<usize>) -> &'c str {
    column.and_then(|column| cells.get(column)).map_or("", |cell| escape::unguard(cell))
}

/// The same without blanks around it, for numbers, colours and ids.
pub fn cell<'c>(cells: &'c [Cow<'_, str>], column: Option<usize>) -> &'c str {
    text(cells, column).trim()
}

/// Rows of a text, one at a time, into cells that are reused.
pub struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    separator: u8,
}

/// The line of a row whose quotation marks do not match.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken(pub u64);

impl<'a> Records<'a> {
    /// The next row that is not blank: its line, with its cells in `cells`.
    pub fn next(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<Result<u64, Broken>> {
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(self.at) == Some(&b'\n') {
                self.at += 1;
                self.line += 1;
            }
            if self.at >= bytes.len() {
                return None;
            }
            let (start, line) = (self.at, self.line);
            cells.clear();
            if self.row(cells).is_none() {
                let rest = bytes.get(start..).unwrap_or_default();
                let length = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |length| length + 1);
                self.at = start + length;
                self.line = line + 1;
                return Some(Err(Broken(line)));
            }
            // A spreadsheet writes rows of nothing but separators below its data.
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(Ok(line));
            }
        }
    }

    /// Reads cells up to and with the line end; `None` where quotation marks do not match.
    fn row(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<()> {
        let bytes = self.text.as_bytes();
        loop {
            let quoted = bytes.get(self.at) == Some(&b'"');
            let cell = if quoted { self.quoted()? } else { self.plain() };
            cells.push(cell);
            match bytes.get(self.at) {
                Some(&byte) if byte == self.separator => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    self.line += 1;
                    return Some(());
                }
                None => return Some(()),
            }
        }
    }

    /// A cell up to the next separator or line end; quotation marks inside are characters.
    fn plain(&mut self) -> Cow<'a, str> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|byte| byte == self.separator || byte == b'\n').unwrap_or(rest.len());
        self.at += length;
        Cow::Borrowed(rest.get(..length).unwrap_or_default())
    }

    /// A cell in quotation marks; ends before the separator or line end that must follow.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at + 1;
        let mut at = start;
        let mut doubled = false;
        let end = loop {
            at += self.text.get(at..)?.bytes().position(|byte| byte == b'"')?;
            if self.text.as_bytes().get(at + 1) != Some(&b'"') {
                break at;
            }
            doubled = true;
            at += 2;
        };
        let inside = self.text.get(start..end)?;
        let after = self.text.get(end + 1..)?;
        let blanks = after.bytes().take_while(|&byte| byte == b' ').count();
        match after.as_bytes().get(blanks) {
            Some(&byte) if byte != self.separator && byte != b'\n' => return None,
            _ => self.at = end + 1 + blanks,
        }
        self.line += inside.bytes().filter(|&byte| byte == b'\n').count() as u64;
        Some(if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) })
    }
}

/// The text of a file with what is to be said of its encoding. Bytes that are no character are replaced and counted;
/// a file of which more than one character in fifty is replaced is no text.
fn decode(bytes: &[u8]) -> Result<(String, Vec<Finding>), ExchangeError> {
    if bytes.is_empty() {
        return Err(ExchangeError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(ExchangeError::Workbook);
    }
    let strictly =
        |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    let encoding = match detect(bytes, None) {
        // GB18030 holds GBK and what Excel writes beyond it.
        known if known == GBK => GB18030,
        known if [UTF_8, UTF_16LE, UTF_16BE, BIG5, GB18030].contains(&known) => known,
        // Headers and short names tell too little to guess by; in China's spreadsheets it is GB18030 that they are.
        _ if strictly(GB18030) => GB18030,
        other => other,
    };
    let genuine =
        if encoding == UTF_8 { bytes.windows(3).filter(|three| *three == b"\xEF\xBF\xBD").count() } else { 0 };
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    let text = text.into_owned();
    let replaced = if damaged { text.matches('\u{FFFD}').count().saturating_sub(genuine) } else { 0 };
    if replaced * 50 > text.chars().count() || (encoding != UTF_8 && text.contains('\0')) {
        return Err(ExchangeError::NotText);
    }
    let encoding = (encoding != UTF_8).then(|| Finding::of_file(Problem::Encoding(encoding.name())));
    let replaced = (replaced > 0).then_some(Finding::of_file(Problem::Replaced(replaced)));
    Ok((text, encoding.into_iter().chain(replaced).collect()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [Known; 2] = [Known { name: "a", others: &["甲"] }, Known { name: "b", others: &["乙"] }];

    fn rows(text: &[u8]) -> Vec<(u64, Option<Vec<String>>)> {
        let sheet = Sheet::read(text, &KNOWN).unwrap();
        let mut records = sheet.rows();
        let mut cells = Vec::new();
        let mut all = Vec::new();
        while let Some(row) = records.next(&mut cells) {
            match row {
                Ok(line) => all.push((line, Some(cells.iter().map(|cell| cell.clone().into_owned()).collect()))),
                Err(Broken(line)) => all.push((line, None)),
            }
        }
        all
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Option<Vec<String>>) {
        (line, Some(cells.iter().map(|&cell| cell.to_owned()).collect()))
    }

    #[test]
    fn lines_are_counted_through_blank_lines_and_cells_of_several_lines() {
        assert_eq!(rows(b"a,b\r\n1,\"x\r\ny\"\r\n\r\n,\r\n2,z"), [row(2, &["1", "x\ny"]), row(6, &["2", "z"])],);
        assert_eq!(rows(b"a,b\r1,x\r2,y\r"), [row(2, &["1", "x"]), row(3, &["2", "y"])]);
    }

    #[test]
    fn a_stray_quotation_mark_costs_its_own_row_and_no_other() {
        assert_eq!(
            rows(b"a,b\n1,\"open\n2,x\n3,\"y\"\n4,\"z\"w\n5,\"never\n6,v"),
            [(2, None), row(3, &["2", "x"]), row(4, &["3", "y"]), (5, None), (6, None), row(7, &["6", "v"]),],
        );
    }

    #[test]
    fn separators_are_found_by_the_header() {
        for text in ["a;b\n1;x,y", "a\tb\n1\tx,y", "sep=;\na;b\n1;x,y", "\u{FEFF}甲;乙\n1;x,y"] {
            assert_eq!(rows(text.as_bytes())[0].1, row(2, &["1", "x,y"]).1, "{text}");
        }
    }

    #[test]
    fn encodings_of_chinese_excel_are_understood_and_said() {
        let text = "甲,乙\n合谋,内卷化与行政依附\n";
        let gb = GB18030.encode(text).0;
        assert_eq!(rows(&gb), [row(2, &["合谋", "内卷化与行政依附"])]);
        let mut sheet = Sheet::read(&gb, &KNOWN).unwrap();
        assert_eq!(sheet.take_findings(), [Finding::of_file(Problem::Encoding("gb18030"))]);
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(rows(&wide), [row(2, &["合谋", "内卷化与行政依附"])]);
    }

    #[test]
    fn big5_is_told_from_gb18030() {
        let text = "甲,乙\n訪談的時候,我們都說沒有問題，大家這樣做\n";
        assert_eq!(rows(&encoding_rs::BIG5.encode(text).0), [row(2, &["訪談的時候", "我們都說沒有問題，大家這樣做"])]);
    }

    #[test]
    fn a_broken_byte_costs_its_character_and_is_said() {
        let text = [b"a,b\n1,".as_slice(), "很长的一句备忘".repeat(10).as_bytes(), b"\xFF\n"].concat();
        assert_eq!(rows(&text), [row(2, &["1", &("很长的一句备忘".repeat(10) + "\u{FFFD}")])]);
        let found = Sheet::read(&text, &KNOWN).unwrap().take_findings();
        assert_eq!(found, [Finding::of_file(Problem::Replaced(1))]);
    }

    #[test]
    fn what_is_no_csv_is_told_apart() {
        let error = |bytes: &[u8]| Sheet::read(bytes, &KNOWN).err();
        assert_eq!(error(b""), Some(ExchangeError::Empty));
        assert_eq!(error(b"\xEF\xBB\xBF\n\n"), Some(ExchangeError::Empty));
        assert_eq!(error(b"PK\x03\x04rest"), Some(ExchangeError::Workbook));
        assert_eq!(error(b"\xFF\xFF\x00\x80"), Some(ExchangeError::NotText));
    }

    #[test]
    fn columns_that_say_nothing_and_columns_that_stand_twice_are_said() {
        let mut sheet = Sheet::read(b"A , Note,b,\xE4\xB9\x99,\n", &KNOWN).unwrap();
        assert_eq!((sheet.column(&KNOWN[0]), sheet.column(&KNOWN[1])), (Some(0), Some(2)));
        assert_eq!(
            sheet.take_findings(),
            [
                Finding::of_file(Problem::ColumnTwice("b".into())),
                Finding::of_file(Problem::UnknownColumns(vec!["note".into()])),
            ],
        );
    }

    proptest! {
        #[test]
        fn whatever_a_csv_writer_writes_reads_back(
            table in prop::collection::vec(prop::collection::vec("[a\"',;\n 合=]{0,6}", 2), 0..8)
        ) {
            let mut writer = csv::Writer::from_writer(b"a,b\n".to_vec());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let read: Vec<_> = rows(&writer.into_inner().unwrap()).into_iter().filter_map(|(_, cells)| cells).collect();
            let full = table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
            prop_assert_eq!(read, full.collect::<Vec<_>>());
        }

        #[test]
        fn no_bytes_make_the_reader_panic_or_lose_its_place(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(sheet) = Sheet::read(&bytes, &KNOWN) {
                let (mut records, mut cells, mut last) = (sheet.rows(), Vec::new(), 0);
                while let Some(row) = records.next(&mut cells) {
                    let line = row.unwrap_or_else(|Broken(line)| line);
                    prop_assert!(line > last);
                    last = line;
                }
            }
        }
    }
}
