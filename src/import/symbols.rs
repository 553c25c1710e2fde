//! Characters of symbol fonts, which stand at private places of Unicode: the few that people use.

/// The character that a code of a font shows; `None` where it is not known.
pub fn character(font: &str, code: u32) -> Option<char> {
    let low = code & 0xFF;
    let font = font.to_ascii_lowercase();
    if font.starts_with("wingdings 2") {
        return match low {
            0x50 | 0x52 => Some('☑'),
            0x4F | 0x51 | 0x53 => Some('☒'),
            0xA3 => Some('□'),
            _ => None,
        };
    }
    if font.starts_with("wingdings") {
        return match low {
            0x6C => Some('●'),
            0x6E => Some('■'),
            0x6F | 0xA8 | 0x71 | 0x72 => Some('□'),
            0x75 | 0x76 => Some('◆'),
            0xA7 => Some('▪'),
            0xFC => Some('✓'),
            0xFB => Some('✗'),
            0xFD => Some('☒'),
            0xFE => Some('☑'),
            0xD8 => Some('➢'),
            0xE0 => Some('→'),
            0xDF => Some('←'),
            0x4A => Some('☺'),
            0x28 => Some('☎'),
            0x81..=0x8A => char::from_u32(0x2460 + low - 0x81),
            _ => None,
        };
    }
    if font.starts_with("symbol") {
        return match low {
            0xB7 => Some('·'),
            0xB1 => Some('±'),
            0xB3 => Some('≥'),
            0xA3 => Some('≤'),
            0xB4 => Some('×'),
            0xB8 => Some('÷'),
            0xB9 => Some('≠'),
            0xA5 => Some('∞'),
            0xAE => Some('→'),
            0xAC => Some('←'),
            0x61 => Some('α'),
            0x62 => Some('β'),
            0x63 => Some('χ'),
            0x6D => Some('μ'),
            0x70 => Some('π'),
            0x73 => Some('σ'),
            0x53 => Some('Σ'),
            0x44 => Some('Δ'),
            0x20..=0x3F => char::from_u32(low),
            _ => None,
        };
    }
    char::from_u32(code).filter(|c| !matches!(c, '\u{E000}'..='\u{F8FF}') && !c.is_control())
}
