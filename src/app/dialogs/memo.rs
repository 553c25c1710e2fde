//! A remark on a coding. The button discards what was written; Escape keeps it, and that is said with a way back.

use egui::Ui;

use super::{DialogView, Stay};
use crate::app::actions::{Action, Actions};
use crate::app::widgets::{self, Settled};
use crate::model::CodingPlace;

/// The open question.
pub struct MemoDialog {
    place: CodingPlace,
    quote: String,
    memo: Settled,
    opened: bool,
}

impl MemoDialog {
    /// On a coding of this quote, with the memo that it has.
    #[must_use]
    pub fn new(place: CodingPlace, quote: &str, memo: &str) -> Self {
        let quote =
            if quote.chars().count() > 80 { quote.chars().take(80).chain(['…']).collect() } else { quote.to_owned() };
        Self { place, quote, memo: Settled::of(memo), opened: false }
    }

    /// What stands in it, as the change that saving it would make.
    #[must_use]
    pub fn written(&self) -> Action {
        Action::SetMemo(self.place, self.memo.get().trim().to_owned())
    }

    /// Keeps what stands in it and says so, for a key that may have been meant otherwise.
    pub(super) fn kept(&self) -> Action {
        let (place, memo) = (self.place, self.memo.get().trim().to_owned());
        Action::With(Box::new(move |shell| shell.keep_memo(place, &memo)))
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, view: &DialogView<'_>, actions: &mut Actions) -> Stay {
        super::title(ui, view.text("dialog.memo"));
        ui.label(widgets::quiet(ui, format!("“{}”", self.quote)));
        let save_key = super::deed_pressed(ui);
        let field =
            widgets::text_field(ui, view.text("dialog.memo"), &mut self.memo.text, view.text("dialog.memo_hint"), 6);
        if !self.opened {
            field.request_focus();
            self.opened = true;
        }
        self.memo.settle(ui.ctx());
        let mut stay = Stay::Open;
        ui.label(widgets::caption(ui, view.text("dialog.memo_ways")));
        widgets::dialog_foot(ui, |ui| {
            if super::deed_button(ui, view.text("dialog.save")).clicked() || save_key {
                actions.push(self.written());
                stay = Stay::Close;
            }
            if widgets::plain_button(ui, view.text("dialog.cancel")).clicked() {
                stay = Stay::Close;
            }
        });
        stay
    }
}
