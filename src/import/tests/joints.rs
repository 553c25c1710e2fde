//! Joining lines: where their places on pages are known, where they are doubtful, and where a person decided.

use proptest::prelude::*;

use super::reflow::{STORY, any_text, wrapped};
use super::*;
use crate::import::draft::LinePlace;
use crate::import::steps::{Cleaned, run};

/// Paragraphs set on pages as a journal sets them: justified, the first line indented by two characters.
struct Press {
    columns_a_page: u32,
    lines_a_column: u32,
    /// Characters a line.
    measure: usize,
    indent: usize,
}

impl Press {
    fn set(&self, paragraphs: &[&str]) -> Draft {
        let (mut text, mut places, mut line, mut len) = (String::new(), Vec::new(), 0_u32, 0_u32);
        for paragraph in paragraphs {
            let mut left: Vec<char> = paragraph.chars().collect();
            let mut indent = self.indent;
            while !left.is_empty() {
                let mut count = (self.measure - indent).min(left.len());
                while left.get(count).is_some_and(|&c| script::never_begins_line(c)) {
                    count += 1;
                }
                let rest = left.split_off(count);
                let (column, at) = (line / self.lines_a_column, line % self.lines_a_column);
                let edge = 500 + (column % self.columns_a_page) as i32 * 2600;
                let full = edge + self.measure as i32 * 100;
                let start = edge + indent as i32 * 100;
                // The last mark of a line hangs over its edge; type is stretched to it otherwise.
                let right = if rest.is_empty() { start + count as i32 * 100 } else { full };
                places.push((
                    len,
                    LinePlace {
                        page: column / self.columns_a_page,
                        column: column % self.columns_a_page,
                        left: start,
                        right,
                        baseline: 800 + at as i32 * 150,
                        size: 100,
                    },
                ));
                text.extend(&left);
                text.push('\n');
                len += left.len() as u32 + 1;
                line += 1;
                left = rest;
                indent = 0;
            }
        }
        Draft { text, places, ..Draft::default() }
    }
}

/// Nothing but the step that joins lines.
fn joining() -> Options {
    let off = Step::ALL.into_iter().filter(|step| *step != Step::JoinLines).collect();
    Options { off, ..Options::default() }
}

fn clean(draft: &Draft, options: &Options) -> Cleaned {
    run(draft.clone(), options)
}

/// A paragraph of exactly so many characters that ends with a full stop.
fn of_length(count: usize, salt: usize) -> String {
    let pool: Vec<char> = "村里食堂开饭以后老人坐在鼓楼底下说话吃完就走社工记着谁没有来".chars().collect();
    (0..count - 1).map(|at| pool[(at * 7 + salt) % pool.len()]).chain(['。']).collect()
}

#[test]
fn a_title_over_two_lines_does_not_draw_in_what_is_indented_below_it() {
    let press = Press { columns_a_page: 1, lines_a_column: 40, measure: 20, indent: 2 };
    let title = "一个村庄的食堂怎样从街道的项目变成老人们自己的地方：记鼓楼";
    let mut paragraphs = vec![title, "摘要：这里写的是一年里看到的事，前后一共去了十七次，住过三个月的时间"];
    paragraphs.extend(STORY);
    let cleaned = clean(&press.set(&paragraphs), &joining());
    assert_eq!(cleaned.text.lines().take(2).collect::<Vec<_>>(), paragraphs[..2]);
}

#[test]
fn type_that_is_not_stretched_to_the_edge_goes_on_all_the_same() {
    let press = Press { columns_a_page: 1, lines_a_column: 40, measure: 20, indent: 2 };
    let mut draft = press.set(&STORY);
    // Every third line that goes on ends two characters before the edge.
    for (_, place) in draft.places.iter_mut().step_by(3).filter(|(_, place)| place.right - place.left > 1_700) {
        place.right -= 200;
    }
    let cleaned = clean(&draft, &joining());
    assert_eq!(cleaned.text.lines().collect::<Vec<_>>(), STORY);
}

#[test]
fn with_places_known_paragraphs_come_back_over_columns_and_pages() {
    for (columns_a_page, measure, indent) in [(1, 38, 2), (2, 21, 2), (2, 24, 0)] {
        let press = Press { columns_a_page, lines_a_column: 9, measure, indent };
        let cleaned = clean(&press.set(&STORY), &Options::default());
        assert_eq!(cleaned.text.lines().collect::<Vec<_>>(), STORY, "{measure} characters a line");
    }
}

#[test]
fn an_indent_parts_paragraphs_whose_last_line_is_full() {
    let (first, second) = (of_length(20 * 4 - 2, 0), of_length(90, 3));
    let paragraphs = [&first, &second, &first, &second, STORY[0], &first].map(|text: &str| text);
    let press = Press { columns_a_page: 1, lines_a_column: 11, measure: 20, indent: 2 };
    let cleaned = clean(&press.set(&paragraphs), &joining());
    assert_eq!(cleaned.text.lines().collect::<Vec<_>>(), paragraphs);
    assert_eq!(cleaned.doubts, []);
}

#[test]
fn without_an_indent_a_full_last_line_is_marked_and_either_reading_can_be_chosen() {
    let (first, second) = (of_length(20 * 4, 0), of_length(90, 3));
    let paragraphs = [&first, &second, STORY[0], &first, STORY[2]].map(|text: &str| text);
    let press = Press { columns_a_page: 1, lines_a_column: 40, measure: 20, indent: 0 };
    let draft = press.set(&paragraphs);
    let cleaned = clean(&draft, &joining());
    let characters: Vec<char> = draft.text.chars().collect();
    let at_full_stops: Vec<&Doubt> =
        cleaned.doubts.iter().filter(|doubt| characters[doubt.source as usize - 1] == '。').collect();
    assert!(at_full_stops.len() >= 2, "{:?}", cleaned.doubts);
    let mut options = joining();
    options.corrections.joints.extend(at_full_stops.iter().map(|doubt| (doubt.source, Joint::Break)));
    let corrected = clean(&draft, &options).text;
    assert!(paragraphs.iter().all(|paragraph| corrected.lines().any(|line| line == *paragraph)), "{corrected}");
}

#[test]
fn every_line_end_can_be_turned_around_and_nothing_else_changes() {
    let (first, second) = (of_length(40, 0), of_length(40 * 3, 5));
    let body = format!(
        "{first}\n{}\n",
        second.chars().collect::<Vec<_>>().chunks(40).map(String::from_iter).collect::<Vec<_>>().join("\n")
    );
    let text = format!(
        "{body}{}一段没有标点的话说到这里就断了没有完，\n{}",
        wrapped(&STORY[2..], 80, "\n"),
        wrapped(&STORY[..1], 80, "\n")
    );
    let draft = Draft { text: text.clone(), ..Draft::default() };
    let before = clean(&draft, &joining());
    assert!(!before.doubts.is_empty() && before.doubts.len() <= 6, "{:?}", before.doubts);
    let is_kept = |cleaned: &Cleaned, at: u32| {
        cleaned.map.segments.iter().any(|s| (s.source.0..s.source.0 + s.len).contains(&at))
    };
    let line_ends: Vec<u32> =
        text.trim_end().chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at as u32).collect();
    for doubt in &before.doubts {
        assert!(line_ends.contains(&doubt.source));
        assert_eq!(is_kept(&before, doubt.source), doubt.taken_for == Joint::Break);
    }
    for &turned in &line_ends {
        let was = is_kept(&before, turned);
        let mut options = joining();
        options.corrections.joints.insert(turned, if was { Joint::Join } else { Joint::Break });
        let after = clean(&draft, &options);
        for &line_end in &line_ends {
            assert_eq!(
                is_kept(&after, line_end),
                is_kept(&before, line_end) != (line_end == turned),
                "{turned} {line_end}"
            );
        }
        let again = options.corrections.joints.keys().map(|at| (*at, if was { Joint::Break } else { Joint::Join }));
        options.corrections.joints = again.collect();
        assert_eq!(clean(&draft, &options).text, before.text, "saying what the step does anyway changes nothing");
    }
}

#[test]
fn corrections_hold_where_a_format_tells_paragraphs() {
    let draft =
        Draft {
            text: "食堂开了\n两年。\n停了。".into(), layout: draft::Layout::Paragraphs, ..Draft::default()
        };
    let mut options = Options::default();
    options.corrections.joints.insert(4, Joint::Join);
    assert_eq!(clean(&draft, &options).text, "食堂开了两年。\n停了。");
}

#[test]
fn entries_of_references_that_were_wrapped_are_one_line_each() {
    let story = wrapped(&STORY, 78, "\n");
    let numbered = "参考文献\n[1] 某甲, 某乙. 村庄食堂的人情与规矩: 对三个村的比较[J]. 某某学报(社会科学版),\n2019, 36(3): 76-90.\n[2] Smith, J. and Brown, A. (2015) Canteens of Villages and the People Who Cook in\nThem. Journal of Meals, 9, 1-9.\nhttps://example.org/9\n[3] 某丙. 食堂[M]. 某地: 某某出版社, 2020.\n作者简介：某甲，某大学教师。\n";
    let cleaned = clean(&Draft { text: format!("{story}{numbered}"), ..Draft::default() }, &Options::default());
    let lines: Vec<&str> = cleaned.text.lines().skip(STORY.len()).collect();
    assert_eq!(
        lines[1],
        "[1] 某甲, 某乙. 村庄食堂的人情与规矩: 对三个村的比较[J]. 某某学报(社会科学版), 2019, 36(3): 76-90."
    );
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert!(lines[2].ends_with("Cook in Them. Journal of Meals, 9, 1-9. https://example.org/9"), "{}", lines[2]);
    assert_eq!(lines[4], "作者简介：某甲，某大学教师。");
    let hanging = "References\nBrown, A. (2019). The kitchen of the village and the hands that keep it\n    open. Journal of Meals, 4, 1-9.\nGreen, B. (2020). Soup. Journal of Meals, 5, 2-3.\n";
    let story = "The canteen stands under the old drum tower of the village, where the\nvolunteers prepare one warm meal each day for the older people who have\nstayed behind. They speak of friends and neighbours, and nobody in the\nkitchen seems to mind that the papers have another word for all of it.\n";
    let cleaned = clean(&Draft { text: format!("{story}{hanging}"), ..Draft::default() }, &Options::default());
    let lines: Vec<&str> = cleaned.text.lines().collect();
    assert_eq!(
        lines[2],
        "Brown, A. (2019). The kitchen of the village and the hands that keep it open. Journal of Meals, 4, 1-9."
    );
    assert_eq!(lines.len(), 4, "{lines:#?}");
}

/// Any text with any places for its lines.
fn any_draft() -> impl Strategy<Value = Draft> {
    let number = || prop_oneof![6 => 0..6000_i32, 1 => any::<i32>(), 2 => Just(5000)];
    let place = (0..3_u32, 0..2_u32, number(), number(), number(), prop_oneof![8 => Just(100), 1 => any::<i32>()]);
    (any_text(), prop::collection::vec(place, 1..12)).prop_map(|(text, some)| {
        let mut starts = vec![0];
        starts.extend(text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at as u32 + 1));
        let places = starts.into_iter().zip(some.into_iter().cycle()).map(
            |(start, (page, column, left, right, baseline, size))| {
                (start, LinePlace { page, column, left, right, baseline, size })
            },
        );
        Draft { places: places.collect(), text, ..Draft::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn wherever_lines_stand_nothing_is_lost_and_the_map_is_true(draft in any_draft()) {
        let cleaned = clean(&draft, &joining());
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
        prop_assert_eq!(visible(&cleaned.text), visible(&draft.text));
        let (source, result): (Vec<char>, Vec<char>) = (draft.text.chars().collect(), cleaned.text.chars().collect());
        let mut last = (0, 0);
        for segment in &cleaned.map.segments {
            prop_assert!(segment.clean.0 >= last.0 && segment.source.0 >= last.1);
            last = (segment.clean.0 + segment.len, segment.source.0 + segment.len);
            for at in 0..segment.len {
                prop_assert_eq!(result[(segment.clean.0 + at) as usize], source[(segment.source.0 + at) as usize]);
            }
        }
        for doubt in &cleaned.doubts {
            prop_assert_eq!(source[doubt.source as usize], '\n');
        }
    }

    #[test]
    fn a_correction_is_obeyed_at_any_line_end(draft in any_draft(), pick in any::<prop::sample::Index>(), join in any::<bool>()) {
        let mut options = joining();
        let before = clean(&draft, &options);
        let source: Vec<char> = draft.text.chars().collect();
        // Of several line ends between two lines the first is the one.
        let visible = |at: usize| source[..at].iter().rev().take_while(|c| **c != '\n').any(|c| !c.is_whitespace());
        let last = source.iter().rposition(|c| !c.is_whitespace()).unwrap_or(0);
        let ends: Vec<usize> = (0..last).filter(|&at| source[at] == '\n' && visible(at)).collect();
        prop_assume!(!ends.is_empty());
        let at = ends[pick.index(ends.len())];
        options.corrections.joints.insert(at as u32, if join { Joint::Join } else { Joint::Break });
        let after = clean(&draft, &options);
        let kept = |cleaned: &Cleaned, at: usize| cleaned.map.segments.iter().any(|s| (s.source.get()..s.source.get() + s.len as usize).contains(&at));
        for &end in &ends {
            let expected = if end == at { !join } else { kept(&before, end) };
            prop_assert_eq!(kept(&after, end), expected, "{} of {:?}", end, draft.text);
        }
    }
}
