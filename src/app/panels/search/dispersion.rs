//! Where in a document hits stand, as a strip of fine lines from its beginning to its end.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Rect, Ui, pos2};

use crate::app::theme;
use crate::model::Text;
use crate::search::Hit;

/// Width of a line, in points.
const LINE: f32 = 1.5;

/// Paints the strip: hits are of one document and by place.
pub fn strip_ui(ui: &Ui, rect: Rect, text: &Text, hits: &[Hit]) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(rect.shrink2(egui::vec2(0.0, 4.0)), 2.0, t.line.gamma_multiply(0.6));
    let mut mesh = Mesh::default();
    for place in places(text.char_len(), hits, rect.width() as u32 / 2) {
        let left = rect.left() + place * (rect.width() - LINE);
        let corners =
            [(left, rect.top()), (left + LINE, rect.top()), (left + LINE, rect.bottom()), (left, rect.bottom())];
        let first = mesh.vertices.len() as u32;
        mesh.vertices.extend(corners.map(|(x, y)| Vertex { pos: pos2(x, y), uv: WHITE_UV, color: t.accent }));
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
    ui.painter().add(mesh);
}

/// Where lines stand, 0 at the beginning to 1 at the end: one for each of so many equal parts that holds a hit.
/// However many hits there are, only as many steps are made as there are parts.
fn places(len: u32, hits: &[Hit], parts: u32) -> Vec<f32> {
    let parts = parts.max(1);
    let part_of = |hit: &Hit| (u64::from(hit.span.start.0) * u64::from(parts) / u64::from(len.max(1))) as u32;
    let mut rest = hits;
    let mut places = Vec::new();
    while let Some(first) = rest.first() {
        let part = part_of(first);
        places.push(part as f32 / (parts.max(2) - 1) as f32);
        rest = &rest[rest.partition_point(|hit| part_of(hit) <= part)..];
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, DocumentId, Span};

    #[test]
    fn a_strip_has_a_line_for_each_part_with_a_hit_from_end_to_end() {
        let document = DocumentId::new(&mut CountingMint::default());
        let hits: Vec<Hit> =
            [0, 1, 2, 50, 99].map(|at| Hit { document, span: Span::new(at, at + 1).unwrap() }).to_vec();
        assert_eq!(places(100, &hits, 11), [0.0, 0.5, 1.0]);
        assert_eq!(places(100, &[], 11), [0.0; 0]);
        assert_eq!(places(0, &hits[..1], 0).len(), 1);
    }
}
