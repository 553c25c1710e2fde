//! PDF files made by hand, so that each test shows what stands where and in which order it was written.

/// A file in the making. Object 1 is the catalog, 2 the tree of pages, 3 the fonts that every page has.
pub struct File {
    objects: Vec<Vec<u8>>,
    pages: Vec<(usize, String)>,
    catalog: String,
    info: String,
    resources: String,
}

/// A Chinese font that is not embedded: `/U` takes UTF-16, `/G` GBK, `/B` Big5, `/V` UTF-16 set downwards,
/// `/H` is Helvetica, `/I` has an own map to Unicode, `/X` has none.
const FONTS: &str = "/U 4 0 R /G 5 0 R /B 6 0 R /V 7 0 R /H 8 0 R /I 9 0 R /X 10 0 R";

/// What `/I` says of its codes: a radical, a ligature, a soft hyphen, two letters, beyond the basic plane.
const MAP: &str = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
    7 beginbfchar <0001> <2F08> <0002> <2ED3> <0003> <FB01> <0004> <00AD> <0005> <00660069> <0006> <D842DFB7> <0007> <F0B7> \
    endbfchar 1 beginbfrange <0020> <007E> <0020> endbfrange endcmap end";

fn chinese(name: &str, encoding: &str, ordering: &str, more: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/{encoding}{more}/DescendantFonts[<</Type/Font/Subtype/CIDFontType2\
         /BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 0>>/DW 1000/W[1 95 500]\
         /FontDescriptor<</Type/FontDescriptor/FontName/{name}/Flags 4/ItalicAngle 0>>>>]>>"
    )
}

impl File {
    pub fn new() -> Self {
        let mut file = Self {
            objects: vec![Vec::new(); 3],
            pages: Vec::new(),
            catalog: String::new(),
            info: String::new(),
            resources: String::new(),
        };
        file.add(&chinese("SimSun", "UniGB-UCS2-H", "GB1", ""));
        file.add(&chinese("SimSun", "GBK-EUC-H", "GB1", ""));
        file.add(&chinese("MingLiU", "ETen-B5-H", "CNS1", ""));
        file.add(&chinese("SimSun", "UniGB-UCS2-V", "GB1", ""));
        file.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        file.add(&chinese("ABCDEF+Own", "Identity-H", "Identity", "/ToUnicode 11 0 R"));
        file.add(&chinese("ABCDEF+Mute", "Identity-H", "Identity", ""));
        file.stream("", MAP.as_bytes());
        file
    }

    /// Adds an object and says its number.
    pub fn add(&mut self, object: &str) -> usize {
        self.objects.push(object.as_bytes().to_vec());
        self.objects.len()
    }

    /// Adds a stream.
    pub fn stream(&mut self, dict: &str, data: &[u8]) -> usize {
        let mut object = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
        object.extend_from_slice(data);
        object.extend_from_slice(b"\nendstream");
        self.objects.push(object);
        self.objects.len()
    }

    /// Adds a page of 595 by 842 points with this content.
    pub fn page(self, content: &str) -> Self {
        self.page_with("", content)
    }

    /// The same with more in its dictionary.
    pub fn page_with(mut self, more: &str, content: &str) -> Self {
        let content = self.stream("", content.as_bytes());
        let page = self.add("");
        self.pages.push((page, format!("/Contents {content} 0 R{more}")));
        self
    }

    /// The object number of a page.
    pub fn page_number(&self, at: usize) -> usize {
        self.pages[at].0
    }

    /// Puts something into the catalog.
    pub fn with_catalog(mut self, more: &str) -> Self {
        self.catalog += more;
        self
    }

    /// Says something of the work.
    pub fn with_info(mut self, more: &str) -> Self {
        self.info += more;
        self
    }

    /// Gives all pages more resources.
    pub fn with_resources(mut self, more: &str) -> Self {
        self.resources += more;
        self
    }

    /// The bytes.
    pub fn finish(mut self) -> Vec<u8> {
        let kids: Vec<String> = self.pages.iter().map(|(page, _)| format!("{page} 0 R")).collect();
        self.objects[0] = format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog).into_bytes();
        self.objects[1] = format!(
            "<</Type/Pages/Count {}/Kids[{}]/MediaBox[0 0 595 842]/Resources<</Font<<{FONTS}>>{}>>>>",
            kids.len(),
            kids.join(" "),
            self.resources
        )
        .into_bytes();
        for (page, more) in &self.pages {
            self.objects[page - 1] = format!("<</Type/Page/Parent 2 0 R{more}>>").into_bytes();
        }
        self.objects[2] = format!("<<{}>>", self.info).into_bytes();
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            places.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let table = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
        for place in &places {
            out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
        }
        let size = places.len() + 1;
        out.extend_from_slice(
            format!("trailer\n<</Size {size}/Root 1 0 R/Info 3 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
        );
        out
    }
}

fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    bytes.into_iter().fold(String::new(), |out, byte| out + &format!("{byte:02X}"))
}

/// Codes of UTF-16.
pub fn utf_16(text: &str) -> String {
    hex(text.encode_utf16().flat_map(u16::to_be_bytes))
}

/// Writes a text with the font of UTF-16 at a place counted from the lower left corner.
pub fn put(text: &str, size: f32, x: f32, y: f32) -> String {
    coded("U", &utf_16(text), size, x, y)
}

/// Writes a text in an encoding.
pub fn put_encoded(font: &str, encoding: &'static encoding_rs::Encoding, text: &str, y: f32) -> String {
    coded(font, &hex(encoding.encode(text).0.iter().copied()), 12.0, 72.0, y)
}

/// Writes codes.
pub fn coded(font: &str, codes: &str, size: f32, x: f32, y: f32) -> String {
    format!("BT /{font} {size} Tf {x} {y} Td <{codes}> Tj ET\n")
}

/// Writes lines one below the other.
pub fn put_lines(lines: &[&str], size: f32, x: f32, y: f32, leading: f32) -> String {
    lines.iter().enumerate().map(|(at, line)| put(line, size, x, y - leading * at as f32)).collect()
}
