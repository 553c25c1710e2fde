//! Correcting a text: what is typed, replaced, taken back and put back comes to one change set, and codings, turns,
//! pages and the way back to the file follow it.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tianye::i18n::Language;
use tianye::model::gesture::{self, Overlap, Passage};
use tianye::model::{
    Block, BlockKind, CharIndex, Coder, CoderId, CodingId, Document, DocumentId, Edit, Mark, MarkKind, PageStart, Role,
    Segment, SourceMap, SourceRecord, Span, Speaker, Structure, Text, Timestamp, Turn, invariants,
};
use tianye::session::revise::structure::{follow, follow_source};
use tianye::session::{Draft, NewDocument, ReimportError, Session, Whose};
use tianye::store::MemoryFs;
use tianye::store::chronicle::LostNames;

use crate::merge::on;
use crate::session::label;

const TEXT: &str = "社工 01：饭菜怎么样？\n老人 03：清淡，我们都原意来。改了以后，人就散了。\n社工 01：后来呢？\n老人 03：后来就没人来了。";

fn span_of(text: &str, words: &str) -> Span {
    let start = u32::try_from(text[..text.find(words).unwrap()].chars().count()).unwrap();
    Span::new(start, start + u32::try_from(words.chars().count()).unwrap()).unwrap()
}

/// A conversation with its turns, as an import gives it.
fn conversation() -> Arc<Document> {
    let mut mint = tianye::model::CountingMint::default();
    let text = Text::new(TEXT).unwrap();
    let mut document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(1));
    let (mut turns, mut at) = (Vec::new(), 0);
    for line in TEXT.lines() {
        let end = at + u32::try_from(line.chars().count()).unwrap();
        let speaker = Some(u16::from(line.starts_with("老人")));
        turns.push(Turn { span: Span::new(at, end).unwrap(), said: CharIndex(at + 6), speaker, at: None, until: None });
        at = end + 1;
    }
    let speaker = |name: &str, role| Speaker { name: name.into(), role };
    document.structure = Arc::new(Structure {
        speakers: vec![speaker("社工 01", Role::Interviewer), speaker("老人 03", Role::Respondent)],
        turns,
        ..Structure::default()
    });
    Arc::new(document)
}

/// Each turn as who says what.
fn told(draft: &Draft) -> Vec<(String, String)> {
    let document = draft.document();
    let said = |turn: &Turn| {
        let name = turn.speaker.map(|at| document.structure.speakers[usize::from(at)].name.clone());
        let words = Span::new(turn.said.0, turn.span.end.0).map_or("", |span| document.text.slice(span));
        (name.unwrap_or_default(), words.to_owned())
    };
    document.structure.turns.iter().map(said).collect()
}

fn replace(draft: &mut Draft, words: &str, with: &str) {
    let span = span_of(draft.text().as_str(), words);
    draft.replace(span.start.0..span.end.0, with);
}

#[test]
fn whoever_writes_another_name_into_a_label_gives_the_turn_to_somebody_else() {
    let mut draft = Draft::of(&conversation());
    // Letter by letter, as it is typed.
    for _ in 0..5 {
        draft.replace(0..1, "");
    }
    for (at, letter) in "老人 03".chars().enumerate() {
        draft.replace(at as u32..at as u32, &letter.to_string());
    }
    assert_eq!(told(&draft)[0], ("老人 03".into(), "饭菜怎么样？".into()));
    assert_eq!(told(&draft)[1..], told(&Draft::of(&conversation()))[1..]);

    replace(&mut draft, "老人 03：饭菜", "志愿者：饭菜");
    assert_eq!(told(&draft)[0], ("志愿者".into(), "饭菜怎么样？".into()));
    let role = draft.document().structure.speakers.iter().find(|speaker| speaker.name == "志愿者").unwrap().role;
    assert_eq!(role, Role::Unknown, "nobody knows what somebody new does");
}

#[test]
fn a_name_that_is_put_right_everywhere_keeps_its_role() {
    let mut draft = Draft::of(&conversation());
    let places: Vec<Span> = TEXT
        .match_indices("社工 01")
        .map(|(at, words)| {
            let start = TEXT[..at].chars().count() as u32;
            Span::new(start, start + words.chars().count() as u32).unwrap()
        })
        .collect();
    assert_eq!(draft.replace_all(&places, "社工 07"), 2);
    let speakers = &draft.document().structure.speakers;
    assert_eq!(
        speakers.iter().map(|s| (s.name.as_str(), s.role)).collect::<Vec<_>>(),
        [("老人 03", Role::Respondent), ("社工 07", Role::Interviewer),]
    );
    assert_eq!(told(&draft)[2], ("社工 07".into(), "后来呢？".into()));
}

#[test]
fn a_label_that_is_taken_away_gives_its_words_to_the_turn_before_and_one_that_is_typed_begins_a_turn() {
    let mut draft = Draft::of(&conversation());
    replace(&mut draft, "\n社工 01：后来呢？", "后来呢？");
    let turns = told(&draft);
    assert_eq!(turns.len(), 3);
    assert_eq!(turns[1], ("老人 03".into(), "清淡，我们都原意来。改了以后，人就散了。后来呢？".into()));

    replace(&mut draft, "改了以后", "\n社工 01：改了以后？\n老人 03：改了以后");
    let turns = told(&draft);
    assert_eq!(turns.len(), 5);
    assert_eq!(turns[1], ("老人 03".into(), "清淡，我们都原意来。".into()));
    assert_eq!(turns[2], ("社工 01".into(), "改了以后？".into()));
    assert_eq!(turns[3], ("老人 03".into(), "改了以后，人就散了。后来呢？".into()));
}

#[test]
fn what_is_typed_at_the_end_of_a_turn_is_said_there_and_a_paragraph_above_a_label_is_not_part_of_it() {
    let mut draft = Draft::of(&conversation());
    let end = span_of(TEXT, "怎么样？").end.0;
    draft.replace(end..end, "还热吗？");
    assert_eq!(told(&draft)[0].1, "饭菜怎么样？还热吗？");
    let head = span_of(draft.text().as_str(), "老人 03").start.0;
    draft.replace(head..head, "（停了一会儿）\n");
    assert_eq!(told(&draft)[0].1, "饭菜怎么样？还热吗？\n（停了一会儿）");
    assert_eq!(told(&draft)[1], ("老人 03".into(), "清淡，我们都原意来。改了以后，人就散了。".into()));
}

#[test]
fn kinds_marks_pages_and_the_way_back_to_the_file_follow_their_words() {
    let old = Text::new("标题\n第一段。\n第二段。").unwrap();
    let structure = Structure {
        blocks: vec![
            Block { paragraph: 0, kind: BlockKind::Heading(1) },
            Block { paragraph: 2, kind: BlockKind::Quote },
        ],
        marks: vec![Mark { span: span_of(old.as_str(), "一段"), kind: MarkKind::Bold }],
        pages: vec![
            PageStart { start: CharIndex(0), label: "1".into() },
            PageStart { start: CharIndex(8), label: "2".into() },
        ],
        ..Structure::default()
    };
    let mut document = Document::of_text(conversation().id, "论文", old, Timestamp(1));
    document.structure = Arc::new(structure);
    let mut draft = Draft::of(&Arc::new(document));
    draft.replace(2..2, "\n新的一段");
    replace(&mut draft, "第二段。", "第二段，\n分成两段。");
    let structure = &draft.document().structure;
    let kinds: Vec<_> = (0..5).map(|paragraph| structure.kind_of(paragraph)).collect();
    let quote = BlockKind::Quote;
    assert_eq!(kinds, [BlockKind::Heading(1), BlockKind::Body, BlockKind::Body, quote, quote]);
    assert_eq!(draft.text().slice(structure.marks[0].span), "一段");
    assert_eq!(structure.page_at(span_of(draft.text().as_str(), "第二").start).unwrap().label, "2");
    assert_eq!(structure.page_at(span_of(draft.text().as_str(), "新的").start).unwrap().label, "1");

    // A heading that is wholly written anew is still the heading.
    draft.replace(0..2, "题目");
    assert_eq!(draft.document().structure.kind_of(0), BlockKind::Heading(1));

    let record = record_of(&[(0, 100, 11)]);
    let followed = follow_source(&record, draft.changes());
    let place = span_of(draft.text().as_str(), "一段。").start;
    assert_eq!(followed.map.source_of(place), Some(CharIndex(104)));
}

fn record_of(segments: &[(u32, u32, u32)]) -> SourceRecord {
    let segment =
        |&(clean, source, len): &(u32, u32, u32)| Segment { clean: CharIndex(clean), source: CharIndex(source), len };
    SourceRecord {
        hash: tianye::model::Hash::of(b""),
        extension: "txt".into(),
        name: "a.txt".into(),
        bytes: 0,
        format: "txt".into(),
        encoding: None,
        part: String::new(),
        choices: String::new(),
        importer: 1,
        steps: Vec::new(),
        findings: Vec::new(),
        map: SourceMap { segments: segments.iter().map(segment).collect() },
    }
}

#[test]
fn a_word_that_is_typed_anew_changes_only_the_letters_that_differ() {
    let mut draft = Draft::of(&conversation());
    let slip = span_of(TEXT, "我们都原意来");
    draft.replace(slip.start.0..slip.end.0, "");
    assert_eq!(draft.kept().map_span(slip), None, "while nothing stands there");
    draft.replace(slip.start.0..slip.start.0, "我们都愿意来");
    assert_eq!(draft.changes().counts(), (1, 1));
    assert_eq!(draft.kept().map_span(slip), Some(slip));
    draft.restore(slip);
    assert!(!draft.is_changed());
    assert_eq!(draft.text().as_str(), TEXT);
    draft.undo();
    assert_eq!(draft.changes().counts(), (1, 1), "putting back is taken back too");
}

/// A project with the conversation typed in, coded by two.
fn study(fs: &MemoryFs) -> (Session, DocumentId) {
    let mut session = Session::create(&on(fs, "/data/a"), Path::new("/a/s.tianye"), "样例", "甲").unwrap();
    let text = Text::new(TEXT).unwrap();
    let document = session.add_documents(vec![NewDocument::typed("访谈", text)], None).unwrap()[0];
    let project = session.project().clone();
    let mut edits = gesture::add_codes_from_outline(&project, "合谋", None, session.mint());
    let Edit::AddCode(code) = &edits[0] else { panic!("no code") };
    let code = code.id;
    let other = CoderId::new(session.mint());
    let mut second = Coder::clone(project.coder(session.coder()).unwrap());
    (second.id, second.name) = (other, "乙".into());
    edits.push(Edit::AddCoder(second));
    session.commit(label(), edits).unwrap();
    for (words, coder) in [("我们都原意来", session.coder()), ("人就散了", other), ("后来呢", session.coder())]
    {
        let passage = Passage { document, span: span_of(TEXT, words), code };
        let project = session.project().clone();
        let edits =
            gesture::code_passages(&project, &[passage], coder, Overlap::KeepBoth, Timestamp(1), session.mint());
        session.commit(label(), edits).unwrap();
    }
    (session, document)
}

#[test]
fn a_correction_is_one_step_that_names_what_goes_and_whose_it_is() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let before = session.project().clone();
    let mut draft = Draft::of(before.document(document).unwrap());
    replace(&mut draft, "原意", "愿意");
    replace(&mut draft, "改了以后，人就散了。", "");
    replace(&mut draft, "饭菜", "现在的饭菜");
    let plan = session.revision_job(document).of_draft(Arc::clone(draft.text()), draft.way_to_save()).unwrap();
    assert_eq!(session.project(), &before, "a plan changes nothing");
    assert_eq!(plan.places.len(), 3);
    assert_eq!(
        (plan.places[1].paragraph, plan.places[1].before.as_str(), plan.places[1].after.as_str()),
        (1, "原", "愿")
    );
    assert_eq!((plan.effect.moved, plan.effect.changed.len(), plan.effect.lost.len()), (1, 1, 1));
    assert_eq!((plan.effect.lost[0].whose, plan.effect.lost[0].coding.coder.as_str()), (Whose::Others, "乙"));
    assert_eq!(
        (plan.effect.changed[0].whose, plan.effect.changed[0].becomes.as_deref()),
        (Whose::Own, Some("我们都愿意来"))
    );
    assert!(plan.asks());
    session.correct(plan).unwrap();
    assert_eq!(invariants::check(session.project()), []);
    assert_eq!(session.project().document(document).unwrap().text.as_str(), draft.text().as_str());
    let step = session.recent_changes().last().unwrap().id.clone();
    session.wait_until_saved().unwrap();
    let examined = session.history().examine(&step, None, &LostNames::default()).unwrap();
    let said: Vec<String> = examined.words.iter().map(|words| Language::Chinese.say(words)).collect();
    assert!(said.iter().any(|line| line == "第 2 段：原 → 愿"), "{said:?}");
    let after = session.project().clone();
    session.undo().unwrap();
    assert_eq!(session.project(), &before);
    session.redo().unwrap();
    session.close().unwrap();
    let again = Session::open(&on(&fs, "/data/a"), Path::new("/a/s.tianye")).unwrap();
    assert_eq!(again.project(), &after);
}

#[test]
fn a_draft_of_a_text_that_has_changed_meanwhile_is_refused() {
    let fs = MemoryFs::new();
    let (mut session, document) = study(&fs);
    let mut draft = Draft::of(session.project().document(document).unwrap());
    replace(&mut draft, "饭菜", "菜饭");
    let plan = session.revision_job(document).of_text(Text::new(TEXT.replace("清淡", "太淡")).unwrap()).unwrap();
    session.correct(plan).unwrap();
    let refused = session.revision_job(document).of_draft(Arc::clone(draft.text()), draft.way_to_save());
    assert!(matches!(refused, Err(ReimportError::Outdated)));
    assert!(
        session.revision_job(document).of_text(Text::new(TEXT.replace("清淡", "太淡")).unwrap()).unwrap().is_empty()
    );
}

/// One thing that somebody does while correcting.
#[derive(Clone, Debug)]
enum Deed {
    Replace(u32, u32, String),
    All(char, String),
    Restore(u32, u32),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (0..80_u32, 0..9_u32, "[老人来：\n新，]{0,4}").prop_map(|(at, len, with)| Deed::Replace(at, len, with)),
        1 => (prop::sample::select(vec!['来', '，', '人']), "[们\n]{0,2}").prop_map(|(c, with)| Deed::All(c, with)),
        1 => (0..70_u32, 1..9_u32).prop_map(|(at, len)| Deed::Restore(at, len)),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

fn act(draft: &mut Draft, deed: &Deed) {
    match deed {
        Deed::Replace(at, len, with) => draft.replace(*at..at + len, with),
        Deed::All(character, with) => {
            let text = draft.text().as_str();
            let places = text.chars().enumerate().filter(|(_, c)| c == character);
            let places: Vec<_> = places.filter_map(|(at, _)| Span::new(at as u32, at as u32 + 1)).collect();
            draft.replace_all(&places, with);
        }
        Deed::Restore(at, len) => {
            if let Some(span) = Span::new(*at, at + len) {
                draft.restore(span);
            }
        }
        Deed::Undo => {
            draft.undo();
        }
        Deed::Redo => {
            draft.redo();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_changes_lead_from_the_project_s_text_to_the_draft_s(deeds in prop::collection::vec(deed(), 0..24)) {
        let base = conversation();
        let mut draft = Draft::of(&base);
        for deed in &deeds {
            act(&mut draft, deed);
            prop_assert_eq!(&draft.changes().apply(TEXT).unwrap(), draft.text().as_str());
            let structure = &draft.document().structure;
            let expected = follow(&base.text, &base.structure, draft.text(), draft.changes());
            prop_assert_eq!(structure.as_ref(), &expected);
            for (at, turn) in structure.turns.iter().enumerate() {
                prop_assert!(turn.span.end.0 <= draft.text().char_len());
                prop_assert!(turn.span.start <= turn.said && turn.said <= turn.span.end);
                prop_assert!(at == 0 || structure.turns[at - 1].span.end <= turn.span.start, "{:?}", structure.turns);
                prop_assert!(turn.speaker.is_none_or(|speaker| usize::from(speaker) < structure.speakers.len()));
            }
        }
        prop_assert_eq!(&draft.way_to_save().changes.apply(TEXT).unwrap(), draft.text().as_str());
        while draft.undo().is_some() {}
        prop_assert!(!draft.is_changed(), "undo leads back to the beginning");
        prop_assert_eq!(draft.text().as_str(), TEXT);
    }

    #[test]
    fn no_coding_is_lost_in_silence_and_what_is_left_of_each_holds_its_own_words(
        deeds in prop::collection::vec(deed(), 1..16),
        spans in prop::collection::vec((0..60_u32, 1..9_u32), 1..6),
    ) {
        let fs = MemoryFs::new();
        let (mut session, document) = study(&fs);
        let code = session.project().codes().next().unwrap().id;
        let length = TEXT.chars().count() as u32;
        let spans = spans.into_iter().filter_map(|(start, len)| Span::new(start, (start + len).min(length)));
        let passages: Vec<_> = spans.map(|span| Passage { document, span, code }).collect();
        let (project, coder) = (session.project().clone(), session.coder());
        let edits = gesture::code_passages(&project, &passages, coder, Overlap::KeepBoth, Timestamp(2), session.mint());
        session.commit(label(), edits).unwrap();
        let before = session.project().clone();
        let mut draft = Draft::of(before.document(document).unwrap());
        for deed in &deeds {
            act(&mut draft, deed);
        }
        let plan = session.revision_job(document).of_draft(Arc::clone(draft.text()), draft.way_to_save()).unwrap();
        let told = (plan.is_empty(), plan.effect.kept + plan.effect.moved + plan.effect.changed.len(), plan.effect.lost.len());
        session.correct(plan).unwrap();
        let after = session.project().clone();
        prop_assert_eq!(invariants::check(&after), []);
        let all: Vec<CodingId> = before.codings(document).iter().map(|coding| coding.id).collect();
        prop_assert_eq!(told.1 + told.2, all.len(), "each coding is told of");
        prop_assert_eq!(after.codings(document).len(), if told.0 { all.len() } else { told.1 });
        let text = &after.document(document).unwrap().text;
        for coding in before.codings(document).iter() {
            let now = after.codings(document).iter().find(|now| now.id == coding.id);
            // Every character that still stands where the draft says it stands is in the coding.
            if let (Some(now), Some(there)) = (now, draft.kept().map_span(coding.span)) {
                prop_assert_eq!(now.span, there);
                prop_assert!(!text.slice(now.span).is_empty());
            }
        }
        session.undo().unwrap();
        if !told.0 {
            prop_assert_eq!(session.project(), &before);
        }
    }
}
