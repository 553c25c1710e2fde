//! What was found in memos, definitions and notes of cases: whose note it is, and what stands there with the hits
//! marked. As in the list of hits a click looks at one, and a double click or Enter opens it where it was written.
//!
//! Only rows that are seen are laid out; how high each one is, is estimated from its characters beforehand. Notes
//! are neither ticked nor coded: they are no data.

use std::ops::Range;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, FontId, Frame, Margin, Rect, Response, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::SearchView;
use super::list::ground;
use crate::app::actions::{Action, Actions, Choice, Passage, Workspace};
use crate::app::fonts;
use crate::app::panels::memos::{self, MemoAction, Shown};
use crate::app::panels::parts::{self, Piece};
use crate::app::panels::rows::Rows;
use crate::app::panels::status_bar::grouped;
use crate::app::shell::{Shell, ShellView};
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::model::{Case, CaseMember, CharIndex, CodingKey, Colour, MemoOn, Message, Project};
use crate::search::{CodeText, NoteHit, NoteOwner, Query, Target, any_notes, note_places};

/// Height of the line that says whose note it is.
const HEAD: f32 = 26.0;
/// Height of a line of the note.
const LINE: f32 = 22.0;
/// Below a note.
const GAP: f32 = 14.0;
/// At most so many lines of a note are shown.
const LINES: u32 = 4;
/// Beside the words.
const LEFT: f32 = 26.0;
/// A first hit further in than this many characters is shown with half as many before it.
const BEFORE: u32 = 100;
/// The most characters of a note that are laid out.
const LONGEST: u32 = 600;
/// The most of the coded words that is shown.
const CODED: usize = 40;

/// What was found and how one looks at it; may be dropped.
#[derive(Default)]
pub struct NotesView {
    /// What was found last, in the order of lists.
    pub found: Arc<[NoteHit]>,
    /// What the last answer was put to.
    target: Target,
    places: usize,
    rows: Rows,
    /// The one that is looked at.
    current: Option<usize>,
    /// For which width the rows end where.
    ends: Option<(u32, Vec<f64>)>,
    /// Whether there was anything to look through, in which state of the project.
    written: Option<(u64, Target, bool)>,
}

impl NotesView {
    /// Takes an answer. `same`: to the same query as before, so the list stays where it is.
    pub(super) fn take(&mut self, query: &str, found: Vec<NoteHit>, same: bool) {
        self.target = Query::parse(query).map_or(Target::Texts, |query| query.target());
        self.places = note_places(&found);
        self.found = found.into();
        self.ends = None;
        if !same {
            self.rows.rewind();
            self.current = None;
        }
    }

    /// Lets go of what was found.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// What the last answer was put to.
    pub(super) fn target(&self) -> Target {
        self.target
    }

    /// Whether the project has anything of this; looked up once in each of its states.
    pub(super) fn is_written(&mut self, view: &ShellView, target: Target) -> bool {
        match self.written {
            Some((revision, of, any)) if (revision, of) == (view.revision, target) => any,
            _ => {
                let any = any_notes(&view.project, target);
                self.written = Some((view.revision, target, any));
                any
            }
        }
    }

    /// How much was found: places and notes, or notes alone where they match as a whole.
    pub(super) fn counts(&self) -> Message {
        let has_places = self.found.iter().any(|hit| !hit.places.is_empty());
        let (with_places, alone) = match self.target {
            Target::Texts | Target::Memos => ("search.ui.memos_counts", "search.ui.memos_count"),
            Target::Definitions => ("search.ui.definitions_counts", "search.ui.definitions_count"),
            Target::Notes => ("search.ui.notes_counts", "search.ui.notes_count"),
        };
        let said = Message::new(if has_places { with_places } else { alone });
        said.with("hits", grouped(self.places as u64)).with("count", grouped(self.found.len() as u64))
    }

    fn lay_out(&mut self, width: f32) {
        let whole = width.round() as u32;
        if self.ends.as_ref().is_some_and(|(laid, _)| *laid == whole) {
            return;
        }
        let mut end = 0.0;
        let ends = self.found.iter().map(|hit| {
            end += f64::from(HEAD + LINE * Excerpt::of(hit).lines(width) as f32 + GAP);
            end
        });
        self.ends = Some((whole, ends.collect()));
    }
}

/// What of a note is shown.
struct Excerpt<'a> {
    before: &'static str,
    /// Code points of the note.
    shown: Range<u32>,
    text: &'a str,
    after: &'static str,
}

impl<'a> Excerpt<'a> {
    /// From its beginning, or from a little before the first hit where that would not be seen otherwise.
    fn of(hit: &'a NoteHit) -> Self {
        let first = hit.places.first().map_or(0, |place| place.start);
        let start = if first > BEFORE { word_start(&hit.text, first - BEFORE / 2, first) } else { 0 };
        let text = &hit.text[byte_of(&hit.text, start)..];
        let cut = byte_of(text, LONGEST);
        let (shown, rest) = text.split_at(cut);
        let ellipsis = |is_cut: bool| if is_cut { "…" } else { "" };
        let end = start + shown.chars().count() as u32;
        Self { before: ellipsis(start > 0), shown: start..end, text: shown, after: ellipsis(!rest.is_empty()) }
    }

    /// How many lines it takes, about: a character is as wide as the letters are high, one of ASCII about half.
    fn lines(&self, width: f32) -> u32 {
        let wide = |c: char| if c.is_ascii() { 0.58 } else { 1.0 };
        let room = (text_room(width) / size::BODY).max(8.0);
        let taken: f32 = self.text.chars().map(wide).sum::<f32>() + 2.0;
        // Ends of lines are not filled whole: marks and words of letters go to the next one.
        ((taken / (room - 1.5)).ceil() as u32).clamp(1, LINES)
    }

    /// Cut where a hit begins or ends.
    fn pieces(&self, places: &[Range<u32>], t: &theme::Tokens) -> Vec<Piece<'a>> {
        let mut pieces = vec![Piece::plain(self.before, t.quiet)];
        let (mut rest, mut at) = (self.text, self.shown.start);
        for place in places.iter().filter(|place| place.start < self.shown.end) {
            let (from, to) = (place.start.max(at), place.end.clamp(at, self.shown.end));
            let (plain, more) = rest.split_at(byte_of(rest, from.saturating_sub(at)));
            let (found, more) = more.split_at(byte_of(more, to.saturating_sub(from)));
            pieces.push(Piece::plain(plain, t.ink));
            pieces.push(Piece { text: found, ink: t.ink, ground: t.chosen, line: Stroke::new(1.0, t.accent) });
            (rest, at) = (more, to.max(from));
        }
        pieces.push(Piece::plain(rest, t.ink));
        pieces.push(Piece::plain(self.after, t.quiet));
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }
}

/// Where a code point begins; the end where there are fewer.
fn byte_of(text: &str, character: u32) -> usize {
    text.char_indices().nth(character as usize).map_or(text.len(), |(byte, _)| byte)
}

/// The next code point at which no word of letters is cut, before another one.
fn word_start(text: &str, from: u32, before: u32) -> u32 {
    let is_letter = |c: &char| c.is_ascii_alphanumeric();
    let inside = text.chars().skip(from.saturating_sub(1) as usize).take_while(is_letter).count() as u32;
    // The character before counts too: a word that begins here is not cut.
    (from + inside.saturating_sub(1)).min(before)
}

fn text_room(width: f32) -> f32 {
    width - LEFT - space::MEDIUM
}

/// Whose note it is, as the line above it says.
pub(in crate::app) struct Whose {
    pub colour: Option<Colour>,
    pub name: String,
    /// What of it, or where.
    place: String,
    /// What kind of note.
    pub kind: &'static str,
}

impl Whose {
    /// `None` where it is gone meanwhile; a new answer is on its way then.
    pub fn of(view: &ShellView, owner: NoteOwner) -> Option<Self> {
        let project = &view.project;
        Some(match owner {
            NoteOwner::Coding(place) => {
                let coding = project.coding(CodingKey(place))?;
                let (document, code) = (project.document(place.document)?, project.code_of(coding)?);
                let paragraph = document.text.paragraph_of(coding.span.start) + 1;
                let words = document.text.slice(coding.span);
                let mut quote: String = words.chars().take(CODED).map(|c| if c == '\n' { ' ' } else { c }).collect();
                if quote.len() < words.len() {
                    quote.push('…');
                }
                let said = Message::new("search.ui.memo_place").with("title", &document.title);
                let place = view.say(&said.with("paragraph", paragraph).with("words", quote));
                Self { colour: Some(code.colour), name: code.name.clone(), place, kind: "inspector.memo" }
            }
            NoteOwner::Code(id, text) => {
                let code = project.code(id)?;
                let kind = match text {
                    CodeText::Definition => "inspector.definition",
                    CodeText::Inclusion => "inspector.inclusion",
                    CodeText::Exclusion => "inspector.exclusion",
                    CodeText::Example => "inspector.example",
                };
                let name = project.code_names(id).join(" › ");
                Self { colour: Some(code.colour), name, place: view.text(kind).to_owned(), kind }
            }
            NoteOwner::Memo(id) => {
                let memo = project.memo(id)?;
                let on = project.memo_on(memo);
                let colour = if let MemoOn::Code(code) = on { Some(project.code(code)?.colour) } else { None };
                let name = Some(memo.name()).filter(|name| !name.is_empty());
                let name = name.unwrap_or_else(|| view.text("memos.untitled").to_owned());
                Self { colour, name, place: memos::about(view, on), kind: "inspector.memo" }
            }
            NoteOwner::Case(id) => {
                let kind = "search.ui.case_note";
                let name = project.case(id)?.name.clone();
                Self { colour: None, name, place: view.text(kind).to_owned(), kind }
            }
        })
    }
}

/// Draws the list.
pub fn notes_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView, actions: &mut Actions) {
    // What stands below the line touches it.
    ui.spacing_mut().item_spacing.y = 0.0;
    widgets::hairline(ui);
    let frame = Frame::new().inner_margin(Margin { left: 16, right: 8, top: 4, bottom: 0 });
    let notes = &mut state.notes;
    // Enter would click the row.
    let is_free = !ui.ctx().text_edit_focused() && !widgets::composing(ui.ctx());
    let entered = notes
        .rows
        .focused()
        .filter(|_| is_free && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter)));
    let mut opened = entered;
    let chosen = frame.show(ui, |ui| {
        notes.lay_out(ui.available_width());
        let found = Arc::clone(&notes.found);
        let ends = notes.ends.as_ref().map_or(&[] as &[f64], |(_, ends)| ends);
        let current = notes.current;
        notes.rows.ui_of_ends(ui, "notes", ends, |ui, rect, row, response| {
            if let Some(hit) = found.get(row) {
                note_ui(ui, view, hit, rect, response, current == Some(row));
            }
            if response.double_clicked() {
                opened = Some(row);
            }
        })
    });
    let notes = &mut state.notes;
    notes.current = chosen.inner.or(notes.rows.with_keyboard()).or(notes.current);
    if let Some(hit) = opened.and_then(|row| state.notes.found.get(row)) {
        state.recent.remember(state.query.get());
        open_note(&view.project, hit.owner, actions);
    }
}

fn note_ui(ui: &Ui, view: &ShellView, hit: &NoteHit, rect: Rect, response: &Response, is_current: bool) {
    let t = theme::tokens(ui);
    let Some(whose) = Whose::of(view, hit.owner) else { return };
    let count = view.say(&Message::new("search.ui.hits_here").with("count", hit.places.len()));
    let excerpt = Excerpt::of(hit);
    response.widget_info(|| {
        let kind = view.text(whose.kind);
        let what = if kind == whose.place { String::new() } else { format!(" {}", whose.place) };
        let heard = format!("{kind} {}{what}: {}{}{}", whose.name, excerpt.before, excerpt.text, excerpt.after);
        let mut info = WidgetInfo::labeled(Role::ListItem, true, heard);
        info.selected = Some(is_current);
        info
    });
    let place = rect.with_max_y(rect.bottom() - 4.0);
    ground(ui, place, response, is_current.then_some(t.hover));
    if is_current {
        let bar = Rect::from_min_size(place.left_top() + Vec2::new(0.0, 6.0), Vec2::new(3.0, place.height() - 12.0));
        ui.painter().rect_filled(bar, 1.5, t.accent);
    }
    let head = Rect::from_min_max(
        pos2(rect.left() + LEFT, rect.top() + 3.0),
        pos2(rect.right() - space::MEDIUM, rect.top() + 3.0 + HEAD),
    );
    if let Some(colour) = whose.colour {
        let dot = pos2(rect.left() + LEFT / 2.0 + 2.0, head.center().y);
        ui.painter().circle_filled(dot, 4.5, theme::stripe(colour, theme::theme_of(ui)));
    }
    let small = FontId::proportional(size::SMALL);
    let taken = if hit.places.len() > 1 {
        widgets::text_in(ui, head, &count, small.clone(), t.quiet, Align::Max) + space::MEDIUM
    } else {
        0.0
    };
    let name = head.with_max_x((head.right() - taken).min(head.left() + head.width() * 0.6));
    let width = widgets::text_in(ui, name, &whose.name, FontId::new(size::BODY, fonts::bold()), t.ink, Align::Min);
    let place = head.with_min_x(head.left() + width + space::MEDIUM).with_max_x(head.right() - taken);
    widgets::text_in(ui, place, &whose.place, small, t.quiet, Align::Min);
    let room = Vec2::new(text_room(rect.width()), rect.bottom() - GAP - head.bottom() + 3.0);
    let pieces = excerpt.pieces(&hit.places, t);
    let rows = (room.y / LINE).round().max(1.0) as usize;
    let galley = parts::passage(ui, &pieces, &FontId::proportional(size::BODY), room.x, rows);
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(head.left_bottom(), galley, t.ink);
}

/// Opens what a note belongs to, with the note beside it where there is a place for it.
pub(in crate::app) fn open_note(project: &Project, owner: NoteOwner, actions: &mut Actions) {
    match owner {
        NoteOwner::Coding(place) => {
            let Some(coding) = project.coding(CodingKey(place)) else { return };
            actions.push(Action::Reveal(Passage { document: place.document, span: coding.span }));
            actions.push(Action::Choose(Choice::Coding(coding.place(place.document))));
        }
        NoteOwner::Code(id, _) => {
            actions.push(Action::Show(Workspace::Code));
            actions.push(Action::Choose(Choice::Code(id)));
        }
        NoteOwner::Memo(id) => {
            actions.push(Action::Memo(MemoAction::Open(Shown::Memo(id))));
            return;
        }
        NoteOwner::Case(id) => {
            if let Some(case) = project.case(id) {
                actions.push(first_of(project, case));
            }
            return;
        }
    }
    // A note that nobody sees was not opened.
    actions.push(Action::With(Box::new(|shell: &mut Shell| {
        shell.desk.show_inspector();
        shell.desk.lists = true;
    })));
}

/// Goes to the first of what belongs to a case.
fn first_of(project: &Project, case: &Case) -> Action {
    let Some((member, document)) = case.members_in(project).next() else {
        return Action::Notice(Message::new("search.ui.case_empty").with("name", &case.name));
    };
    let reveal = |span| Action::Reveal(Passage { document: document.id, span });
    match member {
        CaseMember::Document(id) => Action::OpenDocument(*id),
        CaseMember::Passage { span, .. } => reveal(*span),
        CaseMember::Speaker { .. } => {
            let turns = document.structure.turns.iter();
            let said = |span: crate::model::Span| member.holds(document, CharIndex(span.start.0));
            let mut spans = turns.map(|turn| turn.span);
            spans.find(|span| said(*span)).map_or(Action::OpenDocument(document.id), reveal)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CaseId;

    fn hit(text: &str, places: &[Range<u32>]) -> NoteHit {
        let owner = NoteOwner::Case(CaseId::new(&mut crate::model::CountingMint::default()));
        NoteHit { owner, places: places.to_vec(), text: Arc::from(text) }
    }

    fn marked(hit: &NoteHit) -> Vec<(String, bool)> {
        let t = theme::Tokens::of(egui::Theme::Light);
        let pieces = Excerpt::of(hit).pieces(&hit.places, t);
        pieces.iter().map(|piece| (piece.text.to_owned(), piece.ground == t.chosen)).collect()
    }

    #[test]
    fn the_hits_of_a_note_are_marked_and_nothing_of_it_is_lost() {
        let found = hit("为何合谋？😀合谋。", &[2..4, 6..8]);
        let expected = [("为何", false), ("合谋", true), ("？😀", false), ("合谋", true), ("。", false)];
        assert_eq!(marked(&found), expected.map(|(text, is_hit)| (text.to_owned(), is_hit)));
        let whole = hit("只按条件找到的备忘", &[]);
        assert_eq!(marked(&whole), [("只按条件找到的备忘".to_owned(), false)]);
    }

    #[test]
    fn a_first_hit_far_in_is_seen_and_a_long_note_is_cut() {
        let text = format!("{}合谋{}", "前".repeat(300), "后".repeat(900));
        let pieces = marked(&hit(&text, std::slice::from_ref(&(300..302))));
        let lengths: Vec<usize> = pieces.iter().map(|(text, _)| text.chars().count()).collect();
        assert_eq!(lengths, [1, 50, 2, 548, 1]);
        assert_eq!((pieces[0].0.as_str(), pieces[2].1, pieces[4].0.as_str()), ("…", true, "…"));
    }

    #[test]
    fn no_word_of_letters_is_cut_before_a_hit() {
        assert_eq!(word_start("as interviewees say", 6, 16), 15);
        assert_eq!(word_start("as interviewees say", 3, 16), 3);
        assert_eq!(word_start(&"a".repeat(90), 40, 60), 60);
    }

    #[test]
    fn a_note_takes_as_many_lines_as_it_needs_and_no_more_than_a_few() {
        let lines = |text: &str| Excerpt::of(&hit(text, &[])).lines(600.0);
        assert_eq!((lines("短"), lines(&"字".repeat(2_000))), (1, LINES));
        assert!(lines(&"字".repeat(60)) == 2 && lines(&"a".repeat(60)) == 1);
    }
}
