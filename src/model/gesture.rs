//! What people do, as lists of edits: code a passage, merge two codes, delete a document.
//!
//! Each function looks at the project and says which edits the gesture takes. Nothing is changed
//! here; `Session::commit` applies the list whole or not at all.

mod many;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    Anchor, CaseChange, CaseMember, ChangeSet, Code, CodeChange, CodeId, CoderId, Coding, CodingChange, CodingId,
    Colour, Document, DocumentChange, DocumentId, Earlier, Edit, Hash, Membership, MemoOn, Mint, Project, QuoteHash,
    Rank, SourceRecord, Span, Structure, Text, Timestamp, Wording,
};

pub use super::memo::{add_memo, delete_case, move_memos, set_memo};
pub use many::{Doomed, delete_codes, doomed, group_codes, merge_all, move_codes, recode, topmost};

pub use super::resize::{Resized, resize_coding};
pub use super::shelf::{put_on_shelf, rename_on_shelf, take_off_shelf};

/// What to do where a coder's new coding overlaps an earlier one of the same code: it is one finding, not two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// Both stay; what imports do, since another program's data are not ours to mend.
    KeepBoth,
    /// One coding over the union of both takes their place; memos are joined.
    Merge,
}

/// A passage to be coded.
#[derive(Clone, Debug)]
pub struct Passage {
    /// In which document.
    pub document: DocumentId,
    /// Where.
    pub span: Span,
    /// With which code.
    pub code: CodeId,
}

/// Codes passages. What has the code already, exactly there and by this coder, is left out; so is what is not in its text.
pub fn code_passages(
    project: &Project,
    passages: &[Passage],
    coder: CoderId,
    overlap: Overlap,
    at: Timestamp,
    mint: &mut dyn Mint,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut taken: BTreeSet<CodingId> = BTreeSet::new();
    // Codings that this gesture has made so far, so that two passages of one search can meet each other too.
    let mut made: BTreeMap<(DocumentId, CodeId), Vec<Coding>> = BTreeMap::new();
    for passage in passages {
        let Some(document) = project.document(passage.document) else { continue };
        let code = project.resolve(passage.code);
        if passage.span.end.0 > document.text.char_len() || project.code(code).is_none() {
            continue;
        }
        let made_here = made.entry((passage.document, code)).or_default();
        let mine = |span: Span, made_here: &[Coding], taken: &BTreeSet<CodingId>| -> Vec<Coding> {
            let earlier = project.codings(passage.document).overlapping(span);
            let earlier = earlier.filter(|c| c.coder == coder && project.resolve(c.code) == code);
            let made_here = made_here.iter().filter(|c| c.span.overlaps(span));
            earlier.chain(made_here).filter(|c| !taken.contains(&c.id)).cloned().collect()
        };
        let mut span = passage.span;
        let mut met = mine(span, made_here, &taken);
        if met.iter().any(|c| c.span == span || (overlap == Overlap::Merge && c.span.encloses(span))) {
            continue;
        }
        let mut memo: Option<Box<str>> = None;
        let mut weight = None;
        // What is merged may reach others of the same code in turn.
        while overlap == Overlap::Merge && !met.is_empty() {
            for old in &met {
                span = span.union(old.span);
                weight = weight.max(old.weight);
                memo = match (memo, &old.memo) {
                    (Some(first), Some(second)) => Some(format!("{first}\n{second}").into()),
                    (first, second) => first.or_else(|| second.clone()),
                };
                if let Some(at) = made_here.iter().position(|c| c.id == old.id) {
                    made_here.remove(at);
                } else {
                    edits.push(Edit::RemoveCoding(old.place(passage.document)));
                    taken.insert(old.id);
                }
            }
            met = mine(span, made_here, &taken);
        }
        made_here.push(Coding {
            id: CodingId::new(mint),
            code,
            coder,
            span,
            at,
            quote: QuoteHash::of(&document.text, span),
            on: document.mark(),
            memo,
            weight,
        });
    }
    for ((document, _), codings) in made {
        edits.extend(codings.into_iter().map(|coding| Edit::AddCoding(document, coding)));
    }
    edits
}

/// Adds a code at the end of its siblings, in the next colour of the palette.
pub fn add_code(project: &Project, name: &str, parent: Option<CodeId>, mint: &mut dyn Mint) -> (CodeId, Vec<Edit>) {
    let id = CodeId::new(mint);
    let mut code = Code::named(id, name.trim(), Colour::nth(project.codes().len()));
    code.parent = parent;
    code.rank = project.next_rank_below(parent);
    (id, vec![Edit::AddCode(code)])
}

/// Adds the codes of an indented text, one a line; deeper lines go below. A line that names a code
/// that is there already is used, not added twice. Bullets (`-`, `*`, `•`) before a name are dropped,
/// and a definition may follow after a tab, ` | ` or `｜`.
pub fn add_codes_from_outline(
    project: &Project,
    outline: &str,
    parent: Option<CodeId>,
    mint: &mut dyn Mint,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut added: Vec<Code> = Vec::new();
    // Indent and code of each open level.
    let mut open: Vec<(usize, CodeId)> = Vec::new();
    for line in outline.split(['\n', '\r']) {
        let content = line.trim_start_matches([' ', '\t', '\u{3000}', '-', '*', '•', '·']);
        let indent: usize = line[..line.len() - content.len()]
            .chars()
            .map(|c| match c {
                '\t' => 4,
                '\u{3000}' => 2,
                ' ' => 1,
                _ => 0,
            })
            .sum();
        let parted =
            content.split_once('\t').or_else(|| content.split_once(" | ")).or_else(|| content.split_once('｜'));
        let (name, definition) = match parted {
            Some((name, definition)) => (name.trim(), definition.trim()),
            None => (content.trim(), ""),
        };
        if name.is_empty() {
            continue;
        }
        while open.last().is_some_and(|(level, _)| *level >= indent) {
            open.pop();
        }
        let above = open.last().map(|(_, id)| *id).or(parent);
        let known = project
            .child_named(above, name)
            .or_else(|| added.iter().find(|c| c.parent == above && c.name == name).map(|c| c.id));
        let id = known.unwrap_or_else(|| {
            let id = CodeId::new(mint);
            let mut code = Code::named(id, name, Colour::nth(project.codes().len() + added.len()));
            definition.clone_into(&mut code.definition);
            code.parent = above;
            let siblings = added.iter().filter(|c| c.parent == above).map(|c| c.rank.next());
            code.rank = siblings.max().unwrap_or_else(|| project.next_rank_below(above));
            added.push(code.clone());
            edits.push(Edit::AddCode(code));
            id
        });
        open.push((indent, id));
    }
    edits
}

/// Moves a code below `parent` (or to the top), before the sibling `before` (or to the end).
/// Siblings are numbered anew where no room is left between two of them.
#[must_use]
pub fn move_code(project: &Project, id: CodeId, parent: Option<CodeId>, before: Option<CodeId>) -> Vec<Edit> {
    let parent = parent.map(|parent| project.resolve(parent));
    let siblings: Vec<&Code> = project.children(parent).into_iter().filter(|code| code.id != id).collect();
    let at = before.and_then(|b| siblings.iter().position(|code| code.id == b)).unwrap_or(siblings.len());
    let left = at.checked_sub(1).and_then(|i| siblings.get(i)).map(|code| code.rank);
    let right = siblings.get(at).map(|code| code.rank);
    let place = |id, rank| Edit::SetCode(id, CodeChange::Place { parent, rank });
    if let Some(rank) = Rank::between(left, right) {
        return vec![place(id, rank)];
    }
    let mut order: Vec<CodeId> = siblings.iter().map(|code| code.id).collect();
    order.insert(at, id);
    order.into_iter().enumerate().map(|(n, id)| place(id, Rank(n as i64 * Rank::GAP))).collect()
}

/// Merges `from` into `into`: its passages count for `into`, its children move there, and what its
/// definition said is added to the other's. Its memos move there, and so do the groups that it is in.
#[must_use]
pub fn merge_codes(project: &Project, from: CodeId, into: CodeId) -> Vec<Edit> {
    let (from, into) = (project.resolve(from), project.resolve(into));
    let (Some(old), Some(new)) = (project.code(from), project.code(into)) else { return Vec::new() };
    if from == into {
        return Vec::new();
    }
    let mut edits = Vec::new();
    // A code merged into one below it first takes its place, so that the tree stays a tree.
    if project.code_ancestors(into).contains(&from) {
        edits.push(Edit::SetCode(into, CodeChange::Place { parent: old.parent, rank: old.rank }));
    }
    let mut rank = project.next_rank_below(Some(into));
    for child in project.children(Some(from)).into_iter().filter(|child| child.id != into) {
        edits.push(Edit::SetCode(child.id, CodeChange::Place { parent: Some(into), rank }));
        rank = rank.next();
    }
    if !old.definition.is_empty() && old.definition != new.definition {
        let joined = [new.definition.as_str(), old.definition.as_str()];
        let joined: Vec<&str> = joined.into_iter().filter(|part| !part.is_empty()).collect();
        edits.push(Edit::SetCode(into, CodeChange::Definition(joined.join("\n"))));
    }
    if !old.groups.is_subset(&new.groups) {
        edits.push(Edit::SetCode(into, CodeChange::Groups(old.groups.union(&new.groups).cloned().collect())));
    }
    let was_on = |on| matches!(on, MemoOn::Code(code) if project.resolve(code) == from);
    edits.extend(move_memos(project, was_on, MemoOn::Code(into)));
    edits.push(Edit::SetCode(from, CodeChange::AliasOf(Some(into))));
    edits
}

/// Removes a code, all codes below it, those merged into them, and their codings; their memos move to the project. A code that was merged away
/// is not removed by itself: nothing is done.
#[must_use]
pub fn delete_code(project: &Project, id: CodeId) -> Vec<Edit> {
    let below: BTreeSet<CodeId> = super::Codebook::of(project).with_below(id).into_iter().collect();
    let mut order: Vec<CodeId> =
        project.codes().map(|code| code.id).filter(|code| below.contains(&project.resolve(*code))).collect();
    let gone: BTreeSet<CodeId> = order.iter().copied().collect();
    let mut edits = Vec::new();
    for (document, codings) in project.all_codings() {
        edits.extend(codings.iter().filter(|c| gone.contains(&c.code)).map(|c| Edit::RemoveCoding(c.place(document))));
    }
    // What hangs on a code that goes is set free first. That may be a code merged into one that stays.
    let hanging = project.codes().filter(|code| code.parent.is_some_and(|parent| gone.contains(&parent)));
    edits.extend(hanging.map(|code| Edit::SetCode(code.id, CodeChange::Place { parent: None, rank: code.rank })));
    edits.extend(move_memos(project, |on| matches!(on, MemoOn::Code(code) if gone.contains(&code)), MemoOn::Project));
    // A merged code goes before the one that it stands for.
    order.sort_by_key(|&code| std::cmp::Reverse(alias_distance(project, code)));
    edits.extend(order.into_iter().map(Edit::RemoveCode));
    edits
}

fn alias_distance(project: &Project, id: CodeId) -> usize {
    let mut steps = 0;
    let mut at = project.code(id).and_then(|code| code.alias_of);
    while let Some(next) = at.filter(|_| steps <= project.codes().len()) {
        steps += 1;
        at = project.code(next).and_then(|code| code.alias_of);
    }
    steps
}

/// Removes a document with its codings; what of it belonged to cases goes too, and its memos
/// move to the project. The imported file stays in the project's folder, so that undo brings all back.
#[must_use]
pub fn delete_document(project: &Project, id: DocumentId) -> Vec<Edit> {
    let mut edits: Vec<Edit> = project.codings(id).iter().map(|c| Edit::RemoveCoding(c.place(id))).collect();
    edits.extend(
        project
            .members_in(id)
            .map(|(case, member)| Edit::SetCase(case.id, CaseChange::Member(member.clone(), Membership::Out))),
    );
    edits.extend(move_memos(project, |on| on == MemoOn::Document(id), MemoOn::Project));
    edits.push(Edit::RemoveDocument(id));
    edits
}

/// What becomes of a document's codings and of the passages that belong to cases when its text is corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revised {
    /// The change, to be committed as one, after the new text's file is on disk.
    pub edits: Vec<Edit>,
    /// The document with its new text.
    pub document: Option<Document>,
    /// Stand where they stood.
    pub kept: usize,
    /// Say what they said, elsewhere.
    pub moved: Vec<Moved>,
    /// Say something else now: some of their words went, or others came in between.
    pub changed: Vec<Moved>,
    /// Of their words nothing is left; they go.
    pub lost: Vec<Coding>,
    /// Passages of cases that go.
    pub lost_passages: usize,
    /// Speakers who belong to cases and whose words nobody speaks any more; they leave their cases.
    pub lost_speakers: BTreeSet<String>,
}

/// A coding that moves with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// As it is.
    pub coding: Coding,
    /// Where it will stand.
    pub to: Anchor,
}

/// Gives a document another text. `changes` is the way from the text that it has; codings and passages of cases move
/// with their words. What is left without words is looked for once more: where what it said stands exactly once in
/// the new text, or once between the words that stood around it, it was moved there.
#[must_use]
pub fn revise(
    project: &Project,
    document: DocumentId,
    text: Arc<Text>,
    structure: Arc<Structure>,
    source: Option<Arc<SourceRecord>>,
    changes: ChangeSet,
) -> Revised {
    let mut revised = Revised::default();
    let Some(held) = project.document(document) else { return revised };
    let mut earlier = Vec::clone(&held.earlier);
    earlier.push(Earlier { revision: held.revision, text_hash: held.text_hash.clone(), changes });
    let mut new = Document::clone(held);
    new.reword(&Wording {
        revision: held.revision + 1,
        text_hash: Hash::of(text.as_str().as_bytes()),
        text,
        earlier: Arc::new(earlier),
        structure,
        source,
    });
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for coding in project.codings(document).iter() {
        let place = coding.place(document);
        match coding.anchor().brought_to(&new).or_else(|| found_again(held, coding.span, &new)) {
            None => {
                before.push(Edit::RemoveCoding(place));
                revised.lost.push(coding.clone());
            }
            Some(to) => {
                after.push(Edit::SetCoding(place, CodingChange::Anchor(to)));
                match to.quote == coding.quote {
                    true if to.span == coding.span => revised.kept += 1,
                    true => revised.moved.push(Moved { coding: coding.clone(), to }),
                    false => revised.changed.push(Moved { coding: coding.clone(), to }),
                }
            }
        }
    }
    for (case, member) in project.members_in(document) {
        // What keeps its words, or some of them, is found by the way between the texts.
        if !member.stands_in(held) || member.stands_in(&new) {
            continue;
        }
        let to = match member {
            CaseMember::Document(_) => continue,
            CaseMember::Speaker { name, .. } => {
                let name = renamed_speaker(held, name, &new);
                name.map(|name| CaseMember::Speaker { document, name })
            }
            CaseMember::Passage { .. } => {
                let found = member.span_in(held).and_then(|span| found_again(held, span, &new));
                found.map(|to| CaseMember::anchored(document, to))
            }
        };
        before.push(Edit::SetCase(case.id, CaseChange::Member(member.clone(), Membership::Out)));
        match (to, member) {
            (Some(to), _) => after.push(Edit::SetCase(case.id, CaseChange::Member(to, Membership::In))),
            (None, CaseMember::Speaker { name, .. }) => {
                revised.lost_speakers.insert(name.clone());
            }
            (None, _) => revised.lost_passages += 1,
        }
    }
    revised.edits = before;
    revised.edits.push(Edit::SetDocument(document, DocumentChange::Text(Box::new(new.wording()))));
    revised.edits.extend(after);
    revised.document = Some(new);
    revised
}

/// Who speaks more than half of what a speaker said, under a name that nobody had.
fn renamed_speaker(old: &Document, name: &str, new: &Document) -> Option<String> {
    let changes = &new.earlier.last()?.changes;
    let (before, after) = (&old.structure, &new.structure);
    let is_theirs = |speaker: Option<u16>| {
        speaker.and_then(|at| before.speakers.get(usize::from(at))).is_some_and(|speaker| speaker.name == name)
    };
    let (mut whole, mut said) = (0, BTreeMap::<u16, u32>::new());
    for turn in before.turns.iter().filter(|turn| is_theirs(turn.speaker)) {
        whole += turn.span.len();
        let Some(span) = changes.map_span(turn.span) else { continue };
        let first = after.turns.partition_point(|turn| turn.span.end <= span.start);
        let met = after.turns.iter().skip(first).take_while(|turn| turn.span.start < span.end);
        for turn in met {
            let common = turn.span.end.0.min(span.end.0) - turn.span.start.0.max(span.start.0);
            if let Some(speaker) = turn.speaker {
                *said.entry(speaker).or_default() += common;
            }
        }
    }
    let (speaker, most) = said.into_iter().max_by_key(|(_, said)| *said)?;
    let speaker = after.speakers.get(usize::from(speaker)).filter(|_| most > whole / 2)?;
    let was_another = before.speakers.iter().any(|other| other.name == speaker.name);
    (!was_another).then(|| speaker.name.clone())
}

/// Shorter words stand in a text by chance.
const SHORTEST_TO_FIND: usize = 4;
/// So many characters on either side tell one place from another.
const AROUND: u32 = 16;

/// Where what a passage said stands in a new text, if that is beyond doubt: what was cut and put in elsewhere.
#[must_use]
pub fn found_again(old: &Document, span: Span, new: &Document) -> Option<Anchor> {
    let said = old.text.slice(span);
    if said.chars().count() < SHORTEST_TO_FIND {
        return None;
    }
    let from = span.start.0.saturating_sub(AROUND);
    let to = (span.end.0 + AROUND).min(old.text.char_len());
    let before = Span::new(from, span.start.0).map_or("", |span| old.text.slice(span));
    let after = Span::new(span.end.0, to).map_or("", |span| old.text.slice(span));
    let whole = new.text.as_str();
    let mut found = whole.match_indices(said).map(|(at, _)| at);
    let first = found.next()?;
    let at = if found.next().is_none() {
        first
    } else {
        let around = format!("{before}{said}{after}");
        let mut exact = whole.match_indices(around.as_str()).map(|(at, _)| at + before.len());
        let only = exact.next()?;
        exact.next().is_none().then_some(only)?
    };
    let start = u32::try_from(whole.get(..at)?.chars().count()).ok()?;
    Span::new(start, start + span.len()).map(|span| new.anchor(span))
}

/// What a passage says, short enough for a code's name: in vivo coding.
#[must_use]
pub fn in_vivo_name(quote: &str) -> String {
    const LONGEST: usize = 24;
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = line.trim_matches(|c: char| c.is_whitespace() || "，。、；：！？,.;:!?“”‘’\"'（）()".contains(c));
    if trimmed.chars().count() <= LONGEST {
        trimmed.to_owned()
    } else {
        trimmed.chars().take(LONGEST).chain(['…']).collect()
    }
}

impl Project {
    /// The codes above a code, nearest first.
    #[must_use]
    pub fn code_ancestors(&self, id: CodeId) -> Vec<CodeId> {
        let mut above = Vec::new();
        let mut at = self.code(id).and_then(|code| code.parent).map(|parent| self.resolve(parent));
        while let Some(parent) = at.filter(|parent| *parent != id && !above.contains(parent)) {
            above.push(parent);
            at = self.code(parent).and_then(|code| code.parent).map(|next| self.resolve(next));
        }
        above
    }
}
