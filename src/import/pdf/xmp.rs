//! The XMP packet of a file: Dublin Core and PRISM, as journals write them. Everything else is passed over.

use crate::import::packed::xml::{Seen, walk};
use crate::model::Bibliography;

/// Characters kept of one value, and values kept of one packet.
const VALUE: usize = 2_000;
const VALUES: usize = 400;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packet {
    /// `dc:title`.
    pub title: String,
    /// `dc:creator`.
    pub authors: Vec<String>,
    /// `dc:subject`.
    pub keywords: Vec<String>,
    /// Whatever else stands in `prism:` and `dc:`, by its name.
    other: Vec<(String, String)>,
}

impl Packet {
    fn keep(&mut self, open: &[String], value: &str) {
        // A value stands in its element, or in an item of a list in it.
        let name = open.iter().rev().find(|name| !matches!(name.as_str(), "li" | "Alt" | "Seq" | "Bag"));
        let Some(name) = name.filter(|_| !value.is_empty()) else { return };
        match name.as_str() {
            "title" if self.title.is_empty() => value.clone_into(&mut self.title),
            "title" => {}
            "creator" if self.authors.len() < VALUES => self.authors.push(value.to_owned()),
            "subject" if self.keywords.len() < VALUES => self.keywords.push(value.to_owned()),
            _ => self.keep_other(name.clone(), value),
        }
    }

    fn keep_other(&mut self, name: String, value: &str) {
        if self.other.len() < VALUES {
            self.other.push((name, value.trim().chars().take(VALUE).collect()));
        }
    }

    /// What it says of journal, year and pages.
    pub fn bibliography(&self) -> Bibliography {
        let value = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| self.other.iter().find(|(known, _)| known == name))
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        let date = value(&["publicationDate", "coverDate", "coverDisplayDate"]);
        let year: String = date.chars().take_while(char::is_ascii_digit).collect();
        let doi = value(&["doi", "DOI", "identifier"]);
        let doi = doi.trim_start_matches("https://doi.org/").trim_start_matches("doi:");
        let (first, last) = (value(&["startingPage"]), value(&["endingPage"]));
        Bibliography {
            journal: value(&["publicationName"]),
            year: if year.len() == 4 { year } else { String::new() },
            volume: value(&["volume"]),
            issue: value(&["number", "issueIdentifier"]),
            pages: if last.is_empty() || last == first { first } else { format!("{first}-{last}") },
            doi: if doi.starts_with("10.") { doi.to_owned() } else { String::new() },
            ..Bibliography::default()
        }
    }
}

/// Reads a packet as far as it is XML. Names go without their prefixes, which everybody writes alike.
pub fn read(data: &[u8]) -> Packet {
    let text = String::from_utf8_lossy(data);
    let mut packet = Packet::default();
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    walk(&text, |seen| match seen {
        Seen::Start(name, tag) => {
            for attribute in tag.attributes().with_checks(false).flatten().take(64) {
                let name = attribute.key.local_name().into_inner().to_owned();
                packet.keep_other(name, &attribute.value);
            }
            open.push(name.to_owned());
            value.clear();
        }
        Seen::Text(run) => {
            if value.len() < VALUE {
                value.push_str(run);
            }
        }
        Seen::End(_) => {
            packet.keep(&open, std::mem::take(&mut value).trim());
            open.pop();
        }
    });
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journals_packet_gives_a_record() {
        let packet = read(
            "<?xpacket?><x:xmpmeta><rdf:RDF><rdf:Description prism:volume=\"12\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x\">食堂 &amp; 村庄</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>甲</rdf:li><rdf:li>乙</rdf:li></rdf:Seq></dc:creator><prism:publicationName>某学报</prism:publicationName><prism:coverDate>2020-03</prism:coverDate><prism:startingPage>45</prism:startingPage><prism:endingPage>52</prism:endingPage><prism:doi>10.1/a</prism:doi></rdf:Description></rdf:RDF>"
                .as_bytes(),
        );
        assert_eq!((packet.title.as_str(), packet.authors.len()), ("食堂 & 村庄", 2));
        let record = packet.bibliography();
        assert_eq!((record.journal.as_str(), record.year.as_str(), record.pages.as_str()), ("某学报", "2020", "45-52"));
        assert_eq!((record.volume.as_str(), record.doi.as_str()), ("12", "10.1/a"));
    }

    #[test]
    fn rubbish_is_read_as_nothing() {
        assert_eq!(read(b"<a><b></a>\xFF<<<"), Packet::default());
    }
}
