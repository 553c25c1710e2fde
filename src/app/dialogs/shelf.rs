//! What the project keeps for searching, to be made, changed, renamed and removed: saved searches, and lists of
//! synonyms. On the left their names, on the right the one that is chosen.
//!
//! Each change is one commit that undo takes back. Going to another one saves what was changed here, where it can
//! be saved; closing does not.

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::TextEditState;
use egui::{Align, FontId, Layout, Rect, ScrollArea, Ui, Vec2, pos2};

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions, SearchSide};
use crate::app::icons::Icon;
use crate::app::panels::search::{Count, Counts, For};
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, ROW_HEIGHT, size, space};
use crate::app::widgets::{self, RowLook, Settled};
use crate::model::{Message, Shelf, ShelfItem, Tell};
use crate::search::{Node, Query, Term, Wording};

/// Height of the list and of what stands beside it.
const HEIGHT: f32 = 330.0;
/// How many characters of a query become its first name.
const NAME_OF_QUERY: usize = 24;

/// What is shown at first.
enum Opens {
    /// The one of this name, or the first.
    Kept(Option<String>),
    /// What stands in the fields.
    New,
}

/// The open question.
pub struct ShelfDialog {
    shelf: Shelf,
    opens: Opens,
    /// The name under which the project keeps what is shown; `None` for a new one.
    chosen: Option<String>,
    name: Settled,
    value: Settled,
    counts: Counts,
    wants_keyboard: bool,
}

impl ShelfDialog {
    /// With the one of this name, or the first.
    #[must_use]
    pub fn open(shelf: Shelf, name: Option<&str>) -> Self {
        Self {
            shelf,
            opens: Opens::Kept(name.map(ToOwned::to_owned)),
            chosen: None,
            name: Settled::default(),
            value: Settled::default(),
            counts: Counts::default(),
            wants_keyboard: true,
        }
    }

    /// With a new one for this query.
    #[must_use]
    pub fn save_search(query: &str) -> Self {
        let name: String = query.chars().take(NAME_OF_QUERY).collect();
        let (name, value) = (Settled::of(&name), Settled::of(query));
        Self { opens: Opens::New, name, value, ..Self::open(Shelf::Search, None) }
    }

    /// Of the words or searches shown.
    pub fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// What stands in the fields.
    fn item(&self) -> ShelfItem {
        ShelfItem::new(self.shelf, self.name.get(), self.value.get())
    }

    fn held<'a>(&self, shell: &'a ShellView) -> Option<&'a ShelfItem> {
        shell.project.shelf_item(self.shelf, self.chosen.as_deref()?)
    }

    /// Whether something else is kept under the name in the field.
    fn is_taken(&self, shell: &ShellView) -> bool {
        let other = shell.project.shelf_item(self.shelf, self.name.get());
        other.is_some_and(|other| self.held(shell).is_none_or(|held| held.id() != other.id()))
    }

    fn is_changed(&self, shell: &ShellView) -> bool {
        self.held(shell) != Some(&self.item())
    }

    fn can_be_saved(&self, shell: &ShellView) -> bool {
        let item = self.item();
        let is_query = self.shelf != Shelf::Search || Query::parse(&item.value).is_ok();
        shell.writing() && self.is_changed(shell) && item.is_good() && is_query && !self.is_taken(shell)
    }

    fn show(&mut self, item: Option<&ShelfItem>) {
        self.chosen = item.map(|item| item.name.clone());
        self.name = Settled::of(item.map_or("", |item| &item.name));
        self.value = Settled::of(item.map_or("", |item| &item.value));
        self.wants_keyboard = true;
    }

    fn save(&mut self, shell: &ShellView, actions: &mut Actions) {
        let item = self.item();
        let from = self.held(shell).map(|held| held.name.clone());
        self.show(Some(&item));
        actions.push(Action::With(Box::new(move |shell| shell.keep_on_shelf(from.as_deref(), item))));
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        let Some(shell) = view.shell else { return Stay::Close };
        if let Opens::Kept(name) = std::mem::replace(&mut self.opens, Opens::New) {
            let named = name.and_then(|name| shell.project.shelf_item(self.shelf, &name));
            let first = || shell.project.shelf(self.shelf).next();
            self.show(named.or_else(first).cloned().as_ref());
        }
        if self.chosen.is_some() && self.held(shell).is_none() {
            // It was renamed or taken off by an undo behind the dialog.
            self.chosen = None;
        }
        super::title(ui, view.text(self.text("query.searches", "query.synonyms")));
        ui.label(widgets::quiet(ui, view.text(self.text("query.searches_line", "query.synonyms_line"))));
        ui.add_space(space::TINY);
        let mut deed = super::deed_pressed(ui);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            ui.allocate_ui_with_layout(Vec2::new(190.0, HEIGHT), Layout::top_down(Align::Min), |ui| {
                self.list_ui(ui, shell, actions);
            });
            ui.vertical(|ui| {
                ui.set_min_height(HEIGHT);
                deed |= self.fields_ui(ui, shell, actions);
            });
        });
        self.foot_ui(ui, shell, deed, actions)
    }

    fn text(&self, search: &'static str, synonyms: &'static str) -> &'static str {
        if self.shelf == Shelf::Search { search } else { synonyms }
    }

    fn list_ui(&mut self, ui: &mut Ui, shell: &ShellView, actions: &mut Actions) {
        ui.spacing_mut().item_spacing.y = 1.0;
        let items: Vec<&ShelfItem> = shell.project.shelf(self.shelf).collect();
        let mut next = None;
        let room = HEIGHT - 40.0;
        ScrollArea::vertical().id_salt("on the shelf").max_height(room).auto_shrink([false, false]).show(ui, |ui| {
            if items.is_empty() {
                ui.label(widgets::caption(ui, shell.text(self.text("query.saved_none", "query.synonyms_none"))));
            }
            for item in items {
                let is_chosen = self.chosen.as_deref() == Some(&item.name);
                let look = if is_chosen { RowLook::Chosen } else { RowLook::Plain };
                let (rect, response) = widgets::row(ui, &item.name, look, ROW_HEIGHT + 2.0);
                let inner = rect.shrink2(Vec2::new(space::SMALL, 0.0));
                let t = theme::tokens(ui);
                widgets::text_in(ui, inner, &item.name, FontId::proportional(size::BODY), t.ink, Align::Min);
                if response.clicked() && !is_chosen {
                    next = Some(Some(item.clone()));
                }
            }
        });
        ui.add_space(space::TINY);
        let add = shell.text(self.text("query.new_search", "query.new_synonyms"));
        if ui.add_enabled_ui(shell.writing(), |ui| widgets::link_button(ui, add)).inner.clicked() {
            next = Some(None);
        }
        if let Some(next) = next {
            if self.can_be_saved(shell) {
                self.save(shell, actions);
            }
            self.show(next.as_ref());
        }
    }

    /// Says whether Enter was pressed in the field of the name: it is to be saved.
    fn fields_ui(&mut self, ui: &mut Ui, shell: &ShellView, actions: &mut Actions) -> bool {
        ui.add_enabled_ui(shell.writing(), |ui| {
            let label = shell.text(self.text("query.search_name", "query.synonyms_name"));
            let name = widgets::labelled_line(ui, label, &mut self.name.text, "");
            if std::mem::take(&mut self.wants_keyboard) {
                name.request_focus();
                // Written over by whoever has a better one.
                let end = CCursor::new(CharIndex(self.name.text.chars().count()));
                let mut edited = TextEditState::load(ui.ctx(), name.id).unwrap_or_default();
                edited.cursor.set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
                edited.store(ui.ctx(), name.id);
            }
            let entered = name.lost_focus() && super::entered(ui);
            self.name.settle(ui.ctx());
            if self.is_taken(shell) {
                let said = Message::new("query.name_taken").with("name", self.name.get().trim());
                ui.label(egui::RichText::new(shell.say(&said)).color(theme::tokens(ui).danger));
            }
            ui.add_space(space::TINY);
            match self.shelf {
                Shelf::Search => self.query_ui(ui, shell, actions),
                _ => self.words_ui(ui, shell, actions),
            }
            entered
        })
        .inner
    }

    fn query_ui(&mut self, ui: &mut Ui, shell: &ShellView, actions: &mut Actions) {
        let label = shell.text("query.search_query");
        ui.label(widgets::caption(ui, label));
        widgets::text_field(ui, label, &mut self.value.text, shell.text("search.ui.hint"), 4);
        self.value.settle(ui.ctx());
        let text = self.value.get().trim().to_owned();
        let mistakes = match Query::parse(&text) {
            _ if text.is_empty() => Vec::new(),
            Err(mistake) => vec![mistake],
            Ok(query) => query.check(&shell.project),
        };
        for mistake in &mistakes {
            let place = Message::new("search.ui.mistake_at")
                .with("from", mistake.at.start + 1)
                .with("to", mistake.at.end.max(mistake.at.start + 1))
                .with("what", shell.say(&mistake.tell()));
            let said = egui::RichText::new(shell.say(&place)).color(theme::tokens(ui).danger);
            ui.add(egui::Label::new(said).wrap());
        }
        let asked = if text.is_empty() { Vec::new() } else { vec![text.clone()] };
        self.counts.follow(shell.revision, asked, For::Dialog, actions);
        if let Some(Count::Hits(count)) = self.counts.of(&text) {
            let said = Message::new("query.finds").with("count", grouped(count as u64));
            ui.label(widgets::caption(ui, shell.say(&said)));
        }
    }

    fn words_ui(&mut self, ui: &mut Ui, shell: &ShellView, actions: &mut Actions) {
        let label = shell.text("query.synonyms_words");
        let words: Vec<String> = self.item().words().map(ToOwned::to_owned).collect();
        let queries: Vec<String> = words.iter().map(|word| query_of(word)).collect();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            ui.vertical(|ui| {
                ui.set_width(220.0);
                ui.label(widgets::caption(ui, label));
                let room = HEIGHT - 110.0;
                ScrollArea::vertical().id_salt("words").max_height(room).auto_shrink([false, true]).show(ui, |ui| {
                    let hint = shell.text("query.synonyms_words_hint");
                    widgets::text_field(ui, label, &mut self.value.text, hint, 9);
                });
                self.value.settle(ui.ctx());
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(widgets::caption(ui, shell.text("query.synonyms_counts")));
                let room = HEIGHT - 110.0;
                ScrollArea::vertical().id_salt("counts").max_height(room).auto_shrink([false, true]).show(ui, |ui| {
                    for (word, query) in words.iter().zip(&queries) {
                        let count = match self.counts.of(query) {
                            Some(Count::Hits(count)) => grouped(count as u64),
                            Some(Count::Mistake) => "–".to_owned(),
                            None => String::new(),
                        };
                        let heard = Message::new("query.saved_row").with("name", word).with("count", &count);
                        word_ui(ui, word, &count, &shell.say(&heard));
                    }
                });
            });
        });
        self.counts.follow(shell.revision, queries, For::Dialog, actions);
    }

    fn foot_ui(&mut self, ui: &mut Ui, shell: &ShellView, deed: bool, actions: &mut Actions) -> Stay {
        let mut stay = Stay::Open;
        let can = self.can_be_saved(shell);
        let held = self.held(shell).cloned();
        widgets::dialog_foot(ui, |ui| {
            let save = ui.add_enabled_ui(can, |ui| super::deed_button(ui, shell.text("query.save"))).inner;
            if can && (save.clicked() || deed) {
                let is_first = self.chosen.is_none() && self.shelf == Shelf::Search;
                self.save(shell, actions);
                if is_first {
                    stay = Stay::Close;
                }
            }
            if widgets::plain_button(ui, shell.text("dialog.close")).clicked() {
                stay = Stay::Close;
            }
            let Some(held) = held else { return };
            if self.shelf == Shelf::Synonyms {
                let label = Message::new("query.synonyms_insert").with("name", &held.name);
                let name = held.name.clone();
                let insert = ui.add_enabled_ui(!self.is_changed(shell), |ui| {
                    widgets::plain_button(ui, &shell.say(&label)).clicked()
                });
                if insert.inner {
                    actions.push(Action::With(Box::new(move |shell: &mut Shell| {
                        shell.show_side(SearchSide::Find);
                        shell.views.search.insert(&reference(&name));
                    })));
                    stay = Stay::Close;
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let remove = shell.text(self.text("query.remove_search", "query.remove_synonyms"));
                let bin = ui.add_enabled_ui(shell.writing(), |ui| widgets::icon_button(ui, Icon::Bin, remove)).inner;
                if bin.clicked() {
                    let (shelf, name) = (self.shelf, held.name.clone());
                    self.show(None);
                    actions.push(Action::With(Box::new(move |shell: &mut Shell| shell.take_from_shelf(shelf, &name))));
                }
            });
        });
        stay
    }
}

fn word_ui(ui: &mut Ui, word: &str, count: &str, heard: &str) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, heard));
    let font = FontId::proportional(size::BODY);
    let taken = widgets::text_in(ui, rect.shrink2(Vec2::new(6.0, 0.0)), count, font.clone(), t.quiet, Align::Max);
    let name = Rect::from_min_max(rect.min, pos2(rect.right() - taken - space::MEDIUM, rect.bottom()));
    widgets::text_in(ui, name, word, font, t.ink, Align::Min);
}

/// The query for a word of a list, read as every word of a list is.
fn query_of(word: &str) -> String {
    Node::Term(Term { text: word.to_owned(), wording: Wording::Exact, at: 0..0 }).print()
}

/// How a list is named in a query.
#[must_use]
pub fn reference(name: &str) -> String {
    Node::Term(Term { text: name.to_owned(), wording: Wording::Synonyms, at: 0..0 }).print()
}

impl Shell {
    /// Keeps something under its name; what it was called before, where it was there, is that name's end.
    pub(in crate::app) fn keep_on_shelf(&mut self, from: Option<&str>, item: ShelfItem) {
        use crate::model::{Edit, gesture};
        let Some(session) = self.session() else { return };
        let project = session.project();
        let was = from.and_then(|name| project.shelf_item(item.shelf, name)).filter(|held| held.id() != item.id());
        let label = match was {
            Some(was) => crate::session::shelf::renaming(item.shelf, &was.name, &item.name),
            None => crate::session::shelf::putting(std::slice::from_ref(&item)),
        };
        let mut edits: Vec<Edit> = was.map(|held| Edit::RemoveItem(held.id())).into_iter().collect();
        edits.extend(gesture::put_on_shelf(project, item));
        if !edits.is_empty() {
            self.commit(label, edits);
        }
    }

    /// Takes something off its shelf, and offers to put it back.
    pub(in crate::app) fn take_from_shelf(&mut self, shelf: Shelf, name: &str) {
        let Some(session) = self.session() else { return };
        let edits = crate::model::gesture::take_off_shelf(session.project(), shelf, name);
        self.commit_and_tell(crate::session::shelf::taking_off(shelf, &[name]), edits);
    }
}
