//! Right of the memo: what it is about, what it links to, and who links to it.

use std::collections::BTreeSet;

use egui::{Align, FontId, Frame, Margin, ScrollArea, Ui, Vec2};

use super::editor::place_of;
use super::list::{about, colour_of};
use super::{MemoAction, MemosView, Shown};
use crate::app::actions::{Action, Actions, Choice, Passage};
use crate::app::finding::fit;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::link::{self, LinkTarget};
use crate::model::{CodingKey, CodingPlace, MemoChange, MemoId, MemoOn, first_line};

/// The most that a menu offers at once.
const MOST: usize = 60;

/// How a memo begins is said where there is so much room, in points.
const LEAST_BEGINNING: f32 = 48.0;

/// What it remembers between frames: where links go and come from, as of a revision.
#[derive(Default)]
pub(super) struct Side {
    known: Option<(Shown, u64, Ways)>,
}

#[derive(Clone, Default)]
struct Ways {
    to: Vec<(String, Option<LinkTarget>)>,
    from: Vec<MemoId>,
    beside: Vec<MemoId>,
}

impl Ways {
    fn of(view: &ShellView, shown: Shown) -> Self {
        let project = &view.project;
        let text = match shown {
            Shown::Memo(id) => project.memo(id).map(|memo| memo.text.as_str()),
            Shown::Remark(place) => project.coding(CodingKey(place)).and_then(|coding| coding.memo.as_deref()),
        };
        let mut seen = BTreeSet::new();
        let links = link::links(text.unwrap_or_default()).into_iter();
        let to = links
            .filter(|link| seen.insert(link.target))
            .map(|link| (link.target.to_owned(), link::resolve(project, link.target)))
            .collect();
        let Shown::Memo(id) = shown else { return Self { to, ..Self::default() } };
        let from = link::mentions(project, LinkTarget::Memo(id)).into_iter().filter(|other| *other != id).collect();
        let on = project.memo(id).map(|memo| project.memo_on(memo)).filter(|on| *on != MemoOn::Project);
        let beside = on.map_or_else(Vec::new, |on| {
            project.memos_on(on).map(|memo| memo.id).filter(|other| *other != id).collect()
        });
        Self { to, from, beside }
    }
}

/// Goes where a link leads.
pub(super) fn follow(target: LinkTarget, actions: &mut Actions) {
    actions.push(Action::Memo(MemoAction::Follow(target)));
}

/// Draws it.
pub(super) fn side_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, actions: &mut Actions) {
    let Some(shown) = state.shown else { return };
    let known = state.side.known.take().filter(|known| (known.0, known.1) == (shown, view.revision));
    let (.., ways) = state.side.known.insert(known.unwrap_or_else(|| (shown, view.revision, Ways::of(view, shown))));
    Frame::new().inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ScrollArea::vertical().id_salt("memo side").auto_shrink(false).show(ui, |ui| {
            match shown {
                Shown::Memo(id) => {
                    if let Some(memo) = view.project.memo(id) {
                        owner_ui(ui, view, view.project.memo_on(memo), actions);
                    }
                }
                Shown::Remark(place) => remark_ui(ui, view, place, actions),
            }
            widgets::section(ui, view.text("memos.links_to"));
            if ways.to.is_empty() {
                ui.label(widgets::caption(ui, view.text("memos.no_links")));
            }
            for (written, target) in &ways.to {
                match target {
                    Some(target) => target_ui(ui, view, *target, written, actions),
                    None => {
                        dangling_ui(ui, view, written, actions);
                    }
                }
            }
            if let Shown::Memo(_) = shown {
                widgets::section(ui, view.text("memos.mentioned_in"));
                if ways.from.is_empty() {
                    ui.label(widgets::caption(ui, view.text("memos.not_mentioned")));
                }
                memo_rows_ui(ui, view, &ways.from, actions);
            }
            if !ways.beside.is_empty() {
                widgets::section(ui, view.text("memos.beside"));
                memo_rows_ui(ui, view, &ways.beside, actions);
            }
        });
    });
}

/// Memos by name; a click opens one.
pub(in crate::app::panels) fn memo_rows_ui(ui: &mut Ui, view: &ShellView, ids: &[MemoId], actions: &mut Actions) {
    for memo in ids.iter().filter_map(|id| view.project.memo(*id)) {
        let name = memo.name();
        let name = if name.is_empty() { view.text("memos.untitled") } else { &name };
        // What has no title is called by its first line.
        let first = if memo.title.trim().is_empty() { String::new() } else { first_line(&memo.text) };
        if memo_line_ui(ui, name, &first) {
            actions.push(Action::Memo(MemoAction::Open(Shown::Memo(memo.id))));
        }
    }
}

/// A memo's name, and after it how it begins where there is room.
fn memo_line_ui(ui: &mut Ui, name: &str, first: &str) -> bool {
    let t = theme::tokens(ui);
    let (rect, response) = widgets::row(ui, name, RowLook::Plain, theme::ROW_HEIGHT);
    let inner = rect.shrink2(Vec2::new(6.0, 0.0));
    let mark = egui::Rect::from_center_size(inner.left_center() + Vec2::new(6.0, 0.0), Vec2::splat(14.0));
    Icon::Note.paint(ui.painter(), mark, 13.0, t.quiet);
    let place = inner.with_min_x(inner.left() + 20.0);
    let taken = widgets::text_in(ui, place, name, FontId::proportional(size::BODY), t.ink, Align::Min);
    let rest = place.with_min_x(place.left() + taken + space::SMALL);
    if rest.width() > LEAST_BEGINNING {
        let first: String = first.chars().take(160).collect();
        widgets::text_in(ui, rest, &first, FontId::proportional(size::SMALL), t.quiet, Align::Min);
    }
    response.clicked()
}

fn line_ui(ui: &mut Ui, icon: Icon, colour: Option<crate::model::Colour>, name: &str, detail: &str) -> bool {
    let t = theme::tokens(ui);
    let (rect, response) = widgets::row(ui, name, RowLook::Plain, theme::ROW_HEIGHT);
    let inner = rect.shrink2(Vec2::new(6.0, 0.0));
    let mark = egui::Rect::from_center_size(inner.left_center() + Vec2::new(6.0, 0.0), Vec2::splat(14.0));
    match colour {
        Some(colour) => {
            let colour = theme::stripe(colour, theme::theme_of(ui));
            ui.painter().circle_filled(mark.center(), 4.5, colour);
        }
        None => icon.paint(ui.painter(), mark, 13.0, t.quiet),
    }
    let place = inner.with_min_x(inner.left() + 20.0);
    let taken = widgets::text_in(ui, place, detail, FontId::proportional(size::SMALL), t.quiet, Align::Max);
    let place = place.with_max_x(place.right() - taken - space::TINY);
    widgets::text_in(ui, place, name, FontId::proportional(size::BODY), t.ink, Align::Min);
    response.clicked()
}

fn target_ui(ui: &mut Ui, view: &ShellView, target: LinkTarget, written: &str, actions: &mut Actions) {
    let name = target.name(&view.project).unwrap_or_else(|| written.to_owned());
    let (icon, colour) = match target {
        LinkTarget::Code(id) => (Icon::Tag, colour_of(&view.project, MemoOn::Code(id))),
        LinkTarget::Document(..) => (Icon::Document, None),
        LinkTarget::Case(_) => (Icon::Person, None),
        LinkTarget::Memo(_) => (Icon::Note, None),
    };
    let detail =
        if let LinkTarget::Document(_, Some(paragraph)) = target { format!("#{paragraph}") } else { String::new() };
    if line_ui(ui, icon, colour, &name, &detail) {
        follow(target, actions);
    }
}

/// A link that leads nowhere, with ways to make what it names. Says whether something was made.
pub(super) fn dangling_ui(ui: &mut Ui, view: &ShellView, target: &str, actions: &mut Actions) -> bool {
    let t = theme::tokens(ui);
    let mut made = false;
    let look = Frame::new().fill(t.field).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(8, 6));
    look.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let said = crate::model::Message::new("memos.dangling").with("name", target);
        ui.label(widgets::caption(ui, view.say(&said)).color(t.warning));
        ui.add_enabled_ui(view.writing(), |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().button_padding.x = space::TINY;
                if small_link(ui, view.text("memos.make_memo")) {
                    actions.push(Action::Memo(MemoAction::New(MemoOn::Project, target.to_owned())));
                    made = true;
                }
                if small_link(ui, view.text("memos.make_code")) {
                    let name = target.to_owned();
                    actions.push(Action::CodeAsNew { passages: Vec::new(), name, parent: None });
                    made = true;
                }
            });
        });
    });
    ui.add_space(space::TINY);
    made
}

fn small_link(ui: &mut Ui, text: &str) -> bool {
    let text = egui::RichText::new(text).size(size::SMALL).color(theme::tokens(ui).accent);
    ui.add(egui::Button::new(text).frame_when_inactive(false)).clicked()
}

/// What a memo is about: its name, what is said of it, and a way there.
fn owner_ui(ui: &mut Ui, view: &ShellView, on: MemoOn, actions: &mut Actions) {
    ui.label(widgets::caption(ui, view.text("memos.about")));
    let project = &view.project;
    ui.horizontal(|ui| {
        if let Some(colour) = colour_of(project, on) {
            widgets::dot(ui, colour);
        }
        ui.add(egui::Label::new(widgets::bold(about(view, on))).wrap());
    });
    if on != MemoOn::Project {
        ui.label(widgets::caption(ui, view.text(place_of(on))));
    }
    let said = match on {
        MemoOn::Code(id) => project.code(id).map(|code| code.definition.as_str()),
        MemoOn::Case(id) => project.case(id).map(|case| case.note.as_str()),
        MemoOn::Document(_) | MemoOn::Project => None,
    };
    if let Some(said) = said.filter(|said| !said.trim().is_empty()) {
        let said: String = said.chars().take(240).collect();
        ui.add(egui::Label::new(widgets::quiet(ui, said)).wrap());
    }
    let target = match on {
        MemoOn::Project => None,
        MemoOn::Document(id) => Some(LinkTarget::Document(id, None)),
        MemoOn::Code(id) => Some(LinkTarget::Code(id)),
        MemoOn::Case(id) => Some(LinkTarget::Case(id)),
    };
    if let Some(target) = target
        && widgets::link_button(ui, view.text("memos.open_owner")).clicked()
    {
        follow(target, actions);
    }
    ui.add_space(space::SMALL);
}

fn remark_ui(ui: &mut Ui, view: &ShellView, place: CodingPlace, actions: &mut Actions) {
    let Some(coding) = view.project.coding(CodingKey(place)) else { return };
    let Some(code) = view.project.code_of(coding) else { return };
    owner_ui(ui, view, MemoOn::Code(code.id), actions);
}

/// The passage that a remark is on, with a way there.
pub(super) fn passage_ui(ui: &mut Ui, view: &ShellView, place: CodingPlace, actions: &mut Actions) {
    let project = &view.project;
    let Some(coding) = project.coding(CodingKey(place)) else { return };
    let (Some(document), Some(code)) = (project.document(place.document), project.code_of(coding)) else { return };
    ui.horizontal_wrapped(|ui| {
        widgets::dot(ui, code.colour);
        ui.label(widgets::bold(&code.name));
        let paragraph = document.text.paragraph_of(coding.span.start) + 1;
        if widgets::link_button(ui, &format!("{} #{paragraph}", document.title)).clicked() {
            actions.push(Action::Reveal(Passage { document: place.document, span: coding.span }));
            actions.push(Action::Choose(Choice::Coding(place)));
        }
    });
    let quote: String = document.text.slice(coding.span).chars().take(160).collect();
    ui.add(egui::Label::new(widgets::quiet(ui, format!("“{quote}”"))).wrap());
}

/// What a memo may be about instead.
pub(super) fn move_menu_ui(ui: &mut Ui, view: &ShellView, memo: MemoId, on: MemoOn, actions: &mut Actions) {
    let id = egui::Id::unique(("move memo", memo));
    let mut filter: Settled = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    ui.set_min_width(260.0);
    widgets::filter_field(ui, view.text("memos.move_filter"), &mut filter);
    let typed = filter.get().trim().to_owned();
    ui.data_mut(|data| data.insert_temp(id, filter));
    let project = &view.project;
    let mut places = vec![MemoOn::Project];
    places.extend(view.codebook.rows().iter().map(|row| MemoOn::Code(row.id)));
    places.extend(project.documents_in_order().into_iter().map(|document| MemoOn::Document(document.id)));
    places.extend(project.cases().map(|case| MemoOn::Case(case.id)));
    let fitting = places.into_iter().filter(|place| fit(&about(view, *place), &typed).is_some()).take(MOST);
    ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        for place in fitting {
            let (kind, called) = (view.text(place_of(place)), about(view, place));
            let name = if place == MemoOn::Project { called } else { format!("{kind} · {called}") };
            if ui.selectable_label(place == on, name).clicked() {
                actions.push(Action::Memo(MemoAction::Set(memo, MemoChange::On(place))));
                ui.close();
            }
        }
    });
}
