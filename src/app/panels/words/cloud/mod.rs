//! The most frequent words as a picture: the more often a word stands in the texts, the larger it is.
//!
//! A cloud shows what there is much of, no more; the figures stand in the table, and hovering says them.

mod layout;
mod picture;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Align2, FontFamily, FontId, Frame, Margin, Rect, Sense, Ui, Vec2, WidgetInfo, pos2};

use self::layout::{Cloud, Word};
use super::WordsView;
use super::counting::Frequencies;
use super::deeds::{self, Deed};
use super::definition::{Definition, definitions_ui};
use super::frequencies::{self, nothing_ui, size_of};
use crate::app::actions::{Action, Actions};
use crate::app::jobs::{Continuation, JobKind, JobRequest, Underway};
use crate::app::panels::parts::text_width;
use crate::app::panels::save_file::{self, Made};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme;
use crate::app::widgets;
use crate::model::Message;
use crate::search::words::Frequency;

/// What sizes mean.
const DEFINITIONS: [Definition; 1] = [("words.tab.cloud", "words.define.cloud")];
/// No smaller than this, in points.
const SMALLEST: f32 = 10.0;

/// A cloud with the words it is made of.
pub struct Laid {
    /// Where each stands.
    pub cloud: Cloud,
    figures: Arc<Frequencies>,
    /// Of [`Frequencies::lines`], the most frequent first.
    order: Vec<u32>,
    words: Vec<Word>,
    aspect: f32,
}

impl Laid {
    /// The words, the most frequent first.
    #[must_use]
    pub fn lines(&self) -> Vec<&Frequency> {
        self.order.iter().filter_map(|&at| self.figures.lines.get(at as usize)).collect()
    }

    /// How wide a word is at size 1.
    #[must_use]
    pub fn width(&self, word: usize) -> f32 {
        self.words.get(word).map_or(0.0, |word| word.width)
    }
}

/// What the tab remembers.
#[derive(Default)]
pub struct CloudView {
    laid: Option<Arc<Laid>>,
    asked: Option<(Arc<Frequencies>, f32)>,
    underway: Underway,
}

impl CloudView {
    /// How many words it shows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.laid.as_ref().map_or(0, |laid| laid.cloud.placed.len())
    }

    /// Whether it shows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Has the words laid out where the figures or the shape of the room are others.
    fn follow(&mut self, ui: &Ui, figures: &Arc<Frequencies>, room: Vec2, actions: &mut Actions) {
        // In steps, so that moving an edge of the window does not shake the words.
        let aspect = ((room.x / room.y.max(1.0)).clamp(0.6, 3.0) * 4.0).round() / 4.0;
        let same = |of: &Arc<Frequencies>, at: f32| Arc::ptr_eq(of, figures) && (at - aspect).abs() < 0.01;
        if self.laid.as_ref().is_some_and(|laid| same(&laid.figures, laid.aspect))
            || (self.asked.as_ref().is_some_and(|(of, at)| same(of, *at)) && self.underway.goes_on())
        {
            return;
        }
        let mut order: Vec<u32> = (0..figures.lines.len() as u32).collect();
        let by = |at: &u32| (std::cmp::Reverse(figures.lines[*at as usize].count), *at);
        if order.len() > layout::MOST {
            order.select_nth_unstable_by_key(layout::MOST, by);
            order.truncate(layout::MOST);
        }
        order.sort_unstable_by_key(by);
        // A size at which glyphs have been measured anyway.
        let font = FontId::new(20.0, FontFamily::Proportional);
        let word = |&at: &u32| {
            let line = &figures.lines[at as usize];
            Word { count: line.count, width: text_width(ui, &line.word, &font) / font.size }
        };
        let words: Vec<Word> = order.iter().map(word).collect();
        let held = self.underway.begin();
        self.asked = Some((Arc::clone(figures), aspect));
        let figures = Arc::clone(figures);
        actions.push(Action::Start(JobRequest::new(JobKind::WordCloud, Message::new("words.job"), move |context| {
            let cloud = layout::lay_out(&words, aspect, &|| context.cancelled());
            let whole = !context.cancelled();
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                if whole {
                    let laid = Laid { cloud, figures, order, words, aspect };
                    shell.views.words.cloud.laid = Some(Arc::new(laid));
                }
            });
            then
        })));
    }
}

/// Draws it.
pub fn cloud_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let figures = state.frequencies.slot.get().map(Arc::clone);
    let laid = state.cloud.laid.clone();
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            if let Some(laid) = &laid {
                let said = Message::new("words.cloud_size").with("count", laid.cloud.placed.len());
                ui.label(widgets::bold(view.say(&said)));
            }
            if let Some(figures) = &figures {
                ui.label(widgets::caption(ui, size_of(view, figures)));
            }
            state.frequencies.slot.state_ui(ui, view, actions);
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                definitions_ui(ui, view, &DEFINITIONS, &state.scope.said(view));
                if let (Some(laid), Some(figures)) = (&laid, &figures) {
                    let foot = format!("{}  {}", size_of(view, figures), state.scope.said(view));
                    save_ui(ui, view, laid, foot, actions);
                }
            });
        });
    });
    let Some(figures) = figures else { return };
    if figures.lines.is_empty() {
        nothing_ui(ui, view);
        return;
    }
    let room = ui.available_rect_before_wrap().shrink2(Vec2::new(24.0, 16.0));
    state.cloud.follow(ui, &figures, room.size(), actions);
    let mut deed = None;
    if let Some(laid) = laid.filter(|laid| Arc::ptr_eq(&laid.figures, &figures)) {
        words_ui(ui, view, &laid, room, &mut deed);
    }
    if let Some(deed) = deed {
        deeds::carry_out(ui, view, state, deed, actions);
    }
}

fn words_ui(ui: &mut Ui, view: &ShellView, laid: &Laid, room: Rect, deed: &mut Option<Deed>) {
    let theme = theme::theme_of(ui);
    let (scale, [x, y]) = laid.cloud.fit(room.width(), room.height(), picture::LARGEST);
    let lines = laid.lines();
    for placed in &laid.cloud.placed {
        let Some(line) = lines.get(placed.word) else { continue };
        let middle = room.min + Vec2::new(placed.x.mul_add(scale, x), placed.y.mul_add(scale, y));
        let place = Rect::from_center_size(middle, Vec2::new(placed.width, placed.height) * scale);
        let id = ui.scope_id().with(("cloud", &line.word));
        let response = ui.interact(place, id, Sense::click());
        let said = Message::new("words.spoken")
            .with("word", &line.word)
            .with("count", grouped(line.count))
            .with("documents", grouped(u64::from(line.documents)));
        let said = view.say(&said);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(place, theme::RADIUS, theme::tokens(ui).hover);
        }
        // Whole sizes: there are few of them, and glyphs stay sharp.
        let font = FontId::new((placed.size * scale).max(SMALLEST).round(), FontFamily::Proportional);
        let ink = theme::word_ink(placed.word, theme);
        ui.painter().text(pos2(middle.x, middle.y), Align2::CENTER_CENTER, &*line.word, font, ink);
        let query = laid.figures.places_of(&[&line.word]);
        if response.clicked() {
            *deed = Some(Deed::Concordance(query.clone()));
        }
        widgets::context_menu(&response, |ui| deeds::menu_ui(ui, view, (&line.word, laid.figures.forms), query, deed));
        response.on_hover_ui(|ui| {
            ui.label(&said);
            let rate = Message::new("words.per_million").with("number", frequencies::tenths(line.per_million));
            ui.label(widgets::caption(ui, view.say(&rate)));
        });
    }
}

fn save_ui(ui: &mut Ui, view: &ShellView, laid: &Arc<Laid>, foot: String, actions: &mut Actions) {
    let name = save_file::name(view, view.text("words.tab.cloud"));
    let shown = ui.menu_button(view.text("words.take_out"), |ui| {
        if ui.button(view.text("words.save_svg")).clicked() {
            let (laid, title, foot) = (Arc::clone(laid), name.clone(), foot.clone());
            save_file::ask(actions, "words.save_title", &name, "svg", move |_| {
                Ok(Made::whole(picture::svg(&laid, &title, &foot).into_bytes()))
            });
            ui.close();
        }
        if ui.button(view.text("words.save_png")).clicked() {
            let (laid, foot) = (Arc::clone(laid), foot.clone());
            save_file::ask(actions, "words.save_title", &name, "png", move |_| {
                let bytes = picture::png(&laid, &foot);
                bytes.map(Made::whole).map_err(|error| Message::new("export.not_made").with("reason", error))
            });
            ui.close();
        }
    });
    shown.response.on_hover_text(view.text("words.take_out"));
}
