//! What a person says of a table before it was opened: some columns by name, the rest is guessed.

use super::respondents::{headings, sheet_of};
use super::{ColumnUse, OneDocument, SurveyPlan, guess_sheet, guess_under};
use crate::import::table::{Workbook, column_of_name};
use crate::model::{Message, Tell};

/// Choices that hold for any table in which they can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Rows above the first respondent.
    pub header_rows: Option<usize>,
    /// What one document holds.
    pub one: Option<OneDocument>,
    /// Columns by heading or letter, and what they are. Where any is named as text or title, no other one is.
    pub columns: Vec<(String, ColumnUse)>,
}

/// A sheet or column that a table does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownPart {
    /// No sheet of that name.
    #[error("no sheet is called {name}; there are {known}")]
    Sheet {
        /// As it was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// No column of that name or letter, or several that it could be.
    #[error("no column is called {name}; there are {known}")]
    Column {
        /// As it was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
}

impl Tell for UnknownPart {
    fn tell(&self) -> Message {
        let (id, name, known) = match self {
            Self::Sheet { name, known } => ("survey.unknown_sheet", name, known),
            Self::Column { name, known } => ("survey.unknown_column", name, known),
        };
        Message::new(id).with("name", name).with("known", known)
    }
}

impl Choices {
    /// The plan for a table: as chosen, and guessed where nothing was.
    ///
    /// # Errors
    /// [`UnknownPart`] where the table has no such sheet or column.
    pub fn plan(&self, workbook: &Workbook) -> Result<SurveyPlan, UnknownPart> {
        if let Some(name) = &self.sheet
            && !workbook.sheets.iter().any(|sheet| sheet.name == *name)
        {
            let names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(UnknownPart::Sheet { name: name.clone(), known: shortened(&names) });
        }
        let wanted = match &self.sheet {
            Some(sheet) => SurveyPlan { sheet: sheet.clone(), ..SurveyPlan::default() },
            None => super::guess(workbook),
        };
        let Some(sheet) = sheet_of(workbook, &wanted) else { return Ok(wanted) };
        let mut plan = self.header_rows.map_or_else(|| guess_sheet(sheet), |rows| guess_under(sheet, rows));
        let headings = headings(sheet, plan.header_rows);
        for only in [ColumnUse::Text, ColumnUse::Title] {
            if self.columns.iter().any(|(_, column)| *column == only) {
                for column in plan.columns.iter_mut().filter(|column| **column == only) {
                    *column = ColumnUse::Attribute;
                }
            }
        }
        for (name, wanted) in &self.columns {
            let column = find(&headings, name).and_then(|column| plan.columns.get_mut(column));
            let known = || shortened(&headings.iter().map(String::as_str).collect::<Vec<_>>());
            *column.ok_or_else(|| UnknownPart::Column { name: name.clone(), known: known() })? = *wanted;
        }
        plan.one = self.one.unwrap_or(plan.one);
        Ok(plan)
    }
}

/// A column by its heading, its letter, or a part of its heading that no other one has.
fn find(headings: &[String], name: &str) -> Option<usize> {
    let whole = headings.iter().position(|heading| heading == name);
    let letter = || column_of_name(name).filter(|column| *column < headings.len());
    let part = || {
        let lower = name.to_lowercase();
        let mut found = headings.iter().enumerate().filter(|(_, heading)| heading.to_lowercase().contains(&lower));
        match (found.next(), found.next()) {
            (Some((column, _)), None) if !lower.is_empty() => Some(column),
            _ => None,
        }
    };
    whole.or_else(letter).or_else(part)
}

/// Names in a row, not more than can be read.
fn shortened(names: &[&str]) -> String {
    let mut text =
        names.iter().take(30).map(|name| name.chars().take(40).collect()).collect::<Vec<String>>().join("、");
    if names.len() > 30 {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::import::table::Sheet;

    fn workbook() -> Workbook {
        let lines = "编号|1、您的年龄|2、您为什么来|3、建议\n老人 03|70|因为便宜，离家也近，一个人不想做饭|再开一家\n老人 04|65|可以和老朋友说说话，一坐就是半天|周末也开";
        let rows = lines.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
        Workbook { sheets: vec![Sheet { name: "问卷".into(), rows }], ..Workbook::default() }
    }

    #[test]
    fn columns_are_found_by_heading_letter_and_part_and_the_rest_is_guessed() {
        let name = |name: &str, column| (name.to_owned(), column);
        let choices = Choices {
            columns: vec![name("建议", ColumnUse::Text), name("b", ColumnUse::Leave), name("编号", ColumnUse::Title)],
            one: Some(OneDocument::PerQuestion),
            ..Choices::default()
        };
        let plan = choices.plan(&workbook()).unwrap();
        assert_eq!(plan.columns, [ColumnUse::Title, ColumnUse::Leave, ColumnUse::Attribute, ColumnUse::Text]);
        assert_eq!((plan.one, plan.sheet.as_str()), (OneDocument::PerQuestion, "问卷"));
    }

    #[test]
    fn what_the_table_does_not_have_is_said_with_what_it_has() {
        let unknown = Choices { columns: vec![("收入".to_owned(), ColumnUse::Text)], ..Choices::default() };
        let error = unknown.plan(&workbook()).unwrap_err();
        assert!(error.to_string().contains("2、您为什么来"), "{error}");
        // Two columns ask 您.
        let many = Choices { columns: vec![("您".to_owned(), ColumnUse::Text)], ..Choices::default() };
        assert!(matches!(many.plan(&workbook()), Err(UnknownPart::Column { .. })));
        let sheet = Choices { sheet: Some("Sheet9".into()), ..Choices::default() };
        assert!(matches!(sheet.plan(&workbook()), Err(UnknownPart::Sheet { .. })));
    }
}
