//! The labels that a file gives its pages: `iv`, `A-3`, `117`.

use super::super::numerals;
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, String as PdfString};

use super::info::text_of;

/// Ranges of page labels that are read.
const LABELS: usize = 20_000;

/// The label of every page, where the file gives its pages labels.
pub fn labels(pdf: &Pdf, pages: usize) -> Option<Vec<String>> {
    let catalog = pdf.xref().get::<Dict>(pdf.xref().root_id())?;
    let root = catalog.get::<Dict>(b"PageLabels".as_slice())?;
    let mut ranges: Vec<(usize, Dict)> = Vec::new();
    let mut waiting = vec![root];
    let mut seen = 0;
    while let Some(node) = waiting.pop() {
        seen += 1;
        if seen > LABELS {
            break;
        }
        if let Some(numbers) = node.get::<Array>(b"Nums".as_slice()) {
            let mut place = None;
            for entry in numbers.iter::<Object>().take(LABELS) {
                match (entry, place) {
                    (Object::Number(number), _) => place = usize::try_from(number.as_i64()).ok(),
                    (Object::Dict(range), Some(at)) => ranges.push((at, range)),
                    _ => {}
                }
            }
        }
        if let Some(kids) = node.get::<Array>(keys::KIDS) {
            waiting.extend(kids.iter::<Dict>().take(LABELS.saturating_sub(waiting.len())));
        }
    }
    ranges.sort_by_key(|(at, _)| *at);
    if ranges.is_empty() {
        return None;
    }
    let label = |page: usize| {
        let before = ranges.partition_point(|(at, _)| *at <= page);
        let Some((at, range)) = before.checked_sub(1).and_then(|last| ranges.get(last)) else {
            return (page + 1).to_string();
        };
        let prefix = range.get::<PdfString>(keys::P).map(|text| text_of(text.as_bytes())).unwrap_or_default();
        let first = range.get::<Number>(b"St".as_slice()).map_or(1, |number| number.as_i64().clamp(1, 1_000_000));
        let number = first as usize + (page - at);
        let number = match range.get::<Name>(keys::S).as_ref().map(Name::as_str) {
            Some("D") => number.to_string(),
            Some("R") => numerals::roman(number as u32),
            Some("r") => numerals::roman(number as u32).to_lowercase(),
            Some("A") => numerals::letters(number as u32, b'A'),
            Some("a") => numerals::letters(number as u32, b'a'),
            _ => String::new(),
        };
        prefix.chars().take(20).collect::<String>() + &number
    };
    let labels: Vec<String> = (0..pages).map(label).collect();
    labels.iter().all(|label| !label.trim().is_empty()).then_some(labels)
}
