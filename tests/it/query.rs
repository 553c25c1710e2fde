//! Asking: the field of the search workspace and what helps to fill it, and find in the document.

mod builder;
mod field;
mod find;
mod kept;
mod notes;

use std::path::Path;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tianye::app::actions::{Action, Passage, Workspace};
use tianye::app::picker::FakePicker;
use tianye::app::shell::{ImportWith, Shell};
use tianye::i18n::Language;
use tianye::model::{DocumentId, Project, Span, Text};
use tianye::session::{NewDocument, Session};
use tianye::store::Environment;

use crate::support::window::{finish, whole, window};

const FIRST: &str = "社工 01：最近活动来的人多吗？\n老人 03：来的都是那几位，别人叫也叫不动，活动办给上面看。";
const SECOND: &str = "社工 01：上面怎么看？\n老人 07：活动要有照片。照片有了，活动就算办了。";

/// A window with a project of two interviews.
struct Desk {
    harness: Harness<'static, Shell>,
}

impl Desk {
    fn open() -> Self {
        Self::of(&[("访谈 03", FIRST), ("访谈 07", SECOND)], [1120.0, 800.0])
    }

    /// With these documents, in a window of this size.
    fn of(documents: &[(&str, &str)], size: [f32; 2]) -> Self {
        let (environment, _) = Environment::in_memory();
        let (builder, _) = window(size, egui::Theme::Light);
        let ctx = egui::Context::default();
        let mut session = Session::create(&environment, Path::new("/研究/互动.tianye"), "社区互动", "社工 01").unwrap();
        let typed = documents.iter().map(|(title, text)| NewDocument::typed(title, Text::new(*text).unwrap()));
        session.add_documents(typed.collect(), None).unwrap();
        let language = Some(Language::Chinese);
        let picker = Box::<FakePicker>::default();
        let mut shell = Shell::new(&ctx, environment, picker, ImportWith::ThisProcess, language);
        shell.take(session);
        let app = |ui: &mut egui::Ui, shell: &mut Shell| {
            shell.logic();
            whole(ui, |ui| shell.ui(ui));
        };
        let mut desk = Self { harness: builder.build_ui_state(app, shell) };
        desk.run();
        desk
    }

    fn shell(&self) -> &Shell {
        self.harness.state()
    }

    fn project(&self) -> &Project {
        self.shell().session().unwrap().project()
    }

    /// Lets everything that goes on behind the window come to its end.
    fn run(&mut self) {
        finish(&mut self.harness);
        self.harness.step();
    }

    fn act(&mut self, action: Action) {
        self.harness.state_mut().carry_out(action);
        self.run();
    }

    fn show(&mut self, workspace: Workspace) {
        self.act(Action::Show(workspace));
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.run();
    }

    /// Puts the keyboard into a text field.
    fn enter(&mut self, field: &str) {
        let many = self.harness.query_by_role_and_label(Role::MultilineTextInput, field);
        match many {
            Some(found) => found.focus(),
            None => self.field(field, 0).focus(),
        }
        self.run();
    }

    /// Of several fields of one name, by number.
    fn field<'a>(&'a self, field: &'a str, number: usize) -> egui_kittest::Node<'a> {
        self.harness.query_all_by_role_and_label(Role::TextInput, field).nth(number).unwrap()
    }

    fn fields(&self, field: &str) -> usize {
        self.harness.query_all_by_role_and_label(Role::TextInput, field).count()
    }

    /// Chooses from a drop-down list.
    fn choose(&mut self, list: &str, choice: &str) {
        self.harness.get_by_label(list).click();
        self.run();
        let option = self.harness.query_all_by_label(choice).last().unwrap();
        option.click();
        self.run();
    }

    fn write(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    fn sees(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    /// The text field of this name has the keyboard.
    fn writes_in(&self, field: &str) -> bool {
        self.harness.query_by_role_and_label(Role::TextInput, field).is_some_and(|node| node.is_focused())
    }

    fn document(&self, title: &str) -> DocumentId {
        self.project().documents().find(|document| document.title == title).unwrap().id
    }

    fn span(words: &str) -> Span {
        let text = if FIRST.contains(words) { FIRST } else { SECOND };
        let at = text[..text.find(words).unwrap()].chars().count() as u32;
        Span::new(at, at + words.chars().count() as u32).unwrap()
    }

    /// Codes the first place of these words.
    fn code(&mut self, title: &str, words: &str, code: &str) {
        let passages = vec![Passage { document: self.document(title), span: Self::span(words) }];
        self.act(Action::CodeAsNew { passages, name: code.to_owned(), parent: None });
    }
}
