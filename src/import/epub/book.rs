//! The lists of a book: which file describes it, which files it is made of and in which order, which
//! of them are locked.

use std::collections::BTreeMap;

use crate::import::packed::path::{beside, unescaped};
use crate::import::packed::xml::{self, Seen};

/// The order of a book.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Paths of its texts in the order of reading.
    pub files: Vec<String>,
}

/// The file that describes the book.
pub fn main_file(container: &str) -> Option<String> {
    let mut main = None;
    xml::walk(container, |seen| {
        if let Seen::Start("rootfile", element) = seen {
            main = main.take().or_else(|| xml::attribute(element, "full-path"));
        }
    });
    main
}

/// Reads the book's list of files and their order.
pub fn read(opf: &str, main: &str) -> Book {
    // Id to path, and whether it is a text that is read.
    let mut manifest: BTreeMap<String, (String, bool)> = BTreeMap::new();
    let (mut spine, mut aside) = (Vec::new(), Vec::new());
    xml::walk(opf, |seen| match seen {
        Seen::Start("item", element) => {
            let of = |name: &str| xml::attribute(element, name).unwrap_or_default();
            let media = of("media-type");
            let is_contents = of("properties").split_whitespace().any(|property| property == "nav");
            let is_text =
                matches!(media.as_str(), "application/xhtml+xml" | "text/html" | "application/html") && !is_contents;
            manifest.insert(of("id"), (beside(main, &of("href")), is_text));
        }
        Seen::Start("itemref", element) => {
            let id = xml::attribute(element, "idref").unwrap_or_default();
            // What is beside the order of reading, as notes often are, follows the book.
            let is_aside = xml::attribute(element, "linear").is_some_and(|linear| linear == "no");
            (if is_aside { &mut aside } else { &mut spine }).push(id);
        }
        _ => {}
    });
    let mut files: Vec<String> = Vec::new();
    let order: Vec<String> = if spine.is_empty() && aside.is_empty() {
        manifest.keys().cloned().collect()
    } else {
        spine.into_iter().chain(aside).collect()
    };
    let mut taken = std::collections::BTreeSet::new();
    for id in order {
        if let Some((path, true)) = manifest.get(&id)
            && taken.insert(path.clone())
        {
            files.push(path.clone());
        }
    }
    Book { files }
}

/// Files that are locked otherwise than fonts are.
pub fn locked(encryption: &str) -> Vec<String> {
    const OF_FONTS: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
    let (mut algorithm, mut files) = (String::new(), Vec::new());
    xml::walk(encryption, |seen| match seen {
        Seen::Start("EncryptionMethod", element) => {
            algorithm = xml::attribute(element, "Algorithm").unwrap_or_default();
        }
        Seen::Start("CipherReference", element) if !OF_FONTS.contains(&algorithm.as_str()) => {
            files.extend(xml::attribute(element, "URI").map(|uri| unescaped(&uri)));
        }
        _ => {}
    });
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_read_in_the_order_of_its_spine_and_without_its_contents() {
        let opf = "<package><manifest><item id='b' href='text/2%20.xhtml#x' media-type='application/xhtml+xml'/>\
            <item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
            <item id='n' href='../notes.xhtml' media-type='application/xhtml+xml'/>\
            <item id='a' href='text/1.xhtml' media-type='application/xhtml+xml'/><item id='c' href='a.css' media-type='text/css'/>\
            </manifest><spine><itemref idref='nav'/><itemref idref='n' linear='no'/><itemref idref='a'/><itemref idref='b'/><itemref idref='a'/></spine></package>";
        assert_eq!(read(opf, "OEBPS/book.opf").files, ["OEBPS/text/1.xhtml", "OEBPS/text/2 .xhtml", "notes.xhtml"]);
    }

    #[test]
    fn fonts_may_be_locked_and_chapters_may_not() {
        let entry = |algorithm: &str, uri: &str| {
            format!(
                "<EncryptedData><EncryptionMethod Algorithm='{algorithm}'/><CipherData><CipherReference URI='{uri}'/></CipherData></EncryptedData>"
            )
        };
        let xml = format!(
            "<encryption>{}{}</encryption>",
            entry("http://www.idpf.org/2008/embedding", "a.ttf"),
            entry("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "text/1.xhtml")
        );
        assert_eq!(locked(&xml), ["text/1.xhtml"]);
    }
}
