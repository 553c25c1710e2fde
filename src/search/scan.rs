//! Search by reading everything, in parallel: sees every edit at once, needs no index, and is the
//! oracle that the index is tested against.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::model::{Document, Project};

use super::hits::{Cancelled, Count, Evaluated, Extent, Hits, Options, Order, gather};
use super::normalised::Normalised;
use super::pattern::{Occurrence, Pattern};
use super::plan::Plan;
use super::query::Query;
use super::roll::{Entry, Roll};
use super::texts::Cache;

/// All hits of a query, the first `limit` of them listed, in the order of the documents.
#[must_use]
pub fn scan(project: &Project, query: &Query, limit: usize) -> Hits {
    let cancel = AtomicBool::new(false);
    let options = Options { limit, count: Count::All, order: Order::Documents, cancel: &cancel };
    scan_with(project, &Cache::default(), query, options).unwrap_or_default()
}

/// The same with normalised texts that are kept, in any order, and able to stop.
///
/// # Errors
/// [`Cancelled`], soon after `options.cancel` was set.
pub fn scan_with(project: &Project, cache: &Cache, query: &Query, options: Options<'_>) -> Result<Hits, Cancelled> {
    let plan = Plan::new(query, project);
    let roll = cache.roll(project);
    let (found, extent) = evaluate(project, &roll, cache, &plan, options, &mut Reading)?;
    Ok(gather(project, &found, options, extent, &|_, _| 0))
}

/// Where occurrences come from. Entries are places in the roll.
pub(super) trait Source: Sync {
    /// Gets ready to say what stands in these entries.
    fn look(&mut self, window: Range<usize>);

    /// Whether a term may stand in an entry.
    fn may_hold(&self, entry: usize, term: usize) -> bool;

    /// Where it does; `None` where that must be read.
    fn occurrences(
        &self,
        entry: usize,
        pattern: &Pattern,
        text: (&Document, &Normalised),
        term: usize,
    ) -> Option<Vec<Occurrence>>;
}

/// Knows nothing: everything is read.
pub(super) struct Reading;

impl Source for Reading {
    fn look(&mut self, _: Range<usize>) {}

    fn may_hold(&self, _: usize, _: usize) -> bool {
        true
    }

    fn occurrences(&self, _: usize, _: &Pattern, _: (&Document, &Normalised), _: usize) -> Option<Vec<Occurrence>> {
        None
    }
}

/// How many documents are looked at before it is asked whether they are enough for the first page.
const WINDOWS: [usize; 3] = [64, 512, 4_096];

/// Evaluates a plan in every document that may match, in the order of the list, as far as is asked for.
pub(super) fn evaluate<'a, S: Source>(
    project: &Project,
    roll: &'a Roll,
    cache: &Cache,
    plan: &Plan,
    options: Options<'_>,
    source: &mut S,
) -> Result<(Vec<Evaluated<'a>>, Extent), Cancelled> {
    let entries = roll.entries();
    let whole = options.count == Count::All || options.order == Order::Relevance;
    let ends = WINDOWS.into_iter().filter(|&end| !whole && end < entries.len()).chain([entries.len()]);
    let (mut all, mut listed, mut begin) = (Vec::new(), 0, 0);
    for end in ends {
        source.look(begin..end);
        if options.cancel.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        let found = in_window(project, roll, cache, plan, options.cancel, &*source, begin..end)?;
        listed += found.iter().map(|evaluated| evaluated.found.places.len()).sum::<usize>();
        all.extend(found);
        begin = end;
        if listed >= options.limit && !whole {
            break;
        }
    }
    Ok((all, if begin < entries.len() { Extent::Beginning } else { Extent::Whole }))
}

fn in_window<'a, S: Source>(
    project: &Project,
    roll: &'a Roll,
    cache: &Cache,
    plan: &Plan,
    cancel: &AtomicBool,
    source: &S,
    window: Range<usize>,
) -> Result<Vec<Evaluated<'a>>, Cancelled> {
    let candidates: Vec<(usize, &Entry)> = roll
        .entries()
        .iter()
        .enumerate()
        .take(window.end)
        .skip(window.start)
        .filter(|(at, entry)| plan.may_match(entry.document.id, &|term| source.may_hold(*at, term)))
        .collect();
    let found = candidates
        .par_iter()
        .map(|(at, entry)| {
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            let (document, normalised) = (entry.document.as_ref(), entry.normalised(cache));
            let occurrences = |term: usize| {
                let Some(pattern) = plan.patterns.get(term) else { return Vec::new() };
                let known = source.occurrences(*at, pattern, (document, &normalised), term);
                known.unwrap_or_else(|| pattern.occurrences(document, &normalised, cancel))
            };
            let found = plan.evaluate(project, document, &normalised, &occurrences);
            // What a stopped search found may be too little, or too much of what must not be there.
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            Ok(found.map(|found| Evaluated { document, normalised, found }))
        })
        .collect::<Result<Vec<_>, Cancelled>>()?;
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, CharIndex, Role, Span, Speaker, Structure, Turn};
    use crate::search::fixture::{Fixture, hits_of};

    #[test]
    fn characters_are_found_inside_longer_words_across_line_ends_and_in_either_script() {
        let fixture = Fixture::of(&["服务的内捲化，\n街道向S 协会購\n買服务，JＲC 也来。", "内\n\n卷"]);
        assert_eq!(hits_of(&fixture.project, "内卷"), ["内捲"]);
        assert_eq!(hits_of(&fixture.project, "购买服务"), ["購\n買服务"]);
        assert_eq!(hits_of(&fixture.project, "s协会"), ["S 协会"]);
        assert_eq!(hits_of(&fixture.project, "JRC"), ["JＲC"]);
        assert_eq!(hits_of(&fixture.project, "道?S"), ["道向S"]);
        assert_eq!(hits_of(&fixture.project, "\"道?S\""), [""; 0]);
        assert_eq!(hits_of(&fixture.project, "內?"), ["内捲"]);
    }

    #[test]
    fn words_side_by_side_must_stand_in_one_document_and_every_place_is_a_hit() {
        let fixture = Fixture::of(&["合谋与内卷，合谋。", "合谋", "内卷"]);
        assert_eq!(hits_of(&fixture.project, "合谋 内卷"), ["合谋", "内卷", "合谋"]);
        assert_eq!(hits_of(&fixture.project, "合谋 非 内卷"), ["合谋"]);
        assert_eq!(hits_of(&fixture.project, "与 或 -合谋"), ["与"]);
        let hits = scan(&fixture.project, &Query::parse("-合谋").unwrap(), 10);
        assert_eq!((hits.total, hits.documents.len()), (0, 1));
    }

    #[test]
    fn filters_narrow_to_documents_and_to_coded_segments() {
        let mut fixture = Fixture::of(&["老人说好。社工说老人好。", "老人"]);
        fixture.code("评价/正面", 0, 6, 12);
        assert_eq!(hits_of(&fixture.project, "老人 doc:1"), ["老人", "老人"]);
        assert_eq!(hits_of(&fixture.project, "老人 -doc:文档1"), ["老人"]);
        let within = scan(&fixture.project, &Query::parse("老人 code:评价").unwrap(), 10);
        assert_eq!((within.total, within.hits[0].span.start.0), (1, 8));
        assert_eq!(hits_of(&fixture.project, "老人 code:社工").len(), 0);
        assert_eq!(hits_of(&fixture.project, "老人 -code:正面").len(), 2);
        assert_eq!(hits_of(&fixture.project, "code:评价/正面 coder:社工01"), ["工说老人好。"]);
        assert_eq!(hits_of(&fixture.project, "老人 (code:正面 OR code:没有)").len(), 1);
        let without = scan(&fixture.project, &Query::parse("-code:正面").unwrap(), 10);
        assert_eq!(without.documents.iter().map(|d| d.document).collect::<Vec<_>>(), [fixture.ids[1]]);
    }

    #[test]
    fn a_label_is_not_what_somebody_says_nor_what_others_say() {
        let turn = |start, said, end, speaker| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(said),
            speaker: Some(speaker),
            at: None,
            until: None,
        };
        let speaker = |name: &str, role| Speaker { name: name.into(), role };
        let mut fixture = Fixture::of(&["问：老人呢？\n老人：老人都在。"]);
        let speakers = vec![speaker("问", Role::Interviewer), speaker("老人", Role::Respondent)];
        let turns = vec![turn(0, 2, 6, 0), turn(7, 10, 15, 1)];
        fixture.structured(0, Structure { speakers, turns, ..Structure::default() });
        let starts = |query: &str| {
            let hits = scan(&fixture.project, &Query::parse(query).unwrap(), 9).hits;
            hits.iter().map(|hit| hit.span.start.0).collect::<Vec<_>>()
        };
        assert_eq!(starts("老人"), [2, 7, 10]);
        assert_eq!(starts("老人 speaker:老人"), [10]);
        assert_eq!(starts("老人 -speaker:老人"), [2]);
        assert_eq!(starts("老人 (speaker:老人 OR speaker:问)"), [2, 10]);
    }

    #[test]
    fn filters_narrow_to_what_somebody_says_and_to_parts_of_a_text() {
        let turn = |start, said, end, speaker| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(said),
            speaker: Some(speaker),
            at: None,
            until: None,
        };
        let speaker = |name: &str, role| Speaker { name: name.into(), role };
        let mut fixture = Fixture::of(&["问：老人呢？\n答：老人都在。", "老人与食堂\n老人说好。\n[1] 老人研究"]);
        fixture.structured(
            0,
            Structure {
                speakers: vec![speaker("问", Role::Interviewer), speaker("老人 03", Role::Respondent)],
                turns: vec![turn(0, 2, 6, 0), turn(7, 9, 14, 1)],
                ..Structure::default()
            },
        );
        let block = |paragraph, kind| Block { paragraph, kind };
        let blocks = vec![block(0, BlockKind::FrontMatter), block(2, BlockKind::Reference)];
        fixture.structured(1, Structure { blocks, ..Structure::default() });
        fixture.code("评价", 0, 9, 13);
        let starts = |query: &str| {
            let hits = scan(&fixture.project, &Query::parse(query).unwrap(), 9).hits;
            hits.iter().map(|hit| hit.span.start.0).collect::<Vec<_>>()
        };
        assert_eq!(starts("老人 doc:1"), [2, 9]);
        assert_eq!(starts("老人 speaker:老人03"), [9]);
        assert_eq!(starts("老人 doc:1 -speaker:访谈者"), [9]);
        assert_eq!(starts("老人 speaker:interviewer"), [2]);
        assert_eq!(hits_of(&fixture.project, "说话人：受访者"), ["老人都在。"]);
        assert_eq!(hits_of(&fixture.project, "speaker:受访者 code:评价"), ["老人都在"]);
        assert_eq!(starts("老人 doc:2"), [0, 6, 16]);
        assert_eq!(starts("老人 doc:2 部分:正文"), [6]);
        assert_eq!(starts("老人 doc:2 -part:参考文献 -part:题头"), [6]);
        assert_eq!(hits_of(&fixture.project, "part:参考文献"), ["[1] 老人研究"]);
        for (query, at) in [("speaker:无此人", 0..11), ("part:附录", 0..7)] {
            assert_eq!(Query::parse(query).unwrap().check(&fixture.project)[0].at, at);
        }
    }

    #[test]
    fn a_name_that_the_project_does_not_have_is_said_with_its_place() {
        let fixture = Fixture::of(&["老人"]);
        let query = Query::parse("老人 code:没有 doc:文档1").unwrap();
        let errors = query.check(&fixture.project);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].at, 3..10);
    }

    #[test]
    fn the_limit_cuts_the_list_but_not_the_count_and_a_stopped_scan_gives_nothing() {
        let fixture = Fixture::of(&["人人人", "人"]);
        let query = Query::parse("人").unwrap();
        let hits = scan(&fixture.project, &query, 2);
        assert_eq!((hits.hits.len(), hits.total, hits.documents.len()), (2, 4, 2));
        let options = Options { limit: 2, count: Count::All, order: Order::Documents, cancel: &AtomicBool::new(true) };
        assert_eq!(scan_with(&fixture.project, &Cache::default(), &query, options), Err(Cancelled));
    }

    #[test]
    fn the_document_that_says_it_more_often_is_the_more_relevant() {
        let fixture = Fixture::of(&["合谋，别的，别的，别的，别的", "合谋合谋"]);
        let query = Query::parse("合谋").unwrap();
        let options = Options { limit: 9, count: Count::All, order: Order::Relevance, cancel: &AtomicBool::new(false) };
        let hits = scan_with(&fixture.project, &Cache::default(), &query, options).unwrap();
        assert_eq!(hits.documents[0].document, fixture.ids[1]);
    }
}
