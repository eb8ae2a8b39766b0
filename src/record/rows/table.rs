//! Here is a table with a header: which rows are in it?

use std::io::Read;

use crate::record::Flaw;
use crate::record::FlawKind;
use crate::record::Record;
use crate::record::key::lookup;
use crate::record::moment::is_blank;
use crate::record::rows::Row;
use crate::record::rows::fields::Fields;
use crate::record::rows::fields::Quotes;
use crate::record::rows::lines::take_line;
use crate::record::rows::piece::TOO_LONG;
use crate::record::rows::window::Window;

/// Reads a table row by row. A row that its quotes make run on into the next is given up at its first line.
pub(super) struct Table {
    header: Header,
    /// Lines before the header that are not yet handed on as wrecks.
    preamble: usize,
    /// The header itself has been passed.
    is_begun: bool,
    /// A quote was left open: until a line has as many fields as the header, lines are wreckage of that row.
    is_astray: bool,
}

/// The line of a table that names its columns.
pub(super) struct Header {
    delimiter: u8,
    columns: Vec<String>,
    /// Lines with text before it.
    place: usize,
}

impl Header {
    /// Among the first ten lines with text, the first that names at least two known keys.
    pub(super) fn find(sample: &str) -> Option<Self> {
        let lines = sample.lines().map(str::trim_end).filter(|line| !line.trim_matches(is_blank).is_empty());
        let mut places = lines.take(PREAMBLE_LIMIT).enumerate();
        places
            .find_map(|(place, line)| if line.starts_with(['{', '[']) { None } else { Self::of(line, place) })
    }

    fn of(line: &str, place: usize) -> Option<Self> {
        let known = |columns: &[String]| columns.iter().filter(|column| lookup(column).is_some()).count();
        let split = |delimiter| {
            let columns = Fields::of(line, delimiter)
                .texts
                .iter()
                .map(|name| name.trim_matches(is_blank).to_owned())
                .collect();
            Self { delimiter, columns, place }
        };
        let best = DELIMITERS.map(split).into_iter().max_by_key(|header| known(&header.columns))?;
        (known(&best.columns) >= 2).then_some(best)
    }
}

impl Table {
    pub(super) const fn new(header: Header) -> Self {
        Self { preamble: header.place, header, is_begun: false, is_astray: false }
    }

    /// The next row or wreck; `None` at the end of the text.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        if self.preamble > 0 {
            self.preamble = self.preamble.saturating_sub(1);
            window.peek()?;
            return Some(fenced(window, |window| take_line(window, FlawKind::OutOfPlace)));
        }
        if !self.is_begun {
            self.is_begun = true;
            window.peek()?;
            fenced(window, |window| take_line(window, FlawKind::OutOfPlace));
        }
        skip_empty_lines(window)?;
        Some(self.row(window))
    }

    fn row<R: Read>(&mut self, window: &mut Window<R>) -> Row {
        let reach = if self.is_astray { Reach::Line } else { self.seek_end(window) };
        match reach {
            Reach::Open => self.first_line(window, FlawKind::OpenQuote),
            Reach::Line => fenced(window, |window| {
                if window.grow(LONGEST) {
                    take_line(window, TOO_LONG)
                } else {
                    self.judge(window, window.ahead().len())
                }
            }),
            Reach::Lines(end) => self.judge(window, end),
        }
    }

    /// How far the row reaches.
    fn seek_end<R: Read>(&self, window: &mut Window<R>) -> Reach {
        let mut quotes = Quotes::new(self.header.delimiter);
        loop {
            if let Some(end) = quotes.feed(window.ahead().as_bytes()) {
                return if quotes.lines() == 1 { Reach::Line } else { Reach::Lines(end) };
            }
            if window.ahead().len() >= LONGEST || !window.fill() {
                return match quotes.lines() {
                    _ if quotes.is_open() => Reach::Open,
                    1 => Reach::Line,
                    _ => Reach::Lines(window.ahead().len()),
                };
            }
        }
    }

    /// The text ahead up to `end`, as a row.
    fn judge<R: Read>(&mut self, window: &mut Window<R>, end: usize) -> Row {
        let (line, text) = (window.line(), window.ahead().get(..end).unwrap_or("").trim_end_matches('\r'));
        let fields = Fields::of(text, self.header.delimiter);
        let is_even = fields.texts.len() == self.header.columns.len() && !fields.is_torn;
        let is_last = window.is_at_last() && end == window.ahead().len();
        if !is_even && (self.is_astray || text.contains('\n')) {
            return self.first_line(window, FlawKind::OpenQuote);
        }
        if is_last && fields.texts.len() < self.header.columns.len() {
            return fenced(window, |window| take_line(window, FlawKind::Truncated));
        }
        self.is_astray = false;
        let row = self.header.row(line, &fields);
        window.skip(end);
        row
    }

    /// Gives a row up at its first line.
    fn first_line<R: Read>(&mut self, window: &mut Window<R>, kind: FlawKind) -> Row {
        self.is_astray = true;
        fenced(window, |window| take_line(window, kind))
    }
}

impl Header {
    /// Fields by column, as the JSON object that the row would have been.
    fn row(&self, line: u64, fields: &Fields) -> Row {
        let text = self.object(fields);
        let mut record = Record::read(&text);
        record.flaws.extend(self.misfit(fields));
        if fields.is_torn {
            record.flaws.push(Flaw::new("row", FlawKind::Mended, "text after a closing quote"));
        }
        record.flaws.sort();
        Row::read(line, &text, record)
    }

    /// Columns in the header's order; a field beyond them is named by its place.
    fn object(&self, fields: &Fields) -> String {
        let members = fields.texts.iter().enumerate().filter_map(|(place, field)| {
            let name = self.columns.get(place).cloned();
            if name.is_none() && field.is_empty() {
                return None;
            }
            let name = name.unwrap_or_else(|| format!("column {}", place.saturating_add(1)));
            Some(format!("{}:{}", json_text(&name), json_text(field)))
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    /// Too few fields or too many; empty ones beyond the header are but trailing delimiters.
    fn misfit(&self, fields: &Fields) -> Option<Flaw> {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let (expected, found) = (count(self.columns.len()), count(fields.texts.len()));
        let has_surplus = fields.texts.iter().skip(self.columns.len()).any(|field| !field.is_empty());
        let kind = match found {
            _ if found < expected => FlawKind::TooFewColumns { expected, found },
            _ if has_surplus => FlawKind::TooManyColumns { expected, found },
            _ => return None,
        };
        Some(Flaw::new("row", kind, &format!("{found} fields")))
    }
}

enum Reach {
    /// To the end of the line.
    Line,
    /// Over several lines, to this byte.
    Lines(usize),
    /// A quote is not closed within reason.
    Open,
}

/// Does something with the line ahead alone.
fn fenced<R: Read, T>(window: &mut Window<R>, act: impl FnOnce(&mut Window<R>) -> T) -> T {
    window.raise_fence();
    while window.ahead().len() < LONGEST && window.fill() {}
    let done = act(window);
    window.drop_fence();
    done
}

/// Passes over lines without a single character; `None` at the end of the text.
fn skip_empty_lines<R: Read>(window: &mut Window<R>) -> Option<()> {
    loop {
        let ahead = window.ahead();
        let empty = ahead.len().saturating_sub(ahead.trim_start_matches(['\r', '\n', '\u{FEFF}']).len());
        window.skip(empty);
        if !window.ahead().is_empty() {
            return Some(());
        }
        if !window.fill() {
            return None;
        }
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const DELIMITERS: [u8; 4] = *b",\t;|";
/// Titles and notes above a header.
const PREAMBLE_LIMIT: usize = 10;
/// The longest row of a table: a quote left open costs no more looking than this.
const LONGEST: usize = 1 << 20;
