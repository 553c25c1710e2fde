//! Ids: one newtype a kind, so that a document's id never stands where a code's should.
//!
//! Ids are `UUIDv7` because REFI-QDA asks for GUIDs and because they sort by the time they were made.
//! This module never makes one out of thin air: the model has no clock and no randomness.
//! Whoever needs a new id is handed a [`Mint`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where new ids come from. The real one lives in `store::mint`; tests and the generator count.
pub trait Mint {
    /// A new id, never handed out before and never again.
    fn mint(&mut self) -> Uuid;
}

/// A mint that counts from one: for tests and for generated projects, which must come out equal each time.
#[derive(Debug, Default, Clone)]
pub struct CountingMint {
    next: u128,
}

impl CountingMint {
    /// Starts after `count`, so that two mints of one project can be kept apart.
    #[must_use]
    pub fn after(count: u128) -> Self {
        Self { next: count }
    }
}

impl Mint for CountingMint {
    fn mint(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) | self.next)
    }
}

/// What a string that is no id says of itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not an id: an id is 32 hexadecimal digits with hyphens, as in 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
)]
pub struct IdError(pub String);

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| IdError(text.to_owned()))
            }
        }
    };
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        id_type!($(#[$doc])* $name);

        impl $name {
            /// A new id of this kind.
            #[must_use]
            pub fn new(mint: &mut dyn Mint) -> Self {
                Self(mint.mint())
            }
        }
    };
}

/// The id that a content names: whoever writes the same anywhere means the same. Of form 8 (RFC 9562), so that no
/// mint gives it.
fn of_content(kind: &str, content: &str) -> Uuid {
    let hash = blake3::hash(format!("{kind}\n{content}").as_bytes());
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(first).into_uuid()
}

id!(
    /// A project, however often its folder is copied.
    ProjectId
);
id!(
    /// A document of a project.
    DocumentId
);
id!(
    /// A code of the codebook.
    CodeId
);
id!(
    /// A coding: one code on one span by one coder.
    CodingId
);
id!(
    /// A person who codes.
    CoderId
);
id!(
    /// A case: somebody or something that is studied.
    CaseId
);
id!(
    /// A memo.
    MemoId
);
id_type!(
    /// An attribute. It follows from the name, so that two copies that bring the same attribute agree.
    AttributeId
);
id_type!(
    /// What belongs to a case. It follows from what that is, so that two people who put in the same agree.
    MemberId
);

id_type!(
    /// Something on a shelf. It follows from the shelf and the name, so that two people who keep the same agree.
    ShelfItemId
);

impl ShelfItemId {
    /// Of what stands on a shelf under this name.
    #[must_use]
    pub fn of(shelf: super::Shelf, name: &str) -> Self {
        Self(of_content("shelf", &format!("{}\n{}", shelf.word(), shelf.identity(name))))
    }
}

impl AttributeId {
    /// Of the attribute of this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(of_content("attribute", name))
    }
}

impl MemberId {
    /// Of what is written so.
    pub(super) fn of(content: &str) -> Self {
        Self(of_content("member", content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_what_it_prints() {
        let id = CodeId::new(&mut CountingMint::after(41));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(ron::from_str::<CodeId>(&ron::to_string(&id).unwrap()), Ok(id));
    }

    #[test]
    fn a_word_is_no_id() {
        assert_eq!("合谋".parse::<CodeId>(), Err(IdError("合谋".into())));
    }

    #[test]
    fn a_mint_never_gives_the_same_id_twice() {
        let mut mint = CountingMint::default();
        assert_ne!(mint.mint(), mint.mint());
    }
}
