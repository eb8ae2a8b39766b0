//! Which of these records, of one subject in two lists, are the same?

use std::cmp::Ordering;

use crate::index::Error;
use crate::index::diff::Touched;

/// A record of a list by its source's id, and its number.
pub(super) type Numbered = (String, u32);

/// The records that are not in both, or whose rows differ. Both sides ascend by record id. `rows` decodes the rows of some
/// records of the old and of the new list; without it records of one id are taken for the same.
pub(super) fn merge(
    old: &[Numbered],
    new: &[Numbered],
    mut rows: Option<impl FnMut(&[Numbered], &[Numbered]) -> Result<[Vec<String>; 2], Error>>,
) -> Result<Vec<Touched>, Error> {
    let mut touched = Vec::new();
    let mut runs = old.chunk_by(same_id).peekable();
    let mut others = new.chunk_by(same_id).peekable();
    loop {
        let order = match (runs.peek().and_then(|run| run.first()), others.peek().and_then(|run| run.first()))
        {
            (None, None) => return Ok(touched),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
        };
        let before = runs.next_if(|_| order.is_le()).unwrap_or_default();
        let after = others.next_if(|_| order.is_ge()).unwrap_or_default();
        let (before, after) = match &mut rows {
            Some(rows) if order.is_eq() => unlike(before, after, rows(before, after)?),
            _ => (before.to_vec(), after.to_vec()),
        };
        if order.is_eq() && rows.is_none() {
            // Of as many on either side nothing is known to differ.
            let common = before.len().min(after.len());
            pair(
                before.get(common..).unwrap_or_default(),
                after.get(common..).unwrap_or_default(),
                &mut touched,
            );
        } else {
            pair(&before, &after, &mut touched);
        }
    }
}

fn same_id(one: &Numbered, other: &Numbered) -> bool {
    one.0 == other.0
}

/// The records of one id whose rows are not on the other side.
fn unlike(
    before: &[Numbered],
    after: &[Numbered],
    [old, new]: [Vec<String>; 2],
) -> (Vec<Numbered>, Vec<Numbered>) {
    let mut after: Vec<(&Numbered, &String)> = after.iter().zip(&new).collect();
    let mut left = Vec::new();
    for (record, row) in before.iter().zip(&old) {
        match after.iter().position(|(_, other)| *other == row) {
            Some(at) => drop(after.swap_remove(at)),
            None => left.push(record.clone()),
        }
    }
    after.sort_unstable_by_key(|(record, _)| record.1);
    (left, after.into_iter().map(|(record, _)| record.clone()).collect())
}

/// A record of one id on either side is one that changed; rows without an id are told apart by nothing but what they say.
fn pair(before: &[Numbered], after: &[Numbered], touched: &mut Vec<Touched>) {
    let has_id = before.first().or(after.first()).is_some_and(|(id, _)| !id.is_empty());
    let common = if has_id { before.len().min(after.len()) } else { 0 };
    for ((id, before), (_, after)) in before.iter().zip(after).take(common) {
        touched.push(Touched::new(id.clone(), Some(*before), Some(*after)));
    }
    let gone = before.iter().skip(common);
    touched.extend(gone.map(|(id, record)| Touched::new(id.clone(), Some(*record), None)));
    let new = after.iter().skip(common);
    touched.extend(new.map(|(id, record)| Touched::new(id.clone(), None, Some(*record))));
}
