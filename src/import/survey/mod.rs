//! Surveys: a table of answers becomes documents, one a respondent or one a question.
//!
//! A [`SurveyPlan`] says what each column is. [`guess`] makes one from the table; a person may turn every
//! choice of it in the dialog or on the command line. Then [`documents`] puts the cells together: what
//! stands in a cell is copied, nothing is added but the question above an answer, or the respondent's
//! name before it.
//!
//! An answer with several choices, which 问卷星 joins by `┋`, stays as it is: the attribute then holds
//! several values in one. Refused here: leaving answers out in silence; empty ones are counted.

mod choices;
mod columns;
mod documents;
mod guess;
mod respondents;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub use choices::{Choices, UnknownPart};
pub use documents::{documents, preview};
pub use guess::{guess, guess_sheet, guess_under};
pub use respondents::{Question, Respondent, Survey, headings, sheet_of};

/// More documents than these are not made of one file; what is left out is said.
pub const MOST_DOCUMENTS: usize = 20_000;

/// How a table becomes documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SurveyPlan {
    /// Name of the sheet; where there is none of that name, the fullest sheet.
    pub sheet: String,
    /// Rows above the first respondent.
    pub header_rows: usize,
    /// What each column is, from the first on; columns beyond are left out.
    #[serde(serialize_with = "as_letters", deserialize_with = "of_letters")]
    pub columns: Vec<ColumnUse>,
    /// What one document holds.
    pub one: OneDocument,
}

/// What a column is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColumnUse {
    /// Answers in the respondents' own words: the text that is coded.
    Text,
    /// What is known of a respondent: age, village, a choice.
    Attribute,
    /// What a respondent is called. Several columns are put together.
    Title,
    /// Left out.
    #[default]
    Leave,
}

impl ColumnUse {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Text, Self::Attribute, Self::Title, Self::Leave];

    /// The name in answers for programs; its words for people are `survey.use.<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Attribute => "attribute",
            Self::Title => "title",
            Self::Leave => "leave",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Text => 't',
            Self::Attribute => 'a',
            Self::Title => 'n',
            Self::Leave => '-',
        }
    }
}

/// What one document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OneDocument {
    /// All answers of one respondent.
    #[default]
    PerRespondent,
    /// All answers to one question.
    PerQuestion,
}

/// The columns in a record, which each of thousands of documents carries: a letter for each.
fn as_letters<S: Serializer>(columns: &[ColumnUse], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&columns.iter().map(|column| column.letter()).collect::<String>())
}

fn of_letters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ColumnUse>, D::Error> {
    let letters = String::deserialize(deserializer)?;
    let one = |letter: char| ColumnUse::ALL.into_iter().find(|column| column.letter() == letter);
    letters.chars().map(|letter| one(letter).ok_or_else(|| D::Error::custom("no such use of a column"))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_plan_is_kept_in_a_letter_a_column_and_read_again() {
        let plan = SurveyPlan {
            sheet: "Sheet1".into(),
            header_rows: 1,
            columns: vec![ColumnUse::Title, ColumnUse::Text, ColumnUse::Attribute, ColumnUse::Leave],
            one: OneDocument::PerQuestion,
        };
        let written = serde_json::to_string(&plan).unwrap();
        assert!(written.contains("\"nta-\""), "{written}");
        assert_eq!(serde_json::from_str::<SurveyPlan>(&written).unwrap(), plan);
        assert!(serde_json::from_str::<SurveyPlan>(r#"{"columns":"x"}"#).is_err());
    }
}
