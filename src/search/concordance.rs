//! Key word in context: every hit in the middle of its line.
//!
//! Lines are made only for the hits that are shown (27,000 of them at once take a third of a second); to
//! sort, only the neighbours are looked at. A line never reaches into another paragraph.

use crate::model::{CharIndex, Document, Project, Span};

use super::border::ends_paragraph;
use super::hits::Hit;
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
}

/// How lines are sorted. Chinese characters go by their pinyin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By document, then by place.
    #[default]
    Document,
    /// By the character before the hit, then by the one before that.
    Left,
    /// By the character after the hit, then by the one after that.
    Right,
}

/// How many neighbours sorting looks at.
const NEIGHBOURS: u32 = 10;

/// The lines of some hits, with up to `width` characters on either side. Hits of documents that are gone have none.
#[must_use]
pub fn lines(project: &Project, hits: &[Hit], width: u32) -> Vec<Line> {
    hits.iter().filter_map(|&hit| line(project.document(hit.document)?, hit, width)).collect()
}

fn line(document: &Document, hit: Hit, width: u32) -> Option<Line> {
    if hit.span.end.0 > document.text.char_len() {
        return None;
    }
    let (left, right) = around(document, hit.span, width);
    Some(Line {
        hit,
        left: on_one_line(left),
        found: on_one_line(document.text.slice(hit.span)),
        right: on_one_line(right),
    })
}

/// What stands before and after a span in its paragraph.
fn around(document: &Document, span: Span, width: u32) -> (&str, &str) {
    let text = &document.text;
    let (wide_start, wide_end) =
        (span.start.0.saturating_sub(width), span.end.0.saturating_add(width).min(text.char_len()));
    let mut line = text.paragraph_of(span.start);
    while line > 0
        && text.paragraph_range(line).start > wide_start
        && !ends_paragraph(text, &document.structure, line - 1)
    {
        line -= 1;
    }
    let start = text.paragraph_range(line).start.max(wide_start).min(span.start.0);
    let mut line = text.paragraph_of(CharIndex(span.end.0.saturating_sub(1)));
    while text.paragraph_range(line).end < wide_end && !ends_paragraph(text, &document.structure, line) {
        line += 1;
    }
    let end = text.paragraph_range(line).end.min(wide_end).max(span.end.0);
    let slice = |from, to| Span::new(from, to).map_or("", |span| text.slice(span));
    (slice(start, span.start.0), slice(span.end.0, end))
}

/// Line ends as they are read: nothing between Chinese characters, a space between Latin words.
fn on_one_line(text: &str) -> String {
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

/// Sorts hits; of equal neighbours the order stays.
pub fn sort(project: &Project, hits: &mut [Hit], by: Sort) {
    if by == Sort::Document {
        let order: std::collections::BTreeMap<_, _> =
            project.documents_in_order().into_iter().enumerate().map(|(at, document)| (document.id, at)).collect();
        hits.sort_by_key(|hit| (order.get(&hit.document).copied(), hit.span));
        return;
    }
    hits.sort_by_cached_key(|hit| {
        let document = project.document(hit.document)?;
        let (left, right) = around(document, hit.span, NEIGHBOURS);
        let mut neighbours: Vec<char> = normalise_query(if by == Sort::Left { left } else { right }).chars().collect();
        if by == Sort::Left {
            neighbours.reverse();
        }
        Some(neighbours.into_iter().map(collation).collect::<Vec<_>>())
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fixture::Fixture;
    use crate::search::{Query, scan};

    fn found(fixture: &Fixture, query: &str) -> Vec<Hit> {
        scan(&fixture.project, &Query::parse(query).unwrap(), 100).hits
    }

    #[test]
    fn a_line_is_cut_at_its_width_and_at_the_ends_of_its_paragraph() {
        let fixture = Fixture::of(&["上段。\n向社会组织购\n买服务的街道。\n下段"]);
        let lines = lines(&fixture.project, &found(&fixture, "购买"), 4);
        let parts: Vec<_> = lines.iter().map(|l| (l.left.as_str(), l.found.as_str(), l.right.as_str())).collect();
        assert_eq!(parts, [("社会组织", "购买", "服务的街")]);
        let wide = super::lines(&fixture.project, &found(&fixture, "购买"), 40);
        assert_eq!((wide[0].left.as_str(), wide[0].right.as_str()), ("向社会组织", "服务的街道。"));
    }

    #[test]
    fn lines_are_sorted_by_their_neighbours_in_the_order_of_pinyin() {
        let fixture = Fixture::of(&["中合谋阿，b合谋，安合谋八", "合谋"]);
        let mut hits = found(&fixture, "合谋");
        let said = |hits: &[Hit], by: fn(Line) -> String| {
            lines(&fixture.project, hits, 1).into_iter().map(by).collect::<Vec<_>>()
        };
        sort(&fixture.project, &mut hits, Sort::Left);
        assert_eq!(said(&hits, |line| line.left), ["", "b", "安", "中"]);
        sort(&fixture.project, &mut hits, Sort::Right);
        assert_eq!(said(&hits, |line| line.right), ["", "，", "阿", "八"]);
        sort(&fixture.project, &mut hits, Sort::Document);
        assert_eq!(said(&hits, |line| line.left), ["中", "b", "安", ""]);
    }
}
