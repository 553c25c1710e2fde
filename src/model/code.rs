//! A code: what a passage is said to be about, with the criteria that make two coders agree on it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::CodeId;

/// A node of the codebook's tree. Any code may be a parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Stable over renaming, moving and merging.
    pub id: CodeId,
    /// Not empty, no line ends; need not be unique, though the interface warns of a twin under one parent.
    pub name: String,
    /// Of highlights and stripes.
    pub colour: Colour,
    /// What the code means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    /// When to apply it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub inclusion: String,
    /// When not to, though it seems to fit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exclusion: String,
    /// An anchor example.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// `None` at the top of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CodeId>,
    /// Place among its siblings.
    #[serde(default)]
    pub rank: Rank,
    /// Which groups of codes it is in: a second order beside the tree. Each name one line and not empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<String>,
    /// Set by merging: this code stands for another from now on. It keeps its codings, so that
    /// merging ten thousand of them is one record, and taking the merge back is one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias_of: Option<CodeId>,
}

impl Code {
    /// A code at the top of the tree with nothing but a name and a colour.
    #[must_use]
    pub fn named(id: CodeId, name: &str, colour: Colour) -> Self {
        Self {
            id,
            name: name.to_owned(),
            colour,
            definition: String::new(),
            inclusion: String::new(),
            exclusion: String::new(),
            example: String::new(),
            parent: None,
            rank: Rank(0),
            groups: BTreeSet::new(),
            alias_of: None,
        }
    }
}

/// Order among siblings, with room between for another. Equal ranks are told apart by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rank(pub i64);

impl Rank {
    /// The distance that a list made at once keeps between neighbours.
    pub const GAP: i64 = 1 << 20;

    /// After `self`, with a gap.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(Self::GAP))
    }

    /// Between two neighbours; `None` where no number is left and the siblings must be numbered anew.
    #[must_use]
    pub fn between(before: Option<Self>, after: Option<Self>) -> Option<Self> {
        match (before, after) {
            (None, None) => Some(Self(0)),
            (Some(before), None) => Some(before.next()),
            (None, Some(after)) => Some(Self(after.0.saturating_sub(Self::GAP))),
            (Some(before), Some(after)) => {
                let middle = before.0.midpoint(after.0);
                (before.0 < middle && middle < after.0).then_some(Self(middle))
            }
        }
    }
}

/// A colour as red, green, blue; written `#RRGGBB`, as REFI-QDA and spreadsheets do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

/// A string that is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a colour: write #RRGGBB, as in #2F5D8A")]
pub struct ColourError(pub String);

/// Twelve hues, evenly spaced in OKLCH (lightness 0.62, chroma 0.13, from 20 degrees by 30), in an
/// order in which neighbours are far apart.
const HUES: [u32; 12] = [
    0x00C8_6265,
    0x0000_9CA5,
    0x00AF_7C00,
    0x0056_85D4,
    0x0058_994A,
    0x00A8_6AB6,
    0x00C3_6C36,
    0x0000_93C5,
    0x008B_8C14,
    0x0086_77CE,
    0x0000_9F7A,
    0x00BF_6291,
];

impl Colour {
    /// From `0xRRGGBB`.
    #[must_use]
    pub const fn hex(value: u32) -> Self {
        Self { red: (value >> 16) as u8, green: (value >> 8) as u8, blue: value as u8 }
    }

    /// The n-th colour for codes; begins again after the twelfth.
    #[must_use]
    pub fn nth(n: usize) -> Self {
        Self::hex(HUES[n % HUES.len()])
    }

    /// The colours that the interface offers for codes.
    pub fn palette() -> impl ExactSizeIterator<Item = Self> {
        HUES.iter().map(|&value| Self::hex(value))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    /// Takes `#RRGGBB` and `#RGB`, with or without the mark.
    fn from_str(text: &str) -> Result<Self, ColourError> {
        let error = || ColourError(text.to_owned());
        let digits = text.trim().trim_start_matches('#');
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(error());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| error())?;
        match digits.len() {
            6 => Ok(Self::hex(value)),
            3 => Ok(Self::hex(((value & 0xF00) * 0x1100) | ((value & 0xF0) * 0x110) | ((value & 0xF) * 0x11))),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;
    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_reads_back_and_short_forms_are_understood() {
        assert_eq!("#2f5d8a".parse(), Ok(Colour::hex(0x002F_5D8A)));
        assert_eq!("#fa3".parse(), Ok(Colour::hex(0x00FF_AA33)));
        assert_eq!(Colour::hex(0x002F_5D8A).to_string(), "#2F5D8A");
        for bad in ["", "#12", "red", "#12345", "#+12345"] {
            assert_eq!(bad.parse::<Colour>(), Err(ColourError(bad.into())));
        }
    }

    #[test]
    fn there_is_a_rank_between_until_the_gap_is_used_up() {
        assert_eq!(Rank::between(Some(Rank(0)), Some(Rank(Rank::GAP))), Some(Rank(Rank::GAP / 2)));
        assert_eq!(Rank::between(Some(Rank(4)), Some(Rank(5))), None);
        assert!(Rank::between(None, Some(Rank(0))).unwrap() < Rank(0));
    }
}
