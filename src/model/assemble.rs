//! A whole project put together at once: what the store's loader and the generator need.
//!
//! Half a million edits would each hash a quote and look for their document; [`assemble`] sorts and
//! checks in one pass instead. What cannot stand is left out and reported, so that one broken line
//! never costs the rest (invariant 8). Whether texts and quotes still say what they said is not asked
//! here, since that means hashing everything: see [`super::invariants::check`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::invariants::Violation;
use super::memo;
use super::{
    Attribute, Case, Code, CodeId, Coder, Coding, Codings, Document, DocumentId, Memo, Project, ProjectId, ShelfItem,
    Timestamp,
};

/// Everything that a project is made of, unchecked and in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Stable over copies and renames.
    pub id: ProjectId,
    /// As the researcher calls it.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
    /// Who codes.
    pub coders: Vec<Coder>,
    /// All codes, merged ones too.
    pub codes: Vec<Code>,
    /// With their texts.
    pub documents: Vec<Document>,
    /// By document; a document may be named more than once.
    pub codings: Vec<(DocumentId, Vec<Coding>)>,
    /// How values of attributes are read.
    pub attributes: Vec<Attribute>,
    /// What is studied.
    pub cases: Vec<Case>,
    /// What stands on shelves.
    pub items: Vec<ShelfItem>,
    /// What people think.
    pub memos: Vec<Memo>,
}

/// What came of the parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// Everything that can stand.
    pub project: Project,
    /// What had to be left out or cut.
    pub violations: Vec<Violation>,
    /// Codings that name something that is not there, or lie outside their text. Whoever keeps the
    /// project on disk keeps these too: what is missing may yet arrive.
    pub left_out: Vec<(DocumentId, Coding)>,
}

/// Makes the project that the parts describe, and names what had to be left out or cut.
///
/// Left out: what comes twice (the first stays), codings of a document, code or coder that is not
/// there, codings whose span does not lie in its text. Cut: a parent or alias that is missing or
/// leads back to the code itself. The violations come in a fixed order: coders, codes, documents, cases, shelves,
/// memos, codings.
#[must_use]
pub fn assemble(parts: Parts) -> Assembled {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let mut project = Project::new(parts.id, &parts.title, parts.created);
    for coder in parts.coders {
        let id = coder.id;
        insert_once(&mut project.coders, id, coder, &mut found, Violation::CoderTwice);
    }
    for code in parts.codes {
        let id = code.id;
        insert_once(&mut project.codes, id, code, &mut found, Violation::CodeTwice);
    }
    found.extend(cut_broken_branches(&mut project));
    for document in parts.documents {
        let id = document.id;
        insert_once(&mut project.documents, id, Arc::new(document), &mut found, Violation::DocumentTwice);
    }
    for attribute in parts.attributes {
        project.attributes.entry(attribute.id()).or_insert(attribute);
    }
    for case in parts.cases {
        let id = case.id;
        insert_once(&mut project.cases, id, Arc::new(case), &mut found, Violation::CaseTwice);
    }
    for item in parts.items {
        let item = ShelfItem { name: item.shelf.tidy(&item.name), ..item };
        if item.name.is_empty() {
            found.push(Violation::ItemWithoutName);
        } else {
            Arc::make_mut(&mut project.shelves).entry(item.id()).or_insert(item);
        }
    }
    for memo in parts.memos {
        let id = memo.id;
        insert_once(&mut project.memos, id, Arc::new(memo::tidied(memo)), &mut found, Violation::MemoTwice);
    }
    let mut by_document: BTreeMap<DocumentId, Vec<Coding>> = BTreeMap::new();
    for (document, codings) in parts.codings {
        by_document.entry(document).or_default().extend(codings);
    }
    project.uses = project.codes.keys().map(|&id| (id, 0)).collect();
    for (document, mut codings) in by_document {
        codings.retain(|coding| match fault(&mut project, document, coding) {
            Some(violation) => {
                found.push(violation);
                left_out.push((document, coding.clone()));
                false
            }
            None => true,
        });
        let (codings, twice) = Codings::of(codings);
        for coding in twice {
            if let Some(uses) = project.uses.get_mut(&coding.code) {
                *uses -= 1;
            }
            found.push(Violation::CodingTwice { document, coding: coding.id });
        }
        if !codings.is_empty() {
            project.codings.insert(document, Arc::new(codings));
        }
    }
    project.uses.retain(|_, uses| *uses > 0);
    Assembled { project, violations: found, left_out }
}

fn insert_once<K: Ord + Copy, V>(
    map: &mut BTreeMap<K, V>,
    id: K,
    value: V,
    found: &mut Vec<Violation>,
    twice: fn(K) -> Violation,
) {
    if let std::collections::btree_map::Entry::Vacant(place) = map.entry(id) {
        place.insert(value);
    } else {
        found.push(twice(id));
    }
}

/// What is wrong with a coding; one with nothing wrong is counted as a use of its code.
fn fault(project: &mut Project, document: DocumentId, coding: &Coding) -> Option<Violation> {
    let dangling = Violation::Dangling { document, coding: coding.id };
    let Some(held) = project.documents.get(&document) else { return Some(dangling) };
    if !project.coders.contains_key(&coding.coder) {
        return Some(dangling);
    }
    let Some(uses) = project.uses.get_mut(&coding.code) else { return Some(dangling) };
    // Invariant 1: a span lies inside its document's current revision.
    if coding.on != held.mark() {
        return Some(Violation::OtherText { document, coding: coding.id });
    }
    if coding.span.start >= coding.span.end || coding.span.end.0 > held.text.char_len() {
        return Some(Violation::OutsideText { document, coding: coding.id });
    }
    *uses += 1;
    None
}

/// Takes away aliases, then parents, that are missing or lead back to where they came from.
fn cut_broken_branches(project: &mut Project) -> Vec<Violation> {
    let ids: Vec<CodeId> = project.codes.keys().copied().collect();
    let alias = |project: &Project, id| project.code(id).and_then(|code| code.alias_of);
    let parent = |project: &Project, id| Some(project.resolve(project.code(id)?.parent?));
    let mut cut = Vec::new();
    for &id in &ids {
        if leads_astray(project, id, alias)
            && let Some(code) = project.codes.get_mut(&id)
        {
            code.alias_of = None;
            cut.push(Violation::BrokenTree(id));
        }
    }
    for &id in &ids {
        if leads_astray(project, id, parent)
            && let Some(code) = project.codes.get_mut(&id)
        {
            code.parent = None;
            cut.push(Violation::BrokenTree(id));
        }
    }
    cut
}

/// Whether the next step is missing, or steps come back to `id`. A circle elsewhere is found at one of its own codes.
fn leads_astray(project: &Project, id: CodeId, step: impl Fn(&Project, CodeId) -> Option<CodeId>) -> bool {
    let mut at = step(project, id);
    if at.is_some_and(|next| project.code(next).is_none()) {
        return true;
    }
    for _ in 0..project.codes.len() {
        match at {
            Some(other) if other != id => at = step(project, other),
            _ => break,
        }
    }
    at == Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CoderId, CodingId, Colour, CountingMint, Edit, Mint, QuoteHash, Span, Text, apply_all, invariants,
    };

    fn parts() -> Parts {
        let mut mint = CountingMint::default();
        let project = ProjectId::new(&mut mint);
        let coder = Coder::named(CoderId::new(&mut mint), "甲");
        let code = Code::named(CodeId::new(&mut mint), "合谋", Colour::nth(0));
        let text = Text::new("老人 03：他们一起瞒着上面。").unwrap();
        let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(1));
        let codings = [(7, 9), (0, 5), (7, 14)].map(|(start, end)| {
            let span = Span::new(start, end).unwrap();
            let quote = QuoteHash::of(&document.text, span);
            let (code, coder) = (code.id, coder.id);
            Coding {
                id: CodingId::new(&mut mint),
                code,
                coder,
                span,
                at: Timestamp(2),
                quote,
                on: None,
                memo: None,
                weight: None,
            }
        });
        Parts {
            id: project,
            title: "样例".into(),
            created: Timestamp(0),
            coders: vec![coder],
            codes: vec![code],
            codings: vec![(document.id, codings.to_vec())],
            documents: vec![document],
            attributes: Vec::new(),
            cases: Vec::new(),
            items: Vec::new(),
            memos: Vec::new(),
        }
    }

    #[test]
    fn assembling_gives_the_project_that_edits_would_have_made() {
        let parts = parts();
        let mut by_edits = Project::new(parts.id, &parts.title, parts.created);
        let mut edits: Vec<Edit> = parts.coders.iter().cloned().map(Edit::AddCoder).collect();
        edits.extend(parts.codes.iter().cloned().map(Edit::AddCode));
        edits.extend(parts.documents.iter().cloned().map(|d| Edit::AddDocument(Arc::new(d))));
        for (document, codings) in &parts.codings {
            edits.extend(codings.iter().cloned().map(|coding| Edit::AddCoding(*document, coding)));
        }
        apply_all(&mut by_edits, &edits).unwrap();
        let Assembled { project: assembled, violations: found, .. } = assemble(parts);
        assert_eq!(found, []);
        assert_eq!(assembled, by_edits);
        assert_eq!(invariants::check(&assembled), []);
    }

    #[test]
    fn what_dangles_or_lies_outside_is_left_out_and_named_and_the_rest_stays() {
        let mut parts = parts();
        let mut mint = CountingMint::after(100);
        let (document, codings) = parts.codings.remove(0);
        let spoiled = |change: fn(&mut Coding, CountingMint)| {
            let mut coding = codings[0].clone();
            change(&mut coding, CountingMint::after(200));
            coding
        };
        let no_code = spoiled(|c, mut mint| c.code = CodeId(mint.mint()));
        let no_coder = spoiled(|c, mut mint| c.coder = CoderId(mint.mint()));
        let outside = spoiled(|c, _| c.span = Span::new(3, 99).unwrap());
        let nowhere = DocumentId(mint.mint());
        parts.codings = vec![
            (document, vec![no_code, no_coder, outside]),
            (document, codings.clone()),
            (document, vec![codings[1].clone()]),
            (nowhere, vec![codings[0].clone()]),
        ];
        let coding = codings[0].id;
        let Assembled { project, violations: found, .. } = assemble(parts);
        assert_eq!(
            found,
            [
                Violation::Dangling { document, coding },
                Violation::Dangling { document, coding },
                Violation::OutsideText { document, coding },
                Violation::CodingTwice { document, coding: codings[1].id },
                Violation::Dangling { document: nowhere, coding },
            ]
        );
        assert_eq!(project.codings(document).len(), 3);
        assert_eq!(project.uses_as_applied(codings[0].code), 3);
        assert_eq!(invariants::check(&project), []);
    }

    #[test]
    fn circles_and_missing_parents_are_cut_so_that_every_code_is_seen() {
        let mut parts = parts();
        let mut mint = CountingMint::after(100);
        let mut codes: Vec<Code> =
            ["一", "二", "三", "四"].map(|name| Code::named(CodeId::new(&mut mint), name, Colour::nth(1))).to_vec();
        // 一 hangs on a circle of 二 and 三; 四 on a code that is not there and on itself.
        codes[0].parent = Some(codes[1].id);
        codes[1].parent = Some(codes[2].id);
        codes[2].parent = Some(codes[1].id);
        codes[3].parent = Some(CodeId(mint.mint()));
        codes[3].alias_of = Some(codes[3].id);
        let (second, fourth) = (codes[1].id, codes[3].id);
        parts.codes.extend(codes);
        let Assembled { project, violations: found, .. } = assemble(parts);
        // Aliases are looked at first, since parents follow them.
        assert_eq!(found, [fourth, second, fourth].map(Violation::BrokenTree));
        assert_eq!(invariants::check(&project), []);
        assert_eq!(crate::model::Codebook::of(&project).rows().len(), 5);
    }

    #[test]
    fn of_two_with_one_id_the_first_stays() {
        let mut parts = parts();
        let mut second = parts.codes[0].clone();
        second.name = "另一个".into();
        parts.codes.push(second.clone());
        parts.documents.push(parts.documents[0].clone());
        let document = parts.documents[0].id;
        let Assembled { project, violations: found, .. } = assemble(parts);
        assert_eq!(found, [Violation::CodeTwice(second.id), Violation::DocumentTwice(document)]);
        assert_eq!(project.code(second.id).map(|code| code.name.as_str()), Some("合谋"));
    }
}
