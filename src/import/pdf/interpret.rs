//! The content stream: which character stands where. Everything else it paints is passed over.
//!
//! This is the part of a PDF's machine that text needs: the matrices, the text operators, forms, marked
//! content. Colours, paths, patterns and pictures are not carried out, so they cost nothing and cannot
//! harm. What may run without end has a [`Budget`].

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use hayro_font::kurbo::Affine;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};

use super::budget::{Budget, FORM_DEPTH};
use super::fonts::{Face, Fonts};
use super::glyph::{Sheet, Size};
use super::marked::{Marked, MarkedContent};

/// States saved one in another; a file that saves more gets the last one back too often, no more.
const STATES: usize = 512;
/// Pieces of a stream in a row that are no operators, before it is given up.
const MISREAD: usize = 64;
/// Streams that one page may be cut into.
const STREAMS: usize = 20_000;

/// Reads the characters of one page.
pub fn sheet<'a>(
    page: &Page<'a>,
    fonts: &mut Fonts<'a>,
    off: &BTreeSet<ObjectIdentifier>,
    budget: &mut Budget,
) -> Sheet {
    budget.turn_page();
    let (width, height) = page.render_dimensions();
    let mut machine = Machine {
        fonts,
        budget,
        sheet: Sheet { size: Size { width, height }, ..Sheet::default() },
        state: State::at(Affine::new(page.initial_transform(true).as_coeffs())),
        saved: Vec::new(),
        content: MarkedContent::new(off),
    };
    let mut content = Vec::new();
    if let Some(stream) = page.raw().get::<Stream>(keys::CONTENTS) {
        content.extend_from_slice(&machine.budget.unpack(&stream).unwrap_or_default());
    } else if let Some(streams) = page.raw().get::<Array>(keys::CONTENTS) {
        for stream in streams.iter::<Object>().take(STREAMS).filter_map(Object::into_stream) {
            content.extend_from_slice(&machine.budget.unpack(&stream).unwrap_or_default());
            content.push(b'\n');
        }
    }
    machine.run(&content, page.resources(), 0);
    machine.sheet
}

/// What the operators before the next one have set.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub page: Affine,
    pub text: Affine,
    line: Affine,
    pub face: Option<Rc<Face<'a>>>,
    pub size: f64,
    pub letter_space: f64,
    pub word_space: f64,
    pub stretch: f64,
    leading: f64,
    pub rise: f64,
    pub painting: i64,
}

impl State<'_> {
    fn at(page: Affine) -> Self {
        Self {
            page,
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
            face: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            painting: 0,
        }
    }

    fn next_line(&mut self, right: f64, up: f64) {
        self.line *= Affine::translate((right, up));
        self.text = self.line;
    }
}

/// A page under way.
pub(super) struct Machine<'a, 'm> {
    pub fonts: &'m mut Fonts<'a>,
    pub budget: &'m mut Budget,
    pub sheet: Sheet,
    pub state: State<'a>,
    saved: Vec<State<'a>>,
    pub content: MarkedContent<'m>,
}

impl<'a> Machine<'a, '_> {
    fn run(&mut self, content: &[u8], resources: &Resources<'a>, depth: usize) {
        let mut faces: HashMap<Vec<u8>, Option<Rc<Face<'a>>>> = HashMap::new();
        let floor = self.saved.len();
        let mut operators = TypedIter::new(content);
        // What cannot be understood is passed over; at the end nothing comes ever again.
        let mut misread = 0;
        while misread < MISREAD && self.budget.operator() {
            let Some(operator) = operators.next() else {
                misread += 1;
                continue;
            };
            misread = 0;
            match operator {
                Op::SaveState(_) if self.saved.len() < floor + STATES => self.saved.push(self.state.clone()),
                Op::RestoreState(_) if self.saved.len() > floor => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                Op::Transform(m) => self.state.page *= matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64())),
                Op::BeginText(_) => {
                    self.state.line = Affine::IDENTITY;
                    self.state.text = Affine::IDENTITY;
                }
                Op::SetTextMatrix(m) => {
                    self.state.line = matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64()));
                    self.state.text = self.state.line;
                }
                Op::TextFont(font) => {
                    let name: &[u8] = font.0.as_ref();
                    let face = if let Some(face) = faces.get(name) {
                        face.clone()
                    } else {
                        let face = resources.get_font(font.0).and_then(|dict| self.fonts.face(&dict));
                        faces.insert(name.to_vec(), face.clone());
                        face
                    };
                    self.state.face = face;
                    self.state.size = font.1.as_f64();
                }
                Op::SetGraphicsState(name) => {
                    let font = resources.get_ext_g_state(name.0).and_then(|state| state.get::<Array>(keys::FONT));
                    if let Some(font) = font {
                        let mut parts = font.iter::<Object>();
                        self.state.face =
                            parts.next().and_then(Object::into_dict).and_then(|dict| self.fonts.face(&dict));
                        self.state.size = parts.next().and_then(Object::into_f32).map_or(1.0, f64::from);
                    }
                }
                Op::CharacterSpacing(n) => self.state.letter_space = n.0.as_f64(),
                Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
                Op::HorizontalScaling(n) => self.state.stretch = n.0.as_f64() / 100.0,
                Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
                Op::TextRise(n) => self.state.rise = n.0.as_f64(),
                Op::TextRenderingMode(n) => self.state.painting = n.0.as_i64(),
                Op::NextLine(by) => self.state.next_line(by.0.as_f64(), by.1.as_f64()),
                Op::NextLineAndSetLeading(by) => {
                    self.state.leading = -by.1.as_f64();
                    self.state.next_line(by.0.as_f64(), by.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => self.state.next_line(0.0, -self.state.leading),
                Op::ShowText(text) => self.show(text.0.as_bytes()),
                Op::NextLineAndShowText(text) => {
                    self.state.next_line(0.0, -self.state.leading);
                    self.show(text.0.as_bytes());
                }
                Op::ShowTextWithParameters(text) => {
                    self.state.word_space = text.0.as_f64();
                    self.state.letter_space = text.1.as_f64();
                    self.state.next_line(0.0, -self.state.leading);
                    self.show(text.2.as_bytes());
                }
                Op::ShowTexts(parts) => {
                    for part in parts.0.iter::<Object>() {
                        match part {
                            Object::Number(back) => self.move_back(back.as_f64()),
                            Object::String(text) => self.show(text.as_bytes()),
                            _ => {}
                        }
                    }
                }
                Op::BeginMarkedContent(tag) => {
                    let kind = if tag.0.as_ref() == &b"Artifact"[..] { Marked::Artifact } else { Marked::Plain };
                    self.content.begin(kind);
                }
                Op::BeginMarkedContentWithProperties(marked) => {
                    let kind = self.kind_of(marked.0, marked.1, resources);
                    self.content.begin(kind);
                }
                Op::EndMarkedContent(_) => self.content.end(&mut self.sheet.glyphs),
                Op::InlineImage(_) => self.picture(),
                Op::XObject(name) => {
                    if let Some(object) = resources.get_x_object(name.0) {
                        self.x_object(&object, resources, depth);
                    }
                }
                _ => {}
            }
        }
        self.saved.truncate(floor);
    }

    fn kind_of(&self, tag: &Name, properties: &Object<'_>, resources: &Resources<'a>) -> Marked {
        let tag: &[u8] = tag.as_ref();
        let name = properties.clone().into_name();
        if tag == b"OC" {
            let layer =
                name.as_ref().and_then(|name| resources.properties.get_ref(name.as_ref() as &[u8])).map(Into::into);
            return if layer.is_some_and(|layer| self.content.is_off(layer)) { Marked::Hidden } else { Marked::Plain };
        }
        let actual = match &name {
            Some(name) => resources
                .properties
                .get::<Dict>(name.as_ref() as &[u8])
                .and_then(|dict| dict.get::<PdfString>(keys::ACTUAL_TEXT))
                .map(|text| super::info::text_of(text.as_bytes())),
            None => properties
                .clone()
                .into_dict()
                .and_then(|dict| dict.get::<PdfString>(keys::ACTUAL_TEXT).map(|t| super::info::text_of(t.as_bytes()))),
        };
        match actual {
            Some(text) => Marked::Actual { from: self.sheet.glyphs.len(), text },
            None if tag == b"Artifact" => Marked::Artifact,
            None => Marked::Plain,
        }
    }

    fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>, depth: usize) {
        let dict = object.dict();
        if dict.get_ref(keys::OC).is_some_and(|layer| self.content.is_off(layer.into())) {
            return;
        }
        match dict.get::<Name>(keys::SUBTYPE).as_deref() {
            Some(kind) if kind == keys::IMAGE => self.picture(),
            Some(kind) if kind == keys::FORM => {
                if depth >= FORM_DEPTH {
                    self.budget.spent = true;
                    return;
                }
                if !self.budget.form() {
                    return;
                }
                let Some(content) = self.budget.unpack(object) else { return };
                let before = self.state.clone();
                if let Some(transform) = dict.get::<[f64; 6]>(keys::MATRIX) {
                    self.state.page *= matrix(transform);
                }
                let own = dict.get::<Dict>(keys::RESOURCES).map(Resources::new);
                self.run(&content, own.as_ref().unwrap_or(resources), depth + 1);
                self.state = before;
            }
            _ => {}
        }
    }

    fn picture(&mut self) {
        self.sheet.pictures += 1;
        self.sheet.picture_area += self.state.page.determinant().abs();
    }
}

fn matrix(coefficients: [f64; 6]) -> Affine {
    Affine::new(coefficients)
}
