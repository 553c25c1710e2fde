//! How documents are put in order and into groups, and how the speakers of a document are called: gestures that
//! change no word of any text.
//!
//! As in [`super::gesture`] nothing is changed here: each function says which edits the gesture takes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    CaseChange, CaseMember, Document, DocumentChange, DocumentId, Edit, Membership, Project, Rank, Role, Speaker,
    Structure,
};

/// Moves documents before another one, or to the end of the list; they keep their order among themselves.
#[must_use]
pub fn move_documents(project: &Project, moved: &[DocumentId], before: Option<DocumentId>) -> Vec<Edit> {
    let order = project.documents_in_order();
    let moving: BTreeSet<DocumentId> = moved.iter().copied().collect();
    let (going, staying): (Vec<&Arc<Document>>, Vec<&Arc<Document>>) =
        order.iter().copied().partition(|document| moving.contains(&document.id));
    // Before one that moves itself means before the next that stays.
    let target = before.and_then(|id| order.iter().position(|document| document.id == id));
    let next = target.and_then(|at| order.get(at..)?.iter().find(|document| !moving.contains(&document.id)));
    let place =
        next.and_then(|next| staying.iter().position(|document| document.id == next.id)).unwrap_or(staying.len());
    let mut wanted = staying;
    wanted.splice(place..place, going);
    if wanted.iter().map(|document| document.id).eq(order.iter().map(|document| document.id)) {
        return Vec::new();
    }
    // Only those that move get new ranks where there is room between their neighbours; otherwise all are numbered.
    let set = |document: &Document, rank: Rank| Edit::SetDocument(document.id, DocumentChange::Rank(rank));
    let end = place + moving.len();
    let low = place.checked_sub(1).and_then(|at| wanted.get(at)).map(|document| document.rank.0);
    let high = wanted.get(end).map(|document| document.rank.0);
    let count = moving.len() as i64;
    let (start, step) = match (low, high) {
        (None, None) => (0, Rank::GAP),
        (Some(low), None) => (low, Rank::GAP),
        (None, Some(high)) => (high.saturating_sub(Rank::GAP.saturating_mul(count + 1)), Rank::GAP),
        (Some(low), Some(high)) => (low, high.saturating_sub(low) / (count + 1)),
    };
    if step > 0 {
        let between = wanted.get(place..end).unwrap_or_default();
        return between
            .iter()
            .zip(1..)
            .map(|(document, n)| set(document, Rank(start.saturating_add(step * n))))
            .collect();
    }
    let numbered = wanted.iter().zip(1..).map(|(document, n)| (document, Rank(Rank::GAP * n)));
    numbered.filter(|(document, rank)| document.rank != *rank).map(|(document, rank)| set(document, rank)).collect()
}

/// Puts documents into groups and takes them out of others; what they are in besides stays.
#[must_use]
pub fn group_documents(
    project: &Project,
    documents: &[DocumentId],
    into: &BTreeSet<String>,
    out_of: &BTreeSet<String>,
) -> Vec<Edit> {
    let change = |id: &DocumentId| {
        let document = project.document(*id)?;
        let left = document.groups.iter().filter(|group| !out_of.contains(*group));
        let groups: BTreeSet<String> = left.chain(into).cloned().collect();
        (groups != document.groups).then_some(Edit::SetDocument(*id, DocumentChange::Groups(groups)))
    };
    documents.iter().filter_map(change).collect()
}

/// What one speaker says in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub speaker: Speaker,
    /// How many turns.
    pub turns: usize,
    /// How many characters, labels left out.
    pub characters: u32,
}

/// The speakers of a document in its own order, with how much each says.
#[must_use]
pub fn shares(structure: &Structure) -> Vec<Share> {
    let mut said: BTreeMap<usize, (usize, u32)> = BTreeMap::new();
    for turn in &structure.turns {
        let Some(speaker) = turn.speaker else { continue };
        let held = said.entry(usize::from(speaker)).or_default();
        *held = (held.0 + 1, held.1 + turn.span.end.0.saturating_sub(turn.said.0));
    }
    let share = |(at, speaker): (usize, &Speaker)| {
        let (turns, characters) = said.get(&at).copied().unwrap_or_default();
        Share { speaker: speaker.clone(), turns, characters }
    };
    structure.speakers.iter().enumerate().map(share).collect()
}

/// Says what a speaker does in the conversation.
#[must_use]
pub fn set_role(project: &Project, document: DocumentId, name: &str, role: Role) -> Vec<Edit> {
    let Some(held) = project.document(document) else { return Vec::new() };
    let mut structure = Structure::clone(&held.structure);
    let Some(speaker) = structure.speakers.iter_mut().find(|speaker| speaker.name == name && speaker.role != role)
    else {
        return Vec::new();
    };
    speaker.role = role;
    vec![restructure(held, structure)]
}

/// Gives a speaker another name. Where the document has a speaker of that name both become one, who keeps the role
/// of the other, unless that is not known. The labels in the text stay as they were transcribed; what belongs to a
/// case as the words of this speaker goes on belonging to it.
#[must_use]
pub fn rename_speaker(project: &Project, document: DocumentId, name: &str, to: &str) -> Vec<Edit> {
    let Some(held) = project.document(document) else { return Vec::new() };
    let to = to.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut structure = Structure::clone(&held.structure);
    let at = |name: &str| structure.speakers.iter().position(|speaker| speaker.name == name);
    let (Some(from), other) = (at(name), at(&to)) else { return Vec::new() };
    if to.is_empty() || other == Some(from) {
        return Vec::new();
    }
    match other {
        None => {
            if let Some(speaker) = structure.speakers.get_mut(from) {
                speaker.name.clone_from(&to);
            }
        }
        Some(other) => {
            let gone = structure.speakers.remove(from);
            let kept = if other > from { other - 1 } else { other };
            if let Some(speaker) = structure.speakers.get_mut(kept)
                && speaker.role == Role::Unknown
            {
                speaker.role = gone.role;
            }
            for turn in &mut structure.turns {
                turn.speaker = turn.speaker.map(|speaker| match usize::from(speaker) {
                    same if same == from => kept as u16,
                    later if later > from => speaker - 1,
                    _ => speaker,
                });
            }
        }
    }
    let (mut edits, mut after) = (Vec::new(), Vec::new());
    for (case, member) in project.members_in(document) {
        if !matches!(member, CaseMember::Speaker { name: held, .. } if held == name) {
            continue;
        }
        edits.push(Edit::SetCase(case.id, CaseChange::Member(member.clone(), Membership::Out)));
        let renamed = CaseMember::Speaker { document, name: to.clone() };
        if !case.members.contains(&renamed) {
            after.push(Edit::SetCase(case.id, CaseChange::Member(renamed, Membership::In)));
        }
    }
    edits.push(restructure(held, structure));
    edits.extend(after);
    edits
}

/// The same text with another structure: no revision, for no position moves.
fn restructure(document: &Document, structure: Structure) -> Edit {
    let mut wording = document.wording();
    wording.structure = Arc::new(structure);
    Edit::SetDocument(document.id, DocumentChange::Text(Box::new(wording)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Case, CaseId, CharIndex, CountingMint, ProjectId, Span, Text, Timestamp, Turn, apply_all, invariants,
    };

    fn study(count: usize) -> (Project, Vec<DocumentId>) {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let mut ids = Vec::new();
        for n in 0..count {
            let text = Text::new("社工：来吗？\n老人：来。\n阿婆：也来。").unwrap();
            let mut document = Document::of_text(DocumentId::new(&mut mint), &format!("访谈 {n}"), text, Timestamp(0));
            let speaker = |name: &str, role| Speaker { name: name.to_owned(), role };
            let turn = |start, said, end, speaker| Turn {
                span: Span::new(start, end).unwrap(),
                said: CharIndex(said),
                speaker: Some(speaker),
                at: None,
                until: None,
            };
            document.structure = Arc::new(Structure {
                speakers: vec![
                    speaker("社工", Role::Interviewer),
                    speaker("老人", Role::Unknown),
                    speaker("阿婆", Role::Respondent),
                ],
                turns: vec![turn(0, 3, 6, 0), turn(7, 10, 12, 1), turn(13, 16, 19, 2)],
                ..Structure::default()
            });
            ids.push(document.id);
            apply_all(&mut project, &[Edit::AddDocument(document.into())]).unwrap();
        }
        (project, ids)
    }

    fn order(project: &Project, ids: &[DocumentId]) -> Vec<usize> {
        let place = |id| ids.iter().position(|held| *held == id).unwrap();
        project.documents_in_order().iter().map(|document| place(document.id)).collect()
    }

    #[test]
    fn documents_move_between_neighbours_to_the_end_and_to_the_front_and_back_by_undo() {
        // All have rank 0 at first, so there is no room between them.
        let (mut project, ids) = study(5);
        let before = project.clone();
        let inverses = apply_all(&mut project, &move_documents(&before, &[ids[3], ids[4]], Some(ids[1]))).unwrap();
        assert_eq!(order(&project, &ids), [0, 3, 4, 1, 2]);
        let edits = move_documents(&project, &[ids[0]], None);
        assert_eq!(edits.len(), 1, "only the one that moves is given a rank where there is room");
        let more = apply_all(&mut project, &edits).unwrap();
        assert_eq!(order(&project, &ids), [3, 4, 1, 2, 0]);
        assert_eq!(move_documents(&project, &[ids[3]], Some(ids[3])), [], "before itself is where it is");
        for undo in [more, inverses] {
            apply_all(&mut project, &undo).unwrap();
        }
        assert_eq!(project, before);
    }

    #[test]
    fn many_moves_into_one_gap_still_find_room() {
        let (mut project, ids) = study(3);
        for round in 0..80 {
            let edits = move_documents(&project, &[ids[round % 2]], Some(ids[2]));
            apply_all(&mut project, &edits).unwrap();
            let expected = if round % 2 == 0 { [1, 0, 2] } else { [0, 1, 2] };
            assert_eq!(order(&project, &ids), expected, "round {round}");
        }
    }

    #[test]
    fn several_documents_join_a_group_and_leave_another_and_keep_the_rest() {
        let (mut project, ids) = study(2);
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
        let edits = group_documents(&project, &ids, &set(&["第一轮", "城里"]), &BTreeSet::new());
        apply_all(&mut project, &edits).unwrap();
        let edits = group_documents(&project, &[ids[0]], &set(&["第二轮"]), &set(&["第一轮"]));
        apply_all(&mut project, &edits).unwrap();
        assert_eq!(project.document(ids[0]).unwrap().groups, set(&["第二轮", "城里"]));
        assert_eq!(group_documents(&project, &ids, &set(&["城里"]), &BTreeSet::new()), []);
    }

    #[test]
    fn turns_and_characters_are_counted_without_labels() {
        let (project, ids) = study(1);
        let said = shares(&project.document(ids[0]).unwrap().structure);
        let said: Vec<_> =
            said.iter().map(|share| (share.speaker.name.as_str(), share.turns, share.characters)).collect();
        assert_eq!(said, [("社工", 1, 3), ("老人", 1, 2), ("阿婆", 1, 3)]);
    }

    #[test]
    fn a_speaker_who_gets_the_name_of_another_becomes_one_with_them_and_stays_in_their_case() {
        let (mut project, ids) = study(1);
        let mut mint = CountingMint::after(500);
        let mut case = Case::named(CaseId::new(&mut mint), "王奶奶");
        case.members.insert(CaseMember::Speaker { document: ids[0], name: "老人".to_owned() });
        let case_id = case.id;
        apply_all(&mut project, &[Edit::AddCase(case)]).unwrap();
        let before = project.clone();
        let inverses = apply_all(&mut project, &rename_speaker(&before, ids[0], "老人", "阿婆")).unwrap();
        let document = project.document(ids[0]).unwrap();
        let said = shares(&document.structure);
        assert_eq!(said.iter().map(|share| share.turns).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(document.structure.speaker_at(CharIndex(8)).unwrap().name, "阿婆");
        assert_eq!(document.structure.speaker_at(CharIndex(14)).unwrap().role, Role::Respondent);
        assert!(project.case(case_id).unwrap().holds(document, CharIndex(8)));
        assert_eq!((document.revision, invariants::check(&project)), (1, vec![]));
        apply_all(&mut project, &inverses).unwrap();
        assert_eq!(project, before);
        assert_eq!(rename_speaker(&project, ids[0], "老人", "  "), []);
        assert_eq!(set_role(&project, ids[0], "社工", Role::Interviewer), [], "nothing changes");
        assert_eq!(set_role(&project, ids[0], "老人", Role::Respondent).len(), 1);
    }
}
