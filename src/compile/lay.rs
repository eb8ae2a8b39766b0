//! Rows that stand in, the file's bytes out: sorted, so that the same rows give the same bytes.

use std::io;

use crate::bytes;
use crate::compile::Error;
use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::Report;
use crate::compile::admit::Admitted;
use crate::compile::sample::Sample;
use crate::compile::settle::Fate;
use crate::compile::settle::Settled;
use crate::compile::sort::Merged;
use crate::compile::sort::Sorted;
use crate::compile::sort::TAIL;
use crate::compile::sort::damaged;
use crate::date::Date;
use crate::index::Builder;
use crate::index::Filed;
use crate::index::Subject;
use crate::index::put_text;
use crate::index::take_text;

/// Lays out the rows that stand and reports the others. Tells `progress` each row's number.
pub(super) fn lay(
    mut rows: Merged,
    settled: &Settled,
    sample: &Sample,
    sources: &[std::sync::Arc<str>],
    report: &mut Report,
    mut progress: impl FnMut(u64),
) -> Result<(Builder, Option<Date>), Error> {
    let sampled = sample.rows().map(|row| (&*row.name, &*row.id, &*row.record, &*row.row));
    let mut layer =
        Layer { builder: Builder::default().with_sample(sampled), of_subject: Vec::new(), order: Vec::new() };
    let mut newest = None;
    let mut number = 0_u64;
    while let Some(row) = rows.next(|sorted| Laid::read(&sorted, layer.order.as_slice()))? {
        let row = row.ok_or_else(damaged)?;
        number = number.saturating_add(1);
        progress(number);
        if let Some(order) = row.order {
            layer.close_subject()?;
            layer.order = order;
        }
        let origin = |source: u32, line| {
            let source = usize::try_from(source).ok().and_then(|source| sources.get(source));
            Origin { source: source.cloned().unwrap_or_default(), line }
        };
        let reason = match settled.fates.get(&row.place) {
            None if layer.has_last(&row.record, &row.text) => {
                report.count_repeats(1);
                continue;
            }
            None => {
                newest = newest.max(row.published);
                layer.of_subject.push((row.record, row.text));
                continue;
            }
            Some(Fate::Repeat) => {
                report.count_repeats(1);
                continue;
            }
            Some(Fate::Withdrawn) => RejectReason::Withdrawn,
            Some(Fate::Superseded { source, line }) => {
                RejectReason::Superseded { by: origin(*source, *line) }
            }
        };
        report.reject(Reject { origin: origin(row.source, row.line), reason, row: row.text });
    }
    layer.close_subject()?;
    Ok((layer.builder, newest))
}

struct Layer {
    builder: Builder,
    /// Record id and row of the subject's rows so far, in order.
    of_subject: Vec<(String, String)>,
    /// What sorts that subject.
    order: Vec<u8>,
}

impl Layer {
    fn has_last(&self, record: &str, text: &str) -> bool {
        self.of_subject.last().is_some_and(|(last, row)| last == record && row == text)
    }

    fn close_subject(&mut self) -> Result<(), Error> {
        if self.of_subject.is_empty() {
            return Ok(());
        }
        let (filed, _) = Subject::take_order(&self.order).ok_or_else(damaged)?;
        let filed: Filed = filed;
        let rows: Vec<_> =
            self.of_subject.iter().map(|(record, row)| (record.as_str(), row.as_str())).collect();
        self.builder.push(filed.subject(), &rows)?;
        self.of_subject.clear();
        Ok(())
    }
}

/// A row as it comes out of the sort.
struct Laid {
    /// What sorts its subject, where that is another than before.
    order: Option<Vec<u8>>,
    record: String,
    text: String,
    place: u32,
    source: u32,
    line: u64,
    published: Option<Date>,
}

impl Laid {
    fn read(sorted: &Sorted<'_>, before: &[u8]) -> Option<Self> {
        let (text, tail) = sorted.payload.split_at_checked(sorted.payload.len().checked_sub(TAIL)?)?;
        let length = usize::try_from(bytes::u32_at(tail, 20)?).ok()?;
        let (order, mut rest) = sorted.key.split_at_checked(length)?;
        Some(Self {
            order: (order != before).then(|| order.to_vec()),
            record: String::from_utf8(take_text(&mut rest)?).ok()?,
            text: std::str::from_utf8(text).ok()?.to_owned(),
            place: bytes::u32_at(tail, 0)?,
            source: bytes::u32_at(tail, 4)?,
            line: bytes::u64_at(tail, 8)?,
            published: day_of(bytes::u32_at(tail, 16)?),
        })
    }
}

/// Appends what sorts a row: its subject, then its record id. Gives back the length of the first.
pub(super) fn put_order(row: &Admitted, out: &mut Vec<u8>) -> u32 {
    Subject { name: &row.name, id: &row.id, sex: row.sex, class: row.class, records: 0..0 }.put_order(out);
    let length = u32::try_from(out.len()).unwrap_or(u32::MAX);
    put_text(out, &row.record_id);
    length
}

/// What stands behind a row's text in the sort: where it came from, and when it was published.
pub(super) fn tail(place: u32, source: u32, line: u64, published: Option<Date>, order: u32) -> [u8; TAIL] {
    let day = published.map_or(0, day_number);
    let mut tail = [0; TAIL];
    let fields = place.to_le_bytes().into_iter().chain(source.to_le_bytes()).chain(line.to_le_bytes());
    let fields = fields.chain(day.to_le_bytes()).chain(order.to_le_bytes());
    tail.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
    tail
}

/// A day as a number that is not 0.
fn day_number(date: Date) -> u32 {
    u32::from(date.year()) << 16 | u32::from(date.month()) << 8 | u32::from(date.day())
}

fn day_of(number: u32) -> Option<Date> {
    let [day, month, year, century] = number.to_le_bytes();
    Date::new(u16::from_le_bytes([year, century]), month, day)
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Spill(error)
    }
}
