//! The small studies that pictures are drawn of: invented interviews, coded by two people, in Chinese and in English.

use std::collections::BTreeSet;

use tianye::i18n::Language;
use tianye::model::{Block, BlockKind, CharIndex, Role, Span, Speaker, Structure, Text, Turn};
use tianye::session::NewDocument;

/// What a study is made of.
pub struct Study {
    pub title: &'static str,
    /// The second one codes too.
    pub coders: [&'static str; 2],
    /// The group, the title, and the text; `# ` begins a heading, `Name：` a turn.
    pub documents: &'static [(&'static str, &'static str, &'static str)],
    /// As it is pasted.
    pub codes: &'static str,
    /// Which words of the first document, with what, by which coder.
    pub codings: &'static [(&'static str, &'static str, usize)],
    /// Groups of codes.
    pub groups: &'static [(&'static str, &'static [&'static str])],
    /// Of a code: what it means, when it is used, when not, and an example.
    pub definition: (&'static str, [&'static str; 4]),
    /// Names and a row of values for each document.
    pub attributes: (&'static [&'static str], &'static [&'static [&'static str]]),
    /// Titles and texts.
    pub memos: &'static [(&'static str, &'static str)],
    /// Of a coding.
    pub remark: (&'static str, &'static str),
}

impl Study {
    pub fn in_language(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    pub fn documents(&self) -> impl Iterator<Item = (&'static str, NewDocument)> {
        let (names, values) = self.attributes;
        self.documents.iter().zip(values).map(move |((group, title, text), values)| {
            let mut document = typed(title, text);
            let known = names.iter().zip(*values).filter(|(_, value)| !value.is_empty());
            document.attributes = known.map(|(name, value)| ((*name).into(), (*value).to_owned())).collect();
            (*group, document)
        })
    }

    pub fn groups_of(&self, code: &str) -> BTreeSet<String> {
        let of = self.groups.iter().filter(|(_, codes)| codes.contains(&code));
        of.map(|(group, _)| (*group).to_owned()).collect()
    }
}

/// A text with its headings and turns.
pub fn typed(title: &str, written: &str) -> NewDocument {
    let (mut structure, mut text, mut at) = (Structure::default(), String::new(), 0);
    for (paragraph, line) in (0_u32..).zip(written.lines()) {
        let heading = line.strip_prefix("# ");
        let line = heading.unwrap_or(line);
        let end = at + line.chars().count() as u32;
        if heading.is_some() {
            structure.blocks.push(Block { paragraph, kind: BlockKind::Heading(1) });
        }
        let label = line.find(['：', ':']).filter(|at| *at < 30);
        if let Some(label) = label {
            let name = &line[..label];
            let place = structure.speakers.iter().position(|speaker| speaker.name == name);
            let speaker = place.unwrap_or_else(|| {
                let asks = structure.speakers.is_empty();
                let role = if asks { Role::Interviewer } else { Role::Respondent };
                structure.speakers.push(Speaker { name: name.to_owned(), role });
                structure.speakers.len() - 1
            });
            structure.turns.push(Turn {
                span: Span::new(at, end).unwrap(),
                said: CharIndex(at + name.chars().count() as u32 + 1),
                speaker: Some(speaker as u16),
                at: None,
                until: None,
            });
        }
        text.push_str(line);
        text.push('\n');
        at = end + 1;
    }
    NewDocument { structure, ..NewDocument::typed(title, Text::new(text.trim_end()).unwrap()) }
}

const CHINESE: Study = Study {
    title: "社区互动",
    coders: ["甲", "乙"],
    documents: &[
        (
            "第一轮",
            "访谈 03",
            "# 活动与照片\n社工 01：最近活动来的人多吗？\n老人 03：来的都是那几位，别人叫也叫不动。有一回下雨，只来了四个人，“照片总要拍的”，他们把椅子摆成一圈，拍完就散了。\n社工 01：那活动还要不要办？\n老人 03：办总要办的，上面要看照片。表格一年比一年多，真正办事的时间反而少了；大家心里都有数，谁也不说破。\n社工 01：您去提过意见吗？\n老人 03：提过一回，后来就不提了。",
        ),
        (
            "第一轮",
            "访谈 07",
            "社工 01：上面怎么看？\n老人 07：活动要有照片。照片有了，活动就算办了。\n社工 01：评估来的那天呢？\n老人 07：那天食堂加了两个菜，人也叫齐了。",
        ),
        ("第二轮", "田野笔记 十月", "评估组上午到，社工们前一晚补签到表到十一点。活动室门口贴着照片，日期是新写的。"),
        ("第二轮", "访谈 11", "社工 02：志愿者来得勤吗？\n老人 11：学生一个月换一批，刚认得人就要走了。"),
    ],
    codes: "陷阱\n  合谋\n  内卷化\n迎检\n  拍照\n  填表\n依附\n沉默",
    codings: &[
        ("别人叫也叫不动", "依附", 0),
        ("照片总要拍的", "拍照", 0),
        ("他们把椅子摆成一圈，拍完就散了", "合谋", 0),
        ("“照片总要拍的”，他们把椅子摆成一圈，拍完就散了", "陷阱", 0),
        ("把椅子摆成一圈", "迎检", 1),
        ("上面要看照片", "迎检", 0),
        ("上面要看照片", "拍照", 1),
        ("表格一年比一年多", "填表", 0),
        ("真正办事的时间反而少了", "内卷化", 0),
        ("谁也不说破", "合谋", 1),
        ("提过一回，后来就不提了", "沉默", 0),
    ],
    groups: &[("核心", &["合谋", "内卷化", "沉默"]), ("待定", &["依附"])],
    definition: (
        "合谋",
        [
            "双方心照不宣，一起做出给第三方看的样子。",
            "双方都知道并且都得到好处。",
            "只有一方知情；只是服从命令。",
            "“拍完就散了”",
        ],
    ),
    attributes: (
        &["地区", "年龄", "身份"],
        &[&["城东", "71", "老人"], &["城东", "68", "老人"], &["城西"], &["城西", "七十四", "老人"]],
    ),
    memos: &[
        (
            "照片的两层意思",
            "照片既是**证据**，也是_任务_本身。\n\n- 见 [[合谋]]\n- 与 [[访谈 07]] 对照\n\n> 照片有了，活动就算办了。",
        ),
        ("访谈方法", "第二轮少问“为什么”，多问那一天怎样过。"),
    ],
    remark: ("上面要看照片", "迎检的说法：先有照片，后有活动。"),
};

const ENGLISH: Study = Study {
    title: "Living room",
    coders: ["A", "B"],
    documents: &[
        (
            "First round",
            "Interview 03",
            "# Photographs\nWorker 01: Do many people come nowadays?\nElder 03: The same few, you cannot get the others to come. Once it rained and four turned up. “We need the picture anyway,” they said, put the chairs in a circle, took it, and that was that.\nWorker 01: Will you go on with it?\nElder 03: We have to, the office wants to see pictures. There are more forms every year and less time for the work itself; everybody knows and nobody says so.",
        ),
        (
            "First round",
            "Interview 07",
            "Worker 01: What does the office say?\nElder 07: Where there is a picture there was an event.",
        ),
        (
            "Second round",
            "Field notes, October",
            "The assessors came in the morning; forms were signed until eleven the night before.",
        ),
    ],
    codes: "Traps\n  Collusion\n  Involution\nFor show\n  Photographs\n  Forms\nDependence",
    codings: &[
        ("you cannot get the others to come", "Dependence", 0),
        ("We need the picture anyway", "Photographs", 0),
        ("put the chairs in a circle, took it, and that was that", "Collusion", 0),
        ("put the chairs in a circle", "For show", 1),
        ("the office wants to see pictures", "For show", 0),
        ("more forms every year", "Forms", 0),
        ("less time for the work itself", "Involution", 0),
        ("everybody knows and nobody says so", "Collusion", 1),
    ],
    groups: &[("Core", &["Collusion", "Involution"])],
    definition: (
        "Collusion",
        [
            "Both sides put on a show for a third, and neither says so.",
            "Both know and both gain.",
            "Only one side knows; orders are obeyed.",
            "“and that was that”",
        ],
    ),
    attributes: (&["District", "Age"], &[&["East", "71"], &["East", "68"], &["West"]]),
    memos: &[(
        "Two senses of a picture",
        "A picture is **evidence**, and it is the _task_ itself.\n\n- see [[Collusion]]\n- compare [[Interview 07]]",
    )],
    remark: ("the office wants to see pictures", "The picture first, the event after."),
};
