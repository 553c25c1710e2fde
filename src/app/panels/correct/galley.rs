//! A piece of text laid out as the reading column lays it out, for painting and as one galley for the field in which
//! it is edited: the same face, rows and spacing, so that nothing jumps when the caret comes in.

use std::sync::Arc;

use egui::epaint::text::FontsView;
use egui::text::{LayoutJob, TextFormat};
use egui::{Galley, Rect, Vec2, pos2};

use super::pieces::Piece;
use crate::app::text_view::widths::Widths;
use crate::app::text_view::{Layout, Style};
use crate::model::{Block, BlockKind, CharIndex, Document, Mark, Span, Structure, Text, Timestamp, Turn};
use crate::session::Draft;

/// What of a draft's structure stands in a piece, with places counted from its start.
fn structure_of(draft: &Draft, piece: &Piece) -> Structure {
    let whole = &draft.document().structure;
    let kind = whole.kind_of(piece.paragraph as usize);
    let blocks = if kind == BlockKind::Body { Vec::new() } else { vec![Block { paragraph: 0, kind }] };
    let within = |span: Span| {
        let (start, end) = (span.start.0.max(piece.start), span.end.0.min(piece.end));
        (start < end).then(|| Span::new(start - piece.start, end - piece.start)).flatten()
    };
    let first = draft.text().paragraph_range(piece.paragraph as usize).start;
    let from = whole.marks.partition_point(|mark| mark.span.start.0 < first);
    let marks = whole.marks.iter().skip(from).take_while(|mark| mark.span.start.0 < piece.end);
    let marks = marks.filter_map(|mark| Some(Mark { span: within(mark.span)?, ..*mark })).collect();
    let at = whole.turns.partition_point(|turn| turn.span.start.0 < piece.start);
    let turn = whole.turns.get(at).filter(|turn| turn.span.start.0 < piece.end);
    let speaker = turn.and_then(|turn| whole.speakers.get(usize::from(turn.speaker?)));
    let turns = turn.and_then(|turn| {
        let said = CharIndex(turn.said.0.clamp(piece.start, piece.end) - piece.start);
        Some(Turn { span: within(turn.span)?, said, speaker: speaker.map(|_| 0), at: None, until: None })
    });
    Structure {
        blocks,
        marks,
        speakers: speaker.cloned().into_iter().collect(),
        turns: turns.into_iter().collect(),
        pages: Vec::new(),
    }
}

/// Lays out what a piece says, or what the field says that stands for it.
pub fn layout_of(
    draft: &Draft,
    piece: &Piece,
    field: Option<&str>,
    (style, width): (&Style, f32),
    widths: &mut Widths,
    fonts: &mut FontsView<'_>,
) -> Layout {
    let said = piece.said(draft.text());
    let mut structure = structure_of(draft, piece);
    if field.is_some_and(|field| field != said) {
        // What is being composed stands nowhere yet: marks of the text do not fit it, the kind and the label do.
        structure.marks.clear();
    }
    let body = field.unwrap_or(said).replace('\r', " ");
    let text = Text::new(body).unwrap_or_else(|_| Text::empty());
    let mut document = Document::of_text(draft.base().id, "", Text::empty(), Timestamp(0));
    (document.text, document.structure) = (Arc::new(text), Arc::new(structure));
    Layout::new(&document, style, width, 0, widths, fonts)
}

/// How high a piece stands: an empty one as high as a row, so that it can be written in.
#[must_use]
pub fn height_of(layout: &Layout) -> f32 {
    layout.height().max(layout.block_of(0).row_height)
}

/// All rows as one galley. Its characters are those of the layout's text, one for one.
pub fn galley_of(layout: &Layout, fonts: &mut FontsView<'_>) -> Arc<Galley> {
    let rows = layout.rows();
    let text = layout.text().as_str();
    let block = layout.block_of(0);
    let empty = |fonts: &mut FontsView<'_>| {
        let format = TextFormat {
            line_height: Some(block.row_height),
            ..TextFormat::simple(block.font.clone(), egui::Color32::PLACEHOLDER)
        };
        fonts.layout_job(LayoutJob::single_section(String::new(), format))
    };
    let mut whole: Option<Galley> = None;
    let mut bottom = 0.0_f32;
    let closing = text.ends_with('\n');
    for row in 0..rows.len() + usize::from(closing) {
        let place = rows.get(row);
        let blank = place.is_none_or(|place| place.start == place.end);
        let galley = if blank { empty(fonts) } else { layout.galley(row, fonts) };
        let top = place.map_or(bottom, |_| layout.top(row));
        let shift = Vec2::new(block.indent, top);
        let Some(first) = galley.rows.first() else { continue };
        let mut placed = first.clone();
        placed.pos += shift;
        placed.ends_with_newline = match (place, rows.get(row + 1)) {
            (Some(place), Some(next)) => place.paragraph != next.paragraph,
            (Some(_), None) => closing,
            (None, _) => false,
        };
        bottom = top + first.size.y.max(block.row_height);
        match &mut whole {
            None => {
                let mut galley = Galley::clone(&galley);
                galley.rows = vec![placed];
                galley.mesh_bounds = galley.mesh_bounds.translate(shift);
                whole = Some(galley);
            }
            Some(whole) => {
                whole.mesh_bounds = whole.mesh_bounds.union(galley.mesh_bounds.translate(shift));
                whole.num_vertices += galley.num_vertices;
                whole.num_indices += galley.num_indices;
                whole.rows.push(placed);
            }
        }
    }
    let Some(mut whole) = whole else { return empty(fonts) };
    let right = whole.rows.iter().map(|row| row.rect().right()).fold(0.0, f32::max);
    whole.rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(right, bottom));
    // A job without sections counts as empty, and nothing of it would be painted.
    let format = TextFormat::simple(block.font.clone(), egui::Color32::PLACEHOLDER);
    whole.job = Arc::new(LayoutJob::single_section(text.to_owned(), format));
    Arc::new(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_one_galley_of_all_its_letters_that_is_painted() {
        let ctx = egui::Context::default();
        crate::app::fonts::Fonts::bundled_only().install(&ctx);
        let input = egui::RawInput { max_texture_side: Some(8192), ..egui::RawInput::default() };
        ctx.run_ui(input, |ui| {
            let style = Style::of(egui::Theme::Light);
            let body = "老人 03：来的都是那几位，“别人”叫也叫不动。".repeat(4);
            for text in [body.as_str(), "", "一\n\n二", "一\n"] {
                let id = crate::model::DocumentId::new(&mut crate::model::CountingMint::default());
                let document = Document::of_text(id, "", Text::new(text).unwrap(), Timestamp(0));
                let mut widths = Widths::default();
                ui.fonts_mut(|fonts| {
                    let layout = Layout::new(&document, &style, 400.0, 0, &mut widths, fonts);
                    let galley = galley_of(&layout, fonts);
                    let letters: usize = galley.rows.iter().map(|row| row.char_count_including_newline().0).sum();
                    assert_eq!(letters, text.chars().count(), "{text:?}");
                    assert!(!galley.is_empty(), "{text:?}");
                    assert_eq!(galley.num_vertices > 0, !text.is_empty());
                    assert!((galley.rect.height() - height_of(&layout)).abs() < 40.0);
                });
            }
        })
        .drop_without_applying_deltas();
    }
}
