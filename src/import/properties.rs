//! What a file's own properties say of its work: authors, keywords, year, DOI.
//!
//! Programs fill these with whatever they have: the name of the computer's user, of the seller who set
//! it up, of themselves. So a name counts only where it looks like a person's. What does not is left
//! out in silence: it was never part of the text.

use super::script::is_han;

/// Names that programs and sellers of computers leave in place of a person's. Lower case.
const NOT_PEOPLE: [&str; 28] = [
    "administrator",
    "admin",
    "user",
    "owner",
    "guest",
    "author",
    "unknown",
    "anonymous",
    "microsoft",
    "office",
    "windows",
    "libreoffice",
    "openoffice",
    "kingsoft",
    "python",
    "apache",
    "aspose",
    "pandoc",
    "calibre",
    "lenovo",
    "用户",
    "作者",
    "管理员",
    "未知",
    "匿名",
    "雨林木风",
    "深度",
    "番茄花园",
];

/// The people that a property names, several parted by commas or semicolons.
pub fn people(property: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in property.split([';', '；', '、', '\n', '，', ',']).map(one_line) {
        if is_person(&name) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Two to six Chinese characters (more with a dot between), or at least two words that begin with capitals.
fn is_person(name: &str) -> bool {
    let lower = name.to_lowercase();
    if NOT_PEOPLE.iter().any(|other| lower.contains(other)) || name.chars().count() > 60 {
        return false;
    }
    let parts: Vec<&str> = name.split([' ', '·', '•', '．']).filter(|part| !part.is_empty()).collect();
    let is_chinese = |part: &&str| part.chars().all(is_han);
    let is_western =
        |part: &&str| part.chars().all(|c| c.is_alphabetic() && !is_han(c) || matches!(c, '.' | '-' | '\'' | '’'));
    let begins_great = |part: &&&str| part.chars().next().is_some_and(char::is_uppercase);
    if parts.iter().all(is_chinese) {
        let longest = if parts.len() > 1 { 20 } else { 6 };
        return (2..=longest).contains(&name.chars().filter(|c| is_han(*c)).count());
    }
    parts.iter().all(is_western) && (2..=6).contains(&parts.len()) && parts.iter().filter(begins_great).count() >= 2
}

/// Keywords as a property gives them.
pub fn keywords(property: &str) -> Vec<String> {
    let parts = [';', '；', ',', '，', '、', '\n'];
    // Chinese keywords have no blanks inside, so that blanks alone part them.
    let by_blanks = !property.contains(parts) && property.chars().all(|c| is_han(c) || c.is_whitespace());
    let words = property.split(|c: char| parts.contains(&c) || by_blanks && c.is_whitespace()).map(one_line);
    words.filter(|word| !word.is_empty() && word.chars().count() <= 60).take(30).collect()
}

/// The year of a date, as `2016年7月`, `07/2016` or `20160710`.
pub fn year(date: &str) -> Option<String> {
    let head: String = date.chars().take(100).collect();
    let mut runs = head.split(|c: char| !c.is_ascii_digit()).filter(|run| matches!(run.len(), 4 | 8));
    runs.find_map(|run| run.get(..4).filter(|year| ("1500".."2200").contains(year)).map(str::to_owned))
}

/// A DOI without its address.
pub fn doi(identifier: &str) -> Option<String> {
    let at = identifier.find("10.")?;
    let (registrant, _) = identifier.get(at..)?.split_once('/')?;
    let is_registrant = registrant.len() > 6 && registrant.chars().all(|c| c.is_ascii_digit() || c == '.');
    let doi: String = identifier.get(at..)?.chars().take_while(|c| !c.is_whitespace()).take(200).collect();
    is_registrant.then_some(doi)
}

/// A property as one line of at most so many characters as a title has.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_and_a_computer_are_no_authors() {
        for name in [
            "Administrator",
            "微软用户",
            "Windows 用户",
            "python-docx",
            "zhang",
            "PC-20230101",
            "雨林木风",
            "a@b.cn",
            "",
        ] {
            assert_eq!(people(name), Vec::<String>::new(), "{name}");
        }
        for name in ["王社工", "阿依古丽·买买提", "Anna B. Miller", "欧阳一二"] {
            assert_eq!(people(name), [name]);
        }
        assert_eq!(people("甲一；乙二, 甲一"), ["甲一", "乙二"]);
    }

    #[test]
    fn keywords_are_parted_by_what_parts_them() {
        assert_eq!(keywords("食堂 养老"), ["食堂", "养老"]);
        assert_eq!(keywords("食堂；mutual aid，养老 服务"), ["食堂", "mutual aid", "养老 服务"]);
        assert_eq!(keywords("mutual aid"), ["mutual aid"]);
    }

    #[test]
    fn years_and_dois_are_found_in_whatever_stands_around_them() {
        assert_eq!(year("2016年7月"), Some("2016".into()));
        assert_eq!(year("20160710"), Some("2016".into()));
        assert_eq!(year("13800001111"), None);
        assert_eq!(year("07/2016"), Some("2016".into()));
        assert_eq!(doi("https://doi.org/10.1234/ab.c-1 x"), Some("10.1234/ab.c-1".into()));
        assert_eq!(doi("10.5"), None);
    }
}
