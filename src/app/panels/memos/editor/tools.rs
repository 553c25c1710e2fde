//! How the text of a memo is shown, and marks of Markdown put around what is selected, for those who do not know them
//! by heart.

use std::ops::Range;

use egui::widgets::text_edit::TextEditState;
use egui::{Id, Ui};

use super::super::Mode;
use super::{Editor, TEXT, set_caret};
use crate::app::panels::parts;
use crate::app::shell::ShellView;
use crate::app::theme::space;
use crate::app::widgets;

/// Draws them.
pub(super) fn tools_ui(ui: &mut Ui, view: &ShellView, mode: &mut Mode, editor: &mut Editor) {
    let id = Id::unique(TEXT);
    let wide = ui.available_width() >= 760.0;
    let mut modes = vec![(Mode::Write, view.text("memos.mode_write")), (Mode::Read, view.text("memos.mode_read"))];
    if wide {
        modes.push((Mode::Both, view.text("memos.mode_both")));
    } else if *mode == Mode::Both {
        *mode = Mode::Write;
    }
    ui.horizontal_wrapped(|ui| {
        parts::segments_ui(ui, &modes, mode);
        if *mode == Mode::Read {
            return;
        }
        ui.add_space(space::SMALL);
        ui.add_enabled_ui(view.writing(), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (text, before, after, line) in [
                ("memos.tool_bold", "**", "**", false),
                ("memos.tool_heading", "## ", "", true),
                ("memos.tool_list", "- ", "", true),
                ("memos.tool_quote", "> ", "", true),
                ("memos.tool_link", "[[", "", false),
            ] {
                let label = widgets::caption(ui, view.text(text));
                if ui.add(egui::Button::new(label).frame_when_inactive(false)).clicked() {
                    let state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
                    let end = editor.text.text.text.chars().count();
                    let range = state.cursor.char_range().map_or(end..end, |range| {
                        let sorted = range.as_sorted_char_range();
                        sorted.start.0.min(end)..sorted.end.0.min(end)
                    });
                    let (text, caret) = marked(&editor.text.text.text, &range, before, after, line);
                    editor.text.text.text = text;
                    set_caret(ui, id, caret);
                }
            }
        });
    });
}

/// A text with marks around some of its characters, or before each of their lines; and what is selected then.
fn marked(text: &str, range: &Range<usize>, before: &str, after: &str, lines: bool) -> (String, Range<usize>) {
    let characters: Vec<char> = text.chars().collect();
    let of = |range: Range<usize>| characters[range].iter().collect::<String>();
    if !lines {
        let (head, middle, tail) = (of(0..range.start), of(range.clone()), of(range.end..characters.len()));
        let from = range.start + before.chars().count();
        return (format!("{head}{before}{middle}{after}{tail}"), from..from + range.len());
    }
    let from = characters[..range.start].iter().rposition(|&c| c == '\n').map_or(0, |at| at + 1);
    let marked: Vec<String> = of(from..range.end).split('\n').map(|line| format!("{before}{line}")).collect();
    let marked = marked.join("\n");
    let caret = from + marked.chars().count();
    (format!("{}{marked}{}", of(0..from), of(range.end..characters.len())), caret..caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_around_what_is_selected_or_before_its_lines() {
        assert_eq!(marked("先问机构", &(2..4), "**", "**", false), ("先问**机构**".to_owned(), 4..6));
        assert_eq!(marked("一\n二\n三", &(2..5), "- ", "", true).0, "一\n- 二\n- 三");
        assert_eq!(marked("", &(0..0), "> ", "", true), ("> ".to_owned(), 2..2));
    }
}
