//! The text of a memo as it is written, in colours, with names proposed for the link that is being typed.

use egui::text::{CCursor, LayoutJob, TextFormat};
use egui::{Align, Area, FontId, Frame, Id, Key, Margin, Modifiers, Order, ScrollArea, TextBuffer, TextEdit, Ui, Vec2};

use super::super::Wants;
use super::super::complete::{self, Proposal};
use super::{COLUMN, Editor, TEXT, save_text, set_caret};
use crate::app::actions::Actions;
use crate::app::fonts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::link::{self, LinkKind};

/// What is proposed for a link that is being typed.
#[derive(Default)]
pub(super) struct Proposing {
    list: Vec<Proposal>,
    chosen: usize,
    /// What it was put together for: no second time for one that was closed.
    of: Option<(complete::Asked, u64)>,
    closed: bool,
}

/// Draws the text as it is written.
pub(super) fn source_ui(
    ui: &mut Ui,
    view: &ShellView,
    editor: &mut Editor,
    wants: Option<Wants>,
    actions: &mut Actions,
) {
    let id = Id::unique(TEXT);
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
