//! What people do to a project, done and undone.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tianye::model::gesture::{self, Overlap, Passage};
use tianye::model::{
    Code, CodeChange, CodeId, Codebook, Coder, CoderId, CodingChange, Colour, CountingMint, Document, DocumentId, Edit,
    EditError, Project, ProjectId, Span, Text, Timestamp, apply_all, invariants, join_path, split_path,
};

use super::arbitrary::{self, Kind};

/// Invariants that hold after whatever is done.
fn assert_sound(project: &Project) {
    assert_eq!(invariants::check(project), []);
    let mut uses: BTreeMap<CodeId, usize> = BTreeMap::new();
    for coding in project.all_codings().flat_map(|(_, codings)| codings.iter()) {
        *uses.entry(coding.code).or_default() += 1;
    }
    for code in project.codes() {
        assert_eq!(project.uses_as_applied(code.id), uses.remove(&code.id).unwrap_or(0));
    }
    assert!(uses.is_empty());
    assert!(project.all_codings().all(|(_, codings)| !codings.is_empty()), "an empty list is no list");
    let book = Codebook::of(project);
    let visible = project.codes().filter(|code| code.alias_of.is_none()).count();
    assert_eq!(book.rows().len(), visible, "every code that was not merged away is in the tree");
    let top: usize = book.rows().iter().filter(|row| row.depth == 0).map(|row| row.total).sum();
    assert_eq!(top, project.coding_count(), "every coding counts once");
    for row in book.rows() {
        let parent = project.code(row.id).and_then(|code| code.parent).map(|parent| project.resolve(parent));
        assert_eq!(parent.is_none(), row.depth == 0, "the tree that is shown is the one that is kept");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_can_be_undone_and_done_again(
        start in arbitrary::project(),
        gestures in prop::collection::vec(arbitrary::gesture(), 1..16),
    ) {
        let mut project = start.clone();
        let mut mint = CountingMint::after(arbitrary::IDS);
        let mut states = vec![start];
        let mut undo = Vec::new();
        for gesture in gestures {
            let edits = gesture.edits(&project, &mut mint);
            match apply_all(&mut project, &edits) {
                Ok(inverses) => {
                    assert_sound(&project);
                    undo.push(inverses);
                    states.push(project.clone());
                }
                // Only moving can ask for what cannot be; then all is as it was.
                Err(error) => {
                    prop_assert_eq!(gesture.kind, Kind::MoveCode, "{}", error);
                    prop_assert!(matches!(error, EditError::Circle(_)));
                    prop_assert_eq!(Some(&project), states.last());
                }
            }
        }
        let mut redo = Vec::new();
        for (inverses, before) in undo.iter().zip(&states).rev() {
            redo.push(apply_all(&mut project, inverses).unwrap());
            prop_assert_eq!(&project, before);
        }
        for (inverses, after) in redo.iter().rev().zip(states.iter().skip(1)) {
            apply_all(&mut project, inverses).unwrap();
            prop_assert_eq!(&project, after);
        }
    }

    #[test]
    fn merging_on_coding_leaves_no_coding_of_that_code_overlapping_the_new_one(
        start in arbitrary::project(),
        from in 0..30_u32,
        length in 1..10_u32,
    ) {
        let Some(document) = start.documents().next() else { return Ok(()) };
        let Some(span) = Span::new(from, (from + length).min(document.text.char_len())) else { return Ok(()) };
        let (coder, code) = (start.coders().next().unwrap().id, start.codes().next().unwrap().id);
        let mut project = start.clone();
        let passage = Passage { document: document.id, span, code };
        let mut mint = CountingMint::after(arbitrary::IDS);
        let edits = gesture::code_passages(&start, &[passage], coder, Overlap::Merge, Timestamp(1), &mut mint);
        let made: BTreeSet<_> = edits.iter().filter_map(|e| if let Edit::AddCoding(_, c) = e { Some(c.id) } else { None }).collect();
        apply_all(&mut project, &edits).unwrap();
        let same: Vec<_> = project
            .codings(document.id)
            .iter()
            .filter(|c| c.coder == coder && project.resolve(c.code) == project.resolve(code))
            .collect();
        prop_assert!(same.iter().any(|c| c.span.encloses(span)), "the passage is coded");
        for new in same.iter().filter(|c| made.contains(&c.id)) {
            prop_assert!(same.iter().all(|c| c.id == new.id || !c.span.overlaps(new.span)));
        }
    }

    #[test]
    fn a_path_reads_back_whatever_its_names_hold(names in prop::collection::vec("[/a合 ]{0,3}[/合]", 1..4)) {
        let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
        prop_assert_eq!(split_path(&join_path(&names)), names);
    }
}

/// A project with one coder, one document and codes by name.
struct Desk {
    project: Project,
    mint: CountingMint,
    coder: CoderId,
    document: DocumentId,
}

impl Desk {
    fn new(outline: &str) -> Self {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let coder = Coder::named(CoderId::new(&mut mint), "甲");
        let text = Text::new("老人 03：他们商量好了。\n访谈者：谁？\n老人 03：街道和机构。").unwrap();
        let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
        let (coder_id, document_id) = (coder.id, document.id);
        let edits = [Edit::AddCoder(coder), Edit::AddDocument(std::sync::Arc::new(document))];
        apply_all(&mut project, &edits).unwrap();
        let mut desk = Self { project, mint, coder: coder_id, document: document_id };
        let edits = gesture::add_codes_from_outline(&desk.project, outline, None, &mut desk.mint);
        desk.apply(&edits);
        desk
    }

    fn apply(&mut self, edits: &[Edit]) -> Vec<Edit> {
        let inverses = apply_all(&mut self.project, edits).unwrap();
        assert_sound(&self.project);
        inverses
    }

    fn id(&self, path: &str) -> CodeId {
        self.project.code_at_path(&split_path(path)).unwrap_or_else(|| panic!("no code {path}"))
    }

    fn paths(&self) -> Vec<String> {
        Codebook::of(&self.project).rows().iter().map(|row| self.project.code_path(row.id)).collect()
    }

    fn code(&mut self, path: &str, start: u32, end: u32, overlap: Overlap) -> Vec<Edit> {
        let passage = Passage { document: self.document, span: Span::new(start, end).unwrap(), code: self.id(path) };
        let edits =
            gesture::code_passages(&self.project, &[passage], self.coder, overlap, Timestamp(1), &mut self.mint);
        self.apply(&edits)
    }

    fn spans(&self) -> Vec<(u32, u32)> {
        self.project.codings(self.document).iter().map(|c| (c.span.start.0, c.span.end.0)).collect()
    }

    fn name(&self, id: CodeId) -> String {
        self.project.code(id).unwrap().name.clone()
    }
}

#[test]
fn an_outline_becomes_a_tree_and_what_is_there_already_is_used() {
    let mut desk = Desk::new("陷阱\n  - 合谋 | 一起瞒着\n  - 内卷化\r\n\n\t\u{3000}\n依附\n");
    assert_eq!(desk.paths(), ["陷阱", "陷阱/合谋", "陷阱/内卷化", "依附"]);
    assert_eq!(desk.project.code(desk.id("陷阱/合谋")).unwrap().definition, "一起瞒着");
    let again = gesture::add_codes_from_outline(&desk.project, "陷阱\n  合谋\n    默契\n  趋同", None, &mut desk.mint);
    assert_eq!(again.len(), 2, "only 默契 and 趋同 are new");
    desk.apply(&again);
    assert_eq!(desk.paths(), ["陷阱", "陷阱/合谋", "陷阱/合谋/默契", "陷阱/内卷化", "陷阱/趋同", "依附"]);
}

#[test]
fn coding_the_same_passage_again_does_nothing() {
    let mut desk = Desk::new("合谋");
    desk.code("合谋", 0, 5, Overlap::KeepBoth);
    assert!(desk.code("合谋", 0, 5, Overlap::KeepBoth).is_empty());
    assert!(desk.code("合谋", 1, 4, Overlap::Merge).is_empty(), "it lies in what is coded");
    assert_eq!(desk.spans(), [(0, 5)]);
    desk.code("合谋", 1, 4, Overlap::KeepBoth);
    assert_eq!(desk.spans(), [(0, 5), (1, 4)]);
}

#[test]
fn coding_across_two_codings_makes_one_of_all_three_and_keeps_both_memos() {
    let mut desk = Desk::new("合谋");
    desk.code("合谋", 0, 5, Overlap::KeepBoth);
    desk.code("合谋", 4, 9, Overlap::KeepBoth);
    let places: Vec<_> = desk.project.codings(desk.document).iter().map(|c| c.place(desk.document)).collect();
    for (place, memo) in places.iter().zip(["前", "后"]) {
        desk.apply(&[Edit::SetCoding(*place, CodingChange::Memo(Some(memo.into())))]);
    }
    let before = desk.project.clone();
    // Only the second is met at first; the union with it reaches the first.
    let undo = desk.code("合谋", 6, 12, Overlap::Merge);
    assert_eq!(desk.spans(), [(0, 12)]);
    let memo = desk.project.codings(desk.document).iter().next().unwrap().memo.clone().unwrap();
    assert!(memo.contains('前') && memo.contains('后'), "{memo}");
    desk.apply(&undo);
    assert_eq!(desk.project, before);
}

#[test]
fn passages_of_one_gesture_that_overlap_become_one() {
    let mut desk = Desk::new("合谋");
    let passage =
        |start, end| Passage { document: desk.document, span: Span::new(start, end).unwrap(), code: desk.id("合谋") };
    let passages = [passage(0, 4), passage(6, 9), passage(3, 7), passage(0, 99)];
    let edits =
        gesture::code_passages(&desk.project, &passages, desk.coder, Overlap::Merge, Timestamp(1), &mut desk.mint);
    assert_eq!(edits.len(), 1, "what was made and merged in the same gesture leaves no trace");
    desk.apply(&edits);
    assert_eq!(desk.spans(), [(0, 9)], "and what reaches past the text is left out");
}

#[test]
fn undoing_a_merge_of_codes_gives_back_both_names() {
    let mut desk = Desk::new("合谋\n  默契\n共谋 | 暗中配合\n  分工");
    desk.code("共谋", 0, 5, Overlap::Merge);
    let (kept, merged) = (desk.id("合谋"), desk.id("共谋"));
    let before = desk.project.clone();
    let edits = gesture::merge_codes(&desk.project, merged, kept);
    let undo = desk.apply(&edits);
    assert_eq!(desk.paths(), ["合谋", "合谋/默契", "合谋/分工"]);
    assert_eq!(Codebook::of(&desk.project).row(kept).unwrap().own, 1, "the passage counts for the code that stayed");
    assert_eq!(desk.project.code(kept).unwrap().definition, "暗中配合");
    desk.apply(&undo);
    assert_eq!((desk.name(kept), desk.name(merged)), ("合谋".into(), "共谋".into()));
    assert_eq!(desk.project, before);
}

#[test]
fn a_code_merged_into_its_grandchild_leaves_the_grandchild_in_its_place() {
    let mut desk = Desk::new("甲\n  乙\n    丙\n  丁\n戊");
    let edits = gesture::merge_codes(&desk.project, desk.id("甲"), desk.id("甲/乙/丙"));
    desk.apply(&edits);
    assert_eq!(desk.paths(), ["丙", "丙/乙", "丙/丁", "戊"]);
}

#[test]
fn a_code_cannot_be_moved_below_itself_not_even_by_way_of_a_merged_one() {
    let mut desk = Desk::new("甲\n  乙\n丙\n  丁");
    let (first, second, third, fourth) = (desk.id("甲"), desk.id("甲/乙"), desk.id("丙"), desk.id("丙/丁"));
    let refused = |desk: &mut Desk, code, parent| {
        let before = desk.project.clone();
        let edits = gesture::move_code(&desk.project, code, Some(parent), None);
        assert_eq!(apply_all(&mut desk.project, &edits), Err(EditError::Circle(code)));
        assert_eq!(desk.project, before);
    };
    refused(&mut desk, first, first);
    refused(&mut desk, first, second);
    // 丙 becomes 乙; 丁, which hung on 丙, now stands below 乙 and so below 甲.
    desk.apply(&[Edit::SetCode(third, CodeChange::AliasOf(Some(second)))]);
    assert_eq!(desk.paths(), ["甲", "甲/乙", "甲/乙/丁"]);
    refused(&mut desk, first, third);
    refused(&mut desk, first, fourth);
    // Nor can 甲 be merged, by a bare edit, into what stands below it.
    let merge = [Edit::SetCode(first, CodeChange::AliasOf(Some(fourth)))];
    assert_eq!(apply_all(&mut desk.project, &merge), Err(EditError::Circle(first)));
}

#[test]
fn a_moved_code_stands_before_the_sibling_it_was_dropped_on_even_where_no_rank_is_left() {
    let mut desk = Desk::new("甲\n乙\n丙");
    let (first, second, third) = (desk.id("甲"), desk.id("乙"), desk.id("丙"));
    for _ in 0..60 {
        let edits = gesture::move_code(&desk.project, third, None, Some(second));
        desk.apply(&edits);
        assert_eq!(desk.paths(), ["甲", "丙", "乙"]);
        let edits = gesture::move_code(&desk.project, second, None, Some(third));
        desk.apply(&edits);
        assert_eq!(desk.paths(), ["甲", "乙", "丙"]);
    }
    let edits = gesture::move_code(&desk.project, first, Some(second), None);
    desk.apply(&edits);
    assert_eq!(desk.paths(), ["乙", "乙/甲", "丙"]);
}

#[test]
fn deleting_a_code_takes_all_below_it_and_all_merged_into_them_and_undo_brings_all_back() {
    let mut desk = Desk::new("甲\n  乙\n    丙\n丁\n  戊\n己");
    for (path, start) in [("甲", 0), ("甲/乙/丙", 2), ("丁", 4), ("丁/戊", 6), ("己", 8)] {
        desk.code(path, start, start + 1, Overlap::Merge);
    }
    // 丁 is merged into 丙: 戊 goes there with it.
    let edits = gesture::merge_codes(&desk.project, desk.id("丁"), desk.id("甲/乙/丙"));
    desk.apply(&edits);
    assert_eq!(desk.paths(), ["甲", "甲/乙", "甲/乙/丙", "甲/乙/丙/戊", "己"]);
    let before = desk.project.clone();
    let edits = gesture::delete_code(&desk.project, desk.id("甲"));
    let undo = desk.apply(&edits);
    assert_eq!(desk.paths(), ["己"]);
    assert_eq!(desk.project.codes().len(), 1);
    assert_eq!(desk.spans(), [(8, 9)]);
    desk.apply(&undo);
    assert_eq!(desk.project, before);
}

#[test]
fn deleting_a_code_spares_one_that_was_merged_from_below_it_into_another() {
    let mut desk = Desk::new("甲\n  乙\n丙");
    desk.code("甲/乙", 0, 5, Overlap::Merge);
    let (merged, kept) = (desk.id("甲/乙"), desk.id("丙"));
    let edits = gesture::merge_codes(&desk.project, merged, kept);
    desk.apply(&edits);
    assert!(gesture::delete_code(&desk.project, merged).is_empty(), "a merged code is not deleted by itself");
    let edits = gesture::delete_code(&desk.project, desk.id("甲"));
    desk.apply(&edits);
    assert_eq!(desk.paths(), ["丙"]);
    assert_eq!(desk.spans(), [(0, 5)], "what was coded with 乙 counts for 丙 and stays");
    assert_eq!(desk.project.resolve(merged), kept);
}

#[test]
fn deleting_a_document_takes_its_codings_and_undo_brings_both_back() {
    let mut desk = Desk::new("合谋");
    desk.code("合谋", 0, 5, Overlap::Merge);
    let before = desk.project.clone();
    let edits = gesture::delete_document(&desk.project, desk.document);
    let undo = desk.apply(&edits);
    assert_eq!((desk.project.documents().len(), desk.project.coding_count()), (0, 0));
    desk.apply(&undo);
    assert_eq!(desk.project, before);
}

#[test]
fn a_list_of_edits_of_which_one_is_refused_changes_nothing() {
    let mut desk = Desk::new("合谋");
    let before = desk.project.clone();
    let code = Code::named(CodeId::new(&mut desk.mint), "依附", Colour::nth(1));
    let edits = [Edit::AddCode(code.clone()), Edit::SetTitle("新题".into()), Edit::AddCode(code.clone())];
    assert!(matches!(apply_all(&mut desk.project, &edits), Err(EditError::Exists(_))));
    assert_eq!(desk.project, before);
}

#[test]
fn a_code_below_a_merged_one_is_shown_and_counted_below_what_that_became() {
    let mut desk = Desk::new("甲\n乙\n  丙");
    desk.code("乙/丙", 0, 5, Overlap::Merge);
    let (first, second) = (desk.id("甲"), desk.id("乙"));
    desk.apply(&[Edit::SetCode(second, CodeChange::AliasOf(Some(first)))]);
    let book = Codebook::of(&desk.project);
    assert_eq!(desk.paths(), ["甲", "甲/丙"]);
    let row = book.row(first).unwrap();
    assert_eq!((row.own, row.total, row.below), (0, 1, 1));
    assert_eq!(book.with_below(first), [first, desk.id("甲/丙")]);
    assert_eq!(book.row(second), None);
}

#[test]
fn a_slash_in_a_name_is_doubled_in_a_path() {
    assert_eq!(join_path(&["城/乡", "合谋"]), "城//乡/合谋");
    assert_eq!(split_path("城//乡/合谋"), ["城/乡", "合谋"]);
    assert_eq!(split_path(" 陷阱 / 合谋 / "), ["陷阱", "合谋"]);
    assert_eq!(join_path(&["甲/", "乙"]), "甲///乙");
    assert_eq!(join_path(&["甲", "/乙"]), "甲/ //乙");
}

#[test]
fn a_coding_whose_end_is_moved_keeps_its_code_coder_memo_and_weight() {
    let mut desk = Desk::new("合谋\n默契");
    desk.code("合谋", 2, 6, Overlap::Merge);
    let place = desk.project.codings(desk.document).iter().next().unwrap().place(desk.document);
    desk.apply(&[
        Edit::SetCoding(place, CodingChange::Memo(Some("要再看".into()))),
        Edit::SetCoding(place, CodingChange::Weight(Some(40))),
    ]);
    let before = desk.project.clone();
    let span = Span::new(3, 9).unwrap();
    let resized = gesture::resize_coding(&desk.project, place, span, Timestamp(7), &mut desk.mint).unwrap();
    let inverses = desk.apply(&resized.edits);
    let coding = desk.project.codings(desk.document).get(resized.coding.start, resized.coding.id).unwrap();
    assert_eq!((coding.span, coding.code, coding.coder), (span, desk.id("合谋"), desk.coder));
    assert_eq!((coding.memo.as_deref(), coding.weight, resized.merged), (Some("要再看"), Some(40), 0));
    assert_eq!(desk.spans(), [(3, 9)]);
    let mut back = desk.project.clone();
    apply_all(&mut back, &inverses).unwrap();
    assert_eq!(back, before);
    let mut nothing = |place, start, end| {
        let span = Span::new(start, end).unwrap();
        gesture::resize_coding(&desk.project, place, span, Timestamp(8), &mut desk.mint)
    };
    assert_eq!(nothing(resized.coding, 3, 9), None, "it stands there already");
    assert_eq!(nothing(resized.coding, 3, 90_000), None, "the text is not so long");
    assert_eq!(nothing(place, 3, 8), None, "that coding is gone");
}

#[test]
fn a_coding_pulled_into_its_neighbours_takes_them_in_but_not_what_it_overlapped_before() {
    let mut desk = Desk::new("合谋\n默契");
    for (path, start, end) in [("合谋", 2, 4), ("合谋", 5, 7), ("合谋", 7, 9), ("默契", 3, 6), ("合谋", 11, 13)]
    {
        desk.code(path, start, end, Overlap::KeepBoth);
    }
    let place = desk.project.codings(desk.document).iter().next().unwrap().place(desk.document);
    let span = Span::new(2, 6).unwrap();
    let resized = gesture::resize_coding(&desk.project, place, span, Timestamp(7), &mut desk.mint).unwrap();
    desk.apply(&resized.edits);
    assert_eq!(resized.merged, 1, "the neighbour that it only touches stays");
    assert_eq!(desk.spans(), [(2, 7), (3, 6), (7, 9), (11, 13)]);

    // As an import may leave it: two of one code that lie over each other.
    desk.code("合谋", 4, 8, Overlap::KeepBoth);
    let span = Span::new(1, 7).unwrap();
    let resized = gesture::resize_coding(&desk.project, resized.coding, span, Timestamp(8), &mut desk.mint).unwrap();
    desk.apply(&resized.edits);
    assert_eq!((resized.merged, desk.spans()), (0, vec![(1, 7), (3, 6), (4, 8), (7, 9), (11, 13)]));
    let equal = Span::new(4, 8).unwrap();
    let resized = gesture::resize_coding(&desk.project, resized.coding, equal, Timestamp(9), &mut desk.mint).unwrap();
    desk.apply(&resized.edits);
    assert_eq!(resized.merged, 2, "nothing is coded twice in one place, and the neighbour is reached");
    assert_eq!(desk.spans(), [(3, 6), (4, 9), (11, 13)]);
}
