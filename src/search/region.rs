//! Stretches of one document that belong to something: whether they hold a hit, and how much text they are.

use crate::model::Span;

/// Spans of original code points, which may overlap.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// Ascending.
    spans: Vec<Span>,
    /// The furthest end of the spans up to each.
    reach: Vec<u32>,
}

impl Region {
    pub fn of(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut furthest = 0;
        let reach = spans.iter().map(|span| {
            furthest = furthest.max(span.end.0);
            furthest
        });
        Self { reach: reach.collect(), spans }
    }

    /// Whether one of the spans holds all of another. Does not go through them: a hit is asked about at every key.
    pub fn holds(&self, span: Span) -> bool {
        let before = self.spans.partition_point(|own| own.start <= span.start);
        before.checked_sub(1).and_then(|last| self.reach.get(last)).is_some_and(|&end| end >= span.end.0)
    }

    /// Ascending.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Code points in any of the spans.
    pub fn characters(&self) -> u64 {
        let mut counted_to = 0;
        let mut sum = 0;
        for span in &self.spans {
            sum += u64::from(span.end.0.saturating_sub(span.start.0.max(counted_to)));
            counted_to = counted_to.max(span.end.0);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span() -> impl Strategy<Value = Span> {
        (0_u32..20, 1_u32..8).prop_map(|(start, len)| Span::new(start, start + len).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_region_holds_what_one_of_its_spans_holds(spans in proptest::collection::vec(span(), 0..8), asked in span()) {
            let region = Region::of(spans.clone());
            prop_assert_eq!(region.holds(asked), spans.iter().any(|own| own.encloses(asked)));
            let covered = (0..40).filter(|&at| spans.iter().any(|own| own.start.0 <= at && at < own.end.0)).count();
            prop_assert_eq!(region.characters(), covered as u64);
        }
    }
}
