//! Numbers as a spreadsheet shows them: dates as ISO dates, shares in per cent, 1 and not 1.0.

use office_oxide::xlsx::{date, numfmt};

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// 1900, as Windows does.
    #[default]
    Y1900,
    /// 1904, as old Macs did.
    Y1904,
}

/// A number under the format of its cell: the number of the format, and its code where the file gives one.
pub fn shown(value: f64, id: u32, code: Option<&str>, epoch: Epoch) -> String {
    let is_date = code.map_or_else(|| date::is_date_format_id(id), date::is_date_format_string);
    if is_date {
        if code.is_some_and(is_length) || code.is_none() && id == 46 {
            return time(value);
        }
        // Less than a day is a time by the clock.
        if (0.0..1.0).contains(&value) {
            return time(value);
        }
        let day = date::DateTimeValue::from_serial(value, epoch == Epoch::Y1904);
        return day.map_or_else(|| plain(value), |day| day.to_iso_string());
    }
    if let Some(text) = code.and_then(|code| padded(value, code)) {
        return text;
    }
    match (id, code) {
        (0 | 1..=4 | 37..=44 | 49, None) => plain(value),
        (_, Some(code)) if !code.contains('%') => plain(value),
        _ => numfmt::apply_format(value, id, code),
    }
}

/// A number filled up with noughts, as `000` asks for: 7 is the person 007. `None` where the format says more than
/// noughts and what stands between them.
pub fn padded(value: f64, code: &str) -> Option<String> {
    let code = code.split(';').next().unwrap_or_default();
    // Characters as they stand, and places for digits.
    let mut signs: Vec<Option<char>> = Vec::new();
    let mut rest = code.chars();
    while let Some(sign) = rest.next() {
        match sign {
            '0' => signs.push(None),
            '"' => signs.extend(rest.by_ref().take_while(|c| *c != '"').map(Some)),
            '\\' => signs.push(Some(rest.next()?)),
            '-' | ' ' => signs.push(Some(sign)),
            _ => return None,
        }
    }
    let places = signs.iter().filter(|sign| sign.is_none()).count();
    if places < 2 || value.fract() != 0.0 || !(0.0..1e15).contains(&value) {
        return None;
    }
    let digits = format!("{:0places$}", value as u64);
    let (before, mut digits) = (digits.len() - places, digits.chars());
    let mut text = String::new();
    let mut first = true;
    for sign in signs {
        if let Some(character) = sign {
            text.push(character);
        } else {
            // What is longer than its places stands before the first of them.
            text.extend(digits.by_ref().take(if first { before + 1 } else { 1 }));
            first = false;
        }
    }
    Some(text)
}

/// What a program shows for a number, where it is a spelling of it with noughts before it, as `007`; otherwise the number.
pub fn spelled(shown: &str, value: f64) -> String {
    let shown = shown.trim();
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let plain = plain(value);
    let is_padded = digits.len() > plain.len() && digits.trim_start_matches('0') == plain.trim_start_matches('0');
    let is_number = shown.contains(['.', ',', '%', ':', '/']);
    if is_padded && !is_number { shown.to_owned() } else { plain }
}

/// `[h]:mm` counts hours beyond a day.
fn is_length(code: &str) -> bool {
    let lower = code.to_ascii_lowercase();
    ["[h", "[m", "[s"].iter().any(|mark| lower.contains(mark))
}

/// A part of a day, or several days, as hours, minutes and seconds.
pub fn time(days: f64) -> String {
    let seconds = (days.clamp(0.0, 1e6) * 86_400.0).round() as u64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Fifteen digits, as Excel counts: 0.1 + 0.2 is 0.3.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.abs() < 1e15 && value.fract() == 0.0 {
        return format!("{}", value as i64);
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if (1e-9..1e21).contains(&rounded.abs()) { format!("{rounded}") } else { format!("{rounded:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_wrote_them() {
        let shown = |value, id, code| shown(value, id, code, Epoch::Y1900);
        assert_eq!(shown(1.0, 0, None), "1");
        assert_eq!(shown(0.1 + 0.2, 0, None), "0.3");
        assert_eq!(shown(-3.5, 2, None), "-3.5");
        assert_eq!(shown(13_800_138_000.0, 0, None), "13800138000");
        assert_eq!(shown(0.5, 9, None), "50%");
        assert_eq!(shown(f64::NAN, 0, None), "");
        assert_eq!(shown(1e300, 14, None), "1e300");
    }

    #[test]
    fn noughts_before_a_number_stay_where_its_format_asks_for_them() {
        let shown = |value, code| shown(value, 164, Some(code), Epoch::Y1900);
        assert_eq!(shown(7.0, "000"), "007");
        assert_eq!(shown(0.0, "000;-000"), "000");
        assert_eq!(shown(12_345.0, "000"), "12345");
        assert_eq!(shown(1_012_345_678.0, "000-0000-0000"), "010-1234-5678");
        assert_eq!(shown(7.0, "\"P\"00"), "P07");
        assert_eq!(shown(7.0, "\\村00"), "村07");
        assert_eq!([shown(7.5, "000"), shown(-7.0, "000"), shown(7.0, "00.0")], ["7.5", "-7", "7"]);
        assert_eq!([spelled("007", 7.0), spelled(" P-007", 7.0), spelled("000", 0.0)], ["007", "P-007", "000"]);
        assert_eq!([spelled("7.00", 7.0), spelled("1,007", 1007.0), spelled("7 人", 7.0)], ["7", "1007", "7"]);
        assert_eq!([spelled("0.5", 0.5), spelled("8", 7.0), spelled("0:07", 7.0)], ["0.5", "7", "7"]);
    }

    #[test]
    fn dates_are_iso_dates_in_both_systems() {
        assert_eq!(shown(45_943.0, 14, None, Epoch::Y1900), "2025-10-13");
        assert_eq!(shown(45_943.5, 22, None, Epoch::Y1900), "2025-10-13 12:00:00");
        assert_eq!(shown(45_943.0, 164, Some("yyyy\"年\"m\"月\"d\"日\""), Epoch::Y1900), "2025-10-13");
        assert_eq!(shown(45_943.0 - 1462.0, 14, None, Epoch::Y1904), "2025-10-13");
        assert_eq!(shown(0.75, 20, None, Epoch::Y1900), "18:00:00");
        assert_eq!(shown(1.5, 46, None, Epoch::Y1900), "36:00:00");
        assert_eq!(shown(45_943.0, 164, Some("0.00"), Epoch::Y1900), "45943");
    }
}
