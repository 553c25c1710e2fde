//! A small study from its first call to its last: made, coded, checkpointed, closed and opened again,
//! by two installations on one folder.

use std::path::Path;

use super::desk::{Desk, FOLDER, environment};
use super::history::{History, Moment};
use super::machine::{Call, Machine};
use super::recording::{Failing, RecordingFs};
use crate::model::gesture::{
    Overlap, Passage, add_memo, code_passages, delete_code, merge_codes, put_on_shelf, set_memo, take_off_shelf,
};
use crate::model::{
    Attribute, AttributeKind, Case, CaseChange, CaseId, CaseMember, CodeChange, CodeId, Coder, CoderId, CodingChange,
    Colour, CountingMint, DocumentChange, DocumentId, Edit, MemoChange, MemoOn, Project, ProjectId, Rank, Shelf,
    ShelfItem, Span, Timestamp,
};
use crate::store::Store;
use crate::store::fault::Fault;
use crate::store::format::{CURRENT, ProjectFile};

/// What ran: from which machine, with which calls, and what was true and promised at each.
pub struct Run {
    /// Before the first call.
    pub start: Machine,
    /// In order.
    pub calls: Vec<Call>,
    /// What was true and promised.
    pub history: History,
}

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    Whole,
    /// One session with a checkpoint and another one after it: enough to fail at each call.
    Short,
}

/// A machine on which nobody has worked; its installations have their names already, so that every run is the same.
pub fn new_machine() -> Machine {
    let mut machine = Machine::default();
    machine.put_folder("/studies");
    for who in 0..2 {
        machine.put(&format!("/data{who}/installation"), format!("installation {who}").as_bytes());
    }
    machine
}

/// Runs it on a new machine.
pub fn run(extent: Extent, fault: Option<Fault>, failing: Failing) -> Run {
    let start = new_machine();
    let fs = RecordingFs::over(start.clone(), fault);
    fs.fail(failing);
    let mut history = History::default();
    work(&fs, extent, &mut history);
    Run { start, calls: fs.calls(), history }
}

/// What `project.ron` says.
pub fn project_file() -> ProjectFile {
    let id = ProjectId::new(&mut CountingMint::after(7));
    ProjectFile { version: CURRENT, id, title: "养老".into(), created: Timestamp(1_767_225_600_000) }
}

/// Makes the project; where the disk refuses, once more.
pub fn create(fs: &RecordingFs, history: &mut History) -> bool {
    let file = project_file();
    let project = Project::new(file.id, &file.title, file.created);
    history.begin(fs.count(), Moment { project: Some(project.into()), stacks: None });
    let make = || Store::create(&environment(fs, 0), Path::new(FOLDER), &file).is_ok();
    let made = make() || make();
    if made {
        history.saved(fs.count());
    }
    made
}

fn work(fs: &RecordingFs, extent: Extent, history: &mut History) {
    if !create(fs, history) {
        return;
    }
    let Some((first, codes)) = first_session(fs, history) else { return };
    if !second_session(fs, first, codes, history) || extent == Extent::Short {
        return;
    }
    if !other_installation(fs, first, codes[0], history) {
        return;
    }
    last_session(fs, first, codes[0], history);
}

fn span_of(start: u32, end: u32) -> Span {
    Span::new(start, end).unwrap()
}

/// Codes a passage as the window does.
pub fn coding(desk: &mut Desk, document: DocumentId, span: (u32, u32), code: CodeId) -> Vec<Edit> {
    let passage = Passage { document, span: span_of(span.0, span.1), code };
    code_passages(&desk.project, &[passage], desk.coder, Overlap::Merge, Timestamp(5), &mut desk.mint)
}

/// Adds a code.
pub fn new_code(desk: &mut Desk, name: &str) -> (CodeId, Vec<Edit>) {
    let id = CodeId::new(&mut desk.mint);
    (id, vec![Edit::AddCode(crate::model::Code::named(id, name, Colour::nth(desk.project.codes().len())))])
}

/// Somebody joins and codes from now on.
pub fn join(desk: &mut Desk, name: &str, history: &mut History) {
    desk.coder = CoderId::new(&mut desk.mint);
    desk.commit(vec![Edit::AddCoder(Coder::named(desk.coder, name))], history);
    desk.store.remember_coder(desk.coder);
}

/// The first coding of a document, where there is one.
fn some_coding(project: &Project, document: DocumentId) -> Option<crate::model::CodingPlace> {
    project.codings(document).iter().next().map(|coding| coding.place(document))
}

fn first_session(fs: &RecordingFs, history: &mut History) -> Option<(DocumentId, [CodeId; 3])> {
    let mut desk = Desk::open(fs, 0, CountingMint::after(1_000)).ok()?;
    join(&mut desk, "甲", history);
    let document = desk.add_document("访谈 01", "老人 03：机构与街道一起瞒着。", Some(b"as it came"), history);
    let codes = ["合谋", "内卷化", "照护"].map(|name| {
        let (code, edits) = new_code(&mut desk, name);
        desk.commit(edits, history);
        code
    });
    let edits = coding(&mut desk, document, (0, 5), codes[0]);
    desk.commit(edits, history);
    let three = [(6, 8, codes[0]), (9, 11, codes[1]), (11, 13, codes[2])];
    let together = three.map(|(start, end, code)| coding(&mut desk, document, (start, end), code));
    desk.commit_together(together, history);
    // A checkpoint, and somebody goes on coding while it is being written.
    desk.checkpoint("/codings/", |desk| {
        let edits = coding(desk, document, (1, 4), codes[1]);
        desk.commit(edits, history);
    });
    if let Some(place) = some_coding(&desk.project, document) {
        desk.commit(vec![Edit::SetCoding(place, CodingChange::Memo(Some("为何？\n再问".into())))], history);
    }
    desk.commit(vec![Edit::SetCode(codes[0], CodeChange::Name("共谋".into()))], history);
    desk.commit(merge_codes(&desk.project, codes[1], codes[0]), history);
    let target = desk.store.history().to_undo();
    desk.take_back(target, history);
    let target = desk.store.history().to_redo();
    desk.take_back(target, history);
    desk.close();
    Some((document, codes))
}

fn second_session(fs: &RecordingFs, document: DocumentId, codes: [CodeId; 3], history: &mut History) -> bool {
    let Ok(mut desk) = Desk::open(fs, 0, CountingMint::after(2_000)) else { return false };
    // A failing disk may have kept the first session from being saved at all.
    if desk.project.document(document).is_none() || desk.project.codes().len() < 3 {
        return false;
    }
    // The same file twice: its bytes are there already.
    desk.add_document("访谈 02", "社工 01：没有人问过我们。", Some(b"as it came"), history);
    if let Some(place) = some_coding(&desk.project, document) {
        desk.commit(vec![Edit::RemoveCoding(place)], history);
    }
    desk.commit(delete_code(&desk.project, codes[2]), history);
    let mut case = Case::named(CaseId::new(&mut desk.mint), "老人 03");
    case.members.insert(CaseMember::Document(document));
    let age = CaseChange::Attribute { name: "年龄".into(), value: Some("71".into()) };
    let edits =
        vec![Edit::AddAttribute(Attribute::new("年龄", AttributeKind::Integer, Rank(0))), Edit::SetCase(case.id, age)];
    desk.commit(vec![Edit::AddCase(case)], history);
    desk.commit(edits, history);
    let search = ShelfItem::new(Shelf::Search, "合谋", "合谋 NEAR/20 上级");
    desk.commit(put_on_shelf(&desk.project, search), history);
    let words = ["活动室", "社区食堂"].map(|word| Edit::AddItem(ShelfItem::new(Shelf::Word, word, "")));
    desk.commit(words.to_vec(), history);
    let coder = desk.project.coders().next().map(|coder| coder.id);
    if let Some(coder) = coder {
        let at = Timestamp(7);
        let (memo, edits) = add_memo(MemoOn::Document(document), "沉默", "为何**不说**？", coder, at, &mut desk.mint);
        desk.commit(edits, history);
        let groups = CodeChange::Groups(["机构".to_owned()].into());
        desk.commit(vec![Edit::SetCode(codes[0], groups)], history);
        desk.commit(set_memo(&desk.project, memo, MemoChange::Text("怕。".into()), Timestamp(9)), history);
    }
    desk.commit(take_off_shelf(&desk.project, Shelf::Word, "活动室"), history);
    // It ends without being closed: the journal is all there is.
    true
}

fn other_installation(fs: &RecordingFs, document: DocumentId, code: CodeId, history: &mut History) -> bool {
    history.working(fs.count(), 1);
    let Ok(mut desk) = Desk::open(fs, 1, CountingMint::after(3_000)) else { return false };
    join(&mut desk, "乙", history);
    let edits = coding(&mut desk, document, (2, 6), code);
    desk.commit(edits, history);
    desk.commit(vec![Edit::SetCode(code, CodeChange::Definition("一起瞒着上面".into()))], history);
    let change = DocumentChange::Attribute { name: "地点".into(), value: Some("活动室".into()) };
    desk.commit(vec![Edit::SetDocument(document, change)], history);
    // Both keep a search under one name, and neither knows of the other.
    desk.commit(put_on_shelf(&desk.project, ShelfItem::new(Shelf::Search, "合谋", "合谋")), history);
    desk.close()
}

fn last_session(fs: &RecordingFs, document: DocumentId, code: CodeId, history: &mut History) {
    history.working(fs.count(), 0);
    let Ok(mut desk) = Desk::open(fs, 0, CountingMint::after(4_000)) else { return };
    let edits = coding(&mut desk, document, (3, 9), code);
    desk.commit(edits, history);
    desk.commit(vec![Edit::SetTitle("养老研究".into())], history);
    desk.close();
}
