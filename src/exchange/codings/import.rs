//! Plans to take codings in.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::match_names::{Match, Names};
use super::{CODE, CODER, DOCUMENT, END, ID, MEMO, START, TIME, WEIGHT};
use crate::exchange::sheet::{Broken, Sheet, cell, text};
use crate::exchange::tree::{BadPath, CodeTree};
use crate::exchange::{ExchangeError, Finding, Problem};
use crate::model::{
    CodeId, Coder, CoderId, Coding, CodingId, Document, DocumentId, Edit, Mint, Project, QuoteHash, Span, Timestamp,
};

/// What taking codings in would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be committed as one: coders, codes, codings.
    pub edits: Vec<Edit>,
    /// How many codings go in.
    pub added: usize,
    /// How many rows were there already, by id or as an equal coding, in the project or earlier in the file.
    pub already_there: usize,
    /// How many codings got another id than the file gives: it is no id, or an earlier row has it.
    pub new_ids: usize,
    /// Coders that join.
    pub coders: usize,
    /// Codes that are new, parents among them.
    pub codes: usize,
    /// What could not be used, in the order of the file.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// How many rows stayed out because they could not be placed.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.findings.iter().filter(|finding| finding.problem.leaves_row_out()).count()
    }
}

/// Plans to take codings in. Codings without a time of their own are dated `at`.
///
/// # Errors
/// [`ExchangeError`] where the file is no text or lacks a column that a coding needs.
pub fn import(project: &Project, bytes: &[u8], at: Timestamp, mint: &mut dyn Mint) -> Result<Plan, ExchangeError> {
    let mut sheet = Sheet::read(bytes, &[ID, CODER, DOCUMENT, START, END, CODE, MEMO, WEIGHT, TIME])?;
    let columns = Places {
        id: sheet.column(&ID),
        coder: sheet.required(&CODER)?,
        document: sheet.required(&DOCUMENT)?,
        start: sheet.required(&START)?,
        end: sheet.required(&END)?,
        code: sheet.required(&CODE)?,
        memo: sheet.column(&MEMO),
        weight: sheet.column(&WEIGHT),
        time: sheet.column(&TIME),
    };
    let mut plan = Plan { findings: sheet.take_findings(), ..Plan::default() };
    let mut planner = Planner::of(project, at);
    let mut rows = sheet.rows();
    let mut cells = Vec::new();
    while let Some(row) = rows.next(&mut cells) {
        let (line, taken) = match row {
            Ok(line) => (line, planner.take(&cells, &columns, line, &mut plan, mint)),
            Err(Broken(line)) => (line, Err(Problem::Quotes)),
        };
        plan.findings.extend(taken.err().map(|problem| Finding::at(line, problem)));
    }
    planner.finish(&mut plan);
    Ok(plan)
}

/// Which cell of a row holds what.
struct Places {
    id: Option<usize>,
    coder: usize,
    document: usize,
    start: usize,
    end: usize,
    code: usize,
    memo: Option<usize>,
    weight: Option<usize>,
    time: Option<usize>,
}

/// Two codings of which all of this is equal are one.
type Sameness = (CoderId, DocumentId, Span, CodeId);

struct Planner<'p> {
    project: &'p Project,
    at: Timestamp,
    documents: Names<DocumentId>,
    coders: Names<CoderId>,
    tree: CodeTree,
    known: HashSet<Sameness>,
    ids: HashMap<CodingId, Option<Sameness>>,
    new_coders: Vec<Coder>,
    planned: Vec<(&'p Document, Coding)>,
}

impl<'p> Planner<'p> {
    fn of(project: &'p Project, at: Timestamp) -> Self {
        let mut known = HashSet::with_capacity(project.coding_count());
        let mut ids = HashMap::with_capacity(project.coding_count());
        for (document, codings) in project.all_codings() {
            for coding in codings.iter() {
                let sameness = (coding.coder, document, coding.span, project.resolve(coding.code));
                known.insert(sameness);
                ids.insert(coding.id, Some(sameness));
            }
        }
        Self {
            project,
            at,
            documents: Names::of(project.documents().map(|document| (document.id, document.title.as_str()))),
            coders: Names::of(project.coders().map(|coder| (coder.id, coder.name.as_str()))),
            tree: CodeTree::of(project),
            known,
            ids,
            new_coders: Vec::new(),
            planned: Vec::new(),
        }
    }

    /// Plans one row. Coders and codes are added only once everything else about the row is right.
    fn take(
        &mut self,
        cells: &[Cow<'_, str>],
        columns: &Places,
        line: u64,
        plan: &mut Plan,
        mint: &mut dyn Mint,
    ) -> Result<(), Problem> {
        let (document, span) = self.place(cells, columns)?;
        let coder_name = text(cells, Some(columns.coder));
        let path = text(cells, Some(columns.code));
        if coder_name.trim().is_empty() {
            return Err(Problem::NoCoder);
        }
        if coder_name.trim().contains('\n') {
            return Err(Problem::NameWithLineEnd(coder_name.to_owned()));
        }
        let known_code = self.tree.find(path).map_err(|bad| of_path(bad, path))?;
        let known_coder = match self.coders.find(coder_name) {
            // Of twins the first counts: an export writes the ids of such coders.
            Match::One(id) | Match::Several(id) => Some(id),
            Match::None => None,
        };
        let given = cell(cells, columns.id);
        let parsed = given.parse::<CodingId>().ok().filter(|id| !id.0.is_nil() && !id.0.is_max());
        if let Some(Some(held)) = parsed.and_then(|id| self.ids.get(&id)) {
            let (coder, of, at, code) = *held;
            if (known_coder, of, at, known_code.ok()) != (Some(coder), document.id, span, Some(code)) {
                return Err(Problem::IdOfAnother(given.to_owned()));
            }
            plan.already_there += 1;
            return Ok(());
        }
        let coder = known_coder.unwrap_or_else(|| self.add_coder(coder_name, mint));
        let code = self.tree.find_or_add(path, mint).map_err(|bad| of_path(bad, path))?;
        let sameness = (coder, document.id, span, code);
        if !self.known.insert(sameness) {
            plan.already_there += 1;
            return Ok(());
        }
        let id = parsed.filter(|id| !self.ids.contains_key(id)).unwrap_or_else(|| {
            plan.new_ids += usize::from(!given.is_empty());
            CodingId::new(mint)
        });
        self.ids.insert(id, None);
        let memo = text(cells, columns.memo);
        let coding = Coding {
            id,
            code,
            coder,
            span,
            at: self.time(cell(cells, columns.time), line, plan),
            quote: QuoteHash(0),
            on: document.mark(),
            memo: (!memo.trim().is_empty()).then(|| memo.into()),
            weight: weight(cell(cells, columns.weight), line, plan),
        };
        self.planned.push((document, coding));
        Ok(())
    }

    fn place(&self, cells: &[Cow<'_, str>], columns: &Places) -> Result<(&'p Document, Span), Problem> {
        let title = text(cells, Some(columns.document));
        // Another program may have written an apostrophe that is no guard of ours.
        let raw = cells.get(columns.document).map_or("", |cell| cell);
        let found = match self.documents.find(title) {
            Match::None => self.documents.find(raw),
            found => found,
        };
        let document = match found {
            Match::One(id) => self.project.document(id).ok_or_else(|| Problem::NoDocument(title.to_owned()))?,
            Match::Several(_) => return Err(Problem::SeveralDocuments(title.to_owned())),
            Match::None => return Err(Problem::NoDocument(title.to_owned())),
        };
        let start = position(cell(cells, Some(columns.start)))?;
        let end = position(cell(cells, Some(columns.end)))?;
        let length = document.text.char_len();
        let span = Span::new(start, end).filter(|span| span.end.0 <= length);
        Ok((document, span.ok_or(Problem::OutsideText { start, end, length })?))
    }

    fn add_coder(&mut self, name: &str, mint: &mut dyn Mint) -> CoderId {
        let coder = Coder::named(CoderId::new(mint), name);
        let id = coder.id;
        self.coders.add(id, &coder.name);
        self.new_coders.push(coder);
        id
    }

    fn time(&self, given: &str, line: u64, plan: &mut Plan) -> Timestamp {
        if given.is_empty() {
            return self.at;
        }
        if let Ok(time) = given.parse::<jiff::Timestamp>() {
            Timestamp(time.as_millisecond())
        } else {
            plan.findings.push(Finding::at(line, Problem::NotATime(given.to_owned())));
            self.at
        }
    }

    /// Hashes the quotes, on all cores, and makes the edits.
    fn finish(self, plan: &mut Plan) {
        let codes = self.tree.into_added();
        plan.added = self.planned.len();
        plan.codes = codes.len();
        plan.coders = self.new_coders.len();
        let hashed: Vec<Edit> = self
            .planned
            .into_par_iter()
            .map(|(document, coding)| {
                let quote = QuoteHash::of(&document.text, coding.span);
                Edit::AddCoding(document.id, Coding { quote, on: document.mark(), ..coding })
            })
            .collect();
        let coders = self.new_coders.into_iter().map(Edit::AddCoder);
        plan.edits = coders.chain(codes.into_iter().map(Edit::AddCode)).chain(hashed).collect();
    }
}

fn of_path(bad: BadPath, path: &str) -> Problem {
    match bad {
        BadPath::Empty => Problem::NoCode,
        BadPath::LineEnd => Problem::NameWithLineEnd(path.to_owned()),
    }
}

/// A whole number; spreadsheets and data frames may have written it as `12.0`.
fn position(cell: &str) -> Result<u32, Problem> {
    let whole = match cell.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => cell,
    };
    // `parse` takes a plus sign, which no position has.
    let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
    whole.parse().ok().filter(|_| digits).ok_or_else(|| Problem::NotAPosition(cell.to_owned()))
}

fn weight(given: &str, line: u64, plan: &mut Plan) -> Option<u8> {
    if given.is_empty() {
        return None;
    }
    let weight = position(given).ok().and_then(|weight| u8::try_from(weight).ok()).filter(|weight| *weight <= 100);
    if weight.is_none() {
        plan.findings.push(Finding::at(line, Problem::NotAWeight(given.to_owned())));
    }
    weight
}
