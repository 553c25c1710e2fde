//! Paths of parts that name each other: relative to the one that names, and escaped as on the web.

/// A path beside another file, with its `..` and `%20` resolved.
pub fn beside(file: &str, href: &str) -> String {
    let href = unescaped(href.split(['#', '?']).next().unwrap_or_default());
    let mut parts: Vec<&str> = match file.rsplit_once('/') {
        Some((folder, _)) if !href.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// With its `%20` resolved.
pub fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_from_where_it_is_named() {
        assert_eq!(beside("OEBPS/text/1.xhtml", "../notes/1.xhtml#n1"), "OEBPS/notes/1.xhtml");
        assert_eq!(beside("OEBPS/text/1.xhtml", "./2%20.xhtml?x"), "OEBPS/text/2 .xhtml");
        assert_eq!(beside("1.xhtml", "../../2.xhtml"), "2.xhtml");
        assert_eq!(beside("a/1.xhtml", "/b/2.xhtml"), "b/2.xhtml");
    }
}
