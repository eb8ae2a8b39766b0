//! How are the rows arranged? Told from the first stretch of text.

use crate::record::key::Field;
use crate::record::moment::is_blank;
use crate::record::rows::form::Container;
use crate::record::rows::jsonp::wrapper;
use crate::record::rows::survey::Survey;
use crate::record::rows::survey::is_row;
use crate::record::rows::survey::survey;
use crate::record::rows::table::Header;
use crate::record::rows::walk::Nest;
use crate::record::rows::window::is_gap;

/// What was found, and how it is to be read.
pub(super) struct Look {
    pub(super) container: Container,
    pub(super) reader: Reader,
}

/// Who reads it.
pub(super) enum Reader {
    /// Line by line.
    Lines,
    /// As one JSON text of any arrangement.
    Structure,
    Table(Header),
}

/// Looks at the sample; `is_all` says that the input ends with it.
pub(super) fn look(sample: &str, is_all: bool) -> Look {
    let text = sample.trim_start_matches(is_gap);
    if text.is_empty() {
        return Look { container: Container::Empty, reader: Reader::Lines };
    }
    if begins_with_lines(text, is_all) || is_mostly_lines(text, is_all) {
        return Look { container: container_of(text, Container::Lines), reader: Reader::Lines };
    }
    if let Some(header) = Header::find(text) {
        return Look { container: Container::Csv, reader: Reader::Table(header) };
    }
    if text.starts_with(['{', '[']) || wrapper(text).is_some() {
        return Look { container: container_of(text, Container::Objects), reader: Reader::Structure };
    }
    Look { container: Container::Unknown, reader: Reader::Lines }
}

/// Whether the first line with text is a row or an envelope on its own, and another line too: then whatever stands on
/// the lines between and after, each ends where it ends, and damage on one costs no other.
fn begins_with_lines(text: &str, is_all: bool) -> bool {
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n') || is_all);
    let mut lines = whole.map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    lines.next().is_some_and(is_telling) && lines.any(is_telling)
}

/// Whether a line on its own is an object that is a row or an envelope, in a JavaScript call or not.
fn is_telling(line: &str) -> bool {
    let inner = wrapper(line).and_then(|wrapper| line.get(wrapper.length..)).unwrap_or(line);
    (is_row(inner, Field::makes_a_row) || is_envelope(inner)) && stands_alone(line)
}

/// Whether more than half of the lines are values on their own, so that each line may be trusted to end a row.
fn is_mostly_lines(text: &str, is_all: bool) -> bool {
    let mut alone: usize = 0;
    let mut others: usize = 0;
    for line in text.split_inclusive('\n') {
        let is_whole = line.ends_with('\n') || is_all;
        match line.trim_matches(is_blank) {
            "" => {}
            line if is_whole && stands_alone(line) => alone = alone.saturating_add(1),
            _ if is_whole => others = others.saturating_add(1),
            _ => {}
        }
    }
    alone > others
}

/// Whether a line is values whose brackets and quotes close on it, and wrappers.
fn stands_alone(line: &str) -> bool {
    let mut rest = line;
    let mut has_value = false;
    while !rest.is_empty() {
        let length = match rest.as_bytes().first() {
            Some(b'{' | b'[') => Nest::default().feed(rest.as_bytes()),
            _ => wrapper(rest).map(|wrapper| wrapper.length),
        };
        has_value |= rest.starts_with(['{', '[']);
        let Some(after) = length.and_then(|length| rest.get(length..)) else { return false };
        rest = after.trim_start_matches(is_blank);
    }
    has_value
}

/// What the first value is; `plain` where it is a row.
fn container_of(text: &str, plain: Container) -> Container {
    let Some(inner) = text.strip_prefix('[').map(|inner| inner.trim_start_matches(is_gap)) else {
        return match wrapper(text) {
            Some(_) => Container::Jsonp,
            None if is_envelope(text) => Container::Envelope,
            None => plain,
        };
    };
    if is_envelope(inner) { Container::Envelope } else { Container::Array }
}

fn is_envelope(text: &str) -> bool {
    text.starts_with('{')
        && matches!(survey(text), Survey::Envelope | Survey::Cut { holds: true, is_like_a_row: false })
}
