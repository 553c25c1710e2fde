//! What becomes of cells that are pasted: into which cells they go, and what of them lies beyond the table.

use std::collections::BTreeSet;

use super::content::{Column, Content};
use super::selection::{Place, Selection};
use crate::exchange::attributes::{CellChange, Side, cell_edits};
use crate::model::{Attribute, AttributeId, Case, CaseId, Edit, Mint, Project};

/// Where pasted cells go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Cells of the table with what they are to say.
    pub cells: Vec<(usize, usize, String)>,
    /// How many rows lie below the table.
    pub rows_beyond: usize,
    /// How many columns lie beside it.
    pub columns_beyond: usize,
    /// Into which cells that cannot be filled in something would go: their columns.
    pub refused: BTreeSet<usize>,
}

/// Lays pasted cells over the chosen ones, as a spreadsheet does: one cell fills all of them, and a block is repeated
/// where it fits into them a whole number of times; otherwise it begins at their first cell.
#[must_use]
pub fn lay(content: &Content, selection: Selection, grid: &[Vec<String>]) -> Pasted {
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    let height = grid.len();
    if width == 0 {
        return Pasted::default();
    }
    let (chosen_rows, chosen_columns) = (selection.rows().count(), selection.columns().count());
    let repeats = chosen_rows.is_multiple_of(height) && chosen_columns.is_multiple_of(width);
    let (rows, columns) = if repeats { (chosen_rows, chosen_columns) } else { (height, width) };
    let first = Place { row: *selection.rows().start(), column: *selection.columns().start() };
    let mut pasted = Pasted {
        rows_beyond: (first.row + rows).saturating_sub(content.rows.len()),
        columns_beyond: (first.column + columns).saturating_sub(content.columns.len()),
        ..Pasted::default()
    };
    let inside = rows.saturating_sub(pasted.rows_beyond);
    for row in 0..inside {
        for column in 0..columns.saturating_sub(pasted.columns_beyond) {
            let value = grid.get(row % height).and_then(|cells| cells.get(column % width)).cloned().unwrap_or_default();
            if takes(content, first.column + column, inside) {
                pasted.cells.push((first.row + row, first.column + column, value));
            } else if !value.trim().is_empty() {
                pasted.refused.insert(first.column + column);
            }
        }
    }
    pasted
}

/// Whether a column may be pasted into so many rows that are there. Names of several are never pasted over: a block
/// that was meant to begin at a document of its own would rename others.
fn takes(content: &Content, column: usize, rows: usize) -> bool {
    content.may_write(column) && (rows < 2 || content.columns.get(column) != Some(&Column::Name))
}

/// Whether the first of the pasted rows names the new columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// It does, and is no row of the table.
    Names,
    /// It is a row like the others.
    Values,
}

/// How the first row of a pasted table names columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headed {
    /// One of them, counted from 0, holds titles or names: rows are found by it.
    ByName(usize),
    /// Some of them, and none tells whose row it is.
    ByPlace,
}

/// Whether the first of several pasted rows is the head of a table: one of its cells says what stands above a column.
#[must_use]
pub fn headed(heads: &[&str], grid: &[Vec<String>]) -> Option<Headed> {
    let key = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let [row, _, ..] = grid else { return None };
    let said: Vec<String> = row.iter().map(|cell| key(cell)).collect();
    let at = |head: &&str| said.iter().position(|cell| !cell.is_empty() && *cell == key(head));
    match heads.first().and_then(at) {
        Some(names) => Some(Headed::ByName(names)),
        None => heads.iter().any(|head| at(head).is_some()).then_some(Headed::ByPlace),
    }
}

/// Cells that reach beyond the table, with what is to become of those that do.
#[derive(Clone, Debug)]
pub struct Grown {
    /// The table.
    pub content: Content,
    /// Where the first cell goes.
    pub first: Place,
    /// What is pasted.
    pub grid: Vec<Vec<String>>,
    /// Names of the columns beside the table, from left to right.
    pub new_columns: Vec<String>,
    /// Whether the first row names them.
    pub head: Head,
    /// What cases are called whose name is not pasted; `{n}` stands for a number.
    pub case_name: String,
}

impl Grown {
    /// How many rows beyond the table there are.
    #[must_use]
    pub fn rows_beyond(&self) -> usize {
        let rows = self.grid.len() - usize::from(self.head == Head::Names);
        (self.first.row + rows).saturating_sub(self.content.rows.len())
    }

    /// The edits: new attributes, values, and, in a table of cases, new ones for the rows beyond it.
    pub fn edits(&self, project: &Project, mint: &mut dyn Mint) -> Vec<Edit> {
        let grid = self.grid.get(usize::from(self.head == Head::Names)..).unwrap_or_default();
        let (there, beside) = (self.content.columns.len(), self.new_columns.len());
        let column = |at: usize| {
            let at = self.first.column + at;
            let held = self.content.columns.get(at).cloned();
            held.or_else(|| self.new_columns.get(at.checked_sub(there)?).cloned().map(Column::Attribute))
        };
        let mut edits = Vec::new();
        let mut rank = project.next_attribute_rank();
        for (n, name) in self.new_columns.iter().enumerate().take(beside) {
            let Some(at) = (there + n).checked_sub(self.first.column) else { continue };
            let values: Vec<&str> = grid.iter().filter_map(|row| row.get(at)).map(String::as_str).collect();
            if project.attribute(AttributeId::of(name)).is_none() {
                edits.push(Edit::AddAttribute(Attribute::guessed(name, &values, rank)));
                rank = rank.next();
            }
        }
        let mut cells = Vec::new();
        let mut values = Vec::new();
        let mut number = 0;
        let inside = grid.len().min(self.content.rows.len().saturating_sub(self.first.row));
        for (n, cells_of_row) in grid.iter().enumerate() {
            let row = self.first.row + n;
            let filled = cells_of_row.iter().enumerate().filter_map(|(at, value)| Some((at, column(at)?, value)));
            if let Some(id) = self.content.rows.get(row) {
                for (at, column, value) in filled {
                    match column {
                        Column::Attribute(attribute) if self.first.column + at >= there => {
                            values.push(CellChange { row: *id, attribute, value: value.clone() });
                        }
                        _ if takes(&self.content, self.first.column + at, inside) => {
                            cells.push((row, self.first.column + at, value.clone()));
                        }
                        _ => {}
                    }
                }
            } else if self.content.side == Side::Cases {
                edits.extend(self.new_case(project, filled, &mut number, mint).map(Edit::AddCase));
            }
        }
        let known: BTreeSet<AttributeId> = edits.iter().filter_map(added).collect();
        let written = self.content.write(project, &cells).into_iter().chain(cell_edits(project, &values));
        let mut more: Vec<Edit> = written.filter(|edit| added(edit).is_none_or(|id| !known.contains(&id))).collect();
        edits.append(&mut more);
        edits
    }

    fn new_case<'a>(
        &self,
        project: &Project,
        cells: impl Iterator<Item = (usize, Column, &'a String)>,
        number: &mut usize,
        mint: &mut dyn Mint,
    ) -> Option<Case> {
        let (mut name, mut held) = (String::new(), crate::model::Attributes::new());
        for (_, column, value) in cells {
            let value = value.trim();
            match column {
                Column::Name => name = value.split_whitespace().collect::<Vec<_>>().join(" "),
                Column::Attribute(attribute) if !value.is_empty() => {
                    held.insert(attribute, value.to_owned());
                }
                _ => {}
            }
        }
        if name.is_empty() && held.is_empty() {
            return None;
        }
        while name.is_empty() {
            *number += 1;
            let candidate = self.case_name.replace("{n}", &number.to_string());
            if project.case_named(&candidate).is_none() {
                name = candidate;
            }
        }
        let mut case = Case::named(CaseId::new(mint), &name);
        case.attributes = held;
        Some(case)
    }
}

fn added(edit: &Edit) -> Option<AttributeId> {
    match edit {
        Edit::AddAttribute(attribute) => Some(attribute.id()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::attributes::{columns, rows};
    use crate::model::{CountingMint, ProjectId, Timestamp, apply_all, invariants};

    fn table(names: &[&str], attributes: &[&str]) -> (Project, Content, CountingMint) {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        for name in attributes {
            let rank = project.next_attribute_rank();
            let edit = Edit::AddAttribute(Attribute::new(name, crate::model::AttributeKind::Text, rank));
            apply_all(&mut project, &[edit]).unwrap();
        }
        for name in names {
            apply_all(&mut project, &[Edit::AddCase(Case::named(CaseId::new(&mut mint), name))]).unwrap();
        }
        let mut content =
            Content { side: Side::Cases, columns: vec![Column::Name, Column::Aside], ..Content::default() };
        content.columns.extend(columns(&project, Side::Cases).into_iter().map(Column::Attribute));
        content.rows = rows(&project, Side::Cases);
        (project, content, mint)
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        super::super::clipboard::parse(text)
    }

    fn at(row: usize, column: usize) -> Place {
        Place { row, column }
    }

    #[test]
    fn a_name_is_pasted_over_by_itself_and_never_over_several() {
        let (_, content, _) = table(&["甲", "乙", "丙"], &["地区"]);
        let one = lay(&content, Selection::of(at(1, 0)), &cells("丁"));
        assert_eq!((one.cells, one.refused), (vec![(1, 0, "丁".to_owned())], BTreeSet::new()));
        let all = lay(&content, Selection::between(at(0, 0), at(2, 0)), &cells("丁"));
        assert_eq!((all.cells, all.refused), (Vec::new(), BTreeSet::from([0])));
        let block = lay(&content, Selection::of(at(0, 0)), &cells("丁\t\t农村\n戊\t\t城里"));
        assert_eq!(block.cells, [(0, 2, "农村".to_owned()), (1, 2, "城里".to_owned())]);
        assert_eq!(block.refused, BTreeSet::from([0]));
    }

    #[test]
    fn a_head_is_known_by_any_column_of_the_table_and_only_above_other_rows() {
        let heads = ["标题", "分组", "Age"];
        assert_eq!(headed(&heads, &cells("性别\t 标题 \n女\t甲")), Some(Headed::ByName(1)));
        assert_eq!(headed(&heads, &cells("性别\tage\n女\t71")), Some(Headed::ByPlace));
        assert_eq!(headed(&heads, &cells("女\t71\n男\t30")), None);
        assert_eq!(headed(&heads, &cells("标题\tage")), None, "nothing stands below it");
    }

    #[test]
    fn one_cell_fills_all_chosen_and_a_block_repeats_where_it_fits() {
        let (_, content, _) = table(&["甲", "乙", "丙", "丁"], &["地区", "年龄"]);
        let chosen = Selection::between(at(0, 2), at(3, 3));
        assert_eq!(lay(&content, chosen, &cells("农村")).cells.len(), 8);
        let twice = lay(&content, chosen, &cells("农村\t71\r\n城里\t30\r\n"));
        assert_eq!((twice.cells.len(), twice.cells[4].clone()), (8, (2, 2, "农村".to_owned())));
        let once = lay(&content, chosen, &cells("一\n二\n三"));
        assert_eq!(once.cells.len(), 3, "three rows do not fit into four a whole number of times");
        let beyond = lay(&content, Selection::of(at(3, 3)), &cells("一\t二\n三\t四"));
        assert_eq!((beyond.cells.len(), beyond.rows_beyond, beyond.columns_beyond), (1, 1, 1));
        let refused = lay(&content, Selection::of(at(0, 1)), &cells("一\t二"));
        assert_eq!((refused.cells.len(), refused.refused.len()), (1, 1), "members are not filled in here");
    }

    #[test]
    fn a_list_with_its_head_pasted_over_an_empty_table_makes_cases_and_attributes() {
        let (mut project, content, mut mint) = table(&[], &[]);
        let grown = Grown {
            content,
            first: at(0, 2),
            grid: cells("年龄\t地区\r\n71\t农村\r\n不详\t城里\r\n\t\r\n"),
            new_columns: vec!["年龄".into(), "地区".into()],
            head: Head::Names,
            case_name: "新个案 {n}".into(),
        };
        assert_eq!(grown.rows_beyond(), 3);
        let edits = grown.edits(&project, &mut mint);
        apply_all(&mut project, &edits).unwrap();
        let made: Vec<_> = project.cases().map(|case| (case.name.as_str(), case.attributes["年龄"].as_str())).collect();
        assert_eq!(made, [("新个案 1", "71"), ("新个案 2", "不详")], "a row of nothing makes no case");
        assert_eq!(invariants::check(&project), []);
    }

    #[test]
    fn what_reaches_beyond_a_table_fills_in_what_is_there_and_adds_the_rest() {
        let (mut project, content, mut mint) = table(&["甲"], &["地区"]);
        let grown = Grown {
            content,
            first: at(0, 0),
            grid: cells("甲君\t\t农村\t71\n乙\t\t城里\t30"),
            new_columns: vec!["年龄".into()],
            head: Head::Values,
            case_name: String::new(),
        };
        let before = project.clone();
        let inverses = apply_all(&mut project, &grown.edits(&before, &mut mint)).unwrap();
        let held: Vec<_> = project.cases().map(|case| (case.name.clone(), case.attributes.len())).collect();
        assert_eq!(held, [("甲君".to_owned(), 2), ("乙".to_owned(), 2)]);
        let kind = project.attribute(AttributeId::of("年龄")).unwrap().kind;
        assert_eq!(kind, crate::model::AttributeKind::Integer);
        apply_all(&mut project, &inverses).unwrap();
        assert_eq!(project, before);
    }
}
