//! How strongly two things go together, from a table of two by two.
//!
//! All measures are reckoned from the same four numbers, so they can be compared; each has its source.
//! None of them says that a difference matters: words are not independent draws.

/// Counts of words inside and outside something (a window, a part of the texts).
///
/// | | this word | all words |
/// |---|---|---|
/// | inside | `both` | `inside` |
/// | everywhere | `word` | `all` |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contingency {
    /// The word, inside.
    pub both: u64,
    /// All words inside.
    pub inside: u64,
    /// The word, everywhere.
    pub word: u64,
    /// All words everywhere.
    pub all: u64,
}

/// What the measures say of one word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// How often the word would be inside if it stood anywhere by chance.
    pub expected: f64,
    /// log2 of observed by expected (Church and Hanks 1990); `None` where the word is never inside.
    pub mutual_information: Option<f64>,
    /// G2 (Dunning 1993), all four cells; below zero where the word is rarer inside than by chance.
    pub log_likelihood: f64,
    /// (observed - expected) / square root of observed (Church et al. 1991); `None` where it is never inside.
    pub t_score: Option<f64>,
}

impl Contingency {
    /// `inside * word / all`.
    #[must_use]
    pub fn expected(self) -> f64 {
        if self.all == 0 { 0.0 } else { self.inside as f64 * self.word as f64 / self.all as f64 }
    }

    /// All measures.
    #[must_use]
    pub fn association(self) -> Association {
        let (both, expected) = (self.both as f64, self.expected());
        let some = |value: f64| (self.both > 0 && expected > 0.0).then_some(value);
        Association {
            expected,
            mutual_information: some((both / expected).log2()),
            log_likelihood: self.log_likelihood(),
            t_score: some((both - expected) / both.sqrt()),
        }
    }

    /// G2 = 2 sum O ln(O / E) over the four cells (Dunning 1993), signed.
    ///
    /// Calculators that take two cells only (Rayson and Garside 2000) give slightly less for rare words and
    /// much less for words that make up a good part of a text.
    #[must_use]
    pub fn log_likelihood(self) -> f64 {
        let [both, inside, word, all] = [self.both, self.inside, self.word, self.all].map(|count| count as f64);
        if self.all == 0 {
            return 0.0;
        }
        let (outside, others) = (all - inside, all - word);
        let cell = |observed: f64, row: f64, column: f64| {
            let expected = row * column / all;
            if observed > 0.0 && expected > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
        };
        let sum = cell(both, inside, word)
            + cell(inside - both, inside, others)
            + cell(word - both, outside, word)
            + cell((outside - (word - both)).max(0.0), outside, others);
        let size = (2.0 * sum).max(0.0);
        // As frequent as expected is nought, and nought has no sign.
        if both < self.expected() && size > 0.0 { -size } else { size }
    }
}

/// logDice = 14 + log2(2 f(x,y) / (f(x) + f(y))) (Rychlý 2008): 14 where two words only stand together, each
/// time one beside one; one less where they do so half as often. It does not depend on the size of the texts.
/// With a window a word may stand more than once beside one place, and each time is counted, once: then it goes
/// beyond 14, and always stays below 15.
#[must_use]
pub fn log_dice(together: u64, node: u64, word: u64) -> Option<f64> {
    (together > 0 && node + word > 0).then(|| 14.0 + (2.0 * together as f64 / (node + word) as f64).log2())
}

/// Log ratio (Hardie 2014): log2 of the relative frequencies; 1 means twice as often. A count of nought is
/// taken as one half, as there, so that the ratio stays finite.
#[must_use]
pub fn log_ratio(focus: u64, focus_words: u64, reference: u64, reference_words: u64) -> Option<f64> {
    if focus_words == 0 || reference_words == 0 || focus + reference == 0 {
        return None;
    }
    let rate = |count: u64, words: u64| if count == 0 { 0.5 } else { count as f64 } / words as f64;
    Some((rate(focus, focus_words) / rate(reference, reference_words)).log2())
}

/// Deviation of proportions (Gries 2008): half the sum, over the parts, of the difference between a part's
/// share of the word and its share of all words. Near 0: spread evenly; near 1: all in a small part.
///
/// `parts` are the word's count and the size of those parts that have it; the others follow from the totals.
#[must_use]
pub fn dispersion(parts: impl IntoIterator<Item = (u64, u64)>, word: u64, all: u64) -> Option<f64> {
    if word == 0 || all == 0 {
        return None;
    }
    let mut sum = 1.0;
    for (count, size) in parts {
        let (own, share) = (count as f64 / word as f64, size as f64 / all as f64);
        sum += (own - share).abs() - share;
    }
    Some((sum / 2.0).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, within: f64) {
        assert!((value - expected).abs() < within, "{value} is not {expected}");
    }

    /// Dunning 1993, Accurate methods for the statistics of surprise and coincidence, his table of bigrams by
    /// likelihood ratio: "the swiss" 110 times, "the" without it 2,442, "swiss" without "the" 111, neither 29,114.
    #[test]
    fn log_likelihood_is_that_of_its_author() {
        let the_swiss =
            Contingency { both: 110, inside: 110 + 2_442, word: 110 + 111, all: 110 + 2_442 + 111 + 29_114 };
        near(the_swiss.log_likelihood(), 270.72, 0.005);
    }

    /// Manning and Schütze 1999, Foundations of Statistical Natural Language Processing, tables 5.6 and 5.14:
    /// bigrams of the New York Times, 14,307,668 words.
    const ALL: u64 = 14_307_668;

    #[test]
    fn t_score_and_mutual_information_are_those_of_the_textbook() {
        let companies = Contingency { both: 8, inside: 15_828, word: 4_675, all: ALL }.association();
        near(companies.t_score.unwrap(), 0.999_932, 2e-5);
        let name = Contingency { both: 20, inside: 42, word: 20, all: ALL }.association();
        near(name.mutual_information.unwrap(), 18.38, 0.005);
    }

    #[test]
    fn what_is_rarer_than_by_chance_is_below_zero_and_nothing_is_no_number() {
        let rare = Contingency { both: 1, inside: 100, word: 100, all: 1_000 }.association();
        assert!(rare.log_likelihood < 0.0 && rare.mutual_information.unwrap() < 0.0 && rare.t_score.unwrap() < 0.0);
        let never = Contingency { both: 0, inside: 100, word: 100, all: 1_000 }.association();
        assert_eq!((never.mutual_information, never.t_score), (None, None));
        assert!(never.log_likelihood < 0.0);
        assert!(Contingency { both: 0, inside: 0, word: 0, all: 0 }.log_likelihood().abs() < f64::EPSILON);
    }

    #[test]
    fn log_dice_is_fourteen_of_inseparable_words_and_one_less_of_half() {
        near(log_dice(50, 50, 50).unwrap(), 14.0, 1e-12);
        near(log_dice(25, 50, 50).unwrap(), 13.0, 1e-12);
        assert_eq!(log_dice(0, 50, 50), None);
        // Three times beside each of fifty places and nowhere else.
        near(log_dice(150, 50, 150).unwrap(), 14.0 + 1.5_f64.log2(), 1e-12);
        assert!(log_dice(1_000_000, 1, 1_000_000).unwrap() < 15.0);
    }

    #[test]
    fn log_ratio_is_one_where_a_word_is_twice_as_frequent() {
        near(log_ratio(20, 1_000, 20, 2_000).unwrap(), 1.0, 1e-12);
        near(log_ratio(4, 1_000, 0, 1_000).unwrap(), 3.0, 1e-12);
        assert_eq!(log_ratio(0, 1_000, 0, 1_000), None);
    }

    /// Gries 2008, Dispersions and adjusted frequencies in corpora: his example, parts of 9, 10, 10, 10 and 11
    /// words with the word 1, 2, 3, 4 and 5 times.
    #[test]
    fn dispersion_is_that_of_its_author() {
        let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
        near(dispersion(parts, 15, 50).unwrap(), 0.18, 1e-12);
        near(dispersion([(15, 9)], 15, 50).unwrap(), 0.82, 1e-12);
        assert_eq!(dispersion([], 0, 50), None);
    }
}
