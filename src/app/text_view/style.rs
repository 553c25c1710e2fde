//! How the column looks: the few colours, faces and sizes, taken from the theme; the shell may
//! change them as the reader chose.
//!
//! What a kind of paragraph makes of them (size, indent, space around it) is decided here, in one
//! table, so that the layout and the painter agree.

use egui::{Color32, FontFamily, FontId, Theme};

use super::runs::Emphasis;
use crate::app::fonts;
use crate::app::reading_settings::{Face, ReadingSettings};
use crate::app::theme::{self, Tokens};
use crate::model::{BlockKind, Role};

/// Colours, faces and measures of the reading column.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Which way codes' colours are moved to be told from the ground.
    pub theme: Theme,
    /// Under the text.
    pub background: Color32,
    /// Of the text.
    pub text: Color32,
    /// Of paragraph numbers, captions, notes and marks of citations.
    pub faint: Color32,
    /// Of the caret and of outlines.
    pub accent: Color32,
    /// Under selected text; opaque, highlights are laid over it.
    pub selection: Color32,
    /// Under hits of a search.
    pub hit: Color32,
    /// Under the hit that is being looked at.
    pub current_hit: Color32,
    /// Face and size of running text.
    pub body: FontId,
    /// The bold face, where there is one: egui cannot embolden.
    pub bold: Option<FontFamily>,
    /// Face and size of headings of the first level; lower ones shrink towards the body.
    pub heading: FontId,
    /// Of paragraph numbers and of names beside stripes.
    pub label: FontId,
    /// Distance of rows as a multiple of the size.
    pub line_height: f32,
    /// The column's greatest width in em of the body.
    pub max_width: f32,
    /// Whether rows end flush.
    pub alignment: Alignment,
}

/// How rows end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// Where the words end.
    Ragged,
    /// At the column's edge where the row is mostly Chinese, as books are set.
    #[default]
    Justified,
}

impl Style {
    /// The reading column of a theme: 20 points, rows 1.8 apart, at most 42 em.
    #[must_use]
    pub fn of(theme: Theme) -> Self {
        Self::with(theme, ReadingSettings::default())
    }

    /// The reading column of a theme, as a reader set it.
    #[must_use]
    pub fn with(look: Theme, reading: ReadingSettings) -> Self {
        let size = reading.points();
        let family = match reading.face {
            Face::Sans => fonts::reading(),
            Face::Serif => fonts::serif(),
        };
        let tokens = Tokens::of(look);
        let found = |share: f32| tokens.paper.lerp_to_gamma(tokens.warning, share);
        Self {
            theme: look,
            background: tokens.paper,
            text: tokens.ink,
            faint: tokens.quiet,
            accent: tokens.accent,
            selection: tokens.chosen,
            hit: found(0.16),
            current_hit: found(0.28),
            body: FontId::new(size, family),
            bold: Some(fonts::reading_bold()),
            heading: FontId::new((size * 1.35).round(), fonts::reading_bold()),
            label: FontId::proportional(theme::size::SMALL),
            line_height: reading.line_spacing(),
            max_width: f32::from(reading.within_limits().width),
            alignment: Alignment::default(),
        }
    }

    /// How a paragraph of a kind is set.
    #[must_use]
    pub fn block(&self, kind: BlockKind) -> BlockStyle {
        let em = self.body.size;
        let gap = 0.45 * em;
        let body = BlockStyle {
            font: self.body.clone(),
            row_height: (em * self.line_height).round(),
            indent: 0.0,
            above: gap,
            below: gap,
            ink: Ink::Text,
        };
        // Few sizes: each one fills the glyph atlas anew.
        let small = FontId::new((em * 0.85).round(), self.body.family.clone());
        let small_height = (small.size * self.line_height * 0.95).round();
        match kind {
            BlockKind::Body => body,
            BlockKind::Heading(level) => {
                let size = match level {
                    0 | 1 => self.heading.size,
                    2 => f32::midpoint(self.heading.size, em).round(),
                    _ => em,
                };
                BlockStyle {
                    font: FontId::new(size, self.heading.family.clone()),
                    row_height: (size * 1.5).round(),
                    above: if level <= 2 { 1.4 * em } else { em },
                    below: 0.5 * em,
                    ..body
                }
            }
            BlockKind::ListItem(level) => BlockStyle {
                indent: em * (1.5 + 1.5 * f32::from(level.min(6))),
                above: 0.15 * em,
                below: 0.15 * em,
                ..body
            },
            BlockKind::Quote => BlockStyle { indent: 2.0 * em, ..body },
            BlockKind::Caption => {
                BlockStyle { font: small, row_height: small_height, ink: Ink::Faint, above: 0.7 * em, ..body }
            }
            BlockKind::TableRow => {
                BlockStyle { font: small, row_height: small_height, above: 0.15 * em, below: 0.15 * em, ..body }
            }
            BlockKind::Reference => {
                BlockStyle { font: small, row_height: small_height, above: 0.2 * em, below: 0.2 * em, ..body }
            }
            BlockKind::Note | BlockKind::FrontMatter | BlockKind::Metadata => {
                BlockStyle { font: small, row_height: small_height, ink: Ink::Faint, ..body }
            }
        }
    }

    /// The colour of a run in a paragraph of an ink: who asks is set back, who answers stands out.
    #[must_use]
    pub fn colour(&self, ink: Ink, emphasis: Emphasis) -> Color32 {
        match emphasis.label {
            Some(Role::Interviewer) => self.faint,
            Some(Role::Respondent) => self.accent,
            _ if emphasis.citation => self.faint,
            _ => self.ink(ink),
        }
    }

    /// The colour of an ink.
    #[must_use]
    pub fn ink(&self, ink: Ink) -> Color32 {
        match ink {
            Ink::Text => self.text,
            Ink::Faint => self.faint,
        }
    }
}

/// How a kind of paragraph is set.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockStyle {
    /// Face and size.
    pub font: FontId,
    /// Distance of its rows.
    pub row_height: f32,
    /// From the column's left edge.
    pub indent: f32,
    /// Space before the paragraph.
    pub above: f32,
    /// Space after it.
    pub below: f32,
    /// Which of the two colours.
    pub ink: Ink,
}

/// Which colour a paragraph is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Full.
    Text,
    /// Set back.
    Faint,
}
