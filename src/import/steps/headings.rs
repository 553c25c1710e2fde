//! Kinds of lines by what they look like: headings 一、 （一） 1.1 第X章, captions, rows of tables,
//! references. What the format itself said is not overruled; a heading found below a heading of the
//! format stands below it.

use super::lines::{self, Caption, Line};
use super::pen::Working;
use super::references;
use crate::import::script::{is_sentence_end, width};
use crate::model::BlockKind;

/// Sets the kinds and says how many lines got one. The text stays as it is.
pub fn act(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    let all: Vec<Line> = lines::lines(&text).into_iter().filter(|line| !line.is_blank()).collect();
    let mut kinds = working.kinds().to_vec();
    let mut given_level = 0;
    let mut table_rows = 0_usize;
    let zones = references::zones(all.iter().map(|line| line.text));
    // A heading that the format gives ends a list as well.
    let mut closed = false;
    let mut count = 0;
    for (at, (line, in_list)) in all.iter().zip(zones).enumerate() {
        let given = working.kind_at(line.start);
        if given != BlockKind::Body {
            if let BlockKind::Heading(level) = given {
                given_level = level;
                closed = !references::opens_references(line.text);
            }
            table_rows = 0;
            continue;
        }
        let text = line.text.trim();
        if in_list && !closed && width(text) > 12 {
            kinds.push((line.start, BlockKind::Reference));
            table_rows = 0;
            count += 1;
            continue;
        }
        let mut kind = lines::kind_of(text);
        if table_rows > 0 && is_row(text) && !matches!(kind, BlockKind::Heading(_)) {
            kind = BlockKind::TableRow;
            table_rows -= 1;
        } else {
            table_rows = 0;
        }
        if lines::is_table_foot(text) && at > 0 && kind != BlockKind::TableRow {
            kind = BlockKind::Caption;
        }
        match kind {
            BlockKind::Heading(level) => {
                closed &= !references::opens_references(text);
                if is_enumerated(&all, at) {
                    kind = BlockKind::ListItem(0);
                } else {
                    kind = BlockKind::Heading((level + given_level).min(6));
                }
            }
            BlockKind::Caption if lines::caption_kind(text) == Some(Caption::Table) => table_rows = 200,
            _ => {}
        }
        if kind != BlockKind::Body {
            kinds.push((line.start, kind));
            count += 1;
        }
    }
    working.set_kinds(kinds);
    count
}

/// A row of a table: short, no sentence.
fn is_row(line: &str) -> bool {
    width(line) <= 90
        && !line.contains('。')
        && !is_sentence_end(line)
        && !lines::is_table_foot(line)
        && lines::caption_kind(line).is_none()
}

/// Whether the line after it, or the one before, carries a number of the same kind: `1. … 2. …` with nothing between
/// is a list. Headings have text below them.
fn is_enumerated(all: &[Line], at: usize) -> bool {
    let shape = |line: &Line| {
        let text = line.text.trim();
        lines::numbered(text).map(|(level, _)| (level, text.starts_with(|c: char| c.is_ascii_digit())))
    };
    let Some(own) = all.get(at).and_then(shape) else { return false };
    // Only plain numbers: a table of contents of 一、二、三 is one of headings all the same.
    let neighbours = [at.checked_sub(1), Some(at + 1)];
    own.1
        && own.0 == 1
        && neighbours.into_iter().flatten().filter_map(|n| all.get(n)).filter_map(shape).any(|other| other == own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;
    use crate::model::BlockKind::{Body, Caption, Heading, ListItem, Quote, Reference, TableRow};

    fn kinds(text: &str, given: &[(u32, BlockKind)]) -> Vec<BlockKind> {
        let draft = Draft { text: text.into(), kinds: given.to_vec(), ..Draft::default() };
        let mut working = Working::new(draft);
        act(&mut working);
        lines::lines(text).iter().map(|line| working.kind_at(line.start)).collect()
    }

    #[test]
    fn a_paper_shows_its_bones() {
        let text = "一、背景\n村里有三百多位老人，年轻人大多在外。\n（一）食堂\n表 1 四个村的食堂\n村 人数 次数\n甲村 12 30\n资料来源：作者整理\n食堂每天开两餐，菜单贴在门口。\n参考文献\n[1] 某某. 村庄食堂研究[J]. 某学报, 2020(1): 1-9.\nSmith, J. Canteens of villages, 2019.";
        let found = kinds(text, &[]);
        assert_eq!(
            found,
            [
                Heading(1),
                Body,
                Heading(2),
                Caption,
                TableRow,
                TableRow,
                Caption,
                Body,
                Heading(1),
                Reference,
                Reference
            ]
        );
    }

    #[test]
    fn numbers_line_by_line_are_a_list_and_not_headings() {
        assert_eq!(kinds("1. 米\n2. 油\n3. 盐", &[]), [ListItem(0), ListItem(0), ListItem(0)]);
    }

    #[test]
    fn what_the_format_says_is_kept_and_goes_above() {
        let text = "大题\n一、小题\n引用";
        assert_eq!(kinds(text, &[(0, Heading(3)), (8, Quote)]), [Heading(3), Heading(4), Quote]);
    }
}
