//! A table under a plan: its questions, its respondents, what each of them is called.

use std::collections::BTreeMap;

use super::{ColumnUse, SurveyPlan};
use crate::import::table::{Sheet, TableReading, Workbook, column_name};

/// Characters of a name; a longer one is cut.
const LONGEST_NAME: usize = 120;

/// A column with its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Counted from 0.
    pub column: usize,
    /// One line, unlike all others of the table.
    pub heading: String,
}

/// Somebody who answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respondent {
    /// Row of the sheet, counted from 0.
    pub row: usize,
    /// As the table calls them, or a number: one line, unlike all others.
    pub name: String,
    /// The name as title of a document: a number alone says too little and stands behind the file's name.
    pub title: String,
}

/// A table under a plan.
#[derive(Debug)]
pub struct Survey<'a> {
    /// The sheet that was chosen.
    pub sheet: &'a Sheet,
    /// Columns of text, in their order.
    pub texts: Vec<Question>,
    /// Columns of attributes, in their order.
    pub attributes: Vec<Question>,
    /// Rows that hold anything, below the header.
    pub respondents: Vec<Respondent>,
}

impl<'a> Survey<'a> {
    /// Reads a table by a plan. `None` where there is no sheet.
    #[must_use]
    pub fn of(reading: &'a TableReading, plan: &SurveyPlan) -> Option<Self> {
        let sheet = sheet_of(&reading.workbook, plan)?;
        let headings = headings(sheet, plan.header_rows);
        let of = |wanted: ColumnUse| {
            let columns = plan.columns.iter().enumerate().filter(move |(_, column)| **column == wanted);
            columns.map(|(column, _)| column)
        };
        let questions = |wanted| {
            let question = |column| Question { column, heading: headings.get(column).cloned().unwrap_or_default() };
            of(wanted).filter(|column| *column < headings.len()).map(question).collect::<Vec<_>>()
        };
        let respondents =
            respondents(sheet, plan.header_rows, &of(ColumnUse::Title).collect::<Vec<_>>(), &reading.name);
        Some(Self {
            sheet,
            texts: questions(ColumnUse::Text),
            attributes: questions(ColumnUse::Attribute),
            respondents,
        })
    }

    /// What is known of a respondent: headings and values, blank ones left out.
    #[must_use]
    pub fn attributes_of(&self, respondent: &Respondent) -> Vec<(String, String)> {
        let value = |question: &Question| {
            let value = flat(self.sheet.cell(respondent.row, question.column));
            (!value.is_empty()).then(|| (question.heading.clone(), value))
        };
        self.attributes.iter().filter_map(value).collect()
    }

    /// The paragraphs of an answer; none where the cell is blank.
    pub fn answer(&self, respondent: &Respondent, question: &Question) -> impl Iterator<Item = &'a str> {
        self.sheet.cell(respondent.row, question.column).lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

/// The sheet of a plan: the one of its name, otherwise the one with most cells.
#[must_use]
pub fn sheet_of<'a>(workbook: &'a Workbook, plan: &SurveyPlan) -> Option<&'a Sheet> {
    let named = workbook.sheets.iter().find(|sheet| sheet.name == plan.sheet);
    named.or_else(|| fullest(workbook))
}

/// The sheet with most cells; of equals the first.
#[must_use]
pub fn fullest(workbook: &Workbook) -> Option<&Sheet> {
    workbook.sheets.iter().rev().max_by_key(|sheet| sheet.filled())
}

/// What each column is called: its cells in the header, without titles over the whole table and without what
/// programs write there for themselves. No two are alike.
#[must_use]
pub fn headings(sheet: &Sheet, header_rows: usize) -> Vec<String> {
    let columns = sheet.columns();
    let rows: Vec<usize> = (0..header_rows.min(sheet.rows.len())).filter(|row| !is_for_programs(sheet, *row)).collect();
    let own: Vec<usize> = rows.iter().copied().filter(|row| !is_title(sheet, *row, columns)).collect();
    // Qualtrics: short names, then the questions, then a row for programs. The questions are what people asked.
    let own = match own.as_slice() {
        [_, questions] if rows.len() < header_rows => vec![*questions],
        _ if own.is_empty() => rows,
        _ => own,
    };
    let mut used = BTreeMap::new();
    (0..columns)
        .map(|column| {
            let mut parts: Vec<String> = Vec::new();
            for row in &own {
                let part = flat(sheet.cell(*row, column));
                if !part.is_empty() && parts.last() != Some(&part) {
                    parts.push(part);
                }
            }
            let heading = if parts.is_empty() { column_name(column) } else { parts.join(" / ") };
            unlike(heading, &mut used)
        })
        .collect()
}

/// A row of one text over a table of several columns.
pub(super) fn is_title(sheet: &Sheet, row: usize, columns: usize) -> bool {
    let mut cells = sheet.rows.get(row).into_iter().flatten().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let first = cells.next();
    columns > 1 && first.is_some() && cells.all(|cell| Some(cell) == first)
}

/// Qualtrics' third row: `{"ImportId":"QID1"}`.
pub(super) fn is_for_programs(sheet: &Sheet, row: usize) -> bool {
    let mut cells = sheet.rows.get(row).into_iter().flatten().filter(|cell| !cell.trim().is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| cell.trim_start().starts_with('{') && cell.contains("ImportId"))
}

fn respondents(sheet: &Sheet, header_rows: usize, titles: &[usize], file: &str) -> Vec<Respondent> {
    let rows: Vec<usize> = (header_rows..sheet.rows.len())
        .filter(|row| sheet.rows.get(*row).is_some_and(|cells| cells.iter().any(|cell| !cell.trim().is_empty())))
        .collect();
    let digits = rows.len().to_string().len();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut used = BTreeMap::new();
    rows.into_iter()
        .enumerate()
        .map(|(number, row)| {
            let parts: Vec<String> = titles
                .iter()
                .map(|column| one_line(sheet.cell(row, *column)))
                .filter(|part| !part.is_empty())
                .collect();
            let named = parts.join(" ");
            let name = if named.is_empty() { format!("{:0digits$}", number + 1) } else { named };
            let is_number = name.chars().all(|c| c.is_ascii_digit());
            let name = unlike(name, &mut used);
            let title = if is_number { one_line(&format!("{stem} {name}")) } else { name.clone() };
            Respondent { row, name, title }
        })
        .collect()
}

/// The same, or with a number where it was used before.
fn unlike(name: String, used: &mut BTreeMap<String, usize>) -> String {
    let mut candidate = name.clone();
    while let Some(&times) = used.get(&candidate) {
        used.insert(name.clone(), times.max(used.get(&name).copied().unwrap_or(0)) + 1);
        candidate = format!("{name} ({})", used.get(&name).copied().unwrap_or(2));
    }
    used.insert(candidate.clone(), 1);
    candidate
}

/// One line without blanks at its ends or in rows.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, not longer than a name may be.
fn one_line(text: &str) -> String {
    flat(text).chars().take(LONGEST_NAME).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        Sheet { name: String::new(), rows }
    }

    #[test]
    fn headings_leave_out_titles_and_rows_for_programs_and_are_never_alike() {
        let table =
            sheet(&[&["食堂调查", "食堂调查", "食堂调查"], &["年龄", "年龄", "", "村"], &["70", "71", "x", "甲"]]);
        assert_eq!(headings(&table, 2), ["年龄", "年龄 (2)", "C", "村"]);
        let qualtrics = sheet(&[
            &["StartDate", "Q1"],
            &["Start Date", "Why do you come?"],
            &["{\"ImportId\":\"startDate\"}", "{\"ImportId\":\"QID1\"}"],
            &["2025-01-01", "For lunch"],
        ]);
        assert_eq!(headings(&qualtrics, 3), ["Start Date", "Why do you come?"]);
        let grouped = sheet(&[&["基本", "基本", "食堂"], &["年龄", "性别", "看法"], &["1", "2", "3"]]);
        assert_eq!(headings(&grouped, 2), ["基本 / 年龄", "基本 / 性别", "食堂 / 看法"]);
    }

    #[test]
    fn names_used_a_thousand_times_are_told_apart_in_no_time() {
        let mut used = BTreeMap::new();
        let names: std::collections::BTreeSet<String> =
            (0..20_000).map(|_| unlike("匿名".to_owned(), &mut used)).collect();
        assert_eq!(names.len(), 20_000);
        assert!(names.contains("匿名 (20000)"));
    }
}
