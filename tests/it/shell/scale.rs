//! The interface at 80 to 200 %: a window of 1440 by 900 is then as small as 720 by 450 points, or as large as 1800
//! by 1125. Nothing is cut, nothing stands outside, and everything can be hit.

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, TextShape};
use egui::{Key, Modifiers, Shape};
use egui_kittest::kittest::NodeT as _;
use tianye::app::scale::Scale;
use tianye::app::view_state::Settings;
use tianye::i18n::Language;

use super::Desk;
use super::states::Filled;

const WINDOW: [f32; 2] = [1440.0, 900.0];
/// Least height of what can be clicked, in points.
const LEAST: f64 = 20.0;

/// Words that are cut at the side where they are drawn, though nothing says so with an ….
fn cut(desk: &Desk) -> Vec<String> {
    fn texts<'a>(shape: &'a Shape, found: &mut Vec<&'a TextShape>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, found)),
            Shape::Text(text) => found.push(text),
            _ => {}
        }
    }
    let window = desk.harness.ctx.content_rect();
    let mut wrong = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &desk.harness.output().shapes {
        let mut found = Vec::new();
        texts(shape, &mut found);
        let clip = clip_rect.intersect(window);
        for text in found {
            // Of centred words the place is their middle.
            let place = text.galley.rect.translate(text.pos.to_vec2());
            let seen = place.intersect(clip);
            // What is scrolled out of sight above or below is no defect, nor is a picture's turned axis.
            let half_seen = seen.height() > 4.0 && seen.width() > 1.0 && text.angle.to_bits() == 0;
            if half_seen && (place.left() < clip.left() - 1.5 || place.right() > clip.right() + 1.5) {
                let words: String = text.galley.text().chars().take(40).collect();
                wrong.push(format!("“{words}” stands at {place:?} and is seen in {clip:?}"));
            }
        }
    }
    wrong
}

/// What can be clicked and is too low to be hit, or reaches out of the window at a side.
fn too_small(desk: &Desk, place: &str) -> Vec<String> {
    // In a cloud the size of a word is what it says.
    if place.contains("Cloud") {
        return Vec::new();
    }
    let width = f64::from(desk.harness.ctx.content_rect().width());
    let mut wrong = Vec::new();
    for node in desk.harness.root().children_recursive() {
        let node = node.accesskit_node();
        let named = node.label().is_some_and(|label| !label.is_empty());
        let clicks = named
            && !matches!(node.role(), Role::Splitter | Role::Label | Role::Unknown)
            && node.data().supports_action(egui::accesskit::Action::Click);
        let (true, Some(place)) = (clicks, node.bounding_box()) else {
            continue;
        };
        let low = place.height() < LEAST && place.height() > 0.0;
        if low || place.x0 < -1.0 || place.x1 > width + 1.0 {
            wrong.push(format!("{:?} “{}” at {place:?}", node.role(), node.label().unwrap_or_default()));
        }
    }
    wrong
}

#[test]
fn nothing_is_cut_or_too_small_at_any_scale_in_either_language() {
    let mut wrong = Vec::new();
    for per_cent in [80, 100, 150, 200] {
        let size = WINDOW.map(|side| side * 100.0 / per_cent as f32);
        for language in Language::ALL {
            let mut check = |desk: &mut Desk, place: &str| {
                let found = cut(desk).into_iter().chain(too_small(desk, place));
                wrong.extend(found.map(|found| format!("{per_cent} % {language:?} {place}: {found}")));
            };
            let mut start = Desk::in_language(language);
            start.harness.set_size(size.into());
            start.run();
            check(&mut start, "start page");
            let mut desk = Desk::of_project(Filled::Full, language, size);
            desk.each_workspace(&mut check);
            desk.each_dialog(&mut check);
            Desk::of_project(Filled::Empty, language, size).each_workspace(&mut check);
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_scale_changes_by_keys_and_is_remembered_on_this_machine() {
    let mut desk = Desk::open();
    let control_alt = Modifiers { alt: true, ..Modifiers::COMMAND };
    desk.key(control_alt, Key::Plus);
    desk.key(control_alt, Key::Equals);
    let kept = Settings::load(desk.shell().environment()).scale;
    assert_eq!(kept.per_cent(), 125);
    assert!((desk.harness.ctx.zoom_factor() - 1.25).abs() < 0.001);
    desk.key(control_alt, Key::Num0);
    assert_eq!(desk.shell().settings.scale, Scale::default());
    desk.key(control_alt, Key::Minus);
    assert!((desk.harness.ctx.zoom_factor() - 0.9).abs() < 0.001);
}
