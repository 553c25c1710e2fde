//! All escaping of what goes out, in one place (invariant 9): HTML, XML, Markdown, spreadsheet cells, file names.
//!
//! Interview text is data, whatever it looks like: a passage that reads `=1+1` or `<script>` leaves the
//! program as these characters and is run by nobody. Nothing here refuses a text; what a format cannot
//! hold at all (a NUL in XML) is dropped, everything else comes back when the file is read.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Characters that turn a cell into a formula or a command when a spreadsheet opens it, in their full-width
/// forms too: Excel in Chinese and Japanese takes ＝ for =.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Stands before a guarded cell; a spreadsheet takes it as "this is text".
const GUARD: char = '\'';

/// Whether a spreadsheet might take a cell for a formula.
#[must_use]
pub fn looks_like_formula(cell: &str) -> bool {
    cell.starts_with(TRIGGERS)
}

/// Guards a CSV cell with an apostrophe where it looks like a formula. A cell that looks as if it were guarded
/// already gets one more, so that [`unguard`] gives back every text as it was.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if looks_like_formula(cell.trim_start_matches(GUARD)) {
        Cow::Owned(format!("{GUARD}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Takes away what [`guard`] put before a cell.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(rest) if looks_like_formula(rest.trim_start_matches(GUARD)) => rest,
        _ => cell,
    }
}

/// Whether XML 1.0 may hold a character, however it is written.
fn xml_may_hold(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A text without the characters that XML cannot hold: control characters, U+FFFE, U+FFFF.
#[must_use]
pub fn xml_characters(text: &str) -> Cow<'_, str> {
    if text.chars().all(xml_may_hold) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| xml_may_hold(c)).collect())
    }
}

/// For XML, as content or within quotes. `>` too, so that `]]>` cannot stand in a document.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|&c| xml_may_hold(c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// For HTML, as content or within quotes. HTML is written so that it is XML too, and holds what XML can hold.
#[must_use]
pub fn html(text: &str) -> String {
    xml(text)
}

/// For one paragraph of Markdown (`CommonMark` with tables): no emphasis, link, heading, list, code or HTML comes
/// of it. A line end becomes a hard break; what stands before the text on a line is dropped, since four spaces
/// would make it code.
#[must_use]
pub fn markdown(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(markdown_line).collect();
    // Empty lines would end the block that the text stands in.
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\\\n")
}

fn markdown_line(line: &str) -> String {
    let line = line.trim_matches([' ', '\t', '\r']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut out = String::with_capacity(line.len() + 16);
    for (at, c) in line.char_indices().filter(|&(_, c)| xml_may_hold(c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '|' | '~' | '$' | '^' => out.extend(['\\', c]),
            // Headings, lists, rules, setext underlines; only where a line begins.
            '#' | '+' | '-' | '=' | ':' if at == 0 => out.extend(['\\', c]),
            '.' | ')' if at > 0 && at == digits => out.extend(['\\', c]),
            // Bare addresses would become links.
            ':' if line[at..].starts_with("://") => out.push_str("\\:"),
            '.' if line[..at].to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            '@' => out.push_str("\\@"),
            _ => out.push(c),
        }
    }
    out
}

/// The longest file name that we make, in bytes with the extension: room for what sync programs add.
const FILE_NAME_BYTES: usize = 120;

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |port: &str| {
        name.strip_prefix(port)
            .is_some_and(|n| matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
    };
    DEVICES.contains(&name.as_str()) || numbered("COM") || numbered("LPT")
}

/// Characters that are not seen and could make a name look like another: marks of direction, zero width, and the like.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}')
}

/// A file name that every system takes, from a title: composed (NFC), without separators, device names,
/// invisible characters, leading or trailing dots, at most 120 bytes with its extension.
#[must_use]
pub fn file_name(title: &str, extension: &str) -> String {
    let clean: String = title
        .nfc()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = clean.trim_matches(['.', ' ', '-', '~']);
    let room = FILE_NAME_BYTES.saturating_sub(extension.len() + 2);
    let mut end = clean.len().min(room);
    while !clean.is_char_boundary(end) {
        end -= 1;
    }
    let stem = clean[..end].trim_end_matches(['.', ' ']);
    let mark = if stem.is_empty() || is_device(stem) { "_" } else { "" };
    if extension.is_empty() { format!("{mark}{stem}") } else { format!("{mark}{stem}.{extension}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    #[test]
    fn formulas_are_guarded_in_both_widths_and_other_text_is_left_alone() {
        for formula in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠x"] {
            assert_eq!(guard(formula), format!("'{formula}"));
        }
        for text in ["", "合谋", "1-2", "'quoted'", " =1"] {
            assert_eq!(guard(text), text);
        }
        assert_eq!(guard("'=1"), "''=1", "a text that looks guarded is guarded once more");
        assert_eq!(unguard("'quoted'"), "'quoted'");
    }

    proptest! {
        #[test]
        fn a_guarded_cell_comes_back_as_it_was(cell in "['=+@＝\t\r\na合-]{0,6}|\\PC{0,20}") {
            let guarded = guard(&cell);
            prop_assert!(!looks_like_formula(&guarded));
            prop_assert_eq!(unguard(&guarded), cell.as_str());
        }

        #[test]
        fn escaped_xml_reads_back_without_what_xml_cannot_hold(text in any::<String>()) {
            let escaped = xml(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']) && !escaped.contains("]]>"));
            let read = quick_xml::escape::unescape(&escaped).unwrap();
            prop_assert_eq!(read, xml_characters(&text));
        }

        #[test]
        fn escaped_markdown_is_nothing_but_text(text in "[-+=#*_`~<>!\\[\\]()|\\\\&;:.0-9a-z@/ \t\n合]{0,40}") {
            let escaped = markdown(&text);
            let mut read = String::new();
            // Typographic dashes are a matter of taste of some renderers, not of structure.
            let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
            for event in Parser::new_ext(&escaped, options) {
                match event {
                    Event::Text(part) => read.push_str(&part),
                    Event::HardBreak => read.push('\n'),
                    Event::Start(Tag::Paragraph) | Event::End(_) => {}
                    other => prop_assert!(false, "{:?} out of {:?} from {:?}", other, escaped, text),
                }
            }
            let lines = text.split('\n').map(|line| line.trim_matches([' ', '\t'])).filter(|line| !line.is_empty());
            prop_assert_eq!(read, lines.collect::<Vec<_>>().join("\n"));
        }

        #[test]
        fn every_title_makes_a_file_name_that_every_system_takes(title in any::<String>()) {
            let name = file_name(&title, "docx");
            prop_assert!(name.len() <= FILE_NAME_BYTES);
            prop_assert!(name.strip_suffix(".docx").is_some_and(|stem| !stem.is_empty()));
            let bad = name.contains(['/', '\\', ':', '\0', '\u{202E}']) || name.starts_with(['.', '-']);
            prop_assert!(!bad, "{}", name);
        }
    }

    #[test]
    fn names_of_devices_and_of_nothing_are_mended() {
        assert_eq!(file_name("con", "csv"), "_con.csv");
        assert_eq!(file_name("LPT1.notes", "csv"), "_LPT1.notes.csv");
        assert_eq!(file_name("../../etc/passwd", "md"), "_.._etc_passwd.md");
        assert_eq!(file_name(" … . ", ""), "…");
        assert_eq!(file_name("", "html"), "_.html");
        assert_eq!(file_name("cafe\u{301}", "html"), "café.html");
        assert_eq!(file_name(&"田".repeat(200), "xlsx").len(), 3 * 38 + 5);
    }
}
