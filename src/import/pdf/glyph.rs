//! One character on a page, as the content stream put it there.

/// Which way the letters of a line run, clockwise from the usual one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// From left to right.
    #[default]
    Level,
    /// Downwards: a page lying on its side, or vertical writing.
    Down,
    /// From right to left, upside down.
    Reversed,
    /// Upwards.
    Up,
}

impl Turn {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Level, Self::Down, Self::Reversed, Self::Up];

    /// The turn of a direction in radians, clockwise; `None` for what stands askew.
    pub fn of(angle: f64) -> Option<Self> {
        let quarters = angle / std::f64::consts::FRAC_PI_2;
        if (quarters - quarters.round()).abs() > 0.12 {
            return None;
        }
        match quarters.round() as i64 {
            0 => Some(Self::Level),
            1 => Some(Self::Down),
            -1 => Some(Self::Up),
            _ => Some(Self::Reversed),
        }
    }

    /// A place on the page as somebody sees it who turned the page until the letters stand upright.
    pub fn seen(self, x: f32, y: f32, page: Size) -> (f32, f32) {
        match self {
            Self::Level => (x, y),
            Self::Down => (y, page.width - x),
            Self::Reversed => (page.width - x, page.height - y),
            Self::Up => (page.height - y, x),
        }
    }

    /// The page's size as seen so.
    pub fn size(self, page: Size) -> Size {
        match self {
            Self::Level | Self::Reversed => page,
            Self::Down | Self::Up => Size { width: page.height, height: page.width },
        }
    }
}

/// Width and height in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// How a character is set off, and what it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// A bold font, or one thickened by its outline.
    pub bold: bool,
    /// A slanted font, or one that was skewed.
    pub italic: bool,
    /// Not painted: the text that OCR laid under a picture.
    pub invisible: bool,
    /// The file itself calls it a running head or foot.
    pub artifact: bool,
}

/// One character. Places are points from the top left corner of the page, downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// What is read there; U+FFFD where the font does not say.
    pub character: char,
    /// Where it begins, on the line on which it stands.
    pub x: f32,
    /// The line on which it stands.
    pub y: f32,
    /// How far the next one begins, spacing between letters left out.
    pub width: f32,
    /// Size of the type.
    pub size: f32,
    /// Which way the line runs.
    pub turn: Turn,
    /// How it is set off.
    pub style: Style,
}

/// What stands on one page.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// In the order of the content stream.
    pub glyphs: Vec<Glyph>,
    /// The page's size.
    pub size: Size,
    /// Pictures painted.
    pub pictures: usize,
    /// Points squared that pictures cover.
    pub picture_area: f64,
    /// Characters that stand askew and are left out: a watermark.
    pub askew: usize,
    /// Characters of layers that are switched off, and outside the page.
    pub hidden: usize,
    /// Characters for which the font names no Unicode.
    pub unknown: usize,
}
