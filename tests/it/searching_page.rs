//! The page on searching does not lie: every example of it is tried on the sample project, in both languages.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tianye::model::gesture::put_on_shelf;
use tianye::model::{Project, ShelfItem, apply_all};
use tianye::search::{Query, Target, notes, scan};
use tianye::session::{Session, samples};
use tianye::store::Environment;

use crate::cli::Desk;

const PAGES: [(&str, &str); 2] = [
    ("searching.md", include_str!("../../docs/searching.md")),
    ("searching.zh-CN.md", include_str!("../../docs/searching.zh-CN.md")),
];

/// The sample with the list of synonyms that the pages begin with.
fn sample() -> Arc<Project> {
    let (environment, _) = Environment::in_memory();
    let folder = samples::materialise(&environment, samples::SAMPLES[0].name, Path::new("/home")).unwrap();
    let session = Session::open(&environment, &folder).unwrap();
    let mut project = Arc::clone(session.project());
    let edits = put_on_shelf(&project, ShelfItem::synonyms("老人", &["老人家", "阿姨"]));
    apply_all(Arc::make_mut(&mut project), &edits).unwrap();
    project
}

/// The rows of a page's tables whose first cell is a query: the query and the other cells.
fn rows(page: &str) -> Vec<(&str, Vec<&str>)> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let rows = cells.filter_map(|line| {
        let (query, rest) = line.split_once("` | ")?;
        Some((query, rest.split(" | ").map(str::trim).collect()))
    });
    rows.collect()
}

#[test]
fn every_example_finds_as_many_places_as_the_page_says() {
    let project = sample();
    for (name, page) in PAGES {
        let mut examples = 0;
        for (query, cells) in rows(page) {
            let [.., places, documents] = cells.as_slice() else { continue };
            let (Ok(places), Ok(documents)) = (places.parse(), documents.parse()) else { continue };
            let parsed = Query::parse(query).unwrap_or_else(|error| panic!("{name}: {query}: {error}"));
            assert_eq!(parsed.check(&project), [], "{name}: {query}");
            let found: (usize, usize) = if parsed.target() == Target::Texts {
                let hits = scan(&project, &parsed, 0);
                (hits.total, hits.documents.len())
            } else {
                let found = notes(&project, &parsed);
                (found.iter().map(|note| note.places.len()).sum(), found.len())
            };
            assert_eq!(found, (places, documents), "{name}: {query}");
            examples += 1;
        }
        assert!(examples >= 37, "{name} has only {examples} examples");
    }
}

#[test]
fn both_pages_say_the_same() {
    let figures = |page| -> Vec<Vec<String>> {
        let rows = rows(page).into_iter();
        let figures = rows.map(|(_, cells)| cells.iter().rev().take(2).map(|&cell| cell.to_owned()).collect());
        figures.filter(|figures: &Vec<String>| figures.iter().all(|figure| figure.parse::<usize>().is_ok())).collect()
    };
    assert_eq!(figures(PAGES[0].1), figures(PAGES[1].1));
}

#[test]
fn every_mistake_is_where_the_page_says() {
    let project = sample();
    let at = |query: &str| -> Range<u32> {
        let error = Query::parse(query).map_or_else(Some, |parsed| parsed.check(&project).into_iter().next());
        error.unwrap_or_else(|| panic!("{query} is no mistake")).at
    };
    for (name, page) in PAGES {
        let mut mistakes = 0;
        for (query, cells) in rows(page) {
            let [said] = cells.as_slice() else { continue };
            let place = at(query);
            let shown: String = query.chars().skip(place.start as usize).take(place.len()).collect();
            assert_eq!(format!("`{shown}`"), *said, "{name}: {query}");
            mistakes += 1;
        }
        assert_eq!(mistakes, 4, "{name}");
    }
}

/// A line as a shell would cut it: by blanks, quotes kept together, without its remark.
fn arguments(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    let mut out = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            // Glued to what stands before it: `--set "a=b"` and `--set="a=b"` are both right.
            out.push(part.to_owned());
        } else {
            out.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    out
}

#[test]
fn every_command_of_the_page_runs() {
    for ((name, page), project) in PAGES.into_iter().zip(["sample", "示例"]) {
        let desk = Desk::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_projects/trap-of-interaction.tianye");
        copy(&from, &desk.path(&format!("{project}.tianye")));
        let mut commands = 0;
        for line in page.lines().filter_map(|line| line.strip_prefix("tianye ")) {
            let given = arguments(line);
            desk.run(&given.iter().map(String::as_str).collect::<Vec<_>>()).ends(0);
            commands += 1;
        }
        assert!(commands > 8, "{name} has only {commands} commands");
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            std::fs::copy(&path, &place).unwrap();
        }
    }
}

#[test]
fn the_queries_of_the_independent_check_can_be_read() {
    let listed: serde_json::Value = serde_json::from_str(include_str!("../oracle/queries.json")).unwrap();
    let listed = listed.as_array().unwrap();
    assert!(listed.len() >= 40);
    for row in listed {
        let query = row["query"].as_str().unwrap();
        assert!(Query::parse(query).is_ok(), "{query}");
    }
}
