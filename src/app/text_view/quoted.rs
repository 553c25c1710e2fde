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
    let mut characters: Vec<char> = Vec::new();
    let mut looks: Vec<usize> = Vec::new();
    for (look, (text, _)) in pieces.iter().enumerate() {
        characters.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
        looks.resize(characters.len(), look);
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
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, FontId};

    fn rows(texts: &[&str], width: f32, most: usize) -> Vec<String> {
        let ctx = egui::Context::default();
        crate::app::fonts::Fonts::bundled_only().install(&ctx);
        let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
        let mut found = Vec::new();
        for _ in 0..2 {
            ctx.run_ui(input.clone(), |ui| {
                let look = TextFormat::simple(FontId::new(10.0, crate::app::fonts::reading()), Color32::BLACK);
                let pieces: Vec<_> = texts.iter().map(|text| (*text, look.clone())).collect();
                ui.fonts_mut(|fonts| {
                    let galley = {
                        let job = quoted(fonts, &pieces, width, most);
                        fonts.layout_job(job)
                    };
                    found = galley.rows.iter().map(|row| row.text()).collect();
                    assert!(galley.size().x <= width + 1.0, "{found:?}");
                });
            })
            .drop_without_applying_deltas();
        }
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
    fn what_has_no_room_is_told_by_dots_and_looks_may_change_within_a_row() {
        let found = rows(&["社工 01：", "来的都是那几位，别人叫也叫不动"], 90.0, 2);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("社工 01：") && found[1].ends_with('…'), "{found:?}");
        assert_eq!(rows(&["短"], 100.0, 2), ["短"]);
        assert_eq!(rows(&[""], 100.0, 2).concat(), "");
    }
}
