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
    match (id, code) {
        (0 | 1..=4 | 37..=44 | 49, None) => plain(value),
        (_, Some(code)) if !code.contains('%') => plain(value),
        _ => numfmt::apply_format(value, id, code),
    }
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
