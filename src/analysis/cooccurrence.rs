//! Which codes go together: the co-occurrence matrix with its coefficients and warnings.
//!
//! What counts as together is the researcher's choice, since it decides the number:
//!
//! | unit | a cell counts |
//! |---|---|
//! | [`Unit::Overlap`] | pairs of codings, one of each code, in one document that share at least one character |
//! | [`Unit::Paragraph`] | paragraphs that both codes touch |
//! | [`Unit::Document`] | documents that both codes are in |
//!
//! The diagonal `n` counts the codings of a code (or the containers that hold it). Spans that only
//! touch share nothing. With [`Count::Merged`] the codings of one code by one coder that overlap are
//! united first, so that what one person said twice of one passage counts once; [`Count::Raw`]
//! counts every coding and names the doubled ones. With [`Coders::Pooled`] a coding of A by one
//! person meets a coding of B by another; [`Coders::Each`] keeps people apart, gives one matrix a
//! coder, and the whole is their sum.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::scope::{Aggregate, Rows, Scope};
use super::sweep::Sums;

pub use super::live::LiveCooccurrence;
use crate::model::{CodeId, CoderId, DocumentId, Message, Project, Span};

/// In what two codes must be together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// At least one character.
    #[default]
    Overlap,
    /// A paragraph.
    Paragraph,
    /// A document.
    Document,
}

impl Unit {
    /// All of them, as lists show them.
    pub const ALL: [Self; 3] = [Self::Overlap, Self::Paragraph, Self::Document];

    /// The name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Paragraph => "paragraph",
            Self::Document => "document",
        }
    }

    /// The unit of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// What to do with overlapping codings of one code by one coder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Count {
    /// They are one finding.
    #[default]
    Merged,
    /// Each counts, and the doubled ones are named.
    Raw,
}

/// Whether the codings of different people meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Coders {
    /// All codings together.
    #[default]
    Pooled,
    /// One matrix for each coder.
    Each,
}

/// What a co-occurrence matrix was asked for; its result carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// In the order to be shown; empty for all codes with codings, as the codebook orders them.
    pub codes: Vec<CodeId>,
    /// In what two codes must be together.
    pub unit: Unit,
    /// Doubled codings once or each.
    pub count: Count,
    /// People together or apart.
    pub coders: Coders,
    /// Codes alone or with what is below them.
    pub aggregate: Aggregate,
    /// Which documents and coders.
    pub scope: Scope,
}

impl Parameters {
    /// What the numbers mean, as sentences to be printed with them.
    #[must_use]
    pub fn definition(&self) -> Vec<Message> {
        let unit = match self.unit {
            Unit::Overlap => "analysis.unit.overlap.definition",
            Unit::Paragraph => "analysis.unit.paragraph.definition",
            Unit::Document => "analysis.unit.document.definition",
        };
        let mut sentences = vec![Message::new(unit)];
        if self.unit == Unit::Overlap {
            sentences.push(Message::new(match self.count {
                Count::Merged => "analysis.count.merged.definition",
                Count::Raw => "analysis.count.raw.definition",
            }));
        }
        sentences.push(Message::new(match self.coders {
            Coders::Pooled => "analysis.coders.pooled.definition",
            Coders::Each => "analysis.coders.each.definition",
        }));
        sentences.push(Message::new(match self.aggregate {
            Aggregate::Direct => "analysis.aggregate.direct.definition",
            Aggregate::WithBelow => "analysis.aggregate.below.definition",
        }));
        sentences
    }
}

/// A row, and column, of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which code.
    pub id: CodeId,
    /// Its own name.
    pub name: String,
    /// From the top of the tree, as `陷阱/合谋`.
    pub path: String,
}

/// Something about the codings that a reader of the matrix should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A chosen code is not in the project.
    MissingCode(CodeId),
    /// One coder coded overlapping text with one code more than once, and [`Count::Raw`] counts each.
    Doubled {
        /// Where.
        document: DocumentId,
        /// What.
        code: CodeId,
        /// Who.
        coder: CoderId,
        /// From the first to the last character of them.
        span: Span,
        /// How many codings.
        codings: u32,
    },
}

impl Finding {
    /// For people.
    #[must_use]
    pub fn tell(&self, project: &Project) -> Message {
        let name = |code: CodeId| project.code(code).map_or_else(|| code.to_string(), |_| project.code_path(code));
        match self {
            Self::MissingCode(code) => Message::new("analysis.finding.missing_code").with("code", code),
            Self::Doubled { document, code, coder, span, codings } => {
                let held = project.document(*document);
                Message::new("analysis.finding.doubled")
                    .with("document", held.map_or("", |document| &document.title))
                    .with("paragraph", held.map_or(0, |document| document.text.paragraph_of(span.start) + 1))
                    .with("coder", project.coder(*coder).map_or("", |coder| &coder.name))
                    .with("code", name(*code))
                    .with("count", codings)
            }
        }
    }
}

/// Why a coefficient should be read with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// One code is used more than five times as often as the other, which keeps the coefficient low
    /// however close they are. ATLAS.ti marks it so.
    UnequalFrequencies,
    /// Codings that meet several others make more pairs than the formula was made for. ATLAS.ti marks it so.
    OutOfRange,
    /// One code stands above the other and its codings are counted in: each meets itself.
    Nested,
}

impl Warning {
    /// For people.
    #[must_use]
    pub fn tell(self) -> Message {
        Message::new(match self {
            Self::UnequalFrequencies => "analysis.warning.unequal",
            Self::OutOfRange => "analysis.warning.out_of_range",
            Self::Nested => "analysis.warning.nested",
        })
    }
}

/// How close two codes are, from 0 (never together) to 1 (always).
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficient {
    /// `None` where neither code has codings, or where the formula would divide by zero.
    pub value: Option<f64>,
    /// In the order of the enum.
    pub warnings: Vec<Warning>,
}

impl Coefficient {
    /// c = n12 / (n1 + n2 - n12), as ATLAS.ti defines it (Garcia-Horta & Guerra-Ramos 2009); for
    /// containers it equals Jaccard's.
    #[must_use]
    pub fn of(n1: u64, n2: u64, n12: u64) -> Self {
        const RATIO: u64 = 5;
        let below = i128::from(n1) + i128::from(n2) - i128::from(n12);
        let mut warnings = Vec::new();
        if n12 > 0 && n1.max(n2) > RATIO.saturating_mul(n1.min(n2)) {
            warnings.push(Warning::UnequalFrequencies);
        }
        let value = (below != 0).then(|| n12 as f64 / below as f64);
        if (n12 > 0 && below == 0) || value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
            warnings.push(Warning::OutOfRange);
        }
        Self { value, warnings }
    }
}

/// The matrix of codes that go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cooccurrence {
    /// What was asked for.
    pub parameters: Parameters,
    /// Rows and columns, in order.
    pub codes: Vec<Row>,
    /// What a reader should know, by document and place.
    pub findings: Vec<Finding>,
    pub(super) rows: Rows,
    pub(super) all: Sums,
    /// Only under [`Coders::Each`].
    pub(super) each: Vec<(CoderId, Sums)>,
}

impl Cooccurrence {
    /// How many codings (or containers) a row has: the diagonal. 0 of a row that is not there.
    #[must_use]
    pub fn n(&self, row: usize) -> u64 {
        self.all.n.get(row).copied().unwrap_or(0)
    }

    /// How often two rows are together; of a row with itself, `n`.
    #[must_use]
    pub fn pairs(&self, first: usize, second: usize) -> u64 {
        if first == second { self.n(first) } else { self.all.pairs.get(first, second) }
    }

    /// How close two rows are.
    #[must_use]
    pub fn coefficient(&self, first: usize, second: usize) -> Coefficient {
        self.with_nesting(
            first,
            second,
            Coefficient::of(self.n(first), self.n(second), self.all.pairs.get(first, second)),
        )
    }

    /// The highest count off the diagonal: where a heat map's colours end.
    #[must_use]
    pub fn highest(&self) -> u64 {
        self.all.pairs.highest()
    }

    /// The place of a code among the rows; a merged code is found where the code stands that it was merged into.
    #[must_use]
    pub fn row_of(&self, code: CodeId) -> Option<usize> {
        self.codes.iter().position(|row| row.id == code)
    }

    /// The coders that have a matrix of their own: those of the scope under [`Coders::Each`], else none.
    pub fn coders(&self) -> impl ExactSizeIterator<Item = CoderId> + '_ {
        self.each.iter().map(|(coder, _)| *coder)
    }

    /// One coder's own matrix.
    #[must_use]
    pub fn of_coder(&self, coder: CoderId) -> Option<OneCoder<'_>> {
        let (_, sums) = self.each.iter().find(|(id, _)| *id == coder)?;
        Some(OneCoder { whole: self, sums })
    }

    fn with_nesting(&self, first: usize, second: usize, mut coefficient: Coefficient) -> Coefficient {
        if self.rows.nested(first, second) {
            coefficient.warnings.push(Warning::Nested);
        }
        coefficient
    }
}

/// The matrix of one coder, under [`Coders::Each`].
#[derive(Clone, Copy, Debug)]
pub struct OneCoder<'a> {
    whole: &'a Cooccurrence,
    sums: &'a Sums,
}

impl OneCoder<'_> {
    /// As [`Cooccurrence::n`].
    #[must_use]
    pub fn n(&self, row: usize) -> u64 {
        self.sums.n.get(row).copied().unwrap_or(0)
    }

    /// As [`Cooccurrence::pairs`].
    #[must_use]
    pub fn pairs(&self, first: usize, second: usize) -> u64 {
        if first == second { self.n(first) } else { self.sums.pairs.get(first, second) }
    }

    /// As [`Cooccurrence::coefficient`].
    #[must_use]
    pub fn coefficient(&self, first: usize, second: usize) -> Coefficient {
        let own = Coefficient::of(self.n(first), self.n(second), self.sums.pairs.get(first, second));
        self.whole.with_nesting(first, second, own)
    }
}

/// The matrix of a project's state.
#[must_use]
pub fn cooccurrence(project: &Project, parameters: &Parameters) -> Cooccurrence {
    Arc::unwrap_or_clone(LiveCooccurrence::new(project, parameters).into_result())
}
