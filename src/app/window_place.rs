//! Where the window of the program stood: its size, its corner and whether it filled the screen.
//!
//! It comes back there only where it can be seen: a corner on a screen that is gone is left to the system, and the
//! size is cut to the largest screen (eframe does that). Of the program on this machine, never of a project.

use egui::ViewportInfo;
use serde::{Deserialize, Serialize};

/// The size of the first start, in points.
pub const FIRST_SIZE: [f32; 2] = [1_360.0, 840.0];
/// The smallest in which everything can be reached.
pub const LEAST_SIZE: [f32; 2] = [800.0, 560.0];
/// So much of the upper edge must be on a screen, in pixels: enough to take hold of it.
const HOLD: i32 = 96;

/// Whether the window fills the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extent {
    /// It has the size that somebody gave it.
    #[default]
    Own,
    /// It fills the screen.
    Maximised,
}

/// Where a window stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowPlace {
    /// Of the inside, in points of an interface at 100 %; of a window that fills the screen the one it had before.
    pub size: [f32; 2],
    /// The corner of its frame, in pixels over all screens; `None` where the system does not tell.
    pub corner: Option<[i32; 2]>,
    /// Whether it fills the screen.
    pub extent: Extent,
}

impl Default for WindowPlace {
    fn default() -> Self {
        Self { size: FIRST_SIZE, corner: None, extent: Extent::Own }
    }
}

/// A screen, in pixels over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Its upper left corner.
    pub corner: [i32; 2],
    /// Its size.
    pub size: [i32; 2],
}

impl WindowPlace {
    /// As the window stands now. `pixels_per_point` is that of the interface, its own scale included.
    #[must_use]
    pub fn after(self, window: &ViewportInfo, pixels_per_point: f32) -> Self {
        let hidden = window.minimized == Some(true) || window.fullscreen == Some(true);
        let (Some(inner), false) = (window.inner_rect, hidden) else { return self };
        if window.maximized == Some(true) {
            return Self { extent: Extent::Maximised, ..self };
        }
        let scale = pixels_per_point / window.native_pixels_per_point.unwrap_or(1.0);
        let size = inner.size() * scale;
        let corner = window.outer_rect.map(|outer| {
            let corner = outer.min * pixels_per_point;
            [corner.x.round() as i32, corner.y.round() as i32]
        });
        Self { size: [size.x.round(), size.y.round()], corner, extent: Extent::Own }.sane()
    }

    /// With a size in which one can work: a file may say anything.
    #[must_use]
    pub fn sane(self) -> Self {
        let [width, height] = self.size;
        let fine = width.is_finite() && height.is_finite();
        let size = if fine { [width.max(LEAST_SIZE[0]), height.max(LEAST_SIZE[1])] } else { FIRST_SIZE };
        Self { size, ..self }
    }

    /// Its corner, where its upper edge can be taken hold of on one of these screens.
    #[must_use]
    pub fn corner_on(&self, screens: &[Screen]) -> Option<[i32; 2]> {
        let [x, y] = self.corner?;
        let right = x.saturating_add(self.size[0] as i32);
        let seen = |screen: &Screen| {
            let [left, top] = screen.corner;
            let (end, bottom) = (left.saturating_add(screen.size[0]), top.saturating_add(screen.size[1]));
            let across = right.min(end).saturating_sub(x.max(left));
            across >= HOLD && y >= top && y <= bottom.saturating_sub(HOLD)
        };
        screens.iter().any(seen).then_some([x, y])
    }
}

#[cfg(test)]
mod tests {
    use egui::{Rect, pos2, vec2};

    use super::*;

    fn window(rect: Rect) -> ViewportInfo {
        ViewportInfo {
            inner_rect: Some(rect),
            outer_rect: Some(rect),
            native_pixels_per_point: Some(2.0),
            ..ViewportInfo::default()
        }
    }

    #[test]
    fn a_window_that_fills_the_screen_comes_back_so_and_then_to_the_size_it_had() {
        // Twice as many pixels as points, and an interface of 125 %.
        let own = window(Rect::from_min_size(pos2(40.0, 20.0), vec2(960.0, 640.0)));
        let place = WindowPlace::default().after(&own, 2.5);
        assert_eq!(place, WindowPlace { size: [1_200.0, 800.0], corner: Some([100, 50]), extent: Extent::Own });
        let full = ViewportInfo {
            maximized: Some(true),
            ..window(Rect::from_min_size(pos2(0.0, 0.0), vec2(2_000.0, 1_200.0)))
        };
        assert_eq!(place.after(&full, 2.5), WindowPlace { extent: Extent::Maximised, ..place });
        let away = ViewportInfo { minimized: Some(true), ..window(Rect::ZERO) };
        assert_eq!(place.after(&away, 2.5), place, "a window that lies in the task bar has no size");
    }

    #[test]
    fn a_corner_on_a_screen_that_is_gone_is_left_to_the_system() {
        let laptop = Screen { corner: [0, 0], size: [1_440, 900] };
        let beside = Screen { corner: [1_440, 0], size: [2_560, 1_440] };
        let place = WindowPlace { corner: Some([1_800, 100]), ..WindowPlace::default() };
        assert_eq!(place.corner_on(&[laptop, beside]), Some([1_800, 100]));
        assert_eq!(place.corner_on(&[laptop]), None, "the second screen was taken away");
        let below = WindowPlace { corner: Some([0, 880]), ..place };
        assert_eq!(below.corner_on(&[laptop]), None, "nobody could take hold of it");
        let left = WindowPlace { corner: Some([-200, 0]), ..place };
        assert_eq!(left.corner_on(&[laptop]), Some([-200, 0]), "partly outside is where somebody put it");
    }

    #[test]
    fn a_file_that_says_nonsense_gives_a_window_one_can_work_in() {
        let of = |size| WindowPlace { size, ..WindowPlace::default() };
        assert_eq!(of([3.0, -8.0]).sane(), of(LEAST_SIZE));
        assert_eq!(of([f32::NAN, 700.0]).sane(), of(FIRST_SIZE));
    }
}
