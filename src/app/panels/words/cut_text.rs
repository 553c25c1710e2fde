//! How the text on screen is cut into words, for marks under them in the reading column.
//!
//! Only paragraphs on screen and about them are cut, on another thread; what is known stays until the reader
//! scrolls beyond it, or the text or the dictionary is another.

use std::sync::Arc;

use crate::app::jobs::{Continuation, JobKind, JobRequest, Jobs, Underway};
use crate::app::shell::Shell;
use crate::model::{CharIndex, Document, DocumentId, Message, Project, Span};
use crate::search::words::{Lexicon, Segmenter};
use crate::search::{Engine, Normalised};

/// So many characters beyond the screen are cut too, on either side.
const BEYOND: u32 = 3_000;

/// Of which text it is known, and from where to where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    document: DocumentId,
    revision: u64,
    span: Span,
}

/// The words of the text on screen.
#[derive(Default)]
pub struct CutText {
    words: Vec<Span>,
    known: Option<Known>,
    asked: Option<Known>,
    underway: Underway,
}

impl CutText {
    /// The words of a document, as far as they are known, by start.
    #[must_use]
    pub fn of(&self, document: DocumentId) -> &[Span] {
        if self.known.as_ref().is_some_and(|known| known.document == document) { &self.words } else { &[] }
    }

    /// Has the text on screen cut where it is not.
    pub fn attend(
        &mut self,
        project: &Arc<Project>,
        revision: u64,
        document: &Arc<Document>,
        on_screen: Span,
        engine: Option<&Arc<Engine>>,
        jobs: &mut Jobs<Shell>,
    ) {
        let covers = |known: &Known| {
            let same = known.document == document.id && known.revision == revision;
            same && known.span.start <= on_screen.start && known.span.end >= on_screen.end
        };
        if self.known.as_ref().is_some_and(covers)
            || (self.asked.as_ref().is_some_and(covers) && self.underway.goes_on())
        {
            return;
        }
        let text = &document.text;
        let first = text.paragraph_of(CharIndex(on_screen.start.0.saturating_sub(BEYOND)));
        let last = text.paragraph_of(CharIndex((on_screen.end.0.saturating_add(BEYOND)).min(text.char_len())));
        let (start, end) = (text.paragraph_range(first).start, text.paragraph_range(last).end);
        let Some(span) = Span::new(start, end.max(start)) else { return };
        let wanted = Known { document: document.id, revision, span };
        self.asked = Some(wanted.clone());
        let (held, project, document) = (self.underway.begin(), Arc::clone(project), Arc::clone(document));
        let engine = engine.map(Arc::clone);
        jobs.start(JobRequest::new(JobKind::Segmentation, Message::new("words.job_cut"), move |_| {
            let normalised = match &engine {
                Some(engine) => engine.texts().get(&document),
                None => Arc::new(Normalised::of(&document)),
            };
            let words = words_of(&Segmenter::of(&Lexicon::of(&project)), &normalised, wanted.span);
            let then: Continuation<Shell> = Box::new(move |shell| {
                drop(held);
                let cut = &mut shell.views.reading.cut;
                cut.words = words;
                cut.known = Some(wanted);
            });
            then
        }));
    }
}

/// The words of the paragraphs in a span, as they stand in the original; marks and spaces are none.
fn words_of(segmenter: &Segmenter, normalised: &Normalised, span: Span) -> Vec<Span> {
    let (mut at, end) = (normalised.first_at(span.start.0), normalised.first_at(span.end.0));
    let mut words = Vec::new();
    while at < end {
        let paragraph = normalised.paragraph_around(at);
        let text = normalised.slice(paragraph.start, paragraph.end);
        let mut characters = text.chars();
        for word in segmenter.words(text) {
            let is_word = characters.by_ref().take(word.len()).fold(false, |said, c| said | c.is_alphanumeric());
            let place = normalised.original(paragraph.start + word.start, paragraph.start + word.end);
            words.extend(place.filter(|_| is_word));
        }
        at = paragraph.end.max(at) + 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CountingMint, Text, Timestamp};

    #[test]
    fn words_stand_where_they_are_in_the_original_and_marks_are_none() {
        let text = Text::new("我们購買服务。\n活动办给 social  work 看！").unwrap();
        let id = DocumentId::new(&mut CountingMint::default());
        let document = Document::of_text(id, "札记", text, Timestamp(0));
        let lexicon = Lexicon::new(["social work"], [], []);
        let all = document.text.whole().unwrap();
        let cut = |span| {
            let words = words_of(&Segmenter::of(&lexicon), &Normalised::of(&document), span);
            words.into_iter().map(|word| document.text.slice(word).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cut(all), ["我们", "購買", "服务", "活动", "办给", "social  work", "看"]);
        assert_eq!(cut(Span::new(0, 7).unwrap()), ["我们", "購買", "服务"], "only the paragraphs asked for");
    }
}
