//! `tianye tour`: the main job from beginning to end without a window, each step said as it is done.
//!
//! It works in a fresh folder on a copy of the sample project and uses what every other command uses;
//! nothing is staged, so a tour that ends well is a program that works. The folder is the reader's to keep.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::picture::VIEWS;
use super::{Context, cooccur, import};
use crate::analysis::cooccurrence::{Cooccurrence, Parameters, cooccurrence};
use crate::app::pictures::{Request, draw};
use crate::exchange::codings::Columns;
use crate::exchange::{codebook, codings};
use crate::export::file::{Existing, save};
use crate::export::table::Reader;
use crate::export::{self, ExportError, Format, Selection};
use crate::import::{Cancel, Options};
use crate::model::gesture::{self, Overlap, Passage};
use crate::model::{CodeId, DocumentId, Message, Span, invariants, split_path};
use crate::search::{Query, scan};
use crate::session::{NewDocument, Session, samples};

/// The text that is imported; our own, and openly made up.
const FIELD_NOTE: &str = include_str!("../../assets/tour/field-note.md");

/// Passages of it and the codes of the sample project that they are coded with.
const PASSAGES: [(&str, &str); 7] = [
    ("打扫用了二十分钟，拍照和填表用了二十五分钟。", "政社互动陷阱/内卷化"),
    ("你坐一会儿，跟我讲讲话，比扫地强。", "老人视角/未被满足的需要"),
    ("十户里有六户不开；有居委会的人领着，门就开了。", "老人视角/信任"),
    ("牌子由街道统一印制，每家中心八块，验收时少一块也不行。", "政社互动陷阱/组织趋同"),
    ("牌子由街道统一印制，每家中心八块", "政社互动陷阱/行政依附"),
    ("主管让大家把昨天的理发拆成理发和陪聊两次来记，说街道也知道，数字好看，大家都好过。", "政社互动陷阱/合谋"),
    ("月底的表还差十二次服务。主管让大家把昨天的理发拆成理发和陪聊两次来记", "政社互动陷阱/内卷化"),
];

/// What is looked for and coded.
const QUERY: &str = "枢纽";

pub(super) fn describe(words: Words) -> Command {
    words.command("tour").arg(words.option("out", "tour_out", "folder").short('o').value_parser(value_parser!(PathBuf)))
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let folder = fresh_folder(arguments::path_given(matches, "out"))?;
    context.console.tell(&Message::new("tour.begin").with("path", folder.display()));
    let copy = samples::materialise(&context.environment, samples::SAMPLES[0].name, &folder)?;
    let mut tour = Tour { session: Session::open(&context.environment, &copy)?, context, folder, number: 0 };
    tour.open(&copy);
    let document = tour.import()?;
    tour.code(document)?;
    tour.undo_and_redo()?;
    tour.search_and_code()?;
    tour.matrix()?;
    tour.export()?;
    tour.lists()?;
    tour.check()?;
    let pictures = tour.pictures(document)?;
    context
        .console
        .tell(&Message::new("tour.end").with("pictures", pictures.display()).with("project", copy.display()));
    Ok(Done::Whole)
}

/// An empty folder: the one asked for, or a temporary one that stays.
fn fresh_folder(asked: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let Some(folder) = asked else {
        let parent = std::env::temp_dir();
        let made = tempfile::Builder::new().prefix("tianye-tour-").tempdir_in(&parent);
        return Ok(made.map_err(|error| no_folder(&parent, &error))?.keep());
    };
    if folder.exists() && std::fs::read_dir(&folder).map_err(|error| no_folder(&folder, &error))?.next().is_some() {
        return Err(Failure::Refused(Message::new("tour.not_empty").with("path", folder.display())));
    }
    std::fs::create_dir_all(&folder).map_err(|error| no_folder(&folder, &error))?;
    Ok(folder)
}

fn no_folder(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Refused(Message::new("tour.no_folder").with("path", path.display()).with("error", error))
}

struct Tour<'a> {
    session: Session,
    context: &'a mut Context,
    folder: PathBuf,
    number: usize,
}

impl Tour<'_> {
    fn text(&self, id: &str) -> String {
        self.context.console.language.text(id).to_owned()
    }

    fn step(&mut self, what: &Message) {
        self.number += 1;
        let what = self.context.console.say(what);
        self.context.console.tell(&Message::new("tour.step").with("number", self.number).with("what", what));
    }

    fn made(&mut self, path: &Path) {
        self.context.console.tell(&Message::new("tour.file").with("path", path.display()));
    }

    fn keep(&mut self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.folder.join(name);
        save(&path, bytes, Existing::Refuse)?;
        self.made(&path);
        Ok(path)
    }

    fn open(&mut self, copy: &Path) {
        let project = self.session.project();
        let step = Message::new("tour.open")
            .with("title", &project.title)
            .with("documents", project.documents().len())
            .with("codes", self.session.codebook().rows().len())
            .with("codings", project.coding_count());
        self.step(&step);
        self.made(copy);
    }

    fn import(&mut self) -> Result<DocumentId, Failure> {
        let path = self.folder.join(self.text("tour.name.source"));
        save(&path, FIELD_NOTE.as_bytes(), Existing::Refuse)?;
        let file = import::worker()?.read_file(&path, &Options::default(), &Cancel::default())?;
        let added = self.session.add_documents(NewDocument::of_file(file), None)?;
        let document = added.first().and_then(|id| self.session.project().document(*id)).cloned();
        let document = document.ok_or_else(|| Failure::Refused(Message::new("cli.import.nothing")))?;
        let step = Message::new("tour.import")
            .with("title", &document.title)
            .with("paragraphs", document.text.paragraph_count())
            .with("characters", document.text.char_len());
        self.step(&step);
        self.made(&path);
        Ok(document.id)
    }

    fn code(&mut self, document: DocumentId) -> Result<(), Failure> {
        let passages = PASSAGES.iter().map(|(quote, path)| self.passage(document, quote, path));
        let passages = passages.collect::<Result<Vec<_>, Failure>>()?;
        let edits = self.edits(&passages);
        self.session.commit(Message::new("tour.label.code"), edits)?;
        self.step(&Message::new("tour.code").with("count", passages.len()));
        Ok(())
    }

    fn passage(&self, document: DocumentId, quote: &str, path: &str) -> Result<Passage, Failure> {
        let project = self.session.project();
        let missing = || Failure::Refused(Message::new("tour.passage_missing").with("quote", quote));
        let text = &project.document(document).ok_or_else(missing)?.text;
        let byte = text.as_str().find(quote).ok_or_else(missing)?;
        let span = Span::new(text.char_at(byte).0, text.char_at(byte + quote.len()).0).ok_or_else(missing)?;
        let code = project.code_at_path(&split_path(path)).ok_or_else(missing)?;
        Ok(Passage { document, span, code })
    }

    fn edits(&mut self, passages: &[Passage]) -> Vec<crate::model::Edit> {
        let (project, coder, now) = (self.session.project().clone(), self.session.coder(), self.session.now());
        gesture::code_passages(&project, passages, coder, Overlap::Merge, now, self.session.mint())
    }

    fn undo_and_redo(&mut self) -> Result<(), Failure> {
        let what = self.session.undo()?.map(|label| self.context.console.say(&label)).unwrap_or_default();
        self.session.redo()?;
        self.step(&Message::new("tour.undo").with("what", what));
        Ok(())
    }

    fn search_and_code(&mut self) -> Result<(), Failure> {
        let query = Query::parse(QUERY).map_err(Failure::from)?;
        let hits = scan(self.session.project(), &query, usize::MAX);
        let path = self.text("tour.search.code");
        let code = self.code_made(&path)?;
        let passages: Vec<Passage> =
            hits.hits.iter().map(|hit| Passage { document: hit.document, span: hit.span, code }).collect();
        let edits = self.edits(&passages);
        self.session.commit(Message::new("tour.label.search"), edits)?;
        let step = Message::new("tour.search")
            .with("query", QUERY)
            .with("hits", hits.total)
            .with("documents", hits.documents.len())
            .with("code", path);
        self.step(&step);
        Ok(())
    }

    /// Adds a code with what is above it.
    fn code_made(&mut self, path: &str) -> Result<CodeId, Failure> {
        let mut at = None;
        for name in split_path(path) {
            let known = self.session.project().child_named(at, &name);
            let id = if let Some(id) = known {
                id
            } else {
                let snapshot = self.session.project().clone();
                let (id, edits) = gesture::add_code(&snapshot, &name, at, self.session.mint());
                self.session.commit(Message::new("tour.label.add_code").with("name", &name), edits)?;
                id
            };
            at = Some(id);
        }
        at.ok_or_else(|| Failure::Refused(Message::new("edit.bad_name")))
    }

    fn matrix(&mut self) -> Result<(), Failure> {
        let project = self.session.project().clone();
        let result = cooccurrence(&project, &Parameters::default());
        let table = cooccur::matrix(&project, &result);
        let language = self.context.console.language;
        let csv = cooccur::csv(&table, language)?;
        let json = cooccur::json(&project, &result, language)?;
        self.step(&closest(&result));
        let name = self.text("tour.name.matrix");
        self.keep(&format!("{name}.csv"), &csv)?;
        self.keep(&format!("{name}.json"), &json)?;
        Ok(())
    }

    fn export(&mut self) -> Result<(), Failure> {
        let selection = Selection { zone: jiff::tz::TimeZone::system(), ..Selection::default() };
        let excerpts = export::excerpts(self.session.project(), &selection);
        self.step(&Message::new("tour.export").with("count", excerpts.selected.passages));
        let name = self.text("tour.name.excerpts");
        for format in Format::ALL {
            let bytes = export::write(&excerpts, format, self.context.console.language)?;
            self.keep(&format!("{name}.{}", format.extension()), &bytes)?;
        }
        Ok(())
    }

    fn lists(&mut self) -> Result<(), Failure> {
        let project = self.session.project().clone();
        let (mut codes, mut all) = (Vec::new(), Vec::new());
        codebook::export(&project, Reader::Spreadsheet, &mut codes).map_err(ExportError::Write)?;
        codings::export(&project, Columns::Six, Reader::Spreadsheet, &mut all).map_err(ExportError::Write)?;
        self.step(&Message::new("tour.lists"));
        let [book, list] = ["tour.name.codebook", "tour.name.codings"].map(|id| self.text(id));
        self.keep(&book, &codes)?;
        self.keep(&list, &all)?;
        Ok(())
    }

    fn check(&mut self) -> Result<(), Failure> {
        self.session.wait_until_saved()?;
        let found = invariants::check(self.session.project());
        if let Some(first) = found.first() {
            let first = self.context.console.say(&first.tell());
            let message = Message::new("tour.not_sound").with("count", found.len());
            return Err(Failure::Refused(message.with("first", first)));
        }
        self.step(&Message::new("tour.check").with("codings", self.session.project().coding_count()));
        Ok(())
    }

    /// Draws every view. A picture opens the project as a window does, so it is closed before.
    fn pictures(mut self, document: DocumentId) -> Result<PathBuf, Failure> {
        self.step(&Message::new("tour.pictures"));
        let copy = self.session.folder().to_owned();
        let folder = self.folder.join(self.text("tour.name.pictures"));
        let Self { session, context, .. } = self;
        session.close()?;
        std::fs::create_dir(&folder).map_err(|error| no_folder(&folder, &error))?;
        for (number, (name, subject)) in (1..).zip(VIEWS) {
            let mut request = Request::of(subject, context.console.language);
            request.document = Some(document);
            QUERY.clone_into(&mut request.query);
            let png = draw(&context.environment, &copy, &request)?;
            let path = folder.join(format!("{number}-{name}.png"));
            save(&path, &png, Existing::Refuse)?;
            context.console.tell(&Message::new("tour.file").with("path", path.display()));
        }
        Ok(folder)
    }
}

/// The two codes that are together most often.
fn closest(result: &Cooccurrence) -> Message {
    let size = result.codes.len();
    let places = (0..size).flat_map(|a| (a + 1..size).map(move |b| (a, b)));
    let (first, second) =
        places.max_by_key(|&(a, b)| (result.pairs(a, b), std::cmp::Reverse((a, b)))).unwrap_or((0, 0));
    let name = |at: usize| result.codes.get(at).map_or("", |row| row.name.as_str());
    let coefficient = result.coefficient(first, second).value.map_or_else(|| "–".to_owned(), |c| format!("{c:.2}"));
    Message::new("tour.matrix")
        .with("codes", size)
        .with("first", name(first))
        .with("second", name(second))
        .with("count", result.pairs(first, second))
        .with("coefficient", coefficient)
}
