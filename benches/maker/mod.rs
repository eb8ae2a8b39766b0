//! Which rows does an invented list of this seed and size hold, and who asks about it? [`Maker`] answers, row by row.
//!
//! Everything is derived from (seed, index): row ten million costs what row one costs, nothing is kept, and the same
//! seed gives the same bytes on every machine and with every release of every dependency, because the module has
//! none. `tests/maker.rs` pins the bytes.
//!
//! People are drawn from distributions (`NOTICE.md` names the sources): surname × given name by weight, a county code
//! in force when the number was issued, a day of birth, a sequence whose parity is the sex, the right check digit.
//! Any two people agree as often as chance has it, so the list also serves to test statements about chance. A drawn
//! name is of course borne by somebody; names, numbers and cases are joined by nothing but the draw.

#![allow(
    dead_code,
    reason = "compiled into several benches, tests and one example, of which none uses all of it"
)]
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "measuring kit, not library: every operand is drawn within bounds written beside it, and an overflow or a slice \
              out of range would fail loudly in tests/maker.rs"
)]

mod applicant;
pub mod case;
pub mod check_digit;
pub mod day;
pub mod draw;
pub mod json;
pub mod mask;
pub mod name;
mod organisation;
mod person;
mod reader;
mod row;
mod rows;
mod subject;
pub mod tables;

pub use applicant::Applicant;
pub use applicant::Applicants;
pub use applicant::Kind;
pub use reader::Reader;
pub use rows::Rows;

use subject::Subject;

/// An invented list: `rows` published rows drawn from `seed`. Sixteen bytes of plan and no data, so it is `Copy` and
/// any number of iterators may run from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maker {
    seed: u64,
    rows: u64,
    /// Subjects the rows are about; the last may have fewer rows than it would in a longer list.
    subjects: u64,
    /// Rows of that last subject: 1..=16, or 0 in a list without rows.
    last_rows: u64,
}

impl Maker {
    /// Plans the list. Walks the row counts once to find how many subjects fill it: about 10 ns a subject.
    pub fn new(seed: u64, rows: u64) -> Self {
        let (mut subjects, mut planned, mut last_rows) = (0, 0, 0);
        while planned < rows {
            last_rows = subject::row_count(seed, subjects).min(rows - planned);
            planned += last_rows;
            subjects += 1;
        }
        Self { seed, rows, subjects, last_rows }
    }

    /// The published rows, one JSON object each in the court's detail form, without line end.
    pub fn rows(self) -> Rows {
        Rows::new(self)
    }

    /// The same rows as a stream of JSON lines, for whatever takes a `BufRead`.
    pub fn reader(self) -> Reader {
        Reader::new(self.rows())
    }

    /// Applicants of one kind, without end (none at all if the list has nobody of that kind).
    pub fn applicants(self, kind: Kind) -> Applicants {
        Applicants::of(self, kind)
    }

    /// What a counter sees, without end: of twenty applicants fifteen unlisted, two namesakes, and one each listed
    /// by its own number, born in the listed one's county and year with the same name, and a listed organisation.
    pub fn queue(self) -> Applicants {
        Applicants::mixed(self)
    }

    /// Applicant number `index` of a kind: what `applicants(kind)` yields at that place.
    pub fn applicant(self, kind: Kind, index: u64) -> Option<Applicant> {
        Applicant::at(self, kind, index)
    }

    pub fn row_count(self) -> u64 {
        self.rows
    }

    pub fn subject_count(self) -> u64 {
        self.subjects
    }

    fn rows_of(self, subject: u64) -> u64 {
        if subject + 1 == self.subjects { self.last_rows } else { subject::row_count(self.seed, subject) }
    }

    /// The source record ids of a subject, ascending.
    fn records_of(self, subject: u64) -> Vec<u64> {
        (0..self.rows_of(subject)).map(|nth| subject::record_id(subject, nth)).collect()
    }

    fn subject(self, subject: u64) -> Subject {
        Subject::at(self.seed, subject)
    }
}
