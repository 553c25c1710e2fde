//! What a text must hold for an expression to match: literals of which one stands in every match.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::super::normalise::normalise_query;
use super::chain::{Chain, Chains, Gap};

/// More literals than this are not worth looking for one by one.
const MOST: usize = 32;
/// A class of more characters than this stands for no literal.
const MOST_OF_A_CLASS: usize = 8;

/// The literals of which every match holds one; `None` where nothing is known.
pub(super) fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(_) | HirKind::Class(_) => exact(hir),
        HirKind::Repetition(repetition) => (repetition.min > 0).then(|| required(&repetition.sub)).flatten(),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(required(branch)?);
            }
            all.sort_unstable();
            all.dedup();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut candidates = Vec::new();
            let mut joined = String::new();
            for part in parts {
                match exact(part).as_deref() {
                    Some([only]) => joined.push_str(only),
                    _ if matches!(part.kind(), HirKind::Look(_)) => {}
                    _ => {
                        candidates.push(vec![std::mem::take(&mut joined)]);
                        candidates.extend(required(part));
                    }
                }
            }
            candidates.push(vec![joined]);
            candidates.into_iter().filter(|all| worth(all) > (0, 0)).max_by_key(|all| worth(all))
        }
    }
}

/// The characters of every match and how far they stand apart, where that says more than the literals required.
pub(super) fn chain(hir: &Hir, required: Option<&[String]>) -> Option<Chain> {
    let mut chains = Chains::default();
    link(hir, &mut chains);
    let shortest = required.into_iter().flatten().map(|literal| literal.chars().count()).min();
    chains.better_than(shortest.unwrap_or(0))
}

fn link(hir: &Hir, chains: &mut Chains) {
    match hir.kind() {
        HirKind::Capture(capture) => link(&capture.sub, chains),
        HirKind::Concat(parts) => parts.iter().for_each(|part| link(part, chains)),
        _ => match exact(hir).as_deref() {
            Some([only]) => chains.literal(only),
            _ => chains.gap(extent(hir)),
        },
    }
}

/// How many characters a part can match.
fn extent(hir: &Hir) -> Gap {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Gap::default(),
        HirKind::Literal(literal) => Gap::of(String::from_utf8_lossy(&literal.0).chars().count()),
        HirKind::Class(_) => Gap::of(1),
        HirKind::Capture(capture) => extent(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(extent).fold(Gap::default(), Gap::and),
        HirKind::Alternation(branches) => {
            let extents = || branches.iter().map(extent);
            let least = extents().map(|gap| gap.least).min().unwrap_or(0);
            Gap { least, most: extents().map(|gap| gap.most).max().unwrap_or(0) }
        }
        HirKind::Repetition(repetition) => {
            let own = extent(&repetition.sub);
            let most = repetition.max.map_or(u32::MAX, |max| own.most.saturating_mul(max));
            Gap { least: own.least.saturating_mul(repetition.min), most }
        }
    }
}

/// Long literals are rare; of equally long ones, fewer are.
fn worth(literals: &[String]) -> (usize, usize) {
    let shortest = literals.iter().map(|literal| literal.chars().count()).min().unwrap_or(0);
    (shortest, MOST.saturating_sub(literals.len()).min(shortest * MOST))
}

/// The few literals that a part can be, as they stand in normalised text; `None` where it can be more than those.
fn exact(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            let count: usize = ranges.iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
            if count > MOST_OF_A_CLASS {
                return None;
            }
            let characters = ranges.iter().flat_map(|range| range.start()..=range.end()).map(String::from);
            // Of `[kKK]` only `k` stands in normalised text.
            let all: Vec<String> = characters.filter(|c| c == " " || normalise_query(c) == *c).collect();
            (!all.is_empty()).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut whole = String::new();
            for part in parts {
                match exact(part)?.as_slice() {
                    [only] => whole.push_str(only),
                    _ => return None,
                }
            }
            Some(vec![whole])
        }
        _ => None,
    }
}
