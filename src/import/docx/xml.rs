//! The little of XML that Word needs: elements by their local names, attributes, entities.

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
    let (mut inside, mut done, mut text) = (false, false, String::new());
    walk(xml, |seen| match seen {
        Seen::Start(found, _) if found == name && !done => inside = true,
        Seen::End(found) if found == name && inside => (inside, done) = (false, true),
        Seen::Text(more) if inside => text.push_str(more),
        _ => {}
    });
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Where the package's relations say that the document is.
pub fn main_target(xml: &str) -> Option<String> {
    let mut target = None;
    walk(xml, |seen| {
        if let Seen::Start("Relationship", element) = seen
            && attribute(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            target = target.take().or_else(|| attribute(element, "Target"));
        }
    });
    target
}
