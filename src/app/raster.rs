//! Draws egui's triangles on the processor: pictures without a display and without a graphics card.
//!
//! It blends as `egui_glow` does, premultiplied and in gamma space, so a picture looks like the
//! window. Corners are snapped to 1/256 of a pixel and edges decided in whole numbers with the
//! top-left rule, so two triangles that share an edge never paint a pixel twice and the same input
//! gives the same bytes in every build. It refuses paint callbacks, which need a graphics card.

use std::collections::BTreeMap;

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Primitive, Vertex};
use egui::{Color32, TextureFilter, TextureId, TexturesDelta};

/// A picture: red, green, blue and opacity of each pixel, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Four bytes a pixel; opacity is 255 everywhere.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// As a PNG file.
    ///
    /// # Errors
    /// Of the encoder; none is known for pictures made here.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgba)?;
        writer.finish()?;
        Ok(bytes)
    }

    /// Red, green and blue of a pixel; black outside.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.width as usize + x as usize) * 4;
        let inside = x < self.width && y < self.height;
        self.rgba.get(at..at + 3).filter(|_| inside).map_or([0; 3], |p| [p[0], p[1], p[2]])
    }
}

struct Texture {
    size: [usize; 2],
    pixels: Vec<Color32>,
    smooth: bool,
}

/// Holds the textures between frames and paints.
#[derive(Default)]
pub struct Rasteriser {
    textures: BTreeMap<TextureId, Texture>,
}

impl Rasteriser {
    #[allow(clippy::iter_over_hash_type, reason = "changes of different textures do not meet")]
    /// Takes the changes of a frame's textures. Freed ones go at once, so paint a frame before the next is taken.
    pub fn take(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.set(id, &change);
            }
        }
    }

    #[allow(clippy::iter_over_hash_type, reason = "which goes first makes no difference")]
    /// Drops the textures that a frame was the last to use.
    pub fn free(&mut self, delta: &mut TexturesDelta) {
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn set(&mut self, id: TextureId, change: &ImageDelta) {
        let ImageData::Color(image) = &change.image;
        let smooth = change.options.magnification == TextureFilter::Linear;
        if let (Some([left, top]), Some(texture)) = (change.pos, self.textures.get_mut(&id)) {
            for row in 0..image.size[1] {
                let to = (top + row) * texture.size[0] + left;
                let from = row * image.size[0];
                let width = image.size[0];
                texture.pixels[to..to + width].copy_from_slice(&image.pixels[from..from + width]);
            }
        } else {
            self.textures.insert(id, Texture { size: image.size, pixels: image.pixels.clone(), smooth });
        }
    }

    /// Paints a frame's triangles over a ground.
    #[must_use]
    pub fn paint(&self, triangles: &[ClippedPrimitive], size: [u32; 2], scale: f32, ground: Color32) -> Picture {
        let mut canvas = Canvas { size: [size[0] as i32, size[1] as i32], pixels: Vec::new() };
        let [red, green, blue, _] = ground.to_array().map(f32::from);
        canvas.pixels = vec![[red, green, blue]; size[0] as usize * size[1] as usize];
        for ClippedPrimitive { clip_rect, primitive } in triangles {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            let edge = |v: f32, most: u32| ((v * scale).round() as i32).clamp(0, most as i32);
            let clip = Clip {
                left: edge(clip_rect.min.x, size[0]),
                top: edge(clip_rect.min.y, size[1]),
                right: edge(clip_rect.max.x, size[0]),
                bottom: edge(clip_rect.max.y, size[1]),
            };
            for corners in mesh.indices.chunks_exact(3) {
                let corner = |n: usize| mesh.vertices[corners[n] as usize];
                canvas.triangle([corner(0), corner(1), corner(2)], scale, &clip, texture);
            }
        }
        let rgba = canvas.pixels.iter().flat_map(|p| [byte(p[0]), byte(p[1]), byte(p[2]), 255]).collect();
        Picture { width: size[0], height: size[1], rgba }
    }
}

fn byte(value: f32) -> u8 {
    (value + 0.5) as u8
}

struct Clip {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

struct Canvas {
    size: [i32; 2],
    pixels: Vec<[f32; 3]>,
}

impl Canvas {
    fn triangle(&mut self, mut corners: [Vertex; 3], scale: f32, clip: &Clip, texture: &Texture) {
        const UNIT: i64 = 256;
        let snap = |v: &Vertex| {
            let whole = |x: f32| f64::from(x * scale * UNIT as f32).round() as i64;
            [whole(v.pos.x), whole(v.pos.y)]
        };
        let mut points = [snap(&corners[0]), snap(&corners[1]), snap(&corners[2])];
        let cross =
            |a: [i64; 2], b: [i64; 2], p: [i64; 2]| (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
        let mut area = cross(points[0], points[1], points[2]);
        if area == 0 {
            return;
        }
        if area < 0 {
            corners.swap(1, 2);
            points.swap(1, 2);
            area = -area;
        }
        let bound = |axis: usize, low: i32, high: i32| {
            let values = points.map(|p| p[axis]);
            let least = values.into_iter().min().unwrap_or(0).div_euclid(UNIT) as i32;
            let most = values.into_iter().max().unwrap_or(0).div_euclid(UNIT) as i32 + 1;
            (least.max(low), most.min(high))
        };
        let (left, right) = bound(0, clip.left, clip.right);
        let (top, bottom) = bound(1, clip.top, clip.bottom);
        // A pixel on an edge belongs to the triangle whose top or left edge it is.
        let edges = [(1, 2), (2, 0), (0, 1)].map(|(a, b)| {
            let (from, to) = (points[a], points[b]);
            let step = [to[0] - from[0], to[1] - from[1]];
            let owned = step[1] < 0 || (step[1] == 0 && step[0] > 0);
            (from, to, i64::from(!owned))
        });
        let flat = corners.iter().all(|v| v.color == corners[0].color && v.uv == corners[0].uv);
        let one = paint_of(corners[0].color, texture.at(corners[0].uv.x, corners[0].uv.y));
        if flat && one.iter().all(|channel| *channel <= 0.0) {
            return;
        }
        let whole = area as f32;
        for y in top..bottom {
            for x in left..right {
                let centre = [i64::from(x) * UNIT + UNIT / 2, i64::from(y) * UNIT + UNIT / 2];
                let [a, b, c] = edges.map(|(from, to, bias)| (cross(from, to, centre), bias));
                if a.0 < a.1 || b.0 < b.1 || c.0 < c.1 {
                    continue;
                }
                let paint = if flat {
                    one
                } else {
                    let share = [a.0 as f32 / whole, b.0 as f32 / whole, c.0 as f32 / whole];
                    let blend =
                        |of: &dyn Fn(&Vertex) -> f32| corners.iter().zip(share).map(|(v, s)| of(v) * s).sum::<f32>();
                    let texel = texture.at(blend(&|v| v.uv.x), blend(&|v| v.uv.y));
                    let channel = |n: usize| blend(&|v| f32::from(v.color.to_array()[n])) * texel[n] / 255.0;
                    [channel(0), channel(1), channel(2), channel(3)]
                };
                let under = &mut self.pixels[(y * self.size[0] + x) as usize];
                let through = 1.0 - paint[3] / 255.0;
                for n in 0..3 {
                    // Rounded each time, as a frame buffer of bytes does.
                    under[n] = paint[n].mul_add(1.0, under[n] * through).round().clamp(0.0, 255.0);
                }
            }
        }
    }
}

fn paint_of(colour: Color32, texel: [f32; 4]) -> [f32; 4] {
    let colour = colour.to_array();
    std::array::from_fn(|n| f32::from(colour[n]) * texel[n] / 255.0)
}

impl Texture {
    /// The texel at a place, 0 to 255 a channel.
    fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.size;
        let fetch = |x: isize, y: isize| {
            let x = x.clamp(0, width as isize - 1) as usize;
            let y = y.clamp(0, height as isize - 1) as usize;
            self.pixels[y * width + x].to_array().map(f32::from)
        };
        if !self.smooth {
            return fetch((u * width as f32).floor() as isize, (v * height as f32).floor() as isize);
        }
        // Snapped as corners are: what a glyph looks like must not hang on where in the atlas it came to lie.
        let snap = |texels: f32| (texels * 256.0).round() / 256.0;
        let (x, y) = (snap(u.mul_add(width as f32, -0.5)), snap(v.mul_add(height as f32, -0.5)));
        let (left, top) = (x.floor(), y.floor());
        let (right, below) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let corners = [fetch(left, top), fetch(left + 1, top), fetch(left, top + 1), fetch(left + 1, top + 1)];
        std::array::from_fn(|n| {
            let upper = corners[0][n] * (1.0 - right) + corners[1][n] * right;
            let lower = corners[2][n] * (1.0 - right) + corners[3][n] * right;
            upper * (1.0 - below) + lower * below
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::{ColorImage, Mesh};
    use egui::{Rect, TextureOptions, pos2};

    fn white() -> Rasteriser {
        let mut rasteriser = Rasteriser::default();
        let mut delta = TexturesDelta::default();
        let image = ColorImage::filled([1, 1], Color32::WHITE);
        delta.push(TextureId::default(), ImageDelta::full(image, TextureOptions::LINEAR));
        rasteriser.take(&mut delta);
        rasteriser
    }

    fn painted(rect: Rect, colour: Color32, clip: Rect) -> Picture {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(rect, colour);
        let primitive = ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) };
        white().paint(&[primitive], [8, 8], 1.0, Color32::BLACK)
    }

    #[test]
    fn the_seam_of_two_triangles_is_painted_once() {
        let half = Color32::from_rgba_premultiplied(100, 0, 0, 100);
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(8.0, 8.0));
        let picture = painted(all, half, all);
        let first = picture.pixel(0, 0);
        assert_eq!(first, [100, 0, 0]);
        assert!((0..64).all(|n| picture.pixel(n % 8, n / 8) == first));
    }

    #[test]
    fn nothing_is_painted_outside_the_clip() {
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(8.0, 8.0));
        let picture = painted(all, Color32::WHITE, Rect::from_min_max(pos2(2.0, 2.0), pos2(5.0, 5.0)));
        let white = (0..64).filter(|n| picture.pixel(n % 8, n / 8) == [255; 3]).count();
        assert_eq!(white, 9);
        assert_eq!(picture.pixel(2, 2), [255; 3]);
        assert_eq!(picture.pixel(5, 5), [0; 3]);
    }

    #[test]
    fn a_picture_is_a_png() {
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(8.0, 8.0));
        let bytes = painted(all, Color32::WHITE, all).png().unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
    }
}
