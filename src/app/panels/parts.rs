//! Parts that the workspaces for searching, analysing and reporting share: choices, ticks, passages in colour.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::emath::GuiRounding as _;
use egui::{
    Button, Color32, ComboBox, FontFamily, FontId, Galley, Id, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    TextFormat, Ui, Vec2, WidgetInfo,
};

use crate::app::actions::Actions;
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::text_view::quoted::quoted;
use crate::app::theme::{self, space};
use crate::app::widgets;

/// Side of a box to tick.
pub const TICK: f32 = 16.0;

/// What a box to tick shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// None of what it stands for.
    Off,
    /// Some of it.
    Some,
    /// All of it.
    On,
}

impl Tick {
    /// Of so many out of so many.
    #[must_use]
    pub fn of(ticked: usize, all: usize) -> Self {
        match ticked {
            0 => Self::Off,
            some if some < all => Self::Some,
            _ => Self::On,
        }
    }
}

/// A box to tick in the middle of a place. Gives its response; the caller changes what it stands for.
pub fn tick_in(ui: &Ui, place: Rect, id: Id, tick: Tick, label: &str) -> Response {
    tick_with(ui, place, id, tick, label, Sense::click())
}

/// The same in a row that Space ticks: the box is for the pointer, and no stop of the keyboard beside its row.
pub fn tick_in_row(ui: &Ui, place: Rect, id: Id, tick: Tick, label: &str) -> Response {
    tick_with(ui, place, id, tick, label, Sense::CLICK)
}

fn tick_with(ui: &Ui, place: Rect, id: Id, tick: Tick, label: &str, sense: Sense) -> Response {
    let response = ui.interact(place, id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), tick == Tick::On, label));
    let rect = paint_tick(ui, place, tick, response.hovered() || response.has_focus());
    if response.has_focus() {
        let stroke = Stroke::new(1.5, theme::tokens(ui).accent);
        ui.painter().rect_stroke(rect.expand(2.0), 5.0, stroke, StrokeKind::Outside);
    }
    response
}

/// Paints the box alone, for rows that are ticked as a whole; gives its place.
pub fn paint_tick(ui: &Ui, place: Rect, tick: Tick, lit: bool) -> Rect {
    let t = theme::tokens(ui);
    let rect = Rect::from_center_size(place.center(), Vec2::splat(TICK)).round_to_pixels(ui.pixels_per_point());
    let (fill, line) = match tick {
        Tick::Off => (t.field, if lit { t.accent } else { t.quiet }),
        Tick::On | Tick::Some => (t.accent, t.accent),
    };
    ui.painter().rect(rect, 4.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    match tick {
        Tick::Off => {}
        Tick::On => Icon::Check.paint(ui.painter(), rect, 12.0, t.on_accent),
        Tick::Some => {
            let bar = Rect::from_center_size(rect.center(), Vec2::new(8.0, 2.0));
            ui.painter().rect_filled(bar, 0.0, t.on_accent);
        }
    }
    rect
}

/// A box to tick with words behind it.
pub fn tick_line(ui: &mut Ui, tick: Tick, label: &str) -> Response {
    let font = FontId::proportional(theme::size::BODY);
    let room = (ui.available_width() - TICK - space::SMALL).max(20.0);
    let width = text_width(ui, label, &font).min(room);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(TICK + space::SMALL + width + 2.0, 24.0), Sense::hover());
    let id = ui.scope_id().with(("tick", label));
    // The words are for the pointer; the box is the stop of the keyboard, and is heard.
    let response = ui.interact(rect, id, Sense::CLICK);
    let place = Rect::from_min_size(rect.min, Vec2::new(TICK, rect.height()));
    let inner = tick_in(ui, place, id.with("box"), tick, label);
    let words = Rect::from_min_max(egui::pos2(rect.left() + TICK + space::SMALL, rect.top()), rect.max);
    widgets::text_in(ui, words, label, font, theme::tokens(ui).ink, egui::Align::Min);
    inner | response
}

/// How wide a text is on one line.
pub fn text_width(ui: &Ui, text: &str, font: &FontId) -> f32 {
    ui.fonts_mut(|fonts| text.chars().map(|c| fonts.glyph_width(font, c)).sum())
}

/// What to do next where there is nothing yet: bring documents in, or go and code.
pub fn next_step_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let (command, name) = if view.project.documents().len() == 0 {
        (UiCommand::ImportFiles, view.text("documents.import"))
    } else {
        (UiCommand::ShowCode, view.text("app.go_and_code"))
    };
    if !command.possible(&view.situation) {
        return;
    }
    ui.vertical_centered(|ui| {
        ui.add_space(space::SMALL);
        let button = widgets::primary_button(ui, name);
        if button.on_hover_text(command.tooltip(view.language, ui.ctx())).clicked() {
            actions.run(command);
        }
    });
}

/// One of a few, as a drop-down list; `label` is heard, and seen before it. Says whether the choice changed.
pub fn choice_ui<T: Copy + PartialEq>(ui: &mut Ui, label: &str, options: &[(T, &str)], chosen: &mut T) -> bool {
    let width = choice_width(ui, options).min(ui.available_width());
    choice_of_width_ui(ui, label, options, chosen, width)
}

/// The same as wide as it is told to be: several below each other stand in columns.
pub fn choice_of_width_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    options: &[(T, &str)],
    chosen: &mut T,
    width: f32,
) -> bool {
    let now = options.iter().find(|(value, _)| value == chosen).map_or("", |(_, name)| name);
    let before = *chosen;
    // Where there is room all of them are seen.
    let height = ui.ctx().content_rect().height() * 0.6;
    let combo = ComboBox::from_id_salt(label).selected_text(now).width(width).truncate().height(height);
    let shown = widgets::drop_down(ui, combo, label, |ui| {
        for (value, name) in options {
            widgets::option_ui(ui, chosen, *value, name);
        }
    });
    shown.on_hover_text(label);
    *chosen != before
}

/// How wide a choice is that shows each of its options whole.
pub fn choice_width<T>(ui: &Ui, options: &[(T, &str)]) -> f32 {
    let font = FontId::proportional(theme::size::BODY);
    options.iter().map(|(_, name)| text_width(ui, name, &font)).fold(0.0, f32::max) + 40.0
}

/// One of two or three, side by side. Says whether the choice changed.
pub fn segments_ui<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str)], chosen: &mut T) -> bool {
    let before = *chosen;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let t = theme::tokens(ui);
        for (value, name) in options {
            let on = value == chosen;
            let text = RichText::new(*name).color(if on { t.accent } else { t.quiet });
            let fill = if on { t.chosen } else { Color32::TRANSPARENT };
            let button = Button::new(text).fill(fill).stroke(Stroke::NONE).min_size(Vec2::new(0.0, 28.0));
            let response = ui.add(button);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, *name));
            widgets::focus_ring(ui, &response);
            if response.clicked() {
                *chosen = *value;
            }
        }
    });
    *chosen != before
}

/// A piece of a passage and how it is set.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The words.
    pub text: &'a str,
    /// Of the words.
    pub ink: Color32,
    /// Under them.
    pub ground: Color32,
    /// Below them.
    pub line: Stroke,
}

impl<'a> Piece<'a> {
    /// Words without anything under them.
    #[must_use]
    pub fn plain(text: &'a str, ink: Color32) -> Self {
        Self { text, ink, ground: Color32::TRANSPARENT, line: Stroke::NONE }
    }
}

/// Pieces as one text, wrapped at a width into at most so many rows, as the reading column breaks its rows. Ends of
/// paragraphs in it are only a gap.
#[must_use]
pub fn passage(ui: &Ui, pieces: &[Piece<'_>], font: &FontId, width: f32, rows: usize) -> Arc<Galley> {
    // What is studied is written as the column writes it, whatever the interface speaks.
    let family = if font.family == FontFamily::Proportional { fonts::reading() } else { font.family.clone() };
    let look = |piece: &Piece<'_>| TextFormat {
        font_id: FontId::new(font.size, family.clone()),
        color: piece.ink,
        background: piece.ground,
        underline: piece.line,
        line_height: Some((font.size * 1.55).round()),
        ..TextFormat::default()
    };
    let pieces: Vec<(&str, TextFormat)> = pieces.iter().map(|piece| (piece.text, look(piece))).collect();
    ui.fonts_mut(|fonts| {
        let job = quoted(fonts, &pieces, width, rows);
        fonts.layout_job(job)
    })
}

/// The beginning of a text that fits a width.
pub fn head_fitting<'a>(ui: &Ui, text: &'a str, font: &FontId, width: f32) -> &'a str {
    let mut taken = 0.0;
    let mut until = text.len();
    ui.fonts_mut(|fonts| {
        for (byte, c) in text.char_indices() {
            taken += fonts.glyph_width(font, c);
            if taken > width {
                until = byte;
                break;
            }
        }
    });
    &text[..until]
}

/// The end of a text that fits a width, for what stands left of something.
pub fn tail_fitting<'a>(ui: &Ui, text: &'a str, font: &FontId, width: f32) -> &'a str {
    let mut taken = 0.0;
    let mut from = text.len();
    ui.fonts_mut(|fonts| {
        for (byte, c) in text.char_indices().rev() {
            taken += fonts.glyph_width(font, c);
            if taken > width {
                break;
            }
            from = byte;
        }
    });
    &text[from..]
}
