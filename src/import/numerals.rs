//! How automatic numbers are said: 一, ①, iv. Word's names of formats are the ones used here.

/// A number in a format of Word's names, which the other formats' names are turned into.
pub fn formatted(count: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "koreanCounting" => chinese(count, "〇一二三四五六七八九", ["十", "百", "千"]),
        "chineseLegalSimplified" => chinese(count, "零壹贰叁肆伍陆柒捌玖", ["拾", "佰", "仟"]),
        "ideographLegalTraditional" | "japaneseLegal" => chinese(count, "零壹貳參肆伍陸柒捌玖", ["拾", "佰", "仟"]),
        "ideographTraditional" => one_of("甲乙丙丁戊己庚辛壬癸", count),
        "ideographZodiac" => one_of("子丑寅卯辰巳午未申酉戌亥", count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match count {
            1..=20 => char::from_u32(0x2460 + count - 1).into_iter().collect(),
            21..=35 => char::from_u32(0x3251 + count - 21).into_iter().collect(),
            _ => count.to_string(),
        },
        "ideographEnclosedCircle" if (1..=10).contains(&count) => {
            char::from_u32(0x3280 + count - 1).into_iter().collect()
        }
        "decimalEnclosedParen" if (1..=20).contains(&count) => char::from_u32(0x2474 + count - 1).into_iter().collect(),
        "decimalEnclosedFullstop" if (1..=20).contains(&count) => {
            char::from_u32(0x2488 + count - 1).into_iter().collect()
        }
        "decimalZero" => format!("{count:02}"),
        "upperLetter" => letters(count, b'A'),
        "lowerLetter" => letters(count, b'a'),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        _ => count.to_string(),
    }
}

fn one_of(characters: &str, count: u32) -> String {
    (count as usize)
        .checked_sub(1)
        .and_then(|at| characters.chars().nth(at))
        .map_or_else(|| count.to_string(), String::from)
}

/// A, B … Z, AA, BB …, from the letter that is the first.
pub fn letters(count: u32, first: u8) -> String {
    // Word goes on with AA, BB, CC.
    match count.checked_sub(1) {
        Some(at) => char::from(first + (at % 26) as u8).to_string().repeat((at / 26 + 1).min(20) as usize),
        None => String::new(),
    }
}

/// I, II, III, IV …; from 4,000 on plain digits.
pub fn roman(mut count: u32) -> String {
    if count > 3999 {
        return count.to_string();
    }
    let table = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in table {
        while count >= value {
            out.push_str(sign);
            count -= value;
        }
    }
    out
}

fn chinese(count: u32, digits: &str, units: [&str; 3]) -> String {
    let digit = |n: u32| digits.chars().nth(n as usize).map(String::from).unwrap_or_default();
    if count == 0 || count > 9999 {
        return if count == 0 { digit(0) } else { count.to_string() };
    }
    let [ten, hundred, thousand] = units;
    let mut out = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, thousand), (100, hundred), (10, ten), (1, "")] {
        let n = count / value % 10;
        if n == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        // 十一, not 一十一.
        if !(value == 10 && n == 1 && out.is_empty() && ten == "十") {
            out.push_str(&digit(n));
        }
        out.push_str(unit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_labelled_as_books_do() {
        assert_eq!([1, 4, 9, 14, 1990].map(roman), ["I", "IV", "IX", "XIV", "MCMXC"]);
        assert_eq!([1, 26, 27].map(|count| letters(count, b'a')), ["a", "z", "aa"]);
    }

    #[test]
    fn numbers_are_said_as_word_says_them() {
        for (count, format, said) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (21, "japaneseCounting", "二十一"),
            (105, "chineseCounting", "一百零五"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (4, "decimalEnclosedCircle", "④"),
            (14, "upperRoman", "XIV"),
            (28, "lowerLetter", "bb"),
            (7, "decimalZero", "07"),
            (9, "decimal", "9"),
        ] {
            assert_eq!(formatted(count, format), said);
        }
    }
}
