//! Excerpts as a Word document: a heading a group with its definition, quotes, attribution lines, memos.
//!
//! Everything is set by styles, so that a journal's template takes over by one click. What never changes
//! (styles, fonts, footer, settings) stands beside this file as XML; only the body is written here.
//! No pictures, fields beyond the page number, links, macros or dates: the same input gives the same bytes.

mod memos;

use std::io::{Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::quotes::Quotes;
use super::{Excerpt, Excerpts, ExportError, Group, escape, wording};
use crate::i18n::Language;
use crate::model::Colour;

pub use memos::write_memos;

/// In the order in which they are packed; the content types come first, as some readers expect.
const PARTS: [(&str, &str); 7] = [
    ("[Content_Types].xml", include_str!("content_types.xml")),
    ("_rels/.rels", include_str!("package.rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("document.rels.xml")),
    ("word/styles.xml", include_str!("styles.xml")),
    ("word/settings.xml", include_str!("settings.xml")),
    ("word/fontTable.xml", include_str!("fonts.xml")),
    ("word/footer1.xml", include_str!("footer.xml")),
];

/// A4 with the margins of a Chinese manuscript, in twentieths of a point.
const SECTION: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1440\" w:right=\"1588\" w:bottom=\"1440\" w:left=\"1588\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>\
    <w:docGrid w:type=\"lines\" w:linePitch=\"312\"/></w:sectPr>";

/// The whole file.
pub fn write(excerpts: &Excerpts, language: Language) -> Result<Vec<u8>, ExportError> {
    pack(&wording::title(excerpts, language), &Body::of(excerpts, language)?)
}

/// The same of quotes.
pub fn write_quotes(quotes: &Quotes, language: Language) -> Result<Vec<u8>, ExportError> {
    pack(&quotes.title, &Body::of_quotes(quotes, language)?)
}

fn pack(title: &str, body: &[u8]) -> Result<Vec<u8>, ExportError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in PARTS {
        file.start_file(name, options)?;
        file.write_all(part.as_bytes())?;
    }
    file.start_file("docProps/core.xml", options)?;
    file.write_all(core(title).as_bytes())?;
    file.start_file("word/document.xml", options)?;
    file.write_all(body)?;
    Ok(file.finish()?.into_inner())
}

fn core(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escape::xml(title)
    )
}

/// A paragraph style of `styles.xml`.
#[derive(Clone, Copy)]
enum Style {
    Title,
    About,
    Heading,
    Definition,
    Excerpt,
    Attribution,
    Remark,
    Memo,
    Text,
}

impl Style {
    fn id(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::About => "About",
            Self::Heading => "Heading1",
            Self::Definition => "Definition",
            Self::Excerpt => "Excerpt",
            Self::Attribution => "Attribution",
            Self::Remark => "Remark",
            Self::Memo => "ExcerptMemo",
            Self::Text => "Normal",
        }
    }
}

/// How a paragraph is set beyond its style.
#[derive(Clone, Copy, Default)]
struct Setting {
    /// On the page of the next paragraph: an attribution does not stand alone.
    with_next: bool,
    /// A bar at the left in the code's colour.
    bar: Option<Colour>,
    /// No room above: the paragraph goes on with the passage of the one before it.
    continues: bool,
}

/// A run of text and whether it is the context around a passage.
struct Run<'a> {
    text: &'a str,
    context: bool,
}

impl<'a> Run<'a> {
    fn plain(text: &'a str) -> Self {
        Self { text, context: false }
    }
}

/// Runs parted at their line ends; lines without a character are left out.
fn lines<'a>(runs: &[Run<'a>]) -> Vec<Vec<Run<'a>>> {
    let mut lines: Vec<Vec<Run<'a>>> = vec![Vec::new()];
    for run in runs {
        for (place, text) in run.text.split('\n').enumerate() {
            if place > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !text.is_empty()) {
                line.push(Run { text, context: run.context });
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

struct Body {
    xml: Writer<Vec<u8>>,
}

impl Body {
    fn of(excerpts: &Excerpts, language: Language) -> Result<Vec<u8>, ExportError> {
        let about = wording::selected(excerpts, language);
        let about = about.iter().map(|(label, value)| (*label, value.as_str()));
        let mut body = Self::begun(&wording::title(excerpts, language), about, language)?;
        for group in &excerpts.groups {
            body.group(group, excerpts, language)?;
        }
        body.ended()
    }

    fn of_quotes(quotes: &Quotes, language: Language) -> Result<Vec<u8>, ExportError> {
        let about = quotes.about.iter().map(|(label, value)| (label.as_str(), value.as_str()));
        let mut body = Self::begun(&quotes.title, about, language)?;
        for group in &quotes.groups {
            body.paragraph(Style::Heading, Setting::default(), &[Run::plain(&group.heading)])?;
            for quote in &group.quotes {
                let kept = Setting { with_next: true, ..Setting::default() };
                for (place, runs) in lines(&[Run::plain(&quote.text)]).iter().enumerate() {
                    body.paragraph(Style::Excerpt, Setting { continues: place > 0, ..kept }, runs)?;
                }
                let setting = Setting { with_next: quote.note.is_some(), ..Setting::default() };
                let source = wording::in_brackets(&quote.source, language);
                body.paragraph(Style::Attribution, setting, &[Run::plain(&source)])?;
                if let Some(note) = &quote.note {
                    body.paragraph(Style::Remark, Setting::default(), &[Run::plain(note)])?;
                }
            }
        }
        body.ended()
    }

    /// A body with its title and how what follows came to be chosen.
    fn begun<'a>(
        title: &str,
        about: impl Iterator<Item = (&'a str, &'a str)>,
        language: Language,
    ) -> Result<Self, ExportError> {
        let mut body = Self { xml: Writer::new(Vec::new()) };
        body.raw(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
             xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
        )?;
        body.paragraph(Style::Title, Setting::default(), &[Run::plain(title)])?;
        for (label, value) in about {
            let line = wording::labelled(label, value, language);
            body.paragraph(Style::About, Setting::default(), &[Run::plain(&line)])?;
        }
        Ok(body)
    }

    fn ended(mut self) -> Result<Vec<u8>, ExportError> {
        self.raw(SECTION)?;
        self.raw("</w:body></w:document>")?;
        Ok(self.xml.into_inner())
    }

    fn group(&mut self, group: &Group, excerpts: &Excerpts, language: Language) -> Result<(), ExportError> {
        let setting = Setting { bar: group.colour, ..Setting::default() };
        self.paragraph(Style::Heading, setting, &[Run::plain(&group.heading)])?;
        if !group.definition.trim().is_empty() {
            self.paragraph(Style::Definition, Setting::default(), &[Run::plain(&group.definition)])?;
        }
        if group.excerpts.is_empty() {
            let nothing = [Run::plain(wording::nothing_coded(language))];
            self.paragraph(Style::Definition, Setting::default(), &nothing)?;
        }
        for excerpt in &group.excerpts {
            self.excerpt(excerpt, excerpts, language)?;
        }
        Ok(())
    }

    fn excerpt(&mut self, excerpt: &Excerpt, excerpts: &Excerpts, language: Language) -> Result<(), ExportError> {
        let below = [
            (
                Style::Attribution,
                Some(wording::attribution(excerpt, excerpts, language)).filter(|line| !line.is_empty()),
            ),
            (Style::Remark, wording::other_codes_line(excerpt, excerpts, language)),
            (Style::Memo, wording::memo_line(excerpt, excerpts, language)),
        ];
        let mut below: Vec<(Style, String)> =
            below.into_iter().filter_map(|(style, line)| Some((style, line?))).collect();
        let setting = |with_next| Setting { with_next, bar: Some(excerpt.colour), continues: false };
        let before = Some(format!("…{}", excerpt.before)).filter(|_| !excerpt.before.is_empty()).unwrap_or_default();
        let after = Some(format!("{}…", excerpt.after)).filter(|_| !excerpt.after.is_empty()).unwrap_or_default();
        let lines = lines(&[
            Run { text: &before, context: true },
            Run::plain(&excerpt.quote),
            Run { text: &after, context: true },
        ]);
        // A paragraph of the passage is a paragraph of the document; a mere break would stretch a justified line.
        for (place, runs) in lines.iter().enumerate() {
            let with_next = place + 1 < lines.len() || !below.is_empty();
            self.paragraph(Style::Excerpt, Setting { continues: place > 0, ..setting(with_next) }, runs)?;
        }
        let last = below.pop();
        for (style, line) in below {
            self.paragraph(style, setting(true), &[Run::plain(&line)])?;
        }
        if let Some((style, line)) = last {
            self.paragraph(style, setting(false), &[Run::plain(&line)])?;
        }
        Ok(())
    }

    fn paragraph(&mut self, style: Style, setting: Setting, runs: &[Run<'_>]) -> Result<(), ExportError> {
        self.start("w:p", &[])?;
        self.start("w:pPr", &[])?;
        self.empty("w:pStyle", &[("w:val", style.id())])?;
        if setting.with_next {
            self.empty("w:keepNext", &[])?;
        }
        if let Some(colour) = setting.bar {
            let colour = colour.to_string();
            let size = if matches!(style, Style::Heading) { "36" } else { "12" };
            self.start("w:pBdr", &[])?;
            let bar =
                [("w:val", "single"), ("w:sz", size), ("w:space", "8"), ("w:color", colour.trim_start_matches('#'))];
            self.empty("w:left", &bar)?;
            self.end("w:pBdr")?;
        }
        if setting.continues {
            self.empty("w:spacing", &[("w:before", "0")])?;
        }
        self.end("w:pPr")?;
        for run in runs.iter().filter(|run| !run.text.is_empty()) {
            self.run(run)?;
        }
        self.end("w:p")
    }

    /// Line ends become breaks and tabs become tabs, which `w:t` does not hold.
    fn run(&mut self, run: &Run<'_>) -> Result<(), ExportError> {
        self.start("w:r", &[])?;
        if run.context {
            self.start("w:rPr", &[])?;
            self.empty("w:rStyle", &[("w:val", "Context")])?;
            self.end("w:rPr")?;
        }
        self.text(run.text)?;
        self.end("w:r")
    }

    fn text(&mut self, text: &str) -> Result<(), ExportError> {
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                self.empty("w:br", &[])?;
            }
            for (place, piece) in line.split('\t').enumerate() {
                if place > 0 {
                    self.empty("w:tab", &[])?;
                }
                let piece = escape::xml(piece.trim_end_matches('\r'));
                if !piece.is_empty() {
                    self.start("w:t", &[("xml:space", "preserve")])?;
                    self.xml.write_event(Event::Text(BytesText::from_escaped(piece)))?;
                    self.end("w:t")?;
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), ExportError> {
        let tag = BytesStart::new(name).with_attributes(attributes.iter().copied());
        Ok(self.xml.write_event(Event::Start(tag))?)
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), ExportError> {
        let tag = BytesStart::new(name).with_attributes(attributes.iter().copied());
        Ok(self.xml.write_event(Event::Empty(tag))?)
    }

    fn end(&mut self, name: &str) -> Result<(), ExportError> {
        Ok(self.xml.write_event(Event::End(BytesEnd::new(name)))?)
    }

    fn raw(&mut self, xml: &str) -> Result<(), ExportError> {
        Ok(self.xml.get_mut().write_all(xml.as_bytes())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::parts::{names, part, texts};
    use crate::export::sample::{HOSTILE, Sample};
    use crate::export::{Selection, excerpts};

    #[test]
    fn quotes_attributions_and_memos_stand_under_their_codes_heading() {
        let found = excerpts(&Sample::study().project, &Selection::default());
        let document = part(&write(&found, Language::Chinese).unwrap(), "word/document.xml");
        let lines = texts(&document, "w:p");
        let from = lines.iter().position(|line| line == "陷阱/合谋").unwrap();
        assert_eq!(
            lines[from..from + 6],
            [
                "陷阱/合谋",
                "双方默许的不合规做法。",
                "名单早就定好了。",
                "（老人 03，第 1 段；编码者甲，2024-05-03）",
                "备忘：“早就定好”：程序走形式",
                "早就定好了。",
            ]
        );
        assert_eq!(lines[from + 6], "后来大家都这么做，谁也不吭", "a paragraph of the passage is a paragraph");
    }

    #[test]
    fn every_style_used_is_defined_and_every_part_is_well_formed_and_declared() {
        let file = write(&excerpts(&Sample::study().project, &Selection::default()), Language::English).unwrap();
        let styles = part(&file, "word/styles.xml");
        for style in [
            Style::Title,
            Style::About,
            Style::Heading,
            Style::Definition,
            Style::Excerpt,
            Style::Attribution,
            Style::Remark,
            Style::Memo,
        ] {
            assert!(styles.contains(&format!("w:styleId=\"{}\"", style.id())), "{}", style.id());
        }
        assert!(styles.contains("w:styleId=\"Context\"") && styles.contains("w:eastAsia=\"SimSun\""));
        let types = part(&file, "[Content_Types].xml");
        for name in names(&file) {
            texts(&part(&file, &name), "none");
            assert!(name.ends_with("rels") || name.starts_with('[') || types.contains(&format!("/{name}")), "{name}");
        }
    }

    #[test]
    fn hostile_text_is_text_and_what_xml_cannot_hold_is_dropped() {
        let found = excerpts(&Sample::hostile().project, &Selection { context: 3, ..Selection::default() });
        let document = part(&write(&found, Language::Chinese).unwrap(), "word/document.xml");
        let lines = texts(&document, "w:p");
        for line in HOSTILE.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()) {
            let kept = escape::xml_characters(line);
            assert!(lines.iter().any(|written| *written == kept), "{kept:?} in {lines:?}");
        }
    }

    #[test]
    fn the_same_excerpts_give_the_same_bytes() {
        let found = excerpts(&Sample::study().project, &Selection::default());
        assert_eq!(write(&found, Language::Chinese).unwrap(), write(&found, Language::Chinese).unwrap());
    }

    #[test]
    fn an_empty_selection_is_a_document_that_says_so() {
        let file = write(&excerpts(&Sample::new().project, &Selection::default()), Language::Chinese).unwrap();
        assert!(texts(&part(&file, "word/document.xml"), "w:p").iter().any(|line| line.contains("0 段")));
    }
}
