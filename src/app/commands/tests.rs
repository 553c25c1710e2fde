//! That the table of commands is whole, and that its keys mean one thing each.

use super::*;

#[test]
fn every_command_has_one_line_and_keys_of_its_own() {
    let all: Vec<UiCommand> = UiCommand::all().collect();
    for (n, command) in all.iter().enumerate() {
        assert!(!all[..n].contains(command), "{command:?} stands twice");
        let keys = command.shortcut();
        assert!(keys.is_none() || all[..n].iter().all(|other| other.shortcut() != keys), "{command:?}");
    }
    // About is the last variant: its number is how many there are before it.
    assert_eq!(all.len(), UiCommand::About as usize + 1);
}

#[test]
fn every_command_and_its_tooltip_are_named_in_both_languages() {
    for language in Language::ALL {
        for command in UiCommand::all() {
            for id in [format!("command.{}", command.id()), format!("command.{}_tip", command.id())] {
                assert_ne!(language.text(&id), id, "no text");
            }
        }
    }
}

#[test]
fn nothing_can_be_coded_without_a_passage_or_changed_in_a_project_that_is_only_read() {
    let reading = Situation { project: true, passage: true, coding: true, done: true, ..Situation::default() };
    for command in [UiCommand::PickCode, UiCommand::RemoveCoding, UiCommand::Undo, UiCommand::ImportFiles] {
        assert!(!command.possible(&reading), "{command:?}");
        assert!(command.possible(&Situation { writing: true, ..reading }), "{command:?}");
    }
    let no_passage = Situation { project: true, writing: true, ..Situation::default() };
    assert!(!UiCommand::InVivo.possible(&no_passage));
    for command in [UiCommand::SearchPassage, UiCommand::PassageConcordance] {
        assert!(!command.possible(&reading), "{command:?}: a coding that is chosen where no text is read");
        assert!(command.possible(&Situation { reading: true, ..reading }), "{command:?}");
    }
    assert!(UiCommand::NewProject.possible(&Situation::default()));
}

#[test]
fn letters_do_not_code_while_one_writes_in_a_field() {
    let ctx = egui::Context::default();
    crate::app::fonts::Fonts::bundled_only().install(&ctx);
    let situation = Situation { project: true, writing: true, passage: true, ..Situation::default() };
    let key =
        egui::Event::Key { key: Key::C, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    let mut text = String::new();
    let mut frame = |events: Vec<egui::Event>, field: bool| {
        let mut found = Vec::new();
        let input = egui::RawInput { events, max_texture_side: Some(8192), ..egui::RawInput::default() };
        ctx.run_ui(input, |ui| {
            found = UiCommand::pressed(ui.ctx(), &situation);
            if field {
                ui.text_edit_singleline(&mut text).request_focus();
            }
        })
        .drop_without_applying_deltas();
        found
    };
    assert_eq!(frame(vec![key.clone()], false), [UiCommand::PickCode]);
    frame(vec![], true);
    assert_eq!(frame(vec![key], true), []);
}
