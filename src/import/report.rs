//! What an import understood of a file, what a person should look at, what was left out: as messages, for the
//! window, the command line and a text to keep.
//!
//! Nothing is judged anew here: it counts what the document and its record say.

use crate::model::{BlockKind, Message};

use super::Imported;

/// Findings that speak of something left behind on purpose; all others want somebody's eye.
const LEFT_OUT: [&str; 8] = [
    "import.finding.comments",
    "import.finding.controls",
    "import.finding.deletions",
    "import.finding.front_matter",
    "import.finding.hidden",
    "import.finding.pictures",
    "import.finding.ruby",
    "import.finding.scripts",
];

/// What there is to say of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentReport {
    /// Under which it stands in the project.
    pub title: String,
    /// How long its text is, in code points.
    pub characters: u32,
    /// What it was found to be and to hold.
    pub understood: Vec<Message>,
    /// What each step of the clean-up did.
    pub cleaned: Vec<Message>,
    /// What was doubtful.
    pub to_check: Vec<Message>,
    /// What is in the file and not in the document.
    pub left_out: Vec<Message>,
}

impl DocumentReport {
    /// Of a document that is or was imported.
    #[must_use]
    pub fn of(imported: &Imported) -> Self {
        let (left_out, to_check) =
            imported.record.findings.iter().cloned().partition(|finding| LEFT_OUT.contains(&finding.id.as_ref()));
        Self {
            title: imported.title.clone(),
            characters: imported.text.char_len(),
            understood: understood(imported),
            cleaned: cleaned(imported),
            to_check,
            left_out,
        }
    }

    /// Its parts that have something to say: id of the heading, and the lines below it.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &[Message])> {
        let parts: [(&'static str, &[Message]); 4] = [
            ("import.report.understood", &self.understood),
            ("import.report.to_check", &self.to_check),
            ("import.report.left_out", &self.left_out),
            ("import.report.cleaned", &self.cleaned),
        ];
        parts.into_iter().filter(|(_, lines)| !lines.is_empty())
    }
}

/// A line of the report, and the paragraphs that it counts.
type Counted = (&'static str, fn(&BlockKind) -> bool);

fn understood(imported: &Imported) -> Vec<Message> {
    let Imported { structure, record, text, .. } = imported;
    let format = record.format.to_uppercase();
    let mut said = vec![match &record.encoding {
        Some(encoding) => {
            Message::new("import.report.format_and_encoding").with("format", format).with("encoding", encoding)
        }
        None => Message::new("import.report.format").with("format", format),
    }];
    said.push(
        Message::new("import.report.length")
            .with("paragraphs", text.paragraph_count())
            .with("characters", text.char_len()),
    );
    let of_kind = |is: fn(&BlockKind) -> bool| structure.blocks.iter().filter(|block| is(&block.kind)).count();
    let kinds: [Counted; 5] = [
        ("import.report.headings", |kind| matches!(kind, BlockKind::Heading(_))),
        ("import.report.table_rows", |kind| *kind == BlockKind::TableRow),
        ("import.report.notes", |kind| *kind == BlockKind::Note),
        ("import.report.references", |kind| *kind == BlockKind::Reference),
        ("import.report.front_matter", |kind| matches!(kind, BlockKind::FrontMatter | BlockKind::Metadata)),
    ];
    said.extend(kinds.into_iter().filter_map(|(id, is)| counted(id, of_kind(is))));
    if let [first, .., last] = structure.pages.as_slice() {
        said.push(
            Message::new("import.report.pages")
                .with("count", structure.pages.len())
                .with("first", &first.label)
                .with("last", &last.label),
        );
    }
    if !structure.turns.is_empty() {
        let names: Vec<&str> = structure.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        said.push(
            Message::new("import.report.turns")
                .with("count", structure.turns.len())
                .with("speakers", names.len())
                .with("names", names.join("、")),
        );
    }
    if !imported.attributes.is_empty() {
        let pairs: Vec<String> = imported.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        said.push(Message::new("import.report.attributes").with("list", pairs.join("；")));
    }
    let work = &imported.bibliography;
    if !work.is_empty() {
        let parts = [work.authors.join("、"), work.title.clone(), work.journal.clone(), work.year.clone()];
        let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.push(Message::new("import.report.bibliography").with("record", known.join(". ")));
    }
    said.extend(counted("import.report.candidates", imported.candidates.len()));
    said
}

fn cleaned(imported: &Imported) -> Vec<Message> {
    let acted = imported.record.steps.iter().filter(|effect| effect.on && effect.count > 0);
    acted
        .map(|effect| {
            let step = Message { id: format!("import.step.{}", effect.step).into(), args: Vec::new() };
            Message::new("import.report.step").with("count", effect.count).around(&step)
        })
        .collect()
}

fn counted(id: &'static str, count: usize) -> Option<Message> {
    super::finding::counted(id, count)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::import::{Options, read};

    #[test]
    fn a_report_says_what_was_understood_cleaned_left_out_and_is_to_be_checked() {
        let page = "<html><head><script>x()</script></head><body><h1>一、背景</h1><p>正文ＡＢ在此。</p></body></html>";
        let imported = read("网页.txt", page.as_bytes(), &Options::default()).unwrap().remove(0);
        let report = DocumentReport::of(&imported);
        let said = |lines: &[Message]| -> String { lines.iter().map(|line| Language::Chinese.say(line)).collect() };
        assert!(said(&report.understood).contains("HTML"), "{:?}", report.understood);
        assert!(said(&report.left_out).contains("脚本"), "{:?}", report.left_out);
        assert!(said(&report.to_check).contains("文件名"), "{:?}", report.to_check);
        assert!(said(&report.cleaned).contains("半角"), "{:?}", report.cleaned);
        assert_eq!(report.parts().count(), 4);
    }

    #[test]
    fn every_heading_and_line_of_a_report_has_its_words() {
        for language in Language::ALL {
            for id in LEFT_OUT {
                assert_ne!(language.text(id), id);
            }
        }
    }
}
