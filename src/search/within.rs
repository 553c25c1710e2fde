//! A query in one document alone: find in the document.

use std::sync::atomic::AtomicBool;

use crate::model::{Document, Project, Span};

use super::normalise::Normalised;
use super::plan::Plan;
use super::query::Query;

/// Every hit in one document, by place, in code points of its text. It is read as it is handed over, so that a
/// document as it stood earlier can be looked through as well. `normalised` must be of this document.
#[must_use]
pub fn scan_document(project: &Project, document: &Document, normalised: &Normalised, query: &Query) -> Vec<Span> {
    let plan = Plan::new(query, project);
    if !plan.may_match(document.id, &|_| true) {
        return Vec::new();
    }
    let go = AtomicBool::new(false);
    let read = |term: usize| plan.patterns.get(term).map(|pattern| pattern.occurrences(document, normalised, &go));
    let found = plan.evaluate(project, document, normalised, &|term| read(term).unwrap_or_default());
    found.map_or_else(Vec::new, |found| found.places.spans(normalised).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fixture::Fixture;
    use crate::search::scan;

    #[test]
    fn one_document_has_the_hits_that_a_search_of_all_finds_in_it() {
        let mut fixture = Fixture::of(&["老人说好。社工说老人好。", "老人来了，老\n人走了。"]);
        fixture.code("评价", 0, 6, 12);
        for text in ["老人", "老人 code:评价", "老人 doc:文档1", "老人 -社工", "好 OR 走"] {
            let query = Query::parse(text).unwrap();
            let everywhere = scan(&fixture.project, &query, 100).hits;
            for document in fixture.project.documents() {
                let here = scan_document(&fixture.project, document, &Normalised::of(document), &query);
                let expected: Vec<Span> =
                    everywhere.iter().filter(|hit| hit.document == document.id).map(|hit| hit.span).collect();
                assert_eq!(here, expected, "{text}");
            }
        }
    }
}
