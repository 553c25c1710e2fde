//! How a text is set for reading: size, face, distance of rows, width of the column.
//!
//! They belong to the reader and not to a project. What is written in a settings file is brought within the
//! limits wherever it is used: no file makes a text unreadable.

use serde::{Deserialize, Serialize};

/// How running text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingSettings {
    /// In points, 14 to 32.
    pub size: u8,
    /// With or without serifs.
    pub face: Face,
    /// Distance of rows in tenths of the size, 14 to 24.
    pub line_height: u8,
    /// The column's greatest width in em, 28 to 60.
    pub width: u8,
}

/// Which kind of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Face {
    /// 黑体
    #[default]
    Sans,
    /// 宋体
    Serif,
}

impl Default for ReadingSettings {
    fn default() -> Self {
        Self { size: 20, face: Face::Sans, line_height: 18, width: 42 }
    }
}

/// One step of what a reader can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingChange {
    /// A point larger.
    Larger,
    /// A point smaller.
    Smaller,
    /// The size that it has at first.
    UsualSize,
    /// This face.
    Face(Face),
    /// Rows further apart.
    Looser,
    /// Rows closer.
    Tighter,
    /// A wider column.
    Wider,
    /// A narrower one.
    Narrower,
    /// Everything as it was at first.
    Reset,
}

const SIZES: [u8; 2] = [14, 32];
const LINE_HEIGHTS: [u8; 2] = [14, 24];
/// The narrowest column that can be set, in em.
pub const LEAST_WIDTH: u8 = 28;
const WIDTHS: [u8; 2] = [LEAST_WIDTH, 60];
const WIDTH_STEP: u8 = 2;
/// What a line of text should not fall below, in em.
const LEAST_LINE: f32 = 24.0;

impl ReadingSettings {
    /// The same, with each number within its limits.
    #[must_use]
    pub fn within_limits(self) -> Self {
        Self {
            size: self.size.clamp(SIZES[0], SIZES[1]),
            face: self.face,
            line_height: self.line_height.clamp(LINE_HEIGHTS[0], LINE_HEIGHTS[1]),
            width: self.width.clamp(WIDTHS[0], WIDTHS[1]),
        }
    }

    /// After a step; at a limit nothing changes.
    #[must_use]
    pub fn after(self, change: ReadingChange) -> Self {
        let held = self.within_limits();
        let usual = Self::default();
        let new = match change {
            ReadingChange::Larger => Self { size: held.size + 1, ..held },
            ReadingChange::Smaller => Self { size: held.size - 1, ..held },
            ReadingChange::UsualSize => Self { size: usual.size, ..held },
            ReadingChange::Face(face) => Self { face, ..held },
            ReadingChange::Looser => Self { line_height: held.line_height + 1, ..held },
            ReadingChange::Tighter => Self { line_height: held.line_height - 1, ..held },
            ReadingChange::Wider => Self { width: held.width + WIDTH_STEP, ..held },
            ReadingChange::Narrower => Self { width: held.width - WIDTH_STEP, ..held },
            ReadingChange::Reset => usual,
        };
        new.within_limits()
    }

    /// Size in points.
    #[must_use]
    pub fn points(self) -> f32 {
        f32::from(self.within_limits().size)
    }

    /// Distance of rows as a multiple of the size.
    #[must_use]
    pub fn line_spacing(self) -> f32 {
        f32::from(self.within_limits().line_height) / 10.0
    }

    /// How wide the middle of the window must be for a line of 24 em with its margin, in points. For very large
    /// letters less is asked, so that they do not drive the lists away.
    #[must_use]
    pub fn least_room(self) -> f32 {
        const GUTTER: f32 = 104.0;
        const MARGIN_SHARE: f32 = 0.24;
        (LEAST_LINE * self.points().min(21.0) + GUTTER) / (1.0 - MARGIN_SHARE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_at_the_limits_and_reset_brings_everything_back() {
        let mut settings = ReadingSettings::default();
        for _ in 0..40 {
            settings = settings.after(ReadingChange::Larger).after(ReadingChange::Looser).after(ReadingChange::Wider);
        }
        assert_eq!(settings, ReadingSettings { size: 32, face: Face::Sans, line_height: 24, width: 60 });
        for change in [ReadingChange::Smaller, ReadingChange::Tighter, ReadingChange::Narrower] {
            for _ in 0..40 {
                settings = settings.after(change);
            }
        }
        assert_eq!(settings, ReadingSettings { size: 14, face: Face::Sans, line_height: 14, width: 28 });
        let serif = settings.after(ReadingChange::Face(Face::Serif)).after(ReadingChange::UsualSize);
        assert_eq!(serif, ReadingSettings { size: 20, face: Face::Serif, ..settings });
        assert_eq!(serif.after(ReadingChange::Reset), ReadingSettings::default());
    }

    #[test]
    fn a_file_with_wild_numbers_gives_a_text_that_can_be_read() {
        let wild: ReadingSettings = ron::from_str("(size: 255, line_height: 0, width: 1)").unwrap();
        assert_eq!(wild.within_limits(), ReadingSettings { size: 32, face: Face::Sans, line_height: 14, width: 28 });
        assert!((wild.points() - 32.0).abs() < f32::EPSILON);
    }
}
