//! The margin as a person uses it: stripes are buttons, names light their passages, and what has no
//! room for a name stands behind a "+3" that opens.
//!
//! Where stripes and names stand is decided in `stripes`; here they are painted and pressed.

use std::sync::Arc;

use egui::accesskit::{Node, Role};
use egui::{Align2, CornerRadius, FontId, Popup, Rect, RichText, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::TextView;
use super::names::elided;
use super::paint::Frame;
use super::stripes::{Placed, stripe_colour};
use super::style::Style;
use super::view::Shown;
use crate::app::theme;
use crate::app::widgets;
use crate::model::{CodingId, Colour, Message};

/// What the margin says of the pointer.
#[derive(Default)]
pub(super) struct Margin {
    pub hovered: Option<CodingId>,
    /// By the pointer, and not because the keyboard is there.
    pub pointed: Option<CodingId>,
    pub clicked: Option<CodingId>,
}

/// A code in a small list: its dot, its name, and who coded below it.
pub(super) fn code_line_ui(ui: &mut Ui, colour: Colour, name: &str, coder: &str, style: &Style) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let height = ui.text_style_height(&egui::TextStyle::Body);
        let (rect, _) = ui.allocate_exact_size(Vec2::new(8.0, height), Sense::hover());
        ui.painter().circle_filled(rect.center(), 4.0, theme::stripe(colour, style.theme));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.label(name);
            if !coder.is_empty() {
                ui.label(RichText::new(coder).color(style.faint).size(style.label.size));
            }
        });
    });
}

/// Where a coding stands, in words.
fn told(frame: &Frame<'_>, shown: &Shown) -> String {
    let paragraph = frame.view.document.text.paragraph_of(shown.span.start) + 1;
    let message = Message::new("documents.stripe").with("code", &shown.name).with("paragraph", paragraph);
    frame.view.language.say(&message)
}

/// Takes the pointer's part in the margin: stripes are buttons with their code's name.
pub(super) fn margin_ui(ui: &Ui, frame: &Frame<'_>, placed: &[Placed]) -> Margin {
    let mut margin = Margin::default();
    let clip = ui.clip_rect();
    for one in placed {
        let Some(shown) = frame.view.codings.get(one.coding) else { continue };
        let bar = one.bar.expand2(vec2(one.air, 0.0)).intersect(clip);
        let stripe = ui.interact(bar, frame.id.with(("stripe", shown.id)), Sense::click());
        stripe.widget_info(|| WidgetInfo::labeled(Role::Button, true, told(frame, shown)));
        let mut hovered = stripe.hovered() || stripe.has_focus();
        let mut clicked = stripe.clicked();
        let mut pointed = stripe.hovered();
        if let Some(rect) = one.name {
            let more = more_rect(one, rect);
            let name = Rect::from_min_max(rect.min, pos2(more.map_or(rect.right(), |more| more.left()), rect.bottom()));
            let name = ui.interact(name.intersect(clip), frame.id.with(("name", shown.id)), Sense::CLICK);
            // The stripe is the button; this is the same one, wider, and no stop of the keyboard beside it.
            ui.accesskit_node_builder(name.id, Node::set_hidden);
            hovered |= name.hovered();
            clicked |= name.clicked();
            pointed |= name.hovered();
            if let Some(more) = more {
                more_ui(ui, frame, (one, shown.id), more.intersect(clip), &mut margin);
            }
        }
        if hovered {
            margin.hovered = Some(shown.id);
        }
        if pointed {
            margin.pointed = Some(shown.id);
        }
        if clicked {
            margin.clicked = Some(shown.id);
        }
    }
    margin
}

/// Where the "+3" stands; `None` where every name has its place.
fn more_rect(one: &Placed, name: Rect) -> Option<Rect> {
    let digits = one.more.len().checked_ilog10()? + 1;
    let width = 14.0 + 8.0 * digits as f32;
    Some(Rect::from_min_max(pos2(name.right() - width, name.top()), name.max))
}

/// The names that had no room: told while the pointer rests there, and a list to choose from when pressed.
fn more_ui(ui: &Ui, frame: &Frame<'_>, (one, id): (&Placed, CodingId), rect: Rect, margin: &mut Margin) {
    let hidden = || one.more.iter().filter_map(|&at| frame.view.codings.get(at));
    let response = ui.interact(rect, frame.id.with(("more", id)), Sense::click());
    let label = || frame.view.language.say(&Message::new("documents.more_codings").with("count", one.more.len()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label()));
    let opened = Popup::menu(&response).width(200.0).show(|ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for shown in hidden() {
                let button = ui
                    .horizontal(|ui| {
                        widgets::dot(ui, shown.colour);
                        ui.button(&*shown.name)
                    })
                    .inner;
                if button.hovered() {
                    margin.hovered = Some(shown.id);
                }
                if button.clicked() {
                    margin.clicked = Some(shown.id);
                    ui.close();
                }
            }
        });
    });
    if opened.is_none() {
        response.on_hover_ui(|ui| {
            const MOST: usize = 12;
            ui.spacing_mut().item_spacing.y = 3.0;
            for shown in hidden().take(MOST) {
                code_line_ui(ui, shown.colour, &shown.name, &shown.coder, frame.view.style);
            }
            if one.more.len() > MOST {
                ui.label(format!("+{}", one.more.len() - MOST));
            }
        });
    }
}

impl TextView {
    pub(super) fn paint_margin(&mut self, ui: &Ui, frame: &Frame<'_>, placed: &[Placed], lit: Option<CodingId>) {
        let style = frame.view.style;
        let painter = ui.painter();
        for one in placed {
            let Some(shown) = frame.view.codings.get(one.coding) else { continue };
            let strong = lit == Some(shown.id) || frame.view.selected == Some(shown.id);
            let colour =
                stripe_colour(self.paints.of(shown.colour, style.theme).stripe, lit.map(|lit| lit == shown.id));
            let bar = if strong { one.bar.expand2(vec2(one.air.min(1.0), 0.0)) } else { one.bar };
            painter.rect_filled(bar, CornerRadius::same(2), colour);
            let Some(rect) = one.name else { continue };
            painter.circle_filled(pos2(rect.left() + 4.0, rect.center().y), 3.5, colour);
            let ink = if strong { style.text } else { style.faint };
            let more = more_rect(one, rect);
            if let Some(more) = more {
                let text = format!("+{}", one.more.len());
                painter.text(more.right_center(), Align2::RIGHT_CENTER, text, style.label.clone(), style.faint);
            }
            let from = rect.left() + 13.0;
            let to = more.map_or(rect.right(), |more| more.left());
            let short = fitted(ui, &shown.name, &style.label, to - from);
            let galley = painter.layout_no_wrap(short, style.label.clone(), ink);
            painter.galley(pos2(from, rect.center().y - galley.size().y / 2.0), Arc::clone(&galley), ink);
        }
    }
}

/// A name as it fits.
fn fitted(ui: &Ui, name: &str, font: &FontId, room: f32) -> String {
    ui.fonts_mut(|fonts| {
        let widths: Vec<f32> = name.chars().map(|character| fonts.glyph_width(font, character)).collect();
        elided(name, &widths, fonts.glyph_width(font, '…'), room)
    })
}
