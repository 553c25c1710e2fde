//! Cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, and quotation marks
//! around a cell that holds either.
//!
//! Excel and WPS end the last row too, write CR and LF, and double the marks within a quoted cell. A mark that no
//! other closes at the end of a cell is a character: people copy from texts as well.

/// The cells of what was copied elsewhere; rows may differ in length. No text makes no cells.
#[must_use]
pub fn parse(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() || !row.is_empty() {
        let (cell, after) = quoted(rest).unwrap_or_else(|| plain(rest));
        row.push(cell);
        match after.chars().next() {
            Some('\t') => {
                rest = &after[1..];
                if rest.is_empty() {
                    row.push(String::new());
                    rows.push(std::mem::take(&mut row));
                }
            }
            Some('\r') if after[1..].starts_with('\n') => {
                rows.push(std::mem::take(&mut row));
                rest = &after[2..];
            }
            Some(_) => {
                rows.push(std::mem::take(&mut row));
                rest = &after[1..];
            }
            None => {
                rows.push(std::mem::take(&mut row));
                rest = "";
            }
        }
    }
    rows
}

fn plain(rest: &str) -> (String, &str) {
    let end = rest.find(['\t', '\r', '\n']).unwrap_or(rest.len());
    (rest[..end].to_owned(), &rest[end..])
}

/// A cell in marks, where it is one: the mark that closes it stands at the end of the cell.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut inner = rest.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let at = inner.find('"')?;
        cell.push_str(&inner[..at]);
        inner = &inner[at + 1..];
        if let Some(more) = inner.strip_prefix('"') {
            cell.push('"');
            inner = more;
        } else if inner.is_empty() || inner.starts_with(['\t', '\r', '\n']) {
            return Some((cell.replace("\r\n", "\n").replace('\r', "\n"), inner));
        } else {
            return None;
        }
    }
}

/// Cells as a spreadsheet takes them in.
#[must_use]
pub fn write(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        if cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t")).collect::<Vec<_>>().join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_puts_on_the_clipboard_is_read_cell_by_cell() {
        // As Excel writes it: CRLF, a line end after the last row, LF within a cell, doubled marks.
        let copied = "地区\t年龄\t话\r\n农村\t71\t\"第一行\n他说\"\"好\"\"\"\r\n\t\t\r\n城里\t\t再见\r\n";
        let expected = [
            vec!["地区", "年龄", "话"],
            vec!["农村", "71", "第一行\n他说\"好\""],
            vec!["", "", ""],
            vec!["城里", "", "再见"],
        ];
        assert_eq!(parse(copied), expected);
    }

    #[test]
    fn marks_that_enclose_no_cell_are_characters() {
        assert_eq!(parse("\"好\"啊\t他\"说\"\n\"只开不关\t二"), [["\"好\"啊", "他\"说\""], ["\"只开不关", "二"]]);
        assert_eq!(parse("\"\""), [[""]]);
        assert_eq!(parse("\""), [["\""]]);
        assert_eq!(parse(""), Vec::<Vec<String>>::new());
        assert_eq!(parse("一\t\r\n二\t"), [["一", ""], ["二", ""]]);
        assert_eq!(parse("一\n二\n"), [["一"], ["二"]]);
    }

    #[test]
    fn what_is_copied_here_is_read_again_as_the_same() {
        let cells = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        for rows in [
            cells(&[&["一", "二\n三"], &["\"引\"", "制\t表"]]),
            cells(&[&["", "一"], &["二", ""]]),
            cells(&[&["他说\"好\""]]),
        ] {
            assert_eq!(parse(&write(&rows)), rows);
        }
    }
}
