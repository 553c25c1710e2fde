//! Memos as a file: each with its title, what it is about, its labels, who wrote it and when; as Markdown its text
//! stands as it was written, in a Word document and a page it is set.
//!
//! Whoever reads the file has no project beside it: links say in words what they lead to, `访谈02 ¶5`, `陷阱/合谋`.
//! Which memos and in which order is chosen by who asks.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{ExportError, docx, escape, html, wording};
use crate::i18n::Language;
use crate::model::link::{self, LinkTarget};
use crate::model::{CodingKey, CodingPlace, Memo, MemoId, MemoOn, Message, Project, Timestamp};

/// All that goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoPages {
    /// Of the whole.
    pub title: String,
    /// In the order in which to read them.
    pub memos: Vec<MemoPage>,
}

/// One memo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoPage {
    /// Its title.
    pub title: String,
    /// Lines below the title: what it is about, who wrote it, its labels.
    pub about: Vec<String>,
    /// Markdown.
    pub text: String,
}

/// What memos can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemoFormat {
    /// As they were written.
    Markdown,
    /// A Word document.
    Docx,
    /// One page without scripts.
    Html,
}

impl MemoFormat {
    /// What its files end in, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Docx => "docx",
            Self::Html => "html",
        }
    }
}

/// What goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoSource {
    /// A memo.
    Memo(MemoId),
    /// The remark on a coding.
    Remark(CodingPlace),
}

/// All that there is of a project: memos in the order in which they were begun, then remarks by document and place.
#[must_use]
pub fn all(project: &Project) -> Vec<MemoSource> {
    let mut sources: Vec<MemoSource> = project.memos().map(|memo| MemoSource::Memo(memo.id)).collect();
    for document in project.documents_in_order() {
        let codings = project.codings(document.id).iter();
        let noted = codings.filter(|coding| coding.memo.as_deref().is_some_and(|memo| !memo.trim().is_empty()));
        sources.extend(noted.map(|coding| MemoSource::Remark(coding.place(document.id))));
    }
    sources
}

/// Memos as pages, in the order given; those that are gone are left out.
#[must_use]
pub fn pages(project: &Project, sources: &[MemoSource], zone: &TimeZone, language: Language) -> Vec<MemoPage> {
    let page = |source: &MemoSource| match source {
        MemoSource::Memo(id) => project.memo(*id).map(|memo| page_of(project, memo, zone, language)),
        MemoSource::Remark(place) => page_of_remark(project, *place, zone, language),
    };
    sources.iter().filter_map(page).collect()
}

fn page_of(project: &Project, memo: &Memo, zone: &TimeZone, language: Language) -> MemoPage {
    let name = memo.name();
    let title = if name.is_empty() { language.text("memos.untitled").to_owned() } else { name };
    let what = match project.memo_on(memo) {
        MemoOn::Project => language.text("memos.about_project").to_owned(),
        MemoOn::Code(id) => project.code_path(id),
        on => project.name_of(on).unwrap_or_default().to_owned(),
    };
    let coder = project.coder(memo.coder).map_or("", |coder| coder.name.as_str());
    let mut about = vec![
        language.say(&Message::new("memos.export_about").with("what", what)),
        byline(coder, memo.changed, zone, language),
    ];
    if !memo.labels.is_empty() {
        let labels = memo.labels.iter().map(String::as_str).collect::<Vec<_>>();
        let labels = labels.join(language.text("export.between.items"));
        about.push(language.say(&Message::new("memos.export_labels").with("labels", labels)));
    }
    MemoPage { title, about, text: links_named(project, &memo.text, language) }
}

fn page_of_remark(project: &Project, place: CodingPlace, zone: &TimeZone, language: Language) -> Option<MemoPage> {
    let coding = project.coding(CodingKey(place))?;
    let (document, code) = (project.document(place.document)?, project.code_of(coding)?);
    let paragraph = document.text.paragraph_of(coding.span.start) + 1;
    let quote: Vec<String> = document
        .text
        .slice(coding.span)
        .lines()
        .map(|line| if line.trim().is_empty() { ">".to_owned() } else { format!("> {}", escape::markdown(line)) })
        .collect();
    let remark = links_named(project, coding.memo.as_deref().unwrap_or_default(), language);
    let coder = project.coder(coding.coder).map_or("", |coder| coder.name.as_str());
    Some(MemoPage {
        title: format!("{} · {} ¶{paragraph}", project.code_path(code.id), document.title),
        about: vec![byline(coder, coding.at, zone, language)],
        text: format!("{}\n\n{remark}", quote.join("\n>\n")),
    })
}

/// A text whose links say in words where they lead: a reader of the file has no project to follow them in. A link
/// that leads nowhere is its own words.
#[must_use]
pub fn links_named(project: &Project, text: &str, language: Language) -> String {
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for found in link::links(text) {
        let name = link::resolve(project, found.target).and_then(|target| name_of(project, target));
        let said = match (name, found.shown) {
            (Some(name), Some(shown)) if name != shown => format!("{shown}{}", wording::in_brackets(&name, language)),
            (Some(name), _) => name,
            (None, shown) => shown.unwrap_or(found.target).to_owned(),
        };
        out.push_str(&text[kept..found.at.start]);
        out.push_str(&escape::markdown(&said));
        kept = found.at.end;
    }
    out.push_str(&text[kept..]);
    out
}

fn name_of(project: &Project, target: LinkTarget) -> Option<String> {
    Some(match target {
        LinkTarget::Code(id) => project.code(id).map(|_| project.code_path(id))?,
        LinkTarget::Document(_, Some(paragraph)) => format!("{} ¶{paragraph}", target.name(project)?),
        LinkTarget::Document(..) | LinkTarget::Case(_) | LinkTarget::Memo(_) => target.name(project)?,
    })
}

/// The line below a title that says whose it is and when it was written.
fn byline(coder: &str, changed: Timestamp, zone: &TimeZone, language: Language) -> String {
    let zoned = jiff::Timestamp::from_millisecond(changed.0).map(|time| time.to_zoned(zone.clone()));
    let day = zoned.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d").to_string());
    language.say(&Message::new("export.memo_byline").with("coder", coder).with("day", day))
}

/// Memos as the bytes of a file.
///
/// # Errors
/// [`ExportError`] where a library refuses, which no text should make it do.
pub fn write(pages: &MemoPages, format: MemoFormat, language: Language) -> Result<Vec<u8>, ExportError> {
    match format {
        MemoFormat::Markdown => Ok(markdown(pages)),
        MemoFormat::Docx => docx::write_memos(pages),
        MemoFormat::Html => Ok(html::write_memos(pages, language)),
    }
}

/// Headings within a memo stand below its title: they go down by two.
fn markdown(pages: &MemoPages) -> Vec<u8> {
    let one_line = |text: &str| escape::markdown(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = format!("# {}\n", one_line(&pages.title));
    for page in &pages.memos {
        let _ = write!(out, "\n## {}\n\n", one_line(&page.title));
        for line in &page.about {
            let _ = writeln!(out, "- {}", one_line(line));
        }
        let text = lowered(page.text.trim());
        if !text.is_empty() {
            let _ = write!(out, "\n{text}\n");
        }
    }
    out.into_bytes()
}

fn lowered(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let begins = line.trim_start();
        if begins.starts_with("```") || begins.starts_with("~~~") {
            fenced = !fenced;
        }
        let level = line.chars().take_while(|&c| c == '#').count();
        let is_heading = !fenced && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']);
        if is_heading { format!("{}{}", "#".repeat((level + 2).min(6)), &line[level..]) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::{AT, Sample};
    use crate::model::gesture::add_memo;
    use crate::model::{Edit, MemoChange};

    fn sample() -> MemoPages {
        let page = MemoPage {
            title: "沉默 *一*".into(),
            about: vec!["关于代码“合谋”".into()],
            text: "# 为何\n**注意：**先问\n\n> 他们怕。\n\n- 一\n- 二\n\n```\n# 不是标题\n```".into(),
        };
        MemoPages { title: "备忘".into(), memos: vec![page] }
    }

    #[test]
    fn as_markdown_a_memo_stands_below_its_title_as_it_was_written() {
        let text = String::from_utf8(write(&sample(), MemoFormat::Markdown, Language::Chinese).unwrap()).unwrap();
        let expected = "# 备忘\n\n## 沉默 \\*一\\*\n\n- 关于代码“合谋”\n\n### 为何\n**注意：**先问\n";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("\n# 不是标题\n"), "{text}");
    }

    #[test]
    fn as_a_document_it_is_set_and_comes_out_the_same_each_time() {
        let of = |pages: &MemoPages| write(pages, MemoFormat::Docx, Language::Chinese).unwrap();
        let bytes = of(&sample());
        assert_eq!(bytes, of(&sample()));
        let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut body = String::new();
        std::io::Read::read_to_string(&mut file.by_name("word/document.xml").unwrap(), &mut body).unwrap();
        assert!(body.contains("<w:b/>") && body.contains("注意：") && !body.contains("**"), "{body}");
        assert!(body.contains("Heading1") && body.contains("他们怕。") && body.contains("• 一"), "{body}");
    }

    #[test]
    fn as_a_page_it_is_set_below_its_title_and_its_words_are_no_tags() {
        let mut pages = sample();
        pages.memos[0]
            .text
            .push_str("\n\n<script>alert(1)</script>\n\n[点](javascript:alert(1)) [看](https://a.b/?c&d)");
        let page = String::from_utf8(write(&pages, MemoFormat::Html, Language::Chinese).unwrap()).unwrap();
        for held in ["<h2 dir=\"auto\">沉默 *一*</h2>", "<b>注意：</b>先问", "<blockquote", "<li>", "关于代码“合谋”"]
        {
            assert!(page.contains(held), "{held}: {page}");
        }
        assert!(!page.contains("<script") && !page.contains("href=\"javascript"), "{page}");
        assert!(page.contains("<a href=\"https://a.b/?c&amp;d\">看</a>"), "{page}");
        assert!(page.find("<h3").unwrap() > page.find("<h2").unwrap(), "{page}");
    }

    #[test]
    fn links_say_in_words_where_they_lead_and_labels_stand_below_the_title() {
        let mut study = Sample::study();
        let code = study.project.codes().find(|code| code.name == "合谋").unwrap().id;
        let coder = study.project.coders().next().unwrap().id;
        let text = "见 [[合谋]]，[[老人 03#2]]、[[老人 03#3|那一段]]；[[没有*的*]]，`[[合谋]]`";
        let (id, edits) = add_memo(MemoOn::Code(code), "", text, coder, AT, &mut study.mint);
        study.apply(edits);
        study.apply(vec![Edit::SetMemo(id, MemoChange::Labels(["理论", "方法"].map(str::to_owned).into()))]);
        let made = pages(&study.project, &all(&study.project), &TimeZone::UTC, Language::Chinese);
        let page = made.first().unwrap();
        assert!(page.title.starts_with("见 合谋，老人 03#2、那一段"), "an untitled one bears its first line: {page:?}");
        assert_eq!(page.about[0], "关于：陷阱/合谋");
        assert_eq!(page.about[2], "标签：方法；理论");
        let named = "见 陷阱/合谋，老人 03 ¶2、那一段（老人 03 ¶3）；没有\\*的\\*，`[[合谋]]`";
        assert_eq!(page.text, named);
        for format in [MemoFormat::Markdown, MemoFormat::Html] {
            let file = MemoPages { title: "备忘".into(), memos: made.clone() };
            let file = String::from_utf8(write(&file, format, Language::Chinese).unwrap()).unwrap();
            assert!(file.contains("老人 03 ¶2") && file.contains("方法；理论"), "{file}");
        }
    }

    #[test]
    fn remarks_go_out_with_their_passage_and_where_it_stands() {
        let study = Sample::study();
        let made = pages(&study.project, &all(&study.project), &TimeZone::UTC, Language::English);
        let [page] = made.as_slice() else { panic!("{made:?}") };
        assert_eq!(page.title, "陷阱/合谋 · 老人 03 ¶1");
        assert_eq!(page.text, "> 名单早就定好了。\n\n“早就定好”：程序走形式");
    }

    #[test]
    fn what_breaks_files_goes_out_as_words() {
        let study = Sample::hostile();
        let memos = pages(&study.project, &all(&study.project), &TimeZone::UTC, Language::English);
        let page = write(&MemoPages { title: "m".into(), memos }, MemoFormat::Html, Language::English).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(!page.contains("<script") && !page.contains("href=\"javascript"), "{page}");
        assert!(page.chars().all(|c| c >= ' ' || c == '\n'), "{page}");
    }
}
