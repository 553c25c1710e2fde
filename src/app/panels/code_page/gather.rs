//! Which passages of a code there are, in what order and under which headings: made behind the window, without one.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::model::{CodeId, Codebook, CoderId, Coding, CodingPlace, Document, DocumentId, Project, Span, Timestamp};
use crate::search::unit::{Unit, widen};

/// The most other codes of a passage that are shown.
const MOST_OTHERS: usize = 6;
/// The most characters around a passage that are shown on either side.
const MOST_AROUND: u32 = 400;

/// Whether passages of the codes below are among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Only those of the code itself.
    #[default]
    Own,
    /// Those of the codes below too.
    Below,
}

/// In which order they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageSort {
    /// As they stand in the documents.
    #[default]
    Documents,
    /// The one coded last first.
    Time,
    /// By who coded them, then as they stand in the documents.
    Coder,
}

/// How much around a passage is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Around {
    /// Nothing.
    None,
    /// Its sentences, to their ends.
    #[default]
    Sentence,
    /// Its paragraphs.
    Paragraph,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) code: CodeId,
    pub(super) revision: u64,
    pub(super) reach: Reach,
    pub(super) sort: PageSort,
    pub(super) around: Around,
    pub(super) filter: String,
    pub(super) hidden: BTreeSet<CoderId>,
}

/// A passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) place: CodingPlace,
    pub(super) span: Span,
    /// With what is shown around it.
    pub(super) wide: Span,
    /// As it counts today.
    pub(super) code: CodeId,
    pub(super) coder: CoderId,
    pub(super) at: Timestamp,
    /// Other codes that lie on it, none twice.
    pub(super) others: Vec<CodeId>,
    /// How many more do.
    pub(super) more_others: usize,
    /// How many characters its memo has.
    pub(super) memo: usize,
}

/// What a heading names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    Document(DocumentId),
    Coder(CoderId),
}

/// What stands below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading and the entries under it, by number.
    Heading(Heading, usize, usize),
    Entry(usize),
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) asked: Asked,
    pub(super) entries: Vec<Entry>,
    pub(super) lines: Vec<Line>,
    /// Before the filter.
    pub(super) codings: usize,
    pub(super) documents: usize,
    pub(super) coders: usize,
    /// By coders who are not shown: they are left out, and that is said.
    pub(super) hidden: usize,
}

/// Gathers the passages; `None` where it was stopped.
pub(super) fn gather(project: &Project, asked: Asked, stop: &AtomicBool) -> Option<Gathered> {
    let wanted: BTreeSet<CodeId> = match asked.reach {
        Reach::Own => [asked.code].into(),
        Reach::Below => Codebook::of(project).with_below(asked.code).into_iter().collect(),
    };
    let what = asked.filter.to_lowercase();
    let mut entries = Vec::new();
    let (mut codings, mut documents, mut coders, mut hidden) = (0, 0, BTreeSet::new(), 0);
    for document in project.documents_in_order() {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let before = codings;
        for coding in project.codings(document.id).iter() {
            let code = project.resolve(coding.code);
            if !wanted.contains(&code) {
                continue;
            }
            if asked.hidden.contains(&coding.coder) {
                hidden += 1;
                continue;
            }
            codings += 1;
            coders.insert(coding.coder);
            let entry = entry(project, document, coding, code, asked.around);
            if what.is_empty() || holds(project, document, coding, &entry, &what) {
                entries.push(entry);
            }
        }
        documents += usize::from(codings > before);
    }
    let heading = |entry: &Entry| match asked.sort {
        PageSort::Documents => Some(Heading::Document(entry.place.document)),
        PageSort::Coder => Some(Heading::Coder(entry.coder)),
        PageSort::Time => None,
    };
    match asked.sort {
        PageSort::Documents => {}
        PageSort::Time => entries.sort_by_key(|entry| std::cmp::Reverse(entry.at)),
        PageSort::Coder => entries.sort_by_key(|entry| entry.coder),
    }
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len());
    let mut open: Option<(Heading, usize)> = None;
    for (number, entry) in entries.iter().enumerate() {
        if let Some(now) = heading(entry)
            && open.is_none_or(|(before, _)| before != now)
        {
            open = Some((now, lines.len()));
            lines.push(Line::Heading(now, number, number));
        }
        lines.push(Line::Entry(number));
        if let Some(Line::Heading(_, _, end)) = open.and_then(|(_, at)| lines.get_mut(at)) {
            *end = number + 1;
        }
    }
    Some(Gathered { asked, entries, lines, codings, documents, coders: coders.len(), hidden })
}

fn entry(project: &Project, document: &Document, coding: &Coding, code: CodeId, around: Around) -> Entry {
    let mut others: Vec<CodeId> = Vec::new();
    for other in project.codings(document.id).overlapping(coding.span) {
        let other = project.resolve(other.code);
        if other != code && !others.contains(&other) {
            others.push(other);
        }
    }
    let more_others = others.len().saturating_sub(MOST_OTHERS);
    others.truncate(MOST_OTHERS);
    let wide = match around {
        Around::None => coding.span,
        Around::Sentence => widen(document, coding.span, Unit::Sentence),
        Around::Paragraph => widen(document, coding.span, Unit::Paragraph),
    };
    let from = wide.start.0.max(coding.span.start.0.saturating_sub(MOST_AROUND));
    let to = wide.end.0.min(coding.span.end.0.saturating_add(MOST_AROUND));
    Entry {
        place: coding.place(document.id),
        span: coding.span,
        wide: Span::new(from, to).unwrap_or(coding.span),
        code,
        coder: coding.coder,
        at: coding.at,
        others,
        more_others,
        memo: coding.memo.as_deref().map_or(0, |memo| memo.chars().count()),
    }
}

/// Whether what is looked for stands in a passage, in what is shown around it, in its memo, or names who speaks or
/// coded it.
fn holds(project: &Project, document: &Document, coding: &Coding, entry: &Entry, what: &str) -> bool {
    let says = |text: &str| text.to_lowercase().contains(what);
    let speaker = || document.structure.speaker_at(coding.span.start).is_some_and(|speaker| says(&speaker.name));
    says(document.text.slice(entry.wide))
        || coding.memo.as_deref().is_some_and(says)
        || project.coder(coding.coder).is_some_and(|coder| says(&coder.name))
        || speaker()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::gesture::{Overlap, Passage, add_codes_from_outline, code_passages};
    use crate::model::{Coder, CountingMint, Edit, Mint, ProjectId, Text, apply_all};

    struct Study {
        project: Project,
        codes: Vec<CodeId>,
    }

    /// Two documents; 陷阱 and 合谋 below it, coded by 甲 and 乙 in turn.
    fn study() -> Study {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId(mint.mint()), "互动", Timestamp(0));
        let mut edits = add_codes_from_outline(&project, "陷阱\n  合谋\n依附", None, &mut mint);
        let coders = ["甲", "乙"].map(|name| Coder::named(CoderId::new(&mut mint), name));
        edits.extend(coders.iter().cloned().map(Edit::AddCoder));
        let texts = ["来的都是那几位。别人叫也叫不动。", "办总要办的，上面要看照片。"];
        let documents = texts
            .map(|text| Document::of_text(DocumentId::new(&mut mint), "访谈", Text::new(text).unwrap(), Timestamp(0)));
        edits.extend(documents.iter().cloned().map(|document| Edit::AddDocument(document.into())));
        apply_all(&mut project, &edits).unwrap();
        let codes: Vec<CodeId> = project.codes().map(|code| code.id).collect();
        let marks = [(0, 0, 0, (2, 7)), (1, 1, 0, (0, 5)), (0, 0, 1, (8, 12)), (2, 1, 1, (8, 16))];
        for (n, (code, coder, document, (start, end))) in marks.into_iter().enumerate() {
            let span = Span::new(start.min(6), end.min(12)).unwrap();
            let passage = Passage { document: documents[document].id, span, code: codes[code] };
            let at = Timestamp(n as i64);
            let edits = code_passages(&project, &[passage], coders[coder].id, Overlap::KeepBoth, at, &mut mint);
            apply_all(&mut project, &edits).unwrap();
        }
        Study { project, codes }
    }

    fn ask(code: CodeId) -> Asked {
        Asked {
            code,
            revision: 1,
            reach: Reach::Below,
            sort: PageSort::Documents,
            around: Around::None,
            filter: String::new(),
            hidden: BTreeSet::new(),
        }
    }

    fn gathered(study: &Study, asked: Asked) -> Gathered {
        gather(&study.project, asked, &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn passages_stand_under_their_documents_with_or_without_those_of_codes_below() {
        let study = study();
        let all = gathered(&study, ask(study.codes[0]));
        assert_eq!((all.codings, all.documents, all.coders), (3, 2, 2));
        let ends: Vec<_> = all
            .lines
            .iter()
            .filter_map(|line| match line {
                Line::Heading(_, first, end) => Some((*first, *end)),
                Line::Entry(_) => None,
            })
            .collect();
        assert_eq!(ends, [(0, 2), (2, 3)]);
        let own = gathered(&study, Asked { reach: Reach::Own, ..ask(study.codes[0]) });
        assert_eq!((own.codings, own.coders), (2, 1));
    }

    #[test]
    fn passages_are_ordered_by_time_and_by_coder() {
        let study = study();
        let newest = gathered(&study, Asked { sort: PageSort::Time, ..ask(study.codes[0]) });
        let times: Vec<i64> = newest.entries.iter().map(|entry| entry.at.0).collect();
        assert_eq!(times, [2, 1, 0]);
        assert!(newest.lines.iter().all(|line| matches!(line, Line::Entry(_))), "no headings");
        let by_coder = gathered(&study, Asked { sort: PageSort::Coder, ..ask(study.codes[0]) });
        let coders: Vec<bool> = by_coder.entries.windows(2).map(|two| two[0].coder <= two[1].coder).collect();
        assert_eq!((coders, by_coder.lines.len()), (vec![true, true], 5));
    }

    #[test]
    fn around_a_passage_stand_its_sentence_or_its_paragraph_and_its_other_codes() {
        let study = study();
        for (around, end) in [(Around::None, 7), (Around::Sentence, 8), (Around::Paragraph, 16)] {
            let all = gathered(&study, Asked { around, ..ask(study.codes[0]) });
            let mine = all.entries.iter().find(|entry| entry.span.start.0 == 2).unwrap();
            assert_eq!(mine.wide.end.0, end, "{around:?}");
            assert_eq!(mine.others, [study.codes[1]]);
        }
    }

    #[test]
    fn the_filter_looks_into_passages_and_names_and_hidden_coders_are_left_out() {
        let study = study();
        let found = gathered(&study, Asked { filter: "乙".to_owned(), ..ask(study.codes[0]) });
        assert_eq!((found.entries.len(), found.codings), (1, 3));
        let coder = found.entries[0].coder;
        let hidden = gathered(&study, Asked { hidden: [coder].into(), ..ask(study.codes[0]) });
        assert_eq!((hidden.codings, hidden.hidden), (2, 1));
    }
}
