//! Here is any table or text as it was saved: what is it as UTF-8?

use std::io;
use std::io::Read;

use crate::record::rows::decode::Decoded;
use crate::record::rows::inflate::Inflated;

/// Reads a stream as UTF-8, decompressed and decoded by looking, as [`Rows`](crate::record::Rows) does; for tables that
/// are not published rows. The reader need not be buffered.
pub struct TextReader<R: Read> {
    state: State<R>,
    text: String,
    /// Up to where `text` has been handed out, in bytes.
    start: usize,
}

enum State<R: Read> {
    /// Nothing was read yet, so that making one cannot fail.
    New(Option<R>),
    Open(Decoded<R>),
}

impl<R: Read> TextReader<R> {
    /// A reader of `source`; nothing is read before it is asked.
    pub const fn new(source: R) -> Self {
        Self { state: State::New(Some(source)), text: String::new(), start: 0 }
    }

    /// Makes sure that there is text to hand out; `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        while self.start >= self.text.len() {
            self.text.clear();
            self.start = 0;
            let more = match &mut self.state {
                State::New(source) => match source.take() {
                    Some(source) => {
                        self.state = State::Open(Decoded::new(Inflated::new(source)?));
                        true
                    }
                    None => false,
                },
                State::Open(decoded) => decoded.append_to(&mut self.text)?,
            };
            if !more {
                return Ok(!self.text.is_empty());
            }
        }
        Ok(true)
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || !self.fill()? {
            return Ok(0);
        }
        let read = self.text.as_bytes().get(self.start..).unwrap_or_default().read(out)?;
        self.start = self.start.saturating_add(read);
        Ok(read)
    }
}
