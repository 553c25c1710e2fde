//! What can be undone and redone, and in which order: derived from the transactions alone.
//!
//! Undo is a transaction that says which one it takes back; a redo takes back an undo. So the two
//! stacks follow from reading the journal, have no limit and survive a restart.

use serde::{Deserialize, Serialize};

use crate::model::{Edit, Sequence, Transaction};

/// The two stacks. Runs of neighbours are kept as ranges, so that a long history stays short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stacks {
    /// What can be undone, the newest last: inclusive ranges, ascending.
    done: Vec<(u64, u64)>,
    /// What can be redone: the undoing transactions, the newest last.
    undone: Vec<u64>,
}

impl Stacks {
    /// What the next undo takes back.
    #[must_use]
    pub fn to_undo(&self) -> Option<Sequence> {
        self.done.last().map(|&(_, last)| Sequence(last))
    }

    /// The undo that the next redo takes back.
    #[must_use]
    pub fn to_redo(&self) -> Option<Sequence> {
        self.undone.last().map(|&seq| Sequence(seq))
    }

    /// Notes a transaction, own ones only and in order.
    pub fn note(&mut self, transaction: &Transaction) {
        // That somebody joined as a coder is history, but nothing that a person means to take back; what brings
        // a coder back whose joining was taken back is. Nor is what only notes that something happened to the files.
        let joins = transaction.edits.iter().all(|edit| matches!(edit, Edit::AddCoder(_)));
        if joins && !transaction.takes_back() {
            return;
        }
        let seq = transaction.seq.0;
        match transaction.undoes {
            Some(undone) if self.to_undo() == Some(undone) => {
                self.pop_done();
                self.undone.push(seq);
            }
            Some(undo) if self.to_redo() == Some(undo) => {
                self.undone.pop();
                self.push_done(seq);
            }
            _ => {
                self.undone.clear();
                self.push_done(seq);
            }
        }
    }

    /// Leaves out transactions that are lost: there is nothing to take them back by.
    pub fn forget(&mut self, lost: &[(Sequence, Sequence)]) {
        let is_lost = |seq: u64| lost.iter().any(|(first, last)| first.0 <= seq && seq <= last.0);
        let done = std::mem::take(&mut self.done);
        for seq in done.into_iter().flat_map(|(first, last)| first..=last).filter(|&seq| !is_lost(seq)) {
            self.push_done(seq);
        }
        self.undone.retain(|&seq| !is_lost(seq));
    }

    fn push_done(&mut self, seq: u64) {
        match self.done.last_mut() {
            Some((_, last)) if *last + 1 == seq => *last = seq,
            _ => self.done.push((seq, seq)),
        }
    }

    fn pop_done(&mut self) {
        if let Some((first, last)) = self.done.last_mut() {
            if first == last {
                self.done.pop();
            } else {
                *last -= 1;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{CoderId, CountingMint, Message, Replica, Timestamp};

    fn transaction(seq: u64, undoes: Option<u64>) -> Transaction {
        Transaction {
            replica: Replica("r".into()),
            seq: Sequence(seq),
            lamport: seq,
            at: Timestamp(0),
            coder: CoderId::new(&mut CountingMint::default()),
            label: Message::new("label.test"),
            undoes: undoes.map(Sequence),
            edits: vec![Edit::SetTitle("x".into())],
            inverses: Vec::new(),
            over: Vec::new(),
            passed_on: Vec::new(),
            forgets: Vec::new(),
        }
    }

    #[test]
    fn undo_goes_back_step_by_step_and_redo_forward_again() {
        let mut stacks = Stacks::default();
        for (seq, undoes) in [(1, None), (2, None), (3, Some(2)), (4, Some(1))] {
            stacks.note(&transaction(seq, undoes));
        }
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (None, Some(Sequence(4))));
        stacks.note(&transaction(5, Some(4)));
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (Some(Sequence(5)), Some(Sequence(3))));
    }

    #[test]
    fn a_joining_is_passed_over_and_the_undo_of_its_taking_back_is_not() {
        use crate::model::Coder;
        let coder = Coder::named(CoderId::new(&mut CountingMint::default()), "乙");
        let join = || vec![Edit::AddCoder(coder.clone())];
        let step = |seq, undoes, edits| Transaction { edits, ..transaction(seq, undoes) };
        let mut stacks = Stacks::default();
        stacks.note(&step(1, None, join()));
        assert_eq!(stacks, Stacks::default());
        stacks.note(&step(2, Some(1), vec![Edit::RemoveCoder(coder.id)]));
        assert_eq!(stacks.to_undo(), Some(Sequence(2)));
        stacks.note(&step(3, Some(2), join()));
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (None, Some(Sequence(3))));
    }

    #[test]
    fn one_from_the_middle_is_a_new_change_on_top() {
        let mut stacks = Stacks::default();
        for (seq, undoes) in [(1, None), (2, None), (3, None), (4, Some(3)), (5, Some(1))] {
            stacks.note(&transaction(seq, undoes));
        }
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (Some(Sequence(5)), None));
        stacks.note(&transaction(6, Some(5)));
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (Some(Sequence(2)), Some(Sequence(6))));
    }

    #[test]
    fn what_is_lost_is_not_offered_for_undo() {
        let mut stacks = Stacks::default();
        for seq in 1..=6 {
            stacks.note(&transaction(seq, None));
        }
        stacks.forget(&[(Sequence(3), Sequence(4)), (Sequence(6), Sequence(900))]);
        assert_eq!(stacks.done, [(1, 2), (5, 5)]);
        assert_eq!(stacks.to_undo(), Some(Sequence(5)));
    }

    #[test]
    fn something_new_ends_what_could_be_redone() {
        let mut stacks = Stacks::default();
        for (seq, undoes) in [(1, None), (2, None), (3, Some(2)), (4, None)] {
            stacks.note(&transaction(seq, undoes));
        }
        assert_eq!((stacks.to_undo(), stacks.to_redo()), (Some(Sequence(4)), None));
        stacks.note(&transaction(5, Some(4)));
        assert_eq!(stacks.to_undo(), Some(Sequence(1)));
    }
}
