//! Names of authors: Chinese and Latin ones, freed of what is printed around them.

use crate::import::script::{is_han, is_latin};

/// The surnames of nearly everybody in China, and double ones.
const SURNAMES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林郑鄭谢謝罗羅梁宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯温康施文牛樊葛邢安齐易乔喬伍庞龐颜倪庄莊聂章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁宁尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷曲盛冉翁藍蓝骆路游辛靳管柴蒙鲍華华喻祁房滕屈饶解牟艾尤时穆农司卓古吉缪简车項项连芦麦褚娄窦戚岑党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻厉伊";
const DOUBLE: [&str; 12] =
    ["欧阳", "司马", "上官", "诸葛", "尉迟", "公孙", "令狐", "慕容", "皇甫", "司徒", "东方", "夏侯"];

/// The authors that a line lists; `None` where it is no list of names.
pub fn chinese(line: &str) -> Option<Vec<String>> {
    let plain: String = line.chars().map(|c| if is_mark(c) { ' ' } else { c }).collect();
    if plain.chars().any(|c| !is_han(c) && !matches!(c, ' ' | '·' | '•' | '\u{3000}')) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut open = false;
    for token in plain.split([' ', '\u{3000}']).filter(|token| !token.is_empty()) {
        let single = token.chars().count() == 1;
        match names.last_mut() {
            // 高 笠: a short name is set wide.
            Some(last) if single && open => {
                last.push_str(token);
                open = false;
            }
            _ => {
                names.push(token.to_owned());
                open = single;
            }
        }
    }
    (!names.is_empty() && names.len() <= 12 && names.iter().all(|name| is_chinese_name(name))).then_some(names)
}

/// What stands between names, and above them: commas, figures that lead to addresses, stars.
fn is_mark(c: char) -> bool {
    c.is_numeric()
        || c.is_whitespace()
        || matches!(
            c,
            ',' | '，'
                | '、'
                | ';'
                | '；'
                | '*'
                | '＊'
                | '†'
                | '‡'
                | '#'
                | '('
                | ')'
                | '（'
                | '）'
                | '['
                | ']'
                | '^'
                | '/'
                | '|'
                | '✉'
                | '∗'
                | '△'
                | '☆'
                | '★'
                | '&'
        )
}

/// Whether these characters are the name of a person.
pub fn is_chinese_name(name: &str) -> bool {
    let count = name.chars().count();
    let first = name.chars().next();
    let foreign = name.contains(['·', '•']) && (4..=14).contains(&count);
    let double = DOUBLE.iter().any(|double| name.starts_with(double)) && (3..=4).contains(&count);
    // 某甲 and 某乙 are what examples are called.
    foreign || double || (2..=3).contains(&count) && first.is_some_and(|c| c == '某' || SURNAMES.contains(c))
}

/// The authors that a line in Latin letters lists: two to four words each, every one with a capital.
pub fn latin(line: &str) -> Option<Vec<String>> {
    let line = line.trim().trim_start_matches("By ").trim_start_matches("by ");
    let plain: String = line
        .chars()
        .map(|c| if c.is_numeric() || matches!(c, '*' | '†' | '‡' | '#' | '^') { ' ' } else { c })
        .collect();
    let parts = plain.replace(" and ", ",").replace(['&', '，', ';', '；', '、'], ",");
    let names: Vec<String> = parts
        .split(',')
        .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|name| !name.is_empty())
        .collect();
    let is_word = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().all(|c| is_latin(c) && c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'))
            && !["The", "A", "An", "On", "In", "Of", "And", "For", "School", "University", "Department"].contains(&word)
            || ["de", "van", "von", "der", "den", "la", "da", "di", "del"].contains(&word)
    };
    let is_name = |name: &String| (2..=4).contains(&name.split(' ').count()) && name.split(' ').all(is_word);
    (!names.is_empty() && names.len() <= 15 && names.iter().all(is_name)).then_some(names)
}

/// Authors as a citation lists them: `某甲, 某乙, 等`, `Smith, J. and Brown, A.`.
pub fn cited(list: &str) -> Vec<String> {
    let list = list.trim();
    let tidy = |name: &str| name.trim().trim_end_matches([',', '，', '、', ' ']).to_owned();
    if list.chars().any(is_han) {
        return list
            .split([',', '，', '、', ';', '；', ' '])
            .map(|name| name.trim().trim_end_matches('等'))
            .map(|name| name.trim_matches(is_mark).to_owned())
            .filter(|name| !name.is_empty())
            .collect();
    }
    let list = list.replace(" and ", ", ").replace('&', ", ").replace(" et al.", "").replace(" et al", "");
    let mut names: Vec<String> = Vec::new();
    for token in list.split(',').map(tidy).filter(|token| !token.is_empty()) {
        let is_initials =
            token.split([' ', '.', '-']).filter(|part| !part.is_empty()).all(|part| part.chars().count() == 1);
        match names.last_mut().filter(|last| is_initials && !last.contains(',')) {
            Some(last) => *last = format!("{last}, {token}"),
            None => names.push(token),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_are_freed_of_figures_and_stars() {
        for (line, names) in [
            ("某甲，某乙1", &["某甲", "某乙"][..]),
            ("某 甲", &["某甲"]),
            ("某甲1,2，欧阳某乙*　某 丙3", &["某甲", "欧阳某乙", "某丙"]),
            ("萨拉·某某", &["萨拉·某某"]),
        ] {
            assert_eq!(chinese(line).unwrap(), names, "{line}");
        }
        for line in ["某某大学社会学院, 某地", "村庄食堂研究", "问题提出", "摘要：写食堂"] {
            assert_eq!(chinese(line), None, "{line}");
        }
    }

    #[test]
    fn latin_names_are_words_with_capitals() {
        assert_eq!(
            latin("Anna Brown1, John van Green2 and Mary-Ann O’Hill*").unwrap(),
            ["Anna Brown", "John van Green", "Mary-Ann O’Hill"]
        );
        assert_eq!(latin("Canteens of Villages"), None);
        assert_eq!(latin("School of Cooking, University of the Village"), None);
    }

    #[test]
    fn citations_list_their_authors_in_their_own_way() {
        assert_eq!(cited("某甲, 某乙, 等"), ["某甲", "某乙"]);
        assert_eq!(cited("Smith, J. and Brown, A. B."), ["Smith, J.", "Brown, A. B."]);
        assert_eq!(cited("Smith J, Brown A"), ["Smith J", "Brown A"]);
    }
}
