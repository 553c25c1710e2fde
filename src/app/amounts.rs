//! Amounts as people read them.

/// `832 B`, `1.2 MB`: three digits, in powers of 1000 as file managers count.
#[must_use]
pub fn bytes(count: u64) -> String {
    let mut amount = count as f64;
    let mut unit = "B";
    for next in ["KB", "MB", "GB", "TB"] {
        if amount < 999.5 {
            break;
        }
        amount /= 1000.0;
        unit = next;
    }
    if unit == "B" || amount >= 9.95 { format!("{amount:.0} {unit}") } else { format!("{amount:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_said_in_three_digits() {
        let said: Vec<String> = [0, 999, 1_000, 9_949, 9_960, 999_499, 1_250_000, 3_000_000_000].map(bytes).to_vec();
        assert_eq!(said, ["0 B", "999 B", "1.0 KB", "9.9 KB", "10 KB", "999 KB", "1.2 MB", "3.0 GB"]);
    }
}
