//! Who speaks by the words that lead a quotation in: 站点负责人表示：“…”.

use std::ops::Range;

use crate::import::script::{is_han, width};

/// Verbs of saying that stand before a quotation.
const VERBS: [&str; 32] = [
    "说道", "说到", "表示", "认为", "指出", "回答", "所言", "谈到", "谈道", "坦言", "提到", "讲到", "讲道", "解释",
    "抱怨", "反映", "感慨", "介绍", "告诉", "补充", "强调", "回忆", "直言", "感叹", "透露", "表达", "所说", "反问",
    "不满", "诉苦", "讲", "说",
];

/// What may stand between the verb and the quotation.
const TAILS: [&str; 12] = ["", "道", "的", "说", "到", "称", "过", "我们", "笔者", "我", "了", "如下"];

/// Words by which a clause shows that no interviewed person speaks.
const NOT_HEARD: [&str; 44] = [
    "报告",
    "文件",
    "意见",
    "条例",
    "办法",
    "通知",
    "规定",
    "决定",
    "政策",
    "会议",
    "总书记",
    "研究",
    "学者",
    "理论",
    "文献",
    "作者",
    "本文",
    "国务院",
    "民政部",
    "财政部",
    "纲要",
    "规划",
    "法律",
    "宪法",
    "《",
    "教授",
    "论者",
    "观点",
    "笔者认为",
    "教程",
    "数据",
    "调查显示",
    "俗话",
    "常言",
    "古人",
    "孔子",
    "马克思",
    "党的",
    "中央",
    "一书",
    "一文",
    "视角",
    "学派",
    "主义",
];

const BEFORE: [&str; 25] = [
    "该",
    "例如",
    "比如",
    "正如",
    "譬如",
    "诸如",
    "以至于",
    "而且",
    "其中",
    "当时",
    "据",
    "如",
    "另",
    "而",
    "但是",
    "但",
    "同样",
    "一位",
    "一名",
    "有位",
    "有一位",
    "某位",
    "有",
    "正",
    "就像",
];

const BEHIND: [&str; 38] = [
    "是这样",
    "是这么",
    "这样",
    "这么",
    "如此",
    "曾经",
    "曾",
    "则",
    "也",
    "就",
    "都",
    "还",
    "又",
    "便",
    "所",
    "是",
    "笑着",
    "明确",
    "多次",
    "向我们",
    "向笔者",
    "对笔者",
    "对我们",
    "跟我们",
    "和我们",
    "坦率地",
    "无奈地",
    "自豪地",
    "高兴地",
    "在访谈中",
    "在访谈时",
    "接受访谈时",
    "进一步",
    "不禁",
    "十分",
    "非常",
    "很是",
    "颇为",
];

/// The speaker whom the words before a quotation name.
pub fn speaker(before: &str) -> Option<String> {
    let clause_end = before.trim_end().trim_end_matches(['：', ':', '，', ',', ' ']);
    let clause = clause_end.rsplit(['。', '；', '！', '？', ';', '，', ',', '：', '”', '”', '）', ')']).next()?.trim();
    let (at, _) = VERBS
        .iter()
        .filter_map(|verb| {
            let at = clause.rfind(verb)?;
            let tail = clause.get(at + verb.len()..)?;
            TAILS.contains(&tail).then_some((at, verb))
        })
        .min_by_key(|(at, _)| *at)?;
    let mut name = clause.get(..at)?.trim();
    loop {
        let whole = name;
        for words in BEFORE {
            name = name.strip_prefix(words).unwrap_or(name).trim();
        }
        for words in BEHIND {
            name = name.strip_suffix(words).unwrap_or(name).trim();
        }
        name = without_manner(name);
        name = without_occasion(name);
        if name == whole {
            break;
        }
    }
    let heard = !NOT_HEARD.iter().any(|word| clause.contains(word));
    let person = !["他", "她", "他们", "她们", "我们", "大家", "有人", "其", "这", "人们", "自己"].contains(&name);
    (heard && person && (4..=40).contains(&width(name)) && name.chars().any(is_han)).then(|| name.to_owned())
}

/// 毫不避讳地 says how, not who.
fn without_manner(name: &str) -> &str {
    let Some(stem) = name.strip_suffix('地') else { return name };
    match stem.find("毫不").or_else(|| stem.find("毫无")).or_else(|| stem.find("不无")).or_else(|| stem.find("颇为"))
    {
        Some(at) => stem.get(..at).unwrap_or(name).trim(),
        None => name,
    }
}

/// 老人在参加活动时 is an old man at a time.
fn without_occasion(name: &str) -> &str {
    let ends = name.ends_with('时') || name.ends_with("中") || name.ends_with("上");
    match name.find('在') {
        Some(at) if ends && at > 0 => name.get(..at).unwrap_or(name).trim(),
        // 提案人对人来人往 says what they are displeased with.
        _ => name.split_once('对').map_or(name, |(who, _)| who.trim()),
    }
}

/// Shortest quotation that is somebody's words and not a term.
const SHORTEST: usize = 8;

/// Quotations in a paragraph that words lead in, with their speakers.
pub fn inline(characters: &[char]) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for inside in outermost(characters) {
        let words = characters.get(inside.clone()).unwrap_or(&[]);
        let before = characters.get(inside.start.saturating_sub(81)..inside.start - 1).unwrap_or(&[]);
        let before: String = before.iter().collect();
        let led = before.trim_end().ends_with(['：', ':', '，', ',', '道']);
        let is_speech =
            words.len() >= SHORTEST && words.iter().any(|c| matches!(c, '，' | '。' | '！' | '？' | ',' | '；'));
        if led
            && is_speech
            && let Some(speaker) = speaker(&before)
        {
            found.push((inside, speaker));
        }
    }
    found
}

/// What stands between quotation marks that are in no others, the marks left out.
fn outermost(characters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, &character) in characters.iter().enumerate() {
        match character {
            // One that is opened again was never closed: the mark is lost, or the words go on below.
            '“' => {
                open.retain(|(closing, _)| *closing != '”');
                open.push(('”', at));
            }
            '「' => open.push(('」', at)),
            '”' | '」' if open.last().is_some_and(|(closing, _)| *closing == character) => {
                if let Some((_, start)) = open.pop().filter(|_| open.is_empty()) {
                    found.push(start + 1..at);
                }
            }
            _ => {}
        }
    }
    found
}
