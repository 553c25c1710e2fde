//! Projects of any size, made from nothing but a seed: for benchmarks, tests and trying things out.
//!
//! Interviews about elderly care in Chinese, with speakers, paragraphs of mixed length, some Latin and
//! full-width characters; a codebook of two levels; codings that begin and end where clauses do, that
//! overlap, and that cluster as themes do, so that the matrix has structure; names of places from frequent to
//! unique, as words of a language are. Equal shapes give equal
//! projects on every machine and with any number of threads: each document draws from its own stream.
//!
//! This is no sample of anything that anybody said.

mod words;

use rayon::prelude::*;

use crate::model::{
    Assembled, CharIndex, Code, CodeId, Coder, CoderId, Coding, CodingId, Colour, CountingMint, Document, DocumentId,
    Parts, Project, ProjectId, QuoteHash, Rank, Span, Text, Timestamp, assemble,
};

/// How large a project is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Interviews.
    pub documents: usize,
    /// At least so many each; the last turn is spoken to its end.
    pub characters_per_document: u32,
    /// Parents included.
    pub codes: usize,
    /// In all.
    pub codings: usize,
    /// People who code.
    pub coders: usize,
    /// Another seed, another project of the same shape.
    pub seed: u64,
}

impl Shape {
    /// A doctoral study: what the figures of everyday use are measured with.
    pub const STUDY: Self =
        Self { documents: 200, characters_per_document: 15_000, codes: 80, codings: 20_000, coders: 2, seed: 1 };

    /// The largest project that the design must carry.
    pub const LARGEST: Self =
        Self { documents: 5_000, characters_per_document: 15_000, codes: 500, codings: 500_000, coders: 10, seed: 1 };
}

/// A stream of numbers that depends on its seed alone: `SplitMix64` (Steele, Lea & Flood 2014).
#[derive(Clone, Debug)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a seed; `which` tells streams of one seed apart.
    #[must_use]
    pub fn new(seed: u64, which: u64) -> Self {
        let mut stream = Self(seed ^ which.wrapping_mul(0xD1B5_4A32_D192_ED03));
        stream.next();
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// True so often in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// A rank, the second half as frequent as the first and so on: what words of a language do (Zipf 1949).
    /// Each power of two is as likely as the one before, and within one all ranks are.
    fn rank(&mut self) -> usize {
        let power = 1 << self.below(16);
        power + self.below(power)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// The project of a shape.
#[must_use]
pub fn generate(shape: &Shape) -> Project {
    let mut mint = CountingMint::default();
    let id = ProjectId::new(&mut mint);
    let coders: Vec<Coder> =
        (1..=shape.coders.max(1)).map(|n| Coder::named(CoderId::new(&mut mint), &format!("编码者 {n:02}"))).collect();
    let clusters = codebook(shape.codes, &mut mint);
    let ids: Vec<DocumentId> = (0..shape.documents).map(|_| DocumentId::new(&mut mint)).collect();
    let taken = (1 + coders.len() + shape.codes + ids.len()) as u128;
    // Codings of the documents before one: shared out evenly, to the last coding.
    let before = |document: usize| shape.codings * document / shape.documents.max(1);
    let made: Vec<(Document, Vec<Coding>)> = ids
        .par_iter()
        .enumerate()
        .map(|(n, &id)| {
            let mut stream = Stream::new(shape.seed, n as u64);
            let (document, clauses) = interview(id, n, shape.characters_per_document, &mut stream);
            let desk = Desk { document: &document, clauses: &clauses, clusters: &clusters, coders: &coders };
            let mint = CountingMint::after(taken + before(n) as u128);
            let codings = desk.code(before(n + 1) - before(n), mint, &mut stream);
            (document, codings)
        })
        .collect();
    let by_id = |(document, codings): (Document, Vec<Coding>)| {
        let id = document.id;
        (document, (id, codings))
    };
    let (documents, codings) = made.into_iter().map(by_id).unzip();
    let codes = clusters.into_iter().flatten().collect();
    let title = format!("生成的项目（{} 篇）", shape.documents);
    let Assembled { project, violations: found, .. } = assemble(Parts {
        id,
        title,
        created: MORNING,
        coders,
        codes,
        documents,
        codings,
        attributes: Vec::new(),
        cases: Vec::new(),
        items: Vec::new(),
        memos: Vec::new(),
    });
    debug_assert!(found.is_empty(), "the generator makes only what can stand: {found:?}");
    project
}

/// 2024-01-08, a Monday, 09:00 in Beijing.
const MORNING: Timestamp = Timestamp(1_704_675_600_000);
const MINUTE: i64 = 60_000;

/// Clusters of codes: a parent and its children each.
fn codebook(count: usize, mint: &mut CountingMint) -> Vec<Vec<Code>> {
    const CLUSTER: usize = 8;
    let clusters = count.div_ceil(CLUSTER);
    let named = |words: &[&'static str], n: usize| match n / words.len() {
        0 => words[n].to_owned(),
        round => format!("{}{}", words[n % words.len()], round + 1),
    };
    (0..clusters)
        .map(|cluster| {
            let field = named(words::FIELDS, cluster);
            let size = CLUSTER.min(count - cluster * CLUSTER);
            let mut codes: Vec<Code> = Vec::with_capacity(size);
            for n in 0..size {
                let name = match n {
                    0 => field.clone(),
                    // Neighbouring clusters share few aspects, as chapters of a codebook do.
                    n => format!("{field}{}", words::ASPECTS[(cluster * 5 + n) % words::ASPECTS.len()]),
                };
                let mut code = Code::named(CodeId::new(mint), &name, Colour::nth(cluster));
                code.rank = Rank((cluster * CLUSTER + n) as i64 * Rank::GAP);
                code.parent = codes.first().map(|parent| parent.id);
                if n == 0 {
                    code.definition = format!("受访者谈到{field}的段落；只顺带提及的不算。");
                }
                codes.push(code);
            }
            codes
        })
        .collect()
}

/// Where clauses begin, and which of them open a paragraph.
#[derive(Default)]
struct Clauses {
    /// Ascending; the last is the end of the text.
    starts: Vec<u32>,
    /// Places in `starts`.
    paragraphs: Vec<usize>,
}

/// A text in the making, with its positions counted as it grows.
#[derive(Default)]
struct Draft {
    text: String,
    length: u32,
    clauses: Clauses,
}

impl Draft {
    fn say(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count() as u32;
    }

    fn clause(&mut self) {
        self.clauses.starts.push(self.length);
    }

    fn paragraph(&mut self) {
        if self.length > 0 {
            self.say("\n");
        }
        self.clauses.paragraphs.push(self.clauses.starts.len());
    }
}

fn interview(id: DocumentId, n: usize, characters: u32, stream: &mut Stream) -> (Document, Clauses) {
    let mut draft = Draft { text: String::with_capacity(characters as usize * 3 + 512), ..Draft::default() };
    let kind = stream.pick(words::SPEAKERS);
    let speaker = format!("{kind} {:02}：", n % 100 + 1);
    let title = format!("访谈 {:04} {kind} {:02}", n + 1, n % 100 + 1);
    let mut answered = true;
    while draft.length < characters {
        draft.paragraph();
        answered = !answered || stream.percent(30);
        if !answered {
            draft.say("访谈者：");
            draft.clause();
            draft.say(stream.pick(words::ASKS));
            draft.say("？");
            continue;
        }
        draft.say(&speaker);
        // Most turns are short, some go on and on.
        let sentences = 1 + stream.below(4) * (1 + stream.below(4));
        for _ in 0..sentences {
            sentence(&mut draft, stream);
        }
    }
    draft.clause();
    // Generated texts have no carriage returns and are far shorter than four gigabytes.
    let text = Text::new(draft.text).unwrap_or_else(|_| Text::empty());
    let mut document = Document::of_text(id, &title, text, Timestamp(MORNING.0 + n as i64 * MINUTE));
    document.rank = Rank(n as i64 * Rank::GAP);
    document.groups.insert(words::GROUPS[n % 2].to_owned());
    document.groups.insert(words::GROUPS[2 + n / 2 % 2].to_owned());
    (document, draft.clauses)
}

fn sentence(draft: &mut Draft, stream: &mut Stream) {
    let clauses = 1 + stream.below(4);
    for n in 0..clauses {
        draft.clause();
        if stream.percent(35) {
            draft.say(stream.pick(words::HOW));
        }
        draft.say(stream.pick(words::WHO));
        if stream.percent(20) {
            draft.say("在");
            draft.say(&words::place(stream.rank()));
        }
        draft.say(stream.pick(words::DOES));
        let what = if stream.percent(8) { words::MIXED } else { words::WHAT };
        draft.say(stream.pick(what));
        if stream.percent(30) {
            draft.say("，");
            draft.say(stream.pick(words::THUS));
        }
        draft.say(if n + 1 < clauses { "，" } else { "。" });
    }
    if stream.percent(6) {
        draft.say(stream.pick(words::NOTES));
    }
}

/// One document on the coders' desk.
struct Desk<'a> {
    document: &'a Document,
    clauses: &'a Clauses,
    clusters: &'a [Vec<Code>],
    coders: &'a [Coder],
}

impl Desk<'_> {
    fn code(&self, count: usize, mut mint: CountingMint, stream: &mut Stream) -> Vec<Coding> {
        if self.clusters.is_empty() || self.clauses.starts.len() < 2 {
            return Vec::new();
        }
        // What this interview is mostly about, and who codes it; one in four is coded by a second person too.
        let clauses = self.clauses.starts.len() - 1;
        let themes = [(); 3].map(|()| stream.below(self.clusters.len()));
        let first = stream.below(self.coders.len());
        let second = if stream.percent(25) { stream.below(self.coders.len()) } else { first };
        let mut codings: Vec<Coding> = Vec::with_capacity(count);
        let (mut from, mut cluster) = (0, themes[0]);
        for n in 0..count {
            // A third of the codings are laid on the passage just coded, mostly from the same theme.
            if stream.percent(35) && n > 0 {
                cluster = (cluster + usize::from(stream.percent(20))) % self.clusters.len();
            } else {
                // A talk goes through its themes one after another, and strays now and then.
                let part = stream.below(themes.len());
                from = (part * clauses + stream.below(clauses)) / themes.len();
                cluster = if stream.percent(20) { stream.below(self.clusters.len()) } else { themes[part] };
            }
            let Some(span) = self.passage(from, stream) else { continue };
            let codes = &self.clusters[cluster];
            // The first children of a cluster are used most, its parent least.
            let nth = codes.len() - 1 - stream.below(codes.len()).max(stream.below(codes.len()));
            let code = &codes[(nth + 1) % codes.len()];
            let coder = if stream.percent(70) { first } else { second };
            codings.push(Coding {
                id: CodingId::new(&mut mint),
                code: code.id,
                coder: self.coders[coder].id,
                span,
                at: Timestamp(self.document.added.0 + (n as i64 + 1) * MINUTE),
                quote: QuoteHash::of(&self.document.text, span),
                on: None,
                memo: stream.percent(4).then(|| stream.pick(words::MEMOS).into()),
                weight: stream.percent(3).then(|| stream.below(101) as u8),
            });
        }
        codings
    }

    /// From one clause to two paragraphs, beginning at or a little after a clause.
    fn passage(&self, from: usize, stream: &mut Stream) -> Option<Span> {
        let Clauses { starts, paragraphs } = self.clauses;
        let last = starts.len() - 1;
        let from = (from + stream.below(3)).min(last - 1);
        let to = match stream.below(100) {
            0..45 => from + 1,
            45..82 => from + 2 + stream.below(5),
            kind => {
                let next = paragraphs.partition_point(|&opens| opens <= from) + usize::from(kind >= 94);
                paragraphs.get(next).copied().unwrap_or(last)
            }
        };
        let (start, mut end) = (*starts.get(from)?, *starts.get(to.min(last))?);
        // A passage ends with its last word, not with the line end and the name of the next speaker.
        if paragraphs.binary_search(&to).is_ok() {
            let text = &self.document.text;
            end = text.paragraph_range(text.paragraph_of(CharIndex(end))).start.saturating_sub(1);
        }
        Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cooccurrence::{Parameters, cooccurrence};
    use crate::analysis::segments::{Selection, segments};
    use crate::model::{Codebook, invariants};

    const SMALL: Shape =
        Shape { documents: 12, characters_per_document: 2_000, codes: 30, codings: 603, coders: 3, seed: 7 };

    #[test]
    fn a_generated_project_is_sound_and_has_the_shape_asked_for() {
        let project = generate(&SMALL);
        assert_eq!(invariants::check(&project), []);
        assert_eq!((project.documents().len(), project.codes().len(), project.coders().len()), (12, 30, 3));
        assert_eq!(project.coding_count(), 603);
        assert!(project.documents().all(|document| (2_000..4_000).contains(&document.text.char_len())));
        assert!(Codebook::of(&project).rows().iter().all(|row| row.depth < 2));
        let lines: Vec<(&str, u32)> = segments(&project, &Selection::default())
            .into_iter()
            .map(|segment| (segment.quote(&project), segment.span.len()))
            .collect();
        assert!(lines.iter().all(|(quote, _)| quote.trim() == *quote), "spans are trimmed");
        assert!(lines.iter().any(|(_, length)| *length < 20) && lines.iter().any(|(_, length)| *length > 100));
    }

    #[test]
    fn one_thread_and_four_make_the_same_project_and_another_seed_another() {
        let with = |threads| {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| generate(&SMALL))
        };
        assert!(with(1) == with(4));
        assert!(generate(&SMALL) != generate(&Shape { seed: 8, ..SMALL }));
    }

    #[test]
    fn themes_make_a_matrix_with_structure() {
        let project = generate(&Shape { documents: 60, characters_per_document: 5_000, codings: 1_800, ..SMALL });
        let table = cooccurrence(&project, &Parameters::default());
        let of = |same: bool| {
            let rows = 0..table.codes.len();
            let pairs = rows.clone().flat_map(|a| rows.clone().skip(a + 1).map(move |b| (a, b)));
            let theme = |row: usize| table.codes[row].path.split('/').next().map(str::to_owned);
            let cells: Vec<u64> =
                pairs.filter(|&(a, b)| (theme(a) == theme(b)) == same).map(|(a, b)| table.pairs(a, b)).collect();
            cells.iter().sum::<u64>() as f64 / cells.len() as f64
        };
        assert!(of(true) > 2.0 * of(false), "{} within a theme, {} across", of(true), of(false));
    }

    #[test]
    fn some_words_are_frequent_and_most_are_rare() {
        let mut stream = Stream::new(3, 0);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..100_000 {
            *counts.entry(stream.rank()).or_insert(0) += 1;
        }
        assert!(counts[&1] > 5_000 && counts[&1] < 8_000);
        assert!(counts.values().filter(|&&count| count <= 3).count() * 2 > counts.len());
        let names: std::collections::BTreeSet<String> = (1..65_536).map(words::place).collect();
        assert!(names.len() > 50_000);
    }

    #[test]
    fn nothing_can_be_asked_for_too() {
        let none = Shape { documents: 0, characters_per_document: 0, codes: 0, codings: 5, coders: 0, seed: 0 };
        assert_eq!(generate(&none).coding_count(), 0);
        assert_eq!(generate(&Shape { documents: 2, ..none }).documents().len(), 2);
    }
}
