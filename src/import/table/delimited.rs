//! CSV and its kin: cells parted by commas, semicolons, tabs or bars, in any encoding.

use super::super::formats::Source;
use super::super::{ImportError, encoding};
use super::Workbook;
use super::grid::Grid;
use crate::model::Message;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How much is looked at to tell the delimiter.
const SAMPLE_BYTES: usize = 1 << 18;
const SAMPLE_ROWS: usize = 200;

/// Reads a table of cells parted by a delimiter, which is found out.
///
/// # Errors
/// [`ImportError`] where the encoding that was asked for is not known.
pub fn read(source: &Source) -> Result<Workbook, ImportError> {
    let decoded = encoding::decode(source.bytes, source.options.encoding.as_deref(), None)?;
    let (text, named) = without_name_of_delimiter(&decoded.text);
    let delimiter = named.unwrap_or_else(|| delimiter(text));
    let mut grid = Grid::new(source.options);
    grid.sheet("");
    let unclosed = unclosed_quote(text, delimiter);
    let literal = unclosed.map(|at| with_character_at(text, at, STAND_IN));
    let mut quote = None;
    for (row, record) in records(literal.as_deref().unwrap_or(text), delimiter).enumerate() {
        for (column, cell) in record.iter().enumerate() {
            match cell.strip_prefix(STAND_IN).filter(|_| unclosed.is_some()) {
                Some(rest) => {
                    grid.put(row, column, &format!("\"{rest}"));
                    quote = Some(rest.chars().take(16).collect::<String>());
                }
                None => grid.put(row, column, cell),
            }
        }
    }
    let mut workbook = grid.finish();
    workbook.findings.extend(quote.map(|quote| Message::new("import.finding.table_unclosed").with("quote", quote)));
    workbook.encoding = Some(decoded.encoding.to_owned());
    workbook.findings.splice(0..0, decoded.findings);
    Ok(workbook)
}

/// Records; every byte of a text makes some, so none is an error.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = csv::StringRecord> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
}

/// A character that no text has once it is decoded, in place of a quotation mark that is only a character.
const STAND_IN: char = '\u{1}';

/// Where a quotation mark opens a cell that nothing closes: it would swallow all rows behind it. There is one at
/// most, for behind it marks stand only in pairs.
fn unclosed_quote(text: &str, delimiter: u8) -> Option<usize> {
    let mut opened = None;
    let mut at_start = true;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match (opened, byte) {
            (Some(_), b'"') if bytes.next_if(|(_, next)| *next == b'"').is_none() => opened = None,
            (None, b'"') if at_start => opened = Some(at),
            _ => {}
        }
        at_start = opened.is_none() && (byte == delimiter || matches!(byte, b'\n' | b'\r'));
    }
    opened
}

/// The same text with the character of one byte at a place exchanged for another.
fn with_character_at(text: &str, at: usize, character: char) -> String {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len());
    out.push_str(before);
    out.push(character);
    out.push_str(behind.get(1..).unwrap_or_default());
    out
}

/// Excel's own first line: `sep=;`.
fn without_name_of_delimiter(text: &str) -> (&str, Option<u8>) {
    let Some((first, rest)) = text.split_once('\n') else { return (text, None) };
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter]) => (rest, Some(delimiter)),
        Some([]) => (rest, Some(b'\t')),
        _ => (text, None),
    }
}

fn sample(text: &str) -> &str {
    text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or(text)
}

/// The delimiter by which most rows have the same number of cells, and of those the one that makes most cells.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let widths: Vec<usize> =
            records(sample(text), delimiter).take(SAMPLE_ROWS).map(|row| row.len()).filter(|w| *w > 0).collect();
        let first = widths.first().copied().unwrap_or(0);
        let same = widths.iter().filter(|width| **width == first).count();
        if first < 2 { 0 } else { same * 1000 / widths.len().max(1) * first.min(64) }
    };
    // Of equals the first stands.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

/// What it takes to believe that a text without the name of a table is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The name promises a spreadsheet.
    Promised,
    /// Nothing but the text itself: then prose, poems and transcripts must stay what they are.
    None,
}

/// How much of a text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning; the last row may be half a row.
    Head,
}

/// Whether a text is a table: every row has as many cells as the first, which names columns.
pub fn is_table(text: &str, evidence: Evidence, extent: Extent) -> bool {
    let sample = sample(text);
    let is_whole = sample.len() == text.len() && extent == Extent::Whole;
    DELIMITERS.into_iter().filter(|delimiter| *delimiter != b'|').any(|delimiter| {
        let mut rows: Vec<csv::StringRecord> = records(sample, delimiter).take(SAMPLE_ROWS).collect();
        if !is_whole {
            rows.pop();
        }
        let Some(head) = rows.first() else { return false };
        let (rows_wanted, cells_wanted) = match (evidence, delimiter) {
            (Evidence::Promised, _) => (2, 2),
            (Evidence::None, b'\t') => (3, 3),
            (Evidence::None, _) => (4, 4),
        };
        rows.len() >= rows_wanted
            && head.len() >= cells_wanted
            && rows.iter().all(|row| row.len() == head.len())
            && (evidence == Evidence::Promised || names_columns(head))
    })
}

/// Short, different from each other, and neither times, numbers nor sentences.
fn names_columns(head: &csv::StringRecord) -> bool {
    let names: std::collections::BTreeSet<&str> = head.iter().map(str::trim).collect();
    let is_name = |cell: &str| {
        let name = cell.trim();
        !name.is_empty()
            && name.chars().count() <= 60
            && !cell.starts_with(' ')
            && !name.ends_with(['。', '！', '，', '；', '.', '!', ';', ','])
            && !name.chars().all(|c| c.is_numeric() || c.is_ascii_punctuation() || c.is_whitespace())
    };
    names.len() == head.len() && head.iter().all(is_name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::super::super::Options;
    use super::*;

    fn table(bytes: &[u8]) -> Workbook {
        read(&Source { name: "a.csv", bytes, options: &Options::default() }).unwrap()
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        table(text.as_bytes()).sheets.remove(0).rows
    }

    #[test]
    fn commas_semicolons_tabs_and_bars_part_cells() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["编号,看法,年龄", "01,饭菜好,70", "02,太远,65"].join("\n").replace(',', delimiter);
            assert_eq!(rows(&text)[2], ["02", "太远", "65"], "{delimiter:?}");
        }
        assert_eq!(rows("a;b\n1,5;2,5\n3,5;4,5")[1], ["1,5", "2,5"]);
        assert_eq!(rows("sep=;\na,b;c\n")[0], ["a,b", "c"]);
    }

    #[test]
    fn quotes_line_ends_in_cells_ragged_rows_and_marks_are_read() {
        let read = rows("\u{FEFF}编号,看法\r\n01,\"第一行\r\n第二行，说“好”，\"\"真好\"\"\"\r\n02\r\n03,a,b\r\n");
        assert_eq!(read[0], ["编号", "看法"]);
        assert_eq!(read[1], ["01", "第一行\n第二行，说“好”，\"真好\""]);
        assert_eq!(read[2], ["02"]);
        assert_eq!(read[3], ["03", "a", "b"]);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_a_character_and_swallows_no_row() {
        let workbook = table("编号\t看法\n01\t\"好\"\n02\t\"他说好\n03\t远\"\"了\n04\t\"\"\n05\t近\n".as_bytes());
        let rows = &workbook.sheets[0].rows;
        let said: Vec<&str> = rows.iter().map(|row| row.get(1).map_or("", String::as_str)).collect();
        assert_eq!(said, ["看法", "好", "\"他说好", "远\"\"了", "", "近"]);
        assert_eq!(workbook.findings[0].id, "import.finding.table_unclosed");
        for whole in ["a,b\n\"1\n2\",\"\"\"\"\n", "a,b\n1\",2\n", "a,b\n\"1\"x\",2\n", "a,b\n\"1\",\"2\""] {
            assert!(table(whole.as_bytes()).findings.is_empty(), "{whole}");
        }
    }

    #[test]
    fn each_encoding_is_found_out() {
        let text = "编号,对食堂的看法\n01,饭菜比以前好多了\n";
        let workbook = table(&encoding_rs::GB18030.encode(text).0);
        assert_eq!(workbook.encoding.as_deref(), Some("gb18030"));
        assert_eq!(workbook.sheets[0].rows[1], ["01", "饭菜比以前好多了"]);
    }

    #[test]
    fn a_table_is_told_from_prose_poems_and_transcripts() {
        let is = |text: &str| is_table(text, Evidence::None, Extent::Whole);
        assert!(is("编号\t性别\t看法\n01\t女\t饭菜好，量也足。\n02\t男\t太远"));
        assert!(is("id,sex,village,view\n1,f,A,\"good, cheap\"\n2,m,B,far\n3,f,A,fine"));
        for prose in [
            "我们来了，住下了，走了。\n他们说，好，好，好。\n又说，来，来，来。\n",
            "red, green, blue, white\ncat, dog, bird, fish\none, two, three, four\na, b, c, d",
            "00:01\t说话人1\t您好\n00:05\t说话人2\t您好\n00:09\t说话人1\t坐",
            "甲：你好\n乙：好\n",
            "We came, stayed and left.\nThey said, well, good.\n",
            "",
        ] {
            assert!(!is(prose), "{prose}");
        }
    }

    #[test]
    fn a_hostile_text_of_delimiters_is_bounded() {
        let read = table(",".repeat(1 << 20).as_bytes());
        assert!(read.sheets.is_empty());
        let read = table(&b"a,".repeat(1 << 16));
        assert_eq!(read.sheets[0].rows[0].len(), super::super::grid::MOST_COLUMNS);
    }
}
