//! Markdown without its marks, for places where a memo is listed, searched or named in one line.
//!
//! It is no reader of Markdown: it takes away what people put in on purpose (headings, quotes, bullets, bold, code,
//! links) line by line, keeps every word, and leaves alone what it is not sure of. What a memo looks like is
//! `export::marked`'s to say.

/// A text as it reads without marks; as many lines as it had.
#[must_use]
pub fn plain(text: &str) -> String {
    text.split('\n').map(plain_line).collect::<Vec<_>>().join("\n")
}

/// One line of it.
#[must_use]
pub fn plain_line(line: &str) -> String {
    let body = without_beginning(line);
    // Of marks in pairs an odd one is a character like any other.
    let mut left = ["**", "~~", "`"].map(|mark| body.matches(mark).count() / 2 * 2);
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        if let Some(escaped) = rest.strip_prefix('\\').and_then(|after| after.chars().next())
            && escaped.is_ascii_punctuation()
        {
            out.push(escaped);
            rest = &rest[1 + escaped.len_utf8()..];
        } else if let Some((shown, after)) = link(rest) {
            out.push_str(&plain_line(shown));
            rest = after;
        } else if let Some(mark) = ["**", "~~", "`"].iter().position(|mark| rest.starts_with(mark))
            && left[mark] > 0
        {
            left[mark] -= 1;
            rest = &rest[["**", "~~", "`"][mark].len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Without what makes the line a heading, a quote, an item of a list or a fence.
fn without_beginning(line: &str) -> &str {
    let mut rest = line;
    loop {
        let begins = rest.trim_start_matches([' ', '\t']);
        let hashes = begins.len() - begins.trim_start_matches('#').len();
        let next = if let Some(quoted) = begins.strip_prefix('>') {
            Some(quoted)
        } else if begins.starts_with("```") || begins.starts_with("~~~") {
            Some(begins.trim_start_matches(['`', '~']))
        } else if (1..=6).contains(&hashes) && begins[hashes..].starts_with([' ', '\t']) {
            Some(&begins[hashes..])
        } else {
            let item = ["- ", "* ", "+ ", "[ ] ", "[x] ", "[X] "].iter().find_map(|mark| begins.strip_prefix(mark));
            item.filter(|item| !item.trim().is_empty())
        };
        match next {
            Some(next) => rest = next,
            None => return if rest.len() == line.len() { line } else { begins },
        }
    }
}

/// What a link at the beginning shows, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix("[[") {
        let end = inner.find("]]")?;
        let (target, shown) = inner[..end].split_once('|').unwrap_or((&inner[..end], ""));
        let shown = if shown.trim().is_empty() { target } else { shown };
        let is_link = !inner[..end].contains('[') && !shown.trim().is_empty();
        return is_link.then(|| (shown.trim(), &inner[end + 2..]));
    }
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let address = inner[end + 1..].strip_prefix('(')?;
    let close = address.find(')')?;
    let is_link = end > 0 && !inner[..end].contains('[') && !address[..close].contains(' ');
    is_link.then(|| (&inner[..end], &address[close + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_line_a_heading_a_quote_or_an_item_goes_and_its_words_stay() {
        let text = "## 为何\n> - [x] **先问**机构\n1. 一\n\n#合谋\n-3 度\n---\n```rust\nlet a = 1;\n```";
        assert_eq!(plain(text), "为何\n先问机构\n1. 一\n\n#合谋\n-3 度\n---\nrust\nlet a = 1;\n");
    }

    #[test]
    fn links_show_what_they_are_called_and_bold_and_code_their_words() {
        assert_eq!(plain("见 [[合谋]]、[[访谈02#5|那一段]]和[主页](https://a.b)"), "见 合谋、那一段和主页");
        assert_eq!(plain("**注意：**先问 `机构` 的 ~~人~~ \\*"), "注意：先问 机构 的 人 *");
    }

    #[test]
    fn marks_without_a_partner_and_brackets_that_are_no_link_stay() {
        for said in ["2 ** 3，[1] 与 [2]", "`半个", "[[没有完", "[]()", "[[ ]]", "a\\b", "", "谁\r\n说"] {
            assert_eq!(plain(said), said);
        }
        assert_eq!(plain("[[[[x]]"), "[[x");
    }
}
