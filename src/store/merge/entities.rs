//! Title, coders and documents of the other copy; and what of all entities was written there later.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::journal::FileFirst;
use super::super::ledger::Entity;
use super::super::read_files::Reader;
use super::super::read_texts::OtherText;
use super::super::stamps::{Field, Fielded, Stamps, Written, fields_of};
use super::plan::Planner;
use super::{Change, Reason, Side, Thing, TwoTexts};
use crate::model::{
    Attribute, AttributeId, Attributes, Code, CodeChange, Coder, Coding, CodingChange, Document, DocumentChange,
    DocumentId, Edit, Hash, Stamp,
};

/// What of an entity is compared: as it stands here or was just added, and as both copies have it.
pub(super) struct Pair<'p, T> {
    pub(super) entity: Entity,
    /// With its stamps.
    pub(super) here: (&'p T, &'p Stamps),
    pub(super) merged: &'p T,
    pub(super) known: Known,
    pub(super) thing: Thing,
    /// As people call it.
    pub(super) name: &'p str,
}

/// Whether an entity is here before the merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Here,
    /// It comes in by this merge.
    New,
}

impl Planner<'_> {
    pub(super) fn title(&mut self, merged: Option<&str>) {
        let Some(merged) = merged else { return };
        let (here, merged) = (self.here.title.clone(), merged.to_owned());
        let stamps = self.stamps_here(Entity::Title);
        let pair = Pair {
            entity: Entity::Title,
            here: (&here, &stamps),
            merged: &merged,
            known: Known::Here,
            thing: Thing::Project,
            name: &here,
        };
        self.fields(&pair, |_, value: &String| Some(Edit::SetTitle(value.clone())), |_, _, text| text.to_owned());
    }

    pub(super) fn coders(&mut self, merged: &[Coder]) {
        for coder in merged {
            let entity = Entity::Coder(coder.id);
            if self.here.coder(coder.id).is_none() {
                let added = self.added(entity);
                if self.push(Edit::AddCoder(coder.clone()), Some(added)).is_err() {
                    self.leave_out(Thing::Coder, &coder.name, Reason::Incomplete, 1);
                    continue;
                }
                self.report.coders.push(coder.name.clone());
            }
            let (here, stamps, known) = match self.here.coder(coder.id) {
                Some(held) => (held.clone(), self.stamps_here(entity), Known::Here),
                None => (coder.clone(), Stamps::added(self.stamps(entity).added), Known::New),
            };
            let (thing, name) = (Thing::Coder, here.name.as_str());
            let pair = Pair { entity, here: (&here, &stamps), merged: coder, known, thing, name };
            self.fields(&pair, |_, value: &Coder| Some(Edit::SetCoder(value.clone())), |_, value, _| value.clone());
        }
    }

    pub(super) fn documents(&mut self, merged: Vec<Document>, reader: &mut Reader<'_>) {
        let (known, new): (Vec<_>, Vec<_>) =
            merged.into_iter().partition(|document| self.here.document(document.id).is_some());
        for document in known {
            let Some(held) = self.here.document(document.id).map(|held| Document::clone(held)) else { continue };
            if self.only_there.other_texts.contains_key(&document.id) {
                self.leave_out(Thing::Document, &held.title, Reason::OtherText, 1);
            }
            let stamps = self.stamps_here(Entity::Document(document.id));
            let document = self.with_its_text(document, &held, reader);
            self.document_fields((&held, &stamps), &document, Known::Here);
        }
        let titles: BTreeMap<DocumentId, String> =
            new.iter().map(|document| (document.id, document.title.clone())).collect();
        let mut missing = titles.clone();
        // A text that is not the one its record names would put codings on words that nobody coded.
        for document in reader.texts(new, OtherText::Hide).shown {
            let entity = Entity::Document(document.id);
            let added = self.added(entity);
            let stamps = Stamps::added(added.at.clone());
            if self.push(Edit::AddDocument(Arc::new(document.clone())), Some(added)).is_ok() {
                missing.remove(&document.id);
                self.report.documents.push(document.title.clone());
                self.document_files(&document, reader);
                self.document_fields((&document, &stamps), &document, Known::New);
            }
        }
        for title in missing.values() {
            self.leave_out(Thing::Document, title, Reason::TextMissing, 1);
        }
    }

    /// A document that is here too, with its text. The text of a revision that comes in is read from there; where it
    /// cannot be had, the one here stays.
    fn with_its_text(&mut self, mut document: Document, held: &Document, reader: &mut Reader<'_>) -> Document {
        if document.text_hash == held.text_hash {
            document.text = Arc::clone(&held.text);
        } else if let Some(read) = reader.texts(vec![document.clone()], OtherText::Hide).shown.pop() {
            self.document_files(&read, reader);
            return read;
        } else {
            self.leave_out(Thing::Document, &held.title, Reason::TextMissing, 1);
            document.reword(&held.wording());
        }
        document
    }

    fn document_files(&mut self, document: &Document, reader: &Reader<'_>) {
        let path = self.job.here.text(document.id, document.revision, &document.text_hash);
        self.files.push(FileFirst { path, bytes: document.text.as_str().as_bytes().into() });
        let Some(source) = &document.source else { return };
        let path = self.job.here.source(&source.hash, &source.extension);
        let fs = &reader.environment.fs;
        if fs.exists(&path) || self.files.iter().any(|file| file.path == path) {
            return;
        }
        let there = fs.read(&reader.layout.source(&source.hash, &source.extension));
        match there.ok().filter(|bytes| Hash::of(bytes) == source.hash) {
            Some(bytes) => self.files.push(FileFirst { path, bytes: bytes.into() }),
            None => self.leave_out(Thing::Document, &document.title, Reason::SourceMissing, 1),
        }
    }

    fn document_fields(&mut self, here: (&Document, &Stamps), merged: &Document, known: Known) {
        let id = merged.id;
        let entity = Entity::Document(id);
        let pair = Pair { entity, here, merged, known, thing: Thing::Document, name: &here.0.title };
        let edit = |field, value: &Document| {
            Some(Edit::SetDocument(
                id,
                match field {
                    Field::Title => DocumentChange::Title(value.title.clone()),
                    Field::Groups => DocumentChange::Groups(value.groups.clone()),
                    Field::Rank => DocumentChange::Rank(value.rank),
                    Field::Text => DocumentChange::Text(Box::new(value.wording())),
                    Field::Bibliography => DocumentChange::Bibliography(value.bibliography.clone()),
                    Field::Attribute(attribute) => {
                        let (name, value) =
                            named(attribute, &value.attributes, [&here.0.attributes, &merged.attributes])?;
                        DocumentChange::Attribute { name, value }
                    }
                    _ => return None,
                },
            ))
        };
        let with_text = |field, value: &Document, text: &str| {
            let mut value = value.clone();
            match field {
                Field::Attribute(attribute) => {
                    let name = named(attribute, &value.attributes, [&here.0.attributes, &merged.attributes]);
                    put_text(&mut value.attributes, name, text);
                }
                _ => text.clone_into(&mut value.title),
            }
            value
        };
        self.fields(&pair, edit, with_text);
    }

    /// How values of attributes are read.
    pub(super) fn attributes(&mut self, merged: &[Attribute]) {
        for attribute in merged {
            let entity = Entity::Attribute(attribute.id());
            if self.here.attribute(attribute.id()).is_none() {
                let added = self.added(entity);
                if self.push(Edit::AddAttribute(attribute.clone()), Some(added)).is_err() {
                    self.leave_out(Thing::Attribute, &attribute.name, Reason::Incomplete, 1);
                    continue;
                }
                self.report.attributes.push(attribute.name.clone());
            }
            let (here, stamps, known) = match self.here.attribute(attribute.id()) {
                Some(held) => (held.clone(), self.stamps_here(entity), Known::Here),
                None => (attribute.clone(), Stamps::added(self.stamps(entity).added), Known::New),
            };
            let (thing, name) = (Thing::Attribute, here.name.as_str());
            let pair = Pair { entity, here: (&here, &stamps), merged: attribute, known, thing, name };
            let edit = |_, value: &Attribute| Some(Edit::SetAttribute(value.clone()));
            self.fields(&pair, edit, |_, value, _| value.clone());
        }
    }

    /// Fields of a code that say what it means; where it stands in the tree is another matter.
    pub(super) fn code_fields(&mut self, here: (&Code, &Stamps), merged: &Code, known: Known) {
        let id = merged.id;
        let pair = Pair { entity: Entity::Code(id), here, merged, known, thing: Thing::Code, name: &here.0.name };
        let edit = |field, value: &Code| {
            Some(Edit::SetCode(
                id,
                match field {
                    Field::Name => CodeChange::Name(value.name.clone()),
                    Field::Colour => CodeChange::Colour(value.colour),
                    Field::Definition => CodeChange::Definition(value.definition.clone()),
                    Field::Inclusion => CodeChange::Inclusion(value.inclusion.clone()),
                    Field::Exclusion => CodeChange::Exclusion(value.exclusion.clone()),
                    Field::Example => CodeChange::Example(value.example.clone()),
                    Field::Groups => CodeChange::Groups(value.groups.clone()),
                    _ => return None,
                },
            ))
        };
        let with_text = |_, value: &Code, text: &str| {
            let text = text.to_owned();
            // One of these is asked for; the others are not looked at.
            let (name, definition, inclusion) = (text.clone(), text.clone(), text.clone());
            Code { name, definition, inclusion, exclusion: text.clone(), example: text, ..value.clone() }
        };
        self.fields(&pair, edit, with_text);
    }

    /// Memo and weight of a coding.
    pub(super) fn coding_fields(
        &mut self,
        document: DocumentId,
        here: (&Coding, &Stamps),
        merged: &Coding,
        known: Known,
    ) {
        let (place, id) = (here.0.place(document), merged.id);
        let title = self.title_of(document);
        let entity = Entity::Coding(document, id);
        let pair = Pair { entity, here, merged, known, thing: Thing::Coding, name: &title };
        let edit = |field, value: &Coding| {
            Some(Edit::SetCoding(
                place,
                match field {
                    Field::Memo => CodingChange::Memo(value.memo.clone()),
                    Field::Weight => CodingChange::Weight(value.weight),
                    Field::Anchor => CodingChange::Anchor(value.anchor()),
                    _ => return None,
                },
            ))
        };
        let with_text = |_, value: &Coding, text: &str| Coding {
            memo: Some(text.into()).filter(|_| !text.is_empty()),
            ..value.clone()
        };
        self.fields(&pair, edit, with_text);
    }

    /// Takes over what was written there later, field by field, and the texts that lose by it: these are
    /// written first, so that whoever reads the journal knows them too.
    pub(super) fn fields<T: Fielded>(
        &mut self,
        pair: &Pair<'_, T>,
        edit: impl Fn(Field, &T) -> Option<Edit>,
        with_text: impl Fn(Field, &T, &str) -> T,
    ) {
        let (here, stamps) = pair.here;
        let merged_stamps = self.stamps(pair.entity);
        for field in fields_of(&[here, pair.merged], &[&merged_stamps]) {
            let written = merged_stamps.written(field);
            let mut with_field = here.clone();
            with_field.take(field, pair.merged);
            let later = written.at > *stamps.at(field);
            let changes = later && (with_field != *here || pair.known == Known::New);
            let lost = self.lost_texts(pair.entity, field, stamps);
            if !changes && lost.is_empty() {
                continue;
            }
            let Some(last) = edit(field, pair.merged) else { continue };
            let mut refused = false;
            for (at, text) in &lost {
                if let Some(edit) = edit(field, &with_text(field, pair.merged, text)) {
                    refused |= self.push(edit, Some(Written { at: at.clone(), over: None })).is_err();
                }
            }
            refused |= self.push(last, Some(written)).is_err();
            if refused {
                if pair.thing == Thing::Case {
                    self.leave_out(Thing::Case, pair.name, Reason::OtherText, 1);
                }
                self.without.push((pair.entity, field));
                continue;
            }
            self.tell_of_field(pair, field, changes, lost.last().map(|(_, text)| text.as_str()));
        }
    }

    /// The texts of a field that lose and are not known here, the earliest first.
    fn lost_texts(&self, entity: Entity, field: Field, stamps: &Stamps) -> Vec<(Stamp, String)> {
        let Some(all) = self.merged.versions.get(&(entity, field)) else { return Vec::new() };
        let known = self.job.ledger.versions.get(&(entity, field));
        let is_known = |at: &Stamp| known.is_some_and(|known| known.get(&at.1).is_some_and(|(held, _)| held == at));
        let mut lost: Vec<(Stamp, String)> =
            all.values().filter(|(at, _)| at != stamps.at(field) && !is_known(at)).cloned().collect();
        lost.sort();
        lost
    }

    fn tell_of_field<T: Fielded>(&mut self, pair: &Pair<'_, T>, field: Field, changes: bool, lost: Option<&str>) {
        let (here, stamps) = pair.here;
        // When a memo was last written in goes with what was written.
        if pair.known == Known::New || field == Field::Changed {
            return;
        }
        let loses_here = self.merged.versions.get(&(pair.entity, field)).is_some_and(|all| {
            all.values().any(|(at, text)| at == stamps.at(field) && Some(text.as_str()) == here.words(field))
        });
        let (mine, theirs) = (here.words(field).unwrap_or_default(), pair.merged.words(field).unwrap_or_default());
        let two = |there: &str, stands| TwoTexts {
            thing: pair.thing,
            name: pair.name.to_owned(),
            field,
            here: mine.to_owned(),
            there: there.to_owned(),
            stands,
        };
        if changes && loses_here {
            self.report.both.push(two(theirs, Side::There));
        } else if changes {
            self.report.changes.push(Change { thing: pair.thing, name: pair.name.to_owned(), field });
        } else if let Some(lost) = lost {
            self.report.both.push(two(lost, Side::Here));
        }
    }
}

/// The name of an attribute that any of these has, with its value in the first.
pub(super) fn named(id: AttributeId, of: &Attributes, known: [&Attributes; 2]) -> Option<(String, Option<String>)> {
    let is_it = |name: &&String| AttributeId::of(name) == id;
    let name = [of].into_iter().chain(known).find_map(|held| held.keys().find(is_it))?;
    Some((name.clone(), of.get(name).cloned()))
}

/// Puts in a value that lost; an empty one stands for none.
pub(super) fn put_text(held: &mut Attributes, named: Option<(String, Option<String>)>, text: &str) {
    let Some((name, _)) = named else { return };
    if text.is_empty() {
        held.remove(&name);
    } else {
        held.insert(name, text.to_owned());
    }
}
