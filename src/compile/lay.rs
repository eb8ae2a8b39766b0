//! Rows that stand in, the file's bytes out: sorted, so that the same rows give the same bytes.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::bytes;
use crate::compile::Error;
use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::Report;
use crate::compile::admit::Admitted;
use crate::compile::provinces::Provinces;
use crate::compile::sample::Sample;
use crate::compile::sample::Sampled;
use crate::compile::settle::Fate;
use crate::compile::settle::Settled;
use crate::compile::sort::Merged;
use crate::compile::sort::Sorted;
use crate::compile::sort::Sorter;
use crate::compile::sort::TAIL;
use crate::compile::sort::damaged;
use crate::date::Date;
use crate::id::Subject as Class;
use crate::index::Builder;
use crate::index::Subject;
use crate::index::put_text;
use crate::index::take_text;
use crate::record::Role;

/// Lays out the rows that stand and reports the others. Tells `progress` each row's number. `panel` takes those who answer
/// for organisations.
pub(super) fn lay(
    mut rows: Merged,
    panel: Sorter,
    known: &Known<'_>,
    (report, provinces): (&mut Report, &mut Provinces),
    mut progress: impl FnMut(u64),
) -> Result<(Builder, Option<Date>), Error> {
    let sampled = known.sample.rows().map(|row| (&*row.name, &*row.id, &*row.record, &*row.row));
    let builder = Builder::default().with_sample(sampled);
    let mut layer = Layer { builder, panel, of_subject: Vec::new(), order: Vec::new(), last: None };
    let mut newest = None;
    let mut number = 0_u64;
    while let Some(row) = rows.next(|sorted| Laid::read(&sorted))? {
        let row = row.ok_or_else(damaged)?;
        number = number.saturating_add(1);
        progress(number);
        let reason = match known.settled.fates.get(&row.place) {
            None if layer.is_repeated(&row) => {
                report.count_repeats(1);
                continue;
            }
            None => {
                newest = newest.max(row.published);
                provinces.count(row.province);
                layer.take(row)?;
                continue;
            }
            Some(Fate::Repeat) => {
                report.count_repeats(1);
                continue;
            }
            Some(Fate::Withdrawn) => RejectReason::Withdrawn,
            Some(Fate::Superseded { source, line }) => {
                RejectReason::Superseded { by: known.origin(*source, *line) }
            }
        };
        report.reject(Reject { origin: known.origin(row.source, row.line), reason, row: row.text });
    }
    layer.close_subject()?;
    Ok((layer.finish()?, newest))
}

/// A sample of the rows that stand, so that what was corrected meanwhile does not show in the file. Goes through all rows.
pub(super) fn sample(rows: &mut Merged, settled: &Settled) -> io::Result<Sample> {
    let mut sample = Sample::default();
    while let Some(read) = rows.next(|sorted| {
        let Lying { order, record, text, tail, .. } = Lying::read(&sorted)?;
        let place = bytes::u32_at(tail, 0)?;
        if settled.fates.contains_key(&place) {
            return Some(());
        }
        let (filed, _) = if sample.takes(text) { Subject::take_order(order)? } else { return Some(()) };
        let Subject { name, id, .. } = filed.subject();
        let (record, row) = (String::from_utf8(take_text(&mut { record })?).ok()?, text.to_owned());
        sample.offer(text, || Sampled { name: name.to_owned(), id: id.to_owned(), record, row });
        Some(())
    })? {
        read.ok_or_else(damaged)?;
    }
    rows.rewind()?;
    Ok(sample)
}

/// What is known of all rows before they are laid out.
pub(super) struct Known<'a> {
    pub(super) settled: &'a Settled,
    pub(super) sample: &'a Sample,
    pub(super) sources: &'a [Arc<str>],
}

impl Known<'_> {
    fn origin(&self, source: u32, line: u64) -> Origin {
        let source = usize::try_from(source).ok().and_then(|source| self.sources.get(source));
        Origin { source: source.cloned().unwrap_or_default(), line }
    }
}

struct Layer {
    builder: Builder,
    panel: Sorter,
    /// The subject's rows so far, in order.
    of_subject: Vec<Laid>,
    /// What sorts that subject.
    order: Vec<u8>,
    /// Record id and text of the last row.
    last: Option<(String, String)>,
}

impl Layer {
    fn is_repeated(&self, row: &Laid) -> bool {
        row.order == self.order
            && self.last.as_ref().is_some_and(|(record, text)| *record == row.record && *text == row.text)
    }

    /// Takes a row that stands. People without an id are told apart by nothing but their rows: two of one name are seldom one,
    /// while an organisation's name is all but its own.
    fn take(&mut self, row: Laid) -> Result<(), Error> {
        let (filed, _) = Subject::take_order(&row.order).ok_or_else(damaged)?;
        let subject = filed.subject();
        let is_known = !subject.id.is_empty() || subject.class == Some(Class::Organisation);
        if row.order != self.order || !is_known {
            self.close_subject()?;
            self.order.clone_from(&row.order);
        }
        self.last = Some((row.record.clone(), row.text.clone()));
        self.of_subject.push(row);
        Ok(())
    }

    fn close_subject(&mut self) -> Result<(), Error> {
        if self.of_subject.is_empty() {
            return Ok(());
        }
        let (filed, _) = Subject::take_order(&self.order).ok_or_else(damaged)?;
        let rows: Vec<_> =
            self.of_subject.iter().map(|row| (row.record.as_str(), row.text.as_str())).collect();
        let records = self.builder.push(filed.subject(), &rows)?;
        for (row, record) in self.of_subject.iter().zip(records) {
            for one in &row.responsible {
                let mut key = one.clone();
                let mut record = record.to_le_bytes();
                record.reverse();
                key.extend_from_slice(&record);
                self.panel.push(&key, &[])?;
            }
        }
        self.of_subject.clear();
        Ok(())
    }

    /// Appends those who answer for organisations, each with every run of records that name them.
    fn finish(mut self) -> Result<Builder, Error> {
        let mut panel = std::mem::take(&mut self.panel).merge()?;
        let mut current: Option<(Vec<u8>, Range<u32>)> = None;
        while let Some(next) = panel.next(|sorted| answering(sorted.key))? {
            let (order, record) = next.ok_or_else(damaged)?;
            match &mut current {
                Some((before, records)) if *before == order && records.contains(&record) => {}
                Some((before, records)) if *before == order && records.end == record => {
                    records.end = record.saturating_add(1);
                }
                _ => {
                    self.push_responsible(current.take())?;
                    current = Some((order, record..record.saturating_add(1)));
                }
            }
        }
        self.push_responsible(current)?;
        Ok(self.builder)
    }

    fn push_responsible(&mut self, one: Option<(Vec<u8>, Range<u32>)>) -> Result<(), Error> {
        let Some((order, records)) = one else { return Ok(()) };
        let (filed, _) = Subject::take_order(&order).ok_or_else(damaged)?;
        self.builder.push_responsible(&Subject { records, ..filed.subject() })?;
        Ok(())
    }
}

/// What sorts one who answers for an organisation, and in which record.
fn answering(key: &[u8]) -> Option<(Vec<u8>, u32)> {
    let (order, record) = key.split_last_chunk::<4>()?;
    let mut record = *record;
    record.reverse();
    Some((order.to_vec(), u32::from_le_bytes(record)))
}

/// A row as it comes out of the sort.
struct Laid {
    /// What sorts its subject.
    order: Vec<u8>,
    record: String,
    text: String,
    /// What sorts each of those who answer for it.
    responsible: Vec<Vec<u8>>,
    place: u32,
    source: u32,
    line: u64,
    published: Option<Date>,
    /// As [`Provinces`] numbers it.
    province: u32,
}

impl Laid {
    fn read(sorted: &Sorted<'_>) -> Option<Self> {
        let Lying { order, mut record, text, mut panel, tail } = Lying::read(sorted)?;
        let mut responsible = Vec::new();
        while !panel.is_empty() {
            responsible.push(bytes::take_counted(&mut panel)?.to_vec());
        }
        Some(Self {
            order: order.to_vec(),
            record: String::from_utf8(take_text(&mut record)?).ok()?,
            text: text.to_owned(),
            responsible,
            place: bytes::u32_at(tail, 0)?,
            source: bytes::u32_at(tail, 4)?,
            line: bytes::u64_at(tail, 8)?,
            published: day_of(bytes::u32_at(tail, 16)?),
            province: bytes::u32_at(tail, 28)?,
        })
    }
}

/// The parts of a row as they lie in the sort.
struct Lying<'a> {
    order: &'a [u8],
    /// The record id, as [`put_text`] writes it.
    record: &'a [u8],
    text: &'a str,
    panel: &'a [u8],
    tail: &'a [u8],
}

impl<'a> Lying<'a> {
    fn read(sorted: &Sorted<'a>) -> Option<Self> {
        let (body, tail) = sorted.payload.split_at_checked(sorted.payload.len().checked_sub(TAIL)?)?;
        let (order, record) = sorted.key.split_at_checked(usize::try_from(bytes::u32_at(tail, 20)?).ok()?)?;
        let (text, panel) = body.split_at_checked(usize::try_from(bytes::u32_at(tail, 24)?).ok()?)?;
        Some(Self { order, record, text: std::str::from_utf8(text).ok()?, panel, tail })
    }
}

/// Appends what sorts a row: its subject, then its record id. Gives back the length of the first.
pub(super) fn put_order(row: &Admitted, out: &mut Vec<u8>) -> u32 {
    let Admitted { name, id, sex, class, defect, .. } = row;
    let role = Role::Listed;
    let subject = Subject { name, id, sex: *sex, class: *class, role, defect: *defect, records: 0..0 };
    subject.put_order(out);
    let length = u32::try_from(out.len()).unwrap_or(u32::MAX);
    put_text(out, &row.record_id);
    length
}

/// What sorts each of those who answer for the organisation, with its length before it.
pub(super) fn panel(row: &Admitted) -> Vec<u8> {
    let mut panel = Vec::new();
    for one in &row.responsible {
        let mut order = Vec::new();
        one.subject().put_order(&mut order);
        bytes::put_counted(&mut panel, &order);
    }
    panel
}

/// What stands behind a row's text in the sort: where it came from, when it was published, and in which province.
pub(super) fn tail(row: &Admitted, [place, source, order, province]: [u32; 4]) -> [u8; TAIL] {
    let day = row.published.map_or(0, day_number);
    let text = u32::try_from(row.row.len()).unwrap_or(u32::MAX);
    let mut tail = [0; TAIL];
    let fields = place.to_le_bytes().into_iter().chain(source.to_le_bytes()).chain(row.line.to_le_bytes());
    let fields = fields.chain(day.to_le_bytes()).chain(order.to_le_bytes()).chain(text.to_le_bytes());
    let fields = fields.chain(province.to_le_bytes());
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
