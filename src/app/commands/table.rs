//! The table of commands: one line each, in the order of the menu.

use egui::{Key, Modifiers};

use super::{Group, Needs, Reach, UiCommand};

/// One line of the table of commands.
pub(super) struct Line {
    pub(super) command: UiCommand,
    /// Of the texts `command.<id>` and `command.<id>_tip`.
    pub(super) id: &'static str,
    pub(super) group: Group,
    pub(super) needs: Needs,
    pub(super) key: Option<(Modifiers, Key)>,
    pub(super) reach: Reach,
}

const fn line(command: UiCommand, id: &'static str, group: Group, needs: Needs, key: Option<(Modifiers, Key)>) -> Line {
    Line { command, id, group, needs, key, reach: Reach::Everywhere }
}

const fn quiet(
    command: UiCommand,
    id: &'static str,
    group: Group,
    needs: Needs,
    key: Option<(Modifiers, Key)>,
) -> Line {
    Line { command, id, group, needs, key, reach: Reach::OutsideFields }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::ALT };
const CTRL_ALT_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL_ALT };
const SHIFT: Modifiers = Modifiers::SHIFT;
const BARE: Modifiers = Modifiers::NONE;

/// Keys that do the same as those of the table: where keyboards or habits differ.
pub(super) const ALSO: &[(UiCommand, Modifiers, Key)] = &[
    (UiCommand::Redo, CTRL_SHIFT, Key::Z),
    (UiCommand::LargerInterface, CTRL_ALT, Key::Equals),
    (UiCommand::TextLarger, CTRL, Key::Equals),
];

/// The table; its order is that of the menu.
pub(super) const TABLE: &[Line] = {
    use Group as G;
    use Needs as N;
    use UiCommand as C;
    &[
        line(C::NewProject, "new_project", G::Project, N::Nothing, Some((CTRL, Key::N))),
        line(C::OpenProject, "open_project", G::Project, N::Nothing, Some((CTRL, Key::O))),
        line(C::ImportFiles, "import_files", G::Project, N::Writing, Some((CTRL, Key::I))),
        line(C::ImportAgain, "import_again", G::Project, N::Source, None),
        line(C::PreviewImports, "preview_imports", G::Project, N::Nothing, None),
        line(C::MergeCopy, "merge_copy", G::Project, N::Writing, None),
        line(C::Backups, "backups", G::Project, N::Project, None),
        line(C::CheckProject, "check_project", G::Project, N::Project, None),
        line(C::CloseProject, "close_project", G::Project, N::Project, Some((CTRL, Key::W))),
        line(C::Quit, "quit", G::Project, N::Nothing, Some((CTRL, Key::Q))),
        quiet(C::Undo, "undo", G::Edit, N::Done, Some((CTRL, Key::Z))),
        quiet(C::Redo, "redo", G::Edit, N::Undone, Some((CTRL, Key::Y))),
        line(C::FindAnything, "find_anything", G::Edit, N::Project, Some((CTRL, Key::K))),
        line(C::FindInDocument, "find_in_document", G::Edit, N::Project, Some((CTRL, Key::F))),
        line(C::FindNext, "find_next", G::Edit, N::Finding, Some((BARE, Key::F3))),
        line(C::FindPrevious, "find_previous", G::Edit, N::Finding, Some((SHIFT, Key::F3))),
        line(C::Replace, "replace", G::Edit, N::Text, Some((CTRL, Key::H))),
        line(C::CorrectText, "correct_text", G::Edit, N::Text, Some((BARE, Key::F4))),
        line(C::FindEverywhere, "find_everywhere", G::Edit, N::Project, Some((CTRL_SHIFT, Key::F))),
        line(C::SavedSearches, "saved_searches", G::Edit, N::Project, None),
        line(C::SynonymLists, "synonym_lists", G::Edit, N::Project, None),
        quiet(C::PickCode, "pick_code", G::Coding, N::Passage, Some((BARE, Key::C))),
        quiet(C::InVivo, "in_vivo", G::Coding, N::Passage, Some((BARE, Key::V))),
        quiet(C::LastCode, "last_code", G::Coding, N::PassageAndLastCode, Some((BARE, Key::L))),
        quiet(C::EditMemo, "edit_memo", G::Coding, N::Coding, Some((BARE, Key::M))),
        quiet(C::CodeWithMemo, "code_with_memo", G::Coding, N::Passage, Some((SHIFT, Key::M))),
        line(C::CopyCitation, "copy_citation", G::Coding, N::PassageAtDesk, Some((CTRL_SHIFT, Key::C))),
        line(C::CopyMarkdown, "copy_markdown", G::Coding, N::PassageAtDesk, None),
        line(C::NewMemo, "new_memo", G::Coding, N::Writing, Some((CTRL_SHIFT, Key::M))),
        quiet(C::QuoteIntoMemo, "quote_into_memo", G::Coding, N::Passage, Some((BARE, Key::Q))),
        quiet(C::RemoveCoding, "remove_coding", G::Coding, N::Coding, Some((BARE, Key::Delete))),
        quiet(C::ShowOriginal, "show_original", G::Coding, N::PassageToRead, Some((BARE, Key::O))),
        quiet(C::OneWord, "one_word", G::Coding, N::Passage, Some((BARE, Key::W))),
        quiet(C::SearchPassage, "search_passage", G::Coding, N::PassageAtDesk, Some((BARE, Key::S))),
        quiet(C::PassageConcordance, "passage_concordance", G::Coding, N::PassageAtDesk, Some((BARE, Key::K))),
        line(C::AddCode, "add_code", G::Coding, N::Writing, Some((CTRL_SHIFT, Key::N))),
        quiet(C::AddCodeBelow, "add_code_below", G::Coding, N::Code, Some((SHIFT, Key::Insert))),
        quiet(C::RenameCode, "rename_code", G::Coding, N::Code, Some((BARE, Key::F2))),
        line(C::OpenCodePage, "open_code_page", G::Coding, N::CodeToRead, Some((BARE, Key::F7))),
        quiet(C::BackToCodePage, "back_to_code_page", G::Coding, N::WayBack, Some((BARE, Key::B))),
        line(C::GiveKey, "give_key", G::Coding, N::Code, None),
        line(C::ColourCodes, "colour_codes", G::Coding, N::Code, None),
        line(C::MoveCodesBelow, "move_codes_below", G::Coding, N::Code, None),
        line(C::MergeCodesInto, "merge_codes_into", G::Coding, N::Code, None),
        line(C::GroupCodes, "group_codes", G::Coding, N::Code, None),
        line(C::DeleteCodes, "delete_codes", G::Coding, N::Code, None),
        quiet(C::MoveCodeUp, "move_code_up", G::Coding, N::CodesAtTree, Some((CTRL, Key::ArrowUp))),
        quiet(C::MoveCodeDown, "move_code_down", G::Coding, N::CodesAtTree, Some((CTRL, Key::ArrowDown))),
        quiet(C::MoveCodeOut, "move_code_out", G::Coding, N::CodesAtTree, Some((CTRL, Key::ArrowLeft))),
        quiet(C::MoveCodeIn, "move_code_in", G::Coding, N::CodesAtTree, Some((CTRL, Key::ArrowRight))),
        line(C::PasteCodes, "paste_codes", G::Coding, N::Writing, Some((CTRL_SHIFT, Key::V))),
        quiet(C::NextCoding, "next_coding", G::Text, N::DocumentAtDesk, Some((BARE, Key::N))),
        quiet(C::PreviousCoding, "previous_coding", G::Text, N::DocumentAtDesk, Some((SHIFT, Key::N))),
        quiet(C::NextOfCode, "next_of_code", G::Text, N::CodingToRead, Some((ALT, Key::N))),
        quiet(C::PreviousOfCode, "previous_of_code", G::Text, N::CodingToRead, Some((ALT_SHIFT, Key::N))),
        quiet(C::SelectWord, "select_word", G::Text, N::DocumentAtDesk, Some((ALT, Key::W))),
        quiet(C::SelectSentence, "select_sentence", G::Text, N::DocumentAtDesk, Some((ALT, Key::S))),
        quiet(C::SelectParagraph, "select_paragraph", G::Text, N::DocumentAtDesk, Some((ALT, Key::P))),
        quiet(C::EndLater, "end_later", G::Text, N::CodingAtDesk, Some((ALT, Key::ArrowRight))),
        quiet(C::EndEarlier, "end_earlier", G::Text, N::CodingAtDesk, Some((ALT, Key::ArrowLeft))),
        quiet(C::EndLaterByWord, "end_later_by_word", G::Text, N::CodingAtDesk, Some((CTRL_ALT, Key::ArrowRight))),
        quiet(C::EndEarlierByWord, "end_earlier_by_word", G::Text, N::CodingAtDesk, Some((CTRL_ALT, Key::ArrowLeft))),
        quiet(C::StartEarlier, "start_earlier", G::Text, N::CodingAtDesk, Some((ALT_SHIFT, Key::ArrowLeft))),
        quiet(C::StartLater, "start_later", G::Text, N::CodingAtDesk, Some((ALT_SHIFT, Key::ArrowRight))),
        quiet(
            C::StartEarlierByWord,
            "start_earlier_by_word",
            G::Text,
            N::CodingAtDesk,
            Some((CTRL_ALT_SHIFT, Key::ArrowLeft)),
        ),
        quiet(
            C::StartLaterByWord,
            "start_later_by_word",
            G::Text,
            N::CodingAtDesk,
            Some((CTRL_ALT_SHIFT, Key::ArrowRight)),
        ),
        line(C::ShowCode, "show_code", G::View, N::Project, Some((CTRL, Key::Num1))),
        line(C::ShowSearch, "show_search", G::View, N::Project, Some((CTRL, Key::Num2))),
        line(C::ShowAnalyse, "show_analyse", G::View, N::Project, Some((CTRL, Key::Num3))),
        line(C::ShowReport, "show_report", G::View, N::Project, Some((CTRL, Key::Num4))),
        line(C::ShowMemos, "show_memos", G::View, N::Project, Some((CTRL, Key::Num5))),
        line(C::ShowHistory, "show_history", G::View, N::Project, Some((CTRL, Key::Num6))),
        line(C::ShowWords, "show_words", G::View, N::Project, Some((CTRL, Key::Num7))),
        line(C::ShowSheet, "show_sheet", G::View, N::Project, Some((CTRL, Key::Num8))),
        line(C::PreviousDocument, "previous_document", G::View, N::Document, Some((ALT, Key::ArrowUp))),
        line(C::NextDocument, "next_document", G::View, N::Document, Some((ALT, Key::ArrowDown))),
        line(C::ToggleLists, "toggle_lists", G::View, N::Lists, Some((Modifiers::NONE, Key::F8))),
        line(C::ToggleInspector, "toggle_inspector", G::View, N::Desk, Some((Modifiers::NONE, Key::F9))),
        line(C::WordMarks, "word_marks", G::View, N::Project, None),
        line(C::ViewOptions, "view_options", G::View, N::TextToRead, Some((CTRL_SHIFT, Key::D))),
        line(C::ColourByCode, "colour_by_code", G::View, N::TextToRead, None),
        line(C::ColourByCoder, "colour_by_coder", G::View, N::TextToRead, None),
        line(C::ColourByAttribute, "colour_by_attribute", G::View, N::TextToRead, None),
        line(C::OnlyOwnCodings, "only_own_codings", G::View, N::TextToRead, None),
        line(C::ShowAllCoders, "show_all_coders", G::View, N::TextToRead, None),
        line(C::TextLarger, "text_larger", G::View, N::TextToRead, Some((CTRL, Key::Plus))),
        line(C::TextSmaller, "text_smaller", G::View, N::TextToRead, Some((CTRL, Key::Minus))),
        line(C::TextUsualSize, "text_usual_size", G::View, N::TextToRead, Some((CTRL, Key::Num0))),
        line(C::SwitchFace, "switch_face", G::View, N::TextToRead, None),
        line(C::LooserLines, "looser_lines", G::View, N::TextToRead, None),
        line(C::TighterLines, "tighter_lines", G::View, N::TextToRead, None),
        line(C::WiderColumn, "wider_column", G::View, N::TextToRead, None),
        line(C::NarrowerColumn, "narrower_column", G::View, N::TextToRead, None),
        line(C::ResetReading, "reset_reading", G::View, N::TextToRead, None),
        line(C::NextPanel, "next_panel", G::View, N::Project, Some((BARE, Key::F6))),
        line(C::PreviousPanel, "previous_panel", G::View, N::Project, Some((SHIFT, Key::F6))),
        line(C::LargerInterface, "larger_interface", G::View, N::Nothing, Some((CTRL_ALT, Key::Plus))),
        line(C::SmallerInterface, "smaller_interface", G::View, N::Nothing, Some((CTRL_ALT, Key::Minus))),
        line(C::UsualInterface, "usual_interface", G::View, N::Nothing, Some((CTRL_ALT, Key::Num0))),
        line(C::SwitchTheme, "switch_theme", G::View, N::Nothing, Some((CTRL_SHIFT, Key::L))),
        line(C::SystemTheme, "system_theme", G::View, N::Nothing, None),
        line(C::SwitchLanguage, "switch_language", G::View, N::Nothing, Some((CTRL_SHIFT, Key::E))),
        line(C::Shortcuts, "shortcuts", G::Help, N::Nothing, Some((Modifiers::NONE, Key::F1))),
        line(C::About, "about", G::Help, N::Nothing, None),
    ]
};
