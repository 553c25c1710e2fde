//! Fonts: a Chinese one of the system first, the bundled one as the last resort.
//!
//! egui has no Chinese of its own, and asking the system for "some font with this character" gives
//! Japanese forms on Linux. So the families are named here, simplified Chinese ones, and the Chinese
//! font stands first in the family: a Latin font before it would draw “ and ” half as wide. Among Latin words they
//! are to be just that: for those there are families in which a small face of Latin marks stands first ([`latin`]),
//! and an interface that speaks English is written with them throughout ([`speak`]).
//! Font files are mapped, not read: a collection of 20 MB costs two milliseconds and next to no memory.
//! Tests and pictures take [`Fonts::bundled_only`], so that they come out the same on every machine.

use std::path::Path;
use std::sync::Arc;

use egui::epaint::text::{FontTweak, VariationCoords};
use egui::{FontData, FontDefinitions, FontFamily};

use crate::i18n::Language;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Bold-subset.ttf");
const MARKS: &[u8] = include_bytes!("../../assets/fonts/TianyeLatinMarks-Regular.ttf");
const BOLD_MARKS: &[u8] = include_bytes!("../../assets/fonts/TianyeLatinMarks-Bold.ttf");

/// Simplified Chinese faces without serifs, best first.
const SANS: [&str; 12] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "思源黑体",
    "PingFang SC",
    "Microsoft YaHei",
    "微软雅黑",
    "Hiragino Sans GB",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// Simplified Chinese faces with serifs, for those who read better so.
const SERIF: [&str; 12] = [
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "思源宋体",
    "Songti SC",
    "STSong",
    "SimSun",
    "宋体",
    "NSimSun",
    "HarmonyOS Serif SC",
    "AR PL UMing CN",
];

/// For what the Chinese face lacks: other scripts of China, signs, pictures.
const OTHERS: [&str; 9] = [
    "Noto Sans CJK TC",
    "Noto Sans",
    "Segoe UI",
    "DejaVu Sans",
    "Noto Sans Tibetan",
    "Microsoft Himalaya",
    "Noto Sans Arabic",
    "Noto Sans Symbols2",
    "Noto Emoji",
];

/// The bold face: `RichText::strong` changes only the colour, so bold is a family of its own.
#[must_use]
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The face with serifs; the one without where the system has none.
#[must_use]
pub fn serif() -> FontFamily {
    FontFamily::Name("serif".into())
}

/// For texts that are studied: Chinese marks come from the Chinese face, whatever the interface speaks.
#[must_use]
pub fn reading() -> FontFamily {
    FontFamily::Name("reading".into())
}

/// The same in bold.
#[must_use]
pub fn reading_bold() -> FontFamily {
    FontFamily::Name("reading bold".into())
}

/// For quotation marks, dashes and ellipses among Latin words.
#[must_use]
pub fn latin() -> FontFamily {
    FontFamily::Name("latin".into())
}

/// The same in bold.
#[must_use]
pub fn latin_bold() -> FontFamily {
    FontFamily::Name("latin bold".into())
}

/// The family in which marks among Latin words are written where other characters are in `family`.
#[must_use]
pub fn latin_beside(family: &FontFamily) -> FontFamily {
    if *family == bold() || *family == reading_bold() { latin_bold() } else { latin() }
}

/// What a window was given, and for which language it is set up.
#[derive(Clone)]
struct Installed {
    fonts: Arc<Fonts>,
    speaks: Language,
}

fn installed_id() -> egui::Id {
    egui::Id::unique("installed fonts")
}

/// Sets a window up for the language that its interface speaks; costs nothing where it is already.
pub fn speak(ctx: &egui::Context, language: Language) {
    let installed: Option<Installed> = ctx.data(|data| data.get_temp(installed_id()));
    let Some(installed) = installed.filter(|installed| installed.speaks != language) else { return };
    ctx.set_fonts(installed.fonts.definitions_for(language));
    ctx.data_mut(|data| data.insert_temp(installed_id(), Installed { speaks: language, ..installed }));
    ctx.request_repaint();
}

fn serif_id() -> egui::Id {
    egui::Id::unique("face with serifs")
}

/// The Chinese face with serifs that a window uses; `None` where the system has none, and [`serif`] looks like the
/// face without.
#[must_use]
pub fn serif_name(ctx: &egui::Context) -> Option<String> {
    ctx.data(|data| data.get_temp(serif_id())).flatten()
}

/// The families that the interface uses, ready to be installed.
#[derive(Clone, Debug)]
pub struct Fonts {
    definitions: FontDefinitions,
    chinese: Option<String>,
    serif: Option<String>,
}

impl Fonts {
    /// The best Chinese fonts of this system, then the bundled ones.
    #[must_use]
    pub fn of_system() -> Self {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        let mut fonts = Self::bundled_only();
        for name in OTHERS {
            if let Some(face) = find(&database, &[name], fontdb::Weight::NORMAL) {
                fonts.append(&face);
            }
        }
        fonts.chinese = None;
        if let Some(face) = find(&database, &SANS, fontdb::Weight::NORMAL) {
            fonts.chinese = Some(face.name.clone());
            for family in [FontFamily::Proportional, FontFamily::Monospace, serif(), bold()] {
                fonts.prepend(&face, family);
            }
        }
        if let Some(face) = find(&database, &SANS, fontdb::Weight::BOLD) {
            fonts.prepend(&face, bold());
        } else {
            fonts.put_first("bundled bold", bold());
        }
        if let Some(face) = find(&database, &SERIF, fontdb::Weight::NORMAL) {
            fonts.prepend(&face, serif());
            fonts.serif = Some(face.family);
        }
        fonts
    }

    /// Only what the program carries: the same glyphs on every machine.
    #[must_use]
    pub fn bundled_only() -> Self {
        let mut definitions = FontDefinitions::empty();
        let faces = [("bundled", REGULAR), ("bundled bold", BOLD), ("marks", MARKS), ("bold marks", BOLD_MARKS)];
        for (name, bytes) in faces {
            definitions.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        }
        for family in [FontFamily::Proportional, FontFamily::Monospace, serif()] {
            definitions.families.insert(family, vec!["bundled".to_owned()]);
        }
        definitions.families.insert(bold(), vec!["bundled bold".to_owned(), "bundled".to_owned()]);
        Self { definitions, chinese: None, serif: None }
    }

    /// The Chinese font of the system that was found; `None` where the bundled one serves.
    #[must_use]
    pub fn chinese(&self) -> Option<&str> {
        self.chinese.as_deref()
    }

    /// Makes a window use them, from its next frame on.
    pub fn install(&self, ctx: &egui::Context) {
        let speaks = Language::Chinese;
        let installed = Installed { fonts: Arc::new(self.clone()), speaks };
        ctx.data_mut(|data| {
            data.insert_temp(serif_id(), self.serif.clone());
            data.insert_temp(installed_id(), installed);
        });
        ctx.set_fonts(self.definitions_for(speaks));
    }

    /// With the families that follow from the others.
    fn definitions_for(&self, language: Language) -> FontDefinitions {
        let mut definitions = self.definitions.clone();
        let families = &mut definitions.families;
        let plain = [(FontFamily::Proportional, reading(), latin(), "marks")];
        let strong = [(bold(), reading_bold(), latin_bold(), "bold marks")];
        for (family, reading, latin, marks) in plain.into_iter().chain(strong) {
            let list = families.get(&family).cloned().unwrap_or_default();
            let with_marks: Vec<String> = std::iter::once(marks.to_owned()).chain(list.iter().cloned()).collect();
            if language == Language::English {
                families.insert(family, with_marks.clone());
            }
            families.insert(latin, with_marks);
            families.insert(reading, list);
        }
        definitions
    }

    fn append(&mut self, face: &Face) {
        self.definitions.font_data.insert(face.name.clone(), Arc::clone(&face.data));
        for list in self.definitions.families.values_mut() {
            list.push(face.name.clone());
        }
    }

    fn prepend(&mut self, face: &Face, family: FontFamily) {
        self.definitions.font_data.insert(face.name.clone(), Arc::clone(&face.data));
        self.put_first(&face.name, family);
    }

    fn put_first(&mut self, name: &str, family: FontFamily) {
        let list = self.definitions.families.entry(family).or_default();
        list.retain(|held| held != name);
        list.insert(0, name.to_owned());
    }
}

struct Face {
    family: String,
    name: String,
    data: Arc<FontData>,
}

/// The first of the families that the system has in this weight (a variable font is set to it).
fn find(database: &fontdb::Database, names: &[&str], weight: fontdb::Weight) -> Option<Face> {
    names.iter().find_map(|name| {
        let families = [fontdb::Family::Name(name)];
        let id = database.query(&fontdb::Query { families: &families, weight, ..fontdb::Query::default() })?;
        let held = database.face(id)?.weight;
        let (source, index) = database.face_source(id)?;
        let mut data = match source {
            fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => map(&path, index)?,
            fontdb::Source::Binary(bytes) => {
                FontData { font: Arc::new(Owned(bytes)), index, tweak: FontTweak::default() }
            }
        };
        let variable = data.variation_axes().iter().any(|axis| axis.tag == *b"wght");
        if variable {
            data.tweak.coords = VariationCoords::new([(*b"wght", f32::from(weight.0))]);
        } else if weight >= fontdb::Weight::SEMIBOLD && held < fontdb::Weight::SEMIBOLD {
            return None;
        }
        Some(Face { family: (*name).to_owned(), name: format!("{name} {}", weight.0), data: Arc::new(data) })
    })
}

struct Owned(Arc<dyn AsRef<[u8]> + Sync + Send>);

impl AsRef<[u8]> for Owned {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

/// Maps a font file. The crate forbids `unsafe`; tantivy's directory is the safe map that is in the tree anyway.
fn map(path: &Path, index: u32) -> Option<FontData> {
    use tantivy::directory::{Directory as _, MmapDirectory};
    let directory = MmapDirectory::open(path.parent()?).ok()?;
    let bytes = directory.open_read(Path::new(path.file_name()?)).ok()?.read_bytes().ok()?;
    Some(FontData::from_blob(Arc::new(bytes), index))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How wide a character is in a window that speaks a language, in em.
    fn em(family: &FontFamily, language: Language, character: char) -> f32 {
        let ctx = egui::Context::default();
        Fonts::bundled_only().install(&ctx);
        let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
        let mut width = 0.0;
        for _ in 0..3 {
            ctx.run_ui(input.clone(), |ui| {
                speak(ui.ctx(), language);
                let font = egui::FontId::new(100.0, family.clone());
                width = ui.fonts_mut(|fonts| fonts.glyph_width(&font, character)) / 100.0;
            })
            .drop_without_applying_deltas();
        }
        width
    }

    #[test]
    fn curly_quotes_are_as_wide_as_the_words_around_them() {
        for mark in "‘’“”".chars() {
            for family in [FontFamily::Proportional, bold()] {
                assert!(em(&family, Language::Chinese, mark) > 0.9, "{mark} {family:?}: Chinese");
                assert!(em(&family, Language::English, mark) < 0.5, "{mark} {family:?}: English");
            }
            for language in [Language::Chinese, Language::English] {
                assert!(em(&reading(), language, mark) > 0.9, "{mark}: what is studied stays as it is");
                assert!(em(&latin_bold(), language, mark) < 0.5, "{mark}: among Latin words");
            }
        }
        assert!(em(&latin(), Language::Chinese, '字') > 0.9, "the other characters are there too");
    }

    fn has(family: &FontFamily, text: &str) -> bool {
        let ctx = egui::Context::default();
        Fonts::bundled_only().install(&ctx);
        let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
        ctx.run_ui(input.clone(), |_| ()).drop_without_applying_deltas();
        let mut found = false;
        let id = egui::FontId::new(14.0, family.clone());
        ctx.run_ui(input, |ui| found = ui.fonts_mut(|fonts| fonts.has_glyphs(&id, text)))
            .drop_without_applying_deltas();
        found
    }

    #[test]
    fn the_bundled_font_writes_chinese_of_both_kinds_signs_and_names() {
        let text = "田野合谋内卷化行政依附组织趋同“引文”《书名》——……①⑳〇　，。！？：；（）臺灣學術訪談錄淼赟喆翀";
        for family in [FontFamily::Proportional, bold(), serif(), FontFamily::Monospace] {
            assert!(has(&family, text), "{family:?}");
            assert!(!has(&family, "\u{20BB7}"), "a character that the font lacks is said to be there");
        }
    }

    #[test]
    fn every_character_of_the_interface_has_a_glyph() {
        let tables = concat!(
            include_str!("../../assets/i18n/zh-CN/app.ron"),
            include_str!("../../assets/i18n/zh-CN/command.ron"),
            include_str!("../../assets/i18n/zh-CN/start.ron"),
            include_str!("../../assets/i18n/zh-CN/dialog.ron"),
            include_str!("../../assets/i18n/zh-CN/codes.ron"),
            include_str!("../../assets/i18n/zh-CN/inspector.ron"),
            include_str!("../../assets/i18n/zh-CN/label.ron"),
            include_str!("../../assets/i18n/zh-CN/reading.ron"),
            include_str!("../../assets/i18n/en/app.ron"),
            include_str!("../../assets/i18n/en/command.ron"),
            include_str!("../../assets/i18n/zh-CN/search.ron"),
            include_str!("../../assets/i18n/zh-CN/analyse.ron"),
            include_str!("../../assets/i18n/zh-CN/analysis.ron"),
            include_str!("../../assets/i18n/zh-CN/report.ron"),
            include_str!("../../assets/i18n/zh-CN/export.ron"),
            include_str!("../../assets/i18n/en/search.ron"),
            include_str!("../../assets/i18n/en/analyse.ron"),
        );
        let text: String = tables.chars().filter(|c| !c.is_control()).collect();
        assert!(has(&FontFamily::Proportional, &text));
    }
}
