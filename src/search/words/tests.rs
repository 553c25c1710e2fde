//! Stories of counting, on texts small enough to count by hand.
//!
//! Texts of Latin letters stand where the cutting of Chinese would only be in the way.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Block, BlockKind, CharIndex, Edit, Project, Role, Shelf, ShelfItem, Span, Speaker, Structure, Turn,
};
use crate::search::fixture::{Fixture, text_of};
use crate::search::query::{Node, Term, Wording};
use crate::search::{Cache, Cancelled, Hits, Query, scan};

static GO: AtomicBool = AtomicBool::new(false);

/// No word is a stop word, so that all can be counted by hand.
fn bare() -> Lexicon {
    let bundled: Vec<&str> = Lexicon::bundled_stop_words().collect();
    Lexicon::new(Vec::new(), Vec::new(), bundled)
}

fn corpus(project: &Project, scope: &str) -> Corpus {
    let texts = Cache::default();
    let columns = Columns::of(project, &texts, &bare(), &GO).unwrap();
    WordScope::parse(scope).unwrap().corpus(project, &texts, &columns, &GO).unwrap()
}

fn listed(project: &Project, scope: &str, options: &FrequencyOptions) -> Vec<(String, u64)> {
    let found = frequencies(&corpus(project, scope), &bare(), options);
    found.list.iter().map(|entry| (entry.word.to_string(), entry.count)).collect()
}

fn words(project: &Project, scope: &str) -> Vec<String> {
    listed(project, scope, &FrequencyOptions::default()).into_iter().map(|(word, _)| word).collect()
}

fn hits(project: &Project, query: &str) -> Hits {
    scan(project, &Query::parse(query).unwrap(), usize::MAX)
}

#[test]
fn a_frequency_list_counts_words_and_says_of_how_many() {
    let fixture = Fixture::of(&["b a a, 7 a。", "A b", "，。"]);
    let found = frequencies(&corpus(&fixture.project, ""), &bare(), &FrequencyOptions::default());
    assert_eq!(found.totals, Totals { words: 7, different: 3, documents: 2 }, "the third has marks only");
    let [a, b] = found.list.as_slice() else { panic!("{:?}", found.list) };
    assert_eq!((&*a.word, a.count, a.documents), ("a", 4, 2));
    assert_eq!((&*b.word, b.count, b.documents), ("b", 2, 2));
    assert!((a.per_million - 4e6 / 7.0).abs() < 1e-6);
    // Shares of the words 5/7, 2/7 and 0; of a 3/4, 1/4 and 0.
    assert!((a.dispersion - (0.75 - 5.0 / 7.0)).abs() < 1e-12, "{}", a.dispersion);
}

#[test]
fn what_is_left_out_of_a_list_stays_in_its_base() {
    let fixture = Fixture::of(&["the old man, 2016 the man ab"]);
    let options = FrequencyOptions { shortest: 3, minimum: 2, ..FrequencyOptions::default() };
    let found = frequencies(&corpus(&fixture.project, ""), &Lexicon::default(), &options);
    assert_eq!((found.totals.words, found.list.len(), found.listable), (7, 1, 1));
    assert_eq!((&*found.list[0].word, found.list[0].count), ("man", 2));
    let all = FrequencyOptions { stop_words: StopWords::List, numbers: Numbers::List, ..FrequencyOptions::default() };
    assert_eq!(frequencies(&corpus(&fixture.project, ""), &Lexicon::default(), &all).list.len(), 5);
    let first = FrequencyOptions { limit: 1, ..all };
    let found = frequencies(&corpus(&fixture.project, ""), &Lexicon::default(), &first);
    assert_eq!((found.listable, found.list.len()), (5, 1));
}

#[test]
fn english_words_of_one_stem_can_be_one() {
    let fixture = Fixture::of(&["organise organised", "organised 老人 organising"]);
    let options = FrequencyOptions { forms: Forms::ByStem, ..FrequencyOptions::default() };
    let found = frequencies(&corpus(&fixture.project, ""), &bare(), &options);
    let first = &found.list[0];
    assert_eq!((&*first.word, first.count, first.documents), ("organised", 4, 2));
    assert_eq!(first.forms.iter().map(|form| &**form).collect::<Vec<_>>(), ["organised", "organise", "organising"]);
    assert_eq!(found.totals.different, 2);
}

fn talk() -> Fixture {
    // Labels: who speaks. Said: what counts as theirs.
    let mut fixture = Fixture::of(&["asker: old one\nelder: new two three\nWorks cited", "other"]);
    let turn = |start, said, end, speaker| Turn {
        span: Span::new(start, end).unwrap(),
        said: CharIndex(said),
        speaker: Some(speaker),
        at: None,
        until: None,
    };
    let speaker = |name: &str, role| Speaker { name: name.to_owned(), role };
    fixture.structured(
        0,
        Structure {
            speakers: vec![speaker("asker", Role::Interviewer), speaker("elder", Role::Respondent)],
            turns: vec![turn(0, 7, 14, 0), turn(15, 22, 35, 1)],
            blocks: vec![Block { paragraph: 2, kind: BlockKind::Reference }],
            ..Structure::default()
        },
    );
    fixture
}

#[test]
fn a_scope_narrows_to_speakers_parts_documents_and_coded_segments() {
    let mut fixture = talk();
    assert_eq!(words(&fixture.project, "speaker:受访者"), ["new", "three", "two"]);
    assert_eq!(words(&fixture.project, "doc:1 -speaker:访谈者 -part:参考文献"), ["elder", "new", "three", "two"]);
    assert_eq!(words(&fixture.project, WordScope::USUAL).len(), words(&fixture.project, "").len() - 4);
    assert_eq!(words(&fixture.project, WordScope::USUAL), words(&fixture.project, WordScope::USUAL_ENGLISH));
    assert_eq!(words(&fixture.project, "-doc:1"), ["other"]);
    // The segment begins inside one word and ends inside another.
    fixture.code("主题", 0, 23, 32);
    assert_eq!(words(&fixture.project, "code:主题"), ["two"]);
    assert_eq!(words(&fixture.project, "-code:主题 doc:1 speaker:elder"), ["new", "three"]);
}

#[test]
fn who_speaks_is_no_word_of_what_is_said() {
    let fixture = talk();
    assert_eq!(words(&fixture.project, "part:label"), ["asker", "elder"]);
    assert_eq!(words(&fixture.project, "part:标签 speaker:elder"), [""; 0]);
    assert_eq!(words(&fixture.project, "-part:标签 -part:参考文献 doc:1"), ["new", "old", "one", "three", "two"]);
    let scope = WordScope::parse(WordScope::USUAL).unwrap();
    for (word, places) in [("elder", 0), ("old", 1)] {
        assert_eq!(hits(&fixture.project, &scope.concordance(&[word], Forms::AsWritten)).total, places, "{word}");
    }
}

#[test]
fn a_word_counts_where_the_search_would_let_a_hit_on_it_be() {
    let mut fixture = talk();
    fixture.code("主题", 0, 3, 30);
    fixture.code("旁题", 0, 20, 28);
    let scopes =
        ["code:主题", "-code:旁题", "code:主题 -code:旁题", "speaker:elder OR code:旁题", "-speaker:asker", "doc:1"];
    for scope in scopes.into_iter().chain([WordScope::USUAL]) {
        let options = FrequencyOptions::default();
        for (word, count) in listed(&fixture.project, "", &options) {
            let counted = listed(&fixture.project, scope, &options);
            let counted = counted.iter().find(|(own, _)| *own == word).map_or(0, |(_, count)| *count);
            let beside = if scope.contains(" OR ") { format!("({scope})") } else { scope.to_owned() };
            // No word here is part of another, so a search by characters finds words.
            let found = hits(&fixture.project, &format!("\"{word}\" {beside}")).total as u64;
            assert_eq!((counted, &word, scope), (found, &word, scope), "of {count}");
        }
    }
}

#[test]
fn what_looks_for_words_is_no_scope() {
    assert_eq!(WordScope::parse("doc:1 合谋"), Err(ScopeError::Term(6..8)));
    assert!(matches!(WordScope::parse("doc:"), Err(ScopeError::Query(_))));
    assert_eq!(WordScope::parse("  "), Ok(WordScope::whole()));
    assert_eq!(WordScope::parse("in:memo").err(), Some(ScopeError::NotTexts));
    let either = WordScope::parse("doc:1 OR doc:2").unwrap().concordance(&["内卷"], Forms::AsWritten);
    assert_eq!(either, Query::parse("word:内卷 (doc:1 OR doc:2)").unwrap().root.print());
    let whole = WordScope::whole();
    assert_eq!(whole.concordance(&["内卷"], Forms::ByStem), "word:内卷");
    assert_eq!(whole.concordance(&["organised"], Forms::ByStem), "stem:organised");
    let quoted = Query::parse(&whole.concordance(&["don’t"], Forms::ByStem)).unwrap().root;
    assert!(matches!(&quoted, Node::Term(Term { text, wording: Wording::Word, .. }) if text == "don’t"), "{quoted:?}");
    let many = WordScope::parse("-speaker:访谈者").unwrap().concordance(&["老人", "organised"], Forms::ByStem);
    assert_eq!(many, Query::parse("(word:老人 OR stem:organised) -speaker:访谈者").unwrap().root.print());
}

fn beside(project: &Project, query: &str, window: Window) -> Vec<(String, u64, u64)> {
    let options =
        CollocationOptions { window, minimum: 1, measure: Measure::Together, ..CollocationOptions::default() };
    let found =
        collocations(project, &Cache::default(), &corpus(project, ""), &hits(project, query), &bare(), &options, &GO);
    found.unwrap().list.iter().map(|word| (word.word.to_string(), word.left, word.right)).collect()
}

fn counts(list: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
    list.iter().map(|(word, left, right)| ((*word).to_owned(), *left, *right)).collect()
}

#[test]
fn words_beside_a_hit_are_counted_by_side_up_to_the_window_and_the_paragraph() {
    use WindowUnit::{Paragraph, Sentence};
    let fixture = Fixture::of(&["a b, NODE c。d e.\nf", "x\nNODE"]);
    let window = |left, right, unit| Window { left, right, unit };
    assert_eq!(
        beside(&fixture.project, "node", window(1, 2, Paragraph)),
        counts(&[("b", 1, 0), ("c", 0, 1), ("d", 0, 1)])
    );
    assert_eq!(beside(&fixture.project, "node", window(0, 2, Sentence)), counts(&[("c", 0, 1)]));
    let all = beside(&fixture.project, "node", window(u32::MAX, u32::MAX, Paragraph));
    assert_eq!(all, counts(&[("a", 1, 0), ("b", 1, 0), ("c", 0, 1), ("d", 0, 1), ("e", 0, 1)]));
}

#[test]
fn a_word_between_two_hits_counts_once_and_words_of_hits_never() {
    let fixture = Fixture::of(&["x node m node y node"]);
    let window = Window { left: 2, right: 2, ..Window::default() };
    assert_eq!(beside(&fixture.project, "node", window), counts(&[("m", 0, 1), ("x", 1, 0), ("y", 0, 1)]));
    assert_eq!(beside(&fixture.project, "\"node m\"", window), counts(&[("node", 0, 1), ("x", 1, 0), ("y", 0, 1)]));
}

/// The figures are those of an independent script (Python, from the definitions alone), for the same text:
/// windows of two words, 24 words, 4 of them nodes.
#[test]
fn measures_of_a_collocation_are_those_of_an_independent_script() {
    let text = "a node b c d e.\na node f c d e.\na node b g d e.\nh node b c d a";
    let fixture = Fixture::of(&[text]);
    let window = Window { left: 2, right: 2, ..Window::default() };
    let options = CollocationOptions { window, ..CollocationOptions::default() };
    let corpus = corpus(&fixture.project, "");
    let hits = hits(&fixture.project, "node");
    let cache = Cache::default();
    let found = collocations(&fixture.project, &cache, &corpus, &hits, &bare(), &options, &GO).unwrap();
    assert_eq!((found.nodes, found.window_words, found.words), (4, 12, 20));
    let a = found.list.iter().find(|word| &*word.word == "a").unwrap();
    assert_eq!((a.together, a.left, a.alone, a.documents), (3, 3, 4, 1));
    let figures = [
        (a.expected, 2.4),
        (a.log_dice, 13.584_962_500_721_156),
        (a.mutual_information, 0.321_928_094_887_362_3),
        (a.log_likelihood, 0.491_730_890_573_126_13),
        (a.t_score, 0.346_410_161_513_775_5),
    ];
    for (value, expected) in figures {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }
    assert_eq!(found.list[0].word, Arc::from("b"), "logDice puts b, 3 of 3, before a, 3 of 4");
}

#[test]
fn a_hit_inside_a_longer_word_has_that_word_as_its_node() {
    let fixture = Fixture::of(&["left superlong right"]);
    let window = Window { left: 1, right: 1, ..Window::default() };
    assert_eq!(beside(&fixture.project, "long", window), counts(&[("left", 1, 0), ("right", 0, 1)]));
}

#[test]
fn keyness_says_what_one_part_has_more_and_less_of() {
    let fixture = Fixture::of(&["tea tea tea tea rice", "rice rice rice rice rice tea salt"]);
    let texts = Cache::default();
    let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
    let of = |scope: &str| WordScope::parse(scope).unwrap().corpus(&fixture.project, &texts, &columns, &GO).unwrap();
    let (focus, rest) = (of("doc:文档1"), of("").without(&of("doc:文档1")));
    let options = KeynessOptions { minimum: 1, evidence: 0.0, ..KeynessOptions::default() };
    let found = keyness(&focus, &rest, &bare(), &options);
    assert_eq!((found.focus.words, found.reference.words, found.shared_words), (5, 7, 0));
    let tea = &found.more[0];
    assert_eq!((&*tea.word, tea.focus, tea.reference), ("tea", 4, 1));
    // Independent script: G2 over four cells, and log2 of (4/5) / (1/7).
    assert!((tea.log_likelihood - 5.554_985_692_377_012).abs() < 1e-9, "{}", tea.log_likelihood);
    assert!((tea.log_ratio - 2.485_426_827_170_242).abs() < 1e-9);
    let less: Vec<&str> = found.less.iter().map(|key| &*key.word).collect();
    assert_eq!(less, ["rice", "salt"]);
    assert!(found.less.iter().all(|key| key.log_likelihood < 0.0 && key.log_ratio < 0.0));
    let strict = KeynessOptions { evidence: 3.84, minimum: 5, ..KeynessOptions::default() };
    assert!(keyness(&focus, &rest, &bare(), &strict).more.is_empty());
    assert_eq!(keyness(&focus, &of(""), &bare(), &options).shared_words, 5);
}

#[test]
fn a_key_by_stem_is_shown_in_the_form_that_is_most_frequent_in_both_parts() {
    let fixture = Fixture::of(&["organised tea", "organising organising organised organising rice"]);
    let texts = Cache::default();
    let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
    let of = |scope: &str| WordScope::parse(scope).unwrap().corpus(&fixture.project, &texts, &columns, &GO).unwrap();
    let focus = of("doc:文档1");
    let rest = of("").without(&focus);
    let options = KeynessOptions { forms: Forms::ByStem, minimum: 1, evidence: 0.0, ..KeynessOptions::default() };
    let found = keyness(&focus, &rest, &bare(), &options);
    let key = found.less.iter().find(|key| (key.focus, key.reference) == (1, 4)).unwrap();
    assert_eq!(&*key.word, "organising");
}

#[test]
fn a_word_tree_grows_from_what_follows_or_precedes_and_ends_with_the_sentence() {
    let fixture = Fixture::of(&["say tea, now. go\nsay tea now!\nsay tea later\nmy tea"]);
    let texts = Cache::default();
    let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
    let hits = hits(&fixture.project, "tea");
    let tree = |options| word_tree(&fixture.project, &texts, &columns, &hits, options, &GO).unwrap();
    let flat =
        |branch: &Branch| -> Vec<(String, u32)> { branch.branches.iter().map(|b| (b.text.clone(), b.count)).collect() };
    let right = tree(TreeOptions::default());
    assert_eq!((right.text.as_str(), right.count), ("tea", 4));
    assert_eq!(flat(&right), [(" later".to_owned(), 1), (" now".to_owned(), 1), (", now".to_owned(), 1)]);
    let left = tree(TreeOptions { side: Side::Left, branches: 1, ..TreeOptions::default() });
    assert_eq!((flat(&left), left.more), (vec![("say ".to_owned(), 3)], 1));
    let some = tree(TreeOptions { side: Side::Left, minimum: 2, ..TreeOptions::default() });
    assert_eq!((flat(&some), some.more), (vec![("say ".to_owned(), 3)], 1));
}

#[test]
fn a_word_tree_shows_what_stands_in_the_texts_and_no_label_and_says_where_it_goes_on() {
    let mut fixture = Fixture::of(&["甲：喝茶，好（热）。\n乙：喝茶，好（冷）。", "喝茶,好"]);
    let turn = |start, end| Turn {
        span: Span::new(start, end).unwrap(),
        said: CharIndex(start + 2),
        speaker: Some(0),
        at: None,
        until: None,
    };
    let speakers = vec![Speaker { name: "甲".to_owned(), role: Role::Unknown }];
    let structure = Structure { speakers, turns: vec![turn(0, 10), turn(11, 21)], ..Structure::default() };
    fixture.structured(0, structure);
    let texts = Cache::default();
    let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
    let tree = |query: &str, side, depth| {
        let hits = hits(&fixture.project, query);
        let options = TreeOptions { side, depth, ..TreeOptions::default() };
        word_tree(&fixture.project, &texts, &columns, &hits, options, &GO).unwrap()
    };
    let right = tree("茶", Side::Right, 1);
    let only = &right.branches[0];
    assert_eq!((only.text.as_str(), only.count, only.more), ("，好", 3, 2), "two of three go on");
    assert_eq!(tree("茶", Side::Right, 9).branches[0].more, 0);
    let left = tree("茶", Side::Left, 9);
    let befores: Vec<&str> = left.branches.iter().map(|branch| branch.text.as_str()).collect();
    assert_eq!((befores, left.branches[0].branches.len()), (vec!["喝"], 0), "no label");
    assert_eq!(tree("甲", Side::Right, 9).branches.len(), 0, "a label has no company");
}

#[test]
fn single_branches_can_be_joined_to_one() {
    let fixture = Fixture::of(&["tea is very hot. tea is cold."]);
    let texts = Cache::default();
    let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
    let hits = hits(&fixture.project, "tea");
    let tree = word_tree(&fixture.project, &texts, &columns, &hits, TreeOptions::default(), &GO).unwrap();
    let tree = tree.joined(Side::Right);
    let is = &tree.branches[0];
    assert_eq!((is.text.as_str(), is.count), (" is", 2));
    let ends: Vec<&str> = is.branches.iter().map(|branch| branch.text.as_str()).collect();
    assert_eq!(ends, [" cold", " very hot"]);
}

#[test]
fn a_trend_has_every_document_in_order() {
    let fixture = Fixture::of(&["a b", "b", "a a"]);
    let corpus = corpus(&fixture.project, "");
    let word = corpus.vocabulary().id("a").unwrap();
    let trend = trend(&corpus, word, Forms::AsWritten);
    assert_eq!(trend.iter().map(|m| (m.count, m.words)).collect::<Vec<_>>(), [(1, 2), (0, 1), (2, 2)]);
    assert_eq!(trend.iter().map(|m| m.document).collect::<Vec<_>>(), fixture.ids);
}

#[test]
fn only_documents_that_changed_are_cut_again_and_another_dictionary_cuts_all() {
    let mut fixture = Fixture::of(&["社会组织", "一二"]);
    let (texts, cache) = (Cache::default(), ColumnCache::default());
    let get = |project: &Project, lexicon: &Lexicon| {
        let cut = std::sync::Mutex::new(0);
        let columns = cache.get(project, &texts, lexicon, &GO, &|_| *cut.lock().unwrap() += 1).unwrap();
        (columns, cut.into_inner().unwrap())
    };
    assert_eq!(get(&fixture.project, &bare()).1, 2);
    assert_eq!(get(&fixture.project, &bare()).1, 0);
    let id = fixture.ids[1];
    fixture.correct(id, "三四");
    let (columns, cut) = get(&fixture.project, &bare());
    assert_eq!((cut, columns.iter().len()), (1, 2));
    let joined = Lexicon::new(["社会组织"], [], []);
    let (columns, cut) = get(&fixture.project, &joined);
    assert_eq!((cut, columns.vocabulary().id("社会组织").is_some()), (2, true));
    fixture.remove(id);
    assert_eq!(get(&fixture.project, &joined).0.iter().len(), 1);
}

#[test]
fn cutting_can_be_stopped_and_taken_up_again() {
    let fixture = Fixture::of(&["一二"]);
    let (texts, cache) = (Cache::default(), ColumnCache::default());
    let stop = AtomicBool::new(true);
    let stopped = cache.get(&fixture.project, &texts, &bare(), &stop, &|_| {});
    assert_eq!(stopped.err(), Some(Cancelled));
    assert_eq!(cache.get(&fixture.project, &texts, &bare(), &GO, &|_| {}).unwrap().iter().len(), 1);
}

const MIXED: &str = "社会组织的人说a b12,，。\n 購買";

/// Words, marks, the dictionary's own words whole and in parts, Latin letters against Han, a line end in a word.
const CHINESE: [&str; 12] =
    ["社会", "组织", "社会组织", "行政", "的", "，", "。\n", "\n", "s协会", "a b", "don't", "2016"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A word of a list leads to its places: as many as the list says, whatever the scope.
    #[test]
    fn the_concordance_of_a_word_has_as_many_places_as_its_count(
        parts in proptest::collection::vec(proptest::sample::select(CHINESE.to_vec()), 1..40),
        start in 0_u32..20, len in 1_u32..20, scope in proptest::sample::select(vec!["", "code:主题", "-code:主题", "uncoded:"])
    ) {
        let mut fixture = Fixture::of(&[&parts.concat(), "社会组织行政"]);
        let end = fixture.project.document(fixture.ids[0]).unwrap().text.char_len();
        if start < end {
            fixture.code("主题", 0, start, (start + len).min(end));
        }
        for word in ["社会组织", "S协会"] {
            let item = ShelfItem { shelf: Shelf::Word, name: word.to_owned(), value: String::new() };
            Edit::AddItem(item).apply(&mut fixture.project).unwrap();
        }
        let texts = Cache::default();
        let lexicon = Lexicon::of(&fixture.project);
        let columns = Columns::of(&fixture.project, &texts, &lexicon, &GO).unwrap();
        let scope = WordScope::parse(scope).unwrap();
        let corpus = scope.corpus(&fixture.project, &texts, &columns, &GO).unwrap();
        let all = FrequencyOptions { stop_words: StopWords::List, numbers: Numbers::List, ..FrequencyOptions::default() };
        for entry in frequencies(&corpus, &lexicon, &all).list {
            let query = scope.concordance(&[&entry.word], Forms::AsWritten);
            let found = scan(&fixture.project, &Query::parse(&query).unwrap(), usize::MAX);
            prop_assert_eq!((found.total as u64, &query), (entry.count, &query));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Places follow from the lengths of words alone; they must be those of the text.
    #[test]
    fn a_column_knows_where_its_words_stand(text in text_of(MIXED, 300), at in 0_u32..300) {
        let fixture = Fixture::of(&[&text]);
        let texts = Cache::default();
        let columns = Columns::of(&fixture.project, &texts, &bare(), &GO).unwrap();
        let (_, column) = columns.iter().next().unwrap();
        let document = fixture.project.document(fixture.ids[0]).unwrap();
        let normalised = texts.get(document);
        let vocabulary = columns.vocabulary();
        let whole: String = column.words().map(|id| vocabulary.text(id).to_string()).collect();
        prop_assert_eq!(&whole, normalised.slice(0, normalised.char_len()));
        let at = at.min(normalised.char_len());
        if at < normalised.char_len() {
            let words = column.words_in(vocabulary, at..at + 1);
            prop_assert_eq!(words.len(), 1);
            let place = column.characters_of(vocabulary, words.start);
            prop_assert!(place.contains(&at));
            let id = column.words().nth(words.start as usize).unwrap();
            prop_assert_eq!(normalised.slice(place.start, place.end), &*vocabulary.text(id));
        }
    }

    /// Each word of a window once: against a walk that looks at every word for itself.
    #[test]
    fn windows_are_those_of_a_plain_walk(text in text_of("nabc ，\n", 60), left in 0_u32..4, right in 0_u32..4) {
        let fixture = Fixture::of(&[&text.replace('n', " n ")]);
        let window = Window { left, right, unit: WindowUnit::Paragraph };
        let found: u64 = beside(&fixture.project, "n", window).iter().map(|(_, left, right)| left + right).sum();
        let document = fixture.project.document(fixture.ids[0]).unwrap();
        let normalised = Cache::default().get(document);
        let plain: usize = normalised.slice(0, normalised.char_len()).split('\n').map(|paragraph| {
            let words: Vec<&str> = paragraph.split([' ', ',']).filter(|word| !word.is_empty()).collect();
            let is_near = |at: usize| {
                let nodes = words.iter().enumerate().filter(|(_, word)| **word == "n").map(|(node, _)| node);
                nodes.into_iter().any(|node| {
                    (at < node && node - at <= left as usize) || (node < at && at - node <= right as usize)
                })
            };
            (0..words.len()).filter(|&at| words[at] != "n" && is_near(at)).count()
        }).sum();
        prop_assert_eq!(found, plain as u64);
    }
}
