//! The choices at the right: what readers take in, each step of the clean-up with what it did, the encoding.

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use super::{DialogView, ImportDialog, Tab, files};
use crate::app::actions::Actions;
use crate::app::dialogs::import_report;
use crate::app::panels::parts;
use crate::app::theme::{self, space};
use crate::app::widgets;
use crate::import::report::DocumentReport;
use crate::import::{Imported, Notes, Options, Step, Tables, Times, Tracked, Transcript, WebPage, encoding, formats};
use crate::model::{Message, StepDetail};

impl ImportDialog {
    pub(super) fn side_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) {
        let tabs = [
            (Tab::Choices, view.text("importing.tab_choices")),
            (Tab::Speakers, view.text("importing.tab_speakers")),
            (Tab::Cases, view.text("importing.tab_cases")),
            (Tab::Report, view.text("importing.tab_report")),
        ];
        ui.scope(|ui| {
            ui.spacing_mut().button_padding.x = space::SMALL - 1.0;
            parts::segments_ui(ui, &tabs, &mut self.tab);
        });
        ScrollArea::vertical().id_salt("import side").auto_shrink([false, false]).show(ui, |ui| {
            ui.set_width(ui.available_width() - space::SMALL);
            match self.tab {
                Tab::Choices => self.choices_ui(ui, view, actions),
                Tab::Speakers => self.speakers_ui(ui, view),
                Tab::Cases => self.people_ui(ui, view),
                Tab::Report => self.report_ui(ui, view),
            }
        });
    }

    fn choices_ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) {
        let number = self.selected;
        if self.purpose_is_import() {
            self.profile_ui(ui, view, actions);
        }
        let several = self.files.len() > 1;
        let Some(file) = self.files.get_mut(number) else { return };
        let imported = file.file().and_then(|file| file.documents.first());
        let is_refused = file.refusal().is_some();
        let (options, before) = (&mut file.options.clone(), file.options.clone());
        let format = imported.map(|imported| imported.record.format.clone());
        if let Some(format) = &format {
            reader_ui(ui, view, format, imported, options);
        } else if is_refused {
            encoding_ui(ui, view, None, options);
        }
        steps_ui(ui, view, imported, options);
        corrections_ui(ui, view, options);
        if *options != before {
            file.options = options.clone();
        }
        if several {
            ui.add_space(space::SMALL);
            let text = view.text("importing.apply_to_all");
            let bare = without_corrections(options);
            let differ = self.files.iter().any(|other| without_corrections(&other.options) != bare);
            if ui.add_enabled_ui(differ, |ui| widgets::plain_button(ui, text)).inner.clicked() {
                self.lost = files::apply_to_all(&mut self.files, options);
                self.begin_anew();
            }
            if self.lost > 0 {
                let said = Message::new("importing.lost_corrections").with("count", self.lost);
                ui.label(RichText::new(view.language.say(&said)).color(theme::tokens(ui).warning));
            }
        }
    }

    fn report_ui(&self, ui: &mut Ui, view: &DialogView<'_>) {
        let Some(file) = self.row() else { return };
        if let Some(reason) = file.refusal() {
            ui.label(view.language.say(reason));
        }
        for imported in file.file().into_iter().flat_map(|file| file.documents.iter().take(20)) {
            import_report::document_ui(ui, view, &DocumentReport::of(imported));
        }
    }
}

fn without_corrections(options: &Options) -> Options {
    options.clone().with_corrections(crate::import::Corrections::default())
}

/// What a format leaves to choose. A plain text has no notes, only a web page has an article.
fn reader_ui(ui: &mut Ui, view: &DialogView<'_>, format: &str, imported: Option<&Imported>, options: &mut Options) {
    widgets::section(ui, view.text("importing.reading_choices"));
    let entry = formats::FORMATS.iter().find(|entry| entry.name == format);
    let is_text = entry.is_some_and(|entry| entry.is_text);
    let is_page = format == "html";
    if is_text {
        encoding_ui(ui, view, imported.and_then(|imported| imported.record.encoding.as_deref()), options);
    }
    if !is_text || is_page {
        let tables = [(Tables::Rows, "importing.tables_rows"), (Tables::Off, "importing.tables_off")];
        choice(ui, view, "importing.tables", &tables, &mut options.tables);
    }
    if !is_text {
        let notes = [
            (Notes::End, "importing.notes_end"),
            (Notes::Inline, "importing.notes_inline"),
            (Notes::Off, "importing.notes_off"),
        ];
        choice(ui, view, "importing.notes", &notes, &mut options.notes);
    }
    if matches!(format, "docx" | "doc" | "odt" | "fodt") {
        let tracked =
            [(Tracked::Accepted, "importing.tracked_accepted"), (Tracked::Rejected, "importing.tracked_rejected")];
        choice(ui, view, "importing.tracked", &tracked, &mut options.tracked);
    }
    if is_page {
        let page = [(WebPage::Whole, "importing.page_whole"), (WebPage::Article, "importing.page_article")];
        choice(ui, view, "importing.page", &page, &mut options.page);
    }
    let transcript = [
        (Transcript::Found, "importing.transcript_found"),
        (Transcript::Yes, "importing.transcript_yes"),
        (Transcript::No, "importing.transcript_no"),
    ];
    choice(ui, view, "importing.transcript", &transcript, &mut options.transcript);
    let times = [(Times::Aside, "importing.times_aside"), (Times::InText, "importing.times_text")];
    choice(ui, view, "importing.times", &times, &mut options.times);
}

/// A name and a list to choose from, on one line.
fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    view: &DialogView<'_>,
    label: &str,
    choices: &[(T, &'static str)],
    chosen: &mut T,
) {
    let named: Vec<(T, &str)> = choices.iter().map(|(value, id)| (*value, view.text(id))).collect();
    let label = view.text(label);
    ui.horizontal(|ui| {
        ui.label(label);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| parts::choice_ui(ui, label, &named, chosen));
    });
}

/// The encodings by the names that people know; what was found out stands in brackets.
fn encoding_ui(ui: &mut Ui, view: &DialogView<'_>, found: Option<&str>, options: &mut Options) {
    let automatic = match found.filter(|_| options.encoding.is_none()) {
        Some(found) => {
            let said = Message::new("importing.encoding_found").with("encoding", found);
            view.language.say(&said)
        }
        None => view.text("importing.encoding_automatic").to_owned(),
    };
    let names: Vec<String> = encoding::CHOICES.iter().map(|label| encoding_name(view, label)).collect();
    let mut chosen = match &options.encoding {
        None => 0,
        Some(label) => {
            encoding::CHOICES.iter().position(|known| known.eq_ignore_ascii_case(label)).map_or(usize::MAX, |at| at + 1)
        }
    };
    let own = options.encoding.clone().unwrap_or_default();
    let mut choices = vec![(0, automatic.as_str())];
    choices.extend(names.iter().enumerate().map(|(at, name)| (at + 1, name.as_str())));
    if chosen == usize::MAX {
        choices.push((usize::MAX, own.as_str()));
    }
    let label = view.text("importing.encoding");
    ui.horizontal(|ui| {
        ui.label(label);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if parts::choice_ui(ui, label, &choices, &mut chosen) && chosen != usize::MAX {
                let label = chosen.checked_sub(1).and_then(|at| encoding::CHOICES.get(at));
                options.encoding = label.map(|label| (*label).to_owned());
            }
        });
    });
}

/// The label with what it is used for, as 简体中文 GB18030.
fn encoding_name(view: &DialogView<'_>, label: &str) -> String {
    let id = format!("importing.encoding_{}", label.to_lowercase().replace('-', "_"));
    let text = view.text(&id);
    if text == id { label.to_owned() } else { text.to_owned() }
}

/// A switch a step, with how often it acted.
fn steps_ui(ui: &mut Ui, view: &DialogView<'_>, imported: Option<&Imported>, options: &mut Options) {
    widgets::section(ui, view.text("importing.steps"));
    for step in Step::ALL {
        let id = format!("import.step.{}", step.name());
        let effect = imported.and_then(|imported| imported.record.steps.iter().find(|e| e.step == step.name()));
        let mut on = !options.off.contains(&step);
        ui.horizontal(|ui| {
            let room = ui.available_width() - 44.0;
            let name = view.text(&id);
            let response = ui
                .allocate_ui_with_layout(egui::vec2(room, 24.0), Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(room);
                    ui.set_max_width(room);
                    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
                    ui.checkbox(&mut on, RichText::new(name))
                })
                .inner;
            let details = effect.map_or(&[][..], |effect| effect.details.as_slice());
            if !details.is_empty() {
                response.clone().on_hover_ui(|ui| details_ui(ui, name, details));
            }
            if response.changed() {
                if on {
                    options.off.remove(&step);
                } else {
                    options.off.insert(step);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let count = effect.filter(|effect| effect.on).map_or(0, |effect| effect.count);
                let text = if count == 0 { String::new() } else { count.to_string() };
                ui.label(widgets::caption(ui, text));
            });
        });
    }
}

/// What a step acted on, in the file's own words.
fn details_ui(ui: &mut Ui, name: &str, details: &[StepDetail]) {
    ui.label(widgets::bold(name));
    for detail in details {
        ui.label(widgets::caption(ui, format!("{}  × {}", detail.text, detail.count)));
    }
}

/// How much was corrected by hand, and the way back.
fn corrections_ui(ui: &mut Ui, view: &DialogView<'_>, options: &mut Options) {
    let count = options.corrections.count();
    if count == 0 {
        return;
    }
    widgets::section(ui, view.text("importing.corrections"));
    ui.horizontal(|ui| {
        let said = Message::new("importing.corrected").with("count", count);
        ui.label(view.language.say(&said));
        if widgets::link_button(ui, view.text("importing.take_corrections_back")).clicked() {
            options.corrections = crate::import::Corrections::default();
        }
    });
}
