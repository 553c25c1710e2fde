//! Times as people read them, in the system's time zone.

use crate::i18n::Language;
use crate::model::{Message, Timestamp};

fn zoned(at: Timestamp) -> Option<jiff::Zoned> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(jiff::tz::TimeZone::system()))
}

/// `12:03:04`.
#[must_use]
pub fn of_day(at: Timestamp) -> String {
    zoned(at).map_or_else(String::new, |time| time.strftime("%H:%M:%S").to_string())
}

/// `today at 12:03`, `yesterday at 12:03`, or the date with the time.
#[must_use]
pub fn in_words(language: Language, at: Timestamp, now: Timestamp) -> String {
    let (Some(then), Some(today)) = (zoned(at), zoned(now)) else { return date(at) };
    let time = then.strftime("%H:%M").to_string();
    let message = if then.date() == today.date() {
        Message::new("app.today_at").with("time", time)
    } else if today.date().yesterday().is_ok_and(|day| day == then.date()) {
        Message::new("app.yesterday_at").with("time", time)
    } else {
        return date(at);
    };
    language.say(&message)
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
