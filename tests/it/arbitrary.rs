//! Small projects of every shape, for property tests: nested codes, merged codes, several coders,
//! overlapping, doubled and touching codings, texts with empty paragraphs; and whatever a researcher
//! may do to them.

use proptest::prelude::*;
use tianye::model::gesture::{self, Overlap};
use tianye::model::{
    Assembled, Attribute, AttributeId, AttributeKind, Case, CaseChange, CaseId, CaseMember, Code, CodeChange, CodeId,
    Codebook, Coder, CoderId, Coding, CodingId, Colour, CountingMint, Document, DocumentChange, DocumentId, Edit,
    Membership, Memo, MemoChange, MemoId, MemoOn, Parts, Project, ProjectId, QuoteHash, Rank, Shelf, ShelfItem, Span,
    Text, Timestamp, assemble, invariants,
};

/// How many ids of a project made here are taken at most; later mints begin after it.
pub const IDS: u128 = 1_000;

const CODES: usize = 6;
const CODERS: usize = 3;

/// A coding as numbers: document, start, length, code, coder.
type Raw = (usize, u32, u32, usize, usize);

/// Any small project.
pub fn project() -> impl Strategy<Value = Project> {
    let texts = prop::collection::vec("[一二三a\n]{4,40}", 1..4);
    // Of each code: what it hangs on and what it was merged into, among those before it.
    let tree = prop::collection::vec((any::<Option<u8>>(), prop::option::weighted(0.2, any::<u8>())), CODES);
    let codings = prop::collection::vec((0..4_usize, 0..40_u32, 1..12_u32, 0..CODES, 0..CODERS), 0..40);
    (texts, tree, codings).prop_map(|(texts, tree, codings)| build(&texts, &tree, &codings))
}

fn build(texts: &[String], tree: &[(Option<u8>, Option<u8>)], codings: &[Raw]) -> Project {
    let mut mint = CountingMint::default();
    let id = ProjectId::new(&mut mint);
    let coders: Vec<Coder> =
        ["甲", "乙", "丙"].iter().map(|name| Coder::named(CoderId::new(&mut mint), name)).collect();
    let mut codes: Vec<Code> = Vec::new();
    for (at, (parent, alias)) in tree.iter().enumerate() {
        let before = |pick: &u8| codes.get(*pick as usize % (at + 1)).map(|code: &Code| code.id);
        let mut code = Code::named(CodeId::new(&mut mint), &format!("代码{at}"), Colour::nth(at));
        code.rank = Rank(at as i64 * Rank::GAP);
        code.parent = parent.as_ref().and_then(before);
        code.alias_of = alias.as_ref().and_then(before);
        codes.push(code);
    }
    let documents: Vec<Document> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let text = Text::new(text.clone()).unwrap();
            let mut document = Document::of_text(DocumentId::new(&mut mint), &format!("访谈{at}"), text, Timestamp(0));
            // Against the order of ids, so that the order of the list is told from it.
            document.rank = Rank(-(at as i64));
            document.groups.insert(["城", "乡"][at % 2].to_owned());
            document
        })
        .collect();
    let codings = codings.iter().filter_map(|&(document, start, length, code, coder)| {
        let document = documents.get(document)?;
        let span = Span::new(start, (start + length).min(document.text.char_len()))?;
        let quote = QuoteHash::of(&document.text, span);
        let (code, coder) = (codes[code].id, coders[coder].id);
        let id = CodingId::new(&mut mint);
        let at = Timestamp(0);
        Some((document.id, vec![Coding { id, code, coder, span, at, quote, on: None, memo: None, weight: None }]))
    });
    let codings = codings.collect();
    let attributes = vec![Attribute::new("年龄", AttributeKind::Integer, Rank(0))];
    let mut case = Case::named(CaseId::new(&mut mint), "老人 03");
    case.members.extend(documents.first().map(|document| CaseMember::Document(document.id)));
    let (title, created) = ("样例".into(), Timestamp(0));
    let items = vec![ShelfItem::new(Shelf::Search, "合谋", "合谋 NEAR/20 上级")];
    let about = documents.first().map_or(MemoOn::Project, |document| MemoOn::Document(document.id));
    let mut memo = Memo::new(MemoId::new(&mut mint), about, coders[0].id, Timestamp(0));
    memo.text = "为何**不说**？".into();
    let (cases, memos) = (vec![case], vec![memo]);
    let parts = Parts { id, title, created, coders, codes, documents, codings, attributes, cases, items, memos };
    let Assembled { project, violations: found, .. } = assemble(parts);
    assert_eq!(found, []);
    assert_eq!(invariants::check(&project), []);
    project
}

/// Something that a researcher does; numbers pick what it is done to, whatever is there.
#[derive(Clone, Copy, Debug)]
pub struct Gesture {
    /// What.
    pub kind: Kind,
    numbers: [u8; 4],
}

/// What a researcher does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    CodePassages(Overlap),
    RemoveCoding,
    AddCodes,
    MoveCode,
    MergeCodes,
    DeleteCode,
    DeleteDocument,
    AddCoder,
    AddCase,
    PutIntoCase,
    SetCase,
    DocumentAttribute,
    DefineAttribute,
    Shelf,
    GroupCode,
    AddMemo,
    SetMemo,
}

/// Any gesture.
pub fn gesture() -> impl Strategy<Value = Gesture> {
    let kinds = [
        Kind::CodePassages(Overlap::KeepBoth),
        Kind::CodePassages(Overlap::Merge),
        Kind::RemoveCoding,
        Kind::AddCodes,
        Kind::MoveCode,
        Kind::MergeCodes,
        Kind::DeleteCode,
        Kind::DeleteDocument,
        Kind::AddCoder,
        Kind::AddCase,
        Kind::PutIntoCase,
        Kind::SetCase,
        Kind::DocumentAttribute,
        Kind::DefineAttribute,
        Kind::Shelf,
        Kind::GroupCode,
        Kind::AddMemo,
        Kind::SetMemo,
    ];
    (prop::sample::select(kinds.to_vec()), any::<[u8; 4]>()).prop_map(|(kind, numbers)| Gesture { kind, numbers })
}

impl Gesture {
    /// The edits that it takes in this project; none where there is nothing to do it to.
    pub fn edits(self, project: &Project, mint: &mut CountingMint) -> Vec<Edit> {
        let [a, b, c, d] = self.numbers;
        let pick = |codes: &[CodeId], n: u8| codes.get(usize::from(n) % codes.len().max(1)).copied();
        let all: Vec<CodeId> = project.codes().map(|code| code.id).collect();
        let shown: Vec<CodeId> = Codebook::of(project).rows().iter().map(|row| row.id).collect();
        let documents: Vec<_> = project.documents().collect();
        let document = documents.get(usize::from(c) % documents.len().max(1));
        let coders: Vec<CoderId> = project.coders().map(|coder| coder.id).collect();
        let case = project.cases().nth(usize::from(a) % project.cases().len().max(1));
        let name = ["年龄", "地点", "身份"][usize::from(b) % 3].to_owned();
        let value = [None, Some("67"), Some("社区"), Some("是")][usize::from(d) % 4].map(str::to_owned);
        match (self.kind, document) {
            (Kind::CodePassages(overlap), Some(document)) => {
                let passage = |code, from: u8| {
                    let start = u32::from(from) % document.text.char_len();
                    let span = Span::new(start, (start + 1 + u32::from(b) % 9).min(document.text.char_len()))?;
                    Some(gesture::Passage { document: document.id, span, code })
                };
                let passages: Vec<_> =
                    [d, d / 2].into_iter().filter_map(|from| passage(pick(&all, a)?, from)).collect();
                let Some(&coder) = coders.get(usize::from(d) % coders.len().max(1)) else { return Vec::new() };
                gesture::code_passages(project, &passages, coder, overlap, Timestamp(1), mint)
            }
            (Kind::RemoveCoding, Some(document)) => {
                let codings = project.codings(document.id);
                let coding = codings.iter().nth(usize::from(d) % codings.len().max(1));
                coding.map(|coding| Edit::RemoveCoding(coding.place(document.id))).into_iter().collect()
            }
            (Kind::DeleteDocument, Some(document)) => gesture::delete_document(project, document.id),
            (Kind::AddCodes, _) => {
                let parent = pick(&shown, a).filter(|_| b % 2 == 0);
                gesture::add_codes_from_outline(project, "新代码\n  - 其下 | 说明\n代码0", parent, mint)
            }
            (Kind::MoveCode, _) => {
                let Some(code) = pick(&shown, a) else { return Vec::new() };
                gesture::move_code(project, code, pick(&all, b).filter(|_| d % 3 > 0), pick(&shown, c))
            }
            (Kind::MergeCodes, _) => match (pick(&all, a), pick(&all, b)) {
                (Some(from), Some(into)) => gesture::merge_codes(project, from, into),
                _ => Vec::new(),
            },
            (Kind::DeleteCode, _) => pick(&all, a).map_or_else(Vec::new, |code| gesture::delete_code(project, code)),
            (Kind::AddCoder, _) => vec![Edit::AddCoder(Coder::named(CoderId::new(mint), "丁"))],
            (Kind::AddCase, _) => vec![Edit::AddCase(Case::named(CaseId::new(mint), &name))],
            (Kind::PutIntoCase, Some(document)) => {
                let Some(case) = case else { return Vec::new() };
                let start = u32::from(d) % document.text.char_len();
                let member = match b % 3 {
                    0 => Some(CaseMember::Document(document.id)),
                    1 => Some(CaseMember::Speaker { document: document.id, name }),
                    _ => Span::new(start, start + 1).and_then(|span| CaseMember::passage(document, span)),
                };
                let gone = case.members.iter().nth(usize::from(c) % case.members.len().max(1));
                let change = match (gone, d % 3) {
                    (Some(gone), 0) => Some(CaseChange::Member(gone.clone(), Membership::Out)),
                    _ => member.map(|member| CaseChange::Member(member, Membership::In)),
                };
                change.map(|change| Edit::SetCase(case.id, change)).into_iter().collect()
            }
            (Kind::SetCase, _) => {
                let Some(case) = case else { return Vec::new() };
                vec![match c % 5 {
                    0 => Edit::RemoveCase(case.id),
                    1 => Edit::SetCase(case.id, CaseChange::Name(name)),
                    2 => Edit::SetCase(case.id, CaseChange::Note(name)),
                    _ => Edit::SetCase(case.id, CaseChange::Attribute { name, value }),
                }]
            }
            (Kind::DocumentAttribute, Some(document)) => {
                vec![Edit::SetDocument(document.id, DocumentChange::Attribute { name, value })]
            }
            (Kind::Shelf, _) => {
                let shelf = Shelf::ALL[usize::from(a) % 4];
                let value = match shelf {
                    Shelf::Search | Shelf::Synonyms => ["67", "社区"][usize::from(d) % 2],
                    Shelf::Word => "",
                    Shelf::StopWord => ["", ShelfItem::TAKEN_OFF][usize::from(d) % 2],
                };
                match c % 4 {
                    0 => gesture::take_off_shelf(project, shelf, &name),
                    1 => gesture::rename_on_shelf(project, shelf, &name, "合谋"),
                    _ => gesture::put_on_shelf(project, ShelfItem::new(shelf, &name, value)),
                }
            }
            (Kind::GroupCode, _) => {
                let Some(code) = pick(&all, a) else { return Vec::new() };
                vec![Edit::SetCode(code, CodeChange::Groups(value.into_iter().collect()))]
            }
            (Kind::AddMemo, document) => {
                let on = match (b % 4, document, pick(&all, a), case) {
                    (0, Some(document), ..) => MemoOn::Document(document.id),
                    (1, _, Some(code), _) => MemoOn::Code(code),
                    (2, _, _, Some(case)) => MemoOn::Case(case.id),
                    _ => MemoOn::Project,
                };
                let Some(&coder) = coders.get(usize::from(d) % coders.len().max(1)) else { return Vec::new() };
                gesture::add_memo(on, &name, "为何不说？", coder, Timestamp(2), mint).1
            }
            (Kind::SetMemo, _) => {
                let memo = project.memos().nth(usize::from(a) % project.memos().len().max(1));
                let Some(memo) = memo else { return Vec::new() };
                let change = match c % 5 {
                    0 => return vec![Edit::RemoveMemo(memo.id)],
                    1 => MemoChange::Title(name),
                    2 => MemoChange::Labels([name].into()),
                    3 => MemoChange::On(pick(&all, d).map_or(MemoOn::Project, MemoOn::Code)),
                    _ => MemoChange::Text(format!("{name}{d}")),
                };
                gesture::set_memo(project, memo.id, change, Timestamp(i64::from(d)))
            }
            (Kind::DefineAttribute, _) => {
                let kind = AttributeKind::ALL[usize::from(d) % 6];
                let attribute = Attribute::new(&name, kind, Rank(i64::from(c)));
                vec![match project.attribute(AttributeId::of(&name)) {
                    None => Edit::AddAttribute(attribute),
                    Some(_) if a % 4 == 0 => Edit::RemoveAttribute(attribute.id()),
                    Some(_) => Edit::SetAttribute(attribute),
                }]
            }
            (
                Kind::CodePassages(_)
                | Kind::RemoveCoding
                | Kind::DeleteDocument
                | Kind::PutIntoCase
                | Kind::DocumentAttribute,
                None,
            ) => Vec::new(),
        }
    }
}
