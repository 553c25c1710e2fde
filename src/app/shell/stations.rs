//! Going from panel to panel with F6: where each of them stands, and which of its widgets had the keyboard last.

use std::collections::BTreeMap;

use egui::{Context, Id, Rect};

use super::Shell;
use crate::app::widgets;

/// What is no wider than this is the edge of a panel, in points.
const EDGE: f32 = 12.0;

/// A panel of the window of a project, in the order of F6 and of Tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Station {
    /// Project, workspaces, find, coder.
    TopBar,
    /// What went wrong.
    Problems,
    /// The list of documents.
    Documents,
    /// The tree of codes.
    Codes,
    /// The text, or what stands in its place.
    Centre,
    /// What is chosen.
    Inspector,
    /// How much there is, whether it is saved.
    StatusBar,
}

/// Which way one goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To the next.
    On,
    /// To the one before.
    Back,
}

/// Where the panels stood when they were drawn last.
#[derive(Debug, Default)]
pub struct Stations {
    places: BTreeMap<Station, Rect>,
    /// What had the keyboard in each of them.
    last: BTreeMap<Station, Id>,
    /// Where the keyboard comes into lists.
    lists: Vec<Id>,
    /// What had the keyboard before a dialog took it.
    before: Option<Id>,
    dialog: Over,
}

/// Whether a dialog lies over the panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// It does.
    Dialog,
    /// It did in the frame before, in which nothing below it could take the keyboard.
    JustClosed,
    /// They have the keyboard.
    #[default]
    Nothing,
}

impl Stations {
    /// Begins a frame: what is not drawn in it is not there.
    pub fn begin(&mut self) {
        self.places.clear();
    }

    /// A panel was drawn here.
    pub fn stand(&mut self, station: Station, place: Rect) {
        self.places.insert(station, place);
    }

    /// Remembers what has the keyboard, at the end of a frame.
    pub fn remember(&mut self, ctx: &Context) {
        self.lists = widgets::take_list_stops(ctx);
        let focused = ctx.memory(egui::Memory::focused);
        // To ask for its response would count as another look at this frame's click, and take the keyboard away
        // from what has just been given it.
        let drawn = |id: Id| ctx.viewport(|viewport| viewport.this_pass.widgets.get(id).map(|widget| widget.rect));
        let at = focused.and_then(|id| Some((id, drawn(id)?.center())));
        if let Some((id, centre)) = at
            && let Some(station) = self.at(centre)
        {
            self.last.insert(station, id);
        }
    }

    /// Gives the keyboard back when a dialog has closed, unless it went elsewhere meanwhile; at the end of a frame.
    pub fn give_back(&mut self, ctx: &Context, over: Over) {
        let focused = ctx.memory(egui::Memory::focused);
        let in_panel = |id: Id| {
            let layer = ctx.viewport(|viewport| viewport.this_pass.widgets.get(id).map(|widget| widget.layer_id));
            layer.is_some_and(|layer| layer.order == egui::Order::Background)
        };
        let here = focused.filter(|id| in_panel(*id));
        let was = std::mem::replace(&mut self.dialog, over);
        match (was, over) {
            (Over::Dialog, Over::Nothing) => {
                self.dialog = Over::JustClosed;
                ctx.request_repaint();
            }
            (Over::JustClosed, Over::Nothing) if here.is_none() => {
                if let Some(before) = self.before.filter(|id| in_panel(*id)) {
                    ctx.memory_mut(|memory| memory.request_focus(before));
                    ctx.request_repaint();
                }
            }
            // A menu that leads to a dialog does not have the keyboard for long.
            (Over::Nothing, _) if here.is_some() || focused.is_none() => self.before = here,
            _ => {}
        }
    }

    fn at(&self, centre: egui::Pos2) -> Option<Station> {
        // Those around the middle first: they never lie over each other but by a hair.
        self.places.iter().find(|(_, place)| place.shrink(0.5).contains(centre)).map(|(station, _)| *station)
    }

    /// Gives the keyboard to the next panel that can take it.
    fn step(&self, ctx: &Context, turn: Turn) {
        let stations: Vec<Station> = self.places.keys().copied().collect();
        if stations.is_empty() {
            return;
        }
        let focused = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id));
        let now = focused.and_then(|response| self.at(response.rect.center()));
        let at = now.and_then(|now| stations.iter().position(|station| *station == now));
        let count = stations.len();
        for step in 1..=count {
            let to = match (at, turn) {
                (Some(at), Turn::On) => (at + step) % count,
                (Some(at), Turn::Back) => (at + 2 * count - step) % count,
                // Nothing has the keyboard: one begins at the text, which is what one works with.
                (None, _) => {
                    let centre = stations.iter().position(|station| *station == Station::Centre).unwrap_or(0);
                    (centre + step - 1) % count
                }
            };
            let Some(station) = stations.get(to) else { continue };
            if let Some(id) = self.stop_of(ctx, *station) {
                ctx.memory_mut(|memory| memory.request_focus(id));
                return;
            }
        }
    }

    /// What takes the keyboard in a panel: what had it last, or its main thing: its list, in the middle the text.
    fn stop_of(&self, ctx: &Context, station: Station) -> Option<Id> {
        let place = *self.places.get(&station)?;
        let last = self.last.get(&station).copied();
        ctx.viewport(|viewport| {
            let stops = viewport.prev_pass.widgets.layers().flat_map(|(layer, widgets)| {
                let background = layer.order == egui::Order::Background;
                widgets.iter().filter(move |_| background)
            });
            let mut stops = stops.filter(|widget| {
                widget.enabled
                    && widget.sense.is_focusable()
                    // Edges that can be moved are no place to go to; they belong to both of their neighbours.
                    && widget.rect.width().min(widget.rect.height()) > EDGE
                    && place.shrink(0.5).contains(widget.rect.center())
                    && widget.interact_rect.is_positive()
            });
            let stops: Vec<(Id, Rect)> = stops.by_ref().map(|widget| (widget.id, widget.rect)).collect();
            // In the middle one wants the text, not what stands above it: that is by far the largest. Beside it the
            // list, not the buttons above it.
            let first = match station {
                Station::Documents | Station::Codes => {
                    stops.iter().find(|(id, _)| self.lists.contains(id)).or(stops.first())
                }
                Station::Centre => stops.iter().max_by(|a, b| a.1.area().total_cmp(&b.1.area())),
                _ => stops.first(),
            };
            let last = last.filter(|last| stops.iter().any(|(id, _)| id == last));
            last.or(first.map(|(id, _)| *id))
        })
    }
}

impl Shell {
    /// Gives the keyboard to the next panel, or to the one before.
    pub(super) fn step_panel(&mut self, turn: Turn) {
        self.stations.step(&self.ctx, turn);
    }
}
