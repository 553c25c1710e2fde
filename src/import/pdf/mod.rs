//! PDF: characters with their places, put together to lines, columns and pages as a reader sees them.
//!
//! ```text
//! bytes -> pages -> glyphs (interpret) -> runs -> lines in reading order -> heads and feet named -> Draft
//! ```
//! `hayro-syntax` reads the file's objects and `hayro-font` its fonts; the machine that carries out a page
//! and everything after it is ours. Nothing is painted, no picture is decoded, no outline is looked at.
//!
//! Refused: scans without a layer of text and files whose fonts do not say which characters their glyphs
//! are (both with figures: they need OCR), files behind a password, and doing more work for a file than any
//! honest one needs ([`budget`]). What is damaged is read as far as it goes, and said.

mod budget;
mod compose;
mod encodings;
mod fonts;
mod furniture;
mod glyph;
mod info;
mod interpret;
mod labels;
mod line;
mod marked;
mod order;
mod outline;
mod run;
mod show;
mod unicode;
mod widths;
mod xmp;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::furniture::PageLines;
use super::ImportError;
use super::draft::{Draft, page_label};
use super::error::Refusal;
use super::finding::counted;
use super::formats::Source;
use crate::model::Message;

/// Share of characters without Unicode from which a file is of no use.
const UNREADABLE: f64 = 0.3;
/// Characters on a page below which a page that a picture covers counts as a scan.
const FEW: usize = 12;

/// Reads a document.
pub fn read(source: &Source) -> Result<Draft, ImportError> {
    let name = || source.name.to_owned();
    let pdf = Pdf::new(source.bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ImportError::Refused { name: name(), what: Refusal::Encrypted }
        }
        LoadPdfError::Decryption(error) => ImportError::Unreadable { name: name(), reason: format!("{error:?}") },
        LoadPdfError::Invalid => ImportError::Unreadable { name: name(), reason: "no page was found".into() },
    })?;
    let read = Read::of(&pdf, source.options.limits.text_bytes);
    if read.letters == 0 && read.scans > 0 {
        return Err(ImportError::Scanned { name: name(), pages: read.pages.len() });
    }
    if read.letters > 0 && read.unknown as f64 >= read.letters as f64 * UNREADABLE {
        return Err(ImportError::Unmapped { name: name(), unknown: read.unknown, letters: read.letters });
    }
    let found = furniture::find(&read.pages);
    let labels = page_labels(labels::labels(&pdf, found.numbers.len()).as_deref(), &found.numbers);
    let mut draft = compose::draft(&read.pages, &labels, &found, &outline::outline(&pdf));
    (draft.title, draft.bibliography) = info::work(&pdf);
    draft.findings = read.findings();
    Ok(draft)
}

/// All pages, and what was counted on the way.
#[derive(Default)]
struct Read {
    pages: Vec<PageLines>,
    letters: usize,
    unknown: usize,
    invisible: usize,
    askew: usize,
    hidden: usize,
    pictures: usize,
    scans: usize,
    cut_short: usize,
}

impl Read {
    fn of(pdf: &Pdf, most_bytes: u64) -> Self {
        let mut read = Self::default();
        let mut fonts = fonts::Fonts::new();
        let mut budget = budget::Budget::new();
        let off = marked::layers_off(pdf);
        let pages = pdf.pages();
        for page in pages.iter().take(budget::PAGES) {
            let sheet = interpret::sheet(page, &mut fonts, &off, &mut budget);
            let letters = sheet.glyphs.iter().filter(|glyph| glyph.character != ' ').count();
            read.letters += letters;
            read.unknown += sheet.unknown;
            read.invisible += sheet.glyphs.iter().filter(|glyph| glyph.style.invisible).count();
            read.askew += sheet.askew;
            read.hidden += sheet.hidden;
            read.cut_short += usize::from(budget.spent);
            let area = f64::from(sheet.size.width) * f64::from(sheet.size.height);
            let is_scan = letters < FEW && sheet.picture_area > area * 0.4;
            read.scans += usize::from(is_scan);
            read.pictures += if is_scan { 0 } else { sheet.pictures };
            let (lines, size) = line::lines(&sheet);
            read.pages.push(PageLines { lines, size });
            // Each letter takes a byte at least; beyond the limit the whole is refused anyway.
            if read.letters as u64 > most_bytes {
                break;
            }
        }
        read.cut_short += pages.len().saturating_sub(read.pages.len());
        read
    }

    fn findings(&self) -> Vec<Message> {
        let share = |count: usize| format!("{:.1}", count as f64 * 100.0 / self.letters.max(1) as f64);
        let unknown = (self.unknown > 0).then(|| {
            Message::new("import.finding.pdf_unknown").with("count", self.unknown).with("share", share(self.unknown))
        });
        let scans = (self.scans > 0).then(|| {
            Message::new("import.finding.pdf_scans").with("count", self.scans).with("pages", self.pages.len())
        });
        [
            scans,
            unknown,
            counted("import.finding.pdf_ocr_layer", self.invisible),
            counted("import.finding.pictures", self.pictures),
            counted("import.finding.pdf_askew", self.askew),
            counted("import.finding.pdf_hidden", self.hidden),
            counted("import.finding.pdf_cut_short", self.cut_short),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What each page is called: by the number printed on it, the label that the file gives it, its place.
fn page_labels(own: Option<&[String]>, printed: &[Option<u32>]) -> Vec<String> {
    let has_numbers = printed.iter().any(Option::is_some);
    let label = |(at, number): (usize, &Option<u32>)| {
        let own = own.and_then(|labels| labels.get(at)).map(String::as_str);
        if has_numbers {
            page_label(number.map(i64::from), own, at)
        } else {
            own.map_or_else(|| (at + 1).to_string(), str::to_owned)
        }
    };
    printed.iter().enumerate().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_before_the_first_number_are_not_called_by_numbers_that_come_again() {
        let printed = [None, None, Some(1), Some(2)];
        assert_eq!(page_labels(None, &printed), ["[1]", "[2]", "1", "2"]);
        let own: Vec<String> = ["i", "2", "3", "4"].map(String::from).into();
        assert_eq!(page_labels(Some(&own), &printed), ["i", "[2]", "1", "2"]);
        assert_eq!(page_labels(Some(&own), &[None; 4]), own);
        assert_eq!(page_labels(None, &[None; 2]), ["1", "2"]);
    }
}
