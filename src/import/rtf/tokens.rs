//! RTF as tokens: braces, control words, bytes. Nothing is understood here.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\b0`: a name and perhaps a number.
    Word(&'a str, Option<i32>),
    /// `\~`, `\*`: one character that is no letter.
    Symbol(u8),
    /// `\'b0`: a byte of text.
    Hex(u8),
    /// Bytes of text as they stand.
    Bytes(&'a [u8]),
}

/// The tokens of a file. What is broken is passed over.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    raw: RawPairs,
}

/// Whether raw bytes of text come in pairs, whose second byte may look like a brace or a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawPairs {
    /// As in Big5 and GBK.
    Yes,
    /// As in UTF-8, western encodings, and in most files, which have no raw bytes at all.
    No,
}

impl<'a> Tokens<'a> {
    /// Of these bytes.
    pub fn of(bytes: &'a [u8], raw: RawPairs) -> Self {
        Self { bytes, at: 0, raw }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn taken_while(&mut self, holds: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| holds(**byte)).count();
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn text(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut len = 0;
        while let Some(&byte) = rest.get(len) {
            if matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0) {
                break;
            }
            let second = rest.get(len + 1).filter(|second| **second >= 0x40);
            len += 1 + usize::from(self.raw == RawPairs::Yes && byte >= 0x81 && second.is_some());
        }
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digit = |at: usize| self.bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
            let (Some(high), Some(low)) = (digit(self.at), digit(self.at + 1)) else {
                return Some(Token::Symbol(b'\''));
            };
            self.at += 2;
            return Some(Token::Hex((high * 16 + low) as u8));
        }
        let name = self.taken_while(|byte| byte.is_ascii_alphabetic());
        let name = std::str::from_utf8(name.get(..name.len().min(32)).unwrap_or(name)).unwrap_or_default();
        let sign = self.peek() == Some(b'-') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        self.at += usize::from(sign);
        let digits = self.taken_while(|byte| byte.is_ascii_digit());
        let number = std::str::from_utf8(digits.get(..digits.len().min(10)).unwrap_or(digits))
            .ok()
            .and_then(|digits| digits.parse::<i64>().ok())
            .map(|number| (if sign { -number } else { number }).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == "bin" {
            // So many bytes of a picture, which may look like anything.
            self.at = self.at.saturating_add(number.unwrap_or(0).max(0) as usize).min(self.bytes.len());
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match byte {
                b'{' | b'}' => {
                    self.at += 1;
                    return Some(if byte == b'{' { Token::Open } else { Token::Close });
                }
                b'\\' => {
                    self.at += 1;
                    return self.control();
                }
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => return Some(Token::Bytes(self.text())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_bytes_are_told_apart() {
        let tokens: Vec<Token> = Tokens::of(b"{\\b0 a\\u-10187?\\'d6\\~\\bin3 }}}\r\n\\par}", RawPairs::No).collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Bytes(b"a"),
                Token::Word("u", Some(-10187)),
                Token::Bytes(b"?"),
                Token::Hex(0xD6),
                Token::Symbol(b'~'),
                Token::Word("bin", Some(3)),
                Token::Word("par", None),
                Token::Close
            ]
        );
    }

    #[test]
    fn a_broken_end_is_no_token() {
        assert_eq!(Tokens::of(b"\\", RawPairs::No).count(), 0);
        assert_eq!(Tokens::of(b"\\'d", RawPairs::No).collect::<Vec<_>>(), [Token::Symbol(b'\''), Token::Bytes(b"d")]);
        assert_eq!(
            Tokens::of(b"\\bin99999999999 x", RawPairs::No).collect::<Vec<_>>(),
            [Token::Word("bin", Some(i32::MAX))]
        );
    }

    #[test]
    fn the_second_byte_of_a_raw_pair_is_no_backslash() {
        let tokens: Vec<Token> = Tokens::of(b"\xA5\\\\par", RawPairs::Yes).collect();
        assert_eq!(tokens, [Token::Bytes(b"\xA5\\"), Token::Word("par", None)]);
    }
}
