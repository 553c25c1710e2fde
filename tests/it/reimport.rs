//! Reading a file again: what becomes of codings, undo, crashes, earlier days, and what others coded meanwhile.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tianye::import::{ImportedFile, Options, read};
use tianye::model::gesture::{self, Overlap, Passage};
use tianye::model::{
    Case, CaseChange, CaseId, CaseMember, CharIndex, CodingChange, DocumentId, Edit, Membership, Project, QuoteHash,
    Role, Span, Speaker, Tell as _, Text, Timestamp, Turn, apply_all, invariants,
};
use tianye::session::{ByHand, Consent, NewDocument, ReimportError, Session};
use tianye::store::MemoryFs;

use crate::merge::{copy_folder, on, plan};
use crate::session::label;

const A: &str = "/a/s.tianye";
const B: &str = "/b/s.tianye";

const OLD: &str = "社工 01：饭菜怎么样？\n老人 03：清淡，我们都原意来。改了以后，人就散了。\n社工 01：后来呢？\n";
/// A slip put right, a sentence gone, a line put in at the beginning.
const NEW: &str = "时间：七月\n社工 01：饭菜怎么样？\n老人 03：清淡，我们都愿意来。\n社工 01：后来呢？\n";

fn file(text: &str) -> ImportedFile {
    let documents = read("访谈.txt", text.as_bytes(), &Options::untouched()).unwrap();
    ImportedFile { documents, bytes: Arc::from(text.as_bytes()) }
}

fn open(fs: &MemoryFs, data: &str, folder: &str) -> Session {
    Session::open(&on(fs, data), Path::new(folder)).unwrap()
}

fn code(session: &mut Session, document: DocumentId, quote: &str) {
    let held = session.project().document(document).unwrap().clone();
    let at = held.text.as_str().find(quote).unwrap();
    let start = u32::try_from(held.text.as_str()[..at].chars().count()).unwrap();
    let span = Span::new(start, start + u32::try_from(quote.chars().count()).unwrap()).unwrap();
    let project = session.project().clone();
    let mut edits = Vec::new();
    let code = project.codes().next().map_or_else(
        || {
            edits = gesture::add_codes_from_outline(&project, "合谋", None, session.mint());
            let Edit::AddCode(code) = &edits[0] else { panic!("no code") };
            code.id
        },
        |code| code.id,
    );
    session.commit(label(), edits).unwrap();
    let (project, coder) = (session.project().clone(), session.coder());
    let passage = Passage { document, span, code };
    let edits = gesture::code_passages(&project, &[passage], coder, Overlap::KeepBoth, Timestamp(1), session.mint());
    assert_eq!(edits.len(), 1, "{quote}");
    session.commit(label(), edits).unwrap();
}

fn quotes(project: &Project, document: DocumentId) -> Vec<String> {
    let text = &project.document(document).unwrap().text;
    project.codings(document).iter().map(|coding| text.slice(coding.span).to_owned()).collect()
}

/// A project with the old text, coded four times.
fn study(fs: &MemoryFs) -> (Session, DocumentId) {
    let mut session = Session::create(&on(fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let document = session.add_documents(NewDocument::of_file(file(OLD)), None).unwrap()[0];
    for quote in ["饭菜怎么样", "我们都原意来", "人就散了", "后来呢"] {
        code(&mut session, document, quote);
    }
    (session, document)
}

#[test]
fn what_reading_again_would_do_is_said_first_and_codings_move_with_their_words() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let before = session.project().clone();
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    assert_eq!(session.project(), &before, "a plan changes nothing");
    assert_eq!((plan.effect.kept, plan.effect.moved), (0, 2));
    assert_eq!(
        (plan.effect.changed[0].coding.quote.as_str(), plan.effect.changed[0].becomes.as_deref().unwrap()),
        ("我们都原意来", "我们都愿意来")
    );
    assert_eq!(plan.effect.lost.iter().map(|lost| lost.coding.quote.as_str()).collect::<Vec<_>>(), ["人就散了"]);
    session.reimport(plan).unwrap();
    let after = session.project().clone();
    assert_eq!(invariants::check(&after), []);
    assert_eq!(quotes(&after, document), ["饭菜怎么样", "我们都愿意来", "后来呢"]);
    let held = after.document(document).unwrap();
    assert_eq!((held.revision, held.text.as_str()), (2, NEW));

    session.undo().unwrap();
    assert_eq!(session.project(), &before);
    session.redo().unwrap();
    assert_eq!(session.project(), &after);
    session.close().unwrap();
    let mut again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.findings().len(), again.read_only()), (&after, 0, None));
    again.undo().unwrap();
    assert_eq!(again.project(), &before, "undo reaches back over closing");
    code(&mut again, document, "清淡");
    assert_eq!(invariants::check(again.project()), []);
}

#[test]
fn the_same_text_is_no_change_and_a_plan_for_another_state_is_refused() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let original = session.original(document).unwrap();
    assert_eq!((original.record.name.as_str(), original.read().unwrap().as_slice()), ("访谈.txt", OLD.as_bytes()));
    assert!(session.plan_reimport(document, file(OLD)).unwrap().is_empty());
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    code(&mut session, document, "清淡");
    assert!(matches!(session.reimport(plan), Err(ReimportError::Outdated)));
}

#[test]
fn after_a_crash_the_new_text_and_its_codings_are_there_together_or_not_at_all() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    session.reimport(plan).unwrap();
    session.wait_until_saved().unwrap();
    let after = session.project().clone();
    let crashed = open(&fs.after_a_crash(), "/data/a", A);
    assert_eq!((crashed.project(), crashed.read_only()), (&after, None));
}

#[test]
fn passages_of_cases_move_too_and_a_step_before_the_correction_is_still_taken_back_where_it_can() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let memo_of = session.project().codings(document).iter().next().unwrap().place(document);
    session.commit(label(), vec![Edit::SetCoding(memo_of, CodingChange::Memo(Some("为何？".into())))]).unwrap();
    let memo = session.recent_changes().last().unwrap().id.clone();
    let held = session.project().document(document).unwrap().clone();
    let mut case = tianye::model::Case::named(tianye::model::CaseId::new(session.mint()), "食堂");
    case.members.extend(CaseMember::passage(&held, Span::new(6, 11).unwrap()));
    let case_id = case.id;
    session.commit(label(), vec![Edit::AddCase(case)]).unwrap();
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    session.reimport(plan).unwrap();
    assert_eq!(invariants::check(session.project()), []);
    assert_eq!(session.project().case(case_id).unwrap().members.len(), 1);
    session.take_back(&memo).unwrap();
    assert!(session.project().codings(document).iter().all(|coding| coding.memo.is_none()));
    let revised = session.recent_changes().iter().rev().nth(1).unwrap().id.clone();
    code(&mut session, document, "时间");
    let refused = session.take_back(&revised).unwrap_err();
    assert!(format!("{refused:?}").contains("document_coded"), "{refused:?}");
}

#[test]
fn an_earlier_day_shows_the_earlier_text_with_its_codings() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let before = quotes(session.project(), document);
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    session.reimport(plan).unwrap();
    session.wait_until_saved().unwrap();
    // Walked back over the correction alone.
    let transaction = session.change_in_memory(&session.recent_changes().last().unwrap().id).unwrap();
    let mut then = (*transaction).clone();
    then.at = Timestamp(i64::MAX);
    let mut walk = tianye::model::as_of::AsOf::new(session.project(), document, Timestamp(i64::MAX - 1));
    walk.take(&then);
    let lost = walk.lost_document().expect("today's text is another");
    let found = tianye::store::with_text(session.environment(), session.layout(), lost).unwrap();
    let past = tianye::model::assemble(walk.parts(Some(found)).unwrap());
    assert_eq!(past.violations, []);
    assert_eq!(quotes(&past.project, document), before);
}

/// Two copies; here the text is corrected, there it is coded.
fn apart(fs: &MemoryFs) -> (Session, Session, DocumentId) {
    let (session, document) = study(fs);
    session.close().unwrap();
    copy_folder(fs, A, B);
    let (mut here, mut there) = (open(fs, "/data/a", A), open(fs, "/data/b", B));
    let plan = here.plan_reimport(document, file(NEW)).unwrap();
    here.reimport(plan).unwrap();
    for quote in ["清淡", "都原意", "改了以后"] {
        code(&mut there, document, quote);
    }
    (here, there, document)
}

#[test]
fn what_was_coded_elsewhere_on_the_text_before_moves_when_it_comes_in() {
    let fs = MemoryFs::new();
    let (mut here, there, document) = apart(&fs);
    there.close().unwrap();
    let merged = plan(&here, B).unwrap();
    here.merge(merged, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(here.project()), []);
    let all = quotes(here.project(), document);
    assert!(all.contains(&"清淡".to_owned()) && all.contains(&"都愿意".to_owned()), "{all:?}");
    assert!(!all.iter().any(|quote| quote.contains("改了")), "its words are gone: {all:?}");
    let expected = here.project().clone();
    here.close().unwrap();
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.read_only()), (&expected, None));
}

#[test]
fn a_correction_that_comes_in_moves_what_was_coded_here_meanwhile_and_undo_brings_all_back() {
    let fs = MemoryFs::new();
    let (here, mut there, document) = apart(&fs);
    here.close().unwrap();
    let before = there.project().clone();
    let merged = plan(&there, A).unwrap();
    assert_eq!(merged.report.findings, []);
    there.merge(merged, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(there.project()), []);
    let all = quotes(there.project(), document);
    assert!(
        all.contains(&"清淡".to_owned()) && all.contains(&"都愿意".to_owned()) && all.contains(&"后来呢".to_owned()),
        "{all:?}"
    );
    there.undo().unwrap();
    assert_eq!(there.project(), &before);
    there.redo().unwrap();
    let expected = there.project().clone();
    there.close().unwrap();
    let again = open(&fs, "/data/b", B);
    assert_eq!((again.project(), again.read_only()), (&expected, None));
}

#[test]
fn in_a_shared_folder_nothing_is_lost_and_nothing_stands_on_other_words() {
    let fs = MemoryFs::new();
    let (session, document) = study(&fs);
    session.close().unwrap();
    // Both begin on the same and write into one folder.
    let mut first = open(&fs, "/data/a", A);
    let mut second = Session::open_beside(&on(&fs, "/data/b"), Path::new(A)).unwrap();
    let plan = first.plan_reimport(document, file(NEW)).unwrap();
    code(&mut second, document, "清淡");
    code(&mut second, document, "改了以后");
    first.reimport(plan).unwrap();
    first.close().unwrap();
    second.close().unwrap();
    for data in ["/data/a", "/data/b"] {
        let session = open(&fs, data, A);
        assert_eq!(session.read_only(), None, "{:?}", session.findings());
        assert_eq!(invariants::check(session.project()), []);
        assert!(quotes(session.project(), document).contains(&"清淡".to_owned()));
        // Of the other one no word is left: it is told, and kept in its file.
        assert!(!session.findings().is_empty());
        session.close().unwrap();
    }
    let kept = fs.files().into_iter().any(|(path, bytes)| {
        path.starts_with("/a/s.tianye/codings") && String::from_utf8_lossy(&bytes).matches("Coding(").count() >= 1
    });
    assert!(kept);
}

/// A case to which these words of a document belong.
fn put_into_case(session: &mut Session, document: DocumentId, name: &str, words: &[&str]) -> CaseId {
    let held = session.project().document(document).unwrap().clone();
    let mut case = Case::named(CaseId::new(session.mint()), name);
    for words in words {
        let start = held.text.as_str().split(words).next().unwrap().chars().count() as u32;
        let span = Span::new(start, start + words.chars().count() as u32).unwrap();
        case.members.extend(CaseMember::passage(&held, span));
    }
    let id = case.id;
    session.commit(label(), vec![Edit::AddCase(case)]).unwrap();
    id
}

/// What belongs to a case today, in words.
fn words_of(project: &Project, case: CaseId) -> Vec<String> {
    let case = project.case(case).unwrap();
    let spans = case.members_in(project).filter_map(|(member, held)| Some((held, member.span_in(held)?)));
    spans.map(|(held, span)| held.text.slice(span).to_owned()).collect()
}

#[test]
fn what_was_put_into_a_case_elsewhere_is_found_in_the_corrected_text_and_only_what_is_not_stays_away() {
    let fs = MemoryFs::new();
    let (mut here, mut there, document) = apart(&fs);
    let case = put_into_case(&mut there, document, "食堂", &["我们都原意", "改了以后"]);
    let before = there.project().clone();
    there.close().unwrap();
    let merged = plan(&here, B).unwrap();
    let left: Vec<String> = merged.report.left_out.iter().map(|left| format!("{:?}", left.message())).collect();
    assert!(left.iter().any(|left| left.contains("left_members_other_text")), "{left:?}");
    here.merge(merged, Consent::OnlyWhole).unwrap();
    assert_eq!(words_of(here.project(), case), ["我们都愿意"]);
    assert_eq!(invariants::check(here.project()), []);
    let expected = here.project().clone();
    here.close().unwrap();
    assert_eq!(open(&fs, "/data/a", A).project(), &expected);

    // The other way round the correction comes in below what belongs to the case.
    let mut there = open(&fs, "/data/b", B);
    let merged = plan(&there, A).unwrap();
    there.merge(merged, Consent::OnlyWhole).unwrap();
    assert_eq!(words_of(there.project(), case), ["我们都愿意"]);
    there.undo().unwrap();
    assert_eq!(there.project(), &before);
}

#[test]
fn in_a_shared_folder_what_belongs_to_a_case_is_found_and_what_lost_its_words_is_named_by_a_check() {
    let fs = MemoryFs::new();
    let (session, document) = study(&fs);
    session.close().unwrap();
    let mut first = open(&fs, "/data/a", A);
    let mut second = Session::open_beside(&on(&fs, "/data/b"), Path::new(A)).unwrap();
    let plan = first.plan_reimport(document, file(NEW)).unwrap();
    first.reimport(plan).unwrap();
    let case = put_into_case(&mut second, document, "食堂", &["我们都原意", "改了以后"]);
    first.close().unwrap();
    second.close().unwrap();
    let session = open(&fs, "/data/a", A);
    assert_eq!((session.read_only(), words_of(session.project(), case)), (None, vec!["我们都愿意".to_owned()]));
    assert_eq!(invariants::check(session.project()), [invariants::Violation::CasePassage { case, document }]);
}

#[test]
fn a_correction_is_not_taken_back_under_what_was_put_into_a_case_since() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    session.reimport(plan).unwrap();
    let revised = session.recent_changes().last().unwrap().id.clone();
    put_into_case(&mut session, document, "食堂", &["都愿意来"]);
    let before = session.project().clone();
    let refused = session.take_back(&revised).unwrap_err().tell();
    assert!(format!("{refused:?}").contains("refused.in_case"), "{refused:?}");
    assert_eq!(session.project(), &before);
    session.undo().unwrap();
    session.take_back(&revised).unwrap();
}

/// A conversation, a turn a line; speakers stand before the colon.
fn conversation(text: &str) -> ImportedFile {
    let mut file = file(text);
    let structure = &mut file.documents[0].structure;
    (structure.speakers, structure.turns) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.lines() {
        let (len, label) = (line.chars().count() as u32, line.split('：').next().unwrap());
        let known = structure.speakers.iter().position(|speaker| speaker.name == label);
        let speaker = known.unwrap_or_else(|| {
            structure.speakers.push(Speaker { name: label.to_owned(), role: Role::Unknown });
            structure.speakers.len() - 1
        });
        let said = CharIndex(at + label.chars().count() as u32 + 1);
        let (span, speaker) = (Span::new(at, at + len).unwrap(), Some(speaker as u16));
        structure.turns.push(Turn { span, said, speaker, at: None, until: None });
        at += len + 1;
    }
    file
}

#[test]
fn a_speaker_under_another_name_stays_in_the_case_and_one_who_is_gone_is_named() {
    let fs = MemoryFs::new();
    let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
    let text = "社工 01：饭菜怎么样？\n老人 03：清淡，我们都愿意来。\n老人 05：人少了。\n";
    let document = session.add_documents(NewDocument::of_file(conversation(text)), None).unwrap()[0];
    let speaker = |name: &str| CaseMember::Speaker { document, name: name.to_owned() };
    let mut case = Case::named(CaseId::new(session.mint()), "老人");
    case.members = [speaker("老人 03"), speaker("老人 05")].into();
    let id = case.id;
    session.commit(label(), vec![Edit::AddCase(case)]).unwrap();
    let before = session.project().clone();
    let new = conversation("社工 01：饭菜怎么样？\n说话人1：清淡，我们都愿意来。\n");
    let plan = session.plan_reimport(document, new).unwrap();
    assert_eq!(plan.effect.lost_speakers, ["老人 05"]);
    session.reimport(plan).unwrap();
    assert_eq!(session.project().case(id).unwrap().members, [speaker("说话人1")].into());
    session.undo().unwrap();
    assert_eq!(session.project(), &before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Edits come from journals too: whatever belongs to a case by them, each is taken back to the letter.
    #[test]
    fn whatever_belongs_to_a_case_by_whatever_edits_an_inverse_applies(
        steps in prop::collection::vec((0..6_u8, 0..12_u32, 1..9_u32, 0..3_u8), 1..24),
    ) {
        let mut mint = tianye::model::CountingMint::default();
        let mut project = Project::new(tianye::model::ProjectId::new(&mut mint), "样例", Timestamp(0));
        let text = tianye::model::Text::new("老人说食堂清淡，都来。").unwrap();
        let document = tianye::model::Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
        let id = document.id;
        apply_all(&mut project, &[Edit::AddDocument(document.into())]).unwrap();
        let cases: Vec<CaseId> = (0..3).map(|_| CaseId::new(&mut mint)).collect();
        let mut states = vec![(project.clone(), Vec::new())];
        for (what, start, len, which) in steps {
            let case = cases[usize::from(which)];
            let member = CaseMember::Passage {
                document: id, span: Span::new(start, start + len).unwrap(), quote: QuoteHash(u64::from(len)), on: None,
            };
            let edits = match what {
                0 => vec![Edit::AddCase(Case { members: [member].into(), ..Case::named(case, "食堂") })],
                1 => vec![Edit::RemoveCase(case)],
                2 => vec![Edit::SetCase(case, CaseChange::Member(member, Membership::In))],
                3 => {
                    let held = project.case(case).and_then(|case| case.members.first().cloned());
                    held.map(|member| Edit::SetCase(case, CaseChange::Member(member, Membership::Out))).into_iter().collect()
                }
                _ => {
                    let old = project.document(id).unwrap().clone();
                    let text: String = old.text.as_str().chars().cycle().skip(start as usize).take(len as usize).collect();
                    let text = Arc::new(tianye::model::Text::new(text).unwrap());
                    let changes = tianye::session::revise::diff::between(old.text.as_str(), text.as_str());
                    gesture::revise(&project, id, text, Arc::clone(&old.structure), None, changes).edits
                }
            };
            if let Ok(inverses) = apply_all(&mut project, &edits) {
                states.push((project.clone(), inverses));
            }
        }
        while let Some((state, inverses)) = states.pop() {
            prop_assert_eq!(&project, &state);
            apply_all(&mut project, &inverses).expect("an inverse always applies");
        }
    }
}

#[test]
fn two_who_correct_one_text_make_two_files_and_the_later_text_stands() {
    let fs = MemoryFs::new();
    let (session, document) = study(&fs);
    session.close().unwrap();
    copy_folder(&fs, A, B);
    let (mut here, mut there) = (open(&fs, "/data/a", A), open(&fs, "/data/b", B));
    let correct = |session: &mut Session, text: &str| {
        let plan = session.plan_reimport(document, file(text)).unwrap();
        session.reimport(plan).unwrap();
    };
    correct(&mut here, NEW);
    correct(&mut there, &OLD.replace("原意", "愿意").replace("后来呢", "再后来呢"));
    there.close().unwrap();
    let merged = plan(&here, B).unwrap();
    here.merge(merged, Consent::OnlyWhole).unwrap();
    assert_eq!(invariants::check(here.project()), []);
    let expected = here.project().clone();
    here.close().unwrap();
    let again = open(&fs, "/data/a", A);
    assert_eq!((again.project(), again.read_only()), (&expected, None));
    assert!(!quotes(&expected, document).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_corrected_no_coding_stands_on_words_that_it_did_not_say_without_being_named(
        old in "[老人说食堂清淡，。]{12,40}", texts in prop::collection::vec("[老人说食堂清淡，。]{4,40}", 1..4),
        starts in prop::collection::vec((0..10_u32, 1..4_u32), 1..6),
    ) {
        let fs = MemoryFs::new();
        let mut session = Session::create(&on(&fs, "/data/a"), Path::new(A), "样例", "甲").unwrap();
        let document = session.add_documents(NewDocument::of_file(file(&old)), None).unwrap()[0];
        let start = session.project().clone();
        let edits = gesture::add_codes_from_outline(&start, "合谋", None, session.mint());
        session.commit(label(), edits).unwrap();
        let (project, coder) = (session.project().clone(), session.coder());
        let code = project.codes().next().unwrap().id;
        let passages: Vec<Passage> = starts.iter().filter_map(|(start, len)| {
            Some(Passage { document, span: Span::new(*start, start + len)?, code })
        }).collect();
        let edits = gesture::code_passages(&project, &passages, coder, Overlap::KeepBoth, Timestamp(1), session.mint());
        session.commit(label(), edits).unwrap();
        let mut states = vec![session.project().clone()];
        for text in &texts {
            let plan = session.plan_reimport(document, file(text)).unwrap();
            if plan.is_empty() {
                continue;
            }
            let before = session.project().clone();
            let (kept, named) = (plan.effect.kept + plan.effect.moved, plan.effect.changed.len());
            session.reimport(plan).unwrap();
            prop_assert_eq!(invariants::check(session.project()), []);
            let said: Vec<QuoteHash> = before.codings(document).iter().map(|coding| coding.quote).collect();
            let same = session.project().codings(document).iter().filter(|coding| said.contains(&coding.quote)).count();
            prop_assert!(same >= kept && session.project().codings(document).len() == kept + named);
            states.push(session.project().clone());
        }
        while let Some(state) = states.pop() {
            prop_assert_eq!(session.project(), &state);
            if !states.is_empty() {
                session.undo().unwrap();
            }
        }
    }
}

#[test]
fn the_command_shows_the_plan_and_does_it_when_it_is_told_to() {
    let desk = crate::cli::Desk::new();
    desk.study();
    desk.run(&["code", "study.tianye", "--document", "访谈", "--code", "合谋", "--quote", "签几个字"]).ends(0);
    desk.run(&["code", "study.tianye", "--document", "访谈", "--code", "合谋", "--quote", "样子照街道的来"]).ends(0);
    desk.file("改过.txt", "社工 01：表格越填越多。\n老人 02：签几个名字，大家都高兴。\n社工 01：不说了。\n");
    let ask = ["reimport", "study.tianye", "访谈", "--file", "改过.txt", "--json"];
    let plan = desk.run(&ask).ends(0).json();
    assert_eq!((plan["done"].as_bool(), plan["lost"][0]["quote"].as_str()), (Some(false), Some("样子照街道的来")));
    assert_eq!(plan["changed"][0]["becomes"].as_str(), Some("签几个名字"));
    assert!(desk.run(&["reimport", "study.tianye", "访谈"]).ends(0).text().contains("nothing to do"));
    desk.run(&["reimport", "study.tianye", "访谈", "--file", "改过.txt", "--yes"]).ends(0);
    desk.run(&["check", "study.tianye"]).ends(0);
    let codings = desk.run(&["codings", "export", "study.tianye", "-"]).ends(0).text();
    assert_eq!(codings.lines().count(), 2, "{codings}");
    let said = desk.run(&["segments", "study.tianye", "--code", "合谋"]).ends(0).text();
    assert!(said.contains("签几个名字"), "{said}");
    desk.run(&["undo", "study.tianye"]).ends(0);
    assert_eq!(desk.run(&["codings", "export", "study.tianye", "-"]).ends(0).text().lines().count(), 3);
}

#[test]
fn corrections_made_by_hand_are_told_before_the_file_replaces_them() {
    let fs = MemoryFs::default();
    let mut session = Session::create(&on(&fs, "/data"), Path::new(A), "项目", "甲").unwrap();
    let document = session.add_documents(NewDocument::of_file(file(OLD)), None).unwrap()[0];
    let correct = |session: &mut Session, from: &str, to: &str| {
        let text = session.project().document(document).unwrap().text.as_str().replace(from, to);
        let plan = session.revision_job(document).of_text(Text::new(text).unwrap()).unwrap();
        session.correct(plan).unwrap();
    };
    // Two by hand: one as the new file has it too.
    correct(&mut session, "原意", "愿意");
    correct(&mut session, "后来呢", "那后来呢");
    let plan = session.plan_reimport(document, file(NEW)).unwrap();
    assert_eq!(plan.by_hand.kept, 1);
    let replaced: Vec<_> = plan.by_hand.replaced.iter().map(|place| (place.paragraph, place.says.as_str())).collect();
    assert_eq!(replaced, [(2, "那")]);
    session.reimport(plan).unwrap();

    // What a file brought in was made by no hand.
    let plan = session.plan_reimport(document, file(OLD)).unwrap();
    assert_eq!(plan.by_hand, ByHand::default());
    correct(&mut session, "七月", "八月");
    let plan = session.plan_reimport(document, file(OLD)).unwrap();
    let replaced: Vec<_> = plan.by_hand.replaced.iter().map(|place| place.says.as_str()).collect();
    assert_eq!((plan.by_hand.kept, replaced.as_slice()), (0, ["八"].as_slice()));
}
