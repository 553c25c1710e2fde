//! How the interface was left: settings of the program, and what was open in each project.
//!
//! Both live outside the project, in the data folder, keyed by project id (invariant 6): they may be
//! deleted at any time, and a file that cannot be read is as good as none.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::i18n::Language;
use crate::model::{CharIndex, CodeId, CoderId, DocumentId, ProjectId, Timestamp};
use crate::store::{Environment, write_data};

use super::actions::{Centre, SearchSide, Workspace};
use super::dialogs::Recalled;
use super::panels::code_page::PageShown;
use super::panels::codes::CodesShown;
use super::panels::documents::order::Arrangement;
use super::panels::memos::MemosKept;
use super::panels::reading::ColourBy;
use super::panels::search::{DEFAULT_CONTEXT, Listing};
use super::panels::sheet::Looks;
use super::panels::words::Tab;
use super::reading_settings::ReadingSettings;
use super::scale::Scale;
use super::sized_panel::Sizes;
use super::window_place::WindowPlace;

/// How many projects the start page remembers.
const MOST_RECENT: usize = 12;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Look {
    /// For egui.
    #[must_use]
    pub fn preference(self) -> egui::ThemePreference {
        match self {
            Self::System => egui::ThemePreference::System,
            Self::Light => egui::ThemePreference::Light,
            Self::Dark => egui::ThemePreference::Dark,
        }
    }
}

/// How files come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportWay {
    /// They are shown first, raw and clean.
    #[default]
    Preview,
    /// At once, under the profile that was chosen last.
    Directly,
}

/// A project that was opened before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Its folder.
    pub folder: PathBuf,
    /// Its title when it was last open.
    pub title: String,
    /// When.
    pub opened: Timestamp,
}

/// Of the program on this machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `None` until somebody chooses: then the system's.
    pub language: Option<Language>,
    /// Light or dark.
    pub look: Look,
    /// How large the interface is.
    pub scale: Scale,
    /// Newest first.
    pub recent: Vec<Recent>,
    /// The name under which somebody coded last.
    pub coder: String,
    /// Where the last project was made.
    pub folder: Option<PathBuf>,
    /// How files come in.
    pub import: ImportWay,
    /// The import profile that was chosen last.
    pub import_profile: Option<String>,
    /// How texts are set for reading.
    pub reading: ReadingSettings,
    /// Where the window stood.
    pub window: Option<WindowPlace>,
}

/// By what the tree of codes is filtered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodesFilter {
    /// Letters of names.
    pub text: String,
    /// Only codes of this group.
    pub group: Option<String>,
}

impl Settings {
    /// As they were left.
    #[must_use]
    pub fn load(environment: &Environment) -> Self {
        load(environment, &environment.data_dir.join("settings.ron"))
    }

    /// Leaves them for next time.
    ///
    /// # Errors
    /// Of the file system; nothing of any project depends on it.
    pub fn save(&self, environment: &Environment) -> io::Result<()> {
        save(environment, &environment.data_dir.join("settings.ron"), self)
    }

    /// Leaves only where the window stands; all else stays as it was left last, by another window maybe.
    ///
    /// # Errors
    /// Of the file system; nothing of any project depends on it.
    pub fn save_window(environment: &Environment, window: Option<WindowPlace>) -> io::Result<()> {
        Self { window, ..Self::load(environment) }.save(environment)
    }

    /// Puts a project at the head of the recent ones.
    pub fn remember(&mut self, folder: &Path, title: &str, at: Timestamp) {
        self.recent.retain(|recent| recent.folder != folder);
        self.recent.insert(0, Recent { folder: folder.to_owned(), title: title.to_owned(), opened: at });
        self.recent.truncate(MOST_RECENT);
    }

    /// The language in use.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language.unwrap_or_else(Language::of_system)
    }
}

/// How one project was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectView {
    /// Which workspace was shown.
    pub workspace: Workspace,
    /// What stood in the middle of the Code workspace.
    pub centre: Centre,
    /// Which side of the search workspace was shown.
    pub search_side: SearchSide,
    /// Which tab of the words.
    pub words_tab: Tab,
    /// Whether words are marked in the text that is read.
    pub word_marks: bool,
    /// What the colours of codings say.
    pub colour_by: ColourBy,
    /// Whose codings are not shown.
    pub hidden_coders: BTreeSet<CoderId>,
    /// Which document was open.
    pub document: Option<DocumentId>,
    /// The codes on the keys 1 to 9.
    pub pins: [Option<CodeId>; 9],
    /// In which order the codes stand and what their numbers count.
    pub codes_shown: CodesShown,
    /// How the passages of a code are shown.
    pub code_page: PageShown,
    /// The code used last.
    pub last_code: Option<CodeId>,
    /// Codes that were used, the last one first.
    pub recent_codes: Vec<CodeId>,
    /// What was searched for, newest first.
    pub searches: Vec<String>,
    /// How what was found is set out.
    pub listing: Listing,
    /// Characters shown on either side of a hit.
    pub context: u32,
    /// Codes whose children are hidden.
    pub folded: BTreeSet<CodeId>,
    /// Groups of documents that are hidden.
    pub folded_groups: BTreeSet<String>,
    /// What was found with the palette lately, newest first.
    pub recent: Vec<Recalled>,
    /// How the list of documents is arranged.
    pub documents: Arrangement,
    /// By what it is filtered.
    pub documents_filter: String,
    /// By what the tree of codes is filtered.
    pub codes_filter: CodesFilter,
    /// The Memos workspace.
    pub memos: MemosKept,
    /// The table of attributes: of documents, of cases.
    pub sheet: [Looks; 2],
    /// The character at the top of each document that was read.
    pub reading_places: BTreeMap<DocumentId, CharIndex>,
    /// Whether the lists on the left are shown.
    pub lists: bool,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// Width of the lists.
    pub lists_width: f32,
    /// Width of the inspector.
    pub inspector_width: f32,
    /// How much of the lists' height the documents have, 0 to 1.
    pub documents_share: f32,
    /// Sizes of the panels of the other workspaces.
    pub panels: Sizes,
}

impl Default for ProjectView {
    fn default() -> Self {
        Self {
            workspace: Workspace::Code,
            centre: Centre::Text,
            search_side: SearchSide::Find,
            words_tab: Tab::Frequencies,
            word_marks: false,
            colour_by: ColourBy::Code,
            hidden_coders: BTreeSet::new(),
            document: None,
            pins: [None; 9],
            codes_shown: CodesShown::default(),
            code_page: PageShown::default(),
            last_code: None,
            recent_codes: Vec::new(),
            searches: Vec::new(),
            listing: Listing::Documents,
            context: DEFAULT_CONTEXT,
            folded: BTreeSet::new(),
            folded_groups: BTreeSet::new(),
            recent: Vec::new(),
            documents: Arrangement::default(),
            documents_filter: String::new(),
            codes_filter: CodesFilter::default(),
            memos: MemosKept::default(),
            sheet: [Looks::default(), Looks::default()],
            reading_places: BTreeMap::new(),
            lists: true,
            inspector: true,
            lists_width: 264.0,
            inspector_width: 280.0,
            documents_share: 0.4,
            panels: Sizes::default(),
        }
    }
}

impl ProjectView {
    fn path(environment: &Environment, project: ProjectId) -> PathBuf {
        environment.data_dir.join("views").join(format!("{project}.ron"))
    }

    /// As it was left.
    #[must_use]
    pub fn load(environment: &Environment, project: ProjectId) -> Self {
        load(environment, &Self::path(environment, project))
    }

    /// Leaves it for next time.
    ///
    /// # Errors
    /// Of the file system; nothing of the project depends on it.
    pub fn save(&self, environment: &Environment, project: ProjectId) -> io::Result<()> {
        save(environment, &Self::path(environment, project), self)
    }
}

fn load<T: DeserializeOwned + Default>(environment: &Environment, path: &Path) -> T {
    let Ok(bytes) = environment.fs.read(path) else { return T::default() };
    ron::de::from_bytes(&bytes).unwrap_or_else(|error| {
        log::warn!("view state cannot be read and begins anew: {error}");
        T::default()
    })
}

fn save<T: Serialize>(environment: &Environment, path: &Path, value: &T) -> io::Result<()> {
    let text = ron::ser::to_string_pretty(value, ron::ser::PrettyConfig::default()).map_err(io::Error::other)?;
    write_data(environment, path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Mint};

    #[test]
    fn a_project_is_found_as_it_was_left_and_another_one_is_not_touched() {
        let (environment, _) = Environment::in_memory();
        let mut mint = CountingMint::default();
        let (project, other) = (ProjectId(mint.mint()), ProjectId(mint.mint()));
        let mut view = ProjectView { lists: false, ..ProjectView::default() };
        view.pins[2] = Some(CodeId(mint.mint()));
        view.save(&environment, project).unwrap();
        view.save(&environment, project).unwrap();
        assert_eq!(ProjectView::load(&environment, project), view);
        assert_eq!(ProjectView::load(&environment, other), ProjectView::default());
    }

    #[test]
    fn broken_settings_are_as_good_as_none() {
        let (environment, _) = Environment::in_memory();
        let path = environment.data_dir.join("settings.ron");
        environment.fs.create_folder(&environment.data_dir).unwrap();
        environment.fs.create_new(&path).unwrap().append(b"(look: Loud").unwrap();
        assert_eq!(Settings::load(&environment), Settings::default());
        let settings = Settings { look: Look::Dark, ..Settings::default() };
        settings.save(&environment).unwrap();
        assert_eq!(Settings::load(&environment), settings);
    }

    #[test]
    fn a_window_that_is_moved_leaves_what_another_one_saved() {
        let (environment, _) = Environment::in_memory();
        let mut of_another = Settings { look: Look::Dark, language: Some(Language::English), ..Settings::default() };
        of_another.remember(Path::new("/研究"), "研究", Timestamp(7));
        of_another.save(&environment).unwrap();
        let moved = Some(WindowPlace { size: [1000.0, 700.0], ..WindowPlace::default() });
        Settings::save_window(&environment, moved).unwrap();
        assert_eq!(Settings::load(&environment), Settings { window: moved, ..of_another });
    }

    #[test]
    fn a_project_opened_again_moves_to_the_head_of_the_recent_ones() {
        let mut settings = Settings::default();
        for n in 0..20 {
            settings.remember(Path::new(&format!("/p{n}")), "研究", Timestamp(n));
        }
        settings.remember(Path::new("/p15"), "改了名", Timestamp(99));
        assert_eq!(settings.recent.len(), MOST_RECENT);
        assert_eq!(settings.recent[0].title, "改了名");
        assert_eq!(settings.recent.iter().filter(|recent| recent.folder == Path::new("/p15")).count(), 1);
    }
}
