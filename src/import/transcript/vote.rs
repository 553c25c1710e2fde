//! Whether a text is a conversation: all lines vote.
//!
//! One label says nothing: a paper quotes an interview, a form has `时间：` on each page. Names must come
//! back, take turns, and stand all over the text. The more surely the labels name speakers (访谈者,
//! times), the less often they must come back; a text with the bones of a paper must be nearly all turns.

use std::collections::{BTreeMap, BTreeSet};

use super::label::{Label, Shape};
use super::names::{self, NameShape, Strength};
use super::times;
use crate::import::steps::lines::{self, Line};
use crate::import::steps::references;

/// A line that may begin a turn.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Place among the lines.
    pub line: usize,
    /// How it reads.
    pub label: Label,
    /// Whether the file sets the name in bold.
    pub bold: bool,
    /// Whether its paragraph ends with a time, as f4 and MAXQDA have it.
    pub timed_at_end: bool,
}

/// How readily a text is taken for a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It must show it.
    Careful,
    /// A person said so.
    Told,
}

/// The lines that begin turns; empty where the text is no conversation.
pub fn elect(all: &[Line], mut candidates: Vec<Candidate>, readiness: Readiness) -> Vec<Candidate> {
    drop_choices(all, &mut candidates);
    number_questions(&mut candidates);
    let counts = counts(&candidates);
    let elected = gather(all, &candidates, readiness, |candidate| is_speaker(candidate, &counts, readiness));
    if elected.is_empty() || readiness == Readiness::Careful && !is_conversation(all, &elected) {
        return Vec::new();
    }
    // In a conversation somebody may speak only once; a label that looks like a person then is one. What only has
    // the shape of a name must find that shape among those who come back.
    let shapes: BTreeSet<NameShape> = elected
        .iter()
        .filter(|found| counts.get(&found.label.name).is_some_and(|count| count.all >= 2))
        .filter_map(|found| names::shape(&found.label.name))
        .collect();
    let joins_in = |candidate: &Candidate| {
        let label = &candidate.label;
        let is_somebody = label.strength == Strength::Person
            || label.strength == Strength::Likely && names::shape(&label.name).is_some_and(|s| shapes.contains(&s));
        is_somebody && label.shape != Shape::Bare && counts.len() <= MOST_SPEAKERS
    };
    gather(all, &candidates, readiness, |candidate| is_speaker(candidate, &counts, readiness) || joins_in(candidate))
}

/// The candidates that may begin turns where these names are speakers.
fn gather(
    all: &[Line],
    candidates: &[Candidate],
    readiness: Readiness,
    is_named: impl Fn(&Candidate) -> bool,
) -> Vec<Candidate> {
    let mut elected: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if is_named(candidate) {
            elected.push(candidate.clone());
            continue;
        }
        // The name is none, but the time before it may begin a turn of nobody.
        let Some(said) = candidate.label.said_behind_stamp else { continue };
        let mut candidate = candidate.clone();
        let Label { name, attributes, shape, .. } = &mut candidate.label;
        (*name, *attributes, *shape) = (String::new(), Vec::new(), Shape::Nameless);
        candidate.label.said = said;
        candidate.label.parted_by_stamp = false;
        candidate.label.stamped = candidate.label.stamped.filter(|(_, end)| *end <= said);
        elected.push(candidate);
    }
    times::keep_recorded(all, &mut elected);
    let times = elected.iter().filter(|c| c.label.shape != Shape::Nameless && c.label.stamp.is_some()).count();
    keep_plausible_stamps(all, &mut elected, times, readiness);
    keep_plausible_bare(all, &mut elected);
    elected
}

/// `A. 是`, below it `B. 否`: choices of a questionnaire, not an answer.
fn drop_choices(all: &[Line], candidates: &mut Vec<Candidate>) {
    let is_choice = |line: usize, letter: char| {
        let text = all.get(line).map_or("", |line| line.text.trim_start());
        text.strip_prefix(letter).is_some_and(|rest| rest.starts_with(['.', '．', '、', ' ']))
    };
    candidates.retain(|candidate| {
        let first = candidate.label.name == "A" && is_choice(candidate.line, 'A');
        !(first && next_visible(all, candidate.line).is_some_and(|next| is_choice(next, 'B')))
    });
}

/// `Q1. … A1. … Q2. …` are the questions and answers of two, not a hundred speakers.
fn number_questions(candidates: &mut [Candidate]) {
    let asks = candidates.iter().any(|c| matches!(names::numbered_stem(&c.label.name), Some("Q" | "问" | "問")));
    if !asks {
        return;
    }
    for candidate in candidates {
        if let Some(stem) = names::numbered_stem(&candidate.label.name) {
            stem.clone_into(&mut candidate.label.name);
            candidate.label.strength = Strength::Known;
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: usize,
    timed: usize,
    bare: usize,
    set_off: usize,
}

fn counts(candidates: &[Candidate]) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for Candidate { label, bold, .. } in candidates.iter().filter(|candidate| !candidate.label.name.is_empty()) {
        let count = counts.entry(label.name.clone()).or_default();
        count.all += 1;
        count.timed += usize::from(label.stamp.is_some());
        count.bare += usize::from(label.shape == Shape::Bare);
        count.set_off += usize::from(*bold || label.bracketed);
    }
    counts
}

/// Most speakers of one conversation; of more labels than that, the rarer are none.
const MOST_SPEAKERS: usize = 300;

/// Single letters that name speakers beside a partner: Q and A, I and R, I and P.
fn has_partner(name: &str, counts: &BTreeMap<String, Count>) -> bool {
    let there = |partner: &str| counts.contains_key(partner);
    match name {
        "A" => there("Q") || there("问") || there("B"),
        "I" => there("R") || there("P") || there("P1") || there("B") || there("IP"),
        "R" => there("I") || there("Q") || there("P"),
        _ => false,
    }
}

fn is_speaker(candidate: &Candidate, counts: &BTreeMap<String, Count>, readiness: Readiness) -> bool {
    let label = &candidate.label;
    let Some(count) = counts.get(&label.name) else { return false };
    let told = readiness == Readiness::Told;
    let set_off = count.set_off * 2 > count.all;
    if counts.len() > MOST_SPEAKERS && count.all < 3 {
        return false;
    }
    match label.strength {
        Strength::Never => false,
        Strength::Known => true,
        Strength::Likely | Strength::Person if has_partner(&label.name, counts) => true,
        Strength::Likely | Strength::Person if label.shape == Shape::Bare && label.stamp.is_none() => {
            count.all >= 2 && (set_off || told || count.bare >= 2)
        }
        Strength::Person => count.all >= 2 || count.timed > 0 || told,
        Strength::Likely => count.all >= 2 || count.timed > 0,
        Strength::Perhaps if label.shape == Shape::Bare && label.stamp.is_none() => {
            !is_interjection(&label.name) && (count.all >= 2 && set_off || count.all >= 3)
        }
        Strength::Perhaps => count.timed >= 2 || count.all >= 3 || count.all >= 2 && (set_off || told),
    }
}

/// What people answer in a word, on a line of its own.
fn is_interjection(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "嗯",
        "哦",
        "啊",
        "对",
        "对对",
        "对对对",
        "好",
        "好的",
        "行",
        "没有",
        "有",
        "会",
        "不会",
        "可以",
        "当然",
        "哈哈",
        "嗯嗯",
        "也好",
        "yes",
        "no",
        "yeah",
        "okay",
        "right",
        "mhm",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// Times without names count where they rise, and either are no times of a day or stand among named ones. A bare
/// `8:30` could be one of a day: it counts alone on its line above a turn that has none, and where a person says
/// that these are turns.
fn keep_plausible_stamps(all: &[Line], elected: &mut Vec<Candidate>, named_times: usize, readiness: Readiness) {
    let nameless: Vec<&Candidate> = elected.iter().filter(|c| c.label.shape == Shape::Nameless).collect();
    let times: Vec<u32> = nameless.iter().filter_map(|c| c.label.stamp.map(|stamp| stamp.at)).collect();
    let rises = times.windows(2).filter(|pair| pair.first() <= pair.last()).count();
    let exact = nameless.iter().filter(|c| c.label.stamp.is_some_and(|stamp| stamp.form.exact)).count();
    let visible = all.iter().filter(|line| !line.is_blank()).count();
    let alone = times.len() >= 3 && exact * 2 > times.len() && times.len() * 5 >= visible;
    let spoken = elected.len() - times.len();
    // Recorders write the time on a line of its own above each turn.
    let labelled: Vec<usize> = elected.iter().filter(|c| c.label.shape != Shape::Nameless).map(|c| c.line).collect();
    let above =
        nameless.iter().filter(|c| next_visible(all, c.line).is_some_and(|n| labelled.binary_search(&n).is_ok()));
    let above: Vec<usize> = above.map(|c| c.line).collect();
    let is_above = above.len() * 2 > times.len();
    let told = readiness == Readiness::Told && named_times == 0 && times.len() >= 2 && times.len() * 3 >= visible;
    let is_bare = |c: &Candidate| c.label.stamp.is_some_and(|stamp| !stamp.form.enclosed && !stamp.form.exact);
    let is_alone = |c: &Candidate| all.get(c.line).is_some_and(|line| c.label.said >= line.text.trim_end().len());
    let spoken_of: Vec<usize> = nameless
        .iter()
        .filter(|c| is_bare(c) && !told)
        .filter(|c| named_times > 0 || !is_alone(c) || above.binary_search(&c.line).is_err())
        .map(|c| c.line)
        .collect();
    let plausible = rises * 10 >= times.len().saturating_sub(1) * 9
        && (alone
            || spoken >= 2 && (named_times > 0 || is_above || exact * 2 > times.len())
            || told
            || readiness == Readiness::Told && exact * 2 > times.len());
    if !plausible {
        elected.retain(|candidate| candidate.label.shape != Shape::Nameless);
    }
    elected.retain(|candidate| spoken_of.binary_search(&candidate.line).is_err());
}

/// The next line that is not blank, if it is near.
fn next_visible(all: &[Line], line: usize) -> Option<usize> {
    all.iter().enumerate().skip(line + 1).take(8).find(|(_, line)| !line.is_blank()).map(|(at, _)| at)
}

/// Names alone on their lines count where they are the text's way of labelling, and something is said below them.
fn keep_plausible_bare(all: &[Line], elected: &mut Vec<Candidate>) {
    let is_bare = |c: &Candidate| c.label.shape == Shape::Bare;
    let bare = elected.iter().filter(|c| is_bare(c)).count();
    let others = elected.iter().filter(|c| !is_bare(c) && c.label.shape != Shape::Nameless).count();
    let labelled: Vec<usize> = elected.iter().filter(|c| c.label.shape != Shape::Nameless).map(|c| c.line).collect();
    elected.retain(|candidate| {
        if !is_bare(candidate) {
            return true;
        }
        let speaks = next_visible(all, candidate.line).is_some_and(|next| labelled.binary_search(&next).is_err());
        speaks && (bare > others || candidate.label.strength == Strength::Known && candidate.label.name.len() > 3)
    });
}

/// What the elected lines are like together.
struct Tally {
    turns: usize,
    speakers: usize,
    /// Turns whose labels surely name speakers, or carry a time.
    sure: usize,
    timed: usize,
    /// Turns after another speaker's.
    alternating: usize,
    /// Code points from the first label to the end.
    characters: usize,
    /// Share of the text before the first label.
    lead: f64,
    /// Tenths of the text in which a label stands.
    tenths: usize,
    /// The longest turn as a share of the text.
    longest: f64,
}

fn tally(all: &[Line], elected: &[Candidate]) -> Option<Tally> {
    let start = |candidate: &Candidate| all.get(candidate.line).map_or(0, |line| line.start as usize);
    let end = all.last().map_or(0, |line| line.start as usize + line.text.chars().count()).max(1);
    let first = elected.first().map(start)?;
    let characters = (end - first).max(1);
    let mut names: Vec<&str> = elected.iter().map(|c| c.label.name.as_str()).collect();
    let alternating = names.windows(2).filter(|pair| pair.first() != pair.last()).count();
    let mut tenths = [false; 10];
    for candidate in elected {
        if let Some(tenth) = tenths.get_mut((start(candidate) - first) * 10 / characters) {
            *tenth = true;
        }
    }
    let ends = elected.iter().skip(1).map(start).chain([end]);
    let longest = elected.iter().zip(ends).map(|(c, end)| end - start(c)).max().unwrap_or(0);
    names.sort_unstable();
    names.dedup();
    let is_timed = |c: &&Candidate| c.label.stamp.is_some() || c.timed_at_end;
    let is_sure = |c: &&Candidate| c.label.strength == Strength::Known || is_timed(c);
    Some(Tally {
        turns: elected.len(),
        speakers: names.iter().filter(|name| !name.is_empty()).count(),
        sure: elected.iter().filter(is_sure).count(),
        timed: elected.iter().filter(is_timed).count(),
        alternating,
        characters,
        lead: first as f64 / end as f64,
        tenths: tenths.into_iter().filter(|tenth| *tenth).count(),
        longest: longest as f64 / characters as f64,
    })
}

fn is_conversation(all: &[Line], elected: &[Candidate]) -> bool {
    let Some(tally) = tally(all, elected) else { return false };
    let Tally { turns, speakers, sure, timed, characters, .. } = tally;
    let a_turn = characters / turns.max(1);
    let late = tally.lead > 0.4 && characters > 400;
    let spread = tally.tenths * 2 >= turns.min(10);
    if turns < 2 || late || !spread {
        return false;
    }
    if is_paper(all) {
        return turns >= 20 && sure * 5 >= turns * 4 && tally.tenths >= 9 && a_turn <= 500 && tally.longest < 0.2;
    }
    if timed * 5 >= turns * 3 {
        return a_turn <= 6000;
    }
    if speakers < 2 || turns >= 8 && tally.longest > 0.6 {
        return false;
    }
    if sure * 2 >= turns {
        return a_turn <= 3000;
    }
    turns >= 4
        && speakers * 2 <= turns
        && a_turn <= 1000
        && tally.alternating * 5 >= (turns - 1) * 2
        && !is_form(elected, speakers)
}

/// The same three or more labels in the same order again and again: a form that was filled in, as field notes are.
fn is_form(elected: &[Candidate], speakers: usize) -> bool {
    let name = |at: usize| elected.get(at).map(|c| &c.label.name);
    let persons = elected.iter().filter(|c| c.label.strength >= Strength::Likely).count();
    speakers >= 3 && persons * 2 < elected.len() && (speakers..elected.len()).all(|at| name(at) == name(at - speakers))
}

/// Whether a text has the bones of a paper: an abstract, references, numbered parts.
fn is_paper(all: &[Line]) -> bool {
    let count = |is: &dyn Fn(&str) -> bool| all.iter().filter(|line| is(line.text)).count();
    let opens = count(&|line| references::opens_references(line));
    let abstracts = count(&|line| {
        let folded: String = line.chars().filter(|c| !c.is_whitespace()).take(12).collect::<String>().to_lowercase();
        ["摘要", "〔摘要", "[摘要", "【摘要", "提要", "内容提要", "abstract", "中图分类号", "［摘要"]
            .iter()
            .any(|head| folded.starts_with(head))
    });
    let references =
        count(&|line| lines::is_reference(line) || ["[J]", "[M]", "［J］", "［M］"].iter().any(|m| line.contains(m)));
    let parts = count(&|line| lines::numbered(line).is_some() && lines::heading_level(line).is_some());
    usize::from(opens > 0) + usize::from(abstracts > 0) + usize::from(references >= 3) + usize::from(parts >= 6) >= 2
}
