//! Characters as fonts name them, made into the characters that people type.
//!
//! Fonts made from glyphs say `⼈` (a radical) where the writer meant 人, `ﬁ` where `fi`, `︒` where 。 was
//! set from top to bottom. A search would find none of them. Nothing else is exchanged here: full-width
//! letters and compatibility ideographs are the writer's own and stay.

use unicode_normalization::UnicodeNormalization;

/// The ideographs behind U+2E80 to U+2EF3, in that order; a radical that has none stands for itself.
/// From `EquivalentUnifiedIdeograph` of the Unicode character database: NFKC knows two of them.
const SUPPLEMENT: &str = "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹\
    纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠\
    饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// The ideographs behind U+2F00 to U+2FD5, in that order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工\
    己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉\
    瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行\
    衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯\
    鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// What a font's character is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This character.
    Character(char),
    /// These letters: a ligature.
    Ligature(&'static str),
    /// A place where nothing is to be seen.
    Blank,
    /// A place where a word may be broken; seen only at the end of a line.
    SoftHyphen,
    /// Nothing: a mark that joins, parts or directs.
    Nothing,
    /// No character at all: a font's private code, or none.
    Unknown,
}

/// Folds radicals, ligatures and forms for vertical lines.
pub fn meaning(character: char) -> Meaning {
    match character {
        ' ' | '\t' | '\n' | '\r' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            Meaning::Blank
        }
        '\u{AD}' => Meaning::SoftHyphen,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => Meaning::Nothing,
        '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Meaning::Unknown,
        _ if character.is_control() => Meaning::Unknown,
        '\u{FB00}'..='\u{FB06}' => Meaning::Ligature(match character {
            '\u{FB00}' => "ff",
            '\u{FB01}' => "fi",
            '\u{FB02}' => "fl",
            '\u{FB03}' => "ffi",
            '\u{FB04}' => "ffl",
            _ => "st",
        }),
        '\u{2E80}'..='\u{2EF3}' => Meaning::Character(nth(SUPPLEMENT, character, 0x2E80)),
        '\u{2F00}'..='\u{2FD5}' => Meaning::Character(nth(KANGXI, character, 0x2F00)),
        '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE48}' => Meaning::Character(level(character)),
        _ => Meaning::Character(character),
    }
}

fn nth(table: &str, character: char, first: u32) -> char {
    table.chars().nth((u32::from(character) - first) as usize).unwrap_or(character)
}

/// The form for level lines of a mark set for vertical ones. NFKC would make half-width marks of them.
fn level(character: char) -> char {
    match character {
        '\u{FE10}' => '，',
        '\u{FE13}' => '：',
        '\u{FE14}' => '；',
        '\u{FE15}' => '！',
        '\u{FE16}' => '？',
        '\u{FE19}' | '\u{FE30}' => '…',
        '\u{FE31}' => '—',
        '\u{FE35}' => '（',
        '\u{FE36}' => '）',
        '\u{FE37}' => '｛',
        '\u{FE38}' => '｝',
        '\u{FE47}' => '［',
        '\u{FE48}' => '］',
        _ => std::iter::once(character).nfkc().next().unwrap_or(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radical_is_read_as_the_character_that_it_looks_like() {
        for (radical, character) in [
            ('⼈', '人'),
            ('⽂', '文'),
            ('⿕', '龠'),
            ('⻓', '长'),
            ('⻚', '页'),
            ('⺠', '民'),
            ('⻢', '马'),
            ('\u{2E9A}', '\u{2E9A}'),
            ('\u{2EF3}', '龟'),
        ] {
            assert_eq!(meaning(radical), Meaning::Character(character), "{radical}");
        }
    }

    #[test]
    fn what_the_writer_typed_stays() {
        for character in ['人', 'Ａ', '豈', '①', '〇', '𠮷', '，', '“', '┋'] {
            assert_eq!(meaning(character), Meaning::Character(character));
        }
    }

    #[test]
    fn marks_of_vertical_lines_and_ligatures_are_what_people_type() {
        assert_eq!(meaning('︒'), Meaning::Character('。'));
        assert_eq!(meaning('︑'), Meaning::Character('、'));
        assert_eq!(meaning('﹁'), Meaning::Character('「'));
        assert_eq!(meaning('︵'), Meaning::Character('（'));
        assert_eq!(meaning('ﬃ'), Meaning::Ligature("ffi"));
        assert_eq!(meaning('\u{AD}'), Meaning::SoftHyphen);
        assert_eq!(meaning('\u{F0B7}'), Meaning::Unknown);
    }
}
