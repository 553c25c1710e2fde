//! Excerpts as CSV that a spreadsheet opens by a double click: UTF-8 with byte order mark, cells guarded.

use super::wording::Field;
use super::{Excerpts, ExportError, escape};
use crate::i18n::Language;

/// Without it Excel takes UTF-8 for the system's old encoding.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One header row, one row an excerpt.
pub fn write(excerpts: &Excerpts, language: Language) -> Result<Vec<u8>, ExportError> {
    let fields = Field::of(excerpts);
    let mut rows = ::csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    rows.write_record(fields.iter().map(|field| field.header(language)))?;
    for excerpt in excerpts.groups.iter().flat_map(|group| &group.excerpts) {
        rows.write_record(fields.iter().map(|field| cell(&field.value(excerpt, language))))?;
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// A text as the cell of a CSV file for people. A NUL ends the file for some programs, so it is dropped.
pub fn cell(text: &str) -> String {
    escape::guard(&text.replace('\0', "")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::{HOSTILE, Sample};
    use crate::export::{Selection, excerpts};

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark for Excel");
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_row_holds_what_its_header_says() {
        let found = excerpts(&Sample::study().project, &Selection::default());
        let rows = read(&write(&found, Language::Chinese).unwrap());
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[0], ["文档", "段落", "编码片段", "代码", "同处代码", "编码者", "编码时间", "备忘"]);
        assert_eq!(
            rows[1],
            [
                "老人 03",
                "1",
                "名单早就定好了。",
                "陷阱/合谋",
                "",
                "编码者甲",
                "2024-05-03 08:30",
                "“早就定好”：程序走形式"
            ]
        );
    }

    #[test]
    fn no_cell_is_a_formula_and_every_text_comes_back() {
        let found = excerpts(&Sample::hostile().project, &Selection::default());
        let rows = read(&write(&found, Language::English).unwrap());
        assert_eq!(rows.len(), HOSTILE.len() + 1);
        assert!(rows.iter().flatten().all(|cell| !escape::looks_like_formula(cell)));
        for (row, text) in rows.iter().skip(1).zip(HOSTILE) {
            assert_eq!(escape::unguard(&row[2]), text.replace('\0', ""));
        }
    }

    #[test]
    fn an_empty_selection_is_a_header() {
        let found = excerpts(&Sample::new().project, &Selection::default());
        assert_eq!(read(&write(&found, Language::Chinese).unwrap()).len(), 1);
    }
}
