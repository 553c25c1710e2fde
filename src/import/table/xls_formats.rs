//! Codes of the number formats of an old Excel workbook, by the look of a cell: `office_oxide` applies them
//! without the noughts that they ask for. Only the records of formats are read, from the head of the workbook.

use std::collections::BTreeMap;
use std::io::Cursor;

use office_oxide::cfb::CfbReader;

/// Kinds of records: the end of a part, a format, the look of a cell.
const END: u16 = 0x000A;
const FORMAT: u16 = 0x041E;
const LOOK: u16 = 0x00E0;
/// Looks beyond these are none of Excel's.
const MOST_LOOKS: usize = 1 << 16;

/// Codes by the number of a look.
#[derive(Debug, Default)]
pub struct Formats {
    codes: BTreeMap<u16, String>,
    looks: Vec<u16>,
}

impl Formats {
    /// Reads them; none where the file is damaged or from before 1997.
    pub fn read(bytes: &[u8]) -> Self {
        let stream = CfbReader::new(Cursor::new(bytes)).ok().and_then(|mut file| file.open_stream("Workbook").ok());
        stream.map_or_else(Self::default, |stream| Self::of_records(&stream))
    }

    fn of_records(mut rest: &[u8]) -> Self {
        let mut formats = Self::default();
        while let (Some(kind), Some(len)) = (number(rest, 0), number(rest, 2)) {
            let Some(body) = rest.get(4..4 + usize::from(len)) else { break };
            match kind {
                END => break,
                FORMAT => formats.codes.extend(number(body, 0).zip(code(body))),
                LOOK if formats.looks.len() < MOST_LOOKS => formats.looks.push(number(body, 2).unwrap_or(0)),
                _ => {}
            }
            rest = rest.get(4 + usize::from(len)..).unwrap_or_default();
        }
        formats
    }

    /// The code of a look, where the file has one of its own.
    pub fn code(&self, look: u16) -> Option<&str> {
        self.codes.get(self.looks.get(usize::from(look))?).map(String::as_str)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// The text of a format: its length, whether each character takes two bytes, the characters.
fn code(body: &[u8]) -> Option<String> {
    let len = usize::from(number(body, 2)?);
    let text = body.get(5..)?;
    if body.get(4)? & 1 == 0 {
        return Some(text.get(..len)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let units = (0..len).map(|at| number(text, at * 2)).collect::<Option<Vec<u16>>>()?;
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_off_gives_the_formats_before() {
        let record = |kind: u16, body: &[u8]| {
            let mut bytes = kind.to_le_bytes().to_vec();
            bytes.extend((body.len() as u16).to_le_bytes());
            bytes.extend(body);
            bytes
        };
        let format = record(FORMAT, &[164, 0, 3, 0, 0, b'0', b'0', b'0']);
        let wide = record(FORMAT, &[165, 0, 1, 0, 1, 0x51, 0x67]);
        let looks = [record(LOOK, &[0, 0, 164, 0]), record(LOOK, &[0, 0, 165, 0]), record(LOOK, &[0])].concat();
        let all = [format, wide, looks, record(FORMAT, &[166, 0, 9, 0, 0, b'0']), vec![0xE0, 0, 9]].concat();
        let formats = Formats::of_records(&all);
        assert_eq!([0, 1, 2, 3].map(|look| formats.code(look)), [Some("000"), Some("村"), None, None]);
    }
}
