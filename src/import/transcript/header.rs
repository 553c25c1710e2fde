//! What a transcript says of itself before anybody speaks: 访谈时间, 地点, 对象; and the lines in which the
//! recording program names itself.
//!
//! Some words stand both here and before turns: `访谈者：甲` in the head names somebody, `访谈者：请坐` is
//! already the talk. A line of that kind belongs to the head only inside it, without a blank line between, and
//! only where its value reads like names; where the same word comes back below it without a blank line
//! between, it must surely be a name. The first such line that is none ends the head: the talk has begun.

use std::collections::BTreeSet;

use super::names::{self, Strength};
use crate::import::script::{is_sentence_end, width};
use crate::import::steps::lines::Line;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Name and value, in the order of the text.
    pub attributes: Vec<(String, String)>,
    /// Places among the lines, ascending.
    pub lines: Vec<usize>,
    /// Who asks, by the names in the head.
    pub interviewers: Vec<String>,
    /// Who answers.
    pub respondents: Vec<Respondent>,
}

/// Somebody who answers, as the head names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respondent {
    /// Without what is said of them.
    pub name: String,
    /// 年龄, 性别, where they stand beside the name.
    pub attributes: Vec<(String, String)>,
}

/// How many lines are searched.
const DEPTH: usize = 80;

/// Words that stand before values and never before turns.
const KEYS: &str = "访谈时间|访谈日期|采访时间|采访日期|访问时间|调研时间|时间|日期|访谈地点|采访地点|访问地点|调研地点|\
    地点|访谈方式|访谈形式|方式|访谈编号|采访编号|编号|录音编号|录音时长|访谈时长|采访时长|时长|录音时间|\
    录音文件|录音|访谈主题|访谈题目|采访主题|主题|访谈对象编号|受访者编号|受访人编号|受访者姓名|受访者信息|\
    受访者简介|受访者背景|被访者编号|性别|年龄|民族|职业|学历|文化程度|教育程度|婚姻状况|工作年限|单位|\
    所在单位|职务|职位|身份|籍贯|住址|访谈情境|访谈背景|备注|访谈次数|语言|方言|参与人|参与者|参会人|\
    在场人员|在场人|转写|转写人|转写者|转录|转录人|整理|整理人|整理者|整理时间|记录|记录人|记录者|记录时间|\
    文件名|项目|项目名称|date|time|place|location|venue|duration|length|interviewdate|interviewid|\
    transcriber|transcribedby|recordedby|participantid|recording";
/// More of them, and those that are rarer.
const MORE_KEYS: &str = "访谈地址|地址|村庄|社区|interviewlocation|interviewplace|project|topic|language|age|gender|sex|\
    occupation|id|audiofile";
/// Words that stand before turns as well: those who ask.
const ASKING: &str =
    "访谈者|訪談者|访谈人|访谈员|采访者|採訪者|采访人|访问者|访员|主持人|调查员|研究者|interviewer|moderator";
/// Those who answer.
const ANSWERING: &str = "访谈对象|訪談對象|受访对象|采访对象|被访对象|受访者|受訪者|受访人|被访者|被访人|被访谈者|被采访者|\
    被采访人|受访者姓名|对象|interviewee|respondent|participant";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Plain,
    Asks,
    Answers,
}

fn folded(word: &str) -> String {
    names::fold(word).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect()
}

fn key(word: &str) -> Option<Key> {
    let folded = folded(word);
    let is_in = |list| names::words(list).any(|word| word == folded);
    if is_in(ANSWERING) {
        Some(Key::Answers)
    } else if is_in(ASKING) {
        Some(Key::Asks)
    } else {
        (is_in(KEYS) || is_in(MORE_KEYS)).then_some(Key::Plain)
    }
}

/// A key with its value, as one line gives several.
#[derive(Debug, PartialEq, Eq)]
struct Pair<'a> {
    key: Key,
    word: &'a str,
    value: String,
}

/// `访谈时间：2016 年 7 月　地点：鼓楼`, `性别\t女\t年龄\t72`; empty where the line begins with no key.
fn pairs(line: &str) -> Vec<Pair<'_>> {
    let cells: Vec<&str> = line.trim().split('\t').map(str::trim).collect();
    let is_row = cells.len() >= 2
        && cells.len().is_multiple_of(2)
        && cells.iter().step_by(2).all(|cell| key(bare(cell)).is_some());
    if is_row {
        return cells
            .chunks_exact(2)
            .filter_map(|cells| {
                let word = bare(cells.first()?);
                Some(Pair { key: key(word)?, word, value: (*cells.get(1)?).to_owned() })
            })
            .collect();
    }
    let mut found: Vec<Pair> = Vec::new();
    for piece in line.trim().split(['\t', ' ', '\u{3000}', ';', '；', '|', '｜']).filter(|piece| !piece.is_empty()) {
        let split = piece.split_once([':', '：']).and_then(|(word, value)| Some((key(word)?, word, value)));
        match (split, found.last_mut()) {
            (Some((key, word, value)), _) => found.push(Pair { key, word, value: value.to_owned() }),
            (None, Some(last)) => {
                if !last.value.is_empty() {
                    last.value.push(' ');
                }
                last.value.push_str(piece);
            }
            (None, None) => break,
        }
    }
    if !found.is_empty() {
        return found;
    }
    // `Interview date: 3 May`, `时 间：三月`: the key itself has a blank.
    let spaced = line
        .split_once([':', '：'])
        .and_then(|(word, value)| Some(Pair { key: key(word)?, word: word.trim(), value: value.trim().to_owned() }));
    spaced.into_iter().collect()
}

fn bare(cell: &str) -> &str {
    cell.trim_end_matches([':', '：']).trim()
}

/// Whether a value reads like names and not like something said.
fn reads_like_names(value: &str) -> bool {
    const SPEECH: [char; 24] = [
        '您', '你', '我', '好', '请', '吗', '呢', '吧', '啊', '嗯', '谢', '对', '是', '的', '了', '这', '那', '哦',
        '不', '有', '就', '？', '?', '。',
    ];
    let (names, _) = value.split_once(['(', '（']).unwrap_or((value, ""));
    !names.trim().is_empty()
        && width(value) <= 48
        && !is_sentence_end(value)
        && !names.contains(SPEECH)
        && names.split([',', '，', '、']).all(|name| width(name.trim()) <= 24)
}

/// Reads the head of a text: the lines before anybody speaks that say something of the talk.
pub fn read(all: &[Line]) -> Header {
    let visible: Vec<usize> =
        (0..all.len()).filter(|&at| all.get(at).is_some_and(|l| !l.is_blank())).take(DEPTH).collect();
    let text = |at: usize| visible.get(at).and_then(|&line| all.get(line)).map_or("", |line| line.text.trim());
    let mut header = Header::default();
    // Lines in doubt (访谈者：甲) wait until the head is seen to go on, or not.
    let mut last: Option<usize> = None;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    while at < visible.len() {
        let line = text(at);
        if let Some(consumed) = keywords(&visible, all, at, &mut header) {
            last = Some(at + consumed - 1);
            at += consumed;
            continue;
        }
        if at < 6 && heads_turn_columns(line) {
            // What stands below it are turns.
            header.lines.extend(visible.get(at));
            break;
        }
        let found = pairs(line);
        let again = found.iter().any(|pair| seen.contains(&folded(pair.word)));
        if !again && is_head_line(&found, &Place { all, visible: &visible, at, last }) {
            seen.extend(found.iter().map(|pair| folded(pair.word)));
            header.take(found, visible.get(at).copied());
            last = Some(at);
        } else if last.is_some() && found.first().is_some_and(|pair| pair.key != Key::Plain) {
            break;
        } else if is_dated(line) && at < 6 {
            header.attributes.push(("时间".to_owned(), line.to_owned()));
            header.lines.extend(visible.get(at));
            last = Some(at);
        } else if last.is_some_and(|last| at > last + 3) || last.is_none() && at > 12 {
            break;
        }
        at += 1;
    }
    header
}

/// A line among those that can be seen.
struct Place<'a> {
    all: &'a [Line<'a>],
    visible: &'a [usize],
    at: usize,
    /// The last line of the head so far.
    last: Option<usize>,
}

impl Place<'_> {
    fn text(&self, at: usize) -> &str {
        self.visible.get(at).and_then(|&line| self.all.get(line)).map_or("", |line| line.text.trim())
    }

    /// Whether no blank line stands between two lines that follow each other.
    fn touch(&self, first: usize) -> bool {
        matches!((self.visible.get(first), self.visible.get(first + 1)), (Some(one), Some(other)) if one + 1 == *other)
    }

    /// Whether a word begins another line further down, before a blank line.
    fn comes_back(&self, word: &str) -> bool {
        let word = folded(word);
        (self.at..self.visible.len())
            .take_while(|&at| at == self.at || self.touch(at - 1))
            .skip(1)
            .any(|at| self.text(at).split_once([':', '：']).is_some_and(|(label, _)| folded(label) == word))
    }
}

fn is_head_line(found: &[Pair], place: &Place) -> bool {
    let Some(first) = found.first() else { return false };
    let (at, last) = (place.at, place.last);
    let begins = at <= 12 || last.is_some();
    let comes_back = found.iter().any(|pair| pair.key != Key::Plain && place.comes_back(pair.word));
    let plain = found.iter().any(|pair| pair.key == Key::Plain) || first.word.ends_with("对象");
    if plain && !comes_back {
        // `时间：` may head a long tale; a head is short.
        return begins && found.iter().all(|pair| width(&pair.value) <= 240);
    }
    let behind = last.is_some_and(|last| last + 1 == at && place.touch(last));
    let next = pairs(place.text(at + 1));
    let before = next.iter().any(|pair| pair.key == Key::Plain || pair.word.ends_with("对象"));
    let value = |pair: &Pair| reads_like_names(&pair.value) && (!comes_back || is_a_name(&pair.value));
    begins && (behind || before) && found.iter().all(value)
}

/// Whether a value is surely a name: 老人 03, 甲, 王老师, Ann Lee, and not 七十二岁 or 小学.
fn is_a_name(value: &str) -> bool {
    let name = names::read(value).map(|read| read.name).unwrap_or_default();
    names::strength(&name) >= Strength::Likely && !name.starts_with(['老', '小'])
}

impl Header {
    fn take(&mut self, found: Vec<Pair>, line: Option<usize>) {
        self.lines.extend(line);
        for Pair { key, word, value } in found {
            let value = value.trim().trim_end_matches(['；', ';', '，', ',']).trim().to_owned();
            match key {
                Key::Plain => {}
                Key::Asks => self.interviewers.extend(people(&value).into_iter().map(|person| person.name)),
                Key::Answers => self.respondents.extend(people(&value)),
            }
            if !value.is_empty() {
                let word: String = names::fold(word);
                let han = word.chars().all(|c| !c.is_ascii_alphabetic());
                self.attributes.push((if han { word.replace(' ', "") } else { word }, value));
            }
        }
    }
}

/// `王某、李老师`, `老人 03，女，72 岁`, `某大爷（67岁）`.
fn people(value: &str) -> Vec<Respondent> {
    let folded = names::fold(value);
    let mut found: Vec<Respondent> = Vec::new();
    let mut depth = 0_u32;
    let parts = folded.split(|c: char| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0 && matches!(c, ',' | '，' | '、' | ';' | '；' | '/')
    });
    for part in parts {
        let said = names::of_person(part);
        match found.last_mut() {
            Some(person) if !said.is_empty() => person.attributes.extend(said),
            _ => {
                let name = names::read(part).filter(|read| width(&read.name) <= 24);
                found.extend(name.map(|read| Respondent { name: read.name, attributes: read.attributes }));
            }
        }
    }
    found
}

/// `关键词` and `文字记录` of 飞书妙记: the former heads the lines below it, the latter nothing. Says how many lines.
fn keywords(visible: &[usize], all: &[Line], at: usize, header: &mut Header) -> Option<usize> {
    let text = |at: usize| visible.get(at).and_then(|&line| all.get(line)).map(|line| line.text.trim());
    let word = bare(text(at)?);
    let lower = word.to_lowercase();
    if matches!(lower.as_str(), "文字记录" | "文字紀錄" | "转写结果" | "transcript") {
        header.lines.extend(visible.get(at));
        return Some(1);
    }
    if matches!(lower.as_str(), "summary keywords" | "speakers") && at < 12 {
        let value = text(at + 1).filter(|value| !value.is_empty())?;
        header.attributes.push((word.to_owned(), value.to_owned()));
        header.lines.extend((at..at + 2).filter_map(|at| visible.get(at)));
        return Some(2);
    }
    let inline =
        text(at)?.split_once([':', '：']).filter(|(word, value)| is_keywords(word) && !value.trim().is_empty());
    if let Some((word, value)) = inline {
        // A paper has keywords as well; only above 文字记录 are they a transcript's.
        let below = (at + 1..at + 4).any(|at| text(at).is_some_and(is_record));
        return below.then(|| {
            header.attributes.push((word.trim().to_owned(), value.trim().to_owned()));
            header.lines.extend(visible.get(at));
            1
        });
    }
    if !is_keywords(word) {
        return None;
    }
    let end = (at + 1..at + 12).find(|&at| text(at).is_some_and(is_record))?;
    let value = (at + 1..end).filter_map(text).collect::<Vec<_>>().join("、");
    if !value.is_empty() {
        header.attributes.push((word.to_owned(), value));
    }
    header.lines.extend((at..end).filter_map(|at| visible.get(at)));
    Some(end - at)
}

fn is_keywords(word: &str) -> bool {
    matches!(bare(word.trim()).to_lowercase().as_str(), "关键词" | "關鍵詞" | "关键字" | "keywords")
}

fn is_record(line: &str) -> bool {
    matches!(bare(line).to_lowercase().as_str(), "文字记录" | "文字紀錄" | "transcript")
}

/// Whether a line names the columns of a transcript that stands in a table: `时间⇥说话人⇥内容`.
#[must_use]
pub fn heads_turn_columns(line: &str) -> bool {
    const SPEAKERS: &str = "说话人|发言人|讲话人|讲者|speaker|speakername";
    const CONTENTS: &str =
        "内容|文本|文字|转写|转写内容|转写文本|发言内容|发言|说话内容|text|content|transcript|utterance";
    let cells: Vec<String> = line.split('\t').map(folded).collect();
    let has = |list| cells.iter().any(|cell| names::words(list).any(|word| word == cell));
    (2..=6).contains(&cells.len()) && has(SPEAKERS) && has(CONTENTS)
}

/// `2024年5月3日 上午 10:00|1小时 2分钟`: the line below the title of a recording.
fn is_dated(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let after = line.chars().nth(digits);
    digits == 4
        && matches!(after, Some('年' | '-' | '/' | '.'))
        && width(line) <= 60
        && !is_sentence_end(line)
        && line.chars().filter(char::is_ascii_digit).count() >= 6
}

/// Whether a line is what a program wrote about itself: 以上内容由AI生成…, Transcribed by …
pub fn is_program_line(line: &str) -> bool {
    let folded: String = line.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let by = [
        "由ai",
        "由人工智能",
        "ai生成",
        "ai自动",
        "智能生成",
        "自动生成",
        "智能转写",
        "机器转写",
        "由讯飞",
        "由飞书",
        "由通义",
        "由腾讯会议",
        "由钉钉",
        "由wps",
        "转写由",
        "语音转写",
    ];
    let made = ["生成", "转写", "识别", "提供", "仅供参考"];
    let english = [
        "transcribedby",
        "transcriptgeneratedby",
        "transcribedwith",
        "generatedbyai",
        "ai-generated",
        "otter.ai",
        "trint.com",
    ];
    let chinese = by.iter().any(|by| folded.contains(by)) && made.iter().any(|made| folded.contains(made));
    width(line.trim()) <= 160 && (chinese || english.iter().any(|by| folded.contains(by)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::steps::lines;

    fn of(text: &str) -> Header {
        read(&lines::lines(text))
    }

    fn attribute<'a>(header: &'a Header, name: &str) -> Option<&'a str> {
        header.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn the_head_of_an_interview_is_read_and_the_talk_is_not() {
        let header = of(
            "鼓楼食堂访谈\n访谈时间：2016 年 7 月　地点：鼓楼\n访谈者：甲\n访谈对象：老人 03（女，72 岁）\n\n访谈者：请坐\n受访者：谢谢",
        );
        assert_eq!(header.lines, [1, 2, 3]);
        assert_eq!(attribute(&header, "访谈时间"), Some("2016 年 7 月"));
        assert_eq!(attribute(&header, "地点"), Some("鼓楼"));
        assert_eq!(header.interviewers, ["甲"]);
        assert_eq!(header.respondents.len(), 1);
        assert_eq!(
            header.respondents.first().map(|one| (one.name.as_str(), one.attributes.len())),
            Some(("老人 03", 2))
        );
    }

    #[test]
    fn short_keys_on_one_line_are_parted_and_the_object_of_a_talk_is_who_answers() {
        let header = of("时间：三月　地点：桥头　对象：老人 08（女，69 岁）\n\n问：您常来吗？\n答：天天来。");
        assert_eq!((attribute(&header, "时间"), attribute(&header, "地点")), (Some("三月"), Some("桥头")));
        let who = header.respondents.first().map(|one| (one.name.as_str(), one.attributes.len()));
        assert_eq!(who, Some(("老人 08", 2)));
    }

    #[test]
    fn what_is_said_directly_below_the_head_is_no_head() {
        let header = of("访谈时间：三月\n访谈者：今年多大年纪\n受访者：七十二岁\n访谈者：身体怎么样\n受访者：还行");
        assert_eq!((header.lines.as_slice(), header.respondents.len()), ([0].as_slice(), 0));
        let header = of("访谈时间：三月\n\n访谈者：今年多大年纪\n\n受访者：七十二岁");
        assert_eq!((header.lines.as_slice(), header.respondents.len()), ([0].as_slice(), 0));
        let header = of("访谈时间：三月\n访谈对象：没上过学\n访谈者：几个孩子\n访谈对象：三个");
        assert_eq!((header.lines.as_slice(), header.respondents.len()), ([0].as_slice(), 0));
        let header = of("访谈时间：三月\n访谈者：王老师\n受访者：老人 03\n访谈者：几个孩子\n受访者：三个");
        assert_eq!(header.lines, [0, 1]);
    }

    #[test]
    fn a_head_in_english_and_one_in_a_table_are_read_as_well() {
        let header =
            of("Interview date: 3 May 2024\nPlace: village hall\nInterviewer: Ann Lee\nInterviewee: P3\n\nI: Hello?");
        assert_eq!(header.lines, [0, 1, 2, 3]);
        assert_eq!(header.interviewers, ["Ann Lee"]);
        let table = of("编号\t03\t性别\t女\n访谈时间\t三月\n问：来吃饭吗？");
        assert_eq!(table.lines, [0, 1]);
        assert_eq!((attribute(&table, "性别"), attribute(&table, "访谈时间")), (Some("女"), Some("三月")));
    }

    #[test]
    fn keywords_stand_between_two_titles() {
        let header = of("食堂\n2024年5月3日 上午 10:00|12分钟\n\n关键词:\n食堂、老人\n\n文字记录:\n说话人 1 00:02\n好");
        assert_eq!(attribute(&header, "关键词"), Some("食堂、老人"));
        assert_eq!(header.lines, [1, 3, 4, 6]);
    }

    #[test]
    fn programs_that_name_themselves_are_known() {
        assert!(is_program_line("以上内容由AI生成，仅供参考"));
        assert!(is_program_line("Transcribed by https://otter.ai"));
        assert!(!is_program_line("食堂的菜单由社工提供。"));
    }
}
