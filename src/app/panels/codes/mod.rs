//! The tree of codes: virtualised rows of its own, with counts, folds, pins, drag and drop.
//!
//! Several codes can be chosen and moved, merged, coloured, deleted together. A code can be dragged onto the text
//! (the reading column takes [`DraggedCode`](crate::app::actions::DraggedCode)) or within the tree, see `drop.rs`. A
//! passage dragged here is coded. A double click or Enter opens a code on all its passages.

mod ask;
mod drop;
mod groups;
mod keys;
mod menu;
mod order;
mod pins;
mod row;
mod select;
mod tree;

use std::collections::BTreeSet;

use egui::{Align, Modifiers, Ui};

use self::select::Selected;
use self::tree::{Asked, Deep, Laid};
use super::group_names::NewName;
use super::rows::Rows;
use crate::app::actions::{Action, Actions, Choice};
use crate::app::commands::UiCommand;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{ROW_HEIGHT, space};
use crate::app::widgets::{self, Settled};
use crate::model::{Code, CodeChange, CodeId, Codebook, Message};

pub use ask::{confirm_delete, confirm_merge};
pub(in crate::app) use menu::{Picked, palette_ui};
pub(in crate::app::panels) use menu::{export, pin_many_ui, pins_ui};
pub use order::{CodeCounts, CodeSort, CodesShown, GroupsShown};

/// What stands above the tree, with pins and groups.
const HEAD_HEIGHT: f32 = 190.0;
/// In less, hardly a code is seen.
pub(super) const LEAST_HEIGHT: f32 = HEAD_HEIGHT + 2.0 * ROW_HEIGHT;

/// What it remembers between frames.
pub struct CodesView {
    filter: Settled,
    deep: Deep,
    /// Codes whose children are hidden.
    pub folded: BTreeSet<CodeId>,
    /// Only codes of this group are shown.
    group: Option<String>,
    renaming: Option<Renaming>,
    renaming_group: Option<NewName>,
    selected: Selected,
    laid: Laid,
    rows: Rows,
    /// To be scrolled to.
    target: Option<CodeId>,
    /// To have the keyboard.
    enter: Option<CodeId>,
    flash: Option<(CodeId, Option<f64>)>,
    /// In which frame it was drawn last.
    drawn: u64,
}

impl Default for CodesView {
    fn default() -> Self {
        Self {
            filter: Settled::default(),
            deep: Deep::Names,
            folded: BTreeSet::new(),
            group: None,
            renaming: None,
            renaming_group: None,
            selected: Selected::default(),
            laid: Laid::default(),
            rows: Rows::of_tree(ROW_HEIGHT),
            target: None,
            enter: None,
            flash: None,
            drawn: 0,
        }
    }
}

struct Renaming {
    code: CodeId,
    name: Settled,
    opened: bool,
}

impl Renaming {
    /// A name cannot be empty: then the code keeps the one it has.
    fn save(&self, actions: &mut Actions) {
        let name = self.name.get().trim();
        if !name.is_empty() {
            actions.push(Action::SetCode(self.code, CodeChange::Name(name.to_owned())));
        }
    }
}

impl CodesView {
    /// Scrolls to a code in the next frame, and unfolds what hides it.
    pub fn show(&mut self, code: CodeId) {
        self.target = Some(code);
    }

    /// Makes a code's row shine for a moment.
    pub fn flash(&mut self, code: CodeId) {
        self.flash = Some((code, None));
    }

    /// Begins to rename a code in its row.
    pub fn rename(&mut self, code: &Code) {
        self.renaming = Some(Renaming { code: code.id, name: Settled::of(&code.name), opened: false });
    }

    /// By which text, and by which group, the tree is filtered.
    #[must_use]
    pub fn filtered_by(&self) -> (&str, Option<&str>) {
        (self.filter.get(), self.group.as_deref())
    }

    /// Filters the tree.
    pub fn filter_by(&mut self, text: &str, group: Option<&str>) {
        self.filter = Settled::of(text);
        self.group = group.map(ToOwned::to_owned);
    }

    /// A group has another name now.
    pub(super) fn follow_group(&mut self, from: &str, to: &str) {
        if self.group.as_deref() == Some(from) {
            self.group = Some(to.to_owned());
        }
    }

    /// Ends a renaming as if its field had been left.
    pub fn flush(&mut self, actions: &mut Actions) {
        if let Some(renaming) = self.renaming.take() {
            renaming.save(actions);
        }
    }

    /// The codes that are chosen together, in the order of the tree: what a command for codes is about.
    #[must_use]
    pub fn chosen(&self, book: &Codebook, choice: Choice) -> Vec<CodeId> {
        match choice {
            Choice::Code(code) if self.selected.holds(code) => self.selected.in_order(book),
            Choice::Code(code) => vec![code],
            _ => Vec::new(),
        }
    }

    /// Chooses one code of those that are chosen together.
    pub fn choose_only(&mut self, code: CodeId) {
        self.selected.only(code);
    }

    /// How high the tree would have to be to show everything.
    #[must_use]
    pub fn wanted_height(book: &Codebook) -> f32 {
        book.rows().len() as f32 * ROW_HEIGHT + HEAD_HEIGHT
    }

    /// Whether a row of the tree has the keyboard.
    #[must_use]
    pub fn has_keyboard(&self, ctx: &egui::Context) -> bool {
        self.rows.focused().is_some() && self.drawn + 1 >= ctx.cumulative_pass_nr()
    }
}

/// Draws it.
pub fn codes_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, actions: &mut Actions) {
    state.drawn = ui.ctx().cumulative_pass_nr();
    state.selected.follow(view.desk.choice);
    head_ui(ui, view, actions);
    if view.codebook.rows().is_empty() {
        empty_ui(ui, view, actions);
        return;
    }
    pins::pins_ui(ui, view, actions);
    if widgets::filter_field(ui, view.text("codes.filter"), &mut state.filter) {
        state.deep = Deep::Names;
    }
    if let Some(target) = state.target {
        state.folded.retain(|folded| *folded == target || !view.project.code_ancestors(target).contains(folded));
    }
    lay(view, state);
    groups::groups_ui(ui, view, state, actions);
    if state.laid.rows.is_empty() {
        ui.label(widgets::caption(ui, view.text("codes.none_fits")));
    }
    if state.laid.offered > 0 {
        let offer = Message::new("codes.in_definitions").with("count", state.laid.offered);
        if widgets::link_button(ui, &view.say(&offer)).clicked() {
            state.deep = Deep::Definitions;
        }
    }
    keys::keys(ui, view, state, actions);
    rows_ui(ui, view, state, actions);
    drop::tail_ui(ui, view, state, actions);
    drop::hint_ui(ui, view, state);
}

/// Lays the rows out anew where something has changed. The keyboard stays with its code.
fn lay(view: &ShellView, state: &mut CodesView) {
    let asked = Asked {
        revision: view.revision,
        filter: state.filter.get().trim().to_owned(),
        deep: state.deep,
        shown: view.desk.codes_shown,
        folded: state.folded.clone(),
        group: state.group.clone(),
    };
    if !state.laid.is_for(&asked) {
        let with_keyboard = state.rows.focused().and_then(|row| Some((row, state.laid.rows.get(row)?.id)));
        state.laid = Laid::of(view, asked);
        if let Some((row, code)) = with_keyboard
            && let Some(at) = state.laid.at(code)
        {
            state.rows.carry(row, at);
        }
    }
    if let Some(at) = state.target.take().and_then(|target| state.laid.at(target)) {
        state.rows.show(at);
    }
    if let Some(at) = state.enter.take().and_then(|code| state.laid.at(code)) {
        state.rows.focus(at);
    }
}

fn rows_ui(ui: &mut Ui, view: &ShellView, state: &mut CodesView, actions: &mut Actions) {
    let laid = std::mem::take(&mut state.laid);
    let mut rows = std::mem::take(&mut state.rows);
    let before = rows.focused();
    let mut pointed = None;
    let clicked = rows.ui(ui, "codes", laid.rows.len(), ROW_HEIGHT, |ui, _, at, response| {
        if response.secondary_clicked() && !state.selected.holds(laid.rows[at].id) {
            pointed = Some(at);
        }
        row::row_ui(ui, view, state, &laid.rows[at], response, actions);
    });
    let modifiers = ui.input(|input| input.modifiers);
    let walked = rows.focused().filter(|now| before.is_some() && before != Some(*now) && clicked.is_none());
    if let Some(row) = clicked.and_then(|at| laid.rows.get(at)) {
        state.selected.take(row.id, modifiers, &laid, actions);
    } else if let Some(row) = pointed.and_then(|at| laid.rows.get(at)) {
        state.selected.take(row.id, Modifiers::NONE, &laid, actions);
    } else if let Some(row) = walked.and_then(|at| laid.rows.get(at))
        && view.desk.choice != Choice::Code(row.id)
    {
        let reach = if modifiers.shift { Modifiers::SHIFT } else { Modifiers::NONE };
        state.selected.take(row.id, reach, &laid, actions);
    }
    state.laid = laid;
    // What is drawn may ask for the keyboard of its own row; it keeps what was asked meanwhile.
    state.rows = rows;
}

fn empty_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    widgets::empty_state(ui, Icon::Tag, view.text("codes.empty"), view.text("codes.empty_line"));
    ui.vertical_centered(|ui| {
        ui.add_enabled_ui(view.writing(), |ui| {
            if widgets::primary_button(ui, view.text("codes.add")).clicked() {
                actions.run(UiCommand::AddCode);
            }
            if widgets::link_button(ui, view.text("codes.paste")).clicked() {
                actions.run(UiCommand::PasteCodes);
            }
        });
    });
}

fn head_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::TINY;
        ui.label(widgets::bold(view.text("codes.title")));
        ui.label(widgets::caption(ui, view.codebook.rows().len().to_string()));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(view.writing(), |ui| {
                for (command, icon) in [(UiCommand::AddCode, Icon::Plus), (UiCommand::PasteCodes, Icon::List)] {
                    if widgets::icon_button_of(ui, icon, &command.name(view.language), 26.0, None).clicked() {
                        actions.run(command);
                    }
                }
            });
            let button = widgets::icon_button_of(ui, Icon::Lines, view.text("codes.order_and_counts"), 26.0, None);
            egui::Popup::menu(&button).show(|ui| shown_menu_ui(ui, view, actions));
        });
    });
}

/// In which order the tree stands, and what its numbers count.
fn shown_menu_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.set_min_width(150.0);
    let shown = view.desk.codes_shown;
    let set = |actions: &mut Actions, shown: CodesShown| {
        actions.push(Action::With(Box::new(move |shell| shell.desk.codes_shown = shown)));
    };
    ui.label(widgets::caption(ui, view.text("codes.order")));
    for sort in CodeSort::ALL {
        if ui.radio(shown.sort == sort, view.text(sort.name())).clicked() {
            set(actions, CodesShown { sort, ..shown });
        }
    }
    ui.separator();
    ui.label(widgets::caption(ui, view.text("codes.counts")));
    for counts in CodeCounts::ALL {
        if ui.radio(shown.counts == counts, view.text(counts.name())).clicked() {
            set(actions, CodesShown { counts, ..shown });
        }
    }
}
