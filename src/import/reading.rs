//! A text file between its reader and the steps: read once, cleaned as often as somebody turns a switch.

use serde::{Deserialize, Serialize};

use super::{
    Draft, Format, IMPORTER, ImportError, Imported, Options, formats, papers, sniff, steps, title, transcript,
};
use crate::model::{Hash, Message, SourceRecord, Text};

/// A file's own words, and what the file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The file's own name.
    pub name: String,
    /// Of its bytes.
    pub hash: Hash,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it was read as.
    pub format: Format,
    /// What the reader made of it.
    pub draft: Draft,
}

impl Reading {
    /// Cleans the text and makes a document of it. The bytes are not looked at again: only choices of
    /// steps and corrections count here, those of readers were heard when the file was opened.
    ///
    /// # Errors
    /// [`ImportError::NoText`] where no visible character is left.
    pub fn document(&self, options: &Options) -> Result<Imported, ImportError> {
        let name = &self.name;
        let mut draft = self.draft.clone();
        let own_title = draft.title.take();
        let (encoding, mut findings) = (draft.encoding.take(), std::mem::take(&mut draft.findings));
        let bibliography = std::mem::take(&mut draft.bibliography);
        let cleaned = steps::run(draft, options);
        if cleaned.text.chars().all(char::is_whitespace) {
            return Err(ImportError::NoText { name: name.clone() });
        }
        let text = Text::new(cleaned.text)
            .map_err(|error| ImportError::Unreadable { name: name.clone(), reason: error.to_string() })?;
        let (speakers, attributes) = (cleaned.places.speakers.clone(), cleaned.places.attributes.clone());
        let structure = steps::structure(&text, &cleaned.kinds, cleaned.marks, cleaned.places);
        findings.extend(cleaned.findings);
        let decided = &options.corrections.joints;
        findings.extend(doubts(cleaned.doubts.iter().filter(|doubt| !decided.contains_key(&doubt.source)).count()));
        let paper = papers::read(&text, &structure, &cleaned.effects, bibliography);
        let title = title::choose(name, paper.title.as_deref().or(own_title.as_deref()), &text, &structure);
        let mut candidates = transcript::case_candidates(&structure, &speakers, &title);
        candidates.extend(paper.candidates);
        Ok(Imported {
            title,
            record: SourceRecord {
                hash: self.hash.clone(),
                extension: sniff::extension(name),
                name: name.clone(),
                bytes: self.bytes,
                format: formats::entry(self.format).name.to_owned(),
                encoding,
                part: String::new(),
                choices: options.choices(),
                importer: IMPORTER,
                steps: cleaned.effects,
                findings,
                map: cleaned.map,
            },
            text,
            structure,
            attributes,
            bibliography: paper.bibliography,
            candidates,
            doubts: cleaned.doubts,
        })
    }
}

fn doubts(count: usize) -> Option<Message> {
    super::finding::counted("import.finding.doubts", count)
}
