//! Reading a citation into its parts, and the line that a journal prints at the top of a page.
//!
//! Two shapes of citation: 某甲. 题名[J]. 刊名, 2020, 36(3): 1-9. and Smith, J. (2020). Title. Journal, 36(3), 1-9.

use super::names;
use crate::import::script::is_han;
use crate::model::Bibliography;

/// The marks of kinds of works after a title.
const KINDS: [&str; 12] =
    ["[J]", "[J/OL]", "[M]", "[D]", "[C]", "[N]", "[R]", "[A]", "［J］", "［M］", "［D］", "[EB/OL]"];

/// The record that a citation gives.
pub fn parse(text: &str) -> Option<Bibliography> {
    let text = text.trim();
    let found = by_kind(text).or_else(|| by_year(text))?;
    let doi = doi(text).unwrap_or_default();
    (!found.title.is_empty() && found.title.chars().count() <= 300).then_some(Bibliography { doi, ..found })
}

fn by_kind(text: &str) -> Option<Bibliography> {
    let (at, kind) = KINDS.iter().filter_map(|kind| text.find(kind).map(|at| (at, *kind))).min()?;
    let head = text.get(..at)?.trim();
    let (authors, title) = parted(head)?;
    let tail = text.get(at + kind.len()..)?.trim_start_matches(['.', '．', ' ', ',', '，', '。']);
    let tail = tail.find("http").and_then(|at| tail.get(..at)).unwrap_or(tail);
    let year_at = year_place(tail);
    let journal_end = tail.find([',', '，']).into_iter().chain(year_at).min().unwrap_or(tail.len());
    let journal =
        tail.get(..journal_end)?.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '．' | '《' | '》'));
    let year = year_at.and_then(|at| tail.get(at..at + 4)).unwrap_or("");
    let rest = year_at.and_then(|at| tail.get(at + 4..)).unwrap_or("");
    let (volume, issue, pages) = numbers(rest);
    Some(Bibliography {
        title: title.trim().to_owned(),
        authors: names::cited(authors),
        journal: journal.to_owned(),
        year: year.to_owned(),
        volume,
        issue,
        pages,
        ..Bibliography::default()
    })
}

/// Authors and title: at the first full stop that no initial stands before.
fn parted(head: &str) -> Option<(&str, &str)> {
    if head.chars().next().is_some_and(is_han) {
        return head.split_once(['.', '．', '：', ':']);
    }
    let stops = head.match_indices(". ").map(|(at, _)| at);
    let after_initial = |at: usize| {
        head.get(..at).is_some_and(|before| before.chars().next_back().is_some_and(char::is_uppercase))
            && head
                .get(at + 2..)
                .is_some_and(|rest| rest.chars().nth(1).is_none_or(|c| matches!(c, '.' | ' ')) || rest.starts_with('&'))
    };
    let at = stops.into_iter().find(|&at| !after_initial(at))?;
    Some((head.get(..at + 1)?, head.get(at + 2..)?))
}

fn by_year(text: &str) -> Option<Bibliography> {
    let open = text.match_indices(['(', '（']).find_map(|(at, bracket)| {
        let rest = text.get(at + bracket.len()..)?;
        (year_place(rest) == Some(0)).then_some((at, bracket.len()))
    })?;
    let authors = text.get(..open.0)?;
    let after = text.get(open.0 + open.1..)?;
    let close = after.find([')', '）'])?;
    let body = after.get(close..)?.trim_start_matches([')', '）', '.', '．', ' ', ',', '，', ':']);
    let end = body.match_indices(['.', '?', '．']).find(|(at, mark)| {
        body.get(at + mark.len()..).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with(is_han))
    });
    let (title, rest) = match end {
        Some((at, mark)) => (body.get(..at + usize::from(mark == "?"))?, body.get(at + mark.len()..)?),
        None => return None,
    };
    let rest = rest.trim_start();
    let journal_end = rest.find([',', '，']).unwrap_or(0);
    let (volume, issue, pages) = numbers(rest.get(journal_end..).unwrap_or(""));
    let found = names::cited(authors);
    (!found.is_empty() && authors.chars().count() <= 200 && journal_end > 0).then(|| Bibliography {
        title: title.trim().to_owned(),
        authors: found,
        journal: rest.get(..journal_end).unwrap_or("").trim().to_owned(),
        year: after.get(..4).unwrap_or("").to_owned(),
        volume,
        issue,
        pages,
        ..Bibliography::default()
    })
}

/// Where a year stands: 1900 to 2099, four digits and no more.
pub fn year_place(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.windows(4).enumerate().find_map(|(at, four)| {
        let is_year = (four.starts_with(b"19") || four.starts_with(b"20")) && four.iter().all(u8::is_ascii_digit);
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        (is_year && !digit(at.checked_sub(1)) && !digit(Some(at + 4))).then_some(at)
    })
}

/// Volume, issue and pages behind a year or a journal: `, 36(3): 76-90`, `(9): 35-40`, `, 14, 171-190`.
fn numbers(rest: &str) -> (String, String, String) {
    let rest = rest.trim_start_matches([',', '，', ' ', ')', '）', '.']);
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let volume = digits(rest);
    let after = rest.get(volume.len()..).unwrap_or("").trim_start();
    let (issue, after) = match after.strip_prefix(['(', '（']) {
        Some(inside) => match inside.split_once([')', '）']) {
            Some((issue, after)) if issue.chars().count() <= 12 => (issue.trim().to_owned(), after),
            _ => (String::new(), after),
        },
        None => (String::new(), after),
    };
    let pages = after.trim_start_matches([':', '：', ',', '，', ' ', '.']).trim_start_matches("pp.").trim_start();
    let pages: String =
        pages.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | '—' | '+' | ',' | '~')).collect();
    let pages = pages.trim_end_matches([',', '-', '–', '—', '+']).to_owned();
    (volume, issue, pages)
}

/// A DOI in a text, without what leads to it.
pub fn doi(text: &str) -> Option<String> {
    text.match_indices("10.").find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let code: String =
            rest.chars().take(200).take_while(|c| c.is_ascii_graphic() && !matches!(c, '>' | '<' | '"')).collect();
        let (prefix, suffix) = code.split_once('/')?;
        let registrant = prefix.get(3..)?;
        let sane = (4..=9).contains(&registrant.len()) && registrant.chars().all(|c| c.is_ascii_digit() || c == '.');
        let code = code.trim_end_matches(['.', ',', ';', ')', ']', ':']);
        (sane && !suffix.is_empty() && before.is_none_or(|c| !c.is_ascii_digit() && c != '.')).then(|| code.to_owned())
    })
}

/// Journal, year, volume and issue in a line at the top of a page; `None` where none of the numbers is there.
pub fn journal_line(line: &str) -> Option<Bibliography> {
    let line = line.trim();
    if line.chars().count() > 100 {
        return None;
    }
    let number_after = |mark: &str| {
        line.match_indices(mark).find_map(|(at, _)| {
            let rest = line.get(at + mark.len()..)?.trim_start_matches(['.', ' ', '：', ':']);
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (!digits.is_empty() && digits.len() <= 4)
                .then(|| (digits.clone(), rest.get(digits.len()..).unwrap_or("").trim_start()))
        })
    };
    let counted = |unit: char| {
        line.match_indices('第').find_map(|(at, mark)| {
            let rest = line.get(at + mark.len()..)?.trim_start();
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let before = line.get(..at).is_some_and(|head| head.ends_with('总') || head.ends_with('總'));
            (!before && !digits.is_empty() && rest.get(digits.len()..)?.trim_start().starts_with(unit))
                .then_some(digits)
        })
    };
    let volume = counted('卷').or_else(|| number_after("Vol").map(|(n, _)| n)).unwrap_or_default();
    let issue = counted('期').or_else(|| number_after("No").map(|(n, _)| n)).unwrap_or_default();
    if volume.is_empty() && issue.is_empty() {
        return None;
    }
    let year = year_place(line).and_then(|at| line.get(at..at + 4)).unwrap_or("").to_owned();
    let journal = match line.split_once('《').and_then(|(_, rest)| rest.split_once('》')) {
        Some((title, _)) => title.trim().to_owned(),
        None => bare_journal(line),
    };
    Some(Bibliography { journal, year, volume, issue, ..Bibliography::default() })
}

/// What is left of such a line without its numbers.
fn bare_journal(line: &str) -> String {
    let han = |text: &str| text.chars().filter(|&c| is_han(c)).count();
    let mut runs: Vec<String> = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let goes_on = is_han(character) && !matches!(character, '第' | '期' | '卷' | '年' | '月' | '总')
            || matches!(character, '（' | '）' | '(' | ')') && runs.last().is_some_and(|run| !run.is_empty());
        match runs.last_mut() {
            Some(run) if goes_on => run.push(character),
            Some(run)
                if character == ' ' && characters.peek().is_some_and(|&c| is_han(c)) && run.chars().count() == 1 => {}
            _ => runs.push(String::new()),
        }
    }
    let best = runs.into_iter().max_by_key(|run| han(run)).unwrap_or_default();
    if (2..=24).contains(&han(&best)) {
        return best.trim_end_matches(['(', '（']).to_owned();
    }
    let end = line.find(|c: char| c.is_ascii_digit()).unwrap_or(line.len());
    let head = line.get(..end).unwrap_or("").trim_end_matches([' ', ',', '.', '(']);
    let head =
        head.strip_suffix("Vol").or_else(|| head.strip_suffix("vol")).unwrap_or(head).trim_end_matches([' ', ',']);
    let is_title = head.split_whitespace().count() >= 2 && head.starts_with(char::is_uppercase) && head.is_ascii();
    if is_title { head.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn citations_of_either_shape_are_read() {
        let found = parse(
            "某甲, 某乙. 村庄食堂: 一个比较[J]. 某某学刊, 2026, 16(1): 71-79. https://doi.org/10.12345/mm.2026.161",
        )
        .unwrap();
        assert_eq!((found.title.as_str(), found.journal.as_str()), ("村庄食堂: 一个比较", "某某学刊"));
        assert_eq!(found.authors, ["某甲", "某乙"]);
        assert_eq!(
            (found.year.as_str(), found.volume.as_str(), found.issue.as_str(), found.pages.as_str()),
            ("2026", "16", "1", "71-79")
        );
        assert_eq!(found.doi, "10.12345/mm.2026.161");
        let found = parse("某甲. 食堂[J]. 某某学刊, 2019(9): 35-40.").unwrap();
        assert_eq!((found.volume.as_str(), found.issue.as_str(), found.pages.as_str()), ("", "9", "35-40"));
        let found =
            parse("Brown, A., & Green, B. (2020). Canteens of villages. Journal of Meals, 12(3), 45–52.").unwrap();
        assert_eq!((found.title.as_str(), found.journal.as_str()), ("Canteens of villages", "Journal of Meals"));
        assert_eq!(found.authors, ["Brown, A.", "Green, B."]);
        assert_eq!((found.volume.as_str(), found.issue.as_str(), found.pages.as_str()), ("12", "3", "45–52"));
        assert_eq!(parse("这里没有引用，只有一句话（2020 年说的）。"), None);
    }

    #[test]
    fn the_top_line_of_a_page_names_journal_and_issue() {
        for (line, journal, year, volume, issue) in [
            ("第 36 卷第 3 期 某某学报(社会科学版) 2020 年", "某某学报(社会科学版)", "2020", "36", "3"),
            ("《某某学刊》2019年第5期", "某某学刊", "2019", "", "5"),
            ("Journal of Meals Vol. 12 No. 3 2020", "Journal of Meals", "2020", "12", "3"),
            ("2020 年第 3 期（总第 99 期）", "", "2020", "", "3"),
        ] {
            let found = journal_line(line).unwrap();
            let read = (found.journal.as_str(), found.year.as_str(), found.volume.as_str(), found.issue.as_str());
            assert_eq!(read, (journal, year, volume, issue), "{line}");
        }
        assert_eq!(journal_line("村庄食堂研究 2020"), None);
    }

    #[test]
    fn a_doi_is_found_inside_its_address() {
        assert_eq!(doi("见 https://doi.org/10.1234/ab.c-9."), Some("10.1234/ab.c-9".into()));
        assert_eq!(doi("增长 10.12 倍，3.10.2 版"), None);
    }
}
