//! What was pasted into the table of attributes is larger than it: new attributes and cases are made only on a yes.

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::Actions;
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::sheet::{Grown, Head, Pasted, Selection, cells_of, commit_many, lay};
use crate::app::shell::ShellView;
use crate::app::theme::{self, space};
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::Side;
use crate::model::{Edit, Message};
use crate::store::SystemMint;

/// The open question.
pub struct PasteGrow {
    grown: Grown,
    pasted: Pasted,
    /// What goes into the table where the first row is its head.
    below: Pasted,
    /// Whether the first row was known for a head.
    headed: bool,
    names: Vec<Settled>,
}

impl PasteGrow {
    /// Of cells that reach beyond the table.
    #[must_use]
    pub fn new(grown: Grown, pasted: Pasted) -> Self {
        let below = lay(&grown.content, Selection::of(grown.first), grown.grid.get(1..).unwrap_or_default());
        let headed = grown.head == Head::Names;
        let mut dialog = Self { grown, pasted, below, headed, names: Vec::new() };
        dialog.name_columns();
        dialog
    }

    fn inside(&self) -> &Pasted {
        if self.grown.head == Head::Names { &self.below } else { &self.pasted }
    }

    /// How many values would be written over.
    fn over(&self, shell: &ShellView) -> usize {
        let differs = |(row, column, value): &&(usize, usize, String)| {
            let before = self.grown.content.text(shell, *row, *column);
            !before.is_empty() && before != value.trim()
        };
        self.inside().cells.iter().filter(differs).count()
    }

    /// What the first row says above the new columns.
    fn head(&self) -> Vec<String> {
        let there = self.grown.content.columns.len() - self.grown.first.column.min(self.grown.content.columns.len());
        let row = self.grown.grid.first().into_iter().flatten().skip(there);
        row.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        let grows = self.pasted.columns_beyond > 0 || !self.names.is_empty();
        let cases_grow = self.grown.content.side == Side::Cases && self.pasted.rows_beyond > 0;
        let title = if grows || cases_grow { "sheet.grow_title" } else { "sheet.grow_headed" };
        super::title(ui, view.text(title));
        let cases = if self.grown.content.side == Side::Cases { self.grown.rows_beyond() } else { 0 };
        if !self.names.is_empty() || self.headed {
            let tick = if self.grown.head == Head::Names { Tick::On } else { Tick::Off };
            if !self.names.is_empty() {
                let said = Message::new("sheet.grow_columns").with("count", self.names.len());
                ui.label(view.language.say(&said));
            }
            if self.grown.grid.len() > 1 && parts::tick_line(ui, tick, view.text("sheet.grow_head")).clicked() {
                self.switch_head();
            }
            ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
                for (n, name) in self.names.iter_mut().enumerate() {
                    let label = view.language.say(&Message::new("sheet.grow_name").with("n", n + 1));
                    widgets::line_field(ui, &label, &mut name.text, &label);
                    name.settle(ui.ctx());
                }
            });
        }
        if cases > 0 {
            ui.add_space(space::TINY);
            ui.label(view.language.say(&Message::new("sheet.grow_cases").with("count", cases)));
        }
        let over = self.over(shell);
        if over > 0 {
            let said = view.language.say(&Message::new("sheet.grow_overwrites").with("count", over));
            ui.label(egui::RichText::new(said).color(theme::tokens(ui).warning));
        }
        let mut stay = Stay::Open;
        let makes = !self.names.is_empty() || cases > 0;
        let fine = self.names.iter().all(|name| !name.get().trim().is_empty());
        widgets::dialog_foot(ui, |ui| {
            let deed = view.text(if makes { "sheet.grow_deed" } else { "sheet.grow_paste" });
            let yes = ui.add_enabled_ui(fine, |ui| widgets::primary_button(ui, deed)).inner;
            if fine && ui.memory(|memory| memory.focused().is_none()) {
                yes.request_focus();
            }
            if yes.clicked() {
                let clean = |name: &Settled| name.get().split_whitespace().collect::<Vec<_>>().join(" ");
                self.grown.new_columns = self.names.iter().map(clean).collect();
                let edits = self.grown.edits(&shell.project, &mut SystemMint);
                push(edits, actions);
                stay = Stay::Close;
            }
            let cells = &self.inside().cells;
            if makes && !cells.is_empty() && widgets::plain_button(ui, view.text("sheet.grow_only")).clicked() {
                push(self.grown.content.write(&shell.project, cells), actions);
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    fn switch_head(&mut self) {
        self.grown.head = if self.grown.head == Head::Names { Head::Values } else { Head::Names };
        self.name_columns();
    }

    fn name_columns(&mut self) {
        self.names = self.grown.new_columns.iter().map(|name| Settled::of(name)).collect();
        if self.grown.head == Head::Values {
            return;
        }
        let head = self.head();
        for (name, said) in self.names.iter_mut().zip(head) {
            if !said.is_empty() {
                *name = Settled::of(&said);
            }
        }
    }
}

fn push(edits: Vec<Edit>, actions: &mut Actions) {
    let count = cells_of(&edits);
    let [label, told] = ["label.sheet_paste", "sheet.pasted"].map(|id| Message::new(id).with("count", count));
    commit_many(label, told, edits, actions);
}
