//! Here is a table of applicants, perhaps a broken one: what are its rows?
//!
//! A row is a line and a line is a row. A quote that is not closed would otherwise swallow the applicants after it into
//! one field, and nobody would be asked about them. This room names nothing else of the command's, so that
//! `tests/properties/screen.rs` can have it for itself.

mod columns;

use std::collections::VecDeque;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

use csv::StringRecord;

pub(crate) use columns::Columns;

/// A table whose header was read.
pub(crate) struct Table<R: Read> {
    lines: BufReader<R>,
    /// Lines read, blank ones too.
    number: u64,
    pub(crate) delimiter: Delimiter,
    pub(crate) columns: Columns,
}

/// A line of a table, not yet split.
pub(crate) struct Line {
    /// Which line of the table it is, from 1.
    pub(crate) number: u64,
    /// Without its end; nothing where it is longer than [`LONGEST`].
    text: Option<String>,
}

/// Splits lines, each alone.
pub(crate) struct Splitter {
    delimiter: Delimiter,
    /// Given one line at a time, and kept only because making one takes longer than a check. Empty between two lines.
    quoted: csv::Reader<VecDeque<u8>>,
}

/// What stands between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

/// Why there is no table, or none any further: what was expected, what was found, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoTable(String);

/// A line that is no row.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(
        "line {0}: the row has a quote that is not closed on its line, so that it is unknown where its fields end; close \
         it, and put no line break into a field"
    )]
    Unclosed(u64),
    #[error("line {0}: the row is longer than 1 MiB; is a quote or a line break missing?")]
    TooLong(u64),
}

impl<R: Read> Table<R> {
    pub(crate) fn open(source: R) -> Result<Self, NoTable> {
        let mut lines = BufReader::with_capacity(BUFFER, source);
        let mut number = 0;
        let header = next(&mut lines, &mut number).map_err(|error| not_a_table(&error))?;
        let header = header.unwrap_or(Line { number: 1, text: Some(String::new()) });
        let (delimiter, titles) = header.titles().map_err(|broken| NoTable(broken.to_string()))?;
        Ok(Self { lines, number, delimiter, columns: Columns::find(&titles)? })
    }

    /// The next line that is not blank.
    pub(crate) fn next_line(&mut self) -> Result<Option<Line>, NoTable> {
        next(&mut self.lines, &mut self.number).map_err(|error| not_a_table(&error))
    }
}

impl Line {
    /// How many bytes it holds.
    pub(crate) fn len(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }

    /// As a header: by the delimiter that finds both columns that are needed, else by commas.
    fn titles(&self) -> Result<(Delimiter, StringRecord), Broken> {
        let mut titles = StringRecord::new();
        for delimiter in [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab] {
            Splitter::new(delimiter).split(self, &mut titles)?;
            if Columns::are_in(&titles) {
                return Ok((delimiter, titles));
            }
        }
        Splitter::new(Delimiter::Comma).split(self, &mut titles)?;
        Ok((Delimiter::Comma, titles))
    }
}

impl Splitter {
    pub(crate) fn new(delimiter: Delimiter) -> Self {
        Self { delimiter, quoted: quoted(delimiter) }
    }

    /// Splits a line into `row`, which is emptied first, and stays empty where the line is broken.
    pub(crate) fn split(&mut self, line: &Line, row: &mut StringRecord) -> Result<(), Broken> {
        row.clear();
        let text = line.text.as_deref().ok_or(Broken::TooLong(line.number))?;
        match text.bytes().filter(|byte| *byte == b'"').count() {
            0 => text.split(self.delimiter.as_char()).for_each(|field| row.push_field(field)),
            quotes if quotes % 2 == 0 && self.split_quoted(text, row) => {}
            _ => {
                row.clear();
                return Err(Broken::Unclosed(line.number));
            }
        }
        Ok(())
    }

    /// Whether the quotes of a line, taken alone, are closed. `"` inside a bare field is a character like others, so that
    /// a later field's may stay open though they are even in number; it then runs on over the line's end.
    fn split_quoted(&mut self, text: &str, row: &mut StringRecord) -> bool {
        let feed = self.quoted.get_mut();
        feed.clear();
        feed.extend(text.as_bytes());
        feed.push_back(b'\n');
        let is_read = self.quoted.read_record(row).unwrap_or(false);
        let is_closed = is_read && !row.iter().next_back().is_some_and(|field| field.ends_with('\n'));
        if !is_closed {
            // It has seen its end, or stands within a field: nothing of that must reach the next line.
            self.quoted = quoted(self.delimiter);
        }
        is_closed
    }
}

fn quoted(delimiter: Delimiter) -> csv::Reader<VecDeque<u8>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.as_byte())
        .from_reader(VecDeque::new())
}

/// The next line that is not blank: at most [`LONGEST`] bytes of it are held, the rest of a longer one is passed over.
fn next(lines: &mut impl BufRead, number: &mut u64) -> io::Result<Option<Line>> {
    loop {
        let mut held = Vec::new();
        let Some(is_whole) = read_line(lines, &mut held)? else { return Ok(None) };
        *number = number.saturating_add(1);
        let text =
            String::from_utf8(held).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into());
        let trimmed = text.trim_matches('\0');
        let is_blank = trimmed.bytes().all(|byte| byte == b' ');
        match (is_whole, is_blank) {
            (false, _) => return Ok(Some(Line { number: *number, text: None })),
            (true, true) => {}
            (true, false) if trimmed.len() == text.len() => {
                return Ok(Some(Line { number: *number, text: Some(text) }));
            }
            (true, false) => return Ok(Some(Line { number: *number, text: Some(trimmed.to_owned()) })),
        }
    }
}

/// Appends a line without its end, LF, CR LF or CR. `None` at the end of all; `Some(false)` where it was too long.
fn read_line(lines: &mut impl BufRead, held: &mut Vec<u8>) -> io::Result<Option<bool>> {
    let (mut is_any, mut is_whole) = (false, true);
    loop {
        let ahead = match lines.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            ahead => ahead?,
        };
        if ahead.is_empty() {
            return Ok(is_any.then_some(is_whole));
        }
        is_any = true;
        let end = memchr::memchr2(b'\n', b'\r', ahead);
        let (part, ended_by) = match end {
            Some(end) => (ahead.get(..end).unwrap_or_default(), ahead.get(end).copied()),
            None => (ahead, None),
        };
        is_whole &= held.len().saturating_add(part.len()) <= LONGEST;
        if is_whole {
            held.extend_from_slice(part);
        } else {
            *held = Vec::new();
        }
        let used = part.len().saturating_add(usize::from(ended_by.is_some()));
        lines.consume(used);
        if ended_by == Some(b'\r') && peek(lines)? == Some(b'\n') {
            lines.consume(1);
        }
        if ended_by.is_some() {
            return Ok(Some(is_whole));
        }
    }
}

fn peek(lines: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        match lines.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            ahead => return ahead.map(|ahead| ahead.first().copied()),
        }
    }
}

impl Delimiter {
    const fn as_byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    pub(crate) fn as_char(self) -> char {
        char::from(self.as_byte())
    }
}

/// As a message names it.
impl std::fmt::Display for Delimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        })
    }
}

fn not_a_table(error: &io::Error) -> NoTable {
    NoTable(format!("the table of applicants cannot be read on: {error}"))
}

/// The longest line that is read, in bytes: 1 MiB.
const LONGEST: usize = 1 << 20;

/// Bytes read ahead.
const BUFFER: usize = 64 << 10;
