//! Documents of a table under a plan.
//!
//! What is put together of the cells is the text as read; the clean-up then drops needless blanks and
//! makes letters half-width, and does nothing else: answers are short and alike, and steps made for
//! pages would take them for running heads.

use super::respondents::{Question, Respondent, Survey};
use super::{MOST_DOCUMENTS, OneDocument, SurveyPlan, guess};
use crate::import::draft::{Draft, DraftTurn, Layout};
use crate::import::finding::counted;
use crate::import::table::{TableReading, column_name};
use crate::import::{
    CandidateOf, CaseCandidate, IMPORTER, ImportError, Imported, Options, Step, formats, sniff, steps,
};
use crate::model::{Bibliography, BlockKind, Message, Role, SourceRecord, Span, Text};

/// Steps that are safe for answers.
const STEPS: [Step; 2] = [Step::FullWidth, Step::Spaces];

/// Makes the documents. Their order is that of rows or columns.
///
/// # Errors
/// [`ImportError::NoAnswers`] where no column is text or none of them holds an answer.
pub fn documents(reading: &TableReading, options: &Options) -> Result<Vec<Imported>, ImportError> {
    let plan = plan_of(reading, options);
    let survey = Survey::of(reading, &plan).ok_or_else(|| no_answers(reading))?;
    let maker = Maker::new(reading, &survey, &plan, options);
    let mut all = written(&survey, plan.one);
    let mut documents =
        all.by_ref().take(MOST_DOCUMENTS).map(|one| maker.document(one)).collect::<Result<Vec<_>, _>>()?;
    let beyond = all.count();
    let first = documents.first_mut().ok_or_else(|| no_answers(reading))?;
    // What is said of the file is said once, of its first document.
    first.record.findings.clone_from(&reading.workbook.findings);
    first.record.findings.extend(survey.findings());
    first.record.findings.extend(counted("import.finding.survey_beyond", beyond));
    Ok(documents)
}

/// The first document alone, for a look at what a plan makes.
///
/// # Errors
/// As of [`documents`].
pub fn preview(reading: &TableReading, options: &Options) -> Result<Imported, ImportError> {
    let plan = plan_of(reading, options);
    let survey = Survey::of(reading, &plan).ok_or_else(|| no_answers(reading))?;
    let first = written(&survey, plan.one).next().ok_or_else(|| no_answers(reading))?;
    Maker::new(reading, &survey, &plan, options).document(first)
}

fn plan_of(reading: &TableReading, options: &Options) -> SurveyPlan {
    options.survey.clone().unwrap_or_else(|| guess(&reading.workbook))
}

fn no_answers(reading: &TableReading) -> ImportError {
    ImportError::NoAnswers { name: reading.name.clone() }
}

fn written<'a>(survey: &'a Survey<'a>, one: OneDocument) -> Box<dyn Iterator<Item = Written> + 'a> {
    match one {
        OneDocument::PerRespondent => {
            Box::new(survey.respondents.iter().filter_map(|respondent| of_respondent(survey, respondent)))
        }
        OneDocument::PerQuestion => Box::new(survey.texts.iter().filter_map(|question| of_question(survey, question))),
    }
}

impl Survey<'_> {
    /// How many respondents gave any answer, how many questions there are, and what was blank.
    #[must_use]
    pub fn findings(&self) -> Vec<Message> {
        let cells = self.respondents.len() * self.texts.len();
        let answers = self.answers();
        let silent = self.silent();
        let made = Message::new("import.finding.survey_made")
            .with("respondents", self.respondents.len())
            .with("questions", self.texts.len())
            .with("answers", answers);
        std::iter::once(made)
            .chain(counted("import.finding.survey_blank", cells - answers))
            .chain(counted("import.finding.survey_silent", silent))
            .collect()
    }

    /// Answers in words.
    #[must_use]
    pub fn answers(&self) -> usize {
        let given =
            |respondent: &Respondent| self.texts.iter().filter(|question| self.has(respondent, question)).count();
        self.respondents.iter().map(given).sum()
    }

    /// Respondents without a single answer in words.
    #[must_use]
    pub fn silent(&self) -> usize {
        let says_nothing = |respondent: &&Respondent| !self.texts.iter().any(|question| self.has(respondent, question));
        self.respondents.iter().filter(says_nothing).count()
    }

    /// How many documents there will be.
    #[must_use]
    pub fn documents(&self, one: OneDocument) -> usize {
        let count = match one {
            OneDocument::PerRespondent => self.respondents.len() - self.silent(),
            OneDocument::PerQuestion => {
                let answered = |question: &&Question| self.respondents.iter().any(|one| self.has(one, question));
                self.texts.iter().filter(answered).count()
            }
        };
        count.min(MOST_DOCUMENTS)
    }

    fn has(&self, respondent: &Respondent, question: &Question) -> bool {
        self.answer(respondent, question).next().is_some()
    }
}

/// A document before its clean-up.
struct Written {
    title: String,
    part: String,
    draft: Draft,
    attributes: Vec<(String, String)>,
    candidates: Vec<CaseCandidate>,
}

/// Puts lines one below the other.
#[derive(Default)]
struct Lines {
    draft: Draft,
    len: u32,
}

impl Lines {
    fn push(&mut self, kind: BlockKind, parts: &[&str]) -> u32 {
        if self.len > 0 {
            self.draft.text.push('\n');
            self.len += 1;
        }
        let start = self.len;
        if kind != BlockKind::Body {
            self.draft.kinds.push((start, kind));
        }
        for part in parts {
            self.draft.text.push_str(part);
            self.len += part.chars().count() as u32;
        }
        start
    }

    fn finish(self) -> Draft {
        Draft { layout: Layout::Paragraphs, ..self.draft }
    }
}

/// Each question as a heading with the answer below it.
fn of_respondent(survey: &Survey, respondent: &Respondent) -> Option<Written> {
    let mut lines = Lines::default();
    for question in &survey.texts {
        let mut answer = survey.answer(respondent, question).peekable();
        if answer.peek().is_none() {
            continue;
        }
        lines.push(BlockKind::Heading(2), &[&question.heading]);
        for paragraph in answer {
            lines.push(BlockKind::Body, &[paragraph]);
        }
    }
    let attributes = survey.attributes_of(respondent);
    let case =
        CaseCandidate { name: respondent.title.clone(), of: CandidateOf::Document, attributes: attributes.clone() };
    (lines.len > 0).then(|| Written {
        title: respondent.title.clone(),
        part: part(survey, &(respondent.row + 1).to_string()),
        draft: lines.finish(),
        attributes,
        candidates: vec![case],
    })
}

/// Each answer as a turn of its respondent.
fn of_question(survey: &Survey, question: &Question) -> Option<Written> {
    let mut lines = Lines::default();
    let mut candidates = Vec::new();
    let mut turns = Vec::new();
    for respondent in &survey.respondents {
        let mut answer = survey.answer(respondent, question);
        let Some(first) = answer.next() else { continue };
        let start = lines.push(BlockKind::Body, &[&respondent.name, "：", first]);
        for paragraph in answer {
            lines.push(BlockKind::Body, &[paragraph]);
        }
        let said = start + respondent.name.chars().count() as u32 + 1;
        let Some(span) = Span::new(start, lines.len) else { continue };
        turns.push(DraftTurn { span, said, speaker: Some(respondent.name.clone()), at: None, until: None });
        candidates.push(CaseCandidate {
            name: respondent.title.clone(),
            of: CandidateOf::Speaker(respondent.name.clone()),
            attributes: survey.attributes_of(respondent),
        });
    }
    (lines.len > 0).then(|| Written {
        title: question.heading.chars().take(200).collect(),
        part: part(survey, &column_name(question.column)),
        draft: Draft { turns, ..lines.finish() },
        attributes: Vec::new(),
        candidates,
    })
}

/// Sheet and row or column, as spreadsheets write it.
fn part(survey: &Survey, place: &str) -> String {
    if survey.sheet.name.is_empty() { place.to_owned() } else { format!("{}!{place}", survey.sheet.name) }
}

struct Maker<'a> {
    reading: &'a TableReading,
    options: Options,
    choices: String,
}

impl<'a> Maker<'a> {
    fn new(reading: &'a TableReading, survey: &Survey, plan: &SurveyPlan, options: &Options) -> Self {
        // The plan in force is kept even where it was guessed: another version may guess otherwise.
        let plan = SurveyPlan { sheet: survey.sheet.name.clone(), ..plan.clone() };
        let choices = Options { survey: Some(plan), ..options.clone() }.choices();
        let mut options = options.clone();
        options.off.extend(Step::ALL.into_iter().filter(|step| !STEPS.contains(step)));
        Self { reading, options, choices }
    }

    fn document(&self, written: Written) -> Result<Imported, ImportError> {
        let reading = self.reading;
        let cleaned = steps::run(written.draft, &self.options);
        let text = Text::new(cleaned.text)
            .map_err(|error| ImportError::Unreadable { name: reading.name.clone(), reason: error.to_string() })?;
        let mut structure = steps::structure(&text, &cleaned.kinds, cleaned.marks, cleaned.places);
        for speaker in &mut structure.speakers {
            speaker.role = Role::Respondent;
        }
        Ok(Imported {
            title: written.title,
            record: SourceRecord {
                hash: reading.hash.clone(),
                extension: sniff::extension(&reading.name),
                name: reading.name.clone(),
                bytes: reading.bytes,
                format: formats::entry(reading.format).name.to_owned(),
                encoding: reading.workbook.encoding.clone(),
                part: written.part,
                choices: self.choices.clone(),
                importer: IMPORTER,
                steps: cleaned.effects.into_iter().filter(|effect| effect.on).collect(),
                findings: Vec::new(),
                map: cleaned.map,
            },
            text,
            structure,
            attributes: written.attributes,
            bibliography: Bibliography::default(),
            candidates: written.candidates,
            doubts: cleaned.doubts,
        })
    }
}
