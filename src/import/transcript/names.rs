//! What a label calls a speaker: whether it can be a person at all, what it says of them, what they do.

use crate::import::script::is_han;
use crate::model::Role;

/// How surely a label names somebody who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It names a thing: 时间, 问题, Note.
    Never,
    /// It could be anything.
    Perhaps,
    /// It has the shape that names have among other words: 小李, 李某, MJ, Ann Lee, and 小时候, 某天, CEO.
    Likely,
    /// It looks like a person: 王老师, 某大爷, 社工 01, P3.
    Person,
    /// It is what transcripts call speakers: 访谈者, 说话人1, Q.
    Known,
}

/// A label taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Without what is said of the speaker in brackets; half-width.
    pub name: String,
    /// 年龄, 性别.
    pub attributes: Vec<(String, String)>,
}

/// Whether a character can stand in a name.
pub fn in_name(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(
            character,
            ' ' | '\u{A0}' | '\u{3000}' | '_' | '·' | '•' | '-' | '.' | '\'' | '’' | '&' | '*' | '×' | '＊'
        )
}

/// Letters and digits in half width, blanks made one.
pub fn fold(raw: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let folded: String = raw.chars().map(narrow).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a label apart. `None` where nothing is left of it.
pub fn read(raw: &str) -> Option<Name> {
    let folded = fold(raw);
    let mut name = String::new();
    let mut attributes = Vec::new();
    let mut rest = folded.as_str();
    while let Some(open) = rest.find('(') {
        let (before, group) = rest.split_at_checked(open)?;
        let (inside, after) = group.get(1..)?.split_once(')')?;
        name.push_str(before);
        let said = of_person(inside);
        if said.is_empty() && !is_direction(inside) {
            name.push('(');
            name.push_str(inside);
            name.push(')');
        }
        attributes.extend(said);
        rest = after;
    }
    name.push_str(rest);
    let name = name.trim().trim_matches(['.', '-', '*', '_', '&', '•', '\'', '’']).trim().to_owned();
    let is_name = name.chars().any(|c| c.is_alphabetic() || is_han(c));
    is_name.then_some(Name { name, attributes })
}

/// What brackets say of a person: `67岁`, `女，72 岁`. Empty where they say anything else.
pub fn of_person(inside: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in inside.split([',', '，', '、', ';', '；', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        let age = part.strip_suffix(['岁', '歲']).map_or(part, str::trim);
        let is_number = !age.is_empty() && age.len() <= 3 && age.chars().all(|c| c.is_ascii_digit());
        if is_number && (age.len() < part.len() || inside.contains(['岁', '歲'])) {
            found.push(("年龄".to_owned(), age.to_owned()));
        } else if matches!(part, "男" | "女" | "男性" | "女性") {
            found.push(("性别".to_owned(), part.trim_end_matches('性').to_owned()));
        }
    }
    found
}

/// Remarks on how something is said.
fn is_direction(inside: &str) -> bool {
    const REMARKS: [&str; 14] =
        ["笑", "哭", "沉默", "停顿", "叹气", "叹", "点头", "摇头", "咳", "插话", "打断", "犹豫", "laugh", "pause"];
    inside.is_empty() || REMARKS.iter().any(|remark| inside.to_lowercase().contains(remark))
}

/// What transcripts call those who ask.
const ASKING: &str = "访谈者|訪談者|访谈人|访谈员|访员|访者|采访者|採訪者|采访人|採訪人|访问者|访问员|研究者|研究员|调查者|\
    调查员|调研员|主持人|主持|提问者|提问|追问|问|問|笔者|筆者|我|记者|記者|访谈|采访|Q|I|IV|INT|\
    Interviewer|Moderator|Researcher";
/// What transcripts call those who answer.
const ANSWERING: &str = "受访者|受訪者|受访人|受訪人|被访者|被訪者|被访人|被访谈者|被访谈人|被采访者|被采访人|访谈对象|受访对象|\
    被访对象|采访对象|回答者|回答|答|受访|被访|A|R|Respondent|Interviewee|Participant|Informant|IE";
/// What programs call those whom they cannot name.
const ANYBODY: &str =
    "说话人|說話人|发言人|發言人|讲话人|讲者|未知说话人|Speaker|Unknown Speaker|SPEAKER|S|旁人|其他人";

/// A label without the number that tells several of a kind apart: `受访者 2`, `Speaker_01`, `Q12`, `访谈者A`.
fn stem(name: &str) -> &str {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '#' | '.'));
    let letter = stem.strip_suffix(|c: char| c.is_ascii_uppercase() || matches!(c, '甲' | '乙' | '丙' | '丁'));
    let spelled = stem.strip_suffix(['一', '二', '三', '四', '五']);
    match letter.or(spelled).map(str::trim_end) {
        Some(shorter) if shorter.chars().count() >= 2 && is_listed(shorter) => shorter,
        _ => stem,
    }
}

/// The words of a list: they are written in one string with bars between them, so that a screen shows them all.
pub fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|')
}

fn is_in(list: &'static str, name: &str) -> bool {
    words(list).any(|known| known.eq_ignore_ascii_case(name) && (known.len() > 1 || known == name))
}

fn is_listed(name: &str) -> bool {
    is_in(ASKING, name) || is_in(ANSWERING, name) || is_in(ANYBODY, name)
}

/// What the label alone says that they do. Single letters say it only beside their partner, which the caller knows.
pub fn role_of(name: &str) -> Role {
    let stem = stem(name);
    if is_in(ASKING, stem) {
        Role::Interviewer
    } else if is_in(ANSWERING, stem) || stem == "P" {
        Role::Respondent
    } else {
        Role::Unknown
    }
}

/// Whether a name is one that many transcripts share, and so names nobody: 受访者, 说话人 2, A.
pub fn is_generic(name: &str) -> bool {
    is_listed(stem(name)) || name.chars().count() <= 1
}

/// A label that numbers questions and answers and not persons, without its number: Q12 is Q.
pub fn numbered_stem(name: &str) -> Option<&'static str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    (stem.len() < name.len()).then(|| ["Q", "A", "问", "答", "問"].into_iter().find(|known| *known == stem)).flatten()
}

/// How surely a label names somebody who speaks.
pub fn strength(name: &str) -> Strength {
    if is_listed(stem(name)) && !matches!(name, "S" | "A" | "I" | "R") {
        Strength::Known
    } else if is_thing(name) {
        Strength::Never
    } else if is_person(name) {
        Strength::Person
    } else if shape(name).is_some() {
        Strength::Likely
    } else {
        Strength::Perhaps
    }
}

/// Words after which a colon introduces something other than speech, folded to lower case.
const THINGS: &str = "时间|日期|地点|内容|摘要|提要|关键词|关键字|问题|备注|注|说明|标题|题目|来源|资料来源|数据来源|作者|\
    单位|电话|天气|观察|反思|编号|方法|目的|结果|结论|例如|比如|例|其中|包括|如下|首先|其次|第一|第二|第三|\
    一是|二是|三是|任务|背景|主题|要点|总结|小结|思考|感想|建议|措施|原因|优点|缺点|基金项目|作者简介|\
    中图分类号|文献标识码|文章编号|收稿日期|通讯作者|网址|链接|参考文献|姓名|性别|年龄|职业|学历|名称|类型|\
    选项|题项|文字记录|会议纪要|目录|date|place|time|note|notes|source|summary|keywords|abstract|title|\
    author|topic|question|example|transcript|doi|http|https";
/// What a word before a colon ends with where somebody's speech is told and not written down.
const TELLING: &str = "说|說|道|问道|认为|認為|指出|表示|写道|称|回忆|提到|强调|告诉我|如下|即|是|为|的|有|了|says";

fn is_thing(name: &str) -> bool {
    let lower = name.to_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let ordinal =
        name.starts_with('第') || name.starts_with(['表', '图', '圖']) && name.ends_with(|c: char| c.is_ascii_digit());
    ordinal
        || words(THINGS).any(|thing| thing == bare)
        || words(TELLING).any(|end| lower.ends_with(end) && lower.len() > end.len())
        || name.chars().filter(|c| is_han(*c)).count() > 10
        || name.split(' ').count() > 4
        || name.contains(['的', '是', '了', '在', '这', '那', '把', '被'])
}

/// How people are addressed.
const ADDRESSES: &str = "老师|老師|大爷|大爺|大妈|大娘|大叔|大姐|大哥|大伯|阿姨|奶奶|爷爷|伯伯|叔叔|婶|婆婆|公公|姐|哥|嫂|姨|叔|\
    伯|书记|主任|村长|医生|护士|院长|社工|经理|队长|先生|女士|小姐|同学|教授|老人|师傅|厨师|校长|局长|\
    处长|科长|会长|理事|志愿者|村民|居民|家属|学生|护工|护理员|站长|支书|老伴";

fn is_person(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c.is_ascii_uppercase());
    let count = name.chars().count();
    let coded = count <= 8 && name.ends_with(|c: char| c.is_ascii_digit()) && name.starts_with(char::is_alphabetic);
    let lettered = matches!(name, "甲" | "乙" | "丙" | "丁" | "戊");
    let masked = count <= 4 && name.contains(['×', '*']);
    coded || lettered || masked || words(ADDRESSES).any(|address| stem.ends_with(address) && stem.chars().count() <= 8)
}

/// A shape that names share with other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameShape {
    /// MJ, and CEO.
    Initials,
    /// 老李, 小王, 阿英, and 小时候.
    Familiar,
    /// 李某, and 某天.
    Withheld,
    /// Ann Lee, and First Question.
    Western,
}

/// The shape of a name, where it has one.
pub fn shape(name: &str) -> Option<NameShape> {
    let count = name.chars().count();
    let words = name.split(' ').count();
    if count <= 4 && name.chars().all(|c| c.is_ascii_uppercase() || c == '.') {
        Some(NameShape::Initials)
    } else if (2..=4).contains(&count) && name.starts_with(['老', '小', '阿']) {
        Some(NameShape::Familiar)
    } else if count <= 4 && name.contains('某') {
        Some(NameShape::Withheld)
    } else if name.is_ascii()
        && (2..=4).contains(&words)
        && name.split(' ').all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
    {
        Some(NameShape::Western)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn brackets_say_who_somebody_is_and_how_they_speak() {
        let read = |raw| read(raw).unwrap();
        assert_eq!(
            read("某大爷（67岁）"),
            Name { name: "某大爷".into(), attributes: vec![("年龄".into(), "67".into())] }
        );
        let both = vec![("性别".to_owned(), "女".to_owned()), ("年龄".to_owned(), "72".to_owned())];
        assert_eq!(read("老人 03（女，72 岁）").attributes, both);
        assert_eq!(read("受访者（笑）").name, "受访者");
        assert_eq!(read("受访者（妻子）").name, "受访者(妻子)");
        assert_eq!(read("Ｑ１").name, "Q1");
    }

    #[test]
    fn labels_are_weighed() {
        for name in ["访谈者", "受访者 2", "说话人1", "Speaker 1", "SPEAKER_00", "发言人 3", "Q12", "答", "访谈者甲"]
        {
            assert_eq!(strength(name), Strength::Known, "{name}");
        }
        for name in ["王老师", "某大爷", "社工 01", "P3", "甲", "村民A"] {
            assert_eq!(strength(name), Strength::Person, "{name}");
        }
        for name in ["I", "MJ", "Ann Lee", "李某", "小时候", "老规矩", "某天", "CEO", "First Question"] {
            assert_eq!(strength(name), Strength::Likely, "{name}");
        }
        for name in ["问题", "摘要", "时间", "他们说", "Note", "表1", "第一", "食堂的好处"] {
            assert_eq!(strength(name), Strength::Never, "{name}");
        }
        assert_eq!(strength("食堂"), Strength::Perhaps);
    }

    #[test]
    fn some_labels_say_who_asks() {
        assert_eq!(role_of("采访者"), Role::Interviewer);
        assert_eq!(role_of("Q3"), Role::Interviewer);
        assert_eq!(role_of("受访者2"), Role::Respondent);
        assert_eq!(role_of("说话人1"), Role::Unknown);
        assert_eq!((numbered_stem("Q12"), numbered_stem("P2"), numbered_stem("Q")), (Some("Q"), None, None));
    }
}
