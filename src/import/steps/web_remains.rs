//! What a copy from a web page leaves behind: lines of scripts and style sheets, link labels behind
//! entries of a list of references, items without content.

use super::lines;
use super::pen::Working;
use crate::import::script::is_han;

/// Labels of links that reference lists of journals' pages carry; the last may be cut off.
const LINK_LABELS: [&str; 6] =
    ["[Google Scholar]", "[CrossRef]", "[CrossRef", "[PubMed]", "[Google Scholar", "[Web of Science]"];

/// Signs of a script or a style sheet; a line needs two of them and no Chinese.
const SIGNS: [&str; 26] = [
    "function(",
    "function (",
    "var ",
    "let ",
    "const ",
    "document.",
    "window.",
    "=>",
    "};",
    "});",
    "return ",
    "$(",
    "addEventListener",
    "getElementById",
    "createElement",
    "parentNode",
    "<script",
    "</script",
    "<style",
    "</style",
    "!important",
    "font-size:",
    "margin:",
    "padding:",
    "background:",
    "@media",
];

/// Drops them and says how many.
pub fn act(working: &mut Working) -> u32 {
    let text = working.text().to_owned();
    let all = lines::lines(&text);
    let mut dropped: Vec<&str> = Vec::new();
    let count = working.rewrite(|_, pen| {
        let mut count = 0;
        let mut inside: Option<&str> = None;
        for (at, line) in all.iter().enumerate() {
            let content = line.text.trim();
            let closes = inside.is_some_and(|end| content.contains(end));
            let opened = ["script", "style"].into_iter().find_map(|name| {
                let (open, close) = if name == "script" { ("<script", "</script>") } else { ("<style", "</style>") };
                content.starts_with(open).then_some(close)
            });
            if inside.is_none()
                && let Some(close) = opened.filter(|close| !content.contains(close))
            {
                // Only where its end is near: an essay about HTML may name a tag.
                let near = all.iter().skip(at + 1).take(200).any(|line| line.text.contains(close));
                inside = near.then_some(close);
            }
            if inside.is_some() || is_script(content) || matches!(content, "-" | "•" | "*") {
                pen.copy_to(line.byte);
                pen.drop_to(line.byte + line.text.len() + 1);
                dropped.push(content);
                count += 1;
                if closes {
                    inside = None;
                }
                continue;
            }
            if lines::is_reference(line.text) {
                let kept = without_labels(line.text);
                if kept < line.text.len() && line.text.get(kept..).is_some_and(|rest| !rest.trim().is_empty()) {
                    pen.copy_to(line.byte + kept);
                    pen.drop_to(line.byte + line.text.len());
                    dropped.push(line.text.get(kept..).unwrap_or("").trim());
                    count += 1;
                }
            }
        }
        count
    });
    for text in dropped {
        working.note_detail(text, 1);
    }
    count
}

fn is_script(line: &str) -> bool {
    if line.is_empty() || line.chars().any(is_han) {
        return false;
    }
    let signs = SIGNS.iter().filter(|sign| line.contains(*sign)).count();
    let brackets = line.chars().filter(|c| matches!(c, '{' | '}' | ';' | '=' | '(' | ')')).count();
    signs >= 2 && brackets >= 3
}

/// Bytes of a line before the link labels at its end.
fn without_labels(line: &str) -> usize {
    let mut kept = line.trim_end();
    while let Some(less) = LINK_LABELS.iter().find_map(|label| kept.strip_suffix(label)) {
        kept = less.trim_end();
    }
    kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Draft;

    fn without(text: &str) -> String {
        let mut working = Working::new(Draft { text: text.into(), ..Draft::default() });
        act(&mut working);
        working.text().to_owned()
    }

    #[test]
    fn scripts_and_link_labels_go_and_sentences_about_them_stay() {
        let text = "正文第一段。\n<script>\nvar x = 1;\n</script>\nwindow.adsbygoogle = (window.adsbygoogle || []).push({});var a=1;\n正文第二段 var 是关键字。\nLet us return to the function of the canteen.\n[1] Someone, A. (2015) Canteens of Villages. [Google Scholar] [CrossRef\n-\n末段。";
        assert_eq!(
            without(text),
            "正文第一段。\n正文第二段 var 是关键字。\nLet us return to the function of the canteen.\n[1] Someone, A. (2015) Canteens of Villages.\n末段。"
        );
    }
}
