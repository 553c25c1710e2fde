//! Links between memos and what they speak of: `[[合谋]]`, `[[访谈02#5]]`, `[[沉默|what I wrote then]]`.
//!
//! A link names its target as people call it, so that a memo stays readable in any editor and in an exported file:
//! no ids stand in the text. What is renamed takes its links along in the same step ([`after_rename`]); a name that
//! nothing bears any more is a link that leads nowhere and is shown as such. Where several things bear one name, the
//! first of code, document, case and memo is meant, unless the link says which kind: `[[memo:沉默]]`.

use std::ops::Range;

use super::{
    CaseChange, CaseId, CodeChange, CodeId, DocumentChange, DocumentId, Edit, MemoChange, MemoId, Project, split_path,
};

/// A link as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// Bytes of the text, with its brackets.
    pub at: Range<usize>,
    /// What it names: a kind perhaps, a name, a paragraph perhaps.
    pub target: &'a str,
    /// What is shown instead of the target.
    pub shown: Option<&'a str>,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkTarget {
    /// A code.
    Code(CodeId),
    /// A document, at a paragraph counted from 1 as it is cited.
    Document(DocumentId, Option<u32>),
    /// A case.
    Case(CaseId),
    /// A memo.
    Memo(MemoId),
}

/// What kind of thing a link says that it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A code.
    Code,
    /// A document.
    Document,
    /// A case.
    Case,
    /// A memo.
    Memo,
}

impl LinkKind {
    const ALL: [Self; 4] = [Self::Code, Self::Document, Self::Case, Self::Memo];

    /// As it stands before a name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Document => "doc",
            Self::Case => "case",
            Self::Memo => "memo",
        }
    }

    fn words(self) -> [&'static str; 2] {
        let chinese = match self {
            Self::Code => "代码",
            Self::Document => "文档",
            Self::Case => "个案",
            Self::Memo => "备忘",
        };
        [self.word(), chinese]
    }
}

impl LinkTarget {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(self) -> LinkKind {
        match self {
            Self::Code(_) => LinkKind::Code,
            Self::Document(..) => LinkKind::Document,
            Self::Case(_) => LinkKind::Case,
            Self::Memo(_) => LinkKind::Memo,
        }
    }

    /// Without the paragraph: the thing itself.
    #[must_use]
    pub fn whole(self) -> Self {
        if let Self::Document(id, _) = self { Self::Document(id, None) } else { self }
    }

    /// As it is called today; `None` where it is gone.
    #[must_use]
    pub fn name(self, project: &Project) -> Option<String> {
        Some(match self {
            Self::Code(id) => project.code(id)?.name.clone(),
            Self::Document(id, _) => project.document(id)?.title.clone(),
            Self::Case(id) => project.case(id)?.name.clone(),
            Self::Memo(id) => project.memo(id)?.name(),
        })
    }

    /// The link that leads there, as short as it can be. `None` where no link can: brackets or bars in the name.
    #[must_use]
    pub fn written(self, project: &Project) -> Option<String> {
        let name = self.name(project)?;
        let paragraph = if let Self::Document(_, Some(paragraph)) = self { Some(paragraph) } else { None };
        write(project, self, &name, paragraph)
    }
}

fn write(project: &Project, target: LinkTarget, name: &str, paragraph: Option<u32>) -> Option<String> {
    let place = paragraph.map(|paragraph| format!("#{paragraph}")).unwrap_or_default();
    let candidates = [format!("{name}{place}"), format!("{}:{name}{place}", target.kind().word())];
    let wanted = match target {
        LinkTarget::Document(id, _) => LinkTarget::Document(id, paragraph),
        other => other,
    };
    let mut candidates: Vec<String> = candidates.into();
    if let LinkTarget::Code(id) = target {
        candidates.push(format!("code:{}", super::join_path(&project.code_names(id))));
    }
    let fits =
        |written: &&String| !written.contains(['[', ']', '|', '\n']) && resolve(project, written) == Some(wanted);
    candidates.iter().find(fits).map(|written| format!("[[{written}]]"))
}

/// The links of a text, in order. What stands between backticks is no link.
#[must_use]
pub fn links(text: &str) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    let mut fenced = false;
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let begins = line.trim_start();
        if begins.starts_with("```") || begins.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced {
            links_of_line(line, from, &mut found);
        }
        from += line.len();
    }
    found
}

fn links_of_line<'a>(line: &'a str, from: usize, found: &mut Vec<Link<'a>>) {
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let Some(next) = rest.find(['`', '[', '\\']) else { return };
        let here = at + next;
        let rest = &line[here..];
        if let Some(escaped) = rest.strip_prefix('\\') {
            at = here + 1 + escaped.chars().next().map_or(0, char::len_utf8);
        } else if rest.starts_with('`') {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let closing = rest[ticks..].find(&rest[..ticks]);
            at = here + closing.map_or(ticks, |closing| closing + 2 * ticks);
        } else if let Some(inner) = rest.strip_prefix("[[")
            && let Some(end) = inner.find("]]")
            && !inner[..end].contains(['[', '\n'])
            && !inner[..end].trim().is_empty()
        {
            let (target, shown) = match inner[..end].split_once('|') {
                Some((target, shown)) => (target.trim(), Some(shown.trim()).filter(|shown| !shown.is_empty())),
                None => (inner[..end].trim(), None),
            };
            let length = end + 4;
            found.push(Link { at: from + here..from + here + length, target, shown });
            at = here + length;
        } else {
            at = here + 1;
        }
    }
}

/// What a target names in this project.
#[must_use]
pub fn resolve(project: &Project, target: &str) -> Option<LinkTarget> {
    let target = target.trim();
    if target.is_empty() {
        return None;
    }
    if let Some(found) = LinkKind::ALL.into_iter().find_map(|kind| of_kind(project, kind, target)) {
        return Some(found);
    }
    let (before, name) = target.split_once([':', '：'])?;
    let is_meant = |kind: &LinkKind| kind.words().iter().any(|word| word.eq_ignore_ascii_case(before.trim()));
    let kind = LinkKind::ALL.into_iter().find(is_meant)?;
    of_kind(project, kind, name.trim())
}

fn of_kind(project: &Project, kind: LinkKind, name: &str) -> Option<LinkTarget> {
    match kind {
        LinkKind::Code => {
            let by_name = || {
                let named = || project.codes().filter(|code| code.name == name);
                named().find(|code| code.alias_of.is_none()).or_else(|| named().next()).map(|code| code.id)
            };
            let by_path = || {
                let path = split_path(name);
                (path.len() > 1).then(|| project.code_at_path(&path)).flatten()
            };
            by_name().or_else(by_path).map(|id| LinkTarget::Code(project.resolve(id)))
        }
        LinkKind::Document => {
            let titled = |title: &str| project.documents().find(|held| held.title == title).map(|held| held.id);
            if let Some(id) = titled(name) {
                return Some(LinkTarget::Document(id, None));
            }
            let (title, paragraph) = name.rsplit_once(['#', '＃'])?;
            let paragraph = paragraph.trim().parse().ok().filter(|&paragraph: &u32| paragraph > 0)?;
            titled(title.trim()).map(|id| LinkTarget::Document(id, Some(paragraph)))
        }
        LinkKind::Case => project.case_named(name).map(|case| LinkTarget::Case(case.id)),
        LinkKind::Memo => project.memos().find(|memo| memo.name() == name).map(|memo| LinkTarget::Memo(memo.id)),
    }
}

/// The memos that link to something, in the order in which they were begun; a document's paragraphs are the document.
#[must_use]
pub fn mentions(project: &Project, of: LinkTarget) -> Vec<MemoId> {
    let leads_there = |text: &str| {
        links(text).into_iter().any(|link| resolve(project, link.target).map(LinkTarget::whole) == Some(of.whole()))
    };
    project.memos().filter(|memo| leads_there(&memo.text)).map(|memo| memo.id).collect()
}

/// The edits that make links follow what is about to be renamed; `renamed` is the project with the new name. Links
/// that would not lead there under the new name stay as they are.
#[must_use]
pub fn after_rename(before: &Project, renamed: &Project, of: LinkTarget) -> Vec<Edit> {
    let Some(name) = of.name(renamed) else { return Vec::new() };
    let mut edits = Vec::new();
    for memo in renamed.memos() {
        let mut text = String::new();
        let mut kept = 0;
        for link in links(&memo.text) {
            let meant = resolve(before, link.target);
            if meant.map(LinkTarget::whole) != Some(of.whole()) || resolve(renamed, link.target) == meant {
                continue;
            }
            let paragraph = if let Some(LinkTarget::Document(_, paragraph)) = meant { paragraph } else { None };
            let Some(written) = write(renamed, of, &name, paragraph) else { continue };
            text.push_str(&memo.text[kept..link.at.start]);
            match link.shown {
                Some(shown) => {
                    text.push_str(&written[..written.len() - 2]);
                    text.push('|');
                    text.push_str(shown);
                    text.push_str("]]");
                }
                None => text.push_str(&written),
            }
            kept = link.at.end;
        }
        if kept > 0 {
            text.push_str(&memo.text[kept..]);
            edits.push(Edit::SetMemo(memo.id, MemoChange::Text(text)));
        }
    }
    edits
}

/// The edits with those that make links follow what they rename, so that both are one step.
#[must_use]
pub fn follow_renames(project: &Project, mut edits: Vec<Edit>) -> Vec<Edit> {
    let renamed: Vec<LinkTarget> = edits.iter().filter_map(renames).collect();
    if renamed.is_empty() || project.memos().len() == 0 {
        return edits;
    }
    let mut after = project.clone();
    // What is refused is refused by whoever commits it, and changes nothing.
    if super::apply_all(&mut after, &edits).is_err() {
        return edits;
    }
    for of in renamed {
        let follow = after_rename(project, &after, of);
        if super::apply_all(&mut after, &follow).is_ok() {
            edits.extend(follow);
        }
    }
    edits
}

fn renames(edit: &Edit) -> Option<LinkTarget> {
    Some(match edit {
        Edit::SetCode(id, CodeChange::Name(_)) => LinkTarget::Code(*id),
        Edit::SetDocument(id, DocumentChange::Title(_)) => LinkTarget::Document(*id, None),
        Edit::SetCase(id, CaseChange::Name(_)) => LinkTarget::Case(*id),
        Edit::SetMemo(id, MemoChange::Title(_)) => LinkTarget::Memo(*id),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Code, Coder, CoderId, Colour, CountingMint, Document, MemoOn, ProjectId, Text, Timestamp, apply_all, gesture,
    };

    struct Desk {
        project: Project,
        mint: CountingMint,
        code: CodeId,
        document: DocumentId,
        coder: CoderId,
    }

    fn desk() -> Desk {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let coder = Coder::named(CoderId::new(&mut mint), "甲");
        let (code, document, coder_id) = (CodeId::new(&mut mint), DocumentId::new(&mut mint), coder.id);
        let text = Text::new("一\n二\n三").unwrap();
        let edits = [
            Edit::AddCoder(coder),
            Edit::AddCode(Code::named(code, "合谋", Colour::nth(0))),
            Edit::AddDocument(Document::of_text(document, "访谈02", text, Timestamp(0)).into()),
        ];
        apply_all(&mut project, &edits).unwrap();
        Desk { project, mint, code, document, coder: coder_id }
    }

    impl Desk {
        fn memo(&mut self, title: &str, text: &str) -> MemoId {
            let (id, edits) = gesture::add_memo(MemoOn::Project, title, text, self.coder, Timestamp(1), &mut self.mint);
            apply_all(&mut self.project, &edits).unwrap();
            id
        }

        fn text(&self, id: MemoId) -> &str {
            &self.project.memo(id).unwrap().text
        }
    }

    #[test]
    fn links_are_found_with_their_places_and_not_in_code() {
        let text = "见 [[合谋]] 与 [[访谈02#5|那一段]]，`[[不是]]`，\\[[也不是]]\n```\n[[也不是]]\n```\n[[ ]] [[a\n]]";
        let found: Vec<_> = links(text).into_iter().map(|link| (&text[link.at], link.target, link.shown)).collect();
        assert_eq!(found, [("[[合谋]]", "合谋", None), ("[[访谈02#5|那一段]]", "访谈02#5", Some("那一段"))]);
        for odd in ["[[", "]]", "[[[[合谋]]", "`[[x]]", "[[合谋]", "\\"] {
            // Nothing hangs and nothing panics.
            let _ = links(odd);
        }
        assert_eq!(links("[[[[合谋]]").first().map(|link| link.target), Some("合谋"));
    }

    #[test]
    fn a_name_leads_to_what_bears_it_and_a_kind_tells_two_apart() {
        let mut desk = desk();
        let memo = desk.memo("合谋", "同名的备忘");
        let project = &desk.project;
        assert_eq!(resolve(project, "合谋"), Some(LinkTarget::Code(desk.code)));
        assert_eq!(resolve(project, "备忘：合谋"), Some(LinkTarget::Memo(memo)));
        assert_eq!(resolve(project, "访谈02#3"), Some(LinkTarget::Document(desk.document, Some(3))));
        assert_eq!(resolve(project, "doc:访谈02"), Some(LinkTarget::Document(desk.document, None)));
        assert_eq!([resolve(project, "没有"), resolve(project, "访谈02#零"), resolve(project, "")], [None; 3]);
        assert_eq!(LinkTarget::Memo(memo).written(project).as_deref(), Some("[[memo:合谋]]"));
        let paragraph = LinkTarget::Document(desk.document, Some(3));
        assert_eq!(paragraph.written(project).as_deref(), Some("[[访谈02#3]]"));
    }

    #[test]
    fn what_is_renamed_takes_its_links_along_in_one_step() {
        let mut desk = desk();
        let memo = desk.memo("沉默", "[[合谋]]，[[访谈02#2|那里]]，[[别的]]");
        let rename = Edit::SetCode(desk.code, CodeChange::Name("共谋".into()));
        let edits = follow_renames(&desk.project, vec![rename]);
        let inverses = apply_all(&mut desk.project, &edits).unwrap();
        assert_eq!(desk.text(memo), "[[共谋]]，[[访谈02#2|那里]]，[[别的]]");
        assert_eq!(mentions(&desk.project, LinkTarget::Code(desk.code)), [memo]);
        apply_all(&mut desk.project, &inverses).unwrap();
        let rename = Edit::SetDocument(desk.document, DocumentChange::Title("访谈 02".into()));
        let edits = follow_renames(&desk.project, vec![rename]);
        apply_all(&mut desk.project, &edits).unwrap();
        assert_eq!(desk.text(memo), "[[合谋]]，[[访谈 02#2|那里]]，[[别的]]");
        assert_eq!(mentions(&desk.project, LinkTarget::Document(desk.document, Some(1))), [memo]);
    }

    #[test]
    fn a_new_name_that_another_bears_is_written_with_its_kind() {
        let mut desk = desk();
        let named = desk.memo("沉默", "为何");
        let memo = desk.memo("又一则", "见 [[沉默]]");
        let rename = Edit::SetMemo(named, MemoChange::Title("合谋".into()));
        let edits = follow_renames(&desk.project, vec![rename]);
        apply_all(&mut desk.project, &edits).unwrap();
        assert_eq!(desk.text(memo), "见 [[memo:合谋]]");
    }
}
