//! The way from one text to another, found by what both say.
//!
//! First whole lines that stand in both exactly once, then clauses between punctuation, and only between those
//! single characters, in stretches that are short enough: so a text of a million characters costs little more than
//! reading it, and the same two texts always give the same way, on a slow machine too. A stretch with nothing in
//! common, or too long to be compared character by character, is replaced as a whole.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::model::ChangeSet;

/// Longer stretches, both texts together, are not compared character by character.
const LONGEST: usize = 4_096;

/// How finely a stretch is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Lines,
    Clauses,
    Characters,
}

/// The way from one text to another.
#[must_use]
pub fn between(old: &str, new: &str) -> ChangeSet {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut changes = ChangeSet::default();
    compare(&old, &new, By::Lines, &mut changes);
    changes
}

fn compare(old: &[char], new: &[char], by: By, out: &mut ChangeSet) {
    let same = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[same..], &new[same..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    out.retain(len(same));
    if old.is_empty() || new.is_empty() {
        replace(old, new, out);
    } else {
        match by {
            By::Characters => characters(old, new, out),
            By::Lines => pieces(old, new, |c| c == '\n', By::Clauses, out),
            By::Clauses => pieces(old, new, |c| "\n。！？；，、：.!?;,:".contains(c), By::Characters, out),
        }
    }
    out.retain(len(tail));
}

fn replace(old: &[char], new: &[char], out: &mut ChangeSet) {
    out.insert(&new.iter().collect::<String>());
    out.delete(len(old.len()));
}

fn characters(old: &[char], new: &[char], out: &mut ChangeSet) {
    if old.len() + new.len() > LONGEST {
        return replace(old, new, out);
    }
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        match op {
            DiffOp::Equal { len: count, .. } => out.retain(len(count)),
            DiffOp::Delete { old_len, .. } => out.delete(len(old_len)),
            DiffOp::Insert { new_index, new_len, .. } => {
                out.insert(&new[new_index..new_index + new_len].iter().collect::<String>());
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                replace(&old[old_index..old_index + old_len], &new[new_index..new_index + new_len], out);
            }
        }
    }
}

/// Compares by pieces that stand in both exactly once and in one order (Cohen's patience diff); what lies between
/// them is compared more finely.
fn pieces(old: &[char], new: &[char], ends: fn(char) -> bool, finer: By, out: &mut ChangeSet) {
    let (old_pieces, new_pieces) = (split(old, ends), split(new, ends));
    let (mut old_at, mut new_at) = (0, 0);
    for (from, to) in in_one_order(&once_in_both(&old_pieces, &new_pieces)) {
        let (old_piece, new_piece) = (&old_pieces[from], &new_pieces[to]);
        compare(&old[old_at..old_piece.0], &new[new_at..new_piece.0], finer, out);
        out.retain(len(old_piece.1.len()));
        (old_at, new_at) = (old_piece.0 + old_piece.1.len(), new_piece.0 + new_piece.1.len());
    }
    compare(&old[old_at..], &new[new_at..], finer, out);
}

/// Pieces with where they begin, each with what ends it.
fn split(text: &[char], ends: fn(char) -> bool) -> Vec<(usize, &[char])> {
    let mut start = 0;
    let inclusive = text.split_inclusive(|c| ends(*c));
    inclusive
        .map(|piece| {
            let held = (start, piece);
            start += piece.len();
            held
        })
        .collect()
}

fn once_in_both(old: &[(usize, &[char])], new: &[(usize, &[char])]) -> Vec<(usize, usize)> {
    /// Where a piece stands, unless it stands twice.
    fn places<'a>(pieces: &[(usize, &'a [char])]) -> HashMap<&'a [char], Option<usize>> {
        let mut places = HashMap::new();
        for (at, (_, piece)) in pieces.iter().enumerate() {
            places.entry(*piece).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    }
    let (in_old, in_new) = (places(old), places(new));
    // A short one stands once by chance.
    let is_telling = |piece: &[char]| piece.iter().filter(|c| c.is_alphanumeric()).count() >= 2;
    let told = old.iter().enumerate().filter(|(_, (_, piece))| is_telling(piece));
    told.filter_map(|(at, (_, piece))| {
        in_old.get(piece).copied().flatten()?;
        Some((at, in_new.get(piece).copied().flatten()?))
    })
    .collect()
}

/// The longest run of pairs that rises on both sides; the pairs rise on the first side already.
fn in_one_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Of runs of each length the pair that ends lowest, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        run.push(pairs[pair]);
        at = before[pair];
    }
    run.reverse();
    run
}

fn len(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Span;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_way_leads_to_the_other_text_and_back(
            old in "[老人说食堂清淡，。\n]{0,60}", new in "[老人说食堂清淡，。\n]{0,60}",
        ) {
            let changes = between(&old, &new);
            prop_assert_eq!(changes.apply(&old).unwrap(), new.clone());
            prop_assert_eq!(changes.invert(&old).unwrap().apply(&new).unwrap(), old.clone());
            prop_assert_eq!(between(&old, &old).is_empty(), true);
        }
    }

    fn moved(old: &str, new: &str, quote: &str) -> Option<String> {
        let start = u32::try_from(old[..old.find(quote).unwrap()].chars().count()).unwrap();
        let span = Span::new(start, start + u32::try_from(quote.chars().count()).unwrap()).unwrap();
        let to = between(old, new).map_span(span)?;
        Some(new.chars().skip(to.start.get()).take(to.len() as usize).collect())
    }

    #[test]
    fn joining_lines_moves_passages_and_takes_nothing_from_them() {
        let old = "老人 03 说，饭菜清\n淡，我们都愿意来。\n社工 01：后来呢？\n";
        let new = "老人 03 说，饭菜清淡，我们都愿意来。\n社工 01：后来呢？\n";
        assert_eq!(moved(old, new, "我们都愿意来").as_deref(), Some("我们都愿意来"));
        assert_eq!(moved(old, new, "饭菜清\n淡").as_deref(), Some("饭菜清淡"));
        assert_eq!(moved(old, new, "后来呢？").as_deref(), Some("后来呢？"));
    }

    #[test]
    fn a_slip_that_was_put_right_changes_that_word_alone() {
        let (old, new) = ("他们一起满着上面，谁也不说。", "他们一起瞒着上面，谁也不说。");
        assert_eq!(between(old, new).counts(), (1, 1));
        assert_eq!(moved(old, new, "谁也不说").as_deref(), Some("谁也不说"));
    }

    #[test]
    fn enormous_texts_with_nothing_in_common_are_replaced_and_not_compared_for_ever() {
        let (old, new) = ("甲乙丙丁\n".repeat(100_000), "子丑寅卯，".repeat(100_000));
        let changes = between(&old, &new);
        assert_eq!(changes.counts().0, 500_000);
        let line = |n: usize| format!("第 {n} 行，这里说的是第 {n} 件事。\n");
        let old: String = (0..20_000).map(line).collect();
        let new: String = (0..20_000).filter(|n| n % 7 != 3).map(line).collect();
        let (come, gone) = between(&old, &new).counts();
        assert_eq!((come, gone > 0), (0, true));
    }
}
