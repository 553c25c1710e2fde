//! Reads the parts of a zipped office file again, for the tests.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;

/// One part as text.
pub fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The names of all parts.
pub fn names(file: &[u8]) -> Vec<String> {
    zip::ZipArchive::new(std::io::Cursor::new(file))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// The text of every element of a name, in order; fails where the part is not well-formed.
pub fn texts(xml: &str, element: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if name == element {
                    inside = true;
                    found.push(String::new());
                }
                open.push(name);
            }
            Event::End(_) => inside &= open.pop().as_deref() != Some(element),
            Event::Text(text) if inside => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) if inside => {
                let reference = format!("&{};", &*name);
                found.last_mut().unwrap().push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "all elements are closed");
    assert!(xml.chars().all(|c| c >= ' ' || c == '\n' || c == '\t' || c == '\r'));
    assert!(!xml.contains(['\u{FFFE}', '\u{FFFF}']));
    found
}
