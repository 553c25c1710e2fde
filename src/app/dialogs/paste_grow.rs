//! What was pasted into the table of attributes is larger than it: new attributes and cases are made only on a yes.

use egui::{ScrollArea, Ui};

use super::{DialogView, Stay};
use crate::app::actions::Actions;
use crate::app::panels::parts::{self, Tick};
use crate::app::panels::sheet::{Grown, Head, Pasted, cells_of, commit_many};
use crate::app::theme::space;
use crate::app::widgets::{self, Settled};
use crate::exchange::attributes::Side;
use crate::model::{Edit, Message};
use crate::store::SystemMint;

/// The open question.
pub struct PasteGrow {
    grown: Grown,
    pasted: Pasted,
    names: Vec<Settled>,
}

impl PasteGrow {
    /// Of cells that reach beyond the table.
    #[must_use]
    pub fn new(grown: Grown, pasted: Pasted) -> Self {
        let names = grown.new_columns.iter().map(|name| Settled::of(name)).collect();
        Self { grown, pasted, names }
    }

    /// What the first row says above the new columns.
    fn head(&self) -> Vec<String> {
        let there = self.grown.content.columns.len() - self.grown.first.column.min(self.grown.content.columns.len());
        let row = self.grown.grid.first().into_iter().flatten().skip(there);
        row.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        super::title(ui, view.text("sheet.grow_title"));
        let cases = if self.grown.content.side == Side::Cases { self.grown.rows_beyond() } else { 0 };
        if !self.names.is_empty() {
            let tick = if self.grown.head == Head::Names { Tick::On } else { Tick::Off };
            let said = Message::new("sheet.grow_columns").with("count", self.names.len());
            ui.label(view.language.say(&said));
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
        let mut stay = Stay::Open;
        let fine = self.names.iter().all(|name| !name.get().trim().is_empty());
        widgets::dialog_foot(ui, |ui| {
            let deed = view.text("sheet.grow_deed");
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
            if !self.pasted.cells.is_empty() && widgets::plain_button(ui, view.text("sheet.grow_only")).clicked() {
                push(self.grown.content.write(&shell.project, &self.pasted.cells), actions);
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }

    fn switch_head(&mut self) {
        if self.grown.head == Head::Names {
            self.grown.head = Head::Values;
            self.names = self.grown.new_columns.iter().map(|name| Settled::of(name)).collect();
            return;
        }
        self.grown.head = Head::Names;
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
