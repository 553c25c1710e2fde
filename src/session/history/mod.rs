//! The history of an open project: who did what when, taking back any of it, a document as it stood on a day.
//!
//! What was done in this session is in memory, the rest in the journals of the project's folder. A [`Reader`]
//! is handed to a background job, since journals can be long; the session itself reads no file here but in
//! [`Session::take_back`], which is for the command line.

mod filter;
mod past;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{CommitError, Session};
use crate::model::take_back::{Refusal, can_take_back};
use crate::model::{DocumentChange, Edit, Message, Project, Replica, Sequence, Tell, Transaction};
use crate::store::chronicle::{self, Chronicle, Entry, EntryId, LostNames, Order};
use crate::store::journal::Pledge;
use crate::store::{Environment, Layout, Learnt, with_texts};

pub use filter::{Days, Filter, Labels, Line, TakenBack, end_of_day, group_by_day, start_of_day};
pub use past::PastDocument;
pub use words::{Names, moment, say_transaction, why_not};

/// Reads the history of a project from its folder, on whatever thread.
#[derive(Clone)]
pub struct Reader {
    environment: Environment,
    layout: Layout,
    /// The project as it was when the reader was asked for.
    pub today: Arc<Project>,
    own: Replica,
    opened_at: Option<Sequence>,
    pledge: Option<Pledge>,
}

/// One transaction of the past, looked at closely.
#[derive(Clone, Debug)]
pub struct Examined {
    /// With the texts of documents that would come back.
    pub transaction: Arc<Transaction>,
    /// Each thing that it did, in words.
    pub words: Vec<Message>,
    /// Why it cannot be taken back now.
    pub refused: Option<Message>,
}

/// Why a change of the past was not taken back. The project is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TakeBackError {
    /// It no longer applies.
    #[error("it no longer applies: {}", .0.id)]
    Refused(Message),
    /// It cannot be read.
    #[error("it cannot be read: {}", .0.id)]
    Unreadable(Message),
    /// The change was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl Tell for TakeBackError {
    fn tell(&self) -> Message {
        match self {
            Self::Refused(message) | Self::Unreadable(message) => message.clone(),
            Self::Commit(error) => error.tell(),
        }
    }
}

impl Reader {
    /// This installation's name in the folder.
    #[must_use]
    pub fn own(&self) -> &Replica {
        &self.own
    }

    /// All who have a journal in the folder.
    #[must_use]
    pub fn replicas(&self) -> Vec<Replica> {
        Chronicle::of(&self.environment, &self.layout, &self.today, Order::Time, None).replica_names()
    }

    /// Everything that was done before this session began, newest first as people look for it;
    /// what was done since is [`Session::recent_changes`].
    #[must_use]
    pub fn before_this_session(&self) -> Chronicle {
        let own = self.opened_at.map(|opened_at| (&self.own, opened_at));
        Chronicle::of(&self.environment, &self.layout, &self.today, Order::Time, own)
    }

    /// Everything that is on disk, after waiting for what is on its way there.
    #[must_use]
    pub fn everything(&self, order: Order) -> Chronicle {
        self.wait();
        Chronicle::of(&self.environment, &self.layout, &self.today, order, None)
    }

    fn wait(&self) {
        if let Some(Err(reason)) = self.pledge.as_ref().map(Pledge::wait) {
            log::warn!("history is read without what could not be saved: {reason}");
        }
    }

    /// Looks at one transaction: what it did, and whether it can be taken back. `held` is it, where it is in memory.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn examine(&self, id: &EntryId, held: Option<Arc<Transaction>>, lost: &LostNames) -> Result<Examined, Message> {
        let transaction = self.body(id, held)?;
        let mut lost = lost.clone();
        lost.note(&self.today, &transaction);
        let names = Names { today: &self.today, lost: &lost };
        let refused = can_take_back(&self.today, &transaction).err().map(|refusal| {
            let writer = self.writer(&refusal, &transaction);
            why_not(&refusal, &names, writer.as_deref())
        });
        Ok(Examined { words: say_transaction(&self.with_wordings(&transaction), &names), refused, transaction })
    }

    /// With the texts that a correction replaced and made, so that its words can be told. Where one cannot be read,
    /// less is told.
    fn with_wordings(&self, transaction: &Arc<Transaction>) -> Arc<Transaction> {
        let is_text = |edit: &Edit| matches!(edit, Edit::SetDocument(_, DocumentChange::Text(_)));
        if !transaction.edits.iter().any(is_text) {
            return Arc::clone(transaction);
        }
        let read = |edits: &[Edit]| with_texts(&self.environment, &self.layout, edits.to_vec());
        match (read(&transaction.edits), read(&transaction.inverses)) {
            (Ok(edits), Ok(inverses)) => Arc::new(Transaction { edits, inverses, ..Transaction::clone(transaction) }),
            _ => Arc::clone(transaction),
        }
    }

    /// Who did what stands in the way.
    fn writer(&self, refusal: &Refusal, transaction: &Transaction) -> Option<Arc<Transaction>> {
        let fact = match refusal {
            Refusal::OnlyANote => None,
            Refusal::TakenBackAlready { fact } => *fact,
            Refusal::Obstructed { first, .. } => first.fact(),
        };
        self.wait();
        chronicle::last_writer(&self.environment, &self.layout, &self.today, fact?, transaction)
    }

    fn body(&self, id: &EntryId, held: Option<Arc<Transaction>>) -> Result<Arc<Transaction>, Message> {
        let transaction = if let Some(held) = held {
            held
        } else {
            self.wait();
            let cannot = || Message::new("history.cannot_read").with("seq", id.seq.0);
            chronicle::find(&self.environment, &self.layout, id).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => {
                    Message::new("history.no_such_step").with("step", format!("{}:{}", id.replica.0, id.seq.0))
                }
                _ => cannot().with("reason", error),
            })?
        };
        if !transaction.inverses.iter().any(|inverse| matches!(inverse, Edit::AddDocument(_))) {
            return Ok(transaction);
        }
        let mut transaction = Arc::unwrap_or_clone(transaction);
        let inverses = std::mem::take(&mut transaction.inverses);
        transaction.inverses = with_texts(&self.environment, &self.layout, inverses)
            .map_err(|error| Message::new("history.text_lost").with("reason", error.reason))?;
        Ok(Arc::new(transaction))
    }
}

/// Why a transaction is not taken back, in words.
pub(super) fn words_of(today: &Project, refusal: &Refusal, transaction: &Transaction) -> Message {
    let mut lost = LostNames::default();
    lost.note(today, transaction);
    why_not(refusal, &Names { today, lost: &lost }, None)
}

impl Session {
    /// For reading the history behind the window.
    #[must_use]
    pub fn history(&self) -> Reader {
        // A window that only reads keeps nothing in memory: another one writes under its name.
        let opened_at = self.read_only().is_none().then_some(self.opened_at);
        Reader {
            environment: self.environment().clone(),
            layout: self.layout().clone(),
            today: Arc::clone(self.project()),
            own: self.store.replica().clone(),
            opened_at,
            pledge: self.store.pledge(),
        }
    }

    /// What was done in this session, the newest last, saved or not.
    #[must_use]
    pub fn recent_changes(&self) -> &[Entry] {
        &self.recent
    }

    /// A transaction with its edits, where it is in memory.
    #[must_use]
    pub fn change_in_memory(&self, id: &EntryId) -> Option<Arc<Transaction>> {
        (*id.replica == *self.store.replica()).then(|| self.store.in_memory(id.seq)).flatten()
    }

    /// Takes back any transaction of the past, one's own or another's, with all that came after it left standing;
    /// says what it was called. Reads the journal.
    ///
    /// # Errors
    /// [`TakeBackError`]; the project is then as it was.
    pub fn take_back(&mut self, id: &EntryId) -> Result<Message, TakeBackError> {
        let held = self.change_in_memory(id);
        let examined = self.history().examine(id, held, &LostNames::default()).map_err(TakeBackError::Unreadable)?;
        match examined.refused {
            Some(reason) => Err(TakeBackError::Refused(reason)),
            None => self.take_back_this(&examined.transaction),
        }
    }

    /// The same of a transaction that was read already, with the texts of documents that come back ([`Reader::examine`]).
    ///
    /// # Errors
    /// [`TakeBackError`]; the project is then as it was.
    pub fn take_back_this(&mut self, transaction: &Transaction) -> Result<Message, TakeBackError> {
        let edits = can_take_back(self.project(), transaction)
            .map_err(|refusal| TakeBackError::Refused(words_of(self.project(), &refusal, transaction)))?;
        let own = transaction.replica == *self.store.replica();
        let stacks = self.store.history();
        // What undo or redo would take next is just that, and the stacks treat it so. Any other one is a new
        // change on top of them: it ends what could be redone and can itself be undone.
        let is_next = own && [stacks.to_undo(), stacks.to_redo()].contains(&Some(transaction.seq));
        let label = if is_next {
            transaction.label.clone()
        } else {
            let label = Message::new("label.take_back").with("replica", &transaction.replica.0);
            label.with("seq", transaction.seq.0).around(&transaction.label)
        };
        // Sequences are a replica's own, so that of another's transaction only the label can speak.
        let forgets = if edits == transaction.inverses { transaction.inverses_that_forget() } else { BTreeSet::new() };
        let learnt = Learnt { forgets, ..Learnt::default() };
        self.commit_learnt(label, edits, own.then_some(transaction.seq), Vec::new(), learnt)?;
        Ok(transaction.label.clone())
    }
}
