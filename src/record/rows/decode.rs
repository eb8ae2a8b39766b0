//! Here are bytes in some encoding: what is the text?

use std::borrow::Cow;
use std::io;
use std::io::Read;

use encoding_rs::Decoder;
use encoding_rs::GB18030;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;

use crate::record::rows::form::Compression;
use crate::record::rows::form::Encoding;
use crate::record::rows::inflate::Inflated;

/// A stream as text. GB18030 has `\`, `{` and `[` among its trail bytes, so nothing may look at it undecoded.
pub(super) struct Decoded<R: Read> {
    source: Inflated<R>,
    /// Read and not yet decoded: between two calls the beginning of a line.
    chunk: Vec<u8>,
    /// The line that goes on was decoded in part, by the decoder that was chosen.
    is_inside_line: bool,
    /// `None` while all bytes were ASCII, in which all encodings without a mark agree.
    chosen: Option<(Encoding, Decoder)>,
    /// Whether the byte-order mark has been looked for.
    is_begun: bool,
    is_ended: bool,
    /// An error that came after bytes that are still good.
    fault: Option<io::Error>,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: Inflated<R>) -> Self {
        Self {
            source,
            chunk: Vec::new(),
            is_inside_line: false,
            chosen: None,
            is_begun: false,
            is_ended: false,
            fault: None,
        }
    }

    pub(super) const fn compression(&self) -> Compression {
        self.source.compression()
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.chosen.as_ref().map_or(Encoding::Ascii, |(encoding, _)| *encoding)
    }

    /// Appends the next stretch of text; `false` at the end. Bytes that are no text become U+FFFD.
    pub(super) fn append_to(&mut self, text: &mut String) -> io::Result<bool> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if self.is_ended {
            return Ok(false);
        }
        self.read_up_to(if self.is_begun { CHUNK } else { SAMPLE });
        if !self.is_begun {
            self.is_begun = true;
            self.take_mark();
        }
        if self.chosen.is_none() && !self.chunk.is_ascii() {
            self.read_up_to(SAMPLE);
            self.choose();
        }
        self.decode(text);
        Ok(true)
    }

    /// Reads until the chunk has this many bytes more, the stream ends or fails.
    fn read_up_to(&mut self, count: u64) {
        match (&mut self.source).take(count).read_to_end(&mut self.chunk) {
            Ok(read) => self.is_ended = u64::try_from(read).is_ok_and(|read| read < count),
            Err(error) => self.fault = Some(error),
        }
    }

    fn take_mark(&mut self) {
        let (encoding, length) = match self.chunk.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0x84, 0x31, 0x95, 0x33, ..] => (Encoding::Gb18030, 4),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            _ => return,
        };
        self.chunk.drain(..length);
        self.chosen = Some((encoding, decoder(encoding)));
    }

    fn choose(&mut self) {
        let encoding = if looks_like_utf8(&self.chunk) { Encoding::Utf8 } else { Encoding::Gb18030 };
        self.chosen = Some((encoding, decoder(encoding)));
    }

    /// Decodes what was read. A file put together from several may hold lines in UTF-8 and lines in GB18030, so these are
    /// decoded line by line; one that goes on for long is not waited for.
    fn decode(&mut self, text: &mut String) {
        let chunk = std::mem::take(&mut self.chunk);
        let Some((encoding, _)) = self.chosen else {
            text.push_str(&String::from_utf8_lossy(&chunk));
            return;
        };
        let is_last = self.is_ended && self.fault.is_none();
        let mut rest = chunk.as_slice();
        if matches!(encoding, Encoding::Utf8 | Encoding::Gb18030) {
            if self.is_inside_line {
                let (line, after) = split_after(rest, rest.iter().position(|byte| *byte == b'\n'));
                self.decode_stretch(line, false, text);
                self.is_inside_line = !line.ends_with(b"\n");
                rest = after;
            }
            let (lines, after) = split_after(rest, rest.iter().rposition(|byte| *byte == b'\n'));
            if lines.ends_with(b"\n") {
                decode_lines(lines, encoding, text);
                rest = after;
            }
            if !self.is_ended && self.fault.is_none() && !self.is_inside_line && rest.len() <= LONGEST_LINE {
                self.chunk.extend_from_slice(rest);
                return;
            }
            if is_last && !self.is_inside_line {
                decode_lines(rest, encoding, text);
                return;
            }
            self.is_inside_line |= !rest.is_empty();
        }
        self.decode_stretch(rest, is_last, text);
    }

    /// Decodes with the decoder that was chosen, which remembers half a character.
    fn decode_stretch(&mut self, stretch: &[u8], is_last: bool, text: &mut String) {
        let Some((_, decoder)) = &mut self.chosen else { return };
        let mut rest = stretch;
        loop {
            text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(0).max(16));
            let (outcome, read, _) = decoder.decode_to_string(rest, text, is_last);
            rest = rest.get(read..).unwrap_or_default();
            if outcome == encoding_rs::CoderResult::InputEmpty {
                return;
            }
        }
    }
}
/// Up to this place with it, and after it; all of it where there is none.
fn split_after(bytes: &[u8], place: Option<usize>) -> (&[u8], &[u8]) {
    let length = place.map_or(bytes.len(), |place| place.saturating_add(1));
    bytes.split_at_checked(length).unwrap_or((bytes, &[]))
}

fn decode_lines(lines: &[u8], encoding: Encoding, text: &mut String) {
    match std::str::from_utf8(lines) {
        Ok(sound) if encoding == Encoding::Utf8 => text.push_str(sound),
        _ => {
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                text.push_str(&decode_line(line, encoding));
            }
        }
    }
}

/// In the file's encoding, unless the line is plainly in the other of the two: a line of few characters, or damaged in
/// a few places, may be sound in the other by chance, and would say something else than was published.
fn decode_line(line: &[u8], encoding: Encoding) -> Cow<'_, str> {
    match (encoding, std::str::from_utf8(line)) {
        (Encoding::Utf8, Ok(sound)) => sound.into(),
        (Encoding::Utf8, Err(_)) => {
            let errors = line.utf8_chunks().filter(|piece| !piece.invalid().is_empty()).count();
            let is_other = errors >= PLAINLY && !looks_like_utf8(line);
            let other = is_other.then(|| GB18030.decode_without_bom_handling_and_without_replacement(line));
            other.flatten().unwrap_or_else(|| String::from_utf8_lossy(line))
        }
        (_, Ok(sound)) if sound.chars().filter(|c| c.len_utf8() >= 3).count() >= PLAINLY => sound.into(),
        _ => GB18030.decode_without_bom_handling(line).0,
    }
}

fn decoder(encoding: Encoding) -> Decoder {
    let coding = match encoding {
        Encoding::Ascii | Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
    };
    coding.new_decoder_without_bom_handling()
}

/// Whether characters of several bytes outnumber errors two to one when the sample is taken for UTF-8. Of GB18030
/// text about one pair of bytes in six is UTF-8 by chance; of UTF-8 text with a damaged byte nearly all is. So a few
/// lost bytes do not turn a whole file into other characters, which nothing later would notice.
fn looks_like_utf8(sample: &[u8]) -> bool {
    let mut wide: usize = 0;
    let mut errors: usize = 0;
    for piece in sample.utf8_chunks() {
        wide = wide.saturating_add(piece.valid().chars().filter(|c| !c.is_ascii()).count());
        errors = errors.saturating_add(usize::from(!piece.invalid().is_empty()));
    }
    let tail = sample.utf8_chunks().last().map_or(&[][..], |piece| piece.invalid());
    let is_cut = std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_none());
    wide >= errors.saturating_sub(usize::from(is_cut)).saturating_mul(2)
}

/// How much is read at once.
const CHUNK: u64 = 64 << 10;
/// How much is looked at to tell encodings apart.
const SAMPLE: u64 = 64 << 10;
/// The longest line that is waited for to decode it at once.
const LONGEST_LINE: usize = 64 << 10;
/// So many characters or errors tell a line's encoding: of GB18030 text six pairs in a row are UTF-8 of three bytes
/// each less often than once in a million lines.
const PLAINLY: usize = 6;
