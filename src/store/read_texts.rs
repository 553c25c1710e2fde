//! Reading the texts of documents, each known by its hash.
//!
//! A text whose line ends git or an editor has changed is still that text. One that says something
//! else is shown with a warning when a project is opened, and never by a repair: spans may not fit it.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::read_files::{Reader, What, Whose};
use super::record::as_written;
use crate::model::{Document, Hash, Message, Text};

/// What becomes of a text that is not the one its record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherText {
    /// It is shown, and told.
    Show,
    /// The document is hidden.
    Hide,
}

/// Documents with their texts.
pub(super) struct Texts {
    /// Those whose text is there.
    pub(super) shown: Vec<Document>,
    /// Those whose text is not to be had.
    pub(super) hidden: Vec<Document>,
}

/// What came of looking for one text.
enum Read {
    Right(Arc<Text>),
    /// The right one but for its line ends.
    Mended(Arc<Text>),
    Other(Arc<Text>),
    /// Empty or zeros: damage, or a placeholder of a cloud client.
    Hollow,
    Not(String),
}

/// The text of these bytes, where they are the one of this hash: as they are, or with line ends and a
/// byte order mark as they were.
pub(super) fn text_of_hash(bytes: Vec<u8>, hash: &Hash) -> Option<Arc<Text>> {
    match read(bytes, hash) {
        Read::Right(text) | Read::Mended(text) => Some(text),
        Read::Other(_) | Read::Hollow | Read::Not(_) => None,
    }
}

fn read(bytes: Vec<u8>, hash: &Hash) -> Read {
    let mut mended = false;
    let mut bytes = bytes;
    let mut same = Hash::of(&bytes) == *hash;
    if !same {
        let unified = as_written(&bytes);
        if Hash::of(&unified) == *hash {
            (mended, same) = (true, true);
            bytes = unified.into_owned();
        }
    }
    if !same && bytes.iter().all(|&b| b == 0) {
        return Read::Hollow;
    }
    let text = String::from_utf8(bytes).map_err(|error| error.to_string());
    match text.and_then(|body| Text::new(body).map(Arc::new).map_err(|error| error.to_string())) {
        Ok(text) if mended => Read::Mended(text),
        Ok(text) if same => Read::Right(text),
        Ok(text) => Read::Other(text),
        Err(reason) => Read::Not(reason),
    }
}

impl Reader<'_> {
    /// Puts its text into each document.
    pub(super) fn texts(&mut self, documents: Vec<Document>, other: OtherText) -> Texts {
        let read: Vec<(PathBuf, Document, Read)> = documents
            .into_par_iter()
            .map(|document| {
                let path = self.layout.text(document.id, document.revision, &document.text_hash);
                let known = self.known_texts.get(&document.id).filter(|known| known.text_hash == document.text_hash);
                let found = match known {
                    Some(known) => Read::Right(Arc::clone(&known.text)),
                    None => self
                        .environment
                        .fs
                        .read(&path)
                        .map_or_else(|error| Read::Not(error.to_string()), |bytes| read(bytes, &document.text_hash)),
                };
                (path, document, found)
            })
            .collect();
        let mut texts = Texts { shown: Vec::with_capacity(read.len()), hidden: Vec::new() };
        for (path, mut document, found) in read {
            let is_given_up = self.given_up.contains(&document.id);
            match found {
                Read::Right(text) => {
                    document.text = text;
                    texts.shown.push(document);
                    continue;
                }
                Read::Mended(text) => {
                    self.findings.push(Message::new("store.line_ends").with("file", self.name(&path)));
                    document.text = text;
                    texts.shown.push(document);
                    continue;
                }
                Read::Other(text) if other == OtherText::Show && !is_given_up => {
                    self.trouble(&path, Whose::Ours, What::OtherText, "store.text_changed", "");
                    document.text = text;
                    texts.shown.push(document);
                    continue;
                }
                _ if is_given_up => {
                    let finding = Message::new("store.text_given_up").with("title", &document.title);
                    self.findings.push(finding.with("file", self.name(&path)));
                }
                Read::Other(_) => self.trouble(&path, Whose::Ours, What::OtherText, "store.text_changed", ""),
                Read::Hollow => self.trouble(&path, Whose::Ours, What::Unreadable, "store.text_hollow", ""),
                Read::Not(reason) => {
                    self.trouble(&path, Whose::Ours, What::Unreadable, "store.text_missing", &reason);
                }
            }
            texts.hidden.push(document);
        }
        texts
    }
}
