//! Which facts edits write.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{AttributeId, CharIndex, CodingChange, CodingKey, CodingPlace, Edit};
use super::{CaseField, CodeField, CodingField, DocumentField, Fact, MemoField, Value};

/// What a list of edits leaves written: the last word on each fact. Of what it takes away nothing but that is said.
#[must_use]
pub fn written(edits: &[Edit]) -> BTreeMap<Fact, Value> {
    let mut facts = BTreeMap::new();
    for edit in edits {
        write(edit, &mut facts);
    }
    facts
}

fn write(edit: &Edit, facts: &mut BTreeMap<Fact, Value>) {
    match edit {
        Edit::SetTitle(title) => {
            facts.insert(Fact::Title, Value::Title(title.clone()));
        }
        Edit::AddCoder(coder) | Edit::SetCoder(coder) => {
            facts.insert(Fact::Coder(coder.id), Value::Coder(coder.clone()));
        }
        Edit::RemoveCoder(id) => {
            facts.insert(Fact::Coder(*id), Value::Absent);
        }
        Edit::AddDocument(document) => {
            facts.insert(Fact::Document(document.id), Value::Document(Arc::clone(document)));
            facts.extend(DocumentField::all(document).map(|f| (Fact::OfDocument(document.id, f), f.of(document))));
        }
        Edit::RemoveDocument(id) => {
            facts.insert(Fact::Document(*id), Value::Absent);
            let last = DocumentField::Attribute(AttributeId(uuid::Uuid::max()));
            forget(facts, Fact::OfDocument(*id, DocumentField::Title), Fact::OfDocument(*id, last));
        }
        Edit::SetDocument(id, change) => {
            facts.insert(Fact::OfDocument(*id, change.field()), change.value());
        }
        Edit::AddCode(code) => {
            facts.insert(Fact::Code(code.id), Value::Code(Box::new(code.clone())));
            facts.extend(CodeField::ALL.map(|f| (Fact::OfCode(code.id, f), Value::OfCode(f.of(code)))));
        }
        Edit::RemoveCode(id) => {
            facts.insert(Fact::Code(*id), Value::Absent);
            for field in CodeField::ALL {
                facts.remove(&Fact::OfCode(*id, field));
            }
        }
        Edit::SetCode(id, change) => {
            facts.insert(Fact::OfCode(*id, change.field()), Value::OfCode(change.clone()));
        }
        Edit::AddCoding(document, coding) => {
            let place = CodingKey(coding.place(*document));
            facts.insert(Fact::Coding(place), Value::Coding(Box::new(coding.clone())));
            facts.extend(CodingField::ALL.map(|f| (Fact::OfCoding(place, f), Value::OfCoding(f.of(coding)))));
        }
        Edit::RemoveCoding(place) => {
            facts.insert(Fact::Coding(CodingKey(*place)), Value::Absent);
            for field in CodingField::ALL {
                facts.remove(&Fact::OfCoding(CodingKey(*place), field));
            }
        }
        Edit::SetCoding(place, change) => {
            let mut key = CodingKey(*place);
            if let CodingChange::Anchor(anchor) = change {
                moved(key, anchor.span.start, facts);
                key.0.start = anchor.span.start;
            }
            facts.insert(Fact::OfCoding(key, change.field()), Value::OfCoding(change.clone()));
        }
        Edit::AddAttribute(attribute) | Edit::SetAttribute(attribute) => {
            facts.insert(Fact::Attribute(attribute.id()), Value::Attribute(attribute.clone()));
        }
        Edit::RemoveAttribute(id) => {
            facts.insert(Fact::Attribute(*id), Value::Absent);
        }
        Edit::AddCase(case) => {
            facts.insert(Fact::Case(case.id), Value::Case(Box::new(case.clone())));
            facts.extend(CaseField::all(case).map(|f| (Fact::OfCase(case.id, f), f.of(case))));
        }
        Edit::RemoveCase(id) => {
            facts.insert(Fact::Case(*id), Value::Absent);
            let last = CaseField::Attribute(AttributeId(uuid::Uuid::max()));
            forget(facts, Fact::OfCase(*id, CaseField::Name), Fact::OfCase(*id, last));
        }
        Edit::SetCase(id, change) => {
            facts.insert(Fact::OfCase(*id, change.field()), change.value());
        }
        Edit::AddItem(item) | Edit::SetItem(item) => {
            facts.insert(Fact::Item(item.id()), Value::Item(item.clone()));
        }
        Edit::RemoveItem(id) => {
            facts.insert(Fact::Item(*id), Value::Absent);
        }
        Edit::AddMemo(memo) => {
            facts.insert(Fact::Memo(memo.id), Value::Memo(Box::new(memo.clone())));
            facts.extend(MemoField::ALL.map(|f| (Fact::OfMemo(memo.id, f), Value::OfMemo(f.of(memo)))));
        }
        Edit::RemoveMemo(id) => {
            facts.insert(Fact::Memo(*id), Value::Absent);
            for field in MemoField::ALL {
                facts.remove(&Fact::OfMemo(*id, field));
            }
        }
        Edit::SetMemo(id, change) => {
            facts.insert(Fact::OfMemo(*id, change.field()), Value::OfMemo(change.clone()));
        }
    }
}

/// What was written of a coding is found from now on where it has moved to.
fn moved(key: CodingKey, start: CharIndex, facts: &mut BTreeMap<Fact, Value>) {
    let now = CodingKey(CodingPlace { start, ..key.0 });
    let presence = facts.remove(&Fact::Coding(key)).map(|value| (Fact::Coding(now), value));
    facts.extend(presence);
    for field in CodingField::ALL {
        let said = facts.remove(&Fact::OfCoding(key, field)).map(|value| (Fact::OfCoding(now, field), value));
        facts.extend(said);
    }
}

/// Nothing is said any more from one fact to another.
fn forget(facts: &mut BTreeMap<Fact, Value>, first: Fact, last: Fact) {
    let said: Vec<Fact> = facts.range(first..=last).map(|(fact, _)| *fact).collect();
    for fact in said {
        facts.remove(&fact);
    }
}
