//! The little of XML that documents need: elements by their local names, attributes, entities.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// What a walk over a part reports.
pub enum Seen<'a> {
    /// An element begins; an empty one is followed by its end.
    Start(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    End(&'a str),
    /// Characters, entities put in.
    Text(&'a str),
}

/// Deeper nesting than any author's is not followed.
pub const DEEPEST: usize = 4_000;

/// Walks over a part. Returns whether it was whole.
pub fn walk(xml: &str, mut see: impl FnMut(Seen)) -> bool {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                if depth > DEEPEST {
                    return false;
                }
                see(Seen::Start(local(&element), &element));
            }
            Ok(Event::Empty(element)) => {
                let name = local(&element);
                see(Seen::Start(name, &element));
                see(Seen::End(name));
            }
            Ok(Event::End(element)) => {
                depth = depth.saturating_sub(1);
                see(Seen::End(element.local_name().into_inner()));
            }
            Ok(Event::Text(text)) => see(Seen::Text(&text.xml10_content())),
            Ok(Event::CData(text)) => see(Seen::Text(&text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => see(Seen::Text(&resolve(&reference))),
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn local<'a>(element: &'a BytesStart) -> &'a str {
    element.local_name().into_inner()
}

fn resolve(reference: &BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

/// An attribute by its local name.
pub fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)
        .and_then(|attribute| {
            attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
        })
}

/// A switch such as `<w:b/>` or `<w:b w:val="0"/>`.
pub fn is_on(element: &BytesStart) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// How many elements of a name there are.
pub fn count(xml: &str, name: &str) -> usize {
    let mut count = 0;
    walk(xml, |seen| count += usize::from(matches!(seen, Seen::Start(found, _) if found == name)));
    count
}

/// The characters of the first element of a name.
pub fn text_of(xml: &str, name: &str) -> Option<String> {
    texts_of(xml, name).into_iter().next()
}

/// The characters of all elements of a name that have any.
pub fn texts_of(xml: &str, name: &str) -> Vec<String> {
    let (mut texts, mut inside) = (Vec::new(), None::<String>);
    walk(xml, |seen| match (seen, &mut inside) {
        (Seen::Start(found, _), None) if found == name => inside = Some(String::new()),
        (Seen::End(found), Some(text)) if found == name => {
            texts.push(text.trim().to_owned());
            inside = None;
        }
        (Seen::Text(more), Some(text)) => text.push_str(more),
        _ => {}
    });
    texts.retain(|text| !text.is_empty());
    texts
}

/// The encoding in `<?xml … encoding="…"?>`.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let (prolog, _) = head.trim_start_matches('\u{FEFF}').strip_prefix("<?xml")?.split_once("?>")?;
    let (_, rest) = prolog.split_once("encoding")?;
    let label = rest.trim_start_matches([' ', '=']).trim_start_matches(['"', '\'']);
    label.split(['"', '\'']).next().filter(|label| !label.is_empty()).map(str::to_owned)
}
