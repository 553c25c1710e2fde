//! What holds inside a pair of braces: where its characters go, and how they look.

/// Where characters go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Into the text.
    #[default]
    Body,
    /// Nowhere, nor do words count.
    Skipped,
    /// Nowhere, but groups inside may hold text: the frame of a shape.
    Shell,
    /// Into the number of the paragraph.
    Lead,
    /// Into the name of a font.
    FontName,
    /// Into the name of a style.
    StyleName,
    /// Into a property of the file.
    Property(Property),
    /// Nowhere: the same follows in Unicode.
    Twice,
}

/// A property of the file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// Its title.
    Title,
    /// Who wrote it.
    Author,
    /// Its keywords.
    Keywords,
}

/// What begins with a group and ends with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// Nothing of its own.
    #[default]
    Plain,
    /// A note.
    Note,
    /// A text box.
    Box,
}

/// Which kind of script the next words speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// Any but the others.
    #[default]
    Western,
    /// `\dbch`: in a run of Chinese even the bold of "associated" characters is that of the text.
    EastAsian,
    /// `\rtlch`: right to left.
    Complex,
}

/// The state of a group. A group inside begins with a copy.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct Group {
    /// Where characters go.
    pub destination: Destination,
    /// What ends with it.
    pub frame: Frame,
    /// Font of the characters.
    pub font: i32,
    /// How many characters stand after a `\u` for programs that do not know it.
    pub fallbacks: usize,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Hidden.
    pub hidden: bool,
    /// Deleted or moved away.
    pub deleted: bool,
    /// Inserted or moved here.
    pub inserted: bool,
    /// Of which script the next words speak.
    pub script: Script,
    /// Whether the paragraph is in a table.
    pub in_table: bool,
    /// How deep the table is in others; 0 is not said.
    pub depth: usize,
    /// Outline level from 0.
    pub outline: Option<u8>,
    /// Style of the paragraph.
    pub style: Option<i32>,
    /// Level in a list from 0, and whether it is in one.
    pub list: (u8, bool),
}

impl Default for Group {
    fn default() -> Self {
        Self {
            destination: Destination::Body,
            frame: Frame::Plain,
            font: 0,
            fallbacks: 1,
            bold: false,
            italic: false,
            hidden: false,
            deleted: false,
            inserted: false,
            script: Script::Western,
            in_table: false,
            depth: 0,
            outline: None,
            style: None,
            list: (0, false),
        }
    }
}

impl Group {
    /// `\pard`: a paragraph like any other.
    pub fn plain_paragraph(&mut self) {
        let usual = Self::default();
        (self.in_table, self.depth, self.outline) = (usual.in_table, usual.depth, usual.outline);
        (self.style, self.list) = (usual.style, usual.list);
    }

    /// `\plain`: characters like any others.
    pub fn plain_characters(&mut self, font: i32) {
        (self.bold, self.italic, self.hidden) = (false, false, false);
        (self.deleted, self.inserted, self.font) = (false, false, font);
    }
}

/// What a word makes of its group, where it makes it a destination.
pub fn destination(word: &str, is_optional: bool) -> Option<Destination> {
    use Destination::{Body, Lead, Property as Of, Shell, Skipped, Twice};
    Some(match word {
        "title" => Of(Property::Title),
        "author" => Of(Property::Author),
        "keywords" => Of(Property::Keywords),
        "listtext" | "pntext" => Lead,
        "upr" => Twice,
        "info" | "shpinst" | "do" | "nesttableprops" | "shpgrp" | "background" => Shell,
        // Read like any group, though a star says that not every program knows them.
        "moMath" | "moMathPara" | "mmath" | "shppict" | "ud" | "footnote" | "shptxt" | "dptxbxtext" | "fldrslt"
        | "result" | "hl" => Body,
        "colortbl" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "generator" | "themedata"
        | "colorschememapping" | "latentstyles" | "datastore" | "xmlnstbl" | "filetbl" | "fldinst" | "sp"
        | "shprslt" | "tc" | "tcn" | "xe" | "template" | "private" | "pgdsctbl" | "bkmkstart" | "bkmkend"
        | "mmathPr" | "pict" | "objdata" | "objclass" | "header" | "headerl" | "headerr" | "headerf" | "footer"
        | "footerl" | "footerr" | "footerf" | "nonshppict" | "nonesttables" | "pn" | "pnseclvl" | "ftnsep"
        | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "annotation" | "atnid" | "atnauthor"
        | "atrfstart" | "atrfend" | "atndate" | "atnref" | "atntime" | "subject" | "doccomm" | "operator"
        | "company" | "manager" | "category" | "comment" | "hlinkbase" | "creatim" | "revtim" | "printim"
        | "buptim" | "userprops" | "falt" | "panose" | "fontemb" | "mmathPict" | "rxe" | "txe" | "formfield"
        | "datafield" | "ffname" | "passwordhash" | "protusertbl" => Skipped,
        // The looks of formulas: mrPr, mctrlPr, mfPr.
        _ if word.starts_with('m') && word.ends_with("Pr") && word.len() > 3 => Skipped,
        _ if is_optional => Skipped,
        _ => return None,
    })
}
