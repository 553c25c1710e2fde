//! The commonest line of all, read without a general parser: a coding as its maker made it.
//!
//! Half a million of these are most of what opening a large project reads. What is not exactly as this
//! program writes it (a blank, another order, an escape in a memo, a weight) is left to RON, so there is
//! nothing that only this file understands.

use uuid::Uuid;

use crate::model::{CharIndex, CodeId, CoderId, Coding, CodingId, QuoteHash, Span, Timestamp};

/// The coding in `Coding((id:"…",…))`; `None` where RON must look.
pub(super) fn read(line: &str) -> Option<Coding> {
    let mut rest = line;
    let id = CodingId(id(&mut rest, "Coding((id:\"")?);
    let code = CodeId(self::id(&mut rest, "\",code:\"")?);
    let coder = CoderId(self::id(&mut rest, "\",coder:\"")?);
    let start = CharIndex(number(&mut rest, "\",span:(start:")?.parse().ok()?);
    let end = CharIndex(number(&mut rest, ",end:")?.parse().ok()?);
    let at = Timestamp(number(&mut rest, "),at:")?.parse().ok()?);
    let quote = take(&mut rest, ",quote:\"", 16)?;
    let memo = match rest.strip_prefix('"')? {
        "))" => None,
        more => {
            let memo = more.strip_prefix(",memo:Some(\"")?.strip_suffix("\")))")?;
            if memo.contains(['\\', '"']) {
                return None;
            }
            Some(memo.into())
        }
    };
    // Whether it makes sense is asked of all codings alike, whoever read them.
    let span = Span { start, end };
    let quote = QuoteHash(u64::from_str_radix(quote, 16).ok().filter(|_| !quote.starts_with('+'))?);
    Some(Coding { id, code, coder, span, at, quote, on: None, memo, weight: None })
}

fn take<'a>(rest: &mut &'a str, before: &str, length: usize) -> Option<&'a str> {
    let (taken, after) = rest.strip_prefix(before)?.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn id(rest: &mut &str, before: &str) -> Option<Uuid> {
    Uuid::try_parse(take(rest, before, 36)?).ok()
}

/// Digits as they are written: no sign, no needless zero in front.
fn number<'a>(rest: &mut &'a str, before: &str) -> Option<&'a str> {
    let after = rest.strip_prefix(before)?;
    let end = after.bytes().position(|byte| !byte.is_ascii_digit())?;
    let (digits, after) = after.split_at_checked(end)?;
    *rest = after;
    (digits.len() == 1 || !digits.starts_with('0')).then_some(digits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::record::Record;
    use super::*;
    use crate::model::CountingMint;
    use proptest::prelude::*;

    fn coding(start: u32, end: u32, at: i64, quote: u64, memo: Option<String>, weight: Option<u8>) -> Coding {
        let mut mint = CountingMint::after(u128::from(at.unsigned_abs() % 1000));
        Coding {
            id: CodingId::new(&mut mint),
            code: CodeId::new(&mut mint),
            coder: CoderId::new(&mut mint),
            span: Span { start: CharIndex(start), end: CharIndex(end) },
            at: Timestamp(at),
            quote: QuoteHash(quote),
            on: None,
            memo: memo.map(String::into_boxed_str),
            weight,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_here_is_what_ron_reads(
            start in any::<u32>(), end in any::<u32>(), at in any::<i64>(), quote in any::<u64>(),
            memo in proptest::option::of("[a-z\"\\\\\n，。访谈()]{0,12}"), weight in proptest::option::of(0_u8..=100),
        ) {
            let coding = coding(start, end, at, quote, memo, weight);
            let line = ron::to_string(&Record::Coding(coding.clone())).unwrap();
            prop_assert_eq!(ron::from_str::<Record>(&line).ok(), Some(Record::Coding(coding.clone())));
            if let Some(read) = read(&line) {
                prop_assert_eq!(read, coding);
            }
        }

        #[test]
        fn a_line_that_was_changed_is_never_read_as_something_that_ron_would_not(at in 0_usize..240, with in any::<char>()) {
            let line = ron::to_string(&Record::Coding(coding(7, 9, 1_795_303_621_679, 77, Some("合谋".into()), None))).unwrap();
            let changed: String = line.chars().enumerate().map(|(n, held)| if n == at { with } else { held }).collect();
            if let Some(read) = read(&changed) {
                prop_assert_eq!(ron::from_str::<Record>(&changed).ok(), Some(Record::Coding(read)));
            }
        }
    }

    #[test]
    fn the_common_lines_are_read_here() {
        for memo in [None, Some("为何？".to_owned())] {
            let coding = coding(7, 9, 1_795_303_621_679, 77, memo, None);
            assert_eq!(read(&ron::to_string(&Record::Coding(coding.clone())).unwrap()), Some(coding));
        }
    }
}
