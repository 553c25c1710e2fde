//! What a page says of its work in its head: the names that Google Scholar, Dublin Core and Open Graph
//! gave to it. The first that says something wins; Scholar's are the most exact.

use crate::import::draft::Draft;
use crate::import::properties::{doi, keywords, one_line, people, year};

/// Puts it into the draft's record and title.
pub fn take(said: &[(String, String)], draft: &mut Draft) {
    let all = |name: &str| -> Vec<String> {
        said.iter().filter(|(key, _)| key == name).map(|(_, value)| one_line(value)).filter(|v| !v.is_empty()).collect()
    };
    let first = |names: &[&str]| names.iter().find_map(|name| all(name).into_iter().next());
    let work = &mut draft.bibliography;
    let title = first(&["citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title"]);
    work.authors = ["citation_author", "citation_authors", "dc.creator", "dcterms.creator", "article:author", "author"]
        .iter()
        .map(|name| all(name).iter().flat_map(|who| western_order(who)).collect::<Vec<_>>())
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    let journal = [
        "citation_journal_title",
        "citation_conference_title",
        "citation_inbook_title",
        "prism.publicationname",
        "og:site_name",
    ];
    work.journal = first(&journal).unwrap_or_default();
    let dates = [
        "citation_publication_date",
        "citation_date",
        "citation_year",
        "dc.date",
        "dcterms.issued",
        "article:published_time",
        "date",
    ];
    work.year = dates.iter().find_map(|name| all(name).iter().find_map(|date| year(date))).unwrap_or_default();
    work.doi = ["citation_doi", "dc.identifier", "prism.doi"]
        .iter()
        .find_map(|name| all(name).iter().find_map(|identifier| doi(identifier)))
        .unwrap_or_default();
    work.volume = first(&["citation_volume"]).unwrap_or_default();
    work.issue = first(&["citation_issue"]).unwrap_or_default();
    work.pages = match (first(&["citation_firstpage"]), first(&["citation_lastpage"])) {
        (Some(from), Some(to)) if from != to => format!("{from}-{to}"),
        (from, _) => from.unwrap_or_default(),
    };
    work.keywords = ["citation_keywords", "keywords", "dc.subject"]
        .iter()
        .map(|name| all(name).iter().flat_map(|words| keywords(words)).collect::<Vec<_>>())
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    // A shop has a title too: a page is a work where somebody or something else stands for it.
    if let Some(title) = title
        && (!work.authors.is_empty() || !work.doi.is_empty() || !work.journal.is_empty())
    {
        draft.title = draft.title.take().filter(|own| title.contains(own.as_str())).or_else(|| Some(title.clone()));
        work.title = title;
    }
}

/// `Miller, Anna` is one person and not two.
fn western_order(name: &str) -> Vec<String> {
    let mut parts = name.split(',').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(family), Some(given), None) if name.is_ascii() && !family.contains(' ') => {
            people(&format!("{given} {family}"))
        }
        _ => people(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_on_the_web_is_recorded_and_a_shop_is_not() {
        let say = |pairs: &[(&str, &str)]| {
            let said: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let mut draft = Draft::default();
            take(&said, &mut draft);
            draft
        };
        let paper = say(&[
            ("citation_title", "鼓楼食堂研究"),
            ("citation_author", "王社工"),
            ("citation_author", "Miller, Anna"),
            ("citation_journal_title", "村庄学刊"),
            ("citation_publication_date", "2021/05"),
            ("citation_doi", "doi:10.1234/abc.5"),
            ("citation_firstpage", "45"),
            ("citation_lastpage", "52"),
        ]);
        let work = &paper.bibliography;
        assert_eq!((work.title.as_str(), paper.title.as_deref()), ("鼓楼食堂研究", Some("鼓楼食堂研究")));
        assert_eq!(work.authors, ["王社工", "Anna Miller"]);
        assert_eq!(
            (work.journal.as_str(), work.year.as_str(), work.doi.as_str()),
            ("村庄学刊", "2021", "10.1234/abc.5")
        );
        assert_eq!(work.pages, "45-52");
        let shop = say(&[("og:title", "大减价"), ("author", "admin")]);
        assert!(shop.bibliography.is_empty() && shop.title.is_none());
    }
}
