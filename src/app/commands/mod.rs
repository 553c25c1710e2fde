//! Every command of the program, once: its name, its tooltip, its keys and when it is possible.
//!
//! The menu, the palette, the page of shortcuts and the keys themselves are made from this list; a
//! command that is not here does not exist. What a command does stands in `shell/carry_out.rs`.

mod hands;
mod needs;
mod table;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::i18n::Language;

pub use hands::{HANDS, Hand, Place};

pub use needs::{Needs, Situation};
use table::{ALSO, Line, TABLE};

/// Something that a person can tell the program to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UiCommand {
    /// A new project.
    NewProject,
    /// Another project.
    OpenProject,
    /// Back to the start page.
    CloseProject,
    /// Files into the project.
    ImportFiles,
    /// The open document's file once more.
    ImportAgain,
    /// Whether files are shown before they come in.
    PreviewImports,
    /// Another copy of the project into this one.
    MergeCopy,
    /// What the project was before.
    Backups,
    /// Is everything in the folder as it should be?
    CheckProject,
    /// Leave the program.
    Quit,
    /// Take back the last change.
    Undo,
    /// Make again what was taken back.
    Redo,
    /// The palette.
    FindAnything,
    /// Characters in the document that is read, or the field of the search workspace.
    FindInDocument,
    /// On to the next place of what was found in the document.
    FindNext,
    /// Back to the one before.
    FindPrevious,
    /// The same in all documents.
    FindEverywhere,
    /// The searches that the project keeps.
    SavedSearches,
    /// Words that stand for each other in a search.
    SynonymLists,
    /// Read and code.
    ShowCode,
    /// Search all documents.
    ShowSearch,
    /// Which words the texts are made of.
    ShowWords,
    /// What goes together.
    ShowAnalyse,
    /// Take it out.
    ShowReport,
    /// Who did what when.
    ShowHistory,
    /// All memos, to read, write and find.
    ShowMemos,
    /// Documents or cases with their attributes.
    ShowSheet,
    /// The list of documents and codes on the left.
    ToggleLists,
    /// What is chosen, on the right.
    ToggleInspector,
    /// The document above in the list.
    PreviousDocument,
    /// The document below in the list.
    NextDocument,
    /// A new code beside the one that is chosen, or at the top of the tree.
    AddCode,
    /// A new code below the one that is chosen.
    AddCodeBelow,
    /// Many codes at once.
    PasteCodes,
    /// Another name for the code that is chosen.
    RenameCode,
    /// All passages of the code that is chosen.
    OpenCodePage,
    /// From the text back to the passages of a code.
    BackToCodePage,
    /// A digit for the code that is chosen.
    GiveKey,
    /// Another colour for the codes that are chosen.
    ColourCodes,
    /// The codes that are chosen, below another.
    MoveCodesBelow,
    /// The codes that are chosen become another.
    MergeCodesInto,
    /// The groups that the chosen codes are in.
    GroupCodes,
    /// Take the codes that are chosen away.
    DeleteCodes,
    /// Before the sibling above.
    MoveCodeUp,
    /// After the sibling below.
    MoveCodeDown,
    /// Beside its parent.
    MoveCodeOut,
    /// Below the sibling above.
    MoveCodeIn,
    /// Choose a code for the passage.
    PickCode,
    /// The passage's own words as a code.
    InVivo,
    /// The code used last, once more.
    LastCode,
    /// A remark on the chosen coding.
    EditMemo,
    /// Choose a code for the passage and write a remark on the coding at once.
    CodeWithMemo,
    /// The passage with where it stands, for quoting it.
    CopyCitation,
    /// The same as a block of Markdown.
    CopyMarkdown,
    /// A memo about what is chosen.
    NewMemo,
    /// The passage, with where it stands, into the memo that is open.
    QuoteIntoMemo,
    /// Take the chosen coding away.
    RemoveCoding,
    /// The coding after the chosen one, or after the caret.
    NextCoding,
    /// The coding before it.
    PreviousCoding,
    /// The next coding of the same code.
    NextOfCode,
    /// The one before it of the same code.
    PreviousOfCode,
    /// The end of the chosen coding, a character on.
    EndLater,
    /// A character back.
    EndEarlier,
    /// A word on.
    EndLaterByWord,
    /// A word back.
    EndEarlierByWord,
    /// The beginning of the chosen coding, a character back.
    StartEarlier,
    /// A character on.
    StartLater,
    /// A word back.
    StartEarlierByWord,
    /// A word on.
    StartLaterByWord,
    /// The selection grows to whole words.
    SelectWord,
    /// To whole sentences.
    SelectSentence,
    /// To whole paragraphs.
    SelectParagraph,
    /// The text of the open document, typed over where it was heard wrongly.
    CorrectText,
    /// Words of it by others.
    Replace,
    /// Where the passage stands in the file it came from.
    ShowOriginal,
    /// The selected words are one word of the dictionary.
    OneWord,
    /// Search for the selected words.
    SearchPassage,
    /// All places of the selected words, below each other.
    PassageConcordance,
    /// Marks under the words of the text.
    WordMarks,
    /// What is shown of codings, and how the text is set.
    ViewOptions,
    /// Colours say which code it is.
    ColourByCode,
    /// Colours say who coded.
    ColourByCoder,
    /// Colours say what is known of who speaks.
    ColourByAttribute,
    /// Codings of others are hidden.
    OnlyOwnCodings,
    /// Codings of everybody are shown.
    ShowAllCoders,
    /// Larger letters.
    TextLarger,
    /// Smaller letters.
    TextSmaller,
    /// Letters of the usual size.
    TextUsualSize,
    /// With serifs or without.
    SwitchFace,
    /// Rows further apart.
    LooserLines,
    /// Rows closer.
    TighterLines,
    /// A wider column of text.
    WiderColumn,
    /// A narrower one.
    NarrowerColumn,
    /// The text as it was set at first.
    ResetReading,
    /// Light or dark.
    SwitchTheme,
    /// Light or dark, as the system has it.
    SystemTheme,
    /// Chinese or English.
    SwitchLanguage,
    /// The whole interface larger.
    LargerInterface,
    /// The whole interface smaller.
    SmallerInterface,
    /// The interface in its usual size.
    UsualInterface,
    /// The keyboard goes on to the next panel.
    NextPanel,
    /// The keyboard goes back to the panel before.
    PreviousPanel,
    /// All keys on one page.
    Shortcuts,
    /// What this program is.
    About,
}

/// Keys as this system writes them. egui writes arrows as symbols that hardly any font has.
#[must_use]
pub fn keys_text(ctx: &egui::Context, shortcut: KeyboardShortcut) -> String {
    let written = ctx.format_shortcut(&shortcut);
    let key = shortcut.logical_key;
    let held = [key.name(), key.symbol_or_name()].into_iter().find_map(|name| written.strip_suffix(name));
    match (held, key) {
        (Some(held), Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown) => {
            format!("{held}{}", in_common_arrows(key.symbol_or_name()))
        }
        (Some(held), Key::Escape) => format!("{held}Esc"),
        _ => in_common_arrows(&written),
    }
}

fn in_common_arrows(keys: &str) -> String {
    let arrow = |c| match c {
        '⏴' => '←',
        '⏵' => '→',
        '⏶' => '↑',
        '⏷' => '↓',
        other => other,
    };
    keys.chars().map(arrow).collect()
}

/// Whether a key works while a person writes in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere.
    Everywhere,
    /// Not while a text field has the keyboard: there the key writes, deletes or undoes text.
    OutsideFields,
}

/// The groups of the menu and of the page of shortcuts, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Projects and files.
    Project,
    /// Undo, find.
    Edit,
    /// Reading and coding.
    Coding,
    /// Going through a text and its codings.
    Text,
    /// Workspaces, panels, look.
    View,
    /// Help.
    Help,
}

impl Group {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Project, Self::Edit, Self::Coding, Self::Text, Self::View, Self::Help];

    /// Its name.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        language.text(match self {
            Self::Project => "command.group_project",
            Self::Edit => "command.group_edit",
            Self::Coding => "command.group_coding",
            Self::Text => "command.group_text",
            Self::View => "command.group_view",
            Self::Help => "command.group_help",
        })
    }
}

impl UiCommand {
    /// All commands, in the order of the menu.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        TABLE.iter().map(|line| line.command)
    }

    fn line(self) -> &'static Line {
        // Every command has its line, which a test proves; the first one is never meant.
        TABLE.iter().find(|line| line.command == self).unwrap_or(&TABLE[0])
    }

    /// The command of a stable name.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|line| line.id == id).map(|line| line.command)
    }

    /// Stable name, as in logs and view state.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.line().id
    }

    /// What people call it.
    #[must_use]
    pub fn name(self, language: Language) -> String {
        language.text(&format!("command.{}", self.id())).to_owned()
    }

    /// What it does, in a sentence, with its keys.
    #[must_use]
    pub fn tooltip(self, language: Language, ctx: &egui::Context) -> String {
        let tip = language.text(&format!("command.{}_tip", self.id())).to_owned();
        match self.keys(ctx) {
            Some(keys) => format!("{tip}  ({keys})"),
            None => tip,
        }
    }

    /// Where it stands in the menu.
    #[must_use]
    pub fn group(self) -> Group {
        self.line().group
    }

    /// Its keys.
    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.line().key.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key))
    }

    /// Its keys as this system writes them.
    #[must_use]
    pub fn keys(self, ctx: &egui::Context) -> Option<String> {
        self.shortcut().map(|shortcut| keys_text(ctx, shortcut))
    }

    /// Whether it makes sense now.
    #[must_use]
    pub fn possible(self, situation: &Situation) -> bool {
        situation.has(self.line().needs)
    }

    /// The commands whose keys were pressed in this frame and that are possible now. Keys are taken
    /// out of the input, so that nothing else acts on them.
    pub fn pressed(ctx: &egui::Context, situation: &Situation) -> Vec<Self> {
        Self::run_and_in_vain(ctx, situation).0
    }

    /// The same, and those whose keys were taken although they are not possible.
    pub fn run_and_in_vain(ctx: &egui::Context, situation: &Situation) -> (Vec<Self>, Vec<Self>) {
        let writing = ctx.text_edit_focused();
        let (mut found, mut in_vain) = (Vec::new(), Vec::new());
        let keys = TABLE.iter().filter_map(|line| Some((line, line.key?)));
        let also = ALSO.iter().map(|(command, modifiers, key)| (command.line(), (*modifiers, *key)));
        let mut keys: Vec<(&Line, (Modifiers, Key))> = keys.chain(also).collect();
        // More modifiers first: Ctrl+Shift+N is not Ctrl+N, Alt+N is not N, and Ctrl+Shift+Z is never an undo.
        keys.sort_by_key(|(_, (held, _))| -(i32::from(held.shift) + i32::from(held.alt)));
        for (line, (modifiers, key)) in keys {
            if writing && line.reach == Reach::OutsideFields {
                continue;
            }
            let possible = line.command.possible(situation);
            // What more is held means another command: where that is not possible, the key is not for this one either.
            let taken = possible || (modifiers.command && (modifiers.shift || modifiers.alt));
            let shortcut = KeyboardShortcut::new(modifiers, key);
            if taken && ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
                if possible { &mut found } else { &mut in_vain }.push(line.command);
            }
        }
        (found, in_vain)
    }

    /// The commands whose keys were pressed in this frame, are not possible now, and meant nothing to anybody else: to be
    /// asked when everything has been drawn.
    #[must_use]
    pub fn left_over(ctx: &egui::Context, situation: &Situation) -> Vec<Self> {
        let writing = ctx.text_edit_focused();
        let of = |event: &egui::Event| match event {
            egui::Event::Key { key, pressed: true, modifiers, .. } => TABLE.iter().find(|line| {
                line.key.is_some_and(|(held, of)| of == *key && modifiers.matches_exact(held))
                    && !(writing && line.reach == Reach::OutsideFields)
                    && !line.command.possible(situation)
            }),
            _ => None,
        };
        ctx.input(|input| input.events.iter().filter_map(of).map(|line| line.command).collect())
    }

    /// What a person is told where the command is not possible.
    #[must_use]
    pub fn missing(self, situation: &Situation) -> Option<&'static str> {
        situation.missing(self.line().needs)
    }
}

#[cfg(test)]
mod tests;
