//! What people do to several codes or codings at once: each one list of edits, so that one undo takes it back.

use std::collections::{BTreeMap, BTreeSet};

use super::{Overlap, Passage, code_passages, delete_code, merge_codes, move_code};
use crate::model::{
    CodeChange, CodeId, Codebook, CoderId, Coding, CodingChange, CodingPlace, DocumentId, Edit, Mint, Project,
    Timestamp, apply_all,
};

/// One gesture after the other, each on what those before it have left.
fn in_turn(project: &Project, codes: &[CodeId], mut gesture: impl FnMut(&Project, CodeId) -> Vec<Edit>) -> Vec<Edit> {
    let mut after = project.clone();
    let mut edits = Vec::new();
    for &code in codes {
        let step = gesture(&after, code);
        if apply_all(&mut after, &step).is_ok() {
            edits.extend(step);
        }
    }
    edits
}

/// These codes in the order of the tree, without those that stand below another of them: they go where it goes.
#[must_use]
pub fn topmost(project: &Project, codes: &[CodeId]) -> Vec<CodeId> {
    let chosen: BTreeSet<CodeId> = codes.iter().copied().collect();
    let book = Codebook::of(project);
    let in_order = book.rows().iter().map(|row| row.id).filter(|id| chosen.contains(id));
    in_order.filter(|&id| !project.code_ancestors(id).iter().any(|above| chosen.contains(above))).collect()
}

/// Moves codes with what is below them under `parent` (or to the top), before the sibling `before` (or to the end),
/// in the order that they have. A code cannot go below itself: it stays.
#[must_use]
pub fn move_codes(project: &Project, codes: &[CodeId], parent: Option<CodeId>, before: Option<CodeId>) -> Vec<Edit> {
    let moving = topmost(project, codes);
    let above = parent.map_or_else(Vec::new, |parent| {
        let mut above = project.code_ancestors(parent);
        above.push(parent);
        above
    });
    let moving: Vec<CodeId> = moving.into_iter().filter(|id| !above.contains(id)).collect();
    // What is to stand after them may itself be moving.
    let siblings = project.children(parent);
    let from = before.and_then(|before| siblings.iter().position(|code| code.id == before));
    let before = from.and_then(|from| siblings.iter().skip(from).map(|code| code.id).find(|id| !moving.contains(id)));
    in_turn(project, &moving, |project, code| move_code(project, code, parent, before))
}

/// Merges codes into one.
#[must_use]
pub fn merge_all(project: &Project, from: &[CodeId], into: CodeId) -> Vec<Edit> {
    in_turn(project, from, |project, code| merge_codes(project, code, into))
}

/// Deletes codes with all that is below them and their codings.
#[must_use]
pub fn delete_codes(project: &Project, codes: &[CodeId]) -> Vec<Edit> {
    in_turn(project, &topmost(project, codes), delete_code)
}

/// Puts codes into groups and takes them out of others; the groups that they are in beside these stay.
#[must_use]
pub fn group_codes(project: &Project, codes: &[CodeId], put: &BTreeSet<String>, take: &BTreeSet<String>) -> Vec<Edit> {
    let grouped = codes.iter().filter_map(|&id| {
        let code = project.code(id)?;
        let groups: BTreeSet<String> = code.groups.union(put).filter(|group| !take.contains(*group)).cloned().collect();
        (groups != code.groups).then_some(Edit::SetCode(id, CodeChange::Groups(groups)))
    });
    grouped.collect()
}

/// What goes with codes that are deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doomed {
    /// How many codes, with those below.
    pub codes: usize,
    /// How many codings.
    pub codings: usize,
    /// In how many documents these stand.
    pub documents: usize,
    /// By how many people they are.
    pub coders: usize,
}

/// What [`delete_codes`] would take away, to be said before.
#[must_use]
pub fn doomed(project: &Project, codes: &[CodeId]) -> Doomed {
    let book = Codebook::of(project);
    let gone: BTreeSet<CodeId> = codes.iter().flat_map(|&code| book.with_below(code)).collect();
    let mut doomed = Doomed { codes: gone.len(), ..Doomed::default() };
    let mut coders: BTreeSet<CoderId> = BTreeSet::new();
    for (_, codings) in project.all_codings() {
        let before = doomed.codings;
        for coding in codings.iter().filter(|coding| gone.contains(&project.resolve(coding.code))) {
            doomed.codings += 1;
            coders.insert(coding.coder);
        }
        doomed.documents += usize::from(doomed.codings > before);
    }
    doomed.coders = coders.len();
    doomed
}

/// Gives codings another code. Each stays its coder's and keeps its memo and weight; where the coder has the other
/// code there already, both become one, as always.
pub fn recode(
    project: &Project,
    places: &[CodingPlace],
    into: CodeId,
    at: Timestamp,
    mint: &mut dyn Mint,
) -> Vec<Edit> {
    let into = project.resolve(into);
    let mut edits = Vec::new();
    let mut moving: BTreeMap<(DocumentId, CoderId), Vec<Coding>> = BTreeMap::new();
    for place in places.iter().collect::<BTreeSet<_>>() {
        let Some(coding) = project.codings(place.document).get(place.start, place.id) else { continue };
        if project.resolve(coding.code) != into {
            edits.push(Edit::RemoveCoding(*place));
            moving.entry((place.document, coding.coder)).or_default().push(coding.clone());
        }
    }
    let mut after = project.clone();
    if apply_all(&mut after, &edits).is_err() {
        return Vec::new();
    }
    for ((document, coder), codings) in moving {
        let passages: Vec<Passage> =
            codings.iter().map(|coding| Passage { document, span: coding.span, code: into }).collect();
        let mut made = code_passages(&after, &passages, coder, Overlap::Merge, at, mint);
        let mut kept: BTreeMap<CodingPlace, Coding> = BTreeMap::new();
        for old in &codings {
            let new = made.iter_mut().find_map(|edit| match edit {
                Edit::AddCoding(_, new) if new.span.encloses(old.span) => Some(new),
                _ => None,
            });
            if let Some(new) = new {
                take_over(new, old);
                continue;
            }
            // The coder had this code there before: what was said of the passage goes to that coding.
            let there = after.codings(document).overlapping(old.span);
            let mut there = there.filter(|c| c.coder == coder && after.resolve(c.code) == into);
            if let Some(there) = there.find(|c| c.span.encloses(old.span)) {
                take_over(kept.entry(there.place(document)).or_insert_with(|| there.clone()), old);
            }
        }
        edits.extend(made);
        for (place, coding) in kept {
            let Some(before) = after.codings(document).get(place.start, place.id) else { continue };
            if before.memo != coding.memo {
                edits.push(Edit::SetCoding(place, CodingChange::Memo(coding.memo)));
            }
            if before.weight != coding.weight {
                edits.push(Edit::SetCoding(place, CodingChange::Weight(coding.weight)));
            }
        }
    }
    edits
}

/// A coding says what another one said too.
fn take_over(coding: &mut Coding, old: &Coding) {
    coding.weight = coding.weight.max(old.weight);
    coding.memo = match (coding.memo.take(), &old.memo) {
        (Some(first), Some(second)) if first != *second => Some(format!("{first}\n{second}").into()),
        (first, second) => first.or_else(|| second.clone()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::gesture::{add_code, add_codes_from_outline};
    use crate::model::{Coder, CountingMint, Document, DocumentId, ProjectId, Span, Text};

    /// Code, coder, first and last character, memo.
    type Mark = (String, usize, (u32, u32), Option<String>);

    struct Study {
        project: Project,
        mint: CountingMint,
        document: DocumentId,
        coders: [CoderId; 2],
    }

    impl Study {
        fn with(outline: &str) -> Self {
            let mut mint = CountingMint::default();
            let mut project = Project::new(ProjectId(mint.mint()), "互动", Timestamp(0));
            let coders = [CoderId::new(&mut mint), CoderId::new(&mut mint)];
            let text = Text::new("来的都是那几位，别人叫也叫不动。办总要办的，上面要看照片。").unwrap();
            let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
            let id = document.id;
            let mut edits: Vec<Edit> =
                coders.iter().zip(["甲", "乙"]).map(|(&id, name)| Edit::AddCoder(Coder::named(id, name))).collect();
            edits.push(Edit::AddDocument(std::sync::Arc::new(document)));
            edits.extend(add_codes_from_outline(&project, outline, None, &mut mint));
            apply_all(&mut project, &edits).unwrap();
            Self { project, mint, document: id, coders }
        }

        fn code(&self, name: &str) -> CodeId {
            self.project.codes().find(|code| code.name == name).unwrap().id
        }

        fn codes(&self, names: &[&str]) -> Vec<CodeId> {
            names.iter().map(|name| self.code(name)).collect()
        }

        fn paths(&self) -> Vec<String> {
            Codebook::of(&self.project).rows().iter().map(|row| self.project.code_path(row.id)).collect()
        }

        fn apply(&mut self, edits: &[Edit]) -> Vec<Edit> {
            apply_all(&mut self.project, edits).unwrap()
        }

        fn mark(&mut self, code: &str, (start, end): (u32, u32), coder: usize, memo: Option<&str>) -> CodingPlace {
            let (document, code) = (self.document, self.code(code));
            let passage = Passage { document, span: Span::new(start, end).unwrap(), code };
            let coder = self.coders[coder];
            let mut edits =
                code_passages(&self.project, &[passage], coder, Overlap::KeepBoth, Timestamp(1), &mut self.mint);
            let Some(Edit::AddCoding(_, coding)) = edits.first_mut() else { panic!("{edits:?}") };
            coding.memo = memo.map(Into::into);
            let place = coding.place(document);
            self.apply(&edits);
            place
        }

        fn marks(&self) -> Vec<Mark> {
            let codings = self.project.codings(self.document).iter();
            let mut marks: Vec<_> = codings
                .map(|c| {
                    let name = self.project.code_of(c).unwrap().name.clone();
                    let coder = self.coders.iter().position(|coder| *coder == c.coder).unwrap();
                    (name, coder, (c.span.start.0, c.span.end.0), c.memo.as_deref().map(str::to_owned))
                })
                .collect();
            marks.sort();
            marks
        }
    }

    #[test]
    fn several_codes_move_in_their_order_and_what_is_below_one_of_them_goes_with_it() {
        let mut study = Study::with("甲\n  甲一\n乙\n丙\n丁");
        let moving = study.codes(&["丁", "甲一", "甲"]);
        let edits = move_codes(&study.project, &moving, Some(study.code("丙")), None);
        study.apply(&edits);
        assert_eq!(study.paths(), ["乙", "丙", "丙/甲", "丙/甲/甲一", "丙/丁"]);
        let back = move_codes(&study.project, &study.codes(&["甲", "丁"]), None, Some(study.code("丙")));
        study.apply(&back);
        assert_eq!(study.paths(), ["乙", "甲", "甲/甲一", "丁", "丙"]);
        assert_eq!(move_codes(&study.project, &study.codes(&["甲"]), Some(study.code("甲一")), None), []);
    }

    #[test]
    fn several_codes_are_merged_into_one_even_where_one_is_below_another() {
        let mut study = Study::with("甲\n  甲一\n乙");
        study.mark("甲一", (0, 3), 0, None);
        let into = study.code("乙");
        let edits = merge_all(&study.project, &study.codes(&["甲", "甲一"]), into);
        let back = study.apply(&edits);
        assert_eq!(study.paths(), ["乙"]);
        assert_eq!(study.marks(), [("乙".to_owned(), 0, (0, 3), None)]);
        study.apply(&back);
        assert_eq!(study.paths(), ["甲", "甲/甲一", "乙"]);
    }

    #[test]
    fn what_goes_with_deleted_codes_is_counted_before_and_comes_back_with_one_undo() {
        let mut study = Study::with("甲\n  甲一\n乙\n丙");
        study.mark("甲一", (0, 3), 0, None);
        study.mark("乙", (0, 3), 1, None);
        study.mark("丙", (0, 3), 1, None);
        let codes = study.codes(&["甲", "甲一", "乙"]);
        assert_eq!(doomed(&study.project, &codes), Doomed { codes: 3, codings: 2, documents: 1, coders: 2 });
        let before = study.project.clone();
        let back = study.apply(&delete_codes(&before, &codes));
        assert_eq!(study.paths(), ["丙"]);
        assert_eq!(study.marks().len(), 1);
        study.apply(&back);
        assert_eq!(study.project, before);
    }

    #[test]
    fn a_coding_that_gets_another_code_stays_its_coders_and_keeps_its_memo() {
        let mut study = Study::with("甲\n乙");
        let mine = study.mark("甲", (0, 7), 0, Some("一面"));
        let theirs = study.mark("甲", (8, 15), 1, None);
        let into = study.code("乙");
        let edits = recode(&study.project.clone(), &[mine, theirs, mine], into, Timestamp(2), &mut study.mint);
        let back = study.apply(&edits);
        let expected = [("乙".to_owned(), 0, (0, 7), Some("一面".to_owned())), ("乙".to_owned(), 1, (8, 15), None)];
        assert_eq!(study.marks(), expected);
        let again = study.project.codings(study.document).iter().map(|c| c.place(study.document)).collect::<Vec<_>>();
        assert_eq!(recode(&study.project.clone(), &again, into, Timestamp(3), &mut study.mint), []);
        study.apply(&back);
        assert!(study.marks().iter().all(|(code, ..)| code == "甲"));
    }

    #[test]
    fn where_the_other_code_stands_already_two_codings_become_one_and_no_memo_is_lost() {
        let mut study = Study::with("甲\n乙");
        study.mark("乙", (0, 10), 0, Some("早先"));
        study.mark("乙", (12, 18), 0, Some("旧"));
        let inside = study.mark("甲", (2, 5), 0, Some("后来"));
        let across = study.mark("甲", (15, 22), 0, Some("新"));
        let into = study.code("乙");
        let edits = recode(&study.project.clone(), &[inside, across], into, Timestamp(2), &mut study.mint);
        study.apply(&edits);
        let expected = [
            ("乙".to_owned(), 0, (0, 10), Some("早先\n后来".to_owned())),
            ("乙".to_owned(), 0, (12, 22), Some("旧\n新".to_owned())),
        ];
        assert_eq!(study.marks(), expected);
    }

    #[test]
    fn codes_are_put_into_groups_and_taken_out_while_their_other_groups_stay() {
        let mut study = Study::with("甲\n乙");
        let codes = study.codes(&["甲", "乙"]);
        let groups = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<String>>();
        let first = group_codes(&study.project, &codes[..1], &groups(&["理论", "初编"]), &groups(&[]));
        study.apply(&first);
        let both = group_codes(&study.project, &codes, &groups(&["核心"]), &groups(&["初编"]));
        study.apply(&both);
        let held: Vec<_> = codes.iter().map(|id| study.project.code(*id).unwrap().groups.clone()).collect();
        assert_eq!(held, [groups(&["理论", "核心"]), groups(&["核心"])]);
        assert_eq!(group_codes(&study.project, &codes, &groups(&["核心"]), &groups(&[])), []);
    }

    #[test]
    fn a_code_that_was_merged_away_is_followed() {
        let mut study = Study::with("甲\n乙");
        let (id, edits) = add_code(&study.project, "丙", None, &mut study.mint);
        study.apply(&edits);
        study.apply(&[Edit::SetCode(id, CodeChange::AliasOf(Some(study.code("乙"))))]);
        let place = study.mark("甲", (0, 3), 0, None);
        let edits = recode(&study.project.clone(), &[place], id, Timestamp(2), &mut study.mint);
        study.apply(&edits);
        assert_eq!(study.marks(), [("乙".to_owned(), 0, (0, 3), None)]);
    }
}
