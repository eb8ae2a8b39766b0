//! Here is a feed as it was fetched: what are its rows?

mod decode;
mod envelope;
mod fields;
mod form;
mod inflate;
mod jsonp;
mod lines;
mod look;
mod piece;
mod resync;
mod split;
mod survey;
mod table;
mod text_reader;
mod walk;
mod window;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::io::Read;
use std::iter::FusedIterator;

use crate::record::FlawKind;
use crate::record::Record;
use crate::record::key::lookup;
use crate::record::rows::decode::Decoded;
use crate::record::rows::inflate::Inflated;
use crate::record::rows::inflate::Swollen;
use crate::record::rows::lines::Lines;
use crate::record::rows::look::Reader;
use crate::record::rows::look::look;
use crate::record::rows::split::Splitter;
use crate::record::rows::table::Table;
use crate::record::rows::window::Window;

pub use crate::record::rows::envelope::Envelope;
pub use crate::record::rows::form::Compression;
pub use crate::record::rows::form::Container;
pub use crate::record::rows::form::Encoding;
pub use crate::record::rows::form::Form;
pub use crate::record::rows::inflate::SWELLING_LIMIT;
pub use crate::record::rows::piece::MALFORMED_TEXT_LIMIT;
pub use crate::record::rows::piece::ROW_LIMIT;
pub use crate::record::rows::text_reader::TextReader;

/// The rows of a feed, one after the other, as they are read. Memory does not grow with the feed: it is bounded by
/// [`ROW_LIMIT`], and by the window of a compressed stream (128 MiB at most). A compressed stream that becomes more than 16 MiB
/// and more than [`SWELLING_LIMIT`] times its size is an error.
///
/// Every row comes out, the malformed ones with their reason; so does whatever stands where a row should be. Two
/// losses cannot be seen from inside a feed: one that ends exactly between two lines, and a table that ends inside
/// the last field of a row.
///
/// ```
/// use shixin::record::Rows;
///
/// let feed = r#"{"status":"0","data":[{"result":[{"iname":"张某示","cardNum":"1101051949****002X"},{"iname":"#;
/// let mut rows = Rows::new(feed.as_bytes())?;
/// assert_eq!(rows.next().unwrap()?.record.name, "张某示");
/// assert!(!rows.next().unwrap()?.record.is_readable(), "the feed was cut");
/// assert!(rows.next().is_none());
/// # Ok::<(), shixin::record::ReadError>(())
/// ```
pub struct Rows<R: Read> {
    window: Window<R>,
    container: Container,
    mode: Mode,
    count: u64,
    malformed: u64,
    lost_bytes: u64,
    /// At most [`UNKNOWN_KEY_LIMIT`] keys; beyond that new ones are counted under the empty key.
    unknown: BTreeMap<String, u64>,
    is_done: bool,
}

/// One row of a feed.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// 1-based number of the line, in the decompressed and decoded text, on which the row begins.
    pub line: u64,
    /// The row exactly as published, decoded; of a table, the JSON object of its header's names and its fields. Of a
    /// row that is not readable, the first [`MALFORMED_TEXT_LIMIT`] bytes; where the input ends between the rows of an
    /// array or envelope, the last 200 bytes before that.
    pub text: String,
    /// [`Record::read`] of the text, with the flaws of its place in the feed. Not readable where the row is malformed.
    pub record: Record,
}

/// What comes next in a feed.
pub(crate) enum Unread {
    /// A row.
    Row(Box<Row>),
    /// A line that is most likely one.
    Line(UnreadLine),
}

/// A line of a feed that is most likely one row.
pub(crate) struct UnreadLine {
    line: u64,
    text: String,
    /// Whether it is known not to be an envelope.
    is_told: bool,
    /// Whether the text ends with it, without a newline.
    is_last: bool,
}

impl UnreadLine {
    /// The row; the line itself where it holds several, for [`Self::take_apart`].
    pub(crate) fn read(self) -> Result<Row, Self> {
        if !self.is_told && lines::is_whole_envelope(&self.text) {
            return Err(self);
        }
        lines::read(self.line, &self.text, self.is_last).ok_or(self)
    }

    /// The rows that are in the line.
    pub(crate) fn take_apart(&self) -> (Vec<Row>, Option<Envelope>) {
        let Ok(mut rows) = Rows::new(self.text.as_bytes()) else { return (Vec::new(), None) };
        let mut found: Vec<Row> = rows.by_ref().filter_map(Result::ok).collect();
        for row in &mut found {
            row.line = row.line.saturating_add(self.line).saturating_sub(1);
        }
        (found, rows.envelope().cloned())
    }

    /// Bytes of its text.
    pub(crate) fn length(&self) -> usize {
        self.text.len()
    }
}

/// Why reading a feed stopped. What came before was handed out, and is not the whole feed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The source could not be read.
    #[error(
        "expected to read on after line {line}, but the source failed ({source}); the rows are not complete"
    )]
    Io {
        /// 1-based line of the text up to which it could be read.
        line: u64,
        /// What the source said.
        source: io::Error,
    },
    /// The compressed stream is damaged or cut.
    #[error(
        "expected a sound compressed stream, found it damaged or cut after line {line} of its text ({source}); the rows \
         are not complete, fetch the file again"
    )]
    Damaged {
        /// 1-based line of the text up to which it could be read.
        line: u64,
        /// What the decompressor said.
        source: io::Error,
    },
    /// The compressed stream becomes far more text than rows do: most likely a bomb, made to keep a reader busy.
    #[error(
        "expected at most {limit} bytes of text out of each compressed byte, found {packed} that became {text} \
         after line {line}: this is no feed of rows, and is not read on; if it is, decompress it and give the text",
        limit = SWELLING_LIMIT
    )]
    Swollen {
        /// 1-based line of the text up to which it was read.
        line: u64,
        /// Compressed bytes read.
        packed: u64,
        /// Bytes that they became.
        text: u64,
    },
}

enum Mode {
    Lines(Lines),
    Structure(Splitter),
    Table(Table),
}

impl<R: Read> Rows<R> {
    /// Opens a feed and looks at its beginning. The reader need not be buffered.
    ///
    /// # Errors
    ///
    /// Where not even the beginning can be read or decompressed. An empty feed is no error; it has no rows.
    pub fn new(reader: R) -> Result<Self, ReadError> {
        let source = Inflated::new(reader).map_err(|source| ReadError::Io { line: 1, source })?;
        let mut window = Window::new(Decoded::new(source));
        window.grow(SAMPLE);
        if !window.ahead().contains('\n') {
            window.grow(LONG_SAMPLE);
        }
        if window.ahead().is_empty()
            && let Some(fault) = window.take_fault()
        {
            return Err(fault);
        }
        let found = look(window.ahead(), window.is_at_last());
        let mode = match found.reader {
            Reader::Lines => Mode::Lines(Lines::default()),
            Reader::Structure => Mode::Structure(Splitter::default()),
            Reader::Table(header) => Mode::Table(Table::new(header)),
        };
        let container = found.container;
        Ok(Self {
            window,
            container,
            mode,
            count: 0,
            malformed: 0,
            lost_bytes: 0,
            unknown: BTreeMap::new(),
            is_done: false,
        })
    }

    /// What kind of feed it is. The encoding is known when the first character beyond ASCII was reached.
    pub fn form(&self) -> Form {
        Form {
            compression: self.window.compression(),
            encoding: self.window.encoding(),
            container: self.container,
        }
    }

    /// How many rows were handed out, malformed ones included.
    pub const fn count_so_far(&self) -> u64 {
        self.count
    }

    /// How many of them were malformed.
    pub const fn malformed_so_far(&self) -> u64 {
        self.malformed
    }

    /// How many of them, malformed or not, have the flaw [`FlawKind::LostBytes`]: text that was no text in the feed's
    /// encoding, or had been lost before. Many say that the feed's encoding was mistaken or that it is spoilt.
    pub const fn lost_bytes_so_far(&self) -> u64 {
        self.lost_bytes
    }

    /// Whether the input was found to end inside an array, an envelope, a JavaScript call or an object over several lines,
    /// so that any number of rows may be missing; known once all rows were handed out. The last row then is malformed
    /// with [`FlawKind::Truncated`].
    ///
    /// Not told of a feed of one row a line, or a table: there the last row is malformed with [`FlawKind::Truncated`], and
    /// whether whole lines are missing after it cannot be seen. Where the source fails or a compressed
    /// stream ends early, [`ReadError`] says so.
    pub const fn is_cut(&self) -> bool {
        match &self.mode {
            Mode::Lines(lines) => lines.splitter.is_cut,
            Mode::Structure(splitter) => splitter.is_cut,
            Mode::Table(_) => false,
        }
    }

    /// Keys that no dialect has, and on how many rows each was seen so far. From the 1 025th on they are counted
    /// together under the empty key.
    pub const fn unknown_keys(&self) -> &BTreeMap<String, u64> {
        &self.unknown
    }

    /// What else the envelopes around the rows held, so far.
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.mode {
            Mode::Lines(lines) => Some(&lines.splitter.envelope),
            Mode::Structure(splitter) => Some(&splitter.envelope),
            Mode::Table(_) => None,
        }
    }

    /// As [`Iterator::next`], but a line that is most likely one row is handed out before it is read, for somebody else to
    /// read it; such rows are not counted here.
    pub(crate) fn next_unread(&mut self) -> Option<Result<Unread, ReadError>> {
        if let (Mode::Lines(lines), false) = (&mut self.mode, self.is_done)
            && let Some(line) = lines.next_unread(&mut self.window)
        {
            return Some(Ok(Unread::Line(line)));
        }
        self.next().map(|row| row.map(|row| Unread::Row(Box::new(row))))
    }

    fn account(&mut self, row: &Row) {
        self.count = self.count.saturating_add(1);
        let has_lost = row.record.flaws.iter().any(|flaw| flaw.kind == FlawKind::LostBytes);
        self.lost_bytes = self.lost_bytes.saturating_add(u64::from(has_lost));
        if row.is_malformed() {
            self.malformed = self.malformed.saturating_add(1);
            return;
        }
        for (key, _) in row.record.extra.iter().filter(|(key, _)| lookup(key).is_none()) {
            let is_room = self.unknown.len() < UNKNOWN_KEY_LIMIT || self.unknown.contains_key(key);
            let counted = if is_room { key.clone() } else { String::new() };
            let count = self.unknown.entry(counted).or_default();
            *count = count.saturating_add(1);
        }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let row = match &mut self.mode {
            Mode::Lines(lines) => lines.next(&mut self.window),
            Mode::Structure(splitter) => splitter.next(&mut self.window),
            Mode::Table(table) => table.next(&mut self.window),
        };
        match row {
            Some(row) => {
                self.account(&row);
                Some(Ok(row))
            }
            None => {
                self.is_done = true;
                self.window.take_fault().map(Err)
            }
        }
    }
}

impl<R: Read> FusedIterator for Rows<R> {}

impl ReadError {
    fn new(compression: Compression, line: u64, source: io::Error) -> Self {
        let is_damage = matches!(
            source.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
        );
        let swollen = source.get_ref().and_then(|inner| inner.downcast_ref::<Swollen>());
        if let Some(Swollen { packed, text }) = swollen.copied() {
            return Self::Swollen { line, packed, text };
        }
        if is_damage && compression != Compression::Plain {
            Self::Damaged { line, source }
        } else {
            Self::Io { line, source }
        }
    }

    /// 1-based line of the text up to which it could be read.
    pub const fn line(&self) -> u64 {
        match self {
            Self::Io { line, .. } | Self::Damaged { line, .. } | Self::Swollen { line, .. } => *line,
        }
    }
}

/// Without the text, which may name third parties.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("line", &self.line)
            .field("text", &format_args!("{} bytes, not shown", self.text.len()))
            .field("record", &self.record)
            .finish()
    }
}

impl<R: Read> fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("form", &self.form()).field("count", &self.count).finish_non_exhaustive()
    }
}

/// How much text is looked at to tell the arrangement.
const SAMPLE: usize = 64 << 10;
/// How much where that has no end of a line.
const LONG_SAMPLE: usize = 1 << 20;
const UNKNOWN_KEY_LIMIT: usize = 1024;
