//! From bytes to text, in pieces: what encoding a file is in, and what to do where it is in another.

use super::{Fault, Remarks};

/// How far into a file its encoding is looked for: an XML declaration stands at the very beginning.
const MAX_DECLARATION: usize = 256;

/// Turns bytes into text piece by piece. A character may lie across two pieces.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    encoding: Option<Encoding>,
    carried: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// ISO 8859-1 and its relatives: bytes are characters.
    SingleByte,
    Utf16 {
        big_endian: bool,
    },
}

impl Decoder {
    /// Adds the text of some bytes.
    pub(super) fn push(&mut self, bytes: &[u8], text: &mut String, remarks: &mut Remarks) {
        if self.encoding.is_none() {
            self.carried.extend_from_slice(bytes);
            if self.carried.len() < MAX_DECLARATION {
                return;
            }
            let begun = std::mem::take(&mut self.carried);
            self.begin(&begun, text, remarks);
        } else {
            self.decode(bytes, text, remarks);
        }
    }

    /// There are no more bytes.
    pub(super) fn finish(&mut self, text: &mut String, remarks: &mut Remarks) {
        if self.encoding.is_none() {
            let begun = std::mem::take(&mut self.carried);
            self.begin(&begun, text, remarks);
        }
        if !self.carried.is_empty() {
            self.carried.clear();
            remarks.add(Fault::NotUtf8, "");
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    fn begin(&mut self, bytes: &[u8], text: &mut String, remarks: &mut Remarks) {
        let (encoding, rest) = recognize(bytes);
        self.encoding = Some(encoding);
        self.decode(rest, text, remarks);
    }

    fn decode(&mut self, bytes: &[u8], text: &mut String, remarks: &mut Remarks) {
        match self.encoding.unwrap_or(Encoding::Utf8) {
            Encoding::SingleByte => text.extend(bytes.iter().map(|byte| char::from(*byte))),
            Encoding::Utf16 { big_endian } => self.utf16(bytes, big_endian, text, remarks),
            Encoding::Utf8 if self.carried.is_empty() => self.utf8(bytes, text, remarks),
            Encoding::Utf8 => {
                let mut whole = std::mem::take(&mut self.carried);
                // At most three bytes wait, so joining a few is enough to end their character.
                let (first, rest) = bytes.split_at(bytes.len().min(4));
                whole.extend_from_slice(first);
                self.utf8(&whole, text, remarks);
                if self.carried.is_empty() {
                    self.utf8(rest, text, remarks);
                } else {
                    // The character still has no end: only possible if nearly nothing came, or at the cut.
                    let mut waiting = std::mem::take(&mut self.carried);
                    waiting.extend_from_slice(rest);
                    self.utf8(&waiting, text, remarks);
                }
            }
        }
    }

    fn utf8(&mut self, mut bytes: &[u8], text: &mut String, remarks: &mut Remarks) {
        loop {
            match std::str::from_utf8(bytes) {
                Ok(valid) => {
                    text.push_str(valid);
                    return;
                }
                Err(error) => {
                    let (valid, after) = bytes.split_at(error.valid_up_to());
                    text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                    let Some(length) = error.error_len() else {
                        self.carried = after.to_vec();
                        return;
                    };
                    remarks.add_bytes(
                        Fault::NotUtf8,
                        after.get(..length.min(after.len())).unwrap_or_default(),
                    );
                    text.push(char::REPLACEMENT_CHARACTER);
                    bytes = after.get(length..).unwrap_or_default();
                }
            }
        }
    }

    fn utf16(&mut self, bytes: &[u8], big_endian: bool, text: &mut String, remarks: &mut Remarks) {
        let mut all = std::mem::take(&mut self.carried);
        all.extend_from_slice(bytes);
        let (pairs, odd) = all.as_chunks::<2>();
        let mut units: Vec<u16> = pairs
            .iter()
            .map(|pair| {
                if big_endian {
                    u16::from_be_bytes(*pair)
                } else {
                    u16::from_le_bytes(*pair)
                }
            })
            .collect();
        // The first half of a pair of surrogates waits for the second.
        let half = units.pop_if(|unit| (0xD800..0xDC00).contains(unit));
        for unit in char::decode_utf16(units) {
            text.push(unit.unwrap_or_else(|_| {
                remarks.add(Fault::NotUtf8, "");
                char::REPLACEMENT_CHARACTER
            }));
        }
        if let Some(half) = half {
            let pair = if big_endian {
                half.to_be_bytes()
            } else {
                half.to_le_bytes()
            };
            self.carried.extend_from_slice(&pair);
        }
        self.carried.extend_from_slice(odd);
    }
}

/// The encoding of a file by its first bytes, and the bytes after the mark that may begin it.
fn recognize(bytes: &[u8]) -> (Encoding, &[u8]) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (Encoding::Utf8, rest);
    }
    for (mark, big_endian) in [(b"\xFF\xFE", false), (b"\xFE\xFF", true)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return (Encoding::Utf16 { big_endian }, rest);
        }
    }
    match bytes {
        [b'<', 0, ..] => return (Encoding::Utf16 { big_endian: false }, bytes),
        [0, b'<', ..] => return (Encoding::Utf16 { big_endian: true }, bytes),
        _ => {}
    }
    let start = bytes
        .get(..bytes.len().min(MAX_DECLARATION))
        .unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let declared = start
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|declaration| declaration.split("encoding").nth(1))
        .map(|value| value.trim_start_matches(['=', ' ', '"', '\'']));
    let is_single = declared.is_some_and(|name| {
        ["iso-8859-", "iso8859", "latin", "windows-125", "cp125"]
            .iter()
            .any(|one| name.starts_with(one))
    });
    let encoding = if is_single {
        Encoding::SingleByte
    } else {
        Encoding::Utf8
    };
    (encoding, bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(pieces: &[&[u8]]) -> (String, Remarks) {
        let (mut decoder, mut text, mut remarks) =
            (Decoder::default(), String::new(), Remarks::default());
        for piece in pieces {
            decoder.push(piece, &mut text, &mut remarks);
        }
        decoder.finish(&mut text, &mut remarks);
        (text, remarks)
    }

    #[test]
    fn encodings_are_recognised() {
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        for (bytes, text) in [
            (b"<a>\xC3\xA4</a>".to_vec(), "<a>ä</a>"),
            (b"\xEF\xBB\xBF<a/>".to_vec(), "<a/>"),
            (
                [b"\xFF\xFE".to_vec(), utf16("<a>ä😀</a>")].concat(),
                "<a>ä😀</a>",
            ),
            (utf16("<a/>"), "<a/>"),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>".to_vec(),
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>",
            ),
        ] {
            assert_eq!(decoded(&[&bytes]), (text.to_owned(), Remarks::default()));
        }
        let (text, remarks) = decoded(&[b"<a>\xE4</a>"]);
        assert_eq!(text, "<a>\u{FFFD}</a>");
        assert!(remarks.has(Fault::NotUtf8));
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(text in ".{0,600}", cut in 1usize..9) {
            let bytes = text.trim_start_matches(['\u{FEFF}', '<', '\0']).as_bytes();
            let pieces: Vec<&[u8]> = bytes.chunks(cut).collect();
            let (whole, remarks) = decoded(&pieces);
            prop_assert_eq!(whole.as_bytes(), bytes);
            prop_assert!(remarks.is_empty());
        }

        #[test]
        fn any_bytes_are_read_the_same_in_pieces(bytes in prop::collection::vec(any::<u8>(), 0..700), cut in 1usize..300) {
            let pieces: Vec<&[u8]> = bytes.chunks(cut).collect();
            prop_assert_eq!(decoded(&pieces).0, decoded(&[&bytes]).0);
        }
    }
}
