//! What an index can look up of a pattern with gaps: characters that stand in every occurrence, at known distances
//! or not further than known from each other.
//!
//! Only characters that stand for themselves are links of a chain: a run (`jrc`) may be part of a longer one, and a
//! space is everywhere. What is left out only leaves more places to compare, never fewer.

use super::super::script::is_run;

/// A chain says no more than this many characters: those after them would rule out next to nothing.
const MOST: u32 = 32;
/// What may stand further apart is not chained.
const FURTHEST: u32 = 64;

/// Links that follow each other in every occurrence. It begins where its first character stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// In the order of the text; none is empty.
    pub links: Vec<Link>,
}

/// Characters at fixed distances from each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Between the last character of the link before and the first of this one.
    pub before: Gap,
    /// With how far each stands from the first.
    pub characters: Vec<(char, u32)>,
}

/// How many characters may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

impl Gap {
    /// As many as that.
    pub(super) fn of(count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self { least: count, most: count }
    }

    /// One after the other.
    pub(super) fn and(self, other: Self) -> Self {
        Self { least: self.least.saturating_add(other.least), most: self.most.saturating_add(other.most) }
    }
}

impl Link {
    /// How many characters it spans.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.characters.last().map_or(0, |(_, offset)| offset + 1)
    }

    /// Never so in a chain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }
}

impl Chain {
    /// How many characters it names.
    pub(super) fn characters(&self) -> u32 {
        self.links.iter().map(|link| link.characters.len() as u32).sum()
    }
}

/// Puts a chain together from left to right; of several, the one that names the most characters.
#[derive(Debug, Default)]
pub(super) struct Chains {
    best: Chain,
    open: Chain,
    gap: Gap,
}

impl Chains {
    /// The next characters of every occurrence.
    pub fn literal(&mut self, text: &str) {
        for c in text.chars() {
            if is_run(c) || c == ' ' {
                self.gap(Gap::of(1));
            } else {
                self.push(c);
            }
        }
    }

    /// The next characters may be any.
    pub fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.and(gap);
    }

    fn push(&mut self, c: char) {
        let gap = std::mem::take(&mut self.gap);
        if gap.most > FURTHEST {
            self.finish();
        }
        if self.open.characters() >= MOST {
            self.gap = gap.and(Gap::of(1));
            return;
        }
        match self.open.links.last_mut() {
            Some(link) if gap.least == gap.most => link.characters.push((c, link.len() + gap.least)),
            _ => self.open.links.push(Link { before: gap, characters: vec![(c, 0)] }),
        }
    }

    fn finish(&mut self) {
        let chain = std::mem::take(&mut self.open);
        if chain.characters() > self.best.characters() {
            self.best = chain;
        }
    }

    /// The best of them; `None` where it names no more characters than can be looked up without it.
    pub fn better_than(mut self, characters: usize) -> Option<Chain> {
        self.finish();
        (self.best.characters() as usize > characters).then_some(self.best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(chains: Chains) -> String {
        let chain = chains.better_than(0).unwrap_or_default();
        let link = |link: &Link| {
            let characters: Vec<String> = link.characters.iter().map(|(c, at)| format!("{c}{at}")).collect();
            format!("{}-{}:{}", link.before.least, link.before.most, characters.concat())
        };
        chain.links.iter().map(link).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn characters_at_fixed_distances_are_one_link_and_runs_are_gaps() {
        let mut chains = Chains::default();
        chains.gap(Gap::of(2));
        chains.literal("购s2买 ");
        chains.gap(Gap { least: 0, most: 6 });
        chains.literal("a服务");
        assert_eq!(show(chains), "2-2:购0买3 2-8:服0务1");
    }

    #[test]
    fn what_may_stand_far_apart_is_another_chain_and_the_one_that_names_more_counts() {
        let mut chains = Chains::default();
        chains.literal("内卷化");
        chains.gap(Gap { least: 0, most: u32::MAX });
        chains.gap(Gap::of(3));
        chains.literal("合谋");
        assert_eq!(show(chains), "0-0:内0卷1化2");
    }

    #[test]
    fn a_chain_of_very_many_links_ends_somewhere() {
        let mut chains = Chains::default();
        for _ in 0..1_000 {
            chains.literal("政");
            chains.gap(Gap { least: 0, most: 6 });
        }
        assert_eq!(chains.better_than(0).unwrap().characters(), MOST);
    }

    #[test]
    fn a_chain_that_says_no_more_than_a_literal_is_none() {
        let of = |text: &str| {
            let mut chains = Chains::default();
            chains.literal(text);
            chains.better_than(2)
        };
        assert_eq!(of("购jrc买"), None);
        assert!(of("购jrc买卖").is_some());
    }
}
