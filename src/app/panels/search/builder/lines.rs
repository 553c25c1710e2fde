//! The lines of the builder: words with how they are read, what is near them, filters, brackets, text.

use egui::{Frame, Margin, Stroke, TextEdit, Ui};

use super::super::offers::Source;
use super::FIELDS;
use super::form::{Chain, Condition, Form, Join, Line, Link, Part, Sign, Words};
use super::pick::{Free, Picks, pick_ui};
use crate::app::icons::Icon;
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::{self, RADIUS, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::{Message, Tell};
use crate::search::{Field, NearOrder, Query, Reach, Scope, Wording};

/// Ways to read a word, in the order of the menu.
const WORDINGS: [(Wording, &str); 8] = [
    (Wording::Open, "query.wording_open"),
    (Wording::Exact, "query.wording_exact"),
    (Wording::Unfolded, "query.wording_unfolded"),
    (Wording::Wrong, "query.wording_wrong"),
    (Wording::Word, "query.wording_word"),
    (Wording::Stem, "query.wording_stem"),
    (Wording::Synonyms, "query.wording_synonyms"),
    (Wording::Regex, "query.wording_regex"),
];

/// Signs between an attribute and its value.
const SIGNS: [&str; 6] = ["=", "!=", ">", "<", ">=", "<="];

/// The furthest that two words may be apart.
const FURTHEST: u32 = 1_000;

/// What lines need to be drawn.
pub struct Tools<'a> {
    /// The project and the language.
    pub view: &'a ShellView,
    /// The open menu.
    pub picks: &'a mut Picks,
    /// What was added just now and wants the keyboard.
    pub wanting: &'a mut Option<NewNear>,
    /// How many lines were drawn: each is called by its number.
    pub number: usize,
}

/// Words near others that were added just now: the number of their line, and which they are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewNear {
    line: usize,
    link: usize,
}

/// Whether a field takes the keyboard when it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyboard {
    Take,
    Leave,
}

impl Tools<'_> {
    /// The name of a part of the line that is being drawn.
    fn label(&self, id: &'static str) -> String {
        self.view.say(&Message::new("query.of_line").with("line", self.number).with("what", self.view.text(id)))
    }
}

/// Draws lines and how they are joined.
pub fn form_ui(ui: &mut Ui, tools: &mut Tools<'_>, form: &mut Form, depth: usize) {
    if form.lines.len() > 1 {
        ui.horizontal(|ui| {
            let joins =
                [(Join::All, tools.view.text("query.join_all")), (Join::Any, tools.view.text("query.join_any"))];
            parts::segments_ui(ui, &joins, &mut form.join);
        });
    }
    let mut gone = None;
    let is_only = depth == 0 && form.lines.len() == 1;
    for (at, line) in form.lines.iter_mut().enumerate() {
        tools.number += 1;
        ui.push_id(at, |ui| {
            if line_ui(ui, tools, line, depth) {
                gone = Some(at);
            }
        });
    }
    if let Some(at) = gone {
        form.lines.remove(at);
        if is_only {
            form.lines.push(Line::of_words());
        }
    }
}

/// Says whether the line is to go.
fn line_ui(ui: &mut Ui, tools: &mut Tools<'_>, line: &mut Line, depth: usize) -> bool {
    let mut gone = false;
    let remove = tools.label("query.remove_line");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::new(space::TINY, space::TINY);
        ui.set_min_height(30.0);
        let signs =
            [(Sign::With, tools.view.text("query.sign_with")), (Sign::Without, tools.view.text("query.sign_without"))];
        parts::choice_ui(ui, &tools.label("query.sign"), &signs, &mut line.sign);
        match &mut line.part {
            Part::Words(chain) => chain_ui(ui, tools, chain),
            Part::Filter(condition) => condition_ui(ui, tools, condition),
            Part::Group(_) => {
                ui.label(widgets::quiet(ui, tools.view.text("query.group")));
            }
            Part::Text(text) => text_ui(ui, tools, text),
        }
        gone = widgets::icon_button_of(ui, Icon::Cross, &remove, 26.0, None).clicked();
    });
    if let Part::Group(form) = &mut line.part {
        let stroke = Stroke::new(1.0, theme::tokens(ui).line);
        let margin = Margin { left: 10, right: 6, top: 4, bottom: 4 };
        let frame = Frame::new().stroke(stroke).corner_radius(RADIUS).inner_margin(margin);
        ui.horizontal(|ui| {
            ui.add_space(space::LARGE);
            ui.vertical(|ui| {
                frame.show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    form_ui(ui, tools, form, depth + 1);
                    ui.horizontal(|ui| {
                        let name = tools.view.text("query.add_words_in_group");
                        if widgets::link_button(ui, name).clicked() {
                            form.lines.push(Line::of_words());
                        }
                    });
                });
            });
        });
    }
    gone
}

fn chain_ui(ui: &mut Ui, tools: &mut Tools<'_>, chain: &mut Chain) {
    words_ui(ui, tools, &mut chain.first, Keyboard::Leave);
    let mut gone = None;
    for (at, link) in chain.links.iter_mut().enumerate() {
        ui.push_id(("link", at), |ui| {
            let new = NewNear { line: tools.number, link: at };
            let keyboard = if tools.wanting.take_if(|wanting| *wanting == new).is_some() {
                Keyboard::Take
            } else {
                Keyboard::Leave
            };
            if link_ui(ui, tools, link, keyboard) {
                gone = Some(at);
            }
        });
    }
    if let Some(at) = gone {
        chain.links.remove(at);
    }
    let near = tools.view.text("query.add_near");
    let named = tools.label("query.add_near");
    let text = egui::RichText::new(near).color(theme::tokens(ui).accent).size(size::SMALL);
    let button = ui.add(egui::Button::new(text).frame_when_inactive(false));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &named));
    if button.on_hover_text(tools.view.text("query.add_near_tip")).clicked() {
        *tools.wanting = Some(NewNear { line: tools.number, link: chain.links.len() });
        chain.links.push(Link::default());
        ui.ctx().request_repaint();
    }
}

/// Says whether the link is to go.
fn link_ui(ui: &mut Ui, tools: &mut Tools<'_>, link: &mut Link, keyboard: Keyboard) -> bool {
    let view = tools.view;
    let orders =
        [(NearOrder::Either, view.text("query.near_either")), (NearOrder::Before, view.text("query.near_before"))];
    parts::choice_ui(ui, &tools.label("query.near_order"), &orders, &mut link.order);
    let mut kind = Kind::of(link.reach);
    let kinds = Kind::ALL.map(|(kind, id)| (kind, view.text(id)));
    if parts::choice_ui(ui, &tools.label("query.near_reach"), &kinds, &mut kind) {
        link.reach = kind.reach();
    }
    if let Reach::Characters(count) = &mut link.reach {
        let label = tools.label("query.near_count");
        let dragged = ui.add(egui::DragValue::new(count).range(0..=FURTHEST).speed(0.2));
        widgets::name_field(ui, &dragged, &label);
        dragged.on_hover_text(label);
        ui.label(widgets::quiet(ui, view.text("query.near_characters")));
    }
    words_ui(ui, tools, &mut link.words, keyboard);
    widgets::icon_button_of(ui, Icon::Cross, &tools.label("query.remove_near"), 22.0, None).clicked()
}

/// The choices of a reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Characters,
    Sentence,
    Paragraph,
    Turn,
}

impl Kind {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Characters, "query.reach_characters"),
        (Self::Sentence, "query.reach_sentence"),
        (Self::Paragraph, "query.reach_paragraph"),
        (Self::Turn, "query.reach_turn"),
    ];

    fn of(reach: Reach) -> Self {
        match reach {
            Reach::Characters(_) => Self::Characters,
            Reach::Within(Scope::Sentence) => Self::Sentence,
            Reach::Within(Scope::Paragraph) => Self::Paragraph,
            Reach::Within(Scope::Turn) => Self::Turn,
        }
    }

    fn reach(self) -> Reach {
        match self {
            Self::Characters => Reach::Characters(20),
            Self::Sentence => Reach::Within(Scope::Sentence),
            Self::Paragraph => Reach::Within(Scope::Paragraph),
            Self::Turn => Reach::Within(Scope::Turn),
        }
    }
}

fn words_ui(ui: &mut Ui, tools: &mut Tools<'_>, words: &mut Words, keyboard: Keyboard) {
    let view = tools.view;
    let wordings = WORDINGS.map(|(wording, id)| (wording, view.text(id)));
    parts::choice_ui(ui, &tools.label("query.wording"), &wordings, &mut words.wording);
    let mut gone = None;
    let many = words.words.len() > 1;
    for (at, word) in words.words.iter_mut().enumerate() {
        if at > 0 {
            ui.label(widgets::quiet(ui, view.text("query.or")));
        }
        let label = tools.label("query.word");
        if words.wording == Wording::Synonyms {
            let shown = if word.get().is_empty() { view.text("query.choose_list") } else { word.get() }.to_owned();
            if let Some(name) = pick_ui(ui, view, tools.picks, &Source::Synonyms, Free::No, (&shown, &label)) {
                *word = Settled::of(&name);
            }
        } else {
            let field = word_ui(ui, word, &label);
            if keyboard == Keyboard::Take && at == 0 {
                field.request_focus();
            }
        }
        if many && widgets::icon_button_of(ui, Icon::Cross, &tools.label("query.remove_word"), 20.0, None).clicked() {
            gone = Some(at);
        }
    }
    if let Some(at) = gone {
        words.words.remove(at);
    }
    if widgets::icon_button_of(ui, Icon::Plus, &tools.label("query.add_word"), 24.0, None).clicked() {
        words.words.push(Settled::default());
    }
}

fn word_ui(ui: &mut Ui, word: &mut Settled, label: &str) -> egui::Response {
    let font = egui::FontId::proportional(size::BODY);
    let width = (parts::text_width(ui, &word.text, &font) + 24.0).clamp(90.0, 260.0);
    let field = ui.add(TextEdit::singleline(&mut word.text).desired_width(width).margin(Margin::symmetric(8, 5)));
    widgets::name_field(ui, &field, label);
    word.settle(ui.ctx());
    field
}

fn condition_ui(ui: &mut Ui, tools: &mut Tools<'_>, condition: &mut Condition) {
    let view = tools.view;
    let name = FIELDS.iter().find(|(field, _)| *field == condition.field);
    ui.label(view.text(name.map_or("query.field_in", |(_, id)| *id)));
    if condition.field == Field::Attribute {
        attribute_ui(ui, tools, condition);
        return;
    }
    let source = Source::Field(condition.field);
    let free = if matches!(condition.field, Field::Document) { Free::Typed } else { Free::No };
    let single = matches!(condition.field, Field::In | Field::Uncoded);
    let mut gone = None;
    for (at, value) in condition.values.iter_mut().enumerate() {
        if at > 0 {
            ui.label(widgets::quiet(ui, view.text("query.or")));
        }
        let by_nobody = condition.field == Field::Uncoded && value.is_empty();
        let shown = if by_nobody { view.text("query.by_anybody").to_owned() } else { value.clone() };
        let label = tools.label("query.value");
        ui.push_id(("value", at), |ui| {
            if let Some(chosen) = pick_ui(ui, view, tools.picks, &source, free, (&shown, &label)) {
                *value = chosen;
            }
        });
        let has_more = !single || (condition.field == Field::Uncoded && !by_nobody);
        if has_more
            && widgets::icon_button_of(ui, Icon::Cross, &tools.label("query.remove_value"), 20.0, None).clicked()
        {
            gone = Some(at);
        }
    }
    match gone {
        Some(at) if condition.field == Field::Uncoded => condition.values[at].clear(),
        Some(at) => drop(condition.values.remove(at)),
        None => {}
    }
    if single && !condition.values.is_empty() {
        return;
    }
    let (shown, label) = (view.text("query.choose"), tools.label("query.choose"));
    if let Some(value) = pick_ui(ui, view, tools.picks, &source, free, (shown, &label))
        && !condition.values.contains(&value)
    {
        condition.values.push(value);
    }
}

/// The name, the sign and the value of an attribute; the name alone asks whether there is a value.
fn attribute_ui(ui: &mut Ui, tools: &mut Tools<'_>, condition: &mut Condition) {
    let view = tools.view;
    let whole = condition.values.first().cloned().unwrap_or_default();
    let (mut name, mut sign, mut value) = split(&whole);
    let shown = if name.is_empty() { view.text("query.choose").to_owned() } else { name.clone() };
    let label = tools.label("query.attribute");
    let source = Source::Field(Field::Attribute);
    if let Some(chosen) = pick_ui(ui, view, tools.picks, &source, Free::No, (&shown, &label)) {
        name = chosen;
        value.clear();
    }
    if name.is_empty() {
        return;
    }
    let mut options: Vec<(&str, &str)> = vec![("", view.text("query.has_value"))];
    options.extend(SIGNS.map(|sign| (sign, sign)));
    let mut chosen = SIGNS.into_iter().find(|known| *known == sign).unwrap_or("");
    if parts::choice_ui(ui, &tools.label("query.compare"), &options, &mut chosen) {
        chosen.clone_into(&mut sign);
    }
    if !sign.is_empty() {
        let shown = if value.is_empty() { view.text("query.choose").to_owned() } else { value.clone() };
        let label = tools.label("query.value");
        let source = Source::Values(name.clone());
        ui.push_id("value", |ui| {
            if let Some(chosen) = pick_ui(ui, view, tools.picks, &source, Free::Typed, (&shown, &label)) {
                value = chosen;
            }
        });
    }
    condition.values = vec![format!("{name}{sign}{value}")];
}

/// `年龄>60` as its three parts.
fn split(whole: &str) -> (String, String, String) {
    let full_width = |c: char| match c {
        '＝' => '=',
        '＞' => '>',
        '＜' => '<',
        '！' => '!',
        other => other,
    };
    let is_sign = |c: char| matches!(full_width(c), '=' | '>' | '<');
    let Some(at) = whole.find(|c| is_sign(c) || full_width(c) == '!') else {
        return (whole.to_owned(), String::new(), String::new());
    };
    let sign: String = whole[at..].chars().take_while(|&c| is_sign(c) || full_width(c) == '!').collect();
    let value = whole[at + sign.len()..].to_owned();
    (whole[..at].to_owned(), sign.chars().map(full_width).collect(), value)
}

fn text_ui(ui: &mut Ui, tools: &Tools<'_>, text: &mut Settled) {
    let t = theme::tokens(ui);
    let label = tools.label("query.as_text");
    let width = (ui.available_width() - 60.0).clamp(160.0, 420.0);
    let font = egui::FontId::monospace(size::BODY);
    let field = TextEdit::singleline(&mut text.text).font(font).desired_width(width).margin(Margin::symmetric(8, 5));
    let field = ui.add(field);
    widgets::name_field(ui, &field, &label);
    field.on_hover_text(tools.view.text("query.as_text_tip"));
    text.settle(ui.ctx());
    match Query::parse(text.get().trim()) {
        Err(mistake) if !text.get().trim().is_empty() => {
            ui.label(egui::RichText::new(tools.view.say(&mistake.tell())).color(t.danger).size(size::SMALL));
        }
        _ => {
            ui.label(widgets::caption(ui, tools.view.text("query.as_text")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_comes_apart_at_its_sign() {
        let parts = |whole| {
            let (name, sign, value) = split(whole);
            format!("{name}|{sign}|{value}")
        };
        assert_eq!(parts("地区=农村"), "地区|=|农村");
        assert_eq!(parts("年龄＞＝60"), "年龄|>=|60");
        assert_eq!(parts("年龄!=60"), "年龄|!=|60");
        assert_eq!(parts("地区"), "地区||");
    }
}
