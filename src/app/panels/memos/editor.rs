//! The memo in the middle: its title, what it is about, its labels, and its text as it is written or as it reads.

mod source;
mod tools;

use egui::text::{CCursor, CCursorRange};
use egui::widgets::text_edit::TextEditState;
use egui::{Align, FontId, Frame, Id, Layout, Margin, ScrollArea, TextEdit, Ui, Vec2};

use self::source::{Proposing, source_ui};
use self::tools::tools_ui;
use super::super::other_versions::other_versions_ui;
use super::draft::Draft;
use super::side::{dangling_ui, follow};
use super::{MemoAction, MemosView, Mode, Shown, Wants};
use crate::app::actions::{Action, Actions};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::markdown::markdown_ui;
use crate::app::shell::ShellView;
use crate::app::theme::{size, space};
use crate::app::time;
use crate::app::widgets;
use crate::export::marked::{Block, Leads, blocks};
use crate::model::link;
use crate::model::{CodingChange, CodingKey, Edit, Memo, MemoChange, MemoOn, Message};
use crate::store::stamps::Field;

/// A line of the text is at most this wide, in points: some 45 Chinese characters.
const COLUMN: f32 = 660.0;
/// The field of the text.
const TEXT: &str = "memo text";
/// What somebody else wrote takes no more of the height than this share.
const OTHERS: f32 = 0.4;

/// The drafts of what is shown.
pub(super) struct Editor {
    of: Shown,
    title: Draft,
    labels: Draft,
    text: Draft,
    blocks: (String, Vec<Block>),
    proposing: Proposing,
    /// A link that leads nowhere and was clicked.
    pub dangling: Option<String>,
}

/// Puts the caret of the text there, and the keyboard into it.
fn set_caret(ui: &Ui, id: Id, range: std::ops::Range<usize>) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(range.start), CCursor::new(range.end))));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}

impl Editor {
    fn of(shown: Shown, view: &ShellView) -> Self {
        let (title, labels, text) = held(view, shown);
        Self {
            of: shown,
            title: Draft::of(&title),
            labels: Draft::of(&labels),
            text: Draft::of(&text),
            blocks: Default::default(),
            proposing: Proposing::default(),
            dangling: None,
        }
    }

    pub fn is_writing(&self) -> bool {
        [&self.title, &self.labels, &self.text].into_iter().any(Draft::is_being_written)
    }

    pub fn flush(&mut self, actions: &mut Actions) {
        let unsaved = [self.title.give(), self.labels.give(), self.text.give()];
        for (save, text) in [save_title, save_labels, save_text].into_iter().zip(unsaved) {
            if let Some(text) = text {
                actions.push(save(self.of, text));
            }
        }
    }

    fn save_rested(&mut self, ctx: &egui::Context, actions: &mut Actions) {
        if let Some(text) = self.text.rested(ctx) {
            actions.push(save_text(self.of, text));
        }
    }
}

fn held(view: &ShellView, shown: Shown) -> (String, String, String) {
    match shown {
        Shown::Memo(id) => view.project.memo(id).map_or_else(Default::default, |memo| {
            let labels = memo.labels.iter().map(String::as_str).collect::<Vec<_>>().join("，");
            (memo.title.clone(), labels, memo.text.clone())
        }),
        Shown::Remark(place) => {
            let remark = view.project.coding(CodingKey(place)).and_then(|coding| coding.memo.as_deref());
            (String::new(), String::new(), remark.unwrap_or_default().to_owned())
        }
    }
}

fn save_title(of: Shown, text: String) -> Action {
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    of_memo(of, MemoChange::Title(title))
}

fn save_labels(of: Shown, text: String) -> Action {
    let labels = text.split([',', '，', '、', ';', '；']).map(str::trim).filter(|label| !label.is_empty());
    of_memo(of, MemoChange::Labels(labels.map(str::to_owned).collect()))
}

fn save_text(of: Shown, text: String) -> Action {
    match of {
        Shown::Memo(_) => of_memo(of, MemoChange::Text(text)),
        Shown::Remark(place) => Action::SetMemo(place, text.trim().to_owned()),
    }
}

fn of_memo(of: Shown, change: MemoChange) -> Action {
    match of {
        Shown::Memo(id) => Action::Memo(MemoAction::Set(id, change)),
        // A remark has neither title nor labels, and no field for them is drawn.
        Shown::Remark(place) => Action::Choose(crate::app::actions::Choice::Coding(place)),
    }
}

/// Words of a text as people count them: Chinese characters, and words of other scripts.
#[must_use]
pub fn word_count(text: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        let is_han = matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
        let is_letter = c.is_alphanumeric() && !is_han;
        count += usize::from(is_han || (is_letter && !in_word));
        in_word = is_letter;
    }
    count
}

/// Draws it.
pub(super) fn editor_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, shown: Shown, actions: &mut Actions) {
    let mut editor = state.editor.take().filter(|editor| editor.of == shown).unwrap_or_else(|| Editor::of(shown, view));
    let (title, labels, text) = held(view, shown);
    editor.title.follow(&title);
    editor.labels.follow(&labels);
    editor.text.follow(&text);
    let wants = state.wants.take();
    Frame::new().inner_margin(Margin { left: 28, right: 28, top: 14, bottom: 8 }).show(ui, |ui| {
        head_ui(ui, view, &mut editor, wants, actions);
        ui.add_space(space::SMALL);
        widgets::hairline(ui);
        ui.add_space(space::SMALL);
        if let Some(target) = editor.dangling.clone()
            && dangling_ui(ui, view, &target, actions)
        {
            editor.dangling = None;
        }
        others_ui(ui, view, shown, &text, actions);
        tools_ui(ui, view, &mut state.mode, &mut editor);
        ui.add_space(space::SMALL);
        body_ui(ui, view, state.mode, &mut editor, wants, actions);
    });
    editor.save_rested(ui.ctx(), actions);
    state.editor = Some(editor);
}

fn head_ui(ui: &mut Ui, view: &ShellView, editor: &mut Editor, wants: Option<Wants>, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::TINY;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Shown::Memo(id) = editor.of {
                let bin = |ui: &mut Ui| widgets::icon_button(ui, Icon::Bin, view.text("memos.delete"));
                if ui.add_enabled_ui(view.writing(), bin).inner.clicked() {
                    actions.push(Action::Memo(MemoAction::Delete(id)));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| match editor.of {
                Shown::Memo(_) => title_ui(ui, view, editor, wants, actions),
                Shown::Remark(_) => {
                    ui.label(widgets::bold(view.text("memos.remark")).size(16.0));
                }
            });
        });
    });
    match editor.of {
        Shown::Memo(id) => {
            if let Some(memo) = view.project.memo(id) {
                other_versions_ui(ui, view, Field::Title, &memo.title, |text| title_edit(id, text), actions);
                about_ui(ui, view, memo, editor, actions);
            }
        }
        Shown::Remark(place) => super::side::passage_ui(ui, view, place, actions),
    }
}

/// What somebody else wrote into the text at the same time: of a memo and of a remark, however the text is shown.
fn others_ui(ui: &mut Ui, view: &ShellView, shown: Shown, held: &str, actions: &mut Actions) {
    if view.versions.iter().all(|other| other.field != Field::Memo) {
        return;
    }
    let write = |text: &str| match shown {
        Shown::Memo(id) => Edit::SetMemo(id, MemoChange::Text(text.to_owned())),
        Shown::Remark(place) => {
            Edit::SetCoding(place, CodingChange::Memo((!text.is_empty()).then(|| text.to_owned().into())))
        }
    };
    let area = ScrollArea::vertical().id_salt("other versions").max_height(ui.available_height() * OTHERS);
    area.auto_shrink([false, true]).show(ui, |ui| other_versions_ui(ui, view, Field::Memo, held, write, actions));
}

fn title_edit(id: crate::model::MemoId, text: &str) -> Edit {
    Edit::SetMemo(id, MemoChange::Title(text.to_owned()))
}

fn title_ui(ui: &mut Ui, view: &ShellView, editor: &mut Editor, wants: Option<Wants>, actions: &mut Actions) {
    let label = view.text("memos.title");
    let field = TextEdit::singleline(&mut editor.title.text.text)
        .hint_text(widgets::quiet(ui, view.text("memos.title_hint")))
        .font(FontId::new(size::TITLE, fonts::bold()))
        .frame(Frame::NONE)
        .margin(Margin::symmetric(0, 2))
        .desired_width(f32::INFINITY);
    let response = ui.add_enabled(view.writing(), field);
    widgets::name_field(ui, &response, label);
    if wants == Some(Wants::Title) {
        response.request_focus();
    }
    editor.title.text.settle(ui.ctx());
    if response.lost_focus() {
        editor.title.text.forget_unsettled();
        if let Some(text) = editor.title.give() {
            actions.push(save_title(editor.of, text));
        }
    }
}

/// What it is about, its labels, who wrote it and when.
fn about_ui(ui: &mut Ui, view: &ShellView, memo: &Memo, editor: &mut Editor, actions: &mut Actions) {
    let on = view.project.memo_on(memo);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        ui.label(widgets::caption(ui, view.text("memos.about")));
        if let Some(colour) = super::list::colour_of(&view.project, on) {
            widgets::dot(ui, colour);
        }
        ui.add_enabled_ui(view.writing(), |ui| {
            let name: String = super::list::about(view, on).chars().take(24).collect();
            let button = ui.menu_button(name, |ui| super::side::move_menu_ui(ui, view, memo.id, on, actions));
            widgets::name_field(ui, &button.response, view.text("memos.about_change"));
        });
        ui.label(widgets::caption(ui, view.text("memos.labels")));
        let field = TextEdit::singleline(&mut editor.labels.text.text)
            .hint_text(widgets::caption(ui, view.text("memos.labels_hint")))
            .desired_width(180.0)
            .margin(Margin::symmetric(8, 4));
        let response = ui.add_enabled(view.writing(), field);
        widgets::name_field(ui, &response, view.text("memos.labels"));
        editor.labels.text.settle(ui.ctx());
        if response.lost_focus() {
            editor.labels.text.forget_unsettled();
            if let Some(text) = editor.labels.give() {
                actions.push(save_labels(editor.of, text));
            }
        }
        let coder = view.project.coder(memo.coder).map_or("", |coder| coder.name.as_str());
        let said = Message::new("memos.byline").with("coder", coder).with("time", time::date(memo.changed));
        let words = Message::new("memos.words").with("count", word_count(editor.text.text.get()));
        let said = format!("{} · {}", view.say(&said), view.say(&words));
        ui.add(egui::Label::new(widgets::caption(ui, said)).extend());
    });
}

fn body_ui(
    ui: &mut Ui,
    view: &ShellView,
    mode: Mode,
    editor: &mut Editor,
    wants: Option<Wants>,
    actions: &mut Actions,
) {
    match mode {
        Mode::Write => source_ui(ui, view, editor, wants, actions),
        Mode::Read => preview_ui(ui, view, editor, actions),
        Mode::Both => {
            let half = ((ui.available_width() - space::HUGE) / 2.0).max(1.0);
            let height = ui.available_height();
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(Vec2::new(half, height), Layout::top_down(Align::Min), |ui| {
                    source_ui(ui, view, editor, wants, actions);
                });
                ui.add_space(space::HUGE - ui.spacing().item_spacing.x);
                ui.allocate_ui_with_layout(Vec2::new(half, height), Layout::top_down(Align::Min), |ui| {
                    preview_ui(ui, view, editor, actions);
                });
            });
        }
    }
}

fn preview_ui(ui: &mut Ui, view: &ShellView, editor: &mut Editor, actions: &mut Actions) {
    let text = editor.text.text.get();
    if editor.blocks.0 != text {
        editor.blocks = (text.to_owned(), blocks(text));
    }
    ScrollArea::vertical().id_salt("memo preview").auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(COLUMN.min(ui.available_width()));
        if editor.blocks.1.is_empty() {
            ui.label(widgets::quiet(ui, view.text("memos.nothing_written")));
        }
        let is_there = |target: &str| link::resolve(&view.project, target).is_some();
        match markdown_ui(ui, &editor.blocks.1, &is_there) {
            Some(Leads::Inside(target)) => match link::resolve(&view.project, &target) {
                Some(found) => follow(found, actions),
                None => editor.dangling = Some(target),
            },
            Some(Leads::Address(address)) if is_safe(&address) => {
                ui.ctx().open_url(egui::OpenUrl::new_tab(address));
            }
            Some(Leads::Address(_)) | None => {}
        }
        ui.add_space(space::HUGE);
    });
}

/// Only what a browser or a mail program opens.
fn is_safe(address: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|begin| address.starts_with(begin))
}

/// What a memo about something is about, for a menu: kept small.
pub(super) fn place_of(on: MemoOn) -> &'static str {
    match on {
        MemoOn::Project => "memos.kind_project",
        MemoOn::Document(_) => "memos.kind_document",
        MemoOn::Code(_) => "memos.kind_code",
        MemoOn::Case(_) => "memos.kind_case",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_counted_by_characters_and_the_rest_by_words() {
        assert_eq!(word_count("合谋 is a trap，三方 2 人"), 9);
        assert_eq!(word_count(""), 0);
    }
}
