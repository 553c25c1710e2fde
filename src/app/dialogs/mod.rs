//! Questions that stand in front of the window, one file each.
//!
//! A dialog is a piece of state and a function that draws it; what it decides it pushes as an action.
//! Escape closes each of them and changes nothing, but for a memo: what was written in it is kept. In those in
//! which one works for a while, Escape in a field or an open list leaves only that.

mod about;
mod attribute;
mod backups;
mod check;
mod choose;
mod code_groups;
mod code_look;
mod code_picker;
mod confirm;
mod correct;
mod exchange_report;
mod groups;
mod import;
mod import_report;
mod leave;
mod memo;
mod merge_report;
mod name;
mod original;
mod new_project;
mod palette;
mod paste_grow;
mod sheet_import;
mod paste_codes;
mod path;
mod pick_code;
mod reimport;
mod resume;
mod set_attribute;
mod shelf;
mod shortcuts;
mod survey;
mod who;

pub use attribute::{AttributeDeed, AttributeDialog};
pub use backups::{BackupsDialog, Folder, Mood};
pub use check::CheckDialog;
pub use choose::{Chooser, Entry, Item, Mark, Section, Way};
pub use code_groups::CodeGroups;
pub use code_look::{CodeColour, CodeKey};
pub use code_picker::{CodePicker, Next};
pub use confirm::{Confirm, Gravity};
pub use correct::{CorrectDialog, LeaveCorrection};
pub use exchange_report::{ExchangeReport, Planned};
pub use groups::Groups;
pub use import::{Chosen, ImportDialog, Purpose as ImportPurpose};
pub use import_report::{FileOutcome, ImportReport, Reach};
pub use leave::LeaveDialog;
pub use memo::MemoDialog;
pub use merge_report::MergeDialog;
pub use name::{NameDialog, Naming};
pub use new_project::NewProjectDialog;
pub use original::OriginalDialog;
pub use palette::{Palette, Recalled};
pub use paste_codes::PasteCodes;
pub use paste_grow::PasteGrow;
pub use path::PathDialog;
pub use pick_code::{New, PickCode, Target, Top};
pub use reimport::ReimportDialog;
pub use resume::{Fit, ResumeCorrection};
pub use set_attribute::SetAttribute;
pub use sheet_import::SheetImport;
pub use shelf::ShelfDialog;
pub use shortcuts::ShortcutsPage;
pub use survey::SurveyDialog;
pub use who::WhoDialog;

use egui::{Context, Frame, Key, KeyboardShortcut, Margin, Modal, Modifiers, Response, Ui, Vec2};

use crate::i18n::Language;
use crate::store::Environment;

use super::actions::Actions;
use super::shell::ShellView;
use super::theme::{self, space};
use super::widgets;

/// Every question that the program asks.
pub enum Dialog {
    /// Title, coder and folder of a new project.
    NewProject(NewProjectDialog),
    /// A path to type where the system has no file dialog.
    Path(PathDialog),
    /// A name: of a code, a document, the project.
    Name(NameDialog),
    /// Many codes as indented text.
    PasteCodes(PasteCodes),
    /// A remark on a coding.
    Memo(MemoDialog),
    /// The groups of documents.
    Groups(Groups),
    /// A new attribute, or another name or kind of one.
    Attribute(Box<AttributeDialog>),
    /// What is pasted is larger than the table.
    PasteGrow(Box<PasteGrow>),
    /// What a table of attributes would change.
    SheetImport(Box<SheetImport>),
    /// A value for several documents.
    SetAttribute(SetAttribute),
    /// The groups of codes.
    CodeGroups(CodeGroups),
    /// Are you sure?
    Confirm(Confirm),
    /// Which code for this passage?
    CodePicker(CodePicker),
    /// Which code do codes or codings go to?
    PickCode(PickCode),
    /// Find anything.
    Palette(Palette),
    /// What is imported and how.
    Import(Box<ImportDialog>),
    /// How an import went.
    ImportReport(ImportReport),
    /// Which columns of a survey are text?
    Survey(Box<SurveyDialog>),
    /// All keys.
    Shortcuts(ShortcutsPage),
    /// What this program is.
    About,
    /// What a file of codes or codings would change.
    ExchangeReport(ExchangeReport),
    /// What merging another copy would do.
    Merge(Box<MergeDialog>),
    /// Leave what cannot be saved?
    Leave(LeaveDialog),
    /// The digit of a code.
    CodeKey(CodeKey),
    /// The colour of codes.
    CodeColour(CodeColour),
    /// Who codes here?
    Who(WhoDialog),
    /// The backups of a project.
    Backups(BackupsDialog),
    /// What a check found, what a repair would do, what it did.
    Check(CheckDialog),
    /// Where a passage stands in the file it came from.
    Original(OriginalDialog),
    /// Saved searches or lists of synonyms.
    Shelf(Box<ShelfDialog>),
    /// What reading a document again would do.
    Reimport(Box<ReimportDialog>),
    /// What a correction would do.
    Correct(Box<CorrectDialog>),
    /// Leave a correction that is not saved?
    LeaveCorrection(LeaveCorrection),
    /// Go on with a correction that was not saved?
    ResumeCorrection(Box<ResumeCorrection>),
}

/// What a dialog may look at.
pub struct DialogView<'a> {
    /// In which it speaks.
    pub language: Language,
    /// The open project, where one is.
    pub shell: Option<&'a ShellView>,
    /// For looking whether a folder is there.
    pub environment: &'a Environment,
}

impl DialogView<'_> {
    /// A text of the interface.
    #[must_use]
    pub fn text<'t>(&self, id: &'t str) -> &'t str
    where
        Self: 't,
    {
        self.language.text(id)
    }
}

/// Whether a dialog stays open after this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// It does.
    Open,
    /// It is done.
    Close,
}

/// Draws the open dialog, if any; closes it when it is done.
pub fn dialog_ui(ctx: &Context, dialog: &mut Option<Dialog>, view: &DialogView<'_>, actions: &mut Actions) {
    let Some(open) = dialog else { return };
    let t = theme::Tokens::of(ctx.theme());
    let frame = Frame::new()
        .fill(t.paper)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(10)
        .shadow(ctx.style_of(ctx.theme()).visuals.window_shadow)
        .inner_margin(Margin::same(20));
    let finding = matches!(open, Dialog::CodePicker(_) | Dialog::PickCode(_) | Dialog::Palette(_));
    let mut modal = Modal::new(egui::Id::unique("dialog")).frame(if finding { frame.inner_margin(12) } else { frame });
    if finding {
        // What one types into stands still while the list below it grows and shrinks.
        let area =
            Modal::default_area(egui::Id::unique("dialog")).anchor(egui::Align2::CENTER_TOP, Vec2::new(0.0, 96.0));
        modal = modal.area(area);
    }
    if let Dialog::CodePicker(picker) = open
        && picker.has_place()
    {
        let place = picker.place(ctx.content_rect());
        let area = Modal::default_area(egui::Id::unique("dialog")).anchor(egui::Align2::LEFT_TOP, place.min.to_vec2());
        // What is coded stays in sight.
        modal = modal.area(area).backdrop_color(egui::Color32::TRANSPARENT);
    }
    let width: f32 = match open {
        Dialog::CodePicker(_) => code_picker::WIDTH - 24.0,
        Dialog::PickCode(_) => 420.0,
        Dialog::Import(_) => 1_360.0,
        Dialog::Check(_)
        | Dialog::Shelf(_)
        | Dialog::Merge(_)
        | Dialog::Original(_)
        | Dialog::Reimport(_)
        | Dialog::SheetImport(_)
        | Dialog::Correct(_) => 680.0,
        Dialog::Palette(_) => 700.0,
        Dialog::ImportReport(_) | Dialog::PasteCodes(_) | Dialog::ExchangeReport(_) => 620.0,
        Dialog::Shortcuts(_) => 780.0,
        Dialog::Backups(_) | Dialog::ResumeCorrection(_) => 640.0,
        Dialog::Survey(_) => 960.0,
        _ => 460.0,
    };
    // A list that Escape closes is open at the beginning of the frame and no longer at its end.
    let works = matches!(open, Dialog::Import(_) | Dialog::Survey(_) | Dialog::Shelf(_));
    let inside = works && (egui::Popup::is_any_open(ctx) || widgets::escaped_from_field(ctx));
    let shown = modal.show(ctx, |ui| {
        ui.set_width(width.min(ctx.content_rect().width() - 80.0));
        ui.spacing_mut().item_spacing.y = space::SMALL;
        match open {
            Dialog::NewProject(dialog) => dialog.ui(ui, view, actions),
            Dialog::Path(dialog) => dialog.ui(ui, view, actions),
            Dialog::Name(dialog) => dialog.ui(ui, view, actions),
            Dialog::PasteCodes(dialog) => dialog.ui(ui, view, actions),
            Dialog::Memo(dialog) => dialog.ui(ui, view, actions),
            Dialog::Groups(dialog) => dialog.ui(ui, view, actions),
            Dialog::Attribute(dialog) => dialog.ui(ui, view, actions),
            Dialog::PasteGrow(dialog) => dialog.ui(ui, view, actions),
            Dialog::SheetImport(dialog) => dialog.ui(ui, view, actions),
            Dialog::SetAttribute(dialog) => dialog.ui(ui, view, actions),
            Dialog::CodeGroups(dialog) => dialog.ui(ui, view, actions),
            Dialog::Confirm(dialog) => dialog.ui(ui, view, actions),
            Dialog::CodePicker(dialog) => dialog.ui(ui, view, actions),
            Dialog::PickCode(dialog) => dialog.ui(ui, view, actions),
            Dialog::Palette(dialog) => dialog.ui(ui, view, actions),
            Dialog::Import(dialog) => dialog.ui(ui, view, actions),
            Dialog::ImportReport(dialog) => dialog.ui(ui, view, actions),
            Dialog::Survey(dialog) => dialog.ui(ui, view, actions),
            Dialog::Shortcuts(page) => page.ui(ui, view),
            Dialog::About => about::about_ui(ui, view),
            Dialog::ExchangeReport(dialog) => dialog.ui(ui, view, actions),
            Dialog::Merge(dialog) => dialog.ui(ui, view, actions),
            Dialog::Leave(dialog) => dialog.ui(ui, view, actions),
            Dialog::CodeKey(dialog) => dialog.ui(ui, view, actions),
            Dialog::CodeColour(dialog) => dialog.ui(ui, view, actions),
            Dialog::Who(dialog) => dialog.ui(ui, view, actions),
            Dialog::Backups(dialog) => dialog.ui(ui, view, actions),
            Dialog::Check(dialog) => dialog.ui(ui, view, actions),
            Dialog::Original(dialog) => dialog.ui(ui, view),
            Dialog::Reimport(dialog) => dialog.ui(ui, view, actions),
            Dialog::Correct(dialog) => dialog.ui(ui, view, actions),
            Dialog::LeaveCorrection(dialog) => dialog.ui(ui, view, actions),
            Dialog::ResumeCorrection(dialog) => dialog.ui(ui, view, actions),
            Dialog::Shelf(dialog) => dialog.ui(ui, view, actions),
        }
    });
    let mut escape =
        !widgets::composing(ctx) && !inside && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escape && let Some(Dialog::Import(import)) = dialog {
        escape = import.gives_way();
    }
    if escape && let Some(Dialog::CodePicker(picker)) = dialog {
        escape = picker.gives_way();
    }
    let aside = finding && shown.backdrop_response.clicked();
    if escape && let Some(Dialog::Memo(memo)) = dialog {
        // A remark is not lost by a key.
        actions.push(memo.kept());
    }
    if shown.inner == Stay::Close || escape || aside {
        *dialog = None;
    }
}

/// The title of a dialog.
fn title(ui: &mut Ui, text: &str) {
    ui.heading(text);
    ui.add_space(space::TINY);
}

/// Does the same as the primary button where Enter begins a new line.
const DEED: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);

/// Whether Ctrl+Enter was pressed, and not for an input method. To be asked before fields are drawn.
fn deed_pressed(ui: &Ui) -> bool {
    !widgets::composing(ui.ctx()) && ui.input_mut(|input| input.consume_shortcut(&DEED))
}

/// The primary button of a dialog with a field of several lines: its tooltip says which keys do the same.
fn deed_button(ui: &mut Ui, text: &str) -> Response {
    let keys = ui.ctx().format_shortcut(&DEED);
    widgets::primary_button(ui, text).on_hover_text(keys)
}

/// Whether Enter was pressed for the dialog as a whole, and not for an input method.
fn entered(ui: &Ui) -> bool {
    !widgets::composing(ui.ctx()) && ui.input(|input| input.key_pressed(Key::Enter))
}
