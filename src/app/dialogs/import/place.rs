//! The middle of the dialog: title and facts of the file above the panes, and below them what can be said of the
//! paragraph that is looked at.

use egui::{Align, Layout, RichText, Ui, Vec2};

use super::panes::{self, PaneDeed};
use super::preview::Preview;
use super::{DialogView, ImportDialog, Purpose};
use crate::app::panels::parts;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::alignment::LineEnd;
use crate::import::{Joint, Options, TurnCorrection};
use crate::model::Message;

/// Height of the bar below the panes.
const BAR: f32 = 34.0;

impl ImportDialog {
    pub(super) fn middle_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        self.head_ui(ui, view);
        self.facts_ui(ui, view);
        let height = ui.available_height() - BAR - space::SMALL;
        let mut deeds = Vec::new();
        let number = self.selected;
        ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), height), Layout::top_down(Align::Min), |ui| {
            ui.set_min_height(height);
            let Some(file) = self.files.get(number) else { return };
            match &self.shown {
                Some((shown, _, preview)) if *shown == number && file.refusal().is_none() => {
                    deeds = self.panes.ui(ui, view, preview, &file.options);
                }
                _ => {
                    panes::nothing_ui(ui, view, file);
                }
            }
        });
        ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), BAR), Layout::left_to_right(Align::Center), |ui| {
            if let (Some(preview), Some(file)) = (self.preview(), self.row()) {
                self.bar_ui(ui, view, preview, &file.options, &mut deeds);
            }
        });
        for deed in deeds {
            self.carry_out(deed);
        }
    }

    fn carry_out(&mut self, deed: PaneDeed) {
        match deed {
            PaneDeed::Select(paragraph) => {
                self.panes.selected = self.preview().and_then(|preview| preview.source_of(paragraph));
            }
            PaneDeed::Joint(source, joint) => {
                if let Some(options) = self.options_mut() {
                    options.corrections.joints.insert(source, joint);
                }
            }
            PaneDeed::Turn(source, correction) => {
                if let Some(options) = self.options_mut() {
                    match correction {
                        Some(correction) => options.corrections.turns.insert(source, correction),
                        None => options.corrections.turns.remove(&source),
                    };
                }
            }
        }
    }

    /// Title of the document, to be written over.
    fn head_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let number = self.selected;
        let is_again = matches!(self.purpose, Purpose::Again { .. });
        if let Purpose::Again { title } = &self.purpose {
            let said = Message::new("importing.again").with("title", title);
            ui.heading(view.language.say(&said));
        }
        let Some(file) = self.files.get_mut(number) else { return };
        let documents = file.file().map_or(0, |file| file.documents.len());
        if is_again {
            return;
        }
        if documents != 1 {
            ui.label(widgets::bold(&file.name));
            return;
        }
        if self.title.of != Some(number) {
            self.title.of = Some(number);
            self.title.text = widgets::Settled::of(file.title(0));
        }
        let label = view.text("importing.document_title");
        let response = ui
            .horizontal(|ui| {
                ui.label(widgets::caption(ui, label));
                widgets::line_field(ui, label, &mut self.title.text.text, &file.name)
            })
            .inner;
        if response.lost_focus() {
            self.title.text.forget_unsettled();
        } else if response.has_focus() && self.title.text.settle(ui.ctx()) {
            file.set_title(0, self.title.text.get());
        }
        if !response.has_focus() && self.title.text.text != file.title(0) {
            self.title.text = widgets::Settled::of(file.title(0));
        }
    }

    /// What the file is, how long, and the way to the next doubt.
    fn facts_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>) {
        let t = theme::tokens(ui);
        let doubtful = match (self.preview(), self.row()) {
            (Some(preview), Some(file)) => preview.doubtful(&file.options),
            _ => Vec::new(),
        };
        let facts = self.preview().map(|preview| facts(view, preview));
        let behind = self.row().is_some_and(|file| !file.is_current());
        let mut next = false;
        ui.horizontal(|ui| {
            ui.set_min_height(22.0);
            if let Some(facts) = facts {
                ui.label(widgets::caption(ui, facts));
            }
            if behind {
                ui.add(egui::Spinner::new().size(12.0));
            }
            if !doubtful.is_empty() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let said = Message::new("importing.next_doubt").with("count", doubtful.len());
                    let text = RichText::new(view.language.say(&said)).color(t.warning);
                    next = ui.add(egui::Button::new(text).frame_when_inactive(false)).clicked();
                });
            }
        });
        if next {
            self.show_next_doubt(&doubtful);
        }
    }

    fn show_next_doubt(&mut self, doubtful: &[usize]) {
        let Some((number, _, preview)) = &self.shown else { return };
        if *number != self.selected {
            return;
        }
        let at = self.panes.selected.and_then(|source| preview.paragraph_at(source));
        let next = doubtful.iter().find(|&&paragraph| Some(paragraph) > at).or(doubtful.first());
        if let Some(&paragraph) = next {
            self.panes.show(preview, paragraph);
        }
    }

    /// What can be said of the paragraph that is looked at.
    fn bar_ui(
        &self,
        ui: &mut Ui,
        view: &DialogView<'_>,
        preview: &Preview,
        options: &Options,
        deeds: &mut Vec<PaneDeed>,
    ) {
        let selected = self.panes.selected.and_then(|source| preview.paragraph_at(source));
        let Some(paragraph) = selected else {
            ui.label(widgets::caption(ui, view.text("importing.hint")));
            return;
        };
        ui.label(widgets::caption(ui, said(view, preview, paragraph)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(end) = open_doubt(preview, options, paragraph) {
                let mut button = |text: &str, joint| {
                    if widgets::plain_button(ui, view.text(text)).clicked() {
                        deeds.push(PaneDeed::Joint(end.source, joint));
                    }
                };
                let (other, same) = match end.joint {
                    Joint::Join => (("importing.part", Joint::Break), ("importing.stay_joined", Joint::Join)),
                    Joint::Break => (("importing.join", Joint::Join), ("importing.stay_parted", Joint::Break)),
                };
                button(same.0, same.1);
                button(other.0, other.1);
            }
            turn_buttons_ui(ui, view, preview, options, paragraph, deeds);
        });
    }
}

/// Format, encoding, length, doubts.
fn facts(view: &DialogView<'_>, preview: &Preview) -> String {
    let record = &preview.imported.record;
    let mut facts = vec![record.format.to_uppercase()];
    facts.extend(record.encoding.clone());
    let length = Message::new("import.report.length")
        .with("paragraphs", preview.imported.text.paragraph_count())
        .with("characters", preview.imported.text.char_len());
    facts.push(view.language.say(&length));
    let turns = preview.imported.structure.turns.len();
    if turns > 0 {
        facts.push(view.language.say(&Message::new("importing.turns").with("count", turns)));
    }
    facts.join(" · ")
}

fn open_doubt(preview: &Preview, options: &Options, paragraph: usize) -> Option<LineEnd> {
    let ends = preview.alignment.line_ends_in(preview.alignment.clean.characters(paragraph));
    ends.iter().find(|end| end.in_doubt && !options.corrections.joints.contains_key(&end.source)).copied()
}

/// Where a paragraph comes from, in words.
pub(super) fn said(view: &DialogView<'_>, preview: &Preview, paragraph: usize) -> String {
    let mut parts = vec![view.language.say(&Message::new("importing.paragraph").with("number", paragraph + 1))];
    if let Some((first, last)) = preview.lines_of(paragraph) {
        let id = if first == last { "importing.from_line" } else { "importing.from_lines" };
        parts.push(view.language.say(&Message::new(id).with("first", first).with("last", last)));
    }
    if let Some(page) = preview.page_of(paragraph) {
        parts.push(view.language.say(&Message::new("importing.on_page").with("page", page)));
    }
    parts.extend(preview.speaker_of(paragraph).map(str::to_owned));
    parts.join(" · ")
}

/// The deeds of turns as buttons of the bar; whoever speaks is chosen from a list.
fn turn_buttons_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    preview: &Preview,
    options: &Options,
    paragraph: usize,
    deeds: &mut Vec<PaneDeed>,
) {
    let Some(source) = preview.line_start_of(paragraph) else { return };
    if preview.imported.structure.speakers.is_empty() {
        return;
    }
    let speakers: Vec<(usize, &str)> =
        preview.imported.structure.speakers.iter().map(|speaker| speaker.name.as_str()).enumerate().collect();
    let mut chosen = usize::MAX;
    let mut choices = vec![(usize::MAX, view.text("importing.begins_here"))];
    choices.extend(speakers.iter().copied());
    ui.allocate_ui(Vec2::new(170.0, 28.0), |ui| {
        if parts::choice_ui(ui, view.text("importing.begins_here"), &choices, &mut chosen)
            && let Some((_, name)) = speakers.get(chosen)
        {
            let speaker = original_name(options, name);
            deeds.push(PaneDeed::Turn(source, Some(TurnCorrection::Begins { speaker })));
        }
    });
    if let Some(source) = preview.corrected_at(paragraph, options) {
        if widgets::plain_button(ui, view.text("importing.turn_as_found")).clicked() {
            deeds.push(PaneDeed::Turn(source, None));
        }
    } else if preview.turn_beginning(paragraph).is_some()
        && widgets::plain_button(ui, view.text("importing.no_turn")).clicked()
    {
        deeds.push(PaneDeed::Turn(source, Some(TurnCorrection::GoesOn)));
    }
}

/// The same in the menu of a paragraph.
pub(super) fn menu_ui(
    ui: &mut Ui,
    view: &DialogView<'_>,
    preview: &Preview,
    options: &Options,
    paragraph: usize,
    deeds: &mut Vec<PaneDeed>,
) {
    let Some(source) = preview.line_start_of(paragraph) else { return };
    let mut item = |ui: &mut Ui, text: &str, deed: PaneDeed| {
        if ui.button(text).clicked() {
            deeds.push(deed);
            ui.close();
        }
    };
    if preview.turn_beginning(paragraph).is_some() {
        item(ui, view.text("importing.no_turn"), PaneDeed::Turn(source, Some(TurnCorrection::GoesOn)));
    }
    for speaker in &preview.imported.structure.speakers {
        let said = view.language.say(&Message::new("importing.begins_as").with("name", &speaker.name));
        let speaker = original_name(options, &speaker.name);
        item(ui, &said, PaneDeed::Turn(source, Some(TurnCorrection::Begins { speaker })));
    }
    if let Some(source) = preview.corrected_at(paragraph, options) {
        item(ui, view.text("importing.turn_as_found"), PaneDeed::Turn(source, None));
    }
    for end in preview.alignment.line_ends_in(preview.alignment.clean.characters(paragraph)) {
        let line = preview.alignment.raw.at(end.source) + 1;
        let (id, other) = match end.joint {
            Joint::Join => ("importing.part_after_line", Joint::Break),
            Joint::Break => ("importing.join_after_line", Joint::Join),
        };
        let said = view.language.say(&Message::new(id).with("line", line));
        item(ui, &said, PaneDeed::Joint(end.source, other));
    }
}

/// A speaker is known to corrections by the name that stands in the file.
fn original_name(options: &Options, name: &str) -> String {
    let renamed = options.corrections.speakers.iter().find(|(_, said)| said.name.as_deref() == Some(name));
    renamed.map_or_else(|| name.to_owned(), |(original, _)| original.clone())
}
