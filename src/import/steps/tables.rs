//! Tables of a plain text, once their rows are known: cells are parted by tabs where columns show, and
//! rows are left out where tables are not wanted.
//!
//! Refused: parting cells at single blanks, which stand inside cells as well, and touching the rows of
//! a format that knows its cells.

use std::ops::Range;

use super::headings;
use super::lines::{self, Caption, Line};
use super::pen::Working;
use crate::import::draft::Layout;
use crate::import::{Step, Tables, finding};
use crate::model::BlockKind;

/// Does one or the other, as chosen, and says how many rows or cells it touched. Tables that are not wanted go
/// whether or not the other kinds of lines are recognised; cells are parted only where they are.
pub fn act(working: &mut Working) -> u32 {
    let recognised = !working.options().off.contains(&Step::Headings);
    if working.options().tables == Tables::Off {
        leave_out(working, recognised)
    } else if recognised && working.layout() == Layout::Lines {
        part_cells(working)
    } else {
        0
    }
}

/// Drops the rows with their line ends; captions stay and say what was there.
fn leave_out(working: &mut Working, recognised: bool) -> u32 {
    let text = working.text().to_owned();
    let rows: Vec<Line> = lines::lines(&text);
    let mut known = working.clone();
    if !recognised {
        headings::act(&mut known);
    }
    let is_row = |line: &Line| !line.is_blank() && known.kind_at(line.start) == BlockKind::TableRow;
    let dropped: Vec<bool> = rows.iter().map(is_row).collect();
    let mut caption = "";
    for (line, is_dropped) in rows.iter().zip(&dropped) {
        if *is_dropped {
            working.note_detail(if caption.is_empty() { line.text } else { caption }, 1);
        } else if lines::caption_kind(line.text) == Some(Caption::Table) {
            caption = line.text;
        } else if !line.is_blank() {
            caption = "";
        }
    }
    let count = working.rewrite(|_, pen| {
        let mut count = 0;
        for (line, _) in rows.iter().zip(&dropped).filter(|(_, is_dropped)| **is_dropped) {
            pen.copy_to(line.byte);
            pen.drop_to(line.byte + line.text.len() + 1);
            count += 1;
        }
        count
    });
    if let Some(finding) = finding::counted("import.finding.table_rows_left_out", count as usize) {
        working.note_finding(finding);
    }
    count
}

/// Makes a tab of each wide gap in tables whose rows mostly have the same number of cells.
fn part_cells(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    let rows: Vec<Line> = lines::lines(&text).into_iter().filter(|line| !line.is_blank()).collect();
    let mut gaps: Vec<(usize, Range<usize>)> = Vec::new();
    let is_row = |line: &Line| working.kind_at(line.start) == BlockKind::TableRow;
    for table in rows.chunk_by(|above, below| is_row(above) == is_row(below)).filter(|table| table.iter().all(is_row)) {
        let found: Vec<Vec<Range<usize>>> = table.iter().map(|line| wide_gaps(line.text)).collect();
        if has_columns(&found) && !table.iter().any(|line| line.text.trim().contains('\t')) {
            for (line, found) in table.iter().zip(found) {
                gaps.extend(found.into_iter().map(|gap| (line.byte, gap)));
            }
        }
    }
    working.rewrite(|_, pen| {
        for (line, gap) in &gaps {
            pen.copy_to(line + gap.start);
            pen.replace('\t');
            pen.drop_to(line + gap.end);
        }
        gaps.len() as u32
    })
}

/// Two blanks or more, or a full-width one, between things that can be seen.
fn wide_gaps(line: &str) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let lead = line.len() - line.trim_start().len();
    for (at, character) in line.char_indices() {
        if matches!(character, ' ' | '\u{A0}' | '\u{3000}') {
            let columns = if character == '\u{3000}' { 2 } else { 1 };
            start = Some(start.map_or((at, columns), |(first, wide)| (first, wide + columns)));
        } else if let Some((first, columns)) = start.take()
            && columns >= 2
            && first >= lead
        {
            gaps.push(first..at);
        }
    }
    gaps
}

/// Whether most rows have the same number of cells, two at least.
fn has_columns(rows: &[Vec<Range<usize>>]) -> bool {
    let mut counts: Vec<usize> = rows.iter().map(Vec::len).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    rows.len() >= 2 && usual > 0 && counts.iter().filter(|count| **count == usual).count() * 10 >= rows.len() * 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::steps::{headings, run};
    use crate::import::{Draft, Options};

    const TABLE: &str = "表 1 各村食堂\n村   人数　次数\n甲村  12 人   30 次\n乙村  8 人   21 次\n资料来源：作者整理\n食堂每天  开两餐，菜单贴在门口。";

    fn tabled(text: &str, tables: Tables) -> Working {
        let options = Options { tables, ..Options::default() };
        let mut working = Working::new(Draft { text: text.into(), ..Draft::default() }).with_options(&options);
        headings::act(&mut working);
        act(&mut working);
        working
    }

    #[test]
    fn wide_gaps_of_a_table_become_tabs_and_those_of_prose_stay() {
        let working = tabled(TABLE, Tables::Rows);
        let expected = "表 1 各村食堂\n村\t人数\t次数\n甲村\t12 人\t30 次\n乙村\t8 人\t21 次\n资料来源：作者整理\n食堂每天  开两餐，菜单贴在门口。";
        assert_eq!(working.text(), expected);
        let single = "表 1 各村食堂\n村 人数 次数\n甲村 12 30";
        assert_eq!(tabled(single, Tables::Rows).text(), single, "single blanks may stand inside a cell");
    }

    #[test]
    fn rows_are_left_out_where_tables_are_off() {
        let working = tabled(TABLE, Tables::Off);
        assert_eq!(working.text(), "表 1 各村食堂\n资料来源：作者整理\n食堂每天  开两餐，菜单贴在门口。");
        assert_eq!(working.kinds().len(), 2);
    }

    #[test]
    fn tables_that_are_not_wanted_go_whatever_else_is_recognised_and_are_counted_apart() {
        let draft = Draft { text: TABLE.into(), ..Draft::default() };
        let cleaned = run(draft.clone(), &Options { tables: Tables::Off, ..Options::untouched() });
        assert_eq!(cleaned.text, "表 1 各村食堂\n资料来源：作者整理\n食堂每天  开两餐，菜单贴在门口。");
        assert!(cleaned.kinds.is_empty());
        let count = |cleaned: &super::super::Cleaned, step: &str| {
            cleaned.effects.iter().find(|effect| effect.step == step).map(|effect| (effect.on, effect.count))
        };
        assert_eq!((count(&cleaned, "headings"), count(&cleaned, "tables")), (Some((false, 0)), Some((true, 3))));
        let with = run(draft.clone(), &Options { tables: Tables::Off, ..Options::default() });
        let without = run(draft.clone(), &Options::default());
        assert_eq!(count(&with, "headings"), count(&without, "headings"));
        assert_eq!(run(draft, &Options::untouched()).text, TABLE);
    }
}
