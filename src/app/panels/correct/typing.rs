//! From keys, text and input methods to the draft: what stands in the whole text can be selected, typed over, cut and
//! pasted, across paragraphs too.
//!
//! Events are taken in the order in which they came: what is typed after an arrow stands where the arrow led. What an
//! input method composes is shown and reaches the draft when it is committed, not before.

use egui::text_edit::TextEditState;
use egui::{Event, ImeEvent, Key, Modifiers, Ui};

use super::Open;
use super::screen::Composition;
use crate::app::commands::UiCommand;
use crate::app::text_view::{Anchor, DocumentView, Motion, Stretch, Style, Unit, Words};
use crate::model::{CharIndex, Span, Text};

/// What typing has to know besides the text.
pub(super) struct Ground<'a> {
    /// How the text is set.
    pub style: &'a Style,
    /// Finds words in Chinese.
    pub words: Option<Words<'a>>,
    /// Of the column with its margins.
    pub width: f32,
}

/// Takes what was typed since the last frame.
pub(super) fn typing(ui: &Ui, open: &mut Open, ground: &Ground<'_>) {
    let Some(id) = open.column.id() else { return };
    if !ui.memory(|memory| memory.has_focus(id)) {
        return stop_composing(open);
    }
    if TextEditState::load(ui.ctx(), id).is_none() {
        // By this the window knows that letters are typed here and are no commands.
        TextEditState::default().store(ui.ctx(), id);
    }
    follow_click(ui, open);
    let mut ours = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let taken = is_ours(event);
            if taken || matches!(event, Event::WindowFocused(false)) {
                ours.push(event.clone());
            }
            !taken
        });
    });
    let mut letter = None;
    for event in ours {
        if let Event::Text(text) = &event
            && letter.take().is_some_and(|key: Key| key.name().eq_ignore_ascii_case(text))
        {
            // Some systems tell the letter of a command as typed, too.
            continue;
        }
        if let Event::Key { key, modifiers, .. } = &event
            && unit_of(*key, *modifiers).is_some()
        {
            letter = Some(*key);
        }
        take(ui, open, ground, event);
    }
}

/// What the keys take that grow a selection, here as in reading.
fn unit_of(key: Key, modifiers: Modifiers) -> Option<Unit> {
    let units = [
        (UiCommand::SelectWord, Unit::Word),
        (UiCommand::SelectSentence, Unit::Sentence),
        (UiCommand::SelectParagraph, Unit::Paragraph),
    ];
    let pressed = |command: UiCommand| {
        let keys = command.shortcut();
        keys.is_some_and(|keys| keys.logical_key == key && modifiers.matches_exact(keys.modifiers))
    };
    units.into_iter().find(|(command, _)| pressed(*command)).map(|(_, unit)| unit)
}

fn is_ours(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Ime(_) | Event::Paste(_) | Event::Copy | Event::Cut => true,
        Event::Key { key, pressed: true, modifiers, .. } => match key {
            Key::Backspace | Key::Delete => true,
            Key::Enter => !modifiers.command && !modifiers.alt,
            Key::A | Key::Z | Key::Y => modifiers.command && !modifiers.alt,
            _ => Motion::of_key(*key, *modifiers).is_some() || unit_of(*key, *modifiers).is_some(),
        },
        _ => false,
    }
}

fn take(ui: &Ui, open: &mut Open, ground: &Ground<'_>, event: Event) {
    let line_end = |text: &str| text == "\n" || text == "\r";
    match event {
        Event::Ime(ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text)) if line_end(&text) => {}
        Event::Ime(ImeEvent::Preedit { text, active_range_chars }) => {
            let caret = active_range_chars.map(|range| range.end);
            compose(open, text, caret);
        }
        Event::Ime(ImeEvent::Commit(text)) => {
            stop_composing(open);
            if !text.is_empty() {
                insert(open, &text);
            }
        }
        Event::Ime(ImeEvent::DeleteSurrounding { before_chars, after_chars }) => {
            stop_composing(open);
            let (start, end) = selected(open);
            let least = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let (before, after) = (least(before_chars), least(after_chars));
            replace(open, start.saturating_sub(before), end.saturating_add(after), "");
        }
        Event::Text(text) => {
            stop_composing(open);
            if !text.is_empty() && !line_end(&text) {
                insert(open, &text);
            }
        }
        Event::WindowFocused(false) => stop_composing(open),
        // While something is composed every key belongs to the input method.
        _ if open.composing.is_some() => {}
        Event::Paste(text) => insert(open, &text),
        Event::Copy => copy(ui, open, selected(open)),
        Event::Cut => {
            // What is put in again where it was taken out leaves the text as it was.
            if let Some((start, end)) = erased(open) {
                copy(ui, open, (start, end));
                replace(open, start, end, "");
            }
        }
        Event::Key { key, modifiers, .. } => press(ui, open, ground, key, modifiers),
        _ => {}
    }
}

fn press(ui: &Ui, open: &mut Open, ground: &Ground<'_>, key: Key, modifiers: Modifiers) {
    let by_word = modifiers.ctrl || modifiers.alt;
    match key {
        Key::Enter => insert(open, "\n"),
        Key::Backspace if by_word => erase(open, ground, Stretch::WordBefore),
        Key::Backspace => erase(open, ground, Stretch::LetterBefore),
        Key::Delete if by_word => erase(open, ground, Stretch::WordAfter),
        Key::Delete => erase(open, ground, Stretch::LetterAfter),
        Key::A => open.column.put(CharIndex(0), CharIndex(open.draft.text().char_len())),
        Key::Z if !modifiers.shift => open.undo(),
        Key::Z | Key::Y => open.redo(),
        _ => {
            if let Some(unit) = unit_of(key, modifiers) {
                return open.column.extend(unit);
            }
            let Some(motion) = Motion::of_key(key, modifiers) else { return };
            let anchor = if modifiers.shift { Anchor::Held } else { Anchor::Follows };
            open.screen.follow(&open.draft, None);
            let Some(document) = open.screen.document() else { return };
            let view = DocumentView { words: ground.words, ..DocumentView::new(document, ground.style) };
            open.column.travel(ui, &view, ground.width, motion, anchor);
        }
    }
}

/// The two ends of what is selected, in order.
fn selected(open: &Open) -> (u32, u32) {
    let (anchor, head) = open.column.ends();
    (anchor.0.min(head.0), anchor.0.max(head.0))
}

fn insert(open: &mut Open, with: &str) {
    let (start, end) = selected(open);
    replace(open, start, end, with);
}

fn replace(open: &mut Open, start: u32, end: u32, with: &str) {
    let before = (open.draft.generation(), open.draft.text().char_len());
    let end = end.min(before.1);
    open.draft.replace(start..end, with);
    let behind = before.1 - end;
    let caret = if open.draft.generation() == before.0 { end } else { open.draft.text().char_len() - behind };
    open.column.put(CharIndex(caret), CharIndex(caret));
    open.column.show_caret();
}

/// Erases what is selected, or a stretch beside the caret.
fn erase(open: &mut Open, ground: &Ground<'_>, stretch: Stretch) {
    if let Some((start, end)) = erased(open) {
        return replace(open, start, end, "");
    }
    let (start, _) = selected(open);
    let other = stretch.from(open.draft.text(), CharIndex(start), ground.words).0;
    if other != start {
        replace(open, start.min(other), start.max(other), "");
    }
}

/// What goes where the selection is erased or cut; `None` where nothing is selected.
fn erased(open: &Open) -> Option<(u32, u32)> {
    let (start, end) = selected(open);
    (start < end).then(|| with_its_line_end(open.draft.text(), start, end))
}

/// Who erases whole paragraphs wants no empty line in their place.
fn with_its_line_end(text: &Text, start: u32, end: u32) -> (u32, u32) {
    let first = text.paragraph_range(text.paragraph_of(CharIndex(start)));
    let last = text.paragraph_range(text.paragraph_of(CharIndex(end)));
    if start != first.start || end != last.end {
        return (start, end);
    }
    if end < text.char_len() {
        (start, end + 1)
    } else {
        // The last one: the line end before it goes.
        (start.saturating_sub(1), end)
    }
}

fn copy(ui: &Ui, open: &Open, (start, end): (u32, u32)) {
    if let Some(span) = Span::new(start, end) {
        ui.copy_text(open.draft.text().slice(span).to_owned());
    }
}

fn compose(open: &mut Open, text: String, caret: Option<usize>) {
    if text.is_empty() {
        return stop_composing(open);
    }
    let (start, end) = selected(open);
    let (place, held) = match open.composing.take() {
        Some(before) => (before.place, before.held),
        None => (start..end, open.column.ends()),
    };
    let len = text.chars().count();
    let caret = CharIndex(place.start + caret.unwrap_or(len).min(len) as u32);
    open.column.put(caret, caret);
    open.column.show_caret();
    open.composing = Some(Composition { text, place, held, caret });
}

/// What was composed and not committed leaves nothing behind.
pub(super) fn stop_composing(open: &mut Open) {
    if let Some(Composition { held: (anchor, head), .. }) = open.composing.take() {
        open.column.put(anchor, head);
    }
}

/// A click in the text while something is composed ends that, and the caret stands where the click was.
fn follow_click(ui: &Ui, open: &mut Open) {
    let Some(composing) = &open.composing else { return };
    let (anchor, head) = open.column.ends();
    if (anchor, head) == (composing.caret, composing.caret) {
        return;
    }
    let (anchor, head) = (composing.back(anchor), composing.back(head));
    open.composing = None;
    open.column.put(anchor, head);
    ui.memory_mut(egui::Memory::interrupt_ime);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_is_erased_whole_takes_its_line_end_along() {
        let text = Text::new("一二\n三四\n五").unwrap();
        assert_eq!(with_its_line_end(&text, 3, 5), (3, 6), "in the middle");
        assert_eq!(with_its_line_end(&text, 0, 5), (0, 6), "two of them");
        assert_eq!(with_its_line_end(&text, 6, 7), (5, 7), "the last one");
        assert_eq!(with_its_line_end(&text, 0, 7), (0, 7), "all there is");
        assert_eq!(with_its_line_end(&text, 3, 4), (3, 4), "a part of one stays in its line");
        assert_eq!(with_its_line_end(&text, 1, 5), (1, 5));
    }
}
