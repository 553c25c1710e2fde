//! What stands in the table: its rows, its columns, their order, and what each cell says. Nothing is drawn here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::app::finding;
use crate::app::panels::documents::order::{Way, title_key};
use crate::app::shell::ShellView;
use crate::exchange::attributes::{CellChange, RowId, Side, cell_edits, columns, rows};
use crate::model::attribute::Reading;
use crate::model::{
    Attribute, AttributeId, AttributeKind, CaseChange, CaseMember, DocumentChange, Edit, Message, Project,
};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Column {
    /// Titles of documents, names of cases.
    Name,
    /// Groups of documents; how much belongs to a case.
    Aside,
    /// Values of an attribute.
    Attribute(String),
}

/// How one side of the table is looked at; kept for next time.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Looks {
    /// By which column rows are ordered.
    pub sort: Option<(Column, Way)>,
    /// Attributes that would be shown and are not to be.
    pub hidden: BTreeSet<String>,
    /// Attributes that would not be shown and are to be.
    pub shown: BTreeSet<String>,
    /// Of these attributes only rows with one of these values; an empty one is: no value.
    pub only: BTreeMap<String, BTreeSet<String>>,
}

/// Rows and columns as they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// What the rows are.
    pub side: Side,
    /// From left to right.
    pub columns: Vec<Column>,
    /// How the values of each column are read.
    pub kinds: Vec<Option<Attribute>>,
    /// From top to bottom.
    pub rows: Vec<RowId>,
    /// How many rows there are without filters.
    pub all: usize,
}

impl Content {
    /// Lays out what is shown. A value that was just written does not move its row: rows keep the order that they
    /// had, where `held` is of the same rows.
    pub fn build(view: &ShellView, side: Side, looks: &Looks, filter: &str, held: Option<&Self>) -> Self {
        let project = &*view.project;
        let mut content = Self { side, columns: vec![Column::Name, Column::Aside], ..Self::default() };
        let mut names = columns(project, side);
        names.retain(|name| !looks.hidden.contains(name));
        for name in &looks.shown {
            let known = project.attribute(AttributeId::of(name)).is_some();
            if known && !names.contains(name) {
                names.push(name.clone());
            }
        }
        content.columns.extend(names.into_iter().map(Column::Attribute));
        content.kinds = content.columns.iter().map(|column| attribute_of(project, column).cloned()).collect();
        let all = rows(project, side);
        content.all = all.len();
        content.rows = all
            .into_iter()
            .filter(|row| {
                let words = filter.is_empty()
                    || finding::fit(row.name(project), filter).is_some()
                    || row.attributes(project).is_some_and(|held| held.values().any(|value| value.contains(filter)));
                let values = looks.only.iter().all(|(name, only)| only.contains(row.value(project, name)));
                words && values
            })
            .collect();
        if let Some((column, way)) = &looks.sort {
            content.order(view, column, *way);
        }
        if let Some(held) = held {
            let (now, before): (BTreeSet<&RowId>, BTreeSet<&RowId>) =
                (content.rows.iter().collect(), held.rows.iter().collect());
            if now == before {
                content.rows.clone_from(&held.rows);
            }
        }
        content
    }

    fn order(&mut self, view: &ShellView, column: &Column, way: Way) {
        let project = &*view.project;
        let attribute = attribute_of(project, column);
        let key = |row: &RowId| -> Key {
            let value = text_of(view, *row, column);
            if value.is_empty() {
                return Key { empty: true, amount: Vec::new(), letters: Vec::new() };
            }
            let amount = attribute.and_then(|attribute| attribute.reads_as(&value)).map_or_else(Vec::new, amount);
            let letters = if amount.is_empty() { title_key(&value) } else { Vec::new() };
            Key { empty: false, amount, letters }
        };
        self.rows.sort_by_cached_key(key);
        if way == Way::Down {
            // What has no value stays at the end.
            let filled = self.rows.iter().take_while(|row| !text_of(view, **row, column).is_empty()).count();
            if let Some(filled) = self.rows.get_mut(..filled) {
                filled.reverse();
            }
        }
    }

    /// What a cell says; empty outside the table.
    #[must_use]
    pub fn text<'a>(&self, view: &'a ShellView, row: usize, column: usize) -> Cow<'a, str> {
        match (self.rows.get(row), self.columns.get(column)) {
            (Some(row), Some(column)) => text_of(view, *row, column),
            _ => Cow::Borrowed(""),
        }
    }

    /// What stands above a column.
    #[must_use]
    pub fn head<'a>(&'a self, view: &'a ShellView, column: usize) -> &'a str {
        match (self.columns.get(column), self.side) {
            (Some(Column::Name), Side::Documents) => view.text("sheet.title"),
            (Some(Column::Name), Side::Cases) => view.text("sheet.name"),
            (Some(Column::Aside), Side::Documents) => view.text("sheet.groups"),
            (Some(Column::Aside), Side::Cases) => view.text("sheet.members"),
            (Some(Column::Attribute(name)), _) => name,
            (None, _) => "",
        }
    }

    /// Whether the cells of a column can be filled in here: who belongs to a case is said in its details.
    #[must_use]
    pub fn may_write(&self, column: usize) -> bool {
        match self.columns.get(column) {
            Some(Column::Aside) => self.side == Side::Documents,
            Some(_) => true,
            None => false,
        }
    }

    /// The attribute of a cell whose value does not read as its kind.
    #[must_use]
    pub fn unfit(&self, view: &ShellView, row: usize, column: usize) -> Option<&Attribute> {
        let attribute = self.kinds.get(column)?.as_ref()?;
        let value = self.text(view, row, column);
        (!value.is_empty() && attribute.reads_as(&value).is_none()).then_some(attribute)
    }

    /// How many values of the table do not read as the kind of their column.
    #[must_use]
    pub fn count_unfit(&self, view: &ShellView) -> usize {
        let columns = 0..self.columns.len();
        // Where anything may stand everything fits.
        let read = columns.filter(|&column| {
            let kind = self.kinds.get(column).and_then(Option::as_ref);
            kind.is_some_and(|attribute| attribute.kind != AttributeKind::Text)
        });
        read.map(|column| (0..self.rows.len()).filter(|&row| self.unfit(view, row, column).is_some()).count()).sum()
    }

    /// The edits that write these cells, by row, column and value; those that cannot be written are left out.
    #[must_use]
    pub fn write(&self, project: &Project, cells: &[(usize, usize, String)]) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut values = Vec::new();
        for (row, column, value) in cells {
            let (Some(row), Some(column)) = (self.rows.get(*row), self.columns.get(*column)) else { continue };
            match column {
                Column::Attribute(name) => {
                    values.push(CellChange { row: *row, attribute: name.clone(), value: value.clone() });
                }
                Column::Name => edits.extend(rename(project, *row, value)),
                Column::Aside => edits.extend(regroup(project, *row, value)),
            }
        }
        edits.extend(cell_edits(project, &values));
        edits
    }

    /// Different values of a column, the most frequent first: what is offered while one writes.
    #[must_use]
    pub fn values(&self, view: &ShellView, column: usize) -> Vec<String> {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        if let Some(Some(attribute)) = self.kinds.get(column) {
            counted.extend(attribute.choices.iter().map(|choice| (choice.clone(), 0)));
        }
        for row in rows(&view.project, self.side) {
            let Some(column) = self.columns.get(column) else { continue };
            let value = text_of(view, row, column);
            if !value.is_empty() {
                *counted.entry(value.into_owned()).or_default() += 1;
            }
        }
        let mut values: Vec<(String, usize)> = counted.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| title_key(&a.0).cmp(&title_key(&b.0))));
        values.into_iter().map(|(value, _)| value).collect()
    }
}

/// How a value is ordered: what has none comes last, amounts by amount, words by pinyin.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    empty: bool,
    amount: Vec<i64>,
    letters: Vec<(u64, u64)>,
}

fn amount(reading: Reading) -> Vec<i64> {
    match reading {
        Reading::Text(_) => Vec::new(),
        Reading::Integer(number) => vec![1, number],
        // Thousandths tell apart what people write; larger numbers keep their order.
        Reading::Decimal(number) => vec![1, (number * 1000.0).round() as i64],
        Reading::Boolean(yes) => vec![1, i64::from(!yes)],
        Reading::Date(year, month, day) => {
            vec![1, i64::from(year), i64::from(month.unwrap_or(0)), i64::from(day.unwrap_or(0))]
        }
    }
}

fn attribute_of<'a>(project: &'a Project, column: &Column) -> Option<&'a Attribute> {
    match column {
        Column::Attribute(name) => project.attribute(AttributeId::of(name)),
        Column::Name | Column::Aside => None,
    }
}

/// Between groups in a cell.
const COMMAS: [char; 5] = ['、', ',', '，', ';', '；'];

fn text_of<'a>(view: &'a ShellView, row: RowId, column: &Column) -> Cow<'a, str> {
    let project = &*view.project;
    match (column, row) {
        (Column::Name, _) => Cow::Borrowed(row.name(project)),
        (Column::Attribute(name), _) => Cow::Borrowed(row.value(project, name)),
        (Column::Aside, RowId::Document(id)) => {
            let groups = project.document(id).map(|document| &document.groups);
            Cow::Owned(groups.into_iter().flatten().cloned().collect::<Vec<_>>().join("、"))
        }
        (Column::Aside, RowId::Case(id)) => {
            let Some(case) = project.case(id) else { return Cow::Borrowed("") };
            let mut counts = [0_usize; 3];
            for (member, _) in case.members_in(project) {
                counts[match member {
                    CaseMember::Document(_) => 0,
                    CaseMember::Speaker { .. } => 1,
                    CaseMember::Passage { .. } => 2,
                }] += 1;
            }
            let ids = ["sheet.member_documents", "sheet.member_speakers", "sheet.member_passages"];
            let some = ids.into_iter().zip(counts).filter(|(_, count)| *count > 0);
            let said = some.map(|(id, count)| view.say(&Message::new(id).with("count", count)));
            Cow::Owned(said.collect::<Vec<_>>().join(" · "))
        }
    }
}

fn rename(project: &Project, row: RowId, name: &str) -> Option<Edit> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || row.name(project) == name || row.attributes(project).is_none() {
        return None;
    }
    Some(match row {
        RowId::Document(id) => Edit::SetDocument(id, DocumentChange::Title(name)),
        RowId::Case(id) => Edit::SetCase(id, CaseChange::Name(name)),
    })
}

fn regroup(project: &Project, row: RowId, groups: &str) -> Option<Edit> {
    let RowId::Document(id) = row else { return None };
    let name = |group: &str| group.split_whitespace().collect::<Vec<_>>().join(" ");
    let groups: BTreeSet<String> = groups.split(COMMAS).map(name).filter(|group| !group.is_empty()).collect();
    (project.document(id)?.groups != groups).then_some(Edit::SetDocument(id, DocumentChange::Groups(groups)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_ordered_by_amount_and_dates_by_day() {
        let keys = |readings: [Reading; 2]| readings.map(amount);
        let [small, large] = keys([Reading::Integer(9), Reading::Integer(71)]);
        assert!(small < large);
        let [early, late] = keys([Reading::Date(2016, Some(7), None), Reading::Date(2016, Some(7), Some(3))]);
        assert!(early < late);
        let [little, more] = keys([Reading::Decimal(-1.25), Reading::Decimal(0.5)]);
        assert!(little < more);
        let empty = Key { empty: true, amount: Vec::new(), letters: Vec::new() };
        assert!(Key { empty: false, amount: late, letters: Vec::new() } < empty, "what has no value comes last");
    }
}
