//! How many codings each code has in each document: the figures of the list of documents.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::scope::{Aggregate, Rows, Scope};
use crate::model::{CodeId, DocumentId, Project};

/// Codes by documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Rows: codes with codings, as the codebook orders them, or those chosen.
    pub codes: Vec<CodeId>,
    /// Columns: the documents of the scope, as the list shows them.
    pub documents: Vec<DocumentId>,
    /// Column by column.
    cells: Vec<u32>,
    /// Codings of each document that count for any row, each once.
    totals: Vec<u32>,
    columns: BTreeMap<DocumentId, usize>,
}

impl Counts {
    /// How many codings of the `code`-th row the `document`-th column has; 0 outside.
    #[must_use]
    pub fn get(&self, code: usize, document: usize) -> u32 {
        let inside = code < self.codes.len();
        inside.then(|| self.cells.get(document * self.codes.len() + code)).flatten().copied().unwrap_or(0)
    }

    /// How many codings a document has, of all rows together; a coding that counts for two rows counts once.
    #[must_use]
    pub fn of_document(&self, document: DocumentId) -> u32 {
        self.columns.get(&document).and_then(|&at| self.totals.get(at)).copied().unwrap_or(0)
    }

    /// How many codings a row has in all documents of the scope.
    #[must_use]
    pub fn of_code(&self, code: usize) -> u64 {
        (0..self.documents.len()).map(|document| u64::from(self.get(code, document))).sum()
    }
}

/// Counts codings as they stand: doubled ones count twice here.
#[must_use]
pub fn counts(project: &Project, codes: &[CodeId], aggregate: Aggregate, scope: &Scope) -> Counts {
    let rows = Rows::choose(project, codes, aggregate);
    let documents: Vec<DocumentId> = scope.documents_in_order(project).iter().map(|document| document.id).collect();
    let columns: Vec<(Vec<u32>, u32)> = documents
        .par_iter()
        .map(|&document| {
            let mut column = vec![0; rows.ids().len()];
            let mut total = 0;
            for coding in project.codings(document).iter().filter(|coding| scope.holds_coder(coding.coder)) {
                let counted = rows.of(coding.code);
                total += u32::from(!counted.is_empty());
                for &row in counted {
                    column[row as usize] += 1;
                }
            }
            (column, total)
        })
        .collect();
    Counts {
        codes: rows.ids().to_vec(),
        columns: documents.iter().enumerate().map(|(at, &id)| (id, at)).collect(),
        documents,
        totals: columns.iter().map(|(_, total)| *total).collect(),
        cells: columns.into_iter().flat_map(|(column, _)| column).collect(),
    }
}
