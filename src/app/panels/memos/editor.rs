//! The memo in the middle: its title, what it is about, its labels, and its text as it is written or as it reads.

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::widgets::text_edit::TextEditState;
use egui::{
    Align, Area, FontId, Frame, Id, Key, Layout, Margin, Modifiers, Order, ScrollArea, TextBuffer, TextEdit, Ui, Vec2,
};

use super::super::other_versions::other_versions_ui;
use super::super::parts;
use super::complete::{self, Proposal};
use super::draft::Draft;
use super::side::{dangling_ui, follow};
use super::{MemoAction, MemosView, Mode, Shown, Wants};
use crate::app::actions::{Action, Actions};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::markdown::markdown_ui;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::time;
use crate::app::widgets;
use crate::export::marked::{Block, Leads, blocks};
use crate::model::link::{self, LinkKind};
use crate::model::{CodingKey, Edit, Memo, MemoChange, MemoOn, Message};
use crate::store::stamps::Field;

/// A line of the text is at most this wide, in points: some 45 Chinese characters.
const COLUMN: f32 = 660.0;

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

/// What is proposed for a link that is being typed.
#[derive(Default)]
struct Proposing {
    list: Vec<Proposal>,
    chosen: usize,
    /// What it was put together for: no second time for one that was closed.
    of: Option<(complete::Asked, u64)>,
    closed: bool,
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
        ui.label(widgets::caption(ui, format!("{} · {}", view.say(&said), view.say(&words))));
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

fn source_ui(ui: &mut Ui, view: &ShellView, editor: &mut Editor, wants: Option<Wants>, actions: &mut Actions) {
    let id = Id::unique("memo text");
    let composing = widgets::composing(ui.ctx());
    let is_focused = ui.memory(|memory| memory.has_focus(id));
    let mut put = None;
    if is_focused && !composing && !editor.proposing.list.is_empty() {
        put = proposal_keys(ui, &mut editor.proposing);
    }
    let field_label = view.text("memos.text");
    let mut save = false;
    ScrollArea::vertical().id_salt("memo source").auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(COLUMN.min(ui.available_width()));
        let rows = ((ui.available_height() - space::HUGE) / (size::BODY * 1.7)).max(6.0) as usize;
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
            let job = coloured(ui, text.as_str(), width);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let output = ui
            .add_enabled_ui(view.writing(), |ui| {
                TextEdit::multiline(&mut editor.text.text.text)
                    .id(id)
                    .hint_text(widgets::quiet(ui, view.text("memos.text_hint")))
                    .frame(Frame::NONE)
                    .margin(Margin::symmetric(0, 4))
                    .desired_width(f32::INFINITY)
                    .desired_rows(rows)
                    .layouter(&mut layouter)
                    .show(ui)
            })
            .inner;
        let response = &output.response.response;
        widgets::name_field(ui, response, field_label);
        if wants == Some(Wants::Text) {
            response.request_focus();
        }
        editor.text.text.settle(ui.ctx());
        if response.lost_focus() {
            editor.text.text.forget_unsettled();
            save = true;
        }
        let caret = output.cursor_range.map(|range| range.primary);
        editor.proposing.attend(view, &editor.text.text.text, caret.filter(|_| response.has_focus() && !composing));
        if let Some(caret) = caret
            && !editor.proposing.list.is_empty()
        {
            let place = output.galley.pos_from_cursor(caret).translate(output.galley_pos.to_vec2());
            put = put.take().or(proposals_ui(ui, view, &mut editor.proposing, place.left_bottom()));
        }
        if let Shown::Memo(id) = editor.of
            && let Some(memo) = view.project.memo(id)
        {
            let edit = |text: &str| Edit::SetMemo(id, MemoChange::Text(text.to_owned()));
            other_versions_ui(ui, view, Field::Memo, &memo.text, edit, actions);
        }
    });
    if save && let Some(text) = editor.text.give() {
        actions.push(save_text(editor.of, text));
    }
    if let Some(proposal) = put
        && let Some((asked, _)) = editor.proposing.of.take()
    {
        let (text, caret) = complete::put(&editor.text.text.text, &asked, &proposal.written);
        editor.text.text.text = text;
        editor.proposing = Proposing { closed: true, ..Proposing::default() };
        set_caret(ui, id, caret..caret);
    }
}

fn set_caret(ui: &Ui, id: Id, range: std::ops::Range<usize>) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(range.start), CCursor::new(range.end))));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}

impl Proposing {
    fn attend(&mut self, view: &ShellView, text: &str, caret: Option<CCursor>) {
        let asked = caret.and_then(|caret| complete::asked(text, caret.index.0));
        let Some(asked) = asked else {
            // A click on the list takes the keyboard away for a frame: it stays until it was looked at.
            if caret.is_some() || self.list.is_empty() {
                *self = Self::default();
            }
            return;
        };
        let key = (asked, view.revision);
        if self.of.as_ref() == Some(&key) {
            return;
        }
        if !self.closed {
            self.list = complete::proposals(&view.project, &key.0.typed);
            self.chosen = 0;
        }
        self.closed = false;
        self.of = Some(key);
    }
}

/// Keys that belong to the list while it is open; gives what was taken.
fn proposal_keys(ui: &Ui, proposing: &mut Proposing) -> Option<Proposal> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = proposing.list.len().saturating_sub(1);
    if pressed(Key::ArrowDown) {
        proposing.chosen = if proposing.chosen >= last { 0 } else { proposing.chosen + 1 };
    } else if pressed(Key::ArrowUp) {
        proposing.chosen = proposing.chosen.checked_sub(1).unwrap_or(last);
    } else if pressed(Key::Enter) || pressed(Key::Tab) {
        return proposing.list.get(proposing.chosen).cloned();
    }
    None
}

fn proposals_ui(ui: &Ui, view: &ShellView, proposing: &mut Proposing, at: egui::Pos2) -> Option<Proposal> {
    let mut taken = None;
    Area::new(Id::unique("memo proposals")).order(Order::Foreground).fixed_pos(at + Vec2::new(0.0, 4.0)).show(
        ui.ctx(),
        |ui| {
            Frame::popup(ui.style()).inner_margin(Margin::same(4)).show(ui, |ui| {
                ui.set_width(260.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (at, proposal) in proposing.list.iter().enumerate() {
                    let look = if at == proposing.chosen { widgets::RowLook::Chosen } else { widgets::RowLook::Plain };
                    let kind = view.text(kind_id(proposal.kind));
                    let heard = format!("{kind} {}", proposal.name);
                    let (rect, response) = widgets::row(ui, &heard, look, theme::ROW_HEIGHT);
                    let t = theme::tokens(ui);
                    let inner = rect.shrink2(Vec2::new(8.0, 0.0));
                    let small = FontId::proportional(size::SMALL);
                    let taken_width = widgets::text_in(ui, inner, kind, small, t.quiet, Align::Max);
                    let name = inner.with_max_x(inner.right() - taken_width - space::SMALL);
                    widgets::text_in(ui, name, &proposal.name, FontId::proportional(size::BODY), t.ink, Align::Min);
                    // The press counts: by the time of the click the field has lost the keyboard.
                    if response.is_pointer_button_down_on() || response.clicked() {
                        taken = Some(proposal.clone());
                    }
                }
            });
        },
    );
    taken
}

/// What a link may lead to is called so.
pub(super) fn kind_id(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Code => "memos.kind_code",
        LinkKind::Document => "memos.kind_document",
        LinkKind::Case => "memos.kind_case",
        LinkKind::Memo => "memos.kind_memo",
    }
}

/// How the text is shown; and marks put around what is selected, for those who do not know them by heart.
fn tools_ui(ui: &mut Ui, view: &ShellView, mode: &mut Mode, editor: &mut Editor) {
    let id = Id::unique("memo text");
    let wide = ui.available_width() >= 760.0;
    let mut modes = vec![(Mode::Write, view.text("memos.mode_write")), (Mode::Read, view.text("memos.mode_read"))];
    if wide {
        modes.push((Mode::Both, view.text("memos.mode_both")));
    } else if *mode == Mode::Both {
        *mode = Mode::Write;
    }
    ui.horizontal_wrapped(|ui| {
        parts::segments_ui(ui, &modes, mode);
        if *mode == Mode::Read {
            return;
        }
        ui.add_space(space::SMALL);
        ui.add_enabled_ui(view.writing(), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (text, before, after, line) in [
                ("memos.tool_bold", "**", "**", false),
                ("memos.tool_heading", "## ", "", true),
                ("memos.tool_list", "- ", "", true),
                ("memos.tool_quote", "> ", "", true),
                ("memos.tool_link", "[[", "", false),
            ] {
                let label = widgets::caption(ui, view.text(text));
                if ui.add(egui::Button::new(label).frame_when_inactive(false)).clicked() {
                    let state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
                    let end = editor.text.text.text.chars().count();
                    let range = state.cursor.char_range().map_or(end..end, |range| {
                        let sorted = range.as_sorted_char_range();
                        sorted.start.0.min(end)..sorted.end.0.min(end)
                    });
                    let (text, caret) = marked(&editor.text.text.text, &range, before, after, line);
                    editor.text.text.text = text;
                    set_caret(ui, id, caret);
                }
            }
        });
    });
}

/// A text with marks around some of its characters, or before each of their lines; and what is selected then.
fn marked(
    text: &str,
    range: &std::ops::Range<usize>,
    before: &str,
    after: &str,
    lines: bool,
) -> (String, std::ops::Range<usize>) {
    let characters: Vec<char> = text.chars().collect();
    let of = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
    if !lines {
        let (head, middle, tail) = (of(0..range.start), of(range.clone()), of(range.end..characters.len()));
        let from = range.start + before.chars().count();
        return (format!("{head}{before}{middle}{after}{tail}"), from..from + range.len());
    }
    let from = characters[..range.start].iter().rposition(|&c| c == '\n').map_or(0, |at| at + 1);
    let marked: Vec<String> = of(from..range.end).split('\n').map(|line| format!("{before}{line}")).collect();
    let marked = marked.join("\n");
    let caret = from + marked.chars().count();
    (format!("{}{marked}{}", of(0..from), of(range.end..characters.len())), caret..caret)
}

/// Markdown as it is written: headings bold, links in the accent.
fn coloured(ui: &Ui, text: &str, width: f32) -> LayoutJob {
    let t = theme::tokens(ui);
    let mut job = LayoutJob::default();
    let line_height = Some((size::BODY * 1.7).round());
    let plain =
        TextFormat { font_id: FontId::proportional(size::BODY), color: t.ink, line_height, ..TextFormat::default() };
    let heading = TextFormat { font_id: FontId::new(size::BODY, fonts::bold()), ..plain.clone() };
    let quote = TextFormat { color: t.quiet, ..plain.clone() };
    let mut links = link::links(text).into_iter().peekable();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let set = match line.trim_start().chars().next() {
            Some('#') => &heading,
            Some('>') => &quote,
            _ => &plain,
        };
        let end = from + line.len();
        let mut at = from;
        while let Some(link) = links.next_if(|link| link.at.end <= end) {
            job.append(&text[at..link.at.start], 0.0, set.clone());
            job.append(&text[link.at.clone()], 0.0, TextFormat { color: t.accent, ..set.clone() });
            at = link.at.end;
        }
        job.append(&text[at..end], 0.0, set.clone());
        from = end;
    }
    if text.is_empty() {
        job.append("", 0.0, plain);
    }
    job.wrap.max_width = width;
    job
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

    #[test]
    fn marks_stand_around_what_is_selected_or_before_its_lines() {
        assert_eq!(marked("先问机构", &(2..4), "**", "**", false), ("先问**机构**".to_owned(), 4..6));
        assert_eq!(marked("一\n二\n三", &(2..5), "- ", "", true).0, "一\n- 二\n- 三");
        assert_eq!(marked("", &(0..0), "> ", "", true), ("> ".to_owned(), 2..2));
    }
}
