//! Text as it is compared: one form for everything that a reader takes for the same.
//!
//! Compatibility forms (NFKC), lower case, radicals to ideographs, traditional to simplified character
//! by character, white space and line ends inside paragraphs dropped (between two Latin words one space
//! stays), invisible characters dropped. The end of a paragraph stays as one [`BORDER`], which no query
//! holds, so nothing is found across it.
//!
//! Phrases are never converted (乾隆 becomes 干隆, on both sides of the comparison): that would change
//! lengths. One code point may become several (`ﬁ`, `㈱`) or vanish; [`Normalised::original`] always
//! gives whole original code points (invariant 7).
//!
//! [`Normalised::original`]: super::normalised::Normalised::original

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use crate::model::{Structure, Text};

use super::border::ends_paragraph;
pub use super::normalised::{BORDER, Fingerprint, NORMALISER, Normalised, Scope};
use super::normalised::{Draft, Piece};
use super::script::{is_ignorable, is_run};

/// The characters of a document as they are compared, and where they came from.
pub(super) fn draft(text: &Text, structure: &Structure) -> Draft {
    let mut writer = Writer::with_capacity(text.as_str().len());
    write_text(&mut writer, text, structure);
    // Positions are 32 bit; where normalising made a text longer than that, nothing is found in it.
    if u32::try_from(writer.body.len()).is_err() {
        return Draft::default();
    }
    Draft { body: writer.body, pieces: writer.pieces, expands: writer.expands }
}

/// A query's characters as they are compared: no border, no white space at its ends.
#[must_use]
pub fn normalise_query(query: &str) -> String {
    let mut writer = Writer::with_capacity(query.len());
    let characters: Vec<char> = query.chars().collect();
    write_line(&mut writer, &characters, 0);
    writer.body
}

fn write_text(writer: &mut Writer, text: &Text, structure: &Structure) {
    let mut characters = Vec::new();
    for line in 0..text.paragraph_count() {
        let range = text.paragraph_range(line);
        characters.clear();
        characters.extend(text.paragraph(line).chars());
        write_line(writer, &characters, range.start);
        if line + 1 < text.paragraph_count() {
            if ends_paragraph(text, structure, line) {
                writer.border(range.end);
            } else {
                writer.space(range.end, range.end + 1);
            }
        }
    }
}

/// What a character becomes where neither it nor its neighbour takes part in any composition.
fn simple(c: char) -> Option<char> {
    match c {
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '!'..='~' | '、'..='〕' | '‘' | '’' | '“' | '”' | '—' => Some(c),
        '\u{3400}'..='\u{9FFF}' => Some(simplified(c)),
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).map(|half| half.to_ascii_lowercase()),
        _ => None,
    }
}

fn write_line(writer: &mut Writer, characters: &[char], offset: u32) {
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let start = offset + at as u32;
        let next = characters.get(at + 1).copied();
        if let Some(plain) = simple(c)
            && next.is_none_or(|next| next.is_whitespace() || simple(next).is_some())
        {
            writer.push(plain, start, start + 1);
            at += 1;
        } else if c.is_whitespace() {
            writer.space(start, start + 1);
            at += 1;
        } else if is_ignorable(c) {
            at += 1;
        } else {
            let len = 1 + characters[at + 1..].iter().take_while(|&&c| joins_the_one_before(c)).count();
            let end = start + len as u32;
            let cluster = &characters[at..at + len];
            let visible = cluster.iter().copied().filter(|&c| !is_ignorable(c)).map(ideograph);
            for composed in visible.nfkc() {
                for lower in composed.to_lowercase() {
                    if lower.is_whitespace() {
                        writer.space(start, end);
                    } else if !is_ignorable(lower) {
                        writer.push(simplified(if lower == 'ς' { 'σ' } else { lower }), start, end);
                    }
                }
            }
            at += len;
        }
    }
}

/// Whether a character may melt into the one before it, so that both must be composed together.
fn joins_the_one_before(c: char) -> bool {
    if c.is_ascii() || simple(c).is_some() || c.is_whitespace() {
        return false;
    }
    if is_ignorable(c) {
        return true;
    }
    let mut first = None;
    decompose_compatible(c, |d| first = first.or(Some(d)));
    let first = first.unwrap_or(c);
    canonical_combining_class(first) != 0
        || unicode_normalization::is_nfkc_quick(std::iter::once(first)) == unicode_normalization::IsNormalized::Maybe
}

/// Writes normalised characters with where they came from.
struct Writer {
    body: String,
    len: u32,
    pieces: Vec<Piece>,
    /// Original end of what was written last.
    end: u32,
    expands: bool,
    last: Option<char>,
    /// White space since the last character, where it came from.
    pending: Option<(u32, u32)>,
}

impl Writer {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            body: String::with_capacity(bytes),
            len: 0,
            pieces: Vec::new(),
            end: 0,
            expands: false,
            last: None,
            pending: None,
        }
    }

    fn space(&mut self, start: u32, end: u32) {
        self.pending = Some((self.pending.map_or(start, |(first, _)| first), end));
    }

    fn border(&mut self, at: u32) {
        self.pending = None;
        if self.last.is_some_and(|last| last != BORDER) {
            self.write(BORDER, at, at + 1);
        }
    }

    fn push(&mut self, c: char, start: u32, end: u32) {
        if let Some((first, last)) = self.pending.take()
            && is_run(c)
            && self.last.is_some_and(is_run)
        {
            self.write(' ', first, last);
        }
        self.write(c, start, end);
    }

    fn write(&mut self, c: char, start: u32, end: u32) {
        self.expands |= start < self.end;
        let continues = match self.pieces.last() {
            None => false,
            Some(piece) if piece.whole == 0 => end - start == 1 && start == self.end,
            Some(piece) => piece.original == start && piece.original + piece.whole == end,
        };
        if !continues {
            self.begin(start, if end - start == 1 { 0 } else { end - start });
        }
        self.body.push(c);
        self.len += 1;
        self.end = end;
        self.last = Some(c);
    }

    fn begin(&mut self, original: u32, whole: u32) {
        self.pieces.push(Piece { normalised: self.len, original, whole });
    }
}

fn table(text: &'static str) -> HashMap<char, char> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (from, to) = line.split_once('\t')?;
            Some((from.chars().next()?, to.chars().next()?))
        })
        .collect()
}

/// The basic plane as an array, for most characters of most texts; the rest as a map.
struct Simplified {
    near: Box<[char]>,
    far: HashMap<char, char>,
}

const NEAR: std::ops::Range<u32> = 0x3400..0xA000;

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let far = table(include_str!("../../assets/tables/traditional-to-simplified.txt"));
    let near = NEAR.filter_map(char::from_u32).map(|c| far.get(&c).copied().unwrap_or(c)).collect();
    Simplified { near, far }
});

static RADICALS: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| table(include_str!("../../assets/tables/cjk-radicals.txt")));

/// The simplified form of a traditional character, otherwise itself.
fn simplified(c: char) -> char {
    let code = u32::from(c);
    if NEAR.contains(&code) {
        SIMPLIFIED.near.get((code - NEAR.start) as usize).copied().unwrap_or(c)
    } else if code >= 0x20000 {
        SIMPLIFIED.far.get(&c).copied().unwrap_or(c)
    } else {
        c
    }
}

/// The ideograph that a radical looks like, otherwise itself.
fn ideograph(c: char) -> char {
    match c {
        '\u{2E80}'..='\u{2FDF}' => RADICALS.get(&c).copied().unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use std::sync::Arc;

    use crate::model::{CharIndex, CountingMint, Document, DocumentId, Span, Timestamp, Turn};
    use crate::search::fixture::text_of;

    fn document(text: &str) -> Document {
        let id = DocumentId::new(&mut CountingMint::default());
        Document::of_text(id, "札记", Text::new(text).unwrap(), Timestamp(0))
    }

    fn said(normalised: &Normalised) -> &str {
        std::str::from_utf8(normalised.bytes()).unwrap()
    }

    fn normal(text: &str) -> String {
        said(&Normalised::of(&document(text))).to_owned()
    }

    #[test]
    fn what_a_reader_takes_for_the_same_becomes_the_same() {
        assert_eq!(normal("購買"), "购买");
        assert_eq!(normal("JＲC、S 协会"), "jrc、s协会");
        assert_eq!(normal("⺠⽣"), "民生");
        assert_eq!(normal("90 年代 Social  Work, １２"), "90年代social work,12");
        assert_eq!(normal("政府购\n买服务"), "政府购买服务");
        assert_eq!(normal("social\nwork"), "social work");
        assert_eq!(normal("e\u{301}\u{200B}a ﬁ ㈱"), "éa fi(株)");
        assert_eq!(normal("\u{FEFF}\u{3000}一 \n\n 二\n"), "一\n二");
    }

    #[test]
    fn a_place_maps_back_to_whole_code_points() {
        let text = "一㈱ ﬁn e\u{301}\n购\n買";
        let normalised = Normalised::of(&document(text));
        assert_eq!(said(&normalised), "一(株)fin é购买");
        let original = |start, end| normalised.original(start, end).map(|s| document(text).text.slice(s).to_owned());
        assert_eq!(original(2, 3).as_deref(), Some("㈱"));
        assert_eq!(original(4, 5).as_deref(), Some("ﬁ"));
        assert_eq!(original(5, 7).as_deref(), Some("ﬁn"));
        assert_eq!(original(8, 9).as_deref(), Some("e\u{301}"));
        assert_eq!(original(9, 11).as_deref(), Some("购\n買"));
        assert_eq!(original(3, 3), None);
        assert_eq!(original(9, 12), None);
    }

    #[test]
    fn sentences_paragraphs_and_turns_are_known_by_any_character_in_them() {
        let text = "问：来过吗？ 钱呢？\n答：没有，\n太远。Mr. X left. He.\n下段";
        let turn = |start, said, end| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(said),
            speaker: None,
            at: None,
            until: None,
        };
        let mut document = document(text);
        document.structure =
            Arc::new(Structure { turns: vec![turn(0, 2, 10), turn(11, 13, 34)], ..Structure::default() });
        let normalised = Normalised::of(&document);
        let around = |scope, words: &str| {
            let body = said(&normalised);
            let at = body[..body.find(words).unwrap()].chars().count() as u32;
            normalised.unit_around(scope, at).map(|range| normalised.slice(range.start, range.end).to_owned())
        };
        assert_eq!(around(Scope::Sentence, "过").as_deref(), Some("问:来过吗?"));
        assert_eq!(around(Scope::Sentence, "钱").as_deref(), Some("钱呢?"));
        assert_eq!(around(Scope::Sentence, "没").as_deref(), Some("答:没有,太远。"));
        assert_eq!(around(Scope::Sentence, "left").as_deref(), Some("x left."));
        assert_eq!(around(Scope::Paragraph, "远").as_deref(), Some("答:没有,太远。mr.x left.he."));
        assert_eq!(around(Scope::Turn, "钱").as_deref(), Some("问:来过吗?钱呢?"));
        assert_eq!(around(Scope::Turn, "下").as_deref(), None);
    }

    const ODD: &str = " \u{3000}abcABCéÉﬁ㈱购買内捲卷𠮷は\u{3099}ハﾊﾞ가각\u{1100}\u{1161}\u{11A8}\u{301}\u{200B}\u{FE0F}⺠⼀…·。，、！\u{1F600}İßςΣ①Ⅳ½\u{A8}\u{FDFA}\u{AD}";
    const LINES: &str = " aBﬁ㈱購买は\u{3099}e\u{301}\u{200B}⺠…。\u{FDFA}\n\n";

    proptest! {
        #[test]
        fn composing_piece_by_piece_is_composing_the_whole(text in text_of(ODD, 12)) {
            let whole: String = text.chars().filter(|&c| !is_ignorable(c)).map(ideograph).collect::<String>().nfkc()
                .flat_map(char::to_lowercase).map(|c| simplified(if c == 'ς' { 'σ' } else { c }))
                .filter(|c| !c.is_whitespace() && !is_ignorable(*c)).collect();
            let pieces: String = normalise_query(&text).chars().filter(|&c| c != ' ').collect();
            prop_assert_eq!(pieces, whole);
        }

        #[test]
        fn a_sentence_lies_in_the_paragraph_of_each_of_its_characters(text in text_of(" aB。！.\n\n內\u{3000}\u{200B}”", 30)) {
            let normalised = Normalised::of(&document(&text));
            for at in 0..normalised.char_len() {
                let paragraph = normalised.paragraph_around(at);
                let sentence = normalised.unit_around(Scope::Sentence, at).unwrap();
                prop_assert!(paragraph.start <= sentence.start && sentence.end <= paragraph.end, "{:?}", text);
                prop_assert!(sentence.contains(&at) || at == paragraph.end, "{:?} at {}", text, at);
            }
        }

        #[test]
        fn every_character_comes_from_its_own_or_a_later_place(text in text_of(LINES, 30)) {
            let document = document(&text);
            let normalised = Normalised::of(&document);
            let mut before = Span::new(0, 1).unwrap();
            for at in 0..normalised.char_len() {
                let span = normalised.original(at, at + 1).unwrap();
                prop_assert!(span.start >= before.start && span.end >= before.end.min(span.end));
                prop_assert!(span.end.0 <= document.text.char_len());
                prop_assert!(span == before || span.start >= before.end || at == 0, "{:?} after {:?}", span, before);
                let alone = normalise_query(document.text.slice(span));
                let c = said(&normalised).chars().nth(at as usize).unwrap();
                prop_assert!(alone.contains(c) || c == ' ' || c == BORDER, "{:?} from {:?}", c, alone);
                before = span;
            }
        }
    }
}
