//! Moving the ends of a coding.
//!
//! A coding of another passage is a new coding: the old one goes and the new one comes in the same
//! change, with code, coder, memo and weight of the old. Nobody has the same code twice on one place,
//! so a coding that is pulled into its neighbours of the same code and coder takes them in, as coding
//! anew does ([`super::gesture::Overlap::Merge`]). What it overlapped before it was pulled (an import
//! may have brought that) stays by itself. Nothing is changed here: these are edits to commit.

use super::{Coding, CodingId, CodingPlace, Edit, Mint, Project, QuoteHash, Span, Timestamp};

/// What moving an end takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resized {
    /// The change, to be committed as one.
    pub edits: Vec<Edit>,
    /// Where the coding stands afterwards.
    pub coding: CodingPlace,
    /// How many neighbours of the same code and coder it takes in.
    pub merged: usize,
}

/// Gives a coding another passage of its document. `None` where there is nothing to do: the coding is gone, stands
/// exactly there already, or the passage is not in the text.
pub fn resize_coding(
    project: &Project,
    place: CodingPlace,
    span: Span,
    at: Timestamp,
    mint: &mut dyn Mint,
) -> Option<Resized> {
    let document = project.document(place.document)?;
    let codings = project.codings(place.document);
    let held = codings.get(place.start, place.id)?;
    if span.is_empty() || span == held.span || span.end.0 > document.text.char_len() {
        return None;
    }
    let code = project.resolve(held.code);
    let mut new = Coding { id: CodingId::new(mint), span, at, ..held.clone() };
    let mut met: Vec<&Coding> = Vec::new();
    loop {
        let alike =
            |other: &&Coding| other.id != held.id && other.coder == held.coder && project.resolve(other.code) == code;
        let is_met = |other: &&Coding| other.span == new.span || !other.span.overlaps(held.span);
        let known = |other: &&Coding| met.iter().any(|known| known.id == other.id);
        let found: Vec<&Coding> =
            codings.overlapping(new.span).filter(alike).filter(is_met).filter(|other| !known(other)).collect();
        if found.is_empty() {
            break;
        }
        for other in found {
            new.span = new.span.union(other.span);
            new.weight = new.weight.max(other.weight);
            new.memo = match (new.memo.take(), &other.memo) {
                (Some(first), Some(second)) => Some(format!("{first}\n{second}").into()),
                (first, second) => first.or_else(|| second.clone()),
            };
            met.push(other);
        }
    }
    new.quote = QuoteHash::of(&document.text, new.span);
    new.on = document.mark();
    let coding = new.place(place.document);
    let gone = std::iter::once(held).chain(met.iter().copied());
    let mut edits: Vec<Edit> = gone.map(|coding| Edit::RemoveCoding(coding.place(place.document))).collect();
    edits.push(Edit::AddCoding(place.document, new));
    Some(Resized { edits, coding, merged: met.len() })
}
