//! The files of an import: how far each is, under which choices it is to be read, what a person said of it.
//!
//! Pure: it knows no window and starts nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::speakers::originals;
use crate::app::shell::{TableFile, is_table};
use crate::import::batch::Origin;
use crate::import::{CandidateOf, CaseCandidate, Cases, ImportedFile, Options, cases};
use crate::model::Message;

/// One file in the list.
pub(super) struct FileRow {
    /// Without folders.
    pub name: String,
    /// Where its bytes come from when it is read again.
    pub origin: Origin,
    /// Whether it is to be imported.
    pub ticked: bool,
    /// The choices for it; what was read under others is out of date.
    pub options: Options,
    /// Whether a child is at it.
    pub reading: bool,
    /// As it was listed, where it lies on a disk.
    pub path: Option<PathBuf>,
    /// The choices that it began with.
    first_options: Options,
    outcome: Option<Outcome>,
    /// Titles that a person gave, by the place of the document in the file.
    titles: BTreeMap<usize, String>,
    /// Who is to become a case, by the place of the document.
    cases: BTreeSet<(usize, Who)>,
}

/// A candidate by what stays when a speaker is called otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// By the name that stands in the file.
    Speaker(String),
    /// By the name of the case.
    Named(String),
}

struct Outcome {
    /// Under which it came to be.
    options: Options,
    result: Result<ImportedFile, Message>,
    /// How many places want a look: counted once, looked at in every frame.
    to_check: usize,
    people: Arc<People>,
}

/// Who of a file could become a case: found once, drawn in every frame.
#[derive(Default)]
pub(super) struct People {
    /// By the place of the document; no more than [`MOST_LISTED`].
    pub listed: Vec<(usize, CaseCandidate)>,
    /// All of them.
    pub count: usize,
}

/// Candidates of one file that are listed; a survey may have thousands, which the tick for all covers.
const MOST_LISTED: usize = 200;

impl People {
    fn of(file: &ImportedFile) -> Self {
        let mut people = Self::default();
        for (at, document) in file.documents.iter().enumerate() {
            let found = cases::candidates(document);
            people.count += found.len();
            let room = MOST_LISTED - people.listed.len();
            people.listed.extend(found.into_iter().take(room).map(|candidate| (at, candidate)));
        }
        people
    }
}

/// What the list shows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nobody has read it yet.
    Waiting,
    /// It is being read, or read again.
    Reading,
    /// It can be imported.
    Ready,
    /// It can be imported, and so many line ends or findings want a look.
    Doubtful(usize),
    /// It cannot be imported.
    Refused,
}

impl FileRow {
    pub fn new(origin: Origin, options: Options) -> Self {
        Self {
            name: origin.name(),
            ticked: true,
            path: match &origin {
                Origin::Path(path) => Some(path.clone()),
                Origin::Bytes { .. } => None,
            },
            first_options: options.clone(),
            options,
            reading: false,
            origin,
            outcome: None,
            titles: BTreeMap::new(),
            cases: BTreeSet::new(),
        }
    }

    /// Takes what came of reading it. The bytes are kept, so that the file may change or go meanwhile.
    pub fn take(&mut self, options: Options, result: Result<ImportedFile, Message>) {
        if let Ok(file) = &result
            && matches!(self.origin, Origin::Path(_))
        {
            self.origin = Origin::Bytes { name: self.name.clone(), bytes: file.bytes.clone() };
        }
        let to_check = result.as_ref().map_or(0, to_check);
        let people = Arc::new(result.as_ref().map(People::of).unwrap_or_default());
        self.outcome = Some(Outcome { options, result, to_check, people });
    }

    /// Whether something was chosen for it that would be lost with the dialog.
    pub fn has_choices(&self) -> bool {
        !self.ticked || self.options != self.first_options || !self.titles.is_empty() || !self.cases.is_empty()
    }

    /// Whether it is a table, about which it will be asked.
    pub fn is_table(&self) -> bool {
        self.file().is_some_and(is_table)
    }

    /// Who of it could become a case.
    pub fn people(&self) -> Arc<People> {
        self.outcome.as_ref().map(|outcome| Arc::clone(&outcome.people)).unwrap_or_default()
    }

    /// Whether what is known of it was made under the choices of now.
    pub fn is_current(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.options == self.options)
    }

    /// Whether it has to be read, again or for the first time.
    pub fn wants_reading(&self) -> bool {
        match &self.outcome {
            None => true,
            Some(_) => self.ticked && !self.is_current(),
        }
    }

    /// What was made of it, under whatever choices.
    pub fn file(&self) -> Option<&ImportedFile> {
        self.outcome.as_ref()?.result.as_ref().ok()
    }

    /// Why it cannot be imported.
    pub fn refusal(&self) -> Option<&Message> {
        self.outcome.as_ref()?.result.as_ref().err()
    }

    pub fn look(&self) -> Look {
        match &self.outcome {
            _ if self.reading => Look::Reading,
            None => Look::Waiting,
            Some(Outcome { result: Err(_), .. }) => Look::Refused,
            Some(Outcome { to_check: 0, .. }) => Look::Ready,
            Some(Outcome { to_check, .. }) => Look::Doubtful(*to_check),
        }
    }

    /// Whether it counts when the button is pressed.
    pub fn is_wanted(&self) -> bool {
        self.ticked && self.refusal().is_none()
    }

    /// The title of a document: the one that a person gave, or its own.
    pub fn title(&self, document: usize) -> &str {
        let own = || self.file().and_then(|file| file.documents.get(document)).map_or("", |imported| &imported.title);
        self.titles.get(&document).map_or_else(own, String::as_str)
    }

    /// Gives a document a title; its own one again where that is empty.
    pub fn set_title(&mut self, document: usize, title: &str) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            self.titles.remove(&document);
        } else {
            self.titles.insert(document, title);
        }
    }

    pub fn is_case(&self, document: usize, candidate: &CaseCandidate) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| is_chosen(&self.cases, &outcome.options, document, candidate))
    }

    pub fn set_case(&mut self, document: usize, candidate: &CaseCandidate, wanted: bool) {
        let Some(outcome) = &self.outcome else { return };
        for who in who(&outcome.options, candidate) {
            if wanted {
                self.cases.insert((document, who));
            } else {
                self.cases.remove(&(document, who));
            }
        }
    }

    /// What goes into the project: with the titles and cases that a person chose.
    pub fn into_chosen(self, all_cases: bool) -> Result<ImportedFile, Message> {
        let Self { name, outcome, titles, cases: chosen, .. } = self;
        let Some(Outcome { options, result, .. }) = outcome else { return Err(Message::new("importing.not_read")) };
        let mut file = result?;
        if file.documents.is_empty() {
            return Err(Message::new("import.no_answers").with("name", name));
        }
        for (number, imported) in file.documents.iter_mut().enumerate() {
            cases::choose(imported, |candidate| {
                (all_cases && Cases::Respondents.takes(candidate)) || is_chosen(&chosen, &options, number, candidate)
            });
            if let Some(title) = titles.get(&number) {
                imported.title.clone_from(title);
            }
        }
        Ok(file)
    }

    /// The same of a table, about which it is still to be asked.
    pub fn into_table(self, all_cases: bool) -> Option<TableFile> {
        let Self { name, outcome, mut titles, cases: chosen, .. } = self;
        let Outcome { options, result, .. } = outcome?;
        let file = result.ok()?;
        let mut ticked = BTreeSet::new();
        for number in chosen.iter().map(|(number, _)| *number).collect::<BTreeSet<_>>() {
            let candidates = file.documents.get(number).map(cases::candidates).unwrap_or_default();
            let wanted = candidates.into_iter().filter(|one| is_chosen(&chosen, &options, number, one));
            ticked.extend(wanted.map(|candidate| candidate.name));
        }
        let cases = if all_cases { Cases::Respondents } else { Cases::None };
        let title = titles.remove(&0);
        Some(TableFile { title, cases, ticked, ..TableFile::new(name, file, options) })
    }
}

/// What stays of a candidate; several where two speakers were found to be one.
fn who(options: &Options, candidate: &CaseCandidate) -> Vec<Who> {
    match &candidate.of {
        CandidateOf::Speaker(name) => originals(options, name).into_iter().map(Who::Speaker).collect(),
        CandidateOf::Document | CandidateOf::Passages(_) => vec![Who::Named(candidate.name.clone())],
    }
}

fn is_chosen(chosen: &BTreeSet<(usize, Who)>, options: &Options, document: usize, candidate: &CaseCandidate) -> bool {
    !chosen.is_empty() && who(options, candidate).into_iter().any(|who| chosen.contains(&(document, who)))
}

/// How many places want a look before a file goes in.
fn to_check(file: &ImportedFile) -> usize {
    let undecided = |imported: &crate::import::Imported| {
        if imported.doubts.is_empty() {
            return 0;
        }
        let decided = Options::of_choices(&imported.record.choices).unwrap_or_default().corrections.joints;
        imported.doubts.iter().filter(|doubt| !decided.contains_key(&doubt.source)).count()
    };
    file.documents.iter().map(undecided).sum()
}

/// How far a whole list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub all: usize,
    /// Read, well or not.
    pub done: usize,
    /// Will be imported.
    pub wanted: usize,
    /// Cannot be imported.
    pub refused: usize,
    /// Of those that are wanted, not up to date.
    pub behind: usize,
}

impl Tally {
    pub fn of(files: &[FileRow]) -> Self {
        let count = |is: &dyn Fn(&FileRow) -> bool| files.iter().filter(|file| is(file)).count();
        Self {
            all: files.len(),
            done: count(&|file| file.outcome.is_some() && !file.wants_reading()),
            wanted: count(&FileRow::is_wanted),
            refused: count(&|file| file.refusal().is_some()),
            behind: count(&|file| file.is_wanted() && !file.is_current()),
        }
    }
}

/// The choices of one file for the others: what was corrected in each stays with it, as far as its places
/// still mean the same. Says how many lost corrections.
pub(super) fn apply_to_all(files: &mut [FileRow], options: &Options) -> usize {
    let mut lost = 0;
    for file in files {
        let mut corrections = std::mem::take(&mut file.options.corrections);
        let has_places = !corrections.joints.is_empty() || !corrections.turns.is_empty();
        if has_places && !file.options.reads_like(options) {
            // Places in a text that will be read otherwise, and that is not at hand to compare.
            corrections.joints.clear();
            corrections.turns.clear();
            lost += 1;
        }
        file.options = options.clone().with_corrections(corrections);
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Joint, Notes, Step, Worker};

    fn row(name: &str, text: &str) -> FileRow {
        FileRow::new(Origin::Bytes { name: name.to_owned(), bytes: text.as_bytes().into() }, Options::default())
    }

    fn read(row: &mut FileRow) {
        let Origin::Bytes { name, bytes } = row.origin.clone() else { panic!("bytes") };
        let cancel = crate::import::Cancel::new();
        let documents = Worker::in_process().read_bytes(&name, &bytes, &row.options, &cancel);
        let file = documents.map(|documents| ImportedFile { documents, bytes });
        row.take(row.options.clone(), file.map_err(|error| crate::model::Tell::tell(&error)));
    }

    #[test]
    fn a_file_is_out_of_date_when_its_choices_change_and_wanted_again_only_when_ticked() {
        let mut row = row("a.txt", "正文。");
        assert_eq!((row.look(), row.wants_reading()), (Look::Waiting, true));
        read(&mut row);
        assert_eq!((row.look(), row.wants_reading()), (Look::Ready, false));
        row.options.off.insert(Step::Spaces);
        assert!(row.wants_reading());
        row.ticked = false;
        assert!(!row.wants_reading() && !row.is_wanted());
    }

    #[test]
    fn a_tally_counts_what_is_read_refused_and_behind() {
        let mut files = vec![row("a.txt", "正文。"), row("b.txt", ""), row("c.txt", "正文。"), row("d.txt", "正文。")];
        files[..3].iter_mut().for_each(read);
        files[2].options.off.insert(Step::Spaces);
        let tally = Tally::of(&files);
        assert_eq!(tally, Tally { all: 4, done: 2, wanted: 3, refused: 1, behind: 2 });
    }

    #[test]
    fn choices_go_to_all_files_and_corrections_stay_with_their_own_as_long_as_they_mean_the_same() {
        let mut files = vec![row("a.txt", "正文。"), row("b.txt", "正文。")];
        files[1].options.corrections.joints.insert(2, Joint::Break);
        files[0].options.off.insert(Step::Spaces);
        let options = files[0].options.clone();
        assert_eq!(apply_to_all(&mut files, &options), 0);
        assert_eq!(files[1].options.corrections.joints.len(), 1);
        assert_eq!(files[1].options.off, options.off);
        let reading = Options { notes: Notes::Off, ..options };
        assert_eq!(apply_to_all(&mut files, &reading), 1);
        assert!(files[1].options.corrections.is_empty());
    }

    #[test]
    fn a_title_that_somebody_gave_goes_in_and_an_empty_one_is_none() {
        let mut row = row("a.txt", "正文。");
        read(&mut row);
        row.set_title(0, " 访谈\n07 ");
        assert_eq!(row.title(0), "访谈 07");
        row.set_title(0, "  ");
        assert_eq!(row.title(0), "a");
        row.set_title(0, "访谈 08");
        assert_eq!(row.into_chosen(false).unwrap().documents[0].title, "访谈 08");
    }

    #[test]
    fn whoever_is_ticked_stays_ticked_under_another_name_and_under_the_old_one_again() {
        let mut row = row("a.txt", "正文。");
        let take = |row: &mut FileRow, name: &str| {
            let Origin::Bytes { bytes, .. } = row.origin.clone() else { panic!("bytes") };
            let mut documents = crate::import::read("a.txt", &bytes, &row.options).unwrap();
            let role = crate::model::Role::Respondent;
            documents[0].structure.speakers = vec![crate::model::Speaker { name: name.to_owned(), role }];
            row.take(row.options.clone(), Ok(ImportedFile { documents, bytes }));
        };
        take(&mut row, "说话人1");
        let candidate = row.people().listed[0].1.clone();
        row.set_case(0, &candidate, true);
        let name = Some("老人 03".to_owned());
        let said = crate::import::SpeakerCorrection { name, ..Default::default() };
        row.options.corrections.speakers.insert("说话人1".to_owned(), said);
        take(&mut row, "老人 03");
        let renamed = row.people().listed[0].1.clone();
        assert_eq!((renamed.name.as_str(), row.is_case(0, &renamed)), ("老人 03", true));
        row.options.corrections = crate::import::Corrections::default();
        take(&mut row, "说话人1");
        let file = row.into_chosen(false).unwrap();
        assert_eq!(file.documents[0].candidates.len(), 1);
    }
}
