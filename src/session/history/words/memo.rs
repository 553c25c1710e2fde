//! What was done with a memo, in words.

use super::{Names, moment, or_none, short};
use crate::model::{Edit, Memo, MemoChange, MemoId, Message};

pub(super) fn say_new_memo(id: &'static str, memo: &Memo) -> Message {
    Message::new(id).with("memo", or_none(Some(memo.name()))).with("text", or_none(Some(short(&memo.text))))
}

pub(super) fn say_memo(id: MemoId, change: &MemoChange, inverse: Option<&Edit>, names: &Names<'_>) -> Message {
    let was = if let Some(Edit::SetMemo(_, was)) = inverse { Some(was) } else { None };
    let said = |change: &MemoChange| match change {
        MemoChange::Title(text) | MemoChange::Text(text) => Some(short(text)),
        MemoChange::Labels(labels) => Some(labels.iter().map(String::as_str).collect::<Vec<_>>().join(" · ")),
        MemoChange::On(on) => names.memo_on(*on).map(|name| short(&name)),
        MemoChange::Changed(at) => Some(moment(*at)),
    };
    let id_of = match change {
        MemoChange::Title(_) => "history.edit.memo_title",
        MemoChange::Text(_) => "history.edit.memo_text",
        MemoChange::Labels(_) => "history.edit.memo_labels",
        MemoChange::On(_) => "history.edit.memo_on",
        MemoChange::Changed(_) => "history.edit.memo_changed",
    };
    let message = Message::new(id_of).with("memo", short(&names.memo(id)));
    message.with("was", or_none(was.and_then(said))).with("is", or_none(said(change)))
}
