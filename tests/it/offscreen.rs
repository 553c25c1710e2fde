//! Pictures without a display are those of the window.

use egui_kittest::kittest::Queryable as _;
use tianye::app::offscreen::Offscreen;

use crate::support::window::{whole, window};

fn some_interface(ui: &mut egui::Ui) {
    egui::CentralPanel::default().show(ui, |ui| {
        ui.heading("田野 Tianye");
        ui.label("老人 03：“日子还过得去。”");
        let _ = ui.button("编码");
    });
}

#[test]
fn the_picture_of_a_tested_window_is_the_one_drawn_off_screen() {
    let (builder, canvas) = window([320.0, 160.0], egui::Theme::Light);
    let mut harness = builder.build_ui_state(|ui, (): &mut ()| whole(ui, some_interface), ());
    harness.run();
    assert!(harness.get_by_label("编码").rect().width() > 30.0);
    let drawn = canvas.picture(&harness);
    assert!(drawn == Offscreen::new([320, 160], 1.0, egui::Theme::Light).draw(some_interface), "the pictures differ");
}
