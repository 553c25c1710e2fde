//! What a command needs in order to make sense, and where things stand.

/// What a command needs in order to make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// An open project.
    Project,
    /// An open project that may be changed.
    Writing,
    /// A passage that is selected, in a project that may be changed.
    Passage,
    /// A passage and a code that was used before.
    PassageAndLastCode,
    /// A coding that is chosen, in a project that may be changed.
    Coding,
    /// A code that is chosen, in a project that may be changed.
    Code,
    /// A code that is chosen, or a coding, to look at.
    CodeToRead,
    /// Codes in the tree while it has the keyboard, in a project that may be changed.
    CodesAtTree,
    /// The text was opened from the passages of a code.
    WayBack,
    /// A coding that is chosen, in a text that is read and may be changed.
    CodingAtDesk,
    /// A coding that is chosen in a text that is read.
    CodingToRead,
    /// A document that is open, at the desk where it is read.
    DocumentAtDesk,
    /// A passage that is selected or coded, to look at.
    PassageToRead,
    /// The same in the text that is read: elsewhere it cannot be seen.
    PassageAtDesk,
    /// A document that is open.
    Document,
    /// A document that is open at the desk, in a project that may be changed.
    Text,
    /// The text of a document, on screen.
    TextToRead,
    /// A workspace with lists beside it.
    Lists,
    /// The workspace in which texts are read.
    Desk,
    /// An open document in which something is looked for.
    Finding,
    /// An open document that came from a file, in a project that may be changed.
    Source,
    /// Something to take back.
    Done,
    /// Something taken back.
    Undone,
}

/// Where things stand, as far as commands care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// A project is open.
    pub project: bool,
    /// It may be changed.
    pub writing: bool,
    /// The desk where texts are read and coded is shown.
    pub reading: bool,
    /// Its text is on screen.
    pub text: bool,
    /// There are lists beside what is shown.
    pub lists: bool,
    /// What is chosen is shown beside it.
    pub desk: bool,
    /// A document is open.
    pub document: bool,
    /// Something is looked for in it.
    pub finding: bool,
    /// It came from a file.
    pub source: bool,
    /// A passage is selected.
    pub passage: bool,
    /// A coding is chosen.
    pub coding: bool,
    /// A code is chosen.
    pub code: bool,
    /// The tree of codes has the keyboard.
    pub codes_keyboard: bool,
    /// The text was opened from the passages of a code.
    pub way_back: bool,
    /// A code was used in this session or the last.
    pub last_code: bool,
    /// There is a change to take back.
    pub done: bool,
    /// There is one to make again.
    pub undone: bool,
}

impl Situation {
    /// Where every command is possible: for lists of all of them.
    #[must_use]
    pub const fn with_everything() -> Self {
        Self {
            project: true,
            writing: true,
            reading: true,
            text: true,
            lists: true,
            desk: true,
            document: true,
            finding: true,
            source: true,
            passage: true,
            coding: true,
            code: true,
            codes_keyboard: true,
            way_back: true,
            last_code: true,
            done: true,
            undone: true,
        }
    }

    pub(super) fn has(self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Project => self.project,
            Needs::Writing => self.project && self.writing,
            Needs::Passage => self.writing && self.passage,
            Needs::PassageAndLastCode => self.writing && self.passage && self.last_code,
            Needs::Coding => self.writing && self.coding,
            Needs::Code => self.writing && self.code,
            Needs::CodeToRead => self.project && (self.code || self.coding),
            Needs::CodesAtTree => self.writing && self.code && self.codes_keyboard,
            Needs::WayBack => self.way_back,
            Needs::CodingAtDesk => self.writing && self.has(Needs::CodingToRead),
            Needs::CodingToRead => self.reading && self.coding && self.document,
            Needs::DocumentAtDesk => self.reading && self.document,
            Needs::PassageToRead => self.project && (self.passage || self.coding),
            Needs::PassageAtDesk => self.reading && self.has(Needs::PassageToRead),
            Needs::Document => self.document,
            Needs::Text => self.writing && self.reading && self.document,
            Needs::TextToRead => self.project && self.text,
            Needs::Lists => self.project && self.lists,
            Needs::Desk => self.project && self.desk,
            Needs::Finding => self.document && self.finding,
            Needs::Source => self.writing && self.source,
            Needs::Done => self.writing && self.done,
            Needs::Undone => self.writing && self.undone,
        }
    }

    /// Of what is needed what is missing, as a text for people; `None` where nothing is, or where the key is at home in
    /// one place only and may mean something else in any other.
    pub(super) fn missing(self, needs: Needs) -> Option<&'static str> {
        if self.has(needs) {
            return None;
        }
        if !self.project {
            return Some("needs.project");
        }
        let changes = matches!(
            needs,
            Needs::Writing
                | Needs::Passage
                | Needs::PassageAndLastCode
                | Needs::Coding
                | Needs::Code
                | Needs::CodingAtDesk
                | Needs::Text
                | Needs::Source
                | Needs::Done
                | Needs::Undone
        );
        if changes && !self.writing {
            return Some("needs.writing");
        }
        match needs {
            Needs::Nothing | Needs::Project | Needs::Writing | Needs::CodesAtTree => None,
            Needs::PassageAndLastCode if self.passage => Some("app.no_last_code"),
            Needs::Passage | Needs::PassageAndLastCode => Some("app.select_first"),
            Needs::Coding | Needs::CodingAtDesk | Needs::CodingToRead => Some("needs.coding"),
            Needs::Code => Some("needs.code"),
            Needs::CodeToRead => Some("needs.code_to_read"),
            Needs::WayBack => Some("needs.way_back"),
            Needs::PassageToRead | Needs::PassageAtDesk => Some("needs.passage"),
            Needs::DocumentAtDesk | Needs::Document | Needs::Text | Needs::TextToRead => Some("needs.text"),
            Needs::Lists | Needs::Desk => Some("needs.panel"),
            Needs::Finding => Some("needs.finding"),
            Needs::Source => Some("needs.source"),
            Needs::Done => Some("needs.done"),
            Needs::Undone => Some("needs.undone"),
        }
    }
}
