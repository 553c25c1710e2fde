//! Many codes at once: an indented text on the left, the tree that it makes on the right.

use egui::{Align, FontId, ScrollArea, Ui, Vec2, pos2};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::theme::{self, size, space};
use crate::app::widgets::{self, Settled};
use crate::model::{Codebook, CountingMint, Edit, Message, Project, apply_all, gesture};

/// The open question.
#[derive(Default)]
pub struct PasteCodes {
    outline: Settled,
    opened: bool,
    preview: Vec<Line>,
    new: usize,
}

/// A line of the tree that the text makes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    depth: usize,
    name: String,
    colour: crate::model::Colour,
    new: bool,
}

impl PasteCodes {
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        super::title(ui, view.text("dialog.paste_codes"));
        ui.label(widgets::quiet(ui, view.text("dialog.paste_codes_how")));
        ui.add_space(space::TINY);
        let deed_key = super::deed_pressed(ui);
        ui.columns_const(|[left, right]| {
            left.label(widgets::caption(left, view.text("dialog.outline")));
            right.label(widgets::caption(right, view.text("dialog.preview")));
            ScrollArea::vertical().id_salt("outline").max_height(320.0).show(left, |ui| {
                let field = widgets::text_field(
                    ui,
                    view.text("dialog.outline"),
                    &mut self.outline.text,
                    view.text("dialog.outline_hint"),
                    11,
                );
                if !self.opened {
                    field.request_focus();
                    self.opened = true;
                }
            });
            ScrollArea::vertical().id_salt("preview").max_height(320.0).auto_shrink(false).show(right, |ui| {
                if self.preview.is_empty() {
                    ui.label(widgets::quiet(ui, view.text("dialog.preview_empty")));
                }
                ui.spacing_mut().item_spacing.y = 0.0;
                for line in &self.preview {
                    line_ui(ui, line);
                }
            });
        });
        if self.outline.settle(ui.ctx()) {
            self.preview = preview(&shell.project, self.outline.get());
            self.new = self.preview.iter().filter(|line| line.new).count();
        }
        let mut stay = Stay::Open;
        widgets::dialog_foot(ui, |ui| {
            let text = view.language.say(&Message::new("dialog.add_count").with("count", self.new));
            let done = ui.add_enabled_ui(self.new > 0, |ui| super::deed_button(ui, &text).clicked()).inner;
            if done || (deed_key && self.new > 0) {
                actions.push(Action::PasteCodes { outline: self.outline.get().to_owned(), parent: None });
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}

fn line_ui(ui: &mut Ui, line: &Line) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), egui::Sense::hover());
    let left = 16.0_f32.mul_add(line.depth as f32, rect.left() + 8.0);
    let colour = theme::stripe(line.colour, theme::theme_of(ui));
    ui.painter().circle_filled(pos2(left, rect.center().y), 4.0, colour);
    let place = egui::Rect::from_min_max(pos2(left + 12.0, rect.top()), rect.max);
    let ink = if line.new { t.ink } else { t.quiet };
    widgets::text_in(ui, place, &line.name, FontId::proportional(size::BODY), ink, Align::Min);
}

/// The tree that the text makes: new codes, and the known ones that stand above them.
fn preview(project: &Project, outline: &str) -> Vec<Line> {
    let edits = gesture::add_codes_from_outline(project, outline, None, &mut CountingMint::default());
    let mut after = project.clone();
    if apply_all(&mut after, &edits).is_err() {
        return Vec::new();
    }
    let new: std::collections::BTreeSet<_> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::AddCode(code) => Some(code.id),
            _ => None,
        })
        .collect();
    let book = Codebook::of(&after);
    let rows = book.rows();
    rows.iter()
        .enumerate()
        .filter(|(at, row)| rows[*at..=at + row.below].iter().any(|below| new.contains(&below.id)))
        .filter_map(|(_, row)| {
            let code = after.code(row.id)?;
            Some(Line { depth: row.depth, name: code.name.clone(), colour: code.colour, new: new.contains(&row.id) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mint, ProjectId, Timestamp};

    #[test]
    fn the_preview_shows_new_codes_below_known_ones_and_leaves_out_the_rest() {
        let mut mint = CountingMint::after(1_000);
        let mut project = Project::new(ProjectId(mint.mint()), "研究", Timestamp(0));
        let known = gesture::add_codes_from_outline(&project, "陷阱\n  合谋\n别的", None, &mut mint);
        apply_all(&mut project, &known).unwrap();
        let lines = preview(&project, "陷阱\n  内卷化\n    日常");
        let seen: Vec<_> = lines.iter().map(|line| (line.depth, line.name.as_str(), line.new)).collect();
        assert_eq!(seen, [(0, "陷阱", false), (1, "内卷化", true), (2, "日常", true)]);
    }
}
