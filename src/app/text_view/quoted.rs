//! Passages that are quoted beside the column, in the inspector, in lists and cards: broken into rows by the same
//! rules as the text itself, so that no row ends with “ or begins with ，; marks among Latin words in their own face.

use egui::epaint::text::FontsView;
use egui::text::{LayoutJob, TextFormat};

use super::line_break::{Line, break_paragraph};
use super::quotes::latin_marks;
use crate::app::fonts::latin_beside;

/// Texts with their looks as one run of text, wrapped at a width into at most so many rows; what is left out is told
/// by … at the end. Ends of paragraphs in it are only a gap.
#[must_use]
pub fn quoted(fonts: &mut FontsView<'_>, pieces: &[(&str, TextFormat)], width: f32, rows: usize) -> LayoutJob {
    let mut most = FIRST;
    loop {
        match beginning(fonts, pieces, width, rows, most) {
            Some(job) => return job,
            None => most = most.saturating_mul(4),
        }
    }
}

/// Of a text so many characters are looked at first: a quoted passage may be a whole chapter, of which two rows show.
const FIRST: usize = 256;

/// As [`quoted`], of at most so many characters; `None` where they do not say how the rows are filled.
fn beginning(
    fonts: &mut FontsView<'_>,
    pieces: &[(&str, TextFormat)],
    width: f32,
    rows: usize,
    most: usize,
) -> Option<LayoutJob> {
    let mut characters: Vec<char> = Vec::new();
    let mut looks: Vec<usize> = Vec::new();
    let mut whole = true;
    for (look, (text, _)) in pieces.iter().enumerate() {
        let mut left = text.chars();
        let room = most - characters.len();
        characters.extend(left.by_ref().take(room).map(|c| if c == '\n' { ' ' } else { c }));
        looks.resize(characters.len(), look);
        whole &= left.next().is_none();
    }
    let latin = latin_marks(&characters);
    let faces: Vec<(usize, bool)> =
        looks.iter().enumerate().map(|(at, &look)| (look, latin.binary_search(&at).is_ok())).collect();
    let format = |(look, latin): (usize, bool)| {
        let mut format = pieces[look].1.clone();
        if latin {
            format.font_id.family = latin_beside(&format.font_id.family);
        }
        format
    };
    let looked: Vec<[TextFormat; 2]> =
        (0..pieces.len()).map(|look| [format((look, false)), format((look, true))]).collect();
    let widths: Vec<f32> = characters
        .iter()
        .zip(&faces)
        .map(|(&character, &(look, latin))| fonts.glyph_width(&looked[look][usize::from(latin)].font_id, character))
        .collect();
    let mut broken = Vec::new();
    break_paragraph(Line { characters: &characters, widths: &widths, paragraph: 0, start: 0 }, width, &mut broken);
    // The row after those that show is whole too: what follows it changes nothing in them.
    if !whole && broken.len() <= rows.saturating_add(1) {
        return None;
    }
    let mut job = LayoutJob { break_on_newline: true, ..LayoutJob::default() };
    let cut = broken.len() > rows;
    for (number, row) in broken.iter().take(rows).enumerate() {
        let (start, mut end) = (row.start as usize, row.end as usize);
        let last = number + 1 == rows.min(broken.len());
        let mut closing = if last { "" } else { "\n" };
        if last && cut {
            let face = &looked[faces.get(start).map_or(0, |face| face.0)][0].font_id;
            let room = width - fonts.glyph_width(face, '…');
            let mut taken = row.width;
            while end > start && (taken > room || characters[end - 1].is_whitespace()) {
                end -= 1;
                if !characters[end].is_whitespace() {
                    taken -= widths[end];
                }
            }
            closing = "…";
        }
        let mut at = start;
        while at < end {
            let face = faces[at];
            let until = (at..end).find(|&next| faces[next] != face).unwrap_or(end);
            let mut text: String = characters[at..until].iter().collect();
            if until == end {
                text.push_str(closing);
            }
            job.append(&text, 0.0, looked[face.0][usize::from(face.1)].clone());
            at = until;
        }
        if start >= end
            && let Some([look, _]) = looked.first()
        {
            job.append(closing, 0.0, look.clone());
        }
    }
    Some(job)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, FontId};

    fn in_fonts(mut look: impl FnMut(&mut FontsView<'_>)) {
        let ctx = egui::Context::default();
        crate::app::fonts::Fonts::bundled_only().install(&ctx);
        let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
        for _ in 0..2 {
            ctx.run_ui(input.clone(), |ui| ui.fonts_mut(|fonts| look(fonts))).drop_without_applying_deltas();
        }
    }

    fn rows(texts: &[&str], width: f32, most: usize) -> Vec<String> {
        let mut found = Vec::new();
        in_fonts(|fonts| {
            let look = TextFormat::simple(FontId::new(10.0, crate::app::fonts::reading()), Color32::BLACK);
            let pieces: Vec<_> = texts.iter().map(|text| (*text, look.clone())).collect();
            let galley = {
                let job = quoted(fonts, &pieces, width, most);
                fonts.layout_job(job)
            };
            found = galley.rows.iter().map(|row| row.text()).collect();
            assert!(galley.size().x <= width + 1.0, "{found:?}");
        });
        found
    }

    #[test]
    fn no_row_ends_with_an_opening_mark_or_begins_with_a_closing_one() {
        let text = "他说：“都是上面的要求”，我们也（不）好说什么。";
        for width in 3..20 {
            let rows = rows(&[text], width as f32 * 10.0, usize::MAX);
            assert_eq!(rows.concat(), text);
            for row in rows {
                assert!(!row.ends_with(['“', '（']) && !row.starts_with(['”', '）', '，', '。']), "{width}: {row}");
            }
        }
    }

    #[test]
    fn of_a_chapter_no_more_is_looked_at_than_shows_and_it_looks_as_if_all_of_it_were() {
        let sentence = "他说：“都是上面的要求”，we don’t（也不）好说什么。";
        let (chapter, spaces) = (sentence.repeat(1_000), " ".repeat(2_000) + sentence);
        in_fonts(|fonts| {
            let look = TextFormat::simple(FontId::new(10.0, crate::app::fonts::reading()), Color32::BLACK);
            for width in [15.0, 90.0, 215.0] {
                let pieces = [("社工 01：", look.clone()), (chapter.as_str(), look.clone())];
                let begun = beginning(fonts, &pieces, width, 2, FIRST);
                assert!(begun.is_some(), "{width}: the first {FIRST} characters are enough");
                assert_eq!(begun, beginning(fonts, &pieces, width, 2, usize::MAX));
                // What hangs at the end of a row takes no room: then more is looked at.
                let pieces = [(spaces.as_str(), look.clone())];
                assert_eq!(beginning(fonts, &pieces, width, 2, FIRST), None);
                assert_eq!(Some(quoted(fonts, &pieces, width, 2)), beginning(fonts, &pieces, width, 2, usize::MAX));
            }
        });
    }

    #[test]
    fn what_has_no_room_is_told_by_dots_and_looks_may_change_within_a_row() {
        let found = rows(&["社工 01：", "来的都是那几位，别人叫也叫不动"], 90.0, 2);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("社工 01：") && found[1].ends_with('…'), "{found:?}");
        assert_eq!(rows(&["短"], 100.0, 2), ["短"]);
        assert_eq!(rows(&[""], 100.0, 2).concat(), "");
    }
}
