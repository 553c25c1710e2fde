//! Searches what researchers write beside the texts: memos on coded segments, what the codebook says of its codes,
//! notes of cases. In the language of [`Query`], in the notes as they stand: nothing of this is in the index, since
//! there is little of it and it changes all the time.
//!
//! Filters ask what a note is about ([`super::plan::About`]). One that can be asked of nothing that is searched, as
//! `speaker:` of definitions, is a mistake with its place ([`misplaced`]) and no empty list.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::model::{CaseId, Code, CodeId, Codebook, CodingKey, CodingPlace, MemoId, Project, plain};

use super::hits::Cancelled;
use super::plan::{About, Plan};
use super::query::{Field, Mistake, Query, QueryError, Target};

/// Whose note it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteOwner {
    /// The remark on a coding.
    Coding(CodingPlace),
    /// What the codebook says of a code.
    Code(CodeId, CodeText),
    /// The note of a case.
    Case(CaseId),
    /// A memo: its title and what it says.
    Memo(MemoId),
}

/// A text of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeText {
    /// What it means.
    Definition,
    /// When to apply it.
    Inclusion,
    /// When not to.
    Exclusion,
    /// An anchor example.
    Example,
}

impl CodeText {
    /// All, in the order in which a codebook shows them.
    pub const ALL: [Self; 4] = [Self::Definition, Self::Inclusion, Self::Exclusion, Self::Example];

    /// For programs and for message ids.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Inclusion => "inclusion",
            Self::Exclusion => "exclusion",
            Self::Example => "example",
        }
    }

    /// As it stands in a code; empty where nothing is said.
    #[must_use]
    pub fn of(self, code: &Code) -> &str {
        match self {
            Self::Definition => &code.definition,
            Self::Inclusion => &code.inclusion,
            Self::Exclusion => &code.exclusion,
            Self::Example => &code.example,
        }
    }
}

impl NoteOwner {
    /// The note as it reads now, memos and remarks without the marks of Markdown; `None` where there is none any more.
    #[must_use]
    pub fn note(self, project: &Project) -> Option<Cow<'_, str>> {
        let note = match self {
            Self::Coding(place) => Cow::Owned(plain(project.coding(CodingKey(place))?.memo.as_deref()?)),
            Self::Code(id, text) => Cow::Borrowed(text.of(project.code(id)?)),
            Self::Case(id) => Cow::Borrowed(project.case(id)?.note.as_str()),
            Self::Memo(id) => {
                let memo = project.memo(id)?;
                match (memo.title.is_empty(), memo.text.is_empty()) {
                    (true, _) => Cow::Owned(plain(&memo.text)),
                    (false, true) => Cow::Borrowed(memo.title.as_str()),
                    (false, false) => Cow::Owned(format!("{}\n{}", memo.title, plain(&memo.text))),
                }
            }
        };
        (!note.is_empty()).then_some(note)
    }

    fn about(self, project: &Project) -> Option<About<'_>> {
        Some(match self {
            Self::Coding(place) => About::Coding(project.document(place.document)?, project.coding(CodingKey(place))?),
            Self::Code(id, _) => About::Code(id),
            Self::Case(id) => About::Case(id),
            Self::Memo(id) => About::Memo(project.memo(id)?),
        })
    }

    fn is_of(self, target: Target) -> bool {
        match target {
            Target::Texts => false,
            Target::Memos => matches!(self, Self::Coding(_) | Self::Memo(_)),
            Target::Definitions => matches!(self, Self::Code(..)),
            Target::Notes => true,
        }
    }
}

/// A note that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteHit {
    /// Whose.
    pub owner: NoteOwner,
    /// What was found, in code points of the note; none where the query is of filters only.
    pub places: Vec<Range<u32>>,
    /// The note as it was when it was searched.
    pub text: Arc<str>,
}

/// All notes of a project that a query may be put to, in the order of lists: remarks by document and place, codes as
/// the codebook has them, cases by name, memos as they were begun. Those of codes that were merged away are left out: the codebook does not
/// show them.
#[must_use]
pub fn owners(project: &Project, target: Target) -> Vec<NoteOwner> {
    let documents = project.documents_in_order().into_iter();
    let memos = documents.flat_map(|document| {
        let codings = project.codings(document.id).iter();
        let with_memo = codings.filter(|coding| coding.memo.as_deref().is_some_and(|memo| !memo.is_empty()));
        with_memo.map(|coding| NoteOwner::Coding(coding.place(document.id)))
    });
    let book = Codebook::of(project);
    let rows = book.rows().iter().filter_map(|row| project.code(row.id));
    let definitions = rows.flat_map(|code| {
        let said = CodeText::ALL.into_iter().filter(|text| !text.of(code).is_empty());
        said.map(|text| NoteOwner::Code(code.id, text))
    });
    let mut cases: Vec<_> = project.cases().filter(|case| !case.note.is_empty()).collect();
    cases.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let cases = cases.into_iter().map(|case| NoteOwner::Case(case.id));
    let free = project.memos().filter(|memo| !(memo.title.is_empty() && memo.text.is_empty()));
    let free = free.map(|memo| NoteOwner::Memo(memo.id));
    memos.chain(definitions).chain(cases).chain(free).filter(|owner| owner.is_of(target)).collect()
}

/// Whether there is anything that a query may be put to; says so as soon as it sees one.
#[must_use]
pub fn any_notes(project: &Project, target: Target) -> bool {
    let is_written = |text: &str| !text.is_empty();
    let memos = || {
        if project.memos().any(|memo| is_written(&memo.title) || is_written(&memo.text)) {
            return true;
        }
        let mut codings = project.documents().flat_map(|document| project.codings(document.id).iter());
        codings.any(|coding| coding.memo.as_deref().is_some_and(is_written))
    };
    let definitions = || {
        let mut codes = project.codes().filter(|code| code.alias_of.is_none());
        codes.any(|code| CodeText::ALL.into_iter().any(|text| is_written(text.of(code))))
    };
    match target {
        Target::Texts => false,
        Target::Memos => memos(),
        Target::Definitions => definitions(),
        Target::Notes => memos() || definitions() || project.cases().any(|case| is_written(&case.note)),
    }
}

/// How many places notes have: one that matches as a whole, by filters only, counts as one.
#[must_use]
pub fn note_places(hits: &[NoteHit]) -> usize {
    hits.iter().map(|hit| hit.places.len().max(1)).sum()
}

/// The notes that match, of those that [`Query::target`] names: none of a query that is put to the texts.
#[must_use]
pub fn notes(project: &Project, query: &Query) -> Vec<NoteHit> {
    notes_until(project, query, &AtomicBool::new(false)).unwrap_or_default()
}

/// The same, until it is stopped.
///
/// # Errors
/// [`Cancelled`] where it was.
pub fn notes_until(project: &Project, query: &Query, cancel: &AtomicBool) -> Result<Vec<NoteHit>, Cancelled> {
    let plan = Plan::new(query, project);
    let owners = owners(project, query.target());
    let hits = owners.par_iter().filter_map(|&owner| {
        if cancel.load(Ordering::Relaxed) {
            return Some(Err(Cancelled));
        }
        let note = owner.note(project)?;
        let places = plan.places_in(project, &note, owner.about(project)?)?;
        Some(Ok(NoteHit { owner, places, text: Arc::from(&*note) }))
    });
    hits.collect()
}

/// The filters of a query that mean nothing where it is put to: `speaker:` of definitions, `uncoded:` of memos.
#[must_use]
pub fn misplaced(query: &Query) -> Vec<QueryError> {
    let target = query.target();
    let filters = query.root.filters().into_iter().filter(|filter| !is_meant(filter.field, target));
    let mistake = |field| Mistake::Misplaced { field, target };
    filters.map(|filter| QueryError { kind: mistake(filter.field), at: filter.at.clone() }).collect()
}

/// Whether a filter can be asked of what a query is put to.
fn is_meant(field: Field, target: Target) -> bool {
    match target {
        Target::Texts => true,
        // A memo stands at a coded segment: where nothing is coded there is none.
        Target::Memos | Target::Notes => field != Field::Uncoded,
        Target::Definitions => matches!(field, Field::Code | Field::In),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Case, CaseChange, CodeChange, Coder, CoderId, CodingChange, CountingMint, Edit, MemoOn, Role, Speaker,
        Structure, Turn,
    };
    use crate::search::fixture::Fixture;
    use crate::search::scan;

    /// Two documents, of whom one has turns; 合谋 stands coded in both, with memos; 合谋 is defined; a case has a note.
    fn study() -> Fixture {
        let mut fixture =
            Fixture::of(&["社工 01：检查来的时候大家都有默契。\n老人 03：他们一起瞒着。", "街道和机构的往来。"]);
        let turn = |start, said, end, speaker| Turn {
            span: crate::model::Span::new(start, end).unwrap(),
            said: crate::model::CharIndex(said),
            speaker: Some(speaker),
            at: None,
            until: None,
        };
        fixture.structured(
            0,
            Structure {
                turns: vec![turn(0, 6, 19, 0), turn(20, 26, 33, 1)],
                speakers: ["社工 01", "老人 03"]
                    .map(|name| Speaker { name: name.into(), role: Role::default() })
                    .to_vec(),
                ..Structure::default()
            },
        );
        fixture.code("陷阱/合谋", 0, 26, 31);
        fixture.code("陷阱/合谋", 1, 0, 5);
        fixture.code("内卷", 0, 6, 10);
        let memos =
            [(0, 26, "为何合谋？谁先提出，\r\n谁就被動。"), (1, 0, "街道與機構的合謀"), (0, 6, "默契不等于共谋")];
        for (document, start, memo) in memos {
            let id = fixture.ids[document];
            let coding = fixture.project.codings(id).iter().find(|coding| coding.span.start.0 == start).unwrap();
            let change = CodingChange::Memo(Some(memo.into()));
            Edit::SetCoding(coding.place(id), change).apply(&mut fixture.project).unwrap();
        }
        let code = code(&fixture, "合谋");
        for change in [
            CodeChange::Definition("双方一起瞒着上级：合谋。".into()),
            CodeChange::Exclusion("只有一方知道的，不算合谋".into()),
        ] {
            Edit::SetCode(code, change).apply(&mut fixture.project).unwrap();
        }
        let mut case = Case::named(CaseId::new(&mut CountingMint::after(900)), "老人 03");
        case.members.insert(crate::model::CaseMember::Speaker { document: fixture.ids[0], name: "老人 03".into() });
        let id = case.id;
        Edit::AddCase(case).apply(&mut fixture.project).unwrap();
        let note = CaseChange::Note("她不说合谋，只说“大家知道”".into());
        Edit::SetCase(id, note).apply(&mut fixture.project).unwrap();
        fixture
    }

    fn code(fixture: &Fixture, name: &str) -> CodeId {
        fixture.project.codes().find(|code| code.name == name).unwrap().id
    }

    /// The characters that a query finds in notes, a note a line.
    fn found(fixture: &Fixture, query: &str) -> Vec<String> {
        let query = Query::parse(query).unwrap();
        assert_eq!(query.check(&fixture.project), []);
        let hits = notes(&fixture.project, &query);
        for hit in &hits {
            assert_eq!(hit.owner.note(&fixture.project).as_deref(), Some(&*hit.text));
        }
        let slice = |hit: &NoteHit, place: &Range<u32>| -> String {
            hit.text.chars().skip(place.start as usize).take(place.len()).collect()
        };
        hits.iter().map(|hit| hit.places.iter().map(|place| slice(hit, place)).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn each_kind_of_note_is_searched_where_the_query_says_so_and_the_texts_otherwise() {
        let fixture = study();
        assert_eq!(found(&fixture, "in:memo 合谋"), ["合谋", "合謀"]);
        assert_eq!(found(&fixture, "in:definition 合谋"), ["合谋", "合谋"]);
        assert_eq!(found(&fixture, "in:note 合谋"), ["合谋", "合謀", "合谋", "合谋", "合谋"]);
        assert_eq!(found(&fixture, "合谋"), [""; 0], "the texts are another matter");
        assert_eq!(scan(&fixture.project, &Query::parse("瞒着").unwrap(), 9).total, 1);
    }

    #[test]
    fn memos_are_found_by_title_and_text_and_filters_ask_what_they_are_about() {
        let mut fixture = study();
        let (code, coder) = (code(&fixture, "内卷"), fixture.project.coders().next().unwrap().id);
        let mut mint = CountingMint::after(800);
        let about = [MemoOn::Code(code), MemoOn::Document(fixture.ids[1]), MemoOn::Project];
        for (at, on) in about.into_iter().enumerate() {
            let text = format!("> **竞**赛{at}，见 [[内卷|那里]]");
            let at = crate::model::Timestamp(0);
            let (_, edits) = crate::model::gesture::add_memo(on, "想法", &text, coder, at, &mut mint);
            crate::model::apply_all(&mut fixture.project, &edits).unwrap();
        }
        assert_eq!(found(&fixture, "in:memo 想法"), ["想法"; 3]);
        assert_eq!(found(&fixture, "in:memo 竞赛"), ["竞赛"; 3]);
        assert_eq!(found(&fixture, "in:memo 竞赛 code:内卷"), ["竞赛"]);
        assert_eq!(found(&fixture, "in:memo 竞赛 doc:文档2"), ["竞赛"]);
        let other = Coder::named(CoderId::new(&mut mint), "乙");
        let about = MemoOn::Code(code);
        let at = crate::model::Timestamp(0);
        let (_, memo) = crate::model::gesture::add_memo(about, "", "竞赛为谁？", other.id, at, &mut mint);
        let edits: Vec<Edit> = std::iter::once(Edit::AddCoder(other)).chain(memo).collect();
        crate::model::apply_all(&mut fixture.project, &edits).unwrap();
        assert_eq!(found(&fixture, "in:memo 竞赛 coder:乙"), ["竞赛"], "whoever wrote it");
        assert_eq!(found(&fixture, "in:memo 竞赛 coder:乙 code:内卷"), ["竞赛"]);
        assert_eq!(found(&fixture, "in:memo 竞赛 coder:乙 doc:文档2"), [""; 0]);
        assert_eq!(found(&fixture, "in:memo 竞赛 -coder:乙"), ["竞赛"; 3]);
        assert_eq!(found(&fixture, "in:definition 竞赛"), [""; 0]);
        let query = Query::parse("in:memo 见那里").unwrap();
        let hits = notes(&fixture.project, &query);
        assert_eq!(&*hits[0].text, "想法\n竞赛0，见 那里", "as it reads");
        assert!(any_notes(&fixture.project, Target::Memos));
    }

    #[test]
    fn the_places_are_code_points_of_the_note_as_it_was_written() {
        let fixture = study();
        assert_eq!(found(&fixture, "in:memo 谁就被动"), ["谁就被動"], "over a carriage return and in the other script");
        assert_eq!(found(&fixture, "in:memo (为?合谋 OR 共谋)"), ["共谋", "为何合谋"]);
        assert_eq!(found(&fixture, "in:memo 合谋 NEAR/6 提出"), ["合谋？谁先提出"]);
        assert_eq!(found(&fixture, "in:memo 街道 -合谋"), [""; 0]);
        assert_eq!(found(&fixture, "in:memo 默契 -街道"), ["默契"]);
    }

    #[test]
    fn filters_ask_what_a_memo_is_about() {
        let fixture = study();
        assert_eq!(found(&fixture, "in:memo 谋 code:陷阱"), ["谋", "謀"], "and codes below it");
        assert_eq!(found(&fixture, "in:memo 谋 -code:合谋"), ["谋"]);
        assert_eq!(found(&fixture, "in:memo 谋 doc:文档2"), ["謀"]);
        assert_eq!(found(&fixture, "in:memo 谋 speaker:老人03"), ["谋"]);
        assert_eq!(found(&fixture, "in:memo 谋 case:老人03"), ["谋"]);
        assert_eq!(found(&fixture, "in:memo 谋 coder:\"社工 01\"").len(), 3);
        assert_eq!(found(&fixture, "in:memo code:内卷"), [""], "filters alone list the notes without places");
        assert_eq!(found(&fixture, "in:definition code:合谋 只有"), ["只有"]);
        assert_eq!(found(&fixture, "in:definition code:内卷 合谋"), [""; 0]);
        assert_eq!(
            found(&fixture, "in:note case:老人03 合谋"),
            ["合谋", "合谋"],
            "her segment's memo and her own note"
        );
    }

    #[test]
    fn a_filter_that_means_nothing_there_is_a_mistake_with_its_place() {
        let fixture = study();
        let wrong = |text: &str| -> Vec<(Range<u32>, String)> {
            let errors = Query::parse(text).unwrap().check(&fixture.project);
            let said = |error: &QueryError| crate::i18n::Language::Chinese.say(&crate::model::Tell::tell(error));
            errors.iter().map(|error| (error.at.clone(), said(error))).collect()
        };
        let told = wrong("in:definition 合谋 speaker:老人03");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, 17..29);
        assert!(told[0].1.contains("“speaker:”"), "{}", told[0].1);
        assert!(wrong("in:memo 合谋 uncoded:")[0].1.contains("未编码"));
        assert_eq!(wrong("in:memo 合谋 speaker:老人03 code:合谋"), []);
    }

    #[test]
    fn notes_come_in_the_order_of_lists_and_merged_codes_are_not_listed() {
        let mut fixture = study();
        let kinds = |fixture: &Fixture| -> Vec<&str> {
            let kind = |owner: &NoteOwner| match owner {
                NoteOwner::Coding(_) => "memo",
                NoteOwner::Code(_, text) => text.word(),
                NoteOwner::Case(_) => "case",
                NoteOwner::Memo(_) => "free",
            };
            owners(&fixture.project, Target::Notes).iter().map(kind).collect()
        };
        assert_eq!(kinds(&fixture), ["memo", "memo", "memo", "definition", "exclusion", "case"]);
        let starts: Vec<u32> = owners(&fixture.project, Target::Memos)
            .iter()
            .filter_map(|owner| if let NoteOwner::Coding(place) = owner { Some(place.start.0) } else { None })
            .collect();
        assert_eq!(starts, [6, 26, 0]);
        for target in [Target::Memos, Target::Definitions, Target::Notes] {
            assert!(any_notes(&fixture.project, target) && !any_notes(&Fixture::of(&["没有备忘"]).project, target));
        }
        let (from, into) = (code(&fixture, "合谋"), code(&fixture, "内卷"));
        Edit::SetCode(from, CodeChange::AliasOf(Some(into))).apply(&mut fixture.project).unwrap();
        assert_eq!(kinds(&fixture), ["memo", "memo", "memo", "case"]);
        assert!(!any_notes(&fixture.project, Target::Definitions));
    }

    #[test]
    fn a_search_that_nobody_waits_for_stops() {
        let fixture = study();
        let query = Query::parse("in:note 合谋").unwrap();
        assert_eq!(notes_until(&fixture.project, &query, &AtomicBool::new(true)), Err(Cancelled));
    }
}
