//! Which rows still stand? Repeats fold into one; in a feed that corrects itself the latest word on a record counts.

use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::Report;
use crate::compile::admit::Admitted;

/// The rows that stand, in no particular order. The others go into the report, as repeats or as rejects.
pub(super) fn settle(mut rows: Vec<Admitted>, report: &mut Report) -> Vec<Admitted> {
    // Stable: rows of one record without a time stay in the order in which they came.
    rows.sort_by(|one, other| number(one).cmp(&number(other)));
    let mut standing = Vec::with_capacity(rows.len());
    let mut rest = rows.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut versions = vec![first];
        while let Some(next) =
            rest.next_if(|next| versions.last().is_some_and(|last| number(last) == number(next)))
        {
            versions.push(next);
        }
        settle_record(versions, report, &mut standing);
    }
    standing
}

/// What makes two rows versions of one record. An official feed's number does; other sources number their rows alike, so
/// that the case must be the same as well, or one source's correction would free another's debtor. Rows without a number
/// are versions of the same only word for word.
fn number(row: &Admitted) -> (bool, &str, &str) {
    let within = match (row.record_id.is_empty(), row.feed.official) {
        (true, _) => &row.row,
        (false, true) => "",
        (false, false) => row.case_number.as_str(),
    };
    (row.feed.official, &row.record_id, within)
}

fn settle_record(versions: Vec<Admitted>, report: &mut Report, standing: &mut Vec<Admitted>) {
    if versions.iter().any(|row| row.feed.is_stated) {
        settle_feed(versions, report, standing);
    } else {
        settle_publications(versions, report, standing);
    }
}

/// A plain source: the same row again is a repeat; another row under the same number is another record all the same.
fn settle_publications(mut versions: Vec<Admitted>, report: &mut Report, standing: &mut Vec<Admitted>) {
    versions.sort_by(|one, other| one.row.cmp(&other.row));
    let read = versions.len();
    versions.dedup_by(|one, other| one.row == other.row);
    report.count_repeats(read.saturating_sub(versions.len()));
    if versions.len() > 1 {
        report.count_shared_number();
    }
    standing.extend(versions);
}

/// A feed that corrects itself: the latest version stands, unless it takes the record back.
fn settle_feed(versions: Vec<Admitted>, report: &mut Report, standing: &mut Vec<Admitted>) {
    let mut versions = in_time(versions);
    let Some(latest) = versions.pop() else { return };
    for earlier in versions {
        if earlier.row == latest.row {
            report.count_repeats(1);
        } else {
            report.reject(reject(earlier, RejectReason::Superseded { by: latest.origin.clone() }));
        }
    }
    if latest.feed.withdrawn {
        report.reject(reject(latest, RejectReason::Withdrawn));
    } else {
        standing.push(latest);
    }
}

/// In the order of their times. A row that states none, often a withdrawal, was said when it came: after the latest time
/// before it. Stable for the rest.
fn in_time(versions: Vec<Admitted>) -> Vec<Admitted> {
    let mut latest = None;
    let mut timed: Vec<(Option<String>, Admitted)> = Vec::with_capacity(versions.len());
    for row in versions {
        let time = row.feed.updated.clone().or_else(|| latest.clone());
        latest = latest.max(time.clone());
        timed.push((time, row));
    }
    timed.sort_by(|(one, _), (other, _)| one.cmp(other));
    timed.into_iter().map(|(_, row)| row).collect()
}

fn reject(row: Admitted, reason: RejectReason) -> Reject {
    Reject { origin: row.origin, reason, row: row.row }
}
