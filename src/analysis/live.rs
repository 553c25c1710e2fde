//! Counting a matrix, and keeping it up to date: after a coding, only its document is counted again.
//!
//! What a document was when it was counted is kept by reference, so an edit costs two sweeps of one
//! document, the old taken out and the new put in. Where more has changed than documents (the rows,
//! what codes stand for, who is asked) everything is counted anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cooccurrence::{Coders, Cooccurrence, Finding, Parameters, Row};
use super::dense::{Dense, DenseDocument};
use super::matrix::Symmetric;
use super::scope::{Rows, Scope};
use super::sweep::{Double, Plan, Sign, Sums, Sweep};
use crate::model::{CodeId, CoderId, DocumentId, Project, Span};

/// A matrix that follows the project edit by edit: after a coding, only its document is counted again.
#[derive(Clone, Debug)]
pub struct LiveCooccurrence {
    dense: Dense,
    plan: Plan,
    /// The documents of the scope as they were counted.
    counted: Vec<Arc<DenseDocument>>,
    /// Doubled codings by document, where they are named.
    doubled: BTreeMap<DocumentId, Vec<Finding>>,
    result: Arc<Cooccurrence>,
}

impl LiveCooccurrence {
    /// Sums everything.
    #[must_use]
    pub fn new(project: &Project, parameters: &Parameters) -> Self {
        Self::over(project, Dense::of(project), parameters)
    }

    /// The matrix.
    #[must_use]
    pub fn result(&self) -> &Arc<Cooccurrence> {
        &self.result
    }

    /// The matrix, for those who will not go on with it.
    #[must_use]
    pub fn into_result(self) -> Arc<Cooccurrence> {
        self.result
    }

    /// The same project asked otherwise; what is packed is used again.
    #[must_use]
    pub fn asked(self, project: &Project, parameters: &Parameters) -> Self {
        let mut dense = self.dense;
        dense.follow(project);
        Self::over(project, dense, parameters)
    }

    /// Brings the matrix to another state of the project; the result equals that of a new count.
    pub fn update(&mut self, project: &Project) {
        self.dense.follow(project);
        let parameters = self.result.parameters.clone();
        let rows = Rows::choose(project, &parameters.codes, parameters.aggregate);
        let plan = Plan::new(project, parameters.unit, parameters.count, &rows, &self.dense);
        if rows.ids() != self.result.rows.ids()
            || !self.plan.agrees_with(&plan)
            || voices(project, &parameters) != self.voices()
        {
            *self = Self::over(project, std::mem::take(&mut self.dense), &parameters);
            return;
        }
        self.plan = plan;
        let now = in_scope(project, &self.dense, &parameters.scope);
        let before = std::mem::replace(&mut self.counted, now);
        let result = Arc::make_mut(&mut self.result);
        result.codes = describe(project, &rows);
        result.rows = rows;
        let mut sweep = Sweep::default();
        for document in unlike(&before, &self.counted) {
            tally(&mut sweep, &self.plan, document, &self.dense, &parameters, Sign::Remove, result);
            self.doubled.remove(&document.id);
        }
        for document in unlike(&self.counted, &before) {
            tally(&mut sweep, &self.plan, document, &self.dense, &parameters, Sign::Add, result);
            self.doubled.extend(doubled_in(document, &self.plan, &self.dense, &parameters.scope));
        }
        result.findings = findings(&result.rows, &self.doubled);
    }

    fn voices(&self) -> Vec<CoderId> {
        self.result.coders().collect()
    }

    fn over(project: &Project, dense: Dense, parameters: &Parameters) -> Self {
        let rows = Rows::choose(project, &parameters.codes, parameters.aggregate);
        let plan = Plan::new(project, parameters.unit, parameters.count, &rows, &dense);
        let counted = in_scope(project, &dense, &parameters.scope);
        let size = rows.ids().len();
        let mut all = Sums::zero(size);
        let mut each = Vec::new();
        match parameters.coders {
            Coders::Pooled => {
                all = count(&plan, &counted, size, &admitted(&dense, |id| parameters.scope.holds_coder(id)));
            }
            Coders::Each => {
                for coder in voices(project, parameters) {
                    let sums = count(&plan, &counted, size, &admitted(&dense, |id| id == coder));
                    all.add(&sums);
                    each.push((coder, sums));
                }
            }
        }
        let doubled = counted.par_iter().filter_map(|d| doubled_in(d, &plan, &dense, &parameters.scope)).collect();
        let result = Arc::new(Cooccurrence {
            parameters: parameters.clone(),
            codes: describe(project, &rows),
            findings: findings(&rows, &doubled),
            rows,
            all,
            each,
        });
        Self { dense, plan, counted, doubled, result }
    }
}

/// The coders who get a matrix of their own.
fn voices(project: &Project, parameters: &Parameters) -> Vec<CoderId> {
    match parameters.coders {
        Coders::Pooled => Vec::new(),
        Coders::Each => parameters.scope.coders_in_order(project).into_iter().map(|coder| coder.id).collect(),
    }
}

fn admitted(dense: &Dense, holds: impl Fn(CoderId) -> bool) -> Vec<bool> {
    dense.coders().ids().iter().map(|&coder| holds(coder)).collect()
}

fn in_scope(project: &Project, dense: &Dense, scope: &Scope) -> Vec<Arc<DenseDocument>> {
    let held =
        |document: &&Arc<DenseDocument>| project.document(document.id).is_some_and(|held| scope.holds_document(held));
    dense.documents().iter().filter(held).cloned().collect()
}

fn describe(project: &Project, rows: &Rows) -> Vec<Row> {
    let row = |&id: &CodeId| Row {
        id,
        name: project.code(id).map_or_else(String::new, |code| code.name.clone()),
        path: project.code_path(id),
    };
    rows.ids().iter().map(row).collect()
}

/// Sums all documents, in as many parts as there are threads and room for their tables.
fn count(plan: &Plan, documents: &[Arc<DenseDocument>], size: usize, admitted: &[bool]) -> Sums {
    const ROOM: usize = 128 << 20;
    let most = (ROOM / Symmetric::bytes(size).max(1)).clamp(1, 4 * rayon::current_num_threads());
    let parts: Vec<Sums> = split(documents, most)
        .into_par_iter()
        .map(|part| {
            let mut sums = Sums::zero(size);
            let mut sweep = Sweep::default();
            for document in part {
                sweep.count(plan, document, admitted, Sign::Add, &mut sums);
            }
            sums
        })
        .collect();
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_else(|| Sums::zero(size));
    parts.fold(first, |mut sum, part| {
        sum.add(&part);
        sum
    })
}

/// Up to `most` runs of documents with about as many codings each.
fn split(documents: &[Arc<DenseDocument>], most: usize) -> Vec<&[Arc<DenseDocument>]> {
    let total: usize = documents.iter().map(|document| document.codings.len()).sum();
    let share = total / most + 1;
    let mut parts = Vec::new();
    let (mut from, mut held) = (0, 0);
    for (at, document) in documents.iter().enumerate() {
        held += document.codings.len();
        if held >= share {
            parts.push(&documents[from..=at]);
            (from, held) = (at + 1, 0);
        }
    }
    if from < documents.len() {
        parts.push(&documents[from..]);
    }
    parts
}

/// The documents of `these` that are not, in the same state, among `those`. Both are sorted by id.
fn unlike<'a>(these: &'a [Arc<DenseDocument>], those: &[Arc<DenseDocument>]) -> Vec<&'a Arc<DenseDocument>> {
    let mut others = those.iter().peekable();
    let mut found = Vec::new();
    for document in these {
        while others.next_if(|other| other.id < document.id).is_some() {}
        if !others.peek().is_some_and(|other| Arc::ptr_eq(other, document)) {
            found.push(document);
        }
    }
    found
}

/// Puts one document into every table, or takes it out.
fn tally(
    sweep: &mut Sweep,
    plan: &Plan,
    document: &DenseDocument,
    dense: &Dense,
    parameters: &Parameters,
    sign: Sign,
    result: &mut Cooccurrence,
) {
    match parameters.coders {
        Coders::Pooled => {
            let admitted = admitted(dense, |id| parameters.scope.holds_coder(id));
            sweep.count(plan, document, &admitted, sign, &mut result.all);
        }
        Coders::Each => {
            for (coder, sums) in &mut result.each {
                let admitted = admitted(dense, |id| id == *coder);
                sweep.count(plan, document, &admitted, sign, sums);
                sweep.count(plan, document, &admitted, sign, &mut result.all);
            }
        }
    }
}

/// Names the doubled codings of a document, where the parameters count them; `None` where there are none.
fn doubled_in(
    document: &DenseDocument,
    plan: &Plan,
    dense: &Dense,
    scope: &Scope,
) -> Option<(DocumentId, Vec<Finding>)> {
    let name = |double: Double| {
        let &coder = dense.coders().ids().get(double.coder as usize)?;
        let &code = dense.codes().ids().get(double.code as usize)?;
        let span = Span::new(double.start, double.end)?;
        let finding = Finding::Doubled { document: document.id, code, coder, span, codings: double.codings };
        scope.holds_coder(coder).then_some(finding)
    };
    let found: Vec<Finding> = plan.doubles(&document.codings).into_iter().filter_map(name).collect();
    (!found.is_empty()).then_some((document.id, found))
}

fn findings(rows: &Rows, doubled: &BTreeMap<DocumentId, Vec<Finding>>) -> Vec<Finding> {
    let missing = rows.missing().iter().map(|&code| Finding::MissingCode(code));
    missing.chain(doubled.values().flatten().cloned()).collect()
}
