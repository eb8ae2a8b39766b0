//! Here is JSON of any arrangement: which rows are in it?

use std::io::Read;

use crate::record::FlawKind;
use crate::record::Record;
use crate::record::key::lookup;
use crate::record::rows::Row;
use crate::record::rows::envelope::Envelope;
use crate::record::rows::jsonp::wrapper;
use crate::record::rows::piece::ROW_LIMIT;
use crate::record::rows::piece::TOO_LONG;
use crate::record::rows::piece::head;
use crate::record::rows::resync::Model;
use crate::record::rows::survey::DEEPEST as DEEPEST_LOOK;
use crate::record::rows::survey::Holding;
use crate::record::rows::survey::Survey;
use crate::record::rows::survey::holding;
use crate::record::rows::survey::may_hold_rows;
use crate::record::rows::survey::survey;
use crate::record::rows::walk::Nest;
use crate::record::rows::walk::Step;
use crate::record::rows::walk::Walk;
use crate::record::rows::walk::ends_scalar;
use crate::record::rows::window::Window;
use crate::record::rows::window::is_gap;

/// Descends through arrays and envelopes and hands on the objects it finds. Memory: one row.
#[derive(Default)]
pub(super) struct Splitter {
    /// What it is inside of, outermost first; at most [`DEEPEST`].
    stack: Vec<Level>,
    /// JavaScript calls that were opened and not closed.
    calls: usize,
    model: Model,
    pub(super) envelope: Envelope,
    /// The input ended before what was open was closed.
    pub(super) is_cut: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Array,
    Envelope,
}

impl Splitter {
    /// The next row or wreck; `None` where the text is done.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        loop {
            let Some(byte) = window.peek() else { return self.end(window) };
            let row = match (self.stack.last(), byte) {
                (_, b',') => consume(window, 1),
                (Some(Level::Array), b']') | (Some(Level::Envelope), b'}') => {
                    self.stack.pop();
                    consume(window, 1)
                }
                (Some(Level::Envelope), b'"') => self.member(window),
                (Some(Level::Envelope), _) => Some(self.wreck(window, FlawKind::OutOfPlace)),
                (_, b'{') => self.object(window),
                (_, b'[') => self.descend(window, Level::Array),
                (Some(Level::Array), _) => Some(self.wreck(window, FlawKind::OutOfPlace)),
                (None, _) => self.wrapper(window),
            };
            if row.is_some() {
                return row;
            }
        }
    }

    /// Containers and calls left open say that rows may be missing.
    fn end<R: Read>(&mut self, window: &Window<R>) -> Option<Row> {
        let open = self.stack.len().saturating_add(self.calls);
        self.forget();
        if open == 0 {
            return None;
        }
        self.is_cut |= window.is_at_last();
        Some(Row::cut(window.line(), window.behind(), open))
    }

    /// What a stretch is that reaches from here to the end and has no row: where it does not close what is open, the
    /// text was cut in it.
    fn judge_rest<R: Read>(&mut self, window: &Window<R>, kind: FlawKind) -> FlawKind {
        let is_cut =
            window.is_at_last() && (kind == FlawKind::Truncated || !self.is_closed_by(window.ahead()));
        self.is_cut |= is_cut;
        if is_cut { FlawKind::Truncated } else { kind }
    }

    /// Whether the text ends with the brackets that close what is open.
    fn is_closed_by(&self, text: &str) -> bool {
        let is_between = |c: char| is_gap(c) || c == ';';
        let mut rest = text.trim_end_matches(is_between);
        let brackets = self.stack.iter().map(|level| match level {
            Level::Array => ']',
            Level::Envelope => '}',
        });
        for bracket in std::iter::repeat_n(')', self.calls).chain(brackets) {
            let Some(before) = rest.strip_suffix(bracket) else { return false };
            rest = before.trim_end_matches(is_between);
        }
        true
    }

    /// Rows go on although the array that held them was closed: as if it had not been.
    fn expect_rows(&mut self) {
        if self.stack.last() == Some(&Level::Envelope) && self.stack.len() < DEEPEST {
            self.stack.push(Level::Array);
        }
    }

    /// The text is done, and what is open was told of.
    fn forget(&mut self) {
        self.stack.clear();
        self.calls = 0;
    }

    fn descend<R: Read>(&mut self, window: &mut Window<R>, level: Level) -> Option<Row> {
        if self.stack.len() >= DEEPEST {
            return Some(self.wreck(window, FlawKind::OutOfPlace));
        }
        self.stack.push(level);
        consume(window, 1)
    }

    fn wrapper<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        window.grow(WRAPPER_LIMIT);
        match wrapper(window.ahead()) {
            Some(wrapper) => {
                self.calls = self.calls.saturating_add(wrapper.opened).saturating_sub(wrapper.closed);
                consume(window, wrapper.length)
            }
            None => Some(self.wreck(window, FlawKind::OutOfPlace)),
        }
    }

    fn object<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        if is_envelope(window) { self.descend(window, Level::Envelope) } else { Some(self.row(window)) }
    }

    /// A member of an envelope: goes inside where rows may be, and passes over it where not.
    fn member<R: Read>(&mut self, window: &mut Window<R>) -> Option<Row> {
        let Some((key, first, at)) = member_ahead(window) else {
            return Some(self.wreck(window, FlawKind::OutOfPlace));
        };
        window.skip(at);
        match first {
            b'[' if may_hold_rows(&key, first) => self.descend(window, Level::Array),
            b'{' if may_hold_rows(&key, first) => self.object(window),
            b'[' | b'{' if lookup(&key).is_none() => self.unknown_member(window, key, first),
            _ => self.pass(window, key),
        }
    }

    /// The array or object of a member that no known envelope has: rows in it are rows.
    fn unknown_member<R: Read>(&mut self, window: &mut Window<R>, key: String, first: u8) -> Option<Row> {
        match holding_ahead(window) {
            Holding::Rows if first == b'[' => self.descend(window, Level::Array),
            Holding::Rows => self.descend(window, Level::Envelope),
            // In no form that rows have been seen in: a malformed one, which shows what there is.
            Holding::Keyed => Some(self.row(window)),
            Holding::Nothing => self.pass(window, key),
        }
    }

    fn pass<R: Read>(&mut self, window: &mut Window<R>, key: String) -> Option<Row> {
        self.envelope.pass(key, window);
        None
    }

    /// The object that lies ahead, which is no envelope.
    fn row<R: Read>(&mut self, window: &mut Window<R>) -> Row {
        let mut nest = Nest::default();
        let mut looked = RESYNC_FROM;
        loop {
            let ahead = window.ahead();
            match nest.feed(ahead.as_bytes()) {
                Some(end) if end > ROW_LIMIT => return wreck_up_to(window, end, TOO_LONG),
                Some(end) => return self.closed_row(window, end),
                None => {}
            }
            if ahead.len() >= looked {
                looked = ahead.len().saturating_mul(2);
                if let Some(next) = self.model.next_row(ahead) {
                    return wreck_up_to(window, next, FlawKind::OutOfPlace);
                }
            }
            if ahead.len() > ROW_LIMIT {
                return self.too_long(window, nest);
            }
            if !window.fill() {
                return self.wreck(window, FlawKind::Truncated);
            }
        }
    }

    /// An object whose brackets close after so many bytes: a row, if it is JSON and what follows it is in order.
    fn closed_row<R: Read>(&mut self, window: &mut Window<R>, end: usize) -> Row {
        let is_joined = !self.is_in_order_after(window, end);
        let (line, text) = (window.line(), window.ahead().get(..end).unwrap_or(""));
        let record = Record::read(text);
        if is_joined {
            return self.wreck(window, FlawKind::OutOfPlace);
        }
        if record.is_readable() {
            self.model.learn(text);
        } else if let Some(next) = self.model.next_row(text) {
            return wreck_up_to(window, next, FlawKind::OutOfPlace);
        }
        let row = Row::read(line, text, record);
        window.skip(end);
        row
    }

    /// Whether what follows a row may follow one. Where it is a key or another closing bracket, the row itself may have
    /// been closed too early and be but the beginning of what was published.
    fn is_in_order_after<R: Read>(&self, window: &mut Window<R>, end: usize) -> bool {
        let is_member = self.stack.last() == Some(&Level::Envelope);
        match next_solid(window, end) {
            None => true,
            Some((b',', at)) => {
                let after = next_solid(window, at.saturating_add(1)).map(|(byte, _)| byte);
                is_member || !matches!(after, Some(b'"' | b'}' | b':'))
            }
            Some((b'}', _)) => is_member,
            Some((b']', _)) => self.stack.last() == Some(&Level::Array),
            Some((byte, _)) => !matches!(byte, b'"' | b':'),
        }
    }

    /// Passes over everything up to where the next row begins.
    fn wreck<R: Read>(&mut self, window: &mut Window<R>, kind: FlawKind) -> Row {
        let mut wanted = RESYNC_FROM;
        loop {
            let is_all = !window.grow(wanted);
            if let Some(next) = self.model.next_row(window.ahead()) {
                self.expect_rows();
                return wreck_up_to(window, next, kind);
            }
            let length = window.ahead().len();
            if is_all {
                let kind = self.judge_rest(window, kind);
                self.forget();
                return wreck_up_to(window, length, kind);
            }
            if length >= ROW_LIMIT {
                return wreck_up_to(window, length, TOO_LONG);
            }
            wanted = wanted.saturating_mul(2);
        }
    }

    /// A row of more than [`ROW_LIMIT`] bytes: its head is kept, the rest is passed over.
    fn too_long<R: Read>(&mut self, window: &mut Window<R>, mut nest: Nest) -> Row {
        let (line, text) = (window.line(), head(window.ahead()).to_owned());
        let mut bytes = window.ahead().len();
        window.skip(bytes);
        nest.forget();
        loop {
            let ahead = window.ahead();
            let end = nest.feed(ahead.as_bytes()).or_else(|| self.model.next_row(ahead));
            let gone = end.unwrap_or(ahead.len());
            bytes = bytes.saturating_add(gone);
            window.skip(gone);
            nest.forget();
            if end.is_some() || !window.fill() {
                return Row::malformed(line, &text, TOO_LONG, u64::try_from(bytes).unwrap_or(u64::MAX));
            }
        }
    }
}

/// Consumes punctuation; never a row.
fn consume<R: Read>(window: &mut Window<R>, bytes: usize) -> Option<Row> {
    window.skip(bytes);
    None
}

fn wreck_up_to<R: Read>(window: &mut Window<R>, end: usize, kind: FlawKind) -> Row {
    let row = Row::wreck(window.line(), window.ahead().get(..end).unwrap_or(""), kind);
    window.skip(end);
    row
}

/// Whether the object ahead is an envelope; looks on as long as its keys leave it open and it may still be a row.
pub(super) fn is_envelope<R: Read>(window: &mut Window<R>) -> bool {
    let mut wanted = SURVEY_FROM;
    loop {
        let is_all = !window.grow(wanted);
        match survey(window.ahead()) {
            Survey::Row => return false,
            Survey::Envelope => return true,
            Survey::Cut { holds, is_like_a_row } if is_all || wanted > ROW_LIMIT => {
                return holds && !is_like_a_row;
            }
            Survey::Cut { is_like_a_row: true, .. } if wanted >= ENVELOPE_FROM => return false,
            Survey::Cut { holds: true, .. } if wanted >= ENVELOPE_FROM => return true,
            Survey::Cut { .. } => wanted = wanted.saturating_mul(2),
        }
    }
}

/// What the array or object ahead holds, as far as [`HOLDING_LIMIT`].
fn holding_ahead<R: Read>(window: &mut Window<R>) -> Holding {
    let mut wanted = SURVEY_FROM;
    loop {
        let is_all = !window.grow(wanted);
        let found = holding(window.ahead(), DEEPEST_LOOK);
        let is_closed = Nest::default().feed(window.ahead().as_bytes()).is_some();
        if found == Holding::Rows || is_closed || is_all || wanted > HOLDING_LIMIT {
            return found;
        }
        wanted = wanted.saturating_mul(2);
    }
}

/// The key of the member ahead, the first byte of its value, and how far it is to there.
fn member_ahead<R: Read>(window: &mut Window<R>) -> Option<(String, u8, usize)> {
    window.grow(KEY_LIMIT);
    // The walk expects an object's brace before the first key.
    let mut braced = String::from("{");
    braced.push_str(window.ahead().get(..window.ahead().floor_char_boundary(KEY_LIMIT))?);
    let mut walk = Walk::new(&braced);
    match walk.step() {
        Step::Member { key, first } => Some((key.to_owned(), first, walk.at().checked_sub(1)?)),
        Step::End | Step::Cut | Step::Broken => None,
    }
}

/// The first byte at or after `from` that is no blank, and where it is. Looks no further than [`GAP_LIMIT`] bytes.
fn next_solid<R: Read>(window: &mut Window<R>, from: usize) -> Option<(u8, usize)> {
    loop {
        let after = window.ahead().get(from..).unwrap_or("");
        let solid = after.trim_start_matches(is_gap);
        if let Some(byte) = solid.bytes().next() {
            return Some((byte, from.saturating_add(after.len()).saturating_sub(solid.len())));
        }
        if after.len() > GAP_LIMIT || !window.fill() {
            return None;
        }
    }
}

/// Passes over the value ahead, whatever its length, telling its text stretch by stretch.
pub(super) fn pass_value<R: Read>(window: &mut Window<R>, mut tell: impl FnMut(&str)) {
    let is_scalar = !matches!(window.ahead().bytes().next(), Some(b'"' | b'{' | b'['));
    let mut nest = Nest::default();
    loop {
        let ahead = window.ahead();
        let end = if is_scalar { ahead.bytes().position(ends_scalar) } else { nest.feed(ahead.as_bytes()) };
        let gone = end.unwrap_or(ahead.len());
        tell(ahead.get(..gone).unwrap_or(""));
        window.skip(gone);
        nest.forget();
        if end.is_some() || !window.fill() {
            return;
        }
    }
}

/// Arrays and envelopes inside one another: five are seen.
const DEEPEST: usize = 16;
/// How much of an object is looked at first to tell rows from envelopes.
const SURVEY_FROM: usize = 1 << 10;
/// From here on an object that has a row's key is a row, else one that has a member for rows an envelope.
const ENVELOPE_FROM: usize = 64 << 10;
/// How far an unknown member of an envelope is searched for rows before it is passed over.
const HOLDING_LIMIT: usize = 1 << 20;
/// From here on an unclosed row is searched for the next one's beginning.
const RESYNC_FROM: usize = 64 << 10;
/// The longest key of an envelope, with the blanks around it.
const KEY_LIMIT: usize = 4 << 10;
/// The longest JSONP wrapper.
const WRAPPER_LIMIT: usize = 4 << 10;
/// How far to look for what follows a row.
const GAP_LIMIT: usize = 64 << 10;
