//! Who speaks: how often, how much, since when, in which role, under which name. What a person changes becomes
//! a correction by the name that stands in the file.

use std::collections::BTreeMap;

use egui::{Frame, Margin, Stroke, Ui};

use super::{DialogView, ImportDialog};
use crate::app::panels::parts;
use crate::app::theme::{self, space};
use crate::app::{fonts, widgets};
use crate::import::{Imported, Options, SpeakerCorrection};
use crate::model::{Colour, Message, Moment, Role};

/// One speaker of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpeakerRow {
    /// As the document calls them.
    pub name: String,
    /// The names that stand in the file; several where two were found to be one.
    pub originals: Vec<String>,
    pub role: Role,
    pub turns: usize,
    /// Of what was said, labels aside.
    pub characters: u32,
    pub first: Option<Moment>,
}

/// The table. Pure.
pub(super) fn rows(imported: &Imported, options: &Options) -> Vec<SpeakerRow> {
    let structure = &imported.structure;
    let mut rows: Vec<SpeakerRow> = structure
        .speakers
        .iter()
        .map(|speaker| SpeakerRow {
            name: speaker.name.clone(),
            originals: originals(options, &speaker.name),
            role: speaker.role,
            turns: 0,
            characters: 0,
            first: None,
        })
        .collect();
    for turn in &structure.turns {
        if let Some(row) = turn.speaker.and_then(|speaker| rows.get_mut(usize::from(speaker))) {
            row.turns += 1;
            row.characters += turn.span.end.0.saturating_sub(turn.said.0);
            row.first = row.first.or(turn.at);
        }
    }
    rows
}

/// The names in the file that were given this one; otherwise it is the file's own.
pub(super) fn originals(options: &Options, name: &str) -> Vec<String> {
    let given = options.corrections.speakers.iter().filter(|(_, said)| said.name.as_deref() == Some(name));
    let found: Vec<String> = given.map(|(original, _)| original.clone()).collect();
    if found.is_empty() { vec![name.to_owned()] } else { found }
}

/// Gives a speaker another name. Where another one bears it, the two are one from now on.
pub(super) fn rename(options: &mut Options, row: &SpeakerRow, name: &str) {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name == row.name {
        return;
    }
    for original in &row.originals {
        correct(options, original, |said| said.name = (*original != name).then(|| name.clone()));
    }
}

/// Says what a speaker does.
pub(super) fn set_role(options: &mut Options, row: &SpeakerRow, role: Role) {
    for original in &row.originals {
        correct(options, original, |said| said.role = Some(role));
    }
}

fn correct(options: &mut Options, original: &str, change: impl FnOnce(&mut SpeakerCorrection)) {
    let said = options.corrections.speakers.entry(original.to_owned()).or_default();
    change(said);
    if *said == SpeakerCorrection::default() {
        options.corrections.speakers.remove(original);
    }
}

/// `1:02:03`.
fn clock(moment: Moment) -> String {
    let seconds = moment.milliseconds() / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// Names that somebody is writing, by the place of the speaker.
#[derive(Default)]
pub(super) struct Names(BTreeMap<usize, String>);

impl ImportDialog {
    pub(super) fn speakers_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let number = self.selected;
        let Some((_, _, preview)) = self.shown.as_ref().filter(|(shown, ..)| *shown == number) else { return };
        let Some(file) = self.files.get_mut(number) else { return };
        let rows = rows(&preview.imported, &file.options);
        if rows.is_empty() {
            ui.add_space(space::SMALL);
            ui.label(widgets::quiet(ui, view.text("importing.no_speakers")));
            return;
        }
        for (at, row) in rows.iter().enumerate() {
            speaker_ui(ui, view, at, row, &mut self.people.names, &mut file.options);
        }
        ui.label(widgets::caption(ui, view.text("importing.speakers_hint")));
    }
}

fn speaker_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    at: usize,
    row: &SpeakerRow,
    names: &mut Names,
    options: &mut Options,
) {
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(theme::RADIUS);
    frame.inner_margin(Margin::same(8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::TINY;
        ui.horizontal(|ui| {
            widgets::dot(ui, Colour::nth(at));
            let text = names.0.entry(at).or_insert_with(|| row.name.clone());
            let label = view.language.say(&Message::new("importing.speaker_name").with("name", &row.name));
            let response = widgets::line_field(ui, &label, text, &row.name);
            if response.lost_focus() {
                if widgets::left_by_escape(&response) {
                    names.0.remove(&at);
                } else {
                    let text = names.0.remove(&at).unwrap_or_default();
                    rename(options, row, &text);
                }
            } else if !response.has_focus() {
                names.0.remove(&at);
            }
        });
        if row.originals != [row.name.clone()] {
            let said = Message::new("importing.speaker_in_file").with("names", view.language.list(&row.originals));
            ui.label(widgets::caption(ui, view.language.say(&said)));
        }
        let mut figures = Message::new("importing.speaker_figures").with("turns", row.turns);
        figures = figures.with("characters", row.characters);
        let mut text = view.language.say(&figures);
        if let Some(first) = row.first {
            text = format!(
                "{text} · {}",
                view.language.say(&Message::new("importing.speaker_since").with("time", clock(first)))
            );
        }
        ui.label(widgets::caption(ui, text).family(fonts::bold()));
        let roles = [
            (Role::Unknown, view.text("importing.role_unknown")),
            (Role::Interviewer, view.text("importing.role_interviewer")),
            (Role::Respondent, view.text("importing.role_respondent")),
        ];
        let mut role = row.role;
        let label = view.language.say(&Message::new("importing.speaker_role").with("name", &row.name));
        if parts::choice_ui(ui, &label, &roles, &mut role) {
            set_role(options, row, role);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::model::{CharIndex, Span, Speaker, Turn};

    fn conversation() -> Imported {
        let mut imported =
            read("a.txt", "问：来多久了？\n答：三年。\n答：多。".as_bytes(), &Options::untouched()).unwrap().remove(0);
        let turn = |start, end, said, speaker| Turn {
            span: Span::new(start, end).unwrap(),
            said: CharIndex(said),
            speaker: Some(speaker),
            at: Some(Moment::Recording(start * 1000)),
            until: None,
        };
        imported.structure.speakers =
            ["问", "答"].map(|name| Speaker { name: name.to_owned(), role: Role::Unknown }).to_vec();
        imported.structure.turns = vec![turn(0, 7, 2, 0), turn(8, 13, 10, 1), turn(14, 17, 16, 1)];
        imported
    }

    #[test]
    fn the_table_counts_turns_and_what_was_said_without_labels() {
        let rows = rows(&conversation(), &Options::default());
        let figures: Vec<_> =
            rows.iter().map(|row| (row.name.as_str(), row.turns, row.characters, row.first)).collect();
        assert_eq!(figures, [("问", 1, 5, Some(Moment::Recording(0))), ("答", 2, 4, Some(Moment::Recording(8000)))]);
    }

    #[test]
    fn a_speaker_renamed_twice_and_one_merged_into_another_are_corrected_by_their_own_names() {
        let mut options = Options::default();
        let row = |name: &str, options: &Options| SpeakerRow {
            name: name.to_owned(),
            originals: originals(options, name),
            role: Role::Unknown,
            turns: 1,
            characters: 1,
            first: None,
        };
        rename(&mut options, &row("说话人1", &Options::default()), "社工 01");
        let again = row("社工 01", &options);
        rename(&mut options, &again, "社工 02");
        let other = row("说话人2", &options);
        rename(&mut options, &other, "社工 02");
        let merged = row("社工 02", &options);
        assert_eq!(merged.originals, ["说话人1", "说话人2"]);
        set_role(&mut options, &merged, Role::Interviewer);
        assert!(options.corrections.speakers.values().all(|said| said.role == Some(Role::Interviewer)));
        let back = row("社工 02", &options);
        rename(&mut options, &back, "说话人1");
        assert_eq!(options.corrections.speakers["说话人1"].name, None);
        assert_eq!(options.corrections.speakers["说话人2"].name.as_deref(), Some("说话人1"));
    }

    #[test]
    fn times_are_said_as_a_player_says_them() {
        assert_eq!(clock(Moment::Recording(62_000)), "01:02");
        assert_eq!(clock(Moment::Clock(3_723_500)), "1:02:03");
    }
}
