//! What is asked before codes are merged or deleted: what becomes of their codings stands in the question.

use crate::app::actions::Action;
use crate::app::dialogs::{Confirm, Dialog, Gravity};
use crate::app::shell::ShellView;
use crate::model::gesture::{doomed, topmost};
use crate::model::{CodeId, Message};

/// Asks before codes are merged into another, and says what happens to their codings.
#[must_use]
pub fn confirm_merge(view: &ShellView, from: Vec<CodeId>, into: CodeId) -> Dialog {
    let name = |id| view.project.code(id).map_or("", |code| &code.name);
    let count: usize = from.iter().filter_map(|&id| view.codebook.row(id)).map(|row| row.own).sum();
    let (title, text) = match from.as_slice() {
        [one] => (
            Message::new("dialog.merge").with("from", name(*one)),
            Message::new("dialog.merge_text").with("from", name(*one)),
        ),
        many => (
            Message::new("dialog.merge_many").with("codes", many.len()),
            Message::new("dialog.merge_many_text").with("codes", many.len()),
        ),
    };
    Dialog::Confirm(Confirm {
        title: title.with("into", name(into)),
        text: text.with("into", name(into)).with("count", count),
        deed: "dialog.merge_deed",
        gravity: Gravity::Changes,
        then: Some(Action::MergeCodes { from, into }),
    })
}

/// Asks before codes go, and says how many codes below them and how many codings, in how many documents, go with
/// them; and whether these are other people's too.
#[must_use]
pub fn confirm_delete(view: &ShellView, codes: Vec<CodeId>) -> Dialog {
    let doomed = doomed(&view.project, &codes);
    let below = doomed.codes.saturating_sub(codes.len());
    let title = match codes.as_slice() {
        [one] => {
            let name = view.project.code(*one).map_or("", |code| &code.name);
            Message::new("dialog.delete_code").with("code", name)
        }
        many => Message::new("dialog.delete_codes").with("count", many.len()),
    };
    let text = match (below, doomed.codings, doomed.coders) {
        (0, 0, _) => "dialog.delete_codes_unused",
        (_, 0, _) => "dialog.delete_codes_unused_below",
        (0, _, ..=1) => "dialog.delete_codes_text",
        (_, _, ..=1) => "dialog.delete_codes_below_text",
        (0, ..) => "dialog.delete_codes_of_many_text",
        (..) => "dialog.delete_codes_below_of_many_text",
    };
    let text = Message::new(text)
        .with("below", below)
        .with("count", doomed.codings)
        .with("documents", doomed.documents)
        .with("coders", doomed.coders);
    let codes = topmost(&view.project, &codes);
    Dialog::Confirm(Confirm {
        title,
        text,
        deed: "dialog.delete",
        gravity: Gravity::Removes,
        then: Some(Action::DeleteCodes(codes)),
    })
}
