//! Here is the text as far as it has been read: what comes next, and which line is it?

use std::io::Read;

use crate::record::moment::is_blank;
use crate::record::rows::ReadError;
use crate::record::rows::decode::Decoded;
use crate::record::rows::form::Compression;
use crate::record::rows::form::Encoding;

/// The stretch of text under the reader's eyes. It holds no more than was asked to be looked at together.
pub(super) struct Window<R: Read> {
    source: Decoded<R>,
    text: String,
    /// Up to where the text has been consumed; a character boundary of `text`.
    start: usize,
    /// 1-based number of the line that `start` lies on.
    line: u64,
    is_ended: bool,
    /// Where it ended too early; reported after everything before it.
    fault: Option<ReadError>,
    fence: Fence,
}

/// Whether the line's end is taken for the end of the text.
enum Fence {
    Down,
    /// Up; no newline before this place in `text`.
    Sought(usize),
    /// Up; the first newline is at this place.
    Found(usize),
}

impl<R: Read> Window<R> {
    pub(super) fn new(source: Decoded<R>) -> Self {
        Self {
            source,
            text: String::new(),
            start: 0,
            line: 1,
            is_ended: false,
            fault: None,
            fence: Fence::Down,
        }
    }

    /// What has been read and not consumed, up to the fence.
    pub(super) fn ahead(&self) -> &str {
        let end = match self.fence {
            Fence::Found(end) => end,
            Fence::Down | Fence::Sought(_) => self.text.len(),
        };
        self.text.get(self.start..end).unwrap_or("")
    }

    /// The last [`BEHIND`] bytes or fewer that were consumed; behind a fence, of the line ahead only.
    pub(super) fn behind(&self) -> &str {
        let from = self.text.ceil_char_boundary(self.start.saturating_sub(BEHIND));
        let text = self.text.get(from..self.start).unwrap_or("");
        match self.fence {
            Fence::Down => text,
            Fence::Sought(_) | Fence::Found(_) => text.rsplit('\n').next().unwrap_or(text),
        }
    }

    /// Reads on; `false` where there is nothing more before the end or the fence.
    pub(super) fn fill(&mut self) -> bool {
        if self.is_dry() {
            return false;
        }
        self.forget_consumed();
        match self.source.append_to(&mut self.text) {
            Ok(more) => self.is_ended = !more,
            Err(error) => {
                self.is_ended = true;
                self.fault = Some(ReadError::new(self.source.compression(), self.reached(), error));
            }
        }
        self.seek_fence();
        !self.is_ended
    }

    /// Reads on until that many bytes are ahead; `false` where there are fewer.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        while self.ahead().len() < bytes && self.fill() {}
        self.ahead().len() >= bytes
    }

    /// Whether nothing more can come before the end or the fence.
    pub(super) const fn is_dry(&self) -> bool {
        self.is_ended || matches!(self.fence, Fence::Found(_))
    }

    /// Whether the text itself ends with what is ahead.
    pub(super) const fn is_at_last(&self) -> bool {
        self.is_ended && !matches!(self.fence, Fence::Found(_))
    }

    /// The next byte that is no blank, everything before it consumed.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let ahead = self.ahead();
            let rest = ahead.trim_start_matches(is_gap);
            let (skipped, first) = (ahead.len().saturating_sub(rest.len()), rest.bytes().next());
            self.skip(skipped);
            if first.is_some() || !self.fill() {
                return first;
            }
        }
    }

    /// Consumes this many bytes, or fewer where fewer are ahead.
    pub(super) fn skip(&mut self, bytes: usize) {
        let gone = self.ahead().get(..bytes).unwrap_or_else(|| self.ahead());
        let (length, lines) = (gone.len(), count_lines(gone));
        self.start = self.start.saturating_add(length);
        self.line = self.line.saturating_add(lines);
    }

    /// From here to the next newline as if that were all; lifted by [`Window::drop_fence`].
    pub(super) fn raise_fence(&mut self) {
        self.fence = Fence::Sought(self.start);
        self.seek_fence();
    }

    pub(super) const fn drop_fence(&mut self) {
        self.fence = Fence::Down;
    }

    /// 1-based number of the next character's line.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    pub(super) const fn take_fault(&mut self) -> Option<ReadError> {
        self.fault.take()
    }

    pub(super) const fn compression(&self) -> Compression {
        self.source.compression()
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.source.encoding()
    }

    /// The line up to which text was read.
    fn reached(&self) -> u64 {
        self.line.saturating_add(count_lines(self.text.get(self.start..).unwrap_or("")))
    }

    fn seek_fence(&mut self) {
        if let Fence::Sought(from) = self.fence {
            let unseen = self.text.as_bytes().get(from..).unwrap_or_default();
            self.fence = match unseen.iter().position(|byte| *byte == b'\n') {
                Some(at) => Fence::Found(from.saturating_add(at)),
                None => Fence::Sought(self.text.len()),
            };
        }
    }

    fn forget_consumed(&mut self) {
        let gone = self.text.floor_char_boundary(self.start.saturating_sub(BEHIND));
        self.text.drain(..gone);
        if let Fence::Sought(from) = &mut self.fence {
            *from = from.saturating_sub(gone);
        }
        self.start = self.start.saturating_sub(gone);
    }
}

/// How much consumed text can be shown where a feed ends too early.
const BEHIND: usize = 200;

/// Blanks, and the record separator of JSON text sequences (RFC 7464).
pub(super) fn is_gap(c: char) -> bool {
    is_blank(c) || c == '\u{1E}'
}

fn count_lines(text: &str) -> u64 {
    u64::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u64::MAX)
}
