//! Should this row still be there? A hint for a person, never an end.
//!
//! 法释〔2017〕7号, Article 2: two years for reasons (2) to (6), prolonged by one to three years; none for reason (1), two
//! thirds of all entries. No source says which terms were prolonged, so that nobody is cleared by this.

use crate::date::Date;
use crate::index::Error;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Match;
use crate::policy::Overdue;

/// A row that looks overdue for deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hint {
    /// The source's id of the record.
    pub record_id: String,
    /// The number of that record in the list.
    pub record: u32,
    /// When it was published.
    pub published: Date,
    /// The years that have gone by, of its longest possible term or of the term before it is prolonged.
    pub years: u16,
}

/// The rows of a match that look overdue on `day`.
///
/// # Errors
/// Where a row cannot be read.
pub(super) fn overdue(overdue: Overdue, index: &Index, one: &Match, day: Date) -> Result<Vec<Hint>, Error> {
    let Some(years) = overdue.years() else { return Ok(Vec::new()) };
    let mut hints = Vec::new();
    for (record, record_id) in one.records.iter().zip(&one.record_ids) {
        let row = index.evidence(*record)?;
        if let Some(published) = row.published.filter(|it| has_a_term(&row) && is_past(*it, years, day)) {
            hints.push(Hint { record_id: record_id.clone(), record: *record, published, years });
        }
    }
    Ok(hints)
}

/// Whether the row was listed for reasons that have a term, and for no other.
fn has_a_term(row: &Evidence) -> bool {
    let is_timed = |ground: &str| WITH_TERM.iter().any(|words| ground.contains(words));
    let mut grounds =
        row.grounds.iter().flat_map(|ground| ground.split(BETWEEN)).filter(|it| !it.trim().is_empty());
    let first = grounds.next();
    first.is_some_and(is_timed) && grounds.all(is_timed)
}

/// Whether `day` lies after the same day `years` years later; the leap day counts as the day before the next one.
fn is_past(published: Date, years: u16, day: Date) -> bool {
    let end = (published.year().saturating_add(years), published.month(), published.day());
    (day.year(), day.month(), day.day()) > end
}

/// What stands between two reasons in one text, and in the wording of none.
const BETWEEN: [char; 6] = [';', '；', ',', '，', '/', '|'];

/// How reasons (2) to (6) are worded in rows (`disruptTypeName`).
const WITH_TERM: [&str; 6] = [
    "妨碍、抗拒执行",
    "规避执行",
    "违反财产报告制度",
    "违反限制高消费令",
    "违反限制消费令",
    "无正当理由拒不履行执行和解协议",
];
