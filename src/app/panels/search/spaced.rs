//! `S 协会` is two terms, found anywhere in a document. Somebody who means the name gets it offered in quotes.

use egui::Ui;

use super::SearchView;
use crate::app::shell::ShellView;
use crate::app::widgets;
use crate::model::Message;
use crate::search::{Node, Query, Term, Wording, is_han, is_run};

/// Two terms that may be meant as one name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spaced {
    /// As they stand there, in quotes.
    phrase: String,
    /// The query with the phrase in it.
    query: String,
}

/// The first such two: side by side, one of Latin letters or digits, the other of Han characters.
fn spaced(query: &Query) -> Option<Spaced> {
    let characters: Vec<char> = query.text.chars().collect();
    let (first, second) = pair(&query.root, &characters)?;
    let slice = |from: u32, to: u32| characters.get(from as usize..to as usize).map(String::from_iter);
    let phrase = format!("\"{}\"", slice(first.at.start, second.at.end)?);
    let (before, after) = (slice(0, first.at.start)?, slice(second.at.end, characters.len() as u32)?);
    Some(Spaced { query: format!("{before}{phrase}{after}"), phrase })
}

fn pair<'a>(node: &'a Node, characters: &[char]) -> Option<(&'a Term, &'a Term)> {
    match node {
        Node::Term(_) | Node::Near(_) | Node::Filter(_) | Node::Not(_) => None,
        Node::Any(parts) => parts.iter().find_map(|part| pair(part, characters)),
        Node::All(parts) => {
            let beside = parts.windows(2).find_map(|two| match two {
                [Node::Term(first), Node::Term(second)] => {
                    let is_bare = first.wording == Wording::Open && second.wording == Wording::Open;
                    let between = characters.get(first.at.end as usize..second.at.start as usize)?;
                    let is_blank = between.iter().all(|c| c.is_whitespace());
                    let differ = (is_name(&first.text, is_run) && is_name(&second.text, is_han))
                        || (is_name(&first.text, is_han) && is_name(&second.text, is_run));
                    (is_bare && is_blank && differ).then_some((first, second))
                }
                _ => None,
            });
            beside.or_else(|| parts.iter().find_map(|part| pair(part, characters)))
        }
    }
}

fn is_name(text: &str, is_one: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is_one)
}

/// The hint and its offer, of the query that was answered last: while one types it does not come and go.
pub fn spaced_ui(ui: &mut Ui, view: &ShellView, state: &mut SearchView) {
    let Some(answer) = state.answer.as_ref().filter(|_| state.mistakes.is_empty()) else { return };
    let Some(spaced) = Query::parse(&answer.text).ok().as_ref().and_then(spaced) else { return };
    ui.horizontal(|ui| {
        ui.label(widgets::caption(ui, view.text("query.spaced")));
        let offer = view.say(&Message::new("query.spaced_offer").with("phrase", &spaced.phrase));
        if widgets::link_button(ui, &offer).clicked() {
            state.look_for(&spaced.query);
            state.take_keyboard();
            ui.ctx().request_repaint();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(typed: &str) -> Option<String> {
        spaced(&Query::parse(typed).unwrap()).map(|spaced| spaced.query)
    }

    #[test]
    fn a_name_in_two_kinds_of_characters_is_offered_in_quotes() {
        assert_eq!(offered("S 协会").as_deref(), Some("\"S 协会\""));
        assert_eq!(
            offered("购买 (政府 OR 协会  １２) code:合谋").as_deref(),
            Some("购买 (政府 OR \"协会  １２\") code:合谋")
        );
        assert_eq!(offered("政府 JRC -老人").as_deref(), Some("\"政府 JRC\" -老人"));
        for typed in
            ["S协会", "政府 购买", "social work", "\"S\" 协会", "S AND 协会", "S -协会", "S NEAR/2 协会", "S* 协会"]
        {
            assert_eq!(offered(typed), None, "{typed}");
        }
    }
}
