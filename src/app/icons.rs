//! One set of icons, drawn as strokes on a grid of 16 by 16: they need no font and stay sharp at any size.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

/// A small picture that stands for a thing or a deed. It never stands without a label for those who do not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Add.
    Plus,
    /// Close, take away.
    Cross,
    /// Find.
    Lens,
    /// Take back.
    Undo,
    /// Make again.
    Redo,
    /// Light look.
    Sun,
    /// Dark look.
    Moon,
    /// A document.
    Document,
    /// A folder, a project.
    Folder,
    /// A code.
    Tag,
    /// The one before, in a row.
    Left,
    /// Folded.
    Right,
    /// Unfolded; a menu.
    Down,
    /// The one before.
    Up,
    /// More deeds.
    Dots,
    /// Delete.
    Bin,
    /// Rename, write.
    Pencil,
    /// Done.
    Check,
    /// Something is wrong.
    Warning,
    /// Bring in.
    Import,
    /// A remark.
    Note,
    /// The passage's own words.
    Quote,
    /// The panel on the left.
    PanelLeft,
    /// The panel on the right.
    PanelRight,
    /// Once more.
    Again,
    /// Many at once.
    List,
    /// Conditions, one a line.
    Lines,
    /// A matrix.
    Grid,
    /// Take out.
    Export,
    /// A person.
    Person,
    /// What was.
    Clock,
    /// A command.
    Prompt,
    /// What is shown.
    Eye,
    /// Less.
    Minus,
}

/// Strokes of an icon: lines through points, and circles (centre, radius).
struct Drawing {
    lines: &'static [&'static [(f32, f32)]],
    circles: &'static [(f32, f32, f32)],
    dots: &'static [(f32, f32, f32)],
}

const fn lines(lines: &'static [&'static [(f32, f32)]]) -> Drawing {
    Drawing { lines, circles: &[], dots: &[] }
}

impl Icon {
    fn drawing(self) -> Drawing {
        match self {
            Self::Plus => lines(&[&[(8.0, 3.5), (8.0, 12.5)], &[(3.5, 8.0), (12.5, 8.0)]]),
            Self::Cross => lines(&[&[(4.5, 4.5), (11.5, 11.5)], &[(11.5, 4.5), (4.5, 11.5)]]),
            Self::Lens => Drawing { lines: &[&[(10.2, 10.2), (13.5, 13.5)]], circles: &[(7.0, 7.0, 4.2)], dots: &[] },
            Self::Undo => lines(&[
                &[(6.0, 3.5), (3.0, 6.5), (6.0, 9.5)],
                &[(3.0, 6.5), (9.5, 6.5), (11.7, 7.3), (12.8, 9.5), (11.7, 11.7), (9.5, 12.5), (7.0, 12.5)],
            ]),
            Self::Redo => lines(&[
                &[(10.0, 3.5), (13.0, 6.5), (10.0, 9.5)],
                &[(13.0, 6.5), (6.5, 6.5), (4.3, 7.3), (3.2, 9.5), (4.3, 11.7), (6.5, 12.5), (9.0, 12.5)],
            ]),
            Self::Sun => Drawing {
                lines: &[
                    &[(8.0, 1.5), (8.0, 3.0)],
                    &[(8.0, 13.0), (8.0, 14.5)],
                    &[(1.5, 8.0), (3.0, 8.0)],
                    &[(13.0, 8.0), (14.5, 8.0)],
                    &[(3.4, 3.4), (4.5, 4.5)],
                    &[(11.5, 11.5), (12.6, 12.6)],
                    &[(3.4, 12.6), (4.5, 11.5)],
                    &[(11.5, 4.5), (12.6, 3.4)],
                ],
                circles: &[(8.0, 8.0, 2.8)],
                dots: &[],
            },
            Self::Moon => lines(&[&[
                (9.5, 2.5),
                (6.5, 3.2),
                (4.0, 5.5),
                (3.4, 8.6),
                (4.8, 11.6),
                (7.6, 13.3),
                (10.6, 12.9),
                (13.0, 10.8),
                (10.2, 10.9),
                (7.9, 9.4),
                (6.9, 7.0),
                (7.5, 4.5),
                (9.5, 2.5),
            ]]),
            Self::Document => lines(&[
                &[(9.5, 2.0), (4.0, 2.0), (4.0, 14.0), (12.0, 14.0), (12.0, 4.5), (9.5, 2.0), (9.5, 4.5), (12.0, 4.5)],
                &[(6.0, 7.5), (10.0, 7.5)],
                &[(6.0, 10.5), (10.0, 10.5)],
            ]),
            Self::Folder => lines(&[&[
                (2.0, 4.0),
                (2.0, 13.0),
                (14.0, 13.0),
                (14.0, 5.5),
                (7.8, 5.5),
                (6.3, 3.5),
                (2.0, 3.5),
                (2.0, 4.0),
            ]]),
            Self::Tag => Drawing {
                lines: &[&[(2.5, 2.5), (7.6, 2.5), (13.5, 8.4), (8.4, 13.5), (2.5, 7.6), (2.5, 2.5)]],
                circles: &[],
                dots: &[(5.4, 5.4, 1.1)],
            },
            Self::Left => lines(&[&[(10.0, 4.0), (6.0, 8.0), (10.0, 12.0)]]),
            Self::Right => lines(&[&[(6.0, 4.0), (10.0, 8.0), (6.0, 12.0)]]),
            Self::Down => lines(&[&[(4.0, 6.0), (8.0, 10.0), (12.0, 6.0)]]),
            Self::Up => lines(&[&[(4.0, 10.0), (8.0, 6.0), (12.0, 10.0)]]),
            Self::Dots => {
                Drawing { lines: &[], circles: &[], dots: &[(3.5, 8.0, 1.2), (8.0, 8.0, 1.2), (12.5, 8.0, 1.2)] }
            }
            Self::Bin => lines(&[
                &[(2.5, 4.5), (13.5, 4.5)],
                &[(6.0, 4.5), (6.0, 2.5), (10.0, 2.5), (10.0, 4.5)],
                &[(4.0, 4.5), (4.7, 13.5), (11.3, 13.5), (12.0, 4.5)],
                &[(6.7, 7.0), (6.9, 11.0)],
                &[(9.3, 7.0), (9.1, 11.0)],
            ]),
            Self::Pencil => lines(&[
                &[(2.5, 13.5), (3.3, 10.3), (10.8, 2.8), (13.2, 5.2), (5.7, 12.7), (2.5, 13.5)],
                &[(9.3, 4.3), (11.7, 6.7)],
            ]),
            Self::Check => lines(&[&[(3.0, 8.5), (6.5, 12.0), (13.0, 4.5)]]),
            Self::Warning => Drawing {
                lines: &[&[(8.0, 2.0), (14.5, 13.5), (1.5, 13.5), (8.0, 2.0)], &[(8.0, 6.3), (8.0, 9.8)]],
                circles: &[],
                dots: &[(8.0, 11.7, 0.8)],
            },
            Self::Import => lines(&[
                &[(8.0, 2.0), (8.0, 9.5)],
                &[(5.0, 6.5), (8.0, 9.5), (11.0, 6.5)],
                &[(2.5, 9.5), (2.5, 13.5), (13.5, 13.5), (13.5, 9.5)],
            ]),
            Self::Note => lines(&[
                &[
                    (2.5, 2.5),
                    (13.5, 2.5),
                    (13.5, 10.5),
                    (8.5, 10.5),
                    (5.5, 13.5),
                    (5.5, 10.5),
                    (2.5, 10.5),
                    (2.5, 2.5),
                ],
                &[(5.0, 5.2), (11.0, 5.2)],
                &[(5.0, 7.8), (9.0, 7.8)],
            ]),
            Self::Quote => lines(&[
                &[(6.5, 4.0), (4.0, 5.8), (3.0, 8.3), (3.0, 11.5), (6.5, 11.5), (6.5, 8.3), (3.2, 8.3)],
                &[(13.0, 4.0), (10.5, 5.8), (9.5, 8.3), (9.5, 11.5), (13.0, 11.5), (13.0, 8.3), (9.7, 8.3)],
            ]),
            Self::PanelLeft => {
                lines(&[&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0), (2.0, 3.0)], &[(6.0, 3.0), (6.0, 13.0)]])
            }
            Self::PanelRight => lines(&[
                &[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0), (2.0, 3.0)],
                &[(10.0, 3.0), (10.0, 13.0)],
            ]),
            Self::Again => lines(&[
                &[
                    (12.8, 8.0),
                    (11.9, 11.0),
                    (9.6, 12.7),
                    (6.5, 12.7),
                    (4.0, 11.0),
                    (3.2, 8.0),
                    (4.0, 5.0),
                    (6.5, 3.3),
                    (9.6, 3.3),
                    (12.0, 5.3),
                ],
                &[(12.4, 2.3), (12.2, 5.5), (9.0, 5.4)],
            ]),
            Self::List => Drawing {
                lines: &[&[(6.0, 4.0), (13.5, 4.0)], &[(6.0, 8.0), (13.5, 8.0)], &[(6.0, 12.0), (13.5, 12.0)]],
                circles: &[],
                dots: &[(3.0, 4.0, 1.0), (3.0, 8.0, 1.0), (3.0, 12.0, 1.0)],
            },
            Self::Lines => Drawing {
                lines: &[&[(2.5, 4.0), (13.5, 4.0)], &[(2.5, 8.0), (13.5, 8.0)], &[(2.5, 12.0), (13.5, 12.0)]],
                circles: &[],
                dots: &[(10.5, 4.0, 1.9), (5.5, 8.0, 1.9), (9.0, 12.0, 1.9)],
            },
            Self::Grid => lines(&[
                &[(2.5, 2.5), (13.5, 2.5), (13.5, 13.5), (2.5, 13.5), (2.5, 2.5)],
                &[(6.2, 2.5), (6.2, 13.5)],
                &[(9.8, 2.5), (9.8, 13.5)],
                &[(2.5, 6.2), (13.5, 6.2)],
                &[(2.5, 9.8), (13.5, 9.8)],
            ]),
            Self::Export => lines(&[
                &[(8.0, 10.0), (8.0, 2.5)],
                &[(5.0, 5.5), (8.0, 2.5), (11.0, 5.5)],
                &[(2.5, 9.5), (2.5, 13.5), (13.5, 13.5), (13.5, 9.5)],
            ]),
            Self::Person => Drawing {
                lines: &[&[(2.8, 13.5), (3.4, 11.2), (5.4, 9.8), (8.0, 9.5), (10.6, 9.8), (12.6, 11.2), (13.2, 13.5)]],
                circles: &[(8.0, 5.0, 2.6)],
                dots: &[],
            },
            Self::Prompt => lines(&[&[(3.5, 4.0), (7.5, 8.0), (3.5, 12.0)], &[(8.5, 12.0), (13.0, 12.0)]]),
            Self::Eye => Drawing {
                lines: &[
                    &[(1.8, 8.0), (3.6, 5.6), (5.7, 4.2), (8.0, 3.7), (10.3, 4.2), (12.4, 5.6), (14.2, 8.0)],
                    &[(1.8, 8.0), (3.6, 10.4), (5.7, 11.8), (8.0, 12.3), (10.3, 11.8), (12.4, 10.4), (14.2, 8.0)],
                ],
                circles: &[(8.0, 8.0, 2.1)],
                dots: &[],
            },
            Self::Minus => lines(&[&[(3.5, 8.0), (12.5, 8.0)]]),
            Self::Clock => {
                Drawing { lines: &[&[(8.0, 4.5), (8.0, 8.2), (10.6, 9.7)]], circles: &[(8.0, 8.0, 5.8)], dots: &[] }
            }
        }
    }

    /// Draws it in the middle of a place, `size` points high.
    pub fn paint(self, painter: &Painter, place: Rect, size: f32, colour: Color32) {
        let drawing = self.drawing();
        let unit = size / 16.0;
        let corner = place.center() - Vec2::splat(size / 2.0);
        let at = |&(x, y): &(f32, f32)| -> Pos2 { pos2(x.mul_add(unit, corner.x), y.mul_add(unit, corner.y)) };
        let stroke = Stroke::new(1.35 * unit.max(0.8), colour);
        for line in drawing.lines {
            painter.add(Shape::line(line.iter().map(at).collect(), stroke));
        }
        for &(x, y, radius) in drawing.circles {
            painter.circle_stroke(at(&(x, y)), radius * unit, stroke);
        }
        for &(x, y, radius) in drawing.dots {
            painter.circle_filled(at(&(x, y)), radius * unit, colour);
        }
    }
}
