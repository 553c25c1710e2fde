//! A menu with a filter box over what the project has: codes, documents, speakers and so on.

use egui::{Align, FontId, Key, Modifiers, Popup, PopupCloseBehavior, Rect, ScrollArea, Ui, Vec2, pos2};

use super::super::offers::{self, Known, Offer, Source};
use crate::app::shell::ShellView;
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::Message;

/// At most this many are listed; the filter box finds the others.
const MOST: usize = 200;
const WIDTH: f32 = 280.0;

/// What the open menu remembers; only one is open at a time.
#[derive(Default)]
pub struct Picks {
    typed: Settled,
    known: Known,
    shown: Option<(Source, String, u64, Vec<Offer>)>,
    opened: Option<egui::Id>,
}

/// What may be put in besides what is offered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Free {
    /// What was typed, as it is.
    Typed,
    /// Nothing.
    No,
}

/// A button that opens the menu; gives what was chosen.
pub fn pick_ui(
    ui: &mut Ui,
    view: &ShellView,
    picks: &mut Picks,
    source: &Source,
    free: Free,
    (shown, label): (&str, &str),
) -> Option<String> {
    let text = egui::RichText::new(shown);
    let button = ui.add(egui::Button::new(text).min_size(Vec2::new(40.0, 28.0)).truncate());
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), label));
    let mut chosen = None;
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = space::TINY;
        if picks.opened != Some(button.id) {
            picks.opened = Some(button.id);
            picks.typed.clear();
        }
        // On a row the key takes that row; in the field, the first one.
        let id = button.id.with("filter");
        let entered = ui.memory(|memory| memory.has_focus(id))
            && !widgets::composing(ui.ctx())
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let field = ui.add(
            egui::TextEdit::singleline(&mut picks.typed.text)
                .id(id)
                .hint_text(widgets::caption(ui, view.text("query.pick_filter")))
                .desired_width(f32::INFINITY)
                .margin(egui::Margin::symmetric(8, 5)),
        );
        widgets::name_field(ui, &field, view.text("query.pick_filter"));
        if ui.memory(|memory| memory.focused().is_none() || memory.has_focus(button.id)) {
            field.request_focus();
        }
        picks.typed.settle(ui.ctx());
        let typed = picks.typed.get().trim().to_owned();
        let offers = picks.offers(view, source, &typed);
        let exact = offers.iter().any(|offer| offer.value == typed);
        if entered {
            chosen = offers.first().map(|offer| offer.value.clone());
        }
        ScrollArea::vertical().max_height(ROW_HEIGHT * 9.0).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for offer in offers {
                if offer_ui(ui, offer, RowLook::Plain).clicked() {
                    chosen = Some(offer.value.clone());
                }
            }
            if offers.is_empty() && (free == Free::No || typed.is_empty()) {
                ui.label(widgets::caption(ui, view.text("query.pick_nothing")));
            }
            if free == Free::Typed && !exact && !typed.is_empty() {
                let said = Message::new("query.pick_typed").with("text", &typed);
                let (rect, response) = widgets::row(ui, &view.say(&said), RowLook::Plain, ROW_HEIGHT);
                let t = theme::tokens(ui);
                let inner = rect.shrink2(Vec2::new(space::SMALL, 0.0));
                widgets::text_in(ui, inner, &view.say(&said), FontId::proportional(size::BODY), t.accent, Align::Min);
                if response.clicked() || (entered && chosen.is_none()) {
                    chosen = Some(typed.clone());
                }
            }
        });
        if chosen.is_some() {
            picks.opened = None;
            ui.close();
        }
    });
    if picks.opened == Some(button.id) && !Popup::is_id_open(ui.ctx(), Popup::default_response_id(&button)) {
        picks.opened = None;
    }
    button.on_hover_text(label);
    chosen
}

/// A name in a list, with its colour before it and where it stands behind it.
pub fn offer_ui(ui: &mut Ui, offer: &Offer, look: RowLook) -> egui::Response {
    let t = theme::tokens(ui);
    let (rect, response) = widgets::row(ui, &offer.value, look, ROW_HEIGHT);
    let mut inner = rect.shrink2(Vec2::new(space::SMALL, 0.0));
    if let Some(colour) = offer.colour {
        let colour = theme::stripe(colour, theme::theme_of(ui));
        ui.painter().circle_filled(pos2(inner.left() + 4.0, rect.center().y), 4.0, colour);
        inner.min.x += 16.0;
    }
    let half = Rect::from_min_max(pos2(inner.center().x, inner.top()), inner.max);
    let small = FontId::proportional(size::SMALL);
    let taken = widgets::text_in(ui, half, &offer.detail, small, t.quiet, Align::Max);
    let name = Rect::from_min_max(inner.min, pos2(inner.right() - taken - space::SMALL, inner.bottom()));
    widgets::text_in(ui, name, &offer.value, FontId::proportional(size::BODY), t.ink, Align::Min);
    response
}

impl Picks {
    /// Looked up once for each state of the project and each thing typed, not for each frame.
    fn offers(&mut self, view: &ShellView, source: &Source, typed: &str) -> &[Offer] {
        let is_known = self.shown.as_ref().is_some_and(|(of, for_typed, revision, _)| {
            of == source && for_typed == typed && *revision == view.revision
        });
        if !is_known {
            let offers = offers::fitting(self.known.of(view, source), typed, MOST);
            self.shown = Some((source.clone(), typed.to_owned(), view.revision, offers));
        }
        self.shown.as_ref().map_or(&[], |(.., offers)| offers)
    }
}
