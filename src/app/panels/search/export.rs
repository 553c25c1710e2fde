//! Hits taken out: as a table for counting, as excerpts with their source for writing. Only those ticked, where
//! some are, or all that are listed.

use std::sync::Arc;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, Ui};

use super::SearchView;
use super::results::Listing;
use crate::app::actions::Actions;
use crate::app::panels::parts;
use crate::app::panels::save_file::{self, Made};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::ShellView;
use crate::exchange::hits::{HitColumns, codes_on};
use crate::export::quotes::{self, Quote, QuoteFormat, QuoteGroup, Quotes};
use crate::export::table::{self, Reader, Table, TableFormat};
use crate::i18n::Language;
use crate::model::{Message, Project, Span, Tell};
use crate::search::Hit;
use crate::search::concordance::{self, Line};
use crate::search::unit::{Unit, widen};

/// Which hits go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// Those that are ticked, where some are.
    #[default]
    Ticked,
    /// All that are listed.
    All,
}

/// Everything that an export needs, apart from the window.
#[derive(Clone)]
struct Sheet {
    project: Arc<Project>,
    language: Language,
    query: String,
    hits: Arc<[Hit]>,
    unit: Unit,
    unit_name: String,
    context: u32,
}

/// The button with its menu.
pub(super) fn menu_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    let label = view.text("search.ui.take_out");
    // Choosing what goes out leaves it open.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::new(label).config(stays).ui(ui, |ui| {
        ui.set_min_width(200.0);
        let ticked = state.results.ticked.len();
        if ticked > 0 {
            let said =
                |id: &'static str, count: usize| view.say(&Message::new(id).with("count", grouped(count as u64)));
            let all = said("search.ui.take_all", state.results.hits.len());
            let ticked = said("search.ui.take_ticked", ticked);
            let choices = [(Taken::Ticked, ticked.as_str()), (Taken::All, all.as_str())];
            parts::segments_ui(ui, &choices, &mut state.results.taken);
            ui.separator();
        }
        let tables = [
            ("search.ui.save_csv", "csv", TableFormat::Csv(Reader::Spreadsheet)),
            ("search.ui.save_xlsx", "xlsx", TableFormat::Xlsx),
        ];
        let name = save_file::name(view, view.text("search.ui.save_name"));
        for (text, ending, format) in tables {
            if ui.button(view.text(text)).clicked() {
                let sheet = Sheet::of(view, state);
                save_file::ask(actions, "search.ui.save_title", &name, ending, move |_| {
                    let bytes = table::write(&sheet.table(), format, sheet.language).map_err(|error| error.tell())?;
                    Ok(Made::whole(bytes))
                });
                ui.close();
            }
        }
        let pages =
            [("search.ui.save_docx", "docx", QuoteFormat::Docx), ("search.ui.save_html", "html", QuoteFormat::Html)];
        for (text, ending, format) in pages {
            if ui.button(view.text(text)).clicked() {
                let sheet = Sheet::of(view, state);
                save_file::ask(actions, "search.ui.save_title", &name, ending, move |_| {
                    let bytes = quotes::write(&sheet.quotes(), format, sheet.language).map_err(|error| error.tell())?;
                    Ok(Made::whole(bytes))
                });
                ui.close();
            }
        }
    });
    response.on_hover_text(label);
}

/// Where a line stands, as it is cited: title, speaker, paragraph, page.
#[must_use]
pub(super) fn source(language: Language, title: &str, line: &Line) -> String {
    let paragraph = language.say(&Message::new("search.ui.paragraph").with("number", line.paragraph));
    let page = line.page.as_ref().map(|page| language.say(&Message::new("search.ui.source_page").with("page", page)));
    let parts = [Some(title.to_owned()), line.speaker.clone(), Some(paragraph), page];
    parts.into_iter().flatten().collect::<Vec<_>>().join(language.text("export.between.parts"))
}

impl Sheet {
    fn of(view: &ShellView, state: &SearchView) -> Self {
        let results = &state.results;
        let only_ticked = results.taken == Taken::Ticked && !results.ticked.is_empty();
        // A word tree lists none, and what was listed before it may be of another query.
        let listed = if results.listing == Listing::Tree { &results.hits } else { &results.listed };
        let hits = listed.iter().filter(|hit| !only_ticked || results.ticked.contains(hit));
        Self {
            project: Arc::clone(&view.project),
            language: view.language,
            query: results.query.to_string(),
            hits: hits.copied().collect(),
            unit: results.unit,
            unit_name: view.text(super::tools::unit_id(results.unit)).to_owned(),
            context: results.context,
        }
    }

    fn text(&self, id: &'static str) -> String {
        self.language.text(id).to_owned()
    }

    fn notes(&self) -> Vec<(String, String)> {
        vec![
            (self.text("search.ui.about_project"), self.project.title.clone()),
            (self.text("search.ui.about_query"), self.query.clone()),
            (self.text("search.ui.about_hits"), self.hits.len().to_string()),
            (self.text("search.ui.about_unit"), self.unit_name.clone()),
        ]
    }

    /// One hit a row, in the order of the list.
    fn table(&self) -> Table {
        let columns = HitColumns { language: self.language, context: self.context, unit: self.unit };
        columns.table(&self.project, self.text("search.ui.save_name"), &self.hits, self.notes())
    }

    /// Passages under their documents; several hits in one passage are one excerpt.
    fn quotes(&self) -> Quotes {
        let mut groups: Vec<QuoteGroup> = Vec::new();
        let mut last: Option<(crate::model::DocumentId, Span)> = None;
        for hit in self.hits.iter() {
            let Some(document) = self.project.document(hit.document) else { continue };
            let Some(line) = concordance::line(document, *hit, 0) else { continue };
            let span = widen(document, hit.span, self.unit);
            if last == Some((hit.document, span)) {
                continue;
            }
            last = Some((hit.document, span));
            let codes = codes_on(&self.project, *hit).join(self.language.text("export.between.items"));
            let label = |value: &str| {
                let said = Message::new("export.labelled").with("label", self.text("search.ui.column.codes"));
                self.language.say(&said.with("value", value))
            };
            let quote = Quote {
                text: document.text.slice(span).to_owned(),
                source: source(self.language, &document.title, &line),
                note: Some(label(&codes)).filter(|_| !codes.is_empty()),
            };
            match groups.last_mut().filter(|group| group.heading == document.title) {
                Some(group) => group.quotes.push(quote),
                None => groups.push(QuoteGroup { heading: document.title.clone(), quotes: vec![quote] }),
            }
        }
        let title = Message::new("search.ui.quotes_title").with("project", &self.project.title);
        Quotes { title: self.language.say(&title), about: self.notes(), groups }
    }
}
