//! Opening a project for a command, and finding its codes by what people type.

use std::path::{Path, PathBuf};

use super::Context;
use super::outcome::{Done, Failure};
use crate::model::{CaseId, CodeId, Codebook, DocumentId, Message, Project, split_path};
use crate::session::Session;

/// `研究` means `研究.tianye`.
pub(super) fn named_as_project(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(crate::store::EXTENSION)) {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(crate::store::EXTENSION);
    PathBuf::from(name)
}

/// The folder that is meant: `研究` finds `研究.tianye` where there is nothing of the shorter name.
pub(super) fn found(path: &Path, exists: &dyn Fn(&Path) -> bool) -> PathBuf {
    let named = named_as_project(path);
    if !exists(path) && exists(&named) { named } else { path.to_owned() }
}

/// How a command ended that only read: with findings where the project could not be read in full.
pub(super) fn done(session: &Session) -> Done {
    if session.findings().is_empty() { Done::Whole } else { Done::WithFindings }
}

/// Opens a project to read it. Its folder may be given without `.tianye`.
pub(super) fn open(context: &mut Context, path: &Path) -> Result<Session, Failure> {
    let session = open_quietly(context, path)?;
    let findings = session.findings().len();
    if findings > 0 {
        let message = Message::new("cli.opened_with_findings").with("count", findings);
        context.console.note(&message.with("path", session.folder().display()));
    }
    Ok(session)
}

/// Opens a project for a command that tells itself what was found.
pub(super) fn open_quietly(context: &Context, path: &Path) -> Result<Session, Failure> {
    let folder = found(path, &|path| context.environment.fs.exists(path));
    Ok(Session::open(&context.environment, &folder)?)
}

/// Opens a project to change it: refused, with the reason, where it can only be read.
pub(super) fn open_to_change(context: &mut Context, path: &Path) -> Result<Session, Failure> {
    let session = open(context, path)?;
    match session.read_only() {
        None => Ok(session),
        Some(why) => {
            let why = context.console.language.say(why);
            Err(Failure::Refused(Message::new("cli.read_only").with("why", why)))
        }
    }
}

/// Whether `--coder` has changed the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// A coder of this name is new in it.
    New,
    /// It is as it was.
    Nobody,
}

/// Makes the change as the coder that `--coder` names, who joins where nobody bears the name. To be called when
/// nothing else can be refused: a command that fails must leave the project as it was.
pub(super) fn join(session: &mut Session, matches: &clap::ArgMatches) -> Result<Joined, Failure> {
    let Some(name) = super::arguments::word(matches, "coder").map(str::trim) else {
        // Among several nobody is guessed: what one did would stand under another's name for good.
        if !session.coder_is_known() && session.project().coders().len() > 1 {
            let names: Vec<&str> = session.project().coders().map(|coder| coder.name.as_str()).collect();
            return Err(Failure::Usage(Message::new("cli.who_codes").with("names", names.join("、"))));
        }
        return Ok(Joined::Nobody);
    };
    if name.is_empty() {
        return Err(Failure::Usage(Message::new("cli.wrong.coder_empty")));
    }
    let before = session.revision();
    let coder = session.join(name);
    if session.project().coder(coder).is_none_or(|coder| coder.name != name) {
        return Err(Failure::Refused(Message::new("cli.not_joined").with("name", name)));
    }
    Ok(if session.revision() == before { Joined::Nobody } else { Joined::New })
}

/// What a path as people type it leads to. A name alone will do where only one code has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// This code.
    One(CodeId),
    /// More than one code ends so; here is one of them.
    Several(CodeId),
    /// None does; one with a similar name, if any.
    Nothing(Option<CodeId>),
}

/// Finds the code at a path as people type it.
pub(super) fn named(project: &Project, path: &str) -> Named {
    let names = split_path(path);
    if let Some(id) = project.code_at_path(&names).filter(|_| !names.is_empty()) {
        return Named::One(id);
    }
    let book = Codebook::of(project);
    let ends_so = |id: CodeId| project.code_names(id).ends_with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut alike = book.rows().iter().map(|row| row.id).filter(|id| !names.is_empty() && ends_so(*id));
    match (alike.next(), alike.next()) {
        (Some(only), None) => return Named::One(only),
        (Some(first), Some(_)) => return Named::Several(first),
        (None, _) => {}
    }
    let last = names.last().map(String::as_str).unwrap_or_default();
    Named::Nothing(book.rows().iter().map(|row| row.id).find(|id| {
        let name = project.code(*id).map(|code| code.name.as_str()).unwrap_or_default();
        !last.is_empty() && (name.contains(last) || last.contains(name))
    }))
}

/// Says that a path leads to no code, or to several.
pub(super) fn no_such_code(project: &Project, path: &str, near: Option<CodeId>) -> Message {
    match near {
        Some(id) => Message::new("cli.no_such_code_like").with("path", path).with("like", project.code_path(id)),
        None => Message::new("cli.no_such_code").with("path", path),
    }
}

/// The code at a path as people type it, or wrong usage.
pub(super) fn code(project: &Project, path: &str) -> Result<CodeId, Failure> {
    let near = match named(project, path) {
        Named::One(id) => return Ok(id),
        Named::Several(id) => Some(id),
        Named::Nothing(near) => near,
    };
    Err(Failure::Usage(no_such_code(project, path, near)))
}

/// The document of a title or id as people type it; a part of a title will do.
pub(super) fn document(project: &Project, name: &str) -> Result<DocumentId, Failure> {
    let documents = project.documents_in_order();
    let found = documents.iter().find(|document| document.title == name || document.id.to_string() == name);
    let found = found.or_else(|| documents.iter().find(|document| document.title.contains(name)));
    let message = || Message::new("cli.no_such_document").with("name", name);
    found.map(|document| document.id).ok_or_else(|| Failure::Usage(message()))
}

/// The case of a name or id; a name that several bear says nothing.
pub(super) fn case(project: &Project, name: &str) -> Result<CaseId, Failure> {
    let by_id = project.cases().find(|case| case.id.to_string() == name);
    let named: Vec<CaseId> = project.cases().filter(|case| case.name == name).map(|case| case.id).collect();
    match (by_id, named.as_slice()) {
        (Some(case), _) => Ok(case.id),
        (None, [one]) => Ok(*one),
        (None, []) => Err(Failure::Usage(Message::new("cli.no_such_case").with("name", name))),
        (None, several) => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(Failure::Usage(Message::new("cli.several_cases").with("name", name).with("ids", ids.join(", "))))
        }
    }
}

/// The codes of a list parted by commas, in its order, each once.
pub(super) fn codes(project: &Project, list: &str) -> Result<Vec<CodeId>, Failure> {
    let mut found = Vec::new();
    for path in super::arguments::listed(list) {
        let id = code(project, path)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Edit, ProjectId, Timestamp, apply_all, gesture};

    fn traps() -> Project {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "试", Timestamp(0));
        let outline = "陷阱\n\t合谋\n\t行政依附\n治理\n\t行政依附";
        let edits: Vec<Edit> = gesture::add_codes_from_outline(&project, outline, None, &mut mint);
        apply_all(&mut project, &edits).unwrap();
        project
    }

    #[test]
    fn a_name_alone_finds_its_code_unless_two_have_it() {
        let project = traps();
        assert_eq!(code(&project, "合谋"), code(&project, "陷阱/合谋"));
        assert!(matches!(code(&project, "行政依附"), Err(Failure::Usage(_))));
        assert!(code(&project, "治理/行政依附").is_ok());
    }

    #[test]
    fn an_unknown_code_is_refused_with_one_like_it() {
        let Err(Failure::Usage(message)) = code(&traps(), "合谋化") else { panic!("found") };
        assert_eq!(message.id, "cli.no_such_code_like");
        assert!(matches!(code(&traps(), ""), Err(Failure::Usage(_))));
    }

    #[test]
    fn a_project_may_be_named_without_its_extension() {
        assert_eq!(named_as_project(Path::new("a/研究")), Path::new("a/研究.tianye"));
        assert_eq!(named_as_project(Path::new("研究2.0")), Path::new("研究2.0.tianye"));
        assert_eq!(named_as_project(Path::new("研究.TIANYE")), Path::new("研究.TIANYE"));
    }

    #[test]
    fn a_name_that_several_cases_bear_names_none_of_them() {
        use crate::model::Case;
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let cases = ["食堂", "食堂", "活动室"].map(|name| Case::named(CaseId::new(&mut mint), name));
        let ids = [cases[0].id, cases[2].id];
        apply_all(&mut project, &cases.map(Edit::AddCase)).unwrap();
        assert!(case(&project, "食堂").is_err());
        assert_eq!(case(&project, &ids[0].to_string()).ok(), Some(ids[0]));
        assert_eq!(case(&project, "活动室").ok(), Some(ids[1]));
    }
}
