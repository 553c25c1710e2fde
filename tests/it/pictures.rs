//! What the window looks like, as small pictures that are compared with those in `tests/golden/pictures`.
//!
//! Each is drawn by our own rasteriser from the real shell, in the bundled fonts, with a clock that stands still: the
//! same on every machine, in every time zone and language. After a change that is meant:
//! `TIANYE_ACCEPT_PICTURES=1 cargo test --test it pictures`, then look at what git shows of the pictures.
//!
//! `egui_kittest` compares pictures too, but it forgives whatever it takes for a smoothed edge, which a thin letter
//! and a line of one pixel are; so `compare` is our own.

mod around;
mod centre;
mod compare;
mod lists;
mod reading;
mod stage;
mod study;

/// One test for each picture, which bears its name.
macro_rules! pictures {
    ($($place:ident: $($name:ident),+;)+) => {
        $($(#[test]
        fn $name() {
            compare::expect(stringify!($name), &$place::$name());
        })+)+

        const NAMES: &[&str] = &[$($(stringify!($name)),+),+];
    };
}

pictures! {
    reading: text_light, text_dark_english, four_codes_overlap, selection_with_bar, hovered_coding, narrow_column,
        coloured_by_coder, find_marks, ends_of_a_coding, margin_and_codeline;
    lists: codes_tree, codes_filtered, codes_chosen_dark, documents_narrow, documents_with_attributes,
        inspector_of_coding, inspector_of_code, inspector_of_document_english;
    centre: code_page, sheet, correct_mode, memos, search, concordance, matrix_dark, report, history;
    around: start_empty, start_with_recents_dark, palette, code_picker, import_dialog, problem_and_undo, empty_project,
        empty_search_english, small_interface, large_interface;
}

#[test]
fn every_picture_that_is_kept_is_drawn_and_all_together_are_small() {
    let files = std::fs::read_dir(compare::folder()).unwrap().map(Result::unwrap);
    let (mut kept, mut bytes) = (Vec::new(), 0);
    for file in files {
        bytes += file.metadata().unwrap().len();
        kept.push(file.file_name().into_string().unwrap());
    }
    kept.sort();
    let mut drawn: Vec<String> = NAMES.iter().map(|name| format!("{name}.png")).collect();
    drawn.sort();
    assert_eq!(kept, drawn);
    assert!(bytes < 1_500_000, "{bytes} bytes");
}
