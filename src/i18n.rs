//! What the program says, in Chinese and in English.
//!
//! All words that people read stand in `assets/i18n/<language>/<area>.ron`, a map from id to text a
//! file, the same ids in both languages. An id begins with its area and a dot. `{name}` in a text is
//! replaced by the message's value of that name, `{name:hit|hits}` by the first word where the value is
//! 1 and by the second otherwise; `{step}` by the message that this one stands around; `{{` is a brace.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::{Message, Tell};

/// A language of the interface. Texts that are coded may be in any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The language of the system: Chinese where a locale begins with `zh`, otherwise English.
    #[must_use]
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::English, |locale| Self::of_tag(&locale).unwrap_or(Self::English))
    }

    /// From `zh`, `zh-CN`, `en`, `en_US.UTF-8` and the like.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The text of an id. An id that no table holds is shown as it is, which the tests forbid.
    #[must_use]
    pub fn text(self, id: &str) -> &str {
        let table = match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        };
        table.get(id).map_or(id, String::as_str)
    }

    /// Names below each other in a sentence: 甲、乙 in Chinese, "A, B" in English.
    #[must_use]
    pub fn list<T: AsRef<str>>(self, names: impl IntoIterator<Item = T>) -> String {
        let between = match self {
            Self::Chinese => "、",
            Self::English => ", ",
        };
        let mut names = names.into_iter();
        let mut out = names.next().map_or_else(String::new, |name| name.as_ref().to_owned());
        for name in names {
            out.push_str(between);
            out.push_str(name.as_ref());
        }
        out
    }

    /// A message with its values put in.
    #[must_use]
    pub fn say(self, message: &Message) -> String {
        let mut out = String::new();
        let mut rest = self.text(&message.id);
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            rest = &rest[open + 1..];
            if let Some(after) = rest.strip_prefix('{') {
                out.push('{');
                rest = after;
            } else if let Some(close) = rest.find('}') {
                let (name, words) = rest[..close].split_once(':').map_or((&rest[..close], None), |(n, w)| (n, Some(w)));
                let inner = (name == Message::INNER).then(|| message.inner()).flatten().map(|inner| self.say(&inner));
                let value = inner.as_deref().unwrap_or_else(|| message.value(name).unwrap_or(name));
                out.push_str(match words.and_then(|words| words.split_once('|')) {
                    Some((one, _)) if value == "1" => one,
                    Some((_, many)) => many,
                    None => value,
                });
                rest = &rest[close + 1..];
            }
        }
        out.push_str(rest);
        out
    }

    /// An error in the reader's language.
    #[must_use]
    pub fn tell(self, error: &impl Tell) -> String {
        self.say(&error.tell())
    }
}

macro_rules! tables {
    ($language:literal: $($area:literal),* $(,)?) => {
        [$(($area, include_str!(concat!("../assets/i18n/", $language, "/", $area, ".ron")))),*]
    };
}

macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        #[cfg(test)]
        const TABLES: [&[(&str, &str)]; 2] = [&tables!("zh-CN": $($area),*), &tables!("en": $($area),*)];
        static CHINESE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| read(&tables!("zh-CN": $($area),*)));
        static ENGLISH: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| read(&tables!("en": $($area),*)));
    };
}

areas!(
    "analysis",
    "analyse",
    "app",
    "backup",
    "check",
    "cli",
    "code_page",
    "codes",
    "command",
    "correct",
    "dialog",
    "documents",
    "edit",
    "exchange",
    "export",
    "history",
    "import",
    "importing",
    "inspect",
    "inspector",
    "label",
    "memos",
    "merge",
    "palette",
    "query",
    "reading",
    "report",
    "search",
    "session",
    "sheet",
    "start",
    "store",
    "survey",
    "tour",
    "words",
);

/// Reads tables that are part of the program; the tests read every one, so a broken one cannot ship.
fn read(tables: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (area, table) in tables {
        match ron::from_str::<BTreeMap<String, String>>(table) {
            Ok(texts) => all.extend(texts),
            Err(error) => log::error!("the text table {area} cannot be read: {error}"),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(text: &str) -> Vec<&str> {
        let inside = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        let mut names: Vec<_> = inside.map(|name| name.split(':').next().unwrap_or(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_text_stands_in_both_languages_with_the_same_values() {
        assert!(CHINESE.len() > 5, "the tables were not read");
        let ids = |table: &BTreeMap<String, String>| table.keys().cloned().collect::<Vec<_>>();
        assert_eq!(ids(&CHINESE), ids(&ENGLISH));
        for (id, chinese) in CHINESE.iter() {
            assert_eq!(names_in(chinese), names_in(&ENGLISH[id]), "values of {id}");
            assert!(!chinese.trim().is_empty() && !ENGLISH[id].trim().is_empty(), "{id} says nothing");
        }
    }

    /// A table keeps the last of two texts for one id; the other would be edited in vain.
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Entries(#[serde(deserialize_with = "entries")] Vec<String>);

    fn entries<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        struct Ids;
        impl<'de> serde::de::Visitor<'de> for Ids {
            type Value = Vec<String>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table of texts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
                let mut ids = Vec::new();
                while let Some((id, _)) = map.next_entry::<String, String>()? {
                    ids.push(id);
                }
                Ok(ids)
            }
        }
        from.deserialize_map(Ids)
    }

    #[test]
    fn no_text_stands_twice() {
        for tables in TABLES {
            let mut seen = std::collections::BTreeSet::new();
            for (area, table) in tables {
                for id in ron::from_str::<Entries>(table).unwrap().0 {
                    assert!(seen.insert(id.clone()), "{id} stands a second time, in {area}");
                }
            }
        }
    }

    #[test]
    fn values_stand_where_their_names_stood() {
        let message = Message::new("edit.outside_text").with("start", 3).with("end", 9).with("length", 5);
        let said = Language::English.say(&message);
        assert!(said.contains('3') && said.contains('9') && said.contains('5') && !said.contains('{'), "{said}");
    }

    #[test]
    fn a_message_inside_another_is_said_in_the_same_language_however_deep() {
        let inner = Message::new("label.delete_code").with("code", "合谋");
        let outer = Message::new("label.take_back").with("seq", 7).around(&inner);
        let twice = Message::new("label.take_back").around(&outer);
        for language in Language::ALL {
            let said = language.say(&inner);
            assert_ne!(language.say(&outer), said);
            assert!(language.say(&outer).contains(&said) && language.say(&twice).contains(&language.say(&outer)));
        }
        assert_eq!((outer.inner().as_ref(), outer.value("seq"), outer.value("code")), (Some(&inner), Some("7"), None));
    }

    #[test]
    fn one_of_a_thing_is_said_in_the_singular() {
        let hits = |count| Language::English.say(&Message::new("search.ui.hits_here").with("count", count));
        assert_eq!((hits(1).as_str(), hits(2).as_str()), ("1 hit", "2 hits"));
    }

    #[test]
    fn no_english_text_about_words_says_one_of_many() {
        let about = |id: &str| ["words.", "search.ui.", "query."].iter().any(|area| id.starts_with(area));
        for (id, text) in ENGLISH.iter().filter(|(id, _)| about(id)) {
            let names = text.split('{').skip(1).filter_map(|part| part.split(['}', ':']).next());
            let said = Language::English.say(&names.fold(Message::new(id), |message, name| message.with(name, 1)));
            for many in ["times", "words", "documents", "hits", "nodes", "collocates", "ones"] {
                assert!(
                    !said.contains(&format!("1 {many}")) && !said.contains(&format!("1 different {many}")),
                    "{said}"
                );
            }
        }
    }

    #[test]
    fn the_language_of_a_locale_is_its_first_two_letters() {
        assert_eq!(Language::of_tag("zh_CN.UTF-8"), Some(Language::Chinese));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("C"), None);
    }
}
