//! What a table of attributes would change: which rows it fits, what stands there and what will, what stays out.
//!
//! What is written over is counted and listed first: that is what one wants to know before one says yes. Enter
//! imports, Escape leaves.

use egui::{Align, FontId, ScrollArea, Ui, Vec2, pos2};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::notices::Offer;
use crate::app::panels::parts::{self, Tick};
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::exchange::attributes::{NoTable, Plan, Side, Unmatched, plan};
use crate::i18n::Language;
use crate::import::table::Workbook;
use crate::model::{Message, Tell as _};
use crate::store::SystemMint;

/// The open preview.
pub struct SheetImport {
    name: String,
    workbook: Workbook,
    sheet: usize,
    side: Side,
    unmatched: Unmatched,
    planned: Option<(u64, Choices, Result<Plan, NoTable>)>,
    /// Whether the keyboard was given to the button that imports.
    begun: bool,
}

type Choices = (usize, Side, Unmatched);

/// Names listed in a line; the rest is counted.
const MOST_NAMES: usize = 8;
const LINE: f32 = 22.0;

impl SheetImport {
    /// Of a table of this name.
    #[must_use]
    pub fn new(name: String, workbook: Workbook, side: Side) -> Self {
        Self { name, workbook, sheet: 0, side, unmatched: Unmatched::default(), planned: None, begun: false }
    }

    /// Works the plan out anew where a choice or the project has changed.
    fn look(&mut self, shell: &ShellView) {
        let choices = (self.sheet, self.side, self.unmatched);
        if self.planned.as_ref().is_some_and(|(revision, held, _)| (*revision, *held) == (shell.revision, choices)) {
            return;
        }
        let rows = self.workbook.sheets.get(self.sheet).map(|sheet| sheet.rows.as_slice()).unwrap_or_default();
        let mut planned = plan(&shell.project, self.side, rows, self.unmatched, &mut SystemMint);
        if let Ok(plan) = &mut planned {
            plan.changes.sort_by_key(|change| change.before.is_empty());
        }
        self.planned = Some((shell.revision, choices, planned));
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        super::title(ui, &view.language.say(&Message::new("sheet.import_title").with("name", &self.name)));
        ui.horizontal(|ui| {
            ui.label(widgets::quiet(ui, view.text("sheet.import_side")));
            let sides = [(Side::Documents, view.text("sheet.documents")), (Side::Cases, view.text("sheet.cases"))];
            parts::segments_ui(ui, &sides, &mut self.side);
            if self.workbook.sheets.len() > 1 {
                let names: Vec<(usize, &str)> =
                    self.workbook.sheets.iter().enumerate().map(|(at, sheet)| (at, sheet.name.as_str())).collect();
                parts::choice_ui(ui, view.text("sheet.import_sheet"), &names, &mut self.sheet);
            }
        });
        self.look(shell);
        if self.side == Side::Cases {
            let tick = if self.unmatched == Unmatched::AddCases { Tick::On } else { Tick::Off };
            if parts::tick_line(ui, tick, view.text("sheet.import_add_cases")).clicked() {
                self.unmatched = if tick == Tick::On { Unmatched::LeaveOut } else { Unmatched::AddCases };
                ui.ctx().request_repaint();
            }
        }
        ui.add_space(space::TINY);
        let count = match &self.planned {
            Some((_, _, Ok(plan))) => {
                plan_ui(ui, view, self.side, plan);
                plan.edits.len()
            }
            Some((_, _, Err(error))) => {
                ui.label(widgets::quiet(ui, view.language.say(&error.tell())));
                0
            }
            None => 0,
        };
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let deed = view.text("sheet.import_deed");
            let button = ui.add_enabled_ui(count > 0, |ui| widgets::primary_button(ui, deed)).inner;
            if count > 0 && !self.begun {
                button.request_focus();
                self.begun = true;
            }
            if button.clicked()
                && let Some((revision, _, Ok(plan))) = self.planned.take()
            {
                carry_out(revision, plan, actions);
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

fn carry_out(revision: u64, plan: Plan, actions: &mut Actions) {
    let label = Message::new("label.import_attributes").with("count", plan.changes.len());
    actions.push(Action::With(Box::new(move |shell| {
        // Nobody can change the project behind a dialog; should it happen, nothing is done half.
        if shell.session().map(|session| session.revision().0) != Some(revision) {
            shell.notices.problem(Message::new("report.changed_meanwhile"));
        } else if let Some(committed) = shell.commit(label.clone(), plan.edits) {
            shell.notices.tell(label, Offer::Undo, committed.revision.0);
        }
    })));
}

/// A few names of a list.
fn listed(language: Language, names: &[String]) -> String {
    let more = if names.len() > MOST_NAMES { "…" } else { "" };
    format!("{}{more}", language.list(names.iter().take(MOST_NAMES)))
}

fn plan_ui(ui: &mut Ui, view: &DialogView<'_>, side: Side, plan: &Plan) {
    let t = theme::tokens(ui);
    let rows: std::collections::BTreeSet<&str> = plan.changes.iter().map(|change| change.row.as_str()).collect();
    let some = |id: &'static str, count: usize| (count > 0).then(|| Message::new(id).with("count", count));
    let with = |message: Option<Message>, names: &[String]| {
        message.map(|message| message.with("list", listed(view.language, names)))
    };
    if plan.edits.is_empty() {
        ui.label(view.text("sheet.import_nothing"));
    } else {
        let said = Message::new("sheet.import_rows").with("rows", rows.len()).with("count", plan.changes.len());
        ui.label(widgets::bold(view.language.say(&said)));
    }
    let what = view.text(if side == Side::Documents { "sheet.documents" } else { "sheet.cases" }).to_lowercase();
    let columns = (!plan.new_columns.is_empty()).then(|| Message::new("sheet.import_new_columns"));
    let unmatched = with(some("sheet.import_unmatched", plan.unmatched.len()), &plan.unmatched);
    let over = plan.changes.iter().filter(|change| !change.before.is_empty()).count();
    let lines = [
        (some("sheet.import_overwrites", over), t.warning),
        (with(columns, &plan.new_columns), t.ink),
        (with(some("sheet.import_new_rows", plan.new_rows.len()), &plan.new_rows), t.ink),
        (some("sheet.import_same", plan.same), t.quiet),
        (some("sheet.import_unfit", plan.unfit), t.warning),
        (unmatched.map(|message| message.with("what", what)), t.danger),
        (with(some("sheet.import_ambiguous", plan.ambiguous.len()), &plan.ambiguous), t.danger),
    ];
    for (line, ink) in lines {
        if let Some(line) = line {
            ui.label(egui::RichText::new(view.language.say(&line)).color(ink));
        }
    }
    if plan.changes.is_empty() {
        return;
    }
    ui.add_space(space::TINY);
    changes_ui(ui, view, plan);
}

/// Row, attribute, before, after; long ones scroll.
fn changes_ui(ui: &mut Ui, view: &DialogView<'_>, plan: &Plan) {
    let t = theme::tokens(ui);
    let heads = ["sheet.row", "sheet.attribute_name", "sheet.before", "sheet.after"].map(|id| view.text(id));
    line_ui(ui, heads, [t.quiet; 4]);
    let height = (plan.changes.len() as f32 * LINE).min(260.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("changes").max_height(height).auto_shrink([false, false]);
        area.show_rows(ui, LINE, plan.changes.len(), |ui, range| {
            for change in &plan.changes[range] {
                let before = if change.before.is_empty() { "—" } else { &change.before };
                let cells = [change.row.as_str(), &change.attribute, before, &change.after];
                let was = if change.before.is_empty() { t.quiet } else { t.warning };
                line_ui(ui, cells, [t.ink, t.quiet, was, t.ink]);
            }
        });
    });
}

fn line_ui(ui: &mut Ui, cells: [&str; 4], inks: [egui::Color32; 4]) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), LINE), egui::Sense::hover());
    let width = rect.width() / 4.0;
    for (n, (cell, ink)) in cells.into_iter().zip(inks).enumerate() {
        let left = width.mul_add(n as f32, rect.left());
        let place = egui::Rect::from_min_max(pos2(left, rect.top()), pos2(left + width - space::SMALL, rect.bottom()));
        let short: String = cell.chars().take(120).map(|c| if c == '\n' { ' ' } else { c }).collect();
        widgets::text_in(ui, place, &short, FontId::proportional(size::BODY), ink, Align::Min);
    }
    if response.hovered() {
        response.on_hover_text(cells.join("\n"));
    }
}
