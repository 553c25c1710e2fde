//! What is known of documents and cases as a table: a row each, a column an attribute. Out as the cells that are
//! shown, in as a plan that is looked at before it is carried out.
//!
//! Coming in, rows are found by title or by the case's name and columns by the attribute's name. A cell that is
//! empty in the file takes nothing away: half a table is no order to forget the other half. What does not fit the
//! kind of its attribute comes in as it stands, as everywhere; the plan says how many do not.

use std::collections::{BTreeMap, BTreeSet};

use crate::export::escape;
use crate::export::table::{Cell, Table};
use crate::model::{
    Attribute, AttributeId, Attributes, Case, CaseChange, CaseId, DocumentChange, DocumentId, Edit, Mint, Project,
};

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Side {
    /// Documents.
    #[default]
    Documents,
    /// Cases.
    Cases,
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// A document.
    Document(DocumentId),
    /// A case.
    Case(CaseId),
}

impl RowId {
    /// Its title or name; empty where it has gone.
    #[must_use]
    pub fn name(self, project: &Project) -> &str {
        match self {
            Self::Document(id) => project.document(id).map_or("", |document| &document.title),
            Self::Case(id) => project.case(id).map_or("", |case| &case.name),
        }
    }

    /// What is known of it; `None` where it has gone.
    #[must_use]
    pub fn attributes(self, project: &Project) -> Option<&Attributes> {
        match self {
            Self::Document(id) => project.document(id).map(|document| &document.attributes),
            Self::Case(id) => project.case(id).map(|case| &case.attributes),
        }
    }

    /// The value of an attribute; empty where there is none.
    #[must_use]
    pub fn value<'a>(self, project: &'a Project, attribute: &str) -> &'a str {
        self.attributes(project).and_then(|held| held.get(attribute)).map_or("", String::as_str)
    }

    /// The edit that sets a value, or takes it away.
    #[must_use]
    pub fn set(self, name: String, value: Option<String>) -> Edit {
        match self {
            Self::Document(id) => Edit::SetDocument(id, DocumentChange::Attribute { name, value }),
            Self::Case(id) => Edit::SetCase(id, CaseChange::Attribute { name, value }),
        }
    }
}

/// All rows of a side: documents in the order of their list, cases by when they came.
#[must_use]
pub fn rows(project: &Project, side: Side) -> Vec<RowId> {
    match side {
        Side::Documents => {
            project.documents_in_order().into_iter().map(|document| RowId::Document(document.id)).collect()
        }
        Side::Cases => project.cases().map(|case| RowId::Case(case.id)).collect(),
    }
}

/// The attributes of which one of these rows has a value and those that nobody has filled in yet, in the order of the
/// project; then such as only stand somewhere.
#[must_use]
pub fn columns(project: &Project, side: Side) -> Vec<String> {
    let names = |rows: Vec<RowId>| -> BTreeSet<&str> {
        rows.into_iter()
            .filter_map(|row| row.attributes(project))
            .flat_map(|held| held.keys())
            .map(String::as_str)
            .collect()
    };
    let (documents, cases) = (names(rows(project, Side::Documents)), names(rows(project, Side::Cases)));
    let (here, elsewhere) = match side {
        Side::Documents => (&documents, &cases),
        Side::Cases => (&cases, &documents),
    };
    let known = project.attributes_in_order();
    let is_here = |name: &str| here.contains(name) || !elsewhere.contains(name);
    let mut columns: Vec<String> =
        known.iter().filter(|held| is_here(&held.name)).map(|held| held.name.clone()).collect();
    let is_known = |name: &&&str| project.attribute(AttributeId::of(name)).is_some();
    columns.extend(here.iter().filter(|name| !is_known(name)).map(|name| (*name).to_owned()));
    columns
}

/// A value that is to stand in a cell; an empty one takes away what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// Of which document or case.
    pub row: RowId,
    /// Which attribute.
    pub attribute: String,
    /// What it is to say.
    pub value: String,
}

/// The edits that make these cells say what they are to say. What says it already is left out; of one cell the last
/// stands. An attribute that the project does not know is defined with them, its kind guessed from the values.
#[must_use]
pub fn cell_edits(project: &Project, changes: &[CellChange]) -> Vec<Edit> {
    let mut last: BTreeMap<(RowId, &str), &str> = BTreeMap::new();
    let mut order = Vec::new();
    for CellChange { row, attribute, value } in changes {
        let (name, key) = (attribute.trim(), (*row, attribute.trim()));
        if name.is_empty() || name.contains(['\n', '\r']) {
            continue;
        }
        if last.insert(key, value.trim()).is_none() {
            order.push(key);
        }
    }
    let mut edits = Vec::new();
    let mut unknown: Vec<(&str, Vec<&str>)> = Vec::new();
    for key in order {
        let ((row, name), Some(value)) = (key, last.get(&key).copied()) else { continue };
        if row.attributes(project).is_none() || row.value(project, name) == value {
            continue;
        }
        if !value.is_empty() && project.attribute(AttributeId::of(name)).is_none() {
            match unknown.iter_mut().find(|(held, _)| *held == name) {
                Some((_, values)) => values.push(value),
                None => unknown.push((name, vec![value])),
            }
        }
        edits.push(row.set(name.to_owned(), (!value.is_empty()).then(|| value.to_owned())));
    }
    let mut rank = project.next_attribute_rank();
    let defined = unknown.into_iter().map(|(name, values)| {
        let attribute = Attribute::guessed(name, &values, rank);
        rank = rank.next();
        Edit::AddAttribute(attribute)
    });
    let mut all: Vec<Edit> = defined.collect();
    all.extend(edits);
    all
}

/// The cells of these rows and columns, to be written as CSV or XLSX.
#[must_use]
pub fn table(project: &Project, title: String, head: String, rows: &[RowId], columns: &[String]) -> Table {
    let cell = |value: &str| match value.parse::<i64>() {
        // Written as a number only where it comes back as the very same characters.
        Ok(number) if number.to_string() == value && value.len() <= 15 => Cell::Integer(number),
        _ if value.is_empty() => Cell::Empty,
        _ => Cell::Text(value.to_owned()),
    };
    let row = |row: &RowId| {
        let name = Cell::Text(row.name(project).to_owned());
        std::iter::once(name).chain(columns.iter().map(|name| cell(row.value(project, name)))).collect()
    };
    let rows = rows.iter().map(row).collect();
    Table { title, columns: std::iter::once(head).chain(columns.iter().cloned()).collect(), rows, notes: Vec::new() }
}

/// What to do with rows for which the project has no case. Documents are never made from a table of attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unmatched {
    /// They stay out, and are told.
    #[default]
    LeaveOut,
    /// They become new cases.
    AddCases,
}

/// A value that comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Title or name of the row.
    pub row: String,
    /// Which attribute.
    pub attribute: String,
    /// What stands there; empty where nothing does.
    pub before: String,
    /// What will.
    pub after: String,
}

/// What taking a table in would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be committed as one.
    pub edits: Vec<Edit>,
    /// Values that change, in the order of the file; those of new cases too.
    pub changes: Vec<Change>,
    /// Cases that are new.
    pub new_rows: Vec<String>,
    /// Attributes that are new.
    pub new_columns: Vec<String>,
    /// Rows of the file that fit nothing in the project.
    pub unmatched: Vec<String>,
    /// Rows whose name several have: nobody knows whose they are.
    pub ambiguous: Vec<String>,
    /// Cells that say what stands there already.
    pub same: usize,
    /// Values that do not read as the kind of their attribute. They come in as they stand.
    pub unfit: usize,
}

/// Why a table cannot be taken in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTable {
    /// It has no row below its head.
    #[error("the table has no row below its head")]
    Empty,
    /// It has a single column.
    #[error("the table has no column beside the names")]
    NoColumns,
}

impl crate::model::Tell for NoTable {
    fn tell(&self) -> crate::model::Message {
        crate::model::Message::new(match self {
            Self::Empty => "sheet.import_empty",
            Self::NoColumns => "sheet.import_no_columns",
        })
    }
}

/// What the column of names is called, in lower case; otherwise the first column holds them.
const NAMES: [&str; 12] =
    ["标题", "文档", "名称", "个案", "姓名", "受访者", "title", "document", "name", "case", "doc", "participant"];
/// Columns that our own tables have beside attributes.
const ASIDE: [&str; 6] = ["类别", "分组", "成员", "groups", "members", "of"];

/// Names as they are compared: without blanks around and between, in lower case.
fn key(name: &str) -> String {
    escape::unguard(name.trim_start_matches('\u{FEFF}')).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Plans to take in a table whose first row is its head.
///
/// # Errors
/// [`NoTable`].
pub fn plan(
    project: &Project,
    side: Side,
    table: &[Vec<String>],
    unmatched: Unmatched,
    mint: &mut dyn Mint,
) -> Result<Plan, NoTable> {
    let mut filled = table.iter().skip_while(|row| row.iter().all(|cell| cell.trim().is_empty()));
    let head = filled.next().ok_or(NoTable::Empty)?;
    let body: Vec<&Vec<String>> = filled.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
    if body.is_empty() {
        return Err(NoTable::Empty);
    }
    let names_at = head.iter().position(|name| NAMES.contains(&key(name).as_str())).unwrap_or(0);
    let known = columns(project, side);
    // A column that the project knows in other letters is that one.
    let as_known = |name: &str| known.iter().find(|held| key(held) == key(name)).cloned();
    let named = |(at, name): (usize, &String)| {
        let is_column = at != names_at && !key(name).is_empty() && !ASIDE.contains(&key(name).as_str());
        let own = || escape::unguard(name).split_whitespace().collect::<Vec<_>>().join(" ");
        is_column.then(|| (at, as_known(name).unwrap_or_else(own)))
    };
    let columns: Vec<(usize, String)> = head.iter().enumerate().filter_map(named).collect();
    if columns.is_empty() {
        return Err(NoTable::NoColumns);
    }
    let mut there: BTreeMap<String, Vec<RowId>> = BTreeMap::new();
    for row in rows(project, side) {
        there.entry(key(row.name(project))).or_default().push(row);
    }
    let mut plan = Plan::default();
    let mut changes: Vec<CellChange> = Vec::new();
    let mut new: BTreeMap<String, Case> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for row in body {
        let name = row.get(names_at).map(|name| escape::unguard(name)).unwrap_or_default();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let values = columns.iter().filter_map(|(at, column)| {
            let value = row.get(*at).map(|cell| escape::unguard(cell).trim())?;
            (!value.is_empty()).then_some((column, value))
        });
        match there.get(&key(&name)).map(Vec::as_slice) {
            Some([one]) => {
                for (column, value) in values {
                    let (attribute, value) = (column.clone(), value.to_owned());
                    changes.push(CellChange { row: *one, attribute, value });
                }
            }
            Some(_) => plan.ambiguous.push(name),
            None if side == Side::Cases && unmatched == Unmatched::AddCases && !name.is_empty() => {
                let case = new.entry(key(&name)).or_insert_with(|| {
                    order.push(key(&name));
                    Case::named(CaseId::new(mint), &name)
                });
                case.attributes.extend(values.map(|(column, value)| (column.clone(), value.to_owned())));
            }
            None => plan.unmatched.push(name),
        }
    }
    finish(project, &mut plan, changes, new, &order);
    Ok(plan)
}

fn finish(
    project: &Project,
    plan: &mut Plan,
    changes: Vec<CellChange>,
    mut new: BTreeMap<String, Case>,
    order: &[String],
) {
    let mut after: BTreeMap<(RowId, &str), &str> = BTreeMap::new();
    for change in &changes {
        after.insert((change.row, &change.attribute), &change.value);
    }
    for ((row, attribute), value) in &after {
        let before = row.value(project, attribute);
        if before == *value {
            plan.same += 1;
            continue;
        }
        plan.changes.push(Change {
            row: row.name(project).to_owned(),
            attribute: (*attribute).to_owned(),
            before: before.to_owned(),
            after: (*value).to_owned(),
        });
    }
    // New cases are told like rows of which nothing was known, and defined attributes are guessed from all values.
    let mut guessed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let cases: Vec<Case> = order.iter().filter_map(|key| new.remove(key)).collect();
    for case in &cases {
        plan.new_rows.push(case.name.clone());
        for (attribute, value) in &case.attributes {
            let (row, attribute, after) = (case.name.clone(), attribute.clone(), value.clone());
            plan.changes.push(Change { row, attribute, before: String::new(), after });
        }
    }
    for change in &plan.changes {
        match project.attribute(AttributeId::of(&change.attribute)) {
            Some(known) => plan.unfit += usize::from(known.reads_as(&change.after).is_none()),
            None => guessed.entry(change.attribute.clone()).or_default().push(change.after.clone()),
        }
    }
    let mut rank = project.next_attribute_rank();
    for change in &plan.changes {
        let Some(values) = guessed.remove(&change.attribute) else { continue };
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        plan.edits.push(Edit::AddAttribute(Attribute::guessed(&change.attribute, &values, rank)));
        plan.new_columns.push(change.attribute.clone());
        rank = rank.next();
    }
    let set = cell_edits(project, &changes).into_iter().filter(|edit| !matches!(edit, Edit::AddAttribute(_)));
    plan.edits.extend(set);
    plan.edits.extend(cases.into_iter().map(Edit::AddCase));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::{AttributeKind, CountingMint, Document, ProjectId, Text, Timestamp, apply_all, invariants};

    fn study() -> (Project, CountingMint) {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        for title in ["访谈 01", "访谈 02", "访谈 02"] {
            let document =
                Document::of_text(DocumentId::new(&mut mint), title, Text::new("好。").unwrap(), Timestamp(0));
            apply_all(&mut project, &[Edit::AddDocument(document.into())]).unwrap();
        }
        let mut case = Case::named(CaseId::new(&mut mint), "老人 03");
        case.attributes.insert("年龄".to_owned(), "71".to_owned());
        let kind = Attribute::new("年龄", AttributeKind::Integer, project.next_attribute_rank());
        apply_all(&mut project, &[Edit::AddAttribute(kind), Edit::AddCase(case)]).unwrap();
        (project, mint)
    }

    fn rows_of(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_table_fills_in_what_it_says_and_takes_nothing_away() {
        let (mut project, mut mint) = study();
        let table = rows_of("姓名,年龄,性别\n老人 03,,女\n 老人  03 ,七十一,\n社工 01,30,男");
        let plan = plan(&project, Side::Cases, &table, Unmatched::AddCases, &mut mint).unwrap();
        assert_eq!(
            (plan.new_rows.as_slice(), plan.new_columns.as_slice()),
            (&["社工 01".to_owned()][..], &["性别".to_owned()][..])
        );
        assert_eq!((plan.unfit, plan.same), (1, 0), "七十一 is no number and comes in all the same");
        let before = project.clone();
        let inverses = apply_all(&mut project, &plan.edits).unwrap();
        let case = project.case_named("老人 03").unwrap();
        assert_eq!((case.attributes["年龄"].as_str(), case.attributes["性别"].as_str()), ("七十一", "女"));
        assert_eq!(project.case_named("社工 01").unwrap().attributes.len(), 2);
        assert_eq!(invariants::check(&project), []);
        apply_all(&mut project, &inverses).unwrap();
        assert_eq!(project, before);
    }

    #[test]
    fn rows_that_fit_nobody_or_two_are_told_and_stay_out() {
        let (project, mut mint) = study();
        let table = rows_of("标题,地区\n访谈 01,农村\n访谈 02,城里\n访谈 09,城里");
        let plan = plan(&project, Side::Documents, &table, Unmatched::AddCases, &mut mint).unwrap();
        assert_eq!(
            (plan.ambiguous.as_slice(), plan.unmatched.as_slice()),
            (&["访谈 02".to_owned()][..], &["访谈 09".to_owned()][..])
        );
        assert_eq!(plan.changes.len(), 1);
        assert!(plan.new_rows.is_empty(), "no document is made of a row");
    }

    #[test]
    fn what_was_taken_out_comes_back_as_the_same_and_changes_nothing() {
        let (mut project, mut mint) = study();
        let row = RowId::Case(project.case_named("老人 03").unwrap().id);
        let value =
            |attribute: &str, value: &str| CellChange { row, attribute: attribute.to_owned(), value: value.to_owned() };
        let edits = cell_edits(&project, &[value("编号", "007"), value("话", "=好\n再来"), value("年龄", "71")]);
        assert_eq!(edits.len(), 4, "two attributes, two values; the age says what it said");
        apply_all(&mut project, &edits).unwrap();
        let shown = columns(&project, Side::Cases);
        let table = table(&project, String::new(), "个案".into(), &rows(&project, Side::Cases), &shown);
        let said = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        let mut read = vec![table.columns.clone()];
        read.extend(table.rows.iter().map(|row| row.iter().map(said).collect()));
        let again = plan(&project, Side::Cases, &read, Unmatched::LeaveOut, &mut mint).unwrap();
        assert_eq!((again.edits.as_slice(), again.same), (&[][..], 3));
        assert_eq!(columns(&project, Side::Documents), Vec::<String>::new(), "what only cases have is no column there");
    }

    #[test]
    fn no_table_is_no_plan() {
        let (project, mut mint) = study();
        let mut of = |text: &str| plan(&project, Side::Cases, &rows_of(text), Unmatched::LeaveOut, &mut mint);
        assert_eq!(of("").unwrap_err(), NoTable::Empty);
        assert_eq!(of("姓名,年龄\n,,\n").unwrap_err(), NoTable::Empty);
        assert_eq!(of("姓名\n老人 03").unwrap_err(), NoTable::NoColumns);
    }
}
