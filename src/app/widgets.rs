//! Small parts that every panel is made of, each with a label for those who do not see the screen.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Button, Color32, CornerRadius, FontId, Key, Layout, Rect, Response, RichText, Sense, Stroke,
    StrokeKind, TextEdit, Ui, Vec2, WidgetInfo,
};

use crate::model::Colour;

use super::fonts;
use super::icons::Icon;
use super::theme::{self, RADIUS, size, space};

/// Side of a square icon button.
pub const ICON_BUTTON: f32 = 28.0;
/// Width of the ring around what has the keyboard.
const RING: f32 = 2.0;

/// A button of one icon; the label is its tooltip and its name.
pub fn icon_button(ui: &mut Ui, icon: Icon, label: &str) -> Response {
    icon_button_of(ui, icon, label, ICON_BUTTON, None)
}

/// The same in a row of a list, or in a colour of its own.
pub fn icon_button_of(ui: &mut Ui, icon: Icon, label: &str, side: f32, colour: Option<Color32>) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let lit = ui.is_enabled() && (response.hovered() || response.has_focus());
        if lit {
            let fill = if response.is_pointer_button_down_on() { t.pressed } else { t.hover };
            ui.painter().rect_filled(rect, RADIUS, fill);
        }
        let colour = colour.unwrap_or(if lit { t.ink } else { t.quiet });
        icon.paint(
            ui.painter(),
            rect,
            16.0_f32.min(side - 6.0),
            if ui.is_enabled() { colour } else { faded(ui, colour) },
        );
    }
    focus_ring(ui, &response);
    response.on_hover_text(label)
}

/// Shows that a widget has the keyboard: a ring in the accent along its inner edge. For what is painted by hand; egui
/// does the same for its own.
pub fn focus_ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(RING, theme::tokens(ui).accent);
        ui.painter().rect_stroke(response.rect, RADIUS, stroke, StrokeKind::Inside);
    }
}

/// The same around a button that is filled or has an edge of its own colour, on which a ring would not be seen.
fn focus_ring_around(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(RING, theme::tokens(ui).accent);
        ui.painter().rect_stroke(response.rect.expand(RING), RADIUS + 2, stroke, StrokeKind::Outside);
    }
}

fn faded(ui: &Ui, colour: Color32) -> Color32 {
    colour.gamma_multiply(ui.visuals().disabled_alpha)
}

/// The one button of a dialog that does what the dialog is for.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    let fill = t.accent;
    let text = RichText::new(text).color(t.on_accent).family(fonts::bold());
    let response = ui.add(Button::new(text).fill(fill).stroke(Stroke::NONE).min_size(Vec2::new(72.0, 30.0)));
    focus_ring_around(ui, &response);
    response
}

/// A button that takes something away for good, or nearly.
pub fn danger_button(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    let text = RichText::new(text).color(t.danger).family(fonts::bold());
    let response = ui.add(Button::new(text).stroke(Stroke::new(1.0, t.danger)).min_size(Vec2::new(72.0, 30.0)));
    focus_ring_around(ui, &response);
    response
}

/// Any other button of a dialog.
pub fn plain_button(ui: &mut Ui, text: &str) -> Response {
    let response = ui.add(Button::new(text).min_size(Vec2::new(72.0, 30.0)));
    focus_ring(ui, &response);
    response
}

/// The button of a dialog that changes nothing: it has the keyboard until somebody takes it elsewhere, so that Enter
/// destroys nothing.
pub fn safe_button(ui: &mut Ui, text: &str) -> Response {
    let response = plain_button(ui, text);
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    response
}

/// A button that looks like text in the accent.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    let text = RichText::new(text).color(theme::tokens(ui).accent);
    let response = ui.add(Button::new(text).frame_when_inactive(false));
    focus_ring(ui, &response);
    response
}

/// Text that steps back.
#[must_use]
pub fn quiet(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(theme::tokens(ui).quiet)
}

/// Small text that steps back: counts, captions, hints.
#[must_use]
pub fn caption(ui: &Ui, text: impl Into<String>) -> RichText {
    quiet(ui, text).size(size::SMALL)
}

/// Bold text of the usual size.
#[must_use]
pub fn bold(text: impl Into<String>) -> RichText {
    RichText::new(text).family(fonts::bold())
}

/// The head of a section in a panel.
pub fn section(ui: &mut Ui, text: &str) {
    ui.add_space(space::TINY);
    ui.label(caption(ui, text).family(fonts::bold()));
}

/// A hairline over the whole width.
pub fn hairline(ui: &mut Ui) {
    let colour = theme::tokens(ui).line;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, colour);
}

/// A text field of one line with a label that is heard, and a hint that is seen while it is empty.
pub fn line_field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    let response = ui.add(
        TextEdit::singleline(text)
            .hint_text(caption(ui, hint).size(size::BODY))
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(8, 5)),
    );
    name_field(ui, &response, label);
    response
}

/// A text field of several lines.
pub fn text_field(ui: &mut Ui, label: &str, text: &mut String, hint: &str, rows: usize) -> Response {
    let response = ui.add(
        TextEdit::multiline(text)
            .hint_text(caption(ui, hint).size(size::BODY))
            .desired_width(f32::INFINITY)
            .desired_rows(rows)
            .margin(egui::Margin::symmetric(8, 6)),
    );
    name_field(ui, &response, label);
    response
}

/// Gives a field the name by which it is heard.
pub fn name_field(ui: &Ui, response: &Response, label: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(label));
}

/// A label above a field of one line.
pub fn labelled_line(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::TINY;
        ui.label(caption(ui, label));
        line_field(ui, label, text, hint)
    })
    .inner
}

/// Whether an input method is composing: then what stands in a field is not yet what was meant.
pub fn composing(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(egui::Id::unique("composing"))).unwrap_or(false)
}

/// Looks at a frame's input for the state of the input method; the shell calls it before drawing.
///
/// Not every system says that a composition ended when its field or the window was left: then nobody composes.
pub fn watch_composition(ctx: &egui::Context) {
    let last = ctx.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            egui::Event::Ime(egui::ImeEvent::Preedit { text, .. }) => Some(!text.is_empty()),
            egui::Event::Ime(egui::ImeEvent::Commit(_)) | egui::Event::Text(_) | egui::Event::WindowFocused(false) => {
                Some(false)
            }
            _ => None,
        })
    });
    // In the frame in which the field is left it still counts: Escape then ends the composition and no more.
    let in_field = ctx.text_edit_focused() || was_in_field(ctx);
    let now = last.unwrap_or_else(|| composing(ctx)) && in_field;
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("composing"), now));
}

/// Whether Escape was pressed in a text field this frame. egui takes the keyboard away from the field before
/// anything is drawn, so that nobody finds it focused; the key belongs to it all the same.
pub fn escaped_from_field(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(egui::Id::unique("escaped from field"))).unwrap_or(false)
}

/// Looks for Escape in a field; the shell calls it before it looks at keys.
pub fn watch_escape(ctx: &egui::Context) {
    let escaped = was_in_field(ctx) && ctx.input(|input| input.key_pressed(Key::Escape));
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("escaped from field"), escaped));
}

/// Remembers whether a text field has the keyboard at the end of a frame.
pub fn remember_field(ctx: &egui::Context) {
    let now = ctx.text_edit_focused();
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("text field focused"), now));
}

/// Whether a text field had the keyboard at the end of the frame before.
fn was_in_field(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(egui::Id::unique("text field focused"))).unwrap_or(false)
}

/// Notes the row of a list at which the keyboard comes in: whoever goes to the panel by its key comes there.
pub fn note_list_stop(ctx: &egui::Context, row: egui::Id) {
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Vec<egui::Id>>(list_stops()).push(row));
}

/// The rows noted since this was asked last.
pub fn take_list_stops(ctx: &egui::Context) -> Vec<egui::Id> {
    ctx.data_mut(|data| std::mem::take(data.get_temp_mut_or_default::<Vec<egui::Id>>(list_stops())))
}

fn list_stops() -> egui::Id {
    egui::Id::unique("stops of lists")
}

/// Whether a field was left by Escape this frame, and not to end a composition.
pub fn left_by_escape(response: &Response) -> bool {
    response.lost_focus() && !composing(&response.ctx) && response.ctx.input(|input| input.key_pressed(Key::Escape))
}

/// Text in a field, and the same as far as no input method is still composing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// As the field shows it.
    pub text: String,
    settled: String,
}

impl Settled {
    /// A text that nobody is composing.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), settled: text.to_owned() }
    }

    /// What was meant: search, filter and save this.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.settled
    }

    /// Takes over what the field shows, unless it is being composed. Says whether it changed.
    pub fn settle(&mut self, ctx: &egui::Context) -> bool {
        if composing(ctx) || self.text == self.settled {
            return false;
        }
        self.settled.clone_from(&self.text);
        true
    }

    /// Takes back what was still being composed: the field was left in the middle of it.
    pub fn forget_unsettled(&mut self) {
        self.text.clone_from(&self.settled);
    }

    /// Empties both.
    pub fn clear(&mut self) {
        self.text.clear();
        self.settled.clear();
    }
}

/// A filter box with a lens. Says whether what it asks for changed.
pub fn filter_field(ui: &mut Ui, label: &str, text: &mut Settled) -> bool {
    filter_field_response(ui, label, text).1
}

/// The same, with the field itself.
pub fn filter_field_response(ui: &mut Ui, label: &str, text: &mut Settled) -> (Response, bool) {
    let response = ui.add(
        TextEdit::singleline(&mut text.text)
            .hint_text(caption(ui, label))
            .desired_width(f32::INFINITY)
            .font(FontId::proportional(size::BODY))
            .margin(egui::Margin { left: 28, right: 24, top: 5, bottom: 5 }),
    );
    name_field(ui, &response, label);
    let place = Rect::from_center_size(response.rect.left_center() + Vec2::new(16.0, 0.0), Vec2::splat(16.0));
    Icon::Lens.paint(ui.painter(), place, 14.0, theme::tokens(ui).quiet);
    if left_by_escape(&response) {
        text.text.clear();
    }
    let changed = text.settle(ui.ctx());
    (response, changed)
}

/// A round dot in a code's colour.
pub fn dot(ui: &mut Ui, colour: Colour) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(10.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.5, theme::stripe(colour, theme::theme_of(ui)));
}

/// What an empty place says: what it is for and what to do next.
pub fn empty_state(ui: &mut Ui, icon: Icon, title: &str, text: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(space::HUGE);
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(40.0), Sense::hover());
        icon.paint(ui.painter(), rect, 32.0, theme::tokens(ui).quiet.gamma_multiply(0.7));
        ui.label(bold(title));
        ui.label(quiet(ui, text));
    });
}

/// What a row of a list shows besides its own parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowLook {
    /// Nothing.
    #[default]
    Plain,
    /// It is the one that is open or chosen.
    Chosen,
}

/// A row over the whole width that can be clicked and dragged; its parts are drawn into the returned place.
pub fn row(ui: &mut Ui, label: &str, look: RowLook, height: f32) -> (Rect, Response) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click_and_drag());
    let chosen = look == RowLook::Chosen;
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), chosen, label));
    let t = theme::tokens(ui);
    let fill = match look {
        RowLook::Chosen => Some(t.chosen),
        RowLook::Plain if response.hovered() => Some(t.hover),
        RowLook::Plain => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
    }
    focus_ring(ui, &response);
    (rect, response)
}

/// One line of text at a place, cut with … where it is too long. Gives the width it took.
pub fn text_in(ui: &Ui, rect: Rect, text: &str, font: FontId, colour: Color32, align: Align) -> f32 {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let width = galley.size().x;
    let anchor = match align {
        Align::Max => Align2::RIGHT_CENTER,
        Align::Center => Align2::CENTER_CENTER,
        Align::Min => Align2::LEFT_CENTER,
    };
    let place = anchor.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(place.min, galley, colour);
    width
}

/// The menu of the secondary button, which Shift+F10 opens too where the keyboard is: then its first line has the
/// keyboard, and gives it back when the menu closes.
pub fn context_menu<R>(response: &Response, contents: impl FnOnce(&mut Ui) -> R) -> Option<egui::InnerResponse<R>> {
    let ctx = &response.ctx;
    let id = egui::Popup::default_response_id(response);
    let by_keys = id.with("by keys");
    let opens = ctx.memory(|memory| memory.has_focus(response.id))
        && ctx.input_mut(|input| input.consume_key(egui::Modifiers::SHIFT, Key::F10));
    if opens {
        egui::Popup::open_id(ctx, id);
        ctx.data_mut(|data| data.insert_temp(by_keys, Entering::Waits));
    } else if response.secondary_clicked() {
        ctx.data_mut(|data| data.remove_temp::<Entering>(by_keys));
    }
    let entering: Option<Entering> = ctx.data(|data| data.get_temp(by_keys));
    let mut menu = egui::Popup::context_menu(response);
    if entering.is_some() {
        menu = menu.at_position(response.rect.left_bottom() + Vec2::new(24.0, 0.0));
    }
    let shown = menu.show(|ui| {
        let layer = ui.layer_id();
        let before = ctx.viewport(|viewport| viewport.this_pass.widgets.get_layer(layer).count());
        let inner = contents(ui);
        if entering == Some(Entering::Waits) {
            // In its first frame a menu is only measured, and nothing in it can have the keyboard.
            let first = ctx.viewport(|viewport| {
                let mut drawn = viewport.this_pass.widgets.get_layer(layer).skip(before);
                drawn.find(|widget| widget.enabled && widget.sense.is_focusable()).map(|widget| widget.id)
            });
            if let Some(first) = first {
                ctx.memory_mut(|memory| memory.request_focus(first));
                ctx.data_mut(|data| data.insert_temp(by_keys, Entering::Done));
            }
            ctx.request_repaint();
        }
        inner
    });
    if entering.is_some() && !egui::Popup::is_id_open(ctx, id) {
        ctx.data_mut(|data| data.remove_temp::<Entering>(by_keys));
        response.request_focus();
    }
    shown
}

/// How far the keyboard has come into a menu that it opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Entering {
    /// Nothing in it could take it yet.
    #[default]
    Waits,
    /// It is there.
    Done,
}

/// A drop-down list that is heard under `label`. Its contents are [`option_ui`]s.
pub fn drop_down(ui: &mut Ui, combo: egui::ComboBox<'_>, label: &str, contents: impl FnOnce(&mut Ui)) -> Response {
    let shown = combo.show_ui(ui, contents);
    name_field(ui, &shown.response, label);
    focus_ring(ui, &shown.response);
    let has_closed = shown.inner.is_some() && !egui::ComboBox::is_open(ui.ctx(), shown.response.id);
    if has_closed && !ui.input(|input| input.pointer.any_click()) {
        // Whoever chose with the keyboard goes on from here.
        shown.response.request_focus();
    }
    shown.response
}

/// One of the choices of a drop-down list. The list closes when it is chosen, by Enter as by a click: egui looks
/// for the click of a pointer only.
pub fn option_ui<T: PartialEq>(ui: &mut Ui, chosen: &mut T, value: T, name: &str) -> Response {
    let response = ui.selectable_value(chosen, value, name);
    if response.clicked() {
        ui.close();
    }
    response
}

/// What was dropped on a widget this frame, if it is of this type. egui's own way takes the payload away
/// even where it is of another, so that the next one to ask finds nothing.
pub fn dropped<T: std::any::Any + Send + Sync>(response: &Response) -> Option<std::sync::Arc<T>> {
    egui::DragAndDrop::has_payload_of_type::<T>(&response.ctx).then(|| response.dnd_release_payload::<T>()).flatten()
}

/// The buttons at the foot of a dialog, from the right.
pub fn dialog_foot(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.add_space(space::MEDIUM);
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), 32.0), Layout::right_to_left(Align::Center), contents);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Event, ImeEvent, RawInput};

    #[derive(Clone, Copy, PartialEq)]
    enum Keyboard {
        InField,
        Elsewhere,
    }

    fn frame_with(ctx: &egui::Context, events: Vec<Event>, text: &mut Settled, keyboard: Keyboard) -> bool {
        let mut changed = false;
        let input = RawInput { events, max_texture_side: Some(8192), ..RawInput::default() };
        ctx.run_ui(input, |ui| {
            watch_composition(ui.ctx());
            let field = ui.text_edit_singleline(&mut String::new());
            match keyboard {
                Keyboard::InField => field.request_focus(),
                Keyboard::Elsewhere => field.surrender_focus(),
            }
            changed = text.settle(ui.ctx());
            remember_field(ui.ctx());
        })
        .drop_without_applying_deltas();
        changed
    }

    fn frame(ctx: &egui::Context, events: Vec<Event>, text: &mut Settled) -> bool {
        frame_with(ctx, events, text, Keyboard::InField)
    }

    fn preedit(text: &str) -> Event {
        Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
    }

    /// A context in which a field has the keyboard and pinyin is being composed.
    fn in_composition() -> egui::Context {
        let ctx = egui::Context::default();
        let mut text = Settled::default();
        frame(&ctx, vec![], &mut text);
        frame(&ctx, vec![preedit("nei'juan")], &mut text);
        assert!(composing(&ctx));
        ctx
    }

    #[test]
    fn a_composition_ends_with_its_field_its_window_or_plain_letters_even_where_the_system_does_not_say_so() {
        let ctx = in_composition();
        frame_with(&ctx, vec![], &mut Settled::default(), Keyboard::Elsewhere);
        frame_with(&ctx, vec![], &mut Settled::default(), Keyboard::Elsewhere);
        assert!(!composing(&ctx), "the field was left");
        for end in [Event::WindowFocused(false), Event::Text("a".to_owned())] {
            let ctx = in_composition();
            frame(&ctx, vec![end.clone()], &mut Settled::default());
            assert!(!composing(&ctx), "{end:?}");
        }
    }

    #[test]
    fn nothing_is_searched_while_pinyin_is_still_being_typed() {
        let ctx = egui::Context::default();
        frame(&ctx, vec![], &mut Settled::default());
        let mut text = Settled { text: "nei'juan".to_owned(), settled: String::new() };
        assert!(!frame(&ctx, vec![preedit("nei'juan")], &mut text));
        assert!(!frame(&ctx, vec![], &mut text), "still composing in the next frame");
        assert_eq!(text.get(), "");
        text.text = "内卷".to_owned();
        assert!(frame(&ctx, vec![Event::Ime(ImeEvent::Commit("内卷".to_owned()))], &mut text));
        assert_eq!(text.get(), "内卷");
    }
}
