//! From characters to runs: pieces of a line that stand together. What is painted twice is read once.

use std::collections::HashMap;

use super::glyph::{Glyph, Sheet, Size, Style, Turn};
use crate::import::script::is_wide;

/// A character as somebody sees it who holds the page so that the letters stand upright.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// What it is.
    pub character: char,
    /// Its left edge.
    pub left: f32,
    /// Its right edge.
    pub right: f32,
    /// The line on which it stands, downwards from the top.
    pub baseline: f32,
    /// Size of the type.
    pub size: f32,
    /// How it is set off.
    pub style: Style,
    /// Whether the file has a blank before it.
    pub blank_before: bool,
}

/// Letters that stand together on one line: places in the letters of their page.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The first letter.
    pub start: usize,
    /// After the last letter.
    pub end: usize,
    /// Left edge.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// The line on which it stands.
    pub baseline: f32,
    /// Size of the largest letter.
    pub size: f32,
}

impl Run {
    /// How many letters.
    pub fn len(&self) -> usize {
        self.end - self.start
    }
}

/// A gap that parts columns or cells, in sizes.
pub const WIDE_GAP: f32 = 1.4;

/// The letters of a page that run one way, and the page's size as seen so.
pub struct View {
    /// Which way the lines run.
    pub turn: Turn,
    /// The page's size, seen so.
    pub size: Size,
    /// In the order of the content stream.
    pub letters: Vec<Letter>,
}

/// Parts a page by the way its lines run; that of most letters comes first.
pub fn views(sheet: &Sheet) -> Vec<View> {
    let mut parts: Vec<(Turn, Vec<Glyph>)> = Turn::ALL.map(|turn| (turn, Vec::new())).into();
    let hangs = hanging(&sheet.glyphs);
    for (at, glyph) in sheet.glyphs.iter().enumerate() {
        let glyph = if hangs.get(at).copied().unwrap_or(false) { hung(*glyph) } else { *glyph };
        if let Some((_, part)) = parts.iter_mut().find(|(turn, _)| *turn == glyph.turn) {
            part.push(glyph);
        }
    }
    parts.retain(|(_, part)| !part.is_empty());
    parts.sort_by_key(|(_, part)| std::cmp::Reverse(part.len()));
    parts
        .into_iter()
        .map(|(turn, part)| View {
            turn,
            size: turn.size(sheet.size),
            letters: once(part.iter().map(|glyph| seen(glyph, sheet.size)).collect()),
        })
        .collect()
}

/// Which letters of a page hang below the one before, as programs without vertical fonts set them: all that are
/// Chinese but those that stand beside another, and others that stand below one. None where that is not how most of the page is set.
fn hanging(glyphs: &[Glyph]) -> Vec<bool> {
    let (mut down, mut right) = (0_usize, 0_usize);
    let mut hangs: Vec<bool> =
        glyphs.iter().map(|glyph| glyph.turn == Turn::Level && is_wide(glyph.character)).collect();
    for (at, pair) in glyphs.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        if a.turn != Turn::Level || b.turn != Turn::Level {
            continue;
        }
        let (x, y) = ((b.x - a.x) / a.size, (b.y - a.y) / a.size);
        let wide = is_wide(a.character) && is_wide(b.character);
        let beside = y.abs() < 0.3 && (0.1..2.0).contains(&x);
        let below = x.abs() < 0.8 && (0.3..2.0).contains(&y);
        down += usize::from(wide && below && x.abs() < 0.3);
        right += usize::from(wide && beside);
        if beside || below {
            hangs.iter_mut().skip(at).take(2).for_each(|hangs| *hangs = below);
        }
    }
    if down >= 20 && down > right * 3 { hangs } else { Vec::new() }
}

/// The same letter as one of a line that runs downwards.
fn hung(glyph: Glyph) -> Glyph {
    Glyph {
        turn: Turn::Down,
        x: glyph.x + glyph.width / 2.0 - glyph.size * 0.36,
        y: glyph.y - glyph.size * 0.86,
        width: glyph.size,
        ..glyph
    }
}

fn seen(glyph: &Glyph, page: Size) -> Letter {
    let (left, baseline) = glyph.turn.seen(glyph.x, glyph.y, page);
    Letter {
        character: glyph.character,
        left,
        right: left + glyph.width,
        baseline,
        size: glyph.size,
        style: glyph.style,
        blank_before: false,
    }
}

/// Reads once what was painted twice a hair apart to look bold or to cast a shadow, and takes blanks away.
fn once(letters: Vec<Letter>) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(letters.len());
    let mut known: HashMap<(char, i32, i32), usize> = HashMap::with_capacity(letters.len());
    let mut blank = false;
    for mut letter in letters {
        if letter.character == ' ' {
            blank = true;
            continue;
        }
        // Cells of half a size; a twin stands in this cell or in the one on the nearer side.
        let cell = (letter.size * 0.5).max(0.5);
        let (x, y) = (letter.left / cell, letter.baseline / cell);
        let beside = |at: f32| if at - at.floor() < 0.5 { at.floor() as i32 - 1 } else { at.floor() as i32 + 1 };
        let (own, next) = ((x.floor() as i32, y.floor() as i32), (beside(x), beside(y)));
        let twin = [own, (own.0, next.1), (next.0, own.1), next]
            .into_iter()
            .filter_map(|(x, y)| known.get(&(letter.character, x, y)).copied())
            .find(|&at| out.get(at).is_some_and(|other| is_twin(other, &letter)));
        if let Some(twin) = twin.and_then(|at| out.get_mut(at)) {
            twin.style.bold |= !twin.style.invisible && !letter.style.invisible;
            twin.style.invisible &= letter.style.invisible;
            blank = false;
            continue;
        }
        letter.blank_before = std::mem::take(&mut blank);
        known.insert((letter.character, own.0, own.1), out.len());
        out.push(letter);
    }
    out
}

fn is_twin(a: &Letter, b: &Letter) -> bool {
    let near = (a.size * 0.13).min((a.right - a.left).abs() * 0.5).max(0.05);
    (a.left - b.left).abs() <= near && (a.baseline - b.baseline).abs() <= near && (a.size - b.size).abs() < a.size * 0.1
}

/// Parts letters into runs, in the order of the content stream.
pub fn runs(letters: &[Letter]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if let Some(run) = out.last_mut()
            && (letter.baseline - run.baseline).abs() <= run.size.min(letter.size) * 0.12
            && letter.left >= run.right - run.size * 0.55
            && letter.left - run.right <= run.size.max(letter.size) * WIDE_GAP
            && letter.size <= run.size * 1.3
            && letter.size >= run.size * 0.77
        {
            run.end = at + 1;
            run.right = run.right.max(letter.right);
            run.left = run.left.min(letter.left);
            run.size = run.size.max(letter.size);
            continue;
        }
        out.push(Run {
            start: at,
            end: at + 1,
            left: letter.left,
            right: letter.right,
            baseline: letter.baseline,
            size: letter.size,
        });
    }
    out
}
