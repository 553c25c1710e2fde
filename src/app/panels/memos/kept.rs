//! What of the Memos workspace is kept for next time: which memos are listed, in which order, and which one is open.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Filter, Kind, MemosView, Mode, Remarks, Shown, Sort};
use crate::app::widgets::Settled;
use crate::model::{CoderId, MemoId, Project};

/// As it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemosKept {
    /// The memo in the middle.
    pub memo: Option<MemoId>,
    /// How its text is shown.
    pub mode: Mode,
    /// Words that the listed ones hold.
    pub text: String,
    /// What they are about.
    pub kind: Kind,
    /// A label that they have.
    pub label: Option<String>,
    /// Who began them.
    pub coder: Option<CoderId>,
    /// In which order.
    pub sort: Sort,
    /// Whether remarks on codings stand among them.
    pub remarks: Remarks,
}

impl MemosView {
    /// As it stands.
    #[must_use]
    pub fn kept(&self) -> MemosKept {
        let Filter { text, kind, label, coder, sort, remarks } = &self.filter;
        MemosKept {
            memo: self.memo(),
            mode: self.mode,
            text: text.get().to_owned(),
            kind: *kind,
            label: label.as_deref().map(ToOwned::to_owned),
            coder: *coder,
            sort: *sort,
            remarks: *remarks,
        }
    }

    /// As it was left, but for what the project no longer has.
    pub fn look_as(&mut self, kept: &MemosKept, project: &Project) {
        self.shown = kept.memo.filter(|id| project.memo(*id).is_some()).map(Shown::Memo);
        self.mode = kept.mode;
        self.filter = Filter {
            text: Settled::of(&kept.text),
            kind: kept.kind,
            label: kept.label.as_deref().filter(|label| project.memo_labels().contains(label)).map(Arc::from),
            coder: kept.coder.filter(|id| project.coder(*id).is_some()),
            sort: kept.sort,
            remarks: kept.remarks,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::Sample;

    #[test]
    fn a_label_that_no_memo_has_any_more_hides_none_of_them() {
        let kept = MemosKept { label: Some("沉默".into()), text: "先问".into(), ..MemosKept::default() };
        let mut view = MemosView::default();
        view.look_as(&kept, &Sample::new().project);
        assert_eq!(view.kept(), MemosKept { label: None, ..kept });
    }
}
