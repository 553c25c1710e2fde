//! The kinds of things that the palette finds, and the sign with which one asks for one kind alone.

use crate::app::icons::Icon;
use crate::i18n::Language;

/// What is found, in the order of the list. What is looked for in the background comes last, so that nothing moves
/// under the hand when it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Code,
    Case,
    Search,
    Command,
    Memo,
    Passage,
}

impl Kind {
    pub(super) const ALL: [Self; 7] =
        [Self::Document, Self::Code, Self::Case, Self::Search, Self::Command, Self::Memo, Self::Passage];

    /// The signs that ask for it alone: the one that is shown, then what a Chinese keyboard gives instead.
    pub(super) const fn signs(self) -> &'static [char] {
        match self {
            Self::Document => &['/', '／', '、'],
            Self::Code => &['#', '＃'],
            Self::Case => &['@', '＠'],
            Self::Search => &['=', '＝'],
            Self::Command => &['>', '＞', '》'],
            Self::Memo => &['!', '！'],
            Self::Passage => &['"', '“', '”', '＂'],
        }
    }

    /// As the head above its section says.
    pub(super) fn name(self, language: Language) -> &'static str {
        language.text(match self {
            Self::Document => "palette.documents",
            Self::Code => "palette.codes",
            Self::Case => "palette.cases",
            Self::Search => "palette.searches",
            Self::Command => "palette.commands",
            Self::Memo => "palette.memos",
            Self::Passage => "palette.passages",
        })
    }

    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Document => Icon::Document,
            Self::Code => Icon::Tag,
            Self::Case => Icon::Person,
            Self::Search => Icon::Lens,
            Self::Command => Icon::Prompt,
            Self::Memo => Icon::Note,
            Self::Passage => Icon::Quote,
        }
    }
}

/// Which kind is asked for, `None` for all, and the words.
pub(super) fn asked(typed: &str) -> (Option<Kind>, &str) {
    let typed = typed.trim_start();
    let mut rest = typed.chars();
    let first = rest.next();
    let kind = first.and_then(|sign| Kind::ALL.into_iter().find(|kind| kind.signs().contains(&sign)));
    match kind {
        Some(kind) => (Some(kind), rest.as_str().trim()),
        None => (None, typed.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_before_the_words_asks_for_one_kind_on_either_keyboard() {
        assert_eq!(asked(" 内卷 "), (None, "内卷"));
        assert_eq!(asked("# nj"), (Some(Kind::Code), "nj"));
        assert_eq!(asked("》导出"), (Some(Kind::Command), "导出"));
        assert_eq!(asked("“照片"), (Some(Kind::Passage), "照片"));
        assert_eq!(asked(""), (None, ""));
        for (n, kind) in Kind::ALL.into_iter().enumerate() {
            for other in &Kind::ALL[..n] {
                assert!(kind.signs().iter().all(|sign| !other.signs().contains(sign)), "{kind:?} and {other:?}");
            }
        }
    }
}
