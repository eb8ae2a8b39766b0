//! Rows that stand in, the file's bytes out: sorted, so that the same rows give the same bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::compile::admit::Admitted;
use crate::compile::responsible::Responsible;
use crate::id::Subject as Class;
use crate::index::BuildError;
use crate::index::Builder;
use crate::index::Edition;
use crate::index::Subject;
use crate::index::Totals;
use crate::record::Role;

pub(super) fn lay(mut rows: Vec<Admitted>, edition: Edition, totals: Totals) -> Result<Vec<u8>, BuildError> {
    rows.sort_unstable_by(|one, other| order(one).cmp(&order(other)));
    let mut builder = Builder::default();
    let mut panel = Panel::default();
    for of_subject in rows.chunk_by(is_of_one_subject) {
        if let Some(first) = of_subject.first() {
            let texts: Vec<_> =
                of_subject.iter().map(|row| (row.record_id.as_str(), row.row.as_str())).collect();
            let records = builder.push(subject(first), &texts)?;
            of_subject.iter().zip(records).for_each(|(row, record)| panel.add(&row.responsible, record));
        }
    }
    for (one, records) in panel.in_order() {
        builder.push_responsible(&Subject { records, ..one.subject() })?;
    }
    builder.finish(edition, totals)
}

/// Everybody who answers for a listed organisation, and in which records.
#[derive(Default)]
struct Panel<'a> {
    records: BTreeMap<&'a Responsible, Vec<Range<u32>>>,
}

impl<'a> Panel<'a> {
    fn add(&mut self, people: &'a [Responsible], record: u32) {
        for one in people {
            let runs = self.records.entry(one).or_default();
            match runs.last_mut() {
                Some(last) if last.contains(&record) => {}
                Some(last) if last.end == record => last.end = record.saturating_add(1),
                _ => runs.push(record..record.saturating_add(1)),
            }
        }
    }

    fn in_order(self) -> impl Iterator<Item = (&'a Responsible, Range<u32>)> {
        self.records.into_iter().flat_map(|(one, runs)| runs.into_iter().map(move |run| (one, run)))
    }
}

/// The list's order: by subject, then record id, then the row itself.
fn order<'a>(row: &'a Admitted) -> impl Ord + use<'a> {
    (&row.filed, &row.name, &row.id, row.sex, row.class, row.defect, &row.record_id, &row.row)
}

/// Whether two rows are about one subject. People without an id are told apart by nothing but their rows: two of one name
/// are seldom one, while an organisation's name is all but its own.
fn is_of_one_subject(one: &Admitted, other: &Admitted) -> bool {
    let is_known = !one.id.is_empty() || one.class == Some(Class::Organisation);
    is_known && subject(one) == subject(other)
}

/// Whose row it is. Rows that differ in any of these are different subjects, though perhaps one person.
fn subject(row: &Admitted) -> Subject<'_> {
    Subject {
        name: &row.name,
        id: &row.id,
        sex: row.sex,
        class: row.class,
        role: Role::Listed,
        defect: row.defect,
        records: 0..0,
    }
}
