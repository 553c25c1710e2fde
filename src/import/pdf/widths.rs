//! Tables of widths that would fill the memory, and are therefore not handed on.

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict};

/// Whether the tables of widths name no more glyphs than a font can have. The font library writes down a width
/// for each of them, so `[0 4294967295 500]` would fill the memory.
pub fn has_bearable_widths(descendant: &Dict) -> bool {
    let mut named = 0_u64;
    let mut bearable = |first: u32, last: u32| {
        named += u64::from(last.saturating_sub(first));
        last <= 0xF_FFFF && named <= 4 * 0xFFFF
    };
    if let Some(widths) = descendant.get::<Array>(keys::W) {
        let mut entries = widths.flex_iter();
        loop {
            if entries.next::<(u32, Array)>().is_none() {
                let Some((first, last, _)) = entries.next::<(u32, u32, f32)>() else { break };
                if !bearable(first, last) {
                    return false;
                }
            }
        }
    }
    if let Some(widths) = descendant.get::<Array>(keys::W2) {
        let mut entries = widths.flex_iter();
        loop {
            if entries.next::<(u32, Array)>().is_none() {
                let Some((first, last, ..)) = entries.next::<(u32, u32, f32, f32, f32)>() else { break };
                if !bearable(first, last) {
                    return false;
                }
            }
        }
    }
    true
}
