//! Excerpts as an Excel workbook: one a row, text typed as text so that nothing is a formula, numbers and dates
//! as numbers and dates, a frozen header with filters, and a second sheet that says what was selected.
//!
//! A cell of Excel ends at 32,767 characters. A longer passage is cut with a mark, and [`losses`] says which.

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::wording::{self, Field};
use super::{Excerpt, Excerpts, ExportError, escape};
use crate::i18n::Language;
use crate::model::Message;

/// In UTF-16 units, as Excel counts.
const CELL_LIMIT: usize = 32_767;

/// Rows of excerpts a sheet, under Excel's 1,048,576.
const ROWS_A_SHEET: usize = 1_000_000;

/// The whole workbook.
pub fn write(excerpts: &Excerpts, language: Language) -> Result<Vec<u8>, ExportError> {
    let mut workbook = deterministic(&wording::title(excerpts, language))?;
    let fields = Field::of(excerpts);
    let all: Vec<&Excerpt> = excerpts.groups.iter().flat_map(|group| &group.excerpts).collect();
    let name = language.text("export.sheet.excerpts");
    // An empty selection still has its header.
    for (number, rows) in all.chunks(ROWS_A_SHEET).chain(all.is_empty().then_some(&[][..])).enumerate() {
        let name = if number == 0 { name.to_owned() } else { format!("{name} {}", number + 1) };
        fill(workbook.add_worksheet(), &name, &fields, rows, language)?;
    }
    about(workbook.add_worksheet(), excerpts, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// A workbook whose bytes follow from its content: Excel's own would carry the hour.
pub fn deterministic(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let title = escape::xml_characters(title);
    let title: String = title.chars().take(200).collect();
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Bold on grey with a line below.
pub fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00EE_F0F2))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// A cell of text: what looks like a formula stays text even after somebody has typed in the cell.
pub fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text = cut(text);
    let text = escape::xml_characters(&text);
    if escape::looks_like_formula(&text) {
        sheet.write_string_with_format(row, column, &*text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, &*text, format)?;
    }
    Ok(())
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// At most as long as a cell may be; where something is cut, the last character is an ellipsis.
fn cut(text: &str) -> String {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL_LIMIT || units(text) <= CELL_LIMIT {
        return text.to_owned();
    }
    let mut room = CELL_LIMIT - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}

/// Which cells are cut.
pub fn losses(excerpts: &Excerpts) -> Vec<Message> {
    let fields = Field::of(excerpts);
    let mut found = Vec::new();
    for excerpt in excerpts.groups.iter().flat_map(|group| &group.excerpts) {
        for field in &fields {
            let length = units(&field.value(excerpt, Language::English));
            if length > CELL_LIMIT {
                let message = Message::new("export.cell_cut")
                    .with("document", &excerpt.title)
                    .with("paragraph", excerpt.paragraphs)
                    .with("length", length)
                    .with("limit", CELL_LIMIT);
                found.push(message);
            }
        }
    }
    found
}

fn width(field: Field) -> f64 {
    match field {
        Field::Paragraph | Field::Page | Field::Time => 9.0,
        Field::Quote => 64.0,
        Field::Memo | Field::Before | Field::After => 32.0,
        Field::Document | Field::Code | Field::OtherCodes => 22.0,
        Field::Date => 17.0,
        Field::Coder | Field::Speaker => 14.0,
    }
}

/// In points, as is [`TALLEST_ROW`], Excel's own limit.
const LINE_HEIGHT: f64 = 15.0;
const TALLEST_ROW: f64 = 409.0;

/// How many lines a text takes when wrapped in a column: programs do not agree on measuring rows by themselves.
/// A character beyond Latin is two digits wide, as Chinese is.
fn lines_in(text: &str, width: f64) -> usize {
    let digits = |line: &str| line.chars().map(|c| if (c as u32) < 0x1100 { 1 } else { 2 }).sum::<usize>();
    let room = (width - 1.0).max(1.0) as usize;
    text.split('\n').map(|line| digits(line).div_ceil(room).max(1)).sum()
}

fn fill(
    sheet: &mut Worksheet,
    name: &str,
    fields: &[Field],
    rows: &[&Excerpt],
    language: Language,
) -> Result<(), ExportError> {
    let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    let number = Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Center);
    let date =
        Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Left).set_num_format("yyyy-mm-dd hh:mm");
    sheet.set_name(name)?;
    for (column, field) in (0_u16..).zip(fields) {
        sheet.set_column_width(column, width(*field))?;
        sheet.write_string_with_format(0, column, field.header(language), &header_format())?;
    }
    for (row, excerpt) in (1_u32..).zip(rows) {
        let lines = fields.iter().map(|field| lines_in(&field.value(excerpt, language), width(*field))).max();
        sheet.set_row_height(row, (lines.unwrap_or(1) as f64 * LINE_HEIGHT + 3.0).min(TALLEST_ROW))?;
        for (column, field) in (0_u16..).zip(fields) {
            match (field, excerpt.time.and_then(excel_time)) {
                (Field::Paragraph, _) if excerpt.paragraphs.first == excerpt.paragraphs.last => {
                    sheet.write_number_with_format(row, column, excerpt.paragraphs.first as f64, &number)?;
                }
                (Field::Date, Some(time)) => {
                    sheet.write_datetime_with_format(row, column, &time, &date)?;
                }
                (Field::Paragraph | Field::Page, _) => {
                    write_text(sheet, row, column, &field.value(excerpt, language), &number)?;
                }
                _ => write_text(sheet, row, column, &field.value(excerpt, language), &text)?,
            }
        }
    }
    let last_column = fields.len().saturating_sub(1) as u16;
    sheet.set_row_height(0, 22)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows.len() as u32, last_column)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Excel's calendar begins in 1900.
fn excel_time(time: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(time.year()).ok()?;
    let (month, day) = (u8::try_from(time.month()).ok()?, u8::try_from(time.day()).ok()?);
    let (hour, minute) = (u16::try_from(time.hour()).ok()?, u8::try_from(time.minute()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()?.and_hms(hour, minute, time.second()).ok()
}

fn about(sheet: &mut Worksheet, excerpts: &Excerpts, language: Language) -> Result<(), ExportError> {
    let label = Format::new().set_bold().set_align(FormatAlign::Top);
    let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    sheet.set_name(language.text("export.sheet.about"))?;
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 80)?;
    write_text(sheet, 0, 0, &wording::title(excerpts, language), &label)?;
    let mut row = 1;
    for (name, value) in wording::selected(excerpts, language) {
        write_text(sheet, row, 0, name, &label)?;
        write_text(sheet, row, 1, &value, &text)?;
        row += 1;
    }
    for message in losses(excerpts) {
        write_text(sheet, row, 1, &language.say(&message), &text)?;
        row += 1;
    }
    Ok(())
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
