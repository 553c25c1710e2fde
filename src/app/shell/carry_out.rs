//! What each action does. Every action that changes the project ends in `coding.rs`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::i18n::Language;
use crate::model::{DocumentId, Message, Shelf};

use super::codes::{Level, Way};
use super::stations::Turn;
use super::undo::Which;
use super::view::{Side, coding_at};
use super::{Among, Shell};
use crate::app::actions::{Action, Actions, Centre, Choice, Passage, SearchSide, Workspace};
use crate::app::commands::UiCommand;
use crate::app::dialogs::{
    Dialog, MemoDialog, NewProjectDialog, Next, Palette, PasteCodes, ShelfDialog, ShortcutsPage,
};
use crate::app::notices::Offer;
use crate::app::panels::code_page::removal;
use crate::app::panels::correct::Step as HitStep;
use crate::app::panels::find::Direction;
use crate::app::panels::reading::{ColourBy, view_options_button_id, view_options_id};
use crate::app::panels::search::Listing;
use crate::app::picker::Purpose;
use crate::app::reading_settings::ReadingChange;
use crate::app::scale::Scale;
use crate::app::text_view::Unit;
use crate::app::text_view::ends;
use crate::app::view_state::Look;
use crate::export::CitationForm;

impl Shell {
    /// Does what somebody wants.
    pub fn carry_out(&mut self, action: Action) {
        let Some(action) = self.unless_it_loses(action) else { return };
        let Some(action) = self.unless_correcting(action) else { return };
        match self.settled_before(action) {
            Action::Run(command) => self.run(command),
            // What changes several things at once is said, with a way back.
            Action::Commit { label, edits } if edits.len() > 1 => self.commit_and_tell(label, edits),
            Action::Commit { label, edits } => {
                self.commit(label, edits);
            }
            Action::Code { passages, code } => self.code(&passages, code),
            Action::CodeAsNew { passages, name, parent } => {
                self.code_as_new(&passages, &name, parent, "label.add_code");
            }
            Action::InVivo(passage) => self.in_vivo(passage),
            Action::RemoveCodings(places) => self.remove_codings(places),
            Action::ResizeCoding(place, span) => self.resize_coding(place, span),
            Action::Memo(action) => self.memo_action(action),
            Action::SetMemo(place, memo) => self.set_memo(place, &memo),
            Action::PasteCodes { outline, parent } => self.paste_codes(&outline, parent),
            Action::SetCode(id, change) => self.set_code(id, change),
            Action::MoveCodes { codes, parent, before } => self.move_codes(&codes, parent, before),
            Action::MergeCodes { from, into } => self.merge_codes(&from, into),
            Action::ColourCodes(codes, colour) => self.colour_codes(&codes, colour),
            Action::GroupCodes { codes, put, take } => self.group_codes(&codes, &put, &take),
            Action::DeleteCodes(codes) => self.delete_codes(&codes),
            Action::Recode { places, into } => self.recode(&places, into),
            Action::RecodeAsNew { places, name, parent } => self.recode_as_new(&places, &name, parent),
            Action::RenameDocument(id, title) => self.rename_document(id, &title),
            Action::DeleteDocument(id) => self.delete_documents(&[id]),
            Action::RenameProject(title) => self.rename_project(&title),
            Action::Show(workspace) => self.show(workspace),
            Action::ShowCentre(centre) => self.show_centre(centre),
            Action::OpenDocument(id) => self.open_document(id),
            Action::OpenPast(document, day) => self.open_past(document, day),
            Action::BackToNow => self.back_to_now(),
            Action::Reveal(passage) => {
                self.open_document(passage.document);
                self.desk.reveal = Some(passage);
            }
            Action::Choose(choice) => {
                self.desk.choice = choice;
                if let Choice::Code(code) = choice {
                    self.views.codes.show(code);
                }
            }
            Action::SelectPassage(passage) => {
                if let Some(session) = &self.session {
                    self.desk.select(passage, session.project());
                }
                if passage.is_none() {
                    self.views.reading.clear_selection();
                }
            }
            Action::Pin(code, key) => self.pin(code, key),
            Action::Ask(dialog) => self.dialog = Some(*dialog),
            Action::CloseDialog => self.dialog = None,
            Action::Pick(purpose) => self.pick(purpose),
            Action::NewProject { folder, title, coder } => self.create(folder, title, coder),
            Action::OpenProject(folder) => self.open(project_of(folder)),
            Action::OpenSample(name) => self.open_sample(name),
            Action::ForgetRecent(folder) => {
                self.settings.recent.retain(|recent| recent.folder != folder);
                self.keep_settings();
            }
            Action::Import { paths, group } => self.import(paths, group),
            Action::Start(request) => self.jobs.start(request),
            Action::CancelJob(kind) => self.jobs.cancel(kind),
            Action::Notice(message) => self.notices.tell(message, Offer::Nothing, 0),
            Action::Problem(message) => self.notices.problem(message),
            Action::RevealFound(found) => {
                let span = found.spans.get(found.current).copied();
                self.open_document(found.document);
                self.desk.reveal = span.map(|span| Passage { document: found.document, span });
                // What was found may be older than the text: then the strip looks again.
                let revision = self.views.search.results.revision.0;
                self.views.search.recent.remember(&found.query);
                self.views.find.take_over(&found, revision);
                self.desk.finding = true;
                self.desk.found = Some(found);
            }
            Action::With(then) => then(self),
        }
    }

    /// Runs a command, if it makes sense now.
    pub fn run(&mut self, command: UiCommand) {
        if !self.possible(command) || self.run_on_ends(command) {
            return;
        }
        self.settle_ends();
        match command {
            UiCommand::NewProject => {
                let folder = self.settings.folder.clone().unwrap_or_else(|| self.usual_folder());
                let dialog = NewProjectDialog::new(&self.settings.coder, &folder);
                self.dialog = Some(Dialog::NewProject(dialog));
            }
            UiCommand::OpenProject => self.pick(Purpose::OpenProject),
            UiCommand::CheckProject => self.check_project(),
            UiCommand::CloseProject => self.close_project(),
            UiCommand::ImportFiles => self.pick(Purpose::Import),
            UiCommand::PreviewImports => self.switch_import_way(),
            UiCommand::MergeCopy => self.pick_copy_to_merge(),
            UiCommand::Backups => self.show_own_backups(),
            UiCommand::Quit => {
                self.leaving = true;
                self.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            UiCommand::CorrectText => self.correct_text(),
            UiCommand::Replace => self.replace_in_text(),
            UiCommand::FindInDocument if self.is_correcting() => self.replace_in_text(),
            UiCommand::FindNext if self.is_correcting() => self.views.correct.step(HitStep::On),
            UiCommand::FindPrevious if self.is_correcting() => self.views.correct.step(HitStep::Back),
            UiCommand::Undo if self.is_correcting() => self.views.correct.undo(),
            UiCommand::Redo if self.is_correcting() => self.views.correct.redo(),
            UiCommand::Undo => self.undo_or_redo(Which::Undo),
            UiCommand::Redo => self.undo_or_redo(Which::Redo),
            UiCommand::FindAnything => self.dialog = Some(Dialog::Palette(Palette::default())),
            UiCommand::FindInDocument => self.find_in_document(),
            UiCommand::FindNext => self.step_found(Direction::On),
            UiCommand::FindPrevious => self.step_found(Direction::Back),
            UiCommand::FindEverywhere => self.find_everywhere(),
            UiCommand::SavedSearches => {
                self.dialog = Some(Dialog::Shelf(Box::new(ShelfDialog::open(Shelf::Search, None))));
            }
            UiCommand::SynonymLists => {
                self.dialog = Some(Dialog::Shelf(Box::new(ShelfDialog::open(Shelf::Synonyms, None))));
            }
            // Once more leads from a table or the passages of a code to the text.
            UiCommand::ShowCode if self.desk.workspace == Workspace::Code => self.show_centre(Centre::Text),
            UiCommand::ShowCode => self.show(Workspace::Code),
            UiCommand::ShowSearch => self.show_side(SearchSide::Find),
            UiCommand::ShowWords => self.show_side(SearchSide::Words),
            UiCommand::ShowAnalyse => self.show(Workspace::Analyse),
            UiCommand::ShowReport => self.show(Workspace::Report),
            UiCommand::ShowHistory => self.show(Workspace::History),
            UiCommand::ShowMemos => self.show(Workspace::Memos),
            UiCommand::ShowSheet => self.show_centre(Centre::Sheet),
            UiCommand::ToggleLists => self.toggle_side(Side::Lists),
            UiCommand::ToggleInspector => self.toggle_side(Side::Inspector),
            UiCommand::PreviousDocument => self.step_document(Step::Back),
            UiCommand::NextDocument => self.step_document(Step::On),
            UiCommand::AddCode => self.ask_new_code(Level::Beside),
            UiCommand::AddCodeBelow => self.ask_new_code(Level::Below),
            UiCommand::RenameCode => self.rename_chosen_code(),
            UiCommand::OpenCodePage => self.open_code_page(),
            UiCommand::BackToCodePage => self.back_to_code_page(),
            UiCommand::GiveKey => self.ask_key_of_code(),
            UiCommand::ColourCodes => self.ask_colour_of_codes(),
            UiCommand::MoveCodesBelow => self.ask_where_codes_go(),
            UiCommand::MergeCodesInto => self.ask_what_codes_become(),
            UiCommand::GroupCodes => self.ask_groups_of_codes(),
            UiCommand::DeleteCodes => self.ask_to_delete_codes(),
            UiCommand::MoveCodeUp => self.step_codes(Way::Up),
            UiCommand::MoveCodeDown => self.step_codes(Way::Down),
            UiCommand::MoveCodeOut => self.step_codes(Way::Out),
            UiCommand::MoveCodeIn => self.step_codes(Way::In),
            UiCommand::PasteCodes => self.dialog = Some(Dialog::PasteCodes(PasteCodes::default())),
            UiCommand::PickCode => {
                self.dialog = Some(Dialog::CodePicker(self.code_picker()));
            }
            UiCommand::InVivo => {
                if let Some(passage) = self.desk.passage {
                    self.in_vivo(passage);
                }
            }
            UiCommand::LastCode => {
                if let (Some(passage), Some(code)) = (self.desk.passage, self.desk.last_code) {
                    self.code(&[passage], code);
                }
            }
            UiCommand::CodeWithMemo => {
                let picker = self.code_picker().and_then(Action::Run(UiCommand::EditMemo), Next::Memo);
                self.dialog = Some(Dialog::CodePicker(picker));
            }
            UiCommand::CopyCitation => self.copy_citation(CitationForm::Line),
            UiCommand::CopyMarkdown => self.copy_citation(CitationForm::Markdown),
            UiCommand::EditMemo => self.edit_memo(),
            UiCommand::NewMemo => self.new_memo_here(),
            UiCommand::QuoteIntoMemo => self.quote_into_memo(),
            UiCommand::ImportAgain => {
                if let Some(document) = self.desk.document {
                    self.read_again(document);
                }
            }
            UiCommand::ShowOriginal => self.show_original(),
            UiCommand::RemoveCoding => {
                let ticked =
                    if let Centre::Code(_) = self.desk.centre { self.views.code_page.chosen() } else { Vec::new() };
                match self.desk.choice {
                    Choice::Coding(place) if ticked.is_empty() => self.remove_codings(vec![place]),
                    _ => {
                        if let Some(view) = self.view() {
                            self.carry_out(removal(&view, ticked));
                        }
                    }
                }
            }
            UiCommand::NextCoding => self.step_coding(ends::Way::On, Among::All),
            UiCommand::PreviousCoding => self.step_coding(ends::Way::Back, Among::All),
            UiCommand::NextOfCode => self.step_coding(ends::Way::On, Among::SameCode),
            UiCommand::PreviousOfCode => self.step_coding(ends::Way::Back, Among::SameCode),
            UiCommand::SelectWord => self.text_column().extend(Unit::Word),
            UiCommand::SelectSentence => self.text_column().extend(Unit::Sentence),
            UiCommand::SelectParagraph => self.text_column().extend(Unit::Paragraph),
            // Done above.
            UiCommand::EndLater
            | UiCommand::EndEarlier
            | UiCommand::StartEarlier
            | UiCommand::StartLater
            | UiCommand::EndLaterByWord
            | UiCommand::EndEarlierByWord
            | UiCommand::StartEarlierByWord
            | UiCommand::StartLaterByWord => {}
            UiCommand::OneWord => self.one_word(),
            UiCommand::SearchPassage => self.search_passage(Listing::Documents),
            UiCommand::PassageConcordance => self.search_passage(Listing::Concordance),
            UiCommand::WordMarks => self.desk.word_marks = !self.desk.word_marks,
            UiCommand::ViewOptions => {
                egui::Popup::toggle_id(&self.ctx, view_options_id());
                self.ctx.memory_mut(|memory| memory.request_focus(view_options_button_id()));
                self.ctx.request_repaint();
            }
            UiCommand::ColourByCode => self.colour_by(ColourBy::Code),
            UiCommand::ColourByCoder => self.colour_by(ColourBy::Coder),
            UiCommand::ColourByAttribute => self.colour_by_next_attribute(),
            UiCommand::OnlyOwnCodings => self.show_only_own_codings(),
            UiCommand::ShowAllCoders => self.hide_coders(BTreeSet::new()),
            UiCommand::TextLarger => self.change_reading(ReadingChange::Larger),
            UiCommand::TextSmaller => self.change_reading(ReadingChange::Smaller),
            UiCommand::TextUsualSize => self.change_reading(ReadingChange::UsualSize),
            UiCommand::SwitchFace => self.switch_face(),
            UiCommand::LooserLines => self.change_reading(ReadingChange::Looser),
            UiCommand::TighterLines => self.change_reading(ReadingChange::Tighter),
            UiCommand::WiderColumn => self.change_reading(ReadingChange::Wider),
            UiCommand::NarrowerColumn => self.change_reading(ReadingChange::Narrower),
            UiCommand::ResetReading => self.change_reading(ReadingChange::Reset),
            UiCommand::SwitchTheme => {
                self.settings.look = match self.ctx.theme() {
                    egui::Theme::Light => Look::Dark,
                    egui::Theme::Dark => Look::Light,
                };
                self.ctx.set_theme(self.settings.look.preference());
                self.keep_settings();
            }
            UiCommand::SystemTheme => {
                self.settings.look = Look::System;
                self.ctx.set_theme(self.settings.look.preference());
                self.notices.tell(Message::new("app.look_of_system"), Offer::Nothing, 0);
                self.keep_settings();
            }
            UiCommand::SwitchLanguage => {
                self.settings.language = Some(match self.language() {
                    Language::Chinese => Language::English,
                    Language::English => Language::Chinese,
                });
                self.keep_settings();
            }
            UiCommand::LargerInterface => self.set_scale(self.settings.scale.larger()),
            UiCommand::SmallerInterface => self.set_scale(self.settings.scale.smaller()),
            UiCommand::UsualInterface => self.set_scale(Scale::default()),
            UiCommand::NextPanel => self.step_panel(Turn::On),
            UiCommand::PreviousPanel => self.step_panel(Turn::Back),
            UiCommand::Shortcuts => self.dialog = Some(Dialog::Shortcuts(ShortcutsPage::default())),
            UiCommand::About => self.dialog = Some(Dialog::About),
        }
    }

    /// Saves what was written in panels and not left yet: before they go, or may not be drawn again.
    pub fn flush_drafts(&mut self) {
        self.settle_ends();
        let mut actions = Actions::default();
        self.views.inspector.flush(&mut actions);
        self.views.codes.flush(&mut actions);
        self.views.documents.flush(&mut actions);
        self.views.sheet.flush(&mut actions);
        self.views.memos.flush(&mut actions);
        for action in actions.take() {
            self.carry_out(action);
        }
    }

    pub(super) fn show(&mut self, workspace: Workspace) {
        self.flush_drafts();
        if workspace == Workspace::Search {
            // Whoever comes here comes to type.
            self.views.search.take_keyboard();
        }
        if self.desk.workspace != workspace {
            self.close_drawer();
        }
        self.desk.workspace = workspace;
    }

    /// Shows one side of the search workspace.
    pub fn show_side(&mut self, side: SearchSide) {
        self.show(Workspace::Search);
        self.desk.search_side = side;
    }

    fn open_document(&mut self, id: DocumentId) {
        let known = self.session.as_ref().is_some_and(|session| session.project().document(id).is_some());
        if known {
            self.leave_centre();
            self.close_drawer();
            self.desk.workspace = Workspace::Code;
            self.desk.centre = Centre::Text;
            self.back_to_now();
            if self.desk.document != Some(id) {
                self.desk.document = Some(id);
                self.desk.passage = None;
                if matches!(self.desk.choice, Choice::Coding(_) | Choice::Document(_)) {
                    self.desk.choice = Choice::Nothing;
                }
            }
        }
    }

    fn step_document(&mut self, step: Step) {
        let Some(session) = &self.session else { return };
        let list = self.desk.documents_in_turn(session.project());
        let Some(at) = list.iter().position(|id| Some(*id) == self.desk.document) else { return };
        let next = match step {
            Step::Back => at.checked_sub(1),
            Step::On => Some(at + 1),
        };
        // Beyond the last one stands no other, but its text, where that is not what is shown.
        let here = self.desk.document.filter(|_| !self.reads());
        if let Some(id) = next.and_then(|next| list.get(next)).copied().or(here) {
            self.open_document(id);
        }
    }

    fn edit_memo(&mut self) {
        let (Choice::Coding(place), Some(session)) = (self.desk.choice, &self.session) else { return };
        let project = session.project();
        if let (Some(coding), Some(document)) = (coding_at(project, place), project.document(place.document)) {
            let memo = coding.memo.as_deref().unwrap_or("");
            self.dialog = Some(Dialog::Memo(MemoDialog::new(place, document.text.slice(coding.span), memo)));
        }
    }

    /// A key belongs to one code, and a code to one key.
    fn pin(&mut self, code: crate::model::CodeId, key: Option<usize>) {
        for pin in &mut self.desk.pins {
            if *pin == Some(code) {
                *pin = None;
            }
        }
        if let Some(pin) = key.and_then(|key| self.desk.pins.get_mut(key)) {
            *pin = Some(code);
        }
    }

    pub(super) fn usual_folder(&self) -> PathBuf {
        let home = etcetera::home_dir().ok();
        let usual =
            home.as_ref().map(|home| home.join("Documents")).filter(|folder| self.environment.fs.exists(folder));
        usual.or(home).unwrap_or_default()
    }
}

#[derive(Clone, Copy)]
enum Step {
    Back,
    On,
}

/// The project's folder where somebody chose the file inside it.
fn project_of(path: PathBuf) -> PathBuf {
    match (path.file_name().and_then(|name| name.to_str()), path.parent()) {
        (Some("project.ron"), Some(folder)) => folder.to_owned(),
        _ => path,
    }
}
