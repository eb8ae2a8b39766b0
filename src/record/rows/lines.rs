//! Here is one value a line: which rows are in it? A broken line spoils no other.

use std::io::Read;

use serde::de::IgnoredAny;

use crate::record::FlawKind;
use crate::record::Record;
use crate::record::rows::Row;
use crate::record::rows::UnreadLine;
use crate::record::rows::jsonp::wrapper;
use crate::record::rows::piece::ROW_LIMIT;
use crate::record::rows::piece::TOO_LONG;
use crate::record::rows::piece::head;
use crate::record::rows::split::Splitter;
use crate::record::rows::split::is_envelope;
use crate::record::rows::survey::Survey;
use crate::record::rows::survey::survey;
use crate::record::rows::window::Window;
use crate::record::rows::window::is_gap;

/// Reads line by line; a line that is no row is taken apart by the splitter.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) splitter: Splitter,
    /// The splitter is in the middle of the fenced line.
    is_inside: bool,
}

impl Lines {
    /// The next row or wreck; `None` at the end of the text.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        loop {
            if !self.is_inside {
                let first = window.peek()?;
                window.raise_fence();
                self.is_inside = is_for_the_splitter(window, first);
            }
            let row = if self.is_inside { self.splitter.next(window) } else { self.line(window) };
            match row {
                Some(row) if self.is_inside => return Some(row),
                Some(row) => {
                    window.drop_fence();
                    return Some(row);
                }
                None if window.ahead().is_empty() => {
                    self.is_inside = false;
                    window.drop_fence();
                }
                None => {}
            }
        }
    }

    /// The next line, if it begins as a row does and nothing is under way; else nothing is consumed but blanks.
    pub(super) fn next_unread<R: Read>(&mut self, window: &mut Window<R>) -> Option<UnreadLine> {
        if self.is_inside || window.peek()? != b'{' {
            return None;
        }
        window.raise_fence();
        // Of a short line its reader sees whether it is an envelope.
        let is_told = window.grow(LONG_LINE);
        if is_told && (is_for_the_splitter(window, b'{') || window.grow(ROW_LIMIT.saturating_add(1))) {
            window.drop_fence();
            return None;
        }
        let line = UnreadLine {
            line: window.line(),
            text: row_of(window.ahead()).to_owned(),
            is_told,
            is_last: window.is_at_last(),
        };
        window.skip(window.ahead().len());
        window.drop_fence();
        Some(line)
    }

    /// The fenced line as one row; `None` where it holds several objects, for the splitter.
    fn line<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        if window.grow(ROW_LIMIT.saturating_add(1)) {
            return Some(take_line(window, TOO_LONG));
        }
        let row = read(window.line(), row_of(window.ahead()), window.is_at_last());
        match row {
            Some(_) => window.skip(window.ahead().len()),
            None => self.is_inside = true,
        }
        row
    }
}

/// A line without what may stand behind a row.
fn row_of(line: &str) -> &str {
    let line = line.trim_end_matches(is_gap);
    let row = line.trim_end_matches(|c| is_gap(c) || c == ',');
    if row.is_empty() { line } else { row }
}

/// Whether a line that is all there is an envelope, as [`is_envelope`] tells of what is ahead.
pub(super) fn is_whole_envelope(text: &str) -> bool {
    match survey(text) {
        Survey::Row => false,
        Survey::Envelope => true,
        Survey::Cut { holds, is_like_a_row } => holds && !is_like_a_row,
    }
}

/// A line as one row; `None` where it holds several objects. Of the text's last line a newline tells that it is whole.
pub(super) fn read(line: u64, text: &str, is_last: bool) -> Option<Row> {
    let record = Record::read(text);
    let is_broken = !record.is_readable() && text.starts_with('{');
    if is_broken && holds_several(text) {
        return None;
    }
    let is_torn = is_broken && is_last && is_open(text);
    Some(if is_torn { Row::torn(line, text) } else { Row::read(line, text, record) })
}

/// Whether an object has no end.
fn is_open(text: &str) -> bool {
    let is_eof = |error: serde_json::Error| error.is_eof();
    !text.ends_with('}') || serde_json::from_str::<IgnoredAny>(text).is_err_and(is_eof)
}

/// Takes the fenced line as a wreck, however long it is.
pub(super) fn take_line<R: Read>(window: &mut Window<R>, kind: FlawKind) -> Row {
    window.grow(ROW_LIMIT.saturating_add(1));
    let line = window.line();
    let text = head(window.ahead().trim_end_matches(is_gap)).to_owned();
    let mut bytes = window.ahead().trim_end_matches(is_gap).len();
    window.skip(window.ahead().len());
    while window.fill() {
        bytes = bytes.saturating_add(window.ahead().len());
        window.skip(window.ahead().len());
    }
    Row::malformed(line, &text, kind, u64::try_from(bytes).unwrap_or(u64::MAX))
}

/// Whether a line begins with something that rows may be inside of.
fn is_for_the_splitter<R: Read>(window: &mut Window<R>, first: u8) -> bool {
    match first {
        b'{' => is_envelope(window),
        b'[' => true,
        _ => {
            window.grow(WRAPPER_LOOK);
            wrapper(window.ahead()).is_some()
        }
    }
}

/// Whether a line is nothing but sound JSON values, more than one.
fn holds_several(text: &str) -> bool {
    let values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values
        .map(|value| value.is_ok())
        .try_fold(0_usize, |count, is_ok| is_ok.then_some(count.saturating_add(1)))
        .is_some_and(|count| count > 1)
}

/// From here on a line is told to be a row or an envelope by its beginning.
const LONG_LINE: usize = 32 << 10;

/// How much of a line is looked at for a JSONP wrapper.
const WRAPPER_LOOK: usize = 4 << 10;
