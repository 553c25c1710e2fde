//! The encodings behind the names of predefined maps: `GBK-EUC-H` is GBK, `UniGB-UCS2-H` is UTF-16.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use super::fonts::Codes;

/// What the name of a predefined map says of its codes.
pub fn encoding_of(name: &str) -> Option<Codes> {
    let stem = name.trim_end_matches("-H").trim_end_matches("-V");
    if stem.starts_with("Uni") && (stem.ends_with("UCS2") || stem.ends_with("UTF16") || stem.ends_with("UCS2-HW")) {
        return Some(Codes::Utf16);
    }
    let encoding = match stem {
        "GB-EUC" | "GBpc-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBK2K" => GB18030,
        "B5pc" | "HKscs-B5" | "ETen-B5" | "ETenms-B5" => BIG5,
        "90ms-RKSJ" | "90msp-RKSJ" | "90pv-RKSJ" | "83pv-RKSJ" => SHIFT_JIS,
        "EUC" => EUC_JP,
        "KSC-EUC" | "KSCms-UHC" | "KSCms-UHC-HW" | "KSCpc-EUC" => EUC_KR,
        _ => return None,
    };
    Some(Codes::Encoded(encoding))
}
