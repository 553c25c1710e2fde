//! Every kind of table and what it must read as; and the ones that mean harm.

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Workbook as Writer};

use super::docx::package;
use super::*;
use crate::import::table::Workbook;

pub(super) const ODS: &[u8] = include_bytes!("../../../tests/golden/import/dates_merged_hidden.ods");
pub(super) const XLS: &[u8] = include_bytes!("../../../tests/golden/import/dates_merged_hidden.xls");

fn workbook(name: &str, bytes: &[u8]) -> Workbook {
    match open(name, bytes, &Options::default()) {
        Ok(Content::Table(table)) => table.workbook,
        other => panic!("{name}: {other:?}"),
    }
}

fn ids(workbook: &Workbook) -> Vec<&str> {
    workbook.findings.iter().map(|finding| finding.id.as_ref()).collect()
}

/// The same table as the golden ODS and XLS.
pub(super) fn xlsx() -> Vec<u8> {
    let mut writer = Writer::new();
    let (day, share) = (Look::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""), Look::new().set_num_format("0%"));
    let sheet = writer.add_worksheet();
    sheet.set_name("问卷").unwrap();
    for (column, head) in ["村", "编号", "日期", "年龄", "到场比例", "常来", "对食堂的看法"].iter().enumerate()
    {
        sheet.write(0, column as u16, *head).unwrap();
    }
    sheet.merge_range(1, 0, 2, 0, "甲村", &Look::new()).unwrap();
    sheet.write(1, 1, "老人 03").unwrap();
    sheet.write_with_format(1, 2, ExcelDateTime::from_ymd(2025, 3, 1).unwrap(), &day).unwrap();
    sheet.write(1, 3, 70).unwrap();
    sheet.write_with_format(1, 4, 0.5, &share).unwrap();
    sheet.write(1, 5, true).unwrap();
    sheet.write(1, 6, "饭菜好，姓𠮷的老人也来。\n就是太远。").unwrap();
    sheet.write(2, 1, "老人 04").unwrap();
    sheet.write_with_format(2, 2, ExcelDateTime::from_ymd(2025, 3, 2).unwrap(), &day).unwrap();
    sheet.write(2, 3, 65.5).unwrap();
    sheet.write_formula(2, 4, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(2, 5, false).unwrap();
    sheet.write_formula(2, 6, rust_xlsxwriter::Formula::new("=\"便宜\"&\"┋热闹\"").set_result("便宜┋热闹")).unwrap();
    sheet.set_row_hidden(2).unwrap();
    let spare = writer.add_worksheet();
    spare.set_name("备用").unwrap().set_hidden(true);
    spare.write(0, 0, "草稿").unwrap();
    writer.save_to_buffer().unwrap()
}

#[test]
fn dates_shares_truths_errors_merged_and_hidden_cells_read_alike_in_every_spreadsheet() {
    for (name, bytes) in [("问卷.xlsx", xlsx().as_slice()), ("问卷.ods", ODS), ("问卷.xls", XLS)] {
        let read = workbook(name, bytes);
        let names: Vec<&str> = read.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["问卷", "备用"], "{name}");
        assert_eq!(read.sheets[0].rows[0], ["村", "编号", "日期", "年龄", "到场比例", "常来", "对食堂的看法"]);
        let first = ["甲村", "老人 03", "2025-03-01", "70", "50%", "TRUE", "饭菜好，姓𠮷的老人也来。\n就是太远。"];
        assert_eq!(read.sheets[0].rows[1], first, "{name}");
        let second = ["甲村", "老人 04", "2025-03-02", "65.5", "", "FALSE", "便宜┋热闹"];
        assert_eq!(read.sheets[0].rows[2], second, "{name}");
        let found = ids(&read);
        for id in ["table_errors", "table_merged", "table_hidden_sheets"] {
            assert!(found.contains(&format!("import.finding.{id}").as_str()), "{name}: {found:?}");
        }
        // What office_oxide gives of an XLS does not say which rows are hidden.
        assert_eq!(found.contains(&"import.finding.table_hidden_rows"), !name.ends_with("xls"), "{name}");
    }
}

#[test]
fn identifiers_keep_the_noughts_that_their_cells_show() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.write_with_format(0, 0, 7, &Look::new().set_num_format("000")).unwrap();
    sheet.write_with_format(0, 1, 7, &Look::new().set_num_format("0.00")).unwrap();
    assert_eq!(workbook("a.xlsx", &writer.save_to_buffer().unwrap()).sheets[0].rows, [["007", "7"]]);
    let padded = include_bytes!("../../../tests/golden/import/padded_identifiers.xls");
    assert_eq!(workbook("a.xls", padded).sheets[0].rows, [["编号", "看法"], ["007", "饭菜好"]]);
    let cell = |value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let row = [cell("7", "007"), cell("3.14159", "3.1"), cell("1007", "1,007"), cell("8", "")].concat();
    assert_eq!(
        flat_ods(&format!("<table:table-row>{row}</table:table-row>")).sheets[0].rows,
        [["007", "3.14159", "1007", "8"]]
    );
}

#[test]
fn merged_cells_without_end_are_followed_only_so_far() {
    let cell = "<table:table-cell table:number-columns-spanned=\"2\"><text:p>字</text:p></table:table-cell>";
    let read = flat_ods(&format!("<table:table-row>{cell}</table:table-row>").repeat(30_000));
    let merged = read.findings.iter().find(|finding| finding.id == "import.finding.table_merged").unwrap();
    assert_eq!((merged.args[0].1.as_str(), read.sheets[0].rows.len()), ("20000", 30_000));
}

/// A spreadsheet that is one file of XML, with one sheet of these rows.
fn flat_ods(rows: &str) -> Workbook {
    let head = "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:body><office:spreadsheet>";
    let text = format!(
        "{head}<table:table table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body></office:document>"
    );
    workbook("问卷.fods", text.as_bytes())
}

/// A workbook of one sheet with this XML.
fn with_sheet(sheet: &str) -> Vec<u8> {
    let book = "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>";
    let relations =
        "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/></Relationships>";
    package(&[("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations), ("xl/worksheets/s.xml", sheet)])
}

#[test]
fn a_sheet_that_claims_to_be_as_large_as_a_sheet_can_be_takes_no_room() {
    let bomb = with_sheet(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row><row r=\"9\"><c r=\"B1048576\" t=\"inlineStr\"><is><t>末</t></is></c></row></sheetData></worksheet>",
    );
    assert!(bomb.len() < 4_800);
    let read = workbook("a.xlsx", &bomb);
    assert_eq!(read.sheets[0].cell((1 << 20) - 1, 1), "末");
    assert_eq!(read.sheets[0].filled(), 2);
    assert_eq!(ids(&read), ["import.finding.table_beyond"]);
}

#[test]
fn places_that_cannot_be_and_dimensions_that_run_backwards_are_no_reason_to_stop() {
    let read = workbook(
        "a.xlsx",
        &with_sheet(
            "<worksheet><dimension ref=\"B9:A1\"/><sheetData><row r=\"0\"><c r=\"AAAAAAAAAA1\"><v>1</v></c><c t=\"s\"><v>99</v></c>\
             <c t=\"str\"><v>a&amp;b</v></c></row><row><c r=\"A2\" t=\"d\"><v>2025-03-01T10:00:00</v></c></row></sheetData></worksheet>",
        ),
    );
    assert_eq!(read.sheets[0].rows, [vec!["1", "", "a&b"], vec!["2025-03-01 10:00:00"]]);
}

#[test]
fn a_part_of_a_workbook_that_unpacks_to_a_thousand_times_its_size_is_a_bomb() {
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", " ".repeat(12 << 20));
    let error = open("a.xlsx", &with_sheet(&sheet), &Options::default()).unwrap_err();
    assert!(matches!(error, ImportError::Bomb { .. }), "{error:?}");
}

#[test]
fn cells_of_an_ods_that_say_they_stand_a_million_times_are_believed_only_so_far() {
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\">\
        <table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>字</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet></office:body></office:document-content>";
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let bytes = package(&[("mimetype", mimetype), ("content.xml", content)]);
    let started = open("a.ods", &bytes, &Options::default());
    let read = match started {
        Ok(Content::Table(table)) => table.workbook,
        other => panic!("{other:?}"),
    };
    assert!(ids(&read).contains(&"import.finding.table_beyond"));
}

#[test]
fn a_spreadsheet_that_is_one_file_of_xml_is_read_too() {
    let row = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>";
    assert_eq!(flat_ods(row).sheets[0].rows, [["甲"]]);
}

#[test]
fn the_bytes_say_what_a_table_is_whatever_it_is_called() {
    let format = |name: &str, bytes: &[u8]| sniff::sniff(name, bytes, Transcript::Found).unwrap().format;
    let lines = "编号\t性别\t看法\n01\t女\t饭菜好，量也足。\n02\t男\t太远\n";
    assert_eq!(format("导出.txt", lines.as_bytes()), Format::Csv);
    assert_eq!(format("导出.xls", lines.as_bytes()), Format::Csv);
    assert_eq!(format("导出.csv", "只有一列\n甲\n".as_bytes()), Format::Csv);
    assert_eq!(format("导出.csv", &xlsx()), Format::Xlsx);
    assert_eq!(format("导出.txt", XLS), Format::Xls);
    assert_eq!(format("导出.xlsx", ODS), Format::Ods);
    assert_eq!(format("札记.txt", "他们说，好，好，好。\n我们说，来，来，来。\n".as_bytes()), Format::Text);
    assert_eq!(format("问卷.xls", "<html><table><tr><td>甲</td></tr></table></html>".as_bytes()), Format::Html);
    assert_eq!(format("问卷.xlsx", "访谈者：您好。".as_bytes()), Format::Text);
}
