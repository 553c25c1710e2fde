//! What an export says around the passages: headings of columns, the attribution line, what was selected.
//!
//! The only place of this layer that chooses words, so that all formats say the same.

use jiff::civil::DateTime;

use super::excerpts::Place;
use super::{Below, Column, Excerpt, Excerpts, GroupBy, Interviewers, Pages, Paragraphs};
use crate::i18n::Language;
use crate::model::Message;

/// A column of the formats that are tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Document,
    Paragraph,
    Page,
    Speaker,
    Time,
    Before,
    Quote,
    After,
    Code,
    OtherCodes,
    Coder,
    Date,
    Memo,
}

impl Field {
    /// The columns of these excerpts, from left to right. The words and their code are always among them.
    pub fn of(excerpts: &Excerpts) -> Vec<Self> {
        let all = || excerpts.groups.iter().flat_map(|group| &group.excerpts);
        let with = |column| excerpts.with.contains(&column);
        [
            (Self::Document, with(Column::Document)),
            (Self::Paragraph, with(Column::Paragraph)),
            (Self::Page, with(Column::Paragraph) && all().any(|excerpt| excerpt.pages.is_some())),
            (Self::Speaker, with(Column::Paragraph) && all().any(|excerpt| !excerpt.speakers.is_empty())),
            (Self::Time, with(Column::Paragraph) && all().any(|excerpt| excerpt.said_at.is_some())),
            (Self::Before, all().any(|excerpt| !excerpt.before.is_empty())),
            (Self::Quote, true),
            (Self::After, all().any(|excerpt| !excerpt.after.is_empty())),
            (Self::Code, true),
            (Self::OtherCodes, with(Column::OtherCodes)),
            (Self::Coder, with(Column::Coder)),
            (Self::Date, with(Column::Date)),
            (Self::Memo, with(Column::Memo)),
        ]
        .into_iter()
        .filter_map(|(field, shown)| shown.then_some(field))
        .collect()
    }

    /// What stands above the column.
    pub fn header(self, language: Language) -> &'static str {
        language.text(match self {
            Self::Document => "export.column.document",
            Self::Paragraph => "export.column.paragraph",
            Self::Page => "export.column.page",
            Self::Speaker => "export.column.speaker",
            Self::Time => "export.column.time",
            Self::Before => "export.column.before",
            Self::Quote => "export.column.quote",
            Self::After => "export.column.after",
            Self::Code => "export.column.code",
            Self::OtherCodes => "export.column.other_codes",
            Self::Coder => "export.column.coder",
            Self::Date => "export.column.date",
            Self::Memo => "export.column.memo",
        })
    }

    /// What stands in the column for one excerpt, unescaped, with LF line ends.
    pub fn value(self, excerpt: &Excerpt, language: Language) -> String {
        let text = match self {
            Self::Document => excerpt.title.clone(),
            Self::Paragraph => excerpt.paragraphs.to_string(),
            Self::Page => excerpt.pages.as_ref().map(ToString::to_string).unwrap_or_default(),
            Self::Speaker => excerpt.speakers.join(language.text("export.between.items")),
            Self::Time => excerpt.said_at.clone().unwrap_or_default(),
            Self::Before => excerpt.before.clone(),
            Self::Quote => excerpt.quote.clone(),
            Self::After => excerpt.after.clone(),
            Self::Code => excerpt.code.clone(),
            Self::OtherCodes => other_codes(excerpt, language),
            Self::Coder => excerpt.coder.clone(),
            Self::Date => excerpt.time.map(|time| time.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            Self::Memo => excerpt.memo.clone().unwrap_or_default(),
        };
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
    }
}

/// The other codes in one line.
pub fn other_codes(excerpt: &Excerpt, language: Language) -> String {
    excerpt.other_codes.join(language.text("export.between.items"))
}

/// The other codes with their label; `None` where they were not asked for or there are none.
pub fn other_codes_line(excerpt: &Excerpt, excerpts: &Excerpts, language: Language) -> Option<String> {
    let shown = excerpts.with.contains(&Column::OtherCodes) && !excerpt.other_codes.is_empty();
    shown.then(|| language.say(&Message::new("export.other_codes_line").with("codes", other_codes(excerpt, language))))
}

/// The memo with its label; `None` where it was not asked for or there is none.
pub fn memo_line(excerpt: &Excerpt, excerpts: &Excerpts, language: Language) -> Option<String> {
    let memo = Field::Memo.value(excerpt, language);
    let shown = excerpts.with.contains(&Column::Memo) && !memo.trim().is_empty();
    shown.then(|| language.say(&Message::new("export.memo_line").with("memo", memo.trim())))
}

/// `第 12 段`.
pub fn paragraphs(paragraphs: Paragraphs, language: Language) -> String {
    let one = paragraphs.first == paragraphs.last;
    let id = if one { "export.paragraph" } else { "export.paragraphs" };
    language.say(&Message::new(id).with("number", paragraphs))
}

/// `第 48 页`.
pub fn pages(pages: &Pages, language: Language) -> String {
    let id = if pages.first == pages.last { "export.page" } else { "export.pages" };
    language.say(&Message::new(id).with("number", pages))
}

fn day(time: DateTime) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// The line under a quote: `（老人 03，第 12 段；编码者甲，2024-05-03）`. What the heading says already is left
/// out; empty where nothing was asked for.
pub fn attribution(excerpt: &Excerpt, excerpts: &Excerpts, language: Language) -> String {
    let with = |column| excerpts.with.contains(&column);
    let by_document = excerpts.group_by == GroupBy::Document;
    let title = (with(Column::Document) && !by_document).then(|| excerpt.title.clone());
    let mut place = vec![title];
    if with(Column::Paragraph) {
        let pages = excerpt.pages.as_ref();
        place.extend(within(&excerpt.speakers, excerpt.paragraphs, pages, excerpt.said_at.as_ref(), language));
    }
    let code = [by_document.then(|| excerpt.code.clone())];
    let person =
        [with(Column::Coder).then(|| excerpt.coder.clone()), excerpt.time.filter(|_| with(Column::Date)).map(day)];
    let comma = language.text("export.between.parts");
    let parts: Vec<String> = [&place[..], &code[..], &person[..]]
        .into_iter()
        .map(|parts| parts.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(comma))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    in_brackets(&parts.join(language.text("export.between.groups")), language)
}

/// Where in its document a passage stands: who speaks, which paragraphs, pages and time.
fn within(
    speakers: &[String],
    numbers: Paragraphs,
    of_original: Option<&Pages>,
    said_at: Option<&String>,
    language: Language,
) -> [Option<String>; 4] {
    let said = (!speakers.is_empty()).then(|| speakers.join(language.text("export.between.items")));
    let pages = of_original.map(|of| pages(of, language));
    [said, Some(paragraphs(numbers, language)), pages, said_at.cloned()]
}

/// Where a passage stands, without brackets: `老人 03，第 12 段`.
pub fn source(place: &Place, language: Language) -> String {
    let Place { title, paragraphs, pages, speakers, said_at } = place;
    let within = within(speakers, *paragraphs, pages.as_ref(), said_at.as_ref(), language);
    let parts: Vec<String> = std::iter::once(title.clone()).chain(within.into_iter().flatten()).collect();
    parts.join(language.text("export.between.parts"))
}

/// Who wrote a paper, as a citation in the text names them; `None` where nobody is known. Chinese names three
/// before it says 等, English two before `et al.`
pub fn authors(names: &[&str], language: Language) -> Option<String> {
    let most = match language {
        Language::Chinese => 3,
        Language::English => 2,
    };
    let first = *names.first()?;
    if names.len() <= most {
        return Some(names.join(language.text("export.between.authors")));
    }
    let gap = language == Language::Chinese && first.ends_with(|c: char| c.is_ascii());
    let first = if gap { format!("{first} ") } else { first.to_owned() };
    Some(language.say(&Message::new("export.authors_and_more").with("first", first)))
}

/// Where a quote stands, as the line under it.
pub fn in_brackets(source: &str, language: Language) -> String {
    language.say(&Message::new("export.attribution").with("parts", source))
}

/// The title of the whole export.
pub fn title(excerpts: &Excerpts, language: Language) -> String {
    language.say(&Message::new("export.title").with("project", &excerpts.title))
}

/// What a group without passages says.
pub fn nothing_coded(language: Language) -> &'static str {
    language.text("export.nothing_coded")
}

/// What was selected, as labels and values, in the order in which to read them.
pub fn selected(excerpts: &Excerpts, language: Language) -> Vec<(&'static str, String)> {
    let selected = &excerpts.selected;
    let all = || language.text("export.all").to_owned();
    let codes = match &selected.codes {
        None => all(),
        Some((codes, below)) => {
            let id = match below {
                Below::Include => "export.codes_with_below",
                Below::Leave => "export.codes_alone",
            };
            language.say(&Message::new(id).with("codes", some(codes, language)))
        }
    };
    let names = |names: &Option<Vec<String>>| names.as_ref().map_or_else(all, |names| some(names, language));
    let extent = Message::new("export.extent").with("passages", selected.passages).with("documents", selected.sources);
    let mut said = vec![
        (language.text("export.about.codes"), codes),
        (language.text("export.about.documents"), names(&selected.documents)),
        (language.text("export.about.coders"), names(&selected.coders)),
        (language.text("export.about.extent"), language.say(&extent)),
    ];
    if selected.interviewers == Interviewers::Leave {
        let left = language.text("export.interviewers_left").to_owned();
        said.insert(3, (language.text("export.about.interviewers"), left));
    }
    said
}

/// A label and its value in one line.
pub fn labelled(label: &str, value: &str, language: Language) -> String {
    language.say(&Message::new("export.labelled").with("label", label).with("value", value))
}

/// Names in a row; of a long list its beginning and how many it has.
fn some(names: &[String], language: Language) -> String {
    const SHOWN: usize = 20;
    let list = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>();
    let list = list.join(language.text("export.between.items"));
    if names.is_empty() {
        language.text("export.none").to_owned()
    } else if names.len() <= SHOWN {
        list
    } else {
        language.say(&Message::new("export.and_more").with("list", list).with("count", names.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::Sample;
    use crate::export::{Selection, excerpts};

    #[test]
    fn the_attribution_names_document_paragraph_coder_and_day() {
        let found = excerpts(&Sample::study().project, &Selection::default());
        let second = &found.groups[0].excerpts[1];
        assert_eq!(attribution(second, &found, Language::Chinese), "（老人 03，第 1–2 段；编码者乙，2024-05-03）");
        assert_eq!(attribution(second, &found, Language::English), "(老人 03, paras. 1–2; 编码者乙, 2024-05-03)");
    }

    #[test]
    fn under_a_documents_heading_the_code_stands_instead_of_the_title() {
        let selection = Selection {
            group_by: GroupBy::Document,
            with: [Column::Document, Column::Paragraph].into(),
            ..Selection::default()
        };
        let found = excerpts(&Sample::study().project, &selection);
        let first = &found.groups[0].excerpts[0];
        assert_eq!(attribution(first, &found, Language::Chinese), "（第 1 段；陷阱/合谋）");
    }

    #[test]
    fn nothing_asked_for_is_nothing_said() {
        let found = excerpts(&Sample::study().project, &Selection { with: [].into(), ..Selection::default() });
        assert_eq!(attribution(&found.groups[0].excerpts[0], &found, Language::Chinese), "");
        assert_eq!(memo_line(&found.groups[0].excerpts[0], &found, Language::Chinese), None);
        assert_eq!(Field::of(&found), [Field::Quote, Field::Code]);
    }

    #[test]
    fn a_long_choice_is_told_by_its_beginning_and_its_number() {
        let names: Vec<String> = (1..=30).map(|n| format!("老人 {n:02}")).collect();
        let told = some(&names, Language::Chinese);
        assert!(told.contains("老人 20") && !told.contains("老人 21") && told.contains("30"), "{told}");
    }
}
