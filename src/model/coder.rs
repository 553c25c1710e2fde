//! Who codes: a name, initials and a colour. Every change knows its coder.

use serde::{Deserialize, Serialize};

use super::{CoderId, Colour};

/// A person who codes in this project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coder {
    /// Stable over renames.
    pub id: CoderId,
    /// As they call themselves; a pseudonym will do.
    pub name: String,
    /// One to three characters for narrow places.
    pub initials: String,
    /// Stripes can be coloured by coder.
    pub colour: Colour,
}

impl Coder {
    /// A coder whose initials and colour follow from the name.
    #[must_use]
    pub fn named(id: CoderId, name: &str) -> Self {
        let name = name.trim();
        let latin: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
        let initials = if name.is_ascii() && !latin.is_empty() {
            latin.chars().take(3).collect::<String>().to_uppercase()
        } else {
            name.chars().take(1).collect()
        };
        let slot = name.chars().fold(0_usize, |sum, c| sum.wrapping_mul(31).wrapping_add(c as usize));
        Self { id, name: name.to_owned(), initials, colour: Colour::nth(slot) }
    }
}
