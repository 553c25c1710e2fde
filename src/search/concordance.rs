//! Key word in context: every hit in the middle of its line.
//!
//! Lines are made only for the hits that are shown (27,000 of them at once take a third of a second); to
//! sort, only the neighbours are looked at, in parallel. A line never reaches into another paragraph.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering as Atomic};

use rayon::prelude::*;

use crate::model::{CharIndex, Document, DocumentId, PageStart, Project, Span};

use super::border::{ends_paragraph, paragraph_around};
use super::hits::{self, Cancelled, Hit};
use super::normalise::normalise_query;
use super::pinyin::collation;
use super::script::is_run;

/// A hit with what stands around it, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it is.
    pub hit: Hit,
    /// What stands before it in its paragraph, up to the width asked for.
    pub left: String,
    /// The hit itself.
    pub found: String,
    /// What stands after it.
    pub right: String,
    /// The number of the paragraph in which it begins, from 1: lines of the text, as the gutter counts them.
    pub paragraph: usize,
    /// The page of the original on which it begins, as it is cited.
    pub page: Option<String>,
    /// Who speaks where it begins.
    pub speaker: Option<String>,
}

/// How hits are sorted. Chinese characters go by their pinyin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By document, then by place.
    #[default]
    Document,
    /// By the character before the hit, then by the one before that. Marks count, white space does not; the
    /// edge of a paragraph comes first.
    Left,
    /// By the character after the hit, then by the one after that.
    Right,
    /// The most relevant document first: as a search with [`Sort::asks_for`] gave the hits.
    Relevance,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Document, Self::Left, Self::Right, Self::Relevance];

    /// Stable name, for commands and for the ids of texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Left => "left",
            Self::Right => "right",
            Self::Relevance => "relevance",
        }
    }

    /// The order that the search must be asked for: relevance is known only where the query is.
    #[must_use]
    pub const fn asks_for(self) -> hits::Order {
        match self {
            Self::Document | Self::Left | Self::Right => hits::Order::Documents,
            Self::Relevance => hits::Order::Relevance,
        }
    }
}

/// How many neighbours sorting looks at.
const NEIGHBOURS: u32 = 10;
/// Hits between two looks at whether somebody still waits.
const PIECE: usize = 1_000;

/// The lines of some hits, with up to `width` characters on either side. Hits of documents that are gone have none.
#[must_use]
pub fn lines(project: &Project, hits: &[Hit], width: u32) -> Vec<Line> {
    hits.iter().filter_map(|&hit| line(project.document(hit.document)?, hit, width)).collect()
}

/// The line of a hit, with up to `width` characters on either side; `None` where the text ends before it.
#[must_use]
pub fn line(document: &Document, hit: Hit, width: u32) -> Option<Line> {
    if hit.span.end.0 > document.text.char_len() {
        return None;
    }
    let (left, right) = around(document, hit.span, width);
    let page = document.structure.page_at(hit.span.start).map(|page: &PageStart| page.label.clone());
    Some(Line {
        hit,
        left: on_one_line(left),
        found: on_one_line(document.text.slice(hit.span)),
        right: on_one_line(right),
        paragraph: document.text.paragraph_of(hit.span.start) + 1,
        page: page.filter(|label| !label.is_empty()),
        speaker: document.structure.speaker_at(hit.span.start).map(|speaker| speaker.name.clone()),
    })
}

/// The whole paragraph that holds a hit, over line ends inside it; what a hit spans in others is added.
#[must_use]
pub fn paragraph(document: &Document, hit: Hit) -> Span {
    let text = &document.text;
    let line = |at: u32| text.paragraph_of(CharIndex(at));
    let (first, _) = paragraph_around(text, &document.structure, line(hit.span.start.0));
    let (_, last) = paragraph_around(text, &document.structure, line(hit.span.end.0.saturating_sub(1)));
    let whole = Span::new(text.paragraph_range(first).start, text.paragraph_range(last).end);
    whole.map_or(hit.span, |whole| whole.union(hit.span))
}

/// What stands before and after a span in its paragraph.
fn around(document: &Document, span: Span, width: u32) -> (&str, &str) {
    (before(document, span, width), after(document, span, width))
}

fn before(document: &Document, span: Span, width: u32) -> &str {
    let text = &document.text;
    let wide_start = span.start.0.saturating_sub(width);
    let mut line = text.paragraph_of(span.start);
    while line > 0
        && text.paragraph_range(line).start > wide_start
        && !ends_paragraph(text, &document.structure, line - 1)
    {
        line -= 1;
    }
    let start = text.paragraph_range(line).start.max(wide_start).min(span.start.0);
    Span::new(start, span.start.0).map_or("", |span| text.slice(span))
}

fn after(document: &Document, span: Span, width: u32) -> &str {
    let text = &document.text;
    let wide_end = span.end.0.saturating_add(width).min(text.char_len());
    let mut line = text.paragraph_of(CharIndex(span.end.0.saturating_sub(1)));
    while text.paragraph_range(line).end < wide_end && !ends_paragraph(text, &document.structure, line) {
        line += 1;
    }
    let end = text.paragraph_range(line).end.min(wide_end).max(span.end.0);
    Span::new(span.end.0, end).map_or("", |span| text.slice(span))
}

/// Line ends as they are read: nothing between Chinese characters, a space between Latin words.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split('\n') {
        let joins_words = out.ends_with(is_run) && part.starts_with(is_run);
        if joins_words {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// What one key of an order compares, a value a hit.
enum Values {
    Places(Vec<(usize, Span)>),
    Neighbours(Vec<[u64; NEIGHBOURS as usize]>),
}

impl Values {
    fn of(project: &Project, hits: &[Hit], sort: Sort, cancel: &AtomicBool) -> Result<Option<Self>, Cancelled> {
        let neighbours = |hit: &Hit| project.document(hit.document).map_or([0; 10], |d| neighbours(d, hit.span, sort));
        match sort {
            Sort::Relevance => Ok(None),
            Sort::Document => {
                let order: BTreeMap<DocumentId, usize> =
                    project.documents_in_order().into_iter().zip(0..).map(|(document, at)| (document.id, at)).collect();
                let last = order.len();
                let place = |hit: &Hit| (order.get(&hit.document).copied().unwrap_or(last), hit.span);
                Ok(Some(Self::Places(hits.iter().map(place).collect())))
            }
            Sort::Left | Sort::Right => {
                let pieces = hits.par_chunks(PIECE).map(|piece| {
                    if cancel.load(Atomic::Relaxed) {
                        return Err(Cancelled);
                    }
                    Ok(piece.iter().map(neighbours).collect::<Vec<_>>())
                });
                Ok(Some(Self::Neighbours(pieces.collect::<Result<Vec<_>, _>>()?.concat())))
            }
        }
    }

    fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        match self {
            Self::Places(places) => places.get(a).cmp(&places.get(b)),
            Self::Neighbours(neighbours) => neighbours.get(a).cmp(&neighbours.get(b)),
        }
    }
}

/// The places in a dictionary of the characters beside a span, the nearest first; 0 where the paragraph ends.
fn neighbours(document: &Document, span: Span, sort: Sort) -> [u64; NEIGHBOURS as usize] {
    let mut places = [0; NEIGHBOURS as usize];
    let put = |(place, c): (&mut u64, char)| *place = collation(c);
    // A few more are looked at, for white space among them.
    if sort == Sort::Left {
        let said = normalise_query(before(document, span, NEIGHBOURS + 4));
        places.iter_mut().zip(said.chars().rev().filter(|c| !c.is_whitespace())).for_each(put);
    } else {
        let said = normalise_query(after(document, span, NEIGHBOURS + 4));
        places.iter_mut().zip(said.chars().filter(|c| !c.is_whitespace())).for_each(put);
    }
    places
}

/// The numbers of the hits in the order asked for: by the first key, hits alike in it by the second and so on.
/// What is alike in all of them keeps its order, and so does what comes after [`Sort::Relevance`].
///
/// # Errors
/// [`Cancelled`], soon after `cancel` was set.
pub fn order(project: &Project, hits: &[Hit], keys: &[Sort], cancel: &AtomicBool) -> Result<Vec<u32>, Cancelled> {
    let known = keys.iter().take_while(|key| **key != Sort::Relevance);
    let values: Vec<Option<Values>> =
        known.map(|&key| Values::of(project, hits, key, cancel)).collect::<Result<_, _>>()?;
    let mut numbers: Vec<u32> = (0..hits.len() as u32).collect();
    numbers.par_sort_by(|&a, &b| {
        let of_keys = values.iter().flatten().map(|values| values.compare(a as usize, b as usize));
        of_keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    if cancel.load(Atomic::Relaxed) { Err(Cancelled) } else { Ok(numbers) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CharIndex, Role, Speaker, Structure, Turn};
    use crate::search::fixture::Fixture;
    use crate::search::{Query, scan};

    static GO: AtomicBool = AtomicBool::new(false);

    fn found(fixture: &Fixture, query: &str) -> Vec<Hit> {
        scan(&fixture.project, &Query::parse(query).unwrap(), 100).hits
    }

    /// The hits in an order, with one character on either side.
    fn ordered(fixture: &Fixture, query: &str, keys: &[Sort]) -> Vec<String> {
        let hits = found(fixture, query);
        let numbers = order(&fixture.project, &hits, keys, &GO).unwrap();
        let sorted: Vec<Hit> = numbers.iter().map(|&n| hits[n as usize]).collect();
        lines(&fixture.project, &sorted, 1).into_iter().map(|line| format!("{}·{}", line.left, line.right)).collect()
    }

    #[test]
    fn a_line_is_cut_at_its_width_and_at_the_ends_of_its_paragraph() {
        let fixture = Fixture::of(&["上段。\n向社会组织购\n买服务的街道。\n下段"]);
        let lines = lines(&fixture.project, &found(&fixture, "购买"), 4);
        let parts: Vec<_> = lines.iter().map(|l| (l.left.as_str(), l.found.as_str(), l.right.as_str())).collect();
        assert_eq!(parts, [("社会组织", "购买", "服务的街")]);
        let wide = super::lines(&fixture.project, &found(&fixture, "购买"), 40);
        assert_eq!((wide[0].left.as_str(), wide[0].right.as_str()), ("向社会组织", "服务的街道。"));
        assert_eq!(wide[0].paragraph, 2);
        let document = fixture.project.document(wide[0].hit.document).unwrap();
        assert_eq!(document.text.slice(paragraph(document, wide[0].hit)), "向社会组织购\n买服务的街道。");
    }

    #[test]
    fn a_line_says_who_speaks_and_on_which_page() {
        let mut fixture = Fixture::of(&["老人 03：没人来。"]);
        let turn =
            Turn { span: Span::new(0, 10).unwrap(), said: CharIndex(6), speaker: Some(0), at: None, until: None };
        let speaker = Speaker { name: "老人 03".to_owned(), role: Role::Respondent };
        let page = PageStart { start: CharIndex(0), label: "12".to_owned() };
        let structure =
            Structure { speakers: vec![speaker], turns: vec![turn], pages: vec![page], ..Structure::default() };
        fixture.structured(0, structure);
        let line = lines(&fixture.project, &found(&fixture, "没人"), 4).remove(0);
        assert_eq!((line.page.as_deref(), line.speaker.as_deref()), (Some("12"), Some("老人 03")));
    }

    #[test]
    fn hits_are_sorted_by_their_neighbours_in_the_order_of_pinyin_and_edges_first() {
        let fixture = Fixture::of(&["中合谋阿，b合谋，安合谋八", "合谋"]);
        assert_eq!(ordered(&fixture, "合谋", &[Sort::Left]), ["·", "b·，", "安·八", "中·阿"]);
        assert_eq!(ordered(&fixture, "合谋", &[Sort::Right]), ["·", "b·，", "中·阿", "安·八"]);
        assert_eq!(ordered(&fixture, "合谋", &[Sort::Document]), ["中·阿", "b·，", "安·八", "·"]);
        assert_eq!(ordered(&fixture, "合谋", &[]), ordered(&fixture, "合谋", &[Sort::Relevance]));
    }

    #[test]
    fn traditional_and_full_width_neighbours_stand_with_their_like() {
        let fixture = Fixture::of(&["合谋國", "合谋ｂ", "合谋国", "合谋B", "合谋 国"]);
        let said = ordered(&fixture, "合谋", &[Sort::Right]);
        assert_eq!(said, ["·ｂ", "·B", "·國", "·国", "· "]);
    }

    #[test]
    fn hits_alike_on_one_side_are_sorted_by_the_next_key() {
        let fixture = Fixture::of(&["阿合谋中", "把合谋安", "阿合谋安", "把合谋中"]);
        let right_first = ordered(&fixture, "合谋", &[Sort::Right, Sort::Left]);
        assert_eq!(right_first, ["阿·安", "把·安", "阿·中", "把·中"]);
        let by_list = ordered(&fixture, "合谋", &[Sort::Right, Sort::Document]);
        assert_eq!(by_list, ["把·安", "阿·安", "阿·中", "把·中"]);
    }

    #[test]
    fn nobody_waits_for_an_order_that_was_given_up() {
        let fixture = Fixture::of(&["合谋"]);
        let stopped = AtomicBool::new(true);
        let hits = found(&fixture, "合谋");
        assert_eq!(order(&fixture.project, &hits, &[Sort::Left], &stopped), Err(Cancelled));
    }
}
