//! A window to be drawn: the real shell, in a world where nothing depends on the machine.
//!
//! The clock stands still and shows the same time of day in every time zone; the disk is in memory; fonts are those
//! that the program carries.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use egui::{Key, Modifiers, Pos2, Rect, Theme, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Choice, Passage};
use tianye::app::picker::FakePicker;
use tianye::app::raster::Picture;
use tianye::app::scale::Scale;
use tianye::app::shell::{ImportWith, Shell};
use tianye::app::view_state::{Look, ProjectView, Settings};
use tianye::i18n::Language;
use tianye::model::{CharIndex, Code, CodeChange, CodeId, CodingPlace, DocumentId, Span, Timestamp};
use tianye::session::{NewDocument, Session};
use tianye::store::{Clock, Environment};

use super::study::Study;
use crate::support::window::{Canvas, finish, whole, window};

/// Shows 2 March 2026, 10:15 wherever it is read, until somebody moves it on.
#[derive(Debug)]
pub struct Standing(AtomicI64);

impl Standing {
    fn new() -> Self {
        let morning = jiff::civil::date(2026, 3, 2).at(10, 15, 0, 0);
        let here = morning.to_zoned(jiff::tz::TimeZone::system()).unwrap();
        Self(AtomicI64::new(here.timestamp().as_millisecond()))
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// How a window is drawn.
#[derive(Clone, Copy)]
pub struct Setting {
    /// In pixels.
    pub size: [f32; 2],
    pub look: Theme,
    pub language: Language,
    pub scale: Scale,
}

impl Setting {
    pub fn light(size: [f32; 2]) -> Self {
        Self { size, look: Theme::Light, language: Language::Chinese, scale: Scale::default() }
    }

    pub fn dark(self) -> Self {
        Self { look: Theme::Dark, ..self }
    }

    pub fn english(self) -> Self {
        Self { language: Language::English, ..self }
    }
}

/// A window.
pub struct Stage {
    pub harness: Harness<'static, Shell>,
    canvas: Canvas,
    clock: Arc<Standing>,
}

impl Stage {
    /// The start page; `settings` are those of the last time.
    pub fn start(setting: Setting, settings: Settings) -> Self {
        let clock = Arc::new(Standing::new());
        let environment = Environment { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Environment::in_memory().0 };
        let ctx = egui::Context::default();
        let picker = Box::<FakePicker>::default();
        let mut shell = Shell::new(&ctx, environment, picker, ImportWith::ThisProcess, Some(setting.language));
        let look = if setting.look == Theme::Dark { Look::Dark } else { Look::Light };
        shell.settings = Settings { language: Some(setting.language), look, scale: setting.scale, ..settings };
        let (builder, canvas) = window(setting.size, setting.look);
        let app = |ui: &mut egui::Ui, shell: &mut Shell| {
            shell.logic();
            whole(ui, |ui| shell.ui(ui));
        };
        let mut stage = Self { harness: builder.build_ui_state(app, shell), canvas, clock };
        // A blinking caret is on or off as it happens.
        stage.harness.ctx.all_styles_mut(|style| style.visuals.text_cursor.blink = false);
        stage.run();
        stage
    }

    /// A window with these documents of a project that has nothing else.
    pub fn of(setting: Setting, documents: Vec<NewDocument>) -> Self {
        let mut stage = Self::start(setting, Settings::default());
        let study = Study::in_language(setting.language);
        let environment = stage.shell().environment().clone();
        let folder = Path::new("/研究").join(format!("{}.tianye", study.title));
        let mut session = Session::create(&environment, &folder, study.title, study.coders[0]).unwrap();
        session.add_documents(documents, None).unwrap();
        stage.harness.state_mut().take(session);
        stage.run();
        stage
    }

    /// A window with the small study.
    pub fn study(setting: Setting) -> Self {
        Self::study_left(setting, &ProjectView::default())
    }

    /// A window with the small study, as it was left the last time.
    pub fn study_left(setting: Setting, view: &ProjectView) -> Self {
        let mut stage = Self::start(setting, Settings::default());
        let study = Study::in_language(setting.language);
        let environment = stage.shell().environment().clone();
        let folder = Path::new("/研究").join(format!("{}.tianye", study.title));
        let mut session = Session::create(&environment, &folder, study.title, study.coders[0]).unwrap();
        for (group, document) in study.documents() {
            session.add_documents(vec![document], Some(group)).unwrap();
        }
        view.save(&environment, session.project().id).unwrap();
        stage.harness.state_mut().take(session);
        stage.later(3);
        stage.act(Action::PasteCodes { outline: study.codes.to_owned(), parent: None });
        for coder in 0..study.coders.len() {
            stage.harness.state_mut().join(study.coders[coder]);
            for (words, code, _) in study.codings.iter().filter(|(.., by)| *by == coder) {
                stage.later(2);
                let (passage, code) = (stage.passage(words), stage.code(code));
                stage.act(Action::Code { passages: vec![passage], code });
            }
        }
        stage.harness.state_mut().join(study.coders[0]);
        for code in stage.codes() {
            let groups = study.groups_of(&code.name);
            if !groups.is_empty() {
                stage.later(1);
                stage.act(Action::SetCode(code.id, CodeChange::Groups(groups)));
            }
        }
        let (name, [definition, inclusion, exclusion, example]) = study.definition;
        let code = stage.code(name);
        for change in [
            CodeChange::Definition(definition.to_owned()),
            CodeChange::Inclusion(inclusion.to_owned()),
            CodeChange::Exclusion(exclusion.to_owned()),
            CodeChange::Example(example.to_owned()),
        ] {
            stage.later(1);
            stage.act(Action::SetCode(code, change));
        }
        let coding = stage.coding(study.remark.0);
        stage.later(1_440);
        stage.act(Action::SetMemo(coding, study.remark.1.to_owned()));
        let first = stage.document(study.documents[0].1);
        stage.act(Action::OpenDocument(first));
        stage.act(Action::SelectPassage(None));
        stage.act(Action::Choose(Choice::Nothing));
        stage.harness.state_mut().notices.dismiss();
        stage.later(5);
        stage.run();
        stage
    }

    /// A window with the sample project.
    pub fn sample(setting: Setting) -> Self {
        let mut stage = Self::start(setting, Settings::default());
        stage.act(Action::OpenSample("trap-of-interaction".to_owned()));
        assert!(stage.shell().session().is_some());
        stage
    }

    /// Only what stands in the middle.
    pub fn alone(mut self) -> Self {
        let desk = &mut self.harness.state_mut().desk;
        (desk.lists, desk.inspector) = (false, false);
        self.run();
        self
    }

    pub fn shell(&self) -> &Shell {
        self.harness.state()
    }

    pub fn shell_mut(&mut self) -> &mut Shell {
        self.harness.state_mut()
    }

    /// So many minutes go by.
    pub fn later(&mut self, minutes: i64) {
        self.clock.0.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    /// Lets everything that goes on behind the window come to its end, and the window to rest.
    pub fn run(&mut self) {
        finish(&mut self.harness);
        if let Some(session) = self.shell().session() {
            session.wait_until_saved().unwrap();
        }
        self.harness.run_ok();
    }

    pub fn act(&mut self, action: Action) {
        self.harness.state_mut().carry_out(action);
        self.run();
    }

    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.run();
    }

    pub fn click_with(&mut self, label: &str, modifiers: Modifiers) {
        self.harness.get_by_label(label).click_modifiers(modifiers);
        self.run();
    }

    /// Puts the keyboard into a text field.
    pub fn enter(&mut self, field: &str) {
        self.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, field).focus();
        self.run();
    }

    pub fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    pub fn write(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.run();
    }

    /// The pointer rests there.
    pub fn hover(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.run();
    }

    pub fn document(&self, title: &str) -> DocumentId {
        let project = self.shell().session().unwrap().project();
        project.documents().find(|document| document.title == title).expect("a document of this title").id
    }

    fn codes(&self) -> Vec<Code> {
        self.shell().session().unwrap().project().codes().cloned().collect()
    }

    pub fn code(&self, name: &str) -> CodeId {
        self.codes().iter().find(|code| code.name == name).expect("a code of this name").id
    }

    /// Where these words stand first.
    pub fn passage(&self, words: &str) -> Passage {
        let project = self.shell().session().unwrap().project();
        let found = project.documents_in_order().into_iter().find_map(|document| {
            let at = document.text.as_str().find(words)?;
            let start = document.text.char_at(at).0;
            let span = Span::new(start, start + words.chars().count() as u32)?;
            Some(Passage { document: document.id, span })
        });
        found.expect("these words stand in a text")
    }

    /// The first coding of just these words.
    pub fn coding(&self, words: &str) -> CodingPlace {
        let passage = self.passage(words);
        let project = self.shell().session().unwrap().project();
        let coding = project.codings(passage.document).iter().find(|coding| coding.span == passage.span);
        coding.expect("these words are coded").place(passage.document)
    }

    pub fn select(&mut self, words: &str) {
        let span = self.passage(words).span;
        self.harness.state_mut().views.reading.column().select(span);
        self.run();
    }

    /// The middle of the first of these words, on screen.
    pub fn place(&mut self, words: &str) -> Pos2 {
        let start = self.passage(words).span.start;
        let ctx = self.harness.ctx.clone();
        let column = self.harness.state_mut().views.reading.column();
        column.rect_on_screen(&ctx, CharIndex(start.0)).expect("it is on screen").center()
    }

    /// The window.
    pub fn picture(&self) -> Picture {
        self.canvas.picture(&self.harness)
    }

    /// A part of the window, in points.
    pub fn part(&self, left: f32, top: f32, right: f32, bottom: f32) -> Picture {
        let scale = self.harness.output().pixels_per_point;
        let rect = Rect::from_min_max(pos2(left, top), pos2(right, bottom)) * scale;
        let whole = self.picture();
        let size: Vec2 = rect.size();
        let (left, top) = (rect.left() as usize, rect.top() as usize);
        let (width, height) = (size.x as usize, size.y as usize);
        let row = |y: usize| &whole.rgba[(y * whole.width as usize + left) * 4..][..width * 4];
        let rgba = (top..top + height).flat_map(row).copied().collect();
        Picture { width: width as u32, height: height as u32, rgba }
    }
}
