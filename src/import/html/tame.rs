//! What no author writes and a tokenizer suffers from: it compares each attribute of a tag with all
//! before it, so that one tag with 300,000 of them takes hours.

use std::borrow::Cow;

/// A tag with more attributes than this loses them all. Its name stays.
const MOST: usize = 512;

/// Elements whose content is no markup, so that a `<` in it begins no tag.
const RAW: [&str; 2] = ["script", "style"];

/// The same markup with overloaded tags stripped of their attributes, and how many these were.
pub fn without_overloads(markup: &str) -> (Cow<'_, str>, usize) {
    let bytes = markup.as_bytes();
    let mut out = String::new();
    let (mut copied, mut found) = (0, 0);
    let mut at = 0;
    while let Some(begin) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|next| at + next) {
        at = begin + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            let end = memchr::memmem::find(rest, b"-->");
            at = end.map_or(bytes.len(), |end| at + end + 3);
            continue;
        }
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name_end = at + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':').count();
        let (end, attributes) = tag_end(bytes, name_end);
        if attributes > MOST {
            out.push_str(markup.get(copied..name_end).unwrap_or_default());
            (copied, found) = (end, found + 1);
        }
        let name = markup.get(at..name_end).unwrap_or_default();
        at = end;
        if let Some(raw) = RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw)) {
            at = closing_tag(bytes, end, raw);
        }
    }
    if found == 0 {
        return (Cow::Borrowed(markup), 0);
    }
    out.push_str(markup.get(copied..).unwrap_or_default());
    (Cow::Owned(out), found)
}

/// Where the `>` of a tag stands, or the end of everything, and how many attributes come before it.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut attributes, mut quote, mut before) = (0, None, b' ');
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => continue,
            None if byte == b'>' => return (at, attributes),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => {
                let parts = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
                attributes +=
                    usize::from(!parts(byte) && byte != b'=' && (parts(before) || before == b'"' || before == b'\''));
            }
        }
        if !(before == b'=' && byte.is_ascii_whitespace()) {
            before = byte;
        }
    }
    (bytes.len(), attributes)
}

fn closing_tag(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(begin) = memchr::memmem::find(bytes.get(at..).unwrap_or_default(), b"</").map(|next| at + next) {
        let found = bytes.get(begin + 2..begin + 2 + name.len()).unwrap_or_default();
        if found.eq_ignore_ascii_case(name.as_bytes()) {
            return begin;
        }
        at = begin + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_tag_that_nobody_writes_loses_its_attributes() {
        let page = "<p class='a > b' id=x>甲<b>乙</b></p><!-- <a --><script>if (a<b) x = '<c'</script><p>丙</p>";
        assert_eq!(without_overloads(page), (Cow::Borrowed(page), 0));
        let attributes: String = " a=\"b>\"".repeat(600);
        let overloaded = format!("甲<p{attributes}>乙<i>丙</i>");
        let (tamed, found) = without_overloads(&overloaded);
        assert_eq!((tamed.as_ref(), found), ("甲<p>乙<i>丙</i>", 1));
    }
}
