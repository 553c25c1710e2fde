//! The interface in `egui_kittest`, always in the bundled fonts, drawn by our own rasteriser.

use std::cell::RefCell;
use std::rc::Rc;

use egui_kittest::{Harness, HarnessBuilder, TestRenderer};
use tianye::app::fonts::Fonts;
use tianye::app::raster::{Picture, Rasteriser};
use tianye::app::shell::Shell;
use tianye::app::theme;

/// Keeps the textures of a harness, so that its window can be drawn.
#[derive(Clone, Default)]
pub struct Canvas(Rc<RefCell<Rasteriser>>);

impl TestRenderer for Canvas {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        let mut rasteriser = self.0.borrow_mut();
        rasteriser.take(delta);
        rasteriser.free(delta);
    }
}

impl Canvas {
    /// The window as it looks after the last step.
    pub fn picture<S>(&self, harness: &Harness<'_, S>) -> Picture {
        let output = harness.output();
        let triangles = harness.ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        let size = harness.ctx.content_rect().size() * output.pixels_per_point;
        let pixels = [size.x.round() as u32, size.y.round() as u32];
        let ground = theme::Tokens::of(harness.ctx.theme()).paper;
        self.0.borrow().paint(&triangles, pixels, output.pixels_per_point, ground)
    }
}

/// A harness with the program's look and fonts.
pub fn window<S>(size: [f32; 2], look: egui::Theme) -> (HarnessBuilder<S>, Canvas) {
    let canvas = Canvas::default();
    let builder = Harness::<S>::builder()
        .with_size(size)
        .with_theme(look)
        .with_max_steps(40)
        .renderer(canvas.clone())
        .with_context_setup(|ctx| {
            Fonts::bundled_only().install(ctx);
            theme::install(ctx);
        });
    (builder, canvas)
}

/// The whole window, without the margin that the harness leaves.
pub fn whole(ui: &mut egui::Ui, contents: impl FnOnce(&mut egui::Ui)) {
    let rect = ui.ctx().content_rect();
    ui.set_clip_rect(rect);
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), contents);
}

/// Lets everything that goes on behind a window come to its end, a search on its own thread too.
pub fn finish(harness: &mut Harness<'_, Shell>) {
    for _ in 0..4 {
        harness.step();
        harness.state_mut().finish_jobs();
        while harness.state().views.search.is_busy() {
            std::thread::yield_now();
            harness.step();
            harness.state_mut().finish_jobs();
        }
    }
}
