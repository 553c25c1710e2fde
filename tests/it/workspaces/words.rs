//! The words side of the search workspace, and words in the reading column.

use std::sync::mpsc;

use tianye::app::actions::SearchSide;
use tianye::app::jobs::{JobKind, JobRequest};
use tianye::app::panels::words::Tab;
use tianye::model::{Message, Shelf};
use tianye::search::words::Forms;

use super::*;

impl Desk {
    fn words() -> Self {
        let mut desk = Self::open();
        desk.act(Action::Run(UiCommand::ShowWords));
        desk
    }

    fn words_with_answers<const N: usize>(paths: [PathBuf; N]) -> Self {
        let mut desk = Self::with_answers(paths);
        desk.act(Action::Run(UiCommand::ShowWords));
        desk
    }

    fn shelf(&self, shelf: Shelf) -> Vec<(String, String)> {
        let project = self.shell().session().unwrap().project();
        project.shelf(shelf).map(|item| (item.name.clone(), item.value.clone())).collect()
    }

    fn enter(&mut self, field: &str) {
        self.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, field).focus();
        self.run();
    }

    fn write_into(&mut self, field: &str, text: &str) {
        self.enter(field);
        self.write(text);
    }

    fn select(&mut self, title: &str, words: &str) {
        let document = self.document(title);
        self.act(Action::OpenDocument(document));
        let text = if title == "访谈 03" { FIRST } else { SECOND };
        let at = text[..text.find(words).unwrap()].chars().count() as u32;
        let span = Span::new(at, at + words.chars().count() as u32).unwrap();
        self.harness.state_mut().views.reading.column().select(span);
        self.run();
    }

    fn is_listed(&self, word: &str) -> bool {
        self.shell().views.words.frequencies.listing.seen().any(|line| &*line.word == word)
    }

    /// Clicks the row of a table.
    fn click_row(&mut self, label: &str) {
        let row = self.harness.query_all_by_label_contains(label);
        let row = row.into_iter().find(|node| node.accesskit_node().role() == egui::accesskit::Role::ListItem);
        row.unwrap_or_else(|| panic!("no row {label}")).click();
        self.run();
    }
}

#[test]
fn the_switch_at_the_top_goes_from_searching_to_the_words_and_back_and_is_remembered() {
    let mut desk = Desk::open();
    desk.show(Workspace::Search);
    assert_eq!(desk.shell().desk.search_side, SearchSide::Find);
    desk.click("词语");
    assert!(desk.sees("个词，"), "the words are counted");
    desk.click("词典");
    let kept = desk.shell().desk.kept(&desk.shell().views);
    assert_eq!((kept.search_side, kept.words_tab), (SearchSide::Words, Tab::Dictionary));
    desk.click("全文检索");
    assert!(desk.harness.query_by_label("检索全部文档").is_some());
}

#[test]
fn words_are_listed_by_how_often_they_stand_there_and_a_word_leads_to_its_places() {
    let mut desk = Desk::words();
    let first = desk.shell().views.words.frequencies.listing.seen().next().unwrap().clone();
    assert_eq!((&*first.word, first.count, first.documents), ("活动", 4, 2));
    desk.click_row("活动，4 次，2 篇文档");
    let shell = desk.shell();
    assert_eq!(shell.desk.search_side, SearchSide::Find);
    assert!(shell.views.search.query.get().starts_with("word:活动"), "{}", shell.views.search.query.get());
    assert_eq!(shell.views.search.results.listing, Listing::Concordance);
    // The word stands at the beginning, and there the field is read.
    desk.write("照片 或 ");
    assert!(desk.shell().views.search.query.get().starts_with("照片 或 word:活动"));
}

#[test]
fn ticking_a_word_moves_no_row() {
    let mut desk = Desk::words();
    let top = |desk: &Desk| desk.harness.get_by_label("勾选“活动”").rect().top().to_bits();
    let before = top(&desk);
    desk.click("勾选“照片”");
    assert!(desk.sees("已选 1 个词"));
    assert_eq!(top(&desk), before);
}

#[test]
fn a_column_sorts_and_the_filter_takes_initials() {
    let mut desk = Desk::words();
    desk.click("按“词”排序");
    let sorted: Vec<String> =
        desk.shell().views.words.frequencies.listing.seen().map(|line| line.word.to_string()).collect();
    assert!(sorted.iter().position(|w| w == "活动") < sorted.iter().position(|w| w == "照片"), "{sorted:?}");
    desk.click("按“词”排序");
    assert_eq!(
        desk.shell().views.words.frequencies.listing.seen().next().unwrap().word.to_string(),
        sorted[sorted.len() - 1]
    );
    desk.write_into("筛选词语", "zp");
    let seen: Vec<String> =
        desk.shell().views.words.frequencies.listing.seen().map(|line| line.word.to_string()).collect();
    assert_eq!(seen, ["照片"]);
}

#[test]
fn ticked_words_become_stop_words_and_come_back_with_undo() {
    let mut desk = Desk::words();
    desk.click("勾选“照片”");
    assert!(desk.sees("已选 1 个词"));
    desk.click("加入停用词");
    assert_eq!(desk.shelf(Shelf::StopWord), [("照片".to_owned(), String::new())]);
    assert!(!desk.is_listed("照片") && desk.is_listed("活动"));
    desk.click("撤销这一步");
    assert!(desk.is_listed("照片"));
    desk.click("不列停用词");
    assert!(desk.is_listed("的"));
    desk.click("全选词语");
    assert!(desk.sees("已选"));
    desk.click("复制");
    desk.click("取消选择");
    assert!(desk.shell().views.words.frequencies.listing.ticked.is_empty());
}

#[test]
fn what_else_can_be_done_with_a_word_stands_in_its_menu() {
    let mut desk = Desk::words();
    desk.click("“活动”的更多操作");
    desk.click("查看搭配");
    assert_eq!(desk.shell().views.words.tab, Tab::Collocations);
    assert!(desk.sees("中心词 4 处"));
    desk.click("词频");
    desk.click("“照片”的更多操作");
    desk.click("这不是一个词…");
    assert_eq!(desk.shell().views.words.tab, Tab::Dictionary);
    assert_eq!(desk.shell().views.words.dictionary.attempt.words(), ["照片"]);
}

#[test]
fn the_scope_narrows_what_is_counted_and_a_mistake_in_it_is_told() {
    let mut desk = Desk::words();
    assert!(desk.sees("2 篇文档"));
    desk.write_into("统计范围", "doc:\"访谈 07\"");
    assert!(desk.sees("1 篇文档"));
    let first = desk.shell().views.words.frequencies.listing.seen().next().unwrap().clone();
    assert_eq!(first.documents, 1);
    desk.write(" 活动");
    assert!(desk.sees("统计范围只能用筛选条件来限定"));
}

#[test]
fn the_cloud_draws_the_same_words_and_goes_out_as_svg_and_png() {
    let folder = tempfile::tempdir().unwrap();
    let (svg, png) = (folder.path().join("词云.svg"), folder.path().join("词云.png"));
    let mut desk = Desk::words_with_answers([svg.clone(), png.clone()]);
    desk.click("词云");
    assert_eq!(desk.shell().views.words.cloud.len(), desk.shell().views.words.frequencies.listing.seen().len());
    desk.click("导出…");
    desk.click("存为 SVG…");
    let drawn = std::fs::read_to_string(&svg).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains(">活动</text>"));
    desk.click("导出…");
    desk.click("存为 PNG…");
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    desk.click("活动，4 次，2 篇文档");
    assert!(desk.shell().views.search.query.get().starts_with("word:活动"));
}

#[test]
fn the_table_goes_out_as_it_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, xlsx) = (folder.path().join("词频.csv"), folder.path().join("词频.xlsx"));
    let mut desk = Desk::words_with_answers([csv.clone(), xlsx.clone()]);
    desk.write_into("筛选词语", "活动");
    desk.click("导出…");
    desk.click("存为 CSV…");
    let text = std::fs::read_to_string(&csv).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("词,次数,每百万词,文档数") && lines[1].starts_with("活动,4,"), "{lines:?}");
    desk.click("导出…");
    desk.click("存为 XLSX…");
    assert!(std::fs::read(&xlsx).unwrap().starts_with(b"PK"));
    desk.click("导出…");
    desk.click("复制表格");
    assert!(desk.sees("表格已复制"));
}

#[test]
fn definitions_are_one_click_away() {
    let mut desk = Desk::words();
    desk.click("这些数字怎么算");
    assert!(desk.sees("Gries (2008)"));
}

#[test]
fn the_company_of_a_word_is_listed_with_all_measures_and_leads_to_its_places() {
    let mut desk = Desk::words();
    desk.click("搭配");
    assert!(desk.sees("一个词经常和哪些词一起出现"));
    desk.click("活动");
    assert!(desk.sees("中心词 4 处"));
    desk.click("同一句");
    let lines: Vec<(String, u64)> = desk
        .shell()
        .views
        .words
        .collocations
        .listing
        .seen()
        .map(|line| (line.word.to_string(), line.together))
        .collect();
    assert!(lines.contains(&("照片".to_owned(), 2)), "{lines:?}");
    desk.click_row("照片，共现 2 次");
    let query = desk.shell().views.search.query.get().to_owned();
    assert!(query.starts_with("word:活动") && query.contains("word:照片"), "{query}");
}

#[test]
fn two_parts_of_the_texts_are_compared_in_both_directions() {
    let mut desk = Desk::words();
    desk.click("关键词");
    assert!(desk.sees("哪些词让一部分文本与众不同"));
    desk.write_into("考察的部分", "doc:\"访谈 07\"");
    desk.harness.state_mut().views.words.scope.least = 1;
    desk.run();
    desk.click("证据强度");
    desk.click("全部列出");
    let lines = desk.shell().views.words.keyness.listing.lines().clone();
    let of = |word: &str| lines.iter().find(|line| &*line.word == word).unwrap().log_likelihood;
    assert!(of("照片") > 0.0 && of("人") < 0.0);
    desk.click_row("照片，考察部分 2 次，对照部分 0 次");
    assert!(desk.shell().views.search.query.get().contains("doc:"));
}

#[test]
fn a_sentence_is_cut_otherwise_with_two_clicks() {
    let mut desk = Desk::words();
    desk.click("词典");
    desk.write_into("试试怎样切分", "枢纽型社会组织的活动");
    let words = |desk: &Desk| desk.shell().views.words.dictionary.attempt.words().to_vec();
    let before = words(&desk);
    assert!(before.windows(2).any(|pair| pair == ["社会", "组织"]), "{before:?}");
    desk.click("合为一个词“社会组织”");
    assert_eq!(desk.shelf(Shelf::Word), [("社会组织".to_owned(), String::new())]);
    assert!(words(&desk).contains(&"社会组织".to_owned()));
    desk.click("在“社会”和“组织”之间切开");
    assert_eq!(desk.shelf(Shelf::Word), [("社会|组织".to_owned(), String::new())]);
    assert!(words(&desk).windows(2).any(|pair| pair == ["社会", "组织"]));
    desk.click("撤销这一步");
    assert_eq!(desk.shelf(Shelf::Word), [("社会组织".to_owned(), String::new())]);
}

#[test]
fn words_are_added_pasted_taken_out_and_exchanged_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (PathBuf::from("/词典.txt"), folder.path().join("出.txt"));
    let mut desk = Desk::words_with_answers([from.clone(), to.clone()]);
    let fs = std::sync::Arc::clone(&desk.shell().environment().fs);
    fs.create_new(&from).unwrap().append("购买服务 20 n\n社工站\n".as_bytes()).unwrap();
    desk.click("词典");
    desk.write_into("新词", "办给上面看");
    desk.click("添加");
    desk.click("更多…");
    desk.click("粘贴多个词…");
    desk.harness.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, "粘贴多个词…").focus();
    desk.run();
    desk.write("居委会\n社工站\n");
    desk.click("添加 2 个词");
    desk.click("从词典移除“办给上面看”");
    desk.click("更多…");
    desk.click("从文本文件导入…");
    let names: Vec<String> = desk.shelf(Shelf::Word).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["居委会", "社工站", "购买服务"]);
    desk.click("更多…");
    desk.click("导出为文本文件…");
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "居委会\n社工站\n购买服务\n");
}

#[test]
fn a_bundled_stop_word_is_taken_off_and_put_back_and_own_ones_are_added() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("停用词.txt");
    let mut desk = Desk::words_with_answers([to.clone()]);
    desk.click("词典");
    desk.write_into("新停用词", "照片");
    desk.click("加入");
    assert_eq!(desk.shelf(Shelf::StopWord), [("照片".to_owned(), String::new())]);
    for word in ["照片", "我们"] {
        desk.write_into("新停用词", word);
        desk.click("加入");
        assert!(desk.sees(&format!("“{word}”已经是停用词")));
    }
    assert_eq!(desk.shelf(Shelf::StopWord).len(), 1);
    desk.write_into("筛选停用词", "我们");
    desk.click("“我们”是停用词");
    assert!(desk.shelf(Shelf::StopWord).contains(&("我们".to_owned(), "-".to_owned())));
    desk.click("“我们”是停用词");
    assert_eq!(desk.shelf(Shelf::StopWord).len(), 1);
    desk.click("导出…");
    let text = std::fs::read_to_string(&to).unwrap();
    assert!(text.lines().any(|line| line == "照片") && text.lines().any(|line| line == "我们"));
}

#[test]
fn a_selected_word_becomes_one_of_the_dictionary_and_undo_is_offered() {
    let mut desk = Desk::open();
    desk.select("访谈 03", "办给上面看");
    desk.act(Action::Run(UiCommand::OneWord));
    assert_eq!(desk.shelf(Shelf::Word), [("办给上面看".to_owned(), String::new())]);
    desk.click("撤销这一步");
    assert_eq!(desk.shelf(Shelf::Word), []);
    desk.select("访谈 03", "不动，活动");
    desk.act(Action::Run(UiCommand::OneWord));
    assert_eq!(desk.shelf(Shelf::Word), []);
    assert!(desk.sees("不像一个词"));
}

#[test]
fn a_selected_passage_is_searched_for_and_listed_line_by_line() {
    let mut desk = Desk::open();
    desk.select("访谈 07", "照片");
    desk.harness.key_press(Key::S);
    desk.run();
    assert!(desk.sees("2 处，1 篇文档"));
    assert_eq!(desk.shell().views.search.results.listing, Listing::Documents);
    desk.select("访谈 07", "活动");
    desk.act(Action::Run(UiCommand::PassageConcordance));
    assert!(desk.sees("4 处，2 篇文档"));
    assert_eq!(desk.shell().views.search.results.listing, Listing::Concordance);
}

#[test]
fn the_words_of_the_text_on_screen_are_marked_when_somebody_wants_that() {
    let mut desk = Desk::open();
    let document = desk.document("访谈 07");
    desk.act(Action::OpenDocument(document));
    assert!(desk.shell().views.reading.cut.of(document).is_empty());
    desk.act(Action::Run(UiCommand::WordMarks));
    let project = desk.shell().session().unwrap().project().clone();
    let text = &project.document(document).unwrap().text;
    let words: Vec<&str> = desk.shell().views.reading.cut.of(document).iter().map(|&word| text.slice(word)).collect();
    assert!(words.contains(&"照片") && words.contains(&"活动") && !words.contains(&"，"), "{words:?}");
    desk.select("访谈 07", "照片有");
    desk.act(Action::Run(UiCommand::OneWord));
    let words: Vec<&str> = desk.shell().views.reading.cut.of(document).iter().map(|&word| text.slice(word)).collect();
    assert!(words.contains(&"照片有"), "the dictionary decides: {words:?}");
}

#[test]
fn the_dictionary_is_at_hand_when_somebody_begins_to_read_and_follows_its_changes() {
    let mut desk = Desk::open();
    let around = |desk: &Desk, clause: &str, at| {
        let project = desk.shell().session().unwrap().project().id;
        desk.shell().views.reading.borders.of(project).expect("loaded with the project").around(clause, at)
    };
    assert_eq!(around(&desk, "别人叫也叫不动", 0), 0..2);
    desk.select("访谈 03", "办给上面看");
    desk.act(Action::Run(UiCommand::OneWord));
    assert_eq!(around(&desk, "活动办给上面看", 3), 2..7);
}

#[test]
fn adding_what_is_no_word_or_is_there_already_says_so() {
    let mut desk = Desk::words();
    desk.click("词典");
    desk.write_into("新词", "政");
    desk.click("添加");
    assert!(desk.sees("“政”不像一个词") && desk.shelf(Shelf::Word).is_empty());
    for _ in 0..2 {
        desk.write_into("新词", "社工站");
        desk.click("添加");
    }
    assert!(desk.sees("词典里已经有“社工站”") && desk.shelf(Shelf::Word).len() == 1);
}

#[test]
fn several_words_lead_to_the_places_that_were_counted_and_to_no_others() {
    let mut desk = Desk::words();
    desk.write_into("统计范围", "doc:\"访谈 07\"");
    desk.click("勾选“活动”");
    desk.click("勾选“照片”");
    desk.click("逐行索引");
    assert!(desk.sees("4 处，1 篇文档"), "{}", desk.shell().views.search.query.get());
}

#[test]
fn words_joined_by_their_stem_lead_to_all_their_forms() {
    let mut desk = Desk::words();
    desk.click("英文合并词形");
    let figures = desk.shell().views.words.frequencies.slot.get().unwrap().clone();
    assert_eq!(figures.forms, Forms::ByStem);
    let query = figures.places_of(&["organised", "活动"]);
    assert!(query.contains("stem:organised") && query.contains("word:活动"), "{query}");
}

#[test]
fn what_has_less_in_one_part_leads_to_all_the_rest() {
    let mut desk = Desk::words();
    desk.click("关键词");
    desk.write_into("考察的部分", "doc:\"访谈 07\"");
    desk.harness.state_mut().views.words.scope.least = 1;
    desk.run();
    desk.click("证据强度");
    desk.click("全部列出");
    desk.click_row("人，考察部分 0 次");
    let query = desk.shell().views.search.query.get().to_owned();
    assert!(query.contains("word:人") && desk.sees("1 篇文档"), "{query}");
}

#[test]
fn memos_have_no_collocations() {
    let mut desk = Desk::words();
    desk.click("搭配");
    desk.write_into("中心词", "活动 in:memo");
    assert!(desk.sees("搭配只在文档里统计"));
}

#[test]
fn a_count_that_another_one_ended_is_taken_up_again_where_it_is_looked_at() {
    let mut desk = Desk::open();
    let (open, gate) = mpsc::channel::<()>();
    desk.harness.state_mut().jobs.start(JobRequest::new(JobKind::Words, Message::new("words.job"), move |_| {
        let _ = gate.recv();
        Box::new(|_: &mut Shell| ())
    }));
    // The frequencies wait behind it, and the collocations take their place.
    let shell = desk.harness.state_mut();
    shell.views.words.tab = Tab::Collocations;
    shell.carry_out(Action::Run(UiCommand::ShowWords));
    (0..3).for_each(|_| desk.harness.step());
    desk.harness.state_mut().views.words.collocations.node = tianye::app::widgets::Settled::of("活动");
    (0..3).for_each(|_| desk.harness.step());
    drop(open);
    desk.run();
    assert!(desk.sees("中心词 4 处"));
    desk.click("词频");
    assert!(desk.is_listed("活动") && !desk.sees("统计已停止"));
}
