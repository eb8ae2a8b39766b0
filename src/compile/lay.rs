//! Rows that stand in, the file's bytes out: sorted, so that the same rows give the same bytes.

use crate::compile::admit::Admitted;
use crate::index::BuildError;
use crate::index::Builder;
use crate::index::Edition;
use crate::index::Subject;
use crate::index::Totals;

pub(super) fn lay(mut rows: Vec<Admitted>, edition: Edition, totals: Totals) -> Result<Vec<u8>, BuildError> {
    rows.sort_by_cached_key(|row| {
        let mut key = Vec::new();
        subject(row).put_order(&mut key);
        (key, row.record_id.clone(), row.row.clone())
    });
    let mut builder = Builder::default();
    for of_subject in rows.chunk_by(|one, other| subject(one) == subject(other)) {
        if let Some(first) = of_subject.first() {
            let rows: Vec<_> =
                of_subject.iter().map(|row| (row.record_id.as_str(), row.row.as_str())).collect();
            builder.push(subject(first), &rows)?;
        }
    }
    builder.finish(edition, totals)
}

/// Whose row it is. Rows that differ in any of these are different subjects, though perhaps one person.
fn subject(row: &Admitted) -> Subject<'_> {
    Subject { name: &row.name, id: &row.id, sex: row.sex, class: row.class, records: 0..0 }
}
