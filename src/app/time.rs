//! Times as people read them, in the system's time zone.

use crate::model::Timestamp;

fn zoned(at: Timestamp) -> Option<jiff::Zoned> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(jiff::tz::TimeZone::system()))
}

/// `12:03:04`.
#[must_use]
pub fn of_day(at: Timestamp) -> String {
    zoned(at).map_or_else(String::new, |time| time.strftime("%H:%M:%S").to_string())
}

/// `2026-01-02 12:03:04`.
#[must_use]
pub fn to_the_second(at: Timestamp) -> String {
    zoned(at).map_or_else(String::new, |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// `2026-01-02 12:03`.
#[must_use]
pub fn date(at: Timestamp) -> String {
    zoned(at).map_or_else(String::new, |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}
