//! Stems of English words: organise, organised and organising are one.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

/// Porter's second algorithm for English (Porter 2001, Snowball), as tantivy has it too.
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// The stem of a normalised word; `None` of what is no word of Latin letters, such as 老人, 2016 or s12.
///
/// British and American spellings have different stems (`organis`, `organiz`): that is Porter's decision.
#[must_use]
pub fn stem(word: &str) -> Option<String> {
    let is_english = word.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '\'' | '’'));
    (is_english && !word.is_empty()).then(|| ENGLISH.stem(&word.replace('’', "'")).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_english_word_share_a_stem_and_others_have_none() {
        assert_eq!(stem("organised"), stem("organise"));
        assert_eq!(stem("organisations"), stem("organisation"));
        assert_ne!(stem("social"), stem("organise"));
        assert_eq!([stem("老人"), stem("2016"), stem("s12"), stem("")], [None, None, None, None]);
    }
}
