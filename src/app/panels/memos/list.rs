//! The list of memos: which there are under the filters, in which order, and a row each.

use std::cmp::Reverse;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Frame, Margin, Rect, Response, Ui, WidgetInfo, pos2};

use super::super::parts;
use super::super::rows::Rows;
use super::{MemoAction, MemosView, Shown};
use crate::app::actions::{Action, Actions};
use crate::app::commands::UiCommand;
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::time;
use crate::app::widgets::{self, RowLook, Settled};
use crate::i18n::Language;
use crate::model::{CoderId, Colour, MemoOn, Project, Timestamp};

/// Height of a row, in points.
const ROW: f32 = 68.0;
/// What is kept of a memo's text for its row, in characters.
const KEPT: usize = 120;

/// What memos are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Kind {
    /// Anything.
    #[default]
    All,
    /// The project.
    Project,
    /// Documents.
    Documents,
    /// Codes.
    Codes,
    /// Cases.
    Cases,
    /// Passages: remarks on codings.
    Remarks,
}

impl Kind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::All, "memos.kind_all"),
        (Self::Project, "memos.kind_project"),
        (Self::Documents, "memos.kind_documents"),
        (Self::Codes, "memos.kind_codes"),
        (Self::Cases, "memos.kind_cases"),
        (Self::Remarks, "memos.kind_remarks"),
    ];
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Sort {
    /// The one written in last first.
    #[default]
    Changed,
    /// By title.
    Title,
    /// By what they are about.
    Owner,
}

impl Sort {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Changed, "memos.sort_changed"), (Self::Title, "memos.sort_title"), (Self::Owner, "memos.sort_owner")];
}

/// Whether remarks on codings stand in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Remarks {
    /// They do.
    #[default]
    Shown,
    /// They do not.
    Hidden,
}

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that it holds somewhere.
    pub text: Settled,
    /// What it is about.
    pub kind: Kind,
    /// A label that it has.
    pub label: Option<Arc<str>>,
    /// Who began it.
    pub coder: Option<CoderId>,
    /// In which order.
    pub sort: Sort,
    /// Whether remarks on codings stand among them.
    pub remarks: Remarks,
}

impl Filter {
    fn is_open(&self) -> bool {
        self.text.get().trim().is_empty() && self.kind == Kind::All && self.label.is_none() && self.coder.is_none()
    }
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub shown: Shown,
    pub title: String,
    first: String,
    /// What it is about, and in which colour that is drawn.
    about: (Option<MemoOn>, String, Option<Colour>),
    labels: Vec<String>,
    coder: CoderId,
    changed: Timestamp,
    /// All of it in small letters, for the filter.
    heap: String,
}

/// The lines as of a revision and a filter.
#[derive(Default)]
pub struct Listed {
    made_for: Option<(u64, Language, Filter)>,
    all: (Option<(u64, Language)>, Arc<Vec<Line>>),
    pub lines: Arc<Vec<Line>>,
}

impl Listed {
    /// Makes the lines anew where something has changed.
    pub fn attend(&mut self, view: &ShellView, filter: &Filter) {
        let key = (view.revision, view.language, filter.clone());
        if self.made_for.as_ref() == Some(&key) {
            return;
        }
        let of = Some((view.revision, view.language));
        if self.all.0 != of {
            self.all = (of, Arc::new(all(view)));
        }
        let typed = filter.text.get().trim().to_lowercase();
        let fits = |line: &&Line| {
            let kind = match filter.kind {
                Kind::All => line.about.0.is_some() || filter.remarks == Remarks::Shown,
                Kind::Project => line.about.0 == Some(MemoOn::Project),
                Kind::Documents => matches!(line.about.0, Some(MemoOn::Document(_))),
                Kind::Codes => matches!(line.about.0, Some(MemoOn::Code(_))),
                Kind::Cases => matches!(line.about.0, Some(MemoOn::Case(_))),
                Kind::Remarks => line.about.0.is_none(),
            };
            let label = filter.label.as_ref().is_none_or(|label| line.labels.iter().any(|held| **held == **label));
            kind && label
                && filter.coder.is_none_or(|coder| coder == line.coder)
                && typed.split_whitespace().all(|word| line.heap.contains(word))
        };
        let mut lines: Vec<Line> = self.all.1.iter().filter(fits).cloned().collect();
        match filter.sort {
            Sort::Changed => lines.sort_by_key(|line| Reverse(line.changed)),
            Sort::Title => lines.sort_by(|a, b| a.title.cmp(&b.title)),
            Sort::Owner => {
                lines.sort_by(|a, b| (a.about.0, &a.about.1, &a.title).cmp(&(b.about.0, &b.about.1, &b.title)));
            }
        }
        self.lines = Arc::new(lines);
        self.made_for = Some(key);
    }

    /// Whether the project has anything to list at all.
    pub fn is_empty(&self) -> bool {
        self.all.1.is_empty()
    }
}

/// Every memo and every remark. Walks all codings: once a revision, never in every frame.
fn all(view: &ShellView) -> Vec<Line> {
    let project = &view.project;
    let mut lines: Vec<Line> = Vec::new();
    for memo in project.memos() {
        let on = project.memo_on(memo);
        let title = Some(memo.name()).filter(|name| !name.is_empty());
        let first = if memo.title.trim().is_empty() { String::new() } else { crate::model::first_line(&memo.text) };
        lines.push(Line {
            shown: Shown::Memo(memo.id),
            title: title.unwrap_or_else(|| view.text("memos.untitled").to_owned()),
            first: first.chars().take(KEPT).collect(),
            about: (Some(on), about(view, on), colour_of(project, on)),
            labels: memo.labels.iter().cloned().collect(),
            coder: memo.coder,
            changed: memo.changed,
            heap: format!("{}\n{}\n{}", memo.title, memo.text, about(view, on)).to_lowercase(),
        });
    }
    for (document, codings) in project.all_codings() {
        let Some(held) = project.document(document) else { continue };
        for coding in codings.iter() {
            let Some(remark) = coding.memo.as_deref().filter(|remark| !remark.trim().is_empty()) else { continue };
            let Some(code) = project.code_of(coding) else { continue };
            let quote: String = held.text.slice(coding.span).chars().take(KEPT).collect();
            let place = format!("{} · {}", code.name, held.title);
            lines.push(Line {
                shown: Shown::Remark(coding.place(document)),
                title: crate::model::first_line(remark).chars().take(KEPT).collect(),
                first: format!("“{}”", quote.replace('\n', " ")),
                heap: format!("{remark}\n{place}\n{quote}").to_lowercase(),
                about: (None, place, Some(code.colour)),
                labels: Vec::new(),
                coder: coding.coder,
                changed: coding.at,
            });
        }
    }
    lines
}

/// What a memo is about, in words.
pub(in crate::app) fn about(view: &ShellView, on: MemoOn) -> String {
    let name = view.project.name_of(on).unwrap_or_default();
    match on {
        MemoOn::Project => view.text("memos.about_project").to_owned(),
        MemoOn::Document(_) | MemoOn::Code(_) | MemoOn::Case(_) => name.to_owned(),
    }
}

pub(super) fn colour_of(project: &Project, on: MemoOn) -> Option<Colour> {
    if let MemoOn::Code(id) = on { project.code(id).map(|code| code.colour) } else { None }
}

fn icon_of(on: Option<MemoOn>) -> Icon {
    match on {
        Some(MemoOn::Project) => Icon::Note,
        Some(MemoOn::Document(_)) => Icon::Document,
        Some(MemoOn::Case(_)) => Icon::Person,
        Some(MemoOn::Code(_)) | None => Icon::Tag,
    }
}

/// Draws filters and list.
pub(super) fn list_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, actions: &mut Actions) {
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 10, bottom: 6 }).show(ui, |ui| {
        head_ui(ui, view, state, actions);
        filters_ui(ui, view, &mut state.filter);
    });
    widgets::hairline(ui);
    let lines = Arc::clone(&state.listed.lines);
    if lines.is_empty() {
        ui.add_space(space::LARGE);
        ui.vertical_centered(|ui| ui.label(widgets::quiet(ui, view.text("memos.nothing_fits"))));
        if !state.filter.is_open() {
            ui.vertical_centered(|ui| {
                if widgets::link_button(ui, view.text("memos.show_all")).clicked() {
                    state.filter = Filter { sort: state.filter.sort, ..Filter::default() };
                }
            });
        }
        return;
    }
    let rows: &mut Rows = &mut state.rows;
    let shown = state.shown;
    let chosen = Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, |ui| {
        rows.ui(ui, "memos", lines.len(), ROW, |ui, rect, row, response| {
            if let Some(line) = lines.get(row) {
                let look = if shown == Some(line.shown) { RowLook::Chosen } else { RowLook::Plain };
                line_ui(ui, view, line, look, rect, response);
            }
        })
    });
    // Whoever walks through the list with the arrows reads as he goes.
    let row = chosen.inner.or(state.rows.focused());
    if let Some(line) = row.and_then(|row| lines.get(row)).filter(|line| shown != Some(line.shown)) {
        actions.push(Action::Memo(MemoAction::Open(line.shown)));
    }
}

fn head_ui(ui: &mut Ui, view: &ShellView, state: &mut MemosView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.add_enabled_ui(view.writing(), |ui| {
            let button = widgets::primary_button(ui, view.text("memos.new"));
            let keys = UiCommand::NewMemo.keys(ui.ctx()).unwrap_or_default();
            if button.on_hover_text(keys).clicked() {
                actions.run(UiCommand::NewMemo);
            }
        });
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.menu_button(view.text("memos.export"), |ui| {
                super::export::menu_ui(ui, view, &state.listed.lines, actions);
            });
        });
    });
    ui.add_space(space::TINY);
}

fn filters_ui(ui: &mut Ui, view: &ShellView, filter: &mut Filter) {
    widgets::filter_field(ui, view.text("memos.filter"), &mut filter.text);
    ui.spacing_mut().item_spacing = egui::vec2(space::TINY, space::TINY);
    // Two below two, all of one width: what is chosen in one moves none of the others.
    let width = ((ui.available_width() - space::TINY) / 2.0).floor();
    ui.horizontal(|ui| {
        let kinds = Kind::ALL.map(|(kind, id)| (kind, view.text(id)));
        parts::choice_of_width_ui(ui, view.text("memos.kind"), &kinds, &mut filter.kind, width);
        let sorts = Sort::ALL.map(|(sort, id)| (sort, view.text(id)));
        parts::choice_of_width_ui(ui, view.text("memos.sort"), &sorts, &mut filter.sort, width);
    });
    // One that was chosen and is on no memo any more stands there too: it can be let go of.
    let chosen = filter.label.clone();
    let labels: std::collections::BTreeSet<&str> =
        view.project.memo_labels().into_iter().chain(chosen.as_deref()).collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let coders: Vec<_> = view.project.coders().collect();
    ui.horizontal(|ui| {
        if !labels.is_empty() {
            let mut options: Vec<(Option<usize>, &str)> = vec![(None, view.text("memos.any_label"))];
            options.extend(labels.iter().enumerate().map(|(at, label)| (Some(at), *label)));
            let mut at = filter.label.as_ref().and_then(|label| labels.iter().position(|held| *held == &**label));
            if parts::choice_of_width_ui(ui, view.text("memos.label"), &options, &mut at, width) {
                filter.label = at.and_then(|at| labels.get(at)).map(|label| Arc::from(*label));
            }
        }
        if coders.len() > 1 {
            let mut options = vec![(None, view.text("memos.any_coder"))];
            options.extend(coders.iter().map(|coder| (Some(coder.id), coder.name.as_str())));
            parts::choice_of_width_ui(ui, view.text("memos.coder"), &options, &mut filter.coder, width);
        }
    });
    if filter.kind == Kind::All {
        let tick = parts::Tick::of(usize::from(filter.remarks == Remarks::Shown), 1);
        if parts::tick_line(ui, tick, view.text("memos.with_remarks")).clicked() {
            filter.remarks = match filter.remarks {
                Remarks::Shown => Remarks::Hidden,
                Remarks::Hidden => Remarks::Shown,
            };
        }
    }
}

fn line_ui(ui: &Ui, view: &ShellView, line: &Line, look: RowLook, rect: Rect, response: &Response) {
    let t = theme::tokens(ui);
    let chosen = look == RowLook::Chosen;
    response.widget_info(|| {
        let heard = format!("{} · {}", line.title, line.about.1);
        WidgetInfo::selected(Role::ListItem, true, chosen, heard)
    });
    let ground = rect.shrink2(egui::vec2(0.0, 1.0));
    let fill = if chosen { Some(t.chosen) } else { response.hovered().then_some(t.hover) };
    if let Some(fill) = fill {
        ui.painter().rect_filled(ground, theme::RADIUS, fill);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(ground, theme::RADIUS, stroke, egui::StrokeKind::Inside);
    }
    let inner = ground.shrink2(egui::vec2(10.0, 6.0));
    let row = |at: f32| {
        let top = inner.top() + at * 18.5;
        Rect::from_min_max(pos2(inner.left(), top), pos2(inner.right(), top + 18.0))
    };
    let small = FontId::proportional(size::SMALL);
    let day: String = time::date(line.changed).chars().take(10).collect();
    let taken = widgets::text_in(ui, row(0.0), &day, small.clone(), t.quiet, Align::Max) + space::SMALL;
    let title = row(0.0);
    let title = title.with_max_x(title.right() - taken);
    widgets::text_in(ui, title, &line.title, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    let first = if line.first.is_empty() { "—" } else { &line.first };
    widgets::text_in(ui, row(1.0), first, small.clone(), t.quiet, Align::Min);
    let below = row(2.0);
    let mark = Rect::from_min_max(below.left_top(), pos2(below.left() + 14.0, below.bottom()));
    match line.about.2 {
        Some(colour) => {
            let colour = theme::stripe(colour, theme::theme_of(ui));
            ui.painter().circle_filled(mark.center() - egui::vec2(2.0, 0.0), 4.0, colour);
        }
        None => icon_of(line.about.0).paint(ui.painter(), mark, 12.0, t.quiet),
    }
    let coder = view.project.coder(line.coder).map_or("", |coder| coder.name.as_str());
    let mut end = vec![line.labels.join(" · ")];
    if view.project.coders().len() > 1 {
        end.push(coder.to_owned());
    }
    end.retain(|part| !part.is_empty());
    let place = below.with_min_x(below.left() + 18.0);
    let right = place.with_min_x(place.left() + place.width() * 0.4);
    let taken = match end.join("  ") {
        end if end.is_empty() => 0.0,
        end => widgets::text_in(ui, right, &end, small.clone(), t.quiet, Align::Max) + space::SMALL,
    };
    widgets::text_in(ui, place.with_max_x(place.right() - taken), &line.about.1, small, t.ink, Align::Min);
}
