//! `tianye cases`: what is studied, and what of the documents belongs to each case.

use clap::{ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Words};
use super::outcome::{Done, Failure};
use super::{Context, project};
use crate::model::{Attributes, Case, CaseChange, CaseMember, Document, Edit, Membership, Message, Project};

pub(super) fn describe(words: Words) -> Command {
    words
        .command("cases")
        .arg(words.project())
        .arg(words.flag("drop-strayed", "cases_drop_strayed").conflicts_with("json"))
        .arg(words.coder())
        .arg(words.json())
}

/// The answer for programs; keys stay. Positions are code points, `end` outside.
#[derive(Serialize)]
struct Answer<'a> {
    cases: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    name: &'a str,
    note: &'a str,
    attributes: &'a Attributes,
    members: Vec<Member<'a>>,
}

#[derive(Serialize)]
struct Member<'a> {
    document: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// Whether the document has it as it was put in: the speaker speaks there, the text says there what it said.
    fits: bool,
}

pub(super) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    if matches.get_flag("drop-strayed") {
        return drop_strayed(context, matches);
    }
    let session = project::open(context, &arguments::path(matches, "project"))?;
    let snapshot = session.project();
    let cases: Vec<Line> = snapshot.cases().map(|case| line(snapshot, case)).collect();
    if matches.get_flag("json") {
        context.console.json(&Answer { cases });
    } else if cases.is_empty() {
        context.console.note(&Message::new("cli.cases.none"));
    } else {
        for case in &cases {
            tell(context, case);
        }
    }
    Ok(project::done(&session))
}

/// Takes passages that the texts of today do not have out of their cases, as one change.
fn drop_strayed(context: &mut Context, matches: &ArgMatches) -> Result<Done, Failure> {
    let mut session = project::open_to_change(context, &arguments::path(matches, "project"))?;
    let edits = strayed(session.project());
    let count = edits.len();
    if count > 0 {
        project::join(&mut session, matches)?;
        session.commit(Message::new("label.cases_drop_strayed"), edits)?;
    }
    session.close()?;
    context.console.tell(&Message::new("cli.cases.dropped").with("count", count));
    Ok(Done::Whole)
}

fn strayed(project: &Project) -> Vec<Edit> {
    let members = project.cases().flat_map(|case| case.members.iter().map(move |member| (case.id, member)));
    let strayed = members.filter(|(_, member)| !member.fits(project));
    strayed.map(|(case, member)| Edit::SetCase(case, CaseChange::Member(member.clone(), Membership::Out))).collect()
}

fn line<'a>(project: &'a Project, case: &'a Case) -> Line<'a> {
    let members = case.members_in(project).map(|(member, document)| of(member, document)).collect();
    Line { id: case.id.to_string(), name: &case.name, note: &case.note, attributes: &case.attributes, members }
}

fn of<'a>(member: &'a CaseMember, document: &'a Document) -> Member<'a> {
    let (id, title) = (document.id.to_string(), document.title.as_str());
    let whole = Member {
        document: id,
        title,
        speaker: None,
        start: None,
        end: None,
        text: None,
        fits: member.stands_in(document),
    };
    match member {
        CaseMember::Document(_) => whole,
        CaseMember::Speaker { name, .. } => Member { speaker: Some(name), ..whole },
        CaseMember::Passage { span, .. } => {
            // Where it stands today; where nothing of it does, where it stood.
            let today = member.span_in(document);
            let text = today.map(|span| document.text.slice(span));
            let span = today.unwrap_or(*span);
            Member { start: Some(span.start.0), end: Some(span.end.0), text, ..whole }
        }
    }
}

fn tell(context: &mut Context, case: &Line<'_>) {
    context.console.line(case.name);
    for (name, value) in case.attributes {
        context.console.line(&format!("  {name}  {value}"));
    }
    for member in &case.members {
        let message = match (member.speaker, member.text) {
            (Some(speaker), _) => Message::new("cli.cases.speaker").with("speaker", speaker),
            (None, Some(text)) => {
                let text: String = text.chars().take(40).collect();
                Message::new("cli.cases.passage").with("text", text.replace('\n', " "))
            }
            (None, None) if !member.fits => Message::new("cli.cases.strayed")
                .with("start", member.start.unwrap_or_default())
                .with("end", member.end.unwrap_or_default()),
            (None, None) => Message::new("cli.cases.document"),
        };
        let said = context.console.say(&message.with("title", member.title));
        context.console.line(&format!("  {said}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaseId, CountingMint, DocumentId, ProjectId, QuoteHash, Span, Text, Timestamp, apply_all};

    #[test]
    fn a_passage_that_strayed_is_not_told_in_words_that_happen_to_stand_there() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let text = Text::new("老人 03：清淡，我们都愿意来。").unwrap();
        let document = Document::of_text(DocumentId::new(&mut mint), "访谈", text, Timestamp(0));
        let span = Span::new(6, 8).unwrap();
        let strayed = CaseMember::Passage { document: document.id, span, quote: QuoteHash(7), on: None };
        let mut case = Case::named(CaseId::new(&mut mint), "食堂");
        case.members = [CaseMember::passage(&document, span).unwrap(), strayed].into();
        apply_all(&mut project, &[Edit::AddDocument(document.into()), Edit::AddCase(case.clone())]).unwrap();
        let mut said: Vec<_> = line(&project, &case).members.iter().map(|held| (held.text, held.fits)).collect();
        said.sort_unstable();
        assert_eq!(said, [(None, false), (Some("清淡"), true)]);
        let edits = super::strayed(&project);
        apply_all(&mut project, &edits).unwrap();
        assert_eq!(crate::model::invariants::check(&project), []);
        assert_eq!(project.case(case.id).unwrap().members.len(), 1, "what fits stays");
    }
}
