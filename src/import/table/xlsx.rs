//! Excel 2007 and later, WPS: cell by cell over the XML of each sheet, in the bounds of a [`Grid`].
//!
//! What a sheet says of its own size is not believed. A formula gives what the program last showed.

use quick_xml::events::BytesStart;

use super::super::encoding::without_controls;
use super::super::finding::counted;
use super::super::formats::Source;
use super::super::packed::Package;
use super::super::packed::xml::{self, Seen, attribute};
use super::super::{ImportError, Options};
use super::Workbook;
use super::grid::{Grid, MOST_MERGES, Merge};
use super::number::{self, Epoch};

/// Sheets beyond these are not read.
const MOST_SHEETS: usize = 256;

/// Reads a workbook.
///
/// # Errors
/// [`ImportError`] where the file is damaged or unpacks to far more than it should.
pub fn read(source: &Source) -> Result<Workbook, ImportError> {
    let mut package = Package::open(source.name, source.bytes, source.options)?;
    let unreadable = |reason: &str| ImportError::Unreadable { name: source.name.to_owned(), reason: reason.to_owned() };
    let main = package.main_part()?.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let book = package.part(&main)?.ok_or_else(|| unreadable("no workbook inside"))?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = package.part(&format!("{folder}/_rels/{file}.rels"))?.map(|xml| targets(&xml)).unwrap_or_default();
    let target = |kind: &str, otherwise: &str| {
        let named = relations.iter().find(|relation| relation.kind.ends_with(kind));
        absolute(folder, named.map_or(otherwise, |relation| relation.target.as_str()))
    };
    let strings = package.part(&target("/sharedStrings", "sharedStrings.xml"))?;
    let strings = strings.map(|xml| shared_strings(&xml, source.options)).unwrap_or_default();
    let styles = package.part(&target("/styles", "styles.xml"))?.map(|xml| Styles::read(&xml)).unwrap_or_default();
    let (sheets, epoch) = sheets(&book);
    let context = Context { strings, styles, epoch };
    let mut grid = Grid::new(source.options);
    let (mut missing, mut damaged) = (0, 0);
    for sheet in sheets.iter().take(MOST_SHEETS) {
        let relation = relations.iter().find(|relation| relation.id == sheet.relation);
        if relation.is_some_and(|relation| !relation.kind.ends_with("/worksheet")) {
            // A chart on a sheet of its own.
            continue;
        }
        let path = relation.map(|relation| absolute(folder, &relation.target));
        let Some(xml) = path.map(|path| package.part(&path)).transpose()?.flatten() else {
            missing += 1;
            continue;
        };
        grid.sheet(&sheet.name);
        if sheet.hidden {
            grid.hide_sheet();
        }
        damaged += usize::from(!fill(&mut grid, &xml, &context));
    }
    let mut workbook = grid.finish();
    let left_out = missing + sheets.len().saturating_sub(MOST_SHEETS);
    workbook.findings.extend(counted("import.finding.table_sheets", left_out));
    workbook.findings.extend(counted("import.finding.damaged", damaged));
    Ok(workbook)
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn targets(xml: &str) -> Vec<Relation> {
    let mut relations = Vec::new();
    xml::walk(xml, |seen| {
        if let Seen::Start("Relationship", element) = seen
            && relations.len() < 4 * MOST_SHEETS
        {
            let of = |name| attribute(element, name).unwrap_or_default();
            relations.push(Relation { id: of("Id"), kind: of("Type"), target: of("Target") });
        }
    });
    relations
}

fn absolute(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
}

struct SheetEntry {
    name: String,
    relation: String,
    hidden: bool,
}

fn sheets(xml: &str) -> (Vec<SheetEntry>, Epoch) {
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Y1900);
    xml::walk(xml, |seen| match seen {
        Seen::Start("sheet", element) => sheets.push(SheetEntry {
            name: attribute(element, "name").unwrap_or_default(),
            relation: attribute(element, "id").unwrap_or_default(),
            hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
        }),
        Seen::Start("workbookPr", element) if is_set(element, "date1904") => epoch = Epoch::Y1904,
        _ => {}
    });
    (sheets, epoch)
}

fn is_set(element: &BytesStart, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// Strings by number, as cells name them. Readings beside Japanese characters are not part of them.
fn shared_strings(xml: &str, options: &Options) -> Vec<String> {
    let (mut strings, mut text) = (Vec::new(), Characters::default());
    let mut room = options.limits.text_bytes as usize;
    xml::walk(xml, |seen| match seen {
        Seen::End("si") => {
            let string = text.take();
            // Beyond the limit the number stays and the words go: the grid counts cells it has no room for.
            let fits = room >= string.len();
            room -= if fits { string.len() } else { 0 };
            strings.push(if fits { string } else { String::new() });
        }
        seen => text.see(&seen),
    });
    strings
}

/// The characters of a string of several runs.
#[derive(Default)]
struct Characters {
    text: String,
    inside: bool,
    readings: usize,
}

impl Characters {
    fn see(&mut self, seen: &Seen) {
        match seen {
            Seen::Start("rPh", _) => self.readings += 1,
            Seen::End("rPh") => self.readings = self.readings.saturating_sub(1),
            Seen::Start("t", _) => self.inside = self.readings == 0,
            Seen::End("t") => self.inside = false,
            Seen::Text(text) if self.inside => self.text.push_str(text),
            _ => {}
        }
    }

    fn take(&mut self) -> String {
        self.readings = 0;
        unescaped(&std::mem::take(&mut self.text))
    }
}

/// Excel writes characters that XML forbids as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let named = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(character) = named {
            out.push(character);
            rest = from.get(7..).unwrap_or("");
        } else {
            out.push_str("_x");
            rest = from.get(2..).unwrap_or("");
        }
    }
    out.push_str(rest);
    without_controls(&out).0
}

/// Number formats by the number of a cell's style.
#[derive(Debug, Default)]
struct Styles {
    codes: std::collections::BTreeMap<u32, String>,
    formats: Vec<u32>,
}

impl Styles {
    fn read(xml: &str) -> Self {
        let (mut styles, mut inside) = (Self::default(), false);
        xml::walk(xml, |seen| match seen {
            Seen::Start("numFmt", element) => {
                let id = attribute(element, "numFmtId").and_then(|id| id.parse().ok());
                if let (Some(id), Some(code)) = (id, attribute(element, "formatCode")) {
                    styles.codes.insert(id, code.chars().take(256).collect());
                }
            }
            Seen::Start("cellXfs", _) => inside = true,
            Seen::End("cellXfs") => inside = false,
            Seen::Start("xf", element) if inside && styles.formats.len() < 1 << 16 => {
                styles.formats.push(attribute(element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0));
            }
            _ => {}
        });
        styles
    }

    fn shown(&self, value: f64, style: usize, epoch: Epoch) -> String {
        let id = self.formats.get(style).copied().unwrap_or(0);
        number::shown(value, id, self.codes.get(&id).map(String::as_str), epoch)
    }
}

struct Context {
    strings: Vec<String>,
    styles: Styles,
    epoch: Epoch,
}

#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    value: String,
    inside_value: bool,
    string: Characters,
}

/// Puts the cells of a sheet into the grid. Says whether the sheet was whole.
fn fill(grid: &mut Grid, xml: &str, context: &Context) -> bool {
    let (mut row, mut column, mut hidden) = (0_usize, 0_usize, 0_usize);
    let mut cell: Option<Cell> = None;
    let mut merges = Vec::new();
    let mut first_row = true;
    let whole = xml::walk(xml, |seen| match (&mut cell, seen) {
        (None, Seen::Start("row", element)) => {
            let given = attribute(element, "r").and_then(|row| row.parse::<usize>().ok()).filter(|row| *row > 0);
            row = given.map_or(row + usize::from(!first_row), |row| row - 1);
            first_row = false;
            column = 0;
            hidden += usize::from(is_set(element, "hidden"));
        }
        (None, Seen::Start("col", element)) if is_set(element, "hidden") => {
            let number = |name| attribute(element, name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(0);
            // A hidden rest of the sheet is one.
            hidden += if number("max") < 1000 { (number("max") + 1).saturating_sub(number("min")) } else { 1 };
        }
        (None, Seen::Start("mergeCell", element)) if merges.len() < MOST_MERGES => {
            merges.extend(attribute(element, "ref").and_then(|area| area_of(&area)));
        }
        (None, Seen::Start("c", element)) => {
            if let Some(place) = attribute(element, "r").and_then(|place| place_of(&place)) {
                (row, column) = place;
            }
            cell = Some(Cell {
                kind: attribute(element, "t").unwrap_or_default(),
                style: attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                ..Cell::default()
            });
        }
        (Some(open), Seen::End("c")) => {
            put(grid, (row, column), open, context);
            cell = None;
            column += 1;
        }
        (Some(open), Seen::Start("v", _)) => open.inside_value = true,
        (Some(open), Seen::End("v")) => open.inside_value = false,
        (Some(open), Seen::Text(text)) if open.inside_value => open.value.push_str(text),
        (Some(open), seen) => open.string.see(&seen),
        _ => {}
    });
    for merge in merges {
        grid.merge(merge);
    }
    grid.hidden(hidden);
    whole
}

fn put(grid: &mut Grid, (row, column): (usize, usize), cell: &mut Cell, context: &Context) {
    let value = cell.value.trim();
    match cell.kind.as_str() {
        "s" => {
            let string = value.parse::<usize>().ok().and_then(|at| context.strings.get(at));
            grid.put(row, column, string.map_or("", String::as_str));
        }
        "inlineStr" | "is" => grid.put(row, column, &cell.string.take()),
        "str" => grid.put(row, column, &unescaped(&cell.value)),
        "b" => grid.put(row, column, if matches!(value, "1" | "true") { "TRUE" } else { "FALSE" }),
        "e" => grid.error(),
        "d" => grid.put(row, column, &value.replace('T', " ")),
        _ => match value.parse::<f64>() {
            Ok(number) => grid.put(row, column, &context.styles.shown(number, cell.style, context.epoch)),
            Err(_) => grid.put(row, column, &unescaped(value)),
        },
    }
}

/// `B12` as row and column, counted from 0.
fn place_of(place: &str) -> Option<(usize, usize)> {
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = place.split_at_checked(digits)?;
    let row = number.parse::<usize>().ok()?.checked_sub(1)?;
    super::column_of_name(letters).map(|column| (row, column))
}

fn area_of(area: &str) -> Option<Merge> {
    let (first, last) = area.split_once(':')?;
    let (first, last) = (place_of(first)?, place_of(last)?);
    Some(Merge { rows: (first.0, last.0), columns: (first.1, last.1) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn places_are_read_and_impossible_ones_are_none() {
        assert_eq!(place_of("B12"), Some((11, 1)));
        for place in ["", "B", "12x", "AAAAAAAAAAAA1", "A0", "A99999999999999999999", "甲1"] {
            assert_eq!(place_of(place), None, "{place}");
        }
    }

    #[test]
    fn forbidden_characters_are_unescaped_and_words_that_look_so_stay() {
        assert_eq!(unescaped("甲_x000D_\n乙"), "甲\n乙");
        assert_eq!(unescaped("a_x0041_b _x00"), "aAb _x00");
        assert_eq!(unescaped("max_x甲乙丙丁_"), "max_x甲乙丙丁_");
    }
}
