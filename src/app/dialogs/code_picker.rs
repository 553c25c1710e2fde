//! Which code for this passage? Type a few characters, or the initials of its pinyin, and press Enter.
//!
//! Codes that were used lately stand first, those that the passage has already are ticked. Ctrl+Enter codes and asks
//! for one more. A name that is no code yet becomes one; Tab asks below which code it is to stand. It opens beside the
//! passage, which stays in sight.

use std::collections::BTreeSet;

use egui::{Key, Modifiers, Rect, Ui, Vec2, pos2};

use super::{Chooser, DialogView, Item, Mark, Section, Stay, Way};
use crate::app::actions::{Action, Actions, Passage};
use crate::app::finding;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;
use crate::model::{Code, CodeId, Message};

/// Its width, and the height that it wants at most, in points.
pub(super) const WIDTH: f32 = 440.0;
const HEIGHT: f32 = 420.0;
/// Below this it would rather stand above the passage.
const LEAST_HEIGHT: f32 = 300.0;
/// Below the list: the line about keys and the dialog's frame.
const FOOT: f32 = 42.0;
/// From the passage and from the window's edges.
const GAP: f32 = 10.0;

/// The open question.
pub struct CodePicker {
    passages: Vec<Passage>,
    chooser: Chooser,
    then: Option<(Action, Next)>,
    near: Option<Rect>,
    /// Chosen with Ctrl+Enter so far, by name.
    coded: Vec<String>,
    /// The name of the new code that is given its place.
    placing: Option<String>,
}

/// What comes after the coding, as the foot says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A remark is written on it.
    Memo,
    /// The next hit of a search.
    Hit,
    /// Nothing that one would have to know of.
    Nothing,
}

impl Next {
    fn keys(self) -> &'static str {
        match self {
            Self::Memo => "reading.keys_memo",
            Self::Hit => "reading.keys_next_hit",
            Self::Nothing => "reading.keys_once",
        }
    }
}

#[derive(Clone)]
enum Pick {
    Known(CodeId),
    New(String),
    /// Below this code, or at the top.
    Below(Option<CodeId>),
}

impl CodePicker {
    /// For these passages.
    #[must_use]
    pub fn for_passages(passages: Vec<Passage>) -> Self {
        Self { passages, chooser: Chooser::default(), then: None, near: None, coded: Vec::new(), placing: None }
    }

    /// What is done after a code was chosen and the passages were coded.
    #[must_use]
    pub fn and_then(self, then: Action, next: Next) -> Self {
        Self { then: Some((then, next)), ..self }
    }

    /// Beside what stands there on screen.
    #[must_use]
    pub fn near(self, near: Option<Rect>) -> Self {
        Self { near, ..self }
    }

    /// Whether it stands beside something, which must not be dimmed then.
    pub(super) fn has_place(&self) -> bool {
        self.near.is_some()
    }

    /// Where it is drawn in a window, and how high it may be.
    pub(super) fn place(&self, window: Rect) -> Rect {
        place(self.near, window)
    }

    /// Escape first leaves the question for the place of a new code.
    pub(super) fn gives_way(&mut self) -> bool {
        match self.placing.take() {
            Some(name) => {
                self.chooser.restart(&name);
                false
            }
            None => true,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let query = self.chooser.query.get().trim().to_owned();
        let (sections, label) = match &self.placing {
            None => {
                let label = match self.passages.len() {
                    0 | 1 => view.text("dialog.pick_code").to_owned(),
                    many => view.language.say(&Message::new("dialog.pick_code_many").with("count", many)),
                };
                (code_sections(shell, &self.passages, &query), label)
            }
            Some(name) => {
                let label = view.language.say(&Message::new("reading.place_of").with("name", name));
                (place_sections(shell, &query), label)
            }
        };
        let tab = !widgets::composing(ui.ctx()) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab));
        let placed = if tab { self.chooser.lit_in(&sections).cloned() } else { None };
        if let (Some(Pick::New(name)), None) = (placed, &self.placing) {
            self.placing = Some(name);
            self.chooser.restart("");
            ui.ctx().request_repaint();
            return Stay::Open;
        }
        self.chooser.bottom = Some(place(self.near, ui.ctx().content_rect()).bottom() - FOOT);
        let picked = self.chooser.pick_sections(ui, &label, &sections, |_| ());
        self.foot_ui(ui, view, &sections);
        let Some((pick, way)) = picked else { return Stay::Open };
        let stays = way == Way::AndOneMore && self.then.is_none();
        match pick {
            Pick::Known(code) => {
                self.coded.extend(shell.project.code(code).map(|code| code.name.clone()));
                actions.push(Action::Code { passages: self.passages.clone(), code });
            }
            Pick::New(name) => self.code_as_new(name, None, actions),
            Pick::Below(parent) => {
                let name = self.placing.take().unwrap_or_default();
                self.code_as_new(name, parent, actions);
            }
        }
        if stays {
            self.chooser.restart("");
            ui.ctx().request_repaint();
            return Stay::Open;
        }
        if let Some((then, _)) = self.then.take() {
            actions.push(then);
        }
        Stay::Close
    }

    fn code_as_new(&mut self, name: String, parent: Option<CodeId>, actions: &mut Actions) {
        self.coded.push(name.clone());
        actions.push(Action::CodeAsNew { passages: self.passages.clone(), name, parent });
    }

    /// What was chosen so far, or which keys there are.
    fn foot_ui(&self, ui: &mut Ui, view: &DialogView<'_>, sections: &[Section<Pick>]) {
        ui.add_space(space::TINY);
        let new = matches!(self.chooser.lit_in(sections), Some(Pick::New(_)));
        let text = if !self.coded.is_empty() {
            let names = self.coded.join(view.text("export.between.items"));
            view.language.say(&Message::new("reading.coded_so_far").with("names", names))
        } else if self.placing.is_some() {
            view.text("reading.keys_place").to_owned()
        } else if new {
            view.text("reading.keys_new").to_owned()
        } else if let Some((_, next)) = &self.then {
            view.text(next.keys()).to_owned()
        } else {
            view.text("reading.keys_pick").to_owned()
        };
        let text = text.replace("Ctrl", if ui.ctx().os().is_mac() { "⌘" } else { "Ctrl" });
        ui.add(egui::Label::new(widgets::caption(ui, text)).truncate());
    }
}

/// The codes that fit, and the name itself where it is none. Where nothing is typed those used lately come first.
fn code_sections(shell: &ShellView, passages: &[Passage], query: &str) -> Vec<Section<Pick>> {
    let given = given(shell, passages);
    let item = |code: &Code| {
        let key = shell.desk.pins.iter().position(|pin| *pin == Some(code.id)).map(|key| (key + 1).to_string());
        let coded = given.contains(&code.id).then(|| shell.text("reading.coded").to_owned());
        let keys: Vec<String> = coded.into_iter().chain(key).collect();
        let mark = if given.contains(&code.id) { Mark::Given(code.colour) } else { Mark::Dot(code.colour) };
        Item { mark, keys: keys.join("  "), ..code_item(shell, Pick::Known(code.id), code, query) }
    };
    let found = finding::codes(shell, query);
    let section = |name: &str, items: Vec<Item<Pick>>| Section { name: name.to_owned(), items, more: None };
    if query.is_empty() {
        let (recent, others): (Vec<&Code>, Vec<&Code>) =
            found.into_iter().partition(|code| shell.desk.recent_codes.contains(&code.id));
        let [recent, others] = [recent, others].map(|codes| codes.into_iter().map(item).collect::<Vec<_>>());
        if recent.is_empty() {
            return vec![section("", others)];
        }
        let mut sections = vec![section(shell.text("reading.recent_codes"), recent)];
        if !others.is_empty() {
            sections.push(section(shell.text("reading.other_codes"), others));
        }
        return sections;
    }
    let mut items: Vec<Item<Pick>> = found.into_iter().map(item).collect();
    let known = shell.project.codes().any(|code| code.alias_of.is_none() && code.name == query);
    if !known {
        items.push(Item {
            value: Pick::New(query.to_owned()),
            mark: Mark::Icon(Icon::Plus),
            title: shell.say(&Message::new("dialog.new_code_named").with("name", query)),
            lit: Vec::new(),
            place: shell.text("reading.tab_for_place").to_owned(),
            keys: String::new(),
        });
    }
    vec![section("", items)]
}

fn code_item(shell: &ShellView, value: Pick, code: &Code, query: &str) -> Item<Pick> {
    Item {
        value,
        mark: Mark::Dot(code.colour),
        title: code.name.clone(),
        lit: finding::lit(&code.name, query),
        place: finding::code_detail(shell, code.id),
        keys: String::new(),
    }
}

/// The codes in which all these passages lie already, as whoever codes here coded them.
fn given(shell: &ShellView, passages: &[Passage]) -> BTreeSet<CodeId> {
    let on = |passage: &Passage| -> BTreeSet<CodeId> {
        let codings = shell.project.codings(passage.document).overlapping(passage.span);
        let own = codings.filter(|coding| coding.coder == shell.coder && coding.span.encloses(passage.span));
        own.map(|coding| shell.project.resolve(coding.code)).collect()
    };
    passages.iter().map(on).reduce(|all, one| all.intersection(&one).copied().collect()).unwrap_or_default()
}

/// The top of the tree, and the codes below which a new one can stand.
fn place_sections(shell: &ShellView, query: &str) -> Vec<Section<Pick>> {
    let top = Item {
        value: Pick::Below(None),
        mark: Mark::Icon(Icon::List),
        title: shell.text("reading.at_the_top").to_owned(),
        lit: Vec::new(),
        place: String::new(),
        keys: String::new(),
    };
    let codes = finding::codes(shell, query);
    let codes = codes.into_iter().map(|code| code_item(shell, Pick::Below(Some(code.id)), code, query));
    let items = query.is_empty().then_some(top).into_iter().chain(codes).collect();
    vec![Section { name: String::new(), items, more: None }]
}

/// Below a passage, or above it where there is more room; in the upper middle of the window where there is none.
fn place(near: Option<Rect>, window: Rect) -> Rect {
    let width = WIDTH.min(window.width() - 2.0 * GAP);
    let height = HEIGHT.min(window.height() - 2.0 * GAP);
    let middle = || {
        let top = window.top() + 96.0_f32.min((window.height() - height) / 2.0).max(GAP);
        Rect::from_min_size(pos2(window.center().x - width / 2.0, top), Vec2::new(width, height))
    };
    let Some(near) = near else { return middle() };
    let furthest = (window.right() - GAP - width).max(window.left() + GAP);
    let left = near.left().clamp(window.left() + GAP, furthest);
    let below = window.bottom() - GAP - (near.bottom() + GAP);
    let above = near.top() - GAP - (window.top() + GAP);
    if below >= LEAST_HEIGHT.min(height) || below >= above && below >= LEAST_HEIGHT * 0.6 {
        Rect::from_min_size(pos2(left, near.bottom() + GAP), Vec2::new(width, height.min(below)))
    } else if above >= LEAST_HEIGHT * 0.6 {
        let height = height.min(above);
        Rect::from_min_size(pos2(left, near.top() - GAP - height), Vec2::new(width, height))
    } else {
        middle()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picker_stands_beside_the_passage_and_inside_the_window() {
        for size in [Vec2::new(1440.0, 900.0), Vec2::new(1024.0, 700.0), Vec2::new(900.0, 600.0)] {
            let window = Rect::from_min_size(pos2(0.0, 0.0), size);
            for (top, bottom) in [(120.0, 150.0), (size.y * 0.5, size.y * 0.5 + 36.0), (size.y - 90.0, size.y - 54.0)] {
                let passage = Rect::from_min_max(pos2(400.0, top), pos2(size.x - 20.0, bottom));
                let picker = place(Some(passage), window);
                assert!(window.contains_rect(picker), "{window:?} {passage:?}: {picker:?}");
                assert!(!picker.intersects(passage), "{window:?} {passage:?}: {picker:?}");
                assert!(picker.height() >= 200.0, "{picker:?}");
            }
            let everything = place(Some(window.shrink(40.0)), window);
            assert!(window.contains_rect(everything) && everything.height() >= 400.0);
        }
    }
}
