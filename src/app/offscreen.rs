//! The interface without a display: frames run one after another and become pictures.
//!
//! The tour, `tianye picture` and the tests draw with this. Time passes a tenth of a second a frame,
//! so that animations come to rest; while jobs run it waits for them between frames.

use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, Theme, Ui, Vec2, ViewportId};

use super::fonts::Fonts;
use super::raster::{Picture, Rasteriser};
use super::shell::Shell;
use super::theme;
use super::view_state::Look;

/// No picture takes more frames than this: what still moves then is drawn as it stands.
const MOST_FRAMES: usize = 60;
/// No picture waits longer for jobs.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// A window that nobody sees.
pub struct Offscreen {
    ctx: Context,
    rasteriser: Rasteriser,
    size: [u32; 2],
    scale: f32,
    seconds: f64,
    look: Theme,
    events: Vec<Event>,
}

impl Offscreen {
    /// A window of `size` points, `scale` pixels a point, in the fonts that the program carries.
    #[must_use]
    pub fn new(size: [u32; 2], scale: f32, look: Theme) -> Self {
        let ctx = Context::default();
        Fonts::bundled_only().install(&ctx);
        theme::install(&ctx);
        ctx.set_theme(look);
        // A blinking cursor never comes to rest.
        ctx.all_styles_mut(|style| style.visuals.text_cursor.blink = false);
        Self { ctx, rasteriser: Rasteriser::default(), size, scale, seconds: 0.0, look, events: Vec::new() }
    }

    /// egui's context, for asking for a repaint from a job and the like.
    #[must_use]
    pub fn ctx(&self) -> &Context {
        &self.ctx
    }

    /// Something that a person does before the next frame.
    pub fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Draws until nothing moves any more.
    pub fn draw(&mut self, mut ui: impl FnMut(&mut Ui)) -> Picture {
        self.draw_while(|inner| {
            ui(inner);
            Work::Done
        })
    }

    /// Draws until nothing moves any more and no work goes on behind it.
    pub fn draw_while(&mut self, mut ui: impl FnMut(&mut Ui) -> Work) -> Picture {
        let began = Instant::now();
        let mut frames = 0;
        loop {
            let mut work = Work::Done;
            let mut frame = self.frame(&mut |inner| work = ui(inner));
            if work == Work::GoesOn && began.elapsed() < LONGEST_WAIT {
                self.rasteriser.free(&mut frame.freed);
                std::thread::sleep(Duration::from_millis(2));
                continue;
            }
            frames += 1;
            // The first two frames find out how large things are.
            if (frame.rests && frames > 2) || frames >= MOST_FRAMES {
                return self.paint(frame);
            }
            self.rasteriser.free(&mut frame.freed);
        }
    }

    /// Draws the whole program, when its jobs are done.
    pub fn draw_shell(&mut self, shell: &mut Shell) -> Picture {
        shell.settings.look = match self.look {
            Theme::Light => Look::Light,
            Theme::Dark => Look::Dark,
        };
        self.ctx.set_theme(self.look);
        self.draw_while(|ui| {
            shell.logic();
            shell.ui(ui);
            shell.work()
        })
    }

    fn frame(&mut self, ui: &mut dyn FnMut(&mut Ui)) -> Frame {
        self.seconds += 0.1;
        let size = Vec2::new(self.size[0] as f32, self.size[1] as f32);
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            max_texture_side: Some(8192),
            time: Some(self.seconds),
            predicted_dt: 0.1,
            focused: true,
            events: std::mem::take(&mut self.events),
            ..RawInput::default()
        };
        input.viewports.entry(ViewportId::ROOT).or_default().native_pixels_per_point = Some(self.scale);
        let mut output = self.ctx.run_ui(input, ui);
        self.rasteriser.take(&mut output.textures_delta);
        let viewport = output.viewport_output.get(&ViewportId::ROOT);
        Frame {
            rests: viewport.is_none_or(|viewport| viewport.repaint_delay > Duration::from_secs(1)),
            scale: output.pixels_per_point,
            shapes: std::mem::take(&mut output.shapes),
            freed: std::mem::take(&mut output.textures_delta),
        }
    }

    fn paint(&mut self, mut frame: Frame) -> Picture {
        let triangles = self.ctx.tessellate(frame.shapes, frame.scale);
        let pixels = self.size.map(|points| (points as f32 * frame.scale).round() as u32);
        let ground = theme::Tokens::of(self.ctx.theme()).paper;
        let picture = self.rasteriser.paint(&triangles, pixels, frame.scale, ground);
        self.rasteriser.free(&mut frame.freed);
        picture
    }
}

/// Whether a job is under way whose result belongs into the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing is.
    Done,
    /// Draw again.
    GoesOn,
}

struct Frame {
    rests: bool,
    scale: f32,
    shapes: Vec<egui::epaint::ClippedShape>,
    freed: egui::TexturesDelta,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_interface_gives_the_same_picture_and_another_theme_another() {
        let draw = |look| {
            Offscreen::new([200, 60], 1.0, look).draw(|ui| {
                egui::CentralPanel::default().show(ui, |ui| ui.label("田野 “合谋”"));
            })
        };
        let light = draw(Theme::Light);
        assert_eq!(light, draw(Theme::Light));
        let ink = (0..200 * 60).filter(|n| light.pixel(n % 200, n / 200)[0] < 0x80).count();
        assert!(ink > 100, "the text is not there: {ink} dark pixels");
        assert_ne!(light, draw(Theme::Dark));
    }

    #[test]
    fn a_picture_waits_for_the_work_behind_it() {
        let mut calls = 0;
        Offscreen::new([40, 40], 1.0, Theme::Light).draw_while(|_| {
            calls += 1;
            if calls < 5 { Work::GoesOn } else { Work::Done }
        });
        assert!(calls >= 5);
    }
}
