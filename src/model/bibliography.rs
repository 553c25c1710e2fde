//! What a paper says of itself: what a list of references would print.

use serde::{Deserialize, Serialize};

/// A bibliographic record. What was not found is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bibliography {
    /// In the language of the paper.
    pub title: String,
    /// The title in another language, where the paper gives one.
    pub title_translated: String,
    /// In the order of the paper.
    pub authors: Vec<String>,
    /// Journal, book or publisher.
    pub journal: String,
    /// Four digits.
    pub year: String,
    /// Volume.
    pub volume: String,
    /// Number within the volume.
    pub issue: String,
    /// As printed: `45-52`.
    pub pages: String,
    /// Without `https://doi.org/`.
    pub doi: String,
    /// As the paper gives them.
    pub keywords: Vec<String>,
}

impl Bibliography {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
