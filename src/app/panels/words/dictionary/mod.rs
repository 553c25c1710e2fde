//! Which words there are: the project's own dictionary, the words that are left out of lists, and a sentence to try
//! how texts are cut by them.

mod attempt;
pub mod edits;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Frame, Layout, Margin, Rect, Ui, Vec2, WidgetInfo, pos2};

use self::attempt::Attempt;
use super::WordsView;
use crate::app::actions::{Action, Actions};
use crate::app::icons::Icon;
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::rows::Rows;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets::{self, Settled};
use crate::i18n::Language;
use crate::model::{Message, Shelf, ShelfItem};
use crate::search::pinyin::match_name;
use crate::search::words::Lexicon;
use crate::session::shelf::{Listing, words_in};

/// Height of a row.
const ROW: f32 = 28.0;

/// What the tab remembers.
#[derive(Default)]
pub struct DictionaryView {
    /// A sentence to try.
    pub attempt: Attempt,
    words: Shelved,
    stops: Shelved,
    pasting: Option<Settled>,
}

/// A list with a field to add to it and one to filter it.
#[derive(Default)]
struct Shelved {
    new: Settled,
    filter: Settled,
    rows: Rows,
    lines: Arc<[Entry]>,
    of: Option<(u64, String)>,
}

/// A word of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    word: String,
    /// It comes with the program.
    bundled: bool,
    /// It is in force: not taken off.
    on: bool,
}

impl Shelved {
    /// Makes the lines anew where the project or the filter is another.
    fn follow(&mut self, revision: u64, all: impl FnOnce() -> Vec<Entry>) {
        let wanted = (revision, self.filter.get().trim().to_owned());
        if self.of.as_ref() != Some(&wanted) {
            let fits = |entry: &Entry| match_name(&wanted.1, &entry.word).is_some();
            self.lines = all().into_iter().filter(|entry| wanted.1.is_empty() || fits(entry)).collect();
            self.of = Some(wanted);
        }
    }
}

fn own_words(view: &ShellView) -> Vec<Entry> {
    let entry = |item: &ShelfItem| Entry { word: item.name.clone(), bundled: false, on: true };
    view.project.shelf(Shelf::Word).map(entry).collect()
}

/// The project's own first, then those that come with the program.
fn stop_words(view: &ShellView) -> Vec<Entry> {
    let bundled: BTreeSet<&str> = Lexicon::bundled_stop_words().collect();
    let lexicon = Lexicon::of(&view.project);
    let own = view.project.shelf(Shelf::StopWord).filter(|item| item.value.is_empty());
    let own = own.filter(|item| !bundled.contains(item.name.as_str()));
    let own = own.map(|item| Entry { word: item.name.clone(), bundled: false, on: true });
    // Those of one's own language first.
    let mut listed: Vec<&str> = bundled.iter().copied().collect();
    listed.sort_by_key(|word| word.is_ascii() == (view.language == Language::Chinese));
    let others = listed.into_iter();
    let others = others.map(|word| Entry { word: word.to_owned(), bundled: true, on: lexicon.is_stop_word(word) });
    own.chain(others).collect()
}

/// Draws it.
pub fn dictionary_ui(ui: &mut Ui, view: &ShellView, state: &mut WordsView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let own = &mut state.dictionary;
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 8, bottom: 8 }).show(ui, |ui| {
        let card = Frame::new().fill(t.panel).corner_radius(8).inner_margin(Margin::symmetric(16, 12));
        card.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            own.attempt.ui(ui, view, actions);
        });
        ui.add_space(space::SMALL);
        ui.spacing_mut().item_spacing.x = space::HUGE;
        ui.columns(2, |columns| {
            for column in columns.iter_mut() {
                column.spacing_mut().item_spacing.x = space::SMALL;
            }
            words_ui(&mut columns[0], view, own, actions);
            stops_ui(&mut columns[1], view, &mut own.stops, actions);
        });
    });
}

/// A head with a count, and what else can be done with the list.
fn head_ui(ui: &mut Ui, view: &ShellView, name: &str, count: usize, menu: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.label(widgets::bold(view.text(name)));
        ui.label(widgets::caption(ui, grouped(count as u64)));
        ui.with_layout(Layout::right_to_left(Align::Center), menu);
    });
}

/// A field for a new word with its button; gives the word when it is to be added.
fn new_ui(ui: &mut Ui, view: &ShellView, new: &mut Settled, label: &str, button: &str) -> Option<String> {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let word = new.get().trim().to_owned();
            let add = ui.add_enabled(!word.is_empty(), egui::Button::new(view.text(button)));
            let field = ui
                .with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let hint = view.text(label);
                    let response = widgets::line_field(ui, hint, &mut new.text, hint);
                    new.settle(ui.ctx());
                    response
                })
                .inner;
            let entered = field.lost_focus()
                && !widgets::composing(ui.ctx())
                && ui.input(|input| input.key_pressed(egui::Key::Enter));
            ((add.clicked() || entered) && !word.is_empty()).then(|| {
                new.clear();
                field.request_focus();
                word
            })
        })
        .inner
    })
    .inner
}

fn words_ui(ui: &mut Ui, view: &ShellView, own: &mut DictionaryView, actions: &mut Actions) {
    own.words.follow(view.revision, || own_words(view));
    let count = view.project.shelf(Shelf::Word).count();
    head_ui(ui, view, "words.own", count, |ui| {
        let shown = ui.menu_button(view.text("words.more_words"), |ui| {
            ui.set_min_width(160.0);
            if ui.add_enabled(view.writing(), egui::Button::new(view.text("words.paste_many"))).clicked() {
                own.pasting = Some(Settled::default());
                ui.close();
            }
            if ui.add_enabled(view.writing(), egui::Button::new(view.text("words.import_words"))).clicked() {
                edits::import(actions);
                ui.close();
            }
            if ui.add_enabled(count > 0, egui::Button::new(view.text("words.export_words"))).clicked() {
                edits::export_words(view, actions);
                ui.close();
            }
        });
        shown.response.on_hover_text(view.text("words.own_line"));
    });
    ui.add(egui::Label::new(widgets::caption(ui, view.text("words.own_line"))).wrap());
    if view.writing() {
        if own.pasting.is_some() {
            paste_ui(ui, view, &mut own.pasting, actions);
        } else if let Some(word) = new_ui(ui, view, &mut own.words.new, "words.new_word", "words.add") {
            actions.push(Action::With(Box::new(move |shell| shell.add_word(&word))));
        }
    }
    widgets::filter_field(ui, view.text("words.filter_own"), &mut own.words.filter);
    if count == 0 {
        ui.add_space(space::SMALL);
        ui.add(egui::Label::new(widgets::quiet(ui, view.text("words.own_empty"))).wrap());
        return;
    }
    let lines = Arc::clone(&own.words.lines);
    own.words.rows.ui(ui, "own words", lines.len(), ROW, |ui, rect, row, response| {
        let Some(entry) = lines.get(row) else { return };
        let shown = entry.word.replace([edits::CUT, '｜'], " | ");
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &shown));
        ground(ui, rect, response);
        let words = Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), pos2(rect.right() - 34.0, rect.bottom()));
        let ink = theme::tokens(ui).ink;
        widgets::text_in(ui, words, &shown, FontId::proportional(size::BODY), ink, Align::Min);
        if view.writing() {
            let place = Rect::from_min_max(pos2(rect.right() - 32.0, rect.top()), rect.max);
            let label = view.say(&Message::new("words.remove").with("word", &shown));
            let bin = ui.interact(place, response.id.with("remove"), egui::Sense::click());
            bin.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
            let t = theme::tokens(ui);
            let lit = bin.hovered() || bin.has_focus();
            Icon::Cross.paint(ui.painter(), place, 12.0, if lit { t.ink } else { t.quiet });
            if bin.clicked() {
                edits::remove(view, &entry.word, actions);
            }
            bin.on_hover_text(label);
        }
    });
}

/// Many words at once, one a line.
fn paste_ui(ui: &mut Ui, view: &ShellView, pasting: &mut Option<Settled>, actions: &mut Actions) {
    let Some(text) = pasting else { return };
    widgets::text_field(ui, view.text("words.paste_many"), &mut text.text, view.text("words.paste_hint"), 5);
    text.settle(ui.ctx());
    let (words, _) = words_in(text.get());
    let mut done = false;
    ui.horizontal(|ui| {
        let add = view.say(&Message::new("words.add_many").with("count", words.len()));
        if ui.add_enabled_ui(!words.is_empty(), |ui| widgets::primary_button(ui, &add)).inner.clicked() {
            edits::add(view, &words, actions);
            done = true;
        }
        done |= widgets::plain_button(ui, view.text("dialog.cancel")).clicked();
    });
    if done {
        *pasting = None;
    }
}

fn stops_ui(ui: &mut Ui, view: &ShellView, stops: &mut Shelved, actions: &mut Actions) {
    stops.follow(view.revision, || stop_words(view));
    let in_force = stops.lines.iter().filter(|entry| entry.on).count();
    head_ui(ui, view, "words.stop_words", in_force, |ui| {
        if ui.button(view.text("words.export_stop_words")).clicked() {
            edits::export_stop_words(view, actions);
        }
    });
    ui.add(egui::Label::new(widgets::caption(ui, view.text("words.stop_words_line"))).wrap());
    if view.writing()
        && let Some(word) = new_ui(ui, view, &mut stops.new, "words.new_stop_word", "words.add_stop_word")
    {
        edits::add_stop_word(view, &word, actions);
    }
    widgets::filter_field(ui, view.text("words.filter_stops"), &mut stops.filter);
    let lines = Arc::clone(&stops.lines);
    stops.rows.ui(ui, "stop words", lines.len(), ROW, |ui, rect, row, response| {
        let Some(entry) = lines.get(row) else { return };
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &entry.word));
        ground(ui, rect, response);
        let place = Rect::from_min_size(rect.min, Vec2::new(32.0, rect.height()));
        let tick = if entry.on { Tick::On } else { Tick::Off };
        let label = view.say(&Message::new("words.is_stop_word").with("word", &entry.word));
        let clicked = ui
            .add_enabled_ui(view.writing(), |ui| parts::tick_in(ui, place, response.id.with("tick"), tick, &label))
            .inner
            .clicked();
        if clicked {
            let listing = if entry.on { Listing::Listed } else { Listing::LeftOut };
            edits::switch_stop_words(view, &[&entry.word], listing, actions);
        }
        let t = theme::tokens(ui);
        let words = Rect::from_min_max(pos2(rect.left() + 36.0, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
        let ink = if entry.on { t.ink } else { t.quiet };
        widgets::text_in(ui, words, &entry.word, FontId::proportional(size::BODY), ink, Align::Min);
        if !entry.bundled {
            let own = view.text("words.own_stop_word");
            widgets::text_in(ui, words, own, FontId::proportional(size::SMALL), t.quiet, Align::Max);
        }
    });
}

fn ground(ui: &Ui, rect: Rect, response: &egui::Response) {
    let t = theme::tokens(ui);
    let inner = rect.shrink2(Vec2::new(0.0, 1.0));
    if response.hovered() {
        ui.painter().rect_filled(inner, RADIUS, t.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(inner, RADIUS, egui::Stroke::new(1.5, t.accent), egui::StrokeKind::Inside);
    }
}
