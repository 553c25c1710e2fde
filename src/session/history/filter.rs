//! Which entries of a history are wanted, on which day each stands, and which have been taken back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::i18n::Language;
use crate::model::{CodeId, CoderId, DocumentId, Message, Project, Replica, Sequence, Timestamp};
use crate::store::chronicle::{Entry, EntryId, Kind};

/// What is wanted; each part that is set narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// By whom.
    pub coder: Option<CoderId>,
    /// About a code, or one that counts for the same code today.
    pub code: Option<CodeId>,
    /// About a document.
    pub document: Option<DocumentId>,
    /// With a change of this kind.
    pub kind: Option<Kind>,
    /// Its name holds this, in the reader's language, whatever the case.
    pub text: String,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Not after.
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Whether everything is wanted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry is wanted.
    #[must_use]
    pub fn admits(&self, entry: &Entry, project: &Project, labels: &mut Labels) -> bool {
        self.coder.is_none_or(|coder| coder == entry.coder)
            && self.document.is_none_or(|document| entry.documents.contains(&document))
            && self.kind.is_none_or(|kind| entry.is_of(kind))
            && self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at <= until)
            && self.code.is_none_or(|code| {
                let meant = project.resolve(code);
                entry.codes.iter().any(|touched| *touched == code || project.resolve(*touched) == meant)
            })
            && (self.text.trim().is_empty() || labels.hold(&entry.label, &self.text))
    }
}

/// What labels say in a language. Half a million entries have a few thousand labels: each is said once.
pub struct Labels {
    language: Language,
    wanted: String,
    /// By the place of the label in memory; holding it keeps the place.
    known: HashMap<usize, (Arc<Message>, bool)>,
}

impl Labels {
    /// In a language; nothing is known yet.
    #[must_use]
    pub fn in_language(language: Language) -> Self {
        Self { language, wanted: String::new(), known: HashMap::new() }
    }

    fn hold(&mut self, label: &Arc<Message>, text: &str) -> bool {
        let wanted = text.trim().to_lowercase();
        if wanted != self.wanted {
            self.known.clear();
            self.wanted = wanted;
        }
        let (language, wanted) = (self.language, &self.wanted);
        let holds = || (Arc::clone(label), language.say(label).to_lowercase().contains(wanted));
        self.known.entry(Arc::as_ptr(label) as usize).or_insert_with(holds).1
    }
}

/// Which day a time falls on. Neighbours mostly share one, so the last is kept.
pub struct Days {
    zone: TimeZone,
    last: Option<(i64, i64, Date)>,
}

impl Days {
    /// In a time zone.
    #[must_use]
    pub fn in_zone(zone: TimeZone) -> Self {
        Self { zone, last: None }
    }

    /// The day of a time; the first of all where no calendar holds it.
    pub fn of(&mut self, at: Timestamp) -> Date {
        if let Some((from, to, date)) = self.last
            && (from..=to).contains(&at.0)
        {
            return date;
        }
        let zoned = jiff::Timestamp::from_millisecond(at.0).map(|time| time.to_zoned(self.zone.clone()));
        let date = zoned.map_or(Date::ZERO, |zoned| zoned.date());
        if let (Some(from), Some(to)) = (start_of_day(date, &self.zone), end_of_day(date, &self.zone)) {
            self.last = Some((from.0, to.0, date));
        }
        date
    }
}

/// The first moment of a day.
#[must_use]
pub fn start_of_day(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = date.to_zoned(zone.clone()).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// The last millisecond of a day.
#[must_use]
pub fn end_of_day(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = start_of_day(date.tomorrow().ok()?, zone)?;
    Some(Timestamp(next.0 - 1))
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of a day.
    Day {
        /// Which.
        date: Date,
        /// How many entries stand under it.
        count: usize,
    },
    /// An entry, by its place among those that were given.
    Entry(usize),
}

/// Adds wanted entries to the lines, under a head for each day: `entries` are the wanted ones with their place.
pub fn group_by_day(lines: &mut Vec<Line>, entries: impl Iterator<Item = (usize, Timestamp)>, days: &mut Days) {
    let mut head = lines.iter().rposition(|line| matches!(line, Line::Day { .. }));
    for (place, at) in entries {
        let today = days.of(at);
        let same = head.and_then(|head| lines.get_mut(head));
        match same {
            Some(Line::Day { date, count }) if *date == today => *count += 1,
            _ => {
                head = Some(lines.len());
                lines.push(Line::Day { date: today, count: 1 });
            }
        }
        lines.push(Line::Entry(place));
    }
}

/// Which entries have been taken back, as far as later ones say so. Entries are noted newest first.
#[derive(Clone, Debug, Default)]
pub struct TakenBack {
    taken: HashSet<(Arc<Replica>, Sequence)>,
    /// Those that are an undo or a redo.
    steps: HashSet<(Arc<Replica>, Sequence)>,
}

impl TakenBack {
    /// Notes an entry, each older than the one before.
    pub fn note(&mut self, entry: &Entry) {
        if is_step(entry) {
            self.steps.insert((Arc::clone(&entry.id.replica), entry.id.seq));
        }
        // An undo that was itself taken back takes nothing back.
        if self.holds(&entry.id) {
            return;
        }
        if let Some(undone) = target(entry) {
            self.taken.insert((undone.replica, undone.seq));
        }
    }

    /// Whether it has been.
    #[must_use]
    pub fn holds(&self, id: &EntryId) -> bool {
        self.taken.contains(&(Arc::clone(&id.replica), id.seq))
    }
}

impl TakenBack {
    /// What an entry is called in a list: its label, and where it is an undo or redo of one so called, that.
    #[must_use]
    pub fn called(&self, entry: &Entry) -> Message {
        match entry.undoes {
            Some(undone) if is_step(entry) => {
                let again = self.steps.contains(&(Arc::clone(&entry.id.replica), undone));
                Message::new(if again { "history.redo_of" } else { "history.undo_of" }).around(&entry.label)
            }
            _ => Message::clone(&entry.label),
        }
    }
}

/// Undo and redo bear the name of what they undo; a step taken back by itself has a name of its own.
fn is_step(entry: &Entry) -> bool {
    entry.undoes.is_some() && entry.label.id != "label.take_back"
}

/// What an entry takes back.
fn target(entry: &Entry) -> Option<EntryId> {
    if let Some(seq) = entry.undoes {
        return Some(EntryId { replica: Arc::clone(&entry.id.replica), seq });
    }
    let of_another = entry.label.id == "label.take_back";
    let replica = of_another.then(|| entry.label.value("replica")).flatten()?;
    let seq = entry.label.value("seq")?.parse().ok()?;
    Some(EntryId { replica: Arc::new(Replica(replica.to_owned())), seq: Sequence(seq) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeChange, Colour, CountingMint, Edit, Mint, ProjectId, Transaction, apply_all};

    const DAY: i64 = 86_400_000;

    fn entry(seq: u64, at: i64, label: Message, undoes: Option<u64>, edits: Vec<Edit>) -> Entry {
        let transaction = Transaction {
            replica: Replica("a".into()),
            seq: Sequence(seq),
            lamport: seq,
            at: Timestamp(at),
            coder: CoderId(CountingMint::default().mint()),
            label,
            undoes: undoes.map(Sequence),
            edits,
            inverses: Vec::new(),
            over: Vec::new(),
            passed_on: Vec::new(),
            forgets: Vec::new(),
        };
        Entry::of(&transaction, |_| None)
    }

    #[test]
    fn what_was_done_to_a_code_is_found_under_the_one_it_was_merged_into() {
        let mut mint = CountingMint::default();
        let mut project = Project::new(ProjectId::new(&mut mint), "样例", Timestamp(0));
        let [from, into, other] = ["串通", "合谋", "内卷化"].map(|name| {
            let code = Code::named(CodeId::new(&mut mint), name, Colour::nth(0));
            apply_all(&mut project, &[Edit::AddCode(code.clone())]).unwrap();
            code.id
        });
        let label = || Message::new("label.define").with("code", "串通");
        let set = |id| vec![Edit::SetCode(id, CodeChange::Definition("……".into()))];
        let entries = [entry(1, 0, label(), None, set(from)), entry(2, 0, label(), None, set(other))];
        let found = |project: &Project, code| {
            let filter = Filter { code: Some(code), ..Filter::default() };
            let mut labels = Labels::in_language(Language::Chinese);
            entries.iter().filter(|e| filter.admits(e, project, &mut labels)).map(|e| e.id.seq.0).collect::<Vec<_>>()
        };
        assert_eq!((found(&project, into), found(&project, from)), (vec![], vec![1]));
        apply_all(&mut project, &[Edit::SetCode(from, CodeChange::AliasOf(Some(into)))]).unwrap();
        assert_eq!((found(&project, into), found(&project, from)), (vec![1], vec![1]));
    }

    #[test]
    fn labels_are_searched_in_the_readers_language_and_kinds_and_times_narrow_it() {
        let project = Project::new(ProjectId::new(&mut CountingMint::default()), "样例", Timestamp(0));
        let one = entry(1, 5, Message::new("label.delete_code").with("code", "Trap"), None, vec![]);
        let holds = |text: &str, language| {
            let filter = Filter { text: text.into(), ..Filter::default() };
            filter.admits(&one, &project, &mut Labels::in_language(language))
        };
        assert!(holds("删除", Language::Chinese) && !holds("删除", Language::English));
        assert!(holds(" trap ", Language::English));
        let admits = |filter: Filter| filter.admits(&one, &project, &mut Labels::in_language(Language::Chinese));
        assert!(!admits(Filter { kind: Some(Kind::Coded), ..Filter::default() }));
        assert!(!admits(Filter { since: Some(Timestamp(6)), ..Filter::default() }));
        assert!(admits(Filter { since: Some(Timestamp(5)), until: Some(Timestamp(5)), ..Filter::default() }));
    }

    #[test]
    fn entries_stand_under_their_day_in_the_readers_zone_also_when_more_are_added_later() {
        let zone = TimeZone::fixed(jiff::tz::Offset::constant(8));
        let mut days = Days::in_zone(zone.clone());
        let date = |day: i8| jiff::civil::date(1970, 1, day);
        // 15:59 and 16:00 UTC lie on either side of midnight in China.
        let times = [DAY + 1, 16 * 3_600_000, 16 * 3_600_000 - 1];
        let mut lines = Vec::new();
        group_by_day(&mut lines, [(0, Timestamp(times[0]))].into_iter(), &mut days);
        group_by_day(&mut lines, (1..3).map(|at| (at, Timestamp(times[at]))), &mut days);
        let head = |day, count| Line::Day { date: date(day), count };
        assert_eq!(lines, [head(2, 2), Line::Entry(0), Line::Entry(1), head(1, 1), Line::Entry(2)]);
        assert_eq!(end_of_day(date(1), &zone), Some(Timestamp(times[2])));
        assert_eq!(start_of_day(date(2), &zone), Some(Timestamp(times[1])));
    }

    #[test]
    fn an_undo_that_was_undone_takes_nothing_back() {
        let label = || Message::new("label.memo");
        let other = Message::new("label.take_back").with("replica", "b").with("seq", 9).around(&label());
        let mut taken = TakenBack::default();
        // 4 takes back the undo 3 of 1; 2 was undone by 5; 6 takes back one of another.
        let newest_first = [(6, None), (5, Some(2)), (4, Some(3)), (3, Some(1)), (2, None), (1, None)];
        for (seq, undoes) in newest_first {
            let label = if seq == 6 { other.clone() } else { label() };
            taken.note(&entry(seq, 0, label, undoes, vec![]));
        }
        let id = |replica: &str, seq| EntryId { replica: Arc::new(Replica(replica.into())), seq: Sequence(seq) };
        let held: Vec<u64> = (1..=6).filter(|seq| taken.holds(&id("a", *seq))).collect();
        assert_eq!(held, [2, 3]);
        assert!(taken.holds(&id("b", 9)));
        let called = |seq, undoes| taken.called(&entry(seq, 0, label(), undoes, vec![])).id.into_owned();
        assert_eq!((called(3, Some(1)), called(4, Some(3)), called(1, None)), {
            ("history.undo_of".into(), "history.redo_of".into(), "label.memo".into())
        });
    }
}
